/* SPDX-License-Identifier: Apache-2.0
 *
 * A memory that runs out on demand, for the module alone.
 */
#include "host.h"

/* The linker hands every call of these functions over to us (--wrap). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
struct fjson_object *__real_fjson_object_new_object(void);
struct fjson_object *__real_fjson_object_new_array(void);
struct fjson_object *__real_fjson_object_new_int64(int64_t value);
struct fjson_object *__real_fjson_object_new_boolean(fjson_bool value);
struct fjson_object *__real_fjson_object_new_string_len(const char *text, int len);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);
struct fjson_object *__wrap_fjson_object_new_object(void);
struct fjson_object *__wrap_fjson_object_new_array(void);
struct fjson_object *__wrap_fjson_object_new_int64(int64_t value);
struct fjson_object *__wrap_fjson_object_new_boolean(fjson_bool value);
struct fjson_object *__wrap_fjson_object_new_string_len(const char *text, int len);

static int allocations_left = -1;
static _Thread_local int host_depth; /* above 0: the host allocates */
static bool has_failed;

bool me_stub_fail_after(int count)
{
    const bool failed = has_failed;
    allocations_left = count;
    has_failed = false;
    return failed;
}

static bool must_fail(void)
{
    if (host_depth > 0 || allocations_left < 0)
        return false;
    if (allocations_left > 0) {
        allocations_left--;
        return false;
    }
    return has_failed = true;
}

void *__wrap_malloc(size_t size)
{
    return must_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *p, size_t size)
{
    return must_fail() ? NULL : __real_realloc(p, size);
}

struct fjson_object *__wrap_fjson_object_new_object(void)
{
    return must_fail() ? NULL : __real_fjson_object_new_object();
}

struct fjson_object *__wrap_fjson_object_new_array(void)
{
    return must_fail() ? NULL : __real_fjson_object_new_array();
}

struct fjson_object *__wrap_fjson_object_new_int64(int64_t value)
{
    return must_fail() ? NULL : __real_fjson_object_new_int64(value);
}

struct fjson_object *__wrap_fjson_object_new_boolean(fjson_bool value)
{
    return must_fail() ? NULL : __real_fjson_object_new_boolean(value);
}

struct fjson_object *__wrap_fjson_object_new_string_len(const char *text, int len)
{
    return must_fail() ? NULL : __real_fjson_object_new_string_len(text, len);
}

void me_host_enter(void)
{
    host_depth++;
}

void me_host_leave(void)
{
    host_depth--;
}

void *me_host_need(void *p)
{
    if (p == NULL)
        abort();
    return p;
}

void *me_host_new(size_t count, size_t size)
{
    return me_host_need(__real_calloc(count, size));
}

char *me_host_duplicate(const char *text, size_t len)
{
    char *copy = me_host_new(1, len + 1);
    memcpy(copy, text, len);
    return copy;
}
