/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the warnings share: how one is begun, completed and handed out. Nobody else includes this.
 */
#ifndef ME_WARNINGS_LIST_H
#define ME_WARNINGS_LIST_H

#include "count/judgement.h"
#include "output/warnings.h"

enum me_warning_id {
#define ME_WARNING(id, word, severity, advice) ME_WARNING_##id,
#include "output/warning.def"
#undef ME_WARNING
    ME_WARNING_MAX
};

struct me_warnings {
    const struct me_report *report;
    void (*take)(void *context, const struct me_warning *warning);
    void *context;
    struct me_warning warning;   /* the one at hand */
    struct me_finding *findings; /* of all logins */
    size_t finding_count;
    bool good; /* memory sufficed */
};

/* Hands out the warning at hand, and begins the next one of the same kind. */
void me_warnings_put(struct me_warnings *warnings);

/* `time` or `times`, and so on. */
static inline const char *me_warnings_plural(uint64_t count, const char *one, const char *several)
{
    return count == 1 ? one : several;
}

/* Each puts all warnings of its kind. */
void me_warnings_guessed(struct me_warnings *warnings);
void me_warnings_networks(struct me_warnings *warnings);
void me_warnings_tried(struct me_warnings *warnings);
void me_warnings_spray(struct me_warnings *warnings);
void me_warnings_watch(struct me_warnings *warnings);

#endif
