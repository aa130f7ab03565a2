/* Follows the elements of a feed. Missing end tags are made up for, what is not
 * known is passed over, no depth hides an item. */
#include <strings.h>

#include "common/url.h"
#include "filters/ingest/feed.h"

/* Tags before the root that may be junk. */
#define TAGS_BEFORE_ROOT 50

/* The hash (FNV-1a) of a name without regard to case. */
static uint64_t
hash_name(const char *s, size_t n)
{
	uint64_t hash = 0xCBF29CE484222325u;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 0x100000001B3u;
	}
	return hash;
}

static bool
is_name(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && strncasecmp(s, word, n) == 0;
}

/* The part of a name behind its prefix. */
static const char *
local_name(const char *name, size_t *n)
{
	const char *colon = *n > 0 ? memchr(name, ':', *n) : NULL;

	if (colon == NULL)
		return name;
	*n -= (size_t)(colon + 1 - name);
	return colon + 1;
}

static enum feed_field
top_place(const struct feed *feed)
{
	return feed->depth == 0 ? FIELD_NONE : feed->frames[feed->depth - 1].place;
}

/* --- Namespaces */

static void
declare(struct feed *feed, const char *prefix, size_t n, const char *uri, size_t uri_n)
{
	struct feed_namespace *space = &feed->namespaces[feed->namespace_count];

	if (feed->namespace_count == FEED_MAX_NAMESPACES || n >= sizeof space->prefix)
		return;
	memcpy(space->prefix, prefix, n);
	space->prefix[n] = '\0';
	space->space = feed_space_of(uri, uri_n);
	/* A prefix bound to what we do not know is used for what it commonly is
	 * far more often than for something else. */
	if (space->space == SPACE_OTHER)
		space->space = n == 0 ? SPACE_CORE : feed_space_usual(prefix, n);
	feed->namespace_count++;
}

static enum feed_space
space_of_prefix(const struct feed *feed, const char *prefix, size_t n)
{
	for (size_t i = feed->namespace_count; i-- > 0;)
		if (is_name(prefix, n, feed->namespaces[i].prefix))
			return feed->namespaces[i].space;
	return n == 0 ? SPACE_CORE : feed_space_usual(prefix, n);
}

/* What an element is, by its name and the namespaces in force. */
static enum feed_field
identify(const struct feed *feed, const struct markup_token *token, enum feed_space *space)
{
	size_t n = token->name_len;
	const char *local = local_name(token->name, &n);
	size_t prefix_n = local == token->name ? 0 : (size_t)(local - token->name) - 1;

	*space = space_of_prefix(feed, token->name, prefix_n);
	/* RSS whose default namespace is Atom's is read as RSS, Atom under any prefix as Atom */
	if (*space == SPACE_ATOM && (feed->kind == FEED_ATOM || prefix_n == 0))
		*space = SPACE_CORE;
	return feed_field_of(*space, local, n);
}

/* --- Frames */

/* Takes what holds for all that is inside the element into a frame. */
static void
inherit(struct feed *feed, const struct markup_token *token, struct feed_frame *frame)
{
	struct buf *inherited = &feed->inherited;

	frame->inherited = inherited->len;
	frame->namespaces = feed->namespace_count;
	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct markup_attribute *a = &token->attributes[i];

		if (a->name_len >= 5 && strncasecmp(a->name, "xmlns", 5) == 0) {
			size_t skip = a->name_len > 5 && a->name[5] == ':' ? 6 : a->name_len;

			declare(feed, a->name + skip, a->name_len - skip, a->value, a->value_len);
		} else if (is_name(a->name, a->name_len, "xml:lang") && a->value_len < 64) {
			frame->language = inherited->len;
			frame->language_len = a->value_len;
			buf_add(inherited, a->value, a->value_len);
		} else if (is_name(a->name, a->name_len, "xml:base") && a->value_len > 0) {
			size_t n;
			const char *base = feed_base(feed, &n);

			buf_clear(&feed->scratch);
			url_resolve(base, n, a->value, a->value_len, &feed->scratch);
			if (feed->scratch.len > FEED_MAX_BASE)
				continue;
			frame->base = inherited->len;
			frame->base_len = feed->scratch.len;
			buf_add(inherited, feed->scratch.data, feed->scratch.len);
		}
	}
}

/* Undoes inherit(). */
static void
disinherit(struct feed *feed, const struct feed_frame *frame)
{
	feed->inherited.len = frame->inherited;
	feed->namespace_count = frame->namespaces;
}

/* Makes room for a frame that must not be lost: unknown elements are closed. */
static void
flatten(struct feed *feed)
{
	if (feed->depth < FEED_MAX_DEPTH)
		return;
	while (feed->depth > 1 && top_place(feed) == PLACE_OTHER)
		feed->depth--;
	if (feed->depth == FEED_MAX_DEPTH)
		feed->depth = 1;
	feed->beyond = 0;
}

static void
push(struct feed *feed, struct feed_frame *frame)
{
	if (frame->place == PLACE_ITEM || frame->place == PLACE_CHANNEL)
		flatten(feed);
	if (feed->depth == FEED_MAX_DEPTH) {
		item_repair(&feed_current(feed)->item, "depth-flattened");
		feed->beyond++;
		disinherit(feed, frame);
		return;
	}
	if (feed->depth > 0) {
		const struct feed_frame *parent = &feed->frames[feed->depth - 1];

		if (frame->base_len == 0) {
			frame->base = parent->base;
			frame->base_len = parent->base_len;
		}
		if (frame->language_len == 0) {
			frame->language = parent->language;
			frame->language_len = parent->language_len;
		}
	}
	feed->frames[feed->depth++] = *frame;
}

static void
pop(struct feed *feed)
{
	struct feed_frame *frame = &feed->frames[--feed->depth];

	if (frame->place == PLACE_ITEM && feed->in_item) {
		feed_emit(feed);
		feed->in_item = false;
	} else if (frame->place == PLACE_AUTHOR || frame->place == PLACE_SOURCE) {
		feed_end_place(feed, frame->place, top_place(feed));
	}
	disinherit(feed, frame);
	if (feed->depth == 0)
		feed->closed = true;
}

/* The frame of that name that is open, from 1; 0 if there is none. */
static size_t
find_frame(const struct feed *feed, uint64_t name)
{
	size_t i = feed->depth;

	while (i > 0 && feed->frames[i - 1].name != name)
		i--;
	return i;
}

/* Closes frames down to and including number `frame`, from 1. */
static void
close_to(struct feed *feed, size_t frame)
{
	feed->beyond = 0;
	while (feed->depth >= frame) {
		if (feed->depth > frame && top_place(feed) == PLACE_ITEM)
			feed->current.broken_off = true;
		pop(feed);
	}
}

/* Ends an item whose end tag did not come. */
static void
break_item_off(struct feed *feed)
{
	size_t i = feed->depth;

	while (i > 0 && feed->frames[i - 1].place != PLACE_ITEM)
		i--;
	feed->current.broken_off = true;
	if (i > 0)
		close_to(feed, i);
	else
		feed_emit(feed);
	feed->in_item = false;
}

/* --- Elements */

static void
begin_item(struct feed *feed, const struct markup_token *token)
{
	static const char *const addresses[] = {"href", "rdf:about", "about"};
	struct feed_record *item = &feed->current;
	const char *base;
	size_t n;

	feed_record_clear(item);
	feed->items++;
	feed->in_item = true;
	feed->item_offset = token->offset;
	feed->item_end = token->end;
	feed->item_long_tag = token->end - token->offset > 4096;
	base = feed_base(feed, &n);
	buf_add(&item->values[FIELD_LINK].base, base, n);
	for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
		const struct markup_attribute *a = markup_get(token, addresses[i]);

		if (a != NULL)
			buf_add(i == 0 ? &item->values[FIELD_LINK].text : &item->about, a->value, a->value_len);
		if (a != NULL && i > 0)
			break;
	}
	if (markup_get(token, "lastmod") != NULL) {
		const struct markup_attribute *a = markup_get(token, "lastmod");

		buf_add(&item->values[FIELD_UPDATED].text, a->value, a->value_len);
	}
}

/* Whether a value may be collected in the place. */
static bool
belongs(enum feed_field field, enum feed_field place)
{
	bool personal = field == FIELD_PERSON_NAME || field == FIELD_PERSON_EMAIL || field == FIELD_PERSON_URI;

	switch (place) {
	case PLACE_ROOT:
	case PLACE_CHANNEL:
	case PLACE_ITEM:
	case PLACE_MEDIA:
		return !personal;
	case PLACE_AUTHOR:
		return personal;
	case PLACE_SOURCE:
		return field == FIELD_TITLE || field == FIELD_LINK;
	default:
		return false;
	}
}

static void
take_attachment(struct feed *feed, const struct markup_token *token)
{
	const struct markup_attribute *url = markup_get(token, "url");

	if (url == NULL)
		url = markup_get(token, "href");
	if (url != NULL && feed->in_item)
		feed_attachment(feed, url->value, url->value_len, token);
}

static void
take_reply(struct feed *feed, const struct markup_token *token)
{
	const struct markup_attribute *to = markup_get(token, "ref");

	if (to == NULL || to->value_len == 0)
		to = markup_get(token, "href");
	if (to != NULL && feed->current.reply_to.len == 0)
		buf_add(&feed->current.reply_to, to->value, to->value_len);
}

/* Begins an element that is neither value nor item. */
static void
begin_place(struct feed *feed, enum feed_field field, const struct markup_token *token,
            struct feed_frame *frame)
{
	enum feed_field top = top_place(feed);

	frame->place = field;
	if (field == EMPTY_ENCLOSURE || field == EMPTY_THUMBNAIL || field == PLACE_MEDIA) {
		if (top == PLACE_ITEM || top == PLACE_MEDIA)
			take_attachment(feed, token);
		frame->place = field == PLACE_MEDIA && belongs(FIELD_TITLE, top) ? PLACE_MEDIA : PLACE_OTHER;
	} else if (field == EMPTY_REPLY) {
		if (top == PLACE_ITEM)
			take_reply(feed, token);
		frame->place = PLACE_OTHER;
	} else if (field == PLACE_AUTHOR || field == PLACE_SOURCE) {
		if (!belongs(FIELD_TITLE, top))
			frame->place = PLACE_OTHER;
		else
			feed_begin_place(feed, field, token);
	} else if (field != PLACE_CHANNEL || feed->in_item) {
		frame->place = PLACE_OTHER;
	}
	if (token->self_closing && frame->place == PLACE_SOURCE)
		feed_end_place(feed, PLACE_SOURCE, top);
	if (token->self_closing)
		disinherit(feed, frame);
	else
		push(feed, frame);
}

static void
begin_element(struct feed *feed, const struct markup_token *token)
{
	struct feed_frame frame = {.name = hash_name(token->name, token->name_len)};
	enum feed_space space;
	enum feed_field field;

	inherit(feed, token, &frame);
	field = identify(feed, token, &space);
	if (field == PLACE_ITEM) {
		if (feed->in_item && token->self_closing) {
			disinherit(feed, &frame);
			return;
		}
		if (feed->in_item) {
			/* what closes now must not take this element's namespaces along */
			disinherit(feed, &frame);
			break_item_off(feed);
			inherit(feed, token, &frame);
		}
		frame.place = PLACE_ITEM;
		push(feed, &frame);
		begin_item(feed, token);
		if (token->self_closing)
			pop(feed);
	} else if (field != FIELD_NONE && field < FIELD_VALUES && feed->beyond == 0 &&
	           belongs(field, top_place(feed)) && feed->depth < FEED_MAX_DEPTH) {
		push(feed, &frame); /* for what it inherits; a value has no frame of its own */
		feed_begin_value(feed, field, space, token);
		feed->value_name = frame.name;
		feed->depth--;
		disinherit(feed, &frame);
		if (token->self_closing)
			feed_end_value(feed);
	} else {
		begin_place(feed, field, token, &frame);
	}
}

/* Looks whether the element is the root of a feed. */
static void
find_root(struct feed *feed, const struct markup_token *token)
{
	static const struct {
		const char *name;
		enum feed_kind kind;
		enum feed_field place;
	} roots[] = {
		{"rss", FEED_RSS, PLACE_ROOT},     {"feed", FEED_ATOM, PLACE_ROOT},
		{"rdf", FEED_RDF, PLACE_ROOT},     {"channel", FEED_RSS, PLACE_CHANNEL},
		{"html", FEED_HTML, PLACE_ROOT},
	};
	struct feed_frame frame = {.name = hash_name(token->name, token->name_len)};
	const struct markup_attribute *version = markup_get(token, "version"), *spaces;
	size_t n = token->name_len;
	const char *local = local_name(token->name, &n);

	feed->tags_before_root++;
	for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
		if (!is_name(local, n, roots[i].name))
			continue;
		feed->kind = roots[i].kind;
		frame.place = roots[i].place;
		inherit(feed, token, &frame);
		push(feed, &frame);
		spaces = markup_get(token, "xmlns");
		feed->old_atom = (version != NULL && version->value_len == 3 &&
		                  memcmp(version->value, "0.3", 3) == 0) ||
		                 (spaces != NULL && spaces->value_len > 0 &&
		                  memmem(spaces->value, spaces->value_len, "purl.org/atom", 13) != NULL);
		return;
	}
	if (is_name(local, n, "item") || is_name(local, n, "entry")) {
		feed->kind = is_name(local, n, "item") ? FEED_RSS : FEED_ATOM;
		begin_element(feed, token);
	}
	if (feed->kind == FEED_UNKNOWN && feed->tags_before_root > TAGS_BEFORE_ROOT)
		feed->closed = true;
}

/* Whether a value of this kind holds no markup, so that another element of the
 * feed in it shows that its end tag is missing. */
static bool
is_simple(enum feed_field field)
{
	switch (field) {
	case FIELD_ENCODED:
	case FIELD_CONTENT:
	case FIELD_DESCRIPTION:
	case FIELD_SUMMARY:
	case FIELD_ITUNES_SUMMARY:
	case FIELD_MEDIA_DESCRIPTION:
		return false;
	default:
		return true;
	}
}

/* A start tag inside a value; true if it was taken. */
static bool
start_in_value(struct feed *feed, const struct markup_token *token)
{
	enum feed_space space;
	enum feed_field field = identify(feed, token, &space);

	if ((field == PLACE_ITEM && !token->self_closing) ||
	    (field != FIELD_NONE && space != SPACE_XHTML && is_simple(feed->field) &&
	     hash_name(token->name, token->name_len) != feed->value_name &&
	     feed->value.format != FORMAT_XHTML)) {
		feed_end_value(feed);
		return false;
	}
	if (!token->self_closing && hash_name(token->name, token->name_len) == feed->value_name)
		feed->value_nested++;
	feed_value_tag(feed, token);
	return true;
}

/* An end tag inside a value; true if it was taken. */
static bool
end_in_value(struct feed *feed, const struct markup_token *token)
{
	uint64_t name = hash_name(token->name, token->name_len);
	size_t frame;

	if (name == feed->value_name && feed->value_nested == 0) {
		feed_end_value(feed);
		return true;
	}
	frame = find_frame(feed, name);
	if (frame > 0 && name != feed->value_name && feed->frames[frame - 1].place != PLACE_OTHER) {
		feed_end_value(feed);
		return false;
	}
	if (name == feed->value_name)
		feed->value_nested--;
	feed_value_tag(feed, token);
	return true;
}

static void
end_element(struct feed *feed, const struct markup_token *token)
{
	size_t frame = find_frame(feed, hash_name(token->name, token->name_len));

	if (feed->beyond > 0 && (frame == 0 || feed->frames[frame - 1].place == PLACE_OTHER)) {
		feed->beyond--;
		return;
	}
	if (frame == 0)
		return;
	if (feed->in_item && feed->frames[frame - 1].place == PLACE_ITEM)
		feed->item_end = token->end;
	else if (feed->in_item)
		feed->item_end = token->offset;
	close_to(feed, frame);
}

/* Adds text of an author or source, which is short if it is one. */
static void
add_loose(struct feed *feed, const char *s, size_t n)
{
	size_t room = FEED_MAX_LOOSE - feed->loose.len;

	buf_add(&feed->loose, s, n < room ? n : room);
}

/* Behind the end of a feed another may follow, or an item that a broken program put there; what
 * else there is is not ours. */
static bool
reopen(struct feed *feed, const struct markup_token *token)
{
	static const char *const roots[] = {"rss", "feed", "rdf", "channel"};
	enum feed_space space;
	const char *local;
	size_t n;

	if (token->kind != MARKUP_START || feed->kind == FEED_UNKNOWN)
		return false;
	n = token->name_len;
	local = local_name(token->name, &n);
	feed->closed = false;
	if (identify(feed, token, &space) == PLACE_ITEM)
		return true;
	for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
		if (!is_name(local, n, roots[i]))
			continue;
		feed_record_clear(&feed->channel);
		buf_clear(&feed->name);
		feed->identity[0] = '\0';
		feed->kind = FEED_UNKNOWN;
		feed->old_atom = false;
		return true;
	}
	feed->closed = true;
	return false;
}

void
feed_token(const struct markup_token *token, void *context)
{
	struct feed *feed = context;

	if (feed->kind == FEED_HTML || (feed->closed && !reopen(feed, token)))
		return;
	if (token->kind == MARKUP_TEXT) {
		enum feed_field top = top_place(feed);

		if (feed->field != FIELD_NONE)
			feed_value_text(feed, token);
		else if (top == PLACE_AUTHOR || top == PLACE_SOURCE)
			add_loose(feed, token->text, token->text_len);
	} else if (token->kind == MARKUP_START) {
		if (feed->kind == FEED_UNKNOWN)
			find_root(feed, token);
		else if (feed->field == FIELD_NONE || !start_in_value(feed, token))
			begin_element(feed, token);
		else
			return;
		if (feed->in_item && feed->item_end < token->end)
			feed->item_end = token->end;
	} else if (token->kind == MARKUP_END && feed->kind != FEED_UNKNOWN) {
		if (feed->field == FIELD_NONE || !end_in_value(feed, token))
			end_element(feed, token);
	}
}
