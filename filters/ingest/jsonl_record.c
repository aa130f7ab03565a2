#include <stdio.h>
#include <string.h>

#include "common/date.h"
#include "common/utf8.h"
#include "filters/ingest/jsonl.h"

/* Objects that are records already. */

enum role {
	ROLE_OTHER,
	ROLE_ID,
	ROLE_TEXT,  /* a string */
	ROLE_BODY,  /* content_text: a string with a limit */
	ROLE_DATE,
	ROLE_LIST,  /* an array */
	ROLE_TAGS,  /* belongs to tag */
	ROLE_OWNED, /* belongs to a later filter */
	ROLE_SOURCE
};

#define NAME(name, role, content) {name, sizeof(name) - 1, role, content}

static const struct {
	const char *name;
	size_t n;
	enum role role;
	bool content; /* makes an object a record */
} roles[] = {
	NAME("id", ROLE_ID, false),
	NAME("url", ROLE_TEXT, true),
	NAME("external_url", ROLE_TEXT, false),
	NAME("title", ROLE_TEXT, true),
	NAME("content_text", ROLE_BODY, true),
	NAME("content_html", ROLE_TEXT, true),
	NAME("summary", ROLE_TEXT, true),
	NAME("language", ROLE_TEXT, false),
	NAME("date_published", ROLE_DATE, false),
	NAME("date_modified", ROLE_DATE, false),
	NAME("authors", ROLE_LIST, false),
	NAME("attachments", ROLE_LIST, false),
	NAME("_links", ROLE_LIST, false),
	NAME("_notes", ROLE_LIST, false),
	NAME("tags", ROLE_TAGS, false),
	NAME("_evidence", ROLE_OWNED, false),
	NAME("_evidence_omitted", ROLE_OWNED, false),
	NAME("_score", ROLE_OWNED, false),
	NAME("_rules", ROLE_OWNED, false),
	NAME("_errors", ROLE_OWNED, false),
	NAME("_duplicate", ROLE_OWNED, false),
	NAME("_source", ROLE_SOURCE, false),
};

#define ROLES (sizeof(roles) / sizeof(roles[0]))

struct work {
	struct ingest *ingest;
	struct record *rec;
	const struct jsonl_place *place;
	struct buf *out;
};

/* What is to be added to _source is gathered in the item's source. */

static size_t
find_role(const struct json_member *member)
{
	for (size_t i = 0; i < ROLES; i++)
		if (json_key_is(member, roles[i].name, roles[i].n))
			return i;
	return ROLES;
}

static void
add_key(struct buf *out, const char *prefix, const struct json_member *member)
{
	json_add_comma(out);
	buf_addc(out, '"');
	buf_adds(out, prefix);
	buf_add(out, member->key, member->key_len);
	buf_add(out, "\":", 2);
}

/* A member as it came. */
static void
copy(struct work *work, const struct json_member *member, const char *prefix)
{
	add_key(work->out, prefix, member);
	buf_add(work->out, member->value.text, member->value.len);
}

static void
add_extra(struct work *work, const char *key, const struct json_value *value)
{
	item_source_json(&work->ingest->item, key, value->text, value->len);
}

/* A string; a number becomes one, null is as good as nothing. */
static bool
add_text(struct work *work, const struct json_member *member)
{
	const struct json_value *value = &member->value;

	if (value->type == JSON_NUL)
		return true;
	if (value->type != JSON_STR && value->type != JSON_NUM)
		return problem_set(&work->rec->problem, 0, (size_t)(value->text - work->rec->object.text) + 1,
		                   "'%.*s' is no string", (int)(member->key_len < 40 ? member->key_len : 40),
		                   member->key);
	add_key(work->out, "", member);
	if (value->type == JSON_NUM)
		buf_addc(work->out, '"');
	buf_add(work->out, value->text, value->len);
	if (value->type == JSON_NUM)
		buf_addc(work->out, '"');
	return true;
}

static bool
add_body(struct work *work, const struct json_member *member)
{
	struct item *item = &work->ingest->item;
	size_t limit = item->max_text, n;
	struct buf *text = &work->ingest->scratch;

	if (member->value.type != JSON_STR || limit == 0 || member->value.len - 2 <= limit)
		return add_text(work, member);
	buf_clear(text);
	json_unescape(&member->value, text);
	if (text->len <= limit)
		return add_text(work, member);
	n = limit;
	while (n > 0 && ((unsigned char)text->data[n] & 0xC0) == 0x80)
		n--;
	item_source_number(item, "text_length", utf8_count(text->data, text->len));
	item_repair(item, "text-cut");
	add_key(work->out, "", member);
	json_add_string(work->out, text->data, n);
	return true;
}

/* An instant, or nothing: what was written then goes to _source. */
static void
add_date(struct work *work, const struct json_member *member, bool published)
{
	const struct json_value *value = &member->value;
	struct buf *text = &work->ingest->scratch;
	enum date_precision precision;
	int64_t seconds;
	char date[21];

	if (value->type == JSON_NUL)
		return;
	buf_clear(text);
	if (value->type == JSON_STR)
		json_unescape(value, text);
	else if (value->type == JSON_NUM)
		buf_add(text, value->text, value->len);
	precision = date_read(text->data, text->len, &work->ingest->options, &seconds);
	if ((precision == DATE_INSTANT || precision == DATE_DAY) && date_format(seconds, date)) {
		add_key(work->out, "", member);
		buf_addf(work->out, "\"%s\"", date);
		if (value->len == 22 && memcmp(value->text + 1, date, 20) == 0)
			return;
	}
	add_extra(work, published ? "date" : "date_modified", value);
	if (published && precision == DATE_DAY)
		item_source(&work->ingest->item, "date_precision", "day", 3);
	if (published && precision == DATE_UNZONED)
		item_source(&work->ingest->item, "date_tz", "unknown", 7);
}

static bool
add_id(struct work *work, const struct json_member *member)
{
	if (member->value.type == JSON_STR && member->value.len == 2)
		return true; /* one was made */
	return add_text(work, member);
}

/* Members of later filters get out of their way, under a name that is not taken. */
static void
add_claim(struct work *work, const struct json_member *member, const char *owned)
{
	char name[128] = "_claimed";
	size_t n = strlen(name);

	for (;;) {
		snprintf(name + n, sizeof(name) - n, "%s", owned);
		if (record_get(work->rec, name).type == JSON_ABSENT || n + 32 > sizeof(name))
			break;
		memcpy(name + n, "_claimed", 8);
		n += 8;
	}
	json_add_key(work->out, name);
	buf_add(work->out, member->value.text, member->value.len);
}

static bool
add_member(struct work *work, const struct json_member *member)
{
	size_t role = find_role(member);

	switch (role < ROLES ? roles[role].role : ROLE_OTHER) {
	case ROLE_ID:
		return add_id(work, member);
	case ROLE_TEXT:
		return add_text(work, member);
	case ROLE_BODY:
		return add_body(work, member);
	case ROLE_DATE:
		add_date(work, member, strcmp(roles[role].name, "date_published") == 0);
		return true;
	case ROLE_LIST:
		if (member->value.type == JSON_ARR)
			copy(work, member, "");
		else if (member->value.type != JSON_NUL)
			add_extra(work, roles[role].name, &member->value);
		return true;
	case ROLE_TAGS:
		if (member->value.type != JSON_NUL)
			add_extra(work, "categories", &member->value);
		return true;
	case ROLE_OWNED:
		add_claim(work, member, roles[role].name);
		return true;
	case ROLE_SOURCE:
		if (member->value.type != JSON_OBJ && member->value.type != JSON_NUL)
			add_extra(work, "claimed", &member->value);
		return true; /* written at the end */
	case ROLE_OTHER:
		copy(work, member, "");
		return true;
	}
	return true;
}

static bool
has_content(const struct record *rec)
{
	for (size_t i = 0; i < ROLES; i++)
		if (roles[i].content && record_get(rec, roles[i].name).type == JSON_STR)
			return true;
	return false;
}

/* An id for a record without one, by the rules that hold for all. */
static void
add_made_id(struct work *work)
{
	struct item *item = &work->ingest->item;

	record_string(work->rec, "url", &item->url);
	record_string(work->rec, "title", &item->title);
	record_string(work->rec, "content_text", &item->content_text);
	if (item->content_text.len == 0)
		record_string(work->rec, "content_html", &item->content_text);
	if (item->content_text.len == 0)
		record_string(work->rec, "summary", &item->content_text);
	item_identify(item, work->out);
	json_add_key(work->out, "id");
	json_add_string(work->out, item->id.data, item->id.len);
	item_source(item, "id_rule", item->id_rule, strlen(item->id_rule));
}

/* Wraps what there is to add to _source as an object, in scratch. */
static struct json_value
wrap_additions(struct work *work)
{
	struct item *item = &work->ingest->item;
	struct buf *all = &work->ingest->scratch;

	if (item->repairs.len > 0) {
		buf_clear(all);
		buf_addf(all, "[%.*s]", (int)item->repairs.len, item->repairs.data);
		item_source_json(item, "repairs", all->data, all->len);
	}
	buf_clear(all);
	buf_addc(all, '{');
	buf_add(all, item->source.data, item->source.len);
	buf_addc(all, '}');
	return (struct json_value){all->data, all->len, JSON_OBJ};
}

/* The record's own _source, with our additions; what it says under their names
 * gets out of their way. */
static void
add_source_to(struct work *work, const struct json_value *source, const struct json_value *additions)
{
	struct json_member member;
	size_t cursor = 0;

	while (json_next(source, &cursor, &member)) {
		bool taken = json_get(additions, member.key, member.key_len).type != JSON_ABSENT;

		copy(work, &member, taken ? "claimed_" : "");
	}
}

static void
add_place(struct buf *out, const struct jsonl_place *place)
{
	if (place->line > 0) {
		json_add_key(out, "line");
		item_add_number(out, place->line);
		return;
	}
	json_add_key(out, "offset");
	item_add_number(out, place->offset);
	json_add_key(out, "length");
	item_add_number(out, place->length);
}

void
jsonl_place(struct item *item, const struct jsonl_place *place)
{
	if (place->line > 0) {
		item_source_number(item, "line", place->line);
		return;
	}
	item_source_number(item, "offset", place->offset);
	item_source_number(item, "length", place->length);
}

static void
add_source(struct work *work)
{
	struct json_value source = record_get(work->rec, "_source"), additions = wrap_additions(work);
	const char *name = work->ingest->options.source_name, *file = work->place->file;
	struct buf *out = work->out;

	json_add_key(out, "_source");
	buf_addc(out, '{');
	if (source.type == JSON_OBJ) {
		add_source_to(work, &source, &additions);
	} else {
		json_add_key(out, "kind");
		json_add_string(out, work->place->kind != NULL ? work->place->kind : "jsonl",
		                strlen(work->place->kind != NULL ? work->place->kind : "jsonl"));
		if (name != NULL) {
			json_add_key(out, "name");
			json_add_string(out, name, strlen(name));
		}
		json_add_key(out, "file");
		json_add_string(out, file, strlen(file));
		add_place(out, work->place);
	}
	if (additions.len > 2) {
		json_add_comma(out);
		buf_add(out, additions.text + 1, additions.len - 2);
	}
	buf_addc(out, '}');
}

bool
jsonl_as_record(struct ingest *ingest, struct record *rec, const struct jsonl_place *place,
                struct buf *out)
{
	struct work work = {.ingest = ingest, .rec = rec, .place = place, .out = out};
	struct json_value id = record_get(rec, "id");
	bool ok = true;

	if (!has_content(rec))
		return problem_set(&rec->problem, 0, 1, "no record: it has no content_text, content_html, "
		                   "title, summary or url; --map says where they are");
	buf_addc(out, '{');
	if (!((id.type == JSON_STR && id.len > 2) || id.type == JSON_NUM))
		add_made_id(&work);
	for (size_t i = 0; i < rec->members.count && ok; i++)
		ok = add_member(&work, &rec->members.items[i]);
	if (ok) {
		add_source(&work);
		buf_addc(out, '}');
	}
	return ok;
}
