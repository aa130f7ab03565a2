/* A document in any encoding becomes UTF-8, the same whatever pieces it comes
 * in. The first byte chooses a label (from 128: what the document itself says), the second mode and
 * pieces; the rest is the document. */
#include "filters/ingest/encoding.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const labels[] = {
	"utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be", "windows-1252", "windows-1256",
	"windows-1251", "windows-1255", "windows-1258", "windows-874", "iso-8859-6", "iso-8859-8", "koi8-r",
	"ibm866", "macintosh", "gb18030", "gbk", "big5", "euc-jp", "iso-2022-jp", "shift_jis", "euc-kr",
};
#define LABELS (sizeof(labels) / sizeof(labels[0]))

struct converted {
	struct buf text;
	uint64_t offset; /* of the last part */
	size_t size;
};

static void
collect(const char *s, size_t n, uint64_t offset, void *context)
{
	struct converted *out = context;

	if (n == 0 || utf8_valid(s, n) != n)
		abort();
	if (offset < out->offset || offset >= out->size)
		abort();
	out->offset = offset;
	buf_add(&out->text, s, n);
}

/* The name of the repair, or NULL. */
static const char *
convert(struct decoder *decoder, const char *s, size_t n, size_t piece, unsigned choice,
        enum markup_mode mode)
{
	const struct encoding *forced = NULL;

	if (choice < 128) {
		const char *label = labels[choice % LABELS];

		forced = encoding_find(label, strlen(label));
		if (forced == NULL)
			abort();
	}
	decoder_begin(decoder, s, n < ENCODING_HEAD ? n : ENCODING_HEAD, mode, forced);
	for (size_t at = 0; at < n; at += piece) {
		size_t length = n - at < piece ? n - at : piece;
		char *copy = malloc(length); /* of just that size: a look behind its end is seen */

		memcpy(copy, s + at, length);
		decoder_push(decoder, copy, length);
		free(copy);
	}
	decoder_end(decoder);
	return decoder_repair(decoder);
}

/* Bytes that are UTF-8, and said to be, stay as they are, but for the mark. */
static void
check_utf8(struct decoder *decoder, const char *s, size_t n, const struct buf *text,
           const char *repair)
{
	size_t mark = n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	if (strcmp(decoder_name(decoder), "utf-8") != 0 || utf8_valid(s, n) != n)
		return;
	if (repair != NULL || text->len != n - mark)
		abort();
	if (text->len > 0 && memcmp(text->data, s + mark, text->len) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct converted whole = {.size = size}, pieces = {.size = size};
	struct decoder *one = decoder_new(collect, &whole), *many = decoder_new(collect, &pieces);
	const char *repair, *again;

	if (size > 2) {
		enum markup_mode mode = data[1] & 1 ? MARKUP_XML : MARKUP_HTML;
		const char *s = (const char *)data + 2;
		size_t n = size - 2;

		repair = convert(one, s, n, n, data[0], mode);
		again = convert(many, s, n, 1 + data[1] / 2, data[0], mode);
		if (decoder_name(one) != decoder_name(many) || repair != again)
			abort();
		if (whole.text.len != pieces.text.len ||
		    (whole.text.len > 0 && memcmp(whole.text.data, pieces.text.data, whole.text.len) != 0))
			abort();
		check_utf8(one, s, n, &whole.text, repair);
	}
	decoder_free(one);
	decoder_free(many);
	buf_free(&whole.text);
	buf_free(&pieces.text);
	return 0;
}
