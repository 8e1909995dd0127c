/* SPDX-License-Identifier: Apache-2.0
 *
 * What the library costs, alone: `make bench-recogniser`.
 *
 *   recogniser              bytes a second on the kinds of text that matter, and whether the worst texts stay linear.
 *                           Medians of interleaved rounds, so that a machine that slows down does so for every row.
 *   recogniser steps KIND   one pass over a thousand records of KIND, each step in a function of its own, for
 *                           steps.sh to count
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "json/builder.h"
#include "json/fields.h"
#include "recognise/anchor.h"
#include "recognise/recognise.h"

enum { ROUNDS = 7, SHORT_ROUND = 16 * 1024 * 1024, GIGABYTE = 1000000000, LONG = 1024 * 1024 };

/* Time of this process alone: others on the machine do not count. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void *room(size_t size)
{
    void *memory = malloc(size);
    if (memory == NULL)
        exit(EXIT_FAILURE);
    return memory;
}

/* `len` bytes: `beginning`, then `piece` again and again. */
static char *repeated(const char *beginning, const char *piece, size_t len)
{
    const size_t head = strlen(beginning), piece_len = strlen(piece);
    char *text = room(len + head);
    memcpy(text, beginning, head);
    for (size_t i = head; i < len; i++)
        text[i] = piece[(i - head) % piece_len];
    return text;
}

/* --- bytes a second --- */

static double measure(struct me_span text)
{
    struct me_record record;
    volatile unsigned found = 0;
    const size_t count = SHORT_ROUND / text.len;
    const double start = now();
    for (size_t i = 0; i < count; i++)
        found += me_recognise(text, &ME_RECOGNISE_DEFAULTS, &record) == ME_FOUND_RECORD;
    return (double)(count * text.len) / (now() - start);
}

struct subject {
    const char *label;
    struct me_span text;
    double target; /* bytes a second; 0: none */
    double rates[ROUNDS];
};

#define TIMED "06/20/23 06:12:50\t"
#define ROW(command) TIMED "SMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.193\t" command "\t"

static void show_rates(void)
{
    struct subject subjects[] = {
        {"foreign line",
         ME_SPAN(" pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0) from host "
                 "bastion.example.com port 55000 ssh2 via pam, all fine"),
         GIGABYTE,
         {0}},
        {"foreign, 1 MB of text",
         {repeated("", "the quick brown fox jumps over the lazy dog; ", LONG), LONG},
         GIGABYTE,
         {0}},
        {"Activity row, long",
         ME_SPAN(ROW("RCPT") "RCPT TO:<sam@example.org>\t503 This mail server requires authentication when attempting "
                             "to send to a non-local e-mail address. Please check your mail client settings or "
                             "contact your administrator to verify that the domain or address is defined for this "
                             "server.\t235\t33\t\t"),
         GIGABYTE,
         {0}},
        {"Activity row, short",
         ME_SPAN(ROW("RSET") "RSET\t250 Requested mail action okay, completed\t43\t6\t\t"),
         GIGABYTE,
         {0}},
        {"Debug record",
         ME_SPAN(TIMED "ME-I0106: Relay Granted: [SMTP:alice@example.com] is in local address map."),
         0,
         {0}},
        {"W3C row",
         ME_SPAN("2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH {blank} "
                 "535+Invalid+Username+or+Password MYSERVER 34 14 trading@example.com "),
         0,
         {0}},
    };
    enum { SUBJECTS = sizeof(subjects) / sizeof(subjects[0]) };
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < SUBJECTS; i++)
            subjects[i].rates[round] = measure(subjects[i].text);
    printf("%-24s %9s %12s %12s %12s  %s\n", "text", "bytes", "MB/s median", "lowest", "highest", "target");
    for (int i = 0; i < SUBJECTS; i++) {
        const struct subject *s = &subjects[i];
        qsort(subjects[i].rates, ROUNDS, sizeof(double), ascending);
        const double median = s->rates[ROUNDS / 2];
        printf("%-24s %9zu %12.0f %12.0f %12.0f", s->label, s->text.len, median / 1e6, s->rates[0] / 1e6,
               s->rates[ROUNDS - 1] / 1e6);
        if (s->target > 0 && median >= s->target)
            printf("  1 GB/s: PASS");
        else if (s->target > 0)
            printf("  1 GB/s: %.0f %% short", 100 - 100 * median / s->target);
        puts("");
    }
}

/* --- worst texts --- */

enum { SIZES = 3 };

static void show_worst(void)
{
    static const struct {
        const char *label, *beginning, *piece;
    } texts[] = {
        {"nested brackets", TIMED "ME-I0106: Relay Granted: ", "[ME-I0111: [([(<"},
        {"repeated timestamps", "", "07/24/14 15:40:49 "},
        {"repeated ME-", "", "x ME-I0111: "},
        {"repeated SMTP-IN", "", "SMTP-IN "},
        {"columns before codes", "", "07/24/14 15:40:49 1 2 3 4 5 6 7 ME-I0111: "},
        {"#011 chains", "", "#011"},
        {"#011 chains in a row", ROW("RCPT"), "#011250 x#0111#0112"},
        {"replies in a row", ROW("RCPT") "RCPT TO:<", "550 x\t1\t2\t"},
        {"quotes in a path", ROW("RCPT") "RCPT TO:<", "\"\\"},
        {"blanks", "x", " "},
    };
    static const size_t sizes[SIZES] = {1024, 64 * 1024, LONG};
    printf("\n%-24s %12s %12s %12s  %s\n", "ns a byte at", "1 KB", "64 KB", "1 MB", "linear");
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        double each[SIZES] = {0}, rates[ROUNDS];
        printf("%-24s", texts[i].label);
        for (int size = 0; size < SIZES; size++) {
            char *bytes = repeated(texts[i].beginning, texts[i].piece, sizes[size]);
            const struct me_span text = {bytes, sizes[size]};
            for (int round = 0; round < ROUNDS; round++)
                rates[round] = measure(text);
            qsort(rates, ROUNDS, sizeof(double), ascending);
            each[size] = 1e9 / rates[ROUNDS / 2];
            printf(" %12.3f", each[size]);
            free(bytes);
        }
        /* caches make a difference, not more: work that grows with the square of the length would be 16 times as much
         */
        printf("  %s\n", each[2] < 3 * each[1] ? "PASS" : "grows");
    }
}

/* --- steps, for steps.sh --- */

enum { RECORDS = 1000, PASSES = 3, LINE_SIZE = 512 };

/* A record as it comes on a busy server: ten in a second, from five hundred users. */
static struct me_span record_of(const char *kind, int i, char out[static LINE_SIZE])
{
    const int second = i / 10 % 60, minute = i / 600, user = i * 7919 % 500;
    int len = 0;
    if (strcmp(kind, "denial") == 0)
        len = snprintf(out, LINE_SIZE, "11/22/26 07:%02d:%02d\tME-%s: Relay Denied: Failed to meet all relay criteria.",
                       minute, second, i % 3 == 0 ? "E0109" : "I0111");
    else if (strcmp(kind, "grant") == 0)
        len = snprintf(
            out, LINE_SIZE,
            "11/22/26 07:%02d:%02d\tME-I0106: Relay Granted: [SMTP:user%d@example.com] is in local address map.",
            minute, second, user);
    else if (strcmp(kind, "activity") == 0)
        len = snprintf(
            out, LINE_SIZE,
            "11/22/26 07:%02d:%02d\tSMTP-IN\t%08XD130401D371A6A92A531FBE4.MAI\t%d\t198.51.100.%d\tRCPT\tRCPT "
            "TO:<user%d@example.com>\t250 Requested mail action okay, completed\t43\t%d\t\t",
            minute, second, (unsigned)(i / 4 * 40503), 1000 + i / 4 % 200 * 4, i / 4 % 250, user, 20 + user % 30);
    else if (strcmp(kind, "w3c") == 0)
        len = snprintf(out, LINE_SIZE,
                       "2026-11-22 07:%02d:%02d 198.51.100.%d SMTP-IN - 192.0.2.5 %d RCPT RCPT+TO:<user%d@example.com> "
                       "250+Requested+mail+action+okay,+completed MYSERVER 43 %d - ",
                       minute, second, i / 4 % 250, 1000 + i / 4 % 200 * 4, user, 20 + user % 30);
    else
        len = snprintf(out, LINE_SIZE, "sshd[%d]: Accepted publickey for user%d from 192.0.2.%d port %d ssh2: ED25519",
                       i + 1000, user, i % 250, 40000 + i);
    return (struct me_span){out, (size_t)len};
}

/* Each step is a function of its own, so that callgrind shows what it costs, with all that it calls. */
#define STEP static __attribute__((noinline, noclone))

STEP bool step_foreign(struct me_span text)
{
    return me_anchor_in(text);
}

STEP bool step_find(struct me_span text, struct me_resolved *resolved)
{
    return me_recognise(text, &ME_RECOGNISE_DEFAULTS, &resolved->record) == ME_FOUND_RECORD;
}

STEP void step_verdict(struct me_resolved *resolved)
{
    me_verdict_of(&resolved->record, &resolved->verdict);
}

STEP void step_update(struct me_store *table, int64_t now, struct me_resolved *resolved)
{
    struct me_store_counts counts = {0};
    const struct me_conversation_host host = me_conversation_host_of(table, ME_SPAN("192.0.2.1 mail01"));
    me_conversation_update(table, &host, &resolved->record, &resolved->verdict, now, &resolved->context, &counts);
}

STEP struct fjson_object *step_object(const struct me_resolved *resolved, struct me_recent *recent)
{
    const struct me_fields_options options = {.recent = recent};
    unsigned anomalies;
    return me_fields_native(resolved, &options, &anomalies);
}

STEP void step_release(struct fjson_object *object)
{
    me_builder_free(object);
}

static int run_steps(const char *kind)
{
    static struct me_recent recent;
    static struct me_resolved resolved;
    const struct me_store_options options = {.max = 4096, .ttl = 600, .seed = {1, 2}};
    char line[LINE_SIZE];
    void *memory = calloc(1, me_store_size(&options));
    if (memory == NULL)
        return EXIT_FAILURE;
    struct me_store *table = me_store_init(memory, &options);
    int records = 0;
    for (int i = 0; i < PASSES * RECORDS; i++) {
        const struct me_span text = record_of(kind, i, line);
        memset(&resolved, 0, sizeof(resolved));
        records++;
        if (!step_foreign(text) || !step_find(text, &resolved))
            continue;
        step_verdict(&resolved);
        step_update(table, i / 10, &resolved);
        step_release(step_object(&resolved, &recent));
    }
    printf("%d\n", records);
    me_builder_forget(&recent);
    free(memory);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "steps") == 0)
        return run_steps(argv[2]);
    show_rates();
    show_worst();
    return EXIT_SUCCESS;
}
