/* The parts of one record on the page. Every string of it goes through
 * escape_html() and stands in an element of its own direction (dir=auto, bdi). */
#include <string.h>

#include "common/date.h"
#include "common/escape.h"
#include "filters/emit/html_parts.h"

#define MAX_MATCHES 6        /* different matches shown for a tag */
#define MAX_SCANNED 400      /* evidence looked at for a tag */
#define MAX_LISTED 30        /* notes, links */
#define DOT " \xC2\xB7 "

/* A day without a time is recorded as its beginning. */
static void
add_time(struct buf *out, const struct view *view, uint64_t number)
{
	char date[21];

	buf_addf(out, "<a href=\"#r%llu\">", (unsigned long long)number);
	if (!view->dated || !date_format(view->date, date))
		buf_adds(out, "undated");
	else if (view->date % 86400 == 0)
		buf_addf(out, "<time datetime=\"%s\">%.10s</time>", date, date);
	else
		buf_addf(out, "<time datetime=\"%s\">%.10s %.5s UTC</time>", date, date, date + 11);
	buf_adds(out, "</a>");
}

static void
add_fact(struct buf *out, const char *before, const struct buf *fact)
{
	if (fact->len == 0)
		return;
	buf_addf(out, DOT "%s", before);
	html_bdi(out, fact->data, fact->len);
}

/* The host of a web address, as the link to it. */
static void
add_host(struct buf *out, const struct buf *url)
{
	size_t from = 0, to;

	if (!escape_web_url(url->data, url->len))
		return;
	while (from < url->len && url->data[from] != '/')
		from++;
	from = from + 2 < url->len ? from + 2 : url->len;
	for (to = from; to < url->len && !strchr("/?#", url->data[to]); to++)
		;
	buf_adds(out, DOT "<span class=\"host\">");
	html_link(out, url->data, url->len);
	html_bdi(out, url->data + from, to - from);
	buf_adds(out, "</a></span>");
}

static void
add_rank(struct buf *out, enum rank rank)
{
	if (rank >= RANK_LOW)
		buf_addf(out, "<b class=\"rank %s\">%s</b>" DOT, html_ranks[rank].class,
		         html_ranks[rank].heading);
}

/* How a copy is like its first. */
static void
add_likeness(struct buf *out, const struct facts *facts)
{
	static const struct {
		const char *kind, *words;
	} kinds[] = {
		{"id", "same id"}, {"url", "same address"}, {"text", "same text"}, {"near", "near copy"},
	};
	const char *words = NULL;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (facts->kind.len == strlen(kinds[i].kind)
		    && memcmp(facts->kind.data, kinds[i].kind, facts->kind.len) == 0)
			words = kinds[i].words;
	if (words) {
		buf_adds(out, words);
	} else if (facts->kind.len > 0) {
		buf_adds(out, "same ");
		html_bdi(out, facts->kind.data, facts->kind.len);
	} else {
		buf_adds(out, "copy");
	}
	if (facts->alike >= 0)
		buf_addf(out, ", %d\xC2\xA0%% alike", facts->alike);
}

static void
add_facts(struct buf *out, const struct view *view, const struct facts *facts, uint64_t number)
{
	buf_adds(out, "<p class=\"facts\">");
	add_rank(out, facts->rank);
	add_time(out, view, number);
	if (view->title.len > 0)
		add_fact(out, "", &view->source);
	add_fact(out, "forwarded from ", &view->forwarded_from);
	add_host(out, &view->url);
	if (facts->copy) {
		buf_adds(out, DOT);
		add_likeness(out, facts);
		add_fact(out, "as ", &view->duplicate_of);
	}
	if (view->title.len == 0 && view->text.len == 0)
		add_fact(out, "no text, id ", &view->id);
	buf_adds(out, "</p>\n");
}

static void
add_heading(struct buf *out, const struct view *view)
{
	const struct buf *text = view->title.len ? &view->title : &view->source;
	size_t span = 0;

	buf_adds(out, "<h3 dir=\"auto\"");
	if (text == &view->title)
		html_language(out, view);
	buf_addc(out, '>');
	html_link(out, view->url.data, view->url.len);
	if (text == &view->title)
		html_marked(out, view, text, &view->title_spans, &span, 0, text->len);
	else if (text->len > 0)
		escape_html(out, text->data, text->len);
	else
		buf_adds(out, "Untitled");
	html_link_end(out, view->url.data, view->url.len);
	buf_adds(out, "</h3>\n");
}

static void
add_tag(struct buf *out, const struct view *view, const struct facts *facts, size_t i, size_t topic)
{
	const char *tag = view_slice(view, view->tags[i]);
	const struct tag_score *score = &facts->tags[i];

	buf_addf(out, "<li class=\"%s%s\" title=\"", html_topics[topic].name, score->implied ? " implied" : "");
	escape_html(out, tag, view->tags[i].len);
	if (score->severity > RANK_NONE)
		buf_addf(out, ": severity %s", html_ranks[score->severity].class);
	if (score->score[0])
		buf_addf(out, "%s score %s", score->severity > RANK_NONE ? "," : ":", score->score);
	if (score->implied)
		buf_adds(out, " (no evidence of its own)");
	buf_adds(out, "\"><bdi>");
	html_tag_name(out, tag, view->tags[i].len);
	buf_adds(out, "</bdi>");
	if (score->severity > RANK_NONE)
		buf_addf(out, " <small>%s</small>", html_ranks[score->severity].class);
	buf_adds(out, "</li>\n");
}

static void
add_tags(struct buf *out, const struct view *view, const struct facts *facts)
{
	if (facts->tag_count == 0)
		return;
	buf_adds(out, "<ul class=\"tags\">\n");
	for (size_t topic = 0; topic < TOPIC_COUNT; topic++)
		for (size_t i = 0; i < facts->tag_count; i++)
			if (html_topic_of(view_slice(view, view->tags[i]), view->tags[i].len) == topic)
				add_tag(out, view, facts, i, topic);
	if (facts->tag_count < view->tag_count) {
		buf_adds(out, "<li class=\"other\">");
		html_number(out, view->tag_count - facts->tag_count);
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

		if (evidence->match.len == 0 || !html_same(view, evidence->tag, tag))
			continue;
		while (seen < count && !html_same(view, shown[seen], evidence->match))
			seen++;
		if (seen < count)
			continue;
		shown[count++] = evidence->match;
		buf_adds(out, count > 1 ? " \xC2\xB7 " : "");
		html_slice(out, view, evidence->match);
	}
	return count > 0;
}

static void
add_evidence(struct buf *out, const struct view *view)
{
	size_t count = view->tag_count < FACTS_TAGS ? view->tag_count : FACTS_TAGS;
	size_t before = out->len, empty;

	if (view->evidence_count == 0)
		return;
	buf_adds(out, "<details class=\"evidence\"><summary>Evidence</summary>\n<dl>\n");
	empty = out->len;
	for (size_t i = 0; i < count; i++) {
		size_t start = out->len;

		buf_adds(out, "<dt>");
		html_slice(out, view, view->tags[i]);
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
		html_slice(out, view, view->notes.items[i].label);
		buf_adds(out, "] ");
		html_slice(out, view, view->notes.items[i].text);
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
		html_link(out, view_slice(view, url), url.len);
		html_slice(out, view, url);
		html_link_end(out, view_slice(view, url), url.len);
		if (text.len > 0 && !html_same(view, text, url)) {
			buf_adds(out, " ");
			html_slice(out, view, text);
		}
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, "</ul>\n</details>\n");
}

void
html_head(struct buf *out, const struct view *view, const struct facts *facts, uint64_t number)
{
	add_facts(out, view, facts, number);
	add_tags(out, view, facts);
	add_heading(out, view);
}

void
html_body(struct buf *out, const struct view *view, struct quotes *quotes)
{
	html_text(out, view, quotes);
	add_notes(out, view);
	add_evidence(out, view);
	add_links(out, view);
}

void
html_leader(struct buf *out, const struct view *view, const struct facts *facts, uint64_t number)
{
	buf_addf(out, "<a href=\"#r%llu\">", (unsigned long long)number);
	html_headline(out, view);
	buf_adds(out, "</a><span class=\"facts\">");
	add_rank(out, facts->rank);
	add_time(out, view, number);
	add_fact(out, "", &view->source);
	buf_adds(out, "</span>");
}

void
html_copy(struct buf *out, const struct view *view, const struct facts *facts, uint64_t number)
{
	buf_adds(out, "<p class=\"facts\">");
	add_time(out, view, number);
	add_fact(out, "", &view->source);
	add_fact(out, "forwarded from ", &view->forwarded_from);
	buf_adds(out, DOT);
	add_likeness(out, facts);
	add_host(out, &view->url);
	buf_adds(out, "</p>\n");
}
