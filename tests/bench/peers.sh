#!/bin/sh
# What others need for the job of tag: keywords as whole words in title or text, any case, the topics
# of those found added to the sorted tags. Programs as one would write them, each optional: python3
# with pyahocorasick and ujson, perl with JSON::XS, node; and rg, which only counts lines. Their
# answers are compared with ours on a sample. Run by bench.sh, in its folder.
#
# Keywords with accents in Latin letters are left out: tag levels accents, so that it would find
# more. What else it finds more (behind Arabic proclitics, in words with accents) is told; that
# it finds less is an error.
set -eu
scripts=$1
runs=${RUNS:-5}
corpus=corpus.jsonl
head -n 5000 $corpus >sample.jsonl
head -n 1000 $corpus >small.jsonl

# topics N: 20 topics, as rules for tag and as a table for the others
topics() {
	rm -rf "topics$1"
	mkdir "topics$1"
	LC_ALL=C grep -v "$(printf '[a-z].*[\303\304\305]\|[\303\304\305].*[a-z]\|^[\303\304\305]')" "terms$1.txt" >"topics$1/terms"
	awk -v d="topics$1" '{ t = sprintf("t%02d", NR % 20); printf "bench/%s\t%s\n", t, $0; print >(d "/" t ".txt") }' "topics$1/terms" >"topics$1/table"
	{
		printf 'topic: bench\nrules:\n'
		for list in "topics$1"/t??.txt; do
			t=${list##*/}
			# shellcheck disable=SC2016
			printf '  %s: {any: [$%s]}\n' "${t%.txt}" "${t%.txt}"
		done
		printf 'lists:\n'
		for list in "topics$1"/t??.txt; do
			t=${list##*/}
			printf '  %s: {file: %s}\n' "${t%.txt}" "$list"
		done
	} >"topics$1.yaml"
}

# rate FILE RUNS COMMAND: its median rate in MB/s
rate() {
	perl -MTime::HiRes=time -e '
		my ($file, $runs, $command) = @ARGV;
		my @times = sort { $a <=> $b } map { my $start = time;
			system("$command <$file >/dev/null") == 0 or exit 1; time - $start } 1 .. $runs;
		printf "%.1f\n", (-s $file) / $times[@times / 2] / 1e6' "$@"
}

# tags FILE: those of each record
tags() {
	jq -c '.tags // []' "$1"
}

# compare NAME COMMAND: answers on the sample
compare() {
	sh -c "$2" <sample.jsonl >theirs.jsonl
	tags theirs.jsonl >theirs.tags
	paste ours.tags theirs.tags | jq -rn --arg name "$1" --rawfile lines /dev/stdin '
		[$lines | split("\n")[] | select(. != "") | split("\t") | map(fromjson) | {same: (.[0] == .[1]), less: (.[1] - .[0] | length)}] |
		"\(length) \(map(select(.same)) | length) \(map(.less) | add)"'
}

has() {
	case $1 in
	python3) python3 -c 'import ahocorasick, ujson' ;;
	perl) perl -MJSON::XS -e 1 ;;
	*) command -v "$1" ;;
	esac >/dev/null 2>&1
}

for peer in python3 perl node rg; do
	has $peer || echo "$peer: not here, or lacks a package; left out"
done
for n in 200 2000 20000; do
	topics $n
	ours="tag -r topics$n.yaml --field title --field content_text"
	sh -c "$ours" <sample.jsonl >ours.jsonl
	tags ours.jsonl >ours.tags
	own=$(rate $corpus "$runs" "$ours")
	printf '%-34s %9.1f MB/s\n' "tag, $(wc -l <"topics$n/terms") terms, 20 topics" "$own"
	for peer in python3 perl node; do
		has $peer || continue
		case $peer in python3) script=peer.py ;; perl) script=peer.pl ;; node) script=peer.mjs ;; esac
		command="$peer $scripts/$script topics$n/table"
		compare "$peer" "$command" >compared
		read -r records same less <compared
		theirs=$(rate $corpus 1 "$command")
		awk -v name="$peer" -v own="$own" -v rate="$theirs" -v records="$records" -v same="$same" -v less="$less" 'BEGIN {
			printf "  %-32s %9.1f MB/s: tag is %.1f times as fast; same tags in %.1f %% of %d records, in the others tag finds more\n", name, rate, own / rate, 100 * same / records, records
			if (less > 0) { printf "bench: tag misses %d tags that %s finds\n", less, name; exit 1 } }'
	done
	has rg || continue
	file=sample.jsonl
	[ $n = 20000 ] && file=small.jsonl
	theirs=$(rate $file 1 "rg -F -w -i -f topics$n/terms")
	awk -v own="$own" -v rate="$theirs" 'BEGIN { printf "  %-32s %9.1f MB/s: tag is %.1f times as fast\n", "rg -F -w -i -f", rate, own / rate }'
done
