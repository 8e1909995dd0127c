/* SPDX-License-Identifier: Apache-2.0
 *
 * Cuts a row into columns, at the separators as its own is spelled: a TAB, `#011`, `\t`. Knows separators, not what a
 * column means.
 */
#ifndef ME_CUT_H
#define ME_CUT_H

#include <stdint.h>

#include "text/scan.h"
#include "text/separator.h"
#include "text/span.h"

enum {
    ME_CUT_TABS_MAX = 16, /* found at once: a row has 11, and more only where a stranger wrote some */
    ME_CUT_TABS_SIZE = ME_CUT_TABS_MAX + ME_SCAN_BLOCK, /* room for them: me_scan_places() */
};

/* A walk over the columns up to `end`: `a#011b#011` with the separator `#011` has the columns `a`, `b` and an empty
 * one. */
struct me_cut {
    const char *p, *end; /* the rest; `p` is NULL behind the last column */
    struct me_span tab;
    const char *const *known; /* where the next separators are, */
    const char *const *last;  /* and what stands behind these: the text's end when all are known, else NULL */
    bool every;               /* a `\t` behind a backslash is a separator, too */
    struct me_scan_met met;   /* in the rest; all true: nobody has looked */
};

/* A walk over [p, end) that looks for each separator when it gets there, and takes every `\t` for one. */
static inline struct me_cut me_cut_every(const char *p, const char *end, struct me_span tab)
{
    static const char *const none[] = {NULL};
    return (struct me_cut){
        .p = p, .end = end, .tab = tab, .known = none, .last = none, .every = true, .met = {true, true}};
}

/* Where a walk is: to go on from there again, without a copy of the whole. */
struct me_cut_place {
    const char *p;
    const char *const *known;
};

static inline struct me_cut_place me_cut_here(const struct me_cut *cut)
{
    return (struct me_cut_place){cut->p, cut->known};
}

static inline void me_cut_return(struct me_cut *cut, struct me_cut_place place)
{
    cut->p = place.p;
    cut->known = place.known;
}

/* Finds the first separators of the rest, all at once. `tabs` has to live as long as the walk. */
void me_cut_look_ahead(struct me_cut *cut, const char *tabs[static ME_CUT_TABS_SIZE]);

/* How many of the separators that are left are known. */
static inline size_t me_cut_ahead(const struct me_cut *cut)
{
    return (size_t)(cut->last - cut->known);
}

/* The next separator, or the end, where none is known. */
const char *me_cut_find(const struct me_cut *cut);

/* The number of columns that are left, counted up to `max`. */
size_t me_cut_count(const struct me_cut *cut, size_t max);

/* Whether a `\t` with a backslash before it stands in the rest, in a row that is spelled with `\t`. */
bool me_cut_has_escaped_tab(const struct me_cut *cut);

/* As me_cut_next(), for a column that ends at the first `\t`, escaped or not: `a\\tb\tc` -> `a\`. */
struct me_span me_cut_next_shortest(struct me_cut *cut);

/* The next column; absent when there are no more. Here, because a row has a dozen of them. */
static inline struct me_span me_cut_next(struct me_cut *cut)
{
    const char *start = cut->p;
    if (start == NULL)
        return (struct me_span){0};
    const char *known = *cut->known, *tab = known != NULL ? known : me_cut_find(cut);
    if (tab >= cut->end) {
        cut->p = NULL;
        return me_span_between(start, cut->end);
    }
    cut->known += known != NULL;
    cut->p = tab + cut->tab.len;
    return me_span_between(start, tab);
}

#endif
