/* SPDX-License-Identifier: Apache-2.0
 *
 * The report as one JSON object, described in doc/mailenable-report.schema.json. Its parts are written one after
 * another, so that a long report needs no more memory than a short one.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "json/writer.h"
#include "mmmailenable-config.h"
#include "report.h"
#include "warnings.h"

static struct me_span string(const char *s)
{
    return (struct me_span){s, strlen(s)};
}

static void put_count(struct me_writer *w, struct me_span key, uint64_t count)
{
    me_writer_put_number(w, key, (int64_t)count);
}

static void add_moment(struct me_writer *w, struct me_span key, int64_t when)
{
    char text[ME_CLOCK_TEXT_MAX];
    if (when != ME_NEVER)
        me_writer_put_constant(w, key, string(me_clock_text(when, ME_CLOCK_FULL, text)));
}

/* Begins the next part of the report, an object. */
static void begin(struct me_writer *w)
{
    me_writer_start(w);
    me_writer_open(w, (struct me_span){0}, '{');
}

/* Ends a part and puts it out. */
static bool put(struct me_writer *w, FILE *out)
{
    me_writer_close_kept(w, '}');
    const struct me_span text = me_writer_text(w);
    if (text.len > 0)
        fwrite(text.ptr, 1, text.len, out);
    return text.len > 0;
}

static void put_what(struct me_writer *w, me_what what, uint64_t count)
{
    me_writer_open(w, (struct me_span){0}, '{');
    me_writer_add_constant(w, ME_WRITER_KEY("event"), me_event_name(me_what_event(what)));
    me_writer_add_constant(w, ME_WRITER_KEY("reason"), me_reason_name(me_what_reason(what)));
    me_writer_add_constant(w, ME_WRITER_KEY("words"), me_labels_words(what));
    put_count(w, ME_WRITER_KEY("attempts"), count);
    me_writer_close_kept(w, '}');
}

static void add_names(struct me_writer *w, struct me_span key, const struct me_names *names)
{
    if (names->shown_count == 0)
        return;
    me_writer_open(w, key, '{');
    put_count(w, ME_WRITER_KEY("distinct"), me_names_distinct(names));
    me_writer_add_flag(w, ME_WRITER_KEY("at_least"), names->at_least);
    me_writer_open(w, ME_WRITER_KEY("names"), '[');
    for (uint32_t i = 0; i < names->shown_count; i++) {
        me_writer_open(w, (struct me_span){0}, '{');
        me_writer_put_text(w, ME_WRITER_KEY("name"), (struct me_span){names->shown[i].text, names->shown[i].len});
        put_count(w, ME_WRITER_KEY("attempts"), names->shown[i].count);
        me_writer_close_kept(w, '}');
    }
    me_writer_close_kept(w, ']');
    me_writer_close_kept(w, '}');
}

/* `"client":`, in `room`. */
static struct me_span key_of(enum me_group_key by, char room[static 32])
{
    const struct me_span word = me_group_key_word(by);
    return (struct me_span){room, (size_t)snprintf(room, 32, "\"%.*s\":", (int)word.len, word.ptr)};
}

static bool put_group(struct me_writer *w, const struct me_groups *groups, const struct me_group *g, FILE *out)
{
    char room[32];
    const bool is_others = g == &groups->others;
    begin(w);
    if (!is_others)
        me_writer_add_text(w, key_of(groups->by, room), (struct me_span){g->key, g->key_len});
    if (g->host_name != NULL)
        me_writer_add_text(w, ME_WRITER_KEY("host_name"), string(g->host_name));
    if (g->place != NULL) {
        me_writer_add_text(w, ME_WRITER_KEY("country"), string(g->place->country));
        me_writer_add_text(w, ME_WRITER_KEY("asn"), string(g->place->asn));
    }
    put_count(w, ME_WRITER_KEY("attempts"), g->count);
    if (me_group_key_has_logins(groups->by) && !is_others)
        put_count(w, ME_WRITER_KEY("logins"), me_groups_logins_of(groups, g));
    add_moment(w, ME_WRITER_KEY("first"), g->first);
    add_moment(w, ME_WRITER_KEY("last"), g->last);
    me_writer_open(w, ME_WRITER_KEY("what"), '[');
    for (uint32_t i = 0; i < g->what_count; i++)
        put_what(w, g->whats[i].what, g->whats[i].count);
    me_writer_close_kept(w, ']');
    add_names(w, ME_WRITER_KEY("clients"), &g->clients);
    add_names(w, ME_WRITER_KEY("users"), &g->users);
    add_names(w, ME_WRITER_KEY("senders"), &g->senders);
    add_names(w, ME_WRITER_KEY("recipients"), &g->recipients);
    return put(w, out);
}

static void put_outcome(struct me_writer *w, const struct me_totals *t, struct me_span key, enum me_outcome outcome)
{
    me_writer_open(w, key, '{');
    put_count(w, ME_WRITER_KEY("records"), me_totals_of_outcome(t, outcome));
    const size_t list = me_writer_open(w, ME_WRITER_KEY("what"), '[');
    for (int i = 0; i < ME_WHAT_MAX; i++)
        if (t->whats[i] > 0 && me_totals_outcome_of((me_what)i) == outcome)
            put_what(w, (me_what)i, t->whats[i]);
    me_writer_close(w, list, ']');
    me_writer_close_kept(w, '}');
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

static bool put_asked(struct me_writer *w, const struct me_options *o, FILE *out)
{
    const struct me_filter *f = &o->filter;
    struct words only = {.count = 0};
    char texts[ME_FILTER_VALUES_MAX][ME_NETWORK_TEXT_MAX];
    struct me_span networks[ME_FILTER_VALUES_MAX], users[ME_FILTER_VALUES_MAX];
    begin(w);
    me_writer_add_constant(w, ME_WRITER_KEY("by"), me_group_key_word(o->by));
    me_filter_asked(f, keep_word, &only);
    me_writer_add_list(w, ME_WRITER_KEY("only"), only.words, only.count);
    for (size_t i = 0; i < f->network_count; i++) {
        me_filter_network_text(&f->networks[i], texts[i]);
        networks[i] = string(texts[i]);
    }
    for (size_t i = 0; i < f->user_count; i++)
        users[i] = string(f->users[i]);
    me_writer_add_list(w, ME_WRITER_KEY("client"), networks, f->network_count);
    me_writer_add_list(w, ME_WRITER_KEY("user"), users, f->user_count);
    struct me_span services[ME_SERVICE_MAX];
    size_t service_count = 0;
    for (int i = 0; i < ME_SERVICE_MAX; i++)
        if (f->services[i])
            services[service_count++] = me_service_name((enum me_service)i);
    me_writer_add_list(w, ME_WRITER_KEY("service"), services, service_count);
    add_moment(w, ME_WRITER_KEY("since"), f->since);
    if (f->until != INT64_MAX)
        add_moment(w, ME_WRITER_KEY("until"), f->until);
    me_writer_add_constant(w, ME_WRITER_KEY("sort"), me_sort_word(o->sort));
    put_count(w, ME_WRITER_KEY("top"), o->top);
    put_count(w, ME_WRITER_KEY("max_groups"), o->max_groups);
    return put(w, out);
}

static bool put_summary(struct me_writer *w, const struct me_report *r, FILE *out)
{
    const struct me_totals *t = r->totals;
    begin(w);
    me_writer_add_constant(w, ME_WRITER_KEY("by"), me_group_key_word(r->options->by));
    add_moment(w, ME_WRITER_KEY("first"), t->first);
    add_moment(w, ME_WRITER_KEY("last"), t->last);
    add_moment(w, ME_WRITER_KEY("logs_first"), t->logs_first);
    add_moment(w, ME_WRITER_KEY("logs_last"), t->logs_last);
    put_count(w, ME_WRITER_KEY("files"), r->files);
    put_count(w, ME_WRITER_KEY("copies"), r->copies);
    put_count(w, ME_WRITER_KEY("lines"), r->tally->lines);
    put_count(w, ME_WRITER_KEY("long_lines"), r->tally->long_lines);
    put_count(w, ME_WRITER_KEY("records"), r->tally->records);
    put_count(w, ME_WRITER_KEY("records_debug"), r->tally->logs[ME_LOG_DEBUG]);
    put_count(w, ME_WRITER_KEY("records_debug_with_id"), r->tally->debug_with_id);
    put_count(w, ME_WRITER_KEY("records_activity"), r->tally->logs[ME_LOG_ACTIVITY]);
    put_count(w, ME_WRITER_KEY("records_w3c"), r->tally->logs[ME_LOG_W3C]);
    put_count(w, ME_WRITER_KEY("records_undated"), t->undated);
    put_count(w, ME_WRITER_KEY("unrecognized_lines"), r->tally->unrecognized);
    put_count(w, ME_WRITER_KEY("failed"), t->failed);
    put_count(w, ME_WRITER_KEY("selected"), t->selected);
    put_outcome(w, t, ME_WRITER_KEY("granted"), ME_OUTCOME_GRANTED);
    put_outcome(w, t, ME_WRITER_KEY("denied"), ME_OUTCOME_DENIED);
    put_outcome(w, t, ME_WRITER_KEY("not_required"), ME_OUTCOME_NOT_REQUIRED);
    put_count(w, ME_WRITER_KEY("logins_accepted"), me_totals_of_event(t, ME_EVENT_AUTH_SUCCESS));
    put_count(w, ME_WRITER_KEY("logins_failed"), me_totals_of_event(t, ME_EVENT_AUTH_FAILURE));
    put_count(w, ME_WRITER_KEY("groups"), r->totals->groups[r->options->by].count);
    return put(w, out);
}

struct warning_putter {
    struct me_writer *writer;
    FILE *out;
    bool is_first, good;
};

static void put_warning(void *context, const struct me_warning *warning)
{
    struct warning_putter *p = context;
    struct me_writer *w = p->writer;
    const bool has_host = !me_span_equal(warning->host, ME_SPAN("-"));
    begin(w);
    me_writer_put_constant(w, ME_WRITER_KEY("id"), string(warning->id));
    me_writer_put_constant(w, ME_WRITER_KEY("severity"), me_severity_word(warning->severity));
    me_writer_add_flag(w, ME_WRITER_KEY("critical"), warning->severity == ME_SEVERITY_CRITICAL);
    me_writer_add_text(w, ME_WRITER_KEY("host"), has_host ? warning->host : (struct me_span){0});
    me_writer_add_constant(w, ME_WRITER_KEY("service"), warning->service);
    me_writer_add_text(w, ME_WRITER_KEY("user"), warning->user);
    me_writer_add_constant(w, ME_WRITER_KEY("client"), warning->client);
    add_moment(w, ME_WRITER_KEY("time"), warning->when);
    put_count(w, ME_WRITER_KEY("count"), warning->count);
    me_writer_put_text(w, ME_WRITER_KEY("text"), string(warning->what));
    me_writer_put_constant(w, ME_WRITER_KEY("advice"), string(warning->advice));
    fputs(p->is_first ? "\n" : ",\n", p->out);
    p->is_first = false;
    p->good &= put(w, p->out);
}

bool me_json_write(const struct me_report *r, FILE *out)
{
    struct me_groups *groups = &r->totals->groups[r->options->by];
    struct me_group **rows = me_groups_sorted(groups, r->options->sort);
    struct me_writer w = {0};
    struct warning_putter putter = {&w, out, true, true};
    if (rows == NULL)
        return false;
    fputs("{\"schema\":2,\n\"version\":\"" ME_VERSION "\",\n\"asked\":", out);
    bool good = put_asked(&w, r->options, out);
    fputs(",\n\"summary\":", out);
    good &= put_summary(&w, r, out);
    fputs(",\n\"groups\":[", out);
    for (size_t i = 0; i < groups->count && (r->options->top == 0 || i < r->options->top); i++) {
        fputs(i > 0 ? ",\n" : "\n", out);
        good &= put_group(&w, groups, rows[i], out);
    }
    fputs("],\n", out);
    if (groups->others_count > 0) {
        fputs("\"others\":", out);
        good &= put_group(&w, groups, &groups->others, out);
        fputs(",\n", out);
    }
    fputs("\"warnings\":[", out);
    good &= me_warnings_each(r, put_warning, &putter);
    fputs("]}\n", out);
    free(rows);
    me_writer_free(&w);
    return good && putter.good;
}
