/* Members of the record by their names, as maps, presets and the columns of tables fill them. */
#ifndef TAKE_H
#define TAKE_H

#include <stdbool.h>

#include "filters/ingest/ingest.h"

enum take_target {
	TAKE_NONE, /* no member: it stays in _source.raw */
	TAKE_ID,
	TAKE_URL,
	TAKE_EXTERNAL_URL,
	TAKE_TITLE,
	TAKE_CONTENT_TEXT,
	TAKE_SUMMARY,
	TAKE_LANGUAGE,
	TAKE_DATE_PUBLISHED,
	TAKE_DATE_MODIFIED,
	TAKE_AUTHOR,
	TAKE_AUTHOR_URL,
	TAKE_TAGS,
	TAKE_SOURCE /* _source.NAME */
};

/* What gathers until the item is complete. Zero-initialised is valid, used again from item to item. */
struct taker {
	struct ingest *ingest;
	struct buf author, author_url, categories, scratch;
};

/* The member of that name; TAKE_NONE if a text cannot fill it. */
enum take_target take_find(const char *member);

/* Gives a member its text. False, and nothing is done, if it has one already or the text is empty; the first
 * that has something counts. member is the whole name (_source.NAME for TAKE_SOURCE). */
bool take_text(struct taker *taker, enum take_target target, const char *member, const char *s, size_t n);

/* A date: an instant or a day is set, and what was written goes to _source.date or _source.date_modified. */
bool take_date(struct ingest *ingest, const char *s, size_t n, bool published);

/* Adds a category; and all of a cell, separated by | or ; or else commas. */
void take_category(struct taker *taker, const char *s, size_t n);
void take_categories(struct taker *taker, const char *s, size_t n);

/* Whether the item's _source has the member. */
bool take_has_source(const struct item *item, const char *name);

/* Writes what was gathered into the item. */
void take_finish(struct taker *taker);
void take_free(struct taker *taker);

#endif
