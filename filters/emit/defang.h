/* Finds what makes a text a link: for --defang. */
#ifndef DEFANG_H
#define DEFANG_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

enum defang_kind {
	DEFANG_X,    /* a t of http or ftp: becomes x in its case */
	DEFANG_DOT,  /* becomes [.] */
	DEFANG_COLON /* becomes [:] */
};

/* A character to be changed, in bytes. */
struct defang_spot {
	size_t at;
	unsigned char len, kind;
};

/* Spots in ascending order; owned, reused; zero-initialised is valid. */
struct defang {
	struct defang_spot *spots;
	size_t count, cap;
};

/* Finds, in valid UTF-8, the schemes http, https, ftp and ftps, the dots of hosts behind any scheme, of hosts
 * without one, of IPv4 and of mail addresses, and the colons of IPv6 addresses. In what was changed so, it finds
 * nothing. Linear. */
void defang_find(struct defang *defang, const char *s, size_t n);

/* HTML with those character references resolved that stand for letters, digits and . : / @ - _ of ASCII, by
 * which a link could hide: appended to out. It is the same HTML. Returns whether there were any; if not, appends
 * nothing. */
bool defang_undress(const char *html, size_t n, struct buf *out);

void defang_free(struct defang *defang);

#endif
