#include "filters/ingest/tree.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "tests/unit/check.h"

static struct tree tree;
static struct markup *markup;

static void
take(const struct markup_token *token, void *context)
{
	tree_token(&tree, token, markup);
}

static void
build(const char *s, size_t n, size_t piece)
{
	tree_begin(&tree);
	markup_reset(markup);
	for (size_t at = 0; at < n; at += piece)
		markup_push(markup, s + at, n - at < piece ? n - at : piece, at);
	markup_end(markup);
	tree_end(&tree);
}

/* The tree as text: p(a b(c)) */
static const char *
shape(void)
{
	static struct buf out;
	size_t open[TREE_MAX_DEPTH + 1], depth = 0;

	buf_clear(&out);
	for (size_t i = 1; i <= tree.count; i++) {
		while (depth > 0 && (i == tree.count || tree.nodes[open[depth - 1]].end <= i)) {
			depth--;
			buf_addc(&out, ')');
		}
		if (i == tree.count)
			break;
		if (out.len > 0 && out.data[out.len - 1] != '(')
			buf_addc(&out, ' ');
		if (tree.nodes[i].tag == TREE_TEXT) {
			size_t n;
			const char *s = tree_text(&tree, i, &n);

			buf_add(&out, s, n);
			continue;
		}
		buf_adds(&out, tree_tag_name((enum tree_tag)tree.nodes[i].tag));
		if (tree.nodes[i].end > i + 1) {
			buf_addc(&out, '(');
			open[depth++] = i;
		}
	}
	return buf_str(&out);
}

static const struct {
	const char *name, *html, *want;
} cases[] = {
	{"paragraphs end where the next begins", "<p>a<p>b<div>c</div>", "p(a) p(b) div(c)"},
	{"but not for what is in the line", "<p>a<span>b</span><em>c</em></p>d", "p(a span(b) em(c)) d"},
	{"items of a list", "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "ul(li(a) li(b ul(li(c))) li(d)) e"},
	{"definitions", "<dl><dt>a<dd>b<dt>c</dl>", "dl(dt(a) dd(b) dt(c))"},
	{"options", "<select><option>a<option>b</select>c", "select(option(a) option(b)) c"},
	{"rows and cells", "<table><tr><td>a<td><p>b<tr><th>c</table>d", "table(tr(td(a) td(p(b))) tr(th(c))) d"},
	{"sections of a table", "<table><thead><tr><th>a<tbody><tr><td>b</table>", "table(thead(tr(th(a))) tbody(tr(td(b))))"},
	{"a table in a cell", "<table><tr><td><table><tr><td>a</table>b<td>c</table>",
	 "table(tr(td(table(tr(td(a))) b) td(c)))"},
	{"elements without content", "<p>a<br>b<img src=x>c<hr>d", "p(a br b img c) hr d"},
	{"formatting does not close a block", "<b><div>a</b>b</div>c", "b(div(ab) c)"},
	{"formatting in the wrong order", "<b><i>a</b>b</i>c", "b(i(a)) bc"},
	{"a link in a link", "<a href=1>a<a href=2>b</a>c", "a(a) a(b) c"},
	{"a link is closed around a block", "<a href=1><p>a</a>b", "a(p(a)) b"},
	{"end tags of nothing", "a</div></p></span>b", "ab"},
	{"an end tag does not reach out of a cell", "<div><table><tr><td>a</div>b</table></div>c",
	 "div(table(tr(td(ab)))) c"},
	{"the head ends by itself", "<head><title>a</title><meta><p>b", "head(title(a) meta) p(b)"},
	{"a second body is no element", "<body>a<body>b", "body(a body b)"},
	{"elements of no tag we know", "<x-a>a<x-b>b</x-a>c", "x-other(a x-other(b)) c"},
	{"pictures and formulas have no text", "a<svg><title>b</title><path/></svg>c<math><mi>d</mi></math>e", "a svg c math e"},
	{"HTML breaks out of them", "<svg><g>a<p>b", "svg p(b)"},
	{"scripts have none either", "<script>a<p></script><style>b</style>c", "script style c"},
	{"but data", "<script type='application/ld+json'>{}</script>", "script({})"},
	{"text areas", "<textarea><p>a</textarea>b", "textarea(<p>a) b"},
	{"headings end each other", "<h2>a<h3>b</h3>", "h2(a) h3(b)"},
	{"case of names", "<DIV><P>a</DIV>b", "div(p(a)) b"},
};

static void
test_shapes(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *html = cases[i].html;

		build(html, strlen(html), strlen(html));
		check_string(shape(), cases[i].want, "%s", cases[i].name);
		build(html, strlen(html), 1);
		/* text that came in pieces is one text all the same */
		check_string(shape(), cases[i].want, "%s, in pieces", cases[i].name);
	}
}

static void
test_attributes(void)
{
	static const char html[] = "<p CLASS='a b' id=c onclick=d><a href='data:text/html;base64,xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'>";
	size_t n;
	const char *s;

	build(html, strlen(html), 7);
	s = tree_get(&tree, 1, TREE_ATTR_CLASS, &n);
	check(s != NULL && n == 3 && memcmp(s, "a b", 3) == 0, "an attribute is kept");
	check(tree_get(&tree, 1, TREE_ATTR_HREF, &n) == NULL, "one that is not there is none");
	check(tree_get(&tree, 2, TREE_ATTR_HREF, &n) == NULL, "content in an address is not kept");
}

static size_t
letters(void)
{
	size_t count = 0;

	for (size_t i = 1; i < tree.count; i++)
		if (tree.nodes[i].tag == TREE_TEXT)
			count += tree.nodes[i].len;
	return count;
}

static void
test_bounds(void)
{
	struct buf html = {0};

	for (int i = 0; i < 2000; i++)
		buf_adds(&html, "<div>x");
	for (int i = 0; i < 2000; i++)
		buf_adds(&html, "</div>y");
	build(html.data, html.len, html.len);
	check(tree.flattened && !tree.full, "depth is bounded, and that is told");
	check(letters() == 4000, "no text is lost by it");
	buf_clear(&html);
	for (size_t i = 0; i < TREE_MAX_NODES; i++)
		buf_adds(&html, "<br>x");
	build(html.data, html.len, html.len);
	check(tree.full && tree.count == TREE_MAX_NODES, "so is the number of nodes");
	buf_free(&html);
}

int
main(void)
{
	markup = markup_new(MARKUP_HTML, take, NULL);
	test_shapes();
	test_attributes();
	test_bounds();
	markup_free(markup);
	tree_free(&tree);
	return check_done();
}
