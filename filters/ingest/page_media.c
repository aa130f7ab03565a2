/* The pictures of a page: the one that it names as its own, and those of its main text, whose captions
 * and alternative texts, which are not in that text, become the titles of attachments. */
#include "common/json.h"
#include "common/url.h"
#include "filters/ingest/html_element.h"
#include "filters/ingest/page.h"
#include "filters/ingest/page_class.h"

#define MAX_ADDRESS ((size_t)4096)
#define MAX_CAPTION ((size_t)4096)
#define MAX_ATTACHMENTS ((size_t)64 * 1024) /* bytes of all */

/* A picture that waits for its caption. */
struct picture {
	struct buf url, title;
	bool captioned;
};

static const char *
type_of(const char *s, size_t n)
{
	static const struct {
		const char *ending, *type;
	} types[] = {{".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".png", "image/png"}, {".gif", "image/gif"},
	             {".webp", "image/webp"}, {".avif", "image/avif"}, {".svg", "image/svg+xml"}};
	const char *query = memchr(s, '?', n);

	n = query != NULL ? (size_t)(query - s) : n;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t length = strlen(types[i].ending);

		if (n > length && html_name_compare(s + n - length, length, types[i].ending) == 0)
			return types[i].type;
	}
	return NULL;
}

/* Adds an attachment, unless one of that address is there. */
static void
attach(struct page *page, const char *url, size_t n, const struct buf *title)
{
	struct buf *list = &page->ingest->item.attachments, json = {0};
	const char *type;

	buf_clear(&page->scratch);
	url_resolve(page->facts.base.data, page->facts.base.len, url, n, &page->scratch);
	type = type_of(page->scratch.data, page->scratch.len);
	buf_adds(&json, "{\"url\":");
	json_add_string(&json, page->scratch.data, page->scratch.len);
	if (list->len > MAX_ATTACHMENTS) {
		item_repair(&page->ingest->item, "list-cut");
	} else if (list->len == 0 || memmem(list->data, list->len, json.data, json.len) == NULL) {
		if (list->len > 0)
			buf_addc(list, ',');
		buf_add(list, json.data, json.len);
		if (type != NULL) {
			json_add_key(list, "mime_type");
			json_add_string(list, type, strlen(type));
		}
		if (title != NULL && title->len > 0) {
			json_add_key(list, "title");
			json_add_string(list, title->data, title->len);
		}
		buf_adds(list, ",\"_kind\":\"image\"}");
	}
	buf_free(&json);
}

static void
flush(struct page *page, struct picture *picture)
{
	if (picture->url.len > 0 && picture->title.len > 0)
		attach(page, picture->url.data, picture->url.len, &picture->title);
	buf_clear(&picture->url);
	buf_clear(&picture->title);
	picture->captioned = false;
}

static void
take_picture(struct page *page, size_t i, struct picture *picture)
{
	size_t n, alt_n;
	const char *url = tree_get(&page->tree, i, TREE_ATTR_SRC, &n), *alt = tree_get(&page->tree, i, TREE_ATTR_ALT, &alt_n);

	flush(page, picture);
	if (url == NULL || n == 0 || n > MAX_ADDRESS)
		return;
	buf_add(&picture->url, url, n);
	if (alt != NULL && alt_n > PAGE_SHORT_ALT)
		page_level(alt, page_cut(alt, alt_n, MAX_CAPTION), &picture->title);
}

static void
take_caption(struct page *page, size_t i, struct picture *picture)
{
	if (picture->url.len == 0 || picture->captioned)
		return;
	buf_clear(&picture->title);
	page_text_of(page, i, MAX_CAPTION, &picture->title);
	picture->captioned = true;
}

static bool
is_caption(const struct page *page, size_t i)
{
	return page->tree.nodes[i].tag == TREE_FIGCAPTION || (page->marks[i].class & CLASS_CAPTION);
}

void
page_add_pictures(struct page *page)
{
	const struct tree *tree = &page->tree;
	struct picture picture = {0};
	size_t in = 0;

	if (page->facts.image.len > 0 && page->facts.image.len <= MAX_ADDRESS)
		attach(page, page->facts.image.data, page->facts.image.len, NULL);
	for (size_t i = 0; i < tree->count && page->extraction == PAGE_MAIN && !tree->full; i++) {
		const struct tree_node *node = &tree->nodes[i];
		unsigned flags = page->marks[i].flags;

		if ((flags & MARK_IN) && node->end > in)
			in = node->end;
		if (i >= in || node->tag == TREE_TEXT)
			continue;
		if (node->tag == TREE_IMG && !(flags & MARK_RULED)) {
			take_picture(page, i, &picture);
		} else if (is_caption(page, i) && picture.url.len > 0) {
			take_caption(page, i, &picture);
			if (flags & MARK_OUT)
				i = node->end - 1;
		} else if ((flags & (MARK_OUT | MARK_RULED)) && node->tag != TREE_FIGURE && !is_caption(page, i)) {
			i = node->end - 1;
		}
	}
	flush(page, &picture);
	buf_free(&picture.url);
	buf_free(&picture.title);
}
