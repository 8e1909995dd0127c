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

/* Adds 1 where `condition` holds. */
static void add_if(bool condition, enum me_counter counter)
{
    if (condition)
        me_counters_add(counter);
}

void me_counters_add_record(const struct me_record *record, const struct me_verdict *verdict, unsigned anomalies)
{
    static const enum me_counter of_log[ME_LOG_MAX] = {[ME_LOG_DEBUG] = ME_COUNTER_LOG_DEBUG,
                                                       [ME_LOG_ACTIVITY] = ME_COUNTER_LOG_ACTIVITY,
                                                       [ME_LOG_W3C] = ME_COUNTER_LOG_W3C};
    static const enum me_counter of_service[ME_SERVICE_MAX] = {[ME_SERVICE_SMTP] = ME_COUNTER_SERVICE_SMTP,
                                                               [ME_SERVICE_IMAP] = ME_COUNTER_SERVICE_IMAP,
                                                               [ME_SERVICE_POP] = ME_COUNTER_SERVICE_POP};
    me_counters_add(ME_COUNTER_MESSAGES_RECOGNIZED);
    me_counters_add(of_log[record->log]);
    me_counters_add(of_service[record->service]);
    add_if(verdict->outcome == ME_OUTCOME_GRANTED, ME_COUNTER_RELAY_GRANTED);
    add_if(verdict->outcome == ME_OUTCOME_DENIED, ME_COUNTER_RELAY_DENIED);
    add_if(verdict->outcome == ME_OUTCOME_NOT_REQUIRED, ME_COUNTER_RELAY_NOTREQUIRED);
    add_if(verdict->reason == ME_REASON_OPEN_RELAY, ME_COUNTER_RELAY_OPENRELAY);
    add_if(verdict->event == ME_EVENT_AUTH_SUCCESS, ME_COUNTER_AUTH_SUCCESS);
    add_if(verdict->event == ME_EVENT_AUTH_FAILURE, ME_COUNTER_AUTH_FAILURE);
    add_if(verdict->code_unknown, ME_COUNTER_CODE_UNKNOWN);
    add_if(anomalies != 0, ME_COUNTER_ANOMALIES);
    add_if((anomalies & 1u << ME_ANOMALY_AMBIGUOUS) != 0, ME_COUNTER_AMBIGUOUS);
    add_if((anomalies & 1u << ME_ANOMALY_TRUNCATED) != 0, ME_COUNTER_TRUNCATED);
}
