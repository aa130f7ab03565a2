#include "filters/emit/clean.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/emit/defang.h"
#include "filters/emit/redact.h"
#include "filters/emit/rewrite.h"

#define FIELDS_HELD 16 /* texts in which a record's offsets may count; of others nothing is said */

/* What is done with the strings of a value. */
enum manner {
	ALL,      /* defanged and redacted */
	MARKUP,   /* likewise, as HTML */
	WORDS,    /* redacted only: no place for a link */
	OURS,     /* left as they are: dates, names of members, words of our own */
	SOURCE,   /* an object with members of these kinds */
	SCORES,   /* an object whose names are tags */
	EVIDENCE, /* a list of places in fields */
	PLACES    /* a list of places in content_text */
};

struct manners {
	const char *name;
	enum manner manner;
};

static const struct manners of_record[] = {
	{"date_published", OURS}, {"date_modified", OURS}, {"language", OURS}, {"content_html", MARKUP},
	{"tags", WORDS}, {"_source", SOURCE}, {"_links", PLACES}, {"_score", SCORES}, {"_evidence", EVIDENCE},
	{"_claimed_evidence", EVIDENCE}, {"_errors", EVIDENCE}, {"_rules", OURS}, {NULL, ALL},
};

static const struct manners of_source[] = {
	{"kind", OURS}, {"file", WORDS}, {"sha256", OURS}, {"date", WORDS}, {"entities", PLACES}, {NULL, ALL},
};

static const struct manners of_place[] = {
	{"field", OURS}, {"severity", OURS}, {"tag", WORDS}, {"type", OURS}, {NULL, ALL},
};

/* A text that offsets count in. */
struct field {
	struct buf name;
	bool known;             /* it is a string, and the offsets can be told */
	struct rewrite rewrite;
};

struct clean {
	bool spoil;
	struct redact *redact;  /* or NULL */
	struct defang defang;
	struct buf string, undressed, plain;
	struct rewrite rewrite; /* of strings that are no fields */
	struct field fields[FIELDS_HELD];
	size_t field_count;
	struct field unknown;
	const struct record *rec; /* at hand */
	bool changed;
	const struct strings *out; /* paths of members to be left out, or NULL */
	struct buf path;           /* of the value at hand, while there are such */
	struct buf json;
	struct record cleaned;
};

struct clean *
clean_open(bool defang)
{
	struct clean *clean = xcalloc(1, sizeof(*clean));

	clean->spoil = defang;
	clean->unknown.rewrite.changed = true;
	return clean;
}

void
clean_free(struct clean *clean)
{
	if (!clean)
		return;
	redact_free(clean->redact);
	defang_free(&clean->defang);
	rewrite_free(&clean->rewrite);
	for (size_t i = 0; i < FIELDS_HELD; i++) {
		buf_free(&clean->fields[i].name);
		rewrite_free(&clean->fields[i].rewrite);
	}
	buf_free(&clean->string);
	buf_free(&clean->undressed);
	buf_free(&clean->plain);
	buf_free(&clean->path);
	buf_free(&clean->json);
	record_free(&clean->cleaned);
	free(clean);
}

bool
clean_read_list(struct clean *clean, const char *path, struct problem *problem)
{
	clean->redact = redact_open(path, problem);
	if (!clean->redact)
		return false;
	if (redact_members(clean->redact)->count > 0)
		clean->out = redact_members(clean->redact);
	return true;
}

static bool
is_out(const struct clean *clean, const char *path, size_t n)
{
	for (size_t i = 0; clean->out && i < clean->out->count; i++)
		if (strlen(clean->out->items[i]) == n && memcmp(clean->out->items[i], path, n) == 0)
			return true;
	return false;
}

/* Goes into a member; false if it is left out. Of lists the items have no name of their own. */
static bool
enter(struct clean *clean, const struct json_member *member)
{
	if (!clean->out)
		return true;
	if (clean->path.len > 0)
		buf_addc(&clean->path, '.');
	json_unescape_raw(member->key, member->key_len, &clean->path);
	if (!is_out(clean, clean->path.data ? clean->path.data : "", clean->path.len))
		return true;
	clean->changed = true;
	return false;
}

/* Rewrites valid UTF-8 as its manner asks. False if references in it were resolved, so that old offsets
 * mean nothing. */
static bool
rewrite_string(struct clean *clean, const char *s, size_t n, enum manner manner, bool keep,
               struct rewrite *rewrite)
{
	static const struct redact_spans none;
	const struct redact_spans *spans = &none;
	bool undressed = false;

	buf_clear(&clean->undressed);
	if (clean->spoil && manner == MARKUP && defang_undress(s, n, &clean->undressed)) {
		s = clean->undressed.data;
		n = clean->undressed.len;
		undressed = true;
	}
	clean->defang.count = 0;
	if (clean->spoil && (manner == ALL || manner == MARKUP))
		defang_find(&clean->defang, s, n);
	if (clean->redact)
		spans = redact_find(clean->redact, s, n, manner == MARKUP);
	rewrite_text(rewrite, s, n, &clean->defang, spans, keep);
	rewrite->changed |= undressed;
	return !undressed;
}

static enum manner
manner_of(const struct manners *list, const struct json_member *member)
{
	for (; list->name; list++)
		if (json_key_is(member, list->name, strlen(list->name)))
			break;
	return list->manner;
}

/* The field of that name, rewritten. */
static struct field *
find_field(struct clean *clean, const char *name, size_t n)
{
	struct json_value value;
	struct field *field;
	enum manner manner = n == 12 && memcmp(name, "content_html", 12) == 0 ? MARKUP : ALL;

	for (size_t i = 0; i < clean->field_count; i++) {
		field = &clean->fields[i];
		if (field->name.len == n && (n == 0 || memcmp(field->name.data, name, n) == 0))
			return field;
	}
	if (clean->field_count == FIELDS_HELD)
		return &clean->unknown;
	field = &clean->fields[clean->field_count++];
	buf_clear(&field->name);
	buf_add(&field->name, name, n);
	value = record_lookup(clean->rec, buf_str(&field->name));
	buf_clear(&clean->string);
	if (value.type == JSON_STR)
		json_unescape(&value, &clean->string);
	field->known = rewrite_string(clean, clean->string.data ? clean->string.data : "", clean->string.len, manner,
	                              true, &field->rewrite)
	               && value.type == JSON_STR;
	return field;
}

static void
add_raw(struct clean *clean, const struct json_value *value)
{
	buf_add(&clean->json, value->text, value->len);
}

/* What stands between the quotes of a string or a name, rewritten. */
static void
add_string(struct clean *clean, const char *raw, size_t n, enum manner manner)
{
	const char *s = raw;
	size_t length = n;

	if (memchr(raw, '\\', n)) {
		buf_clear(&clean->string);
		json_unescape_raw(raw, n, &clean->string);
		s = clean->string.data ? clean->string.data : "";
		length = clean->string.len;
	}
	rewrite_string(clean, s, length, manner, false, &clean->rewrite);
	if (clean->rewrite.changed) {
		json_add_string(&clean->json, clean->rewrite.text.data, clean->rewrite.text.len);
		clean->changed = true;
		return;
	}
	buf_addc(&clean->json, '"');
	buf_add(&clean->json, raw, n);
	buf_addc(&clean->json, '"');
}

static void
add_key(struct clean *clean, const struct json_member *member)
{
	json_add_comma(&clean->json);
	buf_addc(&clean->json, '"');
	buf_add(&clean->json, member->key, member->key_len);
	buf_adds(&clean->json, "\":");
}

static void add_value(struct clean *clean, const struct json_value *value, enum manner manner);

static void
add_object(struct clean *clean, const struct json_value *value, enum manner manner)
{
	struct json_member member;
	size_t cursor = 0, above = clean->path.len;

	buf_addc(&clean->json, '{');
	for (; json_next(value, &cursor, &member); clean->path.len = above) {
		enum manner inner = manner;

		if (!enter(clean, &member))
			continue;
		if (manner == SOURCE)
			inner = manner_of(of_source, &member);
		if (manner == SCORES) {
			json_add_comma(&clean->json);
			add_string(clean, member.key, member.key_len, WORDS);
			buf_addc(&clean->json, ':');
			inner = OURS;
		} else {
			add_key(clean, &member);
		}
		add_value(clean, &member.value, inner);
	}
	buf_addc(&clean->json, '}');
}

/* An offset; false if it is none that a text could have. */
static bool
read_offset(const struct json_value *value, size_t *offset)
{
	*offset = 0;
	if (value->type != JSON_NUM || value->len > 9)
		return false;
	for (size_t i = 0; i < value->len; i++) {
		if (value->text[i] < '0' || value->text[i] > '9')
			return false;
		*offset = *offset * 10 + (size_t)(value->text[i] - '0');
	}
	return true;
}

/* A stretch of a field, and what it has become. */
struct stretch {
	struct field *field;
	enum rewrite_unit unit;
	size_t start, end; /* bytes of the new text */
	bool spelled;      /* the item says what stands there */
};

/* Whether the bytes of the old text are those that the item says; in clean->plain. */
static bool
is_spelled(const struct clean *clean, const struct rewrite *rewrite, size_t start, size_t end)
{
	return end - start == clean->plain.len
	       && (start == end || memcmp(rewrite->old.data + start, clean->plain.data, end - start) == 0);
}

/* Finds the stretch in which the item's text stands: in code points, else in the other units that tag
 * --offsets has. Without a text, code points are believed. */
static bool
find_stretch(struct clean *clean, const struct json_value *item, const char *text_name, struct stretch *stretch)
{
	struct json_value start = json_get(item, "start", 5), end = json_get(item, "end", 3);
	struct json_value text = json_get(item, text_name, strlen(text_name));
	struct rewrite *rewrite = &stretch->field->rewrite;
	size_t first, last;
	bool found = false;

	if (!stretch->field->known || !read_offset(&start, &first) || !read_offset(&end, &last) || first > last)
		return false;
	buf_clear(&clean->plain);
	if (text.type == JSON_STR)
		json_unescape(&text, &clean->plain);
	for (int unit = REWRITE_POINTS; unit < REWRITE_UNITS && !stretch->spelled; unit++) {
		size_t from = rewrite_byte(rewrite, first, (enum rewrite_unit)unit);
		size_t to = rewrite_byte(rewrite, last, (enum rewrite_unit)unit);

		if (from == SIZE_MAX || to == SIZE_MAX)
			continue;
		stretch->spelled = text.type == JSON_STR && is_spelled(clean, rewrite, from, to);
		if (!stretch->spelled && unit != REWRITE_POINTS)
			continue;
		stretch->unit = (enum rewrite_unit)unit;
		stretch->start = rewrite_moved(rewrite, from);
		stretch->end = rewrite_moved(rewrite, to);
		found = true;
	}
	return found;
}

/* An item of EVIDENCE or PLACES: its offsets are counted anew, its text is what stands there now. */
static void
add_place(struct clean *clean, const struct json_value *item, enum manner manner)
{
	const char *text_name = manner == EVIDENCE ? "match" : "text";
	struct json_value name = json_get(item, "field", 5);
	struct stretch stretch = {0};
	struct json_member member;
	size_t cursor = 0, above = clean->path.len;
	bool found;

	buf_clear(&clean->plain);
	if (manner != EVIDENCE)
		buf_adds(&clean->plain, "content_text");
	else if (name.type == JSON_STR)
		json_unescape(&name, &clean->plain);
	stretch.field = find_field(clean, buf_str(&clean->plain), clean->plain.len);
	found = find_stretch(clean, item, text_name, &stretch) && stretch.field->rewrite.changed;
	clean->changed |= found;
	buf_addc(&clean->json, '{');
	for (; json_next(item, &cursor, &member); clean->path.len = above) {
		bool first = json_key_is(&member, "start", 5), last = json_key_is(&member, "end", 3);

		if (!enter(clean, &member))
			continue;
		if ((first || last) && !stretch.field->known && stretch.field->rewrite.changed) {
			clean->changed = true; /* what is not true is not said */
			continue;
		}
		add_key(clean, &member);
		if (found && (first || last))
			buf_addf(&clean->json, "%zu",
			         rewrite_offset(&stretch.field->rewrite, first ? stretch.start : stretch.end, stretch.unit));
		else if (found && stretch.spelled && json_key_is(&member, text_name, strlen(text_name)))
			json_add_string(&clean->json, stretch.field->rewrite.text.data + stretch.start,
			                stretch.end - stretch.start);
		else
			add_value(clean, &member.value, manner_of(of_place, &member));
	}
	buf_addc(&clean->json, '}');
}

/* What a member said that is left out, its evidence must not say. */
static bool
is_place_out(struct clean *clean, const struct json_value *item, enum manner manner)
{
	struct json_value name = json_get(item, "field", 5);

	if (!clean->out || (manner != EVIDENCE && manner != PLACES))
		return false;
	buf_clear(&clean->plain);
	if (manner == PLACES)
		buf_adds(&clean->plain, "content_text");
	else if (name.type == JSON_STR)
		json_unescape(&name, &clean->plain);
	return is_out(clean, buf_str(&clean->plain), clean->plain.len);
}

static void
add_list(struct clean *clean, const struct json_value *value, enum manner manner)
{
	struct json_member item;
	size_t cursor = 0;

	buf_addc(&clean->json, '[');
	while (json_next(value, &cursor, &item)) {
		if (is_place_out(clean, &item.value, manner)) {
			clean->changed = true;
			continue;
		}
		json_add_comma(&clean->json);
		if ((manner == EVIDENCE || manner == PLACES) && item.value.type == JSON_OBJ)
			add_place(clean, &item.value, manner);
		else
			add_value(clean, &item.value, manner);
	}
	buf_addc(&clean->json, ']');
}

/* What has another type than its manner expects is treated as any other. */
static void
add_value(struct clean *clean, const struct json_value *value, enum manner manner)
{
	bool list = value->type == JSON_ARR, object = value->type == JSON_OBJ;

	if ((!list && (manner == EVIDENCE || manner == PLACES)) || (!object && (manner == SOURCE || manner == SCORES)))
		manner = ALL;
	if (manner == OURS)
		add_raw(clean, value);
	else if (value->type == JSON_STR)
		add_string(clean, value->text + 1, value->len - 2, manner);
	else if (object)
		add_object(clean, value, manner);
	else if (list)
		add_list(clean, value, manner);
	else
		add_raw(clean, value);
}

/* Whether HTML is left out: words to be blacked out stand in it, or in the text that was made of it, and
 * markup could hide one from us that a browser shows. */
static bool
is_left_out(struct clean *clean, const struct json_member *member)
{
	struct json_value text;

	if (!clean->redact || !json_key_is(member, "content_html", 12) || member->value.type != JSON_STR)
		return false;
	text = record_get(clean->rec, "content_text");
	if (text.type != JSON_STR)
		return false;
	for (int html = 0; html < 2; html++) {
		buf_clear(&clean->string);
		json_unescape(html ? &member->value : &text, &clean->string);
		if (redact_find(clean->redact, clean->string.data ? clean->string.data : "", clean->string.len, html)->count)
			return true;
	}
	return false;
}

const struct record *
clean_record(struct clean *clean, const struct record *rec)
{
	clean->rec = rec;
	clean->changed = false;
	clean->field_count = 0;
	buf_clear(&clean->json);
	buf_addc(&clean->json, '{');
	for (size_t i = 0; i < rec->members.count; i++) {
		const struct json_member *member = &rec->members.items[i];

		buf_clear(&clean->path);
		if (is_left_out(clean, member)) {
			clean->changed = true;
			continue;
		}
		if (!enter(clean, member))
			continue;
		add_key(clean, member);
		add_value(clean, &member->value, manner_of(of_record, member));
	}
	buf_addc(&clean->json, '}');
	if (!clean->changed)
		return rec;
	if (!record_scan(&clean->cleaned, clean->json.data, clean->json.len))
		die(STATUS_FAILED, NULL, "a record that was cleaned cannot be read: %s", clean->cleaned.problem.text);
	return &clean->cleaned;
}
