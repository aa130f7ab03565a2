#include "filters/ingest/date_reading.h"

/* The time of the day and its zone. */

static const struct {
	const char *word;
	char half;
} halves[] = {
	{"am", 'a'}, {"pm", 'p'}, {"ص", 'a'}, {"م", 'p'}, {"صباحا", 'a'}, {"مساء", 'p'}, {"ظهرا", 'p'},
	{"صبح", 'a'}, {"عصر", 'p'}, {"شب", 'p'}, {"утра", 'a'}, {"вечера", 'p'}, {"дня", 'p'}, {"ранку", 'a'},
	{"вечора", 'p'}, {"בבוקר", 'a'}, {"בערב", 'p'},
};

/* am, pm, a.m., p.m., and the words of other languages for them: 'a', 'p' or 0. */
static char
take_half(struct reading *r)
{
	const struct token *t = r->at;

	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++)
		if (token_is_word(t, halves[i].word)) {
			r->at++;
			return halves[i].half;
		}
	if ((token_is_word(t, "a") || token_is_word(t, "p")) && token_is_mark(t + 1, '.') && token_is_word(t + 2, "m")) {
		r->at += 3;
		date_take_mark(r, ".");
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

bool
date_time_in_range(const struct reading *r)
{
	return r->hour <= 23 && r->minute <= 59 && r->second <= 60;
}

bool
date_starts_time(const struct token *t, bool dotted)
{
	if (!token_is_number(t, 1, 2))
		return false;
	if (token_is_mark(t + 1, ':') || (token_is_word(t + 1, "h") && !t[1].spaced))
		return token_is_number(t + 2, 1, 2);
	if (dotted && ((token_is_mark(t + 1, '.') && token_is_number(t + 2, 2, 2)) || token_is_word(t + 1, "h")))
		return true;
	if (token_is_word(t + 1, "uhr"))
		return true;
	return token_is_word(t + 1, "am") || token_is_word(t + 1, "pm")
	       || ((token_is_word(t + 1, "a") || token_is_word(t + 1, "p")) && token_is_mark(t + 2, '.')
	           && token_is_word(t + 3, "m"));
}

bool
date_take_time(struct reading *r)
{
	r->has_time = true;
	r->hour = (int)r->at->value;
	r->at++;
	if ((token_is_mark(r->at, ':') || token_is_mark(r->at, '.') || token_is_word(r->at, "h"))
	    && token_is_number(r->at + 1, 1, 2)) {
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
	if (!apply_half(r, take_half(r)) || !date_time_in_range(r))
		return false;
	if (token_is_word(r->at, "uhr") || token_is_word(r->at, "h") || token_is_word(r->at, "hs")
	    || token_is_word(r->at, "hrs") || token_is_word(r->at, "час"))
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

	if (!date_take_mark(r, "+-"))
		return false;
	if (sign < 0)
		date_take_mark(r, "-");
	/* behind a day alone, "-04" is no zone */
	if (!token_is_number(r->at, 1, 4) || (!r->has_time && r->at->n < 4 && !token_is_mark(r->at + 1, ':'))) {
		r->at = start;
		return false;
	}
	take_offset(r, sign);
	return true;
}

/* A remark in brackets at the end says the zone once more in words; one with a year is another date. */
static void
skip_brackets(struct reading *r)
{
	const struct token *t = r->at;

	if (!token_is_mark(t, '('))
		return;
	while (t->kind != TOKEN_END && !token_is_mark(t, ')'))
		if (token_is_number(t++, 4, 4))
			return;
	r->at = t;
	date_take_mark(r, ")");
}

void
date_take_zone(struct reading *r)
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

