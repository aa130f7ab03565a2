#include "filters/ingest/chat_map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/check.h"

static struct chat_map *
load(const char *text, struct problem *problem)
{
	char path[] = "/tmp/chat_map.XXXXXX";
	int fd = mkstemp(path);
	struct chat_map *map;

	*problem = (struct problem){0};
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	close(fd);
	map = chat_map_load(path, problem);
	unlink(path);
	return map;
}

static void
test_load(void)
{
	struct problem problem;
	struct chat_map *map = load("# names\n\n-1001234 @Desk_News  A title of it \r\n5\thttps://t.me/s/other # no title\n5 newer\n7 x same\n8 y same",
	                            &problem);
	const struct chat *chat;

	check(map != NULL, "a map is read");
	chat = chat_by_id(map, "1234", 4);
	check(chat != NULL && strcmp(chat->name, "desk_news") == 0, "a chat is found by its number, without -100");
	chat = chat_by_name(map, "@DESK_news", 10);
	check(chat != NULL && strcmp(chat->id, "1234") == 0, "by its name in any case");
	chat = chat_by_title(map, "A title of it", 13);
	check(chat != NULL && strcmp(chat->id, "1234") == 0, "and by its title");
	check(chat_by_title(map, "same", 4) == NULL, "a title that two have is nobody's");
	chat = chat_by_id(map, "5", 1);
	check(chat != NULL && strcmp(chat->name, "newer") == 0, "of several names the last counts");
	chat = chat_by_name(map, "other", 5);
	check(chat != NULL && strcmp(chat->id, "5") == 0, "the others lead to the number");
	check(chat_by_id(map, "12", 2) == NULL && chat_by_name(map, "desk", 4) == NULL && chat_only(map) == NULL,
	      "what is not there is not found");
	chat_map_free(map);
	check(chat_by_id(NULL, "1", 1) == NULL && chat_by_name(NULL, "a", 1) == NULL && chat_by_title(NULL, "a", 1) == NULL,
	      "without a map nothing is");
}

static void
test_refused(void)
{
	static const struct {
		const char *text;
		size_t line;
	} bad[] = {{"1 a\nname 5\n", 2}, {"1\n", 1}, {"1 a-b\n", 1}, {"1 \xFF\n", 1}, {"1 a\n2 A\n", 0}, {"123456789012345678901 a\n", 1}};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct problem problem;
		struct chat_map *map = load(bad[i].text, &problem);

		check(map == NULL && problem.text[0] != '\0' && problem.line == bad[i].line, "map %zu is refused with its line", i + 1);
		chat_map_free(map);
	}
}

static void
test_addresses(void)
{
	static const struct {
		const char *url, *id;
	} cases[] = {
		{"https://t.me/Name/55", "tg:name/55"}, {"http://t.me/s/Name/55", "tg:name/55"}, {"https://t.me/Name/55?single", "tg:name/55"},
		{"https://t.me/c/1234/55", "tg:1234/55"}, {"https://www.telegram.me/Name/1#x", "tg:name/1"}, {"t.me/Name/1", "tg:name/1"},
		{"https://t.me/Name", NULL}, {"https://t.me/Name/", NULL}, {"https://t.me/Name/x", NULL}, {"https://t.me/Name/1/2", NULL},
		{"https://t.me/c/name/2", NULL}, {"https://example.org/Name/1", NULL}, {"", NULL}, {"https://t.me/a-b/1", NULL},
	};
	struct buf out = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct chat_address address;
		bool ok = chat_address(cases[i].url, strlen(cases[i].url), &address);

		buf_clear(&out);
		if (ok)
			chat_record_id(NULL, &address, &out);
		check(ok == (cases[i].id != NULL) && (!ok || strcmp(buf_str(&out), cases[i].id) == 0), "'%s' is taken apart", cases[i].url);
	}
	buf_free(&out);
}

int
main(void)
{
	test_load();
	test_refused();
	test_addresses();
	return check_done();
}
