#include "filters/tag/evaluate.h"

#include <stdlib.h>
#include <time.h>

#include "common/xalloc.h"
#include "tests/unit/check.h"

static const char *const fields[] = {"title", "content_text", "note"};

/* The conditions of the one rule, as YAML; the record's title and text; and the evidence, as
 * the matches in order of place, joined by ` | `; NULL: the rule does not hold. */
static const struct {
	const char *name, *rule, *title, *text, *evidence;
} table[] = {
	{"any: one term is enough, all found are evidence", "any: [attack, strike]", "", "strike and attack, strike",
	 "strike | attack | strike"},
	{"any: none found", "any: [attack, strike]", "", "peace", NULL},
	{"all: groups anywhere in the record", "all: [attack, [city, town]]", "Attack", "on a town",
	 "Attack | town"},
	{"all: one group is missing", "all: [attack, [city, town]]", "Attack", "on a village", NULL},
	{"conditions side by side must all hold", "{any: [attack], all: [city, mayor]}", "", "attack in the city", NULL},
	{"none: a veto on the record", "{any: [attack], none: [chess]}", "Chess", "attack", NULL},
	{"none: not found, no veto", "{any: [attack], none: [chess]}", "", "attack", "attack"},
	{"none: a nested condition as veto", "{any: [attack], none: [{all: [queen, king]}]}", "", "queen attack king", NULL},
	{"none: a nested condition that does not hold", "{any: [attack], none: [{all: [queen, king]}]}", "", "queen attack", "attack"},
	{"except: a match inside does not count", "{any: [attack], except: [heart attack]}", "", "a heart attack", NULL},
	{"except: other matches count", "{any: [attack], except: [heart attack]}", "", "attack, heart attack, attack",
	 "attack | attack"},
	{"except: a match that reaches out counts", "{any: [heart attack in Paris], except: [heart attack]}", "",
	 "heart attack in Paris", "heart attack in Paris"},
	{"except: in each field by itself", "{any: [attack], except: [heart attack]}", "attack", "heart attack", "attack"},
	{"except: long and short masks together", "{any: [b], except: [a b c d e, b c]}", "", "a b c d e, b, b c", "b"},
	{"except: masks vetoes too", "{any: [attack], none: [heart], except: [heart attack]}", "", "heart attack, attack",
	 "attack"},
	{"except: holds inside nested conditions", "{all: [{any: [attack]}], except: [heart attack]}", "", "heart attack", NULL},

	{"near: as many words between as may be", "near: {words: 2, of: [a1, b1]}", "", "a1 x x b1", "a1 | b1"},
	{"near: one word too many", "near: {words: 2, of: [a1, b1]}", "", "a1 x x x b1", NULL},
	{"near: any order", "near: {words: 0, of: [a1, b1]}", "", "b1 a1", "b1 | a1"},
	{"near: not across fields", "near: {words: 9, of: [a1, b1]}", "a1", "b1", NULL},
	{"near: matches may not overlap", "near: {words: 5, of: [Quds Force, Force]}", "", "Quds Force", NULL},
	{"near: the same term twice needs two places", "near: {words: 5, of: [[a1, b1], [a1, c1]]}", "", "a1", NULL},
	{"near: the same term at two places", "near: {words: 5, of: [[a1, b1], [a1, c1]]}", "", "a1 a1", "a1 | a1"},
	{"near: only what stands in a window is evidence", "near: {words: 1, of: [a1, b1]}", "",
	 "a1 x x x a1 b1 x x x b1", "a1 | b1"},
	{"near: three groups, from end of first to beginning of last", "near: {words: 3, of: [a1, b1, c1 c2]}", "",
	 "c1 c2 x b1 x a1", "c1 c2 | b1 | a1"},
	{"near: three groups, too far", "near: {words: 2, of: [a1, b1, c1 c2]}", "", "c1 c2 x b1 x a1", NULL},
	{"near: a choice where greed fails", "near: {words: 9, of: [a1, [b1 c1, x1], [c1, b1]]}", "",
	 "a1 b1 c1 x1", "a1 | b1 | b1 c1 | c1 | x1"},
	{"near: lists as groups", "near: {words: 12, of: [[cell*, operative*], [America, United States]]}", "",
	 "Resistance cells are rooted even in America", "cells | America"},
	{"near: with masks", "{near: {words: 3, of: [a1, b1]}, except: [a1 x1]}", "", "a1 x1 b1", NULL},
	{"near: a nested condition counts with its hits", "near: {words: 1, of: [a1, {all: [b1, c1]}]}", "",
	 "a1 b1 x x x c1", "a1 | b1"},
	{"near: near inside near", "near: {words: 3, of: [{near: {words: 0, of: [a1, b1]}}, c1]}", "",
	 "a1 b1 x c1 x x x x x a1", "a1 | b1 | c1"},
	{"near: six groups", "near: {words: 9, of: [a1, b1, c1, d1, e1, f1]}", "", "f1 a1 e1 b1 d1 c1",
	 "f1 | a1 | e1 | b1 | d1 | c1"},
	{"near: six groups, one missing", "near: {words: 9, of: [a1, b1, c1, d1, e1, f1]}", "", "a1 e1 b1 d1 c1", NULL},

	{"nested sets", "any: [{all: [a1, b1]}, {all: [c1, d1]}]", "", "a1 c1 d1", "c1 | d1"},
	{"fields of the rule only", "{fields: [title], any: [attack]}", "peace", "attack", NULL},
	{"fields of the rule that are not usual", "{fields: [note], any: [attack]}", "attack", "attack", NULL},
	{"a veto counts in the rule's fields only", "{fields: [title], any: [attack], none: [chess]}", "attack", "chess", "attack"},
	{"the record's language is the rule's", "{lang: en, any: [attack]}", "", "attack", "attack"},
	{"the record's language is another", "{lang: fr, any: [attack]}", "", "attack", NULL},
	{"the rule's language is narrower", "{lang: en-US, any: [attack]}", "", "attack", NULL},
};

static struct rule_set *
load(const char *rule, struct buf *yaml)
{
	buf_clear(yaml);
	/* a rule in flow style, as one line */
	buf_addf(yaml, rule[0] == '{' ? "topic: t\nrules:\n  r: %s\n" : "topic: t\nrules:\n  r: {%s}\n", rule);
	return rules_load_text(yaml->data, yaml->len, "test", stderr);
}

static void
list_evidence(const struct evaluation *e, const struct matches *m, const char *const *texts,
              struct buf *out)
{
	bool *held = xcalloc(m->count + 1, sizeof(*held));

	buf_clear(out);
	for (size_t i = 0; i < e->findings[0].count; i++)
		held[e->evidence[e->findings[0].begin + i]] = true;
	/* by place: field, then start */
	for (;;) {
		size_t best = SIZE_MAX;

		for (size_t i = 0; i < m->count; i++)
			if (held[i] && (best == SIZE_MAX || m->hits[i].field < m->hits[best].field ||
			    (m->hits[i].field == m->hits[best].field &&
			     (m->hits[i].start < m->hits[best].start ||
			      (m->hits[i].start == m->hits[best].start && m->hits[i].end < m->hits[best].end)))))
				best = i;
		if (best == SIZE_MAX)
			break;
		held[best] = false;
		buf_addf(out, "%s%.*s", out->len > 0 ? " | " : "", (int)(m->hits[best].end - m->hits[best].start),
		         texts[m->hits[best].field] + m->hits[best].start);
	}
	free(held);
}

static void
test_table(void)
{
	struct evaluation e = {0};
	struct matches m = {0};
	struct buf yaml = {0}, out = {0};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *texts[2] = {table[i].title, table[i].text};
		struct rule_set *set = load(table[i].rule, &yaml);
		struct text folded = {0};
		struct matcher *matcher;
		struct evaluator *evaluator;

		if (set == NULL) {
			check(false, "%s: the rule loads", table[i].name);
			continue;
		}
		matcher = matcher_new(set);
		evaluator = evaluator_new(set, fields, 3, 2);
		matches_clear(&m);
		for (uint32_t f = 0; f < 2; f++) {
			text_fold(&folded, texts[f], strlen(texts[f]));
			matcher_find(matcher, &folded, f, &m);
		}
		evaluate(evaluator, &(struct evaluate_input){.hits = m.hits, .count = m.count, .language = "en-GB"}, &e);
		buf_clear(&out);
		buf_adds(&out, "(does not hold)");
		if (e.count > 0)
			list_evidence(&e, &m, texts, &out);
		check_string(buf_str(&out), table[i].evidence ? table[i].evidence : "(does not hold)", "%s",
		             table[i].name);
		evaluator_free(evaluator);
		matcher_free(matcher);
		rules_free(set);
		text_free(&folded);
	}
	evaluation_free(&e);
	matches_free(&m);
	buf_free(&yaml);
	buf_free(&out);
}

/* Two rules with a shared list, one vetoing what the other wants. */
static void
test_shared_list(void)
{
	static const char yaml[] =
		"topic: t\nlists:\n  l: [attack, strike]\nrules:\n  a: {any: [$l]}\n  b: {any: [peace], none: [$l]}\n"
		"  c: {all: [$l, peace]}\n";
	struct rule_set *set = rules_load_text(yaml, strlen(yaml), "test", stderr);
	struct matcher *matcher = matcher_new(set);
	struct evaluator *evaluator = evaluator_new(set, fields, 2, 2);
	struct evaluation e = {0};
	struct matches m = {0};
	struct text text = {0};

	text_fold(&text, "peace", 5);
	matcher_find(matcher, &text, 0, &m);
	evaluate(evaluator, &(struct evaluate_input){.hits = m.hits, .count = m.count, .language = NULL}, &e);
	check(e.count == 1 && e.findings[0].rule == 1, "only the rule that holds is found");
	text_fold(&text, "strike", 6);
	matcher_find(matcher, &text, 1, &m);
	evaluate(evaluator, &(struct evaluate_input){.hits = m.hits, .count = m.count, .language = NULL}, &e);
	check(e.count == 2 && e.findings[0].rule + e.findings[1].rule == 2,
	      "a list shared by rules serves each in its way");
	matches_clear(&m);
	evaluate(evaluator, &(struct evaluate_input){.hits = m.hits, .count = m.count, .language = NULL}, &e);
	check(e.count == 0, "nothing is left over from the record before");
	evaluation_free(&e);
	matches_free(&m);
	text_free(&text);
	evaluator_free(evaluator);
	matcher_free(matcher);
	rules_free(set);
}

/* Whether a window exists, by trying all choices. */
static bool
choose(const struct near_span *spans, size_t count, size_t groups, size_t words, size_t group,
       const struct near_span **chosen)
{
	if (group == groups) {
		const struct near_span *first = chosen[0], *last = chosen[0];

		for (size_t i = 0; i < groups; i++) {
			for (size_t j = 0; j < i; j++)
				if (chosen[i]->first <= chosen[j]->last && chosen[j]->first <= chosen[i]->last)
					return false;
			if (chosen[i]->first < first->first)
				first = chosen[i];
			if (chosen[i]->first > last->first)
				last = chosen[i];
		}
		return last->first - first->last - 1 <= words;
	}
	for (size_t i = 0; i < count; i++) {
		if (spans[i].group != group || (group > 0 && spans[i].field != chosen[0]->field))
			continue;
		chosen[group] = &spans[i];
		if (choose(spans, count, groups, words, group + 1, chosen))
			return true;
	}
	return false;
}

static void
test_near_random(void)
{
	struct near near = {0};
	size_t wrong = 0, found = 0, runs = 20000;

	srand(7);
	for (size_t run = 0; run < runs; run++) {
		struct near_span spans[12], copy[12];
		const struct near_span *chosen[4];
		size_t count = (size_t)rand() % 12, groups = 2 + (size_t)rand() % 3, words = (size_t)rand() % 8;
		bool is, want;

		for (size_t i = 0; i < count; i++) {
			uint32_t first = (uint32_t)rand() % 20;

			spans[i] = (struct near_span){
				.field = (uint32_t)rand() % 2, .first = first, .last = first + (uint32_t)rand() % 4,
				.group = (uint32_t)((size_t)rand() % groups),
			};
		}
		memcpy(copy, spans, sizeof(copy));
		want = choose(copy, count, groups, words, 0, chosen);
		is = near_find(&near, spans, count, groups, words, false);
		wrong += is != want;
		found += is;
	}
	check(wrong == 0 && found > 1000 && found < runs - 1000,
	      "near agrees with trying all choices (%zu of %zu have a window)", found, runs);
	near_free(&near);
}

static void
test_near_repetition(void)
{
	size_t count = 300000;
	struct near_span *spans = xcalloc(count, sizeof(*spans));
	struct near near = {0};
	clock_t start = clock();
	bool found;

	for (size_t i = 0; i < count; i++)
		spans[i] = (struct near_span){
			.first = (uint32_t)(count - i), .last = (uint32_t)(count - i), .group = (uint32_t)(i % 4),
		};
	found = near_find(&near, spans, count, 4, 1000, false);
	check(found && clock() - start < 5 * CLOCKS_PER_SEC, "repetition costs no square of its length");
	for (size_t i = 0; i < count; i++)
		spans[i].group = i % 2 ? 1 : 0;
	spans[0].group = 2;
	spans[count - 1].group = 3;
	start = clock();
	found = near_find(&near, spans, count, 4, 1000, false);
	check(!found && clock() - start < 5 * CLOCKS_PER_SEC, "nor where there is no window");
	near_free(&near);
	free(spans);
}

int
main(void)
{
	test_table();
	test_shared_list();
	test_near_random();
	test_near_repetition();
	return check_done();
}
