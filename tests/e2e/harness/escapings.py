# SPDX-License-Identifier: Apache-2.0
"""How rsyslog may spell a control character it received: parameters of global(), and what a TAB then looks like.

A watched file is not parsed, so its TABs stay TABs under every setting. Knows nothing of MailEnable.
"""

# name, parameters of global(), the bytes a TAB becomes
DEFAULT = ("default", "", "#011")
C_STYLE = ("c-style", 'parser.escapeControlCharactersCStyle="on"', "\\t")
OFF = ("off", 'parser.escapeControlCharactersOnReceive="off"', "\t")
PREFIX = ("prefix", 'parser.controlCharacterEscapePrefix="@"', "@011")
ALL = (DEFAULT, C_STYLE, OFF, PREFIX)
