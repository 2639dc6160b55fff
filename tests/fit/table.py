#!/usr/bin/env python3
"""Joins what `leanletter explain --features` says of the blocks of labelled mail with the labels.

SPDX-License-Identifier: MIT

usage: table.py LEANLETTER LABELS:MAIL... > table

MAIL holds NAME.eml, LABELS what a reader would want gone, or might; all other words have to stay.  Either NAME.json,
{"remove": [{"tier": "must" or "may", "lines": [...], "alt": [...]}, ...]}, lines of text and alt texts; or NAME.html, the HTML
of the mail with <!--must CLASS--> or <!--may CLASS--> and <!--/--> around them, as tests/quality/compose.py makes it; or
NAME.lean, the mail as it should come out.

The table has tabs between its fields and names in its first line: mail, sender (the domain that From names), start, end,
size, open and score as in the dump, gold, and every feature that the dump has.  gold counts the words of the block by what
the label says of them: keep:N, may:N, and N of the I-th entry that must go, I:N.  Each mail begins with a line from 0 to 0 that
counts all its words.  Text of the mail does not get into the table.
"""
import bisect, collections, difflib, email, email.policy, email.utils, html.parser, json, os, re, subprocess, sys

VOID = set("area base br col embed hr img input link meta param source track wbr".split())
UNSEEN = set("head style script title noscript template".split())
BODY = set("body table tr td div p center a img span h1 h2 h3 h4 ul ol font".split())
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[^\W_]+(?:['’][^\W_]+)*")
FIXED = ["start", "end", "size", "open", "score"]
BEFORE_FEATURES = "score"


def split_words(text):
    text = re.sub(r"[\u00ad\u200b-\u200f\u2060\ufeff\u034f]", "", text)
    return [w.casefold().replace("’", "'") for w in WORD.findall(text)]


class Visible(html.parser.HTMLParser):
    """The words that a reader sees, and for each the position of the token that holds it."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.words, self.at, self.hidden = [], [], []
        self.marks, self.open, self.entries = [], [], 0     # what the comments say of each word
        self.starts = [0] + [m.end() for m in re.finditer("\n", text)]
        self.feed(text)
        self.close()

    def add(self, text):
        line, column = self.getpos()
        for word in split_words(text):
            self.words.append(word)
            self.at.append(self.starts[line - 1] + column)
            self.marks.append(self.open[-1] if self.open else None)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if self.hidden == ["head"] and tag in BODY:
            self.hidden = []
        style = (a.get("style") or "").replace(" ", "").lower()
        if self.hidden or tag in UNSEEN or "hidden" in a or "display:none" in style:
            if tag not in VOID:
                self.hidden.append(tag)
        elif tag == "img" and a.get("alt"):
            self.add(a["alt"])

    def handle_endtag(self, tag):
        if tag in self.hidden:
            while self.hidden.pop() != tag:
                pass

    def handle_comment(self, data):
        if re.fullmatch("(must|may) [a-z]+", data):
            self.open.append("may" if data.startswith("may") else str(self.entries))
            self.entries += data.startswith("must")
        elif data == "/":
            self.open.pop()

    def handle_data(self, data):
        if not self.hidden:
            self.add(data)


def html_part(message):
    for part in message.walk():
        if part.get_content_type() == "text/html" and part.get_content_disposition() != "attachment":
            return part
    return None


def decode(part):
    """-> text, the charset that was right"""
    raw = part.get_payload(decode=True) or b""
    for charset in (part.get_content_charset() or "utf-8", "windows-1252", "latin-1"):
        try:
            return raw.decode(charset), charset
        except (LookupError, UnicodeDecodeError):
            pass


def byte_offsets(text, charset, at):
    """Positions in text, ascending -> positions in its bytes"""
    out, last, size = [], 0, 0
    for i in at:
        size += len(text[last:i].encode(charset))
        last = i
        out.append(size)
    return out


def find(needle, hay, taken, start):
    for low, high in ((start, len(hay)), (0, start)):
        for i in range(low, min(high, len(hay) - len(needle) + 1)):
            if hay[i:i + len(needle)] == needle and not any(taken[i:i + len(needle)]):
                return i
    return -1


def has_label(labels, name):
    return any(os.path.exists(os.path.join(labels, name + end)) for end in (".json", ".html", ".lean"))


def read_label(labels, name, hay):
    """-> for each word None (it stays), "may", or the number of the entry that it belongs to"""
    if os.path.exists(os.path.join(labels, name + ".json")):
        with open(os.path.join(labels, name + ".json"), encoding="utf-8") as f:
            return marks(json.load(f), hay)
    if os.path.exists(os.path.join(labels, name + ".lean")):
        with open(os.path.join(labels, name + ".lean"), "rb") as f:
            part = html_part(email.message_from_bytes(f.read(), policy=email.policy.compat32))
        return gone(hay, Visible(decode(part)[0]).words)
    with open(os.path.join(labels, name + ".html"), encoding="utf-8", newline="") as f:
        marked = Visible(f.read())
    if marked.words != hay:
        sys.exit("%s: the mail and its label have other words" % name)
    return marked.marks


def gone(before, after):
    """-> marks: each run of words that is no more is an entry"""
    out = [None] * len(before)
    same = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (a, b) in enumerate((a, b) for what, a, b, _, _ in same if what in ("delete", "replace")):
        out[a:b] = [str(number)] * (b - a)
    return out


def marks(label, hay):
    out = [None] * len(hay)
    for number, entry in enumerate(label["remove"]):
        lines = [w for w in map(split_words, entry.get("lines", []) + entry.get("alt", [])) if w]
        at = 0
        if entry.get("kind") == "repeat" and lines:     # the later copy is the repeat
            first = find(lines[0], hay, out, 0)
            at = first + 1 if 0 <= first < find(lines[0], hay, out, first + 1) else 0
        for line in lines:
            i = find(line, hay, out, at)
            if i >= 0:
                at = i + len(line)
                out[i:at] = ["may" if entry["tier"] == "may" else str(number)] * len(line)
    return out


def tally(some):
    counts = collections.Counter("keep" if m is None else m for m in some)
    return " ".join("%s:%d" % pair for pair in sorted(counts.items()))


def sender_of(message):
    domain = email.utils.parseaddr(str(message["From"]))[1].rpartition("@")[2].lower().split(".")
    return ".".join(domain[-3:] if len(domain) > 2 and len(domain[-2]) <= 3 else domain[-2:]) or "unknown"


def dump(program, path):
    """-> names of the fields, rows"""
    out = subprocess.run([program, "explain", "--features", path], capture_output=True, check=True).stdout.decode()
    rows = [line.split("\t") for line in out.splitlines()]
    return rows[0], [dict(zip(rows[0], row)) for row in rows[1:]]


def rows_of(program, labels, name, path):
    """-> names of the features, lines of the table"""
    with open(path, "rb") as f:
        message = email.message_from_bytes(f.read(), policy=email.policy.compat32)
    names, blocks = dump(program, path)
    features = names[names.index(BEFORE_FEATURES) + 1:]
    part = html_part(message)
    text, charset = decode(part) if part else ("", "ascii")
    seen = Visible(text)
    at = byte_offsets(text, charset, seen.at)
    gold = read_label(labels, name, seen.words)
    head = [name, sender_of(message)]
    lines = [head + ["0", "0", "0", "0", "0", tally(gold)] + ["0"] * len(features)]
    for b in blocks:
        first, end = (bisect.bisect_left(at, int(b[k])) for k in ("start", "end"))
        lines.append(head + [b[k] for k in FIXED] + [tally(gold[first:end])] + [b[k] for k in features])
    return features, lines


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    header = None
    for pair in sys.argv[2:]:
        labels, mail = pair.split(":")
        for file in sorted(os.listdir(mail)):
            name = file[:-4]
            if not file.endswith(".eml") or not has_label(labels, name):
                continue
            features, lines = rows_of(sys.argv[1], labels, name, os.path.join(mail, file))
            if not header:
                header = ["mail", "sender"] + FIXED + ["gold"] + features
                print("\t".join(header))
            for line in lines:
                print("\t".join(line))


main()
