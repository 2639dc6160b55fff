#!/usr/bin/env python3
"""What each golden case is there to show, apart from the exact bytes, so that no update of the wanted files can hide a loss.

SPDX-License-Identifier: MIT
tests/cases/NNN-words/intent has lines "gone: TEXT" (no longer in the HTML part), "stay: TEXT" (still in it, or in the raw
message) and "untouched" (comes out as it went in).  TEXT is UTF-8 with character references resolved.
"""
import email, html, os, pathlib, subprocess, sys

PROGRAM = os.environ.get("LEANLETTER", "build/release/leanletter")


def html_part(raw):
    if raw.startswith(b"From "):
        raw = raw[raw.index(b"\n") + 1:]
    for part in email.message_from_bytes(raw.replace(b"Encoding: 8bits", b"Encoding: 8bit")).walk():
        if part.get_content_type() == "text/html":
            charset = part.get_param("charset") or "ascii"
            return html.unescape(part.get_payload(decode=True).decode(charset, "replace"))
    return ""


def judge(case):
    options = case / "options"
    command = [PROGRAM, "clean", *(options.read_text().split() if options.exists() else []), str(case / "in.eml")]
    raw, lean = (case / "in.eml").read_bytes(), subprocess.run(command, capture_output=True, check=True).stdout
    before, after = html_part(raw), html_part(lean)
    wrong = []
    for line in (case / "intent").read_text().splitlines():
        verb, _, text = line.partition(": ")
        if verb == "untouched":
            wrong += ["was touched"] if lean != raw else []
        elif text not in before and text.encode() not in raw:
            wrong.append(f"is not in the message: {text}")
        elif verb == "gone":
            wrong += [f"still there: {text}"] if text in after else []
        elif text not in after and text.encode() not in lean:
            wrong.append(f"lost: {text}")
    return wrong


def main():
    cases = [pathlib.Path(p) for p in sys.argv[1:]] or sorted(p.parent for p in pathlib.Path("tests/cases").glob("*/intent"))
    print(f"1..{len(cases)}")
    failed = 0
    for number, case in enumerate(cases, 1):
        wrong = judge(case)
        failed += bool(wrong)
        print(f"{'not ' if wrong else ''}ok {number} - {case.name}")
        for text in wrong:
            print(f"# {text}")
    return failed > 0


sys.exit(main())
