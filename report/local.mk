# SPDX-License-Identifier: Apache-2.0
#
# mailenable-report, on top of lib: the program, its completions, and the page that it embeds.

bin_PROGRAMS = mailenable-report
mailenable_report_SOURCES = \
	report/base/clock.c \
	report/base/clock.h \
	report/base/files_posix.c \
	report/base/hash.c \
	report/base/hash.h \
	report/base/interrupt.h \
	report/base/system.h \
	report/base/system_posix.c \
	report/base/terminal.c \
	report/base/terminal.h \
	report/base/texts.c \
	report/base/texts.h \
	report/count/accounts.c \
	report/count/accounts.h \
	report/count/accounts_table.c \
	report/count/accounts_table.h \
	report/count/attempt.c \
	report/count/attempt.h \
	report/count/dedup.c \
	report/count/dedup.h \
	report/count/filter.c \
	report/count/filter.h \
	report/count/granted.c \
	report/count/granted.h \
	report/count/group_key.def \
	report/count/groups.c \
	report/count/groups.h \
	report/count/groups_key.c \
	report/count/groups_order.c \
	report/count/host_names.c \
	report/count/host_names.h \
	report/count/incidents.c \
	report/count/incidents.h \
	report/count/judgement.c \
	report/count/judgement.h \
	report/count/labels.c \
	report/count/labels.def \
	report/count/labels.h \
	report/count/logins.c \
	report/count/logins.h \
	report/count/masks.c \
	report/count/masks.h \
	report/count/names.c \
	report/count/names.h \
	report/count/only.def \
	report/count/order.h \
	report/count/proposal.c \
	report/count/proposal.h \
	report/count/sort.def \
	report/count/totals.c \
	report/count/totals.h \
	report/format.def \
	report/base/geo.c \
	report/base/geo.h \
	report/input/ahead.c \
	report/input/ahead.h \
	report/input/ahead_streams.c \
	report/input/ahead_streams.h \
	report/input/batch.c \
	report/input/batch.h \
	report/input/inputs.c \
	report/input/inputs.h \
	report/input/inputs_order.c \
	report/input/jsonline.c \
	report/input/jsonline.h \
	report/input/line.c \
	report/input/line.h \
	report/input/merge.c \
	report/input/merge.h \
	report/input/note.h \
	report/input/source.c \
	report/input/source.h \
	report/input/utf16.c \
	report/input/utf16.h \
	report/input/w3c_header.c \
	report/input/w3c_header.h \
	report/input/zip.c \
	report/input/zip.h \
	report/explain.c \
	report/explain.h \
	report/job.c \
	report/job.h \
	report/main.c \
	report/memory.c \
	report/memory.h \
	report/networks.c \
	report/networks.h \
	report/option_values.c \
	report/option_values.h \
	report/options.c \
	report/options.def \
	report/options.h \
	report/output/bulk.c \
	report/output/bulk.h \
	report/output/chart.c \
	report/output/chart.h \
	report/output/csv.c \
	report/output/escape.c \
	report/output/escape.h \
	report/output/filter_summary.c \
	report/output/filter_summary.h \
	report/output/html/axis.c \
	report/output/html/axis.h \
	report/output/html/chart.c \
	report/output/html/figures.c \
	report/output/html/granted.c \
	report/output/html/html.c \
	report/output/html/html.h \
	report/output/html/tables.c \
	report/output/html/text.c \
	report/output/html/text.h \
	report/output/html/tops.c \
	report/output/html/warnings.c \
	report/output/html/week.c \
	report/output/json.c \
	report/output/jsonl.c \
	report/output/jsonl.h \
	report/output/list.c \
	report/output/masked.c \
	report/output/masked.h \
	report/output/repeats.c \
	report/output/repeats.h \
	report/output/table/row.c \
	report/output/table/row.h \
	report/output/table/rows.c \
	report/output/table/summary.c \
	report/output/table/table.c \
	report/output/table/table.h \
	report/output/table/text.c \
	report/output/table/text.h \
	report/output/warning.def \
	report/output/warnings.c \
	report/output/warnings.h \
	report/output/warnings_list.h \
	report/output/warnings_logins.c \
	report/progress.c \
	report/progress.h \
	report/report.h \
	report/run.c \
	report/run.h \
	report/severity.def \
	report/timezone.c \
	report/timezone.h
# _FILE_OFFSET_BITS: logs of 2 GiB and more on 32-bit machines.
mailenable_report_CPPFLAGS = $(AM_CPPFLAGS) -D_FILE_OFFSET_BITS=64 -I$(top_srcdir)/report -Ireport/output/html \
	$(LIBARCHIVE_CFLAGS) $(MAXMINDDB_CFLAGS)
mailenable_report_CFLAGS = $(AM_CFLAGS) $(ME_LTO_CFLAGS) -pthread
mailenable_report_LDFLAGS = $(ME_LDFLAGS)
mailenable_report_LDADD = libmailenable.la $(LIBARCHIVE_LIBS) $(MAXMINDDB_LIBS) -lpthread
dist_man_MANS += \
	doc/mailenable-report.1
bashcompletiondir = $(datadir)/bash-completion/completions
bashcompletion_DATA = report/completions/mailenable-report
zshcompletiondir = $(datadir)/zsh/site-functions
zshcompletion_DATA = report/completions/_mailenable-report
fishcompletiondir = $(datadir)/fish/vendor_completions.d
fishcompletion_DATA = report/completions/mailenable-report.fish
completions = $(bashcompletion_DATA) $(zshcompletion_DATA) $(fishcompletion_DATA)
CLEANFILES += $(completions)
$(completions): report/completions/fill.sh lib/tables/enums.def report/count/group_key.def report/count/only.def \
    report/count/sort.def report/format.def report/options.def report/severity.def
	$(AM_V_GEN)$(MKDIR_P) report/completions && \
	    $(SHELL) '$(srcdir)/report/completions/fill.sh' '$(srcdir)' '$(srcdir)/$@.in' >$@.tmp && mv -f $@.tmp $@
report/completions/mailenable-report: report/completions/mailenable-report.in
report/completions/_mailenable-report: report/completions/_mailenable-report.in
report/completions/mailenable-report.fish: report/completions/mailenable-report.fish.in
# For whoever reads the report's JSON with a program.
nobase_dist_doc_DATA = doc/mailenable-report.schema.json
# The template of the HTML report becomes C. Automake makes such sources before "all" and "check"; the dependency is for
# whoever makes the program alone.
BUILT_SOURCES = report/output/html/page.inc
$(mailenable_report_OBJECTS): report/output/html/page.inc
CLEANFILES += report/output/html/page.inc
report/output/html/page.inc: report/output/html/page.html report/output/html/embed-page.sh
	$(AM_V_GEN)$(MKDIR_P) report/output/html && \
	    $(SHELL) '$(srcdir)/report/output/html/embed-page.sh' '$(srcdir)/report/output/html/page.html' >$@.tmp && \
	    mv -f $@.tmp $@
