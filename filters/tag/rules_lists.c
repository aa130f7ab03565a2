/* Lists of terms: inline, in files of their own, one inside another. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"
#include "filters/tag/rules_load.h"

#define LIST_DEPTH_MAX 32

/* Terms in all lists together, counted again in each list that takes them from another. */
#define FLATTENED_MAX ((size_t)4000000)

/* The terms of a list while it is read. */
struct gathering {
	struct node **nodes;
	size_t count, cap;
	size_t serial;
};

void
rules_define_lists(struct loader *loader, const struct yaml_value *value)
{
	if (value->kind != YAML_MAPPING || value->count == 0) {
		COMPLAIN(loader, value, "'lists' wants a mapping: a name, a colon and a list of terms, for each");
		return;
	}
	loader->lists = arena_get(&loader->tree, value->count / 2 * sizeof(*loader->lists));
	for (size_t i = 0; i < value->count; i += 2) {
		const struct yaml_value *name = value->items[i];
		struct list *list = &loader->lists[loader->list_count];

		if (!rules_name(loader, name, "the name of a list"))
			continue;
		list->name = name;
		list->value = value->items[i + 1];
		table_add(&loader->list_names, name->text, name->n, loader->list_count++);
	}
}

static void
complain_unknown_list(struct loader *loader, const struct yaml_value *value)
{
	struct yaml_value name = *value;
	const char *names[RULES_CANDIDATES];
	size_t count;

	name.text++;
	name.n--;
	for (count = 0; count < loader->list_count && count < RULES_CANDIDATES; count++)
		names[count] = loader->lists[count].name->text;
	rules_unknown(loader, &name, "list", names, count,
	              "a list must stand under 'lists' in the same file");
}

static void read_list(struct loader *loader, struct list *list);

struct list *
rules_find_list(struct loader *loader, const struct yaml_value *value)
{
	size_t *number = table_find(&loader->list_names, value->text + 1, value->n - 1);
	struct list *list;

	if (value->n == 1) {
		COMPLAIN(loader, value, "a '$' by itself names no list; write $name, or take it out");
		return NULL;
	}
	if (number == NULL) {
		complain_unknown_list(loader, value);
		return NULL;
	}
	list = &loader->lists[*number];
	if (loader->using_lists)
		list->used = true;
	if (list->state == LIST_READING) {
		COMPLAIN(loader, value, "the list '%s' would hold itself; take this out", SHOWN(list->name));
		return NULL;
	}
	if (loader->list_depth >= LIST_DEPTH_MAX) {
		COMPLAIN(loader, value, "lists stand in lists more than %d deep", LIST_DEPTH_MAX);
		return NULL;
	}
	if (list->state == LIST_NEW)
		read_list(loader, list);
	return list;
}

static void
gather(struct gathering *gathering, struct node *node)
{
	gathering->nodes = xgrow(gathering->nodes, &gathering->cap, gathering->count + 1,
	                         sizeof(*gathering->nodes));
	gathering->nodes[gathering->count++] = node;
}

static void
gather_term(struct loader *loader, struct gathering *gathering, const struct yaml_value *value,
            bool folded)
{
	const struct term *term = rules_read_term(loader, value, false);
	struct node node = {.type = NODE_TERM, .term = term}, *kept;

	if (term == NULL || !rules_first_in_group(loader, gathering->serial, &node, value, folded))
		return;
	kept = rules_node(loader, NODE_TERM, value);
	kept->term = term;
	gather(gathering, kept);
}

/* One line of a list file, blanks at its ends taken off: a term, nothing, or a comment. */
static void
gather_line(struct loader *loader, struct gathering *gathering, const char *s, size_t n, size_t line)
{
	const char *end = s + n, *start = s, *hash;
	struct yaml_value value = {.kind = YAML_SCALAR, .line = line};

	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	/* As in YAML, a `#` at the beginning or behind a blank is a comment. */
	for (hash = s; (hash = memchr(hash, '#', (size_t)(end - hash))) != NULL; hash++)
		if (hash == s || hash[-1] == ' ' || hash[-1] == '\t')
			break;
	value.column = (size_t)(s - start) + 1;
	if (hash != NULL && hash + 1 < end && strchr(" \t#-=*!", hash[1]) == NULL) {
		COMPLAIN(loader, &value, "'%s' may be a hashtag or a comment; for a comment put a blank after "
		         "'#', for a term leave it off: hashtags are found without",
		         shown(hash, (size_t)(end - hash)).text);
		return;
	}
	if (hash != NULL)
		end = hash;
	while (end > s && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		end--;
	if (s == end)
		return;
	value.text = arena_copy(&loader->tree, s, (size_t)(end - s));
	value.n = (size_t)(end - s);
	if (*s == '$' || *s == '{' || *s == '[') {
		COMPLAIN(loader, &value, "'%s': a list file holds terms only; name lists and write conditions in "
		         "the rule file", SHOWN(&value));
		return;
	}
	if (end - s > 1 && (*s == '"' || *s == '\'') && end[-1] == *s) {
		COMPLAIN(loader, &value, "%s: in a list file no quotes are needed; take them off", SHOWN(&value));
		return;
	}
	gather_term(loader, gathering, &value, true);
}

static void
gather_lines(struct loader *loader, struct gathering *gathering)
{
	const char *s = loader->source->text, *end = s + loader->source->n;

	for (size_t line = 1; s < end; line++) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));

		if (newline == NULL)
			newline = end;
		gather_line(loader, gathering, s, (size_t)(newline - s), line);
		s = newline + 1;
	}
}

/* The path beside the rule file. */
static char *
beside(struct loader *loader, const struct yaml_value *path)
{
	const char *slash = strrchr(loader->source->name, '/');

	buf_clear(&loader->scratch);
	if (slash != NULL && path->text[0] != '/')
		buf_add(&loader->scratch, loader->source->name, (size_t)(slash + 1 - loader->source->name));
	buf_add(&loader->scratch, path->text, path->n);
	return xmemdup(loader->scratch.data, loader->scratch.len);
}

static void
gather_file(struct loader *loader, struct gathering *gathering, const struct yaml_value *path)
{
	const struct source *source = loader->source;
	const char *file = loader->file;
	struct source *lines;
	struct hash128 hash;
	char *name;

	if (rules_string(loader, path, "the path of a list file") == NULL)
		return;
	if (loader->in_memory) {
		COMPLAIN(loader, path, "'%s': no file can be opened from here", SHOWN(path));
		return;
	}
	name = beside(loader, path);
	lines = source_read(name, SOURCE_LIST_MAX);
	if (lines == NULL)
		COMPLAIN(loader, path, "cannot read the list file '%s': %s", shown(name, strlen(name)).text,
		         strerror(errno));
	free(name);
	if (lines == NULL)
		return;
	complaints_take(&loader->complaints, lines);
	hash = hash_identity(lines->text, lines->n);
	buf_add(&loader->hashes, &hash, sizeof(hash));
	loader->source = lines;
	loader->file = arena_copy(&loader->set->arena, lines->name, strlen(lines->name));
	if (source_check(lines, SOURCE_LIST_MAX, &loader->complaints))
		gather_lines(loader, gathering);
	loader->source = source;
	loader->file = file;
	if (gathering->count == 0)
		COMPLAIN(loader, path, "the list file '%s' holds no term", SHOWN(path));
}

static bool
is_reference(const struct yaml_value *value)
{
	return value->kind == YAML_SCALAR && value->text[0] == '$';
}

/* Takes over what another list holds and this one has not. */
static void
gather_list(struct loader *loader, struct gathering *gathering, struct list *list,
            const struct yaml_value *value)
{
	if (list->stamp == gathering->serial) {
		COMPLAIN(loader, value, "duplicate list '%s', first on line %zu; take one of them out",
		         SHOWN(value), list->seen->line);
		return;
	}
	list->stamp = gathering->serial;
	list->seen = value;
	for (size_t i = 0; list->node != NULL && i < list->node->count; i++) {
		if (loader->flattened + gathering->count > FLATTENED_MAX)
			return; /* read_list() complains */
		if (rules_mark_seen(loader, gathering->serial, list->node->children[i]))
			gather(gathering, list->node->children[i]);
	}
}

/* A term with conditions, or a tag. */
static struct node *
read_mapping(struct loader *loader, const struct yaml_value *item)
{
	if (rules_is_object(item))
		return rules_read_object(loader, item, NULL);
	COMPLAIN(loader, item, "a list holds terms, tags and names of lists; other conditions belong in "
	         "rules, and a text with a ':' must be quoted");
	rules_excuse_lists(loader, item);
	return NULL;
}

static void
gather_item(struct loader *loader, struct gathering *gathering, const struct yaml_value *item,
            struct node *mapping)
{
	if (item->kind == YAML_SCALAR)
		gather_term(loader, gathering, item, false);
	else if (item->kind == YAML_SEQUENCE)
		COMPLAIN(loader, item, "a list cannot stand in a list; write its terms out, or give it a name");
	else if (mapping != NULL &&
	         rules_first_in_group(loader, gathering->serial, mapping, item, false))
		gather(gathering, mapping);
}

static void
gather_items(struct loader *loader, struct gathering *gathering, const struct yaml_value *items)
{
	/* Other lists and conditions are read first, since reading them uses the stamps too. */
	struct list **lists = arena_get(&loader->tree, items->count * sizeof(*lists));
	struct node **mappings = arena_get(&loader->tree, items->count * sizeof(*mappings));

	for (size_t i = 0; i < items->count; i++)
		if (is_reference(items->items[i]))
			lists[i] = rules_find_list(loader, items->items[i]);
		else if (items->items[i]->kind == YAML_MAPPING)
			mappings[i] = read_mapping(loader, items->items[i]);
	gathering->serial = rules_serial(loader);
	for (size_t i = 0; i < items->count; i++)
		if (!is_reference(items->items[i]))
			gather_item(loader, gathering, items->items[i], mappings[i]);
	rules_check_subsumed(loader, gathering->serial, gathering->nodes, gathering->count);
	for (size_t i = 0; i < items->count; i++)
		if (lists[i] != NULL)
			gather_list(loader, gathering, lists[i], items->items[i]);
}

static void
gather_value(struct loader *loader, struct gathering *gathering, const struct list *list)
{
	const struct yaml_value *value = list->value;

	if (value->kind == YAML_SEQUENCE && value->count > 0) {
		gather_items(loader, gathering, value);
	} else if (value->kind == YAML_MAPPING && value->count == 2 &&
	           strcmp(value->items[0]->text, "file") == 0) {
		gathering->serial = rules_serial(loader);
		gather_file(loader, gathering, value->items[1]);
	} else if (value->count == 0 && value->n == 0) {
		COMPLAIN(loader, value, "the list '%s' is empty; give it terms, or take it out",
		         SHOWN(list->name));
	} else if (!complained_at(&loader->complaints, loader->source, value->line)) {
		COMPLAIN(loader, value, "the list '%s' wants terms, [a, b], or {file: PATH}",
		         SHOWN(list->name));
	}
}

static void
read_list(struct loader *loader, struct list *list)
{
	struct gathering gathering = {0};
	struct rule_set *set = loader->set;
	struct node *node = arena_get(&set->arena, sizeof(*node));

	list->state = LIST_READING;
	loader->list_depth++;
	gather_value(loader, &gathering, list);
	loader->list_depth--;
	list->state = LIST_READ;
	if (loader->flattened <= FLATTENED_MAX && loader->flattened + gathering.count > FLATTENED_MAX)
		COMPLAIN(loader, list->name, "the lists hold more than %zu terms together", FLATTENED_MAX);
	loader->flattened += gathering.count;
	node->type = NODE_ANY;
	node->list = arena_copy(&set->arena, list->name->text, list->name->n);
	node->mark = rules_mark(loader, list->name);
	node->count = gathering.count;
	node->children = arena_get(&set->arena, gathering.count * sizeof(*node->children));
	for (size_t i = 0; i < gathering.count; i++)
		list->conditioned |= gathering.nodes[i]->type == NODE_SET;
	if (gathering.count > 0)
		memcpy(node->children, gathering.nodes, gathering.count * sizeof(*node->children));
	free(gathering.nodes);
	list->node = node;
}

void
rules_excuse_lists(struct loader *loader, const struct yaml_value *value)
{
	if (is_reference(value)) {
		size_t *number = table_find(&loader->list_names, value->text + 1, value->n - 1);

		if (number != NULL)
			rules_find_list(loader, value);
	}
	for (size_t i = 0; i < value->count; i++)
		rules_excuse_lists(loader, value->items[i]);
}

void
rules_check_lists(struct loader *loader)
{
	loader->using_lists = false;
	for (size_t i = 0; i < loader->list_count; i++)
		if (loader->lists[i].state == LIST_NEW)
			read_list(loader, &loader->lists[i]);
	for (size_t i = 0; i < loader->list_count; i++)
		if (!loader->lists[i].used)
			COMPLAIN(loader, loader->lists[i].name, "the list '%s' is used nowhere; use it in a rule, or "
			         "take it out", SHOWN(loader->lists[i].name));
}
