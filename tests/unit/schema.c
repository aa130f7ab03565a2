/* What tests/schema.t needs of the loader, to hold the JSON Schema of rule files to it:
 *
 *   unit-schema --json FILE   the file's YAML as JSON, typed as an editor's reader types it
 *   unit-schema --keys        the keys the loader knows, `place key` a line
 *   unit-schema --verdicts    for each line of the input, a rule file as JSON: what the loader says
 *                             of it first, or `ok`
 *
 * Without arguments it tests these. */
#include <stdlib.h>
#include <unistd.h>

#include "common/json.h"
#include "filters/tag/rules_load.h"
#include "tests/unit/check.h"

static const struct {
	const char *place;
	size_t (*names)(const char **names, size_t room);
} places[] = {
	{"file", rules_file_names},   {"meta", rules_meta_names},   {"tests", rules_test_names},
	{"term", rules_object_names}, {"tag", rules_tag_names},     {"near", rules_near_names},
	{"score", rules_score_names}, {"at-least", rules_least_names},
};

static void
print_names(const char *place, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%s %s\n", place, names[i]);
}

static void
print_keys(void)
{
	const char *names[32];

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		print_names(places[i].place, names, places[i].names(names, 32));
	print_names("condition", names, rules_condition_names(names, 32, false));
	print_names("nested", names, rules_condition_names(names, 32, true));
}

/* A scalar as YAML 1.2's core schema reads it: null, booleans, decimal numbers. */
static void
add_scalar(struct buf *out, const struct yaml_value *value)
{
	const char *taken = value->plain ? yaml_surprise(value->text, value->n) : NULL;
	bool number = taken != NULL && strcmp(taken, "a number") == 0 && value->text[0] != '+' &&
	              strspn(value->text, "-.0123456789") == value->n;

	if (value->plain && (value->n == 0 || strcmp(value->text, "~") == 0 || strcmp(value->text, "null") == 0))
		buf_adds(out, "null");
	else if (value->plain && (strcmp(value->text, "true") == 0 || strcmp(value->text, "false") == 0))
		buf_adds(out, value->text);
	else if (number)
		buf_addf(out, "%.15g", strtod(value->text, NULL));
	else
		json_add_string(out, value->text, value->n);
}

static void
add_value(struct buf *out, const struct yaml_value *value)
{
	if (value->kind == YAML_SCALAR) {
		add_scalar(out, value);
		return;
	}
	buf_addc(out, value->kind == YAML_MAPPING ? '{' : '[');
	for (size_t i = 0; i < value->count; i++) {
		bool key = value->kind == YAML_MAPPING && i % 2 == 0;

		if (i > 0)
			buf_adds(out, value->kind == YAML_MAPPING && !key ? ": " : ", ");
		if (key)
			json_add_string(out, value->items[i]->text, value->items[i]->n);
		else
			add_value(out, value->items[i]);
	}
	buf_addc(out, value->kind == YAML_MAPPING ? '}' : ']');
}

/* False if it is not to be read as YAML. Takes the source. */
static bool
add_json(struct buf *out, struct source *source)
{
	struct complaints complaints = {0};
	struct arena arena = {0};
	const struct yaml_value *top = NULL;

	complaints_take(&complaints, source);
	if (source_check(source, SOURCE_RULES_MAX, &complaints))
		top = yaml_tree(&arena, source, &complaints);
	if (top != NULL && complaints.total == 0)
		add_value(out, top);
	complaints_free(&complaints);
	arena_free(&arena);
	return out->len > 0;
}

static void
print_verdict(const char *text, size_t n)
{
	char *said = NULL, *begin;
	size_t said_len;
	FILE *errors = open_memstream(&said, &said_len);
	struct rule_set *set = rules_load_text(text, n, "x", errors);

	fclose(errors);
	begin = set == NULL ? strstr(said, ": ") : NULL;
	if (set != NULL)
		puts("ok");
	else
		printf("%.*s\n", (int)strcspn(begin + 2, "\n"), begin + 2);
	rules_free(set);
	free(said);
}

static int
print_verdicts(void)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	while ((n = getline(&line, &cap, stdin)) > 0)
		print_verdict(line, (size_t)n);
	free(line);
	return 0;
}

static int
print_json(const char *path)
{
	struct source *source = source_read(path, SOURCE_RULES_MAX);
	struct buf out = {0};

	if (source == NULL || !add_json(&out, source))
		return 1;
	puts(buf_str(&out));
	buf_free(&out);
	return 0;
}

static void
test_json(void)
{
	static const char text[] = "a: [1, -2, \"3\", true, \"true\", yes, ~x, null, 1.5, 2020-01-01, 'it''s']\n"
	                           "\"b\": {c: , d: {}}\n";
	struct buf out = {0};

	check(add_json(&out, source_new("x", text, strlen(text))), "YAML is read");
	check_string(buf_str(&out), "{\"a\": [1, -2, \"3\", true, \"true\", \"yes\", \"~x\", null, 1.5, \"2020-01-01\", "
	             "\"it's\"], \"b\": {\"c\": null, \"d\": {}}}", "and typed as editors do");
	buf_clear(&out);
	check(!add_json(&out, source_new("x", "a: [", 4)), "what is no YAML is not");
	buf_free(&out);
}

int
main(int argc, char *argv[])
{
	if (argc == 3 && strcmp(argv[1], "--json") == 0)
		return print_json(argv[2]);
	if (argc == 2 && strcmp(argv[1], "--verdicts") == 0)
		return print_verdicts();
	if (argc == 2 && strcmp(argv[1], "--keys") == 0) {
		print_keys();
		return 0;
	}
	test_json();
	return check_done();
}
