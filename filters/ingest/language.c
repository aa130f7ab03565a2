#include "filters/ingest/language.h"

#include <string.h>

#include "common/utf8.h"
#include "filters/ingest/language_tables.h"

/* Votes: a common word gives each language that has it some, an ending one, a letter
 * what the table says. The language with the most wins, if it leads by
 * enough and enough words are known to it. */

#define MAX_BYTES 2048  /* read of a text */
#define ENOUGH 8        /* words, when it is asked whether all is clear already; and again at twice so many */
#define ARTICLE_VOTES 2 /* of a word that begins with the Arabic article */
#define MISSED 4        /* votes taken for the want of any letter of its own, */
#define MISS_AFTER 52   /* in so many letters */
#define LEAST 5         /* votes of the winner, */
#define LEAD 3          /* before the next; */
#define EARLY 5         /* more, if a text is not read to its end */
#define FAR 8           /* one that needs no known words */

static const char *choose(const struct language_votes *votes, int more);

/* --- Reading */

/* A word being read. */
struct reader {
	struct language_votes *votes;
	const struct language_index *index;
	uint64_t hash;
	uint32_t last[4]; /* letters: the one of number i is at i % 4 */
	uint32_t first[2];
	size_t length;
	bool capital;
	enum language_script script;
};

static void
give(struct language_votes *votes, const struct language_index *index, const struct language_slot *slot)
{
	const struct language_vote *vote = &index->votes[slot->first];

	for (uint16_t i = 0; i < slot->count; i++, vote++)
		votes->score[vote->language] += vote->weight;
}

static void
give_letter(struct reader *r, const struct language_letter *letter)
{
	const struct language_vote *vote = &r->index->votes[letter->first];

	for (uint8_t i = 0; i < letter->count; i++, vote++) {
		r->votes->score[vote->language] += vote->weight;
		r->votes->marks[vote->language] += vote->weight >= LANGUAGE_MARK;
	}
}

static bool
known_word(struct reader *r)
{
	const struct language_slot *slot;

	if (!language_may_have(r->index, r->hash))
		return false;
	slot = &r->index->slots[language_find(r->index, r->hash)];
	if (slot->hash == 0)
		return false;
	give(r->votes, r->index, slot);
	for (uint16_t i = 0; i < slot->count; i++)
		r->votes->found[r->index->votes[slot->first + i].language]++;
	return true;
}

/* The longest ending that is known counts. Names keep theirs. */
static void
read_ending(struct reader *r)
{
	uint64_t hash[5] = {LANGUAGE_ENDING};

	for (size_t n = 1; n <= 4; n++)
		hash[n] = language_mix(hash[n - 1], r->last[(r->length - n) % 4]);
	for (size_t n = 4; n >= 2; n--) {
		const struct language_slot *slot;

		if (!language_may_have(r->index, hash[n]))
			continue;
		slot = &r->index->slots[language_find(r->index, hash[n])];
		if (slot->hash != 0) {
			give(r->votes, r->index, slot);
			return;
		}
	}
}

static void
end_word(struct reader *r)
{
	size_t length = r->length;

	r->length = 0;
	if (length == 0 || r->script > SCRIPT_HAN)
		return;
	r->votes->words++;
	if (!known_word(r) && length >= 5) {
		r->length = length;
		if (r->script == SCRIPT_ARABIC && r->first[0] == 0x627 && r->first[1] == 0x644)
			r->votes->score[r->index->arabic] += ARTICLE_VOTES;
		else if (!r->capital && (r->script == SCRIPT_LATIN || r->script == SCRIPT_CYRILLIC))
			read_ending(r);
		r->length = 0;
	}
}

static void
begin_word(struct reader *r, uint32_t c, uint32_t folded, enum language_script script)
{
	r->hash = LANGUAGE_WORD;
	r->capital = folded != c && c < 0x600;
	r->script = script;
}

static void
add_letter(struct reader *r, uint32_t c, uint32_t folded, enum language_script script)
{
	r->votes->letters[script]++;
	if (script == SCRIPT_HAN)
		end_word(r); /* each is a word */
	if (r->length == 0)
		begin_word(r, c, folded, script);
	r->hash = language_mix(r->hash, folded);
	r->last[r->length % 4] = folded;
	if (r->length < 2)
		r->first[r->length] = folded;
	r->length++;
}

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Letters of ASCII, from the first at s. */
static const char *
read_plain(struct reader *r, const char *s, const char *end)
{
	const char *begin = s;
	uint64_t hash;
	size_t length = r->length;

	if (length == 0)
		begin_word(r, (unsigned char)*s, (unsigned char)*s | 0x20, SCRIPT_LATIN);
	hash = r->hash;
	for (; s < end && is_letter(*s); s++) {
		uint32_t folded = (unsigned char)*s | 0x20;

		hash = language_mix(hash, folded);
		r->last[length++ % 4] = folded;
	}
	r->hash = hash;
	for (size_t i = r->length; i < 2 && i < length; i++)
		r->first[i] = (unsigned char)begin[i - r->length] | 0x20;
	r->length = length;
	r->votes->letters[SCRIPT_LATIN] += (uint32_t)(s - begin);
	return s;
}

static const char *
skip_to_space(const char *s, const char *end)
{
	while (s < end && (unsigned char)*s > ' ')
		s++;
	return s;
}

static enum language_script
script_of(const struct language_index *index, uint32_t c)
{
	return c < LANGUAGE_LETTERS ? (enum language_script)index->letters[c].script : language_script_above(c);
}

/* Past a name behind @ or #. */
static const char *
skip_name(const struct language_index *index, const char *s, const char *end)
{
	while (s < end) {
		const char *next = s;
		uint32_t c = utf8_decode(&next, end);

		if (c != '_' && !(c >= '0' && c <= '9') && script_of(index, c) == SCRIPT_NONE)
			break;
		s = next;
	}
	return s;
}

static bool
is_word_byte(const char *s, const char *end)
{
	return s < end && ((unsigned char)*s >= 0x80 || (*s >= '0' && *s <= '9') || is_letter(*s));
}

/* A mark of ASCII between words: gives where the next may begin. A word that goes on behind a point, or
 * with a colon and strokes, is an address; one with a low line is no word of a language. */
static const char *
read_mark(struct reader *r, char c, const char *s, const char *end)
{
	bool address = r->length > 0 && r->script == SCRIPT_LATIN
	               && ((c == '.' && is_word_byte(s, end)) || (c == ':' && s < end && *s == '/') || c == '@' || c == '_'
	                   || c == '/' || c == '=');

	if (address) {
		r->length = 0;
		return skip_to_space(s, end);
	}
	end_word(r);
	return c == '@' || c == '#' ? skip_name(r->index, s, end) : s;
}

/* As utf8_decode(); most letters beyond ASCII are of two bytes. */
static uint32_t
decode(const char **s, const char *end)
{
	const unsigned char *p = (const unsigned char *)*s;

	if (end - *s < 2 || p[0] < 0xC2 || p[0] > 0xDF || (p[1] & 0xC0) != 0x80)
		return utf8_decode(s, end);
	*s += 2;
	return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
}

/* Reads a character beyond ASCII. */
static const char *
read_wide(struct reader *r, const char *s, const char *end)
{
	uint32_t c = decode(&s, end);
	const struct language_letter *letter = c < LANGUAGE_LETTERS ? &r->index->letters[c] : NULL;
	enum language_script script = letter != NULL ? (enum language_script)letter->script : language_script_above(c);

	if (script == SCRIPT_NONE) {
		end_word(r);
	} else if (script != SCRIPT_MARK) {
		add_letter(r, c, letter != NULL ? letter->fold : c, script);
		if (letter != NULL && letter->count > 0 && !r->capital)
			give_letter(r, letter);
	}
	return s;
}

#define ONES 0x0101010101010101u

/* How many bytes are beyond ASCII. */
static size_t
count_wide(const char *s, size_t n)
{
	size_t count = 0;

	for (; n >= 8; s += 8, n -= 8) {
		uint64_t eight;

		memcpy(&eight, s, 8);
		count += (eight >> 7 & ONES) * ONES >> 56;
	}
	for (; n > 0; s++, n--)
		count += (unsigned char)*s >> 7;
	return count;
}

/* Whether what is left looks like what was read: as much of it is beyond ASCII. A post in two languages
 * must be read to its end. */
static bool
goes_on_alike(const char *begin, const char *s, const char *end)
{
	size_t read = (size_t)(s - begin), left = (size_t)(end - s);
	size_t wide = count_wide(begin, read), rest = count_wide(s, left);

	return wide * 2 > read ? rest * 5 >= left * 2 : rest * 4 <= left;
}

/* Whether so little of what was read is known to any language that more will not help. */
static bool
is_hopeless(const struct language_votes *votes)
{
	uint16_t most = 0;

	for (size_t i = 0; i < LANGUAGE_MAX; i++)
		most = votes->found[i] > most ? votes->found[i] : most;
	return votes->words >= 2 * ENOUGH && most * 12u < votes->words;
}

void
language_read(struct language_votes *votes, const char *text, size_t n)
{
	struct reader r = {.votes = votes, .index = language_index()};
	const char *s = text, *end;
	uint32_t ask = votes->words + ENOUGH;

	votes->tag = NULL;
	if (votes->bytes >= MAX_BYTES)
		return;
	if (n > MAX_BYTES - votes->bytes)
		n = MAX_BYTES - votes->bytes;
	votes->bytes += n;
	end = n > 0 ? s + n : s;
	while (s < end) {
		if (is_letter(*s)) {
			s = read_plain(&r, s, end);
		} else if ((unsigned char)*s < 0x80) {
			s = read_mark(&r, *s, s + 1, end);
			if (votes->words >= ask && s < end) {
				votes->tag = choose(votes, EARLY);
				if ((votes->tag != NULL || is_hopeless(votes)) && goes_on_alike(text, s, end))
					return;
				votes->tag = NULL;
				ask *= 2;
			}
		} else {
			s = read_wide(&r, s, end);
		}
	}
	end_word(&r);
}

/* --- Choosing */

/* Scripts that one language of ours has to itself; the letters it takes to be sure. */
static const struct {
	enum language_script script;
	const char *tag;
} alone[] = {
	{SCRIPT_GREEK, "el"}, {SCRIPT_ARMENIAN, "hy"}, {SCRIPT_THAANA, "dv"}, {SCRIPT_GURMUKHI, "pa"},
	{SCRIPT_GUJARATI, "gu"}, {SCRIPT_TAMIL, "ta"}, {SCRIPT_TELUGU, "te"}, {SCRIPT_KANNADA, "kn"},
	{SCRIPT_MALAYALAM, "ml"}, {SCRIPT_SINHALA, "si"}, {SCRIPT_THAI, "th"}, {SCRIPT_LAO, "lo"},
	{SCRIPT_MYANMAR, "my"}, {SCRIPT_GEORGIAN, "ka"}, {SCRIPT_KHMER, "km"}, {SCRIPT_HANGUL, "ko"},
};

/* The script of most letters, if it has two thirds of them. Characters of Chinese stand for
 * two letters. */
static enum language_script
main_script(const struct language_votes *votes, uint32_t *count)
{
	uint32_t all = 0, most = 0;
	enum language_script script = SCRIPT_NONE;

	for (int i = SCRIPT_LATIN; i <= SCRIPT_OTHER; i++) {
		uint32_t letters_of = votes->letters[i] * (i == SCRIPT_HAN || i == SCRIPT_KANA || i == SCRIPT_HANGUL ? 2 : 1);

		if (i == SCRIPT_HAN)
			continue;
		if (i == SCRIPT_KANA)
			letters_of += votes->letters[SCRIPT_HAN] * 2;
		all += letters_of;
		if (letters_of > most) {
			most = letters_of;
			script = (enum language_script)i;
		}
	}
	*count = most;
	return most >= 8 && most * 3 >= all * 2 ? script : SCRIPT_NONE;
}

/* Chinese or Japanese: running text of the latter is a third kana or more. */
static const char *
choose_han(const struct language_votes *votes)
{
	uint32_t han = votes->letters[SCRIPT_HAN], kana = votes->letters[SCRIPT_KANA];

	if (kana * 5 >= han && kana >= 3)
		return "ja";
	return kana == 0 && han >= 8 && votes->found[language_index()->chinese] * 25 >= han ? "zh" : NULL;
}

/* A language that has letters of its own will show one of them in so much text. */
static int
score_of(const struct language_votes *votes, const struct language_index *index, size_t number)
{
	bool missed = index->marked[number] && votes->marks[number] == 0 && votes->letters[index->languages[number]->script] >= MISS_AFTER;

	return votes->score[number] - (missed ? MISSED : 0);
}

/* The language of the script that leads, if it leads by enough, and by so many votes more. */
static const char *
choose_leader(const struct language_votes *votes, enum language_script script, int more)
{
	const struct language_index *index = language_index();
	int best = 0, second = 0, other = 0, lead;
	size_t leader = 0;

	for (size_t i = index->begin[script]; i < index->end[script]; i++) {
		int score = score_of(votes, index, i);

		if (index->languages[i]->tag == NULL) {
			other = score > other ? score : other;
		} else if (score > best) {
			second = best;
			best = score;
			leader = i;
		} else if (score > second) {
			second = score;
		}
	}
	lead = (script == SCRIPT_LATIN || script == SCRIPT_ARABIC ? LEAD : LEAD - 1) + more;
	if (best < LEAST || best - second < lead || best - other < lead
	    || (best - second) * (script == SCRIPT_LATIN ? 5 : 10) < best)
		return NULL;
	if (script == SCRIPT_CYRILLIC && votes->found[leader] == 0 && best - second < FAR)
		return NULL;
	if (script == SCRIPT_LATIN && best - second < FAR
	    && (votes->found[leader] < 2 || votes->found[leader] * 7u < votes->words))
		return NULL;
	return index->languages[leader]->tag;
}

static const char *
choose(const struct language_votes *votes, int more)
{
	uint32_t count;
	enum language_script script = main_script(votes, &count);

	if (script == SCRIPT_NONE)
		return NULL;
	if (script == SCRIPT_KANA)
		return choose_han(votes);
	for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++)
		if (alone[i].script == script)
			return alone[i].tag;
	return choose_leader(votes, script, more);
}

const char *
language_choose(const struct language_votes *votes)
{
	return votes->tag != NULL ? votes->tag : choose(votes, 0);
}

const char *
language_detect(const char *text, size_t n)
{
	struct language_votes votes = {0};

	language_read(&votes, text, n);
	return language_choose(&votes);
}
