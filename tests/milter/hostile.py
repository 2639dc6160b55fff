#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes messages that are made to break parsers: hostile.py DIRECTORY [NAME...].  Each looks like a newsletter by its
header."""
import base64
import os
import sys

HEAD = """From: The Allotment Letter <letter@allotment.example>
To: reader@example.org
Subject: What to sow
Date: Mon, 23 Mar 2026 07:30:00 +0000
Message-ID: <hostile@mail.allotment.example>
List-Id: The Allotment Letter <letter.allotment.example>
List-Unsubscribe: <https://allotment.example/leave/8fa1>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Precedence: bulk
MIME-Version: 1.0
"""
TEXT = "The soil is warm enough for peas and beans, and the hedge has been cut back to the old wood. "
UNSUBSCRIBE = '<p><a href="https://allotment.example/leave/8fa1">Unsubscribe</a></p>'
PITCH = '<div><h2>Subscribe to our newsletter</h2><p>Sign up now</p><a href="https://allotment.example/subscribe">Sign up</a></div>'
MB = 1 << 20


def lines(text):
    """Mail servers hand on lines of 998 bytes at most: breaks where they do no harm."""
    return text.replace("><", ">\n<")


def html(body, encoding="8bit", charset="utf-8"):
    body = body if isinstance(body, bytes) else body.encode("utf-8", "surrogateescape")
    head = HEAD + "Content-Type: text/html; charset=%s\nContent-Transfer-Encoding: %s\n\n" % (charset, encoding)
    return head.encode() + body


def page(inside):
    return "<html><body>" + "<p>" + TEXT * 5 + "</p>" + inside + UNSUBSCRIBE + "</body></html>\n"


def nested(tag, n):
    return page(lines("<%s>" % tag * n + TEXT + "</%s>" % tag * n))


def levels(n):
    """Multiparts in multiparts."""
    open_, close = [], []
    for i in range(n):
        open_.append("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i))
        close.append("--b%d--\n" % i)
    return (HEAD + "".join(open_) + "Content-Type: text/html\n\n" + page(PITCH) + "\n" + "".join(reversed(close))).encode()


def many_parts(n):
    parts = "--B\nContent-Type: text/plain\n\nx\n" * n
    return (HEAD + "Content-Type: multipart/mixed; boundary=B\n\n" + parts + "--B\nContent-Type: text/html\n\n" +
            page(PITCH) + "\n--B--\n").encode()


def encoded(breakage):
    good = base64.encodebytes(page(PITCH).encode()).decode()
    return html(breakage(good), "base64")


MESSAGES = {
    "nested-div": lambda: html(nested("div", 100000)),
    "nested-table": lambda: html(nested("table><tr><td", 30000)),
    "nested-b": lambda: html(nested("b", 100000)),
    "nested-a": lambda: html(page(lines('<a href="x">' * 100000))),
    "nested-font": lambda: html(page(lines("<font><p>" * 40000))),
    "nested-svg": lambda: html(page(lines("<svg><math>" * 30000))),
    "nested-select": lambda: html(page(lines("<select><option>" * 30000))),
    "nested-template": lambda: html(nested("template", 50000)),
    "unclosed-li": lambda: html(page(lines("<ul><li>" * 50000))),
    "a-million-cells": lambda: html(page(lines("<table>" + "<tr>" + "<td>" * 1000000 + "</table>"))),
    "attributes": lambda: html(page("<p " + "\n".join("a%d=1" % i for i in range(100000)) + ">" + PITCH)),
    "same-attribute": lambda: html(page("<p " + "\n".join("a=1" for _ in range(100000)) + ">" + PITCH)),
    "long-attribute": lambda: html(page('<p title="' + "x" * (4 * MB) + '">' + PITCH)),
    "long-tag-name": lambda: html(page("<" + "x" * (2 * MB) + ">" + PITCH)),
    "endless-comment": lambda: html(page("<!-- " + "- > " * 500000)),
    "many-comments": lambda: html(page(lines("<!---->" * 300000) + PITCH)),
    "conditional-comments": lambda: html(page(lines("<!--[if mso]><![endif]-->" * 60000) + PITCH)),
    "endless-cdata": lambda: html(page("<![CDATA[" + "]" * MB)),
    "endless-script": lambda: html(page("<script>" + "<!--<script>\n" * 100000)),
    "endless-title": lambda: html("<title>" + "<p>\n" * 300000),
    "entities": lambda: html(page("&amp;&#x41;&nbsp;&notanentity;\n" * 100000)),
    "huge-reference": lambda: html(page("&#" + "9" * MB + ";" + PITCH)),
    "unfinished-entity": lambda: html(page("&" * MB)),
    "angle-brackets": lambda: html(page("<" * MB)),
    "slashes": lambda: html(page("</" * 500000)),
    "ten-megabyte-line": lambda: html(page("x" * (10 * MB) + PITCH)),
    "many-words": lambda: html(page("a " * 2000000 + PITCH)),
    "many-blocks": lambda: html(page(lines(PITCH * 20000))),
    "one-text-many-times": lambda: html(page(lines(("<div><p>" + TEXT + "</p></div>") * 20000))),
    "many-links": lambda: html(page(lines('<p><a href="https://a.example/subscribe">Subscribe</a></p>' * 50000))),
    "cyclic-styles": lambda: html("<style>" + "\n".join(".a%d{inherit:a%d;display:none}" % (i, (i + 1) % 50000) for i in range(50000)) + "</style>" + page(PITCH)),
    "style-selectors": lambda: html("<style>" + ",\n".join(".a .b > .c:not(.d) #e%d" % i for i in range(50000)) + "{display:none}</style>" + page(PITCH)),
    "style-nesting": lambda: html("<style>" + "@media x{\n" * 100000 + "</style>" + page(PITCH)),
    "style-attribute": lambda: html(page('<div style="' + "display:none;\n" * 100000 + '">' + PITCH + "</div>")),
    "zero-width": lambda: html(page("\u200b\u00ad\u034f" * 300000 + PITCH)),
    "combining": lambda: html(page("<p>a" + "\u0301" * 500000 + "</p>" + PITCH)),
    "ligatures": lambda: html(page("<p>" + "\ufdfa" * 300000 + "</p>" + PITCH)),
    "mime-levels": lambda: levels(40000),
    "nested-boundaries": lambda: levels(1000),
    "forty-levels": lambda: levels(40),
    "many-parts": lambda: many_parts(100000),
    "boundary-of-nothing": lambda: (HEAD + 'Content-Type: multipart/mixed; boundary=""\n\n--\n\n' + page(PITCH)).encode(),
    "boundary-missing": lambda: (HEAD + "Content-Type: multipart/mixed\n\n" + page(PITCH)).encode(),
    "many-boundaries-named": lambda: (HEAD + "Content-Type: multipart/mixed; " + ";\n ".join("boundary=b%d" % i for i in range(3000)) + "\n\n" + page(PITCH)).encode(),
    "many-parameters": lambda: (HEAD + "Content-Type: text/html; " + ";\n ".join("x*%d*=utf-8''%%41" % i for i in range(5000)) + "\n\n" + page(PITCH)).encode(),
    "many-fields": lambda: (HEAD + "X-A: b\n" * 30000 + "Content-Type: text/html\n\n" + page(PITCH)).encode(),
    "encoded-words": lambda: (HEAD.replace("What to sow", "\n ".join(["=?utf-8?Q?=41?="] * 10000)) + "Content-Type: text/html\n\n" + page(PITCH)).encode(),
    "many-addresses": lambda: (HEAD.replace("To: ", "To: " + "(" * 20000 + "\n ") + "Content-Type: text/html\n\n" + page(PITCH)).encode(),
    "base64-star": lambda: encoded(lambda t: t.replace("A", "*", 1)),
    "base64-short": lambda: encoded(lambda t: t.rstrip("=\n")[:-1] + "\n"),
    "base64-padding-inside": lambda: encoded(lambda t: t[:40] + "==\n" + t[40:]),
    "base64-url": lambda: encoded(lambda t: "-_" + t),
    "base64-one-character": lambda: html("A\n" * 500000, "base64"),
    "qp-broken": lambda: html(page(PITCH).replace("=", "=3D").replace("</", "=G</"), "quoted-printable"),
    "qp-only-soft-breaks": lambda: html("=\n" * 1000000 + page(PITCH).replace("=", "=3D"), "quoted-printable"),
    "qp-all-escaped": lambda: html("".join("=%02X" % b + ("=\n" if i % 20 == 19 else "") for i, b in enumerate(page(PITCH * 3000).encode())), "quoted-printable"),
    "qp-end": lambda: html(page(PITCH).replace("=", "=3D") + "=", "quoted-printable"),
    "uuencode": lambda: html(page(PITCH), "x-uuencode"),
    "utf-7": lambda: html("+ADw-p+AD4-" * 10000, "7bit", "utf-7"),
    "utf-16": lambda: html(page(PITCH).encode("utf-16"), "8bit", "utf-16"),
    "hz": lambda: html(page("~{<:Ky~}" + PITCH), "7bit", "hz-gb-2312"),
    "iso-2022-escapes": lambda: html(page("\x1b$B0!\x1b(B" * 100000 + PITCH), "7bit", "iso-2022-jp"),
    "iso-2022-open": lambda: html(page("\x1b$B" + PITCH), "7bit", "iso-2022-jp"),
    "charset-nobody-knows": lambda: html(page(PITCH), "8bit", "x" * 2000),
    "bad-utf-8": lambda: html(page("\udcff\udcfe\udcc0\udc80" * 100000 + PITCH)),
    "truncated-gb18030": lambda: html(page(PITCH).encode() + b"\x81" * MB, "8bit", "gb18030"),
    "nul": lambda: html(page("\0" * 100000 + PITCH)),
    "controls": lambda: html(page("".join(map(chr, range(1, 32))) * 3000 + PITCH)),
}


def main(directory, *names):
    for name in names or MESSAGES:
        with open(os.path.join(directory, name + ".eml"), "wb") as f:
            f.write(MESSAGES[name]())


main(*sys.argv[1:])
