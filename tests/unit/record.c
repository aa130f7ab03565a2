#include "common/record.h"

#include "tests/unit/check.h"

static struct record rec;
static struct buf out;

static bool
scan(const char *line)
{
	return record_scan(&rec, line, strlen(line));
}

static void
set(const char *name, const char *json)
{
	record_set(&rec, name, json, strlen(json));
}

static const char *
written(void)
{
	buf_clear(&out);
	record_write(&rec, &out);
	return buf_str(&out);
}

/* A value as written, or "-" for none. */
static const char *
text_of(struct json_value value)
{
	buf_clear(&out);
	if (value.type == JSON_ABSENT)
		return "-";
	buf_add(&out, value.text, value.len);
	return buf_str(&out);
}

static const char nested[] =
	"{\"a\":1,\"b\":{\"c\":\"x\\u0041\",\"d\":[10,{\"e\":true},[\"f\"]],\"k\":1,\"k\":2},"
	"\"b.c\":\"whole\",\"\\u0071\":\"esc\",\"\":\"empty\",\"n\":null,\"z\":{\"\":{\"\":5},\"0\":6}}";

static const struct {
	const char *path, *value;
} paths[] = {
	{"a", "1"},
	{"b.c", "\"whole\""},
	{"b.d", "[10,{\"e\":true},[\"f\"]]"},
	{"b.d.0", "10"},
	{"b.d.1.e", "true"},
	{"b.d.2.0", "\"f\""},
	{"b.d.3", "-"},
	{"b.d.00", "-"},
	{"b.d.01", "-"},
	{"b.d.-1", "-"},
	{"b.d.1x", "-"},
	{"b.d.99999999999999999999", "-"},
	{"b.d.4294967296", "-"},
	{"b.k", "2"},
	{"b.x", "-"},
	{"a.b", "-"},
	{"a.", "-"},
	{".a", "-"},
	{"q", "\"esc\""},
	{"\\u0071", "-"},
	{"", "\"empty\""},
	{"n", "null"},
	{"n.x", "-"},
	{"z..", "5"},
	{"z.0", "6"},
	{"nowhere", "-"},
	{"nowhere.a", "-"},
};

static void
test_lookup(void)
{
	check(scan(nested), "a record with nested values is scanned");
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		check_string(text_of(record_lookup(&rec, paths[i].path)), paths[i].value,
		             "path '%s' gives %s", paths[i].path, paths[i].value);
	check_string(text_of(record_get(&rec, "b.c")), "\"whole\"", "record_get takes the whole name");
	check(record_get(&rec, "b.d").type == JSON_ABSENT, "record_get knows no paths");
	scan("{\"b\":{\"c\":\"x\\u0041\\n\"}}");
	buf_clear(&out);
	check(record_string(&rec, "b.c", &out) && strcmp(buf_str(&out), "xA\n") == 0,
	      "a string is given unescaped");
	check(!record_string(&rec, "b", &out) && !record_string(&rec, "c", &out) && out.len == 3,
	      "what is no string gives nothing");
}

static const struct {
	const char *what, *line, *edits[9], *result; /* edits: name, value, ... */
} writes[] = {
	{"no edit leaves every byte", "{ \"a\" : 0.10 ,\"b\":[ ]}", {NULL}, "{ \"a\" : 0.10 ,\"b\":[ ]}"},
	{"an empty object takes a member", "{}", {"a", "1"}, "{\"a\":1}"},
	{"an empty object with a blank too", "{ }", {"a", "1", "b", "2"}, "{ \"a\":1,\"b\":2}"},
	{"a new member goes to the end", "{\"a\":1 }", {"b", "[2]"}, "{\"a\":1 ,\"b\":[2]}"},
	{"an old one is replaced in place", "{\"a\":1, \"b\": {\"a\":2} ,\"c\":3}", {"b", "\"x\""},
	 "{\"a\":1, \"b\": \"x\" ,\"c\":3}"},
	{"edits come out in the order of the text", "{\"a\":1,\"b\":2,\"c\":3}",
	 {"c", "33", "z", "26", "a", "11", "b", "22"}, "{\"a\":11,\"b\":22,\"c\":33,\"z\":26}"},
	{"of several edits of a member the last wins", "{\"a\":1,\"b\":2}", {"a", "9", "b", "8", "a", "7"},
	 "{\"a\":7,\"b\":8}"},
	{"of several edits of a new member the last wins", "{\"a\":1}", {"x", "9", "y", "8", "x", "7"},
	 "{\"a\":1,\"x\":7,\"y\":8}"},
	{"an escaped key is found", "{\"\\u0061\\n\":1}", {"a\n", "2"}, "{\"\\u0061\\n\":2}"},
	{"a new name is escaped", "{}", {"a\"\n", "1"}, "{\"a\\\"\\n\":1}"},
	{"a name with dots is a name", "{\"a\":{\"b\":1}}", {"a.b", "2"}, "{\"a\":{\"b\":1},\"a.b\":2}"},
	{"blanks around the object are not part of it", " {\"a\":1}\r", {"a", "2"}, "{\"a\":2}"},
	{"the empty name is a name", "{\"\":1}", {"", "2"}, "{\"\":2}"},
};

static void
test_write(void)
{
	for (size_t i = 0; i < sizeof(writes) / sizeof(*writes); i++) {
		scan(writes[i].line);
		for (size_t k = 0; k + 1 < 9 && writes[i].edits[k] != NULL; k += 2)
			set(writes[i].edits[k], writes[i].edits[k + 1]);
		check_string(written(), writes[i].result, "%s", writes[i].what);
	}
	scan("{\"a\":1}");
	check_string(written(), "{\"a\":1}", "edits do not outlive their record");
	set("a", "2");
	check_string(text_of(record_get(&rec, "a")), "1", "edits are not seen by record_get");
}

static void
test_many_edits(void)
{
	char line[8000] = "{\"k99\":0", name[16], json[16];
	struct record again = {0};
	size_t wrong = 0;

	for (int i = 98; i >= 0; i -= 2)
		sprintf(line + strlen(line), ",\"k%d\":0", i);
	strcat(line, "}");
	scan(line);
	for (int i = 0; i < 200; i++) {
		sprintf(name, "k%d", i * 7 % 200);
		sprintf(json, "%d", i * 7 % 200);
		set(name, json);
	}
	written();
	check(record_scan(&again, out.data, out.len) && again.members.count == 200,
	      "two hundred edits give two hundred members");
	for (int i = 0; i < 200; i++) {
		struct json_value value;

		sprintf(name, "k%d", i);
		value = record_get(&again, name);
		wrong += value.len != strlen(name) - 1 || memcmp(value.text, name + 1, value.len) != 0;
	}
	check(wrong == 0, "and each its own value");
	record_free(&again);
}

static void
test_refusal(void)
{
	check(!scan("[]") && strcmp(rec.problem.text, "not an object") == 0 && rec.problem.column == 1,
	      "an array is refused as no object");
	check(!scan("{\"a\":1,\"a\":2}") && strcmp(rec.problem.text, "duplicate key 'a'") == 0 &&
	              rec.problem.column == 8 && rec.problem.line == 1,
	      "a later problem takes the place of the one of an earlier record");
	check(scan("{}") && rec.problem.text[0] == '\0', "a good record clears the problem");
	check(!record_scan(&rec, "", 0) && strcmp(rec.problem.text, "unexpected end of line") == 0,
	      "an empty line is refused");
}

int
main(void)
{
	test_lookup();
	test_write();
	test_many_edits();
	test_refusal();
	record_free(&rec);
	record_free(&rec);
	check(rec.edits == NULL && rec.members.items == NULL, "a record can be freed twice");
	buf_free(&out);
	return check_done();
}
