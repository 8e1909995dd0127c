/* SPDX-License-Identifier: Apache-2.0
 *
 * The report for a terminal: a table, the summary, the warnings. The wider the terminal, the more stands beside a row
 * instead of below it.
 */
#include "output/table/table.h"

#include "base/terminal.h"
#include "output/escape.h"
#include "output/warnings.h"

struct warning_printer {
    const struct me_table_text *text;
    bool has_heading;
};

static void print_warning(void *context, const struct me_warning *w)
{
    struct warning_printer *printer = context;
    const struct me_table_text *t = printer->text;
    char escaped[ME_TABLE_CELL_MAX];
    struct me_table_cell cell = {.len = 0};
    if (!printer->has_heading) {
        fputc('\n', t->out);
        me_table_text_heading(t, "Warnings");
    }
    printer->has_heading = true;
    me_escape_terminal((struct me_span){w->what, strlen(w->what)}, ME_TABLE_CELL_MAX / 2, escaped);
    me_table_cell_add(&cell, "%s %s", escaped, w->advice);
    me_table_text_paint(t, w->severity == ME_SEVERITY_CRITICAL ? ME_RED : ME_YELLOW);
    fputs("! ", t->out);
    me_table_text_wrap(t, me_table_cell_span(&cell), 2);
    me_table_text_paint(t, ME_PLAIN);
}

bool me_table_write(const struct me_report *r, FILE *out)
{
    const bool is_file = r->options->output != NULL;
    const struct me_table_text t = {out, is_file ? ME_WIDTH_DEFAULT : me_terminal_width(),
                                    !is_file && me_terminal_has_colour()};
    struct warning_printer printer = {&t, false};
    if (!me_table_rows(&t, r))
        return false;
    me_table_summary(&t, r);
    return me_warnings_each(r, print_warning, &printer);
}
