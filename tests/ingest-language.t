#!/bin/sh
# Languages told from the text: how many of known ones are told, and that none is told wrongly.
. tests/lib.sh

printf '%s\n' '{"id":"1","content_text":"The group said that it had not been told about the meeting"}' \
	'{"id":"2","content_text":"The group said that it had not been told about the meeting","language":"fr"}' \
	'{"id":"3","content_text":"Baghdad"}' \
	'{"id":"4","content_text":"قال المتحدث إن الاجتماع لم يكن مقررا"}' >posts.jsonl
map='--map id=.id --map content_text=.content_text --map language=.language'
# shellcheck disable=SC2086
run ingest $map posts.jsonl
is "$(jq -r '[.language // "-", ._source.language_rule // "-"] | join(" ")' out)" "en detected
fr -
- -
ar detected" "a language is detected where none is stated and it is sure, and said to be detected"
mv out first
run ingest first
same out first "a second reading leaves it so"
# shellcheck disable=SC2086
run ingest --no-detect $map posts.jsonl
is "$(jq -r 'select(.language) | .language' out)" "fr" "--no-detect leaves what is stated"
# shellcheck disable=SC2086
run ingest --set language=de $map posts.jsonl
is "$(jq -r '[.language, ._source.language_rule // "-"] | join(" ")' out | sort -u)" "de -" "--set states it"

# Sentences of the parallel documents in pieces of ten words, and posts.
parallel=$shared/tag/ntrex-parallel/docs-001-025.jsonl
posts=$shared/neardup/short-posts/docs.jsonl
if [ -f "$parallel" ] && [ -f "$posts" ]; then
	jq -c '{"arb":"ar","eng":"en","fas":"fa","fra":"fr","pus":"ps","rus":"ru","tur":"tr","urd":"ur"}[.lang] as $lang |
		(.text | gsub("[\n\r\t]+"; " ") | split(" ") | map(select(. != ""))) as $w | range(0; ($w | length) - 9; 10) as $i |
		{id: "\($lang)/\($i)", content_text: ($w[$i:$i + 10] | join(" "))}' "$parallel" >pieces.jsonl
	jq -c '{id: ({"src":"en","arb":"ar","fas":"fa"}[.id | split("/")[1] | split("~")[0]] + "/"), content_text: .text}' \
		"$posts" >short.jsonl
	# language, total, right, wrong
	tally() {
		ingest --map id=.id --map content_text=.content_text "$1" | jq -r '[(.id | split("/")[0]), .language // "-"] | join(" ")' | sort | uniq -c |
			awk '{ all[$2] += $1; if ($2 == $3) right[$2] += $1; else if ($3 != "-") wrong[$2] += $1 }
				END { for (l in all) print l, all[l], right[l] + 0, wrong[l] + 0 }' | sort
	}
	tally pieces.jsonl >pieces
	is "$(wc -l <pieces | tr -d ' ')" 8 "the pieces are of eight languages"
	is "$(awk '$4 > $2 * 0.005' pieces)" "" "of ten words at most five in a thousand are told wrongly"
	is "$(awk '$1 ~ /ar|fa|tr|en|ur|ps/ && $3 < $2 * 0.95' pieces)" "" "and nineteen in twenty are told of most languages"
	is "$(awk '$3 < $2 * 0.9' pieces)" "" "nine in ten of all"
	tally short.jsonl >short
	is "$(awk '$3 < $2 * 0.97 || $4 > $2 * 0.005' short)" "" "97 of a hundred short posts are told, none wrongly"
else
	skip "texts of known languages" "no shared data"
fi
finish
