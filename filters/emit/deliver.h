/* Files named after what is in them: `out/{day}.html`. */
#ifndef DELIVER_H
#define DELIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/diag.h"
#include "common/record.h"

#define DELIVER_MAX 16 /* pieces of a pattern */

struct deliver {
	struct {
		const char *text; /* borrowed; of a key, its name */
		size_t len;
		int key;          /* -1: the text itself */
	} pieces[DELIVER_MAX];
	size_t count, keys;
	bool topics;          /* a record may belong in several files */
};

/* Whether a path is a pattern: it has a brace. */
bool deliver_is_pattern(const char *path);

/* Reads {day}, {month}, {topic}, {source}, {language}; {{ and }} are braces. False with problem. */
bool deliver_parse(struct deliver *pattern, const char *path, struct problem *problem);

/* Appends the path for a record, and for one of its topics if the pattern asks for them; n = 0: it
 * has none. What comes from the record has no slash, no control character, no two dots in
 * a row, begins neither with a dot nor a hyphen, and is at most 120 bytes and a hash, less where the pattern has
 * several keys. */
void deliver_path(const struct deliver *pattern, const struct record *rec, const char *topic, size_t n,
                  struct buf *path);

/* Makes the directories of the path that are named after records; false with errno. */
bool deliver_directories(const struct deliver *pattern, const char *path);

#endif
