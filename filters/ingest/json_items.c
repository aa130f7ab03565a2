#include <string.h>

#include "filters/ingest/json_cut.h"
#include "filters/ingest/json_items.h"
#include "filters/ingest/json_object.h"
#include "filters/ingest/json_repair.h"

/* JSON documents: a list of objects, an object that holds such a list, or values of these kinds one after
 * another. Only the object at hand is in memory. */

struct reader {
	struct json_object object;
	struct json_cut cut;
	struct json_shape shape;
	struct buf key;
	bool listed; /* a list was found where the shape says */
	bool failed; /* the document cannot be read on; said */
};

static void
refuse_at(struct reader *reader, uint64_t offset, const char *text, size_t n, const char *why)
{
	struct problem problem = {0};

	while (n > 0 && strchr(" \t\r\n,", text[n - 1]) != NULL)
		n--;
	problem_set(&problem, 0, (size_t)offset + 1, "%s", why);
	document_reject(reader->object.document, text, n, &problem);
}

static void
fail(struct reader *reader, const char *why)
{
	bool ended = json_cut_peek(&reader->cut) < 0;

	if (!reader->failed && !ingest_interrupted(reader->object.document))
		refuse_at(reader, json_cut_offset(&reader->cut), "", 0, ended ? "the document is cut off here" : why);
	reader->failed = true;
}

/* The rest of a document that cannot be told apart goes to the rejects. */
static void
fail_rest(struct reader *reader, const char *why)
{
	fail(reader, why);
	json_cut_drain(&reader->cut);
}

static void
read_item(struct reader *reader)
{
	struct json_object *object = &reader->object;
	struct json_item raw;

	json_cut_item(&reader->cut, &raw);
	object->place.offset = raw.offset;
	object->place.length = raw.n;
	switch (raw.result) {
	case JSON_CUT_WHOLE:
		if (json_object_scan(object, raw.text, raw.n))
			json_object_read(object, raw.text, raw.n);
		else
			json_object_refuse(object, raw.text, raw.n, &object->rec.problem);
		return;
	case JSON_CUT_BROKEN:
		refuse_at(reader, raw.offset, raw.text, raw.n, "object without an end");
		return;
	case JSON_CUT_LONG:
		refuse_at(reader, raw.offset, raw.text, raw.n, "object longer than --max-record (if it holds a list of items: --items .PATH)");
		json_cut_rest(&reader->cut);
		return;
	case JSON_CUT_ENDED:
		if (!ingest_interrupted(object->document))
			refuse_at(reader, raw.offset, raw.text, raw.n, "the document is cut off in this object");
		reader->failed = true;
		return;
	}
}

/* What is no object, where one should be. */
static void
pass_other(struct reader *reader)
{
	uint64_t offset = json_cut_offset(&reader->cut);
	int c = json_cut_peek(&reader->cut);

	buf_clear(&reader->key);
	if (c == '[') {
		refuse_at(reader, offset, "", 0, "a list where an object should be");
		if (!json_cut_skip(&reader->cut))
			fail(reader, "expected a value");
	} else if (json_cut_scalar(&reader->cut, &reader->key)) {
		refuse_at(reader, offset, reader->key.data, reader->key.len, "expected an object");
	} else {
		fail_rest(reader, "expected an object");
	}
}

static void
read_list(struct reader *reader)
{
	json_cut_take(&reader->cut, '[');
	reader->listed = true;
	while (!reader->failed && !filter_stopping(reader->object.document->filter)) {
		if (json_cut_take(&reader->cut, ']'))
			return;
		if (json_cut_peek(&reader->cut) == '{')
			read_item(reader);
		else
			pass_other(reader);
		if (!reader->failed && !json_cut_take(&reader->cut, ',')) {
			int c = json_cut_peek(&reader->cut);

			if (c < 0)
				fail(reader, "");
			else if (c != ']' && c != '{')
				fail_rest(reader, "expected ',' or ']'");
		}
	}
}

/* Walks an object down the path to the list. */
static void
read_members(struct reader *reader, size_t level)
{
	const struct json_shape *shape = &reader->shape;

	json_cut_take(&reader->cut, '{');
	while (!reader->failed && !filter_stopping(reader->object.document->filter)) {
		const char *name = shape->path[level];
		bool ours;
		int c;

		if (json_cut_take(&reader->cut, '}'))
			return;
		buf_clear(&reader->key);
		if (json_cut_peek(&reader->cut) != '"' || !json_cut_scalar(&reader->cut, &reader->key)
		    || !json_cut_take(&reader->cut, ':')) {
			fail_rest(reader, "expected a key");
			return;
		}
		ours = reader->key.len == strlen(name) + 2 && memcmp(reader->key.data + 1, name, strlen(name)) == 0;
		c = json_cut_peek(&reader->cut);
		if (ours && c == '[' && level + 1 == shape->depth)
			read_list(reader);
		else if (ours && c == '{' && level + 1 < shape->depth)
			read_members(reader, level + 1);
		else if (!json_cut_skip(&reader->cut))
			fail(reader, "expected a value");
		if (!reader->failed && !json_cut_take(&reader->cut, ',') && json_cut_peek(&reader->cut) != '}')
			fail_rest(reader, "expected ',' or '}'");
	}
}

static void
read_values(struct reader *reader)
{
	while (!reader->failed && !filter_stopping(reader->object.document->filter)) {
		int c = json_cut_peek(&reader->cut);

		if (c < 0)
			return;
		if (c == '[')
			read_list(reader);
		else if (c == '{' && reader->shape.depth > 0)
			read_members(reader, 0);
		else if (c == '{')
			read_item(reader);
		else if (c == 0x1E) /* RFC 7464 */
			json_cut_take(&reader->cut, 0x1E);
		else
			pass_other(reader);
	}
}

void
json_items_head(struct document *document, const char *head, size_t n, struct buf *first)
{
	char *bytes;
	size_t more;

	buf_add(first, head, n);
	while (first->len < JSON_SHAPE_HEAD && input_chunk(document->input, &bytes, &more) == INPUT_LINE)
		buf_add(first, bytes, more);
	buf_reserve(first, 1);
}

void
read_json(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct reader reader = {0};
	struct buf first = {0};

	json_object_begin(&reader.object, ingest, document);
	reader.object.place.kind = "json";
	json_items_head(document, head, n, &first);
	if (ingest->options.items == NULL || !json_shape_path(ingest->options.items, &reader.shape))
		json_shape(first.data, first.len < JSON_SHAPE_HEAD ? first.len : JSON_SHAPE_HEAD, &reader.shape);
	if (preset_has_pages(&ingest->options, first.data, first.len < JSON_SHAPE_HEAD ? first.len : JSON_SHAPE_HEAD))
		reader.shape.depth = 0;
	json_cut_open(&reader.cut, document, first.data, first.len, document->input->max_line);
	reader.cut.nested = true;
	buf_free(&first);
	read_values(&reader);
	if (reader.shape.depth > 0 && !reader.listed && !reader.failed && !ingest_interrupted(document))
		refuse_at(&reader, 0, "", 0, "there is no list of objects at the path of the items");
	item_clear(&ingest->item);
	json_cut_free(&reader.cut);
	buf_free(&reader.key);
	json_object_free(&reader.object);
}
