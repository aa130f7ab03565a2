/* Which format a document has, by its first bytes (INPUT-FORMATS section 13). */
#ifndef SNIFF_H
#define SNIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "common/diag.h"
#include "filters/ingest/ingest.h"

#define SNIFF_MAX ((size_t)64 * 1024) /* bytes that are looked at */

/* A format by its name; names of one reader may be several. */
struct format {
	const char *name;
	reader_function *read;
	const char *what;  /* what it reads, for --formats; NULL if another name of its reader tells it */
	bool maps;         /* takes --map */
};

/* The names that -f takes beside auto, NULL at the end. */
extern const char *const format_names[];

/* The format of that name; NULL if there is none (auto). */
const struct format *format_find(const char *name);

/* Whether the format of that name takes --map. */
bool format_takes_map(const char *name);

/* Writes the formats, a line each. */
void format_list(struct output *out);

enum sniffed {
	SNIFFED,        /* *format is set */
	SNIFFED_EMPTY,  /* there is nothing in the document */
	SNIFFED_LITTLE, /* more must be read to tell */
	SNIFFED_NOTHING /* none we read; problem says what was seen and what would fit */
};

/* Tells the format from the first n bytes; whole if there are no more. Never
 * SNIFFED_LITTLE if whole or from SNIFF_MAX bytes on. Any bytes are accepted. */
enum sniffed sniff(const char *head, size_t n, bool whole, const struct format **format,
                   struct problem *problem);

#endif
