/* The tables beside a state with anything in them, under right sums.
 *
 * An input is a byte of options, then changes of four bytes to the tables of a small state: a number that is
 * given anew, the length of a section, or a byte of one. What they then say may be wrong, but nothing
 * must be read or written that is not theirs, and nothing may go on for ever. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/stream.h"
#include "common/xalloc.h"
#include "filters/dedupe/state_inner.h"

#define ENTRIES 24
#define DAY 86400

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct hash128
hash_of(uint64_t n)
{
	return hash_identity(&n, sizeof(n));
}

static struct sketch
sketch_of(uint64_t n)
{
	struct sketch sketch = {.words = n % 3 ? 100 : 10, .full = SKETCH_BINS};

	for (size_t i = 0; i < SKETCH_BINS; i++)
		sketch.bin[i] = (uint8_t)hash_of(n / 2 * 1000 + i).low;
	return sketch;
}

static void
add(struct index *index, struct near_index *near, uint64_t n)
{
	struct hash128 hash = hash_of(n);
	struct sketch sketch = sketch_of(n);
	uint32_t keys[SKETCH_KEYS];
	uint64_t number;

	if (n % 5 == 4 && index_next(index) > 0 && index_alive(index, index_next(index) - 1))
		number = index_add_alias(index, index_root(index, index_next(index) - 1), n & 1);
	else
		number = index_add_first(index, 1000000000 + (int64_t)n * DAY, 1, n & 1, "an id", 5);
	index_add_key(index, number, index_key(index, &hash));
	sketch_keys(&sketch, keys);
	near_index_forget(near, index_oldest(index));
	near_index_add(near, number, &sketch, keys);
}

static int
temporary(void)
{
	int fd = memfd_create("tables", 0);

	if (fd < 0)
		abort();
	return fd;
}

static void
save(struct index *index, struct near_index *near, const struct log_tie *tie, int fd)
{
	struct tables_writer writer;

	tables_begin(&writer, fd);
	writer.header.tie = *tie;
	index_save(index, &writer);
	near_index_save(near, &writer);
	if (!tables_end(&writer))
		abort();
}

static struct buf
read_back(int fd)
{
	struct buf bytes = {0};

	bytes.len = (size_t)lseek(fd, 0, SEEK_END);
	bytes.data = xmalloc(bytes.len);
	if (pread(fd, bytes.data, bytes.len, 0) != (ssize_t)bytes.len)
		abort();
	close(fd);
	return bytes;
}

static void
change(struct buf *bytes, struct tables_header *header, const uint8_t *op)
{
	uint64_t value = (uint64_t)op[1] << 8 | op[2];
	size_t section = op[0] % TABLES_SECTIONS;

	if (op[0] < 64) {
		header->numbers[op[0] % TABLES_NUMBERS] = value << op[3] % 64 | value >> (64 - op[3] % 64) % 64;
	} else if (op[0] < 96) {
		header->sections[section].bytes = value;
	} else if (header->sections[section].bytes > 0) {
		uint64_t at = header->sections[section].page * TABLES_PAGE + value % header->sections[section].bytes;

		if (at < bytes->len)
			bytes->data[at] = (char)op[3];
	}
}

/* Makes all sums right again, and the tie fit. */
static void
seal(struct buf *bytes, struct tables_header *header)
{
	uint64_t *sums = (uint64_t *)(bytes->data + header->pages * TABLES_PAGE);

	for (uint64_t i = 1; i < header->pages; i++)
		sums[i - 1] = hash_identity(bytes->data + i * TABLES_PAGE, TABLES_PAGE).low;
	header->tie.next = header->numbers[TABLES_NEXT];
	header->sums_sum = hash_identity((char *)sums, (header->pages - 1) * sizeof(*sums)).low;
	header->sum = hash_identity((char *)header, offsetof(struct tables_header, sum)).low;
	memcpy(bytes->data, header, sizeof(*header));
}

static void
use(struct index *index, struct near_index *near)
{
	struct log_tie tie = {0};
	uint64_t last = index_next(index);
	int fd;

	for (uint64_t i = index_oldest(index); i < last && i < index_oldest(index) + 1000; i++) {
		size_t n;

		if (!index_alive(index, i) || index_is_alias(index, i))
			continue;
		(void)index_id(index, i, &n);
		index_see(index, i);
		(void)index_date(index, i);
	}
	for (uint64_t n = 0; n < ENTRIES + 4; n++) {
		struct near_found found[NEAR_INDEX_LOOKS];
		struct sketch sketch = sketch_of(n);
		struct hash128 hash = hash_of(n);
		uint32_t keys[SKETCH_KEYS];

		if (index_find(index, index_key(index, &hash)) == INDEX_NONE)
			add(index, near, n);
		sketch_keys(&sketch, keys);
		(void)near_index_find(near, &sketch, keys, 0.4, found, NEAR_INDEX_LOOKS);
		(void)near_index_sketch(near, n);
	}
	fd = temporary();
	save(index, near, &tie, fd);
	close(fd);
	for (uint64_t n = 100; n < 110; n++)
		add(index, near, n);
}

/* Opens a log without frames with these tables. */
static void
open_with(const struct buf *log, const char *path, struct keys *keys, uint8_t options)
{
	struct problem problem = {.text = ""};
	struct notes notes = {0};
	struct scan scan;
	bool damaged;
	struct state_source source = {.keys = keys, .notes = &notes, .tables = tables_open(path, &damaged)};
	int fd = temporary();

	if (!write_all(fd, log->data, log->len))
		abort();
	source.index = index_new(options & 8 ? 10 : 1000, options & 2);
	if (options & 4)
		index_set_window(source.index, 3 * DAY);
	source.near = near_index_new();
	if (state_replay(&scan, fd, &source, &problem) != LOG_OK)
		abort();
	if (source.tables_used || source.tables == NULL)
		use(source.index, source.near);
	scan_close(&scan);
	close(fd);
	index_free(source.index);
	near_index_free(source.near);
	notes_free(&notes);
	tables_close(source.tables);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char path[64];
	struct problem problem = {.text = ""};
	struct keys *keys = keys_new("id,near", 1, &problem);
	uint8_t options = size > 0 ? data[0] : 0;
	struct index *index = index_new(1000, options & 1);
	struct near_index *near = near_index_new();
	struct buf log = {0}, bytes;
	struct tables_header header;
	struct log_tie tie = {0};
	int fd = temporary();

	if (path[0] == '\0')
		snprintf(path, sizeof(path), "/tmp/fuzz-tables.%ld", (long)getpid());
	tie.sum = log_add_header(&log, 0, 0, keys_settings(keys));
	tie.end = log.len;
	for (uint64_t n = 0; n < ENTRIES; n++)
		add(index, near, n);
	save(index, near, &tie, fd);
	index_free(index);
	near_index_free(near);
	bytes = read_back(fd);
	memcpy(&header, bytes.data, sizeof(header));
	for (size_t i = 1; i + 4 <= size && i < 4000; i += 4)
		change(&bytes, &header, data + i);
	seal(&bytes, &header);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || !write_all(fd, bytes.data, bytes.len))
		abort();
	close(fd);
	open_with(&log, path, keys, options);
	unlink(path);
	buf_free(&bytes);
	buf_free(&log);
	keys_free(keys);
	return 0;
}
