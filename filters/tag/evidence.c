#include "filters/tag/evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"

void
evidence_add(struct evidence *e, const struct proof *proof)
{
	if (e->count == EVIDENCE_HELD) {
		e->omitted++;
		return;
	}
	e->proofs = xgrow(e->proofs, &e->cap, e->count + 1, sizeof(*e->proofs));
	e->proofs[e->count++] = *proof;
}

static int
compare_proofs(const void *left, const void *right)
{
	const struct proof *a = left, *b = right;
	int order;

	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	order = strcmp(a->tag, b->tag);
	return order != 0 ? order : strcmp(a->term->written, b->term->written);
}

/* Sorts the proofs and leaves one of each, at most `most`. */
static void
sort_proofs(struct evidence *e, size_t most)
{
	size_t kept = 0;

	if (e->count > 1)
		qsort(e->proofs, e->count, sizeof(*e->proofs), compare_proofs);
	for (size_t i = 0; i < e->count; i++)
		if (kept == 0 || compare_proofs(&e->proofs[kept - 1], &e->proofs[i]) != 0)
			e->proofs[kept++] = e->proofs[i];
	e->count = kept < most ? kept : most;
	e->omitted += kept - e->count;
}

/* Says in the record how many there were beyond those it has. */
static void
write_omitted(const struct evidence *e, struct record *rec)
{
	char number[24];

	if (e->omitted > 0)
		record_set(rec, "_evidence_omitted", number,
		           (size_t)snprintf(number, sizeof(number), "%zu", e->omitted));
}

static struct evidence_item *
new_item(struct evidence *e)
{
	struct evidence_item *item;

	e->items = xgrow(e->items, &e->item_cap, e->item_count + 1, sizeof(*e->items));
	item = &e->items[e->item_count];
	*item = (struct evidence_item){.number = e->item_count++};
	return item;
}

static size_t
rank_of(const struct evidence_fields *fields, const char *name)
{
	size_t i = 0;

	while (i < fields->usual && strcmp(fields->names[i], name) != 0)
		i++;
	return i;
}

/* How long a text is, in what offsets count. A character of four bytes is two units of UTF-16. */
static uint64_t
measure(enum offsets offsets, const char *s, size_t n)
{
	uint64_t count = n;

	if (offsets != OFFSETS_BYTE)
		count = utf8_count(s, n);
	for (size_t i = 0; offsets == OFFSETS_UTF16 && i < n; i++)
		count += (uint8_t)s[i] >= 0xf0;
	return count;
}

/* All proofs, which are sorted, so that each field is counted through once. */
static void
add_proofs(struct evidence *e, const struct evidence_fields *fields)
{
	const struct quotes *quotes = NULL;
	uint64_t units = 0;
	size_t at = 0;

	for (size_t i = 0; i < e->count; i++) {
		const struct proof *proof = &e->proofs[i];
		const struct text *text = &fields->texts[proof->field];
		struct evidence_item *item;

		if (i == 0 || proof->field != e->proofs[i - 1].field) {
			units = at = 0;
			quotes = fields->quotes(fields->context, proof->field);
		}
		units += measure(e->offsets, text->original + at, proof->start - at);
		at = proof->start;
		item = new_item(e);
		item->field = fields->names[proof->field];
		item->tag = proof->tag;
		item->term = proof->term->written;
		item->rank = rank_of(fields, item->field);
		item->start = units;
		item->end = units + measure(e->offsets, text->original + at, proof->end - at);
		item->proof = proof;
		item->quoted = quotes_cover(quotes, proof->start, proof->end);
	}
}

/* A string member of an item to names, up to a NUL in it, and a NUL; "" if it has none. */
static void
add_name(struct evidence *e, const struct json_value *object, const char *key)
{
	struct json_value value = json_get(object, key, strlen(key));

	size_t begin = e->names.len;

	if (value.type == JSON_STR)
		json_unescape(&value, &e->names);
	buf_addc(&e->names, '\0');
	e->names.len = begin + strlen(e->names.data + begin) + 1;
}

static bool
read_number(const struct json_value *object, const char *key, uint64_t *number)
{
	struct json_value value = json_get(object, key, strlen(key));

	*number = 0;
	if (value.type != JSON_NUM || value.len > 18)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		if (value.text[i] < '0' || value.text[i] > '9')
			return false;
		*number = *number * 10 + (uint64_t)(value.text[i] - '0');
	}
	return true;
}

/* An item that the record has. What is no evidence of ours is kept, behind all that is. */
static void
add_old(struct evidence *e, const struct evidence_fields *fields, const struct json_value *value)
{
	struct evidence_item *item = new_item(e);
	size_t names = e->names.len;

	item->raw = value->text;
	item->raw_len = value->len;
	item->rank = SIZE_MAX;
	if (value->type != JSON_OBJ) {
		buf_add(&e->names, "\0\0", 3);
		return;
	}
	add_name(e, value, "field");
	if (read_number(value, "start", &item->start) && read_number(value, "end", &item->end))
		item->rank = rank_of(fields, e->names.data + names);
	add_name(e, value, "tag");
	add_name(e, value, "term");
}

/* Now that all names are read, where they are. */
static void
resolve_names(struct evidence *e)
{
	const char *name = e->names.data;

	for (size_t i = 0; i < e->item_count; i++) {
		e->items[i].field = name;
		name += strlen(name) + 1;
		e->items[i].tag = name;
		name += strlen(name) + 1;
		e->items[i].term = name;
		name += strlen(name) + 1;
	}
}

static bool
add_record(struct evidence *e, const struct evidence_fields *fields, struct record *rec)
{
	struct json_value value = record_get(rec, "_evidence");
	struct json_member member;
	size_t cursor = 0;

	if (value.type == JSON_ABSENT)
		return true;
	if (value.type != JSON_ARR)
		return problem_set(&rec->problem, 1, (size_t)(value.text - rec->object.text) + 1,
		                   "'_evidence' is not an array");
	while (json_next(&value, &cursor, &member))
		add_old(e, fields, &member.value);
	resolve_names(e);
	return true;
}

static int
compare_keys(const struct evidence_item *a, const struct evidence_item *b)
{
	int order;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->rank == SIZE_MAX)
		return a->number < b->number ? -1 : a->number > b->number;
	order = strcmp(a->field, b->field);
	if (order != 0)
		return order;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	order = strcmp(a->tag, b->tag);
	return order != 0 ? order : strcmp(a->term, b->term);
}

static int
compare_items(const void *left, const void *right)
{
	const struct evidence_item *a = left, *b = right;
	int order = compare_keys(a, b);

	return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Sorts the items and leaves out those from number `fresh` on that equal another. Whether one of
 * them is left. */
static bool
sort_items(struct evidence *e, size_t fresh)
{
	size_t kept = 0;
	bool changed = false;

	if (e->item_count > 1)
		qsort(e->items, e->item_count, sizeof(*e->items), compare_items);
	for (size_t i = 0; i < e->item_count; i++) {
		bool is_new = e->items[i].number >= fresh;

		if (is_new && kept > 0 && compare_keys(&e->items[kept - 1], &e->items[i]) == 0)
			continue;
		changed |= is_new;
		e->items[kept++] = e->items[i];
	}
	e->item_count = kept;
	return changed;
}

static void
add_number(struct buf *out, uint64_t number)
{
	char digits[20], *p = digits + sizeof(digits);

	do
		*--p = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	buf_add(out, p, (size_t)(digits + sizeof(digits) - p));
}

static void
write_item(struct buf *out, const struct evidence_fields *fields, const struct evidence_item *item)
{
	const struct proof *proof = item->proof;

	if (proof == NULL) {
		buf_add(out, item->raw, item->raw_len);
		return;
	}
	buf_adds(out, "{\"tag\":");
	json_add_string(out, item->tag, strlen(item->tag));
	buf_adds(out, ",\"field\":");
	json_add_string(out, item->field, strlen(item->field));
	buf_adds(out, ",\"start\":");
	add_number(out, item->start);
	buf_adds(out, ",\"end\":");
	add_number(out, item->end);
	buf_adds(out, ",\"match\":");
	json_add_string(out, fields->texts[proof->field].original + proof->start, proof->end - proof->start);
	buf_adds(out, item->quoted ? ",\"quoted\":true,\"term\":" : ",\"quoted\":false,\"term\":");
	json_add_string(out, item->term, strlen(item->term));
	buf_adds(out, proof->evaded ? ",\"evaded\":true}" : "}");
}

bool
evidence_write(struct evidence *e, const struct evidence_fields *fields, struct record *rec)
{
	size_t fresh;

	if (e->count == 0)
		return true;
	e->item_count = 0;
	buf_clear(&e->names);
	if (!add_record(e, fields, rec))
		return false;
	fresh = e->item_count;
	sort_proofs(e, fresh < EVIDENCE_MOST ? EVIDENCE_MOST - fresh : 0);
	write_omitted(e, rec);
	add_proofs(e, fields);
	if (!sort_items(e, fresh)) {
		e->item_count = 0;
		return true;
	}
	buf_clear(&e->out);
	buf_addc(&e->out, '[');
	for (size_t i = 0; i < e->item_count; i++) {
		if (i > 0)
			buf_addc(&e->out, ',');
		write_item(&e->out, fields, &e->items[i]);
	}
	buf_addc(&e->out, ']');
	record_set(rec, "_evidence", e->out.data, e->out.len);
	return true;
}

void
evidence_free(struct evidence *e)
{
	free(e->proofs);
	free(e->items);
	buf_free(&e->names);
	buf_free(&e->out);
	*e = (struct evidence){0};
}
