/* SPDX-License-Identifier: Apache-2.0
 *
 * The library makes the object; this file only puts it out.
 */
#include "jsonl.h"

#include "json/builder.h"
#include "json/fields.h"

bool me_jsonl_write(const struct me_resolved *resolved, FILE *out)
{
    static const struct me_fields_options options = {0};
    unsigned anomalies;
    size_t len;
    struct fjson_object *object = me_fields_native(resolved, &options, &anomalies);
    const char *text = object != NULL ? me_builder_text(object, &len) : NULL;
    if (text != NULL) {
        fwrite(text, 1, len, out);
        fputc('\n', out);
    }
    me_builder_free(object);
    return text != NULL;
}
