/* SPDX-License-Identifier: Apache-2.0
 *
 * Date and time by shape first, by value second: a record with 13/45/26 is still a record, with an anomaly.
 */
#include "text/timestamp.h"

#include "text/scan.h"

/* Whether the eight bytes at `p` are three pairs of digits with the characters between them that `pattern` has, whose
 * digits are zeros. All at once, since every record has a date and a time: a byte that is XORed with its pattern leaves
 * 0..9 for a digit and 0 for one of the characters, and adding what such a byte lacks to 0x80 sets its highest bit when
 * it is more. Bytes that are no ASCII have that bit set anyway, so it does not matter where their sum goes. */
static inline bool has_shape(const char *p, const char pattern[static 8])
{
    enum { DIGIT = 0x80 - 10, EXACT = 0x80 - 1 };
    static const unsigned char lacks[8] = {DIGIT, DIGIT, EXACT, DIGIT, DIGIT, EXACT, DIGIT, DIGIT};
    uint64_t bytes, zeros, sum;
    memcpy(&bytes, p, sizeof(bytes));
    memcpy(&zeros, pattern, sizeof(zeros));
    memcpy(&sum, lacks, sizeof(sum));
    bytes ^= zeros;
    return ((bytes | (bytes + sum)) & UINT64_C(0x8080808080808080)) == 0;
}

/* The three numbers of two digits in the eight bytes at `p`: `11/22/26` -> 11, 22, 26. */
struct pairs {
    unsigned first, second, third;
};

/* Reads the eight bytes, if they have the shape. Every byte is multiplied, and the one behind it added, all at once: no
 * sum is more than 99, so none goes over into the next byte. */
static inline bool read_pairs(const char *p, const char pattern[static 8], struct pairs *out)
{
    uint64_t digits, zeros;
    if (!has_shape(p, pattern))
        return false;
    memcpy(&digits, p, sizeof(digits));
    memcpy(&zeros, pattern, sizeof(zeros));
    digits ^= zeros;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap64(digits);
#endif
    digits = digits * 10 + (digits >> 8);
    *out = (struct pairs){digits & 0xFF, digits >> 24 & 0xFF, digits >> 48 & 0xFF};
    return true;
}

static bool are_digits(const char *p)
{
    return me_ascii_digit(p[0]) && me_ascii_digit(p[1]);
}

static unsigned two_digits(const char *p)
{
    return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

static inline void set_date(struct me_timestamp *out, unsigned year, unsigned month, unsigned day)
{
    out->year = (uint16_t)year;
    out->month = (uint8_t)month;
    out->day = (uint8_t)day;
}

/* The date of ten bytes that ends at `end`: MM/DD/YYYY or YYYY-MM-DD. */
static const char *long_date_before(const char *begin, const char *end, struct me_timestamp *out)
{
    enum { LEN = 10 };
    struct pairs date;
    if (end - begin < LEN)
        return NULL;
    const char *p = end - LEN;
    if (are_digits(p) && read_pairs(p + 2, "00-00-00", &date))
        set_date(out, two_digits(p) * 100 + date.first, date.second, date.third);
    else if (are_digits(p + 8) && read_pairs(p, "00/00/00", &date))
        set_date(out, date.third * 100 + two_digits(p + 8), date.first, date.second);
    else
        return NULL;
    return p;
}

static inline const char *date_before(const char *begin, const char *end, struct me_timestamp *out)
{
    enum { LEN = 8 };
    struct pairs date;
    if (end - begin < LEN)
        return NULL;
    const char *p = end - LEN;
    if (!read_pairs(p, "00/00/00", &date))
        return long_date_before(begin, end, out);
    if (p - begin >= 2 && p[-2] == '2' && p[-1] == '0') /* 2026/11/22, the year first: not one of the shapes */
        return NULL;
    set_date(out, 2000 + date.third, date.first, date.second);
    return p;
}

const char *me_timestamp_date_before(const char *begin, const char *end, struct me_timestamp *out)
{
    return date_before(begin, end, out);
}

/* Whether `rest`, what follows HH:MM:SS, is nothing or a fraction. */
static bool is_fraction(struct me_span rest)
{
    if (rest.len == 0)
        return true;
    if ((rest.ptr[0] != '.' && rest.ptr[0] != ',') || rest.len == 1)
        return false;
    for (size_t i = 1; i < rest.len; i++)
        if (!me_ascii_digit(rest.ptr[i]))
            return false;
    return true;
}

static inline bool read_time(const char *p, struct me_timestamp *out)
{
    struct pairs time;
    if (!read_pairs(p, "00:00:00", &time))
        return false;
    out->hour = (uint8_t)time.first;
    out->minute = (uint8_t)time.second;
    out->second = (uint8_t)time.third;
    return true;
}

const char *me_timestamp_before(const char *begin, const char *end, struct me_timestamp *out)
{
    enum { TIME_LEN = 8, MIN_LEN = 8 + 1 + TIME_LEN };
    if (end - begin < MIN_LEN)
        return NULL;
    const char *time = end - TIME_LEN;
    if (time[-1] != ' ' || !read_time(time, out))
        return NULL;
    return date_before(begin, time - 1, out);
}

const char *me_timestamp_at(const char *p, const char *end)
{
    enum { LONGER = ME_TIMESTAMP_LEN + 2 /* digits of the year */ };
    struct me_timestamp ignored;
    if (end - p >= ME_TIMESTAMP_LEN && me_timestamp_before(p, p + ME_TIMESTAMP_LEN, &ignored) == p)
        return p + ME_TIMESTAMP_LEN;
    return end - p >= LONGER && me_timestamp_before(p, p + LONGER, &ignored) == p ? p + LONGER : NULL;
}

const char *me_timestamp_find(const char *begin, const char *from, const char *end)
{
    enum { DAY = 2 /* bytes before the first slash */ };
    for (const char *p = from; (p = me_scan_byte(p, end, '/')) < end; p++) {
        if (p - from < DAY)
            continue;
        const char *start = p - DAY;
        if (end - start >= ME_TIMESTAMP_LEN && has_shape(start, "00/00/00") && start[8] == ' ' &&
            has_shape(start + 9, "00:00:00") && (start == begin || !me_ascii_digit(start[-1])))
            return start;
    }
    return NULL;
}

bool me_timestamp_time(struct me_span token, struct me_timestamp *out)
{
    return token.len >= 8 && is_fraction(me_span_skip(token, 8)) && read_time(token.ptr, out);
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
           (t->day <= 28 || t->day <= days_in_month(t->year, t->month)) && t->hour <= 23 && t->minute <= 59 &&
           t->second <= 60;
}

int64_t me_timestamp_seconds(const struct me_timestamp *t)
{
    /* Years start in March here, so that the leap day is the last day of its year. Unsigned, which divides at less
     * cost; no valid date has a year before 0. */
    static const uint16_t days_before[] = {0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
    const unsigned year = t->month <= 2 ? t->year - 1u : t->year, century = year / 100;
    const unsigned days = year * 365 + year / 4 - century + century / 4 + days_before[t->month] + t->day - 1;
    return ((int64_t)days - 719468) * 86400 + (int64_t)(t->hour * 3600 + t->minute * 60 + t->second);
}
