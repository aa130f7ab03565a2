/* What a rule says about itself: label, severity, tests and the like. */
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/rules_load.h"

typedef void meta_reader(struct loader *loader, const struct yaml_value *value, struct rule *rule);

static const char *const severities[] = {"low", "medium", "high", "critical"};
static const char *const test_kinds[] = {"match", "skip"};

static void
read_label(struct loader *loader, const struct yaml_value *value, struct rule *rule)
{
	rule->label = rules_string(loader, value, "the label");
}

static void
read_about(struct loader *loader, const struct yaml_value *value, struct rule *rule)
{
	rule->about = rules_string(loader, value, "the description");
}

static void
read_status(struct loader *loader, const struct yaml_value *value, struct rule *rule)
{
	rule->status = rules_string(loader, value, "the status");
}

static void
read_severity(struct loader *loader, const struct yaml_value *value, struct rule *rule)
{
	if (!rules_scalar(loader, value, "a severity"))
		return;
	for (size_t i = 0; i < 4; i++)
		if (strcmp(value->text, severities[i]) == 0)
			rule->severity = (enum severity)(SEVERITY_LOW + i);
	if (rule->severity == SEVERITY_UNSET)
		rules_unknown(loader, value, "severity", severities, 4, "write low, medium, high or critical");
}

/* The form of a BCP 47 tag: two or three letters, then parts of up to eight letters or digits. */
static bool
is_language(const char *s, size_t n)
{
	size_t part = 0, parts = 0;

	for (size_t i = 0; i <= n; i++) {
		bool letter = i < n && ((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z'));

		if (i == n || s[i] == '-') {
			if (part == 0 || part > 8 || (parts == 0 && (part < 2 || part > 3)))
				return false;
			parts++;
			part = 0;
		} else if (letter || (parts > 0 && s[i] >= '0' && s[i] <= '9')) {
			part++;
		} else {
			return false;
		}
	}
	return true;
}

/* A list of texts, or one of them by itself. */
static const char **
read_texts(struct loader *loader, const struct yaml_value *value, const char *what, size_t *count)
{
	struct yaml_value *one[] = {(struct yaml_value *)value};
	struct yaml_value **items = value->kind == YAML_SEQUENCE ? value->items : one;
	size_t n = value->kind == YAML_SEQUENCE ? value->count : 1;
	const char **texts = arena_get(&loader->set->arena, (n + 1) * sizeof(*texts));
	struct table seen = {0};

	*count = 0;
	if (n == 0)
		COMPLAIN(loader, value, "an empty list; write %s into it, or take it out", what);
	for (size_t i = 0; i < n; i++) {
		const char *text = rules_string(loader, items[i], what);

		if (text == NULL)
			continue;
		if (table_find(&seen, text, strlen(text)) != NULL) {
			COMPLAIN(loader, items[i], "duplicate '%s'; take one of them out", SHOWN(items[i]));
			continue;
		}
		table_add(&seen, text, strlen(text), 0);
		texts[(*count)++] = text;
	}
	table_free(&seen);
	return texts;
}

/* Complains about every text that is not as it should be. */
static void
check_texts(struct loader *loader, const struct yaml_value *value,
            void (*test)(struct loader *loader, const struct yaml_value *value))
{
	if (value->kind == YAML_SCALAR && value->n > 0)
		test(loader, value);
	for (size_t i = 0; value->kind == YAML_SEQUENCE && i < value->count; i++)
		if (value->items[i]->kind == YAML_SCALAR && value->items[i]->n > 0)
			test(loader, value->items[i]);
}

static void
check_lang(struct loader *loader, const struct yaml_value *value)
{
	if (!is_language(value->text, value->n))
		COMPLAIN(loader, value, "'%s' is no language; write its BCP 47 tag: en, ar, zh-Hant",
		         SHOWN(value));
}

const char **
rules_read_langs(struct loader *loader, const struct yaml_value *value, size_t *count)
{
	const char **langs = read_texts(loader, value, "a language", count);

	check_texts(loader, value, check_lang);
	return langs;
}

static void
read_lang(struct loader *loader, const struct yaml_value *value, struct rule *rule)
{
	rule->langs = rules_read_langs(loader, value, &rule->lang_count);
}

static void
check_url(struct loader *loader, const struct yaml_value *value)
{
	if (strncmp(value->text, "https://", 8) != 0 && strncmp(value->text, "http://", 7) != 0)
		COMPLAIN(loader, value, "'%s' is no URL; it must begin with https:// or http://", SHOWN(value));
}

static void
read_see(struct loader *loader, const struct yaml_value *value, struct rule *rule)
{
	rule->see = read_texts(loader, value, "a URL", &rule->see_count);
	check_texts(loader, value, check_url);
}

static void
check_field(struct loader *loader, const struct yaml_value *value)
{
	const char *s = value->text;
	size_t n = value->n;

	if (strpbrk(s, " \t\n") != NULL || s[0] == '.' || s[n - 1] == '.' || strstr(s, "..") != NULL)
		COMPLAIN(loader, value, "'%s' is no field; write a member of the record, or a path: "
		         "_source.name", SHOWN(value));
}

const char **
rules_read_fields(struct loader *loader, const struct yaml_value *value, size_t *count)
{
	const char **fields = read_texts(loader, value, "a field", count);

	check_texts(loader, value, check_field);
	return fields;
}

static void
read_fields(struct loader *loader, const struct yaml_value *value, struct rule *rule)
{
	rule->fields = rules_read_fields(loader, value, &rule->field_count);
}

static void
check_tag(struct loader *loader, const struct yaml_value *value)
{
	rules_tag(loader, value);
}

static void
read_implies(struct loader *loader, const struct yaml_value *value, struct rule *rule)
{
	rule->implies = read_texts(loader, value, "a tag", &rule->implies_count);
	check_texts(loader, value, check_tag);
	for (size_t i = 0; i < rule->implies_count; i++)
		if (rule->tag != NULL && strcmp(rule->implies[i], rule->tag) == 0)
			COMPLAIN(loader, value, "'%s' implies itself; take it out", rule->tag);
}

/* Appends the texts of one kind to the rule's tests. */
static void
add_tests(struct loader *loader, const struct yaml_value *value, struct rule *rule, bool match)
{
	struct yaml_value *one[] = {(struct yaml_value *)value};
	struct yaml_value **items = value->kind == YAML_SEQUENCE ? value->items : one;
	size_t n = value->kind == YAML_SEQUENCE ? value->count : 1;
	struct rule_test *tests = arena_get(&loader->set->arena, (rule->test_count + n + 1) * sizeof(*tests));

	if (n == 0)
		COMPLAIN(loader, value, "no tests in '%s'; write a text, or take it out",
		         test_kinds[match ? 0 : 1]);
	if (rule->test_count > 0)
		memcpy(tests, rule->tests, rule->test_count * sizeof(*tests));
	rule->tests = tests;
	for (size_t i = 0; i < n; i++) {
		const char *text = rules_string(loader, items[i], "a text to try");

		if (text == NULL)
			continue;
		tests[rule->test_count++] = (struct rule_test){.text = text, .match = match,
		                                               .mark = rules_mark(loader, items[i])};
	}
}

static void
check_tests(struct loader *loader, const struct rule *rule)
{
	struct table seen = {0};

	for (size_t i = 0; i < rule->test_count; i++) {
		const struct rule_test *test = &rule->tests[i];
		size_t *first = table_find(&seen, test->text, strlen(test->text));

		if (first == NULL)
			table_add(&seen, test->text, strlen(test->text), i);
		else
			complain(&loader->complaints, loader->source, test->mark.line, test->mark.column,
			         "the text '%s' is tried already on line %zu%s; take one of them out",
			         shown(test->text, strlen(test->text)).text, rule->tests[*first].mark.line,
			         rule->tests[*first].match != test->match ? ", to the contrary" : "");
	}
	table_free(&seen);
}

static void
read_tests(struct loader *loader, const struct yaml_value *value, struct rule *rule)
{
	if (value->kind != YAML_MAPPING || value->count == 0) {
		COMPLAIN(loader, value, "'tests' wants a mapping: {match: [texts], skip: [texts]}");
		return;
	}
	for (size_t i = 0; i < value->count; i += 2) {
		const struct yaml_value *key = value->items[i];

		if (strcmp(key->text, "match") == 0)
			add_tests(loader, value->items[i + 1], rule, true);
		else if (strcmp(key->text, "skip") == 0)
			add_tests(loader, value->items[i + 1], rule, false);
		else
			rules_unknown(loader, key, "key", test_kinds, 2, "'tests' knows 'match' and 'skip'");
	}
	check_tests(loader, rule);
}

static const struct {
	const char *key;
	meta_reader *read;
	bool of_file; /* may stand at the top of a file too */
} keys[] = {
	{"label", read_label, true},   {"about", read_about, true},       {"severity", read_severity, true},
	{"see", read_see, true},       {"status", read_status, true},     {"lang", read_lang, true},
	{"fields", read_fields, true}, {"implies", read_implies, false},  {"tests", read_tests, false},
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

bool
rules_read_meta(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
                struct rule *rule, bool of_file)
{
	for (size_t i = 0; i < KEYS; i++) {
		if (strcmp(key->text, keys[i].key) != 0)
			continue;
		if (value == NULL)
			return true;
		if (of_file && !keys[i].of_file)
			COMPLAIN(loader, key, "'%s' belongs to a rule; put it under its name", keys[i].key);
		else
			keys[i].read(loader, value, rule);
		return true;
	}
	return false;
}

size_t
rules_meta_names(const char **names, size_t room)
{
	size_t i;

	for (i = 0; i < KEYS && i < room; i++)
		names[i] = keys[i].key;
	return i;
}

size_t
rules_test_names(const char **names, size_t room)
{
	return rules_copy_names(names, room, test_kinds, 2);
}
