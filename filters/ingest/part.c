#include <string.h>

#include "common/date.h"
#include "filters/ingest/ingest.h"
#include "filters/ingest/sniff.h"

#define MAX_DEPTH 8

bool
ingest_part(struct ingest *ingest, struct document *parent, char *bytes, size_t n,
            const char *name, struct problem *problem)
{
	const struct format *format = name == NULL ? NULL : format_find(name);
	struct input input;
	struct document document = {.filter = parent->filter, .input = &input, .name = parent->name};
	bool known = true;

	if (ingest->depth == MAX_DEPTH) {
		problem_set(problem, 0, 1, "documents within documents more than %d deep", MAX_DEPTH);
		known = false;
	} else if (format == NULL) {
		known = sniff(bytes, n, true, &format, problem) == SNIFFED;
	}
	if (known) {
		ingest->depth++;
		input_over(&input, parent->name, bytes, n);
		format->read(ingest, &document, "", 0);
		ingest->depth--;
	}
	memset(&ingest->outer, 0, sizeof(ingest->outer));
	return known;
}

void
ingest_add_outer(struct ingest *ingest)
{
	const struct outer *outer = &ingest->outer;
	char date[21];

	if (outer->has_date && date_format(outer->date, date))
		item_source(&ingest->item, "fetched", date, 20);
	if (outer->kind != NULL)
		item_source(&ingest->item, "container", outer->kind, strlen(outer->kind));
}
