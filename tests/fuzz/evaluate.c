/* Rules and a record made of the input: the evaluator must find what one finds that tries
 * everything, and explain it. Each byte is a choice. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filters/tag/evaluate_explain.h"
#include "tests/unit/evaluate_plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *choices;
static size_t choices_left;

static size_t
chance(size_t n)
{
	if (choices_left == 0)
		return 0;
	choices_left--;
	return *choices++ % n;
}

static void
fail(const char *what)
{
	fprintf(stderr, "%s\n", what);
	abort();
}

static void
check_explained(const struct evaluator *evaluator, const struct evaluate_input *input,
                struct evaluation *e)
{
	struct explainer x = {0};
	struct buf reason = {0};

	explain_open(&x, evaluator, input, e);
	for (uint32_t i = 0; i < rule_count; i++) {
		const struct explained *top = explain_rule(&x, i);

		buf_clear(&reason);
		explained_rule_reason(top, &reason);
		if (top->holds != findings[i].holds || top->holds != (reason.len == 0))
			fail("a rule is not explained");
	}
	explain_close(&x);
	buf_free(&reason);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct evaluation e;
	struct evaluate_input input = {.hits = hits, .texts = texts, .tags = record_tags};
	struct evaluator *evaluator;
	struct rule_set *set;

	choices = data;
	choices_left = size;
	for (size_t i = 0; i < TERMS; i++)
		terms[i] = (struct term){.id = i, .written = "term", .text = "term"};
	make_record();
	make_rules();
	input.count = hit_count;
	input.tag_count = record_tag_count;
	input.language = language;
	set = as_set();
	evaluator = evaluator_new(set, field_names, FIELDS, 2);
	evaluate(evaluator, &input, &e);
	if (find_rules()) {
		if (!same_findings(&e))
			fail("not what trying everything finds");
		check_explained(evaluator, &input, &e);
	}
	evaluator_free(evaluator);
	free(set);
	arena_free(&arena);
	memset(&arena, 0, sizeof(arena));
	return 0;
}
