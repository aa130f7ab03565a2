/* JSON Feed 1.1 (jsonfeed.org). Records are its items already and stay as they are, byte for byte, but for what
 * would make the feed invalid or hurt a reader:
 *   - such a member is renamed, with PREFIX before its name, as are those whose name begins with it;
 *   - what an item must have, or what is good of a member that was renamed, is added behind ADDED.
 * `_watchline` at the feed's top says so. ingest undoes both, so that records come back as they were. */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/escape.h"
#include "common/xalloc.h"
#include "filters/emit/feedout.h"
#include "filters/emit/format.h"
#include "filters/emit/intel_text.h"

#define PREFIX "_watchline_"
#define ADDED PREFIX "added"

struct jsonfeed {
	struct feedout feed;
	struct buf item, safe, text;
	bool more; /* an item was written */
};

static void
add_text(struct buf *out, const char *key, const char *s, size_t n)
{
	json_add_key(out, key);
	json_add_string(out, s, n);
}

static void
jsonfeed_begin(struct emitter *emitter)
{
	const struct emit_options *options = &emitter->options;
	struct buf *out = &emitter->buf;

	emitter->state = xcalloc(1, sizeof(struct jsonfeed));
	buf_clear(out);
	buf_adds(out, "{\"version\":\"https://jsonfeed.org/version/1.1\"");
	add_text(out, "title", options->title, strlen(options->title));
	if (options->feed_url)
		add_text(out, "feed_url", options->feed_url, strlen(options->feed_url));
	if (options->author) {
		buf_adds(out, ",\"authors\":[{");
		add_text(out, "name", options->author, strlen(options->author));
		buf_adds(out, "}]");
	}
	buf_adds(out, ",\"_watchline\":{\"about\":\"watchline-record(5)\",\"records\":1},\"items\":[\n");
	output_add(emitter->out, out->data, out->len);
}

/* --- What an item may hold */

static bool
is_text(struct jsonfeed *state, const struct json_value *value)
{
	return value->type == JSON_STR;
}

static bool
is_id(struct jsonfeed *state, const struct json_value *value)
{
	return value->type == JSON_STR && value->len > 2;
}

static bool
is_url(struct jsonfeed *state, const struct json_value *value)
{
	if (value->type != JSON_STR)
		return false;
	buf_clear(&state->text);
	json_unescape(value, &state->text);
	buf_clear(&state->safe);
	return state->text.len > 0 && intel_add_uri(&state->safe, state->text.data, state->text.len);
}

static bool
is_date(struct jsonfeed *state, const struct json_value *value)
{
	int64_t seconds;

	if (value->type != JSON_STR)
		return false;
	buf_clear(&state->text);
	json_unescape(value, &state->text);
	return state->text.len > 0 && date_parse_rfc3339(state->text.data, state->text.len, &seconds);
}

static bool
is_language(struct jsonfeed *state, const struct json_value *value)
{
	if (value->type != JSON_STR)
		return false;
	buf_clear(&state->text);
	json_unescape(value, &state->text);
	return feedout_is_language(&state->text);
}

static bool
is_tags(struct jsonfeed *state, const struct json_value *value)
{
	struct json_member item;
	size_t cursor = 0;

	while (value->type == JSON_ARR && json_next(value, &cursor, &item))
		if (item.value.type != JSON_STR)
			return false;
	return value->type == JSON_ARR;
}

/* Whether the member is there and a string, or, as wanted, may be missing. */
static bool
has(struct jsonfeed *state, const struct json_value *object, const char *name,
    bool (*good)(struct jsonfeed *, const struct json_value *), bool needed)
{
	struct json_value value = json_get(object, name, strlen(name));

	return value.type == JSON_ABSENT ? !needed : good(state, &value);
}

static bool
is_author(struct jsonfeed *state, const struct json_value *value)
{
	return value->type == JSON_OBJ && has(state, value, "name", is_text, false) && has(state, value, "url", is_url, false)
	       && has(state, value, "avatar", is_url, false)
	       && (json_get(value, "name", 4).type != JSON_ABSENT || json_get(value, "url", 3).type != JSON_ABSENT);
}

static bool
is_number(struct jsonfeed *state, const struct json_value *value)
{
	return value->type == JSON_NUM && value->text[0] != '-';
}

static bool
is_attachment(struct jsonfeed *state, const struct json_value *value)
{
	return value->type == JSON_OBJ && has(state, value, "url", is_url, true)
	       && has(state, value, "mime_type", is_text, true) && has(state, value, "title", is_text, false)
	       && has(state, value, "size_in_bytes", is_number, false)
	       && has(state, value, "duration_in_seconds", is_number, false);
}

static bool
is_list(struct jsonfeed *state, const struct json_value *value,
        bool (*good)(struct jsonfeed *, const struct json_value *))
{
	struct json_member item;
	size_t cursor = 0;

	while (value->type == JSON_ARR && json_next(value, &cursor, &item))
		if (!good(state, &item.value))
			return false;
	return value->type == JSON_ARR;
}

static bool
is_authors(struct jsonfeed *state, const struct json_value *value)
{
	return is_list(state, value, is_author);
}

static bool
is_attachments(struct jsonfeed *state, const struct json_value *value)
{
	return is_list(state, value, is_attachment);
}

/* HTML of strangers: what shows it may run it. */
static bool
is_never(struct jsonfeed *state, const struct json_value *value)
{
	return false;
}

static const struct rule {
	const char *name;
	bool (*good)(struct jsonfeed *, const struct json_value *);
	bool (*part)(struct jsonfeed *, const struct json_value *); /* the good of a list are added */
} rules[] = {
	{"id", is_id, NULL}, {"url", is_url, NULL}, {"external_url", is_url, NULL}, {"title", is_text, NULL},
	{"content_text", is_text, NULL}, {"content_html", is_never, NULL}, {"summary", is_text, NULL},
	{"image", is_url, NULL}, {"banner_image", is_url, NULL}, {"date_published", is_date, NULL},
	{"date_modified", is_date, NULL}, {"author", is_author, NULL}, {"authors", is_authors, is_author},
	{"language", is_language, NULL}, {"tags", is_tags, is_text}, {"attachments", is_attachments, is_attachment},
};

static const struct rule *
find_rule(const struct json_member *member)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		if (json_key_is(member, rules[i].name, strlen(rules[i].name)))
			return &rules[i];
	return NULL;
}

static bool
is_reserved(struct jsonfeed *state, const struct json_member *member)
{
	size_t n = strlen(PREFIX);

	if (!member->key_escaped)
		return member->key_len >= n && memcmp(member->key, PREFIX, n) == 0;
	buf_clear(&state->text);
	json_unescape_raw(member->key, member->key_len, &state->text);
	return state->text.len >= n && memcmp(state->text.data, PREFIX, n) == 0;
}

/* --- An item */

/* Begins what is added: behind the last member, since ingest cuts it off there. */
static void
add_key(struct jsonfeed *state, const char *name, bool *added)
{
	if (!*added) {
		if (state->feed.rec->members.count > 0)
			buf_addc(&state->item, ',');
		buf_adds(&state->item, "\"" ADDED "\":true");
	}
	*added = true;
	json_add_key(&state->item, name);
}

static void
add_good_parts(struct jsonfeed *state, const struct rule *rule, const struct json_value *list, bool *added)
{
	struct json_member part;
	size_t cursor = 0, count = 0;

	while (list->type == JSON_ARR && json_next(list, &cursor, &part)) {
		if (!rule->part(state, &part.value))
			continue;
		if (count++ == 0) {
			add_key(state, rule->name, added);
			buf_addc(&state->item, '[');
		}
		json_add_comma(&state->item);
		buf_add(&state->item, part.value.text, part.value.len);
	}
	if (count > 0)
		buf_addc(&state->item, ']');
}

/* The record up to its last brace, with members renamed. */
static void
copy_members(struct jsonfeed *state, const struct record *rec)
{
	const char *done = rec->object.text, *end = done + rec->object.len - 1;

	for (size_t i = 0; i < rec->members.count; i++) {
		const struct json_member *member = &rec->members.items[i];
		const struct rule *rule = find_rule(member);

		if (rule ? rule->good(state, &member->value) : !is_reserved(state, member))
			continue;
		buf_add(&state->item, done, (size_t)(member->key - done));
		buf_adds(&state->item, PREFIX);
		done = member->key;
	}
	buf_add(&state->item, done, (size_t)(end - done));
}

static void
add_needed(struct jsonfeed *state, const struct record *rec)
{
	struct json_value id = record_get(rec, "id"), text = record_get(rec, "content_text"), list;
	bool added = false;

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		list = record_get(rec, rules[i].name);
		if (rules[i].part && list.type != JSON_ABSENT && !rules[i].good(state, &list))
			add_good_parts(state, &rules[i], &list, &added);
	}
	if (!is_id(state, &id) || text.type != JSON_STR)
		feedout_read(&state->feed, rec);
	if (!is_id(state, &id)) {
		add_key(state, "id", &added);
		json_add_string(&state->item, state->feed.id.data, state->feed.id.len);
	}
	if (text.type != JSON_STR) {
		const struct buf *shown = state->feed.view.text.len > 0 ? &state->feed.view.text : &state->feed.title;

		add_key(state, "content_text", &added);
		json_add_string(&state->item, shown->data, shown->len);
	}
	buf_addc(&state->item, '}');
}

static enum verdict
jsonfeed_record(struct emitter *emitter, const struct record *rec)
{
	struct jsonfeed *state = emitter->state;
	struct buf *out = &emitter->buf;

	state->feed.rec = rec;
	buf_clear(&state->item);
	copy_members(state, rec);
	add_needed(state, rec);
	buf_clear(out);
	if (state->more)
		buf_addc(out, ',');
	state->more = true;
	if (!escape_json(out, state->item.data, state->item.len))
		buf_add(out, state->item.data, state->item.len);
	buf_addc(out, '\n');
	output_add(emitter->out, out->data, out->len);
	return TAKEN;
}

static void
jsonfeed_end(struct emitter *emitter)
{
	struct jsonfeed *state = emitter->state;

	output_add(emitter->out, "]}\n", 3);
	feedout_free(&state->feed);
	buf_free(&state->item);
	buf_free(&state->safe);
	buf_free(&state->text);
	free(state);
	emitter->state = NULL;
}

const struct format format_jsonfeed = {.name = "jsonfeed", .begin = jsonfeed_begin, .record = jsonfeed_record,
                                       .end = jsonfeed_end, .takes = "title author feed-url"};
