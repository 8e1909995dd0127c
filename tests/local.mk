# SPDX-License-Identifier: Apache-2.0
#
# The tests: programs of C that `make check` runs, builds for sanitizers, and what pytest runs.

# --- unit tests -------------------------------------------------------------------------------------------------------

check_LTLIBRARIES += libunit.la
libunit_la_CPPFLAGS = $(AM_CPPFLAGS) -DME_TEST_DATA='"$(abs_top_srcdir)/tests/data"'
libunit_la_SOURCES = \
	tests/unit/support/examined.c \
	tests/unit/support/examined.h \
	tests/unit/support/guarded.c \
	tests/unit/support/guarded.h \
	tests/unit/support/said.c \
	tests/unit/support/said.h \
	tests/unit/support/same_columns.h \
	tests/unit/support/samples.c \
	tests/unit/support/samples.h \
	tests/unit/support/spelling.c \
	tests/unit/support/spelling.h \
	tests/unit/support/unit.c \
	tests/unit/support/unit.h \
	tests/unit/support/watched.c \
	tests/unit/support/watched.h

library_tests = \
	tests/unit/correlate/test_conversation \
	tests/unit/correlate/test_conversation_limits \
	tests/unit/correlate/test_conversation_model \
	tests/unit/correlate/test_conversation_threads \
	tests/unit/correlate/test_decision \
	tests/unit/correlate/test_lru \
	tests/unit/correlate/test_services \
	tests/unit/correlate/test_unreadable \
	tests/unit/correlate/test_watch \
	tests/unit/correlate/test_watch_accounts \
	tests/unit/correlate/test_watch_identity \
	tests/unit/correlate/test_watch_threads \
	tests/unit/json/test_builder \
	tests/unit/json/test_sinks \
	tests/unit/json/test_writer \
	tests/unit/recognise/test_activity \
	tests/unit/recognise/test_debug \
	tests/unit/recognise/test_families \
	tests/unit/recognise/test_hostile \
	tests/unit/recognise/test_layout \
	tests/unit/recognise/test_linear \
	tests/unit/recognise/test_mailbox \
	tests/unit/recognise/test_plain \
	tests/unit/recognise/test_samples \
	tests/unit/recognise/test_secrets \
	tests/unit/recognise/test_start \
	tests/unit/recognise/test_w3c \
	tests/unit/tables/test_tables \
	tests/unit/text/test_ip \
	tests/unit/text/test_json_unescape \
	tests/unit/text/test_keyed_hash \
	tests/unit/text/test_offset \
	tests/unit/text/test_scan \
	tests/unit/text/test_separator \
	tests/unit/text/test_siphash \
	tests/unit/text/test_syslog_header \
	tests/unit/text/test_timestamp \
	tests/unit/text/test_utf8 \
	tests/unit/text/test_zone

# The module's own files on a host that is none: rsyslog's functions, and a memory that runs out on demand.
check_LTLIBRARIES += libstubbed.la
libstubbed_la_CPPFLAGS = $(plugin_cppflags)
libstubbed_la_CFLAGS = $(plugin_cflags)
libstubbed_la_SOURCES = \
	$(plugin_sources) \
	tests/unit/host/configuration.c \
	tests/unit/host/errors.c \
	tests/unit/host/host.h \
	tests/unit/host/memory.c \
	tests/unit/host/messages.c \
	tests/unit/host/module.c \
	tests/unit/host/redacted.c \
	tests/unit/host/redacted.h \
	tests/unit/host/statistics.c \
	tests/unit/host/stub_host.h \
	tests/unit/host/variables.c
wrap = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
wrap += -Wl,--wrap=fjson_object_new_object,--wrap=fjson_object_new_array
wrap += -Wl,--wrap=fjson_object_new_int64,--wrap=fjson_object_new_boolean,--wrap=fjson_object_new_string_len
plugin_ldadd = libstubbed.la $(LDADD) $(LIBFASTJSON_LIBS)
plugin_ldflags = $(AM_LDFLAGS) $(wrap)
tests_unit_plugin_test_annotate_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_annotate_LDFLAGS = $(plugin_ldflags)
tests_unit_plugin_test_document_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_document_LDFLAGS = $(plugin_ldflags)
tests_unit_plugin_test_correlation_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_correlation_LDFLAGS = $(plugin_ldflags)
tests_unit_plugin_test_lock_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugin
tests_unit_plugin_test_lock_SOURCES = plugin/lock.c tests/unit/plugin/test_lock.c
tests_unit_plugin_test_parameters_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_parameters_LDFLAGS = $(plugin_ldflags)
tests_unit_plugin_test_redaction_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_redaction_LDFLAGS = $(plugin_ldflags)
tests_unit_plugin_test_redaction_limits_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_redaction_limits_LDFLAGS = $(plugin_ldflags)
tests_unit_plugin_test_redaction_places_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_redaction_places_LDFLAGS = $(plugin_ldflags)
tests_unit_plugin_test_redaction_property_SOURCES = \
	tests/fuzz/fuzz.h \
	tests/fuzz/fuzz_redaction.c \
	tests/unit/plugin/test_redaction_property.c
tests_unit_plugin_test_redaction_property_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_redaction_property_LDFLAGS = $(plugin_ldflags)
tests_unit_plugin_test_threads_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_threads_LDFLAGS = $(plugin_ldflags)
tests_unit_plugin_test_version_LDADD = $(plugin_ldadd)
tests_unit_plugin_test_version_LDFLAGS = $(plugin_ldflags)

tests_unit_plugin_test_interface_CPPFLAGS = $(plugin_cppflags) -I$(top_srcdir)
tests_unit_plugin_test_interface_CFLAGS = $(plugin_cflags)
tests_unit_plugin_test_interface_LDADD =

unit_tests = \
	$(library_tests) \
	tests/unit/plugin/test_annotate \
	tests/unit/plugin/test_document \
	tests/unit/plugin/test_correlation \
	tests/unit/plugin/test_interface \
	tests/unit/plugin/test_lock \
	tests/unit/plugin/test_parameters \
	tests/unit/plugin/test_redaction \
	tests/unit/plugin/test_redaction_limits \
	tests/unit/plugin/test_redaction_places \
	tests/unit/plugin/test_redaction_property \
	tests/unit/plugin/test_threads \
	tests/unit/plugin/test_version

tests_unit_report_test_report_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/report
tests_unit_report_test_report_SOURCES = \
	report/base/clock.c \
	report/base/hash.c \
	report/base/system_posix.c \
	report/count/masks.c \
	report/count/names.c \
	report/count/proposal.c \
	report/input/jsonline.c \
	report/input/line.c \
	report/input/utf16.c \
	report/output/escape.c \
	tests/unit/report/test_report.c

tests_unit_report_test_table_text_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/report
tests_unit_report_test_table_text_SOURCES = \
	report/output/table/text.c \
	tests/unit/report/test_table_text.c

tests_unit_report_test_host_names_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/report
tests_unit_report_test_host_names_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=getnameinfo,--wrap=pthread_create
tests_unit_report_test_host_names_SOURCES = \
	report/base/system_posix.c \
	report/count/host_names.c \
	tests/unit/report/test_host_names.c

unit_tests += \
	tests/unit/report/test_report \
	tests/unit/report/test_host_names \
	tests/unit/report/test_table_text

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)

# Without cmocka there are no unit tests, and a check without them must not look like a success.
if !HAVE_CMOCKA
check-local:
	@echo 'cmocka was not found by configure: the unit tests cannot be built' >&2; exit 1
endif

# Shell programs; they run once, not again under sanitizers or valgrind.
script_tests = \
	tests/unit/deb-src.sh

TESTS += $(script_tests)

# --- builds of their own ----------------------------------------------------------------------------------------------

# A build of its own beside this one.
sanitizers/Makefile:
	$(MKDIR_P) sanitizers
	cd sanitizers && '$(abs_top_srcdir)/configure' \
	    --enable-sanitizers --enable-silent-rules --with-rsyslog-src='$(RSYSLOG_SRC)'

# The guards look at the source and at the real module: once is enough.
check-sanitizers: sanitizers/Makefile
	$(MAKE) -C sanitizers check TESTS='$(unit_tests)'

check-valgrind: $(check_PROGRAMS)
	$(SHELL) '$(srcdir)/tests/valgrind.sh' $(unit_tests)

# Output differs between releases of clang-format, so only the pinned one may judge.
lint:
	@cd '$(srcdir)' && format=`command -v clang-format-14 || command -v clang-format` && \
	    if test -n "$$format" && "$$format" --version | grep -q 'version 14\.'; then \
	        find . -path './build*' -prune -o -path './.*' -prune -o \( -name '*.c' -o -name '*.h' \) -print | \
	            xargs "$$format" --dry-run -Werror; \
	    else echo 'clang-format 14 is missing' >&2; exit 1; fi
	cd '$(srcdir)' && find .ci packaging scripts tests -type f -exec grep -lE '^#!/bin/(ba)?sh' {} + | \
	    xargs shellcheck -x -P SCRIPTDIR

# Data races: only the tests with threads of their own. A build of its own, because the sanitizers exclude each other.
tsan/Makefile:
	$(MKDIR_P) tsan
	cd tsan && '$(abs_top_srcdir)/configure' \
	    --enable-tsan --enable-silent-rules --with-rsyslog-src='$(RSYSLOG_SRC)'

thread_tests = tests/unit/json/test_builder tests/unit/correlate/test_conversation_threads \
	tests/unit/correlate/test_watch_threads tests/unit/plugin/test_lock tests/unit/plugin/test_threads

check-tsan: tsan/Makefile
	$(MAKE) -C tsan check TESTS='$(thread_tests)' check_PROGRAMS='$(thread_tests)'

# The long runs against naive models; make check has shorter ones. ME_SEED sets the seed that they print.
check-models: tests/unit/correlate/test_conversation_model tests/unit/correlate/test_lru
	ME_OPERATIONS=1000000 tests/unit/correlate/test_conversation_model
	ME_OPERATIONS=1000000 tests/unit/correlate/test_lru

# Other processors, emulated: cross compilers and qemu's user mode.
check-architectures:
	$(SHELL) '$(srcdir)/tests/architectures/run.sh' '$(srcdir)' architectures $(library_tests)

.PHONY: check-architectures check-models check-sanitizers check-tsan check-valgrind lint

clean-local:
	rm -rf architectures sanitizers tsan tsan-host fuzz-check fuzz-corpus deb rpm reproducible

