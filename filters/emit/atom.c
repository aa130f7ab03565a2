/* Atom (RFC 4287), written as records come. What a feed must have that is not known before its entries is
 * written behind them, since the order of a feed's elements means nothing (section 4.1.1). */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/xalloc.h"
#include "filters/emit/facts.h"
#include "filters/emit/feedout.h"
#include "filters/emit/format.h"
#include "filters/emit/intel_names.h"
#include "filters/emit/uuid.h"

struct atom {
	struct feedout feed;
	struct intel_name name;
};

static void
add_id(struct buf *out, const char *s, size_t n)
{
	struct uuid uuid = uuid_v5(&uuid_watchline, s, n);
	char text[37];

	uuid_format(&uuid, text);
	buf_addf(out, "<id>urn:uuid:%s</id>\n", text);
}

static void
add_date(struct buf *out, const char *name, int64_t seconds)
{
	char date[21];

	if (date_format(seconds, date))
		buf_addf(out, "<%s>%s</%s>\n", name, date, name);
}

/* The feed is named by its address, else by its title. */
static void
atom_begin(struct emitter *emitter)
{
	const struct emit_options *options = &emitter->options;
	struct atom *atom = emitter->state = xcalloc(1, sizeof(*atom));
	struct buf *out = &emitter->buf, *key = &emitter->scratch;
	const char *author = options->author ? options->author : "watchline", *url = options->feed_url;

	buf_clear(out);
	buf_clear(key);
	buf_addf(key, "feed %s", url ? url : options->title);
	buf_adds(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	add_id(out, key->data, key->len);
	feedout_element(&atom->feed, out, "title", options->title, strlen(options->title));
	buf_adds(out, "<author><name>");
	feedout_line(&atom->feed, out, author, strlen(author));
	buf_adds(out, "</name></author>\n<generator>watchline</generator>\n");
	if (url) {
		buf_adds(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
		feedout_url(&atom->feed, out, url, strlen(url));
		buf_adds(out, "\"/>\n");
	}
	output_add(emitter->out, out->data, out->len);
}

static void
add_author(struct atom *atom, struct buf *out, const struct buf *name, const struct buf *url)
{
	size_t before;

	buf_adds(out, "<author><name>");
	feedout_line(&atom->feed, out, name->data, name->len);
	buf_adds(out, "</name>");
	before = out->len;
	buf_adds(out, "<uri>");
	if (feedout_url(&atom->feed, out, url->data, url->len))
		buf_adds(out, "</uri>");
	else
		out->len = before;
	buf_adds(out, "</author>\n");
}

/* The record's authors, else its source; else that of the feed holds. */
static void
add_authors(struct atom *atom, struct buf *out)
{
	struct feedout *feed = &atom->feed;
	size_t cursor = 0, count = 0;

	for (; feedout_author(feed, &cursor, &feed->one, &feed->two); count++)
		add_author(atom, out, &feed->one, &feed->two);
	buf_clear(&feed->two);
	if (count == 0 && feedout_string(feed, "_source.name", &feed->one)->len > 0)
		add_author(atom, out, &feed->one, &feed->two);
}

static void
add_link(struct feedout *feed, struct buf *out, const char *rel, const struct buf *url)
{
	size_t before = out->len;

	buf_addf(out, "<link rel=\"%s\" href=\"", rel);
	if (feedout_url(feed, out, url->data, url->len))
		buf_adds(out, "\"/>\n");
	else
		out->len = before;
}

static void
add_links(struct feedout *feed, struct buf *out)
{
	size_t cursor = 0;
	uint64_t size;

	add_link(feed, out, "alternate", &feed->view.url);
	add_link(feed, out, "related", feedout_string(feed, "external_url", &feed->one));
	while (feedout_attachment(feed, &cursor, &feed->one, &feed->two, &size)) {
		buf_adds(out, "<link rel=\"enclosure\" href=\"");
		feedout_url(feed, out, feed->one.data, feed->one.len);
		buf_addc(out, '"');
		if (feedout_is_type(&feed->two))
			buf_addf(out, " type=\"%s\"", buf_str(&feed->two));
		if (size > 0)
			buf_addf(out, " length=\"%llu\"", (unsigned long long)size);
		buf_adds(out, "/>\n");
	}
}

static void
add_categories(struct emitter *emitter, struct buf *out)
{
	struct atom *atom = emitter->state;
	const struct view *view = &atom->feed.view;

	for (size_t i = 0; i < view->tag_count; i++) {
		const char *tag = view_slice(view, view->tags[i]);

		intel_name_read(&atom->name, emitter->options.rules, tag, view->tags[i].len);
		buf_adds(out, "<category term=\"");
		feedout_line(&atom->feed, out, tag, view->tags[i].len);
		buf_adds(out, "\" label=\"");
		feedout_line(&atom->feed, out, atom->name.label.data, atom->name.label.len);
		buf_adds(out, "\"/>\n");
	}
	if (!view->dated && !atom->feed.has_modified)
		buf_adds(out, "<category term=\"date-unknown\" label=\"Date unknown\"/>\n");
}

static void
add_texts(struct feedout *feed, struct buf *out)
{
	struct json_value text = record_get(feed->rec, "content_text");

	if (text.type == JSON_STR && text.len > 2 && feedout_string(feed, "summary", &feed->one)->len > 0) {
		buf_adds(out, "<summary type=\"text\">");
		feedout_text(feed, out, feed->one.data, feed->one.len);
		buf_adds(out, "</summary>\n");
	}
	buf_adds(out, "<content type=\"text\">");
	feedout_text(feed, out, feed->view.text.data, feed->view.text.len);
	buf_adds(out, "</content>\n</entry>\n");
}

static enum verdict
atom_record(struct emitter *emitter, const struct record *rec)
{
	struct atom *atom = emitter->state;
	struct feedout *feed = &atom->feed;
	struct buf *out = &emitter->buf;

	feedout_read(feed, rec);
	buf_clear(out);
	buf_adds(out, "<entry");
	if (feedout_is_language(&feed->view.language))
		buf_addf(out, " xml:lang=\"%s\"", buf_str(&feed->view.language));
	buf_adds(out, ">\n");
	add_id(out, feed->id.data, feed->id.len);
	buf_adds(out, "<title type=\"text\">");
	feedout_line(feed, out, feed->title.data, feed->title.len);
	buf_adds(out, "</title>\n");
	add_date(out, "updated", feed->has_modified ? feed->modified : feed->view.dated ? feed->view.date : facts_now());
	if (feed->view.dated)
		add_date(out, "published", feed->view.date);
	add_authors(atom, out);
	add_links(feed, out);
	add_categories(emitter, out);
	add_texts(feed, out);
	output_add(emitter->out, out->data, out->len);
	return TAKEN;
}

static void
atom_end(struct emitter *emitter)
{
	struct atom *atom = emitter->state;
	struct buf *out = &emitter->buf;

	buf_clear(out);
	add_date(out, "updated", atom->feed.has_newest ? atom->feed.newest : facts_now());
	buf_adds(out, "</feed>\n");
	output_add(emitter->out, out->data, out->len);
	feedout_free(&atom->feed);
	intel_name_free(&atom->name);
	free(atom);
	emitter->state = NULL;
}

const struct format format_atom = {.name = "atom", .begin = atom_begin, .record = atom_record, .end = atom_end,
                                   .takes = "title author feed-url rules"};
