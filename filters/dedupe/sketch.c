#include "filters/dedupe/sketch.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 3           /* bins to a band */
#define END_WORDS 6      /* words that make the keys of beginning and end */
#define EMPTY UINT32_MAX

/* The rules by which posts are told apart; see sketch.h. Chosen on labelled pairs. */
#define EXTRA_LEAST 6    /* a short post takes part in containment from so many words on */
#define CONTAINED 0.85   /* so much of the smaller must be in the larger */
#define CONTAINED_SIZE 0.3
#define STRICT_WORDS 200 /* up to so many words no number may be exchanged */
#define NUMBER_WORDS 30  /* beyond, one for so many words */
#define ONLY_NUMBERS 0.97 /* and none if what is exchanged is all the difference */
#define STRICT_NAMES 60 /* up to so many words no name may be */
#define NAME_SHARE 0.2   /* beyond, this share of them */

static uint64_t
mix(uint64_t x)
{
	/* the finalizer of splitmix64 (Steele, Lea, Flood, OOPSLA 2014) */
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

/* Numbers below 2^16 are told apart always, all else in all but one of 2^16 cases. */
static uint16_t
short_hash(const struct core_word *word)
{
	if (word->flags & CORE_NUMBER && word->hash <= UINT16_MAX)
		return (uint16_t)word->hash;
	return (uint16_t)(word->hash * 0x9e3779b1u >> 16);
}

static void
clear_bins(uint32_t *bins)
{
	memset(bins, 0xff, SKETCH_BINS * sizeof(*bins));
}

static void
add_pair(uint32_t *bins, uint16_t first, uint16_t second)
{
	uint64_t hash = mix(((uint64_t)first << 16 | second) + 0x9e3779b97f4a7c15u);
	size_t bin = (size_t)((hash >> 32) * SKETCH_BINS >> 32);
	uint32_t value = (uint32_t)hash & ~1u; /* never EMPTY */

	if (value < bins[bin])
		bins[bin] = value;
}

/* Gives empty bins what the next full one has, changed by the way to it. How many were full. */
static size_t
fill_bins(uint32_t *bins)
{
	size_t full = 0, first = SKETCH_BINS;

	for (size_t i = SKETCH_BINS; i-- > 0;)
		if (bins[i] != EMPTY) {
			full++;
			first = i;
		}
	if (full == 0 || full == SKETCH_BINS)
		return full;
	for (size_t i = SKETCH_BINS, distance = first, from = first; i-- > 0;) {
		if (bins[i] != EMPTY) {
			from = i;
			distance = 0;
		} else {
			distance++;
			bins[i] = (uint32_t)mix((uint64_t)bins[from] + distance * 0x100000001u) & ~1u;
		}
	}
	return full;
}

static int
compare_short(const void *left, const void *right)
{
	return *(const uint16_t *)left - *(const uint16_t *)right;
}

static bool
is_told(const struct sketcher *s, size_t n, uint16_t hash)
{
	const uint16_t *told = (const uint16_t *)(const void *)s->told.data;

	for (size_t i = 0; i < n && i < SKETCH_TOLD; i++)
		if (told[i] == hash)
			return true;
	return false;
}

/* Keeps the least of the words with a flag, each as often as it is there: its second time is another
 * hash. Returns how many there are. */
static uint8_t
keep_least(struct sketcher *s, const struct core *core, uint8_t flag, uint16_t *least, size_t most,
           size_t *kept, uint32_t *sum)
{
	uint16_t *all;
	size_t n = 0;

	buf_clear(&s->told);
	for (size_t i = 0; i < core->count; i++) {
		uint16_t hash = short_hash(&core->words[i]);

		if (!(core->words[i].flags & flag))
			continue;
		if (flag != CORE_NAME || !is_told(s, n, hash))
			*sum += (uint32_t)mix(core->words[i].hash);
		buf_add(&s->told, &hash, sizeof(hash));
		n++;
	}
	*kept = 0;
	if (n == 0)
		return 0;
	all = (uint16_t *)(void *)s->told.data;
	qsort(all, n, sizeof(*all), compare_short);
	if (flag == CORE_NUMBER) {
		for (size_t i = 1, times = 0; i < n; i++) {
			times = all[i] == (uint16_t)(all[i - 1] - times * 0x3779u) ? times + 1 : 0;
			all[i] = (uint16_t)(all[i] + times * 0x3779u);
		}
		qsort(all, n, sizeof(*all), compare_short);
	} else {
		size_t different = 1;

		for (size_t i = 1; i < n; i++)
			if (all[i] != all[different - 1])
				all[different++] = all[i];
		n = different;
	}
	*kept = n < most ? n : most;
	memcpy(least, all, *kept * sizeof(*least));
	return (uint8_t)(n < UINT8_MAX ? n : UINT8_MAX);
}

static uint32_t
join_hashes(const uint32_t *values, size_t n, uint32_t from)
{
	uint64_t hash = from;

	for (size_t i = 0; i < n; i++)
		hash = mix(hash * 0x9e3779b97f4a7c15u + values[i]);
	return (uint32_t)(hash >> 32);
}

/* The hash of some of its words in a row. */
static uint32_t
hash_end(const struct core *core, size_t from, size_t n, uint32_t which)
{
	uint32_t words[END_WORDS];

	for (size_t i = 0; i < n; i++)
		words[i] = core->words[from + i].hash;
	return join_hashes(words, n, which);
}

static void
cut_bins(const uint32_t *bins, uint8_t *cut)
{
	for (size_t i = 0; i < SKETCH_BINS; i++)
		cut[i] = (uint8_t)(bins[i] >> 8);
}

/* The bins as they are kept of a long post. */
static const uint8_t *
kept_bins(const struct sketch *sketch, uint8_t *room)
{
	uint32_t bins[SKETCH_BINS];

	if (sketch->words > SKETCH_WORDS)
		return sketch->bin;
	clear_bins(bins);
	for (size_t i = 1; i < sketch->words; i++)
		add_pair(bins, sketch->word[i - 1], sketch->word[i]);
	fill_bins(bins);
	cut_bins(bins, room);
	return room;
}

bool
sketch_make(struct sketcher *s, const struct core *core, struct sketch *sketch)
{
	size_t kept, n = core->count < END_WORDS ? core->count : END_WORDS;
	uint32_t bins[SKETCH_BINS], ignored = 0;

	if (core->count < SKETCH_LEAST)
		return false;
	memset(sketch, 0, sizeof(*sketch));
	sketch->words = (uint16_t)(core->count < UINT16_MAX ? core->count : UINT16_MAX);
	sketch->ends[0] = hash_end(core, 0, n, 1);
	sketch->ends[1] = hash_end(core, core->count - n, n, 2);
	for (size_t i = 0; i < core->count; i++)
		sketch->word_sum += (uint32_t)mix(core->words[i].hash);
	sketch->named = core->named;
	sketch->numbers = keep_least(s, core, CORE_NUMBER, sketch->number, SKETCH_TOLD, &kept, &sketch->number_sum);
	sketch->names = keep_least(s, core, CORE_NAME, sketch->name, SKETCH_TOLD, &kept, &sketch->name_sum);
	keep_least(s, core, CORE_TITLE, sketch->title, SKETCH_TITLE, &kept, &ignored);
	sketch->titled = (uint8_t)kept;
	if (sketch->words <= SKETCH_WORDS) {
		for (size_t i = 0; i < core->count; i++)
			sketch->word[i] = short_hash(&core->words[i]);
		return true;
	}
	clear_bins(bins);
	for (size_t i = 1; i < core->count; i++)
		add_pair(bins, short_hash(&core->words[i - 1]), short_hash(&core->words[i]));
	sketch->full = (uint8_t)fill_bins(bins);
	cut_bins(bins, sketch->bin);
	return true;
}

void
sketch_keys(const struct sketch *sketch, uint32_t keys[SKETCH_KEYS])
{
	uint8_t room[SKETCH_BINS];
	const uint8_t *bins = kept_bins(sketch, room);

	for (uint32_t i = 0; i < SKETCH_KEYS - 2; i++) {
		uint32_t band[ROWS];

		for (size_t j = 0; j < ROWS; j++)
			band[j] = bins[i * ROWS + j];
		keys[i] = join_hashes(band, ROWS, i + 3);
	}
	keys[SKETCH_KEYS - 2] = sketch->ends[0];
	keys[SKETCH_KEYS - 1] = sketch->ends[1];
}

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

/* Whether numbers, names or titles say that these are two events. */
static bool
tell_apart(const struct sketch *a, const struct sketch *b, double share)
{
	size_t a_words = telling_words(a), b_words = telling_words(b), words = a_words < b_words ? a_words : b_words;
	double numbers = exchange(a->number, a->numbers, a->number_sum, b->number, b->numbers, b->number_sum);
	size_t same = 0;

	if (numbers >= 1 && (words <= STRICT_WORDS || share >= ONLY_NUMBERS || numbers > (double)(words - STRICT_WORDS) / NUMBER_WORDS))
		return true;
	if (a->named && b->named) {
		double names = exchange(a->name, a->names, a->name_sum, b->name, b->names, b->name_sum);
		size_t least = a->names < b->names ? a->names : b->names;

		if (names >= 1 && (words <= STRICT_NAMES || names > NAME_SHARE * (double)least))
			return true;
	}
	if (a->titled < 2 || b->titled < 2)
		return false;
	for (size_t i = 0; i < a->titled; i++)
		for (size_t j = 0; j < b->titled; j++)
			same += a->title[i] == b->title[j];
	return 2 * same < (a->titled < b->titled ? a->titled : b->titled);
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
	likeness->contained = 1;
	likeness->similarity = (double)(small->words - 1) / (double)(large->words - 1);
	return true;
}

static double
similarity(const struct sketch *a, const struct sketch *b)
{
	uint8_t a_room[SKETCH_BINS], b_room[SKETCH_BINS];
	const uint8_t *p = kept_bins(a, a_room), *q = kept_bins(b, b_room);
	size_t same = 0;
	double share;

	for (size_t i = 0; i < SKETCH_BINS; i++)
		same += p[i] == q[i];
	share = ((double)same / SKETCH_BINS - 1 / 256.0) / (1 - 1 / 256.0);
	return share > 0 ? share : 0;
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
	return (share >= least || likeness->contained >= CONTAINED) && !tell_apart(a, b, share);
}

/* Whether a hash is among the least of `count`; true also if that is not known. */
static bool
may_have(const uint16_t *least, size_t count, uint16_t hash)
{
	size_t kept = count < SKETCH_TOLD ? count : SKETCH_TOLD;

	for (size_t i = 0; i < kept; i++)
		if (least[i] == hash)
			return true;
	return count > SKETCH_TOLD && hash > least[SKETCH_TOLD - 1];
}

static bool
is_lacking(const struct sketch *sketch, const struct core *core, const struct core_word *word)
{
	uint16_t hash = short_hash(word);

	if (sketch->words <= SKETCH_WORDS) {
		for (size_t i = 0; i < sketch->words; i++)
			if (sketch->word[i] == hash)
				return false;
		return true;
	}
	if (word->flags & CORE_NUMBER)
		return !may_have(sketch->number, sketch->numbers, hash);
	return word->flags & CORE_NAME && core->named && sketch->named && !may_have(sketch->name, sketch->names, hash);
}

size_t
sketch_differs(const struct sketch *sketch, const struct core *core, size_t *words, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < core->count && n < most; i++) {
		bool again = false;

		if (!is_lacking(sketch, core, &core->words[i]))
			continue;
		for (size_t j = 0; j < n && !again; j++)
			again = core->words[words[j]].hash == core->words[i].hash;
		if (!again)
			words[n++] = i;
	}
	return n;
}

static void
write_numbers(struct buf *out, const uint16_t *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_addc(out, (char)numbers[i]);
		buf_addc(out, (char)(numbers[i] >> 8));
	}
}

static const char *
read_numbers(uint16_t *numbers, size_t n, const char *bytes)
{
	for (size_t i = 0; i < n; i++, bytes += 2)
		numbers[i] = (uint16_t)((unsigned char)bytes[0] | (unsigned char)bytes[1] << 8);
	return bytes;
}

void
sketch_write(const struct sketch *sketch, struct buf *out)
{
	const uint32_t wide[] = {sketch->ends[0], sketch->ends[1], sketch->number_sum, sketch->name_sum,
	                         sketch->word_sum};

	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		write_numbers(out, (const uint16_t[]){(uint16_t)wide[i], (uint16_t)(wide[i] >> 16)}, 2);
	write_numbers(out, &sketch->words, 1);
	buf_addc(out, (char)sketch->numbers);
	buf_addc(out, (char)sketch->names);
	buf_addc(out, (char)sketch->named);
	buf_addc(out, (char)sketch->titled);
	buf_addc(out, (char)sketch->full);
	write_numbers(out, sketch->number, SKETCH_TOLD);
	write_numbers(out, sketch->name, SKETCH_TOLD);
	write_numbers(out, sketch->title, SKETCH_TITLE);
	if (sketch->words <= SKETCH_WORDS)
		write_numbers(out, sketch->word, SKETCH_WORDS);
	else
		buf_add(out, sketch->bin, SKETCH_BINS);
}

void
sketch_read(struct sketch *sketch, const char *bytes)
{
	uint16_t head[11];

	bytes = read_numbers(head, 11, bytes);
	*sketch = (struct sketch){
		.ends = {head[0] | (uint32_t)head[1] << 16, head[2] | (uint32_t)head[3] << 16},
		.number_sum = head[4] | (uint32_t)head[5] << 16,
		.name_sum = head[6] | (uint32_t)head[7] << 16,
		.word_sum = head[8] | (uint32_t)head[9] << 16,
		.words = head[10],
		.numbers = (uint8_t)bytes[0],
		.names = (uint8_t)bytes[1],
		.named = bytes[2] != 0,
		.titled = (uint8_t)bytes[3] < SKETCH_TITLE ? (uint8_t)bytes[3] : SKETCH_TITLE,
		.full = (uint8_t)bytes[4] < SKETCH_BINS ? (uint8_t)bytes[4] : SKETCH_BINS,
	};
	bytes = read_numbers(sketch->number, SKETCH_TOLD, bytes + 5);
	bytes = read_numbers(sketch->name, SKETCH_TOLD, bytes);
	bytes = read_numbers(sketch->title, SKETCH_TITLE, bytes);
	if (sketch->words <= SKETCH_WORDS)
		read_numbers(sketch->word, SKETCH_WORDS, bytes);
	else
		memcpy(sketch->bin, bytes, SKETCH_BINS);
}

void
sketcher_free(struct sketcher *s)
{
	buf_free(&s->told);
}
