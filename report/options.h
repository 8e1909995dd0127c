/* SPDX-License-Identifier: Apache-2.0
 *
 * The command line, read and checked. Knows words, reads no input.
 */
#ifndef ME_OPTIONS_H
#define ME_OPTIONS_H

#include "count/filter.h"
#include "count/groups.h"

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
    size_t max_groups;
    unsigned jobs;
    const char *host; /* or NULL */
    char **paths;
    int path_count;
};

enum me_options_result { ME_OPTIONS_RUN, ME_OPTIONS_DONE, ME_OPTIONS_WRONG };

/* Reads the command line. On ME_OPTIONS_DONE, help or version was printed; on ME_OPTIONS_WRONG, standard error says
 * what is wrong and which values are right. The strings of `argv` are kept. */
enum me_options_result me_options_read(int argc, char **argv, struct me_options *out);

struct me_span me_severity_word(enum me_severity severity);

#endif
