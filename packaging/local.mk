# SPDX-License-Identifier: Apache-2.0
#
# Packages, and the checks of them.

# A timer that mails yesterday's page, for machines with systemd; nothing switches it on.
systemdunitdir = $(prefix)/lib/systemd/system
reporthelpersdir = $(prefix)/lib/mailenable-report
dist_systemdunit_DATA = packaging/systemd/mailenable-report.timer
nodist_systemdunit_DATA = packaging/systemd/mailenable-report.service
dist_reporthelpers_SCRIPTS = packaging/systemd/mail-page
CLEANFILES += $(nodist_systemdunit_DATA)
packaging/systemd/mailenable-report.service: packaging/systemd/mailenable-report.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging/systemd && sed -e 's,[@]bindir[@],$(bindir),g' \
	    -e 's,[@]libdir[@],$(reporthelpersdir),g' \
	    '$(srcdir)/packaging/systemd/mailenable-report.service.in' >$@.tmp && mv -f $@.tmp $@

dist_tarball = '$(abs_top_builddir)/$(distdir).tar.gz'

deb: dist-gzip
	'$(srcdir)/packaging/build-deb' $(dist_tarball) '$(RSYSLOG_SRC)' deb

rpm: dist-gzip
	'$(srcdir)/packaging/build-rpm' $(dist_tarball) '$(RSYSLOG_SRC)' rpm

# Both kinds, or PACKAGE_KINDS=deb; PACKAGE_KINDS=windows after scripts/setup --windows.
PACKAGE_KINDS = deb rpm
check-reproducible: dist-gzip
	'$(srcdir)/packaging/check-reproducible' $(dist_tarball) '$(RSYSLOG_SRC)' reproducible $(PACKAGE_KINDS)

# As root: bare installations of three releases of Debian, made below DISTRIBUTIONS_DIR.
DISTRIBUTIONS_DIR = $(abs_top_builddir)/distributions
check-distributions: dist-gzip
	'$(srcdir)/packaging/check-distributions' $(dist_tarball) '$(DISTRIBUTIONS_DIR)'

.PHONY: check-distributions check-reproducible deb rpm
