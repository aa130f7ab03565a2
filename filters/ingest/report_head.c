#include <string.h>

#include "common/utf8.h"
#include "filters/ingest/report.h"

/* What stands above the body: title, date line, byline, in any order, each on
 * its own. Where it is not sure that a line is one of them it is body. */

#define MAX_TITLE 300     /* characters; */
#define MAX_SENTENCE 120  /* of one that ends with a full stop */
#define MAX_TITLE_LINES 3
#define MAX_DATE 160      /* bytes of a date line */
#define MAX_BYLINE 100
#define HEAD_LINES 8      /* lines with text that may be head */

struct head {
	const struct report *report;
	struct ingest *ingest;
	bool has_title, has_date, has_author;
};

static const char *const date_labels[] = {
	"published on", "published at", "published", "publication date", "posted on", "posted", "issued on",
	"issued", "released", "date of publication", "release date", "last updated", "updated on", "updated",
	"dated", "date",
	"تاريخ النشر", "التاريخ", "تاريخ", "نشر في", "نُشر في", "نشر بتاريخ", "تاریخ انتشار", "تاریخ",
	"publié le", "paru le", "veröffentlicht am", "stand", "datum", "fecha", "publicado el",
	"pubblicato il", "gepubliceerd op", "дата публикации", "опубликовано", "дата", "yayın tarihi",
	"tarih", "güncelleme", "תאריך", "פורסם ב", "פורסם", "опубліковано", "дата публікації", "publicado em", "data",
	"تاریخ خبر", "زمان انتشار", "بتاريخ", "issue date", "report date", "as of",
};

/* With a colon behind it, or as a word that takes none. */
static const struct {
	const char *label;
	bool colon;
} byline_labels[] = {
	{"by", false}, {"by", true}, {"author", true}, {"authors", true}, {"written by", false},
	{"بقلم", false}, {"بقلم", true}, {"كتب", true}, {"par", true}, {"von", true}, {"автор", true},
	{"yazar", true}, {"yazan", true}, {"نویسنده", true}, {"نوشته", true}, {"به قلم", false}, {"گزارش از", false},
	{"إعداد", true}, {"اعداد", true}, {"كتبه", true}, {"تحرير", true}, {"المحرر", true}, {"الكاتب", true},
	{"מאת", false}, {"מאת", true}, {"автори", true}, {"авторы", true}, {"текст", true}, {"autor", true}, {"autora", true},
	{"auteur", true}, {"autore", true}, {"verfasser", true}, {"por", false}, {"par", false}, {"von", false}, {"reported by", false},
	{"reporter", true},
};

static const char *const title_labels[] = {"title", "subject", "headline", "العنوان", "الموضوع", "عنوان", "تیتر", "заголовок", "тема", "כותרת",
                                            "başlık", "titre", "titel", "título", "titolo"};

static bool
skip_label(struct report_line *line, const char *label, bool colon)
{
	size_t n = report_begins(line, label), rest;

	if (n == 0)
		return false;
	rest = n;
	while (rest < line->n && line->s[rest] == ' ')
		rest++;
	if (colon && (rest == line->n || line->s[rest] != ':'))
		return false;
	if (!colon && rest == n)
		return false;
	*line = report_trim(line->s + rest + colon, line->n - rest - colon);
	return true;
}

/* The line without emphasis marks or brackets around all of it. */
static struct report_line
bare(struct report_line line)
{
	line = report_trim(line.s, line.n);
	while (line.n > 2 && strchr("([*_", line.s[0]) != NULL && strchr(")]*_", line.s[line.n - 1]) != NULL)
		line = report_trim(line.s + 1, line.n - 2);
	return line;
}

static bool
is_number(const struct report_line *line)
{
	size_t i = 0;

	while (i < line->n && line->s[i] >= '0' && line->s[i] <= '9')
		i++;
	return i == line->n;
}

enum date_precision
report_date_line(struct report_line *line, const struct ingest_options *options, int64_t *seconds)
{
	enum date_precision precision;

	*line = bare(*line);
	for (size_t i = 0; i < sizeof(date_labels) / sizeof(date_labels[0]); i++)
		if (skip_label(line, date_labels[i], true) || skip_label(line, date_labels[i], false))
			break;
	if (line->n == 0 || line->n > MAX_DATE)
		return DATE_NONE;
	precision = date_read(line->s, line->n, options, seconds);
	/* a number alone is a year, a page, a count */
	return is_number(line) ? DATE_NONE : precision;
}

static enum date_precision
date_in(const struct head *head, struct report_line *line, int64_t *seconds)
{
	return report_date_line(line, &head->ingest->options, seconds);
}

void
report_set_date(struct item *item, enum date_precision precision, const struct report_line *written,
                int64_t seconds)
{
	item->has_published = precision == DATE_DAY || precision == DATE_INSTANT;
	item->published = seconds;
	item_source(item, "date", written->s, written->n);
	if (precision == DATE_DAY || precision == DATE_MONTH)
		item_source(item, "date_precision", precision == DATE_DAY ? "day" : "month",
		            precision == DATE_DAY ? 3 : 5);
	else if (precision == DATE_UNZONED)
		item_source(item, "date_tz", "unknown", 7);
	else if (precision == DATE_LUNAR)
		item_source(item, "date_calendar", "lunar", 5);
}

static void
set_date(struct head *head, enum date_precision precision, const struct report_line *written,
         int64_t seconds)
{
	head->has_date = true;
	report_set_date(&head->ingest->item, precision, written, seconds);
}

/* Adds each of the authors that a byline names. */
static void
add_authors(struct item *item, struct report_line names)
{
	static const char *const ands[] = {" and ", " & ", " et ", " und ", " y ", " и ", " та ", " ve ", " و "};

	for (size_t at = 1; at < names.n; at++)
		for (size_t i = 0; i < sizeof(ands) / sizeof(ands[0]); i++) {
			size_t n = strlen(ands[i]);

			if (names.n - at > n && memcmp(names.s + at, ands[i], n) == 0) {
				struct report_line one = report_trim(names.s, at);

				while (one.n > 0 && one.s[one.n - 1] == ',')
					one = report_trim(one.s, one.n - 1);
				item_author(item, one.s, one.n, NULL, 0);
				names = report_trim(names.s + at + n, names.n - at - n);
				at = 0;
				break;
			}
		}
	item_author(item, names.s, names.n, NULL, 0);
}

static bool
take_byline(struct head *head, struct report_line line)
{
	line = bare(line);
	if (head->has_author || line.n > MAX_BYLINE)
		return false;
	for (size_t i = 0; i < sizeof(byline_labels) / sizeof(byline_labels[0]); i++) {
		struct report_line name = line;
		size_t words = 1;

		if (!skip_label(&name, byline_labels[i].label, byline_labels[i].colon) || name.n == 0)
			continue;
		for (size_t k = 0; k < name.n; k++)
			words += name.s[k] == ' ';
		/* "By then it was late." is none */
		if (words > 10 || (!byline_labels[i].colon && (name.s[name.n - 1] == '.'
		    || (name.s[0] >= 'a' && name.s[0] <= 'z'))))
			continue;
		head->has_author = true;
		add_authors(&head->ingest->item, name);
		return true;
	}
	return false;
}

/* The next part of a line between bars or bullets. */
static struct report_line
next_part(const char **s, const char *end)
{
	const char *begun = *s, *p = begun;
	size_t mark = 0;

	while (p < end && mark == 0) {
		if (*p == '|')
			mark = 1;
		else if (end - p >= 2 && memcmp(p, "\xC2\xB7", 2) == 0)
			mark = 2;
		else if (end - p >= 3 && memcmp(p, "\xE2\x80\xA2", 3) == 0)
			mark = 3;
		else
			p++;
	}
	*s = p + mark;
	return report_trim(begun, (size_t)(p - begun));
}

/* Reads a line of parts: dates and bylines. True if it holds nothing else, so
 * that the body need not repeat it. A date among other things is read too. */
static bool
take_date_line(struct head *head, struct report_line line)
{
	const char *s = line.s, *end = s + line.n;
	bool all = true, any = false;
	int64_t seconds = 0;
	struct report_line whole = line;
	enum date_precision precision;

	if (line.n > MAX_DATE + 40 || line.n == 0)
		return false;
	precision = date_in(head, &whole, &seconds);
	if (precision != DATE_NONE) {
		if (!head->has_date)
			set_date(head, precision, &whole, seconds);
		return true;
	}
	while (s < end) {
		struct report_line part = next_part(&s, end), written = part;

		if (part.n == 0)
			continue;
		precision = head->has_date ? DATE_NONE : date_in(head, &written, &seconds);
		if (precision != DATE_NONE) {
			set_date(head, precision, &written, seconds);
			any = true;
		} else if (!take_byline(head, part)) {
			all = false;
		} else {
			any = true;
		}
	}
	return all && any;
}

static bool
is_short(const struct report_line *line, size_t n)
{
	size_t characters = utf8_count(line->s, n);

	return characters <= MAX_SENTENCE || (characters <= MAX_TITLE && line->s[n - 1] != '.');
}

/* Where the block of lines that begins at first ends. */
static size_t
block_end(const struct report *report, size_t first)
{
	while (first < report->count && report->lines[first].n > 0)
		first++;
	return first;
}

static bool
is_date_line(const struct head *head, size_t number)
{
	struct report_line line;
	int64_t seconds;

	if (number >= head->report->count)
		return false;
	line = head->report->lines[number];
	return line.n > 0 && line.n <= MAX_DATE + 40 && date_in(head, &line, &seconds) != DATE_NONE;
}

/* Whether anything stands behind the block that ends at `end`. */
static size_t
next_text(const struct report *report, size_t end)
{
	while (end < report->count && report->lines[end].n == 0)
		end++;
	return end;
}

static void
set_title(struct head *head, size_t first, size_t end)
{
	struct buf *title = &head->ingest->item.title;

	head->has_title = true;
	for (size_t i = first; i < end; i++) {
		struct report_line line = report_trim(head->report->lines[i].s, head->report->lines[i].n);

		if (i == first)
			for (size_t k = 0; k < sizeof(title_labels) / sizeof(title_labels[0]); k++)
				skip_label(&line, title_labels[k], true);
		while (i == first && line.n > 1 && line.s[0] == '#')
			line = report_trim(line.s + 1, line.n - 1);
		if (title->len > 0)
			buf_addc(title, ' ');
		buf_add(title, line.s, line.n);
	}
}

/* A note or an item of a list is no title. */
static bool
is_numbered(const struct report_line *line)
{
	return line->n > 1 && (line->s[0] == '[' || line->s[0] == '-' || line->s[0] == '*')
	       && line->s[1] != '*';
}

/* Running text with place and date ahead is no title, short as it be. */
static bool
has_dateline(const struct head *head, const struct report_line *line)
{
	struct report_line dateline, date;
	enum date_precision precision;
	int64_t seconds;

	return (line->n > MAX_SENTENCE || line->s[line->n - 1] == '.')
	       && report_dateline(*line, &head->ingest->options, &dateline, &date, &precision, &seconds)
	       && precision != DATE_NONE;
}

/* A title stands in a block of its own, or right above a date; text must follow.
 * Gives the line behind it, or first if there is none. */
static size_t
take_title(struct head *head, size_t first)
{
	const struct report *report = head->report;
	const struct report_line *line = &report->lines[first];
	size_t end = block_end(report, first), after = next_text(report, end), n = 0;

	if (has_dateline(head, line))
		return first;
	if (head->has_title || is_numbered(line) || !is_short(line, line->n))
		return first;
	if (end - first > 1 && is_date_line(head, first + 1)) {
		set_title(head, first, first + 1);
		return first + 1;
	}
	if (after == report->count)
		return first;
	if (end - first == 1) {
		set_title(head, first, end);
		return end;
	}
	for (size_t i = first; i < end; i++)
		n += report->lines[i].n;
	if (end - first > MAX_TITLE_LINES || n > MAX_TITLE || !is_date_line(head, after))
		return first;
	set_title(head, first, end); /* one that is wrapped */
	return end;
}

/* Rules under and over a title are decoration. */
static void
blank_rules(struct report *report)
{
	size_t seen = 0;

	for (size_t i = 0; i < report->count && seen < 3; i++) {
		seen += report->lines[i].n > 0;
		if (report_is_rule(report->lines[i]) && !report_is_end(report->lines[i]))
			report->lines[i].n = 0;
	}
}

size_t
report_head(struct report *report, struct ingest *ingest)
{
	struct head head = {.report = report, .ingest = ingest};
	size_t at;

	blank_rules(report);
	at = next_text(report, 0);
	if (at < report->count && report_is_kicker(report->lines[at]) && next_text(report, at + 1) < report->count) {
		struct report_line kicker = report_trim(report->lines[at].s, report->lines[at].n);

		item_source(&ingest->item, "kicker", kicker.s, kicker.n);
		at = next_text(report, at + 1);
	}
	for (int seen = 0; seen < HEAD_LINES && at < report->count; seen++) {
		size_t before = at;

		if ((!head.has_date || !head.has_author) && take_date_line(&head, report->lines[at]))
			at++;
		else
			at = take_title(&head, at);
		if (at == before)
			break;
		at = next_text(report, at);
	}
	report->has_date = head.has_date;
	return at;
}
