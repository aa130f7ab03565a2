/* What elements of HTML mean for plain text, and names without regard to case. */
#ifndef HTML_ELEMENT_H
#define HTML_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>

enum html_role {
	INLINE,    /* no meaning */
	BLOCK,     /* on lines of its own */
	PARAGRAPH, /* and set off by a blank line */
	BREAK,
	ROW,
	CELL,
	SKIPPED,
	PRE,
	IMAGE,
	LINK,
	HEAD       /* skipped until something that cannot be in it */
};

struct html_element {
	const char *name;
	enum html_role role;
};

/* The element of that name; NULL if it has no meaning. */
const struct html_element *html_element_find(const char *name, size_t n);

/* The order of a name, its case ignored, to a word in lower case: below, at or above 0. */
int html_name_compare(const char *name, size_t n, const char *word);

/* Whether a name is one of the words, which end with NULL. */
bool html_name_is_one_of(const char *name, size_t n, const char *const *words);

#endif
