/* Names, numbers, dates and links as the page writes them. */
#include <string.h>

#include "common/date.h"
#include "common/escape.h"
#include "filters/emit/html_parts.h"

#define DAY 86400

const struct topic html_topics[TOPIC_COUNT] = {
	[TOPIC_THREAT] = {"threat", "Threats"},
	[TOPIC_FIGURE] = {"figure", "Figures"},
	[TOPIC_ORGANIZATION] = {"organization", "Organizations"},
	[TOPIC_REGION] = {"region", "Regions"},
	[TOPIC_OTHER] = {"other", "Other topics"},
};

const struct rank_name html_ranks[RANK_COUNT] = {
	[RANK_NONE] = {"No topic", "none"},
	[RANK_TOPIC] = {"No severity", "topic"},
	[RANK_LOW] = {"Low", "low"},
	[RANK_MEDIUM] = {"Medium", "medium"},
	[RANK_HIGH] = {"High", "high"},
	[RANK_CRITICAL] = {"Critical", "critical"},
};

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July",
                                     "August", "September", "October", "November", "December"};

/* The length of the topic in front of a tag's slash; 0 if it has none. */
static size_t
topic_length(const char *tag, size_t n)
{
	const char *slash = n ? memchr(tag, '/', n) : NULL;

	return slash ? (size_t)(slash - tag) : 0;
}

size_t
html_topic_of(const char *tag, size_t n)
{
	size_t length = topic_length(tag, n);
	size_t i = 0;

	while (i < TOPIC_COUNT - 1
	       && (strlen(html_topics[i].name) != length || memcmp(html_topics[i].name, tag, length) != 0))
		i++;
	return i;
}

/* Words of tags that names do not begin with a capital, or write wholly in them. */
static const char *const small_words[] = {"al", "and", "bin", "for", "in", "of", "the", "to", NULL};
static const char *const acronyms[] = {"dc", "eu", "icc", "ied", "irgc", "isil", "isis", "nato", "pflp",
                                       "pij", "pkk", "pmu", "uae", "uk", "un", "us", "usa", NULL};

static bool
is_among(const char *const *words, const char *s, size_t n)
{
	for (; *words; words++)
		if (strlen(*words) == n && memcmp(*words, s, n) == 0)
			return true;
	return false;
}

static void
raise(char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] >= 'a' && s[i] <= 'z')
			s[i] = (char)(s[i] - 32);
}

void
html_tag_name(struct buf *out, const char *tag, size_t n)
{
	size_t topic = html_topic_of(tag, n), word = out->len;
	size_t topic_end = topic < TOPIC_COUNT - 1 ? topic_length(tag, n) + 1 : 0;
	size_t skip = topic_end < n ? topic_end : 0; /* without a name, the topic */
	bool first = true, is_name = topic > 0;

	escape_html(out, tag + skip, n - skip);
	if (skip == 0 || memchr(out->data + word, '&', out->len - word))
		return; /* none of ours: as it is, and no reference gets capitals */
	while (word < out->len) {
		char *s = out->data + word;
		char *hyphen = memchr(s, '-', out->len - word);
		size_t length = hyphen ? (size_t)(hyphen - s) : out->len - word;

		if (is_among(acronyms, s, length))
			raise(s, length);
		else if (first || (is_name && !is_among(small_words, s, length)))
			raise(s, length ? 1 : 0);
		if (hyphen)
			*hyphen = ' ';
		first = false;
		word += length + 1;
	}
}

void
html_topic_heading(struct buf *out, const char *name, size_t n)
{
	for (size_t i = 0; i < TOPIC_OTHER; i++)
		if (strlen(html_topics[i].name) == n && memcmp(html_topics[i].name, name, n) == 0) {
			buf_adds(out, html_topics[i].heading);
			return;
		}
	html_bdi(out, name, n);
}

void
html_number(struct buf *out, uint64_t number)
{
	if (number >= 1000) {
		html_number(out, number / 1000);
		buf_addf(out, ",%03u", (unsigned)(number % 1000));
	} else {
		buf_addf(out, "%u", (unsigned)number);
	}
}

void
html_counted(struct buf *out, uint64_t number, const char *unit)
{
	html_number(out, number);
	buf_addf(out, number == 1 ? " %s" : " %ss", unit);
}

void
html_day(struct buf *out, int64_t seconds)
{
	html_days(out, seconds, seconds);
}

void
html_days(struct buf *out, int64_t first, int64_t last)
{
	int year[2], month[2], day[2];

	date_civil(counts_day(first), &year[0], &month[0], &day[0]);
	date_civil(counts_day(last), &year[1], &month[1], &day[1]);
	if (counts_day(first) != counts_day(last)) {
		buf_addf(out, "%d", day[0]);
		if (month[0] != month[1] || year[0] != year[1])
			buf_addf(out, " %s", months[month[0] - 1]);
		if (year[0] != year[1])
			buf_addf(out, " %d", year[0]);
		buf_adds(out, month[0] != month[1] || year[0] != year[1] ? " \xE2\x80\x93 " : "\xE2\x80\x93");
	}
	buf_addf(out, "%d %s %d", day[1], months[month[1] - 1], year[1]);
}

static void
add_moment(struct buf *out, int64_t seconds)
{
	int64_t rest = seconds - counts_day(seconds) * DAY;

	html_day(out, seconds);
	buf_addf(out, ", %02d:%02d", (int)(rest / 3600), (int)(rest % 3600 / 60));
}

void
html_period(struct buf *out, int64_t from, int64_t to)
{
	if (from % DAY == 0 && to % DAY == 0) {
		html_days(out, from, to - 1);
		return;
	}
	add_moment(out, from);
	buf_adds(out, " \xE2\x80\x93 ");
	if (counts_day(from) == counts_day(to))
		buf_addf(out, "%02d:%02d", (int)((to - counts_day(to) * DAY) / 3600),
		         (int)((to - counts_day(to) * DAY) % 3600 / 60));
	else
		add_moment(out, to);
}

void
html_bdi(struct buf *out, const char *s, size_t n)
{
	buf_adds(out, "<bdi>");
	escape_html(out, s, n);
	buf_adds(out, "</bdi>");
}

void
html_slice(struct buf *out, const struct view *view, struct slice slice)
{
	html_bdi(out, view_slice(view, slice), slice.len);
}

void
html_link(struct buf *out, const char *url, size_t n)
{
	if (!escape_web_url(url, n))
		return;
	buf_adds(out, "<a rel=\"noopener noreferrer\" href=\"");
	escape_html(out, url, n);
	buf_adds(out, "\">");
}

void
html_link_end(struct buf *out, const char *url, size_t n)
{
	if (escape_web_url(url, n))
		buf_adds(out, "</a>");
}

bool
html_same(const struct view *view, struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(view_slice(view, a), view_slice(view, b), a.len) == 0;
}

/* A language tag that can do no harm in an attribute. */
static bool
is_language(const struct buf *language)
{
	if (language->len < 2 || language->len > 35)
		return false;
	for (size_t i = 0; i < language->len; i++) {
		char c = language->data[i];

		if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return true;
}

void
html_language(struct buf *out, const struct view *view)
{
	if (is_language(&view->language))
		buf_addf(out, " lang=\"%.*s\"", (int)view->language.len, view->language.data);
}

