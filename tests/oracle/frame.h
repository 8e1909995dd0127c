/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows on their way: behind a forwarder's header, in the spelling of a hop, several in one message, cut. Keeps what is
 * on the wire and what the recogniser gets to see, and where in it each column stands. Knows no meaning.
 */
#ifndef ORACLE_FRAME_H
#define ORACLE_FRAME_H

#include "chance.h"
#include "row.h"

enum { ORACLE_ROWS_MAX = 3 };

/* How a hop spells control characters. Those up to ORACLE_CSTYLE are settings of rsyslog's. */
enum oracle_spelling {
    ORACLE_RAW,       /* as they are: imfile, a decoded JSON field */
    ORACLE_OCTAL,     /* #011, rsyslog's own way */
    ORACLE_TAB_KEPT,  /* as ORACLE_OCTAL with escapeControlCharacterTab="off" */
    ORACLE_CSTYLE,    /* \t */
    ORACLE_PREFIX,    /* %011, a configured prefix */
    ORACLE_DECIMAL,   /* #009, #013, #010 */
    ORACLE_JSON_TEXT, /* the row as a JSON string, quotes and backslashes escaped, too */
    ORACLE_BLANKS,    /* a blank for each: an Activity row cannot be read any more */
    ORACLE_SPELLINGS
};

struct oracle_site {
    enum oracle_spelling spelling;
    size_t header; /* which one, below oracle_frame_headers() */
};

struct oracle_place {
    size_t begin, end; /* in `seen` */
};

struct oracle_message {
    struct oracle_site site;
    struct oracle_text wire, seen; /* `seen` begins behind the PRI */
    size_t pri;                    /* length of the PRI in `wire` */
    size_t rows;
    struct oracle_row *row[ORACLE_ROWS_MAX];
    struct oracle_place place[ORACLE_ROWS_MAX][ORACLE_COLUMNS_MAX];
    struct oracle_place whole[ORACLE_ROWS_MAX];
    size_t joint;       /* how the rows are joined */
    bool joint_is_line; /* by a real LF, as seen: the record ends there */
    bool cut;
};

size_t oracle_frame_headers(void);

/* How the hop spells a TAB that it finds. */
const char *oracle_frame_tab(enum oracle_spelling spelling);

/* Whether a row with TABs between its columns can be read behind this hop. */
bool oracle_frame_is_readable(const struct oracle_site *site, const struct oracle_row *row);

/* Whether nothing of the frame can be taken for a part of the last column. */
bool oracle_frame_is_unmistakable(const struct oracle_site *site);

/* Whether rows in this spelling come behind this header. */
bool oracle_frame_may_carry(size_t header, enum oracle_spelling spelling);

/* Chooses a hop and a header. */
struct oracle_site oracle_frame_choose(struct oracle_chance *chance);

/* Makes `message` of `rows` rows at `row`. `joint`: how they are joined, below oracle_frame_joints(). The texts of
 * `message` are used again. */
size_t oracle_frame_joints(enum oracle_spelling spelling);
void oracle_frame_make(struct oracle_message *message, const struct oracle_site *site, struct oracle_row *const row[],
                       size_t rows, size_t joint);

/* Cuts what is seen behind `length` octets. */
void oracle_frame_cut(struct oracle_message *message, size_t length);

/* Leaves what stands in front of the first line end that is seen, if there is one. */
void oracle_frame_leave_line(struct oracle_message *message);

/* `text` in the spelling of `site`, appended to `out`. */
void oracle_frame_spell(enum oracle_spelling spelling, struct me_span text, struct oracle_text *out);

void oracle_frame_free(struct oracle_message *message);

#endif
