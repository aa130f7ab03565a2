#!/bin/sh
# Rule files with every kind of mistake: each is refused with the words that NAME.err has.
# tests/rules-bad.t --update writes those anew, for review in the diff.
update=$1
# shellcheck source=tests/lib.sh
. tests/lib.sh
cd "$root" || exit 1

# check FILE...: what --check says of rule files, with status 2 and nothing on stdout
check() {
	for f; do
		shift
		set -- "$@" -r "$f"
	done
	tag --check "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
	[ $status = 2 ] && [ ! -s "$work/out" ]
}

for file in tests/rules-bad/*.yaml; do
	check "$file"
	result $? "$(basename "$file" .yaml): refused with status 2"
	[ -n "$update" ] && cp "$work/err" "${file%.yaml}.err"
	cmp -s "$work/err" "${file%.yaml}.err"
	same=$?
	result $same "$(basename "$file" .yaml): in the words expected"
	[ $same = 0 ] || diff "${file%.yaml}.err" "$work/err" | head -n 12 | sed 's/^/# /'
done

# says TEXT NAME: the last check was refused, and said so
says() {
	[ $status = 2 ] && grep -q -F -e "$1" "$work/err"
	result $? "$2"
}

rule='topic: demo
rules:
  one:
    any: [attack]'
mkdir "$work/a" "$work/b" "$work/none"
echo "$rule" >"$work/a/first.yaml"
echo "$rule" >"$work/a/second.yml"
check "$work/a"
says "second.yml:3:3: the rule 'demo/one' stands already at $work/a/first.yaml:3:3;" \
	"two rules with one tag in one path are refused, naming both places"
mv "$work/a/second.yml" "$work/b"
tag --check -r "$work/a" -r "$work/b" 2>"$work/err" </dev/null
result $? "but one of a later path takes the other's place"
check "$work/a" "$work/a/first.yaml"
says "$work/a/first.yaml: the file is named twice" "a file named twice is refused"
check "$work/none"
says "$work/none: the directory holds no *.yaml" "a directory without rules is refused"
check "$work/missing.yaml"
says "$work/missing.yaml: cannot read the rules: No such file or directory" "a missing file is refused"

{ echo "$rule"; yes '# filling' | head -c 1100000; } >"$work/large.yaml"
check "$work/large.yaml"
says "the file is larger than 1 MiB" "a rule file over 1 MiB is refused"

# libyaml alone needs 22 s for these.
{ printf 'topic: '; yes '[' | head -n 80000 | tr -d '\n'; } >"$work/brackets.yaml"
timeout 5 tag --check -r "$work/brackets.yaml" 2>"$work/err" </dev/null
status=$?
says 'more than 64 brackets' "80,000 brackets are refused at once"

finish
