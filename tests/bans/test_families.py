# SPDX-License-Identifier: Apache-2.0
"""Each family of what strangers write, against a real rsyslogd and a real fail2ban: no bystander is banned, no attacker
is spared."""
import attacks
import families
from harness import wait
from test_fail2ban import JAILS
from test_fail2ban import fixture_site  # noqa: F401, the fixture `site`

SECONDS = 60


def all_read(fail2ban):
    """Wait until every jail has seen the last row; {client: names of its jails}."""
    wait.until(lambda: all(attacks.LAST in fail2ban.banned().get(jail, ()) for jail in JAILS), fail2ban.log, SECONDS)
    found = {}
    for jail, clients in fail2ban.banned().items():
        for client in clients - {attacks.LAST}:
            found.setdefault(client, set()).add(jail[len("mailenable-"):])
    return found


def test_no_bystander_is_banned_and_no_attacker_is_spared(site):
    _, send, fail2ban = site
    deeds = families.deeds()
    assert {deed.family for deed in deeds} == set(range(1, 17))
    for deed in deeds:
        send(deed.rows)
    send(families.last(attacks.LAST))
    jails_of = all_read(fail2ban)
    wrong = {(deed.family, deed.client): (deed.jail, jails_of.get(deed.client)) for deed in deeds
             if jails_of.get(deed.client) != ({deed.jail} if deed.jail else None)}
    assert not wrong, wrong
    assert set(jails_of) == {deed.client for deed in deeds if deed.jail}
