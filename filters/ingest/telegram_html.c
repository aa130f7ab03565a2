#include "filters/ingest/telegram_html.h"

#include <string.h>
#include <strings.h>

#include "common/date.h"
#include "common/json.h"

/* --- Elements */

static struct html_reader *
reader_of(struct telegram_page *page)
{
	return page->context;
}

static void
own(struct telegram_element *element, enum html_role role)
{
	element->role = role;
	element->owner = true;
}

/* All but the texts. */
#define BUFS(reader, m) { \
	&(m)->id, &(m)->date, &(m)->forwarded_date, &(m)->reply_to, &(m)->href, &(m)->poll, \
	&(reader)->title, &(reader)->from, &(reader)->via, &(reader)->origin, &(reader)->day, \
	&(reader)->scratch, &(reader)->entities, \
}

static void
clear_message(struct html_reader *reader)
{
	struct html_message *m = &reader->message;
	struct buf *const bufs[] = BUFS(reader, m);

	for (size_t i = 0; i < 6; i++)
		telegram_empty(bufs[i]);
	for (size_t i = 0; i < HTML_TEXT; i++)
		telegram_empty(&m->texts[i]);
	m->service = m->joined = m->forwarded = m->reply = m->answered = false;
	m->kind = NULL;
	telegram_rich_clear(&reader->rich);
	item_clear(&reader->page.ingest->item);
	item_source(&reader->page.ingest->item, "kind", "telegram-html", 13);
}

/* The number in an id like message77 or message-1; synthetic ones have none or a negative one. */
static void
read_id(const char *s, size_t n, struct buf *id)
{
	size_t skip = 7, from;

	buf_clear(id);
	if (n <= skip || memcmp(s, "message", skip) != 0)
		return;
	from = skip + (s[skip] == '-');
	for (size_t i = from; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return;
	if (n > from && n < 40)
		buf_add(id, s + skip, n - skip);
}

static void
begin_message(struct telegram_page *page, const struct markup_token *token, struct telegram_element *element)
{
	struct html_reader *reader = reader_of(page);
	const char *id;
	size_t n;

	clear_message(reader);
	id = telegram_attribute(token, "id", &n);
	read_id(id, n, &reader->message.id);
	reader->message.service = telegram_has_class(token, "service");
	reader->message.joined = telegram_has_class(token, "joined");
	reader->messages++;
	own(element, HTML_MESSAGE);
	telegram_page_begin(page, token->offset);
}

/* --- Classes */

static const struct {
	const char *name;
	enum html_role inside; /* only there; HTML_NOTHING for anywhere in a message */
	enum html_role role;
} classes[] = {
	{"userpic_wrap", HTML_NOTHING, HTML_SKIP},
	{"userpic", HTML_NOTHING, HTML_SKIP},
	{"video_play_bg", HTML_NOTHING, HTML_SKIP},
	{"video_duration", HTML_NOTHING, HTML_STATUS},
	{"fill", HTML_NOTHING, HTML_SKIP},
	{"from_name", HTML_FORWARD, HTML_ORIGIN},
	{"from_name", HTML_NOTHING, HTML_FROM},
	{"reply_to", HTML_NOTHING, HTML_REPLY},
	{"media_poll", HTML_NOTHING, HTML_POLL},
	{"question", HTML_POLL, HTML_QUESTION},
	{"answer", HTML_POLL, HTML_ANSWER},
	{"total", HTML_POLL, HTML_TOTAL},
	{"title", HTML_MEDIA, HTML_MEDIA_TITLE},
	{"description", HTML_MEDIA, HTML_DESCRIPTION},
	{"status", HTML_MEDIA, HTML_STATUS},
	{"bot_button", HTML_NOTHING, HTML_BUTTON},
	{"signature", HTML_NOTHING, HTML_SIGNATURE},
};

/* What _kind is, as the export in JSON calls it. */
static const struct {
	const char *name, *kind;
} media[] = {
	{"photo_wrap", "photo"}, {"video_file_wrap", "video_file"}, {"animated_wrap", "animation"},
	{"sticker_wrap", "sticker"}, {"media_video", "video_file"}, {"media_photo", "photo"},
	{"media_voice_message", "voice_message"}, {"media_audio_file", "audio_file"}, {"media_file", "file"},
	{"media_contact", "contact"}, {"media_location", "location"}, {"media_live_location", "live_location"},
	{"media_venue", "venue"}, {"media_game", "game"}, {"media_invoice", "invoice"}, {"media_call", "call"},
	{"media_giveaway", "giveaway"}, {"media_todo_list", "todo_list"}, {"media", "unknown"},
};

static const char *
kind_of(const struct markup_token *token)
{
	for (size_t i = 0; i < sizeof(media) / sizeof(media[0]); i++)
		if (telegram_has_class(token, media[i].name))
			return media[i].kind;
	return NULL;
}

/* The dates: of the message, and in the name of a forward its first one. */
static bool
start_date(struct html_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	struct html_message *m = &reader->message;
	size_t n;
	const char *title = telegram_attribute(token, "title", &n);

	if (!telegram_has_class(token, "date"))
		return false;
	if (telegram_page_inside(&reader->page, HTML_ORIGIN))
		item_set(&m->forwarded_date, title, n);
	else if (!telegram_page_inside(&reader->page, HTML_FORWARD))
		item_set(&m->date, title, n);
	own(element, HTML_SKIP);
	return true;
}

static bool
start_body(struct html_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	struct html_message *m = &reader->message;

	if (m->service && telegram_has_class(token, "body") && !telegram_page_inside(&reader->page, HTML_SERVICE)) {
		own(element, HTML_SERVICE);
		return true;
	}
	if (telegram_has_class(token, "forwarded") && telegram_has_class(token, "body")) {
		m->forwarded = true;
		own(element, HTML_FORWARD);
		return true;
	}
	if (telegram_has_class(token, "text") && !m->service) {
		own(element, HTML_TEXT);
		telegram_rich_block(&reader->rich);
		return true;
	}
	return false;
}

static void
start_media(struct html_reader *reader, const struct markup_token *token, struct telegram_element *element,
            const char *kind)
{
	size_t n;
	const char *href = telegram_attribute(token, "href", &n);

	reader->message.kind = kind;
	item_set(&reader->message.href, href, n);
	buf_clear(&reader->message.texts[HTML_MEDIA_TITLE]);
	buf_clear(&reader->message.texts[HTML_DESCRIPTION]);
	buf_clear(&reader->message.texts[HTML_STATUS]);
	own(element, HTML_MEDIA);
}

static void
start_class(struct html_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	struct telegram_page *page = &reader->page;
	const char *kind;

	if (start_date(reader, token, element) || start_body(reader, token, element))
		return;
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (!telegram_has_class(token, classes[i].name)
		    || (classes[i].inside != HTML_NOTHING && !telegram_page_inside(page, classes[i].inside)))
			continue;
		own(element, classes[i].role);
		reader->message.reply |= classes[i].role == HTML_REPLY;
		if (classes[i].role == HTML_ANSWER || classes[i].role == HTML_BUTTON)
			buf_clear(&reader->message.texts[classes[i].role]);
		if (classes[i].role == HTML_BUTTON)
			buf_clear(&reader->message.href);
		return;
	}
	if (telegram_page_inside(page, HTML_POLL) && telegram_has_class(token, "details")) {
		own(element, telegram_page_inside(page, HTML_ANSWER) ? HTML_VOTES : HTML_POLL_TYPE);
		buf_clear(&reader->message.texts[element->role]);
	} else if (!telegram_page_inside(page, HTML_MEDIA) && (kind = kind_of(token)) != NULL) {
		start_media(reader, token, element, kind);
	}
}

/* The message that is answered: #go_to_message70, in this file or another. */
static void
start_reply(struct html_reader *reader, const struct markup_token *token)
{
	size_t n;
	const char *href = telegram_attribute(token, "href", &n);
	const char *at = memmem(href, n, "message", 7), *mark = memmem(href, n, "#go_to_message", 14);

	if (mark != NULL)
		at = mark + 7;
	if (at != NULL)
		read_id(at, n - (size_t)(at - href), &reader->message.reply_to);
}

static void
take_button_link(struct html_reader *reader, const struct markup_token *token)
{
	size_t n;
	const char *href = telegram_attribute(token, "href", &n);

	if (telegram_is(token, "a") && n > 0)
		item_set(&reader->message.href, href, n);
}

static bool
is_message(const struct markup_token *token)
{
	return telegram_is(token, "div") && telegram_has_class(token, "message")
	       && (telegram_has_class(token, "default") || telegram_has_class(token, "service"));
}

static void
start_outside(struct html_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	if (telegram_has_class(token, "page_header")) {
		own(element, HTML_HEADER);
	} else if (telegram_page_inside(&reader->page, HTML_HEADER)) {
		if (telegram_has_class(token, "content"))
			reader->single = !telegram_is(token, "a");
		if (telegram_has_class(token, "text") && reader->title.len == 0)
			own(element, HTML_TITLE);
	}
}

static void
start(struct telegram_page *page, const struct markup_token *token, struct telegram_element *element)
{
	struct html_reader *reader = reader_of(page);

	if (is_message(token)) {
		begin_message(page, token, element);
	} else if (!page->in_message) {
		start_outside(reader, token, element);
	} else if (element->role >= HTML_TEXT) {
		telegram_html_rich_start(reader, token, element);
		if (telegram_page_inside(page, HTML_SERVICE) && telegram_is(token, "a"))
			start_reply(reader, token);
	} else {
		if (telegram_is(token, "br") && element->role > HTML_MESSAGE)
			buf_addc(&reader->message.texts[element->role], TELEGRAM_BREAK);
		if (element->role == HTML_REPLY && telegram_is(token, "a"))
			start_reply(reader, token);
		if (element->role != HTML_SKIP)
			start_class(reader, token, element);
		if (element->role == HTML_BUTTON)
			take_button_link(reader, token);
	}
}

static void
text(struct telegram_page *page, const char *s, size_t n)
{
	struct html_reader *reader = reader_of(page);
	const struct telegram_element *top = telegram_page_top(page);
	enum html_role role = top == NULL ? HTML_NOTHING : top->role;

	if (role == HTML_TITLE) {
		buf_add(&reader->title, s, reader->title.len < 4096 ? n : 0);
		return;
	}
	if (!page->in_message || role == HTML_SKIP)
		return;
	if (role >= HTML_TEXT)
		telegram_rich_text(&reader->rich, s, n);
	else if (role == HTML_MESSAGE || role == HTML_FORWARD || role == HTML_MEDIA || role == HTML_POLL)
		buf_add(&reader->message.texts[HTML_OTHER], s, n);
	else if (role > HTML_MESSAGE)
		buf_add(&reader->message.texts[role], s, n);
	if (telegram_page_too_long(page)) {
		telegram_page_refuse(page, page->tag_end, "message longer than --max-record; only its beginning is kept");
		page->in_message = false;
	}
}

/* --- Records */

static void
add_identity(struct html_reader *reader, struct item *item, const char *id, size_t n, struct buf *out)
{
	const struct chat *chat = reader->chat;

	buf_adds(out, "tg:");
	if (chat != NULL)
		buf_adds(out, chat->id);
	else
		for (size_t i = 0; i < reader->title.len; i++) {
			char c = reader->title.data[i];

			buf_addc(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
		}
	buf_addc(out, '/');
	buf_add(out, id, n);
}

/* Which chat it is: by the title, by what --source says, or, where a map of one line is given with the export of
 * one chat, that. */
static void
find_chat(struct html_reader *reader)
{
	const struct ingest_options *options = &reader->page.ingest->options;
	const char *name = options->source_name;
	size_t n = name == NULL ? 0 : strlen(name);

	telegram_trim(&reader->title);
	reader->named = true;
	reader->chat = chat_by_title(options->chat_map, reader->title.data, reader->title.len);
	if (reader->chat == NULL && n > 0)
		reader->chat = chat_by_name(options->chat_map, name, n);
	if (reader->chat == NULL && n > 0)
		reader->chat = chat_by_id(options->chat_map, name, n);
	if (reader->chat == NULL)
		reader->chat = chat_by_name(options->chat_map, reader->title.data, reader->title.len);
	if (reader->chat == NULL && reader->single && chat_only(options->chat_map) != NULL
	    && chat_only(options->chat_map)->title[0] == '\0')
		reader->chat = chat_only(options->chat_map);
}

static void
add_dates(struct html_reader *reader, struct item *item)
{
	struct html_message *m = &reader->message;
	const struct ingest_options *options = &reader->page.ingest->options;
	enum date_precision precision = telegram_html_date(m->date.data, m->date.len, options, &item->published);
	int64_t seconds;
	char written[21];

	item->has_published = precision == DATE_INSTANT;
	if (m->date.len == 0 && m->service && reader->day.len > 0
	    && date_read(reader->day.data, reader->day.len, NULL, &item->published) == DATE_DAY) {
		item->has_published = true;
		item_source(item, "date", reader->day.data, reader->day.len);
		item_source(item, "date_precision", "day", 3);
	}
	item_source(item, "date", m->date.data, m->date.len);
	if (precision == DATE_UNZONED)
		item_source(item, "date_tz", "unknown", 7);
	if (m->forwarded_date.len == 0)
		return;
	if (telegram_html_date(m->forwarded_date.data, m->forwarded_date.len, options, &seconds) == DATE_INSTANT
	    && date_format(seconds, written))
		item_source(item, "forwarded_date", written, 20);
	item_source(item, "forwarded_date_text", m->forwarded_date.data, m->forwarded_date.len);
}

/* `Name via @bot`: what stands behind goes to via. */
static void
split_via(struct buf *name, struct buf *via)
{
	const char *at = NULL;

	telegram_trim(name);
	buf_clear(via);
	for (const char *p = name->data, *end = p + name->len; name->len > 0 && end - p >= 6; p++)
		if (memcmp(p, " via @", 6) == 0)
			at = p;
	if (at == NULL || memchr(at + 6, ' ', (size_t)(name->data + name->len - at - 6)) != NULL)
		return;
	buf_add(via, at + 5, (size_t)(name->data + name->len - at - 5));
	name->len = (size_t)(at - name->data);
	telegram_trim(name);
}

static void
add_origin(struct html_reader *reader, struct item *item)
{
	struct html_message *m = &reader->message;
	struct buf *from = &m->texts[HTML_FROM], *origin = &m->texts[HTML_ORIGIN], *signature = &m->texts[HTML_SIGNATURE];

	if (!m->joined || from->len > 0) {
		split_via(from, &reader->via);
		item_set(&reader->from, from->data, from->len);
	}
	if (m->forwarded && (!m->joined || origin->len > 0)) {
		split_via(origin, &reader->scratch);
		item_set(&reader->origin, origin->data, origin->len);
		if (reader->scratch.len > 0)
			item_set(&reader->via, reader->scratch.data, reader->scratch.len);
	}
	telegram_trim(signature);
	item_author(item, reader->from.data, reader->from.len, NULL, 0);
	item_author(item, signature->data, signature->len, NULL, 0);
	if (m->forwarded && reader->origin.len > 0)
		item_source(item, "forwarded_from", reader->origin.data, reader->origin.len);
	else if (m->forwarded)
		item_source_json(item, "forwarded_from", "null", 4);
	if (m->reply_to.len > 0 && reader->title.len > 0) {
		buf_clear(&reader->scratch);
		add_identity(reader, item, m->reply_to.data, m->reply_to.len, &reader->scratch);
		item_source(item, "reply_to", reader->scratch.data, reader->scratch.len);
	} else if (m->reply) {
		item_source_json(item, "reply_elsewhere", "true", 4);
	}
	item_source(item, "via_bot", reader->via.data, reader->via.len);
}

static void
add_source(struct html_reader *reader, struct item *item)
{
	const char *name = reader->page.ingest->options.source_name;
	const char *file = reader->page.document->name;
	struct html_message *m = &reader->message;

	item_source(item, "name", name ? name : reader->title.data, name ? strlen(name) : reader->title.len);
	if (reader->chat != NULL) {
		item_source(item, "handle", reader->chat->name, strlen(reader->chat->name));
		item_source(item, "channel_id", reader->chat->id, strlen(reader->chat->id));
	}
	item_source(item, "file", file, strlen(file));
	item_source(item, "message_id", m->id.data, m->id.len);
	if (m->service)
		item_source(item, "service", "unstated", 8);
	if (m->id.len == 0 || (reader->title.len == 0 && reader->chat == NULL))
		return;
	add_identity(reader, item, m->id.data, m->id.len, &item->id);
	item->id_rule = reader->chat != NULL ? "telegram" : "telegram-title";
	if (reader->chat != NULL && m->id.data[0] != '-')
		chat_permalink(reader->chat->name, strlen(reader->chat->name), m->id.data, m->id.len, &item->url);
}

/* Dates between messages are no messages. */
static bool
is_day(struct html_reader *reader)
{
	const struct html_message *m = &reader->message;
	const struct buf *said = &reader->page.ingest->item.content_text;

	if (!m->service || (m->id.len > 0 && m->id.data[0] != '-') || !telegram_html_is_day(said->data, said->len))
		return false;
	item_set(&reader->day, said->data, said->len);
	return true;
}

static void
emit(struct html_reader *reader)
{
	struct item *item = &reader->page.ingest->item;
	struct html_message *m = &reader->message;

	telegram_rich_end(&reader->rich, item, &reader->entities);
	if (is_day(reader)) {
		item_clear(item);
		return;
	}
	if (!reader->named)
		find_chat(reader);
	add_source(reader, item);
	add_dates(reader, item);
	add_origin(reader, item);
	telegram_html_poll(reader);
	telegram_trim(&m->texts[HTML_OTHER]);
	item_source(item, "other_text", m->texts[HTML_OTHER].data, m->texts[HTML_OTHER].len);
	if (reader->entities.len > 0)
		item_source_json(item, "entities", reader->entities.data, reader->entities.len);
	telegram_page_source(&reader->page, reader->page.tag_end);
	item_emit(item, reader->page.document);
}

static void
end_message(struct html_reader *reader)
{
	struct telegram_page *page = &reader->page;

	if (page->ending) {
		if (!ingest_interrupted(page->document))
			telegram_page_refuse(page, page->total, "the export is cut off in this message");
	} else {
		emit(reader);
	}
	page->in_message = false;
}

static void
end(struct telegram_page *page, struct telegram_element *element)
{
	struct html_reader *reader = reader_of(page);

	if (!page->in_message)
		return;
	if (!element->owner) {
		if (element->role >= HTML_TEXT)
			telegram_html_rich_end(reader, element);
		return;
	}
	switch (element->role) {
	case HTML_MESSAGE:
		end_message(reader);
		break;
	case HTML_MEDIA:
		telegram_html_media(reader);
		break;
	case HTML_ANSWER:
		telegram_html_answer(reader);
		break;
	case HTML_BUTTON:
		telegram_html_button(reader);
		break;
	default:
		break;
	}
}

static void
reader_free(struct html_reader *reader)
{
	struct html_message *m = &reader->message;
	struct buf *const bufs[] = BUFS(reader, m);

	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		buf_free(bufs[i]);
	for (size_t i = 0; i < HTML_TEXT; i++)
		buf_free(&m->texts[i]);
	telegram_rich_free(&reader->rich);
	telegram_page_free(&reader->page);
}

void
read_telegram_html(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	static const struct telegram_page_reader functions = {is_message, HTML_MESSAGE, start, end, text};
	struct html_reader reader = {
		.page = {.ingest = ingest, .document = document, .reader = &functions},
		.rich = {.exact = true},
	};
	struct buf *const bufs[] = BUFS(&reader, &reader.message);

	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		telegram_empty(bufs[i]);
	reader.page.context = &reader;
	telegram_page_read(&reader.page, head, n);
	if (reader.messages == 0 && reader.page.total > 0 && !ingest_interrupted(document))
		telegram_page_refuse(&reader.page, 0, "no messages of Telegram Desktop here (their files are messages*.html)");
	item_clear(&ingest->item);
	reader_free(&reader);
}
