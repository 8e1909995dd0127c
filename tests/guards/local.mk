# SPDX-License-Identifier: Apache-2.0
#
# Guards: rules about the tree that `make check` keeps.

guards = \
	tests/guards/document-links.sh \
	tests/guards/documented-tables.sh \
	tests/guards/entry-points.sh \
	tests/guards/file-heads.sh \
	tests/guards/include-direction.sh \
	tests/guards/listeners.sh \
	tests/guards/machine-paths.sh \
	tests/guards/text-shape.sh

AM_TESTS_ENVIRONMENT = \
	AR='$(AR)'; \
	CC='$(CC)'; \
	NM='$(NM)'; \
	RSYSLOG_CPPFLAGS='$(RSYSLOG_CPPFLAGS)'; \
	RSYSLOG_LIBRARIES='$(LIBFASTJSON_CFLAGS) $(LIBESTR_CFLAGS)'; \
	RSYSLOG_SRC='$(RSYSLOG_SRC)'; \
	export AR CC NM RSYSLOG_CPPFLAGS RSYSLOG_LIBRARIES RSYSLOG_SRC;

# They look at what was compiled, and the sanitizers compile their own names and data into it.
object_guards = \
	tests/guards/exported-symbols.sh \
	tests/guards/recogniser-purity.sh \
	tests/guards/service-words.sh \
	tests/guards/rsyslog-interface.sh

TESTS += $(guards)
if !SANITIZED
TESTS += $(object_guards)
endif
