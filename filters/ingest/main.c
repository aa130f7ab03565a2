/* ingest: raw documents to records. */
#include <stdlib.h>
#include <string.h>

#include "common/filter.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/ingest/json_shape.h"
#include "filters/ingest/jsonl.h"
#include "filters/ingest/presets.h"
#include "filters/ingest/settings.h"
#include "filters/ingest/sniff.h"
#include "filters/ingest/walk.h"

#define MAX_TEXT ((uint64_t)256 * 1024)

static const char *format_name = "auto";
static struct strings maps, sets;
static const char *zone, *source_name, *since, *chat_map, *items, *id_from;
static bool no_detect, list_formats;
static struct walk walk;
static uint64_t max_text = MAX_TEXT;

static const char *const id_froms[] = {"url", "text", NULL};

static const struct opt options[] = {
	{'f', "format", "FORMAT", "read as FORMAT, not as what it looks like; see --formats",
	 .value = &format_name, .choices = format_names},
	{0, "map", "MEMBER=.PATH", "take a member from a path or column, or @PRESET; repeatable",
	 .values = &maps},
	{0, "items", ".PATH", "where in a JSON document the list of items is", .value = &items},
	{0, "assume-tz", "OFFSET", "the zone of dates that name none, as +03:00", .value = &zone},
	{0, "source", "NAME", "write NAME as _source.name", .value = &source_name},
	{0, "set", "MEMBER=VALUE", "set a member of every record; MEMBER:=JSON; repeatable", .values = &sets},
	{0, "id-from", "url|text", "make ids of the addresses or of the texts of items",
	 .value = &id_from, .choices = id_froms},
	{0, "since", "DATE", "leave out what was published before DATE", .value = &since},
	{0, "chat-map", "FILE", "names of Telegram chats: lines of id, blank, name", .value = &chat_map},
	{0, "no-detect", NULL, "state no language that the document does not state", .flag = &no_detect},
	{0, "formats", NULL, "list what is read, and end", .flag = &list_formats},
	{0, "max-text", "SIZE", "cut content_text at SIZE bytes (default 256k)", .size = &max_text},
	{0},
};

static const char *const drops[] = {
	[ITEM_TOO_OLD] = "old", [ITEM_UNREAD] = "unread", [ITEM_FOREIGN] = "foreign", [ITEM_FOREIGN + 1] = NULL,
};

static const struct program program = {
	"ingest", "read feeds, exports and reports into records", "[FILE ...]", options, drops,
	"  ingest result.json report.txt feeds/*.xml | tag -e -r rules\n"
	"  ingest --map content_text=.message --map id=.id dump.jsonl\n",
};

/* Reads as much of a document as it takes to tell its format. */
static enum sniffed
detect(struct document *document, struct buf *head, const struct format **format,
       struct problem *problem)
{
	enum sniffed result = SNIFFED_LITTLE;
	char *bytes;
	size_t n;

	buf_clear(head);
	while (result == SNIFFED_LITTLE) {
		bool more = input_chunk(document->input, &bytes, &n) == INPUT_LINE;

		if (!more && filter_stopping(document->filter))
			return SNIFFED_EMPTY;
		if (more)
			buf_add(head, bytes, n);
		result = sniff(head->data, head->len, !more, format, problem);
	}
	return result;
}

/* A document of no known format goes to the rejects as a whole. */
static void
refuse_document(struct document *document, const struct buf *head, const struct problem *problem)
{
	char *bytes;
	size_t n;

	document_reject(document, "", 0, problem);
	document_reject_more(document, head->data, head->len);
	while (input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		document_reject_more(document, bytes, n);
	document_reject_more(document, "", 0);
}

/* With --map what is detected must be a table or JSON. */
static const struct format *
format_mapped(const struct ingest *ingest, const struct format *format, const struct buf *head)
{
	size_t at = 0;

	if ((ingest->options.map_count == 0 && ingest->options.preset == NULL) || (format != NULL && format->maps))
		return format;
	if (head->len >= 3 && memcmp(head->data, "\xEF\xBB\xBF", 3) == 0)
		at = 3;
	while (at < head->len && memchr(" \t\r\n", head->data[at], 4) != NULL)
		at++;
	return format_find(at < head->len && memchr("{[", head->data[at], 2) != NULL ? "json" : "csv");
}

static void
ingest_document(struct document *document, void *context)
{
	struct ingest *ingest = context;
	const struct format *format = format_find(format_name);
	struct problem problem = {0};
	struct buf head = {0};

	if (format != NULL || detect(document, &head, &format, &problem) == SNIFFED
	    || ((ingest->options.map_count > 0 || ingest->options.preset != NULL) && problem.text[0] != '\0'))
		format = format_mapped(ingest, format, &head);
	if (format != NULL)
		format->read(ingest, document, head.data, head.len);
	else if (problem.text[0] != '\0' && walk_found(&walk, document->name))
		walk.left_out++;
	else if (problem.text[0] != '\0' && !ingest_interrupted(document))
		refuse_document(document, &head, &problem);
	buf_free(&head);
}

static struct chat_map *
load_chat_map(void)
{
	struct problem problem = {0};
	struct chat_map *map = chat_map == NULL ? NULL : chat_map_load(chat_map, &problem);

	if (chat_map != NULL && map == NULL && problem.line > 0)
		die(STATUS_USAGE, NULL, "--chat-map: %s:%zu: %s", chat_map, problem.line, problem.text);
	if (chat_map != NULL && map == NULL)
		die(STATUS_USAGE, NULL, "--chat-map: %s: %s", chat_map, problem.text);
	return map;
}

static void
set_options(struct ingest_options *settings)
{
	struct json_shape shape;

	settings->max_text = (size_t)max_text;
	settings->source_name = source_name;
	if (zone != NULL && !date_read_zone(zone, strlen(zone), &settings->zone))
		die(STATUS_USAGE, NULL, "--assume-tz: '%s' is no offset; write it as +03:00", zone);
	if (source_name != NULL && utf8_valid(source_name, strlen(source_name)) != strlen(source_name))
		die(STATUS_USAGE, NULL, "--source: not UTF-8");
	if (maps.count > 0 && strcmp(format_name, "auto") != 0 && !format_takes_map(format_name))
		die(STATUS_USAGE, NULL, "--map is for tables and JSON, not for -f %s", format_name);
	if (items != NULL && !json_shape_path(items, &shape))
		die(STATUS_USAGE, NULL, "--items: '%s' is not of the form .PATH", items);
	settings->items = items;
	settings->has_zone = zone != NULL;
	settings->chat_map = load_chat_map();
	settings->no_detect = no_detect;
	settings->id_from = id_from == NULL ? ID_FROM_SOURCE : *id_from == 'u' ? ID_FROM_URL : ID_FROM_TEXT;
	if (since != NULL && date_read(since, strlen(since), settings, &settings->since) < DATE_DAY)
		die(STATUS_USAGE, NULL, "--since: '%s' is no date; write it as 2024-01-03 or 2024-01-03T08:00:05Z", since);
	settings->has_since = since != NULL;
	settings->map = xcalloc(maps.count + 1, sizeof(*settings->map));
	for (size_t i = 0; i < maps.count; i++) {
		struct problem problem = {0};

		if (maps.items[i][0] == '@') {
			if (!preset_exists(maps.items[i] + 1))
				die(STATUS_USAGE, NULL, "--map: no preset '%s'; there are @snscrape, @telethon, @twarc and @mastodon",
				    maps.items[i]);
			settings->preset = maps.items[i] + 1;
			continue;
		}
		if (!jsonl_map_entry(maps.items[i], &settings->map[settings->map_count], &problem))
			die(STATUS_USAGE, NULL, "--map: %s", problem.text);
		settings->map_count++;
	}
}

static void
read_sets(struct ingest_options *settings)
{
	settings->settings = xcalloc(sets.count + 1, sizeof(*settings->settings));
	for (size_t i = 0; i < sets.count; i++) {
		struct problem problem = {0};

		if (!setting_read(sets.items[i], &settings->settings[i], &problem))
			die(STATUS_USAGE, NULL, "--set: %s", problem.text);
		settings->setting_count++;
	}
}

static void
free_options(struct ingest_options *settings)
{
	for (size_t i = 0; i < settings->map_count; i++) {
		free(settings->map[i].member);
		free(settings->map[i].path);
	}
	free(settings->map);
	for (size_t i = 0; i < settings->setting_count; i++)
		setting_free(&settings->settings[i]);
	free(settings->settings);
	chat_map_free(settings->chat_map);
	strings_free(&maps);
	strings_free(&sets);
}

int
main(int argc, char *argv[])
{
	struct filter *filter = filter_open(&program, argc, argv);
	struct ingest ingest = {0};

	if (list_formats) {
		format_list(filter_out(filter));
		return filter_close(filter);
	}
	set_options(&ingest.options);
	read_sets(&ingest.options);
	ingest.item.max_text = ingest.options.max_text;
	ingest.item.options = &ingest.options;
	if (walk_operands(&walk, filter))
		filter_run_documents(filter, ingest_document, &ingest);
	if (walk.left_out > 0)
		diag(NULL, "%zu file%s in directories left out, being of no known format", walk.left_out,
		     walk.left_out == 1 ? "" : "s");
	walk_free(&walk);
	free_options(&ingest.options);
	item_free(&ingest.item);
	buf_free(&ingest.scratch);
	return filter_close(filter);
}
