/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds separators, all of a row at once where it can.
 */
#include "recognise/cut.h"

/* Whether `tab` is spelled at `p`. Most often it is `#011`: four bytes, compared without a call. */
static inline bool is_spelled(struct me_span tab, bool every, const char *begin, const char *p, const char *end)
{
    uint32_t here, wanted;
    if (tab.len == sizeof(wanted) && end - p >= (ptrdiff_t)sizeof(here)) {
        memcpy(&here, p, sizeof(here));
        memcpy(&wanted, tab.ptr, sizeof(wanted));
        return here == wanted;
    }
    return me_span_starts(me_span_between(p, end), tab) &&
           (every || tab.len != 2 || !me_separator_is_escaped(begin, p));
}

/* Moves the separators among `places` to the front: `#` is no `#011` yet. Returns how many there are. */
static size_t keep_spelled(const struct me_cut *cut, const char **places, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (is_spelled(cut->tab, cut->every, cut->p, places[i], cut->end))
            places[kept++] = places[i];
    return kept;
}

/* Keeps what is a separator among the first `places`, and looks for as many more. `*whole`: no more places are left.
 * Returns how many separators there are. Out of line: real TABs need none of it. */
static __attribute__((noinline)) size_t look_for_spelled(const struct me_cut *cut, const char **tabs, size_t places,
                                                         bool *whole)
{
    size_t count = 0;
    for (;;) {
        const char *from = places > 0 ? tabs[count + places - 1] + 1 : cut->end;
        struct me_scan_met met;
        count += keep_spelled(cut, tabs + count, places);
        if (*whole || count == ME_CUT_TABS_MAX)
            return count;
        places = me_scan_places(from, cut->end, cut->tab.ptr[0], tabs + count, ME_CUT_TABS_MAX - count, &met);
        *whole = places < ME_CUT_TABS_MAX - count;
    }
}

void me_cut_look_ahead(struct me_cut *cut, const char *tabs[static ME_CUT_TABS_SIZE])
{
    size_t count = me_scan_places(cut->p, cut->end, cut->tab.ptr[0], tabs, ME_CUT_TABS_MAX, &cut->met);
    bool whole = count < ME_CUT_TABS_MAX;
    if (cut->tab.len > 1)
        count = look_for_spelled(cut, tabs, count, &whole);
    tabs[count] = whole ? cut->end : NULL;
    tabs[count + 1] = NULL;
    cut->known = tabs;
    cut->last = &tabs[count];
}

const char *me_cut_find(const struct me_cut *cut)
{
    const char *p = cut->p;
    while ((p = me_scan_byte(p, cut->end, cut->tab.ptr[0])) < cut->end &&
           !is_spelled(cut->tab, cut->every, cut->p, p, cut->end))
        p++;
    return p;
}

struct me_span me_cut_next_shortest(struct me_cut *cut)
{
    if (cut->tab.len != 2)
        return me_cut_next(cut);
    struct me_cut every = me_cut_every(cut->p, cut->end, cut->tab);
    const struct me_span column = me_cut_next(&every);
    if (*cut->known == me_span_end(column))
        cut->known++;
    cut->p = every.p;
    return column;
}

size_t me_cut_count(const struct me_cut *cut, size_t max)
{
    size_t count = 0;
    if (cut->p == NULL)
        return 0;
    if (*cut->last == cut->end) { /* nearly always: the separators are all known */
        count = me_cut_ahead(cut) + 1;
        return count < max ? count : max;
    }
    struct me_cut walk = *cut;
    for (count = 0; count < max && walk.p != NULL; count++)
        me_cut_next(&walk);
    return count;
}

bool me_cut_has_escaped_tab(const struct me_cut *cut)
{
    const char *p = cut->p;
    while (cut->tab.len == 2 && p < cut->end && (p = memchr(p, '\\', (size_t)(cut->end - p))) != NULL) {
        if (cut->end - p >= 3 && p[1] == '\\' && p[2] == 't')
            return true;
        p++;
    }
    return false;
}
