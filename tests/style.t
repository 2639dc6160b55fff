#!/bin/bash
# How the sources have to look, and which layer may call what.
# SPDX-License-Identifier: MIT
. tests/tap.sh
B=${B:-build/release}
V=${V:-release}

sources() { git ls-files -co --exclude-standard -- "$@"; }
# Succeeds when nothing is printed by the command; else shows it.
nothing() {
  found=$("$@")
  [ -z "$found" ] || { echo "$found"; return 1; }
}

# ---- files ----
no_licence() {
  for f in $(sources '*.c' '*.h' '*.t' '*.sh' '*.py' '*.pl' Makefile); do
    head -5 "$f" | grep -q 'SPDX-License-Identifier: MIT' || head -12 "$f" | grep -q '^SPDX-License-Identifier: MIT' || echo "$f"
  done
}
too_long() { sources '*.c' '*.h' | xargs wc -l | awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines" }'; }
long_functions() {
  sources '*.c' | xargs awk '
    FNR == 1 { open = 0 }
    /^[a-zA-Z_].*\) \{$/ || /^[a-zA-Z_].*\)$/ { start = FNR; open = 1; name = $0 }
    /^}/ { if (open && FNR - start > 80) print FILENAME ":" start ": " FNR - start " lines: " name; open = 0 }'
}
gotos() { sources '*.c' '*.h' | xargs grep -nE '^\s+goto\b'; }
promises() { sources '*.c' '*.h' '*.sh' '*.t' '*.md' '*.1' '*.5' '*.8' Makefile | grep -v '^tests/style.t$' | xargs grep -nE 'TO''DO|FIX''ME|\bX''XX\b|for'' now'; }
places() { sources | grep -v '^tests/style.t$' | xargs grep -nIE '/work/|/home/[a-z]|shared/corpus/[a-z]+/[a-z0-9]'; }
strays() { sources '*.eml' '*.mbox' | grep -v '^tests/'; }
check "each source names its licence" nothing no_licence
check "no file over 500 lines" nothing too_long
check "no function over 80 lines" nothing long_functions
check "no goto" nothing gotos
check "no promise of later work" nothing promises
check "no path of one machine, no message of others" nothing places
check "no message outside tests/" nothing strays

# ---- public headers ----
# A paragraph that declares a function says something about it.
undocumented() {
  sources 'include/leanletter/*.h' | xargs awk '
    function flush() {
      if (paragraph ~ /\n[a-z][a-zA-Z_ *]*[ *]ll_[a-z_]+\(/ && paragraph !~ /\/\*/) print FILENAME ":" line ": " paragraph
      paragraph = ""
    }
    FNR == 1 { flush() }
    /^$/ { flush(); next }
    { if (paragraph == "") line = FNR; paragraph = paragraph "\n" $0 }
    END { flush() }'
}
check "each public function is documented" nothing undocumented

# ---- layers ----
users_see_core() { sources 'milter/*.[ch]' 'cli/*.[ch]' | xargs grep -nE '#include [<"](core/|\.\.)'; }
only_in() { # only_in HEADER-PATTERN FILE...: who else includes it
  pattern=$1
  shift
  sources '*.c' '*.h' | grep -vE '^tests/' | grep -vxF "$(printf '%s\n' "$@")" | xargs grep -nE "#include [<\"]$pattern"
}
check "milter/ and cli/ see include/ only" nothing users_see_core
check "GMime stays in its files" nothing only_in gmime core/message.c core/header.c core/clean.c
check "libxml2 stays in its files" nothing only_in libxml core/html.c core/align.c core/clean.c
check "libmilter stays in its files" nothing only_in libmilter milter/front.c milter/callbacks.c milter/callbacks.h

# What no object of the library may call, as a pattern of symbols.
output='(__)?v?f?d?printf(_chk)?|puts|putchar|fputs|fwrite|perror|v?syslog|g_log|g_log_structured.*|g_print(err)?|g_warn_message'
ending='exit|_exit|quick_exit|fork|exec.*|system'
surroundings='getenv|secure_getenv|g_getenv|time|gettimeofday|clock_gettime|g_get_real_time|g_get_monotonic_time|rand|random|g_random_.*'
calls() { # calls PATTERN [EXCEPTED-OBJECTS]
  nm -A -u "$B/libleanletter.a" 2>/dev/null | grep -E " U ($1)(@|\$)" | grep -vE "/?lib[a-z]+\.a:(${2:-none})\.o:"
}
# Writable data: tables are const, GLib's quarks, and the converters that ll_init() opens, are the exception.
globals() {
  objdump -t "$B/libleanletter.a" | awk '/:     file format/ { object = $1 } $3 == "O" && $4 ~ /^\.(data|bss|tbss|tdata)(\.|$)/ && $4 !~ /^\.data\.rel\.ro/ && $NF !~ /^(q|held)\.[0-9]+$/ { print object, $NF }' | grep -vE '^store-'
}
case $V in
release | debug)
  check "the library prints and logs nothing" nothing calls "$output"
  check "the library ends nothing and starts nothing" nothing calls "$ending"
  check "the library asks neither clock nor environment" nothing calls "$surroundings" 'store-.*'
  check "the library does not know libmilter" nothing calls 'smfi_.*'
  check "the library has no globals" nothing globals
  ;;
*) skip "symbols of the library" "only in release and debug builds" ;;
esac

# ---- manuals ----
# Each setting with its default, under its group, in leanletter.conf(5), and nothing else.
settings_printed() {
  "$LEANLETTER" config --print | awk '
    /^#?\[sender/ { exit }
    /^\[/ { group = $0 }
    /^#?[a-z-]+ =/ { sub(/^#/, ""); print group, $0 }'
}
settings_in_manual() {
  awk '/^\.Ss \[/ { group = $2 } /^\.Ss \[sender/ { exit } sub(/^\.It Cm /, "") && / =/ { print group, $0 }' docs/leanletter.conf.5
}
settings_documented() { settings_printed | grep -q . && diff <(settings_printed) <(settings_in_manual); }
# Each long option that a program's --help names, in its manual.
options_of() { # MANUAL PROGRAM ARGUMENT...
  manual=$1
  shift
  "$@" --help >"$tmp/help" || echo "$* --help fails"
  grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' "$tmp/help" | grep -oE -- '--[a-z-]+$' | while read -r option; do
    [ "$option" = --help ] || grep -qE -- "^\.It .*Fl -${option#--}( |\$)" "$manual" || echo "$*: $option"
  done
}
options_undocumented() {
  for command in $("$LEANLETTER" --help | awk '/^  / { print $1 }'); do options_of docs/leanletter.1 "$LEANLETTER" "$command"; done
  options_of docs/leanletter-milter.8 "${MILTER:-build/release/leanletter-milter}"
}
lint() { for page in docs/*.[1-8]; do mandoc -T lint -W warning "$page"; done; }
check "leanletter.conf(5) has each setting" settings_documented
check "the manuals have each option" nothing options_undocumented
if command -v mandoc >/dev/null; then check "the manuals are clean mdoc" nothing lint; else skip "the manuals are clean mdoc" "no mandoc"; fi
finish
