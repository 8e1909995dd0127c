/* SPDX-License-Identifier: Apache-2.0
 *
 * The calendar by day numbers: a year that starts in March makes every month's first day a linear function.
 */
#include "clock.h"

#include <stdio.h>

#include "system.h"
#include "text/timestamp.h"

struct civil {
    int64_t year;
    int month, day;
};

int64_t me_clock_floor(int64_t when, int64_t step)
{
    const int64_t rest = when % step;
    return when - (rest < 0 ? rest + step : rest);
}

static struct civil civil_of(int64_t when)
{
    enum { DAYS_OF_400_YEARS = 146097, DAYS_TO_MARCH_OF_YEAR_0 = 719468 };
    const int64_t day = me_clock_floor(when, ME_DAY) / ME_DAY + DAYS_TO_MARCH_OF_YEAR_0;
    const int64_t era = me_clock_floor(day, DAYS_OF_400_YEARS) / DAYS_OF_400_YEARS;
    const int64_t in_era = day - era * DAYS_OF_400_YEARS;
    const int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    const int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    const int64_t month = (5 * in_year + 2) / 153;
    struct civil c = {.year = year + era * 400, .day = (int)(in_year - (153 * month + 2) / 5 + 1)};
    c.month = (int)(month < 10 ? month + 3 : month - 9);
    c.year += c.month <= 2;
    return c;
}

const char *me_clock_text(int64_t when, enum me_clock_form form, char out[static ME_CLOCK_TEXT_MAX])
{
    if (when == ME_NEVER) {
        memcpy(out, "-", 2);
        return out;
    }
    const struct civil c = civil_of(when);
    const int second_of_day = (int)(when - me_clock_floor(when, ME_DAY));
    const int year = (int)(c.year % 10000), h = second_of_day / ME_HOUR, m = second_of_day / 60 % 60;
    switch (form) {
    case ME_CLOCK_FULL:
        snprintf(out, ME_CLOCK_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02d", year, c.month, c.day, h, m,
                 second_of_day % 60);
        break;
    case ME_CLOCK_SHORT:
        snprintf(out, ME_CLOCK_TEXT_MAX, "%02d-%02d %02d:%02d", c.month, c.day, h, m);
        break;
    case ME_CLOCK_DAY:
        snprintf(out, ME_CLOCK_TEXT_MAX, "%04d-%02d-%02d", year, c.month, c.day);
        break;
    default:
        snprintf(out, ME_CLOCK_TEXT_MAX, "%04d-%02d-%02d %02d:%02d", year, c.month, c.day, h, m);
    }
    return out;
}

int me_clock_year(int64_t when)
{
    return (int)civil_of(when).year;
}

int me_clock_weekday(int64_t when)
{
    enum { THURSDAY = 3 }; /* 1970-01-01 */
    return (int)(((me_clock_floor(when, ME_DAY) / ME_DAY + THURSDAY) % 7 + 7) % 7);
}

/* What the clocks on this machine's walls show `now` seconds after 1970 began in UTC. */
static int64_t local_time(int64_t now)
{
    struct tm local;
    struct me_timestamp t;
    if (!me_system_local_time(now, &local))
        return now;
    t = (struct me_timestamp){(uint16_t)(local.tm_year + 1900), (uint8_t)(local.tm_mon + 1), (uint8_t)local.tm_mday,
                              (uint8_t)local.tm_hour,           (uint8_t)local.tm_min,       (uint8_t)local.tm_sec};
    return me_timestamp_seconds(&t);
}

/* `2h` and the like, as the moment on the wall that it means. */
static bool parse_ago(struct me_span words, int64_t now, int64_t *when)
{
    enum { NUMBER_MAX = 1000000 };
    int64_t number = 0;
    size_t i = 0;
    for (; i < words.len && me_ascii_digit(words.ptr[i]) && number < NUMBER_MAX; i++)
        number = number * 10 + (words.ptr[i] - '0');
    if (i == 0 || i + 1 != words.len)
        return false;
    switch (words.ptr[i]) {
    case 'm':
        *when = local_time(now - number * 60);
        return true;
    case 'h':
        *when = local_time(now - number * ME_HOUR);
        return true;
    case 'd':
        *when = local_time(now) - number * ME_DAY;
        return true;
    case 'w':
        *when = local_time(now) - number * 7 * ME_DAY;
        return true;
    default:
        return false;
    }
}

static bool parse_moment(struct me_span words, int64_t *from, int64_t *to)
{
    enum { DATE = 10, TO_MINUTE = 16, TO_SECOND = 19 };
    struct me_timestamp t = {0};
    char time[9] = "00:00:00";
    if (words.len != DATE && words.len != TO_MINUTE && words.len != TO_SECOND)
        return false;
    if (me_timestamp_date_before(words.ptr, words.ptr + DATE, &t) != words.ptr || words.ptr[4] != '-')
        return false;
    if (words.len > DATE) {
        if (words.ptr[DATE] != ' ' && words.ptr[DATE] != 'T')
            return false;
        memcpy(time, words.ptr + DATE + 1, words.len - DATE - 1);
    }
    if (!me_timestamp_time((struct me_span){time, 8}, &t) || !me_timestamp_valid(&t))
        return false;
    *from = me_timestamp_seconds(&t);
    *to = *from + (words.len == DATE ? ME_DAY : words.len == TO_MINUTE ? 60 : 1);
    return true;
}

bool me_clock_parse(struct me_span words, int64_t now, int64_t *from, int64_t *to)
{
    const bool is_today = me_span_equal_nocase(words, ME_SPAN("today"));
    if (is_today || me_span_equal_nocase(words, ME_SPAN("yesterday"))) {
        *from = me_clock_floor(local_time(now), ME_DAY) - (is_today ? 0 : ME_DAY);
        *to = *from + ME_DAY;
        return true;
    }
    if (parse_ago(words, now, from)) {
        *to = *from;
        return true;
    }
    return parse_moment(words, from, to);
}
