/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the filter back into words.
 */
#include "filter_summary.h"

#include <stdarg.h>

#include "base/clock.h"

struct text {
    char *out;
    size_t len;
    bool is_full;
};

static void __attribute__((format(printf, 2, 3))) add(struct text *t, const char *format, ...)
{
    static const char dots[] = " ...";
    const size_t room = ME_FILTER_SUMMARY_MAX - sizeof(dots) - t->len;
    va_list arguments;
    if (t->is_full)
        return;
    va_start(arguments, format);
    const int n = vsnprintf(t->out + t->len, room, format, arguments);
    va_end(arguments);
    t->is_full = n < 0 || (size_t)n >= room;
    if (t->is_full)
        memcpy(t->out + t->len, dots, sizeof(dots));
    else
        t->len += (size_t)n;
}

static const char *separator(const struct text *t, const char *word)
{
    return t->len > 0 ? word : "";
}

static void add_word(void *context, struct me_span word)
{
    struct text *t = context;
    add(t, "%s%.*s", separator(t, ", "), (int)word.len, word.ptr);
}

bool me_filter_summary_is_given(const struct me_report *r)
{
    const struct me_filter *f = &r->options->filter;
    return r->options->only_given || !me_filter_takes_everybody(f) || f->since != ME_NEVER || f->until != INT64_MAX;
}

void me_filter_summary_text(const struct me_report *r, char out[static ME_FILTER_SUMMARY_MAX])
{
    const struct me_filter *f = &r->options->filter;
    struct text t = {.out = out};
    char network[ME_NETWORK_TEXT_MAX], when[ME_CLOCK_TEXT_MAX];
    out[0] = 0;
    if (r->options->only_given)
        me_filter_asked(f, add_word, &t);
    for (size_t i = 0; i < f->network_count; i++) {
        me_filter_network_text(&f->networks[i], network);
        add(&t, "%s%s %s", i > 0 ? " or" : separator(&t, "; "),
            i > 0                                                  ? ""
            : strchr(network, '/') != NULL || f->network_count > 1 ? "clients in"
                                                                   : "client",
            network);
    }
    for (size_t i = 0; i < f->user_count; i++)
        add(&t, "%s%s", i > 0 ? " or " : t.len > 0 ? "; user " : "user ", f->users[i]);
    bool is_first = true;
    for (int i = 0; i < ME_SERVICE_MAX; i++)
        if (f->services[i]) {
            const struct me_span word = me_service_name((enum me_service)i);
            add(&t, "%s%.*s", !is_first ? " or " : t.len > 0 ? "; service " : "service ", (int)word.len, word.ptr);
            is_first = false;
        }
    if (f->since != ME_NEVER)
        add(&t, "%sfrom %s on", separator(&t, "; "), me_clock_text(f->since, ME_CLOCK_MINUTE, when));
    if (f->until != INT64_MAX)
        add(&t, "%sbefore %s", separator(&t, "; "), me_clock_text(f->until, ME_CLOCK_MINUTE, when));
}

static const char *nothing(const struct me_report *r)
{
    if (r->files == 0)
        return "There was no file to read.";
    if (r->tally->records == 0)
        return "No record of MailEnable was found.";
    return me_filter_summary_is_given(r) ? "Nothing of what was asked for happened." : "No connection failed.";
}

void me_filter_summary_nothing(const struct me_report *r, char out[static ME_FILTER_SUMMARY_NOTHING_MAX])
{
    const struct me_totals *t = r->totals;
    char first[ME_CLOCK_TEXT_MAX], last[ME_CLOCK_TEXT_MAX];
    const int len = snprintf(out, ME_FILTER_SUMMARY_NOTHING_MAX, "%s", nothing(r));
    if (me_filter_summary_is_given(r) && t->logs_first != ME_NEVER)
        snprintf(out + len, ME_FILTER_SUMMARY_NOTHING_MAX - (size_t)len, " The logs are about %s to %s.",
                 me_clock_text(t->logs_first, ME_CLOCK_MINUTE, first),
                 me_clock_text(t->logs_last, ME_CLOCK_MINUTE, last));
}
