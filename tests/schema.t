#!/bin/sh
# The JSON Schema that editors complete rule files with, and the loader: one language.
# shellcheck source=tests/lib.sh
. tests/lib.sh
cd "$root" || exit 1

unit=$BUILD/tests/unit-schema
if ! perl -MJSON::PP -e 1 2>/dev/null; then
	echo '1..0 # SKIP perl has no JSON::PP'
	exit 0
fi
[ -x "$unit" ] || { echo '1..0 # SKIP the unit tests are not built'; exit 0; }
TMPDIR=$work exec perl tests/schema.pl "$unit"
