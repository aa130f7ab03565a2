/* The scanner. It works in windows: simd->stops() checks the UTF-8 of the next
 * 4 KiB and marks the bytes at which strings can stop, so that every byte is
 * read once by vectors; the grammar below then hops from mark to mark. */
#include "common/json.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/simd.h"
#include "common/utf8.h"
#include "common/xalloc.h"

/* The compiler may be told to clear every local; this one is large and hot. */
#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define NO_INIT __attribute__((uninitialized))
#endif
#endif
#ifndef NO_INIT
#define NO_INIT
#endif

#define SMALL_TABLE 16  /* up to so many keys are compared one by one */
#define KEY_SHOWN 60    /* bytes of a key in a message */

struct scan {
	const char *text, *end;
	size_t from, to; /* the window: what stops[] covers */
	bool bad_utf8;   /* somewhere in the windows so far */
	const char *problem;
	const char *problem_at;
	uint64_t stops[SIMD_WORDS + 1];
};

static const unsigned char types[256] = {
	['{'] = JSON_OBJ, ['['] = JSON_ARR,  ['"'] = JSON_STR,  ['-'] = JSON_NUM,
	['0' ... '9'] = JSON_NUM, ['t'] = JSON_BOOL, ['f'] = JSON_BOOL, ['n'] = JSON_NUL,
};

/* What may follow a backslash, \u apart. */
static const bool escapes[256] = {
	['"'] = true, ['\\'] = true, ['/'] = true, ['b'] = true,
	['f'] = true, ['n'] = true,  ['r'] = true, ['t'] = true,
};

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *
fail(struct scan *s, const char *at, const char *problem)
{
	s->problem = at >= s->end ? "unexpected end of line" : problem;
	s->problem_at = at;
	return NULL;
}

static inline const char *
skip_space(const struct scan *s, const char *p)
{
	while (p < s->end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

static inline bool
is_at(const struct scan *s, const char *p, char c)
{
	return p < s->end && *p == c;
}

static void
next_window(struct scan *s, size_t at)
{
	size_t n = (size_t)(s->end - s->text);

	s->from = at & ~(size_t)63;
	s->to = n - s->from < SIMD_WINDOW ? n : s->from + SIMD_WINDOW;
	if (!simd->stops(s->text, n, s->from, s->stops))
		s->bad_utf8 = true;
}

/* The next place from `at` on, within the window, at which a string stops; the
 * window's end if there is none. */
static inline size_t
next_stop(const struct scan *s, size_t at)
{
	const uint64_t *word = &s->stops[(at - s->from) / 64];
	/* The 64 bits from here on, out of two words: no branch to mispredict on
	 * strings that lie across words. There always is a word behind. */
	uint64_t bits = word[0] >> (at % 64) | word[1] << 1 << (~at % 64);

	if (bits != 0)
		return at + (size_t)__builtin_ctzll(bits);
	do
		word++;
	while (*word == 0); /* the bit behind the window ends this */
	return s->from + (size_t)(word - s->stops) * 64 + (size_t)__builtin_ctzll(*word);
}

/* Four hexadecimal digits at p, or -1 with the problem set. */
static int
hex4(struct scan *s, const char *p)
{
	int value = 0;

	for (int i = 0; i < 4; i++, p++) {
		char c = p < s->end ? *p : 'x', low = (char)(c | 0x20);

		if (is_digit(c))
			value = value << 4 | (c - '0');
		else if (low >= 'a' && low <= 'f')
			value = value << 4 | (low - 'a' + 10);
		else {
			fail(s, p, "invalid escape");
			return -1;
		}
	}
	return value;
}

/* Checks the escape \u or a wrong one, whose backslash is at p; gives what lies
 * behind it. */
static const char *
escape(struct scan *s, const char *p)
{
	int high, low;

	if (!is_at(s, p + 1, 'u'))
		return fail(s, p + 1, "invalid escape");
	high = hex4(s, p + 2);
	if (high < 0)
		return NULL;
	if (high < 0xd800 || high > 0xdfff)
		return p + 6;
	if (high > 0xdbff)
		return fail(s, p, "lone surrogate");
	/* At the end of the text the second half may only be missing yet. */
	for (int i = 0; i < 2; i++) {
		if (p + 6 + i >= s->end)
			return fail(s, s->end, "");
		if (p[6 + i] != "\\u"[i])
			return fail(s, p, "lone surrogate");
	}
	low = hex4(s, p + 8);
	if (low < 0)
		return NULL;
	if (low < 0xdc00 || low > 0xdfff)
		return fail(s, p, "lone surrogate");
	return p + 12;
}

/* From p, within a string, to its last quote: through escapes and windows. */
static const char *
string_rest(struct scan *s, const char *p, bool *escaped)
{
	while (p < s->end) {
		size_t at = (size_t)(p - s->text);

		if (at >= s->to)
			next_window(s, at);
		at = next_stop(s, at);
		p = s->text + at;
		if (at >= s->to)
			continue;
		if (*p == '"')
			return p;
		if (*p != '\\')
			return fail(s, p, "control character in string");
		*escaped = true;
		if (p + 1 < s->end && escapes[(unsigned char)p[1]]) {
			p += 2;
			continue;
		}
		p = escape(s, p);
		if (p == NULL)
			return NULL;
	}
	return fail(s, p, "");
}

/* From behind a string's first quote to its last one. Most strings end at the
 * first stop, in the same window. */
static inline const char *
string_end(struct scan *s, const char *p, bool *escaped)
{
	size_t at = (size_t)(p - s->text);

	*escaped = false;
	if (at < s->to) {
		at = next_stop(s, at);
		if (at < s->to && s->text[at] == '"')
			return s->text + at;
	}
	return string_rest(s, s->text + at, escaped);
}

static const char *
digits(struct scan *s, const char *p)
{
	if (p >= s->end || !is_digit(*p))
		return fail(s, p, "invalid number");
	while (p < s->end && is_digit(*p))
		p++;
	return p;
}

static const char *
number(struct scan *s, const char *p)
{
	if (*p == '-')
		p++;
	p = is_at(s, p, '0') ? p + 1 : digits(s, p);
	if (p != NULL && is_at(s, p, '.'))
		p = digits(s, p + 1);
	if (p != NULL && p < s->end && (*p | 0x20) == 'e') {
		p++;
		if (is_at(s, p, '+') || is_at(s, p, '-'))
			p++;
		p = digits(s, p);
	}
	return p;
}

static const char *
literal(struct scan *s, const char *p)
{
	const char *word = *p == 't' ? "true" : *p == 'f' ? "false" : "null";

	for (; *word != '\0'; word++, p++)
		if (!is_at(s, p, *word))
			return fail(s, p, "expected a value");
	return p;
}

/* A value that is no container; gives what lies behind it. */
static inline const char *
scalar(struct scan *s, const char *p)
{
	bool escaped;

	switch (p < s->end ? types[(unsigned char)*p] : JSON_ABSENT) {
	case JSON_STR:
		p = string_end(s, p + 1, &escaped);
		return p == NULL ? NULL : p + 1;
	case JSON_NUM:
		return number(s, p);
	case JSON_BOOL:
	case JSON_NUL:
		return literal(s, p);
	default:
		return fail(s, p, "expected a value");
	}
}

/* A key at p, with its colon; gives where its value begins. */
static inline const char *
member_key(struct scan *s, const char *p, struct json_member *member)
{
	const char *key = p + 1;

	if (!is_at(s, p, '"'))
		return fail(s, p, "expected a key");
	p = string_end(s, key, &member->key_escaped);
	if (p == NULL)
		return NULL;
	member->key = key;
	member->key_len = (uint32_t)(p - key);
	p = skip_space(s, p + 1);
	if (!is_at(s, p, ':'))
		return fail(s, p, "expected ':' after key");
	return skip_space(s, p + 1);
}

/* The value at p, which may be a container, within `outer` others; gives what
 * lies behind it. One bit a level says which are objects. */
static const char *
any_value(struct scan *s, const char *p, unsigned outer)
{
	uint64_t objects[JSON_MAX_DEPTH / 64] = {0};
	unsigned depth = outer;
	bool object = false, whole;
	struct json_member key;

	for (;;) {
		if (is_at(s, p, '{') || is_at(s, p, '[')) {
			if (depth == JSON_MAX_DEPTH)
				return fail(s, p, "nesting deeper than 512");
			object = *p == '{';
			objects[depth / 64] &= ~((uint64_t)1 << depth % 64);
			objects[depth / 64] |= (uint64_t)object << depth % 64;
			depth++;
			p = skip_space(s, p + 1);
			whole = is_at(s, p, object ? '}' : ']');
		} else {
			p = scalar(s, p);
			if (p == NULL || depth == outer)
				return p;
			p = skip_space(s, p);
			whole = true;
		}
		while (whole && is_at(s, p, object ? '}' : ']')) {
			p++;
			if (--depth == outer)
				return p;
			object = objects[(depth - 1) / 64] >> (depth - 1) % 64 & 1;
			p = skip_space(s, p);
		}
		if (whole && !is_at(s, p, ','))
			return fail(s, p, object ? "expected ',' or '}'" : "expected ',' or ']'");
		if (whole)
			p = skip_space(s, p + 1);
		if (object)
			p = member_key(s, p, &key);
		if (p == NULL)
			return NULL;
	}
}

/* The top-level object at p. */
static const char *
top_object(struct scan *s, const char *p, struct json_members *members)
{
	p = skip_space(s, p + 1);
	if (is_at(s, p, '}'))
		return p + 1;
	for (;;) {
		struct json_member *member;

		if (members->count == members->cap)
			members->items = xgrow(members->items, &members->cap, members->count + 1,
			                       sizeof(*members->items));
		member = &members->items[members->count++];
		p = member_key(s, p, member);
		if (p == NULL)
			return NULL;
		member->value.text = p;
		member->value.type = p < s->end ? types[(unsigned char)*p] : JSON_ABSENT;
		p = member->value.type == JSON_OBJ || member->value.type == JSON_ARR
		            ? any_value(s, p, 1)
		            : scalar(s, p);
		if (p == NULL)
			return NULL;
		member->value.len = (size_t)(p - member->value.text);
		p = skip_space(s, p);
		if (is_at(s, p, '}'))
			return p + 1;
		if (!is_at(s, p, ','))
			return fail(s, p, "expected ',' or '}'");
		p = skip_space(s, p + 1);
	}
}

/* Hands on what is wrong first: the grammar or, before it, the UTF-8. */
static bool
refuse(const struct scan *s, struct problem *problem)
{
	size_t n = (size_t)(s->end - s->text), valid = s->bad_utf8 ? utf8_valid(s->text, n) : n;

	if (s->problem == NULL || (valid < n && s->text + valid <= s->problem_at))
		return problem_set(problem, 1, valid + 1, "invalid UTF-8");
	return problem_set(problem, 1, (size_t)(s->problem_at - s->text) + 1, "%s", s->problem);
}

static void
begin(struct scan *s, const char *text, size_t n)
{
	s->text = text;
	s->end = text + n;
	s->from = s->to = 0;
	s->bad_utf8 = false;
	s->problem = NULL;
	s->problem_at = NULL;
}

static bool
same_key(const struct json_member *a, const struct json_member *b)
{
	return a->key_len == b->key_len && memcmp(a->key, b->key, a->key_len) == 0;
}

/* The second of two equal keys, none of them escaped, or NULL. Most keys are
 * told apart by a bit of their ends and length. */
static const struct json_member *
twice_among_few(const struct json_members *members)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < members->count; i++) {
		const struct json_member *member = &members->items[i];
		uint32_t n = member->key_len, first = n ? (unsigned char)member->key[0] : 0;
		uint32_t last = n ? (unsigned char)member->key[n - 1] : 0;
		uint64_t bit = (uint64_t)1 << ((first | last << 8 | n << 16) * 0x9e3779b1u >> 26);

		if ((seen & bit) != 0)
			for (size_t j = 0; j < i; j++)
				if (same_key(&members->items[j], member))
					return member;
		seen |= bit;
	}
	return NULL;
}

/* The same for many keys, or escaped ones: a table of the members' numbers from
 * 1, each with half of its key's hash before it. */
static const struct json_member *
twice_among_many(struct json_members *members)
{
	size_t size = 64;

	while (size < 2 * members->count)
		size *= 2;
	members->slots = xgrow(members->slots, &members->slot_cap, size, sizeof(*members->slots));
	memset(members->slots, 0, size * sizeof(*members->slots));
	for (size_t i = 0; i < members->count; i++) {
		const struct json_member *member = &members->items[i];
		const char *key = member->key;
		size_t n = member->key_len;
		uint64_t hash, *slot;

		if (member->key_escaped) {
			buf_clear(&members->scratch);
			json_unescape_raw(key, n, &members->scratch);
			key = members->scratch.data;
			n = members->scratch.len;
		}
		hash = hash_seeded(key, n);
		slot = &members->slots[hash & (size - 1)];
		while (*slot != 0) {
			if (*slot >> 32 == hash >> 32 &&
			    json_key_is(&members->items[(uint32_t)*slot - 1], key, n))
				return member;
			if (++slot == members->slots + size)
				slot = members->slots;
		}
		*slot = hash >> 32 << 32 | (uint32_t)(i + 1);
	}
	return NULL;
}

/* Refuses two equal keys. */
static bool
keys_differ(const struct scan *s, struct json_members *members, struct problem *problem)
{
	const struct json_member *twice;
	bool escaped = false;
	size_t shown;

	for (size_t i = 0; i < members->count && i <= SMALL_TABLE; i++)
		escaped |= members->items[i].key_escaped;
	twice = escaped || members->count > SMALL_TABLE ? twice_among_many(members)
	                                                : twice_among_few(members);
	if (twice == NULL)
		return true;
	shown = utf8_valid(twice->key, twice->key_len < KEY_SHOWN ? twice->key_len : KEY_SHOWN);
	return problem_set(problem, 1, (size_t)(twice->key - s->text), "duplicate key '%.*s%s'",
	                   (int)shown, twice->key, shown < twice->key_len ? "..." : "");
}

bool
json_scan_object(const char *text, size_t n, struct json_value *object,
                 struct json_members *members, struct problem *problem)
{
	NO_INIT struct scan scan;
	struct scan *s = &scan;
	const char *p, *begun;

	begin(s, text, n);
	members->count = 0;
	begun = skip_space(s, text);
	if (!is_at(s, begun, '{')) {
		fail(s, begun, "not an object");
		return refuse(s, problem);
	}
	p = top_object(s, begun, members);
	if (p == NULL)
		return refuse(s, problem);
	*object = (struct json_value){begun, (size_t)(p - begun), JSON_OBJ};
	p = skip_space(s, p);
	if (p < s->end)
		fail(s, p, "trailing text after the object");
	if (s->problem != NULL || s->bad_utf8)
		return refuse(s, problem);
	return keys_differ(s, members, problem);
}

bool
json_scan_value(const char *text, size_t n, struct json_value *value, struct problem *problem)
{
	NO_INIT struct scan scan;
	struct scan *s = &scan;
	const char *p, *begun;

	begin(s, text, n);
	begun = skip_space(s, text);
	p = any_value(s, begun, 0);
	if (p == NULL)
		return refuse(s, problem);
	*value = (struct json_value){begun, (size_t)(p - begun), types[(unsigned char)*begun]};
	p = skip_space(s, p);
	if (p < s->end)
		fail(s, p, "trailing text after the value");
	if (s->problem != NULL || s->bad_utf8)
		return refuse(s, problem);
	return true;
}

void
json_members_free(struct json_members *members)
{
	free(members->items);
	free(members->slots);
	buf_free(&members->scratch);
	*members = (struct json_members){0};
}
