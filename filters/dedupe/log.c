#include "filters/dedupe/log.h"

#include <string.h>

/* As PNG's: a high bit, line ends and an end-of-file byte, so that a copy made as text is noticed. */
static const char magic[8] = {'\x89', 'd', 'd', 'p', '\r', '\n', '\x1a', '\n'};

#define MARK 0x6d617246u /* "Fram" */

static void
put(char *p, uint64_t value, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(value >> 8 * i);
}

static uint64_t
get(const char *p, size_t n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++)
		value |= (uint64_t)(unsigned char)p[i] << 8 * i;
	return value;
}

static void
add(struct buf *out, uint64_t value, size_t n)
{
	char bytes[8];

	put(bytes, value, n);
	buf_add(out, bytes, n);
}

static uint64_t
sum_of(const char *data, size_t n)
{
	return hash_identity(data, n).low;
}

void
log_write_end(char out[LOG_END_BYTES], uint64_t header_sum, uint64_t end)
{
	put(out, end, 8);
	put(out + 8, header_sum, 8);
	put(out + 8, sum_of(out, 16), 8);
}

/* The sum of a header of that size that has an end mark. */
static uint64_t
sum_header(const char *data, size_t n)
{
	struct buf bytes = {0};
	uint64_t sum;

	buf_add(&bytes, data, LOG_END);
	buf_add(&bytes, data + LOG_HEADER, n - LOG_HEADER);
	sum = sum_of(bytes.data, bytes.len);
	buf_free(&bytes);
	return sum;
}

uint64_t
log_add_header(struct buf *out, uint64_t first, uint64_t keys, const char *settings)
{
	static const char room[LOG_END_BYTES];
	size_t begun = out->len, n = strlen(settings);
	uint64_t sum;

	buf_add(out, magic, sizeof(magic));
	add(out, LOG_MAJOR, 2);
	add(out, LOG_MINOR, 2);
	add(out, n, 4);
	add(out, first, 8);
	add(out, keys, 8);
	buf_add(out, room, sizeof(room));
	buf_add(out, settings, n);
	sum = sum_header(out->data + begun, LOG_HEADER + n);
	add(out, sum, 8);
	log_write_end(out->data + begun + LOG_END, sum, LOG_HEADER + n + 8);
	return sum;
}

static bool
read_end(const char *data, struct log_header *header)
{
	char same[LOG_END_BYTES];

	header->end = get(data + LOG_END, 8);
	log_write_end(same, header->sum, header->end);
	return memcmp(same, data + LOG_END, LOG_END_BYTES) == 0;
}

enum log_result
log_read_header(const char *data, size_t n, struct log_header *header)
{
	size_t length;

	*header = (struct log_header){0};
	if (memcmp(data, magic, n < sizeof(magic) ? n : sizeof(magic)) != 0)
		return LOG_FOREIGN;
	if (n < LOG_HEADER)
		return LOG_SHORT;
	header->major = (unsigned)get(data + 8, 2);
	header->minor = (unsigned)get(data + 10, 2);
	if (header->major > LOG_MAJOR)
		return LOG_NEWER;
	if (header->major < LOG_MAJOR)
		return LOG_OLDER;
	length = get(data + 12, 4);
	if (length >= KEYS_MAX_SETTINGS)
		return LOG_DAMAGED;
	header->first = get(data + 16, 8);
	header->keys = get(data + 24, 8);
	header->settings = data + LOG_HEADER;
	header->settings_len = length;
	header->size = LOG_HEADER + length + 8;
	if (n < header->size)
		return LOG_SHORT;
	header->sum = sum_header(data, LOG_HEADER + length);
	if (header->sum != get(data + LOG_HEADER + length, 8) || header->first >> 62 || !read_end(data, header))
		return LOG_DAMAGED;
	return LOG_OK;
}

static void
add_keys(struct buf *out, const struct log_item *item)
{
	for (size_t i = 0; i < item->key_count; i++) {
		add(out, item->keys[i].low, 8);
		add(out, item->keys[i].high, 8);
	}
	if (item->flags & LOG_SKETCH)
		sketch_write(&item->sketch, out);
}

void
log_add_item(struct buf *out, const struct log_item *item)
{
	buf_addc(out, (char)item->kind);
	switch (item->kind) {
	case LOG_FIRST:
		buf_addc(out, (char)item->flags);
		add(out, item->kinds, 4);
		add(out, item->seen, 4);
		add(out, (uint64_t)item->date, 8);
		add(out, item->id_len, 2);
		add_keys(out, item);
		buf_add(out, item->id, item->id_len);
		break;
	case LOG_ALIAS:
		buf_addc(out, (char)item->flags);
		add(out, item->kinds, 4);
		add(out, item->root, 8);
		add_keys(out, item);
		break;
	case LOG_AGAIN:
		add(out, item->root, 8);
		break;
	case LOG_NOTE:
		add(out, item->id_len, 2);
		add(out, item->value_len, 2);
		buf_add(out, item->id, item->id_len);
		buf_add(out, item->value, item->value_len);
		break;
	case LOG_GAP:
	case LOG_OPTIONAL:
		break;
	}
}

/* Takes n bytes; NULL if there are fewer. */
static const char *
take(const char **data, const char *end, size_t n)
{
	const char *taken = *data;

	if ((size_t)(end - taken) < n)
		return NULL;
	*data += n;
	return taken;
}

/* Flags and kinds; at least one key, none of a kind that there is not. */
static bool
take_kinds(const char **data, const char *end, size_t kinds, struct log_item *item)
{
	const char *p = take(data, end, 5);

	if (p == NULL)
		return false;
	item->flags = (uint8_t)p[0];
	item->kinds = (uint32_t)get(p + 1, 4);
	item->key_count = (size_t)__builtin_popcount(item->kinds);
	return (item->key_count > 0 || item->flags & LOG_SKETCH) && item->kinds >> kinds == 0 &&
	       (item->flags & ~(LOG_UNTITLED | LOG_COUNTS | LOG_SKETCH)) == 0;
}

static bool
take_keys(const char **data, const char *end, struct log_item *item)
{
	const char *p = take(data, end, item->key_count * 16);

	for (size_t i = 0; p && i < item->key_count; i++) {
		item->keys[i].low = get(p + 16 * i, 8);
		item->keys[i].high = get(p + 16 * i + 8, 8);
	}
	if (p == NULL || !(item->flags & LOG_SKETCH))
		return p;
	p = take(data, end, SKETCH_BYTES);
	if (p != NULL)
		sketch_read(&item->sketch, p);
	return p;
}

static bool
take_first(const char **data, const char *end, size_t kinds, struct log_item *item)
{
	const char *p;

	if (!take_kinds(data, end, kinds, item))
		return false;
	p = take(data, end, 14);
	if (p == NULL)
		return false;
	item->seen = (uint32_t)get(p, 4);
	item->date = (int64_t)get(p + 4, 8);
	item->id_len = get(p + 12, 2);
	if (item->id_len > LOG_MAX_ID || !take_keys(data, end, item))
		return false;
	item->id = take(data, end, item->id_len);
	return item->id;
}

static bool
take_root(const char **data, const char *end, struct log_item *item)
{
	const char *p = take(data, end, 8);

	if (p)
		item->root = get(p, 8);
	return p;
}

static bool
take_note(const char **data, const char *end, struct log_item *item)
{
	const char *p = take(data, end, 4);

	if (p == NULL)
		return false;
	item->id_len = get(p, 2);
	item->value_len = get(p + 2, 2);
	if (item->id_len == 0 || item->id_len > LOG_MAX_NOTE || item->value_len > LOG_MAX_NOTE)
		return false;
	item->id = take(data, end, item->id_len);
	item->value = item->id ? take(data, end, item->value_len) : NULL;
	return item->value;
}

/* What a later minor version wrote. */
static bool
take_optional(const char **data, const char *end, struct log_item *item)
{
	const char *p = take(data, end, 4);

	item->kind = LOG_OPTIONAL;
	return p && take(data, end, get(p, 4));
}

bool
log_is_entry(enum log_kind kind)
{
	return kind == LOG_FIRST || kind == LOG_ALIAS || kind == LOG_GAP;
}

bool
log_read_item(const char **data, const char *end, size_t kinds, struct log_item *item)
{
	const char *p = take(data, end, 1);

	item->key_count = 0;
	item->id_len = 0;
	if (p == NULL)
		return false;
	item->kind = (unsigned char)*p;
	if (item->kind >= LOG_OPTIONAL)
		return take_optional(data, end, item);
	switch (item->kind) {
	case LOG_FIRST:
		return take_first(data, end, kinds, item);
	case LOG_ALIAS:
		return take_kinds(data, end, kinds, item) && take_root(data, end, item) &&
		       take_keys(data, end, item);
	case LOG_AGAIN:
		return take_root(data, end, item);
	case LOG_NOTE:
		return take_note(data, end, item);
	case LOG_GAP:
		return true;
	case LOG_OPTIONAL:
		break;
	}
	return false;
}

static uint64_t
frame_sum(const char data[LOG_FRAME], uint64_t sum_before)
{
	char bytes[LOG_FRAME];

	memcpy(bytes, data, LOG_FRAME - 8);
	put(bytes + LOG_FRAME - 8, sum_before, 8);
	return sum_of(bytes, sizeof(bytes));
}

void
log_write_frame(struct log_frame *frame, uint64_t sum_before, const char *payload,
                char out[LOG_FRAME])
{
	frame->payload_sum = sum_of(payload, frame->length);
	put(out, MARK, 4);
	put(out + 4, frame->length, 4);
	put(out + 8, frame->items, 4);
	put(out + 12, frame->entries, 4);
	put(out + 16, frame->first, 8);
	put(out + 24, frame->payload_sum, 8);
	frame->sum = frame_sum(out, sum_before);
	put(out + 32, frame->sum, 8);
}

enum log_result
log_read_frame(const char data[LOG_FRAME], uint64_t sum_before, struct log_frame *frame)
{
	frame->length = (uint32_t)get(data + 4, 4);
	frame->items = (uint32_t)get(data + 8, 4);
	frame->entries = (uint32_t)get(data + 12, 4);
	frame->first = get(data + 16, 8);
	frame->payload_sum = get(data + 24, 8);
	frame->sum = get(data + 32, 8);
	if (get(data, 4) != MARK || frame->sum != frame_sum(data, sum_before) ||
	    frame->length > LOG_MAX_PAYLOAD)
		return LOG_DAMAGED;
	return LOG_OK;
}

bool
log_is_last(const char data[LOG_FRAME], const struct log_tie *tie)
{
	return get(data, 4) == MARK && get(data + 32, 8) == tie->sum && tie->last + LOG_FRAME + get(data + 4, 4) == tie->end;
}

bool
log_check_payload(const struct log_frame *frame, const char *payload)
{
	return sum_of(payload, frame->length) == frame->payload_sum;
}
