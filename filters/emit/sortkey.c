#include "filters/emit/sortkey.h"

#include <math.h>
#include <string.h>

#include "common/nearest.h"
#include "filters/emit/facts.h"

#define MAX_STRING 1024 /* bytes of a string that count in the order */
#define DAY_LENGTH 10

enum field { DATE, SEVERITY, SCORE, ID, TITLE, SOURCE, LANGUAGE, URL, FIELD_COUNT };

const char *const sortkey_names[] = {"date",  "severity", "score",    "id",
                                     "title", "source",   "language", "url", NULL};
const char *const sortkey_groups[] = {"topic", "source", "day", NULL};

bool
sortkey_parse(struct sortkey *sort, const char *text, struct problem *problem)
{
	*sort = (struct sortkey){0};
	for (;;) {
		size_t n = strcspn(text, ",");
		bool reverse = n > 0 && text[0] == '-';
		const char *name = text + reverse, *near;
		char word[64];
		unsigned char field = 0;

		n -= reverse;
		while (field < FIELD_COUNT
		       && (strlen(sortkey_names[field]) != n || memcmp(sortkey_names[field], name, n) != 0))
			field++;
		if (field == FIELD_COUNT) {
			n = n < sizeof(word) ? n : sizeof(word) - 1;
			memcpy(word, name, n);
			word[n] = '\0';
			near = nearest_word(word, sortkey_names, FIELD_COUNT);
			return near ? problem_set(problem, 0, 0, "no order by '%s'; did you mean '%s'?", word, near)
			            : problem_set(problem, 0, 0, "no order by '%s'; known are date, severity, "
			                          "score, id, title, source, language, url", word);
		}
		if (sort->count == SORTKEY_MAX)
			return problem_set(problem, 0, 0, "more than %d names", SORTKEY_MAX);
		sort->steps[sort->count].field = field;
		sort->steps[sort->count++].reverse = reverse;
		if (name[n] == '\0')
			return true;
		text = name + n + 1;
	}
}

/* Big-endian, so that bytes compare as numbers do. */
static void
add_number(struct buf *key, uint64_t number)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		buf_addc(key, (char)(number >> shift & 0xFF));
}

static uint64_t
order_of_double(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

/* A NUL in the string would end it before its time. */
static void
add_string(struct buf *key, const struct buf *string)
{
	size_t n = string->len < MAX_STRING ? string->len : MAX_STRING;

	for (size_t i = 0; i < n; i++)
		buf_addc(key, string->data[i] ? string->data[i] : 1);
	buf_addc(key, '\0');
}

/* Appends the field's value; false if the record lacks it. */
static bool
add_field(enum field field, const struct record *rec, const struct strings *globs, struct buf *key)
{
	static const char *const paths[] = {[ID] = "id", [TITLE] = "title", [LANGUAGE] = "language",
	                                    [URL] = "url"};
	static struct buf text;
	enum facts_severity severity;
	double score;
	int64_t date;

	switch (field) {
	case DATE:
		if (!facts_date(rec, &date))
			return false;
		add_number(key, (uint64_t)date ^ (uint64_t)1 << 63);
		return true;
	case SEVERITY: /* the highest first */
		facts_score(rec, globs, &severity, &score);
		buf_addc(key, (char)(0x7F - (int)severity));
		return severity != FACTS_NONE;
	case SCORE:
		facts_score(rec, globs, &severity, &score);
		if (isnan(score))
			return false;
		add_number(key, ~order_of_double(score));
		return true;
	case SOURCE:
		facts_source(rec, &text);
		break;
	default:
		buf_clear(&text);
		record_string(rec, paths[field], &text);
	}
	if (text.len == 0)
		return false;
	add_string(key, &text);
	return true;
}

void
sortkey_add(const struct sortkey *sort, const struct record *rec, const struct strings *globs,
            struct buf *key)
{
	for (size_t i = 0; i < sort->count; i++) {
		size_t at = key->len;

		buf_addc(key, 0);
		if (!add_field((enum field)sort->steps[i].field, rec, globs, key)) {
			key->len = at;
			buf_addc(key, 1);
		} else if (sort->steps[i].reverse) {
			for (size_t j = at + 1; j < key->len; j++)
				key->data[j] = (char)~key->data[j];
		}
	}
}

static bool
take_first(void *context, const char *topic, size_t n)
{
	buf_add(context, topic, n);
	return false;
}

/* Cut, and without what would end it. */
static void
add_name(struct buf *key, const struct buf *name, const char *otherwise)
{
	size_t n = name->len < FACTS_MAX_NAME ? name->len : FACTS_MAX_NAME;

	while (n > 0 && n < name->len && (name->data[n] & 0xC0) == 0x80)
		n--;
	buf_addc(key, n > 0 ? 1 : 2);
	for (size_t i = 0; i < n; i++)
		buf_addc(key, name->data[i] ? name->data[i] : ' ');
	if (n == 0)
		buf_adds(key, otherwise);
	buf_addc(key, '\0');
}

/* The digits turned round before the day itself: the newest first. */
static void
add_day(struct buf *key, const struct record *rec)
{
	int64_t date;
	char day[DAY_LENGTH + 1];

	if (!facts_date(rec, &date) || !facts_day(date, day)) {
		buf_adds(key, "~~~~~~~~~~undated");
	} else {
		for (size_t i = 0; i < DAY_LENGTH; i++)
			buf_addc(key, day[i] == '-' ? '-' : (char)('9' - (day[i] - '0')));
		buf_adds(key, day);
	}
	buf_addc(key, '\0');
}

void
sortkey_add_group(const char *group, const struct record *rec, const struct strings *globs,
                  struct buf *key)
{
	static struct buf name;

	buf_clear(&name);
	if (strcmp(group, "day") == 0) {
		add_day(key, rec);
	} else if (strcmp(group, "topic") == 0) {
		facts_topics(rec, globs, take_first, &name);
		add_name(key, &name, "untagged");
	} else {
		facts_source(rec, &name);
		add_name(key, &name, "unknown");
	}
}

const char *
sortkey_group_name(const char *group, const char *key, size_t *n)
{
	key += strcmp(group, "day") == 0 ? DAY_LENGTH : 1;
	*n = strlen(key);
	return key;
}
