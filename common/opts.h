/* Options from one table: parsing, usage, help, completions. */
#ifndef OPTS_H
#define OPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values of an option that may be given several times; owned by the option
 * table's user, strings borrowed from argv; freed with strings_free(). */
struct strings {
	const char **items;
	size_t count, cap;
};

void strings_add(struct strings *strings, const char *string);
void strings_free(struct strings *strings);

/* One option. Exactly one destination is set. */
struct opt {
	char letter;       /* 0 for none */
	const char *name;  /* long name */
	const char *arg;   /* name of its argument, in capitals; NULL for none. An argument in
	                      square brackets is optional and given as --name=ARG only */
	const char *help;  /* one line, lower case, no full stop */

	bool *flag;              /* set to true */
	const char **value;      /* the argument; "" if an optional one is left out */
	struct strings *values;  /* all arguments */
	uint64_t *size;          /* a number with an optional suffix k, M, G (powers of 1024) */
	const char *const *choices; /* with value: the words allowed, NULL at the end */
	const char *open;           /* an argument with one of these characters is none of the choices and
	                               is taken as it is; may be NULL */
	const char *group;       /* the heading of a group that begins here in the help, or NULL; the
	                            frame's is shown only where the program has groups */
};

/* A program: what its help, its man page and its completions agree on. */
struct program {
	const char *name;
	const char *purpose;        /* one line, lower case, no full stop; the man page's .Nd */
	const char *operands;       /* "[FILE ...]" */
	const struct opt *options;  /* ends with {0} */
	const char *const *drops;   /* names of reasons to drop a record, NULL at the end; may be NULL */
	const char *examples;       /* two lines for the help, or NULL */
};

/* Parses argv by program->options and the options common to all (frame). Help,
 * version and completion requests are answered and end the program with
 * status 0; a wrong option ends it with status 2, with the nearest name. Returns the
 * index of the first operand; operands are moved to the end of argv. */
int opts_parse(const struct program *program, const struct opt *frame, int argc, char *argv[]);

#endif
