#include "common/opts.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/complete.h"
#include "common/diag.h"
#include "common/nearest.h"
#include "common/stream.h"
#include "common/version.h"
#include "common/xalloc.h"

#define FIRST_LONG 256 /* values of options without a letter, beyond any character */
#define HELP_COLUMN 28

void
strings_add(struct strings *strings, const char *string)
{
	strings->items = xgrow(strings->items, &strings->cap, strings->count + 1, sizeof(char *));
	strings->items[strings->count++] = string;
}

void
strings_free(struct strings *strings)
{
	free(strings->items);
	*strings = (struct strings){0};
}

/* All options of a program as one list of pointers, its own first. */
static const struct opt **
gather(const struct program *program, const struct opt *frame, size_t *count)
{
	const struct opt **all = NULL;
	size_t cap = 0, n = 0;

	for (const struct opt *o = program->options; o && o->name; o++) {
		all = xgrow(all, &cap, n + 1, sizeof(*all));
		all[n++] = o;
	}
	for (const struct opt *o = frame; o->name; o++) {
		all = xgrow(all, &cap, n + 1, sizeof(*all));
		all[n++] = o;
	}
	*count = n;
	return all;
}

static bool
argument_is_optional(const struct opt *o)
{
	return o->arg && o->arg[0] == '[';
}

static void
help_line(struct buf *out, const struct opt *o)
{
	size_t start = out->len;

	if (o->letter)
		buf_addf(out, "  -%c, --%s", o->letter, o->name);
	else
		buf_addf(out, "      --%s", o->name);
	if (argument_is_optional(o))
		buf_addf(out, "[=%.*s]", (int)strlen(o->arg) - 2, o->arg + 1);
	else if (o->arg)
		buf_addf(out, " %s", o->arg);
	if (out->len - start > HELP_COLUMN - 2) {
		buf_addc(out, '\n');
		start = out->len;
	}
	while (out->len - start < HELP_COLUMN)
		buf_addc(out, ' ');
	for (const char *line = o->help; *line != '\0'; line += strspn(line, "\n")) {
		size_t n = strcspn(line, "\n");

		buf_addf(out, "%*s%.*s\n", line == o->help ? 0 : HELP_COLUMN, "", (int)n, line);
		line += n;
	}
}

static void
answer(struct buf *out)
{
	output_answer(out->data, out->len);
	buf_free(out);
	exit(STATUS_OK);
}

static void
help(const struct program *program, const struct opt **all, size_t count)
{
	struct buf out = {0};

	buf_addf(&out, "Usage: %s [OPTION ...] %s\n%s: %s.\n\n", program->name, program->operands,
	         program->name, program->purpose);
	for (size_t i = 0; i < count; i++) {
		if (all[i]->group && all[0]->group)
			buf_addf(&out, "%s%s:\n", i > 0 ? "\n" : "", all[i]->group);
		help_line(&out, all[i]);
	}
	buf_adds(&out, "\nExit status: 0 all records through; 1 something rejected or a file not read;\n"
	               "2 command line, rules or state unusable; 3 reading, writing or memory failed.\n");
	if (program->examples)
		buf_addf(&out, "\nExamples:\n%s", program->examples);
	buf_addf(&out, "\nSee %s(1), watchline(7).\n", program->name);
	answer(&out);
}

static void
version(const struct program *program)
{
	struct buf out = {0};

	buf_addf(&out, "%s (watchline) %s\n", program->name, watchline_version);
	answer(&out);
}

static _Noreturn void
usage(const struct program *program)
{
	die(STATUS_USAGE, NULL, "usage: %s [OPTION ...] %s; '%s --help' lists the options",
	    program->name, program->operands, program->name);
}

/* The table as getopt_long() wants it. */
static struct option *
long_options(const struct opt **all, size_t count)
{
	struct option *table = xcalloc(count + 1, sizeof(*table));

	for (size_t i = 0; i < count; i++)
		table[i] = (struct option){
			.name = all[i]->name,
			.has_arg = argument_is_optional(all[i]) ? optional_argument
			         : all[i]->arg                  ? required_argument
			                                        : no_argument,
			.val = FIRST_LONG + (int)i,
		};
	return table;
}

static char *
short_options(const struct opt **all, size_t count)
{
	struct buf letters = {0};

	buf_addc(&letters, ':'); /* tell a missing argument from an unknown option */
	for (size_t i = 0; i < count; i++)
		if (all[i]->letter) {
			buf_addc(&letters, all[i]->letter);
			if (all[i]->arg && !argument_is_optional(all[i]))
				buf_addc(&letters, ':');
		}
	buf_addc(&letters, '\0');
	return letters.data;
}

/* A number with an optional k, M or G; false if it is none or too large. */
static bool
read_size(const char *s, uint64_t *size)
{
	static const char suffixes[] = "kMG";
	uint64_t value = 0;
	const char *suffix;

	if (*s < '0' || *s > '9')
		return false;
	for (; *s >= '0' && *s <= '9'; s++)
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, (uint64_t)(*s - '0'), &value))
			return false;
	if (*s != '\0') {
		suffix = strchr(suffixes, *s == 'K' ? 'k' : *s == 'm' ? 'M' : *s == 'g' ? 'G' : *s);
		if (suffix == NULL || s[1] != '\0' ||
		    __builtin_mul_overflow(value, (uint64_t)1 << (10 * (suffix - suffixes + 1)), &value))
			return false;
	}
	*size = value;
	return true;
}

static void
check_choice(const struct opt *o, const char *argument)
{
	static struct buf list;
	size_t count = 0;
	const char *near;

	if (o->open && strpbrk(argument, o->open))
		return;
	for (; o->choices[count]; count++)
		if (strcmp(o->choices[count], argument) == 0)
			return;
	for (size_t i = 0; i < count; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", o->choices[i]);
	near = nearest_word(argument, o->choices, count);
	if (near)
		die(STATUS_USAGE, NULL, "--%s: unknown %s '%s'; did you mean '%s'?", o->name, o->name,
		    argument, near);
	die(STATUS_USAGE, NULL, "--%s: unknown %s '%s'; known are %s", o->name, o->name, argument,
	    buf_str(&list));
}

static void
store(const struct opt *o, const char *argument)
{
	if (argument == NULL)
		argument = "";
	if (o->choices && (argument[0] != '\0' || !argument_is_optional(o)))
		check_choice(o, argument);
	if (o->flag)
		*o->flag = true;
	if (o->value)
		*o->value = argument;
	if (o->values)
		strings_add(o->values, argument);
	if (o->size && !read_size(argument, o->size))
		die(STATUS_USAGE, NULL, "--%s: '%s' is not a number (k, M or G may follow it)", o->name,
		    argument);
}

static void
unknown(const struct program *program, const struct opt **all, size_t count, const char *word)
{
	const char **names = xcalloc(count, sizeof(*names));
	char *name = xstrdup(word + 2);
	const char *near;

	name[strcspn(name, "=")] = '\0';
	for (size_t i = 0; i < count; i++)
		names[i] = all[i]->name;
	near = nearest_word(name, names, count);
	free(name);
	free(names);
	diag(NULL, near ? "unknown option '%s'; did you mean '--%s'?" : "unknown option '%s'", word,
	     near);
	usage(program);
}

static void
ambiguous(const struct program *program, const struct opt **all, size_t count, const char *word)
{
	size_t n = strcspn(word + 2, "=");
	struct buf list = {0};

	for (size_t i = 0; i < count; i++)
		if (strncmp(all[i]->name, word + 2, n) == 0)
			buf_addf(&list, "%s--%s", list.len ? " or " : "", all[i]->name);
	if (list.len == 0)
		unknown(program, all, count, word);
	diag(NULL, "option '%.*s' could be %s", (int)n + 2, word, buf_str(&list));
	buf_free(&list);
	usage(program);
}

/* What getopt_long() refused. */
static _Noreturn void
misuse(const struct program *program, const struct opt **all, size_t count, char *word, int result)
{
	for (size_t i = 0; i < count && optopt >= FIRST_LONG; i++)
		if (optopt == FIRST_LONG + (int)i) {
			diag(NULL, result == ':' ? "option '--%s' needs an argument, %s"
			                         : "option '--%s' takes no argument",
			     all[i]->name, all[i]->arg);
			usage(program);
		}
	if (optopt == 0)
		ambiguous(program, all, count, word);
	diag(NULL, result == ':' ? "option '-%c' needs an argument" : "unknown option '-%c'", optopt);
	usage(program);
}

/* Static, so that a program that ends while it parses leaves nothing unreachable. */
static struct {
	struct buf frame;        /* the frame's options and our own, ended by {0} */
	const struct opt **all;  /* every option; the hidden one last */
	size_t count;            /* without the hidden one */
	struct option *table;
	char *letters;
} tables;

static void
build_tables(const struct program *program, const struct opt *frame, const struct opt *own,
             size_t own_size, const struct opt *hidden)
{
	for (const struct opt *o = frame; o->name; o++)
		buf_add(&tables.frame, o, sizeof(*o));
	buf_add(&tables.frame, own, own_size);
	tables.all = gather(program, (const struct opt *)(void *)tables.frame.data, &tables.count);
	tables.all = xreallocarray(tables.all, tables.count + 1, sizeof(*tables.all));
	tables.all[tables.count] = hidden;
	tables.table = long_options(tables.all, tables.count + 1);
	tables.letters = short_options(tables.all, tables.count);
}

static void
free_tables(void)
{
	free(tables.table);
	free(tables.letters);
	free(tables.all);
	buf_free(&tables.frame);
}

/* The option that getopt_long() found. */
static const struct opt *
find_option(int c)
{
	size_t i = 0;

	while (c != FIRST_LONG + (int)i && c != tables.all[i]->letter)
		i++;
	return tables.all[i];
}

int
opts_parse(const struct program *program, const struct opt *frame, int argc, char *argv[])
{
	bool want_help = false, want_version = false;
	const char *completion = NULL;
	const struct opt own[] = {
		{'h', "help", NULL, "print this help and end", .flag = &want_help},
		{'V', "version", NULL, "print the version and end", .flag = &want_version},
		{0},
	};
	const struct opt hidden = {0, "completion", "SHELL", "", .value = &completion,
	                           .choices = complete_shells};
	int c;

	build_tables(program, frame, own, sizeof(own), &hidden);
	opterr = 0;
	while ((c = getopt_long(argc, argv, tables.letters, tables.table, NULL)) != -1) {
		if (c == '?' || c == ':')
			misuse(program, tables.all, tables.count + 1, argv[optind - 1], c);
		store(find_option(c), optarg);
	}
	if (want_help)
		help(program, tables.all, tables.count);
	if (want_version)
		version(program);
	if (completion)
		complete_print(program, tables.all, tables.count, completion);
	free_tables();
	return optind;
}
