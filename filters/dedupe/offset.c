#include "filters/dedupe/offset.h"

#include <string.h>

#define DIGITS 20

static bool
is_number(const char *text, size_t n)
{
	if (n == 0 || n > DIGITS)
		return false;
	for (size_t i = 0; i < n; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

bool
offset_split(const char *text, size_t n, size_t *place_n)
{
	size_t at = n;

	while (at > 0 && text[at - 1] != '/')
		at--;
	if (at < 2 || n > LOG_MAX_NOTE - 16 || !is_number(text + at, n - at))
		return false;
	*place_n = at - 1;
	return true;
}

static void
take(struct offsets *offsets, const char *place, size_t place_n, const char *number, size_t n)
{
	char name[LOG_MAX_NOTE];
	size_t prefix = strlen(OFFSET_PREFIX);

	if (prefix + place_n > sizeof(name))
		return;
	memcpy(name, OFFSET_PREFIX, prefix);
	memcpy(name + prefix, place, place_n);
	notes_set(&offsets->last, name, prefix + place_n, number, n);
}

void
offsets_take(struct offsets *offsets, const struct record *rec)
{
	struct buf *text = &offsets->text;
	struct json_value value;
	size_t place_n;

	if (offsets->option == NULL || offset_split(offsets->option, strlen(offsets->option), &place_n))
		return;
	buf_clear(text);
	if (!record_string(rec, offsets->option, text)) {
		value = record_lookup(rec, offsets->option);
		if (value.type == JSON_ABSENT)
			return;
		buf_add(text, value.text, value.len);
	}
	if (offset_split(text->data, text->len, &place_n))
		take(offsets, text->data, place_n, text->data + place_n + 1, text->len - place_n - 1);
	else if (is_number(text->data, text->len))
		take(offsets, offsets->option, strlen(offsets->option), text->data, text->len);
}

void
offsets_take_end(struct offsets *offsets)
{
	const char *option = offsets->option;
	size_t place_n;

	if (option && offset_split(option, strlen(option), &place_n))
		take(offsets, option, place_n, option + place_n + 1, strlen(option) - place_n - 1);
}

void
offsets_give(const struct offsets *offsets, struct state *state)
{
	const struct notes *last = &offsets->last;
	char name[LOG_MAX_NOTE + 1];

	for (size_t i = 0; i < last->count; i++) {
		const struct note *note = &last->items[i];

		memcpy(name, last->text.data + note->name, note->name_n);
		name[note->name_n] = '\0';
		state_note(state, name, last->text.data + note->value, note->value_n);
	}
}

void
offsets_free(struct offsets *offsets)
{
	notes_free(&offsets->last);
	buf_free(&offsets->text);
}
