/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes messages and judges answers.
 */
#include "wire.h"

#include "copies.h"
#include "library.h"
#include "object.h"

static void add_digits(struct me_span bytes, struct oracle_text *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        const unsigned char c = (unsigned char)bytes.ptr[i];
        oracle_text_add_byte(out, "0123456789abcdef"[c >> 4]);
        oracle_text_add_byte(out, "0123456789abcdef"[c & 15]);
    }
}

void oracle_wire_write(const struct oracle_message *message, FILE *out)
{
    static struct oracle_text line;
    line.len = 0;
    add_digits(oracle_text_span(&message->wire), &line);
    for (size_t i = 0; i < message->rows; i++)
        for (size_t k = 0; k < message->row[i]->secrets; k++) {
            const struct oracle_secret *s = &message->row[i]->secret[k];
            oracle_text_add_byte(&line, ' ');
            add_digits((struct me_span){message->row[i]->column[s->column].ptr + s->begin, s->end - s->begin}, &line);
        }
    oracle_text_add_byte(&line, '\n');
    fwrite(line.ptr, 1, line.len, out);
}

/* `text` without what the library, asked about it, wants to be masked. */
static void mask(const struct oracle_case *it, struct me_span text, struct oracle_answer *answer,
                 struct oracle_text *out)
{
    oracle_library_ask(text, it->rules.max_row, answer);
    out->len = 0;
    oracle_judge_mask(text, answer, out);
}

/* What is masked in the message is masked in every text that rsyslogd has of it, by each of two actions. */
static bool judge_copies(const struct oracle_case *it, const struct oracle_object *object, struct oracle_text *why)
{
    static struct oracle_answer answer;
    static struct oracle_text once, after, last;
    struct me_span before = oracle_text_span(&it->message.seen);
    mask(it, before, &answer, &after);
    if (!oracle_judge_masks(&it->message, &it->rules, &answer, why))
        return false;
    if (it->play->masked) {
        oracle_text_swap(&once, &after);
        before = oracle_text_span(&once);
        mask(it, before, &answer, &after);
    }
    if (!oracle_copies_judge(before, &answer, object->before, object->after, why))
        return false;
    mask(it, oracle_text_span(&after), &answer, &last);
    if (oracle_copies_judge(oracle_text_span(&after), &answer, object->after, object->last, why))
        return true;
    oracle_text_add_string(why, " (of a second action)");
    return false;
}

/* A message that is longer than its receiver takes has lost its end there. How much, what came in shows; a receiver
 * leaves room for a spelled control character. */
static bool cut_as_received(struct oracle_case *it, const struct oracle_object *object, struct oracle_text *why)
{
    enum { ROOM = 8 };
    struct oracle_message *m = &it->message;
    const size_t limit = it->play->limit, len = object->raw.len;
    if (limit == 0 || m->pri + m->seen.len <= limit - ROOM)
        return true;
    if (len < limit - ROOM) {
        oracle_text_format(why, "%zu octets came in of a message that is as long as its receiver takes", len);
        return false;
    }
    oracle_frame_cut(m, len - m->pri);
    return true;
}

static bool judge_fields(const struct oracle_case *it, const struct oracle_object *object, struct oracle_text *why)
{
    if (!oracle_judge_answer(&it->message, &it->rules, &object->answer, why))
        return false;
    if (object->authenticated && !it->row[0].authenticated) {
        oracle_text_add_string(why, "authenticated, says the answer, and nobody was");
        return false;
    }
    return !object->has_texts || oracle_judge_again(&it->message, &it->rules, &object->answer, &object->again, why);
}

static bool judge_object(struct oracle_case *it, const struct oracle_object *object, struct oracle_text *why)
{
    if (object->has_texts && !cut_as_received(it, object, why))
        return false;
    if (!it->play->texts && !judge_fields(it, object, why))
        return false;
    return !object->has_texts || judge_copies(it, object, why);
}

bool oracle_wire_judge(struct oracle_case *it, struct me_span line, struct oracle_text *why)
{
    struct oracle_object object;
    if (!oracle_object_read(line, &object)) {
        oracle_text_add_string(why, "no JSON object: ");
        oracle_judge_show(line, why);
        oracle_object_free(&object);
        return false;
    }
    const bool right = judge_object(it, &object, why);
    if (!right) {
        oracle_text_add_string(why, "\n  answer: ");
        oracle_judge_show(line, why);
    }
    oracle_object_free(&object);
    return right;
}
