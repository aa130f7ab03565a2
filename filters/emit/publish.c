#include "filters/emit/publish.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/diag.h"
#include "filters/emit/facts.h"

#define MOST_TOPICS 256 /* files that one record goes to */

enum { FIRST_COPY = '1', OTHER_COPY = '2' };

static void
begin_output(struct publish *publish)
{
	if (publish->begun)
		return;
	publish->begun = true;
	if (publish->path && !publish->files)
		output_replace(publish->emitter.out, publish->path);
	if (publish->emitter.format->begin)
		publish->emitter.format->begin(&publish->emitter);
}

static void
end_output(struct publish *publish)
{
	if (publish->begun && publish->emitter.format->end)
		publish->emitter.format->end(&publish->emitter);
	publish->begun = false;
}

void
publish_begin(struct publish *publish)
{
	if (publish->sort || publish->emitter.options.group || publish->files)
		publish->order = order_open();
	if (!publish->if_any && !publish->files)
		begin_output(publish);
}

/* Has the format write a record that the frame does not know. */
static enum verdict
write_record(struct publish *publish, const struct record *rec)
{
	enum verdict verdict = publish->emitter.format->record(&publish->emitter, rec);

	if (verdict != PASS)
		return verdict;
	buf_clear(&publish->json);
	record_write(rec, &publish->json);
	buf_addc(&publish->json, '\n');
	output_add(publish->emitter.out, publish->json.data, publish->json.len);
	return TAKEN;
}

/* Keeps a record for its place, with a key of three parts: file, group, order. */
static void
keep(struct publish *publish, const struct record *rec, const char *topic, size_t n, char copy)
{
	struct buf *key = &publish->key, *json = &publish->json;

	buf_clear(key);
	if (publish->files)
		deliver_path(publish->files, rec, topic, n, key);
	buf_addc(key, '\0');
	if (publish->emitter.options.group)
		sortkey_add_group(publish->emitter.options.group, rec, publish->globs, key);
	if (publish->sort)
		sortkey_add(publish->sort, rec, publish->globs, key);
	buf_clear(json);
	buf_addc(json, copy);
	record_write(rec, json);
	order_add(publish->order, key->data, key->len, json->data, json->len);
}

struct topics {
	struct publish *publish;
	const struct record *rec;
	struct buf *seen; /* topics, each ended by a NUL */
	size_t count;
	char copy;
};

static bool
keep_topic(void *context, const char *topic, size_t n)
{
	struct topics *topics = context;
	const struct buf *seen = topics->seen;

	if (topics->count == MOST_TOPICS)
		return false;
	for (size_t at = 0; at < seen->len; at += strlen(seen->data + at) + 1)
		if (strlen(seen->data + at) == n && memcmp(seen->data + at, topic, n) == 0)
			return true;
	if (memchr(topic, '\0', n))
		return true;
	keep(topics->publish, topics->rec, topic, n, topics->copy);
	buf_add(topics->seen, topic, n);
	buf_addc(topics->seen, '\0');
	topics->copy = OTHER_COPY;
	topics->count++;
	return true;
}

enum verdict
publish_record(struct publish *publish, const struct record *rec, bool changed)
{
	static struct buf seen;
	struct topics topics = {.publish = publish, .rec = rec, .seen = &seen, .copy = FIRST_COPY};

	if (!publish->order) {
		if (publish->written == publish->limit)
			return (enum verdict)(DROP + publish->limit_drop);
		publish->written++;
		begin_output(publish);
		return changed ? write_record(publish, rec)
		               : publish->emitter.format->record(&publish->emitter, rec);
	}
	buf_clear(&seen);
	if (publish->files && publish->files->topics)
		facts_topics(rec, publish->globs, keep_topic, &topics);
	if (topics.copy == FIRST_COPY)
		keep(publish, rec, NULL, 0, FIRST_COPY);
	return TAKEN;
}

static void
end_group(struct publish *publish)
{
	const struct format *format = publish->emitter.format;

	if (publish->in_group > 0 && format->group_end)
		format->group_end(&publish->emitter);
	publish->in_group = 0;
}

static void
end_file(struct publish *publish)
{
	end_group(publish);
	if (!publish->files || !publish->begun)
		return;
	end_output(publish);
	output_finish(&publish->file);
	filter_out(publish->filter)->written += publish->file.written;
	output_free(&publish->file);
}

static void
begin_file(struct publish *publish, const char *path)
{
	publish->file = (struct output){.fd = -1};
	if (!deliver_directories(publish->files, path))
		die(STATUS_FAILED, path, "cannot make its directory: %s", strerror(errno));
	output_replace(&publish->file, path);
	publish->emitter.out = &publish->file;
	begin_output(publish);
}

/* Whether buf holds these bytes already; if not, they are put there. */
static bool
is_same(struct buf *buf, const char *s, size_t n)
{
	if (buf->len == n + 1 && memcmp(buf->data, s, n) == 0)
		return true;
	buf_clear(buf);
	buf_add(buf, s, n);
	buf_addc(buf, '\0');
	return false;
}

/* Sets file and group for a record by its key. */
static void
place(struct publish *publish, const char *key)
{
	const char *group = publish->emitter.options.group, *name;
	size_t n = strlen(key);

	if (!is_same(&publish->at_file, key, n)) {
		end_file(publish);
		buf_clear(&publish->at_group);
		publish->in_file = 0;
		if (publish->files)
			begin_file(publish, publish->at_file.data);
	}
	key += n + 1;
	if (!group || is_same(&publish->at_group, key, strlen(key)))
		return;
	end_group(publish);
	if (publish->in_file < publish->limit && publish->emitter.format->group_begin) {
		begin_output(publish);
		name = sortkey_group_name(group, key, &n);
		publish->emitter.format->group_begin(&publish->emitter, name, n);
	}
}

static bool
write_kept(void *context, const char *key, size_t key_len, const char *data, size_t n)
{
	struct publish *publish = context;

	if (!publish->stopped && filter_stopping(publish->filter))
		return false;
	place(publish, key);
	if (publish->in_file == publish->limit) {
		publish->late_limit += data[0] == FIRST_COPY;
		return true;
	}
	if (publish->emitter.options.group && publish->in_group == publish->per_group) {
		publish->late_group += data[0] == FIRST_COPY;
		return true;
	}
	publish->in_file++;
	publish->in_group++;
	publish->written++;
	begin_output(publish);
	if (record_scan(&publish->rec, data + 1, n - 1))
		write_record(publish, &publish->rec);
	output_pump(publish->emitter.out);
	return true;
}

static void
drain(struct publish *publish)
{
	/* What was interrupted goes to no file. */
	publish->stopped = filter_stopping(publish->filter);
	if (publish->stopped && publish->path)
		return;
	order_each(publish->order, write_kept, publish);
	if (publish->files && filter_stopping(publish->filter))
		output_discard(&publish->file);
	else
		end_file(publish);
	filter_drop_later(publish->filter, publish->limit_drop, publish->late_limit);
	filter_drop_later(publish->filter, publish->group_drop, publish->late_group);
}

uint64_t
publish_end(struct publish *publish)
{
	if (publish->order) {
		drain(publish);
		order_free(publish->order);
	}
	end_output(publish);
	if (publish->files)
		output_free(&publish->file);
	buf_free(&publish->at_file);
	buf_free(&publish->at_group);
	buf_free(&publish->key);
	buf_free(&publish->json);
	record_free(&publish->rec);
	return publish->written;
}
