#include "filters/emit/feedout.h"

#include <string.h>

#include "common/date.h"
#include "common/escape.h"
#include "common/hash.h"
#include "common/utf8.h"
#include "filters/emit/intel_text.h"

/* The whole of a record that has no id, as one. */
static void
make_id(struct feedout *feed)
{
	char hex[65];

	hash_sha256_hex(feed->rec->object.text, feed->rec->object.len, hex);
	buf_adds(&feed->id, "record:");
	buf_adds(&feed->id, hex);
}

static void
read_title(struct feedout *feed)
{
	const struct view *view = &feed->view;
	size_t from = 0, to;

	buf_clear(&feed->title);
	intel_add_line(&feed->title, view->title.data, view->title.len, FEEDOUT_LINE);
	while (feed->title.len == 0 && from < view->text.len) {
		for (to = from; to < view->text.len && view->text.data[to] != '\n'; to++)
			;
		intel_add_line(&feed->title, view->text.data + from, to - from, 80);
		from = to + 1;
	}
	if (feed->title.len == 0)
		buf_adds(&feed->title, "untitled");
}

void
feedout_read(struct feedout *feed, const struct record *rec)
{
	int64_t date;

	feed->rec = rec;
	view_read(&feed->view, rec);
	buf_clear(&feed->id);
	buf_add(&feed->id, feed->view.id.data, feed->view.id.len);
	if (feed->id.len == 0)
		make_id(feed);
	read_title(feed);
	feedout_string(feed, "date_modified", &feed->line);
	feed->has_modified = feed->line.len > 0 && date_parse_rfc3339(feed->line.data, feed->line.len, &feed->modified);
	if (!feed->has_modified && !feed->view.dated)
		return;
	date = feed->has_modified ? feed->modified : feed->view.date;
	if (!feed->has_newest || date > feed->newest)
		feed->newest = date;
	feed->has_newest = true;
}

void
feedout_free(struct feedout *feed)
{
	view_free(&feed->view);
	buf_free(&feed->title);
	buf_free(&feed->id);
	buf_free(&feed->plain);
	buf_free(&feed->line);
	buf_free(&feed->one);
	buf_free(&feed->two);
}

/* What XML 1.0 forbids (section 2.2) becomes U+FFFD; line ends become newlines. */
static void
add_allowed(struct buf *out, const char *s, size_t n)
{
	const char *end = n > 0 ? s + n : s;

	while (s < end) {
		const char *at = s;
		uint32_t c = utf8_decode(&s, end);

		if (c == '\r') {
			if (s == end || *s != '\n')
				buf_addc(out, '\n');
		} else if ((c < 0x20 && c != '\t' && c != '\n') || c == 0xFFFE || c == 0xFFFF) {
			buf_adds(out, "\xEF\xBF\xBD");
		} else {
			buf_add(out, at, (size_t)(s - at));
		}
	}
}

void
feedout_text(struct feedout *feed, struct buf *out, const char *s, size_t n)
{
	buf_clear(&feed->plain);
	add_allowed(&feed->plain, s, n);
	escape_html(out, feed->plain.data, feed->plain.len);
}

void
feedout_line(struct feedout *feed, struct buf *out, const char *s, size_t n)
{
	struct buf *plain = &feed->plain, *line = &feed->line;

	buf_clear(plain);
	buf_clear(line);
	add_allowed(plain, s, n);
	intel_add_line(line, plain->data, plain->len, FEEDOUT_LINE);
	escape_html(out, line->data, line->len);
}

void
feedout_element(struct feedout *feed, struct buf *out, const char *name, const char *s, size_t n)
{
	buf_addf(out, "<%s>", name);
	feedout_line(feed, out, s, n);
	buf_addf(out, "</%s>\n", name);
}

bool
feedout_url(struct feedout *feed, struct buf *out, const char *s, size_t n)
{
	buf_clear(&feed->plain);
	if (n == 0 || !intel_add_uri(&feed->plain, s, n))
		return false;
	escape_html(out, feed->plain.data, feed->plain.len);
	return true;
}

const struct buf *
feedout_string(struct feedout *feed, const char *path, struct buf *out)
{
	buf_clear(out);
	record_string(feed->rec, path, out);
	return out;
}

static void
get_string(const struct json_value *object, const char *name, struct buf *out)
{
	struct json_value value = json_get(object, name, strlen(name));

	buf_clear(out);
	if (value.type == JSON_STR)
		json_unescape(&value, out);
}

bool
feedout_author(struct feedout *feed, size_t *cursor, struct buf *name, struct buf *url)
{
	struct json_value list = record_get(feed->rec, "authors");
	struct json_member item;

	while (list.type == JSON_ARR && json_next(&list, cursor, &item)) {
		get_string(&item.value, "name", name);
		get_string(&item.value, "url", url);
		if (name->len > 0)
			return true;
	}
	return false;
}

bool
feedout_attachment(struct feedout *feed, size_t *cursor, struct buf *url, struct buf *type, uint64_t *size)
{
	struct json_value list = record_get(feed->rec, "attachments"), number;
	struct json_member item;

	while (list.type == JSON_ARR && json_next(&list, cursor, &item)) {
		get_string(&item.value, "url", url);
		get_string(&item.value, "mime_type", type);
		number = json_get(&item.value, "size_in_bytes", 13);
		*size = 0;
		for (size_t i = 0; number.type == JSON_NUM && i < number.len && i < 15; i++) {
			if (number.text[i] < '0' || number.text[i] > '9')
				break;
			*size = *size * 10 + (uint64_t)(number.text[i] - '0');
		}
		buf_clear(&feed->plain);
		if (url->len > 0 && intel_add_uri(&feed->plain, url->data, url->len))
			return true;
	}
	return false;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

bool
feedout_is_language(const struct buf *text)
{
	if (text->len == 0 || text->len > 35 || !is_alnum(text->data[0]) || !is_alnum(text->data[text->len - 1]))
		return false;
	for (size_t i = 0; i < text->len; i++)
		if (!is_alnum(text->data[i]) && text->data[i] != '-')
			return false;
	return true;
}

bool
feedout_is_type(const struct buf *text)
{
	size_t slashes = 0;

	if (text->len < 3 || text->len > 100 || !is_alnum(text->data[0]) || !is_alnum(text->data[text->len - 1]))
		return false;
	for (size_t i = 0; i < text->len; i++) {
		if (!is_alnum(text->data[i]) && !memchr("/+-._", text->data[i], 5))
			return false;
		slashes += text->data[i] == '/';
	}
	return slashes == 1;
}
