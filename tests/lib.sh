# TAP from plain sh. A test sources this file from the project's root; it then
# stands in a temporary directory of its own. $bin has the programs, $root the project, $shared
# the data that is not shipped (may be absent).
# shellcheck shell=sh disable=SC2034

root=$PWD
bin=$(cd "${BUILD:-build}" && pwd) || exit 1
shared=$root/../shared/data
PATH=$bin:$PATH
# A sanitizer's finding must not look like a status of ours.
ASAN_OPTIONS=exitcode=99:detect_leaks=1
UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
LC_ALL=C.UTF-8
unset WATCHLINE_RULES XDG_CONFIG_HOME NO_COLOR CLICOLOR_FORCE SOURCE_DATE_EPOCH COLUMNS
export PATH ASAN_OPTIONS UBSAN_OPTIONS LC_ALL
case $bin in */address*) sanitized=1 ;; *) sanitized= ;; esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
number=0
failures=0

# result STATUS NAME: one test, passed if STATUS is 0
result() {
	number=$((number + 1))
	if [ "$1" = 0 ]; then
		printf 'ok %d - %s\n' $number "$2"
	else
		failures=$((failures + 1))
		printf 'not ok %d - %s\n' $number "$2"
	fi
}

# note FILE: shows a file as a comment
note() {
	[ -f "$1" ] && head -n 12 "$1" | sed 's/^/# /'
}

# is GOT WANT NAME
is() {
	if [ "$1" = "$2" ]; then
		result 0 "$3"
	else
		result 1 "$3"
		printf '%s\n' "$1" | head -n 12 | sed 's/^/#  got: /'
		printf '%s\n' "$2" | head -n 12 | sed 's/^/# want: /'
	fi
}

# same GOTFILE WANTFILE NAME: byte for byte
same() {
	if cmp -s "$1" "$2"; then
		result 0 "$3"
	else
		result 1 "$3"
		diff "$2" "$1" 2>&1 | head -n 12 | sed 's/^/# /'
	fi
}

# run COMMAND ...: its output goes to the files out and err, its status to $status
run() {
	"$@" >out 2>err
	status=$?
}

# status WANT NAME: the status of the last run; death by a signal is shown as such
status() {
	is "$status" "$1" "$2"
	[ "$status" = "$1" ] || note err
}

# has FILE PATTERN NAME: some line matches the basic regular expression
has() {
	if grep -q -e "$2" "$1"; then
		result 0 "$3"
	else
		result 1 "$3"
		echo "# no '$2' in:"
		note "$1"
	fi
}

# empty FILE NAME
empty() {
	if [ -s "$1" ]; then
		result 1 "$2"
		note "$1"
	else
		result 0 "$2"
	fi
}

# skip NAME WHY
skip() {
	number=$((number + 1))
	printf 'ok %d - %s # SKIP %s\n' $number "$1" "$2"
}

finish() {
	echo "1..$number"
	[ "$failures" = 0 ]
	exit
}
