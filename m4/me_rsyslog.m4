dnl SPDX-License-Identifier: Apache-2.0
dnl
dnl Where the rsyslog source tree is, which release it is, and where rsyslogd looks for modules. No distribution ships
dnl module headers, so the module is compiled against the source of the release it will run in, with the config.h that
dnl this tree's own ./configure has made.

dnl ME_RSYSLOG_SOURCE
dnl Sets RSYSLOG_SRC (absolute), RSYSLOG_VERSION and RSYSLOG_CPPFLAGS.
AC_DEFUN([ME_RSYSLOG_SOURCE], [
    AC_ARG_WITH([rsyslog-src],
        [AS_HELP_STRING([--with-rsyslog-src=DIR],
            [source tree of the rsyslog release the module will run in, configured there with its own ./configure
             (default: the tree that scripts/setup has prepared)])],
        [], [with_rsyslog_src=$srcdir/.rsyslog-src/current])
    AC_MSG_CHECKING([for the rsyslog source tree])
    AS_CASE([$with_rsyslog_src],
        [yes|no], [AC_MSG_ERROR([--with-rsyslog-src needs a directory])])
    AS_IF([test ! -f "$with_rsyslog_src/runtime/rsyslog.h"], [
        AC_MSG_RESULT([no])
        AC_MSG_ERROR([no rsyslog source tree in '$with_rsyslog_src'.
The module is compiled against the source of the very rsyslog release it will run in. Either run

    scripts/setup

which fetches and prepares that source (Debian and its relatives), or unpack it yourself, run its ./configure,
and give its directory with --with-rsyslog-src=DIR.])
    ])
    AS_IF([test ! -f "$with_rsyslog_src/config.h"], [
        AC_MSG_RESULT([no])
        AC_MSG_ERROR(['$with_rsyslog_src' has no config.h: run ./configure in it first (no make is needed), or
run scripts/setup, which does that with the least dependencies.])
    ])
    RSYSLOG_SRC=`cd "$with_rsyslog_src" && pwd -P`
    RSYSLOG_VERSION=`sed -n 's/^#define VERSION "\(.*\)"/\1/p' "$RSYSLOG_SRC/config.h"`
    AS_IF([test -z "$RSYSLOG_VERSION"], [
        AC_MSG_RESULT([$RSYSLOG_SRC])
        AC_MSG_ERROR(['$RSYSLOG_SRC/config.h' defines no VERSION: is it the config.h of rsyslog?])
    ])
    AC_MSG_RESULT([$RSYSLOG_SRC, release $RSYSLOG_VERSION])

    # -isystem: warnings in rsyslog's headers are not ours to repair.
    RSYSLOG_CPPFLAGS="-isystem $RSYSLOG_SRC"
    for me_dir in runtime grammar tools; do
        RSYSLOG_CPPFLAGS="$RSYSLOG_CPPFLAGS -isystem $RSYSLOG_SRC/$me_dir"
    done
    AC_SUBST([RSYSLOG_SRC])
    AC_SUBST([RSYSLOG_VERSION])
    AC_SUBST([RSYSLOG_CPPFLAGS])

    AC_MSG_CHECKING([whether the headers of rsyslog can be used])
    me_saved_cppflags=$CPPFLAGS
    CPPFLAGS="$CPPFLAGS $RSYSLOG_CPPFLAGS $LIBFASTJSON_CFLAGS $LIBESTR_CFLAGS"
    AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
        #include "config.h"
        #include "rsyslog.h"
        #include "conf.h"
        #include "syslogd-types.h"
        #include "module-template.h"
        #include "statsobj.h"
        int main(void) { return sizeof(smsg_t *) == 0; }
    ]])], [AC_MSG_RESULT([yes])], [
        AC_MSG_RESULT([no])
        AC_MSG_ERROR([a file that includes rsyslog.h and module-template.h does not compile; config.log says why])
    ])
    CPPFLAGS=$me_saved_cppflags
])

dnl ME_RSYSLOG_MODULE_DIR
dnl Sets moddir. Without --prefix the module goes where the installed rsyslogd looks for modules; a prefix other than
dnl /usr is private, and nothing is written outside it.
AC_DEFUN([ME_RSYSLOG_MODULE_DIR], [
    AC_ARG_WITH([moddir],
        [AS_HELP_STRING([--with-moddir=DIR],
            [where make install puts the module (default: rsyslog's module directory; with a private --prefix,
             LIBDIR/rsyslog)])],
        [], [with_moddir=])
    AC_MSG_CHECKING([for the module directory])
    AS_CASE([$with_moddir], [yes|no], [AC_MSG_ERROR([--with-moddir needs a directory])])
    moddir=$with_moddir
    AS_IF([test -z "$moddir"], [
        moddir='${libdir}/rsyslog'
        AS_CASE([$prefix], [NONE|/usr], [
            me_multiarch=`$CC -print-multiarch 2>/dev/null`
            # lmnet is a part of every rsyslogd, so the directory that holds it is the one rsyslogd loads from.
            for me_dir in ${me_multiarch:+"/usr/lib/$me_multiarch/rsyslog"} /usr/lib64/rsyslog /usr/lib/rsyslog \
                /usr/local/lib/rsyslog; do
                AS_IF([test -f "$me_dir/lmnet.so"], [moddir=$me_dir; break])
            done
        ])
    ])
    AC_MSG_RESULT([$moddir])
    AC_SUBST([moddir])
])
