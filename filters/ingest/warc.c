#include "filters/ingest/warc.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/date.h"
#include "common/hash.h"
#include "common/utf8.h"
#include "filters/ingest/sniff.h"

#define HEAD_MAX ((size_t)64 * 1024) /* bytes of a record's head */
#define MARK "WARC/"
#define TITLE_MAX ((size_t)300)      /* bytes of a text's first line that is its title */

/* The archive, of which the record in flight is held. */
struct warc {
	struct ingest *ingest;
	struct document *document;
	struct buf data;
	size_t at;        /* of the record in data */
	uint64_t offset;  /* of data in the file */
	uint64_t headless; /* from w->at to here in the file no line is blank */
	size_t limit;
	struct warc_answer answer;
	struct buf text;
};

/* A record. */
struct record_head {
	struct mime_span head, type, url, date, media;
	size_t body;      /* where its content begins, from w->at */
	uint64_t length;  /* of its content */
};

bool
warc_sniff(const char *s, size_t n)
{
	return n >= 8 && memcmp(s, MARK, strlen(MARK)) == 0 && s[5] >= '0' && s[5] <= '9' && s[6] == '.';
}

/* Has at least n bytes from w->at on in memory; false if there are not so many. Moves data. */
static bool
need(struct warc *w, size_t n)
{
	char *bytes;
	size_t more;

	while (w->data.len - w->at < n) {
		if (input_chunk(w->document->input, &bytes, &more) != INPUT_LINE)
			return false;
		if (w->at > 0) {
			memmove(w->data.data, w->data.data + w->at, w->data.len - w->at);
			w->data.len -= w->at;
			w->offset += w->at;
			w->at = 0;
		}
		buf_add(&w->data, bytes, more);
	}
	return true;
}

/* --- Damage */

/* Says what is wrong with the record at w->at; bytes follow by document_reject_more(). */
static void
complain(struct warc *w, const char *what)
{
	struct problem problem = {0};

	problem_set(&problem, 0, (size_t)(w->offset + w->at) + 1, "%s", what);
	document_reject(w->document, "", 0, &problem);
}

static void
pass_over(struct warc *w, size_t n)
{
	if (n > 0)
		document_reject_more(w->document, w->data.data + w->at, n);
	w->at += n;
}

/* Whether a record begins at p, the beginning of a line. */
static bool
begins(const char *p, const char *end)
{
	return warc_sniff(p, (size_t)(end - p));
}

/* Goes on at the next record that begins behind w->at + from; what is passed over goes to the rejects. */
static void
resynchronise(struct warc *w, size_t from)
{
	bool more = true;

	while (more) {
		const char *s = w->data.data + w->at, *p = s + from, *end = w->data.data + w->data.len;

		while (p < end && (p = memmem(p, (size_t)(end - p), "\n" MARK, 6)) != NULL && !begins(p + 1, end))
			p++;
		if (p != NULL && p < end) {
			pass_over(w, (size_t)(p + 1 - s));
			break;
		}
		if ((size_t)(end - s) > 8)
			pass_over(w, (size_t)(end - s) - 8);
		from = 0;
		more = need(w, 9);
		if (!more)
			pass_over(w, w->data.len - w->at);
	}
	document_reject_more(w->document, "", 0);
}

/* Rejects the record at w->at, whose bytes are all there. */
static void
refuse(struct warc *w, const struct record_head *record, const struct problem *why)
{
	struct problem problem = {0};

	problem_set(&problem, 0, (size_t)(w->offset + w->at) + 1, "%.*s: %s",
	            (int)(record->url.n < 200 ? record->url.n : 200), record->url.n > 0 ? record->url.s : "record", why->text);
	document_reject(w->document, w->data.data + w->at, record->body + (size_t)record->length, &problem);
}

/* --- Documents */

static void
set_outer(struct warc *w, const struct record_head *record, struct mime_span label)
{
	struct outer *outer = &w->ingest->outer;

	*outer = (struct outer){
		.kind = "warc", .url = record->url.s, .url_n = record->url.n, .charset = label.s, .charset_n = label.n,
		.offset = w->offset + w->at, .length = record->body + record->length};
	outer->has_date = record->date.n > 0 && date_parse_rfc3339(record->date.s, record->date.n, &outer->date);
}

static void
set_source(struct warc *w, const struct record_head *record, const char *kind, const char *s, size_t n)
{
	struct item *item = &w->ingest->item;
	const char *name = w->ingest->options.source_name;
	char hex[65];

	item_source(item, "kind", kind, strlen(kind));
	if (name != NULL)
		item_source(item, "name", name, strlen(name));
	item_source(item, "url", record->url.s, record->url.n);
	item_source(item, "fetched", record->date.s, record->date.n);
	item_source(item, "file", w->document->name, strlen(w->document->name));
	item_source(item, "container", "warc", 4);
	item_source_number(item, "offset", w->offset + w->at);
	item_source_number(item, "length", record->body + record->length);
	hash_sha256_hex(s, n, hex);
	item_source(item, "sha256", hex, 64);
	item_source(item, "date", record->date.s, record->date.n);
}

/* A text that was made of a page (WET): the archive knows no date but that of the fetch. */
static void
read_text(struct warc *w, const struct record_head *record, const char *s, size_t n)
{
	struct item *item = &w->ingest->item;
	struct mime_span text, label = {"utf-8", 5};
	size_t line;

	item_clear(item);
	set_source(w, record, "text", s, n);
	item_set(&item->url, record->url.s, record->url.n);
	item->has_published = record->date.n > 0 && date_parse_rfc3339(record->date.s, record->date.n, &item->published);
	buf_clear(&w->text);
	mime_charset(label, s, n, false, item, &w->text);
	text = mime_trim((struct mime_span){w->text.data, w->text.len});
	for (size_t i = 0; i < text.n; i++) {
		if (text.s[i] == '\0') {
			item_repair(item, "nul");
			buf_adds(&item->content_text, "\xEF\xBF\xBD");
		} else if (text.s[i] != '\r') {
			buf_addc(&item->content_text, text.s[i]);
		}
	}
	line = mime_line(item->content_text.data, item->content_text.len);
	text = mime_trim((struct mime_span){item->content_text.data, line});
	if (text.n <= TITLE_MAX)
		item_set(&item->title, text.s, text.n);
	if (item->content_text.len > 0)
		item_emit(item, w->document);
	else
		document_drop(w->document, ITEM_UNREAD);
	item_clear(item);
}

/* Which reader reads a medium; NULL: what its bytes say. False: none. */
static bool
reader_of(const char *type, const char **format)
{
	static const struct {
		const char *type, *format;
	} known[] = {
		{"", NULL},                      {"text/html", "html"},
		{"application/xhtml+xml", "html"}, {"text/plain", "text"},
		{"application/rss+xml", NULL},   {"application/atom+xml", NULL},
		{"application/rdf+xml", NULL},   {"application/xml", NULL},
		{"text/xml", NULL},              {"application/json", NULL},
		{"application/feed+json", NULL}, {"text/json", NULL},
		{"application/x-ndjson", "jsonl"}, {"application/jsonl", "jsonl"},
		{"message/rfc822", "mail"},      {"application/mbox", "mbox"},
		{"text/csv", "csv"},             {"text/tab-separated-values", "tsv"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(type, known[i].type) == 0) {
			*format = known[i].format;
			return *format == NULL || format_find(*format) != NULL;
		}
	return false;
}

/* Feeds are often served as pages. */
static const char *
feed_or_page(const char *s, size_t n)
{
	const struct format *format = NULL;
	struct problem problem = {0};

	if (sniff(s, n < SNIFF_MAX ? n : SNIFF_MAX, n <= SNIFF_MAX, &format, &problem) == SNIFFED
	    && strcmp(format->name, "feed") == 0)
		return "feed";
	return "html";
}

/* Hands a document to its reader. */
static void
read_payload(struct warc *w, const struct record_head *record, const char *type, struct mime_span label,
             struct buf *body)
{
	const char *format;
	struct problem problem = {0};

	if (body->len == 0 || !reader_of(type, &format)) {
		document_drop(w->document, ITEM_UNREAD);
		return;
	}
	if (format != NULL && strcmp(format, "html") == 0)
		format = feed_or_page(body->data, body->len);
	set_outer(w, record, label);
	if (!ingest_part(w->ingest, w->document, body->data, body->len, format, &problem))
		document_drop(w->document, ITEM_UNREAD);
}

static void
read_response(struct warc *w, const struct record_head *record, const char *s, size_t n)
{
	struct problem problem = {0};
	struct warc_answer *answer = &w->answer;
	const char *format;
	bool good = warc_answer_read(answer, s, n, w->limit, &problem);

	/* Of redirections and refusals nothing is read, nor of pictures that are compressed in a way we do not know. */
	if (answer->status != 0 && (answer->status < 200 || answer->status > 299 || !reader_of(answer->type, &format)))
		document_drop(w->document, ITEM_UNREAD);
	else if (!good)
		refuse(w, record, &problem);
	else
		read_payload(w, record, answer->type, answer->label, &answer->body);
}

/* A document without HTTP around it, in memory that its reader may change. */
static void
read_resource(struct warc *w, const struct record_head *record, const char *s, size_t n)
{
	char type[80];

	mime_main_value(record->media, type, sizeof(type));
	buf_clear(&w->answer.body);
	buf_add(&w->answer.body, s, n);
	read_payload(w, record, type, (struct mime_span){NULL, 0}, &w->answer.body);
}

static void
read_content(struct warc *w, const struct record_head *record)
{
	const char *s = w->data.data + w->at + record->body;
	size_t n = (size_t)record->length;
	char media[80];

	mime_main_value(record->media, media, sizeof(media));
	if (mime_is(record->type, "response") && n >= 5 && memcmp(s, "HTTP/", 5) == 0)
		read_response(w, record, s, n);
	else if (mime_is(record->type, "conversion") && (media[0] == '\0' || strcmp(media, "text/plain") == 0))
		read_text(w, record, s, n);
	else if (mime_is(record->type, "resource") || mime_is(record->type, "conversion"))
		read_resource(w, record, s, n);
	else
		document_drop(w->document, ITEM_UNREAD);
}

/* --- Records */

/* The length of the head at w->at, its blank line included; 0 if it has none or is too long. Moves data. */
static size_t
head_length(struct warc *w)
{
	uint64_t begin = w->offset + w->at;
	size_t at = w->headless > begin ? (size_t)(w->headless - begin) : 0;

	while (at <= HEAD_MAX) {
		const char *s = w->data.data + w->at + at;
		size_t n = w->data.len - w->at - at, line = mime_line(s, n);

		if (line == 0 || s[line - 1] != '\n') {
			if (n > HEAD_MAX || !need(w, w->data.len - w->at + 1))
				return 0;
			continue;
		}
		at += line;
		if (line == 1 || (line == 2 && *s == '\r'))
			return at;
		w->headless = begin + at;
	}
	return 0;
}

/* An address is written in angles by some. */
static struct mime_span
without_angles(struct mime_span url)
{
	if (url.n >= 2 && *url.s == '<' && url.s[url.n - 1] == '>')
		return (struct mime_span){url.s + 1, url.n - 2};
	return url;
}

static bool
read_number(struct mime_span value, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < value.n; i++) {
		if (value.s[i] < '0' || value.s[i] > '9')
			return false;
		*number = *number * 10 + (uint64_t)(value.s[i] - '0');
	}
	return value.n > 0 && value.n <= 15;
}

/* Reads the fields; they point into w->data, which must not move then. */
static bool
read_head(struct warc *w, struct record_head *record, size_t body)
{
	*record = (struct record_head){.head = {w->data.data + w->at, body}, .body = body};
	record->type = warc_field(record->head, "warc-type");
	record->url = without_angles(warc_field(record->head, "warc-target-uri"));
	record->date = warc_field(record->head, "warc-date");
	record->media = warc_field(record->head, "content-type");
	return read_number(warc_field(record->head, "content-length"), &record->length);
}

/* Whether what stands at w->at + n is what must follow a record: two line ends, or fewer and the next one or the end. */
static bool
ends_well(struct warc *w, size_t n)
{
	size_t blank = 0, lines = 0;

	for (; lines < 2; blank++) {
		char c;

		if (!need(w, n + blank + 1))
			return true;
		c = w->data.data[w->at + n + blank];
		if (c != '\r' && c != '\n')
			break;
		lines += c == '\n';
	}
	return lines == 2 || (need(w, n + blank + 8) && warc_sniff(w->data.data + w->at + n + blank, 8));
}

/* Whether somebody might want the record: the others may be as long as they like. */
static bool
is_wanted(const struct record_head *record)
{
	return mime_is(record->type, "response") || mime_is(record->type, "resource") || mime_is(record->type, "conversion");
}

/* A record that is longer than the limit streams by. */
static void
skip_long(struct warc *w, const struct record_head *record)
{
	uint64_t left = record->body + record->length;
	bool wanted = is_wanted(record);

	if (wanted)
		complain(w, "record longer than --max-record");
	else
		document_drop(w->document, ITEM_UNREAD);
	while (left > 0 && need(w, 1)) {
		size_t n = w->data.len - w->at;

		n = n < left ? n : (size_t)left;
		if (wanted)
			pass_over(w, n);
		else
			w->at += n;
		left -= n;
	}
	if (wanted)
		document_reject_more(w->document, "", 0);
}

/* Reads the record at w->at, which begins as one. */
static void
read_record(struct warc *w)
{
	struct record_head record;
	size_t body, n;
	bool whole;

	body = head_length(w);
	if (ingest_interrupted(w->document))
		return;
	if (body == 0 || !read_head(w, &record, body)) {
		complain(w, body == 0 ? "the head of a record does not end" : "a record without Content-Length");
		resynchronise(w, 1);
		return;
	}
	if (record.length > w->limit) {
		skip_long(w, &record);
		return;
	}
	n = body + (size_t)record.length;
	whole = need(w, n) && ends_well(w, n);
	if (ingest_interrupted(w->document))
		return;
	if (!whole) {
		complain(w, w->data.len - w->at < n ? "record cut off" : "Content-Length does not lead to the end of the record");
		resynchronise(w, 1);
		return;
	}
	read_head(w, &record, body); /* data may have moved */
	read_content(w, &record);
	w->at += n;
}

static void
read_all(struct warc *w)
{
	while (!filter_stopping(w->document->filter) && need(w, 1)) {
		char c = w->data.data[w->at];

		if (c == '\r' || c == '\n') {
			w->at++;
			continue;
		}
		need(w, 8);
		if (ingest_interrupted(w->document))
			return;
		if (warc_sniff(w->data.data + w->at, w->data.len - w->at)) {
			read_record(w);
		} else {
			complain(w, "no WARC record");
			resynchronise(w, 0);
		}
	}
}

void
read_warc(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct warc w = {.ingest = ingest, .document = document, .limit = document->input->max_line};

	buf_reserve(&w.data, n + 1);
	buf_add(&w.data, head, n);
	read_all(&w);
	warc_answer_free(&w.answer);
	buf_free(&w.data);
	buf_free(&w.text);
}
