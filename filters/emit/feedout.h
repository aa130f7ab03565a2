/* What the formats that are feeds share. All text given is valid UTF-8. */
#ifndef FEEDOUT_H
#define FEEDOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/record.h"
#include "filters/emit/view.h"

/* Code points of a title, a name or the like that are kept. */
#define FEEDOUT_LINE 300

/* Zero-initialised is valid; the buffers are reused from record to record. */
struct feedout {
	struct view view;          /* of the record, after feedout_read() */
	const struct record *rec;
	struct buf title;          /* its title, or what its text begins with; never empty */
	struct buf id;             /* its id, or one made of all its bytes */
	struct buf plain, line;    /* inner */
	struct buf one, two;       /* for the formats */
	int64_t modified, newest;  /* date_modified in Unix seconds, and the newest date of all records */
	bool has_modified, has_newest;
};

void feedout_read(struct feedout *feed, const struct record *rec);
void feedout_free(struct feedout *feed);

/* Text of several lines for XML, between tags or in an attribute: markup is escaped, what XML forbids becomes
 * U+FFFD, other control characters and bidi overrides are shown as <U+202E>. */
void feedout_text(struct feedout *feed, struct buf *out, const char *s, size_t n);

/* The same on one line, of at most FEEDOUT_LINE characters. */
void feedout_line(struct feedout *feed, struct buf *out, const char *s, size_t n);

/* An element that holds feedout_line(), on a line of its own. */
void feedout_element(struct feedout *feed, struct buf *out, const char *name, const char *s, size_t n);

/* A web address for XML; false, and nothing is added, for what is none. */
bool feedout_url(struct feedout *feed, struct buf *out, const char *s, size_t n);

/* Puts the string at a path (record_lookup()) into out, which is left empty if there is none; returns out. */
const struct buf *feedout_string(struct feedout *feed, const char *path, struct buf *out);

/* The next author with a name: false behind the last. Start with *cursor = 0. url may be left empty. */
bool feedout_author(struct feedout *feed, size_t *cursor, struct buf *name, struct buf *url);

/* The next attachment with a web address; size is 0 where it is not known, type may be left empty. */
bool feedout_attachment(struct feedout *feed, size_t *cursor, struct buf *url, struct buf *type, uint64_t *size);

/* Whether a text has the form of a language's tag (BCP 47), of a media type: both need no escapes then. */
bool feedout_is_language(const struct buf *text);
bool feedout_is_type(const struct buf *text);

#endif
