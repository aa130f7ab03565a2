#include "filters/tag/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/complaints.h"

static struct source *
take(const char *name, char *bytes, size_t n)
{
	struct source *source = xcalloc(1, sizeof(*source));

	source->name = xstrdup(name);
	source->bytes = bytes;
	source->text = bytes;
	source->n = n;
	if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		source->text += 3;
		source->n -= 3;
	}
	return source;
}

struct source *
source_new(const char *name, const char *text, size_t n)
{
	return take(name, xmemdup(text, n), n);
}

static bool
read_all(int fd, size_t limit, struct buf *out)
{
	while (out->len <= limit) {
		size_t room = limit + 1 - out->len;
		ssize_t n;

		if (room > 64 * 1024)
			room = 64 * 1024;
		buf_reserve(out, room + 1);
		n = read(fd, out->data + out->len, room);
		if (n == 0)
			return true;
		if (n > 0)
			out->len += (size_t)n;
		else if (errno != EINTR)
			return false;
	}
	return true;
}

struct source *
source_read(const char *path, size_t limit)
{
	/* Not by stdio, whose own memory may run out. */
	int fd = open(path, O_RDONLY | O_CLOEXEC), saved;
	struct buf bytes = {0};
	struct source *source;
	struct stat status;

	if (fd < 0)
		return NULL;
	if (!read_all(fd, limit, &bytes) || fstat(fd, &status) != 0) {
		saved = errno;
		close(fd);
		buf_free(&bytes);
		errno = saved;
		return NULL;
	}
	close(fd);
	buf_str(&bytes);
	source = take(path, bytes.data, bytes.len);
	source->device = status.st_dev;
	source->inode = status.st_ino;
	return source;
}

/* Why a character has no place in a file of ours, or NULL. What ends a line to
 * YAML 1.1 but to no editor would make our line numbers lie. */
static const char *
objection(uint32_t c, bool before_newline)
{
	if (c == '\t' || c == '\n')
		return NULL;
	if (c == '\r')
		return before_newline ? NULL : "a carriage return alone ends no line here; "
		                               "end lines with LF or CR LF";
	if (c == 0)
		return "a NUL byte in the text; is this a text file?";
	if (c == 0x85 || c == 0x2028 || c == 0x2029)
		return "this character is a line break to YAML and invisible to you; take it out";
	if (c == 0xfeff)
		return "a byte order mark inside the text; take it out";
	if (c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0xfffe && c <= 0xffff))
		return "a control character in the text; take it out";
	return NULL;
}

static bool
check_characters(const struct source *source, struct complaints *complaints)
{
	const char *s = source->text, *end = s + source->n;
	size_t line = 1, column = 1;
	bool fine = true;

	while (s < end) {
		const char *start = s, *what;
		uint32_t c;

		if (*s >= ' ' && *s < 0x7f) { /* as most are */
			s++;
			column++;
			continue;
		}
		c = utf8_decode(&s, end);
		what = objection(c, s < end && *s == '\n');

		if (c == UTF8_REPLACEMENT && s - start == 1) {
			complain(complaints, source, line, column,
			         "the byte 0x%02x is not UTF-8; save the file as UTF-8",
			         (unsigned char)*start);
			return false;
		}
		if (what != NULL) {
			complain(complaints, source, line, column, "%s (U+%04X)", what, (unsigned)c);
			fine = false;
		}
		if (c == '\n') {
			line++;
			column = 1;
		} else {
			column++;
		}
	}
	return fine;
}

bool
source_check(const struct source *source, size_t limit, struct complaints *complaints)
{
	if (source->n > limit) {
		complain(complaints, source, 0, 0,
		         "the file is larger than %zu MiB; split it, or put long lists into files of "
		         "their own", limit >> 20);
		return false;
	}
	if (source->n >= 2 && (memcmp(source->text, "\xff\xfe", 2) == 0 ||
	                       memcmp(source->text, "\xfe\xff", 2) == 0)) {
		complain(complaints, source, 0, 0, "the file is UTF-16; save it as UTF-8");
		return false;
	}
	return check_characters(source, complaints);
}

void
source_free(struct source *source)
{
	if (source == NULL)
		return;
	free(source->name);
	free(source->bytes);
	free(source);
}
