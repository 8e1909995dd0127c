# SPDX-License-Identifier: Apache-2.0
#
# Fuzz targets: replayed by `make check`, run by libFuzzer.

fuzz_targets = \
	tests/fuzz/fuzz_conversation \
	tests/fuzz/fuzz_fields \
	tests/fuzz/fuzz_oracle \
	tests/fuzz/fuzz_redaction \
	tests/fuzz/fuzz_report_line \
	tests/fuzz/fuzz_resolved \
	tests/fuzz/fuzz_secret \
	tests/fuzz/fuzz_tables

check_PROGRAMS += $(fuzz_targets)
TESTS += tests/fuzz/replay.sh
fuzz_common = tests/fuzz/fuzz.h tests/fuzz/json.h tests/fuzz/replay.c
tests_fuzz_fuzz_conversation_SOURCES = tests/fuzz/fuzz_conversation.c $(fuzz_common)
tests_fuzz_fuzz_conversation_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_fuzz_fuzz_fields_SOURCES = tests/fuzz/fuzz_fields.c $(fuzz_common)
tests_fuzz_fuzz_oracle_SOURCES = tests/fuzz/fuzz_oracle.c $(fuzz_common)
tests_fuzz_fuzz_oracle_CPPFLAGS = $(liboracle_la_CPPFLAGS)
tests_fuzz_fuzz_oracle_LDADD = liboracle.la $(LDADD)
tests_fuzz_fuzz_redaction_SOURCES = tests/fuzz/fuzz_redaction.c $(fuzz_common)
tests_fuzz_fuzz_redaction_LDADD = $(plugin_ldadd)
tests_fuzz_fuzz_redaction_LDFLAGS = $(plugin_ldflags)
# What the target needs of the report; tests/fuzz/run.sh builds the same files.
fuzz_report_sources = \
	report/base/clock.c \
	report/base/system_posix.c \
	report/count/masks.c \
	report/count/proposal.c \
	report/input/jsonline.c \
	report/input/line.c
tests_fuzz_fuzz_report_line_SOURCES = tests/fuzz/fuzz_report_line.c $(fuzz_common) $(fuzz_report_sources)
tests_fuzz_fuzz_report_line_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/report
tests_fuzz_fuzz_secret_SOURCES = tests/fuzz/fuzz_secret.c $(fuzz_common)
tests_fuzz_fuzz_resolved_SOURCES = tests/fuzz/fuzz_resolved.c $(fuzz_common)
tests_fuzz_fuzz_tables_SOURCES = tests/fuzz/fuzz_tables.c $(fuzz_common)

# With libFuzzer, for as long as one likes. FUZZ_TARGETS: some of them, by name.
FUZZ_CORPUS = fuzz-corpus
FUZZ_SECONDS = 60
FUZZ_LIMIT = -max_total_time=$(FUZZ_SECONDS)
FUZZ_TARGETS = $(fuzz_targets)
fuzz:
	ME_FUZZ_CPPFLAGS='$(plugin_cppflags)' ME_FUZZ_WRAP='$(wrap)' ME_FUZZ_REPORT='$(fuzz_report_sources)' \
	    $(SHELL) '$(srcdir)/tests/fuzz/run.sh' '$(srcdir)' '$(FUZZ_CORPUS)' '$(FUZZ_LIMIT)' $(FUZZ_TARGETS)

# Long enough to find what is easy to find, and the same inputs each time: what is red is red for a change of the code.
check-fuzz:
	rm -rf fuzz-check
	$(MAKE) fuzz FUZZ_CORPUS=fuzz-check FUZZ_LIMIT='-runs=20000 -seed=1'

.PHONY: fuzz check-fuzz
