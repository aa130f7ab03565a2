/* The word matcher: finds all terms of a rule set in a folded text, in time
 * linear in the text for a given set.
 *
 * A term is a path of words through a trie. A word of the text may take part
 * in several guises:
 *  - as it is; it also fits `attack*` by its beginning and `*allah` by its end;
 *  - with the words joined to it (WORD_JOINED) as one, up to MATCH_JOINED: #AlQaeda
 *    is found by AlQaeda too. A term whose own words are joined (#AlQaeda, a Persian
 *    compound with ZWNJ) is also found written as one word, and one with an apostrophe in a word
 *    (Qur'an; match_drops_apostrophe()) without it, unless it is exact;
 *  - as the first word of a term, an Arabic word without its proclitics, a chain (waw|fa)?
 *    (ba|kaf|lam|sin)? (al|lil)?, if three letters are left, or two behind an article, and
 *    some of them in that word; lil- counts as an article as well as li- before one,
 *    and li- before lam as li- and an article (lillah, lil-lugha);
 *  - likewise a Hebrew word without its prefixes, a chain ve? (she|kshe|mishe|likhshe)?
 *    (be|ke|le|mi)? ha?, if three letters are left;
 *  - further on in a term, an Arabic word without its article;
 *  - as the last word of a term, a Persian or Urdu word without its ezafe (match_ezafe()), if three
 *    letters are left;
 *  - as what it looks like: a word of ASCII letters among which digits stand for others (b0mb; not
 *    at its end only), a word wholly of Cyrillic or Greek letters that all look like Latin ones and that
 *    stands among Latin words. Its hits are HIT_EVADED.
 * Of several guises in which one term has the same words only the longest is reported. A bare term is found
 * only where nothing was stripped. Addresses are found apart: address.h.
 *
 * Between two words of a term the text may have a gap up to GAP_JOINER, or as
 * strong as the term's own there. Exact terms must have the same letters as written:
 * zero-width characters, bidi marks, tatweel and the full stops of acronyms left out,
 * composed and decomposed characters being alike (Unicode's canonical equivalence). */
#ifndef MATCH_H
#define MATCH_H

#include <stddef.h>
#include <stdint.h>

#include "common/text.h"
#include "filters/tag/rules.h"

#define MATCH_JOINED 8

/* Of one term so many hits are kept in a record: more than a text of 256 KiB can hold of words. */
#define MATCH_MOST 100000

/* A term found. */
struct hit {
	uint32_t term;        /* its id */
	uint32_t field;       /* as given to matcher_find() */
	uint32_t first, last; /* words of the text, from 0, both inclusive */
	uint32_t start, end;  /* bytes of the text's original: the bare name, without proclitics */
	uint32_t flags;       /* enum hit_flag */
};

enum hit_flag {
	HIT_EVADED = 1 /* look-alike letters or invisible characters in it were levelled */
};

/* Hits, and what the search needs while it runs. Owns everything; zero-initialised
 * is valid; reused from record to record. One for each thread. */
struct matches {
	struct hit *hits; /* in the order of their first words as the search sees them, field by field */
	size_t count, cap;
	size_t omitted;  /* hits beyond MATCH_MOST of their term */
	uint32_t *seen;  /* inner: hits by term */
	size_t seen_cap;
	uint32_t *path; /* inner: where the words of a path begin */
	size_t path_cap;
	struct buf restored;      /* inner: a word with its article put back */
	int32_t *letters;         /* inner: letters as written, of the text */
	size_t letters_cap;
};

struct matcher;

/* Compiles the terms of a set, or an array of terms (borrowed while it runs
 * only); names and regular expressions are passed over. Hits carry terms[i]->id. The caller frees the matcher. */
struct matcher *matcher_new(const struct rule_set *set);
struct matcher *matcher_new_terms(const struct term *const *terms, size_t count);
void matcher_free(struct matcher *matcher);

/* Adds the hits in one text. Their number is at most that of the words times
 * the number of terms that can begin at one word, and MATCH_MOST a term. */
void matcher_find(const struct matcher *matcher, const struct text *text, uint32_t field,
                  struct matches *matches);

/* Adds a hit found by others (names, regular expressions), unless its term has too many: it is
 * counted in `omitted` then. The flags are made from the words. */
void matches_add(struct matches *matches, const struct text *text, struct hit hit);

/* Drops the hits, keeps the memory. */
static inline void
matches_clear(struct matches *matches)
{
	for (size_t i = 0; i < matches->count; i++)
		matches->seen[matches->hits[i].term] = 0;
	matches->count = matches->omitted = 0;
}

void matches_free(struct matches *matches);

#endif
