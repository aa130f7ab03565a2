/* Addresses in plain text, among the letters and marks of many scripts. */
#include <stdio.h>
#include <string.h>

#include "filters/ingest/item.h"
#include "tests/unit/check.h"

static const struct {
	const char *name, *text;
	const char *want; /* the addresses, each behind a blank */
} cases[] = {
	{"in a sentence", "See http://a.org/b, or https://c.org/d?e=f&g#h. End", " http://a.org/b https://c.org/d?e=f&g#h"},
	{"at both ends", "http://a.org", " http://a.org"},
	{"any case", "HTTPS://A.org/X", " HTTPS://A.org/X"},
	{"without a scheme", "www.a.org/x and t.me/some_channel/12", " http://www.a.org/x http://t.me/some_channel/12"},
	{"of Telegram", "tg://resolve?domain=x telegram.me/y", " tg://resolve?domain=x http://telegram.me/y"},
	{"handles are none", "@some_channel and @t.me", ""},
	{"nor is mail", "write to a@www.b.org or a@t.me/x", ""},
	{"nor the end of a word", "asthttp://x xwww.a.org not.t.me/x", ""},
	{"nor a scheme alone", "http:// https://. www. t.me/", ""},
	{"in brackets", "(http://a.org/b) [http://a.org/c] <http://a.org/d> {http://a.org/e}",
	 " http://a.org/b http://a.org/c http://a.org/d http://a.org/e"},
	{"with brackets", "http://a.org/b_(c) (see http://a.org/d_(e)).", " http://a.org/b_(c) http://a.org/d_(e)"},
	{"as Markdown has it", "[text](https://a.org/b) **https://a.org/c**", " https://a.org/b https://a.org/c"},
	{"in quotes", "\"http://a.org\" \u00ABhttp://b.org\u00BB \u201Chttp://c.org\u201D 'http://d.org'",
	 " http://a.org http://b.org http://c.org http://d.org"},
	{"behind an Arabic comma and before a full stop", "\u0627\u0644\u0631\u0627\u0628\u0637\u060Chttps://a.org/b\u060C \u062B\u0645 t.me/x\u061F http://c.org\u06D4",
	 " https://a.org/b http://t.me/x http://c.org"},
	{"between marks of direction", "\u200Fhttps://a.org/b\u200F \u2067https://c.org\u2069", " https://a.org/b https://c.org"},
	{"in Hebrew", "\u05E8\u05D0\u05D4 https://a.org/b\u05C3", " https://a.org/b"},
	{"in Chinese", "\u8BF7\u770Bhttps://a.org/b\u7684\u62A5\u9053\u3002\uFF08https://c.org/d\uFF09\u300Chttps://e.org\u300D",
	 " https://a.org/b https://c.org/d https://e.org"},
	{"in Hindi", "https://a.org/b\u0964", " https://a.org/b"},
	{"a path in another script", "https://ar.wikipedia.org/wiki/\u0633\u0648\u0631\u064A\u0627 https://de.org/K\u00F6ln",
	 " https://ar.wikipedia.org/wiki/\u0633\u0648\u0631\u064A\u0627 https://de.org/K\u00F6ln"},
	{"a host in another script", "https://\u043F\u0440\u0438\u043C\u0435\u0440.\u0440\u0444/\u043F\u0443\u0442\u044C!",
	 " https://\u043F\u0440\u0438\u043C\u0435\u0440.\u0440\u0444/\u043F\u0443\u0442\u044C"},
	{"a full stop and three", "http://a.org/b... http://a.org/c\u2026", " http://a.org/b http://a.org/c"},
};

/* The addresses in the item's links; their places are checked on the way. */
static const char *
found(const char *text)
{
	static char out[1024];
	struct item item = {0};
	const char *p;

	out[0] = '\0';
	item_find_links(&item, text, strlen(text), true);
	buf_addc(&item.links, '\0');
	p = item.links.data;
	while ((p = strstr(p, "\"url\":\"")) != NULL) {
		p += 7;
		strcat(out, " ");
		strncat(out, p, strcspn(p, "\""));
	}
	item_free(&item);
	return out;
}

int
main(void)
{
	struct item item = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_string(found(cases[i].text), cases[i].want, "%s", cases[i].name);
	item_find_links(&item, "\u0633\u0648 t.me/x\u060C y", 12, true);
	check_string(buf_str(&item.links), "{\"url\":\"http://t.me/x\",\"text\":\"t.me/x\",\"start\":3,\"end\":9}",
	             "places are counted in code points");
	item_free(&item);
	return check_done();
}
