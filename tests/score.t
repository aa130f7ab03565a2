#!/bin/sh
# The shipped rules reach their figures on the gold sets; `make score` prints the whole card.
# shellcheck source=tests/lib.sh
. tests/lib.sh

# figure NAME COLUMN: of the row so called, in thousandths
figure() {
	awk -v name="$1" -v column="$2" 'index($0, "  " name " ") == 1 || index($0, "  " name "  ") == 1 {
		n = split(substr($0, 41), field, " "); print int(field[column] * 1000 + 0.5); exit }' card
}

# at_least GOT WANT NAME
at_least() {
	[ "$1" -ge "$2" ]
	result $? "$3: $1 of at least $2"
}

if [ -d "$shared/tag/muc4" ] && command -v python3 >/dev/null; then
	python3 "$root/tests/score.py" -r "$root/rules" -d "$shared" -s muc4,quiet "$bin" >card 2>err
	is $? 0 "the card is made"
	note err
	at_least "$(figure 'kinds, micro-average' 6)" 750 "kinds of incident, micro-F1 in thousandths"
	at_least "$(figure 'relevance (any kind)' 6)" 800 "whether there is any, F1"
	# shellcheck disable=SC2046
	set -- $(sed -n 's/^  all  *\([0-9]*\) *\([0-9]*\) .*/\1 \2/p' card)
	at_least "$1" 7000 "records of ordinary news"
	[ $(($2 * 200)) -le "$1" ]
	result $? "at most 1 in 200 of them alarms: $2"
else
	skip "figures of the rules" "no shared data, or no python3"
fi
"$root/tests/score.py" -d "$work" "$bin" >out 2>err
is "$(cat out)" "score: no gold sets in $work; skipped" "without the gold sets it says so"
finish
