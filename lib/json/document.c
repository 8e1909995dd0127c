/* SPDX-License-Identifier: Apache-2.0
 *
 * A record's document is its ECS fields with the native ones below `mailenable`. A foreign message has no more than
 * what the engine needs to find it.
 */
#include "json/document.h"

static const struct me_span no_key = {0};

/* `{"@timestamp":"…","ecs":{…},"event":{…},"host":{…},"data_stream":{…},` */
static void write_foreign(struct me_writer *w, const struct me_fields_options *options)
{
    const struct me_document *d = options->document;
    const struct me_span dataset = me_fields_dataset(NULL);
    size_t part;
    me_writer_add_text(w, ME_WRITER_KEY("@timestamp"), d->reported);
    me_writer_put_raw(w, ME_SPAN("\"ecs\":{\"version\":\"" ME_FIELDS_ECS_VERSION "\"},"));
    me_writer_open(w, ME_WRITER_KEY("event"), '{');
    me_writer_put_constant(w, ME_WRITER_KEY("kind"), ME_SPAN("event"));
    me_writer_put_constant(w, ME_WRITER_KEY("dataset"), dataset);
    me_writer_add_text(w, ME_WRITER_KEY("created"), d->created);
    me_writer_close_kept(w, '}');
    part = me_writer_open(w, ME_WRITER_KEY("host"), '{');
    me_writer_add_text(w, ME_WRITER_KEY("name"), options->host);
    me_writer_close(w, part, '}');
    me_writer_open(w, ME_WRITER_KEY("data_stream"), '{');
    me_writer_put_constant(w, ME_WRITER_KEY("type"), ME_SPAN("logs"));
    me_writer_put_constant(w, ME_WRITER_KEY("dataset"), dataset);
    me_writer_add_text(w, ME_WRITER_KEY("namespace"), d->name_space);
    me_writer_close_kept(w, '}');
}

static unsigned write_record(struct me_writer *w, const struct me_resolved *resolved,
                             const struct me_fields_options *options)
{
    me_fields_write_ecs(resolved, options, w);
    me_writer_open(w, ME_WRITER_KEY("mailenable"), '{');
    const unsigned anomalies = me_fields_write_native(resolved, options, w);
    me_writer_close_kept(w, '}');
    return anomalies;
}

unsigned me_document_write(struct me_writer *w, const struct me_resolved *resolved,
                           const struct me_fields_options *options, struct me_span message)
{
    unsigned anomalies = 0;
    me_writer_start(w);
    me_writer_open(w, no_key, '{');
    if (resolved != NULL)
        anomalies = write_record(w, resolved, options);
    else
        write_foreign(w, options);
    me_writer_put_text(w, ME_WRITER_KEY("message"), message); /* an empty one is what was sent, too */
    me_writer_close_kept(w, '}');
    return anomalies;
}

/* Adds `part` to the `len` octets of `buffer`. */
static size_t add(char *buffer, size_t len, struct me_span part)
{
    const size_t room = ME_DOCUMENT_STREAM_MAX - len, taken = part.len < room ? part.len : room;
    if (taken > 0)
        memcpy(buffer + len, part.ptr, taken);
    return len + taken;
}

struct me_span me_document_stream(const struct me_resolved *resolved, struct me_span name_space,
                                  char buffer[static ME_DOCUMENT_STREAM_MAX])
{
    size_t len = add(buffer, 0, ME_SPAN("logs-"));
    len = add(buffer, len, me_fields_dataset(resolved));
    len = add(buffer, len, ME_SPAN("-"));
    return (struct me_span){buffer, add(buffer, len, name_space)};
}
