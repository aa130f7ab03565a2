/* Random rules and records for the evaluator, in globals: trees of all kinds of conditions, texts of
 * which it is known where sentences and quotations are, and hits. */
#ifndef EVALUATE_CASE_H
#define EVALUATE_CASE_H

#include <limits.h>

#include "filters/tag/evaluate.h"
#include "filters/tag/rules_load.h"

#define FIELDS 3 /* rules that name none see two */
#define WORDS 14
#define TERMS 6
#define HITS 12
#define RULES 5
#define LISTS 2

static const char *const field_names[FIELDS] = {"title", "content_text", "note"};
static const char *const languages[] = {"en", "en-GB", "fr", "EN-us", "eng"};
static const char *const all_tags[] = {"a/a", "a/b", "a/c", "b/a", "b/b", "b/c", "c/a", "c/b"};
static const char *const globs[] = {"x/y", "x/*", "a/a", "a/b", "a/*", "?/c", "b/a", "b/c", "b/*", "*/b", "c/a", "*"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Any number below n; of whoever includes this. */
static size_t chance(size_t n);

/* A case: everything lies in the arena. */
static struct arena arena;
static struct term terms[TERMS];
static struct rule *rules[RULES];
static size_t rule_count;
static size_t askable; /* so many of the globs: mostly for tags of rules that come first */
static struct node *lists[LISTS];
static struct text texts[FIELDS];
static struct buf originals[FIELDS];
static unsigned sentence_of[FIELDS][WORDS], paragraph_of[FIELDS][WORDS], quote_of[FIELDS][WORDS];
static struct hit hits[HITS];
static size_t hit_count;
static struct tag_item record_tags[4];
static size_t record_tag_count;
static const char *language;


static void
make_text(size_t f)
{
	struct buf *out = &originals[f];
	unsigned sentence = 1, paragraph = 1, quote = 0, quotes = 0;
	size_t words = 1 + chance(WORDS);

	buf_clear(out);
	for (size_t i = 0; i < words; i++) {
		size_t kind = chance(8);

		if (i > 0 && kind == 0) {
			buf_adds(out, quote ? "\xe2\x80\x9d.\n\n" : ".\n\n");
			quote = 0;
			sentence++;
			paragraph++;
		} else if (i > 0 && kind <= 2) {
			buf_adds(out, ". ");
			sentence++;
		} else if (i > 0) {
			buf_adds(out, " ");
		}
		if (quote == 0 && chance(3) == 0) {
			quote = ++quotes;
			buf_adds(out, "\xe2\x80\x9c");
		}
		buf_addf(out, "wo%c", (char)('a' + i));
		sentence_of[f][i] = sentence;
		paragraph_of[f][i] = paragraph;
		quote_of[f][i] = quote;
		if (quote != 0 && chance(3) == 0) {
			buf_adds(out, "\xe2\x80\x9d");
			quote = 0;
		}
	}
	/* what is not closed is no quotation */
	if (quote != 0)
		buf_adds(out, "\xe2\x80\x9d");
	text_fold(&texts[f], out->data, out->len);
}

static void
make_record(void)
{
	for (size_t f = 0; f < FIELDS; f++)
		make_text(f);
	hit_count = chance(HITS + 1);
	for (size_t i = 0; i < hit_count; i++) {
		uint32_t f = (uint32_t)chance(FIELDS), first = (uint32_t)chance(texts[f].count);
		uint32_t last = first + (uint32_t)(chance(3) == 0 ? chance(4) : 0);

		last = last < texts[f].count ? last : (uint32_t)texts[f].count - 1;
		hits[i] = (struct hit){
			.term = (uint32_t)chance(TERMS), .field = f, .first = first, .last = last,
			.start = texts[f].words[first].start, .end = texts[f].words[last].end,
		};
	}
	record_tag_count = chance(3) == 0 ? chance(4) : 0;
	for (size_t i = 0; i < record_tag_count; i++) {
		const char *tag = chance(4) == 0 ? "x/y" : all_tags[chance(COUNT(all_tags))];

		record_tags[i] = (struct tag_item){.text = tag, .n = strlen(tag)};
	}
	language = chance(3) == 0 ? NULL : languages[chance(COUNT(languages))];
}

static struct node *
new_node(enum node_type type)
{
	struct node *node = arena_get(&arena, sizeof(*node));

	node->type = type;
	return node;
}

static struct node *make_node(size_t depth);

static void
make_children(struct node *node, size_t count, size_t depth)
{
	node->children = arena_get(&arena, count * sizeof(*node->children));
	for (size_t i = 0; i < count; i++)
		node->children[i] = make_node(depth);
	node->count = count;
}

static struct node *
make_any(size_t depth)
{
	struct node *node = new_node(NODE_ANY);

	if (chance(4) == 0 && lists[LISTS - 1] != NULL)
		return lists[chance(LISTS)];
	make_children(node, 1 + chance(3), depth);
	return node;
}

static const char **
pick(const char *const *from, size_t n, size_t *count)
{
	const char **names = arena_get(&arena, 2 * sizeof(*names));

	*count = 1 + chance(2);
	for (size_t i = 0; i < *count; i++)
		names[i] = from[chance(n)];
	return names;
}

static void
make_distance(struct node *node)
{
	node->words = chance(3) == 0 ? NEAR_ANY : chance(5);
	node->same = (enum same)chance(3);
	node->ordered = chance(2);
}

static struct node *
make_set(size_t depth)
{
	struct node *set = new_node(NODE_SET);

	make_children(set, 1 + (chance(4) == 0), depth);
	make_distance(set);
	if (chance(4) == 0)
		set->none = make_any(depth);
	if (chance(4) == 0)
		set->except = make_any(0);
	/* mostly of few kinds, so that sets have the same */
	if (chance(3) == 0) {
		set->beside = chance(3) == 0 || lists[LISTS - 1] == NULL ? make_any(depth) : lists[chance(LISTS)];
		set->same = chance(2) == 0 ? SAME_PARAGRAPH : set->same;
	}
	if (chance(4) == 0)
		set->quoted = (enum quoted)(1 + chance(2));
	if (chance(5) == 0)
		set->fields = pick(field_names, FIELDS, &set->field_count);
	if (chance(6) == 0)
		set->langs = pick(languages, 3, &set->lang_count);
	return set;
}

static struct node *
make_score(size_t depth)
{
	struct node *node = new_node(NODE_SCORE);

	make_children(node, 1 + chance(4), depth);
	node->weights = arena_get(&arena, node->count * sizeof(*node->weights));
	for (size_t i = 0; i < node->count; i++) {
		node->weights[i] = (long)chance(7) - 2;
		if (node->weights[i] == 0)
			node->weights[i] = chance(9) == 0 ? LONG_MAX : 1;
	}
	node->threshold = 1 + (long)chance(6);
	node->cap = chance(2) ? (long)chance(5) : 0;
	return node;
}

static struct node *
make_leaf(void)
{
	struct node *node;

	if (chance(6) == 0) {
		node = new_node(NODE_TAG);
		node->tag = globs[chance(chance(40) == 0 ? COUNT(globs) : askable)];
		return node;
	}
	node = new_node(NODE_TERM);
	node->term = &terms[chance(TERMS)];
	return node;
}

static struct node *
make_node(size_t depth)
{
	struct node *node;

	if (depth == 0)
		return make_leaf();
	switch (chance(10)) {
	case 0:
		node = new_node(NODE_ALL);
		make_children(node, 1 + chance(3), depth - 1);
		return node;
	case 1:
	case 2:
		node = new_node(NODE_NEAR);
		make_distance(node);
		make_children(node, 2 + chance(2), depth - 1);
		return node;
	case 3:
		node = new_node(NODE_AT_LEAST);
		make_children(node, 1 + chance(4), depth - 1);
		node->least = 1 + chance(node->count);
		return node;
	case 4:
		return make_score(depth - 1);
	case 5:
	case 6:
		return make_set(depth - 1);
	case 7:
	case 8:
		return make_any(depth - 1);
	default:
		return make_leaf();
	}
}

/* Lists hold terms, tags and terms with conditions. */
static void
make_lists(void)
{
	askable = 2 + 3 * chance(2);
	lists[LISTS - 1] = NULL;
	for (size_t i = 0; i < LISTS; i++) {
		struct node *list = new_node(NODE_ANY);

		list->count = 1 + chance(5);
		list->children = arena_get(&arena, list->count * sizeof(*list->children));
		for (size_t j = 0; j < list->count; j++)
			list->children[j] = chance(3) == 0 ? make_set(chance(2)) : make_leaf();
		list->list = "list";
		lists[i] = list;
	}
}

static void
make_rules(void)
{
	size_t tag = chance(3);

	make_lists();
	rule_count = 0;
	for (; tag < COUNT(all_tags) && rule_count < RULES; tag += 1 + chance(3)) {
		struct rule *rule = arena_get(&arena, sizeof(*rule));

		rule->tag = all_tags[tag];
		askable = rule->tag[0] == 'a' ? 2 : rule->tag[0] == 'b' ? 5 : 9;
		rule->condition = make_set(chance(4));
		if (chance(4) == 0)
			rule->fields = pick(field_names, FIELDS, &rule->field_count);
		if (chance(6) == 0)
			rule->langs = pick(languages, 3, &rule->lang_count);
		if (chance(4) == 0)
			rule->implies = pick(all_tags, COUNT(all_tags) - 2, &rule->implies_count);
		rules[rule_count++] = rule;
	}
}

#endif
