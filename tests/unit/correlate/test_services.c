/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/correlate/resolved.h with rows of IMAP and POP: whose conversation they belong to, which account a login
 * is counted for, and that a service knows nothing of another one's.
 */
#include "correlate/resolved.h"

#include "recognise/recognise.h"
#include "support/unit.h"

#define IMAP(at, handle, ip, columns) "11/22/26 07:00:" at "\tIMAP-IN\t\t" handle "\t" ip "\t" columns
#define POP(at, handle, ip, columns) "11/22/26 07:00:" at "\tPOP-IN\t" handle "\t" ip "\t" columns
#define SMTP(at, handle, ip, columns)                                                                                  \
    "11/22/26 07:00:" at "\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t" handle "\t" ip "\t" columns

#define POP_USER(name) "USER\tUSER " name "\t+OK\t5\t24\t\t"
#define POP_FAILED "PASS\tPASS secret\t-ERR Unable to log on\t23\t20\t\t"
#define POP_LOGIN "PASS\tPASS secret\t+OK\t5\t16\texample.com\tbob"
#define POP_QUIT "QUIT\tQUIT\t+OK\t5\t6\t\t"

struct step {
    const char *label, *line;
    const char *user; /* of the event, from whichever record; NULL: none */
    bool authenticated;
    int64_t account_failures, after_failures; /* ME_WATCH_ABSENT: the record has none */
};

enum { NONE = ME_WATCH_ABSENT };

static void fill_time(void *context, const struct me_record *record, struct me_watch_time *time)
{
    (void)context;
    memset(time, 0, sizeof(*time));
    time->seconds = time->reception = record->seconds;
    time->is_utc = true;
    time->now = 1;
}

static void check(const char *label, const struct step *steps, size_t count)
{
    const struct me_store_options store_options = {.max = 100, .ttl = 600, .seed = {1, 2}};
    const struct me_watch_options watch_options = {.max = 100, .window = 3600, .seed = {1, 2}};
    void *store = calloc(1, me_store_size(&store_options)), *watch = calloc(1, me_watch_size(&watch_options));
    assert_non_null(store);
    assert_non_null(watch);
    const struct me_resolved_memory memory = {me_store_init(store, &store_options),
                                              me_watch_init(watch, &watch_options)};
    const struct me_conversation_host host = me_conversation_host_of(memory.store, ME_SPAN("mail.example.com"));
    const struct me_resolved_origin origin = {.host = &host, .now = 1, .fill_time = fill_time};
    struct me_resolved_counts counts = {0};
    for (size_t i = 0; i < count; i++) {
        struct me_resolved resolved;
        if (me_recognise(me_unit_span(steps[i].line), &ME_RECOGNISE_DEFAULTS, &resolved.record) != ME_FOUND_RECORD)
            fail_msg("%s: %s: not recognised", label, steps[i].label);
        me_resolved_update(&resolved, &memory, &origin, &counts);
        const struct me_merged merged = me_resolved_merge(&resolved);
        const struct me_span user = steps[i].user != NULL ? me_unit_span(steps[i].user) : (struct me_span){0};
        const struct me_watch_counts seen = resolved.is_watched ? resolved.watched : ME_WATCH_NO_COUNTS;
        if (merged.user.len != user.len || (user.len > 0 && !me_span_equal(merged.user, user)) ||
            merged.authenticated != steps[i].authenticated)
            fail_msg("%s: %s: user %.*s, %d", label, steps[i].label, (int)merged.user.len, merged.user.ptr,
                     merged.authenticated);
        if (seen.account_failures != steps[i].account_failures || seen.after_failures != steps[i].after_failures)
            fail_msg("%s: %s: counts %lld, %lld", label, steps[i].label, (long long)seen.account_failures,
                     (long long)seen.after_failures);
    }
    free(store);
    free(watch);
}

#define CHECK(label, ...)                                                                                              \
    do {                                                                                                               \
        static const struct step steps[] = {__VA_ARGS__};                                                              \
        check(label, steps, ME_COUNT(steps));                                                                          \
    } while (0)

static void names_the_login_of_pop(void **state)
{
    (void)state;
    CHECK("POP", {"greeting", POP("01", "1716", "192.0.2.25", "\t\t+OK Welcome\t40\t0\t\t"), NULL, false, NONE, NONE},
          {"USER", POP("01", "1716", "192.0.2.25", POP_USER("Bob")), "Bob", false, NONE, NONE},
          {"PASS", POP("02", "1716", "192.0.2.25", POP_FAILED), "Bob", false, 1, NONE},
          {"USER", POP("03", "1716", "192.0.2.25", POP_USER("bob")), "bob", false, NONE, NONE},
          {"PASS", POP("03", "1716", "192.0.2.25", POP_FAILED), "bob", false, 2, NONE},
          {"another name", POP("04", "1716", "192.0.2.25", POP_USER("eve")), "eve", false, NONE, NONE},
          {"PASS", POP("04", "1716", "192.0.2.25", POP_FAILED), "eve", false, 1, NONE},
          {"bob's", POP("05", "1716", "192.0.2.25", POP_USER("bob")), "bob", false, NONE, NONE},
          {"login", POP("05", "1716", "192.0.2.25", POP_LOGIN), "bob", true, 2, 2},
          {"QUIT", POP("06", "1716", "192.0.2.25", POP_QUIT), "bob", true, NONE, NONE},
          {"the handle's next client", POP("09", "1716", "198.51.100.7", POP_FAILED), NULL, false, NONE, NONE}, );
}

static void names_no_login_that_names_none(void **state)
{
    (void)state;
    CHECK("IMAP",
          {"LOGIN", IMAP("01", "2296", "192.0.2.25", "LOGIN\tLOGIN bob secret\tA1 NO LOGIN Failed\t52\t40\t\t"), "bob",
           false, 1, NONE},
          {"AUTHENTICATE",
           IMAP("02", "2296", "192.0.2.25",
                "AUTHENTICATE\tAUTHENTICATE PLAIN c2VjcmV0\tA2 NO AUTHENTICATE PLAIN failed\t63\t40\t\t"),
           NULL, false, NONE, NONE},
          {"the name is not known from then on",
           IMAP("03", "2296", "192.0.2.25", "CAPABILITY\tCAPABILITY\tA3 OK done\t63\t40\t\t"), NULL, false, NONE, NONE},
          {"LOGIN",
           IMAP("04", "2296", "192.0.2.25", "LOGIN\tLOGIN bob secret\tA4 OK LOGIN completed\t22\t40\texample.com\tbob"),
           "bob", true, 1, 1},
          {"LOGOUT",
           IMAP("05", "2296", "192.0.2.25", "LOGOUT\tLOGOUT\tA5 OK LOGOUT completed\t22\t40\texample.com\tbob"), "bob",
           true, NONE, NONE},
          {"the next", IMAP("08", "2296", "192.0.2.25", "CAPABILITY\tCAPABILITY\tA1 OK done\t63\t40\t\t"), NULL, false,
           NONE, NONE}, );
}

static void keeps_services_apart(void **state)
{
    (void)state;
    CHECK("one handle, one client, three services",
          {"SMTP", SMTP("01", "1716", "192.0.2.25", "AUTH\t{blank}\t235 Authenticated\t43\t30\talice\t"), "alice", true,
           0, 0},
          {"IMAP", IMAP("01", "1716", "192.0.2.25", "CAPABILITY\tCAPABILITY\tA1 OK done\t63\t40\t\t"), NULL, false,
           NONE, NONE},
          {"POP", POP("01", "1716", "192.0.2.25", POP_USER("bob")), "bob", false, NONE, NONE},
          {"IMAP", IMAP("02", "1716", "192.0.2.25", "NOOP\tNOOP\tA2 OK done\t63\t40\t\t"), NULL, false, NONE, NONE},
          {"POP", POP("02", "1716", "192.0.2.25", POP_QUIT), "bob", false, NONE, NONE},
          {"SMTP", SMTP("02", "1716", "192.0.2.25", "NOOP\tNOOP\t250 OK\t43\t30\t\t"), "alice", true, NONE, NONE}, );
    CHECK("but an account is one over all of them",
          {"SMTP", SMTP("01", "1", "192.0.2.25", "AUTH\t{blank}\t535 no\t43\t30\tbob\t"), "bob", false, 1, NONE},
          {"IMAP", IMAP("01", "2", "192.0.2.26", "LOGIN\tLOGIN BOB secret\tA1 NO LOGIN Failed\t52\t40\t\t"), "BOB",
           false, 2, NONE},
          {"POP", POP("01", "3", "192.0.2.27", POP_USER("Bob")), "Bob", false, NONE, NONE},
          {"POP", POP("01", "3", "192.0.2.27", POP_LOGIN), "Bob", true, 2, 2}, );
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_login_of_pop),
        cmocka_unit_test(names_no_login_that_names_none),
        cmocka_unit_test(keeps_services_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
