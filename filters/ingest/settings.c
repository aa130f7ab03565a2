#include "filters/ingest/settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/json.h"
#include "common/utf8.h"
#include "common/xalloc.h"

#define SOURCE "_source."

/* Members with a string, and where an item keeps them. */
static const struct text_member {
	const char *name;
	size_t offset;
} texts[] = {
	{"id", offsetof(struct item, id)},
	{"url", offsetof(struct item, url)},
	{"external_url", offsetof(struct item, external_url)},
	{"title", offsetof(struct item, title)},
	{"content_text", offsetof(struct item, content_text)},
	{"summary", offsetof(struct item, summary)},
	{"language", offsetof(struct item, language)},
};

static const struct text_member *
text_member(const char *name)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(texts[i].name, name) == 0)
			return &texts[i];
	return NULL;
}

/* What the document alone, or a later filter, has to say. */
static bool
is_reserved(const char *member)
{
	static const char *const names[] = {
		"authors", "attachments", "_source", "_links", "_notes", "_evidence", "_evidence_omitted",
		"_score", "_rules", "_errors", "_duplicate",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], member) == 0)
			return true;
	return false;
}

static bool
is_date(const char *member)
{
	return strcmp(member, "date_published") == 0 || strcmp(member, "date_modified") == 0;
}

/* A name that needs no escape in JSON. */
static bool
is_plain(const char *name)
{
	for (const char *p = name; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || *p == '"' || *p == '\\' || *p == '.' || *p == 0x7F)
			return false;
	return *name != '\0' && utf8_valid(name, strlen(name)) == strlen(name);
}

static bool
read_instant(const struct json_value *value, int64_t *seconds)
{
	return value->type == JSON_STR && date_parse_rfc3339(value->text + 1, value->len - 2, seconds);
}

static bool
check(const struct setting *setting, struct problem *problem)
{
	const char *member = setting->member;
	bool source = strncmp(member, SOURCE, strlen(SOURCE)) == 0;
	struct json_value value;
	int64_t seconds;

	if (!is_plain(source ? member + strlen(SOURCE) : member))
		problem_set(problem, 0, 0, "'%s' is no name of a member; write it as language or _source.desk", member);
	else if (is_reserved(member))
		problem_set(problem, 0, 0, "'%s' cannot be set", member);
	else if (!json_scan_value(setting->json, strlen(setting->json), &value, problem))
		return false;
	else if (text_member(member) != NULL && value.type != JSON_STR)
		problem_set(problem, 0, 0, "'%s' is a string; write %s=VALUE", member, member);
	else if (strcmp(member, "id") == 0 && value.len == 2)
		problem_set(problem, 0, 0, "an id cannot be empty");
	else if (is_date(member) && !read_instant(&value, &seconds))
		problem_set(problem, 0, 0, "'%s' is an instant, as 2024-01-03T08:00:05Z", member);
	else
		return true;
	return false;
}

bool
setting_read(const char *text, struct setting *setting, struct problem *problem)
{
	const char *equal = strchr(text, '=');
	bool json = equal != NULL && equal > text && equal[-1] == ':';
	struct buf value = {0};

	if (equal == NULL || equal == text) {
		problem_set(problem, 0, 0, "'%s' is not MEMBER=VALUE", text);
		return false;
	}
	setting->member = xstrdup(text);
	setting->member[equal - text - json] = '\0';
	if (json)
		buf_adds(&value, equal + 1);
	else
		json_add_string(&value, equal + 1, strlen(equal + 1));
	buf_addc(&value, '\0');
	setting->json = xstrdup(value.data);
	buf_free(&value);
	return check(setting, problem);
}

void
setting_free(struct setting *setting)
{
	free(setting->member);
	free(setting->json);
}

/* Takes a member out of JSON members without their braces. */
static void
remove_member(struct buf *members, const char *key)
{
	struct buf object = {0};
	struct json_value value = {.type = JSON_OBJ};
	struct json_member member;
	size_t cursor = 0;

	buf_addc(&object, '{');
	buf_add(&object, members->data, members->len);
	buf_addc(&object, '}');
	value.text = object.data;
	value.len = object.len;
	buf_clear(members);
	while (json_next(&value, &cursor, &member)) {
		if (json_key_is(&member, key, strlen(key)))
			continue;
		if (members->len > 0)
			buf_addc(members, ',');
		buf_addc(members, '"');
		buf_add(members, member.key, member.key_len);
		buf_add(members, "\":", 2);
		buf_add(members, member.value.text, member.value.len);
	}
	buf_free(&object);
}

void
setting_apply(struct item *item, const struct setting *setting)
{
	const struct text_member *text = text_member(setting->member);
	struct json_value value = {.text = setting->json, .len = strlen(setting->json), .type = JSON_STR};
	bool source = strncmp(setting->member, SOURCE, strlen(SOURCE)) == 0;
	const char *key = source ? setting->member + strlen(SOURCE) : setting->member;

	if (text != NULL) {
		struct buf *field = (struct buf *)((char *)item + text->offset);

		buf_clear(field);
		json_unescape(&value, field);
		if (field == &item->id)
			item->id_rule = "set";
	} else if (strcmp(key, "date_published") == 0 && !source) {
		item->has_published = read_instant(&value, &item->published);
	} else if (strcmp(key, "date_modified") == 0 && !source) {
		item->has_modified = read_instant(&value, &item->modified);
	} else if (source) {
		remove_member(&item->source, key);
		item_source_json(item, key, setting->json, value.len);
	} else {
		json_add_key(&item->extra, key);
		buf_add(&item->extra, setting->json, value.len);
	}
}
