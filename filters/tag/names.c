/* Finding names in a text: each word is turned away by what is known of it, or by its keys, unless a
 * name is looked for by it. */
#include "filters/tag/names.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"
#include "filters/tag/names_inner.h"
#include "filters/tag/names_judge.h"

/* Words on either side in which another word of the name must be: particles and other names may stand
 * between. */
enum { NEAR_WORDS = 7 };

struct name_search *
name_search_new(void)
{
	struct name_search *search = xcalloc(1, sizeof(*search));

	memo_make(&search->memo);
	search->accepted = xcalloc(ACCEPTED, sizeof(*search->accepted));
	search->costs = xcalloc(COSTS, sizeof(*search->costs));
	search->pairs = xcalloc(PAIRS, sizeof(*search->pairs));
	search->places = xcalloc(PLACES, sizeof(*search->places));
	return search;
}

void
name_search_free(struct name_search *search)
{
	if (search == NULL)
		return;
	memo_free(&search->memo);
	free(search->costs);
	free(search->pairs);
	free(search->accepted);
	free(search->seen);
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

/* Adds the names that are looked for by a unit of a word to the list that begins at `list` (no longer if
 * there is no room); whether there is one. */
static bool
find_accepted(const struct names *names, const struct text *text, struct name_search *search,
              struct unit *unit, size_t number, size_t *end)
{
	uint32_t bucket = bucket_of(names, unit->key);
	UNINITIALISED struct bound bound;
	unsigned cost, limit;
	bool made = false, any = false;

	for (uint32_t i = names->begin[bucket]; i < names->begin[bucket + 1]; i++) {
		const struct part *part = &names->parts[names->entries[i].part];

		if (names->entries[i].key != unit->key)
			continue;
		if (!made) {
			unit_read(unit, text);
			bound_make(&bound, &unit->sound);
			made = true;
		}
		if (!names_alike(names, text, search, part, unit, &bound, &cost, &limit))
			continue;
		any = true;
		if (*end == ACCEPTED || names->entries[i].part > ACCEPTED_PART) {
			*end = ACCEPTED;
			break;
		}
		search->accepted[(*end)++] = (uint32_t)number << ACCEPTED_UNIT | names->entries[i].part;
	}
	return any;
}

/* Finds out about a word: the units of it alone, and its roles. */
static void
examine(const struct names *names, const struct text *text, struct name_search *search, size_t i,
        struct verdict *slot)
{
	enum { JOINING = ROLE_ABD | ROLE_DIN | ROLE_ALLAH | ROLE_TAIL | ROLE_KUNYA | ROLE_ARTICLE | ROLE_FILIAL };
	const struct word *word = &text->words[i];
	const struct lexeme *lexeme = lexicon_find(&names->lexicon, word->hash,
	                                           text->folded.data + word->fold, word->fold_len);
	struct unit *units = search->units;
	size_t count = units_of_word(text, i, units), list = search->accepted_count, end = list + 1;
	unsigned finding = 0;

	if (lexeme != NULL && lexeme->role & JOINING && !(lexeme->role & ROLE_ATTACHED))
		finding |= FOUND_JOINS;
	if (word->fold_len <= 2 || word->flags & WORD_ACRONYM)
		finding |= FOUND_LETTERS;
	if (end > ACCEPTED)
		end = ACCEPTED;
	for (size_t u = 0; u < count; u++)
		if (names_may(names, units[u].key) && find_accepted(names, text, search, &units[u], u, &end))
			finding |= FOUND_NAME;
	if (count > 0 && units[0].mute)
		finding |= FOUND_MUTE;
	slot->key = count == 1 && !(finding & (FOUND_JOINS | FOUND_MUTE)) ? units[0].key : 0;
	slot->list = 0;
	if (finding & FOUND_NAME && end < ACCEPTED) {
		slot->list = (uint32_t)list;
		search->accepted[list] = (uint32_t)(end - list - 1);
		search->accepted_count = end;
	}
	slot->tag = (search->seen[i].tag & ~(uint64_t)FINDINGS) | finding;
}

/* The slot of a word, which is examined if it is not remembered. */
static struct verdict *
slot_of(const struct names *names, const struct text *text, struct name_search *search, size_t i)
{
	uint64_t tag = search->seen[i].tag & ~(uint64_t)FINDINGS;
	struct verdict *slot = memo_find(&search->memo, tag);

	if (slot == NULL) {
		slot = memo_add(&search->memo, tag);
		examine(names, text, search, i, slot);
	}
	return slot;
}

bool
names_is_given(const struct names *names, const struct text *text, struct name_search *search, size_t i)
{
	if (!(search->findings[i] & FOUND_ASKED)) {
		struct verdict *slot = slot_of(names, text, search, i);

		if (!(slot->tag & FOUND_ASKED)) {
			units_of_word(text, i, search->units);
			slot->tag |= FOUND_ASKED;
			if (lexicon_given(&names->lexicon, text, &search->units[0]) > 0)
				slot->tag |= FOUND_GIVEN;
		}
		search->findings[i] |= slot->tag & (FOUND_ASKED | FOUND_GIVEN);
	}
	return search->findings[i] & FOUND_GIVEN;
}

/* The words beside a unit that may belong to the name as well. */
struct company {
	uint32_t keys[2 * NEAR_WORDS]; /* 0: it may be read in several ways, or has none */
	uint32_t words[2 * NEAR_WORDS];
	size_t count;
	bool any;    /* one may be an initial, or of a unit of several words */
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
	company->any |= names_is_joined(search, text, i) ||
	                (search->findings[i] & FOUND_LETTERS && may_be_initial(text, search, i));
	if (company->any)
		return false;
	company->words[company->count] = (uint32_t)i;
	company->keys[company->count++] = search->seen[i].key;
	return judge_is_name(names, text, search, i) || units_role(&names->lexicon, text, i) & ROLE_OPTIONAL;
}

/* Whether word i may be the last of a unit. */
static bool
ends_joined(const struct name_search *search, size_t i)
{
	return (i >= 1 && search->findings[i - 1] & FOUND_JOINS) || (i >= 2 && search->findings[i - 2] & FOUND_JOINS);
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
	for (size_t i = unit->first; i > 0 && i + NEAR_WORDS > unit->first && !company->any; i--) {
		if (text->words[i].gap >= GAP_SENTENCE)
			break;
		company->any |= ends_joined(search, i - 1);
		if (!take_in(names, text, search, i - 1, company))
			break;
	}
}

/* Whether word i, read alone, is alike to a part in one of its readings. */
static bool
sounds_like(const struct names *names, const struct text *text, struct name_search *search, const struct part *part,
            size_t i)
{
	struct place *place = names_place(names, text, search, i);
	unsigned cost, limit;

	for (size_t u = 0; u < place->count; u++) {
		struct unit *unit = &place->units[u];

		if ((part->mute || unit->mute || key_set_has(&part->keys, unit->key)) &&
		    names_alike(names, text, search, part, unit, NULL, &cost, &limit))
			return true;
	}
	return false;
}

/* The same, remembered. */
static bool
is_pair(const struct names *names, const struct text *text, struct name_search *search, const struct part *part,
        size_t i)
{
	uint64_t hash = ((search->seen[i].tag & ~(uint64_t)FINDINGS) ^ (uint64_t)(part - names->parts + 1)) * 0x9e3779b97f4a7c15u;
	uint64_t *slot = &search->pairs[hash >> 32 & (PAIRS - 1)];

	if ((*slot ^ hash) >> 1 != 0)
		*slot = (hash & ~(uint64_t)1) | sounds_like(names, text, search, part, i);
	return *slot & 1;
}

/* Whether another word of the name may stand beside: by the keys of all its words, by those of each, and then
 * by its sound; a quick look before all is judged. */
static bool
has_company(const struct names *names, const struct text *text, struct name_search *search,
            const struct part *found, const struct company_set *set, const struct company *company)
{
	const struct name *name = &names->names[found->name];

	for (size_t i = 0; i < company->count; i++) {
		uint32_t key = company->keys[i];

		if (key != 0 && !company_may(set, key))
			continue;
		for (size_t p = 0; p < name->parts; p++) {
			const struct part *part = &names->parts[name->part + p];

			if ((part->to >= found->from && part->from <= found->to) ||
			    (key != 0 && !names_part_has(names, part, key)))
				continue;
			if (is_pair(names, text, search, part, company->words[i]))
				return true;
		}
	}
	return false;
}

/* Whether the other words of a part's name may be there, if it needs any. */
static bool
may_be_there(const struct names *names, const struct text *text, struct name_search *search, uint32_t part,
             const struct unit *unit, struct company *company)
{
	uint32_t set = names->company_of[part];

	if (set == 0)
		return true;
	if (!company->filled)
		find_company(names, text, search, unit, company);
	return company->any || has_company(names, text, search, &names->parts[part], &names->companies[set - 1], company);
}

/* Tries the names that word i was found to be looked for by, when it is read alone. */
static void
try_accepted(const struct names *names, const struct text *text, struct name_search *search, size_t i,
             uint32_t field)
{
	const uint32_t *accepted = search->accepted + search->seen[i].list;
	UNINITIALISED struct unit alone;
	UNINITIALISED struct company company;

	alone.first = alone.last = (uint32_t)i;
	company.filled = false;
	for (uint32_t n = 1; n <= accepted[0]; n++) {
		uint32_t part = accepted[n] & ACCEPTED_PART;
		UNINITIALISED struct unit unit;

		if (!may_be_there(names, text, search, part, &alone, &company))
			continue;
		unit = names_place(names, text, search, i)->units[accepted[n] >> ACCEPTED_UNIT];
		names_judge(names, text, search, &names->parts[part], &unit, NULL, field);
	}
}

/* Tries all names that are looked for by a unit. */
static void
try_unit(const struct names *names, const struct text *text, struct name_search *search, struct unit *unit,
         uint32_t field)
{
	uint32_t bucket = bucket_of(names, unit->key);
	UNINITIALISED struct company company;
	UNINITIALISED struct bound bound;
	bool made = false;

	company.filled = false;
	for (uint32_t i = names->begin[bucket]; i < names->begin[bucket + 1]; i++) {
		if (names->entries[i].key != unit->key)
			continue;
		if (!may_be_there(names, text, search, names->entries[i].part, unit, &company))
			continue;
		if (!made) {
			unit_read(unit, text);
			bound_make(&bound, &unit->sound);
			made = true;
		}
		names_judge(names, text, search, &names->parts[names->entries[i].part], unit, &bound, field);
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
	for (size_t i = 0; i < text->count; i++) {
		bool joined = names_is_joined(search, text, i);

		if (!(search->findings[i] & FOUND_NAME) && !joined)
			continue;
		if (joined || search->seen[i].list == 0)
			find_at(names, text, search, i, search->findings[i] & FOUND_NAME, field);
		else
			try_accepted(names, text, search, i, field);
	}
}

/* Whether a blank stands before the word, as before most. */
static inline bool
is_apart(const struct text *text, size_t i)
{
	size_t end = text->words[i - 1].end;

	return text->words[i].start == end + 1 && text->original[end] == ' ';
}

/* Looks at the words from..to - 1. */
static unsigned
look_at(const struct names *names, const struct text *text, struct name_search *search, size_t from, size_t to)
{
	unsigned all = 0;
	uint8_t *findings = search->findings;
	struct verdict *seen = search->seen;

	memo_tags(&search->memo, text, from, to, seen);
	for (size_t i = from; i < to; i++) {
		const struct verdict *slot = memo_home(&search->memo, seen[i].tag);

		if (!memo_is(slot, seen[i].tag))
			slot = slot_of(names, text, search, i);
		seen[i] = *slot;
		findings[i] = seen[i].tag & FINDINGS;
		all |= findings[i];
		if (i > 0 && !is_apart(text, i) && text->words[i].gap <= GAP_JOINER && units_attached(text, i)) {
			findings[i - 1] |= FOUND_JOINS;
			all |= FOUND_JOINS;
		}
	}
	return all;
}

/* Looks at each word; whether there may be a name. */
static bool
look_over(const struct names *names, const struct text *text, struct name_search *search)
{
	enum { STRIDE = 32 };
	unsigned all = 0;

	search->findings = xgrow(search->findings, &search->finding_cap, text->count, sizeof(*search->findings));
	search->seen = xgrow(search->seen, &search->seen_cap, text->count, sizeof(*search->seen));
	for (size_t i = 0; i < text->count; i += STRIDE)
		all |= look_at(names, text, search, i, text->count - i < STRIDE ? text->count : i + STRIDE);
	return all & (FOUND_NAME | FOUND_JOINS);
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
	if (search->serial != names->serial || search->accepted_count > ACCEPTED / 2) {
		search->accepted_count = 1;
		memo_clear(&search->memo);
		memset(search->costs, 0, COSTS * sizeof(*search->costs));
		memset(search->pairs, 0, PAIRS * sizeof(*search->pairs));
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
