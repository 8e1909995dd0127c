# SPDX-License-Identifier: Apache-2.0
#
# mailenable-report for Windows, cross-built: scripts/setup --windows brings what it takes.

# What stands in the place of report/base/*_posix.c.
windows_base = \
	report/base/files_windows.c \
	report/base/logs_windows.c \
	report/base/replace_windows.c \
	report/base/system_windows.c \
	report/base/text_windows.c \
	report/base/text_windows.h \
	report/base/wildcards_windows.c

windows_trees = $(abs_top_srcdir)/.rsyslog-src/windows

windows: $(BUILT_SOURCES)
	'$(srcdir)/packaging/windows/build' '$(srcdir)' '$(abs_top_builddir)' '$(windows_trees)' \
	    $(libmailenable_la_SOURCES) $(mailenable_report_SOURCES) $(windows_base)

# The tests run the program under wine, in the place of the one for this system. Tests of terminals and browsers are
# left out: wine draws on terminals by itself, and the page is the same bytes.
windows_test = $(abs_top_builddir)/windows/test
windows_pytest = $(pytest_environment) ME_REPORT='$(windows_test)/run' ME_REPORT_TERMINAL=no ME_REPORT_SECONDS=300 \
	ME_NATIVE='$(report_program)' ME_WINDOWS='$(abs_top_builddir)/windows/mailenable-report.exe' \
	$(PYTHON3) -m pytest -q
windows_prepare = $(SHELL) '$(srcdir)/tests/windows/prepare.sh' windows/mailenable-report.exe windows/test

# A minute: the same bytes as the native program, files, faults.
check-windows-short: windows mailenable-report
	$(windows_prepare)
	$(windows_pytest) '$(srcdir)/tests/windows' -m 'not slow'

check-windows: windows mailenable-report $(completions) tests/report/measure tests/report/names.la
	$(windows_prepare)
	$(windows_pytest) '$(srcdir)/tests/windows'
	$(windows_pytest) '$(srcdir)/tests/report' -m 'not slow and not native' \
	    --ignore='$(srcdir)/tests/report/test_page.py' --ignore='$(srcdir)/tests/report/test_print.py' \
	    --ignore='$(srcdir)/tests/report/test_completions.py'

.PHONY: check-windows check-windows-short windows
