#include <string.h>

#include "common/json.h"
#include "filters/ingest/htmltext.h"
#include "filters/ingest/sfeed.h"
#include "filters/ingest/take.h"

/* sfeed(5): an item a line, nine fields separated by tabs. */

enum { F_TIME, F_TITLE, F_LINK, F_CONTENT, F_TYPE, F_ID, F_AUTHOR, F_ENCLOSURE, F_CATEGORY, FIELDS };

struct sfeed {
	struct ingest *ingest;
	struct document *document;
	struct htmltext *html;
	struct taker taker;
	struct buf content, json;
	struct buf line;    /* one that spans two reads */
	uint64_t number, offset;
	size_t max_line;
	bool too_long;
};

bool
sfeed_sniff(const char *s, size_t n, bool whole)
{
	const char *end = s + n, *line = s;
	size_t lines = 0;

	while (line < end && lines < 3) {
		const char *stop = memchr(line, '\n', (size_t)(end - line)), *p = line;
		size_t tabs = 0;

		if (stop == NULL && !whole)
			break;
		stop = stop == NULL ? end : stop;
		while (p < stop && *p >= '0' && *p <= '9')
			p++;
		if (p == stop || *p != '\t')
			return false;
		for (; p < stop; p++)
			tabs += *p == '\t';
		if (tabs < 7) /* written before there were categories, it has one less */
			return false;
		lines++;
		line = stop + 1;
	}
	return lines > 0;
}

/* \n, \t, \\ */
static void
unescape(const char *s, size_t n, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '\\' || i + 1 == n) {
			buf_addc(out, s[i]);
			continue;
		}
		i++;
		if (s[i] != 'n' && s[i] != 't' && s[i] != '\\')
			buf_addc(out, '\\');
		buf_addc(out, s[i] == 'n' ? '\n' : s[i] == 't' ? '\t' : s[i]);
	}
}

static void
read_content(struct sfeed *sfeed, const char *s, size_t n, bool html)
{
	struct item *item = &sfeed->ingest->item;

	unescape(s, n, &sfeed->content);
	if (!html) {
		item_set(&item->content_text, sfeed->content.data, sfeed->content.len);
		if (item->content_text.len > 0)
			item_find_links(item, item->content_text.data, item->content_text.len, true);
		return;
	}
	if (sfeed->html == NULL)
		sfeed->html = htmltext_new();
	htmltext_fragment(sfeed->html, sfeed->content.data, sfeed->content.len, MARKUP_HTML, item->url.data, item->url.len);
	item_set(&item->content_text, htmltext_text(sfeed->html)->data, htmltext_text(sfeed->html)->len);
	htmltext_links(sfeed->html, item->max_text, &item->links);
	if (htmltext_links_cut(sfeed->html))
		item_repair(item, "links-cut");
}

static void
add_enclosure(struct sfeed *sfeed, const char *url, size_t n)
{
	struct buf *list = &sfeed->ingest->item.attachments;

	if (n == 0)
		return;
	buf_adds(list, "{\"url\":");
	json_add_string(list, url, n);
	buf_addc(list, '}');
}

/* What newer versions may add behind the fields. */
static void
keep_more(struct sfeed *sfeed, const char *s, size_t n)
{
	struct buf *json = &sfeed->json;

	buf_clear(json);
	buf_adds(json, "{\"more\":");
	json_add_string(json, s, n);
	buf_addc(json, '}');
	item_source_json(&sfeed->ingest->item, "raw", json->data, json->len);
}

static void
describe(struct sfeed *sfeed, size_t n)
{
	struct item *item = &sfeed->ingest->item;
	const char *name = sfeed->ingest->options.source_name;

	item_clear(item);
	item_source(item, "kind", "sfeed", 5);
	if (name != NULL)
		item_source(item, "name", name, strlen(name));
	item_source(item, "file", sfeed->document->name, strlen(sfeed->document->name));
	item_source_number(item, "line", sfeed->number);
	item_source_number(item, "offset", sfeed->offset);
	item_source_number(item, "length", n);
}

static void
refuse(struct sfeed *sfeed, const char *line, size_t n, const char *why)
{
	struct problem problem = {0};

	problem_set(&problem, (size_t)sfeed->number, 1, "%s", why);
	document_reject(sfeed->document, line, n, &problem);
}

static void
read_one(struct sfeed *sfeed, const char *line, size_t n)
{
	struct item *item = &sfeed->ingest->item;
	const char *field[FIELDS + 1], *p = line, *end;
	size_t length[FIELDS + 1] = {0}, count = 0;

	sfeed->number++;
	if (n > 0 && line[n - 1] == '\r')
		n--;
	if (n == 0)
		return;
	end = line + n;
	while (count < FIELDS) {
		const char *stop = memchr(p, '\t', (size_t)(end - p));

		field[count] = p;
		length[count++] = (size_t)((stop != NULL ? stop : end) - p);
		p = stop != NULL ? stop + 1 : end;
		if (stop == NULL)
			break;
	}
	if (count < F_ENCLOSURE) {
		refuse(sfeed, line, n, "not nine fields separated by tabs");
		return;
	}
	for (; count < FIELDS; count++)
		field[count] = end;
	describe(sfeed, n);
	take_date(sfeed->ingest, field[F_TIME], length[F_TIME], true);
	item_set(&item->title, field[F_TITLE], length[F_TITLE]);
	item_set(&item->url, field[F_LINK], length[F_LINK]);
	item_set(&item->id, field[F_ID], length[F_ID]);
	item->id_rule = length[F_ID] > 0 ? "guid" : NULL;
	read_content(sfeed, field[F_CONTENT], length[F_CONTENT],
	             length[F_TYPE] == 4 && memcmp(field[F_TYPE], "html", 4) == 0);
	item_author(item, field[F_AUTHOR], length[F_AUTHOR], "", 0);
	add_enclosure(sfeed, field[F_ENCLOSURE], length[F_ENCLOSURE]);
	while (length[F_CATEGORY] > 0) {
		const char *stop = memchr(field[F_CATEGORY], '|', length[F_CATEGORY]);
		size_t part = stop != NULL ? (size_t)(stop - field[F_CATEGORY]) : length[F_CATEGORY];

		take_category(&sfeed->taker, field[F_CATEGORY], part);
		part += stop != NULL;
		field[F_CATEGORY] += part;
		length[F_CATEGORY] -= part;
	}
	take_finish(&sfeed->taker);
	if (p < end)
		keep_more(sfeed, p, (size_t)(end - p));
	item_emit(item, sfeed->document);
}

/* The bytes of a line, up to its end. */
static void
add(struct sfeed *sfeed, const char *s, size_t n)
{
	if (sfeed->too_long) {
		if (n > 0)
			document_reject_more(sfeed->document, s, n);
		return;
	}
	buf_add(&sfeed->line, s, n);
	if (sfeed->line.len <= sfeed->max_line)
		return;
	sfeed->too_long = true;
	sfeed->number++;
	refuse(sfeed, "", 0, "line longer than --max-record");
	document_reject_more(sfeed->document, sfeed->line.data, sfeed->line.len);
	sfeed->offset += sfeed->line.len; /* as far as it is known */
	buf_clear(&sfeed->line);
}

static void
finish(struct sfeed *sfeed)
{
	if (sfeed->too_long)
		document_reject_more(sfeed->document, "", 0);
	else
		read_one(sfeed, sfeed->line.data, sfeed->line.len);
	buf_clear(&sfeed->line);
	sfeed->too_long = false;
}

static void
read_bytes(struct sfeed *sfeed, const char *s, size_t n, uint64_t *offset)
{
	const char *end = s + n;

	while (s < end && !filter_stopping(sfeed->document->filter)) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		size_t part = (size_t)((stop != NULL ? stop : end) - s);

		if (stop != NULL && sfeed->line.len == 0 && !sfeed->too_long && part <= sfeed->max_line) {
			read_one(sfeed, s, part);
		} else {
			add(sfeed, s, part);
			if (stop != NULL)
				finish(sfeed);
		}
		*offset += part + (stop != NULL);
		if (stop != NULL)
			sfeed->offset = *offset;
		s += part + (stop != NULL);
	}
}

void
read_sfeed(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct sfeed sfeed = {.ingest = ingest, .document = document, .taker = {.ingest = ingest},
	                      .max_line = document->input->max_line};
	uint64_t offset = 0;
	char *bytes;

	read_bytes(&sfeed, head, n, &offset);
	while (input_chunk(document->input, &bytes, &n) == INPUT_LINE)
		read_bytes(&sfeed, bytes, n, &offset);
	if ((sfeed.line.len > 0 || sfeed.too_long) && !ingest_interrupted(document))
		finish(&sfeed);
	item_clear(&ingest->item);
	if (sfeed.html != NULL)
		htmltext_free(sfeed.html);
	take_free(&sfeed.taker);
	buf_free(&sfeed.content);
	buf_free(&sfeed.json);
	buf_free(&sfeed.line);
}
