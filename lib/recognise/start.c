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

/* Whether `word`, a blank behind it, may be a host name. The text ends at `end`. */
static bool is_host(struct me_span word, const char *end)
{
    return me_span_present(word) && word.len == me_column_at(word.ptr, end).len && me_column_code(word.ptr, end) == 0 &&
           !ends_with_date(word) && !is_service_of_row(word, end);
}

struct me_span me_start_behind_header(struct me_span text)
{
    if (!me_span_starts(text, ME_SPAN("<")))
        return text;
    const struct me_syslog_header header = me_syslog_header_read(text);
    const char *end = me_span_end(text);
    if (header.behind_pri.len == text.len || header.is_5424)
        return header.behind_pri;
    if (!header.has_stamp || me_span_end(header.host) == end || !is_host(header.host, end))
        return header.behind_stamp;
    return header.behind_header;
}
