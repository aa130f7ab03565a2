/* The page: one file without script, fonts or pictures from elsewhere. Articles
 * are spooled while they are counted; then come head, counts, and the articles,
 * newest first. 24 bytes a record stay in memory, and the counts. */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/hash.h"
#include "common/xalloc.h"
#include "common/escape.h"
#include "filters/emit/format.h"
#include "filters/emit/html_parts.h"
#include "filters/emit/spool.h"
#include "filters/emit/tally.h"

#define SHOWN_TAGS 8    /* of a topic, before the fold */
#define FOLDED_TAGS 200 /* and behind it */
#define UNDATED INT64_MIN
#define DAY 86400

struct article {
	int64_t date; /* or UNDATED */
	uint64_t offset;
	size_t len;
};

struct html_state {
	struct view view;
	struct spool spool;
	struct article *articles;
	size_t count, cap;
	struct tally tags, topics, sources;
	uint64_t tagged;
	int64_t oldest, newest; /* UNDATED until a date is seen */
};

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
                                     "August", "September", "October", "November", "December"};
static const char *const weekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
                                       "Friday", "Saturday"};

static void
html_begin(struct emitter *emitter)
{
	struct html_state *state = xcalloc(1, sizeof(*state));

	spool_init(&state->spool);
	state->oldest = state->newest = UNDATED;
	emitter->state = state;
}

static void
count_record(struct html_state *state)
{
	const struct view *view = &state->view;

	for (size_t i = 0; i < view->tag_count; i++) {
		const char *tag = view_slice(view, view->tags[i]);
		const struct topic *topic = &html_topics[html_topic_of(tag, view->tags[i].len)];

		tally_add(&state->tags, tag, view->tags[i].len, state->count);
		tally_add(&state->topics, topic->name, strlen(topic->name), state->count);
	}
	state->tagged += view->tag_count > 0;
	if (view->source.len > 0)
		tally_add(&state->sources, view->source.data, view->source.len, state->count);
	if (!view->dated)
		return;
	if (state->newest == UNDATED || view->date > state->newest)
		state->newest = view->date;
	if (state->oldest == UNDATED || view->date < state->oldest)
		state->oldest = view->date;
}

static enum verdict
html_add(struct emitter *emitter, const struct record *rec)
{
	struct html_state *state = emitter->state;
	struct article *article;

	view_read(&state->view, rec);
	state->articles = xgrow(state->articles, &state->cap, state->count + 1, sizeof(*article));
	article = &state->articles[state->count++];
	buf_clear(&emitter->buf);
	html_record(&emitter->buf, &state->view, state->count);
	article->date = state->view.dated ? state->view.date : UNDATED;
	article->len = emitter->buf.len;
	article->offset = spool_add(&state->spool, emitter->buf.data, emitter->buf.len);
	count_record(state);
	return TAKEN;
}

/* Newest first, then as they came; the undated at the end. */
static int
compare_articles(const void *a, const void *b)
{
	const struct article *x = a, *y = b;

	if (x->date != y->date)
		return x->date > y->date ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Days since the epoch, rounded down. */
static int64_t
day_of(int64_t seconds)
{
	return (seconds - (seconds % DAY + DAY) % DAY) / DAY;
}

static void
add_day(struct buf *out, int64_t seconds)
{
	int year, month, day;

	date_civil(day_of(seconds), &year, &month, &day);
	buf_addf(out, "%d %s %d", day, months[month - 1], year);
}

/* A hash as a Content-Security-Policy wants it. */
static void
add_sha256_base64(struct buf *out, const char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	static const char hexadecimal[] = "0123456789abcdef";
	char hex[65];
	unsigned value = 0;
	int bits = 0;

	hash_sha256_hex(text, strlen(text), hex);
	for (int i = 0; i < 64; i++) {
		value = value << 4 | (unsigned)(strchr(hexadecimal, hex[i]) - hexadecimal);
		bits += 4;
		if (bits >= 6) {
			bits -= 6;
			buf_addc(out, digits[value >> bits & 63]);
		}
	}
	/* 256 bits are 42 digits and 4 bits more. */
	buf_addc(out, digits[value << 2 & 63]);
	buf_addc(out, '=');
}

static void
add_head(struct buf *out, const char *title)
{
	buf_adds(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	              "style-src 'sha256-");
	add_sha256_base64(out, html_style);
	buf_adds(out, "'; base-uri 'none'; form-action 'none'\">\n"
	              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	              "<meta name=\"referrer\" content=\"no-referrer\">\n"
	              "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	escape_html(out, title, strlen(title));
	buf_adds(out, "</title>\n<style>");
	buf_adds(out, html_style);
	buf_adds(out, "</style>\n</head>\n<body>\n");
}

static void
add_counted(struct buf *out, uint64_t number, const char *one, const char *many)
{
	html_number(out, number);
	buf_addf(out, " %s", number == 1 ? one : many);
}

static void
add_header(struct buf *out, const struct html_state *state, const char *title)
{
	buf_adds(out, "<header>\n<h1 dir=\"auto\">");
	escape_html(out, title, strlen(title));
	buf_adds(out, "</h1>\n<p>");
	add_counted(out, state->count, "record", "records");
	if (state->newest != UNDATED) {
		buf_adds(out, " \xC2\xB7 ");
		if (day_of(state->oldest) != day_of(state->newest)) {
			add_day(out, state->oldest);
			buf_adds(out, " \xE2\x80\x93 ");
		}
		add_day(out, state->newest);
	}
	if (state->sources.count > 0) {
		buf_adds(out, " \xC2\xB7 ");
		add_counted(out, state->sources.count, "source", "sources");
	}
	buf_adds(out, " \xC2\xB7 ");
	html_number(out, state->tagged);
	buf_adds(out, " with a topic</p>\n</header>\n");
}

/* A tag with its count and a bar, to the scale of the most frequent tag. */
static void
add_count(struct buf *out, const struct tally_entry *entry, uint64_t highest)
{
	buf_adds(out, "<li title=\"");
	escape_html(out, entry->name, entry->len);
	buf_adds(out, "\"><bdi>");
	html_tag_name(out, entry->name, entry->len);
	buf_adds(out, "</bdi> <b>");
	html_number(out, entry->count);
	buf_addf(out, "</b><svg viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
	              "<rect width=\"%u\" height=\"4\"/></svg></li>\n",
	         (unsigned)(1 + 99 * entry->count / highest));
}

static void
add_topic(struct buf *out, const struct html_state *state, size_t topic, uint64_t records)
{
	const struct tally *tags = &state->tags;
	size_t shown = 0, more = 0;

	buf_addf(out, "<section class=\"%s\">\n<h2>%s <span>", html_topics[topic].name,
	         html_topics[topic].heading);
	add_counted(out, records, "record", "records");
	buf_adds(out, "</span></h2>\n<ul>\n");
	for (size_t i = 0; i < tags->count; i++) {
		const struct tally_entry *entry = &tags->entries[i];

		if (html_topic_of(entry->name, entry->len) != topic)
			continue;
		if (shown == SHOWN_TAGS)
			buf_adds(out, "</ul>\n<details><summary>More</summary>\n<ul>\n");
		if (shown++ < SHOWN_TAGS + FOLDED_TAGS)
			add_count(out, entry, tags->entries[0].count);
		else
			more++;
	}
	buf_adds(out, "</ul>\n");
	if (more > 0)
		buf_addf(out, "<p>and %zu others</p>\n", more);
	buf_adds(out, shown > SHOWN_TAGS ? "</details>\n</section>\n" : "</section>\n");
}

static void
add_topics(struct buf *out, const struct html_state *state)
{
	if (state->topics.count == 0)
		return;
	buf_adds(out, "<nav aria-label=\"Topics\">\n");
	for (size_t topic = 0; topic < TOPIC_COUNT; topic++)
		for (size_t i = 0; i < state->topics.count; i++)
			if (strcmp(state->topics.entries[i].name, html_topics[topic].name) == 0)
				add_topic(out, state, topic, state->topics.entries[i].count);
	buf_adds(out, "</nav>\n");
}

/* How many articles from `first` on are of the same day; UNDATED is one too. */
static size_t
day_length(const struct html_state *state, size_t first)
{
	int64_t date = state->articles[first].date;
	size_t end = first;

	while (end < state->count
	       && (state->articles[end].date == UNDATED) == (date == UNDATED)
	       && (date == UNDATED || day_of(state->articles[end].date) == day_of(date)))
		end++;
	return end - first;
}

static void
add_day_heading(struct buf *out, int64_t date, size_t count)
{
	buf_adds(out, "<h2>");
	if (date == UNDATED) {
		buf_adds(out, "Undated");
	} else {
		/* The epoch was a Thursday. */
		buf_addf(out, "%s, ", weekdays[((day_of(date) + 4) % 7 + 7) % 7]);
		add_day(out, date);
	}
	buf_adds(out, " <span>");
	add_counted(out, count, "record", "records");
	buf_adds(out, "</span></h2>\n");
}

static void
flush(struct emitter *emitter)
{
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
	output_pump(emitter->out);
	buf_clear(&emitter->buf);
}

static void
write_articles(struct emitter *emitter, struct html_state *state)
{
	struct buf *out = &emitter->buf;

	buf_adds(out, "<main>\n");
	if (state->count == 0)
		buf_adds(out, "<p class=\"none\">No records.</p>\n");
	for (size_t i = 0; i < state->count;) {
		size_t end = i + day_length(state, i);

		buf_adds(out, "<section>\n");
		add_day_heading(out, state->articles[i].date, end - i);
		for (; i < end; i++) {
			spool_read(&state->spool, state->articles[i].offset, state->articles[i].len, out);
			flush(emitter);
		}
		buf_adds(out, "</section>\n");
	}
	buf_adds(out, "</main>\n");
}

static void
html_end(struct emitter *emitter)
{
	struct html_state *state = emitter->state;
	struct buf *out = &emitter->buf;

	if (state->count > 1)
		qsort(state->articles, state->count, sizeof(*state->articles), compare_articles);
	tally_sort(&state->tags);
	buf_clear(out);
	add_head(out, emitter->options.title);
	add_header(out, state, emitter->options.title);
	buf_adds(out, "<div class=\"page\">\n");
	add_topics(out, state);
	write_articles(emitter, state);
	buf_adds(out, "</div>\n<footer><p>Dates and times are UTC. What is marked is why a record has its "
	              "topics; rules find words, people judge them.</p></footer>\n</body>\n</html>\n");
	flush(emitter);

	view_free(&state->view);
	spool_free(&state->spool);
	tally_free(&state->tags);
	tally_free(&state->topics);
	tally_free(&state->sources);
	free(state->articles);
	free(state);
}

const struct format format_html = {"html", html_begin, html_add, html_end};
