/* What people want to see of a record: its strings, tags and evidence, decoded
 * once for the formats that show it. See watchline-record(5). */
#ifndef VIEW_H
#define VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/record.h"

/* A piece of view->strings: its place, since the buffer moves as it grows. */
struct slice {
	size_t at, len;
};

/* Evidence beyond this many items of a record is not shown. */
#define VIEW_MAX_EVIDENCE 10000

enum view_field {
	VIEW_TITLE,
	VIEW_TEXT,
	VIEW_ELSEWHERE /* a field that is not shown, or no such place in it */
};

struct evidence {
	size_t start, end; /* in bytes of the field's text here; the record has code points */
	enum view_field field;
	struct slice tag, match;
	bool quoted;
};

/* A stretch of a text covered by evidence; spans of a text are sorted, not
 * empty, and do not touch. */
struct span {
	size_t start, end;  /* bytes */
	size_t first, last; /* view->evidence[first .. last) are those in it */
};

struct spans {
	struct span *items;
	size_t count, cap;
};

/* A footnote (label, text) or a link (text, url). */
struct pair {
	struct slice label, text;
};

struct pairs {
	struct pair *items;
	size_t count, cap;
};

/* Owns all it points to; zero-initialised is valid; reused from record to record.
 * A string that the record lacks is empty. */
struct view {
	struct buf id, url, title;
	struct buf text;           /* content_text, else summary, else content_html as it is written */
	struct buf language;
	struct buf source;         /* _source.name, handle, the first author or the file */
	struct buf forwarded_from; /* _source.forwarded_from */
	struct buf duplicate_of;   /* _duplicate.of */
	struct buf strings;        /* what slices lie in */
	bool dated;
	int64_t date;              /* date_published in Unix seconds */
	struct slice *tags;
	size_t tag_count, tag_cap;
	struct evidence *evidence; /* by field and place */
	size_t evidence_count, evidence_cap;
	size_t **points;           /* inner matter: offsets being turned into bytes */
	size_t point_cap;
	struct spans title_spans, text_spans;
	struct pairs notes, links;
};

/* Reads a record that was scanned, dropping what view held. Members of another
 * type than watchline-record(5) says count as absent. */
void view_read(struct view *view, const struct record *rec);

void view_free(struct view *view);

static inline const char *
view_slice(const struct view *view, struct slice slice)
{
	return view->strings.data + slice.at;
}

#endif
