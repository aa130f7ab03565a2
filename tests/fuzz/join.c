/* Any lines as those of a dump: what is made of them is a state that can be read, that joining it with itself leaves
 * as it is but for the counts, and of which every key leads to one entry only. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "filters/dedupe/join.h"
#include "filters/dedupe/state_inner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool condition)
{
	if (!condition)
		abort();
}

static void
add_lines(struct join *join, const char *p, const char *end)
{
	struct record rec = {0};

	join_begin_lines(join);
	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		stop = stop ? stop : end;
		if (record_scan(&rec, p, (size_t)(stop - p)))
			must(join_add_line(join, &rec) == (rec.problem.text[0] == '\0'));
		p = stop + (stop < end);
	}
	record_free(&rec);
}

/* How many entries and how many keys there are; that of each key is looked for. */
struct counted {
	struct index *index;
	uint64_t entries, keys;
};

static bool
count_item(void *context, uint64_t number, const struct log_item *item)
{
	struct counted *counted = context;

	counted->entries += log_is_entry(item->kind);
	for (size_t i = 0; i < item->key_count; i++)
		must(index_find(counted->index, index_key(counted->index, &item->keys[i])) == number);
	counted->keys += item->key_count;
	return true;
}

static struct counted
read_state(const char *path, const struct keys *keys)
{
	struct counted counted = {.index = index_new(INDEX_MAX_ENTRIES, false)};
	struct problem problem = {.text = ""};
	struct scan scan;
	int fd = open(path, O_RDONLY);

	must(fd >= 0 && state_read(&scan, fd, keys, counted.index, NULL, &problem) == LOG_OK);
	scan_close(&scan);
	must(scan_open(&scan, fd, &problem) == LOG_OK && scan_items(&scan, keys_kinds(keys), count_item, &counted, &problem));
	scan_close(&scan);
	close(fd);
	index_free(counted.index);
	return counted;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char path[64], again[64];
	struct problem problem = {.text = ""};
	struct keys *keys = keys_new("id,url,text,near", 1, &problem);
	struct join *join = join_new(keys);
	struct counted first, second;

	if (path[0] == '\0') {
		snprintf(path, sizeof(path), "/tmp/fuzz-join.%ld", (long)getpid());
		snprintf(again, sizeof(again), "/tmp/fuzz-join.%ld.2", (long)getpid());
	}
	add_lines(join, (const char *)data, (const char *)data + size);
	must(join_write(join, path, &problem) == STATUS_OK);
	join_free(join);
	first = read_state(path, keys);
	join = join_new(keys);
	must(join_add_state(join, path, &problem) == STATUS_OK && join_add_state(join, path, &problem) == STATUS_OK);
	must(join_write(join, again, &problem) == STATUS_OK);
	join_free(join);
	second = read_state(again, keys);
	must(first.keys == second.keys && second.entries <= first.entries);
	unlink(path);
	unlink(again);
	keys_free(keys);
	return 0;
}
