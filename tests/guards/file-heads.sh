#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every file that somebody wrote begins with its licence and a paragraph that says what it is. Data and documents have
# no paragraph, and a licence only where their format has comments that nobody else reads.
# shellcheck source=guard.sh
. "$(dirname "$0")/guard.sh"

readonly SUFFIXES='c|h|h\.in|def|ac|am|m4|sh|py|conf'
readonly WRITTEN="(\\.($SUFFIXES)|^scripts/[^.]*|^packaging/[^/.]*|^\\.ci/run|^\\.clang-format|^\\.8)\$"

check() {
    files=$(written_files "$1" | grep -E "$WRITTEN")
    [ -n "$files" ] || return
    printf '%s\n' "$files" | while read -r file; do
        awk -v file="$file" '
            /SPDX-License-Identifier: Apache-2\.0/ && FNR <= 3 { licence = FNR }
            licence && FNR > licence && FNR <= licence + 3 {
                prose = $0
                gsub(/[^A-Za-z ]/, "", prose)
                if (length(prose) >= 20) paragraph = 1
            }
            END {
                if (!licence) print file ": no SPDX line at its head"
                else if (!paragraph) print file ": no paragraph that says what it is"
            }' "$1/$file"
    done
    printf 'checked %s\n' "$(printf '%s\n' "$files" | wc -l)"
}

good_tree() {
    put lib/good.c <<'END'
/* SPDX-License-Identifier: Apache-2.0
 *
 * Two words that name bytes somebody else owns. */
END
    put scripts/good <<'END'
#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# From a fresh clone to a built module.
END
    put tests/e2e/good.py <<'END'
# SPDX-License-Identifier: Apache-2.0
"""End-to-end tests of what the module does with a frame."""
END
    must_accept 'files as they should be'
}

for file in lib/bad.h lib/bad.def scripts/bad tests/e2e/bad.py conf-examples/minimal/bad.conf m4/bad.m4; do
    good_tree
    echo 'int licence;' | put "$file"
    must_refuse 'no licence' "$file: no SPDX"
    good_tree
    printf '/* SPDX-License-Identifier: %s */\n#include <stddef.h>\n\nint a;\n' Apache-2.0 | put "$file"
    must_refuse 'no paragraph' "$file: no paragraph"
    good_tree
    printf '\n\n\n\n/* SPDX-License-Identifier: %s\n * Two words that name bytes. */\n' Apache-2.0 | put "$file"
    must_refuse 'the licence is not at the head' "$file: no SPDX"
done

check_real_tree
