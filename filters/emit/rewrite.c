#include "filters/emit/rewrite.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"

#define STEP ((size_t)256)
#define BLACK "\xE2\x96\x88" /* U+2588 */

static void
add_edit(struct rewrite *rewrite, size_t at, size_t len, const char *s, size_t n)
{
	if (len != n) {
		rewrite->edits = xgrow(rewrite->edits, &rewrite->cap, rewrite->count + 1, sizeof(*rewrite->edits));
		rewrite->edits[rewrite->count++] = (struct rewrite_edit){at, len, rewrite->text.len, n};
	}
	buf_add(&rewrite->text, s, n);
}

/* Blacks out the span, character by character. */
static void
black_out(struct rewrite *rewrite, const char *s, const struct redact_span *span)
{
	for (size_t at = span->start, from; at < span->end;) {
		for (from = at++; at < span->end && (s[at] & 0xC0) == 0x80; at++)
			;
		add_edit(rewrite, from, at - from, BLACK, 3);
	}
}

/* Writes what a character becomes that is no black one. */
static void
spoil(struct rewrite *rewrite, const char *s, const struct defang_spot *spot)
{
	if (spot->kind == DEFANG_X)
		buf_addc(&rewrite->text, s[spot->at] & 0x20 ? 'x' : 'X');
	else
		add_edit(rewrite, spot->at, spot->len, spot->kind == DEFANG_DOT ? "[.]" : "[:]", 3);
}

void
rewrite_text(struct rewrite *rewrite, const char *s, size_t n, const struct defang *defang,
             const struct redact_spans *spans, bool keep)
{
	size_t spot = 0, span = 0, at = 0;

	rewrite->count = 0;
	rewrite->indexed = false;
	rewrite->changed = defang->count > 0 || spans->count > 0;
	buf_clear(&rewrite->text);
	buf_clear(&rewrite->old);
	if (keep)
		buf_add(&rewrite->old, s, n);
	while (spot < defang->count || span < spans->count) {
		const struct redact_span *black = span < spans->count ? &spans->items[span] : NULL;
		const struct defang_spot *here = spot < defang->count ? &defang->spots[spot] : NULL;

		if (here && (!black || here->at < black->start)) {
			buf_add(&rewrite->text, s + at, here->at - at);
			spoil(rewrite, s, here);
			at = here->at + here->len;
			spot++;
		} else if (here && here->at < black->end) {
			spot++; /* black is black */
		} else if (black) {
			buf_add(&rewrite->text, s + at, black->start - at);
			black_out(rewrite, s, black);
			at = black->end;
			span++;
		}
	}
	buf_add(&rewrite->text, s + at, n - at);
}

/* The units that begin in these bytes. */
static void
count_units(const char *s, size_t n, size_t counts[REWRITE_UNITS])
{
	for (size_t i = 0; i < n; i++) {
		bool begins = (s[i] & 0xC0) != 0x80;

		counts[REWRITE_POINTS] += begins;
		counts[REWRITE_UTF16] += begins + ((unsigned char)s[i] >= 0xF0);
	}
	counts[REWRITE_BYTES] += n;
}

static void
index_text(struct rewrite_index *index, const struct buf *text)
{
	size_t counts[REWRITE_UNITS] = {0};

	index->count = text->len / STEP + 1;
	for (int unit = 0; unit < REWRITE_UNITS; unit++)
		index->counts[unit] = xgrow(index->counts[unit], &index->cap[unit], index->count, sizeof(uint32_t));
	for (size_t i = 0; i < index->count; i++) {
		size_t left = text->len - i * STEP;

		for (int unit = 0; unit < REWRITE_UNITS; unit++)
			index->counts[unit][i] = (uint32_t)counts[unit];
		if (left > 0)
			count_units(text->data + i * STEP, left < STEP ? left : STEP, counts);
	}
}

static void
index_both(struct rewrite *rewrite)
{
	if (rewrite->indexed)
		return;
	rewrite->indexed = true;
	index_text(&rewrite->old_index, &rewrite->old);
	index_text(&rewrite->index, &rewrite->text);
}

size_t
rewrite_byte(struct rewrite *rewrite, size_t offset, enum rewrite_unit unit)
{
	const struct buf *old = &rewrite->old;
	const struct rewrite_index *index = &rewrite->old_index;
	size_t low = 0, high, at, counts[REWRITE_UNITS] = {0};

	index_both(rewrite);
	for (high = index->count; high - low > 1;) {
		size_t middle = low + (high - low) / 2;

		if (index->counts[unit][middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	at = low * STEP;
	counts[unit] = index->counts[unit][low];
	/* to the beginning of a character: what was counted lies in those before it */
	while (at < old->len && (counts[unit] < offset || (old->data[at] & 0xC0) == 0x80)) {
		if (counts[unit] >= offset && unit == REWRITE_BYTES)
			break;
		count_units(old->data + at, 1, counts);
		at++;
	}
	if (counts[unit] != offset || (at < old->len && (old->data[at] & 0xC0) == 0x80))
		return SIZE_MAX;
	return at;
}

size_t
rewrite_moved(const struct rewrite *rewrite, size_t byte)
{
	size_t low = 0, high = rewrite->count;
	const struct rewrite_edit *edit;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (rewrite->edits[middle].at <= byte)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return byte;
	edit = &rewrite->edits[low - 1];
	if (byte < edit->at + edit->len)
		return edit->to;
	return byte - (edit->at + edit->len) + edit->to + edit->to_len;
}

size_t
rewrite_offset(struct rewrite *rewrite, size_t byte, enum rewrite_unit unit)
{
	size_t counts[REWRITE_UNITS] = {0}, i;

	index_both(rewrite);
	i = byte / STEP;
	if (byte > i * STEP)
		count_units(rewrite->text.data + i * STEP, byte - i * STEP, counts);
	return rewrite->index.counts[unit][i] + counts[unit];
}

void
rewrite_free(struct rewrite *rewrite)
{
	for (int unit = 0; unit < REWRITE_UNITS; unit++) {
		free(rewrite->old_index.counts[unit]);
		free(rewrite->index.counts[unit]);
	}
	free(rewrite->edits);
	buf_free(&rewrite->old);
	buf_free(&rewrite->text);
	*rewrite = (struct rewrite){0};
}
