#!/bin/sh
# The frame that the four programs share, where citizenship.t does not look: how words of the
# command line are read, what is kept of refused input, files one after the other, signals.
# shellcheck disable=SC2034,SC2086,SC2094
. tests/lib.sh

a='{"id":"a","title":"One"}'
b='{"id":"b","title":"Two"}'
printf '%s\n' "$a" >a.jsonl
printf '%s\n' "$b" >b.jsonl
cat a.jsonl b.jsonl >ab.jsonl
printf 'topic: test\nrules:\n  x:\n    any: [x]\n' >rules.yaml
awk 'BEGIN { for (i = 1; i <= 40000; i++) printf "{\"id\":\"%d\",\"content_text\":\"Some words to fill the line.\"}\n", i }' >many.jsonl

# --- the command line
run tag a.jsonl --no-rules b.jsonl
same out ab.jsonl "options may follow operands"
run tag --no-rules -- a.jsonl b.jsonl
same out ab.jsonl "-- ends the options"
cp a.jsonl ./-x
run tag --no-rules -- -x
same out a.jsonl "what follows -- is a file, whatever it begins with"
run tag a.jsonl --rejcts x b.jsonl
status 2 "an unknown option between operands is misuse"
has err "unknown option '--rejcts'; did you mean '--rejects'" "and is the one that is named"
run tag --rejcts=x a.jsonl
has err "unknown option '--rejcts=x'; did you mean '--rejects'" "an unknown option with a value is named"
printf 'oops\n' | tag --no-rules --rejects=r1 >out 2>err
echo oops >want
same r1 want "--option=value"
printf 'oops\n' | tag --no-r --rej r2 >out 2>err
same r2 want "options may be abbreviated"
printf 'oops\n' | tag --no-rules -qv >out 2>err
is "$(grep -c read err)" 1 "short options may stand together"
run tag --no-rules -qvZ a.jsonl
status 2 "an unknown letter among others is misuse"
has err "unknown option '-Z'" "and is named"
run tag --no-rules=1 a.jsonl
status 2 "a value for an option without one is misuse"
has err "'--no-rules' takes no argument" "and is said so"
run tag --no-rules --rejects= a.jsonl
status 2 "an empty value is no file"
run tag --no-rules --max-record= a.jsonl
status 2 "an empty value is no number"
run tag --no-rules --stats=yaml a.jsonl
status 2 "an unknown form is misuse"
run tag --no-rules --max-record 99999999999999999999 a.jsonl
status 2 "a number beyond 64 bits is misuse"
run tag --no-rules --max-record 17179869185G a.jsonl
status 2 "a number beyond 64 bits with its suffix is misuse"
run tag --no-rules "" a.jsonl
status 1 "an empty operand is a file that is not there"
has err "^tag: '': No such file" "and can be seen in the message"
same out a.jsonl "and the next file is read"
for stats in --stats --stats= --stats=text -v; do
	run tag --no-rules $stats a.jsonl
	has err "^tag: 1 read, 1 written, .*0 rejected; 25 bytes in, 25 out, " "$stats is text"
done
perl -e 'pipe(R, W); close R; open(STDOUT, ">&W"); $SIG{PIPE} = "IGNORE"; exec "tag", "--help"' 2>err
is $? 141 "--help into a closed pipe ends as by SIGPIPE"
empty err "and silently"
tag --help 2>err >/dev/full
has err "^tag: <stdout>: No space left on device" "--help on a full disk names the reason"
tag --completion bash 2>err >/dev/full
has err "^tag: <stdout>: No space left on device" "--completion on a full disk names the reason"

# --- what was refused stays as it was
printf 'one\r\n\n{"id":\001}\t \r\n%s\n \xff\0x\nlast' "$a" >in
printf 'one\r\n{"id":\001}\t \r\n \xff\0x\nlast\n' >want
for program in "tag --no-rules" dedupe emit "ingest -f jsonl"; do
	rm -f rejects
	$program --rejects rejects in >out 2>err
	same rejects want "${program%% *}: rejects keep CR, blanks, NUL and bad bytes, and end the last line"
done
for program in "tag --no-rules" dedupe emit; do
	$program --rejects rejects --stats=json in in - in <in 2>err >out
	tail -n 1 err | jq -c '[.records_read_total, .records_written_total + ([.records_dropped_total[]] | add // 0), .records_rejected_total, .bytes_read_total]' >got
	is "$(cat got)" "[20,4,16,$((4 * $(wc -c <in)))]" "${program%% *}: the ledger adds up over four files"
	run $program --rejects /dev/full in
	status 3 "${program%% *}: rejects that cannot be written end it"
	has err "^${program%% *}: /dev/full: No space left" "${program%% *}: and are named"
done

# --- several inputs
run tag --no-rules a.jsonl - b.jsonl - <ab.jsonl
cat a.jsonl ab.jsonl b.jsonl >want
same out want "- in the middle, and once more when it has ended"
status 0 "which is no failure"
printf '%s' "$a" >unended
run tag --no-rules unended many.jsonl unended
{ cat a.jsonl many.jsonl a.jsonl; } >want
same out want "a file without a last newline does not run into the next"
run tag --no-rules / a.jsonl
status 1 "a directory is a file not read"
has err "^tag: /: Is a directory; not read" "and named"
if [ -f "$bin/tests/faults.so" ]; then
	{ echo "$a"; perl -e 'print "{\"id\":\"", "x" x 3000000, "\"}\n"'; echo "$b"; } >long.jsonl
	LD_PRELOAD=$bin/tests/faults.so FAULT=read:5:EIO tag --no-rules --max-record 100000 <long.jsonl >out 2>err
	is $? 3 "a failed read in a line over the limit ends the input"
	same out a.jsonl "and nothing behind it is taken for a line"
	is "$(grep -c 'over\|longer' err)" 1 "and the long line is refused once"
fi

# --- signals
# started COMMAND ...: with a pipe as stdin that stays open as 9; its pid in $pid
started() {
	rm -f pipe out err
	mkfifo pipe
	exec 9<>pipe
	"$@" <pipe >out 2>err 9>&- &
	pid=$!
	echo "$a" >&9
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ -s out ] && break
		sleep 0.1
	done
}
started tag -q --no-rules
kill -USR1 $pid
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ -s err ] && break
	sleep 0.1
done
has err "^tag: 1 read, 1 written" "SIGUSR1 is answered under -q"
kill -INT $pid 2>/dev/null
kill -TERM $pid 2>/dev/null
wait $pid 2>/dev/null
exec 9>&-
for program in "ingest -f jsonl" dedupe emit; do
	started $program
	kill -HUP $pid
	wait $pid 2>/dev/null
	is $? 129 "${program%% *}: SIGHUP ends it"
	is "$(wc -l <out | tr -d ' ')" 1 "${program%% *}: with what was read written"
	exec 9>&-
done
rm -f page.html
echo old >page.html
started emit -f html -o page.html
kill -HUP $pid
wait $pid 2>/dev/null
exec 9>&-
is "$(ls page.html*) $(cat page.html)" "page.html old" "emit -o: SIGHUP leaves the old file and nothing else"
# a reader that is stuck: the first SIGTERM waits for it, the second does not
# shellcheck disable=SC2016
until_stuck='
	sub waiting { my $n = pack("i", 0); ioctl(R, 0x541B, $n) or die; unpack("i", $n) } # FIONREAD
	for (my ($was, $i) = (0, 0); $i < 100; $i++) {
		select(undef, undef, undef, 0.1);
		my $now = waiting();
		last if $now > 0 && $now == $was;
		$was = $now;
	}'
perl -e '
	pipe(R, W); my $pid = fork;
	if (!$pid) { close R; open(STDOUT, ">&W"); exec "tag", "--no-rules", ("many.jsonl") x 4 }
	close W; '"$until_stuck"'
	kill TERM => $pid; select(undef, undef, undef, 0.2);
	my $first = waitpid($pid, 1);
	kill TERM => $pid; waitpid($pid, 0) ; printf "%d %d\n", $first, $? & 127' >out
is "$(cat out)" "0 15" "a second SIGTERM ends a program whose reader is stuck"
perl -e '
	pipe(R, W); my $pid = fork;
	if (!$pid) { close R; open(STDOUT, ">&W"); exec "tag", "--no-rules", ("many.jsonl") x 4 }
	close W; '"$until_stuck"' kill TERM => $pid;
	while (<R>) { $last = $_ } waitpid($pid, 0); print "$last", $? & 127, "\n"' >out
is "$(tail -n 1 out) $(head -n 1 out | tail -c 3)" '15 "}' "a reader that wakes up after SIGTERM gets whole lines"

# --- progress asks no pipe for its size
if [ ! "$sanitized" ] && script -qec "strace -o /dev/null true" /dev/null >/dev/null 2>&1; then
	mkfifo slow
	cat a.jsonl >slow &
	timeout 5 script -qec "strace -e trace=openat -o trace tag --no-rules --progress slow >progress.out" /dev/null >/dev/null </dev/null
	is "$(cat progress.out)" "$a" "--progress reads a named pipe"
	is "$(grep -c '"slow"' trace)" 1 "and opens it once"
	kill $! 2>/dev/null
else
	skip "--progress opens a named pipe once" "script or strace does not work here"
fi
# --- --strict stops behind a long line, not in it
perl -e 'print "{\"id\":\"", "x" x 3000000, "\"}\n"' >long.jsonl
cat long.jsonl a.jsonl >longer.jsonl
for program in "tag --no-rules" dedupe emit; do
	rm -f rejects
	# shellcheck disable=SC2086
	run $program --strict --max-record 1000 --rejects rejects longer.jsonl
	status 1 "${program%% *} --strict: a long line"
	same rejects long.jsonl "${program%% *} --strict: the rejects have all of it"
	empty out "${program%% *} --strict: nothing behind it is read"
done
finish
