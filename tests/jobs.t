#!/bin/sh
# tag -j N: all that one thread gives, in its order: output, rejects, messages, ledger, status. And
# what a pipeline expects holds for threads as well.
# To look for races: make check-threads, which runs this file with BUILD=build/thread.
# shellcheck disable=SC2034,SC2086,SC2094
. tests/lib.sh

TSAN_OPTIONS=exitcode=99:halt_on_error=1
export TSAN_OPTIONS
case $bin in */thread*) sanitized=1 ;; esac
a='{"id":"a","title":"A needle"}'
b='{"id":"b","title":"Two"}'
cat >rules.yaml <<'Y'
topic: test
rules:
  found: {any: [needle, straw*]}
  gives-up: {any: ['/(x+)+$/']}
  name: {any: ['~Qassem Soleimani', '~~Hassan Nasrallah'], implies: [test/person]}
  near: {near: {words: 3, of: [[hay], [stack*]]}, none: [nothing]}
  score: {score: {threshold: 5, terms: {hay: 1, straw*: 2, stack: -1}}}
  both: {all: [[{tag: test/near}], [needle]]}
Y

# Records of all lengths, some refused, some complained of, blank lines, CRLF, blanks, a BOM, bytes that
# are no UTF-8, lines over the limit of the tests and over a block, no last newline.
cat >make.pl <<'P'
use strict;
my ($n, $seed, $bad) = @ARGV;
srand($seed);
binmode STDOUT;
my @words = ("hay", "needle", "Straws", "stack", "\xd9\x86\xd8\xb5", "caf\xc3\xa9", "\\u00e9", "a", "of",
	"Qasem Suleimani", "\xd0\xa5\xd0\xb0\xd1\x81\xd0\xb0\xd0\xbd \xd0\x9d\xd0\xb0\xd1\x81\xd1\x80\xd0\xb0\xd0\xbb\xd0\xbb\xd0\xb0");
sub text { join(" ", map { $words[rand @words] } 1 .. $_[0]) }
my $length = 0;
print "\xef\xbb\xbf" if $seed % 2;
for my $i (1 .. $n) {
	my $kind = int rand 1000;
	my $line = qq({"id":"$i","title":") . text(1 + rand 8) . qq(","content_text":") . text(rand 60) . qq("});
	if ($bad) {
		$line = "oops $i" if $kind < 20;
		$line = "" if $kind >= 20 && $kind < 40;
		$line = " \t" if $kind >= 40 && $kind < 50;
		$line = qq({"id":"$i","title":"\xff"}) if $kind >= 50 && $kind < 55;
		$line = qq({"id":"$i","tags":7,"title":"needle"}) if $kind >= 55 && $kind < 60;
		$line = " $line " if $kind >= 60 && $kind < 70;
		$line = qq({"id":"$i","title":"") . text(4000) . qq("}) if $kind >= 70 && $kind < 72;
		$line = qq({"id":"$i","title":") . text(4000) . qq("}) if $kind >= 72 && $kind < 75;
		$line = qq({"id":"$i","title":") . "x" x 40 . qq(!"}) if $kind >= 75 && $kind < 77;
		$line = substr($line, 0, rand length $line) if $kind >= 80 && $kind < 85;
		$line = qq({"id":"$i","title":") . text(120000) . qq("}) if $bad > 1 && $i % 2000 == 1000;
	}
	$line .= "\r" if $kind % 7 == 0;
	print $line, $i < $n || $seed % 3 ? "\n" : "";
}
P

# gives NAME COMMAND ...: what the command gives, as files NAME.out, .err, .rejects, .status, .ledger
gives() {
	name=$1
	shift
	rm -f "$name".*
	"$@" --rejects "$name.rejects" --stats-to "$name.ledger" >"$name.out" 2>"$name.err"
	echo $? >"$name.status"
	touch "$name.rejects"
	sed 's/,"seconds":[0-9.e-]*//' "$name.ledger" >"$name.counts" 2>/dev/null
}

# identical NAME: whether `got` is what `want` is
identical() {
	wrong=
	for part in out err rejects counts status; do
		cmp -s got.$part want.$part || wrong="$wrong $part"
	done
	is "$wrong" "" "$1"
	[ ! "$wrong" ] || note got.err
}

# --- the same, whatever comes, from wherever
n=8000
counts="2 3 8"
[ "$sanitized" ] && n=1500 counts=3
perl make.pl $n 1 1 >one.jsonl
perl make.pl $n 2 2 >two.jsonl
perl make.pl $((n / 10)) 3 0 >three.jsonl
perl make.pl 1 1 0 >tiny.jsonl
: >nothing.jsonl
printf '\357\273\277' >bom.jsonl
gives want tag -e --verify -r rules.yaml one.jsonl
has want.err "one.jsonl:[0-9]*:1: gave up" "the input has records to be complained of"
is "$(cat want.status)" 1 "the input has records to be refused"
has want.err '<stdin>\|one.jsonl:[0-9]*:' "and they are told"
result "$([ "$(wc -c <want.out)" -gt 300000 ]; echo $?)" "and there are blocks of it"
for file in one two three tiny nothing bom; do
	for options in "" "-e --max-record 3000" "--only --max-record 200000" "--strict" "--strict --max-record 3000" "--no-rules"; do
		rules="-r rules.yaml"
		[ "$options" = --no-rules ] && rules=
		gives want tag $rules $options $file.jsonl
		for jobs in $counts; do
			gives got tag $rules $options -j $jobs $file.jsonl
			identical "-j $jobs $options $file.jsonl: as one thread"
		done
	done
done
for options in "" --strict; do
	set -- -r rules.yaml $options three.jsonl missing one.jsonl tiny.jsonl / nothing.jsonl - bom.jsonl alsomissing two.jsonl
	gives want tag "$@" <one.jsonl
	for jobs in $counts; do
		gives got tag -j $jobs "$@" <one.jsonl
		identical "-j $jobs $options: several files, some not there, one a directory, one stdin"
	done
done
for piece in 1 100 5000 300000; do
	file=two
	[ $piece = 1 ] && file=tiny
	gives want tag -r rules.yaml --max-record 5000 <$file.jsonl
	for jobs in $counts; do
		perl -e 'my $n = shift; while (sysread(STDIN, $x, $n)) { syswrite(STDOUT, $x) }' $piece <$file.jsonl |
			gives got tag -r rules.yaml --max-record 5000 -j $jobs
		identical "-j $jobs: a pipe written in pieces of $piece bytes"
	done
done
for i in 1 2 3 4 5; do
	echo oops | cat tiny.jsonl - three.jsonl >early.jsonl
	gives want tag -r rules.yaml --strict early.jsonl missing
	gives got tag -r rules.yaml --strict -j 3 early.jsonl missing
	cmp -s got.err want.err || break
done
identical "--strict does not tell of a file that would have come later"
# --- every place for the line that --strict stops at; the limit to the byte
perl make.pl 3000 5 0 >good.jsonl
wrong=
for line in 1 2 17 400 1499 2999 3000; do
	sed "${line}s/.*/oops/" good.jsonl >bad.jsonl
	gives want tag -r rules.yaml --strict bad.jsonl good.jsonl
	gives got tag -r rules.yaml --strict -j 3 bad.jsonl good.jsonl
	for part in out err rejects counts status; do
		cmp -s got.$part want.$part || wrong="$wrong $line:$part"
	done
done
is "$wrong" "" "--strict stops at the same place"
wrong=
for limit in 24 25 26 27 28 29 30 31 32 33 34; do
	for lead in '' '\357\273\277'; do
		# shellcheck disable=SC2059
		{ printf "$lead"; printf '%s\r\n%s\n%s' "$a" "$b" "$a"; } >limit.jsonl
		gives want tag -r rules.yaml --max-record $limit limit.jsonl
		gives got tag -r rules.yaml --max-record $limit -j 2 limit.jsonl
		for part in out err rejects counts status; do
			cmp -s got.$part want.$part || wrong="$wrong $limit:$part"
		done
	done
done
is "$wrong" "" "--max-record is the same to the byte, with a BOM or without"

# --- much of it
awk 'BEGIN { for (i = 0; i < 400000; i++) print "x" }' >refused.jsonl
gives want tag -r rules.yaml refused.jsonl
gives got tag -r rules.yaml -j 3 refused.jsonl
identical "400,000 lines refused"
perl -e 'print "{\"title\":\"", "needle " x 3000, "\"}\n" for 1 .. 100' >matches.jsonl
gives want tag -e --verify -r rules.yaml matches.jsonl
gives got tag -e --verify -r rules.yaml -j 3 matches.jsonl
identical "output much larger than the input"
{ echo "$a"; perl -e 'print "{\"id\":\"", "x" x 100000000, "\"}\n"'; echo "$b"; } >long.jsonl
rm -f rejects
(
	# shellcheck disable=SC3045
	[ "$sanitized" ] || ulimit -v 400000
	tag -r rules.yaml -j 2 --rejects rejects long.jsonl >out 2>err
)
is "$? $(wc -l <out)" "1 2" "a line of 100 MB is refused in little memory, its neighbours pass"
has err ":2:16777217: .*longer than --max-record" "and it is named"
sed -n 2p long.jsonl | cmp -s - rejects
result $? "and the rejects have all of it"
rm -f long.jsonl rejects
# --- the command line
run tag -j 65 -r rules.yaml
status 2 "-j 65 is too many"
has err "^tag: --jobs: must be between 0 and 64" "and is told"
run tag -j x -r rules.yaml
status 2 "-j x is no number"
run tag --list -j 2 -r rules.yaml
status 2 "-j is about tagging"
run tag -j 0 -r rules.yaml one.jsonl
cp out got.out
tag -r rules.yaml one.jsonl >want.out 2>err
same got.out want.out "-j 0 is as many threads as there are processors"
if command -v strace >/dev/null && [ ! "$sanitized" ]; then
	strace -f -e trace=clone,clone3 -o trace tag -r rules.yaml -j 1 one.jsonl >out 2>err
	is "$(grep -c clone trace)" 0 "-j 1 makes no thread"
	strace -f -e trace=clone,clone3 -o trace tag -r rules.yaml -j 3 one.jsonl >out 2>err
	is "$(grep -c 'clone3\{0,1\}(' trace)" 3 "-j 3 makes three"
	strace -f -e inject=clone,clone3:error=EAGAIN -o trace tag -r rules.yaml -j 3 one.jsonl >out 2>err
	same out want.out "where no thread can be had the work is done in one"
	strace -f -e inject=clone3:error=EAGAIN:when=2 -o trace tag -r rules.yaml -j 3 one.jsonl >out 2>err
	same out want.out "or in those that can"
else
	skip "threads are made only if asked for" "strace does not work here"
fi

# --- outputs that fail
perl make.pl "$([ "$sanitized" ] && echo 6000 || echo 20000)" 4 0 >many.jsonl
tag -r rules.yaml many.jsonl >whole
tag -j 3 -r rules.yaml many.jsonl 2>err >/dev/full
is "$? $(cat err)" "3 tag: <stdout>: No space left on device" "a full disk: status 3, one message"
tag -j 3 -r rules.yaml 2>err <many.jsonl >&-
is $? 3 "stdout closed: status 3"
tag -j 3 -r rules.yaml --rejects /dev/full one.jsonl >out 2>err
is $? 3 "rejects that cannot be written: status 3"
{ tag -j 3 -r rules.yaml many.jsonl 2>err; echo $? >status; } | head -n 1 >out
is "$(cat status) $(cat err)" "141 " "a reader that leaves: as by SIGPIPE, silent"
perl -MFcntl -e 'fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK); exec @ARGV' tag -j 3 -r rules.yaml many.jsonl |
	perl -e 'while (sysread(STDIN, $x, 65536)) { print $x; select(undef, undef, undef, 0.001) }' >out
same out whole "stdout that does not block loses nothing"
faults=$bin/tests/faults.so
if [ -f "$faults" ]; then
	LD_PRELOAD=$faults FAULT=write:3:ENOSPC tag -j 3 -r rules.yaml many.jsonl >out 2>err
	is $? 3 "one failed write ends it"
	cmp -s -n "$(wc -c <out)" out whole
	result $? "what came before it has no hole"
	for fault in read:2+2:EINTR write:2+2:EINTR write:2+2:EAGAIN; do
		LD_PRELOAD=$faults FAULT=$fault tag -j 3 -r rules.yaml many.jsonl >out 2>err
		same out whole "$fault loses nothing"
	done
	LD_PRELOAD=$faults FAULT=read:12:EIO tag -j 3 -r rules.yaml <many.jsonl >out 2>err
	is "$? $(cat err)" "3 tag: <stdin>: reading failed: Input/output error" "a failed read"
	cmp -s -n "$(wc -c <out)" out whole && [ -s out ]
	result $? "what was read before is out"
	is "$(tail -c 1 out | od -An -c | tr -d ' ')" '\n' "and whole"
	sed 's/^.*"3000".*$/oops/' many.jsonl >bad.jsonl
	LD_PRELOAD=$faults FAULT=read:12:EIO tag -j 3 --strict -r rules.yaml <bad.jsonl >out 2>err
	is "$? $(wc -l <err)" "1 1" "--strict does not tell of a failed read behind its end"
	# memory: in the main thread and in the others
	head -n 300 one.jsonl >few.jsonl
	tag -e -r rules.yaml few.jsonl >want 2>/dev/null
	LD_PRELOAD=$faults FAULT_COUNT=malloc:count tag -j 2 -e -r rules.yaml few.jsonl >/dev/null 2>&1
	total=$(cat count)
	wrong=
	for form in '' '!'; do
		n=1
		step=$((total / 150 + 1))
		while [ $n -le "$total" ]; do
			LD_PRELOAD=$faults FAULT=malloc:$n$form:ENOMEM timeout 20 tag -j 2 -e -r rules.yaml few.jsonl >got 2>err
			status=$?
			if [ $status = 3 ]; then
				[ "$(grep -c '^[a-z]*: out of memory$' err)" = 1 ] || wrong="$wrong $n$form(silent)"
				[ ! -s got ] || [ "$(tail -c 1 got | od -An -c | tr -d ' ')" = '\n' ] || wrong="$wrong $n$form(torn)"
			elif [ $status != 1 ] || ! cmp -s got want; then
				wrong="$wrong $n$form($status)"
			fi
			n=$((n + step))
		done
	done
	is "$wrong" "" "each of $total allocations failing is a clean end"
fi

if [ -f "$faults" ]; then
	# A thread that has no memory left, while the output is being written to a reader that waits.
	{ head -n 6000 many.jsonl; perl -e 'print "{\"id\":\"l\",\"title\":\"", "\\u0041 straw " x 60000, "\"}\n"'; cat many.jsonl; } >late.jsonl
	LD_PRELOAD=$faults FAULT_COUNT=malloc:count tag -j 2 -r rules.yaml late.jsonl >out 2>&1
	total=$(cat count)
	: >err
	for n in $((total - 8)) $((total - 6)) $((total - 4)) $((total - 2)) "$total"; do
		perl -e '
			pipe(R, W); my $pid = fork;
			if (!$pid) {
				close R; open(STDOUT, ">&W"); open(STDERR, ">>err");
				$ENV{LD_PRELOAD} = shift; $ENV{FAULT} = shift;
				exec "tag", "-j", "2", "-r", "rules.yaml", "late.jsonl";
			}
			close W; select(undef, undef, undef, 0.2); local $/; my $all = <R>; waitpid($pid, 0);
			printf "%d %d\n", $? >> 8, ord substr($all, -1)' "$faults" malloc:$n:ENOMEM
	done | sort -u >got
	is "$(grep -v '^0 10$' got)" "3 10" "a thread without memory cuts no line that is being written"
	has err "^tag: out of memory$" "and is heard"
fi

# --- time and signals
# started COMMAND ...: with a pipe as stdin that stays open as 9; its pid in $pid
started() {
	rm -f pipe out err
	mkfifo pipe
	exec 9<>pipe
	"$@" <pipe >out 2>err 9>&- &
	pid=$!
}
# await N: until out has N lines
await() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
		# shellcheck disable=SC2002 # it may not be there yet
		[ "$(cat out 2>/dev/null | wc -l)" -ge "$1" ] && return
		sleep 0.1
	done
}
# peak LIMIT LINES NAME COMMAND ...: whether its memory stays under LIMIT KB until it has written LINES to out
peak() {
	limit=$1
	lines=$2
	name=$3
	shift 3
	started "$@" -
	await "$lines"
	peak=$(awk '/VmHWM/ { print $2 }' /proc/$pid/status)
	result "$([ "$peak" -lt "$limit" ]; echo $?)" "$name"
	echo "# $peak KB"
	exec 9>&-
	wait $pid
}
if [ -r /proc/self/status ] && [ ! "$sanitized" ]; then
	perl -e 'my $x = "[]," x 5000000; print "{\"id\":\"$_\",\"n\":[${x}0]}\n" for 1 .. 12' >large.jsonl
	peak 100000 12 "12 lines of 15 MB are not all held at a time" tag -j 8 --no-rules large.jsonl
	same out large.jsonl "and pass"
	echo "$a" >>refused.jsonl
	peak 16000 1 "nor are 400,000 messages" tag -j 4 --no-rules refused.jsonl
	peak 64000 100 "nor is output that is much larger than the input" tag -e -j 4 -r rules.yaml matches.jsonl
	rm -f large.jsonl out
	started tag -j 3 --no-rules
	echo "$a" >&9
	await 1
	blocked=
	for task in "/proc/$pid/task/"*; do
		[ "${task##*/}" = $pid ] || blocked="$blocked $(($(awk '/SigBlk/ { print "0x" $2 }' "$task/status") >> 14 & 1))"
	done
	is "$blocked" " 1 1 1" "signals are the main thread's"
	exec 9>&-
	wait $pid
fi
perl -MIPC::Open2 -MTime::HiRes=time -e '
	my $pid = open2(my $out, my $in, "tag", "-j", "4", "-r", "rules.yaml");
	my @times;
	for my $i (1 .. 40) {
		select(undef, undef, undef, 0.01);
		my $start = time;
		syswrite($in, "{\"id\":\"$i\",\"title\":\"A needle\"}\n");
		my $line = <$out>;
		push @times, 1000 * (time - $start) if $line =~ /^\{"id":"$i".*found/;
	}
	close $in; waitpid($pid, 0);
	@times = sort { $a <=> $b } @times;
	printf "%d records, %d ms\n", scalar @times, $times[20]; printf STDERR "median %.2f ms, worst %.2f ms\n", $times[20], $times[-1]' >got 2>latency
is "$(sed 's/, .*//' got)" "40 records" "each record comes out before the next one is written"
result "$([ "$(sed 's/.*, \([0-9]*\) ms/\1/' got)" -le 20 ]; echo $?)" "and at once"
note latency
(printf '%s' "$a" | cut -c 1-9 | tr -d '\n'; sleep 0.2; printf '%s\n' "$a" | cut -c 10-; sleep 1) | tag -j 2 -r rules.yaml |
	perl -MTime::HiRes=time -e '$start = time; <STDIN>; printf "%d\n", 1000 * (time - $start)' >out
[ "$(cat out)" -lt 900 ]
result $? "a line that comes in two pieces is out when it is whole"
started tag -q -j 2 -r rules.yaml
echo "$a" >&9
await 1
kill -USR1 $pid
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -s err ] && break
	sleep 0.1
done
has err "^tag: 1 read, 1 written" "SIGUSR1 tells the counts"
printf '%s\n%s' "$b" "$a" >&9
await 2
kill -TERM $pid
wait $pid
is "$? $(wc -l <out)" "143 2" "SIGTERM ends it, with the whole lines that were read written"
exec 9>&-
torn=0
for i in 1 2 3 4 5 6 7 8; do
	cat many.jsonl many.jsonl many.jsonl | env tag -j 3 -r rules.yaml >out 2>/dev/null &
	pid=$!
	sleep 0.0$i
	kill -TERM $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ $? = 99 ] && torn=sanitizer
	[ -s out ] && [ "$(tail -c 1 out | od -An -c | tr -d ' ')" != '\n' ] && torn=torn
	cat whole whole whole | cmp -s -n "$(wc -c <out)" - out || torn=other
done
is $torn 0 "SIGTERM while busy leaves a beginning of the output, in whole lines"
cat many.jsonl many.jsonl many.jsonl | env tag -j 3 -r rules.yaml >out 2>err &
pid=$!
await 1
for i in 1 2 3 4 5 6 7 8; do
	sleep 0.01
	kill -HUP $pid 2>/dev/null
done
wait $pid
is $? 0 "SIGHUP again and again while busy"
cat whole whole whole | cmp -s - out
result $? "changes nothing if the rules are the same"
perl -e '
	pipe(R, W); my $pid = fork;
	if (!$pid) { close R; open(STDOUT, ">&W"); exec "tag", "-j", "3", "-r", "rules.yaml", ("many.jsonl") x 4 }
	close W; select(undef, undef, undef, 1);
	kill TERM => $pid; select(undef, undef, undef, 0.2);
	my $first = waitpid($pid, 1);
	kill TERM => $pid; waitpid($pid, 0) ; printf "%d %d\n", $first, $? & 127' >out
is "$(cat out)" "0 15" "a second SIGTERM ends it though its reader is stuck"

# --- SIGHUP: one set of rules for each record; the new one for all that is read later
printf 'topic: t\nrules:\n  old: {any: [needle]}\n' >live.yaml
rm -f got
mkfifo feed
exec 9<>feed
env tag -j 4 -r live.yaml <feed >out 2>err 9>&- &
pid=$!
exec 8>feed 9>&-
perl -e 'print "{\"id\":\"$_\",\"title\":\"needle\"}\n" for 1 .. 30000' >&8
await 1
printf 'topic: t\nrules:\n  new: {any: [needle]}\n' >live.yaml
kill -HUP $pid
perl -e 'print "{\"id\":\"$_\",\"title\":\"needle\"}\n" for 30001 .. 60000' >&8
await 60000
printf 'topic: t\nrules: oops\n' >live.yaml
kill -HUP $pid
echo '{"id":"60001","title":"needle"}' >&8
await 60001
printf 'topic: t\nrules:\n  newest: {any: [needle]}\n' >live.yaml
kill -HUP $pid
echo '{"id":"60002","title":"needle"}' >&8
await 60002
exec 8>&-
wait $pid
is $? 0 "SIGHUP in a stream: status 0"
jq -r '.id + " " + (.tags | join(","))' out >got
is "$(cut -d' ' -f1 got | awk '$1 != NR' | head -n 1)" "" "all records are there, in order"
is "$(cut -d' ' -f2 got | uniq | tr '\n' ' ')" "t/old t/new t/newest " "each by one set of rules, exchanged once each"
is "$(sed -n '60001p' got)" "60001 t/new" "wrong rules change nothing"
has err "going on with the old ones" "and are told"

# --- races
if [ "$(find "$bin/thread/tag" -newer "$bin/tag" 2>/dev/null)" ] && "$bin/thread/tag" --version >/dev/null 2>&1; then
	gives want tag -e --verify -r rules.yaml --max-record 100000 two.jsonl one.jsonl
	gives got "$bin/thread/tag" -j 4 -e -r rules.yaml --max-record 100000 two.jsonl one.jsonl
	identical "ThreadSanitizer has nothing to tell"
	gives want tag -e -r rules.yaml --strict three.jsonl one.jsonl
	gives got "$bin/thread/tag" -j 4 -e -r rules.yaml --strict three.jsonl one.jsonl
	identical "nor with --strict"
else
	skip "ThreadSanitizer" "make all SANITIZE=thread builds what this would run"
fi
finish
