#include "common/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/diag.h"
#include "common/xalloc.h"

#define PIPE_SIZE (1024 * 1024)

/* A descriptor that must be open: a closed one gets /dev/null the wrong way
 * round, so that using it fails as it would have. */
static void
occupy(int fd)
{
	int opened;

	if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
		return;
	opened = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	if (opened >= 0 && opened != fd) {
		dup2(opened, fd);
		close(opened);
	}
}

void
streams_init(void)
{
	occupy(STDIN_FILENO);
	occupy(STDOUT_FILENO);
	occupy(STDERR_FILENO);
	signal(SIGPIPE, SIG_IGN); /* output_flush() ends us as it would, but after a check */
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is a failed write, not a death */
#ifdef F_SETPIPE_SZ
	/* 64 KiB pipes halve a pipeline's speed. No pipe, or no more allowed: as well. */
	(void)fcntl(STDIN_FILENO, F_SETPIPE_SZ, PIPE_SIZE);
	(void)fcntl(STDOUT_FILENO, F_SETPIPE_SZ, PIPE_SIZE);
#endif
}

bool
write_all(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done >= 0) {
			p += done;
			n -= (size_t)done;
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			struct pollfd wait = {.fd = fd, .events = POLLOUT};

			if (poll(&wait, 1, -1) < 0 && errno != EINTR)
				return false;
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

/* The output whose temporary is taken away if the program ends early. */
static struct output *volatile unfinished;

static void
discard_unfinished(void)
{
	if (unfinished)
		output_discard(unfinished);
}

void
outputs_abandon(void)
{
	const struct output *output = unfinished;
	const char *temporary = output ? output->temporary : NULL;

	if (temporary)
		unlink(temporary);
}

static _Noreturn void
output_failed(struct output *output)
{
	if (errno == EPIPE && output->path == NULL) {
		signal(SIGPIPE, SIG_DFL);
		raise(SIGPIPE);
		_exit(128 + SIGPIPE); /* blocked by whoever started us */
	}
	die(STATUS_FAILED, output->path ? output->path : output->name, "%s", strerror(errno));
}

static void
output_write(struct output *output, const char *data, size_t n)
{
	if (n > 0 && !write_all(output->fd, data, n))
		output_failed(output);
	output->written += n;
}

static void
write_out(struct output *output)
{
	output_write(output, output->buf.data, output->buf.len);
	buf_clear(&output->buf);
	output_write(output, output->run, output->run_len);
	output->run_len = 0;
}

void
output_settle(struct output *output)
{
	if (output->run_len >= STREAM_RUN) {
		write_out(output);
	} else if (output->run_len > 0) {
		buf_add(&output->buf, output->run, output->run_len);
		output->run_len = 0;
	}
}

void
output_add(struct output *output, const void *data, size_t n)
{
	output_settle(output);
	buf_add(&output->buf, data, n);
}

void
output_run(struct output *output, const char *data, size_t n)
{
	if (output->run_len > 0 && output->run + output->run_len == data) {
		output->run_len += n;
		return;
	}
	output_settle(output);
	output->run = data;
	output->run_len = n;
}

void
output_pump(struct output *output)
{
	if (output->buf.len + output->run_len >= STREAM_BLOCK)
		output_flush(output);
}

void
output_flush(struct output *output)
{
	write_out(output);
	if (output->left)
		output->left(output->left_context);
}

/* The permissions a new file at path is to have: those of the file it replaces. */
static mode_t
wanted_mode(const char *path)
{
	struct stat old;
	mode_t mask = umask(0);

	umask(mask);
	return stat(path, &old) == 0 ? old.st_mode & 07777 : 0666 & ~mask;
}

void
output_replace(struct output *output, const char *path)
{
	static bool registered;
	struct stat old;
	char *target;
	size_t n;

	if (strcmp(path, "-") == 0)
		return;
	output->name = path;
	if (stat(path, &old) == 0 && !S_ISREG(old.st_mode)) {
		output->path = xstrdup(path); /* a device or a pipe cannot be replaced */
		output->fd = open(path, O_WRONLY | O_CLOEXEC);
		if (output->fd < 0)
			die(STATUS_FAILED, path, "%s", strerror(errno));
		return;
	}
	target = realpath(path, NULL); /* a link stays a link */
	if (target == NULL && lstat(path, &old) == 0)
		die(STATUS_FAILED, path, "is a link to what is not there");
	output->path = target ? target : xstrdup(path);
	n = strlen(output->path);
	output->temporary = xmalloc(n + 8);
	memcpy(output->temporary, output->path, n);
	memcpy(output->temporary + n, ".XXXXXX", 8);
	unfinished = output; /* before there is a file, for a signal that comes in between */
	output->fd = mkostemp(output->temporary, O_CLOEXEC);
	if (output->fd < 0) {
		unfinished = NULL;
		die(STATUS_FAILED, path, "cannot make a temporary file beside it: %s", strerror(errno));
	}
	if (!registered) {
		registered = true;
		atexit(discard_unfinished);
	}
	fchmod(output->fd, wanted_mode(output->path));
}

/* A rename is safe from a power failure when the directory is on disk too. */
static void
sync_directory(const char *path)
{
	char *directory = xstrdup(path);
	char *slash = strrchr(directory, '/');
	int fd;

	if (slash == NULL)
		memcpy(directory, ".", directory[0] ? 2 : 1);
	else
		slash[slash == directory] = '\0';
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(directory);
}

void
output_finish(struct output *output)
{
	write_out(output);
	if (output->temporary && fsync(output->fd) != 0)
		output_failed(output);
	if (close(output->fd) != 0 && errno != EINTR)
		output_failed(output);
	if (output->temporary) {
		if (rename(output->temporary, output->path) != 0)
			output_failed(output);
		unfinished = NULL;
		free(output->temporary);
		output->temporary = NULL;
		sync_directory(output->path);
	}
	if (output->left)
		output->left(output->left_context);
}

void
output_answer(const void *data, size_t n)
{
	struct output output = {.fd = STDOUT_FILENO, .name = "<stdout>"};

	output_add(&output, data, n);
	output_finish(&output);
	output_free(&output);
}

void
output_discard(struct output *output)
{
	if (output->temporary)
		unlink(output->temporary);
	if (unfinished == output)
		unfinished = NULL;
	free(output->temporary);
	output->temporary = NULL;
}

void
output_free(struct output *output)
{
	output_discard(output);
	free(output->path);
	output->path = NULL;
	buf_free(&output->buf);
}
