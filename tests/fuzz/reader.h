/* What must hold whatever one of ingest's readers is given: each record is a
 * JSON object on one line, and it does not matter how the document is cut. */
#ifndef FUZZ_READER_H
#define FUZZ_READER_H

#include <stdint.h>
#include <stdlib.h>

#include "common/json.h"
#include "tests/document.h"

static void
check_records(void)
{
	static struct json_members members;
	const char *s = buf_str(&caught.records), *end = s + caught.records.len;

	while (s < end) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		struct problem problem = {0};
		struct json_value object;

		if (memchr(s, '\0', (size_t)(stop - s)) != NULL
		    || !json_scan_object(s, (size_t)(stop - s), &object, &members, &problem)) {
			fprintf(stderr, "%s\n%.*s\n", problem.text, (int)(stop - s), s);
			abort();
		}
		s = stop + 1;
	}
	json_members_free(&members);
	members = (struct json_members){0};
}

static void
fuzz_reader(reader_function *read, const uint8_t *data, size_t size, size_t limit)
{
	static struct ingest ingest;
	static struct buf first;
	size_t heads[] = {0, size / 2, size > 100 ? 100 : size};

	ingest.options.max_text = 100;
	read_text(read, &ingest, (const char *)data, size, size, limit);
	check_records();
	buf_clear(&first);
	buf_add(&first, caught.records.data, caught.records.len);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		read_text(read, &ingest, (const char *)data, size, heads[i], limit);
		if (caught.records.len != first.len
		    || (first.len > 0 && memcmp(first.data, caught.records.data, first.len) != 0))
			abort();
	}
}

#endif
