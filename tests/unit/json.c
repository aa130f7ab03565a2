#include "common/json.h"

#include <dirent.h>
#include <stdlib.h>

#include "tests/fuzz/json_oracle.h"
#include "tests/unit/check.h"

static struct json_members members;
static struct json_value value;
static struct problem problem;

static bool
scan_object(const char *s, size_t n)
{
	problem = (struct problem){.text = ""};
	return json_scan_object(s, n, &value, &members, &problem);
}

static bool
scan_value(const char *s, size_t n)
{
	problem = (struct problem){.text = ""};
	return json_scan_value(s, n, &value, &problem);
}

/* --- Verdicts and where they point */

static const struct {
	const char *text, *problem; /* NULL: accepted */
	size_t column;
} verdicts[] = {
	{"{}", NULL, 0},
	{" \t\r\n{ \t\r\n} \t\r\n", NULL, 0},
	{"{\"a\":[],\"b\":[[],{}],\"c\":{\"d\":{}}}", NULL, 0},
	{"{\"a\":{\"k\":1,\"k\":2}}", NULL, 0},
	{"{\"\":0,\"a\":-0,\"b\":-0.0e-0,\"c\":1E+400,\"d\":18446744073709551616}", NULL, 0},
	{"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\uFFFF\\udbff\\uDFFF\"}", NULL, 0},
	{"{\"\x7f\":\"\xc2\x80\xf4\x8f\xbf\xbf\"}", NULL, 0},
	{"{\"a\":true,\"b\":false,\"c\":null}", NULL, 0},
	{"", "unexpected end of line", 1},
	{"  ", "unexpected end of line", 3},
	{"[]", "not an object", 1},
	{" \"a\"", "not an object", 2},
	{"\xef\xbb\xbf{}", "not an object", 1},
	{"{", "unexpected end of line", 2},
	{"{]", "expected a key", 2},
	{"{a:1}", "expected a key", 2},
	{"{,}", "expected a key", 2},
	{"{\"a\":1,}", "expected a key", 8},
	{"{\"a\":{\"b\":1,}}", "expected a key", 13},
	{"{\"a\"}", "expected ':' after key", 5},
	{"{\"a\" 1}", "expected ':' after key", 6},
	{"{\"a\":}", "expected a value", 6},
	{"{\"a\":nul}", "expected a value", 9},
	{"{\"a\":TRUE}", "expected a value", 6},
	{"{\"a\":NaN}", "expected a value", 6},
	{"{\"a\":+1}", "expected a value", 6},
	{"{\"a\":.5}", "expected a value", 6},
	{"{\"a\":[1,]}", "expected a value", 9},
	{"{\"a\":[,1]}", "expected a value", 7},
	{"{\"a\":truefalse}", "expected ',' or '}'", 10},
	{"{\"a\":1 \"b\":2}", "expected ',' or '}'", 8},
	{"{\"a\":1]", "expected ',' or '}'", 7},
	{"{\"a\":01}", "expected ',' or '}'", 7},
	{"{\"a\":0x1}", "expected ',' or '}'", 7},
	{"{\"a\":[1 2]}", "expected ',' or ']'", 9},
	{"{\"a\":[1}", "expected ',' or ']'", 8},
	{"{\"a\":{\"b\":1]}", "expected ',' or '}'", 12},
	{"{\"a\":-}", "invalid number", 7},
	{"{\"a\":1.}", "invalid number", 8},
	{"{\"a\":1.e1}", "invalid number", 8},
	{"{\"a\":1e}", "invalid number", 8},
	{"{\"a\":1e+}", "invalid number", 9},
	{"{\"a\":\"\\x\"}", "invalid escape", 8},
	{"{\"a\":\"\\U0041\"}", "invalid escape", 8},
	{"{\"a\":\"\\u00g1\"}", "invalid escape", 11},
	{"{\"a\":\"\\u004\"}", "invalid escape", 12},
	{"{\"a\":\"\\ud800\"}", "lone surrogate", 7},
	{"{\"a\":\"\\ud800x\"}", "lone surrogate", 7},
	{"{\"a\":\"\\ud800\\n\"}", "lone surrogate", 7},
	{"{\"a\":\"\\ud800\\ud800\"}", "lone surrogate", 7},
	{"{\"a\":\"\\ud800\\u0041\"}", "lone surrogate", 7},
	{"{\"a\":\"\\udc00\"}", "lone surrogate", 7},
	{"{\"a\":\"\\ud800\\udcxx\"}", "invalid escape", 17},
	{"{\"a\":\"a\tb\"}", "control character in string", 8},
	{"{\"a\nb\":1}", "control character in string", 4},
	{"{} {}", "trailing text after the object", 4},
	{"{}]", "trailing text after the object", 3},
	{"{\"a\":1,\"a\":2}", "duplicate key 'a'", 8},
	{"{\"a\":1,\"b\":2,\"\\u0061\":3}", "duplicate key '\\u0061'", 14},
	{"{\"\\u0061\":1,\"b\":2,\"a\":3}", "duplicate key 'a'", 19},
	{"{\"\\n\":1,\"\\u000a\":2}", "duplicate key '\\u000a'", 9},
	{"{\"\":1,\"\":2}", "duplicate key ''", 7},
	{"{\"a\":\"\xff\"}", "invalid UTF-8", 7},
	{"{\"a\":\"\xc3\"}", "invalid UTF-8", 7},
	{"{\"\xed\xa0\x80\":1}", "invalid UTF-8", 3},
	{"{\"a\":\"\xff\",}", "invalid UTF-8", 7},
	{"{\"a\":x,\"\xff\"}", "expected a value", 6},
	{"{\"a\":\"\xc3", "invalid UTF-8", 7},
	{"{\xc3\xa9}", "expected a key", 2},
};

static void
test_verdicts(void)
{
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
		const char *text = verdicts[i].text, *want = verdicts[i].problem;
		bool ok = scan_object(text, strlen(text));

		check(ok == (want == NULL) && strcmp(problem.text, want ? want : "") == 0 &&
		              problem.column == verdicts[i].column,
		      "object %zu: %s", i, want ? want : "accepted");
		if (strcmp(problem.text, want ? want : "") != 0 || problem.column != verdicts[i].column)
			printf("# %s: %zu: %s\n", text, problem.column, problem.text);
	}
}

static void
test_keys_shown(void)
{
	char text[400], key[120] = "";

	for (int i = 0; i < 35; i++)
		strcat(key, "\xd8\xa7");
	strcat(key, "x");
	snprintf(text, sizeof(text), "{\"%s\":1,\"%s\":2}", key, key);
	check(!scan_object(text, strlen(text)) && strlen(problem.text) == strlen("duplicate key '...'") + 60,
	      "a long key is shown in part, cut between characters");
}

static void
test_every_byte(void)
{
	char text[] = "{\"a\":\"?\"}", escape[] = "{\"a\":\"\\?\"}", space[] = "{\"a\":?1}";
	size_t wrong = 0;

	for (int c = 0; c < 256; c++) {
		text[6] = escape[7] = space[5] = (char)c;
		wrong += scan_object(text, 9) != (c >= 0x20 && c < 0x80 && c != '\\' && c != '"');
		wrong += scan_object(escape, 10) != (c != 0 && strchr("\"\\/bfnrt", c) != NULL);
		wrong += scan_object(space, 8) != (c != 0 && strchr("-123456789 \t\r\n", c) != NULL);
	}
	check(wrong == 0, "every byte is judged rightly in a string, an escape and before a value");
}

/* --- Cuts, depth, growth */

static const char sample[] =
	"{\"id\":\"x:1\",\"t\":\"\xd8\xa7\xd9\x84 \\ud83d\\ude00 \\u00e9 text that is longer than one vector"
	" of 64 bytes, by some\",\"n\":[-1.5e+3,true,false,null,{\"a\":{}}],\"z\":\"\xf0\x9f\x98\x80\"}";

static void
test_cuts(void)
{
	size_t n = sizeof(sample) - 1, accepted = 0, elsewhere = 0;

	check(scan_object(sample, n), "the sample is accepted");
	for (size_t i = 0; i < n; i++) {
		char *copy = malloc(i ? i : 1); /* of that size, for the sanitizer */

		memcpy(copy, sample, i);
		accepted += scan_object(copy, i) || scan_value(copy, i);
		/* A cut ends the line, or ends it within a character. */
		elsewhere += problem.column != i + 1 && strcmp(problem.text, "invalid UTF-8") != 0;
		free(copy);
	}
	check(accepted == 0, "a line cut at any byte is refused");
	check(elsewhere == 0, "and the place is where it was cut");
}

static bool
nested(size_t depth, const char *open, const char *close, bool object)
{
	struct buf text = {0};
	bool ok;

	for (size_t i = 0; i < depth; i++)
		buf_adds(&text, open);
	buf_adds(&text, "1");
	for (size_t i = 0; i < depth; i++)
		buf_adds(&text, close);
	ok = object ? scan_object(text.data, text.len) : scan_value(text.data, text.len);
	buf_free(&text);
	return ok;
}

static void
test_depth(void)
{
	check(nested(512, "[", "]", false) && nested(512, "{\"a\":", "}", false) &&
	              nested(512, "{\"a\":", "}", true),
	      "512 levels are accepted");
	check(!nested(513, "[", "]", false) && problem.column == 513 &&
	              strcmp(problem.text, "nesting deeper than 512") == 0,
	      "513 arrays are refused at the last");
	check(!nested(513, "{\"a\":", "}", true) && problem.column == 5 * 512 + 1,
	      "513 objects are refused at the last");
	check(nested(256, "[{\"a\":", "}]", false) && !nested(257, "[{\"a\":", "}]", false),
	      "arrays and objects count alike");
	check(!nested(100000, "[", "]", false) && !nested(100000, "{\"a\":", "}", true),
	      "100,000 brackets are refused");
}

/* {"PREFIX0":0,"PREFIX1":0,...,"LAST":0} */
static void
many_keys(struct buf *text, const char *prefix, size_t count, const char *last)
{
	buf_clear(text);
	buf_addc(text, '{');
	for (size_t i = 0; i < count; i++)
		buf_addf(text, "\"%s%zu\":0,", prefix, i);
	buf_addf(text, "\"%s\":0}", last);
}

static void
test_many(void)
{
	struct buf text = {0};
	size_t wrong = 0;

	for (size_t n = 1; n < 80; n++) {
		many_keys(&text, "key", n, "key");
		wrong += !scan_object(text.data, text.len) || members.count != n + 1;
		many_keys(&text, "key", n, "key0");
		wrong += scan_object(text.data, text.len);
		many_keys(&text, "\\u006bey", n, "key0");
		wrong += scan_object(text.data, text.len);
		many_keys(&text, "key", n, n % 2 ? "k\\u0065y0" : "key\\u0030");
		wrong += scan_object(text.data, text.len);
	}
	check(wrong == 0, "equal keys are found in tables of any size, escaped or not");
	many_keys(&text, "", 1000000, "999999");
	check(!scan_object(text.data, text.len) && strcmp(problem.text, "duplicate key '999999'") == 0,
	      "a million keys and one of them again are refused");
	many_keys(&text, "\\u0061", 1000000, "a1000000");
	check(scan_object(text.data, text.len) && members.count == 1000001,
	      "a million escaped keys are accepted");
	buf_clear(&text);
	for (int i = 0; i < 250000; i++)
		buf_adds(&text, i ? ",[{}]" : "{\"a\":[[{}]");
	buf_adds(&text, "]}");
	check(scan_object(text.data, text.len), "a million brackets side by side are accepted");
	buf_free(&text);
}

/* --- Vectors */

/* Every kind of byte at every place of a string, about the edges of vectors and
 * of windows, must be judged alike by all bodies and as it should be. */
static void
test_places(void)
{
	static const struct {
		const char *bytes, *problem;
	} inserts[] = {
		{"x", NULL},
		{"\\n", NULL},
		{"\\u00e9", NULL},
		{"\\\\", NULL},
		{"\\\"", NULL},
		{"\xc3\xa9", NULL},
		{"\xf0\x9f\x98\x80", NULL},
		{"\"", "expected ',' or '}'"},
		{"\x1f", "control character in string"},
		{"\x80", "invalid UTF-8"},
		{"\xe0\x80\x80", "invalid UTF-8"},
		{"\xf4\x90\x80\x80", "invalid UTF-8"},
		{"\xf0\x9f\x98", "invalid UTF-8"},
		{"\\u12", "invalid escape"},
	};
	const struct simd *best = simd;
	size_t wrong[SIMD_BODIES] = {0};
	static char text[SIMD_WINDOW + 400];

	for (size_t i = 0; i < sizeof(inserts) / sizeof(*inserts); i++)
		for (size_t at = 6; at < SIMD_WINDOW + 140; at = at == 140 ? SIMD_WINDOW - 140 : at + 1)
			for (size_t body = 0; body < SIMD_BODIES; body++) {
				size_t length = strlen(inserts[i].bytes), n = at + length + 70 + at % 5;
				bool ok;

				simd = simd_body(body);
				if (simd == NULL)
					continue;
				memset(text, ' ', n);
				memcpy(text, "{\"a\":\"", 6);
				memcpy(text + at, inserts[i].bytes, length);
				text[at + length] = 'z';
				memcpy(text + n - 2, "\"}", 2);
				ok = scan_object(text, n);
				wrong[body] += ok != (inserts[i].problem == NULL) ||
				               (!ok && strcmp(problem.text, inserts[i].problem) != 0);
				if (ok) /* cut there, it must end within what was inserted, or behind */
					wrong[body] += scan_object(text, at + 1) || problem.column < at + 1 ||
					               (inserts[i].bytes[0] < 0) !=
					                       (strcmp(problem.text, "invalid UTF-8") == 0);
				if (ok)
					wrong[body] += members.count != 1 || members.items[0].value.len != n - 6;
				else
					wrong[body] += problem.column < at + 1 || problem.column > at + 5;
			}
	simd = best;
	for (size_t body = 0; body < SIMD_BODIES; body++)
		if (simd_body(body) != NULL)
			check(wrong[body] == 0, "%s: every byte at every place of a vector is judged rightly",
			      simd_body(body)->name);
}

/* --- Text in and out */

static void
test_text(void)
{
	static const char in[] = "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\uD83D\\uDE00\\u0000z\"";
	static const char plain[] = "a\"\\/\b\f\n\r\tA\xc3\xa9\xf0\x9f\x98\x80\0z";
	static const char loud[] = "q\"\\\n\r\t\b\f\x1f\x7f\xc2\x80\xc2\x9f\xc2\xa0\xe2\x80\xa7\xe2\x80\xa8"
				   "\xe2\x80\xa9\xe2\x80\xaa/\xff\xc3";
	struct buf out = {0};

	scan_value(in, sizeof(in) - 1);
	json_unescape(&value, &out);
	check(out.len == sizeof(plain) - 1 && memcmp(out.data, plain, out.len) == 0,
	      "every escape is unescaped");
	buf_clear(&out);
	json_add_string(&out, loud, sizeof(loud) - 1);
	check_string(buf_str(&out),
	             "\"q\\\"\\\\\\n\\r\\t\\b\\f\\u001f\\u007f\\u0080\\u009f\xc2\xa0\xe2\x80\xa7\\u2028\\u2029"
	             "\xe2\x80\xaa/\xef\xbf\xbd\xef\xbf\xbd\"",
	             "what could fool a terminal or a line splitter is escaped");
	buf_clear(&out);
	json_add_key(&out, "a\n");
	json_add_string(&out, "", 0);
	buf_adds(&out, ",{");
	json_add_key(&out, "b");
	buf_addc(&out, '[');
	json_add_comma(&out);
	buf_addc(&out, '1');
	json_add_comma(&out);
	check_string(buf_str(&out), "\"a\\n\":\"\",{\"b\":[1,", "commas are added where they belong");
	buf_free(&out);
}

static void
test_strings_at_places(void)
{
	const struct simd *best = simd;

	for (size_t body = 0; body < SIMD_BODIES; body++) {
		static const char *const odd[] = {"\"", "\x01", "\x7f", "\xc2\x85", "\xe2\x80\xa8",
		                                  "\xe2\x82\xac", "\xc2\xa9", "\xff", "\xc3\xa9"};
		size_t wrong = 0;

		simd = simd_body(body);
		if (simd == NULL)
			continue;
		for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
			for (size_t at = 0; at < 150; at++) {
				char text[160];
				size_t n = at + strlen(odd[i]);

				memset(text, 'a', sizeof(text));
				memcpy(text + at, odd[i], strlen(odd[i]));
				wrong += oracle_string(text, n) != NULL || oracle_string(text, sizeof(text)) != NULL;
			}
		check(wrong == 0, "%s: strings written come back, whatever stands where", simd->name);
	}
	simd = best;
}

static void
test_keys(void)
{
	static const char text[] = "{\"a\\u0000b\":1,\"\\ud83d\\ude00\":2,\"plain\":3,\"\":4}";

	check(scan_object(text, sizeof(text) - 1) && members.count == 4, "an object of four is scanned");
	check(json_key_is(&members.items[0], "a\0b", 3) && !json_key_is(&members.items[0], "a", 1) &&
	              !json_key_is(&members.items[0], "a\0bc", 4) && !json_key_is(&members.items[0], "", 0),
	      "a key with an escaped NUL equals its characters only");
	check(json_key_is(&members.items[1], "\xf0\x9f\x98\x80", 4) &&
	              !json_key_is(&members.items[1], "\xf0\x9f\x98", 3),
	      "a key of a surrogate pair equals its character");
	check(json_key_is(&members.items[2], "plain", 5) && !json_key_is(&members.items[2], "plai", 4) &&
	              json_key_is(&members.items[3], "", 0),
	      "plain keys are equal or not");
	check(json_get(&value, "plain", 5).text[0] == '3' && json_get(&value, "x", 1).type == JSON_ABSENT &&
	              json_get(&members.items[0].value, "a", 1).type == JSON_ABSENT,
	      "json_get() finds what is there");
}

/* --- The suite of N. Seriot, "Parsing JSON is a minefield" */

#define SUITE "../shared/data/json/JSONTestSuite/test_parsing"

struct suite {
	size_t files, accept, refuse, wrong;
};

static void
suite_file(struct suite *suite, const char *name, const char *s, size_t n)
{
	bool is_object = scan_object(s, n), is_value = scan_value(s, n), wrong = false;
	/* By design: equal keys at the top level. */
	bool twice = strncmp(name, "y_object_duplicated_key", 23) == 0;
	size_t begun = 0;

	while (begun < n && strchr(" \t\r\n", s[begun]) != NULL)
		begun++;
	suite->files++;
	if (name[0] == 'y') {
		wrong = !is_value || is_object != (s[begun] == '{' && !twice);
		suite->accept++;
	} else if (name[0] == 'n') {
		wrong = is_value || is_object;
		suite->refuse++;
	}
	wrong |= oracle_check(s, n) != NULL;
	if (wrong)
		printf("# %s: %s\n", name, problem.text);
	suite->wrong += wrong;
}

static void
test_suite(void)
{
	DIR *directory = opendir(SUITE);
	struct suite suite = {0};
	struct dirent *entry;

	if (directory == NULL) {
		printf("ok %d - # SKIP no JSONTestSuite\n", ++check_count);
		return;
	}
	while ((entry = readdir(directory)) != NULL) {
		char path[600], *text;
		FILE *file;
		size_t n;

		snprintf(path, sizeof(path), "%s/%s", SUITE, entry->d_name);
		if (strchr("yni", entry->d_name[0]) == NULL || (file = fopen(path, "rb")) == NULL)
			continue;
		text = malloc(1 << 20);
		n = fread(text, 1, 1 << 20, file);
		fclose(file);
		text = realloc(text, n ? n : 1);
		suite_file(&suite, entry->d_name, text, n);
		free(text);
	}
	closedir(directory);
	check(suite.files > 300 && suite.accept > 90 && suite.refuse > 180, "JSONTestSuite has its files");
	check(suite.wrong == 0, "all of them are judged as their names say, and as jansson does");
}

/* --- Mutants */

static uint32_t
random_bits(void)
{
	static uint32_t state = 88172645u;

	state ^= state << 13;
	state ^= state >> 17;
	return state ^= state << 5;
}

static const char *const parents[] = {
	sample,
	"{\"a\":1,\"b\":[0.5,-3,1e5],\"c\":{\"d\":null,\"e\":\"\\u0041\\n\"},\"f\":\"\"}",
	"{ \"k\" : [ [ ] , { } , \"\\\\\" ] , \"k2\" : true }",
	"{\"t\":\"\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \xe6\xbc\xa2\xe5\xad\x97 \xf0\x9f\x98\x80 mixed text, long"
	" enough to fill more than one vector of bytes \xe2\x80\xa8\",\"u\":\"\\ud83d\\ude00\"}",
	"[1,\"two\",{\"three\":3}]",
};

static size_t
mutate(char *text, const char *parent)
{
	static const char spice[] = "{}[]\",:\\u0123456789abcdefDd+-.eE tfn\x01\x1f\x7f\x80\xa0\xbf\xc3\xe0"
				    "\xed\xf0\xff";
	size_t n = strlen(parent);

	memcpy(text, parent, n);
	for (uint32_t times = random_bits() % 3 + 1; times > 0; times--) {
		size_t at = random_bits() % n, length = random_bits() % 6 + 1;
		char c = spice[random_bits() % (sizeof(spice) - 1)];

		switch (random_bits() % 4) {
		case 0:
			text[at] = c;
			break;
		case 1:
			memmove(text + at + 1, text + at, n++ - at);
			text[at] = c;
			break;
		case 2:
			if (at + length < n) {
				memmove(text + at, text + at + length, n - at - length);
				n -= length;
			}
			break;
		default:
			if (at + length < n) { /* doubled */
				memmove(text + at + length, text + at, n - at);
				n += length;
			}
		}
	}
	return n;
}

static void
test_mutants(void)
{
	size_t accepted = 0, wrong = 0, rounds = 6000;

	for (size_t i = 0; i < rounds; i++) {
		char text[600], *copy;
		size_t n = mutate(text, parents[i % (sizeof(parents) / sizeof(*parents))]);
		const char *problem_found;

		copy = malloc(n);
		memcpy(copy, text, n);
		problem_found = oracle_check(copy, n);
		accepted += scan_value(copy, n);
		if (problem_found != NULL && wrong++ < 5)
			printf("# %s: %.*s\n", problem_found, (int)n, text);
		free(copy);
	}
	check(wrong == 0, "six thousand mutants are judged and read as jansson does");
	check(accepted > rounds / 20 && accepted < rounds / 2, "some of them good, most of them bad");
}

int
main(void)
{
	test_verdicts();
	test_keys_shown();
	test_every_byte();
	test_cuts();
	test_depth();
	test_many();
	test_places();
	test_text();
	test_strings_at_places();
	test_keys();
	test_suite();
	test_mutants();
	json_members_free(&members);
	return check_done();
}
