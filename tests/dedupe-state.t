#!/bin/sh
# What a state does beside remembering: windows, pending runs, offsets, tables, joining.
. tests/lib.sh
post() {
	printf '{"id":"%s","content_text":"words of the post number %s","date_published":"%s"}\n' "$1" "$1" "$2"
}
ids() {
	jq -r .id | tr '\n' ' ' | sed 's/ $//'
}

# Windows
{
	post 1 2024-01-01T00:00:00Z
	post 2 2024-01-02T00:00:00Z
	post 1 2024-01-03T00:00:00Z
	post 3 2024-01-09T12:00:00Z
	post 1 2024-01-09T00:00:00Z
	post 2 2024-01-09T00:00:00Z
	post 3 2024-01-10T00:00:00Z
} >window.jsonl
is "$(dedupe --exact window.jsonl | ids)" "1 2 3" "without a window nothing is forgotten"
is "$(dedupe --exact --window 6d window.jsonl | ids)" "1 2 3 1 2" "with one what came longer ago is"
is "$(dedupe --exact --window 191h window.jsonl | ids)" "1 2 3 1" "a span can be of hours"
is "$(dedupe --exact --window 30d window.jsonl | ids)" "1 2 3" "or of days"
{
	post 1 2024-01-01T00:00:00Z
	post 2 2999-01-01T00:00:00Z
	post 1 2024-01-01T00:00:00Z
} >future.jsonl
is "$(dedupe --exact --window 1d future.jsonl | ids)" "1 2" "a date in the future moves no clock"
is "$(jq -c 'del(.date_published)' window.jsonl | dedupe --exact --window 1s | ids)" "1 2 3" "without dates nothing is forgotten by time"
head -n 4 window.jsonl | dedupe --exact --window 1w -s w >out
is "$(tail -n +5 window.jsonl | dedupe --exact --window 1w -s w | ids)" "1 2" "a window holds from run to run"
is "$(dedupe -s w --info | jq -r .window)" 1w "--info tells the window"
for span in '' x 0d 5 5y -1d 99999999999d 1.5h; do
	dedupe --window "$span" </dev/null >out 2>err
	[ $? = 2 ] || echo "$span"
done >wrong
is "$(cat wrong)" "" "what is no span is refused"

# Pending runs
perl -e 'printf qq({"id":"%d","content_text":"number %d of many posts"}\n), $_, $_ for 1 .. 300' >in.jsonl
head -n 100 in.jsonl >a.jsonl
dedupe -s p a.jsonl >out
cp p before
dedupe -s p --pending in.jsonl >first
is "$(wc -l <first)" 200 "a pending run passes what is new"
same p before "and leaves the state as it was"
dedupe -s p --pending in.jsonl >second
same second first "without a commit the next run passes all of it again"
(dedupe -s p --pending in.jsonl | dedupe --strict >/dev/full) 2>err
run dedupe -s p --commit
status 0 "--commit"
is "$(dedupe -s p --pending in.jsonl | wc -l)" 0 "then nothing passes again"
run dedupe -s p --commit
status 0 "a commit of nothing new"
run dedupe -s p --commit
status 0 "nothing to commit is no error"
has err 'p: nothing is pending' "and is told"
perl -pe 's/"id":"/$&x/; s/number/other/' a.jsonl >b.jsonl
dedupe -s p --pending b.jsonl >out
run dedupe -s p --abort
status 0 "--abort"
is "$(dedupe -s p --pending b.jsonl | wc -l)" 100 "what was thrown away passes again"
cp p.pending kept
dedupe -s p --commit
cp p after
# a commit that was interrupted at any of these bytes
base=$(wc -c <before) size=$(wc -c <after) wrong=
dedupe -s q a.jsonl >out
cp q before
dedupe -s q --pending in.jsonl >first
cp q.pending kept
dedupe -s q --commit
cp q after
base=$(wc -c <before) size=$(wc -c <after)
for cut in 0 1 39 40 41 500 $((size - base - 1)) $((size - base)); do
	head -c $((base + cut)) after >q
	cp kept q.pending
	dedupe -s q --commit 2>err || wrong="$wrong $cut(status)"
	cmp -s q after || wrong="$wrong $cut"
	[ ! -e q.pending ] || wrong="$wrong $cut(left)"
done
is "$wrong" "" "a commit that was interrupted is finished by the next"
cp before q
wrong=
for cut in 20 48 60 500 $(($(wc -c <kept) - 1)); do
	head -c "$cut" kept >q.pending
	cp before q
	dedupe -s q --commit 2>err || wrong="$wrong $cut"
	cmp -s q before || wrong="$wrong $cut(changed)"
done
is "$wrong" "" "a pending run that was killed is committed as far as it came"
wrong=
for at in 3 10 30 45 50 70 200 600; do
	cp before q
	perl -e 'local $/; open F, "<", "kept"; binmode F; $_ = <F>; substr($_, $ARGV[0], 1) ^= "\x10"; print' "$at" >q.pending
	dedupe -s q --commit 2>err && wrong="$wrong $at"
	cmp -s q before || wrong="$wrong $at(changed)"
done
is "$wrong" "" "what is damaged is not committed, and the state left alone"
cp before q
cp kept q.pending
dedupe -s q b.jsonl >out
cp q changed
run dedupe -s q --commit
status 2 "what belongs to an earlier state is not committed"
has err 'q: changed since the run with --pending' "and the reason told"
same q changed "and the state left alone"
run dedupe --commit
status 2 "--commit without --state"
run dedupe -s nothere --commit
status 2 "--commit of no state"
run dedupe -s q --commit --abort
status 2 "--commit and --abort"

# Offsets
printf '%s\n' '{"id":"1","_source":{"offset":"news/0/17"}}' '{"id":"2","_source":{"offset":"news/1/5"}}' \
	'{"id":"1","_source":{"offset":"news/0/18"}}' '{"id":"4"}' >offsets.jsonl
dedupe -s o --offset _source.offset offsets.jsonl >out
is "$(dedupe -s o --info | jq -c .offsets)" '{"news/0":"18","news/1":"5"}' "the last offset of each partition is kept"
echo '{"id":"5","n":900}' | dedupe -s o --offset n >out
is "$(dedupe -s o --info | jq -c .offsets.n)" '"900"' "an offset can be a number"
dedupe -s o --offset a/topic/3/99 a.jsonl >out
is "$(dedupe -s o --info | jq -c '.offsets["a/topic/3"]')" '"99"' "or be given for all of the input"
before=$(dedupe -s o --info | jq -c .offsets)
dedupe -s o --offset news/0/20 b.jsonl 2>err >/dev/full
is "$(dedupe -s o --info | jq -c .offsets)" "$before" "what did not leave moves no offset"
dedupe -s o --pending --offset news/0/20 b.jsonl >out
is "$(dedupe -s o --info | jq -c .offsets)" "$before" "nor what is pending"
dedupe -s o --commit
is "$(dedupe -s o --info | jq -c '.offsets["news/0"]')" '"20"' "until it is committed"

# Tables
perl -e 'srand 3; printf qq({"id":"%d","content_text":"%s"}\n), $_, join " ", map { int rand 9000 } 1 .. 12 for 1 .. 30000' >big.jsonl
head -n 25000 big.jsonl | dedupe -s t >out
[ -s t.tables ]
result $? "a large state gets tables"
is "$(dedupe --mark -s t big.jsonl | jq -c 'select(._duplicate)' | wc -l)" 25000 "what it knows is known"
dedupe --mark -s t big.jsonl >marked
rm t.tables
dedupe --mark -s t big.jsonl | cmp -s - marked
[ $? = 1 ]
result $? "seen counts go on"
if [ "$(id -u)" = 0 ] && mkdir -p disk && mount -t tmpfs -o size=9m none disk 2>/dev/null; then
	dedupe -s disk/t big.jsonl >out 2>err
	is $? 0 "a disk too full for tables does no harm"
	[ ! -e disk/t.tables ] && [ ! -e disk/t.tables.new ]
	result $? "and has none of them"
	is "$(dedupe -s disk/t big.jsonl | wc -l)" 0 "and the state is right"
	umount disk
else
	skip "a disk too full for tables" "cannot mount one"
fi
is "$(dedupe -s t --info | jq -c '[.groups,.entries,.sketches,.unfinished_bytes]')" '[30000,30000,30000,0]' "--info counts"
finish
