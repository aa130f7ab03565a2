/* A paragraph for a terminal: harmless text with marked stretches, written in
 * lines no wider than the screen. Width is counted in columns as
 * utf8proc_charwidth() says; text that reads from right to left is isolated line
 * by line (FSI ... PDI), so that it cannot reorder what stands around it. */
#ifndef WRAP_H
#define WRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "filters/emit/view.h"

/* How a paragraph is written. */
struct wrap_style {
	size_t width;      /* columns, indent included */
	size_t indent;     /* columns before each line, the first one too */
	bool colour;       /* else marks are written as *...* */
	const char *base;  /* SGR parameters ("1") for all of it with colour, or NULL */
};

/* Owns its text and marks; zero-initialised is valid; reused. */
struct paragraph {
	struct buf text;
	struct spans marks; /* in bytes of text */
};

void paragraph_clear(struct paragraph *paragraph);
void paragraph_free(struct paragraph *paragraph);

/* Appends text between from and to, made harmless and levelled to one line,
 * with what spans cover marked; spans may be NULL. */
void paragraph_add(struct paragraph *paragraph, const struct buf *text, size_t from, size_t to,
                   const struct spans *spans, bool colour);

/* Appends a short string, made harmless, isolated if it reads from right to left. */
void paragraph_add_isolated(struct paragraph *paragraph, const char *s, size_t n);

/* Writes the paragraph; nothing if it is empty. */
void paragraph_write(const struct paragraph *paragraph, const struct wrap_style *style,
                     struct buf *out);

#endif
