/* The words of a post that tell what it says: what reposts add is left out.
 *
 * Left out are addresses (https://..., www., t.me/...), @handles, the names of HTML's characters
 * (&quot;), lines that have an address or a handle beside few words that only ask to read, watch or
 * follow ("Read more: https://..."), a first line that says where the post was forwarded from, hashtags before
 * and behind all else, and words like "breaking" at the beginning. A word
 * is known by the hash of its folded form (text.h), so case, diacritics, vocalisation and the script
 * of digits make no difference. */
#ifndef CORE_H
#define CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/text.h"

enum core_flag {
	CORE_NUMBER = 1, /* digits only; with points and commas between digits one number */
	CORE_NAME = 2,   /* begins with a capital where no sentence begins, or is known to be a name */
	CORE_DECOR = 4,  /* a word that also stands in what is left out */
	CORE_TITLE = 8,  /* stands in the title */
	CORE_TAG = 16    /* is, or is of, a hashtag */
};

/* How the names in a text are known. */
enum core_naming {
	NAMING_NONE,    /* not: it is all in capitals, or all in small letters */
	NAMING_CAPITAL, /* by their capitals */
	NAMING_LISTED   /* its script has none: by lists of given names and of words before a name */
};

struct core_word {
	uint32_t hash; /* the same on every machine; of a number its value modulo 2^32 */
	uint32_t start, end; /* where it stands in core->text.original */
	uint8_t flags;
};

/* Owns everything; zero-initialised is valid; reused. */
struct core {
	struct core_word *words;
	size_t count, cap;
	size_t tags; /* so many words behind these are hashtags that stood before or behind all else */
	enum core_naming naming;

	struct buf raw;   /* inner: title and body */
	struct text text;
};

/* Takes the words of a post; title may be empty, and is passed over if the body begins with it. Both
 * are valid UTF-8, together below 2^28 bytes. Linear. */
void core_read(struct core *core, const char *title, size_t title_n, const char *body, size_t n);

void core_free(struct core *core);

#endif
