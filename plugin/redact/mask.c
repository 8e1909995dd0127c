/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of parts that grows by doubling, and never fails: without memory its last part takes in what comes.
 */
#include "redact/mask.h"

#include <stdlib.h>

#define BLANK ME_SPAN("{blank}")

void me_mask_free(struct me_mask *mask)
{
    free(mask->many);
    *mask = (struct me_mask){0};
}

static struct me_mask_part *parts_of(struct me_mask *mask)
{
    return mask->many != NULL ? mask->many : mask->few;
}

const struct me_mask_part *me_mask_parts(const struct me_mask *mask)
{
    return mask->many != NULL ? mask->many : mask->few;
}

/* False when memory is out. */
static bool make_room(struct me_mask *mask)
{
    const size_t room = mask->many != NULL ? mask->room : ME_MASK_FEW;
    if (mask->count < room)
        return true;
    struct me_mask_part *more = malloc(2 * room * sizeof(*more));
    if (more == NULL)
        return false;
    memcpy(more, me_mask_parts(mask), mask->count * sizeof(*more));
    free(mask->many);
    mask->many = more;
    mask->room = 2 * room;
    return true;
}

void me_mask_add(struct me_mask *mask, size_t begin, size_t end)
{
    struct me_mask_part *last = mask->count > 0 ? &parts_of(mask)[mask->count - 1] : NULL;
    if (begin >= end)
        return;
    if (last != NULL && (begin < last->end || !make_room(mask))) {
        if (end > last->end)
            last->end = end;
        return;
    }
    parts_of(mask)[mask->count++] = (struct me_mask_part){begin, end};
}

/* The first part that ends behind `place`. */
static size_t first_behind(const struct me_mask *mask, size_t place)
{
    const struct me_mask_part *part = me_mask_parts(mask);
    size_t low = 0, high = mask->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (part[middle].end > place)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void me_mask_add_piece(struct me_mask *mask, const struct me_mask *whole, size_t begin, size_t end, size_t shift)
{
    const struct me_mask_part *part = me_mask_parts(whole);
    for (size_t i = first_behind(whole, begin); i < whole->count && part[i].begin < end; i++) {
        const size_t from = part[i].begin > begin ? part[i].begin : begin, to = part[i].end < end ? part[i].end : end;
        me_mask_add(mask, from - begin + shift, to - begin + shift);
    }
}

static char *put(char *out, struct me_span bytes)
{
    memcpy(out, bytes.ptr, bytes.len);
    return out + bytes.len;
}

/* The text in front of `next` was written, which made `written` bytes. Sets where a place in front of `next` or in it
 * has gone. False: the place lies further back. */
static bool move_place(size_t place, struct me_mask_part next, size_t written, size_t *moved)
{
    if (place <= next.begin)
        *moved = written - (next.begin - place);
    else if (place <= next.end)
        *moved = written + BLANK.len;
    else
        return false;
    return true;
}

bool me_mask_apply(const struct me_mask *mask, struct me_span text, const size_t *places, struct me_masked *masked)
{
    const struct me_mask_part *part = me_mask_parts(mask), rest = {text.len, text.len};
    char *out = masked->text = malloc(text.len + mask->count * BLANK.len + 1);
    size_t from = 0;
    int moved = 0;
    if (out == NULL)
        return false;
    for (size_t i = 0; i <= mask->count; i++) {
        const struct me_mask_part next = i < mask->count ? part[i] : rest;
        out = put(out, (struct me_span){text.ptr + from, next.begin - from});
        while (places != NULL && moved < ME_MASK_PLACES &&
               move_place(places[moved], next, (size_t)(out - masked->text), &masked->places[moved]))
            moved++;
        if (i < mask->count)
            out = put(out, BLANK);
        from = next.end;
    }
    *out = '\0';
    masked->len = (size_t)(out - masked->text);
    return true;
}

void me_mask_overwrite(const struct me_mask *mask, char *text)
{
    const struct me_mask_part *part = me_mask_parts(mask);
    for (size_t i = 0; i < mask->count; i++)
        memset(text + part[i].begin, '*', part[i].end - part[i].begin);
}
