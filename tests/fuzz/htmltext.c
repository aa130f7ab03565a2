/* Any markup as text, the same whatever pieces it comes in, and where its links
 * say they stand they do. The first byte chooses mode and pieces; the rest is the base up to
 * a newline, and then the markup. */
#include "filters/ingest/htmltext.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct reader {
	struct htmltext *html;
	struct markup *markup;
	enum markup_mode mode;
};

static void
must(bool condition)
{
	if (!condition)
		abort();
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static void
take(const struct markup_token *token, void *context)
{
	struct reader *reader = context;

	htmltext_token(reader->html, token, reader->mode == MARKUP_HTML ? reader->markup : NULL);
}

/* As htmltext_fragment() does it; whether the end came inside something. */
static bool
read_pieces(struct reader *reader, const char *base, size_t base_n, const char *s, size_t n,
            size_t piece)
{
	bool cut;

	reader->markup = markup_new(reader->mode, take, reader);
	htmltext_begin(reader->html, base, base_n);
	for (size_t at = 0; at < n; at += piece)
		markup_push(reader->markup, s + at, n - at < piece ? n - at : piece, at);
	markup_end(reader->markup);
	htmltext_end(reader->html);
	cut = markup_cut(reader->markup);
	markup_free(reader->markup);
	return cut || htmltext_unclosed(reader->html);
}

static size_t
number(const struct json_value *link, const char *name)
{
	struct json_value value = json_get(link, name, strlen(name));

	must(value.type == JSON_NUM);
	return strtoul(value.text, NULL, 10);
}

/* A link's text is what stands between its offsets. */
static void
check_link(const struct json_value *link, const struct buf *text, bool valid)
{
	struct json_value words = json_get(link, "text", 4);
	size_t start = number(link, "start"), end = number(link, "end"), from, to;
	struct buf unescaped = {0};

	must(start <= end && end <= utf8_count(text->data, text->len));
	must(json_get(link, "url", 3).type == JSON_STR);
	must(!valid || (start < end) == (words.type == JSON_STR));
	if (words.type == JSON_STR && valid) {
		json_unescape(&words, &unescaped);
		for (from = 0; start > 0; from++)
			start -= ((unsigned char)text->data[from + 1] & 0xC0) != 0x80;
		to = from + unescaped.len;
		must(to <= text->len && memcmp(text->data + from, unescaped.data, unescaped.len) == 0);
	}
	buf_free(&unescaped);
}

static void
check_links(struct htmltext *html, const struct buf *text, bool valid)
{
	struct problem problem = {.text = ""};
	struct json_value list;
	struct json_member link;
	struct buf json = {0};
	size_t cursor = 0;

	buf_addc(&json, '[');
	htmltext_links(html, 0, &json);
	buf_addc(&json, ']');
	must(json_scan_value(json.data, json.len, &list, &problem));
	while (json_next(&list, &cursor, &link))
		check_link(&link.value, text, valid);
	buf_free(&json);
}

static void
check_text(const struct buf *text, bool valid)
{
	if (text->len == 0)
		return;
	must(!valid || utf8_valid(text->data, text->len) == text->len);
	must(memchr(text->data, '\0', text->len) == NULL);
	must(text->data[0] != '\n' && !is_blank(text->data[text->len - 1]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data + 1, *newline;
	struct reader reader = {0};
	const struct buf *text;
	struct buf whole = {0};
	bool valid, unclosed;
	size_t n, base_n;

	if (size < 1)
		return 0;
	n = size - 1;
	newline = memchr(s, '\n', n);
	base_n = newline != NULL ? (size_t)(newline - s) : 0;
	valid = utf8_valid(s, n) == n;
	reader.html = htmltext_new();
	reader.mode = data[0] & 1 ? MARKUP_XML : MARKUP_HTML;
	htmltext_fragment(reader.html, s + base_n, n - base_n, reader.mode, s, base_n);
	text = htmltext_text(reader.html);
	check_text(text, valid);
	check_links(reader.html, text, valid);
	buf_add(&whole, text->data, text->len);
	unclosed = htmltext_unclosed(reader.html);
	must(read_pieces(&reader, s, base_n, s + base_n, n - base_n, 1 + data[0] / 2) == unclosed);
	text = htmltext_text(reader.html);
	must(text->len == whole.len && (whole.len == 0 || memcmp(text->data, whole.data, whole.len) == 0));
	buf_free(&whole);
	htmltext_free(reader.html);
	return 0;
}
