/* What the page counts: records by tag and period, by time and severity, and
 * tags by regions they stand with.
 *
 * Records are noted as they come; what can only be told when all are known (the
 * period covered, its halves) is counted in a second pass over the notes, which
 * wait in a spool. In memory: 8 bytes a record, and the counts. */
#ifndef HTML_COUNTS_H
#define HTML_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "filters/emit/html_facts.h"
#include "filters/emit/spool.h"
#include "filters/emit/tally.h"
#include "filters/emit/view.h"

#define COUNTS_UNDATED INT64_MIN
#define COUNTS_BARS 62    /* of the timeline, at most */
#define COUNTS_ROWS 14    /* topics of the table by region */
#define COUNTS_COLUMNS 10 /* regions of it */
#define COUNTS_FIGURES 15 /* figures that are told with what they stand */

/* A tag, by its place in counts->tags. */
struct tag_counts {
	size_t topic;          /* in html_topics */
	uint64_t records;
	uint64_t mentions;
	uint64_t implied;      /* records in which only others have evidence */
	uint64_t before, latest; /* records of the two periods */
	enum rank severity;    /* the highest it came with */
	uint64_t best;         /* the record to look at: the most severe, then the newest */
	enum rank best_rank;
	int64_t best_date;
	uint32_t row, column, figure; /* in the tables, from 1; 0 if it has no place there */
};

struct bar {
	int64_t start;
	uint64_t ranks[RANK_COUNT];
};

/* Of a cell of a table: how many records, and one to look at. */
struct cell {
	uint64_t count, best;
	enum rank best_rank;
	int64_t best_date;
};

struct counts {
	struct tally tags, sources;
	struct tag_counts *tag;   /* as tags.entries */
	size_t tag_cap;
	uint64_t records, tagged, copies, undated;
	uint64_t topics[8], topics_before[8], topics_latest[8];
	uint64_t ranks[RANK_COUNT], ranks_before[RANK_COUNT], ranks_latest[RANK_COUNT];
	/* Known after counts_finish(): */
	uint32_t *order;          /* places in tag, by records, then name */
	int64_t from, to;         /* the time covered, but for stray dates; from == to if none */
	uint64_t stray;           /* dated records outside of it */
	bool compared;            /* the two periods are there, of equal length: */
	int64_t start, middle, end;
	uint64_t before, latest;  /* records of the two periods */
	uint64_t earlier;         /* of the odd day or hour before them */
	struct bar bars[COUNTS_BARS + 2]; /* the one behind the last has its end as start */
	size_t bar_count;
	const char *bar_unit;     /* hour, day ... */
	uint32_t rows[COUNTS_ROWS], columns[COUNTS_COLUMNS], figures[COUNTS_FIGURES];
	size_t row_count, column_count, figure_count;
	struct cell cells[COUNTS_ROWS][COUNTS_COLUMNS];
	struct cell company[COUNTS_FIGURES][COUNTS_ROWS]; /* figures by rows */
	/* inner: */
	struct spool notes;
	struct buf chunk;
	struct note_chunk {
		uint64_t offset;
		size_t len;
	} *chunks;
	size_t chunk_count, chunk_cap;
	int64_t *dates;
	size_t date_count, date_cap;
};

void counts_init(struct counts *counts);

/* Notes a record; they are numbered from 1 in the order of these calls. */
void counts_add(struct counts *counts, const struct view *view, const struct facts *facts);

void counts_finish(struct counts *counts);

void counts_free(struct counts *counts);

/* Days since the epoch, rounded down. */
int64_t counts_day(int64_t seconds);

#endif
