#include "filters/ingest/presets.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"

bool
preset_exists(const char *name)
{
	for (size_t i = 0; i < preset_count; i++)
		if (strcmp(presets[i].name, name) == 0)
			return true;
	return false;
}

void
preset_work_free(struct preset_work *work)
{
	take_free(&work->taker);
	if (work->html != NULL)
		htmltext_free(work->html);
	record_free(&work->inner);
	free(work->entries);
	free(work->taken);
	buf_free(&work->text);
	buf_free(&work->json);
}

/* --- Values */

struct json_value
preset_at(const struct json_value *object, const char *path)
{
	struct json_value value = *object;

	while (*path != '\0' && value.type != JSON_ABSENT) {
		size_t n = strcspn(path, ".");

		if (value.type == JSON_ARR) {
			struct json_member part;
			size_t cursor = 0, place = strtoul(path, NULL, 10);
			bool there;

			while ((there = json_next(&value, &cursor, &part)) && place > 0)
				place--;
			value = there ? part.value : (struct json_value){.type = JSON_ABSENT};
		} else {
			value = json_get(&value, path, n);
		}
		path += n + (path[n] == '.');
	}
	return value;
}

bool
preset_string(const struct json_value *value, struct buf *out)
{
	size_t from = out->len;

	if (value->type == JSON_STR)
		json_unescape(value, out);
	else if (value->type == JSON_NUM)
		buf_add(out, value->text, value->len);
	return out->len > from;
}

/* --- Which preset */

static bool
has_mark(const struct record *rec, const char *mark, size_t n)
{
	char name[64];

	while (n > 0) {
		const char *bar = memchr(mark, '|', n);
		size_t length = bar != NULL ? (size_t)(bar - mark) : n;

		if (length < sizeof(name)) {
			enum json_type type;

			memcpy(name, mark, length);
			name[length] = '\0';
			type = record_get(rec, name).type;
			if (type != JSON_ABSENT)
				return true;
		}
		length += bar != NULL;
		mark += length;
		n -= length;
	}
	return false;
}

static bool
has_marks(const struct preset *preset, const struct record *rec)
{
	const char *p = preset->marks + 1;

	while (*p != '\0') {
		size_t n = strcspn(p, " ");

		if (!has_mark(rec, p, n))
			return false;
		p += n + 1;
	}
	if (preset->type != NULL) {
		const char *equals = strchr(preset->type, '=');
		struct json_value value = json_get(&rec->object, preset->type, (size_t)(equals - preset->type));
		size_t length = strlen(equals + 1);

		return value.type == JSON_STR && value.len >= length + 2 && memcmp(value.text + 1, equals + 1, length) == 0;
	}
	return true;
}

const struct preset *
preset_of(const struct ingest_options *options, const struct record *rec)
{
	const struct preset *named = NULL;

	if (options->preset == NULL
	    && (options->map_count > 0 || record_get(rec, "content_text").type != JSON_ABSENT
	        || record_get(rec, "_source").type != JSON_ABSENT))
		return NULL;
	for (size_t i = 0; i < preset_count; i++) {
		if (options->preset != NULL && strcmp(options->preset, presets[i].name) != 0)
			continue;
		if (has_marks(&presets[i], rec))
			return &presets[i];
		named = &presets[i];
	}
	return options->preset != NULL ? named : NULL;
}

bool
preset_has_pages(const struct ingest_options *options, const char *head, size_t n)
{
	static const char *const marks[] = {"\"__twarc\"", "\"includes\"", "\"edit_history_tweet_ids\"", "\"public_metrics\"",
	                                    "\"author_id\""};
	const char *list = memmem(head, n, "\"data\"", 6);

	if (options->preset != NULL && strcmp(options->preset, "twarc") != 0)
		return false;
	if (options->items != NULL || list == NULL || memchr(head, '{', (size_t)(list - head)) == NULL)
		return false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (memmem(head, n, marks[i], strlen(marks[i])) != NULL)
			return true;
	return false;
}

/* --- What a page includes */

static int
compare_entries(const void *a, const void *b)
{
	const struct preset_entry *x = a, *y = b;

	if (x->id.len != y->id.len)
		return x->id.len < y->id.len ? -1 : 1;
	return memcmp(x->id.text, y->id.text, x->id.len);
}

struct json_value
preset_included(const struct preset_work *work, const struct json_value *id)
{
	struct preset_entry wanted = {.id = *id};
	const struct preset_entry *found = NULL;

	if (work->entry_count > 0 && id->type == JSON_STR)
		found = bsearch(&wanted, work->entries, work->entry_count, sizeof(wanted), compare_entries);
	return found != NULL ? found->value : (struct json_value){.type = JSON_ABSENT};
}

static void
include(struct preset_work *work, const struct json_value *includes)
{
	struct json_member list, part;
	size_t cursor = 0;

	work->entry_count = 0;
	while (includes->type == JSON_OBJ && json_next(includes, &cursor, &list)) {
		size_t inner = 0;

		while (list.value.type == JSON_ARR && json_next(&list.value, &inner, &part)) {
			struct json_value id = json_get(&part.value, "id", 2);

			if (id.type != JSON_STR)
				id = json_get(&part.value, "media_key", 9);
			if (id.type != JSON_STR)
				continue;
			work->entries = xgrow(work->entries, &work->entry_cap, work->entry_count + 1, sizeof(*work->entries));
			work->entries[work->entry_count++] = (struct preset_entry){id, part.value};
		}
	}
	if (work->entry_count > 0)
		qsort(work->entries, work->entry_count, sizeof(*work->entries), compare_entries);
}

/* --- Rules */

/* Text in which & < > are references. */
void
preset_dereference(const struct buf *text, struct buf *out)
{
	static const struct {
		const char *reference;
		char c;
	} references[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};

	buf_clear(out);
	for (size_t i = 0; i < text->len;) {
		size_t n = 0;

		for (size_t j = 0; text->data[i] == '&' && j < sizeof(references) / sizeof(references[0]); j++) {
			size_t length = strlen(references[j].reference);

			if (text->len - i >= length && memcmp(text->data + i, references[j].reference, length) == 0) {
				buf_addc(out, references[j].c);
				n = length;
				break;
			}
		}
		if (n == 0) {
			buf_addc(out, text->data[i]);
			n = 1;
		}
		i += n;
	}
}

static bool
take_html(struct ingest *ingest, struct preset_work *work)
{
	struct item *item = &ingest->item;

	if (item->content_text.len > 0)
		return false;
	if (work->html == NULL)
		work->html = htmltext_new();
	htmltext_fragment(work->html, work->text.data, work->text.len, MARKUP_HTML, item->url.data, item->url.len);
	item_set(&item->content_text, htmltext_text(work->html)->data, htmltext_text(work->html)->len);
	htmltext_links(work->html, item->max_text, &item->links);
	if (htmltext_links_cut(work->html))
		item_repair(item, "links-cut");
	return true;
}

static bool
take_hashtags(struct preset_work *work, const struct json_value *list)
{
	static const char *const names[] = {"name", "text", "tag"};
	struct json_member part;
	size_t cursor = 0;

	if (work->taker.categories.len > 0)
		return false;
	while (list->type == JSON_ARR && json_next(list, &cursor, &part)) {
		struct json_value value = part.value, type = {.type = JSON_ABSENT};

		if (value.type == JSON_OBJ) {
			type = json_get(&part.value, "type", 4);
			if (type.type == JSON_STR && !(type.len == 9 && memcmp(type.text, "\"Hashtag\"", 9) == 0))
				continue;
			for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
				value = json_get(&part.value, names[i], strlen(names[i]));
				if (value.type == JSON_STR)
					break;
			}
		}
		buf_clear(&work->text);
		if (preset_string(&value, &work->text)) {
			size_t sign = work->text.data[0] == '#';

			take_category(&work->taker, work->text.data + sign, work->text.len - sign);
		}
	}
	return false; /* the objects have more to say: they stay */
}

static bool
says_nothing(const struct buf *language)
{
	static const char *const codes[] = {"und", "zxx", "qme", "qht", "qam", "qct", "qst", "art", "in "};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (language->len == 3 && memcmp(language->data, codes[i], 3) == 0)
			return true;
	return false;
}

/* Whether the rule put all of the value into the record. */
static bool
apply(struct ingest *ingest, const struct preset_rule *rule, const struct json_value *object, struct preset_work *work)
{
	struct json_value value = preset_at(object, rule->path);
	enum take_target target = take_find(rule->member);

	if (value.type == JSON_NUL || value.type == JSON_ABSENT)
		return true;
	if (rule->how == PRESET_HASHTAGS)
		return take_hashtags(work, &value);
	if (rule->how == PRESET_COUNT) {
		if (value.type != JSON_NUM || take_has_source(&ingest->item, rule->member + 8))
			return false;
		item_source_json(&ingest->item, rule->member + 8, value.text, value.len);
		return true;
	}
	buf_clear(&work->text);
	if (!preset_string(&value, &work->text))
		return value.type == JSON_STR;
	if (rule->how == PRESET_HTML)
		return take_html(ingest, work);
	if (rule->how == PRESET_LANGUAGE && says_nothing(&work->text))
		return true;
	if (rule->how == PRESET_REFERENCES) {
		preset_dereference(&work->text, &work->json);
		return take_text(&work->taker, target, rule->member, work->json.data, work->json.len);
	}
	return take_text(&work->taker, target, rule->member, work->text.data, work->text.len);
}

static void
mark_taken(struct record *rec, const char *path, struct preset_work *work)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < rec->members.count; i++)
		if (json_key_is(&rec->members.items[i], path, n))
			work->taken[i] = true;
}

/* One object as a record. */
static bool
read_one(struct ingest *ingest, const struct preset *preset, struct record *rec, const struct jsonl_place *place,
         struct preset_work *work, struct document *document)
{
	struct item *item = &ingest->item;
	const char *name = ingest->options.source_name;

	work->taker.ingest = ingest;
	work->taken = xgrow(work->taken, &work->taken_cap, rec->members.count + 1, sizeof(bool));
	memset(work->taken, 0, rec->members.count + 1);
	item_source(item, "kind", preset->name, strlen(preset->name));
	if (name != NULL)
		item_source(item, "name", name, strlen(name));
	item_source(item, "file", place->file, strlen(place->file));
	jsonl_place(item, place);
	jsonl_map_entries(ingest, rec, &work->taker, work->taken);
	for (const struct preset_rule *rule = preset->rules; rule->member != NULL; rule++)
		if (apply(ingest, rule, &rec->object, work))
			mark_taken(rec, rule->path, work);
	preset->finish(ingest, &rec->object, work);
	if (item->id.len > 0 && item->id_rule == NULL)
		item->id_rule = preset->name;
	take_finish(&work->taker);
	jsonl_keep_rest(ingest, rec, work->taken, &work->json);
	if (item->id.len + item->url.len + item->content_text.len + item->title.len == 0)
		return problem_set(&rec->problem, 0, 1, "nothing that @%s knows is in this object", preset->name);
	item_emit(item, document);
	return true;
}

bool
preset_read(struct ingest *ingest, const struct preset *preset, struct record *rec, const struct jsonl_place *place,
            struct preset_work *work, struct document *document)
{
	struct json_value list = record_get(rec, "data"), includes = record_get(rec, "includes");
	struct json_member part;
	size_t cursor = 0;

	work->entry_count = 0;
	if (strcmp(preset->name, "twarc") != 0 || (list.type != JSON_ARR && list.type != JSON_OBJ)
	    || record_get(rec, "id").type != JSON_ABSENT)
		return read_one(ingest, preset, rec, place, work, document);
	include(work, &includes);
	if (list.type == JSON_OBJ) {
		if (!record_scan(&work->inner, list.text, list.len))
			return problem_set(&rec->problem, 0, 1, "%s", work->inner.problem.text);
		return read_one(ingest, preset, &work->inner, place, work, document);
	}
	while (json_next(&list, &cursor, &part)) {
		struct jsonl_place inner = *place;

		item_clear(&ingest->item);
		inner.offset = place->offset + (uint64_t)(part.value.text - rec->object.text);
		inner.length = part.value.len;
		if (part.value.type != JSON_OBJ || !record_scan(&work->inner, part.value.text, part.value.len)
		    || !read_one(ingest, preset, &work->inner, &inner, work, document)) {
			struct problem problem = {0};

			problem_set(&problem, (size_t)place->line, (size_t)(part.value.text - rec->object.text) + 1,
			            "an item of the page that is none");
			document_reject(document, part.value.text, part.value.len, &problem);
		}
	}
	return true;
}
