#!/bin/sh
# Telegram in its three forms: export in JSON, export in HTML, pages of t.me. Gold records, one identity,
# documents that are cut.
. tests/lib.sh
data=$shared/telegram
samples=$root/tests/samples

# --- The gold records of the shared data, if they are there.
if [ -f "$data/tme-made/newsdesk_ex.gold.jsonl" ]; then
	run ingest "$data/tme-made/newsdesk_ex.html"
	status 0 "a page of 20 posts is read"
	jq -c '{id: (._source.message_id | tonumber), url, channel: ._source.handle, date: .date_published,
		text: (.content_text // ""), edited: (._source.edited // false), views: ._source.views,
		media: .attachments[0]._kind, links: [._links[]?.url], forwarded_from: ._source.forwarded_from}' out >got
	jq -c '{id, url, channel, date, text, edited, views, media, links: (.links // []), forwarded_from}' \
		"$data/tme-made/newsdesk_ex.gold.jsonl" >want
	same got want "its records equal the gold ones"
else
	skip "gold of a page" "no shared data"
fi
if [ -f "$data/tme-real/gold.jsonl" ]; then
	jq -r .file "$data/tme-real/gold.jsonl" | while read -r f; do ingest "$data/tme-real/$f"; done >out
	is "$(wc -l <out | tr -d ' ')" "$(wc -l <"$data/tme-real/gold.jsonl" | tr -d ' ')" "each real fragment is one record"
	# White space is not compared: the gold has a line for every element. Emoji are no links, nor are hashtags.
	jq -c 'def bare: if . == null then "" else gsub("\\s+"; "") end;
		if ._source.type == "channel" then {handle: ._source.handle, title, text: .content_text,
			image: ._source.channel.image, counters: ._source.channel.counters}
		else {id: (._source.message_id | tonumber), date: .date_published, handle: ._source.handle,
			author: ._source.signature, edited: (._source.edited // false), text: (.content_text | bare),
			views: ._source.views_count, service: (._source.service != null), from: ._source.forwarded_from,
			from_url: ._source.forwarded_url, preview: (._source.preview | [.url, .image, .site_name, .title, .description]),
			urls: ([._links[]?.url] + [.attachments[]? | .url, ._thumbnail] | map(select(.)))} end' out >got
	jq -c 'def bare: if . == null then "" else gsub("\\s+"; "") end; .expected |
		if ._type == "ChannelInfo" then {handle: .username, title, text: .description, image: .image_url,
			counters: {subscribers, photos, videos, links}}
		else {id, date: .created_at, handle: .channel, author, edited, text: (.text | bare), views,
			service: (.type == "service"), from: .forwarded_author, from_url: .forwarded_author_url,
			preview: [.preview_url, .preview_image_url, .preview_site_name, .preview_title, .preview_description],
			urls: [.urls[][1] | select(test("img/emoji|q=%23") | not)]} end' "$data/tme-real/gold.jsonl" >want
	same got want "and equals the gold one"
else
	skip "gold of real fragments" "no shared data"
fi

# --- Our own samples.
run ingest "$samples/messages.html"
status 0 "an export in HTML is read"
is "$(jq -c '[._source.message_id, .date_published, ._source.date_precision]' out | tr '\n' ' ')" \
	'["2064","2023-03-06T00:00:00Z","day"] ["2065","2023-03-06T09:12:31Z",null] ["2066","2023-03-06T09:13:00Z",null] ["2067","2023-03-06T11:00:00Z",null] ["2068","2023-03-06T11:00:01Z",null] ["2069",null,null] ' \
	"dates come from titles, days between messages are none of them"
is "$(jq -r 'select(._source.message_id == "2065") | .content_text' out)" "Two  blanks & a bold word,
a hidden link, #العراق, @desk and a secret" "the text is as it was typed"
is "$(jq -c 'select(._source.message_id == "2065") as $r | $r._source.entities[] | [.type, $r.content_text[.start:.end]]' out | tr '\n' ' ')" \
	'["bold","bold"] ["text_link","hidden link"] ["hashtag","#العراق"] ["mention","@desk"] ["spoiler","a secret"] ' \
	"formatting lies where it says"
is "$(jq -c 'select(._source.message_id == "2067") | ._source | [.forwarded_from, .forwarded_date, .via_bot, .reply_elsewhere]' out)" \
	'["Wire \"Q\"","2023-03-05T18:14:40Z","@wirebot",true]' "a forward has its source and its first date"
is "$(jq -c 'select(._source.message_id == "2068") | [.authors[0].name, ._source.forwarded_from, .summary]' out)" \
	'["Sada al-Nahrain صدى النهرين","Wire \"Q\"","Who'\''s there?\nNobody\nSomebody"]' "what is joined goes on with what was before"
is "$(jq -c 'select(._source.message_id == "2066") | [.attachments[0].path, ._links[0].url, .summary]' out)" \
	'["photos/photo_1@06-03-2023_12-13-00.jpg","https://example.org/vote","Vote"]' "photos and buttons are there"
run ingest --assume-tz +03:00 "$samples/messages.html"
is "$(jq -r 'select(._source.message_id == "2069") | .date_published' out)" "2023-03-06T12:00:00Z" "--assume-tz helps old exports"

run ingest --stats "$samples/tme.html"
status 0 "a page of t.me is read"
has err '3 written.*1 dropped (foreign), 0 rejected' "the post of another channel is left out, and counted"
is "$(jq -c '._source.message_ids // empty' out)" '["70","71","72"]' "an album names all its posts"
is "$(jq -r 'select(._source.message_ids) | .content_text' out)" "A caption,  once" "and has its caption once"
is "$(jq -c 'select(._source.message_id == "75") | ._source | [.forwarded_from, .forwarded_url, .forwarded_author, .reply_to, .reply_text, .via_bot, .edited, .signature, .views_count, .preview.description]' out)" \
	'["Other","https://t.me/other/55","sig","tg:sadanahrain/70","quoted text","@pollbot",true,"The desk",1200,"And\nmore"]' \
	"forward, reply, bot, signature, views and preview are told apart"
is "$(jq -r 'select(._source.message_id == "75") | .content_text' out)" "text
more link ✅ 🔥 #tag @desk hidden
said he
and no messages were found, challenge-platform" "words of other outcomes in a post mean nothing"
is "$(jq -c 'select(._source.message_id == "75") | [._links[].url]' out)" '["https://example.org/go","https://example.org/a?b=1&c=2"]' \
	"links that are escaped twice are mended"
is "$(jq -c 'select(._source.message_id == "75") | ._source.reactions | map([.type, .count, .emoji, .document_id])' out)" \
	'[["emoji",567,"❤",null],["custom_emoji",1200,null,"99"],["paid",3,null,null]]' "reactions are counted"
is "$(jq -r '._source.previous_url' out | sort -u)" "https://t.me/s/SadaNahrain?before=70" "the page before is named"
is "$(jq -c 'select(has("content_text")) as $r | ($r._source.entities[]?, $r._links[]? | select(.start)) |
	select(.text and $r.content_text[.start:.end] != .text)' out)" "" "every link lies where it says"
is "$(grep -c other_text out)" 0 "nothing is left that nobody reads"

# --- One identity, whichever way a post came.
cat >chats <<'X'
# the desk's channels
-1001900000417	@SadaNahrain	Sada al-Nahrain صدى النهرين
5 other
X
{
	ingest --chat-map chats "$samples/channel.json"
	ingest --chat-map chats "$samples/messages.html"
	ingest --chat-map chats "$samples/tme.html"
} >out
is "$(jq -r '.id | sub("/.*"; "")' out | sort -u)" "tg:1900000417" "with --chat-map all have one identity"
is "$(jq -r 'select(.url) | .url | sub("/[0-9]*$"; "")' out | sort -u)" "https://t.me/sadanahrain" "and one address"
is "$(jq -r 'select(._source.forwarded_url) | ._source.reply_to' out)" "tg:1900000417/70" "answers name the same"
echo "1900000417 sada" >one
is "$(ingest --chat-map one "$samples/messages.html" | jq -r '.id' | head -1)" "tg:1900000417/2064" \
	"a map of one chat names the export of one chat"
printf '1 a\nx y\n' >bad
run ingest --chat-map bad "$samples/tme.html"
status 2 "a map that makes no sense is refused"
has err 'bad:2: ' "with its line"
run ingest --chat-map missing "$samples/tme.html"
status 2 "so is one that is not there"

# --- Albums of an export in JSON, which names none.
photo() { printf '{"id":%s,"type":"message","date_unixtime":"%s","from_id":"channel5","photo":"p%s.jpg","text":"%s"},' "$@"; }
{
	printf '{"name":"N","type":"public_channel","id":5,"messages":['
	photo 1 1700000000 1 "caption"
	photo 2 1700000000 2 ""
	photo 3 1700000001 3 ""
	photo 4 1700000009 4 ""
	photo 5 1700000009 5 "one"
	photo 6 1700000009 6 "another"
	photo 8 1700000009 8 ""
	printf '{"id":9,"type":"message","date_unixtime":"1700000009","text":"t"}]}'
} >album.json
is "$(ingest album.json | jq -c '[._source.message_id, ._source.album_hint]' | tr '\n' ' ')" \
	'["1","1"] ["2","1"] ["3","1"] ["4","4"] ["5","4"] ["6",null] ["8",null] ["9",null] ' "albums are guessed"

# --- Cut at any byte: never a crash, always a beginning of the whole.
for sample in channel.json messages.html tme.html; do
	ingest "$samples/$sample" 2>/dev/null | sed 's/"file":"[^"]*"//' >whole
	size=$(wc -c <"$samples/$sample")
	step=37
	[ "$sanitized" ] && step=401
	n=0
	bad=
	while [ "$n" -lt "$size" ]; do
		head -c "$n" "$samples/$sample" >cut.bytes
		format=telegram
		[ $sample = messages.html ] && format=telegram-html
		[ $sample = tme.html ] && format=telegram-web
		ingest -f $format cut.bytes 2>/dev/null >part
		status=$?
		[ $status -le 1 ] || bad="$bad $n($status)"
		sed 's/"file":"[^"]*"//' part >got
		head -n "$(wc -l <got)" whole | cmp -s - got || grep -q '"type":"channel"' got || bad="$bad $n"
		n=$((n + step))
	done
	is "$bad" "" "$sample cut anywhere gives a beginning of its records"
done
head -c 3000 "$samples/tme.html" >cut.html
run ingest --rejects rejects cut.html
status 1 "a page that is cut off in a post is no success"
has err 'byte 1353: the page is cut off in this post' "it is told of, with its place"
has rejects 'data-post="SadaNahrain/70"' "and the post is among the rejects"

# --- Flat memory.
if [ ! "$sanitized" ] && [ -x /usr/bin/time ]; then
	{
		printf '{"name":"N","type":"public_channel","id":5,"messages":['
		yes '{"id":7,"type":"message","date_unixtime":"1700000000","photo":"x","text":["some text",{"type":"bold","text":"x"}]},' | head -c 60000000
		printf '{"id":8,"type":"message","text":"x"}]}'
	} | /usr/bin/time -f %M -o memory "$bin/ingest" -f telegram 2>/dev/null >/dev/null
	[ "$(tail -n 1 memory)" -lt 65536 ]
	result $? "a large export is read in 64 MiB"
	{
		cat "$samples/messages.html"
		yes '<div class="message default" id="message7"><div class="body"><div class="text">x</div></div></div><div><div>' | head -c 30000000
	} | /usr/bin/time -f %M -o memory "$bin/ingest" -f telegram-html 2>/dev/null >/dev/null
	[ "$(tail -n 1 memory)" -lt 65536 ]
	result $? "so is one in HTML that closes nothing"
else
	skip "flat memory" "no time(1), or a sanitizer"
fi
finish
