/* MIME: the fields of a message's head, their values, transfer encodings and the
 * tree of parts (RFC 5322, 2045 to 2049, 2231, 2387, 3676).
 *
 * All of it is total: any bytes are accepted, damage is read as well as it can be
 * and named, and nothing is ever left out unsaid. All is linear in the bytes, times
 * MIME_MAX_DEPTH for what nests. Nothing here keeps state between messages. */
#ifndef MIME_H
#define MIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "filters/ingest/item.h"

#define MIME_MAX_DEPTH 24     /* parts within parts; what is deeper is taken as plain text */
#define MIME_MAX_PARTS 10000  /* of a message; the rest is taken as plain text */
#define MIME_MAX_VALUE ((size_t)64 * 1024) /* bytes of a field that are read; the rest is cut */

/* Bytes that lie elsewhere. */
struct mime_span {
	const char *s;
	size_t n;
};

/* --- mime_head.c: fields */

/* The fields that are known. */
enum mime_field {
	MIME_SUBJECT, MIME_FROM, MIME_SENDER, MIME_TO, MIME_CC, MIME_DATE, MIME_MESSAGE_ID,
	MIME_IN_REPLY_TO, MIME_REFERENCES, MIME_LIST_ID, MIME_ARCHIVED_AT, MIME_CONTENT_TYPE,
	MIME_TRANSFER, MIME_DISPOSITION, MIME_CONTENT_ID, MIME_DESCRIPTION, MIME_LANGUAGE,
	MIME_CONTENT_LENGTH, MIME_FIELDS
};

/* A head: the values as they are written, folded; a value that is missing has s NULL. Of equal
 * fields the first that says something counts; of Content-Type the last, as readers agree. */
struct mime_head {
	struct mime_span field[MIME_FIELDS];
	size_t count;     /* of fields, known or not */
	bool damaged;     /* lines in it were no fields */
};

/* Reads the head that s begins with; returns where the body begins. */
size_t mime_head_read(const char *s, size_t n, struct mime_head *head);

/* The length of the name of the field that s begins with, 0 if none begins here. */
size_t mime_field_name(const char *s, size_t n);

/* Past the line that s begins with. */
size_t mime_line(const char *s, size_t n);

/* The value without the blanks around it. */
struct mime_span mime_trim(struct mime_span span);

/* Whether the bytes are the word, in ASCII without case. */
bool mime_is(struct mime_span span, const char *word);

/* The main value of a field with parameters ("text/plain", "attachment"), without comments and
 * in lower case, at most size - 1 bytes of it. */
void mime_main_value(struct mime_span value, char *word, size_t size);

/* Appends a parameter as it is meant: quotes taken off, continuations put together, percent
 * escapes undone and its charset converted (RFC 2231), encoded words decoded. False if it is not there. */
bool mime_parameter(struct mime_span value, const char *name, struct buf *out);

/* --- mime_words.c: unstructured text and encoded words (RFC 2047) */

/* Appends a value, unfolded and with its encoded words decoded, in UTF-8. Raw bytes that are no UTF-8
 * are read by the charset of that label, which may be empty. item gets the repairs; it may be NULL. */
void mime_decode_words(struct mime_span value, struct mime_span charset, struct item *item, struct buf *out);

/* --- mime_charset.c */

/* Appends bytes of the charset of that label as UTF-8. A label that is missing, unknown or surely wrong gives
 * way to what the bytes are; item (NULL: nobody) is told. html: what an HTML page says of itself counts. */
void mime_charset(struct mime_span label, const char *s, size_t n, bool html, struct item *item,
                  struct buf *out);

/* --- mime_decode.c: transfer encodings */

enum mime_transfer { MIME_PLAIN, MIME_BASE64, MIME_QUOTED, MIME_UU };

enum mime_transfer mime_transfer_find(struct mime_span value);

/* Appends the decoded bytes; false if they were damaged: what could be read is there, and behind
 * base64 what is none, as it is. */
bool mime_transfer_decode(enum mime_transfer transfer, const char *s, size_t n, struct buf *out);

/* Decodes base64 up to what is none and returns the bytes used; *clean whether nothing was
 * passed over but white space. */
size_t mime_base64(const char *s, size_t n, struct buf *out, bool *clean);

/* Appends quoted-printable text; word: the Q of encoded words, where _ is a blank. False if damaged. */
bool mime_quoted(const char *s, size_t n, bool word, struct buf *out);

/* Appends text whose soft line breaks are joined (RFC 3676); lines end in \n. */
void mime_flowed(const char *s, size_t n, bool delsp, struct buf *out);

/* --- mime_address.c */

struct mime_address {
	struct mime_span name, address; /* UTF-8; either may be empty. Borrowed until the next call */
};

/* Gets the addresses of a list in order. */
typedef void mime_address_function(const struct mime_address *address, void *context);

/* Reads a list of addresses: names, comments as names, groups, routes and what is no
 * address at all (given as a name). */
void mime_addresses(struct mime_span value, struct mime_span charset, struct item *item,
                    mime_address_function *function, void *context);

/* --- mime_date.c */

/* Reads a Date field: RFC 5322 with its obsolete forms, comments and zones (military letters and unknown names
 * of zones count as UTC, as the standard says: *guessed), else whatever date_read() reads. */
struct ingest_options;
bool mime_date(struct mime_span value, const struct ingest_options *options, int64_t *seconds,
               bool *guessed);

/* --- mime_tree.c */

enum mime_kind {
	MIME_TEXT,       /* text/plain that is to be read */
	MIME_HTML,       /* text/html, likewise */
	MIME_ATTACHMENT, /* anything else with a body */
	MIME_MESSAGE,    /* message/rfc822; its root part follows it */
	MIME_MULTIPART
};

/* A part. Parts stand in the order of the message; those within one directly follow it. */
struct mime_part {
	enum mime_kind kind;
	struct mime_head head;
	struct mime_span body;     /* still encoded */
	struct mime_span label;    /* the charset it declares */
	char type[80];             /* text/plain, in lower case */
	enum mime_transfer transfer;
	uint32_t parent, depth;    /* index of the part it is in; the root is its own */
	bool hidden;               /* an alternative that is not the one chosen */
	bool alternative, related, digest; /* multiparts */
	bool has_text, has_html;   /* some text to be read in it or below, messages in it apart */
};

/* The parts of a message. Zero-initialised is empty; used from message to message. */
struct mime_tree {
	struct mime_part *parts;
	size_t count, cap;
	struct buf *decoded;       /* messages that were encoded: what the parts point into */
	size_t decoded_count, decoded_cap;
	struct buf scratch;
};

/* Reads a message, which the parts point into. item gets the repairs. */
void mime_tree_read(struct mime_tree *tree, const char *s, size_t n, struct item *item);
void mime_tree_free(struct mime_tree *tree);

#endif
