/* The tables before the records: topics, topics by regions, figures. Their bars are
 * SVG of ours; what these show stands in the cells beside them. */
#include "common/escape.h"
#include "filters/emit/html_parts.h"

#define SHOWN_TAGS 8    /* of a topic, before the fold */
#define FOLDED_TAGS 200 /* and behind it */
#define MINUS "\xE2\x88\x92"
#define COMPARED "<th scope=\"col\" class=\"n\">latest</th><th scope=\"col\" class=\"n\">before</th>" \
                 "<th scope=\"col\" class=\"n\">change</th>"

void
html_tag_link(struct buf *out, const struct counts *counts, uint32_t place)
{
	const struct tally_entry *entry = &counts->tags.entries[place];

	buf_addf(out, "<a href=\"#r%llu\" title=\"", (unsigned long long)counts->tag[place].best);
	escape_html(out, entry->name, entry->len);
	buf_adds(out, "\"><bdi>");
	html_tag_name(out, entry->name, entry->len);
	buf_adds(out, "</bdi></a>");
}

/* +3, -2, new, gone. */
static void
add_change(struct buf *out, uint64_t before, uint64_t latest)
{
	if (before == latest) {
		buf_adds(out, before == 0 ? "" : "=");
	} else if (before == 0) {
		buf_adds(out, "new");
	} else if (latest == 0) {
		buf_adds(out, "gone");
	} else {
		buf_adds(out, latest > before ? "+" : MINUS);
		html_number(out, latest > before ? latest - before : before - latest);
	}
}

/* A bar to scale; of two periods, the latest above the one before. */
static void
add_pair(struct buf *out, const struct counts *counts, const struct tag_counts *tag, uint64_t highest)
{
	double all = 100.0 / (double)(highest ? highest : 1);

	buf_adds(out, "<td class=\"bars\"><svg viewBox=\"0 0 100 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
	if (counts->compared)
		buf_addf(out, "<rect class=\"now\" width=\"%.1f\" height=\"6\"/>"
		              "<rect class=\"then\" y=\"8\" width=\"%.1f\" height=\"3\"/>",
		         (double)tag->latest * all, (double)tag->before * all);
	else
		buf_addf(out, "<rect class=\"now\" y=\"3\" width=\"%.1f\" height=\"6\"/>", (double)tag->records * all);
	buf_adds(out, "</svg></td>");
}

static void
add_number_cell(struct buf *out, uint64_t number)
{
	buf_adds(out, "<td>");
	html_number(out, number);
	buf_adds(out, "</td>");
}

static void
add_row(struct buf *out, const struct counts *counts, uint32_t place, uint64_t highest)
{
	const struct tag_counts *tag = &counts->tag[place];

	buf_adds(out, "<tr><th scope=\"row\">");
	html_tag_link(out, counts, place);
	if (tag->severity >= RANK_LOW)
		buf_addf(out, " <small>%s</small>", html_ranks[tag->severity].class);
	buf_adds(out, "</th>");
	add_pair(out, counts, tag, highest);
	if (counts->compared) {
		add_number_cell(out, tag->latest);
		add_number_cell(out, tag->before);
		buf_adds(out, "<td>");
		add_change(out, tag->before, tag->latest);
		buf_adds(out, "</td>");
	}
	add_number_cell(out, tag->records);
	buf_adds(out, "</tr>\n");
}

static void
begin_table(struct buf *out, const struct counts *counts, const char *first)
{
	buf_addf(out, "<table>\n<thead><tr><th scope=\"col\">%s</th><td></td>", first);
	if (counts->compared)
		buf_adds(out, COMPARED);
	buf_adds(out, "<th scope=\"col\" class=\"n\">all</th></tr></thead>\n<tbody>\n");
}

static void
add_topic(struct buf *out, const struct counts *counts, size_t topic)
{
	size_t shown = 0, more = 0;
	uint64_t highest = 0;

	for (size_t i = 0; i < counts->tags.count; i++) {
		const struct tag_counts *tag = &counts->tag[i];
		uint64_t most = !counts->compared          ? tag->records
		                : tag->latest > tag->before ? tag->latest
		                                            : tag->before;

		if (tag->topic == topic && most > highest)
			highest = most;
	}
	buf_addf(out, "<div class=\"%s\">\n<h3>%s <span>", html_topics[topic].name, html_topics[topic].heading);
	html_counted(out, counts->topics[topic], "record");
	buf_adds(out, "</span></h3>\n");
	begin_table(out, counts, "Topic");
	for (size_t i = 0; i < counts->tags.count; i++) {
		if (counts->tag[counts->order[i]].topic != topic)
			continue;
		if (shown == SHOWN_TAGS) {
			buf_adds(out, "</tbody>\n</table>\n<details><summary>More</summary>\n");
			begin_table(out, counts, "Topic");
		}
		if (shown++ < SHOWN_TAGS + FOLDED_TAGS)
			add_row(out, counts, counts->order[i], highest);
		else
			more++;
	}
	buf_adds(out, "</tbody>\n</table>\n");
	if (more > 0)
		buf_addf(out, "<p>and %zu others</p>\n", more);
	buf_adds(out, shown > SHOWN_TAGS ? "</details>\n</div>\n" : "</div>\n");
}

static void
add_topics(struct buf *out, const struct counts *counts)
{
	if (counts->tags.count == 0)
		return;
	buf_adds(out, "<section id=\"topics\">\n<h2>Topics <span>records with them; ");
	buf_adds(out, counts->compared ? "thick bar latest, thin bar before; " : "");
	buf_adds(out, "names lead to the record to look at</span></h2>\n<div class=\"topics\">\n");
	for (size_t topic = 0; topic < TOPIC_COUNT; topic++)
		if (counts->topics[topic] > 0 && topic != TOPIC_FIGURE)
			add_topic(out, counts, topic);
	buf_adds(out, "</div>\n</section>\n");
}

/* A cell of the table: a number that leads to a record, on one of five greys. */
static void
add_cell(struct buf *out, const struct cell *cell, uint64_t highest)
{
	if (cell->count == 0) {
		buf_adds(out, "<td class=\"s0\">\xC2\xB7</td>");
		return;
	}
	buf_addf(out, "<td class=\"s%u\"><a href=\"#r%llu\">", (unsigned)(1 + (cell->count * 4 - 1) / highest),
	         (unsigned long long)cell->best);
	html_number(out, cell->count);
	buf_adds(out, "</a></td>");
}

static void
add_regions(struct buf *out, const struct counts *counts)
{
	uint64_t highest = 1;

	if (counts->row_count == 0 || counts->column_count == 0)
		return;
	for (size_t i = 0; i < counts->row_count; i++)
		for (size_t j = 0; j < counts->column_count; j++)
			if (counts->cells[i][j].count > highest)
				highest = counts->cells[i][j].count;
	buf_adds(out, "<section id=\"regions\">\n<h2>Topics by region <span>records with both; "
	              "a number leads to the one to look at</span></h2>\n<div class=\"wide\"><table class=\"grid\">\n"
	              "<thead><tr><th scope=\"col\">Topic</th>");
	for (size_t j = 0; j < counts->column_count; j++) {
		buf_adds(out, "<th scope=\"col\" class=\"n\">");
		html_tag_link(out, counts, counts->columns[j]);
		buf_adds(out, "</th>");
	}
	buf_adds(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < counts->row_count; i++) {
		buf_adds(out, "<tr><th scope=\"row\">");
		html_tag_link(out, counts, counts->rows[i]);
		buf_adds(out, "</th>");
		for (size_t j = 0; j < counts->column_count; j++)
			add_cell(out, &counts->cells[i][j], highest);
		buf_adds(out, "</tr>\n");
	}
	buf_adds(out, "</tbody>\n</table></div>\n</section>\n");
}

/* The topic that a figure stands with most. */
static void
add_company(struct buf *out, const struct counts *counts, size_t figure)
{
	const struct cell *cells = counts->company[figure];
	size_t best = 0;

	for (size_t i = 1; i < counts->row_count; i++)
		if (cells[i].count > cells[best].count)
			best = i;
	buf_adds(out, "<td class=\"words\">");
	if (counts->row_count > 0 && cells[best].count > 0) {
		const struct tally_entry *entry = &counts->tags.entries[counts->rows[best]];

		buf_addf(out, "<a href=\"#r%llu\"><bdi>", (unsigned long long)cells[best].best);
		html_tag_name(out, entry->name, entry->len);
		buf_adds(out, "</bdi></a> ");
		html_number(out, cells[best].count);
	}
	buf_adds(out, "</td>");
}

static void
add_figures(struct buf *out, const struct counts *counts)
{
	uint64_t most = 1;

	if (counts->figure_count == 0)
		return;
	most = counts->tag[counts->figures[0]].mentions;
	buf_adds(out, "<section id=\"figures\">\n<h2>Named figures <span>by mentions</span></h2>\n"
	              "<div class=\"wide figure\"><table>\n<thead><tr><th scope=\"col\">Figure</th><td></td><th scope=\"col\" class=\"n\">mentions</th>"
	              "<th scope=\"col\" class=\"n\">records</th>");
	if (counts->compared)
		buf_adds(out, COMPARED);
	buf_adds(out, "<th scope=\"col\">most often with</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < counts->figure_count; i++) {
		const struct tag_counts *tag = &counts->tag[counts->figures[i]];

		buf_adds(out, "<tr><th scope=\"row\">");
		html_tag_link(out, counts, counts->figures[i]);
		buf_addf(out, "</th><td class=\"bars\"><svg viewBox=\"0 0 100 12\" preserveAspectRatio=\"none\" "
		              "aria-hidden=\"true\"><rect class=\"now\" y=\"2\" width=\"%.1f\" height=\"8\"/></svg></td>",
		         100.0 * (double)tag->mentions / (double)most);
		add_number_cell(out, tag->mentions);
		add_number_cell(out, tag->records);
		if (counts->compared) {
			add_number_cell(out, tag->latest);
			add_number_cell(out, tag->before);
			buf_adds(out, "<td>");
			add_change(out, tag->before, tag->latest);
			buf_adds(out, "</td>");
		}
		add_company(out, counts, i);
		buf_adds(out, "</tr>\n");
	}
	buf_adds(out, "</tbody>\n</table></div>\n</section>\n");
}

void
html_tables(struct buf *out, const struct counts *counts)
{
	add_topics(out, counts);
	add_regions(out, counts);
	add_figures(out, counts);
}
