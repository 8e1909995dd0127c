/* SPDX-License-Identifier: Apache-2.0
 *
 * How many bytes a second the recogniser reads, on the kinds of text that matter: `make bench-recogniser`. Prints the
 * median and the spread of interleaved rounds, so that a machine that slows down half-way does so for every row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record.h"

enum { ROUNDS = 9, BYTES_PER_ROUND = 64 * 1024 * 1024, LONG = 1024 * 1024 };

struct subject {
    const char *label;
    struct me_span text;
    double rates[ROUNDS]; /* bytes a second */
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct me_span repeated(const char *piece, size_t len)
{
    const size_t piece_len = strlen(piece);
    char *text = malloc(len);
    if (text == NULL)
        exit(EXIT_FAILURE);
    for (size_t i = 0; i < len; i++)
        text[i] = piece[i % piece_len];
    return (struct me_span){text, len};
}

static double measure(struct me_span text)
{
    struct me_record record;
    struct me_secret secret;
    volatile unsigned found = 0;
    const size_t count = BYTES_PER_ROUND / text.len;
    const double start = now();
    for (size_t i = 0; i < count; i++)
        found += me_record_find(text, &record, &secret) == ME_FOUND_RECORD;
    return (double)(count * text.len) / (now() - start);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void)
{
#define LINE(text) ME_SPAN(text)
    struct subject subjects[] = {
        {"foreign line",
         LINE(" pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0) from host "
              "bastion.example.com port 55000 ssh2 via pam, all fine"),
         {0}},
        {"foreign, 1 MB of text", repeated("the quick brown fox jumps over the lazy dog; ", LONG), {0}},
        {"Debug record",
         LINE("11/22/26 07:00:25\tME-I0106: Relay Granted: [SMTP:alice@example.com] is in local address "
              "map."),
         {0}},
        {"Activity row",
         LINE("06/20/23 06:12:50\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.193\t"
              "RCPT\tRCPT TO:<sam@example.org>\t503 This mail server requires authentication when "
              "attempting to send to a non-local e-mail address. Please check your mail client settings "
              "or contact your administrator to verify that the domain or address is defined for this "
              "server.\t235\t33\t\t"),
         {0}},
        {"Activity row, short",
         LINE("09/05/18 08:31:46\tSMTP-IN\t4B7157DCD130401D371A6A92A531FBE4.MAI\t1588\t203.0.113.13"
              "\tRSET\tRSET\t250 Requested mail action okay, completed\t43\t6\t\t"),
         {0}},
        {"W3C row",
         LINE("2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH {blank} "
              "535+Invalid+Username+or+Password MYSERVER 34 14 trading@example.com "),
         {0}},
        {"worst case: ME-", repeated("x ME-I0111: ", LONG), {0}},
        {"worst case: SMTP-IN", repeated("SMTP-IN ", LONG), {0}},
        {"worst case: columns", repeated("07/24/14 15:40:49 1 2 3 4 5 6 7 ME-I0111: ", LONG), {0}},
        {"worst case: #011", repeated("07/24/14 15:40:49#011SMTP-IN#0111#0111#0111#0111#0111#0111#0111", LONG), {0}},
    };
    enum { SUBJECTS = sizeof(subjects) / sizeof(subjects[0]) };
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < SUBJECTS; i++)
            subjects[i].rates[round] = measure(subjects[i].text);
    printf("%-24s %9s %12s %12s %12s\n", "text", "bytes", "MB/s median", "lowest", "highest");
    for (int i = 0; i < SUBJECTS; i++) {
        double *rates = subjects[i].rates;
        qsort(rates, ROUNDS, sizeof(rates[0]), ascending);
        printf("%-24s %9zu %12.0f %12.0f %12.0f\n", subjects[i].label, subjects[i].text.len, rates[ROUNDS / 2] / 1e6,
               rates[0] / 1e6, rates[ROUNDS - 1] / 1e6);
    }
    return 0;
}
