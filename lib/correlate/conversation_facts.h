/* SPDX-License-Identifier: Apache-2.0
 *
 * What one entry remembers: who the client is, what it asked for last, and which refusals and verdicts still wait for
 * their counterpart. Bounded, without allocation. Knows what a record teaches and what it may be told, not which
 * records belong together.
 */
#ifndef ME_CONVERSATION_FACTS_H
#define ME_CONVERSATION_FACTS_H

#include "correlate/conversation.h"

/* Log time in seconds, or this: the record has none. */
#define ME_CONVERSATION_NO_TIME INT64_MIN

enum me_conversation_text {
    ME_CONVERSATION_HELO,
    ME_CONVERSATION_USER,
    ME_CONVERSATION_SENDER,
    ME_CONVERSATION_RECIPIENT, /* last, because it changes most often */
    ME_CONVERSATION_TEXT_MAX
};

/* Each text may have this many octets whatever the others need, and up to ME_MEMORY_TEXT_MAX as far as there is room in
 * all. Real names and addresses need some 30 each. */
enum { ME_CONVERSATION_TEXT_SURE = 64, ME_CONVERSATION_TEXTS_SIZE = 448 };

/* The answers that a verdict can belong to, as a set. */
enum { ME_CONVERSATION_REFUSED = 1, ME_CONVERSATION_ACCEPTED = 2 };

/* Decisions of one kind, of RCPT and MAIL rows or of Debug records, that wait for those of the other kind. */
struct me_conversation_waiting {
    int64_t time; /* of the last one */
    uint8_t open;
    uint8_t answer; /* of the last one: set of ME_CONVERSATION_REFUSED and _ACCEPTED */
    bool mixed;     /* they say different things, so that none can be told which one is meant */
};

struct me_conversation_facts {
    uint8_t len[ME_CONVERSATION_TEXT_MAX];
    bool authenticated;
    uint8_t direction;
    uint8_t reason; /* with `code`: of the last Debug verdict */
    char code[9];
    char client_ip[ME_IP_TEXT_MAX]; /* as in struct me_record; empty: not known */
    struct me_conversation_waiting rows, verdicts;
    char texts[ME_CONVERSATION_TEXTS_SIZE];
};

/* One record in the terms of this table. Points into record and verdict. */
struct me_conversation_news {
    const struct me_record *record;
    const struct me_verdict *verdict;
    int64_t time;
    struct me_span text[ME_CONVERSATION_TEXT_MAX];
    uint8_t answer;   /* of a decision: set of ME_CONVERSATION_REFUSED and _ACCEPTED; 0: no decision */
    bool debug;       /* a Debug record, not a row */
    bool starts;      /* a new connection: nothing said before belongs to it */
    bool starts_mail; /* a new transaction: no sender or recipient said before belongs to it */
    bool authenticated;
};

void me_conversation_news_set(struct me_conversation_news *news, const struct me_record *record,
                              const struct me_verdict *verdict);

void me_conversation_facts_clear(struct me_conversation_facts *facts);

/* Forgets what was said of a transaction before `time`, when another begins: sender, recipient, and what waits. */
void me_conversation_facts_clear_mail(struct me_conversation_facts *facts, int64_t time);

/* Learns who the client is: from the record, and where that is silent from what another entry told, in `recall`, or
 * NULL. */
void me_conversation_learn_client(struct me_conversation_facts *facts, const struct me_conversation_news *news,
                                  const struct me_recall *recall);

/* Learns sender and recipient. Returns whether the recipient is another than before. */
bool me_conversation_learn_mail(struct me_conversation_facts *facts, const struct me_conversation_news *news);

/* Fills what `recall` does not have yet and the record does not say itself. */
void me_conversation_tell_client(const struct me_conversation_facts *facts, const struct me_conversation_news *news,
                                 struct me_recall *recall);
void me_conversation_tell_mail(const struct me_conversation_facts *facts, const struct me_conversation_news *news,
                               struct me_recall *recall);

/* Matches a decision with one of the other kind that waits, and tells its verdict or recipient; without one, it waits.
 * A row comes here after learn_mail, and `other_recipient` is what that returned. */
void me_conversation_decide(struct me_conversation_facts *facts, const struct me_conversation_news *news,
                            bool other_recipient, struct me_recall *recall);

#endif
