/* The frame of all four programs: options, inputs, output, rejects, ledger,
 * signals, exit status. A filter gives its option table and a function of one
 * record (or, for ingest, of one document). */
#ifndef FILTER_H
#define FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/diag.h"
#include "common/opts.h"
#include "common/record.h"
#include "common/stream.h"

/* What a filter decides about one record. */
enum verdict {
	PASS,   /* write it, with what was set on it; if rec->problem has a text, that is reported as
	           well, and the status is 1 (--strict goes on) */
	TAKEN,  /* the filter wrote what it wants of it by filter_out(), or keeps it until the end */
	REJECT, /* refused; rec->problem says why */
	DROP    /* left out; DROP + n for the nth reason in program->drops */
};

typedef enum verdict record_function(struct record *rec, void *context);

struct filter; /* the frame; one a program */

/* Reads the command line; opens nothing yet but the rejects. Ends the program
 * on misuse (status 2) and for --help and --version (status 0). */
struct filter *filter_open(const struct program *program, int argc, char *argv[]);

/* How many FILEs the command line names; the ith, borrowed. */
size_t filter_operands(const struct filter *filter);
const char *filter_operand(const struct filter *filter, size_t i);

/* Has the inputs be these, instead of those of the command line. The paths are borrowed. */
void filter_set_operands(struct filter *filter, char **paths, size_t count);

/* Whether --strict was given. */
bool filter_strict(const struct filter *filter);

/* Runs over all records of all inputs. */
void filter_run(struct filter *filter, record_function *function, void *context);

/* The most threads that filter_run_parallel() may be given. */
#define FILTER_MOST_JOBS 64

/* The same with `count` threads, if the function and its contexts are made for it: thread i calls it with
 * contexts[i], by the side of the others; what it sets on a record and says by diag()
 * comes out in order. It must not use the frame, nor return TAKEN. With one context,
 * or where no thread can be had, filter_run() with the first. Memory: about 2 MiB for each thread,
 * two lines of --max-record, and what each context keeps. What the contexts share may change in the function of
 * filter_on_hangup(), which is called when nothing is being worked on. */
void filter_run_parallel(struct filter *filter, record_function *function, void *const contexts[],
                         size_t count);

/* How many processors this process may run on, up to FILTER_MOST_JOBS. */
size_t filter_processors(void);

/* A raw document, for ingest: read it with input_chunk() on document->input. */
struct document {
	struct filter *filter;
	struct input *input;
	const char *name;    /* the file's name or `<stdin>` */
};

/* Reads one document to its end, giving records by document_record() and
 * troubles by document_reject(). */
typedef void document_function(struct document *document, void *context);

void filter_run_documents(struct filter *filter, document_function *function, void *context);

/* Writes a record: a JSON object without newline, valid. */
void document_record(struct document *document, const char *json, size_t n);

/* Counts a record that is left out for the reason program->drops[reason]. */
void document_drop(struct document *document, size_t reason);

/* Reports something in the document that could not be made a record: counted,
 * its raw bytes (may be empty) written to the rejects with a newline, status 1. problem's line 0 means
 * that only its column, a byte offset from 1, is known. Prints `program: name:line:column: text`. */
void document_reject(struct document *document, const char *raw, size_t n,
                     const struct problem *problem);

/* Writes more raw bytes of what was rejected last, for what is too long to be
 * held: give document_reject() none, then these piece by piece, and n = 0 at the
 * end, which writes the newline. */
void document_reject_more(struct document *document, const char *raw, size_t n);

/* For a SIGHUP handler: called between records, after the signal. */
void filter_on_hangup(struct filter *filter, void (*function)(void *context), void *context);

/* Called whenever all output given so far has left the program (written
 * without error): what dedupe commits on. */
void filter_on_left(struct filter *filter, void (*function)(void *context), void *context);

/* Where TAKEN filters write: whole lines. */
struct output *filter_out(struct filter *filter);

/* Whether a signal asked the program to end; long work outside filter_run() looks at it. */
bool filter_stopping(const struct filter *filter);

/* Of records that were TAKEN, has `count` be dropped for the reason program->drops[reason]. */
void filter_drop_later(struct filter *filter, size_t reason, uint64_t count);

/* Flushes, prints the ledger, frees, and gives the exit status for main (or
 * ends by the signal that asked for it). */
int filter_close(struct filter *filter);

#endif
