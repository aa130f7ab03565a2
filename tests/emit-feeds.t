#!/bin/sh
# emit -f atom, -f rss and -f jsonfeed: readers, hostile texts, and the way back through ingest.
. tests/lib.sh

SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH

# sound FORMAT FEED RECORDS NAME: well-formed, and what readers get is what the records say
sound() {
	if [ "$1" = jsonfeed ]; then
		:
	elif command -v xmllint >/dev/null; then
		xmllint --noout "$2" 2>found
		empty found "$4: well-formed"
	else
		skip "$4: well-formed" "no xmllint"
	fi
	if [ "$1" != jsonfeed ] && ! python3 -c 'import feedparser' 2>/dev/null; then
		skip "$4: what readers get" "no python3-feedparser"
	elif ! command -v python3 >/dev/null; then
		skip "$4: what readers get" "no python3"
	else
		timeout 120 python3 "$root/tests/feedout-check.py" "$1" "$2" "$3" >found 2>&1
		empty found "$4: what readers get"
	fi
}

# back RECORDS NAME: through a JSON Feed and ingest
back() {
	emit "$1" >want.jsonl
	emit -f jsonfeed "$1" >feed.json
	ingest feed.json >got.jsonl 2>err
	same got.jsonl want.jsonl "$2: come back as they were"
	ingest <feed.json >got.jsonl 2>>err
	same got.jsonl want.jsonl "$2: by stdin too"
	empty err "$2: without a word"
}

# --- records of all kinds
for file in "$root"/tests/samples/*.* "$shared"/tme-real/* "$shared"/telegram/*/*; do
	[ -f "$file" ] && ingest "$file" 2>/dev/null
done | head -n 2000 >plain.jsonl
[ "$(wc -l <plain.jsonl)" -gt 20 ]
result $? "samples: there are records"
cat plain.jsonl plain.jsonl | tag -e -r "$root/rules" 2>/dev/null | dedupe --mark >tagged.jsonl
has tagged.jsonl '"_evidence":' "samples: some are tagged"
has tagged.jsonl '"_duplicate":' "samples: and marked"

cat >hand.jsonl <<'J'
{ "id" : "1", "title":"spaces"  , "content_text":"a" , "x":1e400 }
{"\u0069d":"2","t\u0069tle":"escaped keys","content_text":"b"}
{"id":"3","content_text":"c","_watchline_url":"taken","url":"javascript:alert(1)","_watchline_added":true,"_watchline_x":{"id":4}}
{"id":"4","content_text":"d","_\u0077atchline_added":1,"_watchline_\u0061dd":2,"_watchline__watchline_added":3}
{"title":"no id, no text"}
{"id":5,"title":["x"],"content_text":7,"tags":"x","authors":"A","date_published":"yesterday","language":"no language","attachments":{"url":1}}
{"id":"6","content_html":"<p onclick=x>y</p>","attachments":[{"url":"https://a.example/1.jpg"},{"url":"data:text/html,x","mime_type":"text/html"},{"url":"https://a.example/2.mp3","mime_type":"audio/mpeg","size_in_bytes":12}],"authors":[{"name":"N","url":"javascript:x"},{"name":"M"}],"tags":["a",1,null,"b/c"]}
{"id":"7","url":"https://a.example/7","content_text":"","summary":"only this","_source":[1],"_evidence":{},"image":"vbscript:x"}
{}
{"id":"8","content_text":"a\u0000b\u2028c","date_modified":"2024-02-30T00:00:00Z"}
{"id":"9","title":"Ärger 🙂 & <b>","url":"https://ä.example/ö ü?q=<>\"","content_text":"x","date_published":"1969-12-31T23:59:59Z","date_modified":"2031-01-01T00:00:00+02:00"}
J

# --- and what strangers write, in every member
{
	cat <<'J'
"<script>alert(1)</script>"
"\"><img src=x onerror=alert(1)>"
"' onmouseover='alert(1)"
"javascript:alert(1)"
"JaVaScRiPt&#58;alert(1)"
"java\tscript:alert(1)"
"\u0001javascript:alert(1)"
"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="
"]]><script>alert(1)</script><![CDATA["
"--><svg/onload=alert(1)><!--"
"</content></entry><entry><title>forged</title></entry>"
"</description></item><item><title>forged</title></item>"
"</title><link>https://evil.example/</link>"
"<?xml-stylesheet href=\"javascript:alert(1)\"?>"
"<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;"
"&lt;script&gt;alert(1)&lt;/script&gt;"
"&amp;lt;b&amp;gt;"
"&#x3c;script&#x3e;alert(1)&#x3c;/script&#x3e;"
"AT&T & co &copy; &nosuch; &#0; &#xFFFF;"
"\u0000\u0001\u0008\u000b\u000c\u000e\u001b[31m\u007f\u0080\u0085\u009f"
"\ufffe\uffff\ufdd0\ud83f\udfff\udbff\udfff"
"\u202eevil\u202d\u202a\u2066\u2069\u2069\u202c\u200f"
"line\r\nline\rline\u2028line\u2029line\u0085line"
"https://evil.example/\"onclick=\"alert(1)"
"https://evil.example/?a=1&b=2#<x>"
"http://[::1"
"//evil.example/x"
"=cmd|' /C calc'!A0"
"\"}],\"items\":[{\"id\":\"forged\"}]"
J
	[ -f "$shared/unicode/blns.json" ] && jq -c '.[]' "$shared/unicode/blns.json"
} >strings.json
jq -c '{id: ("x" + (input_line_number | tostring)), url: ., external_url: ., title: ., content_text: ., summary: .,
	content_html: ., language: ., date_modified: ., tags: ["topic/a", .], authors: [{name: ., url: .}],
	attachments: [{url: ., mime_type: ., title: .}, {url: "https://a.example/x", mime_type: .}],
	image: ., _source: {name: .}, _links: [{url: ., text: .}], _notes: [{label: ., text: .}]}' strings.json >hostile.jsonl
jq -c '{id: ., content_text: .}' strings.json | awk 'NR % 3 == 1' >>hostile.jsonl
[ "$(wc -l <hostile.jsonl)" -gt 25 ]
result $? "hostile: there are records"

for records in plain tagged hand hostile; do
	for format in atom rss jsonfeed; do
		run emit -f $format $records.jsonl
		status 0 "$format: $records: status 0"
		cp out feed
		LC_ALL=C.UTF-8 grep -nP '[\x{00}-\x{08}\x{0b}-\x{1f}\x{7f}-\x{9f}\x{2028}\x{2029}]' feed >found
		empty found "$format: $records: no control character"
		[ $format = jsonfeed ] || {
			LC_ALL=C.UTF-8 grep -nP '[\x{202a}-\x{202e}\x{2066}-\x{2069}]' feed >found
			empty found "$format: $records: no bidi control"
		}
		sound $format feed $records.jsonl "$format: $records"
	done
	back $records.jsonl "jsonfeed: $records"
done

# --- what does not hang on the clock
for format in atom rss jsonfeed; do
	jq -c 'select(.date_published)' plain.jsonl >dated.jsonl
	emit -f $format dated.jsonl >first
	SOURCE_DATE_EPOCH=1800000000 emit -f $format dated.jsonl >second
	same second first "$format: records with dates make the same bytes at any time"
	run emit -f $format /dev/null
	status 0 "$format: no record"
	: >none
	sound $format out none "$format: no record"
done
emit -f atom hand.jsonl >out
is "$(grep -c '<category term="date-unknown"' out)" "$(jq -r 'select((.date_published, .date_modified | strings | test("^[0-9]{4}-(?!02-30)")) // false | not) | 1' hand.jsonl | wc -l)" "atom: entries without a date say so"
has out '<updated>2023-11-14T22:13:20Z</updated>' "atom: and have the time of now"
is "$(tail -n 2 out | head -n 1)" '<updated>2030-12-31T22:00:00Z</updated>' "atom: the feed's is the newest"
is "$(emit -f rss hand.jsonl | grep -c '<pubDate>')" 1 "rss: what has no date has none"

# --- options
for url in javascript:alert ftp://x.example/ 'https://x.example/ y' ''; do
	run emit -f atom --feed-url "$url" /dev/null
	status 2 "--feed-url: '$url' is refused"
done
run emit -f csv --feed-url https://x.example/ /dev/null
status 2 "--feed-url: is not of csv"
emit -f rss --feed-url 'https://x.example/f.xml?a=1&b=2' /dev/null >out
has out '<atom:link rel="self" type="application/rss+xml" href="https://x.example/f.xml?a=1&amp;b=2"/>' "rss: --feed-url is its own address"
is "$(emit -f jsonfeed --feed-url https://x.example/f.json --title 'T"' --author A /dev/null | jq -c '[.feed_url, .title, .authors]')" \
	'["https://x.example/f.json","T\"",[{"name":"A"}]]' "jsonfeed: title, address and author"

# --- a feed that is not ours
sed 's/"records":1/"records":2/' feed.json >other.json
is "$(ingest other.json 2>/dev/null | jq -r 'select(.tags) | .id' | wc -l)" 0 "ingest: without our mark nobody's tags are believed"
emit -f jsonfeed tagged.jsonl >feed.json
is "$(ingest --set _source.desk=Night feed.json | jq -r '._source.desk' | sort -u)" Night "ingest: --set holds for records that come back"
is "$(ingest --since 2100-01-01 feed.json | jq -r 'select(.date_published) | .id' | wc -l)" 0 "ingest: and so does --since"
finish
