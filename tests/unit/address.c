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
	{"https://example.com", true}, {"http://localhost/x", true}, {"example.com/path?q=1", true},
	{"example[.]com", true}, {"hxxps://example[.]com/a", true}, {"почта.рф", true}, {"xn--80a1acny.xn--p1ai", true},
	{"@", false}, {"@_", false}, {"@two words", false}, {"@user@", false}, {"@user@host", false}, {"@a-b", false},
	{"word", false}, {"two words", false}, {"node.js", false}, {"U.S.", false}, {"U.S", false}, {"a.k.a", false},
	{"St.Petersburg", false}, {"и.о", false}, {"24/7", false}, {"and/or", false}, {"3.5", false},
	{"info@example.com", false}, {"example.com*", false}, {"*.example.com", false}, {"example..com", false},
	{"http://", false}, {"", false}, {".", false}, {"example.com!", false},
};

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
	test_host();
	return check_done();
}
