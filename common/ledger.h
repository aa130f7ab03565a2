/* The ledger: what became of every record. read = written + dropped + rejected. */
#ifndef LEDGER_H
#define LEDGER_H

#include <stdint.h>

#include "common/buf.h"
#include "common/opts.h"

#define LEDGER_DROPS 8 /* reasons to drop that a program may have */

struct ledger {
	uint64_t read, written, rejected;
	uint64_t dropped[LEDGER_DROPS]; /* by program->drops */
	uint64_t files_unread;
	uint64_t bytes_read, bytes_written;
	uint64_t started; /* of the monotonic clock, in microseconds */
};

/* Microseconds of the monotonic clock. */
uint64_t ledger_now(void);

/* Adds the counts of records. */
void ledger_add(struct ledger *ledger, const struct ledger *more);

/* Appends the ledger as words ("3 read, 2 written, 1 rejected ...") or as a
 * JSON object; no newline. */
void ledger_words(const struct ledger *ledger, const struct program *program, struct buf *out);
void ledger_json(const struct ledger *ledger, const struct program *program, struct buf *out);

#endif
