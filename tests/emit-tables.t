#!/bin/sh
# emit -f csv and text: what readers make of hostile records. The reader of both is Python, which knows
# nothing of how they were written.
# shellcheck source=tests/lib.sh
. tests/lib.sh
hostile=$root/tests/hostile

cat >more.txt <<'X'
=cmd|' /C calc'!A0
+1+cmd|' /C calc'!A0
-2+3
@SUM(1+9)
＝1+1
  =1
a,b;"c"|'d'	e
מחבל "אמר" כי 12% של (הבית)
وقال "الحشد" في #بغداد: 3-5
中文標題，很長很長的一行字沒有任何空白可以換行所以要在字之間斷開
X
{
	jq -R . <"$hostile/strings.txt"
	jq -R . <more.txt
	printf '%s\n' '"\t=1"' '"\r=1"' '"\n=1"' '"\u0000\u0001\u001b[31mred\u007f\u009b0m"' '"a\r\nb\rc\nd\u2028e\u0085f"' \
		'"\u202egnp.exe\u2066x\u2069\u2069y"' '"e\u0301\u0301 \u0430\u0301"'
	[ -f "$shared/unicode/blns.json" ] && jq -c '.[]' "$shared/unicode/blns.json"
} | jq -s . >all.json
jq -c -f "$hostile/records.jq" all.json >in.jsonl
count=$(wc -l <in.jsonl | tr -d ' ')
result "$([ "$count" -gt 80 ]; echo $?)" "there are strings"

# --- csv
columns=id,title,content_text,tags,authors,_source.name,_links
run emit -f csv --columns "$columns" in.jsonl
status 0 "csv"
cp out safe.csv
emit -f csv --raw --columns "$columns" in.jsonl >raw.csv
cat >csv.check <<'X'
import csv, json, re, unicodedata

def rows(name):
    with open(name, encoding='utf-8', newline='') as f:
        return list(csv.reader(f, strict=True))

# What a spreadsheet may pass over, and what it may take for the ASCII sign.
def live(cell):
    cell = unicodedata.normalize('NFKC', ''.join(c for c in cell if unicodedata.category(c) not in ('Cf', 'Zs')))
    return cell != '' and cell[0] in '=+-@\t\r\n'

def controls(cell):
    return re.search('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\u2028\u2029]', cell)

records = [json.loads(line) for line in open('in.jsonl', encoding='utf-8')]
safe, raw = rows('safe.csv'), rows('raw.csv')
print(len(safe) == len(raw) == len(records) + 1, 'rows')
print({len(row) for row in safe + raw} == {7}, 'columns')
print([c for row in safe for c in row if live(c)][:3], 'formulas')
print([c for row in safe + raw for c in row if controls(c)][:3], 'controls')
print(sum(live(c) for row in raw for c in row) > 20, 'formulas with --raw')
plain = [(r, row) for r, row in zip(records, raw[1:])
         if not any(c < ' ' or '~' < c < '\xa0' or c in '\u2028\u2029\u202d\u202e' for c in r['title'])]
print(len(plain) > 60, [r['title'] for r, row in plain if row[:2] != [r['id'], r['title']]][:3], 'text')
print([r['title'] for r, row in plain if row[3] != '; '.join(r['tags']) or row[4] != r['authors'][0]['name']][:3], 'lists')
data = open('safe.csv', 'rb').read()
print(data.endswith(b'\r\n') and not data.startswith(b'\xef\xbb\xbf'), 'ends')
X
if command -v python3 >/dev/null; then
	is "$(python3 csv.check 2>&1)" "True rows
True columns
[] formulas
[] controls
True formulas with --raw
True [] text
[] lists
True ends" "csv: Python reads what the records say, and nothing that acts"
else
	skip "csv: Python" "no python3"
fi
if command -v mlr >/dev/null; then
	mlr --icsv --ojsonl cut -f title raw.csv >got 2>err
	is "$(wc -l <got | tr -d ' ')" "$count" "csv: Miller reads each row"
else
	skip "csv: Miller" "no mlr"
fi

# --- text
cat >text.check <<'X'
import re, sys, unicodedata

columns = int(sys.argv[1])
lines = open(sys.argv[2], encoding='utf-8').read().split('\n')
bare = [re.sub('\x1b\\[[0-9;]*m', '', line) for line in lines]

def controls(line):
    return re.search('[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066\u2067]', line)

def isolated(line):
    depth = 0
    for c in line:
        depth += (c == '\u2068') - (c == '\u2069')
        if depth < 0 or (depth == 0 and unicodedata.bidirectional(c) in ('R', 'AL')):
            return False
    return depth == 0

# Of characters whose width is beyond dispute.
def width(line):
    n = 0
    for c in line:
        if ord(c) < 127 or unicodedata.category(c)[0] == 'L':
            n += 2 if unicodedata.east_asian_width(c) in 'WF' else 1
    return n

wide = [line for line in bare if width(line) > columns]
print([line for line in bare if controls(line)][:3], 'controls')
print([line for line in bare if not isolated(line)][:3], 'isolation')
print(wide[:3], 'width')
print(max(map(width, bare)) > columns - 5, 'filled')
print('\x1b[1;31m' in '\n'.join(lines), 'colour')
X
# Addresses are not broken, so that they can be copied; here they are of any length.
jq -c 'del(.url)' in.jsonl >short.jsonl
for width in 80 24; do
	COLUMNS=$width emit -f text short.jsonl >plain
	COLUMNS=$width emit -f text --color always short.jsonl >colour
	if command -v python3 >/dev/null; then
		is "$(python3 text.check $width plain 2>&1)" "[] controls
[] isolation
[] width
True filled
False colour" "text: in $width columns nothing acts, is too wide or reorders its surroundings"
		is "$(python3 text.check $width colour 2>&1)" "[] controls
[] isolation
[] width
True filled
True colour" "text: nor in colour"
	else
		skip "text: $width columns" "no python3"
	fi
done
is "$(sed 's/\*//g; s/[⁨⁩‎‏]//g' plain | tr -d ' \n' | cksum)" \
	"$(sed "s/$(printf '\033')\[[0-9;]*m//g; s/\*//g; s/[⁨⁩‎‏]//g" colour | tr -d ' \n' | cksum)" "text: colour changes no text"
finish
