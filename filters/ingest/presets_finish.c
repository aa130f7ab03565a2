#include <string.h>

#include "common/utf8.h"
#include "filters/ingest/presets.h"

/* What the tables of rules cannot say. */

#define MAX_LINKS 1000

/* Appends the first of several paths that has text, behind a prefix; false if none has. */
static bool
first_string(const struct json_value *object, const char *const *paths, struct buf *out)
{
	for (; *paths != NULL; paths++) {
		struct json_value value = preset_at(object, *paths);

		if (preset_string(&value, out))
			return true;
	}
	return false;
}

static bool
is(const struct json_value *value, const char *text)
{
	return value->type == JSON_STR && value->len == strlen(text) + 2 && memcmp(value->text + 1, text, value->len - 2) == 0;
}

/* Sets a member of _source to the first text found. */
static void
source_string(struct item *item, const char *key, const struct json_value *object, const char *const *paths, struct buf *text)
{
	buf_clear(text);
	if (!take_has_source(item, key) && first_string(object, paths, text))
		item_source(item, key, text->data, text->len);
}

/* An attachment; values that are absent are left out. */
static void
attach(struct item *item, const struct buf *url, const struct json_value *mime, const char *kind,
       const struct json_value *title)
{
	struct buf *list = &item->attachments;

	if (list->len > 0)
		buf_addc(list, ',');
	buf_addc(list, '{');
	if (url->len > 0) {
		buf_adds(list, "\"url\":");
		json_add_string(list, url->data, url->len);
	}
	if (mime->type == JSON_STR) {
		json_add_key(list, "mime_type");
		buf_add(list, mime->text, mime->len);
	}
	if (title->type == JSON_STR && title->len > 2) {
		json_add_key(list, "title");
		buf_add(list, title->text, title->len);
	}
	json_add_key(list, "_kind");
	json_add_string(list, kind, strlen(kind));
	buf_addc(list, '}');
}

/* Media of a list: the first path that has an address, a type, a description. */
static void
attach_all(struct item *item, const struct json_value *list, const char *const *urls, const char *mime_key,
           const char *title_key, struct buf *text)
{
	struct json_member part;
	size_t cursor = 0;

	while (list->type == JSON_ARR && json_next(list, &cursor, &part)) {
		struct json_value mime = preset_at(&part.value, mime_key), title = preset_at(&part.value, title_key);
		struct json_value type = json_get(&part.value, "type", 4);
		const char *kind = "file";

		if (part.value.type != JSON_OBJ)
			continue;
		if (type.type != JSON_STR)
			type = json_get(&part.value, "_type", 5);
		if (type.type == JSON_STR)
			kind = memmem(type.text, type.len, "ideo", 4) != NULL ? "video"
			       : memmem(type.text, type.len, "hoto", 4) != NULL || memmem(type.text, type.len, "mage", 4) != NULL ? "photo"
			       : memmem(type.text, type.len, "gif", 3) != NULL ? "animation"
			       : memmem(type.text, type.len, "udio", 4) != NULL ? "audio" : "file";
		if (mime.type == JSON_STR && type.type == JSON_STR && memmem(type.text, type.len, "Document", 8) != NULL)
			kind = memmem(mime.text, mime.len, "image/", 6) != NULL ? "photo"
			       : memmem(mime.text, mime.len, "video/", 6) != NULL ? "video"
			       : memmem(mime.text, mime.len, "audio/", 6) != NULL ? "audio" : "file";
		buf_clear(text);
		first_string(&part.value, urls, text);
		attach(item, text, &mime, kind, &title);
	}
}

/* Links whose shortened form stands in the text: found there one after another. */
static void
link_short(struct item *item, const struct json_value *list, const char *const *urls, const char *short_key, struct buf *text)
{
	const struct buf *content = &item->content_text;
	struct json_member part;
	size_t cursor = 0, at = 0, points = 0, missed = 0, count = 0;

	while (list->type == JSON_ARR && json_next(list, &cursor, &part)) {
		struct json_value label = json_get(&part.value, short_key, strlen(short_key));
		struct item_span span;
		size_t from;
		const char *found = NULL;

		if (count++ >= MAX_LINKS) {
			item_repair(item, "links-cut");
			return;
		}
		buf_clear(text);
		if (part.value.type == JSON_STR)
			preset_string(&part.value, text);
		else
			first_string(&part.value, urls, text);
		from = text->len;
		if (preset_string(&label, text) && missed < 16 && content->len > 0)
			found = memmem(content->data + at, content->len - at, text->data + from, text->len - from);
		if (from == 0)
			continue;
		if (found == NULL) {
			missed++;
			item_link(item, text->data, from, text->data + from, text->len - from, NULL);
			continue;
		}
		points += utf8_count(content->data + at, (size_t)(found - content->data) - at);
		span.start = points;
		points += utf8_count(text->data + from, text->len - from);
		span.end = points;
		at = (size_t)(found - content->data) + text->len - from;
		item_link(item, text->data, from, text->data + from, text->len - from, &span);
	}
}

/* --- Twitter */

static const char *const expanded[] = {"unwound_url", "unwound.url", "expanded_url", "url", NULL};

static void
tweet_url(struct ingest *ingest, const struct json_value *object, const char *handle, struct buf *text)
{
	struct item *item = &ingest->item;
	const char *const paths[] = {handle, NULL};
	const char *const ids[] = {"id_str", "id", NULL};

	buf_clear(text);
	buf_adds(text, "https://twitter.com/");
	if (!first_string(object, paths, text))
		buf_adds(text, "i");
	buf_adds(text, "/status/");
	if (first_string(object, ids, text) && item->url.len == 0)
		item_set(&item->url, text->data, text->len);
}

void
preset_finish_tweet(struct ingest *ingest, const struct json_value *object, struct preset_work *work)
{
	static const char *const media_urls[] = {"video_info.variants.0.url", "media_url_https", "media_url", NULL};
	static const char *const handles[] = {"user.screen_name", NULL};
	struct item *item = &ingest->item;
	struct json_value tweet = json_get(object, "retweeted_status", 16), longer, list;

	tweet_url(ingest, object, "user.screen_name", &work->json);
	buf_clear(&work->json);
	buf_adds(&work->json, "https://twitter.com/");
	if (work->taker.author_url.len == 0 && first_string(object, handles, &work->json))
		buf_add(&work->taker.author_url, work->json.data, work->json.len);
	if (tweet.type == JSON_OBJ) {
		const char *const paths[] = {"id_str", "id", NULL};

		source_string(item, "forwarded_id", &tweet, paths, &work->json);
	} else {
		tweet = *object;
	}
	longer = json_get(&tweet, "extended_tweet", 14);
	if (longer.type == JSON_OBJ)
		tweet = longer;
	list = preset_at(&tweet, "entities.urls");
	link_short(item, &list, expanded, "url", &work->json);
	list = preset_at(&tweet, "extended_entities.media");
	if (list.type != JSON_ARR)
		list = preset_at(&tweet, "entities.media");
	attach_all(item, &list, media_urls, "video_info.variants.0.content_type", "ext_alt_text", &work->json);
	{
		const char *const paths[] = {"quoted_status_id_str", "quoted_status_id", NULL};

		source_string(item, "quoted_id", object, paths, &work->json);
	}
}

/* The author of a tweet of version 2: beside it, or in what the page includes. */
static struct json_value
author_of(const struct json_value *tweet, const struct preset_work *work)
{
	struct json_value author = json_get(tweet, "author", 6), id;

	if (author.type == JSON_OBJ)
		return author;
	id = json_get(tweet, "author_id", 9);
	return preset_included(work, &id);
}

/* The tweets that a tweet names: passes on, answers, quotes. Returns the one passed on, whole, or JSON_ABSENT. */
static struct json_value
refer(struct ingest *ingest, const struct json_value *object, struct preset_work *work)
{
	static const struct {
		const char *type, *key;
	} kinds[] = {{"retweeted", "forwarded_id"}, {"replied_to", "reply_to"}, {"quoted", "quoted_id"}};
	struct json_value list = json_get(object, "referenced_tweets", 17), passed = {.type = JSON_ABSENT};
	struct json_member part;
	size_t cursor = 0;

	while (list.type == JSON_ARR && json_next(&list, &cursor, &part)) {
		static const char *const ids[] = {"id", NULL};
		struct json_value type = json_get(&part.value, "type", 4), id = json_get(&part.value, "id", 2);

		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (is(&type, kinds[i].type))
				source_string(&ingest->item, kinds[i].key, &part.value, ids, &work->json);
		if (is(&type, "retweeted"))
			passed = json_get(&part.value, "text", 4).type == JSON_STR ? part.value : preset_included(work, &id);
	}
	return passed;
}

static void
attach_included(struct item *item, const struct json_value *keys, struct preset_work *work)
{
	static const char *const urls[] = {"variants.0.url", "url", "preview_image_url", NULL};
	struct json_member part;
	size_t cursor = 0;

	while (keys->type == JSON_ARR && json_next(keys, &cursor, &part)) {
		struct json_value media = preset_included(work, &part.value), list = {.type = JSON_ARR};
		struct buf *wrapped = &work->json;
		struct buf text = {0};

		if (media.type != JSON_OBJ)
			continue;
		buf_clear(wrapped);
		buf_addc(wrapped, '[');
		buf_add(wrapped, media.text, media.len);
		buf_addc(wrapped, ']');
		list.text = wrapped->data;
		list.len = wrapped->len;
		attach_all(item, &list, urls, "variants.0.content_type", "alt_text", &text);
		buf_free(&text);
	}
}

void
preset_finish_tweet2(struct ingest *ingest, const struct json_value *object, struct preset_work *work)
{
	static const char *const media_urls[] = {"variants.0.url", "url", "preview_image_url", NULL};
	static const char *const names[] = {"name", "username", NULL}, *const handles[] = {"username", NULL};
	static const char *const texts[] = {"note_tweet.text", "text", NULL};
	struct item *item = &ingest->item;
	struct json_value author = author_of(object, work), passed = refer(ingest, object, work), list, other;
	const struct json_value *tweet = passed.type == JSON_OBJ ? &passed : object;

	buf_clear(&work->text);
	if (item->content_text.len == 0 && first_string(tweet, texts, &work->text))
		preset_dereference(&work->text, &item->content_text);
	if (passed.type == JSON_OBJ) {
		other = author_of(&passed, work);
		source_string(item, "forwarded_from", &other, names, &work->json);
	}
	if (author.type == JSON_OBJ) {
		buf_clear(&work->json);
		if (work->taker.author.len == 0 && first_string(&author, names, &work->json))
			buf_add(&work->taker.author, work->json.data, work->json.len);
		source_string(item, "handle", &author, handles, &work->json);
		buf_clear(&work->json);
		buf_adds(&work->json, "https://twitter.com/");
		if (work->taker.author_url.len == 0 && first_string(&author, handles, &work->json))
			buf_add(&work->taker.author_url, work->json.data, work->json.len);
		if (item->url.len == 0 && work->taker.author_url.len > 0 && item->id.len > 0) {
			buf_add(&item->url, work->taker.author_url.data, work->taker.author_url.len);
			buf_adds(&item->url, "/status/");
			buf_add(&item->url, item->id.data, item->id.len);
		}
	}
	tweet_url(ingest, object, "", &work->json);
	list = preset_at(tweet, "note_tweet.entities.urls");
	if (list.type != JSON_ARR)
		list = preset_at(tweet, "entities.urls");
	link_short(item, &list, expanded, "url", &work->json);
	list = preset_at(tweet, "attachments.media");
	attach_all(item, &list, media_urls, "variants.0.content_type", "alt_text", &work->json);
	list = preset_at(tweet, "attachments.media_keys");
	attach_included(item, &list, work);
}

/* --- Telegram by its interface */

static const char *const peers[] = {"peer_id.channel_id", "peer_id.chat_id", "peer_id.user_id", "chat_id", "chat.id",
                                    "to_id.channel_id", NULL};

/* Appends tg:CHAT/; numbers of channels come with -100 before them, too. */
static bool
add_chat(const struct json_value *object, struct buf *out)
{
	size_t from;

	buf_adds(out, "tg:");
	from = out->len;
	if (!first_string(object, peers, out))
		return false;
	if (out->len - from > 4 && memcmp(out->data + from, "-100", 4) == 0) {
		memmove(out->data + from, out->data + from + 4, out->len - from - 4);
		out->len -= 4;
	}
	buf_addc(out, '/');
	return true;
}

/* A place in the text as Telegram counts, in units of UTF-16, to code points; *at and *unit go on from call to call. */
struct utf16 {
	const char *p, *end;
	size_t unit, point;
};

static size_t
point_at(struct utf16 *walk, size_t unit)
{
	while (walk->unit < unit && walk->p < walk->end) {
		uint32_t c = utf8_decode(&walk->p, walk->end);

		walk->unit += c >= 0x10000 ? 2 : 1;
		walk->point++;
	}
	return walk->point;
}

static size_t
number_of(const struct json_value *object, const char *key)
{
	struct json_value value = json_get(object, key, strlen(key));
	size_t number = 0;

	for (size_t i = 0; value.type == JSON_NUM && i < value.len && i < 9; i++)
		if (value.text[i] >= '0' && value.text[i] <= '9')
			number = number * 10 + (size_t)(value.text[i] - '0');
	return number;
}

/* An entity: formatting to _source.entities, addresses to _links. */
static void
add_entity(struct item *item, const struct json_value *entity, struct utf16 *walk, struct buf *json, struct buf *text)
{
	struct json_value type = json_get(entity, "_", 1), url = json_get(entity, "url", 3);
	size_t offset = number_of(entity, "offset"), n = number_of(entity, "length"), from;
	struct utf16 start;
	struct item_span span;
	const char *begin;

	if (type.type != JSON_STR || is(&type, "MessageEntity"))
		type = json_get(entity, "type", 4);
	if (item->content_text.len == 0)
		return;
	if (offset < walk->unit)
		*walk = (struct utf16){item->content_text.data, item->content_text.data + item->content_text.len, 0, 0};
	span.start = point_at(walk, offset);
	begin = walk->p;
	start = *walk;
	span.end = point_at(&start, offset + n);
	if (span.end == span.start)
		return;
	buf_addc(json, json->len > 0 ? ',' : '[');
	buf_adds(json, "{\"type\":");
	if (type.type == JSON_STR)
		buf_add(json, type.text, type.len);
	else
		buf_adds(json, "\"unknown\"");
	item_add_span(json, &span);
	buf_addc(json, '}');
	buf_clear(text);
	if (!preset_string(&url, text) && type.type == JSON_STR && memmem(type.text, type.len, "Email", 5) == NULL
	    && (memmem(type.text, type.len, "EntityUrl", 9) != NULL || memmem(type.text, type.len, "\"url\"", 5) != NULL
	        || memmem(type.text, type.len, ".URL", 4) != NULL))
		buf_add(text, begin, (size_t)(start.p - begin));
	from = text->len;
	if (from > 0)
		item_link(item, text->data, from, begin, (size_t)(start.p - begin), &span);
}

static void
attach_telegram(struct item *item, const struct json_value *object, struct buf *text)
{
	struct json_value media = json_get(object, "media", 5), nothing = {.type = JSON_ABSENT};
	struct json_value document = preset_at(&media, "document"), mime = preset_at(&document, "mime_type");
	struct json_value page = preset_at(&media, "webpage.url"), title = {.type = JSON_ABSENT}, list, photo;
	struct json_member part;
	size_t cursor = 0;

	buf_clear(text);
	if (preset_string(&page, text)) {
		item_link(item, text->data, text->len, "", 0, NULL);
		return;
	}
	list = preset_at(&document, "attributes");
	while (list.type == JSON_ARR && json_next(&list, &cursor, &part))
		if (json_get(&part.value, "file_name", 9).type == JSON_STR)
			title = json_get(&part.value, "file_name", 9);
	buf_clear(text);
	photo = preset_at(&media, "photo");
	if (document.type == JSON_OBJ)
		attach(item, text, &mime, mime.type == JSON_STR && memmem(mime.text, mime.len, "video/", 6) != NULL ? "video" : "file", &title);
	else if (photo.type == JSON_OBJ || json_get(object, "photo", 5).type == JSON_OBJ)
		attach(item, text, &nothing, "photo", &nothing);
}

void
preset_finish_telethon(struct ingest *ingest, const struct json_value *object, struct preset_work *work)
{
	static const char *const ids[] = {"id", "message_id", NULL};
	static const char *const answered[] = {"reply_to.reply_to_msg_id", "reply_to_msg_id", "reply_to_message_id",
	                                       "reply_to_message.id", NULL};
	static const char *const handles[] = {"chat.username", NULL}, *const channels[] = {"peer_id.channel_id", NULL};
	static const char *const senders[] = {"from_id.user_id", "from_id.channel_id", "from_id", "sender_id", "from_user.id", NULL};
	struct item *item = &ingest->item;
	struct buf *text = &work->json;
	struct utf16 walk = {"", "", 0, 0};
	struct json_value list = json_get(object, "entities", 8);
	struct json_member part;
	struct buf entities = {0};
	size_t cursor = 0, backwards = 0;

	buf_clear(text);
	if (item->id.len == 0 && add_chat(object, text) && first_string(object, ids, text)) {
		item_set(&item->id, text->data, text->len);
		item->id_rule = "telegram";
	}
	buf_clear(text);
	if (add_chat(object, text) && first_string(object, answered, text) && !take_has_source(item, "reply_to"))
		item_source(item, "reply_to", text->data, text->len);
	buf_clear(text);
	buf_adds(text, "https://t.me/");
	if (item->url.len == 0 && first_string(object, handles, text)) {
		buf_addc(text, '/');
		if (first_string(object, ids, text))
			item_set(&item->url, text->data, text->len);
	} else if (item->url.len == 0) {
		buf_adds(text, "c/");
		if (first_string(object, channels, text)) {
			buf_addc(text, '/');
			if (first_string(object, ids, text))
				item_set(&item->url, text->data, text->len);
		}
	}
	source_string(item, "channel_id", object, peers, text);
	source_string(item, "message_id", object, ids, text);
	source_string(item, "author_id", object, senders, text);
	if (item->content_text.len > 0)
		walk = (struct utf16){item->content_text.data, item->content_text.data + item->content_text.len, 0, 0};
	while (list.type == JSON_ARR && json_next(&list, &cursor, &part)) {
		backwards += number_of(&part.value, "offset") < walk.unit;
		if (backwards > 1000) {
			item_repair(item, "list-cut");
			break;
		}
		add_entity(item, &part.value, &walk, &entities, text);
	}
	if (entities.len > 0) {
		buf_addc(&entities, ']');
		item_source_json(item, "entities", entities.data, entities.len);
	}
	buf_free(&entities);
	attach_telegram(item, object, text);
}

/* --- Mastodon */

void
preset_finish_mastodon(struct ingest *ingest, const struct json_value *object, struct preset_work *work)
{
	static const char *const urls[] = {"url", "remote_url", "preview_url", NULL}, *const card[] = {"card.url", NULL};
	struct json_value boosted = json_get(object, "reblog", 6), list;
	const struct json_value *status = boosted.type == JSON_OBJ ? &boosted : object;
	struct item *item = &ingest->item;

	list = json_get(status, "media_attachments", 17);
	attach_all(item, &list, urls, "mime_type", "description", &work->json);
	source_string(item, "card_url", status, card, &work->json);
}

void
preset_finish_activity(struct ingest *ingest, const struct json_value *object, struct preset_work *work)
{
	static const char *const urls[] = {"url", "url.0.href", "href", NULL}, *const passed[] = {"object.id", "object", NULL};
	static const char *const origin[] = {"object.attributedTo", NULL}, *const own[] = {"id", NULL}, *const actor[] = {"actor", NULL};
	struct json_value note = json_get(object, "object", 6), type = json_get(object, "type", 4), list, languages;
	struct item *item = &ingest->item;
	struct json_member member;
	size_t cursor = 0;

	if (is(&type, "Announce")) {
		source_string(item, "forwarded_url", object, passed, &work->json);
		source_string(item, "forwarded_from", object, origin, &work->json);
		buf_clear(&work->json);
		if (first_string(object, own, &work->json))
			item_set(&item->id, work->json.data, work->json.len);
		if (first_string(object, actor, (buf_clear(&work->json), &work->json)))
			item_set(&work->taker.author_url, work->json.data, work->json.len);
	}
	if (note.type != JSON_OBJ)
		note = *object;
	if (item->url.len == 0 && item->id.len > 0)
		item_set(&item->url, item->id.data, item->id.len);
	list = json_get(&note, "attachment", 10);
	attach_all(item, &list, urls, "mediaType", "name", &work->json);
	languages = json_get(&note, "contentMap", 10);
	if (item->language.len == 0 && languages.type == JSON_OBJ && json_next(&languages, &cursor, &member)) {
		size_t more = cursor;
		struct json_member second;

		if (!json_next(&languages, &more, &second))
			json_unescape_raw(member.key, member.key_len, &item->language);
	}
}

/* --- snscrape */

/* tg:NAME/ID out of https://t.me/s/NAME/ID. */
static bool
telegram_id(const struct buf *url, struct buf *id)
{
	static const char host[] = "https://t.me/";
	const char *p = url->data, *end = p + url->len, *slash;

	if (url->len < strlen(host) || memcmp(p, host, strlen(host)) != 0)
		return false;
	p += strlen(host);
	if (end - p > 2 && memcmp(p, "s/", 2) == 0)
		p += 2;
	slash = memchr(p, '/', (size_t)(end - p));
	if (slash == NULL || slash == p || slash + 1 == end)
		return false;
	buf_adds(id, "tg:");
	for (; p < end && *p != '?' && *p != '#'; p++)
		buf_addc(id, *p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p);
	return true;
}

void
preset_finish_snscrape(struct ingest *ingest, const struct json_value *object, struct preset_work *work)
{
	static const char *const none[] = {"url", "href", NULL}, *const preview[] = {"linkPreview.href", NULL};
	static const char *const media_urls[] = {"fullUrl", "variants.0.url", "thumbnailUrl", "url", NULL};
	struct item *item = &ingest->item;
	struct json_value list = json_get(object, "links", 5);

	if (item->id.len == 0 && telegram_id(&item->url, &item->id))
		item->id_rule = "telegram";
	if (list.type == JSON_ARR) {
		link_short(item, &list, none, "tcourl", &work->json);
	} else {
		list = json_get(object, "outlinks", 8);
		link_short(item, &list, none, "text", &work->json);
	}
	source_string(item, "preview_url", object, preview, &work->json);
	list = json_get(object, "media", 5);
	attach_all(item, &list, media_urls, "variants.0.contentType", "altText", &work->json);
}
