/* What the page says before the records: what changed, and its timeline.
 * Charts are SVG of ours: their sizes are percentages across and pixels down, so that
 * they fit any width while their letters keep their size; fills differ by pattern
 * as well as by colour; and all they show stands in a table too. */
#include <stdlib.h>
#include <string.h>

#include "common/escape.h"
#include "filters/emit/html_parts.h"

#define NAMED 5         /* tags in a line of what changed */
#define PLOT 120        /* height of the timeline's bars */
#define TOP 8           /* and what is above them, in pixels */
#define MINUS "\xE2\x88\x92"
#define DOT " \xC2\xB7 "

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
		html_tag_link(out, counts, named[i]);
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
	bool up = counts->latest > counts->before;
	uint64_t by = up ? counts->latest - counts->before : counts->before - counts->latest;
	uint64_t percent = counts->before > 0 ? (by * 100 + counts->before / 2) / counts->before : 0;

	buf_adds(out, "<li><b>Records</b> ");
	html_number(out, counts->latest);
	buf_adds(out, " against ");
	html_number(out, counts->before);
	if (percent > 0) {
		buf_adds(out, up ? " <span>+" : " <span>" MINUS);
		html_number(out, percent);
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

/* What stands in neither period. */
static void
add_left_out(struct buf *out, const struct counts *counts)
{
	const struct {
		uint64_t count;
		const char *what;
	} all[] = {
		{counts->earlier, " of the time before that"},
		{counts->stray, " dated far outside"},
		{counts->undated, " undated"},
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (all[i].count == 0)
			continue;
		buf_adds(out, any ? ", " : " Left out: ");
		html_number(out, all[i].count);
		buf_adds(out, all[i].what);
		any = true;
	}
	buf_adds(out, any ? "." : "");
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
	buf_adds(out, "<p>Compared are the <b>latest</b> half of the time covered, ");
	html_period(out, counts->middle, counts->end);
	buf_adds(out, ", and the equal time <b>before</b>, ");
	html_period(out, counts->start, counts->middle);
	buf_adds(out, ".");
	add_left_out(out, counts);
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

/* What the chart shows, in words. */
static void
add_description(struct buf *out, const struct counts *counts)
{
	size_t most = 0;

	for (size_t i = 1; i < counts->bar_count; i++)
		if (bar_total(&counts->bars[i]) > bar_total(&counts->bars[most]))
			most = i;
	buf_adds(out, "The most are of ");
	add_bar_name(out, counts, most);
	buf_adds(out, ": ");
	html_counted(out, bar_total(&counts->bars[most]), "record");
	buf_adds(out, ", ");
	html_number(out, layer_count(&counts->bars[most], 0));
	buf_adds(out, " of them critical or high. The table behind the chart has all numbers.");
}

static void
add_chart(struct buf *out, const struct counts *counts, uint64_t scale)
{
	buf_addf(out, "<svg class=\"chart\" width=\"100%%\" height=\"%d\" role=\"img\" "
	         "aria-labelledby=\"timeline-title timeline-text\">\n<title id=\"timeline-title\">Records by %s</title>\n"
	         "<desc id=\"timeline-text\">", TOP + PLOT + 4, counts->bar_unit);
	add_description(out, counts);
	buf_adds(out, "</desc>\n<defs><pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
	         "patternTransform=\"rotate(45)\"><rect class=\"ground\" width=\"5\" height=\"5\"/>"
	         "<rect class=\"stripe\" width=\"2\" height=\"5\"/></pattern></defs>\n");
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
	buf_adds(out, "<details><summary>The numbers</summary>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Time</th>");
	for (size_t layer = 0; layer < LAYERS; layer++)
		buf_addf(out, "<th scope=\"col\" class=\"n\">%s</th>", layers[layer].name);
	buf_adds(out, "<th scope=\"col\" class=\"n\">all</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < counts->bar_count; i++) {
		if (bar_total(&counts->bars[i]) == 0)
			continue;
		buf_adds(out, "<tr><th scope=\"row\">");
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
