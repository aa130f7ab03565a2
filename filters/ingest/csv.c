#include "filters/ingest/csv.h"

#include <stdlib.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "common/xalloc.h"

void
csv_clear(struct csv *csv)
{
	struct csv empty = {.window = csv->window, .cells = csv->cells, .cap = csv->cap, .unquoted = csv->unquoted};

	buf_clear(&empty.window);
	*csv = empty;
}

void
csv_free(struct csv *csv)
{
	buf_free(&csv->window);
	buf_free(&csv->unquoted);
	free(csv->cells);
}

void
csv_feed(struct csv *csv, const char *s, size_t n)
{
	struct buf *window = &csv->window;

	if (csv->start > 0 && csv->start >= window->len - csv->start) {
		memmove(window->data, window->data + csv->start, window->len - csv->start);
		window->len -= csv->start;
		csv->at -= csv->start;
		csv->start = 0;
	}
	buf_add(window, s, n);
}

/* The first separator or line end from p on. */
static const char *
find_end(const char *p, const char *end, char separator)
{
#if defined(__SSE2__)
	const __m128i separators = _mm_set1_epi8(separator), lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r');

	for (; end - p >= 16; p += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, separators), _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr)));
		int bits = _mm_movemask_epi8(hit);

		if (bits != 0)
			return p + __builtin_ctz((unsigned)bits);
	}
#endif
	while (p < end && *p != separator && *p != '\n' && *p != '\r')
		p++;
	return p;
}

static void
add_cell(struct csv *csv, size_t end)
{
	struct csv_cell *cell;

	csv->cells = xgrow(csv->cells, &csv->cap, csv->count + 1, sizeof(*csv->cells));
	cell = &csv->cells[csv->count++];
	cell->start = csv->cell;
	cell->end = end;
	cell->doubled = csv->doubled;
	csv->doubled = false;
}

static void
unquote(struct csv *csv, struct csv_cell *cell, const char *p, const char *end)
{
	size_t from = csv->unquoted.len;

	while (p < end) {
		const char *quote = memchr(p, '"', (size_t)(end - p));

		if (quote == NULL || quote + 1 >= end) {
			buf_add(&csv->unquoted, p, (size_t)(end - p));
			break;
		}
		buf_add(&csv->unquoted, p, (size_t)(quote + 1 - p));
		p = quote + 1 + (quote[1] == '"');
	}
	cell->start = from; /* its text is set when unquoted moves no more */
	cell->end = csv->unquoted.len;
}

static uint64_t
count_lines(const char *p, size_t n)
{
	const char *end = p + n;
	uint64_t count = 0;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		count++;
		p++;
	}
	return count;
}

/* Sets the texts of the row's cells, n bytes long, whose line end has `after` bytes. */
static enum csv_result
give_row(struct csv *csv, size_t n, size_t after)
{
	const char *row = csv->window.data + csv->start;

	csv->row = row;
	csv->row_n = n;
	buf_clear(&csv->unquoted);
	for (size_t i = 0; i < csv->count; i++)
		if (csv->cells[i].doubled)
			unquote(csv, &csv->cells[i], row + csv->cells[i].start, row + csv->cells[i].end);
	for (size_t i = 0; i < csv->count; i++) {
		struct csv_cell *cell = &csv->cells[i];

		cell->text = (cell->doubled ? csv->unquoted.data : row) + cell->start;
		cell->n = cell->end - cell->start;
	}
	csv->start += n + after;
	csv->barrier = csv->barrier > n + after ? csv->barrier - n - after : 0;
	csv->at = csv->start;
	csv->state = CSV_START;
	csv->lines = csv->next_lines;
	csv->next_lines += after > 0;
	if (csv->quotes)
		csv->next_lines += count_lines(row, n);
	csv->quotes = false;
	return CSV_ROW;
}

/* Whether what follows a quote that does not end looks like rows: the next line has as many separators as one. */
static bool
looks_like_rows(const struct csv *csv)
{
	const char *p = csv->window.data + csv->start + csv->cell, *end = csv->window.data + csv->window.len;
	const char *line = memchr(p, '\n', (size_t)(end - p)), *stop;
	size_t separators = 0;

	if (line == NULL || csv->columns < 2)
		return false;
	stop = memchr(line + 1, '\n', (size_t)(end - line - 1));
	for (p = line + 1; p < (stop != NULL ? stop : end); p++)
		separators += *p == csv->separator;
	return separators + 1 == csv->columns;
}

/* Takes the quote of the cell at work as text. */
static void
take_literally(struct csv *csv)
{
	csv->stray = true;
	csv->doubled = false;
	csv->cell--;
	csv->at = csv->start + csv->cell;
	csv->state = CSV_PLAIN;
}

/* A cell in quotes, up to and with its closing quote; false if more is needed. */
static bool
pass_quoted(struct csv *csv)
{
	const char *row = csv->window.data + csv->start, *end = csv->window.data + csv->window.len;
	const char *p = csv->window.data + csv->at, *quote;
	char next;

	for (;;) {
		const char *stop = end;

		if (csv->cell < csv->barrier && (stop = memchr(p, '\n', (size_t)(end - p))) == NULL)
			stop = end;
		quote = memchr(p, '"', (size_t)(stop - p));
		if (quote == NULL && stop < end) {
			take_literally(csv);
			return true;
		}
		if (quote == NULL || (quote + 1 == end && !csv->ended)) {
			csv->at = (size_t)((quote == NULL ? end : quote) - csv->window.data);
			return false;
		}
		next = quote + 1 < end ? quote[1] : '\n';
		if (next == csv->separator || next == '\n' || next == '\r')
			break;
		csv->doubled |= next == '"';
		csv->stray |= next != '"';
		p = quote + 1 + (next == '"');
	}
	add_cell(csv, (size_t)(quote - row));
	csv->quotes = true;
	csv->at = (size_t)(quote + 1 - csv->window.data);
	csv->state = CSV_AFTER;
	return true;
}

/* At a separator, a line end or the end: CSV_TORN if that ended the row, which is given then; CSV_ROW to go on. */
static enum csv_result
pass_end(struct csv *csv, bool plain)
{
	const char *data = csv->window.data;
	size_t at = csv->at, end = csv->window.len, row;
	size_t after = 1;

	if (at < end && data[at] == '\r') {
		if (at + 1 == end && !csv->ended)
			return CSV_MORE;
		if (at + 1 < end && data[at + 1] == '\n')
			after = 2;
		else if (at + 1 < end && !csv->cr_ends) {
			csv->at++; /* text; behind a quote it is dropped */
			return CSV_ROW;
		}
	}
	row = at - csv->start;
	if (plain)
		add_cell(csv, row);
	if (at == end || data[at] != csv->separator) {
		give_row(csv, row, at == end ? 0 : after);
		return CSV_TORN;
	}
	csv->at = at + 1;
	csv->state = CSV_START;
	return CSV_ROW;
}

/* A row over the limit: passed over to its line's end, by pieces. */
static enum csv_result
give_long(struct csv *csv)
{
	const char *p = csv->window.data + csv->start, *end = csv->window.data + csv->window.len;
	const char *stop = memchr(p, '\n', (size_t)(end - p));

	csv->row = p;
	csv->row_n = (size_t)((stop != NULL ? stop : end) - p);
	csv->state = CSV_LONG;
	csv->start += csv->row_n;
	csv->count = 0;
	csv->barrier = 0;
	csv->lines = csv->next_lines;
	if (stop != NULL) {
		csv->start++;
		csv->next_lines++;
		csv->state = CSV_START;
	}
	csv->at = csv->start;
	return csv->row_n > 0 || stop != NULL ? CSV_TOO_LONG : CSV_MORE;
}

/* The window ends in the row; *result if that decides it. */
static bool
run_out(struct csv *csv, enum csv_result *result)
{
	bool over = csv->max_row > 0 && csv->window.len - csv->start > csv->max_row;

	*result = CSV_MORE;
	if (csv->state == CSV_QUOTED && (csv->ended || over)) {
		if (over || looks_like_rows(csv)) {
			csv->barrier = csv->window.len - csv->start;
			take_literally(csv);
			return false;
		}
		csv->row = csv->window.data + csv->start;
		csv->row_n = csv->window.len - csv->start;
		csv->lines = csv->next_lines;
		csv->start = csv->at = csv->window.len;
		csv->state = CSV_START;
		csv->count = 0;
		*result = CSV_TORN;
		return true;
	}
	if (over && !csv->ended)
		*result = give_long(csv);
	return true;
}

static void
begin_cell(struct csv *csv)
{
	bool quoted = csv->at < csv->window.len && csv->window.data[csv->at] == '"';

	csv->cell = csv->at - csv->start;
	csv->state = quoted ? CSV_QUOTED : CSV_PLAIN;
	if (quoted) {
		csv->at++;
		csv->cell++;
	}
}

enum csv_result
csv_next(struct csv *csv)
{
	enum csv_result result;

	if (csv->state == CSV_LONG)
		return give_long(csv);
	if (csv->at == csv->start) { /* a row begins */
		csv->count = 0;
		csv->stray = false;
	}
	for (;;) {
		if (csv->state == CSV_START) {
			if (csv->at == csv->window.len && (!csv->ended || csv->at == csv->start))
				return run_out(csv, &result) ? result : CSV_MORE;
			begin_cell(csv);
		}
		if (csv->state == CSV_QUOTED) {
			if (!pass_quoted(csv) && run_out(csv, &result))
				return result;
		}
		if (csv->state != CSV_QUOTED) {
			const char *end = csv->window.data + csv->window.len;

			csv->at = (size_t)(find_end(csv->window.data + csv->at, end, csv->separator) - csv->window.data);
		}
		if (csv->at == csv->window.len && !csv->ended)
			return run_out(csv, &result) ? result : CSV_MORE;
		result = pass_end(csv, csv->state == CSV_PLAIN);
		if (result == CSV_TORN)
			return CSV_ROW;
		if (result == CSV_MORE)
			return run_out(csv, &result) ? result : CSV_MORE;
	}
}
