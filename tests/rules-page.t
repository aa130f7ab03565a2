#!/bin/sh
# The rule files shown in watchline-rules(5) are rule files.
. tests/lib.sh

awk '
	/^\.Bd/ { inside = 1; next }
	/^\.Ed/ { inside = on = 0; next }
	inside && /^topic:/ { on = 1; n++ }
	on { gsub(/\\e/, "\\"); print > ("example." n ".yaml") }' "$root/rules/watchline-rules.5"

for example in example.*.yaml; do
	topic=$(sed -n '1s/topic: //p' "$example")
	name=$(sed -n '/^rules:/{n;s/[ :]//gp;}' "$example")
	tag --check -r "$example" >out 2>&1 </dev/null
	result $? "the example $topic/$name is accepted"
	note out
	grep -q tests: "$example" || continue
	tag --test -r "$example" >out 2>&1 </dev/null
	result $? "the example $topic/$name passes its tests"
	note out
done
[ "$number" -ge 6 ]
result $? "the page has examples"
finish
