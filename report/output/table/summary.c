/* SPDX-License-Identifier: Apache-2.0
 *
 * The summary below the table: what was asked for and read, and the figures that are not about single clients.
 */
#include <inttypes.h>

#include "base/clock.h"
#include "output/escape.h"
#include "output/filter_summary.h"
#include "output/table/table.h"

enum { INDENT = 17 };

static void print_label(const struct me_table_text *t, const char *label)
{
    fprintf(t->out, "%-*s", INDENT, label);
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void print_filters(const struct me_table_text *t, const struct me_report *r)
{
    char summary[ME_FILTER_SUMMARY_MAX], escaped[ME_TABLE_CELL_MAX];
    if (!me_filter_summary_is_given(r))
        return;
    me_filter_summary_text(r, summary);
    const size_t len = me_escape_terminal((struct me_span){summary, strlen(summary)}, ME_TABLE_CELL_MAX - 1, escaped);
    print_label(t, "Asked for");
    me_table_text_wrap(t, (struct me_span){escaped, len}, INDENT);
}

static void print_period(const struct me_table_text *t, const struct me_totals *totals)
{
    char first[ME_CLOCK_TEXT_MAX], last[ME_CLOCK_TEXT_MAX];
    struct me_table_cell cell = {.len = 0};
    if (totals->first == ME_NEVER)
        return;
    me_table_cell_add(&cell, "%s to %s", me_clock_text(totals->first, ME_CLOCK_MINUTE, first),
                      me_clock_text(totals->last, ME_CLOCK_MINUTE, last));
    print_label(t, "Period");
    me_table_text_wrap(t, me_table_cell_span(&cell), INDENT);
}

static void print_lines(const struct me_table_text *t, const struct me_report *r)
{
    struct me_table_cell cell = {.len = 0};
    me_table_cell_add(&cell,
                      "%" PRIu64 "\037in\037%zu\037file%s, %" PRIu64 "\037recognised: Debug\037%" PRIu64
                      ", Activity\037%" PRIu64 ", W3C\037%" PRIu64,
                      r->tally->lines, r->files, plural(r->files), r->tally->records, r->tally->logs[ME_LOG_DEBUG],
                      r->tally->logs[ME_LOG_ACTIVITY], r->tally->logs[ME_LOG_W3C]);
    if (r->tally->long_lines > 0)
        me_table_cell_add(&cell, "; %" PRIu64 "\037longer\037than\037%d\037bytes\037cut", r->tally->long_lines,
                          ME_LINE_MAX);
    if (r->copies > 0)
        me_table_cell_add(&cell, "; %zu\037file%s\037left\037out: another one holds the same", r->copies,
                          plural(r->copies));
    if (r->totals->undated > 0)
        me_table_cell_add(&cell, "; %" PRIu64 "\037without\037a\037date", r->totals->undated);
    print_label(t, "Lines");
    me_table_text_wrap(t, me_table_cell_span(&cell), INDENT);
}

/* One line: how often each of the attempts with `outcome` came, in the words of the rows but for what `label` says. */
static void print_outcome(const struct me_table_text *t, const struct me_totals *totals, const char *label,
                          const char *explained, struct me_span said, enum me_outcome outcome)
{
    const uint64_t sum = me_totals_of_outcome(totals, outcome);
    struct me_table_cell cell = {.len = 0};
    if (sum == 0)
        return;
    me_table_cell_add(&cell, "%" PRIu64 "%s", sum, explained);
    bool is_first = true, is_alone = false;
    for (int i = 0; i < ME_WHAT_MAX; i++) {
        const uint64_t count = totals->whats[i];
        if (count == 0 || me_totals_outcome_of((me_what)i) != outcome)
            continue;
        struct me_span words = me_labels_words((me_what)i);
        words = me_span_skip(words, me_span_starts(words, said) ? said.len : 0);
        is_alone = count == sum;
        if (!is_alone)
            me_table_cell_add(&cell, "%s%" PRIu64, is_first ? " (" : ", ", count);
        me_table_cell_add(&cell, "\037%.*s", (int)words.len, words.ptr);
        is_first = false;
    }
    if (!is_alone)
        me_table_cell_add(&cell, ")");
    print_label(t, label);
    me_table_text_wrap(t, me_table_cell_span(&cell), INDENT);
}

static void print_failed(const struct me_table_text *t, const struct me_totals *totals)
{
    struct me_table_cell cell = {.len = 0};
    me_table_cell_add(&cell, "%" PRIu64 "\037attempt%s: the server said no to a client, or not now", totals->failed,
                      plural(totals->failed));
    print_label(t, "Failed");
    me_table_text_wrap(t, me_table_cell_span(&cell), INDENT);
}

/* Without an id in the Debug log, a ban list knows the client of a refusal by the Activity or W3C log alone. */
static void print_debug_ids(const struct me_table_text *t, const struct me_report *r)
{
    if (r->tally->logs[ME_LOG_DEBUG] == 0)
        return;
    struct me_table_cell cell = {.len = 0};
    me_table_cell_add(&cell, "Debug records with an id: %" PRIu64 "\037of\037%" PRIu64, r->tally->debug_with_id,
                      r->tally->logs[ME_LOG_DEBUG]);
    print_label(t, "");
    me_table_text_wrap(t, me_table_cell_span(&cell), INDENT);
}

static void print_logins(const struct me_table_text *t, const struct me_totals *totals)
{
    const uint64_t good = me_totals_of_event(totals, ME_EVENT_AUTH_SUCCESS);
    const uint64_t bad = me_totals_of_event(totals, ME_EVENT_AUTH_FAILURE);
    struct me_table_cell cell = {.len = 0};
    if (good + bad == 0)
        return;
    me_table_cell_add(&cell, "%" PRIu64 "\037accepted, %" PRIu64 "\037failed", good, bad);
    print_label(t, "Logins");
    me_table_text_wrap(t, me_table_cell_span(&cell), INDENT);
}

void me_table_summary(const struct me_table_text *t, const struct me_report *r)
{
    fputc('\n', t->out);
    me_table_text_heading(t, r->options->only_given ? "Summary of all kinds" : "Summary");
    print_filters(t, r);
    print_period(t, r->totals);
    print_lines(t, r);
    print_debug_ids(t, r);
    print_failed(t, r->totals);
    print_outcome(t, r->totals, "Relay granted", "", ME_SPAN("relay granted: "), ME_OUTCOME_GRANTED);
    print_outcome(t, r->totals, "Denied", "\037of\037them, by\037the\037rules\037for\037relaying", ME_SPAN(""),
                  ME_OUTCOME_DENIED);
    print_outcome(t, r->totals, "No relay needed", "", ME_SPAN(""), ME_OUTCOME_NOT_REQUIRED);
    print_logins(t, r->totals);
}
