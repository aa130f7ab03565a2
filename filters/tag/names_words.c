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
case_of(const char *p, const char *end)
{
	uint32_t c = p < end ? (uint8_t)*p : ' ';

	if (c < 128)
		return c >= 'A' && c <= 'Z' ? CASE_UPPER : c >= 'a' && c <= 'z' ? CASE_LOWER : CASE_NONE;
	c = utf8_decode(&p, end);
	if (utf8proc_tolower((utf8proc_int32_t)c) != (utf8proc_int32_t)c)
		return CASE_UPPER;
	return utf8proc_toupper((utf8proc_int32_t)c) != (utf8proc_int32_t)c ? CASE_LOWER : CASE_NONE;
}

static enum letter_case
word_case(const struct text *text, size_t i)
{
	return case_of(text->original + text->words[i].start, text->original + text->words[i].end);
}

/* What cases the text has at all, found out once. */
static unsigned
cases_of(const struct text *text, struct name_search *search)
{
	if (search->cases_round != search->round) {
		search->cases_round = search->round;
		search->cases = 0;
		for (size_t i = 0; i < text->count; i++)
			search->cases |= 1u << word_case(text, i);
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
        unsigned most)
{
	uint64_t hash = (unit->hash ^ (uint64_t)(part - names->parts)) * 0x9e3779b97f4a7c15u;
	uint64_t *slot = &search->costs[hash >> 32 & (COSTS - 1)];

	if ((*slot ^ hash) >> 8 != 0 || *slot == 0)
		*slot = (hash & ~(uint64_t)255) | (uint8_t)sound_cost_within(&part->sound, &unit->sound, most);
	return (unsigned)(*slot & 255);
}

/* What a word of a name may cost, and what is usual. */
static unsigned
limits_of(const struct name *name, const struct sound *a, const struct sound *b, unsigned *usual)
{
	size_t count = a->count > b->count ? a->count : b->count;
	unsigned most = sound_generous(count);

	*usual = sound_usual(count);
	/* what another script leaves open is no difference of the name's, but a short word alone is soon another */
	if (a->script != b->script && (name->count > 1 || count > SHORT))
		*usual = *usual * 5 / 4 + 1;
	/* a word of several may cost more, if the others make up for it */
	if (name->count > 2)
		most = most * 5 / 4;
	else if (!name->generous && (name->count == 1 || a->script == b->script))
		most = name->count > 1 ? *usual + *usual / 2 : *usual;
	return most > *usual ? most : *usual;
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
	return names->names[part->name].count > 1 || utf8_count(s, part->len) > 2;
}

bool
names_alike(const struct names *names, const struct text *text, struct name_search *search,
            const struct part *part, struct unit *unit, const struct bound *bound, unsigned *cost, unsigned *limit)
{
	const struct name *name = &names->names[part->name];
	unsigned most;

	*cost = 0;
	*limit = sound_usual(part->sound.count);
	if (part->len == unit->len && names->bytes.data[part->at] == unit->bytes[0] &&
	    memcmp(names->bytes.data + part->at, unit->bytes, part->len) == 0)
		return true;
	if (unit->strip == STRIP_KUNYA && name->count == 1)
		return false;
	if (unit->strip == STRIP_ARTICLE && !(text->words[unit->first].flags & WORD_ARABIC) && !part->article &&
	    name->count == 1)
		return false;
	if (unit->first == unit->last && !may_be_joined(names, part, unit, text))
		return false;
	unit_read(unit, text);
	if (part->sound.script == SOUND_OTHER || unit->sound.script == SOUND_OTHER)
		return false;
	most = limits_of(name, &part->sound, &unit->sound, limit);
	if (bound != NULL && (bound_is_over(bound, &part->sound, most) ||
	                      (part->bound > 0 && bound_is_over(&names->bounds[part->bound - 1], &unit->sound, most))))
		return false;
	*cost = cost_of(names, search, part, unit, most);
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
