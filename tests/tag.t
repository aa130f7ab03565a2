#!/bin/sh
# tag from outside: options, rules' places, reload, the shipped rules on real text.
. tests/lib.sh

mkdir a b none
printf 'topic: t\nrules:\n  attack:\n    label: Attacks\n    any: [attack*, {all: [bomb, city]}]\n    tests:\n      match: [He attacked]\n      skip: [A tack]\n' >a/a.yaml
printf 'topic: u\nrules:\n  city:\n    any: [Paris]\n    implies: [u/place]\n' >b/b.yaml
cat >in.jsonl <<'J'
{"id":"1","title":"Attacks","content_text":"in Paris"}
{"id": "2" , "n":1.00,"content_text":"Peace \u00e9"}
{"id":"3","tags":["z"],"content_text":"Paris"}
J

# --- records
run tag -r a -r b in.jsonl
status 0 "status 0"
cat >want <<'J'
{"id":"1","title":"Attacks","content_text":"in Paris","tags":["t/attack","u/city","u/place"]}
{"id": "2" , "n":1.00,"content_text":"Peace \u00e9"}
{"id":"3","tags":["u/city","u/place","z"],"content_text":"Paris"}
J
same out want "tags are added, other bytes stay"
empty err "and nothing is said"
tag -r a in.jsonl | tag -r b >piped
same piped want "rules in a pipe do the same"
run tag --only --stats=json -r b in.jsonl
is "$(jq -r .id out | tr '\n' ' ')" "1 3 " "--only keeps what is tagged"
has err '"untagged":1' "--only: the ledger counts the rest"
run tag --field id --field content_text -r a in.jsonl
is "$(grep -c tags out)" 1 "--field looks in no other"
run tag --no-rules in.jsonl
same out in.jsonl "--no-rules passes everything"
run tag --no-rules --only in.jsonl
is "$(jq -r .id out)" 3 "--no-rules --only keeps what came tagged"
printf '{"tags":"x"}\n{"id":"1"}\n{"tags":[{}]}\n{"title":"attack","_evidence":1}\n' | tag -e --verify -r a --rejects rejects >out 2>err
is $? 1 "tags and evidence of another kind are refused"
is "$(cat out)" '{"id":"1"}' "the others pass"
has err "^tag: <stdin>:1:9: 'tags' is not an array of strings" "the place is told"
has err "^tag: <stdin>:4:.*'_evidence' is not an array" "of evidence too"
is "$(wc -l <rejects)" 3 "and the lines are kept"

# --- rules' places
run env -u HOME tag in.jsonl
if [ "$status" = 2 ]; then
	has err "no rules in /etc/watchline/rules" "no rules: the message names the places"
	empty out "no rules: nothing is written"
else
	skip "no rules: the message names the places" "rules are installed here"
	skip "no rules: nothing is written" "rules are installed here"
fi
run env WATCHLINE_RULES="$PWD/a" tag in.jsonl
is "$(grep -c t/attack out)" 1 "WATCHLINE_RULES names the rules"
mkdir -p config/watchline/rules && cp b/b.yaml config/watchline/rules
run env XDG_CONFIG_HOME="$PWD/config" tag in.jsonl
is "$(grep -c u/city out)" 2 "rules of the user's configuration are found"
run env WATCHLINE_RULES="$PWD/a" XDG_CONFIG_HOME="$PWD/config" tag --paths
is "$(head -n 2 out | cut -f 1,2)" "used	WATCHLINE_RULES
there	XDG_CONFIG_HOME" "--paths says which are there and which is used"
run env WATCHLINE_RULES="$PWD/none" XDG_CONFIG_HOME="$PWD/config" tag in.jsonl
status 2 "WATCHLINE_RULES that names nothing is not passed over"
run env WATCHLINE_RULES="$PWD/none" tag --paths
has out "^none	WATCHLINE_RULES" "--paths: a directory without rules is none"
run tag -r none in.jsonl
status 2 "-r with a directory without rules is misuse"
run tag -r missing.yaml in.jsonl
status 2 "-r with a missing file is misuse"
run tag --no-rules -r a in.jsonl
status 2 "--no-rules with -r is misuse"
run tag --check --test -r a
status 2 "--check with --test is misuse"

# --- options that go together, and those that do not
refused() { # refused PATTERN OPTION ...: status 2, and a message
	pattern=$1
	shift
	run tag "$@" in.jsonl
	is "$status $(wc -l <out)" "2 0" "tag $* is misuse"
	has err "$pattern" "and the message says what to do"
}
refused "^tag: --test and --list exclude each other" --list --test -r a
refused "^tag: --coverage goes with --test" --coverage -r a
refused "^tag: --evidence does not go with --list" --list -e -r a
refused "^tag: --rules does not go with --variants" --variants word -r a
refused "finds tags, and no text; give it a term" --variants '{tag: region/iraq}'
refused "^tag: --field does not go with --schema" --schema --field title
refused "^tag: --field: 'a..b' is no field; write a member" -r a --field a..b
refused "^tag: --format goes with .*--list" --format=json -r a
refused "^tag: --corpus goes with --check" --corpus a.jsonl -r a
refused "^tag: --format=gcc goes with --check only; --list knows text and json" --list --format=gcc -r a
refused "^tag: --check reads no FILE; name rules with -r, and records with --corpus" --check -r a
run tag --check --corpus in.jsonl --common 101 -r a
is "$status $(cat err)" "2 tag: --common: '101' is no percentage from 0 to 100" "--common takes a percentage"
run tag --check --common 5 -r a
is "$status $(cat err)" "2 tag: --common goes with --corpus" "and goes with --corpus"
tag --help >out
is "$(awk 'length > 79' out)" "" "--help fits 79 columns"
is "$(grep -c '^[A-Z].*:$' out)" 5 "and has groups"

# --- about rules
run tag --check -r a -r b
status 0 "--check: status 0"
empty out "--check is silent"
printf 'topic: t\nrules:\n  a: {ani: [x1]}\n' >bad.yaml
run tag --check -r bad.yaml
status 2 "--check: wrong rules are status 2"
has err "bad.yaml:3:7: .*'ani'.*'any'" "--check: the place and the cure are told"
run tag -r bad.yaml in.jsonl
status 2 "wrong rules: nothing is done"
empty out "and nothing is written"
run tag --list -r a -r b
is "$(cat out)" "t/attack  -              3      2  Attacks
u/city    -              1      0" "--list shows tags, severity, numbers of terms and tests, labels"
run tag --list --format=json -r a -r b
is "$(jq -c . out)" '{"tag":"t/attack","topic":"t","label":"Attacks","terms":3,"tests":2,"file":"a/a.yaml","line":3}
{"tag":"u/city","topic":"u","implies":["u/place"],"terms":1,"tests":0,"file":"b/b.yaml","line":3}' "--list --format=json tells all about rules"
run tag --test -r a
status 0 "--test: status 0"
is "$(cat out)" "ok 1 - t/attack matches: He attacked
ok 2 - t/attack skips: A tack
1..2
# 2 of 2 tests passed; 1 of 1 rules have tests, which exercise 1 of 3 terms" "--test prints TAP"
run tag --test --coverage -r a -r b
is "$(grep '^# no' out)" "# not exercised: t/attack: 'bomb' (a/a.yaml:5)
# not exercised: t/attack: 'city' (a/a.yaml:5)
# no tests: u/city (b/b.yaml:3)" "--coverage tells what no test exercises, and where that stands"
sed 's/A tack/Attack now/' a/a.yaml >failing.yaml
run tag --test -r failing.yaml
status 1 "--test: a failing test is status 1"
has out "^not ok 2 - t/attack skips: Attack now" "--test: and told"
has out "^# failing.yaml:8:14:" "--test: with its place"

for form in gcc json sarif; do
	run tag --check --format=$form -r bad.yaml
	is "$status $(wc -c <err)" "2 0" "--check --format=$form tells on stdout"
	cp out out.$form
done
has out.gcc "^bad.yaml:3:7: error: .*'ani'" "--format=gcc"
is "$(jq -r '[.file, .line, .column, .severity] | join(" ")' out.json)" "bad.yaml 3 7 error" "--format=json"
is "$(jq -r '.version, .runs[0].results[0].locations[0].physicalLocation.region.startLine' out.sarif | tr '\n' ' ')" "2.1.0 3 " "--format=sarif"

# --- lint against a corpus
cat >lint.yaml <<'Y'
topic: t
rules:
  attack:
    any: [attack*, attacker, bombing, raid]
    tests:
      match: [He attacked]
  city:
    any: [Paris, raid, never]
    tests:
      match: [Paris, raid, never]
  dead:
    any: [zebra, lion]
  both:
    all: [Paris, bombing]
Y
cat >corpus.jsonl <<'J'
{"id":"1","content_text":"the attacker in Paris"}
{"id":"2","content_text":"attack on Paris, a raid"}
{"id":"3","title":"attackers","content_text":"in Paris"}
{"id":"4","title":"peace","content_text":"in Rome"}
J
run tag --check -r lint.yaml --corpus corpus.jsonl --common 60 --format=gcc
status 0 "lint: warnings are status 0"
cat >want <<'W'
lint.yaml:3:3: note: the tests of 't/attack' exercise 1 of its 4 terms; --test --coverage tells which
lint.yaml:4:11: warning: 'attack*' stands in 75.0 % of the records, 3 of 4
lint.yaml:4:20: warning: 'attacker' adds nothing to 'attack*' (line 4): wherever it stands, that one does
lint.yaml:4:30: warning: 'bombing' stands in none of the 4 records
lint.yaml:8:11: warning: 'Paris' stands in 75.0 % of the records, 3 of 4
lint.yaml:8:18: warning: 'raid' is an alias of 't/attack' too (lint.yaml:4)
lint.yaml:8:24: warning: 'never' stands in none of the 4 records
lint.yaml:11:3: warning: 't/dead' has no tests
lint.yaml:11:3: warning: 't/dead' holds for none of the 4 records: none of its 2 terms stands there
lint.yaml:13:3: warning: 't/both' has no tests
lint.yaml:13:3: warning: 't/both' holds for none of the 4 records, though 1 of its 2 terms stand there; --near-misses may tell why
lint.yaml:14:11: warning: 'Paris' stands in 75.0 % of the records, 3 of 4
lint.yaml:14:18: warning: 'bombing' stands in none of the 4 records
W
same out want "lint: dead, common, shadowed and shared terms, dead rules, tests that are missing"
run tag --check -r lint.yaml --corpus corpus.jsonl --common 60
is "$(grep -c '^tag: lint.yaml:' err)" 13 "lint: text goes to stderr"
empty out "and nothing to stdout"
run tag --check --strict -r lint.yaml --corpus corpus.jsonl
status 1 "lint: with --strict warnings are status 1"
run tag --check --format=sarif -r lint.yaml --corpus corpus.jsonl --common 60
is "$(jq -s -r 'length, (.[0].runs[0].results | length)' out | tr '\n' ' ')" "1 13 " "lint: SARIF is one document"
run tag --check --format=json --stats=json -r lint.yaml --corpus corpus.jsonl --corpus corpus.jsonl
has err '"records_read_total":8,' "lint: all corpora are read"
run tag --check -r lint.yaml --corpus missing.jsonl
status 1 "lint: a corpus that is not there is told"
printf 'topic: t\nrules:\n  one: {any: [Big Apple]}\n  two: {any: ["=Apple"]}\n  three: {any: [apple]}\n' >same.yaml
printf '{"title":"the Apple"}\n{"title":"an Apple"}\n' >same.jsonl
run tag --check -r same.yaml --corpus same.jsonl --format=gcc
has out "^same.yaml:4:15: warning: '=Apple' stands wherever 'apple' does, an alias of 't/three' (same.yaml:5)" "lint: terms that always stand in the same places"
echo '{"title":"an apple"}' >>same.jsonl
run tag --check -r same.yaml --corpus same.jsonl --format=gcc
is "$(grep -c 'stands wherever' out)" 0 "and not if one stands elsewhere"

# --- what other rules change
sed -e 's/, raid]/]/' -e 's/Paris, raid/raid/' lint.yaml >old.yaml
run tag --diff old.yaml -r lint.yaml corpus.jsonl
status 0 "--diff: status 0"
is "$(cat out)" '{"id":"1","gained":["t/city"],"lost":[],"title":"the attacker in Paris"}
{"id":"3","gained":["t/city"],"lost":[],"title":"attackers"}' "--diff tells the records that are tagged otherwise"
is "$(cat err)" "tag: +2 -0 t/city" "and counts by tag on stderr"
run tag --diff lint.yaml -r old.yaml --stats=json corpus.jsonl
is "$(head -n 1 err)" "tag: +0 -2 t/city" "--diff the other way round"
has err '"records_dropped_total":{"unchanged":2}' "--diff: the ledger counts what is the same"
run tag --diff bad.yaml -r lint.yaml corpus.jsonl
status 2 "--diff with wrong rules is status 2"

# --- what a term finds
cat >spelled.jsonl <<'J'
{"title":"Attack! attacks, ATTACKS","content_text":"an  attack-\ndog"}
{"title":"No attacks","content_text":"the attack\tdog of Qasem Suleimani and Ghassem Soleymani"}
J
run tag --variants 'attack*' spelled.jsonl
status 0 "--variants: status 0"
is "$(sort out)" "$(printf '1\tATTACKS\n1\tAttack\n2\tattack\n2\tattacks')" "--variants lists spellings with counts"
is "$(head -n 2 out | cut -f 1 | tr '\n' ' ')" "2 2 " "the most frequent first"
run tag --variants 'attack dog' spelled.jsonl
is "$(sort out)" "$(printf '1\tattack dog\n1\tattack- dog')" "white space is one blank"
run tag --variants '~Qassem Soleimani' --format=json spelled.jsonl
is "$(jq -c . out)" '{"spelling":"Ghassem Soleymani","count":1}
{"spelling":"Qasem Suleimani","count":1}' "--variants of a name, as JSON"
run tag --variants '/n [a-z]+/' --field title spelled.jsonl
is "$status $(wc -l <out)" "0 0" "--variants of an expression looks in the fields given"
run tag --variants '{text: attack, near: [dog], words: 1}' spelled.jsonl
is "$(cat out)" "2	attack" "--variants of a term with conditions"
run tag --variants '=' spelled.jsonl
status 2 "--variants of what is no term is misuse"
has err "holds no word" "and is told as in a rule file"
run tag --schema
same out "$root/rules/watchline-rules.schema.json" "--schema prints the schema"

# --- why rules hold
cat >why.yaml <<'Y'
topic: threat
lists:
  homeland: [America, United States]
rules:
  claim:
    label: Claims it can
    any:
      - carry* out operations
      - near: {words: 12, of: [[cell*, operative*], $homeland]}
    none: [medical operations]
  bombing:
    score: {threshold: 5, terms: {bomb*: 3, explosive*: 2, drill: -2}}
  both:
    all: [[Paris, London], [attack*, raid]]
  weak:
    any: [{text: Jabal, near: [camp], words: 5, fields: [title]}]
Y
cat >why.jsonl <<'J'
{"id":"1","title":"Cells","content_text":"They say that resistance cells are rooted even in America, and can carry out operations\u001b[31m\u202e."}
{"id":"2","title":"Bomb drill","content_text":"Paris. The surgeons carry out operations; medical operations."}
{"id":"3","content_text":"Jabal camp"}
J
run tag --explain -r why.yaml why.jsonl
status 0 "--explain: status 0"
cat >want <<'W'
1
  Cells
  + threat/claim  Claims it can
    + any
      carry* out operations  content_text:67-87
        ... even in America, and can *carry out operations*<U+001B>[31m<U+202E>.
      + near, within 12 words
        + any
          cell*  title:0-5  *Cells*
            does not count: not near enough
          cell*  content_text:25-30
            They say that resistance *cells* are rooted even in America, and ...
        + any of $homeland
          America  content_text:50-57
            ... cells are rooted even in *America*, and can carry out operati...

2
  Bomb drill
  no rule holds

3
  Jabal camp
  no rule holds
W
same out want "--explain tells in words which rules hold, and by what"
is "$(awk 'length > 80' out)" "" "in 80 columns"
COLUMNS=48 tag --explain -r why.yaml why.jsonl >out
is "$(awk 'length > 48' out)" "" "or as many as there are"
run tag --explain='threat/[bcw]*' -r why.yaml why.jsonl
status 2 "--explain of tags that no rule has is misuse"
run tag --explain=threat/bombin -r why.yaml why.jsonl
has err "did you mean 'threat/bombing'" "and the nearest is told"
tag --explain='*' -r why.yaml why.jsonl >out
is "$(grep -A 1 '^  - ' out | grep -v '^--$' | sed -n '/Bomb/,$p;1,2p')" "  - threat/bombing
    does not hold: not found: [bomb*, explosive*, drill]" "--explain=GLOB tells why others do not hold"
for why in "all\[2\]: not found: \[attack\*, raid\]" "vetoed by 'medical operations'" "found in other fields only" "score 1 of 5"; do
	has out "does not hold: $why" "why not: $why"
done
run tag --explain threat/bombing -r why.yaml why.jsonl
status 2 "a glob behind a blank is a file"
has err "write --explain=threat/bombing" "and the cure is told"
run tag --explain='*' --format=json -r why.yaml why.jsonl
is "$(jq -c '[.id, (.rules[] | select(.holds) | .tag)]' out | tr '\n' ' ')" '["1","threat/claim"] ["2"] ["3"] ' "--explain --format=json"
is "$(jq -r 'select(.id == "1") | .. | objects | select(.match? == "America") | [.term, .field, .start, .end, .counts] | join(" ")' out)" "America content_text 50 57 true" "has matches with their places"
is "$(jq -r 'select(.id == "2") | .rules[] | select(.tag == "threat/bombing") | .why' out)" "score 1 of 5" "and reasons"
run env NO_COLOR= CLICOLOR_FORCE=1 tag --explain -r why.yaml why.jsonl
is "$(grep -c "$(printf '\033')" out)" 13 "--explain in colour"
run env NO_COLOR=1 CLICOLOR_FORCE=1 tag --explain -r why.yaml why.jsonl
is "$(grep -c "$(printf '\033')" out)" 0 "NO_COLOR is heeded"
run tag --near-misses -r why.yaml --stats=json why.jsonl
status 0 "--near-misses: status 0"
is "$(jq -c '[.id, .tag, .why, (.evidence | map(.match))]' out)" '["2","threat/both","all[2]: not found: [attack*, raid]",["Paris"]]
["2","threat/claim","vetoed by '"'medical operations'"'",["carry out operations","medical operations"]]
["3","threat/weak","found in other fields only",["Jabal"]]' "--near-misses tells which rules nearly held"
has err '"no-near-miss":1' "and counts the records without"
cat >tags.yaml <<'Y'
topic: t
rules:
  iraq: {any: [Iraq, Baghdad], implies: [t/east]}
  attack: {any: ["/atta[ck]+/i", Attack, strike]}
  near:
    near: {same: sentence, of: [{tag: t/east}, {tag: t/attack}], ordered: true}
Y
printf '{"id":"1","content_text":"Strike or attack. Baghdad: strike, attack"}\n{"id":"2","tags":["t/iraq"],"content_text":"strike"}\n' >tags.jsonl
run tag --explain=t/near --format=json -r tags.yaml tags.jsonl
is "$(jq -c 'select(.id == "1") | .rules[] | select(.tag == "t/near") | [.. | objects | select(.condition? == "tag") | [.tag, (.matches[] | .start, .counts)]]' out)" '[["t/east",18,true],["t/attack",0,false,10,false,10,false,27,true,35,true,35,true]]' "matches by place, those of tags too"
is "$(jq -r 'select(.id == "2") | .rules[] | select(.tag == "t/near") | .why' out)" "near: a tag of the record, that stands nowhere" "a tag of the record stands nowhere"
refused "^tag: --color goes with --explain" --color=always -r a
refused "^tag: --format goes with .*--explain" --near-misses --format=json -r a

# --- reload
mkfifo pipe
cp a/a.yaml live.yaml
tag -r live.yaml <pipe >out 2>err &
pid=$!
exec 4>pipe
waits() { # until out has that many lines
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		# shellcheck disable=SC2002 # it may not be there yet
		[ "$(cat out 2>/dev/null | wc -l)" -ge "$1" ] && return
		sleep 0.1
	done
}
echo '{"title":"Paris attack"}' >&4
waits 1
cp b/b.yaml live.yaml
kill -HUP $pid
sleep 0.3
echo '{"title":"Paris attack"}' >&4
waits 2
cp bad.yaml live.yaml
kill -HUP $pid
sleep 0.3
echo '{"title":"Paris attack"}' >&4
exec 4>&-
wait $pid
is $? 0 "reload: status 0"
is "$(jq -c .tags out)" '["t/attack"]
["u/city","u/place"]
["u/city","u/place"]' "SIGHUP reads the rules again; wrong ones change nothing"
has err "going on with the old ones" "and are reported"

cp a/a.yaml live.yaml
rm -f out
tag --diff b -r live.yaml <pipe >out 2>err &
pid=$!
exec 4>pipe
echo '{"title":"Paris attack"}' >&4
waits 1
cp b/b.yaml live.yaml
kill -HUP $pid
sleep 0.3
echo '{"title":"Paris attack"}' >&4
cp a/a.yaml live.yaml
kill -HUP $pid
sleep 0.3
echo '{"title":"Paris attack"}' >&4
exec 4>&-
wait $pid
is $? 0 "--diff reloads too"
is "$(jq -c '[.gained, .lost]' out)" '[["t/attack"],["u/city","u/place"]]
[["t/attack"],["u/city","u/place"]]' "the new rules, not the old ones"

# --- the shipped rules
run tag --test -r "$root/rules"
status 0 "the shipped rules pass their tests"
grep '^not ok' out | sed 's/^/# /'
is "$(grep -c '^ok' out)" "$(sed -n 's/^1\.\.//p' out)" "all of them"
if [ -f "$shared/seed/report.txt" ]; then
	ingest "$shared/seed/report.txt" >seed.jsonl
	run tag -e --verify -r "$root/rules" seed.jsonl
	for tag in figure/imad-mughniyeh figure/qassem-soleimani figure/abu-mahdi-al-muhandis \
		organization/irgc-quds-force organization/hizballah organization/popular-mobilization-units \
		region/iraq region/united-states region/washington-dc region/israel region/lebanon region/middle-east; do
		is "$(jq -r --arg t "$tag" '[(.tags | index($t) != null), any(._evidence[]; .tag == $t)] | all' out)" true \
			"the seed's report gets $tag, with evidence"
	done
	is "$(jq -r '[._evidence[].tag | select(startswith("threat/"))] | unique | length >= 3' out)" true \
		"and three kinds of threat"
	is "$(jq -r '. as $r | [._evidence[] | select($r[.field][.start:.end] != .match)] | length' out)" 0 \
		"its evidence is what stands there"
else
	skip "the seed's report" "the shared data is absent"
fi
cat >arabic.jsonl <<'J'
{"content_text":"وقال إن «لِلحشد الشعبي» و#حزب_الله و#QassemSoleimani دورًا"}
J
run tag -e --verify -r "$root/rules" arabic.jsonl
is "$(jq -r '._evidence[] | [.tag, .match, .quoted] | join(" ")' out | grep -v '^region' | uniq)" "organization/popular-mobilization-units حشد الشعبي true
organization/hizballah حزب_الله false
figure/qassem-soleimani QassemSoleimani false" "names behind proclitics and in hashtags, bare, quoted or not"

# Many hits in one record: the evidence is bounded, and what is left out is counted.
printf 'topic: t\nrules:\n  a: {any: [a]}\n' >a.yaml
perl -e 'print "{\"id\":\"x\",\"content_text\":\"", "a " x 150000, "\"}\n"' >many.jsonl
run tag -e --verify -r a.yaml many.jsonl
status 0 "150,000 hits in a record"
is "$(jq -c '[(._evidence | length), ._evidence_omitted, .tags]' out)" '[10000,140000,["t/a"]]' "10,000 are listed, the others counted"

# A condition may name a field in which nothing else looks; what forbids and masks looks there, too.
cat >fields.yaml <<'E'
topic: t
rules:
  term: {any: [{text: aa, fields: [_x.y]}], except: [aa bb], none: [dd]}
  near: {any: [{text: cc, fields: [_z], near: [dd]}]}
  set: {any: [{any: [ee], fields: [_z], none: [ff]}]}
E
printf '{"%s}\n' '_x":{"y":"aa"}' '_x":{"y":"aa bb"}' '_x":{"y":"aa dd"}' 'title":"aa"' '_z":"cc dd"' \
	'_z":"cc","title":"dd"' 'title":"cc dd"' '_z":"ee"' '_z":"ee ff"' '_z":"ee","title":"ff"' 'title":"ee"' >fields.jsonl
run tag -r fields.yaml -e --verify fields.jsonl
is "$(jq -c '.tags // 0' out | tr '\n' ' ')" '["t/term"] 0 0 0 ["t/near"] 0 0 ["t/set"] 0 0 0 ' "terms and conditions look in the fields that they name"

# SIGHUP: new rules are taken over between records; wrong ones leave the old ones in force.
await() { # await N: until out has N lines
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		# shellcheck disable=SC2002 # it may not be there yet
		[ "$(cat out 2>/dev/null | wc -l)" -ge "$1" ] && return
		sleep 0.1
	done
}
printf 'topic: t\nrules:\n  old: {any: [word]}\n' >live.yaml
rm -f out
mkfifo live
exec 9<>live
env tag -r live.yaml <live >out 2>err &
pid=$!
echo '{"id":"1","content_text":"word"}' >&9
await 1
printf 'topic: t\nrules:\n  new: {any: [word]}\n' >live.yaml
kill -HUP $pid
echo '{"id":"2","content_text":"word"}' >&9
await 2
printf 'topic: t\nrules: oops\n' >live.yaml
kill -HUP $pid
echo '{"id":"3","content_text":"word"}' >&9
await 3
kill -TERM $pid
wait $pid
exec 9>&-
is "$(jq -r '.tags[0]' out | tr '\n' ' ')" "t/old t/new t/new " "SIGHUP reloads the rules, and keeps them if the new ones are wrong"
has err "going on with the old ones" "wrong rules at SIGHUP are reported"

finish
