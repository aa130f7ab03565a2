/* The tokenizer gives the same tokens for any division of the input, and all of
 * them are whole characters if the input is. The first byte chooses mode and state, the
 * second the size of the pieces. */
#include "filters/ingest/markup.h"

#include <stdint.h>
#include <stdlib.h>

#include "common/buf.h"
#include "common/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct trace {
	struct buf tokens;
	bool in_text;
	bool valid; /* the input is UTF-8: so must be the tokens */
	enum markup_mode mode;
	struct markup *markup;
};

static void
add(struct trace *trace, const char *s, size_t n)
{
	if (trace->valid && n > 0 && utf8_valid(s, n) != n)
		abort();
	buf_add(&trace->tokens, s, n);
	buf_addc(&trace->tokens, '|');
}

static void
note(const struct markup_token *token, void *context)
{
	struct trace *trace = context;

	if (token->kind == MARKUP_TEXT) {
		if (trace->valid && utf8_valid(token->text, token->text_len) != token->text_len)
			abort();
		buf_addc(&trace->tokens, trace->in_text ? ' ' : token->cdata ? 'C' : 'T');
		if (trace->in_text)
			trace->tokens.len--; /* goes on in the same run */
		buf_add(&trace->tokens, token->text, token->text_len);
		trace->in_text = true;
		return;
	}
	trace->in_text = false;
	buf_addf(&trace->tokens, "\n%d %d%d %d-%d:", (int)token->kind, token->self_closing,
	         token->force_quirks, (int)token->offset, (int)token->end);
	add(trace, token->name, token->name_len);
	add(trace, token->text, token->text_len);
	add(trace, token->public_id, token->public_len);
	add(trace, token->system_id, token->system_len);
	for (size_t i = 0; i < token->attribute_count; i++) {
		add(trace, token->attributes[i].name, token->attributes[i].name_len);
		add(trace, token->attributes[i].value, token->attributes[i].value_len);
	}
	if (token->kind == MARKUP_START && trace->mode == MARKUP_HTML)
		markup_set_content(trace->markup, markup_element_content(token->name, token->name_len),
		                   NULL);
}

static void
run(struct trace *trace, const char *s, size_t n, size_t piece, unsigned choice)
{
	trace->mode = choice & 1 ? MARKUP_XML : MARKUP_HTML;
	trace->markup = markup_new(trace->mode, note, trace);
	if (trace->mode == MARKUP_HTML)
		markup_set_content(trace->markup, (enum markup_content)((choice >> 1) % 6), "script");
	markup_allow_cdata(trace->markup, choice & 64);
	for (size_t i = 0; i < n; i += piece)
		markup_push(trace->markup, s + i, n - i < piece ? n - i : piece, i);
	markup_end(trace->markup);
	markup_free(trace->markup);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct trace whole = {0}, pieces = {0};
	const char *s;
	size_t n;

	if (size < 3)
		return 0;
	s = (const char *)data + 2;
	n = size - 2;
	whole.valid = pieces.valid = utf8_valid(s, n) == n;
	run(&whole, s, n, n, data[0]);
	run(&pieces, s, n, 1 + data[1] % 32, data[0]);
	if (whole.tokens.len != pieces.tokens.len ||
	    (whole.tokens.len > 0 && memcmp(whole.tokens.data, pieces.tokens.data, whole.tokens.len) != 0))
		abort();
	buf_free(&whole.tokens);
	buf_free(&pieces.tokens);
	return 0;
}
