#include "common/text.h"

#include <stdlib.h>

#include "common/text_fold.h"
#include "gen/fold_table.h"

__extension__ typedef unsigned __int128 uint128;

static inline uint64_t
multiply(uint64_t a, uint64_t b)
{
	uint128 product = (uint128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
hash_block(uint64_t hash, uint64_t a, uint64_t b)
{
	return multiply(a ^ hash ^ 0x9e3779b97f4a7c15u, b ^ 0xd6e8feb86659fd93u);
}

static inline uint32_t
hash_end(uint64_t hash)
{
	return (uint32_t)(hash ^ hash >> 32);
}

uint32_t
text_hash(const char *s, size_t n)
{
	uint64_t hash = 0, pair[2];

	for (; n > 16; n -= 16, s += 16) {
		memcpy(pair, s, 16);
		hash = hash_block(hash, pair[0], pair[1]);
	}
	memset(pair, 0, sizeof(pair));
	if (n > 0)
		memcpy(pair, s, n);
	return hash_end(hash_block(hash, pair[0], pair[1]));
}

/* text_hash() where 16 bytes can be read, without a branch on the length. */
static inline uint32_t
hash_folded(const uint8_t *s, size_t n)
{
	static const uint8_t keep[32] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};
	uint64_t pair[2], mask[2];

	if (n > 16)
		return text_hash((const char *)s, n);
	memcpy(pair, s, 16);
	memcpy(mask, keep + 16 - n, 16);
	return hash_end(hash_block(0, pair[0] & mask[0], pair[1] & mask[1]));
}

static void
hash_word(struct text *text, struct word *word)
{
	word->hash = hash_folded((const uint8_t *)text->folded.data + word->fold, word->fold_len);
}

/* Apart from the folding, which has just stored the bytes in pieces: loading them
 * at once would wait for the stores to reach the cache. */
static void
hash_words(struct text *text)
{
	for (size_t i = 0; i < text->count; i++)
		hash_word(text, &text->words[i]);
}

/* Levels those words from i on that mix scripts; words written as one are looked at once. */
static void
level_words(struct text *text, size_t i, size_t end)
{
	size_t first, last;

	for (; i < end; i++) {
		const struct word *word = &text->words[i];
		bool joined = (word->flags & (WORD_JOINED | WORD_ARABIC)) == WORD_JOINED;

		if (!joined && !text_is_mixed((const uint8_t *)text->folded.data + word->fold, word->fold_len))
			continue;
		text_level(text, i, &first, &last);
		i = last;
	}
}

static void
level_mixed(const struct folder *f)
{
	if (f->mixed_count > TEXT_MIXED)
		level_words(f->text, 0, f->text->count);
	else
		for (size_t i = 0; i < f->mixed_count; i++)
			level_words(f->text, f->mixed[2 * i], f->mixed[2 * i + 1]);
}

/* The folded bytes of a Hangul syllable: with a final consonant three jamo, else
 * two. */
static size_t
hangul_length(const uint8_t *p)
{
	uint32_t index = ((p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u)) - 0xAC00;

	return index % 28 == 0 ? 6 : 9;
}

size_t
text_folded_length(uint32_t entry, const uint8_t *p, size_t len)
{
	uint32_t at = entry >> ENTRY_BYTES_SHIFT;

	if (!text_in_words(entry))
		return 0;
	if (entry & ENTRY_SELF)
		return len;
	if (entry & ENTRY_POOL)
		return at == TEXT_HANGUL ? hangul_length(p) : text_pool[at];
	return entry >> ENTRY_LENGTH_SHIFT & 3;
}

static size_t
count_points(const uint8_t *s, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += (s[i] & 0xc0) != 0x80;
	return count;
}

size_t
text_folded_points(uint32_t entry, const uint8_t *p, size_t len)
{
	uint32_t at = entry >> ENTRY_BYTES_SHIFT;
	uint8_t bytes[3] = {(uint8_t)at, (uint8_t)(at >> 8)}; /* as many as two bits can say */

	if (!text_in_words(entry))
		return 0;
	if (entry & ENTRY_SELF)
		return 1;
	if (entry & ENTRY_POOL)
		return at == TEXT_HANGUL ? hangul_length(p) / 3 : count_points(text_pool + at + 1, text_pool[at]);
	return count_points(bytes, entry >> ENTRY_LENGTH_SHIFT & 3);
}

void
text_fold(struct text *text, const char *s, size_t n)
{
	struct folder f;

	text->original = s;
	text->original_len = n;
	text->count = 0;
	text->western = false;
	buf_clear(&text->folded);
	buf_reserve(&text->folded, n + TEXT_SLACK);
	f.text = text;
	f.p = f.s = (const uint8_t *)s;
	f.special = false;
	f.mixed_count = 0;
	f.end = n > 0 ? f.s + n : f.s; /* NULL + 0 is undefined */
	f.out = (uint8_t *)text->folded.data;
	for (;;) {
		const uint8_t *from = f.p, *until;

		f.after_long = false;
		text_chunks(&f);
		if (f.p >= f.end)
			break;
		/* little gained: what follows is likely to be alike */
		until = f.p - from < 16 && f.end - f.p > TEXT_CHUNK ? f.p + TEXT_CHUNK : f.p + 1;
		do
			text_token(&f);
		while (f.p < f.end && (f.p < until || f.special));
	}
	if (text->count > 0)
		text->words[0].gap = GAP_SENTENCE;
	text->folded.len = text_fold_offset(&f);
	level_mixed(&f);
	hash_words(text);
}

size_t
text_origin(const struct text *text, const struct word *word, size_t skip)
{
	const uint8_t *s = (const uint8_t *)text->original;
	const uint8_t *p = s + word->start, *end = s + word->end;
	const char *folded = text->folded.data + word->fold;
	size_t len, at = 0;

	for (; p < end; p += len) {
		uint32_t entry = text_lookup(p, &len);
		size_t next = at;

		/* a look-alike that was levelled has as many folded characters, but perhaps not bytes */
		if (!(word->flags & WORD_EVADED))
			next += text_folded_length(entry, p, len);
		else
			for (size_t n = text_folded_points(entry, p, len); n > 0 && next < word->fold_len; n--)
				do
					next++;
				while (next < word->fold_len && ((uint8_t)folded[next] & 0xc0) == 0x80);
		if (skip < next)
			return (size_t)(p - s);
		at = next;
	}
	return word->end;
}

void
text_free(struct text *text)
{
	free(text->words);
	buf_free(&text->folded);
	*text = (struct text){0};
}
