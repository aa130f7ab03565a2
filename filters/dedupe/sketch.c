#include "filters/dedupe/sketch.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 3           /* bins to a band */
#define END_WORDS 6      /* words that make the keys of beginning and end */
#define EMPTY UINT32_MAX
#define FEW 24           /* hashes that are sorted one by one */
#define TITLED_MAX 63    /* written beside the naming in a byte */

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

/* What a word adds to a sum by which sets are compared: numbers are near each other, so they are mixed. */
static uint32_t
summand(const struct core_word *word)
{
	return word->flags & CORE_NUMBER ? (uint32_t)mix(word->hash) : word->hash;
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

	bins[bin] = value < bins[bin] ? value : bins[bin]; /* a branch would be guessed wrong too often */
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

static void
sort_short(uint16_t *all, size_t n)
{
	if (n > FEW) {
		qsort(all, n, sizeof(*all), compare_short);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		uint16_t hash = all[i];
		size_t j = i;

		for (; j > 0 && all[j - 1] > hash; j--)
			all[j] = all[j - 1];
		all[j] = hash;
	}
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
	for (size_t i = 0; i < core->count + (flag == CORE_NAME ? core->tags : 0); i++) {
		uint16_t hash;

		if (!(core->words[i].flags & flag)) {
			if (flag == CORE_TITLE)
				break; /* it stands first */
			continue;
		}
		hash = short_hash(&core->words[i]);
		if (flag != CORE_NAME || !is_told(s, n, hash))
			*sum += summand(&core->words[i]);
		buf_add(&s->told, &hash, sizeof(hash));
		n++;
	}
	*kept = 0;
	if (n == 0)
		return 0;
	all = (uint16_t *)(void *)s->told.data;
	sort_short(all, n);
	if (flag == CORE_NUMBER) {
		for (size_t i = 1, times = 0; i < n; i++) {
			times = all[i] == (uint16_t)(all[i - 1] - times * 0x3779u) ? times + 1 : 0;
			all[i] = (uint16_t)(all[i] + times * 0x3779u);
		}
		sort_short(all, n);
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

const uint8_t *
sketch_bins(const struct sketch *sketch, uint8_t room[SKETCH_BINS])
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

/* What names another text has can be looked up in one that does not tell its own. */
static void
set_word_bits(const struct core *core, struct sketch *sketch)
{
	memset(sketch->name, 0, sizeof(sketch->name));
	for (size_t i = 0; i < core->count; i++) {
		size_t bit = sketch_word_bit(short_hash(&core->words[i]));

		sketch->name[bit / 16] |= (uint16_t)(1 << bit % 16);
	}
}

bool
sketch_make(struct sketcher *s, const struct core *core, struct sketch *sketch)
{
	size_t kept, n = core->count < END_WORDS ? core->count : END_WORDS;
	uint32_t bins[SKETCH_BINS], title_sum = 0;
	uint16_t before;
	uint8_t titled, flags = 0;

	if (core->count < SKETCH_LEAST)
		return false;
	memset(sketch, 0, sizeof(*sketch));
	sketch->words = (uint16_t)(core->count < UINT16_MAX ? core->count : UINT16_MAX);
	sketch->ends[0] = hash_end(core, 0, n, 1);
	sketch->ends[1] = hash_end(core, core->count - n, n, 2);
	for (size_t i = 0; i < core->count; i++) {
		sketch->word_sum += summand(&core->words[i]);
		flags |= core->words[i].flags;
	}
	sketch->naming = (uint8_t)core->naming;
	if (flags & CORE_NUMBER)
		sketch->numbers = keep_least(s, core, CORE_NUMBER, sketch->number, SKETCH_TOLD, &kept, &sketch->number_sum);
	if (flags & CORE_NAME || core->tags > 0)
		sketch->names = keep_least(s, core, CORE_NAME, sketch->name, SKETCH_TOLD, &kept, &sketch->name_sum);
	titled = keep_least(s, core, CORE_TITLE, sketch->title, SKETCH_TITLE, &kept, &title_sum);
	sketch->titled = titled < TITLED_MAX ? titled : TITLED_MAX;
	sketch->title_sum = (uint8_t)title_sum;
	if (core->naming == NAMING_NONE)
		set_word_bits(core, sketch);
	if (sketch->words <= SKETCH_WORDS) {
		for (size_t i = 0; i < core->count; i++)
			sketch->word[i] = short_hash(&core->words[i]);
		return true;
	}
	clear_bins(bins);
	before = short_hash(&core->words[0]);
	for (size_t i = 1; i < core->count; i++) {
		uint16_t hash = short_hash(&core->words[i]);

		add_pair(bins, before, hash);
		before = hash;
	}
	sketch->full = (uint8_t)fill_bins(bins);
	cut_bins(bins, sketch->bin);
	return true;
}

void
sketch_keys(const struct sketch *sketch, uint32_t keys[SKETCH_KEYS])
{
	uint8_t room[SKETCH_BINS];
	const uint8_t *bins = sketch_bins(sketch, room);

	for (uint32_t i = 0; i < SKETCH_KEYS - 2; i++) {
		uint64_t band = i + 1;

		for (size_t j = 0; j < ROWS; j++)
			band = band << 8 | bins[i * ROWS + j];
		keys[i] = (uint32_t)(mix(band * 0x9e3779b97f4a7c15u) >> 32);
	}
	keys[SKETCH_KEYS - 2] = sketch->ends[0];
	keys[SKETCH_KEYS - 1] = sketch->ends[1];
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
	return word->flags & CORE_NAME && core->naming != NAMING_NONE && sketch->naming != NAMING_NONE && !may_have(sketch->name, sketch->names, hash);
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
	buf_addc(out, (char)(sketch->naming | sketch->titled << 2));
	buf_addc(out, (char)sketch->title_sum);
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
		.naming = (bytes[2] & 3) <= NAMING_LISTED ? bytes[2] & 3 : NAMING_NONE,
		.titled = (uint8_t)bytes[2] >> 2,
		.title_sum = (uint8_t)bytes[3],
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
