#include "filters/tag/sound_machine.h"

#include <string.h>

#include "common/utf8.h"

/* The order gives each its code, from 1. */
static const char code_names[] = "PFMNLRTSCK";

struct sound_machine sound_machine;

static unsigned states;

/* A code by its name, as in step. */
static uint16_t
code_of(const char *name)
{
	if (name == NULL || *name == '\0')
		return 0;
	return (uint16_t)((strchr(code_names, *name) - code_names + 1) << 8 | 4);
}

static void
set_pair(size_t a, size_t b, uint8_t cost)
{
	sound_machine.pair[a][b] = cost;
	sound_machine.pair[b][a] = cost;
}

static void
make_pairs(void)
{
	enum { UNSET = 255 };

	memset(sound_machine.pair, UNSET, sizeof(sound_machine.pair));
	for (size_t i = 0; i < SYM_COUNT; i++)
		set_pair(i, i, 0);
	for (size_t i = 0; i < sound_pair_count; i++)
		set_pair(sound_pairs[i].a, sound_pairs[i].b, sound_pairs[i].cost);
	for (size_t i = 0; i < SYM_COUNT; i++)
		for (size_t k = 0, like = sound_symbols[i].like; like != SYM_NONE && k < SYM_COUNT; k++)
			if (sound_machine.pair[i][k] == UNSET)
				set_pair(i, k, sound_machine.pair[like][k]);
	for (size_t i = 0; i < SYM_COUNT; i++) {
		uint8_t *close = sound_machine.close[i];

		for (size_t k = 0; k < SYM_COUNT; k++)
			if (sound_machine.pair[i][k] == UNSET)
				sound_machine.pair[i][k] = SOUND_WRONG;
			else if (k > SYM_SILENT)
				*close++ = (uint8_t)k;
	}
}

static void
note_splits(void)
{
	uint8_t *next = sound_machine.split;

	for (size_t i = SYM_SILENT + 1; i < SYM_COUNT; i++)
		if (sound_symbols[i].part[0] != SYM_NONE)
			*next++ = (uint8_t)i;
}

static void
make_nearest(void)
{
	memset(sound_machine.nearest, 255, sizeof(sound_machine.nearest));
	for (size_t i = 0; i < SYM_COUNT; i++) {
		const uint8_t *part = sound_symbols[i].part;

		for (size_t k = 0; k < SYM_COUNT; k++) {
			uint8_t least = sound_machine.pair[i][k];

			for (size_t n = 0; n < 2 && part[0] != SYM_NONE; n++)
				if (sound_machine.pair[part[n]][k] < least)
					least = sound_machine.pair[part[n]][k];
			sound_machine.nearest[i][k] = least;
		}
	}
}

static unsigned
letter_of(const char **p, const char *end)
{
	uint8_t byte = (uint8_t)**p;
	uint32_t c;

	if (byte < 0x80) {
		++*p;
		return sound_machine.latin[byte];
	}
	c = (uint32_t)(byte & 0x1f) << 6 | ((uint8_t)(*p)[1] & 0x3f);
	*p += 2;
	(void)end;
	return sound_machine.letter[c - MACHINE_FIRST];
}

/* Gives the letters of a script their numbers. */
static void
number_letters(unsigned script)
{
	unsigned next = 1;

	for (const struct sound_unit *u = sound_units[script]; u->spelling != NULL; u++)
		for (const char *p = u->spelling; *p != '\0';) {
			uint8_t *at;

			if ((uint8_t)*p < 0x80)
				at = &sound_machine.latin[(uint8_t)*p++];
			else {
				at = &sound_machine.letter[((uint32_t)((uint8_t)p[0] & 0x1f) << 6 | ((uint8_t)p[1] & 0x3f)) - MACHINE_FIRST];
				p += 2;
			}
			if (*at == 0)
				*at = (uint8_t)next++;
		}
}

/* Enters a unit into the tree of its script. */
static void
enter(unsigned script, const struct sound_unit *u)
{
	unsigned state = sound_machine.root[script];
	const char *p = u->spelling, *end = p + strlen(p);

	while (p < end) {
		unsigned letter = letter_of(&p, end);

		if (sound_machine.child[state][letter] == 0)
			sound_machine.child[state][letter] = (uint16_t)states++;
		state = sound_machine.child[state][letter];
	}
	memcpy(sound_machine.unit[state], u->symbols, 2);
}

static uint16_t
unit_codes(unsigned state)
{
	return (uint16_t)sound_machine_join(sound_machine.codes[sound_machine.unit[state][0]],
	                                    sound_machine.codes[sound_machine.unit[state][1]]);
}

/* Where reading stands after these letters, from the root, and the codes of what is behind it: the
 * longest unit at the front is taken off until the rest is the beginning of one. */
static unsigned
settle(unsigned root, const uint8_t *letters, size_t n, uint16_t *codes)
{
	while (n > 0) {
		unsigned state = root, unit = 0;
		size_t taken = 0, i = 0;

		while (i < n && sound_machine.child[state][letters[i]] != 0) {
			state = sound_machine.child[state][letters[i++]];
			if (sound_machine.unit[state][0] != SYM_NONE || i == 1) {
				unit = state;
				taken = i;
			}
		}
		if (i == n && letters[n - 1] != 0)
			return state;
		*codes = (uint16_t)sound_machine_join(*codes, unit_codes(unit));
		letters += taken > 0 ? taken : 1;
		n -= taken > 0 ? taken : 1;
	}
	return root;
}

static void
make_steps(unsigned script, unsigned state, uint8_t *path, size_t depth, bool doubled)
{
	unsigned root = sound_machine.root[script];

	for (unsigned letter = 0; letter < MACHINE_LETTERS; letter++) {
		uint16_t codes = 0;
		unsigned next;

		path[depth] = (uint8_t)letter;
		next = settle(root, path, depth + 1, &codes);
		if (doubled && depth == 1 && path[0] == letter && sound_machine.child[state][letter] == 0) {
			codes = 0;
			next = state;
		}
		sound_machine.step[state * MACHINE_LETTERS + letter] = codes | (uint32_t)(next * MACHINE_LETTERS) << 16;
	}
	for (unsigned letter = 0; letter < MACHINE_LETTERS; letter++) {
		if (sound_machine.child[state][letter] == 0)
			continue;
		path[depth] = (uint8_t)letter;
		make_steps(script, sound_machine.child[state][letter], path, depth + 1, doubled);
	}
}

static void
make_script(unsigned script)
{
	uint8_t path[8];
	unsigned root = states++;

	sound_machine.root[script] = (uint16_t)root;
	number_letters(script);
	for (const struct sound_unit *u = sound_units[script]; u->spelling != NULL; u++)
		enter(script, u);
	make_steps(script, root, path, 0, script <= MACHINE_CYRILLIC);
	for (unsigned letter = 0; letter < MACHINE_LETTERS; letter++) {
		unsigned state = sound_machine.child[root][letter];

		sound_machine.vowel_first[script][letter] = state != 0 && (unit_codes(state) & 255) == 0;
	}
}

/* In which scripts a symbol is read, by their units, marks and, for what else reading makes, by where
 * the table has it. */
static void
note_scripts(void)
{
	enum { ALPHABETS = 1 << MACHINE_LATIN | 1 << MACHINE_GREEK | 1 << MACHINE_CYRILLIC };
	uint8_t *scripts = sound_machine.scripts;

	for (unsigned script = 0; script < MACHINE_SCRIPTS; script++)
		for (const struct sound_unit *u = sound_units[script]; u->spelling != NULL; u++)
			for (size_t i = 0; i < 2; i++)
				scripts[u->symbols[i]] |= (uint8_t)(1u << script);
	for (size_t i = 0; i < sound_mark_count; i++)
		scripts[sound_marks[i].symbol] |= (uint8_t)(1u << (sound_marks[i].point < 0x600 ? MACHINE_LATIN : MACHINE_ARABIC));
	for (size_t i = 0; i < sound_geresh_count; i++)
		scripts[sound_geresh[i].symbol] |= 1 << MACHINE_HEBREW;
	for (size_t i = 0; i < SYM_COUNT; i++)
		if (scripts[i] == 0 && i >= SYM_EA && i <= SYM_AMR_END)
			scripts[i] = 1 << MACHINE_LATIN;
		else if (scripts[i] == 0)
			scripts[i] = i < SYM_ALEF ? ALPHABETS : 1 << MACHINE_ARABIC | 1 << MACHINE_HEBREW;
}

__attribute__((constructor)) static void
make(void)
{
	for (size_t i = 0; i < SYM_COUNT; i++)
		sound_machine.codes[i] = code_of(sound_symbols[i].code);
	make_pairs();
	note_splits();
	make_nearest();
	states = 1; /* 0: none */
	for (unsigned script = 0; script < MACHINE_SCRIPTS; script++)
		make_script(script);
	note_scripts();
}
