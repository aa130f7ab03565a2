#include "filters/ingest/entities.h"

#include "tests/unit/check.h"

static void
decode(const char *in, const char *expected)
{
	struct buf out = {0};

	entities_decode(in, strlen(in), &out);
	check_string(buf_str(&out), expected, "%s", in);
	buf_free(&out);
}

static void
match(const char *name, size_t length, const char *expected)
{
	const char *text = "";
	size_t n = 0, used = entity_match(name, strlen(name), &text, &n);

	check(used == length && n == strlen(expected) && memcmp(text, expected, n) == 0,
	      "%zu bytes of %s are a name", length, name);
}

int
main(void)
{
	match("amp;x", 4, "&");
	match("ampx", 3, "&");
	match("notit;", 3, "\xC2\xAC");
	match("notin;", 6, "\xE2\x88\x89");
	match("AElig", 5, "\xC3\x86");
	match("zwnj;", 5, "\xE2\x80\x8C");
	match("CounterClockwiseContourIntegral;", 32, "\xE2\x88\xB3");
	match("CounterClockwiseContourIntegral", 0, "");
	match("nGt;", 4, "\xE2\x89\xAB\xE2\x83\x92");
	match("", 0, "");
	match("\xFF", 0, "");
	match("apos", 0, "");
	decode("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c");
	decode("&#1605;&#x645;&#X645; x&#146;&#39;", "\xD9\x85\xD9\x85\xD9\x85 x\xE2\x80\x99'");
	decode("&copy &#65 &ampx;", "&copy &#65 &ampx;");
	decode("&; &# &#; &#x; & &unknown; &", "&; &# &#; &#x; & &unknown; &");
	decode("&#0;&#xD800;&#x110000;&#4294967361;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	check(entity_number(0x80) == 0x20AC && entity_number(0x81) == 0x81 && entity_number(0x9F) == 0x178,
	      "numbers of the C1 range mean windows-1252");
	return check_done();
}
