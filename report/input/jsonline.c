/* SPDX-License-Identifier: Apache-2.0
 *
 * A walk over the fields of one object. Values that are not asked for are skipped by their quotes and brackets alone:
 * so an invalid line may pass, which does no harm, since the recogniser judges the message.
 */
#include "jsonline.h"

#include "text/json_unescape.h"

static char *skip_blanks(char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
    return p;
}

/* The closing quote of the string that opens at `p`, or NULL. */
static char *string_close(char *p, const char *end)
{
    for (p++; p < end; p++) {
        if (*p == '"')
            return p;
        if (*p == '\\')
            p++;
    }
    return NULL;
}

/* Behind the value that starts at `p`, or NULL when it does not end. */
static char *skip_value(char *p, const char *end)
{
    int depth = 0;
    for (; p < end; p++) {
        if (*p == '"') {
            p = string_close(p, end);
            if (p == NULL)
                return NULL;
        } else if (*p == '{' || *p == '[') {
            depth++;
        } else if (*p == '}' || *p == ']') {
            if (depth == 0)
                return p;
            depth--;
        } else if (*p == ',' && depth == 0) {
            return p;
        }
    }
    return NULL;
}

/* Decodes the string between two quotes in place. */
static struct me_span decode(char *begin, const char *end)
{
    return (struct me_span){begin, me_json_unescape(me_span_between(begin, end), begin, NULL)};
}

static bool is_one_of(struct me_span key, const struct me_span *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (me_span_equal(key, names[i]))
            return true;
    return false;
}

/* Walks over the object that opens at `p`. `nested`: it is the value of `host`, and only its `name` counts. */
static bool read_object(char *p, const char *end, bool nested, struct me_span *message, struct me_span *host)
{
    static const struct me_span messages[] = {{"message", 7}, {"msg", 3}, {"rawmsg", 6}, {"log", 3}};
    static const struct me_span hosts[] = {{"hostname", 8}, {"host", 4}, {"syslog_hostname", 15}};
    static const struct me_span name = {"name", 4};
    for (p = skip_blanks(p + 1, end); p < end && *p == '"'; p = skip_blanks(p + 1, end)) {
        char *close = string_close(p, end);
        if (close == NULL)
            return false;
        const struct me_span key = me_span_between(p + 1, close);
        p = skip_blanks(close + 1, end);
        if (p == end || *p != ':')
            return false;
        p = skip_blanks(p + 1, end);
        char *behind = skip_value(p, end);
        if (behind == NULL)
            return false;
        const bool is_host = nested ? me_span_equal(key, name) : is_one_of(key, hosts, sizeof(hosts) / sizeof(*hosts));
        if (*p == '"' && (close = string_close(p, end)) != NULL) {
            if (is_host && host->ptr == NULL)
                *host = decode(p + 1, close);
            else if (!nested && message->ptr == NULL && is_one_of(key, messages, sizeof(messages) / sizeof(*messages)))
                *message = decode(p + 1, close);
        } else if (*p == '{' && is_host && !nested) {
            read_object(p, behind, true, message, host);
        }
        p = behind;
        if (*p != ',')
            break;
    }
    return true;
}

bool me_jsonline_read(char *line, size_t len, struct me_span *message, struct me_span *host)
{
    const char *end = line + len;
    char *p = skip_blanks(line, end);
    *message = *host = (struct me_span){0};
    if (p == end || *p != '{')
        return false;
    read_object(p, end, false, message, host);
    return message->ptr != NULL;
}
