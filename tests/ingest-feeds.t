#!/bin/sh
# Feeds: the tests that feedparser has for its own items, and what it finds in files that are broken.
. tests/lib.sh

# at_least GOT WANT NAME
at_least() {
	[ "${1:-0}" -ge "$2" ]
	result $? "$3"
	echo "# ${1:-none}"
}

feeds=$shared/feeds/feedparser
if [ -f "$feeds/expect-core-item-fields.jsonl" ]; then
	find "$shared/feeds" -type f ! -name '*.jsonl' | sort >files
	xargs ingest -f feed <files >out 2>err
	[ $? -le 123 ]
	result $? "no file of $(wc -l <files) ends the program"
	is "$(grep -c -v '^ingest: [^ ]*: \(byte\|a feed without\)' err)" 0 "and each complaint has its place"
	jq -c . out >parsed
	is "$(wc -l <parsed)" "$(wc -l <out)" "each line is JSON"
	is "$(jq -r 'select(.content_text) as $r | ._links[]? | select(.start != null and .text) |
		select($r.content_text[.start:.end] != .text) | .url' out)" "" "each link lies where it says"
	if command -v python3 >/dev/null; then
		python3 "$root/tests/feeds-gold.py" "$feeds" out >gold
		note gold
		# shellcheck disable=SC2046
		set -- $(sed 's/[^0-9 ]//g' gold)
		at_least "$1" 751 "item assertions of feedparser's tests that hold"
		is "$2" 763 "of so many"
	else
		skip "item assertions of feedparser's tests" "no python3"
	fi
	if [ ! "$sanitized" ] && [ -x /usr/bin/python3 ] &&
		/usr/bin/python3 "$root/tests/feeds-items.py" out files >compared; then
		note compared
		# shellcheck disable=SC2046
		set -- $(sed -n 's/^ill-formed: \([0-9]*\) of \([0-9]*\).*/\1 \2/p' compared)
		at_least "$(($1 * 1000 / $2))" 980 "of 1000 ill-formed feeds give the items that feedparser gives"
		# shellcheck disable=SC2046
		set -- $(sed -n 's/^well-formed: \([0-9]*\) of \([0-9]*\).*/\1 \2/p' compared)
		at_least "$(($1 * 1000 / $2))" 995 "of 1000 well-formed ones too"
	else
		skip "items as feedparser finds them" "no python3-feedparser, or a sanitizer"
	fi
else
	skip "feedparser's tests" "no shared data"
fi

# --- What ends too early is told, and what there was of an item is among the rejects.
printf '<rss version="2.0"><channel><title>F</title><item><title>a</title></item><item><title>b</title><desc' >cut.xml
run ingest --rejects rejects cut.xml
status 1 "a feed that is cut off is no success"
is "$(jq -r .title out)" a "its complete item is given"
has err '^ingest: cut.xml: byte 101: the feed is cut off' "it is told where"
is "$(cat rejects)" '<item><title>b</title><desc' "and the rest is among the rejects"

# --- No silence.
echo '<rss version="2.0"><channel><title>F</title></channel></rss>' >none.xml
run ingest none.xml
status 0 "a feed without items is no failure"
has err '^ingest: none.xml: a feed without items$' "but it is told of"

# --- Feeds among other things.
printf '\nWarning: foo in /x.php on line 3\n<?xml version="1.0"?>\n<rss version="2.0"><channel><item><title>a</title></item></channel></rss>\ngarbage <b>' >junk.xml
run ingest junk.xml
status 0 "junk around a feed does no harm"
is "$(jq -r '._source.kind + .title' out)" rssa "what is a feed is read as one"
cat none.xml junk.xml none.xml >several.xml
run ingest several.xml
is "$(jq -r .title out)" a "several feeds in a file are read"

# --- Encodings that are not declared.
recode() {
	printf '%s' "$1" | iconv -f UTF-8 -t "$2"
}
arabic='أعلنت السرايا مسؤوليتها عن الهجوم على القاعدة'
russian='Боевики заявили об ответственности за нападение'
for pair in "windows-1256 $arabic" "ISO-8859-6 $arabic" "windows-1251 $russian" "KOI8-R $russian"; do
	encoding=${pair%% *} text=${pair#* }
	{
		printf '<rss version="2.0"><channel><item><title>'
		recode "$text" "$encoding"
		printf '</title></item></channel></rss>'
	} >guessed.xml
	recode "$text" "$encoding" >guessed.txt
	run ingest guessed.xml guessed.txt
	status 0 "$encoding is read where nothing is declared"
	is "$(jq -r '(.title // .content_text) + " " + (._source.encoding | ascii_downcase) + " " + ._source.repairs[0]' out | uniq)" \
		"$text $(echo "$encoding" | tr "[:upper:]" "[:lower:]") encoding-guessed" "it was guessed, and that is said"
done
printf '<?xml version="1.0" encoding="utf-7"?><rss version="2.0"><channel><item><title>+ADw-b+AD4-</title></item></channel></rss>' >seven.xml
run ingest seven.xml
is "$(jq -r .title out)" '+ADw-b+AD4-' "UTF-7 is never heeded"

# --- Europe Media Monitor.
cat >emm.xml <<'END'
<rss version="2.0" xmlns:emm="http://emm.jrc.it" xmlns:iso="http://www.iso.org/3166" xmlns:georss="http://www.georss.org/georss"><channel><item>
<title>t</title><iso:language>ar</iso:language>
<category emm:rank="0" emm:score="1160" emm:trigger="Donald Trump[3]; (High)President Trump[1]; Trump[12]; ">Elections</category>
<emm:entity id="63784" type="p" count="2" name="Vladimir Putin">Putin</emm:entity>
<georss:point>33.51 36.29</georss:point>
</item></channel></rss>
END
run ingest emm.xml
is "$(jq -c '[.language, ._source.categories, ._source.location, ._source.emm]' out)" \
	'["ar",["Elections"],{"latitude":33.51,"longitude":36.29},[{"element":"category","rank":0,"score":1160,"trigger":[{"text":"Donald Trump","count":3},{"text":"President Trump","count":1,"risk":"High"},{"text":"Trump","count":12}],"text":"Elections"},{"element":"entity","id":"63784","type":"p","count":2,"name":"Vladimir Putin","text":"Putin"}]]' \
	"categories and entities of Europe Media Monitor keep their scores"
finish
