#!/bin/sh
# The completions are read by their shells and offer what there is.
. tests/lib.sh
for program in ingest tag dedupe emit; do
	cat >complete.bash <<-B
		. "$bin/completions/$program.bash"
		COMP_WORDS=($program --stats) COMP_CWORD=1
		_$program
		printf '%s\n' "\${COMPREPLY[@]}"
	B
	is "$(bash complete.bash | sort | tr '\n' ' ')" "--stats --stats-to " "$program: bash completes options"
	if command -v zsh >/dev/null; then
		run zsh -n "$bin/completions/_$program"
		status 0 "$program: zsh reads its completion"
	else
		skip "$program: zsh reads its completion" "no zsh"
	fi
	if command -v fish >/dev/null; then
		fish -c "source $bin/completions/$program.fish; complete -C '$program --stats'" 2>err | cut -f1 | grep -v '=$' | sort >out
		is "$(tr '\n' ' ' <out)" "--stats --stats-to " "$program: fish completes options"
	else
		skip "$program: fish completes options" "no fish"
	fi
done
cat >complete.bash <<-B
	. "$bin/completions/emit.bash"
	COMP_WORDS=(emit -f h) COMP_CWORD=2
	_emit
	echo "\${COMPREPLY[@]}"
B
is "$(bash complete.bash)" html "bash completes formats"
cat >complete.bash <<-B
	. "$bin/completions/emit.bash"
	COMP_WORDS=(emit -t figure/ima) COMP_CWORD=2
	_emit
	echo "\${COMPREPLY[@]}"
B
is "$(WATCHLINE_RULES=$root/rules bash complete.bash)" figure/imad-mughniyeh "bash completes tags"
cat >complete.bash <<-B
	. "$bin/completions/tag.bash"
	COMP_WORDS=(tag -r comp) COMP_CWORD=2
	_tag
	echo "\${COMPREPLY[@]}"
B
is "$(bash complete.bash)" complete.bash "bash completes the files of rules"
if command -v fish >/dev/null; then
	is "$(WATCHLINE_RULES=$root/rules fish -c "source $bin/completions/emit.fish; complete -C 'emit -t figure/ima'" | cut -f1)" figure/imad-mughniyeh "fish completes tags"
else
	skip "fish completes tags" "no fish"
fi
if command -v zsh >/dev/null; then
	is "$(zsh -c "compdef() { :; }; _arguments() { printf '%s\n' \"\$@\"; }; . $bin/completions/_emit" 2>&1 | grep -c 'tag --list')" 3 "zsh asks tag for tags"
else
	skip "zsh asks tag for tags" "no zsh"
fi
finish
