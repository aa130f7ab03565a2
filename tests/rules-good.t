#!/bin/sh
# Rule files that hold every construct are accepted without a word; those shipped name their schema.
# shellcheck source=tests/lib.sh
. tests/lib.sh
cd "$root" || exit 1

for file in tests/rules-good/*.yaml; do
	tag --check -r "$file" >"$work/out" 2>&1 </dev/null
	status=$?
	[ $status = 0 ] && [ ! -s "$work/out" ]
	result $? "$(basename "$file") is accepted without a word"
	note "$work/out"
done
# shellcheck disable=SC2016
modeline='# yaml-language-server: $schema=watchline-rules.schema.json'
for file in rules/*.yaml; do
	[ "$(head -n 1 "$file")" = "$modeline" ]
	result $? "$file names the schema for editors"
done
finish
