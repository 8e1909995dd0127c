/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames as tests/data/frames.txt has them, and what rsyslog and other hops make of control characters.
 */
#include "frame.h"

/* Header and what may follow the row. */
static const struct {
    const char *before, *after;
    bool json;
} headers[] = {
    {"", "\r\n", false},
    {"<13>Jul 24 15:40:50 MAIL01 ", "\r\n", false},
    {"<13>Jul 24 15:40:50 MAIL01 MailEnable_SMTP: ", "\r\n", false},
    {"<13>1 2014-07-24T15:40:50.123456+02:00 MAIL01 - - - [NXLOG@14506 EventReceivedTime=\"2014-07-24 15:40:50\" "
     "SourceModuleName=\"mailenable\" SourceModuleType=\"im_file\"] ",
     "\r\n", false},
    {"<13>Jul 24 15:40:50 MAIL01 MSWinEventLog\t1\tN/A\t42\tThu Jul 24 15:40:50 "
     "2014\tN/A\tMailEnable\tN/A\tN/A\tN/A\tN/A\tN/A\t\t",
     "\tN/A\r\n", false},
    {"<133>1 2014-07-24T15:40:50.000+02:00 MAIL01 MailEnable - - - \xEF\xBB\xBF", "\n", false},
    {"MAIL01\tGenericLog\t0\t", "\n", false},
    {"<13>Jul 24 15:40:50 MAIL01 GenericLog\t0\t", "\n", false},
    {"<133>Jul 24 15:40:50 MAIL01 mailenable: C:\\Program Files (x86)\\Mail "
     "Enable\\Logging\\SMTP\\SMTP-Activity-140724.log: 48213/48300: ",
     "\n", false},
    {"<133>Jul 24 15:40:50 MAIL01 C:\\Program Files (x86)\\Mail "
     "Enable\\Logging\\SMTP\\SMTP-Activity-140724.log: 48213/48300: ",
     "\n", false},
    {"<14>1 2014-07-24T13:40:50.123456Z - - - - - \xEF\xBB\xBF", "\n", false},
    {"<14>1 2014-07-24T13:40:50.123456Z MAIL01 vector - - - ", "\r\n", false},
    {"<132>Jul 24 15:40:50 wazuh-mgr ossec: Alert Level: 5; Rule: 100100 - MailEnable relay denied.; Location: "
     "(MAIL01) any->C:\\Logging\\SMTP-Debug-140724.log; srcip: 198.51.100.200; ",
     "\n", false},
    {"<13>original address=10.1.2.3 ", "\n", false},
    {"{\"EventReceivedTime\":\"2014-07-24 15:40:50\",\"SourceModuleName\":\"mailenable\",\"Message\":\"", "\"}\n",
     true},
    {"<13>Jul 24 15:40:50 MAIL01 mailenable: {\"host\":\"MAIL01\",\"line\":\"", "\",\"n\":1}\n", true},
};

static const struct me_span joints[] = {
    ME_SPAN("\r\n"), ME_SPAN("\n"), ME_SPAN("\r"),       ME_SPAN("\0"),
    ME_SPAN(" "),    ME_SPAN("  "), ME_SPAN("\r\n\r\n"), ME_SPAN("\r\0"),
};

size_t oracle_frame_headers(void)
{
    return ORACLE_COUNT(headers);
}

size_t oracle_frame_joints(enum oracle_spelling spelling)
{
    enum { LINE_ENDS = 3 }; /* in JSON, others are spelled in a way that nobody reads without decoding it */
    return spelling == ORACLE_JSON_TEXT ? LINE_ENDS : ORACLE_COUNT(joints);
}

const char *oracle_frame_tab(enum oracle_spelling spelling)
{
    static const char *const tabs[ORACLE_SPELLINGS] = {"\t", "#011", "\t", "\\t", "%011", "#009", "\\t", " "};
    return tabs[spelling];
}

bool oracle_frame_is_readable(const struct oracle_site *site, const struct oracle_row *row)
{
    return site->spelling != ORACLE_BLANKS || row->between == ' ' || (row->log == ORACLE_LOG_DEBUG && !row->needs_tabs);
}

bool oracle_frame_is_unmistakable(const struct oracle_site *site)
{
    return !headers[site->header].json && site->spelling != ORACLE_BLANKS;
}

bool oracle_frame_may_carry(size_t header, enum oracle_spelling spelling)
{
    /* JSON comes in an object. An agent that spells a TAB `#009` has taken the CR off already. */
    if (spelling == ORACLE_DECIMAL && strcmp(headers[header].after, "\n") != 0)
        return false;
    return headers[header].json == (spelling == ORACLE_JSON_TEXT);
}

struct oracle_site oracle_frame_choose(struct oracle_chance *chance)
{
    static const unsigned char usual[] = {ORACLE_RAW,    ORACLE_RAW,      ORACLE_OCTAL,    ORACLE_OCTAL,  ORACLE_OCTAL,
                                          ORACLE_OCTAL,  ORACLE_TAB_KEPT, ORACLE_TAB_KEPT, ORACLE_CSTYLE, ORACLE_CSTYLE,
                                          ORACLE_PREFIX, ORACLE_DECIMAL,  ORACLE_BLANKS};
    struct oracle_site site = {.spelling = ORACLE_ONE_OF(chance, usual),
                               .header = oracle_chance_below(chance, oracle_frame_headers())};
    if (headers[site.header].json)
        site.spelling = ORACLE_JSON_TEXT;
    return site;
}

static void spell_octal(char prefix, unsigned char c, struct oracle_text *out)
{
    oracle_text_format(out, "%c%o%o%o", prefix, c >> 6, c >> 3 & 7, c & 7);
}

static void spell_cstyle(unsigned char c, struct oracle_text *out)
{
    static const char named[] = "0......abtnvfr.............e....";
    if (named[c] != '.')
        oracle_text_format(out, "\\%c", named[c]);
    else
        oracle_text_format(out, "\\x%02X", c);
}

static void spell_json(unsigned char c, struct oracle_text *out)
{
    static const char named[] = "........btn.fr..................";
    if (c < 32 && named[c] != '.')
        oracle_text_format(out, "\\%c", named[c]);
    else if (c < 32)
        oracle_text_format(out, "\\u%04x", c);
    else
        oracle_text_format(out, "\\%c", c);
}

static void spell(enum oracle_spelling spelling, unsigned char c, struct oracle_text *out)
{
    switch (spelling) {
    case ORACLE_OCTAL:
        spell_octal('#', c, out);
        break;
    case ORACLE_TAB_KEPT:
        if (c == '\t')
            oracle_text_add_byte(out, '\t');
        else
            spell_octal('#', c, out);
        break;
    case ORACLE_CSTYLE:
        spell_cstyle(c, out);
        break;
    case ORACLE_PREFIX:
        spell_octal('%', c, out);
        break;
    case ORACLE_DECIMAL:
        oracle_text_format(out, "#%03u", c);
        break;
    case ORACLE_JSON_TEXT:
        spell_json(c, out);
        break;
    case ORACLE_BLANKS:
        oracle_text_add_byte(out, ' ');
        break;
    default:
        oracle_text_add_byte(out, (char)c);
        break;
    }
}

void oracle_frame_spell(enum oracle_spelling spelling, struct me_span text, struct oracle_text *out)
{
    for (size_t i = 0; i < text.len;) {
        size_t plain = i;
        while (plain < text.len) {
            const unsigned char c = (unsigned char)text.ptr[plain];
            if (c < 32 || (spelling == ORACLE_JSON_TEXT && (c == '"' || c == '\\')))
                break;
            plain++;
        }
        oracle_text_add(out, (struct me_span){text.ptr + i, plain - i});
        if (plain < text.len)
            spell(spelling, (unsigned char)text.ptr[plain], out);
        i = plain + 1;
    }
}

static void put(struct oracle_message *m, enum oracle_spelling spelling, struct me_span text)
{
    /* The wire has JSON's escapes already; those of the others are made by who receives it. */
    if (spelling == ORACLE_JSON_TEXT)
        oracle_frame_spell(spelling, text, &m->wire);
    else
        oracle_text_add(&m->wire, text);
    oracle_frame_spell(spelling, text, &m->seen);
}

static void put_row(struct oracle_message *m, size_t which)
{
    const struct oracle_row *row = m->row[which];
    const char between = row->between;
    m->whole[which].begin = m->seen.len;
    for (size_t i = 0; i < row->columns; i++) {
        if (i > 0)
            put(m, m->site.spelling, (struct me_span){&between, 1});
        m->place[which][i].begin = m->seen.len;
        put(m, m->site.spelling, oracle_text_span(&row->column[i]));
        m->place[which][i].end = m->seen.len;
    }
    if (row->log == ORACLE_LOG_W3C)
        put(m, m->site.spelling, ME_SPAN(" "));
    m->whole[which].end = m->seen.len;
}

/* A receiver drops one LF at the very end before it spells control characters. */
static void put_end(struct oracle_message *m, struct me_span after)
{
    oracle_text_add(&m->wire, after);
    if (me_span_ends(after, ME_SPAN("\n")))
        after.len--;
    oracle_frame_spell(headers[m->site.header].json ? ORACLE_RAW : m->site.spelling, after, &m->seen);
}

void oracle_frame_make(struct oracle_message *m, const struct oracle_site *site, struct oracle_row *const row[],
                       size_t rows, size_t joint)
{
    const struct me_span before = oracle_span(headers[site->header].before);
    const enum oracle_spelling around = headers[site->header].json ? ORACLE_RAW : site->spelling;
    m->site = *site;
    m->wire.len = m->seen.len = 0;
    m->rows = rows;
    m->joint = joint;
    m->joint_is_line = site->spelling == ORACLE_RAW && oracle_text_find(joints[joint], ME_SPAN("\n")) != NULL;
    m->cut = false;
    const char *pri_end = before.len > 0 && before.ptr[0] == '<' ? memchr(before.ptr, '>', before.len) : NULL;
    m->pri = pri_end != NULL ? (size_t)(pri_end - before.ptr) + 1 : 0;
    oracle_text_add(&m->wire, (struct me_span){before.ptr, m->pri});
    put(m, around, me_span_skip(before, m->pri));
    for (size_t i = 0; i < rows; i++) {
        m->row[i] = row[i];
        if (i > 0)
            put(m, site->spelling, joints[joint]);
        put_row(m, i);
    }
    put_end(m, oracle_span(headers[site->header].after));
}

static void cut_place(struct oracle_place *place, size_t length)
{
    place->begin = place->begin < length ? place->begin : length;
    place->end = place->end < length ? place->end : length;
}

void oracle_frame_cut(struct oracle_message *m, size_t length)
{
    if (m->seen.len <= length)
        return;
    m->cut = true;
    m->seen.len = length;
    for (size_t i = 0; i < m->rows; i++) {
        cut_place(&m->whole[i], length);
        for (size_t k = 0; k < m->row[i]->columns; k++)
            cut_place(&m->place[i][k], length);
    }
}

void oracle_frame_leave_line(struct oracle_message *m)
{
    const char *lf = memchr(m->seen.ptr, '\n', m->seen.len);
    if (lf == NULL)
        return;
    m->seen.len = (size_t)(lf - m->seen.ptr);
    while (m->rows > 1 && m->whole[m->rows - 1].begin > m->seen.len)
        m->rows--;
}

void oracle_frame_free(struct oracle_message *m)
{
    oracle_text_free(&m->wire);
    oracle_text_free(&m->seen);
}
