#include "filters/dedupe/keys.h"

#include "tests/unit/check.h"

static struct keys *keys;
static struct record rec;

static struct key_list
keys_for(const char *json)
{
	struct key_list list = {.count = 0};

	if (!record_scan(&rec, json, strlen(json)))
		printf("# not a record: %s\n", json);
	keys_of(keys, &rec, &list);
	return list;
}

/* The key of a kind, by its name; NULL if the record has none. */
static const struct key *
key_named(const struct key_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(keys_name(keys, list->items[i].kind), name) == 0)
			return &list->items[i];
	return NULL;
}

/* Whether two records have a key of that kind and it is the same. */
static bool
agree(const char *a, const char *b, const char *name)
{
	struct key_list x = keys_for(a), y = keys_for(b);
	const struct key *p = key_named(&x, name), *q = key_named(&y, name);

	return p && q && p->hash.low == q->hash.low && p->hash.high == q->hash.high;
}

static bool
has(const char *json, const char *name)
{
	struct key_list list = keys_for(json);

	return key_named(&list, name);
}

static bool
untitled(const char *json)
{
	return keys_for(json).untitled;
}

static void
use(const char *by, size_t min_words)
{
	struct problem problem = {.text = ""};

	keys_free(keys);
	keys = keys_new(by, min_words, &problem);
}

static void
check_ids(void)
{
	check(agree("{\"id\":\"a\"}", "{\"x\":1,\"id\":\"\\u0061\"}", "id"), "ids are compared unescaped");
	check(!agree("{\"id\":\"a\"}", "{\"id\":\"A\"}", "id"), "ids are compared exactly");
	check(!agree("{\"id\":\"1\"}", "{\"id\":1}", "id"), "a string is not a number");
	check(!has("{\"id\":\"\"}", "id"), "an empty id is none");
	check(!has("{\"id\":null}", "id"), "a null id is none");
}

static void
check_urls(void)
{
	const char *plain = "{\"url\":\"http://e.org/a\"}";

	check(agree(plain, "{\"url\":\"HTTPS://E.org:443/a?utm_source=x#top\"}", "url"),
	      "URLs are compared in canonical form, http as https");
	check(!agree(plain, "{\"url\":\"http://e.org/b\"}", "url"), "another path is another page");
	check(!agree(plain, "{\"url\":\"http://e.org/a#post-12\"}", "url"),
	      "a part of a page is not the page");
	check(!agree("{\"url\":\"http://e.org/a#post-12\"}", "{\"url\":\"http://e.org/a#post-13\"}", "url"),
	      "nor another part");
	check(agree(plain, "{\"url\":\"http://e.org/a#xtor=RSS-1\"}", "url"),
	      "a fragment that only tells where a reader came from is nothing");
	check(!has("{\"url\":\"https://e.org/\"}", "url"), "a site's front page is no post's address");
	check(!has("{\"url\":\"https://e.org\"}", "url"), "nor without the slash");
	check(has("{\"url\":\"https://e.org/?p=12\"}", "url"), "with a query it is");
	check(!has("{\"url\":\"mailto:x\"}", "url"), "no URL, no key");
	check(!has("{\"external_url\":\"http://e.org/a\"}", "url"),
	      "what a post is about is not what it is");
}

static void
check_texts(void)
{
	const char *plain = "{\"content_text\":\"Attack on base\"}";
	const char *one = "{\"title\":\"First report\",\"content_text\":\"Attack on base\"}";
	const char *two = "{\"title\":\"Second report\",\"content_text\":\"Attack on base\"}";

	check(agree(plain, "{\"content_text\":\"ATTACK, on\\nbase!\"}", "body"), "texts are compared folded");
	check(!agree(plain, "{\"content_text\":\"Attack on bases\"}", "body"), "another word is another text");
	check(agree("{\"content_text\":\"\\u064a\\u064e\\u0648\\u0645\"}",
	            "{\"content_text\":\"\\u064a\\u0648\\u0645\"}", "body"),
	      "vowel signs do not count");
	check(!agree("{\"content_text\":\"1 23\"}", "{\"content_text\":\"12 3\"}", "body"),
	      "numbers keep apart");
	check(!agree(one, two, "text"), "other titles, other texts");
	check(agree(one, two, "body"), "but the same body");
	check(!untitled(one), "an informative title counts");
	check(!has(plain, "text"), "without a title there is the body only");
	check(untitled("{\"title\":\"Report\",\"content_text\":\"Attack on base\"}"),
	      "a title of one word is not informative");
	check(untitled("{\"title\":\"Attack on ba\xe2\x80\xa6\",\"content_text\":\"Attack on base\"}"),
	      "nor is the text's own beginning");
	check(agree(plain, "{\"content_text\":\"...\",\"summary\":\"attack on base\"}", "body"),
	      "the summary stands in for a text without words");
	check(agree(plain, "{\"title\":\"Attack on base\"}", "body"), "and the title for all");
	check(untitled("{\"title\":\"Attack on base\"}"), "it does not count twice");
	check(!has("{\"content_text\":\"...\"}", "body"), "no words, no text");
	check(!has("{\"content_text\":7}", "body"), "a number is no text");
	check(!agree("{\"id\":\"attackonbase\"}", plain, "body"), "kinds do not mix");
}

static void
check_by(void)
{
	struct problem problem = {.text = ""};

	use("_source.name,n", 1);
	check(agree("{\"_source\":{\"name\":\"x\"}}", "{\"_source\":{\"name\":\"x\",\"k\":1}}", "_source.name"),
	      "a path is looked up");
	check(agree("{\"n\":1e2}", "{\"n\":1e2}", "n"), "numbers are compared as written");
	check(!agree("{\"n\":1e2}", "{\"n\":100}", "n"), "and only so");
	check(!agree("{\"n\":\"1\"}", "{\"n\":1}", "n"), "a string is not a number by path");
	check(!has("{\"n\":null}", "n"), "null is nothing by path");
	use("text,id,text", 1);
	check_string(keys_settings(keys), "keys 2, --min-words 1, --by id,text",
	             "order and repetition do not matter");
	use("text", 3);
	check(has("{\"content_text\":\"one two three\"}", "body"), "three words are enough for --min-words 3");
	check(!has("{\"content_text\":\"one two\"}", "body"), "two are not");
	check(keys_new("id,,url", 1, &problem) == NULL, "an empty word is refused");
	check(keys_new("", 1, &problem) == NULL, "an empty list is refused");
	check(keys_new("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", 1, &problem) == NULL, "too many words are refused");
}

static void
check_settings(void)
{
	struct keys *again;

	use("_source.name,url", 4);
	again = keys_from_settings(keys_settings(keys));
	check(again && strcmp(keys_settings(again), keys_settings(keys)) == 0, "settings are read back");
	keys_free(again);
	check(keys_from_settings("keys 3, --min-words 1, --by id") == NULL, "those of another version are not");
	check(keys_from_settings("--by id") == NULL, "nor anything else");
}

int
main(void)
{
	use("id,url,text", 1);
	check_ids();
	check_urls();
	check_texts();
	check_by();
	check_settings();
	keys_free(keys);
	record_free(&rec);
	return check_done();
}
