/* The page: one file without script, fonts or pictures from elsewhere. Records are
 * spooled in the parts they are shown by while they are counted; then come head,
 * counts, and the records, copies under their firsts, by severity and time. In
 * memory stay 70 bytes a record, and the counts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/hash.h"
#include "common/xalloc.h"
#include "common/escape.h"
#include "filters/emit/format.h"
#include "filters/emit/html_list.h"
#include "filters/emit/html_parts.h"
#include "filters/emit/spool.h"

#define OPEN 40    /* records whose text is not folded */
#define LEADERS 5  /* records named at the top */
#define REPEATED 3 /* and of those that came often, */
#define OFTEN 3    /* so many times */
#define LINKED 12  /* sections that the contents name */

/* What a record's piece in the spool begins with: the lengths of its parts. */
struct piece {
	int64_t first; /* when the first of its group was published; COUNTS_UNDATED if not known */
	uint32_t leader, head, excerpt, body, copy;
};

struct html_state {
	struct view view;
	struct facts facts;
	struct quotes quotes;
	struct counts counts;
	struct spool spool;
	struct list list;
	struct buf piece;
};

static void
html_begin(struct emitter *emitter)
{
	struct html_state *state = xcalloc(1, sizeof(*state));

	spool_init(&state->spool);
	counts_init(&state->counts);
	state->list.as_they_came = emitter->options.sorted;
	emitter->state = state;
}

/* Writes all parts of the record to out, the lengths of them first. */
static void
add_piece(struct buf *out, struct html_state *state, uint64_t number)
{
	struct piece piece = {.first = state->facts.has_first ? state->facts.first : COUNTS_UNDATED};
	size_t start = out->len, at;

	buf_add(out, &piece, sizeof(piece));
	at = out->len;
	html_leader(out, &state->view, &state->facts, number);
	piece.leader = (uint32_t)(out->len - at);
	at = out->len;
	html_head(out, &state->view, &state->facts, number);
	piece.head = (uint32_t)(out->len - at);
	at = out->len;
	if (state->view.text.len > 0)
		html_excerpt(out, &state->view);
	piece.excerpt = (uint32_t)(out->len - at);
	at = out->len;
	html_body(out, &state->view, &state->quotes);
	piece.body = (uint32_t)(out->len - at);
	at = out->len;
	if (state->facts.copy)
		html_copy(out, &state->view, &state->facts, number);
	piece.copy = (uint32_t)(out->len - at);
	memcpy(out->data + start, &piece, sizeof(piece));
}

/* What the record and its copies have in common: the id of the first of them. */
static uint64_t
key_of(const struct html_state *state)
{
	const struct buf *id = state->facts.copy ? &state->view.duplicate_of : &state->view.id;

	if (id->len > 0)
		return hash_seeded(id->data, id->len);
	return hash_seeded(&state->list.count, sizeof(state->list.count));
}

static enum verdict
html_add(struct emitter *emitter, const struct record *rec)
{
	struct html_state *state = emitter->state;

	view_read(&state->view, rec);
	facts_read(&state->facts, rec, &state->view);
	counts_add(&state->counts, &state->view, &state->facts);
	buf_clear(&emitter->buf);
	add_piece(&emitter->buf, state, state->list.count + 1);
	list_add(&state->list, (struct article){
		.date = state->view.dated ? state->view.date : COUNTS_UNDATED,
		.offset = spool_add(&state->spool, emitter->buf.data, emitter->buf.len),
		.key = key_of(state),
		.len = (uint32_t)emitter->buf.len,
		.seen = (uint32_t)state->facts.seen,
		.copy = state->facts.copy && state->view.duplicate_of.len > 0,
		.rank = (unsigned)state->facts.rank,
		.own = (unsigned)state->facts.rank,
	});
	return TAKEN;
}

static void
html_part(struct emitter *emitter, const char *name, size_t n)
{
	struct html_state *state = emitter->state;

	list_begin_part(&state->list, name, n);
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
add_header(struct buf *out, const struct html_state *state, const char *title)
{
	const struct counts *counts = &state->counts;

	buf_adds(out, "<header>\n<h1 dir=\"auto\">");
	escape_html(out, title, strlen(title));
	buf_adds(out, "</h1>\n<p>");
	if (counts->from < counts->to) {
		html_days(out, counts->from, counts->to - 1);
		buf_adds(out, " \xC2\xB7 ");
	}
	html_counted(out, counts->records, "record");
	if (counts->sources.count > 0) {
		buf_adds(out, " from ");
		html_counted(out, counts->sources.count, "source");
	}
	buf_adds(out, " \xC2\xB7 ");
	html_number(out, counts->tagged);
	buf_adds(out, " with a topic");
	if (counts->copies > 0) {
		buf_adds(out, " \xC2\xB7 ");
		html_number(out, counts->copies);
		buf_adds(out, counts->copies == 1 ? " copy" : " copies");
	}
	buf_adds(out, "</p>\n</header>\n");
}

/* Reads the piece of an article and gives its parts' lengths; the parts follow. */
static struct piece
read_piece(struct html_state *state, const struct article *article)
{
	struct piece piece;

	buf_clear(&state->piece);
	spool_read(&state->spool, article->offset, article->len, &state->piece);
	memcpy(&piece, state->piece.data, sizeof(piece));
	return piece;
}

static void
flush(struct emitter *emitter)
{
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
	output_pump(emitter->out);
	buf_clear(&emitter->buf);
}

static void
add_leader(struct buf *out, struct html_state *state, const struct group *group)
{
	struct piece piece = read_piece(state, &state->list.articles[group->first]);
	uint64_t seen = list_seen(&state->list, group);

	buf_adds(out, "<li>");
	buf_add(out, state->piece.data + sizeof(piece), piece.leader);
	if (seen > 1) {
		buf_adds(out, " <span class=\"seen\">\xC2\xB7 seen ");
		html_counted(out, seen, "time");
		buf_adds(out, "</span>");
	}
	buf_adds(out, "</li>\n");
}

/* The records to read first, and those that came most often, if any came often. */
static void
add_leaders(struct buf *out, struct html_state *state)
{
	const struct group *groups[LIST_TOP];
	size_t count = list_severest(&state->list, groups, LEADERS);

	if (count > 0)
		buf_adds(out, "<h3>Read first <span>the most severe, then the newest</span></h3>\n"
		              "<ol class=\"leaders\">\n");
	for (size_t i = 0; i < count; i++)
		add_leader(out, state, groups[i]);
	buf_adds(out, count > 0 ? "</ol>\n" : "");

	count = list_repeated(&state->list, groups, REPEATED, OFTEN);
	buf_adds(out, count > 0 ? "<h3>Most repeated</h3>\n<ol class=\"leaders\">\n" : "");
	for (size_t i = 0; i < count; i++)
		add_leader(out, state, groups[i]);
	buf_adds(out, count > 0 ? "</ol>\n" : "");
}

static bool
read_day(const struct part *part, int64_t *date)
{
	char moment[21];

	if (part->len != 10)
		return false;
	snprintf(moment, sizeof(moment), "%.10sT00:00:00Z", part->name);
	return date_parse_rfc3339(moment, 20, date);
}

/* The heading of the section that begins with group i. */
static void
add_section_name(struct buf *out, const struct html_state *state, const char *grouped, size_t i)
{
	const struct list *list = &state->list;
	const struct article *first = &list->articles[list->groups[i].first];
	const struct part *part = first->part > 0 ? &list->parts[first->part - 1] : NULL;
	int64_t date;

	if (!part)
		buf_adds(out, list->as_they_came ? "Records" : html_ranks[first->rank].heading);
	else if (strcmp(grouped, "topic") == 0)
		html_topic_heading(out, part->name, part->len);
	else if (strcmp(grouped, "day") == 0 && read_day(part, &date))
		html_day(out, date);
	else
		html_bdi(out, part->name, part->len);
}

static void
add_section_id(struct buf *out, const struct html_state *state, size_t i)
{
	const struct list *list = &state->list;
	const struct article *first = &list->articles[list->groups[i].first];

	if (first->part > 0)
		buf_addf(out, "g%u", (unsigned)first->part);
	else
		buf_adds(out, list->as_they_came ? "records" : html_ranks[first->rank].class);
}

/* What leads to the sections of the records. */
static void
add_section_links(struct buf *out, const struct html_state *state, const char *grouped)
{
	size_t n = 0, end;

	for (size_t i = 0; i < state->list.group_count; i = end) {
		end = list_section(&state->list, i);
		if (n++ == LINKED)
			return;
		buf_adds(out, "<a href=\"#");
		add_section_id(out, state, i);
		buf_adds(out, "\">");
		if (n == LINKED && end < state->list.group_count) {
			buf_adds(out, "More</a>\n");
			return;
		}
		add_section_name(out, state, grouped, i);
		buf_adds(out, " <b>");
		html_number(out, end - i);
		buf_adds(out, "</b></a>\n");
	}
}

/* What leads to the parts of the page. */
static void
add_contents(struct buf *out, const struct html_state *state, const char *grouped)
{
	const struct counts *counts = &state->counts;

	buf_adds(out, "<nav aria-label=\"Contents\">\n<a href=\"#changes\">What changed</a>\n");
	if (counts->bar_count > 0)
		buf_adds(out, "<a href=\"#timeline\">Timeline</a>\n");
	if (counts->tags.count > 0)
		buf_adds(out, "<a href=\"#topics\">Topics</a>\n");
	if (counts->row_count > 0 && counts->column_count > 0)
		buf_adds(out, "<a href=\"#regions\">By region</a>\n");
	if (counts->figure_count > 0)
		buf_adds(out, "<a href=\"#figures\">Figures</a>\n");
	add_section_links(out, state, grouped);
	buf_adds(out, "</nav>\n");
}

/* How often the group was seen, since when, and what its first does not show. */
static void
add_seen(struct buf *out, const struct article *first, size_t count, int64_t since, uint64_t seen)
{
	buf_adds(out, "<summary>Seen ");
	html_counted(out, seen, "time");
	if (since != COUNTS_UNDATED) {
		buf_adds(out, " since ");
		html_day(out, since);
	}
	if (count != seen) {
		buf_adds(out, ", ");
		html_number(out, count);
		buf_adds(out, " of them here");
	}
	if (first->rank > first->own)
		buf_addf(out, "; a copy is rated %s", html_ranks[first->rank].class);
	buf_adds(out, "</summary>\n");
}

/* The copies under their first; since: when it was first seen. */
static void
write_copies(struct emitter *emitter, struct html_state *state, const struct group *group,
             int64_t since)
{
	struct buf *out = &emitter->buf;
	const struct article *first = &state->list.articles[group->first];
	uint64_t seen = list_seen(&state->list, group);

	if (seen == 1)
		return;
	buf_adds(out, "<details class=\"copies\">");
	add_seen(out, first, group->count, since, seen);
	buf_adds(out, group->count > 1 ? "<ul>\n" : "<p>The others are not here.</p>\n");
	for (size_t i = 1; i < group->count; i++) {
		struct piece piece = read_piece(state, &first[i]);
		const char *data = state->piece.data + sizeof(piece);
		size_t body = (size_t)piece.leader + piece.head + piece.excerpt;

		buf_addf(out, "<li id=\"r%llu\">\n", (unsigned long long)first[i].number);
		buf_add(out, data + body + piece.body, piece.copy);
		if (piece.body > 0) {
			buf_adds(out, "<details><summary>Its text</summary>\n");
			buf_add(out, data + body, piece.body);
			buf_adds(out, "</details>\n");
		}
		buf_adds(out, "</li>\n");
		flush(emitter);
	}
	buf_adds(out, group->count > 1 ? "</ul>\n</details>\n" : "</details>\n");
}

static void
write_group(struct emitter *emitter, struct html_state *state, const struct group *group, bool open)
{
	struct buf *out = &emitter->buf;
	const struct article *article = &state->list.articles[group->first];
	struct piece piece = read_piece(state, article);
	const char *head = state->piece.data + sizeof(piece) + piece.leader;

	buf_addf(out, "<article id=\"r%llu\" class=\"%s\">\n", (unsigned long long)article->number,
	         html_ranks[article->rank].class);
	buf_add(out, head, piece.head);
	if (piece.body > 0 && !open) {
		buf_adds(out, "<details class=\"body\"><summary>");
		buf_add(out, head + piece.head, piece.excerpt);
		buf_adds(out, piece.excerpt > 0 ? " <span>Full text</span></summary>\n" : "<span>More</span></summary>\n");
	}
	buf_add(out, head + piece.head + piece.excerpt, piece.body);
	if (piece.body > 0 && !open)
		buf_adds(out, "</details>\n");
	write_copies(emitter, state, group, list_since(&state->list, group, piece.first));
	buf_adds(out, "</article>\n");
	flush(emitter);
}

static void
add_legend(struct buf *out, const struct counts *counts)
{
	if (counts->tagged == 0)
		return;
	buf_adds(out, "<p class=\"legend\">Marked in the text:");
	for (size_t i = 0; i < TOPIC_COUNT; i++)
		if (counts->topics[i] > 0)
			buf_addf(out, " <mark class=\"%s\">%s</mark>", html_topics[i].name,
			         html_topics[i].heading);
	buf_adds(out, "; <q>quoted words</q> on grey.</p>\n");
}

static void
write_records(struct emitter *emitter, struct html_state *state)
{
	struct buf *out = &emitter->buf;
	const struct list *list = &state->list;
	size_t end;

	buf_adds(out, "<main>\n");
	if (list->count == 0)
		buf_adds(out, "<p class=\"legend\">No records.</p>\n");
	add_legend(out, &state->counts);
	for (size_t i = 0; i < list->group_count; i = end) {
		end = list_section(list, i);
		buf_adds(out, "<section id=\"");
		add_section_id(out, state, i);
		buf_adds(out, "\">\n<h2>");
		add_section_name(out, state, emitter->options.group, i);
		buf_adds(out, " <span>");
		html_counted(out, end - i, "record");
		buf_adds(out, list->as_they_came     ? ", in the order asked for"
		              : list->part_count > 0 ? ", the most severe first, then the newest"
		                                     : ", the newest first");
		buf_adds(out, "</span></h2>\n");
		for (size_t j = i; j < end; j++)
			write_group(emitter, state, &list->groups[j], j < OPEN);
		buf_adds(out, "</section>\n");
	}
	buf_adds(out, "</main>\n");
}

static void
html_free(struct html_state *state)
{
	view_free(&state->view);
	facts_free(&state->facts);
	quotes_free(&state->quotes);
	counts_free(&state->counts);
	spool_free(&state->spool);
	buf_free(&state->piece);
	list_free(&state->list);
	free(state);
}

static void
html_end(struct emitter *emitter)
{
	struct html_state *state = emitter->state;
	struct buf *out = &emitter->buf;

	counts_finish(&state->counts);
	list_finish(&state->list);
	buf_clear(out);
	add_head(out, emitter->options.title);
	add_header(out, state, emitter->options.title);
	add_contents(out, state, emitter->options.group);
	buf_adds(out, "<div class=\"overview\">\n<section id=\"changes\">\n<h2>What changed</h2>\n");
	html_changes(out, &state->counts);
	add_leaders(out, state);
	buf_adds(out, "</section>\n");
	html_timeline(out, &state->counts);
	html_tables(out, &state->counts);
	buf_adds(out, "</div>\n");
	write_records(emitter, state);
	buf_adds(out, "<footer><p>Dates and times are UTC. Copies count as records. What is marked is why a "
	              "record has its topics; rules find words, people judge them.</p></footer>\n"
	              "</body>\n</html>\n");
	flush(emitter);
	html_free(state);
}

const struct format format_html = {.name = "html", .begin = html_begin, .record = html_add,
                                   .end = html_end, .takes = "title", .group_begin = html_part};
