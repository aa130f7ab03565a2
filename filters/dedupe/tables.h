/* A file of tables as they lie in memory, read page by page when they are first touched.
 *
 * It holds what could be made again from the log beside it, so that a start need not: it is only ever
 * used whole and right, and thrown away otherwise. It is of one kind of machine (byte order, sizes), and
 * says so. Every page has its sum, looked at when the page is read; the sums and the first page have
 * theirs, looked at when the file is opened. Pages are read, not mapped: a failing disk is then
 * an error and no signal, and what is changed in memory is ours alone.
 *
 * File: a page with the header, the sections, each from a page's beginning on, and the sums of all pages
 * but the first. */
#ifndef TABLES_H
#define TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "filters/dedupe/log.h"

#define TABLES_VERSION 2 /* of layout and of all that the tables are made by, as sketch_keys() */
#define TABLES_PAGE 4096

enum tables_section {
	TABLES_SLOTS, /* index.c */
	TABLES_WORDS,
	TABLES_ID_ENDS,
	TABLES_IDS,
	TABLES_MARKS,
	TABLES_BUCKETS, /* near.c */
	TABLES_SKETCHES,
	TABLES_ENTRIES,
	TABLES_NOTES, /* state.c */
	TABLES_SECTIONS
};

enum tables_number {
	TABLES_SEED, /* index.c */
	TABLES_HOMES,
	TABLES_USED,
	TABLES_OLDEST,
	TABLES_NEXT,
	TABLES_HAS_IDS,
	TABLES_CLOCK,
	TABLES_STEP,
	TABLES_MAX_ENTRIES,
	TABLES_WINDOW,
	TABLES_HAS_NEAR, /* near.c */
	TABLES_FILLED,
	TABLES_NEAR_OLDEST,
	TABLES_NEAR_NEXT,
	TABLES_FRAMES, /* state.c */
	TABLES_ITEMS,
	TABLES_NUMBERS
};

struct tables_header {
	char magic[8];
	uint64_t order; /* 0x0102030405060708 */
	uint64_t version, sizes;
	uint64_t pages; /* with the first, without those of the sums */
	uint64_t sums_sum;
	struct log_tie tie; /* the state of the log that it is of */
	uint64_t numbers[TABLES_NUMBERS];
	struct {
		uint64_t page, bytes;
	} sections[TABLES_SECTIONS];
	uint64_t sum; /* of all before */
};

/* Tables being read. */
struct tables {
	struct tables_header header;
	int fd;
	char *path;
	char *memory;   /* room for all pages; read are those in `known` */
	uint8_t *known;
	uint64_t *sums; /* of each page but the first */
};

/* Opens the file; NULL if there is none. If there is one that is of no use, *damaged says whether that is
 * because it is damaged. Freed by tables_close(). */
struct tables *tables_open(const char *path, bool *damaged);
void tables_close(struct tables *tables);

/* Reads some of the pages from page up to last, at least the first, that are not known, and checks them.
 * If that fails it removes the file and ends the program: the state itself is as it was. */
void tables_read_pages(struct tables *tables, uint64_t page, uint64_t last);

/* Reads a page; false if it is not what was written. */
bool tables_check_page(struct tables *tables, uint64_t page);

/* Makes sure that n bytes of the tables can be looked at; n > 0. */
static inline void
tables_touch(struct tables *tables, const void *p, size_t n)
{
	uint64_t page = (uint64_t)((const char *)p - tables->memory) / TABLES_PAGE;
	uint64_t last = (uint64_t)((const char *)p - tables->memory + n - 1) / TABLES_PAGE;

	for (; page <= last; page++)
		if (page >= tables->header.pages || !tables->known[page])
			tables_read_pages(tables, page, last);
}

/* Where a section lies; NULL if it has not that many items of that size. */
void *tables_section(const struct tables *tables, enum tables_section section, uint64_t items, size_t size);

/* Gives the memory of a section back, which is looked at no more. */
void tables_drop(struct tables *tables, enum tables_section section);

/* Tables being written. */
struct tables_writer {
	struct tables_header header; /* numbers and tie are the caller's to fill */
	int fd;
	bool failed;
	struct buf page, sums; /* what is not yet a page; the sums of those that were */
	enum tables_section section;
};

/* fd is empty and borrowed. */
void tables_begin(struct tables_writer *writer, int fd);

/* Begins a section, in which all bytes that follow are. Sections come in order. */
void tables_begin_section(struct tables_writer *writer, enum tables_section section);
void tables_put(struct tables_writer *writer, const void *data, size_t n);

/* Writes what is left. False if anything could not be written. */
bool tables_end(struct tables_writer *writer);

#endif
