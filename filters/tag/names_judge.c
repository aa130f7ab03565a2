/* Whether what stands around a word is the name that the word was found for. */
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/match_table.h"
#include "filters/tag/names.h"
#include "filters/tag/names_inner.h"
#include "filters/tag/names_judge.h"
#include "filters/tag/sound_table.h"

enum {
	PARTICLES_MOST = 4, /* in a row, between two words of a name */
	FOREIGN_MOST = 2,   /* other names between its first and its last word; ~~: in a row */
	MARKS_MOST = 2,     /* quotation marks, brackets, a comma */
	ROTATIONS_MOST = 5, /* words of names that may begin with any of them */
	ENOUGH = 15,        /* weight that ~~ asks for */
	ENOUGH_BODY = 14,   /* of bodies: a word of their own and one for what they are */
	ENOUGH_SHORT = 10,
	GENITIVE_LEAST = 7, /* symbols of a word that is all of the name and may have an s more or less at its end */
	CLOSE = 100,        /* what the words of a name may cost, in per cent of what is usual for them */
	ALONE = 80          /* the same of a word that is all of the name, in letters of the same script */
};

/* A name being put together around a word of its. */
struct judge {
	const struct names *names;
	const struct text *text;
	struct name_search *search;
	const struct name *name;
	const struct part *parts;
	uint32_t lo, hi;     /* words of the text so far */
	uint32_t found;      /* words of the name, as bits */
	uint8_t begin, end;  /* the words that stand first and last */
	uint8_t descents;    /* how often the order of its words is broken */
	uint8_t skip, strip; /* of the first */
	bool led;
	bool foreign_script; /* the text's is not the name's */
	unsigned foreign, marks, commas, initials;
	unsigned between;     /* other names in it, all together */
	unsigned cost, limit; /* of its words together */
};

static const char *
folded(const struct text *text, size_t i)
{
	return text->folded.data + text->words[i].fold;
}

/* The marks that may stand within a name. */
static bool
passes(struct judge *j, size_t i, bool comma)
{
	const struct word *word = &j->text->words[i];
	const char *p = j->text->original + word[-1].end, *end = j->text->original + word->start;

	if (word->gap <= GAP_JOINER)
		return true;
	if (word->gap >= GAP_SENTENCE || j->marks >= MARKS_MOST)
		return false;
	while (p < end) {
		uint32_t c = utf8_decode(&p, end);

		if (c == ',' || c == 0x60c) {
			if (!comma)
				return false;
			comma = false;
			j->commas++;
		} else if (strchr(" .()\"'-\n\t", (int)(c < 128 ? c : '?')) == NULL ||
		           (c >= 128 && c != 0xab && c != 0xbb && (c < 0x2000 || c > 0x201f))) {
			return false;
		}
	}
	j->marks++;
	return true;
}

static bool
is_letter_of(const struct judge *j, size_t i, const struct part *part)
{
	const struct word *word = &j->text->words[i];
	const char *name = j->names->bytes.data + part->at;

	if (word->fold_len > 4 && !(word->flags & WORD_ACRONYM))
		return false;
	return judge_is_initial(j->text, j->search, i) &&
	       judge_same_initial(folded(j->text, i), word->fold_len, name, part->len);
}

/* A way to go on: a part of the name, and a unit that is it. */
struct step {
	const struct part *part;
	struct unit unit;
	unsigned cost, limit;
	bool initial;
};

static void
consider(struct judge *j, const struct part *part, struct unit *unit, struct step *best)
{
	unsigned cost, limit;

	if (!names_same(j->names, j->text, j->search, part, unit, NULL, &cost, &limit))
		return;
	if (best->part != NULL && (best->cost < cost || (best->cost == cost && best->unit.len <= unit->len)))
		return;
	best->part = part;
	best->unit = *unit;
	best->cost = cost;
	best->limit = limit;
	best->initial = false;
}

/* Whether a part may come next: `wanted` is the word that it must begin (or, to the left, end) with,
 * -1 for any. */
static bool
may_come(const struct judge *j, const struct part *part, int wanted, bool left)
{
	uint32_t words = ((uint32_t)2 << part->to) - ((uint32_t)1 << part->from);

	return !(j->found & words) && (wanted < 0 || (left ? part->to : part->from) == wanted);
}

/* Finds a part among the units at a place: to the left those that end there. */
static bool
step_at(struct judge *j, size_t at, int wanted, bool left, struct step *best)
{
	size_t from = !left ? at : at >= 2 ? at - 2 : 0;

	best->part = NULL;
	for (size_t p = 0; p < j->name->parts; p++) {
		const struct part *part = &j->parts[p];

		if (!may_come(j, part, wanted, left))
			continue;
		for (size_t i = from; i <= at; i++) {
			struct place *place = names_place(j->names, j->text, j->search, i);

			for (size_t u = 0; u < place->count; u++) {
				struct unit *unit = &place->units[u];

				if ((left ? unit->last == at : unit->strip != STRIP_PROCLITIC) &&
				    (part->mute || unit->mute || key_set_has(&part->keys, unit->key)))
					consider(j, part, unit, best);
			}
		}
		if (best->part == NULL && part->from == part->to && is_letter_of(j, at, part)) {
			*best = (struct step){.part = part, .initial = true};
			best->unit.first = best->unit.last = (uint32_t)at;
		}
	}
	return best->part != NULL;
}

/* Whether it stands on the wrong side. */
static bool
is_turned(const struct judge *j, const struct step *step, bool left)
{
	return left ? step->part->from > j->begin : step->part->to < j->end;
}

static void
take(struct judge *j, const struct step *step, bool left)
{
	const struct part *part = step->part;

	j->found |= ((uint32_t)2 << part->to) - ((uint32_t)1 << part->from);
	j->initials += step->initial;
	j->led |= part->led;
	j->cost += step->cost;
	j->limit += step->limit;
	j->descents += left ? part->to > j->begin : part->from < j->end;
	if (!left) {
		j->hi = step->unit.last;
		j->end = part->to;
		return;
	}
	j->lo = step->unit.first;
	j->begin = part->from;
	j->skip = step->unit.skip;
	j->strip = step->unit.strip;
}

/* Looks for the next word to one side. */
static bool
go(struct judge *j, int wanted, bool left, bool comma)
{
	struct judge before = *j;
	unsigned particles = 0;
	size_t at = left ? j->lo : j->hi;

	if (left && j->strip == STRIP_PROCLITIC)
		return false;
	for (;;) {
		struct step step;

		if (left ? at == 0 : at + 1 >= j->text->count)
			break;
		if (!passes(j, left ? at : at + 1, comma))
			break;
		at = left ? at - 1 : at + 1;
		if (step_at(j, at, wanted, left, &step)) {
			if (j->foreign > before.foreign && (step.initial || (wanted < 0 && is_turned(j, &step, left))))
				break;
			take(j, &step, left);
			return true;
		}
		if (units_role(&j->names->lexicon, j->text, at) & ROLE_OPTIONAL) {
			if (++particles > PARTICLES_MOST)
				break;
		} else if (!judge_is_name(j->names, j->text, j->search, at) || ++j->foreign > FOREIGN_MOST) {
			break;
		}
	}
	*j = before;
	return false;
}

/* Whether a comma may stand behind a word of the name, whatever was taken for the surname: Dahir, Aweys Hassan. */
static bool
may_part(const struct judge *j, size_t begin, size_t word)
{
	return j->name->body || (begin == word && j->name->count > 2);
}

/* Tries the name's words in an order that begins with word `begin`: those left of the one found,
 * those right of it. */
static bool
in_order(struct judge *j, size_t begin, const struct part *anchor)
{
	size_t count = j->name->count;

	for (size_t i = anchor->to; (i + 1) % count != begin; ) {
		uint32_t found = j->found;
		size_t next = (i + 1) % count;

		if (!go(j, (int)next, false, next == 0 || may_part(j, begin, i)))
			break;
		while (j->found != found && j->found >> next & 1 && next != begin) {
			i = next;
			next = (i + 1) % count;
		}
	}
	for (size_t i = anchor->from; i != begin; ) {
		size_t next = (i + count - 1) % count;

		if (!go(j, (int)next, true, i == 0 || may_part(j, begin, next)))
			break;
		while (j->found >> next & 1) {
			i = next;
			if (i == begin)
				break;
			next = (i + count - 1) % count;
		}
	}
	return j->found == ((uint32_t)1 << count) - 1 && 100 * j->cost <= CLOSE * j->limit &&
	       (j->commas <= 1 || j->name->body);
}

/* All words side by side, in some other order; then they must be closer in sound. */
static bool
in_any_order(struct judge *j, bool comma)
{
	j->foreign = FOREIGN_MOST;
	while (go(j, -1, false, comma) || go(j, -1, true, comma))
		continue;
	if (comma && (j->begin == 0 || j->commas > 1))
		return false;
	return j->found == ((uint32_t)1 << j->name->count) - 1 && 2 * 100 * j->cost <= CLOSE * j->limit;
}

static bool
find_all(struct judge *j, const struct part *anchor)
{
	struct judge start = *j;
	size_t count = j->name->count;

	if (in_order(j, 0, anchor))
		return true;
	for (size_t begin = count - 1; begin > 0; begin--) {
		*j = start;
		if (in_order(j, begin, anchor))
			return true;
		if (count > ROTATIONS_MOST)
			break;
	}
	for (int comma = 0; count > 2 && comma < 2; comma++) {
		*j = start;
		if (in_any_order(j, comma == 1))
			return true;
	}
	return false;
}

/* Whether it is another one of the family: Saddam Hussein al-Tikriti is not Qusay Saddam Hussein al-Tikriti
 * but his father, and Watban Ibrahim Hassan not Barzan Ibrahim Hassan but his brother. */
static bool
is_kin(const struct judge *j)
{
	if (j->found & 1 || j->name->body || j->name->count < 3)
		return false;
	return (j->begin == 1 && !j->parts[0].leading) || judge_is_other(j->names, j->text, j->search, j->lo);
}

/* Whether it is the same body in another country: that of the name is missing, and another one stands
 * beside. */
static bool
is_elsewhere(const struct judge *j)
{
	const struct text *text = j->text;
	bool missing = false;

	for (size_t i = 0; i < j->name->count; i++)
		missing |= !(j->found >> i & 1) && j->parts[i].weight == WEIGHT_PLACE;
	if (!missing)
		return false;
	for (size_t i = j->lo > 0 ? j->lo - 1 : 0; i < text->count && i <= j->hi + 1u; i++) {
		const struct word *word = &text->words[i];
		const struct lexeme *lexeme = lexicon_find(&j->names->lexicon, word->hash, folded(text, i), word->fold_len);

		if ((i < j->lo || i > j->hi) && lexeme != NULL && lexeme->weight == WEIGHT_PLACE)
			return true;
	}
	return false;
}

/* Whether the words found tell who it is: a rare one and another, or three that are not all of a kind. */
static bool
is_enough(const struct judge *j)
{
	unsigned weight = 0, words = 0, strong = 0, given = 0;

	for (size_t i = 0; i < j->name->count; i++) {
		const struct part *part = &j->parts[i];

		if (!(j->found >> i & 1))
			continue;
		words++;
		weight += part->weight;
		strong += part->weight == WEIGHT_FULL;
		given += part->weight == WEIGHT_GIVEN;
	}
	return words >= 2 && weight >= (j->name->body ? ENOUGH_BODY : ENOUGH) && (strong > 0 || given >= 3);
}

/* Whether it is how a long name is cut short: its first word and its second or its last, side by side and
 * with no other name next to them. Names that stand before given names say nothing. */
static bool
is_short_form(struct judge *j)
{
	uint32_t second = (uint32_t)1 << 1, last = (uint32_t)1 << (j->name->count - 1);
	unsigned weight = 0;
	size_t next = j->hi + 1u;

	if (j->name->body || !(j->found & 1) || !(j->found & (second | last)) || j->begin != 0 || j->descents > 0 ||
	    j->between > 0)
		return false;
	for (size_t i = 0; i < j->name->count; i++)
		if (j->found >> i & 1 && !j->parts[i].leading)
			weight += j->parts[i].weight;
	if (weight < ENOUGH_SHORT || judge_is_other(j->names, j->text, j->search, j->lo))
		return false;
	return next >= j->text->count || j->text->words[next].gap > GAP_JOINER ||
	       !judge_is_name(j->names, j->text, j->search, next);
}

/* ~~: gathers what stands near. */
static bool
find_some(struct judge *j)
{
	bool more = true;

	while (more) {
		more = go(j, -1, false, true);
		j->between += j->foreign;
		j->foreign = 0;
		more |= go(j, -1, true, true);
		j->between += j->foreign;
		j->foreign = 0;
	}
	if (100 * j->cost > CLOSE * j->limit)
		return false;
	/* in order, or turned round, if the whole is seen as a ring */
	if (j->descents + (j->end > j->begin) > 1 && 2 * j->cost > j->limit)
		return false;
	if (j->found == ((uint32_t)1 << j->name->count) - 1)
		return true;
	return (is_enough(j) || is_short_form(j)) && !is_kin(j) && !is_elsewhere(j);
}

/* A particle that stands before the name, and how many bytes of other words are written as one with it:
 * wa-Abu. */
static const struct lexeme *
particle_at(const struct judge *j, size_t i, size_t *skip)
{
	const struct word *word = &j->text->words[i];
	const struct lexicon *lexicon = &j->names->lexicon;
	const char *s = folded(j->text, i);
	const struct lexeme *lexeme = lexicon_find(lexicon, word->hash, s, word->fold_len);
	uint32_t ways = 0, ignored;

	*skip = 0;
	if (lexeme != NULL)
		return lexeme;
	if (word->flags & WORD_ARABIC)
		ways = match_proclitics(s, word->fold_len, &ignored) | (memcmp(s, "و", 2) == 0 ? 1u << 2 : 0);
	else if (word->flags & WORD_HEBREW)
		ways = match_prefixes(s, word->fold_len);
	for (; ways != 0; ways &= ways - 1) {
		size_t n = (size_t)__builtin_ctz(ways);

		lexeme = lexicon_find(lexicon, text_hash(s + n, word->fold_len - n), s + n, word->fold_len - n);
		if (lexeme != NULL && lexeme->role & j->name->lead_roles) {
			*skip = n;
			return lexeme;
		}
	}
	return NULL;
}

/* Takes in the particles before the name that the term has too; false if one is needed and is not there. */
static bool
take_lead(struct judge *j)
{
	bool found = !j->name->needs_lead || j->led;

	for (unsigned n = 0; n <= j->name->lead && j->lo > 0 && j->text->words[j->lo].gap <= GAP_MARK; n++) {
		size_t i = j->lo - 1;
		const struct word *word = &j->text->words[i];
		size_t skip;
		const struct lexeme *lexeme = particle_at(j, i, &skip);

		if (lexeme == NULL || j->strip == STRIP_PROCLITIC ||
		    (skip == 0 && !(units_role(&j->names->lexicon, j->text, i) & j->name->lead_roles)))
			break;
		if (word[1].gap > GAP_JOINER && !(lexeme->role & ROLE_TITLE))
			break;
		found |= lexeme->row == j->name->lead_row;
		j->lo = (uint32_t)i;
		j->skip = (uint8_t)skip;
		j->strip = skip > 0 ? STRIP_PROCLITIC : STRIP_NONE;
	}
	return found;
}

static void
add_hit(struct judge *j, uint32_t field)
{
	struct name_search *search = j->search;
	const struct text *text = j->text;
	const struct word *first = &text->words[j->lo];
	struct hit hit = {.term = j->name->term, .field = field, .first = j->lo, .last = j->hi,
	                  .flags = j->descents > 0 ? NAMES_TURNED : 0};

	if (j->strip == STRIP_ARTICLE && j->parts[0].article)
		j->skip = 0;
	hit.start = j->skip > 0 ? (uint32_t)text_origin(text, first, j->skip) : first->start;
	hit.end = text->words[j->hi].end;
	if (search->hit_count > 0 && memcmp(&search->hits[search->hit_count - 1], &hit, sizeof(hit)) == 0)
		return;
	search->hits = xgrow(search->hits, &search->hit_cap, search->hit_count + 1, sizeof(*search->hits));
	search->hits[search->hit_count++] = hit;
}

static bool
ends_on_s(const struct sound *sound)
{
	unsigned last = sound->count > 0 ? sound->letters[sound->count - 1] : SYM_NONE;

	return last == SYM_S_LAST || last == SYM_S_END || last == SYM_PS;
}

/* Whether one has an s at the end that the other lacks: Netanyahus, but William is not Williams. */
static bool
is_genitive(const struct sound *a, const struct sound *b)
{
	return a->script == SOUND_LATIN && b->script == SOUND_LATIN && a->count != b->count && ends_on_s(a) != ends_on_s(b);
}

void
names_judge(const struct names *names, const struct text *text, struct name_search *search,
            const struct part *part, struct unit *unit, const struct bound *bound, uint32_t field)
{
	const struct name *name = &names->names[part->name];
	struct judge start, j = {
		.names = names, .text = text, .search = search, .name = name, .parts = &names->parts[name->part],
		.lo = unit->first, .hi = unit->last, .skip = unit->skip, .strip = unit->strip, .led = part->led, .begin = part->from, .end = part->to,
		.found = ((uint32_t)2 << part->to) - ((uint32_t)1 << part->from),
	};

	if (!names_same(names, text, search, part, unit, bound, &j.cost, &j.limit))
		return;
	j.foreign_script = part->sound.script != unit->sound.script;
	/* a word alone, in letters of the same script, must be closer */
	if (name->count == 1 && !j.foreign_script && 100 * j.cost > (name->generous ? CLOSE : ALONE) * j.limit)
		return;
	if (name->count == 1 && j.cost > 0 && is_genitive(&part->sound, &unit->sound) &&
	    (ends_on_s(&part->sound) || part->sound.count < GENITIVE_LEAST))
		return;
	if (name->count == 1 && name->generous)
		j.limit = j.cost;
	start = j;
	if (!find_all(&j, part)) {
		j = start;
		if (!name->generous || !find_some(&j))
			return;
	}
	if (!take_lead(&j) || (name->count > 1 && judge_is_kin(names, text, search, j.lo)))
		return;
	add_hit(&j, field);
}
