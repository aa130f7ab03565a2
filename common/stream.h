/* Bytes in and out: large aligned reads, output in whole lines, flushed before
 * any wait for input. Every read(2) and write(2) of the programs is here. */
#ifndef STREAM_H
#define STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/buf.h"

/* The block that is read and written at a time. */
#define STREAM_BLOCK ((size_t)256 * 1024)

/* A run shorter than this is cheaper to copy than to write by itself. */
#define STREAM_RUN ((size_t)32 * 1024)

/* Where output goes. */
struct output {
	int fd;
	const char *name;      /* for messages, `<stdout>` */
	char *path;            /* with output_replace(): the file to be replaced; owned */
	char *temporary;       /* and what is written until then; owned */
	struct buf buf;        /* whole lines not yet written */
	const char *run;       /* bytes to be written behind buf straight from the input's buffer */
	size_t run_len;
	uint64_t written;      /* bytes that have left */
	void (*left)(void *context); /* called between records, when everything given so far has left;
	                                may be NULL */
	void *left_context;
};

/* What is read. */
struct input {
	int fd;
	const char *name;      /* for messages: the file's name or `<stdin>` */
	struct output *output; /* flushed before a wait; may be NULL */
	char *block;           /* the allocation: head room, then the page-aligned read area */
	size_t cap;            /* its size */
	char *start, *end;     /* bytes read and not yet handed out */
	size_t searched;       /* bytes from start on that hold no newline */
	uint64_t offset;       /* of start in the file */
	uint64_t line;         /* number of the line handed out last, from 1 */
	bool eof;
	int error;             /* errno of the read that failed, or 0 */
	size_t max_line;       /* a longer line is not held in memory */
	bool (*idle)(void *context); /* called before each read: signals, progress; false ends the
	                                input here; may be NULL */
	void *idle_context;
	const int *event;      /* a descriptor that, when readable, wants idle() called; may be NULL */
};

/* Memory that input_block() gives bytes in. Zero-initialised has none. */
struct input_memory {
	char *data; /* owned */
	size_t cap;
};

enum input_result {
	INPUT_LINE,    /* a line without its newline */
	INPUT_LONG,    /* a line over max_line: its beginning; input_rest() must be called for the rest */
	INPUT_END,     /* nothing more, or told to stop */
	INPUT_ERROR    /* read failed; input->error says why */
};

/* Gives the next line without its newline (a CR before it stays), a BOM at the file's beginning
 * taken off, blank lines included. The bytes stay valid until the next call; a newline that
 * ended the line is still behind them. */
enum input_result input_line(struct input *input, char **line, size_t *n);

/* After INPUT_LONG: the next piece of that line, *n = 0 at its end. The newline is passed over. */
enum input_result input_rest(struct input *input, char **piece, size_t *n);

/* Gives the next whole lines, at least one and as many as one read brought, with their newlines;
 * only the file's last line may lack it. A BOM stays. They stand in memory that is given too: *memory,
 * which may have some to be used again, takes it over, so that lines stay valid whatever
 * is read behind them. input->line is left alone. INPUT_LONG: as input_line(), when
 * no newline was found up to the limit; a line that is given may be over it, too. */
enum input_result input_block(struct input *input, struct input_memory *memory, char **bytes, size_t *n);

/* Gives the next bytes, at least one and as many as there are (at most a block).
 * For parsers that read by chunk; not to be mixed with input_line(). */
enum input_result input_chunk(struct input *input, char **bytes, size_t *n);

/* Opens path ("-" is stdin), sets name (borrowed from path); false with errno if it cannot. A
 * directory is refused with EISDIR. Buffers are kept from file to file. */
bool input_open(struct input *input, const char *path);
/* Has the input be these bytes, borrowed, which what reads it may change: for a document inside
 * another. name is borrowed. Nothing is opened, input_close() does nothing. */
void input_over(struct input *input, const char *name, char *bytes, size_t n);
void input_close(struct input *input);
void input_free(struct input *input);

/* Appends to the output. Only whole lines may be in it when input is read. */
void output_add(struct output *output, const void *data, size_t n);

/* Appends bytes that lie in the input's buffer and stay there until the next
 * input_*() call that reads; they are written from there if that saves a copy. */
void output_run(struct output *output, const char *data, size_t n);

/* Makes an output independent of what output_run() gave it, by writing or copying. */
void output_settle(struct output *output);

/* Writes if a block is full; called between records. */
void output_pump(struct output *output);

/* Writes everything, then calls left(). A failure ends the program: EPIPE as
 * SIGPIPE would, anything else with STATUS_FAILED and one message. */
void output_flush(struct output *output);

/* Directs the output to a file that replaces path only when output_finish() is
 * reached; a program that ends before leaves path as it was. Ends the program
 * with STATUS_FAILED if no temporary can be made beside it. */
void output_replace(struct output *output, const char *path);

/* Flushes, and closes or renames; failures end the program. */
void output_finish(struct output *output);

/* Takes away the temporary of output_replace(), if any. */
void output_discard(struct output *output);

/* The same for whatever output has one, from a signal handler that ends the program. */
void outputs_abandon(void);
void output_free(struct output *output);

/* Writes data to stdout and closes it, for what is printed instead of records
 * (--help); failures end the program as output_flush() does. */
void output_answer(const void *data, size_t n);

/* Writes all of data to fd, whatever EINTR, EAGAIN or short writes; false with
 * errno on failure. For files that are not the output (rejects, state). */
bool write_all(int fd, const void *data, size_t n);

/* Makes sure that 0, 1 and 2 are open, so that no file lands on them, ignores
 * SIGPIPE, enlarges the pipes of stdin and stdout. Call first. */
void streams_init(void);

#endif
