# SPDX-License-Identifier: Apache-2.0
"""Running a private rsyslogd and talking to it.

Knows rsyslog and the sample files; knows neither pytest nor what the module should answer, so that
scripts/demo.d can use it as well.
"""
