/* SPDX-License-Identifier: Apache-2.0
 *
 * Look-up by walking over the rows: there are few, and whoever asks often keeps the answer.
 */
#include "labels.h"

enum { NOT_FAILED = -1 };

static const struct label {
    enum me_event event;
    enum me_reason reason;
    int weight;
    struct me_span words;
} rows[] = {
#define ME_LABEL(event, reason, weight, words)                                                                         \
    {ME_EVENT_##event, ME_REASON_##reason, weight, {words, sizeof(words) - 1}},
#include "labels.def"
#undef ME_LABEL
};

static const struct label *find(me_what what)
{
    const struct label *found = NULL;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        if (rows[i].event != me_what_event(what))
            continue;
        if (rows[i].reason == me_what_reason(what))
            return &rows[i];
        if (rows[i].reason == ME_REASON_NONE)
            found = &rows[i];
    }
    return found;
}

struct me_span me_labels_words(me_what what)
{
    const struct label *row = find(what);
    return row != NULL ? row->words : me_event_name(me_what_event(what));
}

unsigned me_labels_weight(me_what what)
{
    const struct label *row = find(what);
    return row != NULL && row->weight > 0 ? (unsigned)row->weight : 0;
}

bool me_labels_failed(me_what what)
{
    const struct label *row = find(what);
    return row != NULL && row->weight != NOT_FAILED;
}

void me_labels_all_failed(bool failed[static ME_WHAT_MAX])
{
    for (int i = 0; i < ME_WHAT_MAX; i++)
        failed[i] = me_labels_failed((me_what)i);
}

struct me_span me_labels_order(void)
{
    return ME_SPAN(
        "Worst first: a failed login or denied relaying counts 3, another refusal 2, an error 1, what was put "
        "off 0.");
}
