#include "filters/tag/ruletest.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* A test's text on one line: line ends as blanks, control characters left out, `#` with the
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

static bool
run_test(struct tagger *tagger, const struct rule *rule, const struct rule_test *test,
         size_t number, FILE *out)
{
	bool passed;

	tagger_try(tagger, rule, test->text, strlen(test->text));
	passed = has_tag(&tagger->tags, rule->tag) == test->match;
	fprintf(out, "%sok %zu - %s %s: ", passed ? "" : "not ", number, rule->tag,
	        test->match ? "matches" : "skips");
	print_text(test->text, out);
	fputc('\n', out);
	if (!passed)
		fprintf(out, "# %s:%zu:%zu: '%s' was %s\n", test->mark.file, test->mark.line,
		        test->mark.column, rule->tag, test->match ? "not found" : "found");
	return passed;
}

size_t
ruletest_run(const struct tagset *set, FILE *out)
{
	const struct rule_set *rules = tagset_rules(set);
	struct tagger *tagger = xcalloc(1, sizeof(*tagger));
	size_t number = 0, failed = 0;

	tagger->set = set;
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_get(rules, i);

		for (size_t j = 0; j < rule->test_count; j++)
			failed += !run_test(tagger, rule, &rule->tests[j], ++number, out);
	}
	fprintf(out, "1..%zu%s\n", number, number == 0 ? " # SKIP the rules have no tests" : "");
	tagger_free(tagger);
	free(tagger);
	return failed;
}
