/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/text/zone.h and zone_rule.h: every zone of the machine's tzdata against libc, hour by hour around both
 * changes of the clock; rules that no zone has today; and files that are none.
 */
#include "text/zone.h"

#include <dirent.h>
#include <time.h>

#include "support/guarded.h"
#include "support/unit.h"
#include "text/timestamp.h"
#include "text/zone_rule.h"

#define ZONES "/usr/share/zoneinfo/"

static struct me_zone zone;

static struct me_span file_of(const char *name)
{
    static char bytes[ME_ZONE_FILE_MAX];
    char path[256];
    snprintf(path, sizeof(path), ZONES "%s", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s: install tzdata", path);
    const size_t len = fread(bytes, 1, sizeof(bytes), file);
    fclose(file);
    return (struct me_span){bytes, len};
}

/* `2026-03-29 02:30:00` as seconds of local time. */
static int64_t seconds(const char *text)
{
    struct me_timestamp t;
    assert_true(me_timestamp_before(text, text + strlen(text), &t) == text && me_timestamp_valid(&t));
    return me_timestamp_seconds(&t);
}

static const char *offset(int64_t local)
{
    static char text[ME_ZONE_OFFSET_LEN + 1];
    const struct me_span found = me_zone_offset(&zone, local, text);
    return found.ptr == NULL ? "" : text;
}

static const struct {
    const char *zone, *local, *want;
} changes[] = {
    {"Europe/Madrid", "2026-03-29 01:59:59", "+01:00"},
    {"Europe/Madrid", "2026-03-29 02:00:00", ""}, /* never was */
    {"Europe/Madrid", "2026-03-29 02:59:59", ""},
    {"Europe/Madrid", "2026-03-29 03:00:00", "+02:00"},
    {"Europe/Madrid", "2026-10-25 01:59:59", "+02:00"},
    {"Europe/Madrid", "2026-10-25 02:00:00", ""}, /* came twice */
    {"Europe/Madrid", "2026-10-25 02:59:59", ""},
    {"Europe/Madrid", "2026-10-25 03:00:00", "+01:00"},
    {"Europe/Madrid", "2099-07-01 12:00:00", "+02:00"},
    {"Europe/Madrid", "1989-12-31 23:59:59", ""}, /* before the first year */
    {"Europe/Madrid", "1990-01-01 00:00:00", "+01:00"},
    {"Europe/Madrid", "2099-12-31 23:59:59", "+01:00"},
    {"Europe/Madrid", "2100-01-01 00:00:00", ""}, /* behind the last */
    {"America/New_York", "2026-07-01 12:00:00", "-04:00"},
    {"America/St_Johns", "2026-01-01 12:00:00", "-03:30"},
    {"Australia/Sydney", "2026-01-01 12:00:00", "+11:00"}, /* summer */
    {"Australia/Sydney", "2026-04-05 02:30:00", ""},
    {"Australia/Lord_Howe", "2026-07-01 12:00:00", "+10:30"}, /* half an hour of summer time */
    {"Asia/Kolkata", "2026-07-01 12:00:00", "+05:30"},
    {"Pacific/Kiritimati", "2026-07-01 12:00:00", "+14:00"},
    {"Etc/UTC", "2026-07-01 12:00:00", "+00:00"},
    {"Africa/Casablanca", "2020-12-01 12:00:00", "+01:00"}, /* of a year that newer tables leave as it was */
};

static void knows_both_changes_of_the_clock(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(changes); i++) {
        assert_true(me_zone_read(&zone, file_of(changes[i].zone)));
        if (strcmp(offset(seconds(changes[i].local)), changes[i].want) != 0)
            fail_msg("%s %s: '%s'", changes[i].zone, changes[i].local, offset(seconds(changes[i].local)));
    }
}

/* What libc says of an instant; the offset is absent only where another instant had the same local time. */
static size_t compare_instant(const char *name, time_t when)
{
    struct tm there, other;
    char want[32];
    localtime_r(&when, &there);
    const int64_t local = when + there.tm_gmtoff;
    const char *found = offset(local);
    if (*found != '\0') {
        const long ahead = there.tm_gmtoff < 0 ? -there.tm_gmtoff : there.tm_gmtoff;
        snprintf(want, sizeof(want), "%c%02ld:%02ld", there.tm_gmtoff < 0 ? '-' : '+', ahead / 3600, ahead / 60 % 60);
        if (strcmp(found, want) != 0)
            fail_msg("%s at %lld: '%s', not '%s'", name, (long long)when, found, want);
        return 0;
    }
    for (time_t near = when - 26 * 3600; near <= when + 26 * 3600; near += 900) {
        localtime_r(&near, &other);
        const time_t same = (time_t)(local - other.tm_gmtoff);
        localtime_r(&same, &other);
        if (same != when && same + other.tm_gmtoff == local)
            return 1;
    }
    if (there.tm_gmtoff % 60 == 0)
        fail_msg("%s at %lld: no offset", name, (long long)when);
    return 0;
}

/* All instants of some days, and days of all years; the number of those whose local time came twice. */
static size_t compare(const char *name)
{
    enum { DAY = 86400 };
    const time_t first = 631152000 + 2 * DAY, last = 4102444800 - 2 * DAY; /* of 1990 and of 2099 */
    size_t twice = 0;
    assert_true(setenv("TZ", name, 1) == 0);
    tzset();
    assert_true(me_zone_read(&zone, file_of(name)));
    for (time_t when = first; when < last; when += 11 * DAY + 3607)
        twice += compare_instant(name, when);
    for (time_t when = 1790000000; when < 1790000000 + 365 * (time_t)DAY; when += 1800)
        twice += compare_instant(name, when);
    return twice;
}

static const char *const folders[] = {"Africa",    "America", "Asia",   "Atlantic",
                                      "Australia", "Europe",  "Indian", "Pacific"};

static void agrees_with_libc_on_every_zone(void **state)
{
    (void)state;
    size_t zones = 0, twice = 0;
    for (size_t i = 0; i < ME_COUNT(folders); i++) {
        char path[64], name[128];
        snprintf(path, sizeof(path), ZONES "%s", folders[i]);
        DIR *folder = opendir(path);
        if (folder == NULL)
            fail_msg("%s: install tzdata", path);
        for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
            snprintf(name, sizeof(name), "%s/%.64s", folders[i], entry->d_name);
            /* Not the folders in it, and a sixteenth of the zones where all is slow. */
            if (entry->d_type == DT_DIR || (zones++ % (16 / (me_unit_amount(16)))) != 0)
                continue;
            assert_true(me_zone_is_name(me_unit_span(name)));
            twice += compare(name);
        }
        closedir(folder);
    }
    unsetenv("TZ");
    tzset();
    assert_true(zones > 250);
    assert_true(twice > 0);
}

/* A file of version 2 with one type, `standard`, and nothing but a last line. */
static struct me_span made(const char *last_line, unsigned char standard_hours)
{
    static char bytes[512];
    const unsigned seconds_ahead = standard_hours * 3600u;
    char *p = bytes;
    for (int version = 0; version < 2; version++) {
        memcpy(p, "TZif2", 5);
        memset(p + 5, 0, 39);
        p[39] = 1; /* types */
        p[43] = 4; /* letters */
        p += 44;
        *p++ = 0;
        *p++ = (char)(seconds_ahead >> 16);
        *p++ = (char)(seconds_ahead >> 8);
        *p++ = (char)seconds_ahead;
        memcpy(p, "\0\0STD", 6);
        p += 6;
    }
    const int len = snprintf(p, sizeof(bytes) - (size_t)(p - bytes), "\n%s\n", last_line);
    return me_span_between(bytes, p + len);
}

static const struct {
    const char *line, *local, *want; /* `want` NULL: no rule */
} lines[] = {
    {"XXX-1", "2026-07-01 12:00:00", "+01:00"},
    {"<+01>-1", "2026-07-01 12:00:00", "+01:00"},
    {"XXX-1YYY,M3.5.0,M10.5.0/3", "2026-07-01 12:00:00", "+02:00"},
    {"XXX-1YYY-3,M3.5.0,M10.5.0/3", "2026-07-01 12:00:00", "+03:00"},
    {"XXX-1YYY,J60/0,J300/0", "2028-02-29 23:00:00", "+01:00"}, /* J60 is 1 March, also in a leap year */
    {"XXX-1YYY,J60/0,J300/0", "2028-03-01 12:00:00", "+02:00"},
    {"XXX-1YYY,59/0,300/0", "2028-02-29 12:00:00", "+02:00"}, /* 59 is 29 February in a leap year */
    {"XXX-1YYY,59/0,300/0", "2027-02-28 12:00:00", "+01:00"},
    {"XXX-1YYY,M10.1.0,M4.1.0/3", "2026-01-01 12:00:00", "+02:00"}, /* south of the equator */
    {"XXX-1YYY,M10.1.0,M4.1.0/3", "2026-07-01 12:00:00", "+01:00"},
    {"XXX-1YYY,M3.4.4/50,M10.4.4/50", "2026-03-28 03:30:00", "+02:00"}, /* two days and two hours after Thursday */
    {"XXX-1YYY,M3.5.0/-1,M10.5.0/3", "2026-03-28 22:30:00", "+01:00"},  /* an hour before Sunday */
    {"XXX-1YYY,M3.5.0/-1,M10.5.0/3", "2026-03-29 00:30:00", "+02:00"},
    {"", "2026-07-01 12:00:00", "+01:00"}, /* nobody knows what comes */
    {"XX-1", "", NULL},
    {"XXX", "", NULL},
    {"XXX-25", "", NULL},
    {"XXX-1YYY", "", NULL},
    {"XXX-1YYY,M3.5.0", "", NULL},
    {"XXX-1YYY,M13.5.0,M10.5.0", "", NULL},
    {"XXX-1YYY,M3.6.0,M10.5.0", "", NULL},
    {"XXX-1YYY,M3.5.7,M10.5.0", "", NULL},
    {"XXX-1YYY,M3.5.0/168,M10.5.0", "", NULL},
    {"XXX-1YYY,J0,J300", "", NULL},
    {"XXX-1YYY,J366,J300", "", NULL},
    {"XXX-1YYY,M3.5.0,M10.5.0x", "", NULL},
    {"<+01-1", "", NULL},
    {"XXX-1:60", "", NULL},
};

static void reads_the_last_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(lines); i++) {
        const bool is_read = me_zone_read(&zone, made(lines[i].line, 1));
        if (is_read != (lines[i].want != NULL))
            fail_msg("'%s': %s", lines[i].line, is_read ? "read" : "not read");
        if (is_read && strcmp(offset(seconds(lines[i].local)), lines[i].want) != 0)
            fail_msg("'%s' %s: '%s'", lines[i].line, lines[i].local, offset(seconds(lines[i].local)));
    }
}

/* Whatever is cut off or changed: read, or not read, and nothing is looked at behind the end. */
static void survives_files_that_are_none(void **state)
{
    (void)state;
    struct me_guarded memory = me_guarded_new(ME_ZONE_FILE_MAX + 1);
    const struct me_span whole = file_of("Europe/Madrid");
    for (size_t len = 0; len < whole.len; len++)
        assert_false(me_zone_read(&zone, me_guarded_at_end(&memory, (struct me_span){whole.ptr, len})));
    assert_true(me_zone_read(&zone, me_guarded_at_end(&memory, whole)));
    uint64_t seed = me_unit_seed("zones", 20261129);
    for (size_t i = 0; i < me_unit_amount(20000); i++) {
        struct me_span copy = me_guarded_at_end(&memory, whole);
        for (size_t changes_left = 1 + me_unit_random(&seed, 4); changes_left > 0; changes_left--) {
            /* Half of them in the header, where the counts are. */
            const size_t place = me_unit_random(&seed, me_unit_random(&seed, 2) == 0 ? 44 : copy.len);
            ((char *)(uintptr_t)copy.ptr)[place] = (char)me_unit_random(&seed, 256);
        }
        if (me_zone_read(&zone, copy)) {
            assert_true(zone.count > 0 && zone.count <= ME_ZONE_STRETCHES_MAX);
            for (size_t j = 1; j < zone.count; j++)
                assert_true(zone.stretches[j - 1].begin < zone.stretches[j].begin);
            offset(seconds("2026-07-01 12:00:00"));
        }
    }
    static char long_file[ME_ZONE_FILE_MAX + 1];
    memcpy(long_file, whole.ptr, whole.len);
    assert_true(me_zone_read(&zone, (struct me_span){long_file, ME_ZONE_FILE_MAX}));
    assert_false(me_zone_read(&zone, (struct me_span){long_file, ME_ZONE_FILE_MAX + 1}));
    me_guarded_free(&memory);
}

static const struct {
    struct me_span name;
    bool want;
} names[] = {
    {ME_BYTES("Europe/Madrid"), true},
    {ME_BYTES("America/Argentina/Buenos_Aires"), true},
    {ME_BYTES("Etc/GMT+5"), true},
    {ME_BYTES("UTC"), true},
    {ME_BYTES(""), false},
    {ME_BYTES("/etc/passwd"), false},
    {ME_BYTES("../../../etc/passwd"), false},
    {ME_BYTES("Europe/../Madrid"), false},
    {ME_BYTES("Europe//Madrid"), false},
    {ME_BYTES("Europe/"), false},
    {ME_BYTES("Europe/Madrid\0x"), false},
    {ME_BYTES("+02:00"), false},
    {ME_BYTES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), true},
    {ME_BYTES("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), false},
};

static void knows_a_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(names); i++)
        if (me_zone_is_name(names[i].name) != names[i].want)
            fail_msg("'%.*s'", (int)names[i].name.len, names[i].name.ptr);
}

/* A zone that changes at each of more instants than there is room for. */
static void refuses_more_changes_than_it_has_room_for(void **state)
{
    (void)state;
    static unsigned char bytes[ME_ZONE_FILE_MAX];
    for (unsigned count = ME_ZONE_STRETCHES_MAX / 2 - 2; count <= ME_ZONE_STRETCHES_MAX / 2; count++) {
        unsigned char *p = bytes;
        memcpy(p, "TZif\0", 5);
        memset(p + 5, 0, 39);
        p[34] = (unsigned char)(count >> 8);
        p[35] = (unsigned char)count;
        p[39] = 2;
        p[43] = 4;
        p += 44;
        for (unsigned i = 0; i < count; i++) {
            const unsigned when = 946684800u + i * 86400u;
            for (int shift = 24; shift >= 0; shift -= 8)
                *p++ = (unsigned char)(when >> shift);
        }
        for (unsigned i = 0; i < count; i++)
            *p++ = (unsigned char)(1 - i % 2);
        memcpy(p,
               "\0\0\0\0\0\0"
               "\0\0\016\020\0\0"
               "STD",
               16);
        const struct me_span file = {(const char *)bytes, (size_t)(p + 16 - bytes)};
        /* Two stretches for each change, one before all of them, one behind the last year. */
        assert_int_equal(me_zone_read(&zone, file), count * 2 + 2 <= ME_ZONE_STRETCHES_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_both_changes_of_the_clock),
        cmocka_unit_test(agrees_with_libc_on_every_zone),
        cmocka_unit_test(reads_the_last_line),
        cmocka_unit_test(survives_files_that_are_none),
        cmocka_unit_test(knows_a_name),
        cmocka_unit_test(refuses_more_changes_than_it_has_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
