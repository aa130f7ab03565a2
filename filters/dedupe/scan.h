/* Reads a state file from its beginning to its end, checking everything. The
 * file is not trusted: every length is held against the file's size before
 * memory is asked for, which stays under LOG_MAX_PAYLOAD and a block. */
#ifndef SCAN_H
#define SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/diag.h"
#include "filters/dedupe/log.h"

/* Gets every item in turn. number is its own if it is an entry, else that of
 * the next entry. False if the item makes no sense: the file is damaged then. */
typedef bool scan_function(void *context, uint64_t number, const struct log_item *item);

struct scan {
	struct log_header header; /* settings borrowed from `window` until scan_items() */
	uint64_t size;            /* of the file */
	uint64_t end;             /* behind the last whole frame */
	uint64_t sum;             /* of that frame */
	uint64_t last;            /* where it begins, 0 if there is none */
	uint64_t next;            /* number of the entry that would come next */
	uint64_t frames, items, entries;
	/* private */
	int fd;
	struct buf window;        /* bytes of the file from `at` on */
	uint64_t at;
};

/* Reads the header of the file at fd, which is borrowed. LOG_SHORT if the file
 * ends within it. With errno, LOG_DAMAGED if reading failed. */
enum log_result scan_open(struct scan *scan, int fd, struct problem *problem);

/* Whether the file has what the tie tells of. */
bool scan_has(struct scan *scan, const struct log_tie *tie);

/* Lets scan_items() begin behind it, after so many frames and items. */
void scan_resume(struct scan *scan, const struct log_tie *tie, uint64_t frames, uint64_t items);

/* Reads all items. A frame that the file's end cuts short was never
 * acknowledged: it is left out, scan->end < scan->size then. False with a
 * problem if the file is damaged or cannot be read. kinds is the number of kinds of keys. */
bool scan_items(struct scan *scan, size_t kinds, scan_function *visit, void *context,
                struct problem *problem);

void scan_close(struct scan *scan);

#endif
