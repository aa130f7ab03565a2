/* Conditions: any, all, near, none, except and the others, and sets of them. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/rules_cover.h"
#include "filters/tag/rules_load.h"

typedef void condition_reader(struct loader *loader, const struct yaml_value *key,
                              const struct yaml_value *value, struct node *set);

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
	add_child(loader, set, rules_read_choice(loader, value, "any"));
}

static void
read_none(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
          struct node *set)
{
	set->none = rules_read_choice(loader, value, "none");
}

static void
read_except(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
            struct node *set)
{
	set->except = rules_read_choice(loader, value, "except");
}

static void
read_all(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
         struct node *set)
{
	struct node *node = rules_node(loader, NODE_ALL, value);

	if (value->kind != YAML_SEQUENCE || value->count == 0) {
		if (!complained_at(&loader->complaints, loader->source, value->line))
			COMPLAIN(loader, value, "'all' wants a list of groups, each of which must be found: [a, [b, c]]");
		rules_excuse_lists(loader, value);
		return;
	}
	rules_read_groups(loader, value, node, "all");
	add_child(loader, set, node);
}

static void
read_near(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
          struct node *set)
{
	add_child(loader, set, rules_read_near(loader, key, value));
}

static void
read_score(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
           struct node *set)
{
	add_child(loader, set, rules_read_score(loader, key, value));
}

static void
read_at_least(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
              struct node *set)
{
	add_child(loader, set, rules_read_at_least(loader, key, value));
}

static void
read_quoted(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
            struct node *set)
{
	bool only;

	if (rules_bool(loader, key, value, &only))
		set->quoted = only ? QUOTED_ONLY : QUOTED_NEVER;
}

static void
read_fields(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
            struct node *set)
{
	set->fields = rules_read_fields(loader, value, &set->field_count);
}

static void
read_lang(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
          struct node *set)
{
	set->langs = rules_read_langs(loader, value, &set->lang_count);
}

static const struct {
	const char *key;
	condition_reader *read;
	bool wants;  /* wants something found */
	bool nested; /* of a rule it is not a condition, but speaks of the rule */
} conditions[] = {
	{"any", read_any, true, false},
	{"all", read_all, true, false},
	{"near", read_near, true, false},
	{"score", read_score, true, false},
	{"at-least", read_at_least, true, false},
	{"none", read_none, false, false},
	{"except", read_except, false, false},
	{"quoted", read_quoted, false, false},
	{"fields", read_fields, false, true},
	{"lang", read_lang, false, true},
};

#define CONDITIONS (sizeof(conditions) / sizeof(conditions[0]))

bool
rules_is_condition(const struct yaml_value *key)
{
	for (size_t i = 0; i < CONDITIONS; i++)
		if (strcmp(key->text, conditions[i].key) == 0)
			return !conditions[i].nested;
	return false;
}

bool
rules_wants(const struct yaml_value *key)
{
	for (size_t i = 0; i < CONDITIONS; i++)
		if (strcmp(key->text, conditions[i].key) == 0)
			return conditions[i].wants;
	return false;
}

size_t
rules_condition_names(const char **names, size_t room, bool nested)
{
	size_t count = 0;

	for (size_t i = 0; i < CONDITIONS && count < room; i++)
		if (nested || !conditions[i].nested)
			names[count++] = conditions[i].key;
	return count;
}

/* A key of a nested set that is no condition. */
static void
refuse_key(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value)
{
	const char *names[18], *of_terms[16];
	size_t count = rules_condition_names(names, 16, true);
	size_t term_keys = rules_object_names(of_terms, 16);
	struct rule ignored = {0};

	names[count++] = "text";
	names[count++] = "tag";
	rules_excuse_lists(loader, value);
	for (size_t i = 0; i < term_keys; i++) {
		if (strcmp(key->text, of_terms[i]) != 0)
			continue;
		if (strcmp(key->text, "weight") == 0)
			COMPLAIN(loader, key, "'weight' counts in 'score' only; take it out");
		else
			COMPLAIN(loader, key, "'%s' belongs to a term; write {text: ..., %s: ...}", of_terms[i],
			         of_terms[i]);
		return;
	}
	if (rules_read_meta(loader, key, NULL, &ignored, false))
		COMPLAIN(loader, key, "'%s' belongs to the rule, not to a condition inside it", SHOWN(key));
	else
		rules_unknown(loader, key, "condition", names, count,
		              "if a text with a ':' is meant, quote it");
}

/* Marks what stands directly in a group, not what stands in its lists. */
static void
mark_group(struct loader *loader, const struct node *node, size_t serial)
{
	if (node->type != NODE_ANY || node->list != NULL)
		rules_mark_seen(loader, serial, node);
	else
		for (size_t i = 0; i < node->count; i++)
			mark_group(loader, node->children[i], serial);
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

/* Complains about wanted terms and tags that are marked. */
static void
check_marked(struct loader *loader, const struct node *node, size_t serial, const char *by)
{
	const char *name = node->type == NODE_TERM ? node->term->written :
	                   node->type == NODE_TAG  ? node->tag : NULL;

	if (name != NULL && rules_was_seen(loader, serial, node))
		complain_contradiction(loader, node, name, strlen(name), by);
	if (node->list != NULL)
		return;
	for (size_t i = 0; i < node->count; i++)
		check_marked(loader, node->children[i], serial, by);
}

/* Refused terms that are compared with wanted ones word by word, when there are no more of both. */
#define COVERS_MOST 64
#define WANTED_MOST 2000

struct refused {
	struct cover covers[COVERS_MOST], wanted;
	size_t count;
	size_t looks;
	bool whole; /* as except does: the match itself must be one of them */
	const char *by;
	size_t serial;
};

/* Takes the terms of a group; what its lists have is not compared. */
static void
take_refused(struct refused *refused, const struct node *node)
{
	if (node->type == NODE_TERM && refused->count < COVERS_MOST)
		refused->count += cover_read(&refused->covers[refused->count], node->term);
	for (size_t i = 0; node->type == NODE_ANY && node->list == NULL && i < node->count; i++)
		take_refused(refused, node->children[i]);
}

/* Complains about wanted terms of which each match is refused. Those that are themselves refused were told of. */
static void
check_covered(struct loader *loader, struct refused *refused, const struct node *node)
{
	if (node->list != NULL || refused->looks > WANTED_MOST)
		return;
	for (size_t i = 0; i < node->count; i++)
		check_covered(loader, refused, node->children[i]);
	if (node->type != NODE_TERM || rules_was_seen(loader, refused->serial, node)
	    || !cover_read(&refused->wanted, node->term))
		return;
	refused->looks++;
	for (size_t i = 0; i < refused->count; i++) {
		if (!cover_holds(&refused->covers[i], &refused->wanted, refused->whole))
			continue;
		complain(&loader->complaints, loader->source, node->mark.line, node->mark.column,
		         "'%s' can never count: '%s' of '%s' finds all that it finds",
		         shown(node->term->written, strlen(node->term->written)).text,
		         shown(refused->covers[i].term->written, strlen(refused->covers[i].term->written)).text,
		         refused->by);
		return;
	}
}

/* A term both wanted and refused can never count, nor one of which every match holds one of a refused
 * term. Terms of lists are not compared: to take a few out of a list is what `none` and `except` are for. */
static void
check_contradictions(struct loader *loader, const struct node *set, const struct node *refused,
                     const char *by)
{
	struct refused terms;

	if (refused == NULL)
		return;
	terms = (struct refused){.by = by, .whole = strcmp(by, "except") == 0};
	terms.serial = rules_serial(loader);
	mark_group(loader, refused, terms.serial);
	for (size_t i = 0; i < set->count; i++)
		check_marked(loader, set->children[i], terms.serial, by);
	take_refused(&terms, refused);
	for (size_t i = 0; i < set->count && terms.count > 0; i++)
		check_covered(loader, &terms, set->children[i]);
	for (size_t i = 0; i < COVERS_MOST; i++)
		cover_free(&terms.covers[i]);
	cover_free(&terms.wanted);
}

/* Reads one key of a set; whether it is a condition. */
static bool
read_condition(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
               struct node *set, bool nested)
{
	for (size_t i = 0; i < CONDITIONS; i++) {
		if (strcmp(key->text, conditions[i].key) != 0 || (conditions[i].nested && !nested))
			continue;
		conditions[i].read(loader, key, value, set);
		return true;
	}
	return false;
}

struct node *
rules_read_set(struct loader *loader, const struct yaml_value *mapping,
               const struct yaml_value *rule, long *weight)
{
	struct node *set = rules_node(loader, NODE_SET, mapping);
	bool wants = false;

	for (size_t i = 0; i < mapping->count; i += 2) {
		const struct yaml_value *key = mapping->items[i], *value = mapping->items[i + 1];

		wants |= rules_wants(key);
		if (read_condition(loader, key, value, set, rule == NULL) || rule != NULL)
			continue;
		if (weight != NULL && strcmp(key->text, "weight") == 0) {
			rules_read_weight(loader, value, weight);
			continue;
		}
		wants = true; /* one thing at a time */
		refuse_key(loader, key, value);
	}
	if (!wants && rule == NULL)
		COMPLAIN(loader, mapping, "a condition that wants nothing; give it " RULES_WANTING);
	check_contradictions(loader, set, set->none, "none");
	check_contradictions(loader, set, set->except, "except");
	return set;
}
