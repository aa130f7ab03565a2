#!/bin/sh
# ingest as a whole: gold records, formats told apart, streams.
. tests/lib.sh

# --- Telegram: the gold records of the shared data, if they are there.
export=$shared/telegram/export-single
if [ -f "$export/gold.jsonl" ]; then
	run ingest "$export/result.json"
	status 0 "the export is read"
	jq -c '{id, date: .date_published, text: (.content_text // ""), links: [._links[]?.url],
		forwarded_from: ._source.forwarded_from, edited: (._source.edited // false),
		media: .attachments[0]._kind, reply_to: ._source.reply_to}' out >got
	jq -c '. as $g | {id: "tg:\(.chat_id)/\(.id)", date, text, links: (.links // []), forwarded_from,
		edited: (.edited // false), media,
		reply_to: (.reply_to | if . == null then null else "tg:\($g.chat_id)/\(.)" end)}' "$export/gold.jsonl" >want
	same got want "all records equal the gold ones"
	is "$(jq -c 'select(.content_text) as $r | ._links[]? | select(.start) |
		select($r.content_text[.start:.end] != .text)' out)" "" "every link lies where it says"
	is "$(jq -c 'select(.content_text) as $r | ._source.entities[]? |
		select(.end > ($r.content_text | length) or .start >= .end)' out)" "" "every entity lies inside the text"
else
	skip "gold records of Telegram" "no shared data"
fi
seed=$shared/seed/report.txt
if [ -f "$seed" ]; then
	run ingest "$seed"
	is "$(jq -c '[.date_published, (._notes[0] | .label, (.text | startswith("Telegram, "))), (.content_text | contains("[1]"))]' out)" \
		'["2021-03-02T00:00:00Z","1",true,true]' "the seed report gives its date and its note"
else
	skip "the seed report" "no shared data"
fi

# --- A document whose end is missing.
head -c 3000 "$root/tests/samples/channel.json" >cut.json
run ingest --rejects rejects cut.json
status 1 "an export that is cut off is no success"
has err '^ingest: cut.json:.*cut off' "it is told of"
ingest "$root/tests/samples/channel.json" | sed 's/channel\.json/cut.json/; s|"file":"[^"]*"|"file":"cut.json"|' >whole
head -n "$(wc -l <out)" whole >beginning
same out beginning "and gives the complete messages"
is "$(wc -c <rejects | tr -d ' ')" "$((3000 - $(sed 's/.*byte \([0-9]*\).*/\1/' err) + 2))" "the rest is among the rejects"

printf '{"id":1,"messages":[{"id":1,"type":"message","text":"a"},dam aged {,{"id":2,"type":"message","text":"b"}]}' >damaged.json
run ingest --rejects damaged.rejects damaged.json
status 1 "damage between messages is no success"
is "$(jq -r .content_text out)" "a
b" "the messages around it are given"
is "$(cat damaged.rejects)" "dam aged {," "and it is kept among the rejects"

# --- Formats.
run ingest "$root/tests/samples/report.txt" "$root/tests/samples/posts.jsonl" "$root/tests/samples/channel.json"
status 0 "files of different formats are read together"
is "$(jq -r ._source.kind out | sort -u | tr '\n' ' ')" "jsonl telegram-export text " "each as what it is"
printf '\177ELF\001\002' >program
run ingest --rejects whole.rejects program
status 1 "what is no format is refused"
has err '7f 45 4c 46 01 02' "with what was seen"
has err 'f text' "and what would fit"
is "$(od -An -tx1 whole.rejects)" " 7f 45 4c 46 01 02 0a" "and is kept among the rejects"
run ingest -f telegram "$root/tests/samples/report.txt"
status 1 "a report is no export"
printf '{"messages":{}}' >other.json
run ingest -f telegram other.json
status 1 "nor is an object without messages"
has err '^ingest: other.json:.*no list of messages' "and it is told why"
run ingest --map titel=.x /dev/null
status 2 "a map to no member is misuse"
run ingest -f text --map title=.x /dev/null
status 2 "so is a map for a format that has none"
run ingest --source "$(printf '\377')" /dev/null
status 2 "so is a name that is not UTF-8"
run ingest --assume-tz Europe/Paris /dev/null
status 2 "so is a zone that is no offset"
: >empty
run ingest empty
status 0 "an empty file is nothing"
empty out "and gives nothing"

# --- A disk that fails is no fault of the document's: nothing is made of what was not read whole.
if [ ! "$sanitized" ] && strace -o /dev/null true 2>/dev/null; then
	for sample in channel.json feed.xml posts.jsonl report.txt; do
		repeated=$(cat "$root/tests/samples/$sample")
		[ $sample = channel.json ] && repeated='{"id":7,"type":"message","date_unixtime":"1672531200","text":"x"},'
		{
			[ $sample = channel.json ] && printf '{"id":1,"type":"public_channel","messages":['
			yes "$repeated" | head -c 300000
		} >failing
		run strace -o /dev/null -P "$PWD/failing" -e inject=read:error=EIO:when=2+ ingest "$PWD/failing"
		status 3 "$sample: a failed read is status 3"
		is "$(sed 's/.*failing: //' err)" "reading failed: Input/output error" "$sample: and is all that is told"
		jq -r ._source.kind out | sort -u >kinds
		if [ $sample = report.txt ]; then
			empty out "$sample: half a report is none"
		elif [ $sample = feed.xml ]; then
			is "$(cat kinds)" rss "$sample: what was whole is given"
		fi
	done
	# RELIABILITY 21: what a document asks for is not fetched.
	printf '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://x/d" [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY %% p SYSTEM "p.dtd">%%p;]><rss xmlns:xi="http://www.w3.org/2001/XInclude"><channel><item><title>a &x; b</title><xi:include href="/etc/passwd"/></item></channel></rss>' >asks.xml
	run strace -f -e trace=open,openat,connect,socket -o calls ingest asks.xml
	is "$(jq -r '.title, ._source.repairs[]' out)" "a &x; b
entity-unknown" "an entity stays as it is written, and is named"
	is "$(sed -n '/asks\.xml/,$p' calls | grep -c -v exited)" 1 "nothing is opened after the document"
else
	skip "failing reads, entities" "strace does not work here"
fi

# --- A line that comes alone is passed on at once.
mkfifo pipe
ingest <pipe >slow &
exec 3>pipe
echo '{"id":"1","title":"now"}' >&3
tries=0
while [ ! -s slow ] && [ $tries -lt 40 ]; do sleep 0.05; tries=$((tries + 1)); done
[ -s slow ]
result $? "a JSON line is passed on before the next one comes"
exec 3>&-
wait
finish
