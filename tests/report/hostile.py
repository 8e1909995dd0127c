# SPDX-License-Identifier: Apache-2.0
"""What strangers put where they may write: HELO names, addresses, user names, Subjects."""

TEXTS = [
    "<script>document.title='owned'</script>",
    "\"><img src=x onerror=document.title='owned'>",
    "</td></table><h1 id=injected>injected</h1>",
    "' onmouseover='document.title=1",
    "=HYPERLINK(\"http://example.com/\",\"click\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1-1",
    "-2+3",
    "\x1b[2J\x1b[31mred\x1b]0;title\x07",
    "\x9b31m\x85\x90",
    "\u202egro.elpmaxe\u202c\u2066hidden\u2069",
    "\u200b\ufeff\u00ad",
    "\u2028\u2029next",
    "@@version@@ @@end@@ %s %n {blank}",
    "a\\u0000b\\x00",
    "&lt;b&gt; &amp; &#60;",
    "\x00nul",
    "\ufffe\uffff\U000e0041",
    "comma, \"quote\"; semicolon",
    "emoji \U0001f4a9 umlaut \u00fc",
    "\x1b]52;c;ZXZpbA==\x07clipboard",
    "\x1b]8;;http://example.com/\x1b\\link\x1b]8;;\x1b\\",
    "\u009d52;c;ZXZpbA==\u009c \x1bP+q544e\x1b\\ \x1b[6n\x1b[21t",
    "Z" + "\u0301\u0489\u20dd" * 40,
    "\u3164\u2800\u115f\uffa0\ufe0f\U0001d173",
    "\u05d0\u05d1\u05d2 123 \u0627\u0644",
    "x;=1+1;\"=2+2\"; \uff1d3,@SUM(1)",
    "\t=1+1",
    "\r-1",
    "  +1",
    "\",\"reply\":\"250\"},{\"log\":\"debug",
    "\\\",\\u0022\\n}",
    "</script><script>document.title='owned'</script>",
    "</title></style><svg onload=document.title='owned'>",
    "javascript:document.title='owned'",
    "<!--", "-->", "]]>", "<base href=//example.com>", "<meta http-equiv=refresh content=0>",
    "../../etc/passwd", "${jndi:ldap://example.com/a}", "`id` $(id)", "{{7*7}}",
]
LONG = "x" * 1000000


def row(second, command, argument, reply, user=b""):
    return b"\t".join([
        b"11/22/26 07:%02d:%02d" % (second // 60, second % 60), b"SMTP-IN", b"%032X.MAI" % (second // 4),
        b"%d" % (1000 + second // 4),
        b"203.0.113.%d" % (1 + second // 4 % 200), command, argument, reply, b"10", b"20", user, b""]) + b"\r\n"


def log():
    """Each text as HELO name, sender, recipient and user of a connection that fails."""
    lines = []
    for i, text in enumerate([*TEXTS, LONG]):
        raw = text.encode("utf-8", "surrogatepass")
        lines += [
            row(4 * i, b"EHLO", b"EHLO " + raw, b"250-hello"),
            row(4 * i, b"MAIL", b"MAIL FROM:<" + raw + b"@example.net>", b"250 Requested mail action okay, completed"),
            row(4 * i, b"RCPT", b"RCPT TO:<" + raw + b"@example.org>",
                b"550 Requested action not taken: mailbox unavailable or not local."),
            row(4 * i + 1, b"AUTH", b"{blank}", b"535 Invalid Username or Password", raw),
        ]
    lines.append(row(3000, b"AUTH", b"{blank}", b"535 Invalid Username or Password", b"\xff\xc3\x28\xed\xa0\x80"))
    return b"".join(lines)
