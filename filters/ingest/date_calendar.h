/* Calendars beside the Gregorian one. */
#ifndef DATE_CALENDAR_H
#define DATE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

/* The days from 1970-01-01 of a date of the Iranian solar calendar, years 1211 to 1633, where the
 * rule of 33 years is the sun's (K. Borkowski, "The Persian calendar for 3000 years", 1996). False if there is no such day. */
bool date_jalali(int year, int month, int day, int64_t *days);

/* The same of a week of ISO 8601 and its day, 1 for Monday; of a day of the year. */
bool date_week(int year, int week, int day, int64_t *days);
bool date_of_year(int year, int number, int64_t *days);

#endif
