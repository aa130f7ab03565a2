#!/bin/sh
# emit -f '{id} {title}\n': templates.
. tests/lib.sh

cat >in.jsonl <<'J'
{"id":"a","title":"A title: \"quoted\" \\ & <b>","n":-1.50,"big":1e400,"yes":true,"no":null,"empty":"","date_published":"2024-02-03T04:05:06Z","tags":["x/y","z",null,7],"authors":[{"name":"Ann","url":"https://a.example/"},{"url":"u"},"Bob"],"_source":{"name":"Wire","deep":{"er":["p",{"q":"r"}]}},"dotted.name":"dot","content_text":"one\ntwo\tthree\r\nfour"}
J
# fills TEMPLATE WANT NAME
fills() {
	run emit -f "$1" in.jsonl
	is "$(cat out; echo .)" "$2." "$3"
}
tab=$(printf '\t')
cr=$(printf '\r')

fills '{id}\n' 'a
' "a member and a newline"
fills '{id}' a "nothing is added"
fills 'x{id}y{id}z' xayaz "text around"
fills '{date_published} {tags} {title}\n' '2024-02-03T04:05:06Z x/y, z, 7 A title: "quoted" \ & <b>
' "the template of the manual"
fills '\t\\\{\}\r{{}}{{{id}}}' "$tab\\{}$cr{}{a}" "escapes and braces"
fills 'é{id}漢' 'éa漢' "other letters"
fills '{nope}{_source.nope}{tags.9}{title.x}|' '|' "what is missing is empty"
fills '{_source.name} {_source.deep.er.0} {_source.deep.er.1.q} {tags.1} {authors.0.url}' 'Wire p r z https://a.example/' "dotted paths"
fills '{dotted.name}' dot "a member whose name has a dot"
fills '{n} {big} {yes} {no}|{empty}|' '-1.50 1e400 true ||' "numbers, booleans, null"
fills '{authors}' 'Ann, {"url":"u"}, Bob' "names of authors"
fills '{_source.deep}' '{"er":["p",{"q":"r"}]}' "objects are JSON"
fills '{content_text}' 'one
two three
four' "content_text keeps its lines"
fills '{content_text|oneline}' 'one two three four' "oneline"
fills '{title:7}|{title:100}|{id:1}|{title:1}' 'A titl…|A title: "quoted" \ & <b>|a|…' "widths"
fills '{tags|count} {authors|count} {id|count} {nope|count} {no|count}' '3 3 1 0 0' "count"
fills '{tags|first} {authors|first} {id|first}|{nope|first}|' 'x/y Ann a||' "first"
fills '{title|json} {tags|json} {n|json} {nope|json} {content_text|json}' '"A title: \"quoted\" \\ & <b>" ["x/y","z",null,7] -1.50 null "one\ntwo\tthree\r\nfour"' "json"
fills '{tags|first|json} {title:3|json} {tags|count|json}' '"x/y" "A …" "3"' "filters in a row"
fills '{date_published:%d.%m.%Y %H:%M:%S|json}' '"03.02.2024 04:05:06"' "a date, as JSON"
fills '{date_published:%a %A %b %B %e %F %T %j %y %%}' 'Sat Saturday Feb February 3 2024-02-03 04:05:06 034 24 %' "dates"
fills '{id:%Y}{nope:%Y}{tags:%Y}|' '|' "what is no date is empty"
printf '{"id":"1969","d":"1969-12-31T23:59:59Z"}\n{"id":"0000","d":"0000-03-01T00:00:00Z"}\n{"id":"9999","d":"9999-12-31T00:00:00+23:00"}\n{"id":"leap","d":"2024-12-31T12:00:00Z"}\n' >dates.jsonl
run emit -f '{d:%a %F %j}\n' dates.jsonl
is "$(head -n 1 out) / $(tail -n 1 out)" "Wed 1969-12-31 365 / Tue 2024-12-31 366" "dates before 1970 and at the end of a leap year"

# --- mistakes, with their place
# wrong TEMPLATE COLUMN: misuse, and the byte it is at
wrong() {
	run emit -f "$1" in.jsonl
	is "$status $(sed -n 's/^emit: --format: byte \([0-9]*\) .*/\1/p' err)" "2 $2" "misuse: $1"
}
wrong '{id' 1
wrong '{id}}' 5
wrong 'a}{b}' 2
wrong '{}' 2
wrong '{ id}' 2
wrong '{.id}' 2
wrong '{id.}' 2
wrong '{a..b}' 2
wrong '{id:}' 5
wrong '{id:x}' 5
wrong '{id:0}' 5
wrong '{id:12345678}' 5
wrong '{id:%Q}' 6
wrong '{id:%}' 6
wrong '{id|}' 5
wrong '{id|jsn}' 5
wrong '{id}\q' 5
# shellcheck disable=SC1003
wrong '{id}\' 5
has err "backslash" "and what is wrong is said"
run emit -f '{id|jsn}' in.jsonl
has err "did you mean 'json'" "the nearest filter is named"
run emit -f "$(printf '{id}\377')" in.jsonl
status 2 "misuse: not UTF-8"
run emit -f '{id}\n' --columns id in.jsonl
status 2 "options of other formats are misuse"
run emit -f '' in.jsonl
status 2 "an empty format is misuse"
for i in $(seq 3000); do printf '{id}{tags.%d:9}' "$i"; done >long
run emit -f "$(cat long)" in.jsonl
status 0 "a template of 6000 members"
is "$(wc -c <out)" 3002 "and each is filled"

# --- strangers
cat >hostile.txt <<'S'
\u001b]52;c;ZXZpbA==\u0007
\u001b[2J\u009b31m\u009d0;t\u009c
\u0000nul\u0000
\u202eevil\u202c \u2067x \u2069\u2069y
a\u2028b\u2029c\u0085d\re\nf\u000bg\u000ch
{id}\\n{{%n%s
\ud83d\ude00\ufffd\uffff
S
while read -r s; do
	printf '{"id":"%s","title":"%s","content_text":"%s","tags":["%s",{"name":"%s"}],"_source":{"name":"%s","%s":"%s"}}\n' "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s"
done <hostile.txt >hostile.jsonl
run emit -f '{id} {title:3} {tags} {_source} {title|oneline} {tags|first} {authors}{_source.name:40}\n' hostile.jsonl
status 0 "hostile strings: status 0"
is "$(wc -l <out)" "$(wc -l <hostile.txt)" "hostile strings: a line each"
is "$(LC_ALL=C grep -c "$(printf '[\001-\010\011\013-\037\177]\|\302[\200-\237]\|\342\200[\250\251\252\253\254\255\256]\|\342\201[\246\247]')" out)" 0 "hostile strings: nothing that controls a terminal"
run emit -f '{content_text}\n{title|lines}\n' hostile.jsonl
is "$(LC_ALL=C grep -c "$(printf '[\001-\010\011\013-\037\177]\|\302[\200-\237]\|\342\200[\250\251\252\253\254\255\256]\|\342\201[\246\247]')" out)" 0 "hostile strings: nor in texts of several lines"
run emit -f '{"t":{title|json},"s":{_source|json}}\n' hostile.jsonl
status 2 "JSON by hand needs its braces twice"
run emit -f '{{"t":{title|json},"s":{_source|json},"x":{content_text:4|json}}}\n' hostile.jsonl
is "$(jq -c .t out)" "$(jq -c .title hostile.jsonl)" "hostile strings: as JSON they are what they were"
is "$(LC_ALL=C grep -c "$(printf '[\001-\011\013-\037\177]\|\302[\200-\237]\|\342\200[\250\251]')" out)" 0 "hostile strings: as JSON they are escaped"
printf '{"id":"قال المتحدث","t":"latin","x":"שלום: 1"}\n' >rtl.jsonl
run emit -f '{id}|{t}|{x}\n' rtl.jsonl
is "$(cat out)" '⁨قال المتحدث⁩|latin|⁨שלום: 1⁩' "right to left is isolated"
printf '{"id":"قال\u2069 x \u2068","t":"a"}\n' >rtl.jsonl
run emit -f '{id}|{id:4}\n' rtl.jsonl
is "$(grep -o '⁨' out | wc -l) $(grep -o '⁩' out | wc -l)" "2 2" "isolates pair, whatever is in the text"
emit -f '{id}\n' in.jsonl >/dev/full 2>err
is $? 3 "a full disk is status 3"
run emit -f '{id}\n' -o file --sort id in.jsonl
is "$(cat file)" a "-o and --sort"
# --- strings that broke others
blns=$shared/unicode/blns.json
if [ -f "$blns" ]; then
	jq -c '.[] | {id:.,title:.,content_text:.,content_html:.,url:.,tags:[.],_source:{name:.},_evidence:[{tag:.,field:"title",start:0,end:length,match:.}]}' "$blns" >naughty.jsonl
	run emit -f '{id}|{title:9}|{tags}|{_source}|{content_html|oneline}\n' naughty.jsonl
	is "$status $(wc -l <out)" "0 $(wc -l <naughty.jsonl)" "the big list of naughty strings: a line each"
	is "$(LC_ALL=C grep -c "$(printf '[\001-\011\013-\037\177]\|\302[\200-\237]\|\342\200[\250\251\252\253\254\255\256]\|\342\201[\246\247]')" out)" 0 "and nothing that controls a terminal"
	emit -f '{title|json}\n' naughty.jsonl | jq -c . >out
	jq -c .title naughty.jsonl >want
	same out want "and as JSON they are what they were"
else
	skip "templates: the big list of naughty strings" "no ../shared/data"
fi
finish
