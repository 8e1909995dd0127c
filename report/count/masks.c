/* SPDX-License-Identifier: Apache-2.0
 *
 * A run of letters or digits keeps its length up to a limit: how long a name is says something about it, but whether a
 * date has two digits or four is what one wants to know.
 */
#include "masks.h"

#include <inttypes.h>
#include <stdlib.h>

#include "tables/codes.h"
#include "tables/services.h"

enum { RUN_MAX = 8, WORD_MAX = 24 /* bytes; no fixed word is longer */ };

/* Words that no stranger chose, and that say which log a line belongs to. */
static const struct me_span fixed_words[] = {
    {"Relay Denied", 12}, {"Relay Granted", 13}, {"Local Delivery", 14},   {".MAI", 4}, {"AUTH", 4},
    {"RCPT TO:", 8},      {"MAIL FROM:", 10},    {"Recipient Denied", 16}, {"EHLO", 4}, {"HELO", 4},
};

/* How control characters are spelled on their way here; a real TAB is shown as `\t` too. A code may follow at once. */
static const struct me_span control_characters[] = {
    {"#011", 4}, {"#009", 4}, {"#012", 4}, {"#015", 4}, {"\\t", 2}, {"\\r", 2}, {"\\n", 2},
};

static size_t code_length(struct me_span s)
{
    if (s.len < ME_CODES_LEN || memcmp(s.ptr, "ME-", 3) != 0 || !me_ascii_alphanumeric(s.ptr[3]) ||
        me_ascii_digit(s.ptr[3]))
        return 0;
    for (size_t i = 4; i < ME_CODES_LEN; i++)
        if (!me_ascii_digit(s.ptr[i]) && s.ptr[i] != 'X')
            return 0;
    return ME_CODES_LEN;
}

static size_t find(const struct me_span *words, size_t count, struct me_span s)
{
    for (size_t i = 0; i < count; i++)
        if (me_span_starts(s, words[i]))
            return words[i].len;
    return 0;
}

static size_t service_length(struct me_span s)
{
    size_t count;
    const struct me_service_word *rows = me_services_rows(&count);
    for (size_t i = 0; i < count; i++)
        if (me_span_starts(s, rows[i].word))
            return rows[i].word.len;
    return 0;
}

/* Length of the fixed word or code that stands at `s`, where a word begins when `at_word`. It is one only as a whole:
 * the beginning of a longer word may be somebody's name. */
static size_t fixed_length(struct me_span s, bool at_word)
{
    size_t len = 0;
    if (at_word || !me_ascii_alphanumeric(s.ptr[0]))
        len = find(fixed_words, sizeof(fixed_words) / sizeof(*fixed_words), s);
    if (len == 0 && at_word)
        len = service_length(s);
    if (len == 0 && at_word)
        len = code_length(s);
    const bool is_whole =
        len == s.len || (len > 0 && !(me_ascii_alphanumeric(s.ptr[len - 1]) && me_ascii_alphanumeric(s.ptr[len])));
    return is_whole ? len : 0;
}

static char class_of(char c)
{
    if (me_ascii_digit(c))
        return '9';
    if (me_ascii_alphanumeric(c) || (unsigned char)c >= 0x80)
        return 'a';
    return c;
}

void me_masks_of(struct me_span s, char out[static ME_MASK_MAX + 4])
{
    size_t n = 0, run = 0;
    char last = 0;
    bool at_word = true; /* fixed words begin where a word begins */
    while (s.len > 0 && n + WORD_MAX < ME_MASK_MAX) {
        const size_t escape = find(control_characters, sizeof(control_characters) / sizeof(*control_characters), s);
        const size_t fixed = escape > 0 ? escape : fixed_length(s, at_word);
        if (fixed > 0) {
            memcpy(out + n, s.ptr, fixed);
            n += fixed;
            at_word = escape > 0 || !me_ascii_alphanumeric(s.ptr[fixed - 1]);
            s = me_span_skip(s, fixed);
            last = 0;
            continue;
        }
        const char c = class_of(s.ptr[0]);
        at_word = c != 'a' && c != '9';
        run = c == last ? run + 1 : 1;
        last = c;
        if (s.ptr[0] == '\t')
            n += (size_t)snprintf(out + n, 4, "\\t");
        else if ((unsigned char)s.ptr[0] < ' ' || s.ptr[0] == 0x7F)
            n += (size_t)snprintf(out + n, 8, "\\x%02x", (unsigned)(unsigned char)s.ptr[0]);
        else if (run <= RUN_MAX)
            out[n++] = c;
        s = me_span_skip(s, 1);
    }
    if (s.len > 0)
        n += (size_t)snprintf(out + n, 4, "...");
    out[n] = 0;
}

bool me_masks_add(struct me_masks *masks, struct me_span line)
{
    char text[ME_MASK_MAX + 4], proposal[ME_PROPOSAL_MAX];
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    me_masks_of(line, text);
    me_proposal_of(line, proposal);
    for (size_t i = 0; i < masks->count; i++)
        if (strcmp(masks->items[i].text, text) == 0) {
            masks->items[i].count++;
            if (strcmp(masks->items[i].proposal, proposal) != 0)
                masks->items[i].proposal[0] = 0;
            return true;
        }
    if (masks->count == ME_MASKS_MAX) {
        masks->others++;
        return true;
    }
    if (masks->items == NULL && (masks->items = calloc(ME_MASKS_MAX, sizeof(*masks->items))) == NULL)
        return false;
    struct me_masks_item *fresh = &masks->items[masks->count++];
    memcpy(fresh->text, text, sizeof(text));
    memcpy(fresh->proposal, proposal, sizeof(proposal));
    fresh->count = 1;
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct me_masks_item *a = left, *b = right;
    return a->count != b->count ? (a->count < b->count ? 1 : -1) : strcmp(a->text, b->text);
}

void me_masks_write(struct me_masks *masks, uint64_t records, FILE *out)
{
    if (masks->count == 0) {
        fputs(records > 0 ? "Every line that looks like MailEnable's was understood.\n"
                          : "No line looks like those of MailEnable's SMTP service.\n",
              out);
        return;
    }
    qsort(masks->items, masks->count, sizeof(*masks->items), compare);
    for (size_t i = 0; i < masks->count; i++) {
        fprintf(out, "%8" PRIu64 "  %s\n", masks->items[i].count, masks->items[i].text);
        if (masks->items[i].proposal[0] != 0)
            fprintf(out, "%10s--debug-layout '%s'\n", "", masks->items[i].proposal);
    }
    if (masks->others > 0)
        fprintf(out, "%8" PRIu64 "  lines of other shapes\n", masks->others);
}

void me_masks_free(struct me_masks *masks)
{
    free(masks->items);
    *masks = (struct me_masks){0};
}
