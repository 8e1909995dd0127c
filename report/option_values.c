/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions that read a value also say what would be right.
 */
#include "option_values.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"

static struct me_span string(const char *s)
{
    return (struct me_span){s, strlen(s)};
}

void me_option_values_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("mailenable-report: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

const char *me_option_values_shown(const char *value, char out[static ME_OPTION_VALUES_SHOWN_MAX])
{
    size_t i = 0;
    for (; value[i] != 0 && i < ME_OPTION_VALUES_SHOWN_MAX - 1; i++)
        out[i] = value[i] >= ' ' && value[i] < 127 ? value[i] : '?';
    out[i] = 0;
    return out;
}

bool me_option_values_word(const char *value, struct me_span (*word)(int), int max, const char *option, int *out)
{
    char quoted[ME_OPTION_VALUES_SHOWN_MAX], list[256] = "";
    for (int i = 0; i < max; i++) {
        if (me_span_equal_nocase(string(value), word(i))) {
            *out = i;
            return true;
        }
        const size_t used = strlen(list);
        snprintf(list + used, sizeof(list) - used, "%s%.*s",
                 i == 0         ? ""
                 : i + 1 == max ? " or "
                                : ", ",
                 (int)word(i).len, word(i).ptr);
    }
    me_option_values_complain("--%s cannot be \"%s\"; it is one of %s.", option, me_option_values_shown(value, quoted),
                              list);
    return false;
}

static void print_word(void *context, struct me_span word)
{
    int *column = context;
    if (*column > 0 && *column + (int)word.len > 76) {
        fputs(",\n", stderr);
        *column = 0;
    }
    *column += fprintf(stderr, "%s%.*s", *column > 0 ? ", " : " ", (int)word.len, word.ptr);
}

bool me_option_values_only(const char *value, struct me_filter *filter)
{
    for (struct me_span rest = string(value); rest.ptr != NULL;) {
        const char *comma = memchr(rest.ptr, ',', rest.len);
        const struct me_span word = comma != NULL ? me_span_between(rest.ptr, comma) : rest;
        if (!me_filter_only(filter, word)) {
            char given[ME_OPTION_VALUES_SHOWN_MAX], quoted[ME_OPTION_VALUES_SHOWN_MAX];
            int column = 0;
            snprintf(given, sizeof(given), "%.*s", (int)word.len, word.ptr);
            me_option_values_complain("--only cannot be \"%s\"; it is one or more of",
                                      me_option_values_shown(given, quoted));
            me_filter_words(print_word, &column);
            fputs(".\n", stderr);
            return false;
        }
        rest = comma != NULL ? me_span_between(comma + 1, me_span_end(rest)) : (struct me_span){0};
    }
    return true;
}

bool me_option_values_number(const char *value, const char *option, size_t least, size_t most, size_t *out)
{
    char quoted[ME_OPTION_VALUES_SHOWN_MAX];
    size_t number = 0, i = 0;
    for (; me_ascii_digit(value[i]) && number <= most; i++)
        number = number * 10 + (size_t)(value[i] - '0');
    if (i > 0 && value[i] == 0 && number >= least && number <= most) {
        *out = number;
        return true;
    }
    me_option_values_complain("--%s cannot be \"%s\"; it is a number from %zu to %zu.", option,
                              me_option_values_shown(value, quoted), least, most);
    return false;
}

bool me_option_values_time(const char *value, const char *option, int64_t *from, int64_t *to)
{
    char quoted[ME_OPTION_VALUES_SHOWN_MAX];
    if (me_clock_parse(string(value), (int64_t)time(NULL), from, to))
        return true;
    me_option_values_complain(
        "--%s cannot be \"%s\"; it is a date such as 2026-11-22, a date and time such as \"2026-11-22 07:00\",\n"
        "today, yesterday, or how long ago: 30m, 2h, 3d, 1w.",
        option, me_option_values_shown(value, quoted));
    return false;
}

bool me_option_values_network(const char *value, const char *option, struct me_network *out)
{
    char quoted[ME_OPTION_VALUES_SHOWN_MAX];
    if (me_filter_network(string(value), out))
        return true;
    me_option_values_complain(
        "--%s cannot be \"%s\"; it is an address such as 192.0.2.1 or 2001:db8::1, or a network such\n"
        "as 192.0.2.0/24.",
        option, me_option_values_shown(value, quoted));
    return false;
}

bool me_option_values_layout(const char *value, const char *option, struct me_debug_layout *out)
{
    char quoted[ME_OPTION_VALUES_SHOWN_MAX], word[ME_OPTION_VALUES_SHOWN_MAX], shown[ME_OPTION_VALUES_SHOWN_MAX];
    struct me_layout_problem problem;
    if (me_layout_compile(string(value), out, &problem))
        return true;
    snprintf(word, sizeof(word), "%.*s", (int)problem.word.len, problem.word.ptr);
    me_option_values_complain("--%s cannot be \"%s\"; it is " ME_LAYOUT_ALLOWED ",\nand word %zu, \"%s\", %s.", option,
                              me_option_values_shown(value, quoted), problem.place, me_option_values_shown(word, shown),
                              problem.what);
    return false;
}
