#include "filters/ingest/tree.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "filters/ingest/html_element.h"

#define TREE_MAX_TEXT ((size_t)1 << 30) /* bytes of text and attributes: offsets fit in 32 bits */

/* What an element means for the building of the tree. */
enum {
	VOID = 1,    /* has no content */
	CLOSES_P = 2,
	SCOPE = 4,   /* what is open outside is not closed from inside */
	FORMAT = 8,  /* its end tag does not close blocks */
	IN_HEAD = 16, /* may stand in a head */
	BREAKS = 32, /* breaks out of pictures and formulas */
	IS_BLOCK = 64   /* of the text */
};

static const char *const tag_names[] = {
	"",
#define X(tag, name) name,
	TREE_TAGS(X)
#undef X
	"x-other"
};

static const char *const attribute_names[] = {
#define X(attribute, name) name,
	TREE_ATTRIBUTES(X)
#undef X
};

static const uint8_t tags[TREE_OTHER + 1] = {
	[TREE_ADDRESS] = CLOSES_P | IS_BLOCK,
	[TREE_ARTICLE] = CLOSES_P | IS_BLOCK,
	[TREE_ASIDE] = CLOSES_P | IS_BLOCK,
	[TREE_B] = FORMAT | BREAKS,
	[TREE_BASE] = VOID | IN_HEAD,
	[TREE_BIG] = FORMAT | BREAKS,
	[TREE_BLOCKQUOTE] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_BODY] = BREAKS | IS_BLOCK,
	[TREE_BR] = VOID | BREAKS,
	[TREE_BUTTON] = SCOPE | IS_BLOCK,
	[TREE_CAPTION] = SCOPE | IS_BLOCK,
	[TREE_CENTER] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_CITE] = FORMAT,
	[TREE_CODE] = FORMAT | BREAKS,
	[TREE_COL] = VOID,
	[TREE_DD] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_DETAILS] = CLOSES_P | IS_BLOCK,
	[TREE_DIALOG] = CLOSES_P | IS_BLOCK,
	[TREE_DIR] = CLOSES_P | IS_BLOCK,
	[TREE_DIV] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_DL] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_DT] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_EM] = FORMAT | BREAKS,
	[TREE_EMBED] = VOID | BREAKS,
	[TREE_FIELDSET] = CLOSES_P | IS_BLOCK,
	[TREE_FIGCAPTION] = CLOSES_P | IS_BLOCK,
	[TREE_FIGURE] = CLOSES_P | IS_BLOCK,
	[TREE_FONT] = FORMAT,
	[TREE_FOOTER] = CLOSES_P | IS_BLOCK,
	[TREE_FORM] = CLOSES_P | FORMAT | IS_BLOCK,
	[TREE_H1] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_H2] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_H3] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_H4] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_H5] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_H6] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_HEAD] = IN_HEAD | BREAKS,
	[TREE_HEADER] = CLOSES_P | IS_BLOCK,
	[TREE_HGROUP] = CLOSES_P | IS_BLOCK,
	[TREE_HR] = VOID | CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_HTML] = IN_HEAD | SCOPE,
	[TREE_I] = FORMAT | BREAKS,
	[TREE_IMG] = VOID | BREAKS,
	[TREE_INPUT] = VOID,
	[TREE_LABEL] = FORMAT,
	[TREE_LEGEND] = IS_BLOCK,
	[TREE_LI] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_LINK] = VOID | IN_HEAD,
	[TREE_LISTING] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_MAIN] = CLOSES_P | IS_BLOCK,
	[TREE_MENU] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_META] = VOID | IN_HEAD,
	[TREE_NAV] = CLOSES_P | IS_BLOCK,
	[TREE_NOBR] = FORMAT | BREAKS,
	[TREE_NOSCRIPT] = IN_HEAD | SCOPE,
	[TREE_OBJECT] = SCOPE,
	[TREE_OL] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_OPTION] = IS_BLOCK,
	[TREE_P] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_PARAM] = VOID,
	[TREE_PRE] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_Q] = FORMAT,
	[TREE_S] = FORMAT | BREAKS,
	[TREE_SCRIPT] = IN_HEAD,
	[TREE_SECTION] = CLOSES_P | IS_BLOCK,
	[TREE_SELECT] = IS_BLOCK,
	[TREE_SMALL] = FORMAT | BREAKS,
	[TREE_SOURCE] = VOID,
	[TREE_SPAN] = FORMAT | BREAKS,
	[TREE_STRIKE] = FORMAT | BREAKS,
	[TREE_STRONG] = FORMAT | BREAKS,
	[TREE_STYLE] = IN_HEAD,
	[TREE_SUB] = FORMAT | BREAKS,
	[TREE_SUMMARY] = CLOSES_P | IS_BLOCK,
	[TREE_SUP] = FORMAT | BREAKS,
	[TREE_TABLE] = CLOSES_P | SCOPE | BREAKS | IS_BLOCK,
	[TREE_TBODY] = IS_BLOCK,
	[TREE_TD] = SCOPE | IS_BLOCK,
	[TREE_TEMPLATE] = IN_HEAD | SCOPE,
	[TREE_TFOOT] = IS_BLOCK,
	[TREE_TH] = SCOPE | IS_BLOCK,
	[TREE_THEAD] = IS_BLOCK,
	[TREE_TIME] = FORMAT,
	[TREE_TITLE] = IN_HEAD,
	[TREE_TR] = IS_BLOCK,
	[TREE_TRACK] = VOID,
	[TREE_TT] = FORMAT | BREAKS,
	[TREE_U] = FORMAT | BREAKS,
	[TREE_UL] = CLOSES_P | BREAKS | IS_BLOCK,
	[TREE_VAR] = FORMAT | BREAKS,
	[TREE_WBR] = VOID,
	[TREE_XMP] = CLOSES_P | IS_BLOCK,
};

/* The place of a name in a table in alphabetical order; count if it is not there. */
static size_t
find_name(const char *const *names, size_t count, const char *name, size_t n)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = html_name_compare(name, n, names[middle]);

		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return count;
}

enum tree_tag
tree_tag_find(const char *name, size_t n)
{
	size_t at = find_name(tag_names + 1, TREE_OTHER - 1, name, n);

	return at == TREE_OTHER - 1 ? TREE_OTHER : (enum tree_tag)(at + 1);
}

/* What tells elements that have no tag of their own from each other. */
static uint32_t
name_hash(const char *name, size_t n)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash;
}

const char *
tree_tag_name(enum tree_tag tag)
{
	return tag_names[tag];
}

bool
tree_is_block(enum tree_tag tag)
{
	return tags[tag] & IS_BLOCK;
}

void
tree_begin(struct tree *tree)
{
	buf_clear(&tree->text);
	buf_reserve(&tree->text, 1); /* never NULL */
	tree->count = tree->attribute_count = 0;
	tree->beyond = tree->foreign = 0;
	tree->seen_body = tree->flattened = tree->full = false;
	tree->nodes = xgrow(tree->nodes, &tree->cap, 1, sizeof(*tree->nodes));
	tree->nodes[tree->count++] = (struct tree_node){.tag = TREE_OTHER};
	memset(tree->open, 0, sizeof(tree->open));
	tree->open[TREE_OTHER] = 1;
	tree->stack[0] = 0;
	tree->depth = 1;
}

void
tree_free(struct tree *tree)
{
	free(tree->nodes);
	free(tree->attributes);
	buf_free(&tree->text);
	*tree = (struct tree){0};
}

static enum tree_tag
open_tag(const struct tree *tree, size_t i)
{
	return tree->nodes[tree->stack[i]].tag;
}

/* Closes what is open from place i of the stack on. */
static void
pop_to(struct tree *tree, size_t i, bool closed)
{
	while (tree->depth > i) {
		struct tree_node *node = &tree->nodes[tree->stack[--tree->depth]];

		tree->open[node->tag]--;
		node->end = (uint32_t)tree->count;
		node->closed = closed && tree->depth == i;
	}
	tree->beyond = 0;
}

/* The place of the innermost open element of one of two tags, with no scope's border between and none
 * of two other tags; 0, which is the root, if there is none. */
static size_t
find_open(const struct tree *tree, enum tree_tag one, enum tree_tag other, enum tree_tag border,
          enum tree_tag border2)
{
	for (size_t i = tree->depth; i-- > 1;) {
		enum tree_tag tag = open_tag(tree, i);

		if (tag == one || tag == other)
			return i;
		if ((tags[tag] & SCOPE) || tag == border || tag == border2)
			return 0;
	}
	return 0;
}

static void
close_open(struct tree *tree, enum tree_tag one, enum tree_tag other, enum tree_tag border,
           enum tree_tag border2)
{
	size_t i = 0;

	if (tree->open[one] > 0 || tree->open[other] > 0)
		i = find_open(tree, one, other, border, border2);
	if (i > 0)
		pop_to(tree, i, true);
}

/* The same inside a table: cells and rows are closed by the next, whatever is open in them. */
static void
close_in_table(struct tree *tree, bool cells_only, bool sections)
{
	size_t found = 0;

	for (size_t i = tree->depth; i-- > 1;) {
		enum tree_tag tag = open_tag(tree, i);

		if (tag == TREE_TABLE || tag == TREE_TEMPLATE || tag == TREE_HTML)
			break;
		if (tag == TREE_TD || tag == TREE_TH || (!cells_only && tag == TREE_TR) || tag == TREE_CAPTION
		    || (sections && (tag == TREE_TBODY || tag == TREE_THEAD || tag == TREE_TFOOT)))
			found = i;
		if (cells_only && tag == TREE_TR)
			break;
	}
	if (found > 0)
		pop_to(tree, found, true);
}

/* A link in a link ends the outer one, unless blocks have begun between. */
static void
close_link(struct tree *tree)
{
	for (size_t i = tree->depth; i-- > 1 && !(tags[open_tag(tree, i)] & (SCOPE | IS_BLOCK));)
		if (open_tag(tree, i) == TREE_A) {
			pop_to(tree, i, true);
			return;
		}
}

/* Closes what a start tag implies to be over. */
static void
imply_ends(struct tree *tree, enum tree_tag tag)
{
	if (!(tags[tag] & IN_HEAD))
		close_open(tree, TREE_HEAD, TREE_HEAD, TREE_BODY, TREE_BODY);
	if (tags[tag] & CLOSES_P)
		close_open(tree, TREE_P, TREE_P, TREE_P, TREE_P);
	switch (tag) {
	case TREE_LI:
		close_open(tree, TREE_LI, TREE_LI, TREE_UL, TREE_OL);
		break;
	case TREE_DD:
	case TREE_DT:
		close_open(tree, TREE_DD, TREE_DT, TREE_DL, TREE_DL);
		break;
	case TREE_OPTION:
	case TREE_OPTGROUP:
		close_open(tree, TREE_OPTION, tag, TREE_SELECT, TREE_SELECT);
		break;
	case TREE_TD:
	case TREE_TH:
		close_in_table(tree, true, false);
		break;
	case TREE_TR:
		close_in_table(tree, false, false);
		break;
	case TREE_TBODY:
	case TREE_THEAD:
	case TREE_TFOOT:
		close_in_table(tree, false, true);
		break;
	case TREE_H1:
	case TREE_H2:
	case TREE_H3:
	case TREE_H4:
	case TREE_H5:
	case TREE_H6:
		if (open_tag(tree, tree->depth - 1) >= TREE_H1 && open_tag(tree, tree->depth - 1) <= TREE_H6)
			pop_to(tree, tree->depth - 1, true);
		break;
	case TREE_A:
		close_link(tree);
		break;
	default:
		break;
	}
}

static bool
is_data(const char *s, size_t n)
{
	return n > 64 && html_name_compare(s, 5, "data:") == 0;
}

/* Keeps the attributes of a start tag that something asks for. */
static void
add_attributes(struct tree *tree, struct tree_node *node, const struct markup_token *token)
{
	node->from = (uint32_t)tree->attribute_count;
	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct markup_attribute *a = &token->attributes[i];
		size_t at = find_name(attribute_names, TREE_ATTR_NONE, a->name, a->name_len), n = a->value_len;

		if (at == TREE_ATTR_NONE || is_data(a->value, n))
			continue;
		if (n > TREE_MAX_ATTRIBUTE && at != TREE_ATTR_CONTENT && at != TREE_ATTR_ALT && at != TREE_ATTR_HREF)
			n = TREE_MAX_ATTRIBUTE;
		tree->attributes = xgrow(tree->attributes, &tree->attribute_cap, tree->attribute_count + 1,
		                         sizeof(*tree->attributes));
		tree->attributes[tree->attribute_count++] =
			(struct tree_value){(uint32_t)tree->text.len, (uint32_t)n, (enum tree_attribute)at};
		buf_add(&tree->text, a->value, n);
	}
	node->len = (uint32_t)(tree->attribute_count - node->from);
}

/* Adds a node below the innermost open element; NULL if the tree is full. */
static struct tree_node *
add_node(struct tree *tree, enum tree_tag tag)
{
	struct tree_node *node;

	if (tree->count == TREE_MAX_NODES || tree->text.len > TREE_MAX_TEXT) {
		tree->full = true;
		return NULL;
	}
	tree->nodes = xgrow(tree->nodes, &tree->cap, tree->count + 1, sizeof(*tree->nodes));
	node = &tree->nodes[tree->count++];
	*node = (struct tree_node){.parent = tree->stack[tree->depth - 1], .tag = (uint8_t)tag,
	                           .depth = (uint16_t)tree->depth, .end = (uint32_t)tree->count};
	return node;
}

/* A second html or body adds its attributes to the first one, roughly: as a node without content. */
static bool
is_repeated(struct tree *tree, enum tree_tag tag)
{
	bool again = tag == TREE_BODY && tree->seen_body;

	tree->seen_body |= tag == TREE_BODY;
	return again || (tag == TREE_HTML && tree->count > 1);
}

static void
start(struct tree *tree, const struct markup_token *token)
{
	enum tree_tag tag = tree_tag_find(token->name, token->name_len);
	struct tree_node *node;

	if (tree->foreign > 0) {
		if (!(tags[tag] & BREAKS)) {
			tree->foreign += (tag == TREE_SVG || tag == TREE_MATH) && !token->self_closing;
			return;
		}
		tree->foreign = 0;
		pop_to(tree, tree->depth - 1, true);
	}
	imply_ends(tree, tag);
	node = add_node(tree, tag);
	if (node == NULL)
		return;
	if (tag == TREE_OTHER)
		node->name = name_hash(token->name, token->name_len);
	add_attributes(tree, node, token);
	if ((tags[tag] & VOID) || is_repeated(tree, tag)) {
		node->closed = true;
		return;
	}
	if ((tag == TREE_SVG || tag == TREE_MATH) && token->self_closing)
		return;
	if (tree->depth == TREE_MAX_DEPTH) {
		tree->flattened = true;
		tree->beyond++;
		return;
	}
	tree->foreign = tag == TREE_SVG || tag == TREE_MATH;
	tree->open[tag]++;
	tree->stack[tree->depth++] = (uint32_t)tree->count - 1;
}

/* The place of the element that an end tag closes; 0 for none. */
static size_t
closed_by(const struct tree *tree, enum tree_tag tag, uint32_t name)
{
	bool table = tag == TREE_TABLE || tag == TREE_TR || tag == TREE_TBODY || tag == TREE_THEAD || tag == TREE_TFOOT;

	for (size_t i = tree->open[tag] > 0 ? tree->depth : 0; i-- > 1;) {
		enum tree_tag open = open_tag(tree, i);

		if (open == tag && (tag != TREE_OTHER || tree->nodes[tree->stack[i]].name == name))
			return i;
		if (open == TREE_TABLE || open == TREE_TEMPLATE || open == TREE_HTML || (!table && (tags[open] & SCOPE)))
			return 0;
		if ((tags[tag] & FORMAT) && (tags[open] & IS_BLOCK))
			return 0;
	}
	return 0;
}

static void
end(struct tree *tree, const struct markup_token *token)
{
	enum tree_tag tag = tree_tag_find(token->name, token->name_len);
	size_t i;

	if (tree->foreign > 0) {
		if (tag == TREE_SVG || tag == TREE_MATH) {
			tree->foreign--;
			if (tree->foreign == 0)
				pop_to(tree, tree->depth - 1, true);
			return;
		}
		if (!(tags[tag] & BREAKS))
			return;
		tree->foreign = 0;
		pop_to(tree, tree->depth - 1, true);
	}
	if (tag == TREE_BODY || tag == TREE_HTML)
		return;
	if (tag == TREE_BR) { /* a break for browsers, too */
		struct tree_node *node = add_node(tree, TREE_BR);

		if (node != NULL)
			node->closed = true;
		return;
	}
	if (tree->beyond > 0) {
		tree->beyond--;
		return;
	}
	i = closed_by(tree, tag, tag == TREE_OTHER ? name_hash(token->name, token->name_len) : 0);
	if (i > 0)
		pop_to(tree, i, true);
}

static bool
is_blank(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] > ' ')
			return false;
	return true;
}

/* Whether a script's text is kept: that of data about the page. */
static bool
is_data_script(const struct tree *tree, size_t node)
{
	size_t n;
	const char *type = tree_get(tree, node, TREE_ATTR_TYPE, &n);

	return type != NULL && n >= 19 && html_name_compare(type, 19, "application/ld+json") == 0;
}

static void
text(struct tree *tree, const struct markup_token *token)
{
	enum tree_tag parent = open_tag(tree, tree->depth - 1);
	struct tree_node *last = &tree->nodes[tree->count - 1];

	if (tree->foreign > 0 || token->text_len == 0)
		return;
	if (parent == TREE_STYLE || (parent == TREE_SCRIPT && !is_data_script(tree, tree->stack[tree->depth - 1])))
		return;
	if (parent == TREE_HEAD || parent == TREE_HTML || tree->depth == 1) {
		if (is_blank(token->text, token->text_len))
			return;
		close_open(tree, TREE_HEAD, TREE_HEAD, TREE_BODY, TREE_BODY);
	}
	if (last->tag != TREE_TEXT || last->parent != tree->stack[tree->depth - 1]) {
		last = add_node(tree, TREE_TEXT);
		if (last == NULL)
			return;
		last->from = (uint32_t)tree->text.len;
	}
	if (tree->text.len + token->text_len > TREE_MAX_TEXT) {
		tree->full = true;
		return;
	}
	buf_add(&tree->text, token->text, token->text_len);
	last->len += (uint32_t)token->text_len;
}

/* Tells the tokenizer how the content that follows is to be read: as htmltext.c does. */
static void
set_content(const struct tree *tree, const struct markup_token *token, struct markup *markup)
{
	static const char *const frames[] = {"iframe", "noembed", "noframes", NULL};

	markup_allow_cdata(markup, tree->foreign > 0);
	if (tree->foreign == 0 && !html_name_is_one_of(token->name, token->name_len, frames))
		markup_set_content(markup, markup_element_content(token->name, token->name_len), NULL);
}

void
tree_token(struct tree *tree, const struct markup_token *token, struct markup *markup)
{
	switch (token->kind) {
	case MARKUP_TEXT:
		if (!tree->full)
			text(tree, token);
		break;
	case MARKUP_START:
		if (!tree->full)
			start(tree, token);
		set_content(tree, token, markup);
		break;
	case MARKUP_END:
		if (!tree->full)
			end(tree, token);
		markup_allow_cdata(markup, tree->foreign > 0);
		break;
	default:
		break;
	}
}

void
tree_end(struct tree *tree)
{
	pop_to(tree, 0, false);
}

const char *
tree_get(const struct tree *tree, size_t node, enum tree_attribute attribute, size_t *n)
{
	const struct tree_node *of = &tree->nodes[node];

	for (size_t i = of->from; of->tag != TREE_TEXT && i < (size_t)of->from + of->len; i++)
		if (tree->attributes[i].attribute == attribute) {
			*n = tree->attributes[i].len;
			return tree->text.data + tree->attributes[i].from;
		}
	return NULL;
}

const char *
tree_text(const struct tree *tree, size_t node, size_t *n)
{
	*n = tree->nodes[node].len;
	return tree->text.data + tree->nodes[node].from;
}
