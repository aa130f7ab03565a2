#include "filters/tag/rules_cover.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

/* Marks the words next to which the star stands that was at that place. */
static void
mark_star(struct cover *cover, size_t at)
{
	for (size_t i = 0; i < cover->text.count; i++) {
		cover->prefix[i] |= cover->text.words[i].end == at;
		cover->suffix[i] |= cover->text.words[i].start == at;
	}
}

bool
cover_read(struct cover *cover, const struct term *term)
{
	const char *s;

	if (term->kind != TERM_FOLDED && term->kind != TERM_EXACT)
		return false;
	cover->term = term;
	buf_clear(&cover->plain);
	for (s = term->text; *s != '\0'; s++)
		if (*s != '*')
			buf_addc(&cover->plain, *s);
	text_fold(&cover->text, buf_str(&cover->plain), cover->plain.len);
	if (cover->text.count > cover->cap || cover->prefix == NULL) {
		cover->cap = cover->text.count + 8;
		cover->prefix = xreallocarray(cover->prefix, cover->cap, sizeof(bool));
		cover->suffix = xreallocarray(cover->suffix, cover->cap, sizeof(bool));
	}
	memset(cover->prefix, 0, cover->cap * sizeof(bool));
	memset(cover->suffix, 0, cover->cap * sizeof(bool));
	for (size_t at = 0, i = 0; term->text[i] != '\0'; i++) {
		if (term->text[i] == '*')
			mark_star(cover, at);
		else
			at++;
	}
	return cover->text.count > 0;
}

/* Whether the outer word finds all that the inner one does. */
static bool
covers_word(const struct cover *outer, size_t i, const struct cover *inner, size_t j)
{
	const struct word *a = &outer->text.words[i], *b = &inner->text.words[j];
	const char *p = outer->text.folded.data + a->fold, *q = inner->text.folded.data + b->fold;

	if (b->fold_len < a->fold_len || (inner->prefix[j] && !outer->prefix[i])
	    || (inner->suffix[j] && !outer->suffix[i]))
		return false;
	if (outer->prefix[i])
		return memcmp(p, q, a->fold_len) == 0;
	if (outer->suffix[i])
		return memcmp(p, q + b->fold_len - a->fold_len, a->fold_len) == 0;
	return a->fold_len == b->fold_len && memcmp(p, q, a->fold_len) == 0;
}

static bool
covers_from(const struct cover *outer, const struct cover *inner, size_t from)
{
	for (size_t i = 0; i < outer->text.count; i++)
		if (!covers_word(outer, i, inner, from + i)
		    || (i > 0 && outer->text.words[i].gap < inner->text.words[from + i].gap))
			return false;
	return true;
}

bool
cover_holds(const struct cover *outer, const struct cover *inner, bool whole)
{
	size_t n = outer->text.count, m = inner->text.count;

	if (outer->term->kind == TERM_EXACT || (outer->term->bare && !inner->term->bare) || n > m || (whole && n < m))
		return false;
	for (size_t from = 0; from + n <= m; from++)
		if (covers_from(outer, inner, from))
			return true;
	return false;
}

void
cover_free(struct cover *cover)
{
	buf_free(&cover->plain);
	text_free(&cover->text);
	free(cover->prefix);
	free(cover->suffix);
	*cover = (struct cover){0};
}
