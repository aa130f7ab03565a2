#!/bin/sh
# How every one of the four programs behaves as a citizen of a pipeline: one loop, all of them.
. tests/lib.sh

a='{"id":"a","title":"One","content_text":"The first post."}'
b='{"id":"b","title":"Two","content_text":"Another post, about nothing."}'
c='{"id":"c","title":"Three","content_text":"Third \u00e9\/ \ud83d\ude00 text","n":1e400}'
printf '%s\n' "$a" "$b" "$c" >three.jsonl
many=100000
[ "$sanitized" ] && many=10000
awk -v n=$many 'BEGIN { for (i = 1; i <= n; i++)
	printf "{\"id\":\"%d\",\"title\":\"Post %d\",\"content_text\":\"Words of post %d, and some more of them to fill the line.\"}\n", i, i, i }' >many.jsonl
cat >rules.yaml <<'Y'
topic: test
rules:
  attack:
    label: Attack
    any: [attack*]
Y
faults=$bin/tests/faults.so

# P ARGS: the program under test with the arguments that make it read JSON lines
P() {
	case $program in
	ingest) ingest -f jsonl "$@" ;;
	tag) tag -r "$work/rules.yaml" "$@" ;;
	*) "$program" "$@" ;;
	esac
}
# what exec and env need: the same as words
words() {
	case $program in
	ingest) echo "ingest -f jsonl" ;;
	tag) echo "tag -r $work/rules.yaml" ;;
	*) echo "$program" ;;
	esac
}

# shellcheck disable=SC2043
for program in ${ONLY:-ingest tag dedupe emit}; do
	run "$program" --help
	status 0 "$program --help: status 0"
	has out "^Usage: $program " "$program --help: on stdout"
	empty err "$program --help: nothing on stderr"
	cp out long.help
	run "$program" -h
	same out long.help "$program -h is the same"
	run "$program" --version
	has out "^$program (watchline) [0-9]" "$program --version names itself"
	run "$program" --rejcts x
	status 2 "$program: an unknown option is misuse"
	has err "did you mean '--rejects'" "$program: the nearest option is named"
	empty out "$program: misuse prints nothing on stdout"
	run "$program" --max-record x
	status 2 "$program: a bad number is misuse"
	run "$program" --rejects
	status 2 "$program: a missing argument is misuse"
	run "$program" --st
	status 2 "$program: an ambiguous option is misuse"
	has err "could be" "$program: an ambiguous option names what it could be"
	"$program" --help >/dev/full 2>err
	is $? 3 "$program --help >/dev/full: status 3"

	run P </dev/null
	status 0 "$program: empty input"
	empty out "$program: empty input gives no output"
	empty err "$program: empty input gives no message"

	P <three.jsonl >want 2>err
	is $? 0 "$program: three records"
	is "$(wc -l <want | tr -d ' ')" 3 "$program: three records come out"
	empty err "$program: silent when all is well"
	P - <three.jsonl >out
	same out want "$program: - is stdin"
	# ingest notes the file and the offset in each record
	drop='del(._source.file, ._source.offset, ._source.length, ._source.line)'
	jq -c "$drop" want >want.plain
	plain() { jq -c "$drop" out >out.plain 2>/dev/null; }
	P three.jsonl >out
	plain
	same out.plain want.plain "$program: a file named"
	printf '%s\n%s\n%s' "$a" "$b" "$c" | P >out
	plain
	same out.plain want.plain "$program: no newline at the end"
	sed 's/$/\r/' three.jsonl | P >out
	plain
	same out.plain want.plain "$program: CRLF"
	{ printf '\357\273\277'; cat three.jsonl; } | P >out
	plain
	same out.plain want.plain "$program: BOM"
	sed G three.jsonl | P >out
	plain
	same out.plain want.plain "$program: blank lines"
	P three.jsonl >one; P <three.jsonl >two
	for l in C tr_TR.UTF-8 de_DE.UTF-8; do
		LC_ALL=$l P <three.jsonl >out
		same out two "$program: the same bytes under LC_ALL=$l"
	done

	run P missing.jsonl three.jsonl
	status 1 "$program: a missing file"
	has err "^$program: missing.jsonl: No such file" "$program: a missing file is named"
	plain
	same out.plain want.plain "$program: the next file is read"
	mkdir -p directory
	run P directory three.jsonl
	status "$(if [ "$program" = ingest ]; then echo 0; else echo 1; fi)" "$program: a directory among the files"
	plain
	same out.plain want.plain "$program: the file after the directory is read"
	run P --tolerate missing.jsonl three.jsonl
	status 0 "$program: --tolerate"

	# 1, 2: a full disk
	P <three.jsonl >/dev/full 2>err
	is $? 3 "$program >/dev/full: status 3"
	has err "^$program: <stdout>: No space left on device" "$program >/dev/full: named"
	is "$(wc -l <err | tr -d ' ')" 1 "$program >/dev/full: one message"
	P <many.jsonl >/dev/full 2>err
	is $? 3 "$program >/dev/full with much input: status 3"
	# 3, 4: a reader that leaves
	{ P <many.jsonl 2>err; echo $? >status; } | head -n 1 >out
	is "$(cat status)" 141 "$program | head -1: ends as by SIGPIPE"
	empty err "$program | head -1: silent"
	{ (trap '' PIPE; P <many.jsonl 2>err; echo $? >status); } | head -n 1 >out
	is "$(cat status)" 141 "$program | head -1 with SIGPIPE ignored: the same"
	empty err "$program | head -1 with SIGPIPE ignored: silent"
	# 5: descriptors closed, a directory as stdin
	P <three.jsonl 2>err >&-
	is $? 3 "$program >&-: status 3"
	has err "<stdout>: " "$program >&-: named"
	P 2>err >out <&-
	is $? 3 "$program <&-: status 3"
	P <three.jsonl >out 2>&-
	same out two "$program 2>&-: the output is whole"
	P 2>err >out </
	is $? 3 "$program </: status 3"
	has err "<stdin>: Is a directory" "$program </: named"
	if [ -f "$faults" ]; then
		# 6, 7, 8
		LD_PRELOAD=$faults FAULT=write:3:ENOSPC P <many.jsonl >out 2>err
		is $? 3 "$program: one failed write ends it"
		P <many.jsonl >whole
		cmp -s -n "$(wc -c <out)" out whole
		result $? "$program: what came before a failed write has no hole"
		LD_PRELOAD=$faults FAULT=read:12:EIO P <many.jsonl >out 2>err
		is $? 3 "$program: a failed read"
		has err "reading failed: Input/output error" "$program: a failed read is named"
		cmp -s -n "$(wc -c <out)" out whole && [ -s out ]
		result $? "$program: what was read before is out"
		is "$(tail -c 1 out | od -An -c | tr -d ' ')" '\n' "$program: and whole"
		LD_PRELOAD=$faults FAULT=read:2+2:EINTR P <many.jsonl >out 2>err
		same out whole "$program: interrupted reads lose nothing"
		LD_PRELOAD=$faults FAULT=write:2+2:EINTR P <many.jsonl >out 2>err
		same out whole "$program: interrupted writes lose nothing"
		LD_PRELOAD=$faults FAULT=write:2+2:EAGAIN P <many.jsonl >out 2>err
		same out whole "$program: writes put off lose nothing"
	fi
	# 9: a pipe that does not block
	# shellcheck disable=SC2046
	perl -MFcntl -e 'fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK); exec @ARGV' $(words) <many.jsonl 2>err |
		perl -e 'while (sysread(STDIN, $x, 65536)) { print $x; select(undef, undef, undef, 0.001) }' >out
	P <many.jsonl >whole
	same out whole "$program: stdout that does not block loses nothing"
	# 10: latency
	(echo "$a"; sleep 1; echo "$b") | P | perl -MTime::HiRes=time -e '
		$| = 1; $start = time; <STDIN>; printf "%d\n", 1000 * (time - $start)' >out
	[ "$(cat out)" -lt 700 ]
	result $? "$program: a record comes out while the input pauses"
	# 11: SIGTERM
	rm -f out
	mkfifo pipe
	# shellcheck disable=SC2046
	exec 9<>pipe
	# shellcheck disable=SC2046
	env $(words) <pipe >out 2>err &
	pid=$!
	echo "$a" >&9
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ -s out ] && break
		sleep 0.1
	done
	kill -TERM $pid
	wait $pid
	is $? 143 "$program: SIGTERM ends it with 143"
	exec 9>&-
	rm pipe
	is "$(wc -l <out | tr -d ' ')" 1 "$program: what was read before SIGTERM is out"
	empty err "$program: SIGTERM is silent"
	# 12: SIGTERM while busy
	torn=0
	for i in 1 2 3 4 5 6 7 8; do
		# shellcheck disable=SC2046
		cat many.jsonl many.jsonl many.jsonl | env $(words) >out 2>/dev/null &
		pid=$!
		sleep 0.0$i
		kill -TERM $pid 2>/dev/null
		wait $pid 2>/dev/null
		[ -s out ] && [ "$(tail -c 1 out | od -An -c | tr -d ' ')" != '\n' ] && torn=1
	done
	is $torn 0 "$program: SIGTERM while busy leaves no torn line"
	# 13: a bad line
	printf '%s\n%s\n%s\n' "$a" '{"id": oops}' "$b" >bad.jsonl
	rm -f rejects
	run P --rejects rejects --stats=json <bad.jsonl
	status 1 "$program: a bad line is status 1"
	is "$(wc -l <out | tr -d ' ')" 2 "$program: a bad line costs one line"
	has err "^$program: <stdin>:2:8: " "$program: a bad line is named by its place"
	echo '{"id": oops}' >want.rejects
	same rejects want.rejects "$program: a bad line is kept byte for byte"
	tail -n 1 err | jq -e '.records_read_total == 3 and .records_written_total == 2 and
		.records_rejected_total == 1' >/dev/null
	result $? "$program: the ledger adds up"
	run P --strict bad.jsonl
	status 1 "$program --strict: status 1"
	is "$(wc -l <out | tr -d ' ')" 1 "$program --strict: stops there"
	run P -q <bad.jsonl
	empty err "$program -q: says nothing"
	rm -f ledger
	P --stats-to ledger <three.jsonl >out
	jq -e '.records_read_total == 3 and .program == "'"$program"'"' ledger >out
	result $? "$program --stats-to"
	# other bad input, each between two good lines
	while read -r name text; do
		# shellcheck disable=SC2059
		{ echo "$a"; printf "$text\n"; echo "$b"; } >bad.jsonl
		run P <bad.jsonl
		status 1 "$program: $name is refused"
		is "$(wc -l <out | tr -d ' ')" 2 "$program: $name costs one line"
	done <<'BAD'
a_cut_line {"id":"x
a_NUL {"id":"x\0"}
invalid_UTF-8 {"id":"\377"}
a_lone_surrogate {"id":"\\ud800"}
duplicate_keys {"id":"x","id":"y"}
an_array [{"id":"x"}]
a_number 7
NaN {"id":"x","n":NaN}
two_objects {"id":"x"}{"id":"y"}
a_control_character {"id":"\001"}
text_after_it {"id":"x"},
BAD
	perl -e 'print "{\"id\":\"x\",\"n\":", "[" x 100000, "\n"' >deep.jsonl
	cat deep.jsonl three.jsonl | P >out 2>err
	is $? 1 "$program: 100,000 brackets are refused"
	is "$(wc -l <out | tr -d ' ')" 3 "$program: 100,000 brackets cost one line"
	perl -e 'print "{\"id\":\"x\",\"title\":\"t\",\"n\":[", "\"\"," x 100000, "1]}\n"' >wide.jsonl
	P <wide.jsonl >out 2>err
	is $? 0 "$program: a wide array passes"
	# 17: a line over the limit
	{ echo "$a"; perl -e 'print "{\"id\":\"", "x" x 100000000, "\"}\n"'; echo "$b"; } >long.jsonl
	rm -f rejects
	(
		# shellcheck disable=SC3045
		[ "$sanitized" ] || ulimit -v 200000
		P --rejects rejects <long.jsonl >out 2>err
	)
	is $? 1 "$program: a line of 100 MB is refused in little memory"
	is "$(wc -l <out | tr -d ' ')" 2 "$program: and its neighbours pass"
	has err ":2:16777217: .*longer than --max-record" "$program: and it is named"
	sed -n 2p long.jsonl | cmp -s - rejects
	result $? "$program: and the rejects have all of it"
	rm -f long.jsonl rejects
	printf '%s\n' "$a" | P --max-record 20 >out 2>err
	is $? 1 "$program --max-record"
	# SIGUSR1
	rm -f out
	mkfifo pipe
	exec 9<>pipe
	# shellcheck disable=SC2046
	env $(words) <pipe >out 2>err &
	pid=$!
	echo "$a" >&9
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ -s out ] && break
		sleep 0.1
	done
	kill -USR1 $pid
	for i in 1 2 3 4 5 6 7 8 9 10; do
		[ -s err ] && break
		sleep 0.1
	done
	has err "^$program: 1 read, 1 written" "$program: SIGUSR1 tells the counts"
	kill -TERM $pid
	wait $pid
	exec 9>&-
	rm pipe
	# what a record is stays: numbers, escapes, order, unknown members
	[ "$program" = ingest ] || same two three.jsonl "$program: a record left alone keeps its bytes"
	# many programs, one file
	P <many.jsonl >whole
	if [ "$program" != ingest ]; then
		: >log
		for i in 1 2 3 4; do
			P <many.jsonl >>log &
		done
		wait
		is "$(jq -c . <log 2>/dev/null | wc -l | tr -d ' ')" $((4 * many)) "$program: four at once leave no torn line in a log"
	fi
done
finish
