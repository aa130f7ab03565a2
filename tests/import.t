#!/bin/sh
# shellcheck disable=SC2016 # $context is meant for the rules
# rules/import: every format gives rules that tag takes, and that find what they should.
. tests/lib.sh

import=$root/rules/import
samples=$root/tests/samples/import

# imports NAME FORMAT FILE ...: as rules, which are checked; they lie in rules.yaml
imports() {
	name=$1
	shift
	run "$import" --yaml names "$@"
	cp out rules.yaml
	is "$status $(grep -c '^    label:' out)" "0 $rules" "$name: a rule for each entity"
	run tag --check -r rules.yaml
	status 0 "$name: tag takes them"
}

# finds TEXT TAG: the imported rules find just that
finds() {
	jq -nc --arg t "$1" '{content_text: $t}' | tag -r rules.yaml >out 2>err
	is "$(jq -r '.tags // [] | join(" ")' out)" "$2" "'$1' gets '$2'"
}

rules=2
imports jrc-names jrc-names "$samples/jrc-names.tsv"
finds "seen with Tareq Belmoussa yesterday" names/tarek-belmoussa
finds "قال طارق بلموسى أمس" names/tarek-belmoussa
finds "the Harbour Relief Front said" names/harbour-relief-front
finds "HRF on a shirt" ""
finds "HRF, the minister said" names/harbour-relief-front
"$import" --yaml names jrc-names "$samples/jrc-names.tsv" >out 2>err
has err "^import: 'Z' holds no word; left out" "what is left out is told"

rules=3
imports "opensanctions, CSV" opensanctions "$samples/opensanctions.csv"
finds "Grey Lantern, Ltd. of Nice" names/grey-lantern-ltd
finds "la Lanterne Grise SARL" names/grey-lantern-ltd
is "$(grep -A 1 orlan-the-miller rules.yaml | tail -n 1)" '    label: "Orlan \"the Miller\" Vescu"' "quotes in CSV and in YAML"
has rules.yaml 'see: \["https://www.opensanctions.org/entities/NK-aB1/"]' "where it comes from"
rules=2
imports "opensanctions, FollowTheMoney" opensanctions "$samples/opensanctions.json"
has rules.yaml '{text: "~The Miller", near: \[$context], words: 20}' "a weak alias counts near a context only"

rules=3
imports ofac ofac "$samples/ofac-sdn.csv" "$samples/ofac-alt.csv"
has rules.yaml '^      - "~Mirko Anton DRAVEN"' "a surname written first is turned"
has rules.yaml '^      - "~Mirco DRAVEN"' "in aliases too"
finds "the lawyer of Mirco Draven" names/mirko-anton-draven
finds "kestrel over the sea" ""
finds "sanctions on Kestrel" names/mirko-anton-draven
finds "heron bleu, s.a., a firm" names/blue-heron-shipping-co

rules=3
imports "un, JSON lines" un "$samples/un.jsonl"
finds "Salim Kaddour, Selim Qaddour al-Tammar and others" names/salim-qaddur-al-tammar
finds "at the northern furnace works" "names/northern-furnace-works-xxe-002 names/northern-furnace-works-xxe-004"
is "$(grep -c 'about: "UN XX' rules.yaml)" 3 "the reference is kept"
rules=2
imports "un, CSV" un "$samples/un.csv"
finds "fourneaux du nord" names/northern-furnace-works

imports misp misp "$samples/misp.json"
finds "Otterworm, and Velvet Quail" "names/brass-otter names/velvet-quail"
finds "an otterworm in the garden" ""
is "$(grep -c 'not a url' rules.yaml)" 0 "what is no URL is not taken for one"

imports "wikidata, entities" wikidata "$samples/wikidata.json"
finds "the Lighthouse League" names/ligue-du-phare
has rules.yaml '"~Ильзе Марбах"' "a human's names are names"
finds "слова Ильзы Марбах" names/ilse-marbach
imports "wikidata, SPARQL" --kind person wikidata "$samples/wikidata-sparql.json"
has rules.yaml '"~Ильзе Марбах"' "--kind says what the list does not"

# A list of terms, for {file: names.txt}.
run "$import" un "$samples/un.jsonl"
cat >want <<'W'
Fourneaux du Nord
NORTHERN FURNACE WORKS
~SALIM QADDUR AL-TAMMAR
~Saleem Kaddour
~سليم قدور التمار
W
same out want "without --yaml: a list of terms, each once"
has err "2 weak aliases are not in the list" "which has no weak aliases"
cp out names.txt
printf 'topic: t\nlists:\n  names: {file: names.txt}\nrules:\n  a: {any: [$names]}\n' >list.yaml
run tag --check -r list.yaml
status 0 "tag takes the list"

# Options.
run "$import" --generous --yaml t un "$samples/un.jsonl"
has out '"~~SALIM QADDUR AL-TAMMAR"' "--generous"
run "$import" --near 'furnace*,iron' --yaml t un "$samples/un.jsonl"
has out '^  context: \["furnace\*", "iron"]' "--near"
"$import" --part 1/2 --yaml t un "$samples/un.jsonl" >one 2>/dev/null
"$import" --part 2/2 --yaml t un "$samples/un.jsonl" >two 2>/dev/null
"$import" --yaml t un "$samples/un.jsonl" 2>/dev/null | sed '1,/^rules:/d' >want
sed '1,/^rules:/d' one >out && sed '1,/^rules:/d' two >>out
same out want "--part: the parts are the whole"
run "$import" --yaml t un - <"$samples/un.jsonl"
has out northern-furnace "- is stdin"

# Misuse.
for bad in "" "nonsense file" "--kind thing un" "--part 3/2 un" "--part x un" "--yaml Bad! un" "--wrong" "un missing.jsonl"; do
	# shellcheck disable=SC2086 # words are meant
	run "$import" $bad </dev/null
	is "$status $(wc -c <out)" "2 0" "import $bad: misuse"
done
echo 'not JSON' >broken.json
run "$import" --yaml t misp broken.json
is "$status $(grep -c '^import: ' err)" "2 1" "broken input is told"
run "$import" un /dev/null
status 1 "nothing in it: status 1"
# What is hostile stays a name.
jq -nc '{ref: "x", kind: "org", name: "Evil: \"quote\" \n- */$(id) {a: b} #x\u001b[31m", aliases: [{name: "~/etc/passwd $HOME works"}, {name: "=a*b c"}]}' >evil.jsonl
rules=1
imports "a hostile name" un evil.jsonl
is "$(LC_ALL=C tr -d '\n -~' <rules.yaml | wc -c)" 0 "has no control characters"

if [ -f "$shared/names/un-list-third.jsonl" ]; then
	rules=361
	imports "a third of the UN list" un "$shared/names/un-list-third.jsonl"
	jq -c '{id, content_text: "Today \(.name) was named."}' "$shared/names/un-list-third.jsonl" |
		tag -r rules.yaml --only >out
	[ "$(wc -l <out)" -ge 355 ]
	result $? "their rules find at least 355 of the 361 names in a sentence: $(wc -l <out)"
	finds "The YAZD METALLURGY INDUSTRIES are listed" names/yazd-metallurgy-industries
else
	skip "a third of the UN list" "the shared data is absent"
fi
finish
