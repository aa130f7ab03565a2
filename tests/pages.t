#!/bin/sh
# The pages agree with the programs: purpose, options, and examples that run.
. tests/lib.sh

for program in ingest tag dedupe emit; do
	page=$root/filters/$program/$program.1
	"$program" --help >help
	is "$(sed -n 's/^\.Nd //p' "$page")" "$(sed -n "s/^$program: \(.*\)\.\$/\1/p" help)" "$program(1): the purpose is that of --help"
	# The frame's options stand in watchline(7), the program's own in its page.
	sed -n 's/^  \(-., \|    \)\(--[a-z-]*\).*/\2/p' help | sort -u >in.help
	cat "$page" "$root/common/watchline.7" | sed -n 's/^\.It.*Fl -\([a-z-]*\).*/--\1/p' | sort -u >in.pages
	comm -23 in.help in.pages >missing
	empty missing "$program(1): every option of --help is in the page or in watchline(7)"
	sed -n 's/^\.It.*Fl -\([a-z-]*\).*/--\1/p' "$page" | sort -u | comm -23 - in.help >extra
	empty extra "$program(1): every option in the page is one of the program"
	sed -n 's/^  -\(.\), --\([a-z-]*\).*/\1 \2/p' help >letters
	sed -n 's/^\.It Fl \(.\) , Fl -\([a-z-]*\).*/\1 \2/p' "$page" "$root/common/watchline.7" | sort >letters.pages
	sort letters | comm -23 - letters.pages >missing
	empty missing "$program(1): letters and names go together as in --help"
	for section in NAME SYNOPSIS DESCRIPTION "EXIT STATUS" EXAMPLES "SEE ALSO"; do
		grep -q "^\.Sh $section\$" "$page" || echo "$section"
	done >missing
	empty missing "$program(1): has the usual sections"
	awk 'length > 100' help >wide
	empty wide "$program --help: no line over 100 columns"
done

# Examples: in EXAMPLES, lines of literal displays that begin with "$ " are run by bash among the samples; the
# lines below one are its output, if there are any. Displays without "$ " are not run.
for page in "$root"/filters/*/*.1 "$root"/common/*.[57] "$root"/rules/*.5 "$root/README.md"; do
	name=${page##*/}
	# man's own eyes: what mandoc makes of escapes is what a reader types
	case $name in
	README.md) sed -e '/^```/d' -e 's/^#.*/EXAMPLES/' "$page" ;;
	*) mandoc -T utf8 -O width=300 "$page" 2>/dev/null | col -bx ;;
	esac | awk '
		/^[A-Z]/ { on = /^EXAMPLES/ }
		on && /^ +\$ / { n++; sub(/^ +\$ /, ""); print > ("example." n); shown = 0; indent = 1; next }
		on && /^ *$/ { indent = 0 }
		on && indent { sub(/^ +/, ""); print > ("example." n ".out") }'
	rm -rf samples && cp -r "$root/tests/samples" samples
	# the README is read in the project's root
	mkdir samples/tests && ln -s .. samples/tests/samples && ln -s "$root/rules" samples/rules
	for example in $(find . -maxdepth 1 -name 'example.*' ! -name '*.out' | sort -t. -k3n); do
		(cd samples && WATCHLINE_RULES=$root/rules bash -o pipefail "../$example") >out 2>err
		is $? 0 "$name: runs: $(cat "$example")"
		[ -s err ] && note err
		if [ -f "$example.out" ]; then
			sed 's/^ *//' out >out.flush
			same out.flush "$example.out" "$name: and prints what the page says"
		fi
	done
	rm -f example.*
done
finish
