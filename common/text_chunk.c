/* The chunk engine: 64 bytes at once, as bit masks in which bit i is byte i. Three
 * bodies: AVX2 where the processor has it, else SSE2, else plain C. */
#include "common/text_chunk_read.h"
#include "common/text_fold.h"
#include "common/xalloc.h"

enum { CHUNK_WORDS = TEXT_CHUNK / 2 + 1 };

/* What is known of a chunk once its characters of several bytes were folded. */
struct masks {
	uint64_t word;     /* in words */
	uint64_t mark;     /* between words, but no joiners */
	uint64_t line;     /* line feeds */
	uint64_t sentence; /* white space after . ! ? */
	uint64_t hard;     /* the gap with this needs text_gap(), perhaps text_detour() */
	uint64_t stop;     /* its lowest bit: where the chunk ends early */
	uint64_t outside;  /* of the bytes above 0x7f: not in words */
	uint64_t shrink;   /* bytes to be left out for the folded text's lengths */
	uint64_t arabic, hebrew;
	bool western;      /* perhaps letters of Cyrillic, Greek, Armenian are in it */
	bool mixed;        /* perhaps ASCII letters stand beside those of other scripts */
};

/* ---- characters of two bytes ---- */

static INLINE uint64_t
bits_below(size_t i)
{
	return i < 64 ? ((uint64_t)1 << i) - 1 : ~(uint64_t)0;
}

/* Whether the last character before bit i of the chunk at p, marks apart, is a
 * Hebrew letter: then a quotation mark at i may be part of a word. */
static bool
after_hebrew(const uint8_t *p, size_t i)
{
	while (i > 0 && p[i - 1] >= 0x80) {
		size_t len;
		uint32_t entry;

		do
			i--;
		while (i > 0 && (p[i] & 0xc0) == 0x80);
		entry = text_lookup(p + i, &len);
		if (text_class(entry) != CLASS_MARK)
			return (entry & ENTRY_HEBREW) != 0;
	}
	return false;
}

/* The length of the character at bit i of the chunk at p if it stands between
 * words, negative if it is harder than CLASS_OTHER; 0 if this engine must stop
 * before it. Those of three bytes are punctuation (U+2000 to U+203F), which is all
 * of them that is common beside ASCII and two bytes. */
static int
between_length(const uint8_t *p, size_t i)
{
	size_t len = p[i] == 0xe2 ? 3 : 2;
	enum text_class class;

	if (p[i] > 0xe2 || p[i] == 0xe0 || p[i] == 0xe1 || p[i] == 0xd7 || i + len > TEXT_CHUNK ||
	    (len == 3 && p[i + 1] != 0x80))
		return 0;
	class = text_class(text_lookup(p + i, &len));
	if (class <= CLASS_ZWNJ || (len == 3 && after_hebrew(p, i)))
		return 0;
	return class == CLASS_OTHER ? (int)len : -(int)len;
}

/* Notes the character of length `len` (see between_length()) at bit i. */
static INLINE void
note_between(struct masks *masks, uint64_t bit, int len)
{
	masks->mark |= len > 0 ? bit : 0;
	masks->hard |= len < 0 ? bit : 0;
	masks->outside |= (len == 3 || len == -3 ? 7 : 3) * bit;
}

/* The entry of a character of two bytes; of a longer one an empty entry. */
static INLINE uint32_t
pair_entry(const uint8_t *p)
{
	return text_entries[((uint32_t)p[0] << 6) + p[1] - (0xc0u << 6) - 0x80];
}

static INLINE void
store_pair(uint8_t *out, uint32_t entry)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	uint16_t pair = (uint16_t)(entry >> ENTRY_BYTES_SHIFT); /* one store, not two */

	memcpy(out, &pair, sizeof(pair));
#else
	out[0] = (uint8_t)(entry >> ENTRY_BYTES_SHIFT);
	out[1] = (uint8_t)(entry >> (ENTRY_BYTES_SHIFT + 8));
#endif
}

/* Writes a chunk's ASCII in lower case. */
static INLINE void
store_lower(const uint8_t *p, uint8_t *out)
{
	uint64_t bytes[TEXT_CHUNK / 8];

	memcpy(bytes, p, sizeof(bytes));
	for (size_t i = 0; i < TEXT_CHUNK / 8; i++)
		bytes[i] |= 0x2020202020202020u;
	memcpy(out, bytes, sizeof(bytes));
}

/* The bytes of those of the characters at `leads` that are letters of a script. */
static uint64_t
of_script(const uint8_t *p, uint64_t leads, uint32_t script)
{
	uint64_t found = 0;

	for (; leads != 0; leads &= leads - 1)
		if (pair_entry(p + __builtin_ctzll(leads)) & script)
			found |= (leads & -leads) * 3;
	return found;
}

/* Which of the characters at bits `at` may be part of a Hebrew word. */
static uint64_t
gershayim(const uint8_t *p, uint64_t at)
{
	uint64_t found = 0;

	for (; at != 0; at &= at - 1) {
		size_t i = (size_t)__builtin_ctzll(at);

		if ((p[i] == '"' || p[i] == '\'') && after_hebrew(p, i))
			found |= at & -at;
	}
	return found;
}

/* The rest of fold_pairs(), from a character on that has fewer bytes when folded: it writes the ASCII
 * that follows, the letters of which are at `ascii`, again, where it belongs. Reads two chunks from p on.
 * Returns the bits of the entries seen. */
static uint32_t
fold_shrinking(const uint8_t *p, uint8_t *out, uint64_t ascii, uint64_t high, uint64_t leads,
    struct masks *masks)
{
	size_t moved = 0, shift = 0; /* by how much bytes in out are moved, and should be */
	uint32_t seen = 0;

	for (; leads != 0; leads &= leads - 1) {
		size_t i = (size_t)__builtin_ctzll(leads);
		uint64_t bit = leads & -leads, inside = (ascii | high) & ~masks->outside;
		uint32_t entry = pair_entry(p + i);
		size_t width = entry >> ENTRY_LENGTH_SHIFT & 3;
		int len = entry & ENTRY_FAST ? 2 : between_length(p, i);

		/* a mark with no letter before it is not in a word */
		if (len == 0 || (entry & ENTRY_FAST && width == 0 && !(inside << 1 & bit))) {
			masks->stop |= bit;
			break;
		}
		seen |= entry;
		if (entry & ENTRY_FAST) {
			store_pair(out + i - shift, entry);
			shift += 2 - width;
			masks->shrink |= width == 2 ? 0 : width == 1 ? bit : 3 * bit;
		} else {
			note_between(masks, bit, len);
		}
		if (shift != moved && (ascii & ((leads & (leads - 1)) - 1) & ~(bit - 1)) != 0) {
			store_lower(p + i + 2, out + i + 2 - shift);
			moved = shift;
		}
	}
	return seen;
}

/* The first of four marks in a row: their words may be disguised, which is for the token engine to
 * say. A mark leaves out both of its bytes. */
static INLINE uint64_t
piles(uint64_t shrink)
{
	uint64_t four = shrink & shrink >> 1;

	four &= four >> 2;
	return four & four >> 4;
}

/* Whether letters that fold to two bytes, of other scripts than Arabic and Hebrew, are among the
 * characters at `leads`. */
static bool
has_western(const uint8_t *p, uint64_t leads)
{
	for (; leads != 0; leads &= leads - 1)
		if ((pair_entry(p + __builtin_ctzll(leads)) & (ENTRY_PARALLEL | ENTRY_ARABIC | ENTRY_HEBREW)) ==
		    ENTRY_PARALLEL)
			return true;
	return false;
}

/* Folds the characters of several bytes among the 64 at p into out. */
static INLINE void
fold_pairs(const uint8_t *p, uint8_t *out, const struct chunk *chunk, struct masks *masks)
{
	const uint64_t last = (uint64_t)1 << (TEXT_CHUNK - 1);
	uint64_t leads = chunk->lead & chunk->high & ~last, left = leads;
	uint32_t seen = 0, all = ~(uint32_t)0;

	masks->stop = chunk->lead & last & chunk->high;
	for (; left != 0; left &= left - 1) {
		size_t i = (size_t)__builtin_ctzll(left);
		uint32_t entry = pair_entry(p + i);

		if (!(entry & ENTRY_PARALLEL)) {
			int len = entry & ENTRY_FAST ? 0 : between_length(p, i);
			if (len == 0)
				break;
			note_between(masks, left & -left, len);
			continue;
		}
		store_pair(out + i, entry);
		seen |= entry;
		all &= entry;
	}
	if (left != 0) {
		struct masks copy = *masks; /* that masks may be kept in registers */

		seen |= fold_shrinking(p, out, chunk->word, chunk->high, left, &copy);
		*masks = copy;
		masks->stop |= piles(masks->shrink);
		all = 0;
	}
	if (seen & ENTRY_PARALLEL) {
		uint64_t other = chunk->high & ~masks->outside;

		masks->western = !(all & (ENTRY_ARABIC | ENTRY_HEBREW));
		masks->mixed = (chunk->word & (other << 1 | other >> 1)) != 0 && has_western(p, leads);
	}
	masks->word |= chunk->high & ~masks->outside & ((masks->stop & -masks->stop) - 1);
	if (seen & ENTRY_ARABIC)
		masks->arabic = all & ENTRY_ARABIC ? chunk->high : of_script(p, leads, ENTRY_ARABIC);
	if (seen & ENTRY_HEBREW) {
		masks->hebrew = all & ENTRY_HEBREW ? chunk->high : of_script(p, leads, ENTRY_HEBREW);
		masks->stop |= gershayim(p, chunk->high << 1 & (masks->mark | chunk->joint));
	}
}

/* ---- words ---- */

static INLINE struct masks
masks_of(const struct chunk *chunk)
{
	return (struct masks){
		.word = chunk->word,
		.mark = ~(chunk->word | chunk->blank | chunk->line | chunk->joint | chunk->high),
		.line = chunk->line,
		.hard = chunk->hard,
	};
}

/* Sentence ends, and what is too much for masks: two line ends that may make a
 * blank line; a full stop after less than five bytes without marks, perhaps an
 * initial or a title; . ! ? with more punctuation behind. after_long tells that
 * a longer word ends where the chunk begins. */
static INLINE void
find_sentences(struct masks *masks, const struct chunk *chunk, bool after_long)
{
	uint64_t white = chunk->blank | chunk->line, letters = masks->word & ~masks->shrink;
	uint64_t two = letters << 1 & letters << 2, five = (two & two << 2 & letters << 5) | after_long;
	uint64_t after = chunk->end << 1;

	masks->sentence = after & white;
	masks->hard |= chunk->line & (white >> 1 | (uint64_t)1 << 63);
	masks->hard |= chunk->dot & ~five;
	masks->hard |= after & ~(masks->word | white | chunk->end);
}

/* Where the next chunk begins, or the token engine: at a word that is not whole,
 * or behind the last whole one if what follows it is more than plain joiners, so
 * that it can be seen whole with the next word. */
static INLINE size_t
next_start(const struct masks *masks, uint64_t unfinished, uint64_t valid, uint64_t between, size_t left)
{
	uint64_t special = masks->mark | masks->hard | masks->line, end = unfinished | ~valid;
	size_t next = end != 0 ? (size_t)__builtin_ctzll(end) : TEXT_CHUNK;
	size_t before = (size_t)__builtin_ctzll(between);

	if (end == 0 && left <= TEXT_CHUNK)
		return left;
	return special & ((end & -end) - 1) & -between ? before : next;
}

/* Whether text_detour() could want the word at p, after what is not plain. */
static INLINE bool
may_detour(const uint8_t *p)
{
	return p[-1] == '#' || p[-1] == '.' || p[-1] >= 0x80;
}

/* A chunk's first word may touch the word before the chunk. */
static INLINE void
touch(const struct text *text, struct word *first, const struct word *end)
{
	if (first < end && first > text->words && first[-1].end == first->start)
		first->gap = GAP_NONE;
}

/* Appends the words that lie whole before the stop. Returns whether the token
 * engine must go on. */
static INLINE bool
walk(struct folder *f, const struct masks *masks, bool pairs, bool shrunk)
{
	struct text *text = f->text;
	const uint64_t last = (uint64_t)1 << (TEXT_CHUNK - 1);
	uint64_t valid = (masks->stop & -masks->stop) - 1, shrink = masks->shrink;
	uint64_t starts = masks->word & ~(masks->word << 1) & valid;
	uint64_t ends = ~masks->word & masks->word << 1 & valid;
	uint64_t between = 1; /* the bit where the last word ended */
	uint32_t base = text_offset(f, f->p), fold = text_fold_offset(f);
	const uint8_t *p = f->p;
	uint8_t *out = f->out;
	struct word *word, *first;
	size_t next;

	if (text->cap - text->count < CHUNK_WORDS)
		text->words = xgrow(text->words, &text->cap, text->count + CHUNK_WORDS, sizeof(*text->words));
	first = word = text->words + text->count;
	for (; ends != 0; starts &= starts - 1, ends &= ends - 1) {
		uint64_t bit = starts & -starts, range = bit - between;
		uint32_t start = (uint32_t)__builtin_ctzll(starts), end = (uint32_t)__builtin_ctzll(ends);
		uint32_t at = start, len = end - start, flags = 0;
		uint32_t gap = GAP_JOINER + ((masks->mark & range) != 0) + ((masks->sentence & range) != 0);

		between = ends & -ends;
		if (pairs) {
			uint64_t inside = between - bit;

			if (shrunk) {
				at -= (uint32_t)__builtin_popcountll(shrink & (bit - 1));
				len -= (uint32_t)__builtin_popcountll(shrink & inside);
			}
			flags = (masks->arabic & inside ? WORD_ARABIC : 0) |
			    (masks->hebrew & inside ? WORD_HEBREW : 0);
		}
		if ((masks->hard & range) != 0) {
			text->count = (size_t)(word - text->words);
			f->p = p + start;
			f->out = out + at;
			f->after_long = false;
			touch(text, first, word);
			if (may_detour(f->p) && text_detour(f))
				return false;
			gap = text_gap(f, f->p);
		}
		*word++ = (struct word){base + start, base + end, fold + at, len,
			0, (uint8_t)gap, (uint8_t)flags};
	}
	touch(text, first, word);
	text->count = (size_t)(word - text->words);
	next = next_start(masks, starts, valid, between, (size_t)(f->end - p));
	f->after_long = word > first && word[-1].end == base + next && word[-1].fold_len >= 5;
	f->p = p + next;
	f->out = out + next;
	if (shrunk)
		f->out -= __builtin_popcountll(shrink & bits_below(next));
	return (masks->stop & ~last) != 0 || next == 0; /* the last bit's character is cut, not odd */
}

/* Sets WORD_DIGITS of the words since `count` of the chunk at base in which a bit of `digits` is. */
static void
note_digits(struct text *text, size_t count, uint32_t base, uint64_t digits)
{
	for (; count < text->count; count++) {
		struct word *word = &text->words[count];

		/* one of the token engine may end beyond the chunk: those are not for this one */
		if (!(word->flags & WORD_HASHTAG) && word->end - base <= TEXT_CHUNK &&
		    digits >> (word->start - base) & bits_below(word->end - word->start))
			word->flags |= WORD_DIGITS;
	}
}

/* Copies what is left of a text to where two chunks can be read. */
static const uint8_t *
pad(uint8_t padded[2 * TEXT_CHUNK], const uint8_t *p, size_t left)
{
	memset(padded, ' ', 2 * TEXT_CHUNK);
	memcpy(padded, p, left);
	return padded;
}

/* The body of text_chunks(), for one way of reading. */
static INLINE void
run(struct folder *f, void (*read)(struct chunk *, const uint8_t *, uint8_t *))
{
	uint8_t padded[2 * TEXT_CHUNK]; /* out here, since some compilers clear it each time */
	bool stopped = false;

	while (!stopped && f->p < f->end) {
		const uint8_t *p = f->p;
		size_t left = (size_t)(f->end - p), count = f->text->count;
		uint32_t base = text_offset(f, p);
		struct chunk chunk = {0};
		uint64_t digits;

		if (left < TEXT_CHUNK)
			p = pad(padded, p, left);
		read(&chunk, p, f->out);
		if (chunk.high != 0 && left >= TEXT_CHUNK && left < sizeof(padded))
			p = pad(padded, p, left);
		if (chunk.high == 0) {
			struct masks masks = masks_of(&chunk);

			find_sentences(&masks, &chunk, f->after_long);
			stopped = walk(f, &masks, false, false);
		} else {
			struct masks masks = masks_of(&chunk);

			fold_pairs(p, f->out, &chunk, &masks);
			find_sentences(&masks, &chunk, f->after_long);
			stopped = masks.shrink != 0 ? walk(f, &masks, true, true) : walk(f, &masks, true, false);
			f->text->western |= masks.western;
			if (masks.mixed)
				text_note_mixed(f, count);
		}
		digits = chunk.digit & (chunk.word & ~chunk.digit) >> 1;
		if (digits != 0)
			note_digits(f->text, count, base, digits);
	}
}

void
text_chunks_plain(struct folder *f)
{
	run(f, read_plain);
}

#ifdef __SSE2__

void
text_chunks_sse2(struct folder *f)
{
	run(f, read_sse2);
}

AVX2 static void
chunks_avx2(struct folder *f)
{
	run(f, read_avx2);
}

#endif

void (*text_chunks)(struct folder *f) = text_chunks_plain;

#ifdef __SSE2__

/* Before main, so that threads find it set. */
__attribute__((constructor)) static void
choose(void)
{
	bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");

	text_chunks = avx2 ? chunks_avx2 : text_chunks_sse2;
}

#endif
