/* The rule loader. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "common/json.h"
#include "filters/tag/rules.h"
#include "tests/unit/check.h"

static char *said;
static size_t said_len;

static struct rule_set *
load(const char *text)
{
	FILE *errors;
	struct rule_set *set;

	free(said);
	errors = open_memstream(&said, &said_len);
	set = rules_load_text(text, strlen(text), "x.yaml", errors);
	fclose(errors);
	return set;
}

static struct rule_set *
load_path(const char *path)
{
	FILE *errors;
	struct rule_set *set;

	free(said);
	errors = open_memstream(&said, &said_len);
	set = rules_load(&path, 1, errors);
	fclose(errors);
	if (set == NULL)
		printf("# said: %s\n", said);
	return set;
}

static bool
is_term(const struct node *node, const char *text, enum term_kind kind)
{
	return node->type == NODE_TERM && strcmp(node->term->text, text) == 0 && node->term->kind == kind;
}

static const char example[] =
	"topic: threat\n"
	"lists:\n"
	"  homeland: [Washington*, America, United States, =US, $capital]\n"
	"  capital: [Washington DC, america]\n"
	"rules:\n"
	"  operations-claim:                      # the tag is threat/operations-claim\n"
	"    label: Claims the ability to carry out operations\n"
	"    severity: high\n"
	"    any:\n"
	"      - carry* out operations\n"
	"      - near: {words: 12, of: [[cell*, operative*], $homeland]}\n"
	"    except: [search and rescue operations]\n"
	"    none: [medical operations]\n"
	"    implies: [threat/violence]\n"
	"    see: https://example.com/\n"
	"    tests:\n"
	"      match: [\"Resistance cells are rooted even in America\"]\n"
	"      skip:  [\"The surgeons carry out operations daily\"]\n"
	"  homeland:\n"
	"    any: $homeland\n";

static void
test_meta(const struct rule *rule)
{
	check_string(rule->tag, "threat/operations-claim", "the tag is topic and name");
	check_string(rule->label, "Claims the ability to carry out operations", "the label is kept");
	check(rule->severity == SEVERITY_HIGH && rule->about == NULL && rule->lang_count == 0 &&
	      rule->field_count == 0, "severity is read, what is not there is not");
	check(rule->implies_count == 1 && strcmp(rule->implies[0], "threat/violence") == 0,
	      "implied tags are read");
	check(rule->see_count == 1 && strcmp(rule->see[0], "https://example.com/") == 0,
	      "a single text does for a list");
	check(rule->test_count == 2 && rule->tests[0].match && !rule->tests[1].match &&
	      rule->tests[1].mark.line == 18, "tests are read, with their places");
	check(rule->mark.line == 6 && rule->mark.column == 3 && strcmp(rule->mark.file, "x.yaml") == 0,
	      "the rule has its place");
}

static void
test_example(void)
{
	struct rule_set *set = load(example);
	const struct node *top, *any, *near, *list;

	check(set != NULL && said_len == 0, "the example is accepted without a word");
	if (set == NULL)
		return;
	check(rules_count(set) == 2 && strcmp(rules_get(set, 0)->tag, "threat/homeland") == 0,
	      "rules are sorted by tag");
	test_meta(rules_get(set, 1));
	top = rules_get(set, 1)->condition;
	check(top->type == NODE_SET && top->count == 1 && top->none->count == 1 && top->except->count == 1,
	      "a rule is a set with its vetoes and masks");
	any = top->children[0];
	check(any->type == NODE_ANY && any->count == 2 &&
	      is_term(any->children[0], "carry* out operations", TERM_FOLDED), "a term keeps its stars");
	near = any->children[1]->children[0];
	check(any->children[1]->type == NODE_SET && near->type == NODE_NEAR && near->words == 12 &&
	      near->count == 2, "a nested condition is a set");
	list = near->children[1];
	check(list->type == NODE_ANY && list->count == 5 && strcmp(list->list, "homeland") == 0 &&
	      is_term(list->children[3], "US", TERM_EXACT) &&
	      is_term(list->children[4], "Washington DC", TERM_FOLDED),
	      "a list takes in what lists it names, each term once");
	check(rules_get(set, 0)->condition->children[0]->children[0] == list, "lists are shared");
	check(rules_term_count(set) == 10 && rules_term(set, 3)->id == 3, "terms are numbered");
	rules_free(set);
}

static void
test_kinds(void)
{
	struct rule_set *set = load(
		"topic: t\n"
		"rules:\n"
		"  r:\n"
		"    any: [PMU, U.S., =Us, ABCDEF, \xd0\xa4\xd0\xa1\xd0\x91, F16, Pmus, AB CD, \"*\xd8\xa7\xd9\x84\xd9\x84\xd9\x87\"]\n");
	static const enum term_kind kinds[] = {TERM_EXACT, TERM_EXACT, TERM_EXACT, TERM_FOLDED, TERM_EXACT,
	                                       TERM_FOLDED, TERM_FOLDED, TERM_FOLDED, TERM_FOLDED};

	check(set != NULL && rules_term_count(set) == 9, "terms of all kinds are read");
	for (size_t i = 0; set != NULL && i < rules_term_count(set); i++)
		check(rules_term(set, i)->kind == kinds[i], "'%s' is %s", rules_term(set, i)->written,
		      kinds[i] == TERM_EXACT ? "exact" : "folded");
	if (set != NULL)
		check_string(rules_term(set, 2)->written, "=Us", "what was written is kept");
	rules_free(set);
}

static void
test_same(void)
{
	struct rule_set *set = load("topic: t\n"
	                            "rules:\n"
	                            "  a: {any: [Al-Quds Force*, PMU, \"Washington, DC\"]}\n"
	                            "  b: {any: [al quds force*, pmu, washington dc, Al-Quds Force]}\n");

	check(set != NULL && rules_term_count(set) == 6,
	      "terms that fold to the same are one; exact, starred and comma'd ones differ");
	if (set != NULL)
		check(rules_get(set, 0)->condition->children[0]->children[0]->term ==
		              rules_get(set, 1)->condition->children[0]->children[0]->term,
		      "wherever they stand");
	rules_free(set);
}

static void
test_defaults(void)
{
	struct rule_set *set = load("topic: t\n"
	                            "severity: low\n"
	                            "fields: [title]\n"
	                            "rules:\n"
	                            "  a: {any: [x1]}\n"
	                            "  b: {any: [x1], severity: critical, fields: [_source.name, summary]}\n");

	check(set != NULL, "meta keys may stand at the top");
	if (set == NULL)
		return;
	check(rules_get(set, 0)->severity == SEVERITY_LOW && rules_get(set, 0)->field_count == 1,
	      "they hold for rules that say nothing else");
	check(rules_get(set, 1)->severity == SEVERITY_CRITICAL && rules_get(set, 1)->field_count == 2,
	      "and not for those that do");
	rules_free(set);
}

static void
test_hash(void)
{
	struct rule_set *a = load(example), *b = load(example);
	struct rule_set *c = load("topic: t\nrules: {a: {any: [x1]}}\n");

	check(a && b && strcmp(rules_hash(a), rules_hash(b)) == 0, "the same rules have the same hash");
	check(a && c && strcmp(rules_hash(a), rules_hash(c)) != 0 && strlen(rules_hash(c)) == 32,
	      "others have another");
	rules_free(a);
	rules_free(b);
	rules_free(c);
}

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		check(false, "writing %s", path);
}

static void
write_many(const char *path, int count)
{
	FILE *file = fopen(path, "w");

	for (int i = 0; file != NULL && i < count; i++)
		fprintf(file, "term%d of many%d\n", i, i % 977);
	if (file != NULL)
		fclose(file);
}

static void
test_files(void)
{
	char directory[] = "/tmp/watchline-rules-XXXXXX";
	struct rule_set *set;
	clock_t begin;

	if (mkdtemp(directory) == NULL || chdir(directory) != 0) {
		check(false, "a directory to work in");
		return;
	}
	write_file("list.txt", "\xef\xbb\xbf# cities\r\n\r\nWashington   # the city\r\n  Bagh*\r\n=US\nWASHINGTON");
	write_file("a.yaml", "topic: t\nlists: {x: {file: list.txt}}\nrules: {a: {any: $x}}\n");
	set = load_path("./a.yaml");
	check(set != NULL && rules_term_count(set) == 3 && strcmp(rules_term(set, 0)->text, "Washington") == 0,
	      "a list file may have comments, blank lines, CR LF, a mark and spellings that fold to one");
	check(set != NULL && strcmp(rules_term(set, 1)->mark.file, "./list.txt") == 0 &&
	      rules_term(set, 1)->mark.line == 4 && rules_term(set, 1)->mark.column == 3,
	      "its terms have their places");
	rules_free(set);

	write_many("list.txt", 100000);
	begin = clock();
	set = load_path(".");
	check(set != NULL && rules_term_count(set) == 100000, "a list file may hold 100,000 terms");
	printf("# read in %.3f s\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
	check((double)(clock() - begin) / CLOCKS_PER_SEC < 1.0, "in less than a second");
	rules_free(set);
	if (unlink("list.txt") != 0 || unlink("a.yaml") != 0 || chdir("/") != 0 || rmdir(directory) != 0)
		check(false, "cleaning up");
}

/* Rules of one path after those of another. */
static void
test_paths(void)
{
	char directory[] = "/tmp/watchline-rules-XXXXXX";
	const char *const paths[] = {"a.yaml", "b.yaml"};
	FILE *errors;
	struct rule_set *set;

	free(said);
	errors = open_memstream(&said, &said_len);
	if (mkdtemp(directory) == NULL || chdir(directory) != 0) {
		check(false, "a directory to work in");
		return;
	}
	write_file("a.yaml", "topic: t\nlists: {x: [only-here, shared]}\n"
	                     "rules: {a: {any: [old], label: Old}, b: {any: [shared]}, c: {any: $x}, d: {any: [{tag: t/c}]}}\n");
	write_file("b.yaml", "topic: t\ndisable: t/c\nrules: {a: {any: [new]}}\n");
	set = rules_load(paths, 2, errors);
	fclose(errors);
	check(set != NULL && rules_count(set) == 3 && strcmp(rules_get(set, 1)->tag, "t/b") == 0 &&
	      strcmp(rules_get(set, 2)->tag, "t/d") == 0, "a later path switches rules off");
	check(set != NULL && rules_get(set, 0)->label == NULL &&
	      is_term(rules_get(set, 0)->condition->children[0]->children[0], "new", TERM_FOLDED),
	      "and takes the place of others, wholly");
	check(set != NULL && rules_term_count(set) == 2 && strcmp(rules_term(set, 0)->text, "shared") == 0 &&
	      rules_term(set, 0)->id == 0 && rules_term(set, 1)->id == 1,
	      "the terms that only those had are gone");
	rules_free(set);
	write_file("b.yaml", "disable: t/*\n");
	free(said);
	errors = open_memstream(&said, &said_len);
	set = rules_load(paths, 2, errors);
	fclose(errors);
	check(set == NULL && strstr(said, "switches all rules off") != NULL, "no rule left is an error");
	if (unlink("b.yaml") != 0 || unlink("a.yaml") != 0 || chdir("/") != 0 || rmdir(directory) != 0)
		check(false, "cleaning up");
}

static void
test_refusals(void)
{
	struct rule_set *set = load("topic: t\nlists: {x: {file: /etc/passwd}}\nrules: {a: {any: $x}}\n");
	const char *first, *second;

	check(set == NULL && strstr(said, "no file can be opened") != NULL,
	      "a text in memory cannot open files");
	set = load("rules:\n  a: {all: [b*, $c]}\n  d: {none: [x]}\n");
	check(set == NULL, "one mistake is enough to refuse");
	first = strstr(said, "x.yaml:1:1: the file has no 'topic'");
	second = strstr(said, "x.yaml:2:17: unknown list 'c'");
	check(first != NULL && second > first && strstr(said, "x.yaml:2:13: 'b*'") != NULL,
	      "all mistakes are named, in order");
	check(strstr(said, "   2 |   a: {all: [b*, $c]}\n     |             ^\n") != NULL,
	      "the line is quoted, with a caret");
}

static void
test_many(void)
{
	static char text[200000];
	size_t n = 0, lines = 0;

	n += (size_t)sprintf(text, "topic: t\nrules:\n  a:\n    any:\n");
	for (int i = 0; i < 5000; i++)
		n += (size_t)sprintf(text + n, "      - %c%d*%d\n", 'a' + i % 26, i, i);
	load(text);
	for (const char *s = said; (s = strchr(s, '\n')) != NULL; s++)
		lines++;
	check(lines == 151 && strstr(said, "4950 more errors") != NULL,
	      "at most 50 errors are printed, the others counted");
}

/* What is said of a file in another form. */
static struct rule_set *
report(const char *text, enum report_format format)
{
	char path[] = "/tmp/watchline-rules-XXXXXX";
	const char *const paths[] = {path};
	int fd = mkstemp(path);
	struct rule_set *set;
	FILE *errors;

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		check(false, "a file to work with");
	close(fd);
	free(said);
	errors = open_memstream(&said, &said_len);
	set = rules_load_report(paths, 1, format, errors);
	fclose(errors);
	unlink(path);
	return set;
}

static bool
said_json(void)
{
	struct json_value value;
	struct problem problem = {.text = ""};

	return json_scan_value(said, said_len, &value, &problem);
}

static void
test_formats(void)
{
	static const char wrong[] = "topic: t\nrules:\n  a: {any: [ok, 'b*']}\n  d: {none: [x]}\n";
	struct rule_set *set;
	const char *first;

	check(report(wrong, REPORT_GCC) == NULL && strstr(said, ":3:17: error: 'b*': one letter") != NULL &&
	      strstr(said, " | ") == NULL, "errors in the form of compilers, without the line");
	report(wrong, REPORT_JSON);
	first = strchr(said, '\n');
	check(strncmp(said, "{\"file\":\"/tmp/watchline-rules-", 30) == 0 && first != NULL &&
	      strstr(said, "\"line\":3,\"column\":17,\"severity\":\"error\",\"id\":\"invalid\",\"message\":\"'b*'") !=
	      NULL && strstr(said, "\"source\":\"  a: {any: [ok, 'b*']}\"}\n{\"file\":") != NULL,
	      "errors as JSON, one a line");
	report(wrong, REPORT_SARIF);
	check(said_json() && strstr(said, "\"name\":\"watchline\"") != NULL &&
	      strstr(said, "\"rules\":[{\"id\":\"invalid\"}]") != NULL &&
	      strstr(said, "{\"startLine\":3,\"startColumn\":17,") != NULL, "errors as SARIF");
	set = report(example, REPORT_SARIF);
	check(set != NULL && said_json() && strstr(said, "\"results\":[]}") != NULL, "and SARIF also if there are none");
	rules_free(set);
	set = report(example, REPORT_JSON);
	check(set != NULL && said_len == 0, "while JSON then says nothing");
	rules_free(set);
}

/* Lists that name lists twice over, and so on: small to write, huge to follow. */
static void
test_bombs(void)
{
	static char text[200000];
	size_t n = (size_t)sprintf(text, "topic: t\nlists:\n  l0: [x1]\n  m0: [y1]\n");
	struct rule_set *set;

	for (int i = 1; i < 31; i++)
		n += (size_t)sprintf(text + n, "  l%d: [$l%d, $m%d]\n  m%d: [$l%d, $m%d]\n", i, i - 1, i - 1, i,
		                     i - 1, i - 1);
	sprintf(text + n, "rules: {a: {any: [$l30, $m30]}}\n");
	set = load(text);
	check(set != NULL && rules_get(set, 0)->condition->children[0]->children[0]->count == 2,
	      "lists that name lists are read once each");
	rules_free(set);
}

int
main(void)
{
	test_example();
	test_kinds();
	test_same();
	test_defaults();
	test_hash();
	test_files();
	test_paths();
	test_refusals();
	test_many();
	test_formats();
	test_bombs();
	free(said);
	return check_done();
}
