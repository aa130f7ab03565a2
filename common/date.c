#include "common/date.h"

#include <string.h>

#define SECONDS_PER_DAY 86400

/* Both conversions are the era method of Howard Hinnant, "chrono-compatible
 * low-level date algorithms": the year begins in March, so that the leap day
 * is the last day of a year, and 400 years make an era of 146097 days. */
int64_t
date_days(int year, int month, int day)
{
	int64_t shifted = (int64_t)year - (month <= 2);
	int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
	int64_t year_of_era = shifted - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

void
date_civil(int64_t days, int *year, int *month, int *day)
{
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524
	                       - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;

	*day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
	*month = (int)(month_from_march + (month_from_march < 10 ? 3 : -9));
	*year = (int)(year_of_era + era * 400 + (*month <= 2));
}

bool
date_valid(int year, int month, int day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= lengths[month - 1] + (month == 2 && leap);
}

/* Reads exactly `count` digits. */
static bool
digits(const char **s, const char *end, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++, (*s)++) {
		if (*s >= end || **s < '0' || **s > '9')
			return false;
		*value = *value * 10 + (**s - '0');
	}
	return true;
}

static bool
literal(const char **s, const char *end, char c)
{
	if (*s >= end || **s != c)
		return false;
	(*s)++;
	return true;
}

static bool
parse_zone(const char **s, const char *end, int64_t *offset)
{
	int hours, minutes, sign;

	*offset = 0;
	if (literal(s, end, 'Z') || literal(s, end, 'z'))
		return true;
	if (*s >= end || (**s != '+' && **s != '-'))
		return false;
	sign = *(*s)++ == '-' ? -1 : 1;
	if (!digits(s, end, 2, &hours) || !literal(s, end, ':') || !digits(s, end, 2, &minutes)
	    || hours > 23 || minutes > 59)
		return false;
	*offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool
date_parse_rfc3339(const char *s, size_t n, int64_t *seconds)
{
	const char *end = n > 0 ? s + n : s; /* NULL + 0 is undefined */
	int year, month, day, hour, minute, second;
	int64_t offset;

	if (!digits(&s, end, 4, &year) || !literal(&s, end, '-') || !digits(&s, end, 2, &month)
	    || !literal(&s, end, '-') || !digits(&s, end, 2, &day) || s >= end
	    || (*s != 'T' && *s != 't' && *s != ' '))
		return false;
	s++;
	if (!digits(&s, end, 2, &hour) || !literal(&s, end, ':') || !digits(&s, end, 2, &minute)
	    || !literal(&s, end, ':') || !digits(&s, end, 2, &second))
		return false;
	if (literal(&s, end, '.')) {
		const char *first = s;

		while (s < end && *s >= '0' && *s <= '9')
			s++;
		if (s == first)
			return false;
	}
	if (!parse_zone(&s, end, &offset) || s != end)
		return false;
	if (!date_valid(year, month, day) || hour > 23 || minute > 59 || second > 60)
		return false;
	*seconds = date_days(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60
	           + (second == 60 ? 59 : second) - offset;
	return true;
}

static void
put_digits(char *at, int value, int count)
{
	for (int i = count - 1; i >= 0; i--, value /= 10)
		at[i] = (char)('0' + value % 10);
}

bool
date_format(int64_t seconds, char out[21])
{
	int64_t days = seconds / SECONDS_PER_DAY;
	int rest = (int)(seconds % SECONDS_PER_DAY);
	int year, month, day;

	out[0] = '\0';
	if (rest < 0) {
		rest += SECONDS_PER_DAY;
		days--;
	}
	if (days < date_days(1, 1, 1) || days > date_days(9999, 12, 31))
		return false;
	date_civil(days, &year, &month, &day);
	memcpy(out, "0000-00-00T00:00:00Z", 21);
	put_digits(out, year, 4);
	put_digits(out + 5, month, 2);
	put_digits(out + 8, day, 2);
	put_digits(out + 11, rest / 3600, 2);
	put_digits(out + 14, rest / 60 % 60, 2);
	put_digits(out + 17, rest % 60, 2);
	return true;
}
