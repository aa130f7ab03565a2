#include "filters/ingest/mail.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/json.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/ingest/htmltext.h"
#include "filters/ingest/mail_parts.h"
#include "filters/ingest/mime.h"

#define MAX_ADDRESSES 1000 /* of a field that are given */

struct mail {
	struct ingest *ingest;
	struct document *document;
	struct mime_tree tree;
	struct mail_parts *parts;
	struct buf unquoted, scratch, list;
};

struct mail *
mail_new(struct ingest *ingest, struct document *document)
{
	struct mail *mail = xcalloc(1, sizeof(*mail));

	mail->ingest = ingest;
	mail->document = document;
	mail->parts = mail_parts_new();
	return mail;
}

void
mail_free(struct mail *mail)
{
	mime_tree_free(&mail->tree);
	mail_parts_free(mail->parts);
	buf_free(&mail->unquoted);
	buf_free(&mail->scratch);
	buf_free(&mail->list);
	free(mail);
}

/* --- Addresses */

struct list {
	struct mail *mail;
	bool authors;
	size_t count;
};

/* Appends mailto: and the address, escaped where a URL needs it. */
static void
add_mailto(struct buf *out, struct mime_span address)
{
	buf_adds(out, "mailto:");
	for (size_t i = 0; i < address.n; i++) {
		unsigned char c = (unsigned char)address.s[i];

		if (c <= ' ' || c == 0x7F || strchr("%?#&\"<>[\\]^`{|}", c) != NULL)
			buf_addf(out, "%%%02X", c);
		else
			buf_addc(out, (char)c);
	}
}

static void
add_address(const struct mime_address *address, void *context)
{
	struct list *list = context;
	struct mail *mail = list->mail;
	struct buf *json = &mail->list;

	if (++list->count > MAX_ADDRESSES)
		return;
	json_add_comma(json);
	buf_addc(json, '{');
	if (address->name.n > 0) {
		json_add_key(json, "name");
		json_add_string(json, address->name.s, address->name.n);
	}
	if (address->address.n > 0) {
		json_add_key(json, "address");
		json_add_string(json, address->address.s, address->address.n);
	}
	buf_addc(json, '}');
	if (!list->authors)
		return;
	buf_clear(&mail->scratch);
	if (address->address.n > 0 && memchr(address->address.s, '@', address->address.n) != NULL)
		add_mailto(&mail->scratch, address->address);
	item_author(&mail->ingest->item, address->name.s, address->name.n, mail->scratch.data, mail->scratch.len);
}

/* A field of addresses as a list in _source; of authors too. */
static void
set_addresses(struct mail *mail, struct mime_span value, struct mime_span charset, const char *key, bool authors)
{
	struct list list = {mail, authors, 0};
	struct item *item = &mail->ingest->item;

	if (value.n == 0)
		return;
	buf_clear(&mail->list);
	buf_addc(&mail->list, '[');
	mime_addresses(value, charset, item, add_address, &list);
	buf_addc(&mail->list, ']');
	if (list.count > MAX_ADDRESSES)
		item_repair(item, "addresses-cut");
	if (mail->list.len > 2)
		item_source_json(item, key, mail->list.data, mail->list.len);
}

/* --- Other fields */

/* What stands between the first < and the > after it from *at on; *at is moved past it. */
static bool
next_angle(struct mime_span value, size_t *at, struct mime_span *out)
{
	const char *open = *at < value.n ? memchr(value.s + *at, '<', value.n - *at) : NULL, *close;

	if (open == NULL)
		return false;
	close = memchr(open, '>', (size_t)(value.s + value.n - open));
	if (close == NULL)
		return false;
	*out = mime_trim((struct mime_span){open + 1, (size_t)(close - open - 1)});
	*at = (size_t)(close + 1 - value.s);
	return true;
}

/* The first identifier of a field: what stands in angles, else its first word. */
static struct mime_span
identifier(struct mime_span value)
{
	struct mime_span id;
	size_t at = 0, n = 0;

	if (next_angle(value, &at, &id))
		return id;
	while (n < value.n && strchr(" \t\r\n", value.s[n]) == NULL)
		n++;
	while (n > 0 && (*value.s == '<' || *value.s == '>')) {
		value.s++;
		n--;
	}
	value.n = n;
	return value;
}

/* Appends an identifier as text: folding taken out. */
static void
add_identifier(struct buf *out, struct mime_span id)
{
	for (size_t i = 0; i < id.n; i++)
		if ((unsigned char)id.s[i] > ' ')
			buf_addc(out, id.s[i]);
}

/* In-Reply-To names what is answered, else the last of References does; these are kept as well. */
static void
set_replies(struct mail *mail, const struct mime_head *head)
{
	struct item *item = &mail->ingest->item;
	struct mime_span references = head->field[MIME_REFERENCES], answered = head->field[MIME_IN_REPLY_TO], id;
	struct mime_span last = {NULL, 0};
	size_t at = 0, count = 0;
	struct buf *reply = &mail->scratch;

	buf_clear(&mail->list);
	buf_addc(&mail->list, '[');
	while (next_angle(references, &at, &id)) {
		last = id;
		if (id.n == 0 || ++count > MAX_ADDRESSES)
			continue;
		buf_clear(reply);
		add_identifier(reply, id);
		json_add_comma(&mail->list);
		json_add_string(&mail->list, reply->data, reply->len);
	}
	buf_addc(&mail->list, ']');
	at = 0;
	if (answered.n == 0 || !next_angle(answered, &at, &id))
		id = last.n > 0 ? last : memchr(answered.n > 0 ? answered.s : "", '@', answered.n) != NULL ? identifier(answered) : last;
	buf_clear(reply);
	add_identifier(reply, id);
	item_source(item, "reply_to", reply->data, reply->len);
	if (count > 0)
		item_source_json(item, "references", mail->list.data, mail->list.len);
}

static void
set_date(struct mail *mail, struct mime_span value)
{
	struct item *item = &mail->ingest->item;
	int64_t seconds;
	bool guessed;

	if (value.n == 0)
		return;
	buf_clear(&mail->scratch);
	mime_decode_words(value, (struct mime_span){NULL, 0}, NULL, &mail->scratch);
	item_source(item, "date", mail->scratch.data, mail->scratch.len);
	item->has_published = mime_date(value, &mail->ingest->options, &item->published, &guessed);
	if (item->has_published && guessed)
		item_repair(item, "date-zone-unknown");
	else if (!item->has_published && date_read(value.s, value.n, NULL, &seconds) == DATE_UNZONED)
		item_source(item, "date_tz", "unknown", 7);
}

/* A language that is stated alone, in the form of BCP 47. */
static void
set_language(struct item *item, struct mime_span value)
{
	size_t part = 0;

	for (size_t i = 0; i < value.n; i++) {
		char c = value.s[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (c == '-' && part >= 2)
			part = 0;
		else if (letter || (c >= '0' && c <= '9' && memchr(value.s, '-', i) != NULL))
			part++;
		else
			return;
		if (part > 8 || (part > 3 && memchr(value.s, '-', i) == NULL))
			return;
	}
	if (value.n >= 2 && part > 0)
		item_set(&item->language, value.s, value.n);
}

static void
squeeze(struct buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++)
		if (text->data[i] != ' ' || (n > 0 && text->data[n - 1] != ' '))
			text->data[n++] = text->data[i];
	while (n > 0 && text->data[n - 1] == ' ')
		n--;
	text->len = n;
}

static void
set_identity(struct mail *mail, const struct mime_head *head)
{
	struct item *item = &mail->ingest->item;
	struct mime_span archived = head->field[MIME_ARCHIVED_AT];

	add_identifier(&item->id, identifier(head->field[MIME_MESSAGE_ID]));
	if (item->id.len > 0)
		item->id_rule = "message-id";
	if (archived.n > 0)
		add_identifier(&item->url, identifier(archived));
}

/* The mailing list; it names the source unless the command line does. */
static void
set_list(struct mail *mail, struct mime_span value, struct mime_span charset)
{
	struct item *item = &mail->ingest->item;
	const char *angle = value.n > 0 ? memchr(value.s, '<', value.n) : NULL;

	buf_clear(&mail->scratch);
	add_identifier(&mail->scratch, identifier(value));
	item_source(item, "list_id", mail->scratch.data, mail->scratch.len);
	if (mail->ingest->options.source_name != NULL)
		return;
	buf_clear(&mail->list);
	if (angle != NULL)
		mime_decode_words((struct mime_span){value.s, (size_t)(angle - value.s)}, charset, item, &mail->list);
	squeeze(&mail->list);
	if (mail->list.len >= 2 && mail->list.data[0] == '"' && mail->list.data[mail->list.len - 1] == '"')
		item_source(item, "name", mail->list.data + 1, mail->list.len - 2);
	else if (mail->list.len > 0)
		item_source(item, "name", mail->list.data, mail->list.len);
	else
		item_source(item, "name", mail->scratch.data, mail->scratch.len);
}

static void
set_fields(struct mail *mail, const struct mime_head *head, struct mime_span charset)
{
	struct item *item = &mail->ingest->item;
	bool sent = head->field[MIME_FROM].n == 0;

	set_identity(mail, head);
	mime_decode_words(head->field[MIME_SUBJECT], charset, item, &item->title);
	squeeze(&item->title);
	set_date(mail, head->field[MIME_DATE]);
	set_addresses(mail, head->field[MIME_FROM], charset, "from", true);
	set_addresses(mail, head->field[MIME_SENDER], charset, "sender", sent);
	set_addresses(mail, head->field[MIME_TO], charset, "to", false);
	set_addresses(mail, head->field[MIME_CC], charset, "cc", false);
	set_replies(mail, head);
	set_list(mail, head->field[MIME_LIST_ID], charset);
	if (head->field[MIME_LANGUAGE].n > 0)
		set_language(item, head->field[MIME_LANGUAGE]);
}

static void
set_source(struct mail *mail, const char *s, size_t n, uint64_t offset)
{
	struct item *item = &mail->ingest->item;
	const struct outer *outer = &mail->ingest->outer;
	const char *name = mail->ingest->options.source_name;
	char hex[65];

	item_source(item, "kind", "mail", 4);
	if (name != NULL)
		item_source(item, "name", name, strlen(name));
	item_source(item, "file", mail->document->name, strlen(mail->document->name));
	if (outer->kind != NULL) {
		ingest_add_outer(mail->ingest);
		item_source_number(item, "offset", outer->offset);
		item_source_number(item, "length", outer->length);
	} else {
		item_source_number(item, "offset", offset);
		item_source_number(item, "length", n);
	}
	hash_sha256_hex(s, n, hex);
	item_source(item, "sha256", hex, 64);
}

/* --- Messages */

/* The next line from s + at on that begins with `>From `, `>>From ` ...; n if there is none. s is not the
 * beginning of a line of a body. */
static size_t
next_quoted(const char *s, size_t n, size_t at)
{
	const char *mark;

	while (at < n && (mark = memchr(s + at, '>', n - at)) != NULL) {
		size_t begin = (size_t)(mark - s), end = begin;

		while (end < n && s[end] == '>')
			end++;
		if (begin > 0 && s[begin - 1] == '\n' && n - end >= 5 && memcmp(s + end, "From ", 5) == 0)
			return begin;
		at = end;
	}
	return n;
}

/* Takes a `>` off these lines of a body. False if there are none. */
static bool
unquote(const char *s, size_t n, struct buf *out)
{
	struct mime_head head;
	size_t at = next_quoted(s, n, 0), from = 0, body;

	if (at == n)
		return false;
	body = mime_head_read(s, n, &head);
	buf_clear(out);
	for (at = at < body ? next_quoted(s, n, body) : at; at < n; at = next_quoted(s, n, from)) {
		buf_add(out, s + from, at - from);
		from = at + 1;
	}
	buf_add(out, s + from, n - from);
	return true;
}

/* The charset for raw bytes in the head: that of the first text. */
static struct mime_span
head_charset(const struct mime_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		if (tree->parts[i].label.n > 0)
			return tree->parts[i].label;
	return (struct mime_span){NULL, 0};
}

static void
refuse(struct mail *mail, const char *s, size_t n, uint64_t offset)
{
	struct problem problem = {0};

	problem_set(&problem, 0, (size_t)offset + 1, "a message of %zu bytes without fields or text", n);
	document_reject(mail->document, s, n, &problem);
}

void
mail_read(struct mail *mail, const char *s, size_t n, size_t from_line, bool quoted, uint64_t offset)
{
	struct item *item = &mail->ingest->item;
	struct mime_span text = {s + from_line, n - from_line};
	const struct mime_part *root;

	item_clear(item);
	if (quoted && unquote(text.s, text.n, &mail->unquoted))
		text = (struct mime_span){mail->unquoted.data, mail->unquoted.len};
	mime_tree_read(&mail->tree, text.s, text.n, item);
	root = &mail->tree.parts[0];
	if (root->head.count == 0 && mime_trim(root->body).n == 0) {
		refuse(mail, s, n, offset);
		item_clear(item);
		return;
	}
	set_source(mail, s, n, offset);
	set_fields(mail, &root->head, head_charset(&mail->tree));
	mail_parts_read(mail->parts, &mail->tree, item);
	item_emit(item, mail->document);
}

/* --- Single messages */

static void
refuse_long(struct document *document, const struct buf *raw, size_t limit)
{
	struct problem problem = {0};
	char *bytes;
	size_t n;

	problem_set(&problem, 0, 1, "message longer than --max-record, %zu bytes", limit);
	document_reject(document, "", 0, &problem);
	document_reject_more(document, raw->data, raw->len);
	while (input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		document_reject_more(document, bytes, n);
	document_reject_more(document, "", 0);
}

/* Past a byte order mark and blank lines, which some tools leave before a message. */
static size_t
skip_beginning(const struct buf *raw)
{
	size_t at = raw->len >= 3 && memcmp(raw->data, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	while (at < raw->len && strchr("\r\n", raw->data[at]) != NULL && raw->data[at] != '\0')
		at++;
	return at;
}

void
read_mail(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct buf raw = {0};
	size_t limit = document->input->max_line, at;
	struct mail *mail;
	char *bytes;

	buf_reserve(&raw, n + 1);
	buf_add(&raw, head, n);
	while (raw.len <= limit && input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		buf_add(&raw, bytes, n);
	if (raw.len > limit) {
		refuse_long(document, &raw, limit);
	} else if (!ingest_interrupted(document)) {
		mail = mail_new(ingest, document);
		at = skip_beginning(&raw);
		if (at < raw.len)
			mail_read(mail, raw.data + at, raw.len - at, 0, false, at);
		mail_free(mail);
	}
	buf_free(&raw);
}
