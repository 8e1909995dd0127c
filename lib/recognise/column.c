/* SPDX-License-Identifier: Apache-2.0
 *
 * System columns by shape. The list is closed on purpose: see the contract in doc/mailenable-logs.md.
 */
#include "recognise/column.h"

#include "tables/codes.h"
#include "tables/services.h"
#include "text/scan.h"
#include "text/separator.h"

enum { MESSAGE_ID_LEN = 36 /* 32 hexadecimal digits and .MAI */ };

struct me_span me_column_before(const char *begin, const char *end)
{
    const char *p = end, *stop = end - begin > ME_COLUMN_LEN_MAX ? end - ME_COLUMN_LEN_MAX - 1 : begin;
    while (p > stop && p[-1] != ' ' && me_separator_tab_before(begin, p) == 0)
        p--;
    return p < end && end - p <= ME_COLUMN_LEN_MAX ? me_span_between(p, end) : (struct me_span){0};
}

struct me_span me_column_at(const char *p, const char *end)
{
    const char *q = p;
    while (q < end && (!me_separator_may_begin(*q) || (*q != ' ' && me_separator_tab(q, end) == 0))) {
        q++;
        if (q - p > ME_COLUMN_LEN_MAX)
            return (struct me_span){0};
    }
    return q > p ? me_span_between(p, q) : (struct me_span){0};
}

struct me_span me_column_unwrap(struct me_span field)
{
    if (field.len >= 2) {
        const char first = field.ptr[0], last = field.ptr[field.len - 1];
        if ((first == '[' && last == ']') || (first == '(' && last == ')'))
            return (struct me_span){field.ptr + 1, field.len - 2};
    }
    return field;
}

/* Whether the four bytes at `p` are digits: all at once, as in a timestamp (text/timestamp.c). */
static inline bool are_four_digits(const char *p)
{
    uint32_t bytes;
    memcpy(&bytes, p, sizeof(bytes));
    bytes ^= UINT32_C(0x30303030);
    return ((bytes | (bytes + UINT32_C(0x76767676))) & UINT32_C(0x80808080)) == 0;
}

size_t me_column_code(const char *p, const char *end)
{
    if (end - p <= ME_CODES_LEN || p[ME_CODES_LEN] != ':' || memcmp(p, "ME-", 3) != 0 || p[3] < 'A' || p[3] > 'Z')
        return 0;
    return are_four_digits(p + 4) || memcmp(p + 4, "XXXX", 4) == 0 ? ME_CODES_LEN : 0;
}

int64_t me_column_number(struct me_span field)
{
    if (field.len == 0 || field.len > 10)
        return ME_ABSENT;
    int64_t value = 0;
    for (size_t i = 0; i < field.len; i++) {
        const unsigned digit = (unsigned char)field.ptr[i] - (unsigned)'0';
        if (digit > 9)
            return ME_ABSENT;
        value = value * 10 + digit;
    }
    return value;
}

bool me_column_begins_with_number(struct me_span field)
{
    size_t digits = 0;
    while (digits < field.len && me_ascii_digit(field.ptr[digits]))
        digits++;
    return me_column_number((struct me_span){field.ptr, digits}) != ME_ABSENT;
}

/* Non-zero bytes where the 16 bytes at `p` are hexadecimal digits: all at once, since every Activity row has 32. */
static inline me_scan_vector hex_digits(const char *p)
{
    const me_scan_vector bytes = me_scan_load(p);
    return (me_scan_vector)((bytes - '0') < 10) | (me_scan_vector)(((bytes | 0x20) - 'a') < 6);
}

bool me_column_is_message_id(struct me_span field)
{
    const char *p = field.ptr;
    return field.len == MESSAGE_ID_LEN && memcmp(p + MESSAGE_ID_LEN - 4, ".MAI", 4) == 0 &&
           me_scan_mask(hex_digits(p) & hex_digits(p + sizeof(me_scan_vector))) == 0xFFFF;
}

void me_column_set_client_ip(struct me_span field, struct me_record *record)
{
    if (me_ip_canonical(field, record->client_ip) == 0) {
        record->client_ip[0] = '\0';
        record->anomalies |= 1u << ME_ANOMALY_BAD_IP;
    }
}

static bool is_severity(struct me_span word)
{
    static const struct me_span words[] = {
        {"debug", 5}, {"info", 4}, {"information", 11}, {"warning", 7}, {"error", 5},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (me_span_equal_nocase(word, words[i]))
            return true;
    return false;
}

static bool is_service(struct me_span word)
{
    return me_span_equal(word, ME_SPAN("SMTP")) || me_services_has(ME_SERVICE_SMTP, word);
}

bool me_column_read(struct me_span field, struct me_record *record)
{
    if (!me_span_present(field) || !me_column_may_begin(field.ptr[0]))
        return false;
    const struct me_span value = me_column_unwrap(field);
    const int64_t number = me_column_number(value);
    if (number != ME_ABSENT)
        record->connection = number;
    else if (me_column_is_message_id(value))
        record->message_id = value;
    else if (me_ip_looks_like(value))
        me_column_set_client_ip(value, record);
    else
        return is_service(value) || is_severity(value);
    return true;
}
