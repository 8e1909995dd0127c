/* SPDX-License-Identifier: Apache-2.0
 *
 * The headline figures of the HTML page.
 */
#include "output/html/html.h"
#include "output/html/text.h"

struct figures {
    FILE *out;
    const struct me_totals *totals;
};

static void put_failed(struct figures *p)
{
    me_html_text_put_number(p->out, p->totals->failed);
}

static void put_clients(struct figures *p)
{
    const struct me_groups *clients = &p->totals->groups[ME_GROUP_KEY_CLIENT];
    if (clients->others_count > 0)
        fputs("&gt; ", p->out);
    me_html_text_put_number(p->out, me_html_named(clients));
}

static void put_logins_failed(struct figures *p)
{
    me_html_text_put_number(p->out, me_totals_of_event(p->totals, ME_EVENT_AUTH_FAILURE));
}

static void put_logins_accepted(struct figures *p)
{
    me_html_text_put_number(p->out, me_totals_of_event(p->totals, ME_EVENT_AUTH_SUCCESS));
}

static void put_denied(struct figures *p)
{
    me_html_text_put_number(p->out, me_totals_of_outcome(p->totals, ME_OUTCOME_DENIED));
}

static void put_granted(struct figures *p)
{
    me_html_text_put_number(p->out, me_totals_of_outcome(p->totals, ME_OUTCOME_GRANTED));
}

static uint64_t open_relay(const struct figures *p)
{
    return p->totals->whats[me_what_of(ME_EVENT_RELAY_GRANTED, ME_REASON_OPEN_RELAY)];
}

static bool has_open_relay(struct figures *p)
{
    return open_relay(p) > 0;
}

static void put_open_relay(struct figures *p)
{
    me_html_text_put_number(p->out, open_relay(p));
}

static void write_section(struct figures *p)
{
#define SECTION_figures
#include "page.inc"
}

bool me_html_figures(const struct me_report *report, FILE *out)
{
    struct figures figures = {out, report->totals};
    write_section(&figures);
    return true;
}
