#include <string.h>

#include "common/hash.h"
#include "filters/ingest/htmltext.h"
#include "filters/ingest/json_cut.h"
#include "filters/ingest/json_items.h"
#include "filters/ingest/json_object.h"
#include "filters/ingest/telegram_bridge.h"

/* JSON Feed 1.0 and 1.1 (INPUT-FORMATS section 8). */

struct feed {
	struct json_object object;
	struct json_cut cut;
	struct htmltext *html;
	struct taker taker;
	struct buf title, home, self, language, authors; /* of the feed */
	char identity[65];
	struct buf key, value, text, other, raw;
	bool ours;    /* emit wrote it: items are records */
	bool looking; /* the first pass, for what stands behind the items */
	bool failed;
};

static void
refuse(struct feed *feed, uint64_t offset, const char *text, size_t n, const char *why)
{
	struct problem problem = {0};

	problem_set(&problem, 0, (size_t)offset + 1, "%s", why);
	document_reject(feed->object.document, text, n, &problem);
}

static void
fail(struct feed *feed, const char *why)
{
	bool ended = json_cut_peek(&feed->cut) < 0;

	if (!feed->failed && !feed->looking && !ingest_interrupted(feed->object.document)) {
		refuse(feed, json_cut_offset(&feed->cut), "", 0, ended ? "the feed is cut off here" : why);
		if (!ended)
			json_cut_drain(&feed->cut);
	}
	feed->failed = true;
}

/* --- An item */

static struct json_value
get(const struct feed *feed, const char *name)
{
	return record_get(&feed->object.rec, name);
}

static void
set_text(struct feed *feed, const char *name, struct buf *field)
{
	struct json_value value = get(feed, name);

	preset_string(&value, field);
}

/* One author or a list of them; each once. */
static void
add_authors(struct feed *feed, const struct json_value *value)
{
	struct item *item = &feed->object.ingest->item;
	struct json_value name, url;
	struct json_member part;
	size_t cursor = 0, from, before;

	if (value->type == JSON_ARR) {
		while (json_next(value, &cursor, &part))
			if (part.value.type != JSON_ARR)
				add_authors(feed, &part.value);
		return;
	}
	buf_clear(&feed->text);
	buf_clear(&feed->other);
	name = value->type == JSON_OBJ ? json_get(value, "name", 4) : *value;
	url = json_get(value, "url", 3);
	preset_string(&name, &feed->text);
	preset_string(&url, &feed->other);
	before = item->authors.len;
	item_author(item, feed->text.data, feed->text.len, feed->other.data, feed->other.len);
	from = before + (before > 0);
	if (before > 0 && item->authors.len > from
	    && memmem(item->authors.data, before, item->authors.data + from, item->authors.len - from) != NULL)
		item->authors.len = before;
}

/* The content: what the feed says is plain, unless the page says clearly more. */
static void
add_content(struct feed *feed)
{
	struct item *item = &feed->object.ingest->item;
	struct json_value html = get(feed, "content_html"), plain = get(feed, "content_text");
	const struct buf *made;

	if (plain.type == JSON_STR)
		json_unescape(&plain, &item->content_text);
	if (html.type == JSON_STR && html.len > 2) {
		const struct buf *base = item->url.len > 0 ? &item->url : &feed->home;

		buf_clear(&feed->text);
		json_unescape(&html, &feed->text);
		if (feed->html == NULL)
			feed->html = htmltext_new();
		htmltext_fragment(feed->html, feed->text.data, feed->text.len, MARKUP_HTML, base->data, base->len);
		made = htmltext_text(feed->html);
		if (item->content_text.len == 0 || made->len > item->content_text.len + item->content_text.len / 4)
			item_set(&item->content_text, made->data, made->len);
		htmltext_links(feed->html, item->max_text, &item->links);
		if (item->content_text.len != made->len || (made->len > 0 && memcmp(item->content_text.data, made->data, made->len) != 0)) {
			buf_clear(&item->links); /* they lie elsewhere */
			item_find_links(item, item->content_text.data, item->content_text.len, true);
		}
		if (htmltext_links_cut(feed->html))
			item_repair(item, "links-cut");
	} else if (item->content_text.len > 0) {
		item_find_links(item, item->content_text.data, item->content_text.len, true);
	}
	set_text(feed, "summary", &item->summary);
	if (item->content_text.len == 0 && item->summary.len > 0) {
		buf_add(&item->content_text, item->summary.data, item->summary.len);
		buf_clear(&item->summary);
	}
}

/* Attachments with the members that a record has; and pictures. */
static void
add_attachments(struct feed *feed)
{
	static const char *const members[] = {"url", "mime_type", "title", "size_in_bytes", "duration_in_seconds"};
	static const char *const images[] = {"image", "banner_image"};
	struct buf *list = &feed->object.ingest->item.attachments;
	struct json_value attachments = get(feed, "attachments"), value;
	struct json_member part;
	size_t cursor = 0;

	while (attachments.type == JSON_ARR && json_next(&attachments, &cursor, &part)) {
		if (part.value.type != JSON_OBJ)
			continue;
		buf_adds(list, list->len > 0 ? ",{" : "{");
		for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
			value = json_get(&part.value, members[i], strlen(members[i]));
			if (value.type != JSON_STR && value.type != JSON_NUM)
				continue;
			json_add_key(list, members[i]);
			buf_add(list, value.text, value.len);
		}
		buf_addc(list, '}');
	}
	for (size_t i = 0; i < 2; i++) {
		value = get(feed, images[i]);
		if (value.type != JSON_STR || value.len == 2)
			continue;
		buf_adds(list, list->len > 0 ? ",{\"url\":" : "{\"url\":");
		buf_add(list, value.text, value.len);
		buf_adds(list, ",\"_kind\":\"photo\"}");
	}
}

/* What has no place in the record. */
static void
keep_rest(struct feed *feed)
{
	static const char known[] = " id url external_url title content_html content_text summary date_published date_modified "
	                            "author authors tags language image banner_image attachments ";
	const struct json_members *members = &feed->object.rec.members;
	bool taken[256];

	if (members->count > sizeof(taken))
		return;
	for (size_t i = 0; i < members->count; i++) {
		char key[64];
		size_t n = members->items[i].key_len;

		taken[i] = false;
		if (n + 2 >= sizeof(key))
			continue;
		key[0] = key[n + 1] = ' ';
		memcpy(key + 1, members->items[i].key, n);
		taken[i] = memmem(known, strlen(known), key, n + 2) != NULL;
	}
	jsonl_keep_rest(feed->object.ingest, &feed->object.rec, taken, &feed->raw);
}

static void
identify_feed(struct feed *feed)
{
	const struct buf *const ways[] = {&feed->self, &feed->home, &feed->title};
	const char *name = feed->object.ingest->options.source_name;

	if (feed->identity[0] != '\0')
		return;
	if (feed->self.len == 0 && name != NULL) {
		hash_sha256_hex(name, strlen(name), feed->identity);
		return;
	}
	for (size_t i = 0; i < 3; i++)
		if (ways[i]->len > 0 || i == 2) {
			hash_sha256_hex(ways[i]->len > 0 ? ways[i]->data : "", ways[i]->len, feed->identity);
			return;
		}
}

static void
describe(struct feed *feed)
{
	struct ingest *ingest = feed->object.ingest;
	struct item *item = &ingest->item;
	const char *name = ingest->options.source_name, *file = feed->object.place.file;

	item_source(item, "kind", "jsonfeed", 8);
	item_source(item, "name", name != NULL ? name : feed->title.data, name != NULL ? strlen(name) : feed->title.len);
	item_source(item, "url", feed->self.len > 0 ? feed->self.data : feed->home.data,
	            feed->self.len > 0 ? feed->self.len : feed->home.len);
	item_source(item, "file", file, strlen(file));
	jsonl_place(item, &feed->object.place);
}

static void
add_dates(struct feed *feed)
{
	static const char *const names[] = {"date_published", "date_modified"};

	for (size_t i = 0; i < 2; i++) {
		buf_clear(&feed->text);
		set_text(feed, names[i], &feed->text);
		take_date(feed->object.ingest, feed->text.data, feed->text.len, i == 0);
	}
}

static void
build(struct feed *feed, const char *text, size_t n)
{
	struct item *item = &feed->object.ingest->item;
	struct json_value value, tags = get(feed, "tags");
	struct json_member part;
	size_t cursor = 0;

	describe(feed);
	set_text(feed, "url", &item->url);
	set_text(feed, "external_url", &item->external_url);
	set_text(feed, "title", &item->title);
	buf_clear(&feed->text);
	set_text(feed, "id", &feed->text);
	if (!telegram_bridge(item, feed->text.data, feed->text.len) && feed->text.len > 0) {
		identify_feed(feed);
		buf_addf(&item->id, "feed:%s/", feed->identity);
		buf_add(&item->id, feed->text.data, feed->text.len);
		item->id_rule = "jsonfeed-id";
	}
	add_content(feed);
	add_dates(feed);
	value = get(feed, "authors");
	add_authors(feed, &value);
	value = get(feed, "author");
	add_authors(feed, &value);
	if (item->authors.len == 0)
		buf_add(&item->authors, feed->authors.data, feed->authors.len);
	set_text(feed, "language", &item->language);
	if (item->language.len == 0)
		buf_add(&item->language, feed->language.data, feed->language.len);
	add_attachments(feed);
	while (tags.type == JSON_ARR && json_next(&tags, &cursor, &part)) {
		buf_clear(&feed->text);
		if (preset_string(&part.value, &feed->text))
			take_category(&feed->taker, feed->text.data, feed->text.len);
	}
	take_finish(&feed->taker);
	keep_rest(feed);
	if (item->id.len + item->url.len + item->title.len + item->content_text.len == 0)
		refuse(feed, feed->object.place.offset, text, n, "an item without id, url, title and content");
	else
		item_emit(item, feed->object.document);
}

static void
read_item(struct feed *feed)
{
	struct json_object *object = &feed->object;
	struct json_item raw;

	json_cut_item(&feed->cut, &raw);
	object->place.offset = raw.offset;
	object->place.length = raw.n;
	switch (raw.result) {
	case JSON_CUT_WHOLE:
		if (feed->ours && object->ingest->options.map_count == 0 && object->ingest->options.preset == NULL
		    && record_scan(&object->rec, raw.text, raw.n))
			json_object_restore(object, raw.text, raw.n);
		else if (!json_object_scan(object, raw.text, raw.n))
			json_object_refuse(object, raw.text, raw.n, &object->rec.problem);
		else if (get(feed, "_source").type == JSON_OBJ) /* emit wrote it */
			json_object_read(object, raw.text, raw.n);
		else
			build(feed, raw.text, raw.n);
		return;
	case JSON_CUT_BROKEN:
		refuse(feed, raw.offset, raw.text, raw.n, "item without an end");
		return;
	case JSON_CUT_LONG:
		refuse(feed, raw.offset, "", 0, "item longer than --max-record");
		json_cut_rest(&feed->cut);
		return;
	case JSON_CUT_ENDED:
		if (!ingest_interrupted(object->document))
			refuse(feed, raw.offset, raw.text, raw.n, "the feed is cut off in this item");
		feed->failed = true;
		return;
	}
}

static void
read_items(struct feed *feed)
{
	json_cut_take(&feed->cut, '[');
	while (!feed->failed && !filter_stopping(feed->object.document->filter)) {
		int c = json_cut_peek(&feed->cut);

		if (c == ']') {
			json_cut_take(&feed->cut, ']');
			return;
		}
		if (c == ',') {
			json_cut_take(&feed->cut, ',');
		} else if (c == '{') {
			read_item(feed);
		} else {
			uint64_t offset = json_cut_offset(&feed->cut);

			buf_clear(&feed->value);
			if (c == '[' ? !json_cut_skip(&feed->cut) : !json_cut_scalar(&feed->cut, &feed->value))
				fail(feed, "expected an item");
			else
				refuse(feed, offset, feed->value.data, feed->value.len, "expected an item");
		}
	}
}

/* --- The feed */

/* A member that is kept: a string, or the authors; larger than a MiB it is passed over. */
static bool
read_header(struct feed *feed, struct buf *field)
{
	struct problem problem = {0};
	struct json_value value;
	int c = json_cut_peek(&feed->cut);

	if (c == '{' || c == '[')
		return json_cut_skip(&feed->cut);
	buf_clear(&feed->value);
	if (!json_cut_scalar(&feed->cut, &feed->value))
		return false;
	if (!feed->looking && field->len > 0)
		return true; /* found in the first pass */
	buf_clear(field);
	if (json_scan_value(feed->value.data, feed->value.len, &value, &problem))
		preset_string(&value, field);
	return true;
}

/* author, or the list authors. */
static bool
read_authors(struct feed *feed)
{
	struct item *item = &feed->object.ingest->item;
	struct json_item raw;
	bool list = json_cut_take(&feed->cut, '[');

	item_clear(item);
	item_set(&item->authors, feed->authors.data, feed->authors.len);
	while (json_cut_peek(&feed->cut) == '{') {
		json_cut_item(&feed->cut, &raw);
		if (raw.result == JSON_CUT_LONG)
			json_cut_rest(&feed->cut);
		else if (raw.result == JSON_CUT_WHOLE && json_object_scan(&feed->object, raw.text, raw.n)) {
			item_set(&item->authors, feed->authors.data, feed->authors.len);
			add_authors(feed, &feed->object.rec.object);
			item_set(&feed->authors, item->authors.data, item->authors.len);
		}
		if (raw.result == JSON_CUT_ENDED)
			return false;
		if (!list || !json_cut_take(&feed->cut, ','))
			break;
	}
	item_clear(item);
	return list ? json_cut_take(&feed->cut, ']') : true;
}

/* {"about":...,"records":1}: the extension by which emit says that items are records. */
static bool
read_mark(struct feed *feed)
{
	struct json_item raw;
	struct json_value records;

	json_cut_item(&feed->cut, &raw);
	if (raw.result == JSON_CUT_LONG)
		json_cut_rest(&feed->cut);
	if (raw.result == JSON_CUT_WHOLE && json_object_scan(&feed->object, raw.text, raw.n)) {
		records = record_get(&feed->object.rec, "records");
		feed->ours |= records.type == JSON_NUM && records.len == 1 && records.text[0] == '1';
	}
	item_clear(&feed->object.ingest->item);
	return raw.result != JSON_CUT_ENDED;
}

static bool
read_member(struct feed *feed)
{
	const struct {
		const char *key;
		struct buf *field;
	} headers[] = {
		{"\"title\"", &feed->title}, {"\"home_page_url\"", &feed->home}, {"\"feed_url\"", &feed->self},
		{"\"language\"", &feed->language},
	};
	int c;

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		if (feed->key.len == strlen(headers[i].key) && memcmp(feed->key.data, headers[i].key, feed->key.len) == 0)
			return read_header(feed, headers[i].field);
	c = json_cut_peek(&feed->cut);
	if (feed->key.len == 7 && memcmp(feed->key.data, "\"items\"", 7) == 0 && c == '[' && !feed->looking) {
		read_items(feed);
		return true;
	}
	if (c == '{' && feed->key.len == 12 && memcmp(feed->key.data, "\"_watchline\"", 12) == 0)
		return read_mark(feed);
	if ((c == '{' || c == '[') && ((feed->key.len == 8 && memcmp(feed->key.data, "\"author\"", 8) == 0)
	                               || (feed->key.len == 9 && memcmp(feed->key.data, "\"authors\"", 9) == 0)))
		return read_authors(feed);
	return json_cut_skip(&feed->cut);
}

static void
read_feed_object(struct feed *feed)
{
	if (!json_cut_take(&feed->cut, '{')) {
		fail(feed, "expected a JSON Feed");
		return;
	}
	while (!feed->failed && !filter_stopping(feed->object.document->filter)) {
		if (json_cut_take(&feed->cut, '}'))
			break;
		buf_clear(&feed->key);
		if (json_cut_peek(&feed->cut) != '"' || !json_cut_scalar(&feed->cut, &feed->key)
		    || !json_cut_take(&feed->cut, ':')) {
			fail(feed, "expected a key");
			return;
		}
		if (!read_member(feed))
			fail(feed, "expected a value");
		if (!feed->failed && !json_cut_take(&feed->cut, ',') && json_cut_peek(&feed->cut) != '}')
			fail(feed, "expected ',' or '}'");
	}
	if (!feed->failed && !feed->looking && json_cut_peek(&feed->cut) >= 0)
		fail(feed, "more after the end of the feed");
}

/* What stands behind the items is needed before them: a feed that fits into memory is read twice. */
static void
look_ahead(struct feed *feed, const struct buf *whole)
{
	struct document *document = feed->object.document, inside = *document;
	struct input input;
	struct buf copy = {0};

	buf_reserve(&copy, whole->len + 1); /* never NULL */
	buf_add(&copy, whole->data, whole->len);
	input_over(&input, document->name, copy.data, copy.len);
	inside.input = &input;
	feed->looking = true;
	json_cut_open(&feed->cut, &inside, "", 0, document->input->max_line);
	feed->cut.nested = true;
	read_feed_object(feed);
	feed->looking = feed->failed = false;
	buf_free(&copy);
}

static void
feed_free(struct feed *feed)
{
	struct buf *const bufs[] = {&feed->title, &feed->home, &feed->self, &feed->language, &feed->authors, &feed->key,
	                            &feed->value, &feed->text, &feed->other, &feed->raw};

	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		buf_free(bufs[i]);
	if (feed->html != NULL)
		htmltext_free(feed->html);
	take_free(&feed->taker);
	json_cut_free(&feed->cut);
	json_object_free(&feed->object);
}

void
read_jsonfeed(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct feed feed = {.taker = {.ingest = ingest}};
	size_t limit = document->input->max_line, more;
	struct buf first = {0};
	bool whole = false;
	char *bytes;

	json_object_begin(&feed.object, ingest, document);
	feed.object.place.kind = "jsonfeed";
	buf_add(&first, head, n);
	while (first.len <= limit && !whole) {
		whole = input_chunk(document->input, &bytes, &more) != INPUT_LINE;
		if (!whole)
			buf_add(&first, bytes, more);
	}
	buf_reserve(&first, 1);
	if (whole && first.len <= limit && !ingest_interrupted(document))
		look_ahead(&feed, &first);
	json_cut_open(&feed.cut, document, first.data, first.len, limit);
	feed.cut.nested = true;
	buf_free(&first);
	read_feed_object(&feed);
	item_clear(&ingest->item);
	feed_free(&feed);
}
