/* Rows of records. */
#include <stdlib.h>

#include "common/xalloc.h"
#include "filters/emit/format.h"
#include "tests/unit/check.h"

static struct output output = {.fd = -1, .name = "none"};
static struct emitter emitter = {.format = &format_csv, .out = &output};
static struct record rec;

static void
columns(const char *const *names)
{
	strings_free(&emitter.options.columns);
	for (; *names; names++)
		strings_add(&emitter.options.columns, *names);
}

static const char *
row(const char *json)
{
	buf_clear(&output.buf);
	if (!record_scan(&rec, json, strlen(json)))
		return rec.problem.text;
	emitter.format->record(&emitter, &rec);
	return buf_str(&output.buf);
}

static const char *
header(void)
{
	buf_clear(&output.buf);
	emitter.format->begin(&emitter);
	return buf_str(&output.buf);
}

static void
test_values(void)
{
	columns((const char *const[]){"id", "v", NULL});
	check_string(header(), "id,v\r\n", "the header names the columns");
	check_string(row("{\"id\":\"a\"}"), "a,\r\n", "a member that is absent is empty");
	check_string(row("{\"v\":null,\"id\":\"a\"}"), "a,\r\n", "so is null; order is that of the columns");
	check_string(row("{\"id\":\"a\",\"v\":-1.50}"), "a,-1.50\r\n", "a number is written as it stands");
	check_string(row("{\"id\":\"a\",\"v\":true}"), "a,true\r\n", "so is a truth value");
	check_string(row("{\"id\":\"a\",\"v\":\"-1.50\"}"), "a,'-1.50\r\n", "a string that looks like one is disarmed");
	check_string(row("{\"id\":\"a\",\"v\":[\"x\",\"y\",3,null]}"), "a,x; y; 3\r\n", "lists are joined, null left out");
	check_string(row("{\"id\":\"a\",\"v\":[\"=x\",\"y\"]}"), "a,'=x; y\r\n", "a list may be a formula too");
	check_string(row("{\"id\":\"a\",\"v\":[{\"name\":\"N\",\"url\":\"u\"},{\"name\":\"M\"}]}"), "a,N; M\r\n",
	             "objects with a name give it");
	check_string(row("{\"id\":\"a\",\"v\":{\"b\":1}}"), "a,\"{\"\"b\"\":1}\"\r\n", "other objects are JSON");
	check_string(row("{\"id\":\"a\",\"v\":[]}"), "a,\r\n", "an empty list is empty");
}

static void
test_strings(void)
{
	columns((const char *const[]){"v", NULL});
	check_string(row("{\"v\":\"a \\\"b\\\"\\nc\"}"), "\"a \"\"b\"\"\nc\"\r\n", "escapes are undone, then quoted");
	check_string(row("{\"v\":\"\\u001b[1m\\u0000\\u009b\"}"), "<U+001B>[1m<U+0000><U+009B>\r\n",
	             "escaped controls are shown");
	check_string(row("{\"v\":\"\\u003d1\"}"), "'=1\r\n", "an escaped formula is one");
	check_string(row("{\"v\":\"\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7\"}"),
	             "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7\r\n", "Arabic stays");
	emitter.options.raw = true;
	check_string(row("{\"v\":\"=1\"}"), "=1\r\n", "--raw leaves formulas");
	check_string(row("{\"v\":\"\\u001b\"}"), "<U+001B>\r\n", "but not controls");
	emitter.options.raw = false;
}

static void
test_paths(void)
{
	columns((const char *const[]){"_source.name", "authors.0.name", "a,b", NULL});
	check_string(header(), "_source.name,authors.0.name,\"a,b\"\r\n", "column names are quoted if need be");
	check_string(row("{\"_source\":{\"name\":\"S\"},\"authors\":[{\"name\":\"A\"}],\"a,b\":\"c\"}"), "S,A,c\r\n",
	             "paths reach into members");
	emitter.options.bom = true;
	check(memcmp(header(), "\xEF\xBB\xBF_source", 10) == 0, "--bom puts the mark before the header");
	check_string(row("{\"a,b\":\"c\"}"), ",,c\r\n", "and not before a row");
}

int
main(void)
{
	test_values();
	test_strings();
	test_paths();
	strings_free(&emitter.options.columns);
	buf_free(&emitter.buf);
	buf_free(&emitter.scratch);
	buf_free(&output.buf);
	record_free(&rec);
	return check_done();
}
