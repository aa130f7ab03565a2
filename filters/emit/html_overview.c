/* What the page says before the records: what changed, and its charts and tables.
 * Charts are SVG of ours: their sizes are percentages across and pixels down, so that
 * they fit any width while their letters keep their size; fills differ by pattern
 * as well as by colour; and all they show stands in a table too. */
#include <stdlib.h>
#include <string.h>

#include "common/escape.h"
#include "filters/emit/html_parts.h"

#define SHOWN_TAGS 8    /* of a topic, before the fold */
#define FOLDED_TAGS 200 /* and behind it */
#define NAMED 5         /* tags in a line of what changed */
#define PLOT 120        /* height of the timeline's bars */
#define TOP 8           /* and what is above them, in pixels */
#define MINUS "\xE2\x88\x92"
#define DOT " \xC2\xB7 "

/* A tag's name as a link to the record to look at for it. */
static void
add_tag(struct buf *out, const struct counts *counts, uint32_t place)
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

/* How much a change stands out from what chance would make of such counts, whose
 * difference varies as the root of their sum: its square, with the sign of the change. */
static double
weight(const struct tag_counts *tag)
{
	double sum = (double)(tag->before + tag->latest);
	double change = (double)tag->latest - (double)tag->before;

	return sum > 0 ? change * (change < 0 ? -change : change) / sum : 0;
}

enum change { CHANGE_NEW, CHANGE_MORE, CHANGE_LESS, CHANGE_GONE };

static bool
is_change(const struct tag_counts *tag, enum change change)
{
	switch (change) {
	case CHANGE_NEW:
		return tag->before == 0 && tag->latest > 0;
	case CHANGE_GONE:
		return tag->before > 1 && tag->latest == 0;
	case CHANGE_MORE:
		return tag->before > 0 && tag->latest > tag->before + 1 && weight(tag) >= 1;
	case CHANGE_LESS:
		return tag->latest > 0 && tag->before > tag->latest + 1 && weight(tag) <= -1;
	}
	return false;
}

/* Threats first, then by how much it stands out; the order of counts settles the rest. */
static bool
goes_before(const struct tag_counts *a, const struct tag_counts *b)
{
	bool x = a->topic == TOPIC_THREAT, y = b->topic == TOPIC_THREAT;

	if (x != y)
		return x;
	return weight(a) * weight(a) > weight(b) * weight(b);
}

/* A line that names the tags of which there is such a change. */
static void
add_change_line(struct buf *out, const struct counts *counts, enum change change, const char *heading)
{
	uint32_t named[NAMED];
	size_t count = 0, all = 0;

	for (size_t i = 0; i < counts->tags.count; i++) {
		const struct tag_counts *tag = &counts->tag[counts->order[i]];
		size_t at = count;

		if (!is_change(tag, change))
			continue;
		all++;
		while (at > 0 && goes_before(tag, &counts->tag[named[at - 1]]))
			at--;
		if (at == NAMED)
			continue;
		count += count < NAMED;
		memmove(named + at + 1, named + at, (count - at - 1) * sizeof(*named));
		named[at] = counts->order[i];
	}
	if (count == 0)
		return;
	buf_addf(out, "<li><b>%s</b> ", heading);
	for (size_t i = 0; i < count; i++) {
		const struct tag_counts *tag = &counts->tag[named[i]];

		buf_adds(out, i > 0 ? ", " : "");
		add_tag(out, counts, named[i]);
		buf_adds(out, " <span>");
		html_number(out, tag->latest);
		if (change != CHANGE_NEW) {
			buf_adds(out, " against ");
			html_number(out, tag->before);
		}
		buf_adds(out, "</span>");
	}
	if (all > count) {
		buf_adds(out, " and ");
		html_counted(out, all - count, "other");
	}
	buf_adds(out, "</li>\n");
}

static void
add_volume(struct buf *out, const struct counts *counts)
{
	uint64_t severe = counts->ranks_latest[RANK_CRITICAL] + counts->ranks_latest[RANK_HIGH];
	uint64_t severe_before = counts->ranks_before[RANK_CRITICAL] + counts->ranks_before[RANK_HIGH];

	buf_adds(out, "<li><b>Records</b> ");
	html_number(out, counts->latest);
	buf_adds(out, " against ");
	html_number(out, counts->before);
	if (counts->before > 0 && counts->before != counts->latest) {
		bool up = counts->latest > counts->before;
		uint64_t by = up ? counts->latest - counts->before : counts->before - counts->latest;

		buf_adds(out, up ? " <span>+" : " <span>" MINUS);
		html_number(out, (by * 100 + counts->before / 2) / counts->before);
		buf_adds(out, "\xC2\xA0%</span>");
	}
	buf_adds(out, "</li>\n");
	if (severe + severe_before == 0)
		return;
	buf_adds(out, "<li><b>Critical or high</b> ");
	html_number(out, severe);
	buf_adds(out, " against ");
	html_number(out, severe_before);
	buf_adds(out, "</li>\n");
}

/* The rest of the ranks as tiles: how many of each severity. */
static void
add_tiles(struct buf *out, const struct counts *counts)
{
	bool any = false;

	for (size_t rank = RANK_COUNT; rank-- > RANK_LOW;) {
		if (counts->ranks[rank] == 0)
			continue;
		buf_adds(out, any ? "" : "<ul class=\"tiles\">\n");
		any = true;
		buf_addf(out, "<li class=\"%s\"><b>", html_ranks[rank].class);
		html_number(out, counts->ranks[rank]);
		buf_addf(out, "</b> %s", html_ranks[rank].class);
		if (counts->compared) {
			buf_adds(out, " <span>");
			html_number(out, counts->ranks_latest[rank]);
			buf_adds(out, " latest, ");
			html_number(out, counts->ranks_before[rank]);
			buf_adds(out, " before</span>");
		}
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, any ? "</ul>\n" : "");
}

void
html_changes(struct buf *out, const struct counts *counts)
{
	if (!counts->compared) {
		buf_adds(out, counts->from == counts->to ? "<p>No record is dated, so nothing can be compared.</p>\n"
		              : "<p>All dated records are of one hour, so nothing is compared.</p>\n");
		add_tiles(out, counts);
		return;
	}
	buf_adds(out, "<p>Compared are the two halves of the time covered: <b>latest</b>, ");
	html_period(out, counts->middle, counts->end);
	buf_adds(out, ", with the equal time <b>before</b>, ");
	html_period(out, counts->start, counts->middle);
	buf_adds(out, ".");
	if (counts->stray + counts->undated > 0) {
		buf_adds(out, " Left out: ");
		if (counts->stray > 0) {
			html_counted(out, counts->stray, "record");
			buf_adds(out, " dated far outside");
		}
		buf_adds(out, counts->stray > 0 && counts->undated > 0 ? ", " : "");
		if (counts->undated > 0) {
			html_number(out, counts->undated);
			buf_adds(out, " undated");
		}
		buf_adds(out, ".");
	}
	buf_adds(out, "</p>\n");
	add_tiles(out, counts);
	buf_adds(out, "<ul class=\"changes\">\n");
	add_volume(out, counts);
	add_change_line(out, counts, CHANGE_NEW, "New");
	add_change_line(out, counts, CHANGE_MORE, "More of");
	add_change_line(out, counts, CHANGE_LESS, "Less of");
	add_change_line(out, counts, CHANGE_GONE, "No longer seen");
	buf_adds(out, "</ul>\n");
}

/* The ranks a bar is made of, from below: one fill each. */
static const struct {
	enum rank from, to;
	const char *class, *name;
} layers[] = {
	{RANK_HIGH, RANK_CRITICAL, "severe", "critical or high"},
	{RANK_LOW, RANK_MEDIUM, "mild", "medium or low"},
	{RANK_NONE, RANK_TOPIC, "rest", "no severity"},
};

#define LAYERS (sizeof(layers) / sizeof(*layers))

static uint64_t
layer_count(const struct bar *bar, size_t layer)
{
	uint64_t count = 0;

	for (size_t rank = layers[layer].from; rank <= layers[layer].to; rank++)
		count += bar->ranks[rank];
	return count;
}

static uint64_t
bar_total(const struct bar *bar)
{
	return layer_count(bar, 0) + layer_count(bar, 1) + layer_count(bar, 2);
}

/* The end of the scale: one digit, even or 1, and noughts; not below n. */
static uint64_t
scale_for(uint64_t n)
{
	static const uint64_t steps[] = {1, 2, 4, 6, 8, 10};
	uint64_t ten = 1;

	while (ten * 10 < n)
		ten *= 10;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		if (steps[i] * ten >= n)
			return steps[i] * ten;
	return n;
}

/* When a bar begins, as its unit asks. */
static void
add_bar_name(struct buf *out, const struct counts *counts, size_t i)
{
	int64_t start = counts->bars[i].start, end = counts->bars[i + 1].start;

	if (end - start == 86400)
		html_day(out, start);
	else
		html_period(out, start, end);
}

static void
add_bar(struct buf *out, const struct counts *counts, size_t i, uint64_t scale)
{
	const struct bar *bar = &counts->bars[i];
	double width = 100.0 / (double)counts->bar_count;
	double y = TOP + PLOT;

	if (bar_total(bar) == 0)
		return;
	buf_adds(out, "<g><title>");
	add_bar_name(out, counts, i);
	buf_adds(out, ": ");
	html_counted(out, bar_total(bar), "record");
	buf_adds(out, "</title>");
	for (size_t layer = 0; layer < LAYERS; layer++) {
		double height = (double)layer_count(bar, layer) * PLOT / (double)scale;

		if (height <= 0)
			continue;
		y -= height;
		buf_addf(out, "<rect class=\"%s\" x=\"%.2f%%\" y=\"%.1f\" width=\"%.2f%%\" height=\"%.1f\"/>",
		         layers[layer].class, width * ((double)i + 0.1), y, width * 0.8, height);
	}
	buf_adds(out, "</g>\n");
}

/* Where a time lies on the chart, in percent across: between the bars' beginnings. */
static double
across(const struct counts *counts, int64_t time)
{
	for (size_t i = 0; i < counts->bar_count; i++) {
		int64_t start = counts->bars[i].start, end = counts->bars[i + 1].start;

		if (time >= start && time < end)
			return 100.0 * ((double)i + (double)(time - start) / (double)(end - start))
			       / (double)counts->bar_count;
	}
	return 100;
}

static void
add_chart(struct buf *out, const struct counts *counts, uint64_t scale)
{
	buf_addf(out, "<svg class=\"chart\" width=\"100%%\" height=\"%d\" role=\"img\" "
	         "aria-labelledby=\"timeline-title timeline-text\">\n<title id=\"timeline-title\">Records by %s</title>\n"
	         "<desc id=\"timeline-text\">The table behind this chart has its numbers.</desc>\n"
	         "<defs><pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
	         "patternTransform=\"rotate(45)\"><rect class=\"ground\" width=\"5\" height=\"5\"/>"
	         "<rect class=\"stripe\" width=\"2\" height=\"5\"/></pattern></defs>\n",
	         TOP + PLOT + 4, counts->bar_unit);
	for (int half = 0; half <= 2; half++) {
		int y = TOP + PLOT - PLOT * half / 2;

		if (half == 1 && scale % 2 != 0)
			continue;
		buf_addf(out, "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>\n", y, y);
	}
	if (counts->compared)
		buf_addf(out, "<line class=\"split\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"%d\"/>\n",
		         across(counts, counts->middle), across(counts, counts->middle), TOP + PLOT);
	for (size_t i = 0; i < counts->bar_count; i++)
		add_bar(out, counts, i, scale);
	buf_adds(out, "</svg>\n");
}

static void
add_bar_table(struct buf *out, const struct counts *counts)
{
	buf_adds(out, "<details><summary>The numbers</summary>\n<div class=\"wide\"><table>\n<thead><tr><th>Time</th>");
	for (size_t layer = 0; layer < LAYERS; layer++)
		buf_addf(out, "<th class=\"n\">%s</th>", layers[layer].name);
	buf_adds(out, "<th class=\"n\">all</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < counts->bar_count; i++) {
		if (bar_total(&counts->bars[i]) == 0)
			continue;
		buf_adds(out, "<tr><th>");
		add_bar_name(out, counts, i);
		buf_adds(out, "</th>");
		for (size_t layer = 0; layer < LAYERS; layer++) {
			buf_adds(out, "<td>");
			html_number(out, layer_count(&counts->bars[i], layer));
			buf_adds(out, "</td>");
		}
		buf_adds(out, "<td>");
		html_number(out, bar_total(&counts->bars[i]));
		buf_adds(out, "</td></tr>\n");
	}
	buf_adds(out, "</tbody>\n</table></div>\n</details>\n");
}

void
html_timeline(struct buf *out, const struct counts *counts)
{
	uint64_t highest = 1, scale;

	if (counts->bar_count == 0)
		return;
	for (size_t i = 0; i < counts->bar_count; i++)
		if (bar_total(&counts->bars[i]) > highest)
			highest = bar_total(&counts->bars[i]);
	scale = scale_for(highest);
	buf_addf(out, "<section id=\"timeline\">\n<h2>Timeline <span>records by %s; lines at ", counts->bar_unit);
	if (scale % 2 == 0) {
		html_number(out, scale / 2);
		buf_adds(out, " and ");
	}
	html_number(out, scale);
	buf_adds(out, "</span></h2>\n");
	add_chart(out, counts, scale);
	buf_adds(out, "<p class=\"axis\"><span>");
	html_day(out, counts->bars[0].start);
	buf_adds(out, "</span>");
	if (counts->compared) {
		buf_adds(out, "<span>\xE2\x97\x82 before ");
		buf_adds(out, "\xE2\x94\x86 latest \xE2\x96\xB8</span>");
	}
	buf_adds(out, "<span>");
	html_day(out, counts->bars[counts->bar_count].start - 1);
	buf_adds(out, "</span></p>\n<p class=\"key\">");
	for (size_t layer = 0; layer < LAYERS; layer++)
		buf_addf(out, "<span><svg width=\"14\" height=\"14\" aria-hidden=\"true\"><rect class=\"%s\" x=\"1\" y=\"1\" "
		              "width=\"12\" height=\"12\"/></svg> %s</span>", layers[layer].class, layers[layer].name);
	buf_adds(out, "</p>\n");
	add_bar_table(out, counts);
	buf_adds(out, "</section>\n");
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

	buf_adds(out, "<tr><th>");
	add_tag(out, counts, place);
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
	buf_addf(out, "<table>\n<thead><tr><th>%s</th><td></td>", first);
	if (counts->compared)
		buf_adds(out, "<th class=\"n\">latest</th><th class=\"n\">before</th><th class=\"n\">change</th>");
	buf_adds(out, "<th class=\"n\">all</th></tr></thead>\n<tbody>\n");
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
	              "<thead><tr><th>Topic</th>");
	for (size_t j = 0; j < counts->column_count; j++) {
		buf_adds(out, "<th class=\"n\">");
		add_tag(out, counts, counts->columns[j]);
		buf_adds(out, "</th>");
	}
	buf_adds(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < counts->row_count; i++) {
		buf_adds(out, "<tr><th>");
		add_tag(out, counts, counts->rows[i]);
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
	              "<div class=\"wide figure\"><table>\n<thead><tr><th>Figure</th><td></td><th class=\"n\">mentions</th>"
	              "<th class=\"n\">records</th>");
	if (counts->compared)
		buf_adds(out, "<th class=\"n\">latest</th><th class=\"n\">before</th><th class=\"n\">change</th>");
	buf_adds(out, "<th>most often with</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < counts->figure_count; i++) {
		const struct tag_counts *tag = &counts->tag[counts->figures[i]];

		buf_adds(out, "<tr><th>");
		add_tag(out, counts, counts->figures[i]);
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
