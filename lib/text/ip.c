/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv4 is read here, since nearly every record has one and its text is canonical already; IPv6 is read by libc, and
 * written here.
 */
#include "text/ip.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "text/scan.h"

enum { GROUPS = 8 /* of an IPv6 address */ };

bool me_ip_looks_like(struct me_span token)
{
    unsigned dots = 0, colons = 0;
    size_t i = 0;
    if (token.len >= ME_IP_TEXT_MAX)
        return false;
    for (; i < token.len && (me_ascii_digit(token.ptr[i]) || token.ptr[i] == '.'); i++)
        dots += token.ptr[i] == '.';
    for (; i < token.len; i++) { /* nearly always at its end */
        const char c = token.ptr[i];
        if (c == '.')
            dots++;
        else if (c == ':')
            colons++;
        else if (!me_ascii_hex(c))
            return false;
    }
    return colons >= 2 || (dots == 3 && colons == 0);
}

enum { HALF = 8 /* bytes */, IPV4_MIN = 7, IPV4_MAX = 15 };

/* The first and the last eight bytes of `token`, which overlap; one of seven has a zero in either. */
static inline me_scan_halves halves_of(struct me_span token)
{
    uint64_t first = 0, last;
    if (token.len < HALF) {
        memcpy(&first, token.ptr, IPV4_MIN);
        return (me_scan_halves){first, first};
    }
    memcpy(&first, token.ptr, HALF);
    memcpy(&last, me_span_end(token) - HALF, HALF);
    return (me_scan_halves){first, last};
}

/* One bit for each byte of `token` where `same`, made of its halves, is not zero. */
static inline unsigned set_of(struct me_span token, me_scan_vector same)
{
    const unsigned mask = me_scan_mask(same);
    return token.len < HALF ? mask & 0xFF : (mask & 0xFF) | mask >> HALF << (token.len - HALF);
}

/* Four decimal numbers up to 255 without leading zeros: libc's inet_pton() accepts the same. All bytes at once, since
 * every row has an address: sets have a bit for each byte, and `set >> n` says it of the byte that is n behind. */
static bool is_ipv4(struct me_span token)
{
    if (token.len < IPV4_MIN || token.len > IPV4_MAX)
        return false;
    const me_scan_vector bytes = (me_scan_vector)halves_of(token);
    const unsigned digits = set_of(token, (me_scan_vector)((bytes - '0') < 10));
    const unsigned dots = set_of(token, (me_scan_vector)(bytes == '.'));
    const unsigned after_first = dots & (dots - 1), after_second = after_first & (after_first - 1);
    if ((digits | dots) != (1u << token.len) - 1 || after_second == 0 || (after_second & (after_second - 1)) != 0)
        return false;
    const unsigned starts = (dots << 1 | 1) & digits;
    const unsigned two = starts & digits >> 1, three = two & digits >> 2, four = three & digits >> 3;
    if (starts != (dots << 1 | 1) || four != 0 || (two & set_of(token, (me_scan_vector)(bytes == '0'))) != 0)
        return false;
    const unsigned over_199 = three & set_of(token, (me_scan_vector)(bytes > '1'));
    if (over_199 == 0)
        return true;
    const unsigned over_two = set_of(token, (me_scan_vector)(bytes > '2'));
    const unsigned is_two = set_of(token, (me_scan_vector)(bytes == '2'));
    const unsigned over_five = set_of(token, (me_scan_vector)(bytes > '5'));
    const unsigned is_five = set_of(token, (me_scan_vector)(bytes == '5'));
    return (over_199 & (over_two | (is_two & (over_five >> 1 | (is_five >> 1 & over_five >> 2))))) == 0;
}

/* The eight groups of an IPv6 address, with the longest run of zeros, if it has two or more, as `::`, and the IPv4
 * address that stands in ::a.b.c.d and ::ffff:a.b.c.d in its own form (RFC 5952, sections 4 and 5). libc's inet_ntop()
 * writes the same, by way of sprintf(). */
struct groups {
    unsigned group[GROUPS];
    int zeros, zeros_len; /* where that run is, and how long; 0: there is none */
};

static struct groups groups_of(const unsigned char address[static 2 * GROUPS])
{
    struct groups g = {.zeros_len = 0};
    int run = 0;
    for (int i = 0; i < GROUPS; i++) {
        g.group[i] = (unsigned)address[2 * i] << 8 | address[2 * i + 1];
        run = g.group[i] == 0 ? run + 1 : 0;
        if (run >= 2 && run > g.zeros_len) {
            g.zeros = i + 1 - run;
            g.zeros_len = run;
        }
    }
    return g;
}

static char *put_hexadecimal(char *p, unsigned group)
{
    for (int shift = group > 0xFFF ? 12 : group > 0xFF ? 8 : group > 0xF ? 4 : 0; shift >= 0; shift -= 4)
        *p++ = "0123456789abcdef"[group >> shift & 0xF];
    return p;
}

static char *put_decimal(char *p, unsigned byte)
{
    if (byte > 99)
        *p++ = (char)('0' + byte / 100);
    if (byte > 9)
        *p++ = (char)('0' + byte / 10 % 10);
    *p++ = (char)('0' + byte % 10);
    return p;
}

static char *put_ipv4(char *p, const unsigned char address[static 4])
{
    for (int i = 0; i < 4; i++) {
        if (i > 0)
            *p++ = '.';
        p = put_decimal(p, address[i]);
    }
    return p;
}

static size_t put_ipv6(const unsigned char address[static 2 * GROUPS], char out[static ME_IP_TEXT_MAX])
{
    const struct groups g = groups_of(address);
    const bool holds_ipv4 = g.zeros_len > 0 && g.zeros == 0 &&
                            (g.zeros_len == GROUPS - 2 || (g.zeros_len == GROUPS - 3 && g.group[GROUPS - 3] == 0xFFFF));
    char *p = out;
    for (int i = 0; i < GROUPS; i++) {
        if (g.zeros_len > 0 && i == g.zeros) {
            *p++ = ':';
            i += g.zeros_len;
            if (i == GROUPS)
                *p++ = ':';
        }
        if (i == GROUPS)
            break;
        if (i > 0)
            *p++ = ':';
        if (holds_ipv4 && i == GROUPS - 2)
            return (size_t)(put_ipv4(p, address + 2 * i) - out);
        p = put_hexadecimal(p, g.group[i]);
    }
    return (size_t)(p - out);
}

size_t me_ip_canonical(struct me_span token, char out[static ME_IP_TEXT_MAX])
{
    if (is_ipv4(token)) {
        const me_scan_halves halves = halves_of(token);
        const uint64_t first = halves[0], last = halves[1];
        const size_t behind = token.len < HALF ? 0 : token.len - HALF;
        memset(out, 0, ME_IP_TEXT_MAX);
        memcpy(out, &first, HALF);
        memcpy(out + behind, &last, HALF);
        return token.len;
    }
    char text[ME_IP_TEXT_MAX] = {0};
    unsigned char address[2 * GROUPS];
    if (token.len == 0 || token.len >= ME_IP_TEXT_MAX || memchr(token.ptr, '\0', token.len) != NULL)
        return 0;
    memcpy(text, token.ptr, token.len);
    if (inet_pton(AF_INET6, text, address) != 1)
        return 0;
    memset(out, 0, ME_IP_TEXT_MAX);
    return put_ipv6(address, out);
}
