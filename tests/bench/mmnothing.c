/* SPDX-License-Identifier: Apache-2.0
 *
 * A message modification module that does nothing: what any such module costs before it does anything, for the
 * benchmark of the pipeline. It is never installed, and knows nothing of MailEnable.
 */
#include "config.h"
#include "rsyslog.h"

#include "conf.h"
#include "errmsg.h"
#include "module-template.h"
#include "syslogd-types.h"

/* The one name rsyslogd looks up; all others are compiled with hidden visibility. */
rsRetVal modInit(int iIFVersRequested, int *ipIFVersProvided, rsRetVal (**pQueryEtryPt)(void),
                 rsRetVal (*pHostQueryEtryPt)(uchar *, rsRetVal (**)(void)), modInfo_t *pModInfo)
    __attribute__((visibility("default")));

/* The formatter takes rsyslog's entry-point macros for unfinished declarations. */
/* clang-format off */
MODULE_TYPE_OUTPUT
MODULE_TYPE_NOKEEP
MODULE_CNFNAME("mmnothing")

DEF_OMOD_STATIC_DATA

typedef struct _instanceData {
    int unused;
} instanceData;

typedef struct wrkrInstanceData {
    instanceData *pData;
} wrkrInstanceData_t;

BEGINcreateInstance
CODESTARTcreateInstance
ENDcreateInstance

BEGINfreeInstance
CODESTARTfreeInstance
ENDfreeInstance

BEGINcreateWrkrInstance
CODESTARTcreateWrkrInstance
ENDcreateWrkrInstance

BEGINfreeWrkrInstance
CODESTARTfreeWrkrInstance
ENDfreeWrkrInstance

BEGINisCompatibleWithFeature
CODESTARTisCompatibleWithFeature
ENDisCompatibleWithFeature

BEGINdbgPrintInstInfo
CODESTARTdbgPrintInstInfo
ENDdbgPrintInstInfo

BEGINtryResume
CODESTARTtryResume
ENDtryResume

BEGINnewActInst
CODESTARTnewActInst
    CODE_STD_STRING_REQUESTnewActInst(1)
    CHKiRet(OMSRsetEntry(*ppOMSR, 0, NULL, OMSR_TPL_AS_MSG));
    CHKiRet(createInstance(&pData));
CODE_STD_FINALIZERnewActInst
ENDnewActInst

BEGINdoAction_NoStrings
CODESTARTdoAction
ENDdoAction

BEGINmodExit
CODESTARTmodExit
ENDmodExit

NO_LEGACY_CONF_parseSelectorAct

BEGINqueryEtryPt
CODESTARTqueryEtryPt
CODEqueryEtryPt_STD_OMOD_QUERIES
CODEqueryEtryPt_STD_OMOD8_QUERIES
CODEqueryEtryPt_STD_CONF2_OMOD_QUERIES
ENDqueryEtryPt

BEGINmodInit()
CODESTARTmodInit
    *ipIFVersProvided = CURR_MOD_IF_VERSION;
CODEmodInit_QueryRegCFSLineHdlr
ENDmodInit
