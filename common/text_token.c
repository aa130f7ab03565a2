/* The token engine: words character by character, in every script. */
#include "common/text_fold.h"
#include "common/xalloc.h"

/* Writes a Hangul syllable's jamo (Unicode standard, section 3.12). */
static size_t
fold_hangul(const uint8_t *p, uint8_t *out)
{
	uint32_t index = ((p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u)) - 0xAC00;
	uint32_t jamo[3] = {0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28};
	size_t n = jamo[2] == 0x11A7 ? 2 : 3;

	for (size_t i = 0; i < n; i++) {
		out[3 * i] = (uint8_t)(0xe0 | jamo[i] >> 12);
		out[3 * i + 1] = (uint8_t)(0x80 | (jamo[i] >> 6 & 63));
		out[3 * i + 2] = (uint8_t)(0x80 | (jamo[i] & 63));
	}
	return 3 * n;
}

/* Keeps the promise of struct folder before `extra` bytes beyond the original's
 * length are written. */
static void
make_room(struct folder *f, size_t extra)
{
	struct buf *folded = &f->text->folded;
	size_t left = (size_t)(f->end - f->p) + TEXT_SLACK + extra;

	folded->len = (size_t)(f->out - (uint8_t *)folded->data);
	if (folded->cap - folded->len >= left)
		return;
	buf_reserve(folded, left);
	f->out = (uint8_t *)folded->data + folded->len;
}

/* Folds the character at f->p and passes it. */
static void
take(struct folder *f, uint32_t entry, size_t len)
{
	if (entry & ENTRY_SELF) {
		memcpy(f->out, f->p, len);
		f->out += len;
	} else if (entry & ENTRY_POOL) {
		uint32_t at = entry >> ENTRY_BYTES_SHIFT;
		size_t n = text_folded_length(entry, f->p, len);

		if (n > len)
			make_room(f, n);
		if (at == TEXT_HANGUL)
			fold_hangul(f->p, f->out);
		else
			memcpy(f->out, text_pool + at + 1, n);
		f->out += n;
	} else {
		f->out[0] = (uint8_t)(entry >> ENTRY_BYTES_SHIFT);
		f->out[1] = (uint8_t)(entry >> (ENTRY_BYTES_SHIFT + 8));
		f->out += entry >> ENTRY_LENGTH_SHIFT & 3;
	}
	f->p += len;
}

/* Appends the word that began at start, its folded bytes at fold, and ends at
 * end; the next begins with nothing before it. */
static void
append(struct folder *f, const uint8_t *start, const uint8_t *end, uint32_t fold, enum gap gap,
    uint32_t flags)
{
	struct text *text = f->text;
	struct word *word;

	if (text->count == text->cap)
		text->words = xgrow(text->words, &text->cap, text->count + 1, sizeof(*text->words));
	word = &text->words[text->count++];
	*word = (struct word){
		.start = text_offset(f, start),
		.end = text_offset(f, end),
		.fold = fold,
		.fold_len = text_fold_offset(f) - fold,
		.gap = (uint8_t)gap,
		.flags = (uint8_t)flags,
	};
	f->special = false;
}

/* A character that is a word by itself, a flag of two, with the marks on it. */
static void
single(struct folder *f, enum gap gap, uint32_t flags)
{
	const uint8_t *start = f->p;
	uint32_t fold = text_fold_offset(f), entry;
	size_t len;

	entry = text_lookup(f->p, &len);
	take(f, entry, len);
	if (text_class(entry) == CLASS_REGIONAL && f->p < f->end) {
		entry = text_lookup(f->p, &len);
		if (text_class(entry) == CLASS_REGIONAL)
			take(f, entry, len);
	}
	while (f->p < f->end) {
		entry = text_lookup(f->p, &len);
		if (text_class(entry) == CLASS_EXTEND)
			take(f, entry, len);
		else if (text_class(entry) == CLASS_MARK)
			f->p += len;
		else
			break;
	}
	append(f, start, f->p, fold, gap, flags);
}

/* Passes a mark; a breve may make another letter of the one before it. */
static void
take_mark(struct folder *f, size_t len)
{
	if (text_is_short_i(f->s, f->p))
		f->out[-1] = 0xb9;
	f->p += len;
}

static bool
is_digit(uint32_t entry)
{
	return text_class(entry) == CLASS_WORD && !(entry & ENTRY_LETTER);
}

/* Whether a part of a hashtag begins with the character of `entry` that ends at
 * next; before is the last letter's or digit's entry: aB, the B of AABb and of 1Bb, a1. */
static bool
begins_part(const struct folder *f, uint32_t before, uint32_t entry, const uint8_t *next)
{
	size_t len;
	uint32_t after = 0;

	if (is_digit(entry))
		return (before & ENTRY_LETTER) != 0;
	if (!(entry & ENTRY_UPPER))
		return false;
	if (before & ENTRY_LOWER)
		return true;
	if (!(before & ENTRY_UPPER) && !(before != 0 && is_digit(before)))
		return false;
	for (; next < f->end; next += len) {
		after = text_lookup(next, &len);
		if (text_class(after) != CLASS_MARK)
			break;
	}
	return (after & ENTRY_LOWER) != 0;
}

/* Invisible characters at f->p within a word: where the word goes on, or NULL if
 * it does not. */
static const uint8_t *
pass_format(const struct folder *f, bool *zwnj, uint32_t *next)
{
	const uint8_t *p = f->p;
	size_t len;

	*zwnj = false;
	for (; p < f->end; p += len) {
		*next = text_lookup(p, &len);
		if (text_goes_on(*next))
			return p;
		if (text_class(*next) < CLASS_MARK || text_class(*next) > CLASS_ZWNJ)
			return NULL;
		*zwnj |= text_class(*next) == CLASS_ZWNJ;
	}
	return NULL;
}

/* The entry of the last character before p that is no mark. */
static uint32_t
entry_before(const struct folder *f, const uint8_t *p)
{
	size_t len;

	while (p > f->s) {
		uint32_t entry;

		do
			p--;
		while (p > f->s && (*p & 0xc0) == 0x80);
		entry = text_lookup(p, &len);
		if (text_class(entry) != CLASS_MARK)
			return entry;
	}
	return 0;
}

/* Between Hebrew letters, quotation marks and apostrophes belong to the word
 * (Unicode standard annex 29, rules 6 to 7c): gershayim of acronyms, geresh. */
static bool
is_gershayim(const struct folder *f, size_t len)
{
	static const char *const signs[] = {"\"", "'", "\u05F3", "\u05F4", "\u2019", "\u201D"};
	const uint8_t *next = f->p + len;
	size_t ignored;

	if (next >= f->end || !(text_lookup(next, &ignored) & ENTRY_HEBREW) ||
	    !(entry_before(f, f->p) & ENTRY_HEBREW))
		return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strlen(signs[i]) == len && memcmp(signs[i], f->p, len) == 0)
			return true;
	return false;
}

/* Letters and digits of ASCII and characters of two bytes, the bulk of a word;
 * returns the entries' bits. *piled is set if four marks follow each other. */
static uint32_t
take_run(struct folder *f, bool *piled)
{
	const uint8_t *p = f->p, *end = f->end;
	uint8_t *out = f->out;
	uint32_t seen = 0, marks = 0, most = 0;

	while (p < end) {
		uint32_t entry;
		bool two = p[0] >= 0x80;

		if (p[0] >= 0xe0)
			break;
		entry = two ? text_entries[(p[0] & 31u) << 6 | (p[1] & 63u)] : text_entries[p[0]];
		if (!(entry & ENTRY_FAST))
			break;
		seen |= entry;
		out[0] = (uint8_t)(entry >> ENTRY_BYTES_SHIFT);
		out[1] = (uint8_t)(entry >> (ENTRY_BYTES_SHIFT + 8));
		marks = entry >> ENTRY_LENGTH_SHIFT & 3 ? 0 : marks + 1;
		most |= marks;
		out += entry >> ENTRY_LENGTH_SHIFT & 3;
		p += 1 + two;
	}
	*piled |= most >= 4;
	f->p = p;
	f->out = out;
	return seen;
}

/* A word whose parts are still being found. */
struct part {
	const uint8_t *start;
	uint32_t fold;
	uint32_t seen; /* bits of the entries in it */
	uint32_t last; /* entry of the last letter or digit */
	uint32_t flags;
	enum gap gap;
	bool digits;   /* ASCII digits are in it; not in a hashtag */
	bool suspect;  /* something in it must be looked at: text_is_disguised() */
};

static bool
has_digit_before_letter(const uint8_t *p, const uint8_t *end)
{
	for (; p + 1 < end; p++)
		if (p[0] >= '0' && p[0] <= '9' && (p[1] | 0x20) >= 'a' && (p[1] | 0x20) <= 'z')
			return true;
	return false;
}

/* Ends the part at f->p and begins the next, written as one with it, at next. */
static void
end_part(struct folder *f, struct part *part, const uint8_t *next)
{
	uint32_t flags = part->flags | (part->seen >> ENTRY_SCRIPT_SHIFT & (WORD_ARABIC | WORD_HEBREW));

	if (part->suspect && text_is_disguised(part->start, f->p))
		flags |= WORD_EVADED;
	if (part->digits && has_digit_before_letter(part->start, f->p))
		flags |= WORD_DIGITS;
	f->text->western |= (part->seen & (ENTRY_PARALLEL | ENTRY_ARABIC)) == ENTRY_PARALLEL;
	append(f, part->start, f->p, part->fold, part->gap, flags);
	if ((flags & (WORD_JOINED | WORD_ARABIC)) == WORD_JOINED ||
	    text_is_mixed((uint8_t *)f->text->folded.data + part->fold, text_fold_offset(f) - part->fold))
		text_note_mixed(f, f->text->count - 1);
	part->suspect = part->digits = false;
	part->start = next;
	part->fold = text_fold_offset(f);
	part->seen = part->last = 0;
	part->flags |= WORD_JOINED;
	part->gap = GAP_NONE;
}

/* Whether the character may be a letter in another dress: mathematical, circled, wide. */
static inline bool
may_be_dressed(const uint8_t *p, uint32_t entry)
{
	return (p[0] == 0xe2 || p[0] >= 0xef) && !(entry & ENTRY_SELF);
}

/* A word at f->p, in a hashtag its parts. */
static void
word(struct folder *f, enum gap gap, uint32_t flags)
{
	struct part part = {.start = f->p, .fold = text_fold_offset(f), .flags = flags, .gap = gap};
	bool tag = (flags & WORD_HASHTAG) != 0, zwnj;
	uint32_t next;
	size_t len;

	for (;;) {
		uint32_t entry;

		if (!tag) {
			uint32_t seen = take_run(f, &part.suspect);

			part.digits |= (seen & ENTRY_SELF) != 0;
			part.seen |= seen;
		}
		if (f->p == f->end)
			break;
		entry = text_lookup(f->p, &len);
		if (text_goes_on(entry)) {
			if (tag && begins_part(f, part.last, entry, f->p + len))
				end_part(f, &part, f->p);
			part.seen |= entry;
			part.last = entry;
			part.suspect |= may_be_dressed(f->p, entry);
			take(f, entry, len);
		} else if (text_class(entry) == CLASS_MARK) {
			part.suspect = true;
			take_mark(f, len);
		} else if (text_class(entry) == CLASS_FORMAT || text_class(entry) == CLASS_ZWNJ) {
			const uint8_t *on = pass_format(f, &zwnj, &next);

			if (on == NULL)
				break;
			if (zwnj && (next & ENTRY_ARABIC) && (entry_before(f, f->p) & ENTRY_ARABIC))
				end_part(f, &part, on);
			else
				part.suspect = true;
			f->p = on;
		} else if ((part.seen & ENTRY_HEBREW) && is_gershayim(f, len)) {
			f->p += len;
		} else {
			break;
		}
	}
	end_part(f, &part, f->p);
}

static void
one(struct folder *f, uint32_t entry, enum gap gap, uint32_t flags)
{
	if (text_goes_on(entry))
		word(f, gap, flags);
	else
		single(f, gap, flags);
}

/* The words of a hashtag, from the first character after the #. */
static void
hashtag(struct folder *f)
{
	enum gap gap = text_gap(f, f->p);

	while (f->p < f->end) {
		size_t len;
		uint32_t entry = text_lookup(f->p, &len);

		if (text_in_words(entry)) {
			one(f, entry, gap, WORD_HASHTAG);
			gap = GAP_NONE;
		} else if (f->p[0] == '_') {
			f->p++;
			gap = GAP_JOINER;
		} else {
			break;
		}
	}
}

/* Whether a word goes on at p, perhaps behind characters that are not seen. */
static bool
goes_on_after(const struct folder *f, const uint8_t *p)
{
	size_t len;

	for (; p < f->end; p += len) {
		uint32_t entry = text_lookup(p, &len);

		if (text_in_words(entry))
			return true;
		if (text_class(entry) < CLASS_MARK || text_class(entry) > CLASS_ZWNJ)
			return false;
	}
	return false;
}

/* At the letter after a first initial and its full stop: if more initials
 * follow, all become one word. The last full stop is taken in, unless a word
 * follows it at once. */
static bool
acronym(struct folder *f)
{
	const uint8_t *p = f->p, *end = NULL;
	struct word *first = &f->text->words[f->text->count - 1];
	uint32_t seen = 0;
	size_t len;

	while (p < f->end && text_class(text_lookup(p, &len)) == CLASS_WORD && (text_lookup(p, &len) & ENTRY_LETTER)) {
		uint32_t after = CLASS_OTHER;

		do
			p += len;
		while (p < f->end && text_class(after = text_lookup(p, &len)) == CLASS_MARK);
		if (p < f->end && goes_on_after(f, p))
			break;
		end = p;
		if (p == f->end || text_class(after) != CLASS_STOP)
			break;
		text_lookup(p, &len);
		p += len;
		if (p == f->end || !text_in_words(text_lookup(p, &len))) {
			end = p;
			break;
		}
	}
	if (end == NULL)
		return false;
	make_room(f, (size_t)(f->p - (f->s + first->start)));
	first->fold = text_fold_offset(f);
	for (f->p = f->s + first->start; f->p < end;) {
		uint32_t entry = text_lookup(f->p, &len);

		seen |= entry;
		if (text_in_words(entry))
			take(f, entry, len);
		else
			take_mark(f, len);
	}
	first->end = text_offset(f, end);
	first->fold_len = text_fold_offset(f) - first->fold;
	first->flags |= WORD_ACRONYM | (seen >> ENTRY_SCRIPT_SHIFT & (WORD_ARABIC | WORD_HEBREW));
	f->special = false;
	return true;
}

bool
text_detour(struct folder *f)
{
	const struct word *last = text_last_word(f);
	const uint8_t *from = last != NULL ? f->s + last->end : f->s;
	size_t gap = (size_t)(f->p - from), sign = 0, len;

	if (gap == 0)
		return false;
	/* # and, at the end of a gap, its wide form; not directly behind a word (C#, page#part) unless that
	 * is a hashtag too, or may be a particle that is written as one with what follows */
	if (f->p[-1] == '#')
		sign = 1;
	else if (gap >= 3 && memcmp(f->p - 3, "\uFF03", 3) == 0)
		sign = 3;
	if (sign > 0 && (last == NULL || gap > sign || last->flags & (WORD_HASHTAG | WORD_ARABIC | WORD_HEBREW))) {
		hashtag(f);
		return true;
	}
	return last != NULL && text_class(text_lookup(from, &len)) == CLASS_STOP && gap == len &&
	    !(last->flags & (WORD_HASHTAG | WORD_JOINED)) && text_is_initial(f, last) && acronym(f);
}

void
text_token(struct folder *f)
{
	size_t len;
	uint32_t entry = text_lookup(f->p, &len);

	if (text_in_words(entry)) {
		const struct word *last = text_last_word(f);

		if (!f->special && last != NULL)
			one(f, entry, f->s + last->end < f->p ? GAP_JOINER : GAP_NONE, 0);
		else if (!text_detour(f))
			one(f, entry, text_gap(f, f->p), 0);
		return;
	}
	if (text_class(entry) < CLASS_JOINER || text_class(entry) > CLASS_SPACE)
		f->special = true;
	f->p += len;
}
