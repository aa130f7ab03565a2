#include "filters/ingest/telegram_page.h"

#include <string.h>

#include "common/hash.h"

/* Bytes before what is being read that are kept: a message may have begun there. */
#define RAW_TAIL ((size_t)16 * 1024)

static const char *const voids[] = {
	"area", "base", "br", "col", "embed", "hr", "img", "input", "link",
	"meta", "param", "source", "track", "wbr",
};

/* Elements that an end tag of running text does not reach beyond. */
static const char *const blocks[] = {"div", "section", "main", "body", "html", "table", "header", "blockquote"};

static bool
is_one_of(const char *name, size_t n, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == n && memcmp(list[i], name, n) == 0)
			return true;
	return false;
}

static bool
is_block(const char *name, size_t n)
{
	return is_one_of(name, n, blocks, sizeof(blocks) / sizeof(blocks[0]));
}

/* --- The stack */

struct telegram_element *
telegram_page_top(struct telegram_page *page)
{
	return page->depth > 0 ? &page->stack[page->depth - 1] : NULL;
}

bool
telegram_page_inside(const struct telegram_page *page, unsigned role)
{
	for (size_t i = page->depth; i-- > 0;)
		if (page->stack[i].role == role && page->stack[i].owner)
			return true;
	return false;
}

static void
pop(struct telegram_page *page)
{
	page->reader->end(page, telegram_page_top(page));
	page->depth--;
}

void
telegram_page_close(struct telegram_page *page, unsigned role)
{
	size_t i = page->depth;

	while (i > 0 && !(page->stack[i - 1].role == role && page->stack[i - 1].owner))
		i--;
	page->over = i > 0 ? 0 : page->over;
	while (i > 0 && page->depth >= i)
		pop(page);
}

static bool
is_called(const struct telegram_element *element, const struct markup_token *token)
{
	size_t kept = token->name_len < sizeof(element->name) ? token->name_len : sizeof(element->name);

	return element->name_len == token->name_len && memcmp(element->name, token->name, kept) == 0;
}

static void
start(struct telegram_page *page, const struct markup_token *token)
{
	bool empty = is_one_of(token->name, token->name_len, voids, sizeof(voids) / sizeof(voids[0]));
	struct telegram_element *parent = telegram_page_top(page), *element, spare;
	size_t kept = token->name_len < sizeof(spare.name) ? token->name_len : sizeof(spare.name);

	markup_set_content(page->markup, markup_element_content(token->name, token->name_len), NULL);
	if (page->in_message && page->reader->begins(token)) {
		telegram_page_close(page, page->reader->message);
		parent = telegram_page_top(page);
	}
	if (page->depth == TELEGRAM_PAGE_DEPTH && !page->in_message) {
		page->depth = page->over = 0;
		parent = NULL;
	} else if (page->depth == TELEGRAM_PAGE_DEPTH && !empty) {
		page->over++;
		return;
	}
	element = page->depth == TELEGRAM_PAGE_DEPTH ? &spare : &page->stack[page->depth];
	*element = (struct telegram_element){.name_len = token->name_len, .role = parent == NULL ? 0 : parent->role};
	memcpy(element->name, token->name, kept);
	if (empty) {
		page->reader->start(page, token, element);
		return;
	}
	page->depth++;
	page->reader->start(page, token, element);
}

static void
end(struct telegram_page *page, const struct markup_token *token)
{
	bool block = is_block(token->name, token->name_len);
	size_t i = page->depth;

	if (page->over > 0) {
		page->over--;
		return;
	}
	for (; i > 0 && !is_called(&page->stack[i - 1], token); i--)
		if (!block && is_block(page->stack[i - 1].name, page->stack[i - 1].name_len))
			return;
	while (i > 0 && page->depth >= i)
		pop(page);
}

static void
take(const struct markup_token *token, void *context)
{
	struct telegram_page *page = context;

	page->size += token->text_len;
	if (token->kind == MARKUP_TEXT) {
		page->reader->text(page, token->text, token->text_len);
		return;
	}
	page->tag = token->offset;
	page->tag_end = token->end;
	page->size += token->end - token->offset;
	if (token->kind == MARKUP_START)
		start(page, token);
	else if (token->kind == MARKUP_END)
		end(page, token);
}

/* --- Bytes */

static void
decoded(const char *s, size_t n, uint64_t offset, void *context)
{
	struct telegram_page *page = context;
	enum markup_width width;

	decoder_width(page->decoder, &width);
	markup_set_width(page->markup, width);
	markup_push(page->markup, s, n, offset);
}

/* Drops the raw bytes that no message can need any more. */
static void
trim_raw(struct telegram_page *page)
{
	uint64_t last = page->raw_offset + page->raw.len;
	uint64_t keep = last - (page->raw.len < RAW_TAIL ? page->raw.len : RAW_TAIL);
	size_t gone;

	if (page->in_message && page->begun < keep)
		keep = page->begun;
	if (keep <= page->raw_offset)
		return;
	gone = (size_t)(keep - page->raw_offset);
	memmove(page->raw.data, page->raw.data + gone, page->raw.len - gone);
	page->raw.len -= gone;
	page->raw_offset = keep;
}

static void
push(struct telegram_page *page, const char *s, size_t n)
{
	page->total += n;
	buf_add(&page->raw, s, n);
	decoder_push(page->decoder, s, n);
	trim_raw(page);
}

/* Reads until there is enough to tell the encoding by; false if that is all. */
static bool
read_head(struct telegram_page *page, struct buf *head)
{
	char *bytes;
	size_t n;

	while (head->len < ENCODING_HEAD) {
		if (input_chunk(page->document->input, &bytes, &n) != INPUT_LINE)
			return false;
		buf_add(head, bytes, n);
	}
	return true;
}

void
telegram_page_read(struct telegram_page *page, const char *head, size_t n)
{
	const struct outer *outer = &page->ingest->outer;
	struct buf first = {0};
	char *bytes;
	bool more;

	page->decoder = decoder_new(decoded, page);
	page->markup = markup_new(MARKUP_HTML, take, page);
	buf_add(&first, head, n);
	more = read_head(page, &first);
	decoder_begin(page->decoder, first.data, first.len, MARKUP_HTML,
	              outer->charset_n > 0 ? encoding_find(outer->charset, outer->charset_n) : NULL);
	push(page, first.data, first.len);
	buf_free(&first);
	while (more && !filter_stopping(page->document->filter)
	       && input_chunk(page->document->input, &bytes, &n) == INPUT_LINE)
		push(page, bytes, n);
	decoder_end(page->decoder);
	markup_end(page->markup);
	page->ending = true;
	page->tag = page->tag_end = page->total;
	while (page->depth > 0)
		pop(page);
}

void
telegram_page_free(struct telegram_page *page)
{
	decoder_free(page->decoder);
	markup_free(page->markup);
	buf_free(&page->raw);
}

/* --- Messages */

void
telegram_page_begin(struct telegram_page *page, uint64_t offset)
{
	page->in_message = true;
	page->begun = offset;
	page->size = 0;
}

bool
telegram_page_too_long(const struct telegram_page *page)
{
	return page->in_message && page->size > page->document->input->max_line;
}

/* The message's bytes up to the offset; empty if they cannot be had. */
static const char *
raw_bytes(const struct telegram_page *page, uint64_t last, size_t *n)
{
	enum markup_width width;

	*n = 0;
	if (!decoder_width(page->decoder, &width) || page->begun < page->raw_offset || last < page->begun
	    || last > page->raw_offset + page->raw.len)
		return "";
	*n = (size_t)(last - page->begun);
	return page->raw.data + (page->begun - page->raw_offset);
}

void
telegram_page_source(struct telegram_page *page, uint64_t last)
{
	struct item *item = &page->ingest->item;
	const char *repair = decoder_repair(page->decoder);
	unsigned cut = markup_repairs(page->markup);
	char hash[65];
	size_t n;
	const char *bytes = raw_bytes(page, last, &n);

	if (n > 0) {
		hash_sha256_hex(bytes, n, hash);
		item_source_number(item, "offset", page->begun);
		item_source_number(item, "length", n);
		item_source(item, "sha256", hash, 64);
	}
	if (repair != NULL)
		item_repair(item, repair);
	if ((cut & MARKUP_ATTRIBUTES) != 0)
		item_repair(item, "attributes-cut");
}

void
telegram_page_refuse(struct telegram_page *page, uint64_t offset, const char *why)
{
	struct problem problem = {0};
	const char *bytes = "";
	size_t n = 0;

	if (page->in_message)
		bytes = raw_bytes(page, offset, &n);
	problem_set(&problem, 0, (size_t)(page->in_message ? page->begun : offset) + 1, "%s", why);
	document_reject(page->document, bytes, n, &problem);
}

void
telegram_trim(struct buf *text)
{
	size_t to = 0;

	for (size_t i = 0; i < text->len;) {
		bool line = false, broken = false;
		size_t from = i;

		for (; i < text->len && strchr(" \t\n\r", text->data[i]) != NULL && text->data[i] != '\0'; i++) {
			line |= text->data[i] == '\n';
			broken |= text->data[i] == TELEGRAM_BREAK;
		}
		if (i == text->len)
			break;
		if (broken && to > 0)
			text->data[to++] = '\n';
		else if (i > from && to > 0 && line)
			text->data[to++] = ' ';
		else if (i > from && to > 0)
			for (size_t k = from; k < i; k++)
				text->data[to++] = text->data[k];
		text->data[to++] = text->data[i++];
	}
	text->len = to;
}
