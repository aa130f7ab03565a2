/* The page: one file without script, fonts or pictures from elsewhere. Records are
 * spooled in the parts they are shown by while they are counted; then come head,
 * counts, and the records, copies under their firsts, by severity and time. In
 * memory stay 60 bytes a record, and the counts. */
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"
#include "common/escape.h"
#include "filters/emit/format.h"
#include "filters/emit/html_parts.h"
#include "filters/emit/spool.h"

#define OPEN 40    /* records whose text is not folded */
#define LEADERS 5  /* records named at the top */
#define REPEATED 3 /* and of those that came often, */
#define OFTEN 3    /* so many times */

/* What a record's piece in the spool begins with: the lengths of its parts. */
struct piece {
	int64_t first; /* when the first of its group was published; COUNTS_UNDATED if not known */
	uint32_t leader, head, excerpt, body, copy;
};

struct article {
	int64_t date; /* or COUNTS_UNDATED */
	uint64_t offset;
	uint64_t key; /* the same for a first and its copies */
	uint32_t len;
	uint32_t number;
	uint32_t seen;
	bool copy;
	unsigned char rank; /* of a first: the highest of its group */
	unsigned char own;  /* rank of itself */
};

/* An article and the copies folded under it, which follow it in the list. */
struct group {
	uint32_t first, count;
};

struct html_state {
	struct view view;
	struct facts facts;
	struct quotes quotes;
	struct counts counts;
	struct spool spool;
	struct article *articles;
	size_t count, cap;
	struct group *groups;
	size_t group_count;
	struct buf piece;
};

static void
html_begin(struct emitter *emitter)
{
	struct html_state *state = xcalloc(1, sizeof(*state));

	spool_init(&state->spool);
	counts_init(&state->counts);
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
	return hash_seeded(&state->count, sizeof(state->count));
}

static enum verdict
html_add(struct emitter *emitter, const struct record *rec)
{
	struct html_state *state = emitter->state;
	struct article *article;

	view_read(&state->view, rec);
	facts_read(&state->facts, rec, &state->view);
	counts_add(&state->counts, &state->view, &state->facts);
	state->articles = xgrow(state->articles, &state->cap, state->count + 1, sizeof(*article));
	article = &state->articles[state->count++];
	buf_clear(&emitter->buf);
	add_piece(&emitter->buf, state, state->count);
	*article = (struct article){
		.date = state->view.dated ? state->view.date : COUNTS_UNDATED,
		.offset = spool_add(&state->spool, emitter->buf.data, emitter->buf.len),
		.key = key_of(state),
		.len = (uint32_t)emitter->buf.len,
		.number = (uint32_t)state->count,
		.seen = (uint32_t)state->facts.seen,
		.copy = state->facts.copy && state->view.duplicate_of.len > 0,
		.rank = (unsigned char)state->facts.rank,
		.own = (unsigned char)state->facts.rank,
	};
	return TAKEN;
}

/* The copies of one first stand together behind it, in time. */
static int
compare_copies(const void *a, const void *b)
{
	const struct article *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->copy != y->copy)
		return x->copy ? 1 : -1;
	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static const struct article *compared_articles; /* for compare_groups(), which gets no context */

/* The most severe first, then the newest, then as they came; the undated last. */
static int
compare_groups(const void *a, const void *b)
{
	const struct article *x = &compared_articles[((const struct group *)a)->first];
	const struct article *y = &compared_articles[((const struct group *)b)->first];

	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	if (x->date != y->date)
		return x->date > y->date ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void
make_groups(struct html_state *state)
{
	struct article *articles = state->articles;

	state->groups = xcalloc(state->count + 1, sizeof(*state->groups));
	if (state->count == 0)
		return;
	qsort(articles, state->count, sizeof(*articles), compare_copies);
	for (size_t i = 0; i < state->count; i++) {
		struct group *last = &state->groups[state->group_count];

		/* A copy whose first is not here leads those that are. Of two records with one
		 * id and no mark, each is for itself; copies go to the later one of them. */
		if (i > 0 && articles[i].copy && articles[i].key == articles[i - 1].key) {
			struct article *first = &articles[last[-1].first];

			last[-1].count++;
			first->rank = articles[i].rank > first->rank ? articles[i].rank : first->rank;
		} else {
			state->groups[state->group_count++] = (struct group){(uint32_t)i, 1};
		}
	}
	compared_articles = articles;
	qsort(state->groups, state->group_count, sizeof(*state->groups), compare_groups);
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
	if (counts->oldest != COUNTS_UNDATED) {
		html_days(out, counts->oldest, counts->newest);
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

/* How often the records of a group were seen, those on this page or before. */
static uint64_t
times_seen(const struct html_state *state, const struct group *group)
{
	const struct article *first = &state->articles[group->first];
	uint64_t seen = group->count;

	for (size_t i = 0; i < group->count; i++)
		if (first[i].seen >= seen)
			seen = (uint64_t)first[i].seen + 1;
	return seen;
}

static void
add_leader(struct buf *out, struct html_state *state, const struct group *group)
{
	struct piece piece = read_piece(state, &state->articles[group->first]);
	uint64_t seen = times_seen(state, group);

	buf_adds(out, "<li>");
	buf_add(out, state->piece.data + sizeof(piece), piece.leader);
	if (seen > 1) {
		buf_adds(out, " <span class=\"seen\">\xC2\xB7 seen ");
		html_counted(out, seen, "time");
		buf_adds(out, "</span>");
	}
	buf_adds(out, "</li>\n");
}

/* The records to read first. */
static void
add_leaders(struct buf *out, struct html_state *state)
{
	size_t count = 0;

	while (count < LEADERS && count < state->group_count
	       && state->articles[state->groups[count].first].rank >= RANK_LOW)
		count++;
	if (count == 0)
		return;
	buf_adds(out, "<h3>Read first <span>the most severe, then the newest</span></h3>\n<ol class=\"leaders\">\n");
	for (size_t i = 0; i < count; i++)
		add_leader(out, state, &state->groups[i]);
	buf_adds(out, "</ol>\n");
}

/* The records that came most often, if any came often. */
static void
add_repeated(struct buf *out, struct html_state *state)
{
	const struct group *most[REPEATED];
	uint64_t most_seen[REPEATED];
	size_t count = 0;

	for (size_t i = 0; i < state->group_count; i++) {
		uint64_t seen = times_seen(state, &state->groups[i]);
		size_t at = count;

		while (at > 0 && seen > most_seen[at - 1])
			at--;
		if (seen < OFTEN || at == REPEATED)
			continue;
		count += count < REPEATED;
		memmove(most + at + 1, most + at, (count - at - 1) * sizeof(*most));
		memmove(most_seen + at + 1, most_seen + at, (count - at - 1) * sizeof(*most_seen));
		most[at] = &state->groups[i];
		most_seen[at] = seen;
	}
	if (count == 0)
		return;
	buf_adds(out, "<h3>Most repeated</h3>\n<ol class=\"leaders\">\n");
	for (size_t i = 0; i < count; i++)
		add_leader(out, state, most[i]);
	buf_adds(out, "</ol>\n");
}

/* What leads to the parts of the page. */
static void
add_contents(struct buf *out, const struct html_state *state)
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
	for (size_t rank = RANK_COUNT, i = 0; rank-- > 0;) {
		uint64_t found = 0;

		for (; i < state->group_count && state->articles[state->groups[i].first].rank == rank; i++)
			found++;
		if (found == 0)
			continue;
		buf_addf(out, "<a href=\"#%s\">%s <b>", html_ranks[rank].class, html_ranks[rank].heading);
		html_number(out, found);
		buf_adds(out, "</b></a>\n");
	}
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
	const struct article *first = &state->articles[group->first];
	uint64_t seen = times_seen(state, group);

	if (seen == 1)
		return;
	buf_adds(out, "<details class=\"copies\">");
	add_seen(out, first, group->count, since, seen);
	buf_adds(out, group->count > 1 ? "<ul>\n" : "<p>The others are not on this page.</p>\n");
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

/* When the group was first published, as far as is known. */
static int64_t
since_when(const struct html_state *state, const struct group *group, int64_t first_seen)
{
	const struct article *article = &state->articles[group->first];
	int64_t since = first_seen;

	for (size_t i = 0; i < group->count; i++)
		if (article[i].date != COUNTS_UNDATED && (since == COUNTS_UNDATED || article[i].date < since))
			since = article[i].date;
	return since;
}

static void
write_group(struct emitter *emitter, struct html_state *state, const struct group *group, bool open)
{
	struct buf *out = &emitter->buf;
	const struct article *article = &state->articles[group->first];
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
	write_copies(emitter, state, group, since_when(state, group, piece.first));
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
	size_t i = 0;

	buf_adds(out, "<main>\n");
	if (state->count == 0)
		buf_adds(out, "<p class=\"legend\">No records.</p>\n");
	add_legend(out, &state->counts);
	while (i < state->group_count) {
		size_t end = i, rank = state->articles[state->groups[i].first].rank;

		while (end < state->group_count && state->articles[state->groups[end].first].rank == rank)
			end++;
		buf_addf(out, "<section id=\"%s\">\n<h2>%s <span>", html_ranks[rank].class,
		         html_ranks[rank].heading);
		html_counted(out, end - i, "record");
		buf_adds(out, ", the newest first</span></h2>\n");
		for (; i < end; i++)
			write_group(emitter, state, &state->groups[i], i < OPEN);
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
	free(state->articles);
	free(state->groups);
	free(state);
}

static void
html_end(struct emitter *emitter)
{
	struct html_state *state = emitter->state;
	struct buf *out = &emitter->buf;

	counts_finish(&state->counts);
	make_groups(state);
	buf_clear(out);
	add_head(out, emitter->options.title);
	add_header(out, state, emitter->options.title);
	add_contents(out, state);
	buf_adds(out, "<div class=\"overview\">\n<section id=\"changes\">\n<h2>What changed</h2>\n");
	html_changes(out, &state->counts);
	add_leaders(out, state);
	add_repeated(out, state);
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
                                   .end = html_end, .takes = "title"};
