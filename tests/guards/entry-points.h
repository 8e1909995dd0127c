/* SPDX-License-Identifier: Apache-2.0
 *
 * Stands in for rsyslog's headers, as far as plugin/mmmailenable.c and the headers of plugin/ need them; for
 * entry-points.sh alone. It knows two spellings of the entry-point macros: ME_MACROS_END_THEMSELVES is that of releases
 * before 8.2508, whose macros bring their own semicolons and chain the queries by `else`. Without it, no macro brings
 * one: releases since 8.2508 have taken two away, and the next one may take any. Nothing of it is ever run.
 */
#ifndef ME_ENTRY_POINTS_H
#define ME_ENTRY_POINTS_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef ME_MACROS_END_THEMSELVES
#define OPEN_END ;
#define QUERY else if
#else
#define OPEN_END
#define QUERY if
#endif

typedef unsigned char uchar;
typedef enum {
    RS_RET_OK,
    RS_RET_OUT_OF_MEMORY,
    RS_RET_MISSING_INTERFACE,
    RS_RET_SUSPENDED,
    RS_RET_PARAM_ERROR,
    RS_RET_LEGA_ACT_NOT_SUPPORTED
} rsRetVal;
typedef struct msg smsg_t;
typedef struct omodStringRequest omodStringRequest_t;
typedef struct rsconf rsconf_t;
typedef struct modInfo modInfo_t;
typedef struct modConfData_s modConfData_t;
typedef struct {
    int id;
} msgPropDescr_t;
typedef struct {
    int version;
} obj_if_t;
typedef int syslogFeature;
struct nvlst;

enum { CURR_MOD_IF_VERSION = 6, OMSR_TPL_AS_MSG = 4, eMOD_OUT = 1, eMOD_NOKEEP = 0 };

void LogError(int error, rsRetVal result, const char *format, ...);
rsRetVal OMSRconstruct(omodStringRequest_t **requests, int count);
rsRetVal OMSRsetEntry(omodStringRequest_t *requests, int index, uchar *name, int options);
rsRetVal OMSRdestruct(omodStringRequest_t *requests);

/* --- results ----------------------------------------------------------------------------------------------------- */

#define DEFiRet rsRetVal iRet = RS_RET_OK
#define RETiRet return iRet
#define CHKiRet(code)                                                                                                  \
    do {                                                                                                               \
        if ((iRet = code) != RS_RET_OK)                                                                                \
            goto finalize_it;                                                                                          \
    } while (0)
#define ABORT_FINALIZE(code)                                                                                           \
    do {                                                                                                               \
        iRet = code;                                                                                                   \
        goto finalize_it;                                                                                              \
    } while (0)

/* --- outside of functions: complete in both spellings ------------------------------------------------------------ */

#define MODULE_TYPE_OUTPUT                                                                                             \
    static rsRetVal modGetType(int *type)                                                                              \
    {                                                                                                                  \
        *type = eMOD_OUT;                                                                                              \
        return RS_RET_OK;                                                                                              \
    }
#define MODULE_TYPE_NOKEEP                                                                                             \
    static rsRetVal modGetKeepType(int *type)                                                                          \
    {                                                                                                                  \
        *type = eMOD_NOKEEP;                                                                                           \
        return RS_RET_OK;                                                                                              \
    }
#define MODULE_CNFNAME(text)                                                                                           \
    static rsRetVal modGetCnfName(uchar **name)                                                                        \
    {                                                                                                                  \
        *name = (uchar *)text;                                                                                         \
        return RS_RET_OK;                                                                                              \
    }
#define DEF_OMOD_STATIC_DATA                                                                                           \
    static __attribute__((unused)) obj_if_t obj;                                                                       \
    static __attribute__((unused)) rsRetVal (*omsdRegCFSLineHdlr)(void);
#define NO_LEGACY_CONF_parseSelectorAct                                                                                \
    static rsRetVal parseSelectorAct(uchar **line)                                                                     \
    {                                                                                                                  \
        (void)line;                                                                                                    \
        return RS_RET_LEGA_ACT_NOT_SUPPORTED;                                                                          \
    }

/* --- entry points ------------------------------------------------------------------------------------------------ */

#define BEGINbeginCnfLoad                                                                                              \
    static rsRetVal beginCnfLoad(modConfData_t **ptr, rsconf_t *pConf)                                                 \
    {                                                                                                                  \
        modConfData_t *pModConf;                                                                                       \
        DEFiRet;
#define CODESTARTbeginCnfLoad pModConf = calloc(1, sizeof(modConfData_t)) OPEN_END
#define ENDbeginCnfLoad                                                                                                \
    *ptr = pModConf;                                                                                                   \
    RETiRet;                                                                                                           \
    }

#define PLAIN_ENTRY(name)                                                                                              \
    static rsRetVal name(modConfData_t *ptr)                                                                           \
    {                                                                                                                  \
        DEFiRet;                                                                                                       \
        (void)ptr;
#define BEGINendCnfLoad PLAIN_ENTRY(endCnfLoad)
#define CODESTARTendCnfLoad
#define ENDendCnfLoad                                                                                                  \
    RETiRet;                                                                                                           \
    }
#define BEGINcheckCnf PLAIN_ENTRY(checkCnf)
#define CODESTARTcheckCnf
#define ENDcheckCnf                                                                                                    \
    RETiRet;                                                                                                           \
    }
#define BEGINactivateCnf PLAIN_ENTRY(activateCnf)
#define CODESTARTactivateCnf
#define ENDactivateCnf                                                                                                 \
    RETiRet;                                                                                                           \
    }
#define BEGINfreeCnf PLAIN_ENTRY(freeCnf)
#define CODESTARTfreeCnf
#define ENDfreeCnf                                                                                                     \
    free(ptr);                                                                                                         \
    RETiRet;                                                                                                           \
    }

#define BEGINcreateInstance                                                                                            \
    static rsRetVal createInstance(instanceData **ppData)                                                              \
    {                                                                                                                  \
        DEFiRet;                                                                                                       \
        instanceData *pData;
#define CODESTARTcreateInstance pData = calloc(1, sizeof(instanceData)) OPEN_END
#define ENDcreateInstance                                                                                              \
    *ppData = pData;                                                                                                   \
    RETiRet;                                                                                                           \
    }

#define BEGINfreeInstance                                                                                              \
    static rsRetVal freeInstance(void *pModData)                                                                       \
    {                                                                                                                  \
        DEFiRet;                                                                                                       \
        instanceData *pData;
#define CODESTARTfreeInstance pData = (instanceData *)pModData OPEN_END
#define ENDfreeInstance                                                                                                \
    free(pData);                                                                                                       \
    RETiRet;                                                                                                           \
    }

#define BEGINcreateWrkrInstance                                                                                        \
    static rsRetVal createWrkrInstance(wrkrInstanceData_t **ppWrkrData, instanceData *pData)                           \
    {                                                                                                                  \
        DEFiRet;                                                                                                       \
        wrkrInstanceData_t *pWrkrData;
#define CODESTARTcreateWrkrInstance                                                                                    \
    pWrkrData = calloc(1, sizeof(wrkrInstanceData_t));                                                                 \
    pWrkrData->pData = pData OPEN_END
#define ENDcreateWrkrInstance                                                                                          \
    *ppWrkrData = pWrkrData;                                                                                           \
    RETiRet;                                                                                                           \
    }

#define BEGINfreeWrkrInstance                                                                                          \
    static rsRetVal freeWrkrInstance(void *pd)                                                                         \
    {                                                                                                                  \
        DEFiRet;                                                                                                       \
        wrkrInstanceData_t *pWrkrData;
#define CODESTARTfreeWrkrInstance pWrkrData = (wrkrInstanceData_t *)pd OPEN_END
#define ENDfreeWrkrInstance                                                                                            \
    free(pWrkrData);                                                                                                   \
    RETiRet;                                                                                                           \
    }

#define BEGINisCompatibleWithFeature                                                                                   \
    static rsRetVal isCompatibleWithFeature(syslogFeature eFeat)                                                       \
    {                                                                                                                  \
        rsRetVal iRet = eFeat == 0 ? RS_RET_OK : RS_RET_PARAM_ERROR;
#define CODESTARTisCompatibleWithFeature
#define ENDisCompatibleWithFeature                                                                                     \
    RETiRet;                                                                                                           \
    }

#define BEGINdbgPrintInstInfo                                                                                          \
    static rsRetVal dbgPrintInstInfo(void *pModData)                                                                   \
    {                                                                                                                  \
        DEFiRet;                                                                                                       \
        instanceData *pData;
#define CODESTARTdbgPrintInstInfo                                                                                      \
    pData = (instanceData *)pModData;                                                                                  \
    (void)pData OPEN_END
#define ENDdbgPrintInstInfo                                                                                            \
    RETiRet;                                                                                                           \
    }

#define BEGINtryResume                                                                                                 \
    static rsRetVal tryResume(wrkrInstanceData_t *pWrkrData)                                                           \
    {                                                                                                                  \
        DEFiRet;
#define CODESTARTtryResume assert(pWrkrData != NULL) OPEN_END
#define ENDtryResume                                                                                                   \
    RETiRet;                                                                                                           \
    }

#define BEGINnewActInst                                                                                                \
    static rsRetVal newActInst(uchar *modName, struct nvlst *lst, void **ppModData, omodStringRequest_t **ppOMSR)      \
    {                                                                                                                  \
        DEFiRet;                                                                                                       \
        instanceData *pData = NULL;                                                                                    \
        (void)modName;
#define CODESTARTnewActInst
#define CODE_STD_STRING_REQUESTnewActInst(count) CHKiRet(OMSRconstruct(ppOMSR, count)) OPEN_END
#define CODE_STD_FINALIZERnewActInst                                                                                   \
    finalize_it:                                                                                                       \
    if (iRet == RS_RET_OK || iRet == RS_RET_SUSPENDED) {                                                               \
        *ppModData = pData;                                                                                            \
    } else {                                                                                                           \
        OMSRdestruct(*ppOMSR);                                                                                         \
        freeInstance(pData);                                                                                           \
    }
#define ENDnewActInst                                                                                                  \
    RETiRet;                                                                                                           \
    }

#define BEGINdoAction_NoStrings                                                                                        \
    static rsRetVal doAction(void **pMsgData, wrkrInstanceData_t *pWrkrData)                                           \
    {                                                                                                                  \
        DEFiRet;
#define CODESTARTdoAction
#define ENDdoAction                                                                                                    \
    RETiRet;                                                                                                           \
    }

#define BEGINmodExit                                                                                                   \
    static rsRetVal modExit(void)                                                                                      \
    {                                                                                                                  \
        DEFiRet;
#define CODESTARTmodExit
#define ENDmodExit                                                                                                     \
    RETiRet;                                                                                                           \
    }

/* --- which entry point is where ---------------------------------------------------------------------------------- */

#define ENTRY(text, function)                                                                                          \
    (strcmp((char *)name, text) == 0)                                                                                  \
    {                                                                                                                  \
        *entry = (rsRetVal(*)(void))function;                                                                          \
    }
#define BEGINqueryEtryPt                                                                                               \
    static rsRetVal queryEtryPt(uchar *name, rsRetVal (**entry)(void))                                                 \
    {                                                                                                                  \
        DEFiRet;
#define CODESTARTqueryEtryPt *entry = NULL OPEN_END
#define CODEqueryEtryPt_STD_OMOD_QUERIES                                                                               \
    if ENTRY ("modExit", modExit)                                                                                      \
    QUERY ENTRY("getType", modGetType) QUERY ENTRY("getKeepType", modGetKeepType) QUERY ENTRY("doAction", doAction)    \
        QUERY ENTRY("dbgPrintInstInfo", dbgPrintInstInfo) QUERY ENTRY("freeInstance", freeInstance)                    \
            QUERY ENTRY("tryResume", tryResume) QUERY ENTRY("parseSelectorAct", parseSelectorAct)                      \
                QUERY ENTRY("isCompatibleWithFeature", isCompatibleWithFeature)
#define CODEqueryEtryPt_STD_OMOD8_QUERIES                                                                              \
    QUERY ENTRY("createWrkrInstance", createWrkrInstance)                                                              \
    QUERY ENTRY("freeWrkrInstance", freeWrkrInstance)
#define CODEqueryEtryPt_STD_CONF2_QUERIES                                                                              \
    QUERY ENTRY("beginCnfLoad", beginCnfLoad)                                                                          \
    QUERY ENTRY("endCnfLoad", endCnfLoad)                                                                              \
    QUERY ENTRY("checkCnf", checkCnf)                                                                                  \
    QUERY ENTRY("activateCnf", activateCnf)                                                                            \
    QUERY ENTRY("freeCnf", freeCnf)                                                                                    \
    QUERY ENTRY("getModCnfName", modGetCnfName)
#define CODEqueryEtryPt_STD_CONF2_OMOD_QUERIES QUERY ENTRY("newActInst", newActInst)
#define ENDqueryEtryPt                                                                                                 \
    RETiRet;                                                                                                           \
    }

#define MOD_INIT                                                                                                       \
    rsRetVal modInit(int iIFVersRequested, int *ipIFVersProvided, rsRetVal (**pQueryEtryPt)(void),                     \
                     rsRetVal (*pHostQueryEtryPt)(uchar *, rsRetVal(**)(void)), modInfo_t *pModInfo)
#define BEGINmodInit()                                                                                                 \
    MOD_INIT;                                                                                                          \
    MOD_INIT                                                                                                           \
    {                                                                                                                  \
        DEFiRet;                                                                                                       \
        (void)iIFVersRequested;                                                                                        \
        (void)pModInfo;
#define CODESTARTmodInit                                                                                               \
    assert(pHostQueryEtryPt != NULL);                                                                                  \
    CHKiRet(obj.version == 0 ? RS_RET_OK : RS_RET_PARAM_ERROR) OPEN_END
#define CODEmodInit_QueryRegCFSLineHdlr                                                                                \
    CHKiRet(pHostQueryEtryPt((uchar *)"regCfSysLineHdlr", &omsdRegCFSLineHdlr)) OPEN_END
#define ENDmodInit                                                                                                     \
    finalize_it:                                                                                                       \
    *pQueryEtryPt = (rsRetVal(*)(void))queryEtryPt;                                                                    \
    RETiRet;                                                                                                           \
    }

#endif
