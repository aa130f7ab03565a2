#include "filters/dedupe/scan.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WINDOW ((size_t)1 << 20)

/* Reads n bytes at offset, or as many as the file has. */
static bool
read_at(int fd, char *data, size_t n, uint64_t offset, size_t *got)
{
	*got = 0;
	while (*got < n) {
		ssize_t done = pread(fd, data + *got, n - *got, (off_t)(offset + *got));

		if (done == 0)
			break;
		if (done > 0)
			*got += (size_t)done;
		else if (errno != EINTR)
			return false;
	}
	return true;
}

/* Makes window hold n bytes from offset on, which lie within the file's size. */
static const char *
view(struct scan *scan, uint64_t offset, size_t n, struct problem *problem)
{
	size_t wanted = n > WINDOW ? n : WINDOW;
	size_t got;

	if (scan->window.data && offset >= scan->at && offset - scan->at <= scan->window.len &&
	    scan->window.len - (size_t)(offset - scan->at) >= n)
		return scan->window.data + (offset - scan->at);
	if (wanted > scan->size - offset)
		wanted = (size_t)(scan->size - offset);
	buf_clear(&scan->window);
	buf_reserve(&scan->window, wanted + 1);
	if (!read_at(scan->fd, scan->window.data, wanted, offset, &got)) {
		problem_set(problem, 0, 0, "reading failed: %s", strerror(errno));
		return NULL;
	}
	scan->window.len = got;
	scan->at = offset;
	if (got < n) {
		problem_set(problem, 0, 0, "it became shorter while it was read");
		return NULL;
	}
	return scan->window.data;
}

static bool
damaged(const struct scan *scan, struct problem *problem, const char *what)
{
	return problem_set(problem, 0, 0, "damaged at byte %" PRIu64 ": %s", scan->end, what);
}

enum log_result
scan_open(struct scan *scan, int fd, struct problem *problem)
{
	struct stat status;
	enum log_result result;
	const char *data;
	size_t n = LOG_HEADER + KEYS_MAX_SETTINGS + 8;

	*scan = (struct scan){.fd = fd};
	if (fstat(fd, &status) != 0) {
		problem_set(problem, 0, 0, "%s", strerror(errno));
		return LOG_DAMAGED;
	}
	scan->size = (uint64_t)status.st_size;
	if (n > scan->size)
		n = (size_t)scan->size;
	data = view(scan, 0, n, problem);
	if (data == NULL)
		return LOG_DAMAGED;
	result = log_read_header(data, n, &scan->header);
	if (result == LOG_OK) {
		scan->end = scan->header.size;
		scan->sum = scan->header.sum;
		scan->next = scan->header.first;
	} else if (result == LOG_FOREIGN) {
		problem_set(problem, 0, 0, "not a state of dedupe");
	} else if (result == LOG_NEWER) {
		problem_set(problem, 0, 0, "made by a newer version of dedupe: its format is %u, this one knows up to %u",
		            scan->header.major, LOG_MAJOR);
	} else if (result == LOG_OLDER) {
		problem_set(problem, 0, 0, "made by a version of dedupe before the first release");
	} else {
		damaged(scan, problem, "the header");
	}
	return result;
}

static bool
read_payload(struct scan *scan, const struct log_frame *frame, const char *p, size_t kinds,
             scan_function *visit, void *context)
{
	const char *end = p + frame->length;
	struct log_item item;
	uint32_t items = 0, entries = 0;

	if (frame->first != scan->next)
		return false;
	for (; p < end; items++) {
		if (!log_read_item(&p, end, kinds, &item) || !visit(context, scan->next, &item))
			return false;
		if (log_is_entry(item.kind)) {
			scan->next++;
			entries++;
		}
	}
	scan->items += items;
	scan->entries += entries;
	return items == frame->items && entries == frame->entries;
}

/* A power failure may leave a file longer than what was written into it, with zeros for the rest. */
static bool
all_zero(struct scan *scan, struct problem *problem, bool *zero)
{
	uint64_t offset = scan->end;

	*zero = true;
	while (*zero && offset < scan->size) {
		size_t n = scan->size - offset < WINDOW ? (size_t)(scan->size - offset) : WINDOW;
		const char *data = view(scan, offset, n, problem);

		if (data == NULL)
			return false;
		*zero = data[0] == 0 && memcmp(data, data + 1, n - 1) == 0;
		offset += n;
	}
	return true;
}

/* Reads a frame at scan->end. *more is false if there is no whole one. */
static bool
read_frame(struct scan *scan, size_t kinds, scan_function *visit, void *context, bool *more,
           struct problem *problem)
{
	uint64_t left = scan->size - scan->end;
	struct log_frame frame;
	const char *data;
	bool zero;

	*more = false;
	if (left < LOG_FRAME)
		return true;
	data = view(scan, scan->end, LOG_FRAME, problem);
	if (data == NULL)
		return false;
	if (log_read_frame(data, scan->sum, &frame) != LOG_OK)
		return all_zero(scan, problem, &zero) &&
		       (zero || damaged(scan, problem, "not a frame that was written here"));
	if (left - LOG_FRAME < frame.length)
		return true;
	data = view(scan, scan->end + LOG_FRAME, frame.length, problem);
	if (data == NULL)
		return false;
	if (!log_check_payload(&frame, data))
		return damaged(scan, problem, "the sum of a frame is wrong");
	if (!read_payload(scan, &frame, data, kinds, visit, context))
		return damaged(scan, problem, "a frame makes no sense");
	scan->last = scan->end;
	scan->end += LOG_FRAME + (uint64_t)frame.length;
	scan->sum = frame.sum;
	scan->frames++;
	*more = true;
	return true;
}

bool
scan_has(struct scan *scan, const struct log_tie *tie)
{
	struct problem problem;
	const char *data;

	if (tie->next < scan->header.first || tie->end > scan->size)
		return false;
	if (tie->last == 0)
		return tie->end == scan->header.size && tie->sum == scan->header.sum;
	if (tie->last < scan->header.size || tie->last > tie->end || tie->end - tie->last < LOG_FRAME)
		return false;
	data = view(scan, tie->last, LOG_FRAME, &problem);
	return data && log_is_last(data, tie);
}

void
scan_resume(struct scan *scan, const struct log_tie *tie, uint64_t frames, uint64_t items)
{
	scan->end = tie->end;
	scan->sum = tie->sum;
	scan->last = tie->last;
	scan->next = tie->next;
	scan->frames = frames;
	scan->items = items;
}

bool
scan_items(struct scan *scan, size_t kinds, scan_function *visit, void *context,
           struct problem *problem)
{
	bool more = true;

	scan->header.settings = NULL;
	while (more && scan->end < scan->size)
		if (!read_frame(scan, kinds, visit, context, &more, problem))
			return false;
	if (scan->end < scan->header.end)
		return problem_set(problem, 0, 0, "damaged: cut off at byte %" PRIu64 ", it had %" PRIu64, scan->size,
		                   scan->header.end);
	return true;
}

void
scan_close(struct scan *scan)
{
	buf_free(&scan->window);
}
