/* Growable bytes. The struct owns data; zero-initialised is empty and valid.
 * Buffers are cleared and used again between records, not freed. */
#ifndef BUF_H
#define BUF_H

#include <stddef.h>
#include <string.h>

struct buf {
	char *data; /* NULL until something was added; not terminated by NUL */
	size_t len;
	size_t cap;
};

/* Makes room for at least `extra` more bytes. */
void buf_reserve(struct buf *buf, size_t extra);

/* Appends formatted text. */
void buf_addf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The bytes as a C string: puts a NUL behind them, not counted in len. Borrowed
 * until the next change. */
const char *buf_str(struct buf *buf);

/* Frees the bytes and makes the buffer empty. */
void buf_free(struct buf *buf);

static inline void
buf_clear(struct buf *buf)
{
	buf->len = 0;
}

static inline void
buf_add(struct buf *buf, const void *data, size_t n)
{
	if (n == 0)
		return;
	if (buf->cap - buf->len < n)
		buf_reserve(buf, n);
	memcpy(buf->data + buf->len, data, n);
	buf->len += n;
}

static inline void
buf_addc(struct buf *buf, char c)
{
	if (buf->cap == buf->len)
		buf_reserve(buf, 1);
	buf->data[buf->len++] = c;
}

/* Appends a C string, without its NUL. */
static inline void
buf_adds(struct buf *buf, const char *string)
{
	buf_add(buf, string, strlen(string));
}

#endif
