/* SPDX-License-Identifier: Apache-2.0
 *
 * Date and time by shape first, by value second: a record with 13/45/26 is still a record, with an anomaly.
 */
#include "timestamp.h"

/* Whether the bytes have the shape of `pattern`, in which a 9 stands for any digit. */
static bool has_shape(const char *p, const char *pattern, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (pattern[i] == '9' ? !me_ascii_digit(p[i]) : p[i] != pattern[i])
            return false;
    return true;
}

static unsigned number(const char *p, size_t digits)
{
    unsigned value = 0;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (unsigned)(p[i] - '0');
    return value;
}

const char *me_timestamp_date_before(const char *begin, const char *end, struct me_timestamp *out)
{
    const size_t room = (size_t)(end - begin);
    const char *p = end - 10;
    if (room >= 10 && has_shape(p, "9999-99-99", 10)) {
        out->year = (uint16_t)number(p, 4);
        out->month = (uint8_t)number(p + 5, 2);
        out->day = (uint8_t)number(p + 8, 2);
        return p;
    }
    if (room >= 10 && has_shape(p, "99/99/9999", 10)) {
        out->year = (uint16_t)number(p + 6, 4);
    } else {
        p = end - 8;
        if (room < 8 || !has_shape(p, "99/99/99", 8))
            return NULL;
        if (room >= 10 && has_shape(p - 2, "2099/99/99", 10)) /* the year comes first: not one of the shapes */
            return NULL;
        out->year = (uint16_t)(2000 + number(p + 6, 2));
    }
    out->month = (uint8_t)number(p, 2);
    out->day = (uint8_t)number(p + 3, 2);
    return p;
}

bool me_timestamp_time(struct me_span token, struct me_timestamp *out)
{
    if (token.len < 8 || !has_shape(token.ptr, "99:99:99", 8))
        return false;
    if (token.len > 8) {
        if ((token.ptr[8] != '.' && token.ptr[8] != ',') || token.len == 9)
            return false;
        for (size_t i = 9; i < token.len; i++)
            if (!me_ascii_digit(token.ptr[i]))
                return false;
    }
    out->hour = (uint8_t)number(token.ptr, 2);
    out->minute = (uint8_t)number(token.ptr + 3, 2);
    out->second = (uint8_t)number(token.ptr + 6, 2);
    return true;
}

static unsigned days_in_month(unsigned year, unsigned month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool me_timestamp_valid(const struct me_timestamp *t)
{
    return t->year >= 1 && t->month >= 1 && t->month <= 12 && t->day >= 1 &&
           t->day <= days_in_month(t->year, t->month) && t->hour <= 23 && t->minute <= 59 && t->second <= 60;
}

int64_t me_timestamp_seconds(const struct me_timestamp *t)
{
    /* Years start in March here, so that the leap day is the last day of its year. */
    const int64_t year = t->month <= 2 ? t->year - 1 : t->year;
    const int64_t month = t->month <= 2 ? t->month + 9 : t->month - 3;
    const int64_t days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + t->day - 1 - 719468;
    return days * 86400 + t->hour * 3600 + t->minute * 60 + t->second;
}
