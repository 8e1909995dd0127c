/* SPDX-License-Identifier: Apache-2.0
 *
 * Which file is removed when somebody interrupts the program: between the files of one side of system.h.
 */
#ifndef ME_INTERRUPT_H
#define ME_INTERRUPT_H

/* From here to me_interrupt_release() an interruption waits. To be called by one thread, as a pair. */
void me_interrupt_hold(void);

/* From now on the file `unfinished` is removed when the program is interrupted; NULL: none. The name must stay valid
 * until the next call. */
void me_interrupt_release(const char *unfinished);

#endif
