/* SPDX-License-Identifier: Apache-2.0
 *
 * `2026-11-22 07:00:01 192.0.2.1 SMTP-IN - 192.0.2.5 1320 QUIT QUIT 221+bye MAIL01 42 6 - ` has ten fields behind its
 * service word.
 */
#include "recognise/w3c_fields.h"

#include "text/separator.h"

/* A walk over the blanks. */
struct walk {
    const char *p;               /* where the next field begins */
    struct me_span *next, *last; /* where it is put, and where the room for fields ends */
    me_scan_vector controls;     /* not zero where a control character up to CR was */
};

/* Ends the field at `end`, and adds it if it is not empty; false when there is no room for it. */
static inline bool end_field(struct walk *w, const char *end)
{
    if (end > w->p) {
        if (w->next == w->last)
            return false;
        *w->next++ = me_span_between(w->p, end);
    }
    return true;
}

/* One bit for each blank of the 16 bytes at `p`. */
static inline unsigned look(struct walk *w, const char *p)
{
    const me_scan_vector bytes = me_scan_load(p);
    w->controls |= (me_scan_vector)(bytes <= '\r');
    return me_scan_mask((me_scan_vector)(bytes == ' '));
}

/* Ends a field at each blank of `set`, which has a bit for each byte from `p` on. */
static inline bool end_fields(struct walk *w, const char *p, unsigned set)
{
    for (; set != 0; set &= set - 1) {
        const char *blank = p + __builtin_ctz(set);
        if (!end_field(w, blank))
            return false;
        w->p = blank + 1;
    }
    return true;
}

/* Walks over the blanks in [p, end), which is long enough for a vector; the last one overlaps the one before it. */
static inline bool walk_long(struct walk *w, const char *p, const char *end)
{
    enum { VECTOR = sizeof(me_scan_vector) };
    for (; end - p >= VECTOR; p += VECTOR)
        if (!end_fields(w, p, look(w, p)))
            return false;
    return end_fields(w, p, me_scan_last(look(w, end - VECTOR), p, end));
}

static bool walk_short(struct walk *w, const char *p, const char *end)
{
    w->controls[0] = 1; /* nobody looked: hardly any row is so short */
    for (; p < end; p++)
        if (*p == ' ' && !end_fields(w, p, 1))
            return false;
    return true;
}

void me_w3c_fields_split(const char *p, const char *end, size_t wanted, struct me_w3c_fields *fields)
{
    struct walk w = {p, fields->field, fields->field + wanted, {0}};
    const bool is_long = end - p >= (ptrdiff_t)sizeof(me_scan_vector);
    const bool has_room = (is_long ? walk_long(&w, p, end) : walk_short(&w, p, end)) && end_field(&w, end);
    fields->wanted = wanted;
    fields->count = (size_t)(w.next - fields->field);
    fields->more = has_room ? NULL : w.p;
    fields->controls = !has_room || me_scan_any(w.controls);
}

const struct me_w3c_fields *me_w3c_fields_shortened(const struct me_w3c_fields *fields, const char *end,
                                                    struct me_w3c_fields *room)
{
    size_t count = fields->count;
    while (count > 0 && fields->field[count - 1].ptr >= end)
        count--;
    room->wanted = fields->wanted;
    room->count = count;
    room->more = fields->more != NULL && fields->more < end ? fields->more : NULL;
    room->controls = fields->controls;
    memcpy(room->field, fields->field, count * sizeof(room->field[0]));
    if (count > 0 && me_span_end(room->field[count - 1]) > end)
        room->field[count - 1].len = (size_t)(end - room->field[count - 1].ptr);
    return room;
}

bool me_w3c_fields_move(struct me_span window[], size_t count, const char *end)
{
    const struct me_span next = me_separator_word(me_span_end(window[count - 1]), end);
    memmove(window, window + 1, (count - 1) * sizeof(window[0]));
    window[count - 1] = next;
    return next.len > 0;
}
