/* SPDX-License-Identifier: Apache-2.0
 *
 * The fields of a W3C row, between blanks: split once, and shortened where the row may end earlier. Knows blanks, not
 * what a field means.
 */
#ifndef ME_W3C_FIELDS_H
#define ME_W3C_FIELDS_H

#include "recognise/w3c_order.h"
#include "text/span.h"

struct me_w3c_fields {
    struct me_span field[ME_W3C_FIELDS_MAX]; /* none is empty */
    size_t wanted, count;                    /* as many as were asked for, and as are here */
    const char *more;                        /* where the field behind those that were asked for begins; NULL: none */
    bool controls;                           /* false: the text that was split has no character from NUL to CR */
};

/* Splits [p, end) into `wanted` fields, at most ME_W3C_FIELDS_MAX. Linear. */
void me_w3c_fields_split(const char *p, const char *end, size_t wanted, struct me_w3c_fields *fields);

/* As me_w3c_fields_before(), for fields that end behind `end`: makes a copy in `*room`. */
const struct me_w3c_fields *me_w3c_fields_shortened(const struct me_w3c_fields *fields, const char *end,
                                                    struct me_w3c_fields *room);

/* The same fields when the text ends at `end` already: `*fields` itself, nearly always, or a copy in `*room`. */
static inline const struct me_w3c_fields *me_w3c_fields_before(const struct me_w3c_fields *fields, const char *end,
                                                               struct me_w3c_fields *room)
{
    const bool fits =
        fields->more == NULL && (fields->count == 0 || me_span_end(fields->field[fields->count - 1]) <= end);
    return fits ? fields : me_w3c_fields_shortened(fields, end, room);
}

/* Moves a window of `count` fields in a row on: the first one goes, and the next field before `end` comes. False when
 * there is none; the last one is empty then. */
bool me_w3c_fields_move(struct me_span window[], size_t count, const char *end);

/* The field at `place`, from 0 on; absent when the row has none there. */
static inline struct me_span me_w3c_fields_at(const struct me_w3c_fields *fields, size_t place)
{
    return place < fields->count ? fields->field[place] : (struct me_span){0};
}

/* Whether there are as many fields as were asked for, and no more. */
static inline bool me_w3c_fields_are_all(const struct me_w3c_fields *fields)
{
    return fields->count == fields->wanted && fields->more == NULL;
}

#endif
