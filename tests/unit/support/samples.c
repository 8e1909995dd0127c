/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads sample files. Where they are is compiled in, so that a test runs from any folder and under any tool.
 */
#include "samples.h"

#include "unit.h"

struct me_samples me_samples_load(const char *name)
{
    enum { BYTES_MAX = 1 << 20 };
    struct me_samples samples = {.bytes = malloc(BYTES_MAX)};
    char path[4096];
    assert_non_null(samples.bytes);
    assert_true(snprintf(path, sizeof(path), "%s/%s", ME_TEST_DATA, name) < (int)sizeof(path));
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    const size_t size = fread(samples.bytes, 1, BYTES_MAX, file);
    fclose(file);
    assert_in_range(size, 1, BYTES_MAX - 1);
    const char *end = samples.bytes + size;
    for (const char *p = samples.bytes; p < end; p++)
        samples.count += *p == '\n';
    samples.lines = calloc(samples.count, sizeof(samples.lines[0]));
    assert_non_null(samples.lines);
    const char *p = samples.bytes;
    for (size_t i = 0; i < samples.count; i++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        samples.lines[i] = me_span_between(p, newline);
        p = newline + 1;
    }
    assert_ptr_equal(p, end); /* the last line has its newline */
    return samples;
}

void me_samples_free(struct me_samples *samples)
{
    free(samples->lines);
    free(samples->bytes);
    *samples = (struct me_samples){0};
}
