#include <stdint.h>
#include <stdlib.h>

#include "common/text.h"
#include "common/text_squeeze.h"
#include "tests/unit/check.h"

static const struct {
	const char *text, *squeezed;
	size_t words;
} table[] = {
	{"", "", 0},
	{" \t-- ... ", "", 0},
	{"Attack on BASE.", "attackonbase", 3},
	{"co-operate", "cooperate", 2},
	{"12 dead, 3 hurt", "12 dead3 hurt", 4},
	{"1 23", "1 23", 2},
	{"12 3", "12 3", 2},
	{"1,  23.", "1 23", 2},
	{"in 2021", "in2021", 2},
	{"Caf\u00e9 \u2014 ne\u0301e", "cafenee", 2},
	{"5\u00a06", "5 6", 2},
	{"5\u20146", "5 6", 2},
	{"\u0665 \u0666", "5 6", 2},
	{"\u064a\u064e\u0648\u0645 5", "\u064a\u0648\u06455", 2},
	{"\uac01", "\u1100\u1161\u11a8", 1},
	{"\u0425amas leaders", "xamasleaders", 2},
	{"H\u0430mas 5\u0430bs5 x", "hamas5abs5 x", 3},
	{"\u0439\u0438\u0306", "\u0439\u0439", 1},
	{"\u4e2d\u6587", "\u4e2d\u6587", 2},
};

static char *
squeezed(const char *s, size_t n, size_t *words)
{
	struct buf out = {0};
	char *copy;

	*words = text_squeeze(s, n, &out);
	copy = strdup(buf_str(&out));
	buf_free(&out);
	return copy;
}

static void
check_table(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		size_t words;
		char *got = squeezed(table[i].text, strlen(table[i].text), &words);

		check_string(got, table[i].squeezed, "'%s' is squeezed", table[i].text);
		check(words == table[i].words, "and has %zu words", table[i].words);
		free(got);
	}
}

/* What a random text is made of: every kind of character there is. */
static const char *const pieces[] = {
	"a", "Z", "word", "Words", "x1", "7", "42", " ", " ", ", ", ".", "-", "'", "\n", "_", "#TagOne",
	"\u0430", "\u041d", "\u0438", "\u0306", "\u03bf", "\u200b", "\u13aa", "\U0001d400", "c", "E",
	"U.S.A.", "\u00e9", "\u00df", "\u0130", "\u0301", "\u064a\u0645", "\u0640", "\u0627\u0644", "\u200c", "\u200f",
	"\u05d0\u05f4\u05d1", "\u0439", "\u0665", "\u00b2", "\u00bd", "\ufb01", "\uff21", "\u4e2d", "\u3042", "\u0e01", "\uac01",
	"\u1100", "\U0001f525", "\U0001f1e9\U0001f1ea", "\u201c", "\u2014", "\u00a0", "\u2029", "\u0915\u093e", "\u01c4",
	"a long run of plain words that is more than sixty four bytes long, all of it in ASCII letters ",
};

/* The folded bytes of text_fold()'s words, one after the other. */
static void
by_words(struct text *text, const char *s, size_t n, struct buf *out)
{
	text_fold(text, s, n);
	for (size_t i = 0; i < text->count; i++)
		buf_add(out, text->folded.data + text->words[i].fold, text->words[i].fold_len);
}

static void
drop_blanks(struct buf *buf)
{
	size_t n = 0;

	for (size_t i = 0; i < buf->len; i++)
		if (buf->data[i] != ' ')
			buf->data[n++] = buf->data[i];
	buf->len = n;
}

static void
check_random(void)
{
	struct buf text = {0}, want = {0}, got = {0};
	struct text folded = {0};
	uint32_t random = 1;
	int wrong = 0;

	for (int round = 0; round < 20000; round++) {
		int count = (int)(random >> 8) % 40;
		char *exact;

		buf_clear(&text);
		buf_clear(&want);
		buf_clear(&got);
		for (int i = 0; i < count; i++) {
			random = random * 1664525 + 1013904223;
			buf_adds(&text, pieces[(random >> 8) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		random = random * 1664525 + 1013904223;
		/* a copy of just that size, so that a sanitizer sees a step beyond it */
		exact = malloc(text.len ? text.len : 1);
		if (text.len > 0)
			memcpy(exact, text.data, text.len);
		by_words(&folded, exact, text.len, &want);
		text_squeeze(exact, text.len, &got);
		drop_blanks(&got);
		if (got.len != want.len || (got.len && memcmp(got.data, want.data, got.len) != 0)) {
			if (wrong++ == 0)
				printf("# '%s'\n#  got: %s\n# want: %s\n", buf_str(&text), buf_str(&got), buf_str(&want));
		}
		free(exact);
	}
	check(wrong == 0, "the bytes are those of text_fold()'s words, 20,000 random texts");
	buf_free(&text);
	buf_free(&want);
	buf_free(&got);
	text_free(&folded);
}

/* A text in the middle of which the fast way ends at every place. */
static void
check_shifts(void)
{
	int wrong = 0;

	for (size_t shift = 0; shift < 200; shift++) {
		char text[400];
		size_t words, n = 0;
		char *got;

		for (size_t i = 0; i < shift; i++)
			text[n++] = i % 7 == 3 ? ' ' : 'k';
		n += (size_t)sprintf(text + n, "7 8\u00e9 9 ");
		for (size_t i = 0; i < 100; i++)
			text[n++] = i % 5 == 0 ? '-' : 'M';
		got = squeezed(text, n, &words);
		wrong += strstr(got, "7 8e9 mmmm") == NULL;
		free(got);
	}
	check(wrong == 0, "digits and letters keep apart wherever they stand");
}

int
main(void)
{
	check_table();
	check_random();
	check_shifts();
	return check_done();
}
