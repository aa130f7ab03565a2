/* emit: records to what people and other programs read. */
#include <stdlib.h>
#include <string.h>

#include "common/escape.h"
#include "common/filter.h"
#include "common/terminal.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/emit/clean.h"
#include "filters/emit/format.h"
#include "filters/emit/publish.h"
#include "filters/emit/select.h"
#include "filters/emit/template.h"
#include "filters/tag/rules.h"

#define COLUMNS "id,date_published,title,tags,url,content_text"

static const char *format_name = "jsonl";
static struct selection selection = {.since = INT64_MIN, .until = INT64_MAX};
static const char *since, *until, *undated, *least, *order, *group;
static const char *output_path;
static bool if_any;
static const char *select_list, *column_list, *colour_when, *title, *redact_path;
static const char *author, *tlp, *feed_url;
static struct strings rule_paths;
static bool raw, bom, defang;
static uint64_t limit = UINT64_MAX, per_group = UINT64_MAX, exit_empty = 0;

static const char *const format_names[] = {"jsonl", "text", "md", "csv", "tsv", "html", "mbox",
                                            "atom", "rss", "jsonfeed", "stix", "misp", NULL};
static const struct format *const formats[] = {&format_jsonl, &format_text, &format_md, &format_csv, &format_tsv,
                                               &format_html, &format_mbox, &format_atom, &format_rss, &format_jsonfeed,
                                               &format_stix, &format_misp};

static const char *const tlp_levels[] = {"clear", "green", "amber", "red", NULL};
static const char *const undated_words[] = {"keep", "drop", NULL};

static const struct opt options[] = {
	{'f', "format", "FORMAT", "write jsonl (default), text, md, csv, tsv, html, mbox,\natom, rss, jsonfeed, stix, misp, or as '{id}\\n' says",
	 .value = &format_name, .choices = format_names, .open = "{", .group = "What is written"},
	{'o', "output", "FILE", "write to FILE, replaced when all is written; or many: 'out/{day}.html'",
	 .value = &output_path},
	{0, "if-any", NULL, "write nothing at all if no record is left", .flag = &if_any},
	{0, "exit-empty", "N", "exit with N instead of 0 if no record was written", .size = &exit_empty},
	{'t', "tag", "GLOB", "keep records with a tag that matches, as threat/*; repeatable",
	 .values = &selection.tags, .group = "Selection"},
	{0, "not", "GLOB", "leave out records with a tag that matches; repeatable",
	 .values = &selection.nots},
	{0, "since", "TIME", "keep what was published then or later: 24h, 7d, 2024-01-31 or RFC 3339",
	 .value = &since},
	{0, "until", "TIME", "keep what was published then or before", .value = &until},
	{0, "undated", "WHAT", "keep or drop records without a date", .value = &undated,
	 .choices = undated_words},
	{0, "min-severity", "LEVEL", "keep records with a tag of low, medium, high or critical, or above",
	 .value = &least, .choices = facts_severities},
	{0, "limit", "N", "write at most N records", .size = &limit},
	{0, "sort", "KEY,...", "order by date, -date (newest first), severity, score, id and others",
	 .value = &order, .group = "Order"},
	{0, "group", "WHAT", "put records together by topic, source or day", .value = &group,
	 .choices = sortkey_groups},
	{0, "per-group", "N", "with --group: at most N of each", .size = &per_group},
	{0, "defang", NULL, "spoil links, hosts and addresses: hxxps://evil[.]example", .flag = &defang,
	 .group = "Cleaning"},
	{0, "redact", "LIST", "black out the words and phrases in the file LIST", .value = &redact_path},
	{0, "select", "MEMBER,...", "jsonl: keep these members, in this order", .value = &select_list,
	 .group = "Of one format"},
	{0, "columns", "PATH,...", "csv, tsv: the columns, with dotted paths as _source.name",
	 .value = &column_list},
	{0, "raw", NULL, "csv, tsv: leave formulas as they are", .flag = &raw},
	{0, "bom", NULL, "csv, tsv: begin with a byte order mark, for Excel", .flag = &bom},
	{0, "color", "WHEN", "text: colour auto (default), always or never",
	 .value = &colour_when, .choices = terminal_whens},
	{0, "title", "TEXT", "html, md, atom, rss, jsonfeed: the title", .value = &title},
	{0, "feed-url", "URL", "atom, rss, jsonfeed: where the feed will be", .value = &feed_url},
	{0, "author", "NAME", "stix, misp, atom, jsonfeed: who makes this", .value = &author},
	{0, "tlp", "LEVEL", "stix, misp: mark all as clear, green, amber or red", .value = &tlp,
	 .choices = tlp_levels},
	{0, "rules", "PATH", "stix, misp, atom: take names from the labels of these rules; repeatable",
	 .values = &rule_paths},
	{0},
};

enum { DROP_TAG, DROP_NOT, DROP_DATE, DROP_UNDATED, DROP_SEVERITY, DROP_LIMIT, DROP_GROUP };

/* The first of them as enum select_result has them. */
static const char *const drops[] = {"tag",      "not",   "date",      "undated",
                                    "severity", "limit", "per_group", NULL};

static const struct program program = {
	"emit", "write records as a page, a digest, CSV or JSON lines", "[FILE ...]", options, drops,
	"  emit -f html -t 'threat/*' -o digest.html tagged.jsonl\n"
	"  tag -e -r rules posts.jsonl | emit -f text\n",
};

struct work {
	struct publish publish;
	struct clean *clean; /* NULL: records are written as they are */
};

static enum verdict
emit_record(struct record *rec, void *context)
{
	struct work *work = context;
	enum select_result result = select_record(&selection, rec);
	const struct record *cleaned;

	if (result != SELECT_KEEP)
		return (enum verdict)(DROP + (int)result - 1);
	if (!work->clean)
		return publish_record(&work->publish, rec, false);
	cleaned = clean_record(work->clean, rec);
	return publish_record(&work->publish, cleaned, cleaned != rec);
}

/* The words between commas, with NULs put in for the commas: list is ours. */
static void
split(struct strings *words, char *list, const char *option)
{
	char *rest = list, *word;

	while ((word = strsep(&rest, ",")) != NULL) {
		if (*word == '\0')
			die(STATUS_USAGE, NULL, "--%s: an empty name in the list", option);
		if (word[0] == '.' || strstr(word, "..") || word[strlen(word) - 1] == '.')
			die(STATUS_USAGE, NULL, "--%s: '%s' is no path; write it as _source.name", option, word);
		for (size_t i = 0; i < words->count; i++)
			if (strcmp(words->items[i], word) == 0)
				die(STATUS_USAGE, NULL, "--%s: '%s' is named twice", option, word);
		strings_add(words, word);
	}
}

static void
check_utf8(const char *option, const char *value)
{
	if (value && utf8_valid(value, strlen(value)) != strlen(value))
		die(STATUS_USAGE, NULL, "--%s: not UTF-8", option);
}

static void
check_url(const char *url)
{
	check_utf8("feed-url", url);
	if (url && !escape_web_url(url, strlen(url)))
		die(STATUS_USAGE, NULL, "--feed-url: '%s' is no http or https address", url);
}

static const struct format *
find_format(const char *name)
{
	struct problem problem = {0};

	for (size_t i = 0; format_names[i]; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	check_utf8("format", name);
	if (!template_check(name, &problem))
		die(STATUS_USAGE, NULL, "--format: byte %zu of the template: %s", problem.column, problem.text);
	return &format_template;
}

static bool
takes(const struct format *format, const char *option)
{
	size_t n = strlen(option);
	const char *at = format->takes;

	for (; at && (at = strstr(at, option)) != NULL; at += n)
		if ((at == format->takes || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
			return true;
	return false;
}

/* An option that would be passed over is a mistake. */
static void
refuse_foreign(const struct format *format)
{
	const struct {
		const char *option;
		bool given;
	} all[] = {
		{"select", select_list != NULL}, {"columns", column_list != NULL},
		{"raw", raw}, {"bom", bom}, {"color", colour_when != NULL}, {"title", title != NULL},
		{"author", author != NULL}, {"feed-url", feed_url != NULL}, {"tlp", tlp != NULL}, {"rules", rule_paths.count > 0},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		static struct buf list;

		if (!all[i].given || takes(format, all[i].option))
			continue;
		for (size_t j = 0; format_names[j]; j++)
			if (takes(formats[j], all[i].option))
				buf_addf(&list, "%s%s", list.len ? ", " : "", formats[j]->name);
		die(STATUS_USAGE, NULL, "--%s: is of %s, not of %s", all[i].option, buf_str(&list), format->name);
	}
}

static void
read_time(const char *option, const char *given, bool last, int64_t *seconds)
{
	if (!given)
		return;
	if (!select_time(given, last, facts_now(), seconds))
		die(STATUS_USAGE, NULL, "--%s: '%s' is no time; write it as 24h, 7d, 2024-01-31 or "
		    "2024-01-31T08:00:00Z", option, given);
	selection.dated = true;
}

static void
check_globs(const char *option, const struct strings *globs)
{
	for (size_t i = 0; i < globs->count; i++)
		if (globs->items[i][0] == '\0')
			die(STATUS_USAGE, NULL, "--%s: an empty glob matches nothing", option);
}

static void
prepare_selection(void)
{
	check_globs("tag", &selection.tags);
	check_globs("not", &selection.nots);
	read_time("since", since, false, &selection.since);
	read_time("until", until, true, &selection.until);
	if (selection.since > selection.until)
		die(STATUS_USAGE, NULL, "--since is after --until: nothing can be between them");
	selection.drop_undated = undated ? strcmp(undated, "drop") == 0 : selection.dated;
	if (least)
		selection.least = facts_severity_of(least, strlen(least));
	if (per_group != UINT64_MAX && !group)
		die(STATUS_USAGE, NULL, "--per-group: needs --group");
	if (exit_empty > 125)
		die(STATUS_USAGE, NULL, "--exit-empty: must be at most 125");
}

/* What the format is told. columns and members are cut up. */
static void
prepare_format(struct emitter *emitter, char *columns, char *members)
{
	struct emit_options *given = &emitter->options;

	refuse_foreign(emitter->format);
	check_utf8("columns", column_list);
	check_utf8("select", select_list);
	check_utf8("title", title);
	check_utf8("author", author);
	split(&given->columns, columns, "columns");
	if (select_list)
		split(&given->select, members, "select");
	given->title = title ? title : "Watchline digest";
	check_url(feed_url);
	given->feed_url = feed_url;
	given->author = author;
	given->tlp = tlp;
	given->raw = raw;
	given->bom = bom;
	given->template = format_name;
	given->group = group;
	given->sorted = order != NULL;
	given->width = terminal_width(!output_path);
	given->colour = terminal_colour(colour_when ? colour_when : "auto", !output_path);
}

static void
prepare_delivery(struct publish *publish, struct deliver *files, struct sortkey *sort)
{
	struct problem problem = {0};

	if (output_path && strcmp(output_path, "-") == 0)
		output_path = NULL;
	publish->path = output_path;
	if (output_path && deliver_is_pattern(output_path)) {
		if (!deliver_parse(files, output_path, &problem))
			die(STATUS_USAGE, NULL, "--output: %s", problem.text);
		publish->files = files;
	}
	if (order) {
		if (!sortkey_parse(sort, order, &problem))
			die(STATUS_USAGE, NULL, "--sort: %s", problem.text);
		publish->sort = sort;
	}
	publish->limit = limit;
	publish->per_group = per_group;
	publish->limit_drop = DROP_LIMIT;
	publish->group_drop = DROP_GROUP;
	publish->globs = &selection.tags;
	publish->if_any = if_any;
}

static struct clean *
prepare_cleaning(void)
{
	struct problem problem = {0};
	struct clean *clean;

	if (!defang && !redact_path)
		return NULL;
	clean = clean_open(defang);
	if (redact_path && !clean_read_list(clean, redact_path, &problem)) {
		static struct buf place;

		clean_free(clean);
		buf_adds(&place, redact_path);
		if (problem.line > 0)
			buf_addf(&place, ":%zu", problem.line);
		die(STATUS_USAGE, buf_str(&place), "%s", problem.text);
	}
	return clean;
}

int
main(int argc, char *argv[])
{
	struct filter *filter = filter_open(&program, argc, argv);
	struct work work = {.publish = {.filter = filter}};
	struct emitter *emitter = &work.publish.emitter;
	struct deliver files;
	struct sortkey sort;
	static struct rule_set *rules;
	static char *columns, *members; /* reachable, where die() is */
	uint64_t written;
	int status;

	columns = xstrdup(column_list ? column_list : COLUMNS);
	members = xstrdup(select_list ? select_list : "");
	emitter->format = find_format(format_name);
	emitter->out = filter_out(filter);
	prepare_selection();
	prepare_delivery(&work.publish, &files, &sort);
	prepare_format(emitter, columns, members);
	work.clean = prepare_cleaning();
	if (rule_paths.count > 0) {
		rules = rules_load(rule_paths.items, rule_paths.count, stderr);
		if (!rules)
			exit(STATUS_USAGE);
		emitter->options.rules = rules;
	}

	publish_begin(&work.publish);
	filter_run(filter, emit_record, &work);
	written = publish_end(&work.publish);
	if (selection.unscored && !selection.scored)
		diag(NULL, "--min-severity: no record has _score, which tag -e writes where rules have a severity");

	rules_free(rules);
	strings_free(&rule_paths);
	clean_free(work.clean);
	strings_free(&emitter->options.columns);
	strings_free(&emitter->options.select);
	strings_free(&selection.tags);
	strings_free(&selection.nots);
	buf_free(&emitter->buf);
	buf_free(&emitter->scratch);
	free(columns);
	free(members);
	status = filter_close(filter);
	return status == STATUS_OK && written == 0 ? (int)exit_empty : status;
}
