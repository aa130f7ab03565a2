#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/stream.h"
#include "common/xalloc.h"

#define PAGE ((size_t)4096)

bool
input_open(struct input *input, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	struct stat status;

	input->name = standard ? "<stdin>" : path;
	input->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (input->fd < 0)
		return false;
	if (fstat(input->fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		input_close(input);
		errno = EISDIR;
		return false;
	}
	if (input->block == NULL) {
		input->cap = 2 * STREAM_BLOCK;
		input->block = xaligned(PAGE, input->cap);
	}
	input->start = input->end = input->block + STREAM_BLOCK;
	input->searched = 0;
	input->offset = input->line = 0;
	input->eof = false;
	input->error = 0;
	return true;
}

void
input_over(struct input *input, const char *name, char *bytes, size_t n)
{
	*input = (struct input){.fd = -1, .name = name, .start = bytes, .end = bytes + n, .eof = true,
	                        .max_line = SIZE_MAX};
}

void
input_close(struct input *input)
{
	if (input->fd > STDERR_FILENO)
		close(input->fd);
	input->fd = -1;
}

void
input_free(struct input *input)
{
	free(input->block);
	input->block = NULL;
}

/* Makes room behind input->end for a block to be read, on a page's beginning
 * if that is cheap: an unaligned read runs at a quarter of the speed. */
static void
make_room(struct input *input)
{
	size_t kept = (size_t)(input->end - input->start);
	char *area = input->block + STREAM_BLOCK;

	if (kept <= STREAM_BLOCK) {
		/* A slow pipe brings little at a time: move only what reading on has paid for. */
		if (kept > 0 && input->end >= area && input->start < area + kept &&
		    (size_t)(input->block + input->cap - input->end) >= STREAM_BLOCK / 4)
			return;
		memmove(area - kept, input->start, kept);
		input->start = area - kept;
		input->end = area;
		return;
	}
	if ((size_t)(input->block + input->cap - input->end) >= STREAM_BLOCK)
		return;
	if (2 * kept + STREAM_BLOCK > input->cap) {
		char *larger = xaligned(PAGE, 2 * input->cap);

		memcpy(larger, input->start, kept);
		free(input->block);
		input->block = larger;
		input->cap *= 2;
	} else {
		memmove(input->block, input->start, kept);
	}
	input->start = input->block;
	input->end = input->block + kept;
}

enum wait { WAIT_STOP, WAIT_READ, WAIT_AGAIN };

/* Sleeps until input comes, or an event. Signals are kept from arriving between the question
 * to idle() and the sleep. */
static enum wait
sleep_for_input(struct input *input)
{
	struct pollfd wait[] = {
		{.fd = input->fd, .events = POLLIN},
		{.fd = input->event ? *input->event : -1, .events = POLLIN}};
	enum wait result = WAIT_AGAIN;
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	for (;;) {
		if (input->idle && !input->idle(input->idle_context))
			result = WAIT_STOP;
		else if (input->output && input->output->buf.len > 0)
			break; /* idle() gave it */
		else if (ppoll(wait, 2, NULL, &before) < 0 && errno == EINTR)
			continue;
		else if (wait[0].revents || !wait[1].revents)
			result = WAIT_READ;
		break;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return result;
}

/* Whether the input may go on: asks idle(), flushes the output and sleeps if
 * nothing is waiting. */
static bool
wait_for_input(struct input *input)
{
	struct pollfd wait = {.fd = input->fd, .events = POLLIN};
	enum wait result = WAIT_AGAIN;

	while (result == WAIT_AGAIN) {
		if (input->idle && !input->idle(input->idle_context))
			return false;
		if (poll(&wait, 1, 0) != 0) {
			if (input->output && input->output->run_len >= STREAM_RUN)
				output_flush(input->output);
			else if (input->output)
				output_settle(input->output);
			return true;
		}
		if (input->output)
			output_flush(input->output);
		result = sleep_for_input(input);
	}
	/* A signal that came together with input goes first, so that new rules hold for it. Being told
	 * to stop can wait until what is there was read. */
	if (result == WAIT_READ && input->idle)
		(void)input->idle(input->idle_context);
	return result == WAIT_READ;
}

/* Reads once more. INPUT_LINE: something came (or the end, input->eof);
 * INPUT_END: told to stop. An error is for good: what came behind it would not
 * begin where a line begins. */
static enum input_result
fill(struct input *input)
{
	while (input->error == 0) {
		size_t room;
		ssize_t n;

		if (!wait_for_input(input))
			return INPUT_END;
		make_room(input);
		room = (size_t)(input->block + input->cap - input->end);
		n = read(input->fd, input->end, room < STREAM_BLOCK ? room : STREAM_BLOCK);
		if (n >= 0) {
			input->end += n;
			input->eof = n == 0;
			return INPUT_LINE;
		}
		if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
			input->error = errno;
	}
	return INPUT_ERROR;
}

/* Hands out n bytes and passes over `gone` of them. */
static void
consume(struct input *input, char **bytes, size_t *n, size_t length, size_t gone)
{
	*bytes = input->start;
	*n = length;
	input->start += gone;
	input->offset += gone;
	input->searched = 0;
}

static void
skip_bom(struct input *input)
{
	if (input->offset == 0 && input->end - input->start >= 3 &&
	    memcmp(input->start, "\xef\xbb\xbf", 3) == 0) {
		input->start += 3;
		input->offset += 3;
	}
}

static enum input_result
whole_line(struct input *input, char **line, size_t *n, size_t length, size_t gone)
{
	if (input->line++ == 0) {
		size_t before = (size_t)(input->end - input->start);

		skip_bom(input);
		before -= (size_t)(input->end - input->start);
		length -= before;
		gone -= before;
	}
	consume(input, line, n, length, gone);
	return INPUT_LINE;
}

enum input_result
input_line(struct input *input, char **line, size_t *n)
{
	for (;;) {
		size_t held = (size_t)(input->end - input->start);
		char *newline = memchr(input->start + input->searched, '\n', held - input->searched);
		enum input_result result;

		if (newline && (size_t)(newline - input->start) <= input->max_line)
			return whole_line(input, line, n, (size_t)(newline - input->start),
			                  (size_t)(newline - input->start) + 1);
		if (held > input->max_line) {
			input->line++;
			consume(input, line, n, newline ? (size_t)(newline - input->start) : held,
			        newline ? (size_t)(newline - input->start) : held);
			return INPUT_LONG;
		}
		input->searched = held;
		if (input->eof && held == 0)
			return INPUT_END;
		if (input->eof)
			return whole_line(input, line, n, held, held);
		result = fill(input);
		if (result != INPUT_LINE)
			return result;
	}
}

enum input_result
input_rest(struct input *input, char **piece, size_t *n)
{
	enum input_result result = INPUT_LINE;
	char *newline;

	if (input->start == input->end && !input->eof)
		result = fill(input);
	if (result != INPUT_LINE)
		return result;
	newline = memchr(input->start, '\n', (size_t)(input->end - input->start));
	if (newline == input->start)
		consume(input, piece, n, 0, 1);
	else
		consume(input, piece, n, (size_t)((newline ? newline : input->end) - input->start),
		        (size_t)((newline ? newline : input->end) - input->start));
	return INPUT_LINE;
}

/* Gives the block's memory away and goes on in other memory, to which the bytes from `rest`
 * on are moved: before the read area, if they have room there. */
static void
change_memory(struct input *input, struct input_memory *memory, const char *rest)
{
	struct input_memory given = {input->block, input->cap};
	size_t kept = (size_t)(input->end - rest), cap = 2 * STREAM_BLOCK;

	while (cap < kept + STREAM_BLOCK)
		cap *= 2;
	/* What one long line needed is not kept for good. */
	if (memory->cap < cap || memory->cap > 4 * cap) {
		free(memory->data);
		memory->data = NULL;
		memory->data = xaligned(PAGE, cap);
		memory->cap = cap;
	}
	input->block = memory->data;
	input->cap = memory->cap;
	input->start = input->block + (kept <= STREAM_BLOCK ? STREAM_BLOCK - kept : 0);
	memcpy(input->start, rest, kept);
	input->end = input->start + kept;
	input->searched = kept;
	*memory = given;
}

enum input_result
input_block(struct input *input, struct input_memory *memory, char **bytes, size_t *n)
{
	for (;;) {
		size_t held = (size_t)(input->end - input->start);
		char *from = input->start + input->searched;
		char *newline = memrchr(from, '\n', held - input->searched);
		enum input_result result;

		if (newline || (input->eof && held > 0 && held <= input->max_line)) {
			*bytes = input->start;
			*n = newline ? (size_t)(newline + 1 - input->start) : held;
			input->offset += *n;
			change_memory(input, memory, input->start + *n);
			return INPUT_LINE;
		}
		if (held > input->max_line) {
			consume(input, bytes, n, held, held);
			return INPUT_LONG;
		}
		input->searched = held;
		if (input->eof)
			return INPUT_END;
		result = fill(input);
		if (result != INPUT_LINE)
			return result;
	}
}

enum input_result
input_chunk(struct input *input, char **bytes, size_t *n)
{
	if (input->start == input->end) {
		enum input_result result = input->eof ? INPUT_END : fill(input);

		if (result != INPUT_LINE)
			return result;
		if (input->start == input->end)
			return INPUT_END;
	}
	consume(input, bytes, n, (size_t)(input->end - input->start),
	        (size_t)(input->end - input->start));
	return INPUT_LINE;
}
