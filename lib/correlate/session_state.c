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

bool me_session_state_set_other_text(struct me_session_state *state, enum me_observation_text which,
                                     struct me_span text)
{
    const struct me_span old = me_session_state_text(state, which);
    size_t len = text.len;
    if (len > ME_SESSION_TEXT_SURE) {
        len = cut(text, room_for(state, which));
        if (len == old.len && memcmp(old.ptr, text.ptr, len) == 0)
            return false;
    }
    char *place = state->texts + me_session_state_offset(state, which);
    size_t behind = 0;
    for (int i = (int)which + 1; i < ME_OBSERVATION_TEXT_MAX; i++)
        behind += state->len[i];
    if (behind > 0 && len != old.len)
        memmove(place + len, place + old.len, behind);
    me_copy(place, text.ptr, len);
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

bool me_session_state_set_named(struct me_session_state *state, const struct me_observation *observation)
{
    const struct me_span sender = observation->text[ME_OBSERVATION_SENDER],
                         recipient = observation->text[ME_OBSERVATION_RECIPIENT];
    if (observation->starts_mail)
        me_session_state_clear_mail(state, observation->time);
    if (sender.len > 0)
        me_session_state_set_text(state, ME_OBSERVATION_SENDER, sender);
    return recipient.len > 0 && me_session_state_set_text(state, ME_OBSERVATION_RECIPIENT, recipient);
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

void me_session_state_match(struct me_session_state *state, const struct me_observation *observation,
                            bool other_recipient, struct me_context *context)
{
    bool sure = false;
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
            me_session_state_get_text(state, ME_OBSERVATION_RECIPIENT, observation, &context->recipient);
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
        me_session_state_set_text(state, ME_OBSERVATION_HELO, nothing);
    if ((unknown & ME_OBSERVATION_FORGET_LOGIN) != 0) {
        me_session_state_set_text(state, ME_OBSERVATION_USER, nothing);
        state->authenticated = false;
    }
}

void me_session_state_forget_some(struct me_session_state *state, const struct me_observation *observation)
{
    const uint8_t forgets = observation->forgets;
    const struct me_span nothing = {"", 0};
    me_session_state_forget_client(state, forgets);
    if ((forgets & ME_OBSERVATION_FORGET_SENDER) != 0)
        me_session_state_set_text(state, ME_OBSERVATION_SENDER, nothing);
    if ((forgets & ME_OBSERVATION_FORGET_RECIPIENT) != 0)
        me_session_state_set_text(state, ME_OBSERVATION_RECIPIENT, nothing);
    if ((forgets & ME_OBSERVATION_FORGET_VERDICT) != 0)
        wait_unread(state, observation);
}
