/* The small modules: buffers, problems, nearest words, hashes. */
#include <stdlib.h>

#include "common/buf.h"
#include "common/diag.h"
#include "common/hash.h"
#include "common/nearest.h"
#include "common/xalloc.h"
#include "tests/unit/check.h"

static void
test_buf(void)
{
	struct buf buf = {0};
	char large[5000];

	buf_adds(&buf, "a");
	buf_addc(&buf, 'b');
	buf_addf(&buf, "%d", 42);
	check_string(buf_str(&buf), "ab42", "appended");
	check(buf.len == 4, "the NUL of buf_str is not counted");
	buf_clear(&buf);
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	buf_addf(&buf, "<%s>", large);
	check(buf.len == sizeof(large) + 1 && buf.data[buf.len - 1] == '>', "formatted text longer than the room");
	buf_add(&buf, NULL, 0);
	check(buf.len == sizeof(large) + 1, "adding nothing");
	buf_free(&buf);
	check(buf.data == NULL && buf.len == 0 && buf.cap == 0, "freed is empty");
}

static void
test_grow(void)
{
	size_t cap = 0;
	int *items = NULL;

	for (int i = 0; i < 1000; i++) {
		items = xgrow(items, &cap, (size_t)i + 1, sizeof(*items));
		items[i] = i;
	}
	check(cap >= 1000 && cap < 2048 && items[999] == 999 && items[0] == 0, "an array grows by doubling");
	free(items);
}

static void
test_problem(void)
{
	struct problem problem = {0};

	check(!problem_set(&problem, 3, 7, "first %d", 1), "setting a problem is false");
	problem_set(&problem, 4, 8, "second");
	check_string(problem.text, "first 1", "the first problem stays");
	check(problem.line == 3 && problem.column == 7, "with its place");
}

static void
test_nearest(void)
{
	static const char *const words[] = {"rules", "rejects", NULL, "evidence", "only"};
	size_t n = sizeof(words) / sizeof(words[0]);
	const char *found;

	found = nearest_word("rulse", words, n);
	check(found && strcmp(found, "rules") == 0, "two letters swapped");
	found = nearest_word("evidnce", words, n);
	check(found && strcmp(found, "evidence") == 0, "a letter missing");
	found = nearest_word("onlyy", words, n);
	check(found && strcmp(found, "only") == 0, "a letter too many");
	check(nearest_word("zebra", words, n) == NULL, "nothing near");
	check(nearest_word("", words, n) == NULL, "an empty word");
	check(nearest_word("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", words, n) == NULL,
	      "a word too long to compare");
}

static void
test_hash(void)
{
	char hex[65];

	/* FIPS 180-2, appendix B.1. */
	hash_sha256_hex("abc", 3, hex);
	check_string(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "SHA-256 of abc");
	/* XXH3-128 of nothing, from the specification's reference. */
	check(hash_identity("", 0).low == 0x6001c324468d497fULL && hash_identity("", 0).high == 0x99aa06d3014798d8ULL,
	      "identities are XXH3-128, unseeded");
	check(hash_seeded("a", 1) == hash_seeded("a", 1) && hash_seeded("a", 1) != hash_seeded("b", 1),
	      "a seeded hash is steady within a run");
}

int
main(void)
{
	test_buf();
	test_grow();
	test_problem();
	test_nearest();
	test_hash();
	return check_done();
}
