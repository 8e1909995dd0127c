/* SPDX-License-Identifier: Apache-2.0
 *
 * Inputs that belong together, from their lines to numbers. What one part remembers no other part needs, so parts can
 * be read at the same time. Knows nothing of other jobs, and no format but the one that leaves line by line.
 */
#ifndef ME_JOB_H
#define ME_JOB_H

#include <stdio.h>

#include "input/merge.h"
#include "options.h"
#include "json/writer.h"
#include "count/dedup.h"
#include "count/masks.h"
#include "count/totals.h"

struct me_bulk;
struct me_memory;
struct me_job;

/* What all parts have in common; read only, but for the masks. */
struct me_job_task {
    const struct me_options *options;
    bool wanted[ME_GROUP_KEY_MAX];   /* which groups are counted */
    bool failed_events[ME_WHAT_MAX]; /* by what happened: whether it is a failed connection */
    bool all_count;                  /* not only what failed, was decided or is a login */
    struct me_hash_key key;
    struct me_note_task notes; /* me_job_wants() says which records are wanted whole */
    struct me_ahead_hooks hooks;
    /* Called, with the context of the hooks, when the numbers of the part have become large: puts those of the parts
     * before it and its own together, and in job->totals. What is beyond the limit is then the same as if the parts
     * had been read one after another, and little is held twice. */
    void (*lead)(void *context, struct me_job *job);
    FILE *out;
    const struct me_geo *geo; /* where clients of all attempts are looked up; NULL: no key needs it */
    struct me_masks *masks;   /* for --unrecognized, with which parts are read one after another */
};

struct me_job {
    const struct me_job_task *task;
    struct me_merge *merge;
    struct me_memory *memory;
    struct me_totals *totals;
    bool leads;                   /* the totals are those of the parts before it as well */
    const struct me_input *input; /* whose host the memory knows; NULL: another host */
    struct me_resolved resolved;  /* of the record at hand; without record and verdict when it is not wanted */
    struct me_writer writer;      /* of its object */
    struct me_bulk *bulk;         /* writes its document; NULL with other formats */
    struct me_dedup dedup;
    uint64_t undated; /* records that have no document, since nobody knows when they were */
    bool out_of_memory, output_broke;
};

/* Parts of which lines are written or kept in their order must be read one after another. */
bool me_job_is_ordered(const struct me_options *options);

/* NULL when memory is out. Arguments are kept by the caller. */
struct me_job *me_job_new(const struct me_job_task *task, const struct me_input *inputs, size_t count);

/* Whether a record is counted or written, `task` being a struct me_job_task. The conversations learn of all. */
bool me_job_wants(const void *task, const struct me_record *record, const struct me_verdict *verdict);

/* Reads the inputs to their end, or as long as memory and output serve. Others may help what its merge reads ahead. */
void me_job_read(struct me_job *job);

void me_job_free(struct me_job *job);

#endif
