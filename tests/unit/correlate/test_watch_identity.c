/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/correlate/watch_identity.h: addresses have the same network exactly when their octets say so, however
 * many zeros their text leaves out, and wherever.
 */
#include "correlate/watch_identity.h"

#include "support/unit.h"

enum {
    GROUPS = 8,
    VALUES = 3,    /* of a group, here */
    NETWORKS = 81, /* with four such groups */
    OF_EACH = 81,  /* addresses */
    ALL = NETWORKS * OF_EACH,
};

static struct me_watch_secrets secrets;

/* Address number `n` of all. */
static void make(unsigned n, char ip[static ME_IP_TEXT_MAX])
{
    static const unsigned values[VALUES] = {0, 0x10, 0xABCD};
    unsigned char octets[2 * GROUPS];
    for (int i = GROUPS; i-- > 0; n /= VALUES) {
        octets[2 * i] = (unsigned char)(values[n % VALUES] >> 8);
        octets[2 * i + 1] = (unsigned char)values[n % VALUES];
    }
    me_ip_text(octets, sizeof(octets), ip);
}

static void knows_clients_and_networks_of_ipv6(void **state)
{
    static struct me_keyed_hash clients[ALL], networks[NETWORKS];
    (void)state;
    for (unsigned n = 0; n < ALL; n++) {
        char ip[ME_IP_TEXT_MAX];
        struct me_keyed_hash network;
        make(n, ip);
        assert_true(me_watch_identify_client(&secrets, ip, &clients[n], &network));
        if (n % OF_EACH == 0)
            networks[n / OF_EACH] = network;
        if (!me_keyed_equal(&network, &networks[n / OF_EACH]))
            fail_msg("%s is not in the network of the one before it", ip);
        for (unsigned other = 0; other < n; other++)
            if (me_keyed_equal(&clients[n], &clients[other]))
                fail_msg("%s is another client, too", ip);
    }
    for (unsigned i = 0; i < NETWORKS; i++)
        for (unsigned j = 0; j < i; j++)
            assert_false(me_keyed_equal(&networks[i], &networks[j]));
}

static void knows_clients_and_networks_of_ipv4(void **state)
{
    static const struct {
        char ip[ME_IP_TEXT_MAX], other[ME_IP_TEXT_MAX];
        bool same_network;
    } rows[] = {
        {"192.0.2.1", "192.0.2.255", true},
        {"192.0.2.1", "192.0.21.1", false},
        {"1.2.3.4", "1.2.3.40", true},
        {"1.2.3.4", "1.2.34.4", false},
        {"255.255.255.0", "255.255.255.9", true},
        {"255.255.255.0", "255.255.25.0", false},
        {"1.2.3.4", "::1.2.3.4", false},
        {"::1.2.3.4", "::9.8.7.6", true},
    };
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_keyed_hash client[2], network[2];
        assert_true(me_watch_identify_client(&secrets, rows[i].ip, &client[0], &network[0]));
        assert_true(me_watch_identify_client(&secrets, rows[i].other, &client[1], &network[1]));
        assert_false(me_keyed_equal(&client[0], &client[1]));
        assert_int_equal(me_keyed_equal(&network[0], &network[1]), rows[i].same_network);
    }
}

static void knows_what_is_no_address(void **state)
{
    static const char rows[][ME_IP_TEXT_MAX] = {"", "bad", "a:b", "a:b:c:d", "a::b::c::d::e::f", "mail.example.com"};
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_keyed_hash client, network;
        if (me_watch_identify_client(&secrets, rows[i], &client, &network))
            fail_msg("%s is taken for an address", rows[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_clients_and_networks_of_ipv6),
        cmocka_unit_test(knows_clients_and_networks_of_ipv4),
        cmocka_unit_test(knows_what_is_no_address),
    };

    me_watch_draw_secrets(&secrets, (const uint64_t[2]){1, 2});
    return cmocka_run_group_tests(tests, NULL, NULL);
}
