/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the first record. The search goes from anchor to anchor: at each it looks left for a timestamp, which bounds
 * the work there, so that the whole is linear. Who claims a message: the leftmost anchor with a timestamp before it. A
 * row that begins as an Activity or W3C row and is none (cut off, say) ends the search, because what follows is text
 * that strangers chose, and a record made up in a HELO name must not become one.
 */
#include "recognise/record.h"

#include "recognise/activity.h"
#include "recognise/auth.h"
#include "recognise/column.h"
#include "recognise/debug.h"
#include "recognise/prefix.h"
#include "text/scan.h"
#include "text/separator.h"
#include "recognise/syslog.h"
#include "recognise/w3c.h"

enum { CODE_DASH = 2 /* ME- */, SERVICE_DASH = 4 /* SMTP- */, SERVICE_LEN = 7 /* SMTP-IN */ };

/* The `SMTP-IN` or `SMTP-OU` field around `dash`, with a separator or nothing behind it; without pointer when it is
 * another word. */
static struct me_span service_at(struct me_span text, const char *dash)
{
    const char *end = me_span_end(text);
    if (dash - text.ptr < SERVICE_DASH || end - dash < SERVICE_LEN - SERVICE_DASH)
        return (struct me_span){0};
    const struct me_span service = {dash - SERVICE_DASH, SERVICE_LEN};
    if (!me_span_equal(service, ME_SPAN("SMTP-IN")) && !me_span_equal(service, ME_SPAN("SMTP-OU")))
        return (struct me_span){0};
    if (me_span_end(service) < end && me_separator_skip(me_span_end(service), end) == me_span_end(service))
        return (struct me_span){0};
    return service;
}

/* The code of a Debug record that has `service` among its system columns, or NULL. */
static const char *code_behind(struct me_span service, const char *end)
{
    const char *p = me_span_end(service);
    struct me_record ignored;
    ignored.anomalies = 0; /* all of it that is read */
    for (int columns = 1; columns <= ME_SYSTEM_COLUMNS_MAX; columns++) {
        const size_t tab = me_separator_tab(p, end);
        const char *q = tab > 0 ? p + tab : p;
        while (q < end && *q == ' ')
            q++;
        if (q == p)
            return NULL;
        if (me_column_code(q, end) > 0)
            return q;
        if (q == end || !me_column_may_begin(*q))
            return NULL;
        const struct me_span field = me_column_at(q, end);
        if (!me_column_read(field, &ignored))
            return NULL;
        p = me_span_end(field);
    }
    return NULL;
}

/* Whether the row has nothing but system columns up to a command: then there is no code among them. */
static bool has_system_columns(const struct me_record *row)
{
    return row->verb != ME_COMMAND_OTHER && me_span_present(row->message_id) && row->connection != ME_ABSENT &&
           row->client_ip[0] != '\0';
}

/* Whether `code`, found behind a service, begins the text of a Debug record, and not a column of a row. */
static bool is_last_column(const char *code, const char *end)
{
    return code != NULL && (end - code <= 9 || me_separator_tab(code + 9, end) == 0);
}

enum claim { UNCLAIMED, FOREIGN, CLAIMED };

/* Reads what begins with a timestamp and `service`; `line_end` as for me_w3c_read(). */
static enum claim read_service(struct me_span text, const char *line_end, struct me_span service,
                               struct me_record *record, struct me_secret *secret)
{
    me_prefix_clear(record, ME_LOG_ACTIVITY);
    const char *end = me_span_end(text);
    const char *gap = me_separator_skip_before(text.ptr, service.ptr);
    if (gap == service.ptr)
        return UNCLAIMED;
    struct me_span client_ip = {0};
    if (me_prefix_timestamp(text.ptr, gap, record) == NULL) {
        client_ip = me_column_before(text.ptr, gap);
        if (!me_span_present(client_ip) || !me_ip_looks_like(client_ip))
            return UNCLAIMED;
        gap = me_separator_skip_before(text.ptr, client_ip.ptr);
        if (gap == client_ip.ptr || me_prefix_timestamp(text.ptr, gap, record) == NULL)
            return UNCLAIMED;
        record->log = ME_LOG_W3C;
    }
    const struct me_secret before = *secret;
    const bool complete = record->log == ME_LOG_W3C ? me_w3c_read(text, line_end, service, client_ip, record, secret)
                                                    : me_activity_read(text, service, record, secret);
    if (complete && has_system_columns(record))
        return CLAIMED; /* nearly always */
    const char *code = code_behind(service, end);
    if (code == NULL || (complete && !is_last_column(code, end)))
        return complete ? CLAIMED : FOREIGN;
    if (is_last_column(code, end))
        *secret = before;
    return me_debug_read(text, code, record) ? CLAIMED : FOREIGN;
}

/* The field behind `field`; without pointer when there is none. */
static struct me_span field_behind(struct me_span field, const char *end)
{
    return me_column_at(me_separator_skip(me_span_end(field), end), end);
}

/* Whether what follows `service` are the columns of a row: its message id, or the account and the server's address of
 * the W3C log. */
static bool is_row(struct me_span service, const char *end)
{
    char address[ME_IP_TEXT_MAX];
    const struct me_span next = field_behind(service, end);
    if (!me_span_present(next))
        return false;
    return (me_column_is_message_id(next) || me_ip_canonical(field_behind(next, end), address) > 0) &&
           !is_last_column(code_behind(service, end), end);
}

/* Whether it may be a row for all that is left of it. */
static bool may_be_row(struct me_span text, struct me_span service, const char *end)
{
    const struct me_span client_ip = me_column_before(text.ptr, me_separator_skip_before(text.ptr, service.ptr));
    const struct me_span next = field_behind(service, end);
    const struct me_span server_ip = me_span_present(next) ? field_behind(next, end) : next;
    return ((me_span_present(client_ip) && me_ip_looks_like(client_ip)) ||
            (me_span_present(server_ip) && me_ip_looks_like(server_ip))) &&
           !is_last_column(code_behind(service, end), end);
}

/* Whether account, server's address and connection are what MailEnable writes. */
static bool has_w3c_columns(struct me_span service, const char *end, const struct me_record *row)
{
    const struct me_span account = field_behind(service, end);
    return me_span_equal(account, ME_SPAN("-")) && me_ip_looks_like(field_behind(account, end)) &&
           row->connection != ME_ABSENT;
}

/* A firewall whose rule has the service's name may write most of such a row, and must not lose its words. */
static void read_w3c_without_time(struct me_span text, const char *line_end, struct me_span service,
                                  struct me_record *scratch, struct me_secret *secret)
{
    const struct me_secret before = *secret;
    me_w3c_read(text, line_end, service, me_column_before(text.ptr, me_separator_skip_before(text.ptr, service.ptr)),
                scratch, secret);
    if (!has_w3c_columns(service, me_span_end(text), scratch) && !me_auth_is_evident(scratch))
        *secret = before;
}

/* A row whose timestamp went to the syslog header is no record here, but an AUTH row among them still holds a password,
 * and it ends the search as other rows do: what follows is a client's. What merely may be one is looked into once a
 * message, so that the work stays linear. */
static enum claim read_row_without_time(struct me_span text, const char *line_end, struct me_span service, bool *looked,
                                        struct me_record *scratch, struct me_secret *secret)
{
    const char *end = me_span_end(text);
    const bool row = is_row(service, end);
    if (!row && (*looked || !may_be_row(text, service, end)))
        return UNCLAIMED;
    *looked = true;
    me_prefix_clear(scratch, ME_LOG_ACTIVITY);
    if (me_column_is_message_id(field_behind(service, end)))
        me_activity_read(text, service, scratch, secret);
    else
        read_w3c_without_time(text, line_end, service, scratch, secret);
    return row ? FOREIGN : UNCLAIMED;
}

bool me_record_begins_row(struct me_span text, const char *anchor)
{
    const struct me_span service = service_at(text, anchor);
    struct me_record ignored;
    struct me_secret secret = {0};
    return service.ptr != NULL && is_row(service, me_span_end(text)) &&
           read_service(text, me_span_end(text), service, &ignored, &secret) == UNCLAIMED;
}

enum me_found me_record_find(struct me_span text, struct me_record *record, struct me_secret *secret)
{
    return me_record_find_from(text, me_scan_anchor(text.ptr, me_span_end(text)), record, secret);
}

enum me_found me_record_find_from(struct me_span text, const char *anchor, struct me_record *record,
                                  struct me_secret *secret)
{
    const char *dash = anchor;
    memset(secret, 0, sizeof(*secret));
    if (dash == me_span_end(text))
        return ME_FOUND_NOTHING;
    const char *line_end = me_span_end(text);
    /* once: noise may be long, and every anchor asks whether it is at the start */
    text = me_syslog_skip_header(me_separator_trim(text));
    const char *end = me_span_end(text);
    bool looked = false;
    if (dash <= text.ptr) /* it stood in the header */
        dash = me_scan_anchor(text.ptr, end);
    for (; dash < end; dash = me_scan_anchor(dash + 1, end)) {
        if (dash[-1] == 'E') {
            const char *code = dash - CODE_DASH;
            if (me_column_code(code, end) == 0)
                continue;
            if (me_debug_read(text, code, record))
                return ME_FOUND_RECORD;
            if (me_debug_lacks_time(text, code))
                return ME_FOUND_NOTHING;
            continue;
        }
        const struct me_span service = service_at(text, dash);
        if (service.ptr == NULL)
            continue;
        enum claim claim = read_service(text, line_end, service, record, secret);
        if (claim == UNCLAIMED)
            claim = read_row_without_time(text, line_end, service, &looked, record, secret);
        if (claim != UNCLAIMED)
            return claim == CLAIMED ? ME_FOUND_RECORD : ME_FOUND_NOTHING;
    }
    return ME_FOUND_NOTHING;
}

bool me_record_may_hold(struct me_span text)
{
    return me_scan_anchor(text.ptr, me_span_end(text)) != me_span_end(text);
}
