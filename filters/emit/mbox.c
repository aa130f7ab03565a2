/* An mbox: one message a record, in MIME (RFC 2045, 2047, 5322), to be read, searched and sorted by mail
 * programs. Everything in it is ASCII; nothing of the text can begin a header or a message. */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/escape.h"
#include "common/hash.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/emit/facts.h"
#include "filters/emit/format.h"
#include "filters/emit/view.h"

/* Bytes of a subject or a name that are kept; of one encoded word, so that it stays within 75; of a line of the
 * body. */
enum { MAX_HEADER = 300, WORD_BYTES = 45, LINE_BYTES = 75 };

/* A domain that no mail can go to (RFC 6761). */
#define DOMAIN "watchline.invalid"

struct mbox_state {
	struct view view;
	struct buf plain; /* what is to be encoded */
};

static void
add_base64(struct buf *out, const char *s, size_t n)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = (uint32_t)(unsigned char)s[i] << 16;

		three |= i + 1 < n ? (uint32_t)(unsigned char)s[i + 1] << 8 : 0;
		three |= i + 2 < n ? (uint32_t)(unsigned char)s[i + 2] : 0;
		buf_addc(out, letters[three >> 18]);
		buf_addc(out, letters[three >> 12 & 63]);
		buf_addc(out, i + 1 < n ? letters[three >> 6 & 63] : '=');
		buf_addc(out, i + 2 < n ? letters[three & 63] : '=');
	}
}

/* At most n bytes of s, cut before a character. */
static size_t
cut(const char *s, size_t len, size_t n)
{
	if (len <= n)
		return len;
	while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
		n--;
	return n;
}

/* Whether a header can have the text as it is; quoted: in quotation marks. */
static bool
is_simple(const char *s, size_t n, bool quoted)
{
	if (n > 60 || (n > 0 && (s[0] == ' ' || s[n - 1] == ' ')))
		return false;
	for (size_t i = 0; i < n; i++)
		if (s[i] < ' ' || s[i] > '~' || (s[i] == '=' && i + 1 < n && s[i + 1] == '?') || (quoted && strchr("\"\\", s[i]) != NULL))
			return false;
	return true;
}

/* The text of a header, on one line of its own or several, made harmless and if need be encoded (RFC 2047). */
static void
add_words(struct mbox_state *state, struct buf *out, const char *s, size_t n, bool quoted)
{
	struct buf *plain = &state->plain;

	buf_clear(plain);
	escape_terminal(plain, s, cut(s, n, MAX_HEADER));
	s = plain->data;
	n = plain->len;
	if (n == 0)
		return;
	if (is_simple(s, n, quoted)) {
		buf_adds(out, quoted ? "\"" : "");
		buf_add(out, s, n);
		buf_adds(out, quoted ? "\"" : "");
		return;
	}
	for (size_t at = 0, take; at < n; at += take) {
		take = cut(s + at, n - at, WORD_BYTES);
		buf_adds(out, at > 0 ? "\n =?UTF-8?B?" : "=?UTF-8?B?");
		add_base64(out, s + at, take);
		buf_adds(out, "?=");
	}
}

static void
add_header(struct mbox_state *state, struct buf *out, const char *name, const char *s, size_t n)
{
	if (n == 0)
		return;
	buf_addf(out, "%s: ", name);
	add_words(state, out, s, n, false);
	buf_addc(out, '\n');
}

/* The name of a message, from a record's id: the same at every run. */
static void
add_message_id(struct buf *out, const char *name, const struct buf *id)
{
	char hex[65];

	if (id->len == 0)
		return;
	hash_sha256_hex(id->data, id->len, hex);
	buf_addf(out, "%s: <%.32s@" DOMAIN ">\n", name, hex);
}

/* The line that begins a message, and Date. A record without a date has that of now, and says so. */
static void
add_date(struct mbox_state *state, struct buf *out)
{
	static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	int64_t seconds = state->view.dated ? state->view.date : facts_now();
	int64_t day = seconds / 86400 - (seconds % 86400 < 0), rest = seconds - day * 86400;
	int year, month, mday, clock[3] = {(int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60)};
	const char *weekday = days[(day % 7 + 7) % 7];

	date_civil(day, &year, &month, &mday);
	buf_addf(out, "From watchline@" DOMAIN " %s %s %2d %02d:%02d:%02d %04d\n", weekday, months[month - 1], mday,
	         clock[0], clock[1], clock[2], year);
	buf_addf(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\n", weekday, mday, months[month - 1], year, clock[0],
	         clock[1], clock[2]);
	if (!state->view.dated)
		buf_adds(out, "X-Watchline-Date: date-unknown\n");
}

static void
add_headers(struct mbox_state *state, struct buf *out)
{
	const struct view *view = &state->view;
	size_t line = 0;

	add_date(state, out);
	buf_adds(out, "From: ");
	if (view->source.len > 0)
		add_words(state, out, view->source.data, view->source.len, true);
	else
		buf_adds(out, "\"unknown\"");
	buf_adds(out, " <watchline@" DOMAIN ">\n");
	while (line < view->text.len && view->text.data[line] != '\n')
		line++;
	if (view->title.len > 0)
		add_header(state, out, "Subject", view->title.data, view->title.len);
	else if (line > 0)
		add_header(state, out, "Subject", view->text.data, cut(view->text.data, line, 100));
	add_message_id(out, "Message-ID", &view->id);
	add_message_id(out, "References", &view->duplicate_of);
	add_header(state, out, "X-Watchline-ID", view->id.data, view->id.len);
	for (size_t i = 0; i < view->tag_count; i++)
		add_header(state, out, "X-Watchline-Tag", view_slice(view, view->tags[i]), view->tags[i].len);
	buf_adds(out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
	              "Content-Transfer-Encoding: quoted-printable\n\n");
}

/* Quoted-printable (RFC 2045, 6.7); From at the beginning of a line is encoded too, since programs quote it. */
static void
add_body(struct buf *out, const char *s, size_t n)
{
	size_t column = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool last = i + 1 == n || s[i + 1] == '\n';
		bool plain = (c > ' ' && c <= '~' && c != '=') || ((c == ' ' || c == '\t') && !last);

		if (c == '\n') {
			buf_addc(out, '\n');
			column = 0;
			continue;
		}
		if (column == 0 && (c == '.' || (c == 'F' && n - i >= 5 && memcmp(s + i, "From ", 5) == 0)))
			plain = false;
		if (column + (plain ? 1 : 3) > LINE_BYTES) {
			buf_adds(out, "=\n");
			column = 0;
			plain = plain && c != '.' && c != 'F';
		}
		if (plain) {
			buf_addc(out, (char)c);
			column++;
		} else {
			buf_addc(out, '=');
			buf_addc(out, "0123456789ABCDEF"[c >> 4]);
			buf_addc(out, "0123456789ABCDEF"[c & 15]);
			column += 3;
		}
	}
}

static void
mbox_begin(struct emitter *emitter)
{
	emitter->state = xcalloc(1, sizeof(struct mbox_state));
}

static enum verdict
mbox_record(struct emitter *emitter, const struct record *rec)
{
	struct mbox_state *state = emitter->state;
	const struct view *view = &state->view;
	struct buf *out = &emitter->buf, *plain = &state->plain;

	view_read(&state->view, rec);
	buf_clear(out);
	add_headers(state, out);
	buf_clear(plain);
	escape_text(plain, view->text.data, view->text.len);
	for (size_t i = 0; i < view->notes.count; i++) {
		const struct pair *note = &view->notes.items[i];

		buf_adds(plain, i > 0 ? "\n[" : "\n\n[");
		escape_text(plain, view_slice(view, note->label), note->label.len);
		buf_adds(plain, "] ");
		escape_text(plain, view_slice(view, note->text), note->text.len);
	}
	if (view->url.len > 0) {
		buf_adds(plain, plain->len > 0 ? "\n\n" : "");
		escape_text(plain, view->url.data, view->url.len);
	}
	buf_addc(plain, '\n');
	add_body(out, plain->data, plain->len);
	buf_addc(out, '\n');
	output_add(emitter->out, out->data, out->len);
	return TAKEN;
}

static void
mbox_end(struct emitter *emitter)
{
	struct mbox_state *state = emitter->state;

	view_free(&state->view);
	buf_free(&state->plain);
	free(state);
}

const struct format format_mbox = {.name = "mbox", .begin = mbox_begin, .record = mbox_record, .end = mbox_end};
