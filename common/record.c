#include "common/record.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

static const struct json_value absent = {NULL, 0, JSON_ABSENT};

bool
record_scan(struct record *rec, const char *line, size_t n)
{
	rec->edit_count = 0;
	buf_clear(&rec->values);
	rec->problem.text[0] = '\0';
	rec->problem.line = rec->problem.column = 0;
	return json_scan_object(line, n, &rec->object, &rec->members, &rec->problem);
}

void
record_free(struct record *rec)
{
	json_members_free(&rec->members);
	/* Names are kept beyond edit_count, for the next record. */
	for (size_t i = 0; i < rec->edit_cap; i++)
		free(rec->edits[i].name);
	free(rec->edits);
	buf_free(&rec->values);
	buf_free(&rec->scratch);
	*rec = (struct record){0};
}

static const struct json_member *
find(const struct record *rec, const char *name, size_t n)
{
	for (size_t i = 0; i < rec->members.count; i++)
		if (json_key_is(&rec->members.items[i], name, n))
			return &rec->members.items[i];
	return NULL;
}

struct json_value
record_get(const struct record *rec, const char *name)
{
	const struct json_member *member = find(rec, name, strlen(name));

	return member != NULL ? member->value : absent;
}

/* The item of an array that a path's step names: decimal, no leading zeros. */
static struct json_value
item(const struct json_value *array, const char *step, size_t n)
{
	struct json_member member;
	size_t number = 0, cursor = 0;

	if (n == 0 || n > 9 || (n > 1 && step[0] == '0'))
		return absent;
	for (size_t i = 0; i < n; i++) {
		if (step[i] < '0' || step[i] > '9')
			return absent;
		number = number * 10 + (size_t)(step[i] - '0');
	}
	while (json_next(array, &cursor, &member))
		if (number-- == 0)
			return member.value;
	return absent;
}

struct json_value
record_lookup(const struct record *rec, const char *path)
{
	struct json_value value = record_get(rec, path);
	const char *dot = strchr(path, '.');
	const struct json_member *member;

	if (value.type != JSON_ABSENT || dot == NULL)
		return value;
	member = find(rec, path, (size_t)(dot - path));
	if (member == NULL)
		return absent;
	value = member->value;
	while (dot != NULL && value.type != JSON_ABSENT) {
		const char *step = dot + 1;
		size_t n = strcspn(step, ".");

		value = value.type == JSON_ARR ? item(&value, step, n) : json_get(&value, step, n);
		dot = step[n] == '.' ? step + n : NULL;
	}
	return value;
}

bool
record_string(const struct record *rec, const char *path, struct buf *out)
{
	struct json_value value = record_lookup(rec, path);

	if (value.type != JSON_STR)
		return false;
	json_unescape(&value, out);
	return true;
}

/* The edit of a member, or of a new one by name; NULL if there is none yet. */
static struct record_edit *
find_edit(const struct record *rec, const struct json_member *member, const char *name)
{
	for (size_t i = 0; i < rec->edit_count; i++) {
		struct record_edit *edit = &rec->edits[i];

		if (edit->member == member && (member != NULL || strcmp(edit->name, name) == 0))
			return edit;
	}
	return NULL;
}

/* Makes room for an edit where it belongs: replaced members first, in the order
 * of the text, then the added ones as they came. The slot may still have a name
 * from an earlier record, mostly the same one. */
static struct record_edit *
new_edit(struct record *rec, const struct json_member *member)
{
	size_t cap = rec->edit_cap, at = rec->edit_count++;
	struct record_edit spare;

	rec->edits = xgrow(rec->edits, &rec->edit_cap, rec->edit_count, sizeof(*rec->edits));
	for (; cap < rec->edit_cap; cap++)
		rec->edits[cap].name = NULL;
	spare = rec->edits[at];
	while (member != NULL && at > 0 &&
	       (rec->edits[at - 1].member == NULL || rec->edits[at - 1].member > member)) {
		rec->edits[at] = rec->edits[at - 1];
		at--;
	}
	rec->edits[at] = spare;
	rec->edits[at].member = member;
	return &rec->edits[at];
}

void
record_set(struct record *rec, const char *name, const char *json, size_t n)
{
	const struct json_member *member = find(rec, name, strlen(name));
	struct record_edit *edit = find_edit(rec, member, name);

	if (edit == NULL)
		edit = new_edit(rec, member);
	if (edit->name == NULL || strcmp(edit->name, name) != 0) {
		free(edit->name);
		edit->name = xstrdup(name);
	}
	edit->value = rec->values.len;
	edit->value_len = n;
	buf_add(&rec->values, json, n);
}

void
record_write(const struct record *rec, struct buf *out)
{
	const char *from = rec->object.text, *last = from + rec->object.len - 1;
	bool comma = rec->members.count > 0;
	size_t i = 0;

	buf_reserve(out, rec->object.len + rec->values.len);
	for (; i < rec->edit_count && rec->edits[i].member != NULL; i++) {
		const struct json_value *old = &rec->edits[i].member->value;

		buf_add(out, from, (size_t)(old->text - from));
		buf_add(out, rec->values.data + rec->edits[i].value, rec->edits[i].value_len);
		from = old->text + old->len;
	}
	buf_add(out, from, (size_t)(last - from));
	for (; i < rec->edit_count; i++, comma = true) {
		const struct record_edit *edit = &rec->edits[i];

		if (comma)
			buf_addc(out, ',');
		json_add_string(out, edit->name, strlen(edit->name));
		buf_addc(out, ':');
		buf_add(out, rec->values.data + edit->value, edit->value_len);
	}
	buf_addc(out, '}');
}
