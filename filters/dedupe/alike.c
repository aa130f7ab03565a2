/* Whether two sketches are of near-copies. */
#include "filters/dedupe/sketch.h"

#include <string.h>

/* The rules by which posts are told apart; see sketch.h. Chosen on labelled pairs. */
#define STRICT_TITLE 5   /* in titles of up to so many words each counts */
#define EXTRA_LEAST 6    /* a short post takes part in containment from so many words on */
#define CONTAINED 0.85   /* so much of the smaller must be in the larger */
#define CONTAINED_SIZE 0.3
#define ALL_SAME 0.93    /* so much is all, as well as it can be told */
#define ALL_SIZE 0.95
#define STRICT_CAPITALS 70 /* up to so many words no other word may be, if both are all in capitals */
#define STRICT_CAPITAL 120 /* and if one is */
#define STRICT_WORDS 200 /* up to so many words no number may be exchanged */
#define NUMBER_WORDS 30  /* beyond, one for so many words */
#define ONLY_NUMBERS 0.97 /* and none if what is exchanged is all the difference */
#define STRICT_NAMES 60 /* up to so many words no name may be */
#define STRICT_LISTED 90 /* the same if they are known from lists */
#define NAME_SHARE 0.25   /* beyond, this share of them */

/* What of two sets is not in the other, as far as both are known; scaled to all of them. */
static void
exchanged(const uint16_t *a, size_t a_count, const uint16_t *b, size_t b_count, double *lost, double *gained)
{
	size_t a_kept = a_count < SKETCH_TOLD ? a_count : SKETCH_TOLD, i = 0, j = 0;
	size_t b_kept = b_count < SKETCH_TOLD ? b_count : SKETCH_TOLD, only_a = 0, only_b = 0;

	while ((i < a_kept || j < b_kept)
	       && !(i == a_kept && a_kept < a_count) && !(j == b_kept && b_kept < b_count)) {
		if (j == b_kept || (i < a_kept && a[i] < b[j])) {
			only_a++;
			i++;
		} else if (i == a_kept || b[j] < a[i]) {
			only_b++;
			j++;
		} else {
			i++;
			j++;
		}
	}
	*lost = i > 0 ? (double)only_a * (double)a_count / (double)i : 0;
	*gained = j > 0 ? (double)only_b * (double)b_count / (double)j : 0;
}

/* How many are exchanged for others. Sums that differ tell it where the 16 bits do not. */
static double
exchange(const uint16_t *a, size_t a_count, uint32_t a_sum, const uint16_t *b, size_t b_count, uint32_t b_sum)
{
	double lost, gained;

	exchanged(a, a_count, b, b_count, &lost, &gained);
	if (lost == 0 && gained == 0 && a_count == b_count && a_count <= SKETCH_TOLD && a_sum != b_sum)
		return 1;
	return lost < gained ? lost : gained;
}

/* How many words say something: no more than there are different pairs. So many different ones leave
 * that many bins full on the average (the coupon collector's problem). */
static size_t
telling_words(const struct sketch *sketch)
{
	double pairs = 0;

	if (sketch->words <= SKETCH_WORDS || sketch->full == SKETCH_BINS)
		return sketch->words;
	for (size_t i = 0; i < sketch->full; i++)
		pairs += (double)SKETCH_BINS / (double)(SKETCH_BINS - i);
	return pairs < sketch->words ? (size_t)pairs : sketch->words;
}

/* Names that are known from lists are few, and of a longer text one may be misread. */
static bool
names_tell_apart(const struct sketch *a, const struct sketch *b, size_t words)
{
	double names, allowed = NAME_SHARE * (a->names < b->names ? a->names : b->names);
	size_t strict = STRICT_NAMES;

	if (a->naming == NAMING_NONE || b->naming == NAMING_NONE)
		return false;
	names = exchange(a->name, a->names, a->name_sum, b->name, b->names, b->name_sum);
	if (a->naming == NAMING_LISTED || b->naming == NAMING_LISTED) {
		strict = STRICT_LISTED;
		allowed = allowed > 1 ? allowed : 1;
	}
	return names >= 1 && (words <= strict || names > allowed);
}

/* Whether the words that are not in the titles are the same. */
static bool
is_same_body(const struct sketch *a, const struct sketch *b)
{
	return (uint8_t)(a->word_sum - b->word_sum) == (uint8_t)(a->title_sum - b->title_sum);
}

/* Whether each title has words that the other has not: short ones of the same body any, else most that are known. */
static bool
titles_tell_apart(const struct sketch *a, const struct sketch *b)
{
	size_t a_kept = a->titled < SKETCH_TITLE ? a->titled : SKETCH_TITLE, same = 0;
	size_t b_kept = b->titled < SKETCH_TITLE ? b->titled : SKETCH_TITLE, least = a_kept < b_kept ? a_kept : b_kept;

	if (least < 2)
		return false;
	for (size_t i = 0; i < a_kept; i++)
		for (size_t j = 0; j < b_kept; j++)
			same += a->title[i] == b->title[j];
	if (is_same_body(a, b) && a->titled == b->titled && a->titled <= STRICT_TITLE)
		return a->title_sum != b->title_sum;
	return 2 * same < least;
}

/* Whether numbers, names or titles say that these are two events. */
static bool
tell_apart(const struct sketch *a, const struct sketch *b, double share)
{
	size_t a_words = telling_words(a), b_words = telling_words(b), words = a_words < b_words ? a_words : b_words;
	double numbers = exchange(a->number, a->numbers, a->number_sum, b->number, b->numbers, b->number_sum);

	if (numbers >= 1 && (words <= STRICT_WORDS || share >= ONLY_NUMBERS || numbers > (double)(words - STRICT_WORDS) / NUMBER_WORDS))
		return true;
	if (names_tell_apart(a, b, words))
		return true;
	return titles_tell_apart(a, b);
}

/* Whether the words of `small` stand in `large` in a row; *at is where. */
static bool
stands_in(const struct sketch *small, const struct sketch *large, size_t *at)
{
	for (*at = 0; *at + small->words <= large->words; ++*at)
		if (memcmp(small->word, large->word + *at, small->words * sizeof(*small->word)) == 0)
			return true;
	return false;
}

static bool
short_alike(const struct sketch *a, const struct sketch *b, struct likeness *likeness)
{
	const struct sketch *small = a->words <= b->words ? a : b, *large = small == a ? b : a;
	size_t extra = (size_t)large->words - small->words, at;

	if (!stands_in(small, large, &at) || (extra == 0 && small->word_sum != large->word_sum))
		return false;
	if (extra > 0 && (small->words < EXTRA_LEAST || 2 * extra > small->words
	                  || large->numbers > small->numbers || large->names > small->names))
		return false;
	if (a->naming != NAMING_NONE && b->naming != NAMING_NONE
	    && exchange(a->name, a->names, a->name_sum, b->name, b->names, b->name_sum) >= 1)
		return false; /* other hashtags */
	likeness->contained = 1;
	likeness->similarity = (double)(small->words - 1) / (double)(large->words - 1);
	return true;
}

static double
similarity(const struct sketch *a, const struct sketch *b)
{
	uint8_t a_room[SKETCH_BINS], b_room[SKETCH_BINS];
	const uint8_t *p = sketch_bins(a, a_room), *q = sketch_bins(b, b_room);
	uint8_t columns[16] = {0}; /* apart, so that they are counted at once */
	size_t same = 0;
	double share;

	for (size_t i = 0; i < SKETCH_BINS; i += 16)
		for (size_t j = 0; j < 16; j++)
			columns[j] += p[i + j] == q[i + j];
	for (size_t j = 0; j < 16; j++)
		same += columns[j];
	share = ((double)same / SKETCH_BINS - 1 / 256.0) / (1 - 1 / 256.0);
	return share > 0 ? share : 0;
}

/* Whether all of the smaller one is in the larger: of two as long as each other, all that they say. */
static bool
is_cut(const struct sketch *a, const struct sketch *b, const struct likeness *likeness)
{
	double size = a->words < b->words ? (double)a->words / b->words : (double)b->words / a->words;

	return likeness->contained >= ALL_SAME && (size < ALL_SIZE || likeness->similarity >= ALL_SAME);
}

/* Whether names of one are no words of the other, which is all in capitals. Some may be missing if that is
 * shorter. */
static bool
lacks_names(const struct sketch *named, const struct sketch *capitals)
{
	size_t kept = named->names < SKETCH_TOLD ? named->names : SKETCH_TOLD, lacking = 0;
	double cut = capitals->words < named->words ? 1 - (double)capitals->words / named->words : 0;

	for (size_t i = 0; i < kept; i++) {
		size_t bit = sketch_word_bit(named->name[i]);

		lacking += !(capitals->name[bit / 16] >> bit % 16 & 1);
	}
	return (double)lacking > (cut + (telling_words(named) > STRICT_NAMES ? NAME_SHARE : 0)) * (double)kept;
}

/* Whether each of two texts in capitals has words that the other has not. */
static bool
exchange_words(const struct sketch *a, const struct sketch *b)
{
	unsigned only_a = 0, only_b = 0;

	for (size_t i = 0; i < SKETCH_TOLD; i++) {
		only_a |= a->name[i] & ~(unsigned)b->name[i];
		only_b |= b->name[i] & ~(unsigned)a->name[i];
	}
	return only_a != 0 && only_b != 0;
}

/* Whether the posts may have other names that do not show, because at least one is all in capitals. */
static bool
may_hide_names(const struct sketch *a, const struct sketch *b, const struct likeness *likeness)
{
	bool both = a->naming == NAMING_NONE && b->naming == NAMING_NONE;
	bool one = (a->naming == NAMING_CAPITAL && b->naming == NAMING_NONE) || (a->naming == NAMING_NONE && b->naming == NAMING_CAPITAL);
	size_t words = a->words < b->words ? a->words : b->words;
	bool strict = words <= (both ? STRICT_CAPITALS : STRICT_CAPITAL);

	if ((!both && !one) || (both && !strict))
		return false;
	if (strict && a->words == b->words)
		return a->word_sum != b->word_sum;
	if (!is_cut(a, b, likeness))
		return true;
	if (both)
		return exchange_words(a, b);
	return a->naming == NAMING_NONE ? lacks_names(b, a) : lacks_names(a, b);
}

bool
sketch_alike(const struct sketch *a, const struct sketch *b, double least, struct likeness *likeness)
{
	double share, both, small;

	if (a->words < SKETCH_LEAST || b->words < SKETCH_LEAST)
		return false;
	if (a->words <= SKETCH_WORDS && b->words <= SKETCH_WORDS)
		return short_alike(a, b, likeness);
	share = similarity(a, b);
	if (share < CONTAINED_SIZE)
		return false;
	both = (double)(a->words + b->words - 2) * share / (1 + share);
	small = (a->words < b->words ? a->words : b->words) - 1;
	likeness->similarity = share;
	likeness->contained = both < small ? both / small : 1;
	if (may_hide_names(a, b, likeness))
		return false;
	return (share >= least || likeness->contained >= CONTAINED) && !tell_apart(a, b, share);
}
