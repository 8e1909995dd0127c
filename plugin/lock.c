/* SPDX-License-Identifier: Apache-2.0
 *
 * Whoever has waited takes the lock as an awaited one, since it cannot know whether others still wait. So the last one
 * wakes nobody once, and nobody sleeps for ever.
 */
#include "lock.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

void me_lock_wait(struct me_lock *lock)
{
    /* The kernel lets a thread sleep only where the lock is still awaited. It may wake it without a reason. */
    while (atomic_exchange_explicit(&lock->state, ME_LOCK_AWAITED, memory_order_acquire) != ME_LOCK_FREE)
        syscall(SYS_futex, &lock->state, FUTEX_WAIT_PRIVATE, ME_LOCK_AWAITED, NULL, NULL, 0);
}

void me_lock_wake(struct me_lock *lock)
{
    syscall(SYS_futex, &lock->state, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
