/* SPDX-License-Identifier: Apache-2.0
 *
 * Host name or first word of a line: `<13>Jul 24 15:40:50 MAIL01 07/24/14 ...` has one,
 * `<13>Jul 24 15:40:50 07/24/14 ...` has none.
 */
#include "recognise/start.h"

#include "recognise/column.h"
#include "tables/services.h"
#include "text/separator.h"
#include "text/syslog_header.h"

/* Whether `word` is, or ends with, a date: some forwarders put the line where the host's name should be. */
static bool ends_with_date(struct me_span word)
{
    struct me_timestamp ignored;
    return me_timestamp_date_before(word.ptr, me_span_end(word), &ignored) != NULL;
}

/* Whether `word` is the service of a row: some take a line's date for their own and send the rest behind it. */
static bool is_service_of_row(struct me_span word, const char *end)
{
    if (word.len <= ME_SERVICE_SUFFIX_LEN ||
        me_services_find(word.ptr, me_span_end(word) - ME_SERVICE_SUFFIX_LEN, end) == NULL)
        return false;
    return me_column_is_message_id(me_column_at(me_separator_skip(me_span_end(word), end), end));
}

/* Whether `word` may be a host name: a blank follows, and it is no part of a record. The text ends at `end`. */
static bool is_host(struct me_span word, const char *end)
{
    const char *behind = me_span_end(word);
    return me_span_present(word) && behind < end && *behind == ' ' && me_column_code(word.ptr, end) == 0 &&
           !ends_with_date(word) && !is_service_of_row(word, end);
}

struct me_span me_start_behind_pri(struct me_span text)
{
    const struct me_span behind_pri = me_syslog_header_behind_pri(text);
    if (behind_pri.len == text.len)
        return text;
    const struct me_span behind_stamp = me_syslog_header_behind_stamp(behind_pri);
    if (behind_stamp.len == behind_pri.len)
        return behind_pri;
    const struct me_span host = me_column_at(behind_stamp.ptr, me_span_end(behind_stamp));
    return is_host(host, me_span_end(behind_stamp)) ? me_span_skip(behind_stamp, host.len + 1) : behind_stamp;
}
