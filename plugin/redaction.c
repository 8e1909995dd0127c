/* SPDX-License-Identifier: Apache-2.0
 *
 * A text is looked at twice: as it stands, and with its escapes resolved, because a row that came in as JSON holds its
 * credentials in the JSON text, too, in a spelling of the sender's choice.
 */
#include "config.h"
#include "rsyslog.h"

#include <json.h>

#include "redaction.h"

#define BLANK ME_SPAN("{blank}")

/* A text in the making: which of its bytes are to go. */
struct draft {
    struct me_span text;
    unsigned char *hidden; /* one per byte of `text` */
    bool any;
};

/* The bytes that `draft->text` stands for. */
struct reading {
    struct draft *draft;
    struct me_span bytes;
    const uint32_t *at; /* where each byte, and the end, stands in the text; NULL: the bytes are the text */
};

static void hide(const struct reading *r, size_t begin, size_t len)
{
    const size_t from = r->at != NULL ? r->at[begin] : begin;
    const size_t to = r->at != NULL ? r->at[begin + len] : begin + len;
    memset(r->draft->hidden + from, 1, to - from);
    r->draft->any = true;
}

/* Hides `len` bytes from `skip` on in every occurrence of `needle`. */
static void hide_all(const struct reading *r, struct me_span needle, size_t skip, size_t len)
{
    const char *p = r->bytes.ptr, *end = me_span_end(r->bytes);
    while (needle.len > 0 && (p = memmem(p, (size_t)(end - p), needle.ptr, needle.len)) != NULL) {
        hide(r, (size_t)(p - r->bytes.ptr) + skip, len);
        p += needle.len;
    }
}

/* A text may end within a credential: the structured data is a piece of the raw message, and a row that was cut may
 * stand there again, whole. Hides the longest end of the text that `part` begins with. Both ends of it are compared
 * first, so that a text of one letter does not take quadratic time. */
static void hide_beginning(const struct reading *r, struct me_span part)
{
    enum { MIN = ME_REDACTION_ANYWHERE_MIN };
    const char *end = me_span_end(r->bytes);
    for (size_t len = part.len - 1 < r->bytes.len ? part.len - 1 : r->bytes.len; len >= MIN; len--)
        if (memcmp(end - len, part.ptr, MIN) == 0 && memcmp(end - MIN, part.ptr + len - MIN, MIN) == 0 &&
            memcmp(end - len, part.ptr, len) == 0) {
            hide(r, r->bytes.len - len, len);
            return;
        }
}

static void hide_credentials(const struct reading *r, const struct me_examination *e)
{
    for (size_t i = 0; i < e->count; i++) {
        const struct me_examined *examined = &e->examined[i];
        for (int j = 0; j < ME_SECRET_PARTS_MAX; j++) {
            const struct me_span part = examined->secret.part[j];
            if (!me_span_present(part))
                continue;
            hide_all(r, examined->text, (size_t)(part.ptr - examined->text.ptr), part.len);
            if (part.len >= ME_REDACTION_ANYWHERE_MIN)
                hide_all(r, part, 0, part.len);
            hide_beginning(r, part);
        }
    }
}

static int hex_digit(char c)
{
    const char l = me_ascii_lower(c);
    if (me_ascii_digit(l))
        return l - '0';
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/* The code unit of the `\uXXXX` at `p`, or -1. */
static int32_t code_unit(const char *p, const char *end)
{
    int32_t value = 0;
    if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        const int digit = hex_digit(p[i]);
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* Reads the escape at `p`, puts what it stands for, 1 to 4 bytes, to `out`, and returns the end of the escape. */
static const char *read_escape(const char *p, const char *end, char *out, size_t *len)
{
    static const char letters[] = "b\bf\fn\nr\rt\t";
    const int32_t unit = code_unit(p, end);
    *len = 1;
    if (unit >= 0) {
        const int32_t low = unit >= 0xD800 && unit < 0xDC00 ? code_unit(p + 6, end) : -1;
        const bool pair = low >= 0xDC00 && low < 0xE000;
        *len = put_utf8(out,
                        pair ? 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00) : (uint32_t)unit);
        return p + (pair ? 12 : 6);
    }
    if (end - p < 2) {
        *out = *p;
        return p + 1;
    }
    *out = p[1];
    for (size_t i = 0; i + 1 < sizeof(letters); i += 2)
        if (p[1] == letters[i])
            *out = letters[i + 1];
    return p + 2;
}

/* Resolves the escapes of `text`. Every escape is longer than what it stands for, so `bytes` has room for text.len,
 * `at` for one more. Returns the number of bytes. */
static size_t resolve_escapes(struct me_span text, char *bytes, uint32_t *at)
{
    const char *p = text.ptr, *end = me_span_end(text);
    size_t count = 0;
    while (p < end) {
        size_t len = 1;
        const char *next = p + 1;
        bytes[count] = *p;
        if (*p == '\\')
            next = read_escape(p, end, bytes + count, &len);
        for (size_t i = 0; i < len; i++)
            at[count++] = (uint32_t)(p - text.ptr);
        p = next;
    }
    at[count] = (uint32_t)text.len;
    return count;
}

/* False when memory is out. */
static bool hide_escaped_credentials(struct draft *draft, const struct me_examination *e)
{
    const struct me_span text = draft->text;
    if (memchr(text.ptr, '\\', text.len) == NULL)
        return true;
    uint32_t *at = malloc((text.len + 1) * sizeof(*at) + text.len);
    if (at == NULL)
        return false;
    char *bytes = (char *)(at + text.len + 1);
    const size_t count = resolve_escapes(text, bytes, at);
    hide_credentials(&(struct reading){draft, {bytes, count}, at}, e);
    free(at);
    return true;
}

/* A text without its credentials, and where the places in it have gone that the caller wants to find again. */
struct clean {
    char *text;
    size_t len;
    size_t places[2];
};

/* Writes what is left of `draft`. False when memory is out. */
static bool write_clean(const struct draft *draft, const size_t places[static 2], struct clean *clean)
{
    const struct me_span text = draft->text;
    size_t len = text.len + 1;
    for (size_t i = 0; i < text.len; i++)
        if (draft->hidden[i] && (i == 0 || !draft->hidden[i - 1]))
            len += BLANK.len;
    char *out = clean->text = malloc(len);
    if (out == NULL)
        return false;
    for (size_t i = 0; i <= text.len; i++) {
        for (int place = 0; place < 2; place++)
            if (places[place] == i)
                clean->places[place] = (size_t)(out - clean->text);
        if (i == text.len)
            break;
        if (!draft->hidden[i]) {
            *out++ = text.ptr[i];
        } else if (i == 0 || !draft->hidden[i - 1]) {
            memcpy(out, BLANK.ptr, BLANK.len);
            out += BLANK.len;
        }
    }
    *out = '\0';
    clean->len = (size_t)(out - clean->text);
    return true;
}

enum result { UNCHANGED, CHANGED, NO_MEMORY };

/* On CHANGED, `clean->text` is the caller's to free. `places` are offsets in `text`, up to its length. */
static enum result clean_text(struct me_span text, const struct me_examination *e, const size_t places[static 2],
                              struct clean *clean)
{
    struct draft draft = {text, calloc(text.len + 1, 1), false};
    if (draft.hidden == NULL)
        return NO_MEMORY;
    hide_credentials(&(struct reading){&draft, text, NULL}, e);
    enum result result = hide_escaped_credentials(&draft, e) ? UNCHANGED : NO_MEMORY;
    if (result == UNCHANGED && draft.any)
        result = write_clean(&draft, places, clean) ? CHANGED : NO_MEMORY;
    free(draft.hidden);
    return result;
}

static const size_t nowhere[2] = {0, 0};

/* Writes `*` over every occurrence of `part`. Its own bytes may be one of them, so they go last. */
static void overwrite(uchar *raw, size_t len, struct me_span part)
{
    uchar *own = NULL;
    for (uchar *p = raw; (p = memmem(p, (size_t)(raw + len - p), part.ptr, part.len)) != NULL; p += part.len) {
        if ((const char *)p == part.ptr)
            own = p;
        else
            memset(p, '*', part.len);
    }
    if (own != NULL)
        memset(own, '*', part.len);
}

/* For want of memory. */
static void overwrite_raw(uchar *raw, size_t len, const struct me_examination *e)
{
    for (size_t i = 0; i < e->count; i++)
        for (int j = 0; j < ME_SECRET_PARTS_MAX; j++)
            if (me_span_present(e->examined[i].secret.part[j]))
                overwrite(raw, len, e->examined[i].secret.part[j]);
}

/* Every text that rsyslog does not keep elsewhere is a part of the raw message. */
static void redact_raw(smsg_t *message, const struct me_examination *e)
{
    uchar *raw;
    int raw_len;
    getRawMsg(message, &raw, &raw_len);
    const int msg_len = getMSGLen(message);
    const size_t len = (size_t)raw_len;
    /* rsyslog hands out a constant for an empty $msg */
    const size_t begin = msg_len > 0 ? (size_t)(getMSG(message) - raw) : len;
    const size_t places[2] = {begin, msg_len > 0 ? begin + (size_t)msg_len : len};
    struct clean clean;
    switch (clean_text((struct me_span){(const char *)raw, len}, e, places, &clean)) {
    case UNCHANGED:
        return;
    case NO_MEMORY:
        overwrite_raw(raw, len, e);
        return;
    case CHANGED:
        break;
    }
    MsgSetRawMsg(message, clean.text, clean.len);
    free(clean.text);
    /* without memory rsyslog keeps the head of the message only */
    getRawMsg(message, &raw, &raw_len);
    const size_t kept = (size_t)raw_len;
    const size_t new_begin = clean.places[0] < kept ? clean.places[0] : kept;
    const size_t new_end = clean.places[1] < kept ? clean.places[1] : kept;
    MsgSetMSGoffs(message, (int)new_begin);
    setMSGLen(message, (int)(new_end - new_begin));
}

static void redact_structured_data(smsg_t *message, const struct me_examination *e)
{
    uchar *data;
    rs_size_t len;
    struct clean clean;
    MsgGetStructuredData(message, &data, &len);
    if (clean_text((struct me_span){(const char *)data, (size_t)len}, e, nowhere, &clean) != CHANGED)
        return;
    MsgSetStructuredData(message, clean.text);
    free(clean.text);
}

static bool redact_children(struct fjson_object *value, const struct me_examination *e);

/* Redacts `*value`, which may be replaced by another one, then with a reference of its own. True when it was changed.
 */
static bool redact_value(struct fjson_object **value, const struct me_examination *e)
{
    struct clean clean;
    if (!fjson_object_is_type(*value, fjson_type_string))
        return redact_children(*value, e);
    const struct me_span text = {fjson_object_get_string(*value), (size_t)fjson_object_get_string_len(*value)};
    const enum result result = clean_text(text, e, nowhere, &clean);
    if (result == UNCHANGED)
        return false;
    *value = NULL; /* without memory: better no value than a credential */
    if (result == CHANGED) {
        *value = fjson_object_new_string_len(clean.text, (int)clean.len);
        free(clean.text);
    }
    return true;
}

static bool redact_members(struct fjson_object *object, const struct me_examination *e)
{
    bool changed = false;
    struct fjson_object_iterator it = fjson_object_iter_begin(object), end = fjson_object_iter_end(object);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it)) {
        struct fjson_object *const member = fjson_object_iter_peek_value(&it);
        struct fjson_object *value = member;
        changed |= redact_value(&value, e);
        if (value != member)
            fjson_object_object_add(object, fjson_object_iter_peek_name(&it), value);
    }
    return changed;
}

static bool redact_elements(struct fjson_object *array, const struct me_examination *e)
{
    bool changed = false;
    const int count = fjson_object_array_length(array);
    for (int i = 0; i < count; i++) {
        struct fjson_object *const element = fjson_object_array_get_idx(array, i);
        struct fjson_object *value = element;
        changed |= redact_value(&value, e);
        if (value != element)
            fjson_object_array_put_idx(array, i, value);
    }
    return changed;
}

static bool redact_children(struct fjson_object *value, const struct me_examination *e)
{
    switch (fjson_object_get_type(value)) {
    case fjson_type_object:
        return redact_members(value, e);
    case fjson_type_array:
        return redact_elements(value, e);
    default:
        return false;
    }
}

/* `id` and `root` name all $! or all $. variables. */
static void redact_variables(smsg_t *message, propid_t id, char root, const struct me_examination *e)
{
    uchar any_root[] = "!", own_root[] = {(uchar)root, '\0'};
    msgPropDescr_t at = {.id = id, .name = any_root, .nameLen = 1};
    struct fjson_object *tree = NULL;
    if (msgGetJSONPropJSON(message, &at, &tree) != RS_RET_OK || tree == NULL)
        return;
    if (redact_children(tree, e))
        msgAddJSON(message, own_root, tree, 0, 0);
    else
        fjson_object_put(tree);
}

bool me_redaction_is_due(const struct me_examination *e)
{
    for (size_t i = 0; i < e->count; i++)
        for (int j = 0; j < ME_SECRET_PARTS_MAX; j++)
            if (me_span_present(e->examined[i].secret.part[j]))
                return true;
    return false;
}

void me_redaction_apply(smsg_t *message, const struct me_examination *e)
{
    redact_variables(message, PROP_CEE, '!', e);
    redact_variables(message, PROP_LOCAL_VAR, '.', e);
    redact_structured_data(message, e);
    redact_raw(message, e); /* last: the spans of `e` may point there */
}
