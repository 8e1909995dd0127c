/* SPDX-License-Identifier: Apache-2.0
 *
 * Put before rsyslogd with LD_PRELOAD: memory that runs out for the module, and for nobody else. From the signal
 * SIGRTMIN+5 on, of the allocations that the module makes itself or through libfastjson the first fails, of the next
 * ones the second, then the third and so on up to ME_FAIL_CYCLE, and again from the start: so that every point in the
 * work on a message is met. What rsyslog allocates on the module's behalf is rsyslog's affair. How many failed is
 * written to the file ME_FAIL_LOG at the end. Knows glibc.
 */
#define _GNU_SOURCE
#include <execinfo.h>
#include <link.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

enum { MODULE, JSON, LIBC, SELF, OBJECTS, DEPTH = 12 };
static const char *const names[OBJECTS] = {"mmmailenable.so", "libfastjson.so", "libc.so.6", "failing_memory.so"};
static struct {
    uintptr_t begin, end;
} where[OBJECTS];
static atomic_bool enabled;
static atomic_ulong made, wanted = 1, failed;
static _Thread_local bool busy; /* the walk over the stack may allocate */

static int note_object(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size, (void)context;
    for (int i = 0; i < OBJECTS; i++) {
        if (strstr(info->dlpi_name, names[i]) == NULL)
            continue;
        where[i].begin = UINTPTR_MAX;
        for (int j = 0; j < info->dlpi_phnum; j++) {
            const ElfW(Phdr) *part = &info->dlpi_phdr[j];
            const uintptr_t begin = info->dlpi_addr + part->p_vaddr, end = begin + part->p_memsz;
            if (part->p_type != PT_LOAD)
                continue;
            where[i].begin = begin < where[i].begin ? begin : where[i].begin;
            where[i].end = end > where[i].end ? end : where[i].end;
        }
    }
    return 0;
}

static void enable(int number)
{
    (void)number;
    dl_iterate_phdr(note_object, NULL);
    enabled = where[MODULE].end != 0;
}

__attribute__((constructor)) static void start(void)
{
    void *frame[1];
    backtrace(frame, 1); /* loads what it needs */
    signal(SIGRTMIN + 5, enable);
}

__attribute__((destructor)) static void end(void)
{
    const char *name = getenv("ME_FAIL_LOG");
    FILE *file = name != NULL ? fopen(name, "w") : NULL;
    if (file == NULL)
        return;
    fprintf(file, "%lu\n", atomic_load(&failed));
    fclose(file);
}

static int object_of(const void *address)
{
    for (int i = 0; i < OBJECTS; i++)
        if ((uintptr_t)address >= where[i].begin && (uintptr_t)address < where[i].end)
            return i;
    return OBJECTS;
}

/* Whether the nearest caller beyond the libraries is the module. */
static bool is_the_modules(void)
{
    void *frame[DEPTH];
    busy = true;
    const int count = backtrace(frame, DEPTH);
    busy = false;
    for (int i = 0; i < count; i++) {
        const int object = object_of(frame[i]);
        if (object == MODULE || object == OBJECTS)
            return object == MODULE;
    }
    return false;
}

static bool must_fail(void)
{
    static unsigned long cycle;
    if (!enabled || busy || !is_the_modules() || atomic_fetch_add(&made, 1) + 1 < wanted)
        return false;
    if (cycle == 0)
        cycle = getenv("ME_FAIL_CYCLE") != NULL ? strtoul(getenv("ME_FAIL_CYCLE"), NULL, 10) : 64;
    made = 0;
    wanted = wanted % cycle + 1;
    failed++;
    return true;
}

void *malloc(size_t size)
{
    return must_fail() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return must_fail() ? NULL : __libc_realloc(old, size);
}
