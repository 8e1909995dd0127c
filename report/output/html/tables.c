/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of the HTML page, one for each question, and the links that lead to them.
 */
#include <stdlib.h>

#include "output/html/html.h"
#include "output/html/text.h"

enum { ROWS_DEFAULT = 200, NAMES_SHOWN = 3 };

/* Hours and days have the chart; they get a table when it is asked for. */
static const enum me_group_key questions[] = {ME_GROUP_KEY_CLIENT,  ME_GROUP_KEY_NETWORK,   ME_GROUP_KEY_USER,
                                              ME_GROUP_KEY_SENDER,  ME_GROUP_KEY_RECIPIENT, ME_GROUP_KEY_REASON,
                                              ME_GROUP_KEY_COUNTRY, ME_GROUP_KEY_ASN,       ME_GROUP_KEY_DOMAIN,
                                              ME_GROUP_KEY_SERVICE, ME_GROUP_KEY_HOST};

struct tables {
    FILE *out;
    const struct me_report *report;
    int question, row;
    struct me_groups *groups; /* of the question at hand */
    struct me_group **rows;
    enum me_sort sort;
    size_t shown;
    const struct me_group *group; /* of the row at hand */
    bool good;
};

/* The question of the nth table: the one that was asked comes first. */
static enum me_group_key question_at(enum me_group_key asked, int n)
{
    if (n == 0)
        return asked;
    for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
        if (questions[i] != asked && --n == 0)
            return questions[i];
    return ME_GROUP_KEY_MAX;
}

static bool next_links(struct tables *p)
{
    enum me_group_key by;
    while ((by = question_at(p->report->options->by, ++p->question)) != ME_GROUP_KEY_MAX) {
        p->groups = &p->report->totals->groups[by];
        /* A table of what is unknown alone says nothing. */
        if (p->groups->count > 0 && (p->question == 0 || me_html_named(p->groups) > 0))
            return true;
    }
    p->question = ME_HTML_BEFORE;
    return false;
}

static void put_id(struct tables *p)
{
    fputs("by-", p->out);
    me_html_text_put(p->out, me_group_key_word(p->groups->by));
}

static void put_heading(struct tables *p)
{
    fputs("By ", p->out);
    me_html_text_put(p->out, me_group_key_word(p->groups->by));
}

static void write_links(struct tables *p)
{
#define SECTION_table_links
#include "page.inc"
#undef SECTION_table_links
}

static void put_column(struct tables *p)
{
    const struct me_span word = me_group_key_word(p->groups->by);
    fputc(word.ptr[0] - 'a' + 'A', p->out);
    me_html_text_put(p->out, me_span_skip(word, 1));
}

static void put_caption(struct tables *p)
{
    me_html_text_put_number(p->out, p->shown);
    fputs(" of ", p->out);
    me_html_text_put_number(p->out, p->groups->count);
    fputs(p->groups->count == 1 ? " row" : " rows", p->out);
    if (p->groups->others_count > 0) {
        fputs("; ", p->out);
        me_html_text_put_number(p->out, p->groups->others_count);
        fputs(" attempts are summed as (others)", p->out);
    }
    if (p->sort == ME_SORT_WORST && !p->report->options->only_given) {
        fputs(". ", p->out);
        me_html_text_put(p->out, me_labels_order());
    }
}

static bool next_rows(struct tables *p)
{
    if (!me_html_text_next(&p->row, p->shown + (p->groups->others_count > 0)))
        return false;
    p->group = (size_t)p->row < p->shown ? p->rows[p->row] : &p->groups->others;
    return true;
}

static void put_key(struct tables *p)
{
    me_html_text_put(p->out, me_group_label(p->groups, p->group));
}

static void put_count(struct tables *p)
{
    me_html_text_put_number(p->out, p->group->count);
}

static void put_first(struct tables *p)
{
    me_html_text_put_moment(p->out, p->group->first, ME_CLOCK_MINUTE);
}

static void put_last(struct tables *p)
{
    me_html_text_put_moment(p->out, p->group->last, ME_CLOCK_MINUTE);
}

static void put_what(struct tables *p)
{
    for (uint32_t i = 0; i < p->group->what_count; i++) {
        fputs(i > 0 ? ", " : "", p->out);
        me_html_text_put_number(p->out, p->group->whats[i].count);
        fputc(' ', p->out);
        me_html_text_put(p->out, me_labels_words(p->group->whats[i].what));
    }
}

static bool put_list(struct tables *p, const char *label, const struct me_names *names, bool is_first)
{
    const uint32_t distinct = me_names_distinct(names);
    if (distinct == 0)
        return is_first;
    fprintf(p->out, "%s%s", is_first ? "" : "; ", label);
    uint32_t i = 0;
    for (; i < names->shown_count && i < NAMES_SHOWN; i++) {
        fputs(i > 0 ? ", " : " ", p->out);
        me_html_text_put(p->out, (struct me_span){names->shown[i].text, names->shown[i].len});
    }
    if (distinct > i) {
        fputs(names->at_least ? " and at least " : " and ", p->out);
        me_html_text_put_number(p->out, distinct - i);
        fputs(" more", p->out);
    }
    return false;
}

static void put_names(struct tables *p)
{
    const struct me_group *group = p->group;
    const uint64_t logins = me_group_key_has_logins(p->groups->by) ? me_groups_logins_of(p->groups, group) : 0;
    if (logins > 0) {
        me_html_text_put_number(p->out, logins);
        fputs(logins == 1 ? " login accepted" : " logins accepted", p->out);
    }
    if (group->host_name != NULL) {
        fputs(logins > 0 ? "; host " : "host ", p->out);
        me_html_text_put_string(p->out, group->host_name);
    }
    if (group->place != NULL) {
        fputs(logins > 0 || group->host_name != NULL ? "; " : "", p->out);
        me_html_text_put_string(p->out, group->place->country);
        fputs(group->place->country[0] != 0 && group->place->asn[0] != 0 ? ", " : "", p->out);
        me_html_text_put_string(p->out, group->place->asn);
    }
    bool is_first =
        put_list(p, "clients", &group->clients, group->host_name == NULL && logins == 0 && group->place == NULL);
    is_first = put_list(p, "users", &group->users, is_first);
    is_first = put_list(p, "from", &group->senders, is_first);
    put_list(p, "to", &group->recipients, is_first);
}

static bool next_tables(struct tables *p)
{
    const struct me_options *options = p->report->options;
    free(p->rows);
    p->rows = NULL;
    if (!next_links(p))
        return false;
    const bool is_time = me_group_key_is_time(p->groups->by);
    const size_t top = options->top_given ? options->top : is_time ? 0 : ROWS_DEFAULT;
    p->sort = options->sort_given ? options->sort : is_time ? ME_SORT_NAME : ME_SORT_WORST;
    p->shown = top > 0 && top < p->groups->count ? top : p->groups->count;
    p->rows = me_groups_sorted(p->groups, p->sort);
    p->good = p->rows != NULL;
    return p->good;
}

static void write_tables(struct tables *p)
{
#define SECTION_tables
#include "page.inc"
}

bool me_html_table_links(const struct me_report *report, FILE *out)
{
    struct tables tables = {.out = out, .report = report, .question = ME_HTML_BEFORE};
    write_links(&tables);
    return true;
}

bool me_html_tables(const struct me_report *report, FILE *out)
{
    struct tables tables = {
        .out = out, .report = report, .question = ME_HTML_BEFORE, .row = ME_HTML_BEFORE, .good = true};
    write_tables(&tables);
    return tables.good;
}
