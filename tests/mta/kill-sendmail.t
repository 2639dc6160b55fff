#!/bin/bash
# The same under a real Sendmail with F=T.
# SPDX-License-Identifier: MIT
exec tests/mta/kill.t sendmail
