#!/bin/sh
# Installs into a scratch directory, runs from there, uninstalls: nothing may be left.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
${MAKE:-make} --no-print-directory -s install DESTDIR="$scratch" PREFIX=/usr
for program in ingest tag dedupe emit; do
	"$scratch/usr/bin/$program" --version >/dev/null
	for file in "man/man1/$program.1" "bash-completion/completions/$program" "zsh/site-functions/_$program" \
		"fish/vendor_completions.d/$program.fish"; do
		[ -s "$scratch/usr/share/$file" ] || { echo "check-install: $file is missing" >&2; exit 1; }
	done
done
"$scratch/usr/bin/tag" --paths | grep -q '/usr/share/watchline/rules$' ||
	{ echo "check-install: tag does not look where its rules are installed" >&2; exit 1; }
[ -s "$scratch/usr/share/watchline/rules/watchline-rules.schema.json" ] ||
	{ echo "check-install: the schema is missing beside the rules" >&2; exit 1; }
for page in man5/watchline-record.5 man5/watchline-rules.5 man7/watchline.7; do
	[ -s "$scratch/usr/share/man/$page" ] || { echo "check-install: $page is missing" >&2; exit 1; }
done
"$scratch/usr/bin/ingest" tests/samples/report.txt |
	"$scratch/usr/bin/tag" -r "$scratch/usr/share/watchline/rules" --only |
	"$scratch/usr/bin/dedupe" | "$scratch/usr/bin/emit" -f csv | grep -q threat/ ||
	{ echo "check-install: the installed pipeline found nothing" >&2; exit 1; }
${MAKE:-make} --no-print-directory -s uninstall DESTDIR="$scratch" PREFIX=/usr
left=$(find "$scratch" ! -type d)
[ -z "$left" ] || { echo "check-install: left behind: $left" >&2; exit 1; }
echo "check-install: installed, ran, uninstalled, nothing left"
