/* Formatting and links in a post of t.me. */
#include "filters/ingest/telegram_web.h"

#include <string.h>
#include <strings.h>

/* Which kind a link in a text is; NULL for a link to somewhere, "" for one that is none. */
static const char *
link_type(const struct web_reader *reader, const struct markup_token *token, const char *href, size_t n)
{
	const struct web_post *p = &reader->post;
	struct chat_address address;
	const char *query = memmem(href, n, "?q=", 3);

	if (telegram_has_class(token, "tgme_widget_message_author_name") || n == 0)
		return "";
	if (query != NULL && (query == href || memmem(href, n, "t.me/s/", 7) != NULL))
		return n - (size_t)(query - href) > 6 && strncasecmp(query + 3, "%24", 3) == 0 ? "cashtag" : "hashtag";
	if (n > 7 && strncasecmp(href, "mailto:", 7) == 0)
		return "email";
	if (n > 4 && strncasecmp(href, "tel:", 4) == 0)
		return "phone";
	if (n > 11 && strncasecmp(href, "javascript:", 11) == 0)
		return "";
	if (chat_address(href, n, &address) && address.post_len == p->id.len && address.name_len == p->name.len
	    && memcmp(address.post, p->id.data, p->id.len) == 0
	    && strncasecmp(address.name, p->name.data, p->name.len) == 0)
		return "";
	return NULL;
}

/* Since 2024 links that ask before they open have & escaped twice. */
static void
take_link(struct web_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	struct buf *url = &reader->scratch;
	size_t n, to = 0;
	const char *href = telegram_attribute(token, "href", &n), *type = link_type(reader, token, href, n);
	bool twice = markup_get(token, "onclick") != NULL;

	if (type != NULL && *type == '\0')
		return;
	element->entity = telegram_rich_open(&reader->rich, type);
	if (type != NULL)
		return;
	buf_clear(url);
	telegram_web_resolve(href, n, url);
	for (size_t i = 0; i < url->len; to++) {
		url->data[to] = url->data[i];
		i += twice && url->len - i >= 5 && memcmp(url->data + i, "&amp;", 5) == 0 ? 5 : 1;
	}
	telegram_rich_url(&reader->rich, element->entity, url->data, to);
}

void
telegram_web_rich_start(struct web_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	struct telegram_rich *rich = &reader->rich;
	size_t n;
	const char *s;

	if (telegram_is(token, "img")) {
		s = telegram_attribute(token, "alt", &n);
		telegram_rich_text(rich, s, n);
	} else if (telegram_is(token, "i") && telegram_has_class(token, "emoji")) {
		element->role = WEB_EMOJI;
		element->owner = true;
	} else if (element->role == WEB_EMOJI) {
		return;
	} else if (telegram_is(token, "tg-emoji")) {
		s = telegram_attribute(token, "emoji-id", &n);
		element->entity = telegram_rich_open(rich, "custom_emoji");
		telegram_rich_detail(rich, element->entity, "document_id", s, n);
	} else if (telegram_is(token, "a")) {
		take_link(reader, token, element);
	} else {
		element->entity = telegram_rich_start(rich, token);
		if (telegram_is(token, "blockquote") && markup_get(token, "expandable") != NULL)
			telegram_rich_detail(rich, element->entity, "collapsed", "true", 4);
	}
}

/* @name that leads to t.me/name is a mention, as in exports. */
void
telegram_web_rich_end(struct web_reader *reader, struct telegram_element *element)
{
	struct telegram_rich *rich = &reader->rich;
	const struct rich_entity *entity = element->entity == 0 ? NULL : &rich->entities[element->entity - 1];
	size_t n;
	const char *text = telegram_rich_text_of(rich, element->entity, &n), *url;

	if (entity != NULL && entity->type == NULL && n > 1 && text[0] == '@' && entity->url_len >= n) {
		url = rich->strings.data + entity->url + entity->url_len - n;
		if (*url == '/' && strncasecmp(url + 1, text + 1, n - 1) == 0)
			telegram_rich_type(rich, element->entity, "mention");
	}
	telegram_rich_finish(rich, element->name, element->name_len < sizeof(element->name)
	                     ? element->name_len : sizeof(element->name), element->entity);
}
