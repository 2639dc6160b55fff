# The messages that go through the mail servers: prints file names.
# SPDX-License-Identifier: MIT
messages() {
  for case in tests/cases/*/; do
    # Not those that need options, nor the one with an mbox From_ line.
    [ -f "$case/options" ] || head -1 "$case/in.eml" | grep -q '^From ' || echo "${case}in.eml"
  done
  find tests/untouched -name '*.eml' | sort
}
