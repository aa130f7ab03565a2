/* What must hold of the JSON scanner for any bytes, with jansson as the oracle.
 * Used by the fuzz target and, on mutants, by the unit test.
 *
 * Where the two differ by design:
 *
 *   text                                 jansson      json_scan_*
 *   integers from 2^63, reals over       refused      accepted: bytes are kept
 *     DBL_MAX
 *   \u0000 in a key                      refused      accepted
 *   equal keys in the top-level object   last wins    refused by json_scan_object
 *   nesting between 513 and 2048         accepted     refused
 *   a NUL byte right behind a number     swallowed    refused
 *     or a word
 *
 * jansson takes scalars at the top with JSON_DECODE_ANY, \u0000 in values with
 * JSON_ALLOW_NUL. Every check gives NULL, or says what is wrong. */
#ifndef JSON_ORACLE_H
#define JSON_ORACLE_H

#include <jansson.h>
#include <string.h>

#include "common/json.h"
#include "common/record.h"
#include "common/simd.h"
#include "common/utf8.h"

/* What the scanner says of a text. */
struct verdict {
	bool value_ok, object_ok;
	struct json_value value, object;
	struct problem value_problem, object_problem;
	size_t valid, count; /* of utf8_valid(), utf8_count() */
};

static inline struct verdict
oracle_scan(const char *s, size_t n, struct json_members *members)
{
	struct verdict v = {.value_ok = false};

	v.value_ok = json_scan_value(s, n, &v.value, &v.value_problem);
	v.object_ok = json_scan_object(s, n, &v.object, members, &v.object_problem);
	v.valid = utf8_valid(s, n);
	v.count = utf8_count(s, n);
	return v;
}

static inline bool
oracle_same_problem(const struct problem *a, const struct problem *b)
{
	return strcmp(a->text, b->text) == 0 && a->column == b->column;
}

/* All vector bodies must say the same. */
static inline const char *
oracle_bodies(const struct verdict *v, const char *s, size_t n)
{
	const struct simd *chosen = simd;
	struct json_members members = {0};
	const char *wrong = NULL;

	for (size_t i = 0; i < SIMD_BODIES; i++) {
		struct verdict w;

		simd = simd_body(i);
		if (simd == NULL)
			continue;
		w = oracle_scan(s, n, &members);
		if (w.value_ok != v->value_ok || w.object_ok != v->object_ok ||
		    !oracle_same_problem(&w.value_problem, &v->value_problem) ||
		    !oracle_same_problem(&w.object_problem, &v->object_problem))
			wrong = "two vector bodies differ in scanning";
		if (w.valid != v->valid || w.count != v->count)
			wrong = "two vector bodies differ in UTF-8";
	}
	simd = chosen;
	json_members_free(&members);
	return wrong;
}

/* Whether the verdicts may differ as they do. */
static inline const char *
oracle_verdict(const struct verdict *v, const char *s, size_t n)
{
	json_error_t error;
	json_t *theirs = json_loadb(s, n, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
	bool accepted = theirs != NULL;

	json_decref(theirs);
	if (v->value_ok && !accepted && json_error_code(&error) != json_error_numeric_overflow &&
	    json_error_code(&error) != json_error_null_byte_in_key)
		return "accepted what jansson refuses";
	if (!v->value_ok && accepted && strcmp(v->value_problem.text, "nesting deeper than 512") != 0 &&
	    memchr(s, '\0', n) == NULL)
		return "refused what jansson accepts";
	if (v->object_ok && (!v->value_ok || v->value.type != JSON_OBJ))
		return "accepted as an object what is no object";
	if (!v->object_ok && v->value_ok && v->value.type == JSON_OBJ &&
	    strncmp(v->object_problem.text, "duplicate key", 13) != 0)
		return "refused as an object what is one";
	return NULL;
}

static inline const char *oracle_compare(const struct json_value *ours, json_t *theirs,
                                         struct buf *scratch);

/* A walk by json_next() must give jansson's items or members. */
static inline const char *
oracle_walk(const struct json_value *ours, json_t *theirs, struct buf *scratch)
{
	struct json_member member;
	size_t cursor = 0, at = 0;
	const char *wrong = NULL;

	for (; wrong == NULL && json_next(ours, &cursor, &member); at++) {
		struct json_value last;
		json_t *other;

		if (ours->type == JSON_ARR) {
			wrong = oracle_compare(&member.value, json_array_get(theirs, at), scratch);
			continue;
		}
		buf_clear(scratch);
		json_unescape_raw(member.key, member.key_len, scratch);
		buf_addc(scratch, '\0');
		other = json_object_getn(theirs, scratch->data, scratch->len - 1);
		last = json_get(ours, scratch->data, scratch->len - 1);
		if (other == NULL || !json_key_is(&member, scratch->data, scratch->len - 1))
			wrong = "a key differs from jansson's";
		else if (last.text == member.value.text) /* of equal keys the last counts */
			wrong = oracle_compare(&member.value, other, scratch);
		else if (last.text < member.value.text)
			wrong = "json_get() did not find the last";
	}
	if (wrong == NULL && ours->type == JSON_ARR && at != json_array_size(theirs))
		wrong = "not as many items as jansson has";
	if (wrong == NULL && ours->type == JSON_OBJ && at < json_object_size(theirs))
		wrong = "fewer members than jansson has";
	return wrong;
}

static inline const char *
oracle_compare(const struct json_value *ours, json_t *theirs, struct buf *scratch)
{
	if (theirs == NULL)
		return "jansson has no such value";
	switch (ours->type) {
	case JSON_OBJ:
		return json_is_object(theirs) ? oracle_walk(ours, theirs, scratch) : "no object";
	case JSON_ARR:
		return json_is_array(theirs) ? oracle_walk(ours, theirs, scratch) : "no array";
	case JSON_STR:
		buf_clear(scratch);
		json_unescape(ours, scratch);
		buf_addc(scratch, '\0');
		return json_is_string(theirs) && json_string_length(theirs) == scratch->len - 1 &&
		                       memcmp(json_string_value(theirs), scratch->data, scratch->len - 1) == 0
		               ? NULL
		               : "a string differs from jansson's";
	case JSON_NUM:
		return json_is_number(theirs) ? NULL : "no number";
	case JSON_BOOL:
		return json_is_boolean(theirs) && json_is_true(theirs) == (ours->text[0] == 't')
		               ? NULL
		               : "another truth";
	case JSON_NUL:
		return json_is_null(theirs) && ours->len == 4 ? NULL : "no null";
	default:
		return "a value without a type";
	}
}

static inline const char *
oracle_content(const struct verdict *v, const char *s, size_t n)
{
	json_t *theirs = v->value_ok ? json_loadb(s, n, JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL) : NULL;
	struct buf scratch = {0};
	const char *wrong = theirs != NULL ? oracle_compare(&v->value, theirs, &scratch) : NULL;

	buf_free(&scratch);
	json_decref(theirs);
	return wrong;
}

/* json_next() and the scanner must find the same members. */
static inline const char *
oracle_members(const struct verdict *v, const struct json_members *members)
{
	struct json_member member;
	size_t cursor = 0, i = 0;

	if (!v->object_ok)
		return NULL;
	for (; json_next(&v->object, &cursor, &member); i++) {
		const struct json_member *scanned = &members->items[i];

		if (i >= members->count || scanned->key != member.key ||
		    scanned->key_len != member.key_len || scanned->key_escaped != member.key_escaped ||
		    scanned->value.text != member.value.text || scanned->value.len != member.value.len ||
		    scanned->value.type != member.value.type)
			return "json_next() found another member than the scanner";
	}
	return i == members->count ? NULL : "json_next() found fewer members than the scanner";
}

/* Whether b holds the members of a, in order and byte for byte, but for the one
 * numbered `changed` (or none), whose value must be `value`, and one more. */
static inline const char *
oracle_unchanged(const struct json_members *a, const struct json_members *b, size_t changed,
                 const char *value)
{
	if (b->count != a->count + 1)
		return "members were lost or gained in writing";
	for (size_t i = 0; i < a->count; i++) {
		const struct json_member *x = &a->items[i], *y = &b->items[i];

		if (x->key_len != y->key_len || memcmp(x->key, y->key, x->key_len) != 0)
			return "a key was changed in writing";
		if (i == changed
		            ? y->value.len != strlen(value) || memcmp(y->value.text, value, y->value.len) != 0
		            : x->value.len != y->value.len ||
		                      memcmp(x->value.text, y->value.text, x->value.len) != 0)
			return "a value is wrong after writing";
	}
	return NULL;
}

/* Replaces a member, adds one, writes and scans again. */
static inline const char *
oracle_record(const char *s, size_t n)
{
	static const char added[] = "_\"new\"\n\x7f";
	struct record rec = {0}, again = {0};
	struct buf name = {0}, line = {0};
	const char *wrong = NULL;
	size_t changed = SIZE_MAX;

	if (record_scan(&rec, s, n) && record_get(&rec, added).type == JSON_ABSENT) {
		if (rec.members.count > 0) {
			const struct json_member *member = &rec.members.items[rec.members.count / 2];

			json_unescape_raw(member->key, member->key_len, &name);
			/* A name with NUL cannot be said; it then is another one. */
			if (name.len == 0 || memchr(name.data, '\0', name.len) == NULL) {
				changed = rec.members.count / 2;
				record_set(&rec, buf_str(&name), "[1]", 3);
			}
		}
		record_set(&rec, added, "0", 1);
		record_set(&rec, added, "{\"x\":2}", 7);
		record_write(&rec, &line);
		if (!record_scan(&again, line.data, line.len))
			wrong = "what was written does not scan";
		else
			wrong = oracle_unchanged(&rec.members, &again.members, changed, "[1]");
		if (wrong == NULL && record_lookup(&again, "_\"new\"\n\x7f.x").type != JSON_NUM)
			wrong = "an added member is not there";
	}
	record_free(&rec);
	record_free(&again);
	buf_free(&name);
	buf_free(&line);
	return wrong;
}

/* Any bytes written as a string must scan, and come back if they were UTF-8. */
static inline const char *
oracle_string(const char *s, size_t n)
{
	struct buf text = {0}, back = {0};
	struct json_value value;
	struct problem problem = {.text = ""};
	const char *wrong = NULL, *p;

	json_add_string(&text, s, n);
	if (!json_scan_value(text.data, text.len, &value, &problem) || value.type != JSON_STR)
		wrong = "a string was written that does not scan";
	else {
		json_unescape(&value, &back);
		if (utf8_valid(back.data, back.len) != back.len)
			wrong = "unescaped to invalid UTF-8";
		if (utf8_valid(s, n) == n && (back.len != n || (n > 0 && memcmp(back.data, s, n) != 0)))
			wrong = "a string did not come back";
	}
	for (p = text.data; wrong == NULL && p < text.data + text.len;) {
		uint32_t c = utf8_decode(&p, text.data + text.len);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
			wrong = "a control character was written";
	}
	buf_free(&text);
	buf_free(&back);
	return wrong;
}

/* All of it. */
static inline const char *
oracle_check(const char *s, size_t n)
{
	struct json_members members = {0};
	struct verdict v = oracle_scan(s, n, &members);
	const char *wrong = oracle_bodies(&v, s, n);

	if (wrong == NULL)
		wrong = oracle_verdict(&v, s, n);
	if (wrong == NULL)
		wrong = oracle_content(&v, s, n);
	if (wrong == NULL)
		wrong = oracle_members(&v, &members);
	if (wrong == NULL)
		wrong = oracle_record(s, n);
	if (wrong == NULL)
		wrong = oracle_string(s, n);
	json_members_free(&members);
	return wrong;
}

#endif
