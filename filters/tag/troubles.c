#include "filters/tag/troubles.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

void
troubles_add(struct troubles *troubles, const char *tag, const char *field, const char *term)
{
	troubles->items = xgrow(troubles->items, &troubles->cap, troubles->count + 1,
	                        sizeof(*troubles->items));
	troubles->items[troubles->count++] = (struct trouble){tag, field, term};
}

static void
add_text(struct buf *out, const char *key, const char *text)
{
	json_add_key(out, key);
	json_add_string(out, text, strlen(text));
}

static void
make_item(struct buf *out, const struct trouble *trouble)
{
	buf_clear(out);
	buf_addc(out, '{');
	add_text(out, "tag", trouble->tag);
	add_text(out, "field", trouble->field);
	add_text(out, "term", trouble->term);
	add_text(out, "error", "gave up");
	buf_addc(out, '}');
}

static bool
is_there(const struct json_value *array, const struct buf *item)
{
	struct json_member member;
	size_t cursor = 0;

	while (array->type == JSON_ARR && json_next(array, &cursor, &member))
		if (member.value.len == item->len && memcmp(member.value.text, item->data, item->len) == 0)
			return true;
	return false;
}

static void
start_list(struct buf *out, const struct json_value *old)
{
	buf_clear(out);
	if (old->type == JSON_ARR) {
		buf_add(out, old->text, old->len);
		do
			out->len--;
		while (out->data[out->len] != ']');
		while (strchr(" \t", out->data[out->len - 1]) != NULL)
			out->len--;
		return;
	}
	buf_addc(out, '[');
	if (old->type != JSON_ABSENT)
		buf_add(out, old->text, old->len);
}

void
troubles_write(struct troubles *troubles, struct record *rec)
{
	const struct trouble *first = troubles->items;
	struct json_value old;
	bool changed = false;

	if (troubles->count == 0)
		return;
	old = record_get(rec, "_errors");
	start_list(&troubles->out, &old);
	for (size_t i = 0; i < troubles->count; i++) {
		make_item(&troubles->item, &troubles->items[i]);
		if (is_there(&old, &troubles->item))
			continue;
		json_add_comma(&troubles->out);
		buf_add(&troubles->out, troubles->item.data, troubles->item.len);
		changed = true;
	}
	buf_addc(&troubles->out, ']');
	if (changed)
		record_set(rec, "_errors", troubles->out.data, troubles->out.len);
	if (troubles->count == 1)
		problem_set(&rec->problem, 0, 0, "gave up '%s' in %s: not known what it says of '%s'",
		            first->term, first->field, first->tag);
	else
		problem_set(&rec->problem, 0, 0, "gave up '%s' in %s: not known what it says of '%s'; and %zu more",
		            first->term, first->field, first->tag, troubles->count - 1);
}

void
troubles_free(struct troubles *troubles)
{
	free(troubles->items);
	buf_free(&troubles->out);
	buf_free(&troubles->item);
	*troubles = (struct troubles){0};
}
