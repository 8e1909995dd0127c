/* SPDX-License-Identifier: Apache-2.0
 *
 * System columns: the fields that a server writes by itself between a timestamp and a code, or between a code and its
 * text. Nothing that a stranger can choose has such a shape, so skipping them never skips a stranger's text.
 * Knows single fields, not the order of a line.
 */
#ifndef ME_COLUMN_H
#define ME_COLUMN_H

#include "recognise/record.h"

enum {
    ME_COLUMN_LEN_MAX = 64,   /* no system column is longer: an IPv6 address in brackets has 47 bytes */
    ME_SYSTEM_COLUMNS_MAX = 6 /* fields that may stand between timestamp and code, and between code and text */
};

/* The field that ends at `end`, back to the separator before it; absent when it is empty or longer than
 * ME_COLUMN_LEN_MAX. */
struct me_span me_column_before(const char *begin, const char *end);

/* The field that starts at `p`, up to the next separator or `end`; same limits. */
struct me_span me_column_at(const char *p, const char *end);

/* `field` without one pair of brackets or parentheses around it. */
struct me_span me_column_unwrap(struct me_span field);

/* The value of a W3C field: `-` stands for an empty one. */
static inline struct me_span me_column_w3c(struct me_span field)
{
    return me_span_equal(field, ME_SPAN("-")) ? (struct me_span){field.ptr, 0} : field;
}

/* Whether `field` is a system column: SMTP or a service word of it, a decimal number, <32 hex>.MAI, an IP address or a
 * word of severity; bare, in [] or in (). What it says goes into `record`. */
bool me_column_read(struct me_span field, struct me_record *record);

/* Whether a system column can begin with `c`: nearly all words of a text cannot. */
static inline bool me_column_may_begin(char c)
{
    const char lower = me_ascii_lower(c);
    return me_ascii_hex(c) || c == '[' || c == '(' || c == ':' || c == '.' || c == 'S' || lower == 'i' || lower == 'w';
}

/* Length of the ME code, without its colon, of the `ME-XNNNN:` that starts at `p`; 0 when there is none. */
size_t me_column_code(const char *p, const char *end);

/* Decimal number of 1 to 10 digits that fills `field`, or ME_ABSENT. */
int64_t me_column_number(struct me_span field);

/* Whether `field`, a row's last, begins with a number: what follows is whatever a frame has put behind the row.
 * `64"}` */
bool me_column_begins_with_number(struct me_span field);

/* Whether `field` is <32 hexadecimal digits>.MAI, the id of a transaction. */
bool me_column_is_message_id(struct me_span field);

/* Takes `field` as the client's address: writes it into the record in canonical form, or notes the anomaly bad-ip. */
void me_column_set_client_ip(struct me_span field, struct me_record *record);

#endif
