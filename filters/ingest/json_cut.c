#include "filters/ingest/json_cut.h"

#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define BLOCK 64           /* bytes looked at together, a bit each */
#define AHEAD 128          /* bytes that must lie behind a block, for what begins in it */
#define MAX_SCALAR ((size_t)1 << 20)
#define LONG_ITEM ((size_t)1 << 16) /* from here on an item is asked whether it lost a bracket */

/* Where a cut through a value stands. Offsets count from window start. */
struct progress {
	size_t at;          /* bytes looked at */
	uint64_t in_string; /* all ones inside a string */
	uint64_t escaped;   /* 1 if the next byte is escaped */
	int64_t depth;
	bool suspect;
	size_t broken;      /* where another item begins, 0 for none */
};

struct masks {
	uint64_t quote, backslash, open, close;
};

void
json_cut_free(struct json_cut *cut)
{
	buf_free(&cut->window);
}

uint64_t
json_cut_offset(const struct json_cut *cut)
{
	return cut->base + cut->start;
}

/* Reads more behind what is left; false at the end. */
static bool
fill(struct json_cut *cut)
{
	struct buf *window = &cut->window;
	char *bytes;
	size_t n;

	if (cut->end || input_chunk(cut->document->input, &bytes, &n) != INPUT_LINE) {
		cut->end = true;
		return false;
	}
	/* Moved only when at least half is done with, so that a byte is moved
	 * once on average however long an item is. */
	if (cut->start > 0 && cut->start >= window->len - cut->start) {
		memmove(window->data, window->data + cut->start, window->len - cut->start);
		window->len -= cut->start;
		cut->base += cut->start;
		cut->start = 0;
	}
	buf_add(window, bytes, n);
	return true;
}

void
json_cut_open(struct json_cut *cut, struct document *document, const char *head, size_t n,
              size_t max_item)
{
	struct buf window = cut->window;

	*cut = (struct json_cut){.document = document, .window = window, .max_item = max_item};
	buf_clear(&cut->window);
	buf_reserve(&cut->window, n + 1); /* never NULL */
	buf_add(&cut->window, head, n);
	while (cut->window.len < 3 && fill(cut))
		;
	if (cut->window.len >= 3 && memcmp(cut->window.data, "\xEF\xBB\xBF", 3) == 0)
		cut->start = 3;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

int
json_cut_peek(struct json_cut *cut)
{
	for (;;) {
		for (; cut->start < cut->window.len; cut->start++) {
			char c = cut->window.data[cut->start];

			if (!is_space(c))
				return (unsigned char)c;
			cut->lines |= c == '\n';
			cut->indent = c == '\n' ? 0 : cut->indent + 1;
		}
		if (!fill(cut))
			return -1;
	}
}

static void
advance(struct json_cut *cut, size_t n)
{
	cut->start += n;
	cut->lines = false;
	cut->indent = 0;
}

bool
json_cut_take(struct json_cut *cut, char c)
{
	if (json_cut_peek(cut) != (unsigned char)c)
		return false;
	advance(cut, 1);
	return true;
}

/* The byte `at` behind start, read if it has to be; -1 at the end. */
static int
byte_at(struct json_cut *cut, size_t at)
{
	while (cut->start + at >= cut->window.len)
		if (!fill(cut))
			return -1;
	return (unsigned char)cut->window.data[cut->start + at];
}

/* The length of the scalar at start, 0 if it does not end. */
static size_t
scalar_length(struct json_cut *cut)
{
	size_t n = 1;
	int c;

	if (byte_at(cut, 0) == '"') {
		for (; (c = byte_at(cut, n)) != '"'; n++) {
			n += c == '\\';
			if (c < 0 || n > MAX_SCALAR)
				return 0;
		}
		return n + 1;
	}
	while ((c = byte_at(cut, n)) >= 0 && n <= MAX_SCALAR && !is_space((char)c)
	       && strchr(",:{}[]\"", c) == NULL)
		n++;
	return c < 0 || n > MAX_SCALAR ? 0 : n;
}

bool
json_cut_scalar(struct json_cut *cut, struct buf *out)
{
	int c = json_cut_peek(cut);
	size_t n;

	if (c < 0 || strchr(",:{}[]", c) != NULL)
		return false;
	n = scalar_length(cut);
	if (n == 0)
		return false;
	buf_add(out, cut->window.data + cut->start, n);
	advance(cut, n);
	return true;
}

/* --- Cutting through a value, by blocks of 64 bytes. */

#if defined(__SSE2__)
static uint64_t
equal(const __m128i v[4], char c)
{
	__m128i wanted = _mm_set1_epi8(c);
	uint64_t bits = 0;

	for (int i = 0; i < 4; i++)
		bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], wanted)) << 16 * i;
	return bits;
}

static struct masks
look(const char *p)
{
	__m128i v[4], folded[4];

	for (int i = 0; i < 4; i++) {
		v[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
		folded[i] = _mm_or_si128(v[i], _mm_set1_epi8(0x20)); /* [ to {, ] to } */
	}
	return (struct masks){equal(v, '"'), equal(v, '\\'), equal(folded, '{'), equal(folded, '}')};
}
#else
static struct masks
look(const char *p)
{
	struct masks masks = {0};

	for (int i = 0; i < BLOCK; i++) {
		uint64_t bit = (uint64_t)1 << i;

		masks.quote |= p[i] == '"' ? bit : 0;
		masks.backslash |= p[i] == '\\' ? bit : 0;
		masks.open |= (p[i] | 0x20) == '{' ? bit : 0;
		masks.close |= (p[i] | 0x20) == '}' ? bit : 0;
	}
	return masks;
}
#endif

/* Escapes that no JSON text has, or that stand for NUL; surrogates are left to
 * the scanner. */
static bool
wants_repair(const char *p)
{
	return p[1] == 'x' || (p[1] == 'u' && memcmp(p + 2, "0000", 4) == 0);
}

/* The bytes that are escaped, from the backslashes; lone or paired as they come. */
static uint64_t
find_escaped(struct progress *progress, const char *p, uint64_t backslash)
{
	uint64_t escaped = progress->escaped, bit;

	progress->escaped = 0;
	backslash &= ~escaped;
	while (backslash != 0) {
		int i = __builtin_ctzll(backslash);

		progress->suspect |= wants_repair(p + i);
		if (i == BLOCK - 1) {
			progress->escaped = 1;
			break;
		}
		bit = (uint64_t)2 << i;
		escaped |= bit;
		backslash &= ~(bit | (bit - 1));
	}
	return escaped;
}

/* Each bit becomes the parity of those up to it. */
static uint64_t
parity(uint64_t bits)
{
	for (int shift = 1; shift < BLOCK; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

/* Whether text at p, up to end, reads `{ "id":`. */
static bool
is_item(const char *p, const char *end)
{
	if (p >= end || *p++ != '{')
		return false;
	while (p < end && is_space(*p))
		p++;
	if (end - p < 5 || memcmp(p, "\"id\"", 4) != 0)
		return false;
	for (p += 4; p < end && is_space(*p); p++)
		;
	return p < end && *p == ':';
}

/* The same for an item that is indented as the one at item is, if that is. */
static bool
is_other_item(const struct json_cut *cut, const char *item, const char *p, const char *end)
{
	size_t indent = cut->indent;

	if (!is_item(p, end))
		return false;
	if (!cut->lines)
		return !cut->nested;
	if ((size_t)(p - item) <= indent || p[-1 - (ptrdiff_t)indent] != '\n')
		return false;
	for (const char *blank = p - indent; blank < p; blank++)
		if (*blank != ' ' && *blank != '\t')
			return false;
	return true;
}

static size_t
find_other(const struct json_cut *cut, const char *item, const char *from, const char *end)
{
	while (from < end && (from = memchr(from, '{', (size_t)(end - from))) != NULL) {
		if (is_other_item(cut, item, from, end))
			return (size_t)(from - item);
		from++;
	}
	return 0;
}

/* Looks at the marked brackets for the beginning of another item. */
static bool
find_break(const struct json_cut *cut, struct progress *progress, const char *item, uint64_t brackets)
{
	const char *end = cut->window.data + cut->window.len;

	for (; brackets != 0; brackets &= brackets - 1) {
		const char *p = item + progress->at + __builtin_ctzll(brackets);

		if (p > item && is_other_item(cut, item, p, end)) {
			progress->broken = (size_t)(p - item);
			return true;
		}
	}
	return false;
}

/* The number of the byte with which the value ends, BLOCK if it does not end
 * here; keeps the depth. */
static int
find_end(struct progress *progress, uint64_t open, uint64_t close)
{
	if (progress->depth > __builtin_popcountll(close)) {
		progress->depth += __builtin_popcountll(open) - __builtin_popcountll(close);
		return BLOCK;
	}
	for (uint64_t both = open | close; both != 0; both &= both - 1) {
		progress->depth += (open & both & -both) != 0 ? 1 : -1;
		if (progress->depth == 0)
			return __builtin_ctzll(both);
	}
	return BLOCK;
}

/* Goes on through a block; true when the value ends in it (progress->at is then
 * behind its end) or another begins (progress->broken). */
static bool
cut_block(const struct json_cut *cut, struct progress *progress)
{
	const char *item = cut->window.data + cut->start, *p = item + progress->at;
	struct masks masks = look(p);
	uint64_t strings, odd;
	int end;

	masks.quote &= ~find_escaped(progress, p, masks.backslash);
	strings = parity(masks.quote) ^ progress->in_string;
	progress->in_string = (uint64_t)((int64_t)strings >> 63);
	end = find_end(progress, masks.open & ~strings, masks.close & ~strings);
	odd = masks.open & strings; /* no item begins there, unless a quote is missing */
	if (cut->distrust || (cut->lines && progress->at >= LONG_ITEM))
		odd = masks.open;
	if (end < BLOCK)
		odd &= ((uint64_t)1 << end) - 1;
	if (odd != 0 && find_break(cut, progress, item, odd))
		return true;
	progress->at += end < BLOCK ? (size_t)end + 1 : BLOCK;
	return end < BLOCK;
}

/* Makes sure that a block and what may follow it can be looked at; at the end
 * blanks stand in. */
static bool
more(struct json_cut *cut, size_t at)
{
	while (cut->window.len - cut->start < at + BLOCK + AHEAD)
		if (!fill(cut))
			break;
	if (cut->window.len - cut->start <= at)
		return false;
	if (cut->window.len - cut->start < at + BLOCK + AHEAD) {
		buf_reserve(&cut->window, BLOCK + AHEAD);
		memset(cut->window.data + cut->window.len, ' ', BLOCK + AHEAD);
	}
	return true;
}

/* An item grown long: whether another one was passed because a bracket is missing. */
static bool
swallowed(const struct json_cut *cut, struct progress *progress)
{
	const char *item = cut->window.data + cut->start;

	if (!cut->lines)
		return false;
	progress->broken = find_other(cut, item, item + 1, item + progress->at);
	return progress->broken > 0;
}

/* Takes the item's bytes away from what is to be read and describes them. */
static void
give(struct json_cut *cut, struct json_item *item, size_t n, enum json_cut_result result)
{
	item->text = cut->window.data + cut->start;
	item->n = n;
	item->result = result;
	cut->start += n;
}

/* Passes over bytes; the last block may not have been full. */
static void
drop(struct json_cut *cut, size_t n)
{
	if (n > cut->window.len - cut->start)
		n = cut->window.len - cut->start;
	if (cut->rejecting && n > 0)
		document_reject_more(cut->document, cut->window.data + cut->start, n);
	cut->start += n;
}

/* Passes over the rest of a value whose first bytes progress has seen, in flat
 * memory. */
static bool
discard(struct json_cut *cut, struct progress *progress)
{
	for (;;) {
		drop(cut, progress->at);
		progress->at = 0;
		if (!more(cut, 0)) {
			drop(cut, cut->window.len - cut->start);
			return false;
		}
		if (cut_block(cut, progress)) {
			drop(cut, progress->broken > 0 ? progress->broken : progress->at);
			return true;
		}
	}
}

/* An item that is too long, unless others are in it. */
static void
refuse_long(struct json_cut *cut, struct json_item *item, size_t n)
{
	item->text = cut->window.data + cut->start;
	item->n = n;
	item->result = JSON_CUT_LONG;
	if (json_cut_again(cut, item))
		return;
	item->text = "";
	item->n = 0;
}

/* From its beginning once more. */
void
json_cut_rest(struct json_cut *cut)
{
	struct progress progress = {0};

	cut->rejecting = true;
	discard(cut, &progress);
	cut->rejecting = false;
	document_reject_more(cut->document, "", 0);
}

void
json_cut_item(struct json_cut *cut, struct json_item *item)
{
	struct progress progress = {0};
	bool asked = false;

	item->offset = json_cut_offset(cut);
	item->suspect = false;
	while (more(cut, progress.at)) {
		if (cut_block(cut, &progress)) {
			bool broken = progress.broken > 0;

			item->suspect = progress.suspect;
			give(cut, item, broken ? progress.broken : progress.at,
			     broken ? JSON_CUT_BROKEN : JSON_CUT_WHOLE);
			return;
		}
		if (progress.at >= LONG_ITEM && !asked) {
			asked = true;
			if (swallowed(cut, &progress)) {
				give(cut, item, progress.broken, JSON_CUT_BROKEN);
				return;
			}
		}
		if (progress.at > cut->max_item) {
			refuse_long(cut, item, progress.at);
			return;
		}
	}
	give(cut, item, cut->window.len - cut->start, JSON_CUT_ENDED);
	json_cut_again(cut, item);
}

bool
json_cut_again(struct json_cut *cut, struct json_item *item)
{
	const char *end = item->text + item->n;
	size_t other = find_other(cut, item->text, item->text + 1, end);

	if (other == 0)
		return false;
	cut->start = (size_t)(item->text - cut->window.data) + other;
	item->n = other;
	cut->distrust |= item->result != JSON_CUT_WHOLE;
	item->result = JSON_CUT_BROKEN;
	return true;
}

bool
json_cut_skip(struct json_cut *cut)
{
	struct progress progress = {0};
	int c = json_cut_peek(cut);
	struct buf ignored = {0};
	bool ok;

	if (c == '{' || c == '[') {
		bool distrust = cut->distrust;

		cut->lines = cut->distrust = false; /* nothing in here is an item */
		ok = discard(cut, &progress);
		cut->distrust = distrust;
		return ok;
	}
	ok = json_cut_scalar(cut, &ignored);
	buf_free(&ignored);
	return ok;
}

/* Goes on at a place in the window; what lies before it is refused. */
static void
refuse_to(struct json_cut *cut, size_t place)
{
	if (place > cut->start)
		document_reject_more(cut->document, cut->window.data + cut->start, place - cut->start);
	cut->start = place;
}

static bool
find_item(struct json_cut *cut)
{
	for (;;) {
		const char *data = cut->window.data, *end = data + cut->window.len;
		const char *p = data + cut->start;

		while ((p = memchr(p, '{', (size_t)(end - p))) != NULL) {
			if (end - p < AHEAD && !cut->end)
				break;
			if (is_item(p, end)) {
				refuse_to(cut, (size_t)(p - data));
				return true;
			}
			p++;
		}
		refuse_to(cut, p != NULL ? (size_t)(p - data) : cut->window.len);
		if (!fill(cut))
			if (cut->start == cut->window.len)
				return false;
	}
}

bool
json_cut_resume(struct json_cut *cut)
{
	bool found = find_item(cut);

	document_reject_more(cut->document, "", 0);
	return found;
}

void
json_cut_drain(struct json_cut *cut)
{
	do
		refuse_to(cut, cut->window.len);
	while (fill(cut));
	document_reject_more(cut->document, "", 0);
}
