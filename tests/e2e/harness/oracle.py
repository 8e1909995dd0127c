# SPDX-License-Identifier: Apache-2.0
"""Who a Debug record can be about, as far as the lines tell that came before it.

Knows what is known of the logs: an id belongs to one connection; a handle is free for two seconds between two of them;
log times have whole seconds. Keeps every line and looks at all of them, so that it needs no cleverness and no memory
limit. Knows nothing of how the module does it.
"""


class Stretch:
    """Rows of a handle that are of one connection for sure."""

    def __init__(self, row):
        self.first = self.last = int(row.at)
        self.ids, self.ips = {row.mail}, {row.conversation.ip}
        self.began = int(row.at) if row.is_greeting else None
        self.ended = int(row.at) if row.is_quit else None

    def touches(self, other):
        """Whether nobody else can have had the handle between the two."""
        return self.ids & other.ids or (other.first <= self.last + 1 and self.first <= other.last + 1)

    def take(self, other):
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.ids |= other.ids
        self.ips |= other.ips
        self.began = self.began if other.began is None else other.began
        self.ended = self.ended if other.ended is None else other.ended

    def holds(self, at):
        """Whether the handle may have been this connection's at that time."""
        return (self.first - 1 if self.began is None else self.began) <= at <= \
            (self.last + 1 if self.ended is None else self.ended)


class Oracle:
    """Is shown lines in the order in which they are processed."""

    def __init__(self):
        self._by_id, self._by_handle = {}, {}

    def show(self, row):
        """Learn from a row."""
        host = row.conversation.host
        self._by_id.setdefault((host, row.mail), set()).add(row.conversation.ip)
        stretches = self._by_handle.setdefault((host, row.handle), [])
        new, rest = Stretch(row), []
        for stretch in stretches:
            if stretch.touches(new):
                new.take(stretch)
            else:
                rest.append(stretch)
        # What has grown may touch others now.
        for stretch in [each for each in rest if each.touches(new)]:
            new.take(stretch)
            rest.remove(stretch)
        self._by_handle[host, row.handle] = rest + [new]

    def client_of(self, debug):
        """The only client that a Debug record can be about, or None: nobody is known, or several."""
        host = debug.conversation.host
        clients = set(self._by_id.get((host, debug.mail), ())) if debug.mail is not None else set()
        if not clients and debug.handle is not None:
            for stretch in self._by_handle.get((host, debug.handle), ()):
                if stretch.holds(int(debug.at)):
                    clients |= stretch.ips
        return clients.pop() if len(clients) == 1 else None
