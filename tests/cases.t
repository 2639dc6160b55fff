#!/usr/bin/env python3
"""Golden cases: tests/cases/NNN-words/{in.eml,want.eml,want.explain,intent,note}, and `options` where a case needs some.

SPDX-License-Identifier: MIT
usage: cases.t [--update] [CASE...]
Of each case: the lean message and the brief explanation are the wanted ones; the record of --undo gives the original back;
cleaning the lean message again changes nothing; and the intent holds, which no update of the wanted files can hide: lines
"gone: TEXT" (no longer in the HTML part), "stay: TEXT" (still in it, or in the raw message), "once: TEXT" (in the HTML part
once) and "untouched".  TEXT is UTF-8 with character references resolved.  --update writes what comes out as what is wanted, but for cases whose intent does not
hold; git diff is the review.
"""
import difflib, email, html, os, pathlib, shutil, subprocess, sys, tempfile

PROGRAM = os.environ.get("LEANLETTER", "build/release/leanletter")


class Case:
    def __init__(self, path):
        self.path, self.name = path, path.name
        self.options = (path / "options").read_text() if (path / "options").exists() else ""
        self.raw, self.lean, self.again, self.explain, self.record = (path / "in.eml").read_bytes(), b"", b"", "", None

    def want(self, name):
        path = self.path / name
        return path.read_bytes() if path.exists() else b""

    def update(self):
        for line in self.intent():
            print(f"{self.name}: not updated: {line}")
            return
        (self.path / "want.eml").write_bytes(self.lean)
        (self.path / "want.explain").write_text(self.explain)

    # ---- what is asked; each gives the lines that say what is wrong ----
    def lean_form(self):
        return difference(self.want("want.eml"), self.lean)

    def explanation(self):
        return difference(self.want("want.explain"), self.explain.encode())

    def undo(self):
        if not self.record:
            return [] if self.lean == self.raw else ["changed, and no record"]
        done = subprocess.run([PROGRAM, "undo", "--record", self.record], input=self.lean, capture_output=True)
        return difference(self.raw, done.stdout) + done.stderr.decode().splitlines()

    def second_pass(self):
        return difference(self.lean, self.again)

    def intent(self):
        before, after, wrong = html_part(self.raw), html_part(self.lean), []
        for line in self.want("intent").decode().splitlines():
            verb, _, text = line.partition(": ")
            if verb == "untouched":
                wrong += ["was touched"] if self.lean != self.raw else []
            elif text not in before and text.encode() not in self.raw:
                wrong.append(f"is not in the message: {text}")
            elif verb == "once":
                wrong += [f"there {after.count(text)} times: {text}"] if after.count(text) != 1 else []
            elif verb == "gone":
                wrong += [f"still there: {text}"] if text in after else []
            elif text not in after and text.encode() not in self.lean:
                wrong.append(f"lost: {text}")
        return wrong


def difference(want, got):
    if want == got:
        return []
    lines = [b.decode("utf-8", "backslashreplace").splitlines() for b in (want, got)]
    return list(difflib.unified_diff(*lines, "wanted", "is", lineterm="", n=1))[:40] or ["differs in line ends"]


def html_part(raw):
    if raw.startswith(b"From "):
        raw = raw[raw.index(b"\n") + 1:]
    for part in email.message_from_bytes(raw.replace(b"Encoding: 8bits", b"Encoding: 8bit")).walk():
        if part.get_content_type() == "text/html":
            return html.unescape(part.get_payload(decode=True).decode(part.get_param("charset") or "ascii", "replace"))
    return ""


def run(*command):
    done = subprocess.run([PROGRAM, *command], capture_output=True)
    for line in done.stderr.decode().splitlines():
        if "/dev/null" not in line:
            print(f"# {line}")
    return done.stdout


def clean(options, cases, tmp):
    """All cases with the same options in one go."""
    for folder in ("in", "out", "undo", "again"):
        (tmp / folder).mkdir(parents=True)
    for case in cases:
        shutil.copy(case.path / "in.eml", tmp / "in" / case.name)
    names = sorted(case.name for case in cases)
    run("clean", *options, "-d", str(tmp / "out"), "-u", str(tmp / "undo"), *(str(tmp / "in" / n) for n in names))
    run("clean", *options, "-d", str(tmp / "again"), *(str(tmp / "out" / n) for n in names))
    # An empty message more, so that even one case is named.
    said = run("explain", *options, "--brief", *(str(tmp / "in" / n) for n in names), "/dev/null").decode()
    said = dict(part.partition("\n")[::2] for part in said.split("== " + str(tmp / "in") + "/")[1:])
    for case in cases:
        case.lean, case.again = ((tmp / f / case.name).read_bytes() for f in ("out", "again"))
        case.explain = said[case.name].partition("== /dev/null")[0]
        record = tmp / "undo" / f"{case.name}.undo"
        case.record = str(record) if record.exists() else None


def main(arguments):
    update = arguments[:1] == ["--update"]
    paths = [pathlib.Path(a) for a in arguments[update:]] or sorted(pathlib.Path("tests/cases").iterdir())
    cases, groups = [Case(p) for p in paths], {}
    for case in cases:
        groups.setdefault(case.options, []).append(case)
    with tempfile.TemporaryDirectory() as tmp:
        for number, (options, group) in enumerate(groups.items()):
            clean(options.split(), group, pathlib.Path(tmp) / str(number))
        return [case.update() for case in cases] and 0 if update else report(cases)


def report(cases):
    asked = (Case.lean_form, Case.explanation, Case.undo, Case.second_pass, Case.intent)
    print(f"1..{len(cases) * len(asked)}")
    failed = number = 0
    for case in cases:
        for question in asked:
            number += 1
            wrong = question(case)
            failed += bool(wrong)
            print(f"{'not ' if wrong else ''}ok {number} - {case.name}: {question.__name__.replace('_', ' ')}")
            for line in wrong:
                print(f"# {line}")
    return failed > 0


sys.exit(main(sys.argv[1:]))
