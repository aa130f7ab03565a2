/* The rule loader: what each construct of the language becomes. */
#include <stdlib.h>

#include "filters/tag/rules.h"
#include "tests/unit/check.h"

static char *said;
static size_t said_len;

/* Loads rules that are fine; NULL, and a failed check, if they are not. */
static struct rule_set *
load(const char *text)
{
	FILE *errors;
	struct rule_set *set;

	free(said);
	errors = open_memstream(&said, &said_len);
	set = rules_load_text(text, strlen(text), "x.yaml", errors);
	fclose(errors);
	if (set == NULL)
		check(false, "refused: %s", said);
	return set;
}

/* What the first rule's `any` holds. */
static const struct node *
any_of(const struct rule_set *set, size_t i)
{
	return rules_get(set, 0)->condition->children[0]->children[i];
}

static bool
is_term(const struct node *node, const char *text, enum term_kind kind)
{
	return node->type == NODE_TERM && strcmp(node->term->text, text) == 0 && node->term->kind == kind;
}

static void
test_terms(void)
{
	struct rule_set *set = load("topic: t\n"
	                            "rules:\n"
	                            "  r:\n"
	                            "    any:\n"
	                            "      - ~Qassem Soleimani\n"
	                            "      - ~~قاسم سليماني\n"
	                            "      - /a\\/b+/ix\n"
	                            "      - '/it''s/'\n"
	                            "      - '@handle'\n"
	                            "      - t.me/handle\n"
	                            "      - example.com\n"
	                            "      - https://example.com/path\n"
	                            "      - Gen. Smith\n"
	                            "      - U.S.\n"
	                            "      - ~Soleimani, Qassem\n");
	const struct term *term;

	if (set == NULL)
		return;
	check(is_term(any_of(set, 0), "Qassem Soleimani", TERM_NAME) && !any_of(set, 0)->term->generous &&
	      strcmp(any_of(set, 0)->term->written, "~Qassem Soleimani") == 0, "~ begins a name");
	check(is_term(any_of(set, 1), "قاسم سليماني", TERM_NAME) && any_of(set, 1)->term->generous,
	      "~~ a name taken generously");
	term = any_of(set, 2)->term;
	check(is_term(any_of(set, 2), "a\\/b+", TERM_REGEX) && strcmp(term->flags, "ix") == 0 &&
	      strcmp(term->written, "/a\\/b+/ix") == 0, "an expression ends at its last slash; flags follow");
	check(is_term(any_of(set, 3), "it's", TERM_REGEX) && strcmp(any_of(set, 3)->term->flags, "") == 0,
	      "it may have no flags");
	for (size_t i = 4; i < 8; i++)
		check(any_of(set, i)->term->kind == TERM_ADDRESS, "'%s' is an address",
		      any_of(set, i)->term->text);
	check(is_term(any_of(set, 8), "Gen. Smith", TERM_FOLDED) && is_term(any_of(set, 9), "U.S.", TERM_EXACT),
	      "full stops make no address of titles and acronyms");
	check(is_term(any_of(set, 10), "Soleimani, Qassem", TERM_NAME), "a name may have a comma");
	rules_free(set);
}

static void
test_identity(void)
{
	struct rule_set *set = load("topic: t\n"
	                            "rules:\n"
	                            "  a: {any: [~Qassem, ~~Qassem, Qassem, =Qassem, /Qassem/, /Qassem/i,\n"
	                            "            {text: Kassem, proclitics: false}, Kassem]}\n"
	                            "  b: {any: [~QASSEM, ~~qassem, {text: kassem, proclitics: false}]}\n");

	if (set == NULL)
		return;
	check(rules_term_count(set) == 8, "terms of different kinds, flags or proclitics are different");
	check(any_of(set, 6)->type == NODE_TERM && any_of(set, 6)->term->bare && !any_of(set, 7)->term->bare,
	      "a term's mapping without conditions is the term");
	check(rules_get(set, 1)->condition->children[0]->children[2]->term == any_of(set, 6)->term &&
	      rules_get(set, 1)->condition->children[0]->children[0]->term == any_of(set, 0)->term,
	      "and those that fold to the same are one, where folding counts");
	rules_free(set);
}

static void
test_term_conditions(void)
{
	struct rule_set *set = load(
		"topic: t\n"
		"lists: {context: [Quds, IRGC]}\n"
		"rules:\n"
		"  r:\n"
		"    any:\n"
		"      - {text: Soleimani, near: [$context, Basij], fields: [title], lang: [en, fa], quoted: false}\n"
		"      - {text: Hajji, near: Quds, words: 3, same: sentence}\n"
		"      - {text: Basha, near: Quds, same: paragraph}\n"
		"      - {text: ~Sulaiman, deny: [Suleiman, Salman], quoted: true, lang: en}\n");
	const struct node *node;

	if (set == NULL)
		return;
	node = any_of(set, 0);
	check(node->type == NODE_SET && node->count == 1 && is_term(node->children[0], "Soleimani", TERM_FOLDED),
	      "a term with conditions is a set of one");
	check(node->beside != NULL && node->beside->type == NODE_ANY && node->beside->count == 2 &&
	      strcmp(node->beside->children[0]->list, "context") == 0 && node->words == 12 &&
	      node->same == SAME_FIELD, "near others, within 12 words if nothing is said");
	check(node->field_count == 1 && strcmp(node->fields[0], "title") == 0 && node->lang_count == 2 &&
	      strcmp(node->langs[1], "fa") == 0 && node->quoted == QUOTED_NEVER,
	      "in fields and languages, outside quotations");
	node = any_of(set, 1);
	check(node->words == 3 && node->same == SAME_SENTENCE && node->beside->count == 1 && !node->ordered,
	      "near by words and by sentence");
	check(any_of(set, 2)->words == NEAR_ANY && any_of(set, 2)->same == SAME_PARAGRAPH,
	      "near by paragraph alone");
	node = any_of(set, 3);
	check(node->except != NULL && node->except->type == NODE_ANY && node->except->count == 2 &&
	      is_term(node->except->children[1], "Salman", TERM_FOLDED) && node->beside == NULL &&
	      node->quoted == QUOTED_ONLY && node->lang_count == 1, "spellings denied are masks");
	rules_free(set);
}

static void
test_tags(void)
{
	struct rule_set *set = load("topic: t\n"
	                            "lists: {places: [Tehran, {tag: region/iran}], more: [{tag: region/iran}, $places]}\n"
	                            "rules:\n"
	                            "  r:\n"
	                            "    any: [{tag: \"region/*\"}, $more]\n"
	                            "    near: {words: 3, of: [{tag: x/y}, attack]}\n");
	const struct node *list;

	if (set == NULL)
		return;
	check(any_of(set, 0)->type == NODE_TAG && strcmp(any_of(set, 0)->tag, "region/*") == 0, "a glob over tags");
	list = any_of(set, 1);
	check(list->count == 2 && list->children[0]->type == NODE_TAG &&
	      is_term(list->children[1], "Tehran", TERM_FOLDED), "lists hold tags, too, each once");
	check(rules_get(set, 0)->condition->children[1]->children[0]->type == NODE_TAG, "near a tag");
	rules_free(set);
}

static void
test_listed_conditions(void)
{
	struct rule_set *set = load("topic: t\n"
	                            "lists:\n"
	                            "  a: [x1, {text: y1, near: z1}]\n"
	                            "  b: [{text: y1, near: z1}, {text: y1, near: z2}, $a]\n"
	                            "rules: {r: {any: [$b, {text: y1, lang: en}]}}\n");

	if (set == NULL)
		return;
	check(any_of(set, 0)->count == 3 && any_of(set, 0)->children[0]->type == NODE_SET &&
	      any_of(set, 0)->children[1]->type == NODE_SET && any_of(set, 0)->children[2]->type == NODE_TERM,
	      "lists hold terms with conditions, each once");
	rules_free(set);
}

static void
test_near(void)
{
	struct rule_set *set = load("topic: t\n"
	                            "rules:\n"
	                            "  r:\n"
	                            "    any:\n"
	                            "      - near: {same: sentence, ordered: true, of: [a1, b1]}\n"
	                            "      - near: {same: paragraph, words: 0, ordered: false, of: [a1, [b1, c1]]}\n"
	                            "      - near: {words: 1000, of: [a1, b1]}\n");
	const struct node *near;

	if (set == NULL)
		return;
	near = any_of(set, 0)->children[0];
	check(near->type == NODE_NEAR && near->words == NEAR_ANY && near->same == SAME_SENTENCE && near->ordered,
	      "in one sentence, in order");
	near = any_of(set, 1)->children[0];
	check(near->words == 0 && near->same == SAME_PARAGRAPH && !near->ordered && near->count == 2,
	      "in one paragraph and within words");
	near = any_of(set, 2)->children[0];
	check(near->words == 1000 && near->same == SAME_FIELD, "within words alone");
	rules_free(set);
}

static void
test_score(void)
{
	struct rule_set *set = load(
		"topic: t\n"
		"lists: {weapons: [rocket, drone]}\n"
		"rules:\n"
		"  a:\n"
		"    score: {threshold: 5, cap: 4, terms: {bomb: 3, $weapons: 2, drill: -1000, ~Qassem: 1}}\n"
		"  b:\n"
		"    score:\n"
		"      threshold: 3\n"
		"      terms:\n"
		"        - bomb\n"
		"        - {text: drill, weight: -2, near: army}\n"
		"        - {text: raid, weight: 4}\n"
		"        - {tag: region/iraq, weight: 2}\n"
		"        - {any: [fire, smoke], weight: 5, lang: en}\n"
		"        - [blast, boom]\n"
		"        - $weapons\n");
	static const long weights[] = {1, -2, 4, 2, 5, 1, 1};
	static const enum node_type types[] = {NODE_TERM, NODE_SET, NODE_TERM, NODE_TAG, NODE_SET, NODE_ANY,
	                                       NODE_ANY};
	const struct node *score;

	if (set == NULL)
		return;
	score = rules_get(set, 0)->condition->children[0];
	check(score->type == NODE_SCORE && score->threshold == 5 && score->cap == 4 && score->count == 4,
	      "a score has a threshold, a cap, terms");
	check(score->weights[0] == 3 && score->weights[1] == 2 && score->weights[2] == -1000 &&
	      strcmp(score->children[1]->list, "weapons") == 0, "with their weights");
	score = rules_get(set, 1)->condition->children[0];
	check(score->count == 7 && score->cap == 0 && score->threshold == 3, "terms may be a list");
	for (size_t i = 0; i < 7 && i < score->count; i++)
		check(score->weights[i] == weights[i] && score->children[i]->type == types[i],
		      "item %zu has its weight", i);
	check(score->children[4]->lang_count == 1, "and its conditions");
	rules_free(set);
}

static void
test_at_least(void)
{
	struct rule_set *set = load("topic: t\n"
	                            "lists: {places: [Tehran, Qom, Shiraz]}\n"
	                            "rules:\n"
	                            "  a: {at-least: {n: 2, of: [x1, [y1, z1], $places]}}\n"
	                            "  b: {at-least: {n: 3, of: $places}}\n");
	const struct node *node;

	if (set == NULL)
		return;
	node = rules_get(set, 0)->condition->children[0];
	check(node->type == NODE_AT_LEAST && node->least == 2 && node->count == 3 &&
	      node->children[1]->type == NODE_ANY && node->children[2]->list != NULL, "at least two groups");
	node = rules_get(set, 1)->condition->children[0];
	check(node->least == 3 && node->count == 3 && node->list == NULL &&
	      is_term(node->children[1], "Qom", TERM_FOLDED), "at least three of a list's terms");
	rules_free(set);
}

static void
test_sets(void)
{
	struct rule_set *set = load("topic: t\n"
	                            "lang: [en, ar]\n"
	                            "rules:\n"
	                            "  a:\n"
	                            "    quoted: true\n"
	                            "    lang: fa\n"
	                            "    any:\n"
	                            "      - {any: [a1], quoted: true, fields: [title, summary], lang: fa-AF}\n"
	                            "    none: [{tag: x/y}, {text: b1, near: c1}, ~Qassem]\n"
	                            "    except: [{text: d1, lang: fa}, /e+/, ~Sami]\n"
	                            "  b: {any: [a1]}\n");
	const struct node *node;

	if (set == NULL)
		return;
	node = rules_get(set, 0)->condition;
	check(node->quoted == QUOTED_ONLY && node->lang_count == 0 && rules_get(set, 0)->lang_count == 1 &&
	      strcmp(rules_get(set, 0)->langs[0], "fa") == 0, "the rule's language is not its condition's");
	check(rules_get(set, 1)->lang_count == 2 && rules_get(set, 1)->condition->quoted == QUOTED_EITHER,
	      "the file's languages hold for rules that say nothing");
	check(node->none->count == 3 && node->except->count == 3, "vetoes and masks take all terms");
	node = any_of(set, 0);
	check(node->type == NODE_SET && node->quoted == QUOTED_ONLY && node->field_count == 2 &&
	      node->lang_count == 1, "conditions inside a rule have fields and languages");
	rules_free(set);
}

/* Nesting within the bounds of YAML: 32 levels. */
static void
test_deep(void)
{
	struct rule_set *set = load("topic: t\nrules: {r: {any: [{any: [{all: [{any: [{near: {words: 3, of: [a1,"
	                            "{at-least: {n: 1, of: [{score: {threshold: 1, terms: [{any: [b1]}]}}]}}]}}]}]}]}]}}\n");

	check(set != NULL && any_of(set, 0)->type == NODE_SET, "conditions stand in conditions");
	rules_free(set);
}

int
main(void)
{
	test_terms();
	test_identity();
	test_term_conditions();
	test_tags();
	test_listed_conditions();
	test_near();
	test_score();
	test_at_least();
	test_sets();
	test_deep();
	free(said);
	return check_done();
}
