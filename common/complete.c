#include "common/complete.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/diag.h"
#include "common/stream.h"

const char *const complete_shells[] = {"bash", "zsh", "fish", NULL};

static bool
takes_files(const struct opt *o)
{
	return o->arg && (strstr(o->arg, "FILE") || strstr(o->arg, "DIR") || strstr(o->arg, "RULES") ||
	                  strcmp(o->arg, "PATH") == 0);
}

/* The words an argument may be, separated by blanks; tags come from the rules. */
static void
add_words(struct buf *out, const struct opt *o)
{
	for (size_t i = 0; o->choices && o->choices[i]; i++)
		buf_addf(out, "%s%s", i ? " " : "", o->choices[i]);
	if (!o->choices && o->arg && strstr(o->arg, "GLOB"))
		buf_adds(out, "$(tag --list 2>/dev/null | cut -d\" \" -f1)");
}

/* Appends help in single quotes, without what would end them or mean something to zsh. */
static void
add_quoted(struct buf *out, const char *help)
{
	buf_addc(out, '\'');
	for (; *help; help++)
		if (*help != '\'')
			buf_addc(out, *help);
	buf_addc(out, '\'');
}

static void
bash(struct buf *out, const struct program *program, const struct opt *const *options, size_t count)
{
	buf_addf(out, "# bash completion for %s\n_%s()\n{\n\tlocal cur=${COMP_WORDS[COMP_CWORD]}"
	              " prev=${COMP_WORDS[COMP_CWORD-1]}\n\n\tCOMPREPLY=()\n\tcase $prev in\n",
	         program->name, program->name);
	for (size_t i = 0; i < count; i++) {
		const struct opt *o = options[i];

		if (o->arg == NULL || o->arg[0] == '[')
			continue;
		buf_adds(out, "\t");
		if (o->letter)
			buf_addf(out, "-%c|", o->letter);
		buf_addf(out, "--%s)\n\t\t", o->name);
		if (takes_files(o)) {
			buf_adds(out, "mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")");
		} else {
			buf_adds(out, "mapfile -t COMPREPLY < <(compgen -W \"");
			add_words(out, o);
			buf_adds(out, "\" -- \"$cur\")");
		}
		buf_adds(out, "\n\t\treturn\n\t\t;;\n");
	}
	buf_adds(out, "\tesac\n\tcase $cur in\n\t-*)\n\t\tmapfile -t COMPREPLY < <(compgen -W \"");
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "%s--%s", i ? " " : "", options[i]->name);
	buf_addf(out, "\" -- \"$cur\")\n\t\t;;\n\t*)\n\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	              "\t\t;;\n\tesac\n}\ncomplete -o filenames -F _%s %s\n",
	         program->name, program->name);
}

static void
zsh(struct buf *out, const struct program *program, const struct opt *const *options, size_t count)
{
	buf_addf(out, "#compdef %s\n# zsh completion for %s\n_arguments -s \\\n", program->name,
	         program->name);
	for (size_t i = 0; i < count; i++) {
		const struct opt *o = options[i];
		bool optional = o->arg && o->arg[0] == '[';
		struct buf words = {0};

		add_words(&words, o);
		for (int form = o->letter ? 0 : 1; form < 2; form++) {
			buf_adds(out, "\t'");
			if (o->values)
				buf_adds(out, "*");
			if (form == 0)
				buf_addf(out, "-%c", o->letter);
			else
				buf_addf(out, "--%s%s", o->name, optional ? "=-" : o->arg ? "=" : "");
			buf_adds(out, "['");
			add_quoted(out, o->help);
			buf_adds(out, "']");
			if (o->arg)
				buf_addf(out, "%s:%s:%s%.*s%s", optional ? ":" : "", o->name,
				         takes_files(o) ? "_files" : words.len ? "(" : " ", (int)words.len,
				         words.len ? words.data : "", words.len ? ")" : "");
			buf_adds(out, "' \\\n");
		}
		buf_free(&words);
	}
	buf_adds(out, "\t'*:file:_files'\n");
}

static void
fish(struct buf *out, const struct program *program, const struct opt *const *options, size_t count)
{
	buf_addf(out, "# fish completion for %s\n", program->name);
	for (size_t i = 0; i < count; i++) {
		const struct opt *o = options[i];
		struct buf words = {0};

		buf_addf(out, "complete -c %s", program->name);
		if (o->letter)
			buf_addf(out, " -s %c", o->letter);
		buf_addf(out, " -l %s", o->name);
		if (o->arg && o->arg[0] != '[')
			buf_adds(out, takes_files(o) ? " -r -F" : " -x");
		add_words(&words, o);
		if (words.len && words.data[0] == '$')
			buf_adds(out, " -a '(tag --list 2>/dev/null | cut -d\" \" -f1)'");
		else if (words.len)
			buf_addf(out, " -a '%.*s'", (int)words.len, words.data);
		buf_adds(out, " -d ");
		add_quoted(out, o->help);
		buf_addc(out, '\n');
		buf_free(&words);
	}
}

static const struct {
	const char *shell;
	void (*print)(struct buf *, const struct program *, const struct opt *const *, size_t);
} printers[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

_Noreturn void
complete_print(const struct program *program, const struct opt *const *options, size_t count,
               const char *shell)
{
	struct buf out = {0};

	for (size_t i = 0; i < sizeof(printers) / sizeof(printers[0]); i++)
		if (strcmp(printers[i].shell, shell) == 0)
			printers[i].print(&out, program, options, count);
	output_answer(out.data, out.len);
	buf_free(&out);
	exit(STATUS_OK);
}
