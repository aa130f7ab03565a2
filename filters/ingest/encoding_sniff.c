/* What a document says of its own encoding. */
#include <string.h>

#include "common/chars.h"
#include "filters/ingest/encoding.h"

/* How far into the document an XML declaration may begin: before it there may be
 * blank lines and warnings of the program that made it. */
#define DECLARATION_WITHIN ((size_t)1024)

static const struct encoding *
find(const char *label)
{
	return encoding_find(label, strlen(label));
}

const struct encoding *
encoding_mark(const char *s, size_t n, size_t *length)
{
	/* UTF-32 before UTF-16, whose mark it begins with. */
	static const struct {
		const char *bytes;
		size_t n;
		const char *label;
	} marks[] = {
		{"\xEF\xBB\xBF", 3, "utf-8"},
		{"\xFF\xFE\0\0", 4, "utf-32le"},
		{"\0\0\xFE\xFF", 4, "utf-32be"},
		{"\xFF\xFE", 2, "utf-16le"},
		{"\xFE\xFF", 2, "utf-16be"},
	};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (n >= marks[i].n && memcmp(s, marks[i].bytes, marks[i].n) == 0) {
			*length = marks[i].n;
			return find(marks[i].label);
		}
	}
	*length = 0;
	return NULL;
}

/* A < in units of two or four bytes, without a mark. */
static const struct encoding *
wide(const char *s, size_t n)
{
	if (n >= 4 && memcmp(s, "<\0\0\0", 4) == 0)
		return find("utf-32le");
	if (n >= 4 && memcmp(s, "\0\0\0<", 4) == 0)
		return find("utf-32be");
	if (n >= 4 && s[0] == '<' && s[1] == '\0' && s[3] == '\0')
		return find("utf-16le");
	if (n >= 4 && s[0] == '\0' && s[1] == '<' && s[2] == '\0')
		return find("utf-16be");
	return NULL;
}

/* Who reads the document byte by byte and finds it declared to be in wider units, was lied to. */
static bool
is_wide(const struct encoding *encoding)
{
	return encoding->kind == ENCODING_UTF16LE || encoding->kind == ENCODING_UTF16BE ||
	       strncmp(encoding->name, "utf-32", 6) == 0;
}

/* What is read of a beginning; past its end nothing is found. */
struct cursor {
	const char *p, *end;
};

static void
skip_space(struct cursor *c)
{
	while (c->p < c->end && char_is_space(*c->p))
		c->p++;
}

/* Whether the text at p begins with word, which is in lower case. */
static bool
at_word(const char *p, const char *end, const char *word)
{
	for (; *word != '\0'; word++, p++)
		if (p >= end || char_lower(*p) != *word)
			return false;
	return true;
}

/* The value in quotes of encoding= in an XML declaration. */
static const struct encoding *
declared_in_xml(const char *s, size_t n)
{
	size_t reach = n < DECLARATION_WITHIN ? n : DECLARATION_WITHIN;
	const char *begin = memmem(s, reach, "<?xml", 5), *end, *value, *close;
	struct cursor c;

	if (begin == NULL || (end = memchr(begin, '>', (size_t)(s + n - begin))) == NULL)
		return NULL;
	c.p = memmem(begin, (size_t)(end - begin), "encoding", 8);
	c.end = end;
	if (c.p == NULL)
		return NULL;
	c.p += 8;
	skip_space(&c);
	if (c.p == c.end || *c.p != '=')
		return NULL;
	c.p++;
	skip_space(&c);
	if (c.p == c.end || (*c.p != '"' && *c.p != '\''))
		return NULL;
	value = c.p + 1;
	close = memchr(value, *c.p, (size_t)(end - value));
	return close == NULL ? NULL : encoding_find(value, (size_t)(close - value));
}

/* An attribute as the prescan reads it. Spans of the document. */
struct attribute {
	const char *name, *value;
	size_t name_len, value_len;
};

/* The value at the cursor, behind its =. */
static bool
get_value(struct cursor *c, struct attribute *a)
{
	skip_space(c);
	if (c->p == c->end)
		return false;
	if (*c->p == '"' || *c->p == '\'') {
		const char *close = memchr(c->p + 1, *c->p, (size_t)(c->end - c->p - 1));

		if (close == NULL) {
			c->p = c->end;
			return false;
		}
		a->value = c->p + 1;
		a->value_len = (size_t)(close - a->value);
		c->p = close + 1;
		return true;
	}
	a->value = c->p;
	while (c->p < c->end && !char_is_space(*c->p) && *c->p != '>')
		c->p++;
	a->value_len = (size_t)(c->p - a->value);
	return c->p < c->end;
}

/* "Get an attribute"; false if there is none, or the document ends first (then
 * the cursor is at the end). */
static bool
get_attribute(struct cursor *c, struct attribute *a)
{
	while (c->p < c->end && (char_is_space(*c->p) || *c->p == '/'))
		c->p++;
	if (c->p == c->end || *c->p == '>')
		return false;
	a->name = c->p;
	while (c->p < c->end && (*c->p != '=' || c->p == a->name) && !char_is_space(*c->p) &&
	       *c->p != '/' && *c->p != '>')
		c->p++;
	a->name_len = (size_t)(c->p - a->name);
	a->value = "";
	a->value_len = 0;
	if (c->p < c->end && char_is_space(*c->p))
		skip_space(c);
	if (c->p == c->end)
		return false;
	if (*c->p != '=')
		return true;
	c->p++;
	return get_value(c, a);
}

static bool
is_word(const char *s, size_t n, const char *word)
{
	return n == strlen(word) && at_word(s, s + n, word);
}

/* The charset in the content of <meta http-equiv=Content-Type>. */
static const struct encoding *
in_content(const char *s, size_t n)
{
	struct cursor c = {s, s + n};

	while (c.p < c.end) {
		const char *value;

		if (!at_word(c.p, c.end, "charset")) {
			c.p++;
			continue;
		}
		c.p += strlen("charset");
		skip_space(&c);
		if (c.p == c.end || *c.p != '=')
			continue;
		c.p++;
		skip_space(&c);
		if (c.p == c.end)
			return NULL;
		if (*c.p == '"' || *c.p == '\'') {
			value = c.p + 1;
			c.p = memchr(value, *c.p, (size_t)(c.end - value));
			return c.p == NULL ? NULL : encoding_find(value, (size_t)(c.p - value));
		}
		for (value = c.p; c.p < c.end && !char_is_space(*c.p) && *c.p != ';';)
			c.p++;
		return encoding_find(value, (size_t)(c.p - value));
	}
	return NULL;
}

/* The attributes of a <meta> that matter; the first of a name counts. */
static const struct encoding *
in_meta(struct cursor *c)
{
	const struct encoding *charset = NULL;
	bool got_pragma = false, need_pragma = false, seen_equiv = false, seen_content = false,
	     seen_charset = false;
	struct attribute a;

	while (get_attribute(c, &a)) {
		if (is_word(a.name, a.name_len, "http-equiv") && !seen_equiv) {
			seen_equiv = true;
			got_pragma = is_word(a.value, a.value_len, "content-type");
		} else if (is_word(a.name, a.name_len, "content") && !seen_content) {
			const struct encoding *found = in_content(a.value, a.value_len);

			seen_content = true;
			if (found != NULL && charset == NULL && !seen_charset) {
				charset = found;
				need_pragma = true;
			}
		} else if (is_word(a.name, a.name_len, "charset") && !seen_charset) {
			seen_charset = true;
			charset = encoding_find(a.value, a.value_len);
			need_pragma = false;
		}
	}
	if (c->p == c->end || (need_pragma && !got_pragma))
		return NULL;
	return charset;
}

/* Past a tag that is not <meta>, whose values may hold anything. */
static void
skip_tag(struct cursor *c)
{
	struct attribute a;

	while (c->p < c->end && !char_is_space(*c->p) && *c->p != '>')
		c->p++;
	while (get_attribute(c, &a))
		;
}

/* Past a comment, which may begin and end with the same two dashes. */
static void
skip_comment(struct cursor *c)
{
	const char *close = memmem(c->p + 2, (size_t)(c->end - c->p - 2), "-->", 3);

	c->p = close == NULL ? c->end : close + 2;
}

static const struct encoding *
declared_in_html(const char *s, size_t n)
{
	struct cursor c = {s, s + n};

	for (; c.p < c.end; c.p++) {
		const struct encoding *found;
		const char *p;

		c.p = memchr(c.p, '<', (size_t)(c.end - c.p));
		if (c.p == NULL)
			return NULL;
		p = c.p;
		if (at_word(p, c.end, "<!--")) {
			skip_comment(&c);
		} else if (at_word(p, c.end, "<meta") && p + 5 < c.end && (char_is_space(p[5]) || p[5] == '/')) {
			c.p += 5;
			found = in_meta(&c);
			if (found != NULL)
				return found;
		} else if (p + 1 < c.end && char_is_alpha(p[1] == '/' && p + 2 < c.end ? p[2] : p[1])) {
			c.p++;
			skip_tag(&c);
		} else if (p + 1 < c.end && (p[1] == '!' || p[1] == '/' || p[1] == '?')) {
			c.p = memchr(p, '>', (size_t)(c.end - p));
			if (c.p == NULL)
				return NULL;
		}
		if (c.p == c.end)
			return NULL;
	}
	return NULL;
}

const struct encoding *
encoding_declared(const char *s, size_t n, enum markup_mode mode)
{
	const struct encoding *found = wide(s, n);

	if (n == 0)
		return NULL;
	n = n < ENCODING_HEAD ? n : ENCODING_HEAD;
	if (found != NULL)
		return found;
	found = declared_in_xml(s, n);
	if (mode == MARKUP_HTML && declared_in_html(s, n) != NULL)
		found = declared_in_html(s, n);
	if (found == NULL || !is_wide(found))
		return found;
	/* HTML takes the lie for UTF-8; in feeds it is nothing said. */
	return mode == MARKUP_HTML ? find("utf-8") : NULL;
}
