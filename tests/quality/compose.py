#!/usr/bin/env python3
"""Composes the letters of tests/quality/ into mail, with what a reader would want gone marked beside it.

SPDX-License-Identifier: MIT
usage: compose.py [--ideal DIR] OUT [LETTER...]
Writes OUT/dev/NAME.eml and OUT/kept/NAME.eml (odd and even numbers), beside each NAME.html, its HTML with the marks in
comments, and OUT/untouched/NAME.eml.  --ideal: as OUT, but without the blocks that must go.  tests/quality/README says
what a letter looks like.  A mistake in a letter ends it with the file and the line.
"""
import base64, email.header, html, pathlib, quopri, re, sys, zlib
from layouts import LAYOUTS
from senders import SENDERS

HERE = pathlib.Path(__file__).resolve().parent
CLASSES = "signup subscribe refer social app repeat badge advertise house survey sponsor related donate other".split()
MAY_ONLY = ("other",)
FIELDS = "language layout charset encoding sender kind site track to from subject date preheader view dir header html-only eol".split()
REQUIRED = "language layout sender kind from subject date".split()
MARK = re.compile(r"<!--(must|may) ([a-z]+)-->|<!--/-->|<!--guard-->")
NETWORKS = {"facebook": "www.facebook.com/%s", "instagram": "www.instagram.com/%s/", "x": "x.com/%s", "twitter": "twitter.com/%s",
            "youtube": "www.youtube.com/@%s", "linkedin": "www.linkedin.com/company/%s", "mastodon": "mastodon.social/@%s",
            "bluesky": "bsky.app/profile/%s.example", "tiktok": "www.tiktok.com/@%s", "telegram": "t.me/%s", "vk": "vk.com/%s",
            "whatsapp": "whatsapp.com/channel/%s", "line": "line.me/R/ti/p/@%s", "note": "note.com/%s", "threads": "www.threads.net/@%s",
            "pinterest": "www.pinterest.com/%s/", "spotify": "open.spotify.com/show/%s", "app store": "apps.apple.com/app/%s/id1482206",
            "google play": "play.google.com/store/apps/details?id=example.%s", "weibo": "weibo.com/%s", "strava": "www.strava.com/clubs/%s",
            "kakaotalk": "pf.kakao.com/_%s", "flickr": "www.flickr.com/photos/%s", "viber": "invite.viber.com/?g2=%s"}


class Mistake(Exception):
    pass


class Letter:
    """One source: fields, an empty line, and the body, of which each line is a block."""

    def __init__(self, path):
        self.path, self.name, self.fields, self.headers = path, path.stem, {}, []
        self.lines = path.read_text(encoding="utf-8").split("\n")
        self.negative = path.parent.name == "negatives"
        for self.at, line in enumerate(self.lines, 1):
            if not line:
                break
            name, colon, value = line.partition(": ")
            if not colon or name not in FIELDS:
                self.wrong(f'"{name}" is no field')
            if name == "header":
                self.headers.append(value)
            else:
                self.fields[name] = value
        for name in REQUIRED:
            if name not in self.fields:
                self.wrong(f'the field "{name}" is missing')
        self.body = self.lines[self.at:]

    def wrong(self, what):
        raise Mistake(f"{self.path}:{self.at}: {what}")

    def get(self, name, default=""):
        return self.fields.get(name, default)

    def half(self):
        return "untouched" if self.negative else ("kept", "dev")[int(self.name.split("-")[0]) % 2]

    # ---- links ----
    def url(self, target, salt):
        """A target as it stands in the mail: of the site, and behind a counter of clicks where the letter has one."""
        site = self.get("site", "https://www.example.com")
        whole = target if re.match(r"[a-z]+:", target) else site + target
        track = self.get("track")
        if not track or whole.startswith("mailto:"):
            return whole
        return track + base64.urlsafe_b64encode(zlib.compress(f"{whole} {salt}".encode())).decode().rstrip("=")[:72]

    def network(self, name):
        target = NETWORKS.get(name.lower())
        if target is None:
            self.wrong(f'no address of "{name}" is known')
        return "https://" + target % re.sub(r"\W", "", self.get("site", "example").split("//")[-1].removeprefix("www.").split(".")[0])

    # ---- text ----
    def inline(self, text):
        def link(m):
            guard = m[2].startswith("!")
            style = self.skin.get("a", "")
            return (f'<a href="{html.escape(self.url(m[2].lstrip("!"), m[1]))}"{style}>'
                    f'{"<!--guard-->" if guard else ""}{m[1]}</a>')
        text = html.escape(text, quote=False)
        text = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", link, text)
        text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
        return text.replace(" // ", "<br>\n").replace("\\[", "[").replace("\\]", "]")


class Page:
    """The HTML of a letter, put together block by block with the templates of its layout."""

    def __init__(self, letter):
        self.letter, self.open, self.mark, self.out = letter, [], "", []
        if letter.get("layout") not in LAYOUTS:
            letter.wrong(f'there is no layout "{letter.get("layout")}"')
        self.skin = letter.skin = LAYOUTS[letter.get("layout")]

    def fill(self, name, **values):
        """The template NAME; $name stands for a value."""
        if name not in self.skin:
            self.letter.wrong(f"the layout has no {name}")
        return re.sub(r"\$(\w+)", lambda m: values.get(m[1], m[0]), self.skin[name])

    def leaf(self, name, **values):
        inner = self.fill(name, **values)
        self.out.append(self.fill("leaf", inner=inner) if "leaf" in self.skin else inner)

    def parts(self, rest, least, most):
        found = [p.strip() for p in rest.split(" | ")]
        if not least <= len(found) <= most:
            self.letter.wrong(f"{least} to {most} parts are wanted")
        return found + [""] * (most - len(found))

    # ---- blocks: do_NAME(rest of the line) ----
    def do_p(self, rest):
        self.leaf("p", text=self.letter.inline(rest))

    def do_h1(self, rest):
        self.leaf("h1", text=self.letter.inline(rest))

    def do_h2(self, rest):
        self.leaf("h2", text=self.letter.inline(rest))

    def do_small(self, rest):
        self.leaf("small", text=self.letter.inline(rest))

    def do_by(self, rest):
        self.leaf("by", text=self.letter.inline(rest))

    def do_quote(self, rest):
        self.leaf("quote", text=self.letter.inline(rest))

    def do_hr(self, rest):
        self.leaf("hr")

    def do_list(self, rest):
        items = "\n".join(f"<li>{self.letter.inline(i)}</li>" for i in self.parts(rest, 1, 40) if i)
        self.leaf("list", items=items)

    def do_button(self, rest):
        text, url = self.parts(rest, 2, 2)
        self.leaf("button", text=html.escape(text), url=html.escape(self.letter.url(url, text)))

    def do_img(self, rest):
        alt, url = self.parts(rest, 1, 2)
        self.leaf("img", alt=html.escape(alt), src=self.picture(alt), url=html.escape(self.letter.url(url or "/", alt)))

    def do_item(self, rest):
        title, url, text, by = self.parts(rest, 3, 4)
        name = "item" if not by else "itemby"
        self.leaf(name, title=self.letter.inline(title), url=html.escape(self.letter.url(url, title)),
                  text=self.letter.inline(text), by=html.escape(by), src=self.picture(title))

    def do_product(self, rest):
        title, url, price, text = self.parts(rest, 4, 4)
        self.leaf("product", title=html.escape(title), url=html.escape(self.letter.url(url, title)),
                  price=html.escape(price), text=self.letter.inline(text), src=self.picture(title))

    def do_icons(self, rest):
        """Networks or shops of apps: "Facebook", or "what the reader sees = Facebook"."""
        icons = []
        for name in self.parts(rest, 1, 9):
            shown, _, network = name.partition(" = ") if " = " in name else (name, "", name)
            if name:
                icons.append(self.fill("icon", text=html.escape(shown), src=self.picture(network),
                                       url=html.escape(self.letter.url(self.letter.network(network), shown))))
        self.leaf("icons", icons="\n".join(icons))

    def do_form(self, rest):
        place, text, url = self.parts(rest, 3, 3)
        self.leaf("form", place=html.escape(place), text=html.escape(text), url=html.escape(self.letter.url(url, text)))

    def do_raw(self, rest):
        self.out.append(rest)

    def picture(self, name):
        site = self.letter.get("site", "https://www.example.com")
        return f"{site}/img/{zlib.crc32(name.encode()) % 9999991}.png"

    # ---- what holds blocks ----
    def enter(self, name):
        self.open.append(name)
        self.out.append(self.fill(name))

    def leave(self, name):
        if not self.open or self.open.pop() != name:
            self.letter.wrong(f"no {name} is open here")
        self.out.append(self.fill("/" + name))

    def do_box(self, rest):
        self.enter("box")

    def do_endbox(self, rest):
        self.leave("box")

    def do_two(self, rest):
        self.enter("two")
        self.enter("col")

    def do_col(self, rest):
        self.leave("col")
        self.enter("col")

    def do_endtwo(self, rest):
        self.leave("col")
        self.leave("two")

    def do_foot(self, rest):
        self.enter("foot")

    # ---- marks ----
    def begin(self, tier, rest):
        if self.mark:
            self.letter.wrong("a mark is open already")
        if rest not in CLASSES or (tier == "must" and rest in MAY_ONLY):
            self.letter.wrong(f'"{tier} {rest}" is no mark')
        if self.letter.negative:
            self.letter.wrong("a letter that stays untouched has no marks")
        self.mark, self.deep = tier, len(self.open)
        self.out.append(f"<!--{tier} {rest}-->")

    def do_must(self, rest):
        self.begin("must", rest)

    def do_may(self, rest):
        self.begin("may", rest)

    def do_end(self, rest):
        if not self.mark or self.deep != len(self.open):
            self.letter.wrong("no mark is open here, or a box is")
        self.mark = ""
        self.out.append("<!--/-->")

    def html(self):
        letter = self.letter
        first = letter.at + 1
        for letter.at, line in enumerate(letter.body, first):
            command, _, rest = line.partition(" ")
            if not line or line.startswith("#"):
                continue
            if self.skin is LAYOUTS["html"]:
                self.do_raw(re.sub(r'<a guard ([^>]*)>', r"<a \1><!--guard-->", line))
            elif line[0] != ".":
                self.do_p(line)
            elif hasattr(self, "do_" + command[1:]):
                getattr(self, "do_" + command[1:])(rest)
            else:
                letter.wrong(f"there is no {command}")
        while self.open and self.open[-1] == "foot":
            self.leave("foot")
        if self.open or self.mark:
            letter.wrong("a box, columns or a mark is still open")
        if self.skin is LAYOUTS["html"]:
            return "\n".join(self.out) + "\n"
        return self.page()

    def page(self):
        letter, view = self.letter, self.letter.get("view")
        if view:
            target = letter.url("/view/" + letter.name, view)
            view = self.fill("view", text=html.escape(view), url=html.escape(target))
            view = re.sub(r"(<a [^>]*>)", r"\1<!--guard-->", view)
        preheader = letter.get("preheader")
        if preheader:
            preheader = self.fill("preheader", text=html.escape(preheader))
        return self.fill("page", lang=letter.get("language"), dir=letter.get("dir", "ltr"), view=view, preheader=preheader,
                         title=html.escape(letter.get("subject")), charset=letter.get("charset", "utf-8"),
                         body="\n".join(self.out))


# ---- the mail ----
def check_marks(letter, marked):
    """Marks in pairs and of known classes, as they are in HTML that was written by hand too."""
    opened = ""
    for m in MARK.finditer(marked):
        if m[1] and (opened or m[2] not in CLASSES or (m[1] == "must" and m[2] in MAY_ONLY)):
            letter.wrong(f"{m[0]} is no mark, or stands in another")
        if m[0] == "<!--/-->" and not opened:
            letter.wrong("a mark ends that did not begin")
        opened = opened if m[0] == "<!--guard-->" else m[1] or ""
    stray = re.search(r"<!--\s*(must|may|guard|/)[^>]*>", MARK.sub("", marked))
    if opened or stray:
        letter.wrong(f"a mark is still open, or wrong: {opened or stray[0]}")
    if not letter.negative and ("<!--guard-->" not in marked or "<!--must " not in marked):
        letter.wrong("a letter needs a link that is guarded and a block that must go")


def without_marks(marked):
    return MARK.sub("", marked)


def without_blocks(marked):
    return MARK.sub("", re.sub(r"<!--must [a-z]+-->.*?<!--/-->", "", marked, flags=re.S))


def text_of(page):
    page = re.sub(r"(?s)<(head|style|script)\b.*?</\1>|<!--.*?-->|\n", " ", page)
    page = re.sub(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', r"\2 <\1>".replace("<", "&lt;").replace(">", "&gt;"), page)
    page = re.sub(r"</?(p|tr|div|h\d|li|br|table|hr)\b[^>]*>", "\n", page)
    page = html.unescape(re.sub(r"<[^>]+>", "", page))
    lines = (re.sub(r"\s+", " ", line).strip() for line in page.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def encoded(data, encoding):
    if encoding == "base64":
        return base64.encodebytes(data)
    if encoding == "quoted-printable":
        return quopri.encodestring(data)
    return data


def header_text(letter, value):
    """Words outside ASCII as encoded words, in the charset of the letter if it has them."""
    name, angle, address = value.rpartition(" <")
    if value.isascii():
        return f'"{name}" <{address}' if angle and "," in name and '"' not in name else value
    if not angle:
        name, address = value, ""
    try:
        name.encode(charset := letter.get("charset", "utf-8"))
    except UnicodeEncodeError:
        charset = "utf-8"
    return email.header.Header(name, charset, maxlinelen=70).encode() + angle + address


def head(letter):
    ident = zlib.crc32(letter.name.encode())
    sender = letter.get("sender")
    if sender not in SENDERS:
        letter.wrong(f'there is no sender "{sender}"')
    address = letter.get("from").rpartition("<")[2].rstrip(">")
    domain = address.partition("@")[2]
    unsubscribe = re.search(r'<a [^>]*href="([^"]*)"[^>]*><!--guard-->', letter.marked.replace("<!--guard-->", "", bool(letter.get("view"))))
    values = dict(id=f"{ident:08x}", n=str(ident % 900000 + 100000), domain=domain, address=address,
                  unsubscribe=html.unescape(unsubscribe[1]) if unsubscribe else f"https://{domain}/u/{ident:x}")
    lines = [f"From: {header_text(letter, letter.get('from'))}", f"To: {letter.get('to', 'reader@mail.example')}",
             f"Subject: {header_text(letter, letter.get('subject'))}", f"Date: {letter.get('date')}"]
    lines += re.sub(r"\$(id|domain|address|unsubscribe|n)", lambda m: values[m[1]], SENDERS[sender]).strip().split("\n")
    return lines + letter.headers


def mail(letter, page):
    charset, encoding, eol = letter.get("charset", "utf-8"), letter.get("encoding", "quoted-printable"), letter.get("eol", "lf")
    body = encoded(page.encode(charset, "xmlcharrefreplace"), encoding)
    if encoding in ("7bit", "8bit") and max(map(len, body.split(b"\n"))) > 900:
        letter.wrong("a line of the mail is too long for its encoding")
    kind = f"text/%s; charset={charset}\nContent-Transfer-Encoding: %s\n\n"
    top = "\n".join(head(letter) + ["MIME-Version: 1.0"]) + "\n"
    if letter.get("html-only"):
        raw = (top + "Content-Type: " + kind % ("html", encoding)).encode() + body
    else:
        mark = f"=_part_{zlib.crc32(letter.name.encode()):08x}"
        text = encoded(text_of(page).encode(charset, "replace"), encoding)
        raw = (f'{top}Content-Type: multipart/alternative; boundary="{mark}"\n\n--{mark}\nContent-Type: {kind % ("plain", encoding)}').encode() + text
        raw += f"\n--{mark}\nContent-Type: {kind % ('html', encoding)}".encode() + body + f"\n--{mark}--\n".encode()
    return raw.replace(b"\n", b"\r\n") if eol == "crlf" else raw


def compose(path, out, ideal):
    letter = Letter(path)
    letter.marked = Page(letter).html()
    letter.at = 1
    check_marks(letter, letter.marked)
    for base, page in ((out, without_marks(letter.marked)), (ideal, without_blocks(letter.marked))):
        if base:
            folder = base / letter.half()
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{letter.name}.eml").write_bytes(mail(letter, page))
    if not letter.negative:
        (out / letter.half() / f"{letter.name}.html").write_text(letter.marked, encoding="utf-8")
    return letter


def summary(letters):
    """How many there are, for those who ask whether the set is broad enough."""
    written = [l for l in letters if not l.negative]
    for name in "language layout charset encoding kind".split():
        values = {l.get(name, {"charset": "utf-8", "encoding": "quoted-printable"}.get(name)) for l in written}
        print(name, len(values), *sorted(values))
    print("letters", len(written), "dev", sum(l.half() == "dev" for l in written), "untouched", len(letters) - len(written))


def main(arguments):
    ideal = None
    if arguments[:1] == ["--ideal"]:
        ideal, arguments = pathlib.Path(arguments[1]), arguments[2:]
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    out = pathlib.Path(arguments[0])
    paths = [pathlib.Path(a) for a in arguments[1:]] or sorted(HERE.glob("letters/*.letter")) + sorted(HERE.glob("negatives/*.letter"))
    try:
        summary([compose(path, out, ideal) for path in paths])
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
