#include "filters/tag/ruletest.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/coverage.h"

/* One run of all tests. */
struct run {
	struct tagger tagger;
	struct coverage coverage;
	FILE *out;
	size_t tests, failed;
	size_t rules, rules_tested;
	size_t terms, terms_exercised;
};

/* A text on one line: line ends as blanks, control characters left out, `#` with the
 * backslash that TAP wants. */
static void
print_text(const char *text, FILE *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '#' || *text == '\\')
			fputc('\\', out);
		if (*text == '\n' || *text == '\t')
			fputc(' ', out);
		else if ((unsigned char)*text >= 0x20 && *text != 0x7f)
			fputc(*text, out);
	}
}

static bool
has_tag(const struct tags *tags, const char *tag)
{
	for (size_t i = 0; i < tags->count; i++)
		if (tags->items[i].n == strlen(tag) && memcmp(tags->items[i].text, tag, tags->items[i].n) == 0)
			return true;
	return false;
}

static void
run_test(struct run *run, const struct rule *rule, const struct rule_test *test)
{
	bool passed, known;

	tagger_try(&run->tagger, rule, test->text, strlen(test->text));
	coverage_add(&run->coverage, &run->tagger.matches);
	known = run->tagger.troubles.count == 0;
	passed = known && has_tag(&run->tagger.tags, rule->tag) == test->match;
	run->tests++;
	run->failed += !passed;
	fprintf(run->out, "%sok %zu - %s %s: ", passed ? "" : "not ", run->tests, rule->tag,
	        test->match ? "matches" : "skips");
	print_text(test->text, run->out);
	fputc('\n', run->out);
	if (!passed && !known)
		fprintf(run->out, "# %s:%zu:%zu: '%s' was given up in it\n", test->mark.file, test->mark.line,
		        test->mark.column, run->tagger.troubles.items[0].term);
	else if (!passed)
		fprintf(run->out, "# %s:%zu:%zu: '%s' was %s\n", test->mark.file, test->mark.line,
		        test->mark.column, rule->tag, test->match ? "not found" : "found");
}

static void
tell_term(const struct run *run, const struct rule *rule, const struct node *node)
{
	fprintf(run->out, "# not exercised: %s: '", rule->tag);
	print_text(node->term->written, run->out);
	fprintf(run->out, "' (%s:%zu)\n", node->mark.file, node->mark.line);
}

static void
run_rule(struct run *run, const struct rule *rule, bool coverage)
{
	coverage_begin(&run->coverage, rule);
	for (size_t i = 0; i < rule->test_count; i++)
		run_test(run, rule, &rule->tests[i]);
	run->rules++;
	run->rules_tested += rule->test_count > 0;
	run->terms += run->coverage.terms.count;
	if (coverage && rule->test_count == 0)
		fprintf(run->out, "# no tests: %s (%s:%zu)\n", rule->tag, rule->mark.file, rule->mark.line);
	for (size_t i = 0; i < run->coverage.terms.count; i++)
		if (coverage_has(&run->coverage, i))
			run->terms_exercised++;
		else if (coverage && rule->test_count > 0)
			tell_term(run, rule, run->coverage.terms.nodes[i]);
}

size_t
ruletest_run(const struct tagset *set, bool coverage, FILE *out)
{
	const struct rule_set *rules = tagset_rules(set);
	struct run *run = xcalloc(1, sizeof(*run));
	size_t failed;

	run->tagger.set = set;
	run->coverage.rules = rules;
	run->out = out;
	for (size_t i = 0; i < rules_count(rules); i++)
		run_rule(run, rules_get(rules, i), coverage);
	fprintf(out, "1..%zu%s\n", run->tests, run->tests == 0 ? " # SKIP the rules have no tests" : "");
	fprintf(out, "# %zu of %zu tests passed; %zu of %zu rules have tests, which exercise %zu of %zu terms\n",
	        run->tests - run->failed, run->tests, run->rules_tested, run->rules, run->terms_exercised,
	        run->terms);
	failed = run->failed;
	tagger_free(&run->tagger);
	coverage_free(&run->coverage);
	free(run);
	return failed;
}
