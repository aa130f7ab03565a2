#include "common/json_keys.h"

#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"

#define SMALL_TABLE 16 /* up to so many keys are compared one by one */

static bool
same_key(const struct json_member *a, const struct json_member *b)
{
	return a->key_len == b->key_len && memcmp(a->key, b->key, a->key_len) == 0;
}

/* For many keys, or escaped ones: a table of the members' numbers from
 * 1, each with half of its key's hash before it. */
static const struct json_member *
twice_among_many(struct json_members *members)
{
	size_t size = 64;

	while (size < 2 * members->count)
		size *= 2;
	members->slots = xgrow(members->slots, &members->slot_cap, size, sizeof(*members->slots));
	memset(members->slots, 0, size * sizeof(*members->slots));
	for (size_t i = 0; i < members->count; i++) {
		const struct json_member *member = &members->items[i];
		const char *key = member->key;
		size_t n = member->key_len;
		uint64_t hash, *slot;

		if (member->key_escaped) {
			buf_clear(&members->scratch);
			json_unescape_raw(key, n, &members->scratch);
			key = members->scratch.data;
			n = members->scratch.len;
		}
		hash = hash_seeded(key, n);
		slot = &members->slots[hash & (size - 1)];
		while (*slot != 0) {
			if (*slot >> 32 == hash >> 32 &&
			    json_key_is(&members->items[(uint32_t)*slot - 1], key, n))
				return member;
			if (++slot == members->slots + size)
				slot = members->slots;
		}
		*slot = hash >> 32 << 32 | (uint32_t)(i + 1);
	}
	return NULL;
}

const struct json_member *
json_twice(struct json_members *members)
{
	uint64_t seen = 0;

	if (members->count > SMALL_TABLE)
		return twice_among_many(members);
	for (size_t i = 0; i < members->count; i++) {
		const struct json_member *member = &members->items[i];
		uint32_t n = member->key_len, first = n ? (unsigned char)member->key[0] : 0;
		uint32_t last = n ? (unsigned char)member->key[n - 1] : 0;
		uint64_t bit = (uint64_t)1 << ((first | last << 8 | n << 16) * 0x9e3779b1u >> 26);

		if (member->key_escaped)
			return twice_among_many(members);
		/* Most keys are told apart by one bit of their ends and length. */
		if ((seen & bit) != 0)
			for (size_t j = 0; j < i; j++)
				if (same_key(&members->items[j], member))
					return member;
		seen |= bit;
	}
	return NULL;
}

void
json_members_free(struct json_members *members)
{
	free(members->items);
	free(members->slots);
	buf_free(&members->scratch);
	*members = (struct json_members){0};
}
