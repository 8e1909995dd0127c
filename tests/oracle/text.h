/* SPDX-License-Identifier: Apache-2.0
 *
 * A text that grows and is used again for the next case. Ends the program when memory is out. Knows bytes only.
 */
#ifndef ORACLE_TEXT_H
#define ORACLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "text/span.h"

struct oracle_text {
    char *ptr; /* owned; NULL before the first byte */
    size_t len, size;
};

void oracle_text_add(struct oracle_text *text, struct me_span bytes);
void oracle_text_add_string(struct oracle_text *text, const char *string);
void oracle_text_add_byte(struct oracle_text *text, char byte);
void oracle_text_fill(struct oracle_text *text, char byte, size_t count);
/* Appends a value as the W3C log writes it. */
void oracle_text_add_w3c(struct oracle_text *text, struct me_span value);
void oracle_text_format(struct oracle_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void oracle_text_swap(struct oracle_text *a, struct oracle_text *b);
void oracle_text_free(struct oracle_text *text);

static inline struct me_span oracle_text_span(const struct oracle_text *text)
{
    return (struct me_span){text->ptr != NULL ? text->ptr : "", text->len};
}

static inline struct me_span oracle_span(const char *string)
{
    return (struct me_span){string, strlen(string)};
}

/* Where `part` begins in `whole`, or NULL. An empty part is nowhere. */
const char *oracle_text_find(struct me_span whole, struct me_span part);

#endif
