/* Single words: whether one is a part of a name, an initial, or looks like a name. */
#include <string.h>
#include <utf8proc.h>

#include "common/utf8.h"
#include "filters/tag/names_inner.h"
#include "filters/tag/names_judge.h"

enum { REACH = 12, JOINED_LEAST = 9, LED_LEAST = 7, SHORT = 4 };

/* The Latin letters by which a letter is written, as bits. Latin letters that stand for one another at
 * the beginning of names share groups. [I] ICAO 9303 and the usual transliterations. */
static const struct {
	const char *letters, *latin;
} initials[] = {
	{"a", "ae"}, {"e", "aei"}, {"i", "iey"}, {"o", "ou"}, {"u", "ouw"}, {"b", "b"}, {"c", "cksq"}, {"d", "d"},
	{"f", "f"}, {"g", "gqj"}, {"h", "h"}, {"j", "jyg"}, {"k", "kqc"}, {"l", "l"}, {"m", "m"}, {"n", "n"},
	{"p", "p"}, {"q", "qkg"}, {"r", "r"}, {"s", "s"}, {"t", "t"}, {"v", "vw"}, {"w", "wvu"}, {"x", "x"},
	{"y", "yij"}, {"z", "z"},
	{"а", "ae"}, {"э", "ae"}, {"е", "eyi"}, {"и", "iey"}, {"й", "yij"}, {"о", "ou"}, {"у", "uow"}, {"б", "b"},
	{"в", "vw"}, {"г", "gh"}, {"д", "dj"}, {"ж", "jz"}, {"з", "z"}, {"к", "kqc"}, {"л", "l"}, {"м", "m"},
	{"н", "n"}, {"п", "p"}, {"р", "r"}, {"с", "sc"}, {"т", "t"}, {"ф", "fp"}, {"х", "hk"}, {"ц", "ct"},
	{"ч", "ct"}, {"ш", "s"}, {"щ", "s"}, {"ы", "y"}, {"ю", "yuj"}, {"я", "yaj"},
	{"اع", "aeiou"}, {"ب", "bvp"}, {"پ", "p"}, {"تطث", "t"}, {"ج", "jgd"}, {"چ", "ct"}, {"حه", "h"}, {"خ", "kh"},
	{"د", "d"}, {"ذض", "dz"}, {"ر", "r"}, {"زظ", "z"}, {"ژ", "jz"}, {"س", "sc"}, {"ص", "s"}, {"ش", "sc"},
	{"غ", "g"}, {"ف", "fvp"}, {"قك", "qkgc"}, {"گ", "g"}, {"ل", "l"}, {"م", "m"}, {"ن", "n"}, {"و", "wvou"},
	{"ي", "yijae"}, {"ڤ", "v"},
	{"אע", "aeiou"}, {"ב", "bv"}, {"ג", "gj"}, {"ד", "d"}, {"ה", "h"}, {"ו", "vwou"}, {"ז", "z"}, {"ח", "hk"},
	{"טת", "t"}, {"י", "yij"}, {"כק", "kcq"}, {"ל", "l"}, {"מ", "m"}, {"נ", "n"}, {"ס", "sc"}, {"פ", "pf"},
	{"צ", "tz"}, {"ר", "r"}, {"ש", "s"},
};

/* The same by code point, of one byte or two; filled before main(). */
static uint32_t latin[0x800];

__attribute__((constructor)) static void
fill(void)
{
	for (size_t i = 0; i < sizeof(initials) / sizeof(initials[0]); i++) {
		const char *p = initials[i].letters, *end = p + strlen(p);

		while (p < end) {
			uint32_t c = utf8_decode(&p, end);

			for (const char *l = initials[i].latin; *l != '\0'; l++)
				latin[c] |= 1u << (*l - 'a');
		}
	}
}

static uint32_t
latin_of(const char *s, size_t n)
{
	const char *end = s + n;
	uint32_t c = n > 0 ? utf8_decode(&s, end) : 0;

	return c < sizeof(latin) / sizeof(latin[0]) ? latin[c] : 0;
}

bool
judge_same_initial(const char *letter, size_t letter_n, const char *name, size_t name_n)
{
	return (latin_of(letter, letter_n) & latin_of(name, name_n)) != 0;
}

enum letter_case { CASE_NONE, CASE_LOWER, CASE_UPPER };

static enum letter_case
case_of_letter(const char *p, const char *end)
{
	uint32_t c = utf8_decode(&p, end);

	if (utf8proc_tolower((utf8proc_int32_t)c) != (utf8proc_int32_t)c)
		return CASE_UPPER;
	return utf8proc_toupper((utf8proc_int32_t)c) != (utf8proc_int32_t)c ? CASE_LOWER : CASE_NONE;
}

static inline enum letter_case
word_case(const struct text *text, size_t i)
{
	const struct word *word = &text->words[i];
	uint8_t c = word->start < word->end ? (uint8_t)text->original[word->start] : ' ';

	if (c < 0x80)
		return (uint8_t)((c | 0x20) - 'a') >= 26 ? CASE_NONE : c & 0x20 ? CASE_LOWER : CASE_UPPER;
	/* letters of Hebrew and Arabic have none */
	if (c >= 0xd7 && c <= 0xdb)
		return CASE_NONE;
	return case_of_letter(text->original + word->start, text->original + word->end);
}

/* What cases the text has at all, found out once. */
static unsigned
cases_of(const struct text *text, struct name_search *search)
{
	if (search->cases_round != search->round) {
		unsigned cases = 0;

		for (size_t i = 0; i < text->count && cases >> CASE_LOWER != 3; i++)
			cases |= 1u << word_case(text, i);
		search->cases_round = search->round;
		search->cases = cases;
	}
	return search->cases;
}

/* Whether words around have letters of a case; i itself apart. */
static bool
has_case(const struct text *text, struct name_search *search, size_t i, enum letter_case wanted)
{
	size_t from = i > REACH ? i - REACH : 0, to = i + REACH < text->count ? i + REACH : text->count;

	if (!(cases_of(text, search) >> wanted & 1))
		return false;
	for (size_t at = from; at < to; at++)
		if (at != i && word_case(text, at) == wanted)
			return true;
	return false;
}

bool
judge_is_initial(const struct text *text, struct name_search *search, size_t i)
{
	const struct word *word = &text->words[i];
	enum letter_case c = word_case(text, i);

	if (utf8_count(text->folded.data + word->fold, word->fold_len) > 3 || word->fold_len == 0)
		return false;
	if (word->flags & WORD_ACRONYM)
		return true;
	if (utf8_count(text->folded.data + word->fold, word->fold_len) > 1)
		return false;
	if (word->end < text->original_len && text->original[word->end] == '.')
		return c != CASE_LOWER;
	/* without a full stop a letter may be a word: A, I, O */
	return c == CASE_UPPER && strchr("aeiouy", text->folded.data[word->fold]) == NULL &&
	       has_case(text, search, i, CASE_LOWER);
}

bool
judge_is_name(const struct names *names, const struct text *text, struct name_search *search, size_t i)
{
	enum letter_case c = word_case(text, i);

	if (c == CASE_UPPER && has_case(text, search, i, CASE_LOWER))
		return true;
	if (c == CASE_LOWER && has_case(text, search, i, CASE_UPPER))
		return false;
	return names_is_given(names, text, search, i);
}

bool
judge_is_kin(const struct names *names, const struct text *text, struct name_search *search, size_t i)
{
	struct unit *unit;

	if (i == 0 || text->words[i].gap > GAP_JOINER || word_case(text, i - 1) != CASE_UPPER ||
	    units_attached(text, i) || units_role(&names->lexicon, text, i - 1) != 0)
		return false;
	unit = &names_place(names, text, search, i - 1)->units[0];
	return lexicon_given(&names->lexicon, text, unit) > names->lexicon.leading;
}

bool
judge_is_other(const struct names *names, const struct text *text, struct name_search *search, size_t i)
{
	if (i == 0 || text->words[i].gap > GAP_JOINER || text->words[i - 1].gap >= GAP_SENTENCE)
		return false;
	if (units_role(&names->lexicon, text, i - 1) & ROLE_OPTIONAL)
		return false;
	return word_case(text, i - 1) == CASE_UPPER && has_case(text, search, i, CASE_LOWER);
}

/* A word of the language that looks like one of another name. */
static bool
is_plain_word(const struct names *names, const struct part *part, const struct unit *unit, const struct text *text)
{
	const struct word *word = &text->words[unit->first];
	const struct lexeme *lexeme;

	if (unit->first != unit->last)
		return false;
	lexeme = lexicon_find(&names->lexicon, word->hash, text->folded.data + word->fold, word->fold_len);
	return lexeme != NULL && lexeme->weight > 0 && lexeme->weight != WEIGHT_GIVEN && part->weight != lexeme->weight;
}

/* Names are written with capitals where anything is. */
static bool
is_lowered(const struct text *text, struct name_search *search, size_t i)
{
	return word_case(text, i) == CASE_LOWER && has_case(text, search, i, CASE_UPPER);
}

/* The cost of a part and a unit, as it was found out before if it was. */
static unsigned
cost_of(const struct names *names, struct name_search *search, const struct part *part, const struct unit *unit,
        unsigned most, const struct bound *bound)
{
	uint64_t hash = (unit->hash ^ (uint64_t)(part - names->parts)) * 0x9e3779b97f4a7c15u;
	uint64_t *slot = &search->costs[hash >> 32 & (COSTS - 1)];

	if ((*slot ^ hash) >> 8 != 0 || *slot == 0) {
		UNINITIALISED struct bound_rest sums;
		unsigned cost;

		if (bound != NULL) {
			bound_sums(bound, &part->sound, most, &sums);
			cost = sound_cost_from(&part->sound, &unit->sound, most, sums.rest);
		} else {
			cost = sound_cost_within(&part->sound, &unit->sound, most);
		}
		*slot = (hash & ~(uint64_t)255) | cost;
	}
	return (unsigned)(*slot & 255);
}

/* What a word of a name may cost, and what is usual. */
struct limits {
	uint8_t most, usual;
};

static struct limits
limits_of(bool same_script, size_t words, bool generous, size_t count)
{
	unsigned most = sound_generous(count), usual = sound_usual(count);

	/* what another script leaves open is no difference of the name's, but a short word alone is soon another */
	if (!same_script && (words > 1 || count > SHORT))
		usual = usual * 5 / 4 + 1;
	/* a word of several may cost more, if the others make up for it */
	if (words > 2)
		most = most * 5 / 4;
	else if (!generous && (words == 1 || same_script))
		most = words > 1 ? usual + usual / 2 : usual;
	return (struct limits){(uint8_t)(most > usual ? most : usual), (uint8_t)usual};
}

/* The same, worked out before main(): by script, words up to 3, whether generous, letters. */
static struct limits limits[2][4][2][SOUND_LETTERS + 1];

__attribute__((constructor)) static void
fill_limits(void)
{
	for (unsigned same = 0; same < 2; same++)
		for (size_t words = 1; words < 4; words++)
			for (unsigned generous = 0; generous < 2; generous++)
				for (size_t count = 0; count <= SOUND_LETTERS; count++)
					limits[same][words][generous][count] = limits_of(same, words, generous, count);
}

static inline const struct limits *
limits_for(const struct part *part, const struct sound *b)
{
	const struct sound *a = &part->sound;

	return &limits[a->script == b->script][part->words][part->generous][a->count > b->count ? a->count : b->count];
}

/* Whether one word may be several of the name written as one: hardly but in tags, and then a long one; or the
 * word with the particle that it needs. A name of two letters is found as it is only. */
static bool
may_be_joined(const struct names *names, const struct part *part, const struct unit *unit,
              const struct text *text)
{
	const char *s = names->bytes.data + part->at;

	if (part->led)
		return unit->len >= LED_LEAST && judge_same_initial(unit->bytes, unit->len, s, part->len);
	if (part->to > part->from)
		return (text->words[unit->first].flags & WORD_HASHTAG) ||
		       (unit->len >= JOINED_LEAST && unit->whole && (unit->bytes[0] ^ *s) >= 0);
	return part->words > 1 || utf8_count(s, part->len) > 2;
}

bool
names_alike(const struct names *names, const struct text *text, struct name_search *search,
            const struct part *part, struct unit *unit, const struct bound *bound, unsigned *cost, unsigned *limit)
{
	const struct limits *allowed;
	unsigned most;

	if (part->len == unit->len && part->head == names_head(unit->bytes, unit->len) &&
	    memcmp(names->bytes.data + part->at, unit->bytes, part->len) == 0) {
		*cost = 0;
		*limit = sound_usual(part->sound.count);
		return true;
	}
	if (unit->strip == STRIP_KUNYA && part->words == 1)
		return false;
	if (unit->strip == STRIP_ARTICLE && !(text->words[unit->first].flags & WORD_ARABIC) && !part->article &&
	    part->words == 1)
		return false;
	if (unit->first == unit->last && !may_be_joined(names, part, unit, text))
		return false;
	if (!unit->read)
		unit_read(unit, text);
	if (part->sound.script == SOUND_OTHER || unit->sound.script == SOUND_OTHER)
		return false;
	allowed = limits_for(part, &unit->sound);
	most = allowed->most;
	*limit = allowed->usual;
	if (bound != NULL && (bound_is_over(bound, &part->sound, most) ||
	                      (part->bound > 0 && bound_is_over(&names->bounds[part->bound - 1], &unit->sound, most))))
		return false;
	*cost = cost_of(names, search, part, unit, most, bound);
	return *cost <= most;
}

/* Whether Abd stands before a word: Abd al-Majid is no Majid. */
static bool
is_servant(const struct names *names, const struct text *text, size_t i)
{
	if (i == 0 || text->words[i].gap > GAP_JOINER)
		return false;
	if (units_role(&names->lexicon, text, i - 1) & ROLE_ABD)
		return true;
	return i > 1 && units_role(&names->lexicon, text, i - 1) & ROLE_ARTICLE && text->words[i - 1].gap <= GAP_JOINER &&
	       units_role(&names->lexicon, text, i - 2) & ROLE_ABD;
}

bool
names_same(const struct names *names, const struct text *text, struct name_search *search,
           const struct part *part, struct unit *unit, const struct bound *bound, unsigned *cost,
           unsigned *limit)
{
	if (!names_alike(names, text, search, part, unit, bound, cost, limit) || is_servant(names, text, unit->first))
		return false;
	return *cost == 0 || (!is_lowered(text, search, unit->first) && !is_plain_word(names, part, unit, text));
}
