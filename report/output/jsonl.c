/* SPDX-License-Identifier: Apache-2.0
 *
 * The library writes the object; this file only puts it out.
 */
#include "jsonl.h"

#include "json/fields.h"
#include "json/writer.h"

bool me_jsonl_write(struct me_writer *w, struct me_span host, struct me_span offset, const struct me_resolved *resolved,
                    FILE *out)
{
    const struct me_fields_options options = {.offset = offset};
    me_writer_start(w);
    me_writer_open(w, (struct me_span){0}, '{');
    me_writer_add_text(w, ME_WRITER_KEY("host"), host);
    me_fields_write_native(resolved, &options, w);
    me_writer_close_kept(w, '}');
    const struct me_span text = me_writer_text(w);
    if (text.len == 0)
        return false;
    fwrite(text.ptr, 1, text.len, out);
    fputc('\n', out);
    return true;
}
