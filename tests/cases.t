#!/bin/sh
# Cases: a directory each under tests/cases/PROGRAM, with cmd (run by sh) and in, out, err, status as
# far as they matter. `tests/cases.t --update` writes what comes out, for review in the diff.
. tests/lib.sh
for case in "$root"/tests/cases/*/*/; do
	case=${case%/}
	name=${case#"$root"/tests/cases/}
	[ -f "$case/cmd" ] || continue
	input=/dev/null
	[ -f "$case/in" ] && input=$case/in
	mkdir -p here && cd here || exit 1
	cp -r "$case"/. .
	sh ./cmd <"$input" >../got.out 2>../got.err
	status=$?
	cd .. && rm -rf here
	if [ "${1-}" = --update ]; then
		cp got.out "$case/out"
		rm -f "$case/err" "$case/status"
		[ -s got.err ] && cp got.err "$case/err"
		[ "$status" = 0 ] || echo "$status" >"$case/status"
	fi
	want=0
	[ -f "$case/status" ] && want=$(cat "$case/status")
	if [ -f "$case/err" ]; then cp "$case/err" want.err; else : >want.err; fi
	is "$status" "$want" "$name: status"
	same got.out "$case/out" "$name: output"
	same got.err want.err "$name: messages"
done
finish
