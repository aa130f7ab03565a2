/* Reads a large JSON document as a stream: walks down to where the items are
 * and cuts them out one at a time, in flat memory. What is inside an item is not
 * looked at but for strings and brackets, so that damage in it costs that item;
 * json_scan_object() judges it afterwards.
 *
 * Where a string or bracket is left open, an item would swallow those behind
 * it. Items that begin as `{ "id":` are found again: no JSON string can hold
 * that text, and in an indented document none but an item holds it at an item's
 * own indentation. */
#ifndef JSON_CUT_H
#define JSON_CUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/filter.h"

struct json_cut {
	struct document *document;
	struct buf window;  /* bytes read: those before start are done with */
	size_t start;
	uint64_t base;      /* offset in the document of the window's first byte */
	bool end;           /* nothing more can be read */
	bool lines;         /* white space with a line end stands before start, and */
	size_t indent;      /* so many bytes after that line end */
	bool rejecting;     /* what is passed over goes to the rejects */
	bool nested;        /* set after opening: objects inside an item may begin as items do, so that only
	                       their indentation tells items from these */
	bool distrust;      /* a bracket was missing before: look for items everywhere */
	size_t max_item;    /* bytes an item may have */
};

/* What became of an item. */
enum json_cut_result {
	JSON_CUT_WHOLE,  /* *item is from { to } */
	JSON_CUT_BROKEN, /* *item never ends: another one begins behind its n bytes */
	JSON_CUT_LONG,   /* longer than max_item; *item is empty, json_cut_rest() comes next */
	JSON_CUT_ENDED   /* the input ends inside *item */
};

struct json_item {
	const char *text;    /* borrowed until the next call */
	size_t n;
	uint64_t offset;     /* in the document, from 0 */
	bool suspect;        /* holds escapes that want a repair */
	enum json_cut_result result;
};

/* Starts on a document whose first n bytes are read already (copied). A BOM is
 * passed over. The cut is reused: zero-initialised at first, then freed once. */
void json_cut_open(struct json_cut *cut, struct document *document, const char *head, size_t n,
                   size_t max_item);
void json_cut_free(struct json_cut *cut);

/* The next character that is no white space, or -1 at the end; not taken. */
int json_cut_peek(struct json_cut *cut);

/* Takes the next character if it is c. */
bool json_cut_take(struct json_cut *cut, char c);

/* The offset of the next byte. */
uint64_t json_cut_offset(const struct json_cut *cut);

/* Appends the string or other scalar that stands next, as written, to out, at
 * most a MiB. False if there is none, it does not end, or it is too long. */
bool json_cut_scalar(struct json_cut *cut, struct buf *out);

/* Passes over the value that stands next. False if the input ends in it. */
bool json_cut_skip(struct json_cut *cut);

/* Cuts out the object that stands next, whose { was peeked. */
void json_cut_item(struct json_cut *cut, struct json_item *item);

/* Passes over an item that was JSON_CUT_LONG and was refused, giving its bytes to
 * document_reject_more(). */
void json_cut_rest(struct json_cut *cut);

/* After an item that json_scan_object() refuses: whether another item begins
 * inside it. Then item->n is made to end before it, and reading goes on there. */
bool json_cut_again(struct json_cut *cut, struct json_item *item);

/* Passes over bytes until an item begins, giving them to document_reject_more(); false if none does. */
bool json_cut_resume(struct json_cut *cut);

/* Passes over all that is left, giving it to document_reject_more(). */
void json_cut_drain(struct json_cut *cut);

#endif
