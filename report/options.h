/* SPDX-License-Identifier: Apache-2.0
 *
 * The command line, read and checked. Knows words, reads no input.
 */
#ifndef ME_OPTIONS_H
#define ME_OPTIONS_H

#include "count/filter.h"
#include "count/groups.h"
#include "networks.h"
#include "recognise/layout.h"
#include "recognise/recognise.h"
#include "timezone.h"

enum me_format {
#define ME_FORMAT(id, word) ME_FORMAT_##id,
#include "format.def"
#undef ME_FORMAT
    ME_FORMAT_MAX
};

/* How bad a warning is. */
enum me_severity {
#define ME_SEVERITY(id, word) ME_SEVERITY_##id,
#include "severity.def"
#undef ME_SEVERITY
    ME_SEVERITY_MAX
};

enum {
    ME_TOP_DEFAULT = 20,
    ME_GROUPS_DEFAULT = 10000,
    ME_GROUPS_DEFAULT_OF_PAGE = 5000, /* which answers all questions, and keeps rows for each of them */
    ME_GROUPS_MAX = 10000000,
    ME_MIN_DEFAULT = 5,
    ME_JOBS_MAX = 64,
};

struct me_options {
    enum me_group_key by;
    enum me_sort sort;
    enum me_format format;
    struct me_filter filter;
    bool only_given, sort_given, top_given; /* --only and so on was given */
    bool unrecognized, names;
    size_t top; /* rows to show; 0: all */
    size_t min; /* attempts of a client that is listed */
    struct me_networks allow;
    struct me_geo *geo;  /* or NULL */
    const char *explain; /* a line to explain, or `-`; or NULL */
    const char *output;  /* a file instead of standard output; or NULL */
    bool fails;          /* on warnings of `fail_on` and worse ones */
    enum me_severity fail_on;
    size_t max_groups;
    unsigned jobs;
    struct me_timezone timezone;           /* of the mail servers' clocks */
    const char *host;                      /* or NULL */
    struct me_recognise_options recognise; /* points to `layout` when one is taught */
    struct me_debug_layout layout;
    char **paths;
    int path_count;
};

enum me_options_result { ME_OPTIONS_RUN, ME_OPTIONS_DONE, ME_OPTIONS_WRONG };

/* Whether the format is a list of clients for a ban. */
bool me_format_is_list(enum me_format format);

/* Whether records leave one by one, each as it is read. */
bool me_format_is_stream(enum me_format format);

/* Reads the command line. On ME_OPTIONS_DONE, help or version was printed; on ME_OPTIONS_WRONG, standard error says
 * what is wrong and which values are right. The strings of `argv` are kept. `*out` must
 * stay where it is. */
enum me_options_result me_options_read(int argc, char **argv, struct me_options *out);

struct me_span me_severity_word(enum me_severity severity);

#endif
