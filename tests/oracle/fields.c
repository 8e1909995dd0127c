/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of fields and anomalies.
 */
#include "fields.h"

const char *const oracle_field_names[] = {
#define ORACLE_FIELD(id, name, kind) name,
#include "fields.def"
};

const enum oracle_kind oracle_field_kinds[] = {
#define ORACLE_FIELD(id, name, kind) ORACLE_KIND_##kind,
#include "fields.def"
};

unsigned oracle_anomaly_named(struct me_span name)
{
    static const struct me_span names[] = {
        ME_SPAN("truncated"),     ME_SPAN("ambiguous"), ME_SPAN("several-lines"),
        ME_SPAN("bad-timestamp"), ME_SPAN("bad-ip"),    ME_SPAN("code-text-mismatch"),
    };
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (me_span_equal(name, names[i]))
            return 1u << i;
    return 0;
}
