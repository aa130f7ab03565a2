#include "common/text_squeeze.h"

#include "common/text_fold.h"
#include "common/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Fewer bytes than this are not worth a chunk; then so many are taken by
 * characters before the next is tried. */
#define CHUNK_WORTH 16
#define STEP 64

/* What the last character was. Marks and invisible characters change nothing. */
enum {
	BETWEEN = 0,
	IN_WORD = 1,
	AFTER_DIGIT = 2 /* and in a word */
};

struct squeeze {
	const uint8_t *begin, *p, *end;
	uint8_t *out;
	struct buf *buf;
	size_t words;
	unsigned last; /* of the above */
	bool mixed;    /* p is in a word for text_level() */
	struct text run; /* of such a word */
};

static const uint8_t ascii_is[256] = {
	['0' ... '9'] = IN_WORD | AFTER_DIGIT,
	['A' ... 'Z'] = IN_WORD,
	['a' ... 'z'] = IN_WORD,
};

/* Makes room for what is left of the text, and `extra` bytes more. */
static void
make_room(struct squeeze *sq, size_t extra)
{
	struct buf *buf = sq->buf;

	buf->len = (size_t)(sq->out - (uint8_t *)buf->data);
	buf_reserve(buf, (size_t)(sq->end - sq->p) + TEXT_SLACK + extra);
	sq->out = (uint8_t *)buf->data + buf->len;
}

/* Notes a character of a word that was just folded. */
static void
in_word(struct squeeze *sq, uint32_t entry)
{
	uint8_t last = sq->out[-1];

	sq->words += text_class(entry) > CLASS_EXTEND || (sq->last & IN_WORD) == 0;
	sq->last = IN_WORD | (last >= '0' && last <= '9' ? AFTER_DIGIT : 0);
}

/* Notes a character that is not in words. */
static void
not_in_word(struct squeeze *sq, uint32_t entry)
{
	if (sq->last & IN_WORD && text_is_short_i(sq->begin, sq->p))
		sq->out[-1] = 0xb9;
	if (text_class(entry) == CLASS_MARK || text_class(entry) == CLASS_FORMAT ||
	    text_class(entry) == CLASS_ZWNJ)
		return;
	if (sq->last & AFTER_DIGIT)
		*sq->out++ = ' ';
	sq->last = BETWEEN;
}

/* Whether the bytes at p begin a letter that text_level() turns, or one that folds to such: of Greek,
 * Cyrillic, Armenian, Cherokee. */
static inline bool
may_turn(const uint8_t *p)
{
	switch (p[0]) {
	case 0xe1:
		return p[1] == 0x8e || p[1] == 0x8f || p[1] == 0xb2 || p[1] == 0xb5 || p[1] == 0xb6 || p[1] >= 0xbc;
	case 0xea:
		return p[1] == 0x99 || p[1] == 0x9a || p[1] == 0xad || p[1] == 0xae;
	case 0xef:
		return p[1] == 0xac && p[2] >= 0x93 && p[2] <= 0x97;
	case 0xf0:
		return p[1] == 0x9d || p[1] == 0x9e;
	default:
		return p[0] >= 0xcd && p[0] <= 0xd6;
	}
}

/* Whether such a letter is among the characters beyond ASCII that end at p, or begin there. */
__attribute__((noinline)) static bool
turns_about(const struct squeeze *sq, const uint8_t *p)
{
	const uint8_t *q = p;

	while (q > sq->begin && q[-1] >= 0x80)
		if (may_turn(--q))
			return true;
	for (q = p; q < sq->end && *q >= 0x80; q++)
		if (may_turn(q))
			return true;
	return false;
}

/* Whether ASCII and other characters meet at p, in a word. */
static inline bool
is_seam(const struct squeeze *sq, const uint8_t *p, unsigned last)
{
	return last & IN_WORD && p < sq->end && (p[-1] < 0x80) != (p[0] < 0x80) && (p[0] >= 0x80 || ascii_is[p[0]]);
}

/* Characters of one and two bytes, up to one that takes more than its table
 * entry. Inside the two loops there is no branch on what a character is. */
static inline __attribute__((always_inline)) void
squeeze_short(struct squeeze *sq, const uint8_t *end, bool careful)
{
	const uint8_t *p = sq->p;
	uint8_t *out = sq->out;
	unsigned last = sq->last;
	size_t words = sq->words;

	for (;;) {
		if (careful && is_seam(sq, p, last) && turns_about(sq, p)) {
			sq->mixed = true;
			break;
		}
		for (; p < end && p[0] < 0x80; p++) {
			unsigned is = ascii_is[p[0]];

			out[0] = (uint8_t)((p[0] & -(is & IN_WORD)) | ' ');
			out += (is & IN_WORD) | last >> 1;
			words += is & ~last & IN_WORD;
			last = is;
		}
		if (p >= end)
			break;
		if (careful && is_seam(sq, p, last) && turns_about(sq, p)) {
			sq->mixed = true;
			break;
		}
		if (p[0] >= 0xe0)
			break;
		for (; p < end && p[0] >= 0x80 && p[0] < 0xe0; p += 2) {
			uint32_t entry = text_entries[(p[0] & 31u) << 6 | (p[1] & 63u)];
			unsigned n = entry >> ENTRY_LENGTH_SHIFT & 3;
			unsigned digit = n == 1 && (uint8_t)((entry >> ENTRY_BYTES_SHIFT) - '0') < 10;

			if (!(entry & ENTRY_FAST))
				goto end;
			out[0] = (uint8_t)(entry >> ENTRY_BYTES_SHIFT);
			out[1] = (uint8_t)(entry >> (ENTRY_BYTES_SHIFT + 8));
			out += n;
			words += n > 0 && !(last & IN_WORD);
			last = n > 0 ? IN_WORD | digit << 1 : last;
		}
	}
end:
	sq->p = p;
	sq->out = out;
	sq->last = last;
	sq->words = words;
}

/* Writes the jamo of a Hangul syllable (Unicode standard, section 3.12). */
static void
write_hangul(const uint8_t *p, char *out)
{
	uint32_t index = ((p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u)) - 0xAC00;

	out += utf8_encode(0x1100 + index / 588, out);
	out += utf8_encode(0x1161 + index % 588 / 28, out);
	if (index % 28 != 0)
		utf8_encode(0x11A7 + index % 28, out);
}

/* Writes the n folded bytes of a character. */
static void
write_folded(struct squeeze *sq, uint32_t entry, size_t n)
{
	uint32_t at = entry >> ENTRY_BYTES_SHIFT;

	if (entry & ENTRY_SELF) {
		memcpy(sq->out, sq->p, n);
	} else if (entry & ENTRY_POOL) {
		if (at == TEXT_HANGUL)
			write_hangul(sq->p, (char *)sq->out);
		else
			memcpy(sq->out, text_pool + at + 1, n);
	} else {
		sq->out[0] = (uint8_t)at;
		sq->out[1] = (uint8_t)(at >> 8);
	}
	sq->out += n;
}

/* One character of any kind. */
static void
squeeze_character(struct squeeze *sq)
{
	size_t len, n;
	uint32_t entry = text_lookup(sq->p, &len);

	n = text_folded_length(entry, sq->p, len);
	if (!text_in_words(entry)) {
		not_in_word(sq, entry);
	} else if (n > 0) {
		if (n > len)
			make_room(sq, n);
		write_folded(sq, entry, n);
		in_word(sq, entry);
	}
	sq->p += len;
}

/* Where the word begins that p is in. */
static const uint8_t *
word_begin(const struct squeeze *sq, const uint8_t *p)
{
	size_t len;
	uint32_t entry = 0;

	while (p > sq->begin) {
		const uint8_t *before = p;

		do
			before--;
		while (before > sq->begin && (*before & 0xc0) == 0x80);
		entry = text_lookup(before, &len);
		if (!text_goes_on(entry) && (text_class(entry) < CLASS_MARK || text_class(entry) > CLASS_ZWNJ))
			break;
		p = before;
		entry = 0;
	}
	/* marks behind a character that is a word by itself belong to that */
	while (text_in_words(entry) && entry != 0 && p < sq->p) {
		uint32_t mark = text_lookup(p, &len);

		if (text_class(mark) != CLASS_EXTEND && text_class(mark) != CLASS_MARK)
			break;
		p += len;
	}
	return p;
}

/* The word that p is in, once more and whole, by text_fold(). */
static void
squeeze_mixed(struct squeeze *sq)
{
	size_t len;
	uint32_t at = text_lookup(sq->p, &len);
	const uint8_t *begin, *p;

	sq->mixed = false;
	if (!text_goes_on(at) && (text_class(at) < CLASS_MARK || text_class(at) > CLASS_ZWNJ))
		return; /* the word ends here */
	begin = word_begin(sq, sq->p);

	for (p = begin; p < sq->p; p += len) {
		uint32_t entry = text_lookup(p, &len);

		sq->out -= text_folded_length(entry, p, len);
	}
	for (; p < sq->end; p += len) {
		uint32_t entry = text_lookup(p, &len);

		if (!text_goes_on(entry) && (text_class(entry) < CLASS_MARK || text_class(entry) > CLASS_ZWNJ))
			break;
	}
	text_fold(&sq->run, (const char *)begin, (size_t)(p - begin));
	sq->p = p;
	make_room(sq, sq->run.folded.len);
	for (size_t i = 0; i < sq->run.count; i++) {
		const struct word *word = &sq->run.words[i];

		memcpy(sq->out, sq->run.folded.data + word->fold, word->fold_len);
		sq->out += word->fold_len;
	}
	sq->last = IN_WORD | (sq->out[-1] >= '0' && sq->out[-1] <= '9' ? AFTER_DIGIT : 0);
}

/* Takes the characters up to the one that begins at stop or behind it, which mix no scripts in a word. */
static void
squeeze_plain(struct squeeze *sq, const uint8_t *stop)
{
	while (sq->p < stop) {
		squeeze_short(sq, stop, false);
		if (sq->p < stop)
			squeeze_character(sq);
	}
}

/* The same, if perhaps they do. */
static void
squeeze_careful(struct squeeze *sq, const uint8_t *stop)
{
	while (sq->p < stop) {
		squeeze_short(sq, stop, true);
		if (sq->mixed)
			squeeze_mixed(sq);
		if (sq->p < stop)
			squeeze_character(sq);
	}
}

#ifdef __SSE2__

/* What is in 64 bytes: bit i is byte i. */
struct seen {
	uint64_t word;  /* ASCII letters and digits */
	uint64_t digit; /* of those the digits */
	uint64_t high;  /* what is not ASCII */
};

static inline uint64_t
bits(__m128i v, int part)
{
	return (uint64_t)(uint32_t)_mm_movemask_epi8(v) << 16 * part;
}

static inline __m128i
in_range(__m128i v, char low, char high)
{
	return _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8((char)(low - 1))),
	                     _mm_cmplt_epi8(v, _mm_set1_epi8((char)(high + 1))));
}

static inline struct seen
look(const uint8_t *p)
{
	struct seen seen = {0};

	for (int i = 0; i < 4; i++) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
		__m128i digits = in_range(v, '0', '9');
		__m128i letters = in_range(_mm_or_si128(v, _mm_set1_epi8(' ')), 'a', 'z');

		seen.digit |= bits(digits, i);
		seen.word |= bits(_mm_or_si128(digits, letters), i);
		seen.high |= bits(v, i);
	}
	return seen;
}

/* Takes the first n of 64 bytes, words of ASCII and what keeps nothing of
 * itself: copies the words 16 bytes at a time, reading and writing beyond them,
 * not beyond the room there is. */
static void
squeeze_words(struct squeeze *sq, uint64_t word, size_t n)
{
	const __m128i bit = _mm_set1_epi8(' ');
	uint64_t starts = word & ~(word << 1), ends = ~word & word << 1;
	const uint8_t *p = sq->p;
	uint8_t *out = sq->out;

	sq->words += (size_t)__builtin_popcountll(starts & ~(uint64_t)(sq->last & IN_WORD));
	for (; starts; starts &= starts - 1, ends &= ends - 1) {
		size_t from = (size_t)__builtin_ctzll(starts);
		size_t to = ends ? (size_t)__builtin_ctzll(ends) : TEXT_CHUNK;
		size_t i = from;

		do {
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));

			/* lower case; digits have the bit already */
			_mm_storeu_si128((__m128i *)(void *)(out + (i - from)), _mm_or_si128(v, bit));
			i += 16;
		} while (i < to);
		out += to - from;
	}
	sq->out = out;
	sq->p += n;
	sq->last = ascii_is[sq->p[-1]];
}

/* Takes the next 64 bytes, of which there are TEXT_CHUNK + 16, or those before the
 * first that is not ASCII or is kept as a blank. False if those are few. */
static bool
squeeze_chunk(struct squeeze *sq, struct seen seen)
{
	uint64_t stop = seen.high | ((seen.digit << 1 | sq->last >> 1) & ~seen.word);
	size_t n = stop ? (size_t)__builtin_ctzll(stop) : TEXT_CHUNK;

	if (n < CHUNK_WORTH || (is_seam(sq, sq->p, sq->last) && turns_about(sq, sq->p)))
		return false;
	if (stop)
		seen.word &= (stop & -stop) - 1;
	squeeze_words(sq, seen.word, n);
	return true;
}

/* Whether in the next 64 bytes letters that text_level() turns may stand in a word with ASCII ones. */
static bool
may_be_mixed(const struct squeeze *sq, struct seen seen)
{
	__m128i turning = _mm_setzero_si128();

	if ((seen.word & (seen.high << 1 | seen.high >> 1)) == 0)
		return false;
	if (((seen.high >> 63 | seen.high) & 1) != 0)
		return true;
	for (int i = 0; i < 4; i++) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(sq->p + 16 * i));

		/* first bytes as may_turn() has them, and a few more */
		turning = _mm_or_si128(turning, in_range(v, (char)0xcd, (char)0xd6));
		turning = _mm_or_si128(turning, in_range(v, (char)0xef, (char)0xf0));
		turning = _mm_or_si128(turning, _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xe1)));
		turning = _mm_or_si128(turning, _mm_cmpeq_epi8(v, _mm_set1_epi8((char)0xea)));
	}
	return _mm_movemask_epi8(turning) != 0;
}

/* Takes the next 64 bytes, of which there are TEXT_CHUNK + 16, or some of them. */
static void
squeeze_next(struct squeeze *sq)
{
	struct seen seen = look(sq->p);

	if (squeeze_chunk(sq, seen))
		return;
	if (is_seam(sq, sq->p, sq->last) || may_be_mixed(sq, seen))
		squeeze_careful(sq, sq->p + STEP);
	else
		squeeze_plain(sq, sq->p + STEP);
}

#else

static void
squeeze_next(struct squeeze *sq)
{
	squeeze_careful(sq, sq->p + STEP);
}

#endif

size_t
text_squeeze(const char *s, size_t n, struct buf *out)
{
	struct squeeze sq = {
		.begin = (const uint8_t *)s,
		.p = (const uint8_t *)s,
		.buf = out,
	};
	size_t begun = out->len;

	if (n == 0)
		return 0;
	sq.end = sq.p + n;
	buf_reserve(out, n + TEXT_SLACK);
	sq.out = (uint8_t *)out->data + out->len;
	while (sq.p < sq.end) {
		size_t left = (size_t)(sq.end - sq.p);

		if (left >= TEXT_CHUNK + 16)
			squeeze_next(&sq);
		else
			squeeze_careful(&sq, sq.p + (left < STEP ? left : STEP));
	}
	text_free(&sq.run);
	out->len = (size_t)(sq.out - (uint8_t *)out->data);
	if (out->len > begun && out->data[out->len - 1] == ' ')
		out->len--;
	return sq.words;
}
