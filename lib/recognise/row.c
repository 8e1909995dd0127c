/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows, from the service word outwards: left for timestamp and, in a W3C row, the client's address; right for the
 * separator that all columns have.
 */
#include "recognise/row.h"

#include "recognise/column.h"
#include "recognise/ends.h"
#include "recognise/prefix.h"
#include "text/scan.h"
#include "text/separator.h"

/* The field behind `field`; absent when nothing follows. */
static struct me_span field_behind(struct me_span field, const char *end)
{
    return me_column_at(me_separator_skip(me_span_end(field), end), end);
}

bool me_row_has_columns(struct me_span word, const struct me_service_word *service, const char *end, bool lenient)
{
    struct me_span field = field_behind(word, end);
    if (me_span_present(field) && me_column_is_message_id(field))
        field = field_behind(field, end);
    else if (!lenient && service->service == ME_SERVICE_SMTP)
        return false;
    if (!me_span_present(field) || me_column_number(field) == ME_ABSENT)
        return false;
    field = field_behind(field, end);
    return me_span_present(field) && me_ip_looks_like(field);
}

/* Whether account, server's address and connection are what MailEnable writes: `- 192.0.2.5 1940`. */
static bool has_w3c_columns(struct me_span word, const char *end)
{
    const struct me_span account = field_behind(word, end);
    const struct me_span address = me_span_present(account) ? field_behind(account, end) : account;
    const struct me_span handle = me_span_present(address) ? field_behind(address, end) : address;
    return me_span_equal(account, ME_SPAN("-")) && me_span_present(address) && me_ip_looks_like(address) &&
           me_span_present(handle) && me_column_number(handle) != ME_ABSENT;
}

/* Reads what stands before an Activity row's service word: the timestamp, and the separator behind it. All separators
 * of the row are spelled as that one. */
static void find_activity(const char *begin, struct me_span word, const char *end, struct me_row_place *place)
{
    const char *gap = me_separator_skip_before(begin, word.ptr);
    const char *start = gap < word.ptr ? me_prefix_find(begin, gap, &place->stamp) : NULL;
    const struct me_span before = me_span_between(gap, word.ptr);
    const struct me_span behind = {me_span_end(word), me_separator_tab(me_span_end(word), end)};
    if (start == NULL && !me_row_has_columns(word, place->row.service, end, true))
        return;
    place->has_time = start != NULL;
    place->row.begin = start != NULL ? start : word.ptr;
    place->row.tab = behind;
    place->row.columns = me_span_end(behind);
    const bool same = !place->has_time || me_span_equal(before, behind);
    place->kind = behind.len > 0 && same ? ME_ROW_WHOLE : ME_ROW_BLANKS;
}

/* The address that ends at `end`; absent when the field there is none. Nearly every one is short and behind a blank. */
static inline struct me_span address_before(const char *begin, const char *end)
{
    enum { ROOM = sizeof(me_scan_vector) /* for an IPv4 address and the blank */ };
    const unsigned blanks = end - begin >= ROOM ? me_scan_same(end - ROOM, ' ') : 0;
    if (blanks != 0 && me_scan_same(end - ROOM, '%') == 0) { /* a zone may hold a spelled TAB, the rest cannot */
        const size_t len = (size_t)__builtin_clz(blanks << ROOM);
        const struct me_span ip = {end - len, len};
        if (me_ip_looks_like(ip))
            return ip;
    }
    const struct me_span field = me_column_before(begin, end);
    return me_span_present(field) && me_ip_looks_like(field) ? field : (struct me_span){0};
}

static void set_w3c(struct me_row_place *place, const char *start, struct me_span ip, struct me_span word)
{
    place->kind = ME_ROW_WHOLE;
    place->row.is_w3c = true;
    place->row.begin = start;
    place->row.ip = ip;
    place->row.columns = me_span_end(word);
    place->row.tab = ME_SPAN(" ");
}

/* Reads what stands before a W3C row's service word: date, time and the client's address. */
static inline bool find_w3c(const char *begin, struct me_span word, struct me_row_place *place)
{
    const char *gap = me_separator_skip_before(begin, word.ptr);
    const struct me_span ip = gap < word.ptr ? address_before(begin, gap) : (struct me_span){0};
    const char *behind_time = ip.ptr != NULL ? me_separator_skip_before(begin, ip.ptr) : NULL;
    const char *start = behind_time < ip.ptr ? me_prefix_find(begin, behind_time, &place->stamp) : NULL;
    if (start == NULL)
        return false;
    place->has_time = true;
    set_w3c(place, start, ip, word);
    return true;
}

/* Without the time it is a W3C row by what stands behind, too: a firewall whose rule has the service's name may write
 * the rest. */
static __attribute__((noinline)) void find_w3c_without_time(const char *begin, struct me_span word, const char *end,
                                                            struct me_row_place *place)
{
    const char *gap = me_separator_skip_before(begin, word.ptr);
    const struct me_span ip = gap < word.ptr ? address_before(begin, gap) : (struct me_span){0};
    if (has_w3c_columns(word, end))
        set_w3c(place, word.ptr, ip, word);
}

/* Behind a blank nearly every service word is a W3C row's, so that is asked first. No row is of both kinds: before its
 * last field stands a date in the one, a time in the other. */
void me_row_find(const char *begin, struct me_span word, const struct me_service_word *service, const char *text_end,
                 struct me_row_place *place)
{
    const bool is_behind_blank = word.ptr > begin && word.ptr[-1] == ' ';
    *place = (struct me_row_place){.row.service = service, .row.text_end = text_end};
    if (is_behind_blank && find_w3c(begin, word, place))
        return;
    find_activity(begin, word, text_end, place);
    if (!place->has_time && (is_behind_blank || !find_w3c(begin, word, place)))
        find_w3c_without_time(begin, word, text_end, place);
}

/* A constant instead of what must not come out. */
static struct me_span shown(bool hidden, struct me_span value)
{
    return hidden ? ME_SPAN("{blank}") : value;
}

/* What the server wrote before the command: it stands whatever strangers wrote behind it. */
static void set_fixed(const struct me_columns *c, struct me_record *record)
{
    record->service = c->service->service;
    record->direction = c->service->direction;
    record->verb = c->verb;
    record->connection = me_column_number(c->handle);
    if (c->id.ptr != NULL && me_column_is_message_id(c->id))
        record->message_id = c->id;
    if (c->ip.len > 0)
        me_column_set_client_ip(c->ip, record);
}

static void set_reading(const struct me_columns *c, struct me_record *record)
{
    const struct me_reading *r = &c->reading;
    const bool hidden = c->hides_argument || c->hides_command;
    record->meaning = r->meaning;
    record->command = shown(c->hides_command, c->command);
    record->argument = r->argument.ptr != NULL ? shown(c->hides_argument, r->argument) : r->argument;
    record->has_credential = hidden;
    record->reply = r->reply.ptr != NULL ? me_status_untagged(c->service->status, r->reply, c->is_w3c) : r->reply;
    record->reply_code = c->service->status == ME_STATUS_DIGITS ? r->status : ME_ABSENT;
    record->bytes_sent = r->bytes_sent;
    record->bytes_received = hidden && c->service->service != ME_SERVICE_SMTP ? ME_ABSENT : r->bytes_received;
    record->user = r->user;
    record->subject = r->subject;
    record->postoffice = r->postoffice;
    record->mailbox = r->mailbox;
    if (r->answers_auth)
        record->verb = ME_COMMAND_AUTH;
}

/* A row that decides nothing still says which command it was, when that is the server's word. */
static void set_truncated(const struct me_columns *c, struct me_record *record)
{
    record->anomalies |= 1u << ME_ANOMALY_TRUNCATED;
    if (c->sent.ptr != NULL && c->verb != ME_COMMAND_OTHER)
        record->command = c->command;
}

void me_row_make_record(const struct me_row_place *place, const struct me_columns *columns, struct me_record *record)
{
    me_prefix_clear(record, place->row.is_w3c ? ME_LOG_W3C : ME_LOG_ACTIVITY, place->row.begin);
    me_prefix_set_time(record, &place->stamp);
    record->plus_is_blank = place->row.is_w3c;
    record->real_tabs = !place->row.is_w3c && place->row.tab.len == 1;
    record->one_end = columns->one_end;
    set_fixed(columns, record);
    if (columns->several_lines)
        record->anomalies |= 1u << ME_ANOMALY_SEVERAL_LINES;
    if (columns->state == ME_COLUMNS_ONE)
        set_reading(columns, record);
    else if (columns->state == ME_COLUMNS_AMBIGUOUS)
        record->anomalies |= 1u << ME_ANOMALY_AMBIGUOUS;
    else
        set_truncated(columns, record);
}
