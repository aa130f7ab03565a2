/* The parts of a record on the page, and what the formats see of a record. */
#include <stdlib.h>

#include "filters/emit/html_parts.h"
#include "filters/emit/tally.h"
#include "filters/emit/view.h"
#include "filters/emit/wrap.h"
#include "tests/unit/check.h"

static struct record rec;
static struct view view;
static struct facts facts;
static struct quotes quotes;
static struct buf out;

static void
read(const char *json)
{
	if (!record_scan(&rec, json, strlen(json)))
		printf("# not a record: %s\n", rec.problem.text);
	view_read(&view, &rec);
}

static const char *
article(const char *json)
{
	buf_clear(&out);
	read(json);
	facts_read(&facts, &rec, &view);
	html_head(&out, &view, &facts, 7);
	html_body(&out, &view, &quotes);
	return buf_str(&out);
}

/* And the other parts it is shown by in other places. */
static const char *
everywhere(const char *json)
{
	article(json);
	html_leader(&out, &view, &facts, 7);
	html_excerpt(&out, &view);
	html_copy(&out, &view, &facts, 7);
	return buf_str(&out);
}

static bool
article_has(const char *json, const char *part)
{
	bool found = strstr(article(json), part) != NULL;

	if (!found)
		printf("# no %s in\n# %s\n", part, buf_str(&out));
	return found;
}

/* Whether tags open and close in pairs; attribute values hold no raw angle brackets. */
static bool
is_balanced(const char *s)
{
	char open[64][16];
	size_t depth = 0;

	while ((s = strchr(s, '<')) != NULL) {
		bool closing = s[1] == '/';
		const char *name = s + 1 + closing, *end = strchr(s, '>');
		size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz123456789");

		if (!end || n == 0 || n > 15)
			return false;
		if (closing && (depth == 0 || strlen(open[depth - 1]) != n || memcmp(open[depth - 1], name, n) != 0))
			return false;
		if (closing) {
			depth--;
		} else if (end[-1] != '/') {
			if (depth == 64)
				return false;
			memcpy(open[depth], name, n);
			open[depth++][n] = '\0';
		}
		s = end;
	}
	return depth == 0;
}

static void
test_spans(void)
{
	read("{\"content_text\":\"\xD9\x85\xD9\x86 ab \xF0\x9F\x98\x80 cd\",\"_evidence\":["
	     "{\"tag\":\"t/b\",\"field\":\"content_text\",\"start\":8,\"end\":10},"
	     "{\"tag\":\"t/a\",\"field\":\"content_text\",\"start\":0,\"end\":2},"
	     "{\"tag\":\"t/c\",\"field\":\"content_text\",\"start\":1,\"end\":4}]}");
	check(view.text_spans.count == 2, "overlapping evidence is one span");
	check(view.text_spans.items[0].start == 0 && view.text_spans.items[0].end == 6,
	      "code points become bytes, two each in Arabic");
	check(view.text_spans.items[1].start == 13 && view.text_spans.items[1].end == 15,
	      "and four for an emoji");
	check(view.text_spans.items[0].first == 0 && view.text_spans.items[0].last == 2,
	      "a span knows its evidence");
	read("{\"content_text\":\"abc\",\"_evidence\":[{\"field\":\"content_text\",\"start\":2,\"end\":99},"
	     "{\"field\":\"content_text\",\"start\":50,\"end\":60},{\"field\":\"content_text\",\"start\":-1,\"end\":2},"
	     "{\"field\":\"content_text\",\"start\":1.5,\"end\":2},{\"field\":\"content_text\",\"start\":2,\"end\":1},"
	     "{\"field\":\"url\",\"start\":0,\"end\":1},{\"field\":\"content_text\",\"end\":1},7,\"x\",{}]}");
	check(view.text_spans.count == 1 && view.text_spans.items[0].start == 2
	      && view.text_spans.items[0].end == 3, "evidence is cut to the text, nonsense is passed over");
}

static void
test_view(void)
{
	read("{\"id\":\"a\",\"summary\":\"s\",\"authors\":[{\"name\":\"N\"}],\"date_published\":\"yesterday\","
	     "\"tags\":[\"t\",4,\"u\"],\"title\":5}");
	check(view.text.len == 1 && view.text.data[0] == 's', "without a text the summary is the text");
	check(view.source.len == 1 && view.source.data[0] == 'N', "without a source its author is named");
	check(!view.dated, "a date that cannot be read is none");
	check(view.tag_count == 2, "tags that are no strings are passed over");
	check(view.title.len == 0, "a title that is no string is none");
	read("{}");
	check(view.text.len == 0 && view.source.len == 0 && view.tag_count == 0, "nothing stays of the record before");
}

static void
test_article(void)
{
	check(article_has("{\"id\":\"a\"}", "Untitled") && article_has("{\"id\":\"a\"}", "undated"),
	      "a record with nothing in it is shown, undated");
	check(article_has("{\"title\":\"<b>&\"}", "&lt;b&gt;&amp;"), "a title is escaped");
	check(article_has("{\"title\":\"x\",\"url\":\"https://a.example/?a&b\"}",
	                  "<a rel=\"noopener noreferrer\" href=\"https://a.example/?a&amp;b\">x</a>"),
	      "a web address is a link that tells no referrer");
	check(!strstr(everywhere("{\"title\":\"x\",\"url\":\"javascript:alert(1)\"}"), "javascript"), "no other is");
	check(article_has("{\"content_text\":\"a\\n\\nb\\nc\"}",
	                  "<p dir=\"auto\">a</p>\n<p dir=\"auto\">b\nc</p>"),
	      "paragraphs have a direction of their own each");
	check(article_has("{\"content_text\":\"one two\",\"tags\":[\"threat/x\"],\"_evidence\":[{\"tag\":\"threat/x\","
	                  "\"field\":\"content_text\",\"start\":4,\"end\":7}]}",
	                  "one <mark class=\"threat\" title=\"threat/x\">two</mark>"),
	      "evidence is marked");
	check(article_has("{\"content_text\":\"a\\n\\nb\",\"_evidence\":[{\"tag\":\"x\",\"field\":\"content_text\","
	                  "\"start\":0,\"end\":4}]}",
	                  "title=\"x\">a</mark></p>\n<p dir=\"auto\"><mark class=\"other\" title=\"x\">b</mark></p>"),
	      "a mark over a paragraph's end is closed and opened again");
	check(article_has("{\"content_text\":\"one two\",\"tags\":[\"region/asia\",\"region/iraq\"],\"_evidence\":[{\"tag\":"
	                  "\"region/iraq\",\"field\":\"content_text\",\"start\":4,\"end\":7}]}",
	                  "<li class=\"region implied\" title=\"region/asia (no evidence of its own)\">")
	      && strstr(buf_str(&out), "<li class=\"region\" title=\"region/iraq\">")
	      && !strstr(article("{\"tags\":[\"region/asia\"]}"), "implied"),
	      "a tag that follows from others stands apart, if others have evidence");
	check(article_has("{\"date_published\":\"2024-02-29T13:05:09Z\"}",
	                  "<time datetime=\"2024-02-29T13:05:09Z\">2024-02-29 13:05 UTC</time>"),
	      "the date is shown");
	check(article_has("{\"language\":\"ar\",\"content_text\":\"x\"}", "<div class=\"text\" lang=\"ar\">")
	      && !strstr(article("{\"language\":\"a\\\" x=\",\"content_text\":\"x\"}"), "lang="),
	      "a language is said, if it is one");
	check(article_has("{\"tags\":[\"region/washington-dc\",\"x/<i>\"]}", "<bdi>Washington DC</bdi>")
	      && article_has("{\"tags\":[\"region/a\",\"x/<i>\"]}", "<bdi>x/&lt;i&gt;</bdi>"),
	      "tags of ours are names, others stay as they are");
	check(article_has("{\"tags\":[\"threat/\"]}", "<bdi>threat/</bdi>"), "a tag without a name is shown as it is");
}

static void
test_long(void)
{
	struct buf json = {0};

	buf_adds(&json, "{\"content_text\":\"");
	for (int i = 0; i < 400; i++)
		buf_adds(&json, "word <b> \xD9\x85\xD9\x86 ");
	buf_adds(&json, "end\"}");
	article(buf_str(&json));
	check(strstr(buf_str(&out), "<details><summary>") && strstr(buf_str(&out), "end</p>\n</details>"),
	      "a long text is folded, all of it is there");
	check(is_balanced(buf_str(&out)), "and what is folded is balanced");
	buf_free(&json);
}

static void
test_hostile(void)
{
	static const char *const texts[] = {
		"<script>alert(1)</script>", "\\\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
		"</title></style></article>", "<!--", "]]>", "javascript:alert(1)", "http://a/\\\"onclick=\\\"x",
		"\\u003cscript\\u003e", "\\u202e\\u0000\\u001b", "&lt;script&gt;", "<svg/onload=alert(1)>"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct buf json = {0};
		const char *t = texts[i];

		buf_addf(&json, "{\"id\":\"%s\",\"url\":\"%s\",\"title\":\"%s\",\"content_text\":\"%s %s\",\"language\":\"%s\","
		                "\"tags\":[\"%s\",\"threat/%s\"],\"authors\":[{\"name\":\"%s\"}],", t, t, t, t, t, t, t, t, t);
		buf_addf(&json, "\"_source\":{\"forwarded_from\":\"%s\"},\"_notes\":[{\"label\":\"%s\",\"text\":\"%s\"}],"
		                "\"_links\":[{\"url\":\"%s\",\"text\":\"%s\"}],\"_duplicate\":{\"of\":\"%s\"},", t, t, t, t, t, t);
		buf_addf(&json, "\"_evidence\":[{\"tag\":\"threat/%s\",\"field\":\"content_text\",\"start\":1,\"end\":5,"
		                "\"match\":\"%s\"},{\"tag\":\"%s\",\"field\":\"title\",\"start\":2,\"end\":4,\"match\":\"x\"}]}", t, t, t);
		everywhere(buf_str(&json));
		check(is_balanced(buf_str(&out)) && !strstr(buf_str(&out), "<script") && !strstr(buf_str(&out), "<img")
		      && !strstr(buf_str(&out), "<svg") && !strstr(buf_str(&out), "<!--")
		      && !strstr(buf_str(&out), "href=\"javascript") && !strstr(buf_str(&out), "onclick=\""),
		      "hostile text %zu stays text in every member", i + 1);
		buf_free(&json);
	}
}

static void
test_tally(void)
{
	struct tally tally = {0};
	char name[16];

	tally_add(&tally, "b", 1, 1);
	tally_add(&tally, "b", 1, 1);
	tally_add(&tally, "a", 1, 1);
	tally_add(&tally, "c", 1, 2);
	tally_add(&tally, "c", 1, 3);
	check(tally.count == 3 && tally.entries[0].count == 1, "a record counts once for a name");
	for (size_t i = 0; i < TALLY_MAX + 5; i++) {
		snprintf(name, sizeof(name), "n%zu", i);
		tally_add(&tally, name, strlen(name), 4);
	}
	check(tally.count == TALLY_MAX && tally.others == 8, "the number of names has a bound");
	tally_sort(&tally);
	check(tally.entries[0].name[0] == 'c' && tally.entries[1].name[0] == 'a', "sorted by count, then by name");
	tally_free(&tally);
}

static void
test_numbers(void)
{
	buf_clear(&out);
	html_number(&out, 0);
	buf_addc(&out, ' ');
	html_number(&out, 999);
	buf_addc(&out, ' ');
	html_number(&out, 1002003);
	check_string(buf_str(&out), "0 999 1,002,003", "numbers have commas");
}

static const char *
wrapped(const char *s, size_t width, bool colour, const struct spans *spans)
{
	struct wrap_style style = {.width = width, .indent = 1, .colour = colour};
	struct paragraph paragraph = {0};
	struct buf text = {(char *)(size_t)s, strlen(s), 0};

	buf_clear(&out);
	paragraph_add(&paragraph, &text, 0, text.len, spans, colour);
	paragraph_write(&paragraph, &style, &out);
	paragraph_free(&paragraph);
	return buf_str(&out);
}

static void
test_wrap(void)
{
	struct span span = {.start = 15, .end = 26};
	struct spans spans = {&span, 1, 1};

	check_string(wrapped("one two three four five six", 17, false, NULL), " one two three\n four five six\n",
	             "lines are filled, the indent counted");
	check_string(wrapped("aaaaaaaaaaaaaaaaaaaa b", 17, false, NULL), " aaaaaaaaaaaaaaaa\n aaaa b\n",
	             "a word wider than a line is cut");
	check_string(wrapped("\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80"
	                     "\xE4\xB8\x80\xE4\xB8\x80", 17, false, NULL),
	             " \xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\xE4\xB8\x80\n"
	             " \xE4\xB8\x80\n", "a Han character has two columns");
	check_string(wrapped("one two three four five six", 17, false, &spans), " one two three\n f*our five si*x\n",
	             "marks are asterisks");
	check_string(wrapped("one two three four five six", 17, true, &spans),
	             " one two three\n f\033[1;31mour five si\033[0mx\n", "or colour");
	span.start = 4;
	check_string(wrapped("one two three four five six", 17, true, &spans),
	             " one \033[1;31mtwo three\033[0m\n \033[1;31mfour five si\033[0mx\n",
	             "which ends with the line and begins again");
	check_string(wrapped("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D aaaa bbbb cccc", 17, false, NULL),
	             " \xE2\x81\xA8\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D aaaa bbbb\xE2\x81\xA9\n cccc\n",
	             "lines with Hebrew are isolated");
	check_string(wrapped("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D aaaa bbbb cccc \xD7\xA9", 17, false, NULL),
	             " \xE2\x81\xA8\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D aaaa bbbb\xE2\x81\xA9\n"
	             " \xE2\x81\xA8\xE2\x80\x8F" "cccc \xD7\xA9\xE2\x81\xA9\n",
	             "and keep the paragraph's direction");
}

int
main(void)
{
	test_spans();
	test_view();
	test_article();
	test_long();
	test_hostile();
	test_tally();
	test_numbers();
	test_wrap();
	buf_free(&out);
	view_free(&view);
	facts_free(&facts);
	quotes_free(&quotes);
	record_free(&rec);
	return check_done();
}
