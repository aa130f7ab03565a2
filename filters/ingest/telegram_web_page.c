/* What a page of t.me is that has no posts, and what it says of the channel. Structure
 * decides, never words: a post may quote any of them. */
#include "filters/ingest/telegram_web.h"

#include <string.h>

#include "common/json.h"

#define TINY 500 /* bytes: a body below that was refused or lost */

/* "12.5K subscribers": subscribers, photos, videos, files, links. */
void
telegram_web_counter(struct web_reader *reader)
{
	struct buf *value = &reader->texts[WEB_COUNTER_VALUE], *type = &reader->texts[WEB_COUNTER_TYPE];
	struct buf *out = &reader->counters;
	uint64_t number;

	telegram_trim(value);
	telegram_trim(type);
	if (value->len == 0 || type->len == 0 || out->len > 4096)
		return;
	if (type->data[type->len - 1] != 's') /* 1 subscriber */
		buf_addc(type, 's');
	buf_addc(out, out->len == 0 ? '{' : ',');
	json_add_string(out, type->data, type->len);
	buf_addc(out, ':');
	if (telegram_web_number(value->data, value->len, &number))
		item_add_number(out, number);
	else
		json_add_string(out, value->data, value->len);
}

void
telegram_web_channel(struct web_reader *reader)
{
	struct item *item = &reader->page.ingest->item;
	struct buf *description = &reader->texts[WEB_DESCRIPTION];
	struct buf *out = &reader->scratch;

	item_source(item, "previous_url", reader->previous.data, reader->previous.len);
	if (!reader->seen.info)
		return;
	telegram_trim(description);
	buf_clear(out);
	buf_addc(out, '{');
	telegram_web_member(out, "description", description);
	telegram_web_member(out, "image", &reader->image);
	if (reader->counters.len > 0) {
		json_add_key(out, "counters");
		buf_add(out, reader->counters.data, reader->counters.len);
		buf_addc(out, '}');
	}
	buf_addc(out, '}');
	if (out->len > 2)
		item_source_json(item, "channel", out->data, out->len);
}

/* A channel without posts is a record, too: what it says of itself. */
static void
emit_channel(struct web_reader *reader)
{
	struct item *item = &reader->page.ingest->item;
	const char *file = reader->page.document->name, *name = reader->page.ingest->options.source_name;
	struct buf *title = &reader->texts[WEB_CHANNEL], *handle = &reader->texts[WEB_HANDLE];
	struct buf *description = &reader->texts[WEB_DESCRIPTION];
	const struct chat *chat;
	size_t skip;

	item_clear(item);
	telegram_trim(title);
	telegram_trim(handle);
	telegram_trim(description);
	skip = handle->len > 0 && handle->data[0] == '@';
	chat = chat_by_name(reader->page.ingest->options.chat_map, handle->data + skip, handle->len - skip);
	item_set(&item->title, title->data, title->len);
	item_set(&item->content_text, description->data, description->len);
	item_source(item, "kind", "telegram-web", 12);
	item_source(item, "name", name ? name : title->data, name ? strlen(name) : title->len);
	item_source(item, "file", file, strlen(file));
	item_source(item, "handle", handle->data + skip, handle->len - skip);
	if (chat != NULL)
		item_source(item, "channel_id", chat->id, strlen(chat->id));
	item_source(item, "type", "channel", 7);
	if (reader->verified)
		item_source_json(item, "verified", "true", 4);
	telegram_web_channel(reader);
	buf_adds(&item->url, "https://t.me/");
	for (size_t i = skip; i < handle->len; i++) {
		char c = handle->data[i];

		buf_addc(&item->url, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
	}
	item_emit(item, reader->page.document);
}

static const char *
said(struct buf *text)
{
	telegram_trim(text);
	if (text->len > 100)
		text->len = 100;
	return buf_str(text);
}

static bool
begins(const struct buf *text, const char *s)
{
	return text->len >= strlen(s) && memcmp(text->data, s, strlen(s)) == 0;
}

static bool
holds(const struct buf *text, const char *s)
{
	return text->len > 0 && memmem(text->data, text->len, s, strlen(s)) != NULL;
}

/* The card that t.me shows where there is no preview. */
static void
explain_card(struct web_reader *reader, struct buf *why)
{
	struct buf *title = &reader->texts[WEB_PAGE_TITLE], *extra = &reader->texts[WEB_CARD_EXTRA];
	struct buf *name = &reader->texts[WEB_CARD_TITLE];

	telegram_trim(title);
	telegram_trim(extra);
	telegram_trim(name);
	if (holds(extra, "subscriber"))
		buf_addf(why, "the card of a channel, not its posts: '%s', %s", said(name), said(extra));
	else if (holds(extra, "member"))
		buf_addf(why, "the card of a group, which has no public preview: '%s', %s", said(name), said(extra));
	else if (begins(title, "Telegram: Contact") && name->len == 0)
		buf_addf(why, "no chat of that name: '%s'", said(title));
	else if (begins(title, "Telegram: Contact"))
		buf_addf(why, "the card of a person or a bot, or no chat of that name: '%s'", said(title));
	else if (begins(title, "Telegram: View"))
		buf_addf(why, "the card of a chat that has no public preview: '%s'", said(title));
	else
		buf_addf(why, "a card of t.me, no page with posts: '%s'", said(title));
}

void
telegram_web_finish(struct web_reader *reader)
{
	const struct web_seen *seen = &reader->seen;
	struct telegram_page *page = &reader->page;
	struct buf why = {0};

	page->in_message = false;
	if (seen->posts || page->total == 0)
		return;
	if (seen->no_hits) {
		diag(page->document->name, "the search found no posts");
		return;
	}
	if (seen->error) {
		buf_addf(&why, "no such post: '%s'", said(&reader->texts[WEB_ERROR]));
	} else if (seen->info) {
		emit_channel(reader);
		return;
	} else if (seen->card) {
		explain_card(reader, &why);
	} else if (seen->challenge) {
		buf_adds(&why, "a challenge page (it asks for proof of a browser), not the page that was asked for");
	} else if (page->total < TINY) {
		buf_addf(&why, "a body of %llu bytes, not a page: too many requests, or cut off",
		         (unsigned long long)page->total);
	} else {
		buf_adds(&why, "no posts of t.me in this page, and nothing that says why");
	}
	telegram_page_refuse(page, 0, buf_str(&why));
	buf_free(&why);
}
