#!/bin/sh
# Where emit's output goes: files replaced whole, many files by key, nothing where there is nothing.
. tests/lib.sh

cat >in.jsonl <<'J'
{"id":"a","title":"A","date_published":"2024-01-05T11:30:00Z","language":"en","tags":["threat/rockets","region/iraq","threat/cyber"],"_source":{"name":"Wire"}}
{"id":"b","title":"B","date_published":"2024-01-04T11:30:00Z","language":"ar","tags":["threat/cyber"],"_source":{"name":"Agency"}}
{"id":"c","title":"C","date_published":"2024-01-05T01:00:00Z","_source":{"name":"Wire"}}
{"id":"d"}
J
# files FOLDER: what is in it, one line
files() { (cd "$1" && find . -type f | LC_ALL=C sort | tr '\n' ' '); }
ids() { jq -r .id "$1" | tr -d '\n'; }

# All formats, as the complaint about another names them.
formats=$(emit -f no-such-format 2>&1 | sed -n 's/.*known are //p' | tr -d ,)

# --- many files
run emit -o 'day/{day}.jsonl' in.jsonl
status 3 "a folder that the pattern names and that is missing is not made"
mkdir day topic month two
run emit -o 'day/{day}.jsonl' --stats=json in.jsonl
status 0 "{day}: status 0"
empty out "{day}: nothing on stdout"
is "$(files day)" "./2024-01-04.jsonl ./2024-01-05.jsonl ./undated.jsonl " "{day}: a file for each"
is "$(ids day/2024-01-05.jsonl)" ac "{day}: with its records, as they came"
is "$(jq '[.records_read_total,.records_written_total,.bytes_written_total]|tostring' err)" "\"[4,4,$(cat day/* | wc -c)]\"" "{day}: the ledger counts all files"
run emit -o 'topic/{topic}.jsonl' --stats=json in.jsonl
is "$(files topic)" "./region.jsonl ./threat.jsonl ./untagged.jsonl " "{topic}: a file for each"
is "$(ids topic/threat.jsonl) $(ids topic/region.jsonl) $(ids topic/untagged.jsonl)" "ab a cd" "{topic}: a record goes to each of its topics, once"
is "$(jq '[.records_read_total,.records_written_total]|tostring' err)" '"[4,4]"' "{topic}: and is one record"
run emit -o 'month/{month}/{source}-{language}.txt' -f text in.jsonl
is "$(files month)" "./2024-01/Agency-ar.txt ./2024-01/Wire-en.txt ./2024-01/Wire-und.txt ./undated/unknown-und.txt " "folders named after records are made"
emit -f text -t threat/cyber --limit 1 in.jsonl >want
same month/2024-01/Wire-en.txt want "each file is as if it were alone"
run emit -o 'two/{{{day}}}' in.jsonl
is "$(files two)" "./{2024-01-04} ./{2024-01-05} ./{undated} " "braces written twice"
rm -rf day && mkdir day
run emit -o 'day/{day}.jsonl' --limit 1 --sort=-date --stats=json in.jsonl
is "$(ids day/2024-01-05.jsonl)$(ids day/2024-01-04.jsonl)$(ids day/undated.jsonl)" abd "--limit is of each file"
is "$(jq .records_dropped_total.limit err)" 1 "--limit: the rest is counted"
# What has no date is given one by some formats: the same in both runs.
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH
for format in $formats; do
	rm -rf day && mkdir day
	run emit -f "$format" -o "day/{day}.$format" in.jsonl
	grep '"id":"[ac]"' in.jsonl | emit -f "$format" >want
	same "day/2024-01-05.$format" want "$format: a file of many is as if it were alone"
done
unset SOURCE_DATE_EPOCH
for pattern in 'out/{dya}' 'out/{' 'out/}' 'out/{day' 'out/{}' "$(printf '%0.s{day}-' 1 2 3 4 5 6 7 8 9)"; do
	run emit -o "$pattern" in.jsonl
	status 2 "-o $pattern is misuse"
done
run emit -o 'out/{dya}' in.jsonl
has err "did you mean {day}" "the nearest key is named"
rm -rf day && mkdir day && echo old >day/2024-01-05.jsonl && echo other >day/2023-01-01.jsonl
run emit -o 'day/{day}.jsonl' in.jsonl
is "$(ids day/2024-01-05.jsonl) $(cat day/2023-01-01.jsonl)" "ac other" "what is there is replaced, what has no record stays"

# --- hostile keys
mkdir -p cage/in
long=$(printf '%0300d' 0 | tr 0 x)
arabic=$(printf '%0200d' 0 | sed 's/0/ق/g')
# shellcheck disable=SC2016
for name in '..' '.' '../../escape' '/etc/passwd' 'a/b/c' 'a\\b' '\u0000' 'a\u0000b' '' ' ' '-rf' '~' '.hidden' 'a..b' 'con:aux' \
	'*?<>|\"' '\u001b[2J\n\r\t' '\u202egnp.exe' '\ufeffbom' "$long" "${long}y" "$arabic" 'CON.' 'end ' 'e\u0301' '${HOME}' '$(touch x)' '{day}' '%s%n'; do
	printf '{"id":"%s","title":"t","language":"%s","tags":["%s/x"],"_source":{"name":"%s"}}\n' "$name" "$name" "$name" "$name"
done >hostile.jsonl
run emit -o 'cage/in/{source}.jsonl' hostile.jsonl
status 0 "hostile names: status 0"
empty err "hostile names: nothing to say"
is "$(find cage -mindepth 1 -maxdepth 1 | tr '\n' ' ')" "cage/in " "hostile names: nothing outside the folder"
is "$(find cage/in -mindepth 1 -type d | wc -l)" 0 "hostile names: no folders"
find cage/in -mindepth 1 \( -name '.*' -o -name '-*' \) >strange
empty strange "hostile names: none hidden, none an option"
find cage/in -name '*[[:cntrl:]]*' >strange
empty strange "hostile names: no control characters"
is "$(cat cage/in/*.jsonl | wc -l)" "$(wc -l <hostile.jsonl)" "hostile names: no record is lost"
is "$(find cage/in -name 'xxx*' | wc -l)" 2 "hostile names: two long ones stay apart"
LC_ALL=C find cage/in | awk '{ sub(".*/", ""); if (length > 200) print }' >strange
empty strange "hostile names: none too long"
find cage/in -type f | while read -r f; do printf '%s' "$f" | iconv -f utf-8 -t utf-8 >/dev/null || echo "$f"; done >strange
empty strange "hostile names: UTF-8"
run emit -o 'cage/in/{source}{topic}{language}-{source}-{topic}.jsonl' hostile.jsonl
status 0 "hostile names: several long ones in one name"
rm -rf cage/in/* cage/in/.[!.]*
run emit -o 'cage/in/{source}/{topic}/{language}' hostile.jsonl
status 0 "hostile names as folders: status 0"
is "$(find cage -mindepth 1 -maxdepth 1 | tr '\n' ' ')" "cage/in " "hostile names as folders: nothing outside"
is "$(find cage/in -type f -exec cat {} + | wc -l)" "$(wc -l <hostile.jsonl)" "hostile names as folders: no record is lost"

# --- many keys, few descriptors
awk 'BEGIN { for (i = 0; i < 6000; i++) printf "{\"id\":\"%d\",\"_source\":{\"name\":\"s%d\"}}\n", i, i % 3000 }' >many.jsonl
mkdir many
# shellcheck disable=SC3045
(ulimit -n 24 && exec emit -o 'many/{source}' many.jsonl) >out 2>err
is $? 0 "3000 files with 24 descriptors"
is "$(find many -type f | wc -l) $(ids many/s7)" "3000 73007" "and each has its records"
jq -nc '{id:"x",tags:[range(2000)|"t\(.)/x"]}' >topics.jsonl
rm -rf topic/* && emit -o 'topic/{topic}' topics.jsonl
is "$(find topic -type f | wc -l)" 256 "a record goes to so many files and no more"

# --- nothing to say
printf old >file
run emit -t x/y --if-any -o file -f html in.jsonl
status 0 "--if-any: no record is status 0"
is "$(cat file)" old "--if-any: the file stays as it was"
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH
for format in $formats '{id}\n'; do
	run emit -t x/y --if-any -f "$format" in.jsonl
	empty out "--if-any: $format writes nothing"
	run emit --if-any -f "$format" in.jsonl
	emit -f "$format" in.jsonl >want
	same out want "--if-any: $format is as without it where there is a record"
done
unset SOURCE_DATE_EPOCH
run emit -t x/y -o file -f csv in.jsonl
is "$(tr -d "\r" <file)" id,date_published,title,tags,url,content_text "without --if-any: the header alone"
run emit -t x/y --if-any --sort date -o file in.jsonl
is "$(head -c 2 file)" id "--if-any: with --sort the file stays"
run emit -t x/y --exit-empty 9 in.jsonl
status 9 "--exit-empty: no record"
run emit -t threat/cyber --exit-empty 9 in.jsonl
status 0 "--exit-empty: a record"
run emit --limit 0 --exit-empty 9 in.jsonl
status 9 "--exit-empty: a limit of none"
run emit --exit-empty 9 --if-any -o file </dev/null
status 9 "--exit-empty: no input, with --if-any"
printf 'x\n' | emit --exit-empty 9 >out 2>err
is $? 1 "--exit-empty: trouble is stronger"
run emit --exit-empty 9 missing.jsonl
status 1 "--exit-empty: so is a file that cannot be read"
run emit --exit-empty 126 in.jsonl
status 2 "--exit-empty: what a shell means otherwise is misuse"
run emit -t x/y -o 'day/{source}' --exit-empty 9 in.jsonl
status 9 "--exit-empty: no file of many"

# --- trouble: old or new, never a half
awk 'BEGIN { for (i = 0; i < 60000; i++) printf "{\"id\":\"%d\",\"title\":\"Post %d\",\"content_text\":\"%0200d\",\"date_published\":\"2024-01-%02dT00:00:00Z\"}\n", i, i, i, 1 + i % 28 }' >big.jsonl
emit -f csv big.jsonl >new
for delay in 0.002 0.01 0.03 0.06; do
	for signal in KILL TERM; do
		echo old >file
		emit -f csv -o file big.jsonl 2>/dev/null &
		sleep $delay
		kill -$signal $! 2>/dev/null
		wait $! 2>/dev/null
		result "$([ "$(cat file)" = old ] || cmp -s file new; echo $?)" "SIG$signal after $delay s: old or new"
		if [ $signal = TERM ]; then
			find . -name 'file.*' >left
			empty left "SIGTERM after $delay s: no temporary is left"
		fi
		rm -f file.*
	done
done
mkfifo pipe
echo old >file
emit -o file --sort date pipe 2>/dev/null &
exec 5>pipe
cat in.jsonl >&5
sleep 0.2
kill -TERM $!
wait $!
is "$? $(cat file)" "143 old" "SIGTERM while sorting: the file stays"
exec 5>&-
rm -rf day && mkdir day
for day in 01 02 03 04; do echo old >day/2024-01-$day; done
mkdir whole && emit -o 'whole/{day}' big.jsonl
for signal in TERM KILL; do
	for delay in 0.02 0.05 0.08 0.12; do
		emit -o 'day/{day}' big.jsonl 2>/dev/null &
		sleep $delay
		kill -$signal $! 2>/dev/null
		wait $! 2>/dev/null
		[ $signal = TERM ] || rm -f day/*.??????
		for file in day/*; do
			cmp -s "$file" "whole/${file#day/}" || [ "$(cat "$file")" = old ] || echo "$file"
		done >half
		empty half "SIG$signal after $delay s among many files: each old or new"
	done
done
rm -rf day && mkdir day && echo old >day/2024-01-05.jsonl
(ulimit -f 1 && trap '' XFSZ && exec emit -o 'day/{month}' big.jsonl) >out 2>err
is $? 3 "a file of many that may not grow is status 3"
is "$(files day)" "./2024-01-05.jsonl " "and none is left"
cat >small.sh <<'S'
mount -t tmpfs -o size=200k none small && echo old >small/file && echo old >small/2024-01-05 || exit 99
emit -f csv -o small/file big.jsonl 2>err
echo "$? $(cat small/file) $(ls small | tr '\n' ' ')"
emit -f csv -o 'small/{month}' big.jsonl 2>err
echo "$? $(cat small/2024-01-05) $(ls small | tr '\n' ' ')"
S
mkdir small
if unshare -rm sh small.sh >out 2>err.unshare; then
	is "$(cat out)" "3 old 2024-01-05 file 
3 old 2024-01-05 file " "a full file system is status 3, and what is there stays alone"
else
	skip "a full file system" "no mount in a name space of one's own"
fi
chmod 500 day
if [ "$(id -u)" = 0 ]; then
	skip "a folder that may not be written is status 3" "root may"
else
	run emit -o 'day/{day}.jsonl' in.jsonl
	status 3 "a folder that may not be written is status 3"
fi
chmod 700 day
run emit -f html -o /dev/full in.jsonl
status 3 "-o /dev/full is status 3"
has err '^emit: /dev/full: No space left on device' "-o /dev/full: and is named"
run emit --sort date -o /dev/full in.jsonl
status 3 "-o /dev/full with --sort is status 3"
emit --sort date in.jsonl >/dev/full 2>err
is $? 3 "--sort to a full disk is status 3"
TMPDIR=$work/nowhere emit --sort=-date big.jsonl 2>err >out
is $? 0 "what fits memory needs no temporary file"
chmod 640 file && emit -o file in.jsonl
is "$(stat -c %a file)" 640 "-o keeps the file's mode"
printf '{"id":"a"}\n{"id":\n' | emit --strict -o file 2>err
is "$? $(ids file)" "1 abcd" "--strict: the file stays as it was"
printf '{"id":"z"}\n{"id":\n' | emit --strict --sort id -o 'day/{day}' 2>err
is "$? $(files day)" "1 ./2024-01-05.jsonl " "--strict: no file of many"
finish
