/* SPDX-License-Identifier: Apache-2.0
 *
 * Counters as rsyslog's statsobj wants them: integers of the module that it reads, and sets to 0 when asked to.
 */
#include "config.h"
#include "rsyslog.h"

#include "obj.h"
#include "statsobj.h"

#include "counters.h"

/* The formatter takes rsyslog's declaration macros for unfinished declarations. */
/* clang-format off */
DEFobjStaticHelpers
DEFobjCurrIf(statsobj)
    /* clang-format on */

    static statsobj_t *statistics;
static intctr_t values[ME_COUNTER_MAX];

static const struct {
    const char *name;
    int8_t flags;
} rows[ME_COUNTER_MAX] = {
#define ME_COUNTER(id, name, flags) [ME_COUNTER_##id] = {name, flags},
#include "counters.def"
#undef ME_COUNTER
};

static rsRetVal register_counters(void)
{
    DEFiRet;
    static uchar name[] = "mmmailenable";
    CHKiRet(statsobj.Construct(&statistics));
    CHKiRet(statsobj.SetName(statistics, name));
    CHKiRet(statsobj.SetOrigin(statistics, name));
    for (int i = 0; i < ME_COUNTER_MAX; i++) {
        values[i] = 0;
        CHKiRet(
            statsobj.AddCounter(statistics, (const uchar *)rows[i].name, ctrType_IntCtr, rows[i].flags, &values[i]));
    }
    CHKiRet(statsobj.ConstructFinalize(statistics));
finalize_it:
    RETiRet;
}

rsRetVal me_counters_start(void)
{
    DEFiRet;
    statistics = NULL;
    CHKiRet(objGetObjInterface(&obj));
    CHKiRet(objUse(statsobj, CORE_COMPONENT));
    iRet = register_counters();
    if (iRet != RS_RET_OK)
        me_counters_stop();
finalize_it:
    RETiRet;
}

void me_counters_stop(void)
{
    if (statistics != NULL)
        statsobj.Destruct(&statistics);
    objRelease(statsobj, CORE_COMPONENT);
}

void me_counters_add(enum me_counter counter)
{
    me_counters_add_many(counter, 1);
}

void me_counters_add_many(enum me_counter counter, uint64_t amount)
{
    /* rsyslog's own macro takes a mutex where its config.h knows no atomic builtins; compilers of C11 have them. */
    if (GatherStats)
        __atomic_fetch_add(&values[counter], amount, __ATOMIC_RELAXED);
}

static void add_log(enum me_log log)
{
    switch (log) {
    case ME_LOG_DEBUG:
        me_counters_add(ME_COUNTER_LOG_DEBUG);
        break;
    case ME_LOG_ACTIVITY:
        me_counters_add(ME_COUNTER_LOG_ACTIVITY);
        break;
    case ME_LOG_W3C:
        me_counters_add(ME_COUNTER_LOG_W3C);
        break;
    case ME_LOG_MAX:
        break;
    }
}

static void add_outcome(enum me_outcome outcome)
{
    switch (outcome) {
    case ME_OUTCOME_GRANTED:
        me_counters_add(ME_COUNTER_RELAY_GRANTED);
        break;
    case ME_OUTCOME_DENIED:
        me_counters_add(ME_COUNTER_RELAY_DENIED);
        break;
    case ME_OUTCOME_NOT_REQUIRED:
        me_counters_add(ME_COUNTER_RELAY_NOTREQUIRED);
        break;
    case ME_OUTCOME_NONE:
    case ME_OUTCOME_MAX:
        break;
    }
}

void me_counters_add_record(enum me_log log, const struct me_verdict *verdict, unsigned anomalies)
{
    me_counters_add(ME_COUNTER_MESSAGES_RECOGNIZED);
    add_log(log);
    add_outcome(verdict->outcome);
    if (verdict->reason == ME_REASON_OPEN_RELAY)
        me_counters_add(ME_COUNTER_RELAY_OPENRELAY);
    if (verdict->event == ME_EVENT_AUTH_SUCCESS)
        me_counters_add(ME_COUNTER_AUTH_SUCCESS);
    if (verdict->event == ME_EVENT_AUTH_FAILURE)
        me_counters_add(ME_COUNTER_AUTH_FAILURE);
    if (verdict->code_unknown)
        me_counters_add(ME_COUNTER_CODE_UNKNOWN);
    if (anomalies != 0)
        me_counters_add(ME_COUNTER_ANOMALIES);
}
