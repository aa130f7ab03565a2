/* emit: records to what people and other programs read. */
#include <stdlib.h>
#include <string.h>

#include "common/filter.h"
#include "common/glob.h"
#include "common/terminal.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/emit/format.h"

static const char *format_name = "jsonl";
static struct strings tag_globs;
static const char *output_path;
static const char *select_list;
static const char *column_list = "id,date_published,title,tags,url,content_text";
static bool raw, bom;
static const char *colour_when = "auto";
static const char *title = "Watchline digest";
static uint64_t limit = UINT64_MAX;

static const char *const format_names[] = {"jsonl", "text", "csv", "html", NULL};
static const struct format *const formats[] = {&format_jsonl, &format_text, &format_csv,
                                               &format_html};

static const struct opt options[] = {
	{'f', "format", "FORMAT", "write jsonl (default), text, csv or html",
	 .value = &format_name, .choices = format_names},
	{'t', "tag", "GLOB", "keep records with a tag that matches, as threat/*; repeatable",
	 .values = &tag_globs},
	{'o', "output", "FILE", "write to FILE, replaced only when all is written",
	 .value = &output_path},
	{0, "select", "MEMBER,...", "jsonl: keep these members, in this order", .value = &select_list},
	{0, "columns", "PATH,...", "csv: the columns, with dotted paths as _source.name",
	 .value = &column_list},
	{0, "raw", NULL, "csv: leave formulas as they are", .flag = &raw},
	{0, "bom", NULL, "csv: begin with a byte order mark, for Excel", .flag = &bom},
	{0, "color", "WHEN", "text: colour auto (default), always or never",
	 .value = &colour_when, .choices = terminal_whens},
	{0, "title", "TEXT", "html: the page's title", .value = &title},
	{0, "limit", "N", "write at most N records", .size = &limit},
	{0},
};

enum { DROP_TAG = DROP, DROP_LIMIT };

static const char *const drops[] = {"tag", "limit", NULL};

static const struct program program = {
	"emit", "write records as a page, a digest, CSV or JSON lines", "[FILE ...]", options, drops,
	"  emit -f html -t 'threat/*' -o digest.html tagged.jsonl\n"
	"  tag -e -r rules posts.jsonl | emit -f text\n",
};

struct work {
	struct emitter emitter;
	struct buf tag;
	uint64_t written;
};

static bool
has_wanted_tag(struct work *work, const struct record *rec)
{
	struct json_value tags = record_get(rec, "tags");
	struct json_member item;
	size_t cursor = 0;

	while (tags.type == JSON_ARR && json_next(&tags, &cursor, &item)) {
		if (item.value.type != JSON_STR)
			continue;
		buf_clear(&work->tag);
		json_unescape(&item.value, &work->tag);
		for (size_t i = 0; i < tag_globs.count; i++)
			if (glob_matches(tag_globs.items[i], work->tag.data, work->tag.len))
				return true;
	}
	return false;
}

static enum verdict
emit_record(struct record *rec, void *context)
{
	struct work *work = context;

	if (tag_globs.count > 0 && !has_wanted_tag(work, rec))
		return (enum verdict)DROP_TAG;
	if (work->written == limit)
		return (enum verdict)DROP_LIMIT;
	work->written++;
	return work->emitter.format->record(&work->emitter, rec);
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

static const struct format *
find_format(const char *name)
{
	size_t i = 0;

	while (strcmp(formats[i]->name, name) != 0)
		i++;
	return formats[i];
}

int
main(int argc, char *argv[])
{
	struct filter *filter = filter_open(&program, argc, argv);
	struct work work = {.emitter = {.format = find_format(format_name), .out = filter_out(filter)}};
	struct emitter *emitter = &work.emitter;
	char *columns = xstrdup(column_list), *members = xstrdup(select_list ? select_list : "");

	if (output_path && strcmp(output_path, "-") == 0)
		output_path = NULL;
	for (size_t i = 0; i < tag_globs.count; i++)
		if (tag_globs.items[i][0] == '\0')
			die(STATUS_USAGE, NULL, "--tag: an empty glob matches nothing");
	check_utf8("columns", column_list);
	check_utf8("select", select_list);
	check_utf8("title", title);
	split(&emitter->options.columns, columns, "columns");
	if (select_list)
		split(&emitter->options.select, members, "select");
	emitter->options.title = title;
	emitter->options.raw = raw;
	emitter->options.bom = bom;
	emitter->options.width = terminal_width(!output_path);
	emitter->options.colour = terminal_colour(colour_when, !output_path);
	if (output_path)
		output_replace(emitter->out, output_path);

	if (emitter->format->begin)
		emitter->format->begin(emitter);
	filter_run(filter, emit_record, &work);
	if (emitter->format->end)
		emitter->format->end(emitter);

	strings_free(&emitter->options.columns);
	strings_free(&emitter->options.select);
	strings_free(&tag_globs);
	buf_free(&emitter->buf);
	buf_free(&emitter->scratch);
	buf_free(&work.tag);
	free(columns);
	free(members);
	return filter_close(filter);
}
