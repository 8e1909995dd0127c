/* SPDX-License-Identifier: Apache-2.0
 *
 * A stranger who knows the log's layout, every forwarder's spelling of it and this recogniser's rules, and who chooses
 * all texts that a stranger can choose. Never writes a real LF: it would end his command. Knows no truth.
 */
#ifndef ORACLE_ADVERSARY_H
#define ORACLE_ADVERSARY_H

#include "chance.h"
#include "text.h"

struct oracle_adversary {
    struct oracle_chance *chance;
    const char *tab;     /* how the hop on the way spells a TAB; the spelling that pays */
    size_t one_trick_in; /* one text in so many holds a trick; 0: none does */
    size_t padding_max;  /* octets that he pads with at once, below ORACLE_TEXT_LONG */
};

enum { ORACLE_TEXT_SHORT = 40, ORACLE_TEXT_PADDED = 2000, ORACLE_TEXT_LONG = 70000 };

/* What the adversary puts into others' mouths; no truth of the simulated server holds any of it. */
#define ORACLE_FORGED_IP "203.0.113.99"
#define ORACLE_FORGED_USER "ceo@victim.example"

/* Puts a trick, or several, into `text` from `begin` on: in front, behind, within, or instead of what stands there.
 * Does nothing when this text is to hold none. */
void oracle_adversary_twist(const struct oracle_adversary *adversary, struct oracle_text *text, size_t begin);

/* Appends a trick, whatever the odds. */
void oracle_adversary_trick(const struct oracle_adversary *adversary, struct oracle_text *text);

#endif
