/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts lie one behind the other, without gaps, in the order of the enum: what changes most often comes last, so that
 * hardly anything is ever moved.
 *
 * A decision is logged twice: as a verdict in the Debug log and as the answer to RCPT or MAIL in the Activity log. One
 * connection may ask several times within a second, so a verdict belongs to an answer only when both say the same
 * (refused or accepted), were logged within a second, and none that waits could be meant instead.
 */
#include "correlate/session_state.h"

void me_session_state_clear(struct me_session_state *state)
{
    memset(state, 0, offsetof(struct me_session_state, texts));
}

static size_t offset_of(const struct me_session_state *state, enum me_observation_text which)
{
    size_t offset = 0;
    for (int i = 0; i < (int)which; i++)
        offset += state->len[i];
    return offset;
}

static struct me_span text_of(const struct me_session_state *state, enum me_observation_text which)
{
    return (struct me_span){state->texts + offset_of(state, which), state->len[which]};
}

/* How many octets `which` may have: the others keep what they have, and at least their sure share. */
static size_t room_for(const struct me_session_state *state, enum me_observation_text which)
{
    size_t room = ME_SESSION_TEXTS_SIZE;
    for (int i = 0; i < ME_OBSERVATION_TEXT_MAX; i++)
        if (i != (int)which)
            room -= state->len[i] > ME_SESSION_TEXT_SURE ? state->len[i] : ME_SESSION_TEXT_SURE;
    return room < ME_CONTEXT_TEXT_MAX ? room : ME_CONTEXT_TEXT_MAX;
}

/* The length of `text` when no more than `room` octets of it are kept and no UTF-8 character is cut in two. */
static size_t cut(struct me_span text, size_t room)
{
    if (text.len <= room)
        return text.len;
    size_t len = room;
    for (int i = 0; i < 3 && len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80; i++)
        len--;
    /* Four continuation bytes in a row are no UTF-8: then any place is as good. */
    return ((unsigned char)text.ptr[len] & 0xC0) == 0x80 ? room : len;
}

/* Returns whether the text is another one than before. */
static bool set_text(struct me_session_state *state, enum me_observation_text which, struct me_span text)
{
    const struct me_span old = text_of(state, which);
    if (me_span_equal(old, text))
        return false;
    const size_t len = cut(text, room_for(state, which));
    if (len == old.len && memcmp(old.ptr, text.ptr, len) == 0)
        return false;
    char *place = state->texts + offset_of(state, which);
    size_t behind = 0;
    for (int i = (int)which + 1; i < ME_OBSERVATION_TEXT_MAX; i++)
        behind += state->len[i];
    if (behind > 0 && len != old.len)
        memmove(place + len, place + old.len, behind);
    if (len > 0)
        memcpy(place, text.ptr, len);
    state->len[which] = (uint8_t)len;
    return true;
}

void me_session_state_clear_mail(struct me_session_state *state, int64_t time)
{
    state->len[ME_OBSERVATION_SENDER] = 0;
    state->len[ME_OBSERVATION_RECIPIENT] = 0;
    state->rows.open = 0;
    state->rows.mixed = false;
    if (state->verdicts.time < time) {
        state->verdicts.open = 0;
        state->verdicts.mixed = false;
    }
}

/* Whether log times differ by no more than the second that two files of one server may. True when one is missing. */
static bool are_close(int64_t a, int64_t b)
{
    return a == ME_OBSERVATION_NO_TIME || b == ME_OBSERVATION_NO_TIME || (a - b <= 1 && b - a <= 1);
}

static struct me_span span_of(const struct me_context_text *text)
{
    return (struct me_span){text->bytes, text->len};
}

static void set_or_keep_text(struct me_session_state *state, enum me_observation_text which, struct me_span own,
                             const struct me_context_text *known)
{
    if (own.len > 0) {
        set_text(state, which, own);
        state->unknown &= (uint8_t) ~(1u << which);
    } else if (known != NULL && known->len > 0) {
        set_text(state, which, span_of(known));
    }
}

void me_session_state_set_client(struct me_session_state *state, const struct me_observation *observation,
                                 const struct me_context *context)
{
    if (observation->client_ip[0] != '\0')
        memcpy(state->client_ip, observation->client_ip, sizeof(state->client_ip));
    else if (context != NULL && context->client_ip[0] != '\0' && state->client_ip[0] == '\0')
        memcpy(state->client_ip, context->client_ip, sizeof(state->client_ip));
    if (observation->direction != ME_DIRECTION_NONE)
        state->direction = observation->direction;
    state->authenticated |= observation->authenticated || (context != NULL && context->authenticated);
    set_or_keep_text(state, ME_OBSERVATION_HELO, observation->text[ME_OBSERVATION_HELO],
                     context != NULL ? &context->helo : NULL);
    if (observation->unnamed) {
        set_text(state, ME_OBSERVATION_USER, (struct me_span){"", 0});
        state->unknown |= ME_OBSERVATION_FORGET_LOGIN;
    }
    set_or_keep_text(state, ME_OBSERVATION_USER, observation->text[ME_OBSERVATION_USER],
                     context != NULL ? &context->user : NULL);
}

bool me_session_state_set_mail(struct me_session_state *state, const struct me_observation *observation)
{
    const struct me_span sender = observation->text[ME_OBSERVATION_SENDER],
                         recipient = observation->text[ME_OBSERVATION_RECIPIENT];
    if (observation->starts_mail)
        me_session_state_clear_mail(state, observation->time);
    if (sender.len > 0)
        set_text(state, ME_OBSERVATION_SENDER, sender);
    return recipient.len > 0 && set_text(state, ME_OBSERVATION_RECIPIENT, recipient);
}

static void get_text(const struct me_session_state *state, enum me_observation_text which,
                     const struct me_observation *observation, struct me_context_text *known)
{
    const struct me_span text = text_of(state, which);
    if (text.len == 0 || known->len > 0 || observation->text[which].len > 0)
        return;
    if ((observation->forgets >> which & 1) != 0)
        return; /* the row has set another text, which nobody can read */
    memcpy(known->bytes, text.ptr, text.len);
    known->len = (unsigned char)text.len;
}

void me_session_state_get_client(const struct me_session_state *state, const struct me_observation *observation,
                                 struct me_context *context)
{
    if (observation->client_ip[0] == '\0' && context->client_ip[0] == '\0')
        memcpy(context->client_ip, state->client_ip, sizeof(context->client_ip));
    context->authenticated |= state->authenticated;
    get_text(state, ME_OBSERVATION_HELO, observation, &context->helo);
    if (!observation->unnamed)
        get_text(state, ME_OBSERVATION_USER, observation, &context->user);
}

void me_session_state_get_mail(const struct me_session_state *state, const struct me_observation *observation,
                               struct me_context *context)
{
    if (observation->starts_mail)
        return;
    get_text(state, ME_OBSERVATION_SENDER, observation, &context->sender);
    if (observation->answer == 0)
        get_text(state, ME_OBSERVATION_RECIPIENT, observation, &context->recipient);
}

/* One more Debug verdict waits for its answer, or one more answer for its verdict. */
static void wait_for(struct me_session_waiting *mine, const struct me_observation *observation, bool differs)
{
    if (mine->open > 0 && are_close(mine->time, observation->time)) {
        mine->mixed |= differs;
        if (mine->open < UINT8_MAX)
            mine->open++;
    } else {
        mine->open = 1;
        mine->mixed = false;
    }
    mine->time = observation->time;
    mine->answer = observation->answer;
}

/* Whether one of `others` waits for this observation: a Debug verdict for the answer in an Activity row, or the answer
 * for the verdict. Takes it off. `*sure`: all that wait are alike, so it is the right one. */
static bool take_one(struct me_session_waiting *others, const struct me_observation *observation, bool *sure)
{
    if (others->open == 0 || !are_close(others->time, observation->time) ||
        (!others->mixed && (others->answer & observation->answer) == 0))
        return false;
    *sure = !others->mixed;
    if (--others->open == 0)
        others->mixed = false;
    return true;
}

void me_session_state_decide(struct me_session_state *state, const struct me_observation *observation,
                             bool other_recipient, struct me_context *context)
{
    bool sure = false;
    if (observation->answer == 0)
        return;
    if (!observation->debug) {
        if (!take_one(&state->verdicts, observation, &sure)) {
            wait_for(&state->rows, observation, other_recipient);
        } else if (sure && context->code[0] == '\0') {
            memcpy(context->code, state->code, sizeof(context->code));
        }
        return;
    }
    if (take_one(&state->rows, observation, &sure)) {
        if (sure && !observation->names_recipient)
            get_text(state, ME_OBSERVATION_RECIPIENT, observation, &context->recipient);
        return;
    }
    const bool differs =
        memcmp(observation->code, state->code, sizeof(state->code)) != 0 || observation->reason != state->reason;
    wait_for(&state->verdicts, observation, differs);
    memcpy(state->code, observation->code, sizeof(state->code));
    state->reason = observation->reason;
}

/* A decision of an unreadable row waits as one that nobody can name: the next verdict takes it and receives nothing. */
static void wait_unread(struct me_session_state *state, const struct me_observation *observation)
{
    state->verdicts.open = 0;
    state->verdicts.mixed = false;
    if (observation->direction != ME_DIRECTION_IN)
        return;
    wait_for(&state->rows, observation, true);
    state->rows.mixed = true;
}

void me_session_state_forget_client(struct me_session_state *state, uint8_t unknown)
{
    const struct me_span nothing = {"", 0};
    state->unknown |= unknown & (ME_OBSERVATION_FORGET_HELO | ME_OBSERVATION_FORGET_LOGIN);
    if ((unknown & ME_OBSERVATION_FORGET_HELO) != 0)
        set_text(state, ME_OBSERVATION_HELO, nothing);
    if ((unknown & ME_OBSERVATION_FORGET_LOGIN) != 0) {
        set_text(state, ME_OBSERVATION_USER, nothing);
        state->authenticated = false;
    }
}

void me_session_state_forget(struct me_session_state *state, const struct me_observation *observation)
{
    const uint8_t forgets = observation->forgets;
    const struct me_span nothing = {"", 0};
    if (forgets == 0)
        return;
    me_session_state_forget_client(state, forgets);
    if ((forgets & ME_OBSERVATION_FORGET_SENDER) != 0)
        set_text(state, ME_OBSERVATION_SENDER, nothing);
    if ((forgets & ME_OBSERVATION_FORGET_RECIPIENT) != 0)
        set_text(state, ME_OBSERVATION_RECIPIENT, nothing);
    if ((forgets & ME_OBSERVATION_FORGET_VERDICT) != 0)
        wait_unread(state, observation);
}
