#!/bin/sh
# ingest of mail, mailboxes and WARC archives.
. tests/lib.sh

# --- The gold records of the shared data.
mail=$shared/mail
if [ -f "$mail/eml-gold.jsonl" ]; then
	jq -r .file "$mail/eml-gold.jsonl" >names
	total=$(wc -l <names | tr -d ' ')
	(cd "$mail/eml" && xargs ingest -f mail) <names >out 2>err
	is "$(wc -l <out | tr -d ' ') $(wc -l <err | tr -d ' ')" "$total 0" "every message is a record"
	# What a title is where raw bytes were not understood differs by design; nor is one made of U+FFFD.
	jq -c 'def squeeze: gsub("\\s+"; " ") | sub("^ "; "") | sub(" $"; "");
		{title: .title, from: [.authors[]? | [.name, (.url // "" | ltrimstr("mailto:") | if . == "" then null else . end)]],
		date: .date_published, id: (if ._source.id_rule == "message-id" then .id else null end)}' out >got
	jq -c 'def squeeze: gsub("\\s+"; " ") | sub("^ "; "") | sub(" $"; "");
		{title: (.gold.subject | if . == null then null else squeeze | sub("Fr\ufffdsche"; "Frösche") end), from: .gold.from_,
		date: (.gold.date | if . == null then null else
			(.[0:19] + "Z" | fromdate) - (.[20:22] | tonumber * 3600) * (if .[19:20] == "-" then -1 else 1 end) | todate end),
		id: .gold.message_id}' "$mail/eml-gold.jsonl" >want
	same got want "titles, authors, dates and ids equal the gold ones"
	is "$(jq -c -n --slurpfile got out 'def squeeze: gsub("\\s+"; " ");
		[inputs] | to_entries[] | .key as $i | .value | .file as $file | .gold.text_parts[] | squeeze |
		select(. as $text | ($got[$i].content_text // "" | squeeze | contains($text)) | not) | $file' "$mail/eml-gold.jsonl")" "" \
		"every text is there"
	# Parts that are cut off are text here, not attachments without a name.
	is "$(jq -c -n --slurpfile got out '[inputs] | to_entries[] | select((.value.gold.attachments) !=
		($got[.key].attachments // [] | length)) | .value.file' "$mail/eml-gold.jsonl" | grep -cv '"malformed/0[01][0-9]')" 0 \
		"every attachment is there"
	run ingest "$mail/sample.mbox"
	is "$status $(jq -s length out)" "0 $(jq .messages "$mail/mbox-gold.jsonl")" "every message of a mailbox is a record"
	is "$(jq -r '._source | "\(.offset) \(.length) \(.sha256)"' out | while read -r offset length sum; do
		[ "$(tail -c +$((offset + 1)) "$mail/sample.mbox" | head -c "$length" | sha256sum)" = "$sum  -" ] || echo "$offset"; done)" "" \
		"and stands where it says"
	jq -r '.[] | .header | @base64' "$mail/date-header-cases.json" | while read -r header; do
		printf 'MIME-Version: 1.0\nDate: %s\n\nx\n' "$(printf %s "$header" | base64 -d)"
		printf '\0'
	done >messages
	perl -0ne 'chomp; open my $f, ">", sprintf("date-%03d", $.) or die; print $f $_' messages
	ingest -f mail date-* | jq -c .date_published >got
	jq -c '.[].expected | if . == null then null else
		("\(.year)-\(.month + 100 | tostring[1:])-\(.day + 100 | tostring[1:])T\(.hour + 100 | tostring[1:]):\(.minute + 100 | tostring[1:]):\(.second + 100 | tostring[1:])Z"
		| fromdate) - (.tz_hour * 3600 + .tz_minute * 60) * (if .tz_before_gmt then -1 else 1 end) | todate end' "$mail/date-header-cases.json" >want
	same got want "every date is right"
else
	skip "gold records of mail" "no shared data"
fi

# --- A mailbox as a stream.
message() {
	printf 'From a@example.org Mon Jan  1 00:00:00 2024\nFrom: A <a@example.org>\nSubject: %s\nMessage-ID: <%s@example.org>\n\nText of %s.\n\n' "$1" "$1" "$1"
}
{ message 1; message 2; message 3; } >box
run ingest box
status 0 "a mailbox is known by its first line"
is "$(jq -c '[.id, .title, .content_text]' out | tail -n 1)" '["3@example.org","3","Text of 3.\n"]' "and read"
{ message 1; message 2; sleep 2; message 3; } | ingest -f mbox | { read -r line; printf '%s\n' "$line"; date +%s; cat >/dev/null; date +%s; } >early
is "$(sed -n 1p early | jq -r .id)" "1@example.org" "a message is given"
is "$([ "$(sed -n 3p early)" -gt "$(sed -n 2p early)" ] && echo early)" early "when the next one has begun"
{ message 1; message 2 | head -n 5; yes 'a long line of text' | head -n 60000; printf '\n'; message 3; } >long
run ingest --max-record 1m --rejects rejects long
status 1 "a message that is too long is no success"
is "$(jq -r .title out | tr '\n' ' ')" "1 3 " "the others are read"
has err 'long: byte 121: message longer than --max-record' "and its offset is told"
is "$(wc -c <rejects | tr -d ' ')" "$(($(wc -c <long) - 2 * 120 + 1))" "and it is kept whole"
run ingest --max-record 1m --rejects rejects -f mail long
status 1 "nor is a single one"
{ message 1; printf 'From b@example.org Mon Jan  1 00:00:00 2024\n\n\n'; message 3; } >hollow
run ingest hollow
is "$status $(jq -r .title out | tr '\n' ' ')" "1 1 3 " "a message of nothing is told of"
is "$(for n in 200 300 320; do head -c $n box | ingest -f mbox | jq -r .title; done | tr '\n' ' ')" "1 2 1 2 null 1 2 3 " \
	"a mailbox that is cut off is read as far as it goes"

if [ ! "$sanitized" ]; then
	{ message 1; yes 'a line of text' | head -n 60000; printf '\n'; } >part
	cat part part part part part part part part part part >ten
	cat ten ten ten ten ten ten ten ten ten ten >large
	# shellcheck disable=SC3045
	(ulimit -v 100000 && ingest --max-record 2m large) >out 2>err
	is "$? $(wc -l <out | tr -d ' ')" "0 100" "90 MB of mail are read in a little memory"
	rm -f large ten part
fi

# --- Maildir: a directory of messages.
mkdir -p maildir/cur maildir/new maildir/tmp
message 1 | tail -n +2 >maildir/cur/1.x:2,S
message 2 | tail -n +2 >maildir/new/2.x
run ingest maildir
is "$status $(jq -r .title out | sort | tr '\n' ' ')" "0 1 2 " "a Maildir is walked"

# --- Time and memory are bounded whatever the message holds.
{ printf 'Content-Type: multipart/mixed; boundary=a\n\n'; yes -- --a | head -n 500000; } >parts.eml
{ printf 'Subject: '; yes '=?utf-8?q?x?=' | head -n 200000 | tr '\n' ' '; printf '\n\nx\n'; } >words.eml
{ printf 'To: '; yes '((((<a@b>,' | head -n 300000 | tr '\n' ' '; printf '\n\nx\n'; } >addresses.eml
{ printf 'Content-Type: text/plain'; yes '; name*1=a; name*2*=b' | head -n 100000 | tr '\n' ' '; printf '\n\nx\n'; } >parameters.eml
{ yes 'A: b' | head -n 1000000; printf '\nx\n'; } >fields.eml
{ yes 'From ' | head -n 1000000; } >froms.mbox
for f in parts.eml words.eml addresses.eml parameters.eml fields.eml; do
	timeout 20 ingest -f mail "$f" >out 2>err
	is "$? $(wc -l <out | tr -d ' ')" "0 1" "$f is read"
done
timeout 20 ingest -f mbox froms.mbox >out 2>err
is $? 1 "froms.mbox is refused"

# --- Archives.
record() { # TYPE FIELDS, content on stdin
	cat >content
	printf 'WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: https://example.org/%s\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n%bContent-Length: %s\r\n\r\n' \
		"$1" "$1" "$2" "$(wc -c <content | tr -d ' ')"
	cat content
	printf '\r\n\r\n'
}
page='<html><head><title>A page</title></head><body><article><p>The page has some words in it, enough of them to be its text, and <a href="/more">a link</a>.</p></article></body></html>'
{
	printf 'software: x\r\n' | record warcinfo ''
	printf 'A title\nText of the page.\n' | record conversion 'Content-Type: text/plain\r\n'
	{ printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n\r\n'; printf %s "$page" | gzip -n; } | record response ''
	printf 'GET / HTTP/1.1\r\n\r\n' | record request ''
} >archive.warc
run ingest --stats=json archive.warc
status 0 "an archive is read"
is "$(jq -c '[.title, .url, .date_published]' out | head -n 1)" '["A title","https://example.org/conversion","2024-01-02T03:04:05Z"]' "the text of a page"
is "$(jq -c 'select(.title == "A page") | [.url, ._source.kind, ._links[0].url]' out)" \
	'["https://example.org/response","html","https://example.org/more"]' "and a page that is compressed"
has err '"unread":2' "what holds no document is counted"
gzip -n <archive.warc >archive.warc.gz
run ingest archive.warc.gz
status 1 "a compressed archive is refused"
has err 'zcat FILE | ingest' "with what helps"
zcat archive.warc.gz | ingest >piped
is "$(jq -c 'del(._source.file)' piped)" "$(ingest archive.warc | jq -c 'del(._source.file)')" "and that does help"
head -c 620 archive.warc >cut.warc
run ingest --rejects rejects cut.warc
status 1 "an archive that is cut off is no success"
is "$(jq -r .title out)" "A title" "what is whole is read"
has err 'cut.warc: byte [0-9]*: record cut off' "and the offset of the rest is told"
finish
