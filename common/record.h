/* One record: a line that is a JSON object, scanned, with the changes a filter
 * wants to make to it. The bytes are borrowed from the stream and live until
 * the next record; changes are spliced in when it is written, every other byte
 * stays as it was. See watchline-record(5). */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/json.h"

/* A member to be added or replaced when the record is written. */
struct record_edit {
	const struct json_member *member; /* the one replaced, or NULL: added at the end */
	char *name;                       /* owned */
	size_t value;                     /* where its value begins in record->values */
	size_t value_len;
};

struct record {
	struct json_value object;    /* the line from { to }, borrowed */
	struct json_members members; /* its members, in order */
	struct record_edit *edits;
	size_t edit_count, edit_cap;
	struct buf values;      /* JSON text of the edits */
	struct buf scratch;     /* for lookups */
	struct problem problem; /* why a filter refused it */
};

/* Scans a line (no newline at its end) into rec, dropping what rec held. On
 * refusal fills rec->problem and returns false. */
bool record_scan(struct record *rec, const char *line, size_t n);

/* Frees what rec owns. */
void record_free(struct record *rec);

/* The value of a top-level member by its unescaped name; JSON_ABSENT if there
 * is none. Edits are not seen. */
struct json_value record_get(const struct record *rec, const char *name);

/* The value at a dotted path: members of nested objects, or items of arrays by
 * their number from 0. A top-level member whose whole name equals the path wins.
 * JSON_ABSENT if there is none. */
struct json_value record_lookup(const struct record *rec, const char *path);

/* If the value at the path is a string, appends its text to out and returns
 * true. */
bool record_string(const struct record *rec, const char *path, struct buf *out);

/* Sets a top-level member to a value given as JSON text (copied): in its place
 * if the record has it, else at the end. The caller vouches that it is valid. */
void record_set(struct record *rec, const char *name, const char *json, size_t n);

/* Appends the record with its changes, without newline. */
void record_write(const struct record *rec, struct buf *out);

#endif
