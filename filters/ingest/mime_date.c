#include "filters/ingest/mime.h"

#include <string.h>

#include "common/chars.h"
#include "common/date.h"
#include "filters/ingest/date_names.h"
#include "filters/ingest/ingest.h"

#define MAX_BYTES 256 /* of a date that is read here */

/* What is read from, without comments. */
struct cursor {
	const char *p, *end;
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Copies the value without its comments, which nest. What is folded goes on in lines that begin with a
 * blank; anything else behind a line end is not part of it. A comment that does not end takes all. */
static size_t
clean(struct mime_span value, char out[MAX_BYTES])
{
	size_t n = 0, depth = 0;

	for (size_t i = 0; i < value.n && n < MAX_BYTES; i++) {
		char c = value.s[i];

		if (c == '\n' && i + 1 < value.n && value.s[i + 1] != ' ' && value.s[i + 1] != '\t')
			break;
		if (c == '\\' && depth > 0)
			i++;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (depth == 0)
			out[n++] = (char)((unsigned char)c < ' ' ? ' ' : c);
		if (c == ')' && depth == 0 && n < MAX_BYTES)
			out[n++] = ' ';
	}
	return n;
}

static void
skip(struct cursor *c, const char *set)
{
	while (c->p < c->end && strchr(set, *c->p) != NULL)
		c->p++;
}

/* A number of at most four digits. */
static bool
take_number(struct cursor *c, int *number)
{
	const char *from = c->p;

	*number = 0;
	for (; c->p < c->end && char_is_digit(*c->p) && c->p - from < 5; c->p++)
		*number = *number * 10 + (*c->p - '0');
	return c->p > from && c->p - from <= 4;
}

/* A word in lower case. */
static size_t
take_word(struct cursor *c, char word[16])
{
	size_t n = 0;

	for (; c->p < c->end && is_letter(*c->p); c->p++)
		if (n < 15)
			word[n++] = (char)(*c->p | 0x20);
	word[n] = '\0';
	return n;
}

static bool
take_month(struct cursor *c, int *month)
{
	char word[16];
	size_t n = take_word(c, word);

	if (n == 0)
		return take_number(c, month) && *month >= 1 && *month <= 12;
	*month = date_month(word, n);
	return *month != 0;
}

/* Two digits as the mail standards read them, with the century's border of the other readers. */
static int
full_year(int year)
{
	if (year < 69)
		return year + 2000;
	return year < 1000 ? year + 1900 : year;
}

enum zone_found { NO_ZONE, ZONE, ZONE_GUESSED, ZONE_WRONG };

static enum zone_found
take_zone(struct cursor *c, int32_t *zone)
{
	char word[16];
	int number, sign = 1;
	size_t n;

	skip(c, " \t,");
	if (c->p == c->end)
		return NO_ZONE;
	if ((n = take_word(c, word)) > 0)
		return date_zone(word, n, zone) ? ZONE : ZONE_GUESSED;
	while (c->p < c->end && (*c->p == '+' || *c->p == '-'))
		sign = *c->p++ == '-' ? -1 : 1;
	if (!take_number(c, &number))
		return ZONE_WRONG;
	if (c->p + 1 < c->end && *c->p == ':' && number < 100) {
		int minutes;

		c->p++;
		if (!take_number(c, &minutes))
			return ZONE_WRONG;
		number = number * 100 + minutes;
	}
	*zone = sign * (number / 100 * 3600 + number % 100 * 60);
	return number % 100 < 60 && *zone >= -12 * 3600 && *zone <= 14 * 3600 ? ZONE : ZONE_WRONG;
}

/* day month year hour:minute[:second], behind a day of the week */
static bool
take_civil(struct cursor *c, int64_t *seconds)
{
	int day, month, year, hour, minute, second = 0;
	char word[16];

	skip(c, " \t,");
	take_word(c, word);
	skip(c, " \t,.");
	if (!take_number(c, &day))
		return false;
	skip(c, " \t-.");
	if (!take_month(c, &month))
		return false;
	skip(c, " \t-.,");
	if (!take_number(c, &year))
		return false;
	skip(c, " \t,");
	if (!take_number(c, &hour))
		return false;
	skip(c, " \t:.");
	if (!take_number(c, &minute))
		return false;
	skip(c, " \t");
	if (c->p < c->end && (*c->p == ':' || *c->p == '.' || char_is_digit(*c->p))) {
		skip(c, ":. \t");
		if (!take_number(c, &second))
			return false;
	}
	year = full_year(year);
	if (!date_valid(year, month, day) || hour > 23 || minute > 59 || second > 60)
		return false;
	*seconds = date_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + (second == 60 ? 59 : second);
	return true;
}

/* The date of a Received field stands behind its last semicolon. */
static struct mime_span
behind_semicolon(struct mime_span value)
{
	const char *last = value.n > 0 ? memrchr(value.s, ';', value.n) : NULL;

	if (last == NULL)
		return value;
	return (struct mime_span){last + 1, (size_t)(value.s + value.n - last - 1)};
}

bool
mime_date(struct mime_span value, const struct ingest_options *options, int64_t *seconds, bool *guessed)
{
	char text[MAX_BYTES];
	struct cursor c = {text, text};
	int32_t zone = 0;
	int64_t other;

	*guessed = false;
	if (value.n == 0)
		return false;
	c.end = text + clean(behind_semicolon(value), text);
	if (take_civil(&c, seconds)) {
		switch (take_zone(&c, &zone)) {
		case ZONE_GUESSED:
			*guessed = true;
			/* fall through */
		case ZONE:
			*seconds -= zone;
			return true;
		case NO_ZONE:
			if (options == NULL || !options->has_zone)
				return false;
			*seconds -= options->zone;
			return true;
		case ZONE_WRONG:
			break;
		}
	}
	if (date_read(text, (size_t)(c.end - text), options, &other) != DATE_INSTANT)
		return false;
	*seconds = other;
	return true;
}
