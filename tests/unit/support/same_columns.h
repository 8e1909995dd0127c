/* SPDX-License-Identifier: Apache-2.0
 *
 * A plain row has a short way of its own (recognise/plain.h), which has to read what the long way reads.
 */
#ifndef ME_SAME_COLUMNS_H
#define ME_SAME_COLUMNS_H

#include "recognise/row.h"
#include "recognise/verdict.h"

static inline bool me_same_columns(const struct me_columns *a, const struct me_columns *b)
{
    return a->sent.ptr == b->sent.ptr && a->sent.len == b->sent.len && a->rule == b->rule &&
           a->rule_verb == b->rule_verb && a->hides_argument == b->hides_argument &&
           a->hides_command == b->hides_command && a->first_end == b->first_end && a->next_row == b->next_row &&
           a->first_reply == b->first_reply && a->reply_count == b->reply_count &&
           memcmp(a->replies, b->replies, a->reply_count * sizeof(a->replies[0])) == 0;
}

/* Whether the row that was kept reads the same the long way, which is taken where the next anchor is not known. */
static inline bool me_reads_same_the_long_way(const struct me_row_kept *kept,
                                              const struct me_recognise_options *options)
{
    struct me_row row = kept->place.row;
    struct me_columns columns;
    struct me_record here, there;
    struct me_verdict verdict;
    if (kept->word == NULL || kept->place.kind != ME_ROW_WHOLE)
        return true;
    row.anchor = row.begin;
    me_columns_read(&row, options, &columns);
    me_row_make_record(&kept->place, &kept->columns, &here);
    me_row_make_record(&kept->place, &columns, &there);
    me_verdict_of(&here, &verdict);
    me_verdict_of(&there, &verdict);
    return memcmp(&here, &there, sizeof(here)) == 0 && me_same_columns(&kept->columns, &columns);
}

#endif
