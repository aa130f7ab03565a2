/* Bytes kept aside until they can be written: in memory as long as they are
 * few, then in a temporary file that has no name ($TMPDIR or /tmp). Trouble with
 * the file ends the program with STATUS_FAILED. */
#ifndef SPOOL_H
#define SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

#define SPOOL_MEMORY ((size_t)4 * 1024 * 1024)

/* Zero-initialised is valid but for fd, which spool_init() sets. */
struct spool {
	int fd;          /* -1 until memory is full */
	uint64_t filed;  /* bytes in the file */
	struct buf tail; /* what came after them */
};

void spool_init(struct spool *spool);
void spool_free(struct spool *spool);

/* Keeps n bytes and returns the offset to ask for them by. */
uint64_t spool_add(struct spool *spool, const void *data, size_t n);

/* Appends n bytes from offset on, kept by one spool_add(), to out. */
void spool_read(struct spool *spool, uint64_t offset, size_t n, struct buf *out);

#endif
