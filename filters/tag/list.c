#include "filters/tag/list.h"

#include <string.h>

#include "common/escape.h"
#include "common/json.h"
#include "filters/tag/rule_terms.h"

static const char *const severities[] = {
	[SEVERITY_UNSET] = NULL,    [SEVERITY_LOW] = "low",           [SEVERITY_MEDIUM] = "medium",
	[SEVERITY_HIGH] = "high",   [SEVERITY_CRITICAL] = "critical",
};

void
list_table(const struct rule_set *rules, bool heading, struct buf *out)
{
	struct rule_terms terms = {0};
	int width = (int)strlen("TAG");

	for (size_t i = 0; i < rules_count(rules); i++)
		if (strlen(rules_get(rules, i)->tag) > (size_t)width)
			width = (int)strlen(rules_get(rules, i)->tag);
	if (heading)
		buf_addf(out, "%-*s  %-8s  %6s  %5s  %s\n", width, "TAG", "SEVERITY", "TERMS", "TESTS", "LABEL");
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_get(rules, i);
		const char *severity = severities[rule->severity];

		rule_terms_collect(&terms, rules, rule);
		buf_addf(out, "%-*s  %-8s  %6zu  %5zu", width, rule->tag, severity ? severity : "-",
		         terms.count, rule->test_count);
		if (rule->label) {
			buf_adds(out, "  ");
			escape_terminal(out, rule->label, strlen(rule->label));
		}
		buf_addc(out, '\n');
	}
	rule_terms_free(&terms);
}

static void
add_string(struct buf *out, const char *key, const char *text, size_t n)
{
	json_add_key(out, key);
	json_add_string(out, text, n);
}

static void
add_text(struct buf *out, const char *key, const char *text)
{
	if (text != NULL)
		add_string(out, key, text, strlen(text));
}

static void
add_texts(struct buf *out, const char *key, const char *const *texts, size_t count)
{
	if (count == 0)
		return;
	json_add_key(out, key);
	buf_addc(out, '[');
	for (size_t i = 0; i < count; i++) {
		json_add_comma(out);
		json_add_string(out, texts[i], strlen(texts[i]));
	}
	buf_addc(out, ']');
}

static void
add_rule(struct buf *out, const struct rule *rule, size_t terms)
{
	buf_addc(out, '{');
	add_text(out, "tag", rule->tag);
	add_string(out, "topic", rule->tag, strcspn(rule->tag, "/"));
	add_text(out, "label", rule->label);
	add_text(out, "about", rule->about);
	add_text(out, "severity", severities[rule->severity]);
	add_text(out, "status", rule->status);
	add_texts(out, "lang", rule->langs, rule->lang_count);
	add_texts(out, "fields", rule->fields, rule->field_count);
	add_texts(out, "implies", rule->implies, rule->implies_count);
	add_texts(out, "see", rule->see, rule->see_count);
	buf_addf(out, ",\"terms\":%zu,\"tests\":%zu", terms, rule->test_count);
	add_text(out, "file", rule->mark.file);
	buf_addf(out, ",\"line\":%zu}\n", rule->mark.line);
}

void
list_json(const struct rule_set *rules, struct buf *out)
{
	struct rule_terms terms = {0};

	for (size_t i = 0; i < rules_count(rules); i++) {
		rule_terms_collect(&terms, rules, rules_get(rules, i));
		add_rule(out, rules_get(rules, i), terms.count);
	}
	rule_terms_free(&terms);
}
