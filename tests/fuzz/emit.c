/* Any record through every format: UTF-8 comes out, without control characters
 * or overrides, and HTML without a tag that is not ours. The first byte chooses
 * options; the rest is a line. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "filters/emit/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
refuse(const char *format, const char *what)
{
	fprintf(stderr, "emit: %s: %s\n", format, what);
	abort();
}

/* Controls that a format may write itself: SGR in text, CR in CSV. */
static void
check_harmless(const struct format *format, const char *s, size_t n, bool colour)
{
	if (utf8_valid(s, n) != n)
		refuse(format->name, "not UTF-8");
	if (memmem(s, n, "\xE2\x80\xAE", 3) && format != &format_jsonl)
		refuse(format->name, "an override");
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool allowed = c >= ' ' || c == '\n' || (c == '\t' && format != &format_text)
		               || (c == '\r' && (format == &format_csv || format == &format_jsonl))
		               || (c == 27 && format == &format_text && colour);

		if (!allowed || c == 0x7F)
			refuse(format->name, "a control character");
		if (c == 0xC2 && (unsigned char)s[i + 1] < 0xA0)
			refuse(format->name, "a C1 control character");
	}
}

/* Every tag is one that we write, and all but four pair. */
static void
check_tags(const char *s, size_t n)
{
	static const char *const ours[] = {
		"!DOCTYPE", "a", "article", "b", "bdi", "body", "dd", "defs", "desc", "details", "div", "dl", "dt",
		"footer", "g", "h1", "h2", "h3", "head", "header", "html", "li", "line", "main", "mark", "meta", "nav",
		"ol", "p", "pattern", "q", "rect", "section", "small", "span", "style", "summary", "svg", "table",
		"tbody", "td", "th", "thead", "time", "title", "tr", "ul", NULL};
	const char *end = s + n;
	long depth = 0;

	while ((s = memchr(s, '<', (size_t)(end - s))) != NULL) {
		bool closing = *++s == '/';
		size_t length, i = 0;

		s += closing;
		length = strcspn(s, " >\n");
		while (ours[i] && (strlen(ours[i]) != length || memcmp(ours[i], s, length) != 0))
			i++;
		if (!ours[i])
			refuse("html", "a tag that is not ours");
		if (*s != '!' && memcmp(s, "meta", 4) != 0 && memcmp(s, "rect", 4) != 0
		    && memcmp(s, "line", 4) != 0)
			depth += closing ? -1 : 1;
		if (depth < 0)
			refuse("html", "a tag closed twice");
	}
	if (depth != 0)
		refuse("html", "a tag not closed");
}

static void
run(const struct format *format, uint8_t choice, struct record *rec)
{
	struct output output = {.fd = -1, .name = "none"};
	struct emitter emitter = {.format = format, .out = &output};
	static const char *const columns[] = {"id", "title", "tags", "url", "content_text", "_source.name",
	                                      "authors", "a.0.b"};
	enum verdict verdict;

	emitter.options.title = "Title";
	emitter.options.width = choice & 1 ? 20 : 80;
	emitter.options.colour = choice & 2;
	emitter.options.raw = choice & 4;
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++) {
		strings_add(&emitter.options.columns, columns[i]);
		if (choice & 8)
			strings_add(&emitter.options.select, columns[i]);
	}
	if (format->begin)
		format->begin(&emitter);
	verdict = format->record(&emitter, rec);
	if (format->end)
		format->end(&emitter);
	if (verdict == TAKEN)
		check_harmless(format, buf_str(&output.buf), output.buf.len, emitter.options.colour);
	if (format == &format_html)
		check_tags(buf_str(&output.buf), output.buf.len);
	strings_free(&emitter.options.columns);
	strings_free(&emitter.options.select);
	buf_free(&emitter.buf);
	buf_free(&emitter.scratch);
	buf_free(&output.buf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct format *const formats[] = {&format_jsonl, &format_text, &format_csv,
	                                               &format_html};
	struct record rec = {0};

	if (size > 0 && size < 8000 && record_scan(&rec, (const char *)data + 1, size - 1))
		for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
			run(formats[i], data[0], &rec);
	record_free(&rec);
	return 0;
}
