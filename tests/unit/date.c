#include "common/date.h"

#include <string.h>

#include "tests/unit/check.h"

static const struct {
	const char *text;
	const char *instant; /* NULL: refused */
} table[] = {
	{"2024-01-03T08:00:05Z", "2024-01-03T08:00:05Z"},
	{"2024-01-03t08:00:05z", "2024-01-03T08:00:05Z"},
	{"2024-01-03 08:00:05Z", "2024-01-03T08:00:05Z"},
	{"2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55Z"},
	{"2003-12-31T10:14:55.987654321+00:30", "2003-12-31T09:44:55Z"},
	{"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
	{"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
	{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
	{"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
	{"1900-02-29T00:00:00Z", NULL},
	{"2024-06-31T00:00:00Z", NULL},
	{"2024-01-03T24:00:00Z", NULL},
	{"2024-01-03T08:60:00Z", NULL},
	{"2024-01-03T08:00:61Z", NULL},
	{"2024-01-03T08:00:05", NULL},
	{"2024-01-03T08:00:05.Z", NULL},
	{"2024-01-03T08:00:05Z ", NULL},
	{"2024-01-03T08:00:05+0100", NULL},
	{"2024-01-03T08:00:05+24:00", NULL},
	{"0000-01-01T00:00:00Z", NULL},
	{"2024-01-03", NULL},
	{"", NULL},
};

static void
test_table(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		int64_t seconds = 0;
		char out[21] = "";
		bool ok = date_parse_rfc3339(table[i].text, strlen(table[i].text), &seconds);

		if (ok)
			date_format(seconds, out);
		if (table[i].instant == NULL)
			check(!ok, "'%s' is refused", table[i].text);
		else
			check_string(out, table[i].instant, "'%s' is read", table[i].text);
	}
}

static void
test_prefixes(void)
{
	const char *text = "2003-12-31T10:14:55.5-08:00";
	int64_t seconds;
	bool any = false;

	for (size_t n = 0; n < strlen(text); n++)
		any |= date_parse_rfc3339(text, n, &seconds);
	check(!any, "no beginning of a date-time counts as one");
}

static void
test_days(void)
{
	bool same = true, rising = true;
	int64_t before = date_days(1, 1, 1) - 1;

	for (int64_t day = date_days(1, 1, 1); day <= date_days(9999, 12, 31); day++) {
		int y, m, d;

		date_civil(day, &y, &m, &d);
		same &= date_days(y, m, d) == day && date_valid(y, m, d);
		rising &= day == before + 1;
		before = day;
	}
	check(date_days(1970, 1, 1) == 0, "the epoch is day 0");
	check(date_days(2000, 3, 1) == 11017, "1 March 2000 is day 11017");
	check(same && rising, "every day of the years 1 to 9999 goes there and back");
}

static void
test_format(void)
{
	char out[21];

	check(date_format(-1, out) && strcmp(out, "1969-12-31T23:59:59Z") == 0,
	      "a second before the epoch is written as such");
	check(!date_format(INT64_MAX, out) && out[0] == '\0', "the last second of int64_t has no form");
	check(!date_format(INT64_MIN, out) && out[0] == '\0', "nor has the first");
	check(!date_format(date_days(1, 1, 1) * 86400 - 1, out), "nor has the year 0");
}

int
main(void)
{
	test_table();
	test_prefixes();
	test_days();
	test_format();
	return check_done();
}
