/* Mappings that stand for one thing to be found: a term with conditions of its own, a tag. */
#include <string.h>

#include "filters/tag/rules_load.h"

/* Words that may stand between a term and what it must be near, if nothing is said. */
#define USUAL_WORDS 12

enum key { TEXT, NEAR, WORDS, SAME, FIELDS, LANG, QUOTED, DENY, PROCLITICS, WEIGHT, KEYS };

static const char *const key_names[] = {
	[TEXT] = "text", [NEAR] = "near", [WORDS] = "words", [SAME] = "same", [FIELDS] = "fields",
	[LANG] = "lang", [QUOTED] = "quoted", [DENY] = "deny", [PROCLITICS] = "proclitics",
	[WEIGHT] = "weight",
};

static const char *const tag_names[] = {"tag", "weight"};

/* A term's mapping, taken apart. */
struct object {
	const struct yaml_value *values[KEYS], *names[KEYS];
};

bool
rules_is_object(const struct yaml_value *value)
{
	for (size_t i = 0; i < value->count; i += 2)
		if (strcmp(value->items[i]->text, "text") == 0 || strcmp(value->items[i]->text, "tag") == 0)
			return true;
	return false;
}

size_t
rules_object_names(const char **names, size_t room)
{
	return rules_copy_names(names, room, key_names, KEYS);
}

size_t
rules_tag_names(const char **names, size_t room)
{
	return rules_copy_names(names, room, tag_names, 2);
}

/* A key that has no place beside `text` or `tag`. */
static void
refuse_key(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
           const char *beside, const char *const *names, size_t count)
{
	bool known = rules_is_condition(key) || strcmp(key->text, "tag") == 0;

	rules_excuse_lists(loader, value);
	for (size_t i = 0; i < KEYS; i++)
		known |= strcmp(key->text, key_names[i]) == 0;
	if (known)
		COMPLAIN(loader, key, "'%s' cannot stand beside '%s'; put {%s: ...} into 'any', 'all' or 'near'",
		         SHOWN(key), beside, beside);
	else
		rules_unknown(loader, key, "key", names, count, strcmp(beside, "tag") == 0 ?
		              "a tag stands alone, or in 'score' with a weight" :
		              "a text may have near, words, same, fields, lang, quoted, deny, proclitics");
}

static void
take_apart(struct loader *loader, const struct yaml_value *value, struct object *object)
{
	for (size_t i = 0; i < value->count; i += 2) {
		const struct yaml_value *key = value->items[i];
		size_t number = 0;

		while (number < KEYS && strcmp(key->text, key_names[number]) != 0)
			number++;
		if (number == KEYS) {
			refuse_key(loader, key, value->items[i + 1], "text", key_names, KEYS);
			continue;
		}
		object->names[number] = key;
		object->values[number] = value->items[i + 1];
	}
}

/* Whether `near` may hold the node where lists are read: terms with conditions in lists
 * that stand near terms with conditions in lists, and so on, have no bound. */
static bool
is_simple(struct loader *loader, const struct node *node)
{
	const struct list *list = rules_list_of(loader, node);

	if (list != NULL)
		return !list->conditioned;
	for (size_t i = 0; i < node->count; i++)
		if (!is_simple(loader, node->children[i]))
			return false;
	return true;
}

/* What the term must be near: not itself. */
static void
check_beside(struct loader *loader, const struct object *object, const struct node *set)
{
	const struct node *beside = set->beside;
	const struct term *term = set->children[0]->term;

	for (size_t i = 0; i < beside->count; i++)
		if (beside->children[i]->type == NODE_TERM && beside->children[i]->term == term)
			COMPLAIN(loader, object->values[NEAR], "'%s' would always stand near itself; take it out of "
			         "'near'", shown(term->written, strlen(term->written)).text);
	if (loader->list_depth > 0 && !is_simple(loader, beside))
		COMPLAIN(loader, object->values[NEAR], "'near' of a term in a list cannot name a list whose terms "
		         "have conditions, too; write its terms out");
}

static void
read_beside(struct loader *loader, const struct object *object, struct node *set)
{
	const struct yaml_value *value = object->values[NEAR];

	if (value->kind == YAML_MAPPING) {
		COMPLAIN(loader, value, "'near' of a term wants terms, and 'words' stands beside it: "
		         "{text: a, near: [b, c], words: 12}");
		rules_excuse_lists(loader, value);
		return;
	}
	set->beside = rules_read_choice(loader, value, "near");
	if (set->beside != NULL)
		check_beside(loader, object, set);
	set->words = object->values[SAME] != NULL ? NEAR_ANY : USUAL_WORDS;
}

static void
read_nearness(struct loader *loader, const struct object *object, struct node *set)
{
	if (object->values[NEAR] != NULL)
		read_beside(loader, object, set);
	for (size_t key = WORDS; key <= SAME; key++) {
		if (object->values[key] == NULL)
			continue;
		if (object->values[NEAR] == NULL)
			COMPLAIN(loader, object->names[key], "'%s' says how near, and 'near' is missing; add near: [terms]",
			         key_names[key]);
		else if (key == WORDS)
			rules_read_words(loader, object->values[key], set);
		else
			rules_read_same(loader, object->values[key], set);
	}
}

/* The spellings in `deny`: plain words. */
static void
check_denied(struct loader *loader, const struct yaml_value *value, const struct node *set)
{
	const struct term *term = set->children[0]->term;

	for (size_t i = 0; i < set->except->count; i++) {
		const struct node *node = set->except->children[i];

		if (node->type != NODE_TERM)
			COMPLAIN(loader, value, "'deny' takes spellings, as words, one by one; write them out");
		else if (node->term->kind > TERM_EXACT)
			complain(&loader->complaints, loader->source, node->mark.line, node->mark.column,
			         "'deny' takes spellings, as words, one by one; write them out");
		else if (node->term == term)
			complain(&loader->complaints, loader->source, node->mark.line, node->mark.column,
			         "'%s' is wanted by 'text' and refused by 'deny'; take one of them out",
			         shown(term->written, strlen(term->written)).text);
	}
}

static void
read_denied(struct loader *loader, const struct yaml_value *value, struct node *set)
{
	bool plain = value->kind != YAML_MAPPING;

	for (size_t i = 0; i < value->count; i++)
		plain &= value->items[i]->kind == YAML_SCALAR;
	if (!plain) {
		COMPLAIN(loader, value, "'deny' takes spellings, as words, one by one; write them out");
		rules_excuse_lists(loader, value);
		return;
	}
	set->except = rules_read_choice(loader, value, "deny");
	if (set->except != NULL)
		check_denied(loader, value, set);
}

static void
read_conditions(struct loader *loader, const struct object *object, struct node *set)
{
	bool only;

	read_nearness(loader, object, set);
	if (object->values[FIELDS] != NULL)
		set->fields = rules_read_fields(loader, object->values[FIELDS], &set->field_count);
	if (object->values[LANG] != NULL)
		set->langs = rules_read_langs(loader, object->values[LANG], &set->lang_count);
	if (object->values[QUOTED] != NULL &&
	    rules_bool(loader, object->names[QUOTED], object->values[QUOTED], &only))
		set->quoted = only ? QUOTED_ONLY : QUOTED_NEVER;
	if (object->values[DENY] != NULL)
		read_denied(loader, object->values[DENY], set);
}

static void
add_key(struct buf *key, const struct yaml_value *value)
{
	if (value->kind == YAML_SCALAR)
		buf_addf(key, "%zu:", value->n);
	else
		buf_addf(key, value->kind == YAML_SEQUENCE ? "[%zu" : "{%zu", value->count);
	buf_add(key, value->text, value->n);
	for (size_t i = 0; i < value->count; i++)
		add_key(key, value->items[i]);
}

/* What makes two terms with conditions the same: weights apart, the same conditions written alike. */
static void
note_object(struct loader *loader, const struct object *object, const struct node *set)
{
	struct buf key = {0};

	buf_addf(&key, "{term %zu", set->children[0]->term->id);
	for (size_t i = NEAR; i < PROCLITICS; i++) {
		if (object->values[i] == NULL)
			continue;
		buf_addf(&key, ",%zu", i);
		add_key(&key, object->values[i]);
	}
	rules_note_special(loader, set, &key);
	buf_free(&key);
}

static const struct term *
read_text(struct loader *loader, const struct object *object)
{
	const struct yaml_value *value = object->values[TEXT];
	bool proclitics = true;

	if (object->values[PROCLITICS] != NULL)
		rules_bool(loader, object->names[PROCLITICS], object->values[PROCLITICS], &proclitics);
	if (value->kind == YAML_SCALAR && value->text[0] == '$') { // NOLINT: an object without text is none
		COMPLAIN(loader, value, "'text' wants one term, not a list; for a list write near: {words: 12, of: "
		         "[%s, ...]}, or {any: %s, lang: ...}", SHOWN(value), SHOWN(value));
		rules_excuse_lists(loader, value);
		return NULL;
	}
	return rules_read_term(loader, value, !proclitics);
}

static struct node *
read_term_object(struct loader *loader, const struct yaml_value *value, long *weight)
{
	struct object object = {.values = {NULL}};
	struct node *node = rules_node(loader, NODE_TERM, value), *set;
	size_t total = loader->complaints.total;
	bool conditions = false;

	take_apart(loader, value, &object);
	if (object.values[WEIGHT] != NULL && weight != NULL)
		rules_read_weight(loader, object.values[WEIGHT], weight);
	else if (object.values[WEIGHT] != NULL)
		COMPLAIN(loader, object.names[WEIGHT], "'weight' counts in 'score' only; take it out");
	node->term = read_text(loader, &object);
	if (node->term == NULL) {
		rules_excuse_lists(loader, value);
		return NULL;
	}
	for (size_t i = NEAR; i < PROCLITICS; i++)
		conditions |= object.values[i] != NULL;
	if (conditions) {
		set = rules_node(loader, NODE_SET, value);
		rules_set_children(loader, set, &node, 1);
		read_conditions(loader, &object, set);
		note_object(loader, &object, set);
		node = set;
	}
	/* What is wrong in itself is not compared with others. */
	return loader->complaints.total > total ? NULL : node;
}

/* Whether a glob could match a tag. */
static bool
is_tag_glob(const char *s, size_t n)
{
	size_t slashes = 0;
	bool star = false;

	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '/' && c != '*')
			return false;
		slashes += c == '/';
		star |= c == '*';
	}
	return n > 0 && slashes <= 1 && (slashes == 1 || star) && s[0] != '/' && s[n - 1] != '/';
}

const char *
rules_read_glob(struct loader *loader, const struct yaml_value *value)
{
	if (!rules_scalar(loader, value, "a tag"))
		return NULL;
	if (memchr(value->text, '*', value->n) == NULL)
		return rules_tag(loader, value) ? arena_copy(&loader->set->arena, value->text, value->n) : NULL;
	if (is_tag_glob(value->text, value->n))
		return arena_copy(&loader->set->arena, value->text, value->n);
	COMPLAIN(loader, value, "'%s' matches no tag; write topic/name in small letters, digits and hyphens, "
	         "with '*' for any of them", SHOWN(value));
	return NULL;
}

static struct node *
read_tag_object(struct loader *loader, const struct yaml_value *value, long *weight)
{
	struct node *node = rules_node(loader, NODE_TAG, value);
	struct buf key = {0};

	for (size_t i = 0; i < value->count; i += 2) {
		const struct yaml_value *name = value->items[i], *item = value->items[i + 1];

		if (strcmp(name->text, "tag") == 0) {
			node->tag = rules_read_glob(loader, item);
			node->mark = rules_mark(loader, item);
		} else if (strcmp(name->text, "weight") == 0 && weight != NULL) {
			rules_read_weight(loader, item, weight);
		} else if (strcmp(name->text, "weight") == 0) {
			COMPLAIN(loader, name, "'weight' counts in 'score' only; take it out");
		} else {
			refuse_key(loader, name, item, "tag", tag_names, weight != NULL ? 2 : 1);
		}
	}
	if (node->tag == NULL)
		return NULL;
	buf_addf(&key, "{tag %s", node->tag);
	rules_note_special(loader, node, &key);
	buf_free(&key);
	return node;
}

struct node *
rules_read_object(struct loader *loader, const struct yaml_value *value, long *weight)
{
	for (size_t i = 0; i < value->count; i += 2)
		if (strcmp(value->items[i]->text, "text") == 0)
			return read_term_object(loader, value, weight);
	return read_tag_object(loader, value, weight);
}
