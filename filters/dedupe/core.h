/* The words of a post that tell what it says: what reposts add is left out.
 *
 * Left out are addresses (https://..., www., t.me/...), @handles, the names of HTML's characters
 * (&quot;), lines that have an address or a handle beside few words that only ask to read, watch or
 * follow ("Read more: https://..."), and words like "breaking" or "forwarded" at the beginning. A word
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
	CORE_NAME = 2,   /* begins with a capital where no sentence begins */
	CORE_DECOR = 4,  /* a word that also stands in what is left out */
	CORE_TITLE = 8   /* stands in the title */
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
	bool named; /* capitals tell names: the text has some, and is not all in capitals */

	struct buf raw;   /* inner: title and body */
	struct text text;
};

/* Takes the words of a post; title may be empty, and is passed over if the body begins with it. Both
 * are valid UTF-8, together below 2^28 bytes. Linear. */
void core_read(struct core *core, const char *title, size_t title_n, const char *body, size_t n);

void core_free(struct core *core);

#endif
