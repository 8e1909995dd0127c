/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings are written as JSON has them, by the writer that makes the module's documents: a TAB shows as `\t`, and no
 * octet reaches the terminal that could move its cursor. An example, shortened:
 *
 *     layout    activity, a row of smtp, separated by real TABs
 *     meaning   replies: smtp in RCPT 503 "This mail server requires authentication"
 *     fields    "log":"activity"
 *               "event":"relay-denied"
 *     redacted  nothing
 */
#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "input/line.h"
#include "json/fields.h"
#include "json/writer.h"
#include "output/masked.h"
#include "recognise/anchor.h"

enum { READ_MAX = 128 * 1024 }; /* octets of a line on standard input */

static void put_word(struct me_span word, FILE *out)
{
    fprintf(out, "%.*s", (int)word.len, word.ptr);
}

/* Says why the line has no record: something begins like one and cannot be read, or nothing begins like one. */
static void explain_foreign(const struct me_line *line, const struct me_recognise_options *options, FILE *out)
{
    struct me_record ignored;
    const bool ended = me_recognise(line->message, options, &ignored) == ME_FOUND_END;
    fputs(ended ? "layout    none: something begins like a record and cannot be read, and what stands behind it may be "
                  "a stranger's\n"
          : line->kind == ME_LINE_UNRECOGNIZED ? "layout    none: it has a word of MailEnable's, and no layout fits\n"
                                               : "layout    none: this line is not MailEnable's\n",
          out);
}

static void explain_layout(const struct me_record *record, const struct me_recognise_options *options, FILE *out)
{
    fputs("layout    ", out);
    put_word(me_log_name(record->log), out);
    fputs(record->log == ME_LOG_DEBUG ? ", a record of " : ", a row of ", out);
    put_word(me_service_name(record->service), out);
    if (record->log == ME_LOG_ACTIVITY)
        fputs(record->real_tabs ? ", separated by real TABs" : ", separated by spelled TABs", out);
    if (me_record_has(record, ME_ANOMALY_AMBIGUOUS))
        fputs("; it can be read in several ways that differ, so it decides nothing", out);
    if (me_record_has(record, ME_ANOMALY_TRUNCATED) && record->log == ME_LOG_DEBUG)
        fputs("; its text is cut off, and its code decides", out);
    else if (me_record_has(record, ME_ANOMALY_TRUNCATED))
        fprintf(out, "; its end is missing, or it is longer than --max-row %zu and may have lost it", options->max_row);
    fputc('\n', out);
}

/* `smtp in RCPT 503 "This mail server"`: the columns of a row of the table, without those that take anything. */
static void explain_reply(const struct me_reply *row, FILE *out)
{
    fputs("replies:", out);
    if (row->service != ME_SERVICE_MAX) {
        fputc(' ', out);
        put_word(me_service_name(row->service), out);
    }
    if (row->direction != ME_DIRECTION_NONE) {
        fputc(' ', out);
        put_word(me_direction_name(row->direction), out);
    }
    if (row->command == ME_COMMAND_GREETING)
        fputs(" greeting", out);
    else if (row->command == ME_COMMAND_OTHER)
        fputs(" unknown command", out);
    else if (row->command != ME_COMMAND_MAX) {
        fputc(' ', out);
        put_word(me_commands_name(row->command), out);
    }
    if (row->code == ME_STATUS_OK || row->code == ME_STATUS_NO)
        fputs(row->code == ME_STATUS_OK ? " OK" : " NO", out);
    else if (row->code > 0)
        fprintf(out, row->code < 10 ? " %dxx" : " %d", row->code);
    if (row->text.len > 0)
        fprintf(out, " \"%.*s\"", (int)row->text.len, row->text.ptr);
}

static void explain_meaning(const struct me_resolved *resolved, FILE *out)
{
    const struct me_record *record = &resolved->record;
    const struct me_verdict *verdict = &resolved->verdict;
    fputs("meaning   ", out);
    if (record->log == ME_LOG_DEBUG) {
        fprintf(out, "codes: %.*s%s", (int)record->code.len, record->code.ptr,
                !verdict->code_unknown                   ? ""
                : verdict->decided_by == ME_DECIDER_TEXT ? ", which is not known; its text is"
                                                         : ", which is not known");
    } else if (record->meaning != NULL) {
        explain_reply(record->meaning, out);
    } else {
        fputs("none", out);
    }
    fputc('\n', out);
}

/* The members of the object in `json`, one on a line. */
static void explain_fields(struct me_span json, FILE *out)
{
    int depth = 0;
    bool quoted = false;
    fputs("fields    ", out);
    for (size_t i = 1; i + 1 < json.len; i++) { /* within its braces */
        const char c = json.ptr[i];
        if (quoted && c == '\\') {
            fputc(c, out);
            fputc(json.ptr[++i], out);
            continue;
        }
        quoted ^= c == '"';
        depth += quoted ? 0 : (c == '[' || c == '{') - (c == ']' || c == '}');
        if (!quoted && depth == 0 && c == ',')
            fputs("\n          ", out);
        else
            fputc(c, out);
    }
    fputc('\n', out);
}

/* Writes the line as the module would pass it on, or `nothing`. */
static bool explain_redaction(struct me_span line, const struct me_recognise_options *options, struct me_writer *w,
                              FILE *out)
{
    struct me_masked masked = {0};
    struct me_span shown;
    bool good = me_masked_line(&masked, line, options, &shown);
    if (good && shown.ptr == line.ptr) {
        fputs("redacted  nothing\n", out);
    } else if (good) {
        me_writer_start(w);
        me_writer_put_text(w, (struct me_span){0}, shown);
        good = !w->failed;
        if (good)
            fprintf(out, "redacted  %.*s\n", (int)me_writer_text(w).len, me_writer_text(w).ptr);
    }
    me_masked_free(&masked);
    return good;
}

/* The record as the module would show it, with what an operator should know. */
static bool explain_record(struct me_record *record, const struct me_recognise_options *options, struct me_writer *w,
                           FILE *out)
{
    static const struct me_fields_options with_explanation = {.explain = true};
    static const struct me_resolved_memory nothing_before = {0};
    static const struct me_resolved_origin nowhere = {0};
    struct me_resolved_counts counts = {0};
    struct me_resolved resolved = {.record = *record};
    me_resolved_update(&resolved, &nothing_before, &nowhere, &counts);
    me_writer_start(w);
    me_writer_open(w, (struct me_span){0}, '{');
    me_fields_write_native(&resolved, &with_explanation, w);
    me_writer_close_kept(w, '}');
    if (w->failed)
        return false;
    explain_layout(&resolved.record, options, out);
    explain_meaning(&resolved, out);
    explain_fields(me_writer_text(w), out);
    return true;
}

/* Explains the `len` octets at `line`, which change when they are a JSON object. */
static bool explain(char *line, size_t len, const struct me_recognise_options *options, FILE *out)
{
    struct me_writer w = {0};
    struct me_line read;
    me_line_read(line, len, me_anchor_find(line, line + len), options, &read);
    bool good = true;
    if (read.kind == ME_LINE_RECORD)
        good = explain_record(&read.record, options, &w, out);
    else
        explain_foreign(&read, options, out);
    good = good && explain_redaction(read.message, options, &w, out);
    me_writer_free(&w);
    return good;
}

/* Reads a line, in which NULs are octets like others, into READ_MAX octets. Returns its length. */
static size_t read_line(char *to)
{
    size_t len = 0;
    for (int c; len < READ_MAX && (c = getc(stdin)) != EOF && c != '\n';)
        to[len++] = (char)c;
    return len;
}

bool me_explain(const char *line, const struct me_recognise_options *options, FILE *out)
{
    const bool is_read = strcmp(line, "-") == 0;
    char *copy = is_read ? malloc(READ_MAX) : strdup(line);
    if (copy == NULL)
        return false;
    const size_t len = is_read ? read_line(copy) : strcspn(copy, "\n");
    const bool good = explain(copy, len, options, out);
    free(copy);
    return good;
}
