# The JSON Schema of rule files and the loader know one language. Prints TAP; see tests/schema.t.
#
# - The schema is one, of draft-07: every keyword is known here, every reference leads somewhere, every
#   example fits.
# - They know the same keys.
# - Both take the good files; of the bad ones the schema refuses all but those whose mistakes no
#   schema can see.
# - Good files are changed, one value at a time: what the schema refuses then the loader refuses, and what
#   the loader refuses beyond, it refuses for a reason that no schema can see.
use strict;
use warnings;
use B ();
use JSON::PP;

my $unit = shift;
my ($number, $failed) = (0, 0);
my $json = JSON::PP->new->utf8->canonical->allow_nonref->space_after;

sub result {
	my ($ok, $name, @notes) = @_;
	printf "%sok %d - %s\n", $ok ? '' : 'not ', ++$number, $name;
	return if $ok;
	$failed++;
	print "# $_\n" for @notes;
}

sub slurp {
	my $path = shift;
	open my $file, '<', $path or die "$path: $!\n";
	local $/;
	return scalar <$file>;
}

sub is_number {
	my $flags = B::svref_2object(\$_[0])->FLAGS;
	return !ref $_[0] && $flags & (B::SVp_IOK | B::SVp_NOK) && !($flags & B::SVp_POK);
}

sub type_is {
	my ($value, $type) = @_;
	return !defined $value if $type eq 'null';
	return 0 unless defined $value;
	return JSON::PP::is_bool($value) if $type eq 'boolean';
	return ref $value eq 'HASH' if $type eq 'object';
	return ref $value eq 'ARRAY' if $type eq 'array';
	return 0 if ref $value;
	return is_number($value) if $type eq 'number';
	return is_number($value) && int($value) == $value if $type eq 'integer';
	return !is_number($value) if $type eq 'string';
	die "unknown type $type\n";
}

# The part of draft-07 that the schema uses. A rule is a function of what the keyword has, the value,
# the schema it stands in; it returns what is wrong, or nothing. Values of other types pass.
my $schema;
my %keywords;
%keywords = (
	(map { $_ => sub { return } } qw($schema title description examples definitions)),
	'$ref' => sub { return wrong(target($_[0]), $_[1]) },
	type => sub { return type_is($_[1], $_[0]) ? undef : "is no $_[0]" },
	enum => sub { my $v = $_[1]; return (grep { same($_, $v) } @{$_[0]}) ? undef : 'is none of the enum' },
	const => sub { return same($_[0], $_[1]) ? undef : 'is not the constant' },
	pattern => sub {
		return unless type_is($_[1], 'string');
		return $_[1] =~ /$_[0]/ ? undef : "does not match $_[0]";
	},
	minimum => sub { return type_is($_[1], 'number') && $_[1] < $_[0] ? 'is too small' : undef },
	maximum => sub { return type_is($_[1], 'number') && $_[1] > $_[0] ? 'is too large' : undef },
	minItems => sub { return ref $_[1] eq 'ARRAY' && @{$_[1]} < $_[0] ? 'has too few items' : undef },
	uniqueItems => sub {
		return unless $_[0] && ref $_[1] eq 'ARRAY';
		my %seen;
		return (grep { $seen{$json->encode($_)}++ } @{$_[1]}) ? 'has an item twice' : undef;
	},
	items => sub {
		return unless ref $_[1] eq 'ARRAY';
		for (@{$_[1]}) { my $why = wrong($_[0], $_); return $why if $why }
		return;
	},
	minProperties => sub { return ref $_[1] eq 'HASH' && keys %{$_[1]} < $_[0] ? 'has too few keys' : undef },
	maxProperties => sub { return ref $_[1] eq 'HASH' && keys %{$_[1]} > $_[0] ? 'has too many keys' : undef },
	required => sub {
		return unless ref $_[1] eq 'HASH';
		for (@{$_[0]}) { return "lacks $_" unless exists $_[1]{$_} }
		return;
	},
	dependencies => sub {
		return unless ref $_[1] eq 'HASH';
		for my $key (grep { exists $_[1]{$_} } keys %{$_[0]}) {
			for (@{$_[0]{$key}}) { return "has $key without $_" unless exists $_[1]{$_} }
		}
		return;
	},
	propertyNames => sub {
		return unless ref $_[1] eq 'HASH';
		for (keys %{$_[1]}) { my $why = wrong($_[0], "$_"); return "has a key that $why" if $why }
		return;
	},
	properties => sub {
		return unless ref $_[1] eq 'HASH';
		for (grep { exists $_[1]{$_} } sort keys %{$_[0]}) {
			my $why = wrong($_[0]{$_}, $_[1]{$_});
			return "$_: $why" if $why;
		}
		return;
	},
	additionalProperties => sub {
		my ($rule, $value, $around) = @_;
		return unless ref $value eq 'HASH';
		for (grep { !exists $around->{properties}{$_} } sort keys %$value) {
			return "has the unknown key $_" unless $rule;
			next if JSON::PP::is_bool($rule);
			my $why = wrong($rule, $value->{$_});
			return "$_: $why" if $why;
		}
		return;
	},
	anyOf => sub {
		my @why;
		for (@{$_[0]}) { my $why = wrong($_, $_[1]); return unless $why; push @why, $why }
		return 'none of: ' . join('; ', @why);
	},
	allOf => sub { for (@{$_[0]}) { my $why = wrong($_, $_[1]); return $why if $why } return },
	not => sub { return wrong($_[0], $_[1]) ? undef : 'is what it must not be' },
);

sub same { return $json->encode($_[0]) eq $json->encode($_[1]) }

sub target {
	my ($name) = $_[0] =~ m{^#/definitions/([^/]+)$} or die "a reference to $_[0]\n";
	return $schema->{definitions}{$name} // die "no definition $name\n";
}

# What is wrong with a value; undef if it fits.
sub wrong {
	my ($rule, $value) = @_;
	for my $keyword (sort keys %$rule) {
		my $why = $keywords{$keyword}->($rule->{$keyword}, $value, $rule);
		return $why if $why;
	}
	return;
}

# Visits a schema and those in it, with their places.
sub each_schema {
	my ($rule, $place, $visit) = @_;
	$visit->($rule, $place);
	for my $keyword (qw(properties definitions)) {
		each_schema($rule->{$keyword}{$_}, "$place/$keyword/$_", $visit) for sort keys %{$rule->{$keyword} // {}};
	}
	for my $keyword (qw(anyOf allOf)) {
		my $count = 0;
		each_schema($_, "$place/$keyword/" . $count++, $visit) for @{$rule->{$keyword} // []};
	}
	for my $keyword (qw(items additionalProperties propertyNames not)) {
		each_schema($rule->{$keyword}, "$place/$keyword", $visit) if ref $rule->{$keyword} eq 'HASH';
	}
}

$schema = eval { $json->decode(slurp('rules/watchline-rules.schema.json')) };
result($schema, 'the schema is JSON', $@ // '');
exit 1 unless $schema;

my (@unknown, @unfit, %used);
each_schema($schema, '#', sub {
	my ($rule, $place) = @_;
	push @unknown, map { "$place: $_" } grep { !exists $keywords{$_} } keys %$rule;
	if (my $ref = $rule->{'$ref'}) {
		$used{$ref} = 1;
		push @unknown, "$place: beside \$ref nothing counts" if keys %$rule > 1;
		push @unknown, "$place: $ref leads nowhere" unless eval { target($ref) };
	}
	for my $example (@{$rule->{examples} // []}) {
		my $why = eval { wrong($rule, $example) } // $@;
		push @unfit, "$place: " . $json->encode($example) . " $why" if $why;
	}
});
result(!@unknown, 'it says nothing that is not checked here', @unknown);
exit 1 if @unknown;
result(!@unfit, 'its examples fit', @unfit);
my @idle = grep { !$used{"#/definitions/$_"} } sort keys %{$schema->{definitions}};
result(!@idle, 'all its definitions are used', @idle);
my @silent;
for my $where ($schema, map { $schema->{definitions}{$_} } qw(rule weighted-conditions weighted-term weighted-tag near score at-least tests)) {
	for (sort keys %{$where->{properties}}) {
		my $rule = $where->{properties}{$_};
		$rule = target($rule->{'$ref'}) if $rule->{'$ref'};
		push @silent, $_ unless $rule->{description};
	}
}
result(!@silent, 'every key has a description', @silent);

# Keys, by place of the loader's; some places know the keys of others too.
my %known;
for (split /\n/, `$unit --keys`) { my ($place, $key) = split / /; $known{$place}{$key} = 1 }
my %definitions = (
	rule => ['rule', 'meta', 'condition'], tests => ['tests', 'tests'], near => ['near', 'near'],
	'weighted-term' => ['weighted term', 'term'], 'weighted-tag' => ['weighted tag', 'tag'],
	score => ['score', 'score'], 'at-least' => ['at-least', 'at-least'], conditions => ['condition', 'nested'],
);
sub compare_keys {
	my ($rule, $name, @places) = @_;
	my %theirs = map { %{$known{$_} // {}} } @places;
	my @odd = ((map { "the loader does not know $_" } grep { !$theirs{$_} } sort keys %{$rule->{properties}}),
	           (map { "the schema does not know $_" } grep { !$rule->{properties}{$_} } sort keys %theirs));
	result(keys %theirs && !@odd, "the keys of a $name are the same", @odd);
}
compare_keys($schema, 'file', 'file');
for (sort keys %definitions) {
	my ($name, @places) = @{$definitions{$_}};
	compare_keys($schema->{definitions}{$_}, $name, @places);
}
for (['term-object', 'weighted-term'], ['tag-object', 'weighted-tag'], ['conditions', 'weighted-conditions']) {
	my ($plain, $weighted) = map { {%{$schema->{definitions}{$_}{properties}}} } @$_;
	delete $weighted->{weight};
	result(same($plain, $weighted), "$_->[0] and $_->[1] differ in the weight only");
}

sub typed {
	my $text = `$unit --json $_[0] 2>/dev/null`;
	return $? == 0 ? $json->decode($text) : undef;
}

my %good;
for my $path (sort(glob 'rules/*.yaml tests/rules-good/*.yaml')) {
	my $value = $good{$path} = typed($path);
	my $why = $value ? wrong($schema, $value) : 'is no YAML';
	result(!$why, "$path fits the schema", $why // ());
}

# What no schema can see, in the bad files: mistakes in what names name, in equal terms, in the inside of
# terms, in bytes and YAML.
my %unseen = map { $_ => 1 } qw(addresses contradictions covered cycles disable-all disable-nothing long-line many never
	regexes sentence spellings stars unknown-tags);
for my $path (sort(glob 'tests/rules-bad/*.yaml')) {
	my ($name) = $path =~ m{([^/]+)\.yaml$};
	my $value = typed($path) // next;
	my $why = wrong($schema, $value);
	if ($unseen{$name}) {
		result(!$why, "$path: the schema cannot see what is wrong", $why // ());
	} else {
		result($why, "$path does not fit the schema");
	}
}

# Reasons of the loader that no schema can see.
my @reasons = (
	qr/^x:.*: unknown list /, qr/ is used nowhere/, qr/: duplicate /, qr/ finds the same as /, qr/ stands here without /,
	qr/ switches no rule off/, qr/ no rule gives /, qr/ which it gives itself/, qr/ wait for each other/,
	qr/is wanted (here|by 'text')/, qr/never reached/, qr/'n' is \d+, and /, qr/would always stand near/,
	qr/ is tried already/, qr/ has one file /, qr/no file can be opened/,
	qr/ a '\$' by itself/, qr/holds no (word|name|expression)/, qr/is read as a regular/, qr/lacks the '\/'/,
	qr/'proclitics' is for words/, qr/ implies itself/, qr/shares nothing with/,
);

# All places in a value: [container, key or index, path].
sub places_in {
	my ($value, $path) = @_;
	return map { ([$value, $_, "$path/$_"], places_in($value->{$_}, "$path/$_")) } sort keys %$value
		if ref $value eq 'HASH';
	return map { ([$value, $_, "$path/$_"], places_in($value->[$_], "$path/$_")) } 0 .. $#$value
		if ref $value eq 'ARRAY';
	return;
}

sub each_change {
	my ($value, $visit) = @_;
	my @others = (7, JSON::PP::true, undef, [], {}, 'zz top', ['zz top'], {xyzzy => 'x'});
	for my $place (places_in($value, '')) {
		my ($in, $at, $path) = @$place;
		my $slot = ref $in eq 'HASH' ? \$in->{$at} : \$in->[$at];
		my $kept = $$slot;
		for my $other (@others) {
			$$slot = $other;
			$visit->($value, "$path = " . $json->encode($other));
		}
		$$slot = $kept;
		if (ref $kept eq 'HASH') {
			$kept->{xyzzy} = 'x';
			$visit->($value, "$path/xyzzy = x");
			delete $kept->{xyzzy};
		}
		if (ref $in eq 'HASH') {
			delete $in->{$at};
			$visit->($value, "no $path");
			$in->{$at} = $kept;
		}
	}
}

my (@texts, @fits, @changes);
each_change($good{'tests/rules-good/language.yaml'}, sub {
	push @texts, $json->encode($_[0]);
	push @fits, scalar wrong($schema, $_[0]);
	push @changes, $_[1];
});
my $input = "$ENV{TMPDIR}/schema.$$";
open my $file, '>', $input or die "$input: $!\n";
print $file "$_\n" for @texts;
close $file or die "$input: $!\n";
my @verdicts = split /\n/, `$unit --verdicts <$input`;
unlink $input;
my (@stricter, @laxer, $both);
for my $i (0 .. $#texts) {
	my ($fits, $verdict) = (!$fits[$i], $verdicts[$i]);
	$both++ if !$fits && $verdict ne 'ok';
	push @stricter, "$changes[$i]: $fits[$i]" if !$fits && $verdict eq 'ok';
	push @laxer, "$changes[$i]: $verdict" if $fits && $verdict ne 'ok' && !grep { $verdict =~ $_ } @reasons;
}
splice @$_, 50 for grep { @$_ > 50 } \@stricter, \@laxer;
result(@texts > 1000 && @verdicts == @texts && $both > 500, sprintf('%d changes are judged by both', scalar @texts));
result(!@stricter, 'what the schema refuses the loader refuses', @stricter);
result(!@laxer, 'what the loader refuses beyond that no schema can see', @laxer);

print "1..$number\n";
exit($failed ? 1 : 0);
