/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases: conversations of the simulated server, row by row, each row in a message of its own or before rows of another
 * conversation. A case is known by seed and number, and can be had again alone.
 */
#ifndef ORACLE_CASE_H
#define ORACLE_CASE_H

#include "frame.h"
#include "judge.h"
#include "server.h"

/* What a run may not leave to chance. */
struct oracle_play {
    bool honest;     /* nobody plays a trick */
    bool lines;      /* each message is one line, whole, and short enough for a datagram */
    bool blocks;     /* of those, the others: each has several lines or is too long */
    size_t limit;    /* octets that a receiver takes; 0: all */
    bool masked;     /* an rsyslogd has masked the messages before */
    bool texts;      /* only what is masked counts: fields are of another row than the first */
    bool padded;     /* whoever plays tricks also pads */
    bool headerless; /* a row alone, as it stands in a file */
    int spelling;    /* enum oracle_spelling; negative: any */
};

struct oracle_case {
    const struct oracle_play *play;
    struct oracle_chance chance;
    struct oracle_adversary adversary;
    struct oracle_site site;
    struct oracle_server server;
    struct oracle_row row[ORACLE_ROWS_MAX];
    struct oracle_message message;
    struct oracle_rules rules;
};

/* Begins a case. `it` begins as zeros and is used again; `play` must live as long. */
void oracle_case_begin(struct oracle_case *it, struct oracle_chance chance, const struct oracle_play *play);

/* Makes the next message of the case; false: there is none. */
bool oracle_case_next(struct oracle_case *it);

/* Asks the library about the message and judges; false: `why` says what is wrong. */
bool oracle_case_judge(struct oracle_case *it, struct oracle_text *why);

/* Judges the message behind every header, cut at every place where a hop may cut: those of `max_row` and beyond. The
 * message is the one that is wrong, then; `judged` is raised by how many there were. */
bool oracle_case_judge_cuts(struct oracle_case *it, size_t *judged, struct oracle_text *why);

/* Appends the message, its truth and what the library says, for people. */
void oracle_case_show(const struct oracle_case *it, struct oracle_text *out);

void oracle_case_free(struct oracle_case *it);

#endif
