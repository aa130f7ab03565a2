/* The tables beside a state: a state with them is the state without them, and damage is noticed. */
#include "filters/dedupe/tables.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/stream.h"
#include "common/xalloc.h"
#include "filters/dedupe/state_inner.h"
#include "tests/unit/check.h"

#define PATH "state"
#define TABLES PATH ".tables"

static struct keys *keys;
static uint64_t window, max_entries = 1000000;

/* A state with what it fills. */
struct opened {
	struct state *state;
	struct index *index;
	struct near_index *near;
};

static struct opened
open_one(const char *path, bool ids)
{
	struct opened one = {.index = index_new(max_entries, ids), .near = near_index_new()};
	struct problem problem = {.text = ""};
	enum status status;
	struct state_opening opening = {.path = path, .keys = keys, .index = one.index, .near = one.near};

	index_set_window(one.index, window);
	one.state = state_open(&opening, &status, &problem);
	if (one.state == NULL)
		printf("# %s\n", problem.text);
	return one;
}

static void
close_one(struct opened *one)
{
	state_close(one->state);
	index_free(one->index);
	near_index_free(one->near);
}

static struct hash128
hash_of(uint64_t n)
{
	return hash_identity(&n, sizeof(n));
}

/* A sketch that others hardly share anything with. */
static struct sketch
sketch_of(uint64_t n)
{
	struct sketch sketch = {.words = 100, .full = SKETCH_BINS};

	for (size_t i = 0; i < SKETCH_BINS; i++)
		sketch.bin[i] = (uint8_t)hash_of(n * 1000 + i).low;
	sketch.ends[0] = (uint32_t)hash_of(n).low;
	sketch.ends[1] = (uint32_t)hash_of(n).high;
	return sketch;
}

static void
add(struct opened *one, uint64_t n)
{
	struct log_item item = {.kind = LOG_FIRST, .flags = LOG_SKETCH, .kinds = 1, .seen = 1, .key_count = 1};
	uint32_t near_keys[SKETCH_KEYS];
	char id[32];
	uint64_t number;

	item.date = 1000000000 + (int64_t)n * 60;
	item.id = id;
	item.id_len = (size_t)snprintf(id, sizeof(id), "post %llu", (unsigned long long)n);
	item.keys[0] = hash_of(n);
	item.sketch = sketch_of(n);
	number = index_add_first(one->index, item.date, 1, false, item.id, item.id_len);
	index_add_key(one->index, number, index_key(one->index, &item.keys[0]));
	sketch_keys(&item.sketch, near_keys);
	near_index_forget(one->near, index_oldest(one->index));
	near_index_add(one->near, number, &item.sketch, near_keys);
	state_add(one->state, &item);
	if (n % 3 == 0) {
		index_see(one->index, number);
		state_add(one->state, &(struct log_item){.kind = LOG_AGAIN, .root = number});
	}
}

/* What an index has for a key: entry, count, date, id. */
static void
tell(struct opened *one, uint64_t n, struct buf *out)
{
	struct hash128 hash = hash_of(n);
	uint64_t number = index_find(one->index, index_key(one->index, &hash));
	struct near_found found[4];
	struct sketch sketch = sketch_of(n);
	uint32_t near_keys[SKETCH_KEYS];
	size_t id_n = 0, count;
	const char *id;

	sketch_keys(&sketch, near_keys);
	count = near_index_find(one->near, &sketch, near_keys, 0.9, found, 4);
	buf_addf(out, "%lld near %lld;", (long long)number, count ? (long long)found[0].entry : -1LL);
	if (number == INDEX_NONE)
		return;
	id = index_id(one->index, number, &id_n);
	buf_addf(out, "%u %lld ", index_seen(one->index, number), (long long)index_date(one->index, number));
	buf_add(out, id ? id : "-", id ? id_n : 1);
}

/* How many of n keys the two do not agree on. */
static size_t
differences(struct opened *a, struct opened *b, uint64_t n)
{
	struct buf one = {0}, other = {0};
	size_t count = 0;

	for (uint64_t i = 0; i < n; i++) {
		buf_clear(&one);
		buf_clear(&other);
		tell(a, i, &one);
		tell(b, i, &other);
		count += strcmp(buf_str(&one), buf_str(&other)) != 0;
	}
	buf_free(&one);
	buf_free(&other);
	return count;
}

static void
copy_file(const char *from, const char *to, size_t flip)
{
	int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	struct stat found;
	char *data;

	fstat(in, &found);
	data = xmalloc((size_t)found.st_size + 1);
	if (read(in, data, (size_t)found.st_size) != found.st_size)
		abort();
	if (flip != SIZE_MAX)
		data[flip] ^= 0x10;
	write_all(out, data, (size_t)found.st_size);
	close(in);
	close(out);
	free(data);
}

static void
remove_all(void)
{
	unlink(PATH);
	unlink(TABLES);
	unlink("plain");
}

/* A state of n entries, the first `before` of them in tables. */
static void
make(uint64_t before, uint64_t n, bool ids)
{
	struct problem problem = {.text = ""};
	struct opened one;

	remove_all();
	one = open_one(PATH, ids);
	for (uint64_t i = 0; i < n; i++) {
		add(&one, i);
		if (i + 1 == before) {
			state_note(one.state, "offset", "12", 2);
			state_commit(one.state, &problem);
			state_save_tables(one.state, 0);
		}
	}
	state_commit(one.state, &problem);
	close_one(&one);
	copy_file(PATH, "plain", SIZE_MAX);
}

static bool
uses_tables(const struct opened *one)
{
	return one->state && one->state->tables_end > 0;
}

/* A state with tables and the same without, as they are and after more came to both. */
static void
check_same(uint64_t before, uint64_t n, uint64_t more, const char *name)
{
	struct opened with, without;
	struct problem problem = {.text = ""};

	make(before, n, true);
	with = open_one(PATH, true);
	without = open_one("plain", true);
	check(uses_tables(&with) && !uses_tables(&without), "%s: the tables are used", name);
	check(with.state->notes.count == 1 && without.state->notes.count == 1, "%s: notes are there", name);
	check(differences(&with, &without, n + 10) == 0, "%s: the same is known", name);
	for (uint64_t i = n; i < n + more; i++) {
		add(&with, i);
		add(&without, i);
	}
	check(differences(&with, &without, n + more + 10) == 0, "%s: and after %d more", name, (int)more);
	state_commit(with.state, &problem);
	state_save_tables(with.state, 0);
	check(differences(&with, &without, n + more + 10) == 0, "%s: and when tables were made of it", name);
	close_one(&with);
	with = open_one(PATH, true);
	check(uses_tables(&with) && differences(&with, &without, n + more + 10) == 0, "%s: and with those", name);
	close_one(&with);
	close_one(&without);
}

static void
check_limits(void)
{
	struct opened with, without;

	max_entries = 700;
	make(1000, 1200, true);
	with = open_one(PATH, true);
	without = open_one("plain", true);
	check(uses_tables(&with) && differences(&with, &without, 1210) == 0, "what is forgotten stays so");
	close_one(&with);
	max_entries = 300;
	with = open_one(PATH, true);
	check(uses_tables(&with) && index_next(with.index) - index_oldest(with.index) == 300, "a lower limit holds");
	close_one(&with);
	close_one(&without);
	max_entries = 900;
	with = open_one(PATH, true);
	check(with.state && !uses_tables(&with) && index_next(with.index) - index_oldest(with.index) == 900,
	      "tables that have forgotten too much are not used");
	close_one(&with);
	max_entries = 1000000;
	window = 3600 * 5;
	make(1000, 1200, false);
	with = open_one(PATH, false);
	without = open_one("plain", false);
	check(uses_tables(&with) && index_oldest(with.index) >= 890 && index_oldest(with.index) <= 901,
	      "five hours of posts of a minute each are remembered: from %d on", (int)index_oldest(with.index));
	check(index_oldest(with.index) == index_oldest(without.index), "and the same without tables");
	close_one(&with);
	close_one(&without);
	window = 0;
	with = open_one(PATH, true);
	check(with.state && !uses_tables(&with) && index_oldest(with.index) == 0,
	      "without a window all is remembered again");
	close_one(&with);
}

/* A run that looks everything up, in another process: its status. */
static int
status_of_run(void)
{
	pid_t pid;
	int status;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		struct opened one = open_one(PATH, true);
		struct buf out = {0};

		if (!freopen("/dev/null", "w", stderr))
			_exit(9);
		for (uint64_t i = 0; i < 1010; i++)
			tell(&one, i, &out);
		_exit(one.state ? 0 : 2);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Whether a change of the byte is noticed when the file is opened, or when its page is read. */
static bool
is_noticed(void)
{
	bool damaged, noticed;
	struct tables *tables = tables_open("damaged", &damaged);

	noticed = tables == NULL && damaged;
	for (uint64_t i = 1; tables && i < tables->header.pages; i++)
		noticed = !tables_check_page(tables, i) || noticed;
	tables_close(tables);
	return noticed;
}

static void
check_damage(void)
{
	struct stat found;
	size_t unnoticed = 0, step = 7;
	bool damaged;
	struct tables *tables;

	make(100, 100, true);
	stat(TABLES, &found);
	for (size_t i = 0; i < (size_t)found.st_size; i += i < sizeof(struct tables_header) ? 1 : step)
		if (i < offsetof(struct tables_header, order) || i >= offsetof(struct tables_header, pages)) {
			if (i >= sizeof(struct tables_header) && i < TABLES_PAGE)
				continue;
			copy_file(TABLES, "damaged", i);
			unnoticed += !is_noticed();
		}
	check(unnoticed == 0, "a changed byte of %d is noticed", (int)found.st_size);
	for (off_t size = found.st_size - 1; size > 0; size -= 997) {
		copy_file(TABLES, "damaged", SIZE_MAX);
		if (truncate("damaged", size) != 0)
			abort();
		tables = tables_open("damaged", &damaged);
		unnoticed += tables || !damaged;
		tables_close(tables);
	}
	check(unnoticed == 0, "and so are tables cut short");
	unlink("damaged");
}

static void
check_runs(void)
{
	struct opened one;
	size_t page = TABLES_PAGE + 5000;

	make(1000, 1000, true);
	check(status_of_run() == 0, "a run over tables");
	copy_file(TABLES, "damaged", page);
	rename("damaged", TABLES);
	check(status_of_run() == 3, "a run that comes upon damaged tables ends with status 3");
	check(access(TABLES, F_OK) != 0, "they are gone");
	check(status_of_run() == 0, "and the next run goes without");
	make(1000, 1000, true);
	copy_file(TABLES, "damaged", 100);
	rename("damaged", TABLES);
	check(status_of_run() == 0, "tables damaged at the beginning are passed over");
	make(1000, 1000, true);
	rename(TABLES, "other");
	make(0, 990, true);
	rename("other", TABLES);
	one = open_one(PATH, true);
	check(one.state && !uses_tables(&one), "tables of another log are not used");
	close_one(&one);
	make(1000, 1000, false);
	one = open_one(PATH, true);
	check(one.state && !uses_tables(&one), "tables without ids are not used where ids are wanted");
	close_one(&one);
}

int
main(void)
{
	char directory[] = "/tmp/tables-XXXXXX";
	struct problem problem = {.text = ""};

	diag_init("tables");
	diag_quiet(true);
	if (mkdtemp(directory) == NULL || chdir(directory) != 0)
		return 1;
	keys = keys_new("id,near", 1, &problem);
	check_same(100, 100, 0, "all in tables");
	check_same(500, 1700, 300, "some behind the tables");
	check_same(20000, 20001, 75000, "so many more that they become one");
	check_limits();
	check_damage();
	check_runs();
	keys_free(keys);
	remove_all();
	unlink(PATH ".lock");
	unlink("plain.lock");
	if (chdir("/") != 0 || rmdir(directory) != 0)
		printf("# %s is not empty\n", directory);
	return check_done();
}
