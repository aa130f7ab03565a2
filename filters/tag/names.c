/* Finding names in a text: each word is turned away by what is known of it, or by its keys, unless a
 * name is looked for by it. */
#include "filters/tag/names.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"
#include "filters/tag/match_table.h"
#include "filters/tag/names_inner.h"
#include "filters/tag/names_judge.h"

/* Words on either side in which another word of the name must be: particles and other names may stand
 * between. */
enum { NEAR_WORDS = 7 };

struct name_search *
name_search_new(void)
{
	struct name_search *search = xcalloc(1, sizeof(*search));

	search->verdicts = xcalloc(VERDICTS, sizeof(*search->verdicts));
	search->keys = xcalloc(VERDICTS, sizeof(*search->keys));
	search->costs = xcalloc(COSTS, sizeof(*search->costs));
	search->places = xcalloc(PLACES, sizeof(*search->places));
	return search;
}

void
name_search_free(struct name_search *search)
{
	if (search == NULL)
		return;
	free(search->verdicts);
	free(search->costs);
	free(search->keys);
	free(search->findings);
	free(search->places);
	free(search->hits);
	free(search);
}

struct place *
names_place(const struct names *names, const struct text *text, struct name_search *search, size_t i)
{
	struct place *place = &search->places[i % PLACES];
	uint64_t stamp = search->round << 32 | (uint64_t)i;

	if (place->stamp != stamp) {
		place->stamp = stamp;
		place->count = names_is_joined(search, text, i) ? units_at(&names->lexicon, text, i, place->units)
		                                                : units_of_word(text, i, place->units);
	}
	return place;
}

static inline uint32_t
bucket_of(const struct names *names, uint32_t key)
{
	return names->shift < 32 ? names_mix(key) >> names->shift : 0;
}

/* Whether a name is looked for by the unit, letters as they are anywhere. */
static bool
is_any(const struct names *names, const struct text *text, struct name_search *search, struct unit *unit)
{
	uint32_t bucket = bucket_of(names, unit->key);
	struct bound bound;
	unsigned cost, limit;
	bool made = false;

	for (uint32_t i = names->begin[bucket]; i < names->begin[bucket + 1]; i++) {
		const struct part *part = &names->parts[names->entries[i].part];

		if (names->entries[i].key != unit->key)
			continue;
		if (!made) {
			unit_read(unit, text);
			bound_make(&bound, &unit->sound);
			made = true;
		}
		if (names_alike(names, text, search, part, unit, &bound, &cost, &limit))
			return true;
	}
	return false;
}

/* Finds out about a word: the units of it alone, and its roles. */
static unsigned
examine(const struct names *names, const struct text *text, struct name_search *search, size_t i,
        uint32_t *key)
{
	enum { JOINING = ROLE_ABD | ROLE_DIN | ROLE_ALLAH | ROLE_TAIL | ROLE_KUNYA | ROLE_ARTICLE | ROLE_FILIAL };
	const struct word *word = &text->words[i];
	const struct lexeme *lexeme = lexicon_find(&names->lexicon, word->hash,
	                                           text->folded.data + word->fold, word->fold_len);
	struct unit units[UNITS_MOST];
	size_t count = units_of_word(text, i, units);
	unsigned finding = 0;

	if (lexeme != NULL && lexeme->role & JOINING && !(lexeme->role & ROLE_ATTACHED))
		finding |= FOUND_JOINS;
	if (word->fold_len <= 2 || word->flags & WORD_ACRONYM)
		finding |= FOUND_LETTERS;
	for (size_t u = 0; u < count && !(finding & FOUND_NAME); u++)
		if (names_may(names, units[u].key) && is_any(names, text, search, &units[u]))
			finding |= FOUND_NAME;
	*key = count == 1 && !(finding & FOUND_JOINS) ? units[0].key : 0;
	return finding;
}

/* The slot of a word, which is examined if it has not been. */
static inline uint64_t *
verdict_of(const struct names *names, const struct text *text, struct name_search *search, size_t i)
{
	const struct word *word = &text->words[i];
	const char *s = text->original + word->start;
	uint64_t *verdict = &search->verdicts[word->hash % VERDICTS];
	uint64_t tag = ((uint64_t)word->hash << 32 | match_affix_hash(s, word->end - word->start)) &
	               ~(uint64_t)FINDINGS;

	if ((*verdict & ~(uint64_t)FINDINGS) != tag)
		*verdict = tag | examine(names, text, search, i, &search->keys[word->hash % VERDICTS]);
	return verdict;
}

bool
names_is_given(const struct names *names, const struct text *text, struct name_search *search, size_t i)
{
	uint64_t *verdict = verdict_of(names, text, search, i);

	if (!(*verdict & FOUND_ASKED)) {
		struct unit units[UNITS_MOST];

		units_of_word(text, i, units);
		unit_read(&units[0], text);
		*verdict |= FOUND_ASKED | (lexicon_given(&names->lexicon, &units[0]) > 0 ? FOUND_GIVEN : 0);
	}
	return *verdict & FOUND_GIVEN;
}

/* The words beside a unit that may belong to the name as well: their keys. */
struct company {
	uint32_t keys[2 * NEAR_WORDS];
	size_t count;
	bool any;    /* one may be read in several ways */
	bool filled;
};

/* Whether a short word may stand for a longer one, as an initial or since it has no key: not small words of
 * the language. */
static bool
may_be_initial(const struct text *text, struct name_search *search, size_t i)
{
	uint8_t first = (uint8_t)text->original[text->words[i].start];

	return (first >= 'A' && first <= 'Z') || judge_is_initial(text, search, i);
}

/* Takes in word i; whether the one behind it may belong to the name too. */
static bool
take_in(const struct names *names, const struct text *text, struct name_search *search, size_t i,
        struct company *company)
{
	uint32_t key;

	verdict_of(names, text, search, i);
	key = search->keys[text->words[i].hash % VERDICTS];
	company->any |= key == 0 || names_is_joined(search, text, i) ||
	                (search->findings[i] & FOUND_LETTERS && may_be_initial(text, search, i));
	if (company->any)
		return false;
	company->keys[company->count++] = key;
	return judge_is_name(names, text, search, i) || units_role(&names->lexicon, text, i) & ROLE_OPTIONAL;
}

static void
find_company(const struct names *names, const struct text *text, struct name_search *search,
             const struct unit *unit, struct company *company)
{
	company->filled = true;
	company->any = false;
	company->count = 0;
	for (size_t i = unit->last + 1u; i < text->count && i <= unit->last + NEAR_WORDS; i++)
		if (text->words[i].gap >= GAP_SENTENCE || !take_in(names, text, search, i, company))
			break;
	for (size_t i = unit->first; i > 0 && i + NEAR_WORDS > unit->first && !company->any; i--)
		if (text->words[i].gap >= GAP_SENTENCE || !take_in(names, text, search, i - 1, company))
			break;
}

/* Whether another word of the name may stand beside, by its key; a quick look before all is judged. */
static bool
has_company(const struct names *names, const struct part *found, const struct company *company)
{
	const struct name *name = &names->names[found->name];

	for (size_t p = 0; p < name->parts; p++) {
		const struct part *part = &names->parts[name->part + p];

		if (part->to >= found->from && part->from <= found->to)
			continue;
		for (size_t i = 0; i < company->count; i++)
			if (key_set_has(&part->keys, company->keys[i]))
				return true;
	}
	return false;
}

/* Tries all names that are looked for by a unit. */
static void
try_unit(const struct names *names, const struct text *text, struct name_search *search, struct unit *unit,
         uint32_t field)
{
	uint32_t bucket = bucket_of(names, unit->key);
	struct company company;
	struct bound bound;
	bool made = false;

	company.filled = false;
	for (uint32_t i = names->begin[bucket]; i < names->begin[bucket + 1]; i++) {
		const struct part *part = &names->parts[names->entries[i].part];

		if (names->entries[i].key != unit->key)
			continue;
		if (part->to - part->from + 1 < names->names[part->name].count) {
			if (!company.filled)
				find_company(names, text, search, unit, &company);
			if (!company.any && !has_company(names, part, &company))
				continue;
		}
		if (!made) {
			unit_read(unit, text);
			bound_make(&bound, &unit->sound);
			made = true;
		}
		names_judge(names, text, search, part, unit, &bound, field);
	}
}

/* Tries the units at a word: those of it alone (`own`), and those with words beside it. */
static void
find_at(const struct names *names, const struct text *text, struct name_search *search, size_t i, bool own,
        uint32_t field)
{
	for (size_t u = 0; u < names_place(names, text, search, i)->count; u++) {
		/* judging may need the place for a word far off */
		struct unit unit = names_place(names, text, search, i)->units[u];

		if ((own || unit.last > i) && names_may(names, unit.key))
			try_unit(names, text, search, &unit, field);
	}
}

/* Goes to the words that may belong to a name. */
static void
find_all(const struct names *names, const struct text *text, struct name_search *search, uint32_t field)
{
	for (size_t i = 0; i < text->count; i++)
		if (search->findings[i] & FOUND_NAME || names_is_joined(search, text, i))
			find_at(names, text, search, i, search->findings[i] & FOUND_NAME, field);
}

/* Looks at each word. */
static bool
look_over(const struct names *names, const struct text *text, struct name_search *search)
{
	unsigned all = 0;

	search->findings = xgrow(search->findings, &search->finding_cap, text->count, sizeof(*search->findings));
	for (size_t i = 0; i < text->count; i++) {
		search->findings[i] = (uint8_t)(*verdict_of(names, text, search, i) & FINDINGS);
		search->findings[i] &= FOUND_NAME | FOUND_JOINS | FOUND_LETTERS;
		all |= search->findings[i] & (FOUND_NAME | FOUND_JOINS);
		if (i > 0 && units_attached(text, i)) {
			search->findings[i - 1] |= FOUND_JOINS;
			all |= FOUND_JOINS;
		}
	}
	return all != 0;
}

static int
by_term(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;

	if (a->term != b->term)
		return a->term < b->term ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return (a->end < b->end) - (a->end > b->end);
}

static int
by_place(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->last != b->last)
		return a->last < b->last ? -1 : 1;
	return (a->term > b->term) - (a->term < b->term);
}

/* Which of two hits that overlap is kept. */
static bool
is_better(const struct hit *hit, const struct hit *before)
{
	if (hit->flags != before->flags)
		return hit->flags < before->flags;
	return hit->end - hit->start > before->end - before->start;
}

/* Of hits of one term that overlap keeps one: in the order of the name, if one is, then the longest, then the
 * first. */
static void
drop_overlaps(struct name_search *search)
{
	struct hit *hits = search->hits;
	size_t kept = 0;

	qsort(hits, search->hit_count, sizeof(*hits), by_term);
	for (size_t i = 0; i < search->hit_count; i++) {
		struct hit *before = kept > 0 ? &hits[kept - 1] : NULL;

		if (before == NULL || before->term != hits[i].term || before->end <= hits[i].start)
			hits[kept++] = hits[i];
		else if (is_better(&hits[i], before))
			*before = hits[i];
	}
	search->hit_count = kept;
}

void
names_find(const struct names *names, const struct text *text, uint32_t field,
           struct name_search *search, struct matches *matches)
{
	if (names == NULL || names->entry_count == 0 || text->count == 0)
		return;
	if (search->serial != names->serial) {
		memset(search->verdicts, 0, VERDICTS * sizeof(*search->verdicts));
		memset(search->costs, 0, COSTS * sizeof(*search->costs));
		search->serial = names->serial;
	}
	search->round++;
	search->hit_count = 0;
	if (!look_over(names, text, search))
		return;
	find_all(names, text, search, field);
	if (search->hit_count == 0)
		return;
	drop_overlaps(search);
	qsort(search->hits, search->hit_count, sizeof(*search->hits), by_place);
	for (size_t i = 0; i < search->hit_count; i++)
		matches_add(matches, text, search->hits[i]);
}
