/* A document in memory for tests of ingest's readers: what they give is caught
 * instead of written. Include it in one source of a program only; the frame
 * (common/filter.c) is then not linked. */
#ifndef TESTS_DOCUMENT_H
#define TESTS_DOCUMENT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "filters/ingest/ingest.h"

static struct {
	struct buf records;  /* a line each */
	struct buf problems; /* `line:column: text`, a line each */
	struct buf rejects;  /* their bytes, each followed by a newline */
	size_t record_count, problem_count;
	bool more;           /* in document_reject_more() */
} caught;

void
document_record(struct document *document, const char *json, size_t n)
{
	buf_add(&caught.records, json, n);
	buf_addc(&caught.records, '\n');
	caught.record_count++;
}

void
document_reject(struct document *document, const char *raw, size_t n, const struct problem *problem)
{
	buf_addf(&caught.problems, "%zu:%zu: %s\n", problem->line, problem->column, problem->text);
	buf_add(&caught.rejects, raw, n);
	buf_addc(&caught.rejects, '\n');
	caught.problem_count++;
}

void
document_drop(struct document *document, size_t reason)
{
}

void
document_reject_more(struct document *document, const char *raw, size_t n)
{
	if (n > 0)
		caught.rejects.len -= !caught.more; /* the newline that came with nothing */
	caught.more = n > 0;
	buf_add(&caught.rejects, raw, n);
	if (n == 0)
		buf_addc(&caught.rejects, '\n');
}

bool
filter_stopping(const struct filter *filter)
{
	return false;
}

static void
caught_clear(void)
{
	buf_clear(&caught.records);
	buf_clear(&caught.problems);
	buf_clear(&caught.rejects);
	caught.record_count = caught.problem_count = 0;
}

static inline void
caught_free(void)
{
	buf_free(&caught.records);
	buf_free(&caught.problems);
	buf_free(&caught.rejects);
}

/* Lets a reader read text, of which it gets the first `head` bytes at once and
 * the others when it asks. */
static void
read_text(reader_function *read, struct ingest *ingest, const char *text, size_t n, size_t head,
          size_t max_line)
{
	char *copy = malloc(n ? n : 1); /* of just that size: a look behind its end is seen */
	struct input input = {.eof = true, .max_line = max_line};
	struct document document = {.input = &input, .name = "test"};

	if (copy == NULL)
		abort();
	if (n > 0)
		memcpy(copy, text, n);
	input.start = copy + head;
	input.end = copy + n;
	caught_clear();
	ingest->item.max_text = ingest->options.max_text;
	read(ingest, &document, copy, head);
	free(copy);
}

static inline void
ingest_free(struct ingest *ingest)
{
	item_free(&ingest->item);
	buf_free(&ingest->scratch);
}

#endif
