/* SPDX-License-Identifier: Apache-2.0
 *
 * A taught layout: what stands between timestamp and code in the Debug lines of one server, in words that a person
 * writes, such as `time tab '[' number ']' blank code`. Nothing but these words may stand there, and each has a shape
 * or is the person's own text, so that no stranger's text can. Knows the words and their shapes, no parameter and no
 * option.
 */
#ifndef ME_LAYOUT_H
#define ME_LAYOUT_H

#include "recognise/record.h"

enum {
    ME_LAYOUT_WORDS_MAX = 16, /* words of a layout, `time` and `code` included */
    ME_LAYOUT_TEXT_MAX = 64,  /* octets of all its texts */
};

/* What a person may write, for messages. */
#define ME_LAYOUT_ALLOWED "time first, code last, and between them tab, blank, number, hex, id, ip or text in quotes"

enum me_layout_kind {
    ME_LAYOUT_TIME,   /* date and time as in every Debug record, bare or in brackets; the first word */
    ME_LAYOUT_CODE,   /* ME-XNNNN; the last word */
    ME_LAYOUT_TAB,    /* one TAB in any spelling */
    ME_LAYOUT_BLANK,  /* one blank or more */
    ME_LAYOUT_NUMBER, /* 1 to 10 decimal digits: the connection; of several the first */
    ME_LAYOUT_HEX,    /* 1 to 64 hexadecimal digits: nothing */
    ME_LAYOUT_ID,     /* <32 hex>.MAI: the message id */
    ME_LAYOUT_IP,     /* an address: the client's */
    ME_LAYOUT_TEXT,   /* the text in quotes */
};

struct me_layout_word {
    enum me_layout_kind kind;
    unsigned begin, len; /* ME_LAYOUT_TEXT: its place in `text` */
};

/* Constant once it is compiled, so that threads may share it. It points to nothing outside of itself. */
struct me_debug_layout {
    struct me_layout_word words[ME_LAYOUT_WORDS_MAX]; /* from `time` to `code` */
    size_t count;
    char text[ME_LAYOUT_TEXT_MAX];
};

/* Why words are not a layout: `word 3, "nubmer", is not a known word`. */
struct me_layout_problem {
    size_t place;        /* from 1 on */
    struct me_span word; /* as it was written, quotes included; points into what was given */
    const char *what;    /* constant: the end of that sentence */
};

/* Compiles `words`, which blanks separate; upper and lower case count the same, but in texts. On success `*layout` is
 * the layout; else `*problem` says what is wrong, and `*layout` has no meaning. Allocates nothing. */
bool me_layout_compile(struct me_span words, struct me_debug_layout *layout, struct me_layout_problem *problem);

/* The end of the timestamp, when everything between it and the code that starts at `code` is as the layout says; what
 * number, id and ip say goes into `record`. NULL when it is not; then `record` has no meaning. Reads nothing before
 * `begin`. Whether a timestamp ends there is the caller's question. */
const char *me_layout_before(const struct me_debug_layout *layout, const char *begin, const char *code,
                             struct me_record *record);

/* Whether the text that the layout wants behind the timestamp stands at `p`; false when it wants tab or blank. */
bool me_layout_follows(const struct me_debug_layout *layout, const char *p, const char *end);

#endif
