/* SPDX-License-Identifier: Apache-2.0
 *
 * The report as one JSON object, described in doc/mailenable-report.schema.json. Objects are made one after another, so
 * that a long report needs no more memory than a short one.
 */
#include <stdlib.h>

#include "json/builder.h"
#include "base/clock.h"
#include "mmmailenable-config.h"
#include "report.h"
#include "warnings.h"

static struct me_span string(const char *s)
{
    return (struct me_span){s, strlen(s)};
}

static void add_count(struct me_builder *b, const char *key, uint64_t count)
{
    me_builder_add_number(b, key, (int64_t)count);
}

static void add_moment(struct me_builder *b, const char *key, int64_t when)
{
    char text[ME_CLOCK_TEXT_MAX];
    if (when != ME_NEVER)
        me_builder_add_word(b, key, string(me_clock_text(when, ME_CLOCK_FULL, text)));
}

/* Puts out a finished object; releases it. */
static bool put(struct me_builder *b, FILE *out)
{
    size_t len;
    const char *text = b->object != NULL ? me_builder_text(b->object, &len) : NULL;
    if (text != NULL)
        fwrite(text, 1, len, out);
    me_builder_free(b->object);
    return text != NULL;
}

static void add_what(struct me_builder *parent, const char *list, me_what what, uint64_t count)
{
    struct me_builder b;
    me_builder_start(&b);
    me_builder_add_word(&b, "event", me_event_name(me_what_event(what)));
    me_builder_add_word(&b, "reason", me_reason_name(me_what_reason(what)));
    me_builder_add_word(&b, "words", me_labels_words(what));
    add_count(&b, "attempts", count);
    me_builder_append(parent, list, b.object);
}

static void add_names(struct me_builder *parent, const char *key, const struct me_names *names)
{
    struct me_builder list;
    if (names->shown_count == 0)
        return;
    me_builder_start(&list);
    add_count(&list, "distinct", me_names_distinct(names));
    me_builder_add_flag(&list, "at_least", names->at_least);
    for (uint32_t i = 0; i < names->shown_count; i++) {
        struct me_builder b;
        me_builder_start(&b);
        me_builder_add_text(&b, "name", (struct me_span){names->shown[i].text, names->shown[i].len});
        add_count(&b, "attempts", names->shown[i].count);
        me_builder_append(&list, "names", b.object);
    }
    me_builder_add(parent, key, list.object);
}

static bool put_group(const struct me_report *r, const struct me_group *g, bool is_others, FILE *out)
{
    struct me_builder b;
    me_builder_start(&b);
    if (!is_others)
        me_builder_add_text(&b, me_group_key_word(r->options->by).ptr, (struct me_span){g->key, g->key_len});
    if (g->host_name != NULL)
        me_builder_add_text(&b, "host_name", string(g->host_name));
    add_count(&b, "attempts", g->count);
    add_moment(&b, "first", g->first);
    add_moment(&b, "last", g->last);
    for (uint32_t i = 0; i < g->what_count; i++)
        add_what(&b, "what", g->whats[i].what, g->whats[i].count);
    add_names(&b, "clients", &g->clients);
    add_names(&b, "users", &g->users);
    add_names(&b, "senders", &g->senders);
    add_names(&b, "recipients", &g->recipients);
    return put(&b, out);
}

static void add_outcome(struct me_builder *parent, const struct me_totals *t, const char *key, enum me_outcome outcome)
{
    struct me_builder b;
    me_builder_start(&b);
    add_count(&b, "records", me_totals_of_outcome(t, outcome));
    for (int i = 0; i < ME_WHAT_MAX; i++)
        if (t->whats[i] > 0 && me_totals_outcome_of((me_what)i) == outcome)
            add_what(&b, "what", (me_what)i, t->whats[i]);
    me_builder_add(parent, key, b.object);
}

struct words {
    struct me_span words[ME_FILTER_WORDS_MAX];
    size_t count;
};

static void keep_word(void *context, struct me_span word)
{
    struct words *w = context;
    w->words[w->count++] = word;
}

static bool put_asked(const struct me_options *o, FILE *out)
{
    const struct me_filter *f = &o->filter;
    struct me_builder b;
    struct words only = {.count = 0};
    char texts[ME_FILTER_VALUES_MAX][ME_NETWORK_TEXT_MAX];
    struct me_span networks[ME_FILTER_VALUES_MAX], users[ME_FILTER_VALUES_MAX];
    me_builder_start(&b);
    me_builder_add_word(&b, "by", me_group_key_word(o->by));
    me_filter_asked(f, keep_word, &only);
    me_builder_add_list(&b, "only", only.words, only.count);
    for (size_t i = 0; i < f->network_count; i++) {
        me_filter_network_text(&f->networks[i], texts[i]);
        networks[i] = string(texts[i]);
    }
    for (size_t i = 0; i < f->user_count; i++)
        users[i] = string(f->users[i]);
    me_builder_add_list(&b, "client", networks, f->network_count);
    me_builder_add_list(&b, "user", users, f->user_count);
    add_moment(&b, "since", f->since);
    if (f->until != INT64_MAX)
        add_moment(&b, "until", f->until);
    me_builder_add_word(&b, "sort", me_sort_word(o->sort));
    add_count(&b, "top", o->top);
    add_count(&b, "max_groups", o->max_groups);
    return put(&b, out);
}

static bool put_summary(const struct me_report *r, FILE *out)
{
    const struct me_totals *t = r->totals;
    struct me_builder b;
    me_builder_start(&b);
    me_builder_add_word(&b, "by", me_group_key_word(r->options->by));
    add_moment(&b, "first", t->first);
    add_moment(&b, "last", t->last);
    add_moment(&b, "logs_first", t->logs_first);
    add_moment(&b, "logs_last", t->logs_last);
    add_count(&b, "files", r->files);
    add_count(&b, "copies", r->copies);
    add_count(&b, "lines", r->tally->lines);
    add_count(&b, "long_lines", r->tally->long_lines);
    add_count(&b, "records", r->tally->records);
    add_count(&b, "records_debug", r->logs[ME_LOG_DEBUG]);
    add_count(&b, "records_activity", r->logs[ME_LOG_ACTIVITY]);
    add_count(&b, "records_w3c", r->logs[ME_LOG_W3C]);
    add_count(&b, "records_undated", t->undated);
    add_count(&b, "unrecognized_lines", r->tally->unrecognized);
    add_count(&b, "failed", t->failed);
    add_count(&b, "selected", t->selected);
    add_outcome(&b, t, "granted", ME_OUTCOME_GRANTED);
    add_outcome(&b, t, "denied", ME_OUTCOME_DENIED);
    add_outcome(&b, t, "not_required", ME_OUTCOME_NOT_REQUIRED);
    add_count(&b, "logins_accepted", me_totals_of_event(t, ME_EVENT_AUTH_SUCCESS));
    add_count(&b, "logins_failed", me_totals_of_event(t, ME_EVENT_AUTH_FAILURE));
    add_count(&b, "groups", r->totals->groups[r->options->by].count);
    return put(&b, out);
}

struct warning_putter {
    FILE *out;
    bool is_first, good;
};

static void put_warning(void *context, const struct me_warning *w)
{
    struct warning_putter *p = context;
    struct me_builder b;
    me_builder_start(&b);
    me_builder_add_word(&b, "id", string(w->id));
    me_builder_add_flag(&b, "critical", w->is_critical);
    add_count(&b, "count", w->count);
    me_builder_add_text(&b, "text", string(w->what));
    me_builder_add_word(&b, "advice", string(w->advice));
    fputs(p->is_first ? "\n" : ",\n", p->out);
    p->is_first = false;
    p->good &= put(&b, p->out);
}

bool me_json_write(const struct me_report *r, FILE *out)
{
    struct me_groups *groups = &r->totals->groups[r->options->by];
    struct me_group **rows = me_groups_sorted(groups, r->options->sort);
    struct warning_putter putter = {out, true, true};
    if (rows == NULL)
        return false;
    fputs("{\"schema\":1,\n\"version\":\"" ME_VERSION "\",\n\"asked\":", out);
    bool good = put_asked(r->options, out);
    fputs(",\n\"summary\":", out);
    good &= put_summary(r, out);
    fputs(",\n\"groups\":[", out);
    for (size_t i = 0; i < groups->count && (r->options->top == 0 || i < r->options->top); i++) {
        fputs(i > 0 ? ",\n" : "\n", out);
        good &= put_group(r, rows[i], false, out);
    }
    fputs("],\n", out);
    if (groups->others_count > 0) {
        fputs("\"others\":", out);
        good &= put_group(r, &groups->others, true, out);
        fputs(",\n", out);
    }
    fputs("\"warnings\":[", out);
    me_warnings_each(r, put_warning, &putter);
    fputs("]}\n", out);
    free(rows);
    return good && putter.good;
}
