/* A digest for terminals: a few lines a record, evidence in its context. */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/xalloc.h"
#include "common/escape.h"
#include "filters/emit/format.h"
#include "filters/emit/view.h"
#include "filters/emit/wrap.h"

/* What is shown of a text, in bytes: around evidence, or of its beginning. A
 * letter of Arabic is two. */
#define CONTEXT 110
#define BEGINNING 420
#define MAX_WINDOWS 8

struct text_state {
	struct view view;
	struct paragraph paragraph;
};

static const struct {
	const char *title, *facts, *tags, *url;
} sgr = {"1", "2", "36", "4"};

static struct wrap_style
style_of(const struct emitter *emitter, size_t indent, const char *base)
{
	return (struct wrap_style){emitter->options.width, indent, emitter->options.colour, base};
}

static void
add_fact(struct paragraph *paragraph, const char *before, const struct buf *fact)
{
	if (fact->len == 0)
		return;
	if (paragraph->text.len > 0)
		buf_adds(&paragraph->text, " \xC2\xB7 ");
	buf_adds(&paragraph->text, before);
	paragraph_add_isolated(paragraph, fact->data, fact->len);
}

/* The date, the source and where the record came from before. */
static void
write_facts(struct emitter *emitter, struct text_state *state)
{
	struct wrap_style style = style_of(emitter, 0, sgr.facts);
	struct paragraph *paragraph = &state->paragraph;
	char date[21];
	bool dated = state->view.dated && date_format(state->view.date, date);

	paragraph_clear(paragraph);
	if (dated)
		buf_add(&paragraph->text, date, 10);
	else
		buf_adds(&paragraph->text, "undated");
	if (dated && state->view.date % 86400 != 0) { /* a day without a time is recorded as its beginning */
		buf_addc(&paragraph->text, ' ');
		buf_add(&paragraph->text, date + 11, 5);
		buf_adds(&paragraph->text, " UTC");
	}
	add_fact(paragraph, "", &state->view.source);
	add_fact(paragraph, "forwarded from ", &state->view.forwarded_from);
	add_fact(paragraph, "copy of ", &state->view.duplicate_of);
	if (state->view.title.len == 0 && state->view.text.len == 0)
		add_fact(paragraph, "no text, id ", &state->view.id);
	paragraph_write(paragraph, &style, &emitter->buf);
}

static void
write_title(struct emitter *emitter, struct text_state *state)
{
	struct wrap_style style = style_of(emitter, 0, sgr.title);

	paragraph_clear(&state->paragraph);
	paragraph_add(&state->paragraph, &state->view.title, 0, state->view.title.len,
	              &state->view.title_spans, emitter->options.colour);
	paragraph_write(&state->paragraph, &style, &emitter->buf);
}

static void
write_tags(struct emitter *emitter, struct text_state *state)
{
	struct wrap_style style = style_of(emitter, 2, sgr.tags);
	const struct view *view = &state->view;

	paragraph_clear(&state->paragraph);
	for (size_t i = 0; i < view->tag_count; i++) {
		if (i > 0)
			buf_adds(&state->paragraph.text, ", ");
		paragraph_add_isolated(&state->paragraph, view_slice(view, view->tags[i]),
		                       view->tags[i].len);
	}
	paragraph_write(&state->paragraph, &style, &emitter->buf);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* At most `reach` bytes before `at`, from a word's beginning on; stops behind a newline. */
static size_t
context_start(const struct buf *text, size_t at, size_t reach)
{
	size_t limit = at > reach ? at - reach : 0, i = at;

	while (i > limit && text->data[i - 1] != '\n')
		i--;
	if (i == 0 || text->data[i - 1] == '\n')
		return i;
	while (i < at && !is_blank(text->data[i]))
		i++;
	while (i < at && is_blank(text->data[i]))
		i++;
	return i;
}

/* At most `reach` bytes behind `at`, to a word's end; with stop_at_newline not
 * beyond the line. */
static size_t
context_end(const struct buf *text, size_t at, size_t reach, bool stop_at_newline)
{
	size_t limit = text->len - at > reach ? at + reach : text->len, i = at;

	if (limit > at) {
		const char *newline = stop_at_newline ? memchr(text->data + at, '\n', limit - at) : NULL;

		i = newline ? (size_t)(newline - text->data) : limit;
	}
	if (i == text->len || is_blank(text->data[i]))
		return i;
	while (i > at && !is_blank(text->data[i - 1]))
		i--;
	while (i > at && is_blank(text->data[i - 1]))
		i--;
	/* One word longer than all that: cut it, but not within a character. */
	if (i == at)
		for (i = limit; i > at && (text->data[i] & 0xC0) == 0x80; i--)
			;
	return i;
}

static bool
is_line_start(const struct buf *text, size_t at)
{
	while (at > 0 && (text->data[at - 1] == ' ' || text->data[at - 1] == '\t'))
		at--;
	return at == 0 || text->data[at - 1] == '\n';
}

static bool
is_line_end(const struct buf *text, size_t at)
{
	while (at < text->len && (text->data[at] == ' ' || text->data[at] == '\r'))
		at++;
	return at >= text->len || text->data[at] == '\n';
}

static void
write_window(struct emitter *emitter, struct text_state *state, size_t from, size_t to)
{
	struct wrap_style style = style_of(emitter, 2, NULL);
	const struct buf *text = &state->view.text;
	struct buf *out = &state->paragraph.text;

	paragraph_clear(&state->paragraph);
	if (!is_line_start(text, from))
		buf_adds(out, "\xE2\x80\xA6 ");
	paragraph_add(&state->paragraph, text, from, to, &state->view.text_spans,
	              emitter->options.colour);
	if (!is_line_end(text, to))
		buf_adds(out, " \xE2\x80\xA6");
	paragraph_write(&state->paragraph, &style, &emitter->buf);
}

/* Evidence in its context; where contexts meet they are one. */
static void
write_windows(struct emitter *emitter, struct text_state *state)
{
	const struct buf *text = &state->view.text;
	const struct spans *spans = &state->view.text_spans;
	size_t windows = 0;

	for (size_t i = 0; i < spans->count;) {
		size_t from = context_start(text, spans->items[i].start, CONTEXT);
		size_t to = context_end(text, spans->items[i].end, CONTEXT, true);

		while (++i < spans->count && context_start(text, spans->items[i].start, CONTEXT) <= to)
			to = context_end(text, spans->items[i].end, CONTEXT, true);
		if (windows++ == MAX_WINDOWS) {
			buf_adds(&emitter->buf, "  and more\n");
			return;
		}
		write_window(emitter, state, from, to);
	}
}

static void
write_beginning(struct emitter *emitter, struct text_state *state)
{
	const struct buf *text = &state->view.text;
	size_t from = 0;

	while (from < text->len && is_blank(text->data[from]))
		from++;
	write_window(emitter, state, from, context_end(text, from, BEGINNING, false));
}

/* Not wrapped, so that it can be copied. */
static void
write_url(struct emitter *emitter, struct text_state *state)
{
	struct wrap_style style = {.width = SIZE_MAX, .indent = 2, .colour = emitter->options.colour,
	                           .base = sgr.url};

	paragraph_clear(&state->paragraph);
	paragraph_add_isolated(&state->paragraph, state->view.url.data, state->view.url.len);
	paragraph_write(&state->paragraph, &style, &emitter->buf);
}

static void
text_begin(struct emitter *emitter)
{
	emitter->state = xcalloc(1, sizeof(struct text_state));
}

static enum verdict
text_record(struct emitter *emitter, const struct record *rec)
{
	struct text_state *state = emitter->state;
	const struct view *view = &state->view;

	view_read(&state->view, rec);
	buf_clear(&emitter->buf);
	write_title(emitter, state);
	write_facts(emitter, state);
	write_tags(emitter, state);
	if (view->text_spans.count > 0)
		write_windows(emitter, state);
	else
		write_beginning(emitter, state);
	write_url(emitter, state);
	buf_addc(&emitter->buf, '\n');
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
	return TAKEN;
}

/* With --group: a heading that no title could be taken for. */
static void
text_group(struct emitter *emitter, const char *name, size_t n)
{
	struct text_state *state = emitter->state;
	struct wrap_style style = style_of(emitter, 0, sgr.title);

	buf_clear(&emitter->buf);
	paragraph_clear(&state->paragraph);
	buf_adds(&state->paragraph.text, "\xE2\x94\x80\xE2\x94\x80 ");
	paragraph_add_isolated(&state->paragraph, name, n);
	buf_adds(&state->paragraph.text, " \xE2\x94\x80\xE2\x94\x80");
	paragraph_write(&state->paragraph, &style, &emitter->buf);
	buf_addc(&emitter->buf, '\n');
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
}

static void
text_end(struct emitter *emitter)
{
	struct text_state *state = emitter->state;

	view_free(&state->view);
	paragraph_free(&state->paragraph);
	free(state);
}

const struct format format_text = {.name = "text", .begin = text_begin, .record = text_record,
                                   .end = text_end, .takes = "color",
                                   .group_begin = text_group};
