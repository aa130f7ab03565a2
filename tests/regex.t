#!/bin/sh
# Expressions from outside: that none makes a text slow, and that what was given up is told.
# shellcheck disable=SC2154
. tests/lib.sh

cat >rules.yaml <<'Y'
topic: t
rules:
  evil: {any: ['/(a+)+$/']}
  good: {any: ['/\bb[aeiou]mbs?\b/i']}
Y
printf '{"id":"1","title":"Bombs"}\n{"id":"2","content_text":"%s!"}\n{"id":"3","title":"bomb"}\n' \
	aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >in.jsonl
run tag -r rules.yaml in.jsonl
status 1 "an expression that gives up: status 1"
cat >want <<'J'
{"id":"1","title":"Bombs","tags":["t/good"]}
{"id":"2","content_text":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!","_errors":[{"tag":"t/evil","field":"content_text","term":"/(a+)+$/","error":"gave up"}]}
{"id":"3","title":"bomb","tags":["t/good"]}
J
same out want "the record passes, marked, and the others pass"
echo "tag: in.jsonl:2:1: gave up '/(a+)+\$/' in content_text: not known what it says of 't/evil'" >want
same err want "it is told, with its place"
run tag --only -r rules.yaml in.jsonl
is "$(jq -r .id out | tr '\n' ' ')" "1 2 3 " "--only keeps the record: it might have had the tag"
tag -r rules.yaml in.jsonl >once 2>err
tag -r rules.yaml once >twice 2>err
same twice once "tagging again adds no mark"
run tag -q -r rules.yaml in.jsonl
status 1 "--quiet: status 1"
empty err "--quiet: nothing is said"
run tag --tolerate -r rules.yaml in.jsonl
status 0 "--tolerate: status 0"
run tag -j 3 -r rules.yaml in.jsonl
same out once "threads do the same"

# What asks for its tag, or for that not to be there, is in doubt as well.
cat >chain.yaml <<'Y'
topic: t
rules:
  evil: {any: ['/(a+)+$/'], implies: [t/wide]}
  wide: {any: [nothing]}
  asks: {any: [{tag: t/evil}]}
  unless: {any: ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'], none: [{tag: 't/ask*'}]}
  other: {any: [{tag: t/none}]}
  title: {any: ['/(a+)+$/'], fields: [title]}
Y
run tag -r chain.yaml in.jsonl
is "$(jq -c 'select(.id == "2") | [[._errors[].tag], .tags]' out)" \
	'[["t/asks","t/evil","t/unless","t/wide"],["t/unless"]]' "all that hangs on it is named, the rest is not"

printf 'topic: t\nrules:\n  evil:\n    any: [/(a+)+$/]\n    tests:\n      skip: ["%s!"]\n' \
	aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >tested.yaml
run tag --test -r tested.yaml
status 1 "--test: what is given up is no pass"
has out "^# tested.yaml:6:.*'/(a+)+\$/' was given up in it" "and is told"

# However the text is made, the work is bounded: 100 kB, ten expressions that others need minutes for.
if [ "$sanitized" ]; then
	skip "ten evil expressions" "not under a sanitizer"
	finish
fi
cat >evil.yaml <<'Y'
topic: e
rules:
  a: {any: ['/(a+)+$/']}
  b: {any: ['/(a|aa)+$/']}
  c: {any: ['/a.*[bc]/']}
  d: {any: ['/\w+\w+[xy]/']}
  e: {any: ['/(.*)\1[xy]/']}
  f: {any: ['/(?:a?){50}a{50}b|(a+)+c/']}
  g: {any: ['/(?=(a*))a+\1[xy]/']}
  h: {any: ['/(a(?1)?b|a)+[cd]/']}
  i: {any: ['/(?:(?:a+)+)+[!?]{2}/']}
  j: {any: ['/\b(\p{L}+\s?)+[:;]/']}
Y
perl -e 'print "{\"id\":\"x\",\"content_text\":\"", "a" x 100000, "!\"}\n"' >long.jsonl
limit=$(command -v timeout) || limit=
run ${limit:+timeout 10} tag -r evil.yaml long.jsonl
status 1 "ten evil expressions over 100,000 letters: status 1, soon"
is "$(jq '._errors | length' out)" 10 "each is told"
cat >wrong.yaml <<'Y'
topic: w
rules:
  a: {any: ['/(((a{1,100}){1,100}){1,100})x/']}
Y
run ${limit:+timeout 10} tag --check -r wrong.yaml
status 2 "an expression that would be huge is refused"
has err "wrong.yaml:3:.*too large" "and told"
finish
