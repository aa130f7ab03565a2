#include "filters/ingest/htmltext.h"

#include <stdint.h>
#include <stdlib.h>

#include "common/chars.h"
#include "common/json.h"
#include "common/url.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/ingest/html_element.h"

#define MAX_BASE ((size_t)4 * 1024)    /* bytes of a base that is heeded */
#define MAX_URLS ((size_t)1024 * 1024) /* bytes of all links' addresses */

struct link {
	size_t url, url_len;  /* in urls */
	size_t from, to;      /* bytes of the text */
	size_t start, end;    /* code points */
};

struct htmltext {
	struct buf text;
	size_t count, counted; /* code points of so many bytes of text */
	struct buf base;

	/* What stands between the text so far and the next character. */
	bool space;
	unsigned newlines;    /* 0 to 2 */
	size_t tabs;
	size_t cells;         /* of the row so far */
	unsigned pre;         /* how many are open */
	bool pre_begins;      /* a newline right here is not part of it */

	/* An element that is left out, and how many of its name are open. */
	const char *skipped;
	size_t skipped_len;
	size_t skip_depth;
	bool unclosed;

	struct buf urls, address;
	struct link *links;
	size_t link_count, link_cap;
	bool in_link, link_begun; /* the last link is open; its text has begun */
	bool links_cut;

	struct markup *fragments[2]; /* tokenizers for htmltext_fragment() */
	enum markup_mode mode;
};

struct htmltext *
htmltext_new(void)
{
	return xcalloc(1, sizeof(struct htmltext));
}

void
htmltext_free(struct htmltext *h)
{
	if (h == NULL)
		return;
	buf_free(&h->text);
	buf_free(&h->base);
	buf_free(&h->urls);
	buf_free(&h->address);
	free(h->links);
	markup_free(h->fragments[MARKUP_HTML]);
	markup_free(h->fragments[MARKUP_XML]);
	free(h);
}

void
htmltext_begin(struct htmltext *h, const char *base, size_t n)
{
	buf_clear(&h->text);
	buf_clear(&h->urls);
	buf_clear(&h->base);
	if (n <= MAX_BASE)
		buf_add(&h->base, base, n);
	h->count = h->counted = h->tabs = h->cells = h->link_count = 0;
	h->newlines = h->pre = 0;
	h->space = h->pre_begins = h->in_link = h->link_begun = h->links_cut = h->unclosed = false;
	h->skipped = NULL;
}

/* Adds characters that stay as they are. */
static void
add(struct htmltext *h, const char *s, size_t n)
{
	buf_add(&h->text, s, n);
}

/* The code points of the text so far. They are counted when they are asked for, not word by word. */
static size_t
count(struct htmltext *h)
{
	if (h->text.len > h->counted)
		h->count += utf8_count(h->text.data + h->counted, h->text.len - h->counted);
	h->counted = h->text.len;
	return h->count;
}

/* Writes what stands before the next character. */
static void
settle(struct htmltext *h)
{
	if (h->text.len > 0) {
		unsigned have = 0; /* from the end of preformatted text */

		while (have < h->newlines && have < h->text.len &&
		       h->text.data[h->text.len - 1 - have] == '\n')
			have++;
		add(h, "\n\n", h->newlines - have);
		for (; h->tabs > 0; h->tabs--)
			add(h, "\t", 1);
		if (h->space && h->newlines == 0 && h->text.data[h->text.len - 1] != '\t')
			add(h, " ", 1);
	}
	h->newlines = 0;
	h->tabs = 0;
	h->space = false;
	if (h->in_link && !h->link_begun) {
		struct link *link = &h->links[h->link_count - 1];

		link->from = link->to = h->text.len;
		link->start = link->end = count(h);
		h->link_begun = true;
	}
}

/* The end of the stretch at i that stays as it is: words with single blanks between them. */
static size_t
stretch(const char *s, size_t i, size_t n)
{
	for (; i < n; i++) {
		if ((unsigned char)s[i] > ' ')
			continue;
		if (s[i] == ' ' && i + 1 < n && (unsigned char)s[i + 1] > ' ')
			i++;
		else if (char_is_space(s[i]) || s[i] == '\0')
			break;
	}
	return i;
}

/* Adds running text. */
static void
flow(struct htmltext *h, const char *s, size_t n)
{
	size_t i = 0;

	while (i < n) {
		size_t from = i;

		if (!char_is_space(s[i]) && s[i] != '\0')
			i = stretch(s, i, n);
		if (i > from) {
			settle(h);
			add(h, s + from, i - from);
		}
		for (; i < n && (char_is_space(s[i]) || s[i] == '\0'); i++)
			h->space = h->space || s[i] != '\0';
	}
}

/* Adds preformatted text; nothing blank begins the text, though. */
static void
flow_pre(struct htmltext *h, const char *s, size_t n)
{
	if (n > 0 && h->pre_begins && s[0] == '\n') {
		s++;
		n--;
	}
	h->pre_begins = false;
	while (n > 0) {
		const char *nul = memchr(s, '\0', n);
		size_t run = nul == NULL ? n : (size_t)(nul - s);

		while (run > 0 && h->text.len == 0 && char_is_space(*s)) {
			s++;
			n--;
			run--;
		}
		if (run > 0) {
			settle(h);
			add(h, s, run);
		}
		s += nul == NULL ? run : run + 1;
		n -= nul == NULL ? run : run + 1;
	}
}

/* A boundary of lines. One at the beginning of a cell is no boundary. */
static void
boundary(struct htmltext *h, unsigned newlines)
{
	if (h->tabs > 0)
		return;
	h->space = false;
	if (h->newlines < newlines)
		h->newlines = newlines;
}

static void
line_break(struct htmltext *h)
{
	h->space = false;
	h->tabs = 0;
	if (h->newlines < 2)
		h->newlines++;
}

static void
end_row(struct htmltext *h, unsigned newlines)
{
	h->cells = h->tabs = 0;
	boundary(h, newlines);
}

static void
begin_cell(struct htmltext *h)
{
	if (h->cells++ == 0) {
		boundary(h, 1);
		return;
	}
	h->space = false;
	if (h->tabs == 0)
		h->newlines = 0; /* of what ended in the cell before */
	h->tabs++;
}

static void
end_link(struct htmltext *h)
{
	struct link *link;

	if (!h->in_link)
		return;
	link = &h->links[h->link_count - 1];
	link->to = h->text.len;
	link->end = count(h);
	if (!h->link_begun) {
		link->from = link->to;
		link->start = link->end;
	}
	h->in_link = false;
}

/* Whether the address is of a page, and not a program or the content itself. */
static bool
leads_somewhere(const char *url, size_t n)
{
	static const char *const schemes[] = {"javascript:", "vbscript:", "data:"};

	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
		size_t length = strlen(schemes[i]);

		if (n >= length && html_name_compare(url, length, schemes[i]) == 0)
			return false;
	}
	return n > 0;
}

/* Appends an address as browsers read it: without blanks at its ends, and
 * without line breaks and tabs inside. */
static void
clean_url(const char *s, size_t n, struct buf *out)
{
	while (n > 0 && (unsigned char)s[0] <= ' ') {
		s++;
		n--;
	}
	while (n > 0 && (unsigned char)s[n - 1] <= ' ')
		n--;
	for (size_t i = 0; i < n; i++)
		if (s[i] != '\n' && s[i] != '\t' && s[i] != '\r')
			buf_addc(out, s[i]);
}

static void
begin_link(struct htmltext *h, const struct markup_token *token)
{
	const struct markup_attribute *href = markup_get(token, "href");
	size_t at = h->urls.len;
	struct link *link;

	end_link(h);
	if (href == NULL)
		return;
	buf_clear(&h->address);
	clean_url(href->value, href->value_len, &h->address);
	if (!leads_somewhere(h->address.data, h->address.len))
		return;
	if (h->link_count == HTMLTEXT_MAX_LINKS || at > MAX_URLS) {
		h->links_cut = true;
		return;
	}
	url_resolve(h->base.data, h->base.len, h->address.data, h->address.len, &h->urls);
	h->links = xgrow(h->links, &h->link_cap, h->link_count + 1, sizeof *h->links);
	link = &h->links[h->link_count++];
	*link = (struct link){.url = at, .url_len = h->urls.len - at};
	h->in_link = true;
	h->link_begun = false;
}

static void
begin_skip(struct htmltext *h, const struct html_element *element, const struct markup_token *token,
           const struct markup *markup)
{
	bool foreign = strcmp(element->name, "svg") == 0 || strcmp(element->name, "math") == 0;

	if (token->self_closing && (foreign || markup == NULL))
		return;
	h->skipped = element->name;
	h->skipped_len = strlen(element->name);
	h->skip_depth = 1;
}

/* Whether a start tag shows that the element left out is over though it was not
 * ended: as in tree construction, HTML breaks out of pictures and formulas, and the
 * head ends with what cannot be in it. */
static bool
breaks_out(const struct htmltext *h, const struct markup_token *token)
{
	static const char *const of_html[] = {
		"b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em",
		"embed", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "listing", "menu",
		"nobr", "ol", "p", "pre", "ruby", "s", "small", "span", "strong", "strike", "sub", "sup",
		"table", "tt", "u", "ul", "var", NULL,
	};
	static const char *const of_head[] = {
		"base", "basefont", "bgsound", "head", "html", "link", "meta", "noframes", "noscript",
		"script", "style", "template", "title", NULL,
	};

	if (strcmp(h->skipped, "svg") == 0 || strcmp(h->skipped, "math") == 0)
		return html_name_is_one_of(token->name, token->name_len, of_html);
	if (strcmp(h->skipped, "head") == 0)
		return !html_name_is_one_of(token->name, token->name_len, of_head);
	return false;
}

/* Looks at a token inside what is left out; true if it belongs to it. */
static bool
skip(struct htmltext *h, const struct markup_token *token)
{
	if (token->kind == MARKUP_START && breaks_out(h, token)) {
		h->skipped = NULL;
		return false;
	}
	if ((token->kind == MARKUP_START || token->kind == MARKUP_END) &&
	    html_name_compare(token->name, token->name_len, h->skipped) == 0) {
		if (token->kind == MARKUP_END)
			h->skip_depth--;
		else if (!token->self_closing)
			h->skip_depth++;
		if (h->skip_depth == 0)
			h->skipped = NULL;
	}
	return true;
}

static void
start(struct htmltext *h, const struct markup_token *token, const struct markup *markup)
{
	const struct html_element *element = html_element_find(token->name, token->name_len);
	const struct markup_attribute *alt;

	h->pre_begins = false;
	switch (element == NULL ? INLINE : element->role) {
	case INLINE:
		break;
	case BLOCK:
		boundary(h, 1);
		break;
	case PARAGRAPH:
		if (html_name_compare(token->name, token->name_len, "table") == 0)
			h->cells = 0;
		boundary(h, 2);
		break;
	case BREAK:
		line_break(h);
		break;
	case ROW:
		end_row(h, 1);
		break;
	case CELL:
		begin_cell(h);
		break;
	case PRE:
		boundary(h, 2);
		if (!token->self_closing || markup != NULL) {
			h->pre++;
			h->pre_begins = true;
		}
		break;
	case IMAGE:
		alt = markup_get(token, "alt");
		if (alt != NULL)
			flow(h, alt->value, alt->value_len);
		break;
	case LINK:
		begin_link(h, token);
		if (token->self_closing && markup == NULL)
			end_link(h);
		break;
	case HEAD:
	case SKIPPED:
		begin_skip(h, element, token, markup);
		break;
	}
}

static void
end(struct htmltext *h, const struct markup_token *token)
{
	const struct html_element *element = html_element_find(token->name, token->name_len);

	h->pre_begins = false;
	switch (element == NULL ? INLINE : element->role) {
	case BLOCK:
		boundary(h, 1);
		break;
	case PARAGRAPH:
		if (html_name_compare(token->name, token->name_len, "table") == 0)
			end_row(h, 2);
		else
			boundary(h, 2);
		break;
	case BREAK: /* </br> is a break for browsers too */
		line_break(h);
		break;
	case ROW:
		end_row(h, 1);
		break;
	case PRE:
		if (h->pre > 0)
			h->pre--;
		boundary(h, 2);
		break;
	case LINK:
		end_link(h);
		break;
	default:
		break;
	}
}

/* Tells the tokenizer how the content of the element begun is to be read. */
static void
set_content(struct htmltext *h, const struct markup_token *token, struct markup *markup)
{
	bool foreign = h->skipped != NULL &&
	               (strcmp(h->skipped, "svg") == 0 || strcmp(h->skipped, "math") == 0);

	static const char *const frames[] = {"iframe", "noembed", "noframes", NULL};

	markup_allow_cdata(markup, foreign);
	/* What frames hold for those without is text here: nobody fetches the frame, and
	 * one that is not closed must not swallow the rest. */
	if (!foreign && !html_name_is_one_of(token->name, token->name_len, frames))
		markup_set_content(markup, markup_element_content(token->name, token->name_len), NULL);
}

void
htmltext_token(struct htmltext *h, const struct markup_token *token, struct markup *markup)
{
	bool skipped = h->skipped != NULL && skip(h, token);

	if (!skipped && token->kind == MARKUP_TEXT) {
		if (h->pre > 0)
			flow_pre(h, token->text, token->text_len);
		else
			flow(h, token->text, token->text_len);
	} else if (!skipped && token->kind == MARKUP_START) {
		start(h, token, markup);
	} else if (!skipped && token->kind == MARKUP_END) {
		end(h, token);
	}
	if (markup != NULL && token->kind == MARKUP_START)
		set_content(h, token, markup);
	else if (markup != NULL && token->kind == MARKUP_END)
		markup_allow_cdata(markup, h->skipped != NULL);
}

void
htmltext_end(struct htmltext *h)
{
	size_t n, all;

	end_link(h);
	n = h->text.len;
	all = count(h);
	h->unclosed = h->skipped != NULL && strcmp(h->skipped, "head") != 0;
	/* only preformatted text can end with white space */
	while (n > 0 && char_is_space(h->text.data[n - 1]))
		n--;
	all -= h->text.len - n;
	h->text.len = h->counted = n;
	h->count = all;
	for (size_t i = h->link_count; i-- > 0 && h->links[i].to > n;) {
		struct link *link = &h->links[i];

		link->to = n;
		link->end = all;
		if (link->from > n) {
			link->from = n;
			link->start = all;
		}
	}
}

/* The context of the tokenizers for fragments. */
static void
take(const struct markup_token *token, void *context)
{
	struct htmltext *h = context;

	htmltext_token(h, token, h->mode == MARKUP_HTML ? h->fragments[MARKUP_HTML] : NULL);
}

void
htmltext_fragment(struct htmltext *h, const char *s, size_t n, enum markup_mode mode,
                  const char *base, size_t base_n)
{
	h->mode = mode;
	if (h->fragments[mode] == NULL)
		h->fragments[mode] = markup_new(mode, take, h);
	htmltext_begin(h, base, base_n);
	markup_reset(h->fragments[mode]);
	markup_push(h->fragments[mode], s, n, 0);
	markup_end(h->fragments[mode]);
	htmltext_end(h);
	h->unclosed |= markup_cut(h->fragments[mode]);
}

const struct buf *
htmltext_text(const struct htmltext *h)
{
	return &h->text;
}

void
htmltext_links(const struct htmltext *h, size_t limit, struct buf *json)
{
	htmltext_links_behind(h, 0, limit, json);
}

void
htmltext_links_behind(const struct htmltext *h, size_t first, size_t limit, struct buf *json)
{
	for (size_t i = 0; i < h->link_count; i++) {
		const struct link *link = &h->links[i];

		if (json->len > 0 && json->data[json->len - 1] != '[')
			buf_addc(json, ',');
		buf_addc(json, '{');
		json_add_key(json, "url");
		json_add_string(json, h->urls.data + link->url, link->url_len);
		if (link->to > link->from) {
			json_add_key(json, "text");
			json_add_string(json, h->text.data + link->from, link->to - link->from);
		}
		if (limit == 0 || link->to <= limit)
			buf_addf(json, ",\"start\":%zu,\"end\":%zu", first + link->start, first + link->end);
		buf_addc(json, '}');
	}
}

bool
htmltext_links_cut(const struct htmltext *h)
{
	return h->links_cut;
}

bool
htmltext_unclosed(const struct htmltext *h)
{
	return h->unclosed;
}
