/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv4 is read here, since nearly every record has one and its text is canonical already; IPv6 is left to libc.
 */
#include "ip.h"

#include <arpa/inet.h>
#include <sys/socket.h>

bool me_ip_looks_like(struct me_span token)
{
    size_t dots = 0, colons = 0;
    for (size_t i = 0; i < token.len; i++) {
        const char c = token.ptr[i];
        if (c == '.')
            dots++;
        else if (c == ':')
            colons++;
        else if (!me_ascii_hex(c))
            return false;
    }
    return token.len < ME_IP_TEXT_MAX && (colons >= 2 || (dots == 3 && colons == 0));
}

static unsigned digit_at(const char *p, const char *end)
{
    return p < end ? (unsigned char)*p - (unsigned)'0' : 10;
}

/* Length of the decimal number up to 255 without leading zeros at `p`; 0 when there is none. */
static size_t part_length(const char *p, const char *end)
{
    const unsigned a = digit_at(p, end);
    if (a > 9)
        return 0;
    const unsigned b = digit_at(p + 1, end);
    if (b > 9)
        return 1;
    if (a == 0)
        return 0;
    const unsigned c = digit_at(p + 2, end);
    if (c > 9)
        return 2;
    return a * 100 + b * 10 + c <= 255 ? 3 : 0;
}

/* Four such numbers: libc's inet_pton() accepts the same. */
static bool is_ipv4(struct me_span token)
{
    const char *p = token.ptr, *end = me_span_end(token);
    for (int part = 1;; part++) {
        const size_t len = part_length(p, end);
        p += len;
        if (len == 0 || part == 4)
            return len > 0 && p == end;
        if (p == end || *p++ != '.')
            return false;
    }
}

size_t me_ip_canonical(struct me_span token, char out[static ME_IP_TEXT_MAX])
{
    if (token.len == 0 || token.len >= ME_IP_TEXT_MAX)
        return 0;
    if (is_ipv4(token)) {
        memcpy(out, token.ptr, token.len);
        out[token.len] = '\0';
        return token.len;
    }
    char text[ME_IP_TEXT_MAX];
    unsigned char address[16];
    memcpy(text, token.ptr, token.len);
    text[token.len] = '\0';
    if (memchr(text, '\0', token.len) != NULL || inet_pton(AF_INET6, text, address) != 1 ||
        inet_ntop(AF_INET6, address, out, ME_IP_TEXT_MAX) == NULL)
        return 0;
    return strlen(out);
}
