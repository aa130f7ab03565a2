#include "filters/emit/view.h"

#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/xalloc.h"

/* The members that a view is made of. */
enum {
	ID,
	URL,
	TITLE,
	TEXT,
	SUMMARY,
	HTML,
	LANGUAGE,
	DATE,
	TAGS,
	SOURCE,
	EVIDENCE,
	NOTES,
	LINKS,
	DUPLICATE,
	MEMBERS
};

static const struct {
	const char *name;
	size_t n;
} member_names[MEMBERS] = {
	[ID] = {"id", 2},
	[URL] = {"url", 3},
	[TITLE] = {"title", 5},
	[TEXT] = {"content_text", 12},
	[SUMMARY] = {"summary", 7},
	[HTML] = {"content_html", 12},
	[LANGUAGE] = {"language", 8},
	[DATE] = {"date_published", 14},
	[TAGS] = {"tags", 4},
	[SOURCE] = {"_source", 7},
	[EVIDENCE] = {"_evidence", 9},
	[NOTES] = {"_notes", 6},
	[LINKS] = {"_links", 6},
	[DUPLICATE] = {"_duplicate", 10},
};

struct found {
	struct json_value values[MEMBERS];
	bool dotted; /* a member may be named by a whole path, as _source.name */
};

/* All of them in one walk over the record's members. */
static void
find_members(const struct record *rec, struct found *found)
{
	*found = (struct found){0};
	for (size_t i = 0; i < rec->members.count; i++) {
		const struct json_member *member = &rec->members.items[i];

		found->dotted |= member->key_escaped || memchr(member->key, '.', member->key_len) != NULL;
		for (size_t j = 0; j < MEMBERS; j++)
			if (json_key_is(member, member_names[j].name, member_names[j].n)) {
				found->values[j] = member->value;
				break;
			}
	}
}

static void
read_string(const struct json_value *value, struct buf *out)
{
	buf_clear(out);
	if (value->type == JSON_STR)
		json_unescape(value, out);
}

/* What is shown of the members of _source, in one walk. As record_lookup() has it, a top-level
 * member named by the whole path wins, and the last of equal keys. */
static void
read_source(struct view *view, const struct record *rec, const struct found *found)
{
	enum { NAME, HANDLE, FILE_NAME, FORWARDED, COUNT };
	static const char prefix[] = "_source.";
	static const char *const paths[COUNT] = {"_source.name", "_source.handle", "_source.file", "_source.forwarded_from"};
	const struct json_value *source = &found->values[SOURCE];
	struct json_value values[COUNT] = {{0}};
	struct json_member member;
	size_t cursor = 0;

	while (source->type == JSON_OBJ && json_next(source, &cursor, &member))
		for (size_t i = 0; i < COUNT; i++) {
			const char *name = paths[i] + sizeof(prefix) - 1;

			if (json_key_is(&member, name, strlen(name)))
				values[i] = member.value;
		}
	for (size_t i = 0; found->dotted && i < COUNT; i++) {
		struct json_value whole = record_get(rec, paths[i]);

		values[i] = whole.type != JSON_ABSENT ? whole : values[i];
	}
	read_string(&values[FORWARDED], &view->forwarded_from);
	read_string(&values[NAME], &view->source);
	if (view->source.len == 0)
		read_string(&values[HANDLE], &view->source);
	if (view->source.len == 0)
		record_string(rec, "authors.0.name", &view->source);
	if (view->source.len == 0)
		read_string(&values[FILE_NAME], &view->source);
}

static struct slice
add_string(struct view *view, const struct json_value *value)
{
	struct slice slice = {view->strings.len, 0};

	if (value->type == JSON_STR)
		json_unescape(value, &view->strings);
	slice.len = view->strings.len - slice.at;
	return slice;
}

static void
read_date(struct view *view, const struct json_value *date)
{
	view->dated = date->type == JSON_STR
	              && date_parse_rfc3339(date->text + 1, date->len - 2, &view->date);
}

static void
read_tags(struct view *view, const struct json_value *tags)
{
	struct json_member item;
	size_t cursor = 0;

	view->tag_count = 0;
	while (tags->type == JSON_ARR && json_next(tags, &cursor, &item)) {
		if (item.value.type != JSON_STR)
			continue;
		view->tags = xgrow(view->tags, &view->tag_cap, view->tag_count + 1, sizeof(*view->tags));
		view->tags[view->tag_count++] = add_string(view, &item.value);
	}
}

/* A list of objects, of each two strings. */
static void
read_pairs(struct view *view, const struct json_value *list, struct pairs *pairs, const char *label, const char *text)
{
	struct json_member item;
	size_t cursor = 0;

	pairs->count = 0;
	while (list->type == JSON_ARR && json_next(list, &cursor, &item)) {
		struct json_value first = json_get(&item.value, label, strlen(label));
		struct json_value second = json_get(&item.value, text, strlen(text));

		if (first.type != JSON_STR && second.type != JSON_STR)
			continue;
		pairs->items = xgrow(pairs->items, &pairs->cap, pairs->count + 1, sizeof(*pairs->items));
		pairs->items[pairs->count].label = add_string(view, &first);
		pairs->items[pairs->count++].text = add_string(view, &second);
	}
}

/* A number that is an offset; SIZE_MAX for any other value. */
static size_t
offset_of(const struct json_value *value)
{
	size_t offset = 0;

	if (value->type != JSON_NUM || value->len > 10)
		return SIZE_MAX;
	for (size_t i = 0; i < value->len; i++) {
		if (value->text[i] < '0' || value->text[i] > '9')
			return SIZE_MAX;
		offset = offset * 10 + (size_t)(value->text[i] - '0');
	}
	return offset;
}

static bool
value_is(const struct json_value *value, const char *string)
{
	size_t n = strlen(string);

	return value->type == JSON_STR && value->len == n + 2 && memcmp(value->text + 1, string, n) == 0;
}

/* The members of evidence, in one pass: it is most of what a record has of ours. */
static void
read_one_evidence(struct view *view, const struct json_value *object, const char *text_field)
{
	struct evidence evidence = {.start = SIZE_MAX, .end = SIZE_MAX, .field = VIEW_ELSEWHERE};
	struct json_member member;
	size_t cursor = 0;

	while (json_next(object, &cursor, &member)) {
		const struct json_value *value = &member.value;

		if (json_key_is(&member, "start", 5))
			evidence.start = offset_of(value);
		else if (json_key_is(&member, "end", 3))
			evidence.end = offset_of(value);
		else if (json_key_is(&member, "field", 5))
			evidence.field = value_is(value, "title")      ? VIEW_TITLE
			                 : value_is(value, text_field) ? VIEW_TEXT
			                                               : VIEW_ELSEWHERE;
		else if (json_key_is(&member, "tag", 3))
			evidence.tag = add_string(view, value);
		else if (json_key_is(&member, "match", 5))
			evidence.match = add_string(view, value);
		else if (json_key_is(&member, "quoted", 6))
			evidence.quoted = value->type == JSON_BOOL && value->text[0] == 't';
	}
	if (evidence.end == SIZE_MAX || evidence.start >= evidence.end)
		evidence.field = VIEW_ELSEWHERE;
	view->evidence = xgrow(view->evidence, &view->evidence_cap, view->evidence_count + 1,
	                       sizeof(*view->evidence));
	view->evidence[view->evidence_count++] = evidence;
}

static int
compare_evidence(const void *a, const void *b)
{
	const struct evidence *x = a, *y = b;

	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return x->tag.at < y->tag.at ? -1 : x->tag.at > y->tag.at;
}

static void
read_evidence(struct view *view, const struct json_value *list, const char *text_field)
{
	struct json_member item;
	size_t cursor = 0;

	view->evidence_count = 0;
	while (list->type == JSON_ARR && view->evidence_count < VIEW_MAX_EVIDENCE
	       && json_next(list, &cursor, &item))
		if (item.value.type == JSON_OBJ)
			read_one_evidence(view, &item.value, text_field);
	if (view->evidence_count > 1)
		qsort(view->evidence, view->evidence_count, sizeof(*view->evidence), compare_evidence);
}

static int
compare_points(const void *a, const void *b)
{
	size_t x = **(size_t *const *)a, y = **(size_t *const *)b;

	return x < y ? -1 : x > y;
}

/* Turns code point offsets, given by pointers in ascending order, into bytes in
 * one walk over the text. What lies behind its end becomes its end. */
static void
points_to_bytes(size_t **points, size_t count, const struct buf *text)
{
	size_t byte = 0, point = 0;

	for (size_t i = 0; i < count; i++) {
		while (byte < text->len && point < *points[i]) {
			byte++;
			while (byte < text->len && (text->data[byte] & 0xC0) == 0x80)
				byte++;
			point++;
		}
		*points[i] = byte;
	}
}

static void
add_span(struct spans *spans, size_t start, size_t end, size_t evidence)
{
	struct span *last = spans->count ? &spans->items[spans->count - 1] : NULL;

	if (last && start <= last->end) {
		last->end = end > last->end ? end : last->end;
		last->last = evidence + 1;
		return;
	}
	spans->items = xgrow(spans->items, &spans->cap, spans->count + 1, sizeof(*spans->items));
	spans->items[spans->count++] = (struct span){start, end, evidence, evidence + 1};
}

/* Places the evidence of one field and joins what overlaps. */
static void
place(struct view *view, enum view_field field, const struct buf *text, struct spans *spans)
{
	size_t count = 0;

	spans->count = 0;
	view->points = xgrow(view->points, &view->point_cap, view->evidence_count * 2,
	                     sizeof(*view->points));
	for (size_t i = 0; i < view->evidence_count; i++) {
		if (view->evidence[i].field != field)
			continue;
		view->points[count++] = &view->evidence[i].start;
		view->points[count++] = &view->evidence[i].end;
	}
	if (count == 0)
		return;
	qsort(view->points, count, sizeof(*view->points), compare_points);
	points_to_bytes(view->points, count, text);
	for (size_t i = 0; i < view->evidence_count; i++) {
		struct evidence *evidence = &view->evidence[i];

		if (evidence->field == field && evidence->start < evidence->end)
			add_span(spans, evidence->start, evidence->end, i);
	}
}

void
view_read(struct view *view, const struct record *rec)
{
	static const unsigned char texts[] = {TEXT, SUMMARY, HTML};
	size_t text = TEXT;
	struct found found;

	find_members(rec, &found);
	buf_clear(&view->strings);
	buf_reserve(&view->strings, 1); /* so that no slice lies in NULL */
	read_string(&found.values[ID], &view->id);
	read_string(&found.values[URL], &view->url);
	read_string(&found.values[TITLE], &view->title);
	read_string(&found.values[LANGUAGE], &view->language);
	buf_clear(&view->duplicate_of);
	if (found.values[DUPLICATE].type != JSON_ABSENT || found.dotted)
		record_string(rec, "_duplicate.of", &view->duplicate_of);
	read_source(view, rec, &found);
	buf_clear(&view->text);
	for (size_t i = 0; i < sizeof(texts) && view->text.len == 0; i++)
		if (found.values[texts[i]].type == JSON_STR) {
			json_unescape(&found.values[texts[i]], &view->text);
			text = texts[i];
		}
	read_date(view, &found.values[DATE]);
	read_tags(view, &found.values[TAGS]);
	read_pairs(view, &found.values[NOTES], &view->notes, "label", "text");
	read_pairs(view, &found.values[LINKS], &view->links, "text", "url");
	read_evidence(view, &found.values[EVIDENCE], member_names[text].name);
	place(view, VIEW_TITLE, &view->title, &view->title_spans);
	place(view, VIEW_TEXT, &view->text, &view->text_spans);
}

void
view_free(struct view *view)
{
	struct buf *bufs[] = {&view->id, &view->url, &view->title, &view->text, &view->language,
	                      &view->source, &view->forwarded_from, &view->duplicate_of, &view->strings};

	for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
		buf_free(bufs[i]);
	free(view->tags);
	free(view->evidence);
	free(view->points);
	free(view->title_spans.items);
	free(view->text_spans.items);
	free(view->notes.items);
	free(view->links.items);
	*view = (struct view){0};
}
