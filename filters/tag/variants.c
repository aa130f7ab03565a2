/* Counting spellings: a hash table of those seen, by their bytes; seeded, since they are not ours. */
#include "filters/tag/variants.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/match.h"
#include "filters/tag/names.h"

struct spelling {
	uint64_t hash;
	size_t at, n;   /* in variants.bytes */
	uint64_t count; /* 0: a free slot */
};

struct variants {
	struct matcher *matcher;    /* NULL: not a term of words */
	struct names *names;        /* NULL: not a name */
	struct name_search *search;
	struct matches matches;
	struct buf bytes, squeezed;
	struct spelling *slots;
	size_t kept, cap;           /* cap is 0 or a power of two, at most half of it used */
	uint64_t hits, omitted;
};

struct variants *
variants_new(const struct term *term)
{
	struct variants *v = xcalloc(1, sizeof(*v));

	/* hits are counted by their term's number: a single one is number 0 */
	struct term only = *term;
	const struct term *terms[] = {&only};

	only.id = 0;
	if (term->kind == TERM_NAME) {
		v->names = names_new_terms(terms, 1);
		v->search = name_search_new();
	} else if (term->kind == TERM_FOLDED || term->kind == TERM_EXACT) {
		v->matcher = matcher_new_terms(terms, 1);
	}
	return v;
}

void
variants_free(struct variants *v)
{
	if (v == NULL)
		return;
	matcher_free(v->matcher);
	names_free(v->names);
	name_search_free(v->search);
	matches_free(&v->matches);
	buf_free(&v->bytes);
	buf_free(&v->squeezed);
	free(v->slots);
	free(v);
}

/* White space: ASCII's, NEL, no-break space, and what Unicode calls White_Space beyond. */
static bool
is_white(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
	       c == 0x3000;
}

static void
squeeze(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n;
	bool white = false;

	buf_clear(out);
	while (s < end) {
		uint32_t c = utf8_decode(&s, end);
		char bytes[4];

		if (is_white(c)) {
			white = out->len > 0;
			continue;
		}
		if (white)
			buf_addc(out, ' ');
		white = false;
		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			c = UTF8_REPLACEMENT;
		buf_add(out, bytes, utf8_encode(c, bytes));
	}
}

/* The slot of a spelling, or the free one where it belongs. */
static struct spelling *
slot_of(struct spelling *slots, size_t cap, const struct buf *bytes, const char *s, size_t n,
        uint64_t hash)
{
	size_t i = hash & (cap - 1);

	for (; slots[i].count > 0; i = (i + 1) & (cap - 1))
		if (slots[i].hash == hash && slots[i].n == n && memcmp(bytes->data + slots[i].at, s, n) == 0)
			break;
	return &slots[i];
}

static void
grow(struct variants *v)
{
	size_t cap = v->cap > 0 ? 2 * v->cap : 64;
	struct spelling *slots = xcalloc(cap, sizeof(*slots));

	for (size_t i = 0; i < v->cap; i++) {
		const struct spelling *old = &v->slots[i];

		if (old->count > 0)
			*slot_of(slots, cap, &v->bytes, v->bytes.data + old->at, old->n, old->hash) = *old;
	}
	free(v->slots);
	v->slots = slots;
	v->cap = cap;
}

void
variants_count(struct variants *v, const char *spelling, size_t n)
{
	struct buf *s = &v->squeezed;
	struct spelling *slot;
	uint64_t hash;

	v->hits++;
	squeeze(s, spelling, n);
	if (s->len == 0) {
		v->omitted++;
		return;
	}
	if (2 * (v->kept + 1) > v->cap)
		grow(v);
	hash = hash_seeded(s->data, s->len);
	slot = slot_of(v->slots, v->cap, &v->bytes, s->data, s->len, hash);
	if (slot->count > 0) {
		slot->count++;
	} else if (v->kept >= VARIANTS_MOST || s->len > VARIANTS_BYTES - v->bytes.len) {
		v->omitted++;
	} else {
		*slot = (struct spelling){
			.hash = hash, .n = s->len, .at = v->bytes.len, .count = 1,
		};
		buf_add(&v->bytes, s->data, s->len);
		v->kept++;
	}
}

void
variants_add(struct variants *v, const struct text *text)
{
	matches_clear(&v->matches);
	if (v->matcher != NULL)
		matcher_find(v->matcher, text, 0, &v->matches);
	if (v->names != NULL)
		names_find(v->names, text, 0, v->search, &v->matches);
	for (size_t i = 0; i < v->matches.count; i++) {
		const struct hit *hit = &v->matches.hits[i];

		variants_count(v, text->original + hit->start, hit->end - hit->start);
	}
	v->hits += v->matches.omitted;
	v->omitted += v->matches.omitted;
}

struct row {
	uint64_t count;
	const char *s;
	size_t n;
};

static int
compare(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	int order;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	order = memcmp(a->s, b->s, a->n < b->n ? a->n : b->n);
	if (order != 0)
		return order;
	return (a->n > b->n) - (a->n < b->n);
}

void
variants_print(const struct variants *v, struct buf *out)
{
	struct row *rows = xcalloc(v->kept + 1, sizeof(*rows));
	size_t count = 0;

	for (size_t i = 0; i < v->cap; i++) {
		const struct spelling *spelling = &v->slots[i];

		if (spelling->count > 0)
			rows[count++] = (struct row){spelling->count, v->bytes.data + spelling->at, spelling->n};
	}
	qsort(rows, count, sizeof(*rows), compare);
	for (size_t i = 0; i < count; i++) {
		buf_addf(out, "%llu\t", (unsigned long long)rows[i].count);
		buf_add(out, rows[i].s, rows[i].n);
		buf_addc(out, '\n');
	}
	free(rows);
}

uint64_t
variants_hits(const struct variants *v)
{
	return v->hits;
}

uint64_t
variants_omitted(const struct variants *v)
{
	return v->omitted;
}
