#!/bin/sh
# Reports in plain text: tests/reports has one a file, and beside it what is to be read in it.
. tests/lib.sh

for report in "$root"/tests/reports/*.txt; do
	name=$(basename "$report" .txt)
	ingest "$report" >out 2>err
	result $? "$name: is read"
	jq -c '{title, date: (.date_published | if . then .[:10] else . end), authors: [.authors[]?.name],
		dateline: ._source.dateline, calendar: ._source.date_calendar, lang: .language,
		text: .content_text, notes: [._notes[]? | [.label, .text]]}' out >got
	same got "${report%.txt}.json" "$name: gives its parts"
	# nothing is lost: every word of the report is in the record, but for the label of a date and rules of signs
	jq -r '.. | strings' out | tr -s ' \t\n[]()|:,' '\n' | sort -u >have
	tr -s ' \t\n[]()|:,' '\n' <"$report" | grep -v -E '^(=+|Posted|By|Par|Publié|le|Tarih|Автор|Дата|публикации|and|بقلم|نویسنده|מאת|[0-9]\.|)$' |
		sort -u >words
	is "$(comm -23 words have)" "" "$name: loses no word"
done
finish
