#include "filters/ingest/item.h"

#include <string.h>

#include "common/hash.h"
#include "tests/unit/check.h"

static struct item item;
static struct buf out;

static void
set(struct buf *field, const char *s)
{
	item_set(field, s, strlen(s));
}

static const char *
written(void)
{
	buf_clear(&out);
	item_write(&item, &out);
	item_clear(&item);
	return buf_str(&out);
}

static void
test_members(void)
{
	set(&item.id, "1");
	set(&item.url, "https://a.b/");
	set(&item.external_url, "https://c.d/");
	set(&item.title, "T\x01\xC2\x85");
	set(&item.content_text, "a\"b\n");
	set(&item.summary, "S");
	set(&item.language, "ar");
	item.has_published = item.has_modified = true;
	item.published = 0;
	item.modified = 1;
	item_author(&item, "A", 1, "https://e.f/", 12);
	item_author(&item, "B", 1, NULL, 0);
	item_author(&item, NULL, 0, NULL, 0);
	buf_adds(&item.attachments, "{\"url\":\"x\"}");
	buf_adds(&item.notes, "{\"label\":\"1\",\"text\":\"n\"}");
	item_link(&item, "g.h", 3, "t", 1, &(struct item_span){1, 2});
	item_source(&item, "kind", "test", 4);
	item_source(&item, "none", "", 0);
	item_source_json(&item, "offset", "5", 1);
	item_repair(&item, "nul");
	item_repair(&item, "invalid-utf8");
	item_repair(&item, "nul");
	check_string(written(),
	             "{\"id\":\"1\",\"url\":\"https://a.b/\",\"external_url\":\"https://c.d/\",\"title\":\"T\\u0001\\u0085\","
	             "\"content_text\":\"a\\\"b\\n\",\"summary\":\"S\",\"date_published\":\"1970-01-01T00:00:00Z\","
	             "\"date_modified\":\"1970-01-01T00:00:01Z\",\"authors\":[{\"name\":\"A\",\"url\":\"https://e.f/\"},{\"name\":\"B\"}],"
	             "\"language\":\"ar\",\"attachments\":[{\"url\":\"x\"}],\"_source\":{\"kind\":\"test\",\"offset\":5,"
	             "\"repairs\":[\"nul\",\"invalid-utf8\"]},\"_links\":[{\"url\":\"http://g.h\",\"text\":\"t\",\"start\":1,\"end\":2}],"
	             "\"_notes\":[{\"label\":\"1\",\"text\":\"n\"}]}",
	             "all members come in their order");
	set(&item.id, "2");
	check_string(written(), "{\"id\":\"2\",\"_source\":{}}", "nothing of an item is left for the next");
}

static void
test_identity(void)
{
	char hex[65];
	struct buf want = {0};

	set(&item.url, "HTTP://A.b/?utm_source=x#y");
	check(strstr(written(), "{\"id\":\"http://a.b/\",\"url\":\"HTTP://A.b/?utm_source=x#y\"") != NULL,
	      "the id is the canonical URL");
	set(&item.url, "not a url");
	set(&item.title, "T");
	set(&item.content_text, "x");
	hash_sha256_hex("T\0x", 3, hex);
	buf_addf(&want, "{\"id\":\"%s\",\"url\":\"not a url\",\"title\":\"T\",\"content_text\":\"x\",\"_source\":{\"id_rule\":\"text\"}}", hex);
	check_string(written(), buf_str(&want), "without one it is the hash of title and text");
	item_source(&item, "file", "a", 1);
	buf_clear(&want);
	buf_adds(&want, written());
	item_source(&item, "file", "b", 1);
	check(strcmp(written(), buf_str(&want)) != 0, "two items without any text are two");
	buf_free(&want);
}

static void
test_cut(void)
{
	item.max_text = 5;
	set(&item.id, "1");
	set(&item.content_text, "ab\xE2\x82\xAC");
	check(strstr(written(), "text-cut") == NULL, "a text of just the limit is not cut");
	set(&item.id, "1");
	set(&item.content_text, "abc\xE2\x82\xAC");
	check_string(written(), "{\"id\":\"1\",\"content_text\":\"abc\",\"_source\":{\"text_length\":4,\"repairs\":[\"text-cut\"]}}",
	             "a longer one is cut before the character");
	item.max_text = 0;
}

int
main(void)
{
	test_members();
	test_identity();
	test_cut();
	item_free(&item);
	buf_free(&out);
	return check_done();
}
