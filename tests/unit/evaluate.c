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
	{"near: same sentence", "near: {same: sentence, of: [a1, b1]}", "", "a1 xx. yy a1 zz zz zz zz b1. b1", "a1 | b1"},
	{"near: not across sentences", "near: {same: sentence, of: [a1, b1]}", "", "a1 xx. Yy b1", NULL},
	{"near: same paragraph", "near: {same: paragraph, of: [a1, b1]}", "", "a1 xx. Yy b1", "a1 | b1"},
	{"near: not across paragraphs", "near: {same: paragraph, of: [a1, b1]}", "", "a1 xx.\n\nYy b1", NULL},
	{"near: sentence and words", "near: {same: sentence, words: 1, of: [a1, b1]}", "", "a1 xx. Yy b1 x x a1. a1 x b1",
	 "a1 | b1"},
	{"near: the same sentence number in another field", "near: {same: sentence, of: [a1, b1]}", "a1", "b1", NULL},
	{"near: in order", "near: {words: 3, ordered: true, of: [a1, b1]}", "", "b1 a1 x b1", "a1 | b1"},
	{"near: not in order", "near: {words: 3, ordered: true, of: [a1, b1]}", "", "b1 a1", NULL},
	{"near: the order of three", "near: {words: 9, ordered: true, of: [a1, b1, c1]}", "", "b1 a1 c1 b1 c1",
	 "a1 | b1 | c1"},
	{"near: in order and not overlapping", "near: {words: 9, ordered: true, of: [Quds Force, Force]}", "", "Quds Force", NULL},

	{"at least two of three", "at-least: {n: 2, of: [a1, b1, [c1, d1]]}", "", "a1 d1 d1", "a1 | d1 | d1"},
	{"at least two: one is not enough", "at-least: {n: 2, of: [a1, b1, c1]}", "", "a1 a1", NULL},

	{"score: the threshold is reached", "score: {threshold: 5, terms: {a1: 3, b1: 2}}", "", "b1 a1", "b1 | a1"},
	{"score: below the threshold", "score: {threshold: 6, terms: {a1: 3, b1: 2}}", "", "b1 a1", NULL},
	{"score: every match counts", "score: {threshold: 6, terms: {a1: 3}}", "", "a1 a1", "a1 | a1"},
	{"score: up to the cap", "score: {threshold: 6, cap: 5, terms: {a1: 3, b1: 1}}", "", "a1 a1 a1", NULL},
	{"score: a cap for each term", "score: {threshold: 6, cap: 3, terms: {a1: 3, b1: 3}}", "", "a1 a1 b1", "a1 | a1 | b1"},
	{"score: what speaks against it", "score: {threshold: 3, terms: {a1: 3, b1: -1}}", "", "a1 b1", NULL},
	{"score: what speaks against it is no evidence", "score: {threshold: 3, terms: {a1: 4, b1: -1}}", "", "a1 b1", "a1"},
	{"score: the cap holds downwards too", "score: {threshold: 2, cap: 4, terms: {a1: 6, b1: -2, c1: 2}}", "",
	 "a1 b1 b1 b1 c1", "a1 | c1"},
	{"score: one match for two spellings of one place", "score: {threshold: 4, terms: [{any: [a1 b1, a1 *b1], weight: 2}, {text: c1, weight: 2}]}", "",
	 "a1 b1", NULL},

	{"quoted: only inside quotation marks", "{any: [a1], quoted: true}", "", "a1 \"a1 x\"", "a1"},
	{"quoted: only outside", "{any: [a1], quoted: false}", "", "\"a1 x\"", NULL},
	{"quoted: a match that reaches out", "{any: [a1 b1], quoted: true}", "", "a1 \"b1\"", NULL},
	{"a term with its context", "any: [{text: Soleimani, near: [Quds, IRGC], words: 3}]", "", "IRGC x x x Soleimani x Quds",
	 "Soleimani"},
	{"a term without its context", "any: [{text: Soleimani, near: [Quds, IRGC], words: 3}]", "", "IRGC x x x x Soleimani", NULL},
	{"a context in another field", "any: [{text: Soleimani, near: [Quds]}]", "Quds", "Soleimani", NULL},
	{"a term is not its own context", "any: [{text: Soleimani, near: [Quds Soleimani]}]", "", "Quds Soleimani", NULL},
	{"a context elsewhere than on the term", "any: [{text: Soleimani, near: [Quds Soleimani]}]", "", "Quds Soleimani, soleimani",
	 "soleimani"},
	{"a context in the same sentence", "any: [{text: Soleimani, near: [Quds], same: sentence}]", "",
	 "Quds xx. soleimani xx. x x x x x x x x x x x x x Soleimani x x Quds", "Soleimani"},
	{"a term in a field only", "any: [{text: a1, fields: [title]}, b1]", "b1", "a1", "b1"},
	{"a term in a language only", "any: [{text: a1, lang: [fr, en]}]", "", "a1", "a1"},
	{"a term in another language", "any: [{text: a1, lang: [fr, eng]}]", "", "a1", NULL},
	{"a term with a mask of its own", "any: [{any: [a1], except: [x1 a1]}, b1]", "", "x1 a1 b1", "b1"},
	{"languages of a rule", "{lang: [fr, en], any: [a1]}", "", "a1", "a1"},

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
run(size_t i, const struct rule_set *set, struct evaluation *e, struct matches *m, struct buf *out)
{
	const char *originals[2] = {table[i].title, table[i].text};
	struct matcher *matcher = matcher_new(set);
	struct evaluator *evaluator = evaluator_new(set, fields, 3, 2);
	struct text texts[3] = {0};
	struct evaluate_input input = {.language = "en-GB", .texts = texts};

	matches_clear(m);
	for (uint32_t f = 0; f < 2; f++) {
		text_fold(&texts[f], originals[f], strlen(originals[f]));
		matcher_find(matcher, &texts[f], f, m);
	}
	input.hits = m->hits;
	input.count = m->count;
	evaluate(evaluator, &input, e);
	buf_clear(out);
	buf_adds(out, "(does not hold)");
	if (e->count > 0)
		list_evidence(e, m, originals, out);
	check_string(buf_str(out), table[i].evidence ? table[i].evidence : "(does not hold)", "%s",
	             table[i].name);
	evaluator_free(evaluator);
	matcher_free(matcher);
	for (size_t f = 0; f < 3; f++)
		text_free(&texts[f]);
}

static void
test_table(void)
{
	struct evaluation e = {0};
	struct matches m = {0};
	struct buf yaml = {0}, out = {0};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct rule_set *set = load(table[i].rule, &yaml);

		if (set == NULL)
			check(false, "%s: the rule loads", table[i].name);
		else
			run(i, set, &e, &m, &out);
		rules_free(set);
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

static const char tag_rules[] =
	"topic: t\n"
	"rules:\n"
	"  a: {any: [{tag: u/*}], all: [strike]}\n"
	"  b: {near: {words: 2, of: [{tag: v/city}, strike]}}\n"
	"  c: {any: [strike], none: [{tag: t/d}]}\n"
	"  d: {any: [chess], implies: [v/game]}\n"
	"  e: {any: [Paris, London], implies: [v/city]}\n"
	"  f: {score: {threshold: 3, terms: [{tag: v/city, weight: 1}, {text: strike, weight: 2}]}}\n"
	"  g: {any: [{tag: v/game}], except: [no chess]}\n"
	"  h: {any: [{tag: t/a}]}\n"
	"  i: {any: [nobody], implies: [u/z]}\n";

/* Texts and tags of a record; the rules that hold, by their letters, each with its number of hits. */
static const struct {
	const char *name, *text, *tags[3], *found;
} tag_table[] = {
	{"nothing hit, no tags", "peace", {NULL}, ""},
	{"a tag's hits take part in near and score", "strike in Paris", {NULL}, "b2 c1 e1 f2"},
	{"and must be as near as others", "strike x x x Paris", {NULL}, "c1 e1 f2"},
	{"every match of a tag scores", "Paris London x x strike", {NULL}, "b2 c1 e2 f3"},
	{"a tag of the record stands nowhere", "strike", {"v/city"}, "c1 f1"},
	{"a tag that no rule gives", "strike", {"u/x"}, "a1 c1 h1"},
	{"a tag that does not match", "strike", {"w/u/x"}, "c1"},
	{"a tag without any hit", "peace", {"v/game"}, "g0"},
	{"a tag of the record implies others", "peace", {"t/d"}, "g0"},
	{"a tag of the record vetoes", "strike", {"t/d"}, "g0"},
	{"a tag found vetoes", "strike chess", {NULL}, "d1 g1"},
	{"a tag's hits are masked", "no chess", {NULL}, "d1"},
	{"a tag on the record whose hits are masked holds no more than without", "no chess", {"v/game", "t/d"}, "d1"},
	{"tags of tags", "strike", {"u/x", "u/y"}, "a1 c1 h1"},
};

static void
list_findings(const struct rule_set *set, const struct evaluation *e, struct buf *out)
{
	buf_clear(out);
	for (uint32_t rule = 0; rule < rules_count(set); rule++)
		for (size_t i = 0; i < e->count; i++)
			if (e->findings[i].rule == rule)
				buf_addf(out, "%s%s%zu", out->len > 0 ? " " : "", rules_get(set, rule)->tag + 2,
				         e->findings[i].count);
}

static void
test_tags(void)
{
	struct rule_set *set = rules_load_text(tag_rules, strlen(tag_rules), "test", stderr);
	struct matcher *matcher = matcher_new(set);
	struct evaluator *evaluator = evaluator_new(set, fields, 1, 1);
	struct evaluation e = {0};
	struct matches m = {0};
	struct text text = {0};
	struct buf out = {0};

	check(evaluator_wants_tags(evaluator), "rules that ask for tags are known to");
	for (size_t i = 0; i < sizeof(tag_table) / sizeof(tag_table[0]); i++) {
		struct tag_item tags[3];
		struct evaluate_input input = {.texts = &text, .tags = tags};

		for (; input.tag_count < 3 && tag_table[i].tags[input.tag_count] != NULL; input.tag_count++)
			tags[input.tag_count] = (struct tag_item){
				.text = tag_table[i].tags[input.tag_count], .n = strlen(tag_table[i].tags[input.tag_count]),
			};
		matches_clear(&m);
		text_fold(&text, tag_table[i].text, strlen(tag_table[i].text));
		matcher_find(matcher, &text, 0, &m);
		input.hits = m.hits;
		input.count = m.count;
		evaluate(evaluator, &input, &e);
		list_findings(set, &e, &out);
		check_string(buf_str(&out), tag_table[i].found, "tags: %s", tag_table[i].name);
	}
	buf_free(&out);
	text_free(&text);
	matches_free(&m);
	evaluation_free(&e);
	evaluator_free(evaluator);
	matcher_free(matcher);
	rules_free(set);
}

/* 10,000 terms, each with a context that stands at every other word. */
static void
test_shared_context(void)
{
	struct buf yaml = {0}, words = {0};
	struct rule_set *set;
	struct matcher *matcher;
	struct evaluator *evaluator;
	struct evaluation e = {0};
	struct matches m = {0};
	struct text text = {0};
	struct evaluate_input input = {.texts = &text};
	clock_t start;

	buf_adds(&yaml, "topic: t\nlists:\n  l:\n");
	for (size_t i = 0; i < 10000; i++) {
		buf_addf(&yaml, "    - {text: w%zu, near: [the], words: 3}\n", i);
		buf_addf(&words, "w%zu the the the the ", i);
	}
	buf_adds(&yaml, "rules: {r: {any: [$l]}}\n");
	set = rules_load_text(yaml.data, yaml.len, "test", stderr);
	matcher = matcher_new(set);
	evaluator = evaluator_new(set, fields, 1, 1);
	text_fold(&text, words.data, words.len);
	matcher_find(matcher, &text, 0, &m);
	input.hits = m.hits;
	input.count = m.count;
	start = clock();
	evaluate(evaluator, &input, &e);
	check(e.count == 1 && e.findings[0].count == 10000, "many terms with one context, all found");
	check(clock() - start < CLOCKS_PER_SEC, "cost no square of them");
	buf_free(&yaml);
	buf_free(&words);
	text_free(&text);
	matches_free(&m);
	evaluation_free(&e);
	evaluator_free(evaluator);
	matcher_free(matcher);
	rules_free(set);
}

int
main(void)
{
	test_table();
	test_shared_list();
	test_tags();
	test_shared_context();
	return check_done();
}
