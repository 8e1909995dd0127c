#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes the queues of an rsyslogd that was killed fit to go on with. rsyslogd writes a message to the queue's file
# first and how far it got to the queue's .qi file next. Killed in between it leaves a message that the .qi file does
# not know, and its successor reads that one in place of the next it takes in: that one is lost, and up to a few behind
# it. This cuts off what the .qi file does not know.
#
# Usage: trim-queues.sh QUEUE.qi...      before rsyslogd starts, never while it runs
#
# What does not exist is an empty queue. Exit status: 0 done; 1 one could not be read or cut, the others are done.
set -u

# value NAME STATE: a number of the first stream in a .qi file, the one that writes: "+NAME:TYPE:LENGTH:NUMBER:".
value() {
    sed -n "s/^+$1:[0-9]*:[0-9]*:\([0-9][0-9]*\):\$/\1/p" "$2" | head -n 1
}

trim() {
    number=$(value iCurrFNum "$1") && known=$(value iCurrOffs "$1") || return
    if [ -z "$number" ] || [ -z "$known" ]; then
        echo "$1: not the state of a queue on disk" >&2
        return 1
    fi
    file=$(printf '%s.%08d' "${1%.qi}" "$number")
    # A file begun after the .qi file was written is unknown as a whole.
    rm -f "$(printf '%s.%08d' "${1%.qi}" "$((number + 1))")" || return
    [ -e "$file" ] || return 0
    size=$(stat -c %s "$file") || return
    [ "$size" -le "$known" ] && return
    truncate -s "$known" "$file" && echo "$file: cut off $((size - known)) octets after the $known that $1 knows"
}

if [ $# -eq 0 ]; then
    echo "usage: $0 QUEUE.qi..." >&2
    exit 1
fi
status=0
for state in "$@"; do
    [ ! -e "$state" ] || trim "$state" || status=1
done
exit $status
