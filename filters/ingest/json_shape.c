#include "filters/ingest/json_shape.h"

#include <string.h>

/* What programming interfaces and exporters call their lists, and the objects these stand in. */
static const char lists[] = " items data results messages posts statuses tweets toots entries articles documents docs "
                            "records rows hits orderedItems features comments stories news updates events edges nodes "
                            "children list value values response result ";
static const char wrappers[] = " hits data response result results feed payload body d _embedded value timeline "
                               "channel rss first search_results ";

/* Members that an item has and what wraps items has not. */
static const char contents[] = " content_text content_html text full_text message body content _source created_at "
                               "date_published ";

struct look {
	const char *p, *end;
};

static bool
is_one_of(const char *names, const char *key, size_t n)
{
	char spaced[JSON_SHAPE_KEY + 2];

	if (n == 0 || n >= JSON_SHAPE_KEY || memchr(key, ' ', n) != NULL)
		return false;
	spaced[0] = ' ';
	memcpy(spaced + 1, key, n);
	spaced[n + 1] = ' ';
	return memmem(names, strlen(names), spaced, n + 2) != NULL;
}

static void
skip_space(struct look *look)
{
	while (look->p < look->end && (*look->p == ' ' || *look->p == '\n' || *look->p == '\r' || *look->p == '\t'))
		look->p++;
}

static void
skip_string(struct look *look)
{
	for (look->p++; look->p < look->end && *look->p != '"'; look->p++)
		look->p += *look->p == '\\';
	look->p = look->p < look->end ? look->p + 1 : look->end;
}

static void
skip_value(struct look *look)
{
	size_t depth = 0;

	while (look->p < look->end) {
		char c = *look->p;

		if (c == '"') {
			skip_string(look);
			if (depth == 0)
				return;
			continue;
		}
		if (depth == 0 && (c == ',' || c == '}' || c == ']'))
			return;
		depth += c == '{' || c == '[';
		look->p++;
		if ((c == '}' || c == ']') && --depth == 0)
			return;
	}
}

/* Whether a list at p holds objects, as far as can be seen. */
static bool
holds_objects(const struct look *look, bool *empty)
{
	struct look inside = {look->p + 1, look->end};

	skip_space(&inside);
	*empty = inside.p < inside.end && *inside.p == ']';
	return inside.p == inside.end || *inside.p == '{';
}

static void
set_key(struct json_shape *shape, size_t level, const char *key, size_t n)
{
	memcpy(shape->path[level], key, n);
	shape->path[level][n] = '\0';
}

static bool look_at_object(struct look *look, size_t level, struct json_shape *shape);

/* A member whose value stands at look; true if the items are in it. */
static bool
look_at_member(struct look *look, size_t level, const char *key, size_t n, struct json_shape *shape)
{
	bool empty;

	if (n >= JSON_SHAPE_KEY || memchr(key, '\\', n) != NULL)
		return false;
	if (*look->p == '[' && (holds_objects(look, &empty) || empty)) {
		bool known = is_one_of(lists, key, n);

		if (empty && !known)
			return false;
		if (known || shape->depth == 0) {
			set_key(shape, level, key, n);
			shape->depth = level + 1;
			shape->known = known;
		}
		return known;
	}
	if (*look->p == '{' && level + 1 < JSON_SHAPE_DEPTH && is_one_of(wrappers, key, n)) {
		struct look inside = *look;
		struct json_shape inner = *shape;

		inner.depth = 0;
		set_key(&inner, level, key, n);
		if (look_at_object(&inside, level + 1, &inner)) {
			*shape = inner;
			return true;
		}
	}
	return false;
}

/* Walks the members of the object at look; true if a list of a known name was found. */
static bool
look_at_object(struct look *look, size_t level, struct json_shape *shape)
{
	bool found = false, item = false;

	look->p++;
	for (;;) {
		const char *key;
		size_t n;

		skip_space(look);
		if (look->p >= look->end || *look->p != '"')
			break;
		key = look->p + 1;
		skip_string(look);
		n = (size_t)(look->p - key) - (look->p > key);
		skip_space(look);
		if (look->p >= look->end || *look->p != ':')
			break;
		look->p++;
		skip_space(look);
		if (look->p >= look->end)
			break;
		item = item || (*look->p == '"' && is_one_of(contents, key, n));
		if (!found && !item)
			found = look_at_member(look, level, key, n, shape);
		skip_value(look);
		skip_space(look);
		if (look->p < look->end && *look->p == ',')
			look->p++;
	}
	if (item) {
		shape->depth = 0;
		return false;
	}
	return found;
}

void
json_shape(const char *s, size_t n, struct json_shape *shape)
{
	struct look look = {s, s + n};

	*shape = (struct json_shape){0};
	if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
		look.p += 3;
	skip_space(&look);
	if (look.p < look.end && *look.p == '{')
		look_at_object(&look, 0, shape);
}

bool
json_shape_path(const char *path, struct json_shape *shape)
{
	*shape = (struct json_shape){.known = true};
	if (*path++ != '.')
		return false;
	while (*path != '\0') {
		size_t n = strcspn(path, ".");

		if (n == 0 || n >= JSON_SHAPE_KEY || shape->depth == JSON_SHAPE_DEPTH)
			return false;
		set_key(shape, shape->depth++, path, n);
		path += n;
		if (*path == '.' && *++path == '\0')
			return false;
	}
	return true;
}
