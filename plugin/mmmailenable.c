/* SPDX-License-Identifier: Apache-2.0
 *
 * Entry points of the rsyslog module: what rsyslog's macros demand, and calls of the functions that do the work. Parses
 * nothing: what a MailEnable line is, only lib/ knows.
 *
 * Concurrency & Locking: rsyslog may run doAction() of one action in several workers at once, each with a message of
 * its own. The settings of an action are written while its configuration is read and constant from then on. A worker
 * has memory for documents and the strings that it put out lately; messages that got them go to other threads, which
 * count owners by atomic operations and write nothing else (lib/json/builder.c). The counters are atomic. The one thing
 * that workers share and change is the table of conversations of their action: it is split, each part has a lock, and a
 * lock is held for a bounded number of steps that call nothing outside the table (plugin/correlation.c). rsyslog locks
 * the variables of a message itself; $msg and $rawmsg it does not lock, so, as with every module that changes messages,
 * an action with a queue of its own must not hold the same message meanwhile (action.copyMsg="on" gives it a copy).
 */
#include "config.h"
#include "rsyslog.h"

#include "conf.h"
#include "errmsg.h"
#include "module-template.h"
#include "syslogd-types.h"

#include "annotate.h"
#include "json/builder.h"
#include "correlation.h"
#include "counters.h"
#include "parameters.h"
#include "version.h"

/* The formatter takes rsyslog's entry-point macros for unfinished declarations. */
/* clang-format off */
MODULE_TYPE_OUTPUT
MODULE_TYPE_NOKEEP
MODULE_CNFNAME("mmmailenable")

DEF_OMOD_STATIC_DATA

typedef struct _instanceData {
    struct me_settings settings;
    struct me_correlation_state *correlation; /* NULL: none wanted */
} instanceData;

typedef struct wrkrInstanceData {
    instanceData *pData;
    struct me_annotate_worker own;
} wrkrInstanceData_t;

struct modConfData_s {
    rsconf_t *pConf;
};

static rsRetVal start_action(instanceData *action, struct nvlst *parameters)
{
    const rsRetVal result = me_parameters_read(parameters, &action->settings);
    if (result != RS_RET_OK || (action->settings.correlate == ME_CORRELATION_NONE && !action->settings.watch))
        return result;
    action->correlation = me_correlation_new(&action->settings);
    if (action->correlation != NULL)
        return RS_RET_OK;
    LogError(0, RS_RET_OUT_OF_MEMORY,
             "mmmailenable: no memory for correlate.maxConversations=\"%u\" and watch.maxEntries=\"%u\"",
             action->settings.max_conversations, action->settings.watch_max);
    return RS_RET_OUT_OF_MEMORY;
}

static void end_action(instanceData *action)
{
    me_correlation_free(action->correlation);
    me_parameters_free(&action->settings);
}

static void end_worker(struct me_annotate_worker *worker)
{
    if (worker->recent != NULL)
        me_builder_forget(worker->recent);
    free(worker->recent);
    me_writer_free(&worker->writer);
}

BEGINbeginCnfLoad
CODESTARTbeginCnfLoad;
    pModConf->pConf = pConf;
ENDbeginCnfLoad

BEGINendCnfLoad
CODESTARTendCnfLoad;
ENDendCnfLoad

BEGINcheckCnf
CODESTARTcheckCnf;
ENDcheckCnf

BEGINactivateCnf
CODESTARTactivateCnf;
ENDactivateCnf

BEGINfreeCnf
CODESTARTfreeCnf;
ENDfreeCnf

BEGINcreateInstance
CODESTARTcreateInstance;
ENDcreateInstance

BEGINfreeInstance
CODESTARTfreeInstance;
    if (pData != NULL)
        end_action(pData);
ENDfreeInstance

BEGINcreateWrkrInstance
CODESTARTcreateWrkrInstance;
    pWrkrData->own.recent = calloc(1, sizeof(*pWrkrData->own.recent));
ENDcreateWrkrInstance

BEGINfreeWrkrInstance
CODESTARTfreeWrkrInstance;
    end_worker(&pWrkrData->own);
ENDfreeWrkrInstance

BEGINisCompatibleWithFeature
CODESTARTisCompatibleWithFeature;
ENDisCompatibleWithFeature

BEGINdbgPrintInstInfo
CODESTARTdbgPrintInstInfo;
ENDdbgPrintInstInfo

BEGINtryResume
CODESTARTtryResume;
ENDtryResume

BEGINnewActInst
CODESTARTnewActInst;
    CODE_STD_STRING_REQUESTnewActInst(1);
    CHKiRet(OMSRsetEntry(*ppOMSR, 0, NULL, OMSR_TPL_AS_MSG));
    CHKiRet(createInstance(&pData));
    CHKiRet(start_action(pData, lst));
CODE_STD_FINALIZERnewActInst;
ENDnewActInst

BEGINdoAction_NoStrings
CODESTARTdoAction;
    me_annotate(((smsg_t **)pMsgData)[0], &pWrkrData->pData->settings, pWrkrData->pData->correlation,
                &pWrkrData->own);
ENDdoAction

BEGINmodExit
CODESTARTmodExit;
    me_counters_stop();
ENDmodExit

NO_LEGACY_CONF_parseSelectorAct

BEGINqueryEtryPt
CODESTARTqueryEtryPt;
CODEqueryEtryPt_STD_OMOD_QUERIES
CODEqueryEtryPt_STD_OMOD8_QUERIES
CODEqueryEtryPt_STD_CONF2_QUERIES
CODEqueryEtryPt_STD_CONF2_OMOD_QUERIES
ENDqueryEtryPt

/* The one name rsyslogd looks up; all others are compiled with hidden visibility. Not set by a declaration of its own:
 * the macro has one, whose type differs between releases. */
#pragma GCC visibility push(default)
BEGINmodInit()
CODESTARTmodInit;
    *ipIFVersProvided = CURR_MOD_IF_VERSION;
CODEmodInit_QueryRegCFSLineHdlr;
    if (!me_version_fits())
        ABORT_FINALIZE(RS_RET_MISSING_INTERFACE);
    CHKiRet(me_counters_start());
ENDmodInit
#pragma GCC visibility pop
