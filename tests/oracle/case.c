/* SPDX-License-Identifier: Apache-2.0
 *
 * Plays a case and judges its messages.
 */
#include "case.h"

#include "library.h"

enum { CUT_MIN = 1024, CUT_MAX = 1400, SHORT_ROW = 300, SHORT_CUT_MIN = 480, USUAL_ROW = 700, DATAGRAM_MAX = 30000 };

static struct oracle_site choose_site(struct oracle_case *it)
{
    struct oracle_site site = oracle_frame_choose(&it->chance);
    if (it->play->spelling >= 0)
        site.spelling = (enum oracle_spelling)it->play->spelling;
    while (!oracle_frame_may_carry(site.header, site.spelling))
        site.header = (site.header + 1) % oracle_frame_headers();
    if (it->play->headerless)
        site.header = 0;
    return site;
}

static size_t choose_padding(struct oracle_case *it)
{
    if (it->play->padded)
        return ORACLE_TEXT_PADDED;
    const size_t one_in = it->play->blocks ? 2 : 12;
    return !it->play->honest && oracle_chance_once_in(&it->chance, one_in) ? ORACLE_TEXT_LONG : ORACLE_TEXT_SHORT;
}

/* Whether this is a file of IMAP's or POP's W3C rows whose first line is read, too. */
static bool is_file_of_order(struct oracle_case *it)
{
    const bool is_mailbox = it->server.service == ORACLE_IMAP || it->server.service == ORACLE_POP;
    return is_mailbox && it->server.w3c && !it->play->lines && !oracle_chance_once_in(&it->chance, 3);
}

/* Rows as they stand in a file behind its first line, which hardly ever has another number of fields. Then no row is
 * cut: it could lose as many as make it fit. */
static void open_file(struct oracle_case *it)
{
    it->site = (struct oracle_site){ORACLE_RAW, 0};
    it->server.taught = !it->play->padded && oracle_chance_once_in(&it->chance, 8)
                            ? oracle_chance_below(&it->chance, oracle_w3c_orders())
                            : it->server.order;
}

/* How the rows of a message are joined: in a file by line ends. */
static size_t choose_joint(struct oracle_case *it)
{
    enum { LINE_ENDS = 2 };
    const bool is_file = oracle_w3c_line(it->server.taught) != NULL;
    return oracle_chance_below(&it->chance, is_file ? LINE_ENDS : oracle_frame_joints(it->site.spelling));
}

void oracle_case_begin(struct oracle_case *it, struct oracle_chance chance, const struct oracle_play *play)
{
    static const size_t odds[] = {1, 2, 4, 8, 0};
    it->play = play;
    it->chance = chance;
    it->adversary = (struct oracle_adversary){
        .chance = &it->chance,
        .one_trick_in = play->honest ? 0 : ORACLE_ONE_OF(&it->chance, odds),
        .padding_max = choose_padding(it),
    };
    it->rules =
        (struct oracle_rules){.max_row = !play->lines && oracle_chance_once_in(&it->chance, 8) ? SHORT_ROW : USUAL_ROW};
    oracle_server_begin(&it->server, &it->adversary);
    it->server.layout = !play->lines && oracle_chance_once_in(&it->chance, 3)
                            ? oracle_chance_below(&it->chance, oracle_debug_layouts())
                            : 0;
    it->site = choose_site(it);
    if (is_file_of_order(it))
        open_file(it);
    it->adversary.tab = oracle_frame_tab(it->site.spelling);
    oracle_library_teach_order(oracle_w3c_line(it->server.taught));
    oracle_library_teach(oracle_debug_layout_words(it->server.layout));
    oracle_library_forget();
}

/* Makes `row` one of any of the first rows of a conversation. False: it is over before. */
static bool play_to_any(struct oracle_server *server, struct oracle_chance *chance, struct oracle_row *row)
{
    enum { ROWS_MAX = 6 };
    for (size_t skip = oracle_chance_below(chance, ROWS_MAX); skip > 0; skip--)
        if (!oracle_server_next(server, row))
            return false;
    return oracle_server_next(server, row);
}

/* Rows of the neighbour that come in the same message; none when its conversation is over. */
static size_t add_neighbours(struct oracle_case *it)
{
    size_t rows = 1;
    if (it->site.spelling == ORACLE_DECIMAL || !oracle_chance_once_in(&it->chance, 6))
        return rows;
    const size_t wanted = 2 + oracle_chance_below(&it->chance, ORACLE_ROWS_MAX - 1);
    static struct oracle_server others[ORACLE_ROWS_MAX]; /* each row's truth points into its conversation */
    while (rows < wanted) {
        oracle_server_begin_beside(&others[rows], &it->server);
        if (!play_to_any(&others[rows], &it->chance, &it->row[rows]))
            break;
        rows++;
    }
    return rows;
}

static size_t cut_min(const struct oracle_case *it)
{
    return it->rules.max_row == SHORT_ROW ? SHORT_CUT_MIN : CUT_MIN;
}

static void cut(struct oracle_case *it)
{
    const size_t least = cut_min(it);
    if (oracle_w3c_line(it->server.taught) != NULL && it->server.taught != it->server.order)
        return;
    if (it->message.seen.len > least && oracle_chance_once_in(&it->chance, 2))
        oracle_frame_cut(&it->message, least + oracle_chance_below(&it->chance, CUT_MAX - CUT_MIN));
}

/* Whether the message goes over any transport as it is. */
static bool is_line(const struct oracle_message *m)
{
    const char *lf = memchr(m->wire.ptr, '\n', m->wire.len);
    return m->wire.len < DATAGRAM_MAX && (lf == NULL || lf + 1 == m->wire.ptr + m->wire.len);
}

/* A NUL ends what libfastjson shows of a text; where no other control character is spelled, a received one is. */
static bool has_nul(const struct oracle_message *m)
{
    return memchr(m->wire.ptr, '\0', m->wire.len) != NULL;
}

/* rsyslog drops a NUL at the end of a frame. */
static bool ends_with_nul(const struct oracle_message *m)
{
    return me_span_ends(oracle_text_span(&m->wire), (struct me_span){"\0\n", 2});
}

/* Whether the next message is one that this run is for. */
static bool is_wanted(const struct oracle_case *it)
{
    if (!it->play->lines && !it->play->padded)
        return true;
    if (it->play->lines && ((it->site.spelling == ORACLE_RAW && has_nul(&it->message)) || ends_with_nul(&it->message)))
        return false;
    return is_line(&it->message) != it->play->blocks;
}

bool oracle_case_next(struct oracle_case *it)
{
    struct oracle_row *rows[ORACLE_ROWS_MAX];
    const bool again = !oracle_server_next(&it->server, &it->row[0]);
    if (again) {
        enum { CONVERSATIONS_MAX = 16 };
        if (!oracle_chance_once_in(&it->chance, 3) || it->server.conversations == CONVERSATIONS_MAX)
            return false;
        oracle_server_begin_again(&it->server);
        if (!oracle_server_next(&it->server, &it->row[0]))
            return false;
    }
    const size_t count = add_neighbours(it);
    for (size_t i = 0; i < count; i++)
        rows[i] = &it->row[i];
    oracle_frame_make(&it->message, &it->site, rows, count, choose_joint(it));
    if (!it->play->lines && !it->play->padded)
        cut(it);
    if (is_wanted(it))
        return true;
    return !again && oracle_case_next(it); /* without its greeting a conversation would go on with the one before */
}

bool oracle_case_judge(struct oracle_case *it, struct oracle_text *why)
{
    static struct oracle_answer answer, again;
    static struct oracle_text masked;
    const struct me_span seen = oracle_text_span(&it->message.seen);
    oracle_library_ask(seen, it->rules.max_row, &answer);
    oracle_library_converse(&answer);
    it->rules.helped = it->rules.helped || oracle_judge_is_helped(&it->message);
    it->rules.forgetful = it->rules.forgetful || oracle_judge_may_lose_order(&it->message, 0);
    if (!oracle_judge_answer(&it->message, &it->rules, &answer, why) ||
        !oracle_judge_context(&it->message, &it->rules, &answer, why) ||
        !oracle_judge_masks(&it->message, &it->rules, &answer, why))
        return false;
    if (answer.secrets == 0)
        return true;
    masked.len = 0;
    oracle_judge_mask(seen, &answer, &masked);
    oracle_library_ask(oracle_text_span(&masked), it->rules.max_row, &again);
    return oracle_judge_again(&it->message, &it->rules, &answer, &again, why);
}

/* The message behind another header, whole. */
static void make_again(struct oracle_case *it, size_t header)
{
    struct oracle_row *rows[ORACLE_ROWS_MAX];
    const struct oracle_site site = {it->site.spelling, header};
    const size_t count = it->message.rows, joint = it->message.joint;
    memcpy(rows, it->message.row, sizeof(rows));
    oracle_frame_make(&it->message, &site, rows, count, joint);
}

bool oracle_case_judge_cuts(struct oracle_case *it, size_t *judged, struct oracle_text *why)
{
    const bool is_file = oracle_w3c_line(it->server.taught) != NULL;
    for (size_t header = 0; header < (is_file ? 1 : oracle_frame_headers()); header++) {
        if (!oracle_frame_may_carry(header, it->site.spelling))
            continue;
        make_again(it, header);
        const struct oracle_message whole = it->message;
        for (size_t length = cut_min(it); length <= CUT_MAX && length < whole.seen.len; length++) {
            it->message = whole;
            oracle_frame_cut(&it->message, length);
            ++*judged;
            if (!oracle_case_judge(it, why))
                return false;
        }
    }
    return true;
}

static void show_fields(const char *title, const struct me_span value[], struct oracle_text *out)
{
    oracle_text_format(out, "\n  %s:", title);
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        if (value[f].len == 0)
            continue;
        oracle_text_format(out, " %s=`", oracle_field_names[f]);
        oracle_judge_show(value[f], out);
        oracle_text_add_byte(out, '`');
    }
}

void oracle_case_show(const struct oracle_case *it, struct oracle_text *out)
{
    static struct oracle_answer answer;
    static struct oracle_text masked;
    const struct me_span seen = oracle_text_span(&it->message.seen);
    oracle_library_ask(seen, it->rules.max_row, &answer);
    oracle_text_format(out, "  message (%zu octets, %zu rows, spelling %d, header %zu, max_row %zu%s): ", seen.len,
                       it->message.rows, (int)it->site.spelling, it->site.header, it->rules.max_row,
                       it->message.cut ? ", cut" : "");
    oracle_judge_show(seen, out);
    show_fields("truth", it->row[0].truth, out);
    show_fields(answer.found ? "said" : "said nothing", answer.value, out);
    oracle_text_format(out, " anomalies=%x", answer.anomalies);
    masked.len = 0;
    oracle_judge_mask(seen, &answer, &masked);
    if (answer.secrets > 0) {
        oracle_text_add_string(out, "\n  masked: ");
        oracle_judge_show(oracle_text_span(&masked), out);
    }
    oracle_text_add_byte(out, '\n');
}

void oracle_case_free(struct oracle_case *it)
{
    oracle_server_free(&it->server);

    for (size_t i = 0; i < ORACLE_ROWS_MAX; i++)
        oracle_row_free(&it->row[i]);
    oracle_frame_free(&it->message);
}
