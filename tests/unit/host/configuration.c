/* SPDX-License-Identifier: Apache-2.0
 *
 * The parameters of an action, as rsyslog's parser of the configuration hands them over.
 */
#include "host.h"

rsRetVal OMSRconstruct(omodStringRequest_t **out, int count)
{
    (void)count;
    *out = me_host_new(1, sizeof(**out));
    return RS_RET_OK;
}

rsRetVal OMSRdestruct(omodStringRequest_t *request)
{
    free(request);
    return RS_RET_OK;
}

rsRetVal OMSRsetEntry(omodStringRequest_t *request, int entry, uchar *name, int options)
{
    (void)request, (void)name;
    return entry == 0 && options == OMSR_TPL_AS_MSG ? RS_RET_OK : RS_RET_ERR;
}

static es_str_t *estr_of(const char *text, size_t len)
{
    es_str_t *string = me_host_new(1, sizeof(*string) + len + 1);
    string->lenStr = string->lenBuf = (es_size_t)len;
    memcpy(es_getBufAddr(string), text, len);
    return string;
}

static struct cnfarray *array_of(const char *text)
{
    struct cnfarray *array = me_host_new(1, sizeof(*array));
    array->arr = me_host_new(strlen(text) + 1, sizeof(*array->arr));
    while (*text == '[' || *text == ',') {
        const size_t len = strcspn(++text, ",]");
        array->arr[array->nmemb++] = estr_of(text, len);
        text += len;
    }
    return array;
}

/* Our rows come in place of rsyslog's list of names and values. */
struct cnfparamvals *nvlstGetParams(struct nvlst *list, struct cnfparamblk *block, struct cnfparamvals *values)
{
    const struct me_stub_parameter *row = (const struct me_stub_parameter *)(const void *)list;
    values = me_host_new((size_t)block->nParams, sizeof(*values));
    for (; row->name != NULL; row++) {
        int i = 0;
        while (i < block->nParams && strcasecmp(block->descr[i].name, row->name) != 0)
            i++;
        if (i == block->nParams) {
            parser_errmsg("parameter '%s' not known", row->name);
            continue;
        }
        values[i].bUsed = 1;
        values[i].val.datatype = block->descr[i].type == eCmdHdlrArray ? 'A' : 'S';
        if (values[i].val.datatype == 'S')
            values[i].val.d.estr = estr_of(row->value, strlen(row->value));
        else if (row->value[0] == '[')
            values[i].val.d.ar = array_of(row->value);
        else {
            values[i].val.d.ar = array_of("");
            values[i].val.d.ar->arr[values[i].val.d.ar->nmemb++] = estr_of(row->value, strlen(row->value));
        }
    }
    return values;
}

void cnfparamvalsDestruct(const struct cnfparamvals *values, const struct cnfparamblk *block)
{
    for (int i = 0; i < block->nParams; i++) {
        if (!values[i].bUsed)
            continue;
        if (values[i].val.datatype == 'S') {
            free(values[i].val.d.estr);
            continue;
        }
        for (int j = 0; j < values[i].val.d.ar->nmemb; j++)
            free(values[i].val.d.ar->arr[j]);
        free(values[i].val.d.ar->arr);
        free(values[i].val.d.ar);
    }
    free((void *)(uintptr_t)values);
}
