/* SPDX-License-Identifier: Apache-2.0
 *
 * Prints every row list of the source as the rows of tables in documents, `name<TAB>| column | column |`; the guard
 * documented-tables.sh compares. Knows the row lists, no document.
 */
#include <stdio.h>
#include <string.h>

#include "tables/codes.h"
#include "tables/replies.h"

static void print_quoted(struct me_span text)
{
    if (text.len > 0)
        printf(" `%.*s` |", (int)text.len, text.ptr);
    else
        printf(" – |");
}

static void print_plain(struct me_span text)
{
    printf(" %.*s |", (int)text.len, text.ptr);
}

static void print_verdict(enum me_event event, enum me_outcome outcome, enum me_reason reason, enum me_risk risk,
                          struct me_span explanation)
{
    print_quoted(me_event_name(event));
    print_quoted(me_outcome_name(outcome));
    print_quoted(me_reason_name(reason));
    print_quoted(me_risk_name(risk));
    print_plain(explanation);
    putchar('\n');
}

static void print_codes(void)
{
    size_t count;
    const struct me_code *rows = me_codes_rows(&count);
    for (const struct me_code *row = rows; row < rows + count; row++) {
        printf("codes\t|");
        print_quoted(row->code);
        printf(" `%.*s%s%.*s` |", (int)row->before.len, row->before.ptr, row->subject != ME_SUBJECT_NOTHING ? "…" : "",
               (int)row->after.len, row->after.ptr);
        print_verdict(row->event, row->outcome, row->reason, row->risk, row->explanation);
    }
}

static void print_direction(enum me_direction direction)
{
    const struct me_span name = me_direction_name(direction);
    print_plain(name.len > 0 ? name : ME_SPAN("both"));
}

static void print_service(enum me_service service)
{
    print_plain(service == ME_SERVICE_MAX ? ME_SPAN("any") : me_service_name(service));
}

static void print_command(enum me_command command)
{
    if (command == ME_COMMAND_GREETING)
        print_plain(ME_SPAN("(greeting)"));
    else if (command == ME_COMMAND_MAX)
        print_plain(ME_SPAN("any"));
    else
        print_quoted(me_commands_name(command));
}

static void print_reply_code(int code)
{
    if (code == 0)
        print_plain(ME_SPAN("any"));
    else if (code == ME_STATUS_OK)
        print_plain(ME_SPAN("OK"));
    else if (code == ME_STATUS_NO)
        print_plain(ME_SPAN("NO"));
    else if (code < 10)
        printf(" %dxx |", code);
    else
        printf(" %d |", code);
}

static void print_replies(void)
{
    size_t count;
    const struct me_reply *rows = me_replies_rows(&count);
    for (const struct me_reply *row = rows; row < rows + count; row++) {
        printf("replies\t|");
        print_service(row->service);
        print_direction(row->direction);
        print_command(row->command);
        print_reply_code(row->code);
        print_quoted(row->text);
        print_verdict(row->event, row->outcome, row->reason, row->risk, row->explanation);
    }
}

/* A row for each name; the empty one stands for the absence of the field. */
static void print_name(const char *table, const char *name)
{
    if (name[0] != '\0')
        printf("%s\t| `%s` |\n", table, name);
}

static void print_words(void)
{
#define ME_ENUM_LOG(id, text) print_name("logs", text);
#define ME_ENUM_SERVICE(id, text) print_name("services", text);
#define ME_ENUM_EVENT(id, text) print_name("events", text);
#define ME_ENUM_OUTCOME(id, text) print_name("outcomes", text);
#define ME_ENUM_REASON(id, text) print_name("reasons", text);
#define ME_ENUM_RISK(id, text) print_name("risks", text);
#define ME_ENUM_DECIDER(id, text) print_name("deciders", text);
#define ME_ENUM_LEVEL(id, text) print_name("levels", text);
#define ME_ENUM_DIRECTION(id, text) print_name("directions", text);
#define ME_ENUM_OFFENCE(id, text) print_name("offences", text);
#define ME_ENUM_ANOMALY(id, text) print_name("anomalies", text);
#include "tables/enums.def"
}

#define ME_TYPE_CONSTANT "string"
#define ME_TYPE_WORD "string"
#define ME_TYPE_TEXT "string"
#define ME_TYPE_PLUS "string"
#define ME_TYPE_NUMBER "integer"
#define ME_TYPE_FLAG "boolean"
#define ME_TYPE_LIST "array"
#define ME_TYPE_ADDRESSES "array"

static void print_fields(void)
{
#define ME_FIELD(name, kind, value) printf("fields\t| `%s` | %s |\n", name, ME_TYPE_##kind);
#include "json/fields.def"
#undef ME_FIELD
    /* Put out by fields.c itself, behind the rows. */
    puts("fields\t| `anomalies` | array |");
}

/* email.from and email.to are objects of one field. */
static void print_ecs_field(const char *part, const char *name, const char *kind, const char *type)
{
    printf("ecs\t| `%s%s%s%s` | %s |\n", part, part[0] != '\0' ? "." : "", name,
           strcmp(kind, "ADDRESSES") == 0 ? ".address" : "", type);
}

static void print_ecs(void)
{
    const char *part = "";
#define ME_ECS(name, kind, value) print_ecs_field(part, name, #kind, ME_TYPE_##kind);
#define ME_ECS_OPEN(name) part = name;
#define ME_ECS_CLOSE(name) part = "";
#include "json/ecs.def"
}

static void print_parameters(void)
{
#define ME_PARAMETER(name, type, setter, allowed) printf("parameters\t| `%s` | %s |\n", name, allowed);
#include "parameters.def"
#undef ME_PARAMETER
}

static void print_counters(void)
{
#define ME_COUNTER(id, name, flags) print_name("counters", name);
#include "counters.def"
#undef ME_COUNTER
}

int main(void)
{
    print_codes();
    print_replies();
    print_words();
    print_fields();
    print_ecs();
    print_parameters();
    print_counters();
    return 0;
}
