/* SPDX-License-Identifier: Apache-2.0
 *
 * Plays cases and judges what is said about each message. Exit status 1: the promise was broken.
 *
 *   oracle [--rows N] [--seed S] [--case K] [--honest] [--keep-going N]
 *       asks the library. Without arguments a small run whose seeds stay the same: a test of `make check`. `--case K`
 *       plays case K of the seed alone and shows all of its messages.
 *   oracle --cuts [the same options]
 *       plays padded texts, and cuts each message at every place where a hop may cut, behind every header.
 *   oracle --write [--rows N] [--seed S] [--spelling N] [--headerless] [--blocks]
 *       writes each message that goes over a wire as one line of hexadecimal digits. `--blocks`: those that have
 * several lines, or are too long for a datagram, instead of all others. oracle --judge [the same options] [more of
 * them] reads the answers to them, a line of JSON for each.
 *       --found: there is an answer only where the library finds a record.
 *       --context: names may come from the conversation, and are not judged.
 *       --alone: a message's first line was read alone.
 *       --masked: another rsyslogd has masked the messages before.
 *       --texts: only what is masked is judged.
 *       --limit N: octets that rsyslogd takes.
 */
#include <stdio.h>
#include <stdlib.h>

#include "case.h"
#include "library.h"
#include "wire.h"

struct options {
    size_t rows, seed, only, keep_going;
    bool alone, cuts, write, judge, found, context, first_line;
    struct oracle_play play;
};

struct tally {
    size_t rows, demanded, wrong;
};

static void complain(const struct oracle_case *it, const struct options *o, size_t number,
                     const struct oracle_text *why)
{
    static struct oracle_text out;
    out.len = 0;
    oracle_text_format(&out, "oracle: seed %zu, case %zu: ", o->seed, number);
    oracle_text_add(&out, oracle_text_span(why));
    oracle_text_add_byte(&out, '\n');
    oracle_case_show(it, &out);
    fwrite(out.ptr, 1, out.len, stdout);
}

/* Whether an answer to this message is to be read. */
static bool has_answer(const struct oracle_case *it, const struct options *o)
{
    static struct oracle_answer answer;
    if (!o->found)
        return true;
    oracle_library_ask(oracle_text_span(&it->message.seen), it->rules.max_row, &answer);
    return answer.found;
}

/* Judges the next line of standard input. */
static bool judge_answer(struct oracle_case *it, const struct options *o, struct oracle_text *why)
{
    static char *line;
    static size_t room;
    if (o->first_line)
        oracle_frame_leave_line(&it->message);
    if (!has_answer(it, o))
        return true;
    const ssize_t len = getline(&line, &room, stdin);
    if (len <= 0) {
        oracle_text_add_string(why, "there is no answer to this message");
        return false;
    }
    it->rules.context = o->context;
    return oracle_wire_judge(it, (struct me_span){line, (size_t)len}, why);
}

static bool is_right(struct oracle_case *it, const struct options *o, struct tally *tally, struct oracle_text *why)
{
    if (o->judge)
        return judge_answer(it, o, why);
    return o->cuts ? oracle_case_judge_cuts(it, &tally->rows, why) : oracle_case_judge(it, why);
}

static void play(struct oracle_case *it, const struct options *o, size_t number, struct tally *tally)
{
    static struct oracle_text why;
    oracle_case_begin(it, oracle_chance_of_seed(o->seed, number), &o->play);
    while (oracle_case_next(it)) {
        tally->rows++;
        tally->demanded += oracle_judge_demands_all(&it->message, &it->rules);
        why.len = 0;
        if (o->write) {
            oracle_wire_write(&it->message, stdout);
            continue;
        }
        if (is_right(it, o, tally, &why)) {
            if (!o->alone)
                continue;
            oracle_text_add_string(&why, "as it should be");
        } else {
            tally->wrong++;
        }
        complain(it, o, number, &why);
    }
}

static void run(const struct options *o, struct tally *tally)
{
    static struct oracle_case it;
    const size_t enough = tally->rows + o->rows;
    if (o->alone)
        play(&it, o, o->only, tally);
    for (size_t number = 0; !o->alone && tally->rows < enough && tally->wrong < o->keep_going; number++)
        play(&it, o, number, tally);
    oracle_case_free(&it);
    it = (struct oracle_case){0};
}

static size_t number_of(const char *text)
{
    char *end;
    const unsigned long long n = strtoull(text, &end, 10);
    if (*text == '\0' || *end != '\0') {
        fprintf(stderr, "oracle: `%s` is no number\n", text);
        exit(2);
    }
    return (size_t)n;
}

static bool read_switch(const char *word, struct options *o)
{
    const struct {
        const char *word;
        bool *value;
    } switches[] = {
        {"--honest", &o->play.honest}, {"--headerless", &o->play.headerless},
        {"--write", &o->write},        {"--cuts", &o->cuts},
        {"--judge", &o->judge},        {"--found", &o->found},
        {"--context", &o->context},    {"--blocks", &o->play.blocks},
        {"--masked", &o->play.masked}, {"--texts", &o->play.texts},
        {"--alone", &o->first_line},
    };
    for (size_t i = 0; i < ORACLE_COUNT(switches); i++)
        if (strcmp(word, switches[i].word) == 0)
            return *switches[i].value = true;
    return false;
}

static bool read_number(const char *word, const char *value, struct options *o)
{
    size_t spelling = ORACLE_SPELLINGS;
    const struct {
        const char *word;
        size_t *value;
    } numbers[] = {
        {"--rows", &o->rows}, {"--seed", &o->seed},      {"--keep-going", &o->keep_going},
        {"--case", &o->only}, {"--spelling", &spelling}, {"--limit", &o->play.limit},
    };
    for (size_t i = 0; i < ORACLE_COUNT(numbers); i++) {
        if (strcmp(word, numbers[i].word) != 0)
            continue;
        *numbers[i].value = number_of(value);
        o->alone = o->alone || numbers[i].value == &o->only;
        if (spelling < ORACLE_SPELLINGS)
            o->play.spelling = (int)spelling;
        return true;
    }
    return false;
}

static void read_options(int count, char **words, struct options *o)
{
    for (int i = 1; i < count; i++) {
        if (read_switch(words[i], o))
            continue;
        if (i + 1 == count || !read_number(words[i], words[i + 1], o)) {
            fprintf(stderr, "oracle: what is `%s`?\n", words[i]);
            exit(2);
        }
        i++;
    }
    o->play.lines = o->write || o->judge;
    o->play.padded = o->cuts;
}

int main(int count, char **words)
{
    struct options o = {.rows = 20000, .seed = 1, .keep_going = 1, .play = {.spelling = -1}};
    struct tally tally = {0};
    read_options(count, words, &o);
    run(&o, &tally);
    if (count == 1) { /* rows that nobody played a trick in: all their fields have to come out */
        o.play.honest = true;
        o.seed = 2;
        run(&o, &tally);
        o.play = (struct oracle_play){.spelling = -1, .padded = true}; /* a part of what --cuts plays */
        o.cuts = true;
        o.seed = 3;
        run(&o, &tally);
    }
    if (o.write)
        return 0;
    printf("oracle: %zu messages, %zu of them to be told in full, %zu wrong\n", tally.rows, tally.demanded,
           tally.wrong);
    return tally.wrong > 0;
}
