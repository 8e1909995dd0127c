/* SPDX-License-Identifier: Apache-2.0
 *
 * A message: its raw text, what rsyslog keeps of its header, and its properties.
 */
#include "host.h"

#include <malloc.h>

/* rsyslog's config.h turns assert() off. */
static void expect(bool right)
{
    if (!right)
        abort();
}

static char **header_of(smsg_t *message, enum me_stub_header which)
{
    void *const fields[ME_STUB_HEADER_MAX] = {
        [ME_STUB_TAG] = &message->TAG.pszTAG,
        [ME_STUB_HOSTNAME] = &message->pszHOSTNAME,
        [ME_STUB_PROGRAMNAME] = &message->PROGNAME.ptr,
        [ME_STUB_APP_NAME] = &message->pCSAPPNAME,
        [ME_STUB_PROCID] = &message->pCSPROCID,
        [ME_STUB_MSGID] = &message->pCSMSGID,
        [ME_STUB_STRUCTURED_DATA] = &message->pszStrucData,
    };
    return fields[which];
}

void me_stub_set_header(struct msg *message, enum me_stub_header which, const char *text)
{
    char **field = header_of(message, which);
    free(*field);
    *field = me_host_duplicate(text, strlen(text));
    if (which == ME_STUB_TAG)
        message->iLenTAG = (int)strlen(text);
}

void me_stub_set_host(struct msg *message, const char *host)
{
    me_stub_set_header(message, ME_STUB_HOSTNAME, host);
}

const char *me_stub_header(struct msg *message, enum me_stub_header which)
{
    return *header_of(message, which);
}

static enum me_stub_header header_named(propid_t id)
{
    switch (id) {
    case PROP_SYSLOGTAG:
        return ME_STUB_TAG;
    case PROP_HOSTNAME:
        return ME_STUB_HOSTNAME;
    case PROP_PROGRAMNAME:
        return ME_STUB_PROGRAMNAME;
    case PROP_APP_NAME:
        return ME_STUB_APP_NAME;
    case PROP_PROCID:
        return ME_STUB_PROCID;
    case PROP_MSGID:
        return ME_STUB_MSGID;
    default:
        return ME_STUB_HEADER_MAX;
    }
}

struct msg *me_stub_message_new(const char *raw, size_t raw_len, size_t msg_len, const char *tag)
{
    smsg_t *message = me_host_new(1, sizeof(*message));
    message->pszRawMsg = (uchar *)me_host_duplicate(raw, raw_len);
    message->iLenRawMsg = (int)raw_len;
    message->iLenMSG = (int)msg_len;
    message->offMSG = (int)(raw_len - msg_len);
    message->iLenTAG = (int)strlen(tag);
    message->TAG.pszTAG = (uchar *)me_host_duplicate(tag, strlen(tag));
    message->bParseSuccess = 2;
    return message;
}

void me_stub_message_free(struct msg *message)
{
    fjson_object_put(message->json);
    fjson_object_put(message->localvars);
    for (int which = 0; which < ME_STUB_HEADER_MAX; which++)
        free(*header_of(message, (enum me_stub_header)which));
    free(message->pszRawMsg);
    free(message);
}

const char *me_stub_raw(const struct msg *message)
{
    return (const char *)message->pszRawMsg;
}

const char *me_stub_msg(const struct msg *message)
{
    return (const char *)message->pszRawMsg + message->offMSG;
}

bool me_stub_parse_success(const struct msg *message)
{
    return message->bParseSuccess == 1;
}

uchar *getMSG(smsg_t *message)
{
    static uchar empty[] = "";
    return message->iLenMSG == 0 ? empty : message->pszRawMsg + message->offMSG;
}

int getMSGLen(smsg_t *message)
{
    return message->iLenMSG;
}

void getRawMsg(const smsg_t *message, uchar **raw, int *len)
{
    *raw = message->pszRawMsg;
    *len = message->iLenRawMsg;
}

void getTAG(smsg_t *message, uchar **tag, int *len, sbool lock)
{
    (void)lock;
    *tag = message->TAG.pszTAG;
    *len = message->iLenTAG;
}

const char *getHOSTNAME(smsg_t *message)
{
    return message->pszHOSTNAME != NULL ? (const char *)message->pszHOSTNAME : "sender";
}

int getHOSTNAMELen(smsg_t *message)
{
    return (int)strlen(getHOSTNAME(message));
}

uchar *getRcvFrom(smsg_t *message)
{
    static uchar sender[] = "sender";
    (void)message;
    return sender;
}

const char *getTimeReported(smsg_t *message, enum tplFormatTypes format)
{
    (void)message;
    return format == tplFmtRFC3339Date ? "2014-07-24T15:40:50+02:00" : "not asked for";
}

void MsgSetParseSuccess(smsg_t *message, int success)
{
    message->bParseSuccess = (sbool)success;
}

void MsgSetRawMsg(smsg_t *message, const char *raw, size_t len)
{
    free(message->pszRawMsg);
    message->pszRawMsg = (uchar *)me_host_duplicate(raw, len);
    const int growth = (int)len - message->iLenRawMsg;
    message->iLenRawMsg = (int)len;
    message->iLenMSG = message->iLenRawMsg > message->offMSG ? message->iLenMSG + growth : 0;
}

void MsgSetMSGoffs(smsg_t *message, int offset)
{
    message->offMSG = offset;
    message->iLenMSG = offset > message->iLenRawMsg ? 0 : message->iLenRawMsg - offset;
}

void setMSGLen(smsg_t *message, int len)
{
    message->iLenMSG = len;
}

void MsgGetStructuredData(smsg_t *message, uchar **data, rs_size_t *len)
{
    static uchar none[] = "-";
    *data = message->pszStrucData != NULL ? message->pszStrucData : none;
    *len = (rs_size_t)strlen((char *)*data);
}

rsRetVal MsgSetStructuredData(smsg_t *message, const char *data)
{
    free(message->pszStrucData);
    message->pszStrucData = (uchar *)me_host_duplicate(data, strlen(data));
    return RS_RET_OK;
}

void MsgSetTAG(smsg_t *message, const uchar *text, size_t len)
{
    expect(strlen((const char *)text) == len);
    me_stub_set_header(message, ME_STUB_TAG, (const char *)text);
}

void MsgSetHOSTNAME(smsg_t *message, const uchar *text, int len)
{
    expect((int)strlen((const char *)text) == len);
    me_stub_set_header(message, ME_STUB_HOSTNAME, (const char *)text);
}

/* rsyslog keeps the memory of a word for one that is as long as that, and writes the zero behind it. NULL gives the
 * memory up. */
static rsRetVal set_word(smsg_t *message, enum me_stub_header which, const char *text)
{
    char **word = header_of(message, which);
    expect(text == NULL || *word == NULL || strlen(text) != malloc_usable_size(*word));
    free(*word);
    *word = text != NULL ? me_host_duplicate(text, strlen(text)) : NULL;
    return RS_RET_OK;
}

rsRetVal MsgSetAPPNAME(smsg_t *message, const char *text)
{
    expect(text != NULL);
    return set_word(message, ME_STUB_APP_NAME, text);
}

rsRetVal MsgSetPROCID(smsg_t *message, const char *text)
{
    return set_word(message, ME_STUB_PROCID, text);
}

rsRetVal MsgSetMSGID(smsg_t *message, const char *text)
{
    return set_word(message, ME_STUB_MSGID, text);
}

uchar *MsgGetProp(smsg_t *message, struct templateEntry *template, msgPropDescr_t *at, rs_size_t *len,
                  unsigned short *must_be_freed, struct syslogTime *now)
{
    static uchar empty[] = "";
    uchar *value = empty;
    (void)now;
    *must_be_freed = 0;
    *len = 0;
    if (at->id == PROP_RAWMSG) {
        getRawMsg(message, &value, len);
    } else if (at->id == PROP_FROMHOST_IP) {
        static uchar address[] = "192.0.2.1";
        value = address;
        *len = sizeof(address) - 1;
    } else if (at->id == PROP_TIMEGENERATED) {
        static uchar as_rfc3339[] = "2014-07-24T15:40:51.123456+02:00", as_rfc3164[] = "Jul 24 15:40:51";
        value = template != NULL && template->data.field.eDateFormat == tplFmtRFC3339Date ? as_rfc3339 : as_rfc3164;
        *len = (rs_size_t)strlen((char *)value);
    } else if (at->id == PROP_MSG) {
        value = getMSG(message);
        *len = getMSGLen(message);
    } else if (at->id == PROP_STRUCTURED_DATA) {
        MsgGetStructuredData(message, &value, len);
    } else if (header_named(at->id) != ME_STUB_HEADER_MAX) {
        char *field = *header_of(message, header_named(at->id));
        if (field != NULL)
            value = (uchar *)field;
        *len = (rs_size_t)strlen((char *)value);
    } else {
        struct fjson_object *found = me_host_variable(message, at);
        if (found == NULL)
            return value;
        const char *text = fjson_object_get_string(found);
        value = (uchar *)me_host_duplicate(text, strlen(text));
        *len = (rs_size_t)strlen(text);
        *must_be_freed = 1;
    }
    return value;
}
