/* Collects the values of a feed's elements and puts them where they belong. */
#include <strings.h>

#include "common/chars.h"
#include "common/url.h"
#include "common/utf8.h"
#include "filters/ingest/feed.h"

const char *
feed_trim(const char *s, size_t *n)
{
	while (*n > 0 && (unsigned char)s[0] <= ' ') {
		s++;
		--*n;
	}
	while (*n > 0 && (unsigned char)s[*n - 1] <= ' ')
		--*n;
	return s;
}

const char *
feed_base(const struct feed *feed, size_t *n)
{
	const struct feed_record *channel = &feed->channel;
	const struct buf *const others[] = {
		&channel->values[FIELD_LINK].text, &channel->alternate, &channel->self,
	};
	const struct outer *outer = &feed->ingest->outer;

	if (feed->depth > 0 && feed->frames[feed->depth - 1].base_len > 0) {
		const struct feed_frame *frame = &feed->frames[feed->depth - 1];

		*n = frame->base_len;
		return feed->inherited.data + frame->base;
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		*n = others[i]->len;
		if (!feed_blank(others[i]) && *n <= FEED_MAX_BASE)
			return feed_trim(others[i]->data, n);
	}
	*n = outer->url_n <= FEED_MAX_BASE ? outer->url_n : 0;
	return *n > 0 ? outer->url : "";
}

void
feed_record_clear(struct feed_record *r)
{
	struct buf *const bufs[] = {
		&r->alternate, &r->related, &r->self, &r->enclosure, &r->about,
		&r->categories, &r->schemes, &r->source_name, &r->source_url, &r->reply_to,
		&r->credits, &r->emm,
	};

	for (size_t i = 0; i < FIELD_VALUES; i++) {
		buf_clear(&r->values[i].text);
		buf_clear(&r->values[i].base);
		buf_clear(&r->values[i].language);
		r->values[i].format = FORMAT_PLAIN;
	}
	for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
		buf_clear(bufs[i]);
	item_clear(&r->item);
	r->alternate_rank = r->author_rank = 0;
	r->not_permalink = r->broken_off = r->has_schemes = false;
}

void
feed_record_free(struct feed_record *r)
{
	for (size_t i = 0; i < FIELD_VALUES; i++) {
		buf_free(&r->values[i].text);
		buf_free(&r->values[i].base);
		buf_free(&r->values[i].language);
	}
	buf_free(&r->alternate);
	buf_free(&r->related);
	buf_free(&r->self);
	buf_free(&r->enclosure);
	buf_free(&r->about);
	buf_free(&r->categories);
	buf_free(&r->schemes);
	buf_free(&r->source_name);
	buf_free(&r->source_url);
	buf_free(&r->reply_to);
	buf_free(&r->credits);
	buf_free(&r->emm);
	item_free(&r->item);
}

static bool
attribute_is(const struct markup_attribute *a, const char *word)
{
	return a != NULL && a->value_len == strlen(word) && strncasecmp(a->value, word, a->value_len) == 0;
}

static bool
begins_with(const struct markup_attribute *a, const char *word)
{
	return a->value_len >= strlen(word) && strncasecmp(a->value, word, strlen(word)) == 0;
}

static bool
ends_with(const struct markup_attribute *a, const char *word)
{
	size_t n = strlen(word);

	return a->value_len >= n && strncasecmp(a->value + a->value_len - n, word, n) == 0;
}

/* --- Beginning a value */

/* How an element of Atom is to be read, by its type and, in 0.3, mode. */
static enum feed_format
atom_format(const struct feed *feed, const struct markup_token *token)
{
	const struct markup_attribute *type = markup_get(token, "type"), *mode = markup_get(token, "mode");
	bool xml = attribute_is(mode, "xml") || (feed->old_atom && mode == NULL);

	if (attribute_is(mode, "base64"))
		return type == NULL || attribute_is(type, "text/plain") ? FORMAT_BASE64 : FORMAT_BASE64_HTML;
	if (type == NULL || type->value_len == 0 || attribute_is(type, "text"))
		return FORMAT_PLAIN;
	if (attribute_is(type, "html") || begins_with(type, "text/html"))
		return xml && !attribute_is(type, "html") ? FORMAT_XHTML : FORMAT_HTML;
	if (attribute_is(type, "xhtml") || ends_with(type, "+xml") || ends_with(type, "/xml"))
		return attribute_is(mode, "escaped") ? FORMAT_HTML : FORMAT_XHTML;
	if (begins_with(type, "text/") || mode != NULL)
		return FORMAT_PLAIN;
	return memchr(type->value, '/', type->value_len) != NULL ? FORMAT_BASE64_HTML : FORMAT_HTML;
}

static enum feed_format
choose_format(const struct feed *feed, enum feed_field field, enum feed_space space,
              const struct markup_token *token)
{
	if (field == FIELD_MEDIA_DESCRIPTION || field == FIELD_MEDIA_TITLE)
		return attribute_is(markup_get(token, "type"), "plain") ? FORMAT_PLAIN : FORMAT_HTML;
	if (space == SPACE_XHTML)
		return FORMAT_XHTML;
	if (feed->kind == FEED_ATOM && (space == SPACE_CORE || space == SPACE_ATOM))
		return atom_format(feed, token);
	if (space == SPACE_ATOM || markup_get(token, "type") != NULL)
		return markup_get(token, "type") == NULL ? FORMAT_PLAIN : atom_format(feed, token);
	switch (field) {
	case FIELD_TITLE:
	case FIELD_DC_TITLE:
	case FIELD_ENCODED:
	case FIELD_CONTENT:
	case FIELD_DESCRIPTION:
	case FIELD_SUMMARY:
	case FIELD_ITUNES_SUMMARY:
	case FIELD_ITUNES_SUBTITLE:
		return FORMAT_HTML;
	default:
		return FORMAT_PLAIN;
	}
}

/* Whether a link's relation is word, as such or as its IANA URI. */
static bool
relates(const struct markup_attribute *rel, const char *word)
{
	static const char iana[] = "http://www.iana.org/assignments/relation/";

	return attribute_is(rel, word) ||
	       (rel != NULL && begins_with(rel, iana) && ends_with(rel, word) &&
	        rel->value_len == sizeof iana - 1 + strlen(word));
}

/* Resolves an address into feed->scratch. */
static void
resolve(struct feed *feed, const char *url, size_t n)
{
	size_t base_n;
	const char *base = feed_base(feed, &base_n);

	buf_clear(&feed->scratch);
	url_resolve(base, base_n, url, n, &feed->scratch);
}

/* A link of the item that does not stand in its text. */
static void
add_link(struct feed *feed, const char *url, size_t n)
{
	if (!feed->in_item || n == 0)
		return;
	if (feed->current.item.links.len > FEED_MAX_LIST) {
		item_repair(&feed->current.item, "links-cut");
		return;
	}
	resolve(feed, url, n);
	item_link(&feed->current.item, feed->scratch.data, feed->scratch.len, "", 0, NULL);
}

/* A link by attributes, as Atom has it. */
static void
take_link(struct feed *feed, const struct markup_token *token, const struct markup_attribute *href)
{
	const struct markup_attribute *rel = markup_get(token, "rel"), *type = markup_get(token, "type");
	struct feed_record *record = feed_current(feed);
	struct buf *to = NULL;
	const char *url;
	size_t n = href->value_len;

	url = feed_trim(href->value, &n);
	if (relates(rel, "enclosure")) {
		if (feed->in_item)
			feed_attachment(feed, url, n, token);
		return;
	}
	if (rel == NULL || rel->value_len == 0 || relates(rel, "alternate")) {
		int rank = type == NULL || type->value_len == 0 || begins_with(type, "text/html") ||
		                           begins_with(type, "application/xhtml") ? 2 : 1;

		if (rank <= record->alternate_rank)
			return;
		record->alternate_rank = rank;
		to = &record->alternate;
	} else if (relates(rel, "self")) {
		to = &record->self;
	} else if (relates(rel, "related") && record->related.len == 0) {
		to = &record->related;
	} else if (relates(rel, "replies") && (type == NULL || begins_with(type, "text/html"))) {
		to = &record->values[FIELD_COMMENTS].text;
	} else if (relates(rel, "related") || relates(rel, "via") || relates(rel, "canonical")) {
		add_link(feed, url, n);
	}
	if (to == NULL || (to->len > 0 && to != &record->alternate))
		return;
	resolve(feed, url, n);
	item_set(to, feed->scratch.data, feed->scratch.len);
}

/* What the attributes of a value's element say. */
static void
take_attributes(struct feed *feed, enum feed_field field, const struct markup_token *token)
{
	const struct markup_attribute *href = markup_get(token, "href"), *term, *scheme;

	buf_clear(&feed->value_scheme);
	buf_clear(&feed->value_members);
	if (field == FIELD_EMM)
		feed_take_emm(feed, token, false);
	if (field == FIELD_CREDIT && (scheme = markup_get(token, "role")) != NULL)
		buf_add(&feed->value_scheme, scheme->value, scheme->value_len);
	if (field == FIELD_RIGHTS && (href != NULL || (href = markup_get(token, "rdf:resource")) != NULL))
		buf_add(&feed->value_scheme, href->value, href->value_len);
	if (field == FIELD_GUID && feed->in_item)
		feed->current.not_permalink = attribute_is(markup_get(token, "ispermalink"), "false");
	if (field == FIELD_LINK && href == NULL)
		href = markup_get(token, "rdf:resource");
	if (field == FIELD_LINK && href != NULL) {
		if (feed->depth < 2 || feed->frames[feed->depth - 2].place != PLACE_SOURCE)
			take_link(feed, token, href);
		else if (feed_current(feed)->source_url.len == 0)
			item_set(&feed_current(feed)->source_url, href->value, href->value_len);
	}
	if (field != FIELD_CATEGORY)
		return;
	feed_take_emm(feed, token, true);
	scheme = markup_get(token, "domain");
	if (scheme == NULL)
		scheme = markup_get(token, "scheme");
	if (scheme != NULL)
		buf_add(&feed->value_scheme, scheme->value, scheme->value_len);
	term = markup_get(token, "label");
	if (term == NULL || term->value_len == 0)
		term = markup_get(token, "term");
	if (term == NULL)
		term = markup_get(token, "text"); /* of iTunes */
	if (term == NULL)
		return;
	feed->value_unwanted = true;
	feed_category(feed_current(feed), term->value, term->value_len, feed->value_scheme.data,
	              feed->value_scheme.len);
}

/* Content that is elsewhere: a link to it, and an attachment if it is no page. */
static void
take_elsewhere(struct feed *feed, const struct markup_attribute *src, const struct markup_attribute *type,
               const struct markup_token *token)
{
	add_link(feed, src->value, src->value_len);
	if (feed->in_item && type != NULL && memchr(type->value, '/', type->value_len) != NULL &&
	    !begins_with(type, "text/"))
		feed_attachment(feed, src->value, src->value_len, token);
}

void
feed_begin_value(struct feed *feed, enum feed_field field, enum feed_space space,
                 const struct markup_token *token)
{
	const struct feed_frame *frame = &feed->frames[feed->depth - 1];
	const struct markup_attribute *src = markup_get(token, "src"), *rel = markup_get(token, "rel");
	struct feed_value *value = &feed->value;
	const char *base;
	size_t n;

	feed->value_unwanted = field == FIELD_LINK && rel != NULL && !relates(rel, "alternate");
	take_attributes(feed, field, token);
	feed->field = field;
	feed->value_nested = 0;
	feed->value_cdata = feed->value_cut = false;
	feed->value_typed = markup_get(token, "type") != NULL || markup_get(token, "mode") != NULL;
	value->format = choose_format(feed, field, space, token);
	buf_clear(&value->text);
	base = feed_base(feed, &n);
	item_set(&value->base, base, n);
	buf_clear(&value->language);
	if (frame->language_len > 0)
		buf_add(&value->language, feed->inherited.data + frame->language, frame->language_len);
	if (field == FIELD_CONTENT && src != NULL)
		take_elsewhere(feed, src, markup_get(token, "type"), token);
}

/* --- What is in a value */

static void
add(struct feed *feed, const char *s, size_t n)
{
	if (n > FEED_MAX_VALUE - feed->value.text.len) {
		feed->value_cut = true;
		n = FEED_MAX_VALUE - feed->value.text.len;
	}
	buf_add(&feed->value.text, s, n);
}

/* Adds text so that it stays text when read as markup. */
static void
add_escaped(struct feed *feed, const char *s, size_t n)
{
	for (size_t i = 0, from = 0; i <= n && n > 0; i++) {
		const char *entity = i == n        ? "" : s[i] == '<' ? "&lt;" : s[i] == '>' ? "&gt;"
		                     : s[i] == '&' ? "&amp;" : s[i] == '"' ? "&quot;" : NULL;

		if (entity == NULL)
			continue;
		add(feed, s + from, i - from);
		add(feed, entity, strlen(entity));
		from = i + 1;
	}
}

void
feed_value_text(struct feed *feed, const struct markup_token *token)
{
	feed->value_cdata = feed->value_cdata || token->cdata;
	if (feed->value.format == FORMAT_XHTML)
		add_escaped(feed, token->text, token->text_len);
	else
		add(feed, token->text, token->text_len);
}

/* Whether a value is text for people, which may have markup in it. */
static bool
holds_text(enum feed_field field)
{
	return field >= FIELD_TITLE && field <= FIELD_MEDIA_DESCRIPTION;
}

/* Plain text turned out to have elements in it: it is markup from now on. */
static void
become_markup(struct feed *feed)
{
	struct buf *text = &feed->value.text;

	item_set(&feed->scratch, text->data, text->len);
	buf_clear(text);
	add_escaped(feed, feed->scratch.data, feed->scratch.len);
	feed->value.format = FORMAT_XHTML;
}

/* Whether an element of HTML never has content. */
static bool
is_void(const char *name, size_t n)
{
	static const char *const names[] = {"br", "img", "hr", "input", "wbr", "col", "area", "embed",
	                                    "source", "track", "base", "link", "meta", "param"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strlen(names[i]) == n && strncasecmp(names[i], name, n) == 0)
			return true;
	return false;
}

void
feed_value_tag(struct feed *feed, const struct markup_token *token)
{
	static const char *const kept[] = {"href", "src", "alt"};
	const char *name = token->name, *colon = memchr(name, ':', token->name_len);
	size_t n = token->name_len;

	if (!holds_text(feed->field))
		return;
	if (feed->value.format == FORMAT_PLAIN)
		become_markup(feed);
	if (colon != NULL) {
		n -= (size_t)(colon + 1 - name);
		name = colon + 1;
	}
	add(feed, "</", token->kind == MARKUP_END ? 2 : 1);
	add(feed, name, n);
	for (size_t i = 0; i < sizeof kept / sizeof kept[0] && token->kind == MARKUP_START; i++) {
		const struct markup_attribute *a = markup_get(token, kept[i]);

		if (a == NULL)
			continue;
		add(feed, " ", 1);
		add(feed, kept[i], strlen(kept[i]));
		add(feed, "=\"", 2);
		add_escaped(feed, a->value, a->value_len);
		add(feed, "\"", 1);
	}
	if (token->self_closing && feed->value.format == FORMAT_XHTML)
		add(feed, "/", 1);
	add(feed, ">", 1);
	if (token->self_closing && feed->value.format == FORMAT_HTML && !is_void(name, n)) {
		add(feed, "</", 2);
		add(feed, name, n);
		add(feed, ">", 1);
	}
}

/* --- Ending a value */

/* Decodes base64 in place (RFC 4648); what is no digit is passed over. */
static void
decode_base64(struct buf *text)
{
	uint32_t bits = 0;
	unsigned count = 0;
	size_t n = 0;

	for (size_t i = 0; i < text->len && text->data[i] != '='; i++) {
		int digit = char_base64(text->data[i]);

		if (digit < 0)
			continue;
		bits = bits << 6 | (uint32_t)digit;
		count += 6;
		if (count >= 8) {
			count -= 8;
			text->data[n++] = (char)(bits >> count & 0xFF);
		}
	}
	text->len = n;
}

/* Whether decoded bytes are text and not, say, a picture. */
static bool
is_text(const struct buf *text)
{
	return text->len > 0 && utf8_valid(text->data, text->len) == text->len &&
	       memchr(text->data, '\0', text->len) == NULL;
}

/* Keeps the value for its field: the first that is not blank, or of bodies the longest. */
static void
keep(struct feed *feed)
{
	struct feed_value *old = &feed_current(feed)->values[feed->field], swap;
	bool body = feed->field >= FIELD_ENCODED && feed->field <= FIELD_MEDIA_DESCRIPTION;

	if (feed_blank(&feed->value.text))
		return;
	if (!feed_blank(&old->text) && !(body && feed->value.text.len > old->text.len))
		return;
	swap = *old;
	*old = feed->value;
	feed->value = swap;
}

/* The rank of an author by the element that names it. */
static int
rank_of(enum feed_field field)
{
	switch (field) {
	case FIELD_ITUNES_AUTHOR:
		return 1;
	case FIELD_CREATOR:
		return 2;
	case FIELD_EDITOR:
		return 5;
	default:
		return 6;
	}
}

/* Puts the title or address of a source where it belongs. */
static bool
keep_source(struct feed *feed)
{
	struct feed_record *record = feed_current(feed);
	const struct buf *text = &feed->value.text;

	if (feed->depth == 0 || feed->frames[feed->depth - 1].place != PLACE_SOURCE)
		return false;
	if (feed->field == FIELD_TITLE && record->source_name.len == 0)
		item_set(&record->source_name, text->data, text->len);
	else if (feed->field == FIELD_LINK && record->source_url.len == 0)
		item_set(&record->source_url, text->data, text->len);
	return true;
}

void
feed_end_value(struct feed *feed)
{
	struct feed_record *record = feed_current(feed);
	struct feed_value *value = &feed->value;

	if (value->format == FORMAT_BASE64 || value->format == FORMAT_BASE64_HTML) {
		decode_base64(&value->text);
		if (!is_text(&value->text))
			buf_clear(&value->text);
		value->format = value->format == FORMAT_BASE64 ? FORMAT_PLAIN : FORMAT_HTML;
	}
	if (feed->value_unwanted)
		buf_clear(&value->text);
	/* who writes CDATA without a type has HTML in it */
	if (value->format == FORMAT_PLAIN && feed->value_cdata && !feed->value_typed)
		value->format = FORMAT_HTML;
	if (feed->value_cut)
		item_repair(&record->item, "value-cut");
	if (keep_source(feed)) {
		feed->field = FIELD_NONE;
		return;
	}
	switch (feed->field) {
	case FIELD_PERSON_NAME:
	case FIELD_PERSON_EMAIL:
	case FIELD_PERSON_URI:
		item_set(&feed->person[feed->field - FIELD_PERSON_NAME], value->text.data, value->text.len);
		break;
	case FIELD_EMM:
		feed_keep_emm(feed, value->text.data, value->text.len);
		break;
	case FIELD_CREDIT:
		feed_keep_credit(feed, value->text.data, value->text.len);
		break;
	case FIELD_KEYWORDS:
		feed_keywords(record, value->text.data, value->text.len);
		break;
	case FIELD_CATEGORY:
		feed_keep_emm(feed, value->text.data, value->text.len);
		feed_category(record, value->text.data, value->text.len, feed->value_scheme.data,
		              feed->value_scheme.len);
		break;
	case FIELD_ITUNES_AUTHOR:
	case FIELD_CREATOR:
	case FIELD_EDITOR:
	case FIELD_WEBMASTER:
		feed_person(record, rank_of(feed->field), value->text.data, value->text.len, &feed->scratch);
		break;
	case FIELD_RIGHTS:
		if (feed->value_scheme.len > 0 && !feed_blank(&value->text))
			buf_addc(&value->text, ' ');
		buf_add(&value->text, feed->value_scheme.data, feed->value_scheme.len);
		keep(feed);
		break;
	default:
		keep(feed);
	}
	feed->field = FIELD_NONE;
}
