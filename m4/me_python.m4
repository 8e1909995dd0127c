dnl SPDX-License-Identifier: Apache-2.0
dnl
dnl The Python interpreter that runs the end-to-end tests.

dnl ME_PYTHON_WITH_PYTEST
dnl Sets PYTHON3. The first python3 on the path may be somebody's own without pytest, while the distribution's has it;
dnl when none has it, the distribution's is named, so that it serves as soon as the package is installed.
AC_DEFUN([ME_PYTHON_WITH_PYTEST], [
    AC_ARG_VAR([PYTHON3], [python3 that has pytest, for make check-e2e])
    AC_MSG_CHECKING([for a python3 that has pytest])
    for me_python in ${PYTHON3:+"$PYTHON3"} python3 /usr/bin/python3; do
        AS_IF(["$me_python" -c 'import pytest' >/dev/null 2>&1], [PYTHON3=$me_python; break])
    done
    AS_IF([test -z "$PYTHON3"], [PYTHON3=/usr/bin/python3])
    AC_MSG_RESULT([$PYTHON3])
])
