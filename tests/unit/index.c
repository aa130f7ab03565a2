#include "filters/dedupe/index.h"

#include <stdlib.h>

#include "tests/unit/check.h"

static struct hash128
hash_of(uint64_t n)
{
	return hash_identity(&n, sizeof(n));
}

static uint64_t
find(const struct index *index, uint64_t n)
{
	struct hash128 hash = hash_of(n);

	return index_find(index, index_key(index, &hash));
}

static void
add_key(struct index *index, uint64_t number, uint64_t n)
{
	struct hash128 hash = hash_of(n);

	index_add_key(index, number, index_key(index, &hash));
}

/* An entry with one key. */
static uint64_t
add(struct index *index, uint64_t n)
{
	uint64_t number = index_add_first(index, INDEX_NO_DATE, 1, false, NULL, 0);

	add_key(index, number, n);
	return number;
}

static void
check_one(void)
{
	struct index *index = index_new(1000, true);
	uint64_t first = index_add_first(index, -62135596800, 1, true, "abc", 3), alias;
	size_t n = 0;

	add_key(index, first, 1);
	add_key(index, first, 2);
	check(find(index, 1) == first && find(index, 2) == first, "keys lead to their entry");
	check(find(index, 3) == INDEX_NONE, "an unknown key leads nowhere");
	check(index_date(index, first) == -62135596800, "the date of year 1 is kept");
	check(index_untitled(index, first), "the flag is kept");
	check(index_id(index, first, &n) && n == 3, "the id is kept");
	alias = index_add_alias(index, first, false);
	add_key(index, alias, 3);
	check(find(index, 3) == alias && index_root(index, alias) == first, "an alias leads to its first");
	index_see(index, first);
	check(index_seen(index, first) == 2, "what is seen is counted");
	check(index_date(index, first) == -62135596800, "and counting leaves the date alone");
	first = index_add_first(index, INDEX_NO_DATE, INDEX_MAX_SEEN, false, NULL, 0);
	index_see(index, first);
	check(index_seen(index, first) == INDEX_MAX_SEEN, "the count stops at its end");
	check(index_date(index, first) == INDEX_NO_DATE, "no date is no date");
	check(index_id(index, first, &n) == NULL, "no id is no id");
	check(index_date(index, index_add_first(index, INT64_MAX, 1, false, NULL, 0)) == INDEX_NO_DATE,
	      "a date out of range is none");
	index_free(index);
}

static void
check_many(void)
{
	enum { COUNT = 300000 };
	struct index *index = index_new(INDEX_MAX_ENTRIES, false);
	int missing = 0, wrong = 0;

	for (uint64_t i = 0; i < COUNT; i++)
		add(index, i);
	for (uint64_t i = 0; i < COUNT; i++)
		missing += find(index, i) != i;
	for (uint64_t i = COUNT; i < 2 * COUNT; i++)
		wrong += find(index, i) != INDEX_NONE;
	check(missing == 0, "300,000 keys are found");
	check(wrong == 0, "300,000 others are not");
	check(index_memory(index) < (size_t)COUNT * 31, "%zu bytes a key and entry",
	      index_memory(index) / COUNT);
	index_free(index);
}

static void
check_limit(void)
{
	enum { COUNT = 200000, LIMIT = 1000 };
	struct index *index = index_new(LIMIT, true);
	uint64_t missing = 0, stale = 0, alias;

	for (uint64_t i = 0; i < COUNT; i++) {
		add(index, i);
		if (i >= LIMIT) {
			missing += find(index, i - LIMIT + 1) == INDEX_NONE;
			stale += find(index, i - LIMIT) != INDEX_NONE;
		}
	}
	check(missing == 0, "the newest 1,000 entries are remembered");
	check(stale == 0, "the one before them is forgotten");
	check(index_memory(index) < (size_t)1 << 20, "memory does not grow beyond that: %zu bytes",
	      index_memory(index));
	alias = index_add_alias(index, index_oldest(index) + 1, false);
	add_key(index, alias, COUNT);
	check(find(index, COUNT) == alias, "an alias of a remembered group is found");
	add(index, COUNT + 1);
	check(find(index, COUNT) == INDEX_NONE, "it is forgotten with its first");
	check(!index_alive(index, alias), "and not alive");
	add_key(index, add(index, COUNT + 2), COUNT);
	check(find(index, COUNT) == index_next(index) - 1, "its key can be registered anew");
	index_free(index);
	index = index_new(1, false);
	check(add(index, 1) == find(index, 1), "a limit of one remembers one");
	add(index, 2);
	check(find(index, 1) == INDEX_NONE && find(index, 2) == 1, "and only one");
	index_free(index);
}

/* Against a plain list, with re-registered keys, aliases and a moving limit. */
static void
check_against_list(void)
{
	enum { KEYS = 500, LIMIT = 120, STEPS = 50000 };
	struct index *index = index_new(LIMIT, false);
	uint64_t owner[KEYS], root[STEPS + 1], random = 1, wrong = 0;

	for (size_t i = 0; i < KEYS; i++)
		owner[i] = INDEX_NONE;
	for (uint64_t step = 0; step < STEPS; step++) {
		uint64_t key, number, found;
		bool alive;

		random = random * 6364136223846793005u + 1442695040888963407u;
		key = (random >> 33) % KEYS;
		found = find(index, key);
		alive = owner[key] != INDEX_NONE && owner[key] + LIMIT >= index_next(index) &&
		        root[owner[key]] + LIMIT >= index_next(index);
		wrong += (found != INDEX_NONE) != alive || (alive && found != owner[key]);
		if (found == INDEX_NONE) {
			number = add(index, key);
			root[number] = number;
			owner[key] = number;
		} else if (random >> 63) {
			/* an alias with the next key, if that is free */
			uint64_t other = (key + 1) % KEYS;

			if (find(index, other) == INDEX_NONE) {
				number = index_add_alias(index, index_root(index, found), false);
				root[number] = root[found];
				add_key(index, number, other);
				owner[other] = number;
			}
		}
	}
	check(wrong == 0, "50,000 steps agree with a plain list");
	index_free(index);
}

static void
check_start(void)
{
	struct index *index = index_new(10, false);

	index_start(index, ((uint64_t)1 << 32) - 3);
	for (uint64_t i = 0; i < 8; i++)
		add(index, i);
	check(find(index, 0) == ((uint64_t)1 << 32) - 3, "numbers go on from where they are told to");
	check(find(index, 7) == ((uint64_t)1 << 32) + 4, "and beyond 2^32");
	index_free(index);
	index = index_new(100000, false);
	index_reserve(index, 100000);
	for (uint64_t i = 0; i < 1000; i++)
		add(index, i);
	check(find(index, 999) == 999, "a table made large beforehand works");
	index_free(index);
}

int
main(void)
{
	check_one();
	check_many();
	check_limit();
	check_against_list();
	check_start();
	return check_done();
}
