#!/bin/sh
# Prints a newsletter whose body takes several pieces of the milter protocol, before and after it is cut.
# SPDX-License-Identifier: MIT
exec perl -0777 -pe 's{(<tr><td[^>]*><h2>Letters)}{join("", map("<tr><td><p>Bed $_ was dug on day $_ and will hold " .
  ($_ * 7) . " plants, " . ($_ * 3) . " of them beans.</p></td></tr>\n", 1 .. 900)) . $1}e' \
  "$(dirname "$0")/mail/newsletter.eml"
