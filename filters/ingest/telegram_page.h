/* What the two readers of Telegram's HTML share: bytes to tokens, a bounded stack of the open
 * elements, and the bytes of the message that is being read. One message is in memory at a time.
 *
 * Elements nested deeper than the stack count as their parent, or, outside of messages, those around them
 * are forgotten: no text is lost. */
#ifndef TELEGRAM_PAGE_H
#define TELEGRAM_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/ingest/encoding.h"
#include "filters/ingest/ingest.h"
#include "filters/ingest/markup.h"

#define TELEGRAM_PAGE_DEPTH 128

struct telegram_element {
	char name[12];   /* the beginning of its name */
	size_t name_len;
	unsigned role;   /* the reader's; that of its parent unless the reader sets another */
	bool owner;      /* the reader set it */
	size_t entity;   /* the reader's */
};

struct telegram_page;

struct telegram_page_reader {
	/* Whether a start tag begins a message; one that is open is ended before. */
	bool (*begins)(const struct markup_token *token);
	unsigned message; /* the role of its element */
	/* A start tag; element is on the stack already, and gone after the call if it is void. */
	void (*start)(struct telegram_page *page, const struct markup_token *token, struct telegram_element *element);
	/* An element ends: by its end tag, one outside it, or the document's end. It is still on the stack. */
	void (*end)(struct telegram_page *page, struct telegram_element *element);
	void (*text)(struct telegram_page *page, const char *s, size_t n);
};

struct telegram_page {
	struct ingest *ingest;
	struct document *document;
	const struct telegram_page_reader *reader;
	void *context;
	struct decoder *decoder;
	struct markup *markup;
	struct telegram_element stack[TELEGRAM_PAGE_DEPTH];
	size_t depth, over;     /* open elements; those beyond the stack */
	struct buf raw;         /* the document's bytes from raw_offset on, as far as they are needed */
	uint64_t raw_offset;
	uint64_t total;         /* bytes read */
	uint64_t tag, tag_end;  /* where the tag lies that is being looked at */
	bool in_message;
	uint64_t begun;         /* where the message begins */
	uint64_t size;          /* bytes of text and tags in it so far */
	bool ending;            /* the document is over */
};

/* Reads the document to its end. */
void telegram_page_read(struct telegram_page *page, const char *head, size_t n);
void telegram_page_free(struct telegram_page *page);

/* The innermost element, NULL if none is open. */
struct telegram_element *telegram_page_top(struct telegram_page *page);

/* Whether an element of that role is open. */
bool telegram_page_inside(const struct telegram_page *page, unsigned role);

/* Ends all elements from the innermost one that owns that role on. */
void telegram_page_close(struct telegram_page *page, unsigned role);

/* Begins and ends a message: its bytes are kept in between. */
void telegram_page_begin(struct telegram_page *page, uint64_t offset);

/* Whether the message has become longer than --max-record. */
bool telegram_page_too_long(const struct telegram_page *page);

/* Adds offset, length and hash of the message's bytes, which end at the offset, to the item's _source. */
void telegram_page_source(struct telegram_page *page, uint64_t end);

/* Refuses the message, or, where none is open, what is at the offset. */
void telegram_page_refuse(struct telegram_page *page, uint64_t offset, const char *why);

/* What <br> adds to a text. */
#define TELEGRAM_BREAK '\r'

/* Takes white space off the ends of a text, and makes such with a break in it a line end, such with a
 * line end in it one blank. */
void telegram_trim(struct buf *text);

/* telegram_sniff.c: the format's name, if the beginning of a document in HTML is one of Telegram's
 * ("telegram-html", "telegram-web"); else NULL. Linear. */
const char *telegram_page_sniff(const char *s, size_t n);

#endif
