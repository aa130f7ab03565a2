#include "filters/ingest/mail.h"

#include "tests/document.h"
#include "tests/unit/check.h"

#define LIMIT ((size_t)1 << 20)

static struct ingest ingest;

/* What a case wants to find in the records, or (prefix !) not to find. */
static const struct {
	const char *name, *text;
	const char *want[4];
} messages[] = {
	{"fields",
	 "From: A B <a@b.org>\nTo: c@d\nCc: E <e@f>\nSubject: =?utf-8?q?=D8=A7?=\nDate: Tue, 2 Jan 2024 10:00:00 +0300\n"
	 "Message-ID: <1@b.org>\nIn-Reply-To: Message of <0@b.org>\nReferences: <x@y>\n <0@b.org>\nList-Id: News <n.b.org>\nContent-Language: ar\n\ntext\n",
	 {"{\"id\":\"1@b.org\",\"title\":\"\xD8\xA7\",\"content_text\":\"text\\n\",\"date_published\":\"2024-01-02T07:00:00Z\","
	  "\"authors\":[{\"name\":\"A B\",\"url\":\"mailto:a@b.org\"}],\"language\":\"ar\"",
	  "\"date\":\"Tue, 2 Jan 2024 10:00:00 +0300\",\"from\":[{\"name\":\"A B\",\"address\":\"a@b.org\"}],\"to\":[{\"address\":\"c@d\"}],"
	  "\"cc\":[{\"name\":\"E\",\"address\":\"e@f\"}],\"reply_to\":\"0@b.org\",\"references\":[\"x@y\",\"0@b.org\"],"
	  "\"list_id\":\"n.b.org\",\"name\":\"News\",\"id_rule\":\"message-id\"", "\"kind\":\"mail\""}},
	{"the last reference is what is answered", "Subject: x\nReferences: <a@b> <c@d>\n\ny", {"\"reply_to\":\"c@d\""}},
	{"a sender where nobody is From", "Sender: a@b\nSubject: x\n\ny", {"\"authors\":[{\"url\":\"mailto:a@b\"}]"}},
	{"no identifier", "Subject: x\n\ny", {"\"id_rule\":\"text\""}},
	{"an address in an archive", "Subject: x\nArchived-At: <https://l.org/1>\n\ny", {"\"url\":\"https://l.org/1\""}},
	{"a zone that nobody knows", "Subject: x\nDate: 2 Jan 2024 10:00:00 QQT\n\ny",
	 {"\"date_published\":\"2024-01-02T10:00:00Z\"", "\"repairs\":[\"date-zone-unknown\"]"}},
	{"no zone", "Subject: x\nDate: 2 Jan 2024 10:00:00\n\ny", {"!date_published", "\"date\":\"2 Jan 2024 10:00:00\",\"date_tz\":\"unknown\""}},
	{"line ends and NUL", "Subject: x\r\n\r\na\r\nb\rc", {"\"content_text\":\"a\\nb\\nc\""}},
	{"links in the text", "Subject: x\n\nsee https://e.org/a.", {"\"_links\":[{\"url\":\"https://e.org/a\",\"text\":\"https://e.org/a\",\"start\":4,\"end\":19}]"}},
	{"plain text before a page",
	 "Content-Type: multipart/alternative; boundary=a\n\n--a\n\nplain\n--a\nContent-Type: text/html\n\n<p>page\n--a--\n",
	 {"\"content_text\":\"plain\"", "!page", "!attachments"}},
	{"a page where the plain text is empty",
	 "Content-Type: multipart/alternative; boundary=a\n\n--a\n\n \n--a\nContent-Type: text/html\n\n<p>page <a href='http://e.org'>x</a>\n--a--\n",
	 {"page x\",", "\"_links\":[{\"url\":\"http://e.org\",\"text\":\"x\",\"start\":8,\"end\":9}]"}},
	{"the last of pages",
	 "Content-Type: multipart/alternative; boundary=a\n\n--a\nContent-Type: text/html\n\n<p>one\n--a\nContent-Type: text/html\n\n<p>two\n--a--\n",
	 {"\"content_text\":\"two\""}},
	{"text and page in sequence",
	 "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nplain http://f.org\n--a\nContent-Type: text/html\n\n<a href='http://e.org'>page</a>\n--a--\n",
	 {"\"content_text\":\"plain http://f.org\\n\\npage\"", "{\"url\":\"http://e.org\",\"text\":\"page\",\"start\":20,\"end\":24}",
	  "{\"url\":\"http://f.org\",\"text\":\"http://f.org\"}"}},
	{"attachments",
	 "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nplain\n--a\nContent-Type: image/png; name=x.png\nContent-Transfer-Encoding: base64\n"
	 "Content-ID: <p@q>\n\naGVsbG8=\n--a\nContent-Disposition: attachment; filename=\"t.txt\"\n\nhidden\n--a--\n",
	 {"\"content_text\":\"plain\"", "\"attachments\":[{\"url\":\"cid:p@q\",\"mime_type\":\"image/png\",\"title\":\"x.png\",\"size_in_bytes\":5},"
	  "{\"mime_type\":\"text/plain\",\"title\":\"t.txt\",\"size_in_bytes\":6}]"}},
	{"a message within",
	 "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nouter\n--a\nContent-Type: message/rfc822\n\nSubject: inner\n"
	 "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nwithin\n--b\nContent-Type: image/png\n\nxyz\n--b--\n--a\n\nbehind\n--a--\n",
	 {"\"content_text\":\"outer\\n\\nSubject: inner\\n\\nwithin\\n\\nbehind\"",
	  "\"title\":\"inner\"", "\"_attachments\":[{\"mime_type\":\"image/png\",\"size_in_bytes\":3}]}]"}},
	{"a digest", "Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: one\n\n1\n--a\n\nSubject: two\n\n2\n--a--\n",
	 {"\"content_text\":\"Subject: one\\n\\n1\\n\\nSubject: two\\n\\n2\"", "\"mime_type\":\"message/rfc822\",\"title\":\"one\""}},
	{"a message within that is encoded", "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKeQo=\n",
	 {"\"content_text\":\"Subject: x\\n\\ny\\n\""}},
	{"no boundary declared", "Content-Type: multipart/mixed\n\n--a\n\none\n--a\n\ntwo\n--a--\n",
	 {"\"content_text\":\"one\\n\\ntwo\"", "\"repairs\":[\"boundary-missing\"]"}},
	{"no parts at all", "Content-Type: multipart/mixed; boundary=a\n\nall there is\n",
	 {"\"content_text\":\"all there is\\n\"", "\"repairs\":[\"boundary-missing\"]"}},
	{"cut off", "Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a\n\ntw", {"\"content_text\":\"one\\n\\ntw\"", "\"repairs\":[\"boundary-unclosed\"]"}},
	{"a boundary within its own", "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\ntext\n--a--\n",
	 {"\"content_text\":\"text\""}},
	{"a boundary that begins another",
	 "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n--ab\n\none\n--ab--\n--a\n\ntwo\n--a--\n",
	 {"\"content_text\":\"one\\n\\ntwo\""}},
	{"a boundary at the end of a line", "Content-Type: multipart/mixed; boundary=a\n\n--a\n\none--a--\n", {"\"content_text\":\"one\"", "\"boundary-glued\""}},
	{"an epilogue", "Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a--\n\nmore\n", {"\"content_text\":\"one\"", "\"epilogue-left-out\""}},
	{"Latin 1 that is UTF-8", "Content-Type: text/plain; charset=iso-8859-1\n\n\xD8\xA7", {"\"content_text\":\"\xD8\xA7\"", "\"charset-wrong\""}},
	{"UTF-8 that is Latin 1", "Content-Type: text/plain; charset=utf-8\n\nstra\xDF" "e und gr\xFC\xDF" "e", {"stra\xC3\x9F" "e und gr\xC3\xBC", "\"charset-wrong\""}},
	{"UTF-8 with one bad byte", "Content-Type: text/plain; charset=utf-8\n\n\xD8\xA7\xFF\xD8\xA7 and some more", {"\xD8\xA7\xEF\xBF\xBD\xD8\xA7", "\"invalid-utf8\""}},
	{"windows-1256", "Content-Type: text/plain; charset=\"windows-1256\"\n\n\xC7\xE1", {"\xD8\xA7\xD9\x84"}},
	{"Arabic that is said to be Latin 1",
	 "Content-Type: text/plain; charset=iso-8859-1\n\n\xC3\xCE\xC8\xC7\xD1 \xC7\xE1\xED\xE6\xE3 \xE3\xE4 \xC8\xDB\xCF\xC7\xCF \xE6\xC7\xE1\xE3\xCF\xED\xE4\xC9",
	 {"\xD8\xA3\xD8\xAE\xD8\xA8\xD8\xA7\xD8\xB1 ", "\"charset-wrong\",\"encoding-guessed\""}},
	{"Latin 1 that is said to be ASCII", "Content-Type: text/plain; charset=us-ascii\n\n\xDC" "ber die Stra\xDF" "e", {"\xC3\x9C" "ber die Stra\xC3\x9F" "e"}},
	{"a charset nobody knows", "Content-Type: text/plain; charset=klingon\n\n\xE4", {"\xC3\xA4", "\"charset-unknown\""}},
	{"flowed", "Content-Type: text/plain; format=flowed\n\na \nb\n> c \n> d\n", {"\"content_text\":\"a b\\n> c d\\n\""}},
	{"damage", "Content-Transfer-Encoding: base64\nSubject: x\n\naGV#sbG8=", {"\"content_text\":\"hello\"", "\"repairs\":[\"base64\"]"}},
	{"raw bytes in the head", "Subject: \xE7\xE4\nContent-Type: text/plain; charset=iso-8859-6\n\nx", {"\"title\":\"\xD9\x87\xD9\x84\""}},
	{"From_ lines are text in a single message", "Subject: x\n\n>From y", {"\"content_text\":\">From y\""}},
};

/* Whether each of want is in the records. */
static bool
holds(const char *const want[4])
{
	const char *records = buf_str(&caught.records);

	for (size_t i = 0; i < 4 && want[i] != NULL; i++)
		if ((strstr(records, want[i] + (*want[i] == '!')) != NULL) == (*want[i] == '!')) {
			printf("#  got: %s\n# want: %s\n", records, want[i]);
			return false;
		}
	return true;
}

static void
test_messages(void)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		const char *text = messages[i].text;

		read_text(read_mail, &ingest, text, strlen(text), strlen(text) / 2, LIMIT);
		check(caught.record_count == 1 && caught.problem_count == 0 && holds(messages[i].want), "mail: %s", messages[i].name);
	}
}

/* Depth is bounded and nothing is hidden by it: by parts within parts, and messages within messages. */
static void
test_depth(void)
{
	struct buf text = {0};

	for (int i = 0; i < 500; i++)
		buf_addf(&text, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	buf_adds(&text, "\nSECRET\n");
	read_text(read_mail, &ingest, text.data, text.len, 0, LIMIT);
	check(strstr(buf_str(&caught.records), "SECRET") != NULL && strstr(caught.records.data, "parts-flattened") != NULL,
	      "500 multiparts within each other hide nothing");
	buf_clear(&text);
	for (int i = 0; i < 500; i++)
		buf_adds(&text, "Content-Type: message/rfc822\n\n");
	buf_adds(&text, "Subject: x\n\nSECRET\n");
	read_text(read_mail, &ingest, text.data, text.len, 0, LIMIT);
	check(strstr(buf_str(&caught.records), "SECRET") != NULL && strstr(caught.records.data, "parts-flattened") != NULL,
	      "nor do 500 messages");
	buf_clear(&text);
	buf_adds(&text, "Content-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < 20000; i++)
		buf_adds(&text, "--b\n\nx\n");
	buf_adds(&text, "--b\n\nSECRET\n--b--\n");
	ingest.options.max_text = 0;
	read_text(read_mail, &ingest, text.data, text.len, 0, LIMIT);
	check(strstr(buf_str(&caught.records), "SECRET") != NULL && strstr(caught.records.data, "parts-flattened") != NULL,
	      "nor 20,000 parts");
	buf_free(&text);
}

/* --- Mailboxes */

static const struct {
	const char *name, *text;
	size_t records, problems;
	const char *want[4];
} boxes[] = {
	{"two messages", "From a@b Mon Jan  1 00:00:00 2024\nSubject: one\n\n1\n\nFrom a@b Mon Jan  1 00:00:00 2024\nSubject: two\n\n2\n\n", 2, 0,
	 {"\"title\":\"one\",\"content_text\":\"1\\n\"", "\"title\":\"two\",\"content_text\":\"2\\n\"", "\"offset\":0,\"length\":50,", "\"offset\":51,\"length\":50,"}},
	{"quotes", "From a@b Mon Jan  1 00:00:00 2024\nSubject: x\n\n>From a\n>>From b\n> From c\n>from d\n", 1, 0,
	 {"\"content_text\":\"From a\\n>From b\\n> From c\\n>from d\\n\""}},
	{"From in a body", "From a@b Mon Jan  1 00:00:00 2024\nSubject: x\n\ntext\n\nFrom here on: it went\nwell\n\nFrom 10:30 in 2024\nwe\n", 1, 0,
	 {"From here on", "From 10:30 in 2024"}},
	{"no blank line before", "From a@b Mon Jan  1 00:00:00 2024\nSubject: x\n\ntext\nFrom c@d Tue Jan  2 00:00:00 2024\nSubject: y\n\n", 2, 0, {"\"title\":\"y\""}},
	{"CRLF", "From - Mon Jan  1 00:00:00 2024\r\nSubject: x\r\n\r\na\r\n\r\nFrom - Mon Jan  1 00:00:00 2024\r\nSubject: y\r\n\r\nb\r\n", 2, 0,
	 {"\"content_text\":\"a\\n\"", "\"content_text\":\"b\\n\""}},
	{"an address alone", "From a@b\nSubject: x\n\na\n\nFrom MAILER-DAEMON\nSubject: y\n\nb\n", 2, 0, {"\"title\":\"y\""}},
	{"a length", "From a@b Mon Jan  1 00:00:00 2024\nSubject: x\nContent-Length: 56\n\n1\n\nFrom c@d Mon Jan  1 00:00:00 2024\nSubject: no\n\n>From\n\n"
	 "From e@f Mon Jan  1 00:00:00 2024\nSubject: y\n\n2\n", 2, 0, {"Subject: no\\n\\n>From\\n", "\"title\":\"y\"", "!\"title\":\"no\""}},
	{"a length that is wrong", "From a@b Mon Jan  1 00:00:00 2024\nSubject: x\nContent-Length: 3\n\n1234567\n\nFrom e@f Mon Jan  1 00:00:00 2024\nSubject: y\n\n2\n",
	 2, 0, {"1234567", "\"title\":\"y\""}},
	{"a message of nothing", "From a@b Mon Jan  1 00:00:00 2024\n\n\nFrom e@f Mon Jan  1 00:00:00 2024\nSubject: y\n\n2\n", 1, 1, {"\"title\":\"y\""}},
	{"something before", "junk\n\nFrom e@f Mon Jan  1 00:00:00 2024\nSubject: y\n\n2\n", 1, 1, {"\"title\":\"y\""}},
};

static void
test_boxes(void)
{
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
		const char *text = boxes[i].text;

		for (size_t head = 0; head <= strlen(text); head += strlen(text)) {
			read_text(read_mbox, &ingest, text, strlen(text), head, LIMIT);
			check(caught.record_count == boxes[i].records && caught.problem_count == boxes[i].problems && holds(boxes[i].want),
			      "mbox: %s (%zu records)", boxes[i].name, caught.record_count);
		}
	}
}

static void
test_long(void)
{
	struct buf text = {0};

	buf_adds(&text, "From a@b Mon Jan  1 00:00:00 2024\nSubject: one\n\n1\n\nFrom a@b Mon Jan  1 00:00:00 2024\nSubject: long\n\n");
	for (int i = 0; i < 5000; i++)
		buf_adds(&text, "a line of text\n");
	buf_adds(&text, "\nFrom a@b Mon Jan  1 00:00:00 2024\nSubject: three\n\n3\n");
	read_text(read_mbox, &ingest, text.data, text.len, 0, 10000);
	check(caught.record_count == 2 && caught.problem_count == 1 && strstr(buf_str(&caught.records), "three") != NULL,
	      "a message over the limit costs that message");
	check(strncmp(buf_str(&caught.problems), "0:52: message longer than", 25) == 0, "and its offset is told");
	check(caught.rejects.len == 35 + 14 + 75000 + 1 + 1, "and all of it is among the rejects: %zu", caught.rejects.len);
	buf_free(&text);
}

static void
test_from_lines(void)
{
	static const struct {
		const char *line;
		bool loose, strict;
	} lines[] = {
		{"From a@b Thu Jan  1 00:00:00 2004\n", true, true},
		{"From a@b Thu Jan  1 00:00:00 2004 +0000\n", true, true},
		{"From a@b Thu Jan  1 00:00:00 CET 2004 remote from x\n", true, true},
		{"From - Thu Jan 01 00:00:00 2004\r\n", true, true},
		{"From a@b Thu, 1 Jan 2004 00:00:00\n", true, true},
		{"From a@b\n", true, false},
		{"From a@b 2004 00:00\n", true, false},
		{"From here\n", false, false},
		{"From Thursday on it was 2004\n", false, false},
		{"From \n", false, false},
		{"from a@b Thu Jan  1 00:00:00 2004\n", false, false},
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		check(mbox_is_from_line(lines[i].line, strlen(lines[i].line), false) == lines[i].loose
		          && mbox_is_from_line(lines[i].line, strlen(lines[i].line), true) == lines[i].strict,
		      "%.*s", (int)strcspn(lines[i].line, "\r\n"), lines[i].line);
}

int
main(void)
{
	ingest.options.max_text = 256 * 1024;
	test_messages();
	test_depth();
	test_boxes();
	test_long();
	test_from_lines();
	ingest_free(&ingest);
	caught_free();
	return check_done();
}
