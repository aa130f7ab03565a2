#include "filters/ingest/jsonl.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/ingest/json_object.h"

/* The lines of a document. Only one that spans two reads is copied. */
struct lines {
	struct json_object object;
	struct buf partial;
	size_t max_line;
	bool too_long; /* the line in partial is over max_line: it is passed over */
};

/* --- The map */

/* Names in _source that are ours to write. */
static bool
is_reserved(const char *name)
{
	static const char *const ours[] = {
		"file", "line", "date", "date_modified", "date_precision", "categories", "raw", "text_length",
		"id_rule", "repairs",
	};

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(name, ours[i]) == 0)
			return true;
	return false;
}

static bool
is_member(const char *name)
{
	static const char *const members[] = {
		"id", "url", "external_url", "title", "content_text", "summary", "language",
		"date_published", "date_modified", "author", "author_url", "tags",
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (strcmp(name, members[i]) == 0)
			return true;
	return strncmp(name, "_source.", 8) == 0 && name[8] != '\0' && !is_reserved(name + 8)
	       && strspn(name + 8, "abcdefghijklmnopqrstuvwxyz_0123456789") == strlen(name + 8);
}

bool
jsonl_map_entry(const char *text, struct field_map_entry *entry, struct problem *problem)
{
	const char *equals = strchr(text, '=');

	*entry = (struct field_map_entry){0};
	if (equals == NULL || equals == text || equals[1] != '.' || equals[2] == '\0' || strstr(equals, "..")
	    || equals[strlen(equals) - 1] == '.')
		return problem_set(problem, 0, 0, "'%s' is not of the form MEMBER=.PATH", text);
	entry->member = xmemdup(text, (size_t)(equals - text));
	if (!is_member(entry->member)) {
		problem_set(problem, 0, 0, "no member '%s'; there are id, url, external_url, title, "
		            "content_text, summary, language, date_published, date_modified, author, "
		            "author_url, tags and _source.NAME where ingest has none of that name", entry->member);
		free(entry->member);
		entry->member = NULL;
		return false;
	}
	entry->path = xstrdup(equals + 2);
	return true;
}

/* --- Lines */

static bool
is_blank(const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			return false;
	return true;
}

static void
read_one(struct lines *lines, const char *line, size_t n)
{
	lines->object.place.line++;
	if (lines->object.place.line == 1 && n >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
		line += 3;
		n -= 3;
	}
	if (is_blank(line, n))
		return;
	if (json_object_scan(&lines->object, line, n))
		json_object_read(&lines->object, line, n);
	else
		json_object_refuse(&lines->object, line, n, &lines->object.rec.problem);
}

/* A line over the limit streams by; only the rejects see all of it. */
static void
refuse_long(struct lines *lines)
{
	struct problem problem = {0};

	lines->too_long = true;
	lines->object.place.line++;
	problem_set(&problem, 0, lines->max_line + 1, "line longer than --max-record");
	json_object_refuse(&lines->object, "", 0, &problem);
	document_reject_more(lines->object.document, lines->partial.data, lines->partial.len);
	buf_clear(&lines->partial);
}

/* Keeps the beginning of a line that goes on in what is read next. */
static void
keep(struct lines *lines, const char *s, size_t n)
{
	if (lines->too_long && n > 0)
		document_reject_more(lines->object.document, s, n);
	if (lines->too_long)
		return;
	buf_add(&lines->partial, s, n);
	if (lines->partial.len > lines->max_line)
		refuse_long(lines);
}

/* Ends the line that keep() began. */
static void
finish(struct lines *lines)
{
	if (lines->too_long)
		document_reject_more(lines->object.document, "", 0);
	else
		read_one(lines, lines->partial.data, lines->partial.len);
	buf_clear(&lines->partial);
	lines->too_long = false;
}

static void
read_bytes(struct lines *lines, const char *s, size_t n)
{
	const char *end, *stop;

	if (n == 0)
		return;
	end = s + n;
	while (s < end && !filter_stopping(lines->object.document->filter)) {
		bool begun = lines->partial.len > 0 || lines->too_long;

		stop = memchr(s, '\n', (size_t)(end - s));
		if (stop == NULL) {
			keep(lines, s, (size_t)(end - s));
			return;
		}
		if (begun || (size_t)(stop - s) > lines->max_line) {
			keep(lines, s, (size_t)(stop - s));
			finish(lines);
		} else {
			read_one(lines, s, (size_t)(stop - s));
		}
		s = stop + 1;
	}
}

void
read_jsonl(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct lines lines = {.max_line = document->input->max_line};
	char *bytes;

	json_object_begin(&lines.object, ingest, document);
	read_bytes(&lines, head, n);
	while (input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		read_bytes(&lines, bytes, n);
	if ((lines.partial.len > 0 || lines.too_long) && !ingest_interrupted(document))
		finish(&lines);
	item_clear(&ingest->item);
	buf_free(&lines.partial);
	json_object_free(&lines.object);
}
