/* Inner matter of filter.c and parallel.c: the frame itself, and what running the records
 * in one thread and in several have in common. */
#ifndef FRAME_H
#define FRAME_H

#include "common/filter.h"
#include "common/ledger.h"

struct filter {
	const struct program *program;
	char **operands;
	size_t operand_count;

	const char *rejects_path, *stats, *stats_path;
	bool strict, tolerate, verbose, quiet, progress;
	uint64_t max_record;

	struct input input;
	struct output output;
	struct record record;
	int rejects;          /* descriptor, or -1 */
	struct ledger ledger;
	enum status status;
	bool stopped;         /* by --strict */
	uint64_t total_size;  /* of all inputs, 0 if unknown */
	uint64_t read_before; /* bytes of the inputs that are done */
	uint64_t progress_at;
	void (*hangup)(void *);
	void *hangup_context;
	void (*settle)(void *context); /* waits until all that was read is done with; NULL where it always is */
	void *settle_context;
	struct buf scratch;
};

/* The input's idle(), context the frame: answers signals, shows progress; false if the run is to end. */
bool frame_idle(void *context);

/* Calls read() for all inputs, one after the other, open. */
void frame_inputs(struct filter *filter, void (*read)(struct filter *, void *), void *context);

/* Scans a line and asks the function about it. False for a blank line, which is no record.
 * If it is refused, rec->problem has a text. */
bool frame_judge(struct record *rec, const char *line, size_t n, record_function *function,
                 void *context, enum verdict *verdict);

/* Reports something about a record: status 1. Line 0: column is a byte of the input. */
void frame_complain(struct filter *filter, const char *name, size_t line, size_t column,
                    const char *why);

/* The same of one that is refused: counted, and the end with --strict. */
void frame_refuse(struct filter *filter, const char *name, size_t line, size_t column,
                  const char *why);
void frame_write_reject(struct filter *filter, const char *raw, size_t n);

/* Fills problem for a line over the limit. */
void frame_long(uint64_t max_record, struct problem *problem);

/* Refuses such a line while it streams by, n bytes of it being at hand. */
void frame_refuse_long(struct filter *filter, char *piece, size_t n);

#endif
