/* The parts of the page that html.c puts together. */
#ifndef HTML_PARTS_H
#define HTML_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/quotes.h"
#include "filters/emit/html_counts.h"
#include "filters/emit/html_facts.h"
#include "filters/emit/view.h"

/* Topics the page has colours and headings for, in the order it shows them;
 * others come after them. A topic is what stands before the slash of a tag. */
struct topic {
	const char *name;    /* and the class of its colours; "other" for all others */
	const char *heading;
};

enum { TOPIC_THREAT, TOPIC_FIGURE, TOPIC_ORGANIZATION, TOPIC_REGION, TOPIC_OTHER, TOPIC_COUNT };

extern const struct topic html_topics[TOPIC_COUNT];

/* What the page calls a rank, and names its sections by: {"Critical", "critical"}. */
struct rank_name {
	const char *heading, *class;
};

extern const struct rank_name html_ranks[RANK_COUNT];

/* The number of a tag's topic in html_topics. */
size_t html_topic_of(const char *tag, size_t n);

/* What is written for a tag of a topic above: its name alone, with blanks for
 * hyphens and capitals (Washington DC). Other tags are written as they are. */
void html_tag_name(struct buf *out, const char *tag, size_t n);

/* The heading of a topic by its name, or the name. */
void html_topic_heading(struct buf *out, const char *name, size_t n);

/* A number with commas: 12,345. */
void html_number(struct buf *out, uint64_t number);

/* The same and its unit, which has an s if it is not one: 12,345 records. */
void html_counted(struct buf *out, uint64_t number, const char *unit);

/* Days: 3 January 2024; from the first to the last day of them: 3-5 January 2024. */
void html_day(struct buf *out, int64_t seconds);
void html_days(struct buf *out, int64_t first, int64_t last);

/* A period from `from` to before `to`, by days if it is whole ones. */
void html_period(struct buf *out, int64_t from, int64_t to);

/* A stranger's string in an element of its own direction; n bytes. */
void html_bdi(struct buf *out, const char *s, size_t n);
void html_slice(struct buf *out, const struct view *view, struct slice slice);

/* A link, or only its text where the URL is none that may be followed. */
void html_link(struct buf *out, const char *url, size_t n);
void html_link_end(struct buf *out, const char *url, size_t n);

/* A language tag as an attribute, if it is one. */
void html_language(struct buf *out, const struct view *view);

bool html_same(const struct view *view, struct slice a, struct slice b);

/* Text from `from` to `to` with marks in it. *span is the first that may end
 * behind `from`; it moves on. A mark that goes on behind `to` is closed there
 * and opened again by the next call. */
void html_marked(struct buf *out, const struct view *view, const struct buf *text,
                 const struct spans *spans, size_t *span, size_t from, size_t to);

/* The record's text: its paragraphs, marks and quotations, its far end folded.
 * quotes is reused from record to record. */
void html_text(struct buf *out, const struct view *view, struct quotes *quotes);

/* A line of the text: around its foremost evidence, or its beginning. */
void html_excerpt(struct buf *out, const struct view *view);

/* One line that stands for the record elsewhere: its title or the beginning of its text. */
void html_headline(struct buf *out, const struct view *view);

/* The parts of a record. number makes its anchor (r1, r2 ...). */
void html_head(struct buf *out, const struct view *view, const struct facts *facts, uint64_t number);
void html_body(struct buf *out, const struct view *view, struct quotes *quotes);
/* A line of the list of what is worth reading first. */
void html_leader(struct buf *out, const struct view *view, const struct facts *facts, uint64_t number);
/* What a copy is shown by under its first. */
void html_copy(struct buf *out, const struct view *view, const struct facts *facts, uint64_t number);

/* A tag of counts as a link to the record to look at for it. */
void html_tag_link(struct buf *out, const struct counts *counts, uint32_t place);

/* The parts before the records. */
void html_changes(struct buf *out, const struct counts *counts);
void html_timeline(struct buf *out, const struct counts *counts);
void html_tables(struct buf *out, const struct counts *counts);

/* The style sheet. */
extern const char html_style[];

#endif
