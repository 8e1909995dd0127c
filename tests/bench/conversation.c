/* SPDX-License-Identifier: Apache-2.0
 *
 * What one record costs at the conversation table: rows of ever other connections, so that every look-up finds an entry
 * that is no longer in a cache. Prints nanoseconds for each record; `valgrind --tool=callgrind` or `perf stat` count
 * the instructions. The time to make up the records is measured alone and taken off.
 *
 * Usage: conversation [CONVERSATIONS [ROUNDS]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "conversation.h"

enum { ROWS = 6 };

static const struct {
    const char *label;
    enum me_event event;
    const char *helo, *sender, *recipient, *user;
} ROW[ROWS] = {
    {"greeting", ME_EVENT_CONNECT, "", "", "", ""},
    {"EHLO", ME_EVENT_HELLO, "mail.client.example.com", "", "", ""},
    {"MAIL", ME_EVENT_SENDER_ACCEPTED, "", "alice.sender@client.example.com", "", ""},
    {"RCPT", ME_EVENT_RECIPIENT_ACCEPTED, "", "", "bob.recipient@example.org", ""},
    {"RCPT", ME_EVENT_RELAY_DENIED, "", "", "carol.recipient@example.net", ""},
    {"Debug", ME_EVENT_RELAY_DENIED, "", "", "", ""},
};

static struct me_span span(const char *s)
{
    return *s != '\0' ? (struct me_span){s, strlen(s)} : (struct me_span){0};
}

struct made {
    struct me_record record;
    struct me_verdict verdict;
    char id[37];
};

/* Makes `made` record number `row` of conversation number `n`. */
static void make(struct made *made, unsigned n, int row, int64_t second)
{
    static const char HEX[] = "0123456789ABCDEF";
    for (int i = 0; i < 8; i++)
        made->id[i] = HEX[n >> 4 * i & 15];
    struct me_record *r = &made->record;
    made->verdict.event = ROW[row].event;
    made->verdict.outcome = ROW[row].event == ME_EVENT_RELAY_DENIED ? ME_OUTCOME_DENIED : ME_OUTCOME_NONE;
    made->verdict.helo = span(ROW[row].helo);
    made->verdict.sender = span(ROW[row].sender);
    made->verdict.recipient = span(ROW[row].recipient);
    r->log = row == ROWS - 1 ? ME_LOG_DEBUG : ME_LOG_ACTIVITY;
    r->code = r->log == ME_LOG_DEBUG ? ME_SPAN("ME-I0111") : (struct me_span){0};
    r->direction = r->log == ME_LOG_DEBUG ? ME_DIRECTION_NONE : ME_DIRECTION_IN;
    r->message_id = (struct me_span){made->id, 36};
    r->connection = r->log == ME_LOG_DEBUG ? ME_ABSENT : (int64_t)n;
    r->time = (struct me_timestamp){
        2026, 11, 22, (uint8_t)(second / 3600 % 24), (uint8_t)(second / 60 % 60), (uint8_t)(second % 60)};
    memcpy(r->client_ip, "198.51.100.000", 15);
    r->client_ip[11] = (char)('1' + n % 2);
    r->client_ip[12] = (char)('0' + n / 2 % 10);
    r->client_ip[13] = (char)('0' + n / 20 % 10);
    if (r->log == ME_LOG_DEBUG)
        r->client_ip[0] = '\0';
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    const unsigned live = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 65536;
    const unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 10;
    /* Room to spare, so that the shards' uneven fill evicts nothing and all are live. */
    const struct me_conversations_options options = {.max = live + live / 4, .ttl = 600, .seed = {1, 2}};
    void *memory = calloc(1, me_conversations_size(options.max));
    if (memory == NULL || live == 0)
        return 2;
    struct me_conversations *table = me_conversations_init(memory, &options);
    struct me_conversations_counts counts = {0};
    struct me_recall recall;
    static struct made made;
    memcpy(made.id, "000000000123456789ABCDEF01234567.MAI", sizeof(made.id));
    double spent[2][ROWS] = {{0}};
    for (unsigned round = 0; round < rounds; round++)
        for (int row = 0; row < ROWS; row++)
            for (int measure = 0; measure < 2; measure++) {
                const double start = seconds();
                for (unsigned n = 0; n < live; n++) {
                    make(&made, n * 2654435761U % live, row, (int64_t)round * 10 + row);
                    __asm__ volatile("" : : "r"(&made) : "memory");
                    if (measure)
                        me_conversations_exchange(table, ME_SPAN("mail.example.com"), &made.record, &made.verdict,
                                                  (int64_t)round * 10 + row, &recall, &counts);
                }
                spent[measure][row] += seconds() - start;
            }
    double total = 0;
    for (int row = 0; row < ROWS; row++) {
        const double ns = (spent[1][row] - spent[0][row]) * 1e9 / rounds / live;
        total += ns / ROWS;
        printf("%-10s %8.0f ns\n", ROW[row].label, ns);
    }
    printf("%-10s %8.0f ns a record, %u conversations live, %llu joined, %llu evicted\n", "all", total,
           me_conversations_active(table), (unsigned long long)counts.joined, (unsigned long long)counts.evicted);
    free(memory);
    return 0;
}
