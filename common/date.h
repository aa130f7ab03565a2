/* Instants as records write them: RFC 3339, UTC. */
#ifndef DATE_H
#define DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads an RFC 3339 date-time ("2024-01-03T08:00:05Z", any offset, fraction
 * cut off) into Unix seconds. False if it is none. Proleptic Gregorian, years
 * 0001 to 9999; second 60 counts as 59. */
bool date_parse_rfc3339(const char *s, size_t n, int64_t *seconds);

/* Writes Unix seconds as "YYYY-MM-DDTHH:MM:SSZ" and a NUL; false (and "") if the year
 * does not fit 0001 to 9999. */
bool date_format(int64_t seconds, char out[21]);

/* Days from 1970-01-01 of a proleptic Gregorian date, and back. No checks. */
int64_t date_days(int year, int month, int day);
void date_civil(int64_t days, int *year, int *month, int *day);

/* Whether the date exists (29 February only in leap years, years 1 to 9999). */
bool date_valid(int year, int month, int day);

#endif
