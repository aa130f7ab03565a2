/* What the class, id and role of an element say of its place on a page. */
#ifndef PAGE_CLASS_H
#define PAGE_CLASS_H

#include <stddef.h>

/* Bits. */
enum page_class {
	CLASS_GOOD = 1,     /* article, content, story: of the main text, likely */
	CLASS_WEAK = 2,     /* meta, teaser, caption: beside the text, likely */
	CLASS_BAD = 4,      /* share, related, newsletter: not of the text, unless it holds most of it */
	CLASS_COMMENTS = 8, /* what readers wrote */
	CLASS_HIDDEN = 16,  /* for screen readers only */
	CLASS_BODY = 32,    /* article-body and the like: the main text itself */
	CLASS_BYLINE = 64,  /* who wrote it, or when */
	CLASS_CAPTION = 128 /* of a picture */
};

/* Looks at names of classes or an id: words are told by signs between them and by capitals. Linear. */
unsigned page_class(const char *s, size_t n);

#endif
