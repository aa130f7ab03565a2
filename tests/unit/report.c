#include <string.h>

#include "tests/document.h"
#include "tests/unit/check.h"

#define LIMIT ((size_t)16 << 20)

static struct ingest ingest;

/* The members of the record that are not about the file; "" if there is none. */
static const char *
report_of(const char *text, size_t n)
{
	static struct buf out;
	const char *record, *source, *rest;

	read_text(read_report, &ingest, text, n, n / 2, LIMIT);
	record = buf_str(&caught.records);
	buf_clear(&out);
	source = strstr(record, ",\"_source\":{");
	rest = strstr(record, "\"sha256\":\"");
	if (source == NULL || rest == NULL)
		return record;
	record = strstr(record, "\",\"") + 2; /* the id is a hash */
	if (record < source)
		buf_add(&out, record, (size_t)(source - record));
	rest += strlen("\"sha256\":\"") + 64 + 1;
	buf_adds(&out, " | ");
	buf_add(&out, rest, strlen(rest) - 2);
	return buf_str(&out);
}

static const struct {
	const char *name, *text, *want;
} cases[] = {
	{"title, date, body, a note and its tail",
	 "Group Threatens Capital\n\nMarch 2, 2021\n\nOn March 1, the group said so.[1]\n\nIt went on at length about it, and the paper had it all.\n\n\n"
	 "[1] Channel, post 5\n\n\nAbout Us\n\nRead More",
	 "\"title\":\"Group Threatens Capital\",\"content_text\":\"On March 1, the group said so.[1]\\n\\nIt went on at length about it, and the paper had it all.\","
	 "\"date_published\":\"2021-03-02T00:00:00Z\" | ,\"date\":\"March 2, 2021\",\"date_precision\":\"day\",\"id_rule\":\"text\"},"
	 "\"_notes\":[{\"label\":\"1\",\"text\":\"Channel, post 5\"},{\"label\":\"\",\"text\":\"About Us\\n\\nRead More\"}]"},
	{"the date above the title, with its label",
	 "Published: Tuesday, 2 March 2021\n\nA Title\n\nBody.",
	 "\"title\":\"A Title\",\"content_text\":\"Body.\",\"date_published\":\"2021-03-02T00:00:00Z\" | "
	 ",\"date\":\"Tuesday, 2 March 2021\",\"date_precision\":\"day\",\"id_rule\":\"text\"}"},
	{"title and date without a blank line between, CRLF and a BOM",
	 "\xEF\xBB\xBF" "A Title\r\nDate: 2021-03-02T10:00:00Z\r\nBody one\r\nbody two\r\n\r\nBody three",
	 "\"title\":\"A Title\",\"content_text\":\"Body one\\nbody two\\n\\nBody three\",\"date_published\":\"2021-03-02T10:00:00Z\" | "
	 ",\"date\":\"2021-03-02T10:00:00Z\",\"id_rule\":\"text\"}"},
	{"a title that is wrapped, above a date",
	 "A Title That Is\nWrapped\n\n2 March 2021\n\nBody.",
	 "\"title\":\"A Title That Is Wrapped\",\"content_text\":\"Body.\",\"date_published\":\"2021-03-02T00:00:00Z\" | "
	 ",\"date\":\"2 March 2021\",\"date_precision\":\"day\",\"id_rule\":\"text\"}"},
	{"byline and date in one line",
	 "A Title\n\nBy Jane Doe | March 2, 2021\n\nBody.",
	 "\"title\":\"A Title\",\"content_text\":\"Body.\",\"date_published\":\"2021-03-02T00:00:00Z\",\"authors\":[{\"name\":\"Jane Doe\"}] | "
	 ",\"date\":\"March 2, 2021\",\"date_precision\":\"day\",\"id_rule\":\"text\"}"},
	{"a date among other things is read and the line stays",
	 "A Title\n\nWire Service | March 2, 2021\n\nBody.",
	 "\"title\":\"A Title\",\"content_text\":\"Wire Service | March 2, 2021\\n\\nBody.\",\"date_published\":\"2021-03-02T00:00:00Z\" | "
	 ",\"date\":\"March 2, 2021\",\"date_precision\":\"day\",\"id_rule\":\"text\"}"},
	{"a dateline stays in the body",
	 "A Title\n\nBAGHDAD, March 2, 2021 - Something happened.",
	 "\"title\":\"A Title\",\"content_text\":\"BAGHDAD, March 2, 2021 - Something happened.\",\"date_published\":\"2021-03-02T00:00:00Z\" | "
	 ",\"dateline\":\"BAGHDAD, March 2, 2021\",\"date\":\"March 2, 2021\",\"date_precision\":\"day\",\"id_rule\":\"text\"}"},
	{"without a title", "First paragraph is a long sentence that goes on and on over the page, with commas, clauses and all that belongs to running text in a report.\n\nSecond.",
	 "\"content_text\":\"First paragraph is a long sentence that goes on and on over the page, with commas, clauses and all that belongs to running text in a report.\\n\\nSecond.\" | ,\"id_rule\":\"text\"}"},
	{"one line alone is text", "Explosion reported", "\"content_text\":\"Explosion reported\" | ,\"id_rule\":\"text\"}"},
	{"a block of lines is text", "one\ntwo\nthree", "\"content_text\":\"one\\ntwo\\nthree\" | ,\"id_rule\":\"text\"}"},
	{"a month is no day", "A Title\n\nMarch 2021\n\nBody.",
	 "\"title\":\"A Title\",\"content_text\":\"Body.\" | ,\"date\":\"March 2021\",\"date_precision\":\"month\",\"id_rule\":\"text\"}"},
	{"a time without a zone is no instant", "A Title\n\nMarch 2, 2021 10:00\n\nBody.",
	 "\"title\":\"A Title\",\"content_text\":\"Body.\" | ,\"date\":\"March 2, 2021 10:00\",\"date_tz\":\"unknown\",\"id_rule\":\"text\"}"},
	{"an Arabic report",
	 "تهديد جديد\n\nالتاريخ: ٢ آذار/مارس ٢٠٢١\n\nبقلم: فلان الفلاني\n\nقال البيان ذلك[١]\n\n[١] قناة",
	 "\"title\":\"تهديد جديد\",\"content_text\":\"قال البيان ذلك[١]\",\"date_published\":\"2021-03-02T00:00:00Z\","
	 "\"authors\":[{\"name\":\"فلان الفلاني\"}] | ,\"date\":\"٢ آذار/مارس ٢٠٢١\",\"date_precision\":\"day\",\"id_rule\":\"text\"},"
	 "\"_notes\":[{\"label\":\"١\",\"text\":\"قناة\"}]"},
	{"several notes, one wrapped",
	 "T\n\nA[1] and B.[2]\n\n[1] First note\n  goes on\n[2] Second",
	 "\"title\":\"T\",\"content_text\":\"A[1] and B.[2]\" | ,\"id_rule\":\"text\"},"
	 "\"_notes\":[{\"label\":\"1\",\"text\":\"First note goes on\"},{\"label\":\"2\",\"text\":\"Second\"}]"},
	{"notes in other dress, with blank lines between",
	 "T\n\nA[1] and B\xC2\xB2.\n\n1. First\n\n\xC2\xB2 Second",
	 "\"title\":\"T\",\"content_text\":\"A[1] and B\xC2\xB2.\" | ,\"id_rule\":\"text\"},"
	 "\"_notes\":[{\"label\":\"1\",\"text\":\"First\"},{\"label\":\"\xC2\xB2\",\"text\":\"Second\"}]"},
	{"numbered points are no notes", "T\n\nThree things (1) and (2):\n\n1. One\n\n2. Two\n\n(1) Three",
	 "\"title\":\"T\",\"content_text\":\"Three things (1) and (2):\\n\\n1. One\\n\\n2. Two\\n\\n(1) Three\" | ,\"id_rule\":\"text\"}"},
	{"a note without its mark stays text", "T\n\nA.\n\n[1] B", "\"title\":\"T\",\"content_text\":\"A.\\n\\n[1] B\" | ,\"id_rule\":\"text\"}"},
	{"text behind the notes that is long is body",
	 "T\n\nA.[1]\n\n[1] N\n\nThe next page goes on with the report, much longer than before.",
	 "\"title\":\"T\",\"content_text\":\"A.[1]\\n\\nThe next page goes on with the report, much longer than before.\" | ,\"id_rule\":\"text\"},"
	 "\"_notes\":[{\"label\":\"1\",\"text\":\"N\"}]"},
	{"addresses are links, those in notes without a place",
	 "T\n\nقال (https://example.org/a_(b)). See www.x.org, too.[1]\n\n[1] http://n.org/1.",
	 "\"title\":\"T\",\"content_text\":\"قال (https://example.org/a_(b)). See www.x.org, too.[1]\" | ,\"id_rule\":\"text\"},"
	 "\"_links\":[{\"url\":\"http://n.org/1\",\"text\":\"http://n.org/1\"},"
	 "{\"url\":\"https://example.org/a_(b)\",\"text\":\"https://example.org/a_(b)\",\"start\":5,\"end\":30},"
	 "{\"url\":\"http://www.x.org\",\"text\":\"www.x.org\",\"start\":37,\"end\":46}],"
	 "\"_notes\":[{\"label\":\"1\",\"text\":\"http://n.org/1.\"}]"},
	{"bytes that are no UTF-8", "T\n\n\xD0\xB0\xD0\xB1\xFF" "b",
	 "\"title\":\"T\",\"content_text\":\"\xD0\xB0\xD0\xB1\xEF\xBF\xBD" "b\" | ,\"id_rule\":\"text\",\"repairs\":[\"invalid-utf8\"]}"},
	{"another encoding, guessed", "\xCD\xEE\xE2\xEE\xF1\xF2\xE8\n\n\xF0\xE5\xE3\xE8\xEE\xED\xE0",
	 "\"title\":\"\u041D\u043E\u0432\u043E\u0441\u0442\u0438\",\"content_text\":\"\u0440\u0435\u0433\u0438\u043E\u043D\u0430\""
	 " | ,\"encoding\":\"windows-1251\",\"id_rule\":\"text\",\"repairs\":[\"encoding-guessed\"]}"},
	{"blank lines only", " \n\t\n\n", ""},
	{"a title alone with its date", "A Title\nMarch 2, 2021",
	 "\"title\":\"A Title\",\"date_published\":\"2021-03-02T00:00:00Z\" | ,\"date\":\"March 2, 2021\",\"date_precision\":\"day\",\"id_rule\":\"text\"}"},
	{"a number is no date", "2021\n\nBody.", "\"title\":\"2021\",\"content_text\":\"Body.\" | ,\"id_rule\":\"text\"}"},
	{"a list is no title", "- one\n\n- two", "\"content_text\":\"- one\\n\\n- two\" | ,\"id_rule\":\"text\"}"},
	{"a labelled title", "Title: A Title\n\nBody.", "\"title\":\"A Title\",\"content_text\":\"Body.\" | ,\"id_rule\":\"text\"}"},
};

static void
test_limits(void)
{
	struct buf text = {0};

	buf_adds(&text, "T\n\n");
	while (text.len < LIMIT - 100)
		buf_adds(&text, "word [1] http://a.b/( ");
	read_text(read_report, &ingest, text.data, text.len, 100, LIMIT);
	check(caught.record_count == 1, "a report of almost 16 MiB is read");
	while (text.len <= LIMIT)
		buf_adds(&text, "word [1] http://a.b/( ");
	read_text(read_report, &ingest, text.data, text.len, 100, LIMIT);
	check(caught.record_count == 0, "a longer one gives no record");
	check_string(buf_str(&caught.problems), "0:16777217: report longer than --max-record, 16777216 bytes\n",
	             "but a reason");
	check(caught.rejects.len == text.len + 1 && memcmp(caught.rejects.data, text.data, text.len) == 0,
	      "and its bytes are kept");
	ingest.options.max_text = 10;
	read_text(read_report, &ingest, "aaaaa\nbbbبب", 13, 0, LIMIT);
	check(strstr(buf_str(&caught.records), "\"content_text\":\"aaaaa\\nbbb\",") != NULL,
	      "--max-text cuts before a character");
	check(strstr(buf_str(&caught.records), "\"text_length\":11,") != NULL, "the full length is told");
	check(strstr(buf_str(&caught.records), "\"repairs\":[\"text-cut\"]") != NULL, "as is the cut");
	ingest.options.max_text = 0;
	buf_free(&text);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_string(report_of(cases[i].text, strlen(cases[i].text)), cases[i].want, "%s", cases[i].name);
	test_limits();
	ingest_free(&ingest);
	caught_free();
	return check_done();
}
