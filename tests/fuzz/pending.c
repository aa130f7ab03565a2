/* What waits for --commit as hostile input: the file as it is if the input begins with F, else payloads, cut at each
 * byte 0xff, under a header and frames with right sums. The log either gets all of it, or stays as it is. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/stream.h"
#include "filters/dedupe/state_inner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
add(struct buf *out, uint64_t value)
{
	for (size_t i = 0; i < 8; i++)
		buf_addc(out, (char)(value >> 8 * i));
}

/* A file of frames that go behind a log which has only its header. */
static void
make_pending(struct buf *file, const char *p, const char *end, uint64_t sum, uint64_t log_end)
{
	buf_add(file, "\x89" "ddw\r\n\x1a\n", 8);
	add(file, log_end);
	add(file, sum);
	add(file, 0);
	add(file, 0);
	add(file, 56);
	add(file, hash_identity(file->data, file->len).low);
	while (p < end) {
		const char *stop = memchr(p, 0xff, (size_t)(end - p));
		struct log_frame frame = {0};
		char head[LOG_FRAME];

		stop = stop ? stop : end;
		frame.length = (uint32_t)(stop - p);
		log_write_frame(&frame, sum, p, head);
		buf_add(file, head, sizeof(head));
		buf_add(file, p, frame.length);
		sum = frame.sum;
		p = stop + (stop < end);
	}
}

static void
put(const char *path, const struct buf *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || !write_all(fd, bytes->data, bytes->len))
		abort();
	close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char path[64], pending[80], lock[80];
	const struct lock_waiting waiting = {0};
	struct problem problem = {.text = ""};
	struct keys *keys = keys_new("id", 1, &problem);
	struct buf log = {0}, file = {0};
	uint64_t sum = log_add_header(&log, 0, 0, keys_settings(keys));
	enum status status;
	struct stat now;
	bool found;

	if (path[0] == '\0') {
		snprintf(path, sizeof(path), "/tmp/fuzz-pending.%ld", (long)getpid());
		snprintf(pending, sizeof(pending), "%s.pending", path);
		snprintf(lock, sizeof(lock), "%s.lock", path);
	}
	if (size > 0 && data[0] == 'F')
		buf_add(&file, data + 1, size - 1);
	else
		make_pending(&file, (const char *)data, (const char *)data + size, sum, log.len);
	put(path, &log);
	put(pending, &file);
	status = state_settle(path, true, &waiting, &found, &problem);
	if ((status == STATUS_OK) != (problem.text[0] == '\0') || stat(path, &now) != 0 ||
	    (status != STATUS_OK && (size_t)now.st_size != log.len) ||
	    (size > 0 && data[0] != 'F' && (status != STATUS_OK || (size_t)now.st_size != log.len + file.len - 56)))
		abort();
	unlink(path);
	unlink(pending);
	unlink(lock);
	buf_free(&log);
	buf_free(&file);
	keys_free(keys);
	return 0;
}
