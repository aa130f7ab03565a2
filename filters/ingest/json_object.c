#include "filters/ingest/json_object.h"

#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "filters/ingest/csv.h"
#include "filters/ingest/json_repair.h"

void
json_object_begin(struct json_object *object, struct ingest *ingest, struct document *document)
{
	*object = (struct json_object){.ingest = ingest, .document = document, .place = {.file = document->name}};
}

void
json_object_free(struct json_object *object)
{
	record_free(&object->rec);
	buf_free(&object->repaired);
	buf_free(&object->out);
	preset_work_free(&object->work);
}

void
json_object_refuse(struct json_object *object, const char *text, size_t n, const struct problem *problem)
{
	struct problem placed = *problem;

	placed.line = (size_t)object->place.line;
	if (placed.column == 0)
		placed.column = 1;
	if (object->place.line == 0)
		placed.column += (size_t)object->place.offset;
	document_reject(object->document, text, n, &placed);
}

bool
json_object_scan(struct json_object *object, const char *text, size_t n)
{
	struct problem first;

	item_clear(&object->ingest->item);
	if (record_scan(&object->rec, text, n)) {
		if (memmem(text, n, "\\u0000", 6) == NULL)
			return true;
	}
	first = object->rec.problem;
	buf_clear(&object->repaired);
	json_repair(text, n, &object->repaired, &object->ingest->item);
	if (record_scan(&object->rec, object->repaired.data, object->repaired.len))
		return true;
	object->rec.problem = first;
	return false;
}

/* Which members would do, in words for the command line. */
static void
suggest(const struct json_object *object, struct problem *problem)
{
	const struct json_members *members = &object->rec.members;
	char text[sizeof(problem->text)];
	size_t at = 0, best = 0, ranks[2] = {SIZE_MAX, SIZE_MAX};
	static const char *const wanted[] = {"content_text", "date_published"};
	const struct json_member *found[2] = {NULL, NULL};

	for (size_t i = 0; i < members->count; i++) {
		size_t rank;
		const char *member = csv_member(members->items[i].key, members->items[i].key_len, &rank);

		for (size_t j = 0; j < 2 && member != NULL; j++)
			if (strcmp(member, wanted[j]) == 0 && rank < ranks[j] && members->items[i].value.type != JSON_OBJ) {
				ranks[j] = rank;
				found[j] = &members->items[i];
			}
	}
	text[0] = '\0';
	for (size_t j = 0; j < 2; j++)
		if (found[j] != NULL && found[j]->key_len < 40 && at < sizeof(text) - 80)
			at += (size_t)snprintf(text + at, sizeof(text) - at, "%s--map %s=.%.*s", at > 0 ? " " : "", wanted[j],
			                       (int)found[j]->key_len, found[j]->key);
	for (size_t i = 0; at == 0 && i < members->count && best < 6; i++, best++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%.*s", i > 0 ? ", " : "",
		         (int)(members->items[i].key_len < 24 ? members->items[i].key_len : 24), members->items[i].key);
	*problem = (struct problem){0};
	problem_set(problem, 0, 1, at > 0 ? "no record: it has no content_text, content_html, title, summary or url; %s would fit"
	            : "no record: it has no content_text, content_html, title, summary or url; --map says where they are (%s)",
	            text);
}

/* --since for what is a record already. */
static bool
is_old(const struct json_object *object)
{
	static const char *const dates[] = {"date_published", "date_modified"};
	const struct ingest_options *options = &object->ingest->options;
	struct buf *text = &object->ingest->scratch;
	int64_t seconds;

	for (size_t i = 0; options->has_since && i < 2; i++) {
		struct json_value value = record_get(&object->rec, dates[i]);

		buf_clear(text);
		if (value.type == JSON_STR)
			json_unescape(&value, text);
		else if (value.type == JSON_NUM)
			buf_add(text, value.text, value.len);
		if (text->len > 0 && date_read(text->data, text->len, options, &seconds) >= DATE_DAY)
			return seconds < options->since;
	}
	return false;
}

/* _source with what --set says of it. */
static void
set_source(const struct ingest_options *options, struct record *rec, struct buf *out)
{
	struct json_value source = record_get(rec, "_source");
	struct json_member member;
	size_t cursor = 0;

	buf_clear(out);
	buf_addc(out, '{');
	while (source.type == JSON_OBJ && json_next(&source, &cursor, &member)) {
		bool set = false;

		for (size_t i = 0; i < options->setting_count; i++)
			set |= strncmp(options->settings[i].member, "_source.", 8) == 0
			       && json_key_is(&member, options->settings[i].member + 8, strlen(options->settings[i].member) - 8);
		if (set)
			continue;
		json_add_comma(out);
		buf_addc(out, '"');
		buf_add(out, member.key, member.key_len);
		buf_add(out, "\":", 2);
		buf_add(out, member.value.text, member.value.len);
	}
	for (size_t i = 0; i < options->setting_count; i++) {
		bool later = strncmp(options->settings[i].member, "_source.", 8) != 0;

		for (size_t j = i + 1; j < options->setting_count; j++)
			later |= strcmp(options->settings[i].member, options->settings[j].member) == 0;
		if (later)
			continue;
		json_add_key(out, options->settings[i].member + 8);
		buf_adds(out, options->settings[i].json);
	}
	buf_addc(out, '}');
}

/* --set for what is a record already: out is changed. */
static void
apply_settings(struct json_object *object)
{
	const struct ingest_options *options = &object->ingest->options;
	struct buf *source = &object->ingest->scratch;

	buf_clear(&object->repaired);
	buf_add(&object->repaired, object->out.data, object->out.len);
	if (!record_scan(&object->rec, object->repaired.data, object->repaired.len))
		return; /* cannot be: we wrote it */
	set_source(options, &object->rec, source);
	record_set(&object->rec, "_source", source->data, source->len);
	for (size_t i = 0; i < options->setting_count; i++)
		if (strncmp(options->settings[i].member, "_source.", 8) != 0)
			record_set(&object->rec, options->settings[i].member, options->settings[i].json,
			           strlen(options->settings[i].json));
	buf_clear(&object->out);
	record_write(&object->rec, &object->out);
}

/* Objects of a document may be laid out over several lines; a record stands on one. */
static void
unfold(struct json_object *object)
{
	struct json_value whole = {object->out.data, object->out.len, JSON_OBJ};

	if (memchr(whole.text, '\n', whole.len) == NULL && memchr(whole.text, '\r', whole.len) == NULL)
		return;
	buf_clear(&object->repaired);
	json_compact(&whole, &object->repaired, &object->ingest->scratch);
	buf_clear(&object->out);
	buf_add(&object->out, object->repaired.data, object->repaired.len);
}

static void
read_record(struct json_object *object, const char *text, size_t n)
{
	const struct ingest_options *options = &object->ingest->options;

	if (is_old(object)) {
		document_drop(object->document, ITEM_TOO_OLD);
		return;
	}
	buf_clear(&object->out);
	if (!jsonl_as_record(object->ingest, &object->rec, &object->place, &object->out)) {
		if (strncmp(object->rec.problem.text, "no record", 9) == 0)
			suggest(object, &object->rec.problem);
		json_object_refuse(object, text, n, &object->rec.problem);
		return;
	}
	if (options->setting_count > 0)
		apply_settings(object);
	if (object->place.line == 0)
		unfold(object);
	document_record(object->document, object->out.data, object->out.len);
}

void
json_object_read(struct json_object *object, const char *text, size_t n)
{
	struct ingest *ingest = object->ingest;
	const struct preset *preset = preset_of(&ingest->options, &object->rec);

	if (preset != NULL) {
		if (!preset_read(ingest, preset, &object->rec, &object->place, &object->work, object->document))
			json_object_refuse(object, text, n, &object->rec.problem);
	} else if (ingest->options.map_count > 0) {
		jsonl_by_map(ingest, &object->rec, &object->place);
		item_emit(&ingest->item, object->document);
	} else {
		read_record(object, text, n);
	}
}

/* Undoes what emit did: takes off the prefix of names, and what stands behind _watchline_added. */
static void
restore(struct json_object *object)
{
	static const char prefix[] = "_watchline_", added[] = "_watchline_added";
	const struct record *rec = &object->rec;
	const char *done = rec->object.text, *end = done + rec->object.len - 1;

	buf_clear(&object->out);
	for (size_t i = 0; i < rec->members.count; i++) {
		const struct json_member *member = &rec->members.items[i];

		if (member->key_len < strlen(prefix) || memcmp(member->key, prefix, strlen(prefix)) != 0)
			continue;
		if (member->key_len == strlen(added) && memcmp(member->key, added, strlen(added)) == 0) {
			end = member->key - 1;
			end -= i > 0 && end[-1] == ',';
			break;
		}
		buf_add(&object->out, done, (size_t)(member->key - done));
		done = member->key + strlen(prefix);
	}
	buf_add(&object->out, done, (size_t)(end - done));
	buf_addc(&object->out, '}');
}

void
json_object_restore(struct json_object *object, const char *text, size_t n)
{
	restore(object);
	buf_clear(&object->repaired);
	buf_add(&object->repaired, object->out.data, object->out.len);
	if (!record_scan(&object->rec, object->repaired.data, object->repaired.len)) {
		json_object_refuse(object, text, n, &object->rec.problem);
		return;
	}
	if (is_old(object)) {
		document_drop(object->document, ITEM_TOO_OLD);
		return;
	}
	if (object->ingest->options.setting_count > 0)
		apply_settings(object);
	unfold(object);
	document_record(object->document, object->out.data, object->out.len);
}
