/* SPDX-License-Identifier: Apache-2.0
 *
 * One function for each warning, in the order of warning.def.
 */
#include "output/warnings.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "output/warnings_list.h"

enum {
    CODES_SHOWN = 8,
    UNREADABLE_MIN = 30, /* rows of a client: as many as a ban list bears */
    UNREADABLE_SHOWN = 5,
};

static const struct {
    const char *word;
    enum me_severity severity;
    const char *advice;
} rows[] = {
#define ME_WARNING(id, word, severity, advice) {word, ME_SEVERITY_##severity, advice},
#include "output/warning.def"
#undef ME_WARNING
};

/* Begins a warning that is about nobody yet. */
static void start(struct me_warnings *n, enum me_warning_id id)
{
    n->warning = (struct me_warning){
        .id = rows[id].word, .severity = rows[id].severity, .advice = rows[id].advice, .when = ME_NEVER};
}

void me_warnings_put(struct me_warnings *n)
{
    const struct me_warning w = n->warning;
    n->take(n->context, &n->warning);
    n->warning = (struct me_warning){.id = w.id, .severity = w.severity, .advice = w.advice, .when = ME_NEVER};
}

/* `mail01: `; empty when the server is not known. */
static int host_prefix(char *out, size_t size, struct me_span host)
{
    const bool is_known = host.len > 0 && !me_span_equal(host, ME_SPAN("-"));
    return snprintf(out, size, "%.*s%s", is_known ? (int)host.len : 0, host.ptr, is_known ? ": " : "");
}

/* A relay grant that should not be. */
static void warn_of_grant(struct me_warnings *n, enum me_incident_kind kind, const char *label, const char *to_whom)
{
    size_t count;
    const struct me_incident **list = me_incidents_of(&n->report->totals->incidents, kind, &count);
    for (size_t i = 0; i < count; i++) {
        struct me_warning *w = &n->warning;
        char host[ME_CONTEXT_TEXT_MAX + 8], first[ME_CLOCK_TEXT_MAX], last[ME_CLOCK_TEXT_MAX];
        host_prefix(host, sizeof(host), list[i]->host);
        me_clock_text(list[i]->first, ME_CLOCK_MINUTE, first);
        me_clock_text(list[i]->last, ME_CLOCK_MINUTE, last);
        const bool at_once = strcmp(first, last) == 0;
        w->host = list[i]->host;
        w->service = me_service_name(ME_SERVICE_SMTP);
        w->when = list[i]->last;
        w->count = list[i]->count;
        snprintf(w->what, sizeof(w->what), "%s: %srelaying was granted %" PRIu64 " %s %s, %s %s%s%s.", label, host,
                 w->count, me_warnings_plural(w->count, "time", "times"), to_whom, at_once ? "at" : "from", first,
                 at_once ? "" : " to ", at_once ? "" : last);
        me_warnings_put(n);
    }
    free(list);
}

static void warn_of_open_relay(struct me_warnings *n)
{
    warn_of_grant(n, ME_INCIDENT_OPEN_RELAY, "Open relay", "to anybody");
}

static void warn_of_sender_local(struct me_warnings *n)
{
    warn_of_grant(n, ME_INCIDENT_SENDER_LOCAL, "Local sender address", "for the sender address alone");
}

/* One warning for each server, with its codes. */
static void warn_of_codes(struct me_warnings *n)
{
    size_t count;
    const struct me_incident **list = me_incidents_of(&n->report->totals->incidents, ME_INCIDENT_UNKNOWN_CODE, &count);
    for (size_t i = 0, end; i < count; i = end) {
        struct me_warning *w = &n->warning;
        char host[ME_CONTEXT_TEXT_MAX + 8];
        host_prefix(host, sizeof(host), list[i]->host);
        size_t used = (size_t)snprintf(w->what, sizeof(w->what), "Unknown codes: %s", host);
        for (end = i; end < count && me_span_equal(list[end]->host, list[i]->host); end++) {
            w->count += list[end]->count;
            w->when = list[end]->last > w->when ? list[end]->last : w->when;
            if (end - i < CODES_SHOWN)
                used += (size_t)snprintf(w->what + used, sizeof(w->what) - used, "%s%.*s (%" PRIu64 ")",
                                         end > i ? ", " : "", (int)list[end]->about.len, list[end]->about.ptr,
                                         list[end]->count);
        }
        if (end - i > CODES_SHOWN)
            used += (size_t)snprintf(w->what + used, sizeof(w->what) - used, " and %zu more", end - i - CODES_SHOWN);
        snprintf(w->what + used, sizeof(w->what) - used, ".");
        w->host = list[i]->host;
        me_warnings_put(n);
    }
    free(list);
}

/* Clients whose rows again and again cannot be read: who pads his lines, or whose lines are cut on their way. */
static void warn_of_unreadable(struct me_warnings *n)
{
    size_t count;
    const struct me_incident **list = me_incidents_of(&n->report->totals->incidents, ME_INCIDENT_UNREADABLE, &count);
    uint64_t shown = 0, left = 0;
    for (size_t i = 0; i < count; i++) {
        struct me_warning *w = &n->warning;
        char host[ME_CONTEXT_TEXT_MAX + 8];
        if (list[i]->count < UNREADABLE_MIN || list[i]->about.len == 0)
            continue;
        if (shown == UNREADABLE_SHOWN) {
            left++;
            continue;
        }
        shown++;
        host_prefix(host, sizeof(host), list[i]->host);
        w->host = list[i]->host;
        w->client = list[i]->about;
        w->when = list[i]->last;
        w->count = list[i]->count;
        snprintf(w->what, sizeof(w->what),
                 "Rows without an end: %s%" PRIu64 " rows of %.*s cannot be read, and decide"
                 " nothing.",
                 host, w->count, (int)w->client.len, w->client.ptr);
        me_warnings_put(n);
    }
    free(list);
    if (left == 0)
        return;
    n->warning.count = left;
    snprintf(n->warning.what, sizeof(n->warning.what), "Rows without an end: the same is true of %" PRIu64 " more %s.",
             left, me_warnings_plural(left, "client", "clients"));
    me_warnings_put(n);
}

static void warn_of_inputs(struct me_warnings *n)
{
    struct me_warning *w = &n->warning;
    w->count = n->report->unread;
    if (w->count == 0)
        return;
    snprintf(w->what, sizeof(w->what), "Incomplete: %" PRIu64 " %s could not be read, or not to %s end.", w->count,
             me_warnings_plural(w->count, "input", "inputs"), me_warnings_plural(w->count, "its", "their"));
    me_warnings_put(n);
}

/* Who asks for a time must know that these may be of another one. */
static void warn_of_undated(struct me_warnings *n)
{
    const struct me_filter *f = &n->report->options->filter;
    struct me_warning *w = &n->warning;
    w->count = n->report->totals->undated;
    if (w->count == 0 || (f->since == ME_NEVER && f->until == INT64_MAX))
        return;
    snprintf(w->what, sizeof(w->what),
             "Without a date: %" PRIu64 " %s counted though nobody knows whether %s of the time that was asked for.",
             w->count, me_warnings_plural(w->count, "record is", "records are"),
             me_warnings_plural(w->count, "it is", "they are"));
    me_warnings_put(n);
}

static void warn_of_names(struct me_warnings *n)
{
    struct me_warning *w = &n->warning;
    w->count = n->report->unanswered;
    if (w->count == 0)
        return;
    snprintf(w->what, sizeof(w->what), "Host names missing: no name server answered for %" PRIu64 " %s.", w->count,
             me_warnings_plural(w->count, "client", "clients"));
    me_warnings_put(n);
}

static void warn_of_lines(struct me_warnings *n)
{
    struct me_warning *w = &n->warning;
    w->count = n->report->tally->unrecognized;
    if (w->count == 0)
        return;
    snprintf(w->what, sizeof(w->what),
             "Not understood: %" PRIu64 " %s like MailEnable's and %s no record that is known.", w->count,
             me_warnings_plural(w->count, "line looks", "lines look"), me_warnings_plural(w->count, "is", "are"));
    me_warnings_put(n);
}

static void warn_of_others(struct me_warnings *n)
{
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++) {
        const struct me_groups *g = &n->report->totals->groups[i];
        struct me_warning *w = &n->warning;
        if (g->others_count == 0)
            continue;
        const struct me_span word = me_group_key_word((enum me_group_key)i);
        w->count = g->others_count;
        snprintf(w->what, sizeof(w->what),
                 "Too many rows by %.*s: %" PRIu64 " attempts beyond the first %zu rows are summed as (others).",
                 (int)word.len, word.ptr, w->count, g->count);
        me_warnings_put(n);
    }
}

bool me_warnings_each(const struct me_report *r, void (*take)(void *context, const struct me_warning *warning),
                      void *context)
{
    static void (*const makers[ME_WARNING_MAX])(struct me_warnings *) = {
        [ME_WARNING_OPEN_RELAY] = warn_of_open_relay,
        [ME_WARNING_GUESSED_ACCOUNT] = me_warnings_guessed,
        [ME_WARNING_ACCOUNT_IN_MANY_NETWORKS] = me_warnings_networks,
        [ME_WARNING_ACCOUNT_TRIED_FROM_MANY] = me_warnings_tried,
        [ME_WARNING_CLIENT_TRIES_MANY_ACCOUNTS] = me_warnings_spray,
        [ME_WARNING_TRUNCATED_ROWS] = warn_of_unreadable,
        [ME_WARNING_UNREAD_INPUTS] = warn_of_inputs,
        [ME_WARNING_SENDER_LOCAL] = warn_of_sender_local,
        [ME_WARNING_UNKNOWN_CODES] = warn_of_codes,
        [ME_WARNING_UNRECOGNIZED_LINES] = warn_of_lines,
        [ME_WARNING_UNDATED_RECORDS] = warn_of_undated,
        [ME_WARNING_WATCH_ENDED] = me_warnings_watch,
        [ME_WARNING_UNANSWERED_NAMES] = warn_of_names,
        [ME_WARNING_OTHERS] = warn_of_others,
    };
    struct me_warnings n = {.report = r, .take = take, .context = context};
    n.findings = me_judgement_of(&r->totals->accounts, &n.finding_count, &n.good);
    for (int i = 0; i < ME_WARNING_MAX; i++) {
        start(&n, (enum me_warning_id)i);
        makers[i](&n);
    }
    free(n.findings);
    return n.good;
}
