# SPDX-License-Identifier: Apache-2.0
"""What senders that are not to be had here, or only built by hand, do to a line, as their manuals or their source say:
the table of conf-examples/senders/README.md as functions, and where each fact is from. What our example files write
themselves is taken from these files.

Knows no module and no field.
"""
import re

from receiver import adapted

OFFSET = "+02:00"
TIME = "2014-07-24T15:40:50" + OFFSET
BOM = b"\xef\xbb\xbf"


def counted(message):
    """RFC 5425: the length and a blank before the message, no line end after it."""
    return b"%d %s" % (len(message), message)


def line_of(message):
    """RFC 6587, non-transparent: a line feed after the message."""
    return message + b"\n"


def found_in(name, pattern):
    """What `pattern` finds in an example file, and finds nothing else anywhere in it."""
    found = set(re.findall(pattern, adapted(name)))
    assert len(found) == 1, (name, pattern)
    return found.pop()


def nxlog(line):
    """im_file takes the line end off; to_syslog_ietf adds its own structured data (NXLog Community Edition Reference
    Manual, xm_syslog; source of 2.x); OutputType Syslog_TLS counts octets (the same manual, om_ssl)."""
    assert found_in("nxlog/nxlog.conf", r"OutputType +(\w+)") == "Syslog_TLS"
    assert found_in("nxlog/nxlog.conf", r"(to_syslog_\w+)\(\)") == "to_syslog_ietf"
    source = found_in("nxlog/nxlog.conf", r"\$SourceName = '(\w+)'").encode()
    return counted(b"<13>1 " + TIME.encode() + b" MAIL01 " + source + b" - - [NXLOG@14506 "
                   b"EventReceivedTime=\"2014-07-24 15:40:50\" SourceModuleName=\"mailenable\" "
                   b"SourceModuleType=\"im_file\"] " + line)


def rsyslog_agent(line):
    """RFC 5424, a byte order mark when the encoding is UTF-8, octets counted when so chosen (rsyslog Windows Agent
    manual, Forward Syslog); the separator is not part of the message (the same, File Monitor)."""
    return counted(b"<133>1 " + TIME.encode() + b" MAIL01 MailEnable - - - " + BOM + line)


def rsyslog_agent_persistent(line):
    """The same with "TCP (persistent connection)"."""
    return line_of(b"<133>1 " + TIME.encode() + b" MAIL01 MailEnable - - - " + BOM + line)


def syslog_ng_agent(line):
    """The template that the settings ask for, with the protocol "Syslog", whose header is that of RFC 5424 with a fixed
    application name (Administrator Guide for syslog-ng Agent for Windows, Customizing the message format; Macros); host
    names in lower case (the same)."""
    assert "`$FILE_MESSAGE`" in adapted("syslog-ng-agent/settings.md")
    return counted(b"<133>1 " + TIME.encode() + b" mail01 syslog-ng-agent - - - " + line)


def syslog_ng_agent_as_installed(line):
    """The default template of the BSD protocol: name, position and size of the file come before the line (the same)."""
    return line_of(b"<133>Jul 24 15:40:50 mail01 syslog-ng-agent: C:\\Program Files (x86)\\Mail Enable\\Logging\\SMTP\\"
                   b"SMTP-Debug-140724.log: 48213/48300: " + line + b"\r")


def snare(line):
    """A syslog header before host, log type and criticality; tokens with TAB between them, the line unaltered (Snare
    Epilog manual, Destination Configuration; Appendix A, Event output format)."""
    return line_of(b"<13>Jul 24 15:40:50 MAIL01 GenericLog\t0\t" + line + b"\r")


def snare_5424(line):
    """The same behind a header of RFC 5424."""
    return line_of(b"<13>1 " + TIME.encode() + b" MAIL01 GenericLog - - - GenericLog\t0\t" + line + b"\r")


def snare_native(line):
    """The format for a Snare server: no header (Appendix A)."""
    return line_of(b"MAIL01\tGenericLog\t0\t" + line + b"\r")


def fluent_bit(line):
    """Time in UTC with six digits, a byte order mark, a line feed (source of Fluent Bit, plugins/out_syslog); the tail
    input takes CR LF off (plugins/in_tail)."""
    host = found_in("fluent-bit/fluent-bit.conf", r"Record +hostname (\w+)").encode()
    return line_of(b"<14>1 2014-07-24T13:40:50.123456Z " + host + b" - - - - " + BOM + line)


def vector(line):
    """The header is written by the example itself; codec text and newline_delimited framing write a line feed after it
    (Vector reference, socket sink)."""
    first, rest = found_in("vector/vector.yaml", r'\.message = "(.*?)" \+ time \+ "(.*?)" \+ string!\(\.message\)')
    assert found_in("vector/vector.yaml", r"method: (\w+)") == "newline_delimited"
    return line_of(first.encode() + TIME.encode() + rest.encode() + line)


def logstash(line):
    """The header is written by the example itself; the codec writes a line feed after it (Logstash reference, line
    codec)."""
    form = found_in("filebeat/logstash.conf", r'format => "(.*?)"')
    head, end = form.replace("%{[agent][name]}", "MAIL01").split("%{message}")
    assert end == ""
    return line_of(head.encode() + line)


# How the frame is made, the listener, and the offset that the module must find: from the header, or none.
OVER_TLS = (
    (nxlog, OFFSET), (rsyslog_agent, OFFSET), (rsyslog_agent_persistent, OFFSET), (syslog_ng_agent, OFFSET),
    (syslog_ng_agent_as_installed, ""), (snare, ""), (snare_5424, OFFSET), (fluent_bit, "Z"), (vector, OFFSET),
    (logstash, ""),
)
# Behind words of the sender's own a code without a timestamp may be somebody's text, and is none.
WORDS_BEFORE = (syslog_ng_agent_as_installed, snare, snare_5424, snare_native)
OVER_TCP = ((snare_native, ""), (snare, ""), (syslog_ng_agent_as_installed, ""))
