/* The scanner. It works in windows: simd->stops() checks the UTF-8 of the next
 * 4 KiB and marks the bytes at which strings can stop, so that every byte is
 * read once by vectors; the grammar below then hops from mark to mark. */
#include "common/json.h"

#include <endian.h>
#include <string.h>

#include "common/json_keys.h"
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

/* Keep what is rare out of the way of what is not. */
#define RARE __attribute__((noinline, cold))
#define INLINE inline __attribute__((always_inline))
#define likely(condition) __builtin_expect(!!(condition), 1)

#define KEY_SHOWN 60 /* bytes of a key in a message */

struct scan {
	const char *text, *end;
	const char *window; /* what marks[] covers */
	size_t size;
	bool bad_utf8; /* somewhere in the windows so far */
	const char *problem;
	const char *problem_at;
	unsigned char marks[SIMD_MARKS];
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

static INLINE bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static RARE const char *
fail(struct scan *s, const char *at, const char *problem)
{
	s->problem = at >= s->end ? "unexpected end of line" : problem;
	s->problem_at = at;
	return NULL;
}

/* White space is rare between tokens, and then mostly one blank, or what indents a line. */
static RARE const char *
skip_more_space(const struct scan *s, const char *p)
{
	static const char blanks[8] = {' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '};

	if (s->end - p > 8 && *p == '\n')
		for (p++; s->end - p > 8 && memcmp(p, blanks, 8) == 0;)
			p += 8;
	while (p < s->end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

static INLINE const char *
skip_space(const struct scan *s, const char *p)
{
	return likely(p < s->end && (unsigned char)*p > ' ') ? p : skip_more_space(s, p);
}

static INLINE bool
is_at(const struct scan *s, const char *p, char c)
{
	return likely(p < s->end) && *p == c;
}

static RARE void
next_window(struct scan *s, const char *p)
{
	size_t n = (size_t)(s->end - s->text), from = (size_t)(p - s->text) & ~(size_t)63;

	s->window = s->text + from;
	s->size = n - from < SIMD_WINDOW ? n - from : SIMD_WINDOW;
	if (!simd->stops(s->text, n, from, s->marks))
		s->bad_utf8 = true;
}

/* The 64 marks from the byte on in which that of place `at` is. */
static INLINE uint64_t
marks_at(const struct scan *s, size_t at)
{
	uint64_t word;

	memcpy(&word, s->marks + at / 8, sizeof(word));
	return le64toh(word);
}

/* The next place from `at` on, within the window, at which a string stops; the
 * window's size if there is none. */
static INLINE size_t
next_stop(const struct scan *s, size_t at)
{
	/* At least 57 marks from here on: most strings lie within, so that no
	 * branch is mispredicted where they cross a word. */
	uint64_t bits = marks_at(s, at) >> (at % 8);

	if (bits != 0)
		return at + (size_t)__builtin_ctzll(bits);
	at &= ~(size_t)7;
	do
		at += 64;
	while ((bits = marks_at(s, at)) == 0); /* the mark behind the window ends this */
	return at + (size_t)__builtin_ctzll(bits);
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
static __attribute__((noinline)) const char *
string_rest(struct scan *s, const char *p, bool *escaped)
{
	while (p < s->end) {
		size_t at = (size_t)(p - s->window);

		if (at >= s->size) {
			next_window(s, p);
			at = (size_t)(p - s->window);
		}
		at = next_stop(s, at);
		p = s->window + at;
		if (at >= s->size)
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
static INLINE const char *
string_end(struct scan *s, const char *p, bool *escaped)
{
	size_t at = (size_t)(p - s->window);

	*escaped = false;
	if (likely(at < s->size)) {
		at = next_stop(s, at);
		if (likely(at < s->size && s->window[at] == '"'))
			return s->window + at;
	}
	return string_rest(s, s->window + at, escaped);
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

static INLINE enum json_type
type_at(const struct scan *s, const char *p)
{
	return p < s->end ? types[(unsigned char)*p] : JSON_ABSENT;
}

/* A value at p that is no container; gives what lies behind it. */
static INLINE const char *
scalar(struct scan *s, const char *p, enum json_type type)
{
	bool escaped;

	if (type == JSON_STR) {
		p = string_end(s, p + 1, &escaped);
		return p == NULL ? NULL : p + 1;
	}
	if (type == JSON_NUM)
		return number(s, p);
	return type == JSON_ABSENT ? fail(s, p, "expected a value") : literal(s, p);
}

/* From behind a key to the value, with white space about the colon. */
static RARE const char *
spaced_colon(struct scan *s, const char *p)
{
	p = skip_space(s, p);
	if (!is_at(s, p, ':'))
		return fail(s, p, "expected ':' after key");
	return skip_space(s, p + 1);
}

/* A key at p, with its colon; gives where its value begins. */
static INLINE const char *
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
	p++;
	if (likely(s->end - p > 1 && p[0] == ':' && (unsigned char)p[1] > ' '))
		return p + 1;
	return spaced_colon(s, p);
}

/* The container at p, within `outer` others; gives what lies behind it. One bit
 * a level says which are objects. */
static const char *
container(struct scan *s, const char *p, unsigned outer)
{
	uint64_t objects[JSON_MAX_DEPTH / 64] = {0};
	unsigned depth = outer;
	bool object = false;
	struct json_member key;

	for (;;) {
		enum json_type type = type_at(s, p);

		if (type == JSON_OBJ || type == JSON_ARR) {
			if (depth == JSON_MAX_DEPTH)
				return fail(s, p, "nesting deeper than 512");
			object = type == JSON_OBJ;
			objects[depth / 64] &= ~((uint64_t)1 << depth % 64);
			objects[depth / 64] |= (uint64_t)object << depth % 64;
			depth++;
			p = skip_space(s, p + 1);
			if (!is_at(s, p, object ? '}' : ']')) {
				if (object && (p = member_key(s, p, &key)) == NULL)
					return NULL;
				continue;
			}
		} else {
			p = scalar(s, p, type);
			if (p == NULL)
				return NULL;
			p = skip_space(s, p);
		}
		while (!is_at(s, p, ',')) {
			if (!is_at(s, p, object ? '}' : ']'))
				return fail(s, p, object ? "expected ',' or '}'" : "expected ',' or ']'");
			p++;
			if (--depth == outer)
				return p;
			object = objects[(depth - 1) / 64] >> (depth - 1) % 64 & 1;
			p = skip_space(s, p);
		}
		p = skip_space(s, p + 1);
		if (object && (p = member_key(s, p, &key)) == NULL)
			return NULL;
	}
}

static INLINE const char *
any_value(struct scan *s, const char *p, unsigned outer)
{
	enum json_type type = type_at(s, p);

	return type == JSON_OBJ || type == JSON_ARR ? container(s, p, outer) : scalar(s, p, type);
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
		member->value.type = type_at(s, p);
		p = any_value(s, p, 1);
		if (p == NULL)
			return NULL;
		member->value.len = (size_t)(p - member->value.text);
		p = skip_space(s, p);
		if (!is_at(s, p, ','))
			return is_at(s, p, '}') ? p + 1 : fail(s, p, "expected ',' or '}'");
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
	s->end = n > 0 ? text + n : text; /* NULL + 0 is undefined */
	s->window = text;
	s->size = 0;
	s->bad_utf8 = false;
	s->problem = NULL;
	s->problem_at = NULL;
}

/* Refuses two equal keys. */
static bool
keys_differ(const struct scan *s, struct json_members *members, struct problem *problem)
{
	const struct json_member *twice = json_twice(members);
	size_t shown;

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
