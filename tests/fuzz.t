#!/bin/bash
# Every fuzz target, a fixed number of inputs.
# SPDX-License-Identifier: MIT
. tests/tap.sh
case ${V:-release} in tsan) skip_all "the fuzz targets have sanitizers of their own" ;; esac

for f in tests/fuzz/fuzz-*.c; do
  target=$(basename "$f" .c)
  if [ ! -x "build/fuzz/fuzz/$target" ]; then
    skip "$target" "not built, see make fuzz-build"
    continue
  fi
  case $target in fuzz-clean | fuzz-frame) runs=600 ;; *) runs=2000 ;; esac
  check "$target" tests/fuzz/run.sh "-runs=$runs" "$target"
done
finish
