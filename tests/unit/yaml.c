/* The guarded YAML reader. */
#include <stdlib.h>

#include "filters/tag/yaml.h"
#include "tests/unit/check.h"

/* Reads text; the tree, or NULL. Complaints are printed into `said`. */
static struct arena arena;
static char *said;

static const struct yaml_value *
read_text(const char *text)
{
	struct complaints complaints = {0};
	struct source *source = source_new("x.yaml", text, strlen(text));
	struct yaml_value *top = NULL;
	size_t n;
	FILE *out;

	free(said);
	out = open_memstream(&said, &n);
	arena_free(&arena);
	complaints_take(&complaints, source);
	if (source_check(source, SOURCE_RULES_MAX, &complaints))
		top = yaml_tree(&arena, source, &complaints);
	complaints_print(&complaints, REPORT_TEXT, out);
	fclose(out);
	complaints_free(&complaints);
	return top;
}

static bool
is_scalar(const struct yaml_value *value, const char *text, bool plain, size_t line, size_t column)
{
	return value->kind == YAML_SCALAR && strcmp(value->text, text) == 0 &&
	       value->n == strlen(text) && value->plain == plain && value->line == line &&
	       value->column == column;
}

static void
test_tree(void)
{
	const struct yaml_value *top = read_text("\xef\xbb\xbf" "a: [\xd9\x82\xd8\xa7, \"q\", 'r']\r\n"
	                                         "b:\n  - |\n    block\n  - {c: d}\n");
	const struct yaml_value *list;

	check(top != NULL && top->kind == YAML_MAPPING && top->count == 4,
	      "a file with byte order mark and CR LF is read");
	if (top == NULL)
		return;
	check(is_scalar(top->items[0], "a", true, 1, 1), "a key has its place, not counting the mark");
	list = top->items[1];
	check(list->kind == YAML_SEQUENCE && list->count == 3 && list->column == 4, "a list has its items");
	check(is_scalar(list->items[1], "q", false, 1, 9), "columns count characters, not bytes");
	check(is_scalar(list->items[2], "r", false, 1, 14), "single quotes quote as well");
	list = top->items[3];
	check(is_scalar(list->items[0], "block\n", false, 3, 5), "a block is a quoted text");
	check(list->items[1]->kind == YAML_MAPPING && is_scalar(list->items[1]->items[1], "d", true, 5, 9),
	      "mappings nest");
}

/* A list so deep: brackets that many times around a term. */
static const struct yaml_value *
read_deep(int depth)
{
	char text[512] = "";

	for (int i = 0; i < depth; i++)
		strcat(text, "[");
	strcat(text, "a");
	for (int i = 0; i < depth; i++)
		strcat(text, "]");
	return read_text(text);
}

static void
test_bounds(void)
{
	char text[400] = "a: ['";

	check(read_deep(YAML_DEPTH_MAX - 1) != NULL, "32 levels are read");
	check(read_deep(YAML_DEPTH_MAX) == NULL && strstr(said, "32 levels") != NULL, "33 are not");
	check(read_deep(YAML_BRACKETS_MAX + 1) == NULL && strstr(said, "64 brackets") != NULL,
	      "65 brackets are refused before libyaml sees them");
	for (int i = 0; i < 70; i++)
		strcat(text, "[");
	strcat(text, "', \"");
	for (int i = 0; i < 70; i++)
		strcat(text, "\\\"{");
	strcat(text, "\"] # [[[[");
	check(read_text(text) != NULL, "brackets in quotations and comments do not count");
	check(read_text("a: |\n  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\nb: c\n")
	              != NULL, "nor do those in blocks");
}

/* Texts that are fine, however odd they look. */
static const char *const fine[] = {
	"a: don't 'quote' this [or] {that}",
	"a: b # comment: with *all &sorts @of !things",
	"# comment\na: b#c",
	"a: http://example.com/#x",
	"a:\n  long text\n  going *on and &on\nb: c",
	"a: 'it''s: #fine'",
	"a: \"two\n  lines: *fine #too\"",
	"a: >-\n  folded: *fine\n  #fine\n\n  more\nb: |2\n    x: *y\n  @z",
	"a:\n- b\n- c: d\n  e: f\n-\n  g: h",
	"{a: b, \"c\":d, e: [f, - g]}",
	"a: [b,\n  # comment\n  #another\n  c]",
	"---\na: b\n...\n",
	"a:\t[b]\t# c\n",
	"a: b-c - d ? e",
	"a: [x:y, ::, -]",
};

static void
test_fine(void)
{
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		struct complaints complaints = {0};
		struct source *source = source_new("x", fine[i], strlen(fine[i]));
		char *copy;

		complaints_take(&complaints, source);
		copy = yaml_scan(source, &complaints);
		check(copy != NULL && complaints.total == 0 && strcmp(copy, fine[i]) == 0,
		      "nothing to complain about: example %zu", i + 1);
		if (complaints.total > 0)
			complaints_print(&complaints, REPORT_TEXT, stdout);
		free(copy);
		complaints_free(&complaints);
	}
}

static const struct {
	const char *text, *said;
} wrong[] = {
	{"a: *b", "x.yaml:1:4: '*b' begins with '*'"},
	{"- [a, @b]", "1:7: '@b' begins with '@'"},
	{"- a #b", "1:5: '#b' is a comment"},
	{"- #b", "1:3: '#b' is a comment"},
	{"a: b: c", "1:5: ': ' inside an unquoted text"},
	{"a:\n\tb: c", "2:1: a tab cannot indent"},
	{"- 'a' b", "1:3: a text goes on behind its closing quote"},
	{"a: 1\na: 2", "2:1: duplicate key 'a', first on line 1"},
	{"a: &x b", "1:4: '&x b' begins with '&'"},
	{"a: &x [b]", "1:4: '&x' is an anchor"},
	{"%YAML 1.1\n---\na: b", "1:1: '%YAML 1.1' begins with '%'"},
	{"a: b\n---\nc: d", "2:1: a second document"},
	{"", "the file is empty"},
	{"a: [b", "1:4: '[' is never closed"},
	{"a: 'b", "1:4: the quotation that begins here is never closed"},
	{"a: \"\\0\"", "1:4: the text holds a control character"},
	{"<<: a", "1:1: merge keys"},
	{"a: \xff", "1:4: the byte 0xff is not UTF-8"},
	{"a: \xc2\x85", "1:4: this character is a line break to YAML"},
};

static void
test_wrong(void)
{
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		read_text(wrong[i].text);
		check(strstr(said, wrong[i].said) != NULL, "complaint: %s", wrong[i].said);
		if (strstr(said, wrong[i].said) == NULL)
			printf("# said: %s\n", said);
	}
}

static void
test_surprises(void)
{
	static const char *const other[] = {
		"NO", "yes", "Off", "y", "~", "null", "", "12", "-1", "+1.5", "1_000", "0x1F", "0o17", "0777",
		"1.10", ".5", "1e5", "12:30", "12:30:45", "190:20:30.15", "2001-12-14", "2001-1-1 10:00",
		".inf", "-.INF", ".NaN", "=", "<<", "1.",
	};
	static const char *const text[] = {
		"nope", "yesterday", "on fire", "12th", "1.2.3", "0xZZ", "e5", "1e", "-", ".", "12:", ":12",
		"2001-12", "+", "U.S.", "a1", "313 heroes", "_1", "12:30 pm",
	};

	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		check(yaml_surprise(other[i], strlen(other[i])) != NULL, "'%s' is no text to YAML", other[i]);
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		check(yaml_surprise(text[i], strlen(text[i])) == NULL, "'%s' is a text", text[i]);
}

int
main(void)
{
	test_tree();
	test_bounds();
	test_fine();
	test_wrong();
	test_surprises();
	free(said);
	arena_free(&arena);
	return check_done();
}
