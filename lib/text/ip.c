/* SPDX-License-Identifier: Apache-2.0
 *
 * Nearly every record has an IPv4 address whose text is canonical already: that is the short way. Addresses are read
 * and written here, because the headers of libc for it differ between operating systems.
 */
#include "text/ip.h"

#include "text/scan.h"

enum { GROUPS = 8 /* of an IPv6 address */ };

static struct me_span without_zone(struct me_span token);

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

/* The dots of a token that has three of them and digits, as a set; 0: it has anything else. */
static inline unsigned three_dots(struct me_span token)
{
    if (token.len < IPV4_MIN || token.len > IPV4_MAX)
        return 0;
    const me_scan_vector bytes = (me_scan_vector)halves_of(token);
    const unsigned dots = set_of(token, (me_scan_vector)(bytes == '.'));
    const unsigned after_first = dots & (dots - 1), after_second = after_first & (after_first - 1);
    if (after_second == 0 || (after_second & (after_second - 1)) != 0)
        return 0;
    const unsigned digits = set_of(token, (me_scan_vector)((bytes - '0') < 10));
    return (digits | dots) == (1u << token.len) - 1 ? dots : 0;
}

bool me_ip_looks_like(struct me_span token)
{
    if (three_dots(token) != 0)
        return true; /* nearly always */
    token = without_zone(token);
    unsigned dots = 0, colons = 0;
    if (token.len >= ME_IP_TEXT_MAX)
        return false;
    for (size_t i = 0; i < token.len; i++) {
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

/* Four decimal numbers up to 255 without leading zeros, as libc's inet_pton() accepts them. All bytes at once, since
 * every row has an address: sets have a bit for each byte, and `set >> n` says it of the byte that is n behind. */
static bool is_ipv4(struct me_span token)
{
    const unsigned dots = three_dots(token);
    if (dots == 0)
        return false;
    const me_scan_vector bytes = (me_scan_vector)halves_of(token);
    const unsigned digits = ((1u << token.len) - 1) & ~dots;
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

/* The octets of a valid IPv4 address. */
static void read_ipv4(struct me_span token, unsigned char out[static 4])
{
    size_t n = 0;
    memset(out, 0, 4);
    for (size_t i = 0; i < token.len; i++) {
        if (token.ptr[i] == '.')
            n++;
        else
            out[n] = (unsigned char)(out[n] * 10 + (token.ptr[i] - '0'));
    }
}

static unsigned digit_of(char c)
{
    return me_ascii_digit(c) ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a') + 10;
}

/* Up to four hexadecimal digits at `*p`, which moves behind them. Returns how many there are; of five, five. */
static int read_group(const char **p, const char *end, unsigned *group)
{
    int digits = 0;
    for (*group = 0; *p < end && me_ascii_hex(**p) && digits < 5; (*p)++, digits++)
        *group = *group << 4 | digit_of(**p);
    return digits;
}

/* What has been read of an IPv6 address. */
struct reading {
    unsigned char *octets;
    int count, gap; /* octets so far, and how many of them stand before the `::`; -1: there is none yet */
};

/* Reads a group and the colon behind it, or an IPv4 address that ends the whole. */
static bool read_part(struct reading *r, const char **p, const char *end)
{
    const struct me_span rest = me_span_between(*p, end);
    unsigned group;
    const int digits = read_group(p, end, &group);
    if (*p < end && **p == '.') {
        if (r->count > ME_IP_OCTETS_MAX - 4 || !is_ipv4(rest))
            return false;
        read_ipv4(rest, r->octets + r->count);
        r->count += 4;
        *p = end;
        return true;
    }
    if (digits < 1 || digits > 4 || r->count > ME_IP_OCTETS_MAX - 2)
        return false;
    r->octets[r->count++] = (unsigned char)(group >> 8);
    r->octets[r->count++] = (unsigned char)group;
    return *p == end || (*(*p)++ == ':' && *p < end);
}

/* RFC 4291, section 2.2: `2001:db8::1` has the groups 2001 and db8, a gap behind them, and the group 1. */
static bool read_ipv6(struct me_span token, unsigned char out[static ME_IP_OCTETS_MAX])
{
    const char *p = token.ptr, *end = me_span_end(token);
    struct reading r = {out, 0, -1};
    if (token.len < 2 || (p[0] == ':' && p[1] != ':'))
        return false;
    p += p[0] == ':'; /* each part reads the colon behind it: here is one without a part */
    while (p < end) {
        if (*p == ':' && r.gap >= 0)
            return false;
        if (*p == ':') {
            r.gap = r.count;
            p++;
        } else if (!read_part(&r, &p, end)) {
            return false;
        }
    }
    if (r.gap < 0 || r.count == ME_IP_OCTETS_MAX) /* a gap stands for one group at least */
        return r.gap < 0 && r.count == ME_IP_OCTETS_MAX;
    const int behind = r.count - r.gap;
    memmove(out + ME_IP_OCTETS_MAX - behind, out + r.gap, (size_t)behind);
    memset(out + r.gap, 0, (size_t)(ME_IP_OCTETS_MAX - r.count));
    return true;
}

/* A link-local address without the zone that some systems write behind it (RFC 4007, section 11): a zone is the name of
 * an interface of one machine. `fe80::1%eth0` -> `fe80::1` */
static struct me_span without_zone(struct me_span token)
{
    const char *percent = token.len > 0 ? memchr(token.ptr, '%', token.len) : NULL;
    if (percent == NULL || percent + 1 == me_span_end(token) || !me_span_starts_nocase(token, ME_SPAN("fe80:")))
        return token;
    for (const char *p = percent + 1; p < me_span_end(token); p++) {
        const char c = me_ascii_lower(*p);
        if (!me_ascii_digit(c) && (c < 'a' || c > 'z') && c != '-' && c != '.' && c != '_')
            return token;
    }
    return me_span_between(token.ptr, percent);
}

/* Whether the address is an IPv4 address in IPv6's clothes: ::ffff:a.b.c.d (RFC 4291, section 2.5.5.2). */
static bool is_mapped(const unsigned char address[static ME_IP_OCTETS_MAX])
{
    static const unsigned char prefix[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return memcmp(address, prefix, sizeof(prefix)) == 0;
}

size_t me_ip_octets(struct me_span token, unsigned char out[static ME_IP_OCTETS_MAX])
{
    if (is_ipv4(token)) {
        read_ipv4(token, out);
        return 4;
    }
    token = without_zone(token);
    if (token.len == 0 || token.len >= ME_IP_TEXT_MAX || !read_ipv6(token, out))
        return 0;
    if (!is_mapped(out))
        return ME_IP_OCTETS_MAX;
    memmove(out, out + ME_IP_OCTETS_MAX - 4, 4);
    return 4;
}

size_t me_ip_text(const unsigned char *octets, size_t count, char out[static ME_IP_TEXT_MAX])
{
    memset(out, 0, ME_IP_TEXT_MAX);
    return count == 4 ? (size_t)(put_ipv4(out, octets) - out) : put_ipv6(octets, out);
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
    unsigned char octets[ME_IP_OCTETS_MAX];
    const size_t count = me_ip_octets(token, octets);
    return count > 0 ? me_ip_text(octets, count, out) : 0;
}
