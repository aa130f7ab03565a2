/* What an item has several of: authors, categories, attachments. */
#include <strings.h>

#include "common/json.h"
#include "common/url.h"
#include "filters/ingest/feed.h"

static void
list_comma(struct buf *list)
{
	if (list->len > 0)
		buf_addc(list, ',');
}

/* Whether a list is full; then that is said. */
static bool
is_full(struct item *item, const struct buf *list)
{
	if (list->len < FEED_MAX_LIST)
		return false;
	item_repair(item, "list-cut");
	return true;
}

/* Adds a member to the author who was added last. */
static void
add_email(struct buf *authors, const struct buf *email)
{
	size_t n = email->len;
	const char *s = feed_trim(email->data, &n);

	if (n == 0 || authors->len == 0)
		return;
	authors->len--;
	json_add_key(authors, "_email");
	json_add_string(authors, s, n);
	buf_addc(authors, '}');
}

/* Adds an author of a rank (1 is best); worse ranks than those there are ignored. */
static void
add_author(struct feed_record *record, int rank, const char *name, size_t n, const char *url,
            size_t url_n)
{
	name = feed_trim(name, &n);
	url = feed_trim(url, &url_n);
	if (n + url_n == 0 || (record->author_rank != 0 && rank > record->author_rank))
		return;
	if (rank != record->author_rank)
		buf_clear(&record->item.authors);
	record->author_rank = rank;
	if (!is_full(&record->item, &record->item.authors))
		item_author(&record->item, name, n, url, url_n);
}

void
feed_category(struct feed_record *record, const char *name, size_t n, const char *scheme,
              size_t scheme_n)
{
	name = feed_trim(name, &n);
	if (n == 0 || is_full(&record->item, &record->categories))
		return;
	list_comma(&record->categories);
	json_add_string(&record->categories, name, n);
	list_comma(&record->schemes);
	if (scheme_n > 0) {
		record->has_schemes = true;
		json_add_string(&record->schemes, scheme, scheme_n);
	} else {
		buf_adds(&record->schemes, "null");
	}
}

void
feed_keywords(struct feed_record *record, const char *s, size_t n)
{
	const char *end;

	if (n == 0)
		return; /* s may be NULL */
	end = s + n;
	while (s < end) {
		const char *stop = memchr(s, ',', (size_t)(end - s));

		stop = stop == NULL ? end : stop;
		feed_category(record, s, (size_t)(stop - s), "", 0);
		s = stop + 1;
	}
}

/* What an attachment is, by the word that media RSS has for it or its element's name. */
static void
add_medium(struct buf *list, const struct markup_token *token)
{
	const struct markup_attribute *medium = markup_get(token, "medium");
	size_t n = token->name_len;

	if (n >= 9 && strncasecmp(token->name + n - 9, "thumbnail", 9) == 0) {
		json_add_key(list, "_kind");
		json_add_string(list, "thumbnail", 9);
	} else if (medium != NULL && medium->value_len > 0 && medium->value_len < 32) {
		json_add_key(list, "_kind");
		json_add_string(list, medium->value, medium->value_len);
	}
}

/* A length in bytes as written, if it is a number that says anything. */
static bool
is_size(const struct markup_attribute *a)
{
	if (a == NULL || a->value_len == 0 || a->value_len > 15 || a->value[0] == '0')
		return false;
	for (size_t i = 0; i < a->value_len; i++)
		if (a->value[i] < '0' || a->value[i] > '9')
			return false;
	return true;
}

void
feed_attachment(struct feed *feed, const char *url, size_t n, const struct markup_token *token)
{
	struct feed_record *record = &feed->current;
	struct buf *list = &record->item.attachments, *json = &feed->scratch2;
	const struct markup_attribute *type = markup_get(token, "type"), *title = markup_get(token, "title"),
	                              *size = markup_get(token, "length");
	const char *base;
	size_t base_n;

	url = feed_trim(url, &n);
	if (n == 0 || is_full(&record->item, list))
		return;
	base = feed_base(feed, &base_n);
	buf_clear(&feed->scratch);
	url_resolve(base, base_n, url, n, &feed->scratch);
	if (record->enclosure.len == 0)
		buf_add(&record->enclosure, feed->scratch.data, feed->scratch.len);
	buf_clear(json);
	buf_adds(json, "{\"url\":");
	json_add_string(json, feed->scratch.data, feed->scratch.len);
	/* the same file is often named as enclosure and as media:content: within
	 * reason, say it once */
	if (list->len < 65536 && list->len > 0 && memmem(list->data, list->len, json->data, json->len) != NULL)
		return;
	list_comma(list);
	buf_add(list, json->data, json->len);
	if (size == NULL)
		size = markup_get(token, "filesize");
	if (type != NULL && type->value_len > 0) {
		json_add_key(list, "mime_type");
		json_add_string(list, type->value, type->value_len);
	}
	if (title != NULL && title->value_len > 0) {
		json_add_key(list, "title");
		json_add_string(list, title->value, title->value_len);
	}
	if (is_size(size)) {
		json_add_key(list, "size_in_bytes");
		buf_add(list, size->value, size->value_len);
	}
	add_medium(list, token);
	buf_addc(list, '}');
}

void
feed_person(struct feed_record *record, int rank, const char *s, size_t n, struct buf *scratch)
{
	const char *at, *from, *to, *end;
	size_t before, after;

	s = feed_trim(s, &n);
	if (n == 0)
		return;
	end = s + n;
	at = memchr(s, '@', n);
	if (at == NULL) {
		add_author(record, rank, s, n, "", 0);
		return;
	}
	for (from = at; from > s && strchr(" \t\n(<[,;:", from[-1]) == NULL;)
		from--;
	for (to = at; to < end && strchr(" \t\n)>],;?", *to) == NULL;)
		to++;
	buf_clear(scratch);
	buf_adds(scratch, "mailto:");
	buf_add(scratch, from, (size_t)(to - from));
	/* the name is what is left before or behind the address, without brackets */
	before = (size_t)(from - s);
	while (before > 0 && strchr(" \t\n(<[:", s[before - 1]) != NULL)
		before--;
	while (to < end && strchr(" \t\n)>](", *to) != NULL)
		to++;
	after = (size_t)(end - to);
	while (after > 0 && strchr(" \t\n)>]", to[after - 1]) != NULL)
		after--;
	if (before > 0)
		add_author(record, rank, s, before, scratch->data, scratch->len);
	else
		add_author(record, rank, to, after, scratch->data, scratch->len);
}

void
feed_begin_place(struct feed *feed, enum feed_field place, const struct markup_token *token)
{
	struct feed_record *record = feed_current(feed);
	const struct markup_attribute *url = markup_get(token, "url");

	buf_clear(&feed->loose);
	if (place == PLACE_AUTHOR) {
		for (size_t i = 0; i < 3; i++)
			buf_clear(&feed->person[i]);
	} else if (url != NULL) {
		item_set(&record->source_url, url->value, url->value_len);
	}
}

void
feed_end_place(struct feed *feed, enum feed_field place, enum feed_field parent)
{
	struct feed_record *record = feed_current(feed);
	const struct buf *name = &feed->person[0], *email = &feed->person[1], *uri = &feed->person[2];
	int rank = parent == PLACE_SOURCE ? 7 : 4;
	size_t before;

	if (place == PLACE_SOURCE) {
		size_t n = feed->loose.len;
		const char *text = feed_trim(feed->loose.data, &n);

		if (record->source_name.len == 0)
			item_set(&record->source_name, text, n);
	} else if (feed_blank(name) && feed_blank(email)) {
		feed_person(record, rank, feed->loose.data, feed->loose.len, &feed->scratch);
	} else {
		rank = rank == 4 ? 3 : rank;
		buf_clear(&feed->scratch);
		if (!feed_blank(uri)) {
			buf_add(&feed->scratch, uri->data, uri->len);
		} else if (!feed_blank(email)) {
			size_t n = email->len;
			const char *address = feed_trim(email->data, &n);

			buf_adds(&feed->scratch, "mailto:");
			buf_add(&feed->scratch, address, n);
		}
		name = feed_blank(name) ? email : name;
		before = record->item.authors.len;
		add_author(record, rank, name->data, name->len, feed->scratch.data, feed->scratch.len);
		if (!feed_blank(uri) && name != email && record->item.authors.len != before)
			add_email(&record->item.authors, email);
	}
	buf_clear(&feed->loose);
}
