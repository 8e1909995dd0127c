/* SPDX-License-Identifier: Apache-2.0
 *
 * One function for each warning.
 */
#include "warnings.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"

enum { ACCOUNTS_SHOWN = 5, CODES_SHOWN = 8 };

typedef void (*taker)(void *context, const struct me_warning *warning);

static const char *times(uint64_t count)
{
    return count == 1 ? "time" : "times";
}

/* A relay grant that should not be. */
static void warn_of_grant(const struct me_report *r, enum me_reason reason, struct me_warning *w, taker take,
                          void *context)
{
    const me_what what = me_what_of(ME_EVENT_RELAY_GRANTED, reason);
    char first[ME_CLOCK_TEXT_MAX], last[ME_CLOCK_TEXT_MAX];
    w->count = r->totals->whats[what];
    if (w->count == 0)
        return;
    me_clock_text(r->totals->what_first[what], ME_CLOCK_MINUTE, first);
    me_clock_text(r->totals->what_last[what], ME_CLOCK_MINUTE, last);
    const bool at_once = strcmp(first, last) == 0;
    snprintf(w->what, sizeof(w->what), "%s: relaying was granted %" PRIu64 " %s %s, %s %s%s%s.",
             reason == ME_REASON_OPEN_RELAY ? "Open relay" : "Local sender address", w->count, times(w->count),
             reason == ME_REASON_OPEN_RELAY ? "to anybody" : "for the sender address alone", at_once ? "at" : "from",
             first, at_once ? "" : " to ", at_once ? "" : last);
    take(context, w);
}

static void warn_of_accounts(const struct me_report *r, struct me_warning *w, taker take, void *context)
{
    size_t count;
    const struct me_account **accounts = me_accounts_guessed(&r->totals->accounts, &count);
    for (size_t i = 0; i < count && i < ACCOUNTS_SHOWN; i++) {
        const struct me_account *a = accounts[i];
        char when[ME_CLOCK_TEXT_MAX];
        w->count = a->most_failures;
        snprintf(w->what, sizeof(w->what),
                 "Guessed password? %.*s logged in at %s from %s after %" PRIu64 " failed logins in a row.",
                 (int)a->user.len, a->user.ptr, me_clock_text(a->when, ME_CLOCK_MINUTE, when),
                 a->client[0] != 0 ? a->client : "an unknown client", a->most_failures);
        take(context, w);
    }
    if (count > ACCOUNTS_SHOWN) {
        w->count = count - ACCOUNTS_SHOWN;
        snprintf(w->what, sizeof(w->what), "Guessed passwords? The same is true of %" PRIu64 " more accounts.",
                 w->count);
        take(context, w);
    }
    free(accounts);
}

static int compare_codes(const void *left, const void *right)
{
    const struct me_unknown_code *a = left, *b = right;
    return strcmp(a->code, b->code);
}

static void warn_of_codes(const struct me_report *r, struct me_warning *w, taker take, void *context)
{
    struct me_totals *t = r->totals;
    if (t->unknown_code_count == 0)
        return;
    qsort(t->unknown_codes, t->unknown_code_count, sizeof(*t->unknown_codes), compare_codes);
    w->count = t->unknown_codes_others;
    size_t used = (size_t)snprintf(w->what, sizeof(w->what), "Unknown codes:");
    for (size_t i = 0; i < t->unknown_code_count; i++) {
        w->count += t->unknown_codes[i].count;
        if (i < CODES_SHOWN)
            used += (size_t)snprintf(w->what + used, sizeof(w->what) - used, "%s %s (%" PRIu64 ")", i > 0 ? "," : "",
                                     t->unknown_codes[i].code, t->unknown_codes[i].count);
    }
    if (t->unknown_code_count > CODES_SHOWN)
        used += (size_t)snprintf(w->what + used, sizeof(w->what) - used, " and %zu more",
                                 t->unknown_code_count - CODES_SHOWN);
    snprintf(w->what + used, sizeof(w->what) - used, ".");
    take(context, w);
}

static void warn_of_inputs(const struct me_report *r, struct me_warning *w, taker take, void *context)
{
    w->count = r->unread;
    if (w->count == 0)
        return;
    snprintf(w->what, sizeof(w->what), "Incomplete: %" PRIu64 " %s could not be read, or not to %s end.", w->count,
             w->count == 1 ? "input" : "inputs", w->count == 1 ? "its" : "their");
    take(context, w);
}

/* Who asks for a time must know that these may be of another one. */
static void warn_of_undated(const struct me_report *r, struct me_warning *w, taker take, void *context)
{
    const struct me_filter *f = &r->options->filter;
    w->count = r->totals->undated;
    if (w->count == 0 || (f->since == ME_NEVER && f->until == INT64_MAX))
        return;
    snprintf(w->what, sizeof(w->what),
             "Without a date: %" PRIu64 " %s counted though nobody knows whether %s of the time that was asked for.",
             w->count, w->count == 1 ? "record is" : "records are", w->count == 1 ? "it is" : "they are");
    take(context, w);
}

static void warn_of_names(const struct me_report *r, struct me_warning *w, taker take, void *context)
{
    w->count = r->unanswered;
    if (w->count == 0)
        return;
    snprintf(w->what, sizeof(w->what), "Host names missing: no name server answered for %" PRIu64 " %s.", w->count,
             w->count == 1 ? "client" : "clients");
    take(context, w);
}

static void warn_of_lines(const struct me_report *r, struct me_warning *w, taker take, void *context)
{
    w->count = r->tally->unrecognized;
    if (w->count == 0)
        return;
    snprintf(w->what, sizeof(w->what),
             "Not understood: %" PRIu64 " %s like MailEnable's and %s no record that is known.", w->count,
             w->count == 1 ? "line looks" : "lines look", w->count == 1 ? "is" : "are");
    take(context, w);
}

static void warn_of_others(const struct me_report *r, struct me_warning *w, taker take, void *context)
{
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++) {
        const struct me_groups *g = &r->totals->groups[i];
        if (g->others_count == 0)
            continue;
        const struct me_span word = me_group_key_word((enum me_group_key)i);
        w->count = g->others_count;
        snprintf(w->what, sizeof(w->what),
                 "Too many rows by %.*s: %" PRIu64 " attempts beyond the first %zu rows are summed as (others).",
                 (int)word.len, word.ptr, w->count, g->count);
        take(context, w);
    }
}

void me_warnings_each(const struct me_report *r, taker take, void *context)
{
    struct me_warning w = {.id = "open-relay", .is_critical = true};
    w.advice = "Restrict relaying in the SMTP connector's settings now, and look through the outbound queue for spam.";
    warn_of_grant(r, ME_REASON_OPEN_RELAY, &w, take, context);
    w.id = "guessed-account";
    w.advice = "Change the account's password, and look at what it has sent since.";
    warn_of_accounts(r, &w, take, context);
    w.is_critical = false;
    w.id = "unread-inputs";
    w.advice = "Which and why was said on standard error when this report was made.";
    warn_of_inputs(r, &w, take, context);
    w.id = "sender-local";
    w.advice = "Anybody can write such an address: switch this relay option off and require authentication.";
    warn_of_grant(r, ME_REASON_SENDER_LOCAL, &w, take, context);
    w.id = "unknown-codes";
    w.advice = "Nobody has documented them: look at their text with --format jsonl --only debug, and report them.";
    warn_of_codes(r, &w, take, context);
    w.id = "unrecognized-lines";
    w.advice = "See their shapes, which hold nothing private, with --unrecognized, and report them.";
    warn_of_lines(r, &w, take, context);
    w.id = "undated-records";
    w.advice = "Leave --since and --until out, or have what forwards the logs keep their timestamps.";
    warn_of_undated(r, &w, take, context);
    w.id = "unanswered-names";
    w.advice = "Their addresses alone are shown: see whether this machine's name servers work, and run this again.";
    warn_of_names(r, &w, take, context);
    w.id = "others";
    w.advice = "Ask for more with --max-groups, or for less with --since, --client or --only.";
    warn_of_others(r, &w, take, context);
}
