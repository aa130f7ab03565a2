#include "filters/ingest/date_calendar.h"

#include "common/date.h"

/* The first of Farvardin. Leap days so far: 8 in 33 years, counted from the year 1210, before
 * which there were 294 in Borkowski's reckoning. */
static int64_t
jalali_new_year(int year)
{
	int past = year - 1210, gregorian = year + 621;
	int leaps = 294 + past / 33 * 8 + (past % 33 + 3) / 4;
	int gregorian_leaps = gregorian / 4 - (gregorian / 100 + 1) * 3 / 4 - 150;

	return date_days(gregorian, 3, 1) + 19 + leaps - gregorian_leaps;
}

bool
date_jalali(int year, int month, int day, int64_t *days)
{
	int64_t first;
	int before, length;

	if (year < 1211 || year > 1633 || month < 1 || month > 12 || day < 1)
		return false;
	first = jalali_new_year(year);
	before = month <= 7 ? (month - 1) * 31 : (month - 1) * 30 + 6;
	length = month <= 6 ? 31 : month <= 11 ? 30 : (int)(jalali_new_year(year + 1) - first) - before;
	*days = first + before + day - 1;
	return day <= length;
}

/* Monday of the week that has the 4th of January. */
static int64_t
first_week(int year)
{
	int64_t fourth = date_days(year, 1, 4);

	return fourth - (fourth % 7 + 10) % 7; /* day 0 was a Thursday */
}

bool
date_week(int year, int week, int day, int64_t *days)
{
	if (year < 1 || year > 9998 || week < 1 || day < 1 || day > 7)
		return false;
	*days = first_week(year) + (int64_t)(week - 1) * 7 + day - 1;
	return *days < first_week(year + 1);
}

bool
date_of_year(int year, int number, int64_t *days)
{
	if (year < 1 || year > 9998 || number < 1)
		return false;
	*days = date_days(year, 1, 1) + number - 1;
	return *days < date_days(year + 1, 1, 1);
}
