/* SPDX-License-Identifier: Apache-2.0
 *
 * Several look-ups at a time, because each may wait for seconds, and how long is the resolver's business: who waits
 * for the answers does so as long as it likes, and leaves behind what is under way.
 *
 * Concurrency: what is in struct work is guarded by `lock`, but for the addresses and their count, which nobody writes
 * while threads run. The last of its users releases it. Groups belong to the caller's thread alone.
 */
#include "host_names.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/system.h"

struct question {
    struct me_group *group;
    char address[ME_IP_TEXT_MAX];
    char *name; /* NULL: there is none, or it is not known yet */
    bool is_answered;
};

struct work {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct question questions[ME_HOST_NAMES_MAX];
    size_t count, next, done;
    unsigned users;
    bool is_over; /* nobody waits for answers any more */
};

/* False when nobody answered. That there is no name is an answer. */
static bool ask(const char *address, char **name)
{
    unsigned char octets[ME_IP_OCTETS_MAX];
    const size_t count = me_ip_octets((struct me_span){address, strlen(address)}, octets);
    return count == 0 || me_system_host_name(octets, count, name);
}

/* Called with the lock held, which is given up. */
static void leave(struct work *w)
{
    const bool is_last = --w->users == 0;
    pthread_mutex_unlock(&w->lock);
    if (!is_last)
        return;
    for (size_t i = 0; i < w->count; i++)
        free(w->questions[i].name);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

static void *work(void *context)
{
    struct work *w = context;
    pthread_mutex_lock(&w->lock);
    while (!w->is_over && w->next < w->count) {
        struct question *q = &w->questions[w->next++];
        char *name = NULL;
        pthread_mutex_unlock(&w->lock);
        const bool is_answered = ask(q->address, &name);
        pthread_mutex_lock(&w->lock);
        q->name = name;
        q->is_answered = is_answered;
        w->done++;
        pthread_cond_signal(&w->changed);
    }
    leave(w);
    return NULL;
}

/* NULL when memory is out. */
static struct work *new_work(struct me_group **groups, size_t count)
{
    struct work *w = calloc(1, sizeof(*w));
    if (w == NULL)
        return NULL;
    for (size_t i = 0; i < count && i < ME_HOST_NAMES_MAX; i++) {
        struct question *q = &w->questions[w->count];
        if (groups[i]->key_len == 0 || groups[i]->key_len >= sizeof(q->address))
            continue;
        memcpy(q->address, groups[i]->key, groups[i]->key_len);
        q->group = groups[i];
        w->count++;
    }
    w->users = 1;
    pthread_mutex_init(&w->lock, NULL);
    me_system_condition_init(&w->changed);
    return w;
}

static void start_threads(struct work *w)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    while (w->users <= ME_HOST_NAMES_THREADS && w->users <= w->count &&
           pthread_create(&thread, &attributes, work, w) == 0)
        w->users++;
    pthread_attr_destroy(&attributes);
}

static bool is_busy(const struct work *w)
{
    return w->users > 1 && w->done < w->count;
}

/* Called with the lock held, which is given up meanwhile. */
static void wait_for_answers(struct work *w, double seconds, const struct me_host_names_hooks *hooks)
{
    const double step = 0.2, start = me_system_seconds(), end = start + seconds;
    for (double t = start; is_busy(w) && t < end; t = me_system_seconds()) {
        const size_t done = w->done;
        pthread_mutex_unlock(&w->lock);
        hooks->waiting(hooks->context, done, w->count, end - t);
        pthread_mutex_lock(&w->lock);
        if (is_busy(w))
            me_system_condition_wait(&w->changed, &w->lock, t + step < end ? step : end - t);
    }
}

size_t me_host_names_look_up(struct me_group **groups, size_t count, double seconds,
                             const struct me_host_names_hooks *hooks)
{
    struct work *w = new_work(groups, count);
    size_t unanswered = 0;
    if (w == NULL)
        return count;
    pthread_mutex_lock(&w->lock);
    start_threads(w);
    wait_for_answers(w, seconds, hooks);
    w->is_over = true;
    for (size_t i = 0; i < w->count; i++) {
        struct question *q = &w->questions[i];
        unanswered += !q->is_answered;
        q->group->host_name = q->name;
        q->name = NULL;
    }
    leave(w);
    return unanswered;
}
