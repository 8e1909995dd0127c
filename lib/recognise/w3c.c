/* SPDX-License-Identifier: Apache-2.0
 *
 * W3C rows. Blanks inside values are written as `+`, so a field is what stands between blanks.
 */
#include "recognise/w3c.h"

#include "recognise/activity.h"
#include "recognise/auth.h"
#include "recognise/column.h"
#include "text/scan.h"

/* Fields behind the service, by their names in the `#Fields:` line. */
enum field {
    ACCOUNT,
    SERVER_IP,
    SERVER_PORT, /* holds the socket handle */
    METHOD,
    URI_STEM,  /* what the client sent */
    URI_QUERY, /* the server's reply */
    COMPUTER_NAME,
    BYTES_SENT,
    BYTES_RECEIVED,
    USER_NAME,
    FIELDS
};

static size_t split(const char *p, const char *end, struct me_span fields[static FIELDS])
{
    size_t count = 0;
    while (count < FIELDS) {
        while (p < end && *p == ' ')
            p++;
        if (p == end)
            break;
        const char *blank = me_scan_byte(p, end, ' ');
        fields[count++] = me_span_between(p, blank);
        p = blank;
    }
    return count;
}

static struct me_span value_of(struct me_span field)
{
    return me_span_equal(field, ME_SPAN("-")) ? (struct me_span){field.ptr, 0} : field;
}

/* Whether the last field is one. Behind the end of the text it is noise, unless the blank that ends every row follows
 * it: then it is a user name that looks like noise, and must not hide the row. */
static bool has_last_field(const struct me_span fields[static FIELDS], const char *end, const char *line_end)
{
    const char *behind = me_span_end(fields[FIELDS - 1]);
    return fields[FIELDS - 1].ptr < end || (behind < line_end && *behind == ' ');
}

bool me_w3c_read(struct me_span text, const char *line_end, struct me_span service, struct me_span client_ip,
                 struct me_record *record, struct me_secret *secret)
{
    struct me_span fields[FIELDS] = {{0}};
    const char *end = me_span_end(text);
    const size_t count = split(me_span_end(service), line_end, fields);
    record->plus_is_blank = true;
    record->direction = me_span_ends(service, ME_SPAN("IN")) ? ME_DIRECTION_IN : ME_DIRECTION_OUT;
    me_column_set_client_ip(client_ip, record);
    record->connection = me_column_number(fields[SERVER_PORT]);
    record->command = value_of(fields[METHOD]);
    record->verb = me_command_find(record->command);
    record->argument = value_of(fields[URI_STEM]);
    record->reply = value_of(fields[URI_QUERY]);
    record->reply_code = me_activity_reply_code(record->reply);
    struct me_span line = record->argument;
    const bool malformed = count > URI_STEM && !me_activity_begins_as_reply(record->reply); /* a blank that is no `+` */
    if (malformed)
        line = me_span_between(fields[URI_STEM].ptr, line_end);
    /* A row that was cut before its command, by the quotes around it, has no command but what follows the quotes. */
    if (record->verb != ME_COMMAND_OTHER || record->connection != ME_ABSENT || value_of(fields[SERVER_PORT]).len == 0)
        me_auth_find_secret(record, line, secret);
    if (count < FIELDS || !has_last_field(fields, end, line_end))
        return false;
    if (malformed && me_span_present(secret->part[0])) { /* no telling where the credential ends */
        record->argument = line;
        record->reply = (struct me_span){0};
        return true;
    }
    record->bytes_sent = me_column_number(fields[BYTES_SENT]);
    record->bytes_received = me_column_number(fields[BYTES_RECEIVED]);
    record->user = value_of(fields[USER_NAME]);
    return true;
}
