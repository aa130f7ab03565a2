#include "filters/emit/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/diag.h"
#include "common/stream.h"

static _Noreturn void
fail(const char *what)
{
	die(STATUS_FAILED, "<temporary file>", "%s: %s", what, strerror(errno));
}

static const char *
directory(void)
{
	const char *given = getenv("TMPDIR");

	return given && *given ? given : "/tmp";
}

/* A file that goes with the process, whatever ends it. */
static int
open_unnamed(void)
{
	struct buf path = {0};
	int fd = -1;

#ifdef O_TMPFILE
	fd = open(directory(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd;
#endif
	buf_addf(&path, "%s/emit.XXXXXX", directory());
	buf_str(&path);
	fd = mkostemp(path.data, O_CLOEXEC);
	if (fd >= 0)
		unlink(path.data);
	buf_free(&path);
	return fd;
}

void
spool_init(struct spool *spool)
{
	*spool = (struct spool){.fd = -1};
}

void
spool_free(struct spool *spool)
{
	if (spool->fd >= 0)
		close(spool->fd);
	buf_free(&spool->tail);
	spool_init(spool);
}

uint64_t
spool_add(struct spool *spool, const void *data, size_t n)
{
	uint64_t offset;

	if (spool->tail.len > 0 && spool->tail.len + n > SPOOL_MEMORY) {
		if (spool->fd < 0 && (spool->fd = open_unnamed()) < 0)
			fail("cannot be made");
		if (!write_all(spool->fd, spool->tail.data, spool->tail.len))
			fail("cannot be written");
		spool->filed += spool->tail.len;
		buf_clear(&spool->tail);
	}
	offset = spool->filed + spool->tail.len;
	buf_add(&spool->tail, data, n);
	return offset;
}

void
spool_read(struct spool *spool, uint64_t offset, size_t n, struct buf *out)
{
	if (offset >= spool->filed) {
		buf_add(out, spool->tail.data + (offset - spool->filed), n);
		return;
	}
	buf_reserve(out, n);
	while (n > 0) {
		ssize_t got = pread(spool->fd, out->data + out->len, n, (off_t)offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EIO;
		if (got <= 0)
			fail("cannot be read");
		out->len += (size_t)got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
}
