/* Writes the fold table (gen/fold_table.h) on standard output. Runs when the
 * project is built; the data come from utf8proc (Unicode's categories, NFKD and
 * full case folding) and from the exceptions below. text_classes.h describes
 * the entries.
 *
 * The fold of a code point is that of each code point of its case-folded
 * compatibility decomposition, again until nothing changes; so folding what was
 * folded changes nothing. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/text_classes.h"

enum { CODE_POINTS = 0x110000, BLOCK = 64, LEAVES_MAX = 32, DEPTH_MAX = 8 };

/* Folds that Unicode's data do not give. The sources: [S] the Unicode standard,
 * chapter 9 (Arabic, tables 9-1 to 9-10; Hebrew) and ArabicShaping.txt (joining
 * groups); [L] the normalisers of Lucene for Arabic, Persian and Sorani and
 * what they leave undone; [R] usual romanisation of the letter, as passports
 * (ICAO 9303, part 3, section 6) and newspapers write it. */
static const struct {
	uint32_t first, last;
	const char *fold;
} folds[] = {
	/* Arabic: one letter written in several ways. Those with hamza or madda
	 * above decompose already (U+0622 to U+0626, U+06C0, U+06C2, U+06D3). */
	{0x0671, 0x0673, "\u0627"}, /* alef wasla, alef with wavy hamza: alef [S] */
	{0x0674, 0x0674, ""},       /* high hamza, of Kazakh [S] */
	{0x0649, 0x0649, "\u064A"}, /* alef maksura: yeh [L] */
	{0x06CC, 0x06CD, "\u064A"}, /* Farsi yeh, yeh with tail: yeh [L] */
	{0x0620, 0x0620, "\u064A"}, /* Kashmiri yeh: yeh [S] */
	{0x06D2, 0x06D2, "\u064A"}, /* yeh barree: yeh [L] */
	{0x06A9, 0x06AA, "\u0643"}, /* keheh, swash kaf: kaf [L] */
	{0x0629, 0x0629, "\u0647"}, /* teh marbuta: heh [L] */
	{0x06C3, 0x06C3, "\u0647"}, /* teh marbuta goal: heh [S] */
	{0x06C1, 0x06C1, "\u0647"}, /* heh goal: heh [L] */
	{0x06BE, 0x06BE, "\u0647"}, /* heh doachashmee: heh [S] */
	{0x06D5, 0x06D5, "\u0647"}, /* ae: heh [S] */
	{0x06FF, 0x06FF, "\u0647"}, /* heh with inverted v: heh [S] */
	{0x06D0, 0x06D0, "\u064A"}, /* Pashto e: yeh, as on keyboards without it [S] */
	{0x06CE, 0x06CE, "\u064A"}, /* Sorani yeh with small v: yeh, likewise [S] */
	{0x06C6, 0x06C6, "\u0648"}, /* Sorani waw with small v: waw, likewise [S] */
	{0x06B5, 0x06B5, "\u0644"}, /* Sorani lam with small v: lam, likewise [S] */
	{0x0692, 0x0692, "\u0631"}, /* Sorani reh with small v above or below: reh, which is */
	{0x0695, 0x0695, "\u0631"}, /* always so at a word's beginning [L] */
	{0x06AB, 0x06AB, "\u06AF"}, /* Pashto gaf with ring: gaf, which is written as well [S] */
	{0x06A1, 0x06A2, "\u0641"}, /* feh without a dot, or with the Maghrib's: feh [S] */
	{0x066F, 0x066F, "\u0642"}, /* qaf without dots, */
	{0x06A7, 0x06A7, "\u0642"}, /* with the Maghrib's one: qaf [S] */
	{0x0640, 0x0640, ""},       /* tatweel [L] */
	{0x06E5, 0x06E6, ""},       /* small waw and yeh of the Quran [S] */
	{0xFC5E, 0xFC63, ""},       /* isolated shadda with vowel: else a blank and marks [S] */
	{0xFE70, 0xFE70, ""}, {0xFE72, 0xFE72, ""}, {0xFE74, 0xFE74, ""}, /* isolated vowels, */
	{0xFE76, 0xFE76, ""}, {0xFE78, 0xFE78, ""}, {0xFE7A, 0xFE7A, ""}, /* likewise */
	{0xFE7C, 0xFE7C, ""}, {0xFE7E, 0xFE7E, ""},

	/* Hebrew: final letters and the digraphs of Yiddish [S] */
	{0x05DA, 0x05DA, "\u05DB"}, {0x05DD, 0x05DD, "\u05DE"}, {0x05DF, 0x05DF, "\u05E0"},
	{0x05E3, 0x05E3, "\u05E4"}, {0x05E5, 0x05E5, "\u05E6"},
	{0x05F0, 0x05F0, "\u05D5\u05D5"}, {0x05F1, 0x05F1, "\u05D5\u05D9"},
	{0x05F2, 0x05F2, "\u05D9\u05D9"},

	/* Latin letters with a stroke, a hook or an own form have no decomposition.
	 * Only small letters: capitals come here by case folding. [R] */
	{0x00E6, 0x00E6, "ae"}, {0x00F0, 0x00F0, "d"}, {0x00F8, 0x00F8, "o"},
	{0x00FE, 0x00FE, "th"}, {0x0111, 0x0111, "d"}, {0x0127, 0x0127, "h"},
	{0x0131, 0x0131, "i"}, {0x0138, 0x0138, "k"}, {0x0142, 0x0142, "l"},
	{0x014B, 0x014B, "n"}, {0x0153, 0x0153, "oe"}, {0x0167, 0x0167, "t"},
	{0x0180, 0x0180, "b"}, {0x0188, 0x0188, "c"}, {0x018C, 0x018C, "d"},
	{0x0192, 0x0192, "f"}, {0x0199, 0x0199, "k"}, {0x019A, 0x019A, "l"},
	{0x019E, 0x019E, "n"}, {0x01A5, 0x01A5, "p"}, {0x01AD, 0x01AD, "t"},
	{0x01B4, 0x01B4, "y"}, {0x01B6, 0x01B6, "z"}, {0x01E5, 0x01E5, "g"},
	{0x0237, 0x0237, "j"}, {0x023C, 0x023C, "c"}, {0x0247, 0x0247, "e"},
	{0x0249, 0x0249, "j"}, {0x024D, 0x024D, "r"}, {0x024F, 0x024F, "y"},
	{0x0253, 0x0253, "b"}, {0x0254, 0x0254, "o"}, {0x0256, 0x0257, "d"},
	{0x0259, 0x0259, "a"}, {0x025B, 0x025B, "e"}, {0x0260, 0x0260, "g"},
	{0x0268, 0x0268, "i"}, {0x026B, 0x026B, "l"}, {0x0272, 0x0272, "n"},
	{0x0289, 0x0289, "u"}, {0x028B, 0x028B, "v"},

	/* Small capitals and letters of phonetics that are set in their stead [R] */
	{0x0250, 0x0252, "a"}, {0x0261, 0x0262, "g"}, {0x026A, 0x026A, "i"}, {0x0274, 0x0274, "n"},
	{0x0280, 0x0280, "r"}, {0x028F, 0x028F, "y"}, {0x0299, 0x0299, "b"}, {0x029C, 0x029C, "h"},
	{0x029F, 0x029F, "l"}, {0x1D00, 0x1D00, "a"}, {0x1D04, 0x1D04, "c"}, {0x1D05, 0x1D05, "d"},
	{0x1D07, 0x1D07, "e"}, {0x1D0A, 0x1D0A, "j"}, {0x1D0B, 0x1D0B, "k"}, {0x1D0D, 0x1D0D, "m"},
	{0x1D0F, 0x1D0F, "o"}, {0x1D18, 0x1D18, "p"}, {0x1D1B, 0x1D1B, "t"}, {0x1D1C, 0x1D1C, "u"},
	{0x1D20, 0x1D20, "v"}, {0x1D21, 0x1D21, "w"}, {0x1D22, 0x1D22, "z"}, {0xA730, 0xA730, "f"},
	{0xA731, 0xA731, "s"},

	/* Short i is a letter, not i with a mark: it has a place of its own in the root
	 * collation of CLDR. i and a combining breve are put together in text_token.c.
	 * Io, which is written e as well, is levelled, and so are the others that decompose [R] */
	{0x0419, 0x0419, "\u0439"}, {0x0439, 0x0439, NULL},

	/* Modifier apostrophes, half rings and stress marks of scholarly and
	 * Turkic Latin: Qurʾān is also written Quran. [R] */
	{0x02B9, 0x02BF, ""}, {0x02C0, 0x02C1, ""}, {0x02C6, 0x02CF, ""},

	/* A Thai and a Lao vowel typed as one and never apart; their
	 * decompositions would tear a character in two [S, chapter 16] */
	{0x0E33, 0x0E33, NULL}, {0x0EB3, 0x0EB3, NULL},

	/* Pious phrases in one sign: their words, in one word, would be no name's
	 * neighbour; the sign stays a symbol (NFKD would bring blanks in) [S] */
	{0xFDFA, 0xFDFB, NULL},
	/* trade and service mark: NFKD would glue two letters to the name [S] */
	{0x2120, 0x2120, NULL}, {0x2122, 0x2122, NULL},
};

/* Classes that the general category does not give. [P] the property in
 * PropList.txt of Unicode. */
static const struct {
	uint32_t first, last;
	enum text_class class;
} classes[] = {
	{'\t', '\t', CLASS_SPACE},
	{'\n', '\r', CLASS_NEWLINE}, {0x85, 0x85, CLASS_NEWLINE}, {0x2028, 0x2028, CLASS_NEWLINE},
	{0x2029, 0x2029, CLASS_PARAGRAPH},
	{'#', '#', CLASS_HASH},
	{'\'', '\'', CLASS_QUOTE}, {'`', '`', CLASS_QUOTE}, {0x2018, 0x2019, CLASS_QUOTE},
	{0x201B, 0x201B, CLASS_QUOTE}, {0x055A, 0x055A, CLASS_QUOTE},
	{0x05F3, 0x05F3, CLASS_QUOTE}, {'"', '"', CLASS_CLOSE}, {0x05F4, 0x05F4, CLASS_CLOSE},
	/* middle dots between the parts of a name, tsheg, hyphenation point */
	{0xB7, 0xB7, CLASS_JOINER}, {0x30FB, 0x30FB, CLASS_JOINER}, {0x2027, 0x2027, CLASS_JOINER},
	{0x0F0B, 0x0F0C, CLASS_JOINER},
	/* Sentence_Terminal [P], those of living scripts */
	{'.', '.', CLASS_STOP}, {'!', '!', CLASS_TERMINATOR}, {'?', '?', CLASS_TERMINATOR},
	{0x0589, 0x0589, CLASS_TERMINATOR}, {0x061D, 0x061F, CLASS_TERMINATOR},
	{0x06D4, 0x06D4, CLASS_TERMINATOR}, {0x0700, 0x0702, CLASS_TERMINATOR},
	{0x07F9, 0x07F9, CLASS_TERMINATOR}, {0x1362, 0x1362, CLASS_TERMINATOR},
	{0x1367, 0x1368, CLASS_TERMINATOR}, {0x1803, 0x1803, CLASS_TERMINATOR},
	{0x1809, 0x1809, CLASS_TERMINATOR}, {0x203C, 0x203D, CLASS_TERMINATOR},
	{0x2026, 0x2026, CLASS_TERMINATOR}, {0x22EF, 0x22EF, CLASS_TERMINATOR},
	{0x2E2E, 0x2E2E, CLASS_TERMINATOR}, {0x2E3C, 0x2E3C, CLASS_TERMINATOR},
	{0x0964, 0x0965, CLASS_FINAL}, {0x104A, 0x104B, CLASS_FINAL},
	{0x17D4, 0x17D5, CLASS_FINAL}, {0x0F0D, 0x0F0E, CLASS_FINAL},
	{0x3002, 0x3002, CLASS_FINAL}, {0xFF01, 0xFF01, CLASS_FINAL},
	{0xFF1F, 0xFF1F, CLASS_FINAL}, {0xFF61, 0xFF61, CLASS_FINAL},
	/* Default_Ignorable [P] beyond Cf: fillers, tags and what is reserved */
	{0x200C, 0x200C, CLASS_ZWNJ},
	{0x034F, 0x034F, CLASS_MARK}, {0x180B, 0x180F, CLASS_MARK}, {0x17B4, 0x17B5, CLASS_MARK},
	{0x115F, 0x1160, CLASS_FORMAT}, {0x3164, 0x3164, CLASS_FORMAT},
	{0xFFA0, 0xFFA0, CLASS_FORMAT}, {0x2060, 0x206F, CLASS_FORMAT},
	{0xFE00, 0xFE0F, CLASS_MARK}, {0xE0000, 0xE00FF, CLASS_FORMAT},
	{0xE0100, 0xE01EF, CLASS_MARK}, {0xE01F0, 0xE0FFF, CLASS_FORMAT},
	/* Cf that is seen: number signs and the end of an ayah
	 * (Prepended_Concatenation_Mark [P]) */
	{0x0600, 0x0605, CLASS_OTHER}, {0x06DD, 0x06DD, CLASS_OTHER}, {0x070F, 0x070F, CLASS_OTHER},
	{0x0890, 0x0891, CLASS_OTHER}, {0x08E2, 0x08E2, CLASS_OTHER},
	{0x110BD, 0x110BD, CLASS_OTHER}, {0x110CD, 0x110CD, CLASS_OTHER},
	{0x2800, 0x2800, CLASS_SPACE}, {0xFFFC, 0xFFFD, CLASS_OTHER},
	/* Emoji: pictographs, their skin tones, the letters of flags */
	{0x1F1E6, 0x1F1FF, CLASS_REGIONAL}, {0x1F3FB, 0x1F3FF, CLASS_MARK},
	{0xFDFA, 0xFDFB, CLASS_OTHER}, {0x2120, 0x2120, CLASS_OTHER}, {0x2122, 0x2122, CLASS_OTHER},
	{0x0E33, 0x0E33, CLASS_EXTEND}, {0x0EB3, 0x0EB3, CLASS_EXTEND},
};

/* Scripts whose letters are a word each, from Blocks.txt and Scripts.txt. */
static const uint32_t singles[][2] = {
	{0x0E00, 0x0E7F}, {0x0E80, 0x0EFF},                                     /* Thai, Lao */
	{0x1000, 0x109F}, {0xA9E0, 0xA9FF}, {0xAA60, 0xAA7F},                   /* Myanmar */
	{0x1780, 0x17FF},                                                       /* Khmer */
	{0x3005, 0x3007}, {0x3021, 0x3029}, {0x3038, 0x303C},                   /* Han signs */
	{0x3041, 0x30FF}, {0x31F0, 0x31FF}, {0x1AFF0, 0x1B16F},                 /* kana */
	{0x2E80, 0x2FDF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, /* Han */
	{0x20000, 0x3FFFD},
};

/* Symbols (So) here are pictographs, a word each. */
static const uint32_t pictographs[][2] = {
	{0x2300, 0x23FF}, {0x2600, 0x27BF}, {0x2B00, 0x2BFF}, {0x1F000, 0x1FAFF},
};

static const uint32_t arabic[][2] = {
	{0x0600, 0x06FF}, {0x0750, 0x077F}, {0x0870, 0x08FF}, {0xFB50, 0xFDFF},
	{0xFE70, 0xFEFE}, {0x1EE00, 0x1EEFF},
};

static const uint32_t hebrew[][2] = {{0x0590, 0x05FF}, {0xFB1D, 0xFB4F}};

/* What a code point folds to, before what drops is dropped. */
struct leaves {
	uint32_t point[LEAVES_MAX];
	size_t count;
};

static uint32_t table[CODE_POINTS];
static uint8_t pool[65536];
static size_t pool_len;

static void
fail(const char *what, uint32_t c)
{
	fprintf(stderr, "mkfold: U+%04X: %s\n", (unsigned)c, what);
	exit(1);
}

static bool
within(const uint32_t (*ranges)[2], size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	return false;
}

#define WITHIN(ranges, c) within(ranges, sizeof(ranges) / sizeof((ranges)[0]), c)

/* The row of folds[] for c, or -1. */
static int
exception(uint32_t c)
{
	for (size_t i = 0; i < sizeof(folds) / sizeof(folds[0]); i++)
		if (c >= folds[i].first && c <= folds[i].last)
			return (int)i;
	return -1;
}

static void
expand(uint32_t c, struct leaves *leaves, int depth);

static void
expand_string(const char *s, struct leaves *leaves, int depth)
{
	const uint8_t *p = (const uint8_t *)s, *end = p + strlen(s);

	while (p < end) {
		utf8proc_int32_t c;

		p += utf8proc_iterate(p, end - p, &c);
		expand((uint32_t)c, leaves, depth + 1);
	}
}

/* Letters in white on black circles and squares, which decompose to nothing: the letter, or 0. */
static uint32_t
white_letter(uint32_t c)
{
	if (c >= 0x1F150 && c <= 0x1F169)
		return 'a' + c - 0x1F150;
	return c >= 0x1F170 && c <= 0x1F189 ? 'a' + c - 0x1F170 : 0;
}

/* Appends what c folds to, to the fixpoint. */
static void
expand(uint32_t c, struct leaves *leaves, int depth)
{
	utf8proc_int32_t out[LEAVES_MAX];
	int boundary = 0, row = exception(c);
	utf8proc_ssize_t n;

	if (depth > DEPTH_MAX || leaves->count == LEAVES_MAX)
		fail("folds without end", c);
	if (row >= 0 && folds[row].fold != NULL) {
		expand_string(folds[row].fold, leaves, depth);
		return;
	}
	if (white_letter(c) != 0) {
		leaves->point[leaves->count++] = white_letter(c);
		return;
	}
	n = row >= 0 ? 0 : utf8proc_decompose_char((utf8proc_int32_t)c, out, LEAVES_MAX,
	    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);
	if (n < 0 || n > LEAVES_MAX)
		fail("decomposition too long", c);
	if (n == 0 || (n == 1 && (uint32_t)out[0] == c)) {
		leaves->point[leaves->count++] = c;
		return;
	}
	for (utf8proc_ssize_t i = 0; i < n; i++)
		expand((uint32_t)out[i], leaves, depth + 1);
}

/* Marks that are kept: without them words of Indic scripts, Thai, Thaana or
 * kana would not be told apart. Nuktas and accents have other combining
 * classes (UnicodeData.txt, field 3) than vowel signs (0), kana voicing (8),
 * viramas (9), and the vowels and tones of Thai, Lao and Tibetan. */
static enum text_class
mark_class(uint32_t c)
{
	switch (utf8proc_get_property((utf8proc_int32_t)c)->combining_class) {
	case 0:
	case 8:
	case 9:
	case 103:
	case 107:
	case 118:
	case 122:
	case 129:
	case 130:
	case 132:
		return CLASS_EXTEND;
	default:
		return CLASS_MARK;
	}
}

/* The class that classes[] gives, or -1. */
static int
listed_class(uint32_t c)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (c >= classes[i].first && c <= classes[i].last)
			return (int)classes[i].class;
	return -1;
}

/* The class of a code point that folds to itself. */
static enum text_class
leaf_class(uint32_t c)
{
	int listed = listed_class(c);

	if (listed >= 0)
		return (enum text_class)listed;
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_NL:
		return WITHIN(singles, c) ? CLASS_SINGLE : CLASS_WORD;
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NO:
		return CLASS_WORD;
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_MN:
		return mark_class(c);
	case UTF8PROC_CATEGORY_ME:
		return CLASS_MARK;
	case UTF8PROC_CATEGORY_CF:
		return CLASS_FORMAT;
	case UTF8PROC_CATEGORY_ZS:
		return CLASS_SPACE;
	case UTF8PROC_CATEGORY_ZL:
		return CLASS_NEWLINE;
	case UTF8PROC_CATEGORY_ZP:
		return CLASS_PARAGRAPH;
	case UTF8PROC_CATEGORY_PD:
	case UTF8PROC_CATEGORY_PC:
		return CLASS_JOINER;
	case UTF8PROC_CATEGORY_PE:
	case UTF8PROC_CATEGORY_PF:
	case UTF8PROC_CATEGORY_PI:
		return CLASS_CLOSE;
	case UTF8PROC_CATEGORY_SO:
	case UTF8PROC_CATEGORY_CN:
		/* what a newer Unicode adds there will be Han and emoji too */
		return WITHIN(pictographs, c) || WITHIN(singles, c) ? CLASS_SINGLE : CLASS_OTHER;
	default:
		return CLASS_OTHER;
	}
}

static bool
in_words(enum text_class class)
{
	return class <= CLASS_REGIONAL;
}

/* The value of a decimal digit (Nd), or -1: digits come in runs of ten. */
static int
digit_value(uint32_t c)
{
	uint32_t first = c;

	if (utf8proc_category((utf8proc_int32_t)c) != UTF8PROC_CATEGORY_ND)
		return -1;
	while (utf8proc_category((utf8proc_int32_t)first - 1) == UTF8PROC_CATEGORY_ND)
		first--;
	return (int)((c - first) % 10);
}

/* The class of a sequence. Word characters with others among them (⒜, ¼) make
 * a word by themselves; of several that stand between words (…) the first that
 * is no mark decides, and a blank with a mark (´) is a joiner. */
static enum text_class
joint_class(const struct leaves *leaves)
{
	enum text_class first_word = CLASS_OTHER, first_gap = CLASS_OTHER, dropped = CLASS_FORMAT;
	size_t words = 0, gaps = 0, n = leaves->count;

	for (size_t i = 0; i < n; i++) {
		enum text_class class = leaf_class(leaves->point[i]);

		if (in_words(class) && words++ == 0)
			first_word = class;
		else if (class == CLASS_MARK)
			dropped = CLASS_MARK;
		else if (class > CLASS_FORMAT && gaps++ == 0)
			first_gap = class;
	}
	if (words > 0)
		return gaps > 0 ? CLASS_SINGLE : first_word;
	if (gaps == 0)
		return n == 0 ? CLASS_MARK : dropped;
	if (first_gap == CLASS_STOP && gaps > 1)
		return CLASS_TERMINATOR;
	return gaps == n ? first_gap : CLASS_JOINER;
}

/* The folded bytes: those of the leaves that are word characters. */
static size_t
folded_bytes(const struct leaves *leaves, uint8_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i < leaves->count; i++) {
		uint32_t c = leaves->point[i];
		int digit = digit_value(c);

		if (!in_words(leaf_class(c)))
			continue;
		n += (size_t)utf8proc_encode_char(digit >= 0 ? '0' + digit : (utf8proc_int32_t)c, out + n);
	}
	return n;
}

static uint32_t
pool_add(const uint8_t *bytes, size_t n)
{
	for (size_t at = 0; at < pool_len; at += (size_t)pool[at] + 1)
		if (pool[at] == n && memcmp(pool + at + 1, bytes, n) == 0)
			return (uint32_t)at;
	if (n > 255 || pool_len + n + 1 >= TEXT_HANGUL)
		fail("pool is full", 0);
	pool[pool_len] = (uint8_t)n;
	memcpy(pool + pool_len + 1, bytes, n);
	pool_len += n + 1;
	return (uint32_t)(pool_len - n - 1);
}

static uint32_t
letter_flags(uint32_t c)
{
	uint32_t flags = 0;

	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LT:
		flags = ENTRY_LETTER | ENTRY_UPPER;
		break;
	case UTF8PROC_CATEGORY_LL:
		flags = ENTRY_LETTER | ENTRY_LOWER;
		break;
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_LM:
		flags = ENTRY_LETTER;
		break;
	default:
		return 0;
	}
	if (WITHIN(arabic, c))
		flags |= ENTRY_ARABIC;
	if (WITHIN(hebrew, c))
		flags |= ENTRY_HEBREW;
	return flags;
}

static uint32_t
entry(uint32_t c)
{
	struct leaves leaves = {.count = 0};
	uint8_t self[4], bytes[LEAVES_MAX * 4];
	enum text_class class;
	uint32_t made;
	size_t n, width = (size_t)utf8proc_encode_char((utf8proc_int32_t)c, self);

	if (c >= 0xAC00 && c <= 0xD7A3)
		return CLASS_WORD | ENTRY_LETTER | ENTRY_POOL | TEXT_HANGUL << ENTRY_BYTES_SHIFT;
	expand(c, &leaves, 0);
	class = listed_class(c) >= 0 ? leaf_class(c) : joint_class(&leaves);
	made = class;
	if (!in_words(class)) {
		/* the breve makes a letter of the one before it: not for the fast engine */
		if (class == CLASS_MARK && c != 0x0306)
			made |= ENTRY_FAST;
		return made;
	}
	if (class == CLASS_WORD || class == CLASS_SINGLE)
		made |= letter_flags(c);
	n = folded_bytes(&leaves, bytes);
	if (n <= 2) {
		made |= (uint32_t)n << ENTRY_LENGTH_SHIFT | (uint32_t)bytes[0] << ENTRY_BYTES_SHIFT;
		if (n == 2)
			made |= (uint32_t)bytes[1] << (ENTRY_BYTES_SHIFT + 8);
		if (class == CLASS_WORD || class == CLASS_EXTEND)
			made |= ENTRY_FAST | (n == 2 && width == 2 ? ENTRY_PARALLEL : 0);
		if (c >= '0' && c <= '9')
			made |= ENTRY_SELF;
		return made;
	}
	if (n == width && memcmp(self, bytes, n) == 0)
		return made | ENTRY_SELF;
	return made | ENTRY_POOL | pool_add(bytes, n) << ENTRY_BYTES_SHIFT;
}

static void
print_words(const char *declaration, const uint32_t *words, size_t n)
{
	printf("const uint32_t %s[%zu] = {", declaration, n);
	for (size_t i = 0; i < n; i++)
		printf("%s0x%x,", i % 8 == 0 ? "\n\t" : " ", (unsigned)words[i]);
	printf("\n};\n\n");
}

/* The two-stage table: text_index has a block number for each 64 code points,
 * text_entries the blocks, equal ones once. Two-byte sequences look up the blocks
 * 0 to 31 directly by the low six bits of the first byte, so those stay in place;
 * longer ones would find 32 to 63, which are empty. */
static void
print_table(void)
{
	static uint32_t blocks[CODE_POINTS + 32 * BLOCK];
	static uint16_t index[CODE_POINTS / BLOCK];
	size_t count = 0;

	for (size_t b = 0; b < CODE_POINTS / BLOCK; b++) {
		const uint32_t *block = table + b * BLOCK;
		size_t same = b < 32 ? count : 0;

		if (b == 32)
			count = 64;
		while (same < count && memcmp(blocks + same * BLOCK, block, BLOCK * sizeof(*block)) != 0)
			same++;
		if (same == count)
			memcpy(blocks + count++ * BLOCK, block, BLOCK * sizeof(*block));
		index[b] = (uint16_t)same;
	}
	printf("const uint16_t text_index[%d] = {", CODE_POINTS / BLOCK);
	for (size_t i = 0; i < CODE_POINTS / BLOCK; i++)
		printf("%s%u,", i % 16 == 0 ? "\n\t" : " ", (unsigned)index[i]);
	printf("\n};\n\n");
	print_words("text_entries", blocks, count * BLOCK);
	printf("const uint8_t text_pool[%zu] = {", pool_len);
	for (size_t i = 0; i < pool_len; i++)
		printf("%s%u,", i % 16 == 0 ? "\n\t" : " ", (unsigned)pool[i]);
	printf("\n};\n");
}

int
main(void)
{
	for (uint32_t c = 0; c < CODE_POINTS; c++)
		table[c] = c >= 0xD800 && c <= 0xDFFF ? CLASS_OTHER : entry(c);
	printf("/* Made by mkfold from Unicode %s. */\n\n", utf8proc_unicode_version());
	print_table();
	return fflush(stdout) != 0 || ferror(stdout);
}
