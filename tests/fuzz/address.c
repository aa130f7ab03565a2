/* Addresses: any text is read, and what is found is what it should be: in its text, at whole
 * characters, bounded, and found again by itself. */
#include "filters/tag/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/utf8.h"

#define must(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const pieces[] = {
	"@", "a", "ab", "_", ".", ".", "[.]", "(dot)", "com", "org", "t.me/", "telegram.me", "/", "s/", "?", "#", "&", ":", "8",
	"www.", "http://", "hxxps://", "-", " ", " ", ",", "ж", "рф", "中", "é", "A", "x", "joinchat", "\u200b", "xn--p1ai", "x",
};

static void
append(struct buf *out, const uint8_t *data, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_adds(out, pieces[data[i] % (sizeof(pieces) / sizeof(pieces[0]))]);
}

static bool
found_again(const struct addresses *addresses, const char *before, const char *s, size_t n)
{
	struct matches matches = {0};
	struct text text = {0};
	struct buf slice = {0};
	bool found = false;

	buf_adds(&slice, before);
	buf_add(&slice, s, n);
	text_fold(&text, buf_str(&slice), slice.len);
	addresses_find(addresses, &text, 0, &matches);
	for (size_t i = 0; i < matches.count; i++)
		found |= matches.hits[i].start == strlen(before) && matches.hits[i].end == slice.len;
	matches_free(&matches);
	text_free(&text);
	buf_free(&slice);
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf written = {0}, original = {0};
	struct matches matches = {0};
	struct text text = {0};
	size_t n = size > 0 ? data[0] % 8 : 0;
	struct term term = {.kind = TERM_ADDRESS};
	const struct term *terms[] = {&term};
	struct addresses *addresses;

	if (size < 1 + n)
		return 0;
	append(&written, data + 1, n);
	append(&original, data + 1 + n, size - 1 - n < 500 ? size - 1 - n : 500);
	term.text = buf_str(&written);
	if (address_is(term.text, written.len)) {
		addresses = addresses_new(terms, 1);
		text_fold(&text, buf_str(&original), original.len);
		addresses_find(addresses, &text, 0, &matches);
		for (size_t i = 0; i < matches.count; i++) {
			const struct hit *hit = &matches.hits[i];
			const char *s = original.data + hit->start;

			must(hit->start < hit->end && hit->end <= original.len && hit->first <= hit->last && hit->last < text.count);
			must(((uint8_t)*s & 0xc0) != 0x80);
			must(text.words[hit->first].end > hit->start && text.words[hit->last].start < hit->end);
			must(found_again(addresses, "", s, hit->end - hit->start) ||
			     found_again(addresses, "@", s, hit->end - hit->start));
		}
		addresses_free(addresses);
	}
	matches_free(&matches);
	text_free(&text);
	buf_free(&written);
	buf_free(&original);
	return 0;
}
