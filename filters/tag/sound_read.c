/* Reading words: their letters as symbols, by what stands beside them. */
#include "filters/tag/sound.h"

#include <string.h>

#include "filters/tag/sound_machine.h"

/* Case endings of Russian, Ukrainian and Bulgarian nouns and adjectives that names take, longest
 * first (Zaliznyak's classes); as symbols. й is folded to и. */
static const struct {
	uint8_t count;
	uint8_t symbols[3];
} endings[] = {
	{3, {SYM_O, SYM_CYRILLIC_G, SYM_O}}, {3, {SYM_E, SYM_CYRILLIC_G, SYM_O}},
	{3, {SYM_O, SYM_M, SYM_U}}, {3, {SYM_E, SYM_M, SYM_U}}, {3, {SYM_I, SYM_M, SYM_I}},
	{3, {SYM_O, SYM_V, SYM_I}}, {2, {SYM_O, SYM_M}}, {2, {SYM_E, SYM_M}}, {2, {SYM_I, SYM_M}},
	{2, {SYM_O, SYM_I}}, {2, {SYM_O, SYM_U}}, {2, {SYM_I, SYM_I}},
	{1, {SYM_AI}}, {1, {SYM_EY}}, {1, {SYM_A}}, {1, {SYM_U}}, {1, {SYM_E}}, {1, {SYM_I}}, {1, {SYM_UU}},
	{1, {SYM_YA}}, {1, {SYM_YU}},
};

/* What countries end on, longest first: Syria, Syrien, Syrie, Suriye, Сирия, Сирии, سوريا, سورية,
 * سوریه, סוריה; Turkey, Turquie, Türkei, Türkiye, Турция. */
static const struct {
	uint8_t script, count;
	uint8_t symbols[4];
} lands[] = {
	{SOUND_LATIN, 4, {SYM_I, SYM_Y, SYM_A, SYM_H_END}}, {SOUND_LATIN, 4, {SYM_I, SYM_Y, SYM_E, SYM_H_END}},
	{SOUND_LATIN, 3, {SYM_I, SYM_E, SYM_N}}, {SOUND_LATIN, 3, {SYM_I, SYM_Y, SYM_A}},
	{SOUND_LATIN, 3, {SYM_I, SYM_Y, SYM_E}},
	{SOUND_LATIN, 3, {SYM_I, SYM_Y, SYM_AE}}, {SOUND_LATIN, 2, {SYM_I, SYM_A}},
	{SOUND_LATIN, 2, {SYM_I, SYM_E}},
	{SOUND_LATIN, 2, {SYM_Y, SYM_A}}, {SOUND_LATIN, 2, {SYM_Y, SYM_E}}, {SOUND_LATIN, 1, {SYM_Y}},
	{SOUND_LATIN, 1, {SYM_EY}},
	{SOUND_CYRILLIC, 2, {SYM_I, SYM_A}}, {SOUND_CYRILLIC, 2, {SYM_I, SYM_YU}},
	{SOUND_CYRILLIC, 2, {SYM_I, SYM_E}}, {SOUND_CYRILLIC, 1, {SYM_I}},
	{SOUND_ARABIC, 2, {SYM_YEH, SYM_ALEF}}, {SOUND_ARABIC, 2, {SYM_YEH, SYM_ALEF_EAST}},
	{SOUND_ARABIC, 2, {SYM_YEH, SYM_TEH_END}}, {SOUND_ARABIC, 2, {SYM_YEH, SYM_HEH_END}},
	{SOUND_ARABIC, 2, {SYM_YEH, SYM_AE}}, {SOUND_ARABIC, 1, {SYM_YEH_END}},
	{SOUND_HEBREW, 2, {SYM_YEH, SYM_TEH_END}},
};

enum { READ_BYTES = 7 * SOUND_LETTERS }; /* no unit is longer than seven */

/* The symbols that endings and countries end on; filled before main(). */
static bool ends_case[SYM_COUNT], ends_land[SYM_COUNT];

__attribute__((constructor)) static void
fill(void)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		ends_case[endings[i].symbols[endings[i].count - 1]] = true;
	for (size_t i = 0; i < sizeof(lands) / sizeof(lands[0]); i++)
		ends_land[lands[i].symbols[lands[i].count - 1]] = true;
}

static void
read_stem(struct sound *sound)
{
	bool may = ends_case[sound->letters[sound->count - 1]];

	for (size_t i = 0; may && i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t n = endings[i].count;

		if (sound->count >= n + SOUND_STEM_LEAST
		    && memcmp(sound->letters + sound->count - n, endings[i].symbols, n) == 0) {
			sound->stem = (uint8_t)(sound->count - n);
			break;
		}
	}
	/* what looks like a long ending may be of the stem, but for the last vowel: Фатимы */
	if (sound->count > SOUND_STEM_LEAST && sound_symbols[sound->letters[sound->count - 1]].vowel)
		sound->short_stem = (uint8_t)(sound->count - 1);
	if (sound->stem > sound->short_stem)
		sound->stem = sound->short_stem;
}

static void
read_land(struct sound *sound)
{
	if (!ends_land[sound->letters[sound->count - 1]])
		return;
	for (size_t i = 0; i < sizeof(lands) / sizeof(lands[0]); i++) {
		size_t n = lands[i].count;

		if (lands[i].script == sound->script && sound->count >= n + SOUND_STEM_LEAST
		    && memcmp(sound->letters + sound->count - n, lands[i].symbols, n) == 0) {
			sound->land = (uint8_t)(sound->count - n);
			return;
		}
	}
}

/* The longest unit at s, as its state; takes tells its bytes. */
static unsigned
next_unit(unsigned root, const uint8_t *s, size_t n, size_t *takes)
{
	const struct sound_machine *m = &sound_machine;
	unsigned state = root, unit = 0;
	size_t i = 0;

	*takes = s[0] < 0x80 || n < 2 ? 1 : 2;
	while (i < n) {
		unsigned letter = 0;
		size_t width = 1;

		if (s[i] < 0x80)
			letter = m->latin[s[i]];
		else if (i + 1 < n && (s[i] & 0xe0) == 0xc0) {
			uint32_t c = (uint32_t)(s[i] & 0x1f) << 6 | (s[i + 1] & 0x3f);

			width = 2;
			letter = c >= MACHINE_FIRST && c <= MACHINE_LAST ? m->letter[c - MACHINE_FIRST] : 0;
		}
		state = m->child[state][letter];
		if (state == 0)
			break;
		i += width;
		if (m->unit[state][0] != SYM_NONE) {
			unit = state;
			*takes = i;
		}
	}
	return unit;
}

static const struct sound_mark *
find_mark(uint32_t c)
{
	size_t low = 0, high = sound_mark_count;

	if (c < sound_marks[0].point)
		return NULL;
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (sound_marks[middle].point == c)
			return &sound_marks[middle];
		if (sound_marks[middle].point < c)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Accents that stand alone, harakat, tatweel, modifiers, joiners and what is beyond. */
static bool
folds_to_nothing(uint32_t c, size_t width)
{
	return width > 2 || (c >= 0x2b9 && c < 0x370) || (c >= 0x591 && c < 0x5c8) || c == 0x5f3 || c == 0x5f4
	    || c == 0x640 || (c >= 0x64b && c < 0x660) || c == 0x670
	    || c == '\'' || c == '"';
}

/* A geresh at c changes the Hebrew letter before it. */
static void
read_geresh(uint32_t c, const uint8_t *folded, size_t at, uint8_t *marks)
{
	if (at < 2 || (c != '\'' && c != 0x5f3))
		return;
	for (size_t i = 0; i < sound_geresh_count; i++)
		if (memcmp(folded + at - 2, sound_geresh[i].folded, 2) == 0)
			marks[at - 2] = sound_geresh[i].symbol;
}

/* Where the original tells more about a letter than its fold: the symbol, by the folded byte.
 * Returns whether there are letters that Persian, Kurdish, Urdu or Pashto have and Arabic lacks. */
static bool
read_marks(const uint8_t *folded, size_t n, const uint8_t *s, size_t size, uint8_t *marks)
{
	size_t at = 0;
	bool east = false;

	for (size_t i = 0; i < size && at <= n;) {
		size_t width = s[i] < 0x80 ? 1 : s[i] < 0xe0 ? 2 : s[i] < 0xf0 ? 3 : 4;
		uint32_t c = s[i] < 0x80 ? s[i] : 0;
		const struct sound_mark *mark;
		size_t len;

		if (i + width > size)
			return east;
		if (width == 2)
			c = (uint32_t)(s[i] & 0x1f) << 6 | (s[i + 1] & 0x3f);
		east = east || (c >= 0x676 && c <= 0x6d5);
		read_geresh(c, folded, at, marks);
		mark = find_mark(c);
		len = mark != NULL ? strlen(mark->folded) : 0;
		if (mark != NULL && n - at >= len && memcmp(folded + at, mark->folded, len) == 0) {
			marks[at] = mark->symbol;
			at += len;
		} else if (at < n && !folds_to_nothing(c, width))
			at += folded[at] < 0x80 ? 1 : 2; /* one letter for one, as nearly all do */
		i += width;
	}
	return east;
}

static bool
is_vowel(unsigned symbol)
{
	return sound_symbols[symbol].vowel;
}

/* An alef that only carries the vowel behind it, or makes a cluster sayable (Istanbul). */
static bool
is_seat(const uint8_t *first, size_t n)
{
	if (*first != SYM_ALEF_FIRST && *first != SYM_ALEF_ABOVE && *first != SYM_ALEF_BELOW)
		return false;
	if (first[1] == SYM_WAW || first[1] == SYM_WAW_EAST || first[1] == SYM_YEH || first[1] == SYM_VAV)
		return true;
	return n > 2 && *first != SYM_ALEF_ABOVE && (first[1] == SYM_S || first[1] == SYM_SH) && !is_vowel(first[2]);
}

/* Names on alef maksura, whose final letter Persian, Urdu and Egypt write as yeh. */
static bool
is_maksura(const uint8_t *s, size_t n)
{
	static const char *const names[] = {
		"موسي", "عيسي", "يحيي", "مصطفي", "مرتضي", "مجتبي", "ليلي", "سلمي", "كبري", "صغري", "بشري", "يسري"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i]) == n && memcmp(names[i], s, n) == 0)
			return true;
	return false;
}

/* Letters of Arabic and Hebrew that mean something else at the beginning or the end of a word. */
static void
read_abjad_places(struct sound *sound, bool long_first)
{
	uint8_t *first = &sound->letters[0], *last = &sound->letters[sound->count - 1];

	if (*first == SYM_ALEF && !long_first)
		*first = SYM_ALEF_FIRST;
	if (is_seat(first, sound->count))
		*first = SYM_ALEF_SEAT;
	if (*last == SYM_H && sound->count > 2)
		*last = sound->script == SOUND_HEBREW ? SYM_TEH_END : SYM_HEH_END;
	if (*last == SYM_YEH)
		*last = SYM_YEH_END;
}

/* Whether j is Spanish by its neighbours: jua, jose, jorge, jime, eja, ejo, aja, ajo. */
static bool
is_spanish(const uint8_t *s, size_t i, size_t n)
{
	size_t left = n - i - 1;

	if (left >= 2 && s[i + 1] == SYM_U && s[i + 2] == SYM_A)
		return true;
	if (left >= 3 && s[i + 1] == SYM_O && s[i + 2] == SYM_S && s[i + 3] == SYM_E)
		return true;
	if (left >= 3 && s[i + 1] == SYM_O && s[i + 2] == SYM_R && s[i + 3] == SYM_G_FRONT)
		return true;
	if (left >= 3 && s[i + 1] == SYM_I && s[i + 2] == SYM_M && s[i + 3] == SYM_E)
		return true;
	if (i == 0 || left == 0)
		return false;
	return s[i - 1] == SYM_E ? s[i + 1] == SYM_A || s[i + 1] == SYM_O : s[i - 1] == SYM_A && (s[i + 1] == SYM_A || s[i + 1] == SYM_O);
}

/* Whether g may be a Turkish one with its mark lost, which only makes a vowel long: -ogan, -oglu. */
static bool
is_weak(const uint8_t *s, size_t i, size_t n)
{
	if (i < 3 || i + 3 != n || s[i - 1] != SYM_O)
		return false;
	return (s[i + 1] == SYM_A && s[i + 2] == SYM_N) || (s[i + 1] == SYM_L && (s[i + 2] == SYM_U || s[i + 2] == SYM_I));
}

/* What is read otherwise beside its neighbours, of a Latin word. */
static void
read_neighbours(uint8_t *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool vowel_before = i > 0 && is_vowel(s[i - 1]), vowel_behind = i + 1 < n && is_vowel(s[i + 1]);
		bool last = i + 1 == n;

		if (s[i] == SYM_J && is_spanish(s, i, n))
			s[i] = SYM_J_SPANISH;
		else if (s[i] == SYM_G_FRONT && i >= 3 && s[i - 3] == SYM_J_SPANISH)
			s[i] = SYM_J_SPANISH;
		else if (s[i] == SYM_H && vowel_before && !last && (s[i + 1] == SYM_N || s[i + 1] == SYM_L))
			s[i] = SYM_H_MUTE;
		else if ((s[i] == SYM_I || s[i] == SYM_E) && i > 0 && !last && s[i - 1] == SYM_AYY)
			s[i] = SYM_GLIDED;
		else if (s[i] == SYM_G && is_weak(s, i, n))
			s[i] = SYM_G_WEAK;
		else if (s[i] == SYM_W && i > 0 && (s[i - 1] == SYM_O || s[i - 1] == SYM_O_WIDE || s[i - 1] == SYM_O_CLOSED) && !vowel_behind)
			s[i] = SYM_W_GLIDE;
		else if (s[i] == SYM_O && i + 2 < n && s[i + 1] == SYM_W && !is_vowel(s[i + 2]))
			s[i] = SYM_O_WIDE;
		else if (s[i] == SYM_A && i > 0 && i + 2 < n && !vowel_behind && !is_vowel(s[i + 2]) && s[i + 1] != SYM_H)
			s[i] = SYM_A_CLOSED;
		else if (s[i] == SYM_O && i > 0 && i + 2 < n && !vowel_behind && !is_vowel(s[i + 2]))
			s[i] = SYM_O_CLOSED;
		else if (s[i] == SYM_U && i > 0 && i + 2 < n && !vowel_behind && !is_vowel(s[i + 2]))
			s[i] = SYM_U_SHORT;
	}
}

/* Beside a last -ic another c has lost its mark too. */
static void
read_slavic(uint8_t *s, size_t n)
{
	for (size_t i = 1; i + 1 < n; i++)
		if (s[i] == SYM_C && is_vowel(s[i + 1]))
			s[i] = SYM_C_LAST;
	s[n - 1] = SYM_C_LAST;
}

static uint8_t
final_stop(uint8_t symbol)
{
	switch (symbol) {
	case SYM_B:
		return SYM_B_FINAL;
	case SYM_P:
		return SYM_P_FINAL;
	case SYM_D:
		return SYM_D_FINAL;
	case SYM_T:
		return SYM_T_FINAL;
	default:
		return symbol;
	}
}

/* And at its ends. */
static void
read_ends(uint8_t *s, size_t n)
{
	uint8_t *last = &s[n - 1];
	unsigned before = n > 1 ? s[n - 2] : SYM_NONE;

	if (n > 3 && s[0] == SYM_U && !is_vowel(s[1]) && is_vowel(s[2]))
		s[0] = SYM_U_FIRST;
	else if (n > 2 && s[0] == SYM_S && (s[1] == SYM_T || s[1] == SYM_P))
		s[0] = SYM_S_CLUSTER;
	else if (n > 3 && s[0] == SYM_K && s[1] == SYM_N)
		s[0] = SYM_K_MUTE;
	if (*last == SYM_S && n > 3 && (before == SYM_E || before == SYM_N || before == SYM_L || before == SYM_M))
		*last = SYM_S_END;
	else if (*last == SYM_S && n > 3)
		*last = SYM_S_LAST;
	else if (*last == SYM_Z && n > 3 && !is_vowel(before))
		*last = SYM_Z_END;
	else if (n > 4 && (before == SYM_N || before == SYM_R) && (*last == SYM_T || *last == SYM_D))
		*last = *last == SYM_T ? SYM_T_LAST : SYM_D_LAST;
	else if (*last == SYM_R && n > 4 && before == SYM_E && s[n - 3] == SYM_I)
		*last = SYM_R_LAST;
	else if (*last == SYM_C && n > 3 && before == SYM_I)
		read_slavic(s, n);
	else if ((*last == SYM_AI || *last == SYM_AY) && (before == SYM_Z || before == SYM_S))
		*last = SYM_AI_CLAN; /* of the clans of Pashtuns: Persian has -zi */
	else if (n > 3 && is_vowel(before))
		*last = final_stop(*last);
}

/* Russian ё behind sh and ch, before a last v: most write e, German o. */
static void
read_soft_o(uint8_t *s, size_t n)
{
	size_t last = n - 1;

	last -= n > 4 && is_vowel(s[last]);
	if (n < 4 || (s[last] != SYM_V && s[last] != SYM_W && s[last] != SYM_F) || (s[last - 1] != SYM_E && s[last - 1] != SYM_O))
		return;
	switch (s[last - 2]) {
	case SYM_CH:
	case SYM_SH:
	case SYM_SCH:
	case SYM_SHCH:
	case SYM_ZH:
	case SYM_LATIN_CH:
		s[last - 1] = SYM_YO;
		break;
	default:
		break;
	}
}

/* The same for alphabets: a silent h, y as a vowel, a long by the silent e behind the next letter. */
static void
read_places(struct sound *sound)
{
	uint8_t *s = sound->letters;
	size_t n = sound->count;

	if (sound->script == SOUND_LATIN) {
		read_neighbours(s, n);
		read_ends(s, n);
	}

	if (s[n - 1] == SYM_H && is_vowel(s[n - 2]))
		s[n - 1] = SYM_H_END;
	read_soft_o(s, n);
	for (size_t i = 1; i + 1 < n; i++)
		if (s[i] == SYM_Y && !is_vowel(s[i - 1]) && !is_vowel(s[i + 1]))
			s[i] = SYM_Y_INNER;
	n -= (s[n - 1] == SYM_S || s[n - 1] == SYM_S_END) && n > 4;
	if (n > 3 && s[n - 1] == SYM_E && !is_vowel(s[n - 2]) && s[n - 3] == SYM_A && sound->script == SOUND_LATIN)
		s[n - 3] = SYM_A_LONG;
}

/* Amr has a letter at its end that is not read, only for its sake: عمرو. */
static void
read_amr(struct sound *sound, const uint8_t *folded, size_t n)
{
	static const char *const spellings[] = {"amro", "amru", "amrou", "عمرو", "עמרו"};

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (strlen(spellings[i]) == n && memcmp(spellings[i], folded, n) == 0)
			sound->letters[sound->count - 1] = sound_is_abjad(sound) ? SYM_AMR_WAW : SYM_AMR_END;
}

void
sound_read(struct sound *sound, const char *folded, size_t n, const char *original, size_t original_n)
{
	static const uint8_t kinds[MACHINE_SCRIPTS] = {
		SOUND_LATIN, SOUND_CYRILLIC, SOUND_CYRILLIC, SOUND_HEBREW, SOUND_ARABIC
	};
	const uint8_t *s = (const uint8_t *)folded;
	unsigned script = MACHINE_LATIN;
	uint8_t marks[READ_BYTES] = {0};
	size_t until = 0; /* no mark from here to it */
	bool east = false;

	*sound = (struct sound){.script = SOUND_OTHER};
	if (n == 0 || (s[0] >= 0x80 && (s[0] < 0xcd || s[0] > 0xdb || n < 2)))
		return;
	if (s[0] >= 0x80)
		script = sound_machine_script((uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f));
	sound->script = kinds[script];
	if (n > READ_BYTES)
		n = READ_BYTES;
	if (original != NULL && original_n > 0)
		east = read_marks(s, n, (const uint8_t *)original, original_n, marks);
	for (size_t i = 0, takes; i < n && sound->count + 1 < SOUND_LETTERS; i += takes) {
		size_t plain;
		unsigned unit;

		if (marks[i] == SYM_TEH_END && i + 2 < n)
			marks[i] = SYM_H; /* Urdu's ہ inside */
		if (marks[i] != SYM_NONE) {
			if (i > 0 || marks[i] != SYM_AYN) /* a seat of hamza that begins a word is Sorani's: mute */
				sound->letters[sound->count++] = marks[i];
			takes = s[i] < 0x80 ? 1 + (marks[i] == SYM_S) : 2;
			continue;
		}
		while (until <= i || (until < n && marks[until] == SYM_NONE))
			until++;
		plain = until - i;
		unit = next_unit(sound_machine.root[script], s + i, plain, &takes);
		if (2 * takes <= plain && takes == (s[i] < 0x80 ? 1u : 2u) && script <= MACHINE_CYRILLIC
		    && memcmp(s + i, s + i + takes, takes) == 0)
			continue; /* the second of the doubled letter may begin a digraph */
		if (unit == 0)
			sound->letters[sound->count++] = SYM_OTHER;
		for (unsigned k = 0; k < 2; k++) {
			uint8_t symbol = sound_machine.unit[unit][k];
			bool doubled = sound->count > 0 && sound->letters[sound->count - 1] == symbol && script <= MACHINE_CYRILLIC;

			if (east && symbol == SYM_ALEF && sound->count > 0)
				symbol = SYM_ALEF_EAST;
			else if (east && symbol == SYM_WAW)
				symbol = SYM_WAW_EAST;
			if (symbol != SYM_NONE && symbol != SYM_SILENT && !doubled)
				sound->letters[sound->count++] = symbol;
		}
	}
	if (sound->count == 0) {
		sound->script = SOUND_OTHER;
		return;
	}
	sound->stem = sound->short_stem = sound->land = sound->count;
	if (sound->count > 1 && sound_is_abjad(sound))
		read_abjad_places(sound, marks[0] == SYM_ALEF);
	else if (sound->count > 1)
		read_places(sound);
	if (script == MACHINE_ARABIC && is_maksura(s, n)) {
		if (sound->letters[sound->count - 1] == SYM_YEH_LONG)
			sound->letters[sound->count++ - 1] = SYM_YEH;
		sound->letters[sound->count - 1] = SYM_MAKSURA;
	}
	if (sound->count == 4)
		read_amr(sound, s, n);
	if (script == MACHINE_CYRILLIC)
		read_stem(sound);
	read_land(sound);
}
