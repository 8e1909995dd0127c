/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 8536. Changes are read in the order of time: those that the file lists, then those of its last line, year by
 * year. Each becomes two stretches of local time: where clocks went forward the hour that never was and what came
 * after, where they went back the hour that came twice and what came after.
 */
#include "text/zone.h"

#include "text/timestamp.h"
#include "text/zone_rule.h"

enum {
    HEADER = 44, /* `TZif`, a version, 15 bytes of nothing, six counts */
    TYPE = 6,    /* offset (4 bytes), is summer, abbreviation */
    OFFSET_MAX = 26 * 3600
};

/* The tables of one block, in the file. */
struct block {
    const unsigned char *times, *kinds, *types;
    uint32_t count, type_count;
    size_t time_size; /* bytes of a time: 4 or 8 */
};

static uint32_t number(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t time_at(const struct block *b, uint32_t i)
{
    const unsigned char *p = b->times + (size_t)i * b->time_size;
    if (b->time_size == 4)
        return (int32_t)number(p);
    return (int64_t)((uint64_t)number(p) << 32 | number(p + 4));
}

/* Seconds ahead of UTC. */
static int32_t offset_of(const struct block *b, unsigned type)
{
    return (int32_t)number(b->types + (size_t)type * TYPE);
}

/* Reads the block that `*rest` begins with, its times of `time_size` bytes, and leaves what is behind it. */
static bool read_block(struct block *b, struct me_span *rest, size_t time_size)
{
    const unsigned char *p = (const unsigned char *)rest->ptr;
    if (rest->len < HEADER || !me_span_starts(*rest, ME_SPAN("TZif")))
        return false;
    const uint32_t is_ut = number(p + 20), is_standard = number(p + 24), leaps = number(p + 28);
    const uint32_t abbreviations = number(p + 40);
    b->count = number(p + 32);
    b->type_count = number(p + 36);
    b->time_size = time_size;
    /* No sum of these overflows: each count is at most the file's length. Files with leap seconds are of another time
     * than that of clocks on walls. */
    const uint32_t most = ME_ZONE_FILE_MAX;
    if (is_ut > most || is_standard > most || leaps > 0 || abbreviations > most || b->count > most ||
        b->type_count > most || b->type_count == 0)
        return false;
    b->times = p + HEADER;
    b->kinds = b->times + b->count * time_size;
    b->types = b->kinds + b->count;
    const size_t size =
        HEADER + b->count * (time_size + 1) + (size_t)b->type_count * TYPE + abbreviations + is_standard + is_ut;
    if (size > rest->len)
        return false;
    for (uint32_t i = 0; i < b->count; i++)
        if (b->kinds[i] >= b->type_count)
            return false;
    *rest = me_span_skip(*rest, size);
    return true;
}

/* The stretches are being made. */
struct making {
    struct me_zone *zone;
    int64_t first, last; /* local times outside are left out */
    int32_t offset;      /* in force */
    bool is_full;
};

static void add(struct making *m, int64_t begin, int32_t offset)
{
    struct me_zone *zone = m->zone;
    const int16_t minutes = offset == INT32_MAX || offset % 60 != 0 ? ME_ZONE_NONE : (int16_t)(offset / 60);
    /* Changes within hours of each other: a stretch without room is left out, and what overlaps is not known. */
    while (zone->count > 0 && zone->stretches[zone->count - 1].begin >= begin)
        zone->count--;
    if (zone->count == ME_ZONE_STRETCHES_MAX) {
        m->is_full = true;
        return;
    }
    zone->stretches[zone->count++] = (struct me_zone_stretch){begin, minutes};
}

/* Clocks changed to `offset` at `when`, seconds of UTC. */
static void change(struct making *m, int64_t when, int32_t offset)
{
    const int32_t before = m->offset;
    m->offset = offset;
    if (offset == before || when >= m->last - OFFSET_MAX)
        return;
    if (when < m->first) {
        add(m, m->first, offset);
        return;
    }
    add(m, when + (before < offset ? before : offset), INT32_MAX);
    add(m, when + (before < offset ? offset : before), offset);
}

/* The changes that the file lists; false when they are not in the order of time. */
static bool add_listed(struct making *m, const struct block *b, int64_t *newest)
{
    for (uint32_t i = 0; i < b->count; i++) {
        const int64_t when = time_at(b, i);
        const int32_t offset = offset_of(b, b->kinds[i]);
        if ((i > 0 && when <= *newest) || offset > OFFSET_MAX || offset < -OFFSET_MAX)
            return false;
        change(m, when, offset);
        *newest = when;
    }
    return true;
}

/* The changes of the last line that come after those that are listed. */
static void add_rule(struct making *m, const struct me_zone_rule *rule, int64_t newest)
{
    if (!rule->has_summer)
        return;
    for (int year = ME_ZONE_YEAR_FIRST; year <= ME_ZONE_YEAR_LAST; year++) {
        const int64_t begin = me_zone_rule_begin(rule, year), end = me_zone_rule_end(rule, year);
        const bool is_north = begin < end;
        const int64_t first = is_north ? begin : end, second = is_north ? end : begin;
        if (first > newest)
            change(m, first, is_north ? rule->summer : rule->standard);
        if (second > newest)
            change(m, second, is_north ? rule->standard : rule->summer);
    }
}

/* `\nCET-1CEST,M3.5.0,M10.5.0/3\n` behind the second block. Empty between its line ends: nobody knows. */
static bool read_last_line(struct me_span rest, struct me_zone_rule *rule, bool *has_rule)
{
    *has_rule = false;
    if (!me_span_starts(rest, ME_SPAN("\n")))
        return false;
    rest = me_span_skip(rest, 1);
    const char *end = memchr(rest.ptr, '\n', rest.len);
    if (end == NULL)
        return false;
    *has_rule = end > rest.ptr;
    return !*has_rule || me_zone_rule_read(rule, me_span_between(rest.ptr, end));
}

static int64_t midnight(uint16_t year)
{
    const struct me_timestamp t = {year, 1, 1, 0, 0, 0};
    return me_timestamp_seconds(&t);
}

bool me_zone_read(struct me_zone *zone, struct me_span tzif)
{
    struct block block;
    struct me_zone_rule rule = {0};
    bool has_rule = false;
    struct me_span rest = tzif;
    if (tzif.len > ME_ZONE_FILE_MAX || !read_block(&block, &rest, 4))
        return false;
    if (tzif.ptr[4] != '\0' && (!read_block(&block, &rest, 8) || !read_last_line(rest, &rule, &has_rule)))
        return false;
    struct making m = {zone, midnight(ME_ZONE_YEAR_FIRST), midnight(ME_ZONE_YEAR_LAST + 1), offset_of(&block, 0),
                       false};
    /* A file without changes has one type; a rule without summer says which offset holds from the newest change on. */
    zone->count = 0;
    add(&m, m.first, has_rule && block.count == 0 ? rule.standard : m.offset);
    int64_t newest = INT64_MIN;
    if (!add_listed(&m, &block, &newest))
        return false;
    if (has_rule)
        add_rule(&m, &rule, newest);
    add(&m, m.last, INT32_MAX);
    return !m.is_full;
}

bool me_zone_is_name(struct me_span name)
{
    bool is_begin = true;
    if (name.len == 0 || name.len > ME_ZONE_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        const char c = name.ptr[i];
        if (c == '/' ? is_begin
                     : !me_ascii_letter(c) && (is_begin || (!me_ascii_digit(c) && c != '_' && c != '+' && c != '-')))
            return false;
        is_begin = c == '/';
    }
    return !is_begin;
}

struct me_span me_zone_offset(const struct me_zone *zone, int64_t seconds, char out[static ME_ZONE_OFFSET_LEN])
{
    size_t low = 0, high = zone->count; /* the last stretch that began is in low..high - 1 */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (zone->stretches[middle].begin <= seconds)
            low = middle;
        else
            high = middle;
    }
    const int minutes = zone->stretches[low].minutes;
    if (minutes == ME_ZONE_NONE || zone->stretches[0].begin > seconds)
        return (struct me_span){0};
    const int ahead = minutes < 0 ? -minutes : minutes;
    out[0] = minutes < 0 ? '-' : '+';
    out[1] = (char)('0' + ahead / 600);
    out[2] = (char)('0' + ahead / 60 % 10);
    out[3] = ':';
    out[4] = (char)('0' + ahead % 60 / 10);
    out[5] = (char)('0' + ahead % 10);
    return (struct me_span){out, ME_ZONE_OFFSET_LEN};
}
