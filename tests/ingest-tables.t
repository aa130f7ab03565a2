#!/bin/sh
# Tables, sfeed, JSON documents, JSON Feed and the dumps of known tools.
. tests/lib.sh

# --- CSV: the gold of the shared data, but for one file whose gold is of another table.
spectrum=$shared/csv/csv-spectrum
if [ -d "$spectrum/csvs" ]; then
	for file in "$spectrum"/csvs/*.csv; do
		name=$(basename "$file" .csv)
		[ "$name" != location_coordinates ] || continue
		ingest "$file" 2>err | jq -c ._source.raw >got
		jq -c '.[]' "$spectrum/json/$name.json" >want
		same got want "the table $name is as its gold"
	done
else
	skip "gold tables" "no shared data"
fi
printf '\357\273\277Link;Titel;Text;Extra\r\nhttps://e.org/1;T;"a; ""b""\r\nc";x\r\n' >table
run ingest table
is "$(jq -c '[.url,.title,.content_text,._source.raw,._source.line,._source.offset]' out)" \
	'["https://e.org/1","T","a; \"b\"\r\nc",{"Extra":"x"},2,26]' "usual columns become members, others stay"
printf 'Body text|When\nhello|2024-01-03\nshort\nlong|2024|more\n' >table
run ingest --map 'content_text=.Body text' --map date_published=.When table
is "$(jq -c '[.content_text,.date_published,._source.repairs,._source.surplus]' out)" \
	'["hello","2024-01-03T00:00:00Z",null,null]
["short",null,["row-short"],null]
["long",null,["row-long"],["more"]]' "columns are mapped by name, uneven rows are told of"
printf 'id,text\n1,"good"\n2,"cut off' >table
run ingest -f csv table
status 1 "a table that is cut off in a cell is no success"
is "$(jq -r .id out)" 1 "its whole rows are given"
printf 'id,text\n1,"never closed\n2,fine\n' >table
run ingest -f csv table
is "$(jq -c '[.id,.content_text]' out)" '["1","\"never closed"]
["2","fine"]' "a quote that never closes swallows no rows"
printf 'id\ttext\n1\tقال\n' | iconv -f utf-8 -t utf-16 >table
run ingest -f tsv table
is "$(jq -r .content_text out)" "قال" "UTF-16 is read"

# --- sfeed
printf '1704268805\tT\thttp://a.b/\t<p>x\\ty</p>\\n\thtml\tg\tme\t\tp|q\n' >items
run ingest items
is "$(jq -c '[.id,.date_published,.content_text,._source.kind,._source.categories]' out)" \
	'["g","2024-01-03T08:00:05Z","x y","sfeed",["p","q"]]' "sfeed is read"

# --- JSON documents
printf '{"meta":{"n":2},"data":{"items":[\n{"id":1,"title":"a"},\n {"id":2, "title":"b"}]}}' >doc.json
run ingest doc.json
is "$(jq -c '[.id,.title]' out)" '["1","a"]
["2","b"]' "a list is found in what wraps it"
run ingest --items .odd.one -f json doc.json
status 1 "a list that is not there is told of"
printf '[{"id":"1","title":"a"},{"id":"2","ti' >cut.json
run ingest cut.json
status 1 "a document that is cut off is no success"
has err 'byte 25' "the place is told"
is "$(jq -r .id out)" 1 "and what is whole is given"
printf '[{"id":"1","title":"a"},{"id":"2","title":},{"id":"3","title":"c"}]' >bad.json
run ingest --rejects rejects bad.json
is "$(jq -r .id out | tr '\n' ' ')" "1 3 " "a broken object costs itself"
is "$(cat rejects)" '{"id":"2","title":}' "and is kept"
printf '[\n {\n  "id": "1",\n  "title": "a",\n  "authors": [\n   {"name": "N"}\n  ],\n  "x": {"y":\r\n 1}\n }\n]\n' >pretty.json
run ingest pretty.json
is "$(sed 's/,"_source.*//' out)" '{"id":"1","title":"a","authors":[{"name":"N"}],"x":{"y":1}' \
	"a record that is laid out over lines stands on one"
: >nothing
run ingest -f jsonfeed nothing
status 1 "nothing is no JSON Feed"
printf '{"what":1,"body":"x","created_at":"y"}\n' >odd.jsonl
run ingest odd.jsonl
has err 'map content_text=.body --map date_published=.created_at' "what would fit is told"

# --- JSON Feed, and back from emit
printf '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":2,"content_html":"<p>A <a href=\\"/x\\">b</a>","tags":["t"]}],"title":"T","home_page_url":"https://e.org/"}' >feed.json
run ingest feed.json
is "$(jq -c '[.content_text,._links[0].url,._source.name,._source.kind,._source.categories]' out)" \
	'["A b","https://e.org/x","T","jsonfeed",["t"]]' "a feed is read, what stands behind its items too"
jq -cS . out >first
jq -c '{version:"https://jsonfeed.org/version/1.1",title:"x",items:[.]}' first >again.json
run ingest again.json
jq -cS . out >second
same second first "records come back from a JSON Feed as they were"

# --- Options hold for records, too.
printf '{"id":"1","title":"a","date_published":"2020-01-01T00:00:00Z"}\n{"id":"2","title":"b","_source":{"kind":"rss"}}\n' >old.jsonl
run ingest --since 2021-01-01 --set _source.desk=x --set language=ar old.jsonl
is "$(jq -c '[.id,.language,._source]' out)" '["2","ar",{"kind":"rss","desk":"x"}]' "--since and --set"

# --- Presets
printf '{"created_at":"Wed Oct 10 20:19:24 +0000 2018","id":1,"id_str":"1","full_text":"a &amp; \360\237\230\200 https://t.co/x","user":{"name":"N","screen_name":"n"},"entities":{"urls":[{"url":"https://t.co/x","expanded_url":"https://e.org/"}]},"retweet_count":3}\n' >tweet
run ingest tweet
is "$(jq -c '[.id,.url,.content_text,.date_published,._source.reposts,._links[0]]' out)" \
	'["1","https://twitter.com/n/status/1","a & 😀 https://t.co/x","2018-10-10T20:19:24Z",3,{"url":"https://e.org/","text":"https://t.co/x","start":6,"end":20}]' \
	"a tweet is known by its members"
run ingest --map @twarc --map title=.user.name tweet
is "$(jq -c '[.title,.id]' out)" '["N","1"]' "a map goes before a preset"
run ingest --map @none tweet
status 2 "there is no such preset"
finish
