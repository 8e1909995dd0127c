/* SPDX-License-Identifier: Apache-2.0
 *
 * Long random runs of the whole table. Records in their order: every context must be exactly what a naive model of each
 * connection expects, although handles are in use again after two seconds, with and without QUIT. Records in random
 * order, some lost, in a table that is far too small: whatever a context says must be true. ME_OPERATIONS sets how
 * many.
 */
#include "correlate/conversation.h"

#include "support/said.h"
#include "support/unit.h"

enum { HOSTS = 4, HANDLES = 50, SHUFFLED = 16, TEXT = 64 };

enum naming { BY_ID, BY_HANDLE, BY_BOTH, NAMINGS };

struct model {
    unsigned number; /* of the connection; every text of it carries this number */
    int step, id, last;
    int asked; /* log time of the first half of an answer and its verdict */
    bool used, w3c, with_user, authenticated, mail_known, debug_first;
    enum naming naming; /* what its Debug records carry */
    enum me_said_what answer;
    unsigned mails, recipients;
    char host[TEXT], ip[TEXT], helo[TEXT], user[TEXT], sender[TEXT], recipient[TEXT];
};

struct world {
    uint64_t random;
    struct model slot[HOSTS][HANDLES];
    unsigned connections;
    int ids, now;
};

static unsigned long operations(void)
{
    const char *wanted = getenv("ME_OPERATIONS");
    return wanted != NULL ? strtoul(wanted, NULL, 10) : 100000;
}

/* What comes next in a connection. */
enum step { GREETING, EHLO, LOGIN, MAIL, ASK, ANSWER, AFTER, DATA, QUIT };

static void begin(struct world *world, struct model *m, unsigned host)
{
    const int last = m->last;
    memset(m, 0, sizeof(*m));
    m->used = true;
    m->last = last;
    m->number = ++world->connections;
    m->w3c = host == 0;
    m->id = m->w3c ? 0 : ++world->ids;
    m->naming = m->w3c ? BY_HANDLE : (enum naming)me_unit_random(&world->random, NAMINGS);
    snprintf(m->host, TEXT, "host%u.example.com", host);
    snprintf(m->ip, TEXT, "198.51.%u.%u", m->number / 250 % 250, m->number % 250 + 1);
    m->step = GREETING;
}

/* Whether the model expects a context for a Debug record. */
static bool is_known(const struct world *world, const struct model *m)
{
    return m->naming != BY_HANDLE || world->now <= m->last + 1;
}

static void add(char *want, const char *key, const char *value)
{
    const size_t len = strlen(want);
    if (*value != '\0')
        snprintf(want + len, ME_SAID_TEXT_MAX - len, "%s%s%s", len > 0 ? "|" : "", key, value);
}

/* The context of a record that has these itself. */
static void expect(const struct model *m, const struct me_said *said, const char *recipient, const char *code,
                   char *want)
{
    const bool debug = said->what == SAID_DEBUG;
    want[0] = '\0';
    add(want, "ip=", debug ? m->ip : "");
    add(want, "helo=", said->what == SAID_EHLO ? "" : m->helo);
    add(want, "user=", said->user != NULL ? "" : m->user);
    add(want, "", m->authenticated ? "auth" : "");
    add(want, "from=", said->what == SAID_MAIL ? "" : m->sender);
    add(want, "to=", recipient);
    add(want, "code=", code);
}

/* The next record of `m` and the context that it must get. */
static void advance(struct world *world, struct model *m, unsigned handle, struct me_said *said, char *want)
{
    static const enum me_said_what answers[] = {SAID_RCPT, SAID_REFUSED, SAID_UNKNOWN};
    static char verdict[TEXT * 2];
    uint64_t *random = &world->random;
    const bool starts_user = m->step == LOGIN;
    *said = (struct me_said){
        .at = world->now, .connection = (int)handle + 1, .id = m->id, .ip = m->ip, .host = m->host, .w3c = m->w3c};
    const char *recipient = "", *code = "";
    bool debug = false;
    switch ((enum step)m->step) {
    case GREETING:
        said->what = SAID_GREETING;
        m->step = EHLO;
        want[0] = '\0';
        m->last = world->now;
        return;
    case EHLO:
        said->what = SAID_EHLO;
        expect(m, said, "", "", want);
        snprintf(m->helo, TEXT, "helo-%u.example.net", m->number);
        said->arg = m->helo;
        m->step = me_unit_random(random, 2) == 0 ? LOGIN : MAIL;
        m->last = world->now;
        return;
    case LOGIN:
        said->what = me_unit_random(random, 2) == 0 ? SAID_AUTH_OK : SAID_AUTH_FAILED;
        m->step = MAIL;
        break;
    case MAIL:
        said->what = SAID_MAIL;
        m->step = ASK;
        break;
    case ASK: /* one answer and its verdict, in either order */
    case ANSWER:
        if (m->step == ASK) {
            m->answer = answers[me_unit_random(random, ME_COUNT(answers))];
            m->debug_first = me_unit_random(random, 2) == 0;
            m->asked = world->now;
        }
        debug = m->debug_first == (m->step == ASK);
        said->what = debug ? SAID_DEBUG : m->answer;
        m->step++;
        break;
    case AFTER:
        m->step = me_unit_random(random, 2) == 0 ? ASK : DATA;
        advance(world, m, handle, said, want);
        return;
    case DATA:
        said->what = SAID_DATA;
        recipient = m->recipient;
        m->step = me_unit_random(random, 2) == 0 ? MAIL : QUIT;
        break;
    case QUIT:
        said->what = SAID_QUIT;
        recipient = m->recipient;
        break;
    }
    if (debug) {
        snprintf(verdict, sizeof(verdict), "%s",
                 m->answer == SAID_RCPT ? "ME-I0108: Relay Granted: Sender has authenticated."
                                        : "ME-I0112: Relay Denied: Server is configured not to allow relaying");
        said->arg = verdict;
        said->ip = NULL;
        if (m->naming == BY_ID)
            said->connection = 0;
        else if (m->naming == BY_HANDLE)
            said->id = 0;
        expect(m, said, m->debug_first ? "" : m->recipient, "", want);
        if (!is_known(world, m))
            want[0] = '\0';
        return;
    }
    if (starts_user || (m->user[0] != '\0' && me_unit_random(random, 2) == 0)) {
        snprintf(m->user, TEXT, "user-%u", m->number);
        said->user = m->user;
    }
    if (said->what == m->answer && (m->step == AFTER || m->step == ANSWER)) {
        code = !m->debug_first ? "" : m->answer == SAID_RCPT ? "ME-I0108" : "ME-I0112";
        expect(m, said, "", code, want);
        snprintf(m->recipient, TEXT, "to-%u-%u@example.org", m->number, ++m->recipients);
        said->arg = m->recipient;
    } else {
        expect(m, said, recipient, "", want);
    }
    if (said->what == SAID_MAIL) {
        snprintf(m->sender, TEXT, "from-%u-%u@example.com", m->number, ++m->mails);
        said->arg = m->sender;
        m->recipient[0] = '\0';
    }
    m->authenticated |= said->what == SAID_AUTH_OK;
    m->last = world->now;
    if (said->what == SAID_DATA && !m->w3c) {
        m->id = ++world->ids;
        m->sender[0] = m->recipient[0] = '\0';
    }
    if (said->what == SAID_QUIT)
        m->used = false;
}

/* Whether an answer and its verdict would be more than a second apart if time went on. */
static bool is_awaited(const struct world *world)
{
    for (unsigned host = 0; host < HOSTS; host++)
        for (unsigned handle = 0; handle < HANDLES; handle++) {
            const struct model *m = &world->slot[host][handle];
            if (m->used && m->step == ANSWER && m->asked < world->now)
                return true;
        }
    return false;
}

/* Picks a connection and makes its next record; false when its handle is not free yet. */
static bool next(struct world *world, struct me_said *said, char *want, struct model **which)
{
    const unsigned host = (unsigned)me_unit_random(&world->random, HOSTS),
                   handle = (unsigned)me_unit_random(&world->random, HANDLES);
    struct model *m = &world->slot[host][handle];
    if (me_unit_random(&world->random, 16) == 0 && !is_awaited(world))
        world->now++;
    const bool lost = m->used && m->step != ANSWER && me_unit_random(&world->random, 40) == 0; /* without QUIT */
    if (!m->used || lost) {
        m->used = false;
        if (world->now < m->last + 2)
            return false;
        begin(world, m, host);
    }
    *which = m;
    advance(world, m, handle, said, want);
    return true;
}

static struct world *make_world(const char *test)
{
    struct world *world = calloc(1, sizeof(*world));
    assert_non_null(world);
    world->random = me_unit_seed(test, 20261122);
    world->now = 10;
    return world;
}

static void gives_exactly_what_is_known(void **state)
{
    static const struct me_store_options options = {.max = 65536, .ttl = 600, .seed = {1, 2}};
    struct world *world = make_world("conversation model");
    void *memory = calloc(1, me_store_size(&options));
    struct me_store *table = me_store_init(memory, &options);
    struct me_store_counts counts = {0};
    const unsigned long count = operations();
    uint64_t joined = 0;
    (void)state;
    for (unsigned long i = 0; i < count;) {
        struct me_said said;
        struct model *m;
        char want[ME_SAID_TEXT_MAX], got[ME_SAID_TEXT_MAX];
        if (!next(world, &said, want, &m))
            continue;
        i++;
        me_said_update(table, &said, world->now, &counts, got);
        joined += *want != '\0';
        if (strcmp(got, want) != 0)
            fail_msg("operation %lu, connection %u, what %d, naming %d:\n  got  \"%s\"\n  want \"%s\"", i, m->number,
                     said.what, m->naming, got, want);
    }
    assert_int_equal(counts.joined, joined);
    assert_int_equal(counts.evicted, 0);
    free(memory);
    free(world);
}

/* --- any order ------------------------------------------------------------------------------------------------------
 */

/* A record with copies of all it points to, to be said later. */
struct kept {
    struct me_said said;
    unsigned number;
    bool full;
    char host[TEXT], ip[TEXT], arg[TEXT * 2], user[TEXT];
};

static const char *keep_text(char *room, size_t size, const char *text)
{
    if (text == NULL)
        return NULL;
    snprintf(room, size, "%s", text);
    return room;
}

static void keep(struct kept *kept, const struct me_said *said, unsigned number)
{
    kept->said = *said;
    kept->number = number;
    kept->full = true;
    kept->said.host = keep_text(kept->host, sizeof(kept->host), said->host);
    kept->said.ip = keep_text(kept->ip, sizeof(kept->ip), said->ip);
    kept->said.arg = keep_text(kept->arg, sizeof(kept->arg), said->arg);
    kept->said.user = keep_text(kept->user, sizeof(kept->user), said->user);
}

/* Fails unless every text of the context carries the connection's number. */
static void must_be_true(const struct kept *kept, const char *got)
{
    static const char *const keys[] = {"helo=helo-", "user=user-", "from=from-", "to=to-"};
    char ip[TEXT];
    snprintf(ip, sizeof(ip), "ip=198.51.%u.%u", kept->number / 250 % 250, kept->number % 250 + 1);
    const char *place = strstr(got, "ip=");
    bool wrong = place != NULL && (strncmp(place, ip, strlen(ip)) != 0 || strchr("|", place[strlen(ip)]) == NULL);
    for (size_t i = 0; i < ME_COUNT(keys); i++) {
        place = strstr(got, keys[i]);
        wrong |= place != NULL && strtoul(place + strlen(keys[i]), NULL, 10) != kept->number;
    }
    if (wrong)
        fail_msg("connection %u (what %d at %d) got \"%s\"", kept->number, kept->said.what, kept->said.at, got);
}

static void gives_nothing_false_in_any_order(void **state)
{
    struct world *world = make_world("conversations in any order");
    const unsigned long count = operations();
    (void)state;
    for (unsigned max = 1; max <= 4096; max *= 16) {
        const struct me_store_options options = {.max = max, .ttl = 60, .seed = {1, max}};
        void *memory = calloc(1, me_store_size(&options));
        struct me_store *table = me_store_init(memory, &options);
        struct me_store_counts counts = {0};
        static struct kept pool[SHUFFLED];
        memset(pool, 0, sizeof(pool));
        for (unsigned long i = 0; i < count / 4;) {
            struct me_said said;
            struct model *m;
            char text[ME_SAID_TEXT_MAX];
            if (!next(world, &said, text, &m) || me_unit_random(&world->random, 50) == 0)
                continue; /* not now, or lost */
            struct kept *kept = &pool[me_unit_random(&world->random, SHUFFLED)];
            if (kept->full) {
                me_said_update(table, &kept->said, world->now, &counts, text);
                must_be_true(kept, text);
                i++;
            }
            keep(kept, &said, m->number);
        }
        assert_true(me_store_active(table) <= max);
        free(memory);
    }
    free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_exactly_what_is_known),
        cmocka_unit_test(gives_nothing_false_in_any_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
