#!/bin/sh
# Work grows as input does, whoever wrote the input: instructions counted at n and at 2n, less
# those of an empty run, so that no clock can be wrong.
# shellcheck disable=SC2154
. tests/lib.sh

if [ "$sanitized" ]; then
	skip "growth" "not under a sanitizer"
	finish
fi
if ! valgrind --tool=callgrind --callgrind-out-file=/dev/null emit </dev/null >/dev/null 2>&1; then
	skip "growth" "valgrind is not here"
	finish
fi

cat >repeat.yaml <<'Y'
topic: test
rules:
  near: {near: {words: 20, of: [alpha, beta]}}
  apart: {near: {words: 5, of: [alpha, gamma]}}
  phrase: {any: [alpha alpha alpha alpha omega, alpha beta delta]}
  hit: {any: [alpha, alp*, =alpha]}
  expression: {any: ['/(a+)+$/', '/[a-z]+ beta [bc]/', '/\w+ alpha$/']}
  name: {any: [~Alpha Gamma]}
  three: {near: {words: 30, of: [[alpha, ex], [beta, why], [nothing]]}}
Y

printf 'alpha beta\nex*\n~Alpha Gamma\na.b\n' >list

# What is written for KIND and N. A bomb's text goes into a member, or into a feed's description.
cat >make.pl <<'P'
use strict;
my ($kind, $n) = @ARGV;
# 16 pairs of blocks: 2^16 keys with one FNV-1a hash of 32 bits.
my @fnv = qw(ygyjbood siouunwq fgbfoqxg fmubdjrp gyrsppac eunrjksw lgkrjojo ahlfaaul
	iwdafgwu xigxzsrs rmyrhcle rixzaqat ubgvuqnu ueyckndv xpffemyo xejkzkeh
	vuwcjabu copdmskb ueoladka fzwuqmhf cbsyjyfd abvchyra akzhxmvi uqitmwab
	zvihaexx gwejjzog vnhllyri sgbqevbl hutwtlwz zopuhctv wwdonpkf hcrdqhya);
my @djb2 = ("Ez", "FY") x 16;
sub colliding { my ($i, @blocks) = @_; join "", map { $blocks[2 * $_ + ($i >> $_ & 1)] } 0 .. 15 }
sub record { print '{"id":"1","title":"T",', @_, "}\n" }
sub text { record '"content_text":"', @_, '"' }
sub feed { print '<rss version="2.0"><channel><title>T</title>', @_, "</channel></rss>\n" }
sub item { feed '<item><title>One</title><link>http://example.org/1</link><description><![CDATA[<p>First.</p>', @_,
	']]></description></item>' }
my %make = (
	keys     => sub { record join ",", map { "\"k$_\":$_" } 1 .. $n },
	escaped  => sub { record join ",", map { "\"\\u006b$_\":$_" } 1 .. $n },
	djb2     => sub { record join ",", map { '"' . colliding($_, @djb2) . '":0' } 1 .. $n },
	fnv      => sub { record join ",", map { '"' . colliding($_, @fnv) . '":0' } 1 .. $n },
	twins    => sub { record '"o":{', join(",", map { "\"k$_\":$_" } 1 .. $n), "}" },
	brackets => sub { record '"content_text":"x","a":', "[" x $n },
	nested   => sub { record '"content_text":"x","a":[', join(",", ("[" x 400 . "]" x 400) x ($n / 800)), "]" },
	string   => sub { text "word " x ($n / 5) },
	unbroken => sub { text "x" x $n },
	escapes  => sub { text "\\u00e9\\\"\\\\" x ($n / 10) },
	slashes  => sub { text "\\\\" x ($n / 2) },
	marks    => sub { text "a\xcc\x81" x ($n / 3) },
	combining => sub { text "a", "\xcc\x81\xcc\xa3" x ($n / 4) },
	arabic   => sub { text "\xd9\x88\xd8\xa7\xd9\x84" x ($n / 6) },
	hyphens  => sub { text "a-" x ($n / 2) },
	dots     => sub { text "u.s." x ($n / 4) },
	at       => sub { text "\@#" x ($n / 2) },
	urls     => sub { text "http://a.b/c?d " x ($n / 15) },
	url      => sub { text "http://example.org/", "a/../" x ($n / 5), "?", "a=b&" x ($n / 4) },
	hosts    => sub { text "a.bc/:1:" x ($n / 8) },
	percent  => sub { text "%d9" x ($n / 3) },
	markup   => sub { record '"content_html":"', "<a&lt<!--#" x ($n / 10), '"' },
	evidence => sub { record '"content_text":"', "http://a.b \xd9\x88 " x $n, '","_evidence":[',
		join(",", map { '{"field":"content_text","start":' . (13 * $_) . ',"end":' . (13 * $_ + 10) . ',"match":"http://a.b"}' } 1 .. $n), "]" },
	array    => sub { record '"content_text":"x","a":[', join(",", (0) x $n), "]" },
	tags     => sub { record '"content_text":"x","tags":[', join(",", map { "\"t$_\"" } 1 .. $n), "]" },
	lines    => sub { print "{\"id\":\"$_\",\"title\":\"T\"}\n" for 1 .. $n },
	bad      => sub { print "oops\n" x $n },
	blank    => sub { print "\n" x $n },
	invalid  => sub { text "\xff" x $n },
	twice    => sub { print "{\"id\":\"$_\",\"content_text\":\"Text of one post of many, the ${_}th.\"}\n" for map { $_, $_ } 1 .. $n / 2 },
	sametext => sub { print "{\"id\":\"$_\",\"content_text\":\"All posts say the same thing in the same words.\"}\n" for 1 .. $n },
	alpha    => sub { text "alpha " x ($n / 6) },
	alphabeta => sub { text "alpha beta " x ($n / 11) },
	ends     => sub { text "alpha " x ($n / 12), "gamma " x ($n / 12) },
	div      => sub { item "<div>" x $n },
	closed   => sub { item "<b><i>" x ($n / 2), "</b></i>" x ($n / 2) },
	tables   => sub { item "<table><tr><td>" x ($n / 3) },
	lists    => sub { item "<ul><li>" x ($n / 2) },
	attributes => sub { item "<p", (map { " a$_=b" } 1 .. $n), ">x</p>" },
	unending => sub { item "<p a='", "x<p>" x ($n / 4) },
	ampersands => sub { item "&" x $n },
	entities => sub { item "&amp" x ($n / 4), "&notit;" x ($n / 4) },
	numbers  => sub { item "&#", "9" x $n },
	less     => sub { item "<" x $n },
	comments => sub { item "<!--" x ($n / 4) },
	dashes   => sub { item "<!--", "--!" x ($n / 3) },
	titles   => sub { item "<title>", "x<" x ($n / 2) },
	scripts  => sub { item "<script>", "</scrip" x ($n / 7) },
	cdata    => sub { feed "<item><description>", "<![CDATA[" x ($n / 9), "</description></item>" },
	xmldeep  => sub { feed "<item><title>x</title>", "<a>" x ($n / 3) },
	xmlattributes => sub { feed "<item", (map { " a$_='b'" } 1 .. $n), "><title>x</title></item>" },
	namespaces => sub { feed "<item><title>x</title>", (map { "<x$_:y xmlns:x$_='u$_'>" } 1 .. $n), "</item>" },
	items    => sub { feed map { "<item><guid>$_</guid><title>x</title></item>" } 1 .. $n },
	categories => sub { feed "<item><title>x</title>", (map { "<category>c$_</category>" } 1 .. $n), "</item>" },
	enclosures => sub { feed "<item><title>x</title>", (map { "<enclosure url='http://a.b/$_' type='image/png'/>" } 1 .. $n), "</item>" },
	links    => sub { item map { "<a href='http://a.b/$_'>x</a>" } 1 .. $n },
	bomb     => sub { print "<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a0 'ha'>", (map { my $b = $_ - 1; "<!ENTITY a$_ '&a$b;&a$b;'>" } 1 .. $n), "]>";
		feed "<item><title>x</title><description>&a$n;</description></item>" },
	doctype  => sub { print "<!DOCTYPE r [", "<!ENTITY % a '" x ($n / 14), "]>"; feed "<item><title>x</title></item>" },
	telegram => sub { print '{"name":"C","type":"public_channel","id":1,"messages":[{"id":1,"type":"message","date":"2024-01-02T03:04:05","date_unixtime":"1704164645","from":"C","from_id":"channel1","text":[',
		join(",", ('"a "', '{"type":"bold","text":"b"}') x ($n / 2)), "],\"text_entities\":[]}]}\n" },
	messages => sub { print '{"name":"C","type":"public_channel","id":1,"messages":[', join(",", map { '{"id":' . $_ . ',"type":"message","date":"2024-01-02T03:04:05","date_unixtime":"1704164645","from":"C","from_id":"channel1","text":"x","text_entities":[]}' } 1 .. $n), "]}\n" },
	report   => sub { print "A title\n\nMarch 2, 2021\n\n", (map { "Text of it.[$_]\n\n" } 1 .. $n), (map { "[$_] A source, http://a.b/$_\n" } 1 .. $n) },
	notes    => sub { print "A title\n\nMarch 2, 2021\n\n", "[1" x $n, "\n" },
);
binmode STDOUT;
$make{$kind}->();
P

# count FILE COMMAND ...: the instructions that reading the file takes; none if it went wrong
count() {
	from=$1
	shift
	valgrind --log-file="$from.log" --tool=callgrind --callgrind-out-file=/dev/null "$@" <"$from" >/dev/null 2>&1
	[ $? -gt 1 ] || sed -n 's/.*Collected : //p' "$from.log"
}

# grows KIND N COMMAND ...: counts at n and 2n
grows() {
	kind=$1
	n=$2
	shift 2
	perl make.pl "$kind" "$n" >"$kind.1"
	perl make.pl "$kind" $((2 * n)) >"$kind.2"
	count "$kind.2" "$@" >"$kind.count" &
	once=$(count "$kind.1" "$@")
	wait
	twice=$(cat "$kind.count")
	key=zero$(echo "$*" | tr -c 'a-z\n' _)
	: >nothing
	[ -s "$key" ] || count nothing "$@" >"$key"
	zero=$(cat "$key")
	# Something must have been read, and a bounded table may be filled between n and 2n.
	awk -v z="$zero" -v a="$once" -v b="$twice" 'BEGIN { exit !(a - z > 20000 && b > a && b - z < 2.5 * (a - z)) }'
	result $? "$*: $kind"
	echo "# $kind: $(((once - zero) / 1000)) and $(((twice - zero) / 1000)) thousand instructions at $n and twice that"
	rm -f "$kind".*
}

while read -r n program kinds; do
	case $program in
	tag) set -- tag -r repeat.yaml ;;
	tag-e) set -- tag -e -r repeat.yaml ;;
	tag-verify) set -- tag -e --verify -r repeat.yaml ;;
	dedupe-mark) set -- dedupe --mark ;;
	emit-clean) set -- emit --defang --redact list ;;
	emit-*) set -- emit -f "${program#emit-}" ;;
	jsonl) set -- ingest -f jsonl ;;
	*) set -- "$program" ;;
	esac
	for kind in $kinds; do
		grows "$kind" "$n" "$@"
	done
done <<'CASES'
10000 tag keys escaped djb2 fnv twins
100000 tag array nested string unbroken escapes slashes marks combining arabic hyphens dots at blank
30000 tag-e alpha alphabeta ends
5000 tag-verify alpha alphabeta ends
4000 tag lines bad
2000 dedupe lines twice sametext
2000 dedupe-mark sametext
10000 dedupe keys djb2 fnv
100000 dedupe string unbroken array tags url
100000 emit-html string unbroken urls combining
10000 emit-html tags keys
100000 emit-text string unbroken urls combining
10000 emit-csv keys tags
100000 emit-clean string unbroken urls combining hosts percent markup slashes
1000 emit-clean evidence
10000 jsonl keys fnv invalid
600000 jsonl slashes
300000 jsonl url
10000 ingest div closed tables lists attributes entities xmldeep xmlattributes
40000 ingest ampersands numbers less comments dashes titles unending scripts cdata doctype
1000 ingest namespaces items categories links bomb messages report
2000 ingest telegram notes enclosures
CASES
finish
