#include "filters/tag/stakes.h"

#include <stdlib.h>
#include <string.h>

#include "common/glob.h"
#include "common/xalloc.h"
#include "filters/tag/rule_terms.h"

/* A rule that asks for tags by a glob. */
struct asker {
	const char *glob;
	uint32_t rule;
};

struct search {
	const struct rule_set *rules;
	struct stakes *stakes;
	struct asker *askers;
	size_t asker_count, asker_cap;
	uint32_t *seen; /* by rule: one more than the stake for which it was met last */
};

static void
add_stake(struct search *search, struct stake stake)
{
	struct stakes *stakes = search->stakes;

	stakes->items = xgrow(stakes->items, &stakes->cap, stakes->count + 1, sizeof(*stakes->items));
	stakes->items[stakes->count++] = stake;
}

static void
gather(struct search *search)
{
	struct rule_terms terms = {0};

	for (size_t i = 0; i < rules_count(search->rules); i++) {
		rule_terms_collect(&terms, search->rules, rules_get(search->rules, i));
		for (size_t j = 0; j < terms.count; j++)
			if (terms.nodes[j]->term->kind == TERM_REGEX)
				add_stake(search, (struct stake){(uint32_t)terms.nodes[j]->term->id, (uint32_t)i, (uint32_t)i});
		for (size_t j = 0; j < terms.asked_count; j++) {
			search->askers = xgrow(search->askers, &search->asker_cap, search->asker_count + 1,
			                       sizeof(*search->askers));
			search->askers[search->asker_count++] = (struct asker){terms.asked[j], (uint32_t)i};
		}
	}
	rule_terms_free(&terms);
}

static bool
gives(const struct rule_set *rules, uint32_t rule, const char *glob)
{
	const struct rule *giver = rules_get(rules, rule);

	if (glob_matches(glob, giver->tag, strlen(giver->tag)))
		return true;
	for (size_t i = 0; i < giver->implies_count; i++)
		if (glob_matches(glob, giver->implies[i], strlen(giver->implies[i])))
			return true;
	return false;
}

/* Whether a tag that `rule` implies is one that `other` gives, so that what asks for what other implies
 * asks for it as well. */
static bool
brings(const struct rule_set *rules, uint32_t rule, uint32_t other)
{
	const struct rule *giver = rules_get(rules, rule);

	for (size_t i = 0; i < giver->implies_count; i++)
		if (strcmp(giver->implies[i], rules_get(rules, other)->tag) == 0)
			return true;
	return false;
}

/* Adds what depends on the stakes from `begin` on, and on that in turn. */
static void
follow(struct search *search, size_t begin)
{
	struct stakes *stakes = search->stakes;
	uint32_t mark = (uint32_t)begin + 1, count = (uint32_t)rules_count(search->rules);

	search->seen[stakes->items[begin].rule] = mark;
	for (size_t i = begin; i < stakes->count; i++) {
		struct stake stake = stakes->items[i];

		for (size_t j = 0; j < search->asker_count; j++) {
			uint32_t rule = search->askers[j].rule;

			if (search->seen[rule] == mark || !gives(search->rules, stake.rule, search->askers[j].glob))
				continue;
			search->seen[rule] = mark;
			add_stake(search, (struct stake){stake.term, rule, stake.names});
		}
		for (uint32_t rule = 0; rules_get(search->rules, stake.rule)->implies_count > 0 && rule < count; rule++) {
			if (search->seen[rule] == mark || !brings(search->rules, stake.rule, rule))
				continue;
			search->seen[rule] = mark;
			add_stake(search, (struct stake){stake.term, rule, stake.names});
		}
	}
}

static int
compare(const void *left, const void *right)
{
	const struct stake *a = left, *b = right;

	if (a->term != b->term)
		return a->term < b->term ? -1 : 1;
	if (a->rule != b->rule)
		return a->rule < b->rule ? -1 : 1;
	return (a->names > b->names) - (a->names < b->names);
}

void
stakes_find(struct stakes *stakes, const struct rule_set *rules)
{
	struct stakes own = {0};
	struct search search = {.rules = rules, .stakes = &own};

	gather(&search);
	search.seen = xcalloc(rules_count(rules) + 1, sizeof(*search.seen));
	for (size_t i = 0, count = own.count; i < count; i++) {
		/* each rule that names one is followed alone: what it sees decides for those behind it */
		search.stakes = stakes;
		add_stake(&search, own.items[i]);
		follow(&search, stakes->count - 1);
	}
	if (stakes->count > 1)
		qsort(stakes->items, stakes->count, sizeof(*stakes->items), compare);
	stakes_free(&own);
	free(search.askers);
	free(search.seen);
}

const struct stake *
stakes_of(const struct stakes *stakes, uint32_t term, size_t *count)
{
	size_t low = 0, high = stakes->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (stakes->items[middle].term < term)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < stakes->count && stakes->items[end].term == term; end++)
		;
	*count = end - low;
	return stakes->items + low;
}

void
stakes_free(struct stakes *stakes)
{
	free(stakes->items);
	*stakes = (struct stakes){0};
}
