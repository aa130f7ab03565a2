#include "filters/ingest/telegram_message.h"

#include <string.h>

#include "common/utf8.h"
#include "filters/ingest/json_repair.h"
#include "filters/ingest/telegram_text.h"

/* The members we know, in the order in which Telegram Desktop writes them. The
 * second argument says whether the member has a place of its own in the record;
 * the others are kept under _source.raw. */
#define MEMBERS(X) \
	X(id, true) X(type, true) X(date, true) X(date_unixtime, true) X(edited, true) \
	X(edited_unixtime, true) X(actor, true) X(actor_id, true) X(action, true) X(title, false) \
	X(new_title, false) X(members, false) X(inviter, false) X(from, true) X(from_id, true) \
	X(author, true) X(forwarded_from, true) X(saved_from, true) X(reply_to_message_id, true) \
	X(reply_to_peer_id, true) X(photo, true) X(photo_file_size, true) X(file, true) \
	X(file_name, true) X(file_size, true) X(thumbnail, false) X(media_type, true) \
	X(performer, false) X(mime_type, true) X(duration_seconds, true) X(width, true) \
	X(height, true) X(contact_information, false) X(place_name, false) X(address, false) \
	X(game_title, false) X(game_description, false) X(game_link, false) \
	X(invoice_information, false) X(poll, false) X(todo_list, false) \
	X(giveaway_information, false) X(giveaway_results, false) X(gift_text, false) \
	X(information_text, false) X(comment, false) X(reason_domain, false) X(reason_app_name, false) \
	X(values, false) X(to, false) X(peer_name, false) X(boost_peer_name, false) X(emoticon, false) \
	X(items, false) X(via_bot, true) X(text, true) X(text_entities, true) \
	X(inline_bot_buttons, false) X(reactions, true)

enum member {
#define X(name, placed) M_##name,
	MEMBERS(X)
#undef X
	MEMBER_COUNT
};

static const struct {
	const char *name;
	size_t n;
	bool placed;
} known[] = {
#define X(name, placed) {#name, sizeof(#name) - 1, placed},
	MEMBERS(X)
#undef X
};

struct message {
	struct json_value at[MEMBER_COUNT];
};

/* Where text lies that is not the message's own: the member, a member in it,
 * and a member of each item in that. */
static const struct {
	enum member member;
	const char *key, *each;
} extra[] = {
	{M_title, NULL, NULL},
	{M_new_title, NULL, NULL},
	{M_members, NULL, ""},
	{M_inviter, NULL, NULL},
	{M_file_name, NULL, NULL},
	{M_performer, NULL, NULL},
	{M_contact_information, "first_name", NULL},
	{M_contact_information, "last_name", NULL},
	{M_contact_information, "phone_number", NULL},
	{M_place_name, NULL, NULL},
	{M_address, NULL, NULL},
	{M_game_title, NULL, NULL},
	{M_game_description, NULL, NULL},
	{M_invoice_information, "title", NULL},
	{M_invoice_information, "description", NULL},
	{M_poll, "question", NULL},
	{M_poll, "answers", "text"},
	{M_todo_list, "title", NULL},
	{M_todo_list, "answers", "text"},
	{M_giveaway_information, "additional_prize", NULL},
	{M_giveaway_information, "channels", ""},
	{M_giveaway_information, "countries", ""},
	{M_giveaway_results, "channel", NULL},
	{M_giveaway_results, "additional_prize", NULL},
	{M_gift_text, NULL, NULL},
	{M_information_text, NULL, NULL},
	{M_comment, NULL, NULL},
	{M_reason_domain, NULL, NULL},
	{M_reason_app_name, NULL, NULL},
	{M_values, NULL, ""},
	{M_to, NULL, NULL},
	{M_peer_name, NULL, NULL},
	{M_boost_peer_name, NULL, NULL},
	{M_emoticon, NULL, NULL},
	{M_items, NULL, "text"},
};

void
telegram_scratch_free(struct telegram_scratch *scratch)
{
	buf_free(&scratch->text);
	buf_free(&scratch->other);
	buf_free(&scratch->entities);
	buf_free(&scratch->raw);
}

/* The number of a member; they come in order, so that the search goes on where
 * the last one was found. MEMBER_COUNT if it is not known. */
static size_t
find_member(const struct json_member *member, size_t *hint)
{
	for (size_t i = 0; i < MEMBER_COUNT; i++) {
		size_t at = *hint + i < MEMBER_COUNT ? *hint + i : *hint + i - MEMBER_COUNT;

		if (json_key_is(member, known[at].name, known[at].n)) {
			*hint = at + 1 < MEMBER_COUNT ? at + 1 : 0;
			return at;
		}
	}
	return MEMBER_COUNT;
}

static void
add_raw(struct telegram_scratch *scratch, const struct json_member *member)
{
	struct json_value key = {member->key - 1, member->key_len + 2, JSON_STR};

	buf_addc(&scratch->raw, scratch->raw.len > 0 ? ',' : '{');
	json_compact(&key, &scratch->raw, &scratch->text);
	buf_addc(&scratch->raw, ':');
	json_compact(&member->value, &scratch->raw, &scratch->text);
}

/* Two members may have one name (send_webview_data writes text twice): the one
 * that says something stays. */
static bool
is_better(const struct json_value *old, const struct json_value *new)
{
	return old->type == JSON_ABSENT || (old->type == JSON_STR && old->len <= 2)
	       || (old->type == JSON_NUL && new->type != JSON_NUL);
}

static void
sort_members(struct message *message, const struct json_members *members,
             struct telegram_scratch *scratch)
{
	size_t hint = 0;

	memset(message, 0, sizeof(*message));
	buf_clear(&scratch->raw);
	for (size_t i = 0; i < members->count; i++) {
		const struct json_member *member = &members->items[i];
		size_t at = find_member(member, &hint);

		if (at < MEMBER_COUNT && is_better(&message->at[at], &member->value))
			message->at[at] = member->value;
		if (at == MEMBER_COUNT || !known[at].placed)
			add_raw(scratch, member);
	}
}

/* A string's or number's text into scratch->text; empty for anything else. */
static const struct buf *
text_of(struct telegram_scratch *scratch, const struct json_value *value)
{
	buf_clear(&scratch->text);
	if (value->type == JSON_STR)
		json_unescape(value, &scratch->text);
	else if (value->type == JSON_NUM)
		buf_add(&scratch->text, value->text, value->len);
	return &scratch->text;
}

static void
add_source(struct item *item, struct telegram_scratch *scratch, const char *key,
           const struct json_value *value)
{
	const struct buf *text;

	if (value->type != JSON_STR && value->type != JSON_NUM)
		return;
	text = text_of(scratch, value);
	item_source(item, key, text->data, text->len);
}

/* A number of digits as Unix seconds. */
static bool
read_unixtime(const struct json_value *value, int64_t *seconds)
{
	const char *s, *end;

	if (value->type != JSON_STR && value->type != JSON_NUM)
		return false;
	s = value->text;
	end = s + value->len;
	if (value->type == JSON_STR) {
		s++;
		end--;
	}
	if (end - s < 1 || end - s > 12)
		return false;
	for (*seconds = 0; s < end; s++) {
		if (*s < '0' || *s > '9')
			return false;
		*seconds = *seconds * 10 + (*s - '0');
	}
	return true;
}

/* A date: the instant where it is written, else local time by --assume-tz. A
 * deleted message bears the date 0, which is none. */
static bool
read_date(struct ingest *ingest, struct telegram_scratch *scratch, const struct json_value *unixtime,
          const struct json_value *local, int64_t *seconds)
{
	const struct buf *text;

	if (read_unixtime(unixtime, seconds))
		return *seconds != 0;
	if (local->type != JSON_STR)
		return false;
	text = text_of(scratch, local);
	return date_read(text->data, text->len, &ingest->options, seconds) == DATE_INSTANT;
}

static void
add_dates(struct ingest *ingest, struct telegram_scratch *scratch, const struct message *message)
{
	struct item *item = &ingest->item;
	const struct json_value *edited = &message->at[M_edited], *unixtime = &message->at[M_date_unixtime];
	int64_t stamp;

	item->has_published = read_date(ingest, scratch, unixtime, &message->at[M_date], &item->published);
	item->has_modified = read_date(ingest, scratch, &message->at[M_edited_unixtime], edited,
	                               &item->modified);
	add_source(item, scratch, "date", &message->at[M_date]);
	if (!item->has_published && message->at[M_date].type == JSON_STR && !read_unixtime(unixtime, &stamp))
		item_source(item, "date_tz", "unknown", 7);
	if (read_unixtime(unixtime, &stamp) && stamp == 0)
		item_source_json(item, "deleted", "true", 4);
	if (edited->type == JSON_STR || item->has_modified) {
		item_source_json(item, "edited", "true", 4);
		add_source(item, scratch, "edited_date", edited);
	}
}

static bool
is_id(const struct json_value *id)
{
	return (id->type == JSON_NUM || id->type == JSON_STR) && id->len > 0 && id->len < 40;
}

/* tg:CHAT/MESSAGE, and where the chat has addresses, the message's. */
static void
add_identity(struct ingest *ingest, const struct telegram_chat *chat,
             struct telegram_scratch *scratch, const struct message *message)
{
	struct item *item = &ingest->item;
	const struct buf *id;

	add_source(item, scratch, "message_id", &message->at[M_id]);
	if (!is_id(&message->at[M_id]) || chat->id.len == 0)
		return;
	id = text_of(scratch, &message->at[M_id]);
	buf_adds(&item->id, "tg:");
	buf_add(&item->id, chat->id.data, chat->id.len);
	buf_addc(&item->id, '/');
	buf_add(&item->id, id->data, id->len);
	item->id_rule = "telegram";
	if (message->at[M_id].text[0] == '-')
		return;
	if (chat->known != NULL) {
		chat_permalink(chat->known->name, strlen(chat->known->name), id->data, id->len, &item->url);
		return;
	}
	if (!chat->linked)
		return;
	buf_adds(&item->url, "https://t.me/c/");
	buf_add(&item->url, chat->id.data, chat->id.len);
	buf_addc(&item->url, '/');
	buf_add(&item->url, id->data, id->len);
}

static void
add_author(struct item *item, struct telegram_scratch *scratch, const struct json_value *name)
{
	const struct buf *text;

	if (name->type != JSON_STR)
		return;
	text = text_of(scratch, name);
	item_author(item, text->data, text->len, NULL, 0);
}

/* null where the name is not known: that it was forwarded is worth keeping. */
static void
add_name_or_null(struct item *item, struct telegram_scratch *scratch, const char *key,
                 const struct json_value *name)
{
	if (name->type == JSON_NUL)
		item_source_json(item, key, "null", 4);
	else
		add_source(item, scratch, key, name);
}

/* The id of the message replied to, as that message's record has it. */
static void
add_reply(struct item *item, const struct telegram_chat *chat, struct telegram_scratch *scratch,
          const struct message *message)
{
	const struct json_value *peer = &message->at[M_reply_to_peer_id];
	struct buf *other = &scratch->other;
	const struct buf *text;
	size_t skip = 0;

	if (!is_id(&message->at[M_reply_to_message_id]))
		return;
	buf_clear(other);
	buf_adds(other, "tg:");
	if (peer->type == JSON_STR || peer->type == JSON_NUM) {
		text = text_of(scratch, peer);
		while (skip < text->len && text->data[skip] >= 'a' && text->data[skip] <= 'z')
			skip++; /* channel123 */
		buf_add(other, text->data + skip, text->len - skip);
	} else {
		buf_add(other, chat->id.data, chat->id.len);
	}
	buf_addc(other, '/');
	text = text_of(scratch, &message->at[M_reply_to_message_id]);
	buf_add(other, text->data, text->len);
	item_source(item, "reply_to", other->data, other->len);
}

static void
add_origin(struct item *item, const struct telegram_chat *chat, struct telegram_scratch *scratch,
           const struct message *message)
{
	add_author(item, scratch, &message->at[M_from]);
	add_author(item, scratch, &message->at[M_actor]);
	add_author(item, scratch, &message->at[M_author]);
	add_source(item, scratch, "author_id", &message->at[M_from_id]);
	add_source(item, scratch, "author_id", &message->at[M_actor_id]);
	add_name_or_null(item, scratch, "forwarded_from", &message->at[M_forwarded_from]);
	add_name_or_null(item, scratch, "saved_from", &message->at[M_saved_from]);
	add_reply(item, chat, scratch, message);
	add_source(item, scratch, "via_bot", &message->at[M_via_bot]);
}

/* --- Attachments */

static void
add_member(struct item *item, struct telegram_scratch *scratch, const char *key,
           const struct json_value *value)
{
	if (value->type == JSON_NUM) {
		json_add_key(&item->attachments, key);
		buf_add(&item->attachments, value->text, value->len);
	} else if (value->type == JSON_STR) {
		const struct buf *text = text_of(scratch, value);

		if (text->len == 0)
			return;
		json_add_key(&item->attachments, key);
		json_add_string(&item->attachments, text->data, text->len);
	}
}

/* A path, unless the export says in its place why there is none. */
static bool
is_path(const struct json_value *value)
{
	return value->type == JSON_STR && value->len > 2 && strncmp(value->text, "\"(File ", 7) != 0
	       && strncmp(value->text, "\"(Photo ", 8) != 0;
}

static void
add_attachment(struct item *item, struct telegram_scratch *scratch, const struct message *message,
               const struct json_value *file, const char *kind)
{
	bool photo = file == &message->at[M_photo];
	const struct json_value *size = &message->at[photo ? M_photo_file_size : M_file_size];

	if (item->attachments.len > 0)
		buf_addc(&item->attachments, ',');
	buf_addc(&item->attachments, '{');
	if (is_path(file))
		add_member(item, scratch, "path", file);
	if (!photo) {
		add_member(item, scratch, "mime_type", &message->at[M_mime_type]);
		add_member(item, scratch, "title", &message->at[M_file_name]);
	}
	add_member(item, scratch, "size_in_bytes", size);
	if (!photo)
		add_member(item, scratch, "duration_in_seconds", &message->at[M_duration_seconds]);
	if (photo || message->at[M_media_type].type != JSON_STR) {
		json_add_key(&item->attachments, "_kind");
		json_add_string(&item->attachments, kind, strlen(kind));
	} else {
		add_member(item, scratch, "_kind", &message->at[M_media_type]);
	}
	add_member(item, scratch, "_width", &message->at[M_width]);
	add_member(item, scratch, "_height", &message->at[M_height]);
	buf_addc(&item->attachments, '}');
}

static void
add_media(struct item *item, struct telegram_scratch *scratch, const struct message *message)
{
	const struct json_value *photo = &message->at[M_photo], *file = &message->at[M_file];

	if (photo->type == JSON_STR)
		add_attachment(item, scratch, message, photo, "photo");
	if (file->type == JSON_STR)
		add_attachment(item, scratch, message, file, "file");
}

/* --- Text that is not the message's own */

static void
add_line(struct item *item, const struct json_value *value)
{
	size_t before = item->summary.len, from;

	if (before > 0)
		buf_addc(&item->summary, '\n');
	from = item->summary.len;
	telegram_text_append(value, &item->summary);
	if (item->summary.len == from)
		item->summary.len = before;
}

static void
add_extra(struct item *item, const struct json_value *value, const char *key, const char *each)
{
	struct json_value inner = *value;
	struct json_member part;
	size_t cursor = 0;

	if (key != NULL)
		inner = json_get(value, key, strlen(key));
	if (each == NULL) {
		add_line(item, &inner);
		return;
	}
	while (inner.type == JSON_ARR && json_next(&inner, &cursor, &part)) {
		if (*each != '\0')
			part.value = json_get(&part.value, each, strlen(each));
		add_line(item, &part.value);
	}
}

static void
add_link(struct item *item, const struct buf *url, const struct buf *label)
{
	item_link(item, url->data, url->len, label->data, label->len, NULL);
}

/* Whether a button's data is an address: that of url is, those of pages in the app if they look so. */
static bool
leads(const struct json_value *type, const struct json_value *data)
{
	static const char *const pages[] = {"\"auth\"", "\"web_view\"", "\"simple_web_view\""};

	if (type->len == 5 && memcmp(type->text, "\"url\"", 5) == 0)
		return true;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (type->len == strlen(pages[i]) && memcmp(type->text, pages[i], type->len) == 0)
			return data->len > 9 && memcmp(data->text, "\"http", 5) == 0;
	return false;
}

static void
add_button(struct item *item, struct telegram_scratch *scratch, const struct json_value *button)
{
	struct json_value type = json_get(button, "type", 4), text = json_get(button, "text", 4);
	struct json_value data = json_get(button, "data", 4);

	add_line(item, &text);
	if (type.type != JSON_STR || data.type != JSON_STR || !leads(&type, &data))
		return;
	buf_clear(&scratch->other);
	telegram_text_append(&text, &scratch->other);
	add_link(item, text_of(scratch, &data), &scratch->other);
}

static void
add_buttons(struct item *item, struct telegram_scratch *scratch, const struct json_value *rows)
{
	struct json_member row, button;
	size_t outer = 0;

	while (rows->type == JSON_ARR && json_next(rows, &outer, &row)) {
		size_t inner = 0;

		while (row.value.type == JSON_ARR && json_next(&row.value, &inner, &button))
			if (button.value.type == JSON_OBJ)
				add_button(item, scratch, &button.value);
	}
}

static void
add_extras(struct item *item, struct telegram_scratch *scratch, const struct message *message)
{
	const struct json_value *game = &message->at[M_game_link];
	const struct buf nameless = {0};

	for (size_t i = 0; i < sizeof(extra) / sizeof(extra[0]); i++) {
		const struct json_value *value = &message->at[extra[i].member];

		if (value->type != JSON_ABSENT)
			add_extra(item, value, extra[i].key, extra[i].each);
	}
	add_buttons(item, scratch, &message->at[M_inline_bot_buttons]);
	if (game->type == JSON_STR)
		add_link(item, text_of(scratch, game), &nameless);
}

/* What kind of message it is, unless it is an ordinary one. */
static void
add_type(struct item *item, struct telegram_scratch *scratch, const struct message *message)
{
	const struct buf *type = text_of(scratch, &message->at[M_type]);

	if (type->len == 7 && memcmp(type->data, "service", 7) == 0) {
		if (message->at[M_action].type == JSON_STR)
			add_source(item, scratch, "service", &message->at[M_action]);
		else
			item_source(item, "service", "custom_action", 13);
	} else if (type->len != 7 || memcmp(type->data, "message", 7) != 0) {
		item_source(item, "type", type->data, type->len);
	}
}

static void
add_album(struct item *item, int64_t first)
{
	struct buf text = {0};

	buf_addf(&text, "%lld", (long long)first);
	item_source(item, "album_hint", text.data, text.len);
	buf_free(&text);
}

void
telegram_message(struct ingest *ingest, const struct telegram_chat *chat,
                 const struct json_members *members, struct telegram_scratch *scratch, const int64_t *album)
{
	struct item *item = &ingest->item;
	struct message message;

	sort_members(&message, members, scratch);
	buf_add(&item->source, chat->source.data, chat->source.len);
	add_identity(ingest, chat, scratch, &message);
	add_type(item, scratch, &message);
	add_dates(ingest, scratch, &message);
	add_origin(item, chat, scratch, &message);
	if (album != NULL)
		add_album(item, *album);
	telegram_text_message(item, &message.at[M_text], &message.at[M_text_entities],
	                      &scratch->entities, &scratch->other);
	add_media(item, scratch, &message);
	add_extras(item, scratch, &message);
	if (message.at[M_reactions].type == JSON_ARR && message.at[M_reactions].len > 2) {
		buf_clear(&scratch->other);
		json_compact(&message.at[M_reactions], &scratch->other, &scratch->text);
		item_source_json(item, "reactions", scratch->other.data, scratch->other.len);
	}
	if (scratch->entities.len > 0) {
		buf_addc(&scratch->entities, ']');
		item_source_json(item, "entities", scratch->entities.data, scratch->entities.len);
	}
	if (scratch->raw.len > 0) {
		buf_addc(&scratch->raw, '}');
		item_source_json(item, "raw", scratch->raw.data, scratch->raw.len);
	}
}
