/* The parts of a plain-text report. Inner matter of report*.c. */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "filters/ingest/ingest.h"

/* A line without the blanks at its end; borrowed from the text. */
struct report_line {
	const char *s;
	size_t n; /* 0 for a blank line */
};

struct report {
	struct buf text; /* the document: valid UTF-8, lines ended by \n */
	struct report_line *lines;
	size_t count, cap;
};

/* Reads title, date line and byline into the item; returns the number of the
 * first line of the body. */
size_t report_head(const struct report *report, struct ingest *ingest);

/* Reads the body from the line `first` on into content_text and the notes. */
void report_body(const struct report *report, size_t first, struct item *item);

/* The line without white space around it, that of print included. */
struct report_line report_trim(const char *s, size_t n);

#endif
