#include <string.h>

#include "common/date.h"
#include "filters/ingest/date_calendar.h"
#include "filters/ingest/date_reading.h"
#include "filters/ingest/ingest.h"

/* The grammar of section 9, over tokens: they are few and each is passed once,
 * so the time is linear. */

/* What stands between day and time; true if a word says that a time follows. */
static bool
skip_before_time(struct reading *r)
{
	bool said = false;

	for (;;) {
		if (r->at->kind == TOKEN_WORD && date_at_time(r->at->s, r->at->n)) {
			said |= !token_is_word(r->at, "t");
			r->at++;
		} else if (!date_take_mark(r, ",-|/")) {
			return said;
		}
	}
}

/* The clock ahead of the day. */
static bool
read_early_time(struct reading *r)
{
	const struct token *begun = r->at;
	bool said = skip_before_time(r);

	if (!date_starts_time(r->at, said)) {
		r->at = begun;
		return true;
	}
	if (!date_take_time(r))
		return false;
	if (token_is_mark(r->at, '+') || (r->at->kind == TOKEN_WORD && date_zone(r->at->s, r->at->n, &r->offset)))
		date_take_zone(r);
	while (date_take_mark(r, ",-|"))
		;
	return true;
}

/* The clock behind the day. */
static bool
read_late_time(struct reading *r)
{
	const struct token *before = r->at;
	bool said;

	if (r->has_time)
		return true;
	date_skip_fillers(r);
	date_take_mark(r, ".");
	said = skip_before_time(r);
	if (date_starts_time(r->at, said))
		return date_take_time(r);
	r->at = before;
	return true;
}

/* The whole: the clock before or behind the day, then the zone. */
static bool
read_all(struct reading *r)
{
	if (!read_early_time(r) || !date_read_day(r))
		return false;
	date_take_era(r);
	date_skip_late_weekday(r);
	if (!read_late_time(r))
		return false;
	date_skip_fillers(r);
	if (r->zone == ZONE_NONE)
		date_take_zone(r);
	date_take_mark(r, ".");
	date_skip_fillers(r);
	date_skip_late_weekday(r);
	date_take_mark(r, ".");
	return r->at->kind == TOKEN_END && date_time_in_range(r);
}

static enum date_precision
read_stamp(const struct token *token, int64_t *seconds)
{
	if (token->n != 10 && token->n != 13)
		return DATE_NONE;
	*seconds = token->n == 13 ? token->value / 1000 : token->value;
	return DATE_INSTANT;
}

/* The days since 1970 of the day that was read, by its calendar. */
static enum date_precision
find_day(const struct reading *r, int64_t *days)
{
	bool other = r->year >= 1300 && r->year < 1500;
	enum date_calendar calendar = r->calendar;
	int day = r->day == 0 ? 1 : r->day;

	if (calendar == CALENDAR_GREGORIAN && other) {
		if (r->named)
			return DATE_NONE; /* nothing that is published bears such a year of ours */
		calendar = date_is_jalali(r->year) ? CALENDAR_JALALI : CALENDAR_HIJRI;
	}
	if (calendar == CALENDAR_HIJRI)
		return other && r->month >= 1 && r->month <= 12 && day <= 30 ? DATE_LUNAR : DATE_NONE;
	if (calendar == CALENDAR_JALALI) {
		if (!other || !date_jalali(r->year, r->month, day, days))
			return DATE_NONE;
	} else if (date_valid(r->year, r->month, day)) {
		*days = date_days(r->year, r->month, day);
	} else {
		return DATE_NONE;
	}
	return r->day == 0 ? DATE_MONTH : DATE_DAY;
}

static enum date_precision
conclude(struct reading *r, const struct ingest_options *options, int64_t *seconds)
{
	enum date_precision precision = find_day(r, &r->days);
	int64_t days = r->days;

	if (precision != DATE_DAY)
		return precision;
	if (!r->has_time) {
		*seconds = days * 86400;
		return DATE_DAY;
	}
	if (r->zone == ZONE_NONE && options != NULL && options->has_zone) {
		r->zone = ZONE_KNOWN;
		r->offset = options->zone;
	}
	if (r->zone != ZONE_KNOWN)
		return DATE_UNZONED;
	*seconds = days * 86400 + r->hour * 3600 + r->minute * 60 + (r->second == 60 ? 59 : r->second)
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

/* Reads some tokens by themselves. whole is where they are, part room to read them in. */
static enum date_precision
read_part(const struct reading *whole, size_t first, size_t end, struct reading *part,
          const struct ingest_options *options, int64_t *seconds)
{
	size_t n = end - first;

	memcpy(part->tokens.items, whole->tokens.items + first, n * sizeof(struct token));
	part->tokens.items[n] = (struct token){.kind = TOKEN_END, .s = ""};
	part->at = part->tokens.items;
	part->named = part->has_time = false;
	part->calendar = CALENDAR_GREGORIAN;
	part->year = part->month = part->day = part->hour = part->minute = part->second = 0;
	part->zone = ZONE_NONE;
	part->offset = 0;
	return read_all(part) ? conclude(part, options, seconds) : DATE_NONE;
}

static bool
divides(const struct token *token)
{
	return (token->kind == TOKEN_MARK && strchr("/-|(),=;", *token->s) != NULL)
	       || (token->kind == TOKEN_WORD && date_equals(token->s, token->n));
}

static bool
names_other_calendar(const struct token *token)
{
	enum date_calendar calendar = CALENDAR_GREGORIAN;
	const struct token *after;

	if (token_is_number(token, 4, 4))
		return token->value >= 1300 && token->value < 1500;
	return date_month_in(token, &after, &calendar) != 0 && calendar != CALENDAR_GREGORIAN;
}

/* How much a reading says: of a day and a time most. */
static int
fullness(const struct reading *r, enum date_precision precision)
{
	return precision <= DATE_LUNAR ? 0 : r->day == 0 ? 1 : r->has_time ? 3 : 2;
}

/* One day in two calendars: 5 Ramadan 1442 / 17 April 2021. Two that can be converted must be the same
 * day; the fuller one counts. */
static enum date_precision
read_twins(const struct reading *whole, const struct ingest_options *options, int64_t *seconds)
{
	const struct token *items = whole->tokens.items;
	struct reading part = {.at = NULL};
	size_t count = 0;
	bool other = false;

	while (items[count].kind != TOKEN_END)
		other |= names_other_calendar(&items[count++]);
	for (size_t i = 1; other && i + 1 < count; i++) {
		size_t next = i, end = count;
		int64_t one = 0, two = 0, day;
		enum date_precision left, right;
		int full;

		while (next < count && divides(&items[next]))
			next++;
		if (next == i || next == count || divides(&items[i - 1]))
			continue;
		if (token_is_mark(&items[end - 1], ')'))
			end--;
		left = read_part(whole, 0, i, &part, options, &one);
		if (left == DATE_NONE)
			continue;
		full = fullness(&part, left);
		day = part.days;
		right = read_part(whole, next, end, &part, options, &two);
		if (right == DATE_NONE)
			continue;
		if (full >= 2 && fullness(&part, right) >= 2 && day != part.days)
			return DATE_NONE;
		full -= fullness(&part, right);
		*seconds = full > 0 ? one : two;
		return full > 0 ? left : right;
	}
	return DATE_NONE;
}

/* Reads it again without remarks in brackets, which may nest. */
static enum date_precision
read_without_remarks(const struct reading *whole, const struct ingest_options *options, int64_t *seconds)
{
	struct reading part, plain = {.at = NULL};
	size_t count = 0, depth = 0;
	bool any = false;

	for (const struct token *t = whole->tokens.items; t->kind != TOKEN_END; t++) {
		if (token_is_mark(t, '(')) {
			depth++;
			any = true;
		} else if (token_is_mark(t, ')')) {
			if (depth-- == 0)
				return DATE_NONE;
		} else if (depth == 0) {
			plain.tokens.items[count++] = *t;
		}
	}
	if (!any || depth > 0 || count == 0)
		return DATE_NONE;
	return read_part(&plain, 0, count, &part, options, seconds);
}

/* 1704268805, 1704268805000, 1704268805.25 */
static bool
is_stamp(const struct token *t)
{
	if (t->kind != TOKEN_NUMBER || t->n == 8)
		return false;
	return t[1].kind == TOKEN_END
	       || (t->n == 10 && token_is_mark(t + 1, '.') && t[2].kind == TOKEN_NUMBER && t[3].kind == TOKEN_END);
}

enum date_precision
date_read(const char *s, size_t n, const struct ingest_options *options, int64_t *seconds)
{
	struct reading r;
	enum date_precision precision;

	/* the form that records have, first and quickly */
	if (n == 20 && s[19] == 'Z' && s[10] == 'T' && s[0] != '1' && date_parse_rfc3339(s, n, seconds))
		return DATE_INSTANT;
	if (!begin(&r, s, n))
		return DATE_NONE;
	if (is_stamp(r.at))
		return read_stamp(r.at, seconds);
	if (read_all(&r))
		return conclude(&r, options, seconds);
	precision = read_twins(&r, options, seconds);
	return precision != DATE_NONE ? precision : read_without_remarks(&r, options, seconds);
}

bool
date_read_zone(const char *s, size_t n, int32_t *zone)
{
	struct reading r;

	if (!begin(&r, s, n))
		return false;
	r.has_time = true;
	date_take_zone(&r);
	*zone = r.offset;
	return r.zone == ZONE_KNOWN && r.at->kind == TOKEN_END;
}
