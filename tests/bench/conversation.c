/* SPDX-License-Identifier: Apache-2.0
 *
 * What one record costs at the conversation table: rows of ever other connections, so that every look-up finds an entry
 * that is no longer in a cache. Prints nanoseconds for each record; `valgrind --tool=callgrind` or `perf stat` count
 * the instructions. The time to make up the records is measured alone and taken off.
 *
 * Then four threads do the same on one table and nothing else, which is the most that workers can do to each other:
 * how much of their CPU time goes into locks that another one holds.
 *
 * Usage: conversation [CONVERSATIONS [ROUNDS]]
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "correlate/conversation.h"
#include "lock.h"

enum { ROWS = 6, THREADS = 4, LOCKS_MAX = 128 };

/* Share of CPU time that may go into waiting for locks. */
#define WAITING_MAX 0.05

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
    r->seconds = me_timestamp_seconds(&r->time);
    memcpy(r->client_ip, "198.51.100.000", 15);
    r->client_ip[11] = (char)('1' + n % 2);
    r->client_ip[12] = (char)('0' + n / 2 % 10);
    r->client_ip[13] = (char)('0' + n / 20 % 10);
    if (r->log == ME_LOG_DEBUG)
        memset(r->client_ip, 0, sizeof(r->client_ip));
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- four threads ---------------------------------------------------------------------------------------------------
 */

struct locks {
    struct {
        _Alignas(64) struct me_lock lock;
    } lock[LOCKS_MAX];
};

struct worker {
    pthread_t thread;
    struct me_store *table;
    unsigned number, live, rounds;
    double cpu, waiting; /* seconds of CPU time */
    unsigned long taken, contended;
};

static _Thread_local struct worker *self;

static void lock(void *context, unsigned which)
{
    struct me_lock *lock = &((struct locks *)context)->lock[which].lock;
    self->taken++;
    if (me_lock_try(lock))
        return;
    const double start = seconds(CLOCK_THREAD_CPUTIME_ID);
    me_lock_wait(lock);
    self->waiting += seconds(CLOCK_THREAD_CPUTIME_ID) - start;
    self->contended++;
}

static void unlock(void *context, unsigned which)
{
    me_lock_release(&((struct locks *)context)->lock[which].lock);
}

static void *work(void *argument)
{
    struct worker *worker = self = argument;
    struct me_store_counts counts = {0};
    struct me_context context;
    struct made made = {.id = "000000000123456789ABCDEF01234567.MAI"};
    const struct me_conversation_host host = me_conversation_host_of(worker->table, ME_SPAN("mail.example.com"));
    const double start = seconds(CLOCK_THREAD_CPUTIME_ID);
    for (unsigned round = 0; round < worker->rounds; round++)
        for (int row = 0; row < ROWS; row++)
            for (unsigned n = worker->number; n < worker->live; n += THREADS) {
                const int64_t now = (int64_t)round * 10 + row;
                make(&made, n * 2654435761U % worker->live, row, now);
                me_conversation_update(worker->table, &host, &made.record, &made.verdict, now, &context, &counts);
            }
    worker->cpu = seconds(CLOCK_THREAD_CPUTIME_ID) - start;
    return NULL;
}

/* Returns whether the threads waited for each other no longer than they may. */
static bool measure_locks(void *memory, unsigned live, unsigned rounds)
{
    static struct locks locks;
    struct worker workers[THREADS] = {{0}}, all = {0};
    const struct me_store_options options = {
        .max = live + live / 4, .ttl = 600, .seed = {1, 2}, .lock = lock, .unlock = unlock, .context = &locks};
    struct me_store *table = me_store_init(memory, &options);
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i] = (struct worker){.table = table, .number = i, .live = live, .rounds = rounds};
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            return false;
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        all.cpu += workers[i].cpu;
        all.waiting += workers[i].waiting;
        all.taken += workers[i].taken;
        all.contended += workers[i].contended;
    }
    const double share = all.waiting / all.cpu;
    printf("%u threads: %lu locks taken, %.2f %% of them held by another, %.2f %% of the CPU time in waiting (at most "
           "%.0f %%): %s\n",
           THREADS, all.taken, 100.0 * (double)all.contended / (double)all.taken, 100 * share, 100 * WAITING_MAX,
           share <= WAITING_MAX ? "PASS" : "TOO MUCH");
    return share <= WAITING_MAX;
}

/* --- one ------------------------------------------------------------------------------------------------------------
 */

int main(int argc, char **argv)
{
    const unsigned live = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 65536;
    const unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 10;
    /* Room to spare, so that the shards' uneven fill evicts nothing and all are live. */
    const struct me_store_options options = {.max = live + live / 4, .ttl = 600, .seed = {1, 2}};
    const size_t size = me_store_size(&options);
    void *memory = calloc(1, size);
    if (memory == NULL || live == 0)
        return 2;
    struct me_store *table = me_store_init(memory, &options);
    struct me_store_counts counts = {0};
    struct me_context context;
    static struct made made;
    memcpy(made.id, "000000000123456789ABCDEF01234567.MAI", sizeof(made.id));
    const struct me_conversation_host host = me_conversation_host_of(table, ME_SPAN("mail.example.com"));
    double spent[2][ROWS] = {{0}};
    for (unsigned round = 0; round < rounds; round++)
        for (int row = 0; row < ROWS; row++)
            for (int measure = 0; measure < 2; measure++) {
                const double start = seconds(CLOCK_MONOTONIC);
                for (unsigned n = 0; n < live; n++) {
                    make(&made, n * 2654435761U % live, row, (int64_t)round * 10 + row);
                    __asm__ volatile("" : : "r"(&made) : "memory");
                    if (measure)
                        me_conversation_update(table, &host, &made.record, &made.verdict, (int64_t)round * 10 + row,
                                               &context, &counts);
                }
                spent[measure][row] += seconds(CLOCK_MONOTONIC) - start;
            }
    double total = 0;
    for (int row = 0; row < ROWS; row++) {
        const double ns = (spent[1][row] - spent[0][row]) * 1e9 / rounds / live;
        total += ns / ROWS;
        printf("%-10s %8.0f ns\n", ROW[row].label, ns);
    }
    printf("%-10s %8.0f ns a record, %u conversations live, %llu joined, %llu evicted\n", "all", total,
           me_store_active(table), (unsigned long long)counts.joined, (unsigned long long)counts.evicted);
    memset(memory, 0, size);
    const bool passed = measure_locks(memory, live, rounds);
    free(memory);
    return passed ? 0 : 1;
}
