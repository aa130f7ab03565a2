/* The member `tags` of a record: those it has, and those it gets. */
#ifndef TAGS_H
#define TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/record.h"

struct tag_item {
	const char *text; /* borrowed from the record, the rules, or tags.unescaped */
	size_t n;
	const char *raw;  /* as the record has it, with quotes; NULL: the record does not have it */
	size_t raw_len;
};

/* Owns items and unescaped; zero-initialised is valid; reused from record to record. */
struct tags {
	struct tag_item *items;
	size_t count, cap;
	struct buf unescaped;
	struct buf json;
};

/* Takes the tags that the record has, dropping those held. If its `tags` is
 * not an array of strings, fills rec->problem and returns false. */
bool tags_read(struct tags *tags, struct record *rec);

/* Adds one; it may be there already. Borrowed until the next tags_read(). */
void tags_add(struct tags *tags, const char *tag);

/* Sorts by the bytes of UTF-8 and leaves one of each. */
void tags_sort(struct tags *tags);

/* Sets the record's tags to those held, sorted, if one is new to it. */
void tags_write(struct tags *tags, struct record *rec);

void tags_free(struct tags *tags);

#endif
