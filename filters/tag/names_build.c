/* Compiling names: their words, what is needed of them, and the table by which they are found. */
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/names.h"
#include "filters/tag/names_inner.h"

/* The filter has at least so many bits for each entry, and in all. */
enum { FILTER_SPARSE = 16, FILTER_LEAST = 1 << 15, COUNTERS = 1 << 16, KNOWN_MOST = 16 };

/* The keys of a word: where they are in names.keys. */
struct known {
	uint64_t hash;
	uint32_t at, count;
};

struct builder {
	struct names *names;
	struct text text;
	struct known *known; /* by hash */
	size_t known_mask;
	struct sound_keyer *keyer;
	uint32_t *counts; /* names that have a word with such a key, by its hash */
};

static unsigned
log2_above(size_t n)
{
	unsigned bits = 0;

	while (((size_t)1 << bits) < n)
		bits++;
	return bits;
}

static uint32_t *
counter(struct builder *b, uint32_t key)
{
	return &b->counts[names_mix(key) >> 16 & (COUNTERS - 1)];
}

/* The letters that carry a name: all but vowels and h, doubled ones once. Few of them tell little. */
static size_t
carriers(const struct unit *unit)
{
	size_t count = 0;

	if (unit->len > 0 && (uint8_t)unit->bytes[0] >= 0x80)
		return unit->len / 2 + ((uint8_t)unit->bytes[0] < 0xd5 ? 0 : 1);
	for (size_t i = 0; i < unit->len; i++)
		count += strchr("aeiouhw", unit->bytes[i]) == NULL && (i == 0 || unit->bytes[i] != unit->bytes[i - 1]);
	return count;
}

static uint8_t
weight_of(const struct names *names, const struct text *text, struct unit *unit, bool *leading)
{
	size_t given = lexicon_given(&names->lexicon, text, unit);
	const struct word *word = &text->words[unit->first];
	const struct lexeme *lexeme = NULL;

	*leading = given > 0 && given <= names->lexicon.leading;
	if (unit->first == unit->last)
		lexeme = lexicon_find(&names->lexicon, word->hash, text->folded.data + word->fold, word->fold_len);
	if (lexeme != NULL && lexeme->weight > 0)
		return lexeme->weight;
	if (unit->common || given > 0)
		return WEIGHT_GIVEN;
	return carriers(unit) <= 1 || (carriers(unit) <= 2 && utf8_count(unit->bytes, unit->len) <= 4)
	       ? WEIGHT_SHORT : WEIGHT_FULL;
}

static struct part *
add_part(struct names *names, const struct unit *unit, size_t from, size_t to)
{
	struct part *part;

	names->parts = xgrow(names->parts, &names->part_cap, names->part_count + 1, sizeof(*names->parts));
	part = &names->parts[names->part_count++];
	*part = (struct part){
		.name = (uint32_t)names->count - 1, .from = (uint8_t)from, .to = (uint8_t)to,
		.head = names_head(unit->bytes, unit->len), .mute = unit->mute, .len = unit->len, .at = (uint32_t)names->bytes.len, .key = unit->key,
		.sound = unit->sound,
	};
	buf_add(&names->bytes, unit->bytes, unit->len);
	return part;
}

/* A word of the name. */
static void
add_word(struct builder *b, struct unit *unit, bool article)
{
	struct names *names = b->names;
	struct name *name = &names->names[names->count - 1];
	struct part *part;

	unit_read(unit, &b->text);
	part = add_part(names, unit, name->count, name->count);
	part->weight = weight_of(names, &b->text, unit, &part->leading);
	name->body |= part->weight == WEIGHT_KIND;
	part->article = article || unit->strip == STRIP_ARTICLE;
	name->count++;
}

/* Parts from..to of the name written as one, with `before` in front. */
static void
add_joined(struct names *names, struct name *name, size_t from, size_t to, const char *before, size_t n)
{
	struct unit unit = {.first = 0};
	unsigned weight = 0;
	struct part *part;

	memcpy(unit.bytes, before, n);
	unit.len = (uint8_t)n;
	for (size_t i = from; i <= to; i++) {
		const struct part *word = &names->parts[name->part + i];

		if (unit.len + word->len > UNIT_BYTES)
			return;
		memcpy(unit.bytes + unit.len, names->bytes.data + word->at, word->len);
		unit.len += word->len;
		weight += word->weight;
	}
	unit.key = sound_key(unit.bytes, unit.len);
	if (unit.key == 0)
		return;
	sound_read(&unit.sound, unit.bytes, unit.len, NULL, 0);
	part = add_part(names, &unit, from, to);
	part->weight = (uint8_t)(weight < 255 ? weight : 255);
	part->led = n > 0;
	part->article = true;
	name->parts++;
}

/* Whether one of the signs stands before word i. */
static bool
has_before(const struct text *text, size_t i, const char *signs)
{
	size_t from = i > 0 ? text->words[i - 1].end : 0;
	size_t to = i < text->count ? text->words[i].start : text->original_len;

	for (size_t at = from; at < to; at++)
		if (strchr(signs, text->original[at]) != NULL && text->original[at] != '\0')
			return true;
	return false;
}

/* Whether a word in brackets is the abbreviation of the words before it. */
static bool
is_abbreviation(const struct text *text, size_t i)
{
	const struct word *word = &text->words[i];
	const char *s = text->folded.data + word->fold;

	if (!has_before(text, i + 1, ")]") || word->fold_len > 8)
		return false;
	for (size_t at = 0; at < i && at < 2; at++)
		if (text->folded.data[text->words[at].fold] == *s)
			return true;
	return false;
}

/* Reads the words of a term. With `all` none is left out. */
static void
read_words(struct builder *b, bool all)
{
	struct names *names = b->names;
	struct name *name = &names->names[names->count - 1];
	const struct text *text = &b->text;
	struct unit unit;
	bool bracket = false, article = false;

	for (size_t i = 0; i < text->count && name->count < NAME_WORDS; i = unit.last + 1u) {
		unsigned role = units_role(&names->lexicon, text, i);
		bool alone = text->words[i].fold_len == 1 && text->count > 2;

		unit.last = (uint32_t)i;
		if (has_before(text, i, ")]"))
			bracket = false;
		if (has_before(text, i, "(["))
			bracket = is_abbreviation(text, i);
		if (!all && bracket && name->count > 0)
			continue;
		/* of Abdul Manan Agha too much would be left out */
		if (role & ROLE_TITLE && name->count == 1 && i + 1 == text->count)
			role = 0;
		if (!all && ((role & ROLE_OPTIONAL && !(role & ROLE_ABD)) || alone)) {
			article = (role & ROLE_ARTICLE) != 0;
			if (name->count == 0) {
				const struct lexeme *lexeme = lexicon_find(&names->lexicon, text->words[i].hash,
				    text->folded.data + text->words[i].fold, text->words[i].fold_len);

				name->lead++;
				name->lead_roles |= (uint16_t)(role & ~(unsigned)ROLE_LINK);
				if (lexeme != NULL && role & (ROLE_FILIAL | ROLE_KUNYA | ROLE_TITLE)) {
					name->lead_row = lexeme->row;
					name->needs_lead = true;
				}
			}
			continue;
		}
		units_of_name(&names->lexicon, text, i, &unit);
		add_word(b, &unit, article);
		article = false;
	}
}

/* The particle that a name of one word needs, joined with it: Binladen, Abubakr. */
static void
add_led(struct builder *b, struct name *name)
{
	const struct word *word = b->text.words;

	for (size_t i = 0; i < b->text.count && i < name->lead; i++, word++) {
		const char *s = b->text.folded.data + word->fold;
		const struct lexeme *lexeme = lexicon_find(&b->names->lexicon, word->hash, s, word->fold_len);

		if (lexeme != NULL && lexeme->role & (ROLE_FILIAL | ROLE_KUNYA) && word->fold_len < UNIT_BYTES / 2) {
			add_joined(b->names, name, 0, 0, s, word->fold_len);
			return;
		}
	}
}

static void
add_name(struct builder *b, const struct term *term)
{
	struct names *names = b->names;
	struct name *name;

	text_fold(&b->text, term->text, strlen(term->text));
	if (b->text.count == 0)
		return;
	names->names = xgrow(names->names, &names->cap, names->count + 1, sizeof(*names->names));
	name = &names->names[names->count++];
	*name = (struct name){.term = (uint32_t)term->id, .part = (uint32_t)names->part_count,
	                      .generous = term->generous};
	read_words(b, false);
	if (name->count == 0) {
		name->lead = 0;
		name->lead_roles = 0;
		name->needs_lead = false;
		read_words(b, true);
	}
	if (name->count != 1)
		name->needs_lead = false;
	name->parts = name->count;
	for (size_t i = 0; i + 1 < name->count; i++)
		add_joined(names, name, i, i + 1, "", 0);
	if (name->count == 3)
		add_joined(names, name, 0, 2, "", 0);
	if (name->needs_lead)
		add_led(b, name);
	for (size_t i = 0; i < name->count; i++)
		++*counter(b, names->parts[name->part + i].key);
}

/* The word by which the name is best looked for: it has weight, and few names share it. */
static size_t
rarest(struct builder *b, const struct name *name)
{
	size_t best = 0;
	double least = 0;

	for (size_t i = 0; i < name->count; i++) {
		const struct part *part = &b->names->parts[name->part + i];
		bool digit = (uint8_t)(b->names->bytes.data[part->at] - '0') < 10;
		/* a short word may be written otherwise, a number may not */
		double rank = ((part->mute || part->key == SOUND_SOFT_KEY) && !digit ? 64.0 : 1.0) * (1 + *counter(b, part->key)) / part->weight / part->weight;

		if (i == 0 || rank <= least) {
			best = i;
			least = rank;
		}
	}
	return best;
}

static uint32_t
add_to_pool(struct names *names, const uint32_t *keys, size_t count)
{
	uint32_t at = (uint32_t)names->key_count;

	names->keys = xgrow(names->keys, &names->key_cap, names->key_count + count, sizeof(*names->keys));
	memcpy(names->keys + at, keys, count * sizeof(*keys));
	names->key_count += count;
	return at;
}

/* The keys of a word, worked out once for all names that have it. */
static void
find_keys(struct builder *b, struct part *part, bool generous)
{
	const char *s = b->names->bytes.data + part->at;
	uint64_t hash = hash_seeded(s, part->len) ^ generous;
	struct known *known = &b->known[hash & b->known_mask];

	if (known->hash != hash) {
		uint32_t keys[SOUND_KEYS];

		known->hash = hash;
		known->count = (uint32_t)sound_keys_with(b->keyer, s, part->len, generous, keys);
		known->at = add_to_pool(b->names, keys, known->count);
	}
	part->keys_at = known->at;
	part->key_count = known->count;
}

static void
add_keys(struct builder *b, size_t number, bool generous, bool anchor)
{
	struct names *names = b->names;
	struct part *part = &names->parts[number];

	/* words written as one are found by the key that they have then: their spelling is the owner's */
	if (!part->mute && part->from == part->to) {
		find_keys(b, part, generous);
	} else {
		part->keys_at = add_to_pool(names, &part->key, 1);
		part->key_count = 1;
	}
	memset(&part->keys, part->mute ? 255 : 0, sizeof(part->keys));
	for (size_t i = 0; i < part->key_count; i++)
		key_set_add(&part->keys, names->keys[part->keys_at + i]);
	if (anchor && part->from == part->to) {
		names->bounds = xgrow(names->bounds, &names->bound_cap, names->bound_count + 1, sizeof(*names->bounds));
		bound_make(&names->bounds[names->bound_count++], &part->sound);
		part->bound = (uint32_t)names->bound_count;
	}
	for (size_t i = 0; anchor && i < part->key_count; i++) {
		names->entries = xgrow(names->entries, &names->entry_cap, names->entry_count + 1,
		                       sizeof(*names->entries));
		names->entries[names->entry_count++] = (struct entry){names->keys[part->keys_at + i], (uint32_t)number};
	}
}

/* Whether a name is looked for by word i. */
static bool
is_anchor(const struct names *names, const struct name *name, size_t i, size_t best)
{
	const struct part *part = &names->parts[name->part + i];

	if (i == best)
		return true;
	return name->generous && (part->weight == WEIGHT_FULL || (!name->body && !part->leading));
}

/* Notes the keys of the parts that may stand beside one by which the name is looked for. */
static void
add_company(struct names *names, const struct name *name, const struct part *found)
{
	struct company_set *set;

	names->companies = xgrow(names->companies, &names->company_cap, names->company_count + 1,
	                         sizeof(*names->companies));
	set = &names->companies[names->company_count++];
	memset(set, 0, sizeof(*set));
	names->company_of[found - names->parts] = (uint32_t)names->company_count;
	for (size_t p = 0; p < name->parts; p++) {
		const struct part *part = &names->parts[name->part + p];

		if (part->to >= found->from && part->from <= found->to)
			continue;
		if (part->mute)
			memset(set, 255, sizeof(*set));
		for (uint32_t i = 0; i < part->key_count; i++)
			company_add(set, names->keys[part->keys_at + i]);
	}
}

static void
index_name(struct builder *b, const struct name *name)
{
	struct names *names = b->names;
	size_t best = rarest(b, name);
	bool anchored[UINT8_MAX + 1] = {false};

	for (size_t i = 0; i < name->parts; i++) {
		struct part *part = &names->parts[name->part + i];
		bool anchor = false;

		part->words = name->count < 3 ? name->count : 3;
		part->generous = name->generous;
		for (size_t word = part->from; word <= part->to; word++)
			anchor |= is_anchor(names, name, word, best);
		add_keys(b, name->part + i, name->generous, anchor);
		if (anchor && (size_t)(part->to - part->from) + 1 < name->count)
			anchored[i] = true;
	}
	for (size_t i = 0; i < name->parts; i++)
		if (anchored[i])
			add_company(names, name, &names->parts[name->part + i]);
}

/* Sorts the entries by bucket (counting) and makes the filter. */
static void
make_index(struct names *names)
{
	unsigned bits = log2_above(names->entry_count + 1);
	size_t buckets = (size_t)1 << bits, least = names->entry_count * FILTER_SPARSE;
	struct entry *sorted = xcalloc(names->entry_count + 1, sizeof(*sorted));
	uint32_t *at;

	names->shift = 32 - bits;
	names->begin = xcalloc(buckets + 2, sizeof(*names->begin));
	bits = log2_above(least > FILTER_LEAST ? least : FILTER_LEAST);
	names->filter_shift = 32 - bits;
	names->filter = xcalloc((size_t)1 << (bits - 6), sizeof(*names->filter));
	at = names->begin + 1;
	for (size_t i = 0; i < names->entry_count; i++) {
		uint32_t mixed = names_mix(names->entries[i].key), bit = mixed >> names->filter_shift;

		names->filter[bit >> 6] |= (uint64_t)1 << (bit & 63);
		at[(names->shift < 32 ? mixed >> names->shift : 0) + 1]++;
	}
	for (size_t i = 0; i < buckets; i++)
		at[i + 1] += at[i];
	for (size_t i = 0; i < names->entry_count; i++) {
		uint32_t mixed = names_mix(names->entries[i].key);

		sorted[at[names->shift < 32 ? mixed >> names->shift : 0]++] = names->entries[i];
	}
	free(names->entries);
	names->entries = sorted;
	names->entry_cap = names->entry_count + 1;
}

struct names *
names_new_terms(const struct term *const *terms, size_t count)
{
	static uint64_t serial;
	struct builder builder = {0};
	struct names *names;
	bool any = false;
	unsigned bits;

	for (size_t i = 0; i < count; i++)
		any |= terms[i]->kind == TERM_NAME;
	if (!any)
		return NULL;
	names = xcalloc(1, sizeof(*names));
	names->serial = __atomic_add_fetch(&serial, 1, __ATOMIC_RELAXED);
	builder.names = names;
	builder.counts = xcalloc(COUNTERS, sizeof(*builder.counts));
	bits = log2_above(2 * count);
	builder.known_mask = ((size_t)1 << (bits < KNOWN_MOST ? bits : KNOWN_MOST)) - 1;
	builder.known = xcalloc(builder.known_mask + 1, sizeof(*builder.known));
	builder.keyer = sound_keyer_new();
	lexicon_make(&names->lexicon, builder.keyer);
	for (size_t i = 0; i < count; i++)
		if (terms[i]->kind == TERM_NAME)
			add_name(&builder, terms[i]);
	names->parts = xreallocarray(names->parts, names->part_count + 1, sizeof(*names->parts));
	names->part_cap = names->part_count + 1;
	names->company_of = xcalloc(names->part_count + 1, sizeof(*names->company_of));
	for (size_t i = 0; i < names->count; i++)
		index_name(&builder, &names->names[i]);
	make_index(names);
	text_free(&builder.text);
	free(builder.counts);
	free(builder.known);
	sound_keyer_free(builder.keyer);
	return names;
}

struct names *
names_new(const struct rule_set *set)
{
	size_t count = rules_term_count(set);
	const struct term **terms = xcalloc(count + 1, sizeof(const struct term *));
	struct names *names;

	for (size_t i = 0; i < count; i++)
		terms[i] = rules_term(set, i);
	names = names_new_terms(terms, count);
	free(terms);
	return names;
}

void
names_free(struct names *names)
{
	if (names == NULL)
		return;
	lexicon_free(&names->lexicon);
	free(names->names);
	free(names->parts);
	free(names->bounds);
	free(names->companies);
	free(names->company_of);
	free(names->keys);
	free(names->entries);
	free(names->begin);
	free(names->filter);
	buf_free(&names->bytes);
	free(names);
}
