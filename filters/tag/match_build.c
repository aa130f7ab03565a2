/* Compiling terms into the tables of the matcher. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/diag.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/address.h"
#include "filters/tag/match.h"
#include "filters/tag/match_table.h"

/* Filters have at least so many bits for each edge, and in all. */
enum { FILTER_SPARSE = 32, FILTER_LEAST = 1 << 15, SLOTS_LEAST = 64 };

/* A term's word, ready to become an edge. */
struct step {
	const char *s; /* folded, in builder.folded */
	size_t n;
	enum form form;
	uint32_t gap;
	size_t first, count; /* the words it is made of */
};

struct builder {
	struct matcher *matcher;
	struct buf plain;     /* the term without its stars */
	struct text text;     /* of that, folded */
	struct buf folded;    /* its words without what stands between */
	size_t *stars;        /* where they stood: offsets in plain */
	size_t star_count, star_cap;
	struct step *steps;
	size_t step_count, step_cap;
};

static unsigned
log2_above(size_t n)
{
	unsigned bits = 0;

	while (((size_t)1 << bits) < n)
		bits++;
	return bits;
}

static const char *
word_at(const struct matcher *matcher, uint32_t at, size_t *n)
{
	uint32_t length;

	memcpy(&length, matcher->pool.data + at, sizeof(length));
	*n = length;
	return matcher->pool.data + at + sizeof(length);
}

static void
place(struct edges *edges, const struct edge *edge)
{
	uint32_t mask = UINT32_MAX >> edges->shift;
	uint32_t i = match_mix(edge->from, edge->hash) >> edges->shift;

	while (edges->slots[i].child != 0)
		i = (i + 1) & mask;
	edges->slots[i] = *edge;
}

static void
resize_edges(struct edges *edges, unsigned bits)
{
	struct edge *old = edges->slots;
	size_t count = old != NULL ? (size_t)1 << (32 - edges->shift) : 0;

	edges->slots = xcalloc((size_t)1 << bits, sizeof(*edges->slots));
	edges->shift = 32 - bits;
	for (size_t i = 0; i < count; i++)
		if (old[i].child != 0)
			place(edges, &old[i]);
	free(old);
}

static void
add_edge(struct edges *edges, const struct edge *edge)
{
	/* at most half full */
	if (2 * (edges->count + 1) > (size_t)1 << (32 - edges->shift))
		resize_edges(edges, 33 - edges->shift);
	place(edges, edge);
	edges->count++;
}

static uint32_t
new_node(struct matcher *matcher)
{
	if (matcher->node_count >= UINT32_MAX / KIND_COUNT)
		die(STATUS_USAGE, NULL, "too many terms");
	matcher->nodes = xgrow(matcher->nodes, &matcher->node_cap, matcher->node_count + 1,
	                       sizeof(*matcher->nodes));
	matcher->nodes[matcher->node_count] = (struct trie_node){0};
	return (uint32_t)matcher->node_count++;
}

/* The child of a node by one step, made if it is not there. */
static uint32_t
descend(struct matcher *matcher, uint32_t node, const struct step *step)
{
	struct edges *edges = node == 0 ? &matcher->first : &matcher->next;
	uint32_t kind = step->gap * KIND_FORMS + step->form;
	uint32_t from = node * KIND_COUNT + kind;
	uint32_t hash = step->form == FORM_WORD ? text_hash(step->s, step->n)
	                                        : match_affix_hash(step->s, step->n);
	uint32_t child = match_child(matcher, edges, from, hash, step->s, step->n);
	uint32_t length = (uint32_t)step->n;
	struct edge edge = {.from = from, .hash = hash};

	if (child != 0)
		return child;
	edge.word = (uint32_t)matcher->pool.len;
	buf_add(&matcher->pool, &length, sizeof(length));
	buf_add(&matcher->pool, step->s, step->n);
	edge.child = new_node(matcher);
	add_edge(edges, &edge);
	matcher->nodes[node].kinds |= (uint16_t)(1u << kind);
	if (step->form != FORM_WORD) {
		matcher->nodes[node].lengths[step->form - FORM_PREFIX] |= match_length_bit(step->n);
		if (step->n > matcher->longest_affix)
			matcher->longest_affix = step->n;
	}
	return edge.child;
}

static void
remove_stars(struct builder *b, const char *s)
{
	buf_clear(&b->plain);
	b->star_count = 0;
	for (; *s != '\0'; s++) {
		if (*s != '*') {
			buf_addc(&b->plain, *s);
			continue;
		}
		b->stars = xgrow(b->stars, &b->star_cap, b->star_count + 1, sizeof(*b->stars));
		b->stars[b->star_count++] = b->plain.len;
	}
}

static enum form
form_of(const struct builder *b, const struct word *first, const struct word *last)
{
	for (size_t i = 0; i < b->star_count; i++) {
		if (b->stars[i] == last->end)
			return FORM_PREFIX;
		if (b->stars[i] == first->start)
			return FORM_SUFFIX;
	}
	return FORM_WORD;
}

/* Whether a word is one of those, whatever its case. */
static bool
is_one_of(const struct text *text, const struct word *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (word->fold_len == strlen(list[i])
		    && memcmp(text->folded.data + word->fold, list[i], word->fold_len) == 0)
			return true;
	return false;
}

bool
match_drops_apostrophe(const struct text *text, size_t i)
{
	static const char *const marks[] = {"'", "`", "\u2018", "\u2019", "\u201b"};
	static const char *const articles[] = {"c", "d", "j", "l", "m", "n", "s", "t", "qu"};
	static const char *const shortened[] = {"s", "t", "d", "m", "re", "ve", "ll", "em"};
	const struct word *word = &text->words[i], *before = word - 1;
	const char *between = text->original + before->end;
	size_t n = word->start - before->end, mark = 0;
	bool small = text->original[before->start] >= 'a' && text->original[before->start] <= 'z';

	while (mark < sizeof(marks) / sizeof(marks[0])
	       && (n != strlen(marks[mark]) || memcmp(between, marks[mark], n) != 0))
		mark++;
	if (mark == sizeof(marks) / sizeof(marks[0]) || before->fold_len + word->fold_len < 4)
		return false;
	if (is_one_of(text, word, shortened, sizeof(shortened) / sizeof(shortened[0])))
		return false;
	return !is_one_of(text, before, articles, sizeof(articles) / sizeof(articles[0]))
	       || (!small && !is_one_of(text, before, &articles[3], 1));
}

/* What in a term may be written as one. */
enum joining { JOIN_NOTHING, JOIN_WRITTEN, JOIN_APOSTROPHES };

static bool
is_joined(const struct builder *b, size_t i, enum joining joining)
{
	if (joining == JOIN_NOTHING)
		return false;
	for (size_t j = 0; j < b->star_count && joining == JOIN_APOSTROPHES; j++)
		if (b->stars[j] == b->text.words[i].start || b->stars[j] == b->text.words[i - 1].end)
			return b->text.words[i].flags & WORD_JOINED;
	return b->text.words[i].flags & WORD_JOINED
	       || (joining == JOIN_APOSTROPHES && match_drops_apostrophe(&b->text, i));
}

/* The steps of a term. False if they are those of less joining. */
static bool
make_steps(struct builder *b, enum joining joining)
{
	const struct word *words = b->text.words;
	bool differs = joining == JOIN_NOTHING;

	b->step_count = 0;
	buf_clear(&b->folded);
	buf_reserve(&b->folded, b->text.folded.len); /* so that steps can point into it */
	for (size_t i = 0, j; i < b->text.count; i = j) {
		struct step step = {.s = b->folded.data + b->folded.len, .first = i};

		for (j = i; j < b->text.count && (j == i || is_joined(b, j, joining)); j++) {
			buf_add(&b->folded, b->text.folded.data + words[j].fold, words[j].fold_len);
			step.n += words[j].fold_len;
			differs |= j > i && !is_joined(b, j, joining - 1);
		}
		step.count = j - i;
		step.form = form_of(b, &words[i], &words[j - 1]);
		step.gap = i == 0 ? 0 : match_gap(words[i].gap);
		b->steps = xgrow(b->steps, &b->step_cap, b->step_count + 1, sizeof(*b->steps));
		b->steps[b->step_count++] = step;
	}
	return differs && b->step_count > 0;
}

void
match_letters(const char *original, const struct word *word, int32_t **letters, size_t *count,
              size_t *cap)
{
	size_t n = word->end - word->start, kept = *count;
	utf8proc_ssize_t made;

	/* canonical decomposition makes at most four characters of one byte's worth */
	*letters = xgrow(*letters, cap, *count + 4 * n + 1, sizeof(**letters));
	made = utf8proc_decompose((const uint8_t *)original + word->start, (utf8proc_ssize_t)n,
	                          *letters + *count, (utf8proc_ssize_t)(4 * n),
	                          UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE);
	for (utf8proc_ssize_t i = 0; i < made; i++) {
		int32_t c = (*letters)[*count + (size_t)i];

		if (c == 0x640 || (c == '.' && word->flags & WORD_ACRONYM))
			continue;
		(*letters)[kept++] = c;
	}
	*count = kept;
}

/* The letters of an exact term's steps, each after their number. */
static uint32_t
add_letters(struct builder *b)
{
	struct matcher *m = b->matcher;
	uint32_t begin = (uint32_t)m->letter_count;

	for (size_t i = 0; i < b->step_count; i++) {
		const struct step *step = &b->steps[i];
		size_t number = m->letter_count;

		m->letters = xgrow(m->letters, &m->letter_cap, number + 1, sizeof(*m->letters));
		m->letter_count++;
		for (size_t j = step->first; j < step->first + step->count; j++)
			match_letters(b->plain.data, &b->text.words[j], &m->letters, &m->letter_count,
			              &m->letter_cap);
		m->letters[number] = (int32_t)(m->letter_count - number - 1);
	}
	return begin;
}

static void
add_path(struct builder *b, const struct term *term)
{
	struct matcher *m = b->matcher;
	struct ending end = {.term = (uint32_t)term->id, .letters = UINT32_MAX, .bare = term->bare};

	for (size_t i = 0; i < b->step_count; i++)
		end.node = descend(m, end.node, &b->steps[i]);
	if (term->kind == TERM_EXACT)
		end.letters = add_letters(b);
	m->ends = xgrow(m->ends, &m->end_cap, m->end_count + 1, sizeof(*m->ends));
	m->ends[m->end_count++] = end;
	if (b->step_count > m->depth)
		m->depth = b->step_count;
}

static void
add_term(struct builder *b, const struct term *term)
{
	if (term->kind != TERM_FOLDED && term->kind != TERM_EXACT)
		return; /* names, expressions and addresses are found by others */
	remove_stars(b, term->text);
	text_fold(&b->text, buf_str(&b->plain), b->plain.len);
	if (make_steps(b, JOIN_NOTHING))
		add_path(b, term);
	if (make_steps(b, JOIN_WRITTEN))
		add_path(b, term);
	if (term->kind == TERM_FOLDED && make_steps(b, JOIN_APOSTROPHES))
		add_path(b, term);
}

/* Sorts the endings by node (counting), keeping their order within one. */
static void
sort_ends(struct matcher *m)
{
	struct ending *sorted = xcalloc(m->end_count, sizeof(*sorted));
	uint32_t *begin = xcalloc(m->node_count + 1, sizeof(*begin));

	for (size_t i = 0; i < m->end_count; i++)
		begin[m->ends[i].node + 1]++;
	for (size_t i = 0; i < m->node_count; i++) {
		m->nodes[i].ends = begin[i];
		if (begin[i + 1] > UINT16_MAX)
			die(STATUS_USAGE, NULL, "too many exact terms that differ in letters only");
		m->nodes[i].end_count = (uint16_t)begin[i + 1];
		begin[i + 1] += begin[i];
	}
	for (size_t i = 0; i < m->end_count; i++)
		sorted[begin[m->ends[i].node]++] = m->ends[i];
	free(begin);
	free(m->ends);
	m->ends = sorted;
	m->end_cap = m->end_count;
}

static void
make_filter(struct edges *edges)
{
	size_t slots = (size_t)1 << (32 - edges->shift), least = edges->count * FILTER_SPARSE;
	unsigned bits = log2_above(least > FILTER_LEAST ? least : FILTER_LEAST);

	edges->filter_shift = 32 - bits;
	edges->filter = xcalloc((size_t)1 << (bits - 6), sizeof(*edges->filter));
	for (size_t i = 0; i < slots; i++) {
		const struct edge *edge = &edges->slots[i];
		uint32_t bit = match_mix(edge->from, edge->hash) >> edges->filter_shift;

		if (edge->child != 0)
			edges->filter[bit >> 6] |= (uint64_t)1 << (bit & 63);
	}
}

static void
add_affix(struct affixes *affixes, enum form form, const char *s, size_t n)
{
	const char *end = s + n;

	affixes->any_short |= n < 4;
	if (n == 1)
		affixes->always |= match_length_bit(n);
	else if (n == 2)
		affixes->two[match_two(s)] |= match_length_bit(n);
	else if (n == 3)
		affixes->four[match_three(affixes, s)] |= match_length_bit(n);
	else
		affixes->four[match_four(affixes, form == FORM_PREFIX ? s : end - 4)] |= match_length_bit(n);
}

/* The tables of lengths for the root's edges of one form. */
static void
make_affixes(const struct matcher *m, struct affixes *affixes, enum form form)
{
	const struct edges *edges = &m->first;
	size_t slots = (size_t)1 << (32 - edges->shift), count = 0;
	unsigned bits;

	for (size_t i = 0; i < slots; i++)
		count += edges->slots[i].child != 0 && edges->slots[i].from == form;
	if (count == 0)
		return;
	affixes->any = true;
	bits = log2_above(4 * count > AFFIX_TWO ? 4 * count : AFFIX_TWO);
	affixes->four_shift = 32 - bits;
	affixes->two = xcalloc(AFFIX_TWO, sizeof(*affixes->two));
	affixes->four = xcalloc((size_t)1 << bits, sizeof(*affixes->four));
	for (size_t i = 0; i < slots; i++) {
		const struct edge *edge = &edges->slots[i];
		size_t n;
		const char *s;

		if (edge->child == 0 || edge->from != form)
			continue;
		s = word_at(m, edge->word, &n);
		add_affix(affixes, form, s, n);
	}
}

struct matcher *
matcher_new_terms(const struct term *const *terms, size_t count)
{
	struct matcher *m = xcalloc(1, sizeof(*m));
	struct builder builder = {.matcher = m};

	new_node(m);
	resize_edges(&m->first, log2_above(SLOTS_LEAST));
	resize_edges(&m->next, log2_above(SLOTS_LEAST));
	for (size_t i = 0; i < count; i++)
		if (terms[i]->kind == TERM_FOLDED || terms[i]->kind == TERM_EXACT)
			add_term(&builder, terms[i]);
	m->addresses = addresses_new(terms, count);
	sort_ends(m);
	make_filter(&m->first);
	make_filter(&m->next);
	make_affixes(m, &m->prefixes, FORM_PREFIX);
	make_affixes(m, &m->suffixes, FORM_SUFFIX);
	buf_free(&builder.plain);
	buf_free(&builder.folded);
	text_free(&builder.text);
	free(builder.stars);
	free(builder.steps);
	return m;
}

struct matcher *
matcher_new(const struct rule_set *set)
{
	size_t count = rules_term_count(set);
	const struct term **terms = xcalloc(count, sizeof(const struct term *));
	struct matcher *matcher;

	for (size_t i = 0; i < count; i++)
		terms[i] = rules_term(set, i);
	matcher = matcher_new_terms(terms, count);
	free(terms);
	return matcher;
}

void
matcher_free(struct matcher *m)
{
	if (m == NULL)
		return;
	addresses_free(m->addresses);
	free(m->first.slots);
	free(m->first.filter);
	free(m->next.slots);
	free(m->next.filter);
	free(m->prefixes.two);
	free(m->prefixes.four);
	free(m->suffixes.two);
	free(m->suffixes.four);
	free(m->nodes);
	free(m->ends);
	free(m->letters);
	buf_free(&m->pool);
	free(m);
}
