/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts lie one behind the other, without gaps, in the order of the enum: what changes most often comes last, so that
 * hardly anything is ever moved.
 *
 * A decision is logged twice: as a verdict in the Debug log and as the answer to RCPT or MAIL in the Activity log. One
 * connection may ask several times within a second, so a verdict belongs to an answer only when both say the same
 * (refused or accepted), were logged within a second, and none that waits could be meant instead.
 */
#include "correlate/conversation_facts.h"

/* Facts about what `record` answered: a set. */
static uint8_t answer_of(const struct me_record *record, const struct me_verdict *verdict)
{
    if (record->log == ME_LOG_DEBUG)
        return verdict->outcome == ME_OUTCOME_NONE     ? 0
               : verdict->outcome == ME_OUTCOME_DENIED ? ME_CONVERSATION_REFUSED
                                                       : ME_CONVERSATION_ACCEPTED;
    if (record->direction != ME_DIRECTION_IN)
        return 0;
    switch (verdict->event) {
    case ME_EVENT_RELAY_DENIED:
        return ME_CONVERSATION_REFUSED;
    case ME_EVENT_RECIPIENT_ACCEPTED:
        return ME_CONVERSATION_ACCEPTED;
    case ME_EVENT_RECIPIENT_REJECTED: /* the mailbox may be unknown although its domain is local */
    case ME_EVENT_RECIPIENT_DEFERRED:
        return ME_CONVERSATION_REFUSED | ME_CONVERSATION_ACCEPTED;
    default:
        return 0;
    }
}

void me_conversation_news_set(struct me_conversation_news *news, const struct me_record *record,
                              const struct me_verdict *verdict)
{
    news->record = record;
    news->verdict = verdict;
    news->time = record->time.year != 0 ? record->seconds : ME_CONVERSATION_NO_TIME;
    news->text[ME_CONVERSATION_HELO] = verdict->helo;
    news->text[ME_CONVERSATION_USER] = record->user;
    news->text[ME_CONVERSATION_SENDER] = verdict->sender;
    news->text[ME_CONVERSATION_RECIPIENT] = verdict->recipient;
    news->answer = answer_of(record, verdict);
    news->debug = record->log == ME_LOG_DEBUG;
    news->starts =
        !news->debug && (verdict->event == ME_EVENT_CONNECT || verdict->event == ME_EVENT_CONNECTION_DENIED ||
                         (verdict->event == ME_EVENT_COMMAND && !me_span_present(record->command)));
    news->starts_mail = me_span_present(verdict->sender) || verdict->event == ME_EVENT_RESET;
    news->authenticated = verdict->event == ME_EVENT_AUTH_SUCCESS && record->direction == ME_DIRECTION_IN;
}

void me_conversation_facts_clear(struct me_conversation_facts *facts)
{
    memset(facts, 0, offsetof(struct me_conversation_facts, texts));
}

static size_t offset_of(const struct me_conversation_facts *facts, enum me_conversation_text which)
{
    size_t offset = 0;
    for (int i = 0; i < (int)which; i++)
        offset += facts->len[i];
    return offset;
}

static struct me_span text_of(const struct me_conversation_facts *facts, enum me_conversation_text which)
{
    return (struct me_span){facts->texts + offset_of(facts, which), facts->len[which]};
}

/* What `which` may have: what the others leave, each of which keeps its sure share. */
static size_t room_for(const struct me_conversation_facts *facts, enum me_conversation_text which)
{
    size_t room = ME_CONVERSATION_TEXTS_SIZE;
    for (int i = 0; i < ME_CONVERSATION_TEXT_MAX; i++)
        if (i != (int)which)
            room -= facts->len[i] > ME_CONVERSATION_TEXT_SURE ? facts->len[i] : ME_CONVERSATION_TEXT_SURE;
    return room < ME_MEMORY_TEXT_MAX ? room : ME_MEMORY_TEXT_MAX;
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

/* Returns whether the text is another than before. */
static bool set_text(struct me_conversation_facts *facts, enum me_conversation_text which, struct me_span text)
{
    const struct me_span old = text_of(facts, which);
    if (me_span_equal(old, text))
        return false;
    const size_t len = cut(text, room_for(facts, which));
    if (len == old.len && memcmp(old.ptr, text.ptr, len) == 0)
        return false;
    char *place = facts->texts + offset_of(facts, which);
    size_t behind = 0;
    for (int i = (int)which + 1; i < ME_CONVERSATION_TEXT_MAX; i++)
        behind += facts->len[i];
    if (behind > 0 && len != old.len)
        memmove(place + len, place + old.len, behind);
    if (len > 0)
        memcpy(place, text.ptr, len);
    facts->len[which] = (uint8_t)len;
    return true;
}

void me_conversation_facts_clear_mail(struct me_conversation_facts *facts, int64_t time)
{
    facts->len[ME_CONVERSATION_SENDER] = 0;
    facts->len[ME_CONVERSATION_RECIPIENT] = 0;
    facts->rows.open = 0;
    facts->rows.mixed = false;
    if (facts->verdicts.time < time) {
        facts->verdicts.open = 0;
        facts->verdicts.mixed = false;
    }
}

/* Whether log times differ by no more than the second that two files of one server may. True when one is missing. */
static bool are_close(int64_t a, int64_t b)
{
    return a == ME_CONVERSATION_NO_TIME || b == ME_CONVERSATION_NO_TIME || (a - b <= 1 && b - a <= 1);
}

static struct me_span remembered(const struct me_memory_text *text)
{
    return (struct me_span){text->bytes, text->len};
}

static void learn_text(struct me_conversation_facts *facts, enum me_conversation_text which, struct me_span own,
                       const struct me_memory_text *told)
{
    if (own.len > 0)
        set_text(facts, which, own);
    else if (told != NULL && told->len > 0)
        set_text(facts, which, remembered(told));
}

void me_conversation_learn_client(struct me_conversation_facts *facts, const struct me_conversation_news *news,
                                  const struct me_recall *recall)
{
    if (news->record->client_ip[0] != '\0')
        memcpy(facts->client_ip, news->record->client_ip, sizeof(facts->client_ip));
    else if (recall != NULL && recall->client_ip[0] != '\0' && facts->client_ip[0] == '\0')
        memcpy(facts->client_ip, recall->client_ip, sizeof(facts->client_ip));
    if (news->record->direction != ME_DIRECTION_NONE)
        facts->direction = (uint8_t)news->record->direction;
    facts->authenticated |= news->authenticated || (recall != NULL && recall->authenticated);
    learn_text(facts, ME_CONVERSATION_HELO, news->text[ME_CONVERSATION_HELO], recall != NULL ? &recall->helo : NULL);
    learn_text(facts, ME_CONVERSATION_USER, news->text[ME_CONVERSATION_USER], recall != NULL ? &recall->user : NULL);
}

bool me_conversation_learn_mail(struct me_conversation_facts *facts, const struct me_conversation_news *news)
{
    const struct me_span sender = news->text[ME_CONVERSATION_SENDER], recipient = news->text[ME_CONVERSATION_RECIPIENT];
    if (news->starts_mail)
        me_conversation_facts_clear_mail(facts, news->time);
    if (sender.len > 0)
        set_text(facts, ME_CONVERSATION_SENDER, sender);
    return recipient.len > 0 && set_text(facts, ME_CONVERSATION_RECIPIENT, recipient);
}

static void tell_text(const struct me_conversation_facts *facts, enum me_conversation_text which,
                      const struct me_conversation_news *news, struct me_memory_text *told)
{
    const struct me_span text = text_of(facts, which);
    if (text.len == 0 || told->len > 0 || news->text[which].len > 0)
        return;
    memcpy(told->bytes, text.ptr, text.len);
    told->len = (unsigned char)text.len;
}

void me_conversation_tell_client(const struct me_conversation_facts *facts, const struct me_conversation_news *news,
                                 struct me_recall *recall)
{
    if (news->record->client_ip[0] == '\0' && recall->client_ip[0] == '\0')
        memcpy(recall->client_ip, facts->client_ip, sizeof(recall->client_ip));
    recall->authenticated |= facts->authenticated;
    tell_text(facts, ME_CONVERSATION_HELO, news, &recall->helo);
    tell_text(facts, ME_CONVERSATION_USER, news, &recall->user);
}

void me_conversation_tell_mail(const struct me_conversation_facts *facts, const struct me_conversation_news *news,
                               struct me_recall *recall)
{
    if (news->starts_mail)
        return;
    tell_text(facts, ME_CONVERSATION_SENDER, news, &recall->sender);
    if (news->answer == 0)
        tell_text(facts, ME_CONVERSATION_RECIPIENT, news, &recall->recipient);
}

/* One more of a kind waits. */
static void wait_for(struct me_conversation_waiting *mine, const struct me_conversation_news *news, bool differs)
{
    if (mine->open > 0 && are_close(mine->time, news->time)) {
        mine->mixed |= differs;
        if (mine->open < UINT8_MAX)
            mine->open++;
    } else {
        mine->open = 1;
        mine->mixed = false;
    }
    mine->time = news->time;
    mine->answer = news->answer;
}

/* Whether `news` takes one of those that wait; `*sure` when it is known which. */
static bool take_one(struct me_conversation_waiting *others, const struct me_conversation_news *news, bool *sure)
{
    if (others->open == 0 || !are_close(others->time, news->time) ||
        (!others->mixed && (others->answer & news->answer) == 0))
        return false;
    *sure = !others->mixed;
    if (--others->open == 0)
        others->mixed = false;
    return true;
}

static bool names_recipient(const struct me_verdict *verdict)
{
    return me_span_present(verdict->address.bare) && !verdict->address_is_sender;
}

void me_conversation_decide(struct me_conversation_facts *facts, const struct me_conversation_news *news,
                            bool other_recipient, struct me_recall *recall)
{
    bool sure = false;
    if (news->answer == 0)
        return;
    if (!news->debug) {
        if (!take_one(&facts->verdicts, news, &sure)) {
            wait_for(&facts->rows, news, other_recipient);
        } else if (sure && recall->code[0] == '\0') {
            memcpy(recall->code, facts->code, sizeof(recall->code));
        }
        return;
    }
    if (take_one(&facts->rows, news, &sure)) {
        if (sure && !names_recipient(news->verdict))
            tell_text(facts, ME_CONVERSATION_RECIPIENT, news, &recall->recipient);
        return;
    }
    const struct me_span code = news->record->code;
    const size_t len = code.len < sizeof(facts->code) ? code.len : sizeof(facts->code) - 1;
    char text[sizeof(facts->code)] = {0};
    memcpy(text, code.ptr, len);
    const bool differs = memcmp(text, facts->code, sizeof(text)) != 0 || news->verdict->reason != facts->reason;
    wait_for(&facts->verdicts, news, differs);
    memcpy(facts->code, text, sizeof(text));
    facts->reason = (uint8_t)news->verdict->reason;
}
