# SPDX-License-Identifier: Apache-2.0
#
# Benchmarks.

bench_programs = \
	tests/bench/conversation \
	tests/bench/flood \
	tests/bench/recogniser \
	tests/bench/watch \
	tests/report/measure

# Both have the locks of the module.
tests_bench_conversation_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugin
tests_bench_conversation_SOURCES = tests/bench/conversation.c plugin/lock.c
tests_bench_watch_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugin
tests_bench_watch_SOURCES = tests/bench/watch.c plugin/lock.c

# `make check` builds them, so that they go on compiling; it runs none.
check_PROGRAMS += $(bench_programs)
CLEANFILES += tests/bench/mmnothing.la

bench-conversation: tests/bench/conversation
	tests/bench/conversation

bench-recogniser: tests/bench/recogniser
	tests/bench/recogniser
	@echo
	$(SHELL) '$(srcdir)/tests/bench/steps.sh' tests/bench/recogniser

# Instructions, for each kind of login.
bench-watch: tests/bench/watch
	$(SHELL) '$(srcdir)/tests/bench/watch.sh' tests/bench/watch

# A module beside ours, with which rsyslogd is measured; -rpath makes libtool build what is never installed.
EXTRA_LTLIBRARIES += tests/bench/mmnothing.la
tests_bench_mmnothing_la_SOURCES = tests/bench/mmnothing.c
tests_bench_mmnothing_la_CPPFLAGS = $(plugin_cppflags)
tests_bench_mmnothing_la_CFLAGS = $(plugin_cflags)
tests_bench_mmnothing_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -rpath '$(moddir)'

# The module in a whole rsyslogd beside its peers; ME_BENCH_MESSAGES and ME_BENCH_ROUNDS make it shorter or surer.
bench check-bench: all
	$(MAKE) tests/bench/conversation tests/bench/mmnothing.la tests/bench/recogniser
	ME_E2E_MODULE='$(e2e_module)' ME_BENCH_MODULES='$(moddir)' \
	    ME_BENCH_NOTHING='$(abs_top_builddir)/tests/bench/.libs/mmnothing.so' \
	    ME_BENCH_LIBRARY='$(abs_top_builddir)/tests/bench' \
	    PYTHONPATH='$(srcdir)/tests/e2e' PYTHONDONTWRITEBYTECODE=1 \
	    $(PYTHON3) '$(srcdir)/tests/bench/pipeline.py' $(bench_arguments)

# The contestants' truth alone, without a measurement: that they still do the same job.
check-bench: bench_arguments = --truth

.PHONY: bench bench-conversation bench-recogniser bench-report bench-watch check-bench

# A gigabyte and a few minutes; ME_BENCH_MB and ME_BENCH_RUNS make it shorter. report_program=FILE: another program,
# such as one from a package.
bench-report: mailenable-report tests/report/measure
	ME_REPORT='$(report_program)' ME_MEASURE=tests/report/measure PYTHONDONTWRITEBYTECODE=1 \
	    $(PYTHON3) '$(srcdir)/tests/report/bench.py'
