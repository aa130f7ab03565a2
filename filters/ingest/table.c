#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "filters/ingest/csv.h"
#include "filters/ingest/encoding.h"
#include "filters/ingest/take.h"

/* Tables with a header: a record for each row. */

#define LOOK ((size_t)16 * 1024) /* of UTF-8, to tell how the table is written */
#define MAX_COLUMNS 10000

/* A member and the column that it is taken from. */
struct taking {
	const char *member; /* borrowed, of the map or static */
	enum take_target target;
	size_t column;
	size_t rank;        /* of the column's name, where no map says it */
	bool mapped;
};

struct column {
	struct buf key; /* "name": as JSON */
	struct buf name;
};

struct table {
	struct ingest *ingest;
	struct document *document;
	struct decoder *decoder;
	struct csv csv;
	struct taker taker;
	struct column *columns;
	size_t column_count, column_cap;
	struct taking *takings;
	size_t taking_count, taking_cap;
	bool *taken;           /* of each column, in the row at work */
	char separator;        /* forced, or 0 */
	bool begun;
	bool long_row;         /* a row over the limit is being passed over */
	uint64_t first_line;   /* lines before the table */
	/* Where the row at work stands in the file: of the place `known` in the decoded bytes, counted from their
	 * beginning, the offset is known. */
	uint64_t fed, known, known_offset;
	bool located;
	enum markup_width width;
	struct buf raw;
};

/* --- The header */

static size_t
find_column(const struct table *table, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < table->column_count; i++)
		if (table->columns[i].name.len == n && memcmp(table->columns[i].name.data, name, n) == 0)
			return i;
	for (size_t i = 0; i < table->column_count; i++)
		if (table->columns[i].name.len == n && strncasecmp(table->columns[i].name.data, name, n) == 0)
			return i;
	return table->column_count;
}

static void
add_taking(struct table *table, const char *member, size_t column, size_t rank, bool mapped)
{
	table->takings = xgrow(table->takings, &table->taking_cap, table->taking_count + 1, sizeof(*table->takings));
	table->takings[table->taking_count++] = (struct taking){
		.member = member, .target = take_find(member), .column = column, .rank = rank, .mapped = mapped,
	};
}

/* What the command line maps; of a column that is not there it is told once. */
static void
take_by_map(struct table *table)
{
	const struct ingest_options *options = &table->ingest->options;

	for (size_t i = 0; i < options->map_count; i++) {
		size_t column = find_column(table, options->map[i].path);

		if (column < table->column_count)
			add_taking(table, options->map[i].member, column, 0, true);
		else
			diag(table->document->name, "--map %s=.%s: the table has no such column", options->map[i].member,
			     options->map[i].path);
	}
}

/* A column of a usual name, unless another one has a better name for the same member. */
static void
take_by_name(struct table *table, size_t column)
{
	const struct buf *name = &table->columns[column].name;
	size_t rank;
	const char *member = csv_member(name->data, name->len, &rank);

	if (member == NULL)
		return;
	for (size_t i = 0; i < table->taking_count; i++) {
		struct taking *taking = &table->takings[i];

		if (taking->column == column && taking->mapped)
			return;
		if (strcmp(taking->member, member) != 0)
			continue;
		if (!taking->mapped && rank < taking->rank) {
			taking->column = column;
			taking->rank = rank;
		}
		return;
	}
	add_taking(table, member, column, rank, false);
}

static void
add_column(struct table *table, const char *name, size_t n)
{
	struct column *column;

	table->columns = xgrow(table->columns, &table->column_cap, table->column_count + 1, sizeof(*table->columns));
	column = &table->columns[table->column_count++];
	*column = (struct column){0};
	while (n > 0 && *name == ' ') {
		name++;
		n--;
	}
	while (n > 0 && name[n - 1] == ' ')
		n--;
	buf_add(&column->name, name, n);
	if (n == 0 || find_column(table, buf_str(&column->name)) < table->column_count - 1) {
		if (n > 0)
			buf_addc(&column->name, '_');
		buf_addf(&column->name, "%zu", table->column_count); /* a name of its own, for _source.raw */
	}
	json_add_string(&column->key, column->name.data, column->name.len);
	buf_addc(&column->key, ':');
}

static bool
is_number(const char *s, size_t n)
{
	size_t digits = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			digits++;
		else if (strchr("+-., :/TZ", s[i]) == NULL)
			return false;
	}
	return digits > 0;
}

/* Whether the first row names the columns: it has a name that is known, or nothing that no name is. */
static bool
is_header(const struct table *table)
{
	const struct csv *csv = &table->csv;
	const struct ingest_options *options = &table->ingest->options;
	bool names = true;

	for (size_t i = 0; i < csv->count; i++) {
		const struct csv_cell *cell = &csv->cells[i];
		size_t rank;

		if (csv_member(cell->text, cell->n, &rank) != NULL)
			return true;
		for (size_t j = 0; j < options->map_count; j++)
			if (cell->n == strlen(options->map[j].path) && memcmp(cell->text, options->map[j].path, cell->n) == 0
			    && !is_number(cell->text, cell->n))
				return true;
		names = names && !is_number(cell->text, cell->n) && cell->n <= 128 && memchr(cell->text, '\n', cell->n) == NULL
		        && memmem(cell->text, cell->n, "://", 3) == NULL;
	}
	return names;
}

/* What of a table nobody would find. */
static void
tell_unmapped(const struct table *table)
{
	struct buf names = {0};

	for (size_t i = 0; i < table->taking_count; i++)
		if (table->takings[i].target == TAKE_CONTENT_TEXT || table->takings[i].target == TAKE_TITLE
		    || table->takings[i].target == TAKE_SUMMARY)
			return;
	for (size_t i = 0; i < table->column_count && names.len < 200; i++)
		buf_addf(&names, "%s%.*s", i > 0 ? ", " : "", (int)table->columns[i].name.len, table->columns[i].name.data);
	diag(table->document->name, "no column is known to hold text; --map content_text=.COLUMN says which (%s)",
	     buf_str(&names));
	buf_free(&names);
}

/* Reads the first row; true if it is a header and no row of its own. */
static bool
read_header(struct table *table)
{
	struct csv *csv = &table->csv;
	bool header = is_header(table);
	size_t count = csv->count < MAX_COLUMNS ? csv->count : MAX_COLUMNS;
	char number[24];

	for (size_t i = 0; i < count; i++) {
		if (header)
			add_column(table, csv->cells[i].text, csv->cells[i].n);
		else
			add_column(table, number, (size_t)snprintf(number, sizeof(number), "%zu", i + 1));
	}
	csv->columns = csv->count;
	take_by_map(table);
	for (size_t i = 0; header && i < count; i++)
		take_by_name(table, i);
	tell_unmapped(table);
	table->taken = xcalloc(count + 1, sizeof(bool));
	return header;
}

/* --- Rows */

static void
refuse(struct table *table, const char *why)
{
	struct problem problem = {0};
	const struct csv *csv = &table->csv;

	problem_set(&problem, (size_t)(table->first_line + csv->lines + 1), 1, "%s", why);
	document_reject(table->document, csv->row, csv->row_n, &problem);
}

/* Brings the known place on to the row's start or end; p are the bytes there, n how many. */
static void
locate(struct table *table, const char *p, size_t n)
{
	uint64_t units = n;

	if (table->width != MARKUP_WIDTH_BYTE) {
		units = 0;
		for (size_t i = 0; i < n; i++) {
			unsigned char c = (unsigned char)p[i];

			units += (c & 0xC0) != 0x80;
			units += c >= 0xF0 && table->width == MARKUP_WIDTH_UTF16;
		}
		units *= table->width == MARKUP_WIDTH_UTF16 ? 2 : 1;
	}
	table->known += n;
	table->known_offset += units;
}

/* The cells that no member has taken, by the names of their columns. */
static void
add_raw(struct table *table)
{
	const struct csv *csv = &table->csv;
	struct buf *raw = &table->raw;
	size_t count = csv->count < table->column_count ? csv->count : table->column_count;

	buf_clear(raw);
	for (size_t i = 0; i < count; i++) {
		if (table->taken[i])
			continue;
		buf_addc(raw, raw->len > 0 ? ',' : '{');
		buf_add(raw, table->columns[i].key.data, table->columns[i].key.len);
		json_add_string(raw, csv->cells[i].text, csv->cells[i].n);
	}
	if (raw->len == 0)
		return;
	buf_addc(raw, '}');
	item_source_json(&table->ingest->item, "raw", raw->data, raw->len);
}

/* Cells behind the last column. */
static void
add_surplus(struct table *table)
{
	const struct csv *csv = &table->csv;
	struct buf *list = &table->raw;
	bool any = false;

	buf_clear(list);
	for (size_t i = table->column_count; i < csv->count; i++) {
		buf_addc(list, list->len > 0 ? ',' : '[');
		json_add_string(list, csv->cells[i].text, csv->cells[i].n);
		any |= csv->cells[i].n > 0;
	}
	if (!any)
		return;
	buf_addc(list, ']');
	item_source_json(&table->ingest->item, "surplus", list->data, list->len);
	item_repair(&table->ingest->item, "row-long");
}

static void
take_cells(struct table *table)
{
	const struct csv *csv = &table->csv;

	memset(table->taken, 0, table->column_count + 1);
	for (size_t i = 0; i < table->taking_count; i++) {
		const struct taking *taking = &table->takings[i];

		if (taking->column >= csv->count)
			continue;
		if (take_text(&table->taker, taking->target, taking->member, csv->cells[taking->column].text,
		              csv->cells[taking->column].n) || csv->cells[taking->column].n == 0)
			table->taken[taking->column] = true;
		if (taking->target == TAKE_ID && table->ingest->item.id.len > 0 && table->ingest->item.id_rule == NULL)
			table->ingest->item.id_rule = taking->mapped ? "map" : "column";
	}
}

static bool
names_member(const struct table *table, const char *member)
{
	for (size_t i = 0; i < table->taking_count; i++)
		if (strcmp(table->takings[i].member, member) == 0)
			return true;
	return false;
}

/* The row as a record; offset is that of its first byte. */
static void
emit_row(struct table *table, uint64_t offset)
{
	struct ingest *ingest = table->ingest;
	struct item *item = &ingest->item;
	const struct csv *csv = &table->csv;
	const char *name = ingest->options.source_name, *repair = decoder_repair(table->decoder);

	item_clear(item);
	if (!names_member(table, "_source.kind"))
		item_source(item, "kind", table->separator == '\t' ? "tsv" : "csv", 3);
	if (name != NULL)
		item_source(item, "name", name, strlen(name));
	item_source(item, "file", table->document->name, strlen(table->document->name));
	item_source_number(item, "line", table->first_line + csv->lines + 1);
	if (table->located) {
		item_source_number(item, "offset", offset);
		item_source_number(item, "length", table->known_offset - offset);
	}
	take_cells(table);
	take_finish(&table->taker);
	add_raw(table);
	if (csv->count < table->column_count)
		item_repair(item, "row-short");
	if (csv->count > table->column_count)
		add_surplus(table);
	if (csv->stray)
		item_repair(item, "quote-stray");
	if (decoder_guessed(table->decoder))
		item_repair(item, "encoding-guessed");
	if (repair != NULL)
		item_repair(item, repair);
	item_emit(item, table->document);
}

/* A row that is given: the header, or a record. */
static void
take_row(struct table *table)
{
	const struct csv *csv = &table->csv;
	uint64_t offset;
	size_t whole = (size_t)(csv->window.data + csv->start - csv->row);

	offset = table->known_offset;
	locate(table, csv->row, csv->row_n);
	if (table->columns == NULL) {
		if (!(csv->count == 1 && csv->cells[0].n == 0) && !read_header(table))
			emit_row(table, offset);
	} else if (!(csv->count == 1 && csv->cells[0].n == 0)) {
		emit_row(table, offset);
	}
	locate(table, csv->row + csv->row_n, whole - csv->row_n);
}

static void
take_long(struct table *table)
{
	const struct csv *csv = &table->csv;

	if (!table->long_row) {
		refuse(table, "row longer than --max-record");
	} else {
		document_reject_more(table->document, csv->row, csv->row_n);
	}
	table->long_row = csv->state == CSV_LONG;
	locate(table, csv->row, (size_t)(csv->window.data + csv->start - csv->row));
}

static void
take_rows(struct table *table)
{
	while (!filter_stopping(table->document->filter)) {
		switch (csv_next(&table->csv)) {
		case CSV_ROW:
			take_row(table);
			break;
		case CSV_TOO_LONG:
			take_long(table);
			break;
		case CSV_TORN:
			if (!ingest_interrupted(table->document))
				refuse(table, "the table is cut off in a quoted cell");
			return;
		case CSV_MORE:
			return;
		}
	}
}

/* --- The document */

/* Finds out how the table is written. */
static void
begin(struct table *table, bool whole)
{
	struct csv *csv = &table->csv;
	size_t n = csv->window.len < LOOK ? csv->window.len : LOOK;
	const char *data = csv->window.data != NULL ? csv->window.data : "";
	struct csv_look look;

	table->begun = true;
	csv_look(data, n, whole && n == csv->window.len, &look);
	csv->separator = table->separator != 0 && look.skip == 0 ? table->separator : look.separator;
	if (table->separator == 0)
		table->separator = csv->separator;
	csv->cr_ends = memchr(data, '\n', n) == NULL;
	csv->columns = look.columns;
	csv->max_row = table->document->input->max_line;
	if (look.skip > 0) {
		table->first_line = 1;
		locate(table, data, look.skip);
		csv->start = csv->at = look.skip;
	}
}

static void
decoded(const char *s, size_t n, uint64_t offset, void *context)
{
	struct table *table = context;
	struct csv *csv = &table->csv;

	if (table->fed == 0)
		table->known_offset = offset;
	else if (table->known == table->fed)
		table->known_offset = offset; /* nothing is held: what was replaced is passed */
	table->located = decoder_width(table->decoder, &table->width);
	csv_feed(csv, s, n);
	table->fed += n;
	if (!table->begun && csv->window.len < LOOK)
		return;
	if (!table->begun)
		begin(table, false);
	take_rows(table);
}

static void
finish(struct table *table)
{
	table->csv.ended = true;
	if (!table->begun)
		begin(table, true);
	take_rows(table);
}

static void
table_free(struct table *table)
{
	for (size_t i = 0; i < table->column_count; i++) {
		buf_free(&table->columns[i].key);
		buf_free(&table->columns[i].name);
	}
	free(table->columns);
	free(table->takings);
	free(table->taken);
	decoder_free(table->decoder);
	csv_free(&table->csv);
	take_free(&table->taker);
	buf_free(&table->raw);
}

/* Reads the decoder's first bytes together, so that its guess does not hang on how they came. */
static void
read_table(struct ingest *ingest, struct document *document, const char *head, size_t n, char separator)
{
	struct table table = {.ingest = ingest, .document = document, .separator = separator, .taker = {.ingest = ingest}};
	struct buf first = {0};
	const struct encoding *forced = encoding_find(ingest->outer.charset, ingest->outer.charset_n);
	char *bytes;
	size_t more;

	table.decoder = decoder_new(decoded, &table);
	buf_add(&first, head, n);
	while (first.len < ENCODING_HEAD && input_chunk(document->input, &bytes, &more) == INPUT_LINE)
		buf_add(&first, bytes, more);
	more = first.len < ENCODING_HEAD ? first.len : ENCODING_HEAD;
	decoder_begin(table.decoder, first.data, more, MARKUP_XML, forced);
	decoder_push(table.decoder, first.data, first.len);
	buf_free(&first);
	while (!filter_stopping(document->filter) && input_chunk(document->input, &bytes, &more) == INPUT_LINE)
		decoder_push(table.decoder, bytes, more);
	decoder_end(table.decoder);
	if (!ingest_interrupted(document))
		finish(&table);
	item_clear(&ingest->item);
	table_free(&table);
}

void
read_csv(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	read_table(ingest, document, head, n, 0);
}

void
read_tsv(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	read_table(ingest, document, head, n, '\t');
}
