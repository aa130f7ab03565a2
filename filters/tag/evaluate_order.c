/* Which rules wait for which: tags that rules give, and the globs that ask for them. */
#include <stdlib.h>
#include <string.h>

#include "common/glob.h"
#include "common/xalloc.h"
#include "filters/tag/conditions.h"

/* Walking what tags imply. */
struct walk {
	struct evaluator *evaluator;
	struct index implied; /* the rows that a row implies directly */
	uint32_t *row_stamps, *glob_stamps; /* one more than the row for which they were seen last */
	uint32_t *stack;
	struct pairs given, globs;
};

static size_t
row_of(struct evaluator *e, const char *tag, size_t *cap)
{
	size_t *known = table_find(&e->tags, tag, strlen(tag));

	if (known != NULL)
		return *known;
	e->row_tags = xgrow(e->row_tags, cap, e->row_count + 1, sizeof(*e->row_tags));
	e->row_tags[e->row_count] = tag;
	table_add(&e->tags, tag, strlen(tag), e->row_count);
	return e->row_count++;
}

/* Fills row_tags and tags; returns what implies what. */
static struct index
make_rows(struct evaluator *e)
{
	struct index implied;
	struct pairs pairs = {0};
	size_t cap = 0;

	for (size_t i = 0; i < e->rule_count; i++)
		row_of(e, rules_get(e->set, i)->tag, &cap);
	for (size_t i = 0; i < e->rule_count; i++) {
		const struct rule *rule = rules_get(e->set, i);

		for (size_t j = 0; j < rule->implies_count; j++)
			conditions_pair(&pairs, (uint32_t)i, (uint32_t)row_of(e, rule->implies[j], &cap));
	}
	conditions_index(&implied, &pairs, e->row_count);
	return implied;
}

static void
match_globs(struct evaluator *e)
{
	struct pairs pairs = {0};

	for (size_t i = 0; i < e->glob_count; i++) {
		const char *glob = e->globs[i].glob;
		size_t *row;

		if (strpbrk(glob, "*?") == NULL) {
			row = table_find(&e->tags, glob, strlen(glob));
			if (row != NULL)
				conditions_pair(&pairs, (uint32_t)*row, (uint32_t)i);
			continue;
		}
		for (size_t j = 0; j < e->row_count; j++)
			if (glob_matches(glob, e->row_tags[j], strlen(e->row_tags[j])))
				conditions_pair(&pairs, (uint32_t)j, (uint32_t)i);
	}
	conditions_index(&e->row_asked, &pairs, e->row_count);
}

/* A row that `from` brings with it. */
static void
take_row(struct walk *w, uint32_t from, uint32_t row)
{
	const struct index *asked = &w->evaluator->row_asked;

	if (asked->begin[row] < asked->begin[row + 1])
		conditions_pair(&w->given, from, row);
	for (uint32_t i = asked->begin[row]; i < asked->begin[row + 1]; i++) {
		uint32_t glob = asked->items[i];

		if (w->glob_stamps[glob] == from + 1)
			continue;
		w->glob_stamps[glob] = from + 1;
		conditions_pair(&w->globs, from, glob);
	}
}

static void
close_row(struct walk *w, uint32_t from)
{
	size_t depth = 0;

	w->stack[depth++] = from;
	w->row_stamps[from] = from + 1;
	while (depth > 0) {
		uint32_t row = w->stack[--depth];

		take_row(w, from, row);
		for (uint32_t i = w->implied.begin[row]; i < w->implied.begin[row + 1]; i++) {
			uint32_t next = w->implied.items[i];

			if (w->row_stamps[next] == from + 1)
				continue;
			w->row_stamps[next] = from + 1;
			w->stack[depth++] = next;
		}
	}
}

static void
close_rows(struct evaluator *e, const struct index *implied)
{
	struct walk w = {.evaluator = e, .implied = *implied};

	w.row_stamps = xcalloc(e->row_count, sizeof(*w.row_stamps));
	w.glob_stamps = xcalloc(e->glob_count, sizeof(*w.glob_stamps));
	w.stack = xcalloc(e->row_count, sizeof(*w.stack));
	for (size_t i = 0; i < e->row_count; i++)
		close_row(&w, (uint32_t)i);
	conditions_index(&e->row_given, &w.given, e->row_count);
	conditions_index(&e->row_globs, &w.globs, e->row_count);
	free(w.row_stamps);
	free(w.glob_stamps);
	free(w.stack);
}

/* Numbers for what conditions_need() says: rules, then lists, then globs. */
static uint32_t
number(const struct evaluator *e, uint32_t need)
{
	size_t i = need >> 2;

	if ((need & 3) == NEED_GLOB)
		i += e->rule_count + e->choice_count;
	else if ((need & 3) == NEED_LIST)
		i += e->rule_count;
	return (uint32_t)i;
}

/* Gives levels from what has no needs on. What waits for itself is left: the loader has refused
 * it, so that any level will do. */
static void
rise(struct evaluator *e, const struct index *after, uint32_t *waits)
{
	uint32_t *queue = xcalloc(after->count, sizeof(*queue));
	uint32_t *levels = xcalloc(after->count, sizeof(*levels)), top = 0;
	size_t count = 0;

	for (size_t i = 0; i < after->count; i++)
		if (waits[i] == 0)
			queue[count++] = (uint32_t)i;
	for (size_t i = 0; i < count; i++) {
		uint32_t from = queue[i];

		top = levels[from] > top ? levels[from] : top;
		for (uint32_t j = after->begin[from]; j < after->begin[from + 1]; j++) {
			uint32_t to = after->items[j], level = levels[from] + (to < e->rule_count);

			levels[to] = level > levels[to] ? level : levels[to];
			if (--waits[to] == 0)
				queue[count++] = to;
		}
	}
	for (size_t i = 0; i < e->rule_count; i++)
		e->rules[i].level = waits[i] == 0 ? levels[i] : top + 1;
	e->level_count = (size_t)top + 2;
	free(queue);
	free(levels);
}

static void
make_levels(struct evaluator *e, struct pairs *needs)
{
	struct index after;
	size_t count = e->rule_count + e->choice_count + e->glob_count;
	uint32_t *waits = xcalloc(count, sizeof(*waits));

	for (size_t i = 0; i < e->rule_count; i++)
		for (uint32_t j = e->row_globs.begin[i]; j < e->row_globs.begin[i + 1]; j++)
			conditions_pair(needs, conditions_need(NEED_RULE, i),
			                conditions_need(NEED_GLOB, e->row_globs.items[j]));
	for (size_t i = 0; i < needs->count; i++) {
		struct pair *pair = &needs->items[i];

		*pair = (struct pair){number(e, pair->from), number(e, pair->to)};
		waits[pair->to]++;
	}
	conditions_index(&after, needs, count);
	rise(e, &after, waits);
	free(after.begin);
	free(after.items);
	free(waits);
}

void
conditions_order(struct evaluator *e, struct pairs *needs)
{
	struct index implied;

	e->level_count = 1;
	if (e->glob_count == 0) {
		free(needs->items);
		*needs = (struct pairs){0};
		return;
	}
	implied = make_rows(e);
	match_globs(e);
	close_rows(e, &implied);
	make_levels(e, needs);
	free(implied.begin);
	free(implied.items);
}
