# SPDX-License-Identifier: Apache-2.0
#
# Packages, and the checks of them.

dist_tarball = '$(abs_top_builddir)/$(distdir).tar.gz'

deb: dist-gzip
	'$(srcdir)/packaging/build-deb' $(dist_tarball) '$(RSYSLOG_SRC)' deb

rpm: dist-gzip
	'$(srcdir)/packaging/build-rpm' $(dist_tarball) '$(RSYSLOG_SRC)' rpm

# Both kinds, or PACKAGE_KINDS=deb.
PACKAGE_KINDS = deb rpm
check-reproducible: dist-gzip
	'$(srcdir)/packaging/check-reproducible' $(dist_tarball) '$(RSYSLOG_SRC)' reproducible $(PACKAGE_KINDS)

# As root: bare installations of three releases of Debian, made below DISTRIBUTIONS_DIR.
DISTRIBUTIONS_DIR = $(abs_top_builddir)/distributions
check-distributions: dist-gzip
	'$(srcdir)/packaging/check-distributions' $(dist_tarball) '$(DISTRIBUTIONS_DIR)'

.PHONY: check-distributions check-reproducible deb rpm
