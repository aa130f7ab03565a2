/* Sentences, paragraphs and quotations: found in a field when a rule first asks. */
#include <stdlib.h>

#include "common/xalloc.h"
#include "filters/tag/evaluate_inner.h"

/* Numbers the units of a field on from those of other fields. */
static void
count_units(const struct text *text, enum gap gap, uint32_t *last, struct evaluate_units *units)
{
	units->of = xgrow(units->of, &units->cap, text->count, sizeof(*units->of));
	units->count = text->count;
	for (size_t i = 0; i < text->count; i++) {
		if (i == 0 || text->words[i].gap >= gap)
			(*last)++;
		units->of[i] = *last;
	}
}

uint32_t
evaluate_unit(const struct scope *scope, uint32_t field, uint32_t word, enum same same)
{
	struct evaluation *e = scope->e;
	bool sentence = same == SAME_SENTENCE;
	struct evaluate_units *units = &e->units[sentence][field];

	if (same == SAME_FIELD)
		return field;
	if (!(e->units_known[sentence] >> field & 1)) {
		/* numbers above those of all fields */
		if (e->unit_count == 0)
			e->unit_count = EVALUATE_FIELDS;
		count_units(&scope->input->texts[field], sentence ? GAP_SENTENCE : GAP_PARAGRAPH,
		            &e->unit_count, units);
		e->units_known[sentence] |= (uint64_t)1 << field;
	}
	return word < units->count ? units->of[word] : UINT32_MAX;
}

const struct quotes *
evaluation_quotes(struct evaluation *e, const struct evaluate_input *input, uint32_t field)
{
	const struct text *text = &input->texts[field];

	if (!(e->quotes_known >> field & 1)) {
		quotes_find(&e->quotes[field], text->original, text->original_len);
		e->quotes_known |= (uint64_t)1 << field;
	}
	return &e->quotes[field];
}

void
evaluate_places_clear(struct evaluation *e)
{
	e->units_known[0] = e->units_known[1] = e->quotes_known = 0;
	e->unit_count = 0;
}

void
evaluate_places_free(struct evaluation *e)
{
	for (size_t i = 0; i < EVALUATE_FIELDS; i++) {
		free(e->units[0][i].of);
		free(e->units[1][i].of);
		quotes_free(&e->quotes[i]);
	}
}
