/* Rules that ask for tags wait for the rules that give them: they must not wait for each other. */
#include <stdlib.h>
#include <string.h>

#include "common/glob.h"
#include "common/nearest.h"
#include "common/xalloc.h"
#include "filters/tag/rules_load.h"

/* Rules of a cycle that are named. */
#define NAMED_MAX 6

/* Tags that all rules give together, with what they imply, and rules that answer all wishes. */
#define GIFTS_MAX 200000
#define ANSWERS_MAX 4000000

/* Shorter names are near to too much. */
#define COMPARED_MIN 4

/* A tag asked for. */
struct reference {
	size_t wish;
	const struct mark *mark;
};

struct references {
	struct reference *items;
	size_t count, cap;
};

/* A glob over tags that somebody asks for, and the rules that answer. */
struct wish {
	const char *glob;
	const struct mark *mark; /* where it was first seen */
	size_t *rules;
	size_t count, cap;
};

/* A rule gives a tag: its own or an implied one. */
struct gift {
	const char *tag;
	size_t rule;
};

/* A rule or, from rule_count on, a wish, being followed. */
struct step {
	size_t thing, next;
};

struct order {
	struct loader *loader;
	struct rule *const *rules;
	size_t rule_count;
	struct references *asks; /* by rule */
	struct references *lists; /* of lists, by their number */
	size_t list_count, list_cap;
	struct table list_numbers; /* address of a list -> number */
	struct arena keys;
	struct wish *wishes;
	size_t wish_count, wish_cap;
	struct table wish_numbers;
	struct gift *gifts; /* sorted by tag */
	size_t gift_count, gift_cap;
	struct step *path;
	size_t path_len;
};

static void
add_reference(struct references *references, struct reference reference)
{
	references->items = xgrow(references->items, &references->cap, references->count + 1,
	                          sizeof(*references->items));
	references->items[references->count++] = reference;
}

static size_t
wish_of(struct order *order, const struct node *node)
{
	size_t n = strlen(node->tag), *known = table_find(&order->wish_numbers, node->tag, n);

	if (known != NULL)
		return *known;
	table_add(&order->wish_numbers, node->tag, n, order->wish_count);
	order->wishes = xgrow(order->wishes, &order->wish_cap, order->wish_count + 1,
	                      sizeof(*order->wishes));
	order->wishes[order->wish_count] = (struct wish){.glob = node->tag, .mark = &node->mark};
	return order->wish_count++;
}

static void gather(struct order *order, const struct node *node, struct references *to);

static void
gather_children(struct order *order, const struct node *node, struct references *to)
{
	const struct node *others[] = {node->none, node->except, node->beside};

	for (size_t i = 0; i < node->count; i++)
		if (node->children[i]->type != NODE_TERM)
			gather(order, node->children[i], to);
	for (size_t i = 0; i < 3; i++)
		if (others[i] != NULL)
			gather(order, others[i], to);
}

/* The tags that a list asks for, gathered when it is met first. */
static const struct references *
list_of(struct order *order, const struct node *list)
{
	size_t *known = table_find(&order->list_numbers, (const char *)&list, sizeof(list)), number;
	struct references references = {0};

	if (known != NULL)
		return &order->lists[*known];
	gather_children(order, list, &references);
	number = order->list_count++;
	order->lists = xgrow(order->lists, &order->list_cap, number + 1, sizeof(*order->lists));
	order->lists[number] = references;
	table_add(&order->list_numbers, arena_copy(&order->keys, &list, sizeof(list)), sizeof(list),
	          number);
	return &order->lists[number];
}

/* The tags that a condition asks for. */
static void
gather(struct order *order, const struct node *node, struct references *to)
{
	if (node->type == NODE_TAG) {
		add_reference(to, (struct reference){.wish = wish_of(order, node), .mark = &node->mark});
	} else if (node->list != NULL) {
		const struct references *list = list_of(order, node);

		for (size_t i = 0; i < list->count; i++)
			add_reference(to, list->items[i]);
	} else if (node->type != NODE_TERM) {
		gather_children(order, node, to);
	}
}

static int
compare_gifts(const void *a, const void *b)
{
	const struct gift *x = a, *y = b;
	int order = strcmp(x->tag, y->tag);

	return order != 0 ? order : (x->rule > y->rule) - (x->rule < y->rule);
}

static void
add_gift(struct order *order, const char *tag, size_t rule)
{
	order->gifts = xgrow(order->gifts, &order->gift_cap, order->gift_count + 1, sizeof(*order->gifts));
	order->gifts[order->gift_count++] = (struct gift){tag, rule};
}

/* The tags a rule gives: its own, those it implies, those that they imply ... */
static void
gather_gifts(struct order *order, size_t rule, struct table *numbers)
{
	size_t from = order->gift_count;
	struct table seen = {0};

	add_gift(order, order->rules[rule]->tag, rule);
	table_add(&seen, order->rules[rule]->tag, strlen(order->rules[rule]->tag), 0);
	for (size_t i = from; i < order->gift_count; i++) {
		const char *tag = order->gifts[i].tag;
		size_t *giver = table_find(numbers, tag, strlen(tag));

		for (size_t j = 0; giver != NULL && j < order->rules[*giver]->implies_count; j++) {
			const char *implied = order->rules[*giver]->implies[j];

			if (order->gift_count >= GIFTS_MAX || table_find(&seen, implied, strlen(implied)) != NULL)
				continue;
			table_add(&seen, implied, strlen(implied), 0);
			add_gift(order, implied, rule);
		}
	}
	table_free(&seen);
}

/* False, after a complaint, if there are too many. */
static bool
gather_all_gifts(struct order *order)
{
	struct table numbers = {0};

	for (size_t i = 0; i < order->rule_count; i++)
		table_add(&numbers, order->rules[i]->tag, strlen(order->rules[i]->tag), i);
	for (size_t i = 0; i < order->rule_count && order->gift_count < GIFTS_MAX; i++)
		gather_gifts(order, i, &numbers);
	table_free(&numbers);
	if (order->gift_count > 1)
		qsort(order->gifts, order->gift_count, sizeof(*order->gifts), compare_gifts);
	if (order->gift_count < GIFTS_MAX)
		return true;
	complain(&order->loader->complaints, NULL, 0, 0, "the rules imply more than %d tags together, those "
	         "that are implied by the implied ones counted", GIFTS_MAX);
	return false;
}

/* The first gift whose tag is not before the prefix. */
static size_t
first_gift(const struct order *order, const char *prefix, size_t n)
{
	size_t low = 0, high = order->gift_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strncmp(order->gifts[middle].tag, prefix, n) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Finds who answers a wish; returns how many. */
static size_t
answer(struct order *order, struct wish *wish)
{
	size_t prefix = strcspn(wish->glob, "*");
	const char *star = strrchr(wish->glob, '*'), *suffix = star != NULL ? star + 1 : "";
	size_t suffix_len = strlen(suffix);

	for (size_t i = first_gift(order, wish->glob, prefix); i < order->gift_count; i++) {
		const struct gift *gift = &order->gifts[i];
		size_t n = strlen(gift->tag);

		if (strncmp(gift->tag, wish->glob, prefix) != 0)
			break;
		if (n < suffix_len || memcmp(gift->tag + n - suffix_len, suffix, suffix_len) != 0)
			continue; /* cheaper than to match all of it */
		if (!glob_matches(wish->glob, gift->tag, n))
			continue;
		wish->rules = xgrow(wish->rules, &wish->cap, wish->count + 1, sizeof(*wish->rules));
		wish->rules[wish->count++] = gift->rule;
	}
	return wish->count;
}

/* False, after a complaint, if there are too many answers. */
static bool
answer_all(struct order *order)
{
	size_t answers = 0;

	for (size_t i = 0; i < order->wish_count && answers < ANSWERS_MAX; i++)
		answers += answer(order, &order->wishes[i]);
	if (answers < ANSWERS_MAX)
		return true;
	complain(&order->loader->complaints, NULL, 0, 0, "the tags that rules ask for match rules more than %d "
	         "times", ANSWERS_MAX);
	return false;
}

static void
complain_at(struct order *order, const struct mark *mark, const char *text)
{
	struct complaints *complaints = &order->loader->complaints;

	complain(complaints, complaints_source(complaints, mark->file), mark->line, mark->column, "%s",
	         text);
}

/* Which of its own tags the rule asks for. */
static const char *
own_tag(const struct order *order, size_t rule, const char *glob)
{
	for (size_t i = 0; i < order->gift_count; i++)
		if (order->gifts[i].rule == rule &&
		    glob_matches(glob, order->gifts[i].tag, strlen(order->gifts[i].tag)))
			return order->gifts[i].tag;
	return glob;
}

static void
complain_self(struct order *order, size_t rule, const struct reference *reference)
{
	const char *glob = order->wishes[reference->wish].glob, *own = own_tag(order, rule, glob);
	struct buf text = {0};

	if (strcmp(glob, own) == 0)
		buf_addf(&text, "the rule waits for '%s', which it gives itself; take it out", own);
	else
		buf_addf(&text, "'%s' matches '%s', which the rule gives itself: it would wait for its own tag; name "
		         "the others one by one", glob, own);
	complain_at(order, reference->mark, buf_str(&text));
	buf_free(&text);
}

/* The path, from `from` on, leads back to where it begins: a rule or a wish. */
static void
complain_cycle(struct order *order, size_t from)
{
	size_t count = 0, first = SIZE_MAX;
	struct buf text = {0};

	buf_adds(&text, "the rules wait for each other's tags: ");
	for (size_t i = from; i < order->path_len; i++) {
		if (order->path[i].thing >= order->rule_count)
			continue;
		if (first == SIZE_MAX)
			first = i;
		if (++count <= NAMED_MAX)
			buf_addf(&text, "%s -> ", order->rules[order->path[i].thing]->tag);
	}
	if (count == 1) {
		const struct step *step = &order->path[first];

		complain_self(order, step->thing, &order->asks[step->thing].items[step->next - 1]);
	} else {
		const struct step *step = &order->path[first];

		buf_addf(&text, "%s%s; take one of these references out", count > NAMED_MAX ? "... -> " : "",
		         order->rules[step->thing]->tag);
		complain_at(order, order->asks[step->thing].items[step->next - 1].mark, buf_str(&text));
	}
	buf_free(&text);
}

/* What a thing waits for, by number; SIZE_MAX behind the last. */
static size_t
waits_for(const struct order *order, const struct step *step)
{
	if (step->thing < order->rule_count) {
		const struct references *asks = &order->asks[step->thing];

		return step->next < asks->count ? order->rule_count + asks->items[step->next].wish : SIZE_MAX;
	}
	const struct wish *wish = &order->wishes[step->thing - order->rule_count];

	return step->next < wish->count ? wish->rules[step->next] : SIZE_MAX;
}

/* Follows what a rule waits for, depth first, until it is back at what is still being followed. */
static void
follow(struct order *order, size_t rule, size_t *places)
{
	order->path_len = 0;
	order->path[order->path_len++] = (struct step){.thing = rule};
	places[rule] = 1;
	while (order->path_len > 0 && !complaints_full(&order->loader->complaints)) {
		struct step *step = &order->path[order->path_len - 1];
		size_t thing = waits_for(order, step);

		if (thing == SIZE_MAX) {
			places[step->thing] = SIZE_MAX; /* done */
			order->path_len--;
			continue;
		}
		step->next++;
		if (places[thing] == 0) {
			order->path[order->path_len++] = (struct step){.thing = thing};
			places[thing] = order->path_len;
		} else if (places[thing] != SIZE_MAX) {
			complain_cycle(order, places[thing] - 1);
		}
	}
}

/* The nearest tag of the same topic that rules give, or the same of the nearest topic. */
static const char *
nearest(struct order *order, const char *glob, size_t topic, struct shown *found)
{
	const char *names[RULES_CANDIDATES], *near;
	char word[64];
	size_t first = first_gift(order, glob, topic + 1), count = 0;
	bool known = first < order->gift_count && strncmp(order->gifts[first].tag, glob, topic + 1) == 0;

	if ((known ? strlen(glob + topic + 1) : topic) < COMPARED_MIN ||
	    (known && strchr(glob, '*') != NULL))
		return NULL;
	if (known) {
		for (size_t i = first; i < order->gift_count && count < RULES_CANDIDATES &&
		                       strncmp(order->gifts[i].tag, glob, topic + 1) == 0; i++)
			names[count++] = order->gifts[i].tag + topic + 1;
		near = nearest_word(glob + topic + 1, names, count);
		return near != NULL ? near - topic - 1 : NULL;
	}
	for (size_t i = 0; i < order->gift_count && count < RULES_CANDIDATES; i++)
		names[count++] = arena_copy(&order->keys, order->gifts[i].tag,
		                            strcspn(order->gifts[i].tag, "/"));
	if (topic >= sizeof(word))
		return NULL;
	memcpy(word, glob, topic);
	word[topic] = '\0';
	near = nearest_word(word, names, count);
	if (near == NULL)
		return NULL;
	snprintf(found->text, sizeof(found->text), "%s%s", near, glob + topic);
	for (size_t i = 0; i < order->gift_count; i++)
		if (glob_matches(found->text, order->gifts[i].tag, strlen(order->gifts[i].tag)))
			return found->text;
	return NULL;
}

/* A tag that no rule gives may be on records; where another is near, it is more likely a slip. */
static void
check_wish(struct order *order, const struct wish *wish)
{
	size_t topic = strcspn(wish->glob, "/");
	struct shown found;
	struct buf text = {0};
	const char *near;

	if (wish->count > 0 || wish->glob[topic] == '\0' || memchr(wish->glob, '*', topic) != NULL)
		return;
	/* A rule that was switched off is no slip. */
	if (strchr(wish->glob, '*') != NULL ? order->loader->dropped :
	    table_find(&order->loader->tags, wish->glob, strlen(wish->glob)) != NULL)
		return;
	near = nearest(order, wish->glob, topic, &found);
	if (near == NULL)
		return;
	buf_addf(&text, "no rule gives '%s'; did you mean '%s'?", wish->glob, near);
	if (strchr(wish->glob, '*') == NULL)
		buf_addf(&text, " (if records bring it along: '%s*')", wish->glob);
	complain_at(order, wish->mark, buf_str(&text));
	buf_free(&text);
}

static void
free_order(struct order *order)
{
	for (size_t i = 0; i < order->rule_count; i++)
		free(order->asks[i].items);
	for (size_t i = 0; i < order->list_count; i++)
		free(order->lists[i].items);
	for (size_t i = 0; i < order->wish_count; i++)
		free(order->wishes[i].rules);
	free(order->asks);
	free(order->lists);
	free(order->wishes);
	free(order->gifts);
	free(order->path);
	table_free(&order->list_numbers);
	table_free(&order->wish_numbers);
	arena_free(&order->keys);
}

/* Follows all that wait. */
static void
follow_all(struct order *order)
{
	size_t things = order->rule_count + order->wish_count;
	size_t *places = xcalloc(things + 1, sizeof(*places));

	order->path = xcalloc(things + 1, sizeof(*order->path));
	for (size_t i = 0; i < order->rule_count; i++)
		if (places[i] == 0)
			follow(order, i, places);
	free(places);
}

void
rules_check_references(struct loader *loader)
{
	struct order order = {.loader = loader, .rules = loader->set->rules,
	                      .rule_count = loader->set->rule_count};
	bool complained = loader->complaints.total > 0;

	order.asks = xcalloc(order.rule_count + 1, sizeof(*order.asks));
	for (size_t i = 0; i < order.rule_count; i++)
		gather(&order, order.rules[i]->condition, &order.asks[i]);
	if (gather_all_gifts(&order) && answer_all(&order)) {
		follow_all(&order);
		/* The rule that gives it may be missing because it is wrong. */
		for (size_t i = 0; i < order.wish_count && !complained; i++)
			check_wish(&order, &order.wishes[i]);
	}
	free_order(&order);
}
