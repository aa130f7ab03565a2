/* The tables of names_table.h, folded, for looking up. */
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/names_inner.h"

enum { SLOTS = 4096 };

static struct lexeme *
slot_of(const struct lexicon *lexicon, uint32_t hash, const char *s, size_t n)
{
	size_t i = hash & lexicon->mask;

	for (; lexicon->slots[i].n > 0; i = (i + 1) & lexicon->mask) {
		const struct lexeme *slot = &lexicon->slots[i];

		if (slot->hash == hash && slot->n == n && memcmp(lexicon->bytes.data + slot->at, s, n) == 0)
			break;
	}
	return &lexicon->slots[i];
}

const struct lexeme *
lexicon_find(const struct lexicon *lexicon, uint32_t hash, const char *s, size_t n)
{
	const struct lexeme *slot;

	if (!(lexicon->bits[hash >> 6 & 63] >> (hash & 63) & 1))
		return NULL;
	slot = slot_of(lexicon, hash, s, n);
	return slot->n > 0 ? slot : NULL;
}

/* Takes each word of a list: words that folding cuts in two are left out, but for their first. */
static void
add_forms(struct lexicon *lexicon, struct text *text, const char *forms, unsigned role, unsigned weight,
          size_t row)
{
	text_fold(text, forms, strlen(forms));
	for (size_t i = 0; i < text->count; i++) {
		const struct word *word = &text->words[i];
		const char *s = text->folded.data + word->fold;
		struct lexeme *slot = slot_of(lexicon, word->hash, s, word->fold_len);

		if (units_attached(text, i) || units_attached(text, i + 1))
			continue;
		if (slot->n == 0) {
			*slot = (struct lexeme){
				.hash = word->hash, .at = (uint32_t)lexicon->bytes.len, .n = (uint16_t)word->fold_len,
				.row = (uint8_t)row,
			};
			buf_add(&lexicon->bytes, s, word->fold_len);
			lexicon->bits[word->hash >> 6 & 63] |= (uint64_t)1 << (word->hash & 63);
		}
		slot->role |= (uint16_t)role;
		if (weight > 0)
			slot->weight = (uint8_t)weight;
	}
}

static void
add_given(struct lexicon *lexicon, struct text *text, const char *list, struct sound_keyer *keyer)
{
	text_fold(text, list, strlen(list));
	for (size_t i = 0; i < text->count; i++) {
		const struct word *word = &text->words[i];
		const char *s = text->folded.data + word->fold;
		uint32_t keys[SOUND_KEYS];
		size_t count = sound_keys_with(keyer, s, word->fold_len, false, keys);

		lexicon->sounds = xgrow(lexicon->sounds, &lexicon->sound_cap, lexicon->sound_count + 1,
		                        sizeof(*lexicon->sounds));
		sound_read(&lexicon->sounds[lexicon->sound_count], s, word->fold_len,
		           text->original + word->start, word->end - word->start);
		if (count == 0)
			keys[count++] = unit_mute_key(s, word->fold_len);
		for (size_t k = 0; k < count; k++) {
			lexicon->given = xgrow(lexicon->given, &lexicon->given_cap, lexicon->given_count + 1,
			                       sizeof(*lexicon->given));
			lexicon->given[lexicon->given_count++] =
				(struct given){keys[k], (uint32_t)lexicon->sound_count};
		}
		lexicon->sound_count++;
	}
}

static int
by_key(const void *left, const void *right)
{
	const struct given *a = left, *b = right;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return (a->sound > b->sound) - (a->sound < b->sound);
}

void
lexicon_make(struct lexicon *lexicon, struct sound_keyer *keyer)
{
	struct text text = {0};

	lexicon->slots = xcalloc(SLOTS, sizeof(*lexicon->slots));
	lexicon->mask = SLOTS - 1;
	for (size_t i = 0; i < name_particle_count; i++)
		add_forms(lexicon, &text, name_particles[i].forms, name_particles[i].role, 0, i);
	for (size_t i = 0; i < name_weak_count; i++)
		add_forms(lexicon, &text, name_weak[i].forms, 0, name_weak[i].weight, UINT8_MAX);
	add_given(lexicon, &text, name_given_leading, keyer);
	lexicon->leading = lexicon->sound_count;
	add_given(lexicon, &text, name_given, keyer);
	qsort(lexicon->given, lexicon->given_count, sizeof(*lexicon->given), by_key);
	text_free(&text);
}

size_t
lexicon_given(const struct lexicon *lexicon, const struct text *text, struct unit *unit)
{
	size_t low = 0, high = lexicon->given_count;
	struct bound_rest sums;
	struct bound bound;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (lexicon->given[middle].key < unit->key)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == lexicon->given_count || lexicon->given[low].key != unit->key)
		return 0;
	unit_read(unit, text);
	bound_make(&bound, &unit->sound);
	for (; low < lexicon->given_count && lexicon->given[low].key == unit->key; low++) {
		const struct sound *sound = &lexicon->sounds[lexicon->given[low].sound];
		size_t count = sound->count > unit->sound.count ? sound->count : unit->sound.count;

		if (!bound_sums(&bound, sound, sound_usual(count), &sums) &&
		    sound_cost_from(sound, &unit->sound, sound_usual(count), sums.rest) <= sound_usual(count))
			return lexicon->given[low].sound + 1;
	}
	return 0;
}

void
lexicon_free(struct lexicon *lexicon)
{
	buf_free(&lexicon->bytes);
	free(lexicon->slots);
	free(lexicon->sounds);
	free(lexicon->given);
}
