/* JSON text: a strict scanner over one value, strings in and out.
 *
 * The scanner validates RFC 8259 and UTF-8 wholly, allocates nothing but the
 * table of members, and is linear in the length. It refuses lone surrogate
 * escapes. It accepts what jansson accepts, differences by design apart, which
 * tests/unit/json.c lists. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/buf.h"
#include "common/diag.h"

#define JSON_MAX_DEPTH 512

enum json_type {
	JSON_ABSENT, /* no such value; never found in a document */
	JSON_OBJ,
	JSON_ARR,
	JSON_STR,
	JSON_NUM,
	JSON_BOOL,
	JSON_NUL
};

/* A value inside a text that was scanned. Borrowed from that text. */
struct json_value {
	const char *text; /* as written: strings with their quotes */
	size_t len;
	enum json_type type;
};

/* A member of an object. The key is as written, between its quotes. */
struct json_member {
	const char *key;
	uint32_t key_len;
	bool key_escaped; /* the key has backslashes */
	struct json_value value;
};

/* Members found by json_scan_object(); owned by the caller, reused from call
 * to call; zero-initialised is valid. Not to be used after the text is gone. */
struct json_members {
	struct json_member *items;
	size_t count;
	size_t cap;
	uint64_t *slots; /* inner: finds equal keys where there are many */
	size_t slot_cap;
	struct buf scratch;
};

/* Frees what json_scan_object() allocated. */
void json_members_free(struct json_members *members);

/* Checks that text is exactly one JSON object, white space around it allowed,
 * with no two equal keys at its top level, and gives its members in order.
 * *object gets the span from { to }. On refusal fills problem (line 1, column
 * in bytes) and returns false; members are then undefined. n < 2^31. */
bool json_scan_object(const char *text, size_t n, struct json_value *object,
                      struct json_members *members, struct problem *problem);

/* The same for one value of any type, without a table of members. */
bool json_scan_value(const char *text, size_t n, struct json_value *value, struct problem *problem);

/* For text inside a document that was already scanned (no checks are made):
 * walks the members of an object or the items of an array. Start with *cursor
 * = 0; returns false at the end. key may be NULL; for arrays it is not set. */
bool json_next(const struct json_value *container, size_t *cursor, struct json_member *member);

/* The member `key` (unescaped, n bytes) of an object that was scanned;
 * JSON_ABSENT if there is none or it is no object. Of equal keys (below the top
 * level) the last counts, as in jq, jansson and Python. Linear. */
struct json_value json_get(const struct json_value *object, const char *key, size_t n);

/* Whether a key as written equals name (unescaped). */
bool json_escaped_key_is(const struct json_member *member, const char *name, size_t n);

static inline bool
json_key_is(const struct json_member *member, const char *name, size_t n)
{
	if (member->key_escaped)
		return json_escaped_key_is(member, name, n);
	return member->key_len == n && memcmp(member->key, name, n) == 0;
}

/* Appends the unescaped characters of a scanned string value (or of a key's
 * text without quotes: json_unescape_raw) to out. Always valid UTF-8; may
 * contain NUL, from \u0000. */
void json_unescape(const struct json_value *string, struct buf *out);
void json_unescape_raw(const char *s, size_t n, struct buf *out);

/* Appends s as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD.
 * Control characters, DEL, C1, U+2028, U+2029 are escaped as \u00XX (\n, \r,
 * \t, \b, \f in the short form), so that no terminal and no line splitter can
 * be fooled by what we write. */
void json_add_string(struct buf *out, const char *s, size_t n);

/* Appends `"key":`, with a comma first unless out ends with { or [. */
void json_add_key(struct buf *out, const char *key);

/* Appends a comma unless out ends with { or [ (for array items). */
void json_add_comma(struct buf *out);

#endif
