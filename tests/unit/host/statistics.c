/* SPDX-License-Identifier: Apache-2.0
 *
 * rsyslog's registry of objects, in which the module finds the counters, and those.
 */
#include "host.h"

enum { COUNTERS_MAX = 64 };

int GatherStats = 1;
static struct {
    const uchar *name;
    const intctr_t *value;
} counters[COUNTERS_MAX];
static size_t counter_count;
static int statistics_made;

static rsRetVal stats_construct(statsobj_t **out)
{
    *out = me_host_new(1, sizeof(**out));
    statistics_made++;
    return RS_RET_OK;
}

static rsRetVal stats_set(statsobj_t *statistics, uchar *name)
{
    (void)statistics;
    return strcmp((char *)name, "mmmailenable") == 0 ? RS_RET_OK : RS_RET_ERR;
}

static rsRetVal stats_finalize(statsobj_t *statistics)
{
    (void)statistics;
    return RS_RET_OK;
}

static rsRetVal stats_destruct(statsobj_t **statistics)
{
    free(*statistics);
    *statistics = NULL;
    counter_count = 0;
    statistics_made--;
    return RS_RET_OK;
}

static rsRetVal stats_add(statsobj_t *statistics, const uchar *name, statsCtrType_t type, int8_t flags, void *value)
{
    (void)statistics, (void)flags;
    if (counter_count == COUNTERS_MAX || type != ctrType_IntCtr)
        return RS_RET_ERR;
    counters[counter_count].name = name;
    counters[counter_count++].value = value;
    return RS_RET_OK;
}

static rsRetVal use_object(const char *file, uchar *name, uchar *module, interface_t *interface)
{
    statsobj_if_t *statistics = (statsobj_if_t *)(void *)interface;
    (void)file, (void)module;
    if (strcmp((char *)name, "statsobj") != 0)
        return RS_RET_MISSING_INTERFACE;
    statistics->Construct = stats_construct;
    statistics->SetName = stats_set;
    statistics->SetOrigin = stats_set;
    statistics->AddCounter = stats_add;
    statistics->ConstructFinalize = stats_finalize;
    statistics->Destruct = stats_destruct;
    statistics->ifIsLoaded = 1;
    return RS_RET_OK;
}

static rsRetVal release_object(const char *file, uchar *name, uchar *module, interface_t *interface)
{
    (void)file, (void)name, (void)module;
    ((statsobj_if_t *)(void *)interface)->ifIsLoaded = 0;
    return RS_RET_OK;
}

rsRetVal objGetObjInterface(obj_if_t *interface)
{
    interface->UseObj = use_object;
    interface->ReleaseObj = release_object;
    return RS_RET_OK;
}

uint64_t me_stub_counter(const char *name)
{
    for (size_t i = 0; i < counter_count; i++)
        if (strcmp((const char *)counters[i].name, name) == 0)
            return *counters[i].value;
    abort();
}

size_t me_stub_counters(void)
{
    return counter_count;
}

int me_host_statistics(void)
{
    return statistics_made;
}
