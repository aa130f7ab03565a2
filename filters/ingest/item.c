#include "filters/ingest/item.h"

#include <string.h>

#include "common/date.h"
#include "common/hash.h"
#include "common/json.h"
#include "common/url.h"
#include "common/utf8.h"
#include "filters/ingest/language.h"
#include "filters/ingest/settings.h"

void
item_clear(struct item *item)
{
	struct buf *const fields[] = {
		&item->id, &item->url, &item->external_url, &item->title, &item->content_text,
		&item->summary, &item->language, &item->authors, &item->attachments, &item->links,
		&item->notes, &item->extra, &item->source, &item->repairs,
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		buf_clear(fields[i]);
	item->has_published = item->has_modified = false;
	item->id_rule = NULL;
}

void
item_free(struct item *item)
{
	struct buf *const fields[] = {
		&item->id, &item->url, &item->external_url, &item->title, &item->content_text,
		&item->summary, &item->language, &item->authors, &item->attachments, &item->links,
		&item->notes, &item->extra, &item->source, &item->repairs, &item->line,
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		buf_free(fields[i]);
}

void
item_set(struct buf *field, const char *s, size_t n)
{
	buf_clear(field);
	buf_add(field, s, n);
}

static void
add_comma(struct buf *list)
{
	if (list->len > 0 && list->data[list->len - 1] != '{' && list->data[list->len - 1] != '[')
		buf_addc(list, ',');
}

/* Keys are ours: nothing in them needs an escape. */
static void
add_key(struct buf *out, const char *key)
{
	add_comma(out);
	buf_addc(out, '"');
	buf_adds(out, key);
	buf_add(out, "\":", 2);
}

void
item_source(struct item *item, const char *key, const char *s, size_t n)
{
	if (n == 0)
		return;
	add_key(&item->source, key);
	json_add_string(&item->source, s, n);
}

void
item_source_json(struct item *item, const char *key, const char *json, size_t n)
{
	add_key(&item->source, key);
	buf_add(&item->source, json, n);
}

void
item_add_number(struct buf *out, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	buf_add(out, digits + at, sizeof(digits) - at);
}

void
item_source_number(struct item *item, const char *key, uint64_t number)
{
	add_key(&item->source, key);
	item_add_number(&item->source, number);
}

void
item_author(struct item *item, const char *name, size_t n, const char *url, size_t url_n)
{
	if (n == 0 && url_n == 0)
		return;
	add_comma(&item->authors);
	buf_addc(&item->authors, '{');
	if (n > 0) {
		add_key(&item->authors, "name");
		json_add_string(&item->authors, name, n);
	}
	if (url_n > 0) {
		add_key(&item->authors, "url");
		json_add_string(&item->authors, url, url_n);
	}
	buf_addc(&item->authors, '}');
}

void
item_repair(struct item *item, const char *name)
{
	size_t n = strlen(name), before = item->repairs.len;

	add_comma(&item->repairs);
	buf_addc(&item->repairs, '"');
	buf_add(&item->repairs, name, n);
	buf_addc(&item->repairs, '"');
	if (memmem(item->repairs.data, before, item->repairs.data + item->repairs.len - n - 2, n + 2) != NULL)
		item->repairs.len = before;
}

/* Sets id to the hash of what follows out->len = from, and takes that away. */
static void
hash_tail(struct item *item, struct buf *out, size_t from)
{
	char hex[65];

	hash_sha256_hex(out->data + from, out->len - from, hex);
	buf_add(&item->id, hex, 64);
	out->len = from;
}

/* Forgets an id that --id-from does not want, where there is what it wants. */
static void
doubt_id(struct item *item)
{
	enum id_from from = item->options != NULL ? item->options->id_from : ID_FROM_SOURCE;

	if (from == ID_FROM_URL ? item->url.len > 0 : from == ID_FROM_TEXT && item->content_text.len > 0)
		buf_clear(&item->id);
}

void
item_identify(struct item *item, struct buf *out)
{
	size_t from = out->len;

	if (item->id.len > 0)
		return;
	if ((item->options == NULL || item->options->id_from != ID_FROM_TEXT) && url_canonical(item->url.data, item->url.len, &item->id)) {
		item->id_rule = "url";
		return;
	}
	if (item->title.len + item->content_text.len > 0) {
		buf_add(out, item->title.data, item->title.len);
		buf_addc(out, '\0');
		buf_add(out, item->content_text.data, item->content_text.len);
		item->id_rule = "text";
	} else {
		buf_addc(out, '\0');
		buf_add(out, item->source.data, item->source.len);
		item->id_rule = "source";
	}
	hash_tail(item, out, from);
}

static void
add_text(struct buf *out, const char *key, const struct buf *value)
{
	if (value->len == 0)
		return;
	add_key(out, key);
	json_add_string(out, value->data, value->len);
}

static void
add_list(struct buf *out, const char *key, const struct buf *list)
{
	if (list->len == 0)
		return;
	add_key(out, key);
	buf_addc(out, '[');
	buf_add(out, list->data, list->len);
	buf_addc(out, ']');
}

static void
add_date(struct buf *out, const char *key, bool has, int64_t seconds)
{
	char date[21];

	if (!has || !date_format(seconds, date))
		return;
	add_key(out, key);
	buf_addc(out, '"');
	buf_add(out, date, 20);
	buf_addc(out, '"');
}

/* Cuts the text before a character, and says so. */
static void
limit_text(struct item *item)
{
	struct buf *text = &item->content_text;
	size_t n = item->max_text;

	if (n == 0 || text->len <= n)
		return;
	item_repair(item, "text-cut");
	item_source_number(item, "text_length", utf8_count(text->data, text->len));
	while (n > 0 && ((unsigned char)text->data[n] & 0xC0) == 0x80)
		n--;
	text->len = n;
}

void
item_write(struct item *item, struct buf *out)
{
	item_identify(item, out);
	limit_text(item);
	buf_addc(out, '{');
	add_text(out, "id", &item->id);
	add_text(out, "url", &item->url);
	add_text(out, "external_url", &item->external_url);
	add_text(out, "title", &item->title);
	add_text(out, "content_text", &item->content_text);
	add_text(out, "summary", &item->summary);
	add_date(out, "date_published", item->has_published, item->published);
	add_date(out, "date_modified", item->has_modified, item->modified);
	add_list(out, "authors", &item->authors);
	add_text(out, "language", &item->language);
	add_list(out, "attachments", &item->attachments);
	add_key(out, "_source");
	buf_addc(out, '{');
	buf_add(out, item->source.data, item->source.len);
	if (item->id_rule != NULL) {
		add_key(out, "id_rule");
		json_add_string(out, item->id_rule, strlen(item->id_rule));
	}
	add_list(out, "repairs", &item->repairs);
	buf_addc(out, '}');
	add_list(out, "_links", &item->links);
	add_list(out, "_notes", &item->notes);
	if (item->extra.len > 0) {
		buf_addc(out, ',');
		buf_add(out, item->extra.data, item->extra.len);
	}
	buf_addc(out, '}');
}

/* Whether --since leaves it out: what has no date is kept. */
static bool
too_old(const struct item *item)
{
	const struct ingest_options *options = item->options;

	if (options == NULL || !options->has_since || !(item->has_published || item->has_modified))
		return false;
	return (item->has_published ? item->published : item->modified) < options->since;
}

/* Writes the language that the document states as it should be; where it states none, the one
 * that the text is in, if that is sure. */
static void
detect_language(struct item *item)
{
	struct language_votes votes = {0};
	const char *tag;

	if (item->language.len > 0)
		item->language.len = language_normalise(item->language.data, item->language.len);
	if (item->options == NULL || item->options->no_detect || item->language.len > 0)
		return;
	language_read(&votes, item->title.data, item->title.len);
	language_read(&votes, item->content_text.data, item->content_text.len);
	if (item->content_text.len == 0)
		language_read(&votes, item->summary.data, item->summary.len);
	tag = language_choose(&votes);
	if (tag == NULL)
		return;
	item_set(&item->language, tag, strlen(tag));
	item_source(item, "language_rule", "detected", 8);
}

void
item_emit(struct item *item, struct document *document)
{
	buf_clear(&item->line);
	if (too_old(item)) {
		document_drop(document, ITEM_TOO_OLD);
		item_clear(item);
		return;
	}
	doubt_id(item);
	if (item->options != NULL && item->options->setting_count > 0) {
		item_identify(item, &item->line);
		for (size_t i = 0; i < item->options->setting_count; i++)
			setting_apply(item, &item->options->settings[i]);
	}
	detect_language(item);
	item_write(item, &item->line);
	document_record(document, item->line.data, item->line.len);
	item_clear(item);
}
