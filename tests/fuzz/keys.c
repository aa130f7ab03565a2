/* The keys of any record: they do not depend on how its strings are escaped nor
 * on what was read before, and a text's key is made of the words that text_fold() finds. */
#include "filters/dedupe/keys.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/text_squeeze.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BY "id,url,text,title,authors.0.name,a.b,tags"

static void
must(bool condition)
{
	if (!condition)
		abort();
}

/* A string with every character of ASCII that is its own as \u00XX. */
static void
add_escaped(struct buf *out, const struct json_value *value)
{
	for (size_t i = 0; i < value->len; i++) {
		char c = value->text[i];

		if (c == '\\') {
			size_t n = value->text[i + 1] == 'u' ? 6 : 2;

			buf_add(out, value->text + i, n);
			i += n - 1;
		} else if (i == 0 || i == value->len - 1 || (unsigned char)c >= 0x80) {
			buf_addc(out, c);
		} else {
			buf_addf(out, "\\u%04X", (unsigned)c);
		}
	}
}

/* The record in another spelling: the members' strings escaped, and blanks. */
static void
respell(const struct record *rec, struct buf *out)
{
	buf_clear(out);
	buf_adds(out, " {");
	for (size_t i = 0; i < rec->members.count; i++) {
		const struct json_member *member = &rec->members.items[i];

		buf_adds(out, i > 0 ? " , \"" : "\"");
		buf_add(out, member->key, member->key_len);
		buf_adds(out, "\": ");
		if (member->value.type == JSON_STR)
			add_escaped(out, &member->value);
		else
			buf_add(out, member->value.text, member->value.len);
	}
	buf_addc(out, '}');
}

static void
must_equal(const struct key_list *a, const struct key_list *b)
{
	must(a->count == b->count && a->untitled == b->untitled);
	for (size_t i = 0; i < a->count; i++)
		must(a->items[i].kind == b->items[i].kind && a->items[i].hash.low == b->items[i].hash.low &&
		     a->items[i].hash.high == b->items[i].hash.high);
}

static void
check_list(const struct keys *keys, const struct key_list *list)
{
	must(list->count <= keys_kinds(keys));
	for (size_t i = 0; i < list->count; i++) {
		must(list->items[i].kind < keys_kinds(keys));
		must(i == 0 || list->items[i - 1].kind < list->items[i].kind);
	}
}

/* What is squeezed is the folded words, one after the other, but for blanks. */
static void
check_squeeze(const struct record *rec, const char *name)
{
	struct buf raw = {0}, squeezed = {0};
	struct text text = {0};
	size_t at = 0;

	if (record_string(rec, name, &raw)) {
		text_squeeze(raw.data, raw.len, &squeezed);
		text_fold(&text, raw.data, raw.len);
		for (size_t i = 0; i < text.count; i++)
			for (size_t j = 0; j < text.words[i].fold_len; j++, at++) {
				if (at < squeezed.len && squeezed.data[at] == ' ')
					at++;
				must(at < squeezed.len);
				must(squeezed.data[at] == text.folded.data[text.words[i].fold + j]);
			}
		must(at == squeezed.len);
	}
	text_free(&text);
	buf_free(&raw);
	buf_free(&squeezed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct keys *used;
	struct problem problem = {.text = ""};
	struct keys *fresh = keys_new(BY, 2, &problem), *told;
	struct record rec = {0}, other = {0};
	struct key_list first, second;
	struct buf line = {0};

	must(fresh != NULL);
	told = keys_from_settings(keys_settings(fresh));
	must(told != NULL);
	if (used == NULL)
		used = keys_new(BY, 2, &problem);
	if (record_scan(&rec, (const char *)data, size)) {
		keys_of(fresh, &rec, &first);
		check_list(fresh, &first);
		keys_of(used, &rec, &second);
		must_equal(&first, &second);
		respell(&rec, &line);
		must(record_scan(&other, line.data, line.len));
		keys_of(told, &other, &second);
		must_equal(&first, &second);
		check_squeeze(&rec, "title");
		check_squeeze(&rec, "content_text");
	}
	record_free(&rec);
	record_free(&other);
	keys_free(fresh);
	keys_free(told);
	buf_free(&line);
	return 0;
}
