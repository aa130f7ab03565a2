/* dedupe: passes the first of every group of equal records. See dedupe(1). */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "common/filter.h"
#include "filters/dedupe/across.h"
#include "filters/dedupe/counts.h"
#include "filters/dedupe/join.h"
#include "filters/dedupe/judge.h"
#include "filters/dedupe/offset.h"
#include "filters/dedupe/show.h"

/* So much may wait for a commit before the output is written out for it. */
#define PENDING ((size_t)1 << 20)

/* The disk is asked to keep up this often. */
#define SYNC_SECONDS 1

#define NEAR_SHARE 0.4

static const char *state_path, *by, *near, *window, *offset;
static uint64_t window_seconds;
static bool pending, keep, discard, load;
static struct strings merged;
static bool mark, wait_for_lock, info, dump, exact;
static const char *only, *count_path;
static bool give_keys, sorted, duplicates;
static uint64_t jobs = 1;
static uint64_t max_entries = (uint64_t)10 << 20, min_words = 1;

static const char *const onlies[] = {"duplicates", "firsts", NULL};

static const struct opt options[] = {
	{'s', "state", "FILE", "remember in FILE what has passed, from run to run",
	 .value = &state_path},
	{'b', "by", "WHAT,...", "what makes a duplicate: id, url, text, near or paths of members",
	 .value = &by},
	{0, "near", "SHARE", "a near-copy has so much in common (default 0.4)", .value = &near},
	{0, "exact", NULL, "pass near-copies: the same as --by id,url,text", .flag = &exact},
	{'m', "mark", NULL, "pass duplicates too, with _duplicate added", .flag = &mark},
	{0, "only", "WHICH", "pass only duplicates (as --mark has them), or firsts", .value = &only, .choices = onlies},
	{0, "count", "FILE", "append to FILE a line for each group that has duplicates", .value = &count_path},
	{0, "keys", NULL, "add _keys, by which other machines can group, and pass all", .flag = &give_keys},
	{0, "sorted", NULL, "find the groups of records sorted by these keys", .flag = &sorted},
	{'j', "jobs", "N", "with --keys: work in N threads; 0: one for each processor", .size = &jobs},
	{0, "min-words", "N", "compare texts of at least N words (default 1)", .size = &min_words},
	{0, "max-entries", "N", "forget the oldest beyond N (default 10M)", .size = &max_entries},
	{0, "window", "SPAN", "forget after SPAN of the posts' own time, as 30d, 12h or 2w", .value = &window},
	{0, "pending", NULL, "remember only when --commit says so", .flag = &pending},
	{0, "commit", NULL, "remember what a run with --pending passed, and end", .flag = &keep},
	{0, "abort", NULL, "forget what a run with --pending passed, and end", .flag = &discard},
	{0, "merge", "STATE", "join STATE into the state, and end; may be repeated", .values = &merged},
	{0, "load", NULL, "join what --dump wrote into the state, and end", .flag = &load},
	{0, "offset", "MEMBER", "keep the last offset in the state: of a member, or PLACE/N", .value = &offset},
	{0, "wait", NULL, "wait until no other run uses the state", .flag = &wait_for_lock},
	{0, "info", NULL, "tell about the state as a JSON line, and end", .flag = &info},
	{0, "dump", NULL, "print the state as JSON lines, and end", .flag = &dump},
	{0},
};

enum drop {
	DROP_ID,
	DROP_URL,
	DROP_TEXT,
	DROP_NEAR,
	DROP_OTHER,
	DROP_FIRST
};

static const char *const drops[] = {
	[DROP_ID] = "duplicate-id",
	[DROP_URL] = "duplicate-url",
	[DROP_TEXT] = "duplicate-text",
	[DROP_NEAR] = "duplicate-near",
	[DROP_OTHER] = "duplicate-other",
	[DROP_FIRST] = "first",
	NULL,
};

static const struct program program = {
	.name = "dedupe",
	.purpose = "pass the first of every group of equal records",
	.operands = "[FILE ...]",
	.options = options,
	.drops = drops,
	.examples = "  dedupe --state seen.db <posts.jsonl >new.jsonl\n"
	            "  ingest feed.xml | dedupe --mark | jq 'select(._duplicate)'\n",
};

struct deduper {
	struct filter *filter;
	struct judge judge;
	struct offsets offsets;
	struct counts *counts; /* NULL without --count */
	struct buf told;       /* its lines that are not yet written */
	int count_fd;
	time_t synced;
};

static enum verdict
reason(const struct deduper *deduper, size_t kind)
{
	const char *told = keys_told(deduper->judge.keys, kind);

	for (size_t i = DROP_ID; i < DROP_OTHER; i++)
		if (strcmp(told, drops[i] + strlen("duplicate-")) == 0)
			return DROP + i;
	return DROP + DROP_OTHER;
}

/* Writes the lines of --count. */
static void
write_counts(struct deduper *deduper)
{
	if (!write_all(deduper->count_fd, deduper->told.data, deduper->told.len))
		die(STATUS_FAILED, count_path, "%s", strerror(errno));
	buf_clear(&deduper->told);
}

static void
count_record(struct deduper *deduper, const struct record *rec, size_t kind)
{
	if (deduper->judge.root != INDEX_NONE)
		counts_see(deduper->counts, rec, deduper->judge.root, kind);
	if (deduper->told.len >= STREAM_BLOCK)
		write_counts(deduper);
}

static void
tell_group(void *context, uint64_t root)
{
	struct deduper *deduper = context;

	counts_tell(deduper->counts, root, &deduper->told);
}

static void
begin_counts(struct deduper *deduper)
{
	if (count_path == NULL)
		return;
	deduper->count_fd = open(count_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (deduper->count_fd < 0)
		die(STATUS_USAGE, count_path, "cannot open the counts: %s", strerror(errno));
	deduper->counts = counts_new(deduper->judge.index, deduper->judge.keys);
	index_on_forget(deduper->judge.index, tell_group, deduper);
}

static void
end_counts(struct deduper *deduper)
{
	if (deduper->counts == NULL)
		return;
	counts_tell_all(deduper->counts, &deduper->told);
	write_counts(deduper);
	if (close(deduper->count_fd) != 0)
		die(STATUS_FAILED, count_path, "%s", strerror(errno));
	index_on_forget(deduper->judge.index, NULL, NULL);
	counts_free(deduper->counts);
	buf_free(&deduper->told);
}

static enum verdict
dedupe_record(struct record *rec, void *context)
{
	struct deduper *deduper = context;
	size_t kind;

	if (deduper->judge.state && state_pending(deduper->judge.state) > PENDING)
		output_flush(filter_out(deduper->filter));
	if (!judge_record(&deduper->judge, rec, &kind))
		kind = SIZE_MAX;
	offsets_take(&deduper->offsets, rec);
	if (deduper->counts)
		count_record(deduper, rec, kind);
	if (kind == SIZE_MAX)
		return duplicates ? DROP + DROP_FIRST : PASS;
	return mark ? PASS : reason(deduper, kind);
}

/* Brings the state to the disk, but the output first: after a power failure the
 * state should know less than was written, not more. */
static void
sync_state(struct deduper *deduper)
{
	struct problem problem = {.text = ""};

	(void)fdatasync(STDOUT_FILENO); /* a pipe cannot, and need not */
	if (!state_sync(deduper->judge.state, &problem))
		die(STATUS_FAILED, state_path, "%s", problem.text);
	deduper->synced = time(NULL);
}

/* All output given so far has left, so the records in it may be remembered. */
static void
commit(void *context)
{
	struct deduper *deduper = context;
	struct problem problem = {.text = ""};

	offsets_give(&deduper->offsets, deduper->judge.state);
	if (!state_commit(deduper->judge.state, &problem))
		die(STATUS_FAILED, state_path, "%s", problem.text);
	if (time(NULL) - deduper->synced >= SYNC_SECONDS)
		sync_state(deduper);
}

static bool
stopping(void *context)
{
	return filter_stopping(context);
}

/* Opens the state; false if a signal ended the waiting for it. */
static bool
open_state(struct deduper *deduper)
{
	struct problem problem = {.text = ""};
	enum status status;
	struct state_opening opening = {
		.path = state_path,
		.keys = deduper->judge.keys,
		.index = deduper->judge.index,
		.near = deduper->judge.near,
		.pending = pending,
		.waiting = {.wait = wait_for_lock, .stopping = stopping, .context = deduper->filter},
	};

	if (state_path == NULL)
		return true;
	deduper->judge.state = state_open(&opening, &status, &problem);
	if (deduper->judge.state) {
		deduper->synced = time(NULL);
		filter_on_left(deduper->filter, commit, deduper);
		if (window)
			state_note(deduper->judge.state, "window", window, strlen(window));
		return true;
	}
	if (status != STATUS_OK)
		die(status, state_path, "%s; nothing was done", problem.text);
	return false;
}

/* Writes what is left, which commits it. */
static void
close_state(struct deduper *deduper)
{
	if (deduper->judge.state == NULL)
		return;
	if (!filter_stopping(deduper->filter))
		offsets_take_end(&deduper->offsets);
	output_flush(filter_out(deduper->filter));
	commit(deduper);
	sync_state(deduper);
	filter_on_left(deduper->filter, NULL, NULL);
	state_finish(deduper->judge.state);
	state_close(deduper->judge.state);
}

static void
give_line(void *context, const char *json, size_t n)
{
	struct output *out = context;

	output_add(out, json, n);
	output_pump(out);
}

static void
show(struct filter *filter)
{
	const struct lock_waiting waiting = {.wait = wait_for_lock, .stopping = stopping, .context = filter};
	struct problem problem = {.text = ""};
	struct buf line = {0};
	enum status status;
	int lock = state_calm(state_path, &waiting);

	if (dump) {
		status = show_dump(state_path, max_entries, give_line, filter_out(filter), &problem);
	} else {
		status = show_info(state_path, max_entries, &line, &problem);
		output_add(filter_out(filter), line.data, line.len);
	}
	buf_free(&line);
	if (lock >= 0)
		close(lock);
	if (status != STATUS_OK)
		die(status, state_path, "%s", problem.text);
}

/* --commit and --abort. */
static void
settle(struct filter *filter)
{
	const struct lock_waiting waiting = {.wait = wait_for_lock, .stopping = stopping, .context = filter};
	struct problem problem = {.text = ""};
	bool found;
	enum status status = state_settle(state_path, keep, &waiting, &found, &problem);

	if (status != STATUS_OK)
		die(status, state_path, "%s", problem.text);
	if (!found && keep)
		diag(state_path, "nothing is pending");
}

static enum verdict
load_line(struct record *rec, void *context)
{
	return join_add_line(context, rec) ? TAKEN : REJECT;
}

/* --merge and --load. */
static void
join_states(struct filter *filter, const struct keys *keys)
{
	const struct lock_waiting waiting = {.wait = wait_for_lock, .stopping = stopping, .context = filter};
	struct join *join = join_new(keys);
	struct problem problem = {.text = ""};
	enum status status = STATUS_OK;
	const char *place = state_path;
	int lock = join_begin(join, state_path, &waiting, &status, &problem);

	for (size_t i = 0; lock >= 0 && status == STATUS_OK && i < merged.count; i++) {
		place = merged.items[i];
		status = join_add_state(join, place, &problem);
	}
	if (status != STATUS_OK)
		die(status, place, "%s; nothing was done", problem.text);
	if (lock >= 0 && load) {
		join_begin_lines(join);
		filter_run(filter, load_line, join);
	}
	if (lock >= 0 && !filter_stopping(filter))
		status = join_write(join, state_path, &problem);
	if (lock >= 0 && status == STATUS_OK)
		lock_set_made(lock);
	if (status != STATUS_OK)
		die(status, state_path, "%s", problem.text);
	if (lock >= 0)
		close(lock);
	join_free(join);
}

/* --window: seconds, or a number with s, m, h, d or w. */
static uint64_t
read_span(void)
{
	static const struct {
		char unit;
		uint64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
	uint64_t n = 0;
	const char *p = window;

	if (window == NULL)
		return 0;
	for (; *p >= '0' && *p <= '9' && n < 100000000; p++)
		n = 10 * n + (uint64_t)(*p - '0');
	for (size_t i = 0; n > 0 && i < sizeof(units) / sizeof(*units); i++)
		if (p[0] == units[i].unit && p[1] == '\0')
			return n * units[i].seconds;
	die(STATUS_USAGE, NULL, "--window: '%s' is no span of time, as 30d, 12h or 2w", window);
}

/* Options that make no sense without a state, or not together. */
static void
check_state_options(void)
{
	const struct {
		const char *name;
		bool given;
	} needing[] = {{"info", info}, {"dump", dump}, {"commit", keep}, {"abort", discard},
	               {"merge", merged.count > 0}, {"load", load}, {"pending", pending},
	               {"offset", offset != NULL}, {"wait", wait_for_lock}};
	const char *ending = NULL;

	for (size_t i = 0; i < sizeof(needing) / sizeof(*needing); i++) {
		if (needing[i].given && state_path == NULL)
			die(STATUS_USAGE, NULL, "--%s: needs --state", needing[i].name);
		if (!needing[i].given || i > 6)
			continue;
		if (ending)
			die(STATUS_USAGE, NULL, "--%s with --%s: one of them is too much", ending, needing[i].name);
		ending = needing[i].name;
	}
	if (offset && *offset == '\0')
		die(STATUS_USAGE, NULL, "--offset: the name is empty");
}

/* Options of which only one makes sense. */
static void
check_ways(void)
{
	const struct {
		const char *name;
		bool given;
	} ways[] = {{"keys", give_keys}, {"sorted", sorted}, {"state", state_path != NULL}, {"mark", mark},
	            {"only", only != NULL}, {"count", count_path != NULL}};

	for (size_t i = 0; i < 2; i++)
		for (size_t j = i + 1; ways[i].given && j < sizeof(ways) / sizeof(*ways); j++)
			if (ways[j].given)
				die(STATUS_USAGE, NULL, "--%s with --%s: one of them is too much", ways[i].name, ways[j].name);
	duplicates = only != NULL && strcmp(only, "duplicates") == 0;
	if (mark && only != NULL && !duplicates)
		die(STATUS_USAGE, NULL, "--mark with --only firsts: one of them is too much");
	mark = mark || duplicates;
	if (jobs > FILTER_MOST_JOBS)
		die(STATUS_USAGE, NULL, "--jobs: must be between 0 and %d", FILTER_MOST_JOBS);
	if (jobs != 1 && !give_keys)
		die(STATUS_USAGE, NULL, "--jobs: needs --keys");
}

static void
check_options(void)
{
	check_ways();
	if (max_entries < 1 || max_entries > INDEX_MAX_ENTRIES)
		die(STATUS_USAGE, NULL, "--max-entries: must be between 1 and 2G");
	if (min_words < 1 || min_words > 1000)
		die(STATUS_USAGE, NULL, "--min-words: must be between 1 and 1000");
	if (exact && (by != NULL || near != NULL))
		die(STATUS_USAGE, NULL, "--exact with --%s: one of them is too much", by != NULL ? "by" : "near");
	if (by == NULL)
		by = exact ? "id,url,text" : "id,url,text,near";
	if (state_path && *state_path == '\0')
		die(STATUS_USAGE, NULL, "--state: the name is empty");
	check_state_options();
	window_seconds = read_span();
}

/* --near, between 0.3 and 1: below, what is alike by chance would count. */
static double
read_share(void)
{
	char *end;
	double share;

	if (near == NULL)
		return NEAR_SHARE;
	share = strtod(near, &end);
	if (end == near || *end != '\0' || !(share >= 0.3 && share <= 1))
		die(STATUS_USAGE, NULL, "--near: '%s' is no number from 0.3 to 1", near);
	return share;
}

/* Tables that grow leave large holes; with a fixed threshold glibc gives them back, and takes half the memory. */
static void
set_memory(void)
{
#ifdef M_MMAP_THRESHOLD
	(void)mallopt(M_MMAP_THRESHOLD, 128 << 10);
#endif
}

int
main(int argc, char *argv[])
{
	struct deduper deduper = {.filter = filter_open(&program, argc, argv)};
	struct judge *judge = &deduper.judge;
	struct problem problem = {.text = ""};

	set_memory();
	check_options();
	if (info || dump) {
		show(deduper.filter);
		return filter_close(deduper.filter);
	}
	if (keep || discard) {
		settle(deduper.filter);
		return filter_close(deduper.filter);
	}
	if (give_keys || sorted) {
		if (give_keys)
			across_keys(deduper.filter, by, (size_t)min_words, (size_t)jobs);
		else
			across_sorted(deduper.filter, read_share());
		return filter_close(deduper.filter);
	}
	deduper.offsets.option = offset;
	judge->mark = mark;
	judge->keys = keys_new(by, (size_t)min_words, &problem);
	if (judge->keys == NULL)
		die(STATUS_USAGE, NULL, "--by: %s in '%s'", problem.text, by);
	if (merged.count > 0 || load) {
		join_states(deduper.filter, judge->keys);
		keys_free(judge->keys);
		return filter_close(deduper.filter);
	}
	judge->index = index_new(max_entries, mark || count_path);
	index_set_window(judge->index, window_seconds);
	judge->least = read_share();
	if (keys_near(judge->keys) != SIZE_MAX)
		judge->near = near_index_new();
	if (open_state(&deduper)) {
		begin_counts(&deduper);
		filter_run(deduper.filter, dedupe_record, &deduper);
	}
	close_state(&deduper);
	end_counts(&deduper);
	judge_free(judge);
	offsets_free(&deduper.offsets);
	index_free(judge->index);
	near_index_free(judge->near);
	keys_free(judge->keys);
	return filter_close(deduper.filter);
}
