#include "common/text.h"

#include <stdlib.h>

#include "common/text_fold.h"
#include "gen/fold_table.h"

uint32_t
text_hash(const char *s, size_t n)
{
	uint64_t hash = 0, pair[2];

	for (; n > 16; n -= 16, s += 16) {
		memcpy(pair, s, 16);
		hash = text_hash_block(hash, pair[0], pair[1]);
	}
	memset(pair, 0, sizeof(pair));
	if (n > 0)
		memcpy(pair, s, n);
	return text_hash_end(text_hash_block(hash, pair[0], pair[1]));
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

void
text_fold(struct text *text, const char *s, size_t n)
{
	struct folder f = {.text = text, .s = (const uint8_t *)s};

	text->original = s;
	text->original_len = n;
	text->count = 0;
	buf_clear(&text->folded);
	buf_reserve(&text->folded, n + TEXT_SLACK);
	f.p = f.s;
	f.end = f.s + n;
	f.out = (uint8_t *)text->folded.data;
	while (f.p < f.end) {
		const uint8_t *from = f.p, *until;

		if (!text_chunk(&f) || f.p >= f.end)
			continue;
		/* little gained: what follows is likely to be alike */
		until = f.p - from < 16 && f.end - f.p > TEXT_CHUNK ? f.p + TEXT_CHUNK : f.p + 1;
		do
			text_token(&f);
		while (f.p < until);
	}
	text->folded.len = text_fold_offset(&f);
}

size_t
text_origin(const struct text *text, const struct word *word, size_t skip)
{
	const uint8_t *s = (const uint8_t *)text->original;
	const uint8_t *p = s + word->start, *end = s + word->end;
	size_t len;

	for (; p < end; p += len) {
		uint32_t entry = text_lookup(p, &len);
		size_t folded = text_folded_length(entry, p, len);

		if (skip < folded)
			return (size_t)(p - s);
		skip -= folded;
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
