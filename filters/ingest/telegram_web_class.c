/* The classes of t.me's pages (INPUT-FORMATS 3.3): whole tokens, wherever they stand. */
#include "filters/ingest/telegram_web.h"

#include <string.h>

/* `tgme_widget_message_` is left out of names that begin with `_`. */
static const struct {
	const char *name;
	enum web_role inside; /* only there; WEB_NOTHING for anywhere in a post */
	enum web_role role;
} in_post[] = {
	{"_user", WEB_NOTHING, WEB_SKIP},
	{"_user_photo", WEB_NOTHING, WEB_SKIP},
	{"_bubble_tail", WEB_NOTHING, WEB_SKIP},
	{"copyonly", WEB_NOTHING, WEB_SKIP},
	{"_via_bot", WEB_NOTHING, WEB_VIA},
	{"_owner_name", WEB_NOTHING, WEB_OWNER},
	{"_author_name", WEB_REPLY, WEB_REPLY_AUTHOR},
	{"_author_name", WEB_NOTHING, WEB_AUTHOR},
	{"_author", WEB_NOTHING, WEB_CHROME},
	{"_forwarded_from_name", WEB_NOTHING, WEB_FORWARD_NAME},
	{"_forwarded_from_author", WEB_NOTHING, WEB_FORWARD_AUTHOR},
	{"_forwarded_from", WEB_NOTHING, WEB_FORWARD},
	{"_reply_thumb", WEB_NOTHING, WEB_SKIP},
	{"js-message_reply_text", WEB_NOTHING, WEB_REPLY_TEXT},
	{"_text", WEB_REPLY, WEB_REPLY_TEXT},
	{"_metatext", WEB_REPLY, WEB_REPLY_TEXT},
	{"_reply", WEB_NOTHING, WEB_REPLY},
	{"_views", WEB_NOTHING, WEB_VIEWS},
	{"_voters", WEB_NOTHING, WEB_VOTERS},
	{"_from_author", WEB_NOTHING, WEB_SIGNATURE},
	{"_date", WEB_NOTHING, WEB_DATE},
	{"_meta", WEB_NOTHING, WEB_META},
	{"_link_preview", WEB_NOTHING, WEB_PREVIEW},
	{"link_preview_site_name", WEB_PREVIEW, WEB_PREVIEW_SITE},
	{"link_preview_title", WEB_PREVIEW, WEB_PREVIEW_TITLE},
	{"link_preview_description", WEB_PREVIEW, WEB_PREVIEW_TEXT},
	{"_photo_wrap", WEB_NOTHING, WEB_MEDIA},
	{"_service_photo", WEB_NOTHING, WEB_MEDIA},
	{"_video_player", WEB_NOTHING, WEB_MEDIA},
	{"_roundvideo_player", WEB_NOTHING, WEB_MEDIA},
	{"_voice_player", WEB_NOTHING, WEB_MEDIA},
	{"_document_wrap", WEB_NOTHING, WEB_MEDIA},
	{"_sticker_wrap", WEB_NOTHING, WEB_MEDIA},
	{"_document_title", WEB_MEDIA, WEB_MEDIA_TITLE},
	{"_document_extra", WEB_MEDIA, WEB_MEDIA_EXTRA},
	{"message_video_duration", WEB_MEDIA, WEB_DURATION},
	{"_roundvideo_duration", WEB_MEDIA, WEB_DURATION},
	{"_voice_duration", WEB_MEDIA, WEB_DURATION},
	{"message_media_not_supported_wrap", WEB_MEDIA, WEB_SKIP},
	{"message_media_not_supported_label", WEB_NOTHING, WEB_UNSUPPORTED},
	{"message_media_view_in_telegram", WEB_NOTHING, WEB_SKIP},
	{"media_not_supported_cont", WEB_NOTHING, WEB_SKIP},
	{"media_supported_cont", WEB_NOTHING, WEB_SKIP},
	{"_location_wrap", WEB_NOTHING, WEB_CARD},
	{"_venue_wrap", WEB_NOTHING, WEB_CARD},
	{"_contact_wrap", WEB_NOTHING, WEB_CARD},
	{"_contact", WEB_NOTHING, WEB_CARD},
	{"_game", WEB_NOTHING, WEB_CARD},
	{"_invoice", WEB_NOTHING, WEB_CARD},
	{"_giveaway", WEB_NOTHING, WEB_CARD},
	{"_poll", WEB_NOTHING, WEB_POLL},
	{"_poll_question", WEB_POLL, WEB_QUESTION},
	{"_poll_type", WEB_POLL, WEB_POLL_TYPE},
	{"_poll_option", WEB_POLL, WEB_OPTION},
	{"_poll_option_text", WEB_OPTION, WEB_OPTION_TEXT},
	{"_poll_option_percent", WEB_OPTION, WEB_PERCENT},
	{"tgme_reaction", WEB_NOTHING, WEB_REACTION},
	{"_inline_button", WEB_NOTHING, WEB_BUTTON},
	{"_text", WEB_NOTHING, WEB_TEXT},
};

static const struct {
	const char *name;
	enum web_role inside, role;
} in_page[] = {
	{"tgme_channel_info_header_title", WEB_NOTHING, WEB_CHANNEL},
	{"tgme_channel_info_header_username", WEB_NOTHING, WEB_HANDLE},
	{"tgme_channel_info_description", WEB_NOTHING, WEB_DESCRIPTION},
	{"tgme_channel_info_counter", WEB_NOTHING, WEB_COUNTER},
	{"counter_value", WEB_COUNTER, WEB_COUNTER_VALUE},
	{"counter_type", WEB_COUNTER, WEB_COUNTER_TYPE},
	{"tgme_channel_info", WEB_NOTHING, WEB_INFO},
	{"tgme_page_title", WEB_NOTHING, WEB_CARD_TITLE},
	{"tgme_page_extra", WEB_NOTHING, WEB_CARD_EXTRA},
	{"tgme_page_description", WEB_NOTHING, WEB_CARD_TEXT},
	{"err_message", WEB_NOTHING, WEB_ERROR},
	{"tgme_widget_message_error", WEB_NOTHING, WEB_ERROR},
};

static bool
has(const struct markup_token *token, const char *name)
{
	char whole[64] = "tgme_widget_message";

	if (*name != '_')
		return telegram_has_class(token, name);
	strcat(whole, name);
	return telegram_has_class(token, whole);
}

enum web_role
telegram_web_role(const struct telegram_page *page, const struct markup_token *token)
{
	size_t n;

	telegram_attribute(token, "class", &n);
	if (n == 0)
		return WEB_NOTHING;
	for (size_t i = 0; page->in_message && i < sizeof(in_post) / sizeof(in_post[0]); i++)
		if (has(token, in_post[i].name)
		    && (in_post[i].inside == WEB_NOTHING || telegram_page_inside(page, in_post[i].inside)))
			return in_post[i].role;
	for (size_t i = 0; !page->in_message && i < sizeof(in_page) / sizeof(in_page[0]); i++)
		if (has(token, in_page[i].name)
		    && (in_page[i].inside == WEB_NOTHING || telegram_page_inside(page, in_page[i].inside)))
			return in_page[i].role;
	return WEB_NOTHING;
}
