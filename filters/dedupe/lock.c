#include "filters/dedupe/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "common/buf.h"

#define LOCK_PAUSE 20000000 /* nanoseconds */
#define LOCK_TEXT 32
#define MADE " made"

/* Another process holds the lock: says which, as far as the file tells. */
static void
name_holder(int lock, struct problem *problem)
{
	char text[16];
	ssize_t n = pread(lock, text, sizeof(text) - 1, 0);
	size_t digits = 0;

	while (n > 0 && digits < (size_t)n && text[digits] >= '0' && text[digits] <= '9')
		digits++;
	if (digits > 0)
		problem_set(problem, 0, 0, "in use by process %.*s; try again later, or --wait",
		            (int)digits, text);
	else
		problem_set(problem, 0, 0, "in use by another process; try again later, or --wait");
}

bool
lock_was_made(int lock)
{
	char text[LOCK_TEXT];
	ssize_t n = pread(lock, text, sizeof(text), 0);

	return n > 0 && memmem(text, (size_t)n, MADE, strlen(MADE)) != NULL;
}

static void
write_text(int lock, bool made)
{
	char text[LOCK_TEXT];
	int n = snprintf(text, sizeof(text), "%ld%s\n", (long)getpid(), made ? MADE : "");

	/* If it cannot be written, messages say less. */
	if (ftruncate(lock, 0) == 0)
		(void)!pwrite(lock, text, (size_t)n, 0);
}

void
lock_set_made(int lock)
{
	if (!lock_was_made(lock))
		write_text(lock, true);
}

/* What errno says about a file that cannot be opened: a name that cannot be
 * right is the caller's mistake, anything else a failure. */
enum status
lock_open_failed(struct problem *problem, const char *what)
{
	enum status status = errno == ENOENT || errno == ENOTDIR || errno == EISDIR || errno == ELOOP ||
	                             errno == ENAMETOOLONG
	                         ? STATUS_USAGE
	                         : STATUS_FAILED;

	problem_set(problem, 0, 0, "%s: %s", what, strerror(errno));
	return status;
}

/* Locks the file at fd. False with *status; STATUS_OK if told to stop while waiting. */
static bool
hold(int fd, const struct lock_waiting *waiting, enum status *status, struct problem *problem)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE};

	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK) {
			problem_set(problem, 0, 0, "cannot lock it: %s", strerror(errno));
			*status = STATUS_FAILED;
			return false;
		}
		if (!waiting->wait) {
			name_holder(fd, problem);
			*status = STATUS_USAGE;
			return false;
		}
		if (waiting->stopping && waiting->stopping(waiting->context)) {
			*status = STATUS_OK;
			return false;
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

int
lock_take(const char *path, const struct lock_waiting *waiting, enum status *status,
          struct problem *problem)
{
	char *real = realpath(path, NULL);
	struct buf name = {0};
	int fd;

	buf_addf(&name, "%s.lock", real ? real : path);
	free(real);
	fd = open(buf_str(&name), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	buf_free(&name);
	if (fd < 0) {
		*status = lock_open_failed(problem, "cannot open its lock");
		return -1;
	}
	if (!hold(fd, waiting, status, problem)) {
		close(fd);
		return -1;
	}
	write_text(fd, lock_was_made(fd));
	return fd;
}
