#include "filters/dedupe/state.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/stream.h"
#include "common/xalloc.h"
#include "tests/unit/check.h"

#define PATH "state"

static struct keys *keys;

/* A state open with its index; the status and the problem of opening it. */
static struct index *seen;
static struct state *state;
static enum status status;
static struct problem problem;

static bool
open_limited(uint64_t max_entries)
{
	struct state_opening opening = {.path = PATH, .keys = keys};

	seen = index_new(max_entries, true);
	opening.index = seen;
	problem = (struct problem){.text = ""};
	state = state_open(&opening, &status, &problem);
	return state;
}

static bool
open_state(void)
{
	return open_limited(1000000);
}

static void
close_state(void)
{
	state_close(state);
	index_free(seen);
	state = NULL;
}

static struct hash128
hash_of(uint64_t n)
{
	return hash_identity(&n, sizeof(n));
}

static uint64_t
find(uint64_t n)
{
	struct hash128 hash = hash_of(n);

	return index_find(seen, index_key(seen, &hash));
}

static void
enter(uint64_t number, const struct log_item *item)
{
	for (size_t i = 0; i < item->key_count; i++)
		index_add_key(seen, number, index_key(seen, &item->keys[i]));
	state_add(state, item);
}

static void
add_first(uint64_t key, const char *id)
{
	struct log_item item = {.kind = LOG_FIRST, .kinds = 1, .seen = 1, .date = 86400, .key_count = 1};

	item.id = id;
	item.id_len = strlen(id);
	item.keys[0] = hash_of(key);
	enter(index_add_first(seen, item.date, 1, false, id, item.id_len), &item);
}

static void
add_alias(uint64_t root, uint64_t key)
{
	struct log_item item = {
		.kind = LOG_ALIAS, .flags = LOG_COUNTS, .kinds = 2, .root = root, .key_count = 1};

	item.keys[0] = hash_of(key);
	index_see(seen, root);
	enter(index_add_alias(seen, root, false), &item);
}

static void
add_again(uint64_t root)
{
	struct log_item item = {.kind = LOG_AGAIN, .root = root};

	index_see(seen, root);
	state_add(state, &item);
}

static bool
commit(void)
{
	return state_commit(state, &problem);
}

static char *
read_file(const char *path, size_t *n)
{
	int fd = open(path, O_RDONLY);
	struct stat found;
	char *data;

	*n = 0;
	if (fd < 0 || fstat(fd, &found) != 0)
		return NULL;
	data = xmalloc((size_t)found.st_size);
	*n = (size_t)read(fd, data, (size_t)found.st_size);
	close(fd);
	return data;
}

static void
write_file(const char *data, size_t n)
{
	int fd = open(PATH, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	write_all(fd, data, n);
	close(fd);
}

static bool
file_is(const char *data, size_t n)
{
	size_t size;
	char *now = read_file(PATH, &size);
	bool same = now && size == n && memcmp(now, data, n) == 0;

	free(now);
	return same;
}

static void
remove_all(void)
{
	unlink(PATH);
	unlink(PATH ".lock");
	unlink(PATH ".new");
}

/* A state of some commits; lengths[i] is the file's after i of them, entries[i] what was in it. */
enum { COMMITS = 6 };
static size_t lengths[COMMITS + 1], entries[COMMITS + 1];

static char *
make_state(size_t *n)
{
	size_t size;

	remove_all();
	open_state();
	for (size_t i = 0; i <= COMMITS; i++) {
		if (i > 0) {
			add_first(10 * i, "some id");
			add_first(10 * i + 1, "");
			add_alias(index_next(seen) - 1, 10 * i + 2);
			add_again(index_next(seen) - 2);
			commit();
		}
		free(read_file(PATH, &size));
		lengths[i] = size;
		entries[i] = index_next(seen);
	}
	close_state();
	return read_file(PATH, n);
}

static void
check_round(void)
{
	size_t n, id_len;
	char *data = make_state(&n);
	const char *id;

	check(open_state(), "a state opens again");
	check(find(10) == 0 && find(11) == 1 && find(12) == 2, "its keys are there");
	check(index_root(seen, 2) == 1 && index_seen(seen, 1) == 3, "groups and counts are there");
	check(index_date(seen, 0) == 86400, "dates are there");
	id = index_id(seen, 0, &id_len);
	check(id && id_len == 7 && memcmp(id, "some id", 7) == 0, "ids are there");
	check(index_id(seen, 1, &id_len) == NULL, "no id is no id");
	check(find(13) == INDEX_NONE, "other keys are not");
	close_state();
	check(file_is(data, n), "opening leaves the file as it was");
	free(data);
}

static void
check_pending(void)
{
	remove_all();
	open_state();
	add_first(1, "a");
	commit();
	check(state_pending(state) == 0, "nothing is pending behind a commit");
	add_first(2, "b");
	check(state_pending(state) > 0, "what was added since is");
	close_state();
	open_state();
	check(find(1) == 0 && find(2) == INDEX_NONE, "only what was committed is in the file");
	close_state();
}

/* The file of some commits cut short: without its end mark as a killed run may leave it. */
static void
check_prefixes(void)
{
	size_t n, wrong = 0, uncut = 0, header;
	char *data = make_state(&n);

	header = lengths[0];
	for (size_t length = 0; length <= n; length++) {
		size_t whole = 0, after;

		while (whole < COMMITS && lengths[whole + 1] <= length)
			whole++;
		write_file(data, length);
		if (length < header) {
			wrong += open_state() || status != STATUS_FAILED || !file_is(data, length);
			close_state();
			continue;
		}
		if (!open_state() || index_next(seen) != entries[whole] ||
		    (whole > 0 && find(10 * whole + 2) == INDEX_NONE))
			wrong++;
		if (state) {
			add_first(999, "");
			commit();
		}
		close_state();
		free(read_file(PATH, &after));
		uncut += !open_state() || find(999) != entries[whole];
		close_state();
	}
	check(wrong == 0, "each of %zu beginnings of the file is the last state committed in it, or of none", n + 1);
	check(uncut == 0, "and goes on from there");
	free(data);
}

/* The same brought to the disk: what is missing is noticed. */
static void
check_cuts(void)
{
	size_t n, wrong = 0;
	char *data;

	free(make_state(&n));
	open_state();
	add_first(998, "");
	commit();
	check(state_sync(state, &problem), "a state is brought to the disk");
	close_state();
	data = read_file(PATH, &n);
	for (size_t length = 0; length < n; length++) {
		write_file(data, length);
		wrong += open_state() || status != STATUS_FAILED || !file_is(data, length) ||
		         strstr(problem.text, "damaged") == NULL;
		close_state();
	}
	check(wrong == 0, "each of %zu beginnings of a file that was longer is refused, and left alone", n);
	write_file(data, n);
	check(open_state() && find(998) != INDEX_NONE, "and the whole file is not");
	close_state();
	unlink(PATH ".lock");
	write_file(data, 0);
	check(open_state() && index_next(seen) == 0, "an empty file that was no state becomes one");
	close_state();
	free(data);
}

static void
check_flips(void)
{
	static const unsigned char flips[] = {0x01, 0x80, 0xff, 0x20};
	size_t n, accepted = 0, changed = 0, unsaid = 0;
	char *data = make_state(&n);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < sizeof(flips); j++) {
			data[i] ^= (char)flips[j];
			write_file(data, n);
			accepted += open_state();
			unsaid += problem.text[0] == '\0' || (status != STATUS_USAGE && status != STATUS_FAILED);
			close_state();
			changed += !file_is(data, n);
			data[i] ^= (char)flips[j];
		}
	check(accepted == 0, "a change of any of %zu bytes is noticed", n);
	check(unsaid == 0, "and told");
	check(changed == 0, "and the file is left alone");
	free(data);
}

/* A file out of pieces of another. */
static bool
opens_pasted(const char *data, const size_t (*pieces)[2], size_t count)
{
	struct buf file = {0};
	bool opened;

	for (size_t i = 0; i < count; i++)
		buf_add(&file, data + pieces[i][0], pieces[i][1] - pieces[i][0]);
	write_file(file.data, file.len);
	opened = open_state();
	close_state();
	buf_free(&file);
	return opened;
}

static void
check_frames(void)
{
	size_t n;
	char *data = make_state(&n);
	char zeros[5000] = {0};
	int fd;

	const size_t missing[][2] = {{0, lengths[2]}, {lengths[3], n}};
	const size_t twice[][2] = {{0, lengths[2]}, {lengths[1], n}};
	const size_t swapped[][2] = {
		{0, lengths[2]}, {lengths[3], lengths[4]}, {lengths[2], lengths[3]}, {lengths[4], n}};

	check(!opens_pasted(data, missing, 2), "a frame that is missing is noticed");
	check(!opens_pasted(data, twice, 2), "a frame that is there twice is noticed");
	check(!opens_pasted(data, swapped, 4), "frames in another order are noticed");
	write_file(data, n);
	fd = open(PATH, O_WRONLY | O_APPEND);
	write_all(fd, zeros, sizeof(zeros));
	close(fd);
	check(open_state() && index_next(seen) == entries[COMMITS], "zeros at the end, of a power failure, are cut off");
	close_state();
	check(file_is(data, n), "for good");
	free(data);
}

static void
refused(enum status want, const char *text, const char *name)
{
	check(!open_state() && status == want && strstr(problem.text, text), "%s: %s", name, problem.text);
	close_state();
}

static void
check_lock(void)
{
	struct state *held;
	struct index *held_index;
	char pid[32];

	open_state();
	held = state;
	held_index = seen;
	snprintf(pid, sizeof(pid), "process %ld", (long)getpid());
	refused(STATUS_USAGE, pid, "a state in use");
	state_close(held);
	index_free(held_index);
	check(open_state(), "when it is closed it opens");
	close_state();
}

static void
check_refusals(void)
{
	struct problem unused = {.text = ""};
	struct keys *ours = keys;
	size_t n;
	char *data = make_state(&n);

	keys = keys_new("id", 1, &unused);
	refused(STATUS_USAGE, "made with 'keys 2, --min-words 1, --by id,url,text'", "other settings");
	keys_free(keys);
	keys = ours;
	data[8] = LOG_MAJOR + 1;
	write_file(data, n);
	refused(STATUS_USAGE, "newer version", "a newer version");
	write_file("hello, world", 12);
	refused(STATUS_USAGE, "not a state", "another kind of file");
	check(file_is("hello, world", 12), "it is left alone");
	remove_all();
	mkdir(PATH, 0777);
	refused(STATUS_USAGE, "not a regular file", "a directory");
	rmdir(PATH);
	mkfifo(PATH, 0666);
	refused(STATUS_USAGE, "not a regular file", "a pipe");
	remove_all();
	free(data);
	free(make_state(&n));
	check_lock();
}

/* Puts a header of another version before the frames of a state. */
static void
write_version(const char *data, size_t n, unsigned major, unsigned minor, const char *more, size_t more_n)
{
	struct buf file = {0}, payload = {0};
	struct log_header header;
	uint64_t sum;

	log_read_header(data, n, &header);
	sum = log_add_header(&file, 0, 0, keys_settings(keys));
	file.data[8] = (char)major;
	file.data[10] = (char)minor;
	buf_add(&payload, file.data, LOG_END);
	buf_add(&payload, file.data + LOG_HEADER, file.len - 8 - LOG_HEADER);
	sum = hash_identity(payload.data, payload.len).low;
	log_write_end(file.data + LOG_END, sum, file.len);
	file.len -= 8;
	for (size_t i = 0; i < 8; i++)
		buf_addc(&file, (char)(sum >> 8 * i));
	for (size_t at = header.size, before = header.sum, first = 0; at < n;) {
		struct log_frame frame;
		char head[LOG_FRAME];

		log_read_frame(data + at, before, &frame);
		before = frame.sum;
		buf_clear(&payload);
		buf_add(&payload, more, more_n);
		buf_add(&payload, data + at + LOG_FRAME, frame.length);
		at += LOG_FRAME + frame.length;
		frame.items += more_n > 0;
		frame.first = first;
		first += frame.entries;
		frame.length = (uint32_t)payload.len;
		log_write_frame(&frame, sum, payload.data, head);
		sum = frame.sum;
		buf_add(&file, head, sizeof(head));
		buf_add(&file, payload.data, payload.len);
	}
	write_file(file.data, file.len);
	buf_free(&file);
	buf_free(&payload);
}

static void
check_versions(void)
{
	static const char optional[] = "\x80\x03\0\0\0abc", unknown[] = "\x7f\x03\0\0\0abc", cut[] = "\x80\xff\xff\xff\xff";
	size_t n, now;
	char *data = make_state(&n);

	write_version(data, n, LOG_MAJOR - 1, 0, NULL, 0);
	check(!open_state() && status == STATUS_USAGE, "a file of a version before the first is refused: %s", problem.text);
	close_state();
	write_version(data, n, LOG_MAJOR, LOG_MINOR + 7, NULL, 0);
	check(open_state() && index_next(seen) == entries[COMMITS], "a file of a later minor version is read");
	close_state();
	write_version(data, n, LOG_MAJOR, LOG_MINOR + 7, optional, sizeof(optional) - 1);
	check(open_state() && index_next(seen) == entries[COMMITS] && find(12) == 2, "what it has more is passed over");
	add_first(997, "");
	check(commit() && state_sync(state, &problem), "and it can be written");
	close_state();
	check(open_state() && find(997) != INDEX_NONE, "and goes on");
	close_state();
	free(read_file(PATH, &now));
	check(now > n + COMMITS * (sizeof(optional) - 1), "with what it has more");
	write_version(data, n, LOG_MAJOR, LOG_MINOR + 7, unknown, sizeof(unknown) - 1);
	check(!open_state() && status == STATUS_FAILED, "what must be known and is not is damage");
	close_state();
	write_version(data, n, LOG_MAJOR, LOG_MINOR + 7, cut, sizeof(cut) - 1);
	check(!open_state() && status == STATUS_FAILED, "and so is what goes beyond its frame");
	close_state();
	write_version(data, n, LOG_MAJOR + 1, 0, NULL, 0);
	check(!open_state() && status == STATUS_USAGE && strstr(problem.text, "newer version"), "a later major version is refused: %s",
	      problem.text);
	close_state();
	free(data);
}

static void
check_full(void)
{
	struct rlimit before, limit;
	size_t n;
	char *data = make_state(&n);

	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = n + 100;
	setrlimit(RLIMIT_FSIZE, &limit);
	open_state();
	for (uint64_t i = 0; i < 10; i++)
		add_first(500 + i, "x");
	check(!commit() && problem.text[0], "a full disk is told: %s", problem.text);
	close_state();
	setrlimit(RLIMIT_FSIZE, &before);
	check(file_is(data, n), "and leaves the last commit as it was");
	free(data);
}

/* Whether a key leads to the same entry, with the same count, in another index and in this. */
static bool
same_entry(const struct index *before, uint64_t key)
{
	struct hash128 hash = hash_of(key);
	uint64_t number = index_find(before, index_key(before, &hash));

	if (number == INDEX_NONE || number != find(key))
		return number == find(key);
	return index_seen(seen, index_root(seen, number)) == index_seen(before, index_root(before, number));
}

static void
check_compaction(void)
{
	enum { LIMIT = 1000, ROUNDS = 200 };
	struct index *before;
	size_t n, largest = 0, lost = 0;
	uint64_t key = 0;

	remove_all();
	write_file("", 0);
	/* what a killed run may have left */
	rename(PATH, PATH ".new");
	open_limited(LIMIT);
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < 1000; i++, key++) {
			if (i % 10 == 9)
				add_alias(index_next(seen) - 1, key);
			else
				add_first(key, "an id");
			add_again(index_root(seen, index_next(seen) - 1));
		}
		commit();
		free(read_file(PATH, &n));
		largest = n > largest ? n : largest;
	}
	check(largest < 6000000, "a file that is mostly out of date is written anew: %zu bytes at most", largest);
	check(access(PATH ".new", F_OK) != 0, "and nothing is left beside it");
	before = seen;
	state_close(state);
	open_limited(LIMIT);
	check(state && index_next(seen) == index_next(before) && index_oldest(seen) == index_oldest(before),
	      "entries keep their numbers");
	for (uint64_t i = key - LIMIT; i < key; i++)
		lost += !same_entry(before, i);
	index_free(before);
	check(lost == 0, "what is remembered and its counts are the same");
	close_state();
}

static void
check_small_frames(void)
{
	size_t n;

	remove_all();
	open_state();
	for (uint64_t i = 0; i < 5000; i++) {
		add_first(i, "");
		commit();
	}
	close_state();
	free(read_file(PATH, &n));
	check(n < 5000 * 60, "many small commits are joined: %zu bytes for 5,000", n);
	check(open_state() && find(0) == 0 && find(4999) == 4999, "and all is there");
	close_state();
}

int
main(void)
{
	char directory[] = "/tmp/state.XXXXXX";
	struct problem unused = {.text = ""};

	signal(SIGXFSZ, SIG_IGN);
	if (mkdtemp(directory) == NULL || chdir(directory) != 0)
		return 1;
	keys = keys_new("id,url,text", 1, &unused);
	check_round();
	check_pending();
	check_prefixes();
	check_cuts();
	check_versions();
	check_flips();
	check_frames();
	check_refusals();
	check_full();
	check_compaction();
	check_small_frames();
	remove_all();
	keys_free(keys);
	if (chdir("/") != 0 || rmdir(directory) != 0)
		printf("# %s is left\n", directory);
	return check_done();
}
