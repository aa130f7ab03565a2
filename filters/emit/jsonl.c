/* JSON lines: records as they are, or some of their members. */
#include <string.h>

#include "common/escape.h"
#include "filters/emit/format.h"

static void
select_members(struct buf *out, const struct strings *names, const struct record *rec)
{
	buf_addc(out, '{');
	for (size_t i = 0; i < names->count; i++) {
		struct json_value value = record_lookup(rec, names->items[i]);

		if (value.type == JSON_ABSENT)
			continue;
		json_add_comma(out);
		json_add_string(out, names->items[i], strlen(names->items[i]));
		buf_addc(out, ':');
		buf_add(out, value.text, value.len);
	}
	buf_addc(out, '}');
}

static enum verdict
jsonl_record(struct emitter *emitter, const struct record *rec)
{
	struct buf *line = &emitter->buf, *safe = &emitter->scratch;
	bool all = emitter->options.select.count == 0;

	buf_clear(line);
	buf_clear(safe);
	if (all) {
		/* The last filter before other people's programs: nothing raw in a line
		 * that could split it or steer a terminal. */
		if (!escape_json(safe, rec->object.text, rec->object.len))
			return PASS;
	} else {
		select_members(line, &emitter->options.select, rec);
		if (!escape_json(safe, line->data, line->len))
			safe = line;
	}
	buf_addc(safe, '\n');
	output_add(emitter->out, safe->data, safe->len);
	return TAKEN;
}

const struct format format_jsonl = {.name = "jsonl", .record = jsonl_record, .takes = "select"};
