/* FILE.pending: the very bytes that a run would have added to the log, behind a header that tells where.
 *
 * Header: 8 bytes of magic, u64 each: where the log ended, the sum of its last frame, where that begins, the
 * number of the next entry, how long this file was when it was last brought to the disk, and the sum of
 * all that. So to commit is to append: FILE.pending is renamed to FILE.commit, which decides it, appended, and
 * removed. A commit that was interrupted has appended a part of it, and is finished by whoever opens the state
 * next. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/stream.h"
#include "filters/dedupe/state_inner.h"

static const char magic[8] = {'\x89', 'd', 'd', 'w', '\r', '\n', '\x1a', '\n'};

#define HEADER 56

static void
write_header(const struct log_tie *tie, uint64_t end, char header[HEADER])
{
	const uint64_t values[5] = {tie->end, tie->sum, tie->last, tie->next, end};
	uint64_t sum;

	memcpy(header, magic, sizeof(magic));
	for (size_t i = 0; i < sizeof(values); i++)
		header[8 + i] = (char)(values[i / 8] >> 8 * (i % 8));
	sum = hash_identity(header, HEADER - 8).low;
	for (size_t i = 0; i < 8; i++)
		header[HEADER - 8 + i] = (char)(sum >> 8 * i);
}

/* False if the header is not one that was written whole. */
static bool
read_header(const char header[HEADER], struct log_tie *tie, uint64_t *end)
{
	uint64_t values[5] = {0};
	char same[HEADER];

	for (size_t i = 0; i < sizeof(values); i++)
		values[i / 8] |= (uint64_t)(unsigned char)header[8 + i] << 8 * (i % 8);
	*tie = (struct log_tie){values[0], values[1], values[2], values[3]};
	*end = values[4];
	write_header(tie, *end, same);
	return memcmp(header, same, HEADER) == 0;
}

bool
state_begin_pending(struct state *state, struct problem *problem)
{
	struct buf name = {0};
	char header[HEADER];

	buf_addf(&name, "%s.pending", state->path);
	state->pending = open(buf_str(&name), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
	buf_free(&name);
	state->begun = state->tie;
	write_header(&state->begun, HEADER, header);
	if (state->pending < 0 || !write_all(state->pending, header, HEADER))
		return problem_set(problem, 0, 0, "its .pending cannot be written: %s", strerror(errno));
	state->shift = state->tie.end - HEADER;
	state->unsynced = true;
	return true;
}

void
state_acknowledge_pending(struct state *state)
{
	char header[HEADER];

	write_header(&state->begun, state->tie.end - state->shift, header);
	(void)!pwrite(state->pending, header, HEADER, 0);
}

/* A commit at work. */
struct settling {
	int log, pending;
	struct log_tie tie;
	uint64_t end;   /* so long pending was */
	uint64_t size;  /* of the log */
	uint64_t header_sum; /* of the log */
	uint64_t whole; /* bytes of whole frames in pending, behind its header */
	struct buf bytes;
};

/* Reads n bytes into settling->bytes, less at the end of the file. NULL if reading failed. */
static const char *
get(struct settling *settling, int fd, uint64_t offset, size_t n, size_t *got)
{
	struct buf *bytes = &settling->bytes;

	buf_clear(bytes);
	buf_reserve(bytes, n + 1);
	for (*got = 0; *got < n;) {
		ssize_t some = pread(fd, bytes->data + *got, n - *got, (off_t)(offset + *got));

		if (some == 0)
			break;
		if (some > 0)
			*got += (size_t)some;
		else if (errno != EINTR)
			return NULL;
	}
	return bytes->data;
}

static bool
is_damaged(const struct settling *settling, struct problem *problem)
{
	return problem_set(problem, 0, 0, "its .pending is damaged at byte %llu; --abort throws it away",
	                   (unsigned long long)(HEADER + settling->whole));
}

/* Finds how many bytes of whole frames there are. A frame cut short was never acknowledged. */
static bool
measure(struct settling *settling, struct problem *problem)
{
	uint64_t sum = settling->tie.sum;
	struct log_frame frame;
	const char *data;
	size_t got;

	for (;;) {
		data = get(settling, settling->pending, HEADER + settling->whole, LOG_FRAME, &got);
		if (data == NULL || got < LOG_FRAME)
			break;
		if (log_read_frame(data, sum, &frame) != LOG_OK)
			return is_damaged(settling, problem);
		data = get(settling, settling->pending, HEADER + settling->whole + LOG_FRAME, frame.length, &got);
		if (data == NULL || got < frame.length)
			break;
		if (!log_check_payload(&frame, data))
			return is_damaged(settling, problem);
		settling->whole += LOG_FRAME + (uint64_t)frame.length;
		sum = frame.sum;
	}
	if (data == NULL)
		return problem_set(problem, 0, 0, "its .pending cannot be read: %s", strerror(errno));
	return HEADER + settling->whole >= settling->end || is_damaged(settling, problem);
}

#define STEP ((size_t)1 << 20)

/* How many bytes of pending the log has already. False if it has others in their place. */
static bool
compare(struct settling *settling, uint64_t *same)
{
	struct buf ours = {0};
	bool equal = true;

	for (*same = 0; equal && *same < settling->whole && settling->tie.end + *same < settling->size;) {
		size_t n = settling->whole - *same < STEP ? (size_t)(settling->whole - *same) : STEP, got, have;
		const char *data = get(settling, settling->pending, HEADER + *same, n, &got);

		equal = data && got == n;
		buf_clear(&ours);
		if (equal)
			buf_add(&ours, data, n);
		data = equal ? get(settling, settling->log, settling->tie.end + *same, n, &have) : NULL;
		equal = data && memcmp(data, ours.data, have) == 0;
		*same += equal ? have : 0;
		if (equal && have < n)
			break;
	}
	buf_free(&ours);
	return equal;
}

/* Appends what the log has not yet. */
static bool
append(struct settling *settling, uint64_t done)
{
	uint64_t begun = done;

	if (lseek(settling->log, (off_t)(settling->tie.end + done), SEEK_SET) < 0)
		return false;
	while (done < settling->whole) {
		size_t n = settling->whole - done < STEP ? (size_t)(settling->whole - done) : STEP, got;
		const char *data = get(settling, settling->pending, HEADER + done, n, &got);

		if (data == NULL || got < n || !write_all(settling->log, data, n)) {
			(void)!ftruncate(settling->log, (off_t)(settling->tie.end + begun));
			return false;
		}
		done += n;
	}
	return fdatasync(settling->log) == 0;
}

/* Looks whether it can be committed, and how much of it is in the log. */
static enum status
check(struct settling *settling, uint64_t *same, struct problem *problem)
{
	struct scan scan;
	enum log_result result = scan_open(&scan, settling->log, problem);
	bool ours = result == LOG_OK && scan_has(&scan, &settling->tie);

	settling->size = scan.size;
	settling->header_sum = scan.header.sum;
	scan_close(&scan);
	if (result != LOG_OK)
		return state_status(result);
	if (!measure(settling, problem))
		return STATUS_FAILED;
	if (!ours || !compare(settling, same)) {
		problem_set(problem, 0, 0, "changed since the run with --pending, whose records will pass again; --abort throws them away");
		return STATUS_USAGE;
	}
	return STATUS_OK;
}

static enum status
write_failed(struct problem *problem)
{
	problem_set(problem, 0, 0, "cannot be written: %s", strerror(errno));
	return STATUS_FAILED;
}

/* Commits what is in the file `from`, which becomes `to` when that is decided. */
static enum status
commit(struct settling *settling, const char *from, const char *to, struct problem *problem)
{
	uint64_t same = 0;
	enum status status = check(settling, &same, problem);

	if (status != STATUS_OK)
		return status;
	if (strcmp(from, to) != 0 && (rename(from, to) != 0 || !state_sync_directory(to)))
		return write_failed(problem);
	if (!append(settling, same)) {
		status = write_failed(problem);
		if (same == 0)
			(void)!rename(to, from);
		return status;
	}
	(void)!state_acknowledge(settling->log, settling->header_sum, settling->tie.end + settling->whole);
	return unlink(to) == 0 ? STATUS_OK : write_failed(problem);
}

/* Opens both files and commits. */
static enum status
settle(const char *path, const char *from, const char *to, bool *found, struct problem *problem)
{
	struct settling settling = {.log = -1};
	char header[HEADER];
	enum status status = STATUS_OK;

	settling.pending = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (settling.pending < 0)
		return errno == ENOENT ? STATUS_OK : lock_open_failed(problem, "cannot open its .pending");
	*found = true;
	settling.log = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (settling.log < 0) {
		status = lock_open_failed(problem, "cannot open it");
	} else if (pread(settling.pending, header, HEADER, 0) != HEADER ||
	           !read_header(header, &settling.tie, &settling.end)) {
		is_damaged(&settling, problem);
		status = STATUS_FAILED;
	} else {
		status = commit(&settling, from, to, problem);
	}
	buf_free(&settling.bytes);
	close(settling.pending);
	if (settling.log >= 0)
		close(settling.log);
	return status;
}

static void
make_names(const char *path, struct buf *pending, struct buf *decided)
{
	buf_addf(pending, "%s.pending", path);
	buf_addf(decided, "%s.commit", path);
}

enum status
state_recover(const char *path, struct problem *problem)
{
	struct buf pending = {0}, decided = {0};
	bool found = false;
	enum status status;

	make_names(path, &pending, &decided);
	status = settle(path, buf_str(&decided), buf_str(&decided), &found, problem);
	buf_free(&pending);
	buf_free(&decided);
	return status;
}

int
state_calm(const char *path, const struct lock_waiting *waiting)
{
	struct problem ignored = {.text = ""};
	enum status status = STATUS_OK;
	char *real = realpath(path, NULL);
	int lock = real != NULL ? lock_take(real, waiting, &status, &ignored) : -1;

	/* what is wrong with the files is told by who reads them */
	if (lock >= 0)
		(void)state_recover(real, &ignored);
	free(real);
	return lock;
}

static enum status
throw_away(const char *name, bool *found, struct problem *problem)
{
	*found = unlink(name) == 0 || *found;
	return *found || errno == ENOENT ? STATUS_OK : lock_open_failed(problem, "its .pending cannot be removed");
}

enum status
state_settle(const char *path, bool keep, const struct lock_waiting *waiting, bool *found, struct problem *problem)
{
	char *real = realpath(path, NULL);
	struct buf pending = {0}, decided = {0};
	enum status status = STATUS_OK;
	int lock;

	*found = false;
	if (real == NULL)
		return lock_open_failed(problem, "cannot open it");
	make_names(real, &pending, &decided);
	lock = lock_take(real, waiting, &status, problem);
	if (lock >= 0) {
		status = settle(real, buf_str(&decided), buf_str(&decided), found, problem);
		if (status == STATUS_OK && keep)
			status = settle(real, buf_str(&pending), buf_str(&decided), found, problem);
		else if (!keep && status != STATUS_OK)
			status = throw_away(buf_str(&decided), found, problem);
		if (!keep && status == STATUS_OK)
			status = throw_away(buf_str(&pending), found, problem);
		close(lock);
	}
	buf_free(&pending);
	buf_free(&decided);
	free(real);
	return status;
}
