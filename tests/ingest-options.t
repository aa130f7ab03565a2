#!/bin/sh
# ingest's options that hold for every format, and directories.
. tests/lib.sh

printf 'A title\n\n2 March 2021\n\nA body of some words.\n' >report.txt

# --- --set
run ingest --set language=ar --set _source.desk=night --set tags:='["x"]' --set n=5 --set m:=5 report.txt
status 0 "--set"
is "$(jq -c '[.language, ._source.desk, .tags, .n, .m]' out)" '["ar","night",["x"],"5",5]' "strings by =, JSON by :="
run ingest --set title=Other --set date_published=2024-01-03T08:00:05Z report.txt
is "$(jq -c '[.title, .date_published]' out)" '["Other","2024-01-03T08:00:05Z"]' "what the document says gives way"
is "$(jq -r .id out)" "$(ingest report.txt | jq -r .id)" "the id stays that of the document"
run ingest --set id=k1 --set _source.file=there report.txt
is "$(jq -c '[.id, ._source.file, ._source.id_rule]' out)" '["k1","there","set"]' "an id and a member of _source are replaced"
is "$(grep -o '"file":' out | wc -l | tr -d ' ')" 1 "and not written twice"
for bad in novalue =x '_links=1' '_evidence:=[]' 'a b=1' 'title:=5' 'm:={' 'id=' date_published=yesterday _source.=x; do
	run ingest --set "$bad" report.txt
	status 2 "--set $bad is refused"
	empty out "and nothing is done"
done

# --- --since
run ingest --stats --since 2021-03-02 report.txt
is "$(wc -l <out | tr -d ' ')" 1 "--since keeps what is of that day"
run ingest --stats --since 2021-03-02T00:00:01Z report.txt
status 0 "--since leaves out"
empty out "what is older"
has err "1 dropped (old)" "and counts it"
printf 'A title\n\nNo date.\n' >undated.txt
run ingest --since 2021-03-03 undated.txt
is "$(wc -l <out | tr -d ' ')" 1 "what has no date is kept"
run ingest --since lately report.txt
status 2 "--since takes a date only"

# --- --formats
run ingest --formats
status 0 "--formats"
while read -r name _; do
	printf 'x\n' | ingest -f "$name" >/dev/null 2>&1
	[ $? -ne 2 ] || echo "$name"
done <out >unknown
empty unknown "every format listed is one that -f takes"
has out "^text " "text is listed"

# --- A directory
mkdir -p d/sub d/empty d/.hidden d/box/cur d/box/new d/box/tmp
for n in 1 2 10; do sed "s/A title/Title $n/" report.txt >d/m$n.txt; done
cp report.txt d/sub/z.txt
cp report.txt d/.hidden/h.txt
cp report.txt d/.secret
cp report.txt d/box/tmp/t.txt
sed 's/A title/New/' report.txt >d/box/new/n.txt
printf '\001\002\003\377\376' >d/picture.jpg
ln -s .. d/sub/up
ln -s ../report.txt d/zz.txt
run ingest d
status 0 "a directory is read"
is "$(jq -r .title out | tr '\n' ',')" "New,Title 1,Title 2,Title 10,A title,A title," "its files in order, hidden ones and links to directories aside"
is "$(jq -r ._source.file out | head -n 2 | tail -n 1)" "d/m1.txt" "each by its path"
has err "1 file in directories left out" "what is of no known format is told of"
run ingest --rejects rej d/ report.txt
is "$(jq -r ._source.file out | tail -n 1)" "report.txt" "a file behind the directory"
empty rej "what is left out is no reject"
run ingest d/empty </dev/null
status 0 "an empty directory"
empty out "gives nothing"
run ingest d/picture.jpg
status 1 "a file that is named is not left out so"
# --- Ids of feeds whose guid is another at every fetch
printf '<rss><channel><item><guid>%s</guid><link>http://A.example/x?utm_source=1</link><title>t</title></item><item><guid>%s2</guid><title>u</title></item></channel></rss>' 7 7 >one.xml
printf '<rss><channel><item><guid>%s</guid><link>http://A.example/x?utm_source=1</link><title>t</title></item><item><guid>%s2</guid><title>u</title></item></channel></rss>' 8 8 >two.xml
run ingest --id-from=url one.xml two.xml
is "$(jq -r '[.id, ._source.id_rule] | join(" ")' out | sed 's/feed:.*\///' | tr '\n' ' ')" \
	"http://a.example/x url 72 guid http://a.example/x url 82 guid " "--id-from=url takes the address, where there is one"
run ingest --id-from=url --set id=mine one.xml
is "$(jq -r .id out | sort -u)" mine "--set id stays"

finish
