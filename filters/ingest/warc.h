/* WARC archives (ISO 28500): records one after the other, each with a head, its length, and a document as it came
 * from the web. */
#ifndef WARC_H
#define WARC_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/diag.h"
#include "filters/ingest/mime.h"

/* Whether the document is an archive. */
bool warc_sniff(const char *s, size_t n);

/* The value of a field of the head, trimmed; s NULL if it is not there. The first counts. */
struct mime_span warc_field(struct mime_span head, const char *name);

/* --- warc_http.c: the answer of a web server */

struct warc_answer {
	int status;              /* 200; 0 if that is not told */
	char type[80];           /* text/html, in lower case; "" if not told */
	struct mime_span label;  /* the charset told, borrowed from the answer */
	struct buf body, spare;  /* what it brought, decoded; owned */
};

/* Reads an answer of HTTP: takes apart what came in chunks and inflates what is compressed by gzip or deflate, up
 * to `limit` bytes. False with a problem if that cannot be done; status and type are set even then, if they could be read. */
bool warc_answer_read(struct warc_answer *answer, const char *s, size_t n, size_t limit, struct problem *problem);
void warc_answer_free(struct warc_answer *answer);

/* Inflates gzip (members one after another), zlib or raw deflate. False if it is damaged, cut off, or more than limit. */
bool warc_inflate(const char *s, size_t n, size_t limit, struct buf *out, struct problem *problem);

#endif
