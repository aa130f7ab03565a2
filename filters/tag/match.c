/* Finding terms in a text. */
#include "filters/tag/match.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "filters/tag/address.h"
#include "filters/tag/match_table.h"

/* A guise in which words of the text are tried. */
struct guise {
	const char *s;
	size_t n;
	uint32_t hash;
	size_t next; /* the word behind it */
};

/* The search of the terms that begin at one word. */
struct walk {
	const struct matcher *matcher;
	const struct text *text;
	struct matches *out;
	uint32_t field;
	size_t begin; /* hits before this one belong to earlier words */
	size_t skip;  /* bytes stripped from the first word, */
	size_t cut;   /* and from the last one, with which the term must end then */
	unsigned stripped; /* words from which something was stripped */
	bool disguised; /* a word was taken for what it looks like */
};

static void arrive(struct walk *walk, uint32_t number, size_t depth, size_t next);

static struct guise
guise_of(const struct text *text, size_t i)
{
	const struct word *word = &text->words[i];

	return (struct guise){text->folded.data + word->fold, word->fold_len, word->hash, i + 1};
}

/* The guise without its first n bytes. */
static struct guise
stripped(struct guise guise, size_t n)
{
	guise.s += n;
	guise.n -= n;
	guise.hash = text_hash(guise.s, guise.n);
	return guise;
}

/* Takes the word behind the guise into it, if it is joined. */
static bool
join_next(const struct text *text, struct guise *guise)
{
	const struct word *word;

	if (guise->next >= text->count)
		return false;
	word = &text->words[guise->next];
	if (!(word->flags & WORD_JOINED))
		return false;
	guise->n += word->fold_len;
	guise->hash = text_hash(guise->s, guise->n);
	guise->next++;
	return true;
}

/* Whether letters as written are those wanted; in a disguised word a look-alike does. */
static bool
are_letters(const int32_t *letters, const int32_t *wanted, size_t count, bool evaded)
{
	for (size_t i = 0; i < count; i++)
		if (letters[i] != wanted[i] &&
		    !(evaded && (text_looks_like(letters[i], wanted[i]) || text_looks_like(wanted[i], letters[i]))))
			return false;
	return true;
}

/* Whether the words of the path have the letters of an exact term. */
static bool
same_letters(struct walk *walk, const int32_t *wanted, size_t depth)
{
	struct matches *out = walk->out;

	for (size_t i = 0; i < depth; i++, wanted += *wanted + 1) {
		size_t count = 0;
		bool evaded = false;

		for (size_t j = out->path[i]; j < out->path[i + 1]; j++) {
			evaded |= walk->text->words[j].flags & WORD_EVADED;
			match_letters(walk->text->original, &walk->text->words[j], &out->letters, &count,
			              &out->letters_cap);
		}
		if (count != (size_t)*wanted || !are_letters(out->letters, wanted + 1, count, evaded))
			return false;
	}
	return true;
}

/* Counts a hit of a term; false if there are too many already. */
static bool
is_wanted(struct matches *out, uint32_t term)
{
	size_t cap = out->seen_cap;

	if (term >= cap) {
		out->seen = xgrow(out->seen, &out->seen_cap, (size_t)term + 1, sizeof(*out->seen));
		memset(out->seen + cap, 0, (out->seen_cap - cap) * sizeof(*out->seen));
	}
	if (out->seen[term] < MATCH_MOST)
		return ++out->seen[term] > 0;
	out->omitted++;
	return false;
}

static uint32_t
flags_of(const struct text *text, const struct hit *hit)
{
	uint32_t flags = 0;

	for (uint32_t i = hit->first; i <= hit->last; i++)
		if (text->words[i].flags & WORD_EVADED)
			flags = HIT_EVADED;
	return flags;
}

void
matches_add(struct matches *out, const struct text *text, struct hit hit)
{
	if (!is_wanted(out, hit.term))
		return;
	hit.flags = flags_of(text, &hit);
	out->hits = xgrow(out->hits, &out->cap, out->count + 1, sizeof(*out->hits));
	out->hits[out->count++] = hit;
}

/* Adds a hit, unless the term has one with the same words already. */
static void
add_hit(struct walk *walk, uint32_t term, size_t next)
{
	struct matches *out = walk->out;
	const struct word *first = &walk->text->words[out->path[0]], *last;
	struct hit hit = {
		.term = term, .field = walk->field, .first = out->path[0], .last = (uint32_t)next - 1,
	};

	last = &walk->text->words[hit.last];
	hit.start = walk->skip > 0 ? (uint32_t)text_origin(walk->text, first, walk->skip) : first->start;
	hit.end = walk->cut > 0 ? (uint32_t)text_origin(walk->text, last, last->fold_len - walk->cut) : last->end;
	hit.flags = walk->disguised ? HIT_EVADED : flags_of(walk->text, &hit);
	for (size_t i = walk->begin; i < out->count; i++) {
		struct hit *known = &out->hits[i];

		if (known->term != term || known->last != hit.last)
			continue;
		if (hit.start < known->start)
			known->start = hit.start;
		if (hit.end > known->end)
			known->end = hit.end;
		known->flags &= hit.flags;
		return;
	}
	if (!is_wanted(out, term))
		return;
	if (out->count == out->cap)
		out->hits = xgrow(out->hits, &out->cap, out->count + 1, sizeof(*out->hits));
	out->hits[out->count++] = hit;
}

static void
report(struct walk *walk, const struct trie_node *node, size_t depth, size_t next)
{
	const struct ending *end = walk->matcher->ends + node->ends;

	for (size_t i = 0; i < node->end_count; i++, end++)
		if (!(end->bare && (walk->stripped > 0 || walk->skip > 0)) &&
		    (end->letters == UINT32_MAX ||
		     same_letters(walk, walk->matcher->letters + end->letters, depth)))
			add_hit(walk, end->term, next);
}

/* Which lengths of fixed parts may fit n bytes at the root. */
static inline uint32_t
root_lengths(const struct affixes *affixes, enum form form, const char *s, size_t n)
{
	const char *end = s + n;
	bool prefix = form == FORM_PREFIX;
	uint32_t mask = 0, three = match_length_bit(3);

	if (!affixes->any)
		return 0;
	if (n >= 4)
		mask = affixes->four[match_four(affixes, prefix ? s : end - 4)] & ~three;
	if (!affixes->any_short)
		return mask;
	if (n >= 2)
		mask |= affixes->two[match_two(prefix ? s : end - 2)];
	if (n >= 3)
		mask |= affixes->four[match_three(affixes, prefix ? s : end - 3)] & three;
	return mask | affixes->always;
}

/* Follows the edges whose fixed part is the beginning or end of the guise. */
static void
follow_affixes(struct walk *walk, uint32_t from, enum form form, uint32_t lengths, size_t depth,
               const struct guise *guise)
{
	const struct matcher *m = walk->matcher;
	const struct edges *edges = from < KIND_COUNT ? &m->first : &m->next;

	while (lengths != 0) {
		size_t n = (size_t)__builtin_ctz(lengths);
		/* all that are long have one bit */
		size_t most = n < AFFIX_LONG ? n : m->longest_affix;

		lengths &= lengths - 1;
		for (; n <= most && n <= guise->n; n++) {
			const char *s = form == FORM_PREFIX ? guise->s : guise->s + guise->n - n;
			uint32_t hash = match_affix_hash(s, n), child;

			if (!match_may(edges, match_mix(from, hash)))
				continue;
			child = match_child(m, edges, from, hash, s, n);
			if (child != 0)
				arrive(walk, child, depth + 1, guise->next);
		}
	}
}

/* Follows the edge that has just the guise for its word. */
static inline void
follow_word(struct walk *walk, uint32_t from, size_t depth, const struct guise *guise)
{
	const struct matcher *m = walk->matcher;
	const struct edges *edges = from < KIND_COUNT ? &m->first : &m->next;
	uint32_t child;

	if (!match_may(edges, match_mix(from, guise->hash)))
		return;
	child = match_child(m, edges, from, guise->hash, guise->s, guise->n);
	if (child != 0)
		arrive(walk, child, depth + 1, guise->next);
}

/* Tries one guise of the next word on all edges of a node that may pass the gap. */
static void
follow(struct walk *walk, uint32_t number, size_t depth, uint32_t gap, const struct guise *guise)
{
	const struct trie_node *node = &walk->matcher->nodes[number];

	for (uint32_t kind = gap * KIND_FORMS; kind < KIND_COUNT && node->kinds >> kind != 0; kind++) {
		uint32_t from = number * KIND_COUNT + kind;
		enum form form = kind % KIND_FORMS;

		if (!(node->kinds >> kind & 1))
			continue;
		if (form == FORM_WORD)
			follow_word(walk, from, depth, guise);
		else
			follow_affixes(walk, from, form, node->lengths[form - FORM_PREFIX], depth, guise);
	}
}

/* The bytes of an ezafe at the end of the guise, or 0. */
static inline size_t
ezafe(const struct text *text, const struct guise *guise)
{
	const struct word *last = &text->words[guise->next - 1];

	return match_may_be_ezafe(text->original, last) ? match_ezafe(text->original, last, guise->s, guise->n) : 0;
}

/* follow(), with and without ezafe. */
static void
follow_bare(struct walk *walk, uint32_t number, size_t depth, uint32_t gap, const struct guise *guise)
{
	size_t cut = ezafe(walk->text, guise);
	struct guise bare = *guise;

	follow(walk, number, depth, gap, guise);
	if (cut == 0)
		return;
	bare.n -= cut;
	bare.hash = text_hash(bare.s, bare.n);
	walk->cut = cut;
	walk->stripped++;
	follow(walk, number, depth, gap, &bare);
	walk->stripped--;
	walk->cut = 0;
}

/* Whether the word may be meant for another than it is: digits stand among its letters, or it is
 * Cyrillic or Greek beside a Latin one. */
static inline bool
may_be_disguised(const struct text *text, size_t i)
{
	const struct word *word = &text->words[i];
	uint8_t c = (uint8_t)text->folded.data[word->fold];

	if (word->flags & WORD_DIGITS)
		return true;
	if (c < 0xcd || c > 0xd4)
		return false;
	return i > 0 ? (uint8_t)text->folded.data[word[-1].fold] < 0x80 : i + 1 < text->count;
}

/* The guises of a disguised word, one after the other: 0, 1, 2. False if there is none of that number. */
static bool
disguise(const struct text *text, size_t i, int number, char out[MATCH_GUISE], struct guise *guise)
{
	const struct word *word = &text->words[i];
	const char *s = text->folded.data + word->fold;
	size_t n = 0;

	if (number == 0)
		n = match_as_latin(text, i, out);
	else if (word->flags & WORD_DIGITS && (number == 1 || memchr(s, '1', word->fold_len) != NULL))
		n = match_without_digits(s, word->fold_len, number == 2, out);
	if (n > 0)
		*guise = (struct guise){out, n, text_hash(out, n), i + 1};
	return n > 0;
}

static void
follow_disguised(struct walk *walk, uint32_t number, size_t depth, uint32_t gap, size_t next)
{
	bool before = walk->disguised;
	struct guise guise;
	char out[MATCH_GUISE];

	walk->disguised = true;
	for (int i = 0; i < 3; i++)
		if (disguise(walk->text, next, i, out, &guise))
			follow(walk, number, depth, gap, &guise);
	walk->disguised = before;
}

/* A node is reached by `depth` words of a term; goes on with word `next` of the text. */
static void
arrive(struct walk *walk, uint32_t number, size_t depth, size_t next)
{
	const struct trie_node *node = &walk->matcher->nodes[number];
	const struct text *text = walk->text;
	struct guise guise;
	uint32_t gap;

	walk->out->path[depth] = (uint32_t)next;
	if (node->end_count > 0)
		report(walk, node, depth, next);
	if (node->kinds == 0 || next >= text->count || walk->cut > 0)
		return;
	gap = match_gap(text->words[next].gap);
	if (node->kinds >> gap * KIND_FORMS == 0)
		return;
	guise = guise_of(text, next);
	for (size_t i = 0; i < MATCH_JOINED; i++) {
		follow_bare(walk, number, depth, gap, &guise);
		if (text->words[next].flags & WORD_ARABIC) {
			size_t article = match_article(guise.s, guise.n);

			if (article > 0) {
				struct guise bare = stripped(guise, article);

				walk->stripped++;
				follow_bare(walk, number, depth, gap, &bare);
				walk->stripped--;
			}
		}
		if (!join_next(text, &guise))
			break;
	}
	if (may_be_disguised(text, next))
		follow_disguised(walk, number, depth, gap, next);
}

/* Tries a guise as the first word of terms. */
static void
begin_whole(struct walk *walk, const struct guise *guise, bool whole)
{
	const struct matcher *m = walk->matcher;
	uint32_t lengths;

	follow_word(walk, FORM_WORD, 0, guise);
	lengths = root_lengths(&m->prefixes, FORM_PREFIX, guise->s, guise->n);
	if (lengths != 0)
		follow_affixes(walk, FORM_PREFIX, FORM_PREFIX, lengths, 0, guise);
	if (!whole)
		return; /* what ends like a stripped word is found by the whole word */
	lengths = root_lengths(&m->suffixes, FORM_SUFFIX, guise->s, guise->n);
	if (lengths != 0)
		follow_affixes(walk, FORM_SUFFIX, FORM_SUFFIX, lengths, 0, guise);
}

/* The same, with and without ezafe. */
static void
begin(struct walk *walk, const struct guise *guise, bool whole)
{
	size_t cut = ezafe(walk->text, guise);
	struct guise bare = *guise;

	begin_whole(walk, guise, whole);
	if (cut == 0 || cut >= guise->n)
		return;
	bare.n -= cut;
	bare.hash = text_hash(bare.s, bare.n);
	walk->cut = cut;
	walk->stripped++;
	begin_whole(walk, &bare, whole);
	walk->stripped--;
	walk->cut = 0;
}

static void
begin_disguised(struct walk *walk, size_t i)
{
	struct guise guise;
	char out[MATCH_GUISE];

	walk->disguised = true;
	for (int number = 0; number < 3; number++)
		if (disguise(walk->text, i, number, out, &guise))
			begin_whole(walk, &guise, true);
	walk->disguised = false;
}

/* The guise with its article back in front. */
static struct guise
restored(struct matches *out, struct guise guise)
{
	buf_clear(&out->restored);
	buf_add(&out->restored, MATCH_ARTICLE, strlen(MATCH_ARTICLE));
	buf_add(&out->restored, guise.s, guise.n);
	guise.s = out->restored.data;
	guise.n = out->restored.len;
	guise.hash = text_hash(guise.s, guise.n);
	return guise;
}

static void
begin_stripped(struct walk *walk, const struct guise *guise)
{
	const struct word *first = &walk->text->words[walk->out->path[0]];
	uint32_t with_article = 0, found = 0;

	if (first->flags & WORD_ARABIC)
		found = match_proclitics(guise->s, guise->n, &with_article);
	if (first->flags & WORD_HEBREW)
		found |= match_prefixes(guise->s, guise->n);

	for (uint32_t left = found | with_article; left != 0; left &= left - 1) {
		struct guise bare;

		walk->skip = (size_t)__builtin_ctz(left);
		/* a proclitic that is a word by itself: what follows is found from there */
		if (walk->skip >= first->fold_len)
			break;
		bare = stripped(*guise, walk->skip);
		if (found >> walk->skip & 1)
			begin(walk, &bare, false);
		if (with_article >> walk->skip & 1) {
			struct guise full = restored(walk->out, bare);

			begin(walk, &full, false);
		}
	}
	walk->skip = 0;
}

/* Finds the terms that begin at word i. */
static void
find_at(struct walk *walk, size_t i)
{
	const struct text *text = walk->text;
	struct guise guise = guise_of(text, i);

	walk->begin = walk->out->count;
	walk->out->path[0] = (uint32_t)i;
	for (size_t joined = 0; joined < MATCH_JOINED; joined++) {
		begin(walk, &guise, true);
		if (text->words[i].flags & (WORD_ARABIC | WORD_HEBREW))
			begin_stripped(walk, &guise);
		if (!join_next(text, &guise))
			break;
	}
	if (may_be_disguised(text, i))
		begin_disguised(walk, i);
}

/* What a word may begin with beside itself, by flags alone. */
enum { MAY_BE_STRIPPED = WORD_ARABIC | WORD_HEBREW | WORD_DIGITS };

/* Whether a word of a script with proclitics, or with digits, has a guise that something may begin
 * with. */
static bool
may_be_stripped(const struct text *text, const struct word *word)
{
	const char *s = text->folded.data + word->fold;

	if (word->flags & WORD_ARABIC && (match_letter_at(s, word->fold_len, 0) != LETTER_OTHER ||
	                                  match_may_be_ezafe(text->original, word)))
		return true;
	return word->flags & WORD_DIGITS || (word->flags & WORD_HEBREW && match_may_have_prefix(s, word->fold_len));
}

/* Whether an affix may fit the word, or a disguise. */
static bool
may_fit(const struct matcher *m, const struct text *text, const struct word *word)
{
	const char *s = text->folded.data + word->fold;

	if (text->western && may_be_disguised(text, (size_t)(word - text->words)))
		return true;
	return root_lengths(&m->prefixes, FORM_PREFIX, s, word->fold_len) != 0 ||
	       root_lengths(&m->suffixes, FORM_SUFFIX, s, word->fold_len) != 0;
}

/* The first word from i on at which something may begin, or text->count. Apart from the search, so that
 * for most words of most texts there is just the one look into the filter. */
static size_t
next_beginning(const struct matcher *m, const struct text *text, size_t i)
{
	const struct edges edges = m->first; /* a copy, that it may be kept in registers */
	const bool always = text->western || m->prefixes.any || m->suffixes.any;
	const struct word *word = text->words + i, *last = text->words + text->count - 1;

	for (; word <= last; word++)
		if (match_may(&edges, match_mix(FORM_WORD, word->hash)) ||
		    (word < last && word[1].flags & WORD_JOINED) ||
		    (word->flags & MAY_BE_STRIPPED && may_be_stripped(text, word)) ||
		    (always && may_fit(m, text, word)))
			break;
	return (size_t)(word - text->words);
}

void
matcher_find(const struct matcher *matcher, const struct text *text, uint32_t field,
             struct matches *matches)
{
	struct walk walk = {.matcher = matcher, .text = text, .out = matches, .field = field};

	if (matcher->addresses != NULL)
		addresses_find(matcher->addresses, text, field, matches);
	if (matcher->end_count == 0 || text->count == 0)
		return;
	matches->path = xgrow(matches->path, &matches->path_cap, matcher->depth + 2,
	                      sizeof(*matches->path));
	for (size_t i = 0; (i = next_beginning(matcher, text, i)) < text->count; i++)
		find_at(&walk, i);
}

void
matches_free(struct matches *matches)
{
	free(matches->hits);
	free(matches->path);
	free(matches->seen);
	buf_free(&matches->restored);
	free(matches->letters);
	*matches = (struct matches){0};
}
