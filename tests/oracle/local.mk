# SPDX-License-Identifier: Apache-2.0
#
# The simulated server and the judge: `make check` runs them for seconds, check-oracle for minutes.

check_LTLIBRARIES += liboracle.la
liboracle_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/oracle
liboracle_la_SOURCES = \
	tests/oracle/adversary.c \
	tests/oracle/adversary.h \
	tests/oracle/case.c \
	tests/oracle/case.h \
	tests/oracle/chance.h \
	tests/oracle/fields.c \
	tests/oracle/fields.def \
	tests/oracle/fields.h \
	tests/oracle/frame.c \
	tests/oracle/frame.h \
	tests/oracle/judge.c \
	tests/oracle/judge.h \
	tests/oracle/judge_masks.c \
	tests/oracle/judge_parts.h \
	tests/oracle/judge_shape.c \
	tests/oracle/judge_text.c \
	tests/oracle/judge_words.c \
	tests/oracle/library.c \
	tests/oracle/library.h \
	tests/oracle/meaning.c \
	tests/oracle/meaning.h \
	tests/oracle/row.h \
	tests/oracle/server.c \
	tests/oracle/server.h \
	tests/oracle/server_debug.c \
	tests/oracle/server_mailbox.c \
	tests/oracle/server_parts.h \
	tests/oracle/server_smtp.c \
	tests/oracle/server_w3c.c \
	tests/oracle/text.c \
	tests/oracle/text.h

check_PROGRAMS += tests/oracle/oracle
TESTS += tests/oracle/oracle
tests_oracle_oracle_CPPFLAGS = $(liboracle_la_CPPFLAGS)
tests_oracle_oracle_LDADD = liboracle.la libmailenable.la $(LIBFASTJSON_LIBS)
tests_oracle_oracle_SOURCES = \
	tests/oracle/copies.c \
	tests/oracle/copies.h \
	tests/oracle/object.c \
	tests/oracle/object.h \
	tests/oracle/oracle.c \
	tests/oracle/wire.c \
	tests/oracle/wire.h

ORACLE_ROWS = 1000000
ORACLE_SEEDS = 11 12 13
check-oracle: tests/oracle/oracle
	for seed in $(ORACLE_SEEDS); do tests/oracle/oracle --rows $(ORACLE_ROWS) --seed $$seed || exit 1; done
	tests/oracle/oracle --cuts --rows $(ORACLE_ROWS)

.PHONY: check-oracle
