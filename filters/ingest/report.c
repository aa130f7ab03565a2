#include "filters/ingest/report.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/ingest/encoding.h"

/* A report is one record, and is held as a whole: it has an end that tells how
 * its beginning is to be read (notes). */

struct report_line
report_trim(const char *s, size_t n)
{
	/* U+00A0, U+200B to U+200F, U+202A to U+202E, U+FEFF */
	static const char *const spaces[] = {"\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\x8E", "\xE2\x80\x8F",
	                                     "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC", "\xEF\xBB\xBF"};
	bool more = n > 0 && (((unsigned char)s[0] - 0x21u) >= 0x5E || ((unsigned char)s[n - 1] - 0x21u) >= 0x5E);

	while (more && n > 0) {
		more = false;
		if (s[0] == ' ' || s[0] == '\t') {
			s++;
			n--;
			more = true;
		} else if (s[n - 1] == ' ' || s[n - 1] == '\t') {
			n--;
			more = true;
		}
		for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
			size_t length = i == 0 ? 2 : 3;

			if (n >= length && memcmp(s, spaces[i], length) == 0) {
				s += length;
				n -= length;
				more = true;
			}
			if (n >= length && memcmp(s + n - length, spaces[i], length) == 0) {
				n -= length;
				more = true;
			}
		}
	}
	return (struct report_line){s, n};
}

/* What is longer than the limit streams by; only the rejects see all of it. */
static void
refuse_long(struct document *document, const struct buf *raw, size_t limit)
{
	struct problem problem = {0};
	char *bytes;
	size_t n;

	problem_set(&problem, 0, limit + 1, "report longer than --max-record, %zu bytes", limit);
	document_reject(document, "", 0, &problem);
	document_reject_more(document, raw->data, raw->len);
	while (input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		document_reject_more(document, bytes, n);
	document_reject_more(document, "", 0);
}

/* Reads the document; false if it is longer than limit, which was said. */
static bool
read_all(struct document *document, const char *head, size_t n, size_t limit, struct buf *raw)
{
	char *bytes;

	buf_reserve(raw, n + 1); /* never NULL */
	buf_add(raw, head, n);
	while (raw->len <= limit && input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		buf_add(raw, bytes, n);
	if (raw->len > limit)
		refuse_long(document, raw, limit);
	return raw->len <= limit;
}

/* The document as valid UTF-8 with \n at the ends of lines and pages. */
static void
clean(const struct buf *raw, struct buf *text, struct item *item)
{
	const char *s = raw->len > 0 ? raw->data : "", *end = s + raw->len;

	if (raw->len >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
		s += 3;
	buf_reserve(text, raw->len + 1);
	while (s < end) {
		size_t valid = utf8_valid(s, (size_t)(end - s));

		for (const char *stop = s + valid; s < stop; s++) {
			const char *run = s;

			while (s < stop && *s != '\r' && *s != '\f' && *s != '\0')
				s++;
			buf_add(text, run, (size_t)(s - run));
			if (s == stop)
				break;
			if (*s == '\r' && s + 1 < end && s[1] == '\n')
				continue;
			if (*s == '\0') {
				item_repair(item, "nul");
				buf_adds(text, "\xEF\xBF\xBD");
			} else {
				buf_addc(text, '\n');
			}
		}
		if (s < end) {
			item_repair(item, "invalid-utf8");
			buf_adds(text, "\xEF\xBF\xBD");
			s++;
		}
	}
}

static void
split(struct report *report)
{
	const char *s = report->text.data, *end = s + report->text.len;

	while (s < end) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		struct report_line line = {s, (size_t)((stop ? stop : end) - s)};

		while (line.n > 0 && (line.s[line.n - 1] == ' ' || line.s[line.n - 1] == '\t'))
			line.n--;
		if (report_trim(line.s, line.n).n == 0)
			line.n = 0;
		if (report->count == report->cap)
			report->lines = xgrow(report->lines, &report->cap, report->count + 1, sizeof(line));
		report->lines[report->count++] = line;
		s = stop ? stop + 1 : end;
	}
}

static void
add_source(struct ingest *ingest, const struct document *document, const struct buf *raw)
{
	struct item *item = &ingest->item;
	const char *name = ingest->options.source_name;
	char hex[65];

	item_source(item, "kind", "text", 4);
	if (name != NULL)
		item_source(item, "name", name, strlen(name));
	item_source(item, "file", document->name, strlen(document->name));
	item_set(&item->url, ingest->outer.url, ingest->outer.url_n);
	ingest_add_outer(ingest);
	if (ingest->outer.kind != NULL)
		item_source_number(item, "offset", ingest->outer.offset);
	item_source_number(item, "length", ingest->outer.kind != NULL ? ingest->outer.length : raw->len);
	hash_sha256_hex(raw->data, raw->len, hex);
	item_source(item, "sha256", hex, 64);
}

/* The document in UTF-8: decoded if it is not so already. Says what it was in. */
static const struct buf *
decode(const struct ingest *ingest, const struct buf *raw, struct buf *decoded, struct item *item,
       const char **name)
{
	const char *repair;
	bool guessed;
	const struct encoding *encoding =
		encoding_read_text(raw->data, raw->len, encoding_find(ingest->outer.charset, ingest->outer.charset_n),
	                       decoded, &guessed, &repair);

	if (encoding->kind == ENCODING_UTF8)
		return raw;
	*name = encoding->name;
	if (guessed)
		item_repair(item, "encoding-guessed");
	if (repair != NULL)
		item_repair(item, repair);
	return decoded;
}

static void
read_whole(struct ingest *ingest, struct document *document, const struct buf *raw)
{
	struct report report = {0};
	struct item *item = &ingest->item;
	struct buf decoded = {0};
	const char *encoding = "";
	size_t first;

	item_clear(item);
	clean(decode(ingest, raw, &decoded, item, &encoding), &report.text, item);
	buf_free(&decoded);
	split(&report);
	add_source(ingest, document, raw);
	item_source(item, "encoding", encoding, strlen(encoding));
	first = report_head(&report, ingest);
	report_body(&report, first, ingest);
	if (item->title.len + item->content_text.len + item->notes.len > 0)
		item_emit(item, document);
	item_clear(item);
	free(report.lines);
	buf_free(&report.text);
}

void
read_report(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct buf raw = {0};

	if (read_all(document, head, n, document->input->max_line, &raw)
	    && !ingest_interrupted(document))
		read_whole(ingest, document, &raw);
	buf_free(&raw);
}
