/* SPDX-License-Identifier: Apache-2.0
 *
 * The search that every message pays for, ours or not. All records carry `ME-` or `SMTP-`, so a message without either
 * is foreign; this file finds them and knows nothing else.
 */
#ifndef ME_SCAN_H
#define ME_SCAN_H

/* The first `-` of an `ME-` or `SMTP-` that lies wholly in [from, end), or `end`. Linear in the distance covered. */
const char *me_scan_anchor(const char *from, const char *end);

#endif
