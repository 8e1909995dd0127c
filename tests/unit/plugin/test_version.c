/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of plugin/version.h. This program is also the host that the module finds itself in, and says it is rsyslog
 * 0.0.0.
 */
#include "support/unit.h"

#include "../../../plugin/version.h"

#include "mmmailenable-config.h"
#include "host/stub_host.h"

static const char *volatile start_up_message = "[origin software=\"rsyslogd\" swVersion=\"0.0.0\" x-pid=\"%d\"] start";

/* `@` stands for what goes before the version. */
static const struct {
    const char *label;
    struct me_span memory;
    const char *want; /* empty: none */
} rows[] = {
    {"start-up message", ME_BYTES("x\0[@8.2302.0\" x-pid=\"%d\""), "8.2302.0"},
    {"a release of one's own", ME_BYTES("[@8.2504.0.master-1_x\""), "8.2504.0.master-1_x"},
    {"the second is one", ME_BYTES("@%s\" @8.2302.0\""), "8.2302.0"},
    {"no end", ME_BYTES("@8.2302.0"), ""},
    {"too long", ME_BYTES("@8.3456789012345678901234567890123456789\""), ""},
    {"no number", ME_BYTES("@v8\""), ""},
    {"nothing in it", ME_BYTES("@\""), ""},
    {"at the very end", ME_BYTES("x@"), ""},
    {"nothing", ME_BYTES(""), ""},
};

static struct me_span spell_out(struct me_span row, char *out)
{
    char *p = out;
    for (size_t i = 0; i < row.len; i++) {
        if (row.ptr[i] == '@')
            p += sprintf(p, "%s=\"rsyslogd\" swVersion=\"", "software");
        else
            *p++ = row.ptr[i];
    }
    return me_span_between(out, p);
}

static void finds_the_release_in_the_start_up_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        char memory[256];
        const struct me_span found = me_version_in(spell_out(rows[i].memory, memory));
        if (!me_span_equal(found, me_unit_span(rows[i].want)))
            fail_msg("%s: '%.*s'", rows[i].label, (int)found.len, found.ptr);
    }
}

static void refuses_to_load_into_another_release(void **state)
{
    (void)state;
    assert_non_null(start_up_message);
    assert_false(me_stub_load());
    assert_string_equal(me_stub_errors(), "mmmailenable " ME_VERSION " was built for rsyslog " ME_RSYSLOG_VERSION
                                          " and cannot run in 0.0.0: build it again with the source of the running "
                                          "release\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_release_in_the_start_up_message),
        cmocka_unit_test(refuses_to_load_into_another_release),
    };

    return cmocka_run_group_tests_name("version", tests, NULL, NULL);
}
