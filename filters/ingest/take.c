#include "filters/ingest/take.h"

#include <string.h>

#include "common/json.h"

#define SOURCE "_source."

static const struct {
	const char *member;
	enum take_target target;
} targets[] = {
	{"id", TAKE_ID},
	{"url", TAKE_URL},
	{"external_url", TAKE_EXTERNAL_URL},
	{"title", TAKE_TITLE},
	{"content_text", TAKE_CONTENT_TEXT},
	{"summary", TAKE_SUMMARY},
	{"language", TAKE_LANGUAGE},
	{"date_published", TAKE_DATE_PUBLISHED},
	{"date_modified", TAKE_DATE_MODIFIED},
	{"author", TAKE_AUTHOR},
	{"author_url", TAKE_AUTHOR_URL},
	{"tags", TAKE_TAGS},
};

enum take_target
take_find(const char *member)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (strcmp(targets[i].member, member) == 0)
			return targets[i].target;
	return strncmp(member, SOURCE, strlen(SOURCE)) == 0 ? TAKE_SOURCE : TAKE_NONE;
}

static struct buf *
field_of(struct taker *taker, enum take_target target)
{
	struct item *item = &taker->ingest->item;

	switch (target) {
	case TAKE_ID:
		return &item->id;
	case TAKE_URL:
		return &item->url;
	case TAKE_EXTERNAL_URL:
		return &item->external_url;
	case TAKE_TITLE:
		return &item->title;
	case TAKE_CONTENT_TEXT:
		return &item->content_text;
	case TAKE_SUMMARY:
		return &item->summary;
	case TAKE_LANGUAGE:
		return &item->language;
	case TAKE_AUTHOR:
		return &taker->author;
	case TAKE_AUTHOR_URL:
		return &taker->author_url;
	default:
		return NULL;
	}
}

bool
take_has_source(const struct item *item, const char *name)
{
	size_t n = strlen(name);
	const char *p = item->source.data, *end;

	if (item->source.len == 0)
		return false;
	end = p + item->source.len;
	while ((p = memmem(p, (size_t)(end - p), name, n)) != NULL) {
		if (p > item->source.data && p[-1] == '"' && end - p > (ptrdiff_t)n + 1 && p[n] == '"'
		    && p[n + 1] == ':')
			return true;
		p++;
	}
	return false;
}

/* Of seconds with a fraction, 1704268805.25, the whole ones; of anything else all. */
static size_t
whole_seconds(const char *s, size_t n)
{
	const char *dot = memchr(s, '.', n);

	if (dot == NULL || dot == s)
		return n;
	for (const char *p = s; p < s + n; p++)
		if (p != dot && (*p < '0' || *p > '9'))
			return n;
	return dot - s >= 9 ? (size_t)(dot - s) : n;
}

bool
take_date(struct ingest *ingest, const char *s, size_t n, bool published)
{
	const char *name = published ? "date" : "date_modified";
	struct item *item = &ingest->item;
	bool *has = published ? &item->has_published : &item->has_modified;
	enum date_precision precision;
	int64_t seconds;

	if (*has || n == 0)
		return false;
	precision = date_read(s, whole_seconds(s, n), &ingest->options, &seconds);
	*has = precision == DATE_INSTANT || precision == DATE_DAY;
	if (*has && published)
		item->published = seconds;
	else if (*has)
		item->modified = seconds;
	if (precision == DATE_DAY && published && !take_has_source(item, "date_precision"))
		item_source(item, "date_precision", "day", 3);
	if (precision == DATE_UNZONED && published && !take_has_source(item, "date_tz"))
		item_source(item, "date_tz", "unknown", 7);
	if (take_has_source(item, name))
		return false;
	item_source(item, name, s, n);
	return true;
}

void
take_category(struct taker *taker, const char *s, size_t n)
{
	while (n > 0 && (*s == ' ' || *s == '\t')) {
		s++;
		n--;
	}
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	if (n == 0)
		return;
	if (taker->categories.len > 0)
		buf_addc(&taker->categories, ',');
	json_add_string(&taker->categories, s, n);
}

void
take_categories(struct taker *taker, const char *s, size_t n)
{
	const char *end = s + n;
	char separator = memchr(s, '|', n) != NULL ? '|' : memchr(s, ';', n) != NULL ? ';' : ',';

	while (s <= end) {
		const char *stop = s < end ? memchr(s, separator, (size_t)(end - s)) : NULL;

		stop = stop == NULL ? end : stop;
		take_category(taker, s, (size_t)(stop - s));
		s = stop + 1;
	}
}

bool
take_text(struct taker *taker, enum take_target target, const char *member, const char *s, size_t n)
{
	struct item *item = &taker->ingest->item;
	struct buf *field = field_of(taker, target);

	if (n == 0)
		return false;
	if (field != NULL) {
		if (field->len > 0)
			return false;
		buf_add(field, s, n);
		return true;
	}
	switch (target) {
	case TAKE_DATE_PUBLISHED:
	case TAKE_DATE_MODIFIED:
		return take_date(taker->ingest, s, n, target == TAKE_DATE_PUBLISHED);
	case TAKE_TAGS:
		take_categories(taker, s, n);
		return true;
	case TAKE_SOURCE:
		if (take_has_source(item, member + strlen(SOURCE)))
			return false;
		item_source(item, member + strlen(SOURCE), s, n);
		return true;
	default:
		return false;
	}
}

void
take_finish(struct taker *taker)
{
	struct item *item = &taker->ingest->item;

	item_author(item, taker->author.data, taker->author.len, taker->author_url.data, taker->author_url.len);
	if (taker->categories.len > 0) {
		item_source_json(item, "categories", "", 0);
		buf_addc(&item->source, '[');
		buf_add(&item->source, taker->categories.data, taker->categories.len);
		buf_addc(&item->source, ']');
	}
	buf_clear(&taker->author);
	buf_clear(&taker->author_url);
	buf_clear(&taker->categories);
}

void
take_free(struct taker *taker)
{
	buf_free(&taker->author);
	buf_free(&taker->author_url);
	buf_free(&taker->categories);
	buf_free(&taker->scratch);
}
