/* The evaluator against one that is plainly right. Rules, texts and hits are random; the seed is
 * fixed, or made of the first argument. */
#include <stdlib.h>

#include "common/xalloc.h"
#include "filters/tag/evaluate_explain.h"
#include "tests/unit/check.h"
#include "tests/unit/evaluate_plain.h"

#define CASES 20000

static uint64_t state = 1;

static size_t
chance(size_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (size_t)((state * 0x2545f4914f6cdd1dULL) >> 33) % n;
}

static bool
gaps_agree(void)
{
	for (size_t f = 0; f < FIELDS; f++)
		for (size_t i = 1; i < texts[f].count; i++)
			if ((texts[f].words[i].gap >= GAP_SENTENCE) != (sentence_of[f][i] != sentence_of[f][i - 1]) ||
			    (texts[f].words[i].gap >= GAP_PARAGRAPH) != (paragraph_of[f][i] != paragraph_of[f][i - 1]))
				return false;
	return true;
}

struct tally {
	size_t wrong, changed, misexplained, cases, found, cycles, near_misses;
	size_t with[NODE_SET + 1], why[WHY_UNSORTED + 1];
};

static void
tally_nodes(const struct node *node, struct tally *tally)
{
	tally->with[node->type]++;
	for (size_t i = 0; i < node->count; i++)
		tally_nodes(node->children[i], tally);
}

/* Whether what is said of a condition, and of those in it, fits together. */
static bool
is_consistent(const struct explained *x, struct tally *tally)
{
	tally->why[x->why]++;
	if (x->holds != (x->why == WHY_HOLDS))
		return false;
	for (size_t i = 0; i < x->count; i++)
		if (!is_consistent(x->children[i], tally))
			return false;
	return (x->none == NULL || is_consistent(x->none, tally)) &&
	       (x->except == NULL || is_consistent(x->except, tally)) &&
	       (x->beside == NULL || is_consistent(x->beside, tally));
}

/* Whether the explanations say of each rule what was found. */
static bool
are_explained(const struct evaluator *evaluator, const struct evaluate_input *input, struct evaluation *e,
              struct tally *tally)
{
	struct explainer x = {0};
	struct buf reason = {0};
	bool right = true;

	explain_open(&x, evaluator, input, e);
	for (uint32_t i = 0; i < rule_count; i++) {
		const struct explained *top = explain_rule(&x, i);

		buf_clear(&reason);
		explained_rule_reason(top, &reason);
		right &= is_consistent(top, tally) && top->holds == findings[i].holds && (reason.len == 0) == top->holds &&
		         !(top->holds && explained_is_near_miss(top));
		tally->near_misses += explained_is_near_miss(top);
	}
	right &= same_findings(e);
	explain_close(&x);
	buf_free(&reason);
	return right;
}

/* Whether the rules hold as before, by the same hits, when the record has the tags they give. */
static bool
holds_again(const struct evaluator *evaluator, const struct evaluate_input *input, struct evaluation *e)
{
	struct tag_item tags[COUNT(record_tags) + COUNT(all_tags)];
	struct evaluate_input again = *input;

	memcpy(tags, record_tags, sizeof(record_tags));
	again.tags = tags;
	for (size_t i = 0; i < COUNT(all_tags); i++) {
		bool given = false;

		for (size_t j = 0; j < rule_count; j++)
			given |= findings[j].holds && brings(rules[j]->tag, all_tags[i], RULES);
		for (size_t j = 0; j < record_tag_count; j++)
			given |= brings(record_tags[j].text, all_tags[i], RULES);
		if (given)
			tags[again.tag_count++] = (struct tag_item){.text = all_tags[i], .n = strlen(all_tags[i])};
	}
	evaluate(evaluator, &again, e);
	return same_findings(e);
}

static void
run_case(struct evaluation *e, struct tally *tally)
{
	struct rule_set *set;
	struct evaluator *evaluator;

	make_rules();
	set = as_set();
	evaluator = evaluator_new(set, field_names, FIELDS, 2);
	/* several records, so that what one leaves behind shows in the next */
	for (size_t i = 0; i < 4; i++) {
		struct evaluate_input input = {.hits = hits, .texts = texts, .tags = record_tags};

		make_record();
		input.count = hit_count;
		input.tag_count = record_tag_count;
		input.language = language;
		evaluate(evaluator, &input, e);
		if (!find_rules()) {
			tally->cycles++;
			continue;
		}
		tally->cases++;
		tally->found += e->count;
		tally->wrong += !same_findings(e) || !gaps_agree();
		tally->changed += !holds_again(evaluator, &input, e);
		if (i == 0)
			tally->misexplained += !are_explained(evaluator, &input, e, tally);
		for (size_t j = 0; j < e->count; j++)
			tally_nodes(rules[e->findings[j].rule]->condition, tally);
	}
	evaluator_free(evaluator);
	free(set);
	arena_free(&arena);
	memset(&arena, 0, sizeof(arena));
}

int
main(int argc, char *argv[])
{
	struct evaluation e = {0};
	struct tally tally = {0};
	size_t least = SIZE_MAX, first = 0;

	if (argc > 1)
		state = strtoull(argv[1], NULL, 10) * 2654435761u + 1;
	for (size_t i = 0; i < TERMS; i++)
		terms[i] = (struct term){.id = i, .written = "term", .text = "term"};
	for (size_t i = 0; i < CASES; i++) {
		size_t before = tally.wrong;

		run_case(&e, &tally);
		if (before == 0 && tally.wrong > 0)
			first = i;
	}
	for (size_t i = 0; i <= NODE_SET; i++)
		least = tally.with[i] < least ? tally.with[i] : least;
	check(tally.wrong == 0, "%zu records: the rules and evidence of one that tries everything", tally.cases);
	if (tally.wrong > 0)
		printf("# %zu wrong, the first with rules number %zu\n", tally.wrong, first);
	check(tally.cases > CASES && tally.cycles > 0 && tally.found > CASES / 2 && least > CASES / 20,
	      "of all kinds of conditions many hold (%zu rules, each kind at least %zu times)", tally.found, least);
	check(tally.changed == 0, "the same when the tags found are on the record already");
	check(tally.misexplained == 0, "explanations say of each rule what was found");
	least = SIZE_MAX;
	for (size_t i = 0; i <= WHY_UNSORTED; i++)
		least = tally.why[i] < least ? tally.why[i] : least;
	check(least > 0 && tally.near_misses > CASES / 20, "for all reasons there are (%zu near misses)",
	      tally.near_misses);
	for (size_t f = 0; f < FIELDS; f++) {
		text_free(&texts[f]);
		buf_free(&originals[f]);
	}
	evaluation_free(&e);
	return check_done();
}
