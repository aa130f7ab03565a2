/* Random terms and texts: the matcher must find just what a naive one finds, which follows match.h
 * word by word, without tables.
 *
 * Each byte of the input is a piece of writing; the first ones make terms,
 * the rest is the text, in which terms are pieces too. */
#include "filters/tag/match.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/match_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TERMS_MAX 12
#define TERM_BYTES 10
#define HITS_MAX 100000

static const char *const pieces[] = {
	"a", "b", "a", "A", "B", "ab", "u", "US", "U.S.", "é", "e\u0301", "1",
	"و", "ف", "ب", "ك", "ل", "س", "ا", "ال", "لل", "ح", "ش", "د", "حشد", "ة", "ه", "ـ", "\u064e",
	"י", "漢", "字", "🙂", "ж", "ו", "ש", "כ", "ל", "ה", "ממש", "ی", "ے", "ئے", "خدا", "1", "b0b", "i1a", "аос", "о", "ב", "מ", "o", "c", "l", "i", "0",
	" ", " ", " ", "-", "_", "'", "\u2019", "qu", "re", ", ", ".", ". ", "#", "#aB", "\n", "\n\n", "\u200c", "\u200d", "(",
};
#define PIECES (sizeof(pieces) / sizeof(pieces[0]))

/* A term as the naive matcher sees it: a word's text, its form, its gap. */
struct unit {
	struct buf folded, letters;
	char form; /* 'w', 'p', 's' */
	uint8_t gap;
};

struct naive {
	struct unit units[2 * TERM_BYTES];
	size_t unit_count;
	const struct text *text;
	bool exact, bare;
	bool disguised;             /* on the path */
	struct end {
		size_t last, cut;
		bool disguised;
	} ends[64];                 /* where paths end, for one beginning */
	size_t end_count;
	size_t path[2 * TERM_BYTES + 1];
};

static void
add_letters(struct buf *out, const char *original, const struct word *word)
{
	uint8_t *map = NULL;
	utf8proc_ssize_t n = utf8proc_map((const uint8_t *)original + word->start, word->end - word->start,
	                                  &map, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE);

	for (utf8proc_ssize_t i = 0; i < n; i++) {
		if (map[i] == 0xd9 && map[i + 1] == 0x80) {
			i++;
			continue;
		}
		if (map[i] != '.' || !(word->flags & WORD_ACRONYM))
			buf_addc(out, (char)map[i]);
	}
	free(map);
}

static bool
fits(const struct unit *unit, const char *s, size_t n)
{
	size_t want = unit->folded.len;

	if (unit->form == 'w')
		return n == want && memcmp(s, unit->folded.data, n) == 0;
	if (n < want)
		return false;
	return memcmp(unit->form == 'p' ? s : s + n - want, unit->folded.data, want) == 0;
}

static size_t
letter_count(const char *s, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

/* Letter for letter; in a disguised word one that looks like the other will do. */
static bool
are_alike(const struct buf *a, const struct buf *b, bool evaded)
{
	const char *p = a->data, *q = b->data, *p_end = p + a->len, *q_end = q + b->len;

	while (a->len > 0 && b->len > 0 && p < p_end && q < q_end) {
		int32_t c = (int32_t)utf8_decode(&p, p_end), d = (int32_t)utf8_decode(&q, q_end);

		if (c != d && !(evaded && (text_looks_like(c, d) || text_looks_like(d, c))))
			return false;
	}
	return p == p_end && q == q_end;
}

static bool
same_letters(struct naive *naive, size_t unit, size_t from, size_t to)
{
	struct buf letters = {0};
	bool same, evaded = false;

	for (size_t i = from; i < to; i++) {
		add_letters(&letters, naive->text->original, &naive->text->words[i]);
		evaded |= naive->text->words[i].flags & WORD_EVADED;
	}
	same = are_alike(&letters, &naive->units[unit].letters, evaded);
	buf_free(&letters);
	return same;
}

static bool
ends_in(const char *s, size_t n, const char *end)
{
	return n >= strlen(end) && memcmp(s + n - strlen(end), end, strlen(end)) == 0;
}

/* How many of the bytes of a run that ends with word i are an ezafe. */
static size_t
ezafe(const struct text *text, size_t i, const char *s, size_t n)
{
	static const struct {
		const char *written, *folded, *behind[3];
	} kinds[] = {
		{"ئے", "\u064a\u064a", {"ا", "و", "و"}},
		{"ے", "\u064a", {"ا", "و", "و"}},
		{"ی", "\u064a", {"ا", "و", "ه"}},
	};
	const struct word *word = &text->words[i];

	if (!(word->flags & WORD_ARABIC))
		return 0;
	for (size_t k = 0; k < 3; k++) {
		size_t cut = strlen(kinds[k].folded);

		if (!ends_in(text->original + word->start, word->end - word->start, kinds[k].written))
			continue;
		if (cut >= word->fold_len || letter_count(s, n - cut) < 3)
			return 0;
		for (size_t j = 0; j < 3; j++)
			if (ends_in(s, n - cut, kinds[k].behind[j]))
				return cut;
		return 0;
	}
	return 0;
}

/* The word as a whole in disguise `number`. */
static bool
disguise(const struct text *text, size_t i, int number, struct buf *out)
{
	const struct word *word = &text->words[i];
	const char *s = text->folded.data + word->fold;
	size_t letters = 0;
	char latin[MATCH_GUISE];

	buf_clear(out);
	if (number == 0) {
		buf_add(out, latin, match_as_latin(text, i, latin));
		return out->len > 0;
	}
	for (size_t j = 0; j < word->fold_len; j++) {
		const char *from = "013457", *at = memchr(from, s[j], 6);
		bool letter = s[j] >= 'a' && s[j] <= 'z';

		if (!letter && at == NULL)
			return false;
		letters += letter;
		buf_addc(out, letter ? s[j] : number == 2 && s[j] == '1' ? 'l' : "oieast"[at - from]);
	}
	return word->flags & WORD_DIGITS && letters >= 3 && word->fold_len <= MATCH_GUISE;
}

static void follow(struct naive *naive, size_t unit, size_t next);

/* A run fits a unit as it is, or without ezafe if the unit is the last; goes on. */
static void
try_run(struct naive *naive, size_t unit, size_t next, const char *s, size_t n)
{
	size_t cut = naive->bare || unit + 1 < naive->unit_count ? 0 : ezafe(naive->text, next - 1, s, n);

	if (fits(&naive->units[unit], s, n))
		follow(naive, unit + 1, next);
	if (cut > 0 && fits(&naive->units[unit], s, n - cut) && naive->end_count < 64)
		naive->ends[naive->end_count++] = (struct end){next - 1, cut, naive->disguised};
}

static void
follow(struct naive *naive, size_t unit, size_t next)
{
	const struct text *text = naive->text;
	struct buf run = {0};
	bool disguised = naive->disguised;

	if (unit == naive->unit_count) {
		if (naive->end_count < 64)
			naive->ends[naive->end_count++] = (struct end){next - 1, 0, disguised};
		return;
	}
	for (size_t i = next; i < text->count && i < next + MATCH_JOINED; i++) {
		const struct word *word = &text->words[i];

		if (i == next ? word->gap > GAP_JOINER && word->gap > naive->units[unit].gap
		              : !(word->flags & WORD_JOINED))
			break;
		buf_add(&run, text->folded.data + word->fold, word->fold_len);
		if (naive->exact && !same_letters(naive, unit, next, i + 1))
			continue;
		try_run(naive, unit, i + 1, run.data, run.len);
		if (!naive->bare && text->words[next].flags & WORD_ARABIC && run.len > 4 &&
		    memcmp(run.data, "ال", 4) == 0 && letter_count(run.data + 4, run.len - 4) >= 2)
			try_run(naive, unit, i + 1, run.data + 4, run.len - 4);
	}
	naive->disguised = true;
	for (int number = 0; number < 3 && next < text->count; number++)
		if (text->words[next].gap <= (naive->units[unit].gap > GAP_JOINER ? naive->units[unit].gap : GAP_JOINER) &&
		    disguise(text, next, number, &run) && fits(&naive->units[unit], run.data, run.len) &&
		    (!naive->exact || same_letters(naive, unit, next, next + 1)))
			follow(naive, unit + 1, next + 1);
	naive->disguised = disguised;
	buf_free(&run);
}

/* All chains of proclitics, written out once. */
static char chains[3 * 5 * 3][16];

static void
write_chains(void)
{
	static const char *const first[] = {"", "و", "ف"};
	static const char *const second[] = {"", "ب", "ك", "ل", "س"};
	static const char *const third[] = {"", "ال", "لل"};

	for (size_t i = 0; i < 3 * 5 * 3; i++)
		snprintf(chains[i], sizeof(chains[i]), "%s%s%s", first[i / 15], second[i / 3 % 5],
		         third[i % 3]);
}

/* Hebrew chains, likewise. */
static char prefixes[2 * 5 * 5 * 2][24];

static void
write_prefixes(void)
{
	static const char *const first[] = {"", "ו"};
	static const char *const second[] = {"", "ש", "כש", "מש", "לכש"};
	static const char *const third[] = {"", "ב", "כ", "ל", "מ"};
	static const char *const fourth[] = {"", "ה"};

	for (size_t i = 0; i < 100; i++)
		snprintf(prefixes[i], sizeof(prefixes[i]), "%s%s%s%s", first[i / 50], second[i / 10 % 5],
		         third[i / 2 % 5], fourth[i % 2]);
}

static void
add_hit(struct matches *out, struct hit hit)
{
	for (size_t i = 0; i < out->count; i++) {
		struct hit *known = &out->hits[i];

		if (known->term == hit.term && known->first == hit.first && known->last == hit.last) {
			if (hit.start < known->start)
				known->start = hit.start;
			if (hit.end > known->end)
				known->end = hit.end;
			known->flags &= hit.flags;
			return;
		}
	}
	out->hits = xgrow(out->hits, &out->cap, out->count + 1, sizeof(*out->hits));
	out->hits[out->count++] = hit;
}

static void
add_ends(struct naive *naive, size_t i, size_t skip, uint32_t id, struct matches *out)
{
	const struct text *text = naive->text;

	for (size_t j = 0; j < naive->end_count; j++) {
		const struct end *end = &naive->ends[j];
		const struct word *last = &text->words[end->last];
		struct hit hit = {
			.term = id, .first = (uint32_t)i, .last = (uint32_t)end->last,
			.start = (uint32_t)text_origin(text, &text->words[i], skip),
			.end = (uint32_t)text_origin(text, last, last->fold_len - end->cut),
		};

		for (size_t k = i; k <= end->last; k++)
			if (end->disguised || text->words[k].flags & WORD_EVADED)
				hit.flags = HIT_EVADED;
		add_hit(out, hit);
	}
}

/* Tries what is left of the run of `joined` words from i when `skip` bytes are stripped. */
static void
begin(struct naive *naive, const char *s, size_t n, size_t i, size_t joined, size_t skip, uint32_t id,
      struct matches *out)
{
	const struct text *text = naive->text;

	if (skip >= text->words[i].fold_len || (naive->bare && skip > 0) ||
	    (skip > 0 && naive->units[0].form == 's') ||
	    (naive->exact && !same_letters(naive, 0, i, i + joined)))
		return;
	naive->end_count = 0;
	try_run(naive, 0, i + joined, s, n);
	add_ends(naive, i, skip, id, out);
}

/* Goes on behind word i, which fits in disguise. */
static void
begin_plain(struct naive *naive, size_t i, uint32_t id, struct matches *out)
{
	if (naive->exact && !same_letters(naive, 0, i, i + 1))
		return;
	naive->end_count = 0;
	follow(naive, 1, i + 1);
	add_ends(naive, i, 0, id, out);
}

static void
begin_stripped(struct naive *naive, const struct buf *run, size_t i, size_t joined, uint32_t id,
               struct matches *out)
{
	uint8_t flags = naive->text->words[i].flags;

	if (chains[1][0] == '\0') {
		write_chains();
		write_prefixes();
	}
	for (size_t j = 1; flags & WORD_ARABIC && j < 3 * 5 * 3; j++) {
		size_t n = strlen(chains[j]), article = j % 3;
		const char *rest = run->data + n;
		struct buf full = {0};

		bool hidden = article == 0 && j / 3 % 5 == 3 /* li- */;

		if (run->len < n || memcmp(run->data, chains[j], n) != 0)
			continue;
		hidden = hidden && run->len - n >= 2 && memcmp(rest, "ل", 2) == 0;
		if (letter_count(rest, run->len - n) < (article || hidden ? 2u : 3u))
			continue;
		if (!hidden || letter_count(rest, run->len - n) >= 3)
			begin(naive, rest, run->len - n, i, joined, n, id, out);
		buf_adds(&full, "ال");
		buf_add(&full, rest, run->len - n);
		if (article == 2 || hidden)
			begin(naive, full.data, full.len, i, joined, n, id, out);
		buf_free(&full);
	}
	for (size_t j = 1; flags & WORD_HEBREW && j < 100; j++) {
		size_t n = strlen(prefixes[j]);

		if (run->len >= n && memcmp(run->data, prefixes[j], n) == 0 &&
		    letter_count(run->data + n, run->len - n) >= 3)
			begin(naive, run->data + n, run->len - n, i, joined, n, id, out);
	}
}

static void
find(struct naive *naive, uint32_t id, struct matches *out)
{
	const struct text *text = naive->text;

	if (naive->unit_count == 0)
		return;
	for (size_t i = 0; i < text->count; i++) {
		struct buf run = {0};

		for (size_t joined = 1; joined <= MATCH_JOINED && i + joined <= text->count; joined++) {
			const struct word *word = &text->words[i + joined - 1];

			if (joined > 1 && !(word->flags & WORD_JOINED))
				break;
			buf_add(&run, text->folded.data + word->fold, word->fold_len);
			begin(naive, run.data, run.len, i, joined, 0, id, out);
			begin_stripped(naive, &run, i, joined, id, out);
		}
		naive->disguised = true;
		for (int number = 0; number < 3; number++)
			if (disguise(text, i, number, &run) && fits(&naive->units[0], run.data, run.len))
				begin_plain(naive, i, id, out);
		naive->disguised = false;
		buf_free(&run);
	}
}

/* Reads a term: its words, each with its star; those written as one are one from joined 1 on, those with
 * an apostrophe between, to which no star stands next, from 2 on. */
static void
read_term(struct naive *naive, const struct term *term, int joined)
{
	struct buf plain = {0};
	struct text folded = {0};
	size_t stars[64], star_count = 0;

	for (const char *s = term->text; *s != '\0'; s++) {
		if (*s == '*')
			stars[star_count++ & 63] = plain.len;
		else
			buf_addc(&plain, *s);
	}
	text_fold(&folded, buf_str(&plain), plain.len);
	for (size_t i = 0; i < naive->unit_count; i++) {
		buf_free(&naive->units[i].folded);
		buf_free(&naive->units[i].letters);
	}
	naive->unit_count = 0;
	naive->exact = term->kind == TERM_EXACT;
	naive->bare = term->bare;
	for (size_t i = 0; i < folded.count; i++) {
		const struct word *word = &folded.words[i];
		struct unit *unit;
		bool one = i > 0 && joined > 0 && word->flags & WORD_JOINED;

		if (i > 0 && joined > 1 && match_drops_apostrophe(&folded, i)) {
			one = true;
			for (size_t j = 0; j < star_count; j++)
				one &= word->flags & WORD_JOINED || (stars[j] != word->start && stars[j] != word[-1].end);
		}
		if (!one) {
			unit = &naive->units[naive->unit_count++];
			memset(unit, 0, sizeof(*unit));
			unit->form = 'w';
			unit->gap = word->gap;
			for (size_t j = 0; j < star_count; j++)
				if (stars[j] == word->start && unit->form == 'w')
					unit->form = 's';
		}
		unit = &naive->units[naive->unit_count - 1];
		buf_add(&unit->folded, folded.folded.data + word->fold, word->fold_len);
		add_letters(&unit->letters, plain.data, word);
		for (size_t j = 0; j < star_count; j++)
			if (stars[j] == word->end)
				unit->form = 'p';
	}
	text_free(&folded);
	buf_free(&plain);
}

static int
compare(const void *left, const void *right)
{
	return memcmp(left, right, sizeof(struct hit));
}

static void
print_hits(const char *who, const struct matches *m, const struct term *terms, const struct text *text)
{
	fprintf(stderr, "%s:\n", who);
	for (size_t i = 0; i < m->count; i++)
		fprintf(stderr, "  '%s' words %u-%u bytes %u-%u '%.*s'\n", terms[m->hits[i].term].text,
		        m->hits[i].first, m->hits[i].last, m->hits[i].start, m->hits[i].end,
		        (int)(m->hits[i].end - m->hits[i].start), text->original + m->hits[i].start);
}

/* Terms out of the input; returns where the text begins. */
static size_t
read_terms(const uint8_t *data, size_t size, struct term *terms, size_t *count)
{
	size_t at = 0, wanted = size > 0 ? data[at++] % TERMS_MAX + 1 : 0;

	for (*count = 0; *count < wanted && at + 1 < size; ++*count) {
		uint8_t head = data[at++];
		size_t n = head % TERM_BYTES + 1;
		struct buf text = {0};

		if (head >= 128 && head < 160)
			buf_addc(&text, '*');
		for (size_t i = 0; i < n && at < size; i++)
			buf_adds(&text, pieces[data[at++] % PIECES]);
		if (head >= 160 && head < 200)
			buf_addc(&text, '*');
		terms[*count] = (struct term){
			.id = *count, .text = xstrdup(buf_str(&text)),
			.kind = head >= 200 ? TERM_EXACT : TERM_FOLDED, .bare = head % 11 == 0,
		};
		buf_free(&text);
	}
	return at;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct term terms[TERMS_MAX];
	const struct term *pointers[TERMS_MAX];
	struct matches found = {0}, wanted = {0};
	struct matcher *matcher;
	struct naive *naive = xcalloc(1, sizeof(*naive));
	struct text text = {0};
	struct buf original = {0};
	size_t count, at = read_terms(data, size, terms, &count);

	/* a third of the text is terms, so that something is found */
	for (; at < size && original.len < 2000; at++) {
		const char *term = data[at] < 170 || count == 0 ? NULL : terms[data[at] % count].text;

		if (term == NULL)
			buf_adds(&original, pieces[data[at] % PIECES]);
		for (; term != NULL && *term != '\0'; term++)
			if (*term != '*')
				buf_addc(&original, *term);
	}
	for (size_t i = 0; i < count; i++)
		pointers[i] = &terms[i];
	text_fold(&text, buf_str(&original), original.len);
	matcher = matcher_new_terms(pointers, count);
	matcher_find(matcher, &text, 0, &found);
	naive->text = &text;
	for (size_t i = 0; i < count; i++)
		for (int joined = 0; joined < (terms[i].kind == TERM_EXACT ? 2 : 3); joined++) {
			read_term(naive, &terms[i], joined);
			find(naive, (uint32_t)i, &wanted);
		}
	if (found.count > 0)
		qsort(found.hits, found.count, sizeof(*found.hits), compare);
	if (wanted.count > 0)
		qsort(wanted.hits, wanted.count, sizeof(*wanted.hits), compare);
	if (found.count != wanted.count ||
	    (found.count > 0 && memcmp(found.hits, wanted.hits, found.count * sizeof(*found.hits)) != 0)) {
		fprintf(stderr, "text: '%.*s'\n", (int)original.len, original.data);
		print_hits("found", &found, terms, &text);
		print_hits("wanted", &wanted, terms, &text);
		abort();
	}
	for (size_t i = 0; i < naive->unit_count; i++) {
		buf_free(&naive->units[i].folded);
		buf_free(&naive->units[i].letters);
	}
	for (size_t i = 0; i < count; i++)
		free((char *)terms[i].text);
	matcher_free(matcher);
	matches_free(&found);
	matches_free(&wanted);
	text_free(&text);
	buf_free(&original);
	free(naive);
	return 0;
}
