#!/bin/sh
# Lines, one by one: which are records and which are not, cut ones, and bytes that stay as they are.
# shellcheck disable=SC2086,SC2016
. tests/lib.sh

cat >rules.yaml <<'Y'
topic: test
rules:
  found:
    any: [needle]
Y

# --- The verdict on every line. First column: tag, dedupe and emit; second: ingest, which mends what
# dumps of other tools hold. + a record, - refused, 0 a blank line. @ becomes a new id, a backslash
# begins an escape of Perl's.
cat >table <<'T'
+ + {"id":"@","title":"t"}
+ + \t {"id":"@","title":"t"} \t\r
+ + { "id" : "@" , "title" : "t" }
+ + {"id":"@","title":"t","":1}
+ + {"id":"@","title":"t","n":[0,-0,0.1,1e400,18446744073709551616,9007199254740993,1E2,1e-7]}
+ + {"id":"@","title":"\\u00e9\\/\\"\\\\\\b\\f\\n\\r\\t\\ud83d\\ude00"}
+ + {"id":"@","title":"\xc2\xa0\xf0\x9f\x98\x80\xef\xbb\xbf"}
+ + {"id":"@","title":"t","a":[],"b":{},"c":[[],{}],"d":null,"e":true,"f":false}
+ + {"id":"@","title":"t","o":{"a":1,"a":2}}
+ - {}
+ - {"id":"@"}
0 0 \t \r
- - oops
- - "oops"
- - 7
- - null
- - [{"id":"@","title":"t"}]
- - {"id":"@","title":"t"
- - {"id":"@","title":"t
- - {"id":"@","title":"t"}}
- - {"id":"@","title":"t"},
- - {"id":"@","title":"t"}{"id":"@","title":"u"}
- - {"id":"@","title":"t"} {"id":"@","title":"u"}
- - {"id":"@","title":"t"}\0
- - \0{"id":"@","title":"t"}
- - {"id":"@","title":"t",}
- - {"id":"@",,"title":"t"}
- - {"id":"@" "title":"t"}
- - {"id":"@","title"}
- - {"id":"@","title":}
- - {id:"@","title":"t"}
- - {'id':'@','title':'t'}
- - {"id":"@","title":"t",7:1}
- - {"id":"@","title":"t","a":[1,]}
- - {"id":"@","title":"t","a":[1 2]}
- - {"id":"@","title":"t","a":[1}
- - {"id":"@","title":"t","n":NaN}
- - {"id":"@","title":"t","n":Infinity}
- - {"id":"@","title":"t","n":-}
- - {"id":"@","title":"t","n":+1}
- - {"id":"@","title":"t","n":01}
- - {"id":"@","title":"t","n":1.}
- - {"id":"@","title":"t","n":.5}
- - {"id":"@","title":"t","n":1e}
- - {"id":"@","title":"t","n":0x10}
- - {"id":"@","title":"t","n":True}
- - {"id":"@","title":"t","n":nul}
- - {"id":"@","title":"t","n":nulll}
- - {"id":"@","title":"t","id":"again"}
- - {"id":"@","title":"t","\\u0069d":"again"}
- - {"id":"@","title":"t"} // comment
- - {"id":"@",/**/"title":"t"}
- - \xef\xbb\xbf{"id":"@","title":"t"}
- - \xa0{"id":"@","title":"t"}
- + {"id":"@","title":"a\x01b"}
- + {"id":"@","title":"a\tb"}
- + {"id":"@","title":"a\0b"}
- + {"id":"@","title":"\\ud800"}
- + {"id":"@","title":"\\udc00\\ud800"}
- - {"id":"@","title":"\\ud83d\\u12"}
- + {"id":"@","title":"\\x41"}
- - {"id":"@","title":"\\u12g4"}
- + {"id":"@","title":"\xff"}
- + {"id":"@","title":"\xc0\x80"}
- + {"id":"@","title":"\xed\xa0\x80"}
- + {"id":"@","title":"\xf4\x90\x80\x80"}
- + {"id":"@","title":"\xe2\x80"}
T
perl -we '
	use strict;
	open my $in, "<", "table" or die;
	my %file;
	for my $name (qw(lines got.1 got.2 bad.1 bad.2 numbers.1 numbers.2)) { open $file{$name}, ">:raw", $name or die }
	while (<$in>) {
		chomp;
		my ($one, $two, $line) = /^(.) (.) (.*)$/ or die $_;
		$line =~ s/\@/$./g;
		$line =~ s/\\(x..|.)/my $e = $1; $e eq "\\" ? "\\" : eval "\"\\$e\""/ge;
		print { $file{lines} } "$line\n";
		my ($object) = $line =~ /(\{.*\})/s;
		print { $file{"got.1"} } "$object\n" if $one eq "+";
		print { $file{"got.2"} } "$.\n" if $two eq "+";
		print { $file{"bad.1"} } "$line\n" if $one eq "-";
		print { $file{"bad.2"} } "$line\n" if $two eq "-";
		print { $file{"numbers.1"} } "$.\n" if $one eq "-";
		print { $file{"numbers.2"} } "$.\n" if $two eq "-";
	}'
for program in "tag --no-rules" "dedupe --by id" emit "ingest -f jsonl"; do
	name=${program%% *}
	rm -f rejects
	run $program --rejects rejects <lines
	status 1 "$name: bad lines among good ones are status 1"
	column=1
	if [ "$name" = ingest ]; then
		column=2
		jq -r .id <out >ids
		same ids got.2 "$name: records are made of the lines that are meant to be"
	else
		same out got.1 "$name: the good lines are out, their bytes as they were"
	fi
	same rejects bad.$column "$name: the bad lines are in the rejects, byte for byte"
	sed -n 's/^[a-z]*: <stdin>:\([0-9]*\):[0-9]*: ..*/\1/p' err >numbers
	same numbers numbers.$column "$name: each bad line is named, and only they"
	is "$(wc -l <err)" "$(wc -l <numbers.$column)" "$name: by one message each"
	iconv -f UTF-8 -t UTF-8 err >/dev/null 2>&1
	result $? "$name: the messages are UTF-8"
done

# --- A line cut at every byte, at the end of the input or before another line.
cat >cut.pl <<'P'
use strict;
my ($first, $line) = ('{"id":"1","title":"One"}',
	qq({"id":"2", "title":"T\\u00e9\\ud83d\\ude00 \xf0\x9f\x98\x80","content_text":"x","n":[1.5e3,-0,{"a":null}],"tags":["needle",true]}));
sub spew { open my $f, ">:raw", $_[0] or die; print $f $_[1] }
sub slurp { open my $f, "<:raw", $_[0] or die; local $/; scalar <$f> }
sub ids { join " ", map { /^\{"id":"(\d)"/ ? $1 : "?" } split /\n/, $_[0] }
my @wrong;
for my $behind ("", qq(\n{"id":"3","title":"Three"}\n)) {
	for my $n (1 .. length $line) {
		spew("cut", "$first\n" . substr($line, 0, $n) . $behind);
		my $status = system("@ARGV <cut >cut.out 2>cut.err") >> 8;
		my $want = join " ", 1, $n == length $line ? 2 : (), $behind ne "" ? 3 : ();
		my $named = slurp("cut.err") =~ /^\w+: <stdin>:2:\d+: /;
		push @wrong, "$n:$status" unless ids(slurp("cut.out")) eq $want && ($n == length $line ? $status == 0 : $status == 1 && $named);
	}
}
print "@wrong\n";
P
for program in "tag --no-rules" dedupe emit "ingest -f jsonl"; do
	[ "$sanitized" ] && [ "$program" = dedupe ] && continue
	is "$(perl cut.pl $program)" "" "${program%% *}: a cut line is refused and named, wherever it is cut, and costs one line"
done

# --- Bytes that stay.
cat >bytes.jsonl <<'J'
{"id":"1","title":"needle","n":[0.1,1e400,18446744073709551616,-0,1E2,1.10,0.10000000000000001,-1.5E+07]}
{"z":1,"id":"2","a":{"z":1,"a":2,"z":3},"title":"needle \/ \u00e9 é \u00C9 \ud83d\ude00 😀 \u001b"}
{ "id" : "3" , "title":"needle",  "content_text" : "x"	, "" : [ ] }
{"id":"4","title":"needle","_unknown":{"_x":[null,true,false,{},[],""]},"\u0061":"\u0000"}
{"id":"5","title":"no","tags":["Kept é \/"],"n":1e5}
{"id":"6","title":"nothing","n":1.0}
J
for program in "tag --no-rules" "tag -r rules.yaml" "dedupe --by id" "dedupe --by id --mark" emit "emit -f jsonl"; do
	$program <bytes.jsonl >out
	# what a rule that holds adds is all that may differ
	sed 's/,"tags":\["test\/found"\]}$/}/' out >plain
	same plain bytes.jsonl "$program: numbers, escapes, order and blanks stay as they are"
done
tag -r rules.yaml <bytes.jsonl >out
is "$(grep -c '"tags":\["test/found"\]}$' out)" 4 "tag -r: four of them got a tag"
printf '%s\n' '{"id":"1", "tags" : [ "own" ] ,"title":"needle","n":1E2,"a":"\/"}' | tag -r rules.yaml >out
sed 's/"tags" : \[[^]]*\]/"tags" : []/' out >plain
echo '{"id":"1", "tags" : [] ,"title":"needle","n":1E2,"a":"\/"}' >want
same plain want "tag -r: tags that are there are added to in their place"
is "$(jq -c .tags out)" '["own","test/found"]' "tag -r: and none is lost"
printf '%s\n' '{"id":"1","title":"x","n":1E2, "a":"\/" }' '{"id":"1","title":"x","n":-0, "a":"\u00e9" }' >want
dedupe --mark <want | sed 's/,"_duplicate":.*}$/}/' >plain
same plain want "dedupe --mark: a mark is all that differs"
is "$(dedupe --mark <want | grep -c _duplicate)" 1 "dedupe --mark: one is marked"

# --- Twice is once.
{ cat bytes.jsonl bytes.jsonl; echo '{"id":"7","title":"no","content_text":"a needle, and needle"}'; } >twice.jsonl
for program in "tag -r rules.yaml" "tag -e --verify -r rules.yaml" dedupe emit; do
	$program <twice.jsonl >once
	$program <once >out
	same out once "$program | $program is $program"
	[ -s once ]
	result $? "$program: and is not nothing"
done

# --- A compact export is one line, and an export at any length.
for n in 10 700 1500 9000; do
	perl -e 'print "{\"name\":\"C\",\"type\":\"public_channel\",\"id\":1,\"messages\":[", join(",", map { "{\"id\":$_,\"type\":\"message\",\"date\":\"2024-01-02T03:04:05\",\"from\":\"C\",\"text\":\"x\"}" } 1 .. shift), "]}\n"' $n >export.json
	is "$(ingest export.json | wc -l | tr -d ' ')" $n "an export of $n messages in one line"
done

# --- Three pipes on, a record is there as soon as it is written.
cat >slowly.pl <<'P'
use strict; use Time::HiRes qw(time sleep);
open my $out, "|-", "ingest -f jsonl | tag -r rules.yaml | dedupe | emit -f text >shown" or die;
select $out; $| = 1;
sleep 0.5;
my ($size, $worst) = (0, 0);
for my $n (1 .. 10) {
	my $start = time;
	print $out qq({"id":"$n","title":"needle $n"}\n);
	sleep 0.002 until -s "shown" > $size || time - $start > 3;
	$size = -s "shown";
	$worst = time - $start if time - $start > $worst;
	sleep 0.02;
}
close $out;
printf STDOUT "%d\n", 1000 * $worst;
P
worst=$(perl slowly.pl)
[ "$worst" -lt 1000 ]
result $? "ingest | tag | dedupe | emit shows each record at once"
echo "# the slowest of ten took $worst ms"
is "$(grep -c needle shown)" 10 "and all of them"
finish
