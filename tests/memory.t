#!/bin/sh
# Memory that runs out, at every allocation: never a signal, never success with other output.
. tests/lib.sh
faults=$bin/tests/faults.so
if [ ! -f "$faults" ]; then
	skip "failing allocations" "not under a sanitizer"
	finish
fi
cat >rules.yaml <<'Y'
topic: test
lists:
  places: [Baghdad, Beirut]
rules:
  attack:
    any: [attack*, =US]
    near: {words: 5, of: [$places, [rocket, drone]]}
    none: [chess]
    severity: high
  name: {any: [~Bagdad Attack, '/attack on (US|UK)/', '/(a+)+$/']}
Y
printf '%s\n' '{"id":"a","title":"One","content_text":"A rocket hit Baghdad in an attack on US troops aaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}' \
	'{"id":"a","title":"Again","content_text":"x"}' 'oops' >in.jsonl
cat >feed.xml <<'X'
<rss version="2.0"><channel><title>T</title><item><title>One</title><link>http://example.org/1</link>
<description>&lt;p&gt;Text&lt;/p&gt;</description></item></channel></rss>
X
printf 'A title\n\nMarch 2, 2021\n\nText of it.[1]\n\n[1] A source\n' >report.txt

# try NAME COMMAND ...: fails the nth allocation, for every n, once and for good
try() {
	name=$1
	shift
	rm -f state*
	"$@" >want 2>/dev/null
	good=$?
	rm -f state*
	LD_PRELOAD=$faults FAULT_COUNT=malloc:count "$@" >/dev/null 2>&1
	total=$(cat count)
	wrong=
	for form in '' '!'; do
		n=1
		step=$((total / 300 + 1))
		while [ $n -le "$total" ]; do
			rm -f state*
			LD_PRELOAD=$faults FAULT=malloc:$n$form:ENOMEM "$@" >got 2>err
			status=$?
			if [ $status != 3 ] && { [ $status != $good ] || ! cmp -s got want; }; then
				wrong="$wrong $n$form($status)"
			fi
			n=$((n + step))
		done
	done
	is "$wrong" "" "$name: each of $total allocations failing is a clean end"
}
try tag tag -e --verify -r rules.yaml in.jsonl
try dedupe dedupe --state state in.jsonl
try emit emit in.jsonl
try "emit -f csv" emit -f csv in.jsonl
try "emit -f text" emit -f text in.jsonl
try "emit -f html" emit -f html in.jsonl
echo 'troops, =US ~Bagdad' | tr ',' '\n' >list
try "emit --sort" emit --sort date --group topic in.jsonl
try "emit -f '{id}'" emit -f '{id} {title:2|json} {tags|count}\n' in.jsonl
try "emit --redact" emit --defang --redact list in.jsonl
try "ingest of a feed" ingest feed.xml
try "ingest of a report" ingest report.txt
finish
