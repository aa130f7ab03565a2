/* Markdown for tickets, wikis and chats: a heading, facts, tags and the text quoted, evidence in bold. Whatever
 * the text holds stays text. */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/escape.h"
#include "common/xalloc.h"
#include "filters/emit/format.h"
#include "filters/emit/view.h"

#define FSI "\xE2\x81\xA8"
#define PDI "\xE2\x81\xA9"

/* Without a title, so much of the text's first line is one, in bytes. */
#define TITLE_BYTES 100

struct md_state {
	struct view view;
	bool grouped;
};

/* Isolated, so that what reads from right to left orders nothing around it. */
static void
add_fact(struct buf *out, const char *before, const char *s, size_t n)
{
	if (n == 0)
		return;
	buf_addf(out, "%s%s" FSI, out->data[out->len - 1] == '\n' ? "" : " \xC2\xB7 ", before);
	escape_markdown(out, s, n, " ", true);
	buf_adds(out, PDI);
}

/* Text with its evidence in bold; lines go on behind prefix. */
static void
add_marked(struct buf *out, const struct buf *text, size_t to, const struct spans *spans, const char *prefix)
{
	size_t at = 0;

	for (size_t i = 0; i < spans->count && spans->items[i].end <= to; i++) {
		const struct span *span = &spans->items[i];

		escape_markdown(out, text->data + at, span->start - at, prefix, at == 0);
		buf_adds(out, "**");
		escape_markdown(out, text->data + span->start, span->end - span->start, " ", false);
		buf_adds(out, "**");
		at = span->end;
	}
	escape_markdown(out, text->data + at, to - at, prefix, at == 0);
}

/* How much of the text stands for a title: of its first line, to the end of a word. */
static size_t
title_end(const struct buf *text)
{
	const char *line = text->len > 0 ? memchr(text->data, '\n', text->len) : NULL;
	size_t n = line ? (size_t)(line - text->data) : text->len;

	if (n <= TITLE_BYTES)
		return n;
	for (n = TITLE_BYTES; n > TITLE_BYTES / 2 && text->data[n] != ' '; n--)
		;
	while (n > 0 && ((unsigned char)text->data[n] & 0xC0) == 0x80)
		n--;
	return n;
}

static void
write_title(struct md_state *state, struct buf *out)
{
	const struct view *view = &state->view;
	bool link = escape_web_url(view->url.data, view->url.len);

	buf_adds(out, state->grouped ? "### " : "## ");
	if (link)
		buf_addc(out, '[');
	if (view->title.len > 0) {
		add_marked(out, &view->title, view->title.len, &view->title_spans, " ");
	} else if (view->text.len > 0) {
		escape_markdown(out, view->text.data, title_end(&view->text), " ", true);
	} else {
		buf_adds(out, "no text, id ");
		escape_markdown(out, view->id.data, view->id.len, " ", true);
	}
	if (link) {
		buf_adds(out, "](<");
		for (size_t i = 0; i < view->url.len; i++)
			if (strchr("<>\\", view->url.data[i]) != NULL)
				buf_addf(out, "%%%02X", (unsigned)(unsigned char)view->url.data[i]);
			else
				buf_addc(out, view->url.data[i]);
		buf_adds(out, ">)");
	}
	buf_adds(out, "\n\n");
}

static void
write_facts(struct md_state *state, struct buf *out)
{
	const struct view *view = &state->view;
	char date[21];

	if (!view->dated || !date_format(view->date, date))
		buf_adds(out, "undated");
	else if (view->date % 86400 == 0) /* a day without a time is recorded as its beginning */
		buf_addf(out, "%.10s", date);
	else
		buf_addf(out, "%.10s %.5s UTC", date, date + 11);
	add_fact(out, "", view->source.data, view->source.len);
	add_fact(out, "forwarded from ", view->forwarded_from.data, view->forwarded_from.len);
	add_fact(out, "copy of ", view->duplicate_of.data, view->duplicate_of.len);
	buf_adds(out, "\n\n");
}

static void
write_tags(struct md_state *state, struct buf *out)
{
	const struct view *view = &state->view;

	for (size_t i = 0; i < view->tag_count; i++) {
		buf_adds(out, i > 0 ? ", " FSI : "Tags: " FSI);
		escape_markdown(out, view_slice(view, view->tags[i]), view->tags[i].len, " ", true);
		buf_adds(out, PDI);
	}
	if (view->tag_count > 0)
		buf_adds(out, "\n\n");
}

static void
write_notes(struct md_state *state, struct buf *out)
{
	const struct view *view = &state->view;

	for (size_t i = 0; i < view->notes.count; i++) {
		const struct pair *note = &view->notes.items[i];

		buf_adds(out, "- ");
		escape_markdown(out, view_slice(view, note->label), note->label.len, " ", true);
		buf_adds(out, note->label.len > 0 ? " " : "");
		escape_markdown(out, view_slice(view, note->text), note->text.len, " ", true);
		buf_addc(out, '\n');
	}
	if (view->notes.count > 0)
		buf_addc(out, '\n');
}

static void
md_begin(struct emitter *emitter)
{
	emitter->state = xcalloc(1, sizeof(struct md_state));
	buf_clear(&emitter->buf);
	buf_adds(&emitter->buf, "# ");
	escape_markdown(&emitter->buf, emitter->options.title, strlen(emitter->options.title), " ", true);
	buf_adds(&emitter->buf, "\n\n");
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
}

static enum verdict
md_record(struct emitter *emitter, const struct record *rec)
{
	struct md_state *state = emitter->state;
	const struct view *view = &state->view;
	struct buf *out = &emitter->buf;

	view_read(&state->view, rec);
	buf_clear(out);
	write_title(state, out);
	write_facts(state, out);
	write_tags(state, out);
	if (view->text.len > 0) {
		buf_adds(out, "> ");
		add_marked(out, &view->text, view->text.len, &view->text_spans, "> ");
		buf_adds(out, "\n\n");
	}
	write_notes(state, out);
	output_add(emitter->out, out->data, out->len);
	return TAKEN;
}

static void
md_group(struct emitter *emitter, const char *name, size_t n)
{
	struct md_state *state = emitter->state;

	state->grouped = true;
	buf_clear(&emitter->buf);
	buf_adds(&emitter->buf, "## ");
	escape_markdown(&emitter->buf, name, n, " ", true);
	buf_adds(&emitter->buf, "\n\n");
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
}

static void
md_end(struct emitter *emitter)
{
	struct md_state *state = emitter->state;

	view_free(&state->view);
	free(state);
}

const struct format format_md = {.name = "md", .begin = md_begin, .record = md_record, .end = md_end,
                                 .takes = "title", .group_begin = md_group};
