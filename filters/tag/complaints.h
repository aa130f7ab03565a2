/* The errors of all rule files, collected, sorted and printed together:
 *
 *     tag: rules/news.yaml:14:7: unknown key 'mach'; did you mean 'match'?
 *      14 |       mach: [attack]
 *         |       ^
 *
 * Lines and columns count from 1, columns in characters. */
#ifndef COMPLAINTS_H
#define COMPLAINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "filters/tag/source.h"

/* How many are printed; the rest is counted. */
#define COMPLAINTS_SHOWN 50

struct complaint {
	const struct source *source; /* borrowed */
	size_t line, column;         /* line 0: the whole file */
	size_t number;               /* order of discovery */
	char *text;                  /* owned */
};

/* Owns the complaints and the sources given to it; zero-initialised is empty
 * and valid. */
struct complaints {
	struct complaint *items;
	size_t count, cap;
	size_t total; /* also those that were not kept */
	struct source **sources;
	size_t source_count, source_cap;
};

/* Takes a source over, so that its lines can be quoted at the end. */
void complaints_take(struct complaints *complaints, struct source *source);

/* Adds one. The text is lower case, names its subject in single quotes, says
 * what is wrong; then, after a semicolon, the cure. source may be NULL for what
 * lies in no file. */
void complain(struct complaints *complaints, const struct source *source, size_t line,
              size_t column, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Whether something was said about that line already: what follows from it
 * need not be said. */
bool complained_at(const struct complaints *complaints, const struct source *source, size_t line);

/* Whether more complaints would only be counted: their making may be cheap. */
bool complaints_full(const struct complaints *complaints);

/* Prints the first ones, sorted by place, in one piece. */
void complaints_print(struct complaints *complaints, FILE *out);

void complaints_free(struct complaints *complaints);

/* Somebody's text fit for a message: cut, control characters shown as `?`. Use it in
 * place: shown(text, n).text */
struct shown {
	char text[72];
};
struct shown shown(const char *text, size_t n);

#endif
