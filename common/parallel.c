/* Running a function over records in several threads. The main thread reads blocks of whole
 * lines and gives them away; each thread keeps what becomes of its block; the main thread
 * takes that in the order of the input and does what filter.c does with it at once. */
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/frame.h"
#include "common/hash.h"
#include "common/jobs.h"
#include "common/xalloc.h"

/* A block that has come to so much output or so many refusals is taken in parts. */
#define PART (4 * STREAM_BLOCK)

/* More memory than this is not kept from block to block. */
#define KEPT (8 * STREAM_BLOCK)

/* Something to be reported about a record. */
enum kind { REFUSED, COMPLAINT, MESSAGE };

struct event {
	enum kind kind;
	size_t line;       /* in the block, from 1 */
	size_t column;
	size_t text, n;    /* what is said, in block->words */
	const char *raw;   /* the line, if refused */
	size_t raw_n;
};

struct block {
	struct input_memory memory;
	char *bytes;       /* in it: whole lines */
	size_t n;
	const char *name;  /* of the input */
	bool begins;       /* it is the input's first */
	uint64_t before;   /* bytes of all inputs that stand before it */
	uint64_t max_record;
	bool strict;

	/* What became of the lines up to now. */
	struct buf out, words;
	struct event *events;
	size_t event_count, event_cap;
	struct ledger ledger;
	size_t lines;      /* of the whole block, up to now */
	bool stopped;
};

/* What a thread needs for itself. */
struct lane {
	record_function *function;
	void *context;
	struct record record;
};

struct crew {
	struct filter *filter;
	struct jobs *jobs;
	struct block *blocks;
	struct lane *lanes;
	size_t count;         /* of lanes; twice as many blocks */
	sigset_t mask;        /* signals blocked from the start */
	size_t held;          /* bytes in all blocks given away */
	bool begins;          /* nothing of the current input was given yet */
	uint64_t line;        /* the last line taken, of its input */
	bool stopped;         /* --strict: */
	uint64_t stopped_at;  /* bytes of all inputs up to there */
};

static struct event *
add_event(struct block *block, enum kind kind, const char *text, size_t n)
{
	struct event *event;

	block->events = xgrow(block->events, &block->event_cap, block->event_count + 1,
	                      sizeof(*block->events));
	event = &block->events[block->event_count++];
	*event = (struct event){.kind = kind, .line = block->lines, .text = block->words.len, .n = n};
	buf_add(&block->words, text, n);
	buf_addc(&block->words, '\0');
	return event;
}

static void
add_message(void *item, const char *line, size_t n)
{
	add_event(item, MESSAGE, line, n);
}

static void
add_problem(struct block *block, enum kind kind, const struct problem *problem, const char *line,
            size_t n)
{
	struct event *event = add_event(block, kind, problem->text, strlen(problem->text));

	event->column = problem->column;
	event->raw = line;
	event->raw_n = n;
	block->stopped = kind == REFUSED && block->strict;
}

static void
work_line(struct block *block, struct lane *lane, const char *line, size_t n)
{
	struct record *rec = &lane->record;
	enum verdict verdict;

	if (!frame_judge(rec, line, n, lane->function, lane->context, &verdict))
		return;
	block->ledger.read++;
	if (verdict == REJECT) {
		add_problem(block, REFUSED, &rec->problem, line, n);
		return;
	}
	if (rec->problem.text[0] != '\0')
		add_problem(block, COMPLAINT, &rec->problem, line, n);
	if (verdict >= DROP) {
		block->ledger.dropped[verdict - DROP]++;
		return;
	}
	block->ledger.written++;
	if (rec->edit_count > 0)
		record_write(rec, &block->out);
	else
		buf_add(&block->out, rec->object.text, rec->object.len);
	buf_addc(&block->out, '\n');
}

static void
work_long(struct block *block, const char *line, size_t n)
{
	struct problem problem;

	frame_long(block->max_record, &problem);
	block->ledger.read++;
	add_problem(block, REFUSED, &problem, line, n);
}

static bool
is_full(const struct block *block)
{
	return block->out.len + block->words.len + block->event_count * sizeof(*block->events) >= PART;
}

static void
work(void *item, void *context, struct worker *worker)
{
	struct block *block = item;
	const char *at = block->bytes, *end = at + block->n;

	while (at < end && !block->stopped && !worker_cancelled(worker)) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((newline ? newline : end) - at);
		bool bom = block->begins && block->lines == 0 && n >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0;

		block->lines++;
		if (n > block->max_record)
			work_long(block, at, n);
		else
			work_line(block, context, at + (bom ? 3 : 0), n - (bom ? 3 : 0));
		at += n + 1;
		if (is_full(block))
			worker_pause(worker);
	}
}

/* The output of a block. It is written from where it is, if it is much. */
static void
take_output(struct output *output, const struct buf *out)
{
	if (out->len == 0)
		return;
	output_run(output, out->data, out->len);
	output_pump(output);
	output_settle(output);
}

static void
take_event(struct crew *crew, const struct block *block, const struct event *event)
{
	struct filter *filter = crew->filter;
	const char *text = block->words.data + event->text;
	size_t line = crew->line + event->line;

	if (event->kind == MESSAGE)
		diag_line(text, event->n);
	else if (event->kind == COMPLAINT)
		frame_complain(filter, block->name, line, event->column, text);
	if (event->kind != REFUSED)
		return;
	frame_refuse(filter, block->name, line, event->column, text);
	frame_write_reject(filter, event->raw, event->raw_n);
	frame_write_reject(filter, "\n", 1);
	if (filter->stopped) {
		size_t end = (size_t)(event->raw - block->bytes) + event->raw_n + 1;

		crew->stopped = true;
		crew->stopped_at = block->before + (end < block->n ? end : block->n);
	}
}

static void
clear(struct block *block)
{
	if (block->out.cap > KEPT)
		buf_free(&block->out);
	if (block->words.cap > KEPT)
		buf_free(&block->words);
	buf_clear(&block->out);
	buf_clear(&block->words);
	block->event_count = 0;
	block->ledger = (struct ledger){0};
}

static void
take_block(struct crew *crew, struct block *block, bool finished)
{
	if (block->begins && block->lines > 0) {
		crew->line = 0;
		block->begins = false;
	}
	ledger_add(&crew->filter->ledger, &block->ledger);
	take_output(&crew->filter->output, &block->out);
	for (size_t i = 0; i < block->event_count; i++)
		take_event(crew, block, &block->events[i]);
	clear(block);
	if (!finished)
		return;
	crew->line += block->lines;
	crew->held -= block->n;
	if (block->memory.cap > KEPT) {
		free(block->memory.data);
		block->memory = (struct input_memory){NULL, 0};
	}
}

/* Takes all that is ready, in order. */
static void
take_ready(struct crew *crew)
{
	struct block *block;
	bool finished;

	while (!crew->filter->stopped && (block = jobs_ready(crew->jobs, &finished)) != NULL) {
		take_block(crew, block, finished);
		jobs_drop(crew->jobs);
	}
}

static void
take_next(struct crew *crew)
{
	jobs_wait(crew->jobs);
	take_ready(crew);
}

/* Called where signals may be blocked; but a reader may be stuck, and then they must not be. */
static void
drain(void *context)
{
	struct crew *crew = context;
	sigset_t before;

	pthread_sigmask(SIG_SETMASK, &crew->mask, &before);
	take_ready(crew);
	while (!crew->filter->stopped && jobs_pending(crew->jobs) > 0)
		take_next(crew);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool
idle(void *context)
{
	struct crew *crew = context;
	sigset_t before;

	pthread_sigmask(SIG_SETMASK, &crew->mask, &before);
	take_ready(crew);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return frame_idle(crew->filter);
}

/* Room for a block; NULL if --strict ended the run meanwhile. */
static struct block *
vacant(struct crew *crew)
{
	struct block *block;

	take_ready(crew);
	while (!crew->filter->stopped && (block = jobs_vacant(crew->jobs)) == NULL)
		take_next(crew);
	return crew->filter->stopped ? NULL : block;
}

/* Gives a block away; if lines are large, not so many at a time. */
static void
give(struct crew *crew, struct block *block)
{
	struct filter *filter = crew->filter;

	block->name = filter->input.name;
	block->begins = crew->begins;
	block->before = filter->read_before + filter->input.offset - block->n;
	block->lines = 0;
	block->stopped = false;
	crew->begins = false;
	while (!filter->stopped && crew->held > 0 &&
	       crew->held + block->n > 2 * crew->count * 2 * STREAM_BLOCK)
		take_next(crew);
	crew->held += block->n;
	jobs_give(crew->jobs);
}

/* A line too long to be held is refused here, behind all that came before it. */
static void
refuse_long(struct crew *crew, char *piece, size_t n)
{
	drain(crew);
	if (crew->filter->stopped)
		return;
	if (crew->begins)
		crew->line = 0;
	crew->begins = false;
	crew->filter->input.line = ++crew->line;
	frame_refuse_long(crew->filter, piece, n);
}

static void
read_blocks(struct filter *filter, void *context)
{
	struct crew *crew = context;
	struct block *block;

	crew->begins = true;
	while ((block = vacant(crew)) != NULL) {
		enum input_result result;
		char *bytes;
		size_t n;

		result = input_block(&filter->input, &block->memory, &bytes, &n);
		if (result == INPUT_LONG) {
			refuse_long(crew, bytes, n);
			continue;
		}
		if (result != INPUT_LINE)
			return;
		block->bytes = bytes;
		block->n = n;
		give(crew, block);
	}
}

static struct crew *
crew_new(struct filter *filter, record_function *function, void *const contexts[], size_t count)
{
	static const struct jobs_work the_work = {work, add_message};
	struct crew *crew = xcalloc(1, sizeof(*crew));
	void *lanes[FILTER_MOST_JOBS];

	crew->filter = filter;
	crew->count = count;
	crew->blocks = xcalloc(2 * count, sizeof(*crew->blocks));
	crew->lanes = xcalloc(count, sizeof(*crew->lanes));
	for (size_t i = 0; i < count; i++) {
		crew->lanes[i].function = function;
		crew->lanes[i].context = contexts[i];
		lanes[i] = &crew->lanes[i];
	}
	for (size_t i = 0; i < 2 * count; i++) {
		crew->blocks[i].max_record = filter->max_record;
		crew->blocks[i].strict = filter->strict;
	}
#ifdef M_MMAP_THRESHOLD
	/* Else what a large line needed stays with the thread that freed it. */
	mallopt(M_MMAP_THRESHOLD, KEPT / 2);
#endif
	pthread_sigmask(SIG_BLOCK, NULL, &crew->mask);
	(void)hash_seeded("", 0); /* chooses the seed */
	crew->jobs = jobs_new(&the_work, count, lanes, crew->blocks, sizeof(*crew->blocks));
	return crew;
}

static void
crew_free(struct crew *crew)
{
	jobs_free(crew->jobs);
	for (size_t i = 0; i < 2 * crew->count; i++) {
		free(crew->blocks[i].memory.data);
		buf_free(&crew->blocks[i].out);
		buf_free(&crew->blocks[i].words);
		free(crew->blocks[i].events);
	}
	for (size_t i = 0; i < crew->count; i++)
		record_free(&crew->lanes[i].record);
	free(crew->blocks);
	free(crew->lanes);
	free(crew);
}

size_t
filter_processors(void)
{
	cpu_set_t set;
	long count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set)
	                                                          : sysconf(_SC_NPROCESSORS_ONLN);

	return count < 1 ? 1 : count < FILTER_MOST_JOBS ? (size_t)count : FILTER_MOST_JOBS;
}

void
filter_run_parallel(struct filter *filter, record_function *function, void *const contexts[],
                    size_t count)
{
	struct crew *crew = NULL;

	if (count > FILTER_MOST_JOBS)
		count = FILTER_MOST_JOBS;
	if (count > 1)
		crew = crew_new(filter, function, contexts, count);
	if (crew == NULL || crew->jobs == NULL) {
		filter_run(filter, function, contexts[0]);
	} else {
		filter->settle = drain;
		filter->settle_context = filter->input.idle_context = crew;
		filter->input.idle = idle;
		filter->input.event = jobs_event(crew->jobs);
		frame_inputs(filter, read_blocks, crew);
		drain(crew);
		if (crew->stopped)
			filter->read_before = crew->stopped_at;
		filter->settle = NULL;
		filter->input.idle = frame_idle;
		filter->input.idle_context = filter;
		filter->input.event = NULL;
	}
	if (crew)
		crew_free(crew);
}
