/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/text/ip.h: canonical forms, and what is no address.
 */
#include "text/ip.h"
#include "text/ip_network.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "support/guarded.h"
#include "support/unit.h"

static const struct {
    struct me_span input;
    const char *want; /* NULL: no address */
    bool looks_like;
} rows[] = {
    {ME_BYTES("192.0.2.1"), "192.0.2.1", true},
    {ME_BYTES("0.0.0.0"), "0.0.0.0", true},
    {ME_BYTES("255.255.255.255"), "255.255.255.255", true},
    {ME_BYTES("256.0.2.1"), NULL, true},
    {ME_BYTES("192.0.2.01"), NULL, true},
    {ME_BYTES("192.0.2"), NULL, false},
    {ME_BYTES("192.0.2."), NULL, true},
    {ME_BYTES("192.0.2.1.1"), NULL, false},
    {ME_BYTES("1920.0.2.1"), NULL, true},
    {ME_BYTES("99999999999999999999.0.2.1"), NULL, true},
    {ME_BYTES("192.0.2.1 "), NULL, false},
    {ME_BYTES("192.0.2.x"), NULL, false},
    {ME_BYTES("2001:db8::25"), "2001:db8::25", true},
    {ME_BYTES("2001:DB8:0:0:0:0:0:25"), "2001:db8::25", true},
    {ME_BYTES("2001:0db8:0000:0000:0001:0000:0000:0025"), "2001:db8::1:0:0:25", true},
    {ME_BYTES("::ffff:192.0.2.1"), "192.0.2.1", true},
    {ME_BYTES("::FFFF:c000:201"), "192.0.2.1", true},
    {ME_BYTES("::192.0.2.1"), "::192.0.2.1", true},
    {ME_BYTES("fe80::1%eth0"), "fe80::1", true},
    {ME_BYTES("FE80::1%12"), "fe80::1", true},
    {ME_BYTES("fe80::1%"), NULL, false},
    {ME_BYTES("::"), "::", true},
    {ME_BYTES("2001:db8::25::1"), NULL, true},
    {ME_BYTES("2001:db8:::25"), NULL, true},
    {ME_BYTES("1:2:3:4:5:6:7:8:9"), NULL, true},
    {ME_BYTES("2001:db8::25%eth0"), NULL, false},
    {ME_BYTES("[2001:db8::25]"), NULL, false},
    {ME_BYTES("2001:db8::25\0"), NULL, false},
    {ME_BYTES("a:b"), NULL, false},
    {ME_BYTES("example"), NULL, false},
    {ME_BYTES(""), NULL, false},
    {ME_BYTES("2001:0db8:0000:0000:0000:0000:255.255.255.255"), "2001:db8::ffff:ffff", true},
    {ME_BYTES("2001:0db8:0000:0000:0000:0000:0255.255.255.255"), NULL, false},
};

static void writes_the_canonical_form(void **state)
{
    struct me_guarded memory = me_guarded_new(64);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        char out[ME_IP_TEXT_MAX] = "unchanged";
        const struct me_span token = me_guarded_at_end(&memory, rows[i].input);
        const size_t len = me_ip_canonical(token, out);
        const char *want = rows[i].want != NULL ? rows[i].want : "unchanged";
        if (strcmp(out, want) != 0 || len != (rows[i].want != NULL ? strlen(want) : 0))
            fail_msg("%.*s: %s", (int)token.len, token.ptr, out);
        if (me_ip_looks_like(token) != rows[i].looks_like)
            fail_msg("%.*s: looks like one, or not", (int)token.len, token.ptr);
    }
    me_guarded_free(&memory);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* Addresses with runs of zeros of every length at every place, and what an IPv4 address may be hidden behind. */
static void draw_address(uint32_t *state, unsigned char address[static 16])
{
    for (int i = 0; i < 16; i += 2) {
        const unsigned shape = next_random(state) % 8, group = next_random(state);
        const unsigned value = shape < 4 ? 0 : shape == 4 ? 0xFFFF : group >> (shape - 5) * 4;
        address[i] = (unsigned char)(value >> 8);
        address[i + 1] = (unsigned char)value;
    }
}

static void writes_what_libc_writes(void **state)
{
    const size_t addresses = me_unit_amount(1000000);
    uint32_t random = 1;
    (void)state;
    for (size_t i = 0; i < addresses; i++) {
        unsigned char address[16];
        char want[ME_IP_TEXT_MAX] = "", got[ME_IP_TEXT_MAX] = "", full[ME_IP_TEXT_MAX];
        draw_address(&random, address);
        inet_ntop(AF_INET6, address, want, sizeof(want));
        if (strncmp(want, "::ffff:", 7) == 0 && strchr(want, '.') != NULL) /* ours is the IPv4 address */
            memmove(want, want + 7, strlen(want + 7) + 1);
        snprintf(full, sizeof(full), "%02X%02x:%x:%x:%x:%x:%x:%x:%x", address[0], address[1],
                 address[2] << 8 | address[3], address[4] << 8 | address[5], address[6] << 8 | address[7],
                 address[8] << 8 | address[9], address[10] << 8 | address[11], address[12] << 8 | address[13],
                 address[14] << 8 | address[15]);
        const size_t len = me_ip_canonical(me_unit_span(full), got);
        if (len != strlen(want) || strcmp(got, want) != 0)
            fail_msg("%s: %s instead of %s", full, got, want);
        if (me_ip_canonical(me_unit_span(want), got) != len || strcmp(got, want) != 0)
            fail_msg("%s: %s the second time", want, got);
    }
}

/* Texts that are nearly addresses. */
static void reads_what_libc_reads(void **state)
{
    const size_t texts = me_unit_amount(2000000);
    static const char common[] = "0123456789.25.255.2", all[] = "..0123456789/:;ax -\x80";
    uint32_t random = 1;
    size_t valid = 0;
    (void)state;
    for (size_t i = 0; i < texts; i++) {
        char text[24] = "", got[ME_IP_TEXT_MAX];
        unsigned char address[4];
        size_t len = 0;
        for (int part = 0; part < 4; part++)
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%u%s",
                                    next_random(&random) % (part % 2 ? 300 : 12), part < 3 ? "." : "");
        for (uint32_t changes = next_random(&random) % 3; changes > 0; changes--)
            text[next_random(&random) % len] = changes == 1 ? common[next_random(&random) % (sizeof(common) - 1)]
                                                            : all[next_random(&random) % (sizeof(all) - 1)];
        text[len -= next_random(&random) % 8 == 0] = '\0';
        if (strchr(text, ':') != NULL)
            continue;
        const bool want = inet_pton(AF_INET, text, address) == 1;
        if ((me_ip_canonical((struct me_span){text, len}, got) == len) != want || (want && strcmp(got, text) != 0))
            fail_msg("%s: %s", text, want ? "refused" : got);
        valid += want;
    }
    assert_true(valid > texts / 8 && valid < texts - texts / 8);
}

/* Texts that are nearly IPv6 addresses: parts of the usual and of odd shapes, and a byte that may be changed. */
static void reads_ipv6_as_libc_reads_it(void **state)
{
    const size_t texts = me_unit_amount(2000000);
    static const char *const parts[] = {"0",  "1",   "db8",  "2001", "ffff", "FFFF",      "00001",
                                        ":",  "::",  "",     "g",    "1.",   "192.0.2.1", "255.255.255.255",
                                        "01", "1%1", "fe80", "a",    "abcd", "0000",      "192.0.2.256"};
    static const char all[] = "0123456789abcdef:.:. %\x80";
    uint32_t random = 1;
    size_t valid = 0;
    (void)state;
    for (size_t i = 0; i < texts; i++) {
        char text[160] = "";
        unsigned char want[16], got[ME_IP_OCTETS_MAX];
        size_t len = 0;
        const uint32_t gap = next_random(&random) % 10;
        for (uint32_t part = 0, count = 6 + next_random(&random) % 4; part < count; part++) {
            const uint32_t shape = next_random(&random) % 12 < 11 ? 0 : 1;
            const char *written = parts[next_random(&random) % (shape == 0 ? 6 : sizeof(parts) / sizeof(*parts))];
            len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", written,
                                    part == gap        ? "::"
                                    : part + 1 < count ? ":"
                                                       : "");
        }
        if (len > 0 && next_random(&random) % 8 == 0)
            text[next_random(&random) % len] = all[next_random(&random) % (sizeof(all) - 1)];
        if (strlen(text) >= ME_IP_TEXT_MAX)
            continue;
        const bool is_address = inet_pton(AF_INET6, text, want) == 1;
        static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
        if (inet_pton(AF_INET, text, want) == 1 || strchr(text, '%') != NULL ||
            (is_address && memcmp(want, mapped, sizeof(mapped)) == 0))
            continue; /* libc takes no zone, and leaves IPv4 addresses in their clothes */
        const size_t count = me_ip_octets((struct me_span){text, strlen(text)}, got);
        if (count != (is_address ? sizeof(want) : 0) || (is_address && memcmp(want, got, sizeof(want)) != 0))
            fail_msg("%s: %s", text, is_address ? "refused, or read as another" : "taken");
        valid += is_address;
    }
    assert_true(valid > texts / 8 && valid < texts - texts / 8);
}

static void reads_and_writes_octets(void **state)
{
    unsigned char octets[ME_IP_OCTETS_MAX];
    char text[ME_IP_TEXT_MAX];
    (void)state;
    assert_int_equal(me_ip_octets(ME_SPAN("192.0.2.255"), octets), 4);
    assert_memory_equal(octets, "\xC0\x00\x02\xFF", 4);
    assert_int_equal(me_ip_text(octets, 4, text), 11);
    assert_string_equal(text, "192.0.2.255");
    assert_int_equal(me_ip_octets(ME_SPAN("2001:db8::1"), octets), 16);
    assert_int_equal(me_ip_text(octets, 16, text), 11);
    assert_string_equal(text, "2001:db8::1");
    assert_int_equal(me_ip_octets(ME_SPAN("2001:db8::1/64"), octets), 0);
    assert_int_equal(me_ip_octets(ME_SPAN(":"), octets), 0);
    assert_int_equal(me_ip_octets(ME_SPAN(""), octets), 0);
}

static void leaves_zeros_behind_an_address(void **state)
{
    static const char zeros[ME_IP_TEXT_MAX] = "";
    char out[ME_IP_TEXT_MAX], other[ME_IP_TEXT_MAX];
    (void)state;
    memset(out, 'x', sizeof(out));
    memset(other, 'y', sizeof(other));
    me_ip_canonical(ME_SPAN("2001:0db8:0000:0000:0001:0000:0000:0025"), out);
    const size_t len = me_ip_canonical(ME_SPAN("2001:db8::1:0:0:25"), other);
    assert_memory_equal(out + len, zeros, sizeof(out) - len);
    assert_true(me_ip_equal(out, other));
    for (size_t i = 0; i < sizeof(out); i++) {
        other[i]++;
        assert_false(me_ip_equal(out, other));
        other[i]--;
    }
}

/* The text of a /64, and another address that has it in front where this one has not. */
static void finds_the_network_in_the_text(void **state)
{
    static const struct {
        char ip[ME_IP_TEXT_MAX];
        const char *network, *spelled;
    } addresses[] = {
        {"2001:db8:1:7:1:2:3:4", "2001:db8:1:7", NULL},
        {"2001:db8:1:7::1", "2001:db8:1:7", NULL},
        {"2001:db8:1::7:1", "2001:db8:1", NULL},
        {"2001:db8:1:0:5::1", "2001:db8:1", NULL},
        {"2001:db8:0:0:5::", "2001:db8", NULL},
        {"2001:db8::17", "2001:db8", NULL},
        {"2001::1:2:3:4", "2001", NULL},
        {"2001:0:0:7::", "2001:0:0:7", NULL},
        {"2001::7:1:2:3:4", NULL, "2001:0:0:7::"},
        {"2001:0:0:10::1", "2001:0:0:10", NULL},
        {"2001:db8:1:a0:1:2:3:4", "2001:db8:1:a0", NULL},
        {"1000:2000:3000:4000:5000:6000:7000:8000", "1000:2000:3000:4000", NULL},
        {"::", "", NULL},
        {"::1", "", NULL},
        {"::5:1:2:3:4", NULL, "0:0:0:5::"},
        {"::5:6:1:2:3:4", NULL, "0:0:5:6::"},
        {"0:5::", "0:5", NULL},
        {"192.0.2.1", NULL, NULL},
        {"bad", NULL, NULL},
        {"a:b", NULL, NULL},
        {"", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < ME_COUNT(addresses); i++) {
        char other[ME_IP_TEXT_MAX];
        const int len = me_ip_network_len(addresses[i].ip);
        const bool stands = addresses[i].network != NULL;
        if (len != (stands ? (int)strlen(addresses[i].network) : ME_IP_NETWORK_ELSEWHERE) ||
            (stands && memcmp(addresses[i].ip, addresses[i].network, (size_t)len) != 0))
            fail_msg("%s: got %d", addresses[i].ip, len);
        if (!stands && me_ip_network_spell(addresses[i].ip, other) != (addresses[i].spelled != NULL))
            fail_msg("%s: is it an address?", addresses[i].ip);
        if (addresses[i].spelled != NULL)
            assert_string_equal(other, addresses[i].spelled);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_canonical_form),     cmocka_unit_test(writes_what_libc_writes),
        cmocka_unit_test(reads_what_libc_reads),         cmocka_unit_test(reads_ipv6_as_libc_reads_it),
        cmocka_unit_test(reads_and_writes_octets),       cmocka_unit_test(leaves_zeros_behind_an_address),
        cmocka_unit_test(finds_the_network_in_the_text),
    };

    return cmocka_run_group_tests_name("ip", tests, NULL, NULL);
}
