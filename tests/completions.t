#!/bin/sh
# The completions are read by their shells and offer what there is.
. tests/lib.sh
for program in ingest tag dedupe emit; do
	cat >complete.bash <<-B
		. "$bin/completions/$program.bash"
		COMP_WORDS=($program --sta) COMP_CWORD=1
		_$program
		printf '%s\n' "\${COMPREPLY[@]}"
	B
	is "$(bash complete.bash | sort | tr '\n' ' ')" "--stats --stats-to " "$program: bash completes options"
	printf 'COMP_WORDS=(%s --stats j) COMP_CWORD=2\n. %s/completions/%s.bash\n_%s\necho "${COMPREPLY[@]}"\n' \
		"$program" "$bin" "$program" "$program" >complete.bash
	if command -v zsh >/dev/null; then
		run zsh -n "$bin/completions/_$program"
		status 0 "$program: zsh reads its completion"
	else
		skip "$program: zsh reads its completion" "no zsh"
	fi
	if command -v fish >/dev/null; then
		fish -c "source $bin/completions/$program.fish; complete -C '$program --sta'" 2>err | cut -f1 | sort >out
		is "$(tr '\n' ' ' <out)" "--stats --stats-to " "$program: fish completes options"
	else
		skip "$program: fish completes options" "no fish"
	fi
done
is "$(printf '. %s/completions/emit.bash\nCOMP_WORDS=(emit -f h) COMP_CWORD=2\n_emit\necho "${COMPREPLY[@]}"\n' "$bin" | bash)" html "bash completes formats"
finish
