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

/* Four decimal numbers up to 255 without leading zeros: libc's inet_pton() accepts the same. */
static bool is_ipv4(struct me_span token)
{
    unsigned parts = 0, value = 0;
    size_t digits = 0;
    for (size_t i = 0; i <= token.len; i++) {
        if (i == token.len || token.ptr[i] == '.') {
            if (digits == 0 || ++parts > 4)
                return false;
            value = 0;
            digits = 0;
            continue;
        }
        if (!me_ascii_digit(token.ptr[i]) || (digits > 0 && value == 0))
            return false;
        value = value * 10 + (unsigned)(token.ptr[i] - '0');
        digits++;
        if (value > 255)
            return false;
    }
    return parts == 4;
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
