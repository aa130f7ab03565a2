#!/bin/sh
# Each call that changes a file is the last, or fails: in runs that make a state, add to it, write it anew, give it
# tables, and in --pending, --commit, --abort and --merge. Then disks that fill up,
# files that are damaged, and what goes to the disk when.
. tests/lib.sh
FAULTS=$bin/tests/faults.so
export FAULTS
# does MODE NAME
does() {
	# shellcheck disable=SC2086
	perl "$root/tests/dedupe-kill.pl" $1 >got 2>told
	note told
	is "$(cat got)" good "$2"
}
if [ -f "$FAULTS" ]; then
	does calls "killed at any of them or in the midst of a write: a good state, nothing lost, nothing again"
	does errors "any of them fails, once or for good: status 3 or no harm, a good state, nothing lost, nothing again"
else
	skip "killed at each call" "not under a sanitizer"
fi
[ "$sanitized" ] && times=20 || times=100
does "full $times" "a disk that fills up at any point: status 3, a good state, nothing lost, nothing again"
[ "$sanitized" ] && times=40 || times=200
does "damage $times" "$times bits, sectors and ends that are not what they were: what is known stays known, or status 3"
if [ ! "$sanitized" ] && strace -o trace true 2>/dev/null; then
	does order "what is written is on the disk before its name is, and output before the state that tells of it"
else
	skip "the order of what goes to the disk" "no strace, or a sanitizer"
fi
finish
