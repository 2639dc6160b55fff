#!/usr/bin/env python3
"""What comes out is what went in minus the ranges that explain --json reports; of every message there is.

SPDX-License-Identifier: MIT
The messages are those of tests/cases, tests/untouched and, where it is there, of ../shared/corpus.
"""
import base64, concurrent.futures, json, os, pathlib, subprocess, sys

PROGRAM = os.environ.get("LEANLETTER", "build/release/leanletter")


def run(command, path):
    done = subprocess.run([PROGRAM, command[0], *command[1:], str(path)], capture_output=True)
    if done.returncode not in (0, 1) or b"broke off" in done.stderr:
        raise ValueError(f"{command[0]}: exit {done.returncode}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


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


def judge(path):
    try:
        raw, lean, said = path.read_bytes(), run(["clean"], path), run(["explain", "--json"], path)
        found = json.loads(said) if said else {}
        if "ranges" in found:
            if found["verdict"] != "lean" or found["bytes_after"] >= found["bytes_before"]:
                raise ValueError("verdict and sizes do not fit an edit")
            raw = without(raw, found)
        return "" if lean == raw else "is not the input minus the ranges"
    except (ValueError, KeyError) as error:
        return str(error)


def main():
    roots = [pathlib.Path(p) for p in sys.argv[1:] or ("tests/cases", "tests/untouched", "../shared/corpus")]
    paths = sorted(p for root in roots for p in root.rglob("*.eml"))
    print(f"1..{len(paths)}")
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for number, (path, wrong) in enumerate(zip(paths, pool.map(judge, paths)), 1):
            print(f"{'not ' if wrong else ''}ok {number} - {path}{': ' if wrong else ''}{wrong}".replace("#", "_"))
            failed += bool(wrong)
    return failed > 0


sys.exit(main())
