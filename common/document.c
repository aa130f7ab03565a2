#include "common/frame.h"

struct document_work {
	document_function *function;
	void *context;
};

static void
read_document(struct filter *filter, void *context)
{
	struct document_work *work = context;
	struct document document = {
		.filter = filter, .input = &filter->input, .name = filter->input.name};

	work->function(&document, work->context);
}

void
filter_run_documents(struct filter *filter, document_function *function, void *context)
{
	struct document_work work = {function, context};

	frame_inputs(filter, read_document, &work);
}

void
document_record(struct document *document, const char *json, size_t n)
{
	struct filter *filter = document->filter;

	filter->ledger.read++;
	filter->ledger.written++;
	output_add(&filter->output, json, n);
	output_add(&filter->output, "\n", 1);
	output_pump(&filter->output);
}

void
document_drop(struct document *document, size_t reason)
{
	document->filter->ledger.read++;
	document->filter->ledger.dropped[reason]++;
}

void
document_reject(struct document *document, const char *raw, size_t n,
                const struct problem *problem)
{
	struct filter *filter = document->filter;

	filter->ledger.read++;
	frame_refuse(filter, document->name, problem->line, problem->column, problem->text);
	frame_write_reject(filter, raw, n);
	if (n > 0)
		frame_write_reject(filter, "\n", 1);
}

void
document_reject_more(struct document *document, const char *raw, size_t n)
{
	if (n > 0)
		frame_write_reject(document->filter, raw, n);
	else
		frame_write_reject(document->filter, "\n", 1);
}
