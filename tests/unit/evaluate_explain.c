#include "filters/tag/evaluate_explain.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "tests/unit/check.h"

static const char *const fields[] = {"title", "content_text"};

/* The conditions of rule t/r, what else stands in the file (or ""), title and text; why the rule
 * does not hold ("" if it does), and whether it nearly does. */
static const struct {
	const char *name, *rule, *rest, *title, *text, *reason;
	bool near_miss;
} table[] = {
	{"holds", "any: [attack]", "", "", "attack", "", false},
	{"nothing of it", "any: [attack, raid]", "", "", "peace", "not found: [attack, raid]", false},
	{"nothing of what is nested", "any: [raid, {near: {words: 3, of: [attack, [city, town]]}}]", "", "", "peace",
	 "nothing of it was found", false},
	{"one of two groups", "all: [attack, [city, town, village, hamlet]]", "", "", "attack",
	 "all[2]: not found: [city, town, village, ...]", true},
	{"one of three groups", "all: [attack, city, night]", "", "", "attack", "1 of 3 found", false},
	{"one of two conditions", "{any: [attack], near: {words: 3, of: [city, night]}}", "", "", "attack city",
	 "near[2]: not found: night", true},
	{"too far", "near: {words: 3, of: [attack, city]}", "", "", "attack x x x x x city x x x x x x x x attack",
	 "near: 5 words apart, at most 3", true},
	{"one word too far", "near: {words: 0, of: [attack, city]}", "", "", "attack x city", "near: 1 word apart, at most 0",
	 true},
	{"never in one sentence", "near: {same: sentence, of: [attack, city]}", "", "", "the attack. The city",
	 "near: not in one sentence", true},
	{"never in one field", "near: {words: 5, of: [attack, city]}", "", "attack", "city", "near: not in one field", true},
	{"on the same words", "near: {words: 5, of: [Quds Force, Force]}", "", "", "Quds Force",
	 "near: found on the same words only", true},
	{"in another order", "near: {words: 5, ordered: true, of: [attack, city]}", "", "", "city attack",
	 "near: found in another order", true},
	{"score of half the threshold", "score: {threshold: 5, terms: {attack: 3, city: 2, night: 4}}", "", "", "attack",
	 "score 3 of 5", true},
	{"score below half the threshold", "score: {threshold: 5, terms: {attack: 3, city: 2}}", "", "", "city", "score 2 of 5",
	 false},
	{"vetoed", "{any: [attack], none: [exercise]}", "", "", "an attack exercise", "vetoed by 'exercise'", true},
	{"vetoed, and something is missing too", "{all: [attack, city], none: [exercise]}", "", "", "an attack exercise",
	 "not found: city", false},
	{"masked", "{any: [attack], except: [heart attack]}", "", "", "heart attack", "masked by 'heart attack'", true},
	{"masked in part of a list", "{all: [[attack, raid], city], except: [heart attack]}", "", "", "heart attack city",
	 "all[1]: masked by 'heart attack'", true},
	{"in another field", "{any: [attack], fields: [title]}", "", "", "attack", "found in other fields only", true},
	{"in another language", "{any: [attack], lang: fr}", "", "", "attack", "the record is in another language", true},
	{"a term in another language", "any: [{text: attack, lang: fr}]", "", "", "attack",
	 "the record is in another language", true},
	{"not quoted", "{any: [attack], quoted: true}", "", "", "attack", "found outside quotation marks only", true},
	{"quoted", "{any: [attack], quoted: false}", "", "", "\"attack\"", "found inside quotation marks only", true},
	{"no context", "any: [{text: attack, near: [city, town]}]", "", "", "attack", "nothing found beside it of [city, town]",
	 true},
	{"context too far", "any: [{text: attack, near: [city], words: 2}]", "", "", "attack x x x city",
	 "3 words apart, at most 2", true},
	{"context in another sentence", "any: [{text: attack, near: [city], same: sentence}]", "", "", "the attack. The city",
	 "not in one sentence", true},
	{"context on the term", "any: [{text: attack, near: [city attack]}]", "", "", "city attack",
	 "found on the same words only", true},
	{"one of a list", "any: [$l, raid]", "lists: {l: [x1, {text: attack, near: city}]}", "", "attack",
	 "any[1]: nothing found beside it of [city]", true},
	{"at least two", "at-least: {n: 2, of: [attack, city, night]}", "", "", "attack", "at-least: 1 of 2 found", true},
	{"at least three", "at-least: {n: 3, of: [attack, city, night]}", "", "", "attack", "1 of 3 found", false},
	{"a tag that no rule found", "{any: [attack], all: [{tag: t/s}]}", "", "", "attack", "not found: [{tag: t/s}]", true},
	{"a tag whose hits are far", "near: {words: 1, of: [attack, {tag: t/s}]}", "", "", "attack x x other",
	 "near: 2 words apart, at most 1", true},
	{"a tag that the record has", "near: {words: 1, of: [attack, {tag: t/s}]}", "", "tagged", "attack",
	 "near: a tag of the record, that stands nowhere", true},
};

/* A rule set, and what explaining it takes. */
struct bench {
	struct rule_set *set;
	struct matcher *matcher;
	struct evaluator *evaluator;
	struct text texts[2];
	struct matches matches;
	struct evaluation evaluation;
	struct tag_item tag;
	struct evaluate_input input;
	struct explainer explainer;
};

static bool
open_bench(struct bench *b, const char *yaml, const char *title, const char *text)
{
	*b = (struct bench){.set = rules_load_text(yaml, strlen(yaml), "test", stderr)};
	if (b->set == NULL)
		return false;
	b->matcher = matcher_new(b->set);
	b->evaluator = evaluator_new(b->set, fields, 2, 2);
	text_fold(&b->texts[0], title, strlen(title));
	text_fold(&b->texts[1], text, strlen(text));
	for (uint32_t f = 0; f < 2; f++)
		matcher_find(b->matcher, &b->texts[f], f, &b->matches);
	b->tag = (struct tag_item){.text = "t/s", .n = 3};
	b->input = (struct evaluate_input){
		.hits = b->matches.hits, .count = b->matches.count, .language = "en", .texts = b->texts,
		.tags = &b->tag, .tag_count = strcmp(title, "tagged") == 0,
	};
	explain_open(&b->explainer, b->evaluator, &b->input, &b->evaluation);
	return true;
}

static void
close_bench(struct bench *b)
{
	if (b->set == NULL)
		return;
	explain_close(&b->explainer);
	evaluation_free(&b->evaluation);
	matches_free(&b->matches);
	text_free(&b->texts[0]);
	text_free(&b->texts[1]);
	evaluator_free(b->evaluator);
	matcher_free(b->matcher);
	rules_free(b->set);
}

static void
test_reasons(void)
{
	struct buf yaml = {0}, reason = {0};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *rule = table[i].rule;
		struct bench b;

		buf_clear(&yaml);
		buf_clear(&reason);
		buf_addf(&yaml, "topic: t\n%s\nrules:\n  r: %s%s%s\n  s: {any: [other]}\n", table[i].rest,
		         rule[0] == '{' ? "" : "{", rule, rule[0] == '{' ? "" : "}");
		if (open_bench(&b, buf_str(&yaml), table[i].title, table[i].text)) {
			const struct explained *top = explain_rule(&b.explainer, 0);

			explained_rule_reason(top, &reason);
			check_string(buf_str(&reason), table[i].reason, "reason: %s", table[i].name);
			check(explained_is_near_miss(top) == table[i].near_miss && top->holds == (reason.len == 0),
			      "%s: %s", table[i].near_miss ? "a near miss" : "no near miss", table[i].name);
		} else {
			check(false, "the rule loads: %s", table[i].name);
		}
		close_bench(&b);
	}
	buf_free(&yaml);
	buf_free(&reason);
}

static void
test_tree(void)
{
	static const char yaml[] =
		"topic: t\n"
		"rules:\n"
		"  r:\n"
		"    near: {words: 1, of: [attack, city]}\n"
		"    score: {threshold: 3, cap: 4, terms: {attack: 3, city: 1, calm: -1, night: 9}}\n"
		"    except: [heart attack]\n";
	struct bench b;
	const struct explained *top, *group, *score;

	if (!open_bench(&b, yaml, "attack", "heart attack, attack city x x attack calm")) {
		check(false, "the rules of the tree load");
		return;
	}
	top = explain_rule(&b.explainer, 0);
	check(top->holds && top->count == 2 && top->except != NULL && top->except->hit_count == 1 && top->none == NULL,
	      "a set has its conditions, and what it masks");
	group = top->children[0]->children[0];
	check(group->holds && group->hit_count == 4, "a group has all hits");
	check(group->hits[0].why == WHY_FAR && group->hits[1].why == WHY_MASKED && group->hits[2].why == WHY_HOLDS &&
	      group->hits[3].why == WHY_FAR, "and says which counted, and why others did not");
	check_string(group->hits[1].by, "heart attack", "and what masked them");
	score = top->children[1];
	check(score->score == 4 && score->threshold == 3 && score->count == 3, "a score has what was found");
	check(score->children[0]->index == 0 && score->children[0]->found == 3 && score->children[0]->weight == 3 &&
	      score->children[0]->score == 4 && score->children[0]->capped, "with matches, weight and points");
	check(score->children[2]->index == 2 && score->children[2]->score == -1 && !score->children[2]->capped,
	      "those against it too");
	check(explain_count(&b.explainer) == 1 && explain_get(&b.explainer, 0) == 0 && b.evaluation.count == 1 &&
	      b.evaluation.findings[0].scored && b.evaluation.findings[0].score == 4, "and the finding is there");
	close_bench(&b);
}

/* After a record nothing more is asked for by the same one again. */
static void
test_memory(void)
{
	static const char yaml[] =
		"topic: t\n"
		"lists: {l: [x1, {text: attack, near: city, same: sentence}]}\n"
		"rules:\n"
		"  a: {near: {same: paragraph, ordered: true, of: [$l, city]}, quoted: false, except: [heart attack]}\n"
		"  b: {score: {threshold: 2, terms: {attack: 1, city: 1}}, at-least: {n: 2, of: [{tag: t/a}, attack]}}\n";
	struct evaluation before;
	struct bench b;

	if (!open_bench(&b, yaml, "", "attack city heart attack attack the city. \"City\" attack")) {
		check(false, "the rules load");
		return;
	}
	explain_rule(&b.explainer, 1);
	explain_close(&b.explainer);
	evaluate(b.evaluator, &b.input, &b.evaluation);
	check(b.evaluation.count == 2, "both rules hold");
	before = b.evaluation;
	evaluate(b.evaluator, &b.input, &b.evaluation);
	check(memcmp(&before, &b.evaluation, sizeof(before)) == 0, "the same record again takes no memory");
	close_bench(&b);
}

int
main(void)
{
	test_reasons();
	test_tree();
	test_memory();
	return check_done();
}
