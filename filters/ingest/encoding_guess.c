/* Guesses the encoding of bytes that are not UTF-8 and do not say what they are.
 *
 * Letters of a language differ widely in how often they occur. So bytes are read by the table of each
 * single-byte encoding in question, and the one counts whose letters are the common ones of its script. The
 * order of letters by frequency is a public fact (counts over newspapers; any corpus gives about the same). */
#include <string.h>

#include "common/buf.h"
#include "common/chars.h"
#include "common/utf8.h"
#include "filters/ingest/encoding.h"

#define SAMPLE ((size_t)16 * 1024) /* bytes that are looked at */
#define GOOD 2.1                   /* the average that is believed; letters at random have about 1 */
#define GOOD_SHORT 2.5             /* of a few letters */
#define FEW 12

static const char arabic[] = "اليمونرتبهدعسفكقحةأجشطصخضذثىءغئظزؤإآگپچژک";
static const char cyrillic[] = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєъґё";
static const char hebrew[] = "יוהלאמרתבנשעדםכפחקגטצןסזךףץ";
static const char greek[] = "αοιετσνηυρπκμλςάίόέήδγύώχθφβωξζψ";
static const char thai[] = "านร่อกเง้มยลวดทสัตะิปีบคหแ์ุจำพใช็ขโไืธภผถูณึซศญษฟฐฉ";

static const struct candidate {
	const char *name;
	const char *letters; /* the most frequent first */
	double rare;         /* taken off what is seldom met */
} candidates[] = {
	/* where two are alike the first counts */
	{"windows-1256", arabic, 0},   {"iso-8859-6", arabic, 0.3}, {"windows-1251", cyrillic, 0},
	{"koi8-r", cyrillic, 0},       {"koi8-u", cyrillic, 0},     {"iso-8859-5", cyrillic, 0.2},
	{"ibm866", cyrillic, 0.2},     {"windows-1255", hebrew, 0}, {"windows-1253", greek, 0.2},
	{"windows-874", thai, 0},
};

#define LETTERS 64

struct letters {
	uint32_t list[LETTERS];
	size_t n;
};

static void
list_letters(const char *s, struct letters *letters)
{
	const char *end = s + strlen(s);

	letters->n = 0;
	while (s < end && letters->n < LETTERS)
		letters->list[letters->n++] = utf8_decode(&s, end);
}

/* Small letters of Cyrillic and Greek; others have no cases. */
static uint32_t
small(uint32_t c)
{
	if ((c >= 0x410 && c < 0x430) || (c >= 0x391 && c < 0x3AB))
		return c + 0x20;
	return c >= 0x400 && c < 0x410 ? c + 0x50 : c;
}

/* Marks that stand in any text: quotation marks, dashes, a blank, Arabic punctuation, points of vowels. */
static bool
is_mark(uint32_t c)
{
	static const uint32_t marks[] = {0xA0, 0xA7, 0xA9, 0xAB, 0xAD, 0xAE, 0xB0, 0xB7, 0xBB, 0x60C,
	                                 0x61B, 0x61F, 0x640, 0x2116, 0x20AC, 0x2122, 0x5BE};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (c == marks[i])
			return true;
	return (c >= 0x2010 && c < 0x2040) || (c >= 0x64B && c < 0x653) || (c >= 0x200C && c < 0x2010) ||
	       (c >= 0x5B0 && c < 0x5C3);
}

/* How well a byte reads, from 4 for the most frequent letter to 0 for the rarest; negative for what
 * should not be there. */
static double
worth(uint32_t c, const struct letters *letters)
{
	uint32_t lower = small(c);

	for (size_t i = 0; i < letters->n; i++)
		if (letters->list[i] == lower)
			return 4.0 * (double)(letters->n - i) / (double)letters->n - (lower != c ? 0.7 : 0);
	return c == UTF8_REPLACEMENT || c < 0xA0 ? -8 : -4;
}

/* Whether there are a few different bytes beyond ASCII: of one or two alone nothing can be said. */
static bool
is_varied(const char *s, size_t n)
{
	bool seen[128] = {false};
	size_t count = 0;

	for (size_t i = 0; i < n && count < 3; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x80 || seen[c - 0x80])
			continue;
		seen[c - 0x80] = true;
		count++;
	}
	return count == 3;
}

/* How well the bytes read by a table; *counted are the letters. */
static double
rate(const char *s, size_t n, const uint16_t table[256], const char *order, size_t *counted)
{
	struct letters letters;
	double worths[256], sum = 0;
	uint32_t before = 0;

	list_letters(order, &letters);
	for (int byte = 0x80; byte < 0x100; byte++)
		worths[byte] = worth(table[byte], &letters);
	*counted = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char byte = (unsigned char)s[i];
		uint32_t c = byte < 0x80 ? 0 : table[byte];

		if (c != 0 && !is_mark(c)) {
			/* a capital after a small letter is no word of these languages */
			bool odd = before != 0 && small(c) != c && small(before) == before;

			sum += worths[byte] - (odd ? 3 : 0);
			++*counted;
		}
		before = c;
	}
	return *counted == 0 ? 0 : sum / (double)*counted;
}

static const struct encoding *
find(const char *name)
{
	return encoding_find(name, strlen(name));
}

static const struct encoding *
guess_single(const char *s, size_t n)
{
	const struct encoding *best = NULL;
	double most = 0;

	for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++) {
		const struct encoding *encoding = find(candidates[i].name);
		uint16_t table[256];
		size_t counted;
		double rated;

		encoding_table(encoding, table);
		rated = rate(s, n, table, candidates[i].letters, &counted) - candidates[i].rare;
		if (rated > most && rated >= (counted < FEW ? GOOD_SHORT : GOOD)) {
			most = rated;
			best = encoding;
		}
	}
	return best;
}

/* --- Two bytes for a character */

struct pairs {
	size_t all, bad, kana, low, middle, high, plain_second;
};

/* Counts pairs of bytes by where the first lies, which is how those sets are ordered: symbols, kana,
 * then characters by how common they are. */
static void
count_pairs(const char *s, size_t n, unsigned char second, struct pairs *pairs)
{
	memset(pairs, 0, sizeof *pairs);
	for (size_t i = 0; i + 1 < n; i++) {
		unsigned char a = (unsigned char)s[i], b = (unsigned char)s[i + 1];

		if (a < 0x80)
			continue;
		pairs->all++;
		if (a < 0xA1 || a == 0xFF || b < second || b == 0xFF || (b > 0x7E && b < 0xA1)) {
			pairs->bad++;
			continue;
		}
		i++;
		pairs->plain_second += b < 0x80;
		pairs->kana += a == 0xA4 || a == 0xA5;
		pairs->low += a >= 0xB0 && a <= 0xC8;
		pairs->middle += a >= 0xA4 && a <= 0xC6;
		pairs->high += a >= 0xC9;
	}
}

static bool
is_shift_jis(const char *s, size_t n)
{
	size_t all = 0, kana = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		unsigned char a = (unsigned char)s[i], b = (unsigned char)s[i + 1];

		if (a < 0x80)
			continue;
		if (b < 0x40 || b == 0x7F || b > 0xFC || a == 0x80 || a == 0xA0 || a > 0xFC)
			return false;
		all++;
		kana += (a == 0x82 && b >= 0x9F) || (a == 0x83 && b < 0x97) || (a == 0x81 && b < 0x5C);
		i++;
	}
	return all >= 4 && 3 * kana >= all;
}

static const struct encoding *
guess_pairs(const char *s, size_t n)
{
	struct pairs pairs;

	if (is_shift_jis(s, n))
		return find("shift_jis");
	count_pairs(s, n, 0xA1, &pairs);
	if (pairs.all >= 4 && 50 * pairs.bad <= pairs.all) {
		if (5 * pairs.kana >= pairs.all)
			return find("euc-jp");
		if (20 * pairs.high <= pairs.all && 2 * pairs.low >= pairs.all)
			return find("euc-kr");
		if (2 * (pairs.low + pairs.high) >= pairs.all)
			return find("gbk");
	}
	count_pairs(s, n, 0x40, &pairs);
	if (pairs.all >= 4 && 50 * pairs.bad <= pairs.all && 10 * pairs.plain_second >= pairs.all &&
	    2 * pairs.middle >= pairs.all)
		return find("big5");
	return NULL;
}

/* --- Latin */

/* Whether the letters beyond ASCII stand alone or among those of ASCII, as the accented ones of Latin do. */
static bool
is_latin(const char *s, size_t n, size_t *turkish, size_t *all)
{
	size_t glued = 0, paired = 0;

	*turkish = *all = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0xC0)
			continue;
		++*all;
		glued += (i > 0 && char_is_alpha(s[i - 1])) || (i + 1 < n && char_is_alpha(s[i + 1]));
		paired += (i > 0 && (s[i - 1] & 0x80)) || (i + 1 < n && (s[i + 1] & 0x80));
		*turkish += c == 0xFD || c == 0xFE || c == 0xF0 || c == 0xDD || c == 0xDE || c == 0xD0;
	}
	return 2 * glued >= *all || 2 * paired < *all;
}

/* Letters that Icelandic has, whose thorn and eth stand where Turkish has its own. */
static bool
has_acute(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != '\0' && strchr("\xE1\xE6\xE9\xED\xF3\xFA", s[i]) != NULL)
			return true;
	return false;
}

const struct encoding *
encoding_guess(const char *s, size_t n)
{
	const struct encoding *found;
	size_t turkish, all;

	n = n < SAMPLE ? n : SAMPLE;
	if (!is_varied(s, n))
		return find("windows-1252");
	if (is_shift_jis(s, n))
		return find("shift_jis");
	if (is_latin(s, n, &turkish, &all)) {
		found = guess_pairs(s, n);
		if (found != NULL && strcmp(found->name, "big5") == 0)
			return found;
		return find(3 * turkish > all && !has_acute(s, n) ? "windows-1254" : "windows-1252");
	}
	found = guess_single(s, n);
	if (found == NULL)
		found = guess_pairs(s, n);
	return found != NULL ? found : find("windows-1252");
}

bool
encoding_reads(const struct encoding *encoding, const char *s, size_t n)
{
	uint16_t table[256];
	size_t beyond = 0, letters = 0, bad = 0;

	if (encoding->kind != ENCODING_SINGLE)
		return true;
	encoding_table(encoding, table);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		letters += char_is_alpha(s[i]);
		beyond += c >= 0x80;
		bad += c >= 0x80 && (table[c] < 0xA0 || table[c] == UTF8_REPLACEMENT);
	}
	/* Latin text is mostly of ASCII */
	return 50 * bad <= beyond &&
	       ((strcmp(encoding->name, "windows-1252") != 0 && strcmp(encoding->name, "windows-1254") != 0) ||
	        2 * beyond <= letters);
}

static const struct encoding *
encoding_of(const char *s, size_t n, bool *guessed)
{
	size_t length, bad = 0, beyond = 0;
	const struct encoding *encoding = encoding_mark(s, n, &length);

	*guessed = false;
	if (encoding != NULL)
		return encoding;
	for (size_t i = 0; i < n; i++, bad++) {
		i += utf8_valid(s + i, n - i);
		if (i >= n)
			break;
	}
	for (size_t i = 0; bad > 0 && i < n; i++)
		beyond += (unsigned char)s[i] >= 0x80;
	/* a few bytes that mean nothing were damaged; there are two or more in a character of UTF-8 */
	if (4 * bad <= beyond)
		return find("utf-8");
	while (n > 0 && (unsigned char)*s < 0x80) {
		s++;
		n--;
	}
	*guessed = true;
	return encoding_guess(s, n);
}

static void
add_decoded(const char *s, size_t n, uint64_t offset, void *context)
{
	(void)offset;
	buf_add(context, s, n);
}

const struct encoding *
encoding_read_text(const char *s, size_t n, const struct encoding *stated, struct buf *out, bool *guessed,
                   const char **repair)
{
	struct decoder *decoder;

	*guessed = false;
	*repair = NULL;
	if (stated == NULL)
		stated = encoding_of(s, n, guessed);
	if (stated->kind == ENCODING_UTF8)
		return stated;
	buf_clear(out);
	decoder = decoder_new(add_decoded, out);
	decoder_begin(decoder, s, n, MARKUP_XML, stated);
	decoder_push(decoder, s, n);
	decoder_end(decoder);
	*repair = decoder_repair(decoder);
	decoder_free(decoder);
	return stated;
}
