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

# a day of 8000 posts after the other, each for a day
days() {
	perl -e 'my $n = 0; for my $day (1 .. 9) { open my $f, ">", "day$day"; for (1 .. 8000) { $n++;
		printf $f qq({"id":"%d","url":"http://e.org/%d","date_published":"2024-02-%02dT%02d:%02d:00Z"}\n), $n, $n, $day, $_ / 400, $_ % 60 } }'
}
days
largest=0 passed=0
for day in 1 2 3 4 5 6 7 8 9; do
	passed=$((passed + $(dedupe --exact --window 1d -s long "day$day" | wc -l)))
	size=$(cat long long.tables 2>/dev/null | wc -c)
	[ "$size" -le "$largest" ] || largest=$size
done
is "$passed" 72000 "what comes day by day passes"
[ "$largest" -lt 4000000 ]
result $? "a state under a window does not grow: $largest bytes at most"
is "$(dedupe --exact --window 1d -s long day9 | wc -l)" 0 "what is of today is known"
is "$(dedupe --exact --window 1d -s long day1 | wc -l)" 8000 "what was forgotten passes again"
is "$(dedupe --exact --window 1d -s long day1 | wc -l)" 0 "and is known again"

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
for cut in 0 20 48 60 500 $(($(wc -c <kept) - 1)); do
	head -c "$cut" kept >q.pending
	cp before q
	dedupe -s q --commit 2>err && wrong="$wrong $cut"
	has_text=$(grep -c 'q: its .pending is damaged at byte [0-9]*; --abort throws it away$' err)
	[ "$has_text" = 1 ] || wrong="$wrong $cut(untold)"
	cmp -s q before || wrong="$wrong $cut(changed)"
done
is "$wrong" "" "of what was cut off nothing is committed"
run dedupe -s q --abort
status 0 "it is thrown away"
[ ! -e q.pending ] && [ ! -e q.commit ]
result $? "and gone"
wrong=
for cut in 0 1 39 40 41 500 $((size - base - 1)) $((size - base)); do
	head -c $((base + cut)) after >q
	cp kept q.commit
	dedupe -s q </dev/null 2>err || wrong="$wrong $cut(status)"
	[ "$(dedupe -s q --info | jq .entries)" = 300 ] || wrong="$wrong $cut"
	[ ! -e q.commit ] || wrong="$wrong $cut(left)"
done
is "$wrong" "" "a commit that was decided is finished by the next run"
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

# Joining
perl -e 'for (1 .. 60) { my $n = $_; printf qq({"id":"%d","url":"http://e.org/%d","title":"Report number %d","content_text":"words of number %d that differ %s","date_published":"2024-01-%02dT00:00:00Z"}\n),
	$n, int($n / 3), $n, $n, "x$n y$n z$n" x 3, 28 - $n % 28 }' >all.jsonl
for part in 0 1 2; do
	awk "NR % 3 == $part" all.jsonl | dedupe -s part$part --offset log/$part/$((part + 7)) >out
done
# the groups of a dump, whatever order their entries are in
groups() {
	jq -cS -n 'input, ([inputs] | group_by(.of // .entry) | map({id: .[0].id, first_seen: .[0].first_seen, seen: .[0].seen,
		keys: [.[].keys | to_entries[] | "\(.key) \(.value)"] | sort, sketches: [.[].sketch] | unique}) | sort_by(.id) | .[])'
}
dedupe -s j1 --merge part0 --merge part1 --merge part2
dedupe -s j2 --merge part2 --merge part0
dedupe -s j2 --merge part1
dedupe -s j1 --dump | groups >one
dedupe -s j2 --dump | groups >other
same other one "joining in any order gives the same"
dedupe -s j2 --merge part1 --merge j1
is "$(dedupe -s j2 --dump | groups | jq -c 'del(.seen)' | cksum)" "$(jq -c 'del(.seen)' one | cksum)" "joining again finds no other groups"
run dedupe -s j2 --merge j2
status 2 "but not with itself"
dedupe -s j1 --dump >dump
is "$(sed 1d dump | jq -s '[.[] | select(.of == null)] | length')" 21 "groups that share a key are one"
is "$(sed 1d dump | jq -s '[.[] | select(.of == null) | .first_seen] | . == sort')" true "the oldest come first"
is "$(sed 1d dump | jq -s '[.[] | select(.of == null) | .seen] | add')" 60 "counts are added"
is "$(head -n 1 dump | jq -c .offsets)" '{"log/0":"7","log/1":"8","log/2":"9"}' "offsets are joined"
is "$(dedupe -s j1 all.jsonl | wc -l)" 0 "all is known"
dedupe -s loaded --load dump
dedupe -s loaded --dump | groups >again
same again one "--load reads what --dump wrote"
dedupe -s part0 --dump | dedupe -s more --load -
dedupe -s part1 --dump >d1
dedupe -s part2 --dump >d2
dedupe -s more --load d1 d2
dedupe -s more --dump | groups >again
same again one "and joins it"
mkdir elsewhere
ln -s ../more elsewhere/link
run dedupe -s elsewhere/link --load d1
[ -h elsewhere/link ] && [ ! -e elsewhere/link.lock ]
result $? "through a link, which stays one"
dedupe --exact -s plain all.jsonl >out
run dedupe -s more --merge plain
status 2 "a state made with other settings"
has err "made with .*, not '.*near'" "and what they are is told"
run dedupe --exact -s plain --load d1
status 1 "a dump of other settings"
is "$(dedupe --exact -s plain --info | jq .entries)" 60 "of which nothing is taken"
cp part0 kept0
run dedupe -s part0 --merge nothere
status 2 "a state that is not there"
same part0 kept0 "changes nothing"
{ head -c 150 part1; printf x; tail -c +152 part1; } >broken
run dedupe -s part0 --merge broken
status 3 "a damaged state"
same part0 kept0 "changes nothing either"
printf '%s\n' '{"entry":1}' '{"entry":2,"keys":{"id":"zz"}}' '{"entry":3,"of":1,"keys":{"id":"00000000000000000000000000000001"}}' '{"id":"5"}' '{"format":2,"settings":"x"}' \
	'{"entry":9,"id":"5","seen":2,"keys":{"id":"00000000000000000000000000000005"}}' >wild
run dedupe -s wild.db --load wild
status 1 "lines that are no entries are refused"
is "$(grep -c wild: err)" 6 "each is told"
grep -v format wild >tame
run dedupe -s wild.db --load tame
is "$(dedupe -s wild.db --dump | sed 1d | jq -c '[.id,.seen]')" '["5",2]' "and the others loaded"

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
	cp disk/t before
	mount -o remount,ro disk
	run dedupe -s disk/t big.jsonl
	status 3 "a disk that cannot be written"
	has err 'disk/t: cannot open its lock: Read-only file system; nothing was done$' "the reason"
	empty out "nothing passes"
	same disk/t before "and the state is as it was"
	umount disk
else
	skip "a disk too full for tables, or not to be written" "cannot mount one"
fi
is "$(dedupe -s t --info | jq -c '[.groups,.entries,.sketches,.unfinished_bytes]')" '[30000,30000,30000,0]' "--info counts"
finish
