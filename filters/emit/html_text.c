/* The text of a record on the page: paragraphs, marks, quotations. Every string of
 * it goes through escape_html() and stands in an element of its own direction. */
#include <string.h>

#include "common/escape.h"
#include "common/utf8.h"
#include "filters/emit/html_parts.h"

/* What is shown before the fold, in bytes; evidence is not folded away unless it
 * lies far behind. */
#define FOLD_AT 1200
#define FOLD_MAX 5000

#define MAX_SCANNED 400      /* evidence looked at for a mark */
#define MAX_TITLE_TAGS 4     /* tags named in the title of a mark */
#define EXCERPT 220          /* bytes of an excerpt */
#define EXCERPT_BEFORE 70    /* of them, before its evidence */
#define HEADLINE 140

/* <mark>, in the colours of its foremost topic, its tags as tool tip. */
static void
begin_mark(struct buf *out, const struct view *view, const struct span *span)
{
	size_t topic = TOPIC_COUNT - 1, named = 0;
	bool quoted = false;
	size_t last = span->last - span->first > MAX_SCANNED ? span->first + MAX_SCANNED : span->last;

	for (size_t i = span->first; i < last; i++) {
		struct slice tag = view->evidence[i].tag;
		size_t found = html_topic_of(view_slice(view, tag), tag.len);

		topic = found < topic ? found : topic;
		quoted |= view->evidence[i].quoted;
	}
	buf_addf(out, "<mark class=\"%s%s\" title=\"", html_topics[topic].name, quoted ? " quoted" : "");
	for (size_t i = span->first; i < last && named < MAX_TITLE_TAGS; i++) {
		struct slice tag = view->evidence[i].tag;

		if (i > span->first && html_same(view, tag, view->evidence[i - 1].tag))
			continue;
		if (named++ > 0)
			buf_adds(out, ", ");
		escape_html(out, view_slice(view, tag), tag.len);
	}
	buf_adds(out, quoted ? " (quoted)\">" : "\">");
}

void
html_marked(struct buf *out, const struct view *view, const struct buf *text,
            const struct spans *spans, size_t *span, size_t from, size_t to)
{
	while (from < to) {
		const struct span *next;
		size_t start, end;

		while (*span < spans->count && spans->items[*span].end <= from)
			(*span)++;
		next = *span < spans->count && spans->items[*span].start < to ? &spans->items[*span] : NULL;
		if (!next) {
			escape_html(out, text->data + from, to - from);
			return;
		}
		start = next->start < from ? from : next->start;
		end = next->end > to ? to : next->end;
		escape_html(out, text->data + from, start - from);
		begin_mark(out, view, next);
		escape_html(out, text->data + start, end - start);
		buf_adds(out, "</mark>");
		from = end;
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Where the paragraph that begins at `from` ends: at a blank line. *next is where
 * the next one begins. */
static size_t
paragraph_end(const struct buf *text, size_t from, size_t to, size_t *next)
{
	const char *s = text->data;
	size_t end = from;

	for (;;) {
		const char *newline = memchr(s + end, '\n', to - end);
		size_t i;

		if (!newline) {
			*next = to;
			return to;
		}
		end = (size_t)(newline - s);
		for (i = end + 1; i < to && (s[i] == ' ' || s[i] == '\t' || s[i] == '\r'); i++)
			;
		if (i == to || s[i] == '\n') {
			while (i < to && is_blank(s[i]))
				i++;
			*next = i;
			return end;
		}
		end = i;
	}
}

/* A walk over the text. */
struct walk {
	const struct view *view;
	const struct quotes *quotes;
	size_t span, quote; /* the first that may end behind where it is */
};

/* Text with marks and quotations, which are closed at `to` like marks. */
static void
add_run(struct buf *out, struct walk *walk, size_t from, size_t to)
{
	const struct view *view = walk->view;

	while (from < to) {
		size_t start = to, end = to;

		while (walk->quote < walk->quotes->count && walk->quotes->spans[walk->quote].end <= from)
			walk->quote++;
		if (walk->quote < walk->quotes->count && walk->quotes->spans[walk->quote].start < to) {
			start = walk->quotes->spans[walk->quote].start;
			start = start < from ? from : start;
			if (walk->quotes->spans[walk->quote].end < to)
				end = walk->quotes->spans[walk->quote].end;
		}
		html_marked(out, view, &view->text, &view->text_spans, &walk->span, from, start);
		if (start < end) {
			buf_adds(out, "<q>");
			html_marked(out, view, &view->text, &view->text_spans, &walk->span, start, end);
			buf_adds(out, "</q>");
		}
		from = end;
	}
}

static void
add_paragraphs(struct buf *out, struct walk *walk, size_t from, size_t to)
{
	const struct buf *text = &walk->view->text;

	while (from < to && is_blank(text->data[from]))
		from++;
	while (from < to) {
		size_t next, end = paragraph_end(text, from, to, &next);

		/* In mail and many posts, the words of others. */
		buf_adds(out, text->data[from] == '>' ? "<p class=\"cited\" dir=\"auto\">" : "<p dir=\"auto\">");
		add_run(out, walk, from, end);
		buf_adds(out, "</p>\n");
		from = next;
	}
}

/* Where the text is folded: behind what fits and the evidence, at a line's end. */
static size_t
fold_at(const struct view *view)
{
	const struct buf *text = &view->text;
	size_t at = FOLD_AT, limit;

	for (size_t i = 0; i < view->text_spans.count && view->text_spans.items[i].end <= FOLD_MAX; i++)
		if (view->text_spans.items[i].end > at)
			at = view->text_spans.items[i].end;
	if (text->len <= at + FOLD_AT / 2)
		return text->len;
	limit = at + FOLD_AT < text->len ? at + FOLD_AT : text->len;
	for (size_t i = at; i < limit; i++)
		if (text->data[i] == '\n')
			return i;
	for (size_t i = at; i < limit; i++)
		if (text->data[i] == ' ')
			return i;
	while (at < text->len && (text->data[at] & 0xC0) == 0x80)
		at++;
	return at;
}

void
html_text(struct buf *out, const struct view *view, struct quotes *quotes)
{
	struct walk walk = {view, quotes, 0, 0};
	size_t fold = fold_at(view);

	if (view->text.len == 0)
		return;
	quotes_find(quotes, view->text.data, view->text.len);
	buf_adds(out, "<div class=\"text\"");
	html_language(out, view);
	buf_adds(out, ">\n");
	add_paragraphs(out, &walk, 0, fold);
	if (fold < view->text.len) {
		buf_adds(out, "<details><summary>");
		html_counted(out, utf8_count(view->text.data + fold, view->text.len - fold), "more character");
		buf_adds(out, "</summary>\n");
		add_paragraphs(out, &walk, fold, view->text.len);
		buf_adds(out, "</details>\n");
	}
	buf_adds(out, "</div>\n");
}

static bool
is_inside(const struct buf *text, size_t at)
{
	return at < text->len && (text->data[at] & 0xC0) == 0x80;
}

/* Where a cut near `at` does least harm: behind a blank up to 24 bytes before it,
 * or after it for a beginning, and never within a character. */
static size_t
cut_before(const struct buf *text, size_t at)
{
	size_t cut = at;

	if (at >= text->len)
		return text->len;
	while (cut > 0 && at - cut < 24 && !is_blank(text->data[cut]))
		cut--;
	if (cut > 0 && is_blank(text->data[cut]))
		return cut;
	while (at > 0 && is_inside(text, at))
		at--;
	return at;
}

static size_t
cut_after(const struct buf *text, size_t at, size_t limit)
{
	size_t cut = at;

	while (cut < limit && cut - at < 24 && !is_blank(text->data[cut]))
		cut++;
	if (cut < limit && is_blank(text->data[cut]))
		return cut + 1;
	while (at < limit && is_inside(text, at))
		at++;
	return at;
}

/* The span whose topic comes first, and of these the first. */
static size_t
foremost_span(const struct view *view)
{
	size_t best = 0, best_topic = TOPIC_COUNT;

	for (size_t i = 0; i < view->text_spans.count && i < MAX_SCANNED && best_topic > 0; i++) {
		struct slice tag = view->evidence[view->text_spans.items[i].first].tag;
		size_t topic = html_topic_of(view_slice(view, tag), tag.len);

		if (topic < best_topic) {
			best_topic = topic;
			best = i;
		}
	}
	return best;
}

void
html_excerpt(struct buf *out, const struct view *view)
{
	const struct buf *text = &view->text;
	size_t from = 0, to, span = 0, evidence = 0;

	if (view->text_spans.count > 0) {
		evidence = view->text_spans.items[foremost_span(view)].start;
		if (evidence > EXCERPT_BEFORE + 24)
			from = cut_after(text, evidence - EXCERPT_BEFORE, evidence);
	}
	to = cut_before(text, from + EXCERPT);
	buf_adds(out, "<span class=\"excerpt\" dir=\"auto\"");
	html_language(out, view);
	buf_addc(out, '>');
	if (from > 0)
		buf_adds(out, "\xE2\x80\xA6 ");
	html_marked(out, view, text, &view->text_spans, &span, from, to);
	if (to < text->len)
		buf_adds(out, " \xE2\x80\xA6");
	buf_adds(out, "</span>");
}

void
html_headline(struct buf *out, const struct view *view)
{
	const struct buf *text = view->title.len ? &view->title : &view->text;
	size_t to = cut_before(text, HEADLINE);

	if (text->len == 0) {
		html_bdi(out, view->id.data, view->id.len);
		return;
	}
	buf_adds(out, "<bdi>");
	escape_html(out, text->data, to);
	buf_adds(out, to < text->len ? " \xE2\x80\xA6</bdi>" : "</bdi>");
}
