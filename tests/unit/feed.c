/* The feed reader, over small feeds that each hold one or a few quirks. */
#include "tests/document.h"
#include "tests/unit/check.h"

#define RSS(items) "<rss version='2.0'><channel><title>Feed</title><link>http://e.org/</link>" items "</channel></rss>"
#define ITEM(members) RSS("<item>" members "</item>")
#define ATOM(members) "<feed xmlns='http://www.w3.org/2005/Atom'><title>Feed</title>" members "</feed>"
#define ENTRY(members) ATOM("<entry>" members "</entry>")

static struct ingest ingest;

static void
read_bytes(const char *feed, size_t n)
{
	read_text(read_feed, &ingest, feed, n, n, 1 << 20);
}

static void
check_has(const char *part, const char *name)
{
	bool has = strstr(buf_str(&caught.records), part) != NULL;

	check(has, "%s", name);
	if (!has)
		printf("#  no %s\n#  in %s# %s", part, buf_str(&caught.records), buf_str(&caught.problems));
}

/* The record made of the feed has the part. */
static void
has(const char *feed, const char *part, const char *name)
{
	read_bytes(feed, strlen(feed));
	check_has(part, name);
	if (caught.problem_count > 0)
		printf("# %s", buf_str(&caught.problems));
}

static void
lacks(const char *part, const char *name)
{
	check(strstr(buf_str(&caught.records), part) == NULL, "%s", name);
}

static void
count(const char *feed, size_t records, size_t problems, const char *name)
{
	read_bytes(feed, strlen(feed));
	check(caught.record_count == records && caught.problem_count == problems, "%s", name);
	if (caught.record_count != records || caught.problem_count != problems)
		printf("# %zu records, %s", caught.record_count, buf_str(&caught.problems));
}

static void
test_rss(void)
{
	has(ITEM("<title>A &amp;amp; &lt;b>B&lt;/b> &amp;amp;#8217;</title>"), "\"title\":\"A & B \xE2\x80\x99\"",
	    "titles lose their tags and are unescaped twice");
	has(ITEM("<description>abc</description>"), "\"title\":\"abc\"", "a title made of the text");
	check_has("\"repairs\":[\"title-made\"]", "and that it was");
	has(ITEM("<title>t</title><dc:title>d</dc:title>"), "\"title\":\"d\"", "dc:title wins");
	has(ITEM("<link> /a?b=1&amp;c </link>"), "\"url\":\"http://e.org/a?b=1&c\"", "a relative link");
	has(ITEM("<link>http://a/</link><feedburner:origLink>http://b/</feedburner:origLink>"),
	    "\"url\":\"http://b/\"", "the original link wins");
	has(ITEM("<guid>http://g/1</guid>"), "\"url\":\"http://g/1\"", "a guid that is an address");
	has(ITEM("<guid isPermaLink='false'>http://g/1</guid>"), "/http://g/1\"", "one that says it is none");
	lacks("\"url\":\"http://g", "is none");
	has(ITEM("<enclosure url='a.mp3' type='audio/mpeg' length='12'/>"),
	    "\"attachments\":[{\"url\":\"http://e.org/a.mp3\",\"mime_type\":\"audio/mpeg\",\"size_in_bytes\":12}]",
	    "an enclosure");
	check_has("\"url\":\"http://e.org/a.mp3\"", "is the address if there is no other");
	has(ITEM("<media:group><media:content url='http://m/1' fileSize='x'/><media:title>M</media:title>"
	         "</media:group><media:thumbnail url='http://m/1'/>"),
	    "\"attachments\":[{\"url\":\"http://m/1\"}]", "media in a group, each once");
	check_has("\"title\":\"M\"", "and its title");
	has(ITEM("<description>d</description><content:encoded>&lt;p>x&lt;a href='y'>z</content:encoded>"),
	    "\"content_text\":\"xz\",\"summary\":\"d\"", "the encoded content wins, the description is the summary");
	check_has("\"_links\":[{\"url\":\"http://e.org/y\",\"text\":\"z\",\"start\":1,\"end\":2}]", "with links");
	has(ITEM("<description>d</description><content:encoded/>"), "\"content_text\":\"d\"", "empty content falls through");
	has(ITEM("<description>a</description><description><![CDATA[<b>abc</b>]]> d</description>"),
	    "\"content_text\":\"abc d\"", "of two descriptions the longer");
	has(ITEM("<description>see http://a.org/x, and</description>"),
	    "\"_links\":[{\"url\":\"http://a.org/x\",\"text\":\"http://a.org/x\",\"start\":4,\"end\":18}]",
	    "addresses in plain text");
	has(ITEM("<description>a <b>b</b><br/>c &amp;lt; d</description>"), "\"content_text\":\"a b\\nc < d\"",
	    "markup that was not escaped");
	has(ITEM("<category domain='x'>c</category><category>d</category><dc:subject>e</dc:subject>"),
	    "\"categories\":[\"c\",\"d\",\"e\"],\"category_schemes\":[\"x\",null,null]", "categories");
	lacks("\"tags\"", "are no tags");
	has(ITEM("<itunes:category text='i'/><media:category label='l'>m</media:category>"
	         "<category>c<image><url>u</url></image></category>"),
	    "\"categories\":[\"i\",\"l\",\"c\"]", "categories by attribute, and with elements in them");
	has(ITEM("<source url='http://s/'>S</source>"), "\"origin\":{\"name\":\"S\",\"url\":\"http://s/\"}", "a source");
}

static void
test_people_and_dates(void)
{
	has(ITEM("<author>m@e.org (N N)</author>"), "\"authors\":[{\"name\":\"N N\",\"url\":\"mailto:m@e.org\"}]",
	    "mail and name");
	has(ITEM("<author>a@b (A)</author><dc:creator>C</dc:creator><dc:creator>D</dc:creator>"),
	    "\"authors\":[{\"name\":\"C\"},{\"name\":\"D\"}]", "better authors win, equal ones join");
	has("<rss><channel><managingEditor>E &lt;e@e></managingEditor><item><title>t</title></item></channel></rss>",
	    "\"authors\":[{\"name\":\"E\",\"url\":\"mailto:e@e\"}]", "the feed's editor");
	has(ITEM("<pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate>"),
	    "\"date_published\":\"2004-01-01T19:48:21Z\"", "a date");
	check_has("\"date\":\"Thu, 01 Jan 2004 19:48:21 GMT\"", "and as it was written");
	has(ITEM("<pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate><dc:date>2003-12-31T10:14:55Z</dc:date>"),
	    "\"date_published\":\"2003-12-31T10:14:55Z\"", "dc:date wins");
	has(ITEM("<dc:date>soon</dc:date><pubDate>Thu, 01 Jan 2004 19:48:21 GMT</pubDate>"),
	    "\"date_published\":\"2004-01-01T19:48:21Z\"", "if it is one");
	has(ITEM("<pubdate>31 Jun 2004</pubdate>"), "\"date\":\"31 Jun 2004\"", "what is no date is kept");
	lacks("date_published", "but no date is made of it");
	has(ITEM("<dc:language>ar_SY</dc:language>"), "\"language\":\"ar-SY\"", "a language");
	has("<rss xml:lang='fa'><channel><language>en</language><item><title>t</title></item></channel></rss>",
	    "\"language\":\"fa\"", "the nearest language wins");
}

static void
test_atom(void)
{
	has(ENTRY("<title>A &lt;b&gt;</title>"), "\"title\":\"A <b>\"", "plain titles stay as they are");
	has(ENTRY("<title type='html'>A &amp;lt; &lt;b>B</title>"), "\"title\":\"A < B\"", "those of HTML do not");
	has(ENTRY("<title><![CDATA[A &amp; <b>B</b>]]></title>"), "\"title\":\"A & B\"", "nor CDATA without a type");
	has(ENTRY("<title type='xhtml'><h:div xmlns:h='http://www.w3.org/1999/xhtml'>A <h:b>B</h:b> &lt;p></h:div></title>"),
	    "\"title\":\"A B <p>\"", "XHTML under a prefix");
	has(ENTRY("<content type='xhtml'><div>a<br/>b<script/>c<p>d</p></div></content>"),
	    "\"content_text\":\"a\\nbc\\n\\nd\"", "XHTML has empty tags");
	has(ENTRY("<content type='text'> a\n  b &lt;c> </content>"), "\"content_text\":\"a\\n  b <c>\"", "plain content");
	has(ENTRY("<content type='text/html' mode='base64'>YTxiPmI8L2I+</content>"), "\"content_text\":\"ab\"", "base64");
	has(ENTRY("<content type='image/png'>iVBORw0KGgo=</content><summary>s</summary>"), "\"content_text\":\"s\"",
	    "what is no text is passed over");
	has(ENTRY("<content src='http://c/' type='video/mp4'/>"),
	    "\"attachments\":[{\"url\":\"http://c/\",\"mime_type\":\"video/mp4\"}]", "content elsewhere");
	has(ENTRY("<link rel='alternate' type='application/json' href='http://j/'/><link href='http://h/'/>"
	          "<link rel='ALTERNATE' href='http://x/'/>"),
	    "\"url\":\"http://h/\"", "the first page among the alternates");
	has(ENTRY("<id> http://i/1 </id>"), "\"url\":\"http://i/1\"", "an id that is an address");
	has(ENTRY("<published>2004-01-01 00:00:00z</published><updated>2004-01-02T00:00:00Z</updated>"),
	    "\"date_published\":\"2004-01-01T00:00:00Z\",\"date_modified\":\"2004-01-02T00:00:00Z\"", "dates");
	has(ATOM("<author><name>F</name></author><entry><author><name>A</name><email>a@b</email></author>"
	         "<author><name>B</name><uri>http://b/</uri></author></entry>"),
	    "\"authors\":[{\"name\":\"A\",\"url\":\"mailto:a@b\"},{\"name\":\"B\",\"url\":\"http://b/\"}]", "authors");
	has(ATOM("<author><name>F</name></author><entry><title>t</title></entry>"), "\"authors\":[{\"name\":\"F\"}]",
	    "the feed's author");
	has(ENTRY("<source><title>S</title><link href='http://s/'/><author><name>A</name></author></source>"),
	    "\"authors\":[{\"name\":\"A\"}]", "the author of the source");
	check_has("\"origin\":{\"name\":\"S\",\"url\":\"http://s/\"}", "and the source");
	has(ENTRY("<category term='t' label='L' scheme='s'/><category term='u'/>"), "\"categories\":[\"L\",\"u\"]",
	    "categories by label or term");
	has("<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://e.org/a/'><entry xml:base='b/'>"
	    "<link href='c'/><content type='html' xml:base='/d/'>&lt;a href='e'>x</content></entry></feed>",
	    "\"url\":\"http://e.org/a/b/c\"", "bases nest");
	check_has("\"_links\":[{\"url\":\"http://e.org/d/e\"", "down to the content");
	has("<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>T</a:title></a:entry></a:feed>",
	    "\"title\":\"T\"", "Atom under a prefix");
	has("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><issued>2004-01-01T00:00:00Z</issued>"
	    "<content type='text/html' mode='escaped'>&lt;b>x</content></entry></feed>",
	    "\"content_text\":\"x\",\"date_published\":\"2004-01-01T00:00:00Z\"", "Atom 0.3");
}

static void
test_identity(void)
{
	has(ITEM("<guid> x </guid>"), "\"id\":\"feed:b2dd1954e80e69323acdff0ad4a984e102c06f9e6b60d9c7d6affdfcb0277e56/x\"",
	    "ids hold the hash of the feed's address");
	has(RSS("<item><guid>1</guid><link>http://a/</link></item><item><guid>1</guid><link>http://b/</link></item>"),
	    "/1 http://b/\"", "a guid used again takes the address along");
	check_has("/1\",\"url\":\"http://a/\"", "the first keeps it bare");
	check_has("\"id_rule\":\"guid-url\"", "by a rule of its own");
	has("<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel><title>F</title><items/></channel>"
	    "<item rdf:about='urn:1'><title>t</title></item></rdf:RDF>",
	    "/urn:1\",\"title\":\"t\"", "RDF: items beside the channel, known by rdf:about");
	check_has("\"kind\":\"rdf\"", "and the kind");
}

static void
test_tolerance(void)
{
	has("\n\n<br />Warning: x\n<?xml version='1.0'?><rss><channel><item><title>t</title></item></channel></rss>",
	    "\"title\":\"t\"", "junk before the declaration");
	has("<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'bomb'><!ENTITY b SYSTEM 'file:///etc/passwd'>]>"
	    ITEM("<title>&a;&b;&nbsp;&hellip; R&D &#146;&#x1F;</title>"),
	    "\"title\":\"&a;&b;\xC2\xA0\xE2\x80\xA6 R&D \xE2\x80\x99\"", "entities of the document are not expanded");
	check_has("\"repairs\":[\"invalid-characters\",\"entity-unknown\"]", "dropped characters and unknown entities are told");
	has(ITEM("<title>AT&T &amp; &eacute; &notx &;</title>"), "AT&T & \xC3\xA9 \xC2\xACx &;", "bare ampersands");
	check_has("\"id_rule\":\"text\"}", "are no repair");
	has(ITEM("<title>t</title><description>a&lt;!-- b</description>"), "\"repairs\":[\"element-unclosed\"]",
	    "text that an open comment hides is told");
	count(RSS("<item><title>a<item><title>b</title></item><item><title>c</title>"), 3, 0,
	      "items that were not closed");
	check_has("\"repairs\":[\"item-unclosed\"]", "are told");
	count(RSS("<item><title>a</title><item /><link>http://l/</link></item>"), 1, 0, "an empty item inside an item");
	has(ITEM("<title>t<link>http://l/</link><description>d</description>"), "\"url\":\"http://l/\"",
	    "a title that was not closed");
	has("<RSS><Channel><ITEM><Title>t</Title><PubDate>Thu, 01 Jan 2004 19:48:21 GMT</PubDate></ITEM></Channel></RSS>",
	    "\"title\":\"t\",\"date_published\":\"2004-01-01T19:48:21Z\"", "case of names");
	has("<rss><channel><title>F</title><image><title>I</title><link>http://i/</link></image></channel>"
	    "<item><title>t</title></item></rss>",
	    "\"name\":\"F\",\"file\"", "an image's title is not the feed's, an item may stand beside the channel");
	has(ITEM("<d:date xmlns:d='http://purl.org/dc/elements/1.1/'>2004-01-01T00:00:00Z</d:date>"),
	    "\"date_published\"", "another prefix for a known namespace");
	has(ITEM("<title>\xFF" "a</title>"), "\"title\":\"\xC3\xBF" "a\"", "undeclared bytes are windows-1252");
	has("<?xml version='1.0' encoding='utf-8'?>" ITEM("<title>\xFF" "a</title>"), "\"repairs\":[\"invalid-utf8\"]",
	    "declared and invalid bytes are told");
	has("<?xml version='1.0' encoding='windows-1256'?>" ITEM("<title>\xE3\xD1</title>"),
	    "\"title\":\"\xD9\x85\xD8\xB1\"", "an Arabic encoding");
	count("<html><body><item>x</item></body></html>", 0, 1, "an HTML page");
	check_string(buf_str(&caught.problems), "0:1: an HTML page, not a feed\n", "is told");
	count("<a><b/></a>", 0, 1, "something else");
	count(RSS(""), 0, 0, "a feed without items");
	count("", 0, 0, "an empty document");
}

/* A feed cut at every byte gives a beginning of its records, and an error. */
static void
test_cuts(void)
{
	static const char feed[] = "<?xml version='1.0'?>\n" RSS(
		"<item><title>a</title><description>&lt;b>x</description></item>\n"
		"<item><title>b</title><guid>2</guid></item>");
	struct buf whole = {0};
	char expected[160];
	bool good = true;

	read_bytes(feed, sizeof feed - 1);
	buf_add(&whole, caught.records.data, caught.records.len);
	check(caught.record_count == 2 && caught.problem_count == 0, "the whole feed");
	for (size_t n = 1; n < sizeof feed - 1 && good; n++) {
		read_bytes(feed, n);
		good = caught.problem_count == 1 && caught.records.len <= whole.len &&
		       (caught.records.len == 0 || memcmp(caught.records.data, whole.data, caught.records.len) == 0);
		if (!good)
			printf("# cut at %zu: %s# %s", n, buf_str(&caught.records), buf_str(&caught.problems));
	}
	check(good, "cut anywhere it gives its complete items and an error");
	read_bytes(feed, (size_t)(strstr(feed, "<guid>") - feed));
	check(caught.record_count == 1, "the item that was cut is left out");
	snprintf(expected, sizeof expected,
	         "0:%d: the feed is cut off here, inside an item that begins at byte %d; item left out\n",
	         (int)(strstr(feed, "<guid>") - feed) + 1, (int)(strstr(feed, "<item><title>b") - feed) + 1);
	check_string(buf_str(&caught.problems), expected, "and where is said, bytes counted from 1");
	buf_free(&whole);
}

/* Offset, length and hash are those of the item's bytes. */
static void
test_place(void)
{
	static const char feed[] = RSS("\n<item><title>\xD9\x85</title></item>");
	const char *item = strstr(feed, "<item>");
	char expected[64];

	read_bytes(feed, sizeof feed - 1);
	snprintf(expected, sizeof expected, "\"offset\":%d,\"length\":%d,\"sha256\":\"", (int)(item - feed),
	         (int)strlen("<item><title>..</title></item>"));
	check_has(expected, "an item's place in the file");
}

/* Many elements deep, and many namespaces, change nothing. */
static void
test_depth(void)
{
	struct buf feed = {0};

	buf_adds(&feed, "<rss><channel>");
	for (int i = 0; i < 100000; i++)
		buf_adds(&feed, "<x>");
	buf_adds(&feed, "<item><title>t</title><description>");
	for (int i = 0; i < 100000; i++)
		buf_adds(&feed, "<div>");
	buf_adds(&feed, "deep</description></item></channel></rss>");
	read_bytes(feed.data, feed.len);
	check(caught.record_count == 1 && caught.problem_count == 0, "an item below 100,000 elements");
	check_has("\"title\":\"t\",\"content_text\":\"deep\"", "with a text below 100,000 more");
	buf_free(&feed);
}

/* What some feeds say beside the usual. */
static void
test_extra(void)
{
	has(ITEM("<media:group><media:content url='/a.jpg' medium='image' fileSize='12'/><media:thumbnail url='t.jpg'/>"
	         "<media:credit role='author'>C</media:credit></media:group>"),
	    "\"attachments\":[{\"url\":\"http://e.org/a.jpg\",\"size_in_bytes\":12,\"_kind\":\"image\"},"
	    "{\"url\":\"http://e.org/t.jpg\",\"_kind\":\"thumbnail\"}]",
	    "what stands in a media group is the item's");
	check_has("\"credits\":[{\"name\":\"C\",\"role\":\"author\"}]", "credits too");
	has(ITEM("<media:keywords>a, b,,c</media:keywords><itunes:keywords>d</itunes:keywords>"),
	    "\"categories\":[\"a\",\"b\",\"c\",\"d\"]", "keywords between commas");
	has(ITEM("<slash:comments>12</slash:comments><thr:in-reply-to ref='tag:x'/><dc:rights>R</dc:rights>"),
	    "\"comment_count\":12,\"reply_to\":\"tag:x\",\"rights\":\"R\"", "comments, answers, rights");
	has(ITEM("<geo:lat>33.5</geo:lat><geo:long>-36</geo:long>"),
	    "\"location\":{\"latitude\":33.5,\"longitude\":-36}", "a place by two elements");
	has(ITEM("<georss:where><gml:Point><gml:pos>1.5 2</gml:pos></gml:Point></georss:where>"),
	    "\"location\":{\"latitude\":1.5,\"longitude\":2}", "a place in GML");
	has(ITEM("<georss:point>NaN 1e5</georss:point>"), "\"id\"", "what is no number");
	lacks("location", "no place");
	has(ENTRY("<link rel='via' href='http://v/'/><link rel='replies' type='text/html' href='http://r/'/>"),
	    "\"_links\":[{\"url\":\"http://v/\"}]", "where an entry came from");
	check_has("\"comments\":\"http://r/\"", "and where it is answered");
	has(ENTRY("<author><name>N</name><uri>http://u/</uri><email>n@e</email></author>"),
	    "\"authors\":[{\"name\":\"N\",\"url\":\"http://u/\",\"_email\":\"n@e\"}]", "an author by three elements");
	has("<feed xml:base='http://e.org/a/'><entry xml:base='b/'><content type='html' xml:base='c/'>"
	    "&lt;a href='d'&gt;x&lt;/a&gt;</content></entry></feed>",
	    "\"url\":\"http://e.org/a/b/c/d\"", "bases nest");
}

static void
test_several(void)
{
	count(RSS("<item><title>a</title></item>") "\n" ATOM("<entry><title>b</title></entry>"), 2, 0,
	      "a feed behind another");
	check_has("\"kind\":\"atom\"", "as what it is");
	count(RSS("<item><title>a</title></item>") "<item><title>b</title></item> junk <b>", 2, 0,
	      "an item behind its feed");
	count(RSS("") "<html><body><p>x</p></body></html>", 0, 0, "a page behind a feed is not its");
}

int
main(void)
{
	test_rss();
	test_extra();
	test_several();
	test_people_and_dates();
	test_atom();
	test_identity();
	test_tolerance();
	test_cuts();
	test_place();
	test_depth();
	ingest_free(&ingest);
	caught_free();
	return check_done();
}
