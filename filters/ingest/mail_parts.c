#include "filters/ingest/mail_parts.h"

#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/ingest/htmltext.h"

struct mail_parts {
	struct htmltext *html;
	struct buf bytes, text, lines, word;
	size_t attachments;
	struct buf inner;  /* what the messages within bring along, while one is read */
	bool in_message;
	bool html_read;    /* some part of the message that is read is HTML */
	struct item *item; /* in flight */
};

struct mail_parts *
mail_parts_new(void)
{
	struct mail_parts *parts = xcalloc(1, sizeof(*parts));

	parts->html = htmltext_new();
	return parts;
}

void
mail_parts_free(struct mail_parts *parts)
{
	htmltext_free(parts->html);
	buf_free(&parts->bytes);
	buf_free(&parts->text);
	buf_free(&parts->lines);
	buf_free(&parts->word);
	buf_free(&parts->inner);
	free(parts);
}

/* --- Text */

/* The part's bytes, decoded. */
static struct mime_span
decode(struct mail_parts *parts, const struct mime_part *part)
{
	static const char *const names[] = {
		[MIME_BASE64] = "base64", [MIME_QUOTED] = "quoted-printable", [MIME_UU] = "uuencode"};

	if (part->transfer == MIME_PLAIN)
		return part->body;
	buf_clear(&parts->bytes);
	buf_reserve(&parts->bytes, 1);
	if (!mime_transfer_decode(part->transfer, part->body.s, part->body.n, &parts->bytes))
		item_repair(parts->item, names[part->transfer]);
	return (struct mime_span){parts->bytes.data, parts->bytes.len};
}

/* Appends text whose lines end in \n, without what no record may hold. */
static void
add_lines(struct item *item, const char *s, size_t n, struct buf *out)
{
	const char *end = s + n;

	if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
		s += 3;
	n = (size_t)(end - s);
	if (memchr(s, '\r', n) == NULL && memchr(s, '\0', n) == NULL) {
		buf_add(out, s, n);
		return;
	}
	while (s < end) {
		const char *stop = s;

		while (stop < end && *stop != '\r' && *stop != '\0')
			stop++;
		buf_add(out, s, (size_t)(stop - s));
		if (stop == end)
			return;
		if (*stop == '\0') {
			item_repair(item, "nul");
			buf_adds(out, "\xEF\xBF\xBD");
		} else if (stop + 1 == end || stop[1] != '\n') {
			buf_addc(out, '\n');
		}
		s = stop + 1;
	}
}

static bool
parameter_is(struct mail_parts *parts, const struct mime_part *part, const char *name, const char *value)
{
	buf_clear(&parts->word);
	return mime_parameter(part->head.field[MIME_CONTENT_TYPE], name, &parts->word)
	       && mime_is((struct mime_span){parts->word.data, parts->word.len}, value);
}

/* Sets parts->lines to the text of a plain part. */
static void
read_plain(struct mail_parts *parts, const struct mime_part *part)
{
	struct mime_span bytes = decode(parts, part);

	buf_clear(&parts->lines);
	if (bytes.n == 0)
		return;
	buf_clear(&parts->text);
	mime_charset(part->label, bytes.s, bytes.n, false, parts->item, &parts->text);
	if (parts->text.len == 0)
		return;
	if (!parameter_is(parts, part, "format", "flowed")) {
		add_lines(parts->item, parts->text.data, parts->text.len, &parts->lines);
		return;
	}
	buf_clear(&parts->bytes);
	add_lines(parts->item, parts->text.data, parts->text.len, &parts->bytes);
	mime_flowed(parts->bytes.data, parts->bytes.len, parameter_is(parts, part, "delsp", "yes"), &parts->lines);
}

/* Parts are set apart by a blank line. */
static void
set_apart(struct buf *text)
{
	if (text->len == 0)
		return;
	if (text->data[text->len - 1] != '\n')
		buf_addc(text, '\n');
	if (text->len < 2 || text->data[text->len - 2] != '\n')
		buf_addc(text, '\n');
}

static void
add_plain(struct mail_parts *parts, const struct mime_part *part)
{
	struct buf *out = &parts->item->content_text;

	read_plain(parts, part);
	if (parts->lines.len == 0)
		return;
	set_apart(out);
	buf_add(out, parts->lines.data, parts->lines.len);
	if (parts->html_read)
		item_find_links(parts->item, parts->lines.data, parts->lines.len, false);
}

/* How much of a text that begins at `at` lies within the limit; 0 is no limit. */
static size_t
limit_behind(size_t limit, size_t at)
{
	if (limit == 0)
		return 0;
	return limit > at ? limit - at : 1;
}

static void
add_html(struct mail_parts *parts, const struct mime_part *part)
{
	struct item *item = parts->item;
	struct mime_span bytes = decode(parts, part);
	const struct buf *text;
	size_t at;

	if (bytes.n == 0)
		return;
	buf_clear(&parts->text);
	mime_charset(part->label, bytes.s, bytes.n, true, item, &parts->text);
	if (parts->text.len == 0)
		return;
	htmltext_fragment(parts->html, parts->text.data, parts->text.len, MARKUP_HTML, "", 0);
	text = htmltext_text(parts->html);
	if (text->len > 0)
		set_apart(&item->content_text);
	at = item->content_text.len;
	htmltext_links_behind(parts->html, utf8_count(item->content_text.data, at),
	                      limit_behind(item->max_text, at), &item->links);
	buf_add(&item->content_text, text->data, text->len);
	if (htmltext_links_cut(parts->html))
		item_repair(item, "links-cut");
}

/* --- Attachments */

static void
add_member(struct buf *json, const char *key, const struct buf *value)
{
	if (value->len == 0)
		return;
	json_add_key(json, key);
	json_add_string(json, value->data, value->len);
}

/* Sets parts->word to the name of a part, as its sender gave it. */
static void
find_name(struct mail_parts *parts, const struct mime_part *part, struct mime_span subject)
{
	buf_clear(&parts->word);
	if (mime_parameter(part->head.field[MIME_DISPOSITION], "filename", &parts->word) && parts->word.len > 0)
		return;
	buf_clear(&parts->word);
	if (mime_parameter(part->head.field[MIME_CONTENT_TYPE], "name", &parts->word) && parts->word.len > 0)
		return;
	buf_clear(&parts->word);
	mime_decode_words(subject, part->label, NULL, &parts->word);
	if (parts->word.len == 0)
		mime_decode_words(part->head.field[MIME_DESCRIPTION], part->label, NULL, &parts->word);
}

/* cid: and what the message calls the part by (RFC 2392). */
static void
find_url(struct mail_parts *parts, const struct mime_part *part)
{
	struct mime_span id = mime_trim(part->head.field[MIME_CONTENT_ID]);

	buf_clear(&parts->text);
	if (id.n > 0 && *id.s == '<') {
		id.s++;
		id.n--;
	}
	if (id.n > 0 && id.s[id.n - 1] == '>')
		id.n--;
	if (id.n == 0)
		return;
	buf_adds(&parts->text, "cid:");
	for (size_t i = 0; i < id.n; i++) {
		unsigned char c = (unsigned char)id.s[i];

		if (c <= ' ' || c >= 0x7F || strchr("%\"<>\\^`{|}#?", c) != NULL)
			buf_addf(&parts->text, "%%%02X", c);
		else
			buf_addc(&parts->text, (char)c);
	}
}

/* Names an attachment. Those of a message within are its own: they go into it. */
static void
add_attachment(struct mail_parts *parts, const struct mime_part *part, struct mime_span subject)
{
	struct buf *json = parts->in_message ? &parts->inner : &parts->item->attachments;
	struct mime_span bytes;

	if (++parts->attachments > MAIL_MAX_ATTACHMENTS) {
		item_repair(parts->item, "attachments-cut");
		return;
	}
	bytes = decode(parts, part);
	json_add_comma(json);
	buf_addc(json, '{');
	find_url(parts, part);
	add_member(json, "url", &parts->text);
	json_add_key(json, "mime_type");
	json_add_string(json, part->type, strlen(part->type));
	find_name(parts, part, subject);
	add_member(json, "title", &parts->word);
	json_add_key(json, "size_in_bytes");
	item_add_number(json, bytes.n);
	buf_addc(json, '}');
}

/* A message within is an attachment, and its text is read as well, behind the fields that a reader
 * of mail would show. */
static void
add_message(struct mail_parts *parts, const struct mime_tree *tree, size_t index)
{
	static const struct {
		enum mime_field field;
		const char *name;
	} shown[] = {{MIME_SUBJECT, "Subject"}, {MIME_FROM, "From"}, {MIME_DATE, "Date"}};
	const struct mime_part *part = &tree->parts[index], *inner = part + 1;
	struct buf *out = &parts->item->content_text;
	bool any = false;

	if (index + 1 >= tree->count || inner->parent != index) {
		add_attachment(parts, part, (struct mime_span){NULL, 0});
		return;
	}
	add_attachment(parts, part, inner->head.field[MIME_SUBJECT]);
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		if (inner->head.field[shown[i].field].n == 0)
			continue;
		if (!any)
			set_apart(out);
		any = true;
		buf_adds(out, shown[i].name);
		buf_adds(out, ": ");
		mime_decode_words(inner->head.field[shown[i].field], inner->label, parts->item, out);
		buf_addc(out, '\n');
	}
}

/* Ends the list of what a message within brought along. */
static void
leave_message(struct mail_parts *parts)
{
	struct buf *json = &parts->item->attachments;

	if (parts->in_message && parts->inner.len > 0 && json->len > 0) {
		json->len--; /* its closing brace */
		buf_adds(json, ",\"_attachments\":[");
		buf_add(json, parts->inner.data, parts->inner.len);
		buf_adds(json, "]}");
	}
	buf_clear(&parts->inner);
	parts->in_message = false;
}

/* --- All of them */

/* Addresses in plain text become links; where pages were read they have said their own. */
static void
find_links(struct item *item)
{
	const struct buf *text = &item->content_text;
	size_t n = text->len;

	if (item->max_text > 0 && n > item->max_text)
		for (n = item->max_text; n > 0 && ((unsigned char)text->data[n] & 0xC0) == 0x80; n--)
			;
	item_find_links(item, text->data, n, true);
}

static void
read_part(struct mail_parts *parts, const struct mime_tree *tree, size_t index)
{
	const struct mime_part *part = &tree->parts[index];

	switch (part->kind) {
	case MIME_TEXT:
		if (!part->hidden)
			add_plain(parts, part);
		break;
	case MIME_HTML:
		if (!part->hidden)
			add_html(parts, part);
		break;
	case MIME_ATTACHMENT:
		add_attachment(parts, part, (struct mime_span){NULL, 0});
		break;
	case MIME_MESSAGE:
		add_message(parts, tree, index);
		parts->in_message = parts->attachments <= MAIL_MAX_ATTACHMENTS;
		break;
	case MIME_MULTIPART:
		break;
	}
}

void
mail_parts_read(struct mail_parts *parts, const struct mime_tree *tree, struct item *item)
{
	size_t within = 0; /* the depth of the message that is being read */

	parts->item = item;
	parts->attachments = 0;
	parts->html_read = false;
	for (size_t i = 0; i < tree->count; i++)
		parts->html_read |= tree->parts[i].kind == MIME_HTML && !tree->parts[i].hidden;
	for (size_t i = 0; i < tree->count; i++) {
		if (parts->in_message && tree->parts[i].depth <= within)
			leave_message(parts);
		if (!parts->in_message)
			within = tree->parts[i].depth;
		read_part(parts, tree, i);
	}
	leave_message(parts);
	if (item->links.len == 0 && item->content_text.len > 0)
		find_links(item);
}
