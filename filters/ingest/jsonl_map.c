#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/ingest/json_repair.h"
#include "filters/ingest/jsonl.h"

/* Objects of other tools, by the map of the command line. */

struct mapping {
	struct ingest *ingest;
	struct record *rec;
	struct buf categories, author, author_url, scratch;
	bool *taken; /* of each entry of the map, whether it took all it found */
};

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

static void
append_list(const struct json_value *value, struct buf *list, struct buf *scratch)
{
	struct json_member part;
	size_t cursor = 0;

	if (value->type == JSON_ARR) {
		while (json_next(value, &cursor, &part))
			if (part.value.type != JSON_ARR)
				append_list(&part.value, list, scratch);
		return;
	}
	buf_clear(scratch);
	append_text(value, scratch);
	if (scratch->len == 0)
		return;
	if (list->len > 0)
		buf_addc(list, ',');
	json_add_string(list, scratch->data, scratch->len);
}

static struct buf *
text_member(struct mapping *mapping, const char *name)
{
	struct item *item = &mapping->ingest->item;
	const struct {
		const char *name;
		struct buf *field;
	} fields[] = {
		{"id", &item->id}, {"url", &item->url}, {"external_url", &item->external_url},
		{"title", &item->title}, {"content_text", &item->content_text},
		{"summary", &item->summary}, {"language", &item->language},
		{"author", &mapping->author}, {"author_url", &mapping->author_url},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(fields[i].name, name) == 0)
			return fields[i].field;
	return NULL;
}

/* Whether _source has the member, while all its values are strings and numbers. */
static bool
source_has(const struct item *item, const char *name)
{
	size_t n = strlen(name);
	const char *p = item->source.data, *end;

	if (item->source.len == 0)
		return false;
	end = p + item->source.len;
	while ((p = memmem(p, (size_t)(end - p), name, n)) != NULL) {
		if (p[-1] == '"' && end - p > (ptrdiff_t)n + 1 && p[n] == '"' && p[n + 1] == ':')
			return true;
		p++;
	}
	return false;
}

static bool
map_date(struct mapping *mapping, const struct json_value *value, bool published)
{
	const char *name = published ? "date" : "date_modified";
	struct item *item = &mapping->ingest->item;
	bool *has = published ? &item->has_published : &item->has_modified;
	int64_t seconds;
	enum date_precision precision;
	size_t read;

	if (*has || (value->type != JSON_STR && value->type != JSON_NUM))
		return false;
	buf_clear(&mapping->scratch);
	append_text(value, &mapping->scratch);
	read = mapping->scratch.len;
	if (value->type == JSON_NUM && memchr(value->text, '.', value->len) != NULL) /* 1704268805.5 */
		read = (size_t)((char *)memchr(value->text, '.', value->len) - value->text);
	precision = date_read(mapping->scratch.data, read, &mapping->ingest->options, &seconds);
	*has = precision == DATE_INSTANT || precision == DATE_DAY;
	if (*has && published)
		item->published = seconds;
	else if (*has)
		item->modified = seconds;
	if (precision == DATE_DAY && published)
		item_source(item, "date_precision", "day", 3);
	if (source_has(item, name))
		return false;
	item_source(item, name, mapping->scratch.data, mapping->scratch.len);
	return true;
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
map_entry(struct mapping *mapping, const struct field_map_entry *entry)
{
	struct json_value value = record_lookup(mapping->rec, entry->path);
	struct buf *field = text_member(mapping, entry->member);

	if (value.type == JSON_ABSENT || value.type == JSON_NUL)
		return value.type == JSON_NUL;
	if (strncmp(entry->member, "date_", 5) == 0)
		return map_date(mapping, &value, strcmp(entry->member, "date_published") == 0);
	if (field != NULL) {
		if (field->len > 0)
			return false;
		append_text(&value, field);
	} else if (strcmp(entry->member, "tags") == 0) {
		append_list(&value, &mapping->categories, &mapping->scratch);
	} else {
		if (source_has(&mapping->ingest->item, entry->member + 8))
			return false;
		buf_clear(&mapping->scratch);
		append_text(&value, &mapping->scratch);
		item_source(&mapping->ingest->item, entry->member + 8, mapping->scratch.data,
		            mapping->scratch.len);
	}
	return is_plain(&value);
}

/* Whether the map took the whole member. */
static bool
is_taken(const struct mapping *mapping, const struct json_member *member)
{
	const struct ingest_options *options = &mapping->ingest->options;

	for (size_t i = 0; i < options->map_count; i++)
		if (mapping->taken[i]
		    && json_key_is(member, options->map[i].path, strlen(options->map[i].path)))
			return true;
	return false;
}

static void
keep_rest(struct mapping *mapping, struct buf *scratch)
{
	const struct json_members *members = &mapping->rec->members;
	struct buf *raw = &mapping->scratch;

	buf_clear(raw);
	for (size_t i = 0; i < members->count; i++) {
		const struct json_member *member = &members->items[i];
		struct json_value key = {member->key - 1, member->key_len + 2, JSON_STR};

		if (is_taken(mapping, member))
			continue;
		buf_addc(raw, raw->len > 0 ? ',' : '{');
		json_compact(&key, raw, scratch);
		buf_addc(raw, ':');
		json_compact(&member->value, raw, scratch);
	}
	if (raw->len == 0)
		return;
	buf_addc(raw, '}');
	item_source_json(&mapping->ingest->item, "raw", raw->data, raw->len);
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
	struct mapping mapping = {
		.ingest = ingest, .rec = rec, .taken = xcalloc(ingest->options.map_count, sizeof(bool)),
	};
	struct item *item = &ingest->item;
	const char *name = ingest->options.source_name;

	if (!is_mapped(&ingest->options, "_source.kind"))
		item_source(item, "kind", "jsonl", 5);
	if (name != NULL && !is_mapped(&ingest->options, "_source.name"))
		item_source(item, "name", name, strlen(name));
	item_source(item, "file", place->file, strlen(place->file));
	item_source_number(item, "line", place->line);
	for (size_t i = 0; i < ingest->options.map_count; i++)
		mapping.taken[i] = map_entry(&mapping, &ingest->options.map[i]);
	if (item->id.len > 0)
		item->id_rule = "map";
	item_author(item, mapping.author.data, mapping.author.len, mapping.author_url.data,
	            mapping.author_url.len);
	keep_rest(&mapping, &ingest->scratch);
	if (mapping.categories.len > 0) {
		buf_clear(&mapping.scratch);
		buf_addf(&mapping.scratch, "[%.*s]", (int)mapping.categories.len, mapping.categories.data);
		item_source_json(item, "categories", mapping.scratch.data, mapping.scratch.len);
	}
	buf_free(&mapping.categories);
	buf_free(&mapping.author);
	buf_free(&mapping.author_url);
	buf_free(&mapping.scratch);
	free(mapping.taken);
}
