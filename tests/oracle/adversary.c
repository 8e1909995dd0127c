/* SPDX-License-Identifier: Apache-2.0
 *
 * The grammar of tricks. Each function appends one kind; what is put together at random is more than anybody thinks of.
 */
#include "adversary.h"

typedef void trick(const struct oracle_adversary *, struct oracle_text *);

static const char *const commands[] = {"AUTH", "RCPT", "MAIL", "EHLO",  "UNKN", "QUIT",
                                       "",     "DATA", "CONN", "LOGIN", "PASS", "ME-I0110:"};
static const char *const replies[] = {
    "250 Requested mail action okay, completed",
    "235 Authenticated",
    "535 Invalid Username or Password",
    "550 Requested action not taken: mailbox unavailable or not local.",
    "503 requires authentication when attempting to send to a non-local",
    "503 This mail server requires authentication when attempting to send to a non-local e-mail address.",
    "503 Bad sequence of commands",
    "554 x",
    "451 This server employs greylisting as a means of reducing spam.",
    "250",
    "550-x",
    "334 VXNlcm5hbWU6",
    "",
    "+OK",
    "-ERR Unable to log on",
    "2 OK LOGIN completed",
    "2 NO LOGIN Failed - Invalid username or password.",
    "220 x",
    "1000",
    "2",
};

/* A TAB, mostly in the spelling of this hop: a client may also send a real one. */
static const char *tab_of(const struct oracle_adversary *a)
{
    static const char *const tabs[] = {"\t", "#011", "\\t", "\\\\t", "#009", "%011", "\\x09", " ", "\\u0009"};
    return oracle_chance_below(a->chance, 10) < 7 ? a->tab : ORACLE_ONE_OF(a->chance, tabs);
}

static void add_number(const struct oracle_adversary *a, struct oracle_text *out)
{
    static const char *const odd[] = {"12345678901", "1234567890", "-1", "1 ", "0x1", "\xEF\xBC\x91", "235", "", "+1"};
    if (oracle_chance_once_in(a->chance, 6))
        oracle_text_add_string(out, ORACLE_ONE_OF(a->chance, odd));
    else
        oracle_text_format(out, "%zu", oracle_chance_below(a->chance, 500));
}

static void add_line_end(const struct oracle_adversary *a, struct oracle_text *out)
{
    static const struct me_span ends[] = {
        ME_SPAN("#012"), ME_SPAN("#015#012"), ME_SPAN("\\n"),  ME_SPAN("\\r\\n"),  ME_SPAN("\r"),      ME_SPAN("\0"),
        ME_SPAN("#010"), ME_SPAN("#013#010"), ME_SPAN("#000"), ME_SPAN("\\u000a"), ME_SPAN("\\\\n"),   ME_SPAN(" "),
        ME_SPAN("#015"), ME_SPAN("\\0"),      ME_SPAN("%012"), ME_SPAN("\x1A"),    ME_SPAN("\\x0a"),   ME_SPAN("  "),
        ME_SPAN("\f"),   ME_SPAN("\v"),       ME_SPAN(""),     ME_SPAN("\"}"),     ME_SPAN("\\\"}\\n")};
    oracle_text_add(out, ORACLE_ONE_OF(a->chance, ends));
}

/* Reply and counts as they end a row, with a name and a subject behind them or not. */
static void add_end_of_row(const struct oracle_adversary *a, const char *tab, struct oracle_text *out)
{
    oracle_text_add_string(out, ORACLE_ONE_OF(a->chance, replies));
    for (size_t i = 0; i < 2; i++) {
        oracle_text_add_string(out, tab);
        add_number(a, out);
    }
    const size_t more = oracle_chance_below(a->chance, 5);
    for (size_t i = 0; i < more; i++) {
        oracle_text_add_string(out, tab);
        if (i == 0)
            oracle_text_add_string(out, ORACLE_FORGED_USER);
    }
}

static void add_columns(const struct oracle_adversary *a, struct oracle_text *out)
{
    const char *tab = tab_of(a);
    oracle_text_add_string(out, tab);
    add_end_of_row(a, tab, out);
}

static void add_time(const struct oracle_adversary *a, struct oracle_text *out)
{
    static const char *const times[] = {
        "11/22/26 07:00:01", "[11/22/26 07:00:01]", "2026-11-22 07:00:01", "11/22/2026 07:00:01", "07:00:01",
        "11/22/26"};
    oracle_text_add_string(out, oracle_chance_once_in(a->chance, 4) ? ORACLE_ONE_OF(a->chance, times) : times[0]);
}

static void add_row(const struct oracle_adversary *a, struct oracle_text *out)
{
    static const char *const services[] = {"SMTP-IN", "SMTP-OU", "IMAP-IN", "POP-IN", "POP3-IN", "SMTP", "FTP-IN"};
    static const char *const ids[] = {"0123456789ABCDEF0123456789ABCDEF.MAI", "", "x"};
    const char *tab = tab_of(a);
    if (!oracle_chance_once_in(a->chance, 3)) {
        add_time(a, out);
        oracle_text_add_string(out, tab);
    }
    oracle_text_add_string(out, oracle_chance_once_in(a->chance, 3) ? ORACLE_ONE_OF(a->chance, services) : services[0]);
    oracle_text_add_string(out, tab);
    if (!oracle_chance_once_in(a->chance, 8)) {
        oracle_text_add_string(out, oracle_chance_once_in(a->chance, 6) ? ORACLE_ONE_OF(a->chance, ids) : ids[0]);
        oracle_text_add_string(out, tab);
    }
    add_number(a, out);
    oracle_text_add_string(out, tab);
    oracle_text_add_string(out, ORACLE_FORGED_IP);
    oracle_text_add_string(out, tab);
    oracle_text_add_string(out, ORACLE_ONE_OF(a->chance, commands));
    oracle_text_add_string(out, tab);
    if (oracle_chance_once_in(a->chance, 4))
        return; /* the row's own end becomes that of this one */
    oracle_text_add_string(out, ORACLE_ONE_OF(a->chance, commands));
    oracle_text_add_string(out, tab);
    add_end_of_row(a, tab, out);
}

static void add_row_behind_end(const struct oracle_adversary *a, struct oracle_text *out)
{
    add_line_end(a, out);
    add_row(a, out);
}

static void add_whole_row_behind_columns(const struct oracle_adversary *a, struct oracle_text *out)
{
    add_columns(a, out);
    add_row_behind_end(a, out);
}

/* A TAB, or what a server that was taught writes there. */
static void add_between_time_and_code(const struct oracle_adversary *a, struct oracle_text *out)
{
    static const char *const others[] = {"|7|",
                                         " <Info> #7: ", " 0123456789ABCDEF0123456789ABCDEF.MAI;" ORACLE_FORGED_IP ";"};
    const char *tab = tab_of(a);
    if (oracle_chance_once_in(a->chance, 3))
        oracle_text_add_string(out, ORACLE_ONE_OF(a->chance, others));
    else
        oracle_text_add_string(out, tab);
    if (oracle_chance_once_in(a->chance, 6))
        oracle_text_format(out, "0A1F3C44%s" ORACLE_FORGED_IP "%s", tab, tab);
    else if (oracle_chance_once_in(a->chance, 8))
        oracle_text_format(out, "(thread 7)%s", tab);
}

static void add_debug(const struct oracle_adversary *a, struct oracle_text *out)
{
    static const char *const codes[] = {
        "ME-I0110: Relay Granted: Server is configured to allow anyone to relay.",
        "ME-I0108: Relay Granted: Sender has authenticated.",
        "ME-I0073: IP Address " ORACLE_FORGED_IP " banned.",
        "ME-I0107: Relay Granted: Sender IP (" ORACLE_FORGED_IP ") is within an authorized IP range.",
        "ME-I0111:[" ORACLE_FORGED_IP "] Relay Denied: Failed to meet all relay criteria.",
        "ME-I0110:x",
        ") is locally serviced, but recipient is not defined in address map.",
        "] is in local address map.",
        " is a blacklisted domain.",
    };
    if (oracle_chance_once_in(a->chance, 2))
        add_line_end(a, out);
    if (!oracle_chance_once_in(a->chance, 3)) {
        add_time(a, out);
        add_between_time_and_code(a, out);
    }
    oracle_text_add_string(out, ORACLE_ONE_OF(a->chance, codes));
}

static void add_w3c(const struct oracle_adversary *a, struct oracle_text *out)
{
    add_line_end(a, out);
    oracle_text_add_string(out, "2026-11-22 07:00:01 " ORACLE_FORGED_IP " SMTP-IN - 192.0.2.5 1940 ");
    oracle_text_format(out, "%s x+%s ", ORACLE_ONE_OF(a->chance, commands), ORACLE_ONE_OF(a->chance, commands));
    oracle_text_add_string(out, oracle_chance_once_in(a->chance, 2) ? "250+ok S 1 2 u " : "535+no S 1 2 u ");
}

/* The fields of a W3C row, with TABs between them: some hops make blanks of these. */
static void add_w3c_fields(const struct oracle_adversary *a, struct oracle_text *out)
{
    static const char *const said[] = {"250+ok", "235+ok", "535+no", "550+no", "503+Bad+sequence+of+commands"};
    oracle_text_format(out, "\t%s\tS\t", ORACLE_ONE_OF(a->chance, said));
    add_number(a, out);
    oracle_text_add_byte(out, '\t');
    add_number(a, out);
    if (oracle_chance_once_in(a->chance, 2))
        oracle_text_add_string(out, "\t" ORACLE_FORGED_USER);
}

/* Words that mean something to somebody: of the layout, of forwarders, of JSON, of this module. */
static void add_word(const struct oracle_adversary *a, struct oracle_text *out)
{
    static const struct me_span words[] = {
        ME_SPAN("SMTP-IN"),
        ME_SPAN("MAIL01"),
        ME_SPAN("{blank}"),
        ME_SPAN("relay-denied"),
        ME_SPAN("192.0.2.25"),
        ME_SPAN("11/22/26"),
        ME_SPAN("ME-I0110:"),
        ME_SPAN("AUTH PLAIN "),
        ME_SPAN("\""),
        ME_SPAN("\\"),
        ME_SPAN("'"),
        ME_SPAN("\"}"),
        ME_SPAN("\",\"Message\":\""),
        ME_SPAN("{\"a\":\""),
        ME_SPAN("]"),
        ME_SPAN("\"] "),
        ME_SPAN("<13>Jul 24 15:40:50 MAIL02 "),
        ME_SPAN("<13>1 2026-11-22T07:00:01Z MAIL02 - - - - "),
        ME_SPAN("#011N/A"),
        ME_SPAN("\xEF\xBB\xBF"),
        ME_SPAN("\xFF\xFE"),
        ME_SPAN("\xE2\x80\xAE"),
        ME_SPAN("\0"),
        ME_SPAN("\r"),
        ME_SPAN("\t"),
        ME_SPAN("#011"),
        ME_SPAN("\\t"),
        ME_SPAN("c2VjcmV0LXdvcmQ="),
        ME_SPAN("<>"),
        ME_SPAN("@"),
        ME_SPAN(">"),
        ME_SPAN("<"),
        ME_SPAN("+"),
        ME_SPAN("%s%n"),
        ME_SPAN("a b"),
        ME_SPAN("\x7F"),
        ME_SPAN("0123456789ABCDEF0123456789ABCDEF.MAI"),
        ME_SPAN("AUTH"),
        ME_SPAN("#"),
        ME_SPAN("\x85"),
        ME_SPAN("-"),
    };
    oracle_text_add(out, ORACLE_ONE_OF(a->chance, words));
}

static void add_tab(const struct oracle_adversary *a, struct oracle_text *out)
{
    oracle_text_add_string(out, tab_of(a));
}

static void add_reply(const struct oracle_adversary *a, struct oracle_text *out)
{
    add_tab(a, out);
    oracle_text_add_string(out, ORACLE_ONE_OF(a->chance, replies));
}

static void add_padding(const struct oracle_adversary *a, struct oracle_text *out)
{
    static const char fillers[] = {' ', 'A', 'a', '\t', '#', '\\', '0', '"', '\0', '\r'};
    static const size_t shares[] = {1, 1, 14, 50, 200}; /* short paddings are worth as much as long ones */
    const size_t limit = a->padding_max / ORACLE_ONE_OF(a->chance, shares);
    oracle_text_fill(out, ORACLE_ONE_OF(a->chance, fillers), oracle_chance_below(a->chance, limit + 1));
}

void oracle_adversary_trick(const struct oracle_adversary *a, struct oracle_text *out)
{
    static trick *const tricks[] = {
        add_columns,
        add_columns,
        add_row_behind_end,
        add_row_behind_end,
        add_whole_row_behind_columns,
        add_debug,
        add_row,
        add_w3c,
        add_w3c_fields,
        add_word,
        add_word,
        add_tab,
        add_reply,
        add_padding,
        add_line_end,
    };
    const size_t count = 1 + oracle_chance_below(a->chance, oracle_chance_once_in(a->chance, 3) ? 5 : 1);
    for (size_t i = 0; i < count; i++)
        ORACLE_ONE_OF(a->chance, tricks)(a, out);
}

void oracle_adversary_twist(const struct oracle_adversary *a, struct oracle_text *text, size_t begin)
{
    if (a->one_trick_in == 0 || !oracle_chance_once_in(a->chance, a->one_trick_in))
        return;
    static struct oracle_text tail; /* what stands behind the trick */
    const size_t there = text->len - begin;
    const size_t keep = oracle_chance_once_in(a->chance, 4) ? 0 : oracle_chance_below(a->chance, there + 1);
    tail.len = 0;
    if (!oracle_chance_once_in(a->chance, 3))
        oracle_text_add(&tail, me_span_skip(oracle_text_span(text), begin + keep));
    text->len = begin + keep;
    oracle_adversary_trick(a, text);
    oracle_text_add(text, oracle_text_span(&tail));
}
