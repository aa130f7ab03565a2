#include "filters/ingest/mime.h"

#include <string.h>

#include "common/date.h"
#include "common/json.h"
#include "filters/ingest/ingest.h"
#include "tests/unit/check.h"

static struct mime_span
span(const char *s)
{
	return (struct mime_span){s, strlen(s)};
}

static void
check_text(struct buf *got, const char *want, const char *what, const char *name)
{
	bool ok = strcmp(buf_str(got), want) == 0;

	check(ok, "%s: %s", what, name);
	if (!ok)
		printf("#  got: [%s]\n# want: [%s]\n", buf_str(got), want);
	buf_clear(got);
}

/* --- Encoded words */

static const struct {
	const char *name, *text, *want;
} words[] = {
	{"none", "Plain text", "Plain text"},
	{"Q", "=?iso-8859-1?Q?a_b=E4?= c", "a b\xC3\xA4 c"},
	{"B", "=?UTF-8?b?2KfZhNij2K7YqNin2LE=?=", "\xD8\xA7\xD9\x84\xD8\xA3\xD8\xAE\xD8\xA8\xD8\xA7\xD8\xB1"},
	{"blanks between words are none", "=?utf-8?q?a?= \r\n\t=?utf-8?q?b?= c", "ab c"},
	{"a character in two words", "=?utf-8?B?2A==?= =?utf-8?Q?=A7?=", "\xD8\xA7"},
	{"two charsets", "=?utf-8?q?=C3=A4?= =?iso-8859-1?q?=E4?=", "\xC3\xA4\xC3\xA4"},
	{"the language of RFC 2231", "=?us-ascii*en?Q?x?=", "x"},
	{"glued to text", "a=?utf-8?q?b?=c", "abc"},
	{"blanks in Q", "=?utf-8?Q?a b?=", "a b"},
	{"a question mark in Q", "=?utf-8?Q?a?b?=", "a?b"},
	{"an equal sign that ends Q", "=?utf-8?Q?a=3D?=", "a="},
	{"raw bytes in Q", "=?iso-8859-1?Q?a\xE4?=", "a\xC3\xA4"},
	{"no end", "=?utf-8?B?YWJj", "abc"},
	{"no end, and another", "=?utf-8?Q?ab =?utf-8?Q?c?=", "abc"},
	{"no word", "a =?b? c =? d ?= e", "a =?b? c =? d ?= e"},
	{"an encoding that is none", "=?utf-8?x?a?=", "=?utf-8?x?a?="},
	{"a charset that is none", "=?nosuch?q?a=E4?=", "a\xC3\xA4"},
	{"UTF-7", "=?utf-7?Q?Fr+APY-sche?=", "Fr\xC3\xB6sche"},
	{"ISO-2022-JP", "=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=", "\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88"},
	{"raw UTF-8", "a \xD8\xA7", "a \xD8\xA7"},
	{"raw bytes", "a \xE4", "a \xC3\xA4"},
	{"folds", "a\r\n b\n\tc", "a b c"},
	{"control characters", "=?utf-8?q?a=0Ab=00c?=", "a b c"},
	{"UTF-8 that is said to be Latin 1", "=?iso-8859-1?q?=D8=A7?=", "\xD8\xA7"},
	{"base64 without padding", "=?utf-8?B?YWI?= x", "ab x"},
};

static void
test_words(struct buf *out)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		mime_decode_words(span(words[i].text), span(""), NULL, out);
		check_text(out, words[i].want, "words", words[i].name);
	}
	mime_decode_words(span("\xE7\xE4"), span("iso-8859-6"), NULL, out);
	check_text(out, "\xD9\x87\xD9\x84", "words", "raw bytes in the charset of the text");
}

/* --- Addresses */

static const struct {
	const char *name, *text, *want; /* name|address; */
} lists[] = {
	{"an address", "a@b", "|a@b;"},
	{"a name", "A B <a@b>", "A B|a@b;"},
	{"a quoted name", "\"B, A \\\"x\\\"\" <a@b>", "B, A \"x\"|a@b;"},
	{"a comma that is not quoted", "Rawi, Lina <l@b>, c@d", "Rawi, Lina|l@b;|c@d;"},
	{"a comment for a name", "a@b (A (the) B)", "A (the) B|a@b;"},
	{"a comment behind", "<a@b> (A B)", "A B|a@b;"},
	{"a group", "friends: a@b, C <c@d>;, e@f", "|a@b;C|c@d;|e@f;"},
	{"an empty group", "undisclosed-recipients:;", ""},
	{"a route", "<@x,@y:a@b>", "|a@b;"},
	{"encoded", "=?utf-8?q?L=C3=AEna?= <a@b>", "L\xC3\xAEna|a@b;"},
	{"encoded within quotes", "\"=?utf-8?q?L=C3=AEna?=\" <a@b>", "L\xC3\xAEna|a@b;"},
	{"a comma in an encoded word", "=?utf-8?q?B,_A?= <a@b>", "B, A|a@b;"},
	{"no address", "Whomever", "Whomever|;"},
	{"nothing in angles", "A <>", "A|;"},
	{"no end", "A <a@b", "A|a@b;"},
	{"a quote that does not end", "\"A <a@b>", "A <a@b>|;"},
	{"blanks in an address", "a @ b", "|a@b;"},
	{"an encoded comma", "A <a@b> =?utf-8?q?=2C?= B <c@d>", "A|a@b;B|c@d;"},
	{"many commas", ",,a@b,,", "|a@b;"},
};

static void
add_address(const struct mime_address *address, void *context)
{
	struct buf *out = context;

	buf_add(out, address->name.s, address->name.n);
	buf_addc(out, '|');
	buf_add(out, address->address.s, address->address.n);
	buf_addc(out, ';');
}

static void
test_addresses(struct buf *out)
{
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		mime_addresses(span(lists[i].text), span(""), NULL, add_address, out);
		check_text(out, lists[i].want, "addresses", lists[i].name);
	}
}

/* --- Parameters */

static const struct {
	const char *name, *text, *key, *want; /* NULL: not there */
} parameters[] = {
	{"a word", "text/plain; charset=utf-8", "charset", "utf-8"},
	{"a string", "text/plain; charset=\"utf-8\"; x=y", "charset", "utf-8"},
	{"of many", "a/b; name=x; Boundary = \"a;b\" ; y=z", "boundary", "a;b"},
	{"missing", "text/plain", "charset", NULL},
	{"another that begins so", "a/b; names=x", "name", NULL},
	{"no semicolon between", "a/b; access-type=mail-server\n server=\"x\"", "access-type", "mail-server"},
	{"blanks in a name that is not quoted", "a/b; name=a b.txt; x=y", "name", "a b.txt"},
	{"a path of Windows", "a/b; name=\"C:\\TEMP\\x.png\"", "name", "C:\\TEMP\\x.png"},
	{"continued", "a/b; name*0=\"a\"; name*1=b", "name", "ab"},
	{"in a charset", "a/b; name*=iso-8859-1'en'a%E4", "name", "a\xC3\xA4"},
	{"both, out of order", "a/b; name*1*=%C3%A4; name*0*=utf-8''a%20; name*2=\"c\"; name=old", "name", "a \xC3\xA4" "c"},
	{"an encoded word", "a/b; name=\"=?utf-8?q?=C3=A4?=.txt\"", "name", "\xC3\xA4.txt"},
	{"raw bytes", "a/b; name=\"\xE4\"", "name", "\xC3\xA4"},
	{"a comment", "a/b; (c;name=z) name=x", "name", "x"},
	{"no end of a string", "a/b; name=\"x", "name", "x"},
	{"no value", "a/b; name=", "name", ""},
	{"empty parts", "a/b;;; name=x;", "name", "x"},
};

static void
test_parameters(struct buf *out)
{
	for (size_t i = 0; i < sizeof(parameters) / sizeof(parameters[0]); i++) {
		bool there = mime_parameter(span(parameters[i].text), parameters[i].key, out);

		if (parameters[i].want == NULL)
			check(!there, "parameters: %s", parameters[i].name);
		else
			check_text(out, parameters[i].want, "parameters", parameters[i].name);
	}
}

/* --- Transfer encodings */

static const struct {
	const char *name, *encoding, *text, *want;
	bool clean;
} transfers[] = {
	{"base64", "base64", "aGVs\r\nbG8=\r\n", "hello", true},
	{"base64, other case", " BASE64 ", "aGk=", "hi", true},
	{"base64 with other letters", "base64", "a*GVsb!G8=", "hello", false},
	{"base64 without its padding", "base64", "aGk", "hi", true},
	{"base64 in pieces", "base64", "aGk=\naGk=\n", "hihi", true},
	{"base64 and a footer", "base64", "aGk=\n--\nA list\n", "hi--\nA list\n", false},
	{"base64 that needs no padding, and a footer", "base64", "YWJj\n___\nA list\n", "abc___\nA list\n", false},
	{"quoted", "quoted-printable", "a=20b=\r\nc=C3=a4\n", "a bc\xC3\xA4\n", true},
	{"quoted, blanks behind the break", "quoted-printable", "a= \t\nb", "ab", true},
	{"quoted, damaged", "quoted-printable", "a=b =ZZ=4", "a=b =ZZ=4", false},
	{"quoted, broken at the end", "quoted-printable", "a=", "a", true},
	{"uuencode", "x-uuencode", "junk\nbegin 644 x\n%:&5L;&\\ \n`\nend\n", "hello", true},
	{"uuencode that is none", "uuencode", "text\n", "text\n", false},
	{"as it is", "8bit", "a=20", "a=20", true},
};

static void
test_transfers(struct buf *out)
{
	for (size_t i = 0; i < sizeof(transfers) / sizeof(transfers[0]); i++) {
		bool clean = mime_transfer_decode(mime_transfer_find(span(transfers[i].encoding)), transfers[i].text,
		                                  strlen(transfers[i].text), out);

		check_text(out, transfers[i].want, "transfer", transfers[i].name);
		check(clean == transfers[i].clean, "transfer: %s is %s", transfers[i].name, transfers[i].clean ? "clean" : "damaged");
	}
}

/* --- Flowed text */

static const struct {
	const char *name, *text, *want;
	bool delsp;
} flows[] = {
	{"joined", "one \ntwo\n", "one two\n", false},
	{"joined without the blank", "one \ntwo\n", "onetwo\n", true},
	{"stuffed", " >no quote\n  two\n", ">no quote\n two\n", false},
	{"quoted", "> a \n> b\n>> c\n", "> a b\n>> c\n", false},
	{"other depths are not joined", "> a \nb\n", "> a \nb\n", false},
	{"a signature", "a \n-- \nme\n", "a \n-- \nme\n", false},
	{"no end of the last line", "a \nb", "a b", false},
	{"blank lines", "a\n\nb\n", "a\n\nb\n", false},
};

static void
test_flowed(struct buf *out)
{
	for (size_t i = 0; i < sizeof(flows) / sizeof(flows[0]); i++) {
		mime_flowed(flows[i].text, strlen(flows[i].text), flows[i].delsp, out);
		check_text(out, flows[i].want, "flowed", flows[i].name);
	}
}

/* --- Dates */

static const struct {
	const char *text, *want;
} dates[] = {
	{"Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06Z"},
	{"21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06Z"},
	{"Thu,\n 13\n  Feb\n 1969\n 23:32\n -0330 (Newfoundland (Time))", "1969-02-14T03:02:00Z"},
	{"Thu, 10 Jul 1997 14:53:31 A", "1997-07-10T14:53:31Z"},
	{"Thu, 10 Jul 1997 14:53:31 EST5EDT", "1997-07-10T19:53:31Z"},
	{"Thu, 10 Jul 1997 14:53:31 ZZZZ", "1997-07-10T14:53:31Z"},
	{"17 May 2026 22:15:15 +1345", "2026-05-17T08:30:15Z"},
	{"17 May 2026 22:15:15 +03:00", "2026-05-17T19:15:15Z"},
	{"17 May 2026 22:15:15 -0000", "2026-05-17T22:15:15Z"},
	{"17-May-2026 22.15.15 +0000", "2026-05-17T22:15:15Z"},
	{"Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06Z"},
	{"2004-01-04T16:29:06Z", "2004-01-04T16:29:06Z"},
	{"by x with y; Mon, 10 Oct 2022 10:31:15 -0700 (PDT)", "2022-10-10T17:31:15Z"},
	{"1 Jan 100 00:00:00 +0000", "2000-01-01T00:00:00Z"},
	{"31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59Z"},
	{"Tue, 1 Jul 2003 10:52:37", ""},
	{"Tue, 1 Jul 2003 ((not closed) 10:52:37 +0200", ""},
	{"31 Jun 2004 10:00:00 +0000", ""},
	{"1 Jun 2004 25:00:00 +0000", ""},
	{"1 Jun 2004 10:00:00 +2500", ""},
	{"13 zzz 2021 09:55:06 +0200", ""},
	{"Tue, 7 00 2026 19:14:51 +0000", ""},
	{"Whenever", ""},
	{"", ""},
};

static void
test_dates(void)
{
	struct ingest_options options = {.has_zone = true, .zone = 3600};
	int64_t seconds;
	bool guessed;

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		char got[21] = "";

		if (mime_date(span(dates[i].text), NULL, &seconds, &guessed))
			date_format(seconds, got);
		check(strcmp(got, dates[i].want) == 0, "the date [%s] is [%s]", dates[i].text, got);
	}
	check(mime_date(span("1 Jan 2024 10:00:00"), &options, &seconds, &guessed) && seconds == 1704099600 && !guessed,
	      "a date without a zone has the one of --assume-tz");
	check(mime_date(span("1 Jan 2024 10:00:00 QQT"), &options, &seconds, &guessed) && guessed,
	      "a zone nobody knows is told of");
}

/* --- Heads */

static void
test_heads(void)
{
	static const char text[] = ">From x\nSubject: one\n  more\nSUBJECT: two\nto :  a@b\nno field\n"
	                           "Content-Type: a/b\nContent-Type: c/d\n\nBody: x\n";
	struct mime_head head;
	size_t body = mime_head_read(text, sizeof(text) - 1, &head);

	check(strcmp(text + body, "Body: x\n") == 0, "a head ends at the blank line");
	check(head.field[MIME_SUBJECT].n == 10 && memcmp(head.field[MIME_SUBJECT].s, "one\n  more", 10) == 0,
	      "the first of equal fields counts, folds and all");
	check(mime_is(head.field[MIME_TO], "a@b"), "a blank may stand before the colon");
	check(mime_is(head.field[MIME_CONTENT_TYPE], "c/d"), "of content types the last counts");
	check(head.damaged, "a line that is no field is damage");
	body = mime_head_read("A: b\n--x\nC: d\n", 14, &head);
	check(body == 5 && head.count == 1, "a boundary ends a head");
	body = mime_head_read("text\n", 5, &head);
	check(body == 0 && head.count == 0, "text is a body without a head");
	body = mime_head_read("A: b", 4, &head);
	check(body == 4 && head.count == 1 && !head.damaged, "a head may be all there is");
}

int
main(void)
{
	struct buf out = {0};

	test_words(&out);
	test_addresses(&out);
	test_parameters(&out);
	test_transfers(&out);
	test_flowed(&out);
	test_dates();
	test_heads();
	buf_free(&out);
	return check_done();
}
