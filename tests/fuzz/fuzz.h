/* SPDX-License-Identifier: Apache-2.0
 *
 * What every fuzz target shares: the entry point, and an assertion that no build leaves out.
 */
#ifndef ME_FUZZ_H
#define ME_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define FUZZ_ASSERT(condition) ((condition) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
