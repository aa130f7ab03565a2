#include "filters/tag/lint.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/coverage.h"
#include "filters/tag/rule_terms.h"
#include "filters/tag/shadows.h"

/* Counts for the rules that see the same fields. */
struct view {
	uint64_t fields;
	uint32_t *records; /* by term: how many it stands in */
	uint32_t *last;    /* by term: the number of the last of them */
};

/* A term that makes a rule hold by itself. */
struct alias {
	uint32_t rule;
	const struct node *node;
};

struct lint {
	const struct tagset *set;
	const struct rule_set *rules;
	struct tagger tagger;
	uint32_t record_count;
	struct view *views;       size_t view_count, view_cap;
	uint32_t *view_of;        /* by rule */
	uint32_t *held;           /* by rule: for how many records */
	struct shadows shadows;

	/* for the report */
	double common;
	struct complaints *complaints;
	const struct node **told, **told_shadow; /* by term: the place that was told last */
	struct rule_terms terms;
	struct rule_terms group;  /* alternatives */
	struct alias *aliases;    size_t alias_count, alias_cap; /* by topic and term */
};

static uint32_t
view_for(struct lint *lint, uint64_t fields)
{
	size_t terms = rules_term_count(lint->rules) + 1;
	size_t i = 0;

	while (i < lint->view_count && lint->views[i].fields != fields)
		i++;
	if (i == lint->view_count) {
		lint->views = xgrow(lint->views, &lint->view_cap, i + 1, sizeof(*lint->views));
		lint->views[lint->view_count++] = (struct view){
			.fields = fields, .records = xcalloc(terms, sizeof(uint32_t)),
			.last = xcalloc(terms, sizeof(uint32_t)),
		};
	}
	return (uint32_t)i;
}

struct lint *
lint_new(const struct tagset *set)
{
	struct lint *lint = xcalloc(1, sizeof(*lint));
	size_t count = rules_count(tagset_rules(set));

	lint->set = lint->tagger.set = set;
	lint->rules = tagset_rules(set);
	lint->view_of = xcalloc(count + 1, sizeof(*lint->view_of));
	lint->held = xcalloc(count + 1, sizeof(*lint->held));
	lint->told = xcalloc(rules_term_count(lint->rules) + 1, sizeof(*lint->told));
	lint->told_shadow = xcalloc(rules_term_count(lint->rules) + 1, sizeof(*lint->told_shadow));
	shadows_init(&lint->shadows, rules_term_count(lint->rules));
	for (size_t i = 0; i < count; i++)
		lint->view_of[i] = view_for(lint, tagset_fields_of(set, i));
	return lint;
}

void
lint_free(struct lint *lint)
{
	if (lint == NULL)
		return;
	for (size_t i = 0; i < lint->view_count; i++) {
		free(lint->views[i].records);
		free(lint->views[i].last);
	}
	free(lint->views);
	free(lint->view_of);
	free(lint->held);
	free(lint->told);
	free(lint->told_shadow);
	free(lint->aliases);
	shadows_free(&lint->shadows);
	rule_terms_free(&lint->terms);
	rule_terms_free(&lint->group);
	tagger_free(&lint->tagger);
	free(lint);
}

enum verdict
lint_record(struct record *rec, void *context)
{
	struct lint *lint = context;
	const struct matches *matches = &lint->tagger.matches;
	const struct evaluation *evaluation = &lint->tagger.evaluation;

	lint->tagger.evaluation.count = 0;
	if (!tagger_apply(&lint->tagger, rec))
		return REJECT;
	lint->record_count++;
	for (size_t v = 0; v < lint->view_count; v++) {
		struct view *view = &lint->views[v];

		for (size_t i = 0; i < matches->count; i++) {
			const struct hit *hit = &matches->hits[i];

			if (!(view->fields >> hit->field & 1) || view->last[hit->term] == lint->record_count)
				continue;
			view->last[hit->term] = lint->record_count;
			view->records[hit->term]++;
		}
	}
	for (size_t i = 0; i < evaluation->count; i++)
		lint->held[evaluation->findings[i].rule]++;
	shadows_add(&lint->shadows, matches);
	return DROP;
}

/* Says something of a place in a rule file. */
#define WARN(lint, severity, id, place, ...) \
	complain_of((lint)->complaints, severity, id, complaints_source((lint)->complaints, (place)->file), \
	            (place)->line, (place)->column, __VA_ARGS__)

/* A rule's tag, or a term as written, fit for a message. */
#define SHOWN_TAG(rule) (shown((rule)->tag, strlen((rule)->tag)).text)
#define SHOWN_TERM(node) (shown((node)->term->written, strlen((node)->term->written)).text)

/* Terms of a list are one, whoever uses it: they are told once. */
static bool
first_telling(const struct node **told, const struct node *node)
{
	if (told[node->term->id] == node)
		return false;
	told[node->term->id] = node;
	return true;
}

static void
report_term(struct lint *lint, const struct view *view, const struct node *node)
{
	uint32_t records = view->records[node->term->id];

	if (records == 0 && first_telling(lint->told, node))
		WARN(lint, COMPLAINT_WARNING, "dead-term", &node->mark, "'%s' stands in none of the %" PRIu32 " records",
		     SHOWN_TERM(node), lint->record_count);
	else if (records > 1 && records > lint->common * lint->record_count && first_telling(lint->told, node))
		WARN(lint, COMPLAINT_WARNING, "common-term", &node->mark,
		     "'%s' stands in %.1f %% of the records, %" PRIu32 " of %" PRIu32, SHOWN_TERM(node),
		     100.0 * records / lint->record_count, records, lint->record_count);
}

/* That a rule holds for no record, and how much of it is there at all. True if nothing is: its
 * terms need not be told one by one. */
static bool
report_rule(struct lint *lint, const struct rule *rule, const struct view *view)
{
	size_t there = 0;

	for (size_t i = 0; i < lint->terms.count; i++)
		there += view->records[lint->terms.nodes[i]->term->id] > 0;
	if (lint->terms.count == 0)
		WARN(lint, COMPLAINT_WARNING, "dead-rule", &rule->mark,
		     "'%s' holds for none of the %" PRIu32 " records", SHOWN_TAG(rule), lint->record_count);
	else if (there == 0)
		WARN(lint, COMPLAINT_WARNING, "dead-rule", &rule->mark,
		     "'%s' holds for none of the %" PRIu32 " records: none of its %zu terms stands there",
		     SHOWN_TAG(rule), lint->record_count, lint->terms.count);
	else
		WARN(lint, COMPLAINT_WARNING, "dead-rule", &rule->mark,
		     "'%s' holds for none of the %" PRIu32 " records, though %zu of its %zu terms stand there; "
		     "--near-misses may tell why",
		     SHOWN_TAG(rule), lint->record_count, there, lint->terms.count);
	return there == 0;
}

static void
report_tests(struct lint *lint, struct coverage *coverage, const struct rule *rule)
{
	size_t exercised = 0;

	if (rule->test_count == 0) {
		WARN(lint, COMPLAINT_WARNING, "no-tests", &rule->mark, "'%s' has no tests", SHOWN_TAG(rule));
		return;
	}
	coverage_begin(coverage, rule);
	for (size_t i = 0; i < rule->test_count; i++) {
		tagger_try(&lint->tagger, rule, rule->tests[i].text, strlen(rule->tests[i].text));
		coverage_add(coverage, &lint->tagger.matches);
	}
	for (size_t i = 0; i < coverage->terms.count; i++)
		exercised += coverage_has(coverage, i);
	if (exercised < coverage->terms.count)
		WARN(lint, COMPLAINT_NOTE, "coverage", &rule->mark,
		     "the tests of '%s' exercise %zu of its %zu terms; --test --coverage tells which",
		     SHOWN_TAG(rule), exercised, coverage->terms.count);
}

/* Terms of a group of alternatives that add nothing to another one of it. Of two that always
 * stand together the first stays. */
static void
report_group(struct lint *lint, const struct node **nodes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t term = (uint32_t)nodes[i]->term->id;
		const struct shadowed *shadowed = &lint->shadows.terms[term];
		bool equal, back;

		if (shadowed->count == 0)
			continue;
		for (size_t j = 0; j < count; j++) {
			uint32_t other = (uint32_t)nodes[j]->term->id;

			if (!shadows_covers(&lint->shadows, term, other, &equal) ||
			    (i < j && equal && shadows_covers(&lint->shadows, other, term, &back) && back))
				continue;
			if (first_telling(lint->told_shadow, nodes[i]))
				WARN(lint, COMPLAINT_WARNING, "shadowed-term", &nodes[i]->mark,
				     "'%s' adds nothing to '%s' (line %zu): wherever it stands, that one does",
				     SHOWN_TERM(nodes[i]), SHOWN_TERM(nodes[j]), nodes[j]->mark.line);
			break;
		}
	}
}

/* The terms of which any will do, lists among them opened. */
static void
add_alternatives(struct rule_terms *group, const struct node *any)
{
	for (size_t i = 0; i < any->count; i++) {
		const struct node *child = any->children[i];

		if (child->type == NODE_ANY) {
			add_alternatives(group, child);
		} else if (child->type == NODE_TERM) {
			group->nodes = xgrow(group->nodes, &group->cap, group->count + 1, sizeof(*group->nodes));
			group->nodes[group->count++] = child;
		}
	}
}

/* Reports on all groups of alternatives in a condition. */
static void
report_groups(struct lint *lint, const struct node *node, bool inside)
{
	if (node == NULL || node->type == NODE_TERM || node->type == NODE_TAG)
		return;
	if (node->type == NODE_ANY && !inside) {
		lint->group.count = 0;
		add_alternatives(&lint->group, node);
		report_group(lint, lint->group.nodes, lint->group.count);
	}
	for (size_t i = 0; i < node->count; i++)
		report_groups(lint, node->children[i], node->type == NODE_ANY && node->children[i]->type == NODE_ANY);
	if (node->type == NODE_SET) {
		report_groups(lint, node->none, false);
		report_groups(lint, node->except, false);
		report_groups(lint, node->beside, false);
	}
}

static void
take_aliases(struct lint *lint, uint32_t rule)
{
	const struct node *condition = rules_get(lint->rules, rule)->condition;

	if (condition->count != 1 || condition->children[0]->type != NODE_ANY)
		return;
	lint->group.count = 0;
	add_alternatives(&lint->group, condition->children[0]);
	lint->aliases = xgrow(lint->aliases, &lint->alias_cap, lint->alias_count + lint->group.count,
	                      sizeof(*lint->aliases));
	for (size_t i = 0; i < lint->group.count; i++)
		lint->aliases[lint->alias_count++] = (struct alias){rule, lint->group.nodes[i]};
}

static int
by_term(const void *left, const void *right)
{
	const struct alias *a = left, *b = right;

	if (a->node->term->id != b->node->term->id)
		return a->node->term->id < b->node->term->id ? -1 : 1;
	return (a->rule > b->rule) - (a->rule < b->rule);
}

static bool
same_topic(const struct lint *lint, uint32_t a, uint32_t b)
{
	const char *x = rules_get(lint->rules, a)->tag, *y = rules_get(lint->rules, b)->tag;
	size_t n = strcspn(x, "/");

	return strncmp(x, y, n + 1) == 0;
}

/* The first alias with a term, if there is one. */
static size_t
find_alias(const struct lint *lint, uint32_t term)
{
	size_t low = 0, high = lint->alias_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lint->aliases[middle].node->term->id < term)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
report_alias(struct lint *lint, const struct alias *alias, uint32_t term)
{
	for (size_t i = find_alias(lint, term); i < lint->alias_count; i++) {
		const struct alias *other = &lint->aliases[i];

		if (other->node->term->id != term)
			return;
		/* of two, the later rule tells; a list that both name is meant so */
		if (other->rule >= alias->rule || other->node == alias->node ||
		    !same_topic(lint, other->rule, alias->rule))
			continue;
		if (alias->node->term->id == term)
			WARN(lint, COMPLAINT_WARNING, "shared-alias", &alias->node->mark, "'%s' is an alias of '%s' too (%s:%zu)",
			     SHOWN_TERM(alias->node), SHOWN_TAG(rules_get(lint->rules, other->rule)),
			     other->node->mark.file, other->node->mark.line);
		else
			WARN(lint, COMPLAINT_WARNING, "shared-alias", &alias->node->mark,
			     "'%s' stands wherever '%s' does, an alias of '%s' (%s:%zu)", SHOWN_TERM(alias->node),
			     SHOWN_TERM(other->node), SHOWN_TAG(rules_get(lint->rules, other->rule)),
			     other->node->mark.file, other->node->mark.line);
		return;
	}
}

static void
report_aliases(struct lint *lint)
{
	for (size_t i = 0; i < rules_count(lint->rules); i++)
		take_aliases(lint, (uint32_t)i);
	if (lint->alias_count == 0)
		return;
	qsort(lint->aliases, lint->alias_count, sizeof(*lint->aliases), by_term);
	for (size_t i = 0; i < lint->alias_count; i++) {
		const struct alias *alias = &lint->aliases[i];
		uint32_t term = (uint32_t)alias->node->term->id;
		const struct shadowed *shadowed = &lint->shadows.terms[term];
		bool back;

		report_alias(lint, alias, term);
		for (size_t j = 0; j < shadowed->count; j++)
			if (shadowed->items[j].equal &&
			    shadows_covers(&lint->shadows, shadowed->items[j].term, term, &back) && back)
				report_alias(lint, alias, shadowed->items[j].term);
	}
}

void
lint_report(struct lint *lint, double common, struct complaints *complaints)
{
	struct coverage coverage = {.rules = lint->rules};

	lint->common = common;
	lint->complaints = complaints;
	for (size_t i = 0; i < rules_count(lint->rules); i++) {
		const struct rule *rule = rules_get(lint->rules, i);
		const struct view *view = &lint->views[lint->view_of[i]];

		report_tests(lint, &coverage, rule);
		if (lint->record_count == 0)
			continue;
		rule_terms_collect(&lint->terms, lint->rules, rule);
		if (lint->held[i] == 0 && report_rule(lint, rule, view))
			continue;
		for (size_t j = 0; j < lint->terms.count; j++)
			report_term(lint, view, lint->terms.nodes[j]);
		report_groups(lint, rule->condition, false);
	}
	report_aliases(lint);
	coverage_free(&coverage);
}
