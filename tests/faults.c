/* Makes calls of libc fail, for tests: preloaded into a program.
 *
 * FAULT=CALL:FIRST[+EVERY|!]:ERRNO   the FIRSTth call fails, and with +EVERY each
 *                                    EVERYth after it, with ! all after it
 * FAULT_COUNT=CALL:FILE              writes the number of calls to FILE at the end
 *
 * With KILL for ERRNO the process is killed in place of the call, with HALF after half of a write (a pwrite, of
 * few bytes within a page, happens or does not).
 *
 * CALL is malloc (with calloc, realloc, posix_memalign), read, write, pwrite, fsync (with fdatasync), rename, unlink
 * (with ftruncate), or change: any of the last five. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static char wanted[16], counted[16];
static const char *count_file;
static long first, every;
static _Atomic long calls; /* threads call, too */
static bool sticky;
static int error;

enum { KILL = 1000, HALF };

static long
number(const char **s)
{
	long n = 0;

	for (; **s >= '0' && **s <= '9'; (*s)++)
		n = n * 10 + (**s - '0');
	return n;
}

static const char *
word(const char *s, char *out, size_t size)
{
	size_t n = 0;

	for (; *s && *s != ':'; s++)
		if (n + 1 < size)
			out[n++] = *s;
	out[n] = '\0';
	return *s ? s + 1 : s;
}

__attribute__((constructor)) static void
setup(void)
{
	const char *s = getenv("FAULT");

	if (s) {
		s = word(s, wanted, sizeof(wanted));
		first = number(&s);
		if (*s == '!') {
			sticky = true;
			s++;
		} else if (*s == '+') {
			s++;
			every = number(&s);
		}
		s += *s == ':';
		error = strcmp(s, "ENOSPC") == 0 ? ENOSPC
		      : strcmp(s, "EIO") == 0    ? EIO
		      : strcmp(s, "EINTR") == 0  ? EINTR
		      : strcmp(s, "EAGAIN") == 0 ? EAGAIN
		      : strcmp(s, "KILL") == 0   ? KILL
		      : strcmp(s, "HALF") == 0   ? HALF
		                                 : ENOMEM;
	}
	s = getenv("FAULT_COUNT");
	if (s)
		count_file = word(s, counted, sizeof(counted));
	calls = 0;
}

__attribute__((destructor)) static void
report(void)
{
	char text[32];
	int fd, n;

	if (count_file == NULL)
		return;
	n = snprintf(text, sizeof(text), "%ld\n", calls);
	fd = open(count_file, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	syscall(SYS_write, fd, text, (size_t)n);
	close(fd);
}

static bool
fails(const char *call)
{
	bool hit;
	long n;

	if (count_file && strcmp(counted, call) == 0)
		calls++;
	if (first == 0 || strcmp(wanted, call) != 0)
		return false;
	n = ++calls;
	hit = n == first || (n > first && (sticky || (every && (n - first) % every == 0)));
	if (hit && error == KILL)
		kill(getpid(), SIGKILL);
	if (hit)
		errno = error;
	return hit;
}

/* The same of a call that changes files. */
static bool
change_fails(const char *call)
{
	bool own = fails(call), hit = fails("change") || own;

	if (hit && errno == HALF && strcmp(call, "write") != 0)
		kill(getpid(), SIGKILL);
	return hit;
}

void *
malloc(size_t size)
{
	return fails("malloc") ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	return fails("malloc") ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	return fails("malloc") ? NULL : __libc_realloc(old, size);
}

int
posix_memalign(void **memory, size_t alignment, size_t size)
{
	if (fails("malloc"))
		return ENOMEM;
	*memory = __libc_memalign(alignment, size);
	return *memory ? 0 : ENOMEM;
}

ssize_t
read(int fd, void *data, size_t n)
{
	return fails("read") ? -1 : syscall(SYS_read, fd, data, n);
}


ssize_t
write(int fd, const void *data, size_t n)
{
	if (fd == STDERR_FILENO || !change_fails("write"))
		return syscall(SYS_write, fd, data, n);
	if (errno == HALF) {
		syscall(SYS_write, fd, data, n / 2);
		kill(getpid(), SIGKILL);
	}
	return -1;
}

ssize_t
pwrite(int fd, const void *data, size_t n, off_t at)
{
	return change_fails("pwrite") ? -1 : syscall(SYS_pwrite64, fd, data, n, at);
}

ssize_t
pwrite64(int fd, const void *data, size_t n, off_t at)
{
	return pwrite(fd, data, n, at);
}

int
fsync(int fd)
{
	return change_fails("fsync") ? -1 : (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return change_fails("fsync") ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int
rename(const char *from, const char *to)
{
	return change_fails("rename") ? -1 : (int)syscall(SYS_rename, from, to);
}

int
unlink(const char *name)
{
	return change_fails("unlink") ? -1 : (int)syscall(SYS_unlink, name);
}

int
ftruncate(int fd, off_t size)
{
	return change_fails("unlink") ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}
