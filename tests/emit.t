#!/bin/sh
# emit from outside: formats, options, and strangers' text.
. tests/lib.sh

samples=$root/tests/samples
cat >two.jsonl <<'J'
{"id":"a","url":"https://a.example/1","title":"First, with a comma","content_text":"Painful blows will follow.","date_published":"2024-01-03T08:00:05Z","tags":["region/iraq","threat/attack-threat"],"_source":{"name":"Wire"},"_evidence":[{"tag":"threat/attack-threat","field":"content_text","start":0,"end":13,"match":"Painful blows","quoted":false}]}
{"id":"b","content_text":"قال المتحدث إن خلايا المقاومة موجودة","date_published":"2024-01-04T00:00:00Z","tags":["region/iraq"],"_source":{"name":"صدى"},"_evidence":[{"tag":"region/iraq","field":"content_text","start":15,"end":29,"match":"خلايا المقاومة"}]}
J

# --- jsonl
run emit two.jsonl
status 0 "jsonl: status 0"
same out two.jsonl "jsonl: passes records byte for byte"
printf '{ "id" : "x" , "n":1e400,"m":0.10,"u":"\\/\\u00e9" }\r\n\n{"id":"y"}' >odd.jsonl
run emit odd.jsonl
printf '{ "id" : "x" , "n":1e400,"m":0.10,"u":"\\/\\u00e9" }\n{"id":"y"}\n' >want
same out want "jsonl: spelling stays, line ends are settled"
printf '{"id":"x","t":"\302\205\342\200\250\177"}\n' >raw.jsonl
run emit raw.jsonl
is "$(cat out)" '{"id":"x","t":"\u0085\u2028\u007f"}' "jsonl: raw separators and controls leave escaped"
run emit --select title,id,_source.name two.jsonl
is "$(cat out)" '{"title":"First, with a comma","id":"a","_source.name":"Wire"}
{"id":"b","_source.name":"صدى"}' "jsonl: --select keeps members in its order"
run emit --select id,id two.jsonl
status 2 "jsonl: a member named twice is misuse"
run emit --select id,,title two.jsonl
status 2 "jsonl: an empty name is misuse"
has err "empty name" "jsonl: and the message says so"

# --- options of all formats
run emit -f jsnl two.jsonl
status 2 "an unknown format is misuse"
has err "did you mean 'jsonl'" "the nearest format is named"
run emit -t 'threat/*' --stats=json two.jsonl
is "$(jq -r .id out)" a "-t keeps records with a matching tag"
has err '"tag":1' "-t: the ledger says what was dropped, and why"
run emit -t 'x/*' -t '*iraq' two.jsonl
same out two.jsonl "-t: one match is enough"
run emit --limit 1 --stats=json two.jsonl
is "$(jq -r .id out)" a "--limit stops writing"
has err '"limit":1' "--limit: the ledger counts the rest"
for format in jsonl text csv html; do
	emit -f $format -o file two.jsonl && emit -f $format two.jsonl >want
	same file want "-o writes $format as stdout does"
	emit -f $format two.jsonl >again
	same again want "$format: the same input makes the same bytes"
	printf old >file
	run emit -f $format -o file --max-record 4k missing.jsonl
	status 1 "$format: a missing file is status 1"
	run emit -f $format </dev/null
	status 0 "$format: no records are no trouble"
	run emit -f $format -o nowhere/file two.jsonl
	status 3 "$format: -o where nothing can be is status 3"
	printf '{"id":"a"}\n{"id":\n{"id":"b"}\n' | emit -f $format >out 2>err
	is $? 1 "$format: a bad line is status 1"
	has err '^emit: <stdin>:2:' "$format: and its place is named"
	printf '{}\n{"id":5,"title":null,"content_text":[],"tags":"x","_evidence":7,"_links":[1],"date_published":"x"}\n' >bare.jsonl
	run emit -f $format bare.jsonl
	status 0 "$format: records that lack everything go through"
	emit -f $format two.jsonl >/dev/full 2>err
	is $? 3 "$format: a full disk is status 3"
done
printf old >file
mkdir -p small && (
	ulimit -f 1
	trap '' XFSZ
	exec emit -f html -o file two.jsonl
) >out 2>err
is $? 3 "-o: a file that may not grow is status 3"
is "$(cat file)" old "-o: and the old file stays"
find . -name 'file?*' >left
empty left "-o: no temporary is left"

ln -s missing link
run emit -o link two.jsonl
status 3 "-o: a link to what is not there is status 3"
has err '^emit: link: ' "-o: and is named"
result "$([ -L link ] && [ ! -e missing ]; echo $?)" "-o: and stays a link"
run emit -t '' two.jsonl
status 2 "-t: an empty glob is misuse"

# --- csv
for path in .title a..b title. ''; do
	run emit -f csv --columns "id,$path" two.jsonl
	status 2 "csv: '$path' is no column"
	run emit --select "$path" two.jsonl
	status 2 "jsonl: '$path' is no member"
done
run emit -f csv --columns id,title,tags,_source.name two.jsonl
printf 'id,title,tags,_source.name\r\na,"First, with a comma",region/iraq; threat/attack-threat,Wire\r\nb,,region/iraq,صدى\r\n' >want
same out want "csv: header, quotes, lists, CR LF"
run emit -f csv two.jsonl
is "$(head -n 1 out | tr -d '\r')" id,date_published,title,tags,url,content_text "csv: the columns of old"
run emit -f csv --bom --columns id two.jsonl
is "$(head -c 5 out | od -An -tx1 | tr -d ' \n')" efbbbf6964 "csv: --bom"
printf '{"id":"=1","n":-1,"t":"@a"}\n' >formula.jsonl
run emit -f csv --columns id,n,t formula.jsonl
is "$(sed -n 2p out | tr -d '\r')" "'=1,-1,'@a" "csv: formulas are disarmed, numbers are not"
run emit -f csv --raw --columns id,n,t formula.jsonl
is "$(sed -n 2p out | tr -d '\r')" "=1,-1,@a" "csv: --raw leaves them"

# --- text
run emit -f text two.jsonl
cat >want <<'T'
First, with a comma
2024-01-03 08:00 UTC · Wire
  region/iraq, threat/attack-threat
  *Painful blows* will follow.
  https://a.example/1

T
head -n 6 out >first
same first want "text: title, date, source, tags, evidence, address"
has out '^  ⁨قال المتحدث إن \*خلايا المقاومة\* موجودة⁩$' "text: Arabic is isolated, its evidence marked"
has out '^⁨*2024-01-04 · ⁨صدى⁩' "text: a day without time is a day"
COLUMNS=24 emit -f text "$samples/posts.jsonl" | grep -v http | sed 's/[⁨⁩]//g' >out
is "$(grep -E '^.{25}' out | head -n 1)" "" "text: no line is wider than COLUMNS"
coloured() { LC_ALL=C grep -c "$(printf '\033')" "$1"; }
run emit -f text two.jsonl
is "$(coloured out)" 0 "text: no colour into a file"
run emit -f text --color always two.jsonl
is "$(coloured out)" 8 "text: --color=always"
run env CLICOLOR_FORCE=1 emit -f text two.jsonl
is "$(coloured out)" 8 "text: CLICOLOR_FORCE"
run env CLICOLOR_FORCE=1 NO_COLOR=1 emit -f text two.jsonl
is "$(coloured out)" 0 "text: NO_COLOR is stronger"
run env CLICOLOR_FORCE=1 NO_COLOR= emit -f text two.jsonl
is "$(coloured out)" 8 "text: an empty NO_COLOR does not count"
run env CLICOLOR_FORCE=1 emit -f text --color never two.jsonl
is "$(coloured out)" 0 "text: --color=never is strongest"
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then # a terminal can be had
	on_terminal() { script -qec "env $* emit -f text two.jsonl" /dev/null </dev/null >out 2>&1; }
	on_terminal TERM=xterm
	is "$(coloured out)" 8 "text: colour on a terminal"
	on_terminal TERM=dumb
	is "$(coloured out)" 0 "text: no colour on a dumb one"
	on_terminal TERM=xterm NO_COLOR=1
	is "$(coloured out)" 0 "text: none with NO_COLOR"
	on_terminal TERM=xterm NO_COLOR=
	is "$(coloured out)" 8 "text: an empty NO_COLOR does not count there either"
else
	skip "text: colour on a terminal" "no script(1)"
fi

# --- html
run emit -f html --title 'A <title>' two.jsonl
has out "<title>A &lt;title&gt;</title>" "html: the title is escaped"
has out "default-src 'none'" "html: the policy forbids all"
has out '<mark class="threat" title="threat/attack-threat">Painful blows</mark>' "html: evidence is marked"
has out '<h2>No severity <span>2 records' "html: records stand by severity"
is "$(grep -o '<article id="r[0-9]*"' out | tr -cd 0-9)" 21 "html: the newest first"
# A policy is worth nothing with a wrong hash.
hash=$(sed -n '/<style>/,/<\/style>/p' out | awk '
	/<style>/ { on = 1; next } /<\/style>/ { on = 0 } on' | { printf '\n'; cat; } |
	openssl dgst -sha256 -binary 2>/dev/null | openssl base64 2>/dev/null)
if [ "$hash" ]; then
	has out "sha256-$hash" "html: the policy has the style sheet's hash"
else
	skip "html: the policy has the style sheet's hash" "no openssl"
fi
awk 'BEGIN { for (i = 0; i < 20000; i++) printf "{\"id\":\"%d\",\"title\":\"Post %d\",\"content_text\":\"%0600d\",\"date_published\":\"2024-01-%02dT00:00:%02dZ\"}\n", i, i, i, 1 + i % 28, i % 60 }' >many.jsonl
run emit -f html many.jsonl
status 0 "html: more records than stay in memory"
is "$(grep -c '<article' out)" 20000 "html: all of them are there"
is "$(grep -o 'datetime="[^"]*"' out | sort -rc 2>&1)" "" "html: and in order"
mkdir -p spool && TMPDIR=$work/spool emit -f html many.jsonl >/dev/null
is "$(ls spool)" "" "html: no temporary file is left"
TMPDIR=$work/nowhere emit -f html many.jsonl >/dev/null 2>err
is $? 3 "html: no place for the temporary file is status 3"
has err "temporary file" "html: and it is said"

# --- strangers: each string in each member, through each format
cat >hostile.txt <<'S'
<script>alert(1)</script>
\"><img src=x onerror=alert(1)>
' onmouseover='alert(1)
</title></style><script>alert(1)</script>
<!-- comment
javascript:alert(1)
JaVaScRiPt:alert(1)
data:text/html,<script>alert(1)</script>
http://a.example/\" onclick=\"alert(1)
\u003cscript\u003ealert(1)
<svg/onload=alert(1)>
<math><mtext></form><style></math><img src onerror=alert(1)>
\u001b]52;c;ZXZpbA==\u0007
\u001b[2J\u009b31m\u009d0;t\u009c
\u0000nul\u0000
\u202eevil\u202c \u2067x \u2069\u2069y
a\u2028b\u2029c\u0085d\re
=cmd|' /C calc'!A0
+1+1
-2+3
@SUM(A1)
\t=1
\r=1
\n=1
\u00a0=1
\ufeff=1
\uff1d1
S
while read -r s; do
	cat <<J
{"id":"$s","title":"$s","content_text":"$s $s","url":"$s","summary":"$s","language":"$s","date_published":"$s","tags":["$s","threat/$s"],"authors":[{"name":"$s","url":"$s"}],"_source":{"name":"$s","forwarded_from":"$s"},"_links":[{"url":"$s","text":"$s"}],"_notes":[{"label":"$s","text":"$s"}],"_duplicate":{"of":"$s"},"_evidence":[{"tag":"threat/$s","field":"title","start":0,"end":3,"match":"$s"},{"tag":"$s","field":"content_text","start":1,"end":9999,"match":"$s"}]}
J
done <hostile.txt >hostile.jsonl
# controls FILE: lines with a control character or an override, newline and CR LF apart
controls() { tr -d '\r\t' <"$1" | LC_ALL=C grep -c "$(printf '[\001-\010\013-\037\177]\|\302[\200-\237]\|\342\200[\250\251\255\256]')"; }
for format in jsonl text csv html; do
	run emit -f $format hostile.jsonl
	status 0 "hostile strings as $format: status 0"
	is "$(controls out)" 0 "hostile strings as $format: nothing that controls a terminal"
	tr -d '\000' <out >no.nul
	same no.nul out "hostile strings as $format: no NUL"
	is "$(jq -Rs 'contains("\ufffd")' out)" false "hostile strings as $format: UTF-8"
done
is "$(grep -o '⁨' <out | wc -l)" 0 "html leaves isolation to its elements"
emit -f text hostile.jsonl >out
is "$(grep -o '⁨' out | wc -l)" "$(grep -o '⁩' out | wc -l)" "text: isolates pair"
emit -f html hostile.jsonl >out
grep -io '<[a-z!/][a-z0-9]*' out | sort -u | grep -vxE '</?(a|article|b|bdi|body|dd|details|div|dl|dt|footer|h1|h2|h3|head|header|html|li|main|mark|nav|p|section|span|style|summary|svg|time|title|ul|table|thead|tbody|tr|th|td|small|q|ol|g|defs|desc|pattern)|<(!DOCTYPE|meta|rect|line)' >strange
empty strange "html: no tag that is not ours"
grep -io 'href="[^#h][^"]*"' out >strange
empty strange "html: no link but to the web"
sed 's/"[^"]*"//g' out | grep -ioE '<[a-z][^<>]* (on[a-z]+|style|src)[ =>]' >strange
empty strange "html: no attribute that could run"
# The two that begin with a line end are for tests/unit/csv.c: a line is no row there.
grep -v '"id":"\\[nr]' hostile.jsonl | emit -f csv --columns id,title,url,authors | tr -d '\r' | grep -cE '^"?[=+@-]|,"?[=+@-]' >live
is "$(cat live)" 0 "csv: no cell begins a formula"
finish
