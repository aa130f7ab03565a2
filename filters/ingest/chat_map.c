#include "filters/ingest/chat_map.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/chars.h"
#include "common/stream.h"
#include "common/utf8.h"
#include "common/xalloc.h"

#define MAX_LINE ((size_t)4096)

struct chat_map {
	struct chat *chats;
	size_t count, cap;
	const struct chat **by_id, **by_name, **by_title; /* in order */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_name_character(char c)
{
	return char_is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
all(const char *s, size_t n, bool (*is)(char))
{
	for (size_t i = 0; i < n; i++)
		if (!is(s[i]))
			return false;
	return n > 0;
}

static bool
drop(const char **s, size_t *n, const char *beginning)
{
	size_t length = strlen(beginning);

	if (*n < length || strncasecmp(*s, beginning, length) != 0)
		return false;
	*s += length;
	*n -= length;
	return true;
}

static bool
drop_site(const char **s, size_t *n)
{
	static const char *const sites[] = {"t.me/", "telegram.me/", "telegram.dog/"};

	if (!drop(s, n, "https://"))
		drop(s, n, "http://");
	drop(s, n, "www.");
	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++)
		if (drop(s, n, sites[i]))
			return true;
	return false;
}

/* --- Reading */

static char *
copy(const char *s, size_t n)
{
	char *made = xmalloc(n + 1);

	memcpy(made, s, n);
	made[n] = '\0';
	return made;
}

static size_t
word(const char **s, const char *end)
{
	const char *from;

	while (*s < end && is_blank(**s))
		++*s;
	from = *s;
	while (*s < end && !is_blank(**s))
		++*s;
	return (size_t)(*s - from);
}

static bool
read_line(struct chat_map *map, const char *s, size_t n, size_t line, struct problem *problem)
{
	const char *end = s + n, *id, *name;
	size_t id_n, name_n;
	struct chat *chat;

	if (utf8_valid(s, n) != n)
		return problem_set(problem, line, 1, "not UTF-8");
	while (end > s && is_blank(end[-1]))
		end--;
	id_n = word(&s, end);
	id = s - id_n;
	if (id_n == 0 || *id == '#')
		return true;
	drop(&id, &id_n, "-100");
	drop(&id, &id_n, "channel");
	if (!all(id, id_n, char_is_digit) || id_n > 20)
		return problem_set(problem, line, 1, "expected the number of a chat");
	name_n = word(&s, end);
	name = s - name_n;
	drop_site(&name, &name_n);
	drop(&name, &name_n, "s/");
	drop(&name, &name_n, "@");
	if (!all(name, name_n, is_name_character) || name_n > 64)
		return problem_set(problem, line, 1, "expected the public name of chat %.*s behind its number",
		                   (int)id_n, id);
	while (s < end && is_blank(*s))
		s++;
	if (s < end && *s == '#')
		s = end;
	map->chats = xgrow(map->chats, &map->cap, map->count + 1, sizeof(*map->chats));
	chat = &map->chats[map->count++];
	*chat = (struct chat){copy(id, id_n), copy(name, name_n), copy(s, (size_t)(end - s))};
	for (char *c = chat->name; *c != '\0'; c++)
		*c = char_lower(*c);
	return true;
}

static int
compare_ids(const void *a, const void *b)
{
	return strcmp((*(const struct chat *const *)a)->id, (*(const struct chat *const *)b)->id);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp((*(const struct chat *const *)a)->name, (*(const struct chat *const *)b)->name);
}

static int
compare_titles(const void *a, const void *b)
{
	return strcmp((*(const struct chat *const *)a)->title, (*(const struct chat *const *)b)->title);
}

typedef int compare_function(const void *a, const void *b);

static const struct chat **
order(const struct chat_map *map, compare_function *compare)
{
	const struct chat **made = xcalloc(map->count + 1, sizeof(*made));

	for (size_t i = 0; i < map->count; i++)
		made[i] = &map->chats[i];
	qsort(made, map->count, sizeof(*made), compare);
	return made;
}

/* A name has one number. A number may have had several names. */
static bool
check_names(const struct chat_map *map, struct problem *problem)
{
	for (size_t i = 1; i < map->count; i++)
		if (compare_names(&map->by_name[i - 1], &map->by_name[i]) == 0)
			return problem_set(problem, 0, 0, "two lines name %s", map->by_name[i]->name);
	return true;
}

static bool
read_lines(struct chat_map *map, struct input *input, struct problem *problem)
{
	enum input_result result;
	char *line;
	size_t n;

	while ((result = input_line(input, &line, &n)) == INPUT_LINE)
		if (!read_line(map, line, n, input->line, problem))
			return false;
	if (result == INPUT_LONG)
		return problem_set(problem, input->line, 1, "line too long");
	return result == INPUT_END || problem_set(problem, 0, 0, "%s", strerror(input->error));
}

struct chat_map *
chat_map_load(const char *path, struct problem *problem)
{
	struct chat_map *map = xcalloc(1, sizeof(*map));
	struct input input = {.fd = -1, .max_line = MAX_LINE};
	bool ok = input_open(&input, path);

	if (!ok)
		problem_set(problem, 0, 0, "%s", strerror(errno));
	else
		ok = read_lines(map, &input, problem);
	input_close(&input);
	input_free(&input);
	map->by_id = order(map, compare_ids);
	map->by_name = order(map, compare_names);
	map->by_title = order(map, compare_titles);
	if (ok && check_names(map, problem))
		return map;
	chat_map_free(map);
	return NULL;
}

void
chat_map_free(struct chat_map *map)
{
	if (map == NULL)
		return;
	for (size_t i = 0; i < map->count; i++) {
		free(map->chats[i].id);
		free(map->chats[i].name);
		free(map->chats[i].title);
	}
	free(map->chats);
	free(map->by_id);
	free(map->by_name);
	free(map->by_title);
	free(map);
}

/* --- Looking up */

static const struct chat *const *
find(const struct chat_map *map, const struct chat **ordered, const struct chat *key, compare_function *compare)
{
	return bsearch(&key, ordered, map->count, sizeof(*ordered), compare);
}

/* Of the names that a chat had, that of the last line. */
static const struct chat *
last_of(const struct chat_map *map, const struct chat *const *found)
{
	const struct chat *const *begin = map->by_id, *const *end = begin + map->count, *last = *found;

	while (found > begin && compare_ids(found - 1, found) == 0)
		found--;
	for (; found < end && strcmp((*found)->id, last->id) == 0; found++)
		last = *found > last ? *found : last;
	return last;
}

const struct chat *
chat_by_id(const struct chat_map *map, const char *id, size_t n)
{
	char digits[24];
	const struct chat *const *found;

	if (map == NULL || n == 0 || n >= sizeof(digits))
		return NULL;
	memcpy(digits, id, n);
	digits[n] = '\0';
	found = find(map, map->by_id, &(struct chat){.id = digits}, compare_ids);
	return found == NULL ? NULL : last_of(map, found);
}

const struct chat *
chat_by_name(const struct chat_map *map, const char *name, size_t n)
{
	char lowered[72];
	const struct chat *const *found;

	if (map != NULL)
		drop(&name, &n, "@");
	if (map == NULL || n == 0 || n >= sizeof(lowered))
		return NULL;
	for (size_t i = 0; i < n; i++)
		lowered[i] = char_lower(name[i]);
	lowered[n] = '\0';
	found = find(map, map->by_name, &(struct chat){.name = lowered}, compare_names);
	return found == NULL ? NULL : *found;
}

const struct chat *
chat_by_title(const struct chat_map *map, const char *title, size_t n)
{
	const struct chat *const *found;
	char *key;

	if (map == NULL || n == 0 || n >= MAX_LINE)
		return NULL;
	key = copy(title, n);
	found = find(map, map->by_title, &(struct chat){.title = key}, compare_titles);
	free(key);
	if (found == NULL || (found > (const struct chat *const *)map->by_title && compare_titles(found - 1, found) == 0)
	    || (found + 1 < (const struct chat *const *)map->by_title + map->count && compare_titles(found, found + 1) == 0))
		return NULL;
	return *found;
}

const struct chat *
chat_only(const struct chat_map *map)
{
	return map != NULL && map->count == 1 ? &map->chats[0] : NULL;
}

/* --- Addresses */

bool
chat_address(const char *url, size_t n, struct chat_address *address)
{
	const char *end, *slash;
	size_t digits = 0;

	*address = (struct chat_address){0};
	if (!drop_site(&url, &n))
		return false;
	if (drop(&url, &n, "c/"))
		address->numbered = true;
	else
		drop(&url, &n, "s/");
	end = url + n;
	slash = n > 0 ? memchr(url, '/', n) : NULL;
	if (slash == NULL)
		return false;
	address->name = url;
	address->name_len = (size_t)(slash - url);
	address->post = slash + 1;
	while (address->post + digits < end && char_is_digit(address->post[digits]))
		digits++;
	address->post_len = digits;
	if (digits == 0 || digits > 20 || address->name_len > 64)
		return false;
	if (address->post + digits < end && strchr("?#", address->post[digits]) == NULL)
		return false;
	return all(address->name, address->name_len, address->numbered ? char_is_digit : is_name_character);
}

static void
add_lower(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_addc(out, char_lower(s[i]));
}

void
chat_record_id(const struct chat_map *map, const struct chat_address *address, struct buf *out)
{
	const struct chat *chat = address->numbered ? NULL : chat_by_name(map, address->name, address->name_len);

	buf_adds(out, "tg:");
	if (chat != NULL)
		buf_adds(out, chat->id);
	else
		add_lower(out, address->name, address->name_len);
	buf_addc(out, '/');
	buf_add(out, address->post, address->post_len);
}

void
chat_permalink(const char *name, size_t n, const char *post, size_t post_n, struct buf *out)
{
	buf_adds(out, "https://t.me/");
	add_lower(out, name, n);
	buf_addc(out, '/');
	buf_add(out, post, post_n);
}
