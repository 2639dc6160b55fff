#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sessions in which something happens to the daemon at a certain point.

    session.py SOCKET between FILE COMMAND   a message, COMMAND, another message on the same connection
    session.py SOCKET within FILE COMMAND    COMMAND is run when half of the body has been sent
    session.py SOCKET waiting FILE           tells whether the filter says "progress" before it answers

Prints how each message came out: lean, original, tempfailed, lost.
"""
import subprocess
import sys

import milter


def ending(original, run):
    try:
        outcome = run()
    except milter.Lost as e:
        print(e, file=sys.stderr)
        return "lost"
    if outcome.reply not in ("continue", "accept"):
        return outcome.reply + "ed"
    return "original" if outcome.message.body == original.body else "lean"


def within(connection, message, command):
    connection.envelope("<bounce-4711@mail.allotment.example>", ["<reader@example.org>"], "WITHIN")
    connection.header(message, "WITHIN")
    half = len(message.body) // 2
    connection.step("B", message.body[:half])
    subprocess.check_call(command, shell=True)
    connection.step("B", message.body[half:])
    return connection.finish(message, "WITHIN")


def waiting(connection, message):
    connection.envelope("<bounce-4711@mail.allotment.example>", ["<reader@example.org>"], "WAITING")
    connection.header(message, "WAITING")
    connection.body(message, milter.CHUNK)
    connection.send("E")
    kinds = []
    while not kinds or kinds[-1] not in connection.REPLIES:
        kinds.append(connection.packet()[0])
    return "progress" if b"p" in kinds else "silence"


def main(place, what, name, command="true"):
    message = milter.Message.read(name)
    connection = milter.Connection(place)
    connection.hello()
    if what == "between":
        print(ending(message, lambda: connection.deliver(message, queue_id="BEFORE")))
        subprocess.check_call(command, shell=True)
        print(ending(message, lambda: connection.deliver(message, queue_id="AFTER")))
    elif what == "within":
        print(ending(message, lambda: within(connection, message, command)))
    else:
        print(waiting(connection, message))
    connection.close()


main(*sys.argv[1:])
