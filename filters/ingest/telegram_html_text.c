/* Formatting and links in a message of Telegram Desktop's HTML. */
#include "filters/ingest/telegram_html.h"

#include <string.h>
#include <strings.h>

/* Inline elements of a text. */
static void
start_link(struct html_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	static const struct {
		const char *call, *type;
	} calls[] = {
		{"ShowHashtag", "hashtag"}, {"ShowBotCommand", "bot_command"}, {"ShowCashtag", "cashtag"},
		{"ShowMentionName", "mention_name"}, {"ShowNotLoadedEmoji", "custom_emoji"},
		{"ShowNotAvailableEmoji", "custom_emoji"},
	};
	size_t n, call_n;
	const char *href = telegram_attribute(token, "href", &n);
	const char *call = telegram_attribute(token, "onclick", &call_n);

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (memmem(call, call_n, calls[i].call, strlen(calls[i].call)) != NULL) {
			element->entity = telegram_rich_open(&reader->rich, calls[i].type);
			return;
		}
	element->entity = telegram_rich_open(&reader->rich, NULL);
	if (n > 7 && strncasecmp(href, "mailto:", 7) == 0)
		telegram_rich_type(&reader->rich, element->entity, "email");
	else if (n > 4 && strncasecmp(href, "tel:", 4) == 0)
		telegram_rich_type(&reader->rich, element->entity, "phone");
	else
		telegram_rich_url(&reader->rich, element->entity, href, n);
}

void
telegram_html_rich_start(struct html_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	if (telegram_is(token, "a"))
		start_link(reader, token, element);
	else if (telegram_is(token, "span") && telegram_has_class(token, "spoiler"))
		element->entity = telegram_rich_open(&reader->rich, "spoiler");
	else
		element->entity = telegram_rich_start(&reader->rich, token);
}

/* @name that leads to t.me/name is a mention; an address in the export's own folder is that of an
 * emoji's picture. */
void
telegram_html_rich_end(struct html_reader *reader, struct telegram_element *element)
{
	struct telegram_rich *rich = &reader->rich;
	size_t n;
	const char *text = telegram_rich_text_of(rich, element->entity, &n);
	const struct rich_entity *entity = element->entity == 0 ? NULL : &rich->entities[element->entity - 1];
	const char *url = entity == NULL ? "" : rich->strings.data + entity->url;

	if (entity != NULL && entity->type == NULL && entity->url_len > 0) {
		if (n > 1 && text[0] == '@' && entity->url_len >= n && url[entity->url_len - n] == '/'
		    && strncasecmp(url + entity->url_len - n + 1, text + 1, n - 1) == 0)
			telegram_rich_type(rich, element->entity, "mention");
		else if (memmem(url, entity->url_len, "stickers/", 9) != NULL
		         && memmem(url, entity->url_len, ":", 1) == NULL) {
			telegram_rich_type(rich, element->entity, "custom_emoji");
			buf_clear(&reader->scratch);
			buf_add(&reader->scratch, url, entity->url_len);
			telegram_rich_detail(rich, element->entity, "document_id", reader->scratch.data,
			                     reader->scratch.len);
		}
	}
	telegram_rich_finish(rich, element->name, element->name_len < sizeof(element->name)
	                     ? element->name_len : sizeof(element->name), element->entity);
}
