#include "filters/ingest/telegram_text.h"

#include <string.h>

#include "common/utf8.h"

/* One part, its members found. */
struct part {
	struct json_value type, text, href;
	const struct json_value *whole;
};

static bool
is_string(const struct json_value *value, const char *s, size_t n)
{
	return value->type == JSON_STR && value->len == n + 2 && memcmp(value->text + 1, s, n) == 0;
}

static void
find_part(const struct json_value *value, struct part *part)
{
	struct json_member member;
	size_t cursor = 0;

	*part = (struct part){.whole = value};
	if (value->type == JSON_STR)
		part->text = *value;
	while (value->type == JSON_OBJ && json_next(value, &cursor, &member)) {
		if (json_key_is(&member, "type", 4))
			part->type = member.value;
		else if (json_key_is(&member, "text", 4))
			part->text = member.value;
		else if (json_key_is(&member, "href", 4))
			part->href = member.value;
	}
}

void
telegram_text_append(const struct json_value *value, struct buf *out)
{
	struct json_member member;
	struct part part;
	size_t cursor = 0;

	if (value->type != JSON_ARR) {
		find_part(value, &part);
		if (part.text.type == JSON_STR)
			json_unescape(&part.text, out);
		return;
	}
	while (json_next(value, &cursor, &member)) {
		find_part(&member.value, &part);
		if (part.text.type == JSON_STR)
			json_unescape(&part.text, out);
	}
}

/* What a kind of part tells beside its text. */
static void
add_details(const struct part *part, struct buf *entities, struct buf *scratch)
{
	struct json_member member;
	size_t cursor = 0;

	while (json_next(part->whole, &cursor, &member)) {
		if (json_key_is(&member, "type", 4) || json_key_is(&member, "text", 4) || member.key_escaped)
			continue;
		if (member.value.type != JSON_STR && member.value.type != JSON_NUM
		    && member.value.type != JSON_BOOL)
			continue;
		buf_addc(entities, ',');
		json_add_string(entities, member.key, member.key_len);
		buf_addc(entities, ':');
		if (member.value.type == JSON_BOOL) {
			buf_add(entities, member.value.text, member.value.len);
			continue;
		}
		buf_clear(scratch);
		if (member.value.type == JSON_STR)
			json_unescape(&member.value, scratch);
		else /* user_id: identifiers are strings */
			buf_add(scratch, member.value.text, member.value.len);
		json_add_string(entities, scratch->data, scratch->len);
	}
}

static void
add_entity(struct item *item, const struct part *part, const struct item_span *span, size_t from,
           struct buf *entities, struct buf *scratch)
{
	const char *text = item->content_text.data + from;
	size_t n = item->content_text.len - from;

	buf_addc(entities, entities->len == 0 ? '[' : ',');
	buf_addc(entities, '{');
	json_add_key(entities, "type");
	buf_clear(scratch);
	json_unescape(&part->type, scratch);
	json_add_string(entities, scratch->data, scratch->len);
	item_add_span(entities, span);
	add_details(part, entities, scratch);
	buf_addc(entities, '}');
	buf_clear(scratch);
	if (part->href.type == JSON_STR)
		json_unescape(&part->href, scratch);
	else if (is_string(&part->type, "link", 4))
		buf_add(scratch, text, n);
	item_link(item, scratch->data, scratch->len, text, n, span);
}

static void
add_part(struct item *item, const struct json_value *value, size_t *count, struct buf *entities,
         struct buf *scratch)
{
	size_t from = item->content_text.len, added;
	struct item_span span;
	struct part part;

	find_part(value, &part);
	if (part.text.type != JSON_STR || part.text.len == 2)
		return;
	json_unescape(&part.text, &item->content_text);
	added = item->content_text.len - from;
	span.start = *count;
	span.end = *count += utf8_count(item->content_text.data + from, added);
	if (part.type.type == JSON_STR && !is_string(&part.type, "plain", 5))
		add_entity(item, &part, &span, from, entities, scratch);
}

static void
add_parts(struct item *item, const struct json_value *parts, struct buf *entities, struct buf *scratch)
{
	struct json_member member;
	size_t cursor = 0, count = 0;

	if (parts->type != JSON_ARR) {
		add_part(item, parts, &count, entities, scratch);
		return;
	}
	while (json_next(parts, &cursor, &member))
		add_part(item, &member.value, &count, entities, scratch);
}

/* Nothing in content_text comes from `other`, but it says so if it should. */
static void
compare(struct item *item, const struct json_value *other, struct buf *scratch)
{
	if (other->type != JSON_STR && other->type != JSON_ARR)
		return;
	buf_clear(scratch);
	telegram_text_append(other, scratch);
	if (scratch->len == item->content_text.len
	    && (scratch->len == 0 || memcmp(scratch->data, item->content_text.data, scratch->len) == 0))
		return;
	item_repair(item, "text-mismatch");
	item_source(item, "text", scratch->data, scratch->len);
}

void
telegram_text_message(struct item *item, const struct json_value *text,
                      const struct json_value *text_entities, struct buf *entities,
                      struct buf *scratch)
{
	buf_clear(entities);
	if (text_entities->type == JSON_ARR)
		add_parts(item, text_entities, entities, scratch);
	if (item->content_text.len > 0)
		compare(item, text, scratch);
	else
		add_parts(item, text, entities, scratch);
}
