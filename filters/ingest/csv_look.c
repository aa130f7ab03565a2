#include <string.h>

#include "common/utf8.h"
#include "filters/ingest/csv.h"

/* How a table is written, and whether it is one. */

#define LOOK_ROWS 200 /* that are looked at */
#define LOOK_COLUMNS 512

static const char separators[] = ",;\t|";

/* Reads the beginning with one separator: how many columns most rows have, and how many rows have them. */
static void
try_separator(struct csv *csv, const char *s, size_t n, bool whole, struct csv_look *look)
{
	uint16_t rows_of[LOOK_COLUMNS + 1] = {0};
	char separator = look->separator;
	size_t first = 0;

	csv_clear(csv);
	csv->separator = separator;
	csv->cr_ends = memchr(s, '\n', n) == NULL;
	csv->ended = whole;
	csv_feed(csv, s, n);
	while (look->rows < LOOK_ROWS && csv_next(csv) == CSV_ROW) {
		if (csv->count == 1 && csv->cells[0].n == 0)
			continue;
		rows_of[csv->count < LOOK_COLUMNS ? csv->count : LOOK_COLUMNS]++;
		first = first == 0 ? csv->count : first;
		look->rows++;
	}
	look->columns = first;
	for (size_t i = 2; i <= LOOK_COLUMNS; i++)
		if (rows_of[i] > rows_of[look->columns < LOOK_COLUMNS ? look->columns : LOOK_COLUMNS])
			look->columns = i;
	look->even = rows_of[look->columns < LOOK_COLUMNS ? look->columns : LOOK_COLUMNS];
}

/* Excel's first line sep=; */
static size_t
separator_line(const char *s, size_t n, char *separator)
{
	size_t at = 0;
	bool quoted = n > 0 && s[0] == '"';

	at += quoted;
	if (n < at + 5 || (memcmp(s + at, "sep=", 4) != 0 && memcmp(s + at, "SEP=", 4) != 0))
		return 0;
	*separator = s[at + 4];
	at += 5 + quoted;
	if (at < n && s[at] == '\r')
		at++;
	if (at < n && s[at] == '\n')
		at++;
	return *separator == '\n' || *separator == '\r' || *separator == '"' || (unsigned char)*separator >= 0x80 ? 0 : at;
}

bool
csv_look(const char *s, size_t n, bool whole, struct csv_look *best)
{
	struct csv csv = {0};

	*best = (struct csv_look){.separator = ','};
	best->skip = separator_line(s, n, &best->separator);
	if (best->skip > 0) {
		try_separator(&csv, s + best->skip, n - best->skip, whole, best);
		csv_free(&csv);
		return true;
	}
	for (const char *p = separators; *p != '\0'; p++) {
		struct csv_look look = {.separator = *p};

		try_separator(&csv, s, n, whole, &look);
		if (look.columns < 2)
			continue;
		if (best->columns < 2 || look.even * best->rows > best->even * look.rows
		    || (look.even * best->rows == best->even * look.rows && look.columns > best->columns))
			*best = look;
	}
	csv_free(&csv);
	return best->columns >= 2;
}

/* --- Detection */

/* What prose has and cells have not: of the cells behind the first of a row, those that begin with a blank. */
struct cells {
	size_t count, blank, known, lengthy, empty, quoted;
};

static void
judge_row(const struct csv *csv, struct cells *cells, bool header)
{
	size_t rank;

	for (size_t i = 0; i < csv->count; i++) {
		const struct csv_cell *cell = &csv->cells[i];

		cells->count++;
		cells->blank += i > 0 && cell->n > 0 && cell->text[0] == ' ';
		cells->empty += cell->n == 0;
		cells->quoted += cell->doubled || (cell->start > 0 && cell->text[-1] == '"');
		if (!header)
			continue;
		cells->known += csv_member(cell->text, cell->n, &rank) != NULL;
		cells->lengthy += cell->n > 64;
	}
}

/* Whether a header and rows of so many columns are a table and no prose with commas. */
static bool
is_table(const char *s, size_t n, bool whole, const struct csv_look *look)
{
	struct csv csv = {.separator = look->separator, .cr_ends = memchr(s, '\n', n) == NULL, .ended = whole};
	struct cells head = {0}, rest = {0};
	size_t columns = 0, blank_rows = 0, rows = 0;

	csv_feed(&csv, s, n);
	while (rows < LOOK_ROWS && csv_next(&csv) == CSV_ROW) {
		bool blank = csv.count == 1 && csv.cells[0].n == 0;

		blank_rows += blank;
		if (blank)
			continue;
		columns = columns == 0 ? csv.count : columns;
		judge_row(&csv, rows == 0 ? &head : &rest, rows == 0);
		rows++;
	}
	csv_free(&csv);
	if (rows < 2 || columns != look->columns || head.lengthy > 0)
		return false;
	if (head.known >= 2)
		return look->even * 2 >= look->rows;
	if (blank_rows > 0 || head.blank + rest.blank > (head.count + rest.count) / 4)
		return false;
	if (head.known == 1)
		return look->even * 10 >= look->rows * 8;
	return look->even * 20 >= look->rows * 19 && head.empty < head.count
	       && (look->rows >= 3 || look->columns >= 3 || rest.quoted > 0 || look->separator != ',');
}

bool
csv_sniff(const char *s, size_t n, bool whole)
{
	struct csv_look look;

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' && s[i] != '\n' && s[i] != '\r' && s[i] != '\t' && s[i] != '\f' && s[i] != '\v')
			return false;
	if (!csv_look(s, n, whole, &look))
		return false;
	return look.skip > 0 || is_table(s, n, whole, &look);
}
