/* One record of the page. Every string of it goes through escape_html() and
 * stands in an element of its own direction (dir=auto, bdi). */
#include <string.h>

#include "common/date.h"
#include "common/utf8.h"
#include "common/escape.h"
#include "filters/emit/html_parts.h"

/* What is shown before the fold, in bytes; evidence is not folded away unless it
 * lies far behind. */
#define FOLD_AT 1200
#define FOLD_MAX 5000

#define MAX_TAGS 60          /* chips of one record */
#define MAX_MATCHES 6        /* different matches shown for a tag */
#define MAX_SCANNED 400      /* evidence looked at for a tag */
#define MAX_LISTED 30        /* notes, links */
#define MAX_TITLE_TAGS 4     /* tags named in the title of a mark */

const struct topic html_topics[TOPIC_COUNT] = {
	{"threat", "Threats"},
	{"figure", "Figures"},
	{"organization", "Organizations"},
	{"region", "Regions"},
	{"other", "Other topics"},
};

/* The length of the topic in front of a tag's slash; 0 if it has none. */
static size_t
topic_length(const char *tag, size_t n)
{
	const char *slash = n ? memchr(tag, '/', n) : NULL;

	return slash ? (size_t)(slash - tag) : 0;
}

size_t
html_topic_of(const char *tag, size_t n)
{
	size_t length = topic_length(tag, n);
	size_t i = 0;

	while (i < TOPIC_COUNT - 1
	       && (strlen(html_topics[i].name) != length || memcmp(html_topics[i].name, tag, length) != 0))
		i++;
	return i;
}

/* Words of tags that names do not begin with a capital, or write wholly in them. */
static const char *const small_words[] = {"al", "and", "bin", "for", "in", "of", "the", "to", NULL};
static const char *const acronyms[] = {"dc", "eu", "icc", "ied", "irgc", "isil", "isis", "nato", "pflp",
                                       "pij", "pkk", "pmu", "uae", "uk", "un", "us", "usa", NULL};

static bool
is_among(const char *const *words, const char *s, size_t n)
{
	for (; *words; words++)
		if (strlen(*words) == n && memcmp(*words, s, n) == 0)
			return true;
	return false;
}

static void
raise(char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] >= 'a' && s[i] <= 'z')
			s[i] = (char)(s[i] - 32);
}

void
html_tag_name(struct buf *out, const char *tag, size_t n)
{
	size_t topic = html_topic_of(tag, n), word = out->len;
	size_t skip = topic < TOPIC_COUNT - 1 ? topic_length(tag, n) + 1 : 0;
	bool first = true, is_name = topic > 0;

	escape_html(out, tag + skip, n - skip);
	if (skip == 0 || memchr(out->data + word, '&', out->len - word))
		return; /* none of ours: as it is, and no reference gets capitals */
	while (word < out->len) {
		char *s = out->data + word;
		char *hyphen = memchr(s, '-', out->len - word);
		size_t length = hyphen ? (size_t)(hyphen - s) : out->len - word;

		if (is_among(acronyms, s, length))
			raise(s, length);
		else if (first || (is_name && !is_among(small_words, s, length)))
			raise(s, length ? 1 : 0);
		if (hyphen)
			*hyphen = ' ';
		first = false;
		word += length + 1;
	}
}

void
html_number(struct buf *out, uint64_t number)
{
	if (number >= 1000) {
		html_number(out, number / 1000);
		buf_addf(out, ",%03u", (unsigned)(number % 1000));
	} else {
		buf_addf(out, "%u", (unsigned)number);
	}
}

static void
add_bdi(struct buf *out, const char *s, size_t n)
{
	buf_adds(out, "<bdi>");
	escape_html(out, s, n);
	buf_adds(out, "</bdi>");
}

static void
add_slice(struct buf *out, const struct view *view, struct slice slice)
{
	add_bdi(out, view_slice(view, slice), slice.len);
}

/* A link, or only its text where the URL is none that may be followed. */
static void
begin_link(struct buf *out, const char *url, size_t n)
{
	if (!escape_web_url(url, n))
		return;
	buf_adds(out, "<a rel=\"noopener noreferrer\" href=\"");
	escape_html(out, url, n);
	buf_adds(out, "\">");
}

static void
end_link(struct buf *out, const char *url, size_t n)
{
	if (escape_web_url(url, n))
		buf_adds(out, "</a>");
}

static bool
same_slice(const struct view *view, struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(view_slice(view, a), view_slice(view, b), a.len) == 0;
}

/* <mark>, in the colours of its foremost topic, its tags as tool tip. */
static void
begin_mark(struct buf *out, const struct view *view, const struct span *span)
{
	size_t topic = TOPIC_COUNT - 1, named = 0;
	size_t last = span->last - span->first > MAX_SCANNED ? span->first + MAX_SCANNED : span->last;

	for (size_t i = span->first; i < last; i++) {
		struct slice tag = view->evidence[i].tag;
		size_t found = html_topic_of(view_slice(view, tag), tag.len);

		topic = found < topic ? found : topic;
	}
	buf_addf(out, "<mark class=\"%s\" title=\"", html_topics[topic].name);
	for (size_t i = span->first; i < last && named < MAX_TITLE_TAGS; i++) {
		struct slice tag = view->evidence[i].tag;

		if (i > span->first && same_slice(view, tag, view->evidence[i - 1].tag))
			continue;
		if (named++ > 0)
			buf_adds(out, ", ");
		escape_html(out, view_slice(view, tag), tag.len);
	}
	buf_adds(out, "\">");
}

/* Text from `from` to `to` with marks in it. *span is the first that may end
 * behind `from`; it moves on. A mark that goes on behind `to` is closed there
 * and opened again by the next call. */
static void
add_marked(struct buf *out, const struct view *view, const struct buf *text,
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

static void
add_paragraphs(struct buf *out, const struct view *view, size_t *span, size_t from, size_t to)
{
	while (from < to && is_blank(view->text.data[from]))
		from++;
	while (from < to) {
		size_t next, end = paragraph_end(&view->text, from, to, &next);

		buf_adds(out, "<p dir=\"auto\">");
		add_marked(out, view, &view->text, &view->text_spans, span, from, end);
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

/* A language tag that can do no harm in an attribute. */
static bool
is_language(const struct buf *language)
{
	if (language->len < 2 || language->len > 35)
		return false;
	for (size_t i = 0; i < language->len; i++) {
		char c = language->data[i];

		if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return true;
}

static void
add_language(struct buf *out, const struct view *view)
{
	if (is_language(&view->language))
		buf_addf(out, " lang=\"%.*s\"", (int)view->language.len, view->language.data);
}

static void
add_text(struct buf *out, const struct view *view)
{
	size_t fold = fold_at(view), span = 0;

	if (view->text.len == 0)
		return;
	buf_adds(out, "<div class=\"text\"");
	add_language(out, view);
	buf_adds(out, ">\n");
	add_paragraphs(out, view, &span, 0, fold);
	if (fold < view->text.len) {
		buf_adds(out, "<details><summary>");
		html_number(out, utf8_count(view->text.data + fold, view->text.len - fold));
		buf_adds(out, " characters more</summary>\n");
		add_paragraphs(out, view, &span, fold, view->text.len);
		buf_adds(out, "</details>\n");
	}
	buf_adds(out, "</div>\n");
}

static void
add_heading(struct buf *out, const struct view *view)
{
	const struct buf *text = view->title.len ? &view->title : &view->source;
	size_t span = 0;

	buf_adds(out, "<h3 dir=\"auto\"");
	if (text == &view->title)
		add_language(out, view);
	buf_addc(out, '>');
	begin_link(out, view->url.data, view->url.len);
	if (text == &view->title)
		add_marked(out, view, text, &view->title_spans, &span, 0, text->len);
	else if (text->len > 0)
		escape_html(out, text->data, text->len);
	else
		buf_adds(out, "Untitled");
	end_link(out, view->url.data, view->url.len);
	buf_adds(out, "</h3>\n");
}

static void
add_time(struct buf *out, const struct view *view, uint64_t number)
{
	char date[21];

	if (!view->dated || !date_format(view->date, date)) {
		buf_addf(out, "<a href=\"#r%llu\">undated</a>", (unsigned long long)number);
		return;
	}
	buf_addf(out, "<a href=\"#r%llu\"><time datetime=\"%s\">", (unsigned long long)number, date);
	/* A day without a time is recorded as its beginning. */
	if (view->date % 86400 == 0)
		buf_addf(out, "%.10s", date);
	else
		buf_addf(out, "%.10s %.5s UTC", date, date + 11);
	buf_adds(out, "</time></a>");
}

static void
add_fact(struct buf *out, const char *before, const struct buf *fact)
{
	if (fact->len == 0)
		return;
	buf_addf(out, " \xC2\xB7 %s", before);
	add_bdi(out, fact->data, fact->len);
}

static void
add_facts(struct buf *out, const struct view *view, uint64_t number)
{
	buf_adds(out, "<p class=\"facts\">");
	add_time(out, view, number);
	if (view->title.len > 0)
		add_fact(out, "", &view->source);
	add_fact(out, "forwarded from ", &view->forwarded_from);
	add_fact(out, "copy of ", &view->duplicate_of);
	if (view->title.len == 0 && view->text.len == 0)
		add_fact(out, "no text, id ", &view->id);
	buf_adds(out, "</p>\n");
}

static void
add_tags(struct buf *out, const struct view *view)
{
	size_t count = view->tag_count < MAX_TAGS ? view->tag_count : MAX_TAGS;

	if (count == 0)
		return;
	buf_adds(out, "<ul class=\"tags\">\n");
	for (size_t topic = 0; topic < TOPIC_COUNT; topic++)
		for (size_t i = 0; i < count; i++) {
			const char *tag = view_slice(view, view->tags[i]);
			size_t n = view->tags[i].len;

			if (html_topic_of(tag, n) != topic)
				continue;
			buf_addf(out, "<li class=\"%s\" title=\"", html_topics[topic].name);
			escape_html(out, tag, n);
			buf_adds(out, "\"><bdi>");
			html_tag_name(out, tag, n);
			buf_adds(out, "</bdi></li>\n");
		}
	if (count < view->tag_count) {
		buf_adds(out, "<li class=\"other\">");
		html_number(out, view->tag_count - count);
		buf_adds(out, " more</li>\n");
	}
	buf_adds(out, "</ul>\n");
}

/* The different matches of a tag; true if there is one. */
static bool
add_matches(struct buf *out, const struct view *view, struct slice tag)
{
	struct slice shown[MAX_MATCHES];
	size_t count = 0, scanned = view->evidence_count < MAX_SCANNED ? view->evidence_count : MAX_SCANNED;

	for (size_t i = 0; i < scanned && count < MAX_MATCHES; i++) {
		const struct evidence *evidence = &view->evidence[i];
		size_t seen = 0;

		if (evidence->match.len == 0 || !same_slice(view, evidence->tag, tag))
			continue;
		while (seen < count && !same_slice(view, shown[seen], evidence->match))
			seen++;
		if (seen < count)
			continue;
		shown[count++] = evidence->match;
		buf_adds(out, count > 1 ? " \xC2\xB7 " : "");
		add_slice(out, view, evidence->match);
	}
	return count > 0;
}

static void
add_evidence(struct buf *out, const struct view *view)
{
	size_t count = view->tag_count < MAX_TAGS ? view->tag_count : MAX_TAGS;
	size_t before = out->len, empty;

	if (view->evidence_count == 0)
		return;
	buf_adds(out, "<details class=\"evidence\"><summary>Evidence</summary>\n<dl>\n");
	empty = out->len;
	for (size_t i = 0; i < count; i++) {
		size_t start = out->len;

		buf_adds(out, "<dt>");
		add_slice(out, view, view->tags[i]);
		buf_adds(out, "</dt><dd>");
		if (!add_matches(out, view, view->tags[i]))
			out->len = start;
		else
			buf_adds(out, "</dd>\n");
	}
	if (out->len == empty)
		out->len = before;
	else
		buf_adds(out, "</dl>\n</details>\n");
}

static void
add_notes(struct buf *out, const struct view *view)
{
	size_t count = view->notes.count < MAX_LISTED ? view->notes.count : MAX_LISTED;

	if (count == 0)
		return;
	buf_adds(out, "<ul class=\"notes\">\n");
	for (size_t i = 0; i < count; i++) {
		buf_adds(out, "<li>[");
		add_slice(out, view, view->notes.items[i].label);
		buf_adds(out, "] ");
		add_slice(out, view, view->notes.items[i].text);
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, "</ul>\n");
}

/* Where the links of the text lead, hidden ones too. */
static void
add_links(struct buf *out, const struct view *view)
{
	size_t count = view->links.count < MAX_LISTED ? view->links.count : MAX_LISTED;

	if (count == 0)
		return;
	buf_addf(out, "<details class=\"links\"><summary>%zu link%s</summary>\n<ul>\n",
	         view->links.count, view->links.count == 1 ? "" : "s");
	for (size_t i = 0; i < count; i++) {
		struct slice text = view->links.items[i].label, url = view->links.items[i].text;

		buf_adds(out, "<li>");
		begin_link(out, view_slice(view, url), url.len);
		add_slice(out, view, url);
		end_link(out, view_slice(view, url), url.len);
		if (text.len > 0 && !same_slice(view, text, url)) {
			buf_adds(out, " ");
			add_slice(out, view, text);
		}
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, "</ul>\n</details>\n");
}

void
html_record(struct buf *out, const struct view *view, uint64_t number)
{
	buf_addf(out, "<article id=\"r%llu\">\n", (unsigned long long)number);
	add_heading(out, view);
	add_facts(out, view, number);
	add_tags(out, view);
	add_text(out, view);
	add_notes(out, view);
	add_evidence(out, view);
	add_links(out, view);
	buf_adds(out, "</article>\n");
}
