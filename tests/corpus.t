#!/bin/sh
# Every fuzz target finds nothing in its corpus.
. tests/lib.sh
for target in "$bin"/tests/fuzz-*; do
	[ -x "$target" ] || continue
	case $target in *.d) continue ;; esac
	name=${target##*/fuzz-}
	run "$target" "$root/tests/fuzz/corpus/$name"
	status 0 "the $name target finds nothing in its corpus"
done
finish
