/* SPDX-License-Identifier: Apache-2.0
 *
 * The bytes of one input, decompressed if need be. With source.c the only place that knows libarchive; knows no lines.
 */
#ifndef ME_SOURCE_H
#define ME_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zip.h"

struct me_source;

enum { ME_SOURCE_WHOLE = -1 }; /* for `entry`: not an archive */

/* Opens the file at `path`, or standard input when it is NULL; of a zip archive, the entry whose header stands at
 * `entry` and whose data is `size` bytes long. gzip, xz, zstd, bzip2 and zip are recognised by their first bytes.
 * Returns NULL and sets `*error`, which the caller frees, on failure. */
struct me_source *me_source_open(const char *path, int64_t entry, int64_t size, char **error);

/* Reads up to `size` bytes as soon as there are any. 0: the end; -1: it broke, and `*error` says why (the caller frees
 * it). A plain file is read as far as it goes now, be it growing or shrinking. */
ptrdiff_t me_source_read(struct me_source *source, char *out, size_t size, char **error);

/* Bytes taken from the file so far, as they lie on the disk. */
int64_t me_source_position(const struct me_source *source);

void me_source_close(struct me_source *source);

/* Calls `take` for each file in the zip archive at `path`. False when it is not a zip archive (nothing was called then)
 * or, with `*error` set, when it cannot be read to its end. */
bool me_source_entries(const char *path, bool (*take)(void *context, const struct me_zip_entry *entry), void *context,
                       char **error);

#endif
