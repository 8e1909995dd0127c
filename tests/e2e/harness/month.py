# SPDX-License-Identifier: Apache-2.0
"""A made-up month of three mail servers, and an independent count of what the watch has to say of each row.

The story: owners log in by SMTP, IMAP and POP, some with typing errors; one account is guessed by a pool of addresses,
each of which tries a few times, and one of them succeeds; another is guessed by IMAP; one is tried by POP from many
addresses; one client tries all accounts, by each service; one account logs in from forty networks by IMAP; one client
fails by AUTHENTICATE, which names nobody; one hour of refused relaying. Knows the layout of Activity rows, and how
doc/watching.md defines the counts; knows nothing of the module.
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
IMAP_GUESSED, IMAP_THIEF = "user01@example.com", "203.0.113.67"
POP_TRIED = "printer@example.com"
SPRAYER, NAMELESS = "192.0.2.99", "192.0.2.98"
RELAYERS = ["2001:db8:0:7::{:x}".format(n) for n in range(1, 6)]
STEPS = 32
EXACT = 64

SERVICES = ("smtp", "imap", "pop")
FAILED, LOGIN, DENIED = "auth-failure", "auth-success", "relay-denied"
HEADER = "<13>{header} {host} mailenable: {stamp}\t"
SMTP = HEADER + "SMTP-IN\t{number:032X}.MAI\t{number}\t{client}\t"
IMAP = HEADER + "IMAP-IN\t\t{number}\t{client}\t"
POP = HEADER + "POP-IN\t{number}\t{client}\t"
USER = POP + "USER\tUSER {user}\t+OK\t5\t24\t\t\n"
ROWS = {
    ("smtp", FAILED): SMTP + "AUTH\t{{blank}}\t535 Invalid Username or Password\t43\t30\t{user}\t\n",
    ("smtp", LOGIN): SMTP + "AUTH\t{{blank}}\t235 Authenticated\t43\t30\t{user}\t\n",
    ("smtp", DENIED): SMTP + "RCPT\tRCPT TO:<x@example.net>\t503 This mail server requires authentication when "
                             "attempting to send to a non-local e-mail address.\t43\t30\t\t\n",
    ("imap", FAILED): IMAP + "LOGIN\tLOGIN {user} \"***\"\tC1 NO LOGIN Failed - Invalid username or password."
                             "\t52\t39\t\t\n",
    ("imap", LOGIN): IMAP + "LOGIN\tLOGIN {user} \"***\"\t2 OK LOGIN completed\t22\t44\texample.com\tx\n",
    ("pop", FAILED): USER + POP + "PASS\tPASS none\t-ERR Unable to log on\t23\t20\t\t\n",
    ("pop", LOGIN): USER + POP + "PASS\tPASS none\t+OK\t5\t16\texample.com\tx\n",
}
NO_NAME = IMAP + ("AUTHENTICATE\tbm90LXRoaXM=\t2 NO AUTHENTICATE LOGIN failed - Invalid username or password."
                  "\t63\t0\t\t\n")

Event = collections.namedtuple("Event", "time host what client user service", defaults=["smtp"])


def start_of(reception):
    """A start whose distance from `reception`, in Unix time, is a whole number of quarters of an hour."""
    epoch = START.replace(tzinfo=datetime.timezone.utc).timestamp()
    return START + datetime.timedelta(seconds=int(reception - epoch) % 900)


def events(chance):
    """The month's events in the order of time, from one of each host on. `time` is in seconds after the start."""
    found = [Event(0, host, DENIED, "192.0.2.{}".format(n), "") for n, host in enumerate(HOSTS, 200)]

    def add(time, what, client, user="", service="smtp"):
        found.append(Event(int(time), chance.choice(HOSTS), what, client, user, service))

    for day in range(DAYS):
        for number, account in enumerate(ACCOUNTS):
            for _ in range(6):
                time = day * DAY + chance.randrange(DAY)
                home, service = "198.51.100.{}".format(number + 1), chance.choice(SERVICES)
                if chance.random() < 0.1:
                    add(time, FAILED, home, chance.choice((account, account.upper())), service)
                add(time + 5, LOGIN, home, account, service)
    # one account, guessed for a day by 700 addresses of many networks
    attack = (DAYS // 2) * DAY
    for number in range(700):
        client = "10.{}.{}.{}".format(number % 7, number % 50, 1 + number % 250)
        for _ in range(chance.randrange(1, 4)):
            add(attack + chance.randrange(6 * 3600), FAILED, client, GUESSED)
    for n in range(8):
        add(attack + 3600 + n, FAILED, THIEF, GUESSED)
    add(attack + 3700, LOGIN, THIEF, GUESSED)
    # one account, guessed by IMAP, and one that nobody has, tried by POP from sixty addresses
    for n in range(30):
        add(3 * DAY + 60 * n, LOGIN if n == 29 else FAILED, IMAP_THIEF, IMAP_GUESSED, "imap")
    for n in range(90):
        add(11 * DAY + 20 * n, FAILED, "10.200.{}.{}".format(n % 60, n % 7), POP_TRIED, "pop")
    # one client, all accounts, by each service in turn; one without a name
    for n in range(200):
        add(5 * DAY + 20 * n, FAILED, SPRAYER, ACCOUNTS[n % len(ACCOUNTS)], SERVICES[n % 3])
    for n in range(25):
        add(6 * DAY + 30 * n, FAILED, NAMELESS, "", "imap")
    # one account, forty networks
    for n in range(40):
        add(7 * DAY + 60 * n, LOGIN, "172.16.{}.1".format(n), ACCOUNTS[5], "imap")
    # an hour of refused relaying, from one IPv6 network
    for n in range(300):
        add(9 * DAY + 12 * n, DENIED, RELAYERS[n % 5])
    return sorted(found)


def frame(number, event, start=START):
    """One syslog line; two of a login by POP, which names its user in a row before."""
    when = start + datetime.timedelta(seconds=event.time)
    row = NO_NAME if is_nameless(event) else ROWS[event.service, event.what]
    return row.format(header=when.strftime("%b %e %H:%M:%S"), host=event.host, stamp=when.strftime("%m/%d/%y %H:%M:%S"),
                      number=number + 1, client=event.client, user=event.user)


def is_nameless(event):
    """Whether the server's row of a failed login names nobody."""
    return event.what == FAILED and not event.user


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
    """Counts every event of a stream, without a limit. `by_conversation`: the rows of one conversation are joined, so
    that the user of a login by POP is known."""

    def __init__(self, seconds, start=START, by_conversation=True):
        self._by_conversation = by_conversation
        self._windows = collections.defaultdict(lambda: Window(seconds))
        self._epoch = int(start.replace(tzinfo=datetime.timezone.utc).timestamp())

    def take(self, event):
        """The fields that the row of `event` has to have."""
        time, user = self._epoch + event.time, event.user.lower()
        client, net = self._windows["client", event.client], self._windows["net", network(event.client)]
        account, pair = self._windows["user", user], self._windows["pair", network(event.client), user]
        has_account = user != "" and (event.service != "pop" or self._by_conversation)
        fields = {}
        if event.what != LOGIN:
            client.add(time)
            net.add(time)
        elif has_account:
            fields["after_failures"] = len(pair.values(time))
            pair.clear()
        if event.what == FAILED and has_account:
            account.add(time, event.client)
            pair.add(time)
        fields["client_failures"] = len(client.values(time))
        fields["network_failures"] = len(net.values(time))
        if has_account:
            tried = account.values(time)
            fields["account_failures"] = len(tried)
            fields["account_clients"] = len(set(tried))
        return fields
