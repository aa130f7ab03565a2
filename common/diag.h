/* What is said on stderr, and how the programs end.
 *
 * A message is one line, `program: place: text`, written by one write(2), so
 * that four filters can share a stderr; control bytes in it are shown as `?`.
 * Only main programs, diag and xalloc end the process; everything else returns
 * its trouble in a struct problem. */
#ifndef DIAG_H
#define DIAG_H

#include <stdbool.h>
#include <stddef.h>

/* The exit statuses of all filters. */
enum status {
	STATUS_OK = 0,       /* all records through */
	STATUS_REJECTED = 1, /* finished, but something was rejected or a file could not be read */
	STATUS_USAGE = 2,    /* command line, rules or state unusable; nothing done */
	STATUS_FAILED = 3    /* reading, writing or memory failed */
};

/* Why something was refused, and where in it. The first problem set stays. */
struct problem {
	char text[240]; /* lower case, no full stop; "" while there is none */
	size_t line;    /* from 1; 0 where lines make no sense */
	size_t column;  /* in bytes, from 1; 0 if unknown */
};

/* Names the program for all messages; name is borrowed for good. */
void diag_init(const char *name);

/* The name given to diag_init(). */
const char *diag_program(void);

/* With quiet, diag() says nothing (die() still does). */
void diag_quiet(bool quiet);

/* Prints `program: text` in answer to a question, quiet or not. */
void diag_answer(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* With shown, messages first clear the terminal's line: a progress line stands there. */
void diag_progress(bool shown);

/* Prints `program: place: text`; place may be NULL. errno is kept. */
void diag(const char *place, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, then ends the program with the status. */
_Noreturn void die(enum status status, const char *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Where the messages of a thread go that is not the main one. Lines end with a newline. */
struct diag_diversion {
	void (*say)(void *context, const char *line, size_t n);
	/* What die() comes to in this thread: must not return, nor end the process. */
	void (*die)(void *context, enum status status, const char *line, size_t n);
	void *context;
};

/* Diverts what the calling thread says; borrowed until its end. */
void diag_divert(const struct diag_diversion *diversion);

/* Prints a line that was diverted. */
void diag_line(const char *line, size_t n);

/* Fills problem, if it has no text yet. line and column count from 1. Always returns false,
 * so that a parser can `return problem_set(...)`. */
bool problem_set(struct problem *problem, size_t line, size_t column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
