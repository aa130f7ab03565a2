#!/bin/sh
# kill -9 at random moments: nothing is lost, and nothing that was committed comes again.
# KILLS=500 tests/dedupe-kill.t for more.
. tests/lib.sh
kills=${KILLS:-${sanitized:+25}}
kills=${kills:-100}
cat >kill.pl <<'P'
use strict; use Time::HiRes 'usleep'; use POSIX 'WNOHANG';
# Runs dedupe over the same input again and again, killing each run after a random while, until one ends by
my ($kills, $input) = @ARGV;
srand 42;
my (%committed, $killed, $again, $bad, $inode, $anew);
sub ids { my ($file) = @_; open my $f, '<', $file or die; my @ids;
	while (<$f>) { push @ids, $1 if /^\{"id":"([^"]*)".*\}\n$/ } @ids }
for (my $run = 0; $killed < $kills; $run++) {
	if ($run % 40 == 0) { unlink 'state', 'state.lock'; %committed = () }
	# a run that dies before it opens its output must not leave that of the run before
	open my $out, '>', 'out' or die; close $out;
	my $pid = fork // die;
	if (!$pid) { open STDIN, '<', $input; open STDOUT, '>', 'out'; open STDERR, '>>', 'errors';
		exec 'dedupe', '--state', 'state' or die }
	usleep rand($ENV{SPAN} || 60000);
	kill KILL => $pid;
	waitpid $pid, 0;
	my $died = ($? & 127) == 9;
	$killed++ if $died;
	$bad = "status $?" if !$died && $?;
	my @left = ids('out');
	for my $id (@left) { $again .= " $id" if $committed{$id} }
	if (-e 'state' && -s 'state') {
		my $now = (stat 'state')[1];
		$anew++ if $run % 40 && $inode && $now != $inode;
		$inode = $now;
		my $dump = `dedupe --state state --dump`;
		$bad = "the state does not open after a kill: $?" if $?;
		my %left = map { $_ => 1 } @left;
		for ($dump =~ /"entry":\d+,"id":"([^"]*)"/g) {
			$bad = "$_ is in the state but never left" if !$left{$_} && !$committed{$_};
			$committed{$_} = 1;
		}
	}
}
print STDERR "$killed killed, the state was written anew ", $anew || 0, " times\n";
# the last run, to its end
my %before = %committed;
system("dedupe --state state $input >last") == 0 or $bad = "the last run: $?";
my %last = map { $_ => 1 } ids('last');
# every seventh has the address of another
for (ids($input)) { $bad = "$_ is lost" if !$before{$_} && !$last{$_} && substr($_, 1) % 7 }
for (keys %last) { $again .= " $_" if $before{$_} }
print $bad ? "bad: $bad\n" : "good\n", $again ? "again:$again\n" : "once\n";
P
perl -e 'for (1 .. 20000) { my $n = $_ % 7 == 0 ? $_ - 3 : $_;
	print qq({"id":"p$_","url":"http://e.org/$n","content_text":"words of post number $n ), "filler " x ($_ % 50), qq("}\n) }' >in.jsonl
perl kill.pl "$kills" in.jsonl >got 2>note
note note
is "$(sed -n 1p got)" good "$kills kills: every state opens, knows only what left, and nothing is lost"
is "$(sed -n 2p got)" once "$kills kills: nothing that was committed comes again"
[ -e errors ] && note errors
finish
