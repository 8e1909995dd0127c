/* SPDX-License-Identifier: Apache-2.0
 *
 * The whole module on a message with a marked AUTH answer, the fuzzer's choice of row, spelling, place, cut and copies.
 * Afterwards no four letters of the mark in a row are left anywhere in the message, whichever way JSON spells them.
 */
#define _GNU_SOURCE /* memmem() */

#include <stdio.h>
#include <string.h>

#include "../unit/host/stub_host.h"
#include "fuzz.h"

/* No four letters of it occur in anything else here. */
#define MARK "QkRhcmZxZFNlY3JldA"

enum { MARK_LEN = sizeof(MARK) - 1, WINDOW = 4, ROOM = 8192 };

/* --- rows --------------------------------------------------------------------------------------------------------- */

/* `|` stands for a separator, `$` for the answer. */
static const char *const rows[] = {
    "09/01/20 00:00:19|SMTP-IN|B5A2D78010C25A93143905418E93DEB5.MAI|2816|192.0.2.20|AUTH|AUTH PLAIN $|235 "
    "ok|19|30|bob|",
    "09/01/20 00:00:19|SMTP-IN|B5A2D78010C25A93143905418E93DEB5.MAI|2816|192.0.2.20|AUTH|$|334 x|18|30||",
    "09/01/20 00:00:19|SMTP-IN||2816|192.0.2.20|auth|auth login $|535 Invalid Username or Password|34|14",
    "09/01/20 00:00:19|SMTP-IN|B5A2D78010C25A93143905418E93DEB5.MAI|2816|192.0.2.20|$|$|535 Invalid|34|14|bob|",
    "09/01/20 00:00:19|SMTP-OU|B5A2D78010C25A93143905418E93DEB5.MAI|2816|2001:db8::1|AUTH|AUTH CRAM-MD5 $|504 x|1|2||",
};
static const char *const w3c_rows[] = {
    "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH AUTH+PLAIN+$ 535+Invalid HOST 34 14 bob ",
    "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH $ 235+Authenticated HOST 34 14 bob ",
    "2025-05-04 10:06:59 203.0.113.22 SMTP-OU - 192.168.0.5 1940 auth auth+login+$ 535+x HOST 34 14 - ",
};
static const char *const separators[] = {"\t", "#011", "\\t", "#009"};

struct text {
    char bytes[ROOM];
    size_t len;
};

static void add(struct text *t, struct me_span part)
{
    FUZZ_ASSERT(t->len + part.len < ROOM);
    memcpy(t->bytes + t->len, part.ptr, part.len);
    t->len += part.len;
    t->bytes[t->len] = '\0';
}

static void add_word(struct text *t, const char *word)
{
    add(t, (struct me_span){word, strlen(word)});
}

/* A client's own bytes beside the mark: nothing that ends a column, and nothing that looks like the mark. */
static void add_beside(struct text *t, struct me_span noise, bool base64)
{
    static const char letters[] = "0123456789+/=ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (size_t i = 0; i < noise.len; i++) {
        const char c = noise.ptr[i];
        if (c > ' ' && c < 0x7F && strchr("#\\\"" MARK, c) == NULL && (!base64 || strchr(letters, c) != NULL))
            add(t, (struct me_span){&c, 1});
    }
}

static void make_row(struct text *row, struct me_span *answer, struct fuzz_choices *c)
{
    const bool w3c = fuzz_choose(c, 4) == 0;
    const char *layout = w3c ? w3c_rows[fuzz_choose(c, 3)] : rows[fuzz_choose(c, 5)];
    const bool base64 = strstr(layout, "AUTH") == NULL && strstr(layout, "auth") == NULL; /* told by it alone */
    const char *separator = separators[fuzz_choose(c, 4)];
    const struct me_span before = fuzz_take(c, 40), after = fuzz_take(c, 40);
    static struct text secret;
    secret.len = 0;
    add_beside(&secret, before, base64);
    const size_t mark_at = secret.len;
    add_word(&secret, MARK);
    add_beside(&secret, after, base64);
    *answer = (struct me_span){secret.bytes, secret.len};
    row->len = 0;
    for (; *layout != '\0'; layout++) {
        if (*layout == '|')
            add_word(row, separator);
        else if (*layout == '$')
            add(row, *answer);
        else
            add(row, (struct me_span){layout, 1});
    }
    const size_t cut = fuzz_choose(c, 2) != 0 ? fuzz_choose(c, 256) % (row->len + 1) : 0;
    row->len -= cut;
    while (cut > 0 && row->len > 0 && strchr("#01\\", row->bytes[row->len - 1]) != NULL)
        row->len--; /* half a separator would count as a part of the answer, which its copies do not have */
    row->bytes[row->len] = '\0';
    const char *first = memmem(row->bytes, row->len, MARK, WINDOW);
    const size_t begin = first != NULL ? (size_t)(first - row->bytes) - mark_at : row->len;
    if (row->len - begin < answer->len)
        answer->len = row->len - begin; /* what the row lost is lost for its copies */
}

/* Spells `part` as a JSON string would, quotes left out: some letters as \uXXXX. */
static void add_json(struct text *t, struct me_span part, struct fuzz_choices *c)
{
    const size_t every = fuzz_choose(c, 8);
    for (size_t i = 0; i < part.len; i++) {
        char spelled[8];
        const unsigned char byte = (unsigned char)part.ptr[i];
        if (byte < ' ' || byte == '"' || byte == '\\' || (every > 0 && i % every == 0))
            snprintf(spelled, sizeof(spelled), every % 2 ? "\\u%04X" : "\\u%04x", byte);
        else if (byte == '/' && every != 0)
            snprintf(spelled, sizeof(spelled), "\\/");
        else
            snprintf(spelled, sizeof(spelled), "%c", byte);
        add_word(t, spelled);
    }
}

/* --- what is left --------------------------------------------------------------------------------------------------*/

static void must_be_clean(struct me_span text)
{
    for (size_t i = 0; i + WINDOW <= MARK_LEN; i++)
        FUZZ_ASSERT(memmem(text.ptr, text.len, &MARK[i], WINDOW) == NULL);
}

/* Resolves \uXXXX of ASCII, and \ before any other byte, in place. */
static size_t resolve(char *p, size_t len)
{
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned unit;
        char digits[5] = "";
        if (p[i] == '\\' && i + 5 < len && p[i + 1] == 'u') {
            memcpy(digits, p + i + 2, 4);
            if (strspn(digits, "0123456789abcdefABCDEF") == 4 && sscanf(digits, "%4x", &unit) == 1) {
                p[out++] = (char)(unit < 0x80 ? unit : '?');
                i += 5;
                continue;
            }
        }
        if (p[i] == '\\' && i + 1 < len)
            i++;
        p[out++] = p[i];
    }
    return out;
}

static void check_text(const char *text)
{
    size_t len = strlen(text);
    char *copy = malloc(len + 1);
    FUZZ_ASSERT(copy != NULL);
    memcpy(copy, text, len + 1);
    for (int round = 0; round < 3; round++) {
        must_be_clean((struct me_span){copy, len});
        len = resolve(copy, len);
    }
    free(copy);
}

/* --- the message -------------------------------------------------------------------------------------------------- */

enum { PLAIN, RAW, VARIABLE, NOT_WANTED, STRICT, WITH_SCHEMA, ACTIONS };

static struct me_stub_action *actions(void)
{
    static const struct me_stub_parameter parameters[ACTIONS][3] = {
        [PLAIN] = {{0}},
        [RAW] = {{"useRawMsg", "on"}},
        [VARIABLE] = {{"variable", "$!line"}},
        [NOT_WANTED] = {{"logs", "debug"}},
        [STRICT] = {{"strict", "on"}, {"container", "$.m"}},
        [WITH_SCHEMA] = {{"ecs", "on"}, {"correlate", "off"}},
    };
    static struct me_stub_action made[ACTIONS];
    static bool loaded;
    if (!loaded) {
        FUZZ_ASSERT(me_stub_load());
        for (int i = 0; i < ACTIONS; i++)
            FUZZ_ASSERT(me_stub_action_new(&made[i], parameters[i]));
        loaded = true;
    }
    return made;
}

/* Copies of the row and of the answer among the variables and in the header. */
static void add_copies(struct msg *message, struct me_span row, struct me_span answer, struct fuzz_choices *c)
{
    static struct text json;
    const size_t where = fuzz_choose(c, 8);
    json.len = 0;
    add_word(&json, "{\"deep\":[1,null,[\"");
    add_json(&json, where & 1 ? row : answer, c);
    add_word(&json, "\"]],\"x\":\"y\"}");
    if (where & 2)
        me_stub_set(message, "$!copy", json.bytes);
    if (where & 4)
        me_stub_set(message, "$.copy", json.bytes);
}

static struct msg *make_message(int which, struct me_span row, struct me_span answer, struct fuzz_choices *c)
{
    static struct text raw, json;
    raw.len = json.len = 0;
    size_t head = 0;
    if (which == VARIABLE) {
        add_word(&json, "\"");
        add_json(&json, row, c);
        add_word(&json, "\"");
        add_word(&raw, "<13>Jul 24 15:40:50 MAIL01 x: ");
        head = raw.len;
        add_word(&raw, "{\"line\":");
        add(&raw, (struct me_span){json.bytes, json.len});
        add_word(&raw, "}");
    } else {
        static const char *const headers[] = {"<13>Jul 24 15:40:50 MAIL01 x: ", "", "<13>1 - h - - - [x y=\"z\"] "};
        if (fuzz_choose(c, 4) == 0) { /* in the header, too, where it does not look like a record's beginning */
            add_word(&raw, "<13>1 - h - - - [x y=\"");
            add(&raw, answer);
            add_word(&raw, "\"] ");
        } else {
            add_word(&raw, headers[fuzz_choose(c, 3)]);
        }
        head = raw.len;
        add(&raw, row);
    }
    struct msg *message = me_stub_message_new(raw.bytes, raw.len, raw.len - head, "x:");
    if (which == VARIABLE)
        me_stub_set(message, "$!line", json.bytes);
    return message;
}

/* What is left of the mark may be too short to be looked for elsewhere than where it stands. */
static bool is_short(struct me_span row)
{
    const char *begin = memmem(row.ptr, row.len, MARK, WINDOW);
    return begin == NULL || me_span_end(row) - begin < WINDOW;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_choices c = {data, size};
    static struct text row;
    struct me_span answer;
    if (size == 0)
        return 0;
    const int which = (int)fuzz_choose(&c, ACTIONS);
    make_row(&row, &answer, &c);
    const struct me_span text = {row.bytes, row.len};
    if (is_short(text))
        return 0;
    struct msg *message = make_message(which, text, answer, &c);
    add_copies(message, text, answer, &c);
    FUZZ_ASSERT(me_stub_run(&actions()[which], message));
    check_text(me_stub_raw(message));
    check_text(me_stub_variables(message, '!'));
    check_text(me_stub_variables(message, '.'));
    me_stub_message_free(message);
    return 0;
}
