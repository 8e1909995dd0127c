/* SPDX-License-Identifier: Apache-2.0
 *
 * Every value is written with a comma behind it. Who closes an object puts the bracket in the comma's place; so nobody
 * need know whether a value is the first.
 *
 * Escaped is what RFC 8259, section 7, demands, and what would make the line look like another one on a screen: DEL, C1
 * and the marks that change the direction of writing (Unicode Standard Annex 9).
 */
#include "json/writer.h"

#include <stdlib.h>

#include "text/copy.h"
#include "text/scan.h"
#include "text/utf8.h"
#include "text/word.h"

enum { VECTOR = sizeof(me_scan_vector), FIRST_ROOM = 4096 };

void me_writer_start(struct me_writer *w)
{
    if (w->end - w->begin > ME_WRITER_KEPT_MAX)
        me_writer_free(w);
    w->at = w->begin;
    w->repaired = w->failed = false;
}

void me_writer_free(struct me_writer *w)
{
    free(w->begin);
    *w = (struct me_writer){0};
}

struct me_span me_writer_text(const struct me_writer *w)
{
    if (w->failed || w->at == w->begin)
        return (struct me_span){0};
    return me_span_between(w->begin, w->at - (w->at[-1] == ','));
}

/* Never in line: whoever writes a value would have to save all registers for it. */
__attribute__((noinline, cold)) char *me_writer_grow(struct me_writer *w, size_t more)
{
    const size_t used = (size_t)(w->at - w->begin), size = (size_t)(w->end - w->begin);
    const size_t doubled = 2 * size > FIRST_ROOM ? 2 * size : FIRST_ROOM;
    const size_t wanted = used + more > doubled ? used + more : doubled;
    char *begin = NULL;
    if (!w->failed && more <= ME_WRITER_MAX && used + more <= ME_WRITER_MAX)
        begin = realloc(w->begin, wanted);
    if (begin == NULL) {
        w->failed = true;
        w->end = w->at; /* so that nothing fits any more */
        return NULL;
    }
    w->begin = begin;
    w->at = begin + used;
    w->end = begin + wanted;
    return w->at;
}

static inline char *copy(char *out, struct me_span bytes)
{
    return me_copy(out, bytes.ptr, bytes.len);
}

void me_writer_put_constant_value(struct me_writer *w, struct me_span value)
{
    char *out = me_writer_room(w, value.len + 3);
    if (out == NULL)
        return;
    *out++ = '"';
    out = copy(out, value);
    *out++ = '"';
    *out++ = ',';
    w->at = out;
}

/* Whether a character of two octets (0x80 to 0x7FF) or three is written as \uXXXX. */
static bool is_deceptive(unsigned c)
{
    return (c >= 0x80 && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

static char *put_escape(char *out, unsigned c)
{
    static const char digits[] = "0123456789abcdef";
    *out++ = '\\';
    *out++ = 'u';
    for (int shift = 12; shift >= 0; shift -= 4)
        *out++ = digits[c >> shift & 0xF];
    return out;
}

/* An ASCII character that cannot stand for itself: `"` -> `\"`, LF -> `\n`, NUL -> `\u0000`. */
static char *put_ascii(char *out, unsigned char c)
{
    static const char letters[32] = {['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't'};
    const char letter = c < sizeof(letters) ? letters[c] : c == '"' || c == '\\' ? (char)c : '\0';
    if (letter == '\0')
        return put_escape(out, c);
    *out++ = '\\';
    *out++ = letter;
    return out;
}

/* The number of a valid character of two or three octets. */
static unsigned number_of(const unsigned char *p, size_t len)
{
    return len == 2 ? (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu)
                    : (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
}

/* One character that is not ASCII; `*p` goes behind it. A byte that belongs to no character becomes U+FFFD. */
static char *put_wide(struct me_writer *w, char *out, const char **p, const char *end)
{
    const struct me_span rest = me_span_between(*p, end);
    const size_t len = me_utf8_sequence(rest);
    *p += len > 0 ? len : 1;
    if (len == 0) {
        w->repaired = true;
        return copy(out, ME_SPAN("\xEF\xBF\xBD"));
    }
    const unsigned c = len <= 3 ? number_of((const unsigned char *)rest.ptr, len) : 0;
    return is_deceptive(c) ? put_escape(out, c) : copy(out, (struct me_span){rest.ptr, len});
}

static bool is_special(unsigned char c)
{
    return c < 0x20 || c >= 0x7F || c == '"' || c == '\\';
}

/* The run of characters at `*p` that do not stand for themselves, up to `end`. */
static char *put_special(struct me_writer *w, char *out, const char **p, const char *end)
{
    do {
        const unsigned char c = (unsigned char)**p;
        if (c >= 0x80) {
            out = put_wide(w, out, p, end);
        } else {
            out = put_ascii(out, c);
            ++*p;
        }
    } while (*p < end && is_special((unsigned char)**p));
    return out;
}

/* One bit for each byte that does not stand for itself. */
static inline unsigned specials(me_scan_vector v)
{
    const me_scan_vector outside = (me_scan_vector)((v - (unsigned char)0x20) > (unsigned char)(0x7E - 0x20));
    return me_scan_mask(outside | (me_scan_vector)(v == '"') | (me_scan_vector)(v == '\\'));
}

static inline void store(char *out, me_scan_vector v)
{
    memcpy(out, &v, sizeof(v));
}

/* Whether each of up to 15 bytes stands for itself. */
static inline bool is_plain(const char *p, size_t len)
{
    enum { WORD = sizeof(uint64_t), HALF = WORD / 2 };
    if (len >= WORD) { /* two words, which may overlap */
        const me_scan_halves words = {me_word_at(p), me_word_at(p + len - WORD)};
        return specials((me_scan_vector)words) == 0;
    }
    if (len >= HALF) {
        const me_scan_halves twice = {me_word_short(p, HALF) | me_word_short(p + len - HALF, HALF) << 32,
                                      UINT64_C(0x2020202020202020)};
        return specials((me_scan_vector)twice) == 0;
    }
    while (len > 0 && !is_special((unsigned char)p[len - 1]))
        len--;
    return len == 0;
}

/* Functions of their own, so that the short and plain texts, which are nearly all, need not save registers for them. */
#define OUT_OF_LINE static __attribute__((noinline))

/* Writes the vectors of a text, and what belongs to their last character; `*p` goes behind that. */
OUT_OF_LINE char *put_vectors(struct me_writer *w, char *out, const char **p, const char *end)
{
    while (end - *p >= VECTOR) {
        const me_scan_vector v = me_scan_load(*p);
        const unsigned found = specials(v);
        const size_t plain = found != 0 ? (size_t)__builtin_ctz(found) : VECTOR;
        store(out, v);
        *p += plain;
        out += plain;
        if (found != 0)
            out = put_special(w, out, p, end);
    }
    return out;
}

OUT_OF_LINE char *put_bytes(struct me_writer *w, char *out, const char *p, const char *end)
{
    while (p < end)
        if (is_special((unsigned char)*p))
            out = put_special(w, out, &p, end);
        else
            *out++ = *p++;
    return out;
}

/* How many octets `len` octets may become; more than there is room for, rather than an overflow. */
static inline size_t most(size_t len)
{
    return len < ME_WRITER_MAX ? len * ME_WRITER_GROWTH : ME_WRITER_MAX;
}

/* ME_WRITER_GROWTH times the text is room enough, and a vector. */
void me_writer_put_text_value(struct me_writer *w, struct me_span value)
{
    char *out = me_writer_room(w, most(value.len) + VECTOR + 3);
    if (out == NULL)
        return;
    const char *p = value.ptr;
    *out++ = '"';
    if (value.len >= VECTOR)
        out = put_vectors(w, out, &p, value.ptr + value.len);
    const size_t left = value.len - (size_t)(p - value.ptr);
    out = is_plain(p, left) ? me_copy(out, p, left) : put_bytes(w, out, p, p + left);
    *out++ = '"';
    *out++ = ',';
    w->at = out;
}

void me_writer_put_plus_value(struct me_writer *w, struct me_span value)
{
    const size_t begin = (size_t)(w->at - w->begin);
    me_writer_put_text_value(w, value);
    if (w->failed)
        return;
    for (char *p = w->begin + begin + 2; (p = memchr(p, '+', (size_t)(w->at - p))) != NULL; p++) /* no escape has one */
        *p = ' ';
}

void me_writer_put_number_value(struct me_writer *w, int64_t value)
{
    enum { DIGITS_MAX = 20 };
    char digits[DIGITS_MAX], *first = digits + DIGITS_MAX;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char *out = me_writer_room(w, DIGITS_MAX + 2);
    if (out == NULL)
        return;
    do
        *--first = (char)('0' + rest % 10);
    while ((rest /= 10) > 0);
    if (value < 0)
        *out++ = '-';
    out = copy(out, me_span_between(first, digits + DIGITS_MAX));
    *out++ = ',';
    w->at = out;
}

void me_writer_close_kept(struct me_writer *w, char bracket)
{
    char *out = me_writer_room(w, 2);
    if (out == NULL)
        return;
    out -= out[-1] == ',';
    *out++ = bracket;
    *out++ = ',';
    w->at = out;
}

void me_writer_close(struct me_writer *w, size_t place, char bracket)
{
    if (!w->failed && w->at[-1] != ',')
        w->at = w->begin + place;
    else
        me_writer_close_kept(w, bracket);
}
