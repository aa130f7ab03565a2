/* The text of a page as blocks, and how much of what is in each element. */
#include <stdlib.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/ingest/page.h"

/* Signs that stand in sentences: Latin, Arabic, Chinese and the like, Devanagari, Armenian, Ethiopic. */
static bool
is_stop(uint32_t c)
{
	switch (c) {
	case ',':
	case '.':
	case ';':
	case '!':
	case '?':
	case 0x060C:
	case 0x061B:
	case 0x061F:
	case 0x06D4:
	case 0x0964:
	case 0x0589:
	case 0x1362:
	case 0x3001:
	case 0x3002:
	case 0xFF0C:
	case 0xFF01:
	case 0xFF1F:
		return true;
	default:
		return false;
	}
}

static bool
is_wide(uint32_t c)
{
	return (c >= 0x1100 && c <= 0x11FF) || (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF)
	       || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

static void
measure(const char *s, size_t n, uint32_t *length, uint32_t *stops)
{
	const char *end = s + n;

	while (s < end) {
		unsigned char b = (unsigned char)*s;
		uint32_t c;

		if (b < 0x80) {
			s++;
			*length += b > ' ';
			*stops += b == '.' || b == ',' || b == ';' || b == '!' || b == '?';
			continue;
		}
		c = utf8_decode(&s, end);
		*stops += is_stop(c);
		*length += is_wide(c) ? 2 : c != 0xA0 && !(c >= 0x2000 && c <= 0x200F);
	}
}

/* The walk over the nodes. */
struct walk {
	struct page *page;
	bool *linked;      /* of each depth: inside a link */
	uint32_t *owners;  /* of each depth: the innermost block */
	size_t broken;     /* the node of the last block's border */
};

static void
add_text(struct walk *walk, size_t i, bool linked, uint32_t owner)
{
	struct page *page = walk->page;
	struct page_block *block;
	uint32_t length = 0, stops = 0;
	size_t n;
	const char *s = tree_text(&page->tree, i, &n);

	measure(s, n, &length, &stops);
	if (length == 0)
		return;
	page->marks[i].length = length;
	page->marks[i].linked = linked ? length : 0;
	block = page->block_count == 0 ? NULL : &page->blocks[page->block_count - 1];
	if (block == NULL || block->owner != owner || walk->broken > block->last) {
		page->blocks = xgrow(page->blocks, &page->block_cap, page->block_count + 1, sizeof(*page->blocks));
		block = &page->blocks[page->block_count++];
		*block = (struct page_block){.first = (uint32_t)i, .owner = owner};
	}
	block->last = (uint32_t)i;
	block->length += length;
	block->linked += linked ? length : 0;
	block->stops += stops;
}

/* Whether a break follows another: a border then, as of paragraphs. */
static bool
is_double_break(const struct tree *tree, size_t i)
{
	size_t n;
	const char *s;

	if (i < 2 || tree->nodes[i].tag != TREE_BR)
		return false;
	if (tree->nodes[i - 1].tag == TREE_BR)
		return true;
	if (tree->nodes[i - 1].tag != TREE_TEXT || tree->nodes[i - 2].tag != TREE_BR)
		return false;
	s = tree_text(tree, i - 1, &n);
	while (n > 0 && (unsigned char)s[n - 1] <= ' ')
		n--;
	return n == 0;
}

/* Prose: a block that reads as sentences. */
static bool
is_prose(const struct page_block *block)
{
	return block->length >= 60 && block->stops >= 1 && block->linked * 2 < block->length;
}

static void
sum_up(struct page *page)
{
	for (size_t i = 0; i < page->block_count; i++) {
		struct page_block *block = &page->blocks[i];

		if (is_prose(block))
			page->marks[block->owner].prose += block->length;
	}
	for (size_t i = page->tree.count; i-- > 1;) {
		struct page_mark *mark = &page->marks[i], *parent = &page->marks[page->tree.nodes[i].parent];

		parent->length += mark->length;
		parent->linked += mark->linked;
		parent->prose += mark->prose;
	}
}

void
page_list_blocks(struct page *page)
{
	const struct tree *tree = &page->tree;
	struct walk walk = {.page = page};
	bool linked[TREE_MAX_DEPTH + 1] = {false};
	uint32_t owners[TREE_MAX_DEPTH + 1] = {0};

	walk.linked = linked;
	walk.owners = owners;
	page->block_count = 0;
	for (size_t i = 1; i < tree->count; i++) {
		const struct tree_node *node = &tree->nodes[i];
		size_t depth = node->depth, n;

		if (page->marks[i].flags & MARK_RULED) {
			i = node->end - 1;
			continue;
		}
		if (node->tag == TREE_TEXT) {
			add_text(&walk, i, linked[depth - 1], owners[depth - 1]);
			continue;
		}
		linked[depth] = linked[depth - 1]
		                || (node->tag == TREE_A && tree_get(tree, i, TREE_ATTR_HREF, &n) != NULL);
		owners[depth] = tree_is_block((enum tree_tag)node->tag) ? (uint32_t)i : owners[depth - 1];
		if (tree_is_block((enum tree_tag)node->tag) || is_double_break(tree, i))
			walk.broken = i;
	}
	sum_up(page);
}
