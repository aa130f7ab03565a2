/* Where an item of a feed came from, and the id that follows from it
 * (INPUT-FORMATS section 10). */
#include <stdlib.h>

#include "common/hash.h"
#include "common/json.h"
#include "common/xalloc.h"
#include "filters/ingest/feed.h"
#include "filters/ingest/telegram_bridge.h"

/* The address of the feed, else of its site; blank if it says neither. */
static const struct buf *
address_of(const struct feed *feed, bool self)
{
	const struct feed_record *channel = &feed->channel;

	if (self)
		return &channel->self;
	return feed_blank(&channel->values[FIELD_LINK].text) ? &channel->alternate
	                                                     : &channel->values[FIELD_LINK].text;
}

/* What the feed is known by does not change from its first item on. */
static void
identify_feed(struct feed *feed)
{
	const struct buf *self = address_of(feed, true), *site = address_of(feed, false);
	const char *identity = feed->document->name;
	size_t n = strlen(identity);

	if (feed->identity[0] != '\0')
		return;
	if (!feed_blank(self)) {
		identity = self->data;
		n = self->len;
	} else if (feed->ingest->options.source_name != NULL) {
		identity = feed->ingest->options.source_name;
		n = strlen(identity);
	} else if (!feed_blank(site)) {
		identity = site->data;
		n = site->len;
	}
	identity = feed_trim(identity, &n);
	hash_sha256_hex(identity, n, feed->identity);
}

static void
grow_ids(struct feed *feed)
{
	uint64_t *old = feed->ids;
	size_t old_cap = feed->id_cap;

	feed->id_cap = old_cap == 0 ? 256 : 2 * old_cap;
	feed->ids = xcalloc(feed->id_cap, sizeof *feed->ids);
	for (size_t i = 0; i < old_cap; i++) {
		size_t slot = old[i] & (feed->id_cap - 1);

		if (old[i] == 0)
			continue;
		while (feed->ids[slot] != 0)
			slot = (slot + 1) & (feed->id_cap - 1);
		feed->ids[slot] = old[i];
	}
	free(old);
}

/* Whether an item before had that id; it is remembered. */
static bool
seen_before(struct feed *feed, const struct buf *id)
{
	uint64_t hash = hash_seeded(id->data, id->len);
	size_t slot;

	if (hash == 0)
		hash = 1;
	if (feed->id_count * 2 >= feed->id_cap && feed->id_cap < 2 * FEED_MAX_IDS)
		grow_ids(feed);
	slot = hash & (feed->id_cap - 1);
	while (feed->ids[slot] != 0) {
		if (feed->ids[slot] == hash)
			return true;
		slot = (slot + 1) & (feed->id_cap - 1);
	}
	if (feed->id_count < FEED_MAX_IDS) {
		feed->ids[slot] = hash;
		feed->id_count++;
	}
	return false;
}

void
feed_identify(struct feed *feed, struct item *item)
{
	const struct feed_record *record = &feed->current;
	const struct {
		const struct buf *value;
		const char *rule;
	} rules[] = {
		{&record->values[FIELD_GUID].text, "guid"},
		{&record->values[FIELD_ID].text, "atom-id"},
		{&record->about, "rdf-about"},
	};
	size_t first = 0, length;
	const char *guid;

	while (first < 2 && feed_blank(rules[first].value))
		first++;
	length = rules[first].value->len;
	guid = feed_trim(rules[first].value->data, &length);
	if (telegram_bridge(item, guid, length))
		return;
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		size_t n = rules[i].value->len;
		const char *value = feed_trim(rules[i].value->data, &n);

		if (n == 0)
			continue;
		identify_feed(feed);
		buf_adds(&item->id, "feed:");
		buf_adds(&item->id, feed->identity);
		buf_addc(&item->id, '/');
		buf_add(&item->id, value, n);
		item->id_rule = rules[i].rule;
		if (seen_before(feed, &item->id) && item->url.len > 0) {
			buf_addc(&item->id, ' ');
			buf_add(&item->id, item->url.data, item->url.len);
			item->id_rule = "guid-url";
		}
		return;
	}
}

/* The place of the item in the file, and the hash of its bytes. */
static void
trace_place(struct feed *feed, struct item *item)
{
	enum markup_width width;
	uint64_t length = feed->item_end - feed->item_offset, from;
	char hex[65];

	if (!decoder_width(feed->decoder, &width))
		return;
	item_source_json(item, "offset", "", 0);
	buf_addf(&item->source, "%llu", (unsigned long long)feed->item_offset);
	item_source_json(item, "length", "", 0);
	buf_addf(&item->source, "%llu", (unsigned long long)length);
	/* Bytes from before the start tag are kept only so far back. */
	if (feed->item_long_tag || length > FEED_MAX_ITEM || feed->item_offset < feed->raw_offset)
		return;
	from = feed->item_offset - feed->raw_offset;
	if (from + length > feed->raw.len)
		return;
	hash_sha256_hex(feed->raw.data + from, (size_t)length, hex);
	item_source(item, "sha256", hex, 64);
}

/* The feed that the item was copied from. */
static void
trace_origin(struct feed *feed, struct item *item)
{
	struct buf *json = &feed->scratch;
	size_t name_n = feed->current.source_name.len, url_n = feed->current.source_url.len;
	const char *name = feed_trim(feed->current.source_name.data, &name_n);
	const char *url = feed_trim(feed->current.source_url.data, &url_n);

	if (name_n + url_n == 0 || name_n + url_n > 8192)
		return;
	buf_clear(json);
	buf_addc(json, '{');
	if (name_n > 0) {
		json_add_key(json, "name");
		json_add_string(json, name, name_n);
	}
	if (url_n > 0) {
		json_add_key(json, "url");
		json_add_string(json, url, url_n);
	}
	buf_addc(json, '}');
	item_source_json(item, "origin", json->data, json->len);
}

static void
trace_list(struct feed *feed, struct item *item, const char *key, const struct buf *list)
{
	buf_clear(&feed->scratch);
	buf_addc(&feed->scratch, '[');
	buf_add(&feed->scratch, list->data, list->len);
	buf_addc(&feed->scratch, ']');
	item_source_json(item, key, feed->scratch.data, feed->scratch.len);
}

void
feed_trace(struct feed *feed, struct item *item)
{
	static const char *const kinds[] = {"rss", "rss", "rdf", "atom", "html"};
	const char *kind = kinds[feed->kind], *name = feed->ingest->options.source_name;
	const struct buf *url = address_of(feed, true);
	const struct feed_record *record = &feed->current;
	const struct outer *outer = &feed->ingest->outer;
	size_t n;
	const char *s;

	item_source(item, "kind", kind, strlen(kind));
	if (name != NULL)
		item_source(item, "name", name, strlen(name));
	else
		item_source(item, "name", feed->name.data, feed->name.len);
	if (feed_blank(url))
		url = address_of(feed, false);
	n = url->len;
	s = feed_trim(url->data, &n);
	if (outer->url_n > 0 && feed_blank(address_of(feed, true))) {
		s = outer->url;
		n = outer->url_n;
	}
	if (n <= FEED_MAX_BASE)
		item_source(item, "url", s, n);
	item_source(item, "file", feed->document->name, strlen(feed->document->name));
	ingest_add_outer(feed->ingest);
	trace_place(feed, item);
	if (strcmp(decoder_name(feed->decoder), "utf-8") != 0)
		item_source(item, "encoding", decoder_name(feed->decoder), strlen(decoder_name(feed->decoder)));
	if (record->categories.len > 0)
		trace_list(feed, item, "categories", &record->categories);
	if (record->has_schemes)
		trace_list(feed, item, "category_schemes", &record->schemes);
	n = record->values[FIELD_COMMENTS].text.len;
	s = feed_trim(record->values[FIELD_COMMENTS].text.data, &n);
	if (n <= FEED_MAX_BASE)
		item_source(item, "comments", s, n);
	trace_origin(feed, item);
	feed_trace_extra(feed, item);
}
