#include "filters/dedupe/notes.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define MUCH_WASTE 65536

static bool
is_named(const struct notes *notes, size_t i, const char *name, size_t n)
{
	const struct note *note = &notes->items[i];

	return note->name_n == n && memcmp(notes->text.data + note->name, name, n) == 0;
}

/* Mostly it is the one looked for before. */
size_t
notes_find(const struct notes *notes, const char *name, size_t n)
{
	size_t i = 0;

	if (notes->last < notes->count && is_named(notes, notes->last, name, n))
		return notes->last;
	while (i < notes->count && !is_named(notes, i, name, n))
		i++;
	return i;
}

/* Copies the text without what nothing leads to. */
static void
tidy(struct notes *notes)
{
	struct buf text = {0};

	for (size_t i = 0; i < notes->count; i++) {
		struct note *note = &notes->items[i];
		size_t at = text.len;

		buf_add(&text, notes->text.data + note->name, note->name_n);
		buf_add(&text, notes->text.data + note->value, note->value_n);
		note->name = at;
		note->value = at + note->name_n;
	}
	buf_free(&notes->text);
	notes->text = text;
	notes->waste = 0;
}

bool
notes_set(struct notes *notes, const char *name, size_t name_n, const char *value, size_t value_n)
{
	size_t i = notes_find(notes, name, name_n);
	struct note *note;

	if (i == notes->count) {
		if (i == NOTES_MOST)
			return false;
		notes->items = xgrow(notes->items, &notes->cap, i + 1, sizeof(*notes->items));
		notes->items[notes->count++] = (struct note){.name = notes->text.len, .name_n = name_n};
		buf_add(&notes->text, name, name_n);
	}
	notes->last = i;
	note = &notes->items[i];
	if (note->value_n == value_n && note->value > 0 &&
	    memcmp(notes->text.data + note->value, value, value_n) == 0)
		return false;
	if (note->value_n == value_n && note->value > 0) {
		memcpy(notes->text.data + note->value, value, value_n);
		return true;
	}
	notes->waste += note->value_n;
	note->value = notes->text.len;
	note->value_n = value_n;
	buf_add(&notes->text, value, value_n);
	if (notes->waste > MUCH_WASTE)
		tidy(notes);
	return true;
}

void
notes_free(struct notes *notes)
{
	free(notes->items);
	buf_free(&notes->text);
}
