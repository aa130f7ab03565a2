/* tag: adds to each record the tags of the rules that hold for it; and the tools for rules. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/filter.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/list.h"
#include "filters/tag/places.h"
#include "filters/tag/ruletest.h"
#include "filters/tag/tagger.h"

static struct strings rule_paths, field_names;
static bool want_evidence, only_tagged, no_rules;
static bool check, test, list, show_places, coverage;
static const char *format;
static uint64_t jobs = 1;

static const char *const formats[] = {"text", "json", NULL};

static const struct opt options[] = {
	{'r', "rules", "PATH", "take rules from a file or directory; repeatable",
	 .values = &rule_paths, .group = "Tagging"},
	{'e', "evidence", NULL, "say in _evidence what stands where", .flag = &want_evidence},
	{0, "only", NULL, "drop records without tags", .flag = &only_tagged},
	{0, "field", "NAME", "look in this member, or dotted path; repeatable",
	 .values = &field_names},
	{0, "no-rules", NULL, "pass all records as they are", .flag = &no_rules},
	{'j', "jobs", "N", "work in N threads; 0: one for each processor", .size = &jobs},

	{0, "check", NULL, "check the rules", .flag = &check, .group = "Tools for rules, instead"},
	{0, "test", NULL, "run the tests in the rules", .flag = &test},
	{0, "coverage", NULL, "test: tell the terms that no test exercises", .flag = &coverage},
	{0, "list", NULL, "list the rules", .flag = &list},
	{0, "paths", NULL, "say where rules would be taken from", .flag = &show_places},
	{0, "format", "FORMAT", "list: text (default) or json", .value = &format,
	 .choices = formats},
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

/* What the program can do; one of it at a time. */
enum tool { TAGGING, CHECK, TEST, LIST, PATHS, TOOLS };

static const struct {
	const char *name; /* of the option that asks for it */
	bool reads;       /* records, from FILEs */
	bool rules;       /* needs rules */
} tools[TOOLS] = {
	[TAGGING] = {NULL, true, true},
	[CHECK] = {"check", false, true},
	[TEST] = {"test", false, true},
	[LIST] = {"list", false, true},
	[PATHS] = {"paths", false, false},
};

#define BIT(tool) (1u << (tool))

/* Options that make sense with some of them only. */
static const struct {
	const char *name;
	unsigned tools;
} modifiers[] = {
	{"evidence", BIT(TAGGING)},
	{"only", BIT(TAGGING)},
	{"field", BIT(TAGGING) | BIT(CHECK) | BIT(TEST)},
	{"no-rules", BIT(TAGGING) | BIT(PATHS)},
	{"jobs", BIT(TAGGING)},
	{"coverage", BIT(TEST)},
	{"format", BIT(LIST)},
};

static const char *const usual_fields[] = {"title", "summary", "content_text"};

struct work {
	struct filter *filter;
	struct tagset *set; /* NULL without rules */
	struct tagger *taggers; /* one for each thread */
	size_t count;
};

static enum verdict
tag_record(struct record *rec, void *context)
{
	struct tagger *tagger = context;

	if (!tagger->set && !only_tagged)
		return PASS;
	if (!(tagger->set ? tagger_apply(tagger, rec) : tags_read(&tagger->tags, rec)))
		return REJECT;
	return only_tagged && tagger->tags.count == 0 ? DROP : PASS;
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

/* Loads and compiles rules; NULL, with all said on stderr, if they are wrong. */
static struct tagset *
load_paths(const char *const *paths, size_t path_count)
{
	const char *const *fields = field_names.count ? field_names.items : usual_fields;
	size_t count = field_names.count ? field_names.count
	                                 : sizeof(usual_fields) / sizeof(*usual_fields);
	struct problem problem = {.text = ""};
	struct rule_set *rules = rules_load(paths, path_count, stderr);
	struct tagset *set;

	if (!rules)
		return NULL;
	set = tagset_new(rules, fields, count, &problem);
	if (!set)
		diag(NULL, "%s", problem.text);
	return set;
}

static struct tagset *
load(void)
{
	struct strings paths = {0};
	struct tagset *set;

	choose_paths(&paths);
	set = load_paths(paths.items, paths.count);
	for (size_t i = 0; i < paths.count; i++)
		free((char *)paths.items[i]);
	strings_free(&paths);
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
	for (size_t i = 0; i < work->count; i++)
		work->taggers[i].set = set;
}

static int
run_tagging(struct work *work)
{
	void *contexts[FILTER_MOST_JOBS];

	work->count = jobs ? jobs : filter_processors();
	work->taggers = xcalloc(work->count, sizeof(*work->taggers));
	for (size_t i = 0; i < work->count; i++) {
		work->taggers[i] = (struct tagger){.set = work->set, .want_evidence = want_evidence};
		contexts[i] = &work->taggers[i];
	}
	if (work->set)
		filter_on_hangup(work->filter, reload, work);
	filter_run_parallel(work->filter, tag_record, contexts, work->count);
	for (size_t i = 0; i < work->count; i++)
		tagger_free(&work->taggers[i]);
	free(work->taggers);
	return STATUS_OK;
}

static int
run_check(struct work *work)
{
	return STATUS_OK;
}

static int
run_list(struct work *work)
{
	const struct rule_set *rules = tagset_rules(work->set);
	struct buf out = {0};

	if (format && strcmp(format, "json") == 0)
		list_json(rules, &out);
	else
		list_table(rules, isatty(STDOUT_FILENO), &out);
	output_add(filter_out(work->filter), out.data, out.len);
	buf_free(&out);
	return STATUS_OK;
}

static int
run_paths(struct work *work)
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
	output_add(filter_out(work->filter), line.data, line.len);
	buf_free(&line);
	places_free(&places);
	return STATUS_OK;
}

/* Prints TAP. */
static int
run_test(struct work *work)
{
	char *text = NULL;
	size_t n = 0, failed;
	FILE *stream = open_memstream(&text, &n);

	if (!stream)
		die(STATUS_FAILED, NULL, "out of memory");
	failed = ruletest_run(work->set, coverage, stream);
	if (fclose(stream) != 0)
		die(STATUS_FAILED, NULL, "out of memory");
	output_add(filter_out(work->filter), text, n);
	free(text);
	return failed == 0 ? STATUS_OK : STATUS_REJECTED;
}

static int (*const runs[TOOLS])(struct work *) = {
	[TAGGING] = run_tagging, [CHECK] = run_check, [TEST] = run_test, [LIST] = run_list,
	[PATHS] = run_paths,
};

/* Whether an option stands on the command line; it must have a default that is nothing. */
static bool
is_given(const char *name)
{
	const struct opt *o = options;

	while (strcmp(o->name, name) != 0)
		o++;
	if (o->size)
		return *o->size != 1;
	return o->flag ? *o->flag : o->value ? *o->value != NULL : o->values->count > 0;
}

static enum tool
choose_tool(void)
{
	enum tool chosen = TAGGING;

	for (enum tool tool = TAGGING + 1; tool < TOOLS; tool++) {
		if (!is_given(tools[tool].name))
			continue;
		if (chosen != TAGGING)
			die(STATUS_USAGE, NULL, "--%s and --%s exclude each other", tools[chosen].name,
			    tools[tool].name);
		chosen = tool;
	}
	return chosen;
}

/* Refuses an option that the tool does not heed: what it was meant for would not happen. */
static void
check_modifiers(enum tool tool)
{
	for (size_t i = 0; i < sizeof(modifiers) / sizeof(modifiers[0]); i++) {
		struct buf with = {0};

		if (modifiers[i].tools & BIT(tool) || !is_given(modifiers[i].name))
			continue;
		if (modifiers[i].tools == BIT(TAGGING))
			die(STATUS_USAGE, NULL, "--%s is about tagging; it does not go with --%s",
			    modifiers[i].name, tools[tool].name);
		for (enum tool other = TAGGING + 1; other < TOOLS; other++)
			if (modifiers[i].tools & BIT(other))
				buf_addf(&with, "%s--%s", with.len > 0 ? ", " : "", tools[other].name);
		die(STATUS_USAGE, NULL, "--%s goes with %s%s", modifiers[i].name, buf_str(&with),
		    tool == TAGGING ? "" : " only");
	}
}

static void
check_options(enum tool tool, const struct filter *filter)
{
	check_modifiers(tool);
	if (!tools[tool].reads && filter_operands(filter) > 0)
		die(STATUS_USAGE, NULL, "--%s reads no FILE%s", tools[tool].name,
		    tools[tool].rules ? "; name rules with -r" : "");
	if (jobs > FILTER_MOST_JOBS)
		die(STATUS_USAGE, NULL, "--jobs: must be between 0 and %d", FILTER_MOST_JOBS);
	if (no_rules && rule_paths.count)
		die(STATUS_USAGE, NULL, "--no-rules and --rules exclude each other");
	for (size_t i = 0; i < field_names.count; i++)
		if (utf8_valid(field_names.items[i], strlen(field_names.items[i])) != strlen(field_names.items[i]))
			die(STATUS_USAGE, NULL, "--field: not UTF-8");
}

int
main(int argc, char *argv[])
{
	struct filter *filter = filter_open(&program, argc, argv);
	struct work *work = xcalloc(1, sizeof(*work));
	enum tool tool = choose_tool();
	int result, status;

	check_options(tool, filter);
	work->filter = filter;
	if (!no_rules && tools[tool].rules && !(work->set = load()))
		exit(STATUS_USAGE);

	result = runs[tool](work);

	tagset_free(work->set);
	free(work);
	strings_free(&rule_paths);
	strings_free(&field_names);
	status = filter_close(filter);
	return status > result ? status : result;
}
