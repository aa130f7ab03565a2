# Kills dedupe and looks what its state then says: see dedupe-kill.t, which runs it.
#
#   dedupe-kill.pl random KILLS      at random moments
#   dedupe-kill.pl calls             in the place of each call that changes a file, and after half of each write
#   dedupe-kill.pl errors            each of these calls fails, once and from then on
#   dedupe-kill.pl full TIMES        the disk fills up: a small one if there can be one, else by ulimit
#   dedupe-kill.pl damage TIMES      bits, sectors and ends of a state's files are not what they were
#   dedupe-kill.pl order             what is on the disk when: files before their names, output before the state
#   dedupe-kill.pl segments KILLS    the recipe of dedupe(1) for files in which each record is once
#
# Prints `good`, or what was wrong, and on stderr what was done.
use strict;
use warnings;
use Time::HiRes qw(usleep time);

my ($mode, $kills) = @ARGV;
my ($bad, %done) = ('');
my $limit; # of a file, in 512 bytes
my ($in, $out, $errors) = qw(in out errors);
my $filler = 'filler ' x 100;
srand 42;

sub wrong { my ($what) = @_; $bad .= "$what\n" if length $bad < 1000 }
sub spurt { my ($name, $data) = @_; open my $f, '>', $name or die; print $f $data; close $f or die }
sub slurp { my ($name) = @_; open my $f, '<', $name or return ''; local $/; return <$f> // '' }

# The ids of the whole lines of a file.
sub ids { my ($name) = @_; return slurp($name) =~ /^\{"id":"([^"]*)".*\}$/mg }

# Runs a command: until it ends, or is killed after so many microseconds; with a fault, see faults.c.
sub run {
	my ($out, $usec, $fault, @command) = @_;
	my $pid = fork // die;
	if (!$pid) {
		setpgrp;
		open STDOUT, '>', $out or die;
		open STDERR, '>', $errors or die;
		if ($fault) { $ENV{LD_PRELOAD} = $ENV{FAULTS}; $ENV{$fault =~ /^\w+:count/ ? 'FAULT_COUNT' : 'FAULT'} = $fault }
		@command = ('sh', '-c', 'ulimit -f "$0" && exec "$@"', $limit, @command) if $limit;
		exec @command or die;
	}
	if ($usec) { usleep $usec; kill KILL => -$pid, $pid }
	waitpid $pid, 0;
	return $?;
}

# How many calls that a fault is of a command makes.
sub calls_of {
	my ($fault, @command) = @_;
	unlink 'count';
	run($out, 0, (split /:/, $fault)[0] . ':count', @command) == 0 or die;
	return 0 + slurp('count');
}

# The ids that the state knows. Whatever happened it must open.
sub known {
	-e 'state' or return ();
	my $dump = `dedupe --state state --dump 2>&1`;
	if ($?) { wrong("the state does not open: $dump"); return () }
	return $dump =~ /"entry":\d+,"id":"([^"]*)"/g;
}

sub clean { unlink glob 'state*' }
sub keep { for (glob 'state*') { system 'cp', '-p', $_, "kept.$_" }}
sub restore { clean(); for (glob 'kept.*') { my $to = substr $_, 5; system 'cp', '-p', $_, $to } }
sub post {
	my ($n, $more, $id) = @_;
	my ($url, $text) = ($n % 7 ? $n : $n - 3, $more // '');
	$id //= "p$n";
	return qq({"id":"$id","url":"http://e.org/$url","content_text":"words of post number $url $text"}) . "\n";
}

sub posts { return join '', map { post($_, $filler) } @_ }

# A state and the input of the run that is to be killed. What is of the input passes, but for each seventh.
my %scenes = (
	new => sub { spurt $in, posts(1 .. 900) },
	grown => sub {
		spurt $in, posts(1 .. 300);
		system("dedupe -s state $in >first") == 0 or die;
		spurt $in, posts(301 .. 1200) },
	# nearly all of it out of date: it is written anew in the course of the run
	anew => sub {
		spurt $in, post(1) x 57000;
		system("dedupe --exact -s state $in >first") == 0 or die;
		spurt $in, join '', map { post($_, $filler), post(1) x 3 } 2 .. 900 },
	# nearly so much of it that it gets tables
	tables => sub {
		spurt $in, join '', map { post($_, '', "p$_" . 'x' x 3000) } 1 .. 1125;
		system("dedupe -s state $in >first") == 0 or die;
		spurt $in, posts(20000 .. 20400) },
);
my %options = (anew => ['--exact']);

sub make { my ($scene) = @_; clean(); unlink glob 'kept.*'; $scenes{$scene}->(); keep() }

# What must be true after a run of which `out` is the output; committed are those that were known before.
sub judge {
	my ($what, $committed) = @_;
	my %left = map { $_ => 1 } ids($out);
	for (keys %left) { wrong("$what: $_ came again") if $committed->{$_} }
	for (known()) {
		wrong("$what: $_ is known and never left") if !$left{$_} && !$committed->{$_};
		$committed->{$_} = 1;
	}
}

# Runs to the end, after what was killed: nothing is lost.
sub finish {
	my ($what, $committed, @options) = @_;
	run($out, 0, undef, 'dedupe', @options, '--state', 'state', $in) == 0 or wrong("$what: the next run: " . slurp($errors));
	my %last = map { $_ => 1 } ids($out);
	for (ids($in)) { wrong("$what: $_ is lost") if !$committed->{$_} && !$last{$_} && substr($_, 1) % 7 }
	for (keys %last) { wrong("$what: $_ came again in the end") if $committed->{$_} }
	for (glob 'state*') { wrong("$what: $_ is left") if /new$|commit$/ }
}

sub random {
	for my $scene (sort keys %scenes) {
		my @options = @{$options{$scene} // []};
		my ($killed, %committed) = (0);
		make($scene);
		my $begun = time;
		run($out, 0, undef, 'dedupe', @options, '--state', 'state', $in) == 0 or die;
		my $span = (time() - $begun) * 1e6;
		for (my $n = 0; $killed < $kills / 4; $n++) {
			# a state grows over a few runs, then it begins again
			if ($n % 4 == 0) { restore(); %committed = map { $_ => 1 } known() }
			my $inode = (stat 'state')[1];
			spurt $out, '';
			my $status = run($out, 1 + rand $span, undef, 'dedupe', @options, '--state', 'state', $in);
			$killed++ if ($status & 127) == 9;
			wrong("$scene: status $status: " . slurp($errors)) if ($status & 127) != 9 && $status;
			$done{"a kill left something half done"}++ if grep { /new$/ } glob 'state*';
			judge($scene, \%committed);
			$done{"a state was written anew"}++ if $inode && -e 'state' && (stat 'state')[1] != $inode;
			finish($scene, \%committed, @options) if $n % 4 == 3;
		}
		$done{'kills'} += $killed;
	}
}

# Each call is the last.
sub calls {
	my (@faults) = @_;
	for my $scene (sort keys %scenes) {
		my @options = @{$options{$scene} // []};
		make($scene);
		for my $fault (@faults) { restore(); for my $n (1 .. calls_of($fault, 'dedupe', @options, '--state', 'state', $in)) {
			restore();
			my %committed = map { $_ => 1 } known();
			(my $told = $fault) =~ s/N/$n/;
			my $status = run($out, 0, $told, 'dedupe', @options, '--state', 'state', $in);
			$done{"$scene " . ($status & 127 ? 'killed' : $status ? 'failed' : 'went on')}++;
			wrong("$scene $told: status $status") if $status && ($status & 127) != 9 && $status >> 8 != 3;
			judge("$scene $told", \%committed);
			finish("$scene $told", \%committed, @options);
		} }
	}
	settled(@faults);
	merged(@faults);
}

sub fill {
	my ($free) = @_;
	open my $f, '>', 'ballast' or die;
	my $n = 0;
	while (defined(my $some = syswrite $f, "\0" x 4096)) { $n += $some; last if $some < 4096 }
	truncate $f, $n > $free ? $n - $free : 0;
}

# The disk is full at some point of the run; then there is room again.
sub full {
	my ($disk) = @_;
	for my $scene (sort keys %scenes) {
		my @options = @{$options{$scene} // []};
		unlink 'ballast';
		make($scene);
		run($out, 0, undef, 'dedupe', @options, '--state', 'state', $in) == 0 or die;
		my $most = 0;
		$most += -s $_ for glob 'state*';
		for (1 .. $kills / 4) {
			restore();
			my %committed = map { $_ => 1 } known();
			my $had = 0;
			$had += -s $_ for glob 'state*';
			my $room = rand(1.2 * $most - ($disk ? $had : 0));
			if ($disk) { fill($room) } else { $limit = int($room / 512) + 1 }
			my $status = run($out, 0, undef, 'dedupe', @options, '--state', 'state', $in);
			$limit = 0;
			unlink 'ballast';
			$done{"$scene " . ($status ? 'failed' : 'went on')}++;
			wrong("$scene $room: status $status") if $status && $status >> 8 != 3;
			wrong("$scene $room: " . slurp($errors)) if $status && slurp($errors) !~ /^dedupe: \S+: .*(No space left on device|File too large)/;
			judge("$scene $room", \%committed);
			finish("$scene $room", \%committed, @options);
		}
	}
}

sub full_disk {
	mkdir 'disk';
	my $disk = $> == 0 && system('mount -t tmpfs -o size=24m none disk 2>/dev/null') == 0;
	if ($disk) { chdir 'disk' or die; ($in, $out, $errors) = map { "../$_" } $in, $out, $errors }
	full($disk);
	if ($disk) { chdir '..'; system 'umount', 'disk' }
}

# What is pending passes again, or is committed whole.
sub settled {
	my (@faults) = @_;
	make('grown');
	my %before = map { $_ => 1 } known();
	run($out, 0, undef, 'dedupe', '--pending', '--state', 'state', $in) == 0 or die;
	my @all = ids($out);
	keep();
	my @steps = (['--pending', $in], ['--commit'], ['--abort']);
	for my $step (@steps) { for my $fault (@faults) {
		restore();
		my $count = calls_of($fault, 'dedupe', '-s', 'state', @$step);
		for my $n (1 .. $count) {
			restore();
			(my $told = $fault) =~ s/N/$n/;
			my $status = run($out, 0, $told, 'dedupe', '-s', 'state', @$step);
			my $what = "@$step $told";
			$done{"$step->[0] " . ($status & 127 ? 'killed' : $status ? 'failed' : 'went on')}++;
			run($out, 0, undef, 'dedupe', '-s', 'state', '--pending', $in) == 0 or wrong("$what: " . slurp($errors));
			my @again = ids($out);
			wrong("$what: @{[scalar @again]} pass again of @{[scalar @all]}") if @again && @again != @all;
			wrong("$what: nothing passes again") if !@again && $step->[0] ne '--commit';
			wrong("$what: all passes again") if @again && $step->[0] eq '--commit' && !$status;
		}
	} }
}

# A state is joined whole or not at all.
sub merged {
	my (@faults) = @_;
	make('grown');
	spurt 'other.in', join '', map { post($_) } 9001 .. 9500;
	unlink glob 'other.db*';
	system('dedupe -s other.db other.in >out') == 0 or die;
	my $before = known();
	run($out, 0, undef, 'dedupe', '-s', 'state', '--merge', 'other.db') == 0 or die;
	my $after = known();
	for my $fault (@faults) { restore(); for my $n (1 .. calls_of($fault, 'dedupe', '-s', 'state', '--merge', 'other.db')) {
		restore();
		(my $told = $fault) =~ s/N/$n/;
		my $status = run($out, 0, $told, 'dedupe', '-s', 'state', '--merge', 'other.db');
		my $now = known();
		$done{'--merge ' . ($status & 127 ? 'killed' : $status ? 'failed' : 'went on')}++;
		wrong("--merge $told: $now are known") if $now != $before && $now != $after;
		wrong("--merge $told: it was not done") if !$status && $now != $after;
	} }
}

# By strace: what is written to a file is brought to the disk before the file gets its name, and then the name; what has
# left before the state that tells of it.
sub order {
	chomp(my $here = `pwd`);
	for my $step (['new'], ['anew', '--exact'], ['tables'], ['grown', '--merge', 'other.db']) {
		my ($scene, @more) = @$step;
		unlink glob 'other.db*';
		spurt $in, posts(1 .. 50);
		system("dedupe -s other.db $in >first") == 0 or die;
		make($scene);
		run($out, 0, undef, 'strace', '-y', '-o', 'trace', '-e', 'trace=write,fsync,fdatasync,rename',
			'dedupe', '-s', 'state', @more, $more[0] && $more[0] eq '--merge' ? () : $in) == 0 or die;
		my (%unsynced, $named);
		for (split /\n/, slurp('trace')) {
			# the end mark may come later
			if (/^write\(\d+<([^>]+)>/) { $unsynced{$1} = 1 }
			elsif (/^f(?:data)?sync\(\d+<([^>]+)>/) {
				my $file = $1;
				wrong("$scene: the state goes to the disk before the output") if $file =~ m{/state$} && grep { m{/out$} && $unsynced{$_} } keys %unsynced;
				delete $unsynced{$file};
				undef $named if $named && $named =~ m{^\Q$file\E/[^/]+$};
			}
			elsif (/^rename\("([^"]+)", "([^"]+)"\)\s+= 0/) {
				my ($from, $to) = ($1, $2);
				for ($from, $to) { $_ = "$here/$_" if !m{^/} }
				wrong("$scene: $to is named before it is on the disk") if grep { $_ eq $from } keys %unsynced;
				$named = $to if $to =~ m{/state$};
				$done{"$scene: names"}++;
			}
		}
		wrong("$scene: no file gets a name") if !$done{"$scene: names"};
		wrong("$scene: the name of $named is not brought to the disk") if $named;
		wrong("$scene: $_ is not brought to the disk") for grep { m{/(state|out)$} } keys %unsynced;
	}
}

# Changes a file at a random place.
sub spoil {
	my ($name) = @_;
	my $data = slurp($name);
	my ($how, $at) = (int rand 4, int rand length $data);
	# also the heads, where it matters
	$at %= 200 if rand() < .3;
	if ($how == 0) { substr($data, $at, 1) ^= chr(1 << rand 8) }
	elsif ($how == 1) { $data = substr $data, 0, $at }
	elsif ($how == 2) { my $n = 512 - $at % 512; substr($data, $at, $n) = "\0" x length substr($data, $at, $n) }
	else { $data .= join '', map { chr rand 256 } 1 .. 1 + rand 3000 }
	spurt($name, $data);
	return (qw(flip cut zeros longer))[$how] . " at $at";
}

# Whatever is damaged: what is known does not pass, or the run says that it cannot tell, changes nothing and can be
# repeated when the state is mended.
sub damage {
	make('tables');
	my %known = map { $_ => 1 } known();
	run($out, 0, undef, 'dedupe', '--state', 'state', $in) == 0 or die;
	$known{$_} = 1 for known();
	my $new = posts(30001 .. 30020);
	keep();
	spurt $in, slurp($in) . $new;
	-e 'state.tables' or die;
	for (1 .. $kills) {
		restore();
		my $file = (qw(state state.tables state.tables state.lock))[rand 4];
		my $what = "$file " . spoil($file);
		my $before = slurp('state');
		my $status = run($out, 0, undef, 'dedupe', '--state', 'state', $in);
		$done{"$file: " . ($status ? 'refused' : 'no harm')}++;
		wrong("$what: status $status") if $status && $status >> 8 != 3 && $status >> 8 != 2;
		wrong("$what: it is not told") if $status && slurp($errors) eq '';
		wrong("$what: the state was changed") if $status && slurp('state') ne $before;
		my @left = ids($out);
		if ($status && $file ne 'state') {
			run($out, 0, undef, 'dedupe', '--state', 'state', $in) == 0 or wrong("$what: the next run: " . slurp($errors));
			push @left, ids($out);
		}
		for (@left) { wrong("$what: $_ passes again") if $known{$_} }
		wrong("$what: @{[scalar @left]} of 20 pass") if @left != 18 && !($status && $file eq 'state');
	}
}

# Each segment is named by the offset where it begins; what was interrupted writes it again.
sub segments {
	my $recipe = 'n=$(dedupe -s state --info --wait | jq -r ".offsets.n // 0") && tail -n +$((n + 1)) in | head -n 300 |' .
		' dedupe -s state --pending --offset n >seg.new && mv seg.new seg.$n && dedupe -s state --commit';
	my ($killed, $rounds) = (0, 0);
	clean();
	unlink glob 'seg.*';
	spurt $in, join '', map { my $p = post(7 * ($_ % 5 ? $_ : $_ - 4) + 1); $p =~ s/\}$/,"n":$_}/; $p } 1 .. 6000;
	run($out, 0, undef, 'dedupe', '-s', 'state', '/dev/null') == 0 or die;
	my $begun = time;
	run($out, 0, undef, 'sh', '-c', $recipe) == 0 or die slurp($errors);
	my $span = (time() - $begun) * 1.2e6;
	while ($killed < $kills) {
		$rounds++;
		$killed++ if (run($out, 1 + rand $span, undef, 'sh', '-c', $recipe) & 127) == 9;
		last if $rounds > 5 * $kills;
	}
	for (1 .. 40) { run($out, 0, undef, 'sh', '-c', $recipe) == 0 or wrong('the recipe: ' . slurp($errors)) }
	my %times;
	for my $name (glob 'seg.*') { $times{$_}++ for ids($name) }
	for (ids($in)) { wrong("$_ is lost") if !$times{$_} }
	for (keys %times) { wrong("$_ is there $times{$_} times") if $times{$_} != 1 }
	$done{'kills'} = $killed;
	$done{'segments'} = () = glob 'seg.*';
}

random() if $mode eq 'random';
calls('change:N:KILL', 'write:N:HALF') if $mode eq 'calls';
calls('change:N:ENOSPC', 'change:N!:ENOSPC') if $mode eq 'errors';
damage() if $mode eq 'damage';
order() if $mode eq 'order';
full_disk() if $mode eq 'full';
segments() if $mode eq 'segments';
print STDERR join(', ', map { "$_: $done{$_}" } sort keys %done), "\n";
print $bad || "good\n";
