#include "filters/tag/tags.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static struct tag_item *
new_item(struct tags *tags)
{
	tags->items = xgrow(tags->items, &tags->cap, tags->count + 1, sizeof(*tags->items));
	return &tags->items[tags->count++];
}

/* Where the text of an escaped tag is will be known when all of them are read:
 * until then its text is NULL. */
static void
resolve(struct tags *tags)
{
	const char *text = tags->unescaped.data;

	for (size_t i = 0; i < tags->count; i++) {
		if (tags->items[i].text != NULL)
			continue;
		tags->items[i].text = text;
		text += tags->items[i].n;
	}
}

static bool
refuse(struct record *rec, const struct json_value *at)
{
	return problem_set(&rec->problem, 1, (size_t)(at->text - rec->object.text) + 1,
	                   "'tags' is not an array of strings");
}

bool
tags_read(struct tags *tags, struct record *rec)
{
	struct json_value value = record_get(rec, "tags");
	struct json_member item;
	size_t cursor = 0;

	tags->count = 0;
	buf_clear(&tags->unescaped);
	if (value.type == JSON_ABSENT)
		return true;
	if (value.type != JSON_ARR)
		return refuse(rec, &value);
	while (json_next(&value, &cursor, &item)) {
		struct tag_item *tag = new_item(tags);

		if (item.value.type != JSON_STR)
			return refuse(rec, &item.value);
		tag->raw = item.value.text;
		tag->raw_len = item.value.len;
		tag->text = item.value.text + 1;
		tag->n = item.value.len - 2;
		if (memchr(tag->text, '\\', tag->n) == NULL)
			continue;
		tag->text = NULL;
		tag->n = tags->unescaped.len;
		json_unescape(&item.value, &tags->unescaped);
		tag->n = tags->unescaped.len - tag->n;
	}
	resolve(tags);
	return true;
}

void
tags_add(struct tags *tags, const char *tag)
{
	*new_item(tags) = (struct tag_item){.text = tag, .n = strlen(tag)};
}

static int
compare_texts(const struct tag_item *a, const struct tag_item *b)
{
	size_t n = a->n < b->n ? a->n : b->n;
	int order = n > 0 ? memcmp(a->text, b->text, n) : 0;

	if (order != 0)
		return order;
	return (a->n > b->n) - (a->n < b->n);
}

/* By text; of equal ones, those that the record has come first, in its order. */
static int
compare(const void *left, const void *right)
{
	const struct tag_item *a = left, *b = right;
	int order = compare_texts(a, b);

	if (order != 0)
		return order;
	if ((a->raw == NULL) != (b->raw == NULL))
		return a->raw == NULL ? 1 : -1;
	return (a->raw > b->raw) - (a->raw < b->raw);
}

void
tags_sort(struct tags *tags)
{
	size_t kept = 0;

	if (tags->count > 1)
		qsort(tags->items, tags->count, sizeof(*tags->items), compare);
	for (size_t i = 0; i < tags->count; i++)
		if (kept == 0 || compare_texts(&tags->items[kept - 1], &tags->items[i]) != 0)
			tags->items[kept++] = tags->items[i];
	tags->count = kept;
}

void
tags_write(struct tags *tags, struct record *rec)
{
	bool changed = false;

	tags_sort(tags);
	for (size_t i = 0; i < tags->count && !changed; i++)
		changed = tags->items[i].raw == NULL;
	if (!changed)
		return;
	buf_clear(&tags->json);
	buf_addc(&tags->json, '[');
	for (size_t i = 0; i < tags->count; i++) {
		const struct tag_item *tag = &tags->items[i];

		if (i > 0)
			buf_addc(&tags->json, ',');
		if (tag->raw != NULL)
			buf_add(&tags->json, tag->raw, tag->raw_len);
		else
			json_add_string(&tags->json, tag->text, tag->n);
	}
	buf_addc(&tags->json, ']');
	record_set(rec, "tags", tags->json.data, tags->json.len);
}

void
tags_free(struct tags *tags)
{
	free(tags->items);
	buf_free(&tags->unescaped);
	buf_free(&tags->json);
	*tags = (struct tags){0};
}
