#include <stdlib.h>
#include <string.h>
#include <strings.h>
#define ZLIB_CONST
#include <zlib.h>

#include "common/xalloc.h"
#include "filters/ingest/warc.h"

struct mime_span
warc_field(struct mime_span head, const char *name)
{
	const char *p = head.s, *end = head.s + head.n;
	size_t length = strlen(name);

	while (p < end) {
		size_t line = mime_line(p, (size_t)(end - p)), n = mime_field_name(p, line);
		const char *colon;

		/* A field may go on in lines that begin with a blank. */
		while (p + line < end && (p[line] == ' ' || p[line] == '\t'))
			line += mime_line(p + line, (size_t)(end - p) - line);
		if (n == length && strncasecmp(p, name, n) == 0) {
			colon = memchr(p + n, ':', line - n);
			return mime_trim((struct mime_span){colon + 1, (size_t)(p + line - colon - 1)});
		}
		p += line;
	}
	return (struct mime_span){NULL, 0};
}

/* --- Chunks */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reads the line of a chunk's length; returns the bytes of the line, 0 if it is none. */
static size_t
chunk_head(const char *s, size_t n, size_t *length)
{
	size_t line = mime_line(s, n), i = 0;

	for (*length = 0; i < line && i < 8 && hex_digit(s[i]) >= 0; i++)
		*length = *length << 4 | (size_t)hex_digit(s[i]);
	if (i == 0 || i == line || strchr("\r\n; \t", s[i]) == NULL || s[i] == '\0')
		return 0;
	return line;
}

/* Takes a body in chunks apart. Many archives keep the body whole and the field that says it came in chunks: what
 * does not begin with a chunk stays as it is. Damage ends the chunks, the rest stays. */
static void
join_chunks(struct mime_span body, struct buf *out)
{
	const char *p = body.s, *end = body.s + body.n;
	size_t line, length;

	while (p < end && (line = chunk_head(p, (size_t)(end - p), &length)) > 0) {
		p += line;
		if (length == 0)
			return;
		if (length > (size_t)(end - p))
			length = (size_t)(end - p);
		buf_add(out, p, length);
		p += length;
		p += p < end && *p == '\r';
		p += p < end && *p == '\n';
	}
	buf_add(out, p, (size_t)(end - p));
}

/* --- Compression */

static void *
allocate(void *context, unsigned count, unsigned size)
{
	return xcalloc(count, size);
}

static void
release(void *context, void *memory)
{
	free(memory);
}

/* Inflates one stream; *used are the bytes it took. */
static int
inflate_one(const char *s, size_t n, int bits, size_t limit, struct buf *out, size_t *used)
{
	z_stream stream = {.zalloc = allocate, .zfree = release};
	int result = inflateInit2(&stream, bits);

	stream.next_in = (const Bytef *)s;
	stream.avail_in = (uInt)n;
	while (result == Z_OK && out->len <= limit) {
		buf_reserve(out, 64 * 1024);
		stream.next_out = (Bytef *)(out->data + out->len);
		stream.avail_out = 64 * 1024;
		result = inflate(&stream, Z_NO_FLUSH);
		out->len += 64 * 1024 - stream.avail_out;
		if (result == Z_BUF_ERROR || (result == Z_OK && stream.avail_in == 0 && stream.avail_out > 0))
			result = Z_BUF_ERROR;
	}
	*used = n - stream.avail_in;
	inflateEnd(&stream);
	return result;
}

bool
warc_inflate(const char *s, size_t n, size_t limit, struct buf *out, struct problem *problem)
{
	size_t at = 0, used, from = out->len;
	int bits = 15 + 32; /* gzip or zlib, as it begins */

	while (at < n) {
		int result = inflate_one(s + at, n - at, bits, from + limit, out, &used);

		if (result == Z_DATA_ERROR && at == 0 && out->len == from && bits > 0) {
			bits = -15;
			continue;
		}
		if (out->len > from + limit)
			return problem_set(problem, 0, 0, "it inflates to more than --max-record, %zu bytes", limit);
		if (result == Z_DATA_ERROR && at > 0) /* padding behind the last member */
			return true;
		if (result != Z_STREAM_END)
			return problem_set(problem, 0, 0, "its compressed body is %s",
			                   result == Z_BUF_ERROR ? "cut off" : "damaged");
		at += used;
	}
	return true;
}

static void
swap(struct warc_answer *answer)
{
	struct buf other = answer->body;

	answer->body = answer->spare;
	answer->spare = other;
	buf_clear(&answer->body);
}

static bool
is_compressed(const struct buf *body)
{
	const unsigned char *s = (const unsigned char *)body->data;

	return body->len >= 2 && ((s[0] == 0x1F && s[1] == 0x8B) || ((s[0] & 0x0F) == 8 && (s[0] << 8 | s[1]) % 31 == 0));
}

/* Undoes one content coding. As with chunks, archives may keep the field and not the coding. */
static bool
undo(struct warc_answer *answer, struct mime_span coding, size_t limit, struct problem *problem)
{
	if (coding.n == 0 || mime_is(coding, "identity"))
		return true;
	if (answer->body.len == 0)
		return true;
	if (mime_is(coding, "gzip") || mime_is(coding, "x-gzip") || mime_is(coding, "deflate")) {
		if (!is_compressed(&answer->body) && !mime_is(coding, "deflate"))
			return true;
		swap(answer);
		return warc_inflate(answer->spare.data, answer->spare.len, limit, &answer->body, problem);
	}
	return problem_set(problem, 0, 0, "Content-Encoding %.*s is not read", (int)(coding.n < 40 ? coding.n : 40), coding.s);
}

/* The codings were applied in the order they are named in. */
static bool
undo_all(struct warc_answer *answer, struct mime_span codings, size_t limit, struct problem *problem)
{
	for (int i = 0; i < 4 && codings.n > 0; i++) {
		const char *comma = memrchr(codings.s, ',', codings.n);
		const char *last = comma != NULL ? comma + 1 : codings.s;
		size_t n = (size_t)(codings.s + codings.n - last);

		if (!undo(answer, mime_trim((struct mime_span){last, n}), limit, problem))
			return false;
		codings.n = comma != NULL ? (size_t)(comma - codings.s) : 0;
	}
	return codings.n == 0 || problem_set(problem, 0, 0, "more than four content encodings");
}

/* --- Answers */

/* Where the head ends: behind its blank line. */
static size_t
head_end(const char *s, size_t n)
{
	size_t at = 0;

	while (at < n && s[at] != '\n' && !(s[at] == '\r' && at + 1 < n && s[at + 1] == '\n'))
		at += mime_line(s + at, n - at);
	return at + mime_line(s + at, n - at);
}

static void
find_label(struct warc_answer *answer, struct mime_span type)
{
	const char *p = type.s, *end = type.s + type.n;

	answer->label = (struct mime_span){NULL, 0};
	for (; end - p > 8; p++) {
		if (strncasecmp(p, "charset=", 8) != 0)
			continue;
		p += 8;
		p += p < end && (*p == '"' || *p == '\'');
		answer->label.s = p;
		while (p < end && strchr("\"'; \t,", *p) == NULL)
			p++;
		answer->label.n = (size_t)(p - answer->label.s);
		return;
	}
}

bool
warc_answer_read(struct warc_answer *answer, const char *s, size_t n, size_t limit, struct problem *problem)
{
	size_t line = mime_line(s, n), body;
	struct mime_span head, type;

	answer->status = 0;
	answer->type[0] = '\0';
	answer->label = (struct mime_span){NULL, 0};
	buf_clear(&answer->body);
	if (n < 12 || memcmp(s, "HTTP/", 5) != 0)
		return problem_set(problem, 0, 0, "it is no answer of HTTP");
	for (size_t i = 5; i + 3 < line; i++)
		if (s[i] == ' ' && s[i + 1] >= '1' && s[i + 1] <= '9') {
			answer->status = (s[i + 1] - '0') * 100 + (s[i + 2] - '0') * 10 + (s[i + 3] - '0');
			break;
		}
	body = line + head_end(s + line, n - line);
	head = (struct mime_span){s + line, body - line};
	type = warc_field(head, "content-type");
	mime_main_value(type, answer->type, sizeof(answer->type));
	if (type.n > 0)
		find_label(answer, type);
	if (warc_field(head, "transfer-encoding").n > 0)
		join_chunks((struct mime_span){s + body, n - body}, &answer->body);
	else
		buf_add(&answer->body, s + body, n - body);
	return undo_all(answer, warc_field(head, "content-encoding"), limit, problem);
}

void
warc_answer_free(struct warc_answer *answer)
{
	buf_free(&answer->body);
	buf_free(&answer->spare);
}
