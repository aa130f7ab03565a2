#!/bin/sh
# emit -f md, tsv and mbox: what other programs read in them, whatever the records hold.
# shellcheck source=tests/lib.sh
. tests/lib.sh

# Strings of our own, and the list of naughty strings if it is there: each in every member.
cat >naughty.txt <<'X'
<script>alert(1)</script>
[x](javascript:alert(1)) ![x](http://e.example/x.png) <http://e.example> &lt;b&gt;
*a* _b_ `c` ~~d~~ **e** $f$ @user #1 | g | h
# heading
- item
+ item
1. item
1) item
> quote
    code
===
a|b\n---|---\n1|2
a\n===\nb\n---\nc\n***\nd
```\ncode\n```
~~~\ncode\n~~~
http://e.example www.e.example a@b.example ftp://e/x
=cmd|' /C calc'!A0
a\tb\nc\\d\r\ne
From nobody Thu Jan  1 00:00:00 1970\n\nFrom me\n.\n
Subject: x\nBcc: y@e.example\n\nz
=?UTF-8?B?eA==?=
\u0000\u001b[31mred\u009b0m\u202eabc\u2066d\u2028e\u0085f
وقال "الحشد" في #بغداد
X
{
	sed 's/"/\\"/g; s/.*/"&"/' naughty.txt
	[ -f "$shared/unicode/blns.json" ] && jq -c '.[]' "$shared/unicode/blns.json"
} | jq -c '{id: "h\(input_line_number)", url: ., title: ., content_text: ., tags: [.], authors: [{name: .}],
	_source: {kind: "rss", name: ., forwarded_from: .}, _notes: [{label: ., text: .}], _duplicate: {of: .}}' >in.jsonl
count=$(wc -l <in.jsonl | tr -d ' ')
result "$([ "$count" -gt 20 ]; echo $?)" "there are strings"

# --- md
run emit -f md in.jsonl
status 0 "md"
is "$(LC_ALL=C tr -d '\n\t\040-\176\200-\377' <out | wc -c | tr -d ' ')" 0 "md: no control character"
if command -v cmark-gfm >/dev/null; then
	cmark-gfm --unsafe -e table -e strikethrough -e autolink -e tasklist --to xml out >tree
	is "$(grep -oE '<(html_inline|html_block|image|code|code_block|emph|strikethrough|table|thematic_break|footnote_reference|tasklist)' tree | sort | uniq -c)" "" \
		"md: nothing of a text is markup"
	is "$(grep -o '<link destination="[^"]*"' tree | grep -vcE '="(https?://|mailto:)')" 0 "md: links lead to the web, or write a mail"
	is "$(grep -c '<heading level="2"' tree) $(grep -c '<block_quote' tree)" "$count $(jq -r 'select(.content_text != "") | 1' in.jsonl | wc -l | tr -d ' ')" \
		"md: a heading and a quotation each"
else
	skip "md: what a reader makes of it" "no cmark-gfm"
fi
printf '%s\n' '{"id":"1","title":"T","url":"https://e.example/a_(b)<c>","content_text":"a Soleimani b\nc","_evidence":[{"tag":"figure/x","field":"content_text","start":2,"end":11,"match":"Soleimani"}],"tags":["figure/x"],"date_published":"2024-01-02T03:04:05Z"}' |
	emit -f md --title 'A & B' >out
is "$(cat out)" '# A \& B

## [T](<https://e.example/a_(b)%3Cc%3E>)

2024-01-02 03:04 UTC

Tags: ⁨figure/x⁩

> a **Soleimani** b  
> c' "md: what it looks like"

# --- tsv
run emit -f tsv --columns id,title,content_text,tags in.jsonl
status 0 "tsv"
is "$(awk -F '\t' '{ print NF }' out | sort -u)" 4 "tsv: each row has its columns"
is "$(wc -l <out | tr -d ' ')" $((count + 1)) "tsv: a row each, and a header"
is "$(cut -f 2 out | grep -c '^[=+@-]')" 0 "tsv: no cell begins a formula"
printf '%s\n' '{"id":"1","title":"a\tb\nc\\d\re=","content_text":"=1","n":-1}' | emit -f tsv --raw --columns id,title,content_text,n >out
is "$(cat out)" "$(printf 'id\ttitle\tcontent_text\tn\n1\ta\\tb\\nc\\\\d\\re=\t=1\t-1')" "tsv: what is escaped, --raw"
run emit -f tsv --bom --columns id /dev/null
is "$(head -c 5 out | od -An -tx1 | tr -d ' \n')" efbbbf6964 "tsv: --bom"
if command -v mlr >/dev/null; then
	emit -f tsv --raw --columns id,title in.jsonl | mlr --itsv --ojsonl cut -f title >got 2>err
	is "$(wc -l <got | tr -d ' ')" "$count" "tsv: Miller reads each"
else
	skip "tsv: Miller" "no mlr"
fi

# --- mbox
SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH
run emit -f mbox in.jsonl
status 0 "mbox"
is "$(LC_ALL=C tr -d '\n\t\040-\176' <out | wc -c | tr -d ' ')" 0 "mbox: all of it is ASCII"
is "$(grep -c '^From ' out)" "$count" "mbox: only messages begin with From"
cp out first
emit -f mbox in.jsonl >out
same out first "mbox: the same again"
for epoch in 253402300800 9223372036854775807 -9223372036854775808 1x; do
	printf '{"id":"1"}\n' | SOURCE_DATE_EPOCH=$epoch emit -f mbox >odd
	has odd '^Date: [A-Z][a-z][a-z], [0-9]* [A-Z][a-z][a-z] 2[0-9][0-9][0-9] ' "mbox: SOURCE_DATE_EPOCH=$epoch is no date: the clock"
done
cat >read.py <<'X'
import json, mailbox, sys
from email.header import decode_header, make_header

ours = set('''Date X-Watchline-Date From Subject Message-ID References X-Watchline-ID X-Watchline-Tag MIME-Version
Content-Type Content-Transfer-Encoding'''.split())
records = [json.loads(line) for line in open('in.jsonl', encoding='utf-8')]
messages = list(mailbox.mbox('out'))
print(len(messages) == len(records), 'messages')
print(all(set(m.keys()) <= ours for m in messages), 'headers')
print(not any(m.defects for m in messages), 'defects')
print(all(m['X-Watchline-Date'] == 'date-unknown' and m['Date'] == 'Tue, 14 Nov 2023 22:13:20 +0000' for m in messages), 'dates')
print(all(str(make_header(decode_header(m['X-Watchline-ID']))) == r['id'] for m, r in zip(messages, records)), 'ids')
plain = [(m, r) for m, r in zip(messages, records) if r['title'].isprintable() and r['title'].split(' ') == r['title'].split()
         and 0 < len(r['title'].encode()) < 300]
bad = [r['title'] for m, r in plain if str(make_header(decode_header(m['Subject']))) != r['title']]
print(len(plain) > 10 and not bad, 'subjects', *bad[:3])
bad = [r['title'] for m, r in plain if not m.get_payload(decode=True).decode().startswith(r['content_text'])]
print(not bad, 'bodies', *bad[:3])
X
if command -v python3 >/dev/null; then
	is "$(python3 read.py 2>&1)" "True messages
True headers
True defects
True dates
True ids
True subjects
True bodies" "mbox: Python reads what the records say"
else
	skip "mbox: what a reader makes of it" "no python3"
fi
run ingest -f mbox first
is "$(wc -l <out | tr -d ' ')" "$count" "mbox: ingest reads each"
finish
