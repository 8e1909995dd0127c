dnl SPDX-License-Identifier: Apache-2.0
dnl
dnl Compiler flags: each is tried before it is used. Results go to ME_CFLAGS and ME_LDFLAGS, never to CFLAGS, which
dnl belongs to the person who builds. Hardening flags are left to the distribution for the same reason.

dnl ME_CFLAG_TRY(FLAG, IF-ACCEPTED, IF-REFUSED)
dnl -Werror, because clang accepts an unknown warning flag with a mere warning.
AC_DEFUN([ME_CFLAG_TRY], [
    AC_MSG_CHECKING([whether $CC accepts $1])
    me_saved_cflags=$CFLAGS
    CFLAGS="$CFLAGS -Werror $1"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [me_accepted=yes], [me_accepted=no])
    CFLAGS=$me_saved_cflags
    AC_MSG_RESULT([$me_accepted])
    AS_IF([test "$me_accepted" = yes], [$2], [$3])
])

dnl ME_CFLAG_OPTIONAL(FLAG)
AC_DEFUN([ME_CFLAG_OPTIONAL], [
    ME_CFLAG_TRY([$1], [ME_CFLAGS="$ME_CFLAGS $1"], [:])
])

dnl ME_CFLAG_REQUIRED(FLAG)
AC_DEFUN([ME_CFLAG_REQUIRED], [
    ME_CFLAG_TRY([$1], [ME_CFLAGS="$ME_CFLAGS $1"], [AC_MSG_ERROR([$CC does not accept $1, which this package needs])])
])

dnl ME_SANITIZER(NAMES, MORE-FLAGS)
AC_DEFUN([ME_SANITIZER], [
    ME_CFLAG_REQUIRED([-fsanitize=$1])
    ME_LDFLAGS="$ME_LDFLAGS -fsanitize=$1"
    ME_CFLAG_REQUIRED([-fno-omit-frame-pointer])
    m4_ifval([$2], [ME_CFLAG_REQUIRED([$2])])
])

dnl ME_PLAIN_COPIES
dnl gcc for x86 copies and clears structures, and texts of up to some hundred bytes, by `rep movs` and `rep stos`, which
dnl take longer to begin than the whole takes libc. Other compilers and machines know no such flags.
AC_DEFUN([ME_PLAIN_COPIES], [
    ME_CFLAG_OPTIONAL([-mmemcpy-strategy=libcall:-1:noalign])
    ME_CFLAG_OPTIONAL([-mmemset-strategy=libcall:-1:noalign])
])

dnl ME_LTO(IF-REFUSED)
dnl Optimises the module and the report across their files; tests take the same objects one by one, which is quicker to
dnl build and lets them put stubs in place of functions.
AC_DEFUN([ME_LTO], [
    ME_CFLAG_TRY([-flto=auto -ffat-lto-objects], [
        ME_LTO_CFLAGS="-flto=auto -ffat-lto-objects"
        ME_NO_LTO=-fno-lto
    ], [$1])
])
AC_SUBST([ME_LTO_CFLAGS])
AC_SUBST([ME_NO_LTO])

dnl ME_WARNING_FLAGS
AC_DEFUN([ME_WARNING_FLAGS], [
    m4_foreach_w([me_flag], [
        -Wall
        -Wextra
        -Wformat=2
        -Wshadow
        -Wundef
        -Wvla
        -Wcast-align
        -Wcast-qual
        -Wconversion
        -Wpointer-arith
        -Wwrite-strings
        -Wstrict-prototypes
        -Wmissing-prototypes
        -Wmissing-declarations
        -Wold-style-definition
        -Wredundant-decls
        -Wnested-externs
        -Wimplicit-fallthrough
        -Wnull-dereference
        -Wdouble-promotion
        -Wduplicated-cond
        -Wduplicated-branches
        -Wlogical-op
    ], [ME_CFLAG_OPTIONAL(me_flag)])
])
