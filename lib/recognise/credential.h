/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the credentials of a text stand: what clients sent as a password, as an answer to AUTH, AUTHENTICATE or APOP.
 * They are known by their place in a row, never by their look, and never searched for as words. Knows texts only: which
 * texts a message has, and how they are changed, is the caller's business.
 */
#ifndef ME_CREDENTIAL_H
#define ME_CREDENTIAL_H

#include "recognise/recognise.h"
#include "text/span.h"

struct me_credential {
    struct me_span bytes; /* a part of the searched text; never empty, never `{blank}` already */
};

/* Finds every credential of `text`, from left to right, without overlap.
 *
 *   text     any text, up to SIZE_MAX octets: a raw message, $msg, structured data, the value of a variable. JSON
 *            escapes must have been resolved by the caller (me_json_unescape()); spellings of TABs are read as rsyslog
 *            writes them (`#011`, `\t` ...).
 *   options  max_row and debug_layout alone are read: what redaction does must not depend on `logs`, `services` or
 *            `strict`
 *   out      room for `max` credentials; may be NULL when `max` is 0
 *
 * All rows of the text are searched, each by itself: the record, the rows behind it, rows behind line ends, rows that
 * lost their timestamp to a syslog header, rows whose TABs became blanks, rows of every service, Activity and W3C. (A
 * row in the line of one that is spelled otherwise may be a client's text there, which bounds what is masked.) In a row
 * that lost its end, or is longer than max_row, a credential goes on to the real line end (LF, CR LF) or to the end of
 * the text.
 *
 * What is read as a Debug record is no row: a service word before its code (recognise/service_column.h). Where its time
 * is lost, every row in its text may be the next record, and the recogniser tells no text.
 *
 * A row within another row may be a stranger's text there, or the next row. Its credential ends with the column where
 * separators are spelled in another way, before what may be the outer row's reply, before the next row, and in a Debug
 * record before the words that the server writes behind an address (` is local`), or the next record. Where a Debug
 * text is not known nobody knows where a stranger's part of it ends: there it goes on to the next record, or the end
 * of the line.
 *
 * Returns how many there are, which may be more than `max`: only the first `max` are written then, and the caller asks
 * again with more room. 0: the text can be passed on as it is.
 * Linear in text.len, whatever the bytes are. Allocates nothing.
 *
 * A text in which each span is replaced by `{blank}` says the same when it is read again: no octet outside of the spans
 * is a part of what was replaced, and in the result nothing is found any more. */
size_t me_credentials_find(struct me_span text, const struct me_recognise_options *options, struct me_credential out[],
                           size_t max);

struct me_row_kept; /* recognise/row.h */

/* As me_credentials_find(), and keeps the first row for me_recognise_kept(): sets `*kept`, when `kept` is not NULL.
 * What is kept has a meaning as long as the text stays as it is. */
size_t me_credentials_find_keeping(struct me_span text, const struct me_recognise_options *options,
                                   struct me_credential out[], size_t max, struct me_row_kept *kept);

#endif
