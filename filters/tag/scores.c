#include "filters/tag/scores.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static const char *const severities[] = {
	[SEVERITY_LOW] = "low", [SEVERITY_MEDIUM] = "medium", [SEVERITY_HIGH] = "high",
	[SEVERITY_CRITICAL] = "critical",
};

static struct score *
new_item(struct scores *scores)
{
	scores->items = xgrow(scores->items, &scores->cap, scores->count + 1, sizeof(*scores->items));
	return &scores->items[scores->count++];
}

void
scores_add(struct scores *scores, const char *tag, enum severity severity, const long *score)
{
	*new_item(scores) = (struct score){
		.tag = tag, .n = strlen(tag), .is_new = true, .severity = severity,
		.scored = score != NULL, .score = score != NULL ? *score : 0,
	};
}

static bool
refuse(struct record *rec, const struct json_value *at, const char *what)
{
	return problem_set(&rec->problem, 1, (size_t)(at->text - rec->object.text) + 1, "%s", what);
}

/* What the record has. Where the names are is known when all of them are read. */
static void
read_old(struct scores *scores, const struct json_value *object)
{
	struct json_member member;
	size_t cursor = 0, first = scores->count;
	const char *name;

	buf_clear(&scores->names);
	while (json_next(object, &cursor, &member)) {
		struct score *item = new_item(scores);
		size_t begin = scores->names.len;

		*item = (struct score){.key = member.key, .key_len = member.key_len, .value = member.value};
		json_unescape_raw(member.key, member.key_len, &scores->names);
		item->n = scores->names.len - begin;
	}
	name = scores->names.data;
	for (size_t i = first; i < scores->count; i++) {
		scores->items[i].tag = name;
		name += scores->items[i].n;
	}
}

static int
compare_tags(const struct score *a, const struct score *b)
{
	size_t n = a->n < b->n ? a->n : b->n;
	int order = n > 0 ? memcmp(a->tag, b->tag, n) : 0;

	return order != 0 ? order : (a->n > b->n) - (a->n < b->n);
}

/* By tag; of one tag, those of the record first, in its order, and the new one last. */
static int
compare(const void *left, const void *right)
{
	const struct score *a = left, *b = right;
	int order = compare_tags(a, b);

	if (order != 0)
		return order;
	if (a->is_new != b->is_new)
		return a->is_new ? 1 : -1;
	return (a->key > b->key) - (a->key < b->key);
}

static void
add_value(struct buf *out, const struct score *item)
{
	buf_addc(out, '{');
	if (item->scored)
		buf_addf(out, "\"score\":%ld", item->score);
	if (item->severity != SEVERITY_UNSET)
		buf_addf(out, "%s\"severity\":\"%s\"", item->scored ? "," : "", severities[item->severity]);
	buf_addc(out, '}');
}

/* Whether the record says already what the new item says. */
static bool
says_already(struct scores *scores, const struct score *old, const struct score *item)
{
	buf_clear(&scores->value);
	add_value(&scores->value, item);
	return old->value.len == scores->value.len &&
	       memcmp(old->value.text, scores->value.data, scores->value.len) == 0;
}

/* Leaves one of each tag: what is new, unless the record says it already. Whether something new is
 * left. */
static bool
settle(struct scores *scores)
{
	size_t kept = 0;
	bool changed = false;

	if (scores->count > 1)
		qsort(scores->items, scores->count, sizeof(*scores->items), compare);
	for (size_t i = 0; i < scores->count; i++) {
		const struct score *item = &scores->items[i];
		struct score *last = kept > 0 ? &scores->items[kept - 1] : NULL;

		if (last == NULL || compare_tags(last, item) != 0)
			scores->items[kept++] = *item; // NOLINT: items there are
		else if (!item->is_new || (!last->is_new && !says_already(scores, last, item)))
			*last = *item;
	}
	scores->count = kept;
	for (size_t i = 0; i < kept; i++)
		changed |= scores->items[i].is_new;
	return changed;
}

bool
scores_write(struct scores *scores, struct record *rec)
{
	struct json_value value = record_get(rec, "_score");

	if (scores->count == 0)
		return true;
	if (value.type != JSON_ABSENT && value.type != JSON_OBJ)
		return refuse(rec, &value, "'_score' is not an object");
	if (value.type == JSON_OBJ)
		read_old(scores, &value);
	if (!settle(scores))
		return true;
	buf_clear(&scores->out);
	buf_addc(&scores->out, '{');
	for (size_t i = 0; i < scores->count; i++) {
		const struct score *item = &scores->items[i];

		if (i > 0)
			buf_addc(&scores->out, ',');
		if (item->is_new) {
			json_add_string(&scores->out, item->tag, item->n);
			buf_addc(&scores->out, ':');
			add_value(&scores->out, item);
		} else {
			buf_addc(&scores->out, '"');
			buf_add(&scores->out, item->key, item->key_len);
			buf_adds(&scores->out, "\":");
			buf_add(&scores->out, item->value.text, item->value.len);
		}
	}
	buf_addc(&scores->out, '}');
	record_set(rec, "_score", scores->out.data, scores->out.len);
	return true;
}

/* Puts a hash among those of a list, before the first that is greater; false if it is there. */
static bool
insert(struct buf *list, const char *hash)
{
	size_t n = strlen(hash), at = 0;

	while (at < list->len) {
		const char *word = list->data + at, *blank = memchr(word, ' ', list->len - at);
		size_t len = blank != NULL ? (size_t)(blank - word) : list->len - at;
		int order = memcmp(word, hash, len < n ? len : n);

		if (order == 0 && len == n)
			return false;
		if (order > 0 || (order == 0 && len > n))
			break;
		at += len + 1;
	}
	buf_reserve(list, n + 1);
	if (at < list->len) {
		memmove(list->data + at + n + 1, list->data + at, list->len - at);
		memcpy(list->data + at, hash, n);
		list->data[at + n] = ' ';
		list->len += n + 1;
		return true;
	}
	if (list->len > 0)
		buf_addc(list, ' ');
	buf_add(list, hash, n);
	return true;
}

bool
scores_write_rules(struct scores *scores, const char *hash, struct record *rec)
{
	struct json_value value = record_get(rec, "_rules");

	if (value.type != JSON_ABSENT && value.type != JSON_STR)
		return refuse(rec, &value, "'_rules' is not a string");
	buf_clear(&scores->names);
	if (value.type == JSON_STR)
		json_unescape(&value, &scores->names);
	if (!insert(&scores->names, hash))
		return true;
	buf_clear(&scores->out);
	json_add_string(&scores->out, scores->names.data, scores->names.len);
	record_set(rec, "_rules", scores->out.data, scores->out.len);
	return true;
}

void
scores_free(struct scores *scores)
{
	free(scores->items);
	buf_free(&scores->names);
	buf_free(&scores->out);
	buf_free(&scores->value);
	*scores = (struct scores){0};
}
