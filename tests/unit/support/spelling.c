/* SPDX-License-Identifier: Apache-2.0
 *
 * The spellings, and how to write them.
 */
#include "spelling.h"

#include "unit.h"

const struct me_spelling me_spellings[ME_SPELLINGS] = {
    {"real", "\t", "\r"},
    {"octal", "#011", "#015"},
    {"C style", "\\t", "\\r"},
    {"decimal", "#009", "\r"},
    {"configured prefix", "^011", "^015"},
};

struct me_span me_spelling_apply(const struct me_spelling *spelling, struct me_span text, char *out, size_t room)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        const char plain[] = {c, '\0'};
        const char *written = c == '\t' ? spelling->tab : c == '\r' ? spelling->cr : plain;
        const size_t size = c == '\0' ? 1 : strlen(written);
        assert_true(len + size <= room);
        memcpy(out + len, written, size);
        len += size;
    }
    return (struct me_span){out, len};
}
