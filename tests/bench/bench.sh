#!/bin/sh
# make bench: every filter as a whole process over one corpus, file in, /dev/null out, as ratios to
# `wc -l` and `jq -c .` on the same file in the same run. Medians of $RUNS runs taken in turn.
# Absolute figures depend on the machine and its noise; read the ratios. Then what other programs
# need for the jobs of tag and of dedupe, where they are installed.
set -eu
build=${BUILD:-build}
runs=${RUNS:-5}
records=${RECORDS:-65000}
root=$PWD
mkdir -p "$build/bench"
export PATH="$PWD/$build:$PATH"
cd "$build/bench"
[ -s channel.json ] || {
	../tests/corpus jsonl "$records" >corpus.jsonl
	../tests/corpus telegram "$((records / 2))" >corpus.json
	../tests/corpus channel "$((records / 2))" >channel.json
	../tests/corpus rss "$((records / 2))" >corpus.xml
}
for n in 200 2000 20000 100000; do
	[ -s "terms$n.yaml" ] || {
		../tests/corpus terms $n | sort -u >"terms$n.txt"
		# shellcheck disable=SC2016
		printf 'topic: bench\nlists:\n  terms: {file: terms%s.txt}\nrules:\n  terms: {any: [$terms]}\n' $n >"terms$n.yaml"
	}
done

cat >measure.pl <<'P'
use strict; use Time::HiRes 'time';
# NAME TAB FILE TAB COMMAND lines on stdin; every command once a round, the slow ones (jq) once in all
my ($runs) = @ARGV;
my (@jobs, %seen);
while (<STDIN>) { chomp; my ($name, $file, $command, $once) = split /\t/; push @jobs, [$name, $file, $command, $once] }
for my $round (0 .. $runs) {
	for my $job (@jobs) {
		next if $job->[3] && $round != 1;
		my $start = time;
		system("$job->[2] <$job->[1] >/dev/null") == 0 or die "bench: $job->[2] failed\n";
		push @{$seen{$job->[0]}}, time - $start if $round > 0;
	}
}
sub rate { my ($job) = @_; my @t = sort { $a <=> $b } @{$seen{$job->[0]}};
	return ((-s $job->[1]) / $t[@t / 2] / 1e6, (-s $job->[1]) / $t[-1] / 1e6, (-s $job->[1]) / $t[0] / 1e6) }
my ($wc) = rate($jobs[0]); my ($jq) = rate($jobs[1]);
printf "%-34s %9s %15s %8s %8s\n", "", "MB/s", "(min-max)", "of wc", "x jq";
for my $job (@jobs) {
	my ($median, $low, $high) = rate($job);
	printf "%-34s %9.1f %15s %8.3f %8.1f\n", $job->[0], $median, sprintf("(%.0f-%.0f)", $low, $high), $median / $wc, $median / $jq;
}
P
echo "corpus: $(wc -c <corpus.jsonl) bytes, $(wc -l <corpus.jsonl) records, sha256 $(sha256sum corpus.jsonl | cut -c1-16)"
{
	printf 'wc -l\tcorpus.jsonl\twc -l\n'
	printf 'jq -c .\tcorpus.jsonl\tjq -c .\tonce\n'
	printf 'tag --no-rules (the frame)\tcorpus.jsonl\ttag --no-rules\n'
	printf 'emit -f jsonl\tcorpus.jsonl\temit -f jsonl\n'
	printf 'tag, shipped rules\tcorpus.jsonl\ttag -r ../../rules\n'
	printf 'tag -e, shipped rules\tcorpus.jsonl\ttag -e -r ../../rules\n'
	for n in 200 2000 20000 100000; do
		printf 'tag, %s terms\tcorpus.jsonl\ttag -r terms%s.yaml\n' $n $n
	done
	printf 'tag -j 2, shipped rules\tcorpus.jsonl\ttag -j 2 -r ../../rules\n'
	for n in 2000 20000; do
		printf 'tag -j 2, %s terms\tcorpus.jsonl\ttag -j 2 -r terms%s.yaml\n' $n $n
	done
	printf 'dedupe\tcorpus.jsonl\tdedupe\n'
	printf 'dedupe --exact\tcorpus.jsonl\tdedupe --exact\n'
	printf 'dedupe --keys\tcorpus.jsonl\tdedupe --keys\n'
	printf 'dedupe --keys -j 2\tcorpus.jsonl\tdedupe --keys -j 2\n'
	printf 'dedupe --state\tcorpus.jsonl\trm -f s.db*; dedupe --state s.db\n'
	printf 'emit -f csv\tcorpus.jsonl\temit -f csv\n'
	printf 'emit -f text\tcorpus.jsonl\temit -f text\n'
	printf 'emit -f html\tcorpus.jsonl\temit -f html\n'
	printf 'ingest -f jsonl\tcorpus.jsonl\tingest -f jsonl\n'
	printf 'ingest, Telegram export\tcorpus.json\tingest\n'
	printf 'ingest, a channel of Telegram\tchannel.json\tingest\n'
	printf 'ingest, RSS\tcorpus.xml\tingest\n'
} | perl measure.pl "$runs"
echo
"$root/tests/bench/peers.sh" "$root/tests/bench"
echo
"$root/tests/bench/near.sh" "$root/tests/bench"
