#include "filters/ingest/telegram_html.h"

#include <string.h>
#include <strings.h>

#include "common/date.h"
#include "common/json.h"

void
telegram_html_line(struct item *item, const char *s, size_t n)
{
	if (n == 0)
		return;
	if (item->summary.len > 0)
		buf_addc(&item->summary, '\n');
	buf_add(&item->summary, s, n);
}

static bool
is(const struct buf *text, const char *s)
{
	return text->len == strlen(s) && memcmp(text->data, s, text->len) == 0;
}

/* --- Media */

/* Titles that the writer itself gives, where there is no better one, and what the media then are. */
static const struct {
	const char *title, *kind;
} titles[] = {
	{"Video message", "video_message"}, {"Animation", "animation"}, {"Video file", NULL}, {"Photo", NULL},
	{"Sticker", "sticker"}, {"Voice message", NULL}, {"Audio file", NULL}, {"File", NULL}, {"Location", NULL},
	{"Live location", NULL}, {"Self-destructing photo", NULL}, {"Self-destructing video", NULL},
};

/* 00:15 or 1:02:03 at the beginning of a text; what is no duration is 0. */
static unsigned
read_duration(const struct buf *text)
{
	unsigned seconds = 0, part = 0;
	bool colon = false;

	for (size_t i = 0; i < text->len && i < 9; i++) {
		char c = text->data[i];

		if (c >= '0' && c <= '9' && part < 1000) {
			part = part * 10 + (unsigned)(c - '0');
		} else if (c == ':') {
			seconds = (seconds + part) * 60;
			part = 0;
			colon = true;
		} else {
			break;
		}
	}
	return colon ? seconds + part : 0;
}

/* What the media are that are no files: their texts are searched, their addresses are links. */
static bool
is_file(const char *kind)
{
	static const char *const others[] = {
		"contact", "location", "live_location", "venue", "game", "invoice", "call", "giveaway", "todo_list", "unknown",
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(kind, others[i]) == 0)
			return false;
	return true;
}

static void
add_string(struct buf *out, const char *key, const struct buf *value)
{
	if (value->len == 0)
		return;
	json_add_key(out, key);
	json_add_string(out, value->data, value->len);
}

static void
add_file(struct html_message *m, struct item *item, const char *kind, bool titled)
{
	struct buf *out = &item->attachments;
	const struct buf *status = &m->texts[HTML_STATUS];
	unsigned seconds = read_duration(status);

	if (out->len > 0)
		buf_addc(out, ',');
	buf_addc(out, '{');
	add_string(out, "path", &m->href);
	if (titled)
		add_string(out, "title", &m->texts[HTML_MEDIA_TITLE]);
	if (seconds > 0)
		buf_addf(out, "%s\"duration_in_seconds\":%u", out->data[out->len - 1] == '{' ? "" : ",", seconds);
	json_add_key(out, "_kind");
	json_add_string(out, kind, strlen(kind));
	add_string(out, "_status", status);
	add_string(out, "_missing", &m->texts[HTML_DESCRIPTION]);
	buf_addc(out, '}');
}

void
telegram_html_media(struct html_reader *reader)
{
	struct html_message *m = &reader->message;
	struct item *item = &reader->page.ingest->item;
	struct buf *title = &m->texts[HTML_MEDIA_TITLE], *status = &m->texts[HTML_STATUS];
	struct buf *description = &m->texts[HTML_DESCRIPTION];
	const char *kind = m->kind == NULL ? "unknown" : m->kind;
	bool titled = true;

	telegram_trim(title);
	telegram_trim(status);
	telegram_trim(description);
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (is(title, titles[i].title)) {
			titled = false;
			kind = titles[i].kind != NULL ? titles[i].kind : kind;
		}
	if (title->len > 0 && titled)
		telegram_html_line(item, title->data, title->len);
	if (is_file(kind)) {
		add_file(m, item, kind, title->len > 0 && titled);
		return;
	}
	telegram_html_line(item, description->data, description->len);
	if (strcmp(kind, "call") == 0)
		item_source(item, "service", "phone_call", 10);
	else
		item_source(item, "media", kind, strlen(kind));
	telegram_html_line(item, status->data, status->len);
	if (m->href.len > 0 && memmem(m->href.data, m->href.len, "://", 3) != NULL)
		item_link(item, m->href.data, m->href.len, title->data, title->len, NULL);
	else if (m->href.len > 0)
		add_file(m, item, kind, false);
}

/* --- Polls and buttons */

void
telegram_html_answer(struct html_reader *reader)
{
	struct html_message *m = &reader->message;
	struct buf *answer = &m->texts[HTML_ANSWER], *votes = &m->texts[HTML_VOTES], *out = &m->poll;
	size_t skip;

	telegram_trim(answer);
	telegram_trim(votes);
	skip = answer->len >= 2 && memcmp(answer->data, "- ", 2) == 0 ? 2 : 0;
	if (out->len > 0)
		buf_addc(out, ',');
	buf_adds(out, "{\"text\":");
	json_add_string(out, answer->data + skip, answer->len - skip);
	add_string(out, "votes", votes);
	buf_addc(out, '}');
	m->answered = true;
	buf_clear(votes);
}

/* The texts of the answers again, a line each. */
static void
add_answers(struct html_reader *reader, struct item *item)
{
	const struct buf *poll = &reader->message.poll;
	struct problem problem = {0};
	struct json_value list, text;
	struct json_member answer;
	size_t cursor = 0;
	struct buf whole = {0};

	buf_addf(&whole, "[%.*s]", (int)poll->len, poll->data);
	if (json_scan_value(whole.data, whole.len, &list, &problem))
		while (json_next(&list, &cursor, &answer)) {
			text = json_get(&answer.value, "text", 4);
			buf_clear(&reader->scratch);
			json_unescape(&text, &reader->scratch);
			telegram_html_line(item, reader->scratch.data, reader->scratch.len);
		}
	buf_free(&whole);
}

void
telegram_html_poll(struct html_reader *reader)
{
	struct html_message *m = &reader->message;
	struct item *item = &reader->page.ingest->item;
	struct buf *question = &m->texts[HTML_QUESTION], *type = &m->texts[HTML_POLL_TYPE], *total = &m->texts[HTML_TOTAL];
	struct buf poll = {0};

	telegram_trim(question);
	telegram_trim(type);
	telegram_trim(total);
	if (question->len == 0 && !m->answered)
		return;
	telegram_html_line(item, question->data, question->len);
	add_answers(reader, item);
	buf_addc(&poll, '{');
	add_string(&poll, "question", question);
	add_string(&poll, "type", type);
	json_add_key(&poll, "answers");
	buf_addc(&poll, '[');
	buf_add(&poll, m->poll.data, m->poll.len);
	buf_addc(&poll, ']');
	add_string(&poll, "total", total);
	buf_addc(&poll, '}');
	item_source_json(item, "poll", poll.data, poll.len);
	buf_free(&poll);
}

void
telegram_html_button(struct html_reader *reader)
{
	struct html_message *m = &reader->message;
	struct item *item = &reader->page.ingest->item;
	struct buf *label = &m->texts[HTML_BUTTON];

	telegram_trim(label);
	telegram_html_line(item, label->data, label->len);
	if (memmem(m->href.data, m->href.len, "://", 3) != NULL)
		item_link(item, m->href.data, m->href.len, label->data, label->len, NULL);
}

/* --- Dates */

/* Reads so many digits; false if they are not there. */
static bool
digits(const char **s, const char *end, size_t count, int *number)
{
	*number = 0;
	for (size_t i = 0; i < count; i++, ++*s) {
		if (*s == end || **s < '0' || **s > '9')
			return false;
		*number = *number * 10 + (**s - '0');
	}
	return true;
}

static bool
take(const char **s, const char *end, char c)
{
	if (*s == end || **s != c)
		return false;
	++*s;
	return true;
}

enum date_precision
telegram_html_date(const char *s, size_t n, const struct ingest_options *options, int64_t *seconds)
{
	const char *end = s + n;
	int day, month, year, hour, minute, second;
	int32_t zone;

	if (n == 0)
		return DATE_NONE;
	if (!digits(&s, end, 2, &day) || !take(&s, end, '.') || !digits(&s, end, 2, &month) || !take(&s, end, '.')
	    || !digits(&s, end, 4, &year) || !take(&s, end, ' ') || !digits(&s, end, 2, &hour) || !take(&s, end, ':')
	    || !digits(&s, end, 2, &minute) || !take(&s, end, ':') || !digits(&s, end, 2, &second))
		return date_read(end - n, n, options, seconds);
	if (!date_valid(year, month, day) || hour > 23 || minute > 59 || second > 60)
		return DATE_NONE;
	*seconds = date_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + (second == 60 ? 59 : second);
	while (s < end && *s == ' ')
		s++;
	if (s == end && !options->has_zone)
		return DATE_UNZONED;
	if (s == end)
		zone = options->zone;
	else if (!date_read_zone(s, (size_t)(end - s), &zone)
	         && !(end - s > 3 && strncasecmp(s, "UTC", 3) == 0 && date_read_zone(s + 3, (size_t)(end - s - 3), &zone)))
		return DATE_UNZONED;
	*seconds -= zone;
	return DATE_INSTANT;
}

bool
telegram_html_is_day(const char *s, size_t n)
{
	int64_t seconds;

	return n > 0 && n < 40 && s[0] >= '0' && s[0] <= '9' && date_read(s, n, NULL, &seconds) == DATE_DAY;
}
