#include "filters/ingest/telegram_web.h"

#include <string.h>
#include <strings.h>

#include "common/url.h"

#define AHEAD ((size_t)1024 * 1024) /* bytes in which posts of the page's own channel are looked for */
#define MAX_TEXT ((size_t)64 * 1024) /* bytes of a text of the page */

static struct web_reader *
reader_of(struct telegram_page *page)
{
	return page->context;
}

static void
own(struct telegram_element *element, enum web_role role)
{
	element->role = role;
	element->owner = true;
}

void
telegram_web_resolve(const char *s, size_t n, struct buf *out)
{
	url_resolve("https://t.me/", 13, s, n, out);
}

void
telegram_web_background(const struct markup_token *token, struct buf *out)
{
	size_t n, length;
	const char *style = telegram_attribute(token, "style", &n), *end = style + n, *stop;
	const char *at = memmem(style, n, "background-image", 16);

	buf_clear(out);
	at = at == NULL ? NULL : memmem(at, (size_t)(end - at), "url(", 4);
	if (at == NULL)
		return;
	at += 4;
	while (at < end && (*at == '\'' || *at == '"' || *at == ' '))
		at++;
	stop = at;
	while (stop < end && *stop != '\'' && *stop != '"' && *stop != ')')
		stop++;
	length = (size_t)(stop - at);
	if (length > 0)
		telegram_web_resolve(at, length, out);
}

static void
take_address(const struct markup_token *token, const char *name, struct buf *out)
{
	size_t n;
	const char *s = telegram_attribute(token, name, &n);

	buf_clear(out);
	if (n > 0)
		telegram_web_resolve(s, n, out);
}

/* --- Posts */

static bool
begins(const struct markup_token *token)
{
	return markup_get(token, "data-post") != NULL && telegram_has_class(token, "tgme_widget_message");
}

/* All but the texts. */
#define POST_BUFS(p) { \
	&(p)->name, &(p)->id, &(p)->view, &(p)->peer, &(p)->url, &(p)->date, &(p)->forward_url, &(p)->reply_url, \
	&(p)->preview_url, &(p)->preview_image, &(p)->owner_url, &(p)->button_url, &(p)->emoji_id, &(p)->ids, \
	&(p)->options, &(p)->reactions, &(p)->answers, &(p)->media.url, &(p)->media.thumb, &(p)->media.post, \
}
#define PAGE_BUFS(reader) { \
	&(reader)->handle, &(reader)->counters, &(reader)->image, &(reader)->previous, &(reader)->scratch, &(reader)->entities, \
}

static void
clear_post(struct web_reader *reader)
{
	struct web_post *p = &reader->post;
	struct buf *const bufs[] = POST_BUFS(p);

	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		telegram_empty(bufs[i]);
	for (size_t i = 0; i < WEB_TEXT; i++)
		telegram_empty(&p->texts[i]);
	p->service = p->forwarded = p->polled = p->previewed = p->verified = p->paid = p->unsupported = false;
	p->media.kind = NULL;
	telegram_rich_clear(&reader->rich);
	item_clear(&reader->page.ingest->item);
	item_source(&reader->page.ingest->item, "kind", "telegram-web", 12);
}

static void
begin_post(struct web_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	struct web_post *p = &reader->post;
	size_t n, view_n, peer_n;
	const char *post = telegram_attribute(token, "data-post", &n), *slash = memchr(post, '/', n);
	const char *view = telegram_attribute(token, "data-view", &view_n);
	const char *peer = telegram_attribute(token, "data-peer", &peer_n);

	clear_post(reader);
	item_set(&p->name, post, slash == NULL ? n : (size_t)(slash - post));
	if (slash != NULL)
		item_set(&p->id, slash + 1, (size_t)(post + n - slash - 1));
	item_set(&p->view, view, view_n);
	item_set(&p->peer, peer, peer_n);
	p->service = telegram_has_class(token, "service_message");
	reader->seen.posts = true;
	own(element, WEB_POST);
	telegram_page_begin(&reader->page, token->offset);
}

/* The other posts of an album are told of by links to ?single only. */
static void
take_album(struct web_reader *reader, const struct markup_token *token)
{
	struct web_post *p = &reader->post;
	struct chat_address address;
	size_t n, before = p->ids.len;
	const char *href = telegram_attribute(token, "href", &n);

	if (!telegram_is(token, "a") || n < 7 || memcmp(href + n - 7, "?single", 7) != 0
	    || !chat_address(href, n, &address) || p->ids.len > MAX_TEXT)
		return;
	if (before > 0)
		buf_addc(&p->ids, ',');
	buf_addc(&p->ids, '"');
	buf_add(&p->ids, address.post, address.post_len);
	buf_addc(&p->ids, '"');
	if (memmem(p->ids.data, before, p->ids.data + p->ids.len - address.post_len - 2, address.post_len + 2) != NULL)
		p->ids.len = before;
}

/* --- Elements of a post */

static const struct {
	const char *name, *kind;
} media[] = {
	{"tgme_widget_message_photo_wrap", "photo"}, {"tgme_widget_message_service_photo", "photo"},
	{"tgme_widget_message_video_player", "video_file"}, {"tgme_widget_message_roundvideo_player", "video_message"},
	{"tgme_widget_message_voice_player", "voice_message"}, {"tgme_widget_message_document_wrap", "file"},
	{"tgme_widget_message_sticker_wrap", "sticker"},
};

static void
begin_media(struct web_reader *reader, const struct markup_token *token)
{
	struct web_media *m = &reader->post.media;
	size_t n;
	const char *href = telegram_attribute(token, "href", &n);

	m->kind = NULL;
	m->play = m->audio = false;
	for (size_t i = 0; m->kind == NULL && i < sizeof(media) / sizeof(media[0]); i++)
		if (telegram_has_class(token, media[i].name))
			m->kind = media[i].kind;
	buf_clear(&m->thumb);
	telegram_web_background(token, &m->url);
	item_set(&m->post, href, n);
	buf_clear(&reader->post.texts[WEB_MEDIA_TITLE]);
	buf_clear(&reader->post.texts[WEB_MEDIA_EXTRA]);
	buf_clear(&reader->post.texts[WEB_DURATION]);
}

/* What stands inside an attachment. */
static void
look_at_media(struct web_reader *reader, const struct markup_token *token)
{
	struct web_media *m = &reader->post.media;
	struct buf *found = &reader->scratch;

	if (telegram_is(token, "video") || telegram_is(token, "audio") || telegram_is(token, "source")
	    || (telegram_is(token, "img") && m->kind != NULL && strcmp(m->kind, "photo") == 0)) {
		take_address(token, "src", found);
		if (found->len > 0 && m->url.len == 0)
			item_set(&m->url, found->data, found->len);
	}
	if (markup_get(token, "data-webp") != NULL && m->url.len == 0)
		take_address(token, "data-webp", &m->url);
	m->play |= telegram_has_class(token, "message_video_play");
	m->audio |= telegram_has_class(token, "audio");
	if (telegram_has_class(token, "tgme_widget_message_video_thumb")
	    || telegram_has_class(token, "tgme_widget_message_roundvideo_thumb")
	    || telegram_has_class(token, "tgme_widget_message_videosticker"))
		telegram_web_background(token, &m->thumb);
}

static void
begin_card(struct web_reader *reader, const struct markup_token *token)
{
	take_address(token, "href", &reader->post.media.post);
	reader->post.media.kind = telegram_has_class(token, "tgme_widget_message_location_wrap") ? "location"
		: telegram_has_class(token, "tgme_widget_message_venue_wrap") ? "venue"
		: telegram_has_class(token, "tgme_widget_message_contact") ? "contact"
		: telegram_has_class(token, "tgme_widget_message_contact_wrap") ? "contact"
		: telegram_has_class(token, "tgme_widget_message_game") ? "game"
		: telegram_has_class(token, "tgme_widget_message_giveaway") ? "giveaway" : "invoice";
	buf_clear(&reader->post.texts[WEB_CARD]);
}

/* An element that has a role begins. */
static void
begin_role(struct web_reader *reader, const struct markup_token *token, enum web_role role)
{
	struct web_post *p = &reader->post;

	switch (role) {
	case WEB_MEDIA:
		begin_media(reader, token);
		break;
	case WEB_CARD:
		begin_card(reader, token);
		break;
	case WEB_OWNER:
		take_address(token, "href", &p->owner_url);
		break;
	case WEB_FORWARD:
		p->forwarded = true;
		break;
	case WEB_FORWARD_NAME:
		p->forwarded = true;
		take_address(token, "href", &p->forward_url);
		break;
	case WEB_REPLY:
		take_address(token, markup_get(token, "href") != NULL ? "href" : "data-reply-to", &p->reply_url);
		break;
	case WEB_DATE:
		take_address(token, "href", &p->url);
		break;
	case WEB_PREVIEW:
		p->previewed = true;
		take_address(token, "href", &p->preview_url);
		break;
	case WEB_POLL:
		p->polled = true;
		break;
	case WEB_OPTION:
		buf_clear(&p->texts[WEB_OPTION_TEXT]);
		buf_clear(&p->texts[WEB_PERCENT]);
		break;
	case WEB_REACTION:
		buf_clear(&p->texts[WEB_REACTION]);
		buf_clear(&p->texts[WEB_REACTION_EMOJI]);
		buf_clear(&p->emoji_id);
		p->paid = telegram_has_class(token, "tgme_reaction_paid");
		break;
	case WEB_BUTTON:
		buf_clear(&p->texts[WEB_BUTTON]);
		take_address(token, "href", &p->button_url);
		break;
	case WEB_TEXT:
		telegram_rich_block(&reader->rich);
		break;
	default:
		break;
	}
}

/* Beside the roles. */
static void
look_inside(struct web_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	struct telegram_page *page = &reader->page;
	struct web_post *p = &reader->post;
	size_t n;
	const char *s;

	if (telegram_is(token, "br") && element->role > WEB_POST)
		buf_addc(&p->texts[element->role], TELEGRAM_BREAK);
	if (element->role == WEB_CARD && telegram_is(token, "div"))
		buf_addc(&p->texts[WEB_CARD], '\n');
	if (telegram_is(token, "time") && telegram_page_inside(page, WEB_DATE)) {
		s = telegram_attribute(token, "datetime", &n);
		item_set(&p->date, s, n);
	}
	if (telegram_has_class(token, "verified-icon")) {
		p->verified = true;
		own(element, WEB_SKIP);
	}
	if (telegram_page_inside(page, WEB_MEDIA))
		look_at_media(reader, token);
	if (telegram_page_inside(page, WEB_PREVIEW) && p->preview_image.len == 0)
		telegram_web_background(token, &p->preview_image);
	if (element->role == WEB_REACTION && telegram_is(token, "tg-emoji")) {
		s = telegram_attribute(token, "emoji-id", &n);
		item_set(&p->emoji_id, s, n);
		own(element, WEB_REACTION_EMOJI);
	}
	if (element->role == WEB_REACTION && telegram_is(token, "i"))
		own(element, WEB_REACTION_EMOJI);
	if (telegram_is(token, "svg") || telegram_is(token, "script") || telegram_is(token, "style"))
		own(element, WEB_SKIP);
}

static void
start_in_post(struct web_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	enum web_role role;

	take_album(reader, token);
	if (element->role == WEB_SKIP)
		return;
	if (element->role >= WEB_TEXT) {
		telegram_web_rich_start(reader, token, element);
		return;
	}
	role = telegram_web_role(&reader->page, token);
	/* A preview's and a reply's own texts are never the post's. */
	if (role == WEB_TEXT && telegram_page_inside(&reader->page, WEB_PREVIEW))
		role = WEB_PREVIEW_TEXT;
	if (role != WEB_NOTHING) {
		own(element, role);
		begin_role(reader, token, role);
	}
	look_inside(reader, token, element);
}

/* --- Elements of the page */

static void
take_meta(struct web_reader *reader, const struct markup_token *token)
{
	static const struct {
		const char *property;
		enum web_role role;
	} metas[] = {{"og:title", WEB_CHANNEL}, {"og:description", WEB_DESCRIPTION}};
	size_t n, content_n;
	const char *property = telegram_attribute(token, "property", &n);
	const char *content = telegram_attribute(token, "content", &content_n);

	for (size_t i = 0; i < sizeof(metas) / sizeof(metas[0]); i++)
		if (strlen(metas[i].property) == n && memcmp(metas[i].property, property, n) == 0)
			item_set(&reader->texts[metas[i].role], content, content_n);
	if (n == 8 && memcmp(property, "og:image", 8) == 0) {
		buf_clear(&reader->image);
		telegram_web_resolve(content, content_n, &reader->image);
	}
}

/* The page of older posts. */
static void
take_previous(struct web_reader *reader, const struct markup_token *token)
{
	size_t n;
	const char *rel = telegram_attribute(token, "rel", &n);

	if ((telegram_is(token, "link") && n == 4 && strncasecmp(rel, "prev", 4) == 0)
	    || (telegram_has_class(token, "tme_messages_more") && markup_get(token, "data-before") != NULL
	        && reader->previous.len == 0))
		take_address(token, "href", &reader->previous);
}

/* Scripts that only a page which wants to be convinced of its reader has. */
static void
look_for_challenge(struct web_reader *reader, const char *s, size_t n)
{
	if (memmem(s, n, "cf_chl_opt", 10) != NULL || memmem(s, n, "cdn-cgi/challenge-platform", 26) != NULL)
		reader->seen.challenge = true;
}

static void
start_in_page(struct web_reader *reader, const struct markup_token *token, struct telegram_element *element)
{
	enum web_role role = telegram_web_role(&reader->page, token);
	size_t n;
	const char *s;

	if (telegram_is(token, "title") && reader->texts[WEB_PAGE_TITLE].len == 0 && element->role == WEB_NOTHING)
		role = WEB_PAGE_TITLE;
	if (telegram_is(token, "meta"))
		take_meta(reader, token);
	if (telegram_is(token, "script") || telegram_is(token, "style") || telegram_is(token, "svg")) {
		s = telegram_attribute(token, "src", &n);
		look_for_challenge(reader, s, n);
		role = WEB_SKIP;
	}
	if (telegram_has_class(token, "verified-icon")) {
		reader->verified = true;
		role = WEB_SKIP;
	}
	take_previous(reader, token);
	reader->seen.no_hits |= telegram_has_class(token, "tme_no_messages_found");
	reader->seen.card |= telegram_has_class(token, "tgme_page_wrap") || telegram_has_class(token, "tgme_page_action");
	reader->seen.error |= role == WEB_ERROR;
	reader->seen.info |= role == WEB_HANDLE || role == WEB_INFO;
	if (role == WEB_CHANNEL || role == WEB_DESCRIPTION || role == WEB_COUNTER_VALUE || role == WEB_COUNTER_TYPE)
		buf_clear(&reader->texts[role]);
	if (role != WEB_NOTHING)
		own(element, role);
	if (telegram_is(token, "br") && element->role > WEB_SKIP && element->role < WEB_POST)
		buf_addc(&reader->texts[element->role], TELEGRAM_BREAK);
}

/* --- Tokens */

static void
start(struct telegram_page *page, const struct markup_token *token, struct telegram_element *element)
{
	struct web_reader *reader = reader_of(page);

	if (begins(token))
		begin_post(reader, token, element);
	else if (page->in_message)
		start_in_post(reader, token, element);
	else
		start_in_page(reader, token, element);
}

static void
text(struct telegram_page *page, const char *s, size_t n)
{
	struct web_reader *reader = reader_of(page);
	const struct telegram_element *top = telegram_page_top(page);
	enum web_role role = top == NULL ? WEB_NOTHING : top->role;

	if (!page->in_message) {
		if (role == WEB_SKIP && memcmp(top->name, "script", 7) == 0)
			look_for_challenge(reader, s, n);
		if (role > WEB_SKIP && role < WEB_POST && reader->texts[role].len < MAX_TEXT)
			buf_add(&reader->texts[role], s, n < MAX_TEXT ? n : MAX_TEXT);
		return;
	}
	if (role >= WEB_TEXT)
		telegram_rich_text(&reader->rich, s, n);
	else if (role == WEB_POST)
		buf_add(&reader->post.texts[WEB_OTHER], s, n);
	else if (role > WEB_POST)
		buf_add(&reader->post.texts[role], s, n);
	if (telegram_page_too_long(page)) {
		telegram_page_refuse(page, page->tag_end, "post longer than --max-record; only its beginning is kept");
		page->in_message = false;
	}
}

static void
end_post(struct web_reader *reader)
{
	struct telegram_page *page = &reader->page;

	if (!page->ending)
		telegram_web_emit(reader);
	else if (!ingest_interrupted(page->document))
		telegram_page_refuse(page, page->total, "the page is cut off in this post");
	page->in_message = false;
}

static void
end(struct telegram_page *page, struct telegram_element *element)
{
	struct web_reader *reader = reader_of(page);

	if (!page->in_message) {
		if (element->owner && element->role == WEB_COUNTER)
			telegram_web_counter(reader);
		return;
	}
	if (!element->owner) {
		if (element->role >= WEB_TEXT)
			telegram_web_rich_end(reader, element);
		return;
	}
	switch (element->role) {
	case WEB_POST:
		end_post(reader);
		break;
	case WEB_MEDIA:
		telegram_web_media(reader);
		break;
	case WEB_CARD:
		telegram_web_card(reader);
		break;
	case WEB_OPTION:
		telegram_web_option(reader);
		break;
	case WEB_REACTION:
		telegram_web_reaction(reader);
		break;
	case WEB_BUTTON:
		telegram_web_button(reader);
		break;
	case WEB_TEXT:
		telegram_rich_block(&reader->rich);
		break;
	default:
		break;
	}
}

static void
reader_free(struct web_reader *reader)
{
	struct web_post *p = &reader->post;
	struct buf *const bufs[] = POST_BUFS(p), *const others[] = PAGE_BUFS(reader);

	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++)
		buf_free(bufs[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		buf_free(others[i]);
	for (size_t i = 0; i < WEB_TEXT; i++)
		buf_free(&p->texts[i]);
	for (size_t i = 0; i < WEB_POST; i++)
		buf_free(&reader->texts[i]);
	telegram_rich_free(&reader->rich);
	telegram_page_free(&reader->page);
}

void
read_telegram_web(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	static const struct telegram_page_reader functions = {begins, WEB_POST, start, end, text};
	struct web_reader reader = {.page = {.ingest = ingest, .document = document, .reader = &functions}};
	struct buf *const others[] = PAGE_BUFS(&reader);
	struct buf first = {0};
	char *bytes;

	buf_add(&first, head, n);
	while (first.len < AHEAD && input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		buf_add(&first, bytes, n);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		telegram_empty(others[i]);
	for (size_t i = 0; i < WEB_POST; i++)
		telegram_empty(&reader.texts[i]);
	clear_post(&reader);
	reader.page.context = &reader;
	reader.ahead = buf_str(&first);
	reader.ahead_n = first.len < AHEAD ? first.len : AHEAD;
	telegram_page_read(&reader.page, first.data, first.len);
	if (!ingest_interrupted(document))
		telegram_web_finish(&reader);
	item_clear(&ingest->item);
	buf_free(&first);
	reader_free(&reader);
}
