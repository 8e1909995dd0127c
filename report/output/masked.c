/* SPDX-License-Identifier: Apache-2.0
 *
 * The library says where the credentials are; this file puts the line together without them.
 */
#include "masked.h"

#include <stdlib.h>
#include <string.h>

#include "recognise/credential.h"

enum { CREDENTIALS_FEW = 32 };

static bool make_room(struct me_masked *masked, size_t size)
{
    if (size <= masked->room)
        return true;
    char *grown = realloc(masked->bytes, size);
    if (grown == NULL)
        return false;
    masked->bytes = grown;
    masked->room = size;
    return true;
}

static char *append(char *to, struct me_span part)
{
    memcpy(to, part.ptr, part.len);
    return to + part.len;
}

/* `AUTH c2VjcmV0 535 no` becomes `AUTH {blank} 535 no`. */
static bool mask(struct me_masked *masked, struct me_span line, const struct me_credential *found, size_t count,
                 struct me_span *shown)
{
    static const struct me_span blank = {"{blank}", sizeof("{blank}") - 1};
    const char *from = line.ptr;
    if (!make_room(masked, line.len + count * blank.len))
        return false;
    char *to = masked->bytes;
    for (size_t i = 0; i < count; i++) {
        to = append(append(to, me_span_between(from, found[i].bytes.ptr)), blank);
        from = me_span_end(found[i].bytes);
    }
    to = append(to, me_span_between(from, me_span_end(line)));
    *shown = me_span_between(masked->bytes, to);
    return true;
}

bool me_masked_line(struct me_masked *masked, struct me_span line, const struct me_recognise_options *options,
                    struct me_span *shown)
{
    struct me_credential few[CREDENTIALS_FEW], *found = few;
    const size_t count = me_credentials_find(line, options, few, CREDENTIALS_FEW);
    *shown = line;
    if (count == 0)
        return true;
    if (count > CREDENTIALS_FEW) {
        found = calloc(count, sizeof(*found));
        if (found == NULL)
            return false;
        me_credentials_find(line, options, found, count);
    }
    const bool good = mask(masked, line, found, count, shown);
    if (found != few)
        free(found);
    return good;
}

void me_masked_free(struct me_masked *masked)
{
    free(masked->bytes);
    *masked = (struct me_masked){0};
}
