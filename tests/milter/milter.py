#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The mail server's side of the milter protocol (version 6), as strict as Postfix, for tests.

    milter.py SOCKET one FILE [KEY=VALUE...]  send a message; print what comes out of it.  Keys: actions, steps (offered),
                                            chunk (bytes of a piece of the body), client, sender, rcpt, user, id
    milter.py SOCKET negotiate ACTIONS STEPS  print the actions and steps that the filter wants of those offered
    milter.py SOCKET load FILE N CONCURRENCY [PER-CONNECTION]
                                            send many; count how they come out (see load())
    milter.py SOCKET retry FILE N CONCURRENCY send many, each again until it is accepted, as senders do

A message file has LF or CRLF line ends and is sent with CRLF.  SOCKET is unix:/path or inet:port@host.
"""
import re
import socket
import struct
import sys
import threading
import time

ACTIONS, STEPS = 0x1FF, 0x1FFFFF  # what Postfix and Sendmail offer
NO_REPLY = {"C": 0x1000, "H": 0x2000, "M": 0x4000, "R": 0x8000, "T": 0x10000, "L": 0x80, "N": 0x40000, "B": 0x80000}
NOT_SENT = {"C": 1, "H": 2, "M": 4, "R": 8, "B": 0x10, "L": 0x20, "N": 0x40, "T": 0x200}
LEADSPC, SKIP = 0x100000, 0x400
CHUNK = 65535


class Lost(Exception):
    """The filter closed the connection or broke the protocol."""


class Message:
    def __init__(self, raw):
        raw = re.sub(rb"\r?\n", b"\r\n", raw)
        head, self.body = raw.split(b"\r\n\r\n", 1)
        self.fields = [f.split(b":", 1) for f in re.split(rb"\r\n(?![ \t])", head)]

    @staticmethod
    def read(name):
        with open(name, "rb") as f:
            return Message(f.read())

    def bytes(self):
        return b"".join(n + b":" + v + b"\r\n" for n, v in self.fields) + b"\r\n" + self.body


class Outcome:
    """reply: continue, accept, tempfail ...; at: the step that got it; message: what the mail server would deliver."""

    def __init__(self, reply, at, message=None, changed=()):
        self.reply, self.at, self.message, self.changed = reply, at, message, changed


class Connection:
    REPLIES = {b"c": "continue", b"a": "accept", b"t": "tempfail", b"r": "reject", b"d": "discard", b"s": "skip"}

    def __init__(self, place, actions=ACTIONS, steps=STEPS, timeout=60):
        kind, where = place.split(":", 1)
        if kind == "unix":
            self.s = socket.socket(socket.AF_UNIX)
            address = where
        else:
            port, host = where.split("@")
            self.s = socket.socket(socket.AF_INET)
            address = (host, int(port))
        self.s.settimeout(timeout)
        self.buffer = b""
        try:
            self.s.connect(address)
        except OSError as e:
            raise Lost(str(e))
        self.send("O", struct.pack(">III", 6, actions, steps))
        kind, data = self.packet()
        if kind != b"O" or len(data) < 12:
            raise Lost("negotiation: %r" % kind)
        _, self.actions, self.steps = struct.unpack(">III", data[:12])
        if self.actions & ~actions or self.steps & ~steps:
            raise Lost("the filter wants what was not offered")

    def send(self, command, data=b""):
        try:
            self.s.sendall(struct.pack(">I", len(data) + 1) + command.encode() + data)
        except OSError as e:
            raise Lost(str(e))

    def read(self, n):
        while len(self.buffer) < n:
            try:
                more = self.s.recv(1 << 16)
            except OSError as e:
                raise Lost(str(e))
            if not more:
                raise Lost("closed")
            self.buffer += more
        data, self.buffer = self.buffer[:n], self.buffer[n:]
        return data

    def packet(self):
        (n,) = struct.unpack(">I", self.read(4))
        data = self.read(n)
        return data[:1], data[1:]

    def reply(self):
        kind, data = self.packet()
        while kind == b"p":
            kind, data = self.packet()
        if kind not in self.REPLIES:
            raise Lost("unexpected reply %r" % kind)
        return self.REPLIES[kind]

    def step(self, command, data=b""):
        if self.steps & NOT_SENT.get(command, 0):
            return "continue"
        self.send(command, data)
        return "continue" if self.steps & NO_REPLY.get(command, 0) else self.reply()

    def macros(self, command, **values):
        self.send("D", command.encode() + b"".join(k.encode() + b"\0" + v.encode() + b"\0" for k, v in values.items()))

    def hello(self, client="192.0.2.25"):
        self.macros("C", j="mta.example")
        return self.step("C", b"client.example\0" + b"4" + struct.pack(">H", 4711) + client.encode() + b"\0")

    def envelope(self, sender, recipients, queue_id, user=None):
        if user:
            self.macros("M", **{"{auth_authen}": user})
        reply = self.step("M", sender.encode() + b"\0")
        for recipient in recipients:
            if reply == "continue":
                self.macros("R", i=queue_id)
                reply = self.step("R", recipient.encode() + b"\0")
        return reply

    def header(self, message, queue_id):
        for name, value in message.fields:
            if not self.steps & LEADSPC and value.startswith(b" "):
                value = value[1:]
            reply = self.step("L", name + b"\0" + value.replace(b"\r\n", b"\n") + b"\0")
            if reply != "continue":
                return reply
        self.macros("N", i=queue_id)
        return self.step("N")

    def body(self, message, chunk):
        for at in range(0, len(message.body), chunk):
            reply = self.step("B", message.body[at : at + chunk])
            if reply == "skip" and self.steps & SKIP:
                return "continue"
            if reply != "continue":
                return reply
        return "continue"

    def finish(self, message, queue_id):
        """End of message: applies what the filter asks for, as Postfix does."""
        self.macros("E", i=queue_id)
        self.send("E")
        fields, body, changed = [list(f) for f in message.fields], None, []
        fields.insert(0, [b"Received", b" by mta.example"])  # the server's own, which the filter does not see
        while True:
            kind, data = self.packet()
            if kind == b"p":
                continue
            if kind in self.REPLIES:
                break
            changed.append(kind.decode())
            if body is not None and kind != b"b":
                raise Lost("request %r between pieces of the body" % kind)
            if kind == b"b":
                body = (body or b"") + data
            elif kind == b"i":
                index, rest = struct.unpack(">I", data[:4])[0], data[4:]
                name, value = rest.split(b"\0")[:2]
                fields.insert(index, [name, self.spaced(value)])
            elif kind == b"h":
                name, value = data.split(b"\0")[:2]
                fields.append([name, self.spaced(value)])
            elif kind == b"m":
                self.change(fields, struct.unpack(">I", data[:4])[0], *data[4:].split(b"\0")[:2])
            else:
                raise Lost("unexpected request %r" % kind)
        result = Message(message.bytes())
        result.fields = fields[1:] if fields[0][0] == b"Received" else [f for f in fields if f[1] != b" by mta.example"]
        result.body = message.body if body is None else body
        return Outcome(self.REPLIES[kind], "eom", result, changed)

    def spaced(self, value):
        value = value.replace(b"\n", b"\r\n")
        return value if self.steps & LEADSPC else b" " + value

    def change(self, fields, index, name, value):
        places = [i for i, f in enumerate(fields) if f[0].lower() == name.lower()]
        if index > len(places):
            raise Lost("no field %r number %d" % (name, index))
        if value:
            fields[places[index - 1]][1] = self.spaced(value)
        else:
            del fields[places[index - 1]]

    def deliver(self, message, sender="<bounce-4711@mail.allotment.example>", recipients=("<reader@example.org>",),
                queue_id="QUEUEID1", user=None, chunk=CHUNK):
        for at, walk in (("envelope", lambda: self.envelope(sender, recipients, queue_id, user)),
                         ("header", lambda: self.header(message, queue_id)),
                         ("body", lambda: self.body(message, chunk))):
            reply = walk()
            if reply != "continue":
                return Outcome(reply, at, message)
        return self.finish(message, queue_id)

    def close(self, quit=True):
        try:
            if quit:
                self.send("Q")
        except Lost:
            pass
        self.s.close()


def is_mixed(message, original, lean_body):
    """Neither the original nor the lean version: our field if and only if the lean body."""
    ours = [f for f in message.fields if f[0] == b"X-Leanletter"]
    rest = [list(f) for f in message.fields if f[0] != b"X-Leanletter"]
    body = lean_body if ours else original.body
    return len(ours) > 1 or message.body != body or rest != [list(f) for f in original.fields]


def load(place, name, count, concurrency, per_connection=1, retry=False, report=None):
    """Sends `count` messages; returns how many came out: lean, original, tempfailed (by us), lost (connection broken),
    mixed.  The lean version is what the first message comes out as.  With `retry` a message that was not accepted is
    sent again under a new queue id."""
    original = Message.read(name)
    counts = dict(accepted=0) if retry else {}
    counts.update(lean=0, original=0, tempfailed=0, lost=0, mixed=0)
    lock, again = threading.Lock(), []
    state = {"next": 0, "lean": None}

    def note(what):
        with lock:
            counts[what] += 1
            if retry and what in ("tempfailed", "lost"):
                again.append(len(again))
            elif retry:
                counts["accepted"] += 1
            done = sum(counts.values())
        if report:
            report(done, counts)

    def one(connection, number):
        outcome = connection.deliver(original, queue_id="Q%06d" % number)
        if outcome.reply not in ("continue", "accept"):
            return note("tempfailed")
        message = outcome.message
        with lock:
            if state["lean"] is None and message.body != original.body:
                state["lean"] = message.body
        note("mixed" if is_mixed(message, original, state["lean"]) else
             "original" if message.body == original.body else "lean")

    def worker():
        while True:
            with lock:
                end = count + len(again)
                numbers = range(state["next"], min(state["next"] + per_connection, end))
                state["next"] += len(numbers)
            if not numbers and (not retry or counts["accepted"] >= count):
                return
            if not numbers:
                time.sleep(0.02)
            connection = None
            for number in numbers:
                try:
                    if connection is None:
                        connection = Connection(place)
                        connection.hello()
                    one(connection, number)
                except Lost:
                    note("lost")
                    connection = None
                    time.sleep(0.02)
            if connection:
                connection.close()

    threads = [threading.Thread(target=worker) for _ in range(concurrency)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return counts


def main(arguments):
    place, what, name = arguments[:3]
    if what == "negotiate":
        connection = Connection(place, int(name), int(arguments[3]))
        print("%#x %#x" % (connection.actions, connection.steps))
        connection.close()
        return 0
    if what == "one":
        given = dict(a.split("=", 1) for a in arguments[3:])
        connection = Connection(place, int(given.get("actions", ACTIONS)), int(given.get("steps", STEPS)))
        connection.hello(given.get("client", "192.0.2.25"))
        outcome = connection.deliver(
            Message.read(name), given.get("sender", "<bounce-4711@mail.allotment.example>"),
            given.get("rcpt", "<reader@example.org>").split(","), given.get("id", "QUEUEID1"), given.get("user"),
            int(given.get("chunk", CHUNK)))
        connection.close()
        sys.stdout.buffer.write(outcome.message.bytes())
        return 0 if outcome.reply in ("continue", "accept") else 75
    counts = load(place, name, *map(int, arguments[3:]), retry=what == "retry")
    print(" ".join("%s=%d" % c for c in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
