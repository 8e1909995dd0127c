/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows as comma-separated values (RFC 4180), for spreadsheets. The columns are the same whatever the rows are
 * about.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "escape.h"
#include "report.h"

static void put_moment(int64_t when, FILE *out)
{
    char text[ME_CLOCK_TEXT_MAX];
    fputc(',', out);
    if (when != ME_NEVER)
        fputs(me_clock_text(when, ME_CLOCK_FULL, text), out);
}

/* Text that is put together from parts, and escaped as a whole. */
struct text {
    char *bytes;
    size_t len, capacity;
    bool is_broken;
};

static void add(struct text *t, const char *bytes, size_t len)
{
    if (len == 0)
        return;
    if (t->len + len > t->capacity) {
        const size_t capacity = (t->len + len) * 2;
        char *grown = realloc(t->bytes, capacity);
        if (grown == NULL) {
            t->is_broken = true;
            return;
        }
        t->bytes = grown;
        t->capacity = capacity;
    }
    memcpy(t->bytes + t->len, bytes, len);
    t->len += len;
}

static void put_text(struct text *t, FILE *out)
{
    fputc(',', out);
    if (t->len > 0)
        me_escape_csv((struct me_span){t->bytes, t->len}, out);
    t->len = 0;
}

static void put_whats(struct text *t, const struct me_group *g, FILE *out)
{
    for (uint32_t i = 0; i < g->what_count; i++) {
        char count[32];
        const struct me_span words = me_labels_words(g->whats[i].what);
        add(t, i > 0 ? "; " : "", i > 0 ? 2 : 0);
        add(t, words.ptr, words.len);
        add(t, count, (size_t)snprintf(count, sizeof(count), " %" PRIu64, g->whats[i].count));
    }
    put_text(t, out);
}

static void put_names(struct text *t, const struct me_names *names, FILE *out)
{
    fprintf(out, ",%" PRIu32, me_names_distinct(names));
    for (uint32_t i = 0; i < names->shown_count; i++) {
        add(t, i > 0 ? "; " : "", i > 0 ? 2 : 0);
        add(t, names->shown[i].text, names->shown[i].len);
    }
    put_text(t, out);
}

static void put_row(struct text *t, const struct me_groups *groups, const struct me_group *g, FILE *out)
{
    me_escape_csv(me_group_label(groups, g), out);
    fprintf(out, ",%" PRIu64, g->count);
    put_moment(g->first, out);
    put_moment(g->last, out);
    put_whats(t, g, out);
    put_names(t, &g->clients, out);
    put_names(t, &g->users, out);
    put_names(t, &g->senders, out);
    put_names(t, &g->recipients, out);
    fputc(',', out);
    if (g->host_name != NULL)
        me_escape_csv((struct me_span){g->host_name, strlen(g->host_name)}, out);
    fputc(',', out);
    if (me_group_key_has_logins(groups->by) && g != &groups->others)
        fprintf(out, "%" PRIu64, me_groups_logins_of(groups, g));
    fputc(',', out);
    if (g->place != NULL)
        me_escape_csv((struct me_span){g->place->country, strlen(g->place->country)}, out);
    fputc(',', out);
    if (g->place != NULL)
        me_escape_csv((struct me_span){g->place->asn, strlen(g->place->asn)}, out);
    fputs("\r\n", out);
}

bool me_csv_write(const struct me_report *r, FILE *out)
{
    struct me_groups *groups = &r->totals->groups[r->options->by];
    struct me_group **rows = me_groups_sorted(groups, r->options->sort);
    const struct me_span word = me_group_key_word(r->options->by);
    struct text text = {0};
    if (rows == NULL)
        return false;
    fprintf(out,
            "%.*s,attempts,first,last,what,clients,client_names,users,user_names,senders,sender_names,recipients,"
            "recipient_names,host_name,logins,client_country,client_asn\r\n",
            (int)word.len, word.ptr);
    for (size_t i = 0; i < groups->count && (r->options->top == 0 || i < r->options->top); i++)
        put_row(&text, groups, rows[i], out);
    if (groups->others_count > 0)
        put_row(&text, groups, &groups->others, out);
    free(rows);
    free(text.bytes);
    return !text.is_broken;
}
