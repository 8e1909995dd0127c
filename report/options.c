/* SPDX-License-Identifier: Apache-2.0
 *
 * getopt_long() over the rows of options.def.
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>

#include "base/system.h"
#include "mmmailenable-config.h"
#include "option_values.h"

enum option_id {
#define ME_OPTION(id, letter, name, argument, help) OPTION_##id,
#include "options.def"
#undef ME_OPTION
    OPTION_MAX
};

enum { LONG_BASE = 256, HELP_COLUMN = 27, HELP_WIDTH = 53, HELP_MAX = 512, JOBS_DEFAULT_MAX = 4 };

static const struct row {
    char letter;
    const char *name, *argument, *help;
} rows[] = {
#define ME_OPTION(id, letter, name, argument, help) {letter, name, argument, help},
#include "options.def"
#undef ME_OPTION
};

static const struct me_span formats[] = {
#define ME_FORMAT(id, word) {word, sizeof(word) - 1},
#include "format.def"
#undef ME_FORMAT
};

static const struct me_span severities[] = {
#define ME_SEVERITY(id, word) {word, sizeof(word) - 1},
#include "severity.def"
#undef ME_SEVERITY
};

struct me_span me_severity_word(enum me_severity severity)
{
    return severities[severity];
}

static struct me_span by_word(int i)
{
    return me_group_key_word((enum me_group_key)i);
}

static struct me_span sort_word(int i)
{
    return me_sort_word((enum me_sort)i);
}

static struct me_span severity_word(int i)
{
    return severities[i];
}

static struct me_span service_word(int i)
{
    return me_service_name((enum me_service)i);
}

static struct me_span format_word(int i)
{
    return formats[i];
}

/* The words of an option that takes one of a row list; the first is the default. */
static const struct words {
    struct me_span (*word)(int i);
    int count;
} option_words[OPTION_MAX] = {
    [OPTION_BY] = {by_word, ME_GROUP_KEY_MAX},           [OPTION_SORT] = {sort_word, ME_SORT_MAX},
    [OPTION_FORMAT] = {format_word, ME_FORMAT_MAX},      [OPTION_SERVICE] = {service_word, ME_SERVICE_MAX},
    [OPTION_FAIL_ON] = {severity_word, ME_SEVERITY_MAX},
};

/* Writes `help` to `out`, with the words of the option in the place of a `%`: `group by client (default), network or
 * user`. */
static void help_text(int id, char out[static HELP_MAX])
{
    const struct words *words = &option_words[id];
    const char *help = rows[id].help, *mark = strchr(help, '%');
    if (mark == NULL) {
        snprintf(out, HELP_MAX, "%s", help);
        return;
    }
    size_t used = (size_t)snprintf(out, HELP_MAX, "%.*s", (int)(mark - help), help);
    for (int i = 0; i < words->count && used < HELP_MAX; i++) {
        const struct me_span word = words->word(i);
        const char *before = i == 0 ? "" : i + 1 == words->count ? " or " : ", ";
        used += (size_t)snprintf(out + used, HELP_MAX - used, "%s%.*s%s", before, (int)word.len, word.ptr,
                                 i == 0 && id != OPTION_FAIL_ON ? " (default)" : "");
    }
}

static void show_help(void)
{
    puts("Usage: mailenable-report [OPTION]... FILE|DIR|-...\n"
         "Reports failed connections from MailEnable's logs: mailenable-report(1)\n");
    for (int i = 0; i < OPTION_MAX; i++) {
        const struct row *row = &rows[i];
        char left[HELP_COLUMN + 16], help[HELP_MAX];
        int n = snprintf(left, sizeof(left), row->letter != 0 ? "  -%c, " : "      ", row->letter);
        snprintf(left + n, sizeof(left) - (size_t)n, "--%s%s%s", row->name, row->argument != NULL ? " " : "",
                 row->argument != NULL ? row->argument : "");
        help_text(i, help);
        const char *line = help;
        while (strlen(line) > HELP_WIDTH) {
            int len = HELP_WIDTH;
            while (len > 1 && line[len] != ' ')
                len--;
            printf("%-*s%.*s\n", HELP_COLUMN, left, len, line);
            line += len + 1;
            left[0] = 0;
        }
        printf("%-*s%s\n", HELP_COLUMN, left, line);
    }
    printf("\nExamples: mailenable-report %s\n"
           "          mailenable-report --since yesterday --by user --only auth-failure .\n"
           "          mailenable-report --format html -O report.html %s\n",
           me_system_example, me_system_example_of_all);
}

/* What getopt_long() stumbled over, whose own words would go to the terminal as they are. */
static void complain_of_option(int code, char **argv)
{
    char quoted[ME_OPTION_VALUES_SHOWN_MAX], letter[3] = {'-', (char)optopt, 0};
    /* A long option stands as a whole before what is looked at next; of letters in a row, getopt knows the one. */
    const char *given = optopt > 0 && optopt < LONG_BASE ? letter : argv[optind - 1];
    /* Some systems say so, too, of a value that an option does not take: `--names=3`. */
    if (code == ':' && strchr(given, '=') == NULL)
        me_option_values_complain("%s needs a value; \"mailenable-report --help\" says which.",
                                  me_option_values_shown(given, quoted));
    else
        me_option_values_complain("there is no option \"%s\"; \"mailenable-report --help\" lists them.",
                                  me_option_values_shown(given, quoted));
}

static bool has_room(size_t count, const char *option)
{
    if (count < ME_FILTER_VALUES_MAX)
        return true;
    me_option_values_complain("--%s cannot be given more than %d times.", option, ME_FILTER_VALUES_MAX);
    return false;
}

#ifdef ME_HAVE_MAXMINDDB
static bool read_geo(const char *path, struct me_options *o)
{
    char quoted[ME_OPTION_VALUES_SHOWN_MAX];
    const char *problem;
    if (me_geo_open(&o->geo, path, &problem))
        return true;
    me_option_values_complain("--geo cannot be \"%s\"; it is a file in MaxMind's format, and here: %s.",
                              me_option_values_shown(path, quoted), problem);
    return false;
}
#endif

static bool read_allowed(const char *path, struct me_options *o)
{
    char quoted[ME_OPTION_VALUES_SHOWN_MAX], place[48] = "";
    const char *problem;
    size_t line;
    if (me_networks_read(&o->allow, path, &problem, &line))
        return true;
    if (line > 0)
        snprintf(place, sizeof(place), ", whose line %zu", line);
    me_option_values_complain("--allow cannot be \"%s\"%s; it is a file with an address or a network on each line, "
                              "and it %s.",
                              me_option_values_shown(path, quoted), place, problem);
    return false;
}

static bool read_timezone(const char *value, struct me_options *o)
{
    char quoted[ME_OPTION_VALUES_SHOWN_MAX];
    if (me_timezone_read((struct me_span){value, strlen(value)}, &o->timezone))
        return true;
    me_option_values_complain("--timezone cannot be \"%s\"; it is one of sender, utc, +02:00, -03:30 and the like, or "
                              "a zone that this machine knows, such as Europe/Madrid.",
                              me_option_values_shown(value, quoted));
    return false;
}

static bool read_option(enum option_id id, const char *value, struct me_options *o)
{
    const struct words *words = &option_words[id];
    int word = 0;
    size_t number;
    int64_t ignored;
    bool good = true;
    if (words->word != NULL && !me_option_values_word(value, words->word, words->count, rows[id].name, &word))
        return false;
    switch (id) {
    case OPTION_BY:
        o->by = (enum me_group_key)word;
        return true;
    case OPTION_SORT:
        o->sort = (enum me_sort)word;
        return true;
    case OPTION_FORMAT:
        o->format = (enum me_format)word;
        return true;
    case OPTION_ONLY:
        if (!o->only_given) /* the first takes the place of the default */
            o->filter.only[ME_ONLY_FAILED] = false;
        o->only_given = true;
        return me_option_values_only(value, &o->filter);
    case OPTION_CLIENT:
        return has_room(o->filter.network_count, "client") &&
               me_option_values_network(value, "client", &o->filter.networks[o->filter.network_count++]);
    case OPTION_USER:
        if (!has_room(o->filter.user_count, "user"))
            return false;
        o->filter.users[o->filter.user_count++] = value;
        return true;
    case OPTION_SERVICE:
        return me_filter_service(&o->filter, service_word(word));
    case OPTION_SINCE:
        return me_option_values_time(value, "since", &o->filter.since, &ignored);
    case OPTION_UNTIL:
        return me_option_values_time(value, "until", &ignored, &o->filter.until);
    case OPTION_TOP:
        return me_option_values_number(value, "top", 0, ME_GROUPS_MAX, &o->top);
    case OPTION_MAX_GROUPS:
        return me_option_values_number(value, "max-groups", 1, ME_GROUPS_MAX, &o->max_groups);
    case OPTION_JOBS:
        good = me_option_values_number(value, "jobs", 1, ME_JOBS_MAX, &number);
        if (good)
            o->jobs = (unsigned)number;
        return good;
    case OPTION_TIMEZONE:
        return read_timezone(value, o);
    case OPTION_HOST:
        o->host = value;
        if (value[0] == 0)
            me_option_values_complain("--host needs a name.");
        return value[0] != 0;
    case OPTION_OUTPUT:
        o->output = value;
        if (value[0] == 0)
            me_option_values_complain("--output needs the name of a file.");
        return value[0] != 0;
    case OPTION_FAIL_ON:
        o->fails = true;
        o->fail_on = (enum me_severity)word;
        return true;
#ifdef ME_HAVE_MAXMINDDB
    case OPTION_GEO:
        return read_geo(value, o);
#endif
    case OPTION_ALLOW:
        return read_allowed(value, o);
    case OPTION_MIN:
        return me_option_values_number(value, "min", 1, ME_GROUPS_MAX, &o->min);
    case OPTION_EXPLAIN:
        o->explain = value;
        return true;
    case OPTION_DEBUG_LAYOUT:
        o->recognise.debug_layout = &o->layout;
        return me_option_values_layout(value, "debug-layout", &o->layout);
    case OPTION_MAX_ROW:
        return me_option_values_number(value, "max-row", ME_MAX_ROW_LEAST, ME_MAX_ROW_MOST, &o->recognise.max_row);
    case OPTION_NAMES:
        o->names = true;
        return true;
    case OPTION_UNRECOGNIZED:
        o->unrecognized = true;
        return true;
    default:
        return true;
    }
}

bool me_format_is_list(enum me_format format)
{
    return format == ME_FORMAT_LIST || format == ME_FORMAT_DENY;
}

bool me_format_is_stream(enum me_format format)
{
    return format == ME_FORMAT_JSONL || format == ME_FORMAT_BULK;
}

static unsigned default_jobs(void)
{
    const unsigned processors = me_system_processors();
    return processors > JOBS_DEFAULT_MAX ? JOBS_DEFAULT_MAX : processors;
}

/* What is left to be decided when all options are read. */
static void finish(struct me_options *o, bool has_sort, bool has_top)
{
    if (!has_sort && me_group_key_is_time(o->by))
        o->sort = ME_SORT_NAME;
    o->sort_given = has_sort;
    o->top_given = has_top;
    if (!has_top)
        o->top = o->format == ME_FORMAT_TABLE && !me_group_key_is_time(o->by) ? ME_TOP_DEFAULT : 0;
    if (o->max_groups == 0)
        o->max_groups = o->format == ME_FORMAT_HTML ? ME_GROUPS_DEFAULT_OF_PAGE : ME_GROUPS_DEFAULT;
    if (!o->only_given && me_format_is_stream(o->format))
        o->filter.only[ME_ONLY_ALL] = true;
    if (!o->only_given && me_format_is_list(o->format)) { /* what a ban list counts */
        o->filter.only[ME_ONLY_FAILED] = false;
        o->filter.events[ME_EVENT_AUTH_FAILURE] = o->filter.events[ME_EVENT_RELAY_DENIED] = true;
    }
    if (o->min == 0)
        o->min = ME_MIN_DEFAULT;
}

enum me_options_result me_options_read(int argc, char **argv, struct me_options *out)
{
    struct option longs[OPTION_MAX + 1] = {0};
    char shorts[2 * OPTION_MAX + 2] = ":", *p = shorts + 1;
    bool given[OPTION_MAX] = {0};
    int code;
    for (int i = 0; i < OPTION_MAX; i++) {
        longs[i] = (struct option){rows[i].name, rows[i].argument != NULL ? required_argument : no_argument, NULL,
                                   LONG_BASE + i};
        if (rows[i].letter == 0)
            continue;
        *p++ = rows[i].letter;
        if (rows[i].argument != NULL)
            *p++ = ':';
    }
    *p = 0;
    *out = (struct me_options){.jobs = default_jobs(), .recognise = ME_RECOGNISE_DEFAULTS};
    me_filter_init(&out->filter);
    while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        int id = code - LONG_BASE;
        for (int i = 0; i < OPTION_MAX && code < LONG_BASE; i++)
            if (rows[i].letter == code)
                id = i;
        if (id == OPTION_HELP)
            show_help();
        if (id == OPTION_VERSION)
            puts("mailenable-report " ME_VERSION);
        if (id == OPTION_HELP || id == OPTION_VERSION)
            return ME_OPTIONS_DONE;
        if (id < 0) {
            complain_of_option(code, argv);
            return ME_OPTIONS_WRONG;
        }
        if (!read_option((enum option_id)id, optarg, out))
            return ME_OPTIONS_WRONG;
        given[id] = true;
    }
    if (out->filter.since >= out->filter.until) {
        me_option_values_complain("--since has to be a time before --until.");
        return ME_OPTIONS_WRONG;
    }
    if (me_format_is_list(out->format) ? out->by != ME_GROUP_KEY_CLIENT : given[OPTION_ALLOW] || given[OPTION_MIN]) {
        me_option_values_complain("%s", me_format_is_list(out->format)
                                            ? "a list is one of clients: leave --by out."
                                            : "--allow and --min are for --format list and mailenable-deny.");
        return ME_OPTIONS_WRONG;
    }
    if (!me_format_is_stream(out->format) && given[OPTION_TIMEZONE]) {
        me_option_values_complain("--timezone is for --format jsonl and bulk; reports have the servers' own times.");
        return ME_OPTIONS_WRONG;
    }
    if (out->format == ME_FORMAT_BULK && !given[OPTION_TIMEZONE]) {
        me_option_values_complain("--format bulk needs --timezone: the logs do not say which moment a time was.");
        return ME_OPTIONS_WRONG;
    }
    if (me_group_key_needs_place(out->by) && out->geo == NULL) {
        me_option_values_complain("--by country and asn need --geo: a file that says where addresses are.");
        return ME_OPTIONS_WRONG;
    }
    finish(out, given[OPTION_SORT], given[OPTION_TOP]);
    out->paths = argv + optind;
    out->path_count = argc - optind;
    return ME_OPTIONS_RUN;
}
