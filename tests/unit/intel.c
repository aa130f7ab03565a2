/* UUIDs and the text of platforms: known answers. */
#include "filters/emit/intel_seen.h"
#include "filters/emit/intel_text.h"
#include "filters/emit/uuid.h"

#include <stdint.h>
#include <string.h>

#include "tests/unit/check.h"

static void
uuids(void)
{
	static const struct uuid dns = {{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
	                                 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};
	static const char url[] = "{\"value\":\"https://example.com/\"}";
	struct uuid uuid = uuid_v5(&dns, "www.example.com", 15);
	char text[37];

	uuid_format(&uuid, text);
	check_string(text, "2ed6657d-e927-568b-95e1-2665a8aea6a2", "the example of RFC 9562, appendix A.4");
	uuid = uuid_v5(&dns, "watchline", 9);
	check(memcmp(&uuid, &uuid_watchline, sizeof(uuid)) == 0, "our namespace is what its comment says");
	uuid_format(&uuid_stix, text);
	check_string(text, "00abedb4-aa42-466c-9c01-fed23315a9b7", "the namespace of STIX 2.1");
	uuid = uuid_v5(&uuid_stix, url, strlen(url));
	uuid_format(&uuid, text);
	check_string(text, "be22e93a-5e33-5678-b19f-8b4ea06df0bd", "an address, as stix2 3.0.2 names it");
}

static void
line(const char *s, size_t most, const char *want)
{
	struct buf out = {0};

	intel_add_line(&out, s, strlen(s), most);
	check_string(buf_str(&out), want, "a line: '%s'", want);
	buf_free(&out);
}

static void
lower(const char *s, const char *want)
{
	struct buf out = {0};

	intel_add_lower(&out, s, strlen(s));
	check_string(buf_str(&out), want, "small letters: '%s'", want);
	buf_free(&out);
}

static void
canonical(void)
{
	struct buf out = {0};

	intel_add_canonical(&out, "a\"\\/\b\f\n\r\t\x01\x1f\x7f\xC3\xA9", 14);
	check_string(buf_str(&out), "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xC3\xA9\"", "RFC 8785: what is escaped");
	buf_free(&out);
}

static void
uri(const char *url, const char *want)
{
	struct buf out = {0};
	bool made = intel_add_uri(&out, url, strlen(url));

	check_string(made ? buf_str(&out) : out.len == 0 ? "no" : "left over", want, "a URI: %s", url);
	buf_free(&out);
}

static void
seen(void)
{
	struct intel_seen seen = {0};
	size_t fresh = 0, again = 0;

	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 5000; i++) {
			struct uuid uuid = uuid_v5(&uuid_stix, &i, sizeof(i));

			*(round ? &again : &fresh) += intel_seen_add(&seen, &uuid);
		}
	check(fresh == 5000 && again == 0, "what was seen is known again");
	intel_seen_clear(&seen);
	check(!intel_seen_has(&seen, &uuid_stix) && intel_seen_add(&seen, &uuid_stix)
	      && intel_seen_has(&seen, &uuid_stix), "and can be forgotten");
	intel_seen_free(&seen);
}

int
main(void)
{
	uuids();
	line("  a \t\n b\xC2\x85 c ", SIZE_MAX, "a b c");
	line("abcdef", 6, "abcdef");
	line("abcdefg", 6, "abcde\xE2\x80\xA6");
	line("\x1B[31m", SIZE_MAX, "<U+001B>[31m");
	line("abc\x1B", 6, "abc\xE2\x80\xA6");
	line("\xD7\xA9\xE2\x80\xAE\xD7\xA9", SIZE_MAX, "\xD7\xA9<U+202E>\xD7\xA9");
	line(" \n ", SIZE_MAX, "");
	lower(" \xCE\x9F\xCE\x94\xCE\x9F\xCE\xA3 \xC3\x84\xE3\x80\x80", "\xCE\xBF\xCE\xB4\xCE\xBF\xCF\x82 \xC3\xA4");
	lower("\xC4\xB0X", "i\xCC\x87x");
	canonical();
	uri("http://a.example", "http://a.example");
	uri("http://[::1]:8/", "http://[::1]:8/");
	uri("http://[::1/", "no");
	uri("http://[]/", "no");
	uri("http://h:x/", "no");
	uri("http:///x", "no");
	uri("http://", "no");
	uri("ftp://h/", "no");
	uri("http://a b/", "no");
	uri("http://u@h/a b%2x%20#f#g", "http://u@h/a%20b%252x%20#f%23g");
	seen();
	return check_done();
}
