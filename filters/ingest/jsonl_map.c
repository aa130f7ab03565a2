#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/ingest/json_repair.h"
#include "filters/ingest/jsonl.h"
#include "filters/ingest/take.h"

/* Objects of other tools, by the map of the command line. */

/* Appends what a value says as text: a string, a number as written, a truth
 * value; of a list its items a line each. */
static void
append_text(const struct json_value *value, struct buf *out)
{
	struct json_member part;
	size_t cursor = 0, from = out->len;

	switch (value->type) {
	case JSON_STR:
		json_unescape(value, out);
		return;
	case JSON_NUM:
	case JSON_BOOL:
		buf_add(out, value->text, value->len);
		return;
	case JSON_ARR:
		while (json_next(value, &cursor, &part)) {
			if (part.value.type != JSON_STR && part.value.type != JSON_NUM)
				continue;
			if (out->len > from)
				buf_addc(out, '\n');
			append_text(&part.value, out);
		}
		return;
	default:
		return;
	}
}

/* Categories: of a list each, of lists in it theirs. */
static void
append_list(struct taker *taker, const struct json_value *value)
{
	struct json_member part;
	size_t cursor = 0;

	if (value->type == JSON_ARR) {
		while (json_next(value, &cursor, &part))
			if (part.value.type != JSON_ARR)
				append_list(taker, &part.value);
		return;
	}
	buf_clear(&taker->scratch);
	append_text(value, &taker->scratch);
	take_category(taker, taker->scratch.data, taker->scratch.len);
}

/* Whether append_text() and append_list() take all of a value. */
static bool
is_plain(const struct json_value *value)
{
	struct json_member part;
	size_t cursor = 0;

	if (value->type != JSON_ARR)
		return value->type != JSON_OBJ;
	while (json_next(value, &cursor, &part))
		if (part.value.type != JSON_STR && part.value.type != JSON_NUM)
			return false;
	return true;
}

/* The first entry for a member that finds something wins. False if that leaves some of the value. */
static bool
map_entry(struct record *rec, const struct field_map_entry *entry, struct taker *taker)
{
	struct json_value value = record_lookup(rec, entry->path);
	enum take_target target = take_find(entry->member);
	struct buf *text = &taker->scratch;

	if (value.type == JSON_ABSENT || value.type == JSON_NUL)
		return value.type == JSON_NUL;
	if (target == TAKE_TAGS) {
		append_list(taker, &value);
		return is_plain(&value);
	}
	buf_clear(text);
	append_text(&value, text);
	if (text->len == 0)
		return is_plain(&value);
	if (target == TAKE_DATE_PUBLISHED || target == TAKE_DATE_MODIFIED)
		if (value.type != JSON_STR && value.type != JSON_NUM)
			return false;
	return take_text(taker, target, entry->member, text->data, text->len) && is_plain(&value);
}

void
jsonl_map_entries(struct ingest *ingest, struct record *rec, struct taker *taker, bool *taken)
{
	const struct ingest_options *options = &ingest->options;
	const struct json_members *members = &rec->members;

	for (size_t i = 0; i < options->map_count; i++) {
		const char *path = options->map[i].path;

		if (!map_entry(rec, &options->map[i], taker))
			continue;
		for (size_t j = 0; j < members->count; j++)
			taken[j] |= json_key_is(&members->items[j], path, strlen(path));
	}
	if (ingest->item.id.len > 0)
		ingest->item.id_rule = "map";
}

void
jsonl_keep_rest(struct ingest *ingest, struct record *rec, const bool *taken, struct buf *raw)
{
	const struct json_members *members = &rec->members;

	buf_clear(raw);
	for (size_t i = 0; i < members->count; i++) {
		const struct json_member *member = &members->items[i];
		struct json_value key = {member->key - 1, member->key_len + 2, JSON_STR};

		if (taken[i])
			continue;
		buf_addc(raw, raw->len > 0 ? ',' : '{');
		json_compact(&key, raw, &ingest->scratch);
		buf_addc(raw, ':');
		json_compact(&member->value, raw, &ingest->scratch);
	}
	if (raw->len == 0)
		return;
	buf_addc(raw, '}');
	item_source_json(&ingest->item, "raw", raw->data, raw->len);
}

/* Whether the map names the member of _source itself. */
static bool
is_mapped(const struct ingest_options *options, const char *member)
{
	for (size_t i = 0; i < options->map_count; i++)
		if (strcmp(options->map[i].member, member) == 0)
			return true;
	return false;
}

void
jsonl_by_map(struct ingest *ingest, struct record *rec, const struct jsonl_place *place)
{
	struct taker taker = {.ingest = ingest};
	bool *taken = xcalloc(rec->members.count + 1, sizeof(bool));
	struct item *item = &ingest->item;
	const char *name = ingest->options.source_name, *kind = place->kind != NULL ? place->kind : "jsonl";

	if (!is_mapped(&ingest->options, "_source.kind"))
		item_source(item, "kind", kind, strlen(kind));
	if (name != NULL && !is_mapped(&ingest->options, "_source.name"))
		item_source(item, "name", name, strlen(name));
	item_source(item, "file", place->file, strlen(place->file));
	jsonl_place(item, place);
	jsonl_map_entries(ingest, rec, &taker, taken);
	jsonl_keep_rest(ingest, rec, taken, &taker.scratch);
	take_finish(&taker);
	take_free(&taker);
	free(taken);
}
