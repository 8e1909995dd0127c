/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses to be banned, one a line, worst first: as they are, or as MailEnable's SMTP-DENY.TAB has them. Somebody who
 * logs in where he always does is never listed, however often he types wrongly.
 */
#include <stdlib.h>

#include "count/judgement.h"
#include "report.h"

/* address, TAB, what is asked (1: the address), TAB, where it is denied, TAB, by whom: a row of SMTP-DENY.TAB. */
static const char DENY[] = "\t1\tCONNECT\tSYSTEM\r\n";

static bool is_allowed(const struct me_options *o, const char *client)
{
    bool allowed = false;
    for (size_t i = 0; i < o->allow.count && !allowed; i++)
        allowed = me_network_contains(&o->allow.items[i], client);
    return allowed;
}

static bool write_list(const struct me_report *r, const char *line_end, FILE *out)
{
    const struct me_options *o = r->options;
    struct me_groups *clients = &r->totals->groups[ME_GROUP_KEY_CLIENT];
    struct me_group **rows = me_groups_sorted(clients, o->sort);
    struct me_owners owners;
    const bool good = me_owners_find(&owners, &r->totals->accounts) && rows != NULL;
    size_t left = o->top > 0 ? o->top : clients->count;
    for (size_t i = 0; good && i < clients->count && left > 0; i++) {
        char client[ME_IP_TEXT_MAX] = "";
        if (rows[i]->count < o->min || rows[i]->key_len == 0 || rows[i]->key_len >= sizeof(client))
            continue;
        memcpy(client, rows[i]->key, rows[i]->key_len);
        if (is_allowed(o, client) || (me_groups_logins_of(clients, rows[i]) > 0 && me_owners_have(&owners, client)))
            continue;
        fprintf(out, "%s%s", client, line_end);
        left--;
    }
    me_owners_free(&owners);
    free(rows);
    return good;
}

bool me_list_write(const struct me_report *r, FILE *out)
{
    return write_list(r, "\n", out);
}

bool me_deny_write(const struct me_report *r, FILE *out)
{
    return write_list(r, DENY, out);
}
