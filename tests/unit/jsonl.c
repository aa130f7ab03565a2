#include "filters/ingest/jsonl.h"

#include <stdlib.h>
#include <string.h>

#include "tests/document.h"
#include "tests/unit/check.h"

static struct ingest ingest;

static const char *
read_lines(const char *text, size_t limit)
{
	read_text(read_jsonl, &ingest, text, strlen(text), strlen(text) / 2, limit);
	return buf_str(&caught.records);
}

#define PLACE "\"_source\":{\"kind\":\"jsonl\",\"file\":\"test\",\"line\":1"

static const struct {
	const char *name, *line, *want;
} records[] = {
	{"a record passes", "{\"id\":\"1\",\"content_text\":\"a\"}",
	 "{\"id\":\"1\",\"content_text\":\"a\"," PLACE "}}"},
	{"numbers alone make no record", "{\"id\":5,\"title\":5}",
	 ""},
	{"an id of digits keeps all of them", "{\"id\":12345678901234567890,\"title\":\"t\"}",
	 "{\"id\":\"12345678901234567890\",\"title\":\"t\"," PLACE "}}"},
	{"a missing id is the URL", "{\"url\":\"http://A.b\"}",
	 "{\"id\":\"http://a.b/\",\"url\":\"http://A.b\"," PLACE ",\"id_rule\":\"url\"}}"},
	{"an empty id is none, null is nothing", "{\"id\":\"\",\"url\":\"http://a.b/\",\"title\":null}",
	 "{\"id\":\"http://a.b/\",\"url\":\"http://a.b/\"," PLACE ",\"id_rule\":\"url\"}}"},
	{"a day is a day, and what was written is kept", "{\"id\":\"1\",\"title\":\"t\",\"date_published\":\"March 3 2023\"}",
	 "{\"id\":\"1\",\"title\":\"t\",\"date_published\":\"2023-03-03T00:00:00Z\"," PLACE
	 ",\"date\":\"March 3 2023\",\"date_precision\":\"day\"}}"},
	{"a time without a zone is no instant", "{\"id\":\"1\",\"title\":\"t\",\"date_published\":\"March 3 2023 10:00\"}",
	 "{\"id\":\"1\",\"title\":\"t\"," PLACE ",\"date\":\"March 3 2023 10:00\",\"date_tz\":\"unknown\"}}"},
	{"tags of a source are its categories", "{\"id\":\"1\",\"title\":\"t\",\"tags\":[\"x\"]}",
	 "{\"id\":\"1\",\"title\":\"t\"," PLACE ",\"categories\":[\"x\"]}}"},
	{"claims get out of the way",
	 "{\"id\":\"1\",\"title\":\"t\",\"_evidence\":[1],\"_score\":{},\"_claimed_evidence\":2,\"_duplicate\":{\"of\":\"2\"},\"_rules\":\"r\"}",
	 "{\"id\":\"1\",\"title\":\"t\",\"_claimed_claimed_evidence\":[1],\"_claimed_score\":{},\"_claimed_evidence\":2,"
	 "\"_claimed_duplicate\":{\"of\":\"2\"},\"_claimed_rules\":\"r\"," PLACE "}}"},
	{"other members and numbers stay as they are", "{\"id\":\"1\",\"title\":\"t\",\"x\":1.500e3,\"_y\":{\"z\": [ ]}}",
	 "{\"id\":\"1\",\"title\":\"t\",\"x\":1.500e3,\"_y\":{\"z\": [ ]}," PLACE "}}"},
	{"a date becomes an instant", "{\"id\":\"1\",\"title\":\"t\",\"date_published\":\"2024-01-03T10:00:00+02:00\"}",
	 "{\"id\":\"1\",\"title\":\"t\",\"date_published\":\"2024-01-03T08:00:00Z\"," PLACE ",\"date\":\"2024-01-03T10:00:00+02:00\"}}"},
	{"one that is an instant stays", "{\"id\":\"1\",\"title\":\"t\",\"date_published\":\"2024-01-03T08:00:00Z\"}",
	 "{\"id\":\"1\",\"title\":\"t\",\"date_published\":\"2024-01-03T08:00:00Z\"," PLACE "}}"},
	{"one that cannot be read is kept beside", "{\"id\":\"1\",\"title\":\"t\",\"date_published\":\"yesterday\",\"date_modified\":1704268805}",
	 "{\"id\":\"1\",\"title\":\"t\",\"date_modified\":\"2024-01-03T08:00:05Z\"," PLACE ",\"date\":\"yesterday\",\"date_modified\":1704268805}}"},
	{"its own _source stays", "{\"id\":\"1\",\"title\":\"t\",\"_source\":{\"kind\":\"rss\"}}",
	 "{\"id\":\"1\",\"title\":\"t\",\"_source\":{\"kind\":\"rss\"}}"},
	{"and gets what is to be added", "{\"id\":\"1\",\"title\":\"t\",\"tags\":[\"x\"],\"_source\":{\"kind\":\"rss\",\"categories\":[\"y\"]}}",
	 "{\"id\":\"1\",\"title\":\"t\",\"_source\":{\"kind\":\"rss\",\"claimed_categories\":[\"y\"],\"categories\":[\"x\"]}}"},
	{"damage is mended and named", "{\"id\":\"1\",\"title\":\"a\\ud800b\\u0000\"}",
	 "{\"id\":\"1\",\"title\":\"a\\ufffdb\\ufffd\"," PLACE ",\"repairs\":[\"lone-surrogate\",\"nul\"]}}"},
};

static void
test_records(void)
{
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		struct buf want = {0};

		buf_adds(&want, records[i].want);
		if (want.len > 0)
			buf_addc(&want, '\n');
		check_string(read_lines(records[i].line, 1000), buf_str(&want), "%s", records[i].name);
		buf_free(&want);
	}
}

static void
test_again(void)
{
	struct buf first = {0};

	read_lines("{\"id\":\"1\",\"title\":\"t\",\"tags\":[\"x\"],\"date_published\":\"2 March 2021\",\"_evidence\":1}\n"
	           "{\"title\":\"a\\ud800\"}\n", 1000);
	buf_add(&first, caught.records.data, caught.records.len);
	check_string(read_lines(buf_str(&first), 1000), buf_str(&first), "what ingest wrote passes it unchanged");
	buf_free(&first);
}

static void
test_lines(void)
{
	read_lines("\xEF\xBB\xBF{\"id\":\"1\",\"title\":\"a\"}\r\n\n  \r\n{\"id\":\"2\",\"title\":}\n[1]\n{\"x\":1}\n"
	           "{\"id\":\"3\",\"title\":[]}\n{\"id\":\"4\",\"title\":\"d\"}", 1000);
	check(caught.record_count == 2, "a bad line costs one line");
	check_string(buf_str(&caught.problems),
	             "4:19: expected a value\n5:1: not an object\n"
	             "6:1: no record: it has no content_text, content_html, title, summary or url; --map says where they are (x)\n"
	             "7:1: no record: it has no content_text, content_html, title, summary or url; --map says where they are (id, title)\n",
	             "and is told of by its number");
	check_string(buf_str(&caught.rejects), "{\"id\":\"2\",\"title\":}\n[1]\n{\"x\":1}\n{\"id\":\"3\",\"title\":[]}\n",
	             "and kept as it was");
	read_lines("{\"id\":\"1\",\"title\":\"a\",\"url\":[]}", 1000);
	check_string(buf_str(&caught.problems), "1:29: 'url' is no string\n", "a member of the wrong type is pointed at");
}

static void
test_long_lines(void)
{
	struct buf text = {0};
	bool same = true;

	buf_adds(&text, "{\"id\":\"1\",\"title\":\"");
	for (int i = 0; i < 100; i++)
		buf_addc(&text, 'x');
	buf_adds(&text, "\"}\n{\"id\":\"2\",\"title\":\"b\"}\n");
	buf_str(&text);
	for (size_t head = 0; head <= text.len; head++) {
		read_text(read_jsonl, &ingest, text.data, text.len, head, 100);
		same &= caught.record_count == 1 && caught.problem_count == 1
		        && strcmp(buf_str(&caught.problems), "1:101: line longer than --max-record\n") == 0
		        && caught.rejects.len == (size_t)(strchr(text.data, '\n') + 1 - text.data)
		        && memcmp(caught.rejects.data, text.data, caught.rejects.len) == 0;
	}
	check(same, "a line over the limit costs itself, wherever it is cut, and is kept");
	ingest.options.max_text = 4;
	check(strstr(read_lines("{\"id\":\"1\",\"content_text\":\"abcبd\"}", 1000), "{\"id\":\"1\",\"content_text\":\"abc\"," PLACE
	             ",\"text_length\":5,\"repairs\":[\"text-cut\"]}}") != NULL, "--max-text cuts a record's text and says so");
	ingest.options.max_text = 0;
	buf_free(&text);
}

static void
map(const char *const *entries, size_t count)
{
	struct problem problem = {0};

	for (size_t i = 0; i < ingest.options.map_count; i++) {
		free(ingest.options.map[i].member);
		free(ingest.options.map[i].path);
	}
	free(ingest.options.map);
	ingest.options.map = calloc(count + 1, sizeof(*ingest.options.map));
	ingest.options.map_count = 0;
	for (size_t i = 0; i < count; i++)
		if (jsonl_map_entry(entries[i], &ingest.options.map[i], &problem))
			ingest.options.map_count++;
}

static void
test_map(void)
{
	static const char *const entries[] = {
		"id=.id", "content_text=.message", "content_text=.text.0.t", "date_published=.when", "author=.user.name",
		"url=.link", "tags=.labels", "_source.views=.views",
	};
	static const char *const several[] = {
		"id=.id", "content_text=.a", "content_text=.b", "date_published=.a", "date_published=.c",
		"_source.views=.a", "_source.views=.b",
	};

	map(entries, sizeof(entries) / sizeof(entries[0]));
	check(ingest.options.map_count == 8, "a map is read");
	check_string(read_lines("{\"id\":12345678901234567890,\"message\":null,\"text\":[{\"t\":\"hi\"}],\"when\":\"3 Jan 2024 10:00 +0200\","
	                        "\"user\":{\"name\":\"U\",\"age\":1.50},\"labels\":[\"a\",2],\"views\":7,\"x\": [ 1 ]}", 1000),
	             "{\"id\":\"12345678901234567890\",\"content_text\":\"hi\",\"date_published\":\"2024-01-03T08:00:00Z\","
	             "\"authors\":[{\"name\":\"U\"}],\"_source\":{\"kind\":\"jsonl\",\"file\":\"test\",\"line\":1,"
	             "\"date\":\"3 Jan 2024 10:00 +0200\",\"views\":\"7\",\"raw\":{\"text\":[{\"t\":\"hi\"}],"
	             "\"user\":{\"name\":\"U\",\"age\":1.50},\"x\":[1]},\"categories\":[\"a\",\"2\"],\"id_rule\":\"map\"}}\n",
	             "members come by their paths, the first that is there");
	check_string(read_lines("{\"message\":\"m\",\"when\":1704268805.25,\"link\":\"http://A.b\"}", 1000),
	             "{\"id\":\"http://a.b/\",\"url\":\"http://A.b\",\"content_text\":\"m\",\"date_published\":\"2024-01-03T08:00:05Z\","
	             "\"_source\":{\"kind\":\"jsonl\",\"file\":\"test\",\"line\":1,\"date\":\"1704268805.25\",\"id_rule\":\"url\"}}\n",
	             "numbers are instants too");
	check_string(read_lines("{\"message\":\"m\",\"text\":[{\"t\":\"n\"}],\"labels\":[\"a\",{\"b\":1}],\"when\":[3],\"views\":{}}", 1000),
	             "{\"id\":\"8c941a526a0adc76166600d48309556769aac616405011874d3ca7c2048064e7\",\"content_text\":\"m\","
	             "\"_source\":{\"kind\":\"jsonl\",\"file\":\"test\",\"line\":1,\"raw\":{\"text\":[{\"t\":\"n\"}],"
	             "\"labels\":[\"a\",{\"b\":1}],\"when\":[3],\"views\":{}},\"categories\":[\"a\"],\"id_rule\":\"text\"}}\n",
	             "what the map leaves stays");
	map(several, sizeof(several) / sizeof(several[0]));
	check_string(read_lines("{\"id\":1,\"a\":\"A\",\"b\":\"B\",\"c\":\"2023-01-01\",\"\":\"_source\"}", 1000),
	             "{\"id\":\"1\",\"content_text\":\"A\",\"date_published\":\"2023-01-01T00:00:00Z\","
	             "\"_source\":{\"kind\":\"jsonl\",\"file\":\"test\",\"line\":1,\"date\":\"A\",\"date_precision\":\"day\","
	             "\"views\":\"A\",\"raw\":{\"b\":\"B\",\"c\":\"2023-01-01\",\"\":\"_source\"},\"id_rule\":\"map\"}}\n",
	             "of several paths the first counts, the others stay");
	map(NULL, 0);
	free(ingest.options.map);
}

static void
test_map_entries(void)
{
	static const char *const bad[] = {"", "x", "title", "title=", "title=x", "title=.", "=.x", "titel=.x",
	                                  "_source=.x", "_source.=.x", "_source.a\"b=.x", "_source.file=.x", "title=.a..b", "title=.a."};
	struct field_map_entry entry;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct problem problem = {0};

		check(!jsonl_map_entry(bad[i], &entry, &problem) && problem.text[0] != '\0', "'%s' is no map", bad[i]);
	}
}

int
main(void)
{
	test_records();
	test_again();
	test_lines();
	test_long_lines();
	test_map();
	test_map_entries();
	ingest_free(&ingest);
	caught_free();
	return check_done();
}
