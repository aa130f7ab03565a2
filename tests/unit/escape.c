/* What strangers write, on each output. */
#include <stdlib.h>

#include "common/glob.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "common/escape.h"
#include "tests/unit/check.h"

static struct buf out;

static const char *
html(const char *s)
{
	buf_clear(&out);
	escape_html(&out, s, strlen(s));
	return buf_str(&out);
}

static const char *
terminal(const char *s)
{
	buf_clear(&out);
	escape_terminal(&out, s, strlen(s));
	return buf_str(&out);
}

static const char *
csv(const char *s)
{
	buf_clear(&out);
	escape_csv(&out, s, strlen(s), true);
	return buf_str(&out);
}

static const char *
json(const char *s)
{
	buf_clear(&out);
	return escape_json(&out, s, strlen(s)) ? buf_str(&out) : "as it is";
}

static void
test_html(void)
{
	check_string(html("a <b> & \"c\" 'd'"), "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;",
	             "html: the five characters become references");
	check_string(html("x\033[31m\x7f\xC2\x9B\x01"),
	             "x&lt;U+001B&gt;[31m&lt;U+007F&gt;&lt;U+009B&gt;&lt;U+0001&gt;",
	             "html: controls are shown by number");
	check_string(html("a\r\nb\tc\xE2\x80\xA8" "d\xC2\x85" "e"), "a\nb\tc\nd\ne",
	             "html: every line end is a newline");
	check_string(html("\xE2\x80\xAEgnp\xE2\x80\xAC"), "&lt;U+202E&gt;gnp",
	             "html: an override is shown, its end left out");
	check_string(html("\xE2\x81\xA9x\xE2\x81\xA7y"), "xy",
	             "html: isolates that could break out of ours are left out");
	check_string(html("a\xEF\xBF\xBE" "b\xEF\xBF\xBF" "c\xEF\xBB\xBF\xEF\xBA\x8D\xEF\xBF\xBD"),
	             "a&lt;U+FFFE&gt;b&lt;U+FFFF&gt;c\xEF\xBB\xBF\xEF\xBA\x8D\xEF\xBF\xBD",
	             "html: what is no character is shown by number, others of its row stay");
	check_string(html("\xD9\x85\xE2\x80\x8C\xE2\x80\x8F\xC2\xAB\xE2\x80\x9C\xC2\xA0"),
	             "\xD9\x85\xE2\x80\x8C\xE2\x80\x8F\xC2\xAB\xE2\x80\x9C\xC2\xA0",
	             "html: ZWNJ, RLM, quotation marks and no-break spaces stay");
}

static void
test_terminal(void)
{
	check_string(terminal("  a \t\n b\xE2\x80\xA9" "c "), " a b c ", "terminal: white space is one blank");
	check_string(terminal("\033]52;c;x\a"), "<U+001B>]52;c;x<U+0007>",
	             "terminal: no escape sequence gets through");
	check_string(terminal("a\rb\r\nc"), "a<U+000D>b c", "terminal: a lone return is shown");
	check_string(terminal("\xE2\x80\xAD\xE2\x80\xAB\xD7\xA9"), "<U+202D>\xD7\xA9",
	             "terminal: overrides shown, embeddings left out");
	check_string(terminal("a < b & c"), "a < b & c", "terminal: markup is plain text");
}

static void
test_csv(void)
{
	static const char *const formulas[] = {
		"=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", " =1", "\xC2\xA0=1", "\xEF\xBB\xBF=1",
		"\xE2\x80\x8B=1", "\xE2\x80\xAE=1", "\xEF\xBC\x9D" "1", "\xEF\xBC\x8B" "1", "\xE2\x80\xA8=1"};

	check_string(csv("plain"), "plain", "csv: what needs no quotes gets none");
	check_string(csv("a,b"), "\"a,b\"", "csv: a comma needs quotes");
	check_string(csv("a \"b\""), "\"a \"\"b\"\"\"", "csv: quotes are doubled");
	check_string(csv("a\nb"), "\"a\nb\"", "csv: a newline needs quotes");
	check_string(csv("a\xE2\x80\xA8" "b"), "\"a\nb\"", "csv: a line separator is a newline");
	check_string(csv(" a"), "\" a\"", "csv: a blank at the edge is kept by quotes");
	check_string(csv(""), "", "csv: nothing is nothing");
	check_string(csv("x\033[1m\xC2\x9B"), "x<U+001B>[1m<U+009B>", "csv: controls are shown by number");
	check_string(csv("a=1"), "a=1", "csv: an equals sign further on is no formula");
	for (size_t i = 0; i < sizeof(formulas) / sizeof(*formulas); i++) {
		const char *cell = csv(formulas[i]);

		check(cell[cell[0] == '"'] == '\'', "csv: formula %zu is disarmed", i + 1);
	}
	buf_clear(&out);
	escape_csv(&out, "=1", 2, false);
	check_string(buf_str(&out), "=1", "csv: a formula stays one if asked for");
}

static void
test_json(void)
{
	check_string(json("{\"a\":\"b \xC2\xAB\xE2\x80\x9C\"}"), "as it is", "json: harmless text is left alone");
	check_string(json("{\"a\":\"\x7f\xC2\x85\xE2\x80\xA8\xE2\x80\xA9\xC2\xA0\"}"),
	             "{\"a\":\"\\u007f\\u0085\\u2028\\u2029\xC2\xA0\"}",
	             "json: raw DEL, C1 and separators are escaped");
}

static void
test_urls(void)
{
	static const char *const good[] = {"http://a.example/", "HTTPS://a.example/?q=1&r=2",
	                                   "https://\xD9\x85.example/"};
	static const char *const bad[] = {
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//a.example/",
		"/a", "", "http:/", "http", "ftp://a.example/", " http://a.example/", "http://a.example/ x",
		"http://a.example/\xE2\x80\xAEgnp.exe", "http://a.example/\n", "http://a.example/\xC2\x85",
		"java\nscript:x", "file:///etc/passwd"};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		check(escape_web_url(good[i], strlen(good[i])), "url: %zu may be a link", i + 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		check(!escape_web_url(bad[i], strlen(bad[i])), "url: bad one %zu is none", i + 1);
}

static bool
glob(const char *pattern, const char *s)
{
	return glob_matches(pattern, s, strlen(s));
}

static void
test_globs(void)
{
	char many[64], tag[4096];

	check(glob("threat/*", "threat/a/b"), "glob: a star takes slashes");
	check(!glob("threat/*", "region/a"), "glob: what stands before the star must match");
	check(glob("*", ""), "glob: a star takes nothing");
	check(!glob("", "a") && glob("", ""), "glob: the empty pattern matches the empty tag");
	check(glob("*a*b", "xaxbxb") && !glob("*a*b", "xaxbxc"), "glob: stars give back");
	check(glob("?b", "\xC3\xA4" "b") && !glob("?", "ab"), "glob: a question mark takes one character");
	check(!glob("threat", "threat/a"), "glob: without a star all must match");
	for (size_t i = 0; i < sizeof(many) - 2; i += 2)
		memcpy(many + i, "*a", 2);
	memcpy(many + sizeof(many) - 2, "b", 2);
	memset(tag, 'a', sizeof(tag));
	check(!glob_matches(many, tag, sizeof(tag)), "glob: many stars end soon");
}

/* Whatever the bytes: UTF-8 comes out, and nothing that controls. */
static void
test_all_characters(void)
{
	size_t bad = 0;

	for (uint32_t c = 0; c < 0x11000; c++) {
		char s[4];
		size_t n = utf8_encode(c, s);

		buf_clear(&out);
		escape_html(&out, s, n);
		escape_terminal(&out, s, n);
		escape_csv(&out, s, n, true);
		if (utf8_valid(out.data, out.len) != out.len || memchr(out.data, 27, out.len)
		    || memchr(out.data, 0, out.len) || memmem(out.data, out.len, "\xE2\x80\xAE", 3)
		    || memmem(out.data, out.len, "\xC2\x9B", 2))
			bad++;
	}
	check(bad == 0, "no character gets through any output as a control");
}

/* Runs are passed over in blocks: what is dangerous is found wherever in one it stands. */
static void
test_places(void)
{
	static const struct {
		const char *danger, *terminal, *csv, *tsv;
	} cases[] = {
		{"\x1b", "<U+001B>", "<U+001B>", "<U+001B>"},
		{"\x7f", "<U+007F>", "<U+007F>", "<U+007F>"},
		{"\xC2\x9B", "<U+009B>", "<U+009B>", "<U+009B>"},
		{"\xE2\x80\xAE", "<U+202E>", "<U+202E>", "<U+202E>"},
		{"\xE2\x80\xA8", " ", "\n", "\\n"},
		{"\n", " ", "\n", "\\n"},
		{"\t", " ", "\t", "\\t"},
		{"\"", "\"", "\"\"", "\""},
		{"\\", "\\", "\\", "\\\\"},
		{"  ", " ", "  ", "  "},
		{" \"\x1b  \\ ", " \"<U+001B> \\ ", " \"\"<U+001B>  \\ ", " \"<U+001B>  \\\\ "},
	};
	size_t bad = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (size_t before = 1; before < 40; before++)
			for (size_t after = 1; after < 40; after++) {
				const char *many = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
				struct buf text = {0}, want = {0};

				buf_addf(&text, "%.*s%s%.*s", (int)before, many, cases[i].danger, (int)after, many);
				buf_addf(&want, "%.*s%s%.*s", (int)before, many, cases[i].terminal, (int)after, many);
				bad += strcmp(terminal(buf_str(&text)), buf_str(&want)) != 0;
				buf_clear(&want);
				buf_addf(&want, "%.*s%s%.*s", (int)before, many, cases[i].csv, (int)after, many);
				bad += strstr(csv(buf_str(&text)), buf_str(&want)) == NULL;
				buf_clear(&want);
				buf_clear(&out);
				buf_addf(&want, "%.*s%s%.*s", (int)before, many, cases[i].tsv, (int)after, many);
				escape_tsv(&out, text.data, text.len, true);
				bad += strcmp(buf_str(&out), buf_str(&want)) != 0;
				buf_free(&text);
				buf_free(&want);
			}
	check(bad == 0, "what is dangerous is found in any place");
}

int
main(void)
{
	test_html();
	test_terminal();
	test_csv();
	test_json();
	test_urls();
	test_globs();
	test_all_characters();
	test_places();
	buf_free(&out);
	return check_done();
}
