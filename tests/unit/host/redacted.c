/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs rows of redaction through the module: what a client sent as a credential is nowhere afterwards, every other byte
 * of every text is as it was, and the message says what it said before to whoever reads it next.
 */
#include "host/redacted.h"

#include "support/unit.h"

static const struct {
    enum me_stub_header field;
    size_t at; /* in struct me_redacted_texts */
} fields[] = {
    {ME_STUB_TAG, offsetof(struct me_redacted_texts, tag)},
    {ME_STUB_HOSTNAME, offsetof(struct me_redacted_texts, host)},
    {ME_STUB_PROGRAMNAME, offsetof(struct me_redacted_texts, program)},
    {ME_STUB_APP_NAME, offsetof(struct me_redacted_texts, app_name)},
    {ME_STUB_PROCID, offsetof(struct me_redacted_texts, procid)},
    {ME_STUB_MSGID, offsetof(struct me_redacted_texts, msgid)},
    {ME_STUB_STRUCTURED_DATA, offsetof(struct me_redacted_texts, data)},
};

static const char *text_at(const struct me_redacted_texts *texts, size_t at)
{
    return *(const char *const *)((const char *)texts + at);
}

static struct msg *message_of(const struct me_redacted_texts *texts)
{
    char raw[4096];
    const int len = snprintf(raw, sizeof(raw), "%s%s", texts->header, texts->msg);
    struct msg *message = me_stub_message_new(raw, (size_t)len, strlen(texts->msg), "");
    for (size_t i = 0; i < ME_COUNT(fields); i++)
        if (text_at(texts, fields[i].at) != NULL)
            me_stub_set_header(message, fields[i].field, text_at(texts, fields[i].at));
    if (texts->any != NULL)
        me_stub_set(message, "$!x", texts->any);
    if (texts->own != NULL)
        me_stub_set(message, "$.x", texts->own);
    return message;
}

static void check_equal(const char *label, const char *what, const char *got, const char *want)
{
    if (strcmp(got != NULL ? got : "", want != NULL ? want : "") != 0)
        fail_msg("%s: %s is\n%s\nand not\n%s", label, what, got, want);
}

static const char *or_as_before(const char *want, const char *before)
{
    return want != NULL ? want : before;
}

/* `{"x":...}`, with the JSON text `value` spelled as the host spells variables; empty for none. */
static const char *spelled(const char *value, char out[static 4096])
{
    struct msg *message = me_stub_message_new("", 0, 0, "");
    if (value != NULL)
        me_stub_set(message, "$!x", value);
    snprintf(out, 4096, "%s", me_stub_variables(message, '!'));
    me_stub_message_free(message);
    return out;
}

/* $! holds `want` as $!x, and behind it records or nothing. */
static void check_any(const char *label, const char *variables, const char *want)
{
    char x[4096];
    const size_t len = strlen(spelled(want, x));
    const char *behind = len > 0 ? variables + len - 1 : variables;
    if (len > 0 ? strncmp(variables, x, len - 1) != 0 || (*behind != ',' && strcmp(behind, "}") != 0)
                : *behind != '\0' && strncmp(behind, "{\"mailenable\":", 14) != 0)
        fail_msg("%s: $! is\n%s\nand not\n%s", label, variables, x);
}

static void check_texts(const struct me_redacted_row *row, struct msg *message)
{
    char raw[4096], own[4096];
    const struct me_redacted_texts *before = &row->before, *want = &row->want;
    snprintf(raw, sizeof(raw), "%s%s", or_as_before(want->header, before->header),
             or_as_before(want->msg, before->msg));
    check_equal(row->label, "$rawmsg", me_stub_raw(message), raw);
    check_equal(row->label, "$msg", me_stub_msg(message), or_as_before(want->msg, before->msg));
    for (size_t i = 0; i < ME_COUNT(fields); i++)
        check_equal(row->label, "a field of the header", me_stub_header(message, fields[i].field),
                    or_as_before(text_at(want, fields[i].at), text_at(before, fields[i].at)));
    check_any(row->label, me_stub_variables(message, '!'), or_as_before(want->any, before->any));
    check_equal(row->label, "$.", me_stub_variables(message, '.'), spelled(or_as_before(want->own, before->own), own));
}

const char *me_redacted_record(const char *variables, const char *name, char out[static 4096])
{
    char start[64];
    snprintf(start, sizeof(start), "\"%s\":{", name);
    const char *p = strstr(variables, start);
    size_t len = 0;
    out[0] = '\0';
    if (p == NULL)
        return out;
    for (p += strlen(start); p[len] != '}' && p[len] != '\0'; len++) /* no value here has a brace but `{blank}` */
        len += p[len] == '{' ? strlen("{blank") : 0;
    snprintf(out, 4096, "%.*s", (int)len, p);
    return out;
}

static void check_record(const struct me_redacted_row *row, struct msg *message)
{
    char record[4096], event[64] = "";
    me_redacted_record(me_stub_variables(message, '!'), "mailenable", record);
    if (row->event != NULL)
        snprintf(event, sizeof(event), "\"event\":\"%s\"", row->event);
    if ((row->event == NULL) != (record[0] == '\0') || strstr(record, event) == NULL)
        fail_msg("%s: the record is %s", row->label, record);
    if (row->event != NULL && strstr(record, "\"client_ip\":\"198.51.100.193\"") == NULL &&
        strstr(record, "\"client_ip\":\"203.0.113.22\"") == NULL)
        fail_msg("%s: the client of %s", row->label, record);
}

/* An action for `row`, which remembers nothing. */
static struct me_stub_action action_of(const struct me_redacted_row *row, const char *container)
{
    const struct me_stub_parameter parameters[] = {
        {"container", container}, {"correlate", "off"}, row->parameters[0], row->parameters[1], {0}};
    struct me_stub_action action;
    assert_true(me_stub_action_new(&action, parameters));
    return action;
}

uint64_t me_redacted_run(const struct me_redacted_row *row, struct msg *message, const char *container)
{
    const uint64_t before = me_stub_counter("credentials.redacted");
    struct me_stub_action action = action_of(row, container);
    assert_true(me_stub_run(&action, message));
    me_stub_action_free(&action);
    return me_stub_counter("credentials.redacted") - before;
}

static bool changes(const struct me_redacted_row *row)
{
    const struct me_redacted_texts none = {0};
    return memcmp(&row->want, &none, sizeof(none)) != 0;
}

void me_redacted_test_replaces(void **state)
{
    const struct me_redacted_rows *all = *state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < all->count; i++) {
        struct msg *message = message_of(&all->rows[i].before);
        const uint64_t redacted = me_redacted_run(&all->rows[i], message, "$!mailenable");
        check_texts(&all->rows[i], message);
        check_record(&all->rows[i], message);
        assert_int_equal(redacted, changes(&all->rows[i]));
        me_stub_message_free(message);
    }
    me_stub_unload();
}

/* A second action finds the texts and the record that the first one left. */
void me_redacted_test_reads_the_same(void **state)
{
    const struct me_redacted_rows *all = *state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < all->count; i++) {
        char first[4096], second[4096];
        struct msg *message = message_of(&all->rows[i].before);
        me_redacted_run(&all->rows[i], message, "$!mailenable");
        assert_int_equal(me_redacted_run(&all->rows[i], message, "$!second"), 0);
        check_texts(&all->rows[i], message);
        const char *variables = me_stub_variables(message, '!');
        check_equal(all->rows[i].label, "the second record", me_redacted_record(variables, "second", second),
                    me_redacted_record(variables, "mailenable", first));
        me_stub_message_free(message);
    }
    me_stub_unload();
}

/* Whether a text of the message has the beginning of a credential of `rows`, whichever way JSON spells it. */
static bool holds(const char *text)
{
    return text != NULL && strstr(text, "c2Vj") != NULL;
}

static bool any_holds(struct msg *message)
{
    for (size_t i = 0; i < ME_COUNT(fields); i++)
        if (holds(me_stub_header(message, fields[i].field)))
            return true;
    return holds(me_stub_raw(message)) || holds(me_stub_variables(message, '!'));
}

void me_redacted_test_without_memory(void **state)
{
    const struct me_redacted_rows *all = *state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < all->count; i++) {
        struct msg *message = message_of(&all->rows[i].before);
        me_redacted_run(&all->rows[i], message, "$!mailenable");
        const bool is_for_this = !any_holds(message);
        me_stub_message_free(message);
        struct me_stub_action action = action_of(&all->rows[i], "$!mailenable");
        bool failed = is_for_this;
        for (int count = 0; failed; count++) {
            message = message_of(&all->rows[i].before);
            me_stub_fail_after(count);
            assert_true(me_stub_run(&action, message));
            failed = me_stub_fail_after(-1);
            if (any_holds(message))
                fail_msg("%s, %d: %s %s", all->rows[i].label, count, me_stub_raw(message),
                         me_stub_variables(message, '!'));
            me_stub_message_free(message);
        }
        me_stub_action_free(&action);
    }
    me_stub_unload();
}
