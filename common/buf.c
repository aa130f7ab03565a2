#include "common/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/diag.h"
#include "common/xalloc.h"

void
buf_reserve(struct buf *buf, size_t extra)
{
	if (extra > SIZE_MAX / 4 - buf->len)
		die(STATUS_FAILED, NULL, "out of memory");
	if (buf->cap == 0 && extra < 64)
		extra = 64;
	buf->data = xgrow(buf->data, &buf->cap, buf->len + extra, 1);
}

void
buf_addf(struct buf *buf, const char *format, ...)
{
	va_list arguments;
	int n;

	buf_reserve(buf, 64);
	va_start(arguments, format);
	n = vsnprintf(buf->data + buf->len, buf->cap - buf->len, format, arguments);
	va_end(arguments);
	if (n < 0)
		return;
	if ((size_t)n >= buf->cap - buf->len) {
		buf_reserve(buf, (size_t)n + 1);
		va_start(arguments, format);
		vsnprintf(buf->data + buf->len, buf->cap - buf->len, format, arguments);
		va_end(arguments);
	}
	buf->len += (size_t)n;
}

const char *
buf_str(struct buf *buf)
{
	buf_addc(buf, '\0');
	buf->len--;
	return buf->data;
}

void
buf_free(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}
