#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs the program for Windows under wine, in the place of the one for this system: tests name this file. The tests give
# their program an environment of a few names, so the places are known from the links that tests/windows/prepare.sh
# makes beside this file: `program.exe` and the directory `wine`. ME_WINDOWS_RUN names another program, such as cmd.
here=$(dirname "$(realpath "$0")")
# The encoding of the command line: wine takes it for what the locale says. -all: no remarks of wine itself; a fault of
# the program is shown all the same.
WINEPREFIX=$(cd "$here/wine" && pwd -P) WINEDEBUG=${WINEDEBUG--all} LC_ALL=C.UTF-8 WINEDLLOVERRIDES='mscoree,mshtml=' \
    exec wine "${ME_WINDOWS_RUN-$here/program.exe}" "$@"
