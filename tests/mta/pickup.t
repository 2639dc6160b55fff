#!/bin/bash
# The same messages, handed to Postfix's sendmail(1): they reach the milter through non_smtpd_milters.
# SPDX-License-Identifier: MIT
exec tests/mta/postfix.t pickup
