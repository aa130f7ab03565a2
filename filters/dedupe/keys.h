/* What a record is known by: its identity keys.
 *
 * A key is the 128-bit hash of a word of --by and of what the record has for
 * it, so that equal keys mean equal things whatever machine made them:
 *
 *   id     the member as it is
 *   url    url, canonical (url.h), http and https levelled; a fragment counts
 *          only if it names a part of the page (it has a digit, and no = or :).
 *          None if it names a whole site (no path, no query): feeds give that
 *          for every item.
 *   text   what the body says, squeezed (text_squeeze.h: folded, without what
 *          stands between words). The body is the first of content_text,
 *          content_html, summary, title that has a word. A title that is
 *          informative (two words or more, and not the body's own beginning)
 *          makes two keys of it: one of the body with its title, and one of the
 *          body alone, called the body key. Else there is only the body key.
 *   near   no key: near-copies are looked for by a sketch of the text, see sketch.h
 *   other  a dotted path: the value found there, strings unescaped, anything
 *          else as written; null and "" give no key.
 *
 * Two texts are the same if body and title are, or if the body is and one of
 * the titles is missing or says nothing of its own. */
#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/diag.h"
#include "common/hash.h"
#include "common/record.h"

/* The most keys that a record can have. */
#define KEYS_MAX 16

/* The longest list of words after --by, and the longest settings line. */
#define KEYS_MAX_BY 512
#define KEYS_MAX_SETTINGS 640

struct key {
	struct hash128 hash;
	uint8_t kind; /* number of the kind it is of, see keys_name() */
};

/* The keys of one record, in order of their kinds. */
struct key_list {
	struct key items[KEYS_MAX];
	size_t count;
	bool untitled; /* its text has no informative title: the body key settles it */
};

/* How keys are made; opaque. */
struct keys;

/* Reads the argument of --by, words between commas; order and repetition do not
 * matter. min_words is the least number of words that make a text. NULL with a
 * problem if the list is empty, too long or has an empty word. Freed by
 * keys_free(). */
struct keys *keys_new(const char *by, size_t min_words, struct problem *problem);

/* The keys that a line of keys_settings() tells of; NULL if it is none that this version writes. */
struct keys *keys_from_settings(const char *settings);
void keys_free(struct keys *keys);

/* Fills list with the record's keys. */
void keys_of(struct keys *keys, const struct record *rec, struct key_list *list);

/* The number of kinds (a text is two), and the name of one: `id`, `url`,
 * `text`, `body` or the path. */
size_t keys_kinds(const struct keys *keys);
const char *keys_name(const struct keys *keys, size_t kind);

/* The kind as _duplicate tells it: a body is a text. */
const char *keys_told(const struct keys *keys, size_t kind);

/* The kind of near-copies, SIZE_MAX if they are not asked for. */
size_t keys_near(const struct keys *keys);

/* The kind of ids, SIZE_MAX if they are not asked for. */
size_t keys_id(const struct keys *keys);

/* The title and the body of the record, as its text keys take them, but not squeezed: appended to the
 * two, which are emptied. False if it has no body. */
bool keys_read_text(const struct record *rec, struct buf *title, struct buf *body);

/* Whether it is the body key, which counts only if one of the two records is untitled. */
bool keys_is_body(const struct keys *keys, size_t kind);

/* The settings that make keys comparable, as one line; stored in state files. Borrowed. */
const char *keys_settings(const struct keys *keys);

#endif
