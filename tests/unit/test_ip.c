/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/ip.h: canonical forms, and what is no address.
 */
#include "ip.h"

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
    {ME_BYTES("::ffff:192.0.2.1"), "::ffff:192.0.2.1", true},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_canonical_form),
    };

    return cmocka_run_group_tests_name("ip", tests, NULL, NULL);
}
