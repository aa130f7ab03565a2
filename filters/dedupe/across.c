#include "filters/dedupe/across.h"

#include "common/diag.h"
#include "filters/dedupe/annotate.h"
#include "filters/dedupe/settle.h"

static enum verdict
annotate(struct record *rec, void *context)
{
	annotate_record(context, rec);
	return PASS;
}

void
across_keys(struct filter *filter, const char *by, size_t min_words, size_t jobs)
{
	static struct annotator annotators[FILTER_MOST_JOBS];
	void *contexts[FILTER_MOST_JOBS];
	size_t count = jobs ? jobs : filter_processors();
	struct problem problem = {.text = ""};

	for (size_t i = 0; i < count; i++) {
		annotators[i].keys = keys_new(by, min_words, &problem);
		if (annotators[i].keys == NULL)
			die(STATUS_USAGE, NULL, "--by: %s in '%s'", problem.text, by);
		contexts[i] = &annotators[i];
	}
	filter_run_parallel(filter, annotate, contexts, count);
	for (size_t i = 0; i < count; i++) {
		keys_free(annotators[i].keys);
		annotator_free(&annotators[i]);
	}
}

static enum verdict
settle(struct record *rec, void *context)
{
	return settler_take(context, rec) ? TAKEN : REJECT;
}

void
across_sorted(struct filter *filter, double least)
{
	struct settler *settler = settler_new(least);
	struct buf line = {0};

	filter_run(filter, settle, settler);
	settler_end(settler);
	while (!filter_stopping(filter) && settler_next(settler, &line)) {
		output_add(filter_out(filter), line.data, line.len);
		output_pump(filter_out(filter));
		buf_clear(&line);
	}
	buf_free(&line);
	settler_free(settler);
}
