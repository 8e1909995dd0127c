/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of several makers are read: a country is at country/iso_code (MaxMind, DB-IP) or country_code (ip-location-db,
 * IPinfo); a network at autonomous_system_number and _organization, or asn and as_name.
 */
#include "geo.h"

#include <string.h>

#ifdef ME_HAVE_MAXMINDDB

#include <inttypes.h>
#include <maxminddb.h>
#include <stdio.h>
#include <stdlib.h>

struct me_geo {
    MMDB_s files[ME_GEO_FILES_MAX];
    unsigned count;
};

bool me_geo_open(struct me_geo **geo, const char *path, const char **problem)
{
    struct me_geo *g = *geo != NULL ? *geo : calloc(1, sizeof(*g));
    if (g == NULL || g->count == ME_GEO_FILES_MAX) {
        *problem = g == NULL ? "memory is out" : "there are too many of them";
        return false;
    }
    const int status = MMDB_open(path, MMDB_MODE_MMAP, &g->files[g->count]);
    if (status != MMDB_SUCCESS) {
        *problem = MMDB_strerror(status);
        if (*geo == NULL)
            free(g);
        return false;
    }
    g->count++;
    *geo = g;
    return true;
}

/* Copies a text to `out` unless it is filled already. */
static void take_text(MMDB_entry_s *entry, const char *const *path, char *out, size_t size)
{
    MMDB_entry_data_s data;
    if (out[0] != 0 || MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data ||
        data.type != MMDB_DATA_TYPE_UTF8_STRING)
        return;
    snprintf(out, size, "%.*s", (int)data.data_size, data.utf8_string);
}

/* The number of a network as `AS64500`. */
static void take_number(MMDB_entry_s *entry, const char *const *path, char *out, size_t size)
{
    MMDB_entry_data_s data;
    if (out[0] != 0 || MMDB_aget_value(entry, &data, path) != MMDB_SUCCESS || !data.has_data)
        return;
    if (data.type == MMDB_DATA_TYPE_UINT32 || data.type == MMDB_DATA_TYPE_UINT16) /* small numbers take less room */
        snprintf(out, size, "AS%" PRIu32, data.type == MMDB_DATA_TYPE_UINT32 ? data.uint32 : data.uint16);
    else if (data.type == MMDB_DATA_TYPE_UTF8_STRING)
        snprintf(out, size, "%.*s", (int)data.data_size, data.utf8_string);
}

static void take_entry(MMDB_entry_s *entry, struct me_geo_place *place)
{
    static const char *const iso[] = {"country", "iso_code", NULL}, *const code[] = {"country_code", NULL};
    static const char *const numbers[][2] = {{"autonomous_system_number", NULL}, {"asn", NULL}};
    static const char *const names[][2] = {{"autonomous_system_organization", NULL}, {"as_name", NULL}};
    char country[8] = "", number[24] = "", name[ME_GEO_OPERATOR_MAX] = "";
    take_text(entry, iso, country, sizeof(country));
    take_text(entry, code, country, sizeof(country));
    for (int i = 0; i < 2; i++) {
        take_number(entry, numbers[i], number, sizeof(number));
        take_text(entry, names[i], name, sizeof(name));
    }
    if (place->country[0] == 0 && strlen(country) == 2)
        memcpy(place->country, country, ME_GEO_COUNTRY_MAX);
    if (place->asn[0] == 0 && number[0] != 0) {
        char text[sizeof(number) + sizeof(name)];
        snprintf(text, sizeof(text), "%s%s%s", number, name[0] != 0 ? " " : "", name);
        snprintf(place->asn, sizeof(place->asn), "%.*s", (int)sizeof(place->asn) - 1, text);
    }
}

void me_geo_find(const struct me_geo *geo, const char *client, struct me_geo_place *place)
{
    *place = (struct me_geo_place){{0}, {0}};
    for (unsigned i = 0; geo != NULL && client[0] != 0 && i < geo->count; i++) {
        int address_error, error;
        MMDB_lookup_result_s found = MMDB_lookup_string(&geo->files[i], client, &address_error, &error);
        if (address_error == 0 && error == MMDB_SUCCESS && found.found_entry)
            take_entry(&found.entry, place);
    }
}

void me_geo_free(struct me_geo *geo)
{
    for (unsigned i = 0; geo != NULL && i < geo->count; i++)
        MMDB_close(&geo->files[i]);
    free(geo);
}

#else

bool me_geo_open(struct me_geo **geo, const char *path, const char **problem)
{
    (void)geo, (void)path;
    *problem = "this program was built without libmaxminddb";
    return false;
}

void me_geo_find(const struct me_geo *geo, const char *client, struct me_geo_place *place)
{
    (void)geo, (void)client;
    *place = (struct me_geo_place){{0}, {0}};
}

void me_geo_free(struct me_geo *geo)
{
    (void)geo;
}

#endif
