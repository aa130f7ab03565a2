#include "filters/ingest/telegram_rich.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/json.h"
#include "common/utf8.h"
#include "common/xalloc.h"

#define MAX_STRINGS ((size_t)1024 * 1024) /* bytes of addresses and the like */

void
telegram_empty(struct buf *buf)
{
	buf_clear(buf);
	if (buf->data == NULL)
		buf_reserve(buf, 1);
}

void
telegram_rich_free(struct telegram_rich *rich)
{
	buf_free(&rich->text);
	buf_free(&rich->space);
	buf_free(&rich->strings);
	free(rich->entities);
	*rich = (struct telegram_rich){0};
}

void
telegram_rich_clear(struct telegram_rich *rich)
{
	telegram_empty(&rich->text);
	telegram_empty(&rich->space);
	telegram_empty(&rich->strings);
	rich->count = rich->entity_count = rich->open_count = 0;
	rich->layout = rich->boundary = rich->cut = false;
	rich->pre = 0;
}

/* --- Characters */

static void
add(struct telegram_rich *rich, const char *s, size_t n)
{
	buf_add(&rich->text, s, n);
	rich->count += utf8_count(s, n);
}

static bool
at_line_end(const struct telegram_rich *rich)
{
	return rich->text.len == 0 || rich->text.data[rich->text.len - 1] == '\n';
}

/* Entities that were opened begin where the next character stands. */
static void
begin_entities(struct telegram_rich *rich)
{
	for (size_t i = rich->open_count; i-- > 0;) {
		struct rich_entity *entity = &rich->entities[rich->open[i]];

		if (entity->begun)
			return;
		entity->begun = true;
		entity->from = rich->text.len;
		entity->start = rich->count;
	}
}

/* Blanks that were typed, as far as it is known: a text does not begin with any. */
static void
settle_blanks(struct telegram_rich *rich)
{
	if (!rich->layout && rich->text.len > 0 && rich->space.len > 0) {
		begin_entities(rich);
		add(rich, rich->space.data, rich->space.len);
	}
	if (!rich->layout)
		buf_clear(&rich->space);
}

static void
settle(struct telegram_rich *rich)
{
	if (rich->boundary && !at_line_end(rich))
		add(rich, "\n", 1);
	else if (rich->layout && !rich->boundary && !at_line_end(rich))
		add(rich, " ", 1);
	else if (!rich->boundary)
		settle_blanks(rich);
	buf_clear(&rich->space);
	rich->boundary = rich->layout = false;
	begin_entities(rich);
}

/* A tab is a character like others, but in layout. */
static bool
is_blank(const struct telegram_rich *rich, char c)
{
	return c == ' ' || c == '\n' || c == '\0' || (c == '\t' && rich->layout);
}

static void
add_blank(struct telegram_rich *rich, char c)
{
	if (c == '\0')
		return;
	if (rich->pre > 0) {
		if (rich->text.len == 0 || (rich->boundary && c == '\n'))
			return;
		settle(rich);
		add(rich, &c, 1);
	} else if (c == '\n') {
		rich->layout = true;
	} else if (c == ' ') {
		buf_addc(&rich->space, ' ');
	}
}

void
telegram_rich_text(struct telegram_rich *rich, const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t from = i;

		while (i < n && !is_blank(rich, s[i]))
			i++;
		if (i > from) {
			settle(rich);
			add(rich, s + from, i - from);
			continue;
		}
		add_blank(rich, s[i]);
		i++;
	}
}

void
telegram_rich_break(struct telegram_rich *rich)
{
	settle_blanks(rich);
	buf_clear(&rich->space);
	rich->layout = rich->boundary = false;
	if (rich->text.len == 0)
		return;
	begin_entities(rich);
	add(rich, "\n", 1);
}

void
telegram_rich_block(struct telegram_rich *rich)
{
	if (rich->exact)
		return;
	buf_clear(&rich->space);
	rich->layout = false;
	rich->boundary = true;
}

/* --- Entities */

static struct rich_entity *
entity_of(const struct telegram_rich *rich, size_t number)
{
	return number == 0 ? NULL : &rich->entities[number - 1];
}

size_t
telegram_rich_open(struct telegram_rich *rich, const char *type)
{
	if (rich->open_count == RICH_MAX_OPEN || rich->entity_count == RICH_MAX_ENTITIES
	    || rich->strings.len > MAX_STRINGS) {
		rich->cut = true;
		return 0;
	}
	if (!rich->boundary)
		settle_blanks(rich);
	rich->entities = xgrow(rich->entities, &rich->entity_cap, rich->entity_count + 1, sizeof(*rich->entities));
	rich->open[rich->open_count++] = rich->entity_count;
	rich->entities[rich->entity_count++] = (struct rich_entity){.type = type};
	return rich->entity_count;
}

static void
close_one(struct telegram_rich *rich, struct rich_entity *entity)
{
	entity->closed = true;
	if (!entity->begun) {
		entity->from = rich->text.len;
		entity->start = rich->count;
	}
	entity->to = rich->text.len;
	entity->end = rich->count;
}

void
telegram_rich_close(struct telegram_rich *rich, size_t number)
{
	struct rich_entity *entity = entity_of(rich, number);

	if (entity == NULL || entity->closed)
		return;
	if (!rich->boundary)
		settle_blanks(rich);
	while (rich->open_count > 0) {
		size_t last = rich->open[--rich->open_count];

		close_one(rich, &rich->entities[last]);
		if (last + 1 == number)
			return;
	}
}

void
telegram_rich_type(struct telegram_rich *rich, size_t number, const char *type)
{
	if (number > 0)
		entity_of(rich, number)->type = type;
}

void
telegram_rich_url(struct telegram_rich *rich, size_t number, const char *url, size_t n)
{
	struct rich_entity *entity = entity_of(rich, number);

	if (entity == NULL)
		return;
	entity->url = rich->strings.len;
	entity->url_len = n;
	buf_add(&rich->strings, url, n);
}

void
telegram_rich_detail(struct telegram_rich *rich, size_t number, const char *key, const char *s, size_t n)
{
	struct rich_entity *entity = entity_of(rich, number);

	if (entity == NULL || n == 0)
		return;
	entity->details = rich->strings.len;
	buf_addf(&rich->strings, ",\"%s\":", key);
	json_add_string(&rich->strings, s, n);
	entity->details_len = rich->strings.len - entity->details;
}

const char *
telegram_rich_text_of(const struct telegram_rich *rich, size_t number, size_t *n)
{
	const struct rich_entity *entity = entity_of(rich, number);

	*n = 0;
	if (entity == NULL || !entity->begun)
		return "";
	*n = (entity->closed ? entity->to : rich->text.len) - entity->from;
	return rich->text.data + entity->from;
}

/* --- The end */

/* Layout and line breaks at the end are none of the text. */
static void
trim(struct telegram_rich *rich)
{
	size_t n = rich->text.len;

	while (n > 0 && (rich->text.data[n - 1] == ' ' || rich->text.data[n - 1] == '\n'))
		n--;
	rich->count -= rich->text.len - n;
	rich->text.len = n;
	for (size_t i = 0; i < rich->entity_count; i++) {
		struct rich_entity *entity = &rich->entities[i];

		if (entity->to > n) {
			entity->to = n;
			entity->end = rich->count;
		}
		if (entity->from > n)
			entity->from = n;
	}
}

/* Whether an address is what stands in the text, but for its scheme and a slash at the end. */
static bool
is_shown(const char *url, size_t n, const char *text, size_t text_n)
{
	for (size_t i = 0; i < 2; i++) {
		const char *scheme = i == 0 ? "https://" : "http://";

		if (n > strlen(scheme) && strncasecmp(url, scheme, strlen(scheme)) == 0
		    && !(text_n > strlen(scheme) && strncasecmp(text, scheme, strlen(scheme)) == 0)) {
			url += strlen(scheme);
			n -= strlen(scheme);
		}
	}
	if (n > 0 && url[n - 1] == '/')
		n--;
	if (text_n > 0 && text[text_n - 1] == '/')
		text_n--;
	return n == text_n && memcmp(url, text, n) == 0;
}

static void
write_entity(const struct telegram_rich *rich, const struct rich_entity *entity, struct item *item,
             struct buf *entities)
{
	const char *text = rich->text.data + entity->from, *url = rich->strings.data + entity->url;
	size_t n = entity->to - entity->from;
	struct item_span span = {entity->start, entity->end};
	const char *type = entity->type;
	bool link = entity->url_len > 0 && type == NULL;

	if (link)
		type = is_shown(url, entity->url_len, text, n) ? "link" : "text_link";
	if (type == NULL)
		return;
	buf_addc(entities, entities->len == 0 ? '[' : ',');
	buf_addc(entities, '{');
	json_add_key(entities, "type");
	json_add_string(entities, type, strlen(type));
	item_add_span(entities, &span);
	if (link && strcmp(type, "text_link") == 0) {
		buf_addc(entities, ',');
		buf_adds(entities, "\"href\":");
		json_add_string(entities, url, entity->url_len);
	}
	buf_add(entities, rich->strings.data + entity->details, entity->details_len);
	buf_addc(entities, '}');
	if (link)
		item_link(item, url, entity->url_len, text, n, &span);
}

void
telegram_rich_end(struct telegram_rich *rich, struct item *item, struct buf *entities)
{
	if (rich->open_count > 0)
		telegram_rich_close(rich, rich->open[0] + 1);
	trim(rich);
	buf_clear(entities);
	item_set(&item->content_text, rich->text.data, rich->text.len);
	for (size_t i = 0; i < rich->entity_count; i++) {
		const struct rich_entity *entity = &rich->entities[i];

		if (entity->to > entity->from)
			write_entity(rich, entity, item, entities);
		else if (entity->url_len > 0) /* nothing is shown of it */
			item_link(item, rich->strings.data + entity->url, entity->url_len, NULL, 0, NULL);
	}
	if (entities->len > 0)
		buf_addc(entities, ']');
	if (rich->cut)
		item_repair(item, "entities-cut");
}

/* --- What tags mean */

bool
telegram_has_class(const struct markup_token *token, const char *name)
{
	size_t n, length = strlen(name);
	const char *s = telegram_attribute(token, "class", &n), *end = s + n;

	while (s < end) {
		const char *from;

		while (s < end && strchr(" \t\n\f\r", *s) != NULL && *s != '\0')
			s++;
		from = s;
		while (s < end && (strchr(" \t\n\f\r", *s) == NULL || *s == '\0'))
			s++;
		if ((size_t)(s - from) == length && memcmp(from, name, length) == 0)
			return true;
	}
	return false;
}

const char *
telegram_attribute(const struct markup_token *token, const char *name, size_t *n)
{
	const struct markup_attribute *attribute = markup_get(token, name);

	*n = attribute == NULL ? 0 : attribute->value_len;
	return attribute == NULL ? "" : attribute->value;
}

bool
telegram_is(const struct markup_token *token, const char *name)
{
	return token->name_len == strlen(name) && memcmp(token->name, name, token->name_len) == 0;
}

static const struct {
	const char *tag, *type;
	bool block;
} tags[] = {
	{"b", "bold", false},          {"strong", "bold", false},     {"i", "italic", false},
	{"em", "italic", false},       {"u", "underline", false},     {"ins", "underline", false},
	{"s", "strikethrough", false}, {"strike", "strikethrough", false},
	{"del", "strikethrough", false}, {"code", "code", false},     {"pre", "pre", true},
	{"blockquote", "blockquote", true}, {"tg-spoiler", "spoiler", false},
	{"div", NULL, true},           {"p", NULL, true},             {"li", NULL, true},
};

static size_t
find_tag(const char *name, size_t n)
{
	size_t i = 0;

	while (i < sizeof(tags) / sizeof(tags[0]) && (strlen(tags[i].tag) != n || memcmp(tags[i].tag, name, n) != 0))
		i++;
	return i;
}

size_t
telegram_rich_start(struct telegram_rich *rich, const struct markup_token *token)
{
	size_t at = find_tag(token->name, token->name_len), entity = 0;

	if (telegram_is(token, "br"))
		telegram_rich_break(rich);
	if (at == sizeof(tags) / sizeof(tags[0]))
		return 0;
	if (tags[at].block)
		telegram_rich_block(rich);
	if (tags[at].type != NULL)
		entity = telegram_rich_open(rich, tags[at].type);
	rich->pre += telegram_is(token, "pre");
	return entity;
}

void
telegram_rich_finish(struct telegram_rich *rich, const char *name, size_t n, size_t entity)
{
	size_t at = find_tag(name, n);

	telegram_rich_close(rich, entity);
	if (at == sizeof(tags) / sizeof(tags[0]))
		return;
	if (tags[at].block)
		telegram_rich_block(rich);
	if (rich->pre > 0 && strcmp(tags[at].tag, "pre") == 0)
		rich->pre--;
}
