/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of names: by their bytes, so that no locale changes a report. Knows nothing else.
 */
#ifndef ME_ORDER_H
#define ME_ORDER_H

#include "text/span.h"

/* Less than, equal to or greater than 0, as memcmp(3). */
static inline int me_order_of(struct me_span a, struct me_span b)
{
    const size_t shorter = a.len < b.len ? a.len : b.len;
    const int order = shorter > 0 ? memcmp(a.ptr, b.ptr, shorter) : 0;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

#endif
