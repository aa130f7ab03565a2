#include "filters/emit/redact_view.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/ingest/entities.h"

/* Elements that may begin and end inside a word. */
static const char *const inside[] = {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i",
                                     "ins", "del", "kbd", "mark", "s", "small", "span", "strike", "strong",
                                     "sub", "sup", "tt", "u", "wbr"};

/* Marks of other scripts that may stand between the words of a phrase. */
static const char *const marks[] = {"\u00AB", "\u00BB", "\u060C", "\u061B", "\u2018", "\u2019", "\u201A", "\u201C",
                                    "\u201D", "\u201E", "\u2026", "\u3001", "\uFF0C", "\u2039", "\u203A"};

static void
add(struct redact_view *view, const char *s, size_t n, size_t start, size_t end)
{
	view->origins = xgrow(view->origins, &view->cap, view->text.len + n, sizeof(*view->origins));
	for (size_t i = 0; i < n; i++) {
		view->origins[view->text.len + i].start = (uint32_t)start;
		view->origins[view->text.len + i].end = (uint32_t)end;
	}
	buf_add(&view->text, s, n);
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_inside(const char *s, size_t n)
{
	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++) {
		size_t length = strlen(inside[i]), j = 0;

		while (j < length && j < n && (s[j] | 0x20) == inside[i][j])
			j++;
		if (j == length && (j == n || !is_alnum(s[j])))
			return true;
	}
	return false;
}

/* The end of the next `mark` behind `at`, SIZE_MAX if there is none. *known is what was found before: no stretch is
 * searched twice. */
static size_t
find_end(const char *s, size_t at, size_t n, const char *mark, size_t *known)
{
	size_t length = strlen(mark);
	const char *found;

	if (*known < at + length) {
		found = memmem(s + at, n - at, mark, length);
		*known = found ? (size_t)(found - s) + length : SIZE_MAX;
	}
	return *known;
}

/* The length of a tag or comment, 0 if it is none. */
static size_t
tag_length(struct redact_view *view, const char *s, size_t at, size_t n)
{
	size_t end;

	if (n - at < 3 || (!is_alnum(s[at + 1]) && (s[at + 1] == '\0' || !strchr("/!?", s[at + 1]))))
		return 0;
	if (n - at > 6 && memcmp(s + at, "<!--", 4) == 0)
		end = find_end(s, at + 4, n, "-->", &view->comment_end);
	else
		end = find_end(s, at, n, ">", &view->tag_end);
	return end == SIZE_MAX ? 0 : end - at;
}

static size_t
view_tag(struct redact_view *view, const char *s, size_t at, size_t n)
{
	size_t length = tag_length(view, s, at, n), name = at + 1;

	if (length == 0)
		return 0;
	name += s[name] == '/';
	if (s[at + 1] != '!' && !is_inside(s + name, at + length - name))
		add(view, " ", 1, at, at);
	return length;
}

static size_t
view_reference(struct redact_view *view, const char *s, size_t at, size_t n)
{
	size_t end = at + 2, length;
	const char *text;
	char utf8[4];
	uint32_t number = 0;
	bool sixteen;

	if (n - at < 3)
		return 0;
	if (s[at + 1] != '#') {
		size_t name = entity_match(s + at + 1, n - at - 1, &text, &length);

		if (name == 0)
			return 0;
		add(view, text, length, at, at + 1 + name);
		return name + 1;
	}
	sixteen = (s[end] | 0x20) == 'x';
	for (end += sixteen; end < n && hex(s[end]) >= 0 && (sixteen || hex(s[end]) < 10); end++)
		if (number < 0x110000)
			number = number * (sixteen ? 16 : 10) + (uint32_t)hex(s[end]);
	if (end == at + 2 + sixteen)
		return 0;
	end += end < n && s[end] == ';';
	add(view, utf8, utf8_encode(entity_number(number), utf8), at, end);
	return end - at;
}

/* One character that is percent-encoded, each of its bytes by three. */
static size_t
view_percent(struct redact_view *view, const char *s, size_t at, size_t n)
{
	char bytes[4];
	size_t count = 0, valid = 0;

	while (count < 4 && valid == 0 && n - at >= 3 * (count + 1) && s[at + 3 * count] == '%'
	       && hex(s[at + 3 * count + 1]) >= 0 && hex(s[at + 3 * count + 2]) >= 0) {
		bytes[count] = (char)(16 * hex(s[at + 3 * count + 1]) + hex(s[at + 3 * count + 2]));
		count++;
		valid = utf8_valid(bytes, count);
	}
	if (count == 0)
		return 0;
	if (valid == 0 || (unsigned char)bytes[0] <= ' ' || (valid == 1 && !is_alnum(bytes[0]))) {
		add(view, " ", 1, at, at + 3);
		return 3;
	}
	add(view, bytes, valid, at, at + 3 * valid);
	return 3 * valid;
}

/* Bytes that may begin something in the way: others are passed over in runs. */
static const bool special[256] = {
	['!'] = true, ['"'] = true, ['#'] = true, ['$'] = true, ['%'] = true, ['&'] = true, ['('] = true, [')'] = true,
	['*'] = true, ['+'] = true, [','] = true, ['.'] = true, ['/'] = true, [':'] = true, [';'] = true, ['<'] = true,
	['='] = true, ['>'] = true, ['?'] = true, ['['] = true, ['\\'] = true, [']'] = true, ['^'] = true, ['`'] = true,
	['{'] = true, ['|'] = true, ['}'] = true, ['~'] = true, [0xC2] = true, [0xD8] = true, [0xE2] = true,
	[0xE3] = true, [0xEF] = true,
};

/* The length of a mark that counts as a blank, 0 if it is none; s[0] is special. */
static size_t
mark_length(const char *s, size_t n)
{
	if ((unsigned char)s[0] < 0x80) {
		bool ends = n < 2 || !(is_alnum(s[1]) || (unsigned char)s[1] >= 0x80);

		return *s == '.' || *s == '?' || *s == '!' ? !ends : *s != '#';
	}
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (n >= strlen(marks[i]) && memcmp(s, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

/* Adds bytes that stand for themselves, each: what is found begins and ends with whole characters. */
static void
add_run(struct redact_view *view, const char *s, size_t from, size_t to)
{
	view->origins = xgrow(view->origins, &view->cap, view->text.len + (to - from), sizeof(*view->origins));
	for (size_t i = from; i < to; i++) {
		view->origins[view->text.len + i - from].start = (uint32_t)i;
		view->origins[view->text.len + i - from].end = (uint32_t)i + 1;
	}
	buf_add(&view->text, s + from, to - from);
}

/* What the special byte at `at` begins: its length if it was put into the view as something else, or 0. */
static size_t
view_special(struct redact_view *view, const char *s, size_t at, size_t n, bool html)
{
	size_t length = 0;

	if (html && s[at] == '<')
		length = view_tag(view, s, at, n);
	else if (html && s[at] == '&')
		length = view_reference(view, s, at, n);
	else if (s[at] == '%')
		length = view_percent(view, s, at, n);
	if (length == 0 && (length = mark_length(s + at, n - at)) > 0)
		add(view, " ", 1, at, at + length);
	return length;
}

bool
redact_view_make(struct redact_view *view, const char *s, size_t n, bool html)
{
	bool differs = false;
	size_t at = 0, from = 0;

	buf_clear(&view->text);
	view->tag_end = view->comment_end = 0;
	for (;;) {
		size_t length;

		while (at < n && !special[(unsigned char)s[at]])
			at++;
		if (at == n)
			break;
		if (s[at] == '#' && at > 0 && (is_alnum(s[at - 1]) || (unsigned char)s[at - 1] >= 0x80)) {
			add_run(view, s, from, at);
			add(view, " ", 1, at, at); /* a hashtag may follow a word directly */
			from = at++;
			differs = true;
			continue;
		}
		if (s[at] == '#') {
			at++;
			continue;
		}
		add_run(view, s, from, at);
		length = view_special(view, s, at, n, html);
		from = at + length;
		at += length > 0 ? length : 1;
		differs |= length > 0;
	}
	if (differs)
		add_run(view, s, from, n);
	return differs;
}

void
redact_view_free(struct redact_view *view)
{
	buf_free(&view->text);
	free(view->origins);
	*view = (struct redact_view){0};
}
