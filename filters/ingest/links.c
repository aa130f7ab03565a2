/* Links: as the item's list has them, and where addresses stand in plain text. */
#include <string.h>
#include <strings.h>

#include "common/json.h"
#include "common/utf8.h"
#include "filters/ingest/item.h"

/* An address as people type it. */
static bool
is_bare(const char *url, size_t n)
{
	return memmem(url, n, "://", 3) == NULL && (n < 7 || memcmp(url, "mailto:", 7) != 0);
}

void
item_add_span(struct buf *out, const struct item_span *span)
{
	buf_adds(out, ",\"start\":");
	item_add_number(out, span->start);
	buf_adds(out, ",\"end\":");
	item_add_number(out, span->end);
}

void
item_link(struct item *item, const char *url, size_t url_n, const char *text, size_t n,
          const struct item_span *span)
{
	struct buf *links = &item->links;
	size_t from;

	if (url_n == 0)
		return;
	if (links->len > 0)
		buf_addc(links, ',');
	buf_addc(links, '{');
	json_add_key(links, "url");
	from = links->len + 1;
	json_add_string(links, url, url_n);
	if (is_bare(url, url_n)) {
		buf_reserve(links, 7);
		memmove(links->data + from + 7, links->data + from, links->len - from);
		memcpy(links->data + from, "http://", 7);
		links->len += 7;
	}
	if (n > 0) {
		json_add_key(links, "text");
		json_add_string(links, text, n);
	}
	if (span != NULL)
		item_add_span(links, span);
	buf_addc(links, '}');
}

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Whether an address begins at s; *prefix is what no address is without more. */
static bool
begins(const char *text, const char *s, const char *end, size_t *prefix)
{
	static const char *const starts[] = {"http://", "https://", "ftp://", "tg://", "www.", "t.me/", "telegram.me/"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		*prefix = strlen(starts[i]);
		if ((size_t)(end - s) <= *prefix || strncasecmp(s, starts[i], *prefix) != 0)
			continue;
		/* the end of a longer host is none, nor of an address of mail */
		return s == text || starts[i][*prefix - 2] == '/' || strchr(".-@", s[-1]) == NULL;
	}
	return false;
}

/* Blanks, quotes, brackets and full stops of any script end an address, but for those that may
 * stand in one. */
static bool
ends_address(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} marks[] = {
		{0, ' '},           {'"', '"'},       {'<', '<'},         {'>', '>'},       {'\\', '\\'},
		{'^', '^'},         {'`', '`'},       {'{', '}'},         {0x7F, 0xA0},     {0xAB, 0xAB},
		{0xBB, 0xBB},       {0x589, 0x58A},   {0x5BE, 0x5BE},     {0x5C0, 0x5C0},   {0x5C3, 0x5C3},
		{0x5F3, 0x5F4},     {0x60C, 0x60D},   {0x61B, 0x61F},     {0x66A, 0x66D},   {0x6D4, 0x6D4},
		{0x964, 0x965},     {0x1361, 0x1368}, {0x1680, 0x1680},   {0x2000, 0x206F}, {0x3000, 0x3003},
		{0x3008, 0x301F},   {0xFD3E, 0xFD3F}, {0xFEFF, 0xFEFF},   {0xFF01, 0xFF0F}, {0xFF1A, 0xFF20},
		{0xFF3B, 0xFF40},   {0xFF5B, 0xFF65}, {0xFFF9, 0xFFFD},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && c >= marks[i].from; i++)
		if (c <= marks[i].to)
			return true;
	return false;
}

/* Whether text of another script goes on without a blank, as it does behind an address in Chinese. In an
 * address it would stand behind a slash or the like, or among its own. */
static bool
is_glued(char before, uint32_t c)
{
	return c >= 0x370 && is_word(before);
}

/* The end of the address at s; what closes a sentence or an outer bracket is not its. */
static const char *
address_end(const char *s, const char *end)
{
	const char *p = s, *next = s;
	int open = 0;

	while (p < end) {
		uint32_t c = utf8_decode(&next, end);

		if (ends_address(c) || (p > s && is_glued(p[-1], c)))
			break;
		open += *p == '(' || *p == '[';
		open -= *p == ')' || *p == ']';
		if (open < 0)
			break;
		p = next;
	}
	while (p > s && strchr(".,;:!?'*_", p[-1]) != NULL)
		p--;
	return p;
}

/* Every beginning has a full stop or a colon, and text has few of them: those are looked for. */
struct marks {
	const char *stop, *colon; /* the next ones, or the end */
};

static const char *
next_mark(const char *p, const char *end, char mark)
{
	const char *found = p < end ? memchr(p, mark, (size_t)(end - p)) : NULL;

	return found != NULL ? found : end;
}

/* The next address from p on, NULL if there is none. */
static const char *
next_address(struct marks *marks, const char *text, const char *p, const char *end, size_t *prefix)
{
	static const int before_stop[] = {8, 3, 1, 0}, before_colon[] = {5, 4, 3, 2, 0};

	for (;;) {
		const char *mark = marks->stop < marks->colon ? marks->stop : marks->colon;
		const int *before = mark == marks->stop ? before_stop : before_colon;

		if (mark == end)
			return NULL;
		for (; *before != 0; before++) {
			const char *s;

			if (mark - p < *before)
				continue;
			s = mark - *before;
			if ((s == text || !is_word(s[-1])) && begins(text, s, end, prefix)
			    && s + *prefix > mark)
				return s;
		}
		if (mark == marks->stop)
			marks->stop = next_mark(mark + 1, end, '.');
		else
			marks->colon = next_mark(mark + 1, end, ':');
	}
}

void
item_find_links(struct item *item, const char *text, size_t n, bool located)
{
	const char *p = text, *end, *counted = text, *stop;
	struct marks marks;
	size_t characters = 0, prefix;

	if (n == 0)
		return;
	end = text + n;
	marks = (struct marks){next_mark(text, end, '.'), next_mark(text, end, ':')};
	while ((p = next_address(&marks, text, p, end, &prefix)) != NULL) {
		struct item_span span;

		stop = address_end(p + prefix, end);
		if (stop == p + prefix) {
			p++;
			continue;
		}
		characters += utf8_count(counted, (size_t)(p - counted));
		span.start = characters;
		characters += utf8_count(p, (size_t)(stop - p));
		span.end = characters;
		item_link(item, p, (size_t)(stop - p), p, (size_t)(stop - p), located ? &span : NULL);
		p = counted = stop;
		if (marks.stop < p)
			marks.stop = next_mark(p, end, '.');
		if (marks.colon < p)
			marks.colon = next_mark(p, end, ':');
	}
}
