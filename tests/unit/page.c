/* Pages, what is read of each. */
#include <string.h>

#include "common/json.h"
#include "filters/ingest/page_class.h"
#include "tests/document.h"
#include "tests/unit/check.h"

#define LIMIT ((size_t)16 << 20)
#define PROSE "The council met on Monday, and after a long debate it agreed to build the bridge, which had been planned for years."
#define MORE "Work begins in spring, the mayor said; the old bridge stays open until then, for those who walk and those who ride."

static struct ingest ingest;

/* A member of the record, or of its _source after a dot, as it is written; "" if there is none. */
static const char *
member_of(const char *html, const char *name)
{
	static struct json_members members;
	static struct buf out;
	struct problem problem = {0};
	struct json_value value;

	read_text(read_page, &ingest, html, strlen(html), strlen(html) / 3, LIMIT);
	buf_clear(&out);
	if (caught.record_count == 0 || !json_scan_object(caught.records.data, caught.records.len, &value, &members, &problem))
		return "no record";
	if (*name == '.') {
		value = json_get(&value, "_source", 7);
		name++;
	}
	value = json_get(&value, name, strlen(name));
	if (value.type == JSON_STR)
		json_unescape(&value, &out);
	else
		buf_add(&out, value.text, value.len);
	return buf_str(&out);
}

static const struct {
	const char *name, *html, *member, *want;
} cases[] = {
	/* title */
	{"the title that a page gives to others", "<meta property='og:title' content='A &amp; B'><title>x</title>a", "title", "A & B"},
	{"a title without the name of the site", "<title>Bridge to be built next year | The Paper</title>a", "title",
	 "Bridge to be built next year"},
	{"a short one stays whole", "<title>Colophon - The Paper</title>a", "title", "Colophon - The Paper"},
	{"unless the site says its name", "<meta property='og:site_name' content='The Paper'><title>Colophon - The Paper</title>a",
	 "title", "Colophon"},
	{"its name in front", "<meta property='og:site_name' content='The Paper'><title>The Paper - Colophon</title>a",
	 "title", "Colophon"},
	{"the heading, where there is no title", "<h1>A <b>heading</b></h1><p>" PROSE, "title", "A heading"},
	{"a title that never ends is text", "<title>a<p>b", "content_text", "a<p>b"},
	/* dates */
	{"a date", "<meta property='article:published_time' content='2024-03-05T10:00:00+02:00'>a", "date_published",
	 "2024-03-05T08:00:00Z"},
	{"a date of JSON-LD, in a graph", "<script type='application/ld+json'>{\"@graph\":[{\"@type\":[\"NewsArticle\"],"
	 "\"datePublished\":\"2024-03-05T10:00:00Z\"}]}</script>a", "date_published", "2024-03-05T10:00:00Z"},
	{"JSON-LD with line breaks in strings", "<script type='application/ld+json'>{\"@type\":\"Article\",\"headline\":\"a\nb\"}</script>a",
	 "title", "a b"},
	{"what is no article says nothing of it", "<script type='application/ld+json'>{\"@type\":\"Event\",\"name\":\"x\",\"datePublished\":"
	 "\"2024-03-05\"}</script>a", "date_published", ""},
	{"a time element", "<p>" PROSE "<time datetime='2024-03-05T10:00:00Z'>yesterday</time>", "date_published", "2024-03-05T10:00:00Z"},
	{"a date without a zone is kept as it is", "<meta name='pubdate' content='2024-03-05 10:00'>a", ".date", "2024-03-05 10:00"},
	{"and is no instant", "<meta name='pubdate' content='2024-03-05 10:00'>a", "date_published", ""},
	/* authors */
	{"an author", "<meta name=author content='By Mona Haddad'>a", "authors", "[{\"name\":\"Mona Haddad\"}]"},
	{"an address is no name", "<meta property='article:author' content='https://x.example/mona'>a", "authors", ""},
	{"a byline", "<p class=byline>By Mona Haddad | 5 March</p><p>" PROSE, "authors", "[{\"name\":\"Mona Haddad\"}]"},
	{"authors of JSON-LD, each once", "<script type='application/ld+json'>[{\"@type\":\"Article\",\"author\":[{\"name\":\"A\"},\"B\",{\"name\":\"A\"}]}]</script>a",
	 "authors", "[{\"name\":\"A\"},{\"name\":\"B\"}]"},
	/* the rest */
	{"the language", "<html lang=en_GB>a", "language", "en-GB"},
	{"the direction", "<html dir=RTL>a", ".dir", "RTL"},
	{"the address", "<link rel=canonical href='https://x.example/a#b'>a", "url", "https://x.example/a#b"},
	{"its id", "<link rel=canonical href='https://X.example/a?utm_source=b'>a", "id", "https://x.example/a"},
	{"the site", "<meta property='og:site_name' content='The Paper'>a", ".name", "The Paper"},
	{"categories", "<meta name=keywords content='a, b ,,c'>x", ".categories", "[\"a\",\"b\",\"c\"]"},
	{"a picture", "<base href='https://x.example/y/'><meta property='og:image' content='z.png'>a", "attachments",
	 "[{\"url\":\"https://x.example/y/z.png\",\"mime_type\":\"image/png\",\"_kind\":\"image\"}]"},
	{"an encoding", "<meta charset=windows-1251><p>\xEF\xF0\xE8\xE2\xE5\xF2", "content_text", "\xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"},
	/* text */
	{"the main text", "<body><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul><div><p>" PROSE "<p>" MORE "</div><div id=comments><p>"
	 PROSE "</div>", "content_text", PROSE "\n\n" MORE},
	{"is told to be that", "<p>" PROSE "<p>" MORE, ".extraction", "main"},
	{"a page of links is given whole", "<ul><li><a href=/>Home</a><li><a href=/w>World</a></ul>", "content_text", "Home\nWorld"},
	{"and is told to be", "<ul><li><a href=/>Home</a><li><a href=/w>World</a></ul>", ".extraction", "whole"},
	{"short last paragraphs stay", "<div><p>" PROSE "<p>" MORE "<p>He left.</div>", "content_text", PROSE "\n\n" MORE "\n\nHe left."},
	{"a date and shares around the text go", "<div><span>5 March 2024</span><p>" PROSE "<p>" MORE "<div class=share><a href=x>Share</a></div></div>",
	 "content_text", PROSE "\n\n" MORE},
	{"classes of the whole page do not count", "<body class='has-sidebar comments-open'><div class='page no-sidebar'><p>" PROSE "<p>" MORE "</div>",
	 "content_text", PROSE "\n\n" MORE},
	{"what is hidden goes", "<p>" PROSE "<p style='color:red; display : none'>" MORE "<p>" MORE, "content_text", PROSE "\n\n" MORE},
	{"teasers of other pages go", "<div><div><p>" PROSE "<p>" MORE "<p>" PROSE "</div><h3><a href=x>Ferry</a></h3><p>" MORE "<h3><a href=x>Tunnel</a></h3><p>"
	 MORE "</div>", "content_text", PROSE "\n\n" MORE "\n\n" PROSE},
	{"links are where they say", "<p><a href='http://x.example/'>The council</a> met on Monday, and after a long debate it agreed to build the bridge. " MORE, "_links",
	 "[{\"url\":\"http://x.example/\",\"text\":\"The council\",\"start\":0,\"end\":11}]"},
	{"a caption belongs to its picture", "<p>" PROSE "<figure><img src='http://x.example/a.jpg'><figcaption>The old bridge</figcaption></figure><p>" MORE,
	 "attachments", "[{\"url\":\"http://x.example/a.jpg\",\"mime_type\":\"image/jpeg\",\"title\":\"The old bridge\",\"_kind\":\"image\"}]"},
	{"a script's text is found if nothing else is", "<noscript>a", "content_text", "a"},
	{"what data alone has of the text", "<script type='application/ld+json'>{\"@type\":\"Article\",\"articleBody\":\"" PROSE "\\n" MORE " " PROSE " " MORE
	 " " PROSE " " MORE "\"}</script><p>Subscribe to read on.", ".extraction", "json-ld"},
	{"is given", "<script type='application/ld+json'>{\"@type\":\"Article\",\"articleBody\":\"" PROSE "\\n" MORE " " PROSE " " MORE
	 " " PROSE " " MORE "\"}</script><p>Subscribe to read on.", "content_text", PROSE "\n" MORE " " PROSE " " MORE " " PROSE " " MORE},
	/* damage */
	{"a comment that never ends hides nothing", "<p>a<!-- b <p>c", "content_text", "a b\n\nc"},
	{"and is told", "<p>a<!-- b <p>c", ".repairs", "[\"comment-unclosed\"]"},
	{"a tag that never ends is told", "<p>a<b class='", ".repairs", "[\"markup-unclosed\"]"},
	{"bytes that are no UTF-8", "<meta charset=utf-8><p>a\xFF", ".repairs", "[\"invalid-utf8\"]"},
};

static void
test_classes(void)
{
	check(page_class("related-posts", 13) & CLASS_BAD, "a word at the beginning of a class");
	check(page_class("postRelated", 11) & CLASS_BAD, "or after a capital");
	check(!(page_class("unrelated", 9) & CLASS_BAD), "but not inside a word");
	check(!(page_class("has-sidebar", 11) & CLASS_BAD), "nor denied");
	check(!(page_class("badge", 5) & CLASS_BAD) && (page_class("ad", 2) & CLASS_BAD), "whole words are whole");
	check(page_class("x Article__Body", 15) & CLASS_BODY, "however the words are parted");
}

static void
test_bombs(void)
{
	struct buf html = {0};

	for (int i = 0; i < 300; i++)
		buf_adds(&html, "<div>");
	buf_adds(&html, "SECRET");
	check_string(member_of(buf_str(&html), "content_text"), "SECRET", "depth hides no text");
	buf_clear(&html);
	for (int i = 0; i < 100000; i++)
		buf_adds(&html, "<i><b><u><p>");
	buf_adds(&html, "SECRET");
	check_string(member_of(buf_str(&html), "content_text"), "SECRET", "nor do many elements");
	check_string(member_of(buf_str(&html), ".repairs"), "[\"tree-full\"]", "and that is told");
	buf_clear(&html);
	while (html.len < LIMIT)
		buf_adds(&html, "<p>" PROSE);
	read_text(read_page, &ingest, html.data, html.len, 1000, LIMIT);
	check(caught.record_count == 0 && caught.problem_count == 1, "what is longer than the limit is refused");
	check(caught.rejects.len == html.len + 1, "and is among the rejects");
	buf_free(&html);
}

int
main(void)
{
	ingest.options.max_text = 256 << 10;
	ingest.options.no_detect = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_string(member_of(cases[i].html, cases[i].member), cases[i].want, "%s", cases[i].name);
	test_classes();
	test_bombs();
	return check_done();
}
