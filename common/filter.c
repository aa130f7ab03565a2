#include "common/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/frame.h"
#include "common/xalloc.h"

#define MAX_RECORD ((uint64_t)16 * 1024 * 1024)
#define PROGRESS_INTERVAL 200000 /* microseconds */

/* Set by handlers, looked at between records. */
static volatile sig_atomic_t stop_signal, asked_status, asked_reload;
static bool hangup_reloads; /* else SIGHUP ends the program */

/* A second signal ends a program whose reader is stuck, but leaves no temporary file. */
static void
end_now(int number)
{
	outputs_abandon();
	signal(number, SIG_DFL);
	raise(number); /* comes when the handler is left, or at once */
}

static void
on_signal(int number)
{
	if (number == SIGUSR1)
		asked_status = 1;
	else if (number == SIGHUP && hangup_reloads)
		asked_reload = 1;
	else if (stop_signal == 0)
		stop_signal = number;
	else
		end_now(number);
}

/* Without SA_RESTART, so that a sleeping read wakes up. */
static void
catch(int number)
{
	struct sigaction action = {.sa_handler = on_signal};
	struct sigaction old;

	sigemptyset(&action.sa_mask);
	if (sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_IGN && number != SIGUSR1)
		return; /* nohup, or a shell's background job */
	sigaction(number, &action, NULL);
}

static void
open_rejects(struct filter *filter)
{
	filter->rejects = -1;
	if (filter->rejects_path == NULL)
		return;
	filter->rejects = open(filter->rejects_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (filter->rejects < 0)
		die(STATUS_USAGE, filter->rejects_path, "cannot open the rejects: %s", strerror(errno));
}

static void
parse(struct filter *filter, int argc, char *argv[])
{
	static const char *const forms[] = {"text", "json", NULL};
	const struct opt options[] = {
		{0, "rejects", "FILE", "append refused input to FILE, byte for byte",
		 .value = &filter->rejects_path, .group = "Of all filters"},
		{0, "strict", NULL, "stop at the first record that is refused", .flag = &filter->strict},
		{0, "tolerate", NULL, "exit with 0 instead of 1", .flag = &filter->tolerate},
		{0, "max-record", "SIZE", "refuse longer records (default 16M)",
		 .size = &filter->max_record},
		{0, "stats", "[FORM]", "print the ledger at the end, as text or json",
		 .value = &filter->stats, .choices = forms},
		{0, "stats-to", "FILE", "append the ledger as a JSON line to FILE",
		 .value = &filter->stats_path},
		{0, "progress", NULL, "show progress if stderr is a terminal", .flag = &filter->progress},
		{'v', "verbose", NULL, "the same as --stats", .flag = &filter->verbose},
		{'q', "quiet", NULL, "do not report what is refused", .flag = &filter->quiet},
		{0},
	};
	int first = opts_parse(filter->program, options, argc, argv);

	filter->operands = argv + first;
	filter->operand_count = (size_t)(argc - first);
	/* Folding works on texts under 2^28 bytes. */
	if (filter->max_record < 2 || filter->max_record >= (uint64_t)1 << 28)
		die(STATUS_USAGE, NULL, "--max-record: must be between 2 and 255M");
}

static void
progress_line(struct filter *filter)
{
	uint64_t done = filter->read_before + filter->input.offset;
	double seconds = (double)(filter->progress_at - filter->ledger.started) / 1e6;
	struct buf *line = &filter->scratch;

	buf_clear(line);
	buf_addf(line, "\r%s: %" PRIu64 " records", filter->program->name, filter->ledger.read);
	if (seconds > 0)
		buf_addf(line, ", %.1f MB/s", (double)done / seconds / 1e6);
	if (filter->total_size > 0 && done > 0 && done <= filter->total_size)
		buf_addf(line, ", %.0f %%, %.0f s to go", 100.0 * (double)done / (double)filter->total_size,
		         seconds * (double)(filter->total_size - done) / (double)done);
	buf_adds(line, "\033[K");
	(void)!write(STDERR_FILENO, line->data, line->len);
}

static void
clear_progress(struct filter *filter)
{
	if (!filter->progress)
		return;
	diag_progress(false);
	(void)!write(STDERR_FILENO, "\r\033[K", 4);
}

/* What is to be seen behind all that was read waits for it. */
static void
settle(struct filter *filter)
{
	if (filter->settle)
		filter->settle(filter->settle_context);
}

bool
frame_idle(void *context)
{
	struct filter *filter = context;
	uint64_t now = filter->progress ? ledger_now() : 0;

	if (asked_status) {
		asked_status = 0;
		buf_clear(&filter->scratch);
		filter->ledger.bytes_read = filter->read_before + filter->input.offset;
		filter->ledger.bytes_written = filter->output.written;
		ledger_words(&filter->ledger, filter->program, &filter->scratch);
		diag_answer("%s", buf_str(&filter->scratch));
	}
	if (asked_reload) {
		asked_reload = 0;
		settle(filter);
		if (!filter->stopped)
			filter->hangup(filter->hangup_context);
	}
	if (filter->progress && now - filter->progress_at >= PROGRESS_INTERVAL) {
		filter->progress_at = now;
		progress_line(filter);
	}
	return stop_signal == 0 && !filter->stopped;
}

struct filter *
filter_open(const struct program *program, int argc, char *argv[])
{
	struct filter *filter = xcalloc(1, sizeof(*filter));

	diag_init(program->name);
	streams_init();
	xalloc_jansson();
	filter->program = program;
	filter->max_record = MAX_RECORD;
	filter->ledger.started = filter->progress_at = ledger_now();
	parse(filter, argc, argv);
	diag_quiet(filter->quiet);
	filter->progress = filter->progress && isatty(STDERR_FILENO);
	diag_progress(filter->progress);
	open_rejects(filter);
	filter->output.fd = STDOUT_FILENO;
	filter->output.name = "<stdout>";
	filter->input.fd = -1;
	filter->input.output = &filter->output;
	filter->input.max_line = filter->max_record;
	filter->input.idle = frame_idle;
	filter->input.idle_context = filter;
	catch(SIGINT);
	catch(SIGTERM);
	catch(SIGHUP);
	catch(SIGUSR1);
	return filter;
}

void
frame_write_reject(struct filter *filter, const char *raw, size_t n)
{
	if (filter->rejects >= 0 && n > 0 && !write_all(filter->rejects, raw, n))
		die(STATUS_FAILED, filter->rejects_path, "%s", strerror(errno));
}

void
frame_complain(struct filter *filter, const char *name, size_t line, size_t column, const char *why)
{
	if (filter->status < STATUS_REJECTED)
		filter->status = STATUS_REJECTED;
	if (line > 0)
		diag(NULL, "%s:%zu:%zu: %s", name, line, column ? column : 1, why);
	else
		diag(NULL, "%s: byte %zu: %s", name, column, why);
}

void
frame_refuse(struct filter *filter, const char *name, size_t line, size_t column, const char *why)
{
	filter->ledger.rejected++;
	frame_complain(filter, name, line, column, why);
	if (filter->strict)
		filter->stopped = true;
}

static void
refuse_line(struct filter *filter, const char *line, size_t n, const struct problem *problem)
{
	frame_refuse(filter, filter->input.name, filter->input.line, problem->column, problem->text);
	frame_write_reject(filter, line, n);
	frame_write_reject(filter, "\n", 1);
}

void
frame_long(uint64_t max_record, struct problem *problem)
{
	*problem = (struct problem){.column = max_record + 1};
	snprintf(problem->text, sizeof(problem->text), "longer than --max-record, %" PRIu64 " bytes",
	         max_record);
}

/* Only the rejects see all of it. */
void
frame_refuse_long(struct filter *filter, char *piece, size_t n)
{
	struct problem problem;
	bool stopped;

	frame_long(filter->max_record, &problem);
	filter->ledger.read++;
	frame_refuse(filter, filter->input.name, filter->input.line, problem.column, problem.text);
	stopped = filter->stopped;
	filter->stopped = false; /* --strict stops behind the line, which is kept whole */
	do
		frame_write_reject(filter, piece, n);
	while (input_rest(&filter->input, &piece, &n) == INPUT_LINE && n > 0);
	frame_write_reject(filter, "\n", 1);
	filter->stopped = stopped;
}

static bool
is_blank(const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			return false;
	return true;
}

static void
pass(struct filter *filter, const char *line, size_t n)
{
	const struct record *record = &filter->record;
	struct output *output = &filter->output;

	if (record->edit_count > 0) {
		buf_clear(&filter->scratch);
		record_write(record, &filter->scratch);
		buf_addc(&filter->scratch, '\n');
		output_add(output, filter->scratch.data, filter->scratch.len);
	} else if (record->object.len == n && line + n < filter->input.start && line[n] == '\n') {
		output_run(output, line, n + 1);
	} else {
		output_add(output, record->object.text, record->object.len);
		output_add(output, "\n", 1);
	}
}

bool
frame_judge(struct record *rec, const char *line, size_t n, record_function *function,
            void *context, enum verdict *verdict)
{
	if (is_blank(line, n))
		return false;
	*verdict = record_scan(rec, line, n) ? function(rec, context) : REJECT;
	if (*verdict == REJECT)
		problem_set(&rec->problem, 0, 0, "refused"); /* unless it says more */
	return true;
}

static void
run_line(struct filter *filter, char *line, size_t n, record_function *function, void *context)
{
	const struct problem *problem = &filter->record.problem;
	enum verdict verdict;

	if (!frame_judge(&filter->record, line, n, function, context, &verdict))
		return;
	filter->ledger.read++;
	if (verdict == REJECT) {
		refuse_line(filter, line, n, problem);
		return;
	}
	if (problem->text[0] != '\0')
		frame_complain(filter, filter->input.name, filter->input.line, problem->column, problem->text);
	if (verdict >= DROP) {
		filter->ledger.dropped[verdict - DROP]++;
		return;
	}
	filter->ledger.written++;
	if (verdict == PASS)
		pass(filter, line, n);
	output_pump(&filter->output);
}

static void
run_lines(struct filter *filter, record_function *function, void *context)
{
	enum input_result result;
	char *line;
	size_t n;

	while (!filter->stopped) {
		result = input_line(&filter->input, &line, &n);
		if (result == INPUT_LINE)
			run_line(filter, line, n, function, context);
		else if (result == INPUT_LONG)
			frame_refuse_long(filter, line, n);
		else
			return;
	}
}

/* What an input is. Opening a pipe to ask would disturb its writer. */
static bool
look_at(const char *path, struct stat *status)
{
	return (strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, status) : stat(path, status)) == 0;
}

static bool
is_file(const char *path)
{
	struct stat status;

	return look_at(path, &status) && S_ISREG(status.st_mode);
}

/* Its size, 0 if unknown. */
static uint64_t
size_of(const char *path)
{
	struct stat status;

	return look_at(path, &status) && S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
}

/* Says that an input could not be opened; errno says why. */
static void
unread(struct filter *filter, const char *path)
{
	filter->ledger.files_unread++;
	if (strcmp(path, "-") == 0)
		filter->status = STATUS_FAILED;
	else if (filter->status < STATUS_REJECTED)
		filter->status = STATUS_REJECTED;
	diag(path[0] ? filter->input.name : "''", "%s; not read", strerror(errno));
}

/* Opens the next input; false if it cannot be read. Opening a pipe may take long. */
static bool
open_input(struct filter *filter, const char *path)
{
	int error;

	if (filter->settle && !is_file(path))
		settle(filter);
	if (strcmp(path, "-") == 0 && isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		diag(NULL, "reading the terminal; end with Ctrl-D, or see '%s --help'",
		     filter->program->name);
	if (filter->stopped)
		return false;
	if (input_open(&filter->input, path))
		return true;
	error = errno;
	settle(filter);
	errno = error;
	if (!filter->stopped)
		unread(filter, path);
	return false;
}

static void
close_input(struct filter *filter)
{
	if (filter->input.error)
		settle(filter);
	if (filter->input.error && !filter->stopped) {
		diag(filter->input.name, "reading failed: %s", strerror(filter->input.error));
		filter->status = STATUS_FAILED;
		filter->ledger.files_unread++;
	}
	filter->read_before += filter->input.offset;
	filter->input.offset = 0;
	input_close(&filter->input);
	/* The run points into a buffer that the next file will fill. */
	output_flush(&filter->output);
}

void
frame_inputs(struct filter *filter, void (*read)(struct filter *, void *), void *context)
{
	static char dash[] = "-", *standard[] = {dash};
	char **paths = filter->operand_count ? filter->operands : standard;
	size_t count = filter->operand_count ? filter->operand_count : 1;

	for (size_t i = 0; i < count && filter->progress; i++)
		filter->total_size += size_of(paths[i]);
	for (size_t i = 0; i < count && !filter->stopped && stop_signal == 0; i++)
		if (open_input(filter, paths[i])) {
			read(filter, context);
			close_input(filter);
		}
}

struct record_work {
	record_function *function;
	void *context;
};

static void
read_records(struct filter *filter, void *context)
{
	struct record_work *work = context;

	run_lines(filter, work->function, work->context);
}

void
filter_run(struct filter *filter, record_function *function, void *context)
{
	struct record_work work = {function, context};

	frame_inputs(filter, read_records, &work);
}

void
filter_on_hangup(struct filter *filter, void (*function)(void *context), void *context)
{
	filter->hangup = function;
	filter->hangup_context = context;
	hangup_reloads = true;
	catch(SIGHUP);
}

void
filter_on_left(struct filter *filter, void (*function)(void *context), void *context)
{
	filter->output.left = function;
	filter->output.left_context = context;
}

struct output *
filter_out(struct filter *filter)
{
	return &filter->output;
}

size_t
filter_operands(const struct filter *filter)
{
	return filter->operand_count;
}

const char *
filter_operand(const struct filter *filter, size_t i)
{
	return filter->operands[i];
}

void
filter_set_operands(struct filter *filter, char **paths, size_t count)
{
	filter->operands = paths;
	filter->operand_count = count;
}

bool
filter_strict(const struct filter *filter)
{
	return filter->strict;
}

void
filter_drop_later(struct filter *filter, size_t reason, uint64_t count)
{
	filter->ledger.written -= count;
	filter->ledger.dropped[reason] += count;
}

bool
filter_stopping(const struct filter *filter)
{
	return filter->stopped || stop_signal != 0;
}

static void
print_ledger(struct filter *filter)
{
	struct buf *line = &filter->scratch;
	int fd;

	filter->ledger.bytes_read = filter->read_before;
	filter->ledger.bytes_written = filter->output.written;
	buf_clear(line);
	if (filter->stats && strcmp(filter->stats, "json") == 0) {
		ledger_json(&filter->ledger, filter->program, line);
		buf_addc(line, '\n');
		(void)write_all(STDERR_FILENO, line->data, line->len);
	} else if (filter->stats || filter->verbose) {
		ledger_words(&filter->ledger, filter->program, line);
		diag_answer("%s", buf_str(line));
	}
	if (filter->stats_path == NULL)
		return;
	buf_clear(line);
	ledger_json(&filter->ledger, filter->program, line);
	buf_addc(line, '\n');
	fd = open(filter->stats_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0 || !write_all(fd, line->data, line->len) || close(fd) != 0)
		die(STATUS_FAILED, filter->stats_path, "%s", strerror(errno));
}

int
filter_close(struct filter *filter)
{
	enum status status;

	/* What was interrupted, or could not all be read, is no whole file: the old one stays. */
	if (filter->output.temporary &&
	    (stop_signal || filter->stopped || filter->status == STATUS_FAILED))
		output_discard(&filter->output);
	else
		output_finish(&filter->output);
	if (filter->rejects >= 0 && close(filter->rejects) != 0)
		die(STATUS_FAILED, filter->rejects_path, "%s", strerror(errno));
	clear_progress(filter);
	print_ledger(filter);
	status = filter->status;
	if (status == STATUS_REJECTED && filter->tolerate)
		status = STATUS_OK;
	input_free(&filter->input);
	output_free(&filter->output);
	record_free(&filter->record);
	buf_free(&filter->scratch);
	free(filter);
	if (stop_signal) {
		signal(stop_signal, SIG_DFL);
		raise(stop_signal);
	}
	return status;
}
