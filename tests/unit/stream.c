/* Lines out of pipes and files whatever the pieces they come in; output in order. */
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/stream.h"
#include "common/xalloc.h"
#include "tests/unit/check.h"

/* Opens an input on bytes written by a child in pieces of `piece` bytes. */
static void
open_pipe(struct input *input, const char *data, size_t n, size_t piece)
{
	int ends[2];

	if (pipe(ends) != 0)
		abort();
	if (fork() == 0) {
		close(ends[0]);
		for (size_t at = 0; at < n; at += piece)
			if (!write_all(ends[1], data + at, n - at < piece ? n - at : piece))
				_exit(1);
		_exit(0);
	}
	close(ends[1]);
	if (ends[0] != STDIN_FILENO) {
		dup2(ends[0], STDIN_FILENO);
		close(ends[0]);
	}
	input->max_line = input->max_line ? input->max_line : 1 << 20;
	if (!input_open(input, "-"))
		abort();
}

static void
close_pipe(struct input *input)
{
	input_close(input);
	close(STDIN_FILENO);
	while (wait(NULL) > 0)
		;
}

/* All lines, each shown as its length, its first byte and a bar. */
static void
describe(struct input *input, struct buf *out)
{
	enum input_result result;
	char *line;
	size_t n;

	while ((result = input_line(input, &line, &n)) != INPUT_END && result != INPUT_ERROR) {
		buf_addf(out, "%s%zu%c|", result == INPUT_LONG ? "L" : "", n, n ? line[0] : '.');
		if (result != INPUT_LONG)
			continue;
		while (input_rest(input, &line, &n) == INPUT_LINE && n > 0)
			buf_addf(out, "+%zu", n);
		buf_adds(out, "|");
	}
}

static void
test_small(void)
{
	static const char text[] = "\xef\xbb\xbfone\n\ntwo\r\nlast";
	struct input input = {.fd = -1};
	struct buf got = {0};

	for (size_t piece = 1; piece < sizeof(text); piece++) {
		buf_clear(&got);
		open_pipe(&input, text, sizeof(text) - 1, piece);
		describe(&input, &got);
		check_string(buf_str(&got), "3o|0.|4t|4l|", "lines in pieces of %zu bytes", piece);
		check(input.line == 4 && input.offset == sizeof(text) - 1, "line and offset are counted");
		close_pipe(&input);
	}
	input_free(&input);
	buf_free(&got);
}

/* Lines of all lengths around the block, in large and small pieces. */
static void
test_blocks(size_t piece)
{
	struct input input = {.fd = -1};
	struct buf text = {0};
	size_t lines = 0, wrong = 0, n;
	char *line;

	for (size_t length = 1; length < 2000; length += 7) {
		for (size_t i = 0; i < length; i++)
			buf_addc(&text, (char)('a' + length % 26));
		buf_addc(&text, '\n');
	}
	for (size_t length = STREAM_BLOCK - 3; length < STREAM_BLOCK + 3; length++) {
		for (size_t i = 0; i < length; i++)
			buf_addc(&text, (char)('a' + length % 26));
		buf_addc(&text, '\n');
	}
	open_pipe(&input, text.data, text.len, piece);
	while (input_line(&input, &line, &n) == INPUT_LINE) {
		lines++;
		for (size_t i = 0; i < n; i++)
			wrong += line[i] != (char)('a' + n % 26);
	}
	check(lines == 286 + 6 && wrong == 0, "lines across blocks, in pieces of %zu bytes", piece);
	check(input.offset == text.len, "all bytes were handed out");
	close_pipe(&input);
	input_free(&input);
	buf_free(&text);
}

static void
test_long(void)
{
	struct input input = {.fd = -1, .max_line = 10};
	struct buf got = {0};

	open_pipe(&input, "0123456789\n0123456789a\nb\n", 25, 25);
	describe(&input, &got);
	check_string(buf_str(&got), "100|L110||1b|", "a line of the limit passes, a longer one does not");
	close_pipe(&input);
	buf_clear(&got);
	open_pipe(&input, "a\n0123456789abcdefghij", 22, 1);
	describe(&input, &got);
	check(strncmp(buf_str(&got), "1a|L", 4) == 0 && input.offset == 22, "a long last line is passed over");
	close_pipe(&input);
	input_free(&input);
	buf_free(&got);
}

/* Whole lines in memory that is given away: four blocks are kept while others are read. */
static void
test_given(size_t piece, size_t max_line)
{
	enum { KEPT = 4 };
	struct input input = {.fd = -1, .max_line = max_line};
	struct input_memory memory[KEPT] = {{0}};
	struct { char *bytes; size_t n; } kept[KEPT] = {{0}};
	struct buf text = {0}, got = {0};
	enum input_result result;
	size_t blocks = 0, torn = 0;

	buf_adds(&text, "\xef\xbb\xbfone\n\n");
	for (size_t length = 1; length < 2000000; length = length * 3 / 2 + 1) {
		for (size_t i = 0; i < length; i++)
			buf_addc(&text, (char)('a' + length % 26));
		buf_adds(&text, length % 2 ? "\n" : "\r\n");
	}
	buf_adds(&text, "last");
	open_pipe(&input, text.data, text.len, piece);
	for (;; blocks++) {
		size_t slot = blocks % KEPT;

		buf_add(&got, kept[slot].bytes, kept[slot].n);
		result = input_block(&input, &memory[slot], &kept[slot].bytes, &kept[slot].n);
		if (result != INPUT_LINE)
			break;
		torn += kept[slot].bytes[kept[slot].n - 1] != '\n';
	}
	for (size_t i = 1; i < KEPT; i++)
		buf_add(&got, kept[(blocks + i) % KEPT].bytes, kept[(blocks + i) % KEPT].n);
	check(result == INPUT_END && torn == 1 && got.len == text.len && input.offset == text.len &&
	          memcmp(got.data, text.data, text.len) == 0,
	      "blocks of lines keep their bytes, in pieces of %zu bytes", piece);
	close_pipe(&input);
	for (size_t i = 0; i < KEPT; i++)
		free(memory[i].data);
	input_free(&input);
	buf_free(&text);
	buf_free(&got);
}

/* A line over the limit is no block; what stands around it is. */
static void
test_given_long(void)
{
	struct input input = {.fd = -1, .max_line = 1000};
	struct input_memory memory = {0};
	struct buf text = {0};
	char *bytes;
	size_t n, rest = 0;

	buf_adds(&text, "a\n");
	for (size_t i = 0; i < 600000; i++)
		buf_addc(&text, 'x');
	buf_adds(&text, "\nb\nc");
	open_pipe(&input, text.data, text.len, text.len);
	check(input_block(&input, &memory, &bytes, &n) == INPUT_LINE && n == 2, "lines before a long one");
	check(input_block(&input, &memory, &bytes, &n) == INPUT_LONG && n > 1000, "a long line is told");
	rest = n;
	while (input_rest(&input, &bytes, &n) == INPUT_LINE && n > 0)
		rest += n;
	check(rest == 600000, "and streams by");
	check(input_block(&input, &memory, &bytes, &n) == INPUT_LINE && n >= 2 && bytes[0] == 'b',
	      "the next line is a block's");
	close_pipe(&input);
	free(memory.data);
	input_free(&input);
	buf_free(&text);
}

static unsigned departures;

static void
count_departure(void *context)
{
	(void)context;
	departures++;
}

static void
test_output(void)
{
	char name[] = "/tmp/watchline-stream-XXXXXX";
	struct output output = {.fd = mkstemp(name), .name = "test", .left = count_departure};
	static const char block[] = "abcdefghij";
	char got[64] = "";

	unlink(name);
	output_add(&output, "1", 1);
	output_run(&output, block, 2);
	output_run(&output, block + 2, 2);
	output_add(&output, "2", 1);
	output_run(&output, block + 6, 1);
	output_run(&output, block + 8, 1);
	output_pump(&output);
	check(output.written == 0, "little output waits");
	output_flush(&output);
	check(departures == 1, "what left is told");
	check(pread(output.fd, got, sizeof(got) - 1, 0) == 8, "all is written");
	check_string(got, "1abcd2gi", "in the order it was given");
	close(output.fd);
	output_free(&output);
}

static void
test_replace(void)
{
	char directory[] = "/tmp/watchline-replace-XXXXXX", path[64], got[16] = "";
	struct output output = {.fd = 1, .name = "<stdout>"};
	FILE *file;

	if (mkdtemp(directory) == NULL)
		abort();
	snprintf(path, sizeof(path), "%s/out", directory);
	file = fopen(path, "w");
	fputs("old", file);
	fclose(file);
	output_replace(&output, path);
	output_add(&output, "new", 3);
	output_flush(&output);
	file = fopen(path, "r");
	check(fgets(got, sizeof(got), file) && strcmp(got, "old") == 0, "the old file stays until the end");
	fclose(file);
	output_finish(&output);
	file = fopen(path, "r");
	check(fgets(got, sizeof(got), file) && strcmp(got, "new") == 0, "then the new one stands there");
	fclose(file);
	output_free(&output);
	output = (struct output){.fd = 1, .name = "<stdout>"};
	output_replace(&output, path);
	output_add(&output, "lost", 4);
	output_discard(&output);
	close(output.fd);
	output_free(&output);
	file = fopen(path, "r");
	check(fgets(got, sizeof(got), file) && strcmp(got, "new") == 0, "discarded leaves the old one");
	fclose(file);
	unlink(path);
	check(rmdir(directory) == 0, "and no temporary");
}

int
main(void)
{
	test_small();
	test_blocks(1 << 20);
	test_blocks(4096);
	test_blocks(1000);
	test_long();
	test_given(1000, 1 << 22);
	test_given(100000, 1 << 22);
	test_given(10000000, 1 << 22);
	test_given_long();
	test_output();
	test_replace();
	return check_done();
}
