/* A date being read, token by token. Inner matter of date*.c. */
#ifndef DATE_READING_H
#define DATE_READING_H

#include <stdbool.h>
#include <stdint.h>

#include "filters/ingest/date_names.h"
#include "filters/ingest/date_tokens.h"

enum zone_state { ZONE_NONE, ZONE_KNOWN, ZONE_UNKNOWN };

struct reading {
	struct date_tokens tokens;
	const struct token *at;
	bool named;           /* the month has a name, which tells the calendar */
	enum date_calendar calendar;
	int year, month, day; /* day 0: only the month is known */
	int64_t days;         /* since 1970, of a day that is known: set when it is found to exist */
	bool has_time;
	int hour, minute, second;
	enum zone_state zone;
	int32_t offset;
};

/* Takes one of the marks in set. */
bool date_take_mark(struct reading *r, const char *set);

/* Passes words that say nothing (of, de, the). */
void date_skip_fillers(struct reading *r);

/* The month named at token, which may take two words, and its calendar; 0 if none is.
 * *after is what follows. */
int date_month_in(const struct token *token, const struct token **after, enum date_calendar *calendar);

/* Takes a day with its month and year, or these two alone; false if it is none. */
bool date_read_day(struct reading *r);

/* Takes words behind the year that name its calendar; of two the last counts (ه. ش.). */
void date_take_era(struct reading *r);

/* Takes a weekday behind the day, at will in brackets. */
void date_skip_late_weekday(struct reading *r);

/* Whether a year that stands in numbers alone is one of Iran: up to 1419 (2040); from there on it is
 * lunar (1999). */
bool date_is_jalali(int year);

/* Whether a time of the day begins at the token: 10:30, 10h30, 9 pm; with dotted, which a word for
 * it ahead allows, 10.30 and 10 too. */
bool date_starts_time(const struct token *t, bool dotted);

/* Takes one; false if it is none that exists. */
bool date_take_time(struct reading *r);

/* Takes a zone, and a remark in brackets behind it, if there are any. */
void date_take_zone(struct reading *r);

bool date_time_in_range(const struct reading *r);

#endif
