/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of ever new ids, connections and hosts at the conversation table: its memory must stay what it was when the
 * table was full. Prints the size of the process (getrusage) on the way and nanoseconds a row, and fails when it grows.
 *
 * Usage: flood [ROWS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "correlate/conversation.h"

enum { CONVERSATIONS = 65536, FULL = 4 * CONVERSATIONS, STEPS = 10, GROWTH_MAX = 1024 /* KiB: stack, stdio */ };

static long kib_used(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Row number `n`, like no other. */
static void update(struct me_store *table, unsigned long n, struct me_store_counts *counts)
{
    static const char TEXT[] = "a-name-that-is-as-long-as-names-of-mailboxes-may-be@mail.client.example.com";
    const struct me_span text = {TEXT, sizeof(TEXT) - 1};
    char id[37], host[32];
    struct me_record record = {.log = ME_LOG_ACTIVITY, .direction = ME_DIRECTION_IN, .connection = (int64_t)n};
    struct me_verdict verdict = {.event = ME_EVENT_SENDER_ACCEPTED, .helo = text, .sender = text};
    struct me_context context;
    snprintf(id, sizeof(id), "%032lX.MAI", n);
    snprintf(host, sizeof(host), "mail%lu.example.com", n % 5000);
    record.message_id = (struct me_span){id, 36};
    record.time = (struct me_timestamp){
        2026, 11, 22, (uint8_t)(n / 3600000 % 24), (uint8_t)(n / 60000 % 60), (uint8_t)(n / 1000 % 60)};
    record.seconds = me_timestamp_seconds(&record.time);
    snprintf(record.client_ip, sizeof(record.client_ip), "198.51.100.%lu", n % 250 + 1);
    const struct me_conversation_host known = me_conversation_host_of(table, (struct me_span){host, strlen(host)});
    me_conversation_update(table, &known, &record, &verdict, (int64_t)(n / 1000), &context, counts);
}

int main(int argc, char **argv)
{
    const unsigned long rows = argc > 1 ? strtoul(argv[1], NULL, 10) : 5000000;
    const struct me_store_options options = {
        .max = CONVERSATIONS, .ttl = 600, .by_time = true, .window = 2, .seed = {1, 2}};
    void *memory = calloc(1, me_store_size(&options));
    if (memory == NULL || rows < STEPS)
        return 2;
    struct me_store *table = me_store_init(memory, &options);
    struct me_store_counts counts = {0};
    unsigned long n = 0;
    while (n < FULL)
        update(table, n++, &counts);
    const long full = kib_used();
    printf("%8lu rows %8ld KiB, the table is full\n", n, full);
    const double start = seconds();
    for (int step = 1; step <= STEPS; step++) {
        while (n < FULL + rows / STEPS * (unsigned long)step)
            update(table, n++, &counts);
        printf("%8lu rows %8ld KiB\n", n, kib_used());
    }
    printf("%.0f ns a row, %u conversations, %llu evicted\n", (seconds() - start) * 1e9 / (double)(n - FULL),
           me_store_active(table), (unsigned long long)counts.evicted);
    const long growth = kib_used() - full;
    free(memory);
    if (growth > GROWTH_MAX || counts.evicted < rows / 2) {
        fprintf(stderr, "flood: %ld KiB more than a full table needs\n", growth);
        return 1;
    }
    return 0;
}
