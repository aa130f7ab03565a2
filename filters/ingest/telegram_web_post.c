#include "filters/ingest/telegram_web.h"

#include <string.h>
#include <strings.h>

#include "common/date.h"
#include "common/json.h"

static void
add(struct item *item, const char *key, struct buf *text)
{
	telegram_trim(text);
	item_source(item, key, text->data, text->len);
}

static bool
same_name(const struct buf *a, const char *b, size_t n)
{
	return a->len == n && strncasecmp(a->data, b, n) == 0;
}

/* Whether a post of the page's own channel stands in the document's beginning. */
static bool
has_own_posts(struct web_reader *reader)
{
	static const char mark[] = "data-post=\"";
	const char *p = reader->ahead, *end = p + reader->ahead_n;
	size_t n = reader->handle.len;

	if (reader->looked)
		return reader->own_posts;
	reader->looked = true;
	while (p < end && (p = memmem(p, (size_t)(end - p), mark, sizeof(mark) - 1)) != NULL) {
		p += sizeof(mark) - 1;
		if ((size_t)(end - p) > n && same_name(&reader->handle, p, n) && p[n] == '/') {
			reader->own_posts = true;
			break;
		}
	}
	return reader->own_posts;
}

/* A post of another channel is advertising, unless all are: then the channel has a new name. */
static bool
is_foreign(struct web_reader *reader)
{
	const struct web_post *p = &reader->post;

	return reader->handle.len > 0 && !same_name(&reader->handle, p->name.data, p->name.len) && has_own_posts(reader);
}

static void
read_handle(struct web_reader *reader)
{
	struct buf *text = &reader->texts[WEB_HANDLE];
	size_t skip;

	telegram_trim(text);
	skip = text->len > 0 && text->data[0] == '@';
	item_set(&reader->handle, text->data + skip, text->len - skip);
}

/* --- Identity */

static void
add_identity(struct web_reader *reader, struct item *item)
{
	struct web_post *p = &reader->post;
	struct chat_map *map = reader->page.ingest->options.chat_map;
	struct chat_address address = {p->name.data, p->id.data, p->name.len, p->id.len, false};
	const struct chat *chat = chat_by_name(map, p->name.data, p->name.len);

	item_source(item, "handle", p->name.data, p->name.len);
	if (chat != NULL)
		item_source(item, "channel_id", chat->id, strlen(chat->id));
	item_source(item, "message_id", p->id.data, p->id.len);
	if (p->id.len == 0 || p->name.len == 0)
		return;
	chat_record_id(map, &address, &item->id);
	item->id_rule = "telegram";
	chat_permalink(p->name.data, p->name.len, p->id.data, p->id.len, &item->url);
}

/* The numeric id of the chat as the page has it, whose relation to others is not known. */
static void
add_view(struct web_reader *reader, struct item *item)
{
	const struct buf *view = &reader->post.view;
	struct buf json = {0};
	unsigned bits = 0, have = 0;
	struct problem problem = {0};
	struct json_value object, chat;

	for (size_t i = 0; i < view->len && i < 1024; i++) {
		static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
		const char *at = view->data[i] == '\0' ? NULL : strchr(alphabet, view->data[i]);

		if (at == NULL)
			break;
		bits = bits << 6 | (unsigned)(at - alphabet);
		have += 6;
		if (have >= 8) {
			have -= 8;
			buf_addc(&json, (char)(bits >> have & 0xFF));
		}
	}
	if (json_scan_value(json.data, json.len, &object, &problem)) {
		chat = json_get(&object, "c", 1);
		if (chat.type == JSON_NUM)
			item_source(item, "view_chat_id", chat.text, chat.len);
	}
	item_source(item, "peer", reader->post.peer.data, reader->post.peer.len);
	buf_free(&json);
}

/* --- What the post says of itself */

static void
add_date(struct web_reader *reader, struct item *item)
{
	const struct buf *date = &reader->post.date;
	const struct ingest_options *options = &reader->page.ingest->options;

	item->has_published = date_parse_rfc3339(date->data, date->len, &item->published)
		|| (date->len > 0 && date_read(date->data, date->len, options, &item->published) == DATE_INSTANT);
	item_source(item, "date", date->data, date->len);
}

static void
add_authors(struct web_reader *reader, struct item *item)
{
	struct web_post *p = &reader->post;
	static const enum web_role roles[] = {WEB_OWNER, WEB_AUTHOR, WEB_SIGNATURE};

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		struct buf *name = &p->texts[roles[i]];

		telegram_trim(name);
		item_author(item, name->data, name->len, roles[i] == WEB_OWNER ? p->owner_url.data : NULL,
		            roles[i] == WEB_OWNER ? p->owner_url.len : 0);
	}
	if (p->texts[WEB_SIGNATURE].len > 0)
		add(item, "signature", &p->texts[WEB_SIGNATURE]);
}

static void
add_forward(struct web_reader *reader, struct item *item)
{
	struct web_post *p = &reader->post;

	if (!p->forwarded)
		return;
	telegram_trim(&p->texts[WEB_FORWARD_NAME]);
	if (p->texts[WEB_FORWARD_NAME].len == 0)
		item_source_json(item, "forwarded_from", "null", 4);
	add(item, "forwarded_from", &p->texts[WEB_FORWARD_NAME]);
	item_source(item, "forwarded_url", p->forward_url.data, p->forward_url.len);
	add(item, "forwarded_author", &p->texts[WEB_FORWARD_AUTHOR]);
}

static void
add_reply(struct web_reader *reader, struct item *item)
{
	struct web_post *p = &reader->post;
	struct chat_address address;

	if (p->reply_url.len == 0)
		return;
	buf_clear(&reader->scratch);
	if (chat_address(p->reply_url.data, p->reply_url.len, &address))
		chat_record_id(reader->page.ingest->options.chat_map, &address, &reader->scratch);
	else
		buf_add(&reader->scratch, p->reply_url.data, p->reply_url.len);
	item_source(item, "reply_to", reader->scratch.data, reader->scratch.len);
	add(item, "reply_author", &p->texts[WEB_REPLY_AUTHOR]);
	add(item, "reply_text", &p->texts[WEB_REPLY_TEXT]);
}

/* Edited, if a word stands in the footer beside the signature and the time. */
static void
add_edited(struct web_reader *reader, struct item *item)
{
	struct buf *meta = &reader->post.texts[WEB_META];
	size_t to = 0;

	telegram_trim(meta);
	for (size_t i = 0; i < meta->len; i++) {
		bool nbsp = (unsigned char)meta->data[i] == 0xC2 && i + 1 < meta->len && (unsigned char)meta->data[i + 1] == 0xA0;

		if (nbsp)
			i++;
		else if (strchr(", \n\t", meta->data[i]) == NULL || meta->data[i] == '\0')
			meta->data[to++] = meta->data[i];
	}
	meta->len = to;
	if (to == 0)
		return;
	item_source_json(item, "edited", "true", 4);
	if (to != 6 || memcmp(meta->data, "edited", 6) != 0)
		item_source(item, "edited_text", meta->data, to);
}

static void
add_count(struct item *item, const char *key, const char *number_key, struct buf *text)
{
	uint64_t number;

	add(item, key, text);
	if (text->len > 0 && telegram_web_number(text->data, text->len, &number))
		item_source_number(item, number_key, number);
}

static void
add_poll(struct web_reader *reader, struct item *item)
{
	struct web_post *p = &reader->post;
	struct buf *question = &p->texts[WEB_QUESTION];
	struct buf poll = {0};

	if (!p->polled)
		return;
	telegram_trim(question);
	telegram_trim(&p->texts[WEB_POLL_TYPE]);
	telegram_trim(&p->texts[WEB_VOTERS]);
	telegram_web_line(item, question->data, question->len);
	telegram_web_line(item, p->answers.data, p->answers.len);
	buf_addc(&poll, '{');
	telegram_web_member(&poll, "question", question);
	telegram_web_member(&poll, "type", &p->texts[WEB_POLL_TYPE]);
	json_add_key(&poll, "answers");
	buf_addc(&poll, '[');
	buf_add(&poll, p->options.data, p->options.len);
	buf_addc(&poll, ']');
	telegram_web_member(&poll, "total", &p->texts[WEB_VOTERS]);
	buf_addc(&poll, '}');
	item_source_json(item, "poll", poll.data, poll.len);
	buf_free(&poll);
}

static void
add_preview(struct web_reader *reader, struct item *item)
{
	struct web_post *p = &reader->post;
	struct buf preview = {0};

	if (!p->previewed)
		return;
	for (enum web_role role = WEB_PREVIEW_SITE; role <= WEB_PREVIEW_TEXT; role++)
		telegram_trim(&p->texts[role]);
	buf_addc(&preview, '{');
	telegram_web_member(&preview, "url", &p->preview_url);
	telegram_web_member(&preview, "site_name", &p->texts[WEB_PREVIEW_SITE]);
	telegram_web_member(&preview, "title", &p->texts[WEB_PREVIEW_TITLE]);
	telegram_web_member(&preview, "description", &p->texts[WEB_PREVIEW_TEXT]);
	telegram_web_member(&preview, "image", &p->preview_image);
	buf_addc(&preview, '}');
	item_source_json(item, "preview", preview.data, preview.len);
	buf_free(&preview);
}

static void
add_lists(struct web_reader *reader, struct item *item)
{
	struct web_post *p = &reader->post;

	if (p->ids.len > 0) { /* the block's own id may be without a link of its own */
		buf_clear(&reader->scratch);
		buf_addf(&reader->scratch, "\"%.*s\"", (int)p->id.len, p->id.data);
		if (memmem(p->ids.data, p->ids.len, reader->scratch.data, reader->scratch.len) == NULL
		    && strspn(p->id.len > 0 ? buf_str(&p->id) : "x", "0123456789") == p->id.len) {
			buf_addc(&reader->scratch, ',');
			buf_add(&reader->scratch, p->ids.data, p->ids.len);
			item_set(&p->ids, reader->scratch.data, reader->scratch.len);
		}
		buf_clear(&reader->scratch);
		buf_addf(&reader->scratch, "[%.*s]", (int)p->ids.len, p->ids.data);
		item_source_json(item, "message_ids", reader->scratch.data, reader->scratch.len);
	}
	if (p->reactions.len > 0) {
		buf_addc(&p->reactions, ']');
		item_source_json(item, "reactions", p->reactions.data, p->reactions.len);
	}
	if (reader->entities.len > 0)
		item_source_json(item, "entities", reader->entities.data, reader->entities.len);
}

static void
add_source(struct web_reader *reader, struct item *item)
{
	struct web_post *p = &reader->post;
	const char *file = reader->page.document->name, *name = reader->page.ingest->options.source_name;
	struct buf *title = &reader->texts[WEB_CHANNEL];

	telegram_trim(title);
	telegram_trim(&p->texts[WEB_OWNER]);
	if (title->len == 0)
		title = &p->texts[WEB_OWNER];
	item_source(item, "name", name ? name : title->data, name ? strlen(name) : title->len);
	item_source(item, "file", file, strlen(file));
	add_identity(reader, item);
	add_view(reader, item);
	if (p->service)
		item_source(item, "service", "unstated", 8);
	telegram_trim(&p->texts[WEB_UNSUPPORTED]);
	if (p->texts[WEB_UNSUPPORTED].len > 0)
		item_source(item, "type", "unsupported", 11);
	if (p->verified || reader->verified)
		item_source_json(item, "verified", "true", 4);
}

void
telegram_web_emit(struct web_reader *reader)
{
	struct web_post *p = &reader->post;
	struct item *item = &reader->page.ingest->item;

	if (reader->handle.len == 0)
		read_handle(reader);
	if (is_foreign(reader)) {
		document_drop(reader->page.document, ITEM_FOREIGN);
		item_clear(item);
		return;
	}
	telegram_rich_end(&reader->rich, item, &reader->entities);
	add_source(reader, item);
	add_date(reader, item);
	add_authors(reader, item);
	add_forward(reader, item);
	add_reply(reader, item);
	add(item, "via_bot", &p->texts[WEB_VIA]);
	add_edited(reader, item);
	add_count(item, "views", "views_count", &p->texts[WEB_VIEWS]);
	add_poll(reader, item);
	add_preview(reader, item);
	add_lists(reader, item);
	telegram_web_channel(reader);
	add(item, "other_text", &p->texts[WEB_OTHER]);
	telegram_page_source(&reader->page, reader->page.tag_end);
	item_emit(item, reader->page.document);
}
