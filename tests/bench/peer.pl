#!/usr/bin/env perl
# The job of tag, as one would write it in Perl: JSON::XS, and all keywords in one pattern, of which
# perl makes a trie, or where that gets too large a hash of words.
#
#   peer.pl TERMS [trie|words] <records >records     TERMS: topic, tab, keyword
use strict;
use warnings;
use JSON::XS;

my ($path, $way) = @ARGV;
my (%topic, %longer);
open my $terms, "<:utf8", $path or die "$path: $!\n";
while (<$terms>) {
	chomp;
	my ($topic, $term) = split /\t/, lc;
	$topic{$term} = $topic;
	my @words = split / /, $term;
	$longer{join " ", @words[0 .. $_ - 1]} = 1 for 1 .. $#words; # what a phrase begins with
}
$way ||= keys %topic > 5000 ? "words" : "trie";
my $any = join "|", map quotemeta, sort { length $b <=> length $a } keys %topic;
my $pattern = $way eq "trie" ? qr/\b($any)\b/ : undef;

sub find_trie {
	my ($text, $found) = @_;
	while ($text =~ /$pattern/g) {
		my ($at, $term) = ($-[1], $1);
		$found->{$topic{$term}} = 1;
		# A shorter term may begin at the same place, others within this one.
		while ((my $blank = rindex $term, " ") > 0) {
			$term = substr $term, 0, $blank;
			$found->{$topic{$term}} = 1 if exists $topic{$term};
			pos($text) = $at + length $term;
		}
	}
}

sub find_words {
	my ($text, $found) = @_;
	my @words = split /(\W+)/, $text;
	for (my $i = 0; $i < @words; $i += 2) {
		my $word = $words[$i];
		$found->{$topic{$word}} = 1 if exists $topic{$word};
		for (my $j = $i; $longer{$word} && $j + 2 < @words && $words[$j + 1] eq " "; ) {
			$j += 2;
			$word .= " $words[$j]";
			$found->{$topic{$word}} = 1 if exists $topic{$word};
		}
	}
}

my $json = JSON::XS->new->utf8->canonical(0);
while (my $line = <STDIN>) {
	my $record = $json->decode($line);
	my %found;
	for my $field ("title", "content_text") {
		my $text = $record->{$field} // next;
		$way eq "trie" ? find_trie(lc $text, \%found) : find_words(lc $text, \%found);
	}
	if (%found) {
		$found{$_} = 1 for @{$record->{tags} // []};
		$record->{tags} = [sort keys %found];
		$line = $json->encode($record) . "\n";
	}
	print $line;
}
