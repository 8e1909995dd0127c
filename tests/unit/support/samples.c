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
    assert_true(size >= 1 && size < BYTES_MAX);
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

struct me_span me_samples_word(struct me_span object, const char *name)
{
    char key[32];
    const size_t len = (size_t)snprintf(key, sizeof(key), "\"%s\":\"", name);
    assert_true(len < sizeof(key));
    for (const char *p = object.ptr, *end = me_span_end(object); (p = memchr(p, '"', (size_t)(end - p))) != NULL; p++) {
        const struct me_span rest = me_span_between(p, end);
        if (me_span_starts(rest, (struct me_span){key, len})) {
            const char *value = p + len;
            return me_span_between(value, memchr(value, '"', (size_t)(end - value)));
        }
    }
    return (struct me_span){0};
}

void me_samples_free(struct me_samples *samples)
{
    free(samples->lines);
    free(samples->bytes);
    *samples = (struct me_samples){0};
}
