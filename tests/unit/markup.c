/* The tokenizer: the html5lib tests if they are at hand, and cases of our own
 * for every state. */
#include "filters/ingest/markup.h"

#include <glob.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "tests/unit/check.h"

#define HTML5LIB "../shared/data/html5lib/tokenizer/*.test"

/* Collects tokens as html5lib writes them. */
struct collector {
	json_t *tokens;
	struct buf text; /* characters of neighbouring tokens */
};

static json_t *
string(const char *s, size_t n)
{
	json_t *value = json_stringn(n > 0 ? s : "", n);

	return value != NULL ? value : json_string("(invalid UTF-8)");
}

static json_t *
string_or_null(const char *s, size_t n)
{
	return s == NULL ? json_null() : string(s, n);
}

static void
end_text(struct collector *c)
{
	if (c->text.len == 0)
		return;
	json_array_append_new(c->tokens,
	                      json_pack("[s, o]", "Character", string(c->text.data, c->text.len)));
	buf_clear(&c->text);
}

static json_t *
start_tag(const struct markup_token *token)
{
	json_t *attributes = json_object();
	json_t *value;

	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct markup_attribute *a = &token->attributes[i];
		char *key = strndup(a->name, a->name_len);

		json_object_set_new(attributes, key, string(a->value, a->value_len));
		free(key);
	}
	value = json_pack("[s, o, o]", "StartTag", string(token->name, token->name_len), attributes);
	if (token->self_closing)
		json_array_append_new(value, json_true());
	return value;
}

static void
collect(const struct markup_token *token, void *context)
{
	struct collector *c = context;
	json_t *value = NULL;

	if (token->kind == MARKUP_TEXT) {
		buf_add(&c->text, token->text, token->text_len);
		return;
	}
	end_text(c);
	if (token->kind == MARKUP_START)
		value = start_tag(token);
	else if (token->kind == MARKUP_END)
		value = json_pack("[s, o]", "EndTag", string(token->name, token->name_len));
	else if (token->kind == MARKUP_COMMENT)
		value = json_pack("[s, o]", "Comment", string(token->text, token->text_len));
	else
		value = json_pack("[s, o, o, o, b]", "DOCTYPE",
		                  string_or_null(token->name, token->name_len),
		                  string_or_null(token->public_id, token->public_len),
		                  string_or_null(token->system_id, token->system_len),
		                  !token->force_quirks);
	json_array_append_new(c->tokens, value);
}

/* Tokenizes in pieces of `piece` bytes. */
static json_t *
tokenize(const char *s, size_t n, size_t piece, enum markup_mode mode,
         enum markup_content content, const char *last)
{
	struct collector c = {.tokens = json_array()};
	struct markup *m = markup_new(mode, collect, &c);

	markup_set_content(m, content, last);
	for (size_t i = 0; i < n; i += piece) {
		/* exactly as long as the piece, so that reading on is seen */
		size_t len = n - i < piece ? n - i : piece;
		char *copy = malloc(len);

		memcpy(copy, s + i, len);
		markup_push(m, copy, len, i);
		free(copy);
	}
	markup_end(m);
	end_text(&c);
	buf_free(&c.text);
	markup_free(m);
	return c.tokens;
}

static unsigned
hex4(const char *s)
{
	unsigned value = 0;

	for (int i = 0; i < 4; i++) {
		char c = s[i];

		value = value * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
	}
	return value;
}

/* Undoes \uXXXX in tests that say doubleEscaped; lone surrogates, which UTF-8 cannot have, become
 * U+FFFD. */
static json_t *
unescape(const char *s, size_t n)
{
	struct buf out = {0};
	json_t *value;

	for (size_t i = 0; i < n; i++) {
		uint32_t c;
		char bytes[4];

		if (s[i] != '\\' || i + 5 >= n || s[i + 1] != 'u') {
			buf_addc(&out, s[i]);
			continue;
		}
		c = hex4(s + i + 2);
		i += 5;
		if (c >= 0xD800 && c < 0xDC00 && i + 6 < n && s[i + 1] == '\\' && s[i + 2] == 'u') {
			uint32_t low = hex4(s + i + 3);

			if (low >= 0xDC00 && low < 0xE000) {
				c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
				i += 6;
			}
		}
		buf_add(&out, bytes, utf8_encode(c, bytes));
	}
	value = string(out.data, out.len);
	buf_free(&out);
	return value;
}

/* A copy of the value with all strings unescaped. */
static json_t *
unescape_all(const json_t *value)
{
	json_t *copy;

	if (json_is_string(value))
		return unescape(json_string_value(value), json_string_length(value));
	if (json_is_array(value)) {
		copy = json_array();
		for (size_t i = 0; i < json_array_size(value); i++)
			json_array_append_new(copy, unescape_all(json_array_get(value, i)));
		return copy;
	}
	if (json_is_object(value)) {
		const char *key;
		json_t *member;

		copy = json_object();
		json_object_foreach((json_t *)value, key, member) {
			json_t *name = unescape(key, strlen(key));

			json_object_set_new(copy, json_string_value(name), unescape_all(member));
			json_decref(name);
		}
		return copy;
	}
	return json_deep_copy(value);
}

static enum markup_content
state_named(const char *name)
{
	static const char *const names[] = {
		[MARKUP_DATA] = "Data state",
		[MARKUP_RCDATA] = "RCDATA state",
		[MARKUP_RAWTEXT] = "RAWTEXT state",
		[MARKUP_SCRIPT] = "Script data state",
		[MARKUP_PLAINTEXT] = "PLAINTEXT state",
		[MARKUP_CDATA] = "CDATA section state",
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], name) == 0)
			return (enum markup_content)i;
	printf("# unknown state %s\n", name);
	return MARKUP_DATA;
}

/* Runs one test in one state, in pieces of the size; true if the tokens are those expected. */
static bool
run_state(const json_t *input, const json_t *expected, size_t piece, enum markup_content content,
          const char *last)
{
	json_t *got = tokenize(json_string_value(input), json_string_length(input), piece,
	                       MARKUP_HTML, content, last);
	bool same = json_equal(got, expected);

	if (!same) {
		char *in = json_dumps(input, JSON_ENCODE_ANY), *have = json_dumps(got, 0),
		     *want = json_dumps(expected, 0);

		printf("# pieces of %zu, state %d: %s\n#  got %s\n# want %s\n", piece, (int)content, in,
		       have, want);
		free(in);
		free(have);
		free(want);
	}
	json_decref(got);
	return same;
}

static bool
run_test(const json_t *test, bool all_pieces)
{
	const json_t *states = json_object_get(test, "initialStates");
	const char *last = json_string_value(json_object_get(test, "lastStartTag"));
	bool escaped = json_is_true(json_object_get(test, "doubleEscaped"));
	json_t *(*copy)(const json_t *) = escaped ? unescape_all : json_deep_copy;
	json_t *input = copy(json_object_get(test, "input"));
	json_t *expected = copy(json_object_get(test, "output"));
	size_t n = json_string_length(input), state_count = states ? json_array_size(states) : 1;
	bool good = true;

	for (size_t i = 0; i < state_count && good; i++) {
		const char *name = states ? json_string_value(json_array_get(states, i)) : "Data state";
		enum markup_content content = state_named(name);

		good = run_state(input, expected, n + 1, content, last) &&
		       run_state(input, expected, 1, content, last);
		for (size_t piece = 2; all_pieces && piece < n && good; piece++)
			good = run_state(input, expected, piece, content, last);
	}
	json_decref(input);
	json_decref(expected);
	return good;
}

/* Runs a file of html5lib. Of its keys, xmlViolationTests is left out: those are of
 * a coercion to XML that we do not do. */
static void
run_file(const char *path)
{
	json_error_t error;
	json_t *file = json_load_file(path, JSON_ALLOW_NUL, &error);
	json_t *tests = json_object_get(file, "tests");
	size_t count = json_array_size(tests), passed = 0;

	for (size_t i = 0; i < count; i++)
		passed += run_test(json_array_get(tests, i), i % 16 == 0 || count < 500);
	check(file != NULL && passed == count, "html5lib: %s, %zu of %zu tests",
	      strrchr(path, '/') + 1, passed, count);
	json_decref(file);
}

static void
run_html5lib(const char *pattern)
{
	glob_t paths;

	if (glob(pattern, 0, NULL, &paths) != 0) {
		check(true, "html5lib's tests # SKIP no %s", pattern);
		return;
	}
	for (size_t i = 0; i < paths.gl_pathc; i++)
		run_file(paths.gl_pathv[i]);
	globfree(&paths);
}

/* One of our own. */
struct test_case {
	const char *name;
	enum markup_content content;
	const char *last;
	const char *input;
	size_t n; /* 0: up to its NUL */
	const char *expected; /* JSON, with ' for " */
};

#define BYTES(s) (s), sizeof(s) - 1

static const struct test_case html_cases[] = {
	{"names are lower case and attributes keep their order of precedence", MARKUP_DATA, NULL,
	 BYTES("<IMG Src=a src=b ALT=\"c d\" x>"), "[['StartTag','img',{'src':'a','alt':'c d','x':''}]]"},
	{"an attribute may begin with an equals sign", MARKUP_DATA, NULL, BYTES("<a =b=c>"),
	 "[['StartTag','a',{'=b':'c'}]]"},
	{"a missing value ends the tag", MARKUP_DATA, NULL, BYTES("<a b= >c"),
	 "[['StartTag','a',{'b':''}],['Character','c']]"},
	{"a slash alone in a tag means nothing", MARKUP_DATA, NULL, BYTES("<a/b=c / d/>"),
	 "[['StartTag','a',{'b':'c','d':''},true]]"},
	{"an unquoted value keeps its slash", MARKUP_DATA, NULL, BYTES("<a href=b/>"),
	 "[['StartTag','a',{'href':'b/'}]]"},
	{"NUL is replaced in tags and kept in data", MARKUP_DATA, NULL, BYTES("\0<a\0b c\0=d\0>"),
	 "[['Character','\\u0000'],['StartTag','a\\uFFFDb',{'c\\uFFFD':'d\\uFFFD'}]]"},
	{"NUL is replaced in comments", MARKUP_DATA, NULL, BYTES("<!--a\0b-->"),
	 "[['Comment','a\\uFFFDb']]"},
	{"end tags lose their attributes", MARKUP_DATA, NULL, BYTES("</A b=c/>"), "[['EndTag','a']]"},
	{"an end tag without a name is nothing", MARKUP_DATA, NULL, BYTES("a</>b"),
	 "[['Character','ab']]"},
	{"an end tag that begins with no letter is a comment", MARKUP_DATA, NULL, BYTES("</ a>b"),
	 "[['Comment',' a'],['Character','b']]"},
	{"a < before no letter is text", MARKUP_DATA, NULL, BYTES("1 < 2 <3<"),
	 "[['Character','1 < 2 <3<']]"},
	{"an instruction is a comment", MARKUP_DATA, NULL, BYTES("<?php x?>"), "[['Comment','?php x?']]"},
	{"the end in a tag drops the tag", MARKUP_DATA, NULL, BYTES("a<b c=\"d"), "[['Character','a']]"},
	{"the end behind < and </ is text", MARKUP_DATA, NULL, BYTES("a</"), "[['Character','a</']]"},
	{"CR and CRLF are newlines, also in values", MARKUP_DATA, NULL, BYTES("a\r\nb\rc\r\r\n<x y='\r\n'>"),
	 "[['Character','a\\nb\\nc\\n\\n'],['StartTag','x',{'y':'\\n'}]]"},
	{"a CR by reference stays", MARKUP_DATA, NULL, BYTES("&#13;&#x0D\n"), "[['Character','\\r\\r\\n']]"},
	{"short comments end at once", MARKUP_DATA, NULL, BYTES("<!--><!---><!---->"),
	 "[['Comment',''],['Comment',''],['Comment','']]"},
	{"comments nest not", MARKUP_DATA, NULL, BYTES("<!-- <!-- a --> b -->"),
	 "[['Comment',' <!-- a '],['Character',' b -->']]"},
	{"a comment may end inside <!--", MARKUP_DATA, NULL, BYTES("<!--a<!-->b<!--c<!--->d"),
	 "[['Comment','a<!'],['Character','b'],['Comment','c<!-'],['Character','d']]"},
	{"dashes and bangs in comments", MARKUP_DATA, NULL, BYTES("<!--a-b--c--!d--!-e--!>f"),
	 "[['Comment','a-b--c--!d--!-e'],['Character','f']]"},
	{"three dashes end a comment", MARKUP_DATA, NULL, BYTES("<!--a--->"), "[['Comment','a-']]"},
	{"a comment is given at the end", MARKUP_DATA, NULL, BYTES("<!--a--!"), "[['Comment','a']]"},
	{"<! alone begins a comment up to >", MARKUP_DATA, NULL, BYTES("<!-a><!DOC><!>"),
	 "[['Comment','-a'],['Comment','DOC'],['Comment','']]"},
	{"a section outside SVG is a comment", MARKUP_DATA, NULL, BYTES("<![CDATA[a]]>"),
	 "[['Comment','[CDATA[a]]']]"},
	{"sections end with the first ]]>", MARKUP_CDATA, NULL, BYTES("a]b]]c]]]>&amp;"),
	 "[['Character','a]b]]c]&']]"},
	{"a section may be cut", MARKUP_CDATA, NULL, BYTES("<a>&amp;]]"), "[['Character','<a>&amp;]]']]"},
	{"doctype", MARKUP_DATA, NULL, BYTES("<!DOCTYPE html>"), "[['DOCTYPE','html',null,null,true]]"},
	{"doctype with both identifiers", MARKUP_DATA, NULL,
	 BYTES("<!doctype HTML PUBLIC \"-//W3C\"'x.dtd' >"),
	 "[['DOCTYPE','html','-//W3C','x.dtd',true]]"},
	{"doctype with a system identifier", MARKUP_DATA, NULL, BYTES("<!DOCTYPE a SYSTEM'' b>"),
	 "[['DOCTYPE','a',null,'',true]]"},
	{"doctype without a name", MARKUP_DATA, NULL, BYTES("<!DOCTYPE>"),
	 "[['DOCTYPE',null,null,null,false]]"},
	{"doctype whose identifier is cut by >", MARKUP_DATA, NULL, BYTES("<!DOCTYPE a PUBLIC \"b>c"),
	 "[['DOCTYPE','a','b',null,false],['Character','c']]"},
	{"doctype with an unknown keyword", MARKUP_DATA, NULL, BYTES("<!DOCTYPE a PUBLIK \"b\">c"),
	 "[['DOCTYPE','a',null,null,false],['Character','c']]"},
	{"doctype without quotes", MARKUP_DATA, NULL, BYTES("<!DOCTYPE a SYSTEM b \"c\">"),
	 "[['DOCTYPE','a',null,null,false]]"},
	{"doctype cut by the end", MARKUP_DATA, NULL, BYTES("<!DOCTYPE a SYSTEM \"b"),
	 "[['DOCTYPE','a',null,'b',false]]"},
	{"NUL in a doctype", MARKUP_DATA, NULL, BYTES("<!DOCTYPE a\0 PUBLIC '\0'>"),
	 "[['DOCTYPE','a\\uFFFD','\\uFFFD',null,true]]"},
	{"a title holds references but no tags", MARKUP_RCDATA, "title",
	 BYTES("<b>&lt;</titles></TITLE ><i>"),
	 "[['Character','<b><</titles>'],['EndTag','title'],['StartTag','i',{}]]"},
	{"a title goes on behind an end tag cut short", MARKUP_RCDATA, "title", BYTES("a</tit</"),
	 "[['Character','a</tit</']]"},
	{"NUL is replaced in a title", MARKUP_RCDATA, "title", BYTES("\0"), "[['Character','\\uFFFD']]"},
	{"style holds neither", MARKUP_RAWTEXT, "style", BYTES("&lt;<b></b></style/>&lt;"),
	 "[['Character','&lt;<b></b>'],['EndTag','style'],['Character','<']]"},
	{"nothing ends plaintext", MARKUP_PLAINTEXT, "plaintext", BYTES("&lt;</plaintext>\0"),
	 "[['Character','&lt;</plaintext>\\uFFFD']]"},
	{"a script ends with its end tag", MARKUP_SCRIPT, "script", BYTES("if (a<b) '</div>'</script>x"),
	 "[['Character','if (a<b) \\u0027</div>\\u0027'],['EndTag','script'],['Character','x']]"},
	{"an escaped script ends with its end tag", MARKUP_SCRIPT, "script", BYTES("<!--</script>x"),
	 "[['Character','<!--'],['EndTag','script'],['Character','x']]"},
	{"a script inside an escaped script is passed over", MARKUP_SCRIPT, "script",
	 BYTES("<!--<script></script></script>x"),
	 "[['Character','<!--<script></script>'],['EndTag','script'],['Character','x']]"},
	{"--> ends the escape", MARKUP_SCRIPT, "script", BYTES("<!-- <script> --> </script>x"),
	 "[['Character','<!-- <script> --> '],['EndTag','script'],['Character','x']]"},
	{"another tag begins no double escape", MARKUP_SCRIPT, "script",
	 BYTES("<!-- <scripts> </script>"),
	 "[['Character','<!-- <scripts> '],['EndTag','script']]"},
	{"NUL and dashes in an escaped script", MARKUP_SCRIPT, "script", BYTES("<!--\0-\0--\0--<script/-\0--\0<-"),
	 "[['Character','<!--\\uFFFD-\\uFFFD--\\uFFFD--<script/-\\uFFFD--\\uFFFD<-']]"},
	{"references in attributes are stricter", MARKUP_DATA, NULL,
	 BYTES("<a b='&copy=1&copy;&copy &amp&notit;' c=&lt>&copy=1&notit;"),
	 "[['StartTag','a',{'b':'&copy=1\\u00A9\\u00A9 &&notit;','c':'<'}],['Character','\\u00A9=1\\u00ACit;']]"},
	{"numbers beyond Unicode", MARKUP_DATA, NULL,
	 BYTES("&#x110000;&#xD800;&#0;&#99999999999999999999;&#x80;&#x81;&#;&#x;&#xg"),
	 "[['Character','\\uFFFD\\uFFFD\\uFFFD\\uFFFD\\u20AC\\u0081&#;&#x;&#xg']]"},
	{"a reference to two characters", MARKUP_DATA, NULL, BYTES("&NotEqualTilde;&notindot"),
	 "[['Character','\\u2242\\u0338\\u00ACindot']]"},
};

static const struct test_case xml_cases[] = {
	{"names keep their case and empty tags are told", MARKUP_DATA, NULL, BYTES("<pubDate/><dc:Date X='1'></dc:Date>"),
	 "[['StartTag','pubDate',{},true],['StartTag','dc:Date',{'X':'1'}],['EndTag','dc:Date']]"},
	{"names of other scripts", MARKUP_DATA, NULL, BYTES("<_a><\xC3\xA9></\xC3\xA9>"),
	 "[['StartTag','_a',{}],['StartTag','\\u00E9',{}],['EndTag','\\u00E9']]"},
	{"sections are text anywhere", MARKUP_DATA, NULL, BYTES("a<![CDATA[<b>&amp;]]>&amp;"),
	 "[['Character','a<b>&amp;&']]"},
	{"script, title and style are elements like others", MARKUP_DATA, NULL, BYTES("<title><b></title>"),
	 "[['StartTag','title',{}],['StartTag','b',{}],['EndTag','title']]"},
	{"a document type is passed over with its entities", MARKUP_DATA, NULL,
	 BYTES("<!DOCTYPE r [<!ENTITY a \"]>\"><!-- ]>' --><?x ]>?>\n<!ENTITY b SYSTEM 'file:///etc/passwd'>] >&a;&b;"),
	 "[['DOCTYPE',null,null,null,true],['Character','&a;&b;']]"},
	{"a document type without a subset", MARKUP_DATA, NULL,
	 BYTES("<!DOCTYPE rss PUBLIC \"-//N//DTD RSS 0.91//EN\" \"http://my.example/>\">x"),
	 "[['DOCTYPE',null,null,null,true],['Character','x']]"},
	{"instructions are passed over", MARKUP_DATA, NULL, BYTES("<?xml version='1.0'?>a<?b c>d?>e<?" "?>"),
	 "[['Character','ae']]"},
	{"an XML declaration may end wrongly", MARKUP_DATA, NULL, BYTES("<?xml version='1.0'>a"),
	 "[['Character','a']]"},
	{"entities of HTML are known", MARKUP_DATA, NULL, BYTES("&nbsp;&hellip;&#146;&raquo a & b &c; &"),
	 "[['Character','\\u00A0\\u2026\\u2019\\u00BB a & b &c; &']]"},
	{"characters that XML has not are dropped", MARKUP_DATA, NULL,
	 BYTES("a\x01\0\x1F&#x1F;&#0;&#xFFFE;\xEF\xBF\xBF\f<b\x02 c='\x03\xEF\xBF\xBE'>\x7F\xC2\x9B"),
	 "[['Character','a'],['StartTag','b',{'c':''}],['Character','\\u007F\\u009B']]"},
};

/* All piece sizes must give the tokens expected. */
static void
run_case(const struct test_case *t, enum markup_mode mode)
{
	char *json = strdup(t->expected);
	json_t *expected;
	bool same = true;

	for (char *p = json; *p != '\0'; p++)
		if (*p == '\'')
			*p = '"';
	expected = json_loads(json, JSON_ALLOW_NUL, NULL);
	for (size_t piece = t->n; piece > 0 && same; piece--) {
		json_t *got = tokenize(t->input, t->n, piece, mode, t->content, t->last);

		same = json_equal(got, expected);
		if (!same) {
			char *have = json_dumps(got, 0);

			printf("# pieces of %zu: got %s\n", piece, have);
			free(have);
		}
		json_decref(got);
	}
	check(same, "%s: %s", mode == MARKUP_XML ? "feeds" : "HTML", t->name);
	json_decref(expected);
	free(json);
}

/* What a limit leaves of a document. */
struct measure {
	size_t attributes, value, comment, text;
};

static void
measure(const struct markup_token *token, void *context)
{
	struct measure *sizes = context;

	if (token->kind == MARKUP_START) {
		sizes->attributes = token->attribute_count;
		for (size_t i = 0; i < token->attribute_count; i++)
			if (token->attributes[i].value_len > sizes->value)
				sizes->value = token->attributes[i].value_len;
	} else if (token->kind == MARKUP_COMMENT) {
		sizes->comment = token->text_len;
	} else if (token->kind == MARKUP_TEXT) {
		sizes->text += token->text_len;
	}
}

static unsigned
measure_of(const char *s, size_t n, struct measure *sizes)
{
	struct markup *m = markup_new(MARKUP_HTML, measure, sizes);
	unsigned repairs;

	memset(sizes, 0, sizeof *sizes);
	markup_push(m, s, n, 0);
	markup_end(m);
	repairs = markup_repairs(m);
	markup_free(m);
	return repairs;
}

static void
fill(struct buf *buf, const char *s, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_adds(buf, s);
}

static void
test_limits(void)
{
	struct buf doc = {0};
	struct measure sizes;

	buf_adds(&doc, "<a");
	for (int i = 0; i < 5000; i++)
		buf_addf(&doc, " a%d=b", i);
	buf_adds(&doc, ">text");
	check(measure_of(doc.data, doc.len, &sizes) == MARKUP_ATTRIBUTES &&
	      sizes.attributes == MARKUP_MAX_ATTRIBUTES && sizes.text == 4,
	      "attributes beyond the limit are dropped, said, and hide no text");
	buf_clear(&doc);
	buf_adds(&doc, "<a b='");
	fill(&doc, "\xD9\x85" "x", 40000);
	buf_adds(&doc, "' c=d>text");
	check(measure_of(doc.data, doc.len, &sizes) == MARKUP_ATTRIBUTES && sizes.attributes == 2 &&
	      sizes.value <= MARKUP_MAX_VALUE && sizes.value > MARKUP_MAX_VALUE - 3 && sizes.text == 4,
	      "a long value is cut between characters, and said");
	buf_clear(&doc);
	buf_adds(&doc, "<a");
	for (int i = 0; i < 100; i++) {
		buf_addf(&doc, " a%d='", i);
		fill(&doc, "0123456789abcdef", 1500);
		buf_adds(&doc, "'");
	}
	buf_adds(&doc, ">text");
	check(measure_of(doc.data, doc.len, &sizes) == MARKUP_ATTRIBUTES && sizes.text == 4,
	      "attributes that are too much together are cut");
	buf_clear(&doc);
	buf_adds(&doc, "<!--");
	fill(&doc, "<!-- ", 100000);
	buf_adds(&doc, "-->text");
	check(measure_of(doc.data, doc.len, &sizes) == MARKUP_COMMENT_CUT &&
	      sizes.comment <= MARKUP_MAX_COMMENT && sizes.text == 4,
	      "a long comment is cut, and said");
	buf_clear(&doc);
	buf_adds(&doc, "<");
	fill(&doc, "name", 100000);
	buf_adds(&doc, " a>text");
	check(measure_of(doc.data, doc.len, &sizes) == MARKUP_NAME_CUT && sizes.text == 4,
	      "a long name is cut, and said");
	buf_free(&doc);
}

/* Remembers where the tags of a document are. */
static void
note_place(const struct markup_token *token, void *context)
{
	if (token->kind == MARKUP_START || token->kind == MARKUP_END)
		buf_addf(context, "%d-%d ", (int)token->offset, (int)token->end);
}

static void
test_offsets(enum markup_width width, const char *expected, const char *name)
{
	static const char doc[] = "\xD9\x85\xF0\x9F\x98\x80 <item a='\xC3\xA9'>x</item >";
	struct buf places = {0};
	struct markup *m = markup_new(MARKUP_XML, note_place, &places);

	markup_set_width(m, width);
	markup_push(m, doc, sizeof doc - 1, 100);
	check_string(buf_str(&places), expected, "offsets where %s", name);
	buf_free(&places);
	markup_free(m);
}

int
main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		run_file(argv[i]);
	if (argc > 1)
		return check_done();
	run_html5lib(HTML5LIB);
	for (size_t i = 0; i < sizeof html_cases / sizeof html_cases[0]; i++)
		run_case(&html_cases[i], MARKUP_HTML);
	for (size_t i = 0; i < sizeof xml_cases / sizeof xml_cases[0]; i++)
		run_case(&xml_cases[i], MARKUP_XML);
	test_limits();
	test_offsets(MARKUP_WIDTH_BYTE, "107-120 121-129 ", "a byte is a byte");
	test_offsets(MARKUP_WIDTH_CHARACTER, "103-115 116-124 ", "a byte is a character");
	test_offsets(MARKUP_WIDTH_UTF16, "108-132 134-150 ", "two bytes are a character");
	return check_done();
}
