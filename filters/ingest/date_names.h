/* Names in dates: months, days of the week, zones, and words that mean nothing
 * there. All lookups are by folded text: lower case, without marks (date_fold()). */
#ifndef DATE_NAMES_H
#define DATE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Folds a date's text into out (room for `cap` bytes): letters to lower case
 * without marks, digits of the Arabic scripts to ASCII, the spaces and dashes
 * of print to ASCII, invisible marks left out. Returns its length, or cap + 1
 * if it does not fit. Any bytes are accepted. */
size_t date_fold(const char *s, size_t n, char *out, size_t cap);

enum date_calendar {
	CALENDAR_GREGORIAN,
	CALENDAR_JALALI, /* the solar one of Iran and Afghanistan */
	CALENDAR_HIJRI   /* the lunar one: its days hang on who saw the moon */
};

/* The month of a name in our calendar, 1 to 12; 0 if it is none. */
int date_month(const char *name, size_t n);

/* The month of a name in any calendar. */
int date_month_any(const char *name, size_t n, enum date_calendar *calendar);

/* The calendar that a word or letter behind a year names (AH, هـ, شمسی); false if none. */
bool date_era(const char *name, size_t n, enum date_calendar *calendar);

/* Whether the word stands before a time (at, um, ساعت). */
bool date_at_time(const char *name, size_t n);

/* Whether the word says that the same date follows in another calendar. */
bool date_equals(const char *name, size_t n);

/* Whether the name is a day of the week, full or short. */
bool date_weekday(const char *name, size_t n);

/* Whether the word may stand between the parts of a date (of, de, the). */
bool date_filler(const char *name, size_t n);

/* Whether letters right behind a day's number make it an ordinal (1st, 1er). */
bool date_ordinal(const char *name, size_t n);

/* The offset in seconds east of UTC of a zone's name. False if it is not known
 * or means more than one zone. */
bool date_zone(const char *name, size_t n, int32_t *offset);

#endif
