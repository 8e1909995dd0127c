/* SPDX-License-Identifier: Apache-2.0
 *
 * POSIX.1, Base Definitions, 8.3, and RFC 8536, section 3.3.1: hours of a change may be from -167 to 167.
 */
#include "text/zone_rule.h"

#include "text/timestamp.h"

enum { DAY = 86400, HOUR = 3600, TWO_O_CLOCK = 2 * HOUR };

/* What is left of the text. */
struct reader {
    const char *p, *end;
};

static bool take(struct reader *r, char c)
{
    if (r->p >= r->end || *r->p != c)
        return false;
    r->p++;
    return true;
}

/* A number from `low` to `high`, of one to three digits. */
static bool number(struct reader *r, int low, int high, int *out)
{
    int value = 0, digits = 0;
    while (r->p < r->end && me_ascii_digit(*r->p) && digits < 3) {
        value = value * 10 + (*r->p++ - '0');
        digits++;
    }
    *out = value;
    return digits > 0 && value >= low && value <= high;
}

/* The abbreviation of a zone: three letters or more, or `<+03>`. */
static bool skip_name(struct reader *r)
{
    const char *begin = r->p;
    if (take(r, '<')) {
        while (r->p < r->end && *r->p != '>')
            r->p++;
        return take(r, '>');
    }
    while (r->p < r->end && me_ascii_letter(*r->p))
        r->p++;
    return r->p - begin >= 3;
}

/* `-1`, `3:30`, `+2:00:00`: hours with minutes and seconds, as seconds. */
static bool clock_time(struct reader *r, int hours_max, int32_t *out)
{
    const bool is_negative = take(r, '-');
    int hours = 0, minutes = 0, seconds = 0;
    if (!is_negative)
        take(r, '+');
    if (!number(r, 0, hours_max, &hours))
        return false;
    if (take(r, ':') && (!number(r, 0, 59, &minutes) || (take(r, ':') && !number(r, 0, 59, &seconds))))
        return false;
    *out = hours * HOUR + minutes * 60 + seconds;
    if (is_negative)
        *out = -*out;
    return true;
}

/* `,M10.5.0/3`: the last Sunday (day 0 of week 5) of October, at three. */
static bool day(struct reader *r, struct me_zone_day *out)
{
    if (!take(r, ','))
        return false;
    if (take(r, 'M')) {
        out->kind = ME_ZONE_DAY_MONTH;
        if (!number(r, 1, 12, &out->month) || !take(r, '.') || !number(r, 1, 5, &out->week) || !take(r, '.') ||
            !number(r, 0, 6, &out->day))
            return false;
    } else {
        out->kind = take(r, 'J') ? ME_ZONE_DAY_JULIAN : ME_ZONE_DAY_ZERO;
        if (!number(r, out->kind == ME_ZONE_DAY_JULIAN ? 1 : 0, 365, &out->day))
            return false;
    }
    out->seconds = TWO_O_CLOCK;
    return !take(r, '/') || clock_time(r, 167, &out->seconds);
}

bool me_zone_rule_read(struct me_zone_rule *rule, struct me_span text)
{
    struct reader r = {text.ptr, me_span_end(text)};
    *rule = (struct me_zone_rule){0};
    /* POSIX counts hours west of Greenwich. */
    if (!skip_name(&r) || !clock_time(&r, 24, &rule->standard))
        return false;
    rule->standard = -rule->standard;
    if (r.p == r.end)
        return true;
    rule->has_summer = true;
    rule->summer = rule->standard + HOUR;
    if (!skip_name(&r))
        return false;
    if (r.p < r.end && *r.p != ',') {
        if (!clock_time(&r, 24, &rule->summer))
            return false;
        rule->summer = -rule->summer;
    }
    return day(&r, &rule->begin) && day(&r, &rule->end) && r.p == r.end;
}

/* Days since 1970-01-01. */
static int64_t days_to(int year, int month, int day_of_month)
{
    const struct me_timestamp midnight = {(uint16_t)year, (uint8_t)month, (uint8_t)day_of_month, 0, 0, 0};
    return me_timestamp_seconds(&midnight) / DAY;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The first day of the month that is the weekday, `week` - 1 weeks on, and back where the month has no such day. */
static int64_t weekday_of_month(int year, const struct me_zone_day *d)
{
    const int64_t first = days_to(year, d->month, 1);
    const int64_t next = d->month == 12 ? days_to(year + 1, 1, 1) : days_to(year, d->month + 1, 1);
    const int first_weekday = (int)((first + 4) % 7); /* 1970-01-01 was a Thursday */
    int64_t found = first + (d->day - first_weekday + 7) % 7 + (d->week - 1) * 7;
    if (found >= next)
        found -= 7;
    return found;
}

/* Seconds since 1970-01-01T00:00:00 on the clock that is changed. */
static int64_t local_change(int year, const struct me_zone_day *d)
{
    int64_t days = 0;
    switch (d->kind) {
    case ME_ZONE_DAY_MONTH:
        days = weekday_of_month(year, d);
        break;
    case ME_ZONE_DAY_JULIAN: /* 1 to 365; 29 February has no number */
        days = days_to(year, 1, 1) + d->day - 1 + (is_leap(year) && d->day >= 60);
        break;
    case ME_ZONE_DAY_ZERO: /* 0 to 365 */
        days = days_to(year, 1, 1) + d->day;
        break;
    }
    return days * DAY + d->seconds;
}

int64_t me_zone_rule_begin(const struct me_zone_rule *rule, int year)
{
    return local_change(year, &rule->begin) - rule->standard;
}

int64_t me_zone_rule_end(const struct me_zone_rule *rule, int year)
{
    return local_change(year, &rule->end) - rule->summer;
}
