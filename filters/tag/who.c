#include "filters/tag/who.h"

#include "common/json.h"
#include "common/utf8.h"

/* Characters that stand for a title. */
#define TITLE_MAX 100

void
who_title(const struct record *rec, struct buf *text)
{
	static const char *const members[] = {"title", "content_text", "summary"};
	const char *s, *end;

	buf_clear(text);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]) && text->len == 0; i++)
		record_string(rec, members[i], text);
	if (text->len == 0)
		return;
	s = text->data;
	end = s + text->len;
	for (size_t n = 0; n < TITLE_MAX && s < end; n++)
		utf8_decode(&s, end);
	if (s == end)
		return;
	text->len = (size_t)(s - text->data);
	buf_adds(text, "…");
}

void
who_add_id(const struct record *rec, struct buf *object, struct buf *scratch)
{
	buf_clear(scratch);
	if (!record_string(rec, "id", scratch))
		return;
	json_add_key(object, "id");
	json_add_string(object, scratch->data, scratch->len);
}

void
who_add_title(const struct record *rec, struct buf *object, struct buf *scratch)
{
	who_title(rec, scratch);
	if (scratch->len == 0)
		return;
	json_add_key(object, "title");
	json_add_string(object, scratch->data, scratch->len);
}
