/* SPDX-License-Identifier: Apache-2.0
 *
 * mailenable-report: from the command line to the exit status. Knows the order of things, none of their insides.
 */
#include <stdlib.h>

#include "base/system.h"
#include "explain.h"
#include "input/inputs.h"
#include "options.h"
#include "output/escape.h"
#include "run.h"

enum { STATUS_GOOD = 0, STATUS_FAILED = 1, STATUS_USAGE = 2, STATUS_WARNED = 3 };

static void complain(const char *name, const char *why)
{
    char shown[512];
    me_escape_terminal((struct me_span){name, strlen(name)}, sizeof(shown) - 1, shown);
    fprintf(stderr, "mailenable-report: %s: %s\n", shown, why);
}

/* Who reads our output has seen enough. No thread is waited for: one may be reading from a terminal or a pipe. */
static void end_quietly(void)
{
    me_system_end(STATUS_GOOD);
}

static bool write_all(bool good)
{
    if (good && me_system_finish_output())
        return true;
    if (me_system_reader_left())
        end_quietly();
    complain("standard output", good ? me_system_error() : "memory is out");
    return false;
}

/* Where MailEnable runs, its own logs. False when there are none to be found. */
static bool add_logs_of_this_machine(struct me_inputs *inputs)
{
    struct me_texts paths = {0};
    me_system_log_directories(&paths);
    for (size_t i = 0; i < paths.count; i++) {
        if (me_system_is_terminal(ME_SYSTEM_STDERR))
            complain(paths.items[i], "is read, since no log is named");
        me_inputs_add(inputs, paths.items[i]);
    }
    const bool are_there = paths.count > 0;
    me_texts_free(&paths);
    return are_there;
}

static bool add_inputs(const struct me_options *options, struct me_inputs *inputs)
{
    for (int i = 0; i < options->path_count; i++)
        me_inputs_add(inputs, options->paths[i]);
    if (options->path_count == 0 && me_system_is_fed())
        me_inputs_add(inputs, "-");
    else if (options->path_count == 0 && !add_logs_of_this_machine(inputs)) {
        fprintf(stderr,
                "mailenable-report: nothing to read. Name log files or directories, for example\n\n"
                "    mailenable-report %s\n\n"
                "or - for standard input. \"mailenable-report --help\" shows what else it can do.\n",
                me_system_example);
        return false;
    }
    me_inputs_sort(inputs);
    return true;
}

/* Runs with output to a file, which is there whole or stays as it was. */
static bool run_to_file(const struct me_options *options, const struct me_inputs *inputs, struct me_run_result *result)
{
    char *temporary = NULL;
    FILE *out = me_system_create_beside(options->output, &temporary);
    bool good = out != NULL;
    if (good && !me_run(options, inputs, out, result, end_quietly)) {
        me_system_discard(out, temporary);
        complain(options->output, "memory is out");
        free(temporary);
        return false;
    }
    good = good && me_system_put_in_place(out, temporary, options->output);
    if (!good)
        complain(options->output, me_system_error());
    free(temporary);
    return good;
}

static int status_of(const struct me_options *options, const struct me_run_result *result)
{
    if (!result->complete)
        return STATUS_FAILED;
    return options->fails && result->has_warning && result->worst <= options->fail_on ? STATUS_WARNED : STATUS_GOOD;
}

int main(int argc, char **argv)
{
    struct me_options options;
    me_system_start();
    switch (me_options_read(argc, argv, &options)) {
    case ME_OPTIONS_DONE:
        return write_all(true) ? STATUS_GOOD : STATUS_FAILED;
    case ME_OPTIONS_WRONG:
        return STATUS_USAGE;
    default:
        break;
    }
    if (options.explain != NULL)
        return write_all(me_explain(options.explain, &options.recognise, stdout)) ? STATUS_GOOD : STATUS_FAILED;
    struct me_inputs inputs = {
        .host = options.host, .output = options.output, .recognise = &options.recognise, .complain = complain};
    if (!add_inputs(&options, &inputs))
        return STATUS_USAGE;
    struct me_run_result result = {.complete = false};
    const bool good = options.output != NULL ? run_to_file(&options, &inputs, &result)
                                             : write_all(me_run(&options, &inputs, stdout, &result, end_quietly));
    me_inputs_free(&inputs);
    free(options.allow.items);
    me_timezone_free(&options.timezone);
    me_geo_free(options.geo);
    return good ? status_of(&options, &result) : STATUS_FAILED;
}
