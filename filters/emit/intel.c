#include "filters/emit/intel.h"

#include <string.h>

#include "common/date.h"
#include "filters/emit/facts.h"
#include "filters/emit/intel_text.h"

#define BEGINNING 100 /* code points of a text that stand for the title it lacks */

static void
add_line(struct buf *out, const struct buf *from, size_t most)
{
	intel_add_line(out, from->data ? from->data : "", from->len, most);
}

void
intel_title(struct buf *out, const struct view *view, size_t most)
{
	size_t begin = out->len;

	add_line(out, &view->title, most);
	if (out->len == begin)
		add_line(out, &view->text, most < BEGINNING ? most : BEGINNING);
	if (out->len == begin)
		add_line(out, &view->id, most);
	if (out->len == begin)
		buf_adds(out, "untitled");
}

bool
intel_times(const struct view *view, const struct record *rec, int64_t *created, int64_t *modified)
{
	struct json_value date = record_get(rec, "date_modified");

	*created = view->dated ? view->date : facts_now();
	if (!view->dated || date.type != JSON_STR || !date_parse_rfc3339(date.text + 1, date.len - 2, modified)
	    || *modified < *created)
		*modified = *created;
	return view->dated;
}

const struct buf *
intel_identity(const struct view *view)
{
	return view->id.len > 0 ? &view->id : view->url.len > 0 ? &view->url : &view->text;
}

void
intel_author(struct buf *out, const char *author)
{
	size_t begin = out->len;

	if (author)
		intel_add_line(out, author, strlen(author), SIZE_MAX);
	if (out->len == begin)
		buf_adds(out, "watchline");
}

bool
intel_is_threat(const struct view *view)
{
	for (size_t i = 0; i < view->tag_count; i++)
		if (view->tags[i].len >= 7 && memcmp(view_slice(view, view->tags[i]), "threat/", 7) == 0)
			return true;
	return false;
}
