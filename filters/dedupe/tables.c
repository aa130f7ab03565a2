#include "filters/dedupe/tables.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/diag.h"
#include "common/hash.h"
#include "common/stream.h"
#include "common/xalloc.h"

static const char magic[8] = {'\x89', 'd', 'd', 't', '\r', '\n', '\x1a', '\n'};

#define ORDER 0x0102030405060708u
#define SIZES (sizeof(void *) | sizeof(struct sketch) << 8 | (uint64_t)SKETCH_KEYS << 24)

/* Pages are written together up to so many bytes. */
#define BLOCK ((size_t)256 * TABLES_PAGE)

_Static_assert(sizeof(struct tables_header) <= TABLES_PAGE, "the header is a page");

static uint64_t
sum_of(const void *data, size_t n)
{
	return hash_identity(data, n).low;
}

static bool
read_whole(int fd, void *data, size_t n, uint64_t offset)
{
	char *p = data;

	while (n > 0) {
		ssize_t got = pread(fd, p, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
		offset += (uint64_t)got;
	}
	return true;
}

/* Whether all sections lie within the pages. */
static bool
sections_fit(const struct tables_header *header)
{
	for (size_t i = 0; i < TABLES_SECTIONS; i++) {
		uint64_t page = header->sections[i].page, bytes = header->sections[i].bytes;

		if ((page == 0 && bytes > 0) || page > header->pages || bytes > (header->pages - page) * TABLES_PAGE)
			return false;
	}
	return true;
}

/* Reads the header and the sums; sets *damaged if they are not what was written. */
static bool
read_head(struct tables *tables, bool *damaged)
{
	struct tables_header *header = &tables->header;
	struct stat status;
	uint64_t size;

	if (fstat(tables->fd, &status) != 0 || !S_ISREG(status.st_mode))
		return false;
	*damaged = !read_whole(tables->fd, header, sizeof(*header), 0) ||
	           memcmp(header->magic, magic, sizeof(magic)) != 0;
	if (*damaged || header->order != ORDER || header->version != TABLES_VERSION || header->sizes != SIZES)
		return false;
	*damaged = true;
	size = (uint64_t)status.st_size;
	if (header->sum != sum_of(header, offsetof(struct tables_header, sum)) || header->pages == 0 ||
	    header->pages > size / TABLES_PAGE ||
	    size != header->pages * TABLES_PAGE + (header->pages - 1) * sizeof(uint64_t) || !sections_fit(header))
		return false;
	tables->sums = xreallocarray(NULL, header->pages, sizeof(uint64_t));
	size = (header->pages - 1) * sizeof(uint64_t);
	*damaged = !read_whole(tables->fd, tables->sums, size, header->pages * TABLES_PAGE) ||
	           sum_of(tables->sums, size) != header->sums_sum;
	return !*damaged;
}

struct tables *
tables_open(const char *path, bool *damaged)
{
	struct tables *tables = xcalloc(1, sizeof(*tables));
	size_t size;

	*damaged = false;
	tables->path = xstrdup(path);
	tables->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	if (tables->fd < 0 || !read_head(tables, damaged)) {
		tables_close(tables);
		return NULL;
	}
	size = (size_t)tables->header.pages * TABLES_PAGE;
	tables->known = xcalloc(tables->header.pages, 1);
	/* Only what is read takes memory. */
	tables->memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (tables->memory == MAP_FAILED) {
		tables->memory = NULL;
		tables_close(tables);
		return NULL;
	}
	return tables;
}

void
tables_close(struct tables *tables)
{
	if (tables == NULL)
		return;
	if (tables->memory)
		munmap(tables->memory, (size_t)tables->header.pages * TABLES_PAGE);
	if (tables->fd >= 0)
		close(tables->fd);
	free(tables->known);
	free(tables->sums);
	free(tables->path);
	free(tables);
}

/* Reads and checks pages that lie one behind the other; *bad is the first that is not what was written. */
static bool
read_pages(struct tables *tables, uint64_t page, uint64_t count, uint64_t *bad)
{
	char *p = tables->memory + page * TABLES_PAGE;

	*bad = page;
	if (!read_whole(tables->fd, p, (size_t)count * TABLES_PAGE, page * TABLES_PAGE))
		return false;
	for (; count > 0; count--, ++*bad, p += TABLES_PAGE)
		if (sum_of(p, TABLES_PAGE) != tables->sums[*bad - 1])
			return false;
	return true;
}

bool
tables_check_page(struct tables *tables, uint64_t page)
{
	return page > 0 && page < tables->header.pages && read_pages(tables, page, 1, &page);
}

void
tables_read_pages(struct tables *tables, uint64_t page, uint64_t last)
{
	uint64_t count = 0, bad = page;

	while (page + count <= last && page + count < tables->header.pages && !tables->known[page + count] &&
	       count < BLOCK / TABLES_PAGE)
		count++;
	if (page == 0 || count == 0 || !read_pages(tables, page, count, &bad)) {
		(void)!unlink(tables->path);
		die(STATUS_FAILED, tables->path, "damaged at page %" PRIu64 "; it is removed, and made anew from the state, "
		    "which is as it was last committed", bad);
	}
	memset(tables->known + page, 1, (size_t)count);
}

void *
tables_section(const struct tables *tables, enum tables_section section, uint64_t items, size_t size)
{
	if (items > UINT64_MAX / size || tables->header.sections[section].bytes != items * size)
		return NULL;
	return tables->memory + tables->header.sections[section].page * TABLES_PAGE;
}

void
tables_drop(struct tables *tables, enum tables_section section)
{
	uint64_t page = tables->header.sections[section].page;
	uint64_t pages = (tables->header.sections[section].bytes + TABLES_PAGE - 1) / TABLES_PAGE;

	if (pages == 0)
		return;
	(void)!madvise(tables->memory + page * TABLES_PAGE, (size_t)pages * TABLES_PAGE, MADV_DONTNEED);
	memset(tables->known + page, 0, (size_t)pages);
}

void
tables_begin(struct tables_writer *writer, int fd)
{
	static const char room[TABLES_PAGE];

	*writer = (struct tables_writer){.fd = fd};
	memcpy(writer->header.magic, magic, sizeof(magic));
	writer->header.order = ORDER;
	writer->header.version = TABLES_VERSION;
	writer->header.sizes = SIZES;
	writer->header.pages = 1;
	writer->failed = !write_all(fd, room, sizeof(room));
}

/* Writes the whole pages. */
static void
write_pages(struct tables_writer *writer)
{
	struct buf *page = &writer->page;
	size_t n = page->len - page->len % TABLES_PAGE;

	for (size_t at = 0; at < n; at += TABLES_PAGE) {
		uint64_t sum = sum_of(page->data + at, TABLES_PAGE);

		buf_add(&writer->sums, &sum, sizeof(sum));
	}
	writer->header.pages += n / TABLES_PAGE;
	writer->failed = writer->failed || !write_all(writer->fd, page->data, n);
	memmove(page->data, page->data + n, page->len - n);
	page->len -= n;
}

static void
finish_page(struct tables_writer *writer)
{
	static const char room[TABLES_PAGE];
	size_t over = writer->page.len % TABLES_PAGE;

	if (over > 0)
		buf_add(&writer->page, room, TABLES_PAGE - over);
	if (writer->page.len > 0)
		write_pages(writer);
}

void
tables_begin_section(struct tables_writer *writer, enum tables_section section)
{
	finish_page(writer);
	writer->section = section;
	writer->header.sections[section].page = writer->header.pages;
}

void
tables_put(struct tables_writer *writer, const void *data, size_t n)
{
	const char *p = data;

	writer->header.sections[writer->section].bytes += n;
	while (n > 0 && !writer->failed) {
		size_t some = n < BLOCK ? n : BLOCK;

		buf_add(&writer->page, p, some);
		p += some;
		n -= some;
		if (writer->page.len >= BLOCK)
			write_pages(writer);
	}
}

bool
tables_end(struct tables_writer *writer)
{
	struct tables_header *header = &writer->header;

	finish_page(writer);
	header->sums_sum = sum_of(writer->sums.data, writer->sums.len);
	header->sum = sum_of(header, offsetof(struct tables_header, sum));
	writer->failed = writer->failed || !write_all(writer->fd, writer->sums.data, writer->sums.len) ||
	                 lseek(writer->fd, 0, SEEK_SET) != 0 || !write_all(writer->fd, header, sizeof(*header));
	buf_free(&writer->page);
	buf_free(&writer->sums);
	return !writer->failed;
}
