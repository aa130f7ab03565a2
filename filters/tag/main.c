/* tag: adds to each record the tags of the rules that hold for it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/filter.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/places.h"
#include "filters/tag/ruletest.h"
#include "filters/tag/tagger.h"

static struct strings rule_paths, field_names;
static bool want_evidence, only_tagged, no_rules, check, test, list, show_places;

static const struct opt options[] = {
	{'r', "rules", "PATH", "take the rules from a file or directory; repeatable",
	 .values = &rule_paths},
	{'e', "evidence", NULL, "say in _evidence what stands where", .flag = &want_evidence},
	{0, "only", NULL, "drop records without tags", .flag = &only_tagged},
	{0, "field", "NAME", "look in this member, a name or dotted path; repeatable",
	 .values = &field_names},
	{0, "no-rules", NULL, "pass all records as they are", .flag = &no_rules},
	{0, "check", NULL, "check the rules, and end", .flag = &check},
	{0, "test", NULL, "run the tests in the rules, and end", .flag = &test},
	{0, "list", NULL, "list tags, numbers of terms and labels, and end", .flag = &list},
	{0, "paths", NULL, "say where rules would be taken from, and end", .flag = &show_places},
	{0},
};

static const char *const drops[] = {"untagged", NULL};

static const struct program program = {
	.name = "tag",
	.purpose = "tag records by rules about the words in them",
	.operands = "[FILE ...]",
	.options = options,
	.drops = drops,
	.examples = "  tag -e -r rules <posts.jsonl >tagged.jsonl\n"
	            "  tag --test -r rules/threats.yaml\n",
};

static const char *const usual_fields[] = {"title", "summary", "content_text"};

struct work {
	struct tagset *set; /* NULL with --no-rules */
	struct tagger tagger;
};

static enum verdict
tag_record(struct record *rec, void *context)
{
	struct work *work = context;

	if (!work->set && !only_tagged)
		return PASS;
	if (!(work->set ? tagger_apply(&work->tagger, rec) : tags_read(&work->tagger.tags, rec)))
		return REJECT;
	return only_tagged && work->tagger.tags.count == 0 ? DROP : PASS;
}

/* The paths given, else the first place that holds rules. */
static void
choose_paths(struct strings *paths)
{
	struct places places;
	struct buf tried = {0};
	const char *first;

	if (rule_paths.count > 0) {
		for (size_t i = 0; i < rule_paths.count; i++)
			strings_add(paths, xstrdup(rule_paths.items[i]));
		return;
	}
	places_find(&places, RULESDIR);
	first = places_first(&places);
	for (size_t i = 0; i < places.count; i++)
		buf_addf(&tried, "%s%s", i > 0 ? ", " : "", places.items[i].path);
	if (!first)
		die(STATUS_USAGE, NULL, "no rules in %s; name some with -r, or say --no-rules",
		    buf_str(&tried));
	strings_add(paths, xstrdup(first));
	buf_free(&tried);
	places_free(&places);
}

/* Loads and compiles the rules; NULL, with all said on stderr, if they are wrong. */
static struct tagset *
load(void)
{
	const char *const *fields = field_names.count ? field_names.items : usual_fields;
	size_t count = field_names.count ? field_names.count
	                                 : sizeof(usual_fields) / sizeof(*usual_fields);
	struct problem problem = {.text = ""};
	struct strings paths = {0};
	struct rule_set *rules;
	struct tagset *set;

	choose_paths(&paths);
	rules = rules_load(paths.items, paths.count, stderr);
	for (size_t i = 0; i < paths.count; i++)
		free((char *)paths.items[i]);
	strings_free(&paths);
	if (!rules)
		return NULL;
	set = tagset_new(rules, fields, count, &problem);
	if (!set)
		diag(NULL, "%s", problem.text);
	return set;
}

/* SIGHUP: exchanges the rules, if the new ones are good. */
static void
reload(void *context)
{
	struct work *work = context;
	struct tagset *set = load();

	if (!set) {
		diag(NULL, "the rules are wrong; going on with the old ones");
		return;
	}
	tagset_free(work->set);
	work->set = set;
	work->tagger.set = set;
}

static void
print_places(struct output *out)
{
	struct places places;
	struct buf line = {0};
	const char *first;

	places_find(&places, RULESDIR);
	first = rule_paths.count || no_rules ? NULL : places_first(&places);
	for (size_t i = 0; i < rule_paths.count; i++)
		buf_addf(&line, "used\t-r\t%s\n", rule_paths.items[i]);
	for (size_t i = 0; i < places.count; i++) {
		const struct place *place = &places.items[i];

		buf_addf(&line, "%s\t%s\t%s\n",
		         !places_holds_rules(place->path) ? "none" : place->path == first ? "used" : "there",
		         place->why, place->path);
	}
	output_add(out, line.data, line.len);
	buf_free(&line);
	places_free(&places);
}

/* How many terms a condition has; those of a list count wherever it is named. */
static size_t
count_terms(const struct node *node)
{
	size_t count = node->type == NODE_TERM;

	for (size_t i = 0; i < node->count; i++)
		count += count_terms(node->children[i]);
	if (node->none)
		count += count_terms(node->none);
	if (node->except)
		count += count_terms(node->except);
	return count;
}

static void
print_rules(const struct rule_set *rules, struct output *out)
{
	struct buf line = {0};
	int width = 0;

	for (size_t i = 0; i < rules_count(rules); i++)
		if (strlen(rules_get(rules, i)->tag) > (size_t)width)
			width = (int)strlen(rules_get(rules, i)->tag);
	for (size_t i = 0; i < rules_count(rules); i++) {
		const struct rule *rule = rules_get(rules, i);

		buf_addf(&line, "%-*s  %6zu  %s\n", width, rule->tag, count_terms(rule->condition),
		         rule->label ? rule->label : "");
	}
	output_add(out, line.data, line.len);
	buf_free(&line);
}

/* Prints TAP; whether all tests passed. */
static bool
run_tests(const struct tagset *set, struct output *out)
{
	char *text = NULL;
	size_t n = 0, failed;
	FILE *stream = open_memstream(&text, &n);

	if (!stream)
		die(STATUS_FAILED, NULL, "out of memory");
	failed = ruletest_run(set, stream);
	if (fclose(stream) != 0)
		die(STATUS_FAILED, NULL, "out of memory");
	output_add(out, text, n);
	free(text);
	return failed == 0;
}

static void
check_options(void)
{
	if (check + test + list + show_places > 1)
		die(STATUS_USAGE, NULL, "--check, --test, --list and --paths exclude each other");
	if (no_rules && (check || test || list || rule_paths.count))
		die(STATUS_USAGE, NULL, "--no-rules goes with no option about rules");
	for (size_t i = 0; i < field_names.count; i++)
		if (utf8_valid(field_names.items[i], strlen(field_names.items[i])) != strlen(field_names.items[i]))
			die(STATUS_USAGE, NULL, "--field: not UTF-8");
}

int
main(int argc, char *argv[])
{
	struct filter *filter = filter_open(&program, argc, argv);
	struct work *work = xcalloc(1, sizeof(*work));
	bool passed = true;
	int status;

	check_options();
	if (!no_rules && !show_places && !(work->set = load()))
		exit(STATUS_USAGE);
	work->tagger.set = work->set;
	work->tagger.want_evidence = want_evidence;

	if (show_places)
		print_places(filter_out(filter));
	else if (list)
		print_rules(tagset_rules(work->set), filter_out(filter));
	else if (test)
		passed = run_tests(work->set, filter_out(filter));
	else if (!check) {
		if (work->set)
			filter_on_hangup(filter, reload, work);
		filter_run(filter, tag_record, work);
	}

	tagger_free(&work->tagger);
	tagset_free(work->set);
	free(work);
	strings_free(&rule_paths);
	strings_free(&field_names);
	status = filter_close(filter);
	return passed ? status : STATUS_REJECTED;
}
