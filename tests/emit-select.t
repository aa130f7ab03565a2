#!/bin/sh
# Which records emit writes, and in which order.
. tests/lib.sh

SOURCE_DATE_EPOCH=1704456000 # 2024-01-05T12:00:00Z
export SOURCE_DATE_EPOCH
cat >in.jsonl <<'J'
{"id":"a","title":"Beta","date_published":"2024-01-05T11:30:00Z","language":"en","url":"https://b.example/","tags":["threat/rockets","region/iraq"],"_source":{"name":"Wire"},"_score":{"threat/rockets":{"score":7,"severity":"high"},"region/iraq":{"score":1,"severity":"low"}}}
{"id":"b","title":"Alpha","date_published":"2024-01-04T11:30:00Z","language":"ar","tags":["threat/cyber"],"_source":{"name":"Agency"},"_score":{"threat/cyber":{"score":10,"severity":"critical"}}}
{"id":"c","title":"Gamma","date_published":"2023-12-31T23:59:59Z","tags":["region/iraq"],"_source":{"handle":"wire2"},"_score":{"region/iraq":{"score":0.5,"severity":"low"}}}
{"id":"d","tags":[]}
{"id":"e","date_published":"2024-01-05T00:00:00Z","_source":{"date_precision":"day"},"tags":["weather"]}
{"id":"f","date_published":"2024-01-01T00:00:00Z","_source":{"date_precision":"month","name":"Wire"},"tags":["threat/rockets"]}
{"id":"g","date_published":"soon","tags":"threat/rockets"}
J
# gives WANT NAME OPTION ...: the ids that come out
gives() {
	want=$1
	name=$2
	shift 2
	emit "$@" in.jsonl >out 2>err
	is "$(jq -r .id out | tr -d '\n')" "$want" "$name"
}

# --- selection
gives abf "-t: a glob over slashes" -t 'threat/*'
gives ac "-t: the end of a tag" -t '*iraq'
gives abcf "-t: several, one is enough" -t 'region/*' -t 'threat/*'
gives b "-t: a question mark is one character" -t 'threat/c?ber'
gives '' "-t: a tag is compared whole" -t threat
gives cdeg "--not: leaves out what matches" --not 'threat/*'
gives bf "-t and --not together" -t 'threat/*' --not 'region/*'
gives deg "--not: several" --not 'threat/*' --not 'region/*'
gives aef "--since: hours back from now, a day counts to its end, a month to its last" --since 13h
gives abcef "--since: minutes" --since 6481m
gives abef "--since: a minute less" --since 6480m
gives f "--since: a month counts to its end" --since 2024-01-31
gives '' "--since: not beyond" --since 2024-02-01
gives abcef "--since: weeks" --since 1w
gives aef "--since: the very second is in" --since 2024-01-05T11:30:00Z --until 2024-01-05T11:30:00Z
gives bcf "--until: a day is meant to its last second" --until 2024-01-04
gives c "--since and --until: a day" --since 2023-12-31 --until 2023-12-31
gives abcdefg "--undated: kept where no time is asked for" --undated keep
gives abcef "--undated drop: by itself" --undated drop
gives abdefg "--undated keep: with --since" --since 2024-01-01 --undated keep
gives ab "--min-severity: and above" --min-severity high
gives abc "--min-severity low" --min-severity low
gives b "--min-severity critical" --min-severity critical
gives a "--min-severity: of the tags that -t asks for" --min-severity high -t 'threat/r*'
gives '' "--min-severity: not of others" --min-severity high -t 'region/*'
for time in yesterday 24 h -1h 24x 2024-13-01 2024-02-30 2024-1-1 9999999999d '' 2024-01-01T; do
	run emit --since "$time" in.jsonl
	status 2 "--since '$time' is misuse"
done
run emit --since 2024-01-02 --until 2024-01-01 in.jsonl
status 2 "--since behind --until is misuse"
run emit --min-severity hgh in.jsonl
status 2 "--min-severity: an unknown level is misuse"
has err "did you mean 'high'" "--min-severity: the nearest is named"
run emit --not '' in.jsonl
status 2 "--not: an empty glob is misuse"
jq -c 'del(._score)' in.jsonl >unscored.jsonl
run emit --min-severity low unscored.jsonl
empty out "--min-severity: without _score nothing is known"
has err '_score' "--min-severity: which is said"
run emit --stats=json -t 'threat/*' --not 'region/*' --since 2024-01-02 --until 2024-01-04 --min-severity high in.jsonl
is "$(jq -c '[.records_read_total,.records_written_total]' err)" '[7,1]' "the ledger: read and written"
is "$(jq -c '.records_dropped_total|[.tag,.not,.date,.undated,.severity]' err)" '[4,1,0,0,1]' "the ledger: reasons"

# --- order
gives cfbeadg "--sort date: the oldest first, undated last, as they came" --sort date
gives aebfcdg "--sort -date: the newest first, undated last all the same" --sort=-date
gives bacdefg "--sort severity: the highest first" --sort severity
gives bacefdg "--sort severity,-date: by the second where the first is equal" --sort severity,-date
gives bacdefg "--sort score: the highest first" --sort score
gives cabdefg "--sort -score: the lowest first" --sort=-score
gives gfedcba "--sort -id" --sort=-id
gives bacdefg "--sort title" --sort title
gives cabdefg "--sort -title: what has none stays last" --sort=-title
gives bafcdeg "--sort source" --sort source
gives bagfedc "--sort language,-id" --sort language,-id
run emit --sort dte in.jsonl
status 2 "--sort: an unknown key is misuse"
has err "did you mean 'date'" "--sort: the nearest is named"
run emit --sort date, in.jsonl
status 2 "--sort: an empty key is misuse"
run emit --sort date,date,date,date,date,date,date,date,date in.jsonl
status 2 "--sort: more keys than eight are misuse"
gives cf "--limit: the first in order" --sort date --limit 2
gives '' "--limit 0" --limit 0

# --- groups
is "$(emit --group topic in.jsonl | jq -r .id | tr -d '\n')" cabfedg "--group topic: by name, the first tag's, untagged last"
is "$(emit --group day in.jsonl | jq -r .id | tr -d '\n')" aebfcdg "--group day: the newest first, undated last"
is "$(emit --group source in.jsonl | jq -r .id | tr -d '\n')" bafcdeg "--group source: by name, unknown last"
run emit -f text --group topic --sort date in.jsonl
is "$(grep '^──' out)" '── region ──
── threat ──
── weather ──
── untagged ──' "text has a heading for each group"
printf '{"id":"h","tags":["\\u001b[2J\\u202e\\n── x/y"]}\n{"id":"i","tags":["قال/y"]}\n' >hostile.jsonl
run emit -f text --group topic hostile.jsonl
is "$(sed 's/[⁨⁩]//g' out | grep '^──')" '── <U+001B>[2J<U+202E> ── x ──
── قال ──' "text: a heading is harmless"
run emit -f html --group day in.jsonl
is "$(grep -o '<h2>[0-9]* [A-Z][a-z]* 202[34]' out | wc -l)" 4 "html has a heading for each group"

# --- more than stays in memory
awk 'BEGIN { srand(7); for (i = 0; i < 90000; i++) printf "{\"id\":\"%05d\",\"content_text\":\"%0900d\",\"date_published\":\"2024-%02d-%02dT00:00:00Z\",\"tags\":[\"t%d/x\"]}\n", i, i, 1 + int(rand() * 12), 1 + int(rand() * 28), int(rand() * 7) }' >big.jsonl
mkdir spool
TMPDIR=$work/spool emit --sort date -f '{date_published} {id}\n' big.jsonl >out
emit -f '{date_published} {id}\n' big.jsonl | LC_ALL=C sort >want
same out want "90,000 records of 90 MB: in order, equal ones as they came"
emit --group topic --sort=-id --per-group 3 --stats=json -f '{tags} {id}\n' big.jsonl >out 2>err
emit -f '{tags} {id}\n' big.jsonl | LC_ALL=C sort -k1,1 -k2,2r | awk '$1 != last { n = 0; last = $1 } n++ < 3' >want
same out want "in groups, the first of each"
is "$(jq -c '[.records_read_total,.records_written_total,.records_dropped_total.per_group]' err)" "[90000,21,89979]" "and the ledger adds up"
is "$(ls spool)" "" "no temporary file is left"
TMPDIR=$work/nowhere emit --sort date big.jsonl >out 2>err
is "$?" 3 "no place for a temporary file is status 3"
has err "temporary file" "which is said"
if [ "$sanitized" ]; then
	skip "memory is bounded" "sanitizers take more"
else
	# 90 MB sorted in 64 MiB, and what the program is itself
	# shellcheck disable=SC3045
	(ulimit -v 180000 && exec emit --sort date -f '{id}\n' big.jsonl) >out 2>err
	is "$? $(wc -l <out)" "0 90000" "memory is bounded"
fi
finish
