/* Makes an item of what a feed's element gave (INPUT-FORMATS sections 5 to 7). */
#include "common/url.h"
#include "common/utf8.h"
#include "filters/ingest/entities.h"
#include "filters/ingest/feed.h"

/* Fields in the order in which the first that says something counts. */
struct order {
	enum feed_field rss[12], atom[12]; /* FIELD_NONE at the end */
};

static const struct order titles = {
	{FIELD_DC_TITLE, FIELD_TITLE, FIELD_MEDIA_TITLE},
	{FIELD_TITLE, FIELD_DC_TITLE, FIELD_MEDIA_TITLE},
};

static const struct order bodies = {
	{FIELD_ENCODED, FIELD_CONTENT, FIELD_DESCRIPTION, FIELD_SUMMARY, FIELD_ITUNES_SUMMARY,
	 FIELD_ITUNES_SUBTITLE, FIELD_MEDIA_DESCRIPTION},
	{FIELD_CONTENT, FIELD_ENCODED, FIELD_SUMMARY, FIELD_DESCRIPTION, FIELD_MEDIA_DESCRIPTION,
	 FIELD_ITUNES_SUMMARY},
};

static const struct order dates = {
	{FIELD_DC_DATE, FIELD_PUB_DATE, FIELD_PUBLISHED, FIELD_ISSUED, FIELD_TERMS_CREATED,
	 FIELD_CREATED, FIELD_DATE, FIELD_UPDATED, FIELD_MODIFIED, FIELD_TERMS_MODIFIED},
	{FIELD_PUBLISHED, FIELD_ISSUED, FIELD_CREATED, FIELD_DC_DATE, FIELD_PUB_DATE,
	 FIELD_TERMS_CREATED, FIELD_DATE, FIELD_UPDATED, FIELD_MODIFIED, FIELD_TERMS_MODIFIED},
};

static const struct order changes = {
	{FIELD_UPDATED, FIELD_MODIFIED, FIELD_TERMS_MODIFIED},
	{FIELD_UPDATED, FIELD_MODIFIED, FIELD_TERMS_MODIFIED},
};

static const enum feed_field *
order_of(const struct feed *feed, const struct order *order)
{
	return feed->kind == FEED_ATOM ? order->atom : order->rss;
}

/* --- Text */

/* Appends s without NUL. */
static void
add_plain(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != '\0')
			buf_addc(out, s[i]);
}

/* Sets out to the plain text of a value; true if feed->html holds its links. */
static bool
convert(struct feed *feed, const struct feed_value *value, struct buf *out)
{
	const struct buf *text;
	size_t n = value->text.len;
	const char *s;

	buf_clear(out);
	if (value->format == FORMAT_PLAIN) {
		s = feed_trim(value->text.data, &n);
		add_plain(out, s, n);
		return false;
	}
	htmltext_fragment(feed->html, value->text.data, n,
	                  value->format == FORMAT_XHTML ? MARKUP_XML : MARKUP_HTML, value->base.data,
	                  value->base.len);
	text = htmltext_text(feed->html);
	buf_add(out, text->data, text->len);
	if (htmltext_unclosed(feed->html))
		item_repair(&feed->ingest->item, "element-unclosed");
	return true;
}

/* Makes runs of white space one space. */
static void
make_line(struct buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++) {
		bool blank = (unsigned char)text->data[i] <= ' ';

		if (!blank)
			text->data[n++] = text->data[i];
		else if (n > 0 && text->data[n - 1] != ' ')
			text->data[n++] = ' ';
	}
	text->len = n > 0 && text->data[n - 1] == ' ' ? n - 1 : n;
}

/* The length of s if it is cut before a character at most `limit` bytes in. */
static size_t
cut(const char *s, size_t n, size_t limit)
{
	if (limit == 0 || n <= limit)
		return n;
	n = limit;
	while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
		n--;
	return n;
}

/* Sets out to a value as a title: one line, without tags, and unescaped a second time if it was
 * HTML and references remain. */
static void
convert_title(struct feed *feed, const struct feed_value *value, struct buf *out)
{
	bool html = value->format == FORMAT_HTML;

	convert(feed, value, out);
	if (html && out->len > 0 && memchr(out->data, '&', out->len) != NULL) {
		buf_clear(&feed->scratch);
		entities_decode(out->data, out->len, &feed->scratch);
		item_set(out, feed->scratch.data, feed->scratch.len);
	}
	make_line(out);
}

/* The title of the feed, once it is known. */
static void
name_feed(struct feed *feed)
{
	const enum feed_field *order = order_of(feed, &titles);

	for (; *order != FIELD_NONE && feed->name.len == 0; order++) {
		convert_title(feed, &feed->channel.values[*order], &feed->name);
		feed->name.len = cut(feed->name.data, feed->name.len, 1024);
	}
}

/* A title of RSS that has none: the beginning of the text, else the address. */
static void
make_title(struct item *item)
{
	const struct buf *from = item->content_text.len > 0 ? &item->content_text : &item->url;
	const char *s = from->data, *end;

	if (from->len == 0)
		return;
	end = s + from->len;
	for (int i = 0; i < 100 && s < end; i++)
		utf8_decode(&s, end);
	item_set(&item->title, from->data, (size_t)(s - from->data));
	make_line(&item->title);
	item_repair(item, "title-made");
}

static void
set_title(struct feed *feed, struct item *item)
{
	size_t n;

	for (const enum feed_field *order = order_of(feed, &titles);
	     *order != FIELD_NONE && item->title.len == 0; order++)
		convert_title(feed, &feed->current.values[*order], &item->title);
	if (item->title.len == 0 && feed->kind != FEED_ATOM)
		make_title(item);
	n = cut(item->title.data, item->title.len, item->max_text);
	if (n < item->title.len)
		item_repair(item, "title-cut");
	item->title.len = n;
}

/* Adds the links of the text just converted; addresses that stand in the text
 * itself if there are none. */
static void
add_links(struct feed *feed, struct item *item, bool html)
{
	const struct buf *text = &item->content_text;

	size_t before = item->links.len;

	if (html) {
		htmltext_links(feed->html, item->max_text, &item->links);
		if (htmltext_links_cut(feed->html))
			item_repair(item, "links-cut");
	}
	if (item->links.len == before && text->len > 0)
		item_find_links(item, text->data, cut(text->data, text->len, item->max_text), true);
}

/* Sets content_text, and summary if there is one beside it. */
static void
set_text(struct feed *feed, struct item *item)
{
	const enum feed_field *order = order_of(feed, &bodies);
	const struct feed_value *values = feed->current.values;
	enum feed_field from = FIELD_NONE, other;
	size_t n;

	for (; *order != FIELD_NONE && item->content_text.len == 0; order++) {
		if (values[*order].text.len == 0)
			continue;
		from = *order;
		add_links(feed, item, convert(feed, &values[from], &item->content_text));
	}
	if (from == FIELD_ENCODED || from == FIELD_CONTENT)
		other = values[FIELD_DESCRIPTION].text.len > 0 ? FIELD_DESCRIPTION : FIELD_SUMMARY;
	else if (from == FIELD_DESCRIPTION)
		other = FIELD_SUMMARY;
	else
		return;
	convert(feed, &values[other], &item->summary);
	n = cut(item->summary.data, item->summary.len, item->max_text);
	if (n < item->summary.len)
		item_repair(item, "summary-cut");
	item->summary.len = n;
}

/* --- Addresses */

static bool
is_absolute(struct feed *feed, const char *s, size_t n)
{
	buf_clear(&feed->scratch);
	return url_canonical(s, n, &feed->scratch);
}

/* Sets the item's url from a value, resolved. */
static void
set_url(struct item *item, const struct feed_value *value)
{
	size_t n = value->text.len;
	const char *s = feed_trim(value->text.data, &n);

	if (item->url.len == 0 && n > 0)
		url_resolve(value->base.data, value->base.len, s, n, &item->url);
}

/* Sets it from an identifier, if that is an address. */
static void
set_url_from_id(struct feed *feed, struct item *item, const struct buf *id)
{
	size_t n = id->len;
	const char *s = feed_trim(id->data, &n);

	if (item->url.len == 0 && is_absolute(feed, s, n))
		item_set(&item->url, s, n);
}

static void
set_urls(struct feed *feed, struct item *item)
{
	const struct feed_record *record = &feed->current;
	const struct feed_value *values = record->values;

	set_url(item, &values[FIELD_ORIGINAL_LINK]);
	if (feed->kind != FEED_ATOM)
		set_url(item, &values[FIELD_LINK]);
	if (item->url.len == 0)
		item_set(&item->url, record->alternate.data, record->alternate.len);
	set_url(item, &values[FIELD_LINK]);
	if (!record->not_permalink)
		set_url_from_id(feed, item, &values[FIELD_GUID].text);
	set_url_from_id(feed, item, &values[FIELD_ID].text);
	set_url_from_id(feed, item, &record->about);
	if (item->url.len == 0)
		item_set(&item->url, record->enclosure.data, record->enclosure.len);
	item_set(&item->external_url, record->related.data, record->related.len);
}

/* --- Dates and the rest */

/* Reads the first date of the order that can be read. What was written is
 * kept in _source under key. */
static bool
read_date(struct feed *feed, struct item *item, const struct order *order, const char *key,
          int64_t *seconds)
{
	enum date_precision best = DATE_NONE;
	const struct feed_value *chosen = NULL;
	size_t n;
	const char *s;

	for (const enum feed_field *field = order_of(feed, order); *field != FIELD_NONE; field++) {
		const struct feed_value *value = &feed->current.values[*field];
		enum date_precision precision;
		int64_t found = 0;

		n = value->text.len;
		s = feed_trim(value->text.data, &n);
		if (n == 0)
			continue;
		precision = date_read(s, n, &feed->ingest->options, &found);
		if (chosen == NULL || precision >= DATE_DAY) {
			chosen = value;
			best = precision;
			*seconds = found;
		}
		if (precision >= DATE_DAY)
			break;
	}
	if (chosen == NULL)
		return false;
	n = chosen->text.len;
	s = feed_trim(chosen->text.data, &n);
	item_source(item, key, s, cut(s, n, 1024));
	if (strcmp(key, "date") == 0 && (best == DATE_DAY || best == DATE_MONTH))
		item_source(item, "date_precision", best == DATE_DAY ? "day" : "month", best == DATE_DAY ? 3 : 5);
	if (strcmp(key, "date") == 0 && best == DATE_UNZONED)
		item_source(item, "date_tz", "unknown", 7);
	return best >= DATE_DAY;
}

/* Takes a language tag if it looks like one (BCP 47), with hyphens. */
static void
set_language(struct item *item, const struct buf *from)
{
	size_t n = from->len;
	const char *s = feed_trim(from->data, &n);

	if (item->language.len > 0 || n < 2 || n > 35)
		return;
	for (size_t i = 0; i < n; i++) {
		char c = s[i] == '_' ? '-' : s[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && !(i > 0 && (c == '-' || (c >= '0' && c <= '9')))) {
			buf_clear(&item->language);
			return;
		}
		buf_addc(&item->language, c);
	}
}

static void
set_languages(struct feed *feed, struct item *item)
{
	const struct feed_value *values = feed->current.values, *channel = feed->channel.values;

	set_language(item, &values[FIELD_DC_LANGUAGE].text);
	set_language(item, &values[FIELD_LANGUAGE].text);
	for (const enum feed_field *order = order_of(feed, &bodies); *order != FIELD_NONE; order++)
		set_language(item, &values[*order].language);
	for (const enum feed_field *order = order_of(feed, &titles); *order != FIELD_NONE; order++)
		set_language(item, &values[*order].language);
	set_language(item, &channel[FIELD_LANGUAGE].text);
	set_language(item, &channel[FIELD_DC_LANGUAGE].text);
}

static void
set_people(struct feed *feed, struct item *item)
{
	const struct buf *own = &feed->current.item.authors, *of_feed = &feed->channel.item.authors;

	if (own->len > 0)
		item_set(&item->authors, own->data, own->len);
	else if (of_feed->len <= 8192)
		item_set(&item->authors, of_feed->data, of_feed->len);
}

/* Names what the readers below had to mend. */
static void
name_repairs(struct feed *feed, struct item *item)
{
	static const struct {
		unsigned repair;
		const char *name;
	} names[] = {
		{MARKUP_ATTRIBUTES, "attributes-cut"},
		{MARKUP_NAME_CUT, "name-cut"},
		{MARKUP_CHARACTERS, "invalid-characters"},
		{MARKUP_DOCTYPE_LONG, "doctype-unclosed"},
		{MARKUP_ENTITY, "entity-unknown"},
	};
	unsigned repairs = markup_repairs(feed->markup);
	const char *decoding = decoder_repair(feed->decoder);

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (repairs & names[i].repair)
			item_repair(item, names[i].name);
	if (decoding != NULL)
		item_repair(item, decoding);
	if (decoder_guessed(feed->decoder))
		item_repair(item, "encoding-guessed");
	if (feed->current.broken_off)
		item_repair(item, "item-unclosed");
}

void
feed_emit(struct feed *feed)
{
	struct item *item = &feed->ingest->item;
	const struct item *listed = &feed->current.item;

	item_clear(item);
	item_set(&item->repairs, listed->repairs.data, listed->repairs.len);
	name_repairs(feed, item);
	name_feed(feed);
	feed_trace(feed, item);
	item->has_published = read_date(feed, item, &dates, "date", &item->published);
	item->has_modified = read_date(feed, item, &changes, "date_modified", &item->modified);
	set_urls(feed, item);
	item_set(&item->links, listed->links.data, listed->links.len);
	set_text(feed, item);
	set_title(feed, item);
	set_people(feed, item);
	set_languages(feed, item);
	item_set(&item->attachments, listed->attachments.data, listed->attachments.len);
	feed_identify(feed, item);
	item_emit(item, feed->document);
}
