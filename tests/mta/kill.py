#!/usr/bin/env python3
"""Sends a newsletter many times through a mail server while processes of the milter die, and counts what arrives.

SPDX-License-Identifier: MIT
usage: kill.py smtp PORT MAILDIR ORIGINAL LEAN COUNT CONCURRENCY
       kill.py relay PORT SINKPORT ORIGINAL LEAN COUNT CONCURRENCY
Each message goes to a recipient of its own and is sent until the server takes it, as senders do.  Prints one line:
accepted, tempfailed (tries that the server put off), and of those accepted: lean, original, mixed, twice, missing.
"""
import collections, pathlib, re, smtplib, sys, threading, time

import post


class Lists(dict):
    """Keeps all that is stored under a key."""

    def __setitem__(self, key, value):
        dict.setdefault(self, key, []).append(value)


class Maildir(post.Maildir):
    def __init__(self, path):
        super().__init__(path)
        self.found = Lists()


def send_all(port, raw, count, concurrency):
    """Returns how many tries were put off."""
    numbers, refused, lock = iter(range(count)), [0], threading.Lock()

    def send(number):
        own = raw.replace(b"Message-ID: <", b"Message-ID: <m%d-" % number)
        while True:
            try:
                return post.by_smtp(port, "m%d@%s" % (number, post.DOMAIN), own)
            except (smtplib.SMTPException, OSError) as e:
                if isinstance(e, smtplib.SMTPDataError) and e.smtp_code >= 500:
                    raise
                with lock:
                    refused[0] += 1
                time.sleep(0.05)

    def work():
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            send(number)

    threads = [threading.Thread(target=work) for _ in range(concurrency)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return refused[0]


def kind_of(raw, original, lean):
    head, body = post.split(raw)
    marked = re.findall(rb"^X-Leanletter:", head, re.M | re.I)
    return {(0, original): "original", (1, lean): "lean"}.get((len(marked), body), "mixed")


def main(way, port, target, original, lean, count, concurrency):
    if way == "relay":
        post.Sink.found = Lists()
        box = post.Sink.start(int(target))
    else:
        box = Maildir(target)
    raw = pathlib.Path(original).read_bytes()
    bodies = [post.split(pathlib.Path(f).read_bytes())[1] for f in (original, lean)]
    counts = collections.Counter(accepted=int(count), tempfailed=send_all(int(port), raw, int(count), int(concurrency)))
    end = time.monotonic() + post.SECONDS
    while len(box.collect()) < int(count) and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.3)  # one that comes twice
    for messages in box.collect().values():
        counts["twice"] += len(messages) > 1
        counts[kind_of(messages[0], *bodies)] += 1
    counts["missing"] = int(count) - len(box.collect())
    print(*("%s=%d" % (k, counts[k]) for k in "accepted tempfailed lean original mixed twice missing".split()))


main(*sys.argv[1:])
