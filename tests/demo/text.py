#!/usr/bin/env python3
"""The visible text of the HTML part of a message, line by line.

SPDX-License-Identifier: MIT
"""
import email, email.policy, html.parser, re, sys

BLOCKS = set("p div td tr table h1 h2 h3 h4 li ul br hr".split())


class Text(html.parser.HTMLParser):
    hidden, out = 0, ""

    def handle_starttag(self, tag, attributes):
        self.hidden += tag in ("head", "style", "title")
        if tag in BLOCKS:
            self.out += "\n"
        if tag == "img" and not self.hidden:
            self.out += dict(attributes).get("alt") or ""

    def handle_endtag(self, tag):
        self.hidden -= tag in ("head", "style", "title")
        if tag in BLOCKS:
            self.out += "\n"

    def handle_data(self, data):
        self.out += "" if self.hidden else re.sub(r"\s+", " ", data)


with open(sys.argv[1], "rb") as file:
    message = email.message_from_binary_file(file, policy=email.policy.default)
text = Text(convert_charrefs=True)
text.feed(message.get_body(("html",)).get_content())
print("\n".join(line.strip() for line in text.out.split("\n") if line.strip()))
