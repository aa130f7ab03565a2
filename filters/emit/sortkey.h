/* Keys that bring records into the order asked for when they are compared as bytes. */
#ifndef SORTKEY_H
#define SORTKEY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/diag.h"
#include "common/opts.h"
#include "common/record.h"

#define SORTKEY_MAX 8 /* names in --sort */

struct sortkey {
	struct {
		unsigned char field; /* index into sortkey_names */
		bool reverse;
	} steps[SORTKEY_MAX];
	size_t count;
};

/* What one can sort by; NULL at the end. */
extern const char *const sortkey_names[];

/* Reads "severity,-date"; false with problem. */
bool sortkey_parse(struct sortkey *sort, const char *text, struct problem *problem);

/* Appends the record's key. globs: the tags whose severities and scores count; all if none. What a
 * record lacks comes last, whichever the direction. */
void sortkey_add(const struct sortkey *sort, const struct record *rec, const struct strings *globs,
                 struct buf *key);

/* The groups of --group, NULL at the end. */
extern const char *const sortkey_groups[];

/* Appends the key of the record's group: days the newest first, others by name, what has none last.
 * It ends with a NUL, and has no other. */
void sortkey_add_group(const char *group, const struct record *rec, const struct strings *globs,
                       struct buf *key);

/* The group's name in such a key: *n bytes. */
const char *sortkey_group_name(const char *group, const char *key, size_t *n);

#endif
