#include <pthread.h>
#include <string.h>

#include "common/utf8.h"
#include "filters/ingest/language_tables.h"

#define LONGEST 32   /* letters of a word of the tables */
#define WORD_VOTES 2 /* one more where words are longer, letters vote too */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct language_index made;

/* --- Letters */

enum language_script
language_script_above(uint32_t c)
{
	if (c >= 0x4E00 && c <= 0x9FFF)
		return SCRIPT_HAN;
	if (c >= 0x3040 && c <= 0x30FF)
		return c == 0x30FB ? SCRIPT_NONE : SCRIPT_KANA;
	if (c >= 0xAC00 && c <= 0xD7A3)
		return SCRIPT_HANGUL;
	if ((c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x3FFFF))
		return SCRIPT_HAN;
	if ((c >= 0xFB50 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC))
		return SCRIPT_ARABIC;
	if (c >= 0xFB1D && c <= 0xFB4F)
		return SCRIPT_HEBREW;
	if (c >= 0xFE00 && c <= 0xFE0F)
		return SCRIPT_MARK;
	/* Tifinagh, Vai, Yi and what else has letters */
	return (c >= 0x2D00 && c <= 0x2DFF) || (c >= 0xA000 && c <= 0xABFF) ? SCRIPT_OTHER : SCRIPT_NONE;
}

/* By 128 code points, below U+2000; what is no letter there is told by script_of(). */
static const uint8_t pages[64] = {
	[1] = SCRIPT_LATIN, SCRIPT_LATIN, SCRIPT_LATIN, SCRIPT_LATIN, SCRIPT_LATIN,
	[6] = SCRIPT_MARK, SCRIPT_GREEK, SCRIPT_CYRILLIC, SCRIPT_CYRILLIC, SCRIPT_ARMENIAN, SCRIPT_HEBREW,
	[12] = SCRIPT_ARABIC, SCRIPT_ARABIC, SCRIPT_ARABIC, SCRIPT_THAANA, SCRIPT_OTHER, SCRIPT_OTHER,
	[18] = SCRIPT_DEVANAGARI, SCRIPT_BENGALI, SCRIPT_GURMUKHI, SCRIPT_GUJARATI, SCRIPT_OTHER, SCRIPT_TAMIL,
	[24] = SCRIPT_TELUGU, SCRIPT_KANNADA, SCRIPT_MALAYALAM, SCRIPT_SINHALA, SCRIPT_THAI, SCRIPT_LAO,
	[30] = SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_MYANMAR, SCRIPT_GEORGIAN, SCRIPT_HANGUL, SCRIPT_HANGUL,
	[36] = SCRIPT_ETHIOPIC, SCRIPT_ETHIOPIC, SCRIPT_ETHIOPIC, SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_OTHER,
	[42] = SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_KHMER,
	[48] = SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_OTHER, SCRIPT_OTHER,
	[60] = SCRIPT_LATIN, SCRIPT_LATIN, SCRIPT_GREEK, SCRIPT_GREEK,
};

/* Arabic letters, marks and the rest of their blocks. */
static enum language_script
arabic_of(uint32_t c)
{
	if (c < 0x620 || (c >= 0x660 && c <= 0x66D) || c == 0x6D4 || (c >= 0x6DD && c <= 0x6E9 && c != 0x6E5)
	    || (c >= 0x6F0 && c <= 0x6F9) || (c >= 0x700 && c < 0x750))
		return c >= 0x710 && c < 0x750 ? SCRIPT_OTHER : SCRIPT_NONE;
	if ((c >= 0x64B && c <= 0x65F) || c == 0x640 || c == 0x670)
		return SCRIPT_MARK;
	return SCRIPT_ARABIC;
}

static enum language_script
script_of(uint32_t c)
{
	enum language_script script;

	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? SCRIPT_LATIN : SCRIPT_NONE;
	if (c >= 0x2000)
		return language_script_above(c);
	script = (enum language_script)pages[c >> 7];
	if (script == SCRIPT_ARABIC)
		return arabic_of(c);
	if (script == SCRIPT_LATIN && (c < 0xC0 || c == 0xD7 || c == 0xF7))
		return c == 0xAD ? SCRIPT_MARK : SCRIPT_NONE;
	if (script == SCRIPT_HEBREW && c < 0x590)
		return SCRIPT_ARMENIAN;
	if (script == SCRIPT_HEBREW && c < 0x5D0)
		return SCRIPT_MARK;
	if (script == SCRIPT_MARK && c >= 0x370)
		return SCRIPT_GREEK;
	if (script == SCRIPT_DEVANAGARI && c >= 0x964 && c <= 0x96F)
		return SCRIPT_NONE;
	return script;
}

/* A letter as the tables have it in words. */
static uint32_t
fold_case(uint32_t c)
{
	if (c < 0x80)
		return c | 0x20;
	if (c < 0xDF)
		return c + 0x20;
	if (c < 0x100)
		return c;
	if (c < 0x180) {
		if (c == 0x130)
			return 'i';
		if ((c >= 0x139 && c <= 0x148) || c >= 0x179)
			return c + (c & 1);
		return c == 0x131 || c == 0x178 ? c : c | 1;
	}
	if (c >= 0x218 && c <= 0x21B)
		return c | 1;
	if (c == 0x18F)
		return 0x259;
	if (c == 0x1A0 || c == 0x1AF)
		return c + 1;
	if (c >= 0x400 && c < 0x530)
		return c < 0x410 ? c + 0x50 : c < 0x430 ? c + 0x20 : c < 0x460 ? c : c | 1;
	if (c >= 0x1E00 && c < 0x1F00)
		return c | 1;
	return c;
}

/* Arabic letters in words besides: the seats of hamza, and the two forms of yeh, kaf and heh that
 * depend on the keyboard. */
static uint32_t
fold_arabic(uint32_t c)
{
	switch (c) {
	case 0x622: case 0x623: case 0x625: case 0x671:
		return 0x627;
	case 0x629:
		return 0x647;
	case 0x6CC:
		return 0x64A;
	case 0x6A9:
		return 0x643;
	default:
		return c;
	}
}

static uint32_t
fold(uint32_t c)
{
	return c >= 0x620 && c <= 0x6FF ? fold_arabic(c) : fold_case(c);
}

/* --- The tables */

/* Adds a vote to a run, which moves to the end of the pool to grow. */
static uint16_t
add_vote(size_t first, size_t count, uint8_t language, uint8_t weight)
{
	size_t at = made.votes_used;

	if (first + count == made.votes_used)
		at = first;
	else
		memcpy(&made.votes[at], &made.votes[first], count * sizeof(made.votes[0]));
	made.votes[at + count] = (struct language_vote){language, weight};
	made.votes_used = at + count + 1;
	return (uint16_t)at;
}

/* Whether the pool has room; the tables are ours, and a test sees that they fit. */
static bool
has_room(size_t count)
{
	return made.votes_used + count + 1 < sizeof(made.votes) / sizeof(made.votes[0]);
}

static bool
has_vote(const struct language_slot *slot, uint8_t language)
{
	for (uint16_t i = 0; i < slot->count; i++)
		if (made.votes[slot->first + i].language == language)
			return true;
	return false;
}

static void
add_entry(uint64_t hash, uint8_t language, uint8_t weight)
{
	struct language_slot *slot = &made.slots[language_find(&made, hash)];

	if (has_vote(slot, language) || !has_room(slot->count))
		return;
	slot->first = add_vote(slot->first, slot->count, language, weight);
	slot->count++;
	slot->hash = hash;
	made.seen[(hash >> 20 & (LANGUAGE_SEEN - 1)) / 64] |= (uint64_t)1 << (hash >> 20) % 64;
}

/* Of letters from the first to the last, or for an ending from the last to the first. */
static uint64_t
hash_of(const uint32_t *letters, size_t n, uint64_t seed)
{
	uint64_t hash = seed;

	for (size_t i = 0; i < n; i++)
		hash = language_mix(hash, letters[seed == LANGUAGE_ENDING ? n - 1 - i : i]);
	return hash;
}

/* Words of one letter weigh less. */
static void
add_words(const char *list, uint64_t seed, uint8_t language, uint8_t weight)
{
	const char *s = list, *end = list != NULL ? list + strlen(list) : NULL;
	uint32_t letters[LONGEST];
	size_t n = 0;

	while (s < end) {
		uint32_t c = utf8_decode(&s, end);

		if (c != ' ' && script_of(c) != SCRIPT_MARK && n < LONGEST)
			letters[n++] = fold(c);
		if (c == ' ' || s == end) {
			if (n > 0)
				add_entry(hash_of(letters, n, seed), language, n == 1 ? 1 : weight);
			n = 0;
		}
	}
}

static void
add_letters(const char *list, uint8_t language)
{
	const char *s = list, *end = list != NULL ? list + strlen(list) : NULL;

	while (s < end) {
		uint32_t c = utf8_decode(&s, end);
		uint8_t weight = s < end ? (uint8_t)(*s - '0') : 0;

		if (weight > 0 && weight < 10 && c < LANGUAGE_LETTERS && has_room(made.letters[c].count)) {
			made.letters[c].first = add_vote(made.letters[c].first, made.letters[c].count, language, weight);
			made.letters[c].count++;
			made.marked[language] |= weight >= LANGUAGE_MARK
			                         && made.languages[language]->script != SCRIPT_LATIN;
		}
		s += s < end;
		s += s < end && *s == ' ';
	}
}

static void
add_languages(const struct language *list, size_t count)
{
	for (size_t i = 0; i < count && made.count < LANGUAGE_MAX; i++) {
		uint8_t number = (uint8_t)made.count++;

		made.languages[number] = &list[i];
		if (made.end[list[i].script] == 0)
			made.begin[list[i].script] = number;
		made.end[list[i].script] = number + 1u;
		add_words(list[i].words, LANGUAGE_WORD, number,
		          list[i].script == SCRIPT_LATIN ? WORD_VOTES : WORD_VOTES + 1);
		add_words(list[i].endings, LANGUAGE_ENDING, number, 1);
		add_letters(list[i].letters, number);
	}
}

/* A word that only languages have which are not named is the surest sign of one: it counts double. */
static void
strengthen(void)
{
	for (size_t i = 0; i < LANGUAGE_SLOTS; i++) {
		const struct language_slot *slot = &made.slots[i];
		bool named = false;

		for (uint16_t k = 0; k < slot->count; k++)
			named |= made.languages[made.votes[slot->first + k].language]->tag != NULL;
		for (uint16_t k = 0; !named && k < slot->count; k++)
			made.votes[slot->first + k].weight *= 2;
	}
}

static size_t
number_of(const char *tag)
{
	size_t i = 0;

	while (i + 1 < made.count && (made.languages[i]->tag == NULL || strcmp(made.languages[i]->tag, tag) != 0))
		i++;
	return i;
}

static void
make(void)
{
	made.votes_used = 1;
	for (uint32_t c = 0; c < LANGUAGE_LETTERS; c++) {
		made.letters[c].script = (uint8_t)script_of(c);
		made.letters[c].fold = (uint16_t)fold(c);
	}
	add_languages(language_latin, language_latin_count);
	add_languages(language_scripts, language_scripts_count);
	strengthen();
	made.arabic = number_of("ar");
	made.chinese = number_of("zh");
}

const struct language_index *
language_index(void)
{
	pthread_once(&once, make);
	return &made;
}
