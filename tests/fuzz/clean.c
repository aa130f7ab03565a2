/* Any record, defanged and redacted: a record comes out, evidence that was true stays true, nothing is left
 * to be spoiled or blacked out. The first byte chooses what is done; the rest is a line. */
#include "filters/emit/clean.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char list[] = "red fox\nال\u062bعلب\nfox*\n=US\nevil.com\n@joe\n~Qassem Soleimani\n";

static void
refuse(const char *what)
{
	fprintf(stderr, "clean: %s\n", what);
	abort();
}

/* 1: defang, 2: redact, 3: both. */
static struct clean *
open_clean(unsigned what)
{
	static struct clean *cleans[4];
	struct problem problem = {0};
	char path[64];
	int fd;

	if (cleans[what])
		return cleans[what];
	cleans[what] = clean_open(what & 1);
	if (!(what & 2))
		return cleans[what];
	fd = memfd_create("list", 0);
	if (fd < 0 || write(fd, list, sizeof(list) - 1) < 0)
		return cleans[what];
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (!clean_read_list(cleans[what], path, &problem))
		refuse(problem.text);
	close(fd);
	return cleans[what];
}

static bool
read_offset(const struct json_value *value, size_t *offset)
{
	if (value->type != JSON_NUM || value->len > 9 || strspn(value->text, "0123456789") < value->len)
		return false;
	*offset = strtoul(value->text, NULL, 10);
	return true;
}

/* Where the nth code point of the text begins; SIZE_MAX behind its end. */
static size_t
point(const struct buf *text, size_t n)
{
	const char *s = text->data, *end = s + text->len;

	for (; n > 0 && s < end; n--)
		utf8_decode(&s, end);
	return n == 0 ? (size_t)(s - text->data) : SIZE_MAX;
}

/* Whether the item's offsets, in code points, cut out what it says. */
static bool
is_true(const struct record *rec, const struct json_value *item)
{
	struct json_value start = json_get(item, "start", 5), end = json_get(item, "end", 3);
	struct json_value field = json_get(item, "field", 5), match = json_get(item, "match", 5), value;
	struct buf name = {0}, text = {0}, said = {0};
	size_t from, to;
	bool good = false;

	if (field.type == JSON_STR && match.type == JSON_STR && read_offset(&start, &from) && read_offset(&end, &to)) {
		json_unescape(&field, &name);
		json_unescape(&match, &said);
		value = record_lookup(rec, buf_str(&name));
		if (value.type == JSON_STR) {
			json_unescape(&value, &text);
			buf_str(&text);
			from = point(&text, from);
			to = point(&text, to);
			good = to != SIZE_MAX && from <= to && to - from == said.len
			       && (said.len == 0 || memcmp(text.data + from, said.data, said.len) == 0);
		}
	}
	buf_free(&name);
	buf_free(&text);
	buf_free(&said);
	return good;
}

/* Of HTML that was undressed or left out nothing is said, nor of members that have a manner of their own. */
static bool
is_text(const struct json_value *field)
{
	static const char *const texts[] = {"\"title\"", "\"content_text\"", "\"summary\"", "\"url\""};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (field->len == strlen(texts[i]) && memcmp(field->text, texts[i], field->len) == 0)
			return true;
	return false;
}

static void
check_evidence(const struct record *rec, const struct record *cleaned)
{
	struct json_value before = record_get(rec, "_evidence"), after = record_get(cleaned, "_evidence");
	struct json_member x, y;
	size_t at = 0, behind = 0;

	if (before.type != JSON_ARR)
		return;
	if (after.type != JSON_ARR)
		refuse("evidence is gone");
	while (json_next(&before, &at, &x)) {
		struct json_value field = json_get(&x.value, "field", 5);

		if (!json_next(&after, &behind, &y))
			refuse("an item of evidence is gone");
		if (!is_text(&field))
			continue;
		if (is_true(rec, &x.value) && !is_true(cleaned, &y.value))
			refuse("evidence is true no more");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record rec = {0}, again = {0};
	struct buf json = {0};
	unsigned what;

	if (size > 1 && size < 8000 && (what = data[0] & 3) > 0 && record_scan(&rec, (const char *)data + 1, size - 1)) {
		const struct record *cleaned = clean_record(open_clean(what), &rec);

		record_write(cleaned, &json);
		if (!record_scan(&again, json.data, json.len))
			refuse("what comes out is no record");
		check_evidence(&rec, &again);
		/* What is spoiled may come to look like another host of the list: not with both. */
		if (what != 3 && clean_record(open_clean(what), &again) != &again)
			refuse("something was left");
	}
	record_free(&rec);
	record_free(&again);
	buf_free(&json);
	return 0;
}
