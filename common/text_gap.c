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

/* Whether a full stop after the word belongs to it: initials, and titles that
 * a name follows. */
static bool
abbreviates(const struct folder *f, const struct word *word)
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
	return found || text_is_initial(f, word);
}

/* A look at what stands between two words. */
struct between {
	enum gap gap;
	bool stopped; /* a sentence may end here if white space follows */
	bool newline; /* since then blanks only */
};

static void
strengthen(struct between *between, enum gap gap)
{
	if (gap > between->gap)
		between->gap = gap;
}

static void
pass(struct between *between, enum text_class class)
{
	switch (class) {
	case CLASS_MARK:
	case CLASS_FORMAT:
	case CLASS_ZWNJ:
		return;
	case CLASS_NEWLINE:
		if (between->newline)
			strengthen(between, GAP_PARAGRAPH);
		between->newline = true;
		/* fall through */
	case CLASS_SPACE:
		strengthen(between, between->stopped ? GAP_SENTENCE : GAP_JOINER);
		between->stopped = false;
		return;
	case CLASS_PARAGRAPH:
		strengthen(between, GAP_PARAGRAPH);
		break;
	case CLASS_QUOTE:
		strengthen(between, GAP_JOINER);
		between->newline = false;
		return;
	case CLASS_JOINER:
		strengthen(between, GAP_JOINER);
		break;
	case CLASS_FINAL:
		strengthen(between, GAP_SENTENCE);
		break;
	case CLASS_STOP:
	case CLASS_TERMINATOR:
		strengthen(between, GAP_MARK);
		between->stopped = true;
		between->newline = false;
		return;
	case CLASS_CLOSE:
		strengthen(between, GAP_MARK);
		between->newline = false;
		return;
	default:
		strengthen(between, GAP_MARK);
	}
	between->stopped = false;
	between->newline = false;
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
		return abbreviates(f, last) ? GAP_MARK : GAP_SENTENCE;
	for (q = f->s + last->end; q < p; q += len) {
		uint32_t entry = text_lookup(q, &len);
		bool first = q == f->s + last->end;

		if (q[0] == '\r' && q + 1 < p && q[1] == '\n')
			len = 2;
		pass(&between, text_class(entry));
		if (first && text_class(entry) == CLASS_STOP && abbreviates(f, last))
			between.stopped = false;
	}
	return between.gap;
}
