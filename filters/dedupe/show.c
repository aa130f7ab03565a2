#include "filters/dedupe/show.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/date.h"
#include "common/json.h"
#include "filters/dedupe/index.h"
#include "filters/dedupe/keys.h"
#include "filters/dedupe/log.h"
#include "filters/dedupe/scan.h"
#include "filters/dedupe/state.h"

/* A state file, read whole. */
struct shown {
	int fd;
	struct keys *keys;
	struct index *index;
	struct buf settings, line;
	void (*give)(void *context, const char *json, size_t n);
	void *context;
};

static void
shown_close(struct shown *shown)
{
	if (shown->fd >= 0)
		close(shown->fd);
	keys_free(shown->keys);
	index_free(shown->index);
	buf_free(&shown->settings);
	buf_free(&shown->line);
}

static enum status
open_regular(struct shown *shown, const char *path, struct problem *problem)
{
	struct stat status;

	shown->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (shown->fd < 0) {
		enum status deserved = errno == ENOENT || errno == ENOTDIR ? STATUS_USAGE : STATUS_FAILED;

		problem_set(problem, 0, 0, "cannot open it: %s", strerror(errno));
		return deserved;
	}
	if (fstat(shown->fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		problem_set(problem, 0, 0, "not a regular file");
		return STATUS_USAGE;
	}
	return STATUS_OK;
}

/* The keys that the file was made with, from its own settings. */
static enum log_result
find_keys(struct shown *shown, struct problem *problem)
{
	struct scan scan;
	enum log_result result = scan_open(&scan, shown->fd, problem);

	if (result == LOG_OK) {
		buf_add(&shown->settings, scan.header.settings, scan.header.settings_len);
		shown->keys = keys_from_settings(buf_str(&shown->settings));
		if (shown->keys == NULL) {
			problem_set(problem, 0, 0, "made with settings that this version does not know");
			result = LOG_NEWER;
		}
	}
	scan_close(&scan);
	return result;
}

/* Opens and reads the file; scan is to be closed whatever comes. */
static enum status
shown_open(struct shown *shown, struct scan *scan, const char *path, uint64_t max_entries,
           struct problem *problem)
{
	enum log_result result;
	enum status status;

	*shown = (struct shown){.fd = -1};
	*scan = (struct scan){.fd = -1};
	status = open_regular(shown, path, problem);
	if (status != STATUS_OK)
		return status;
	result = find_keys(shown, problem);
	if (result == LOG_OK) {
		shown->index = index_new(max_entries, false);
		result = state_read(scan, shown->fd, shown->keys, shown->index, NULL, problem);
	}
	if (result == LOG_OK)
		return STATUS_OK;
	return result == LOG_FOREIGN || result == LOG_NEWER ? STATUS_USAGE : STATUS_FAILED;
}

static void
add_number(struct buf *out, const char *key, uint64_t number)
{
	json_add_key(out, key);
	buf_addf(out, "%" PRIu64, number);
}

enum status
show_info(const char *path, uint64_t max_entries, struct buf *out, struct problem *problem)
{
	struct shown shown;
	struct scan scan;
	enum status status = shown_open(&shown, &scan, path, max_entries, problem);

	if (status == STATUS_OK) {
		json_t *info = json_pack(
			"{s:i, s:s%, s:I, s:I, s:I, s:I, s:I, s:I}", "format", LOG_VERSION,
			"settings", shown.settings.data, shown.settings.len,
			"entries", (json_int_t)(index_next(shown.index) - index_oldest(shown.index)),
			"keys", (json_int_t)index_keys(shown.index),
			"commits", (json_int_t)scan.frames, "items", (json_int_t)scan.items,
			"bytes", (json_int_t)scan.size,
			"unfinished_bytes", (json_int_t)(scan.size - scan.end));
		char *text = json_dumps(info, JSON_COMPACT);

		buf_addf(out, "%s\n", text ? text : "{}");
		free(text);
		json_decref(info);
	}
	scan_close(&scan);
	shown_close(&shown);
	return status;
}

static void
add_keys(struct shown *shown, const struct log_item *item)
{
	struct buf *out = &shown->line;
	size_t n = 0;

	json_add_key(out, "keys");
	buf_addc(out, '{');
	for (size_t kind = 0; kind < keys_kinds(shown->keys); kind++)
		if (item->kinds >> kind & 1) {
			json_add_key(out, keys_name(shown->keys, kind));
			buf_addf(out, "\"%016" PRIx64 "%016" PRIx64 "\"", item->keys[n].high,
			         item->keys[n].low);
			n++;
		}
	buf_adds(out, "}}\n");
}

static void
add_first(struct shown *shown, uint64_t number, const struct log_item *item)
{
	struct buf *out = &shown->line;
	char date[21];

	if (item->id_len > 0) {
		json_add_key(out, "id");
		json_add_string(out, item->id, item->id_len);
	}
	if (item->date != INDEX_NO_DATE && date_format(item->date, date)) {
		json_add_key(out, "first_seen");
		json_add_string(out, date, strlen(date));
	}
	add_number(out, "seen", index_seen(shown->index, number));
}

static bool
dump_item(void *context, uint64_t number, const struct log_item *item)
{
	struct shown *shown = context;

	if ((item->kind != LOG_FIRST && item->kind != LOG_ALIAS) ||
	    !index_alive(shown->index, number))
		return true;
	buf_clear(&shown->line);
	buf_addc(&shown->line, '{');
	add_number(&shown->line, "entry", number);
	if (item->kind == LOG_ALIAS)
		add_number(&shown->line, "of", item->root);
	else
		add_first(shown, number, item);
	add_keys(shown, item);
	shown->give(shown->context, shown->line.data, shown->line.len);
	return true;
}

enum status
show_dump(const char *path, uint64_t max_entries,
          void (*line)(void *context, const char *json, size_t n), void *context,
          struct problem *problem)
{
	struct shown shown;
	struct scan scan;
	enum status status = shown_open(&shown, &scan, path, max_entries, problem);

	scan_close(&scan);
	if (status == STATUS_OK) {
		shown.give = line;
		shown.context = context;
		if (scan_open(&scan, shown.fd, problem) != LOG_OK ||
		    !scan_items(&scan, keys_kinds(shown.keys), dump_item, &shown, problem))
			status = STATUS_FAILED;
		scan_close(&scan);
	}
	shown_close(&shown);
	return status;
}
