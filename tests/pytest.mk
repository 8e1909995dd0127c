# SPDX-License-Identifier: Apache-2.0
#
# What pytest runs: the module in a real rsyslogd, the report, real engines. One runner with its environment for all.
# `all` is built by a make of its own. What else a target needs is built behind it: beside it, files are built twice.

# The end-to-end tests need an installed rsyslogd of the release the module was built for. A target that tests another
# module or program names it on the command line of make.
e2e_module = $(abs_top_builddir)/.libs/mmmailenable.so
report_program = $(abs_top_builddir)/mailenable-report
# Fetched once into the build directory, and unpacked there, not installed.
bans = $(abs_top_builddir)/bans
engines = $(abs_top_builddir)/engines
metrics = $(abs_top_builddir)/metrics
senders = $(abs_top_builddir)/senders

pytest_environment = ME_E2E_MODULE='$(e2e_module)' ME_REPORT='$(report_program)' ME_ENGINES='$(engines)' \
	ME_ORACLE='$(abs_top_builddir)/tests/oracle/oracle' \
	ME_MEASURE='$(abs_top_builddir)/tests/report/measure' ME_NAMES='$(abs_top_builddir)/tests/report/.libs/names.so' \
	ME_COMPLETIONS='$(abs_top_builddir)/report/completions' ME_UNITS='$(abs_top_builddir)/packaging/systemd' \
	PYTHONDONTWRITEBYTECODE=1
pytest = $(pytest_environment) $(PYTHON3) -m pytest -q
fetch_python = PYTHON3='$(PYTHON3)' $(SHELL) '$(srcdir)/tests/engines/fetch-python.sh'
fetch = $(SHELL) '$(srcdir)/tests/engines/fetch.sh'

# --- the module in rsyslogd -------------------------------------------------------------------------------------------

check-e2e: all
	$(MAKE) tests/oracle/oracle
	$(pytest) '$(srcdir)/tests/e2e' -m 'not slow'

# The simulated server through every transport. ME_ORACLE_ROWS for more or fewer messages of each, ME_ORACLE_SEED for
# others.
check-oracle-wire: all
	$(MAKE) tests/oracle/oracle
	ME_ORACLE_ROWS="$${ME_ORACLE_ROWS:-8000}" $(pytest) '$(srcdir)/tests/e2e/test_oracle.py'

# Minutes: a whole rsyslogd under valgrind.
check-e2e-slow: all
	$(MAKE) tests/oracle/oracle
	$(pytest) '$(srcdir)/tests/e2e' -m slow

# rsyslogd itself is no sanitizer build: the runtime is put before it, and its own leaks at exit are not our concern.
check-e2e-sanitizers: sanitizers/Makefile
	$(MAKE) -C sanitizers mmmailenable.la
	ME_E2E_WRAPPER="env LD_PRELOAD=`$(CC) -print-file-name=libasan.so` ASAN_OPTIONS=detect_leaks=0 \
	    UBSAN_OPTIONS=halt_on_error=1" \
	    $(MAKE) check-e2e e2e_module='$(abs_top_builddir)/sanitizers/.libs/mmmailenable.so'

# Memory under ever new ids: the table alone, five million rows, and a whole rsyslogd.
check-memory: all
	$(MAKE) tests/bench/flood
	tests/bench/flood
	$(pytest) '$(srcdir)/tests/e2e' -s -m slow -k memory

# The watch in a flood of 5,000,000 names and addresses.
check-watch: all
	$(pytest) '$(srcdir)/tests/e2e/test_watch.py' -s -m slow

# Another release than the installed one: make check-upstream RSYSLOG_SRC=DIR, a source tree of it.
upstream = $(abs_top_builddir)/upstream/$(notdir $(RSYSLOG_SRC:/=))
check-upstream:
	PYTHON3='$(PYTHON3)' $(SHELL) '$(srcdir)/tests/upstream/check.sh' '$(srcdir)' '$(RSYSLOG_SRC)' '$(upstream)'

.PHONY: check-e2e check-e2e-sanitizers check-e2e-slow check-memory check-oracle-wire check-upstream check-watch

# --- the report, which needs no rsyslogd ------------------------------------------------------------------------------

# Beside the program instead of the domain name system; -rpath makes libtool build what is never installed.
EXTRA_LTLIBRARIES += tests/report/names.la
CLEANFILES += tests/report/names.la
tests_report_names_la_SOURCES = tests/report/names.c
tests_report_names_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -rpath '$(moddir)'

check-report: mailenable-report $(completions) $(nodist_systemdunit_DATA) tests/report/measure tests/report/names.la
	$(pytest) '$(srcdir)/tests/report' -m 'not slow'

# Writes the files that the report is compared with anew, and shows what changed.
update-report: mailenable-report
	ME_REPORT_UPDATE=1 $(pytest) '$(srcdir)/tests/report/test_golden.py' -s

# Writes doc/field-reference.md and doc/fields.json anew.
update-fields: mailenable-report
	$(PYTHON3) '$(srcdir)/scripts/field-reference' '$(report_program)'

check-report-slow: mailenable-report
	$(pytest) '$(srcdir)/tests/report' -m slow

check-report-sanitizers: sanitizers/Makefile
	$(MAKE) -C sanitizers mailenable-report
	$(MAKE) check-report report_program='$(abs_top_builddir)/sanitizers/mailenable-report'

check-report-tsan: tsan/Makefile
	$(MAKE) -C tsan mailenable-report
	$(MAKE) check-report report_program='$(abs_top_builddir)/tsan/mailenable-report'

.PHONY: check-report check-report-sanitizers check-report-slow check-report-tsan update-fields update-report

# --- real engines, ban lists and senders; minutes each ----------------------------------------------------------------

# Reads and converts the detection rules.
sigma = $(abs_top_builddir)/sigma
fetch_sigma = $(fetch_python) '$(sigma)' sigma-cli==3.1.0 pysigma==1.5.1 pysigma-backend-elasticsearch==2.1.0

# Writes what is made of the Sigma rules anew.
update-detection:
	$(fetch_sigma)
	PYTHONPATH='$(sigma)' $(PYTHON3) '$(srcdir)/scripts/detection-rules'

check-elasticsearch: all
	$(fetch) elasticsearch '$(engines)'
	$(fetch_sigma)
	PYTHONPATH='$(sigma)' ME_SIGMA='$(sigma)' ME_ENGINE=elasticsearch $(pytest) '$(srcdir)/tests/engines' -m search

check-opensearch: all
	$(fetch) opensearch '$(engines)'
	$(fetch_sigma)
	PYTHONPATH='$(sigma)' ME_SIGMA='$(sigma)' ME_ENGINE=opensearch $(pytest) '$(srcdir)/tests/engines' -m search

# Years of logs by DuckDB. ME_PARQUET_ROWS for more rows.
check-parquet: all
	$(fetch_python) '$(abs_top_builddir)/duckdb' duckdb==2.0.1
	PYTHONPATH='$(abs_top_builddir)/duckdb' $(pytest) '$(srcdir)/tests/engines' -s -m parquet

check-kafka: all
	$(fetch) elasticsearch '$(engines)'
	$(fetch) kafka '$(engines)'
	$(pytest) '$(srcdir)/tests/engines' -m kafka

# All fragments of the set-up at once, and 200,000 lines, each of which must be where it belongs.
check-site: all
	$(fetch) elasticsearch '$(engines)'
	$(fetch) kafka '$(engines)'
	ME_ENGINE=elasticsearch $(pytest) '$(srcdir)/tests/engines' -m site

# The commands of conf-examples/site/README.md in ROOT, a bare installation of Debian with the packages that they take.
check-site-page:
	$(fetch) elasticsearch '$(engines)'
	$(pytest_environment) unshare --net --mount $(PYTHON3) '$(srcdir)/tests/engines/site_page.py' '$(ROOT)'

# In networks of the tests' own.
check-bans: all
	$(SHELL) '$(srcdir)/tests/bans/fetch.sh' '$(bans)' crowdsec fail2ban
	ME_PACKAGES='$(bans)' $(pytest) '$(srcdir)/tests/bans'

# A real Prometheus with the example's alerts.
check-metrics: all
	$(SHELL) '$(srcdir)/tests/bans/fetch.sh' '$(metrics)' prometheus
	ME_PACKAGES='$(metrics)' $(pytest) '$(srcdir)/tests/metrics'

# Senders, really run as far as they are to be had.
check-senders: all
	$(SHELL) '$(srcdir)/tests/senders/fetch.sh' '$(senders)'
	ME_PACKAGES='$(senders)' $(pytest) '$(srcdir)/tests/senders' -m 'not filebeat and not otel and not vrl'

# Filebeat is built from its Go module, once, and hands its lines to a real Kafka.
check-filebeat: all
	$(fetch) kafka '$(engines)'
	$(SHELL) '$(srcdir)/tests/senders/fetch.sh' '$(senders)'
	$(SHELL) '$(srcdir)/tests/senders/build-filebeat.sh' '$(abs_top_builddir)/filebeat'
	ME_FILEBEAT='$(abs_top_builddir)/filebeat' ME_PACKAGES='$(senders)' $(pytest) '$(srcdir)/tests/senders' -m filebeat

# The OpenTelemetry Collector is built from its Go modules, once.
check-otel: all
	$(SHELL) '$(srcdir)/tests/senders/fetch.sh' '$(senders)'
	$(SHELL) '$(srcdir)/tests/senders/build-otel.sh' '$(abs_top_builddir)/otel'
	ME_OTEL='$(abs_top_builddir)/otel' ME_PACKAGES='$(senders)' $(pytest) '$(srcdir)/tests/senders' -m otel

# The language of vector.yaml is a crate of its own, with a command that compiles and runs it; built once.
vrl = $(abs_top_builddir)/vrl
check-vrl:
	cargo install --quiet --debug --locked --version 0.38.0 --root '$(vrl)' --target-dir '$(vrl)/target' vrl
	ME_VRL='$(vrl)' $(pytest) '$(srcdir)/tests/senders' -m vrl

.PHONY: check-bans check-elasticsearch check-filebeat check-kafka check-metrics check-opensearch check-otel
.PHONY: check-parquet check-senders check-site check-site-page check-vrl update-detection

# --- load, faults and hostile texts, in figures: doc/robustness.md ----------------------------------------------------

# 100,000 lines; ME_DIFFERENTIAL_LINES for more or fewer, ME_E2E_SEED for others.
check-differential: all
	$(pytest) '$(srcdir)/tests/robustness' -m differential

# Memory that runs out for the module alone, put before a real rsyslogd.
failing_memory.so: tests/robustness/failing_memory.c
	$(CC) -O1 -g -shared -fPIC -o $@ '$(srcdir)/tests/robustness/failing_memory.c'

CLEANFILES += failing_memory.so

# ME_FAULT_MESSAGES and ME_SOAK_MESSAGES make them shorter.
check-faults: all
	$(MAKE) failing_memory.so
	ME_FAILING_MEMORY='$(abs_top_builddir)/failing_memory.so' $(pytest) '$(srcdir)/tests/robustness' -m faults

soak: all
	$(pytest) '$(srcdir)/tests/robustness' -m soak

# Instructions, counted by callgrind.
EXTRA_PROGRAMS += tests/robustness/growth
CLEANFILES += tests/robustness/growth
tests_robustness_growth_LDADD = $(plugin_ldadd)
tests_robustness_growth_LDFLAGS = $(plugin_ldflags)

check-growth: all
	$(MAKE) tests/robustness/growth
	ME_GROWTH='$(abs_top_builddir)/tests/robustness/growth' $(pytest) '$(srcdir)/tests/robustness' -m growth

# A whole rsyslogd with its libfastjson, built for ThreadSanitizer once. ME_RACE_MESSAGES for more or fewer messages.
tsan_host = $(abs_top_builddir)/tsan-host

check-tsan-rsyslogd: tsan/Makefile
	$(MAKE) -C tsan mmmailenable.la
	CC='$(CC)' $(SHELL) '$(srcdir)/tests/robustness/tsan-host.sh' '$(srcdir)' '$(RSYSLOG_SRC)' '$(tsan_host)'
	$(pytest_environment) ME_E2E_RSYSLOGD='$(tsan_host)/sbin/rsyslogd' \
	    ME_E2E_MODULE='$(abs_top_builddir)/tsan/.libs/mmmailenable.so' \
	    $(PYTHON3) -m pytest -q '$(srcdir)/tests/robustness' -m races

.PHONY: check-differential check-faults check-growth check-tsan-rsyslogd soak
