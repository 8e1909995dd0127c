/* SPDX-License-Identifier: Apache-2.0
 *
 * Goes from the service word to the right: columns of a Debug record, and its code. Where a layout was taught it goes
 * from the next code to the left, too.
 */
#include "recognise/service_column.h"

#include "recognise/anchor.h"
#include "recognise/column.h"
#include "recognise/row.h"
#include "text/separator.h"

enum {
    CODE_DASH = 2,     /* ME- */
    TAUGHT_REACH = 256 /* octets from a service word to a code that a taught layout puts behind it */
};

/* Whether only system columns stand between service word and code. */
static bool is_before_code(struct me_span word, const char *end)
{
    const char *p = word.ptr;
    struct me_record unused = {0};
    for (int columns = 0; columns <= ME_SYSTEM_COLUMNS_MAX; columns++) {
        if (me_column_code(p, end) > 0)
            return true;
        const struct me_span field = me_column_at(p, end);
        if (!me_column_read(field, &unused))
            return false;
        p = me_separator_skip(me_span_end(field), end);
    }
    return false;
}

/* Whether the service word is a text of the taught layout. */
static bool is_before_taught(const char *begin, struct me_span word, const char *text_end,
                             const struct me_debug_layout *layout)
{
    struct me_record unused = {0};
    if (layout == NULL)
        return false;
    const char *from = me_span_end(word), *end = text_end - from > TAUGHT_REACH ? from + TAUGHT_REACH : text_end;
    const char *dash = me_anchor_find(from, end);
    if (dash == end || dash - from < CODE_DASH || me_column_code(dash - CODE_DASH, text_end) == 0)
        return false;
    const char *time_end = me_layout_before(layout, begin, dash - CODE_DASH, &unused);
    return time_end != NULL && time_end < word.ptr;
}

static struct me_span field_behind(struct me_span field, const char *end)
{
    return me_column_at(me_separator_skip(me_span_end(field), end), end);
}

/* Whether the service word is a W3C row's, of any account: date, time and address before it, the server's address
 * behind the account. */
static bool is_of_w3c_row(const char *begin, struct me_span word, const struct me_service_word *service,
                          const char *end)
{
    struct me_row_place place;
    me_row_find(begin, word, service, end, &place);
    if (!place.row.is_w3c)
        return false;
    const struct me_span account = field_behind(word, end);
    const struct me_span address = me_span_present(account) ? field_behind(account, end) : account;
    return me_span_present(address) && me_ip_looks_like(address);
}

/* Whether the column behind the service word is empty: a row may lack its id. */
static bool lacks_id(struct me_span word, const char *end)
{
    const size_t tab = me_separator_tab(me_span_end(word), end);
    return tab > 0 && me_separator_tab(me_span_end(word) + tab, end) > 0;
}

bool me_service_column_is(const char *begin, struct me_span word, const struct me_service_word *service,
                          const char *end, const struct me_debug_layout *layout)
{
    return !me_row_has_columns(word, service, end, lacks_id(word, end)) &&
           (is_before_code(word, end) || is_before_taught(begin, word, end, layout)) &&
           !is_of_w3c_row(begin, word, service, end);
}
