/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of conversations against a naive model: a few clients on few handles, whose rows and verdicts come as the
 * fuzzer likes, with the clock going on between them. In their order and with room for all, what the table says of the
 * client is exactly what the model knows. Late, lost or without room, whatever it says must be true.
 */
#include <stdio.h>
#include <string.h>

#include "../unit/support/said.h"
#include "fuzz.h"

enum { HOSTS = 2, HANDLES = 3, SLOTS = HOSTS * HANDLES, LATE = 8, TEXT = 64, CLIENTS_MAX = 240, FREE_AFTER = 2 };

/* One connection; every text of it carries its number. */
struct client {
    unsigned number; /* 0: none yet */
    int id;          /* of the mail */
    int last, row;   /* log time of the last line, and of the last that is no verdict */
    bool open, has_helo, authenticated;
    unsigned mails;
};

/* A line that was written, and is not read yet. */
struct line {
    struct me_said said;
    unsigned number;
    char ip[TEXT], arg[TEXT], user[TEXT];
};

struct world {
    struct fuzz_choices choices;
    struct client slot[SLOTS];
    unsigned clients;
    int ids, now;
    struct line late[LATE];
    size_t late_count;
    bool in_order;
    struct me_store *table;
    struct me_store_counts counts;
};

static const char *const hosts[HOSTS] = {"host0.example.com", "host1.example.com"};

static size_t choose(struct world *w, size_t limit)
{
    return fuzz_choose(&w->choices, limit);
}

/* --- what may be said --------------------------------------------------------------------------------------------- */

/* The value of `key` in `merged`, of the form `key=value|…`; NULL: none. */
static const char *value_of(const char *merged, const char *key, char out[static TEXT])
{
    const char *place = strstr(merged, key);
    if (place == NULL)
        return NULL;
    place += strlen(key);
    snprintf(out, TEXT, "%.*s", (int)strcspn(place, "|"), place);
    return out;
}

static void must_be_of(const char *merged, const char *key, const char *prefix, unsigned number)
{
    char value[TEXT];
    if (value_of(merged, key, value) == NULL)
        return;
    FUZZ_ASSERT(strncmp(value, prefix, strlen(prefix)) == 0);
    FUZZ_ASSERT(strtoul(value + strlen(prefix), NULL, 10) == number);
}

static void must_be_true(const char *merged, unsigned number)
{
    must_be_of(merged, "ip=", "198.51.100.", number);
    must_be_of(merged, "helo=", "helo-", number);
    must_be_of(merged, "user=", "user-", number);
    must_be_of(merged, "from=", "from-", number);
    must_be_of(merged, "to=", "to-", number);
}

/* --- lines -------------------------------------------------------------------------------------------------------- */

static void read_line(struct world *w, struct line *line, char *merged)
{
    line->said.ip = line->ip[0] != '\0' ? line->ip : NULL;
    line->said.arg = line->arg[0] != '\0' ? line->arg : NULL;
    line->said.user = line->user[0] != '\0' ? line->user : NULL;
    me_said_update(w->table, &line->said, w->now, &w->counts, merged);
    must_be_true(merged, line->number);
}

/* In order: now. Else it waits for its turn, or is lost. */
static void pass_on(struct world *w, struct line *line, char *merged)
{
    merged[0] = '\0';
    if (w->in_order) {
        read_line(w, line, merged);
        return;
    }
    const size_t fate = choose(w, LATE + 1);
    if (fate == LATE)
        return;
    if (w->late_count < LATE) {
        w->late[w->late_count++] = *line;
        return;
    }
    read_line(w, &w->late[fate], merged);
    w->late[fate] = *line;
}

static struct line line_of(struct world *w, size_t slot, enum me_said_what what)
{
    const struct client *client = &w->slot[slot];
    const bool w3c = slot / HANDLES == 1; /* without ids of mails */
    struct line line = {.number = client->number};
    line.said = (struct me_said){.at = w->now, .what = what, .host = hosts[slot / HANDLES], .w3c = w3c};
    line.said.connection = (int)slot % HANDLES + 1;
    line.said.id = w3c ? 0 : client->id;
    snprintf(line.ip, TEXT, "198.51.100.%u", client->number);
    return line;
}

static void greet(struct world *w, size_t slot)
{
    struct client *client = &w->slot[slot];
    char merged[ME_SAID_TEXT_MAX];
    if (w->clients == CLIENTS_MAX || (client->number != 0 && w->now < client->last + FREE_AFTER))
        return;
    *client = (struct client){.number = ++w->clients, .id = ++w->ids, .last = w->now, .row = w->now, .open = true};
    struct line line = line_of(w, slot, choose(w, 4) == 0 ? SAID_BUSY : SAID_GREETING);
    pass_on(w, &line, merged);
    FUZZ_ASSERT(merged[0] == '\0' || !w->in_order);
}

static void say(struct world *w, size_t slot)
{
    static const enum me_said_what rows[] = {SAID_EHLO,    SAID_AUTH_OK, SAID_AUTH_FAILED, SAID_MAIL, SAID_RCPT,
                                             SAID_REFUSED, SAID_UNKNOWN, SAID_DATA,        SAID_RSET, SAID_QUIT};
    struct client *client = &w->slot[slot];
    struct line line = line_of(w, slot, rows[choose(w, sizeof(rows) / sizeof(*rows))]);
    char merged[ME_SAID_TEXT_MAX], value[TEXT];
    const bool had_helo = client->has_helo, was_authenticated = client->authenticated;
    switch (line.said.what) {
    case SAID_EHLO:
        snprintf(line.arg, TEXT, "helo-%u.example.net", client->number);
        client->has_helo = true;
        break;
    case SAID_AUTH_OK:
    case SAID_AUTH_FAILED:
        snprintf(line.user, TEXT, "user-%u", client->number);
        client->authenticated |= line.said.what == SAID_AUTH_OK;
        break;
    case SAID_MAIL:
        snprintf(line.arg, TEXT, "from-%u-%u@example.com", client->number, ++client->mails);
        break;
    case SAID_RCPT:
    case SAID_REFUSED:
    case SAID_UNKNOWN:
        snprintf(line.arg, TEXT, "to-%u-%u@example.com", client->number, ++client->mails);
        break;
    case SAID_DATA:
        client->id = ++w->ids;
        break;
    case SAID_QUIT:
        client->open = false;
        break;
    default:
        break;
    }
    client->last = client->row = w->now;
    pass_on(w, &line, merged);
    if (w->in_order) {
        if (line.said.what != SAID_EHLO)
            FUZZ_ASSERT((value_of(merged, "helo=", value) != NULL) == had_helo);
        FUZZ_ASSERT((strstr(merged, "auth") != NULL) == was_authenticated);
    }
}

static void judge(struct world *w, size_t slot)
{
    static const char *const verdicts[] = {"ME-I0108: Relay Granted: Sender has authenticated.",
                                           "ME-I0112: Relay Denied: Server is configured not to allow relaying"};
    struct client *client = &w->slot[slot];
    struct line line = line_of(w, slot, SAID_DEBUG);
    char merged[ME_SAID_TEXT_MAX], value[TEXT];
    const size_t naming = choose(w, 3);
    line.said.w3c = false;
    line.ip[0] = '\0';
    if (naming == 1)
        line.said.id = 0;
    if (naming == 2 && line.said.id != 0)
        line.said.connection = 0;
    snprintf(line.arg, TEXT, "%s", verdicts[choose(w, 2)]);
    client->last = w->now;
    pass_on(w, &line, merged);
    /* A verdict at once behind a row of its connection; the first row behind DATA brings the new id of the mail. */
    if (w->in_order && client->row == w->now && line.said.connection != 0) {
        FUZZ_ASSERT(value_of(merged, "ip=", value) != NULL);
        FUZZ_ASSERT((value_of(merged, "helo=", value) != NULL) == client->has_helo);
        FUZZ_ASSERT((strstr(merged, "auth") != NULL) == client->authenticated);
    }
}

static void go_on(struct world *w)
{
    const size_t slot = choose(w, SLOTS), what = choose(w, 8);
    if (what == 0)
        w->now += 1 + (int)choose(w, 3);
    else if (!w->slot[slot].open || what == 1)
        greet(w, slot);
    else if (what < 4)
        judge(w, slot);
    else
        say(w, slot);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { OPERATIONS_MAX = 2000 };
    static const unsigned sizes[] = {1024, 1, 2, 3, 8};
    static struct world w;
    memset(&w, 0, sizeof(w));
    w.choices = (struct fuzz_choices){data, size};
    w.now = 10;
    const unsigned max = sizes[choose(&w, sizeof(sizes) / sizeof(*sizes))];
    w.in_order = max == sizes[0] && choose(&w, 2) == 0;
    const struct me_store_options options = {.max = max, .ttl = 600, .seed = {1, max}, .alone = choose(&w, 2) == 0};
    void *memory = calloc(1, me_store_size(&options));
    FUZZ_ASSERT(memory != NULL);
    w.table = me_store_init(memory, &options);
    for (int i = 0; i < OPERATIONS_MAX && w.choices.size > 0; i++)
        go_on(&w);
    FUZZ_ASSERT(me_store_active(w.table) <= max);
    free(memory);
    return 0;
}
