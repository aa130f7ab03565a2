/* What stands between two words. */
#include "common/text_fold.h"

bool
text_is_initial(const struct folder *f, const struct word *word)
{
	const uint8_t *p = f->s + word->start, *end = f->s + word->end;
	size_t len;

	if (!(text_lookup(p, &len) & ENTRY_LETTER))
		return false;
	for (p += len; p < end; p += len)
		if (text_in_words(text_lookup(p, &len)))
			return false;
	return true;
}

/* Whether the word is one that is shortened. Such words may stand at a sentence's end as well, so
 * that what follows must be no beginning: a digit, or behind some of them a small letter. */
static bool
is_shortened(const char *folded, size_t n, const uint8_t *next)
{
	static const char before_any[][8] = {
		"approx", "co", "corp", "dept", "est", "etc", "inc", "jr", "ltd", "sr", "univ",
	};
	static const char before_digits[][8] = {
		"apr", "art", "aug", "ca", "dec", "feb", "fig", "jan", "jul", "jun", "mar", "no", "nos", "nov",
		"oct", "pp", "sec", "sep", "sept", "vol",
	};
	bool digit = *next >= '0' && *next <= '9', found = false;

	if (n > 6 || !(digit || (*next >= 'a' && *next <= 'z')))
		return false;
	for (size_t i = 0; i < sizeof(before_any) / sizeof(before_any[0]); i++)
		found |= memcmp(before_any[i], folded, n) == 0 && before_any[i][n] == '\0';
	for (size_t i = 0; digit && i < sizeof(before_digits) / sizeof(before_digits[0]); i++)
		found |= memcmp(before_digits[i], folded, n) == 0 && before_digits[i][n] == '\0';
	return found;
}

/* Whether a full stop after the word, before the next, belongs to it: initials, titles that
 * a name follows, and words that are shortened. */
static bool
abbreviates(const struct folder *f, const struct word *word, const uint8_t *next)
{
	static const char titles[][4] = {
		"adm", "brig", "capt", "cdr", "cmdr", "col", "cpl", "dr", "gen", "gov", "hon", "lt",
		"maj", "mr", "mrs", "ms", "prof", "rep", "rev", "sen", "sgt", "st", "vs",
	};
	char folded[4] = {0};
	bool found = false;

	if (word->fold_len <= sizeof(folded)) {
		memcpy(folded, f->text->folded.data + word->fold, word->fold_len);
		for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
			found |= memcmp(titles[i], folded, sizeof(folded)) == 0;
	}
	return found || text_is_initial(f, word) ||
	       is_shortened(f->text->folded.data + word->fold, word->fold_len, next);
}

/* A look at what stands between two words. */
struct between {
	enum gap gap;
	bool stopped; /* a sentence may end here if white space follows */
	bool newline; /* since then blanks only */
};

/* What a character does to it. A table, since jumps on such data are guessed wrong. */
static const struct {
	enum gap gap;
	bool keeps_stop, stops, white;
	bool keeps_line, line;
} effects[] = {
	[CLASS_MARK] = {GAP_NONE, .keeps_stop = true, .keeps_line = true},
	[CLASS_FORMAT] = {GAP_NONE, .keeps_stop = true, .keeps_line = true},
	[CLASS_ZWNJ] = {GAP_NONE, .keeps_stop = true, .keeps_line = true},
	[CLASS_JOINER] = {GAP_JOINER},
	[CLASS_QUOTE] = {GAP_JOINER, .keeps_stop = true},
	[CLASS_SPACE] = {GAP_JOINER, .white = true, .keeps_line = true},
	[CLASS_NEWLINE] = {GAP_JOINER, .white = true, .line = true},
	[CLASS_PARAGRAPH] = {GAP_PARAGRAPH},
	[CLASS_STOP] = {GAP_MARK, .stops = true},
	[CLASS_TERMINATOR] = {GAP_MARK, .stops = true},
	[CLASS_FINAL] = {GAP_SENTENCE},
	[CLASS_CLOSE] = {GAP_MARK, .keeps_stop = true},
	[CLASS_HASH] = {GAP_MARK},
	[CLASS_OTHER] = {GAP_MARK},
};

static void
pass(struct between *between, enum text_class class)
{
	enum gap gap = effects[class].gap;

	if (effects[class].white & between->stopped)
		gap = GAP_SENTENCE;
	if (effects[class].line & between->newline)
		gap = GAP_PARAGRAPH;
	if (gap > between->gap)
		between->gap = gap;
	between->stopped = (between->stopped & effects[class].keeps_stop) | effects[class].stops;
	between->newline = (between->newline & effects[class].keeps_line) | effects[class].line;
}

enum gap
text_gap(const struct folder *f, const uint8_t *p)
{
	const struct word *last = text_last_word(f);
	struct between between = {GAP_NONE, false, false};
	const uint8_t *q;
	size_t len;

	if (last == NULL)
		return GAP_SENTENCE;
	q = f->s + last->end;
	if (p - q == 2 && q[0] == '.' && q[1] == ' ') /* what it mostly is */
		return abbreviates(f, last, p) ? GAP_MARK : GAP_SENTENCE;
	for (q = f->s + last->end; q < p; q += len) {
		uint32_t entry = text_lookup(q, &len);
		bool first = q == f->s + last->end;

		if (q[0] == '\r' && q + 1 < p && q[1] == '\n')
			len = 2;
		pass(&between, text_class(entry));
		if (first && text_class(entry) == CLASS_STOP && abbreviates(f, last, p))
			between.stopped = false;
	}
	return between.gap;
}
