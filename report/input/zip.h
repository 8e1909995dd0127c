/* SPDX-License-Identifier: Apache-2.0
 *
 * The directory of a zip archive: which files are in it, and where. libarchive can only walk from the first entry to
 * the wanted one, so that thousands of files in one archive would take the square of their number. Knows the format
 * (PKWARE APPNOTE 6.3), and nothing of what is packed.
 */
#ifndef ME_ZIP_H
#define ME_ZIP_H

#include <stdbool.h>
#include <stdint.h>

enum { ME_ZIP_DIRECTORY_MAX = 1 << 28 }; /* bytes of a directory, about three million files */

struct me_zip_entry {
    const char *name; /* as it stands there, with `/` between directories */
    int64_t offset;   /* in the file: where its header begins, and its data behind it */
    int64_t size;     /* bytes, packed */
};

/* Calls `take` for each file in the zip archive that `descriptor` reads, until it returns false. NULL when all went
 * well, or why not: a constant. */
const char *me_zip_list(int descriptor, bool (*take)(void *context, const struct me_zip_entry *entry), void *context);

/* Stands behind the header at `offset`, where the data begins, and sets `*is_packed`: not stored as it is. False when
 * there is no header. */
bool me_zip_find(int descriptor, int64_t offset, bool *is_packed);

#endif
