#!/bin/sh
# Evidence holds: in all text there is, of every script, each match is what stands there and is its term.
# shellcheck disable=SC2154
. tests/lib.sh

# --- in small
cat >rules.yaml <<'Y'
topic: t
rules:
  phrase: {any: [one two, on*, =ONE, '*ne']}
  hashd: {any: [الحشد الشعبي, حشد شعبي]}
  city: {any: [تهران, ירושלים, Москва, 東京, กรุงเทพ]}
  number: {any: ['/\d+(?= percent)/', '/(?<=no\. )\d+/i']}
  tag: {any: [Qassem Soleimani, ~Qasem Suleimani]}
  place: {any: ['@handle', example.org]}
Y
cat >in.jsonl <<'J'
{"title":"One Two, ONE-TWO one\u00a0two","content_text":"\ud83d\ude00 on\u00e9 tw\u00f6 \ud83d\ude00"}
{"content_text":"وللحشد الشعبي وبالحَشْد الشَّعْبي، لحشد شعبي #الحشد_الشعبي"}
{"content_text":"در تهران، בירושלים ובירושלים в Москва́ 東京都 กรุงเทพมหานคร"}
{"content_text":"40 percent; No. 7, no. 8","summary":"#QassemSoleimani #FreeQassemSoleimaniNow o\u200bne tw\u200co"}
{"content_text":"see @handle, t.me/handle, https://www.example.org/x?y and (example.org)."}
{"content_text":"\u0000one\u0000 two\u2028one two"}
J
for unit in codepoint byte utf16; do
	run tag -e --verify --offsets=$unit -r rules.yaml in.jsonl
	status 0 "offsets in $unit: evidence verifies"
	empty err "offsets in $unit: nothing is said"
	cp out "$unit"
done
is "$(jq -r '. as $r | ._evidence[]? | select($r[.field][.start:.end] != .match) | .match' codepoint)" "" "jq cuts the same out of the text"
is "$(jq -s '[.[]._evidence[]? | .match] | length' codepoint)" "$(jq -s '[.[]._evidence[]? | .match] | length' utf16)" \
	"the units have the same matches"
is "$(jq -c '[._evidence[]? | select(.term == "one two") | .end - .start]' byte | head -n 1)" '[7,7,8,9]' "bytes are bytes"
is "$(jq -c '[._evidence[]? | select(.field == "content_text" and .term == "one two") | .start]' utf16 | head -n 1)" '[3]' "utf16 counts halves"

printf '%s\n' '{"title":"Q\u0430ssem Soleimani, Qas\u200bsem Soleimani, Qassem Soleimani"}' >evaded.jsonl
run tag -e --verify -r rules.yaml evaded.jsonl
is "$(jq -c '[._evidence[] | select(.term == "Qassem Soleimani") | .evaded]' out)" '[true,true,null]' \
	"look-alikes and invisible characters are told, and only they"

# --- in large
if [ ! -d "$shared/tag" ]; then
	skip "evidence in real text" "the shared data is absent"
	finish
fi
cat >texts.pl <<'P'
# All text below a directory as records: strings of JSON, other files as they are, in pieces.
use strict;
use Encode;
use File::Find;
no warnings;
binmode STDOUT, ":utf8";
my %quote = ("\"" => "\\\"", "\\" => "\\\\", "\n" => "\\n", "\t" => "\\t", "\r" => "\\r");
sub record {
	my ($s) = @_;
	$s =~ s/[\x{d800}-\x{dfff}\x{fdd0}-\x{fdef}]|[\x{fffe}\x{ffff}]/\x{fffd}/g;
	$s =~ s/(["\\\n\t\r])/$quote{$1}/g;
	$s =~ s/([\x00-\x1f])/sprintf "\\u%04x", ord $1/ge;
	print "{\"content_text\":\"$s\"}\n";
}

my @files;
find({wanted => sub { push @files, $_ if -f }, no_chdir => 1}, $ARGV[0]);
for my $file (sort @files) {
	my @command = $file =~ /\.gz$/ ? ("gzip", "-dc", $file) : $file =~ /\.bz2$/ ? ("bzip2", "-dc", $file) : ("cat", $file);
	open my $in, "-|", @command or die;
	local $/;
	my $text = decode("UTF-8", <$in>, Encode::FB_DEFAULT);
	close $in;
	$text =~ s/\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/chr(0x10000 + (hex($1) - 0xd800) * 1024 + hex($2) - 0xdc00)/gie;
	$text =~ s/\\u([0-9a-f]{4})/chr hex $1/gie if $file =~ /json/;
	record($1) while $text =~ /\G(.{1,20000})/gs;
}
P
perl texts.pl "$shared" >texts.jsonl
cat >terms.pl <<'P'
# Words and pairs of words of each script in a part of the records, as terms: COUNT of each, in an order by hash.
use strict;
use Digest::MD5 "md5";
use Encode;
binmode STDIN, ":utf8";
binmode STDOUT, ":utf8";
my $count = $ARGV[0];
my @scripts = qw(Latin Arabic Hebrew Cyrillic Greek Han Hiragana Katakana Thai Devanagari Hangul Bengali Armenian Georgian Tamil);
my (%script, %words, %pairs);
sub script { my ($c) = @_;
	return $script{$c} //= (grep { $c =~ /\p{Script=$_}/ } @scripts)[0] // "" }
while (<STDIN>) {
	next if $. % 7;
	s/\\[nrt]/\n/g;
	my ($last, $last_script) = ("", "");
	for my $word (split /([^\p{L}\p{M}]+)/) {
		my $script = $word =~ /^\p{L}/ && length $word <= 24 ? script(substr $word, 0, 1) : "";
		if ($script && length $word > 1) {
			$words{$script}{$word} = 1;
			$pairs{$script}{"$last $word"} = 1 if $last && $last_script eq $script;
			($last, $last_script) = ($word, $script);
		} elsif ($word ne " ") {
			$last = "";
		}
	}
}
for my $script (@scripts) {
	for my $found (\%words, \%pairs) {
		my @all = sort { md5(encode_utf8 $a) cmp md5(encode_utf8 $b) } keys %{$found->{$script}};
		$#all = $count - 1 if @all > $count;
		print "$_\n" for @all;
	}
}
P
few=$([ "$sanitized" ] && echo 20 || echo 300)
perl terms.pl "$few" <texts.jsonl >folded.txt
sed 's/^/=/' folded.txt >exact.txt
perl -CS -ne 'chomp; print "$_*\n" if /^[\p{L}\p{M}]{3,}$/ && !/[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\x{30fc}]/' folded.txt >starred.txt
perl -CS -ne 'print "~$_" if /^\S{3,} \S{3,}$/ && /^[\p{Latin}\p{Arabic}\p{Hebrew}\p{Cyrillic}\p{M} ]+$/' folded.txt >names.txt
cat >drawn.yaml <<'Y'
topic: drawn
lists:
  folded: {file: folded.txt}
  exact: {file: exact.txt}
  starred: {file: starred.txt}
  names: {file: names.txt}
rules:
  folded: {any: [$folded]}
  exact: {any: [$exact]}
  starred: {any: [$starred]}
  names: {any: [$names]}
  regex: {any: ['/\p{Lu}\w+ \p{Lu}\w+/', '/(?<!\d)\d{4}(?!\d)/', '/[\p{Arabic}]{3,}ان\b/']}
Y
run tag -e --verify -r drawn.yaml -r "$root/rules" texts.jsonl
status 0 "terms drawn from all text verify in all text"
empty err "and nothing is said"
echo "# $(wc -l <texts.jsonl) records, $(cat folded.txt exact.txt starred.txt names.txt | wc -l) terms, $(grep -o '"term":' out | wc -l) pieces of evidence"
is "$([ "$(grep -o '"term":' out | wc -l)" -gt 100000 ] || [ "$sanitized" ]; echo $?)" 0 "there were many"
finish
