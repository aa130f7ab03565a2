#include <string.h>

#include "common/date.h"
#include "filters/ingest/date_calendar.h"
#include "filters/ingest/date_reading.h"

/* The day: weekday, day, month and year in their many orders. */

bool
date_take_mark(struct reading *r, const char *set)
{
	if (r->at->kind != TOKEN_MARK || strchr(set, *r->at->s) == NULL)
		return false;
	r->at++;
	return true;
}

void
date_skip_fillers(struct reading *r)
{
	while (r->at->kind == TOKEN_WORD && date_filler(r->at->s, r->at->n))
		r->at++;
}

/* The month named at token, which may take two words; *after is what follows. */
int
date_month_in(const struct token *token, const struct token **after, enum date_calendar *calendar)
{
	int month;

	if (token->kind != TOKEN_WORD)
		return 0;
	*after = token + 2;
	if (token[1].kind == TOKEN_WORD && token[1].s == token->s + token->n + 1
	    && (month = date_month_any(token->s, token->n + 1 + token[1].n, calendar)) != 0)
		return month;
	*after = token + 1;
	return date_month_any(token->s, token->n, calendar);
}

static int
month_at(const struct token *token, const struct token **after)
{
	enum date_calendar calendar;

	return date_month_in(token, after, &calendar);
}

/* Takes a month's name, and its name in another usage behind a slash or in
 * brackets (as Arabic papers write it). */
static bool
take_month(struct reading *r)
{
	const struct token *after, *other;

	if ((r->month = date_month_in(r->at, &after, &r->calendar)) == 0)
		return false;
	r->named = true;
	r->at = after;
	if (token_is_mark(r->at, '/') && month_at(r->at + 1, &other) == r->month)
		r->at = other;
	else if (token_is_mark(r->at, '(') && month_at(r->at + 1, &other) == r->month && token_is_mark(other, ')'))
		r->at = other + 1;
	date_take_mark(r, ".");
	return true;
}

static bool
is_weekday(const struct token *token)
{
	return token->kind == TOKEN_WORD && date_weekday(token->s, token->n);
}

/* The other words of a weekday: segunda-feira. */
static void
more_weekday(struct reading *r)
{
	if (token_is_mark(r->at, '-') && is_weekday(r->at + 1))
		r->at += 2;
	while (is_weekday(r->at))
		r->at++;
}

/* A weekday behind the day, at will in brackets. */
void
date_skip_late_weekday(struct reading *r)
{
	const struct token *t = r->at;
	bool bracket;

	t += token_is_mark(t, ',');
	bracket = token_is_mark(t, '(');
	if (!is_weekday(t + bracket) || (bracket && !token_is_mark(t + 2, ')')))
		return;
	r->at = t + bracket + 1;
	more_weekday(r);
	r->at += bracket;
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
	if (r->at == first)
		return;
	more_weekday(r);
	date_take_mark(r, ".");
	date_take_mark(r, ",");
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

/* Words behind the year that name its calendar; of two the last does (ه. ش.). */
void
date_take_era(struct reading *r)
{
	enum date_calendar calendar;
	bool any = false;

	while (r->at->kind == TOKEN_WORD && date_era(r->at->s, r->at->n, &calendar)) {
		r->at++;
		date_take_mark(r, ".");
		any = true;
		if (!r->named)
			r->calendar = calendar;
	}
	r->named |= any;
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

/* 2024年1月3日, 2024년 1월 3일; the year is taken. */
static bool
read_marked(struct reading *r)
{
	const struct token *t = r->at;

	if (!(token_is_word(t, "年") || token_is_word(t, "년")) || !token_is_number(t + 1, 1, 2)
	    || !(token_is_word(t + 2, "月") || token_is_word(t + 2, "월")) || !token_is_number(t + 3, 1, 2)
	    || !(token_is_word(t + 4, "日") || token_is_word(t + 4, "일")))
		return false;
	r->month = (int)t[1].value;
	r->day = (int)t[3].value;
	r->named = true;
	r->at += 5;
	return r->day > 0;
}

static bool
set_days(struct reading *r, int64_t days)
{
	date_civil(days, &r->year, &r->month, &r->day);
	r->named = true;
	return true;
}

/* 2024-W01-3 and 2024-003 of ISO 8601; the year is taken, the next token begins the rest. */
static bool
read_iso_rest(struct reading *r, bool *is_one)
{
	const struct token *t = r->at;
	int64_t days;

	*is_one = token_is_word(t, "w") || token_is_number(t, 3, 3);
	if (token_is_number(t, 3, 3)) {
		r->at++;
		return date_of_year(r->year, (int)t->value, &days) && set_days(r, days);
	}
	if (!token_is_word(t, "w") || !token_is_number(t + 1, 2, 2) || !token_is_mark(t + 2, '-')
	    || !token_is_number(t + 3, 1, 1))
		return false;
	r->at += 4;
	return date_week(r->year, (int)t[1].value, (int)t[3].value, &days) && set_days(r, days);
}

/* 2024-01-03, 2024/1/3, 2024.1.3, 2024-01. */
static bool
read_year_first(struct reading *r)
{
	char mark;
	bool iso;

	r->year = (int)r->at->value;
	r->at++;
	if (r->at->kind == TOKEN_WORD && read_marked(r))
		return true;
	if (r->at->kind != TOKEN_MARK || strchr("-/.", *r->at->s) == NULL) {
		date_take_mark(r, ",");
		return take_month(r) && take_day(r);
	}
	mark = *r->at->s;
	r->at++;
	if (mark == '-' && (read_iso_rest(r, &iso) || iso))
		return iso && r->day > 0;
	if (!token_is_number(r->at, 1, 2))
		return take_month(r) && date_take_mark(r, "-/") && take_day(r);
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

	r->named = true; /* nobody writes other calendars so */
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

/* Years that stand in numbers alone and can be none of ours: up to 1419 those of Iran (2040), from there
 * on the lunar ones (1999). */
bool
date_is_jalali(int year)
{
	return year >= 1300 && year < 1420;
}

/* 20 11 79, where the order is sure. */
static bool
read_spaced_numbers(struct reading *r)
{
	r->day = (int)r->at[0].value;
	r->month = (int)r->at[1].value;
	r->at += 2;
	return take_year(r) && (r->day > 12 || r->day == r->month) && r->month >= 1;
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
	if (date_is_jalali(r->year))
		mark = '.';
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
	if (token_is_number(r->at + 1, 1, 2) && r->at[1].spaced)
		return read_spaced_numbers(r);
	if (!take_day(r))
		return false;
	date_take_mark(r, ".-/,");
	date_skip_fillers(r);
	if (!take_month(r))
		return false;
	date_take_mark(r, ",-/");
	date_skip_fillers(r);
	return take_year(r) && r->day > 0;
}

/* January 3, 2024; January 2024; and asctime's, whose year comes last. */
static bool
read_month_first(struct reading *r)
{
	if (!take_month(r))
		return false;
	date_take_mark(r, ",-/");
	date_skip_fillers(r);
	if (token_is_number(r->at, 4, 4)) {
		take_year(r);
		date_take_era(r);
		return r->at->kind == TOKEN_END;
	}
	if (!take_day(r) || r->day == 0)
		return false;
	date_take_mark(r, ",-/.");
	date_skip_fillers(r);
	if (date_starts_time(r->at, false)) {
		if (!date_take_time(r))
			return false;
		if (!token_is_number(r->at, 4, 4))
			date_take_zone(r);
		date_take_mark(r, ",");
	}
	return take_year(r);
}

bool
date_read_day(struct reading *r)
{
	date_skip_fillers(r);
	skip_weekday(r);
	date_skip_fillers(r);
	if (token_is_mark(r->at, '-') && r->at > r->tokens.items)
		r->at++; /* the Hebrew "on" is joined by a dash */
	if (token_is_number(r->at, 4, 4))
		return read_year_first(r);
	if (token_is_number(r->at, 8, 8))
		return read_compact(r);
	if (token_is_number(r->at, 1, 2))
		return read_day_first(r);
	return read_month_first(r);
}

