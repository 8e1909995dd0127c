/* SPDX-License-Identifier: Apache-2.0
 *
 * The warnings about accounts and those who try them, from what judgement.c found.
 */
#include <inttypes.h>

#include "base/clock.h"
#include "output/warnings_list.h"

enum { SHOWN = 5 /* of each kind; the rest is one sentence */ };

/* ` on mail01`; empty when the server is not known. */
static void add_host(char *out, size_t size, struct me_span host)
{
    const bool is_known = host.len > 0 && !me_span_equal(host, ME_SPAN("-"));
    snprintf(out, size, "%s%.*s", is_known ? " on " : "", is_known ? (int)host.len : 0, host.ptr);
}

static void set_about(struct me_warning *w, const struct me_finding *f)
{
    w->host = f->host;
    w->service = f->service;
    w->user = f->user;
    w->client = (struct me_span){f->client, strlen(f->client)};
    w->when = f->when;
    w->count = f->count;
}

/* Puts a warning for the first findings of `kind`, the sentence by `say`, and one for the rest, which begins with
 * `label` and calls them `nouns`. */
static void put_all(struct me_warnings *n, enum me_finding_kind kind, const char *label, const char *nouns,
                    void (*say)(struct me_warning *w, const struct me_finding *f))
{
    uint64_t shown = 0, left = 0;
    for (size_t i = 0; i < n->finding_count; i++) {
        const struct me_finding *f = &n->findings[i];
        if (f->kind != kind)
            continue;
        if (shown == SHOWN) {
            left++;
            continue;
        }
        shown++;
        set_about(&n->warning, f);
        say(&n->warning, f);
        me_warnings_put(n);
    }
    if (left == 0)
        return;
    n->warning.count = left;
    snprintf(n->warning.what, sizeof(n->warning.what), "%s The same is true of %" PRIu64 " more %s.", label, left,
             nouns);
    me_warnings_put(n);
}

static void say_guessed(struct me_warning *w, const struct me_finding *f)
{
    char host[ME_CONTEXT_TEXT_MAX + 8], when[ME_CLOCK_TEXT_MAX], others[96] = "";
    add_host(host, sizeof(host), f->host);
    if (f->more >= ME_JUDGEMENT_CLIENTS)
        snprintf(others, sizeof(others), ", while %" PRIu64 " clients tried this account", f->more);
    snprintf(w->what, sizeof(w->what),
             "Guessed password? %.*s%s: %s logged in at %s after %" PRIu64 " failed %s from there%s.", (int)f->user.len,
             f->user.ptr, host, f->client, me_clock_text(f->when, ME_CLOCK_MINUTE, when), f->count,
             me_warnings_plural(f->count, "login", "logins"), others);
}

void me_warnings_guessed(struct me_warnings *n)
{
    put_all(n, ME_FINDING_GUESSED, "Guessed passwords?", "logins", say_guessed);
}

static void say_networks(struct me_warning *w, const struct me_finding *f)
{
    char host[ME_CONTEXT_TEXT_MAX + 8], when[ME_CLOCK_TEXT_MAX];
    add_host(host, sizeof(host), f->host);
    snprintf(w->what, sizeof(w->what),
             "Stolen account? %.*s%s was logged in to from %s%" PRIu64 " networks within the hour before %s.",
             (int)f->user.len, f->user.ptr, host, f->count >= ME_ACCOUNTS_NETWORKS_MAX ? "at least " : "", f->count,
             me_clock_text(f->when, ME_CLOCK_MINUTE, when));
}

void me_warnings_networks(struct me_warnings *n)
{
    put_all(n, ME_FINDING_MANY_NETWORKS, "Stolen accounts?", "accounts", say_networks);
}

static void say_tried(struct me_warning *w, const struct me_finding *f)
{
    char host[ME_CONTEXT_TEXT_MAX + 8];
    add_host(host, sizeof(host), f->host);
    snprintf(w->what, sizeof(w->what), "Under attack: %" PRIu64 " clients tried to log in as %.*s%s and failed; %s.",
             f->count, (int)f->user.len, f->user.ptr, host,
             f->more > 0 ? "it is in use" : "nobody logged in to it in these logs");
}

void me_warnings_tried(struct me_warnings *n)
{
    put_all(n, ME_FINDING_TRIED, "Under attack.", "accounts", say_tried);
}

static void say_spray(struct me_warning *w, const struct me_finding *f)
{
    char host[ME_CONTEXT_TEXT_MAX + 8];
    add_host(host, sizeof(host), f->host);
    snprintf(w->what, sizeof(w->what),
             "Tries many accounts: %s failed to log in to %" PRIu64 " accounts%s, %" PRIu64 " %s in all.", f->client,
             f->count, host, f->more, me_warnings_plural(f->more, "time", "times"));
}

void me_warnings_spray(struct me_warnings *n)
{
    put_all(n, ME_FINDING_SPRAY, "Try many accounts.", "clients", say_spray);
}

void me_warnings_watch(struct me_warnings *n)
{
    const struct me_accounts *a = &n->report->totals->accounts;
    char when[ME_CLOCK_TEXT_MAX];
    n->warning.count = a->forgotten;
    n->warning.when = a->forgotten_since;
    if (a->forgotten == 0)
        return;
    snprintf(
        n->warning.what, sizeof(n->warning.what),
        "Not all logins watched: from %s on, memory for %d pairs of account and client was used up, and the %" PRIu64
        " that showed least were forgotten. What is said of accounts may lack some.",
        me_clock_text(a->forgotten_since, ME_CLOCK_MINUTE, when), (int)ME_ACCOUNTS_PAIRS_MAX, a->forgotten);
    me_warnings_put(n);
}
