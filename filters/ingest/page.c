/* Reads a page of HTML: one record, its main text without what stands around it. The page is held as a
 * whole, as bytes and then as a tree, for nothing of it is known before its end. */
#include "filters/ingest/page.h"

#include <stdlib.h>

#include "common/chars.h"
#include "common/date.h"
#include "common/hash.h"
#include "common/json.h"
#include "common/url.h"
#include "common/xalloc.h"
#include "filters/ingest/encoding.h"
#include "filters/ingest/htmltext.h"

/* --- The document as tokens */

/* What the decoder gives goes to the tokenizer, and its tokens to the tree or, where
 * that is full, to the text at once. */
struct source {
	struct decoder *decoder;
	struct markup *markup;
	struct tree *tree;
	struct htmltext *html;
	bool to_text;
};

static void
decoded(const char *s, size_t n, uint64_t offset, void *context)
{
	struct source *source = context;

	markup_push(source->markup, s, n, offset);
}

static void
token(const struct markup_token *one, void *context)
{
	struct source *source = context;

	if (source->to_text)
		htmltext_token(source->html, one, source->markup);
	else
		tree_token(source->tree, one, source->markup);
}

static void
run(struct source *source, const struct buf *raw, const struct outer *outer)
{
	const struct encoding *forced = encoding_find(outer->charset, outer->charset_n);

	decoder_begin(source->decoder, raw->data, raw->len < ENCODING_HEAD ? raw->len : ENCODING_HEAD, MARKUP_HTML,
	              forced);
	markup_reset(source->markup);
	decoder_push(source->decoder, raw->data, raw->len);
	decoder_end(source->decoder);
	markup_end(source->markup);
}

static void
name_repairs(struct source *source, struct item *item)
{
	unsigned repairs = markup_repairs(source->markup);
	const char *decoding = decoder_repair(source->decoder);

	if (repairs & MARKUP_ATTRIBUTES)
		item_repair(item, "attributes-cut");
	if (repairs & MARKUP_NAME_CUT)
		item_repair(item, "name-cut");
	if (decoding != NULL)
		item_repair(item, decoding);
	if (markup_cut(source->markup))
		item_repair(item, "markup-unclosed");
	if (source->tree->flattened)
		item_repair(item, "depth-flattened");
	if (source->tree->full)
		item_repair(item, "tree-full");
}

/* --- The text */

/* Gives a node of the tree as a token. */
static void
replay(struct htmltext *html, const struct tree *tree, size_t i, enum markup_kind kind)
{
	const struct tree_node *node = &tree->nodes[i];
	struct markup_token one = {.kind = kind};
	struct markup_attribute attributes[2];

	one.attributes = attributes;
	if (kind == MARKUP_TEXT) {
		one.text = tree_text(tree, i, &one.text_len);
	} else {
		static const struct {
			enum tree_attribute attribute;
			const char *name;
		} wanted[] = {{TREE_ATTR_HREF, "href"}, {TREE_ATTR_ALT, "alt"}};

		one.name = tree_tag_name((enum tree_tag)node->tag);
		one.name_len = strlen(one.name);
		for (size_t a = 0; a < 2 && kind == MARKUP_START; a++) {
			struct markup_attribute *to = &attributes[one.attribute_count];

			to->value = tree_get(tree, i, wanted[a].attribute, &to->value_len);
			if (to->value == NULL)
				continue;
			to->name = wanted[a].name;
			to->name_len = strlen(to->name);
			one.attribute_count++;
		}
	}
	htmltext_token(html, &one, NULL);
}

/* Whether a link is left without text: its address would say nothing. */
static bool
is_empty_link(const struct page *page, size_t i)
{
	const struct tree *tree = &page->tree;

	if (page->extraction != PAGE_MAIN || tree->nodes[i].tag != TREE_A)
		return false;
	for (size_t at = i + 1; at < tree->nodes[i].end; at++) {
		unsigned flags = page->marks[at].flags;

		if ((flags & (MARK_SHOWN | MARK_CUT)) == MARK_SHOWN && page->marks[at].length > 0)
			return false;
		if (tree->nodes[at].tag == TREE_A || (tree->nodes[at].tag == TREE_IMG && !(flags & MARK_OUT)))
			return false; /* links in links are rare: no search twice */
	}
	return true;
}

/* The text of what is marked to be in. */
static void
write_text(struct page *page, struct htmltext *html)
{
	const struct tree *tree = &page->tree;
	size_t open[TREE_MAX_DEPTH + 1], depth = 0, in = 0;

	for (size_t i = 0; i < tree->count; i++) {
		const struct tree_node *node = &tree->nodes[i];
		unsigned flags = page->marks[i].flags;

		while (depth > 0 && tree->nodes[open[depth - 1]].end <= i)
			replay(html, tree, open[--depth], MARKUP_END);
		if ((flags & MARK_IN) && node->end > in)
			in = node->end;
		if (i >= in)
			continue;
		if (node->tag == TREE_TEXT) {
			if (!(flags & MARK_CUT))
				replay(html, tree, i, MARKUP_TEXT);
			continue;
		}
		if ((flags & (MARK_RULED | MARK_OUT)) || is_empty_link(page, i)) {
			if (tree_is_block((enum tree_tag)node->tag)) {
				replay(html, tree, i, MARKUP_START);
				replay(html, tree, i, MARKUP_END);
			}
			i = node->end - 1;
			continue;
		}
		/* text that nothing closed stays text, though its element is none of the text */
		if (node->tag == TREE_TITLE || node->tag == TREE_HEAD || node->tag == TREE_NOSCRIPT || node->tag == TREE_TEMPLATE)
			continue;
		replay(html, tree, i, MARKUP_START);
		if (node->end > i + 1)
			open[depth++] = i;
		else
			replay(html, tree, i, MARKUP_END);
	}
	while (depth > 0)
		replay(html, tree, open[--depth], MARKUP_END);
}

void
page_level(const char *s, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\0')
			continue;
		if (!char_is_space(s[i]))
			buf_addc(out, s[i]);
		else if (out->len > 0 && out->data[out->len - 1] != ' ')
			buf_addc(out, ' ');
	}
}

size_t
page_cut(const char *s, size_t n, size_t limit)
{
	if (n <= limit)
		return n;
	while (limit > 0 && ((unsigned char)s[limit] & 0xC0) == 0x80)
		limit--;
	return limit;
}

void
page_text_of(const struct page *page, size_t node, size_t limit, struct buf *out)
{
	const struct tree *tree = &page->tree;
	size_t begin = out->len;

	for (size_t i = node; i < tree->nodes[node].end && out->len - begin < limit; i++) {
		size_t n;
		const char *s;

		if (tree->nodes[i].tag == TREE_SCRIPT || tree->nodes[i].tag == TREE_STYLE)
			i = tree->nodes[i].end - 1;
		if (tree->nodes[i].tag == TREE_BR)
			page_level(" ", 1, out);
		if (tree->nodes[i].tag != TREE_TEXT)
			continue;
		s = tree_text(tree, i, &n);
		page_level(s, page_cut(s, n, limit), out);
	}
	while (out->len > begin && out->data[out->len - 1] == ' ')
		out->len--;
}

/* --- The record */

static void
add_source(struct page *page, const struct buf *raw)
{
	struct ingest *ingest = page->ingest;
	struct item *item = &ingest->item;
	const struct outer *outer = &ingest->outer;
	const char *name = ingest->options.source_name;
	char date[21];

	item_source(item, "kind", "html", 4);
	if (name != NULL)
		item_source(item, "name", name, strlen(name));
	else
		item_source(item, "name", page->facts.site.data, page->facts.site.len);
	item_source(item, "url", outer->url, outer->url_n);
	if (outer->has_date && date_format(outer->date, date))
		item_source(item, "fetched", date, 20);
	item_source(item, "file", page->document->name, strlen(page->document->name));
	if (outer->kind != NULL) {
		item_source(item, "container", outer->kind, strlen(outer->kind));
		item_source_number(item, "offset", outer->offset);
	}
	item_source_number(item, "length", outer->kind != NULL && outer->length > 0 ? outer->length : raw->len);
	item_source(item, "sha256", page->sha256, 64);
}

static bool
take_date(struct page *page, const struct buf *from, const char *key, int64_t *seconds)
{
	struct item *item = &page->ingest->item;
	enum date_precision precision;
	bool published = strcmp(key, "date") == 0;

	if (from->len == 0)
		return false;
	precision = date_read(from->data, from->len, &page->ingest->options, seconds);
	item_source(item, key, from->data, from->len < 1024 ? from->len : 1024);
	if (published && precision == DATE_DAY)
		item_source(item, "date_precision", "day", 3);
	else if (published && precision == DATE_MONTH)
		item_source(item, "date_precision", "month", 5);
	else if (published && precision == DATE_UNZONED)
		item_source(item, "date_tz", "unknown", 7);
	return precision >= DATE_DAY;
}

/* The address: what the page says is its own; a site's front page is not one of an article, though. */
static void
set_url(struct page *page)
{
	struct item *item = &page->ingest->item;
	const struct outer *outer = &page->ingest->outer;
	const struct buf *canonical = &page->facts.canonical;

	buf_clear(&page->scratch);
	url_resolve(page->facts.base.data, page->facts.base.len, canonical->data, canonical->len, &item->url);
	if (canonical->len == 0 || !url_canonical(item->url.data, item->url.len, &page->scratch))
		item_set(&item->url, outer->url, outer->url_n);
}

static void
add_authors(struct page *page)
{
	const struct buf *authors = &page->facts.author;

	for (size_t at = 0; at < authors->len;) {
		const char *s = authors->data + at, *stop = memchr(s, '\n', authors->len - at);

		item_author(&page->ingest->item, s, (size_t)(stop - s), "", 0);
		at += (size_t)(stop - s) + 1;
	}
}

static void
fill(struct page *page, const struct buf *raw)
{
	struct item *item = &page->ingest->item;
	const struct page_facts *facts = &page->facts;

	add_source(page, raw);
	set_url(page);
	item_set(&item->title, facts->title.data, facts->title.len);
	if (facts->title_cut)
		item_repair(item, "title-cut");
	item_set(&item->language, facts->language.data, facts->language.len);
	item->has_published = take_date(page, &facts->published, "date", &item->published);
	item->has_modified = take_date(page, &facts->modified, "date_modified", &item->modified);
	add_authors(page);
	page_add_pictures(page);
	if (facts->categories.len > 0) {
		buf_clear(&page->scratch);
		buf_addc(&page->scratch, '[');
		buf_add(&page->scratch, facts->categories.data, facts->categories.len);
		buf_addc(&page->scratch, ']');
		item_source_json(item, "categories", page->scratch.data, page->scratch.len);
	}
	item_source(item, "dir", facts->direction.data, facts->direction.len);
}

/* Undoes, as if it were text, what begins a comment that never ends: it would hide the rest of the page. */
static bool
open_comment(struct buf *raw)
{
	char *s = raw->data, *end = s + raw->len, *last = NULL, *p;
	bool found = false;

	for (p = s; (p = memmem(p, (size_t)(end - p), "-->", 3)) != NULL; p += 3)
		last = p + 3;
	for (p = last != NULL ? last : s; (p = memmem(p, (size_t)(end - p), "<!--", 4)) != NULL; p += 4) {
		memset(p, ' ', 4);
		found = true;
	}
	return found;
}

/* A summary says more than the text only if it is not its beginning. */
static void
add_summary(struct item *item, const struct buf *summary)
{
	if (summary->len > 0 && memmem(item->content_text.data, item->content_text.len, summary->data, summary->len) == NULL)
		item_set(&item->summary, summary->data, summary->len);
}

/* A page that is filled in by a script, or for those who pay, shows less of its text than its data have. */
static bool
shows_little(const struct page *page, size_t shown)
{
	return page->facts.body.len > 600 && shown < page->facts.body.len / 2;
}

static void
take_text(struct page *page, struct htmltext *html)
{
	static const char *const ways[] = {[PAGE_MAIN] = "main", [PAGE_WHOLE] = "whole", [PAGE_DATA] = "json-ld"};
	struct item *item = &page->ingest->item;
	const struct buf *text = htmltext_text(html);

	if (shows_little(page, text->len)) {
		htmltext_fragment(html, page->facts.body.data, page->facts.body.len, MARKUP_HTML, page->facts.base.data,
		                  page->facts.base.len);
		page->extraction = PAGE_DATA;
	}
	item_source(item, "extraction", ways[page->extraction], strlen(ways[page->extraction]));
	item_source_number(item, "text_rule", HTMLTEXT_RULE);
	item_set(&item->content_text, text->data, text->len);
	htmltext_links(html, item->max_text, &item->links);
	if (htmltext_links_cut(html))
		item_repair(item, "links-cut");
	add_summary(item, &page->facts.summary);
}

static void
build_tree(struct page *page, struct source *source, const struct buf *raw)
{
	tree_begin(&page->tree);
	run(source, raw, &page->ingest->outer);
	tree_end(&page->tree);
}

static void
read_page_from(struct page *page, struct source *source, struct buf *raw)
{
	struct item *item = &page->ingest->item;

	item_clear(item);
	hash_sha256_hex(raw->data, raw->len, page->sha256);
	build_tree(page, source, raw);
	if (markup_cut(source->markup) && open_comment(raw)) {
		item_repair(item, "comment-unclosed");
		build_tree(page, source, raw);
	}
	name_repairs(source, item);
	page_read_facts(page);
	page->extraction = PAGE_WHOLE;
	if (!page->tree.full)
		page_find_main(page);
	fill(page, raw);
	htmltext_begin(source->html, page->facts.base.data, page->facts.base.len);
	if (page->tree.full) {
		source->to_text = true;
		run(source, raw, &page->ingest->outer);
	} else {
		write_text(page, source->html);
	}
	htmltext_end(source->html);
	take_text(page, source->html);
	if (item->title.len + item->content_text.len + item->summary.len > 0)
		item_emit(item, page->document);
	item_clear(item);
}

static void
free_page(struct page *page)
{
	struct page_facts *facts = &page->facts;
	struct buf *const all[] = {
		&facts->title, &facts->site, &facts->canonical, &facts->base, &facts->summary, &facts->language,
		&facts->direction, &facts->published, &facts->modified, &facts->author, &facts->image,
		&facts->categories, &facts->body, &facts->heading, &page->scratch,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		buf_free(all[i]);
	tree_free(&page->tree);
	free(page->marks);
	free(page->blocks);
	free(page);
}

static void
read_whole(struct ingest *ingest, struct document *document, struct buf *raw)
{
	struct page *page = xcalloc(1, sizeof(*page));
	struct source source = {.tree = &page->tree};

	page->ingest = ingest;
	page->document = document;
	source.decoder = decoder_new(decoded, &source);
	source.markup = markup_new(MARKUP_HTML, token, &source);
	source.html = htmltext_new();
	read_page_from(page, &source, raw);
	decoder_free(source.decoder);
	markup_free(source.markup);
	htmltext_free(source.html);
	free_page(page);
}

/* What is longer than the limit streams by; only the rejects see all of it. */
static void
refuse_long(struct document *document, const struct buf *raw, size_t limit)
{
	struct problem problem = {0};
	char *bytes;
	size_t n;

	problem_set(&problem, 0, limit + 1, "page longer than --max-record, %zu bytes", limit);
	document_reject(document, "", 0, &problem);
	document_reject_more(document, raw->data, raw->len);
	while (input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		document_reject_more(document, bytes, n);
	document_reject_more(document, "", 0);
}

void
read_page(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	size_t limit = document->input->max_line;
	struct buf raw = {0};
	char *bytes;

	buf_reserve(&raw, n + 1); /* never NULL */
	buf_add(&raw, head, n);
	while (raw.len <= limit && input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		buf_add(&raw, bytes, n);
	if (raw.len > limit)
		refuse_long(document, &raw, limit);
	else if (!ingest_interrupted(document) && raw.len > 0)
		read_whole(ingest, document, &raw);
	buf_free(&raw);
}
