/* SPDX-License-Identifier: Apache-2.0
 *
 * Where addresses come from: country and network operator, out of files in MaxMind's format that the user names. With
 * geo.c the only place that knows libmaxminddb; built without it, no file can be opened. Threads may share one.
 */
#ifndef ME_GEO_H
#define ME_GEO_H

#include <stdbool.h>

enum {
    ME_GEO_FILES_MAX = 8,
    ME_GEO_COUNTRY_MAX = 3,  /* an ISO 3166 code with its NUL */
    ME_GEO_OPERATOR_MAX = 72 /* `AS64500 Example Net`, with its NUL; what is longer is cut */
};

struct me_geo;

/* What is known of an address; empty: nothing. */
struct me_geo_place {
    char country[ME_GEO_COUNTRY_MAX];
    char asn[ME_GEO_OPERATOR_MAX];
};

/* Opens the file at `path`, behind those that `*geo` has (NULL: none yet). False, and `*problem` says why (a constant),
 * when it cannot be read; `*geo` is then as it was. */
bool me_geo_open(struct me_geo **geo, const char *path, const char **problem);

/* Looks an address up in all files; of each answer, the first file that has it counts. Without a geo (NULL) nothing is
 * known. About a microsecond. */
void me_geo_find(const struct me_geo *geo, const char *client, struct me_geo_place *place);

void me_geo_free(struct me_geo *geo);

#endif
