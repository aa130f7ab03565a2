#include "filters/dedupe/annotate.h"

#include <string.h>

static const char digits[] = "0123456789abcdef";

static void
add_hex(struct buf *out, const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_addc(out, digits[bytes[i] >> 4]);
		buf_addc(out, digits[bytes[i] & 15]);
	}
}

/* Most significant digit first, as numbers are written. */
static void
add_number(struct buf *out, uint64_t number, int nibbles)
{
	while (nibbles-- > 0)
		buf_addc(out, digits[number >> 4 * nibbles & 15]);
}

static void
add_name(struct buf *out, const char *name)
{
	json_add_comma(out);
	json_add_string(out, name, strlen(name));
	out->data[out->len - 1] = ':';
}

static void
add_sketch(struct annotator *a)
{
	size_t n;

	buf_clear(&a->bytes);
	sketch_write(&a->sketch, &a->bytes);
	for (n = a->bytes.len; n > 0 && a->bytes.data[n - 1] == 0; n--)
		continue;
	json_add_key(&a->json, "sketch");
	buf_addc(&a->json, '"');
	add_hex(&a->json, (const unsigned char *)a->bytes.data, n);
	buf_addc(&a->json, '"');
}

static bool
make_sketch(struct annotator *a, const struct record *rec)
{
	if (keys_near(a->keys) == SIZE_MAX || !keys_read_text(rec, &a->title, &a->text))
		return false;
	core_read(&a->core, a->title.data, a->title.len, a->text.data, a->text.len);
	return sketch_make(&a->sketcher, &a->core, &a->sketch);
}

void
annotate_record(struct annotator *a, struct record *rec)
{
	struct buf *json = &a->json;
	bool sketched = make_sketch(a, rec);
	uint32_t near[SKETCH_KEYS];

	keys_of(a->keys, rec, &a->list);
	buf_clear(json);
	buf_addc(json, '{');
	json_add_key(json, "settings");
	json_add_string(json, keys_settings(a->keys), strlen(keys_settings(a->keys)));
	json_add_key(json, "lookup");
	buf_addc(json, '[');
	for (size_t i = 0; i < a->list.count; i++) {
		const struct key *key = &a->list.items[i];

		add_name(json, keys_name(a->keys, key->kind));
		add_number(json, key->hash.high, 16);
		add_number(json, key->hash.low, 16);
		buf_addc(json, '"');
	}
	if (sketched)
		sketch_keys(&a->sketch, near);
	for (size_t i = 0; sketched && i < SKETCH_KEYS; i++) {
		add_name(json, "near");
		add_number(json, near[i], 8);
		buf_addc(json, '"');
	}
	buf_addc(json, ']');
	if (a->list.untitled)
		buf_addf(json, ",\"untitled\":true");
	if (sketched)
		add_sketch(a);
	buf_addc(json, '}');
	record_set(rec, "_keys", json->data, json->len);
}

static int
digit_of(char c)
{
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

bool
annotate_read_sketch(const char *hex, size_t n, struct sketch *sketch)
{
	char bytes[SKETCH_BYTES] = {0};

	if (n == 0 || n % 2 != 0 || n / 2 > SKETCH_BYTES)
		return false;
	for (size_t i = 0; i < n; i += 2) {
		int high = digit_of(hex[i]), low = digit_of(hex[i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes[i / 2] = (char)(high << 4 | low);
	}
	sketch_read(sketch, bytes);
	return true;
}

void
annotator_free(struct annotator *a)
{
	core_free(&a->core);
	sketcher_free(&a->sketcher);
	buf_free(&a->text);
	buf_free(&a->title);
	buf_free(&a->bytes);
	buf_free(&a->json);
}
