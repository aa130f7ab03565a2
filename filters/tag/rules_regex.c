/* Terms that are regular expressions. */
#include <string.h>

#include "common/utf8.h"
#include "filters/tag/regexes.h"
#include "filters/tag/rules_load.h"

static const char known_flags[] = "imsx";

/* The bytes of the escape at s, which begins with a backslash in double quotes. */
static size_t
escape_length(const char *s, const char *end)
{
	size_t n = s + 1 >= end ? 1 : s[1] == 'x' ? 4 : s[1] == 'u' ? 6 : s[1] == 'U' ? 10 : 2;

	return n < (size_t)(end - s) ? n : (size_t)(end - s);
}

/* The column in which byte `at` of a scalar's text was written: quotes and escapes
 * take room in the file. Of texts of many lines, the column of the beginning. */
static size_t
column_of(const struct loader *loader, const struct yaml_value *value, size_t at)
{
	const char *s = loader->source->text, *end = s + loader->source->n;
	size_t column = value->column, points = utf8_count(value->text, at);
	char quote;

	for (size_t line = 1; line < value->line && s < end; line++) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));

		s = newline != NULL ? newline + 1 : end;
	}
	for (size_t i = 1; i < column && s < end; i++)
		utf8_decode(&s, end);
	quote = s < end && !value->plain ? *s : '\0';
	if (quote == '|' || quote == '>')
		return column;
	if (quote != '\0') {
		s++;
		column++;
	}
	for (; points > 0 && s < end && *s != '\n'; points--) {
		size_t n = quote == '"' && *s == '\\' ? escape_length(s, end) : 0;

		if (quote == '\'' && *s == '\'' && s + 1 < end && s[1] == '\'')
			n = 2;
		if (n == 0) {
			utf8_decode(&s, end);
			n = 1;
		} else {
			s += n;
		}
		column += n;
	}
	return points == 0 ? column : value->column;
}

static bool
check_flags(struct loader *loader, const struct yaml_value *value, const char *flags)
{
	for (const char *s = flags; *s != '\0'; s++) {
		if (strchr(known_flags, *s) == NULL) {
			struct shown flag = shown(s, strlen(s));

			COMPLAIN(loader, value, "'%s' is read as a regular expression, and behind its last '/' "
			         "stands '%s', where only i, m, s and x can; if words are meant, leave the first '/' "
			         "off", SHOWN(value), flag.text);
			return false;
		}
		if (strchr(s + 1, *s) != NULL) {
			COMPLAIN(loader, value, "'%s' has the flag '%c' twice; take one of them out", SHOWN(value),
			         *s);
			return false;
		}
	}
	return true;
}

bool
rules_read_regex(struct loader *loader, const struct yaml_value *value, struct term *term, size_t *n,
                 struct buf *pattern)
{
	const char *last = memrchr(value->text, '/', value->n);
	size_t at = 0;
	char why[160];

	if (last == value->text) {
		COMPLAIN(loader, value, "'%s' lacks the '/' at its end: /expression/; if words are meant, leave "
		         "the '/' off", SHOWN(value));
		return false;
	}
	term->kind = TERM_REGEX;
	term->text = value->text + 1;
	term->flags = last + 1;
	*n = (size_t)(last - term->text);
	if (*n == 0) {
		COMPLAIN(loader, value, "'%s' holds no expression; write /expression/", SHOWN(value));
		return false;
	}
	if (!check_flags(loader, value, term->flags))
		return false;
	buf_add(pattern, term->text, *n);
	if (regex_check(buf_str(pattern), term->flags, &at, why, sizeof(why)))
		return true;
	complain(&loader->complaints, loader->source, value->line,
	         column_of(loader, value, (at < *n ? at : *n) + 1), "the expression %s: %s", SHOWN(value),
	         why);
	return false;
}
