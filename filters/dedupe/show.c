#include "filters/dedupe/show.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
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
#include "filters/dedupe/offset.h"
#include "filters/dedupe/state_inner.h"

/* A state file, read whole. */
struct shown {
	int fd;
	struct keys *keys;
	struct index *index;
	struct notes notes;
	struct buf settings, line;
	uint64_t sketches, groups;
	int64_t oldest, newest;
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
	notes_free(&shown->notes);
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
		result = state_replay(scan, shown->fd, &(struct state_source){
			.keys = shown->keys, .index = shown->index, .notes = &shown->notes}, problem);
	}
	if (result == LOG_OK)
		return STATUS_OK;
	return state_status(result);
}

static void
add_number(struct buf *out, const char *key, uint64_t number)
{
	json_add_key(out, key);
	buf_addf(out, "%" PRIu64, number);
}

/* Counts what the index does not tell. */
static bool
count_item(void *context, uint64_t number, const struct log_item *item)
{
	struct shown *shown = context;

	if ((item->kind != LOG_FIRST && item->kind != LOG_ALIAS) || !index_alive(shown->index, number))
		return true;
	shown->sketches += (item->flags & LOG_SKETCH) != 0;
	if (item->kind == LOG_ALIAS)
		return true;
	shown->groups++;
	if (item->date == INDEX_NO_DATE)
		return true;
	if (shown->oldest == INDEX_NO_DATE || item->date < shown->oldest)
		shown->oldest = item->date;
	if (shown->newest == INDEX_NO_DATE || item->date > shown->newest)
		shown->newest = item->date;
	return true;
}

/* Goes over all items once more. */
static enum status
visit(struct shown *shown, scan_function *function, struct problem *problem)
{
	struct scan scan;
	bool done = scan_open(&scan, shown->fd, problem) == LOG_OK &&
	            scan_items(&scan, keys_kinds(shown->keys), function, shown, problem);

	scan_close(&scan);
	return done ? STATUS_OK : STATUS_FAILED;
}

static void
add_date(struct buf *out, const char *key, int64_t date)
{
	char text[21];

	if (date == INDEX_NO_DATE || !date_format(date, text))
		return;
	json_add_key(out, key);
	json_add_string(out, text, strlen(text));
}

/* The bytes of a file beside the state. */
static void
add_size(struct buf *out, const char *key, const char *path, const char *suffix)
{
	struct buf name = {0};
	struct stat found;

	buf_addf(&name, "%s%s", path, suffix);
	if (stat(buf_str(&name), &found) == 0 && S_ISREG(found.st_mode))
		add_number(out, key, (uint64_t)found.st_size);
	buf_free(&name);
}

/* The offsets by their places, and the window. */
static void
add_notes(struct buf *out, const struct notes *notes)
{
	size_t prefix = strlen(OFFSET_PREFIX), offsets = 0;

	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->items[i];
		const char *name = notes->text.data + note->name, *value = notes->text.data + note->value;

		if (note->name_n <= prefix || memcmp(name, OFFSET_PREFIX, prefix) != 0)
			continue;
		if (offsets++ == 0) {
			json_add_key(out, "offsets");
			buf_addc(out, '{');
		} else {
			buf_addc(out, ',');
		}
		json_add_string(out, name + prefix, note->name_n - prefix);
		buf_addc(out, ':');
		json_add_string(out, value, note->value_n);
	}
	if (offsets > 0)
		buf_addc(out, '}');
	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->items[i];

		if (note->name_n == strlen("window") && memcmp(notes->text.data + note->name, "window", note->name_n) == 0) {
			json_add_key(out, "window");
			json_add_string(out, notes->text.data + note->value, note->value_n);
		}
	}
}

static void
add_info(struct shown *shown, const struct scan *scan, const char *path, struct buf *out)
{
	buf_addc(out, '{');
	add_number(out, "format", scan->header.major);
	json_add_key(out, "settings");
	json_add_string(out, shown->settings.data, shown->settings.len);
	add_number(out, "entries", index_next(shown->index) - index_oldest(shown->index));
	add_number(out, "groups", shown->groups);
	add_number(out, "keys", index_keys(shown->index));
	add_number(out, "sketches", shown->sketches);
	add_date(out, "oldest", shown->oldest);
	add_date(out, "newest", shown->newest);
	add_notes(out, &shown->notes);
	add_number(out, "commits", scan->frames);
	add_number(out, "items", scan->items);
	add_number(out, "bytes", scan->size);
	add_number(out, "unfinished_bytes", scan->size - scan->end);
	add_size(out, "tables_bytes", path, ".tables");
	add_size(out, "pending_bytes", path, ".pending");
	buf_adds(out, "}\n");
}

enum status
show_info(const char *path, uint64_t max_entries, struct buf *out, struct problem *problem)
{
	struct shown shown;
	struct scan scan;
	enum status status = shown_open(&shown, &scan, path, max_entries, problem);

	if (status == STATUS_OK) {
		shown.oldest = shown.newest = INDEX_NO_DATE;
		status = visit(&shown, count_item, problem);
	}
	if (status == STATUS_OK)
		add_info(&shown, &scan, path, out);
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
	buf_addc(out, '}');
}

static void
add_sketch(struct shown *shown, const struct log_item *item)
{
	struct buf bytes = {0};

	if (!(item->flags & LOG_SKETCH))
		return;
	sketch_write(&item->sketch, &bytes);
	json_add_key(&shown->line, "sketch");
	buf_addc(&shown->line, '"');
	for (size_t i = 0; i < bytes.len; i++)
		buf_addf(&shown->line, "%02x", (unsigned char)bytes.data[i]);
	buf_addc(&shown->line, '"');
	buf_free(&bytes);
}

static void
add_first(struct shown *shown, uint64_t number, const struct log_item *item)
{
	struct buf *out = &shown->line;

	if (item->id_len > 0) {
		json_add_key(out, "id");
		json_add_string(out, item->id, item->id_len);
	}
	add_date(out, "first_seen", item->date);
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
	if (item->flags & LOG_UNTITLED) {
		json_add_key(&shown->line, "untitled");
		buf_adds(&shown->line, "true");
	}
	add_keys(shown, item);
	add_sketch(shown, item);
	buf_adds(&shown->line, "}\n");
	shown->give(shown->context, shown->line.data, shown->line.len);
	return true;
}

/* The first line: what the entries are to be read by, and the notes. */
static void
give_head(struct shown *shown)
{
	struct buf *out = &shown->line;

	buf_clear(out);
	buf_addc(out, '{');
	add_number(out, "format", LOG_MAJOR);
	json_add_key(out, "settings");
	json_add_string(out, shown->settings.data, shown->settings.len);
	add_notes(out, &shown->notes);
	buf_adds(out, "}\n");
	shown->give(shown->context, out->data, out->len);
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
		give_head(&shown);
		status = visit(&shown, dump_item, problem);
	}
	shown_close(&shown);
	return status;
}
