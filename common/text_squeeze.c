#include "common/text_squeeze.h"

#include "common/text_fold.h"
#include "common/utf8.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What the last character was. Marks and invisible characters change nothing. */
enum {
	BETWEEN = 0,
	IN_WORD = 1,
	AFTER_DIGIT = 2 /* and in a word */
};

struct squeeze {
	const uint8_t *p, *end;
	uint8_t *out;
	struct buf *buf;
	size_t words;
	unsigned last; /* of the above */
};

static const uint8_t ascii_is[128] = {
	['0' ... '9'] = IN_WORD | AFTER_DIGIT,
	['A' ... 'Z'] = IN_WORD,
	['a' ... 'z'] = IN_WORD,
};

#ifdef __SSE2__

/* What is in 16 bytes, as bits: those of words, digits, those that are not ASCII. */
static inline void
look(const uint8_t *p, uint64_t *word, uint64_t *digit, uint64_t *high, int shift)
{
	const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
	const __m128i low = _mm_or_si128(v, _mm_set1_epi8(' '));
	__m128i digits = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('0' - 1)),
	                               _mm_cmplt_epi8(v, _mm_set1_epi8('9' + 1)));
	__m128i letters = _mm_and_si128(_mm_cmpgt_epi8(low, _mm_set1_epi8('a' - 1)),
	                                _mm_cmplt_epi8(low, _mm_set1_epi8('z' + 1)));

	*digit |= (uint64_t)(uint32_t)_mm_movemask_epi8(digits) << shift;
	*word |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(digits, letters)) << shift;
	*high |= (uint64_t)(uint32_t)_mm_movemask_epi8(v) << shift;
}

/* Takes 64 bytes of ASCII in which no digit ends a word: copies the words 16 bytes
 * at a time, reading and writing beyond them, not beyond the room there
 * is. False, and nothing done, if the bytes are not such. */
static bool
squeeze_chunk(struct squeeze *sq)
{
	const __m128i blank = _mm_set1_epi8(' ');
	uint64_t word = 0, digit = 0, high = 0;
	uint8_t *out = sq->out;

	for (int i = 0; i < TEXT_CHUNK; i += 16)
		look(sq->p + i, &word, &digit, &high, i);
	if (high || ((digit << 1 | sq->last >> 1) & ~word))
		return false;
	sq->words += (size_t)__builtin_popcountll(word & ~(word << 1 | (sq->last & IN_WORD)));
	while (word) {
		unsigned from = (unsigned)__builtin_ctzll(word);
		uint64_t gaps = ~(word >> from);
		unsigned n = gaps ? (unsigned)__builtin_ctzll(gaps) : TEXT_CHUNK;

		for (unsigned i = 0; i < n; i += 16) {
			__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(sq->p + from + i));

			/* lower case; digits have the bit already */
			_mm_storeu_si128((__m128i *)(void *)(out + i), _mm_or_si128(v, blank));
		}
		out += n;
		word = from + n < TEXT_CHUNK ? word >> (from + n) << (from + n) : 0;
	}
	sq->out = out;
	sq->p += TEXT_CHUNK;
	sq->last = ascii_is[sq->p[-1]];
	return true;
}

#else

static bool
squeeze_chunk(struct squeeze *sq)
{
	return false;
}

#endif

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
	if (text_class(entry) == CLASS_MARK || text_class(entry) == CLASS_FORMAT ||
	    text_class(entry) == CLASS_ZWNJ)
		return;
	if (sq->last & AFTER_DIGIT)
		*sq->out++ = ' ';
	sq->last = BETWEEN;
}

/* Characters of one and two bytes, up to one that takes more than its table
 * entry. Inside the two loops there is no branch on what a character is. */
static void
squeeze_short(struct squeeze *sq, const uint8_t *end)
{
	const uint8_t *p = sq->p;
	uint8_t *out = sq->out;
	unsigned last = sq->last;
	size_t words = sq->words;

	for (;;) {
		for (; p < end && p[0] < 0x80; p++) {
			unsigned is = ascii_is[p[0]];

			out[0] = (uint8_t)((p[0] & -(is & IN_WORD)) | ' ');
			out += (is & IN_WORD) | last >> 1;
			words += is & ~last & IN_WORD;
			last = is;
		}
		if (p >= end || p[0] >= 0xe0)
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

size_t
text_squeeze(const char *s, size_t n, struct buf *out)
{
	struct squeeze sq = {
		.p = (const uint8_t *)s,
		.end = (const uint8_t *)s + n,
		.buf = out,
	};
	size_t begun = out->len;

	if (n == 0)
		return 0;
	buf_reserve(out, n + TEXT_SLACK);
	sq.out = (uint8_t *)out->data + out->len;
	while (sq.p < sq.end) {
		size_t left = (size_t)(sq.end - sq.p);

		if (left >= TEXT_CHUNK + 16 && squeeze_chunk(&sq))
			continue;
		left = left < TEXT_CHUNK ? left : TEXT_CHUNK;
		for (const uint8_t *stop = sq.p + left; sq.p < stop;) {
			squeeze_short(&sq, stop);
			if (sq.p < stop)
				squeeze_character(&sq);
		}
	}
	out->len = (size_t)(sq.out - (uint8_t *)out->data);
	if (out->len > begun && out->data[out->len - 1] == ' ')
		out->len--;
	return sq.words;
}
