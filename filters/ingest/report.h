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
	bool has_date; /* the head had one */
};

/* Reads title, date line and byline into the item; returns the number of the
 * first line of the body. */
size_t report_head(struct report *report, struct ingest *ingest);

/* Reads the body from the line `first` on into content_text and the notes; a date at its end, or in a
 * dateline, if the head had none. */
void report_body(struct report *report, size_t first, struct ingest *ingest);

/* How many bytes of the line a word takes that it begins with, in capitals or not; 0 if it does not. The
 * word is in small letters. */
size_t report_begins(const struct report_line *line, const char *word);

/* What stands around the report (report_tail.c). A line of ===; one that heads notes; one that says what kind
 * of text follows (PRESS RELEASE); the end (-ENDS-); one that begins what the publisher says of himself. */
bool report_is_rule(struct report_line line);
bool report_is_note_heading(struct report_line line);
bool report_is_kicker(struct report_line line);
bool report_is_end(struct report_line line);
bool report_opens_tail(struct report_line line);

/* Whether a line of running text begins with a dateline, place and date or agency before a dash:
 * *dateline is it, *date the date in it, if *precision is not DATE_NONE. */
bool report_dateline(struct report_line line, const struct ingest_options *options, struct report_line *dateline,
                     struct report_line *date, enum date_precision *precision, int64_t *seconds);

/* Takes a date that was read for the item. */
void report_set_date(struct item *item, enum date_precision precision, const struct report_line *written,
                     int64_t seconds);

/* Whether the line holds nothing but a date and at will its label. */
enum date_precision report_date_line(struct report_line *line, const struct ingest_options *options, int64_t *seconds);

/* The line without white space around it, that of print included. */
struct report_line report_trim(const char *s, size_t n);

#endif
