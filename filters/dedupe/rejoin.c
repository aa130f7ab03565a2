/* Making one state of what join.h gathered. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/stream.h"
#include "common/xalloc.h"
#include "filters/dedupe/join_inner.h"
#include "filters/dedupe/state_inner.h"

#define BIG_FRAME ((size_t)1 << 20)

static int
compare_links(const void *a, const void *b)
{
	const struct join_link *x = a, *y = b;

	if (x->hash.high != y->hash.high)
		return x->hash.high < y->hash.high ? -1 : 1;
	if (x->hash.low != y->hash.low)
		return x->hash.low < y->hash.low ? -1 : 1;
	return x->member < y->member ? -1 : x->member > y->member;
}

static bool
same_hash(const struct join_link *a, const struct join_link *b)
{
	return a->hash.high == b->hash.high && a->hash.low == b->hash.low;
}

static bool
is_untitled(const struct join *join, size_t member)
{
	struct log_item item;

	join_read_item(join, member, &item);
	return item.flags & LOG_UNTITLED;
}

/* Unites what shares a key. A body counts only where a title is missing: one post without is the same as all that
 * have its body. */
static void
unite_all(struct join *join)
{
	struct join_link *links = join->links;

	if (join->link_count > 0)
		qsort(links, join->link_count, sizeof(*links), compare_links);
	for (size_t i = 0, j; i < join->link_count; i = j) {
		bool same = !links[i].body || is_untitled(join, links[i].member);

		for (j = i + 1; j < join->link_count && same_hash(&links[i], &links[j]); j++)
			same = same || is_untitled(join, links[j].member);
		for (size_t k = i + 1; same && k < j; k++)
			join_unite(join, links[i].member, links[k].member);
	}
}

/* What members are put in order by: their group's first, then firsts before others. */
struct place {
	size_t member, root;
	int64_t date;
	struct hash128 told; /* of the item: makes the order one that does not depend on that of the sources */
	const char *id;
	size_t id_n;
	uint32_t seen;
	bool first;
};

static int
compare_members(const struct place *x, const struct place *y)
{
	int64_t a = x->date == INDEX_NO_DATE ? INT64_MAX : x->date, b = y->date == INDEX_NO_DATE ? INT64_MAX : y->date;
	size_t n = x->id_n < y->id_n ? x->id_n : y->id_n;
	int order = n > 0 ? memcmp(x->id, y->id, n) : 0;

	if (x->first != y->first)
		return x->first ? -1 : 1;
	if (a != b)
		return a < b ? -1 : 1;
	if (order != 0)
		return order;
	if (x->id_n != y->id_n)
		return x->id_n < y->id_n ? -1 : 1;
	if (x->told.high != y->told.high)
		return x->told.high < y->told.high ? -1 : 1;
	return x->member < y->member ? -1 : x->member > y->member;
}

static int
compare_in_group(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->root != y->root)
		return x->root < y->root ? -1 : 1;
	return compare_members(x, y);
}

/* Groups are ranges of places. */
struct group {
	const struct place *places;
	size_t count;
};

static int
compare_groups(const void *a, const void *b)
{
	return compare_members(((const struct group *)a)->places, ((const struct group *)b)->places);
}

/* The state being written. */
struct writing {
	struct join *join;
	struct state_batch batch;
	struct log_tie tie;
	uint64_t next;
	int fd;
	bool failed;
};

static void
flush(struct writing *writing, size_t least)
{
	struct buf *bytes = &writing->batch.bytes;

	if (writing->batch.items == 0 || bytes->len < least)
		return;
	state_batch_seal(&writing->batch, &writing->tie);
	writing->failed = writing->failed || !write_all(writing->fd, bytes->data, bytes->len);
	state_batch_clear(&writing->batch);
}

/* Leaves in an item the keys that none before has, and takes note of them. */
static void
keep_new_keys(struct join *join, struct log_item *item)
{
	uint32_t kinds = item->kinds;
	size_t n = 0, from = 0;

	item->kinds = 0;
	for (size_t kind = 0; kind < keys_kinds(join->keys); kind++) {
		struct join_link wanted = {.hash = item->keys[from]};
		size_t low = 0, high = join->link_count;

		if (!(kinds >> kind & 1))
			continue;
		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (compare_links(&join->links[middle], &wanted) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		if (low < join->link_count && !join->links[low].given) {
			join->links[low].given = true;
			item->keys[n++] = item->keys[from];
			item->kinds |= (uint32_t)1 << kind;
		}
		from++;
	}
	item->key_count = n;
}

static uint32_t
count_seen(const struct group *group)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < group->count; i++)
		seen += group->places[i].seen;
	return seen < INDEX_MAX_SEEN ? (uint32_t)seen : INDEX_MAX_SEEN;
}

static void
write_group(struct writing *writing, const struct group *group)
{
	uint64_t root = writing->next;

	for (size_t i = 0; i < group->count; i++) {
		bool again = i > 0 && group->places[i].told.high == group->places[i - 1].told.high;
		bool first = writing->next == root;
		struct log_item item;

		join_read_item(writing->join, group->places[i].member, &item);
		keep_new_keys(writing->join, &item);
		if (item.key_count == 0 && (again || !(item.flags & LOG_SKETCH)))
			continue; /* it would be known by nothing new */
		if (first && item.kind != LOG_FIRST)
			item.date = INDEX_NO_DATE;
		item.kind = first ? LOG_FIRST : LOG_ALIAS;
		item.root = root;
		item.seen = count_seen(group);
		state_batch_add(&writing->batch, &item);
		writing->next++;
		flush(writing, BIG_FRAME);
	}
}

static int
compare_notes(const void *a, const void *b, void *context)
{
	const struct note *x = a, *y = b;
	const char *text = ((const struct notes *)context)->text.data;
	int order = memcmp(text + x->name, text + y->name, x->name_n < y->name_n ? x->name_n : y->name_n);

	return order != 0 ? order : (x->name_n > y->name_n) - (x->name_n < y->name_n);
}

static void
write_notes(struct writing *writing)
{
	struct notes *notes = &writing->join->notes;

	if (notes->count > 0)
		qsort_r(notes->items, notes->count, sizeof(*notes->items), compare_notes, notes);
	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->items[i];

		state_batch_add(&writing->batch, &(struct log_item){
			.kind = LOG_NOTE, .id = notes->text.data + note->name, .id_len = note->name_n,
			.value = notes->text.data + note->value, .value_len = note->value_n});
		flush(writing, BIG_FRAME);
	}
}

/* Puts all members into groups and these in order. */
static struct group *
make_groups(struct join *join, struct place *places, size_t *count)
{
	struct group *groups = xreallocarray(NULL, join->count + 1, sizeof(*groups));

	for (size_t i = 0; i < join->count; i++) {
		struct log_item item;
		uint32_t seen;

		join_read_item(join, i, &item);
		seen = item.seen;
		places[i] = (struct place){.member = i, .root = join_root(join, i), .date = item.kind == LOG_FIRST ? item.date : INDEX_NO_DATE,
		                           .id = item.id, .id_n = item.id_len, .seen = seen, .first = join->members[i].first};
		/* How often it was seen and which number its first had do not make it another. */
		item.seen = 0;
		item.root = 0;
		buf_clear(&join->text);
		log_add_item(&join->text, &item);
		places[i].told = hash_identity(join->text.data, join->text.len);
	}
	qsort(places, join->count, sizeof(*places), compare_in_group);
	*count = 0;
	for (size_t i = 0, j; i < join->count; i = j) {
		for (j = i + 1; j < join->count && places[j].root == places[i].root; j++)
			;
		groups[(*count)++] = (struct group){&places[i], j - i};
	}
	qsort(groups, *count, sizeof(*groups), compare_groups);
	return groups;
}

static bool
write_state(struct join *join, int fd)
{
	struct place *places = xcalloc(join->count + 1, sizeof(*places));
	struct writing writing = {.join = join, .fd = fd};
	struct buf header = {0};
	struct group *groups;
	uint64_t header_sum;
	size_t count;

	unite_all(join);
	groups = make_groups(join, places, &count);
	header_sum = writing.tie.sum = log_add_header(&header, 0, join->link_count, keys_settings(join->keys));
	writing.tie.end = header.len;
	writing.failed = !write_all(fd, header.data, header.len);
	state_batch_clear(&writing.batch);
	write_notes(&writing);
	for (size_t i = 0; i < count && !writing.failed; i++)
		write_group(&writing, &groups[i]);
	flush(&writing, 0);
	writing.failed = writing.failed || !state_acknowledge(fd, header_sum, writing.tie.end);
	buf_free(&writing.batch.bytes);
	buf_free(&header);
	free(groups);
	free(places);
	return !writing.failed && fsync(fd) == 0;
}

enum status
join_write(struct join *join, const char *path, struct problem *problem)
{
	char *real = realpath(path, NULL);
	struct buf name = {0};
	bool done;
	int fd;

	if (real == NULL)
		real = xstrdup(path);
	fd = state_create(real, &name);
	done = fd >= 0 && write_state(join, fd) && rename(buf_str(&name), real) == 0;
	if (!done) {
		problem_set(problem, 0, 0, "cannot be written: %s", strerror(errno));
		if (fd >= 0)
			(void)!unlink(buf_str(&name));
	}
	if (fd >= 0)
		close(fd);
	if (done)
		(void)!state_sync_directory(real);
	buf_free(&name);
	free(real);
	return done ? STATUS_OK : STATUS_FAILED;
}
