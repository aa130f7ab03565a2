#!/bin/sh
# What dedupe answers: words that differ, counts, which of a group, and the groups themselves, which
# are the same in any order and on any number of machines.
# shellcheck disable=SC2154
. tests/lib.sh

cat >posts.jsonl <<'J'
{"id":"a","_source":{"name":"desk"},"date_published":"2024-05-01T06:00:00Z","content_text":"Two men were held at the northern border on Sunday, said the governor."}
{"id":"b","_source":{"name":"wire"},"content_text":"BREAKING: Two men were held at the northern border on Sunday, said the governor late today.\n\nJoin us: https://t.me/desk @desk"}
{"id":"c","content_text":"Three men were held at the northern border on Sunday, said the governor."}
{"id":"e","_source":{"name":"wire"},"date_published":"2024-05-01T08:00:00Z","content_text":"TWO MEN were held at the northern border on Sunday, said the governor"}
{"id":"f","url":"https://example.org/1","title":"Harvest in the valley","content_text":"Nothing new under the sun this week"}
{"id":"g","title":"Storm on the coast","content_text":"Nothing new under the sun this week"}
{"id":"h","url":"http://example.org/1","content_text":"Something else was here for once"}
{"id":"i","content_text":"nothing new under the sun this week"}
J
run dedupe --mark posts.jsonl
is "$(jq -c 'select(.id == "b")._duplicate.differs' out)" '["late","today"]' "a near-copy says which words the first has not"
is "$(jq -c 'select(.id == "i")._duplicate.also' out)" '["g"]' "and a post of two groups names both"
run dedupe --only duplicates --stats=json posts.jsonl
is "$(jq -r .id out | tr '\n' ' ')" "b e h i " "--only duplicates"
is "$(tail -n 1 err | jq '.records_dropped_total.first')" 4 "whose ledger counts the firsts"
run dedupe --only firsts posts.jsonl
is "$(jq -r .id out | tr '\n' ' ')" "a c f g " "--only firsts"
run dedupe --only firsts --mark posts.jsonl
status 2 "which --mark contradicts"
run dedupe --count counts posts.jsonl
is "$(head -n 1 counts)" '{"id":"a","seen":3,"first":"2024-05-01T06:00:00Z","last":"2024-05-01T08:00:00Z","sources":{"desk":1,"wire":2},"kinds":{"text":1,"near":1}}' \
	"--count tells what was hidden"
is "$(jq -c '[.id, .seen, .others, .kinds]' counts | tail -n 1)" '["f",3,3,{"url":1,"text":1}]' "and has no line for a post that came once"
rm counts
seq 40 | sed 's/.*/{"id":"&","content_text":"post number &"}/' | sed '3p;5p' >many.jsonl
run dedupe --max-entries 4 --count counts many.jsonl
is "$(jq -r .id counts | tr '\n' ' ')" "3 5 " "a group that is forgotten is told then"
run dedupe --count counts --state s many.jsonl
rm counts
head -n 1 many.jsonl | run dedupe --count counts --state s
is "$(jq -c '[.id, .seen, .kinds]' counts)" '["1",2,{"id":1}]' "a group of an earlier run is counted"
[ -n "$sanitized" ] || [ ! -c /dev/full ] || {
	run dedupe --count /dev/full posts.jsonl
	status 3 "counts that cannot be written are an error"
}

# edges: the pairs that --mark tells of
edges() {
	jq -r '.id as $i | ._duplicate // empty | (.of, .also[]?) | $i + "\t" + .'
}

# parts: the groups that pairs make, one a line, in order
parts() {
	awk -F '\t' 'function find(x) { while (up[x] != "" && up[x] != x) x = up[x]; return x }
		{ a = find($1); b = find($2); if (a != b) { if (a < b) up[b] = a; else up[a] = b }; seen[$1]; seen[$2] }
		END { for (x in seen) print find(x) "\t" x }' |
	LC_ALL=C sort | awk -F '\t' '$1 != last { printf "%s%s", nl, $1; nl = "\n"; last = $1 } { printf " %s", $2 } END { print "" }'
}

# across FILE: what --keys, sort and --sorted make of it
across() {
	dedupe --keys -j 2 "$1" |
	jq -c '. as $r | ._keys.lookup[] | {_key: ., id: $r.id, date_published: $r.date_published, _keys: ($r._keys | del(.lookup))}' |
	LC_ALL=C sort | dedupe --sorted
}

# shuffled FILE SEED
shuffled() {
	awk -v seed="$2" 'BEGIN { srand(seed) } { printf "%.9f\t%s\n", rand(), $0 }' "$1" | LC_ALL=C sort | cut -f 2-
}

# compare NAME FILE
compare() {
	dedupe --mark "$2" | edges | parts >want
	for seed in 1 2 3; do
		shuffled "$2" $seed | dedupe --mark | edges | parts >got
		same got want "$1: the same $(wc -l <want) groups in another order ($seed)"
	done
	across "$2" >sorted
	jq -r '[.id, ._duplicate.of] | @tsv' sorted | parts >got
	same got want "$1: and by --keys, sort and --sorted"
}

compare "own samples" posts.jsonl
is "$(wc -l <want)" 2 "own samples: two groups"
is "$(jq -c 'select(.id == "e")' sorted)" '{"id":"e","_duplicate":{"of":"a","kind":"text","seen":1,"first_seen":"2024-05-01T06:00:00Z"}}' \
	"the earliest is the first of its group"
for name in reposts-synth short-posts mccormick-1000 ntrex-english; do
	if [ -n "$sanitized" ] || [ ! -d "$shared/neardup/$name" ]; then
		skip "$name" "no shared data, or slow"
		continue
	fi
	jq -c '{id, title, content_text: .text} | with_entries(select(.value))' "$shared/neardup/$name/docs.jsonl" >set.jsonl
	compare "$name" set.jsonl
done

dedupe --keys posts.jsonl >one
dedupe --keys -j 3 posts.jsonl >three
same three one "threads make no difference to --keys"
printf '%s\n' '{"_key":"id:1","id":"1"}' >bad
run dedupe --sorted bad
status 1 "a record without _keys is rejected by --sorted"
has err "no _keys in it" "with the reason"
dedupe --exact posts.jsonl >/dev/null
{ dedupe --keys posts.jsonl; dedupe --keys --by id posts.jsonl; } | jq -c '{_key: "x:1", id, _keys}' >mixed
run dedupe --sorted mixed
has err "made otherwise" "so are those made with other options"
for bad in "--keys --sorted" "--keys --mark" "--sorted --state s" "--jobs 2" "--keys --jobs 1000"; do
	# shellcheck disable=SC2086
	run dedupe $bad posts.jsonl
	status 2 "$bad is refused"
done
finish
