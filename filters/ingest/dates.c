#include <string.h>

#include "common/date.h"
#include "filters/ingest/date_names.h"
#include "filters/ingest/date_tokens.h"
#include "filters/ingest/ingest.h"

/* The grammar of section 9, over tokens: they are few and each is passed once,
 * so the time is linear. */

enum zone_state { ZONE_NONE, ZONE_KNOWN, ZONE_UNKNOWN };

struct reading {
	struct date_tokens tokens;
	const struct token *at;
	int year, month, day; /* day 0: only the month is known */
	bool has_time;
	int hour, minute, second;
	enum zone_state zone;
	int32_t offset;
};

static bool
take_mark(struct reading *r, const char *set)
{
	if (r->at->kind != TOKEN_MARK || strchr(set, *r->at->s) == NULL)
		return false;
	r->at++;
	return true;
}

static void
skip_fillers(struct reading *r)
{
	while (r->at->kind == TOKEN_WORD && date_filler(r->at->s, r->at->n))
		r->at++;
}

/* The month named at token, which may take two words; *after is what follows. */
static int
month_at(const struct token *token, const struct token **after)
{
	int month;

	if (token->kind != TOKEN_WORD)
		return 0;
	*after = token + 2;
	if (token[1].kind == TOKEN_WORD && token[1].s == token->s + token->n + 1
	    && (month = date_month(token->s, token->n + 1 + token[1].n)) != 0)
		return month;
	*after = token + 1;
	return date_month(token->s, token->n);
}

/* Takes a month's name, and its name in another usage behind a slash or in
 * brackets (as Arabic papers write it). */
static bool
take_month(struct reading *r)
{
	const struct token *after, *other;

	if ((r->month = month_at(r->at, &after)) == 0)
		return false;
	r->at = after;
	if (token_is_mark(r->at, '/') && month_at(r->at + 1, &other) == r->month)
		r->at = other;
	else if (token_is_mark(r->at, '(') && month_at(r->at + 1, &other) == r->month && token_is_mark(other, ')'))
		r->at = other + 1;
	take_mark(r, ".");
	return true;
}

/* A day of the week, or what stands in its place before a comma. */
static void
skip_weekday(struct reading *r)
{
	const struct token *first = r->at, *after;
	bool later = false;

	for (const struct token *t = first + 1; first->kind != TOKEN_END && t->kind != TOKEN_END; t++)
		if (month_at(t, &after) != 0 && !token_is_mark(t - 1, '/') && !token_is_mark(t - 1, '('))
			later = true;
	if (first->kind == TOKEN_WORD) {
		bool month = month_at(first, &after) != 0;

		if (month && !later)
			return;
		if (month || date_weekday(first->s, first->n) || token_is_mark(first + 1, ','))
			r->at++;
		else if (token_is_mark(first + 1, '.') && token_is_mark(first + 2, ','))
			r->at += 2;
	} else if (first->kind == TOKEN_NUMBER && token_is_mark(first + 1, ',') && later
	           && token_is_number(first + 2, 1, 2)) {
		r->at++;
	}
	if (r->at > first)
		take_mark(r, ".");
	if (r->at > first)
		take_mark(r, ",");
}

static bool
take_year(struct reading *r)
{
	const struct token *token = r->at;

	if (!token_is_number(token, 2, 4) || token->n == 3)
		return false;
	r->year = (int)token->value;
	if (token->n == 2)
		r->year += r->year <= 68 ? 2000 : 1900;
	r->at++;
	if (!r->at->spaced && token_is_word(r->at, "م"))
		r->at++;
	return true;
}

static bool
take_day(struct reading *r)
{
	if (!token_is_number(r->at, 1, 2))
		return false;
	r->day = (int)r->at->value;
	r->at++;
	if (r->at->kind == TOKEN_WORD && !r->at->spaced && date_ordinal(r->at->s, r->at->n))
		r->at++;
	return true;
}

/* am, pm, a.m., p.m., and the Arabic letters and words for them: 'a', 'p' or 0. */
static char
take_half(struct reading *r)
{
	const struct token *t = r->at;
	char half = 0;

	if (token_is_word(t, "am") || token_is_word(t, "ص") || token_is_word(t, "صباحا"))
		half = 'a';
	else if (token_is_word(t, "pm") || token_is_word(t, "م") || token_is_word(t, "مساء"))
		half = 'p';
	if (half != 0) {
		r->at++;
		return half;
	}
	if ((token_is_word(t, "a") || token_is_word(t, "p")) && token_is_mark(t + 1, '.') && token_is_word(t + 2, "m")) {
		r->at += 3;
		take_mark(r, ".");
		return *t->s;
	}
	return 0;
}

/* 12 AM is midnight; 13 PM is a double statement, 13 AM is none. */
static bool
apply_half(struct reading *r, char half)
{
	if (half == 'a' && r->hour > 12)
		return false;
	if (half == 'a' && r->hour == 12)
		r->hour = 0;
	else if (half == 'p' && r->hour < 12)
		r->hour += 12;
	return true;
}

static bool
time_in_range(const struct reading *r)
{
	return r->hour <= 23 && r->minute <= 59 && r->second <= 60;
}

static bool
starts_time(const struct token *t)
{
	if (!token_is_number(t, 1, 2))
		return false;
	if (token_is_mark(t + 1, ':') || (token_is_word(t + 1, "h") && !t[1].spaced))
		return token_is_number(t + 2, 1, 2);
	return token_is_word(t + 1, "am") || token_is_word(t + 1, "pm")
	       || ((token_is_word(t + 1, "a") || token_is_word(t + 1, "p")) && token_is_mark(t + 2, '.')
	           && token_is_word(t + 3, "m"));
}

static bool
take_time(struct reading *r)
{
	r->has_time = true;
	r->hour = (int)r->at->value;
	r->at++;
	if (token_is_mark(r->at, ':') || token_is_word(r->at, "h")) {
		r->minute = (int)r->at[1].value;
		r->at += 2;
		if (token_is_mark(r->at, ':') && token_is_number(r->at + 1, 1, 2)) {
			r->second = (int)r->at[1].value;
			r->at += 2;
			if ((token_is_mark(r->at, '.') || token_is_mark(r->at, ',')) && token_is_number(r->at + 1, 1, 30)
			    && !r->at[1].spaced)
				r->at += 2;
		}
	}
	if (!apply_half(r, take_half(r)) || !time_in_range(r))
		return false;
	if (token_is_word(r->at, "uhr") || token_is_word(r->at, "h"))
		r->at++;
	return true;
}

/* The digits behind a sign: H, HH, HHMM, HH:MM. What lies outside -12:00 to
 * +14:00 is no offset anybody has. */
static void
take_offset(struct reading *r, int sign)
{
	int64_t value = r->at->value;
	int hours = (int)(r->at->n == 4 ? value / 100 : value), minutes = (int)(r->at->n == 4 ? value % 100 : 0);
	bool good = r->at->n == 4 || r->at->n <= 2;

	r->at++;
	if (token_is_mark(r->at, ':') && token_is_number(r->at + 1, 2, 2)) {
		good = good && r->at[-1].n <= 2;
		minutes = (int)r->at[1].value;
		r->at += 2;
	}
	r->zone = ZONE_UNKNOWN;
	if (!good || minutes > 59 || hours > 14)
		return;
	r->offset = sign * (hours * 60 + minutes) * 60;
	if (r->offset >= -12 * 3600 && r->offset <= 14 * 3600)
		r->zone = ZONE_KNOWN;
}

static bool
take_signed_offset(struct reading *r)
{
	const struct token *start = r->at;
	int sign = token_is_mark(start, '-') ? -1 : 1;

	if (!take_mark(r, "+-"))
		return false;
	if (sign < 0)
		take_mark(r, "-");
	/* behind a day alone, "-04" is no zone */
	if (!token_is_number(r->at, 1, 4) || (!r->has_time && r->at->n < 4 && !token_is_mark(r->at + 1, ':'))) {
		r->at = start;
		return false;
	}
	take_offset(r, sign);
	return true;
}

/* A remark in brackets at the end says the zone once more in words. */
static void
skip_brackets(struct reading *r)
{
	if (!token_is_mark(r->at, '('))
		return;
	while (r->at->kind != TOKEN_END && !token_is_mark(r->at, ')'))
		r->at++;
	take_mark(r, ")");
}

static void
take_zone(struct reading *r)
{
	int32_t ignored;

	if (take_signed_offset(r)) {
		if (r->at->kind == TOKEN_WORD && date_zone(r->at->s, r->at->n, &ignored))
			r->at++;
	} else if (r->at->kind == TOKEN_WORD) {
		bool zero;

		r->zone = date_zone(r->at->s, r->at->n, &r->offset) ? ZONE_KNOWN : ZONE_UNKNOWN;
		zero = r->zone == ZONE_KNOWN && r->offset == 0;
		if (r->zone == ZONE_UNKNOWN && !r->has_time)
			return;
		r->at++;
		if (zero)
			take_signed_offset(r);
	}
	skip_brackets(r);
}

/* 2024-01-03, 2024/1/3, 2024.1.3, 2024-01. */
static bool
read_year_first(struct reading *r)
{
	char mark;

	r->year = (int)r->at->value;
	r->at++;
	if (r->at->kind != TOKEN_MARK || strchr("-/.", *r->at->s) == NULL) {
		take_mark(r, ",");
		return take_month(r) && take_day(r);
	}
	mark = *r->at->s;
	r->at++;
	if (!token_is_number(r->at, 1, 2))
		return take_month(r) && take_mark(r, "-/") && take_day(r);
	r->month = (int)r->at->value;
	r->at++;
	if (token_is_mark(r->at, mark) && token_is_number(r->at + 1, 1, 2)) {
		r->day = (int)r->at[1].value;
		r->at += 2;
		return r->day > 0;
	}
	return mark != '.' && r->at->kind == TOKEN_END;
}

/* 20240103, with T and the time behind it at will. */
static bool
read_compact(struct reading *r)
{
	int value = (int)r->at->value;

	r->year = value / 10000;
	r->month = value / 100 % 100;
	r->day = value % 100;
	r->at++;
	if (token_is_word(r->at, "t") && (token_is_number(r->at + 1, 6, 6) || token_is_number(r->at + 1, 4, 4))) {
		int64_t clock = r->at[1].n == 6 ? r->at[1].value : r->at[1].value * 100;

		r->has_time = true;
		r->hour = (int)(clock / 10000);
		r->minute = (int)(clock / 100 % 100);
		r->second = (int)(clock % 100);
		r->at += 2;
	}
	return r->day > 0;
}

/* Numbers alone: 3.1.2024 is day first wherever points are used; with other
 * marks the order is only sure if one of the two can be no month. */
static bool
read_numbers(struct reading *r)
{
	int first = (int)r->at[0].value, second = (int)r->at[2].value;
	char mark = *r->at[1].s;

	if (!token_is_mark(r->at + 3, mark))
		return false;
	r->at += 4;
	if (mark != '.' && !token_is_number(r->at, 4, 4))
		return false;
	if (!take_year(r) || first < 1 || second < 1)
		return false;
	if (mark != '.' && first <= 12 && second <= 12 && first != second)
		return false;
	r->day = mark == '.' || first > 12 || first == second ? first : second;
	r->month = r->day == first ? second : first;
	return true;
}

/* 3 January 2024, 03-Jan-24, 3. Januar 2024. */
static bool
read_day_first(struct reading *r)
{
	if (r->at[1].kind == TOKEN_MARK && strchr("./-", *r->at[1].s) != NULL
	    && token_is_number(r->at + 2, 1, 2))
		return read_numbers(r);
	if (!take_day(r))
		return false;
	take_mark(r, ".-/,");
	skip_fillers(r);
	if (!take_month(r))
		return false;
	take_mark(r, ",-/");
	skip_fillers(r);
	return take_year(r) && r->day > 0;
}

/* January 3, 2024; January 2024; and asctime's, whose year comes last. */
static bool
read_month_first(struct reading *r)
{
	if (!take_month(r))
		return false;
	take_mark(r, ",-/");
	skip_fillers(r);
	if (token_is_number(r->at, 4, 4)) {
		take_year(r);
		return r->at->kind == TOKEN_END;
	}
	if (!take_day(r) || r->day == 0)
		return false;
	take_mark(r, ",-/.");
	skip_fillers(r);
	if (starts_time(r->at)) {
		if (!take_time(r))
			return false;
		if (!token_is_number(r->at, 4, 4))
			take_zone(r);
		take_mark(r, ",");
	}
	return take_year(r);
}

static bool
read_day(struct reading *r)
{
	skip_fillers(r);
	skip_weekday(r);
	skip_fillers(r);
	if (token_is_number(r->at, 4, 4))
		return read_year_first(r);
	if (token_is_number(r->at, 8, 8))
		return read_compact(r);
	if (token_is_number(r->at, 1, 2))
		return read_day_first(r);
	return read_month_first(r);
}

static void
skip_before_time(struct reading *r)
{
	static const char *const words[] = {"at", "t", "um", "alle", "ore", "الساعه", "saat", "в"};

	while (take_mark(r, ",-|"))
		;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (token_is_word(r->at, words[i])) {
			r->at++;
			return;
		}
}

/* The whole: the clock before or behind the day, then the zone. */
static bool
read_all(struct reading *r)
{
	const struct token *before;

	if (starts_time(r->at)) {
		if (!take_time(r))
			return false;
		if (token_is_mark(r->at, '+') || (r->at->kind == TOKEN_WORD
		    && date_zone(r->at->s, r->at->n, &r->offset)))
			take_zone(r);
		while (take_mark(r, ",-|"))
			;
	}
	if (!read_day(r))
		return false;
	before = r->at;
	if (!r->has_time) {
		skip_before_time(r);
		if (starts_time(r->at)) {
			if (!take_time(r))
				return false;
		} else {
			r->at = before;
		}
	}
	skip_fillers(r);
	if (r->zone == ZONE_NONE)
		take_zone(r);
	take_mark(r, ".");
	skip_fillers(r);
	take_mark(r, ".");
	return r->at->kind == TOKEN_END && time_in_range(r);
}

static enum date_precision
read_stamp(const struct token *token, int64_t *seconds)
{
	if (token->n != 10 && token->n != 13)
		return DATE_NONE;
	*seconds = token->n == 13 ? token->value / 1000 : token->value;
	return DATE_INSTANT;
}

/* Years that belong to the Iranian or the Islamic calendar: nothing that is
 * published bears them in ours. */
static bool
other_calendar(int year)
{
	return year >= 1300 && year < 1500;
}

static enum date_precision
conclude(struct reading *r, const struct ingest_options *options, int64_t *seconds)
{
	int64_t midnight;

	if (other_calendar(r->year) || !date_valid(r->year, r->month, r->day == 0 ? 1 : r->day))
		return DATE_NONE;
	if (r->day == 0)
		return DATE_MONTH;
	midnight = date_days(r->year, r->month, r->day) * 86400;
	if (!r->has_time) {
		*seconds = midnight;
		return DATE_DAY;
	}
	if (r->zone == ZONE_NONE && options != NULL && options->has_zone) {
		r->zone = ZONE_KNOWN;
		r->offset = options->zone;
	}
	if (r->zone != ZONE_KNOWN)
		return DATE_UNZONED;
	*seconds = midnight + r->hour * 3600 + r->minute * 60 + (r->second == 60 ? 59 : r->second)
	           - r->offset;
	return DATE_INSTANT;
}

static bool
begin(struct reading *r, const char *s, size_t n)
{
	memset(r, 0, sizeof(*r));
	r->at = r->tokens.items;
	return date_cut(s, n, &r->tokens);
}

enum date_precision
date_read(const char *s, size_t n, const struct ingest_options *options, int64_t *seconds)
{
	struct reading r;

	/* the form that records have, first and quickly */
	if (n == 20 && s[19] == 'Z' && s[10] == 'T' && s[0] != '1' && date_parse_rfc3339(s, n, seconds))
		return DATE_INSTANT;
	if (!begin(&r, s, n))
		return DATE_NONE;
	if (r.at->kind == TOKEN_NUMBER && r.at[1].kind == TOKEN_END && r.at->n != 8)
		return read_stamp(r.at, seconds);
	if (!read_all(&r))
		return DATE_NONE;
	return conclude(&r, options, seconds);
}

bool
date_read_zone(const char *s, size_t n, int32_t *zone)
{
	struct reading r;

	if (!begin(&r, s, n))
		return false;
	r.has_time = true;
	take_zone(&r);
	*zone = r.offset;
	return r.zone == ZONE_KNOWN && r.at->kind == TOKEN_END;
}
