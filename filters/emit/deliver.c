#include "filters/emit/deliver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/hash.h"
#include "common/nearest.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/emit/facts.h"

/* Bytes of one name, and of all in a path: file systems take 255 for what stands between slashes, in which a
 * hash, what the pattern says and the end of a temporary's name must have room, too. */
#define MAX_NAME ((size_t)120)
#define MAX_NAMES ((size_t)160)

enum key { DAY, MONTH, TOPIC, SOURCE, LANGUAGE, KEY_COUNT };

static const char *const keys[] = {"day", "month", "topic", "source", "language"};
static const char *const missing[] = {"undated", "undated", "untagged", "unknown", "und"};

bool
deliver_is_pattern(const char *path)
{
	return strpbrk(path, "{}") != NULL;
}

static int
find_key(const char *name, size_t n, struct problem *problem)
{
	char word[32];
	const char *near;

	for (int i = 0; i < KEY_COUNT; i++)
		if (strlen(keys[i]) == n && memcmp(keys[i], name, n) == 0)
			return i;
	n = n < sizeof(word) ? n : sizeof(word) - 1;
	memcpy(word, name, n);
	word[n] = '\0';
	near = nearest_word(word, keys, KEY_COUNT);
	if (near)
		problem_set(problem, 0, 0, "no files by {%s}; did you mean {%s}?", word, near);
	else
		problem_set(problem, 0, 0, "no files by {%s}; known are {day}, {month}, {topic}, {source}, "
		            "{language}; a brace is written {{", word);
	return -1;
}

bool
deliver_parse(struct deliver *pattern, const char *path, struct problem *problem)
{
	*pattern = (struct deliver){0};
	while (*path) {
		size_t n = strcspn(path, "{}"), skip = n;
		int key = -1;

		if (n == 0 && path[0] == path[1]) { /* {{ or }} */
			n = 1;
			skip = 2;
		} else if (n == 0) {
			const char *end = strchr(path, '}');

			if (path[0] == '}' || !end)
				return problem_set(problem, 0, 0, "a lone brace; one that stands for itself is "
				                   "written twice");
			path++;
			n = (size_t)(end - path);
			skip = n + 1;
			if ((key = find_key(path, n, problem)) < 0)
				return false;
		}
		if (pattern->count == DELIVER_MAX)
			return problem_set(problem, 0, 0, "more than %d pieces in a name", DELIVER_MAX);
		pattern->pieces[pattern->count].text = path;
		pattern->pieces[pattern->count].len = n;
		pattern->pieces[pattern->count++].key = key;
		pattern->keys += key >= 0;
		pattern->topics |= key == TOPIC;
		path += skip;
	}
	return true;
}

static bool
is_unsafe(uint32_t c, uint32_t before)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c < 0x80 && strchr("/\\:*?\"<>|", (int)c))
	       || (c == '.' && (before == '.' || before == 0)) || (c == '-' && before == 0)
	       || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E)
	       || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/* A name that stays in its directory, whatever is in it. One that is too long is cut and told from
 * others by its hash. */
static void
add_name(struct buf *path, const char *name, size_t n, size_t most, const char *otherwise)
{
	const char *end = name + n, *s = name;
	size_t from = path->len;
	uint32_t before = 0;

	if (n == 0) {
		buf_adds(path, otherwise);
		return;
	}
	while (s < end) {
		const char *at = s;
		uint32_t c = utf8_decode(&s, end);

		if (path->len - from + (size_t)(s - at) > most) {
			buf_addf(path, "~%08x", (unsigned)hash_identity(name, n).low);
			return;
		}
		if (is_unsafe(c, before))
			buf_addc(path, '_');
		else
			buf_add(path, at, (size_t)(s - at));
		before = c;
	}
	if (path->data[path->len - 1] == '.' || path->data[path->len - 1] == ' ')
		path->data[path->len - 1] = '_';
}

void
deliver_path(const struct deliver *pattern, const struct record *rec, const char *topic, size_t n,
             struct buf *path)
{
	static struct buf text;
	int64_t date;
	char day[11] = "";
	bool dated = facts_date(rec, &date) && facts_day(date, day);
	size_t most = pattern->keys > 1 ? MAX_NAMES / pattern->keys : MAX_NAME;

	for (size_t i = 0; i < pattern->count; i++) {
		int key = pattern->pieces[i].key;

		buf_clear(&text);
		if (key < 0) {
			buf_add(path, pattern->pieces[i].text, pattern->pieces[i].len);
			continue;
		}
		if (key == SOURCE)
			facts_source(rec, &text);
		else if (key == LANGUAGE)
			record_string(rec, "language", &text);
		else if (key == TOPIC)
			buf_add(&text, topic, n);
		else if (dated)
			buf_add(&text, day, key == DAY ? 10 : 7);
		add_name(path, text.len > 0 ? text.data : "", text.len, most, missing[key]);
	}
}

bool
deliver_directories(const struct deliver *pattern, const char *path)
{
	size_t fixed = pattern->pieces[0].key < 0 ? pattern->pieces[0].len : 0;
	char *part = xstrdup(path);
	bool good = true;

	for (size_t i = fixed; part[i] && good; i++) {
		if (part[i] != '/')
			continue;
		part[i] = '\0';
		good = mkdir(part, 0777) == 0 || errno == EEXIST;
		part[i] = '/';
	}
	free(part);
	return good;
}
