#include <string.h>

#include "common/xalloc.h"
#include "filters/ingest/ingest.h"
#include "filters/ingest/json_cut.h"
#include "filters/ingest/json_repair.h"
#include "filters/ingest/telegram_album.h"
#include "filters/ingest/telegram_message.h"

/* result.json of Telegram Desktop (INPUT-FORMATS section 1): the walk down to
 * the messages of one chat, or of all chats of an account. */

/* A message with media that waits for the next one, which may show that it is part of an album: in a copy. */
struct held {
	bool waits, joined; /* joined: with the one before */
	struct buf text;
	struct json_members members;
	struct buf repairs;
	int64_t album;      /* the number of the first message */
	uint64_t offset;
	size_t n;
};

struct reader {
	struct ingest *ingest;
	struct document *document;
	struct json_cut cut;
	struct telegram_chat chat;
	struct telegram_scratch scratch;
	struct json_members members;
	struct buf key, value, repaired;
	struct telegram_album album;
	struct held held;
	bool listed; /* a list of messages or of chats was found */
	bool failed; /* the document cannot be read on; said */
};

/* What a member of an object is to us. */
enum role { ROLE_NONE, ROLE_NAME, ROLE_TYPE, ROLE_ID, ROLE_MESSAGES, ROLE_CHATS, ROLE_LIST };

/* The objects on the way; chats are in lists, lists in the account. */
enum level { LEVEL_ROOT, LEVEL_CHATS, LEVEL_CHAT };

static const struct {
	const char *key;
	enum role role;
	bool at[3]; /* the levels at which it has the role */
} roles[] = {
	{"name", ROLE_NAME, {[LEVEL_ROOT] = true, [LEVEL_CHAT] = true}},
	{"type", ROLE_TYPE, {[LEVEL_ROOT] = true, [LEVEL_CHAT] = true}},
	{"id", ROLE_ID, {[LEVEL_ROOT] = true, [LEVEL_CHAT] = true}},
	{"messages", ROLE_MESSAGES, {[LEVEL_ROOT] = true, [LEVEL_CHAT] = true}},
	{"chats", ROLE_CHATS, {[LEVEL_ROOT] = true}},
	{"left_chats", ROLE_CHATS, {[LEVEL_ROOT] = true}},
	{"list", ROLE_LIST, {[LEVEL_CHATS] = true}},
};

static void read_members(struct reader *reader, enum level level);

/* --- Trouble */

static void
refuse(struct reader *reader, const struct json_item *item, const char *why)
{
	struct problem problem = {0};
	size_t n = item->n;

	while (n > 0 && strchr(" \t\r\n,", item->text[n - 1]) != NULL)
		n--;
	problem_set(&problem, 0, (size_t)item->offset + 1, "%s", why);
	document_reject(reader->document, item->text, n, &problem);
}

/* The document itself is cut off or no export; nothing more is read. */
static void
fail(struct reader *reader, const char *why)
{
	struct json_item nothing = {.text = "", .offset = json_cut_offset(&reader->cut)};

	if (!reader->failed && !ingest_interrupted(reader->document))
		refuse(reader, &nothing, json_cut_peek(&reader->cut) < 0 ? "the export is cut off here" : why);
	reader->failed = true;
}

/* --- Messages */

/* Members of a message in which two have one name, which the scanner refuses. */
static bool
list_members(struct reader *reader, const char *text, size_t n, struct problem *problem)
{
	struct json_members *members = &reader->members;
	struct json_value value;
	size_t cursor = 0;

	if (!json_scan_value(text, n, &value, problem))
		return false;
	members->count = 0;
	do
		members->items = xgrow(members->items, &members->cap, members->count + 1,
		                       sizeof(*members->items));
	while (json_next(&value, &cursor, &members->items[members->count]) && ++members->count > 0);
	return true;
}

static bool
scan(struct reader *reader, const char *text, size_t n, struct problem *problem)
{
	struct json_value object;

	if (json_scan_object(text, n, &object, &reader->members, problem))
		return true;
	return strncmp(problem->text, "duplicate", 9) == 0 && list_members(reader, text, n, problem);
}

/* Scans a message, mended if it has to be. */
static bool
scan_message(struct reader *reader, const struct json_item *raw, bool *mended, struct problem *problem)
{
	*mended = false;
	if (!raw->suspect && scan(reader, raw->text, raw->n, problem))
		return true;
	*mended = true;
	*problem = (struct problem){0};
	buf_clear(&reader->repaired);
	json_repair(raw->text, raw->n, &reader->repaired, &reader->ingest->item);
	return scan(reader, reader->repaired.data, reader->repaired.len, problem);
}

static void
emit(struct reader *reader, const struct json_members *members, uint64_t offset, size_t n, const int64_t *album)
{
	struct item *item = &reader->ingest->item;

	telegram_message(reader->ingest, &reader->chat, members, &reader->scratch, album);
	item_source_number(item, "offset", offset);
	item_source_number(item, "length", n);
	item_emit(item, reader->document);
}

/* Gives the message that waits; joined says whether the next one is in its album. */
static void
release(struct reader *reader, bool joined)
{
	struct held *held = &reader->held;
	struct item *item = &reader->ingest->item;
	struct buf repairs = {0};

	if (!held->waits)
		return;
	held->waits = false;
	buf_add(&repairs, item->repairs.data, item->repairs.len); /* of the message that comes */
	item_clear(item);
	buf_add(&item->repairs, held->repairs.data, held->repairs.len);
	emit(reader, &held->members, held->offset, held->n, held->joined || joined ? &held->album : NULL);
	buf_add(&item->repairs, repairs.data, repairs.len);
	buf_free(&repairs);
}

/* Keeps a message whose members were found in the buffer at base. */
static void
hold(struct reader *reader, const struct json_item *raw, const char *base, size_t n)
{
	struct held *held = &reader->held;
	struct json_members *members = &held->members;

	item_set(&held->text, base, n);
	item_set(&held->repairs, reader->ingest->item.repairs.data, reader->ingest->item.repairs.len);
	members->items = xgrow(members->items, &members->cap, reader->members.count, sizeof(*members->items));
	members->count = reader->members.count;
	for (size_t i = 0; i < members->count; i++) {
		struct json_member *member = &members->items[i];

		*member = reader->members.items[i];
		member->key = held->text.data + (member->key - base);
		member->value.text = held->text.data + (member->value.text - base);
	}
	held->waits = true;
	held->joined = reader->album.joined;
	held->album = reader->album.first;
	held->offset = raw->offset;
	held->n = raw->n;
}

static void
take_message(struct reader *reader, const struct json_item *raw, bool mended)
{
	const struct buf *repaired = &reader->repaired;

	release(reader, telegram_album_next(&reader->album, &reader->members));
	if (reader->album.candidate)
		hold(reader, raw, mended ? repaired->data : raw->text, mended ? repaired->len : raw->n);
	else
		emit(reader, &reader->members, raw->offset, raw->n, NULL);
}

static void
read_message(struct reader *reader)
{
	struct problem problem = {0};
	struct json_item raw;
	bool mended;

	json_cut_item(&reader->cut, &raw);
	item_clear(&reader->ingest->item);
	switch (raw.result) {
	case JSON_CUT_WHOLE:
		if (scan_message(reader, &raw, &mended, &problem)) {
			take_message(reader, &raw, mended);
			return;
		}
		json_cut_again(&reader->cut, &raw);
		raw.offset += problem.column > 0 ? problem.column - 1 : 0;
		refuse(reader, &raw, problem.text);
		return;
	case JSON_CUT_BROKEN:
		refuse(reader, &raw, "message without an end");
		return;
	case JSON_CUT_LONG:
		refuse(reader, &raw, "message longer than --max-record");
		json_cut_rest(&reader->cut);
		return;
	case JSON_CUT_ENDED:
		if (!ingest_interrupted(reader->document))
			refuse(reader, &raw, "the export is cut off in this message");
		reader->failed = true;
		return;
	}
}

/* Something stands where a message or the end of the list should: goes on at
 * the next message, if there is one. */
static bool
pass_damage(struct reader *reader)
{
	struct json_item nothing = {.text = "", .offset = json_cut_offset(&reader->cut)};

	if (json_cut_peek(&reader->cut) < 0) {
		fail(reader, "");
		return false;
	}
	refuse(reader, &nothing, "expected a message");
	if (json_cut_resume(&reader->cut))
		return true;
	reader->failed = true;
	return false;
}

static void
read_messages(struct reader *reader)
{
	if (!json_cut_take(&reader->cut, '[')) {
		fail(reader, "expected a list of messages");
		return;
	}
	reader->listed = true;
	while (!reader->failed && !filter_stopping(reader->document->filter)) {
		int c = json_cut_peek(&reader->cut);

		if (c == '{') {
			read_message(reader);
		} else if (c == ']') {
			json_cut_take(&reader->cut, ']');
			break;
		} else if (c != ',') {
			if (!pass_damage(reader))
				break;
		} else {
			json_cut_take(&reader->cut, ',');
		}
	}
	item_clear(&reader->ingest->item);
	release(reader, false);
	telegram_album_end(&reader->album);
}

/* --- The way there */

/* The next scalar as text: strings unescaped, numbers as written, null empty. */
static bool
read_scalar(struct reader *reader, struct buf *out)
{
	struct problem problem = {0};
	struct json_value value;

	buf_clear(out);
	buf_clear(&reader->repaired);
	buf_clear(&reader->value);
	if (!json_cut_scalar(&reader->cut, &reader->value))
		return false;
	json_repair(reader->value.data, reader->value.len, &reader->repaired, &reader->ingest->item);
	if (!json_scan_value(reader->repaired.data, reader->repaired.len, &value, &problem))
		return false;
	if (value.type == JSON_STR)
		json_unescape(&value, out);
	else if (value.type == JSON_NUM)
		buf_add(out, value.text, value.len);
	return true;
}

/* What _source of all messages of the chat begins with. */
static void
describe_chat(struct reader *reader)
{
	static const char *const with_address[] = {"public_channel", "private_channel",
	                                           "public_supergroup", "private_supergroup"};
	struct telegram_chat *chat = &reader->chat;
	struct item *item = &reader->ingest->item;
	const char *name = reader->ingest->options.source_name;
	const struct chat *known = chat_by_id(reader->ingest->options.chat_map, chat->id.data, chat->id.len);

	item_clear(item);
	item_source(item, "kind", "telegram-export", 15);
	item_source(item, "name", name ? name : chat->name.data, name ? strlen(name) : chat->name.len);
	if (known != NULL)
		item_source(item, "handle", known->name, strlen(known->name));
	item_source(item, "channel_id", chat->id.data, chat->id.len);
	item_source(item, "chat_type", chat->type.data, chat->type.len);
	item_source(item, "file", reader->document->name, strlen(reader->document->name));
	item_set(&chat->source, item->source.data, item->source.len);
	item_clear(item);
	chat->known = known;
	chat->linked = false;
	for (size_t i = 0; i < sizeof(with_address) / sizeof(with_address[0]); i++)
		chat->linked |= strcmp(buf_str(&chat->type), with_address[i]) == 0;
}

static void
read_chat_list(struct reader *reader)
{
	if (!json_cut_take(&reader->cut, '[')) {
		fail(reader, "expected a list of chats");
		return;
	}
	reader->listed = true;
	while (!reader->failed && !filter_stopping(reader->document->filter)) {
		if (json_cut_take(&reader->cut, ']'))
			return;
		read_members(reader, LEVEL_CHAT);
		json_cut_take(&reader->cut, ',');
	}
}

/* A member we read, but of another type than it should be, is passed over. */
static void
read_value(struct reader *reader, enum role role)
{
	int c = json_cut_peek(&reader->cut);
	bool ok = true;

	if (role == ROLE_MESSAGES && c == '[') {
		describe_chat(reader);
		read_messages(reader);
	} else if (role == ROLE_LIST && c == '[') {
		read_chat_list(reader);
	} else if (role == ROLE_CHATS && c == '{') {
		read_members(reader, LEVEL_CHATS);
	} else if (role == ROLE_NAME && c != '{' && c != '[') {
		ok = read_scalar(reader, &reader->chat.name);
	} else if (role == ROLE_TYPE && c != '{' && c != '[') {
		ok = read_scalar(reader, &reader->chat.type);
	} else if (role == ROLE_ID && c != '{' && c != '[') {
		ok = read_scalar(reader, &reader->chat.id);
	} else {
		ok = json_cut_skip(&reader->cut);
	}
	if (!ok)
		fail(reader, "expected a value");
}

static enum role
find_role(const struct buf *key, enum level level)
{
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (roles[i].at[level] && strlen(roles[i].key) == key->len
		    && memcmp(roles[i].key, key->data, key->len) == 0)
			return roles[i].role;
	return ROLE_NONE;
}

static void
read_members(struct reader *reader, enum level level)
{
	if (level != LEVEL_CHATS) {
		buf_clear(&reader->chat.name);
		buf_clear(&reader->chat.type);
		buf_clear(&reader->chat.id);
	}
	if (!json_cut_take(&reader->cut, '{')) {
		fail(reader, "expected an object");
		return;
	}
	while (!reader->failed && !filter_stopping(reader->document->filter)) {
		if (json_cut_take(&reader->cut, '}'))
			return;
		if (json_cut_peek(&reader->cut) != '"' || !read_scalar(reader, &reader->key)
		    || !json_cut_take(&reader->cut, ':')) {
			fail(reader, "expected a key");
			return;
		}
		read_value(reader, find_role(&reader->key, level));
		if (!reader->failed && !json_cut_take(&reader->cut, ',')
		    && json_cut_peek(&reader->cut) != '}')
			fail(reader, "expected ',' or '}'");
	}
}

static void
reader_free(struct reader *reader)
{
	json_cut_free(&reader->cut);
	telegram_scratch_free(&reader->scratch);
	json_members_free(&reader->members);
	json_members_free(&reader->held.members);
	buf_free(&reader->held.text);
	buf_free(&reader->held.repairs);
	buf_free(&reader->chat.name);
	buf_free(&reader->chat.type);
	buf_free(&reader->chat.id);
	buf_free(&reader->chat.source);
	buf_free(&reader->key);
	buf_free(&reader->value);
	buf_free(&reader->repaired);
}

void
read_telegram_export(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct reader reader = {.ingest = ingest, .document = document};

	json_cut_open(&reader.cut, document, head, n, document->input->max_line);
	read_members(&reader, LEVEL_ROOT);
	if (!reader.failed && json_cut_peek(&reader.cut) >= 0)
		fail(&reader, "more after the end of the export");
	if (!reader.failed && !reader.listed && !ingest_interrupted(document))
		refuse(&reader, &(struct json_item){.text = ""}, "no export: it has no list of messages");
	item_clear(&ingest->item);
	reader_free(&reader);
}
