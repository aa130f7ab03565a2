/* The errors of all rule files, collected, sorted and printed together, and what lint has to say:
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
#include <stdint.h>
#include <stdio.h>

#include "filters/tag/source.h"

/* How many are printed, if not otherwise said; the rest is counted. */
#define COMPLAINTS_SHOWN 50

enum report_format {
	REPORT_TEXT,  /* as above, for people */
	REPORT_GCC,   /* a line each, `file:line:column: error: text`, for editors */
	REPORT_JSON,  /* a line each, an object of file, line, column, severity, id, message and source
	                 (the line's text); what there is not is left out */
	REPORT_SARIF  /* one document, SARIF 2.1.0, also if there is nothing to complain about */
};

enum complaint_severity { COMPLAINT_ERROR, COMPLAINT_WARNING, COMPLAINT_NOTE };

struct complaint {
	const struct source *source; /* borrowed; NULL: none */
	size_t line, column;         /* line 0: the whole file */
	size_t number;               /* order of discovery */
	enum complaint_severity severity;
	const char *id;              /* the kind, for programs: "invalid", "dead-term"; borrowed for good */
	char *text;                  /* owned */
};

/* Owns the complaints and the sources given to it; zero-initialised is empty
 * and valid. */
struct complaints {
	struct complaint *items;
	size_t count, cap;
	size_t total; /* also those that were not kept */
	size_t shown; /* how many to print; 0: COMPLAINTS_SHOWN */
	struct source **sources;
	size_t source_count, source_cap;
};

/* Takes a source over, so that its lines can be quoted at the end. */
void complaints_take(struct complaints *complaints, struct source *source);

/* The source of that name, read anew if it was not taken before; one without
 * text if it cannot be read. Borrowed. For complaints about what has a struct mark only. */
const struct source *complaints_source(struct complaints *complaints, const char *name);

/* Adds an error. The text is lower case, names its subject in single quotes, says
 * what is wrong; then, after a semicolon, the cure. source may be NULL for what
 * lies in no file. */
void complain(struct complaints *complaints, const struct source *source, size_t line,
              size_t column, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Adds anything else. */
void complain_of(struct complaints *complaints, enum complaint_severity severity, const char *id,
                 const struct source *source, size_t line, size_t column, const char *format, ...)
	__attribute__((format(printf, 7, 8)));

/* Whether something was said about that line already: what follows from it
 * need not be said. */
bool complained_at(const struct complaints *complaints, const struct source *source, size_t line);

/* Whether more complaints would only be counted: their making may be cheap. */
bool complaints_full(const struct complaints *complaints);

/* Prints the first ones, sorted by place, in one piece. */
void complaints_print(struct complaints *complaints, enum report_format format, FILE *out);

void complaints_free(struct complaints *complaints);

/* Somebody's text fit for a message: cut, control characters shown as `?`. Use it in
 * place: shown(text, n).text */
struct shown {
	char text[72];
};
struct shown shown(const char *text, size_t n);

/* Whether a character could move the cursor or turn the text around: C0, C1, and the bidi
 * controls with which a line can be made to look like another. */
bool shown_as_mark(uint32_t c);

#endif
