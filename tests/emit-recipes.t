#!/bin/sh
# The recipes of emit(1) for cron, mail, Slack and a web server: run as they stand there, with programs in the
# place of mail, msmtp and curl that keep what they are given.
. tests/lib.sh

for need in jq flock base64; do
	if ! command -v $need >/dev/null; then
		skip "the recipes of emit(1)" "no $need"
		finish
	fi
done
mkdir -p stubs desk/in srv/www/desk
for stub in mail msmtp curl; do
	printf '#!/bin/sh\nprintf "%%s\\n" "$*" >>"%s/%s.args"\ncat >>"%s/%s.in"\n' "$work" $stub "$work" $stub >stubs/$stub
	chmod +x stubs/$stub
done
PATH=$work/stubs:$PATH
HOME=$work
WATCHLINE_RULES=$root/rules
SOURCE_DATE_EPOCH=1704456000 # 2024-01-05T12:00:00Z
SLACK_WEBHOOK=https://hooks.example/1
export PATH HOME WATCHLINE_RULES SOURCE_DATE_EPOCH SLACK_WEBHOOK

# Displays of EXAMPLES that have no "$ ", a file each.
awk '
	/^\.Sh/ { on = /EXAMPLES/ }
	/^\.Ed/ { inside = 0 }
	on && inside { gsub(/\\e/, "\\"); gsub(/\\&/, ""); print > ("recipe." n) }
	/^\.Bd -literal/ { inside = 1; n++ }' "$root/filters/emit/emit.1"
grep -l '^[$] ' recipe.* | xargs rm -f
grep -l '^tail -F' recipe.* | xargs rm -f # that has no end
is "$(find . -name 'recipe.*' | wc -l)" 6 "so many recipes were found"

# recipe PATTERN: runs the recipe that has it, or the line of a crontab
recipe() {
	file=$(grep -l -e "$1" recipe.*)
	if grep -q '^[*0-9/]* \* \* \* \* ' "$file"; then
		grep -e "$1" "$file" | sed 's/^[^ ]* [^ ]* [^ ]* [^ ]* [^ ]* //; s/\\%/%/g; s/cd \/srv/cd srv/' >now
	else
		cp "$file" now
	fi
	run sh now
}

cat >hit.jsonl <<'J'
{"id":"1","url":"https://evil.example/1","title":"<!channel> \"quoted\" & <https://x.example|y>","content_text":"We will burn the city, says Hassan Nasrallah","date_published":"2024-01-05T11:30:00Z","tags":["threat/attack-threat"],"_source":{"name":"Wire"},"_score":{"threat/attack-threat":{"score":5,"severity":"high"}}}
J
sed 's/"2024-01-05/"2023-01-05/' hit.jsonl >old.jsonl

# --- mail, only with news
cp old.jsonl tagged.jsonl
for what in 'mail -s' 'msmtp' 'curl'; do
	recipe "$what"
	is "$status$(cat out err)" 9 "$what: nothing new is status 9 and no word"
done
is "$(find . -name '*.args')" "" "and nothing was sent"
cp hit.jsonl tagged.jsonl
recipe 'mail -s'
status 0 "mail: status 0"
has mail.args '^-s Threats of the day desk@example.org$' "mail: subject and address"
has mail.in 'hxxps://evil\[.\]example/1' "mail: the digest, defanged"
recipe msmtp
status 0 "msmtp: status 0"
sed '1,/^$/d' msmtp.in | base64 -d >page.sent
same page.sent page.html "msmtp: the page comes through"
has msmtp.in '^Content-Type: text/html; charset=utf-8$' "msmtp: with its type"
recipe curl
status 0 "curl: status 0"
is "$(jq -r .text curl.in)" '11:30 Wire: &lt;!channel&gt; "quoted" &amp; &lt;hxxps://x[.]example|y&gt; hxxps://evil[.]example/1' "curl: JSON, in which a title mentions nobody"
has curl.args 'https://hooks.example/1$' "curl: to the webhook"

# --- cron
echo '{"id":"2","content_text":"We will strike Israel with missiles and painful blows will follow"}' >desk/in/posts.jsonl
recipe 'flock -n .lock sh'
status 0 "cron: status 0"
empty err "cron: no word"
result "$([ -s out ]; echo $?)" "cron: what is new is printed"
recipe 'flock -n .lock sh'
empty out "cron: the second time there is no news"
result "$([ -e desk/desk.state ]; echo $?)" "cron: because the first is remembered"

# --- a folder
recipe 'f html --since 2d'
status 0 "web: pages are written"
is "$(ls srv/www/desk)" 2024-01-05.html "web: one for the day"
if emit --help | grep -qw rss; then
	recipe 'f rss'
	status 0 "web: feeds are written"
	has srv/www/desk/threat.xml '<rss' "web: one for the topic"
else
	skip "web: feeds are written" "no rss in this emit"
fi

# --- out of the house
echo 'Hassan Nasrallah' >names.txt
cp hit.jsonl posts.jsonl
recipe 'redact names.txt'
is "$(cat out)" '{"date_published":"2024-01-05T11:30:00Z","content_text":"We will burn the city, says ████████████████"}' "out of the house: without names"
finish
