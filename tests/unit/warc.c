#include "filters/ingest/warc.h"

#define ZLIB_CONST
#include <zlib.h>

#include "tests/document.h"
#include "tests/unit/check.h"

#define LIMIT ((size_t)1 << 20)

static struct ingest ingest;
static struct buf archive;

/* Adds a record; length < 0: the true one. */
static void
add_record(const char *fields, const char *content, size_t n, int length)
{
	buf_addf(&archive, "WARC/1.0\r\n%sContent-Length: %d\r\n\r\n", fields, length < 0 ? (int)n : length);
	buf_add(&archive, content, n);
	buf_adds(&archive, "\r\n\r\n");
}

static void
add_text(const char *fields, const char *content)
{
	add_record(fields, content, strlen(content), -1);
}

static void
read_archive(size_t limit)
{
	read_text(read_warc, &ingest, buf_str(&archive), archive.len, archive.len / 3, limit);
	buf_clear(&archive);
	buf_str(&caught.records);
	buf_str(&caught.problems);
}

static bool
has(const char *text)
{
	if (strstr(caught.records.data, text) != NULL)
		return true;
	printf("#  got: %s%s\n# want: %s\n", caught.records.data, caught.problems.data, text);
	return false;
}

#define WET "WARC-Type: conversion\r\nWARC-Target-URI: http://e.org/a\r\nWARC-Date: 2024-01-02T03:04:05Z\r\nContent-Type: text/plain\r\n"
#define RESPONSE "WARC-Type: response\r\nWARC-Target-URI: <http://e.org/f>\r\nWARC-Date: 2024-01-02T03:04:05Z\r\nContent-Type: application/http; msgtype=response\r\n"
#define FEED "<rss version='2.0'><channel><title>c</title><item><title>one</title><link>/1</link></item></channel></rss>"

static void
test_kinds(void)
{
	add_text("WARC-Type: warcinfo\r\n", "software: x\r\n");
	add_text(WET, "A title\nSome text \xD8\xA7\n");
	add_text(RESPONSE, "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n" FEED);
	add_text(RESPONSE, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nA report\n\n2 March 2021\n\nIts text.\n");
	add_text("WARC-Type: request\r\n", "GET / HTTP/1.1\r\n\r\n");
	add_text(RESPONSE, "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>no");
	add_text(RESPONSE, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Encoding: br\r\n\r\nxyz");
	add_text("WARC-Type: resource\r\nWARC-Target-URI: http://e.org/j\r\nContent-Type: application/json\r\n",
	         "{\"id\":\"j1\",\"content_text\":\"from json\"}\n");
	read_archive(LIMIT);
	check(caught.problem_count == 0 && caught.record_count == 4, "what holds a document is read: %zu records", caught.record_count);
	check(has("\"url\":\"http://e.org/a\",\"title\":\"A title\",\"content_text\":\"A title\\nSome text \xD8\xA7\",\"date_published\":\"2024-01-02T03:04:05Z\""),
	      "a text of a page has its address and the date of the archive");
	check(has("\"file\":\"test\",\"container\":\"warc\",\"offset\":70,"), "and its place in the archive");
	check(has("\"title\":\"one\""), "a feed is read by its reader");
	check(has("\"url\":\"http://e.org/f\",\"title\":\"A report\",\"content_text\":\"Its text.\",\"date_published\":\"2021-03-02T00:00:00Z\"")
	          && has("\"fetched\":\"2024-01-02T03:04:05Z\",\"container\":\"warc\""), "a text is read as a report, and has its address");
	check(has("\"url\":\"http://e.org/1\""), "relative addresses in a feed are those of its archive's");
	check(has("from json"), "so are lines of JSON");
}

static void
test_http(void)
{
	struct warc_answer answer = {0};
	struct problem problem = {0};
	static const char chunked[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html; charset=\"koi8-r\"\r\n\r\n"
	                              "5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\n";
	static const char whole[] = "HTTP/1.0 200\nTransfer-Encoding: chunked\n\nno chunks";
	static const char cut[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhello";

	check(warc_answer_read(&answer, chunked, sizeof(chunked) - 1, LIMIT, &problem)
	          && strcmp(buf_str(&answer.body), "hello!") == 0, "chunks are joined");
	check(answer.status == 200 && strcmp(answer.type, "text/html") == 0 && mime_is(answer.label, "koi8-r"), "type and charset are read");
	check(warc_answer_read(&answer, whole, sizeof(whole) - 1, LIMIT, &problem)
	          && strcmp(buf_str(&answer.body), "no chunks") == 0, "what an archive has joined already stays");
	check(warc_answer_read(&answer, cut, sizeof(cut) - 1, LIMIT, &problem)
	          && strcmp(buf_str(&answer.body), "hello") == 0, "a chunk that is cut off is read as far as it is there");
	warc_answer_free(&answer);
}

/* Compresses n bytes of one letter as windowBits says. */
static void
compress_letters(size_t n, int bits, struct buf *out)
{
	z_stream stream = {0};
	struct buf text = {0};

	buf_reserve(&text, n);
	memset(text.data, 'x', n);
	deflateInit2(&stream, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
	buf_reserve(out, n + 1000);
	stream.next_in = (const Bytef *)text.data;
	stream.avail_in = (uInt)n;
	stream.next_out = (Bytef *)(out->data + out->len);
	stream.avail_out = (uInt)(n + 1000);
	deflate(&stream, Z_FINISH);
	out->len += stream.total_out;
	deflateEnd(&stream);
	buf_free(&text);
}

static void
test_compression(void)
{
	static const int bits[] = {31, 15, -15};
	struct buf packed = {0}, out = {0};
	struct problem problem = {0};

	for (size_t i = 0; i < 3; i++) {
		buf_clear(&packed);
		buf_clear(&out);
		compress_letters(1000, bits[i], &packed);
		check(warc_inflate(packed.data, packed.len, 1000, &out, &problem) && out.len == 1000, "a body by windowBits %d is inflated", bits[i]);
		buf_clear(&out);
		check(!warc_inflate(packed.data, packed.len - 9, 1000, &out, &problem), "one that is cut off is not");
	}
	buf_clear(&packed);
	compress_letters(100, 31, &packed);
	compress_letters(100, 31, &packed);
	buf_clear(&out);
	check(warc_inflate(packed.data, packed.len, 1000, &out, &problem) && out.len == 200, "members one after another are read");
	buf_clear(&packed);
	buf_clear(&out);
	compress_letters(50000000, 31, &packed);
	problem = (struct problem){0};
	check(!warc_inflate(packed.data, packed.len, 100000, &out, &problem) && strstr(problem.text, "--max-record") != NULL
	          && out.cap < 1000000, "a bomb is refused before it goes off");
	buf_clear(&archive);
	buf_adds(&archive, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n");
	buf_add(&archive, packed.data, packed.len);
	buf_clear(&out);
	buf_add(&out, archive.data, archive.len);
	buf_clear(&archive);
	add_record(RESPONSE, out.data, out.len, -1);
	add_text(WET, "after");
	read_archive(LIMIT);
	check(caught.problem_count == 1 && strstr(caught.problems.data, "0:1: http://e.org/f: it inflates to more") == caught.problems.data
	          && has("after"), "and costs its record");
	add_text(RESPONSE, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\nxyz");
	read_archive(LIMIT);
	check(caught.problem_count == 1 && strstr(caught.problems.data, "Content-Encoding br is not read") != NULL, "what cannot be unpacked is told of");
	buf_free(&packed);
	buf_free(&out);
}

static void
test_damage(void)
{
	add_text(WET, "one");
	add_record(WET, "wrong", 5, 3);
	add_text(WET, "two");
	add_record(WET, "far too short", 13, 5000);
	add_text(WET, "three");
	buf_adds(&archive, "junk\r\n");
	add_text(WET, "four");
	buf_adds(&archive, "WARC/1.0\r\nWARC-Type: conversion\r\n\r\n");
	add_text(WET, "five");
	archive.len -= 7;
	read_archive(LIMIT);
	check(caught.record_count == 4 && has("one") && has("two") && has("three") && has("four"), "records around damage are read");
	check(caught.problem_count == 5, "and each damage is told of: %zu", caught.problem_count);
	check(strstr(caught.problems.data, "0:154: Content-Length does not lead to the end of the record\n") == caught.problems.data,
	      "with its offset: %s", caught.problems.data);
	check(strstr(caught.problems.data, "no WARC record") && strstr(caught.problems.data, "without Content-Length")
	          && strstr(caught.problems.data, "record cut off"), "and what it is");
	add_text(WET, "one");
	buf_addf(&archive, "WARC/1.0\r\n" WET "Content-Length: 30000\r\n\r\n");
	for (int i = 0; i < 3000; i++)
		buf_adds(&archive, "0123456789");
	buf_adds(&archive, "\r\n\r\n");
	add_text(WET, "two");
	read_archive(10000);
	check(caught.record_count == 2 && has("two") && caught.problem_count == 1 && strstr(caught.problems.data, "longer than --max-record") != NULL,
	      "a record over the limit costs that record");
}

int
main(void)
{
	ingest.options.max_text = 256 * 1024;
	test_kinds();
	test_http();
	test_compression();
	test_damage();
	ingest_free(&ingest);
	caught_free();
	buf_free(&archive);
	return check_done();
}
