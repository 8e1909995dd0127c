/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes messages and judges answers.
 */
#include "wire.h"

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

static bool differs(const char *what, struct me_span want, struct me_span got, struct oracle_text *why)
{
    size_t same = 0;
    while (same < want.len && same < got.len && want.ptr[same] == got.ptr[same])
        same++;
    oracle_text_format(why, "%s differs from octet %zu on: wanted `", what, same);
    oracle_judge_show(me_span_skip(want, same), why);
    oracle_text_add_string(why, "`, got `");
    oracle_judge_show(me_span_skip(got, same), why);
    oracle_text_add_string(why, "`");
    return false;
}

/* $rawmsg is the message with its credentials masked and nothing else changed; $msg is the end of it. */
static bool judge_copies(const struct oracle_case *it, const struct oracle_object *object, struct oracle_text *why)
{
    static struct oracle_answer answer;
    static struct oracle_text want;
    const struct me_span seen = oracle_text_span(&it->message.seen);
    oracle_library_ask(seen, it->rules.max_row, &answer);
    want.len = 0;
    oracle_text_add(&want, (struct me_span){it->message.wire.ptr, it->message.pri});
    oracle_judge_mask(seen, &answer, &want);
    if (object->raw.ptr != NULL && !me_span_equal(oracle_text_span(&want), object->raw))
        return differs("$rawmsg", oracle_text_span(&want), object->raw, why);
    if (object->msg.ptr == NULL || me_span_ends(oracle_text_span(&want), object->msg))
        return true;
    oracle_text_add_string(why, "$msg is no end of $rawmsg: `");
    oracle_judge_show(object->msg, why);
    oracle_text_add_string(why, "`");
    return false;
}

static bool judge_object(const struct oracle_case *it, const struct oracle_object *object, struct oracle_text *why)
{
    if (!oracle_judge_answer(&it->message, &it->rules, &object->answer, why))
        return false;
    if (object->authenticated && !it->row[0].authenticated) {
        oracle_text_add_string(why, "authenticated, says the answer, and nobody was");
        return false;
    }
    if (object->has_again && !oracle_judge_again(&it->message, &it->rules, &object->answer, &object->again, why))
        return false;
    return judge_copies(it, object, why);
}

bool oracle_wire_judge(const struct oracle_case *it, struct me_span line, struct oracle_text *why)
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
