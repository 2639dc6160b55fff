#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a stream of newsletters: issues.py DIR N [COPIES [daily]] makes DIR/01.eml ... (and DIR/01-2.eml ... for more
recipients): a weekly of 2025, or a daily whose last issue is of today.

Every issue has the same masthead, greeting, section title, weather table, disclaimer and way out, all of which stay; the
same house ad and call to share, which go once they are known; and an article that no other issue has.
"""
import calendar
import email.utils
import os
import random
import sys
import time

PAGE = """<html><body><table width="600" align="center">
<tr><td><h1><img src="https://img.riverside.example/logo.png" width="300" height="80" alt="The Riverside Weekly"></h1></td></tr>
<tr><td><p>Good morning and welcome to another week by the river, dear neighbors.</p></td></tr>
<tr><td><h2>What happened by the water this week in town</h2></td></tr>
{articles}
<tr><td><table border="1"><tr><td>Weather by the river today and tomorrow morning</td></tr>
<tr><td>High {high} degrees, low {low} degrees, chance of rain {rain} per cent</td></tr></table></td></tr>
<tr><td style="background:#fff3d6;border:1px solid #cc9933;padding:12px"><p>The Riverside Tote, made of sailcloth, is back in our shop.</p>
<p><a href="https://riverside.example/shop/tote?issue={n}">Visit our shop</a></p></td></tr>
<tr><td><p>These pages live by word of mouth, so <a href="https://riverside.example/next-door?i={n}">take them to the next boathouse</a>.</p></td></tr>
<tr><td><p>All views are those of their authors and not those of the harbor office.</p></td></tr>
<tr><td><p>You get this because you asked for it. <a href="https://riverside.example/unsubscribe/{n}">Unsubscribe</a>
 &middot; The Riverside Weekly, 4 Quay Street, Harborton</p></td></tr>
</table></body></html>
"""

HEADER = """From: The Riverside Weekly <letter@riverside.example>
To: Reader {copy} <reader{copy}@example.org>
Subject: {subject}
Date: {date}
Message-ID: <{n}.{copy}@riverside.example>
List-Id: The Riverside Weekly <weekly.riverside.example>
List-Unsubscribe: <https://riverside.example/unsubscribe/{n}>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Precedence: bulk
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 7bit

"""

NOUNS = """barge ferry towpath lock heron willow mooring skiff footbridge culvert weir rowing angler kingfisher dredger
jetty warehouse chandler tide ledger pilot rudder boathouse meadow orchard quay anchor lantern sluice pontoon""".split()
VERBS = """opened closed moved painted measured flooded sold rented repaired visited counted photographed remembered
planned delayed cleaned surveyed lifted named marked""".split()
LINKS = "behind beside below against near along across beyond toward under".split()


def sentence(r):
    return "The %s %s the %s %s an old %s %s the %s." % (r.choice(NOUNS), r.choice(VERBS), r.choice(NOUNS), r.choice(LINKS),
                                                         r.choice(NOUNS), r.choice(LINKS), r.choice(NOUNS))


def date_of(n, issues, daily):
    if daily:
        return time.time() - (issues - n) * 86400
    return calendar.timegm((2025, 1, 1, 7, 0, 0)) + (n - 1) * 7 * 86400


def main(directory, issues, copies="1", daily=""):
    os.makedirs(directory, exist_ok=True)
    for n in range(1, int(issues) + 1):
        r = random.Random(n)
        articles = "\n".join("<tr><td><p>%s</p></td></tr>" % " ".join(sentence(r) for _ in range(r.randint(3, 5)))
                             for _ in range(7))
        page = PAGE.format(n=n, articles=articles, high=r.randint(15, 25), low=r.randint(2, 12), rain=r.randint(0, 90))
        subject = "The Riverside Weekly: the %s and the %s" % (r.choice(NOUNS), r.choice(NOUNS))
        date = email.utils.formatdate(date_of(n, int(issues), daily))
        for copy in range(1, int(copies) + 1):
            name = "%02d.eml" % n if copy == 1 else "%02d-%d.eml" % (n, copy)
            with open(os.path.join(directory, name), "w") as f:
                f.write(HEADER.format(n=n, copy=copy, subject=subject, date=date) + page)


main(*sys.argv[1:])
