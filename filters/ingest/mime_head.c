#include "filters/ingest/mime.h"

#include <string.h>
#include <strings.h>

#include "common/chars.h"

#define NAME_MAX_BYTES 128 /* of a field's name */
#define SEGMENTS 64        /* of a continued parameter */

#define NAME(name) {name, sizeof(name) - 1}

static const struct {
	const char *name;
	size_t n;
} names[MIME_FIELDS] = {
	[MIME_SUBJECT] = NAME("subject"),
	[MIME_FROM] = NAME("from"),
	[MIME_SENDER] = NAME("sender"),
	[MIME_TO] = NAME("to"),
	[MIME_CC] = NAME("cc"),
	[MIME_DATE] = NAME("date"),
	[MIME_MESSAGE_ID] = NAME("message-id"),
	[MIME_IN_REPLY_TO] = NAME("in-reply-to"),
	[MIME_REFERENCES] = NAME("references"),
	[MIME_LIST_ID] = NAME("list-id"),
	[MIME_ARCHIVED_AT] = NAME("archived-at"),
	[MIME_CONTENT_TYPE] = NAME("content-type"),
	[MIME_TRANSFER] = NAME("content-transfer-encoding"),
	[MIME_DISPOSITION] = NAME("content-disposition"),
	[MIME_CONTENT_ID] = NAME("content-id"),
	[MIME_DESCRIPTION] = NAME("content-description"),
	[MIME_LANGUAGE] = NAME("content-language"),
	[MIME_CONTENT_LENGTH] = NAME("content-length"),
};

size_t
mime_line(const char *s, size_t n)
{
	const char *stop = n > 0 ? memchr(s, '\n', n) : NULL;

	return stop != NULL ? (size_t)(stop + 1 - s) : n;
}

size_t
mime_field_name(const char *s, size_t n)
{
	size_t i = 0, length;

	while (i < n && i < NAME_MAX_BYTES && (unsigned char)s[i] > ' ' && (unsigned char)s[i] < 0x7F && s[i] != ':')
		i++;
	length = i;
	while (i < n && (s[i] == ' ' || s[i] == '\t'))
		i++;
	return i < n && s[i] == ':' ? length : 0;
}

struct mime_span
mime_trim(struct mime_span span)
{
	while (span.n > 0 && strchr(" \t\r\n", *span.s) != NULL && *span.s != '\0') {
		span.s++;
		span.n--;
	}
	while (span.n > 0 && strchr(" \t\r\n", span.s[span.n - 1]) != NULL && span.s[span.n - 1] != '\0')
		span.n--;
	return span;
}

bool
mime_is(struct mime_span span, const char *word)
{
	return span.n == strlen(word) && strncasecmp(span.s, word, span.n) == 0;
}

static bool
is_blank_line(const char *s, size_t n)
{
	return n == 0 || *s == '\n' || (*s == '\r' && (n == 1 || s[1] == '\n'));
}

/* Keeps the value if the field is known. */
static void
keep(struct mime_head *head, struct mime_span name, struct mime_span value)
{
	for (size_t i = 0; i < MIME_FIELDS; i++) {
		if (name.n != names[i].n || strncasecmp(name.s, names[i].name, name.n) != 0)
			continue;
		if (head->field[i].n == 0 || (i == MIME_CONTENT_TYPE && value.n > 0))
			head->field[i] = value;
		return;
	}
}

/* Past a field and the lines that continue it. */
static size_t
field_end(const char *s, size_t n)
{
	size_t at = mime_line(s, n);

	while (at < n && (s[at] == ' ' || s[at] == '\t'))
		at += mime_line(s + at, n - at);
	return at;
}

/* Whether the line, which is no field, is damage within a head rather than the beginning
 * of a body that lacks its blank line: a field follows it. */
static bool
is_stray(const char *s, size_t n, size_t fields)
{
	size_t line = mime_line(s, n);

	if (n >= 2 && s[0] == '-' && s[1] == '-')
		return false;
	if ((n >= 5 && memcmp(s, "From ", 5) == 0) || (n >= 6 && memcmp(s, ">From ", 6) == 0))
		return true;
	return fields > 0 && line < n && mime_field_name(s + line, n - line) > 0;
}

size_t
mime_head_read(const char *s, size_t n, struct mime_head *head)
{
	size_t at = 0;

	memset(head, 0, sizeof(*head));
	while (at < n) {
		size_t length, end;
		const char *colon;
		struct mime_span value;

		if (is_blank_line(s + at, n - at))
			return at + mime_line(s + at, n - at);
		length = mime_field_name(s + at, n - at);
		if (length == 0) {
			if (!is_stray(s + at, n - at, head->count)) {
				head->damaged = true;
				return at;
			}
			head->damaged |= head->count > 0;
			at += mime_line(s + at, n - at);
			continue;
		}
		end = at + field_end(s + at, n - at);
		colon = memchr(s + at + length, ':', end - at - length);
		value = mime_trim((struct mime_span){colon + 1, (size_t)(s + end - colon - 1)});
		if (value.n > MIME_MAX_VALUE)
			value.n = MIME_MAX_VALUE;
		keep(head, (struct mime_span){s + at, length}, value);
		head->count++;
		at = end;
	}
	return n;
}

/* --- Values with parameters */

/* Past a comment at p, which is `(`: they nest, and have quoted pairs. */
static const char *
skip_comment(const char *p, const char *end)
{
	size_t depth = 0;

	for (; p < end; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p + 1;
	}
	return end;
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n' || *p == '('))
		p = *p == '(' ? skip_comment(p, end) : p + 1;
	return p;
}

void
mime_main_value(struct mime_span value, char *word, size_t size)
{
	const char *p, *end;
	size_t n = 0;

	*word = '\0';
	if (value.n == 0)
		return;
	end = value.s + value.n;
	for (p = skip_blanks(value.s, end); p < end && *p != ';' && n + 1 < size; p = skip_blanks(p, end)) {
		unsigned char c = (unsigned char)char_lower(*p++);

		if (c > ' ' && c < 0x7F && c != '"' && c != '\\')
			word[n++] = (char)c;
		else if (c >= 0x7F)
			word[n++] = '?';
	}
	word[n] = '\0';
}

/* A parameter as it stands there. */
struct parameter {
	struct mime_span name, value;
	bool quoted;
};

/* Reads the value at p: a quoted string, or up to the semicolon. */
static const char *
read_value(const char *p, const char *end, struct parameter *out)
{
	const char *from = p;

	out->quoted = p < end && *p == '"';
	if (out->quoted) {
		for (from = ++p; p < end && *p != '"'; p++)
			p += *p == '\\' && p + 1 < end;
		out->value = (struct mime_span){from, (size_t)(p - from)};
		while (p < end && *p != ';')
			p++;
		return p;
	}
	while (p < end && *p != ';')
		p++;
	out->value = mime_trim((struct mime_span){from, (size_t)(p - from)});
	return p;
}

/* The next parameter; *p stands before it. */
static bool
next_parameter(const char **p, const char *end, struct parameter *out)
{
	const char *s = *p;

	while (s < end) {
		const char *from;

		s = skip_blanks(s, end);
		while (s < end && *s == ';')
			s = skip_blanks(s + 1, end);
		from = s;
		while (s < end && *s != '=' && *s != ';')
			s++;
		out->name = mime_trim((struct mime_span){from, (size_t)(s - from)});
		if (s < end && *s == '=') {
			*p = read_value(skip_blanks(s + 1, end), end, out);
			return true;
		}
	}
	return false;
}

/* The pieces of one parameter, by their numbers. */
struct pieces {
	struct parameter items[SEGMENTS];
	bool there[SEGMENTS], extended[SEGMENTS];
	struct parameter plain;
	bool has_plain;
};

static void
take_piece(struct pieces *pieces, const struct parameter *parameter, size_t name)
{
	const char *p = parameter->name.s + name, *end = parameter->name.s + parameter->name.n;
	size_t number = 0;

	if (p == end) {
		if (!pieces->has_plain)
			pieces->plain = *parameter;
		pieces->has_plain = true;
		return;
	}
	if (*p++ != '*')
		return;
	while (p < end && *p >= '0' && *p <= '9' && number < SEGMENTS)
		number = number * 10 + (size_t)(*p++ - '0');
	if (number >= SEGMENTS || pieces->there[number])
		return;
	pieces->there[number] = true;
	pieces->items[number] = *parameter;
	pieces->extended[number] = p < end || parameter->name.n == name + 1;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = char_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
add_plain(const struct parameter *parameter, struct buf *out)
{
	const struct mime_span *value = &parameter->value;

	for (size_t i = 0; i < value->n; i++) {
		/* "C:\TEMP\x.png" is written without the pairs that the standard asks for */
		if (parameter->quoted && value->s[i] == '\\' && i + 1 < value->n
		    && (value->s[i + 1] == '"' || value->s[i + 1] == '\\'))
			i++;
		if (value->s[i] != '\r' && value->s[i] != '\n')
			buf_addc(out, value->s[i]);
	}
}

static void
add_escaped(struct mime_span value, struct buf *out)
{
	for (size_t i = 0; i < value.n; i++) {
		if (value.s[i] == '%' && i + 2 < value.n && hex_digit(value.s[i + 1]) >= 0 && hex_digit(value.s[i + 2]) >= 0) {
			buf_addc(out, (char)(hex_digit(value.s[i + 1]) << 4 | hex_digit(value.s[i + 2])));
			i += 2;
		} else {
			buf_addc(out, value.s[i]);
		}
	}
}

/* Takes charset'language' off the first piece. */
static struct mime_span
take_charset(struct mime_span *value)
{
	struct mime_span charset = {NULL, 0};
	const char *first = value->n > 0 ? memchr(value->s, '\'', value->n) : NULL, *second;

	if (first == NULL)
		return charset;
	second = memchr(first + 1, '\'', value->n - (size_t)(first + 1 - value->s));
	if (second == NULL)
		return charset;
	charset = (struct mime_span){value->s, (size_t)(first - value->s)};
	value->n -= (size_t)(second + 1 - value->s);
	value->s = second + 1;
	return charset;
}

/* Puts the numbered pieces together. */
static void
join(struct pieces *pieces, struct buf *out)
{
	struct mime_span charset = {NULL, 0};
	struct buf raw = {0};

	for (size_t i = 0; i < SEGMENTS && pieces->there[i]; i++) {
		if (i == 0 && pieces->extended[i])
			charset = take_charset(&pieces->items[i].value);
		if (pieces->extended[i])
			add_escaped(pieces->items[i].value, &raw);
		else
			add_plain(&pieces->items[i], &raw);
	}
	mime_charset(charset, raw.data, raw.len, false, NULL, out);
	buf_free(&raw);
}

/* Unquoted values of more than one word: only names of files are meant so. */
static void
cut_word(struct parameter *parameter, const char *name)
{
	if (parameter->quoted || strstr(name, "name") != NULL)
		return;
	for (size_t i = 0; i < parameter->value.n; i++)
		if (strchr(" \t\r\n(", parameter->value.s[i]) != NULL)
			parameter->value.n = i;
}

bool
mime_parameter(struct mime_span value, const char *name, struct buf *out)
{
	struct pieces pieces;
	struct parameter parameter;
	const char *p, *end;
	size_t length = strlen(name);
	struct buf raw = {0};

	if (value.n == 0 || (p = memchr(value.s, ';', value.n)) == NULL)
		return false;
	memset(&pieces, 0, sizeof(pieces));
	end = value.s + value.n;
	while (next_parameter(&p, end, &parameter))
		if (parameter.name.n >= length && strncasecmp(parameter.name.s, name, length) == 0)
			take_piece(&pieces, &parameter, length);
	if (pieces.there[0]) {
		join(&pieces, out);
		return true;
	}
	if (!pieces.has_plain)
		return false;
	cut_word(&pieces.plain, name);
	add_plain(&pieces.plain, &raw);
	mime_decode_words((struct mime_span){raw.data, raw.len}, (struct mime_span){NULL, 0}, NULL, out);
	buf_free(&raw);
	return true;
}
