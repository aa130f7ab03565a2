#!/bin/sh
# Pages of HTML: main text and facts, held against gold where the data is there.
. tests/lib.sh

for sample in page page-rtl; do
	run ingest "$root/tests/samples/$sample.html"
	status 0 "$sample: a page is read"
	jq -r '.content_text' out >"$sample.text"
	is "$(jq -c 'select(.content_text) as $r | ._links[]? | select(.start) |
		select($r.content_text[.start:.end] != .text)' out)" "" "$sample: every link lies where it says"
	is "$(jq -r '._source | .kind, .extraction, .text_rule' out | tr '\n' ' ')" "html main 1 " "$sample: its main text is found"
done
is "$(grep -c -i -E 'cookie|share|World|Ferry strike|First!|Copyright|Read more' page.text)" 0 "nothing of what stands around it is in it"
has page.text '^North	12$' "tables keep their rows and cells"
has page.text '^the ferry terminal' "lists keep their items"
has page.text '^"We have not seen' "quotes stay"
run ingest "$root/tests/samples/page.html"
is "$(jq -c '[.url, .title, .date_published, .date_modified, .language, [.authors[].name], ._source.name]' out)" \
	'["https://courier.example/2024/03/harbour","Harbour closed after storm damage","2024-03-05T06:30:00Z","2024-03-05T09:00:00Z","en-GB",["Mona Haddad","Jan Vos"],"The Example Courier"]' \
	"what the page says of itself"
run ingest "$root/tests/samples/page-rtl.html"
is "$(jq -c '[._source.dir, .language, .title]' out)" '["rtl","ar","إغلاق الميناء بعد عاصفة قوية"]' "a page from right to left"

# --- Other encodings, and pages that are none.
sed 's/<meta charset="utf-8">//' "$root/tests/samples/page.html" | iconv -f UTF-8 -t UTF-16 >wide.html
run ingest wide.html
is "$(jq -r .title out)" "Harbour closed after storm damage" "a page in UTF-16"
sed 's/<head>/<head><meta charset="windows-1256">/; s/ُ//g; s/ً//g' "$root/tests/samples/page-rtl.html" | iconv -f UTF-8 -t WINDOWS-1256 >arabic.html
run ingest arabic.html
is "$(jq -r .title out)" "إغلاق الميناء بعد عاصفة قوية" "a page in an encoding that it declares"
printf '<!DOCTYPE html><title>Index</title><ul><li><a href="/a">One</a><li><a href="/b">Two</a></ul>' >index.html
run ingest index.html
is "$(jq -c '[.content_text, ._source.extraction]' out)" '["One\nTwo","whole"]' "a page of links is given whole"
run ingest --max-record 1k --rejects rejects "$root/tests/samples/page.html"
status 1 "a page over --max-record is refused"
has err 'longer than --max-record' "and told of"
head -c "$(wc -c <"$root/tests/samples/page.html")" rejects >rejected
same rejected "$root/tests/samples/page.html" "and is kept among the rejects"
run ingest --source Desk --since 2025-01-01 --set _source.desk=x "$root/tests/samples/page.html"
empty out "what is older than --since is left out"

# --- Bombs (RELIABILITY 19 and 20): what stands behind them is in the record.
bomb() {
	run ingest bomb.html
	is "$(jq -r '.content_text | contains("SECRET")' out)" true "$1: what stands behind is not hidden"
}
awk 'BEGIN { for (i = 0; i < 300; i++) printf "<div>"; print "SECRET" }' >bomb.html
bomb "300 elements deep"
awk 'BEGIN { for (i = 0; i < 300000; i++) printf "<div>"; print "SECRET" }' >bomb.html
bomb "300,000 elements deep"
awk 'BEGIN { printf "<div "; for (i = 0; i < 40000; i++) printf "a%d=x ", i; print ">SECRET" }' >bomb.html
bomb "40,000 attributes"
awk 'BEGIN { printf "<p>"; for (i = 0; i < 200000; i++) printf "&"; print "</p>SECRET" }' >bomb.html
bomb "200,000 ampersands"
awk 'BEGIN { printf "<p>"; for (i = 0; i < 300000; i++) printf "<!--"; print "SECRET" }' >bomb.html
bomb "300,000 comments that never end"
awk 'BEGIN { printf "<title>"; for (i = 0; i < 50000; i++) printf "x<"; print "</title>SECRET" }' >bomb.html
bomb "a title of 100,000 characters"

# --- The gold of the shared data.
score() {
	"$root/tests/html-score.py" "$bin/ingest" "$shared/html/$1" >score || return 1
	echo "# $1: $(cat score)"
}
if [ -f "$shared/html/aeb/gold.jsonl" ] && [ ! "$sanitized" ]; then
	score aeb
	is "$(jq -c '[.pages == .records, .f1 >= 0.96]' score)" '[true,true]' "main text of news pages: F1 at least 0.96"
	score readability
	is "$(jq -c '[.pages == .records, .f1 >= 0.95]' score)" '[true,true]' "main text of other pages: F1 at least 0.95"
	is "$(jq -r '.title | split("/") | (.[0] | tonumber) >= 0.9 * (.[1] | tonumber)' score)" true "titles: nine of ten right"
	is "$(jq -r '[.lang, .dir, .publishedTime] | map(split("/") | .[0] == .[1]) | all' score)" true "languages, directions and dates: all right"
	is "$(jq -r '.byline | split("/") | .[0] | tonumber >= 12' score)" true "authors: twelve of sixteen"
else
	skip "gold of pages" "no shared data"
fi
finish
