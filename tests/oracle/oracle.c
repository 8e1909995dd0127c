/* SPDX-License-Identifier: Apache-2.0
 *
 * Plays cases and judges what the library says about each message. Exit status 1: the promise was broken.
 *
 *   oracle [--rows N] [--seed S] [--case K] [--honest] [--keep-going N]
 *
 * Without arguments a small run with seeds that stay the same: a test of `make check`. `--case K` plays case K of the
 * seed alone and shows all of its messages.
 */
#include <stdio.h>
#include <stdlib.h>

#include "case.h"

struct options {
    size_t rows, seed, only, keep_going;
    bool alone, honest;
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

static void play(struct oracle_case *it, const struct options *o, size_t number, struct tally *tally)
{
    static struct oracle_text why;
    oracle_case_begin(it, oracle_chance_of_seed(o->seed, number), o->honest);
    while (oracle_case_next(it)) {
        tally->rows++;
        tally->demanded += oracle_judge_demands_all(&it->message, &it->rules);
        why.len = 0;
        if (oracle_case_judge(it, &why)) {
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

static void read_options(int count, char **words, struct options *o)
{
    for (int i = 1; i < count; i++) {
        const bool more = i + 1 < count;
        if (strcmp(words[i], "--honest") == 0)
            o->honest = true;
        else if (strcmp(words[i], "--rows") == 0 && more)
            o->rows = number_of(words[++i]);
        else if (strcmp(words[i], "--seed") == 0 && more)
            o->seed = number_of(words[++i]);
        else if (strcmp(words[i], "--keep-going") == 0 && more)
            o->keep_going = number_of(words[++i]);
        else if (strcmp(words[i], "--case") == 0 && more)
            o->only = number_of(words[++i]), o->alone = true;
        else {
            fprintf(stderr, "oracle: what is `%s`?\n", words[i]);
            exit(2);
        }
    }
}

int main(int count, char **words)
{
    struct options o = {.rows = 20000, .seed = 1, .keep_going = 1};
    struct tally tally = {0};
    read_options(count, words, &o);
    run(&o, &tally);
    if (count == 1) { /* rows that nobody played a trick in: all of them are to be told in full */
        o.honest = true;
        o.seed = 2;
        run(&o, &tally);
    }
    printf("oracle: %zu messages, %zu of them to be told in full, %zu wrong\n", tally.rows, tally.demanded,
           tally.wrong);
    return tally.wrong > 0;
}
