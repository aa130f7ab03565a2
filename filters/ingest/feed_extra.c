/* What some feeds say beside the usual: categories and entities of Europe Media Monitor
 * (INPUT-FORMATS section 12.2), credits, rights, places, answers. */
#include <strings.h>

#include "common/chars.h"
#include "common/json.h"
#include "filters/ingest/feed.h"

#define MAX_EXTRA ((size_t)8192) /* bytes of rights, of an answer's address */

/* Whether it is a plain whole number, which JSON has the same. */
static bool
is_number(const char *s, size_t n)
{
	if (n == 0 || n > 15 || (n > 1 && s[0] == '0'))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!char_is_digit(s[i]))
			return false;
	return true;
}

/* Whether it is a number of degrees, as 48.85 or -2.
 * ASCII only, so JSON has it the same but for zeros in front, which are refused. */
static bool
is_degrees(const char *s, size_t n)
{
	size_t i = n > 0 && s[0] == '-', whole = i, point;

	while (i < n && char_is_digit(s[i]))
		i++;
	if (i == whole || i - whole > 3 || (i - whole > 1 && s[whole] == '0'))
		return false;
	if (i == n)
		return true;
	if (s[i] != '.' || n > 24)
		return false;
	for (point = ++i; i < n && char_is_digit(s[i]);)
		i++;
	return i == n && i > point;
}

static const char *
local_part(const char *name, size_t *n)
{
	const char *colon = memchr(name, ':', *n);

	if (colon == NULL)
		return name;
	*n -= (size_t)(colon + 1 - name);
	return colon + 1;
}

/* Adds one `keyword[count]`, perhaps behind a risk factor in round brackets. */
static void
add_trigger(struct buf *out, const char *s, size_t n)
{
	const char *open, *risk = NULL;
	size_t risk_n = 0;

	s = feed_trim(s, &n);
	if (n > 2 && s[0] == '(' && (open = memchr(s, ')', n)) != NULL) {
		risk = s + 1;
		risk_n = (size_t)(open - risk);
		n -= risk_n + 2;
		s = feed_trim(open + 1, &n);
	}
	if (n == 0)
		return;
	if (out->len > 0 && out->data[out->len - 1] == '}')
		buf_addc(out, ',');
	buf_addc(out, '{');
	json_add_key(out, "text");
	open = s[n - 1] == ']' ? memrchr(s, '[', n) : NULL;
	if (open != NULL && open > s && is_number(open + 1, (size_t)(s + n - open) - 2)) {
		json_add_string(out, s, (size_t)(open - s));
		json_add_key(out, "count");
		buf_add(out, open + 1, (size_t)(s + n - open) - 2);
	} else {
		json_add_string(out, s, n);
	}
	if (risk != NULL) {
		json_add_key(out, "risk");
		json_add_string(out, risk, risk_n);
	}
	buf_addc(out, '}');
}

static void
add_triggers(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n;

	buf_addc(out, '[');
	while (s < end) {
		const char *stop = memchr(s, ';', (size_t)(end - s));

		stop = stop == NULL ? end : stop;
		add_trigger(out, s, (size_t)(stop - s));
		s = stop + 1;
	}
	buf_addc(out, ']');
}

bool
feed_take_emm(struct feed *feed, const struct markup_token *token, bool category)
{
	struct buf *out = &feed->value_members;
	size_t n = token->name_len;
	const char *name = local_part(token->name, &n);
	bool any = false;

	buf_clear(out);
	buf_addc(out, '{');
	json_add_key(out, "element");
	json_add_string(out, name, n);
	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct markup_attribute *a = &token->attributes[i];
		bool prefixed;

		n = a->name_len;
		name = local_part(a->name, &n);
		prefixed = name != a->name;
		if ((category && !(prefixed && strncasecmp(a->name, "emm:", 4) == 0)) ||
		    (prefixed && strncasecmp(a->name, "xml", 3) == 0) || n == 0)
			continue;
		any = true;
		buf_addc(out, ',');
		json_add_string(out, name, n);
		buf_addc(out, ':');
		if (n == 7 && strncasecmp(name, "trigger", 7) == 0)
			add_triggers(out, a->value, a->value_len);
		else if (is_number(a->value, a->value_len) && !(n == 2 && strncasecmp(name, "id", 2) == 0))
			buf_add(out, a->value, a->value_len);
		else
			json_add_string(out, a->value, a->value_len);
	}
	if (!any && category)
		buf_clear(out);
	return any;
}

/* Whether there is room in a list; if not, that is said. */
static bool
has_room(struct feed_record *record, const struct buf *list, size_t n)
{
	if (list->len + n < FEED_MAX_LIST)
		return true;
	item_repair(&record->item, "list-cut");
	return false;
}

void
feed_keep_emm(struct feed *feed, const char *text, size_t n)
{
	struct feed_record *record = feed_current(feed);
	struct buf *members = &feed->value_members;

	text = feed_trim(text, &n);
	if (members->len == 0 || !feed->in_item || !has_room(record, &record->emm, members->len + n))
		return;
	if (record->emm.len > 0)
		buf_addc(&record->emm, ',');
	buf_add(&record->emm, members->data, members->len);
	if (n > 0) {
		json_add_key(&record->emm, "text");
		json_add_string(&record->emm, text, n);
	}
	buf_addc(&record->emm, '}');
	buf_clear(members);
}

void
feed_keep_credit(struct feed *feed, const char *text, size_t n)
{
	struct feed_record *record = feed_current(feed);
	struct buf *credits = &record->credits;

	text = feed_trim(text, &n);
	if (n == 0 || !has_room(record, credits, n + feed->value_scheme.len))
		return;
	if (credits->len > 0)
		buf_addc(credits, ',');
	buf_addc(credits, '{');
	json_add_key(credits, "name");
	json_add_string(credits, text, n);
	if (feed->value_scheme.len > 0) {
		json_add_key(credits, "role");
		json_add_string(credits, feed->value_scheme.data, feed->value_scheme.len);
	}
	buf_addc(credits, '}');
}

static void
trace_objects(struct feed *feed, struct item *item, const char *key, const struct buf *list)
{
	if (list->len == 0)
		return;
	buf_clear(&feed->scratch);
	buf_addc(&feed->scratch, '[');
	buf_add(&feed->scratch, list->data, list->len);
	buf_addc(&feed->scratch, ']');
	item_source_json(item, key, feed->scratch.data, feed->scratch.len);
}

/* Latitude and longitude, of a point (with a blank or comma between) or from two elements. */
static void
trace_location(struct feed *feed, struct item *item)
{
	const struct feed_value *values = feed->current.values;
	size_t n = values[FIELD_POINT].text.len, first = 0, other_n;
	const char *s = feed_trim(values[FIELD_POINT].text.data, &n), *other;

	if (n > 0) {
		while (first < n && (unsigned char)s[first] > ' ' && s[first] != ',')
			first++;
		other = s + first;
		other_n = n - first;
		while (other_n > 0 && ((unsigned char)*other <= ' ' || *other == ',')) {
			other++;
			other_n--;
		}
	} else {
		first = values[FIELD_LATITUDE].text.len;
		s = feed_trim(values[FIELD_LATITUDE].text.data, &first);
		other_n = values[FIELD_LONGITUDE].text.len;
		other = feed_trim(values[FIELD_LONGITUDE].text.data, &other_n);
	}
	if (!is_degrees(s, first) || !is_degrees(other, other_n))
		return;
	buf_clear(&feed->scratch);
	buf_adds(&feed->scratch, "{\"latitude\":");
	buf_add(&feed->scratch, s, first);
	buf_adds(&feed->scratch, ",\"longitude\":");
	buf_add(&feed->scratch, other, other_n);
	buf_addc(&feed->scratch, '}');
	item_source_json(item, "location", feed->scratch.data, feed->scratch.len);
}

void
feed_trace_extra(struct feed *feed, struct item *item)
{
	const struct feed_record *record = &feed->current;
	const struct buf *rights = &record->values[FIELD_RIGHTS].text;
	size_t n = record->values[FIELD_SLASH_COMMENTS].text.len;
	const char *s = feed_trim(record->values[FIELD_SLASH_COMMENTS].text.data, &n);

	if (is_number(s, n))
		item_source_json(item, "comment_count", s, n);
	if (record->reply_to.len <= MAX_EXTRA)
		item_source(item, "reply_to", record->reply_to.data, record->reply_to.len);
	n = rights->len;
	s = feed_trim(rights->data, &n);
	if (n <= MAX_EXTRA)
		item_source(item, "rights", s, n);
	trace_location(feed, item);
	trace_objects(feed, item, "credits", &record->credits);
	trace_objects(feed, item, "emm", &record->emm);
}
