/* Folding: the engines against each other, and what must hold of any text. */
#include "common/text.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/text_fold.h"
#include "common/utf8.h"

#define must(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Leaves everything to the token engine. */
static void
no_chunks(struct folder *f)
{
	(void)f;
}

static void
fold_by(void (*chunks)(struct folder *f), struct text *text, const char *s, size_t n)
{
	void (*usual)(struct folder *f) = text_chunks;

	text_chunks = chunks;
	text_fold(text, s, n);
	text_chunks = usual;
}

static const char *
folded(const struct text *text, const struct word *word)
{
	return text->folded.data + word->fold;
}

static void
check_same(const struct text *a, const struct text *b)
{
	must(a->count == b->count);
	for (size_t i = 0; i < a->count; i++) {
		const struct word *v = &a->words[i], *w = &b->words[i];

		must(v->start == w->start && v->end == w->end && v->gap == w->gap && v->flags == w->flags);
		must(v->hash == w->hash && v->fold_len == w->fold_len);
		must(memcmp(folded(a, v), folded(b, w), v->fold_len) == 0);
	}
}

static bool
on_boundary(const char *s, size_t n, size_t at)
{
	return at == n || (at < n && (s[at] & 0xc0) != 0x80);
}

static void
check_word(const struct text *text, const struct word *word, struct text *again)
{
	const char *s = text->original;
	size_t before = word->start, done = 0;
	bool long_or_evaded = word->end - word->start >= 300 || word->flags & WORD_EVADED;

	must(word->fold_len > 0 && word->fold + word->fold_len <= text->folded.len);
	must(utf8_valid(folded(text, word), word->fold_len) == word->fold_len);
	must(word->hash == text_hash(folded(text, word), word->fold_len));
	must(text_origin(text, word, 0) == word->start);
	must(text_origin(text, word, word->fold_len) == word->end);
	for (size_t i = 0; i <= word->fold_len && i < 64; i++) {
		size_t at = text_origin(text, word, i);

		must(at >= before && at <= word->end && on_boundary(s, text->original_len, at));
		before = at;
	}
	/* the fold of a word is that of its characters, one by one, unless look-alikes were levelled; i and
	 * breve are one */
	for (const char *p = s + word->start, *end = s + word->end; p < end && !long_or_evaded;) {
		const char *from = p;

		utf8_decode(&p, end);
		if (end - p >= 2 && memcmp(p, "\u0306", 2) == 0)
			p += 2;
		text_fold(again, from, (size_t)(p - from));
		must(again->count <= 1);
		if (again->count == 0)
			continue;
		must(done + again->words[0].fold_len <= word->fold_len);
		must(memcmp(folded(text, word) + done, folded(again, again->words), again->words[0].fold_len) == 0);
		done += again->words[0].fold_len;
	}
	must(done == word->fold_len || long_or_evaded);
	/* what was folded folds to itself, though perhaps in several words; but what mixes scripts stays only
	 * because of what it was written as one with */
	if (text_is_mixed((const uint8_t *)folded(text, word), word->fold_len))
		return;
	text_fold(again, folded(text, word), word->fold_len);
	done = 0;
	for (size_t i = 0; i < again->count; i++) {
		const struct word *part = &again->words[i];

		must(done + part->fold_len <= word->fold_len);
		must(memcmp(folded(text, word) + done, folded(again, part), part->fold_len) == 0);
		done += part->fold_len;
	}
	must(done == word->fold_len);
}

static void
check_text(const struct text *text)
{
	static struct text again;
	const struct word *last = NULL;
	size_t n = text->original_len;

	for (size_t i = 0; i < text->count; last = &text->words[i++]) {
		const struct word *word = &text->words[i];

		must(word->start < word->end && word->end <= n);
		must(on_boundary(text->original, n, word->start) && on_boundary(text->original, n, word->end));
		must((last == NULL) == (i == 0) && (last != NULL || word->gap == GAP_SENTENCE));
		must(last == NULL || last->end <= word->start);
		must(word->gap <= GAP_PARAGRAPH && word->flags < 128);
		must(!(word->flags & WORD_JOINED) ||
		    (last != NULL && word->gap == GAP_NONE && last->fold + last->fold_len == word->fold));
		if (i < 50)
			check_word(text, word, &again);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct text usual, other;
	const char *p = (const char *)data, *end = size > 0 ? p + size : p;
	char *s = malloc(3 * size + 1);
	size_t n = 0;

	if (size == 0) { /* as an empty buffer has it */
		free(s);
		s = NULL;
	}
	while (p < end)
		n += utf8_encode(utf8_decode(&p, end), s + n);
	text_fold(&usual, s, n);
	fold_by(no_chunks, &other, s, n);
	check_same(&usual, &other);
	fold_by(text_chunks_plain, &other, s, n);
	check_same(&usual, &other);
#ifdef __SSE2__
	fold_by(text_chunks_sse2, &other, s, n);
	check_same(&usual, &other);
#endif
	check_text(&usual);
	free(s);
	return 0;
}
