/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of the fields in the W3C rows of IMAP and POP, as the `#Fields:` line of their file says it. Knows names
 * and places of fields, no value.
 */
#ifndef ME_W3C_ORDER_H
#define ME_W3C_ORDER_H

#include <stdbool.h>

#include "text/span.h"

/* The fields that are read, wherever the line has them. */
enum me_w3c_field {
    ME_W3C_HANDLE,   /* `s-port` */
    ME_W3C_COMMAND,  /* `cs-method` */
    ME_W3C_ARGUMENT, /* `cs-uristem` */
    ME_W3C_REPLY,    /* `cs-uriquery` */
    ME_W3C_SENT,     /* `sc-bytes` */
    ME_W3C_RECEIVED, /* `cs-bytes` */
    ME_W3C_USER,     /* `cs-username` */
    ME_W3C_FIELD_MAX
};

enum { ME_W3C_FIELDS_MAX = 32 }; /* behind the service word; a line with more is not read */

struct me_w3c_order {
    unsigned char count;                   /* of fields behind the service word; 0: the order is not known */
    unsigned char place[ME_W3C_FIELD_MAX]; /* from 0 on, behind the service word; ME_W3C_FIELDS_MAX: not there */
};

/* Reads a line that begins with `#Fields:`. False, and `order` is not known, when rows of this order cannot be read:
 * they have to begin with date, time, address and service word; command, argument and reply have to stand side by side;
 * no field may be there twice. */
bool me_w3c_order_read(struct me_span line, struct me_w3c_order *order);

#endif
