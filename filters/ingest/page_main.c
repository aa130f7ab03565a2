/* Finds the main text of a page.
 *
 * Text lies in blocks (page_blocks.c). Each speaks for or against the elements around it: paragraphs of sentences for them, by
 * their length, short lines and lines of links against them. The element whose
 * sum is highest holds the main text. What its tag, role and class say to be
 * beside the text (navigation, shares, comments, related pages) is left out before, unless
 * it holds most of the prose; what is short and linked inside the element chosen,
 * after. If little is found the whole text of the page is given instead. */
#include "filters/ingest/page.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "filters/ingest/html_element.h"
#include "filters/ingest/page_class.h"

#define LEAST 140      /* letters; a main text that is shorter is none */
#define BLOCK_MOST 1500 /* how much one block can say */

/* --- What is no text */

static bool
is_hidden(const struct page *page, size_t i)
{
	size_t n;
	const char *s = tree_get(&page->tree, i, TREE_ATTR_STYLE, &n);

	if (tree_get(&page->tree, i, TREE_ATTR_HIDDEN, &n) != NULL)
		return true;
	for (size_t at = 0; s != NULL && at < n; at++) {
		size_t left = n - at, colon = at;

		if ((left < 7 || html_name_compare(s + at, 7, "display") != 0)
		    && (left < 10 || html_name_compare(s + at, 10, "visibility") != 0))
			continue;
		while (colon < n && s[colon] != ':')
			colon++;
		for (colon++; colon < n && s[colon] == ' ';)
			colon++;
		if (colon < n && ((n - colon >= 4 && html_name_compare(s + colon, 4, "none") == 0)
		                  || (n - colon >= 6 && html_name_compare(s + colon, 6, "hidden") == 0)))
			return true;
	}
	return false;
}

/* Elements that the rule of text leaves out; one that nothing closed must not hide the rest of the page. */
static bool
is_ruled_out(const struct tree_node *node)
{
	switch (node->tag) {
	case TREE_SCRIPT:
	case TREE_STYLE:
	case TREE_SVG:
	case TREE_MATH:
		return true;
	case TREE_HEAD:
	case TREE_TITLE:
	case TREE_TEMPLATE:
	case TREE_NOSCRIPT:
		return node->closed;
	default:
		return false;
	}
}

static void
rule_out(struct page *page)
{
	for (size_t i = 1; i < page->tree.count; i++)
		if (is_ruled_out(&page->tree.nodes[i]))
			page->marks[i].flags |= MARK_RULED;
}

/* --- What is beside the text */

/* Whether an id was made of the words of a heading. */
static bool
is_slug(const char *s, size_t n)
{
	size_t parts = 0;

	for (size_t i = 0; i < n; i++)
		parts += s[i] == '-' || s[i] == '_' || s[i] == ' ';
	return parts >= 3;
}

static unsigned
class_of(const struct page *page, size_t i)
{
	static const enum tree_attribute attributes[] = {TREE_ATTR_CLASS, TREE_ATTR_ID};
	unsigned found = 0;

	for (size_t a = 0; a < sizeof(attributes) / sizeof(attributes[0]); a++) {
		size_t n;
		const char *s = tree_get(&page->tree, i, attributes[a], &n);

		if (s != NULL && !(attributes[a] == TREE_ATTR_ID && is_slug(s, n)))
			found |= page_class(s, n);
	}
	return found;
}

static bool
is_one_of(const struct page *page, size_t i, enum tree_attribute attribute, const char *const *words)
{
	size_t n;
	const char *s = tree_get(&page->tree, i, attribute, &n);

	return s != NULL && html_name_is_one_of(s, n, words);
}

static bool
is_article_body(const struct page *page, size_t i)
{
	static const char *const bodies[] = {"articlebody", "reviewbody", NULL};

	return is_one_of(page, i, TREE_ATTR_ITEMPROP, bodies);
}

static bool
has_bad_role(const struct page *page, size_t i)
{
	static const char *const roles[] = {"navigation", "banner", "contentinfo", "complementary", "dialog",
	                                    "alert", "alertdialog", "search", "menu", "menubar", "toolbar", "tooltip",
	                                    "tablist", "button", NULL};
	static const char *const yes[] = {"true", NULL};

	return is_one_of(page, i, TREE_ATTR_ROLE, roles) || is_one_of(page, i, TREE_ATTR_ARIA_HIDDEN, yes);
}

/* Whether an element is, by what it says of itself, beside the text. */
static bool
is_beside(const struct page *page, size_t i, unsigned class)
{
	switch (page->tree.nodes[i].tag) {
	case TREE_NAV:
	case TREE_ASIDE:
	case TREE_FOOTER:
	case TREE_BUTTON:
	case TREE_SELECT:
	case TREE_TEXTAREA:
	case TREE_IFRAME:
	case TREE_OBJECT:
	case TREE_CANVAS:
	case TREE_VIDEO:
	case TREE_DIALOG:
	case TREE_MENU:
	case TREE_LABEL:
	case TREE_LEGEND:
		return true;
	default:
		break;
	}
	return (class & (CLASS_BAD | CLASS_COMMENTS | CLASS_HIDDEN)) || has_bad_role(page, i)
	       || is_hidden(page, i);
}

/* Whether it is left out: not if most of the prose is in it. */
static bool
may_leave_out(const struct page *page, size_t i, unsigned class)
{
	const struct page_mark *mark = &page->marks[i], *all = &page->marks[0];
	enum tree_tag tag = (enum tree_tag)page->tree.nodes[i].tag;

	if (tag == TREE_HTML || tag == TREE_BODY || tag == TREE_MAIN || (mark->flags & MARK_KEEP))
		return false;
	if (class & CLASS_COMMENTS)
		return (uint64_t)mark->prose * 10 < (uint64_t)all->prose * 9;
	return (uint64_t)mark->prose * 10 < (uint64_t)all->prose * 4 || mark->prose == 0;
}

static void
keep_upwards(struct page *page, size_t i)
{
	while (!(page->marks[i].flags & MARK_KEEP)) {
		page->marks[i].flags |= MARK_KEEP;
		i = page->tree.nodes[i].parent;
	}
}

static void
leave_out(struct page *page, bool strictly)
{
	for (size_t i = 1; i < page->tree.count; i++) {
		const struct tree_node *node = &page->tree.nodes[i];
		unsigned class;

		if (node->tag == TREE_TEXT)
			continue;
		if (page->marks[i].flags & MARK_RULED) {
			i = node->end - 1;
			continue;
		}
		class = class_of(page, i);
		page->marks[i].class = (uint8_t)class;
		if (strictly && is_beside(page, i, class) && may_leave_out(page, i, class)) {
			page->marks[i].flags |= MARK_OUT;
			i = node->end - 1;
		}
	}
}

/* --- Which element */

static bool
is_in_heading(const struct page *page, const struct page_block *block)
{
	enum tree_tag tag = (enum tree_tag)page->tree.nodes[block->owner].tag;

	return tag >= TREE_H1 && tag <= TREE_H6;
}

static int32_t
value_of(const struct page *page, const struct page_block *block)
{
	int32_t length = block->length > BLOCK_MOST ? BLOCK_MOST : (int32_t)block->length;
	int32_t linked = (int32_t)((uint64_t)length * block->linked / block->length);
	enum tree_tag owner = (enum tree_tag)page->tree.nodes[block->owner].tag;

	if (is_in_heading(page, block))
		return linked * 2 > length ? -10 : 0;
	if (linked * 2 > length)
		return -20 - (length > 100 ? 50 : length / 2);
	if (length >= 60 && block->stops > 0)
		return length - linked;
	if ((length >= 25 && block->stops > 0) || (length >= 25 && (owner == TREE_LI || owner == TREE_P)))
		return (length - linked) / 2;
	if (owner == TREE_TD || owner == TREE_TH || owner == TREE_LI)
		return 0;
	return -8;
}

/* Whether a block is what stands below the linked headline of another page: a
 * paragraph of its own after such a heading. */
static bool
is_teaser(const struct page *page, size_t i)
{
	const struct page_block *blocks = page->blocks;
	size_t at = i;

	if (blocks[i].length > 400 || (i + 1 < page->block_count && blocks[i + 1].length >= 60
	                               && blocks[i + 1].linked * 2 < blocks[i + 1].length))
		return false;
	/* a name or a date may stand between */
	while (at > 0 && i - at < 3 && !is_in_heading(page, &blocks[at - 1]) && blocks[at - 1].length < 60)
		at--;
	return at > 0 && is_in_heading(page, &blocks[at - 1]) && blocks[at - 1].linked * 10 > blocks[at - 1].length * 9;
}

static void
weigh(struct page *page)
{
	const struct tree *tree = &page->tree;

	for (size_t i = 0; i < tree->count; i++)
		page->marks[i].value = 0;
	for (size_t i = 0; i < page->block_count; i++) {
		struct page_block *block = &page->blocks[i];

		block->value = value_of(page, block);
		if (block->value > 0 && is_teaser(page, i))
			block->value = -20;
		page->marks[block->owner].value += block->value;
	}
	for (size_t i = tree->count; i-- > 1;)
		if (!(page->marks[i].flags & MARK_OUT))
			page->marks[tree->nodes[i].parent].value += page->marks[i].value;
}

/* How much more likely the main text is in an element of this kind: in per cent. */
static int64_t
likelihood(const struct page *page, size_t i)
{
	enum tree_tag tag = (enum tree_tag)page->tree.nodes[i].tag;
	unsigned class = page->marks[i].class;
	int64_t percent = 100;

	if (is_article_body(page, i))
		percent += 30;
	if (class & CLASS_BODY)
		percent += 20;
	else if (class & CLASS_GOOD)
		percent += 5;
	if (tag == TREE_ARTICLE)
		percent += 10;
	else if (tag == TREE_MAIN)
		percent += 5;
	else if (tag == TREE_BODY || tag == TREE_HTML || i == 0)
		percent -= 10;
	else if (tag == TREE_P || tag == TREE_LI || tag == TREE_PRE)
		percent -= 30; /* one paragraph is rarely all */
	else if (tag == TREE_TD)
		percent -= 10;
	return percent;
}

#define NONE SIZE_MAX

/* The element that most speaks for; NONE if none does. */
static size_t
choose(const struct page *page)
{
	size_t best = NONE;
	int64_t most = 0;

	for (size_t i = 0; i < page->tree.count; i++) {
		const struct tree_node *node = &page->tree.nodes[i];
		int64_t score;

		if (page->marks[i].flags & (MARK_RULED | MARK_OUT)) {
			i = node->end - 1;
			continue;
		}
		if (node->tag == TREE_TEXT || page->marks[i].value <= 0)
			continue;
		score = page->marks[i].value * likelihood(page, i);
		if (score >= most) {
			most = score;
			best = i;
		}
	}
	return best;
}

/* Parts of the main text that stand beside the element chosen. */
static void
join_siblings(struct page *page, size_t best)
{
	const struct tree *tree = &page->tree;
	size_t parent = tree->nodes[best].parent;
	int32_t enough = page->marks[best].value / 5;

	page->marks[best].flags |= MARK_IN;
	if (best == 0)
		return;
	for (size_t i = parent + 1; i < tree->nodes[parent].end; i = tree->nodes[i].end) {
		struct page_mark *mark = &page->marks[i];

		if ((mark->flags & (MARK_OUT | MARK_RULED)) || tree->nodes[i].tag == TREE_TEXT)
			continue;
		if (mark->value > enough || (tree->nodes[i].tag == TREE_P && mark->value > 0 && mark->prose > 0 && mark->linked * 4 < mark->length))
			mark->flags |= MARK_IN;
	}
}

/* --- What of it */

static bool
is_list(enum tree_tag tag)
{
	return tag == TREE_UL || tag == TREE_OL || tag == TREE_DL;
}

static bool
equals_title(const struct page *page, size_t i)
{
	struct buf text = {0};
	bool same;

	page_text_of(page, i, 1024, &text);
	same = text.len > 0 && ((text.len == page->facts.title.len
	        && memcmp(text.data, page->facts.title.data, text.len) == 0)
	       || (text.len == page->facts.heading.len && memcmp(text.data, page->facts.heading.data, text.len) == 0
	           && page->tree.nodes[i].tag == TREE_H1));
	buf_free(&text);
	return same;
}

/* Whether a paragraph points to other pages: "Read more: ...". */
static bool
is_pointer(const struct page *page, size_t i)
{
	static const char *const labels[] = {
		"read more", "read also", "read:", "[read", "also read", "see more", "see also", "related", "more:", "more on",
		"recommended", "don't miss", "watch:", "click here", "subscribe", "sign up", "follow us",
		"lire aussi", "à lire", "lisez", "leia", "veja", "saiba mais", "lea también", "lee también", "leer más", "le puede interesar",
		"leggi anche", "mehr zum thema", "lesen sie", "siehe auch", "mehr dazu", "lees ook", "ayrıca", "ilgili haber",
		"читайте также", "Читайте также", "Смотрите также", "По теме", "À lire", "Читать также", "читать также", "читайте:", "смотрите также", "по теме",
		"اقرأ أيضا", "إقرأ أيضا", "اقرأ أيضًا", "اقرأ المزيد", "شاهد أيضا", "طالع أيضا", "مواضيع ذات صلة",
		"بیشتر بخوانید", "همچنین بخوانید", "بخوانید", "מאמרים נוספים", "קראו גם", "קרא עוד", "ראו גם",
	};
	struct buf text = {0};
	bool found = false;

	page_text_of(page, i, 80, &text);
	for (size_t l = 0; l < sizeof(labels) / sizeof(labels[0]) && !found; l++) {
		size_t n = strlen(labels[l]);

		found = text.len >= n && html_name_compare(text.data, n, labels[l]) == 0;
	}
	buf_free(&text);
	return found;
}

/* Whether an element inside the main text is left out of it. */
static bool
is_clutter(const struct page *page, size_t i)
{
	const struct page_mark *mark = &page->marks[i];
	enum tree_tag tag = (enum tree_tag)page->tree.nodes[i].tag;

	if (tag == TREE_IMG) {
		size_t n;

		return tree_get(&page->tree, i, TREE_ATTR_ALT, &n) != NULL && n > PAGE_SHORT_ALT;
	}
	if (tag >= TREE_H1 && tag <= TREE_H2)
		return equals_title(page, i);
	if (!tree_is_block(tag) && tag != TREE_TIME && !(mark->class & CLASS_BYLINE))
		return false;
	if ((mark->class & (CLASS_WEAK | CLASS_BYLINE)) && mark->prose == 0 && mark->length < 200
	    && !(mark->class & CLASS_GOOD))
		return true;
	if (is_list(tag) && mark->linked * 10 > mark->length * 7)
		return true;
	if (tag == TREE_FIGCAPTION)
		return true;
	if (mark->linked * 2 <= mark->length)
		return false;
	return tag == TREE_P ? is_pointer(page, i) : mark->value < 0;
}

static void
prune(struct page *page, size_t from)
{
	const struct tree *tree = &page->tree;

	for (size_t i = from + 1; i < tree->nodes[from].end; i++) {
		struct page_mark *mark = &page->marks[i];

		if (tree->nodes[i].tag == TREE_TEXT)
			continue;
		if (!(mark->flags & (MARK_OUT | MARK_RULED)) && is_clutter(page, i))
			mark->flags |= MARK_OUT;
		if (mark->flags & (MARK_OUT | MARK_RULED))
			i = tree->nodes[i].end - 1;
	}
}

/* Marks the texts that are in. */
static void
mark_texts(struct page *page)
{
	const struct tree *tree = &page->tree;
	size_t in = 0;

	for (size_t i = 0; i < tree->count; i++) {
		if (page->marks[i].flags & (MARK_OUT | MARK_RULED)) {
			i = tree->nodes[i].end - 1;
			continue;
		}
		if ((page->marks[i].flags & MARK_IN) && tree->nodes[i].end > in)
			in = tree->nodes[i].end;
		if (i < in && tree->nodes[i].tag == TREE_TEXT)
			page->marks[i].flags |= MARK_SHOWN;
	}
}

/* Whether a block is a date, as it stands above or below the text of an article. */
static bool
is_dateline(struct page *page, const struct page_block *block)
{
	int64_t seconds;

	if (block->length > 60)
		return false;
	buf_clear(&page->scratch);
	for (size_t i = block->first; i <= block->last; i++)
		if (page->tree.nodes[i].tag == TREE_TEXT)
			page_text_of(page, i, 200, &page->scratch);
	return date_read(page->scratch.data, page->scratch.len, NULL, &seconds) >= DATE_UNZONED;
}

/* Whether a block at the ends of the text is of it: it reads as text, or stands there on its own. */
static bool
is_of_text(struct page *page, const struct page_block *block)
{
	enum tree_tag owner = (enum tree_tag)page->tree.nodes[block->owner].tag;

	if (is_dateline(page, block))
		return false;
	if (block->value > 0 || (owner == TREE_P && block->linked == 0))
		return true;
	return owner == TREE_BODY || owner == TREE_HTML || block->owner == 0;
}

static void
cut_block(struct page *page, const struct page_block *block)
{
	for (size_t at = block->first; at <= block->last; at++)
		if (page->tree.nodes[at].tag == TREE_TEXT)
			page->marks[at].flags |= MARK_CUT;
}

/* Leaves out the short lines before the first paragraph and after the last: names, dates, links. */
static void
trim(struct page *page)
{
	size_t first = 0, last = page->block_count;

	for (; first < page->block_count; first++) {
		const struct page_block *block = &page->blocks[first];

		if (!(page->marks[block->first].flags & MARK_SHOWN))
			continue;
		if (is_of_text(page, block))
			break;
		if (block->value < 0 || is_dateline(page, block))
			cut_block(page, block);
	}
	for (; last-- > first;) {
		const struct page_block *block = &page->blocks[last];

		if (!(page->marks[block->first].flags & MARK_SHOWN))
			continue;
		if (is_of_text(page, block))
			break;
		if (block->value < 0 || is_dateline(page, block))
			cut_block(page, block);
	}
}

/* Letters of what is left. */
static uint64_t
remaining(const struct page *page)
{
	uint64_t length = 0;

	for (size_t i = 1; i < page->tree.count; i++)
		if ((page->marks[i].flags & (MARK_SHOWN | MARK_CUT)) == MARK_SHOWN)
			length += page->marks[i].length;
	return length;
}

static bool
find(struct page *page, bool strictly)
{
	const struct tree *tree = &page->tree;
	size_t best;

	for (size_t i = 0; i < tree->count; i++)
		page->marks[i].flags &= MARK_RULED | MARK_KEEP;
	leave_out(page, strictly);
	weigh(page);
	best = choose(page);
	if (best == NONE)
		return false;
	join_siblings(page, best);
	for (size_t i = 0; i < tree->count; i++)
		if (page->marks[i].flags & MARK_IN)
			prune(page, i);
	mark_texts(page);
	trim(page);
	return remaining(page) >= LEAST;
}

void
page_find_main(struct page *page)
{
	const struct tree *tree = &page->tree;

	page->marks = xgrow(page->marks, &page->mark_cap, tree->count, sizeof(*page->marks));
	memset(page->marks, 0, tree->count * sizeof(*page->marks));
	rule_out(page);
	page_list_blocks(page);
	for (size_t i = 1; i < tree->count; i++)
		if (tree->nodes[i].tag != TREE_TEXT && is_article_body(page, i))
			keep_upwards(page, i);
	page->extraction = PAGE_MAIN;
	if (find(page, true) || find(page, false))
		return;
	page->extraction = PAGE_WHOLE;
	for (size_t i = 0; i < tree->count; i++)
		page->marks[i].flags &= MARK_RULED;
	page->marks[0].flags |= MARK_IN;
}
