#!/usr/bin/env python3
"""What comes out is what went in minus the ranges that explain --json reports; of every message there is.

SPDX-License-Identifier: MIT
The messages are those of tests/cases, tests/untouched and, where it is there, of ../shared/corpus.
"""
import base64, json, os, pathlib, shutil, subprocess, sys, tempfile

PROGRAM = os.environ.get("LEANLETTER", "build/release/leanletter")


def run(*command):
    """Standard output.  Some messages may be no messages at all, but nothing may break off."""
    done = subprocess.run([PROGRAM, *command], capture_output=True)
    if done.returncode not in (0, 1) or b"broke off" in done.stderr:
        sys.exit(f"Bail out! {command[0]}: exit {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode()


def from_line(raw):
    return raw.index(b"\n") + 1 if raw.startswith(b"From ") and b"\n" in raw else 0


def without(raw, found):
    """The message minus the ranges; for base64 the tail stands in place of the last one."""
    start, out, at = from_line(raw), [], 0
    message = raw[start:]
    for first, last in found["ranges"]:
        if not at <= first < last <= len(message):
            raise ValueError(f"range {first}-{last} is not in order")
        if not found["part"][0] <= first < last <= found["part"][1]:
            raise ValueError(f"range {first}-{last} is outside the part")
        out.append(message[at:first])
        at = last
    if "tail" in found:
        if found["tail"]["at"] != found["ranges"][-1][0]:
            raise ValueError("the tail is not where the last range is")
        out.append(base64.b64decode(found["tail"]["bytes_base64"]))
    return raw[:start] + b"".join(out) + message[at:]


def judge(raw, lean, found):
    try:
        if found and "ranges" in found:
            if found["verdict"] != "lean" or found["bytes_after"] >= found["bytes_before"]:
                raise ValueError("verdict and sizes do not fit an edit")
            raw = without(raw, found)
        return "" if lean == raw else "is not the input minus the ranges"
    except (ValueError, KeyError) as error:
        return str(error)


def clean_and_explain(paths, tmp):
    """For each path its lean form and what explain says, None when it says nothing."""
    for folder in ("in", "out"):
        (tmp / folder).mkdir()
    names = [f"{number}.eml" for number in range(len(paths))]
    for path, name in zip(paths, names):
        shutil.copy(path, tmp / "in" / name)
    inputs = [str(tmp / "in" / name) for name in names]
    run("clean", "--output-dir", str(tmp / "out"), *inputs)
    said, at, found = run("explain", "--json", *inputs, "/dev/null"), 0, []
    for _ in names:
        value, at = json.JSONDecoder().raw_decode(said, at)
        found.append(value)
        at += len(said[at:]) - len(said[at:].lstrip())
    return [((tmp / "out" / name).read_bytes(), value) for name, value in zip(names, found)]


def main():
    roots = [pathlib.Path(p) for p in sys.argv[1:] or ("tests/cases", "tests/untouched", "../shared/corpus")]
    paths = sorted(p for root in roots for p in root.rglob("*.eml"))
    with tempfile.TemporaryDirectory() as tmp:
        results = clean_and_explain(paths, pathlib.Path(tmp))
    print(f"1..{len(paths)}")
    failed = 0
    for number, (path, (lean, found)) in enumerate(zip(paths, results), 1):
        wrong = judge(path.read_bytes(), lean, found)
        failed += bool(wrong)
        print(f"{'not ' if wrong else ''}ok {number} - {path}{': ' if wrong else ''}{wrong}".replace("#", "_"))
    return failed > 0


sys.exit(main())
