/* Conditions: any, all, near, none, except, and sets of them. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/rules_load.h"

#define NEAR_MAX 1000

typedef void condition_reader(struct loader *loader, const struct yaml_value *key,
                              const struct yaml_value *value, struct node *set);

static condition_reader read_any, read_all, read_near, read_none, read_except;

static const struct {
	const char *key;
	condition_reader *read;
} conditions[] = {
	{"any", read_any}, {"all", read_all}, {"near", read_near}, {"none", read_none},
	{"except", read_except},
};

#define CONDITIONS (sizeof(conditions) / sizeof(conditions[0]))

static const char *const near_keys[] = {"words", "of"};

static struct node *
new_node(struct loader *loader, enum node_type type, const struct yaml_value *value)
{
	struct node *node = arena_get(&loader->set->arena, sizeof(*node));

	node->type = type;
	node->mark = rules_mark(loader, value);
	return node;
}

static void
set_children(struct loader *loader, struct node *node, struct node **children, size_t count)
{
	node->children = arena_get(&loader->set->arena, count * sizeof(*children));
	memcpy(node->children, children, count * sizeof(*children));
	node->count = count;
}

static struct node *read_group(struct loader *loader, const struct yaml_value *value,
                               const char *where);

/* A term or the list that a scalar names. */
static struct node *
read_scalar(struct loader *loader, const struct yaml_value *value)
{
	const struct term *term;
	struct node *node;

	if (value->text[0] == '$') {
		struct list *list = rules_find_list(loader, value);

		return list != NULL ? list->node : NULL;
	}
	term = rules_read_term(loader, value);
	if (term == NULL)
		return NULL;
	node = new_node(loader, NODE_TERM, value);
	node->term = term;
	return node;
}

/* Whether the group had no such term or list before. */
static bool
first_in_group(struct loader *loader, size_t serial, const struct node *node,
               const struct yaml_value *value)
{
	struct list *list;

	if (node->type == NODE_TERM)
		return rules_first_in_group(loader, serial, node->term, value, false);
	if (node->list == NULL)
		return true;
	list = &loader->lists[*table_find(&loader->list_names, node->list, strlen(node->list))];
	if (list->stamp == serial) {
		COMPLAIN(loader, value, "duplicate list '%s', first on line %zu; take one of them out",
		         SHOWN(value), list->seen->line);
		return false;
	}
	list->stamp = serial;
	list->seen = value;
	return true;
}

/* The groups in a YAML list as children of node; returns their number as written. */
static size_t
read_groups(struct loader *loader, const struct yaml_value *items, struct node *node,
            const char *where)
{
	struct node **children = xcalloc(items->count + 1, sizeof(*children));
	size_t count = 0, serial;

	/* All are read before any is compared: reading nested groups uses the stamps too. */
	for (size_t i = 0; i < items->count; i++)
		children[i] = read_group(loader, items->items[i], where);
	serial = rules_serial(loader);
	for (size_t i = 0; i < items->count; i++)
		if (children[i] != NULL && first_in_group(loader, serial, children[i], items->items[i]))
			children[count++] = children[i];
	set_children(loader, node, children, count);
	free(children);
	if (items->count == 0)
		COMPLAIN(loader, items, "'%s' holds an empty group; fill it, or take it out", where);
	return items->count;
}

/* A term, a list (any of which will do), or a mapping of conditions. */
static struct node *
read_group(struct loader *loader, const struct yaml_value *value, const char *where)
{
	struct node *node;

	if (value->kind == YAML_SCALAR)
		return read_scalar(loader, value);
	if (value->kind == YAML_MAPPING) {
		if (strcmp(where, "except") == 0) {
			COMPLAIN(loader, value, "'except' takes terms and lists only; for a condition use 'none'");
			rules_excuse_lists(loader, value);
			return NULL;
		}
		return rules_read_set(loader, value, NULL);
	}
	node = new_node(loader, NODE_ANY, value);
	read_groups(loader, value, node, where);
	return node;
}

/* `any`, `none`, `except`: a list, or a single term or name of a list. */
static struct node *
read_choice(struct loader *loader, const struct yaml_value *value, const char *key)
{
	struct node *node = new_node(loader, NODE_ANY, value), *only;

	if (value->kind == YAML_SEQUENCE) {
		if (value->count == 0) {
			COMPLAIN(loader, value, "'%s' is empty; give it terms, or take it out", key);
			return NULL;
		}
		read_groups(loader, value, node, key);
		return node;
	}
	if (value->kind == YAML_SCALAR && value->plain && value->n == 0) {
		if (!complained_at(&loader->complaints, loader->source, value->line))
			COMPLAIN(loader, value, "'%s' is empty; give it terms, or take it out", key);
		return NULL;
	}
	only = read_group(loader, value, key);
	if (only != NULL)
		set_children(loader, node, &only, 1);
	return node;
}

static void
add_child(struct loader *loader, struct node *set, struct node *child)
{
	struct node **children;

	if (child == NULL)
		return;
	/* At most one for each kind of condition: no need to grow cleverly. */
	children = arena_get(&loader->set->arena, (set->count + 1) * sizeof(*children));
	if (set->count > 0)
		memcpy(children, set->children, set->count * sizeof(*children));
	children[set->count++] = child;
	set->children = children;
}

static void
read_any(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
         struct node *set)
{
	add_child(loader, set, read_choice(loader, value, "any"));
}

static void
read_none(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
          struct node *set)
{
	set->none = read_choice(loader, value, "none");
}

static void
read_except(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
            struct node *set)
{
	set->except = read_choice(loader, value, "except");
}

static void
read_all(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
         struct node *set)
{
	struct node *node = new_node(loader, NODE_ALL, value);

	if (value->kind != YAML_SEQUENCE || value->count == 0) {
		if (!complained_at(&loader->complaints, loader->source, value->line))
			COMPLAIN(loader, value, "'all' wants a list of groups, each of which must be found: [a, [b, c]]");
		rules_excuse_lists(loader, value);
		return;
	}
	read_groups(loader, value, node, "all");
	add_child(loader, set, node);
}

static void
read_words(struct loader *loader, const struct yaml_value *value, struct node *near)
{
	bool number = value->kind == YAML_SCALAR && value->plain && value->n > 0 && value->n <= 4 &&
	              strspn(value->text, "0123456789") == value->n;
	long words = number ? strtol(value->text, NULL, 10) : -1;

	if (words < 0 || words > NEAR_MAX)
		COMPLAIN(loader, value, "'words' wants a number from 0 to %d: how many words may stand between",
		         NEAR_MAX);
	else
		near->words = (size_t)words;
}

static void
read_of(struct loader *loader, const struct yaml_value *value, struct node *near)
{
	if (value->kind != YAML_SEQUENCE || value->count < 2) {
		if (!complained_at(&loader->complaints, loader->source, value->line))
			COMPLAIN(loader, value, "'of' wants a list of at least two groups: [a, [b, c]]");
		rules_excuse_lists(loader, value);
		return;
	}
	read_groups(loader, value, near, "near");
}

static void
read_near(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
          struct node *set)
{
	struct node *near = new_node(loader, NODE_NEAR, value);
	bool words = false, of = false;

	if (value->kind != YAML_MAPPING) {
		COMPLAIN(loader, value, "'near' wants a mapping: {words: 12, of: [a, [b, c]]}");
		rules_excuse_lists(loader, value);
		return;
	}
	for (size_t i = 0; i < value->count; i += 2) {
		const struct yaml_value *name = value->items[i], *item = value->items[i + 1];

		if (strcmp(name->text, "words") == 0) {
			words = true;
			read_words(loader, item, near);
		} else if (strcmp(name->text, "of") == 0) {
			of = true;
			read_of(loader, item, near);
		} else {
			rules_excuse_lists(loader, item);
			if (rules_later(loader, name)) {
				words |= strcmp(name->text, "same") == 0;
				continue;
			}
			rules_unknown(loader, name, "key", near_keys, 2, "'near' knows 'words' and 'of'");
		}
	}
	if ((!words || !of) && !complained_at(&loader->complaints, loader->source, value->line))
		COMPLAIN(loader, key, "'near' lacks '%s'; write {words: 12, of: [a, [b, c]]}",
		         words ? "of" : "words");
	add_child(loader, set, near);
}

bool
rules_is_condition(const struct yaml_value *key)
{
	for (size_t i = 0; i < CONDITIONS; i++)
		if (strcmp(key->text, conditions[i].key) == 0)
			return true;
	return false;
}

size_t
rules_condition_names(const char **names, size_t room)
{
	size_t i;

	for (i = 0; i < CONDITIONS && i < room; i++)
		names[i] = conditions[i].key;
	return i;
}

/* A key of a nested set that is no condition. */
static void
refuse_key(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value)
{
	const char *names[16];
	size_t count = rules_condition_names(names, 16);
	struct rule ignored = {0};

	rules_excuse_lists(loader, value);
	if (rules_later(loader, key))
		return;
	if (rules_read_meta(loader, key, NULL, &ignored, false))
		COMPLAIN(loader, key, "'%s' belongs to the rule, not to a condition inside it", SHOWN(key));
	else
		rules_unknown(loader, key, "condition", names, count,
		              "if a text with a ':' is meant, quote it");
}

/* Marks the terms and lists that stand directly in a group, not those inside lists. */
static void
mark_group(struct loader *loader, const struct node *node, size_t serial)
{
	if (node->type == NODE_TERM) {
		loader->stamps[node->term->id].serial = serial;
		loader->stamps[node->term->id].line = node->mark.line;
	} else if (node->list != NULL) {
		loader->lists[*table_find(&loader->list_names, node->list, strlen(node->list))].stamp = serial;
	} else if (node->type == NODE_ANY) {
		for (size_t i = 0; i < node->count; i++)
			mark_group(loader, node->children[i], serial);
	}
}

static void
complain_contradiction(struct loader *loader, const struct node *node, const char *name, size_t n,
                       const char *by)
{
	complain(&loader->complaints, loader->source, node->mark.line, node->mark.column,
	         strcmp(by, "none") == 0
	                 ? "'%s' is wanted here and forbidden by '%s'; take one of them out"
	                 : "'%s' is wanted here and masked by '%s'; take one of them out",
	         shown(name, n).text, by);
}

/* Complains about wanted terms and lists that are marked. */
static void
check_marked(struct loader *loader, const struct node *node, size_t serial, const char *by)
{
	if (node->type == NODE_TERM) {
		const struct stamp *stamp = &loader->stamps[node->term->id];

		if (stamp->serial == serial)
			complain_contradiction(loader, node, node->term->written, strlen(node->term->written), by);
		return;
	}
	if (node->list != NULL)
		return;
	for (size_t i = 0; i < node->count; i++)
		check_marked(loader, node->children[i], serial, by);
}

/* A term both wanted and refused can never count. Terms of lists are not compared: to take
 * a few out of a list is what `none` and `except` are for. */
static void
check_contradictions(struct loader *loader, const struct node *set, const struct node *refused,
                     const char *by)
{
	size_t serial;

	if (refused == NULL)
		return;
	serial = rules_serial(loader);
	mark_group(loader, refused, serial);
	for (size_t i = 0; i < set->count; i++)
		check_marked(loader, set->children[i], serial, by);
}

struct node *
rules_read_set(struct loader *loader, const struct yaml_value *mapping,
               const struct yaml_value *rule)
{
	struct node *set = new_node(loader, NODE_SET, mapping);
	bool positive = false;

	for (size_t i = 0; i < mapping->count; i += 2) {
		const struct yaml_value *key = mapping->items[i], *value = mapping->items[i + 1];

		for (size_t j = 0; j < CONDITIONS; j++) {
			if (strcmp(key->text, conditions[j].key) != 0)
				continue;
			positive |= j < 3; /* any, all, near */
			conditions[j].read(loader, key, value, set);
		}
		if (rule == NULL && !rules_is_condition(key)) {
			positive = true; /* one thing at a time */
			refuse_key(loader, key, value);
		}
	}
	if (!positive && rule == NULL)
		COMPLAIN(loader, mapping, "a condition that wants nothing; give it 'any', 'all' or 'near'");
	check_contradictions(loader, set, set->none, "none");
	check_contradictions(loader, set, set->except, "except");
	return set;
}
