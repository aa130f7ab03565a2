#include "filters/ingest/htmltext.h"

#include <stdlib.h>

#include "common/json.h"
#include "common/utf8.h"
#include "tests/unit/check.h"

static struct htmltext *html;

static void
text(const char *in, const char *expected, const char *name)
{
	struct buf out = {0};

	htmltext_fragment(html, in, strlen(in), MARKUP_HTML, "", 0);
	buf_add(&out, htmltext_text(html)->data, htmltext_text(html)->len);
	check_string(buf_str(&out), expected, "%s", name);
	buf_free(&out);
}

static void
xml_text(const char *in, const char *expected, const char *name)
{
	struct buf out = {0};

	htmltext_fragment(html, in, strlen(in), MARKUP_XML, "", 0);
	buf_add(&out, htmltext_text(html)->data, htmltext_text(html)->len);
	check_string(buf_str(&out), expected, "%s", name);
	buf_free(&out);
}

static void
links(const char *in, const char *base, const char *expected, const char *name)
{
	struct buf out = {0};

	htmltext_fragment(html, in, strlen(in), MARKUP_HTML, base, strlen(base));
	htmltext_links(html, 0, &out);
	check_string(buf_str(&out), expected, "%s", name);
	buf_free(&out);
}

static void
test_space(void)
{
	text(" \n a \t b\r\nc ", "a b c", "white space is one space");
	text("a\xC2\xA0 \xC2\xA0" "b\xE2\x80\x8C" "c\xE2\x80\x8F", "a\xC2\xA0 \xC2\xA0" "b\xE2\x80\x8C" "c\xE2\x80\x8F",
	     "no-break spaces, joiners and marks stay");
	text("a<b> b</b> <i>c</i>d", "a b cd", "white space across tags");
	text("a&lt;b&gt; &amp;amp; &#1605;&nbsp;&unknown;", "a<b> &amp; \xD9\x85\xC2\xA0&unknown;", "references");
	text("a\x1B[31m\xC2\x9B", "a\x1B[31m\xC2\x9B", "controls stay as they are");
}

static void
test_blocks(void)
{
	text("<p>a</p>\n<p>b</p>", "a\n\nb", "paragraphs are set off by a blank line");
	text("<div>a</div><div>b</div>", "a\nb", "blocks are on lines of their own");
	text("a<div>b<div>c</div></div>d", "a\nb\nc\nd", "blocks in blocks");
	text("a<br>b<br/><br><br><br>c</br>d", "a\nb\n\nc\nd", "one blank line at most");
	text("<ul><li>a<li> b </ul>c", "a\nb\nc", "items of a list");
	text("a <br> b", "a\nb", "no white space at the ends of lines");
	text("<p><p></p><div></div>a<p></p><br>", "a", "nothing blank at the ends");
	text("a<hr>b<h2>c</h2>d", "a\n\nb\n\nc\n\nd", "rules and headings");
	text("<blockquote>a</blockquote>b", "a\n\nb", "block quotes");
	text("<pre>\n  a\n   b\n\n\n  c \n</pre>d", "a\n   b\n\n\n  c \n\nd", "pre keeps its white space");
	text("x<pre>\n  a</pre>", "x\n\n  a", "but a newline that begins it");
	text("<pre>a  \n \n", "a", "and what ends the text");
	text("<P>a</P><DIV>b</DIV>", "a\n\nb", "case of names");
}

static void
test_tables(void)
{
	text("<table><tr><th>a<th>b</tr><tr><td> c </td><td>d</td></tr></table>e", "a\tb\nc\td\n\ne",
	     "cells are separated by tabs");
	text("<table><tr><td><p>a</p></td><td><div>b</div></td></tr></table>", "a\tb", "blocks in cells");
	text("<table><tr><td>a<td><td>b</table>", "a\t\tb", "an empty cell");
	text("<table><tr><td><td></tr><tr><td>a</table>", "a", "a row of empty cells");
}

static void
test_skipped(void)
{
	text("a<script>b</p><x</script><style>c</style><!-- d -->e", "ae", "scripts, styles and comments");
	text("a<template>b<b>c</b></template><noscript>d</noscript>e", "ae", "templates");
	text("a<svg><title>b</title><script/><path/></svg><math><mi>c</mi></math>d", "ad", "pictures and formulas");
	text("a<svg/>b<svg>c<svg>d</svg>e</svg>f", "abf", "pictures in pictures");
	text("a<svg><![CDATA[</svg>]]>b</svg>c", "ac", "sections in pictures");
	text("a<svg>b<p>c", "a\n\nc", "HTML breaks out of a picture that was not closed");
	text("<html><head><title>a</title><meta x></head><body>b", "b", "the head");
	text("<head><title>a</title><p>b", "b", "a head that was not closed");
	text("a<iframe> <b>b</b> <textarea>&lt;b></textarea>", "a b <b>", "frames and text areas");
	text("a<noscript>b", "a", "an element that is left out and not closed");
	check(htmltext_unclosed(html), "is told");
	text("a<noscript></noscript>b", "ab", "and one that is closed");
	check(!htmltext_unclosed(html), "is not");
	text("a<!-- b", "a", "a comment that is not closed");
	check(htmltext_unclosed(html), "is told");
	text("a <b", "a", "and a tag that is not closed");
	check(htmltext_unclosed(html), "is told");
	text("a </", "a </", "the signs alone");
	check(!htmltext_unclosed(html), "are text");
	xml_text("a<script/>b<svg/>c<pre/> d", "abc\n\nd", "empty tags of XML are elements");
	xml_text("<DIV>a<BR/>b</DIV>", "a\nb", "names of XML without regard to case");
	text("a<img alt='b &amp; c'><img><img alt=''>d", "ab & cd", "pictures are their alternative text");
}

static void
test_links(void)
{
	links("x <a href='http://e.org/?a=1&amp;b=2'> y z </a>", "",
	      "{\"url\":\"http://e.org/?a=1&b=2\",\"text\":\"y z\",\"start\":2,\"end\":5}",
	      "a link without the white space around it");
	links("\xD9\x85\xF0\x9F\x98\x80<p><a href=/b?c#d>\xD9\x85<b>x</b></a>", "http://e.org/a/f.html",
	      "{\"url\":\"http://e.org/b?c#d\",\"text\":\"\xD9\x85x\",\"start\":4,\"end\":6}",
	      "offsets count code points, addresses are resolved");
	links("<a href='javascript:x()'>a</a><a href=' JavaScript:b'>c</a><a name=x>d</a><a href=''>", "", "",
	      "scripts are no addresses");
	links("<a href='java\nscript:x()'>a</a><a href='\thttp://e.org/\n x'>c</a>", "",
	      "{\"url\":\"http://e.org/ x\",\"text\":\"c\",\"start\":1,\"end\":2}", "even if written with line breaks");
	links("<a href=http://a>a<a href=http://b>b", "",
	      "{\"url\":\"http://a\",\"text\":\"a\",\"start\":0,\"end\":1},"
	      "{\"url\":\"http://b\",\"text\":\"b\",\"start\":1,\"end\":2}",
	      "a link ends the one before");
	links("a <a href=http://a><img></a> b", "", "{\"url\":\"http://a\",\"start\":1,\"end\":1}", "a link of nothing");
	links("<pre>a<a href=http://a> \n</a>", "", "{\"url\":\"http://a\",\"start\":1,\"end\":1}",
	      "a link of blanks that were trimmed");
}

/* The text of links lies where they say, in a text with many. */
static void
test_spans(void)
{
	struct buf in = {0}, out = {0};
	struct json_value list, link;
	struct problem problem = {0};
	struct json_member member;
	size_t cursor = 0, count = 0, limit;

	for (int i = 0; i < HTMLTEXT_MAX_LINKS + 5; i++)
		buf_adds(&in, "\xD9\x85 <a href=http://e.org/>x</a>\n");
	htmltext_fragment(html, in.data, in.len, MARKUP_HTML, "", 0);
	check(htmltext_links_cut(html), "links beyond the limit are left out, and that is told");
	check(htmltext_text(html)->len == 5 * (HTMLTEXT_MAX_LINKS + 5) - 1, "the text is all there");
	limit = 5 * 100;
	buf_addc(&out, '[');
	htmltext_links(html, limit, &out);
	buf_addc(&out, ']');
	check(json_scan_value(out.data, out.len, &list, &problem), "the links are JSON %s", problem.text);
	while (json_next(&list, &cursor, &member)) {
		link = member.value;
		count += json_get(&link, "start", 5).type == JSON_NUM;
	}
	check(count == 100, "links behind the part of the text that is kept have no offsets");
	buf_free(&in);
	buf_free(&out);
}

int
main(void)
{
	html = htmltext_new();
	test_space();
	test_blocks();
	test_tables();
	test_skipped();
	test_links();
	test_spans();
	htmltext_free(html);
	return check_done();
}
