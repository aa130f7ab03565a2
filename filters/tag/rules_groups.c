/* Groups: what may stand where a condition wants something found, and what may stand there once. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/rules_load.h"

struct node *
rules_node(struct loader *loader, enum node_type type, const struct yaml_value *value)
{
	struct node *node = arena_get(&loader->set->arena, sizeof(*node));

	node->type = type;
	node->mark = rules_mark(loader, value);
	return node;
}

void
rules_set_children(struct loader *loader, struct node *node, struct node **children, size_t count)
{
	node->children = arena_get(&loader->set->arena, count * sizeof(*children));
	if (count > 0)
		memcpy(node->children, children, count * sizeof(*children));
	node->count = count;
}

struct list *
rules_list_of(struct loader *loader, const struct node *node)
{
	if (node->type != NODE_ANY || node->list == NULL)
		return NULL;
	return &loader->lists[*table_find(&loader->list_names, node->list, strlen(node->list))];
}

/* The stamp of a tag or a term with conditions; NULL if the node is neither. */
static struct stamp *
special_of(struct loader *loader, const struct node *node)
{
	struct buf *key = &loader->scratch;
	size_t *found;

	buf_clear(key);
	if (node->type == NODE_TAG)
		buf_addf(key, "{tag %s", node->tag);
	else if (node->type == NODE_SET)
		buf_add(key, &node, sizeof(node));
	else
		return NULL;
	found = table_find(&loader->specials, key->data, key->len);
	return found != NULL ? &loader->special_stamps[*found] : NULL;
}

/* The number of a key; a new one gets a stamp. */
static size_t
number_of(struct loader *loader, const void *key, size_t n)
{
	size_t *found = table_find(&loader->specials, key, n);

	if (found != NULL)
		return *found;
	table_add(&loader->specials, arena_copy(&loader->keys, key, n), n, loader->special_count);
	loader->special_stamps = xgrow(loader->special_stamps, &loader->special_cap,
	                               loader->special_count + 1, sizeof(*loader->special_stamps));
	loader->special_stamps[loader->special_count] = (struct stamp){0};
	return loader->special_count++;
}

void
rules_note_special(struct loader *loader, const struct node *node, const struct buf *key)
{
	size_t number = number_of(loader, key->data, key->len);

	if (node->type == NODE_SET)
		table_add(&loader->specials, arena_copy(&loader->keys, &node, sizeof(node)), sizeof(node),
		          number);
}

static struct stamp *
stamp_of(struct loader *loader, const struct node *node)
{
	return node->type == NODE_TERM ? &loader->stamps[node->term->id] : special_of(loader, node);
}

bool
rules_mark_seen(struct loader *loader, size_t serial, const struct node *node)
{
	struct stamp *stamp = stamp_of(loader, node);
	struct list *list = rules_list_of(loader, node);
	bool seen = rules_was_seen(loader, serial, node);

	if (stamp != NULL)
		*stamp = (struct stamp){.serial = serial, .line = node->mark.line};
	if (list != NULL)
		list->stamp = serial;
	return !seen;
}

bool
rules_was_seen(struct loader *loader, size_t serial, const struct node *node)
{
	const struct stamp *stamp = stamp_of(loader, node);
	const struct list *list = rules_list_of(loader, node);

	return stamp != NULL ? stamp->serial == serial : list != NULL && list->stamp == serial;
}

/* What a node is, as the rule file has it. */
static const char *
written(const struct node *node)
{
	return node->type == NODE_TERM ? node->term->written : node->type == NODE_TAG ? node->tag :
	       node->type == NODE_SET  ? node->children[0]->term->written : node->list;
}

static void
complain_duplicate(struct loader *loader, const struct node *node, const struct yaml_value *value,
                   const struct stamp *stamp, bool folded)
{
	const char *name = value->kind == YAML_SCALAR ? value->text : written(node);
	struct shown text = shown(name, strlen(name));

	if (node->type == NODE_TAG)
		COMPLAIN(loader, value, "duplicate tag '%s', first on line %zu; take one of them out", text.text,
		         stamp->line);
	else if (node->type == NODE_SET)
		COMPLAIN(loader, value, "duplicate term '%s' with the same conditions, first on line %zu; take "
		         "one of them out", text.text, stamp->line);
	else if (stamp->written == NULL || strcmp(stamp->written, name) == 0)
		COMPLAIN(loader, value, "duplicate term '%s', first on line %zu; take one of them out",
		         text.text, stamp->line);
	else if (!folded)
		COMPLAIN(loader, value, "'%s' finds the same as '%s' on line %zu, since case and accents are "
		         "levelled; take one of them out", text.text,
		         shown(stamp->written, strlen(stamp->written)).text, stamp->line);
}

bool
rules_first_in_group(struct loader *loader, size_t serial, const struct node *node,
                     const struct yaml_value *value, bool folded)
{
	struct list *list = rules_list_of(loader, node);
	struct stamp *stamp = list == NULL ? stamp_of(loader, node) : NULL;

	if (list != NULL && list->stamp == serial) {
		COMPLAIN(loader, value, "duplicate list '%s', first on line %zu; take one of them out",
		         SHOWN(value), list->seen->line);
		return false;
	}
	if (list != NULL) {
		list->stamp = serial;
		list->seen = value;
	}
	if (stamp == NULL)
		return true;
	if (stamp->serial == serial) {
		complain_duplicate(loader, node, value, stamp, folded);
		return false;
	}
	*stamp = (struct stamp){.serial = serial, .line = value->line, .written = written(node)};
	if (value->kind == YAML_SCALAR)
		stamp->written = value->text;
	return true;
}

void
rules_check_subsumed(struct loader *loader, size_t serial, struct node *const *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct node *node = nodes[i];

		if (node->type != NODE_SET || special_of(loader, node) == NULL ||
		    loader->stamps[node->children[0]->term->id].serial != serial)
			continue;
		complain(&loader->complaints, loader->source, node->mark.line, node->mark.column,
		         "'%s' stands here without conditions too, on line %zu, and that finds all that this "
		         "can find; take one of them out", shown(written(node), strlen(written(node))).text,
		         loader->stamps[node->children[0]->term->id].line);
	}
}

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
	term = rules_read_term(loader, value, false);
	if (term == NULL)
		return NULL;
	node = rules_node(loader, NODE_TERM, value);
	node->term = term;
	return node;
}

static struct node *
read_mapping(struct loader *loader, const struct yaml_value *value, const char *where, long *weight)
{
	bool except = strcmp(where, "except") == 0;

	if (rules_is_object(value)) {
		struct node *node = rules_read_object(loader, value, weight);

		if (node == NULL || node->type != NODE_TAG || !except)
			return node;
	} else if (!except) {
		return rules_read_set(loader, value, NULL, weight);
	}
	COMPLAIN(loader, value, "'except' takes terms and lists only; for a condition use 'none'");
	rules_excuse_lists(loader, value);
	return NULL;
}

struct node *
rules_read_group(struct loader *loader, const struct yaml_value *value, const char *where,
                 long *weight)
{
	struct node *node;

	if (value->kind == YAML_SCALAR)
		return read_scalar(loader, value);
	if (value->kind == YAML_MAPPING)
		return read_mapping(loader, value, where, weight);
	node = rules_node(loader, NODE_ANY, value);
	rules_read_groups(loader, value, node, where);
	return node;
}

void
rules_read_groups(struct loader *loader, const struct yaml_value *items, struct node *node,
                  const char *where)
{
	struct node **children = xcalloc(items->count + 1, sizeof(*children));
	size_t count = 0, serial;

	/* All are read before any is compared: reading nested groups uses the stamps too. */
	for (size_t i = 0; i < items->count; i++)
		children[i] = rules_read_group(loader, items->items[i], where, NULL);
	serial = rules_serial(loader);
	for (size_t i = 0; i < items->count; i++)
		if (children[i] != NULL &&
		    rules_first_in_group(loader, serial, children[i], items->items[i], false))
			children[count++] = children[i];
	if (node->type == NODE_ANY)
		rules_check_subsumed(loader, serial, children, count);
	rules_set_children(loader, node, children, count);
	free(children);
	if (items->count == 0)
		COMPLAIN(loader, items, "'%s' holds an empty group; fill it, or take it out", where);
}

struct node *
rules_read_choice(struct loader *loader, const struct yaml_value *value, const char *where)
{
	struct node *node = rules_node(loader, NODE_ANY, value), *only;

	if (value->kind == YAML_SEQUENCE) {
		if (value->count == 0) {
			COMPLAIN(loader, value, "'%s' is empty; give it terms, or take it out", where);
			return NULL;
		}
		rules_read_groups(loader, value, node, where);
		return node;
	}
	if (value->kind == YAML_SCALAR && value->plain && value->n == 0) {
		if (!complained_at(&loader->complaints, loader->source, value->line))
			COMPLAIN(loader, value, "'%s' is empty; give it terms, or take it out", where);
		return NULL;
	}
	only = rules_read_group(loader, value, where, NULL);
	if (only != NULL)
		rules_set_children(loader, node, &only, 1);
	return node;
}
