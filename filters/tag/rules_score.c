/* Counting: weights that reach a threshold, and at least so many of the groups. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/rules_load.h"

#define WEIGHT_MAX 1000
#define SCORE_MAX 1000000

static const char *const score_keys[] = {"threshold", "terms", "cap"};
static const char *const least_keys[] = {"n", "of"};

/* The children of a score while they are read. */
struct weighing {
	const struct yaml_value **values;
	struct node **nodes;
	long *weights;
	size_t count;
};

size_t
rules_score_names(const char **names, size_t room)
{
	return rules_copy_names(names, room, score_keys, sizeof(score_keys) / sizeof(score_keys[0]));
}

size_t
rules_least_names(const char **names, size_t room)
{
	return rules_copy_names(names, room, least_keys, sizeof(least_keys) / sizeof(least_keys[0]));
}

void
rules_read_weight(struct loader *loader, const struct yaml_value *value, long *weight)
{
	long number;

	if (rules_number(value, -WEIGHT_MAX, WEIGHT_MAX, &number) && number != 0)
		*weight = number;
	else if (!rules_excused(loader, value))
		COMPLAIN(loader, value, "a weight is a number from -%d to %d, but not 0", WEIGHT_MAX,
		         WEIGHT_MAX);
}

static void
weigh(struct weighing *weighing, struct node *node, const struct yaml_value *value, long weight)
{
	if (node == NULL)
		return;
	weighing->nodes[weighing->count] = node;
	weighing->values[weighing->count] = value;
	weighing->weights[weighing->count++] = weight;
}

/* `Quds Force: 3` as an item of a list, which YAML reads as a mapping. */
static bool
is_weighed_key(const struct yaml_value *item)
{
	long number;

	return item->kind == YAML_MAPPING && item->count == 2 && !rules_is_object(item) &&
	       !rules_is_condition(item->items[0]) && rules_number(item->items[1], -SCORE_MAX, SCORE_MAX,
	                                                           &number);
}

static void
read_items(struct loader *loader, const struct yaml_value *value, struct weighing *weighing)
{
	for (size_t i = 0; i < value->count; i++) {
		const struct yaml_value *item = value->items[i];
		struct node *node;
		long weight = 1;

		if (is_weighed_key(item)) {
			COMPLAIN(loader, item, "a list of terms with weights wants {text: %s, weight: %s}; or leave the "
			         "'-' off, and the brackets, for all of them", SHOWN(item->items[0]),
			         item->items[1]->text);
			rules_excuse_lists(loader, item);
			continue;
		}
		node = rules_read_group(loader, item, "score", &weight);
		weigh(weighing, node, item, weight);
	}
}

static void
read_pairs(struct loader *loader, const struct yaml_value *value, struct weighing *weighing)
{
	for (size_t i = 0; i < value->count; i += 2) {
		long weight = 1;

		rules_read_weight(loader, value->items[i + 1], &weight);
		weigh(weighing, rules_read_group(loader, value->items[i], "score", NULL), value->items[i],
		      weight);
	}
}

static void
keep_terms(struct loader *loader, struct weighing *weighing, struct node *score)
{
	size_t count = 0, serial = rules_serial(loader);

	for (size_t i = 0; i < weighing->count; i++) {
		if (!rules_first_in_group(loader, serial, weighing->nodes[i], weighing->values[i], false))
			continue;
		weighing->nodes[count] = weighing->nodes[i];
		weighing->weights[count++] = weighing->weights[i];
	}
	rules_set_children(loader, score, weighing->nodes, count);
	score->weights = arena_get(&loader->set->arena, count * sizeof(*score->weights));
	if (count > 0)
		memcpy(score->weights, weighing->weights, count * sizeof(*score->weights));
}

static void
read_terms(struct loader *loader, const struct yaml_value *value, struct node *score)
{
	struct weighing weighing = {.count = 0};

	if (value->kind == YAML_SCALAR || value->count == 0) {
		if (!rules_excused(loader, value))
			COMPLAIN(loader, value, "'terms' wants terms and their weights: {bomb: 3, drill: -2}");
		rules_excuse_lists(loader, value);
		return;
	}
	weighing.values = xcalloc(value->count, sizeof(*weighing.values));
	weighing.nodes = xcalloc(value->count, sizeof(*weighing.nodes));
	weighing.weights = xcalloc(value->count, sizeof(*weighing.weights));
	if (value->kind == YAML_MAPPING)
		read_pairs(loader, value, &weighing);
	else
		read_items(loader, value, &weighing);
	keep_terms(loader, &weighing, score);
	free(weighing.values);
	free(weighing.nodes);
	free(weighing.weights);
}

/* A threshold that no text can reach. */
static void
check_reach(struct loader *loader, const struct yaml_value *key, const struct node *score)
{
	long positive = 0;

	for (size_t i = 0; i < score->count; i++)
		positive += score->weights[i] > 0;
	if (score->count == 0 || score->threshold == 0)
		return; /* said already */
	if (positive == 0)
		COMPLAIN(loader, key, "no term of 'score' has a weight above 0, so the threshold is never reached");
	else if (score->cap > 0 && positive * score->cap < score->threshold)
		COMPLAIN(loader, key, "the threshold of 'score' is never reached: %ld terms of at most %ld points",
		         positive, score->cap);
}

/* Reads one key of `score`; returns 1 for the threshold, 2 for the terms. */
static unsigned
read_score_key(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
               struct node *score)
{
	if (strcmp(key->text, "terms") == 0) {
		read_terms(loader, value, score);
		return 2;
	}
	if (strcmp(key->text, "threshold") == 0) {
		if (!rules_number(value, 1, SCORE_MAX, &score->threshold))
			COMPLAIN(loader, value, "'threshold' wants a number from 1 to %d", SCORE_MAX);
		return 1;
	}
	if (strcmp(key->text, "cap") == 0) {
		if (!rules_number(value, 1, SCORE_MAX, &score->cap))
			COMPLAIN(loader, value, "'cap' wants a number from 1 to %d: the most points that one term gives "
			         "or takes", SCORE_MAX);
		return 0;
	}
	rules_excuse_lists(loader, value);
	rules_unknown(loader, key, "key", score_keys, 3, "'score' knows 'threshold', 'terms' and 'cap'");
	return 0;
}

struct node *
rules_read_score(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value)
{
	struct node *score = rules_node(loader, NODE_SCORE, value);
	unsigned has = 0;

	if (value->kind != YAML_MAPPING) {
		COMPLAIN(loader, value, "'score' wants a mapping: {threshold: 5, terms: {bomb: 3, drill: -2}}");
		rules_excuse_lists(loader, value);
		return NULL;
	}
	for (size_t i = 0; i < value->count; i += 2)
		has |= read_score_key(loader, value->items[i], value->items[i + 1], score);
	if (has == 3)
		check_reach(loader, key, score);
	else
		COMPLAIN(loader, key, "'score' lacks '%s'; write {threshold: 5, terms: {bomb: 3, drill: -2}}",
		         has & 1 ? "terms" : "threshold");
	return score;
}

/* The groups of `at-least`: those of a list, or the members of a list that is named. */
static void
read_least_groups(struct loader *loader, const struct yaml_value *value, struct node *node)
{
	if (value->kind == YAML_SEQUENCE && value->count > 0) {
		rules_read_groups(loader, value, node, "at-least");
		return;
	}
	if (value->kind == YAML_SCALAR && value->text[0] == '$') {
		const struct list *list = rules_find_list(loader, value);

		if (list != NULL && list->node != NULL) {
			node->children = list->node->children;
			node->count = list->node->count;
		}
		return;
	}
	if (!rules_excused(loader, value))
		COMPLAIN(loader, value, "'of' wants groups, [a, [b, c]], or a list whose terms are counted: $name");
	rules_excuse_lists(loader, value);
}

/* More groups are wanted than there are. */
static void
check_least(struct loader *loader, const struct yaml_value *n, const struct yaml_value *of,
            const struct node *node)
{
	if (node->least <= node->count || node->count == 0)
		return;
	if (of->kind == YAML_SEQUENCE && of->count == 1 && rules_list_of(loader, node->children[0]) != NULL)
		COMPLAIN(loader, n, "'n' is %zu, and a list is one group; to count its terms, write of: %s",
		         node->least, SHOWN(of->items[0]));
	else
		COMPLAIN(loader, n, "'n' is %zu, and of groups there are %zu; lower it, or add some", node->least,
		         node->count);
}

struct node *
rules_read_at_least(struct loader *loader, const struct yaml_value *key,
                    const struct yaml_value *value)
{
	struct node *node = rules_node(loader, NODE_AT_LEAST, value);
	const struct yaml_value *n = NULL, *of = NULL;
	long least;

	if (value->kind != YAML_MAPPING) {
		COMPLAIN(loader, value, "'at-least' wants a mapping: {n: 2, of: [a, b, [c, d]]}");
		rules_excuse_lists(loader, value);
		return NULL;
	}
	for (size_t i = 0; i < value->count; i += 2) {
		const struct yaml_value *name = value->items[i], *item = value->items[i + 1];

		if (strcmp(name->text, "n") == 0) {
			n = item;
			if (rules_number(item, 1, SCORE_MAX, &least))
				node->least = (size_t)least;
			else
				COMPLAIN(loader, item, "'n' wants a number, how many of the groups must be found: 1 or more");
		} else if (strcmp(name->text, "of") == 0) {
			of = item;
			read_least_groups(loader, item, node);
		} else {
			rules_excuse_lists(loader, item);
			rules_unknown(loader, name, "key", least_keys, 2, "'at-least' knows 'n' and 'of'");
		}
	}
	if (n != NULL && of != NULL)
		check_least(loader, n, of, node);
	else
		COMPLAIN(loader, key, "'at-least' lacks '%s'; write {n: 2, of: [a, b, [c, d]]}",
		         n != NULL ? "of" : "n");
	return node;
}
