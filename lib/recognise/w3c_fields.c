/* SPDX-License-Identifier: Apache-2.0
 *
 * `2026-11-22 07:00:01 192.0.2.1 SMTP-IN - 192.0.2.5 1320 QUIT QUIT 221+bye MAIL01 42 6 - ` has ten fields behind its
 * service word.
 */
#include "recognise/w3c_fields.h"

#include "text/scan.h"

/* Adds the field [p, end), if it is not empty; false when there is no room for it. */
static inline bool add(struct me_w3c_fields *fields, const char *p, const char *end)
{
    if (p == end)
        return true;
    if (fields->count == fields->wanted) {
        fields->more = p;
        return false;
    }
    fields->field[fields->count++] = me_span_between(p, end);
    return true;
}

void me_w3c_fields_split(const char *p, const char *end, size_t wanted, struct me_w3c_fields *fields)
{
    enum { AT_ONCE = 16 };
    const char *blanks[AT_ONCE];
    size_t found = AT_ONCE;
    bool controls;
    fields->wanted = wanted;
    fields->count = 0;
    fields->more = NULL;
    while (found == AT_ONCE) {
        found = me_scan_places(p, end, ' ', blanks, AT_ONCE, &controls);
        for (size_t i = 0; i < found; i++) {
            if (!add(fields, p, blanks[i]))
                return;
            p = blanks[i] + 1;
        }
    }
    add(fields, p, end);
}

const struct me_w3c_fields *me_w3c_fields_before(const struct me_w3c_fields *fields, const char *end,
                                                 struct me_w3c_fields *room)
{
    size_t count = fields->count;
    if (fields->more == NULL && (count == 0 || me_span_end(fields->field[count - 1]) <= end))
        return fields; /* nearly always */
    while (count > 0 && fields->field[count - 1].ptr >= end)
        count--;
    room->wanted = fields->wanted;
    room->count = count;
    room->more = fields->more != NULL && fields->more < end ? fields->more : NULL;
    memcpy(room->field, fields->field, count * sizeof(room->field[0]));
    if (count > 0 && me_span_end(room->field[count - 1]) > end)
        room->field[count - 1].len = (size_t)(end - room->field[count - 1].ptr);
    return room;
}
