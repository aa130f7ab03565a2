#include "filters/ingest/mime.h"

#include <string.h>

/* What stands for text in a field. A character may be split between two words
 * of one charset, so bytes are gathered until something else comes. */
struct words {
	struct mime_span charset; /* for raw bytes */
	struct item *item;
	struct buf *out;
	struct buf raw;           /* decoded bytes of words, not yet converted */
	struct mime_span label;   /* of raw */
};

static void
flush(struct words *words)
{
	if (words->raw.len > 0)
		mime_charset(words->label, words->raw.data, words->raw.len, false, words->item, words->out);
	buf_clear(&words->raw);
}

/* One encoded word. */
struct word {
	struct mime_span label, text;
	char encoding;
	const char *end;
};

/* The end of the text of a word that nothing ends. */
static const char *
cut_end(const char *p, const char *end)
{
	while (p < end && (unsigned char)*p > ' ')
		p++;
	return p;
}

/* Finds the `?=` that ends a word's text. */
static const char *
text_end(const char *p, const char *end)
{
	const char *stop = (size_t)(end - p) >= 2 ? memmem(p, (size_t)(end - p), "?=", 2) : NULL;
	const char *next = (size_t)(end - p) >= 2 ? memmem(p, (size_t)(end - p), "=?", 2) : NULL;

	/* =?utf-8?Q?a?=?= : the text may begin the mark that seems to end it. Another word that begins
	 * before the end is not part of this one. */
	if (stop != NULL && next != NULL && next < stop && next + 1 != stop)
		return NULL;
	return stop;
}

/* Reads the word at p, which is "=?". */
static bool
read_word(const char *p, const char *end, struct word *word)
{
	const char *label = p + 2, *mark, *star, *stop;

	for (mark = label; mark < end && *mark != '?' && mark - label < 64; mark++)
		if ((unsigned char)*mark <= ' ' || *mark == '=')
			return false;
	if (end - mark < 3 || *mark != '?' || mark == label || mark[2] != '?')
		return false;
	word->encoding = (char)(mark[1] | 0x20);
	if (word->encoding != 'q' && word->encoding != 'b')
		return false;
	star = memchr(label, '*', (size_t)(mark - label)); /* charset*language, RFC 2231 */
	word->label = (struct mime_span){label, (size_t)((star != NULL ? star : mark) - label)};
	stop = text_end(mark + 3, end);
	word->text.s = mark + 3;
	if (stop == NULL) {
		stop = cut_end(mark + 3, end);
		if (stop == mark + 3)
			return false;
		word->end = stop;
	} else {
		word->end = stop + 2;
	}
	word->text.n = (size_t)(stop - word->text.s);
	return true;
}

static bool
same_label(struct mime_span a, struct mime_span b)
{
	char label[65];

	if (a.n != b.n || a.n > 64)
		return false;
	memcpy(label, b.s, b.n);
	label[b.n] = '\0';
	return mime_is(a, label);
}

static void
add_word(struct words *words, const struct word *word)
{
	bool clean = true;

	if (words->raw.len > 0 && !same_label(words->label, word->label))
		flush(words);
	words->label = word->label;
	if (word->encoding == 'q')
		clean = mime_quoted(word->text.s, word->text.n, true, &words->raw);
	else
		clean = mime_base64(word->text.s, word->text.n, &words->raw, &clean) == word->text.n && clean;
	if (!clean && words->item != NULL)
		item_repair(words->item, "encoded-word");
}

/* Text between words. Line ends of folding are blanks, as is every control character: there
 * are no lines in a field. */
static void
add_text(struct words *words, const char *s, size_t n)
{
	size_t from = words->out->len;

	flush(words);
	mime_charset(words->charset, s, n, false, NULL, words->out);
	for (size_t i = from; i < words->out->len; i++)
		if ((unsigned char)words->out->data[i] < ' ')
			words->out->data[i] = ' ';
}

static bool
is_blank(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strchr(" \t\r\n", s[i]) == NULL || s[i] == '\0')
			return false;
	return true;
}

/* Takes the line ends of folding out: what follows them is a blank. */
static void
unfold(struct mime_span value, struct buf *out)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.s[i] != '\r' && value.s[i] != '\n')
			buf_addc(out, value.s[i]);
		else if (i + 1 < value.n && strchr(" \t\r\n", value.s[i + 1]) == NULL)
			buf_addc(out, ' ');
}

static void
decode(struct words *words, const char *s, const char *end)
{
	const char *from = s; /* text that was not yet given */
	bool after_word = false;

	while (s < end) {
		struct word word;
		const char *p = memmem(s, (size_t)(end - s), "=?", 2);

		if (p == NULL)
			break;
		if (!read_word(p, end, &word)) {
			s = p + 2;
			continue;
		}
		if (p > from && !(after_word && is_blank(from, (size_t)(p - from))))
			add_text(words, from, (size_t)(p - from));
		add_word(words, &word);
		after_word = true;
		from = s = word.end;
	}
	flush(words);
	if (from < end)
		add_text(words, from, (size_t)(end - from));
}

void
mime_decode_words(struct mime_span value, struct mime_span charset, struct item *item, struct buf *out)
{
	struct words words = {.charset = charset, .item = item, .out = out};
	struct buf line = {0};
	size_t from = out->len;

	value = mime_trim(value);
	if (value.n == 0)
		return;
	unfold(value, &line);
	decode(&words, line.data, line.data + line.len);
	for (size_t i = from; i < out->len; i++)
		if ((unsigned char)out->data[i] < ' ' || out->data[i] == 0x7F)
			out->data[i] = ' ';
	buf_free(&words.raw);
	buf_free(&line);
}
