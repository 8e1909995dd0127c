# SPDX-License-Identifier: Apache-2.0
#
# Completion for fish. A test compares the words with the program's.

# What stands before the last comma of a list goes in front of each word.
function __mailenable_report_kinds
    set -l before (string match -r '^(?:--only=|-o)?(.*,)' -- (commandline -ct))[2]
    set -l kinds failed all granted denied not-required debug command relay-denied relay-granted catch-all-delivery \
        local-delivery recipient-denied auth-success auth-failure auth-step auth-unavailable \
        connection-denied recipient-rejected recipient-deferred recipient-accepted sender-rejected \
        sender-deferred sender-accepted protocol-error connect hello starttls data reset quit delivered \
        delivery-deferred delivery-failed no-criteria-met sender-not-local relaying-disabled open-relay \
        authenticated sender-local authorized-ip catch-all recipient-local sender-blacklisted \
        recipient-undefined domain-local authentication-required local-sender-not-authenticated \
        access-denied unknown-recipient dns-blacklist greylisting sender-domain-invalid bad-sequence \
        too-many-errors unknown-command
    for kind in $kinds
        echo "$before$kind"
    end
end

complete -c mailenable-report -s b -l by -x -a 'client network user sender recipient reason hour day host' -d 'Group by'
complete -c mailenable-report -s o -l only -x -d 'Count these kinds' -a '(__mailenable_report_kinds)'
complete -c mailenable-report -s c -l client -x -d 'Only clients in a network'
complete -c mailenable-report -s u -l user -x -d 'Only where this name was given to log in'
complete -c mailenable-report -s s -l since -x -a 'today yesterday 30m 2h 1d 1w' -d 'From that time on'
complete -c mailenable-report -s e -l until -x -a 'today yesterday 30m 2h 1d 1w' -d 'Up to that time'
complete -c mailenable-report -s t -l top -x -d 'Show the first rows'
complete -c mailenable-report -s S -l sort -x -a 'worst attempts first last name' -d 'Order of the rows'
complete -c mailenable-report -s f -l format -x -a 'table csv json jsonl html' -d 'Form of the report'
complete -c mailenable-report -s n -l names -d 'Look up the host names of clients'
complete -c mailenable-report -s H -l host -x -d 'The server that plain log files come from'
complete -c mailenable-report -l unrecognized -d 'Show the shapes of lines that were not understood'
complete -c mailenable-report -l max-groups -x -d 'Keep at most so many rows in memory'
complete -c mailenable-report -s j -l jobs -x -d 'Read with so many threads'
complete -c mailenable-report -s h -l help -d 'Show help'
complete -c mailenable-report -s V -l version -d 'Show the version'
