#!/bin/sh
# dedupe as its user meets it: what passes, what a state remembers, and what happens when things go wrong.
. tests/lib.sh

# post ID URL TEXT: a record
post() {
	printf '{"id":"%s","url":"%s","content_text":"%s"}\n' "$1" "$2" "$3"
}
ids() {
	jq -r .id "$1" | tr '\n' ' ' | sed 's/ $//'
}

# What is a duplicate
{
	post 1 http://e.org/1 "Attack on base"
	post 1 http://e.org/2 "Other words here"
	post 3 https://E.org/1?utm_source=x "Again other words"
	post 4 http://e.org/4 "ATTACK — on base!"
	post 5 http://e.org/2 "The address of the second, which was a duplicate"
	post 6 http://e.org/6 "Something new"
	echo '{"n":1}'
	echo '{"n":1}'
} >in.jsonl
run dedupe in.jsonl
status 0 "duplicates are no error"
is "$(ids out)" "1 6 null null" "the first of each group passes, and what has no key"
sed -n '1p;6,$p' in.jsonl >want
same out want "byte for byte"
run dedupe --stats=json in.jsonl
is "$(jq -c '[.records_read_total,.records_written_total,.records_dropped_total]' err)" '[8,4,{"duplicate-id":1,"duplicate-url":2,"duplicate-text":1,"duplicate-near":0,"duplicate-other":0,"first":0}]' "the ledger says why"
run dedupe --mark in.jsonl
is "$(jq -c '._duplicate // empty | [.of,.kind,.seen]' out | tr '\n' ' ')" '["1","id",1] ["1","url",2] ["1","text",3] ["1","url",4] ' "--mark tells of what, why and how many before"
is "$(wc -l <out | tr -d ' ')" 8 "--mark passes all"
jq -c 'del(._duplicate)' out >unmarked
jq -c . in.jsonl >want
same unmarked want "--mark changes nothing else"
dedupe --mark out >again
is "$(jq -c '._duplicate // empty | [.of,.seen]' again | tr '\n' ' ')" '["1",1] ["1",2] ["1",3] ["1",4] ' "a mark that was there is replaced"
echo '{"id":"1","date_published":"2024-01-03T10:00:05+02:00"}' >dated.jsonl
is "$(cat dated.jsonl dated.jsonl | dedupe --mark | jq -r '._duplicate.first_seen // empty')" 2024-01-03T08:00:05Z "--mark says when the first was published"
is "$(dedupe --by id in.jsonl | ids -)" "1 3 4 5 6 null null" "--by id looks at nothing else"
is "$(dedupe --by n in.jsonl | wc -l | tr -d ' ')" 7 "--by compares any member"
is "$(dedupe --min-words 4 in.jsonl | ids -)" "1 4 6 null null" "--min-words spares short texts"
printf '%s\n' '{"title":"First report","content_text":"same words"}' '{"title":"Second report","content_text":"same words"}' \
	'{"title":"First report","content_text":"Same Words"}' '{"content_text":"same words"}' >titles.jsonl
is "$(dedupe titles.jsonl | wc -l | tr -d ' ')" 2 "the same body under another title is another post; without one it is not"
is "$(tac titles.jsonl | dedupe | wc -l | tr -d ' ')" 1 "and when it came first, it stands for both"

# Properties
perl -e 'printf qq({"id":"%d","url":"http://e.org/%d","content_text":"Post number %d, %s"}\n), $_, $_, $_, "in many words " x 150
	for 1 .. 2000' >corpus.jsonl
perl -ne 'print; print if $. % 3 == 0' corpus.jsonl | perl -e 'srand 1; @l = <>; print $l[rand @l] for 1 .. 6000' >mixed.jsonl
dedupe mixed.jsonl >once
dedupe once >twice
same twice once "dedupe | dedupe is dedupe"
sort once >a
sort -u mixed.jsonl >b
same a b "of many copies each goes once"
dedupe --max-entries 100 mixed.jsonl >few
[ "$(wc -l <few)" -gt "$(wc -l <once)" ]
result $? "--max-entries forgets"
dedupe --max-entries 1M mixed.jsonl | cmp -s - once
result $? "and not what there is room for"

# States
run dedupe --state s in.jsonl
is "$(ids out)" "1 6 null null" "with a state the first pass is the same"
run dedupe --state s in.jsonl
is "$(ids out)" "null null" "the second passes nothing that has a key"
dedupe --state t <mixed.jsonl | sort >a
same a b "a state in bulk"
half=$(($(wc -l <mixed.jsonl) / 2))
{
	head -n $half mixed.jsonl | dedupe --state u
	tail -n +$((half + 1)) mixed.jsonl | dedupe --state u
	dedupe --state u mixed.jsonl
} | sort >a
same a b "run by run it is the same"
run dedupe --state s --info
is "$(jq -c '[.format,.settings,.entries,.unfinished_bytes]' out)" '[3,"keys 2, --min-words 1, --by id,url,text,near",6,0]' "--info tells"
run dedupe --state s --dump
is "$(sed -n 2p out | jq -c '[.entry,.id,.seen,(.keys|keys)]')" '[0,"1",10,["body","id","url"]]' "--dump shows the entries"
is "$(head -n 1 out | jq -c '[.format,.settings]')" '[3,"keys 2, --min-words 1, --by id,url,text,near"]' "after a line about them"
is "$(jq -s length out)" 7 "all of them"
run dedupe --state s --by id in.jsonl
status 2 "other settings are refused"
has err "^dedupe: s: made with 'keys 2, --min-words 1, --by id,url,text,near', not 'keys 2, --min-words 1, --by id'; nothing was done$" "with the reason"
empty out "and nothing passes"

# refuses STATUS TEXT NAME: the state s is refused, and left as it is
refuses() {
	cp -p s before 2>/dev/null
	run dedupe --state s in.jsonl
	status "$1" "$3"
	has err "^dedupe: s: .*$2" "$3: the reason"
	is "$(wc -l <err | tr -d ' ')" 1 "$3: one line"
	empty out "$3: nothing passes"
	cmp -s s before
	result $? "$3: the file is left alone"
}
cp s good
printf 'x' | dd of=s bs=1 seek=300 conv=notrunc 2>/dev/null
refuses 3 'damaged at byte 100: ' "a damaged state"
run dedupe --state s --info
status 3 "--info finds the damage"
cp good s
printf '\004' | dd of=s bs=1 seek=8 conv=notrunc 2>/dev/null
refuses 2 'newer version of dedupe: its format is 4, this one knows up to 3; ' "a state of a newer version"
cp in.jsonl s
refuses 2 'not a state of dedupe' "another kind of file"
rm s
mkdir s
run dedupe --state s in.jsonl
status 2 "a directory as state"
rmdir s
run dedupe --state no/where in.jsonl
status 2 "a state in no directory"
has err "^dedupe: no/where: .*No such file or directory; nothing was done" "and why"
run dedupe --state '' in.jsonl
status 2 "a state without a name"
run dedupe --info
status 2 "--info without --state"
run dedupe --state nothere --info
status 2 "--info of nothing"
for wrong in '--by id,,url' '--max-entries 0' '--max-entries 3G' '--min-words 0'; do
	# shellcheck disable=SC2086
	run dedupe $wrong in.jsonl
	status 2 "$wrong is refused"
done
cp good s
if [ "$(id -u)" = 0 ]; then
	as_other="setpriv --reuid 65534 --regid 65534 --clear-groups"
	chmod 755 "$work"
	command -v setpriv >/dev/null && [ -x "$bin/dedupe" ] && $as_other test -x "$bin/dedupe" || as_other=
else
	as_other=$(command -v env)
fi
if [ "$as_other" ]; then
	chmod 444 s
	: >s.lock
	chmod 666 s.lock
	# shellcheck disable=SC2086
	run $as_other "$bin/dedupe" --state s in.jsonl
	status 3 "a read-only state"
	has err '^dedupe: s: cannot open it: Permission denied; nothing was done$' "a read-only state: the reason"
	empty out "a read-only state: nothing passes"
	chmod 644 s
else
	skip "a read-only state" "nobody else to be"
fi
ln -sf good link
cp good kept
run dedupe --state link in.jsonl
is "$(ids out)" "null null" "a link to a state works"
[ -L link ]
result $? "and stays a link"

# Streams
cp kept s
dedupe --state s corpus.jsonl >&- 2>err
is $? 3 "stdout closed"
cmp -s s kept
result $? "stdout closed: the state is as it was"
dedupe --state s corpus.jsonl >/dev/full 2>err
is $? 3 "stdout full"
cmp -s s kept
result $? "stdout full: the state is as it was"
rm -f s
{
	dedupe --state s corpus.jsonl 2>err
	echo $? >ended
} | head -n 1 >out
is "$(cat ended)" 141 "a reader that leaves ends the run"
empty err "quietly"
dedupe --state s --info >info
known=$(jq .entries info)
[ "$known" -lt 2000 ]
result $? "the state knows only what it took"
dedupe --state s corpus.jsonl >rest
is $((known + $(wc -l <rest))) 2000 "the next run passes the others"
mkfifo pipe
rm -f s
dedupe --state s <pipe >out 2>err &
pid=$!
exec 9>pipe
post 1 http://e.org/1 "First words" >&9
waits=0
while [ ! -s out ] && [ $waits -lt 50 ]; do
	sleep 0.1
	waits=$((waits + 1))
done
is "$(ids out)" 1 "a record passes at once"
dedupe --state s --info >info
is "$(jq .entries info)" 1 "and is in the state at once"
run dedupe --state s in.jsonl
status 2 "a second run leaves"
has err "^dedupe: s: in use by process $pid; try again later, or --wait; nothing was done$" "and says whose the state is"
dedupe --wait --state s in.jsonl >waited 2>err.waited &
waiter=$!
sleep 0.2
kill -0 $waiter
result $? "--wait waits"
dedupe --wait --state s in.jsonl >never 2>err &
stopped=$!
sleep 0.2
kill -TERM $stopped
wait $stopped 2>/dev/null
is $? 143 "a run that waits can be stopped"
post 2 http://e.org/2 "Second words" >&9
kill -TERM $pid
exec 9>&-
wait $pid 2>/dev/null
is $? 143 "SIGTERM ends the run"
wait $waiter
is $? 0 "and the one that waited goes on"
is "$(ids waited)" "6 null null" "with what the first had seen"
dedupe --state s --dump | jq -r '.id // empty' | sort | tr '\n' ' ' >got
is "$(cat got)" "1 2 6 " "all that left is in the state"
dedupe --state s <pipe >out 2>err &
pid=$!
exec 9>pipe
post 7 http://e.org/7 "Seventh words" >&9
sleep 0.3
kill -KILL $pid
wait $pid 2>/dev/null
exec 9>&-
run dedupe --state s in.jsonl
status 0 "a lock dies with its holder"

# Disks that fill up
sort corpus.jsonl >b
rm -f s s.lock
(
	ulimit -f 8
	exec dedupe --state s corpus.jsonl 2>err
) | cat >out
has err '^dedupe: s: cannot be written: File too large$' "a full disk is told"
dedupe --state s corpus.jsonl >rest 2>err
is $? 0 "and leaves a good state"
cat out rest | sort -u >a
same a b "no record is lost"
faults=$bin/tests/faults.so
if [ -f "$faults" ]; then
	head -n 1000 corpus.jsonl >half.jsonl
	wrong=
	for fault in write:1 write:2 write:3 write:4 write:5 write:6 fsync:2; do
		rm -f s s.lock
		dedupe --state s half.jsonl >first
		LD_PRELOAD=$faults FAULT=$fault:EIO dedupe --state s corpus.jsonl >out 2>err
		[ $? = 3 ] || wrong="$wrong $fault(status)"
		dedupe --state s corpus.jsonl >rest 2>err || wrong="$wrong $fault(again)"
		cat first out rest | sort -u | cmp -s - b || wrong="$wrong $fault(lost)"
	done
	is "$wrong" "" "each write and fsync that fails: status 3, a good state, no record lost"
	LD_PRELOAD=$faults FAULT=write:1+2:EINTR dedupe --state t2 corpus.jsonl >out 2>err
	is $? 0 "interrupted writes are taken up again"
	# one record 70,000 times: nearly all of the log is out of date
	perl -e 'print qq({"id":"1"}\n) x 70000' >again.jsonl
	rm -f s s.lock
	dedupe --state s </dev/null
	LD_PRELOAD=$faults FAULT='rename:1!:EIO' dedupe --state s again.jsonl >out 2>err
	is $? 0 "a state that cannot be replaced goes on as it is"
	has err '^dedupe: .*s: cannot be written anew, and goes on as it is: Input/output error$' "and the reason is told"
	rm -f t3
	LD_PRELOAD=$faults FAULT='rename:1!:EIO' dedupe --state t3 again.jsonl >out 2>err
	is $? 3 "one that cannot be made is none"
	[ ! -e t3 ] && [ ! -e t3.new ]
	result $? "and leaves nothing"
	[ "$(wc -c <s)" -gt 600000 ] && [ ! -e s.new ]
	result $? "with nothing left beside it"
	echo '{"id":"1"}' | dedupe --state s >out
	[ "$(wc -c <s)" -lt 1000 ]
	result $? "and is replaced when it can be"
	is "$(dedupe --state s --dump | jq '.seen // empty')" 70001 "with all its counts"
else
	skip "failing writes" "not under a sanitizer"
fi
if [ "$(id -u)" = 0 ] && mkdir -p disk && mount -t tmpfs -o size=64k none disk 2>/dev/null; then
	dedupe --state disk/s corpus.jsonl 2>err >out
	is $? 3 "a disk of 64 kB: status 3"
	has err 'disk/s: cannot be written: No space left on device' "a disk of 64 kB: the reason"
	dedupe --state disk/s --info >info
	[ "$(jq .entries info)" -gt 0 ]
	result $? "a disk of 64 kB: what was committed before is there"
	umount disk
else
	skip "a disk of 64 kB" "cannot mount one"
fi
finish
