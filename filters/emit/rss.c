/* RSS 2.0 (rssboard.org), written as records come; with elements of Dublin Core and Atom where it has none. */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/escape.h"
#include "common/xalloc.h"
#include "filters/emit/feedout.h"
#include "filters/emit/format.h"

/* The channel must name a site. Where there is none, one that cannot be (RFC 6761). */
#define NOWHERE "https://watchline.invalid/"

struct rss {
	struct feedout feed;
	struct buf html; /* text as HTML, before it is escaped once more */
};

/* RFC 822 with four digits of the year, as RSS has it. */
static void
add_date(struct buf *out, const char *name, int64_t seconds)
{
	static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int64_t day = seconds / 86400 - (seconds % 86400 < 0), rest = seconds - day * 86400;
	int year, month, mday;

	date_civil(day, &year, &month, &mday);
	buf_addf(out, "<%s>%s, %02d %s %04d %02d:%02d:%02d +0000</%s>\n", name, days[(day % 7 + 7) % 7], mday,
	         months[month - 1], year, (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60), name);
}

/* Whether & begins a reference, as &lt; or &#60; */
static bool
is_reference(const char *s, size_t n)
{
	size_t i = 1;

	if (i < n && s[i] == '#')
		i++;
	for (; i < n && i < 40; i++)
		if (!((s[i] >= '0' && s[i] <= '9') || ((s[i] | 32) >= 'a' && (s[i] | 32) <= 'z')))
			break;
	return i > 1 && i < n && s[i] == ';';
}

/* Whether a title is plain or HTML, RSS does not say, and readers differ. What would be markup in HTML is
 * escaped once more, so that it is none to either. */
static void
add_title(struct rss *rss, struct buf *out, const char *s, size_t n)
{
	struct buf *html = &rss->html;

	buf_clear(html);
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '<')
			buf_adds(html, "&lt;");
		else if (s[i] == '&' && is_reference(s + i, n - i))
			buf_adds(html, "&amp;");
		else
			buf_addc(html, s[i]);
	}
	buf_adds(out, "<title>");
	feedout_line(&rss->feed, out, html->data, html->len);
	buf_adds(out, "</title>\n");
}

/* A description is HTML: the text escaped as such, and that escaped for XML. */
static void
add_description(struct rss *rss, struct buf *out)
{
	struct feedout *feed = &rss->feed;
	struct buf *html = &rss->html;
	const char *s, *end, *line;

	buf_clear(html);
	feedout_text(feed, html, feed->view.text.data, feed->view.text.len);
	buf_adds(out, "<description>");
	for (s = html->data, end = s + html->len; s && s < end; s = line + 1) {
		line = memchr(s, '\n', (size_t)(end - s));
		if (!line)
			line = end;
		escape_html(out, s, (size_t)(line - s));
		if (line < end)
			buf_adds(out, "&lt;br&gt;\n");
	}
	buf_adds(out, "</description>\n");
}

static void
add_url(struct feedout *feed, struct buf *out, const char *name, const char *s, size_t n)
{
	size_t before = out->len;

	buf_addf(out, "<%s>", name);
	if (feedout_url(feed, out, s, n))
		buf_addf(out, "</%s>\n", name);
	else
		out->len = before;
}

static void
rss_begin(struct emitter *emitter)
{
	const struct emit_options *options = &emitter->options;
	struct rss *rss = emitter->state = xcalloc(1, sizeof(*rss));
	const char *url = options->feed_url ? options->feed_url : NOWHERE;
	struct buf *out = &emitter->buf;

	buf_clear(out);
	buf_adds(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" "
	         "xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel>\n");
	add_title(rss, out, options->title, strlen(options->title));
	add_url(&rss->feed, out, "link", url, strlen(url));
	feedout_element(&rss->feed, out, "description", options->title, strlen(options->title));
	if (options->feed_url) {
		buf_adds(out, "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
		feedout_url(&rss->feed, out, url, strlen(url));
		buf_adds(out, "\"/>\n");
	}
	buf_adds(out, "<generator>watchline</generator>\n");
	output_add(emitter->out, out->data, out->len);
}

static void
add_creators(struct feedout *feed, struct buf *out)
{
	size_t cursor = 0, count = 0;

	for (; feedout_author(feed, &cursor, &feed->one, &feed->two); count++)
		feedout_element(feed, out, "dc:creator", feed->one.data, feed->one.len);
	if (count == 0 && feedout_string(feed, "_source.name", &feed->one)->len > 0)
		feedout_element(feed, out, "dc:creator", feed->one.data, feed->one.len);
}

static void
add_enclosures(struct feedout *feed, struct buf *out)
{
	size_t cursor = 0;
	uint64_t size;

	while (feedout_attachment(feed, &cursor, &feed->one, &feed->two, &size)) {
		buf_adds(out, "<enclosure url=\"");
		feedout_url(feed, out, feed->one.data, feed->one.len);
		buf_addf(out, "\" length=\"%llu\" type=\"%s\"/>\n", (unsigned long long)size,
		         feedout_is_type(&feed->two) ? buf_str(&feed->two) : "application/octet-stream");
	}
}

static enum verdict
rss_record(struct emitter *emitter, const struct record *rec)
{
	struct rss *rss = emitter->state;
	struct feedout *feed = &rss->feed;
	struct view *view = &feed->view;
	struct buf *out = &emitter->buf;
	char date[21];

	feedout_read(feed, rec);
	buf_clear(out);
	buf_adds(out, "<item>\n");
	add_title(rss, out, feed->title.data, feed->title.len);
	add_url(feed, out, "link", view->url.data, view->url.len);
	buf_adds(out, "<guid isPermaLink=\"false\">");
	feedout_text(feed, out, feed->id.data, feed->id.len);
	buf_adds(out, "</guid>\n");
	if (view->dated)
		add_date(out, "pubDate", view->date);
	if (feed->has_modified && date_format(feed->modified, date))
		buf_addf(out, "<atom:updated>%s</atom:updated>\n", date);
	add_creators(feed, out);
	if (feedout_is_language(&view->language))
		buf_addf(out, "<dc:language>%s</dc:language>\n", buf_str(&view->language));
	for (size_t i = 0; i < view->tag_count; i++)
		feedout_element(feed, out, "category", view_slice(view, view->tags[i]), view->tags[i].len);
	add_enclosures(feed, out);
	add_description(rss, out);
	buf_adds(out, "</item>\n");
	output_add(emitter->out, out->data, out->len);
	return TAKEN;
}

static void
rss_end(struct emitter *emitter)
{
	struct rss *rss = emitter->state;
	struct buf *out = &emitter->buf;

	buf_clear(out);
	if (rss->feed.has_newest)
		add_date(out, "lastBuildDate", rss->feed.newest);
	buf_adds(out, "</channel>\n</rss>\n");
	output_add(emitter->out, out->data, out->len);
	feedout_free(&rss->feed);
	buf_free(&rss->html);
	free(rss);
	emitter->state = NULL;
}

const struct format format_rss = {.name = "rss", .begin = rss_begin, .record = rss_record, .end = rss_end,
                                  .takes = "title feed-url"};
