/* Text of a post as Telegram's HTML has it: the characters as they were typed, with formatting
 * and links as the export in JSON has them, so that a post reads the same whichever way it came.
 *
 * Blanks are kept, not collapsed: the writers escape what was typed and break lines by <br> only.
 * White space with a line end in it is layout, and one blank at most. */
#ifndef TELEGRAM_RICH_H
#define TELEGRAM_RICH_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "filters/ingest/item.h"
#include "filters/ingest/markup.h"

#define RICH_MAX_ENTITIES 10000 /* of one text; more are left out, and item's repairs say so */
#define RICH_MAX_OPEN 64        /* at a time */

struct rich_entity {
	const char *type;           /* static */
	size_t from, to;            /* bytes of text */
	size_t start, end;          /* code points */
	size_t url, url_len;        /* in strings */
	size_t details, details_len; /* JSON members, in strings */
	bool begun, closed;
};

/* Zero-initialised is empty and valid; reused from text to text. */
struct telegram_rich {
	struct buf text;
	size_t count;        /* code points of text */
	struct buf space;    /* blanks that wait for what follows, no line end among them */
	bool layout;         /* a line end waits, too */
	bool boundary;       /* a block begins or ended */
	bool exact;          /* blocks bring no line ends of their own; set once */
	unsigned pre;        /* how many are open */
	struct rich_entity *entities;
	size_t entity_count, entity_cap;
	size_t open[RICH_MAX_OPEN];
	size_t open_count;
	struct buf strings;
	bool cut;            /* entities were left out */
};

void telegram_rich_free(struct telegram_rich *rich);
void telegram_rich_clear(struct telegram_rich *rich);

void telegram_rich_text(struct telegram_rich *rich, const char *s, size_t n);
void telegram_rich_break(struct telegram_rich *rich);

/* Where a block begins or ends a line ends, if none does there anyway. */
void telegram_rich_block(struct telegram_rich *rich);

/* Begins an entity; its number from 1, 0 if it is left out, which the functions below accept. type may be
 * NULL for one that telegram_rich_link() or nobody decides on. Closing one closes those begun after it. */
size_t telegram_rich_open(struct telegram_rich *rich, const char *type);
void telegram_rich_close(struct telegram_rich *rich, size_t entity);
void telegram_rich_type(struct telegram_rich *rich, size_t entity, const char *type);
void telegram_rich_url(struct telegram_rich *rich, size_t entity, const char *url, size_t n);
void telegram_rich_detail(struct telegram_rich *rich, size_t entity, const char *key, const char *s, size_t n);

/* The text of the entity so far; borrowed. */
const char *telegram_rich_text_of(const struct telegram_rich *rich, size_t entity, size_t *n);

/* Ends the text: fills content_text, adds links, and puts `[{..}]` into entities, or nothing. */
void telegram_rich_end(struct telegram_rich *rich, struct item *item, struct buf *entities);

/* Opens what a start tag means in a post, if anything, and closes what its end tag ends. Returns the entity. */
size_t telegram_rich_start(struct telegram_rich *rich, const struct markup_token *token);
void telegram_rich_finish(struct telegram_rich *rich, const char *name, size_t n, size_t entity);

/* Empties a buffer, which then has data. */
void telegram_empty(struct buf *buf);

/* Whether the class attribute of a start tag has the token. */
bool telegram_has_class(const struct markup_token *token, const char *name);

/* The value of an attribute; "" if there is none. */
const char *telegram_attribute(const struct markup_token *token, const char *name, size_t *n);

/* Whether a token's name is this one. */
bool telegram_is(const struct markup_token *token, const char *name);

#endif
