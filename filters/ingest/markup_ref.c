/* The tokenizer's states of character references. */
#include "common/utf8.h"
#include "filters/ingest/entities.h"
#include "filters/ingest/markup_state.h"

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hex(int c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool
is_alnum(int c)
{
	return is_digit(c) || markup_alpha(c);
}

static bool
in_attribute(const struct markup *m)
{
	return m->back == S_VALUE_DOUBLE || m->back == S_VALUE_SINGLE || m->back == S_VALUE_BARE;
}

/* Adds characters to where the reference stood. */
static void
resolve(struct markup *m, const char *s, size_t n)
{
	if (in_attribute(m))
		markup_add_attribute(m, s, n);
	else
		buf_add(&m->text, s, n);
}

void
markup_begin_reference(struct markup *m, enum markup_state back)
{
	m->back = back;
	buf_clear(&m->temp);
	m->number = 0;
	m->state = S_REFERENCE;
}

void
markup_reference(struct markup *m, int c)
{
	if (is_alnum(c)) {
		markup_reconsume(m, S_REFERENCE_NAME, c);
	} else if (c == '#') {
		m->state = S_NUMBER;
	} else {
		resolve(m, "&", 1);
		markup_reconsume(m, m->back, c);
	}
}

/* The letters of a name are complete; c comes next and was not used. */
static void
finish_name(struct markup *m, int c)
{
	const char *name = m->temp.data, *text;
	size_t n = m->temp.len, text_len;
	size_t used = entity_match(name, n, &text, &text_len);

	/* In attributes &copy=1 is no reference, for the sake of old URLs. */
	if (used > 0 && in_attribute(m) && name[used - 1] != ';') {
		int next = used < n ? (unsigned char)name[used] : c;

		if (next == '=' || is_alnum(next))
			used = 0;
	}
	if (used > 0)
		resolve(m, text, text_len);
	else
		resolve(m, "&", 1);
	if (used == 0 && m->xml && name[n - 1] == ';')
		m->repairs |= MARKUP_ENTITY;
	resolve(m, name + used, n - used);
}

void
markup_reference_name(struct markup *m, int c)
{
	if (is_alnum(c) && m->temp.len < ENTITY_MAX_NAME) {
		buf_addc(&m->temp, (char)c);
		return;
	}
	if (c == ';') {
		buf_addc(&m->temp, ';');
		finish_name(m, MARKUP_EOF);
		m->state = m->back;
		return;
	}
	finish_name(m, c);
	markup_reconsume(m, m->back, c);
}

void
markup_number(struct markup *m, int c)
{
	if (c == 'x' || c == 'X') {
		buf_addc(&m->temp, (char)c);
		m->state = S_HEX_START;
	} else {
		markup_reconsume(m, S_DECIMAL_START, c);
	}
}

/* Neither digit: what was read stays as it is. */
static void
no_number(struct markup *m, int c)
{
	resolve(m, "&#", 2);
	resolve(m, m->temp.data, m->temp.len);
	markup_reconsume(m, m->back, c);
}

void
markup_hex_start(struct markup *m, int c)
{
	if (is_hex(c))
		markup_reconsume(m, S_HEX, c);
	else
		no_number(m, c);
}

void
markup_decimal_start(struct markup *m, int c)
{
	if (is_digit(c))
		markup_reconsume(m, S_DECIMAL, c);
	else
		no_number(m, c);
}

static bool
in_xml(uint32_t c)
{
	return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

static void
finish_number(struct markup *m, int c)
{
	char bytes[4];

	if (m->xml && !in_xml(m->number))
		m->repairs |= MARKUP_CHARACTERS;
	else
		resolve(m, bytes, utf8_encode(entity_number(m->number), bytes));
	if (c == ';')
		m->state = m->back;
	else
		markup_reconsume(m, m->back, c);
}

static void
add_digit(struct markup *m, uint32_t base, uint32_t digit)
{
	if (m->number <= 0x10FFFF)
		m->number = m->number * base + digit;
}

void
markup_hex(struct markup *m, int c)
{
	if (is_digit(c))
		add_digit(m, 16, (uint32_t)(c - '0'));
	else if (is_hex(c))
		add_digit(m, 16, (uint32_t)(markup_lower(c) - 'a' + 10));
	else
		finish_number(m, c);
}

void
markup_decimal(struct markup *m, int c)
{
	if (is_digit(c))
		add_digit(m, 10, (uint32_t)(c - '0'));
	else
		finish_number(m, c);
}
