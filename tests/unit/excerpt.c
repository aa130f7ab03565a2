/* Excerpts: no wider than asked, whole characters, the match in them, nothing that moves the cursor. */
#include "filters/tag/excerpt.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/utf8.h"
#include "tests/unit/check.h"

static size_t
columns(const struct buf *text)
{
	const char *s = text->data, *end = s + text->len;
	size_t sum = 0;

	while (s < end) {
		int width = utf8proc_charwidth((utf8proc_int32_t)utf8_decode(&s, end));

		sum += width > 0 ? (size_t)width : 0;
	}
	return sum;
}

static const char *
excerpt(const char *text, size_t start, size_t end, size_t width)
{
	static struct buf out;

	buf_clear(&out);
	excerpt_add(&out, text, strlen(text), start, end, width, false);
	return buf_str(&out);
}

static void
test_shapes(void)
{
	check_string(excerpt("a word here", 2, 6, 40), "a *word* here", "all of a short text");
	check_string(excerpt("one two three four five six seven", 14, 18, 24), "...three *four* five ...", "cut on both sides");
	check_string(excerpt("four five six seven eight nine", 0, 4, 24), "*four* five six seven...", "cut behind");
	check_string(excerpt("one two three four five six", 24, 27, 24), "...three four five *six*", "cut before");
	check_string(excerpt("x\033[1my\nz", 0, 1, 24), "*x*<U+001B>[1my z", "control characters shown");
	check_string(excerpt("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0, 36, 24), "*aaaaaaaaaaaaaaaaaaa...*", "a long match is cut");
	check_string(excerpt("قال سليماني", 7, 21, 24), "\xE2\x81\xA8قال *سليماني*\xE2\x81\xA9", "right to left is isolated");
	check_string(excerpt("日本語のテロ", 12, 18, 24), "日本語の*テロ*", "wide characters");
}

/* Random texts of characters of all lengths and widths. */
static void
test_widths(void)
{
	static const uint32_t characters[] = {'a', ' ', 0x301, 0x627, 0x64E, 0x65E5, 0x1F600, 0x1B, 0x202E, 0x2028,
	                                      0x200B, 0x41F, 0x5D0, '\n'};
	char text[1024];
	struct buf out = {0};
	size_t wide = 0, broken = 0, bare = 0;

	srand(7);
	for (int round = 0; round < 20000; round++) {
		size_t offsets[201], count = (size_t)(rand() % 200) + 1, n = 0, width = 24 + (size_t)(rand() % 100), from, to;

		for (size_t i = 0; i < count; i++) {
			offsets[i] = n;
			n += utf8_encode(characters[(size_t)rand() % (sizeof(characters) / sizeof(characters[0]))], text + n);
		}
		offsets[count] = n;
		from = (size_t)rand() % count;
		to = from + 1 + (size_t)rand() % (count - from);
		buf_clear(&out);
		excerpt_add(&out, text, n, offsets[from], offsets[to], width, false);
		wide += columns(&out) > width;
		broken += utf8_valid(out.data, out.len) != out.len;
		bare += memchr(out.data, 0x1B, out.len) != NULL || memchr(out.data, '\n', out.len) != NULL;
	}
	check(wide == 0, "20,000 random excerpts are no wider than asked");
	check(broken == 0, "and whole characters");
	check(bare == 0, "and one line without controls");
	buf_free(&out);
}

int
main(void)
{
	test_shapes();
	test_widths();
	return check_done();
}
