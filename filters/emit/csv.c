/* CSV after RFC 4180: CRLF, a header, one row a record; and TSV with backslashes. No formula, no
 * control character gets through; jansson is not on this path. */
#include <string.h>

#include "common/escape.h"
#include "filters/emit/format.h"

/* A list's item as text: a string's characters, an object's name (authors),
 * anything else as JSON. */
static void
add_item(struct buf *out, const struct json_value *value)
{
	struct json_value name = json_get(value, "name", 4);

	if (name.type == JSON_STR)
		value = &name;
	if (value->type == JSON_STR)
		json_unescape(value, out);
	else
		buf_add(out, value->text, value->len);
}

static void
join_list(struct buf *out, const struct json_value *list)
{
	struct json_member item;
	size_t cursor = 0;
	bool first = true;

	while (json_next(list, &cursor, &item)) {
		if (item.value.type == JSON_NUL)
			continue;
		if (!first)
			buf_add(out, "; ", 2);
		first = false;
		add_item(out, &item.value);
	}
}

static void
add_cell(struct emitter *emitter, const char *s, size_t n)
{
	bool disarm = !emitter->options.raw;

	if (emitter->format == &format_tsv)
		escape_tsv(&emitter->buf, s, n, disarm);
	else
		escape_csv(&emitter->buf, s, n, disarm);
}

static void
add_value(struct emitter *emitter, const struct json_value *value)
{
	struct buf *scratch = &emitter->scratch;

	buf_clear(scratch);
	switch (value->type) {
	case JSON_STR:
		if (!memchr(value->text, '\\', value->len)) {
			add_cell(emitter, value->text + 1, value->len - 2);
			return;
		}
		json_unescape(value, scratch);
		break;
	case JSON_ARR:
		join_list(scratch, value);
		break;
	case JSON_OBJ:
		buf_add(scratch, value->text, value->len);
		break;
	case JSON_NUM: /* as it is: -5 is no formula */
	case JSON_BOOL:
		buf_add(&emitter->buf, value->text, value->len);
		return;
	case JSON_NUL:
	case JSON_ABSENT:
		return;
	}
	add_cell(emitter, scratch->data, scratch->len);
}

/* What stands before the cell i of a row. */
static void
begin_cell(struct emitter *emitter, size_t i)
{
	if (i > 0)
		buf_addc(&emitter->buf, emitter->format == &format_tsv ? '\t' : ',');
}

static void
end_row(struct emitter *emitter)
{
	buf_adds(&emitter->buf, emitter->format == &format_tsv ? "\n" : "\r\n");
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
}

static void
csv_begin(struct emitter *emitter)
{
	const struct strings *columns = &emitter->options.columns;

	buf_clear(&emitter->buf);
	if (emitter->options.bom)
		buf_adds(&emitter->buf, "\xEF\xBB\xBF");
	for (size_t i = 0; i < columns->count; i++) {
		begin_cell(emitter, i);
		add_cell(emitter, columns->items[i], strlen(columns->items[i]));
	}
	end_row(emitter);
}

static enum verdict
csv_record(struct emitter *emitter, const struct record *rec)
{
	const struct strings *columns = &emitter->options.columns;

	buf_clear(&emitter->buf);
	for (size_t i = 0; i < columns->count; i++) {
		struct json_value value = record_lookup(rec, columns->items[i]);

		begin_cell(emitter, i);
		add_value(emitter, &value);
	}
	end_row(emitter);
	return TAKEN;
}

const struct format format_csv = {.name = "csv", .begin = csv_begin, .record = csv_record,
                                  .takes = "columns raw bom"};

const struct format format_tsv = {.name = "tsv", .begin = csv_begin, .record = csv_record,
                                  .takes = "columns raw bom"};
