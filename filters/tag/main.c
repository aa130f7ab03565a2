/* tag: adds to each record the tags of the rules that hold for it; and the tools for rules. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/filter.h"
#include "common/glob.h"
#include "common/nearest.h"
#include "common/terminal.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/diff.h"
#include "filters/tag/explain.h"
#include "filters/tag/lint.h"
#include "filters/tag/list.h"
#include "filters/tag/load.h"
#include "filters/tag/ruletest.h"
#include "filters/tag/schema.h"
#include "filters/tag/spellings.h"
#include "filters/tag/tagger.h"

static struct strings rule_paths, field_names, corpora;
static bool want_evidence, want_verify, only_tagged, no_rules;
static bool check, test, list, schema, show_places, coverage, near_misses;
static uint64_t jobs = 1;
static const char *format, *common, *old_rules, *offsets, *explain_glob, *variant_term, *colour_when;

static const struct load load = {&rule_paths, &field_names, RULESDIR};

/* In the order of enum report_format. */
static const char *const formats[] = {"text", "gcc", "json", "sarif", NULL};

/* In the order of enum offsets. */
static const char *const units[] = {"codepoint", "byte", "utf16", NULL};

static const struct opt options[] = {
	{'r', "rules", "PATH", "take rules from a file or directory; repeatable",
	 .values = &rule_paths, .group = "Tagging"},
	{'e', "evidence", NULL, "say in _evidence what stands where", .flag = &want_evidence},
	{0, "offsets", "UNIT", "_evidence counts codepoint (default), byte, utf16", .value = &offsets,
	 .choices = units},
	{0, "verify", NULL, "check all evidence as it is written", .flag = &want_verify},
	{0, "only", NULL, "drop records without tags", .flag = &only_tagged},
	{0, "field", "NAME", "look in this member, or dotted path; repeatable",
	 .values = &field_names},
	{0, "no-rules", NULL, "pass all records as they are", .flag = &no_rules},
	{'j', "jobs", "N", "work in N threads; 0: one for each processor", .size = &jobs},

	{0, "check", NULL, "check the rules", .flag = &check, .group = "Instead, tools for rules"},
	{0, "corpus", "FILE", "check: warn of what records show; repeatable", .values = &corpora},
	{0, "common", "PERCENT", "corpus: warn of terms in more records (default 5)", .value = &common},
	{0, "test", NULL, "run the tests in the rules", .flag = &test},
	{0, "coverage", NULL, "test: tell the terms that no test exercises", .flag = &coverage},
	{0, "list", NULL, "list the rules", .flag = &list},
	{0, "schema", NULL, "print the JSON Schema of rule files", .flag = &schema},
	{0, "paths", NULL, "say where rules would be taken from", .flag = &show_places},

	{0, "explain", "[TAG-GLOB]", "tell why rules hold; for GLOB, also why not",
	 .value = &explain_glob, .group = "Instead, tools for rules and records"},
	{0, "near-misses", NULL, "tell which rules nearly held, and why not", .flag = &near_misses},
	{0, "diff", "OLDRULES", "tell which records the rules tag otherwise", .value = &old_rules},
	{0, "variants", "TERM", "list what TERM finds, with counts", .value = &variant_term},
	{0, "format", "FORMAT", "check: text, gcc, json, sarif; others: text, json",
	 .value = &format, .choices = formats},
	{0, "color", "WHEN", "explain: colour auto (default), always or never",
	 .value = &colour_when, .choices = terminal_whens},
	{0},
};

/* The reasons to drop a record are the tool's. */
static struct program program = {
	.name = "tag",
	.purpose = "tag records by rules about the words in them",
	.operands = "[FILE ...]",
	.options = options,
	.examples = "  tag -e -r rules <posts.jsonl >tagged.jsonl\n"
	            "  tag --test -r rules/threats.yaml\n",
};

/* What the program can do; one of it at a time. */
enum tool { TAGGING, CHECK, TEST, LIST, SCHEMA, PATHS, EXPLAIN, NEAR_MISSES, DIFF, VARIANTS, TOOLS };

static const struct {
	const char *name;  /* of the option that asks for it */
	bool reads;        /* records, from FILEs */
	bool rules;        /* needs rules */
	const char *drops[2]; /* why a record is left out */
} tools[TOOLS] = {
	[TAGGING] = {NULL, true, true, {"untagged"}},
	[CHECK] = {"check", false, false, {"counted"}},
	[TEST] = {"test", false, true, {NULL}},
	[LIST] = {"list", false, true, {NULL}},
	[SCHEMA] = {"schema", false, false, {NULL}},
	[PATHS] = {"paths", false, false, {NULL}},
	[EXPLAIN] = {"explain", true, true, {NULL}},
	[NEAR_MISSES] = {"near-misses", true, true, {"no-near-miss"}},
	[DIFF] = {"diff", true, true, {"unchanged"}},
	[VARIANTS] = {"variants", true, false, {"counted"}},
};

#define BIT(tool) (1u << (tool))

/* Options that make sense with some of them only. */
static const struct {
	const char *name;
	unsigned tools;
} modifiers[] = {
	{"rules", ~(BIT(VARIANTS) | BIT(SCHEMA))},
	{"evidence", BIT(TAGGING)},
	{"offsets", BIT(TAGGING)},
	{"verify", BIT(TAGGING)},
	{"only", BIT(TAGGING)},
	{"field", ~(BIT(LIST) | BIT(SCHEMA) | BIT(PATHS))},
	{"no-rules", BIT(TAGGING) | BIT(PATHS)},
	{"jobs", BIT(TAGGING)},
	{"corpus", BIT(CHECK)},
	{"common", BIT(CHECK)},
	{"coverage", BIT(TEST)},
	{"format", BIT(CHECK) | BIT(LIST) | BIT(EXPLAIN) | BIT(VARIANTS)},
	{"color", BIT(EXPLAIN)},
};

/* So many warnings are printed for people, and for programs. */
#define TEXT_WARNINGS 200
#define WARNINGS 10000

static double common_share = 0.05;

struct work {
	struct filter *filter;
	struct tagset *set; /* NULL without rules */
	struct tagger *taggers; /* one for each thread */
	size_t count;
	struct diff *diff;       /* NULL but for DIFF */
	struct explain *explain; /* NULL but for EXPLAIN and NEAR_MISSES */
};

static enum verdict
tag_record(struct record *rec, void *context)
{
	struct tagger *tagger = context;

	if (!tagger->set && !only_tagged)
		return PASS;
	if (!(tagger->set ? tagger_apply(tagger, rec) : tags_read(&tagger->tags, rec)))
		return REJECT;
	/* What was given up might have had a tag. */
	return only_tagged && tagger->tags.count == 0 && tagger->troubles.count == 0 ? DROP : PASS;
}

/* The number of what was chosen; the first if nothing was. */
static size_t
choice_of(const char *const *choices, const char *given)
{
	for (size_t i = 0; given && choices[i]; i++)
		if (strcmp(choices[i], given) == 0)
			return i;
	return 0;
}

/* SIGHUP: exchanges the rules, if the new ones are good. */
static void
reload(void *context)
{
	struct work *work = context;
	struct tagset *set = load_rules(&load, REPORT_TEXT, stderr);

	if (!set) {
		diag(NULL, "the rules are wrong; going on with the old ones");
		return;
	}
	tagset_free(work->set);
	work->set = set;
	for (size_t i = 0; i < work->count; i++)
		work->taggers[i].set = set;
	if (work->diff)
		diff_exchange(work->diff, set);
	if (work->explain)
		work->explain->tagger.set = set;
}

static int
run_tagging(struct work *work)
{
	void *contexts[FILTER_MOST_JOBS];
	size_t unverified = 0;

	work->count = jobs ? jobs : filter_processors();
	work->taggers = xcalloc(work->count, sizeof(*work->taggers));
	for (size_t i = 0; i < work->count; i++) {
		work->taggers[i] = (struct tagger){
			.set = work->set, .want_evidence = want_evidence, .want_verify = want_verify,
			.offsets = (enum offsets)choice_of(units, offsets)};
		contexts[i] = &work->taggers[i];
	}
	filter_run_parallel(work->filter, tag_record, contexts, work->count);
	for (size_t i = 0; i < work->count; i++) {
		unverified += work->taggers[i].unverified;
		tagger_free(&work->taggers[i]);
	}
	free(work->taggers);
	return unverified > 0 ? STATUS_FAILED : STATUS_OK;
}

/* A stream in memory, for what is printed as a whole. */
struct memo {
	FILE *stream;
	char *text;
	size_t n;
};

static void
memo_open(struct memo *memo)
{
	memo->stream = open_memstream(&memo->text, &memo->n);
	if (!memo->stream)
		die(STATUS_FAILED, NULL, "out of memory");
}

/* Writes it out, and frees it. */
static void
memo_close(struct memo *memo, struct output *out)
{
	if (fclose(memo->stream) != 0)
		die(STATUS_FAILED, NULL, "out of memory");
	if (out)
		output_add(out, memo->text, memo->n);
	else
		fwrite(memo->text, 1, memo->n, stderr);
	free(memo->text);
}

/* Reads the corpora and prints what they show; whether there was a warning. */
static bool
check_corpus(struct work *work, enum report_format form, FILE *out)
{
	struct complaints complaints = {.shown = form == REPORT_TEXT ? TEXT_WARNINGS : WARNINGS};
	struct lint *lint = lint_new(work->set);
	bool warned = false;

	filter_set_operands(work->filter, (char **)corpora.items, corpora.count);
	filter_run(work->filter, lint_record, lint);
	lint_report(lint, common_share, &complaints);
	complaints_print(&complaints, form, out);
	for (size_t i = 0; i < complaints.count; i++)
		warned |= complaints.items[i].severity == COMPLAINT_WARNING;
	complaints_free(&complaints);
	lint_free(lint);
	return warned;
}

static enum report_format
report_form(void)
{
	return (enum report_format)choice_of(formats, format);
}

static int
run_check(struct work *work)
{
	enum report_format form = report_form();
	/* what people read goes where errors go, what programs read where they look for it */
	struct output *out = form == REPORT_TEXT ? NULL : filter_out(work->filter);
	struct memo memo;
	bool warned = false;

	memo_open(&memo);
	work->set = load_rules(&load, form, memo.stream);
	if (work->set && corpora.count > 0) {
		/* SARIF has said already that the rules are right; it is one document */
		if (fseek(memo.stream, 0, SEEK_SET) != 0)
			die(STATUS_FAILED, NULL, "out of memory");
		warned = check_corpus(work, form, memo.stream);
	}
	memo_close(&memo, out);
	return !work->set ? STATUS_USAGE : warned && filter_strict(work->filter) ? STATUS_REJECTED : STATUS_OK;
}

/* Whether some rule's tag matches. */
static bool
has_tag(const struct rule_set *rules, const char *glob)
{
	for (size_t i = 0; i < rules_count(rules); i++) {
		const char *tag = rules_get(rules, i)->tag;

		if (glob_matches(glob, tag, strlen(tag)))
			return true;
	}
	return false;
}

/* A glob that no tag matches is a slip, and so is one that was taken for a FILE. */
static void
check_glob(const struct work *work, const char *glob)
{
	const struct rule_set *rules = tagset_rules(work->set);
	const char **tags, *near;

	for (size_t i = 0; !glob && i < filter_operands(work->filter); i++) {
		const char *file = filter_operand(work->filter, i);

		if (access(file, F_OK) != 0 && has_tag(rules, file))
			die(STATUS_USAGE, NULL, "there is no file '%s'; for the tag, write --explain=%s", file, file);
	}
	if (!glob || has_tag(rules, glob))
		return;
	tags = xcalloc(rules_count(rules) + 1, sizeof(*tags));
	for (size_t i = 0; i < rules_count(rules); i++)
		tags[i] = rules_get(rules, i)->tag;
	near = nearest_word(glob, tags, rules_count(rules));
	die(STATUS_USAGE, NULL, near ? "--explain: no rule has a tag like '%s'; did you mean '%s'?"
	                             : "--explain: no rule has a tag like '%s'; --list lists them",
	    glob, near);
}

static int
run_explain(struct work *work, record_function *function)
{
	const char *glob = explain_glob && explain_glob[0] != '\0' ? explain_glob : NULL;

	if (explain_glob)
		check_glob(work, glob);
	work->explain = xcalloc(1, sizeof(*work->explain));
	work->explain->options = (struct explain_options){
		.glob = glob, .json = report_form() == REPORT_JSON, .width = terminal_width(true),
		.colour = terminal_colour(colour_when ? colour_when : "auto", true),
	};
	work->explain->out = filter_out(work->filter);
	work->explain->tagger.set = work->set;
	filter_on_hangup(work->filter, reload, work);
	filter_run(work->filter, function, work->explain);
	explain_free(work->explain);
	free(work->explain);
	return STATUS_OK;
}

static int
run_explanations(struct work *work)
{
	return run_explain(work, explain_record);
}

static int
run_near_misses(struct work *work)
{
	return run_explain(work, explain_near_miss);
}

static int
run_diff(struct work *work)
{
	struct tagset *old = load_path(&load, old_rules);

	if (!old)
		exit(STATUS_USAGE);
	work->diff = diff_new(old, work->set, filter_out(work->filter));
	filter_on_hangup(work->filter, reload, work);
	filter_run(work->filter, diff_record, work->diff);
	diff_summary(work->diff);
	diff_free(work->diff);
	tagset_free(old);
	return STATUS_OK;
}

static int
run_variants(struct work *work)
{
	struct rule_set *rules = spellings_rules(variant_term);
	struct spellings *spellings;
	struct buf out = {0};

	work->set = rules ? load_compiled(&load, rules) : NULL;
	if (!work->set)
		return STATUS_USAGE;
	spellings = spellings_new(work->set);
	filter_run(work->filter, spellings_record, spellings);
	spellings_print(spellings, report_form() == REPORT_JSON, &out);
	output_add(filter_out(work->filter), out.data, out.len);
	spellings_free(spellings);
	buf_free(&out);
	return STATUS_OK;
}

static int
run_list(struct work *work)
{
	const struct rule_set *rules = tagset_rules(work->set);
	struct buf out = {0};

	if (report_form() == REPORT_JSON)
		list_json(rules, &out);
	else
		list_table(rules, isatty(STDOUT_FILENO), &out);
	output_add(filter_out(work->filter), out.data, out.len);
	buf_free(&out);
	return STATUS_OK;
}

static int
run_schema(struct work *work)
{
	output_add(filter_out(work->filter), rules_schema, rules_schema_len);
	return STATUS_OK;
}

static int
run_paths(struct work *work)
{
	struct buf out = {0};

	load_add_places(&load, no_rules, &out);
	output_add(filter_out(work->filter), out.data, out.len);
	buf_free(&out);
	return STATUS_OK;
}

/* Prints TAP. */
static int
run_test(struct work *work)
{
	struct memo memo;
	size_t failed;

	memo_open(&memo);
	failed = ruletest_run(work->set, coverage, memo.stream);
	memo_close(&memo, filter_out(work->filter));
	return failed == 0 ? STATUS_OK : STATUS_REJECTED;
}

static int (*const runs[TOOLS])(struct work *) = {
	[TAGGING] = run_tagging, [CHECK] = run_check, [TEST] = run_test, [LIST] = run_list,
	[SCHEMA] = run_schema, [PATHS] = run_paths, [DIFF] = run_diff, [VARIANTS] = run_variants,
	[EXPLAIN] = run_explanations, [NEAR_MISSES] = run_near_misses,
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
		if (modifiers[i].tools & BIT(TAGGING))
			die(STATUS_USAGE, NULL, "--%s does not go with --%s", modifiers[i].name, tools[tool].name);
		for (enum tool other = TAGGING + 1; other < TOOLS; other++)
			if (modifiers[i].tools & BIT(other))
				buf_addf(&with, "%s--%s", with.len > 0 ? ", " : "", tools[other].name);
		die(STATUS_USAGE, NULL, "--%s goes with %s%s", modifiers[i].name, buf_str(&with),
		    tool == TAGGING ? "" : " only");
	}
}

/* A number from 0 to 100, maybe with a fraction, as a share. */
static bool
read_percent(const char *s, double *share)
{
	double value = 0, scale = 1;

	if (*s < '0' || *s > '9')
		return false;
	for (; *s >= '0' && *s <= '9' && value <= 100; s++)
		value = 10 * value + (*s - '0');
	if (*s == '.' && s[1] != '\0')
		for (s++; *s >= '0' && *s <= '9'; s++)
			value += (*s - '0') * (scale /= 10);
	*share = value / 100;
	return *s == '\0' && value <= 100;
}

/* The forms of messages are for messages. */
static void
check_format(enum tool tool)
{
	if (format && tool != CHECK && report_form() != REPORT_TEXT && report_form() != REPORT_JSON)
		die(STATUS_USAGE, NULL, "--format=%s goes with --check only; --%s knows text and json", format,
		    tools[tool].name);
}

static void
check_field(const char *name)
{
	size_t n = strlen(name);

	if (utf8_valid(name, n) != n)
		die(STATUS_USAGE, NULL, "--field: not UTF-8");
	if (n == 0 || name[0] == '.' || name[n - 1] == '.' || strstr(name, "..") != NULL)
		die(STATUS_USAGE, NULL, "--field: '%s' is no field; write a member of the record, or a path: "
		    "_source.name", name);
}

static void
check_options(enum tool tool, const struct filter *filter)
{
	check_modifiers(tool);
	check_format(tool);
	if (!tools[tool].reads && filter_operands(filter) > 0)
		die(STATUS_USAGE, NULL, "--%s reads no FILE; name rules with -r%s", tools[tool].name,
		    tool == CHECK ? ", and records with --corpus" : "");
	if (jobs > FILTER_MOST_JOBS)
		die(STATUS_USAGE, NULL, "--jobs: must be between 0 and %d", FILTER_MOST_JOBS);
	if ((offsets || want_verify) && !want_evidence)
		die(STATUS_USAGE, NULL, "--%s goes with --evidence", offsets ? "offsets" : "verify");
	if (common && !corpora.count)
		die(STATUS_USAGE, NULL, "--common goes with --corpus");
	if (common && !read_percent(common, &common_share))
		die(STATUS_USAGE, NULL, "--common: '%s' is no percentage from 0 to 100", common);
	if (no_rules && rule_paths.count)
		die(STATUS_USAGE, NULL, "--no-rules and --rules exclude each other");
	for (size_t i = 0; i < field_names.count; i++)
		check_field(field_names.items[i]);
}

int
main(int argc, char *argv[])
{
	struct filter *filter = filter_open(&program, argc, argv);
	struct work *work = xcalloc(1, sizeof(*work));
	enum tool tool = choose_tool();
	int result, status;

	program.drops = tools[tool].drops;
	check_options(tool, filter);
	work->filter = filter;
	if (!no_rules && tool == TAGGING) /* before the rules are read, which may take a while */
		filter_on_hangup(filter, reload, work);
	if (!no_rules && tools[tool].rules && !(work->set = load_rules(&load, REPORT_TEXT, stderr)))
		exit(STATUS_USAGE);

	result = runs[tool](work);

	tagset_free(work->set);
	free(work);
	strings_free(&rule_paths);
	strings_free(&field_names);
	strings_free(&corpora);
	status = filter_close(filter);
	return status > result ? status : result;
}
