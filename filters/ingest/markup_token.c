/* The tokens of the tokenizer: how they are collected and given. */
#include "common/hash.h"
#include "filters/ingest/markup_state.h"

uint64_t
markup_place(struct markup *m, const char *to)
{
	if (m->width == MARKUP_WIDTH_BYTE) {
		m->offset += (uint64_t)(to - m->counted);
	} else {
		uint64_t unit = m->width == MARKUP_WIDTH_UTF16 ? 2 : 1;

		for (const char *p = m->counted; p < to; p++) {
			unsigned char c = (unsigned char)*p;

			m->offset += (c & 0xC0) != 0x80 ? unit : 0;
			m->offset += unit == 2 && c >= 0xF0 ? 2 : 0;
		}
	}
	m->counted = to;
	return m->offset;
}

void
markup_mark(struct markup *m)
{
	m->token_offset = markup_place(m, m->at);
}

size_t
markup_whole(const char *s, size_t n)
{
	for (size_t back = 1; back <= 3 && back <= n; back++) {
		unsigned char c = (unsigned char)s[n - back];

		if ((c & 0xC0) == 0x80)
			continue;
		if ((c >= 0xF0 && back < 4) || (c >= 0xE0 && back < 3) || (c >= 0xC0 && back < 2))
			return n - back;
		break;
	}
	return n;
}

/* Takes U+FFFE and U+FFFF out, which XML does not have. */
static size_t
drop_noncharacters(struct markup *m, char *s, size_t n)
{
	size_t kept = 0;

	if (n == 0 || memchr(s, 0xEF, n) == NULL)
		return n;
	for (size_t i = 0; i < n; i++) {
		if (i + 2 < n && s[i] == '\xEF' && s[i + 1] == '\xBF' &&
		    ((unsigned char)s[i + 2] & 0xFE) == 0xBE) {
			m->repairs |= MARKUP_CHARACTERS;
			i += 2;
		} else {
			s[kept++] = s[i];
		}
	}
	return kept;
}

void
markup_add(struct markup *m, struct buf *buf, const char *s, size_t n, size_t limit,
           unsigned repair)
{
	if (n > limit - buf->len) {
		n = limit - buf->len;
		m->repairs |= repair;
	}
	buf_add(buf, s, n);
}

void
markup_addc(struct markup *m, struct buf *buf, int c, size_t limit, unsigned repair)
{
	char byte = (char)c;

	if (c == 0)
		markup_add(m, buf, MARKUP_FFFD, 3, limit, repair);
	else
		markup_add(m, buf, &byte, 1, limit, repair);
}

void
markup_give_text(struct markup *m, size_t n)
{
	struct markup_token token = {.kind = MARKUP_TEXT, .text = m->text.data, .cdata = m->text_cdata};
	char rest[4];
	size_t rest_len = m->text.len - n;

	memcpy(rest, m->text.data + n, rest_len);
	token.text_len = m->xml ? drop_noncharacters(m, m->text.data, n) : n;
	if (token.text_len > 0)
		m->function(&token, m->context);
	buf_clear(&m->text);
	buf_add(&m->text, rest, rest_len);
}

void
markup_flush(struct markup *m)
{
	if (m->text.len > 0)
		markup_give_text(m, m->text.len);
}

void
markup_begin_tag(struct markup *m, bool end_tag)
{
	for (size_t i = 0; i < m->slot_count; i++)
		m->buckets[m->slots[i].bucket] = 0;
	m->slot_count = 0;
	m->in_attribute = m->self_closing = false;
	m->end_tag = end_tag;
	buf_clear(&m->bytes);
	buf_clear(&m->name);
}

/* Completes the attribute being read; one that is not wanted is forgotten. */
static void
finish_attribute(struct markup *m)
{
	if (!m->in_attribute)
		return;
	m->in_attribute = false;
	if (m->drop_attribute)
		m->bytes.len = m->slots[--m->slot_count].name;
}

void
markup_begin_attribute(struct markup *m)
{
	struct markup_slot *slot;

	finish_attribute(m);
	slot = &m->slots[m->slot_count++];
	*slot = (struct markup_slot){.name = (uint32_t)m->bytes.len, .bucket = 0};
	m->in_attribute = true;
	m->in_value = false;
	m->drop_attribute = m->slot_count > MARKUP_MAX_ATTRIBUTES;
	if (m->drop_attribute)
		m->repairs |= MARKUP_ATTRIBUTES;
}

void
markup_end_name(struct markup *m)
{
	struct markup_slot *slot = &m->slots[m->slot_count - 1];
	const char *name = m->bytes.data + slot->name;
	uint32_t bucket;

	m->in_value = true;
	slot->value = slot->name + slot->name_len;
	if (m->drop_attribute)
		return;
	bucket = (uint32_t)hash_seeded(name, slot->name_len) % MARKUP_BUCKETS;
	for (; m->buckets[bucket] != 0; bucket = (bucket + 1) % MARKUP_BUCKETS) {
		const struct markup_slot *other = &m->slots[m->buckets[bucket] - 1];

		if (other->name_len == slot->name_len &&
		    memcmp(m->bytes.data + other->name, name, slot->name_len) == 0) {
			m->drop_attribute = true; /* the first of a name counts */
			slot->bucket = other->bucket;
			return;
		}
	}
	m->buckets[bucket] = (uint16_t)m->slot_count;
	slot->bucket = bucket;
}

void
markup_add_attribute(struct markup *m, const char *s, size_t n)
{
	struct markup_slot *slot = &m->slots[m->slot_count - 1];
	uint32_t *len = m->in_value ? &slot->value_len : &slot->name_len;
	size_t room = (m->in_value ? MARKUP_MAX_VALUE : MARKUP_MAX_NAME) - *len;

	if (m->drop_attribute)
		return;
	if (room > MARKUP_MAX_TAG - m->bytes.len)
		room = MARKUP_MAX_TAG - m->bytes.len;
	if (n > room) {
		n = room;
		m->repairs |= MARKUP_ATTRIBUTES;
	}
	buf_add(&m->bytes, s, n);
	*len += (uint32_t)n;
}

/* Points the attributes at their bytes. */
static void
list_attributes(struct markup *m)
{
	for (size_t i = 0; i < m->slot_count; i++) {
		const struct markup_slot *slot = &m->slots[i];
		struct markup_attribute *a = &m->attributes[i];
		char *value = m->bytes.data + slot->value;

		a->name = m->bytes.data + slot->name;
		a->name_len = markup_whole(a->name, slot->name_len);
		a->value = value;
		a->value_len = markup_whole(value, slot->value_len);
		if (m->xml)
			a->value_len = drop_noncharacters(m, value, a->value_len);
	}
}

void
markup_emit_tag(struct markup *m)
{
	struct markup_token token = {.kind = m->end_tag ? MARKUP_END : MARKUP_START};

	finish_attribute(m);
	markup_flush(m);
	token.name = m->name.data;
	token.name_len = markup_whole(m->name.data, m->name.len);
	token.self_closing = m->self_closing;
	token.offset = m->token_offset;
	token.end = markup_place(m, m->at + 1);
	if (!m->end_tag) {
		list_attributes(m);
		token.attributes = m->attributes;
		token.attribute_count = m->slot_count;
		buf_clear(&m->last_start);
		buf_add(&m->last_start, m->name.data, m->name.len);
	}
	m->state = S_DATA;
	m->function(&token, m->context);
}

void
markup_emit_comment(struct markup *m)
{
	struct markup_token token = {.kind = MARKUP_COMMENT};

	markup_flush(m);
	token.text = m->comment.data;
	token.text_len = markup_whole(m->comment.data, m->comment.len);
	m->state = S_DATA;
	m->function(&token, m->context);
}

void
markup_emit_doctype(struct markup *m)
{
	struct markup_token token = {.kind = MARKUP_DOCTYPE, .force_quirks = m->force_quirks};

	markup_flush(m);
	if (m->has_name) {
		token.name = m->name.data;
		token.name_len = markup_whole(m->name.data, m->name.len);
	}
	if (m->has_id[ID_PUBLIC]) {
		token.public_id = m->ids[ID_PUBLIC].len > 0 ? m->ids[ID_PUBLIC].data : "";
		token.public_len = m->ids[ID_PUBLIC].len;
	}
	if (m->has_id[ID_SYSTEM]) {
		token.system_id = m->ids[ID_SYSTEM].len > 0 ? m->ids[ID_SYSTEM].data : "";
		token.system_len = m->ids[ID_SYSTEM].len;
	}
	m->state = S_DATA;
	m->function(&token, m->context);
}

const struct markup_attribute *
markup_get(const struct markup_token *token, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < token->attribute_count; i++) {
		const struct markup_attribute *a = &token->attributes[i];
		size_t k = 0;

		while (k < n && k < a->name_len && markup_lower((unsigned char)a->name[k]) == name[k])
			k++;
		if (k == n && a->name_len == n)
			return a;
	}
	return NULL;
}
