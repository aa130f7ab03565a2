#include "filters/emit/select.h"

#include <string.h>

#include "common/date.h"

#define DAY 86400

static bool
read_digits(const char *s, size_t n, int *number)
{
	*number = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*number = *number * 10 + (s[i] - '0');
	}
	return true;
}

static bool
read_day(const char *s, int64_t *seconds)
{
	int year, month, day;

	if (strlen(s) != 10 || s[4] != '-' || s[7] != '-' || !read_digits(s, 4, &year)
	    || !read_digits(s + 5, 2, &month) || !read_digits(s + 8, 2, &day)
	    || !date_valid(year, month, day))
		return false;
	*seconds = date_days(year, month, day) * DAY;
	return true;
}

/* Nine digits of weeks are still far from the end of int64_t. */
static bool
read_span(const char *s, int64_t *seconds)
{
	static const struct {
		char unit;
		int64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', DAY}, {'w', 7 * DAY}};
	size_t n = strlen(s);
	int number;

	if (n < 2 || n > 10 || !read_digits(s, n - 1, &number))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (units[i].unit == s[n - 1]) {
			*seconds = number * units[i].seconds;
			return true;
		}
	return false;
}

bool
select_time(const char *given, bool last, int64_t now, int64_t *seconds)
{
	int64_t span;

	if (read_span(given, &span)) {
		*seconds = now - span;
		return true;
	}
	if (read_day(given, seconds)) {
		*seconds += last ? DAY - 1 : 0;
		return true;
	}
	return date_parse_rfc3339(given, strlen(given), seconds);
}

/* The last second that the record's date may stand for: that of a day or a month where no more is
 * known. */
static int64_t
latest(const struct record *rec, int64_t date)
{
	struct json_value source, precision;
	int year, month, day;

	if (date % DAY != 0)
		return date;
	source = record_get(rec, "_source");
	precision = json_get(&source, "date_precision", 14);
	if (precision.type != JSON_STR)
		return date;
	if (precision.len == 5 && memcmp(precision.text, "\"day\"", 5) == 0)
		return date + DAY - 1;
	if (precision.len != 7 || memcmp(precision.text, "\"month\"", 7) != 0)
		return date;
	date_civil(date / DAY, &year, &month, &day);
	return (month == 12 ? date_days(year + 1, 1, 1) : date_days(year, month + 1, 1)) * DAY - 1;
}

static enum select_result
select_by_date(const struct selection *selection, const struct record *rec)
{
	int64_t date;

	if (!facts_date(rec, &date))
		return selection->drop_undated ? SELECT_UNDATED : SELECT_KEEP;
	if (date > selection->until)
		return SELECT_DATE;
	if (date < selection->since && latest(rec, date) < selection->since)
		return SELECT_DATE;
	return SELECT_KEEP;
}

enum select_result
select_record(struct selection *selection, const struct record *rec)
{
	if (selection->tags.count > 0 && !facts_tagged(rec, &selection->tags))
		return SELECT_TAG;
	if (selection->nots.count > 0 && facts_tagged(rec, &selection->nots))
		return SELECT_NOT;
	if (selection->dated || selection->drop_undated) {
		enum select_result result = select_by_date(selection, rec);

		if (result != SELECT_KEEP)
			return result;
	}
	if (selection->least != FACTS_NONE) {
		enum facts_severity severity;
		double score;

		if (facts_score(rec, &selection->tags, &severity, &score))
			selection->scored = true;
		else
			selection->unscored = true;
		if (severity < selection->least)
			return SELECT_SEVERITY;
	}
	return SELECT_KEEP;
}
