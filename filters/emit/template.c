/* `{date_published} {tags} {title}\n`: read once into pieces, then filled in record by record. */
#include "filters/emit/template.h"

#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/escape.h"
#include "common/nearest.h"
#include "common/xalloc.h"
#include "filters/emit/format.h"

#define FSI "\xE2\x81\xA8"
#define PDI "\xE2\x81\xA9"
#define ELLIPSIS "\xE2\x80\xA6"

enum filter_flag { ONELINE = 1, LINES = 2, AS_JSON = 4, COUNT = 8, FIRST = 16 };

static const char *const filter_names[] = {"oneline", "lines", "json", "count", "first"};

struct piece {
	char *path;       /* owned; NULL: text alone */
	size_t text_at, text_len; /* in template->text */
	size_t width;     /* code points at most; 0: all */
	char *date;       /* owned: how a date is written; or NULL */
	unsigned flags;
};

struct template {
	struct piece *pieces;
	size_t count, cap;
	struct buf text;
	struct buf value, part;
};

static void
template_free(struct template *template)
{
	for (size_t i = 0; i < template->count; i++) {
		free(template->pieces[i].path);
		free(template->pieces[i].date);
	}
	free(template->pieces);
	buf_free(&template->text);
	buf_free(&template->value);
	buf_free(&template->part);
	*template = (struct template){0};
}

static struct piece *
add_piece(struct template *template)
{
	struct piece *piece;

	template->pieces = xgrow(template->pieces, &template->cap, template->count + 1, sizeof(*piece));
	piece = &template->pieces[template->count++];
	*piece = (struct piece){.text_at = template->text.len};
	return piece;
}

static void
add_char(struct template *template, char c)
{
	struct piece *last = template->count ? &template->pieces[template->count - 1] : NULL;

	if (!last || last->path)
		last = add_piece(template);
	buf_addc(&template->text, c);
	last->text_len++;
}

static const char date_letters[] = "YmdHMSjFTybBaAe%";

static bool
read_date_format(struct piece *piece, const char *s, size_t n, size_t column, struct problem *problem)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '%' && (++i == n || !strchr(date_letters, s[i])))
			return problem_set(problem, 0, column + i, "dates know %%Y %%m %%d %%H %%M %%S %%F %%T %%y %%b "
			                   "%%B %%a %%A %%e %%j %%%%");
	piece->date = xmemdup(s, n);
	return true;
}

/* What follows a colon: a width, or how a date is written. */
static bool
read_detail(struct piece *piece, const char *s, size_t n, size_t column, struct problem *problem)
{
	if (memchr(s, '%', n))
		return read_date_format(piece, s, n, column, problem);
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9' || n > 6)
			return problem_set(problem, 0, column + i, "behind a colon stands a width, as {title:30}, or a "
			                   "date, as {date_published:%%d.%%m.%%Y}");
		piece->width = piece->width * 10 + (size_t)(s[i] - '0');
	}
	if (piece->width == 0)
		return problem_set(problem, 0, column, "a width of nothing");
	return true;
}

static bool
read_filter(struct piece *piece, const char *s, size_t n, size_t column, struct problem *problem)
{
	char word[32];
	const char *near;

	for (unsigned i = 0; i < sizeof(filter_names) / sizeof(*filter_names); i++)
		if (strlen(filter_names[i]) == n && memcmp(filter_names[i], s, n) == 0) {
			piece->flags |= 1u << i;
			return true;
		}
	n = n < sizeof(word) ? n : sizeof(word) - 1;
	memcpy(word, s, n);
	word[n] = '\0';
	near = nearest_word(word, filter_names, sizeof(filter_names) / sizeof(*filter_names));
	if (near)
		return problem_set(problem, 0, column, "no filter '%s'; did you mean '%s'?", word, near);
	return problem_set(problem, 0, column, "no filter '%s'; known are oneline, lines, json, count, first", word);
}

/* What stands between braces: path[:width or date][|filter ...]. */
static bool
read_member(struct template *template, const char *s, size_t n, size_t column, struct problem *problem)
{
	struct piece *piece = add_piece(template);
	size_t at = 0, end;

	while (at < n && s[at] != ':' && s[at] != '|')
		at++;
	if (at == 0 || s[0] == '.' || s[at - 1] == '.' || memchr(s, ' ', at) || memmem(s, at, "..", 2))
		return problem_set(problem, 0, column, "no path in the braces; write it as {_source.name}");
	piece->path = xmemdup(s, at);
	if (at < n && s[at] == ':') {
		for (end = ++at; end < n && s[end] != '|'; end++)
			;
		if (!read_detail(piece, s + at, end - at, column + at, problem))
			return false;
		at = end;
	}
	while (at < n) {
		for (end = ++at; end < n && s[end] != '|'; end++)
			;
		if (!read_filter(piece, s + at, end - at, column + at, problem))
			return false;
		at = end;
	}
	return true;
}

static bool
read_escape(struct template *template, char c, size_t column, struct problem *problem)
{
	static const char letters[] = "ntr\\{}", meant[] = "\n\t\r\\{}";
	const char *found = c ? strchr(letters, c) : NULL;

	if (!found)
		return problem_set(problem, 0, column, "behind a backslash stands n, t, r, \\, { or }");
	add_char(template, meant[found - letters]);
	return true;
}

static bool
template_read(struct template *template, const char *text, struct problem *problem)
{
	for (size_t i = 0; text[i]; i++) {
		const char *end;

		if (text[i] == '\\') {
			i++;
			if (!read_escape(template, text[i], i, problem))
				return false;
		} else if ((text[i] == '{' || text[i] == '}') && text[i + 1] == text[i]) {
			add_char(template, text[++i]);
		} else if (text[i] == '}') {
			return problem_set(problem, 0, i + 1, "a lone brace; one that stands for itself is written }}");
		} else if (text[i] == '{') {
			end = strchr(text + i, '}');
			if (!end)
				return problem_set(problem, 0, i + 1, "the brace is not closed; one that stands for itself is "
				                   "written {{");
			if (!read_member(template, text + i + 1, (size_t)(end - text) - i - 1, i + 2, problem))
				return false;
			i = (size_t)(end - text);
		} else {
			add_char(template, text[i]);
		}
	}
	return true;
}

bool
template_check(const char *text, struct problem *problem)
{
	struct template template = {0};
	bool good = template_read(&template, text, problem);

	template_free(&template);
	return good;
}

static void
template_begin(struct emitter *emitter)
{
	struct problem problem = {0};

	emitter->state = xcalloc(1, sizeof(struct template));
	template_read(emitter->state, emitter->options.template, &problem); /* was checked before */
}

/* An item of a list: a string's characters, an object's name, else JSON. */
static void
add_item(struct buf *out, const struct json_value *value)
{
	struct json_value name = json_get(value, "name", 4);

	if (name.type == JSON_STR)
		value = &name;
	if (value->type == JSON_STR)
		json_unescape(value, out);
	else
		buf_add(out, value->text, value->len);
}

static void
add_list(const struct json_value *list, unsigned flags, struct buf *out)
{
	struct json_member item;
	size_t cursor = 0, count = 0;

	while (json_next(list, &cursor, &item)) {
		if (item.value.type == JSON_NUL)
			continue;
		if (count++ > 0 && !(flags & COUNT))
			buf_adds(out, ", ");
		if (!(flags & COUNT))
			add_item(out, &item.value);
		if (flags & FIRST)
			return;
	}
	if (flags & COUNT)
		buf_addf(out, "%zu", count);
}

/* The value as characters, not yet harmless. */
static void
add_value(const struct json_value *value, unsigned flags, struct buf *out)
{
	switch (value->type) {
	case JSON_STR:
		if (flags & COUNT)
			buf_addc(out, '1');
		else
			json_unescape(value, out);
		return;
	case JSON_ARR:
		add_list(value, flags, out);
		return;
	case JSON_ABSENT:
	case JSON_NUL:
		if (flags & COUNT)
			buf_addc(out, '0');
		return;
	default:
		buf_add(out, value->text, value->len);
	}
}

static void
add_date(const char *format, int64_t seconds, struct buf *out)
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
	                                     "August", "September", "October", "November", "December"};
	static const char *const days[] = {"Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday",
	                                   "Wednesday"};
	int64_t number = (seconds - (seconds % 86400 + 86400) % 86400) / 86400;
	const char *weekday = days[(number % 7 + 7) % 7];
	int year, month, day;
	char date[21];

	if (!date_format(seconds, date))
		return;
	date_civil(number, &year, &month, &day);
	for (; *format; format++) {
		if (*format != '%') {
			buf_addc(out, *format);
			continue;
		}
		switch (*++format) {
		case 'Y': buf_addf(out, "%.4s", date); break;
		case 'y': buf_addf(out, "%.2s", date + 2); break;
		case 'm': buf_addf(out, "%.2s", date + 5); break;
		case 'd': buf_addf(out, "%.2s", date + 8); break;
		case 'e': buf_addf(out, "%d", day); break;
		case 'H': buf_addf(out, "%.2s", date + 11); break;
		case 'M': buf_addf(out, "%.2s", date + 14); break;
		case 'S': buf_addf(out, "%.2s", date + 17); break;
		case 'F': buf_addf(out, "%.10s", date); break;
		case 'T': buf_addf(out, "%.8s", date + 11); break;
		case 'b': buf_addf(out, "%.3s", months[month - 1]); break;
		case 'B': buf_adds(out, months[month - 1]); break;
		case 'a': buf_addf(out, "%.3s", weekday); break;
		case 'A': buf_adds(out, weekday); break;
		case 'j': buf_addf(out, "%03d", (int)(number - date_days(year, 1, 1)) + 1); break;
		default: buf_addc(out, '%');
		}
	}
}

/* At most `width` code points, the last an ellipsis if there were more. */
static void
cut(struct buf *text, size_t width)
{
	size_t points = 0, at = 0, last = 0;

	while (at < text->len && points < width) {
		last = at++;
		while (at < text->len && (text->data[at] & 0xC0) == 0x80)
			at++;
		points++;
	}
	if (at == text->len)
		return;
	text->len = last;
	buf_adds(text, ELLIPSIS);
}

/* Hebrew, Arabic and their kin, by the first bytes of their characters: U+0590 to U+08FF, and what else of
 * them is in U+FB00 to U+FEFF and from U+10800 on. */
static bool
has_right_to_left(const struct buf *text)
{
	for (size_t i = 0; i < text->len; i++) {
		unsigned char c = (unsigned char)text->data[i];
		unsigned char next = i + 1 < text->len ? (unsigned char)text->data[i + 1] : 0;

		if ((c >= 0xD6 && c <= 0xDF && (c > 0xD6 || next >= 0x90)) || (c == 0xE0 && next <= 0xA3 && next >= 0xA0)
		    || (c == 0xEF && next >= 0xAC && next <= 0xBB) || (c == 0xF0 && next == 0x90)
		    || (c == 0xF0 && next == 0x9E))
			return true;
	}
	return false;
}

static size_t
line_end(const struct buf *text, size_t at, size_t *skip)
{
	for (; at < text->len; at++) {
		const char *s = text->data + at;
		size_t left = text->len - at;

		*skip = 1;
		if (*s == '\n')
			return at;
		*skip = *s == '\r' && left > 1 && s[1] == '\n' ? 2 : 2 * (left > 1 && memcmp(s, "\xC2\x85", 2) == 0);
		if (*skip == 0 && left > 2 && (memcmp(s, "\xE2\x80\xA8", 3) == 0 || memcmp(s, "\xE2\x80\xA9", 3) == 0))
			*skip = 3;
		if (*skip > 0)
			return at;
	}
	*skip = 0;
	return at;
}

/* Makes value harmless for a terminal. */
static void
add_harmless(struct template *template, bool lines, struct buf *out)
{
	struct buf *value = &template->value, *part = &template->part;
	size_t from = 0, skip;

	while (from < value->len) {
		size_t to = lines ? line_end(value, from, &skip) : value->len;
		bool isolate;

		buf_clear(part);
		escape_terminal(part, value->data + from, to - from);
		isolate = has_right_to_left(part);
		buf_adds(out, isolate ? FSI : "");
		buf_add(out, part->data, part->len);
		buf_adds(out, isolate ? PDI : "");
		if (!lines)
			return;
		if (skip > 0)
			buf_addc(out, '\n');
		from = to + skip;
	}
}

/* The members that are texts of several lines by their nature. In others a line break is one more
 * trick. */
static bool
has_lines(const struct piece *piece)
{
	if (piece->flags & (ONELINE | LINES))
		return piece->flags & LINES;
	return strcmp(piece->path, "content_text") == 0 || strcmp(piece->path, "summary") == 0
	       || strcmp(piece->path, "content_html") == 0;
}

static void
add_member(struct template *template, const struct piece *piece, const struct record *rec, struct buf *out)
{
	struct json_value value = record_lookup(rec, piece->path);
	struct buf *text = &template->value;
	int64_t seconds;

	buf_clear(text);
	if (piece->flags & AS_JSON && !piece->date && !piece->width && !(piece->flags & (COUNT | FIRST))) {
		if (value.type == JSON_ABSENT)
			buf_adds(out, "null");
		else if (!escape_json(out, value.text, value.len))
			buf_add(out, value.text, value.len);
		return;
	}
	add_value(&value, piece->flags, text);
	if (piece->date) {
		bool good = text->len > 0 && date_parse_rfc3339(text->data, text->len, &seconds);

		buf_clear(text);
		if (good)
			add_date(piece->date, seconds, text);
	}
	if (piece->width > 0)
		cut(text, piece->width);
	if (piece->flags & AS_JSON)
		json_add_string(out, text->len ? text->data : "", text->len);
	else
		add_harmless(template, has_lines(piece), out);
}

static enum verdict
template_record(struct emitter *emitter, const struct record *rec)
{
	struct template *template = emitter->state;

	buf_clear(&emitter->buf);
	for (size_t i = 0; i < template->count; i++) {
		const struct piece *piece = &template->pieces[i];

		if (piece->path)
			add_member(template, piece, rec, &emitter->buf);
		else
			buf_add(&emitter->buf, template->text.data + piece->text_at, piece->text_len);
	}
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
	return TAKEN;
}

static void
template_end(struct emitter *emitter)
{
	template_free(emitter->state);
	free(emitter->state);
	emitter->state = NULL;
}

const struct format format_template = {.name = "template", .begin = template_begin,
                                       .record = template_record, .end = template_end};
