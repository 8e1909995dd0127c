/* SPDX-License-Identifier: Apache-2.0
 *
 * Credentials: a marked secret in an AUTH row, with the fuzzer's bytes around it and the row cut where the fuzzer
 * likes. Whatever is left of the mark lies in what the recogniser calls a secret, and the JSON shows nothing of it.
 */
#define _GNU_SOURCE /* memmem() */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libfastjson/json.h>

#include "json/fields.h"
#include "recognise/credential.h"
#include "fuzz.h"

/* No part of it starts as a separator ends. */
#define MARK "QkRhcmZxZFNlY3JldA"

struct row {
    const char *before, *after;
};

static const struct row rows[] = {
    {"09/01/20 00:00:19\tSMTP-IN\tB5A2D78010C25A93143905418E93DEB5.MAI\t2816\t192.0.2.20\tAUTH\tAUTH PLAIN ",
     "\t235 Authenticated\t19\t30\tuser@example.net\t"},
    {"09/01/20 00:00:19#011SMTP-IN#011B5A2D78010C25A93143905418E93DEB5.MAI#0112816#011192.0.2.20#011auth#011auth "
     "login ",
     "#011535 Invalid Username or Password#01134#01114#011#011"},
    {"09/01/20 00:00:19\\tSMTP-IN\\tB5A2D78010C25A93143905418E93DEB5.MAI\\t2816\\t192.0.2.20\\tAUTH\\t",
     "\\t334 UGFzc3dvcmQ6\\t18\\t30\\tuser\\t"},
    {"2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH AUTH+PLAIN+",
     " 535+Invalid+Username+or+Password MYSERVER 34 14 user@example.com "},
};

/* Whether the four bytes at `p` lie within one of the credentials. */
static bool is_covered(const struct me_credential *credentials, size_t count, const char *p)
{
    for (size_t i = 0; i < count && i < 64; i++)
        if (p >= credentials[i].bytes.ptr && p + 4 <= me_span_end(credentials[i].bytes))
            return true;
    return false;
}

static void check(struct me_span text)
{
    struct me_resolved resolved;
    struct me_credential credentials[64];
    const struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    memset(&resolved, 0, sizeof(resolved));
    const enum me_found found = me_recognise(text, &options, &resolved.record);
    const size_t count = me_credentials_find(text, &options, credentials, 64);
    for (size_t i = 0; i + 4 <= sizeof(MARK) - 1; i++) {
        const char *p = memmem(text.ptr, text.len, &MARK[i], 4);
        FUZZ_ASSERT(p == NULL || is_covered(credentials, count, p));
    }
    if (found != ME_FOUND_RECORD)
        return;
    const struct me_fields_options fields = {.explain = true};
    unsigned anomalies;
    me_verdict_of(&resolved.record, &resolved.verdict);
    struct fjson_object *native = me_fields_native(&resolved, &fields, &anomalies);
    struct fjson_object *ecs = me_fields_ecs(&resolved, &fields);
    FUZZ_ASSERT(strstr(fjson_object_to_json_string(native), "QkRh") == NULL);
    FUZZ_ASSERT(strstr(fjson_object_to_json_string(ecs), "QkRh") == NULL);
    fjson_object_put(native);
    fjson_object_put(ecs);
}

/* A client's own bytes beside the mark: no line end and no TAB, which would end the answer. */
static size_t put_around(char *p, const uint8_t *data, size_t size)
{
    size_t len = 0;
    for (size_t i = 0; i < size; i++)
        if (data[i] > ' ' && data[i] < 0x7F && data[i] != '#' && data[i] != '\\')
            p[len++] = (char)data[i];
    return len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { HEAD = 4, AROUND_MAX = 256, ROOM = 1024 };
    char line[ROOM], *p = line;
    if (size < HEAD || size > AROUND_MAX)
        return 0;
    const struct row *row = &rows[data[0] % (sizeof(rows) / sizeof(rows[0]))];
    const size_t middle = HEAD + data[1] % (size - HEAD + 1);
    p = (char *)memcpy(p, row->before, strlen(row->before)) + strlen(row->before);
    p += put_around(p, data + HEAD, middle - HEAD);
    p = (char *)memcpy(p, MARK, sizeof(MARK) - 1) + sizeof(MARK) - 1;
    p += put_around(p, data + middle, size - middle);
    p = (char *)memcpy(p, row->after, strlen(row->after)) + strlen(row->after);
    size_t len = (size_t)(p - line);
    if (data[2] != 0)
        len -= ((size_t)data[2] << 8 | data[3]) % (len + 1);
    char *exact = malloc(len + (len == 0));
    FUZZ_ASSERT(exact != NULL);
    memcpy(exact, line, len);
    check((struct me_span){exact, len});
    free(exact);
    return 0;
}
