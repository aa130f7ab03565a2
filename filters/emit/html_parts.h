/* The parts of the page that html.c puts together. */
#ifndef HTML_PARTS_H
#define HTML_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "filters/emit/view.h"

/* Topics the page has colours and headings for, in the order it shows them;
 * others come after them. A topic is what stands before the slash of a tag. */
struct topic {
	const char *name;    /* and the class of its colours; "other" for all others */
	const char *heading;
};

#define TOPIC_COUNT 5

extern const struct topic html_topics[TOPIC_COUNT]; /* the last one is for the others */

/* The number of a tag's topic in html_topics. */
size_t html_topic_of(const char *tag, size_t n);

/* What is written for a tag of a topic above: its name alone, with blanks for
 * hyphens and capitals (Washington DC). Other tags are written as they are. */
void html_tag_name(struct buf *out, const char *tag, size_t n);

/* A number with commas: 12,345. */
void html_number(struct buf *out, uint64_t number);

/* One record as an article; number makes its anchor (r1, r2 ...). */
void html_record(struct buf *out, const struct view *view, uint64_t number);

/* The style sheet. */
extern const char html_style[];

#endif
