#!/bin/sh
# make demo: the whole line on the shipped samples, shown as a desk would see it.
set -eu
bin=$(cd "${BUILD:-build}" && pwd)
PATH=$bin:$PATH
export PATH WATCHLINE_RULES="$PWD/rules"
cd tests/samples
show() {
	printf '\n\033[1m$ %s\033[0m\n' "$1" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi
	sh -c "$1"
}
show 'ingest report.txt feed.xml channel.json posts.jsonl | tag -e | dedupe >tagged.jsonl; wc -l <tagged.jsonl'
show "jq -r '.tags[]?' tagged.jsonl | sort | uniq -c | sort -rn | head -12"
show "jq -c 'select(.tags[]? == \"threat/operations-claim\") | {id, tags}' tagged.jsonl | cut -c1-200"
show 'emit -f text --limit 3 tagged.jsonl'
show "emit -f html -o $bin/demo.html tagged.jsonl"
rm -f tagged.jsonl
echo "A page for a browser: $bin/demo.html"
