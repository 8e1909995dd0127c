/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the compiler's choice costs too much: it calls what stands in several places, and takes what stands in one
 * place into the way of every record, rare as it is. Link time optimisation does so all the more.
 */
#ifndef ME_INLINE_H
#define ME_INLINE_H

/* A function that every record goes through. */
#define ME_INLINE __attribute__((always_inline)) static inline

/* A function that is seldom called. */
#define ME_OUT_OF_LINE __attribute__((noinline))

#endif
