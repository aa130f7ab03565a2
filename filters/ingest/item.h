/* A record being built: ingest's readers fill an item, item_write() makes it one
 * JSON object in the member order of watchline-record(5). */
#ifndef ITEM_H
#define ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/filter.h"

struct ingest_options;

/* Empty strings and lists are left out of the record. All text is UTF-8; what
 * is not is replaced by U+FFFD when written. Reused from item to item. */
struct item {
	struct buf id;           /* if empty, item_write() makes one: the canonical url (id_rule "url"),
	                            else the SHA-256 of title NUL content_text ("text"), else, where
	                            both are empty, of what _source says ("source") */
	struct buf url, external_url, title, content_text, summary, language;
	bool has_published, has_modified;
	int64_t published, modified; /* Unix seconds */
	/* Lists as JSON text without their brackets: [authors], {source} ... Add to them by json_add_*(). */
	struct buf authors;      /* {"name":..,"url":..} */
	struct buf attachments;  /* {"url":..,"mime_type":..,"title":..,"size_in_bytes":..} */
	struct buf links;        /* {"url":..,"text":..,"start":..,"end":..}, code points of content_text */
	struct buf notes;        /* {"label":..,"text":..} */
	struct buf extra;        /* members of the record that only --set knows */
	struct buf source;       /* members of _source, kind first; id_rule, repairs are added by item_write() */
	struct buf repairs;      /* strings, each once: item_repair() */
	const char *id_rule;     /* how id was found, static; set by item_write() if it made the id */
	size_t max_text;         /* content_text is cut at a character before so many bytes, and
	                            _source.repairs says text-cut, _source.text_length the code points
	                            there were; 0 for no limit. Not cleared. */
	const struct ingest_options *options; /* what item_emit() obeys; NULL for none. Not cleared. */
	struct buf line;         /* item_emit()'s */
};

/* Empties everything but max_text, for the next item. */
void item_clear(struct item *item);
void item_free(struct item *item);

/* Sets a string from bytes, dropping what it held. */
void item_set(struct buf *field, const char *s, size_t n);

/* Adds a member to _source. item_source() a string (left out if
 * empty), item_source_json() JSON text. key needs no escaping. */
void item_source(struct item *item, const char *key, const char *s, size_t n);
void item_source_json(struct item *item, const char *key, const char *json, size_t n);

void item_source_number(struct item *item, const char *key, uint64_t number);

/* Appends a number in decimal; without printf, which was 6 % of an export. */
void item_add_number(struct buf *out, uint64_t number);

/* Adds an author; url may be empty. */
void item_author(struct item *item, const char *name, size_t n, const char *url, size_t url_n);

/* A part of content_text, in code points. */
struct item_span {
	size_t start, end;
};

/* Appends `,"start":1,"end":2`. */
void item_add_span(struct buf *out, const struct item_span *span);

/* Adds a link; text may be empty, span NULL if it is not in content_text. An
 * address without a scheme gets http://, as its readers open it. */
void item_link(struct item *item, const char *url, size_t url_n, const char *text, size_t n,
               const struct item_span *span);

/* Adds a link for each address that stands in text as people write them
 * (http://, https://, ftp://, tg://, www., t.me/), among any script, without the punctuation
 * around it; @names are none. located says whether text is the whole content_text; it is
 * valid UTF-8. Linear. */
void item_find_links(struct item *item, const char *text, size_t n, bool located);

/* Names a repair, once. */
void item_repair(struct item *item, const char *name);

/* Fills id and id_rule if id is empty. scratch is used behind its end and left as it was. */
void item_identify(struct item *item, struct buf *scratch);

/* Appends the record as one JSON object, no newline; fills id and id_rule. */
void item_write(struct item *item, struct buf *out);

/* Why ingest drops a record: the places in program->drops. */
enum {
	ITEM_TOO_OLD, /* --since */
	ITEM_UNREAD,  /* a record of an archive that holds no document, or one that nothing reads */
	ITEM_FOREIGN  /* of another channel than the page: advertising */
};

/* Writes the item by document_record() and clears it: after --since, --set and the
 * detection of its language, if it states none. */
void item_emit(struct item *item, struct document *document);

#endif
