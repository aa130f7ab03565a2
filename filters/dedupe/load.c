/* Joining what --dump wrote. */
#include <string.h>

#include "common/date.h"
#include "common/json.h"
#include "filters/dedupe/index.h"
#include "filters/dedupe/join_inner.h"
#include "filters/dedupe/offset.h"

static bool
read_number(const struct record *rec, const char *name, uint64_t *number)
{
	struct json_value value = record_lookup(rec, name);

	*number = 0;
	if (value.type != JSON_NUM || value.len > 18)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		if (value.text[i] < '0' || value.text[i] > '9')
			return false;
		*number = 10 * *number + (uint64_t)(value.text[i] - '0');
	}
	return true;
}

/* Reads n bytes in hexadecimal out of a string value. */
static bool
read_hex(struct json_value value, unsigned char *bytes, size_t n)
{
	if (value.type != JSON_STR || value.len != 2 * n + 2)
		return false;
	for (size_t i = 0; i < 2 * n; i++) {
		char c = value.text[i + 1];
		int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

		if (digit < 0)
			return false;
		bytes[i / 2] = (unsigned char)(i % 2 ? bytes[i / 2] | digit : digit << 4);
	}
	return true;
}

static bool
read_hash(struct json_value value, struct hash128 *hash)
{
	unsigned char bytes[16];

	if (!read_hex(value, bytes, sizeof(bytes)))
		return false;
	*hash = (struct hash128){0};
	for (size_t i = 0; i < 8; i++) {
		hash->high = hash->high << 8 | bytes[i];
		hash->low = hash->low << 8 | bytes[8 + i];
	}
	return true;
}

/* Reads what the entry is known by. False if it is nothing, or something that this state has not. */
static bool
read_keys(struct join *join, const struct record *rec, struct log_item *item)
{
	unsigned char bytes[SKETCH_BYTES];
	struct json_value all = record_get(rec, "keys"), sketch = record_get(rec, "sketch");
	struct json_member member;
	size_t cursor = 0, told = 0;

	for (size_t kind = 0; kind < keys_kinds(join->keys); kind++) {
		const char *name = keys_name(join->keys, kind);
		struct json_value value = json_get(&all, name, strlen(name));

		if (value.type == JSON_ABSENT)
			continue;
		if (!read_hash(value, &item->keys[item->key_count++]))
			return false;
		item->kinds |= (uint32_t)1 << kind;
	}
	while (all.type == JSON_OBJ && json_next(&all, &cursor, &member))
		told++;
	if (sketch.type != JSON_ABSENT) {
		if (!read_hex(sketch, bytes, SKETCH_BYTES))
			return false;
		sketch_read(&item->sketch, (const char *)bytes);
		item->flags |= LOG_SKETCH;
	}
	return told == item->key_count && (item->key_count > 0 || item->flags & LOG_SKETCH);
}

static void
take_offset(struct join *join, const struct json_member *member)
{
	struct notes one = {0};
	struct buf *name = &join->text;
	struct buf number = {0};

	buf_clear(name);
	buf_adds(name, OFFSET_PREFIX);
	json_unescape_raw(member->key, member->key_len, name);
	if (member->value.type == JSON_STR)
		json_unescape(&member->value, &number);
	if (number.len > 0 && number.len <= LOG_MAX_NOTE && name->len <= LOG_MAX_NOTE) {
		notes_set(&one, name->data, name->len, number.data, number.len);
		join_add_notes(join, &one);
	}
	notes_free(&one);
	buf_free(&number);
}

/* The first line of a dump. */
static bool
take_head(struct join *join, struct record *rec)
{
	struct json_value offsets = record_get(rec, "offsets");
	struct json_member member;
	size_t cursor = 0;
	uint64_t format;

	join_begin_lines(join);
	join->refused = true;
	if (!read_number(rec, "format", &format) || format > LOG_MAJOR)
		return problem_set(&rec->problem, 0, 0, "of a state made by a newer version of dedupe");
	buf_clear(&join->text);
	if (!record_string(rec, "settings", &join->text) || strcmp(buf_str(&join->text), keys_settings(join->keys)) != 0)
		return problem_set(&rec->problem, 0, 0, "of a state made with '%s', not '%s'", buf_str(&join->text),
		                   keys_settings(join->keys));
	while (offsets.type == JSON_OBJ && json_next(&offsets, &cursor, &member))
		take_offset(join, &member);
	join->refused = false;
	return true;
}

static bool
is_true(const struct record *rec, const char *name)
{
	struct json_value value = record_get(rec, name);

	return value.len == 4 && memcmp(value.text, "true", 4) == 0;
}

/* What is told of a first only. The id is put into join->text. */
static void
read_first(struct join *join, const struct record *rec, struct log_item *item)
{
	struct buf *text = &join->text;
	uint64_t seen;

	if (!read_number(rec, "seen", &seen))
		seen = 1;
	item->seen = seen < INDEX_MAX_SEEN ? (uint32_t)seen : INDEX_MAX_SEEN;
	buf_clear(text);
	if (record_string(rec, "first_seen", text) && !date_parse_rfc3339(text->data, text->len, &item->date))
		item->date = INDEX_NO_DATE;
	buf_clear(text);
	if (record_string(rec, "id", text) && text->len <= LOG_MAX_ID) {
		item->id = text->data;
		item->id_len = text->len;
	}
}

bool
join_add_line(struct join *join, struct record *rec)
{
	struct log_item item = {.kind = LOG_FIRST, .date = INDEX_NO_DATE};
	uint64_t entry;
	size_t root = 0;

	if (record_get(rec, "format").type != JSON_ABSENT)
		return take_head(join, rec);
	if (join->refused)
		return problem_set(&rec->problem, 0, 0, "of a state that cannot be joined");
	if (!read_number(rec, "entry", &entry) || !read_keys(join, rec, &item) ||
	    (join->number_count > 0 && entry <= join->numbers[join->number_count - 1].entry))
		return problem_set(&rec->problem, 0, 0, "not an entry of a state");
	if (record_get(rec, "of").type != JSON_ABSENT) {
		root = read_number(rec, "of", &item.root) ? join_member_of(join, item.root) : SIZE_MAX;
		item.kind = LOG_ALIAS;
	} else {
		read_first(join, rec, &item);
	}
	if (root == SIZE_MAX)
		return problem_set(&rec->problem, 0, 0, "of an entry that did not come before");
	if (is_true(rec, "untitled"))
		item.flags |= LOG_UNTITLED;
	join_add_member(join, entry, &item, root);
	return true;
}
