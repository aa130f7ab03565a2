#!/bin/sh
# What others need for the job of dedupe: MinHash in plain Python, and Debian's simhash over the texts as
# files, each optional; as ratios to dedupe on the same records in the same run.
# Run by bench.sh, in its folder.
set -eu
scripts=$1
runs=${RUNS:-5}

# seconds RUNS COMMAND: the median
seconds() {
	perl -MTime::HiRes=time -e '
		my ($runs, $command) = @ARGV;
		my @times = sort { $a <=> $b } map { my $start = time;
			system("$command >/dev/null") == 0 or exit 1; time - $start } 1 .. $runs;
		printf "%.4f\n", $times[@times / 2]' "$@"
}

# tell NAME RECORDS SECONDS OURS
tell() {
	awk -v name="$1" -v n="$2" -v theirs="$3" -v ours="$4" \
		'BEGIN { printf "%-34s %9.0f records/s   dedupe: %.0f times as fast\n", name, n / theirs, theirs / ours }'
}

for n in 500 5000; do
	[ -s "near$n.jsonl" ] || head -n $n corpus.jsonl >"near$n.jsonl"
done
ours=$(seconds "$runs" "dedupe near5000.jsonl")
awk -v s="$ours" 'BEGIN { printf "%-34s %9.0f records/s\n", "dedupe, 5,000 records", 5000 / s }'
if command -v python3 >/dev/null; then
	theirs=$(seconds 1 "python3 '$scripts/minhash.py' <near500.jsonl")
	tell "MinHash in plain Python" 500 "$theirs" "$(awk -v s="$ours" 'BEGIN { print s / 10 }')"
else
	echo "python3: not here; left out"
fi
if command -v simhash >/dev/null; then
	rm -rf texts
	mkdir texts
	jq -r '.content_text | @json' near5000.jsonl | awk '{ print > ("texts/" NR) }'
	theirs=$(seconds 1 "find texts -type f ! -name '*.sim' -exec simhash -w {} +")
	tell "simhash -w, which only signs" 5000 "$theirs" "$ours"
	rm -rf texts
else
	echo "simhash: not here; left out"
fi
