/* SPDX-License-Identifier: Apache-2.0
 *
 * A lock for a few hundred instructions, which hardly ever meets another thread: taking and releasing it is one atomic
 * instruction each, an eighth of what pthread_mutex_lock() and pthread_mutex_unlock() need. Whoever finds it taken
 * sleeps in the kernel, so that a thread that the system stops while it holds the lock costs the others no processor
 * time. It knows threads, and not what it protects.
 *
 * This is the mutex of U. Drepper, "Futexes Are Tricky", 2011, which the C library has at the bottom of its own one.
 */
#ifndef ME_LOCK_H
#define ME_LOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum me_lock_state {
    ME_LOCK_FREE,
    ME_LOCK_TAKEN,
    ME_LOCK_AWAITED, /* taken, and others may sleep until it is released */
};

/* Zeroed memory is a lock that is free. There is nothing to be destroyed. */
struct me_lock {
    _Atomic uint32_t state;
};

/* Takes a lock that somebody else holds, as soon as it is released. Others call me_lock_take(). */
void me_lock_wait(struct me_lock *lock);

/* Wakes one of those that wait. Others call me_lock_release(). */
void me_lock_wake(struct me_lock *lock);

/* Takes the lock if it is free. Returns whether it did. */
static inline bool me_lock_try(struct me_lock *lock)
{
    uint32_t state = ME_LOCK_FREE;
    return atomic_compare_exchange_strong_explicit(&lock->state, &state, ME_LOCK_TAKEN, memory_order_acquire,
                                                   memory_order_relaxed);
}

static inline void me_lock_take(struct me_lock *lock)
{
    if (!me_lock_try(lock))
        me_lock_wait(lock);
}

/* Only for the thread that took the lock. */
static inline void me_lock_release(struct me_lock *lock)
{
    if (atomic_exchange_explicit(&lock->state, ME_LOCK_FREE, memory_order_release) == ME_LOCK_AWAITED)
        me_lock_wake(lock);
}

#endif
