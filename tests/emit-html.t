#!/bin/sh
# Pages of hostile records, read by libxml2 and by Chromium: every string stays text, no
# script runs, no request leaves.
. tests/lib.sh

hostile=$root/tests/hostile
jq -R . <"$hostile/strings.txt" | jq -s . >strings.json
jq '. + ["\u0000\u0001\u001b[2J\u007f\u0085\u009b31m", "\u202eevil\u202c", "\u2066\u2067\u2068 never closed",
	"\u2069\u2069\u202c closed too often", "a\u2028b\u2029c\rd\u000be\u000cf", "\ufeff\ufffe\uffff\ufdd0", "",
	" ", "\n\n\n", ("<b>" * 300), ("a" * 3000), ("\u0301" * 300)]' strings.json >own.json
cp own.json all.json
if [ -f "$shared/unicode/blns.json" ]; then
	jq -s add own.json "$shared/unicode/blns.json" >all.json
fi
jq -c -f "$hostile/records.jq" all.json >hostile.jsonl
records=$(wc -l <hostile.jsonl)

page() { # FILE OPTION ...: a page
	name=$1
	shift
	run emit -f html --title "</title><script>PWN()</script>" "$@" hostile.jsonl
	status 0 "$name: status 0"
	mv out "$name"
}
page plain.html
page source.html --group source
page topic.html --group topic --sort title
page day.html --group day --per-group 50

# --- the bytes
controls() { tr -d '\r\t' <"$1" | LC_ALL=C grep -c "$(printf '[\001-\010\013-\037\177]\|\302[\200-\237]\|\342\200[\250\251\255\256]')"; }
for page in plain source topic day; do
	is "$(controls $page.html)" 0 "$page: nothing that controls a terminal or the direction"
	LC_ALL=C tr -d '\000' <$page.html >no.nul
	same no.nul $page.html "$page: no NUL"
	iconv -f UTF-8 -t UTF-8 $page.html >utf8 2>err
	same utf8 $page.html "$page: UTF-8"
done

# --- libxml2: nothing is there but what is ours
ours='self::html or self::head or self::meta or self::title or self::style or self::body or self::header
	or self::h1 or self::h2 or self::h3 or self::p or self::a or self::b or self::bdi or self::nav
	or self::div or self::section or self::ul or self::ol or self::li or self::span or self::small
	or self::time or self::table or self::thead or self::tbody or self::tr or self::th or self::td
	or self::main or self::article or self::mark or self::q or self::details or self::summary
	or self::dl or self::dt or self::dd or self::footer'
drawn='svg g line rect defs desc pattern title'
attributes='lang charset http-equiv content name dir href rel title class id datetime scope role
	width height x y x1 x2 y1 y2 viewBox viewbox preserveAspectRatio preserveaspectratio
	patternUnits patternunits patternTransform patterntransform'
for name in $drawn; do ours="$ours or local-name()='$name'"; done
foreign="//@*[not(starts-with(name(),'aria-')"
for name in $attributes; do foreign="$foreign or name()='$name'"; done
foreign="$foreign)]"
ask() { xmllint --html --nonet --huge --xpath "$2" "$1" 2>/dev/null; }
# anatomy FILE WHO: what a reader made of a page
anatomy() {
	is "$(ask "$1" "count(//*[not($ours)])")" 0 "$1: $2 finds no element that is not ours"
	is "$(ask "$1" "count($foreign)")" 0 "$1: $2 finds no attribute that is not ours"
	is "$(ask "$1" "count(//@href[not(starts-with(.,'http://') or starts-with(.,'https://') or starts-with(.,'#'))])")" 0 \
		"$1: $2 finds no link but into the page and to the web"
	is "$(ask "$1" "count(//a[not(starts-with(@href,'#'))][not(@rel='noopener noreferrer')])")" 0 \
		"$1: $2 finds no link out that tells where it was"
	is "$(ask "$1" "count(/html/body/main/section//article) + count(//*[@class='copies']/ul/li)")" "$3" \
		"$1: $2 finds each record where it belongs"
	is "$(ask "$1" "count(/html/body/footer)")" 1 "$1: $2 finds the end of the page"
	ask "$1" "//a[starts-with(@href,'#')]/@href" | sed 's/.*#\(.*\)"/\1/' | sort -u >links
	ask "$1" "//@id" | sed 's/.*"\(.*\)"/\1/' | sort >ids
	join -v 1 links ids >dead
	empty dead "$1: $2 finds what each link into the page leads to"
	uniq -d ids >twice
	empty twice "$1: $2 finds no anchor twice"
}
if command -v xmllint >/dev/null; then
	xmllint --html --nonet --huge --noout plain.html 2>&1 | grep ' error ' | grep -v 'Tag [a-z0-9]* invalid$' >err
	empty err "libxml2 finds a page that is well-formed"
	for page in plain topic; do anatomy $page.html libxml2 "$records"; done
	# A string of our list in a title, as it was: blanks at its ends do not count.
	line=0
	while IFS= read -r string; do
		line=$((line + 1))
		ask plain.html "normalize-space(//*[@id='r$line']//h3)" >>got
		printf '%s\n' "$string" | tr -s '\t ' ' ' | sed 's/^ //' >>want
	done <"$hostile/strings.txt"
	grep -v '^$' got >got.some
	while IFS= read -r title; do grep -Fxq -e "$title" want || printf '%s\n' "$title"; done <got.some >changed
	empty changed "libxml2 reads titles as they were written"
	result "$([ "$(wc -l <got.some)" -ge 30 ]; echo $?)" "and many of them"
else
	skip "what libxml2 makes of the page" "no xmllint"
fi

# --- Chromium: as it is, and without its policy, which must not be what holds
# What the browser asks its maker for is not the page's.
rules='MAP *.google.com ~NOTFOUND,MAP *.googleapis.com ~NOTFOUND,MAP *.gvt1.com ~NOTFOUND'
browse() {
	timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-extensions --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync --disable-default-apps \
		--disable-dev-shm-usage --user-data-dir="$work/profile" --host-resolver-rules="$rules,MAP * 127.0.0.1:$(cat port)" \
		--virtual-time-budget=3000 --dump-dom "file://$work/$1" 2>/dev/null
}
if command -v chromium >/dev/null && command -v python3 >/dev/null && command -v xmllint >/dev/null && [ ! "$sanitized" ]; then
	: >asked
	python3 "$hostile/listener.py" port asked &
	listener=$!
	tries=0
	while [ ! -s port ] && [ $tries -lt 20 ]; do
		tries=$((tries + 1))
		sleep 0.2
	done
	probe='window.PWN=parent.PWN=function(){document.documentElement.setAttribute("data-pwned","yes")}'
	# Without a policy, and with a function for the strings to call.
	for page in plain topic; do
		sed -e '/Content-Security-Policy/d' -e "s|^<head>|<head><script id=\"probe\">$probe</script>|" $page.html >open-$page.html
	done
	printf '<!DOCTYPE html><html><head><script>%s</script><body><img src=x onerror="PWN()"><img src=http://remote.example/p>\n' \
		"$probe" >control.html
	browse control.html >control.dom
	sleep 0.5
	if grep -q data-pwned control.dom && grep -q 'GET /p' asked; then
		result 0 "Chromium shows what a script does, and the listener what it asks for"
		: >asked
		for page in plain topic; do
			browse $page.html >$page.dom.html
			anatomy $page.dom.html Chromium "$records"
			browse open-$page.html >open-$page.dom.html
			is "$(grep -c 'probe' open-$page.dom.html)" 1 "$page: the probe is in the page without a policy"
			is "$(grep -c '<html[^>]*data-pwned' open-$page.dom.html)" 0 "$page: no script runs, even without the policy"
			is "$(ask open-$page.dom.html "count(//script)")" 1 "$page: and there is none but the probe"
		done
		sleep 0.5
		empty asked "no request leaves any of them"
	else
		skip "Chromium reads the pages" "it does not work here"
	fi
	kill $listener
else
	skip "Chromium reads the pages" "no chromium, python3 or xmllint, or a sanitizer"
fi
finish
