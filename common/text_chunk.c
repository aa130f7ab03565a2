/* The chunk engine: 64 bytes at once, as bit masks in which bit i is byte i. SSE2
 * where the compiler has it, plain C otherwise. */
#include "common/text_fold.h"
#include "common/xalloc.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { CHUNK_WORDS = TEXT_CHUNK / 2 + 1 };

struct chunk {
	uint64_t word;  /* ASCII letters and digits */
	uint64_t plain; /* ASCII joiners: blank, tab, hyphen, underscore, apostrophe */
	uint64_t high;  /* bytes above 0x7f */
	uint64_t lead;  /* of those the first ones of characters */
	uint64_t wide;  /* of those the ones of three and four bytes */
};

#ifdef __SSE2__

static inline uint64_t
chunk_mask(__m128i bytes, int part)
{
	return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes) << (16 * part);
}

/* Classifies 64 bytes at p and writes them to out in lower case; what is not a
 * letter or a digit comes out as anything. */
static inline struct chunk
chunk_read(const uint8_t *p, uint8_t *out)
{
	const __m128i bit = _mm_set1_epi8(0x20);
	struct chunk chunk = {0};

	for (int part = 0; part < 4; part++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * part));
		__m128i low = _mm_or_si128(v, bit);
		__m128i letter = _mm_and_si128(_mm_cmpgt_epi8(low, _mm_set1_epi8('a' - 1)),
		    _mm_cmplt_epi8(low, _mm_set1_epi8('z' + 1)));
		__m128i digit = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('0' - 1)),
		    _mm_cmplt_epi8(v, _mm_set1_epi8('9' + 1)));
		__m128i plain = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(' ')),
		    _mm_cmpeq_epi8(v, _mm_set1_epi8('\t'))),
		    _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('-')),
		    _mm_cmpeq_epi8(v, _mm_set1_epi8('_'))), _mm_cmpeq_epi8(v, _mm_set1_epi8('\''))));

		_mm_storeu_si128((__m128i *)(void *)(out + 16 * part), low);
		chunk.word |= chunk_mask(_mm_or_si128(letter, digit), part);
		chunk.plain |= chunk_mask(plain, part);
		chunk.high |= chunk_mask(v, part);
	}
	return chunk;
}

/* Fills in lead and wide. */
static inline void
chunk_leads(struct chunk *chunk, const uint8_t *p)
{
	for (int part = 0; part < 4; part++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * part));
		__m128i negative = _mm_cmplt_epi8(v, _mm_setzero_si128());

		/* as signed bytes 0xc0 is -64, 0xe0 is -32 */
		chunk->lead |= chunk_mask(_mm_and_si128(negative, _mm_cmpgt_epi8(v, _mm_set1_epi8(-65))), part);
		chunk->wide |= chunk_mask(_mm_and_si128(negative, _mm_cmpgt_epi8(v, _mm_set1_epi8(-33))), part);
	}
}

#else

static inline struct chunk
chunk_read(const uint8_t *p, uint8_t *out)
{
	struct chunk chunk = {0};

	for (int i = 0; i < TEXT_CHUNK; i++) {
		uint8_t c = p[i], low = c | 0x20;
		uint64_t bit = (uint64_t)1 << i;

		out[i] = low;
		if ((low >= 'a' && low <= 'z' && c < 0x80) || (c >= '0' && c <= '9'))
			chunk.word |= bit;
		else if (c == ' ' || c == '\t' || c == '-' || c == '_' || c == '\'')
			chunk.plain |= bit;
		else if (c >= 0x80)
			chunk.high |= bit;
	}
	return chunk;
}

static inline void
chunk_leads(struct chunk *chunk, const uint8_t *p)
{
	for (int i = 0; i < TEXT_CHUNK; i++) {
		chunk->lead |= (uint64_t)(p[i] >= 0xc0) << i;
		chunk->wide |= (uint64_t)(p[i] >= 0xe0) << i;
	}
}

#endif

/* The positions of one byte value. */
static inline uint64_t
chunk_find(const uint8_t *p, uint8_t value)
{
	uint64_t found = 0;

	for (int i = 0; i < TEXT_CHUNK; i++)
		found |= (uint64_t)(p[i] == value) << i;
	return found;
}

/* What is known of a chunk: bit i for byte i. */
struct masks {
	uint64_t word;    /* in words */
	uint64_t special; /* neither in words nor plain joiners */
	uint64_t stop;    /* its lowest bit: where the chunk ends early */
	uint64_t arabic, hebrew;
};

/* Folds the characters of two bytes among the 64 at p into out. */
static void
fold_pairs(const uint8_t *p, uint8_t *out, struct chunk *chunk, struct masks *masks)
{
	uint64_t leads;

	chunk_leads(chunk, p);
	masks->stop = chunk->wide;
	leads = chunk->lead & ~chunk->wide & ((chunk->wide & -chunk->wide) - 1);
	for (; leads != 0; leads &= leads - 1) {
		int i = __builtin_ctzll(leads);
		uint64_t bit = (uint64_t)1 << i, two = bit << 1 | bit;
		uint32_t entry;

		if (i == TEXT_CHUNK - 1) {
			masks->stop |= bit;
			break;
		}
		entry = text_entries[(p[i] & 31u) << 6 | (p[i + 1] & 63u)];
		if (!(entry & ENTRY_PARALLEL)) {
			masks->stop |= bit;
			break;
		}
		out[i] = (uint8_t)(entry >> ENTRY_BYTES_SHIFT);
		out[i + 1] = (uint8_t)(entry >> (ENTRY_BYTES_SHIFT + 8));
		masks->word |= entry & ENTRY_FAST ? two : 0;
		masks->special |= entry & ENTRY_FAST ? 0 : bit;
		masks->arabic |= entry & ENTRY_ARABIC ? bit : 0;
		masks->hebrew |= entry & ENTRY_HEBREW ? two : 0;
	}
	/* a quotation mark after a Hebrew letter may be a letter's own */
	if (masks->hebrew != 0)
		masks->stop |= masks->hebrew << 1 & (chunk_find(p, '"') | chunk_find(p, '\''));
}

/* Appends the words that lie whole before the stop; the result is text_chunk()'s. */
static inline bool
walk(struct folder *f, const struct masks *masks, bool pairs)
{
	struct text *text = f->text;
	uint64_t stop = masks->stop, special = masks->special;
	uint64_t valid = stop != 0 ? (stop & -stop) - 1 : ~(uint64_t)0;
	uint64_t starts = masks->word & ~(masks->word << 1) & valid;
	uint64_t ends = ~masks->word & masks->word << 1 & valid;
	const struct word *last = text_last_word(f);
	bool look = f->special || last == NULL || f->s + last->end == f->p;
	uint32_t base = text_offset(f, f->p), fold = text_fold_offset(f);
	size_t next, left = (size_t)(f->end - f->p);
	const uint8_t *p = f->p;
	uint8_t *out = f->out;
	struct word *word;

	text->words = xgrow(text->words, &text->cap, text->count + CHUNK_WORDS, sizeof(*text->words));
	word = text->words + text->count;
	while (ends != 0) {
		uint64_t bit = starts & -starts;
		uint32_t start = (uint32_t)__builtin_ctzll(starts), end = (uint32_t)__builtin_ctzll(ends);
		enum gap gap = GAP_JOINER;
		uint32_t flags = 0;

		if (((bit - 1) & special) != 0 || look) {
			text->count = (size_t)(word - text->words);
			f->p = p + start;
			f->out = out + start;
			if (text_detour(f))
				return false;
			gap = text_gap(f, f->p);
			special &= -bit;
			look = false;
		}
		if (pairs) {
			uint64_t range = (ends & -ends) - bit;

			flags = (masks->arabic & range ? WORD_ARABIC : 0) |
			    (masks->hebrew & range ? WORD_HEBREW : 0);
		}
		*word++ = (struct word){base + start, base + end, fold + start, end - start,
			text_hash_folded(out + start, end - start), (uint8_t)gap, (uint8_t)flags};
		starts &= starts - 1;
		ends &= ends - 1;
	}
	text->count = (size_t)(word - text->words);
	if (starts != 0)
		next = (size_t)__builtin_ctzll(starts);
	else if (stop != 0)
		next = (size_t)__builtin_ctzll(stop);
	else
		next = left < TEXT_CHUNK ? left : TEXT_CHUNK;
	f->special = look || (special & valid & (next < TEXT_CHUNK ? ((uint64_t)1 << next) - 1 : ~(uint64_t)0)) != 0;
	f->p = p + next;
	f->out = out + next;
	return stop != 0 || next == 0;
}

bool
text_chunk(struct folder *f)
{
	uint8_t padded[TEXT_CHUNK];
	const uint8_t *p = f->p;
	size_t left = (size_t)(f->end - f->p);
	struct masks masks = {0};
	struct chunk chunk;

	if (left < TEXT_CHUNK) {
		memset(padded, ' ', sizeof(padded));
		memcpy(padded, p, left);
		p = padded;
	}
	chunk = chunk_read(p, f->out);
	masks.word = chunk.word;
	masks.special = ~(chunk.word | chunk.plain | chunk.high);
	if (chunk.high == 0)
		return walk(f, &masks, false);
	fold_pairs(p, f->out, &chunk, &masks);
	return walk(f, &masks, true);
}
