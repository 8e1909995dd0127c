/* SPDX-License-Identifier: Apache-2.0
 *
 * Guard pages by mmap().
 */
#include "guarded.h"

#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

struct me_guarded me_guarded_new(size_t size)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t usable = (size + page) / page * page;
    char *map = mmap(NULL, usable + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(map != MAP_FAILED);
    assert_int_equal(mprotect(map + page, usable, PROT_READ | PROT_WRITE), 0);
    return (struct me_guarded){map + page, map + page + usable};
}

void me_guarded_free(struct me_guarded *memory)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    munmap(memory->begin - page, (size_t)(memory->end - memory->begin) + 2 * page);
    memory->begin = memory->end = NULL;
}

struct me_span me_guarded_at_end(struct me_guarded *memory, struct me_span text)
{
    assert_true(text.len <= (size_t)(memory->end - memory->begin));
    char *copy = memory->end - text.len;
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    return (struct me_span){copy, text.len};
}

struct me_span me_guarded_at_start(struct me_guarded *memory, struct me_span text)
{
    assert_true(text.len <= (size_t)(memory->end - memory->begin));
    if (text.len > 0)
        memcpy(memory->begin, text.ptr, text.len);
    return (struct me_span){memory->begin, text.len};
}
