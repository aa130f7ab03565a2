#include "filters/emit/facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/date.h"
#include "common/glob.h"

/* Strings without escapes, as nearly all are, need no copy. */
static struct buf plain;

const char *const facts_severities[] = {"low", "medium", "high", "critical", NULL};

enum facts_severity
facts_severity_of(const char *word, size_t n)
{
	for (size_t i = 0; facts_severities[i]; i++)
		if (strlen(facts_severities[i]) == n && memcmp(facts_severities[i], word, n) == 0)
			return (enum facts_severity)(i + 1);
	return FACTS_NONE;
}

/* What stands between quotes, unescaped; valid until the next call. */
static const char *
unescape(const char *s, size_t n, size_t *length)
{
	if (!memchr(s, '\\', n)) {
		*length = n;
		return s;
	}
	buf_clear(&plain);
	json_unescape_raw(s, n, &plain);
	*length = plain.len;
	return plain.data ? plain.data : "";
}

static const char *
string(const struct json_value *value, size_t *n)
{
	return unescape(value->text + 1, value->len - 2, n);
}

bool
facts_date(const struct record *rec, int64_t *seconds)
{
	struct json_value value = record_get(rec, "date_published");
	const char *s;
	size_t n;

	if (value.type != JSON_STR)
		return false;
	s = string(&value, &n);
	return date_parse_rfc3339(s, n, seconds);
}

static bool
matches(const struct strings *globs, const char *tag, size_t n)
{
	for (size_t i = 0; i < globs->count; i++)
		if (glob_matches(globs->items[i], tag, n))
			return true;
	return false;
}

static double
number(const struct json_value *value)
{
	char digits[32];

	if (value->type != JSON_NUM || value->len >= sizeof(digits))
		return NAN;
	memcpy(digits, value->text, value->len);
	digits[value->len] = '\0';
	return strtod(digits, NULL);
}

bool
facts_score(const struct record *rec, const struct strings *globs, enum facts_severity *severity,
            double *score)
{
	struct json_value list = record_get(rec, "_score");
	struct json_member tag;
	size_t cursor = 0, n;

	*severity = FACTS_NONE;
	*score = NAN;
	if (list.type != JSON_OBJ)
		return false;
	while (json_next(&list, &cursor, &tag)) {
		struct json_value level = json_get(&tag.value, "severity", 8);
		struct json_value value = json_get(&tag.value, "score", 5);
		double points = number(&value);
		const char *name = unescape(tag.key, tag.key_len, &n);

		if (globs && globs->count > 0 && !matches(globs, name, n))
			continue;
		if (level.type == JSON_STR) {
			enum facts_severity here;

			name = string(&level, &n);
			here = facts_severity_of(name, n);
			if (here > *severity)
				*severity = here;
		}
		if (!isnan(points) && !(points <= *score))
			*score = points;
	}
	return true;
}

bool
facts_tagged(const struct record *rec, const struct strings *globs)
{
	struct json_value tags = record_get(rec, "tags");
	struct json_member item;
	size_t cursor = 0, n;

	while (tags.type == JSON_ARR && json_next(&tags, &cursor, &item)) {
		const char *tag;

		if (item.value.type != JSON_STR)
			continue;
		tag = string(&item.value, &n);
		if (matches(globs, tag, n))
			return true;
	}
	return false;
}

void
facts_topics(const struct record *rec, const struct strings *globs,
             bool (*function)(void *context, const char *topic, size_t n), void *context)
{
	struct json_value tags = record_get(rec, "tags");
	struct json_member item;
	size_t cursor = 0, n;

	while (tags.type == JSON_ARR && json_next(&tags, &cursor, &item)) {
		const char *tag, *slash;

		if (item.value.type != JSON_STR)
			continue;
		tag = string(&item.value, &n);
		if (globs->count > 0 && !matches(globs, tag, n))
			continue;
		slash = memchr(tag, '/', n);
		if (slash)
			n = (size_t)(slash - tag);
		if (n > 0 && !function(context, tag, n))
			return;
	}
}

void
facts_source(const struct record *rec, struct buf *out)
{
	static const char *const paths[] = {"_source.name", "_source.handle", "authors.0.name", "_source.file",
	                                    NULL};

	buf_clear(out);
	for (size_t i = 0; paths[i] && out->len == 0; i++)
		record_string(rec, paths[i], out);
}

bool
facts_day(int64_t seconds, char out[11])
{
	char date[21];
	bool good = date_format(seconds, date);

	memcpy(out, date, 10);
	out[good ? 10 : 0] = '\0';
	return good;
}

int64_t
facts_now(void)
{
	const char *given = getenv("SOURCE_DATE_EPOCH");
	char *end, date[21];

	if (given && *given) {
		long long seconds = strtoll(given, &end, 10);

		if (*end == '\0' && date_format(seconds, date)) /* a year that dates can have */
			return seconds;
	}
	return time(NULL);
}
