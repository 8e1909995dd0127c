/* SPDX-License-Identifier: Apache-2.0
 *
 * The values of options: each is read, or one sentence on standard error says what would be right. Knows kinds of
 * values, and no option.
 */
#ifndef ME_OPTION_VALUES_H
#define ME_OPTION_VALUES_H

#include "count/filter.h"
#include "recognise/layout.h"

enum { ME_OPTION_VALUES_SHOWN_MAX = 64 };

/* `mailenable-report: …`, on standard error. */
void me_option_values_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What was given, without letting it play tricks on the terminal; its start when it is long. */
const char *me_option_values_shown(const char *value, char out[static ME_OPTION_VALUES_SHOWN_MAX]);

/* Each reads `value`, given for --`option`. False, and it has complained, when that is wrong; outputs are then
 * undefined. */

/* One of the words that `word` gives for 0 to max - 1. */
bool me_option_values_word(const char *value, struct me_span (*word)(int), int max, const char *option, int *out);

/* Words of --only, with commas between; adds them to the filter. */
bool me_option_values_only(const char *value, struct me_filter *filter);

bool me_option_values_number(const char *value, const char *option, size_t least, size_t most, size_t *out);

/* A moment or a span of time: from its start to before its end. */
bool me_option_values_time(const char *value, const char *option, int64_t *from, int64_t *to);

bool me_option_values_layout(const char *value, const char *option, struct me_debug_layout *out);

bool me_option_values_network(const char *value, const char *option, struct me_network *out);

#endif
