/* Tables of cells: RFC 4180 with the tolerance that real files ask for. A parser that is fed
 * UTF-8 in pieces and gives rows; linear, and it holds one row.
 *
 * - Cells may be quoted; in quotes "" is a quote, and line ends and separators are text. A quote
 *   that neither doubles nor ends its cell is text.
 * - A quote inside a cell that is not quoted is text.
 * - Rows end with LF, CRLF, or CR where the first row does so.
 * - A quoted cell that never ends is taken for text that begins with a quote, if what it would swallow looks
 *   like rows. */
#ifndef CSV_H
#define CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

/* A cell of the row given; the text is borrowed until the next call. */
struct csv_cell {
	const char *text;
	size_t n;
	size_t start, end; /* inner: where it stands behind the row's start */
	bool doubled;      /* inner: holds quotes that stand doubled */
};

enum csv_state { CSV_START, CSV_PLAIN, CSV_QUOTED, CSV_AFTER, CSV_LONG };

enum csv_result {
	CSV_ROW,    /* cells are set; a blank line is a row of one empty cell */
	CSV_MORE,   /* needs more input; at its end there is none */
	CSV_TORN,   /* the input ends in a quoted cell: row and row_n are what there is */
	CSV_TOO_LONG /* row and row_n are the first part of a row over the limit; others may follow in the same way */
};

struct csv {
	char separator;
	bool cr_ends;         /* a lone CR ends a row */
	bool ended;           /* no more input comes */
	size_t max_row;       /* bytes; 0 for no limit */
	size_t columns;       /* how many a row should have, 0 if not known; for what an unclosed quote may mean */
	struct buf window;    /* what was fed and not given yet begins at start */
	size_t start, at;
	enum csv_state state;
	struct csv_cell *cells;
	size_t count, cap;
	size_t cell;          /* where the cell at work begins, behind start */
	bool doubled;
	bool quotes;          /* the row at work has quoted cells */
	bool stray;           /* in the row given a quote was taken as text */
	size_t barrier;       /* up to there, behind start, no quoted cell ends beyond its line */
	struct buf unquoted;
	const char *row;      /* the row given as written, without its line end */
	size_t row_n;
	uint64_t lines;       /* line ends passed before the row given */
	uint64_t next_lines;
};

/* Feeds the next bytes. Rows given before are gone. */
void csv_feed(struct csv *csv, const char *s, size_t n);

/* The next row. */
enum csv_result csv_next(struct csv *csv);

/* Empties it, keeping its memory; separator and limits are to be set again. */
void csv_clear(struct csv *csv);
void csv_free(struct csv *csv);

/* How the beginning of a table is written. */
struct csv_look {
	char separator;
	size_t columns;  /* of most rows */
	size_t rows;     /* that were looked at */
	size_t even;     /* of these, how many have so many columns */
	size_t skip;     /* bytes of a line sep=; before the table */
};

/* Finds the separator (, ; tab |) of a table from its first bytes; whole says that there are no more. False
 * if no separator makes columns. */
bool csv_look(const char *s, size_t n, bool whole, struct csv_look *look);

/* Whether these bytes begin a table rather than a text, for detection. */
bool csv_sniff(const char *s, size_t n, bool whole);

/* The member that a column of that name holds, in the spellings that are usual; NULL if it is not sure.
 * *rank says how good a name it is, the smallest best. */
const char *csv_member(const char *name, size_t n, size_t *rank);

#endif
