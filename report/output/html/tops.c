/* SPDX-License-Identifier: Apache-2.0
 *
 * Those with the most attempts, as bars: a short list for each of four questions.
 */
#include <stdlib.h>

#include "output/html/html.h"
#include "output/html/text.h"

enum { ROWS = 10 };

static const struct {
    enum me_group_key by;
    const char *heading;
} questions[] = {
    {ME_GROUP_KEY_CLIENT, "Clients"},
    {ME_GROUP_KEY_USER, "Users"},
    {ME_GROUP_KEY_RECIPIENT, "Recipients"},
    {ME_GROUP_KEY_NETWORK, "Networks"},
};

struct tops {
    FILE *out;
    struct me_totals *totals;
    int question, row;
    size_t row_count;
    struct me_group *rows[ROWS]; /* of the question at hand */
    bool good;
};

/* The first groups of one question, without the one that has no name. */
static bool find_rows(struct tops *p)
{
    struct me_groups *groups = &p->totals->groups[questions[p->question].by];
    struct me_group **sorted = me_groups_sorted(groups, ME_SORT_ATTEMPTS);
    p->row_count = 0;
    for (size_t i = 0; sorted != NULL && i < groups->count && p->row_count < ROWS; i++)
        if (sorted[i]->key_len > 0)
            p->rows[p->row_count++] = sorted[i];
    free(sorted);
    return sorted != NULL;
}

static bool next_questions(struct tops *p)
{
    while (p->good && me_html_text_next(&p->question, sizeof(questions) / sizeof(*questions))) {
        p->good = find_rows(p);
        if (p->row_count > 0)
            return true;
    }
    return false;
}

static void put_heading(struct tops *p)
{
    fputs(questions[p->question].heading, p->out);
}

static bool next_rows(struct tops *p)
{
    return me_html_text_next(&p->row, p->row_count);
}

static void put_key(struct tops *p)
{
    me_html_text_put(p->out, me_group_label(&p->totals->groups[questions[p->question].by], p->rows[p->row]));
}

static void put_count(struct tops *p)
{
    me_html_text_put_number(p->out, p->rows[p->row]->count);
}

static void put_share(struct tops *p)
{
    me_html_text_put_tenths(p->out,
                            (unsigned)((double)p->rows[p->row]->count / (double)p->rows[0]->count * 1000 + 0.5));
}

static void write_section(struct tops *p)
{
#define SECTION_tops
#include "page.inc"
}

bool me_html_tops(const struct me_report *report, FILE *out)
{
    struct tops tops = {
        .out = out, .totals = report->totals, .question = ME_HTML_BEFORE, .row = ME_HTML_BEFORE, .good = true};
    write_section(&tops);
    return tops.good;
}
