#include "filters/ingest/telegram_web.h"

#include <string.h>

#include "common/json.h"

void
telegram_web_line(struct item *item, const char *s, size_t n)
{
	if (n == 0)
		return;
	if (item->summary.len > 0)
		buf_addc(&item->summary, '\n');
	buf_add(&item->summary, s, n);
}

void
telegram_web_member(struct buf *out, const char *key, const struct buf *text)
{
	if (text->len == 0)
		return;
	json_add_key(out, key);
	json_add_string(out, text->data, text->len);
}

/* The length of a blank at s: ASCII, U+00A0, U+2000 to U+200A, U+202F, U+205F. */
static size_t
blank(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;

	if (u[0] == ' ' || u[0] == '\t' || u[0] == '\n' || u[0] == '\r')
		return 1;
	if (n >= 2 && u[0] == 0xC2 && u[1] == 0xA0)
		return 2;
	if (n >= 3 && u[0] == 0xE2 && u[1] == 0x80 && (u[2] <= 0x8A || u[2] == 0xAF))
		return 3;
	return n >= 3 && u[0] == 0xE2 && u[1] == 0x81 && u[2] == 0x9F ? 3 : 0;
}

bool
telegram_web_number(const char *s, size_t n, uint64_t *number)
{
	uint64_t whole = 0, part = 0, scale = 1, unit = 1;
	bool point = false, digit = false, ended = false;

	for (size_t i = 0; i < n;) {
		size_t skip = blank(s + i, n - i);
		char c = s[i++];

		if (skip > 0) {
			i += skip - 1;
		} else if (ended) {
			return false;
		} else if (c >= '0' && c <= '9') {
			if (whole > UINT64_MAX / 100000000000 || scale > 100000000)
				return false;
			whole = point ? whole : whole * 10 + (uint64_t)(c - '0');
			part = point ? part * 10 + (uint64_t)(c - '0') : 0;
			scale *= point ? 10 : 1;
			digit = true;
		} else if ((c == '.' || c == ',') && digit && !point) {
			point = true;
		} else if (digit && (c == 'K' || c == 'M' || c == 'B' || c == 'k')) {
			unit = c == 'M' ? 1000000 : c == 'B' ? 1000000000 : 1000;
			ended = true;
		} else {
			return false;
		}
	}
	*number = whole * unit + (part * unit + scale / 2) / scale;
	return digit;
}

/* --- Attachments */

static unsigned
read_duration(const struct buf *text)
{
	unsigned seconds = 0, part = 0;

	for (size_t i = 0; i < text->len && i < 9; i++) {
		if (text->data[i] >= '0' && text->data[i] <= '9') {
			part = part * 10 + (unsigned)(text->data[i] - '0');
		} else if (text->data[i] == ':' && part < 1000) {
			seconds = (seconds + part) * 60;
			part = 0;
		}
	}
	return part < 1000 ? seconds + part : 0;
}

static void
add_names(struct web_reader *reader, struct item *item, struct buf *out)
{
	struct web_media *m = &reader->post.media;
	struct buf *title = &reader->post.texts[WEB_MEDIA_TITLE], *extra = &reader->post.texts[WEB_MEDIA_EXTRA];

	telegram_trim(title);
	telegram_trim(extra);
	telegram_web_line(item, title->data, title->len);
	if (m->audio)
		telegram_web_line(item, extra->data, extra->len);
	telegram_web_member(out, "title", title);
	telegram_web_member(out, m->audio ? "_performer" : "_status", extra);
}

void
telegram_web_media(struct web_reader *reader)
{
	struct web_media *m = &reader->post.media;
	struct item *item = &reader->page.ingest->item;
	struct buf *out = &item->attachments;
	unsigned seconds;
	struct chat_address address;

	if (m->kind == NULL)
		return;
	if (strcmp(m->kind, "video_file") == 0 && !m->play)
		m->kind = "animation";
	if (strcmp(m->kind, "file") == 0 && m->audio)
		m->kind = "audio_file";
	if (out->len > 0)
		buf_addc(out, ',');
	buf_addc(out, '{');
	telegram_web_member(out, "url", &m->url);
	add_names(reader, item, out);
	telegram_trim(&reader->post.texts[WEB_DURATION]);
	seconds = read_duration(&reader->post.texts[WEB_DURATION]);
	if (seconds > 0)
		buf_addf(out, "%s\"duration_in_seconds\":%u", out->data[out->len - 1] == '{' ? "" : ",", seconds);
	json_add_key(out, "_kind");
	json_add_string(out, m->kind, strlen(m->kind));
	telegram_web_member(out, "_thumbnail", &m->thumb);
	if (chat_address(m->post.data, m->post.len, &address)
	    && (address.post_len != reader->post.id.len || memcmp(address.post, reader->post.id.data, address.post_len) != 0)) {
		json_add_key(out, "_message_id");
		json_add_string(out, address.post, address.post_len);
	}
	buf_addc(out, '}');
	m->kind = NULL;
}

/* q=LATITUDE,LONGITUDE in the address of a map. */
static void
add_place(struct item *item, const struct buf *url)
{
	const char *at = memmem(url->data, url->len, "q=", 2), *end = url->data + url->len, *comma, *stop;
	struct buf place = {0};

	if (at == NULL)
		return;
	at += 2;
	for (stop = at; stop < end && ((*stop >= '0' && *stop <= '9') || strchr("+-.,", *stop) != NULL); stop++)
		;
	comma = memchr(at, ',', (size_t)(stop - at));
	if (comma == NULL || stop - at > 60)
		return;
	buf_adds(&place, "{\"latitude\":");
	json_add_string(&place, at, (size_t)(comma - at));
	buf_adds(&place, ",\"longitude\":");
	json_add_string(&place, comma + 1, (size_t)(stop - comma - 1));
	buf_addc(&place, '}');
	item_source_json(item, "location", place.data, place.len);
	buf_free(&place);
}

/* A place, a contact and the like: each of its texts is a line. */
void
telegram_web_card(struct web_reader *reader)
{
	struct web_media *m = &reader->post.media;
	struct item *item = &reader->page.ingest->item;
	struct buf *text = &reader->post.texts[WEB_CARD];
	const char *s = text->data, *end = s + text->len;

	if (m->kind == NULL)
		return;
	while (s < end) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		size_t n;

		stop = stop == NULL ? end : stop;
		item_set(&reader->scratch, s, (size_t)(stop - s));
		telegram_trim(&reader->scratch);
		n = reader->scratch.len;
		telegram_web_line(item, reader->scratch.data, n);
		s = stop + 1;
	}
	item_source(item, "media", m->kind, strlen(m->kind));
	if (strcmp(m->kind, "location") == 0 || strcmp(m->kind, "venue") == 0)
		add_place(item, &m->post);
	item_link(item, m->post.data, m->post.len, NULL, 0, NULL);
	m->kind = NULL;
}

/* --- Polls, reactions, buttons */

void
telegram_web_option(struct web_reader *reader)
{
	struct web_post *p = &reader->post;
	struct buf *text = &p->texts[WEB_OPTION_TEXT], *percent = &p->texts[WEB_PERCENT];

	telegram_trim(text);
	telegram_trim(percent);
	if (p->options.len > 0)
		buf_addc(&p->options, ',');
	buf_addc(&p->options, '{');
	telegram_web_member(&p->options, "text", text);
	telegram_web_member(&p->options, "percent", percent);
	buf_addc(&p->options, '}');
	if (p->answers.len > 0)
		buf_addc(&p->answers, '\n');
	buf_add(&p->answers, text->data, text->len);
}

void
telegram_web_reaction(struct web_reader *reader)
{
	struct web_post *p = &reader->post;
	struct buf *count = &p->texts[WEB_REACTION], *emoji = &p->texts[WEB_REACTION_EMOJI], *out = &p->reactions;
	const char *type = p->paid ? "paid" : p->emoji_id.len > 0 ? "custom_emoji" : "emoji";
	uint64_t number;

	telegram_trim(count);
	telegram_trim(emoji);
	buf_addc(out, out->len > 0 ? ',' : '[');
	buf_addc(out, '{');
	json_add_key(out, "type");
	json_add_string(out, type, strlen(type));
	if (telegram_web_number(count->data, count->len, &number)) {
		buf_adds(out, ",\"count\":");
		item_add_number(out, number);
	}
	telegram_web_member(out, "count_text", count);
	telegram_web_member(out, "emoji", emoji);
	telegram_web_member(out, "document_id", &p->emoji_id);
	buf_addc(out, '}');
}

void
telegram_web_button(struct web_reader *reader)
{
	struct web_post *p = &reader->post;
	struct item *item = &reader->page.ingest->item;
	struct buf *label = &p->texts[WEB_BUTTON];

	telegram_trim(label);
	telegram_web_line(item, label->data, label->len);
	item_link(item, p->button_url.data, p->button_url.len, label->data, label->len, NULL);
}
