/* Character encodings: which one a document is in, and its conversion to UTF-8.
 *
 * Labels and their meanings are those of the WHATWG Encoding standard (section
 * 4.2); what a document declares is found as the HTML standard's "prescan" does it
 * (13.2.3.2) and, in feeds, by the XML declaration. UTF-32 is known too. Only the
 * encodings of the table are ever handed to iconv(3). */
#ifndef ENCODING_H
#define ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "filters/ingest/markup.h"

enum encoding_kind {
	ENCODING_UTF8,
	ENCODING_UTF16LE,
	ENCODING_UTF16BE,
	ENCODING_SINGLE, /* a byte is a character */
	ENCODING_MULTI   /* by iconv only */
};

struct encoding {
	const char *name;   /* lower case, as the standard writes it */
	const char *iconv;  /* its name for iconv(3) */
	const char *labels; /* between blanks, lower case */
	enum encoding_kind kind;
};

/* The encoding that a label means, white space around it and case ignored; NULL
 * if it is not on the list. */
const struct encoding *encoding_find(const char *label, size_t n);

/* The encoding that a byte order mark announces, and its length; NULL if there is none. */
const struct encoding *encoding_mark(const char *s, size_t n, size_t *length);

/* Of a document's beginning so much is looked at. */
#define ENCODING_HEAD ((size_t)16 * 1024)

/* The encoding that a document's beginning declares, NULL if none or if it is surely
 * a lie (UTF-16 in what reads as ASCII). No byte order mark is looked for. */
const struct encoding *encoding_declared(const char *s, size_t n, enum markup_mode mode);

/* The encoding of bytes that are not UTF-8 and declare none: by the frequency of letters for Arabic,
 * Cyrillic (windows-1251, KOI8, ISO-8859-5, IBM866), Hebrew, Greek and Thai, by ranges for Chinese, Japanese and
 * Korean, windows-1254 for Turkish, else windows-1252. A guess, never NULL. */
const struct encoding *encoding_guess(const char *s, size_t n);

/* Whether bytes look like text in the encoding that was guessed for them. */
bool encoding_reads(const struct encoding *encoding, const char *s, size_t n);

/* Converts a whole plain text, in the encoding that was stated for it; if NULL: by its mark, as UTF-8 if all
 * but a few bytes are, else guessed (*guessed tells). out is set to UTF-8, and left alone if the text is in UTF-8 already: that is returned then. *repair is NULL or a name. */
const struct encoding *encoding_read_text(const char *s, size_t n, const struct encoding *stated, struct buf *out,
                                          bool *guessed, const char **repair);

/* The characters of a single-byte encoding; what has no meaning in the C1 range is the control
 * itself, as in the WHATWG indexes, elsewhere U+FFFD. */
void encoding_table(const struct encoding *encoding, uint16_t table[256]);

/* Gets UTF-8: whole characters. offset is where it begins in the file. */
typedef void decoder_function(const char *s, size_t n, uint64_t offset, void *context);

/* Converts a document that comes in pieces. Bytes that mean nothing become U+FFFD. */
struct decoder;

struct decoder *decoder_new(decoder_function *function, void *context);
void decoder_free(struct decoder *decoder);

/* Begins a document, whose first ENCODING_HEAD bytes are given, if there are so many
 * (they are to be pushed as well).
 * Order: mark, forced if not NULL, declaration; else UTF-8 if the first part that is not ASCII is
 * valid, else what encoding_guess() says. */
void decoder_begin(struct decoder *decoder, const char *head, size_t n, enum markup_mode mode,
                   const struct encoding *forced);

/* Converts the next bytes. */
void decoder_push(struct decoder *decoder, const char *s, size_t n);

/* Converts what was held back. */
void decoder_end(struct decoder *decoder);

/* The encoding's name. */
const char *decoder_name(const struct decoder *decoder);

/* Whether it was guessed, and is not UTF-8. */
bool decoder_guessed(const struct decoder *decoder);

/* The name of the repair, if bytes had to be replaced since the last call:
 * "invalid-utf8" or "invalid-bytes"; else NULL. */
const char *decoder_repair(struct decoder *decoder);

/* How offsets follow from those given to the function; false if they cannot be had. */
bool decoder_width(const struct decoder *decoder, enum markup_width *width);

#endif
