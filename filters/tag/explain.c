#include "filters/tag/explain.h"

#include <stdlib.h>
#include <string.h>

#include "common/glob.h"
#include "common/json.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/excerpt.h"
#include "filters/tag/who.h"

void
explain_free(struct explain *explain)
{
	tagger_free(&explain->tagger);
	buf_free(&explain->text);
	buf_free(&explain->scratch);
	buf_free(&explain->reason);
	free(explain->matches);
}

static const struct rule_set *
rules_of(const struct explain *explain)
{
	return tagset_rules(explain->tagger.set);
}

size_t
explain_points(struct explain *explain, uint32_t field, uint32_t byte)
{
	const char *s = explain->input.texts[field].original;

	if (explain->counted.field != field || explain->counted.byte > byte)
		explain->counted.byte = explain->counted.points = 0;
	explain->counted.points += utf8_count(s + explain->counted.byte, byte - explain->counted.byte);
	explain->counted.field = field;
	explain->counted.byte = byte;
	return explain->counted.points;
}

void
explain_add_hit(struct explain *explain, const struct hit *hit)
{
	const char *term = rules_term(rules_of(explain), hit->term)->written;
	const char *field = tagset_field(explain->tagger.set, hit->field);
	const char *original = explain->input.texts[hit->field].original;
	size_t start = explain_points(explain, hit->field, hit->start);

	json_add_key(&explain->text, "term");
	json_add_string(&explain->text, term, strlen(term));
	json_add_key(&explain->text, "field");
	json_add_string(&explain->text, field, strlen(field));
	buf_addf(&explain->text, ",\"start\":%zu,\"end\":%zu", start,
	         start + utf8_count(original + hit->start, hit->end - hit->start));
	json_add_key(&explain->text, "match");
	json_add_string(&explain->text, original + hit->start, hit->end - hit->start);
}

/* Whether a rule is told of: it holds, or was asked for. */
static const struct explained *
wanted(struct explain *explain, uint32_t number, const struct rule *rule)
{
	bool asked = explain->options.glob &&
	             glob_matches(explain->options.glob, rule->tag, strlen(rule->tag));
	const struct explained *top = explain_rule(&explain->explainer, number);

	return asked || top->holds ? top : NULL;
}

static void
begin_text(struct explain *explain, const struct record *rec)
{
	buf_clear(&explain->scratch);
	if (explain->begun)
		buf_addc(&explain->text, '\n');
	explain->begun = true;
	if (explain->options.colour)
		buf_adds(&explain->text, "\033[1m");
	if (record_string(rec, "id", &explain->scratch) && explain->scratch.len > 0)
		excerpt_add_string(&explain->text, explain->scratch.data, explain->scratch.len,
		                   explain->options.width - 1);
	else
		buf_adds(&explain->text, "(no id)");
	buf_adds(&explain->text, explain->options.colour ? "\033[0m\n" : "\n");
	who_title(rec, &explain->scratch);
	if (explain->scratch.len == 0)
		return;
	buf_adds(&explain->text, "  ");
	excerpt_add_string(&explain->text, explain->scratch.data, explain->scratch.len,
	                   explain->options.width - 3);
	buf_addc(&explain->text, '\n');
}

static void
begin_json(struct explain *explain, const struct record *rec)
{
	buf_addc(&explain->text, '{');
	who_add_id(rec, &explain->text, &explain->scratch);
	who_add_title(rec, &explain->text, &explain->scratch);
	json_add_key(&explain->text, "rules");
	buf_addc(&explain->text, '[');
}

/* Looks at a record; false if it is refused. */
static bool
open_record(struct explain *explain, struct record *rec)
{
	explain->counted.byte = explain->counted.points = 0;
	if (!tagger_look(&explain->tagger, rec, &explain->input))
		return false;
	explain_open(&explain->explainer, tagset_evaluator(explain->tagger.set), &explain->input,
	             &explain->tagger.evaluation);
	buf_clear(&explain->text);
	return true;
}

enum verdict
explain_record(struct record *rec, void *context)
{
	struct explain *explain = context;
	const struct rule_set *rules;
	bool json = explain->options.json;
	size_t told = 0;

	if (!open_record(explain, rec))
		return REJECT;
	rules = rules_of(explain);
	(json ? begin_json : begin_text)(explain, rec);
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_get(rules, i);
		const struct explained *top = wanted(explain, (uint32_t)i, rule);

		if (top == NULL)
			continue;
		told++;
		(json ? explain_add_json : explain_add_text)(explain, rule, top);
	}
	if (!json && told == 0)
		buf_adds(&explain->text, "  no rule holds\n");
	if (json)
		buf_adds(&explain->text, "]}\n");
	explain_close(&explain->explainer);
	output_add(explain->out, explain->text.data, explain->text.len);
	return TAKEN;
}

/* Adds the hits of a condition to the matches, and with `deep` those of all in it. */
static void
take(struct explain *explain, const struct explained *explained, bool deep)
{
	if (explained == NULL)
		return;
	explain->matches = xgrow(explain->matches, &explain->match_cap,
	                         explain->match_count + explained->hit_count, sizeof(*explain->matches));
	for (size_t i = 0; i < explained->hit_count; i++) {
		const struct explained_hit *hit = &explained->hits[i];

		explain->matches[explain->match_count++] =
			(struct explain_match){explain->input.hits[hit->hit], hit->why, hit->by};
	}
	if (!deep)
		return;
	for (size_t i = 0; i < explained->count; i++)
		take(explain, explained->children[i], deep);
	take(explain, explained->none, deep);
}

static int
by_place(const void *left, const void *right)
{
	const struct hit *a = &((const struct explain_match *)left)->hit;
	const struct hit *b = &((const struct explain_match *)right)->hit;

	if (a->field != b->field)
		return a->field < b->field ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return (a->term > b->term) - (a->term < b->term);
}

static void
sort_matches(struct explain *explain)
{
	if (explain->match_count > 1)
		qsort(explain->matches, explain->match_count, sizeof(*explain->matches), by_place);
}

void
explain_take_matches(struct explain *explain, const struct explained *explained)
{
	explain->match_count = 0;
	take(explain, explained, false);
	sort_matches(explain);
}

static void
add_near_miss(struct explain *explain, const struct record *rec, const struct rule *rule,
              const struct explained *top)
{
	struct buf *out = &explain->text;

	buf_addc(out, '{');
	who_add_id(rec, out, &explain->scratch);
	json_add_key(out, "tag");
	json_add_string(out, rule->tag, strlen(rule->tag));
	buf_clear(&explain->reason);
	explained_rule_reason(top, &explain->reason);
	json_add_key(out, "why");
	json_add_string(out, explain->reason.len ? explain->reason.data : "", explain->reason.len);
	json_add_key(out, "evidence");
	buf_addc(out, '[');
	explain->match_count = 0;
	take(explain, top, true);
	sort_matches(explain);
	for (size_t i = 0; i < explain->match_count; i++) {
		if (i > 0 && by_place(&explain->matches[i], &explain->matches[i - 1]) == 0)
			continue;
		json_add_comma(out);
		buf_addc(out, '{');
		explain_add_hit(explain, &explain->matches[i].hit);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
	who_add_title(rec, out, &explain->scratch);
	buf_adds(out, "}\n");
}

enum verdict
explain_near_miss(struct record *rec, void *context)
{
	struct explain *explain = context;

	if (!open_record(explain, rec))
		return REJECT;
	for (size_t i = 0; i < explain_count(&explain->explainer); i++) {
		uint32_t number = explain_get(&explain->explainer, i);
		const struct explained *top = explain_rule(&explain->explainer, number);

		if (!top->holds && explained_is_near_miss(top))
			add_near_miss(explain, rec, rules_get(rules_of(explain), number), top);
	}
	explain_close(&explain->explainer);
	if (explain->text.len == 0)
		return DROP;
	output_add(explain->out, explain->text.data, explain->text.len);
	return TAKEN;
}
