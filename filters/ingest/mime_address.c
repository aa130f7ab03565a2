#include "filters/ingest/mime.h"

#include <string.h>

/* One member of a list, as it is written. */
struct mailbox {
	const char *s, *end;
	const char *angle, *close; /* of <...>, NULL if there is none */
	bool at;                   /* an @ stands outside of quotes, comments and angles */
};

struct reading {
	struct mime_span charset;
	struct item *item;
	mime_address_function *function;
	void *context;
	struct buf raw, name, address;
	struct buf before; /* a name whose comma was not quoted: it belongs to the next member */
};

/* Past a quoted string or comment at p; what is not closed ends with the list. */
static const char *
skip_quoted(const char *p, const char *end)
{
	char open = *p, close = (char)(open == '(' ? ')' : '"');
	size_t depth = 1;

	for (p++; p < end; p++) {
		if (*p == '\\' && p + 1 < end)
			p++;
		else if (*p == close && --depth == 0)
			return p + 1;
		else if (*p == open && open == '(')
			depth++;
	}
	return end;
}

/* Past an encoded word at p, whose text may hold commas though it must not; p itself if it is none. */
static const char *
skip_word(const char *p, const char *end)
{
	int marks = 0;

	for (const char *q = p + 2; q < end && (unsigned char)*q > ' '; q++)
		if (*q == '?' && ++marks >= 3 && q + 1 < end && q[1] == '=')
			return q + 2;
	return p;
}

/* Reads to the end of the member at p. */
static const char *
find_end(const char *p, const char *end, struct mailbox *box)
{
	*box = (struct mailbox){.s = p};
	while (p < end) {
		if (*p == '"' || *p == '(') {
			p = skip_quoted(p, end);
		} else if (*p == '=' && p + 1 < end && p[1] == '?' && skip_word(p, end) != p) {
			p = skip_word(p, end);
		} else if (*p == '<' && box->angle != NULL) { /* the comma is missing */
			p = box->close + 1;
			box->end = p;
			return p;
		} else if (*p == '<') {
			box->angle = p + 1;
			p++;
			while (p < end && *p != '>')
				p = *p == '"' ? skip_quoted(p, end) : p + 1;
			box->close = p;
			p += p < end;
		} else if (*p == ',' || *p == ';') {
			break;
		} else if (*p == ':' && box->angle == NULL && !box->at) {
			box->s = p + 1; /* a group's name is not of its members */
			p++;
		} else {
			box->at |= *p++ == '@';
		}
	}
	box->end = p;
	return p + (p < end);
}

/* Appends a name: quotes taken off, comments left out (or, wanted, alone kept). */
static void
add_phrase(const char *p, const char *end, bool comments, struct buf *out)
{
	while (p < end) {
		const char *stop = p + 1;

		if (*p == '"' || *p == '(')
			stop = skip_quoted(p, end);
		if (*p == '"' && !comments) {
			for (const char *q = p + 1; q < stop - (stop > p + 1 && stop[-1] == '"'); q++) {
				q += *q == '\\' && q + 1 < stop;
				buf_addc(out, *q);
			}
		} else if (*p == '(' && comments) {
			buf_add(out, p + 1, (size_t)(stop - p - 1 - (stop > p + 1 && stop[-1] == ')')));
		} else if (*p != '"' && *p != '(' && !comments) {
			buf_addc(out, *p);
		}
		p = stop;
	}
}

/* Appends an address without blanks, comments and the route before it. */
static void
add_address(const char *p, const char *end, struct buf *out)
{
	const char *colon;

	if (p < end && *p == '@' && (colon = memchr(p, ':', (size_t)(end - p))) != NULL)
		p = colon + 1;
	while (p < end) {
		if (*p == '(') {
			p = skip_quoted(p, end);
			continue;
		}
		if ((unsigned char)*p > ' ' && *p != '<' && *p != '>')
			buf_addc(out, *p);
		p++;
	}
}

static void
squeeze(struct buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->len; i++)
		if (text->data[i] != ' ' || (n > 0 && text->data[n - 1] != ' '))
			text->data[n++] = text->data[i];
	while (n > 0 && text->data[n - 1] == ' ')
		n--;
	text->len = n;
}

/* Sets the name, without a comma before it: some writers encode the one between members. */
static void
set_name(struct reading *r)
{
	size_t skip = 0;

	buf_clear(&r->name);
	mime_decode_words((struct mime_span){r->raw.data, r->raw.len}, r->charset, r->item, &r->name);
	while (skip < r->name.len && (r->name.data[skip] == ',' || r->name.data[skip] == ' '))
		skip++;
	if (skip > 0)
		memmove(r->name.data, r->name.data + skip, r->name.len - skip);
	r->name.len -= skip;
	squeeze(&r->name);
}

static void
give(struct reading *r)
{
	struct mime_address address = {{r->name.data, r->name.len}, {r->address.data, r->address.len}};

	if (r->name.len + r->address.len > 0)
		r->function(&address, r->context);
	buf_clear(&r->before);
}

/* Gives what was kept for a member that did not come. */
static void
give_before(struct reading *r)
{
	if (r->before.len == 0)
		return;
	buf_clear(&r->raw);
	buf_clear(&r->address);
	buf_add(&r->raw, r->before.data, r->before.len);
	set_name(r);
	give(r);
}

static void
read_member(struct reading *r, const struct mailbox *box)
{
	buf_clear(&r->raw);
	buf_clear(&r->address);
	if (box->angle != NULL) {
		if (r->before.len > 0) {
			buf_add(&r->raw, r->before.data, r->before.len);
			buf_adds(&r->raw, ", ");
		}
		add_phrase(box->s, box->angle - 1, false, &r->raw);
		if (r->raw.len == 0)
			add_phrase(box->close, box->end, true, &r->raw);
		add_address(box->angle, box->close, &r->address);
	} else if (box->at) {
		give_before(r);
		buf_clear(&r->raw);
		add_phrase(box->s, box->end, true, &r->raw);
		add_address(box->s, box->end, &r->address);
	} else {
		give_before(r);
		buf_clear(&r->raw);
		add_phrase(box->s, box->end, false, &r->raw);
		if (mime_trim((struct mime_span){r->raw.data, r->raw.len}).n == 0)
			add_phrase(box->s, box->end, true, &r->raw);
		squeeze(&r->raw);
		buf_add(&r->before, r->raw.data, r->raw.len);
		return;
	}
	set_name(r);
	give(r);
}

void
mime_addresses(struct mime_span value, struct mime_span charset, struct item *item,
               mime_address_function *function, void *context)
{
	struct reading r = {.charset = charset, .item = item, .function = function, .context = context};
	const char *p = value.s, *end;

	if (value.n == 0)
		return;
	end = value.s + value.n;
	while (p < end) {
		struct mailbox box;

		p = find_end(p, end, &box);
		read_member(&r, &box);
	}
	give_before(&r);
	buf_free(&r.raw);
	buf_free(&r.name);
	buf_free(&r.address);
	buf_free(&r.before);
}
