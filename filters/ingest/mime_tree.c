#include "filters/ingest/mime.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define BOUNDARY_MAX 998 /* bytes: a line of mail */

struct reading {
	struct mime_tree *tree;
	struct item *item;
	size_t budget; /* bytes that encoded messages within may still decode to */
};

/* Where a part stands. */
struct place {
	uint32_t parent, depth;
	bool first; /* among its siblings */
};

static void read_part(struct reading *r, const char *s, size_t n, const struct place *place);

static bool
is_blank(struct mime_span span)
{
	return mime_trim(span).n == 0;
}

/* --- Boundaries */

/* The line that parts parts: "--boundary", and how it goes on. */
struct delimiter {
	const char *at;    /* of the line; the line end before it is part of the delimiter */
	const char *after; /* behind the line */
	bool closes;
};

/* Whether the line at p, which begins with -- and the boundary, is a delimiter. */
static bool
is_delimiter(const char *p, const char *end, size_t boundary, struct delimiter *out)
{
	const char *q = p + 2 + boundary;

	*out = (struct delimiter){.at = p};
	if (end - q >= 2 && q[0] == '-' && q[1] == '-') {
		out->closes = true;
		q += 2;
	}
	while (q < end && (*q == ' ' || *q == '\t' || *q == '\r'))
		q++;
	if (q < end && *q != '\n')
		return false;
	out->after = q < end ? q + 1 : end;
	return true;
}

/* The next delimiter from p on, which is the beginning of a line. needle is "\n--boundary". */
static bool
next_delimiter(const char *p, const char *end, const struct buf *needle, struct delimiter *out)
{
	size_t length = needle->len - 1;

	if ((size_t)(end - p) >= length && memcmp(p, needle->data + 1, length) == 0
	    && is_delimiter(p, end, length - 2, out))
		return true;
	while (p < end && (p = memmem(p, (size_t)(end - p), needle->data, needle->len)) != NULL) {
		if (is_delimiter(p + 1, end, length - 2, out))
			return true;
		p++;
	}
	return false;
}

/* A boundary that is not declared, or not as it is: the first line that looks like one. */
static bool
guess_boundary(struct mime_span body, struct buf *needle)
{
	for (size_t at = 0, line; at < body.n; at += line) {
		struct mime_span text;

		line = mime_line(body.s + at, body.n - at);
		text = mime_trim((struct mime_span){body.s + at, line});
		if (text.n < 3 || text.n > BOUNDARY_MAX || text.s != body.s + at || memcmp(text.s, "--", 2) != 0
		    || memchr(text.s, ' ', text.n) != NULL)
			continue;
		needle->len = 1;
		buf_add(needle, text.s, text.n);
		return true;
	}
	return false;
}

/* The body between two delimiters, without the line end that belongs to the second. */
static struct mime_span
between(const char *from, const char *to)
{
	if (to > from && to[-1] == '\n')
		to--;
	if (to > from && to[-1] == '\r')
		to--;
	return (struct mime_span){from, (size_t)(to - from)};
}

/* A last part whose closing delimiter stands on its last line. */
static void
cut_glued(struct mime_span *part, const struct buf *needle, struct item *item)
{
	struct mime_span text = mime_trim(*part);
	size_t length = needle->len - 1;

	if (text.n < length + 2 || memcmp(text.s + text.n - 2, "--", 2) != 0
	    || memcmp(text.s + text.n - 2 - length, needle->data + 1, length) != 0) {
		item_repair(item, "boundary-unclosed");
		return;
	}
	part->n = (size_t)(text.s - part->s) + text.n - length - 2;
	item_repair(item, "boundary-glued");
}

/* Reads the parts between the delimiters. What stands behind a closing one is left out, as all readers
 * do, but parts that follow it are read. */
static void
read_parts(struct reading *r, uint32_t index, const struct buf *needle, struct delimiter delimiter)
{
	struct mime_span body = r->tree->parts[index].body;
	struct place place = {index, r->tree->parts[index].depth + 1, true};
	const char *end = body.s + body.n;

	for (;;) {
		struct delimiter next;
		bool more = next_delimiter(delimiter.after, end, needle, &next);
		struct mime_span part = more ? between(delimiter.after, next.at)
		                             : (struct mime_span){delimiter.after, (size_t)(end - delimiter.after)};

		if (delimiter.closes) {
			if (!is_blank(part))
				item_repair(r->item, "epilogue-left-out");
		} else if (r->tree->count >= MIME_MAX_PARTS) {
			part.n = (size_t)(end - part.s);
			item_repair(r->item, "parts-flattened");
			read_part(r, part.s, part.n, &place);
			return;
		} else {
			if (!more)
				cut_glued(&part, needle, r->item);
			read_part(r, part.s, part.n, &place);
			place.first = false;
		}
		if (!more)
			return;
		delimiter = next;
	}
}

static void
read_multipart(struct reading *r, uint32_t index)
{
	struct mime_part *part = &r->tree->parts[index];
	struct mime_span body = part->body;
	struct buf needle = {0};
	struct delimiter first;
	bool found = false;

	buf_adds(&needle, "\n--");
	if (mime_parameter(part->head.field[MIME_CONTENT_TYPE], "boundary", &needle) && needle.len > 3
	    && needle.len < BOUNDARY_MAX)
		found = next_delimiter(body.s, body.s + body.n, &needle, &first);
	if (!found && guess_boundary(body, &needle)) {
		found = next_delimiter(body.s, body.s + body.n, &needle, &first);
		item_repair(r->item, "boundary-missing");
	}
	if (found) {
		read_parts(r, index, &needle, first);
	} else if (!is_blank(body)) {
		item_repair(r->item, "boundary-missing");
		part->kind = MIME_TEXT;
	}
	buf_free(&needle);
}

/* --- Messages within */

static void
read_message(struct reading *r, uint32_t index)
{
	struct mime_tree *tree = r->tree;
	struct mime_part *part = &tree->parts[index];
	struct place place = {index, part->depth + 1, true};
	struct mime_span body = part->body;

	if (part->transfer != MIME_PLAIN) {
		struct buf *decoded;

		if (body.n > r->budget) {
			item_repair(r->item, "parts-flattened");
			part->kind = MIME_TEXT;
			return;
		}
		r->budget -= body.n;
		if (tree->decoded_count == tree->decoded_cap)
			tree->decoded = xgrow(tree->decoded, &tree->decoded_cap, tree->decoded_count + 1, sizeof(*tree->decoded));
		decoded = &tree->decoded[tree->decoded_count++];
		*decoded = (struct buf){0};
		buf_reserve(decoded, 1);
		mime_transfer_decode(part->transfer, body.s, body.n, decoded);
		body = (struct mime_span){decoded->data, decoded->len};
	}
	read_part(r, body.s, body.n, &place);
}

/* --- Parts */

static bool
begins(const char *type, const char *with)
{
	return strncmp(type, with, strlen(with)) == 0;
}

static void
set_type(struct mime_part *part, const struct mime_part *parent)
{
	const char *normal = parent->digest ? "message/rfc822" : "text/plain";

	mime_main_value(part->head.field[MIME_CONTENT_TYPE], part->type, sizeof(part->type));
	if (part->type[0] == '\0')
		strcpy(part->type, normal);
	else if (strchr(part->type, '/') == NULL)
		strcpy(part->type, "text/plain");
}

static bool
has_name(const struct mime_part *part)
{
	struct buf name = {0};
	bool there = mime_parameter(part->head.field[MIME_DISPOSITION], "filename", &name)
	             || mime_parameter(part->head.field[MIME_CONTENT_TYPE], "name", &name);

	buf_free(&name);
	return there;
}

/* Whether text is to be read rather than attached: as RFC 8621, section 4.1.4, has it, and where there
 * is nothing else. */
static bool
is_body(const struct mime_part *part, const struct mime_part *parent, const struct place *place)
{
	char disposition[16];

	mime_main_value(part->head.field[MIME_DISPOSITION], disposition, sizeof(disposition));
	if (part == parent)
		return true;
	if (strcmp(disposition, "attachment") == 0)
		return false;
	return place->first || (!parent->related && !has_name(part));
}

static enum mime_kind
kind_of(const struct mime_part *part, const struct mime_part *parent, const struct place *place)
{
	if (begins(part->type, "multipart/"))
		return MIME_MULTIPART;
	if (strcmp(part->type, "message/rfc822") == 0 || strcmp(part->type, "message/global") == 0
	    || strcmp(part->type, "message/news") == 0)
		return MIME_MESSAGE;
	if (strcmp(part->type, "text/plain") == 0 && is_body(part, parent, place))
		return MIME_TEXT;
	if (strcmp(part->type, "text/html") == 0 && is_body(part, parent, place))
		return MIME_HTML;
	return MIME_ATTACHMENT;
}

static void
find_label(struct mime_part *part)
{
	struct mime_span type = part->head.field[MIME_CONTENT_TYPE];
	const char *p = type.n > 0 ? memchr(type.s, ';', type.n) : NULL;

	/* The value, quotes and all: mime_charset() knows how labels are written. */
	while (p != NULL) {
		struct mime_span rest = mime_trim((struct mime_span){p + 1, (size_t)(type.s + type.n - p - 1)});

		p = rest.n > 0 ? memchr(rest.s, ';', rest.n) : NULL;
		if (rest.n < 8 || !mime_is((struct mime_span){rest.s, 7}, "charset"))
			continue;
		rest = mime_trim((struct mime_span){rest.s + 7, rest.n - 7});
		if (rest.n == 0 || *rest.s != '=')
			continue;
		rest = mime_trim((struct mime_span){rest.s + 1, rest.n - 1});
		part->label = rest;
		part->label.n = 0;
		if (rest.n > 0 && *rest.s == '"') {
			part->label.s++;
			rest.n--;
		}
		while (part->label.n < rest.n && strchr("\";( \t\r\n", part->label.s[part->label.n]) == NULL)
			part->label.n++;
		return;
	}
}

static struct mime_part *
add_part(struct mime_tree *tree)
{
	if (tree->count == tree->cap)
		tree->parts = xgrow(tree->parts, &tree->cap, tree->count + 1, sizeof(*tree->parts));
	memset(&tree->parts[tree->count], 0, sizeof(*tree->parts));
	return &tree->parts[tree->count++];
}

static void
read_part(struct reading *r, const char *s, size_t n, const struct place *place)
{
	struct mime_tree *tree = r->tree;
	uint32_t index = (uint32_t)tree->count;
	struct mime_part *part = add_part(tree), *parent = &tree->parts[place->parent];
	size_t body = mime_head_read(s, n, &part->head);

	part->parent = place->parent;
	part->depth = place->depth;
	part->body = (struct mime_span){s + body, n - body};
	if (part->head.damaged)
		item_repair(r->item, "head-damaged");
	set_type(part, parent);
	part->alternative = strcmp(part->type, "multipart/alternative") == 0;
	part->related = strcmp(part->type, "multipart/related") == 0;
	part->digest = strcmp(part->type, "multipart/digest") == 0;
	part->transfer = mime_transfer_find(part->head.field[MIME_TRANSFER]);
	part->kind = kind_of(part, parent, place);
	find_label(part);
	if (part->kind < MIME_MESSAGE)
		return;
	if (place->depth + 1 >= MIME_MAX_DEPTH || tree->count >= MIME_MAX_PARTS) {
		item_repair(r->item, "parts-flattened");
		part->kind = MIME_TEXT;
		return;
	}
	if (part->kind == MIME_MULTIPART)
		read_multipart(r, index);
	else
		read_message(r, index);
}

/* --- Which text is to be read */

static void
note_texts(struct mime_tree *tree)
{
	for (size_t i = tree->count; i-- > 0;) {
		struct mime_part *part = &tree->parts[i], *parent = &tree->parts[part->parent];

		if (part->kind <= MIME_HTML && !is_blank(part->body)) {
			part->has_text |= part->kind == MIME_TEXT;
			part->has_html |= part->kind == MIME_HTML;
		}
		if (i > 0 && part->kind != MIME_MESSAGE) {
			parent->has_text |= part->has_text;
			parent->has_html |= part->has_html;
		}
	}
}

/* Of alternatives the plain text is read; where there is none, the last page, which is the best one. */
static void
hide_others(struct mime_tree *tree)
{
	bool *seen = xcalloc(tree->count, sizeof(*seen));

	/* What is within a part follows it, so a part's siblings are met from the last to the first. */
	for (size_t i = tree->count; i-- > 1;) {
		struct mime_part *part = &tree->parts[i], *parent = &tree->parts[part->parent];

		if (!parent->alternative || part->kind == MIME_MESSAGE || part->has_text || !part->has_html)
			continue;
		part->hidden = parent->has_text || seen[part->parent];
		seen[part->parent] = true;
	}
	for (size_t i = 1; i < tree->count; i++) {
		struct mime_part *part = &tree->parts[i];

		part->hidden = part->kind != MIME_MESSAGE && (part->hidden || tree->parts[part->parent].hidden);
	}
	free(seen);
}

void
mime_tree_read(struct mime_tree *tree, const char *s, size_t n, struct item *item)
{
	struct reading r = {tree, item, n};
	struct place place = {0, 0, true};

	for (size_t i = 0; i < tree->decoded_count; i++)
		buf_free(&tree->decoded[i]);
	tree->decoded_count = tree->count = 0;
	read_part(&r, s, n, &place);
	note_texts(tree);
	hide_others(tree);
}

void
mime_tree_free(struct mime_tree *tree)
{
	for (size_t i = 0; i < tree->decoded_count; i++)
		buf_free(&tree->decoded[i]);
	free(tree->decoded);
	free(tree->parts);
	buf_free(&tree->scratch);
	*tree = (struct mime_tree){0};
}
