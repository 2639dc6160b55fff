#!/usr/bin/env python3
"""Sends messages through a mail server and compares what arrives, below the headers, with the offline result.

SPDX-License-Identifier: MIT
usage: post.py smtp PORT MAILDIR FILE...         by SMTP, delivery into a Maildir
       post.py pickup CONFIG MAILDIR FILE...     by Postfix's sendmail(1), delivery into a Maildir
       post.py relay PORT SINKPORT FILE...       by SMTP, delivery by SMTP to a sink of our own
Prints TAP.  The offline result is that of $LEANLETTER clean.
"""
import email, os, pathlib, re, smtplib, socketserver, subprocess, sys, threading, time

PROGRAM = os.environ.get("LEANLETTER", "build/release/leanletter")
SENDER, DOMAIN, SECONDS = "news@sender.test", "example.test", 120


def offline(path):
    done = subprocess.run([PROGRAM, "clean", "--sender", SENDER, str(path)], capture_output=True, check=True)
    return done.stdout


def split(raw):
    """Header and body, with LF line ends and a final newline, as they are after delivery."""
    raw = re.sub(rb"\r?\n", b"\n", raw)
    head, _, body = raw.partition(b"\n\n")
    return head, body if body.endswith(b"\n") or not body else body + b"\n"


def depth(part):
    return 1 + max(map(depth, part.get_payload()), default=0) if part.is_multipart() else 0


def sendable(path, relay):
    """Messages that a mail server hands on as they are: a whole header, no lone CR, no NUL, no line that is too long.
    Sendmail completes multiparts that are not closed, or too deep for it, by itself."""
    raw = re.sub(rb"\r?\n", b"\n", path.read_bytes())
    message = email.message_from_bytes(raw)
    defects = [type(d).__name__ for part in message.walk() for d in part.defects]
    return (raw.partition(b"\n\n")[1] and "MissingHeaderBodySeparatorDefect" not in defects and b"\r" not in raw
            and b"\0" not in raw and max(map(len, raw.split(b"\n"))) <= (990 if relay else 998)
            and not (relay and (defects or depth(message) > 15)))


def by_smtp(port, recipient, raw):
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as server:
        server.sendmail(SENDER, [recipient], re.sub(rb"\r?\n", b"\r\n", raw), mail_options=["BODY=8BITMIME"])


def by_pickup(config, recipient, raw):
    subprocess.run(["/usr/sbin/sendmail", "-C", config, "-i", "-f", SENDER, recipient], input=raw, check=True)


class Maildir:
    """Delivered messages by recipient; virtual(8) writes the recipient into Delivered-To."""

    def __init__(self, path):
        self.path, self.found = pathlib.Path(path), {}

    def collect(self):
        for file in self.path.glob("new/*"):
            raw = file.read_bytes()
            self.found[re.search(rb"^Delivered-To: (\S+)", raw, re.M)[1].decode()] = raw
            file.unlink()
        return self.found


class Sink(socketserver.StreamRequestHandler):
    """An SMTP server that keeps what it gets."""
    found = {}

    def handle(self):
        recipient = None
        self.say("220 sink")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.say("250-sink\r\n250-8BITMIME\r\n250 SIZE")
            elif verb == b"DATA":
                self.say("354 go")
                Sink.found[recipient] = self.data()
                self.say("250 kept")
            elif verb == b"QUIT":
                return self.say("221 bye")
            else:
                recipient = line[line.find(b"<") + 1:line.find(b">")].decode() if verb == b"RCPT" else recipient
                self.say("250 ok")

    def data(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    @classmethod
    def start(cls, port):
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        server = socketserver.ThreadingTCPServer(("127.0.0.1", port), cls)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return cls

    @classmethod
    def collect(cls):
        return cls.found


def difference(path, got):
    if got is None:
        return "did not arrive"
    lean, original = offline(path), path.read_bytes()
    head, body = split(got)
    marked = re.search(rb"^X-Leanletter:", head, re.M | re.I)
    if body != split(lean)[1]:
        return "arrived otherwise than the offline result" + (" (as it was sent)" if body == split(original)[1] else "")
    if bool(marked) != (lean != original):
        return "the field X-Leanletter is there or not, and should be otherwise"
    return ""


def main(way, where, target, *files):
    send = by_pickup if way == "pickup" else lambda *a: by_smtp(int(where), *a[1:])
    box = Sink.start(int(target)) if way == "relay" else Maildir(target)
    paths = [p for p in map(pathlib.Path, files) if sendable(p, way == "relay")]
    to = {f"m{i}@{DOMAIN}": p for i, p in enumerate(paths)}
    for recipient, path in to.items():
        send(where, recipient, path.read_bytes())
    end = time.monotonic() + SECONDS
    while len(box.collect()) < len(to) and time.monotonic() < end:
        time.sleep(0.05)
    print(f"1..{len(to) + 1}")
    failed = 0
    for number, (recipient, path) in enumerate(to.items(), 1):
        wrong = difference(path, box.found.get(recipient))
        failed += bool(wrong)
        print(f"{'not ' if wrong else ''}ok {number} - {way}: {path}{': ' if wrong else ''}{wrong}")
    changed = sum(b"X-Leanletter:" in split(raw)[0] for raw in box.found.values())
    print(f"{'ok' if changed else 'not ok'} {len(to) + 1} - {way}: {changed} of {len(to)} were cleaned")
    return failed > 0 or changed == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
