/* Reads feeds: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, and CDF. One item is in memory
 * at a time. */
#include "filters/ingest/feed.h"

#include <stdlib.h>

#include "common/xalloc.h"

/* How many bytes before what is being read are kept, for an item may have begun
 * there: a start tag, what the decoder holds back, and some. */
#define RAW_TAIL ((size_t)16 * 1024)

/* The context of the decoder: what it gives goes to the tokenizer. */
static void
decoded(const char *s, size_t n, uint64_t offset, void *context)
{
	struct feed *feed = context;
	enum markup_width width;

	decoder_width(feed->decoder, &width);
	markup_set_width(feed->markup, width);
	markup_push(feed->markup, s, n, offset);
}

/* Drops the raw bytes that no item can need any more. */
static void
trim_raw(struct feed *feed)
{
	uint64_t end = feed->raw_offset + feed->raw.len;
	uint64_t keep = end - (feed->raw.len < RAW_TAIL ? feed->raw.len : RAW_TAIL);
	size_t drop;

	if (feed->in_item && feed->item_offset < keep && end - feed->item_offset <= FEED_MAX_ITEM + RAW_TAIL)
		keep = feed->item_offset;
	if (keep <= feed->raw_offset)
		return;
	drop = (size_t)(keep - feed->raw_offset);
	memmove(feed->raw.data, feed->raw.data + drop, feed->raw.len - drop);
	feed->raw.len -= drop;
	feed->raw_offset = keep;
}

static void
take(struct feed *feed, const char *s, size_t n)
{
	buf_add(&feed->raw, s, n);
	decoder_push(feed->decoder, s, n);
	trim_raw(feed);
}

static bool
is_feed(const struct feed *feed)
{
	return feed->kind != FEED_UNKNOWN && feed->kind != FEED_HTML;
}

static bool
is_whole(const struct feed *feed)
{
	return is_feed(feed) && feed->closed;
}

/* Says what is wrong with the document as a whole, at a byte of it. */
static void
complain(struct feed *feed, uint64_t offset)
{
	struct problem problem = {0};
	size_t column = (size_t)offset + 1;

	if (feed->kind == FEED_HTML)
		problem_set(&problem, 0, column, "an HTML page, not a feed");
	else if (feed->kind == FEED_UNKNOWN)
		problem_set(&problem, 0, column, "not a feed: there is no rss, feed or RDF element");
	else if (feed->in_item)
		problem_set(&problem, 0, column,
		            "the feed is cut off here, inside an item that begins at byte %llu; item left out",
		            (unsigned long long)feed->item_offset + 1);
	else
		problem_set(&problem, 0, column, "the feed is cut off here, between items");
	document_reject(feed->document, "", 0, &problem);
	if (is_feed(feed) && feed->in_item) {
		size_t from = feed->item_offset < feed->raw_offset ? 0 : (size_t)(feed->item_offset - feed->raw_offset);

		/* places are not exact in every encoding */
		from = from > feed->raw.len ? 0 : from;
		document_reject_more(feed->document, feed->raw.data + from, feed->raw.len - from);
		document_reject_more(feed->document, "", 0);
	}
}

/* The encoding that a protocol stated counts only where the document declares none: what is declared was
 * written by whoever wrote the document. */
static const struct encoding *
stated_encoding(const struct ingest *ingest, const struct buf *head)
{
	const struct outer *outer = &ingest->outer;

	if (outer->charset_n == 0 || encoding_declared(head->data, head->len, MARKUP_XML) != NULL)
		return NULL;
	return encoding_find(outer->charset, outer->charset_n);
}

static struct feed *
open_feed(struct ingest *ingest, struct document *document)
{
	struct feed *feed = xcalloc(1, sizeof *feed);

	feed->ingest = ingest;
	feed->document = document;
	feed->decoder = decoder_new(decoded, feed);
	feed->markup = markup_new(MARKUP_XML, feed_token, feed);
	feed->html = htmltext_new();
	return feed;
}

static void
close_feed(struct feed *feed)
{
	decoder_free(feed->decoder);
	markup_free(feed->markup);
	htmltext_free(feed->html);
	feed_record_free(&feed->channel);
	feed_record_free(&feed->current);
	buf_free(&feed->inherited);
	buf_free(&feed->value.text);
	buf_free(&feed->value.base);
	buf_free(&feed->value.language);
	buf_free(&feed->value_scheme);
	buf_free(&feed->value_members);
	for (size_t i = 0; i < 3; i++)
		buf_free(&feed->person[i]);
	buf_free(&feed->loose);
	buf_free(&feed->name);
	buf_free(&feed->raw);
	buf_free(&feed->scratch);
	buf_free(&feed->scratch2);
	free(feed->ids);
	free(feed);
}

/* Reads until there is enough to tell the encoding by, whatever pieces the
 * document comes in; false if that is all of it. */
static bool
read_head(struct feed *feed, struct buf *head)
{
	char *bytes;
	size_t n;

	while (head->len < ENCODING_HEAD) {
		if (input_chunk(feed->document->input, &bytes, &n) != INPUT_LINE)
			return false;
		buf_add(head, bytes, n);
	}
	return true;
}

void
read_feed(struct ingest *ingest, struct document *document, const char *head, size_t n)
{
	struct feed *feed = open_feed(ingest, document);
	struct buf first = {0};
	uint64_t total;
	char *bytes;
	bool more;

	buf_add(&first, head, n);
	more = read_head(feed, &first);
	total = first.len;
	decoder_begin(feed->decoder, first.data, first.len, MARKUP_XML, stated_encoding(ingest, &first));
	take(feed, first.data, first.len);
	buf_free(&first);
	while (more && !filter_stopping(document->filter) &&
	       input_chunk(document->input, &bytes, &n) == INPUT_LINE) {
		total += n;
		take(feed, bytes, n);
	}
	decoder_end(feed->decoder);
	markup_end(feed->markup);
	if (!ingest_interrupted(document) && total > 0 && !is_whole(feed))
		complain(feed, is_feed(feed) ? total : 0);
	else if (is_whole(feed) && feed->items == 0)
		diag(document->name, "a feed without items");
	close_feed(feed);
}
