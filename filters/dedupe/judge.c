#include "filters/dedupe/judge.h"

#include <string.h>

#include "common/date.h"

#define BODY_KEYS 4 /* see body_key() */
#define DIFFERS_BYTES 64 /* of a word that are told */

/* A duplicate: of which group, by which kind of key. */
struct match {
	uint64_t entry; /* INDEX_NONE if it is none */
	size_t kind;
	struct likeness likeness; /* of a near-copy */
};

/* Makes the sketch of a record, unless all that it is known by is known and an id is among it: then it is the same
 * once more. That its text is known is not enough: in capitals it may be like others than it is in small letters. */
static void
sketch_record(struct judge *judge, const struct record *rec)
{
	bool again = false;

	judge->sketched = false;
	judge->told = false;
	if (judge->near == NULL)
		return;
	for (size_t i = 0; i < judge->list.count; i++)
		again = again || judge->list.items[i].kind == keys_id(judge->keys);
	for (size_t i = 0; i < judge->list.count; i++)
		again = again && judge->known[i];
	if (again || !keys_read_text(rec, &judge->title, &judge->text))
		return;
	core_read(&judge->core, judge->title.data, judge->title.len, judge->text.data, judge->text.len);
	judge->sketched = sketch_make(&judge->sketcher, &judge->core, &judge->sketch);
	judge->told = judge->sketched;
	if (judge->sketched)
		sketch_keys(&judge->sketch, judge->near_keys);
}

/* Whether that root is the match's own or among those of `also`. */
static bool
is_noted(const struct judge *judge, const struct match *match, uint64_t root)
{
	if (match->entry != INDEX_NONE && index_root(judge->index, match->entry) == root)
		return true;
	for (size_t i = 0; i < judge->also_count; i++)
		if (judge->also[i] == root)
			return true;
	return false;
}

static void
note_also(struct judge *judge, uint64_t root)
{
	if (judge->also_count < ALSO_MOST)
		judge->also[judge->also_count++] = root;
}

/* The record is of the group of that entry: the first that is found is its group, the others are noted. */
static void
join(struct judge *judge, struct match *match, uint64_t entry, size_t kind)
{
	uint64_t root = index_root(judge->index, entry);

	if (is_noted(judge, match, root))
		return;
	if (match->entry == INDEX_NONE)
		*match = (struct match){.entry = entry, .kind = kind};
	else
		note_also(judge, root);
}

/* Looks for near-copies. If nothing else says of which group the record is, the oldest group that has one
 * does. A sketch that is remembered just so is not remembered again. */
static void
find_near(struct judge *judge, struct match *match)
{
	struct near_found *found = judge->found;
	bool known = match->entry != INDEX_NONE, remembered = false;
	size_t n;

	if (!judge->sketched)
		return;
	n = near_index_find(judge->near, &judge->sketch, judge->near_keys, judge->least, found, NEAR_INDEX_LOOKS);
	for (size_t i = 0; i < n; i++) {
		uint64_t root;

		if (!index_alive(judge->index, found[i].entry))
			continue;
		root = index_root(judge->index, found[i].entry);
		remembered = remembered || found[i].same;
		if (is_noted(judge, match, root))
			continue;
		if (!known && (match->entry == INDEX_NONE || root < index_root(judge->index, match->entry))) {
			if (match->entry != INDEX_NONE)
				note_also(judge, index_root(judge->index, match->entry));
			*match = (struct match){found[i].entry, keys_near(judge->keys), found[i].likeness};
		} else {
			note_also(judge, root);
		}
	}
	judge->sketched = !remembered;
}

/* The other keys of a body. The body key itself leads to one entry; of those that have a title of their own and
 * the same body each has another, up to BODY_KEYS, and one without a title has the last. */
static struct hash128
body_key(const struct hash128 *body, size_t n)
{
	return (struct hash128){body->low + n * 0x9e3779b97f4a7c15u, body->high};
}

/* Looks a body up that is known. Posts with the same body are the same if one has no title of its own; so one
 * without a title is looked for, or else all are. What is free is registered. */
static void
find_bodies(struct judge *judge, size_t i, struct match *match)
{
	const struct hash128 body = judge->list.items[i].hash;
	bool untitled = judge->list.untitled, free = false;

	judge->known[i] = true;
	for (size_t n = BODY_KEYS; n > 0; n--) {
		const struct hash128 hash = body_key(&body, n);
		struct index_key ready = index_key(judge->index, &hash);
		uint64_t entry = index_find(judge->index, ready);

		if (entry != INDEX_NONE && (untitled || index_untitled(judge->index, entry)))
			join(judge, match, entry, judge->list.items[i].kind);
		if (entry == INDEX_NONE && !free && (n == BODY_KEYS) == untitled) {
			free = true;
			judge->list.items[i].hash = hash;
			judge->ready[i] = ready;
			judge->known[i] = false;
		}
	}
}

/* Looks all keys up. The first that is known says which group the record is of. */
static struct match
find_match(struct judge *judge)
{
	const struct key_list *list = &judge->list;
	struct match match = {.entry = INDEX_NONE};

	judge->also_count = 0;
	for (size_t i = 0; i < list->count; i++)
		judge->ready[i] = index_key(judge->index, &list->items[i].hash);
	for (size_t i = 0; i < list->count; i++) {
		size_t kind = list->items[i].kind;
		uint64_t entry = index_find(judge->index, judge->ready[i]);
		bool body = keys_is_body(judge->keys, kind);

		judge->known[i] = entry != INDEX_NONE;
		if (!judge->known[i])
			continue;
		if (!body || list->untitled || index_untitled(judge->index, entry))
			join(judge, &match, entry, kind);
		if (body && !index_untitled(judge->index, entry))
			find_bodies(judge, i, &match);
	}
	return match;
}

/* Registers those keys that were not known for the entry, and has the state keep the item. */
static void
remember(struct judge *judge, uint64_t number, const struct log_item *item)
{
	for (size_t i = 0; i < judge->list.count; i++)
		if (!judge->known[i])
			index_add_key(judge->index, number, judge->ready[i]);
	if (item->flags & LOG_SKETCH) {
		near_index_forget(judge->near, index_oldest(judge->index));
		near_index_add(judge->near, number, &item->sketch, judge->near_keys);
	}
	if (judge->state)
		state_add(judge->state, item);
}

/* Puts the keys that were not known into the item. */
static void
take_new_keys(struct judge *judge, struct log_item *item)
{
	const struct key_list *list = &judge->list;

	if (judge->sketched) {
		item->flags |= LOG_SKETCH;
		item->sketch = judge->sketch;
	}
	for (size_t i = 0; i < list->count; i++)
		if (!judge->known[i]) {
			item->kinds |= (uint32_t)1 << list->items[i].kind;
			item->keys[item->key_count++] = list->items[i].hash;
		}
}

static void
remember_first(struct judge *judge, const struct record *rec)
{
	struct log_item item = {.kind = LOG_FIRST, .seen = 1, .date = INDEX_NO_DATE};
	struct buf *text = &judge->text;

	buf_clear(text);
	if (record_string(rec, "date_published", text) &&
	    !date_parse_rfc3339(text->data, text->len, &item.date))
		item.date = INDEX_NO_DATE;
	buf_clear(text);
	if (record_string(rec, "id", text) && text->len <= LOG_MAX_ID) {
		item.id = text->data;
		item.id_len = text->len;
	}
	take_new_keys(judge, &item);
	item.flags |= judge->list.untitled ? LOG_UNTITLED : 0;
	remember(judge,
	         index_add_first(judge->index, item.date, item.seen, judge->list.untitled,
	                         item.id, item.id_len),
	         &item);
}

/* A duplicate's other keys lead to its group from now on: the same post under
 * another address is known by that address too. */
static void
remember_again(struct judge *judge, uint64_t root)
{
	struct log_item item = {.kind = LOG_AGAIN, .root = root};

	index_see(judge->index, root);
	take_new_keys(judge, &item);
	if (item.key_count == 0 && !judge->sketched) {
		remember(judge, INDEX_NONE, &item);
		return;
	}
	item.kind = LOG_ALIAS;
	item.flags |= LOG_COUNTS | (judge->list.untitled ? LOG_UNTITLED : 0);
	remember(judge, index_add_alias(judge->index, root, judge->list.untitled), &item);
}

/* The other groups that the record joins: from it on they are one, which their members could not know. */
static void
add_also(struct judge *judge)
{
	struct buf *json = &judge->json;
	bool any = false;

	for (size_t i = 0; i < judge->also_count; i++) {
		size_t n;
		const char *id = index_id(judge->index, judge->also[i], &n);

		if (id == NULL)
			continue;
		if (!any) {
			json_add_key(json, "also");
			buf_addc(json, '[');
		} else {
			buf_addc(json, ',');
		}
		json_add_string(json, id, n);
		any = true;
	}
	if (any)
		buf_addc(json, ']');
}

/* The words of the record that the first of its group has not, or if that is not known, that which it is like. */
static void
add_differs(struct judge *judge, struct match match, uint64_t root)
{
	const struct sketch *first = near_index_sketch(judge->near, root);
	const struct core *core = &judge->core;
	struct buf *json = &judge->json;
	size_t words[DIFFERS_MOST], n = 0;

	if (first == NULL)
		first = near_index_sketch(judge->near, match.entry);
	if (first != NULL)
		n = sketch_differs(first, core, words, DIFFERS_MOST);
	if (n == 0)
		return;
	json_add_key(json, "differs");
	buf_addc(json, '[');
	for (size_t i = 0; i < n; i++) {
		const struct core_word *word = &core->words[words[i]];
		uint32_t length = word->end - word->start;

		json_add_comma(json);
		json_add_string(json, core->text.original + word->start, length < DIFFERS_BYTES ? length : DIFFERS_BYTES);
	}
	buf_addc(json, ']');
}

static void
add_mark(struct judge *judge, struct record *rec, struct match match, uint64_t root)
{
	struct buf *json = &judge->json;
	int64_t date = index_date(judge->index, root);
	char formatted[21];
	const char *told = keys_told(judge->keys, match.kind);
	size_t n;
	const char *id = index_id(judge->index, root, &n);

	buf_clear(json);
	buf_addc(json, '{');
	if (id) {
		json_add_key(json, "of");
		json_add_string(json, id, n);
	}
	json_add_key(json, "kind");
	json_add_string(json, told, strlen(told));
	if (match.kind == keys_near(judge->keys)) {
		json_add_key(json, "similarity");
		buf_addf(json, "%.2f", match.likeness.similarity);
		json_add_key(json, "contained");
		buf_addf(json, "%.2f", match.likeness.contained);
	}
	if (judge->told && match.kind == keys_near(judge->keys))
		add_differs(judge, match, root);
	add_also(judge);
	json_add_key(json, "seen");
	buf_addf(json, "%u", index_seen(judge->index, root));
	if (date != INDEX_NO_DATE && date_format(date, formatted)) {
		json_add_key(json, "first_seen");
		json_add_string(json, formatted, strlen(formatted));
	}
	buf_addc(json, '}');
	record_set(rec, "_duplicate", json->data, json->len);
}

bool
judge_record(struct judge *judge, struct record *rec, size_t *kind)
{
	struct match match;
	uint64_t root;

	keys_of(judge->keys, rec, &judge->list);
	match = find_match(judge);
	sketch_record(judge, rec);
	judge->root = INDEX_NONE;
	if (judge->list.count == 0 && !judge->sketched)
		return false;
	find_near(judge, &match);
	if (match.entry == INDEX_NONE) {
		judge->root = index_next(judge->index);
		remember_first(judge, rec);
		return false;
	}
	*kind = match.kind;
	root = index_root(judge->index, match.entry);
	judge->root = root;
	if (judge->mark)
		add_mark(judge, rec, match, root);
	remember_again(judge, root);
	return true;
}

void
judge_free(struct judge *judge)
{
	core_free(&judge->core);
	sketcher_free(&judge->sketcher);
	buf_free(&judge->text);
	buf_free(&judge->title);
	buf_free(&judge->json);
}
