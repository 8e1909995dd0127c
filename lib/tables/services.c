/* SPDX-License-Identifier: Apache-2.0
 *
 * Look-up by the place of a dash, since that is what the search finds.
 */
#include "tables/services.h"

#include "text/separator.h"

static const struct me_service_word rows[] = {
#define ME_SERVICE_WORD(word, service, direction, id, handle, ip, command, columns, status, behind)                    \
    {{word, sizeof(word) - 1}, ME_SERVICE_##service, ME_DIRECTION_##direction, id, handle, ip, command, columns,       \
     ME_STATUS_##status,       ME_BEHIND_##behind},
#include "tables/services.def"
#undef ME_SERVICE_WORD
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static bool ends_at(const char *p, const char *end)
{
    return p == end || *p == ' ' || *p == '\n' || me_separator_tab(p, end) > 0;
}

/* In line, since the length is a constant then, and the comparison no call. */
static inline bool stands_at(const char *begin, const char *dash, const char *word, size_t len)
{
    const size_t before = len - ME_SERVICE_SUFFIX_LEN;
    return (size_t)(dash - begin) >= before && memcmp(dash - before, word, len) == 0;
}

const struct me_service_word *me_services_find(const char *begin, const char *dash, const char *end)
{
    if (end - dash < ME_SERVICE_SUFFIX_LEN || !ends_at(dash + ME_SERVICE_SUFFIX_LEN, end))
        return NULL;
    const struct me_service_word *row = rows;
#define ME_SERVICE_WORD(word, ...)                                                                                     \
    if (stands_at(begin, dash, word, sizeof(word) - 1))                                                                \
        return row;                                                                                                    \
    row++;
#include "tables/services.def"
#undef ME_SERVICE_WORD
    return NULL;
}

bool me_services_has(enum me_service service, struct me_span word)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].service == service && me_span_equal(rows[i].word, word))
            return true;
    return false;
}

const struct me_service_word *me_services_rows(size_t *count)
{
    *count = ROWS;
    return rows;
}
