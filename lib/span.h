/* SPDX-License-Identifier: Apache-2.0
 *
 * Two words that name bytes somebody else owns. Knows nothing of logs. */
#ifndef ME_LIB_SPAN_H
#define ME_LIB_SPAN_H

#include <stddef.h>

struct me_span {
    const char *start;
    size_t length;
};

#endif
