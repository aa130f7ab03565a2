#!/bin/sh
# Near-copies by dedupe as a whole, and against labelled pairs of posts.
# shellcheck disable=SC2154
. tests/lib.sh

cat >posts.jsonl <<'J'
{"id":"a","date_published":"2024-05-01T06:00:00Z","content_text":"Two men were held at the northern border on Sunday, said the governor."}
{"id":"b","content_text":"🔴 BREAKING: Two men were held at the northern border on Sunday, said the governor.\n\nJoin us: https://t.me/desk @desk"}
{"id":"c","content_text":"Three men were held at the northern border on Sunday, said the governor."}
{"id":"d","content_text":"Two men were held at the southern border on Sunday, said the governor."}
{"id":"e","content_text":"TWO MEN were held at the northern border on Sunday, said the governor"}
J
run dedupe --stats=json posts.jsonl
is "$(jq -r .id out | tr '\n' ' ')" "a c d " "near-copies are dropped, another number or place is not"
is "$(tail -n 1 err | jq -c '.records_dropped_total | .["duplicate-near"], .["duplicate-text"]' | tr '\n' ' ')" "1 1 " "the ledger tells them apart"
run dedupe --mark posts.jsonl
is "$(jq -c 'select(.id == "b")._duplicate' out)" \
	'{"of":"a","kind":"near","similarity":1,"contained":1,"seen":1,"first_seen":"2024-05-01T06:00:00Z"}' "--mark says how like they are"
run dedupe --exact posts.jsonl
is "$(jq -r .id out | tr '\n' ' ')" "a b c d " "--exact passes them"
run dedupe --state s posts.jsonl
run dedupe --state s posts.jsonl
empty out "a state remembers near-copies"
head -n 1 posts.jsonl | dedupe --state t >/dev/null
sed -n 2p posts.jsonl | dedupe --state t >out
empty out "and finds one in the next run"
run dedupe --state s --exact posts.jsonl
status 2 "a state with near-copies is not one without"
for bad in 0.2 1.1 x ""; do
	run dedupe --near "$bad" posts.jsonl
	status 2 "--near '$bad' is refused"
done
run dedupe --exact --near 0.5 posts.jsonl
status 2 "--exact with --near is refused"

# labelled DIRECTORY: what share of the pairs of label 1 are in one group, and how many pairs of posts that
# nothing connects are, and the share of the kind that is found worst. A group is what `of` and `also` join.
labelled() {
	jq -c '{id, title, content_text: .text} | with_entries(select(.value))' "$1/docs.jsonl" | dedupe --mark >marked
	jq -c 'if ._duplicate then .id as $i | ._duplicate | (.of, .also[]?) | [$i, .] else [.id, .id] end' marked |
	cat - "$1/pairs.jsonl" | jq -nr --slurpfile pairs "$1/pairs.jsonl" '
		def find($p; $x): if $p[$x] == $x then $x else find($p; $p[$x]) end;
		def join($list): reduce $list[] as [$a, $b] ({};
			.[$a] //= $a | .[$b] //= $b | find(.; $a) as $x | find(.; $b) as $y | if $x == $y then . else .[$x] = $y end);
		[inputs | select(type == "array")] as $found
		| join($found) as $groups
		| join([$pairs[] | select(.label > 0) | [.a, .b]]) as $truth
		| ([$found[] | .[]] | unique) as $ids
		| [$pairs[] | select(.label == 1) | find($groups; .a) == find($groups; .b)] as $ones
		| ([$ids[] | {g: find($groups; .), t: (if $truth[.] then find($truth; .) else . end)}] | group_by(.g)
			| map(length as $n | (group_by(.t) | map(length) | map(. * (. - 1) / 2) | add) as $right | $n * ($n - 1) / 2 - $right) | add) as $wrong
		| ([$pairs[] | select(.label == 1)] | group_by(.kind)
			| map([.[] | find($groups; .a) == find($groups; .b)] | ([.[] | select(.)] | length) * 1000 / length | floor) | min) as $least
		| "\(([$ones[] | select(.)] | length) * 1000 / ($ones | length) | floor) \($wrong) \($least)"'
}

for set in reposts-synth:970 short-posts:980 mccormick-1000:1000 ntrex-english:1000; do
	name=${set%:*}
	if [ -d "$shared/neardup/$name" ]; then
		labelled "$shared/neardup/$name" >got
		read -r found wrong least <got
		is "$([ "$found" -ge "${set#*:}" ] && echo enough)" enough "$name: $found of 1000 pairs found"
		is "$([ "$least" -ge 900 ] && echo enough)" enough "$name: $least of 1000 of the kind found worst"
		is "$wrong" 0 "$name: no two posts in one group that have nothing to do with each other"
	else
		skip "$name" "no shared data"
	fi
done
finish
