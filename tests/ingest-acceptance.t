#!/bin/sh
# What every reader must stand: the acceptance tests of the input formats that no other file has (cut exports,
# albums and outcomes of t.me are in ingest-telegram.t, feeds in ingest-feeds.t), and each format read as
# each other one.
. tests/lib.sh
samples=$root/tests/samples

# --- 1: what Telegram Desktop writes that is no JSON
cat >odd.json <<'X'
{"name":"C","type":"public_channel","id":7,"messages":[
{"id":1,"type":"message","date_unixtime":"1704268805","text":"press","inline_bot_buttons":[[{"type":"callback","text":"Go","data":"a\x01b"}]]},
{"id":2,"type":"message","date_unixtime":"1704268806","text":"a path \\x01 as typed"},
{"id":3,"type":"message","date_unixtime":"1704268807","text":"half \ud83d of a pair"},
{"id":4,"type":"message","date_unixtime":"1704268808","text":"a \u0000 within"}]}
X
run ingest odd.json
status 0 "what is no JSON in an export is mended"
is "$(jq -r '.id' out | tr '\n' ' ')" "tg:7/1 tg:7/2 tg:7/3 tg:7/4 " "all messages survive"
is "$(jq -c '._source.repairs // empty' out | wc -l | tr -d ' ')" 3 "three repairs are named"
is "$(jq -r 'select(.id == "tg:7/2") | .content_text' out)" 'a path \x01 as typed' "what only looks like it stays"

# --- 2: one post by four ways
echo "1900000417 SadaNahrain Sada al-Nahrain صدى النهرين" >chats
cat >bridge.xml <<'X'
<rss version="2.0"><channel><title>Sada - Telegram</title><link>https://t.me/s/SadaNahrain</link>
<item><title>t</title><link>https://t.me/s/SadaNahrain/2066</link><guid isPermaLink="true">https://t.me/SadaNahrain/2066</guid>
<description>&lt;p&gt;قال المتحدث إن خلايا المقاومة موجودة في واشنطن، وإن الرد قادم على القوات الأمريكية.&lt;br&gt;&lt;br&gt;#الحشد_الشعبي #العراق&lt;/p&gt;</description></item>
<item><title>u</title><link>https://t.me/SadaNahrain/2067</link><guid isPermaLink="false">x-9</guid><description>u</description></item>
</channel></rss>
X
cat >post.html <<'X'
<html><head><title>T</title></head><body class="tgme_webpreview"><div class="tgme_channel_info"></div>
<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="SadaNahrain/2066"><div class="tgme_widget_message_text js-message_text">قال المتحدث إن خلايا المقاومة موجودة في واشنطن، وإن الرد قادم على القوات الأمريكية.<br><br><a href="?q=%23x">#الحشد_الشعبي</a> <a href="?q=%23x">#العراق</a></div>
<div class="tgme_widget_message_footer"><a class="tgme_widget_message_date" href="https://t.me/SadaNahrain/2066"><time datetime="2023-03-06T06:12:31+00:00"></time></a></div></div></div></body></html>
X
printf '%s\n' '<html><head><title>Exported Data</title></head><body><div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">Sada al-Nahrain صدى النهرين</div></div></div>' \
	'<div class="page_body chat_page"><div class="history"><div class="message default clearfix" id="message2066"><div class="body"><div class="pull_right date details" title="06.03.2023 09:12:31 UTC+03:00">09:12</div>' \
	'<div class="from_name">Sada al-Nahrain صدى النهرين</div><div class="text">قال المتحدث إن خلايا المقاومة موجودة في واشنطن، وإن الرد قادم على القوات الأمريكية.<br><br><a href="">#الحشد_الشعبي</a> <a href="">#العراق</a></div></div></div></div></div></div></body></html>' >messages.html
for way in "$samples/channel.json" messages.html post.html bridge.xml; do
	ingest --chat-map chats "$way" 2>&1
done | jq -c 'select(.id | endswith("/2066")) | [.id, .url, .content_text, ._source.id_rule]' >same
is "$(wc -l <same | tr -d ' ')" 4 "a post comes by an export, its HTML, a page and a feed"
is "$(sort -u same | wc -l | tr -d ' ')" 1 "with one id, address and text"
run ingest bridge.xml
is "$(jq -r .id out | cut -c1-20 | tr '\n' ' ')" "tg:sadanahrain/2066 feed:$(printf 'https://t.me/s/SadaNahrain' | sha256sum | cut -c1-15) " \
	"without a map the name stands for the number, and a guid of its own stays"

# --- 3 and 4: parts, entities and offsets
check_export() {
	ingest "$1" >out 2>err
	sed 's/\\x\([0-9A-F][0-9A-F]\)/\\u00\1/g' "$1" | jq -c 'def list: [.. | objects | select(has("messages")) | .messages[]]; list | .[] | select(.text_entities != null) |
		[(.text | if type == "array" then map(if type == "object" then .text else . end) | add else . end) // "", ([.text_entities[].text] | add // "")] |
		select(.[0] != .[1])' >differ 2>&1
	is "$(cat differ)" "" "$2: text and text_entities say the same"
	is "$(jq -r '. as $r | ((._links // [])[], (._source.entities // [])[]) | select(.text) |
		select($r.content_text[.start:.end] != .text) | .text' out)" "" "$2: every offset gives its text"
	[ -s out ]
	result $? "$2: it has records"
}
check_export "$samples/channel.json" "the sample"
if [ -f "$shared/telegram/export-single/result.json" ]; then
	check_export "$shared/telegram/export-single/result.json" "the shared export"
else
	skip "the shared export" "no shared data"
fi
cat >emoji.json <<'X'
{"name":"C","type":"public_channel","id":7,"messages":[{"id":1,"type":"message","date_unixtime":"1704268805",
"text":["😀👨‍👩‍👧 نیم‌فاصله ",{"type":"bold","text":"ـکلمه‌ها"}," 🇮🇶 ",{"type":"text_link","text":"هنا 😀","href":"https://e.example/"},""]}]}
X
run ingest emoji.json
is "$(jq -r '. as $r | (._source.entities[], ._links[]) | $r.content_text[.start:.end]' out)" "ـکلمه‌ها
هنا 😀
هنا 😀" "offsets count code points, emoji and joiners included"

# --- 8: nothing is expanded or opened
{
	echo '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
	for pair in 'b a' 'c b' 'd c' 'e d' 'f e' 'g f' 'h g' 'i h'; do
		of=${pair#* }
		echo "<!ENTITY ${pair% *} \"&$of;&$of;&$of;&$of;&$of;&$of;&$of;&$of;&$of;&$of;\">"
	done
	echo '<!ENTITY x SYSTEM "file:///etc/passwd">]>'
	echo '<rss><channel><item><guid>1</guid><description>&i;&x;</description></item></channel></rss>'
} >bomb.xml
run ingest bomb.xml
is "$(jq -r .content_text out)" '&i;&x;' "entities of a feed are not expanded, nor files read"

# --- 9: what has no date
printf '<rss><channel><item><guid>1</guid><title>t</title></item></channel></rss>' >undated.xml
ingest undated.xml >first
sleep 1.1
run ingest undated.xml
same out first "an item without a date is the same a second later"
is "$(jq -r 'has("date_published"), has("date_modified")' out)" "false
false" "and is given none"

# --- Each format read as each other one, whole and cut
printf 'id,title,content_text\n1,a,"b, c"\n2,d,e\n' >table.csv
printf '1704268805\tT\thttps://e.example/1\ttext\tplain\t1\tA\t\tc\n' >list.sfeed
printf 'From a@b Mon Jan  1 00:00:00 2024\nFrom: a@b.example\nSubject: s\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n\nbody\n\n' >box.mbox
tail -n +2 box.mbox >one.eml
printf 'WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://e.example/\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n' >a.warc
printf '{"id":"1","content_text":"x"}\n{"id":"2","content_text":"y"}\n' >posts.jsonl
printf '{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"1","content_text":"x"}]}' >feed.json
printf '{"data":[{"id":"1","text":"x"},{"id":"2","text":"y"}]}' >list.json
: >empty
head -c 3000 /dev/zero >zeros
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "[{<a>\"" }' >brackets
cp "$samples"/*.html "$samples"/*.txt "$samples"/*.json .
ingest --formats >list
bad=
tried=0
for format in auto $(awk '{ print $1 }' list); do
	for file in *.json *.jsonl *.html *.txt *.xml *.csv *.sfeed *.mbox *.eml *.warc empty zeros brackets; do
		for size in 0 37; do
			tried=$((tried + 1))
			if [ $size = 0 ]; then
				timeout 20 ingest -f "$format" "$file" >out 2>err
			else
				head -c -$size "$file" | timeout 20 ingest -f "$format" >out 2>err
			fi
			status=$?
			cat out >>all
			[ $status -le 1 ] || bad="$bad $format:$file-$size($status)"
		done
	done
done
is "$bad" "" "$tried readings as another format end well"
is "$(jq -c 'select((.id | type) != "string" or ._source.kind == null)' all 2>&1 | head -n 3)" "" "and give records"
finish
