#!/bin/sh
# emit --defang and --redact: what leaves the desk.
. tests/lib.sh

# text OPTION ...: what becomes of stdin, a text a line
text() { jq -Rc '{id:"x",content_text:.}' | emit "$@" -f '{content_text}\n'; }
# becomes WANT NAME TEXT
becomes() { is "$(printf '%s\n' "$3" | text --defang | sed 's/[⁨⁩]//g')" "$1" "--defang: $2"; }

# All formats, as the complaint about another names them.
formats=$(emit -f no-such-format 2>&1 | sed -n 's/.*known are //p' | tr -d ,)
result "$([ "${formats#* html}" != "$formats" ]; echo $?)" "the formats are named"

# --- defang
becomes 'hxxps://evil[.]example/a.b?c=d.e' "a link; its path stays" 'https://evil.example/a.b?c=d.e'
becomes 'HXXP://EVIL[.]COM hXxp://a[.]b' "capitals" 'HTTP://EVIL.COM hTtp://a.b'
becomes 'fxp://a[.]b fxps://c[.]d ssh://e[.]f' "other schemes" 'ftp://a.b ftps://c.d ssh://e.f'
becomes 'hxxp://me:p[.]w@a[.]b:80/x' "user and port" 'http://me:p.w@a.b:80/x'
becomes 'hxxp:/a[.]zzz hxxp:\\b[.]zzz' "what browsers take for slashes" 'http:/a.zzz http:\\b.zzz'
becomes 'see evil[.]com. And news[.]evil[.]ru, t[.]me/x' "hosts without a scheme, in sentences" 'see evil.com. And news.evil.ru, t.me/x'
becomes 'me.you@mail[.]evil[.]zone' "mail addresses" 'me.you@mail.evil.zone'
becomes '1[.]2[.]3[.]4, 10[.]0[.]0[.]0/8:1[.]1[.]1[.]1' "IPv4" '1.2.3.4, 10.0.0.0/8:1.1.1.1'
becomes '2001[:]db8[:][:]1 and [fe80[:][:]1]' "IPv6" '2001:db8::1 and [fe80::1]'
becomes '12:30:45, a:b, x::y, 1:2' "times and colons stay" '12:30:45, a:b, x::y, 1:2'
becomes 'пример[.]рф موقع[.]مصر münchen[.]de почта[.]com xn--e1a[.]xn--p1ai' "other letters" 'пример.рф موقع.مصر münchen.de почта.com xn--e1a.xn--p1ai'
becomes 'hxxp://a[.]b[.]c/ hxxp://d[.]e' "dots that browsers take for one" 'http://a。b.c/ http://d。e'
becomes 'e.g. this, i.e. U.S. No.5, 3.14 end.Next v1.2.3 ... a..b node.js' "what is no host stays" 'e.g. this, i.e. U.S. No.5, 3.14 end.Next v1.2.3 ... a..b node.js'
becomes '»evil[.]com«، (evil[.]org)evil[.]net' "hosts in marks" '»evil.com«، (evil.org)evil.net'
cat >links.jsonl <<'J'
{"id":"https://evil.com/1","url":"https://evil.com/1","external_url":"http://evil.com:80","title":"On 🚀 evil.com","summary":"evil.com","content_text":"🚀 at https://evil.com/x: «Go now» said joe@evil.com. Go now.","content_html":"<a href=\"ht&#116;ps&colon;//evil&period;com&sol;x\">&#x65;vil.com</a> &amp; <b>&lt;</b>","date_published":"2024-01-05T11:30:00.00Z","language":"en","authors":[{"name":"evil.com","url":"http://evil.com"}],"attachments":[{"url":"http://evil.com/f.jpg","mime_type":"image/jpeg"}],"tags":["site/evil.com"],"_source":{"name":"evil.com","url":"https://evil.com/rss","file":"in/evil.com.html","sha256":"aa.com","entities":[{"type":"link","start":5,"end":23}],"raw":{"deep":[["http://evil.com"]]}},"_links":[{"url":"https://evil.com/x","text":"https://evil.com/x","start":5,"end":23}],"_evidence":[{"tag":"t/go","field":"content_text","start":53,"end":59,"match":"Go now","quoted":false},{"tag":"t/mail","field":"content_text","start":43,"end":51,"match":"evil.com"},{"tag":"t/x","field":"title","start":3,"end":4,"match":"🚀"},{"tag":"t/x","field":"title","start":5,"end":13,"match":"evil.com"}],"_notes":[{"label":"1","text":"http://evil.com"}],"_duplicate":{"of":"https://evil.com/0"},"n":1.50}
J
# What the offsets of a record cut out, and what the items say.
# shellcheck disable=SC2016
true_offsets='[. as $r | (._evidence[]? | [$r[.field][.start:.end], .match]), (._links[]? | [$r.content_text[.start:.end], .text]) | .[0] == .[1]] | all'
is "$(jq "$true_offsets" links.jsonl)" true "the case is true"
run emit --defang links.jsonl
status 0 "--defang: status 0"
is "$(jq "$true_offsets" out)" true "--defang: evidence and links stay true"
is "$(jq -r '.content_text[(._source.entities[0]|.start):(._source.entities[0]|.end)]' out)" 'hxxps://evil[.]com/x' "--defang: so do entities"
is "$(jq -c '[.id,.url,.external_url,.title,.summary,._source.name,._source.url,._source.raw,.authors,.attachments[0].url,._notes[0].text,._duplicate.of]' out)" \
	'["hxxps://evil[.]com/1","hxxps://evil[.]com/1","hxxp://evil[.]com:80","On 🚀 evil[.]com","evil[.]com","evil[.]com","hxxps://evil[.]com/rss",{"deep":[["hxxp://evil[.]com"]]},[{"name":"evil[.]com","url":"hxxp://evil[.]com"}],"hxxp://evil[.]com/f.jpg","hxxp://evil[.]com","hxxps://evil[.]com/0"]' \
	"--defang: every string that may hold a link"
is "$(jq -c '[.tags,.date_published,.language,._source.file,._source.sha256,.attachments[0].mime_type]' out)" '[["site/evil.com"],"2024-01-05T11:30:00.00Z","en","in/evil.com.html","aa.com","image/jpeg"]' "--defang: not tags, dates, files"
is "$(jq -r .content_html out)" '<a href="hxxps://evil[.]com/x">evil[.]com</a> &amp; <b>&lt;</b>' "--defang: links in HTML, spelled by references"
is "$(grep -c '"n":1.50}$' out)" 1 "--defang: numbers keep their spelling"
emit --defang links.jsonl >want
run emit --defang want
same out want "--defang: what was defanged stays"
printf '{"id":"x" , "title" : "no\\u0020link"}\n' >plain.jsonl
run emit --defang plain.jsonl
same out plain.jsonl "--defang: a record without links passes byte for byte"
for unit in byte utf16; do
	printf '%s\n' '{"id":"a","content_text":"🚀 قال evil.com: نضرب هدفا"}' |
		{ if [ $unit = byte ]; then jq -c '._evidence=[{tag:"t",field:"content_text",start:22,end:30,match:"نضرب"}]'; else jq -c '._evidence=[{tag:"t",field:"content_text",start:17,end:21,match:"نضرب"}]'; fi; } >units.jsonl
	emit --defang units.jsonl >out
	case $unit in
	byte) got=$(jq -r '[.content_text, ._evidence[0].start, ._evidence[0].end] | @tsv' out | python3 -c 'import sys; t,a,b=sys.stdin.read().strip().split("\t"); print(t.encode()[int(a):int(b)].decode())' 2>/dev/null) ;;
	*) got=$(jq -r '[.content_text, ._evidence[0].start, ._evidence[0].end] | @tsv' out | python3 -c 'import sys; t,a,b=sys.stdin.read().strip().split("\t"); print(t.encode("utf-16-le")[2*int(a):2*int(b)].decode("utf-16-le"))' 2>/dev/null) ;;
	esac
	is "$got" "نضرب" "--defang: offsets in $unit stay so"
done
printf '%s\n' '{"id":"a","content_text":"see evil.com","_evidence":[{"tag":"t","field":"content_text","start":1,"end":99,"match":"evil.com"},{"tag":"t","field":"nope","start":0,"end":1,"match":"x"},{"start":-1,"end":1e9},7,{"field":5,"start":"a"},{}],"_links":{"url":"http://a.b"},"_source":[],"_score":5}' >odd.jsonl
run emit --defang odd.jsonl
sed 's/evil\.com/evil[.]com/g; s/a\.b/a[.]b/; s/http/hxxp/' odd.jsonl >want
same out want "--defang: offsets that were never true stay, odd members pass"
sed 's/"site\/evil.com"/"site\/x"/; s/in\/evil.com.html/x/' links.jsonl >formats.jsonl
for format in $formats '{title}{url}{content_text}{authors}{_source}\n'; do
	run emit -f "$format" --defang formats.jsonl
	is "$status $(grep -c 'ttp://evil\|ttps://evil\|evil\.com' out)" "0 0" "--defang: no live link as $format"
done
mkdir -p by && emit --defang -o 'by/{source}.jsonl' links.jsonl
is "$(ls by)" 'evil[.]com.jsonl' "--defang: names of files, too"

# --- redact
cat >list <<'L'
# who is not to be named
Hassan Nasrallah
حسن نصر الله
~Qassem Soleimani
joe*
=US
evil.com
@handle
L
# hides WANT NAME TEXT
hides() { is "$(printf '%s\n' "$3" | text --redact list | sed 's/[⁨⁩]//g')" "$1" "--redact: $2"; }
hides '████████████████ spoke' "a phrase" 'Hassan Nasrallah spoke'
hides '████████████████ ████████████████ #███████████████ ████████████████' "case, lines, hashtags, blanks" 'HASSAN NASRALLAH hassan-nasrallah #HassanNasrallah hassan nasrallah'
hides '«█████████████████» (█████████████████) █████████████████' "across marks" '«Hassan, Nasrallah» (Hassan "Nasrallah) hassan, nasrallah'
hides 'х ██████████ ████████████████' "look-alikes and what is not seen" 'х Joe​Public Hаssan Nasrallah'
hides 'قال و████████████ اليوم' "Arabic, with what is written as one with it" 'قال وحسن نصر الله اليوم'
hides '████████████████ ████████████ Soleiman' "a name in other spellings" 'Ghasem Soleimany قاسم سليماني Soleiman'
hides 'us ██ ████ usa' "exactly" 'us US U.S. usa'
hides 'Hassan and Nasrallah, xHassan Nasrallah' "whole words only" 'Hassan and Nasrallah, xHassan Nasrallah'
hides 'https://████████/x me@████████ @██████ t.me/██████' "hosts and handles" 'https://evil.com/x me@evil.com @handle t.me/handle'
hides 'https://a.b/██████████████████████/1?q=██████████████████████ 100%' "percent-encoded" 'https://a.b/%48assan%20%4Easrallah/1?q=Hassan+%4easra%6C%6cah 100%'
cat >names.jsonl <<'J'
{"id":"hassan-nasrallah-1","url":"https://a.b/Hassan_Nasrallah?x=%D8%AD%D8%B3%D9%86%20%D9%86%D8%B5%D8%B1%20%D8%A7%D9%84%D9%84%D9%87","title":"🚀 Hassan Nasrallah","content_text":"🚀 On Monday Hassan Nasrallah said: go","content_html":"<p>On Monday <b>Has</b>san Nasrallah</p>","date_published":"2024-01-05T11:30:00Z","authors":[{"name":"Joey Public"}],"tags":["figure/hassan-nasrallah","region/x"],"_source":{"name":"x","file":"hassan-nasrallah.html","raw":{"k":["\u0048assan \u004easrallah"]}},"_evidence":[{"tag":"figure/hassan-nasrallah","field":"content_text","start":12,"end":28,"match":"Hassan Nasrallah","term":"~Hassan Nasrallah"},{"tag":"region/x","field":"content_text","start":35,"end":37,"match":"go"}],"_score":{"figure/hassan-nasrallah":{"score":7,"severity":"high"}},"_duplicate":{"of":"hassan-nasrallah-0"}}
{"id":"html","content_html":"<p>On <i>Has</i>san <br>Nas&#114;allah, <a title=\"Hassan Nasrallah\">x</a> &lt;joey&gt;</p>"}
{"id":"kept","content_text":"nothing","content_html":"<p>nothing</p>"}
J
is "$(head -n 1 names.jsonl | jq "$true_offsets")" true "the case is true"
run emit --redact list names.jsonl
status 0 "--redact: status 0"
is "$(head -n 1 out | jq "$true_offsets")" true "--redact: evidence stays true"
is "$(grep -ci 'hassan\|nasrallah\|joey\|%D8' out)" 0 "--redact: no member says it"
is "$(head -n 1 out | jq -c '[.tags[0] == (._score|keys[0]), ._score[.tags[0]].severity, has("content_html"), ._evidence[1].start, .date_published]')" '[true,"high",false,35,"2024-01-05T11:30:00Z"]' "--redact: scores by the same tags, offsets stay, HTML is left out"
is "$(sed -n 2p out | jq -r .content_html)" '<p>On <i>███</i>████<br>██████████████, <a title="████████████████">x</a> &lt;████&gt;</p>' "--redact: in HTML, across tags and references"
is "$(tail -n 1 out)" "$(tail -n 1 names.jsonl)" "--redact: a record without a term passes byte for byte"
for format in $formats '{id}{title}{tags}{url}{content_text}{authors}{_source}{_evidence}{_score}\n'; do
	run emit -f "$format" --redact list names.jsonl
	is "$status $(grep -ci 'hassan\|nasrallah\|joey' out)" "0 0" "--redact: nothing as $format"
done
rm -rf by && mkdir by && emit --redact list -o 'by/{source}.jsonl' -t 'figure/*nasrallah' names.jsonl
is "$(cat by/* | wc -l)" 1 "--redact: records are chosen as they were"
sed 's/"_source":{"name":"x"/"_source":{"name":"Hassan Nasrallah"/' names.jsonl | emit --redact list -o 'by/{source}' && is "$(find by -iname '*hassan*')" "" "--redact: names of files, too"
run emit --redact list --defang names.jsonl
is "$(head -n 1 out | jq "$true_offsets") $(head -n 1 out | jq -r .url | cut -c1-14)" "true hxxps://a[.]b/" "--redact and --defang together"
printf '\357\273\277Hassan Nasrallah\r\n\r\n' >crlf
is "$(echo 'Hassan Nasrallah' | text --redact crlf)" "████████████████" "--redact: a list with a mark and CR LF"
head -c 300000 /dev/zero | tr '\0' 'j' | sed 's/jj/joe /g' | text --redact list >out
is "$(grep -ci joe out)" 0 "--redact: more hits than are counted"
printf '.authors.name\n._source.raw\n.title\n.nope.nope\nevil.com\n' >members
run emit --redact members links.jsonl
is "$(jq -c '[.authors, (._source|has("raw")), has("title"), (._evidence|map(.field)), .content_text[0:14]]' out)" '[[{"url":"http://████████"}],false,false,["content_text","content_text"],"🚀 at https://█"]' "--redact: members, and what points into them"
printf '.id\n.n\n' >members
run emit --redact members links.jsonl
is "$(tail -n 1 out | jq -c '[has("id"),has("n"),.url]')" '[false,false,"https://evil.com/1"]' "--redact: members alone"
for line in '.' '.a..b' '.a.' '.a[0]' '.a b' '***' '*' 'a*' 'a*b' '*ab*' '...' '/re/' '=US*' '~a*' "$(printf '\377')"; do
	printf 'good\n%s\n' "$line" >bad
	run emit --redact bad names.jsonl
	is "$status $(sed -n 's/^emit: bad:\([0-9]*\): .*/\1/p' err)" "2 2" "--redact: '$(printf %s "$line" | tr -d '\377')' is misuse, with its line"
	empty out "--redact: and nothing is written"
done
for list in missing . /dev/null; do
	run emit --redact $list names.jsonl
	status 2 "--redact $list is misuse"
done
head -c 5000 /dev/zero | tr '\0' a >bad
run emit --redact bad names.jsonl
status 2 "--redact: an endless line is misuse"
# --- strings that broke others
blns=$shared/unicode/blns.json
if [ -f "$blns" ]; then
	jq -c '.[] | {id:.,title:.,content_text:.,content_html:.,url:.,tags:[.],_source:{name:.},_evidence:[{tag:.,field:"title",start:0,end:length,match:.}]}' "$blns" >naughty.jsonl
	run emit --defang --redact list naughty.jsonl
	is "$status $(wc -l <out)" "0 $(wc -l <naughty.jsonl)" "--defang and --redact: the big list of naughty strings passes"
	is "$(jq -c "$true_offsets" out | sort | uniq -c | tr -d ' ')" "$(wc -l <naughty.jsonl | tr -d ' ')true" "and evidence in it is true"
	is "$(jq -c '[.title, .url, .content_text]' out | grep -c 'http:/\|https:/')" 0 "and no link is left"
	emit --defang naughty.jsonl >once
	emit --defang once >twice
	same twice once "and once is enough"
else
	skip "--defang: the big list of naughty strings" "no ../shared/data"
fi
finish
