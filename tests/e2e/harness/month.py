# SPDX-License-Identifier: Apache-2.0
"""A made-up month of three mail servers, and an independent count of what the watch has to say of each row.

The story: owners log in, some with typing errors; one account is guessed by a pool of addresses, each of which tries a
few times, and one of them succeeds; one client tries all accounts; one account logs in from forty networks; one hour of
refused relaying. Knows the layout of Activity rows, and how doc/watching.md defines the counts; knows nothing of the
module.
"""
import collections
import datetime

START = datetime.datetime(2026, 11, 1)
DAY = 86400
DAYS = 30
HOSTS = ("MAIL01", "MAIL02", "MAIL03")
ACCOUNTS = ["user{:02}@example.com".format(n) for n in range(18)]
GUESSED = "user00@example.com"
THIEF = "203.0.113.66"
STEPS = 32
EXACT = 64

FAILED, LOGIN, DENIED = "auth-failure", "auth-success", "relay-denied"
ROW = ("<13>{header} {host} mailenable: {stamp}\tSMTP-IN\t{number:032X}.MAI\t{number}\t{client}\t{command}\t"
       "{argument}\t{reply}\t43\t30\t{user}\t\n")
REPLIES = {
    FAILED: ("AUTH", "{blank}", "535 Invalid Username or Password"),
    LOGIN: ("AUTH", "{blank}", "235 Authenticated"),
    DENIED: ("RCPT", "RCPT TO:<x@example.net>", "503 This mail server requires authentication when attempting to send "
             "to a non-local e-mail address."),
}

Event = collections.namedtuple("Event", "time host what client user")


def start_of(reception):
    """A start whose distance from `reception`, in Unix time, is a whole number of quarters of an hour."""
    epoch = START.replace(tzinfo=datetime.timezone.utc).timestamp()
    return START + datetime.timedelta(seconds=int(reception - epoch) % 900)


def events(chance, days=DAYS):
    """The month's events in the order of time, from one of each host on. `time` is in seconds after the start."""
    found = [Event(0, host, DENIED, "192.0.2.{}".format(n), "") for n, host in enumerate(HOSTS, 200)]

    def add(time, what, client, user="", host=None):
        found.append(Event(int(time), host or chance.choice(HOSTS), what, client, user))

    for day in range(days):
        for number, account in enumerate(ACCOUNTS):
            for _ in range(6):
                time = day * DAY + chance.randrange(DAY)
                home = "198.51.100.{}".format(number + 1)
                if chance.random() < 0.1:
                    add(time, FAILED, home, chance.choice((account, account.upper())))
                add(time + 5, LOGIN, home, account)
    # one account, guessed for a day by 700 addresses of many networks
    attack = (days // 2) * DAY
    for number in range(700):
        client = "10.{}.{}.{}".format(number % 7, number % 50, 1 + number % 250)
        for _ in range(chance.randrange(1, 4)):
            add(attack + chance.randrange(6 * 3600), FAILED, client, GUESSED)
    for n in range(8):
        add(attack + 3600 + n, FAILED, THIEF, GUESSED)
    add(attack + 3700, LOGIN, THIEF, GUESSED)
    # one client, all accounts
    for n in range(200):
        add(5 * DAY % (days * DAY) + 20 * n, FAILED, "192.0.2.99", ACCOUNTS[n % len(ACCOUNTS)])
    # one account, forty networks
    for n in range(40):
        add(7 * DAY % (days * DAY) + 60 * n, LOGIN, "172.16.{}.1".format(n), ACCOUNTS[5])
    # an hour of refused relaying, from one IPv6 network
    for n in range(300):
        add(9 * DAY % (days * DAY) + 12 * n, DENIED, "2001:db8:0:7::{:x}".format(1 + n % 5))
    return sorted(found)


def frame(number, event, start=START):
    """One syslog line."""
    when = start + datetime.timedelta(seconds=event.time)
    command, argument, reply = REPLIES[event.what]
    return ROW.format(header=when.strftime("%b %e %H:%M:%S"), host=event.host, stamp=when.strftime("%m/%d/%y %H:%M:%S"),
                      number=number + 1, client=event.client, command=command, argument=argument, reply=reply,
                      user=event.user)


def network(client):
    """The /24 or /64; the addresses of this story have their /64 before `::`."""
    return client.rpartition(":" if ":" in client else ".")[0]


class Window:
    """Times of what happened, counted within a window that ends with a time: in steps as the module does."""

    def __init__(self, seconds):
        self._seconds = seconds
        self._times = collections.deque()

    def _step(self, time):
        return time * STEPS // self._seconds

    def add(self, time, value=None):
        self._times.append((self._step(time), value))

    def values(self, time):
        last = self._step(time)
        while self._times and self._times[0][0] <= last - STEPS:
            self._times.popleft()
        return [value for _, value in self._times]

    def clear(self):
        self._times.clear()


class Count:
    """Counts every event of a stream, without a limit."""

    def __init__(self, seconds, start=START):
        self._windows = collections.defaultdict(lambda: Window(seconds))
        self._epoch = int(start.replace(tzinfo=datetime.timezone.utc).timestamp())

    def take(self, event):
        """The fields that the row of `event` has to have."""
        time, user = self._epoch + event.time, event.user.lower()
        client, net = self._windows["client", event.client], self._windows["net", network(event.client)]
        account, pair = self._windows["user", user], self._windows["pair", network(event.client), user]
        fields = {}
        if event.what == LOGIN:
            fields["after_failures"] = len(pair.values(time))
            pair.clear()
        else:
            client.add(time)
            net.add(time)
        if event.what == FAILED:
            account.add(time, event.client)
            pair.add(time)
        fields["client_failures"] = len(client.values(time))
        fields["network_failures"] = len(net.values(time))
        if event.what != DENIED:
            tried = account.values(time)
            fields["account_failures"] = len(tried)
            fields["account_clients"] = len(set(tried))
        return fields
