#include "filters/dedupe/join.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/xalloc.h"
#include "filters/dedupe/join_inner.h"
#include "filters/dedupe/offset.h"
#include "filters/dedupe/state_inner.h"

struct join *
join_new(const struct keys *keys)
{
	struct join *join = xcalloc(1, sizeof(*join));

	join->keys = keys;
	return join;
}

void
join_free(struct join *join)
{
	if (join == NULL)
		return;
	free(join->members);
	free(join->links);
	free(join->numbers);
	buf_free(&join->bytes);
	buf_free(&join->text);
	buf_free(&join->sketch);
	notes_free(&join->notes);
	free(join);
}

void
join_read_item(const struct join *join, size_t member, struct log_item *item)
{
	const char *p = join->bytes.data + join->members[member].at;

	*item = (struct log_item){0};
	(void)log_read_item(&p, p + join->members[member].size, keys_kinds(join->keys), item);
}

size_t
join_root(struct join *join, size_t i)
{
	while (join->members[i].parent != i) {
		join->members[i].parent = join->members[join->members[i].parent].parent;
		i = join->members[i].parent;
	}
	return i;
}

void
join_unite(struct join *join, size_t a, size_t b)
{
	a = join_root(join, a);
	b = join_root(join, b);
	if (a < b)
		join->members[b].parent = a;
	else
		join->members[a].parent = b;
}

void
join_add_member(struct join *join, uint64_t entry, const struct log_item *item, size_t of)
{
	size_t member = join->count, begun = join->bytes.len, n = 0;

	log_add_item(&join->bytes, item);
	join->members = xgrow(join->members, &join->cap, member + 1, sizeof(*join->members));
	join->members[member] = (struct join_member){begun, join->bytes.len - begun, member, item->kind == LOG_FIRST};
	join->count++;
	if (item->kind == LOG_ALIAS)
		join_unite(join, member, of);
	join->links = xgrow(join->links, &join->link_cap, join->link_count + KEYS_MAX, sizeof(*join->links));
	for (size_t kind = 0; kind < keys_kinds(join->keys); kind++)
		if (item->kinds >> kind & 1)
			join->links[join->link_count++] =
				(struct join_link){item->keys[n++], member, keys_is_body(join->keys, kind), false};
	/* What is known by nothing else is the same if its sketch is. */
	if (item->key_count == 0) {
		buf_clear(&join->sketch);
		sketch_write(&item->sketch, &join->sketch);
		join->links[join->link_count++] = (struct join_link){
			hash_identity(join->sketch.data, join->sketch.len), member, false, false};
	}
	join->numbers = xgrow(join->numbers, &join->number_cap, join->number_count + 1, sizeof(*join->numbers));
	join->numbers[join->number_count].entry = entry;
	join->numbers[join->number_count++].member = member;
}

size_t
join_member_of(const struct join *join, uint64_t entry)
{
	size_t low = 0, high = join->number_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (join->numbers[middle].entry < entry)
			low = middle + 1;
		else
			high = middle;
	}
	return low < join->number_count && join->numbers[low].entry == entry ? join->numbers[low].member : SIZE_MAX;
}

void
join_begin_lines(struct join *join)
{
	join->number_count = 0;
	join->refused = false;
}

static bool
take_item(void *context, uint64_t number, const struct log_item *item)
{
	struct join *join = context;
	struct log_item copy = *item;

	if ((item->kind != LOG_FIRST && item->kind != LOG_ALIAS) || !index_alive(join->index, number))
		return true;
	if (item->kind == LOG_FIRST)
		copy.seen = index_seen(join->index, number);
	copy.flags &= (uint8_t)~LOG_COUNTS;
	join_add_member(join, number, &copy, item->kind == LOG_ALIAS ? join_member_of(join, item->root) : 0);
	return true;
}

/* Whether a number of any length is greater than another. */
static bool
is_greater(const char *a, size_t a_n, const char *b, size_t b_n)
{
	for (; a_n > 0 && *a == '0'; a_n--)
		a++;
	for (; b_n > 0 && *b == '0'; b_n--)
		b++;
	return a_n != b_n ? a_n > b_n : memcmp(a, b, a_n) > 0;
}

/* Of an offset the greater is kept: all before it is in what is joined. Of other notes that which came first. */
static bool
is_better(const struct join *join, size_t note, const char *name, size_t name_n, const char *value, size_t n)
{
	const struct note *other = &join->notes.items[note];
	size_t prefix = strlen(OFFSET_PREFIX);

	return name_n > prefix && memcmp(name, OFFSET_PREFIX, prefix) == 0 &&
	       is_greater(value, n, join->notes.text.data + other->value, other->value_n);
}

void
join_add_notes(struct join *join, const struct notes *from)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct note *note = &from->items[i];
		const char *name = from->text.data + note->name, *value = from->text.data + note->value;
		size_t at = notes_find(&join->notes, name, note->name_n);

		if (at == join->notes.count || is_better(join, at, name, note->name_n, value, note->value_n))
			notes_set(&join->notes, name, note->name_n, value, note->value_n);
	}
}

/* Reads the state at fd twice: what is still remembered of it, then all that. */
static enum log_result
read_state(struct join *join, int fd, struct problem *problem)
{
	struct notes notes = {0};
	struct state_source source = {.keys = join->keys, .notes = &notes};
	struct scan scan;
	enum log_result result;

	source.index = join->index = index_new(INDEX_MAX_ENTRIES, false);
	join_begin_lines(join);
	result = state_replay(&scan, fd, &source, problem);
	scan_close(&scan);
	if (result == LOG_OK) {
		join_add_notes(join, &notes);
		result = scan_open(&scan, fd, problem);
		if (result == LOG_OK && !scan_items(&scan, keys_kinds(join->keys), take_item, join, problem))
			result = LOG_DAMAGED;
		scan_close(&scan);
	}
	index_free(join->index);
	notes_free(&notes);
	return result;
}

static enum status
add_state(struct join *join, const char *path, bool own, struct problem *problem)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum log_result result = LOG_OK;
	struct stat found;

	if (fd < 0)
		return own && errno == ENOENT ? STATUS_OK : lock_open_failed(problem, "cannot open it");
	if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) {
		problem_set(problem, 0, 0, "not a regular file");
		result = LOG_FOREIGN;
	} else if (!own && found.st_ino == join->inode && found.st_dev == join->device) {
		problem_set(problem, 0, 0, "the same as the state itself");
		result = LOG_FOREIGN;
	} else {
		if (own) {
			join->inode = found.st_ino;
			join->device = found.st_dev;
		}
		if (!own || found.st_size > 0)
			result = read_state(join, fd, problem);
	}
	close(fd);
	return state_status(result);
}

int
join_begin(struct join *join, const char *path, const struct lock_waiting *waiting, enum status *status,
           struct problem *problem)
{
	char *real = realpath(path, NULL);
	int lock = lock_take(path, waiting, status, problem);

	if (lock >= 0) {
		*status = state_recover(real ? real : path, problem);
		if (*status == STATUS_OK)
			*status = add_state(join, path, true, problem);
		if (*status != STATUS_OK) {
			close(lock);
			lock = -1;
		}
	}
	free(real);
	return lock;
}

enum status
join_add_state(struct join *join, const char *path, struct problem *problem)
{
	return add_state(join, path, false, problem);
}
