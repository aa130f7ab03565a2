#include "filters/tag/address.h"

#include <string.h>

#include "filters/tag/address_parse.h"
#include "tests/unit/check.h"

static const struct {
	const char *text;
	bool is;
} table[] = {
	{"@handle", true}, {"@Handle_9", true}, {"@user@mastodon.social", true}, {"@name.bsky.social", true},
	{"t.me/handle", true}, {"https://t.me/handle/123", true}, {"t.me/+AbCd", true},
	{"example.com", true}, {"News.Example.co.uk", true}, {"example.com:8080", true},
	{"https://example.com", true}, {"http://localhost/x", false}, {"example.com/path?q=1", true},
	{"example[.]com", true}, {"hxxps://example[.]com/a", true}, {"почта.рф", true}, {"xn--80a1acny.xn--p1ai", true},
	{"@", false}, {"@_", false}, {"@two words", false}, {"@user@", false}, {"@user@host", false}, {"@a-b", false},
	{"word", false}, {"two words", false}, {"node.js", false}, {"U.S.", false}, {"U.S", false}, {"a.k.a", false},
	{"St.Petersburg", false}, {"и.о", false}, {"24/7", false}, {"and/or", false}, {"3.5", false},
	{"info@example.com", false}, {"example.com*", false}, {"*.example.com", false}, {"example..com", false},
	{"http://", false}, {"", false}, {".", false}, {"example.com!", false},
};

/* A term, a text, and what is found of it there, each in brackets. */
static const struct {
	const char *term, *text, *found;
} finds[] = {
	{"@handle", "@handle @Handle, (@HANDLE) t.me/handle telegram.me/Handle", "[handle][Handle][HANDLE][handle][Handle]"},
	{"@handle", "https://t.me/s/handle?before=1 http://www.t.me/handle/12 handle.t.me t.me/handle.", "[handle][handle][handle][handle]"},
	{"@handle", "handle @handle_news @handlex x@handle @handle.news t.me/handle_x evil.org/handle", ""},
	{"@handle", "قناة@handle «@handle» youtube.com/@handle. @handle: x", "[handle][handle][handle][handle]"},
	{"@handle", "@handle@mastodon.social notme/handle not.t.me.org/handle", ""},
	{"t.me/handle", "@handle https://t.me/handle", "[handle][handle]"},
	{"@_a_b", "@_a_b @a_b", "[_a_b]"},
	{"@user@mastodon.social", "@user@mastodon.social @User@Mastodon.Social. @user https://mastodon.social/@user/12 @user@other.org",
	 "[user@mastodon.social][User@Mastodon.Social][user]"},
	{"example.com", "example.com www.Example.com https://a.b.example.com:8080/x?y EXAMPLE.COM.", "[example.com][Example.com][example.com][EXAMPLE.COM]"},
	{"example.com", "example.com.evil.org notexample.com example.comx example.co https://example.com@evil.org/ x-example.com", ""},
	{"example.com", "example[.]com hxxps://news[.]example(.)com/x example[dot]com info@example.com 访问example.com查看", "[example[.]com][example(.)com][example[dot]com][example.com][example.com]"},
	{"почта.рф", "Почта.РФ xn--80a1acny.xn--p1ai http://www.почта.рф/", "[Почта.РФ][xn--80a1acny.xn--p1ai][почта.рф]"},
	{"https://example.com/a", "http://example.com/a/ www.example.com/a/b?c example.com/a?x=1 example.com/a#b example.com/a. example.com/a",
	 "[example.com/a][example.com/a][example.com/a][example.com/a][example.com/a][example.com/a]"},
	{"example.com/a/", "example.com/ab example.com/A example.com/ x.example.com/a example.com example.com/a.html", ""},
	{"example.com/a?q=1", "example.com/a?q=1&r=2 example.com/a?q=12 example.com/a?r=2&q=1", "[example.com/a?q=1]"},
	{"https://www.example.com", "example.com/x sub.example.com https://example.com:443", "[example.com][example.com]"},
	{"example.com:8080", "example.com:8080/x example.com example.com:80", "[example.com:8080]"},
	{"t.me/handle/12", "https://t.me/s/Handle/12 telegram.me/handle/12?single t.me/handle/123 @handle", "[t.me/s/Handle/12][telegram.me/handle/12]"},
	{"t.me/+AbC", "t.me/+AbC t.me/AbC", "[t.me/+AbC]"},
	{"example.com", "", ""},
};

static void
test_finds(void)
{
	struct matches matches = {0};
	struct text text = {0};

	for (size_t i = 0; i < sizeof(finds) / sizeof(finds[0]); i++) {
		struct term term = {.text = finds[i].term, .kind = TERM_ADDRESS};
		const struct term *terms[] = {&term};
		struct addresses *addresses = addresses_new(terms, 1);
		char found[1000] = "";

		matches_clear(&matches);
		text_fold(&text, finds[i].text, strlen(finds[i].text));
		addresses_find(addresses, &text, 0, &matches);
		for (size_t j = 0; j < matches.count; j++)
			sprintf(strchr(found, '\0'), "[%.*s]", (int)(matches.hits[j].end - matches.hits[j].start),
			        finds[i].text + matches.hits[j].start);
		check_string(found, finds[i].found, "%s in '%s'", finds[i].term, finds[i].text);
		addresses_free(addresses);
	}
	matches_free(&matches);
	text_free(&text);
}

static void
test_host(void)
{
	static const char text[] = "see www.Bücher[.]Example(dot)com.";
	struct host host;
	const char *begin = host_begin(text, strchr(text, '['), text + strlen(text));

	check(begin == text + 4, "a host begins behind the blank");
	check(host_read(begin, text + strlen(text), &host), "it is read");
	check_string(host.name, "www.xn--bcher-kva.example.com", "in lower case and punycode");
	check(host.count == 4 && strncmp(host.from[3], "com", 3) == 0, "with the places of its labels");
	check(*host.end == '.', "and ends before a full stop that no label follows");
	host_read("президент.рф", strchr("президент.рф", '\0'), &host);
	check_string(host.name, "xn--d1abbgf6aiiy.xn--p1ai", "in other letters throughout");
	check(host_read("访问example.com查看", strchr("访问example.com查看", '\0'), &host) && host.count == 1,
	      "scripts that touch are parted");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		check(address_is(table[i].text, strlen(table[i].text)) == table[i].is, "'%s' is %s address",
		      table[i].text, table[i].is ? "an" : "no");
	test_finds();
	test_host();
	return check_done();
}
