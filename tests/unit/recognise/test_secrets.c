/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of the credentials that the recogniser points out: a marked secret in every kind of AUTH row, in every spelling
 * of TABs, cut at every byte and malformed, and rows that hold none.
 */
#include "support/examined.h"
#include "support/guarded.h"
#include "support/spelling.h"
#include "support/unit.h"

enum { LINE_MAX = 1024 };

#define IN "09/05/18 00:00:53\tSMTP-IN\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\t"
#define TEN(x) x x x x x x x x x x
#define LONG TEN(TEN("abcdefg"))
#define W3C "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 "

static const struct me_examined_row rows[] = {
    {"hidden by the server", ME_BYTES(IN "AUTH\t{blank}\t235 Authenticated\t19\t30\tuser\t"),
     "argument={blank}|!secret"},
    {"hidden behind a mechanism", ME_BYTES(IN "AUTH\tAUTH PLAIN {blank}\t235 Authenticated\t19\t30\tuser\t"),
     "!secret"},
    {"LOGIN", ME_BYTES(IN "AUTH\tAUTH LOGIN\t334 VXNlcm5hbWU6\t18\t12\t\t"), "argument=AUTH LOGIN|!secret"},
    {"PLAIN in lower case", ME_BYTES(IN "auth\tauth plain\t334 \t18\t12\t\t"), "event=auth-step|!secret"},
    {"CRAM-MD5", ME_BYTES(IN "AUTH\tAUTH CRAM-MD5\t504 x\t18\t12\t\t"), "!secret"},
    {"XOAUTH2 with blanks", ME_BYTES(IN "AUTH\t AUTH  XOAUTH2 \t504 x\t18\t12\t\t"), "!secret"},
    {"the verb alone", ME_BYTES(IN "AUTH\tAUTH\t501 x\t18\t12\t\t"), "!secret"},
    {"nothing", ME_BYTES(IN "AUTH\t\t501 x\t18\t12\t\t"), "event=command|!secret"},
    {"initial response", ME_BYTES(IN "AUTH\tAUTH PLAIN AGFiYwBndWVzcw==\t535 x\t18\t12\tabc\t"),
     "event=auth-failure|user=abc|secret=AGFiYwBndWVzcw=="},
    {"continuation", ME_BYTES(IN "AUTH\tZ3Vlc3M4\t535 x\t18\t12\tabc\t"),
     "event=auth-failure|user=abc|secret=Z3Vlc3M4"},
    {"a mechanism nobody knows", ME_BYTES(IN "AUTH\tAUTH X-NEW abc\t504 x\t18\t12\t\t"), "secret=X-NEW abc"},
    {"in the command column", ME_BYTES(IN "Z3Vlc3M4\tZ3Vlc3M4\t535 x\t18\t12\tabc\t"),
     "event=auth-failure|secret=Z3Vlc3M4|secret=Z3Vlc3M4"},
    {"in the command column, no answer known", ME_BYTES(IN "Z3Vlc3M4\tZ3Vlc3M4\t\t18\t12\tabc\t"),
     "secret=Z3Vlc3M4|secret=Z3Vlc3M4"},
    {"as an unknown command, answered as AUTH is", ME_BYTES(IN "UNKN\tguess 8\t535 x\t18\t12\tabc\t"),
     "event=auth-failure|secret=guess 8"},
    {"as an unknown command, in base64", ME_BYTES(IN "UNKN\tZ3Vlc3MxMg==\t500 x\t18\t12\tabc\t"),
     "event=protocol-error|secret=Z3Vlc3MxMg=="},
    {"as an unknown command, the verb behind a blank", ME_BYTES(IN "UNKN\t AUTH PLAIN Z3Vlc3MxMg==\t500 x\t18\t12\t\t"),
     "event=protocol-error|secret=Z3Vlc3MxMg=="},
    {"as an unknown command, the verb and a sign", ME_BYTES(IN "UNKN\tauth=plain Z3Vlc3MxMg==\t503 x\t18\t12\t\t"),
     "event=protocol-error|secret=auth=plain Z3Vlc3MxMg=="},
    {"as an unknown command that the verb begins", ME_BYTES(IN "UNKN\tAUTHOR x\t500 x\t18\t12\t\t"), "!secret"},
    {"without a command", ME_BYTES(IN "\tZ3Vlc3MxMg==\t535 x\t18\t12\tabc\t"),
     "event=auth-failure|secret=Z3Vlc3MxMg=="},
    {"without a command, any word", ME_BYTES(IN "\tguess 8\t334 x\t18\t12\tabc\t"), "event=auth-step|secret=guess 8"},
    {"without a command, the verb", ME_BYTES(IN "\tAUTH PLAIN Z3Vlc3MxMg==\t500 x\t18\t12\tabc\t"),
     "event=command|secret=Z3Vlc3MxMg=="},
    {"no words, answered as AUTH is", ME_BYTES(IN "\t\t535 x\t18\t12\t\t"), "event=command|!secret"},
    {"a TAB within, in the command column, malformed", ME_BYTES(IN "Z3Vlc3M4\tZ3Vl\tc3M4\tx\t18\t12\tabc\t"),
     "secret=Z3Vlc3M4|secret=Z3Vl|secret=c3M4|secret=x|secret=18|secret=12|secret=abc"},
    {"a TAB within", ME_BYTES(IN "AUTH\tAUTH\tLOGIN\tZ3Vlc3M4\t535 x\t18\t12\tabc\t"),
     "event=auth-failure|secret=Z3Vlc3M4"},
    {"a TAB within, cut", ME_BYTES(IN "AUTH\tAUTH\tZ3Vlc3M4"), "secret=Z3Vlc3M4"},
    {"a TAB within, cut behind a number", ME_BYTES(IN "AUTH\tAUTH\tZ3Vlc3M4\t12"), "secret=Z3Vlc3M4|secret=12"},
    {"numbers malformed", ME_BYTES(IN "AUTH\tZ3Vlc3M4\t535 x\tx\ty"), "secret=Z3Vlc3M4|secret=535 x|secret=x|secret=y"},
    {"row cut behind the credential", ME_BYTES(IN "AUTH\tZ3Vlc3M4"), "event=command|anomaly=truncated|secret=Z3Vlc3M4"},
    {"row cut behind what looks like a line end", ME_BYTES(IN "AUTH\tZ3Vlc3M4+015"), "secret=Z3Vlc3M4+015"},
    {"row cut behind such noise, and noise of a hop's", ME_BYTES(IN "AUTH\tZ3V#015\r\n"), "secret=Z3V#015"},
    {"row cut behind such noise, and a collector's column", ME_BYTES(IN "AUTH\tZ3V#012\tN/A"), "secret=Z3V#012"},
    {"row cut behind such noise, in the command column", ME_BYTES(IN "Z3Vlc3M4\\r"), "secret=Z3Vlc3M4\\r"},
    {"a command and such noise", ME_BYTES(IN "QUIT\tQUIT#015"), "event=command|anomaly=truncated|!secret"},
    {"row cut in the command column", ME_BYTES(IN "Z3Vlc3M4"), "event=command|anomaly=truncated|secret=Z3Vlc3M4"},
    {"blanks for TABs",
     ME_BYTES(
         "09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 AUTH Z3Vlc3M4 535 x 18 12 abc"),
     "foreign|secret=Z3Vlc3M4"},
    {"blanks for TABs, a mechanism",
     ME_BYTES("09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 auth AUTH PLAIN Z3Vlc3M4"),
     "foreign|secret=Z3Vlc3M4"},
    {"blanks for TABs, in the command column",
     ME_BYTES("09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 Z3Vlc3MxMg== Z3Vlc3MxMg== "
              "535 x 18 12"),
     "foreign|secret=Z3Vlc3MxMg=="},
    {"blanks for TABs, in the command column, cut",
     ME_BYTES("09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 Z3Vlc3MxMg== Z3Vl"),
     "foreign|secret=Z3Vl|secret=Z3Vlc3MxMg=="},
    {"blanks for TABs, cut behind what looks like a line end",
     ME_BYTES("09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 AUTH AUTH PLAIN Z3V+015"),
     "foreign|secret=Z3V+015"},
    {"blanks for TABs, a greeting",
     ME_BYTES("09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 220 welcome 0 0"),
     "foreign|!secret"},
    {"blanks for TABs, no AUTH",
     ME_BYTES("09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 EHLO EHLO AUTH x"),
     "foreign|!secret"},
    {"blanks for TABs, in the command column, another word behind it",
     ME_BYTES(
         "09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 Z3Vlc3MxMg==\" n=\"1\"] x"),
     "foreign|secret=Z3Vlc3MxMg=="},
    {"blanks for TABs, cut in a short word",
     ME_BYTES("09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 Z3V"), "foreign|!secret"},
    {"blanks for TABs, a greeting of several lines",
     ME_BYTES("09/05/18 00:00:53 SMTP-OU 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 220-mail 0 0"),
     "foreign|!secret"},
    {"blanks for TABs, no greeting",
     ME_BYTES("09/05/18 00:00:53 SMTP-OU 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 220+Z3Vl 220+Z3Vl"),
     "foreign|secret=220+Z3Vl|secret=220+Z3Vl"},
    {"blanks for TABs, typed into the second record of a message, and a third one behind it",
     ME_BYTES(
         "09/05/18 00:00:52 ME-I0110: 09/05/18 00:00:53 ME-I0106: [SMTP:SMTP-IN 7 192.0.2.9 AUTH @x.example] is in "
         "local address map. 09/05/18 00:00:54 ME-I0106: [ 264 a@x.example] is in local address map."),
     "event=relay-granted|!secret"},
    {"blanks for TABs, typed into the second record of a message, and a W3C row behind it",
     ME_BYTES(
         "09/05/18 00:00:52 ME-I0110: 09/05/18 00:00:53 ME-I0106: [SMTP:SMTP-IN 7 192.0.2.9 AUTH @x.example] is in "
         "local address map. " W3C "QUIT QUIT 221+bye S 264 14 - "),
     "event=relay-granted|!secret"},
    {"typed into a Debug record behind a line end, and other records with blanks behind it",
     ME_BYTES(
         "02/07/19 20:57:21 ME-I0101: (%012[11/22/26 07:00:01]\\tIMAP-IN\\t0123456789ABCDEF0123456789ABCDEF.MAI\\t1\\t"
         "192.0.2.9\\tLOGIN\\t@x.example) is local 01/06/18 04:58:45 ME-I0110: 07:00:01\\tx\\t9\\t8\\tceo"),
     "event=local-delivery|secret=@x.example"},
    {"typed into a Debug record, its reply into the next one",
     ME_BYTES("02/07/19 20:57:21 ME-I0102: Address ([SMTP:\r11/22/26 07:00:01\tSMTP-IN\t"
              "0123456789ABCDEF0123456789ABCDEF.MAI\t1\t192.0.2.9\tUNKN\tAUTH x@x.example]) is to be delivered to "
              "Catch-All address.#015#01202/07/19 20:57:22 ME-I0101: y\t250 ok\t1\t2"),
     "event=catch-all-delivery|secret=x@x.example"},
    {"typed into a Debug text that is not known, and a record behind it",
     ME_BYTES("02/07/19 20:57:21 ME-W0999: Something about \r11/22/26 07:00:01\tSMTP-IN\t"
              "0123456789ABCDEF0123456789ABCDEF.MAI\t1\t192.0.2.9\tAUTH\tx@x.example, say. 02/07/19 20:57:22 "
              "ME-I0101: y\t250 ok\t1\t2"),
     "event=ambiguous|secret=x@x.example, say."},
    {"typed into a Debug text that is not known, and a record with numbers behind it",
     ME_BYTES("02/07/19 20:57:21\tME-W0999: Something about \r11/22/26 07:00:01\tPOP-IN\t1\t192.0.2.9\tPASS\tx\ty. "
              "02/07/19 20:57:22\tME-I0106: [\t1\t2"),
     "event=ambiguous|secret=x|secret=y."},
    {"with blanks for TABs, typed into the reply of a W3C row whose server answers with a number",
     ME_BYTES("2024-03-02 10:40:03 192.0.2.9 SMTP-OU - 192.168.0.5 14223 RCPT RCPT+TO:<a@example.com> 25 SMTP-IN "
              "0123456789ABCDEF0123456789ABCDEF.MAI 231 192.0.2.9 AUTH x 0 MYSERVER 94 244 - "),
     "anomaly=truncated|!secret"},
    {"in a second W3C row without a name",
     ME_BYTES(W3C "RCPT RCPT+TO:<a@example.com> 552+x S 13 30 - \r" W3C "AUTH Z3Vlc3M4 503+x S 30 34  "),
     "event=recipient-rejected|secret=Z3Vlc3M4"},
    {"in a second row, with a backslash before the server's TAB",
     ME_BYTES("03/13/19 15:08:38\\tPOP-IN\\t1215\\t192.0.2.9\\t\\t\\t+OK Welcome\\t39\\t0\\t\\t\\r\\n03/13/19 "
              "15:08:39\\tPOP-IN"
              "\\t6221\\t192.0.2.1\\tPASS\\tPASS guess\\\\t-ERR Unable to log on\\t23\\t42\\t\\t"),
     "event=ambiguous|secret=guess\\"},
    {"blanks for TABs, typed into the reply of a long row, and another row with such blanks behind it",
     ME_BYTES(
         "09/05/18 00:00:52\tSMTP-OU\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\tMAIL\tMAIL FROM:<" LONG
         ">\t552 x 11/22/26 07:00:01 SMTP-IN 7 203.0.113.99 AUTH full\t32\t22\t\tS  " IN
         "AUTH\tAUTH LOGIN 250 Z3Vlc3M4\t334 x\t18\t12\t\t"),
     "event=command|anomaly=truncated|secret=full|secret=250 Z3V|secret=lc3M4"},
    {"a known command, cut by the quotes around the row", ME_BYTES(IN "QUIT\" n=\"1\"] x"),
     "event=command|anomaly=truncated|!secret"},
    {"an empty one", ME_BYTES(IN "\",\"x\":1}"), "event=command|anomaly=truncated|!secret"},
    {"an unknown one", ME_BYTES(IN "Z3Vlc3MxMg==\"}"), "event=command|anomaly=truncated|secret=Z3Vlc3MxMg==\"}"},
    {"a known command and quotes that close nothing", ME_BYTES(IN "QUIT\"Z3V"),
     "event=command|anomaly=truncated|secret=QUIT\"Z3V"},
    {"cut in an unknown command's argument", ME_BYTES(IN "UNKN\tZ3V"), "event=command|anomaly=truncated|secret=Z3V"},
    {"the date in the syslog header",
     ME_BYTES(" 00:00:53#011SMTP-IN#01167F8B39840CFFA46C0B5C0FD5D91AF4D.MAI#0111320#011192.0.2.1#011AUTH#011Z3Vlc3M4"
              "#011535 x#01118#01112#011abc"),
     "foreign|secret=Z3Vlc3M4"},
    {"date and time in the syslog header",
     ME_BYTES("SMTP-IN\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\tAUTH\tAUTH PLAIN Z3Vlc3M4\t535 x\t1\t2"),
     "foreign|secret=Z3Vlc3M4"},
    {"W3C, the date and the hour in the syslog header",
     ME_BYTES("06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH Z3Vlc3M4 535+x S 34 14 abc "),
     "foreign|secret=Z3Vlc3M4"},
    {"W3C, all before the service in the syslog header",
     ME_BYTES(" SMTP-IN - 192.168.0.5 1940 AUTH Z3Vlc3M4 535+x S 34 14 abc "), "foreign|secret=Z3Vlc3M4"},
    {"W3C, in the command column, all before the service in the syslog header",
     ME_BYTES(" SMTP-IN - 192.168.0.5 1940 Z3Vlc3M4 Z3Vlc3M4 500+x S 34 14 abc "),
     "foreign|secret=Z3Vlc3M4|secret=Z3Vlc3M4"},
    {"W3C, an unknown command, all before the service in the syslog header",
     ME_BYTES(" SMTP-IN - 192.168.0.5 1940 UNKN Z3Vlc3MxMg== 500+x S 34 14 abc "), "foreign|secret=Z3Vlc3MxMg=="},
    {"a firewall's rule with the service's name",
     ME_BYTES("198.51.100.7 SMTP-IN accept 192.0.2.5 25 allowed by rule 7"), "foreign|!secret"},
    {"a firewall's rule, a word as long as base64",
     ME_BYTES("198.51.100.7 SMTP-IN drop 192.0.2.5 25 REJECTED Outbound x"), "foreign|!secret"},
    {"a firewall's rule, an answer all the same", ME_BYTES("198.51.100.7 SMTP-IN - 192.0.2.5 25 Z3Vlc3M4 x"),
     "foreign|secret=x|secret=Z3Vlc3M4"},
    {"a firewall's rule, no row's account", ME_BYTES("198.51.100.7 SMTP-IN drop 192.0.2.5 25 Z3Vlc3M4 x"),
     "foreign|!secret"},
    {"a firewall's rule and two addresses", ME_BYTES("pf: SMTP-IN 198.51.100.7 192.0.2.5 25 allowed"),
     "foreign|!secret"},
    {"a firewall's rule and no command", ME_BYTES("SMTP-OU x 192.0.2.5 25 - permitted"), "foreign|!secret"},
    {"W3C, cut by quotes before its command",
     ME_BYTES("[x y=\"2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 \" n=\"1\"] some text of others"),
     "event=command|anomaly=truncated|!secret"},
    {"the service taken for the syslog header's host",
     ME_BYTES("<13>Sep  5 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 AUTH Z3Vlc3M4"),
     "foreign|secret=Z3Vlc3M4"},
    {"no row behind the service", ME_BYTES("the SMTP-IN service AUTH Z3Vlc3M4"), "foreign|!secret"},
    {"W3C, hidden", ME_BYTES(W3C "AUTH {blank} 535+x S 34 14 abc "), "event=auth-failure|!secret"},
    {"W3C, mechanism", ME_BYTES(W3C "AUTH AUTH+LOGIN 334+VXNlcm5hbWU6 S 18 12 - "), "event=auth-step|!secret"},
    {"W3C, nothing", ME_BYTES(W3C "AUTH - 501+x S 18 12 - "), "!secret"},
    {"W3C, initial response", ME_BYTES(W3C "AUTH AUTH+PLAIN+AGFi+wBn/WVzcw== 535+x S 34 14 abc "),
     "event=auth-failure|secret=AGFi+wBn/WVzcw=="},
    {"W3C, continuation", ME_BYTES(W3C "AUTH Z3Vlc3M4 535+x S 34 14 abc "), "event=auth-failure|secret=Z3Vlc3M4"},
    {"W3C, in the command column", ME_BYTES(W3C "Z3Vlc3M4 Z3Vlc3M4 535+x S 34 14 abc "),
     "secret=Z3Vlc3M4|secret=Z3Vlc3M4"},
    {"W3C, noise for fields", ME_BYTES(W3C "AUTH \r \r\n"), "event=command|anomaly=truncated"},
    {"W3C, cut", ME_BYTES(W3C "AUTH AUTH+PLAIN+Z3Vlc3M4"), "event=command|anomaly=truncated|secret=Z3Vlc3M4"},
    {"W3C, cut in the command column", ME_BYTES(W3C "Z3Vlc3M4"), "event=command|anomaly=truncated|secret=Z3Vlc3M4"},
    {"W3C, command and argument gone, and a reply forged in the name",
     ME_BYTES(W3C "  503+x S 30 3  334 VXNlcm5hbWU6 439 116 ceo@x.example "), "event=ambiguous|!secret"},
    {"W3C, blanks within", ME_BYTES(W3C "AUTH AUTH PLAIN Z3Vlc3M4 535+x S 34 14 abc "),
     "event=auth-failure|reply=535+x|!user|secret=PLAIN|secret=Z3Vlc3M4"},
    {"W3C, one blank within", ME_BYTES(W3C "AUTH AUTH Z3Vlc3M4 535+x S 34 14 abc "),
     "event=auth-failure|reply=535+x|!user|secret=Z3Vlc3M4"},
    {"W3C, as an unknown command, in base64 with a blank", ME_BYTES(W3C "UNKN Z3Vlc3MxMg==+ 500+x S 34 14 - "),
     "event=protocol-error|secret=Z3Vlc3MxMg=="},
    {"W3C, as an unknown command, the verb", ME_BYTES(W3C "UNKN +AUTH+PLAIN+Z3Vlc3MxMg== 500+x S 34 14 - "),
     "event=protocol-error|secret=Z3Vlc3MxMg=="},
    {"W3C, without a command", ME_BYTES(W3C "- Z3Vlc3MxMg== 535+x S 34 14 - "),
     "event=auth-failure|secret=Z3Vlc3MxMg=="},
    {"a Debug record in columns, its date swallowed",
     ME_BYTES(
         " 07:00:25\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.7\tME-I0111: Relay Denied: Failed "
         "to meet all relay criteria."),
     "!secret"},
    {"a Debug record in columns, two of them joined",
     ME_BYTES("09/05/18 00:00:53\tSMTP-IN\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320192.0.2.1\tME-I0111:HELO\tHELO "
              "x\t250 x\t1\t2\t\t"),
     "event=relay-denied|text=HELO\tHELO x\t250 x\t1\t2|!secret"},
    {"a Debug record in columns, its code among them",
     ME_BYTES("09/05/18 00:00:53\tSMTP-IN\tME-I0111: 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\tx "
              "y\tz\t250 x\t1\t2\t\t"),
     "event=relay-denied|text=x y\tz\t250 x\t1\t2|!secret"},
    {"a Debug record in columns, a row behind it",
     ME_BYTES("09/05/18 00:00:53\tSMTP-IN\t1320\tME-I0111: x\r" IN "AUTH\tZ3Vlc3M4\t535 x\t1\t2\t\t"),
     "event=relay-denied|!text|secret=Z3Vlc3M4"},
    {"a code that has no time, and a row typed into its text",
     ME_BYTES("ME-I0106: Relay Granted: [" IN "AUTH\tx@x.example\t250 ok\t1\t2\t\t] is in local address map."),
     "event=relay-granted|!text|secret=x@x.example"},
    {"a code that has no time, and a row typed into its text that has none either",
     ME_BYTES("ME-I0106: Relay Granted: [SMTP-IN\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\tAUTH\t"
              "x@x.example\t250 ok\t1\t2\t\t] is in local address map."),
     "event=relay-granted|!text|secret=x@x.example"},
    {"a code that has no time, and a row right behind it that has none either",
     ME_BYTES("ME-I0106:\tSMTP-IN\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\tAUTH\tx@x.example\t250 ok\t1"
              "\t2\t\t"),
     "event=relay-granted|!text|secret=x@x.example"},
    {"a code that has no time, and a W3C row typed into its text",
     ME_BYTES("ME-I0106: Relay Granted: [" W3C "AUTH x@x.example 535+x S 34 14 abc ] is in local address map."),
     "event=relay-granted|!text|secret=x@x.example"},
    {"a code that a client typed into a row whose start is lost, and a row without its end behind it",
     ME_BYTES("MAIL FROM:<[1448] ME-I0111:x>\t250 ok\t1\t2\t\t" IN "AUTH\tZ3Vlc3M4"), "foreign|secret=Z3Vlc3M4"},
    {"a code that has no time, and a row behind its line end",
     ME_BYTES("<13>Sep  5 00:00:53 MAIL01 mailenable: ME-I0111: x#015#012" IN "AUTH\tZ3Vlc3M4\t535 x\t1\t2\t\t"),
     "foreign|secret=Z3Vlc3M4"},
    {"a code that a client typed into a row whose start is lost, and a row behind its line end",
     ME_BYTES("MAIL FROM:<ME-I0111:x>\t250 ok\t1\t2\t\t\r" IN "AUTH\tAUTH PLAIN Z3Vlc3M4\t535 x\t1\t2\t\t"),
     "foreign|secret=Z3Vlc3M4"},
    {"a code that a client typed into a row whose start is lost, and a row behind a blank",
     ME_BYTES("MAIL FROM:<ME-I0111:x>\t250 ok\t1\t2\t\t " IN "AUTH\tAUTH PLAIN Z3Vlc3M4\t535 x\t1\t2\t\t"),
     "foreign|secret=Z3Vlc3M4"},
    {"a Debug record without a TAB, a row behind it",
     ME_BYTES("09/05/18 00:00:53 ME-I0111: x " IN "AUTH\tAUTH PLAIN Z3Vlc3M4\t535 x\t1\t2\t\t"),
     "event=relay-denied|!text|secret=Z3Vlc3M4"},
    {"a Debug record without a TAB, a W3C row in its text",
     ME_BYTES("09/05/18 00:00:53 ME-I0111: x " W3C "AUTH AUTH+Z3Vlc3M4 535+x S 34 14 abc -"),
     "text=x " W3C "AUTH AUTH+Z3Vlc3M4 535+x S 34 14 abc -|!secret"},
    {"a code behind the verb", ME_BYTES(IN "AUTH\tME-I0111: Z3Vlc3M4\t535 x\t1\t2\t\t"),
     "event=auth-failure|secret=ME-I0111: Z3Vlc3M4"},
    {"a code for a command", ME_BYTES(IN "ME-I0111:\tAUTH PLAIN Z3Vlc3M4\t535 x\t1\t2\t\t"),
     "event=auth-failure|!code|secret=Z3Vlc3M4"},
    {"a code for a command, no id",
     ME_BYTES("09/05/18 00:00:53\tSMTP-IN\t\t1320\t192.0.2.1\tME-I0111:\tAUTH PLAIN Z3Vlc3M4\t535 x\t1\t2\t\t"),
     "event=auth-failure|!code|secret=Z3Vlc3M4"},
    {"a code behind the verb, date and time in the syslog header",
     ME_BYTES("SMTP-IN\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\tAUTH\tME-I0111: Z3Vlc3M4\t535 x\t1\t2"),
     "foreign|secret=ME-I0111: Z3Vlc3M4"},
    {"a code behind the verb, blanks for TABs",
     ME_BYTES("09/05/18 00:00:53 SMTP-IN 67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI 1320 192.0.2.1 AUTH ME-I0111: Z3Vlc3M4 "
              "535 x 1 2"),
     "foreign|secret=ME-I0111: Z3Vlc3M4"},
    {"W3C, a code for a command", ME_BYTES(W3C "ME-I0111: AUTH+PLAIN+Z3Vlc3M4 535+x S 34 14 - "),
     "event=auth-failure|!code|secret=Z3Vlc3M4"},
    {"W3C, a code for a command, and an account that looks like a system column",
     ME_BYTES("2025-05-04 10:06:59 203.0.113.22 SMTP-IN 1320 192.168.0.5 1940 ME-I0111: AUTH+PLAIN+Z3Vlc3M4 535+x S 34 "
              "14 - "),
     "event=auth-failure|!code|secret=Z3Vlc3M4"},
    {"W3C, within another one, whose reply stands before the command",
     ME_BYTES(W3C "QUIT QUIT2025-05-04 10:06:59 203.0.113.22 SMTP-IN  221+x S 50 6 u@e"), "event=quit|!secret"},
    {"MAIL", ME_BYTES(IN "MAIL\tMAIL FROM:<a@example.com> AUTH=<>\t250 ok\t1\t2\tabc\t"), "!secret"},
    {"RCPT", ME_BYTES(IN "RCPT\tRCPT TO:<a@example.com>\t535 odd\t1\t2\tabc\t"), "!secret"},
    {"EHLO of AUTH's shape", ME_BYTES(IN "EHLO\tEHLO AUTH\t250-x\t1\t2\t\t"), "!secret"},
    {"greeting", ME_BYTES(IN "\t\t220 AUTH\t1\t2\t\t"), "!secret"},
    {"unknown command", ME_BYTES(IN "UNKN\tFOO bar\t500 x\t1\t2\t\t"), "!secret"},
};

static void points_out_credentials_and_nothing_else(void **state)
{
    (void)state;
    me_examined_check_rows(rows, ME_COUNT(rows));
}

/* A row under construction, with a mark for each byte that is secret. */
struct marked {
    char text[LINE_MAX];
    bool secret[LINE_MAX];
    size_t len;
};

static void add(struct marked *row, const char *text, bool secret)
{
    for (; *text != '\0'; text++) {
        assert_true(row->len < LINE_MAX);
        row->text[row->len] = *text;
        row->secret[row->len++] = secret;
    }
}

static void add_tab(struct marked *row, const struct me_spelling *spelling)
{
    add(row, spelling != NULL ? spelling->tab : " ", false);
}

static bool is_covered(const struct me_examined *e, const char *p)
{
    for (size_t i = 0; i < e->credential_count && i < ME_EXAMINED_CREDENTIALS_MAX; i++)
        if (p >= e->credentials[i].bytes.ptr && p < me_span_end(e->credentials[i].bytes))
            return true;
    return false;
}

static void random_secret(uint64_t *random, char *out)
{
    /* No digits: what a cut leaves could otherwise spell the end of a TAB. */
    static const char alphabet[] = "abcdefghijkmopqsuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/+";
    size_t len = 4 + 4 * me_unit_random(random, 8);
    for (size_t i = 0; i < len; i++)
        *out++ = alphabet[me_unit_random(random, sizeof(alphabet) - 1)];
    strcpy(out, me_unit_random(random, 2) ? "" : "==");
}

static const char *pick(uint64_t *random, const char *const *list, size_t count)
{
    return list[me_unit_random(random, count)];
}

/* `spelling` NULL: W3C, where `+` stands for a blank within a value. */
static void build(struct marked *row, const struct me_spelling *spelling, uint64_t *random)
{
    static const char *const verbs[] = {"AUTH", "auth", "Auth", "aUtH"};
    static const char *const before[] = {
        "",      "AUTH LOGIN ",   "AUTH PLAIN ", "auth cram-md5 ", "AUTH NTLM  ", " AUTH  LOGIN ", "AUTH X-OWN ",
        "AUTH ", "AUTH XOAUTH2 ",
    };
    static const char *const replies[] = {
        "235 Authenticated", "535 Invalid Username or Password", "334 UGFzc3dvcmQ6", "504 x", "500 Syntax error", ""};
    static const char *const tails[] = {"34|10|user|", "34|10", "34", "", "x|y|z", "34|10|550 x|1|2|", "34|10||"};
    char secret[64], text[128];
    random_secret(random, secret);
    const bool stray = me_unit_random(random, 4) == 0;
    add(row, spelling != NULL ? "" : "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 ", false);
    if (spelling != NULL) {
        char start[256];
        const struct me_span s = me_spelling_apply(spelling, ME_SPAN(IN), start, sizeof(start) - 1);
        start[s.len] = '\0';
        add(row, start, false);
    }
    add(row, stray ? secret : pick(random, verbs, ME_COUNT(verbs)), stray);
    add_tab(row, spelling);
    snprintf(text, sizeof(text), "%s", stray ? "" : pick(random, before, ME_COUNT(before)));
    for (char *p = text; *p != '\0' && spelling == NULL; p++)
        *p = *p == ' ' ? '+' : *p;
    add(row, text, false);
    add(row, secret, true);
    if (me_unit_random(random, 4) == 0) {
        add(row, spelling != NULL ? " " : "+", true);
        add(row, secret, true);
    }
    add_tab(row, spelling);
    snprintf(text, sizeof(text), "%s", pick(random, replies, ME_COUNT(replies)));
    for (char *p = text; *p != '\0' && spelling == NULL; p++)
        *p = *p == ' ' ? '+' : *p;
    add(row, text[0] != '\0' || spelling != NULL ? text : "-", false);
    if (spelling == NULL)
        add(row, " SERVER", false);
    add_tab(row, spelling);
    for (const char *p = pick(random, tails, ME_COUNT(tails)); *p != '\0'; p++) {
        const char one[] = {*p, '\0'};
        if (*p == '|')
            add_tab(row, spelling);
        else
            add(row, one, false);
    }
}

static void covers_a_marked_secret_wherever_the_row_is_cut(void **state)
{
    enum { ROUNDS = 400 };
    struct me_guarded memory = me_guarded_new(LINE_MAX);
    uint64_t random = me_unit_seed("covers_a_marked_secret_wherever_the_row_is_cut", 20261123);
    (void)state;
    for (size_t round = 0; round < me_unit_amount(ROUNDS); round++)
        for (size_t s = 0; s <= ME_SPELLINGS; s++) {
            struct marked row = {.len = 0};
            build(&row, s < ME_SPELLINGS ? &me_spellings[s] : NULL, &random);
            for (size_t len = 0; len <= row.len; len++) {
                const struct me_span text = me_guarded_at_end(&memory, (struct me_span){row.text, len});
                const struct me_examined e = me_examine(text);
                for (size_t i = 0; i < len; i++)
                    if (row.secret[i] && text.ptr[i] != ' ' && text.ptr[i] != '+' && !is_covered(&e, text.ptr + i))
                        fail_msg("byte %zu of %.*s", i, (int)len, row.text);
            }
        }
    me_guarded_free(&memory);
}

/* An AUTH answer that arrives as an unknown command is known by its look, as soon as there is something to look at. */
static void covers_a_secret_that_is_an_unknown_command(void **state)
{
    static const char line[] = IN "UNKN\tc2VjcmV0c2VjcmV0\t500 Syntax error\t1\t2\t\t";
    const size_t start = strlen(IN "UNKN\t"), end = start + strlen("c2VjcmV0c2VjcmV0");
    (void)state;
    for (size_t len = start + 8; len < sizeof(line); len++) {
        const struct me_examined e = me_examine((struct me_span){line, len});
        for (size_t i = start; i < end && i < len; i++)
            if (!is_covered(&e, line + i))
                fail_msg("byte %zu of %.*s", i, (int)len, line);
    }
}

/* A message over the limit may have lost its end in any of its rows: the first one is a greeting here, and the last one
 * is cut in the credential. */
static void covers_a_secret_that_was_cut_behind_a_greeting(void **state)
{
    enum { LIMIT = 700 };
    char line[LINE_MAX];
    const struct me_span rest =
        ME_SPAN(" 50 0 05/24/18 11:57:57 IMAP-IN 6562131 192.0.2.50 LOGIN LOGIN bob guess A74 NO LOGIN Failed 53 33 "
                "08/18/22 16:57:33 IMAP-IN 8020051 192.0.2.23 AUTHENTICATE Z3Vl");
    (void)state;
    memset(line, 'x', sizeof(line));
    memcpy(line, ME_SPAN("03/20/17 06:56:34 IMAP-IN 2096723 192.0.2.90 * OK ").ptr, 50);
    memcpy(line + LIMIT + 1 - rest.len, rest.ptr, rest.len);
    const struct me_examined e = me_examine((struct me_span){line, LIMIT + 1});
    me_examined_check(&e, "behind a greeting", "foreign|secret=guess|secret=Z3Vl");
}

/* Ordinary rows, whole and cut behind their command: no secret in any of them. */
static void finds_none_in_ordinary_rows(void **state)
{
    static const char *const commands[] = {
        "\t",
        "EHLO\tEHLO AUTH LOGIN x",
        "HELO\tHELO c2VjcmV0",
        "MAIL\tMAIL FROM:<auth@example.com> AUTH=<x>",
        "RCPT\tRCPT TO:<c2VjcmV0@example.com>",
        "DATA\tDATA",
        "QUIT\tQUIT",
        "RSET\tRSET",
        "STARTTLS\tSTARTTLS",
        "DATE\t.",
        "CONN\t",
        "NOOP\tNOOP x",
        "VRFY\tVRFY auth",
    };
    char line[LINE_MAX], text[LINE_MAX];
    (void)state;
    for (size_t c = 0; c < ME_COUNT(commands); c++)
        for (size_t s = 0; s < ME_SPELLINGS; s++) {
            snprintf(line, sizeof(line), "%s%s\t535 AUTH x\t34\t10\tuser\tAUTH LOGIN x", IN, commands[c]);
            const struct me_span row = me_spelling_apply(&me_spellings[s], me_unit_span(line), text, sizeof(text));
            const size_t command = (size_t)(strstr(text, "192.0.2.1") - text) + strlen("192.0.2.1") +
                                   strlen(me_spellings[s].tab) + strcspn(commands[c], "\t");
            for (size_t len = command; len <= row.len; len++) {
                const struct me_examined e = me_examine((struct me_span){row.ptr, len});
                const bool in_tab =
                    len < command + strlen(me_spellings[s].tab); /* the rest of a TAB makes another word */
                if (!in_tab && e.credential_count > 0)
                    fail_msg("%.*s", (int)len, row.ptr);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_out_credentials_and_nothing_else),
        cmocka_unit_test(covers_a_marked_secret_wherever_the_row_is_cut),
        cmocka_unit_test(covers_a_secret_that_is_an_unknown_command),
        cmocka_unit_test(covers_a_secret_that_was_cut_behind_a_greeting),
        cmocka_unit_test(finds_none_in_ordinary_rows),
    };

    me_unit_limit_seconds(300);
    return cmocka_run_group_tests_name("credentials", tests, NULL, NULL);
}
