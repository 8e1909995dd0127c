/* SPDX-License-Identifier: Apache-2.0
 *
 * The module's entry points, called as rsyslog calls them.
 */
#include "host.h"

rsRetVal modInit(int version, int *provided, rsRetVal (**query)(void), rsRetVal (*host)(uchar *, rsRetVal (**)(void)),
                 modInfo_t *info);

/* As rsyslog declares entry points: without parameters, and called with them. */
typedef rsRetVal (*entry_point)(void);
typedef rsRetVal (*query_function)(uchar *, entry_point *);

static query_function query;

static rsRetVal query_host(uchar *name, rsRetVal (**out)(void))
{
    static uchar get_interface[] = "objGetObjInterface";
    *out = strcmp((char *)name, (char *)get_interface) == 0 ? (entry_point)(void (*)(void))objGetObjInterface : NULL;
    return RS_RET_OK;
}

static entry_point entry(const char *name)
{
    entry_point found = NULL;
    char copy[64];
    snprintf(copy, sizeof(copy), "%s", name);
    if (query((uchar *)copy, &found) != RS_RET_OK || found == NULL)
        abort();
    return found;
}

#define ENTRY(type, name) ((type)(void (*)(void))entry(name))

bool me_stub_load(void)
{
    int provided = 0;
    entry_point function = NULL;
    if (modInit(CURR_MOD_IF_VERSION, &provided, &function, query_host, NULL) != RS_RET_OK)
        return false;
    query = (query_function)(void (*)(void))function;
    return provided == CURR_MOD_IF_VERSION && me_host_statistics() == 1;
}

void me_stub_unload(void)
{
    entry("modExit")();
    if (me_host_statistics() != 0)
        abort();
}

bool me_stub_worker_new(struct me_stub_action *other, const struct me_stub_action *action)
{
    typedef rsRetVal (*create)(void **, void *);
    other->instance = action->instance;
    other->worker = NULL;
    return ENTRY(create, "createWrkrInstance")(&other->worker, other->instance) == RS_RET_OK;
}

void me_stub_worker_free(struct me_stub_action *other)
{
    typedef rsRetVal (*release)(void *);
    if (other->worker != NULL)
        ENTRY(release, "freeWrkrInstance")(other->worker);
    other->worker = NULL;
}

bool me_stub_action_new(struct me_stub_action *action, const struct me_stub_parameter *parameters)
{
    typedef rsRetVal (*create)(uchar *, const void *, void **, omodStringRequest_t **);
    omodStringRequest_t *request = NULL;
    static uchar name[] = "mmmailenable";
    action->instance = action->worker = NULL;
    if (ENTRY(create, "newActInst")(name, parameters, &action->instance, &request) != RS_RET_OK) {
        if (request != NULL || action->instance != NULL)
            abort();
        return false;
    }
    OMSRdestruct(request);
    if (!me_stub_worker_new(action, action)) {
        me_stub_action_free(action);
        return false;
    }
    return true;
}

void me_stub_action_free(struct me_stub_action *action)
{
    typedef rsRetVal (*release)(void *);
    me_stub_worker_free(action);
    if (action->instance != NULL)
        ENTRY(release, "freeInstance")(action->instance);
    action->instance = NULL;
}

bool me_stub_run(struct me_stub_action *action, struct msg *message)
{
    typedef rsRetVal (*work)(void *, void *);
    void *messages[] = {message};
    return ENTRY(work, "doAction")(messages, action->worker) == RS_RET_OK;
}
