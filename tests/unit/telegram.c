#include <stdlib.h>
#include <string.h>

#include "filters/ingest/json_repair.h"
#include "tests/document.h"
#include "tests/unit/check.h"

#define LIMIT ((size_t)1 << 20)

static struct ingest ingest;

static void
read_export(const char *text)
{
	read_text(read_telegram_export, &ingest, text, strlen(text), strlen(text), LIMIT);
}

/* Reads one message of a channel. */
static const char *
message(const char *members)
{
	struct buf text = {0};

	buf_addf(&text, "{\"name\":\"N\",\"type\":\"public_channel\",\"id\":9,\"messages\":[{%s}]}", members);
	read_export(buf_str(&text));
	buf_free(&text);
	return buf_str(&caught.records);
}

static bool
has(const char *part)
{
	return strstr(buf_str(&caught.records), part) != NULL;
}

static void
check_has(const char *part, const char *name)
{
	check(has(part), "%s", name);
	if (!has(part))
		printf("#  no %s\n#  in %s# %s", part, buf_str(&caught.records), buf_str(&caught.problems));
}

/* Section 1.11 of the input page. */
static void
test_minimal(void)
{
	message("\"id\":77,\"type\":\"message\",\"date\":\"2024-01-03T11:00:05\",\"date_unixtime\":\"1704268805\","
	        "\"edited\":\"2024-01-03T11:02:00\",\"edited_unixtime\":\"1704268920\","
	        "\"from\":\"قناة\",\"from_id\":\"channel1234567890\",\"author\":\"أبو علي\","
	        "\"forwarded_from\":null,\"reply_to_message_id\":70,"
	        "\"photo\":\"(File not included. Change data exporting settings to download.)\","
	        "\"photo_file_size\":81234,\"width\":1280,\"height\":720,"
	        "\"text\":[\"ذكرى \",{\"type\":\"bold\",\"text\":\"قــاسم سليماني\"},\"\\n\","
	        "{\"type\":\"text_link\",\"text\":\"المصدر\",\"href\":\"https://example.org/a?b=1&c=2\"},\"\"],"
	        "\"text_entities\":[{\"type\":\"plain\",\"text\":\"ذكرى \"},{\"type\":\"bold\",\"text\":\"قــاسم سليماني\"},"
	        "{\"type\":\"plain\",\"text\":\"\\n\"},"
	        "{\"type\":\"text_link\",\"text\":\"المصدر\",\"href\":\"https://example.org/a?b=1&c=2\"},"
	        "{\"type\":\"plain\",\"text\":\"\"}]");
	check_has("{\"id\":\"tg:9/77\",\"url\":\"https://t.me/c/9/77\",\"content_text\":"
	          "\"ذكرى قــاسم سليماني\\nالمصدر\",\"date_published\":\"2024-01-03T08:00:05Z\","
	          "\"date_modified\":\"2024-01-03T08:02:00Z\"",
	          "identity, text and dates of the minimal message");
	check_has("\"_links\":[{\"url\":\"https://example.org/a?b=1&c=2\",\"text\":\"المصدر\",\"start\":20,\"end\":26}]",
	          "a hidden link lies on its text, in code points");
	check_has("\"attachments\":[{\"size_in_bytes\":81234,\"_kind\":\"photo\",\"_width\":1280,\"_height\":720}]",
	          "a photo that was not exported has no path");
	check_has("\"forwarded_from\":null", "a forward from an unknown name is a forward");
	check_has("\"reply_to\":\"tg:9/70\"", "a reply names the other record");
	check_has("\"authors\":[{\"name\":\"قناة\"},{\"name\":\"أبو علي\"}]", "channel and signature are authors");
	check_has("\"entities\":[{\"type\":\"bold\",\"start\":5,\"end\":19},{\"type\":\"text_link\",\"start\":20,"
	          "\"end\":26,\"href\":\"https://example.org/a?b=1&c=2\"}]",
	          "entities have their places");
	check(!has("text-mismatch"), "text and text_entities agree");
}

static void
test_text_forms(void)
{
	message("\"id\":1,\"type\":\"message\",\"text\":\"  plain \\n\"");
	check_has("\"content_text\":\"  plain \\n\"", "text is not trimmed");
	message("\"id\":1,\"type\":\"message\",\"text\":[\"a \",{\"type\":\"link\",\"text\":\"example.com/x\"},\"\"]");
	check_has("\"_links\":[{\"url\":\"http://example.com/x\",\"text\":\"example.com/x\",\"start\":2,\"end\":15}]",
	          "without text_entities links come from text, and get a scheme");
	message("\"id\":1,\"type\":\"message\",\"text\":\"b\",\"text_entities\":[{\"type\":\"plain\",\"text\":\"a\"}]");
	check_has("\"text\":\"b\"", "where the two differ both are kept");
	check_has("\"repairs\":[\"text-mismatch\"]", "and that is said");
	message("\"id\":1,\"type\":\"message\",\"text\":[{\"type\":\"mention_name\",\"text\":\"A\",\"user_id\":12345678901234567890}]");
	check_has("\"user_id\":\"12345678901234567890\"", "a number that names someone becomes a string");
	message("\"id\":1,\"type\":\"message\",\"text\":[1,null,[],{\"type\":\"bold\"},{\"text\":\"x\"},\"y\"]");
	check_has("\"content_text\":\"xy\"", "parts of a wrong type do no harm");
	message("\"id\":1,\"type\":\"message\",\"text\":\"\",\"text_entities\":[]");
	check(!has("content_text"), "no text, no member");
}

static void
test_extra_text(void)
{
	message("\"id\":1,\"type\":\"message\",\"poll\":{\"question\":[\"Wh\",{\"type\":\"bold\",\"text\":\"o\"},\"?\"],"
	        "\"closed\":false,\"total_voters\":3,\"answers\":[{\"text\":\"A\",\"voters\":1},{\"text\":[\"B\"]}]},\"text\":\"\"");
	check_has("\"summary\":\"Who?\\nA\\nB\"", "a poll is text, in its old and its new form");
	check_has("\"raw\":{\"poll\":{\"question\":[", "and is kept as it is");
	message("\"id\":1,\"type\":\"message\",\"file\":\"files/plan.pdf\",\"file_name\":\"plan.pdf\",\"file_size\":5,"
	        "\"mime_type\":\"application/pdf\",\"text\":\"t\",\"inline_bot_buttons\":[[{\"type\":\"url\",\"text\":\"Go\","
	        "\"data\":\"https://x.org/\"},{\"type\":\"callback\",\"text\":\"Vote\",\"data\":\"\"}]]");
	check_has("\"content_text\":\"t\",\"summary\":\"plan.pdf\\nGo\\nVote\"", "names of files and buttons are searched");
	check_has("{\"path\":\"files/plan.pdf\",\"mime_type\":\"application/pdf\",\"title\":\"plan.pdf\",\"size_in_bytes\":5,\"_kind\":\"file\"}",
	          "a file is an attachment");
	check_has("\"_links\":[{\"url\":\"https://x.org/\",\"text\":\"Go\"}]", "a button's address is a link");
	message("\"id\":1,\"type\":\"message\",\"place_name\":\"Port\",\"address\":\"Quay 1\",\"todo_list\":{\"title\":\"T\","
	        "\"answers\":[{\"text\":\"one\",\"id\":1}]},\"text\":\"\"");
	check_has("\"summary\":\"Port\\nQuay 1\\nT\\none\"", "so are places and lists of things to do");
}

static void
test_service(void)
{
	message("\"id\":1,\"type\":\"service\",\"date_unixtime\":\"1700533596\",\"actor\":\"A\",\"actor_id\":\"user5\","
	        "\"action\":\"invite_members\",\"members\":[\"B\",null,\"C\"],\"text\":\"\",\"text_entities\":[]");
	check_has("\"service\":\"invite_members\"", "a service message is a record");
	check_has("\"summary\":\"B\\nC\"", "with the names in it");
	check_has("\"authors\":[{\"name\":\"A\"}]", "by its actor");
	message("\"id\":1,\"type\":\"service\",\"action\":\"send_webview_data\",\"text\":\"Order\",\"text\":\"\",\"text_entities\":[]");
	check_has("\"content_text\":\"Order\"", "of a member that is written twice the one with text counts");
	check(caught.problem_count == 0, "and the message is not refused");
	message("\"id\":1,\"type\":\"service\",\"information_text\":\"custom\",\"text\":\"\"");
	check_has("\"service\":\"custom_action\"", "an action without a name has one");
	message("\"id\":1,\"type\":\"service\",\"action\":\"new_thing\",\"what\":[1, 2.50,\n {\"a\": \"b \\u2028\"}]");
	check_has("\"raw\":{\"what\":[1,2.50,{\"a\":\"b \\u2028\"}]}", "what is not known is kept on one line");
}

static void
test_dates(void)
{
	message("\"id\":1,\"type\":\"message\",\"date\":\"2021-05-01T10:00:00\",\"text\":\"a\"");
	check(!has("date_published"), "local time alone is no date");
	check_has("\"date\":\"2021-05-01T10:00:00\",\"date_tz\":\"unknown\"", "but it is kept");
	ingest.options.has_zone = true;
	ingest.options.zone = 7200;
	message("\"id\":1,\"type\":\"message\",\"date\":\"2021-05-01T10:00:00\",\"text\":\"a\"");
	check_has("\"date_published\":\"2021-05-01T08:00:00Z\"", "with --assume-tz it is one");
	message("\"id\":1,\"type\":\"message\",\"date\":\"1970-01-01T03:00:00\",\"date_unixtime\":\"0\",\"text\":\"\"");
	check(!has("date_published"), "the date 0 is none");
	check_has("\"deleted\":true", "and marks what was deleted");
	ingest.options.has_zone = false;
	message("\"id\":1,\"type\":\"unsupported\"");
	check_has("{\"id\":\"tg:9/1\",\"url\":\"https://t.me/c/9/1\",\"_source\":{", "what is unsupported is told of");
	check_has("\"type\":\"unsupported\"", "as such");
	message("\"id\":-5,\"type\":\"message\",\"text\":\"a\"");
	check_has("{\"id\":\"tg:9/-5\",\"content_text\"", "a negative id has no address");
	message("\"type\":\"message\",\"text\":\"a\"");
	check_has("\"id_rule\":\"text\"", "a message without an id gets one from its text");
}

/* Acceptance test 1 of the input page. */
static void
test_damage(void)
{
	read_export("{\"name\":\"N\",\"type\":\"private_group\",\"id\":9,\"messages\":["
	            "{\"id\":1,\"text\":\"a\",\"inline_bot_buttons\":[[{\"type\":\"callback\",\"text\":\"b\\x01\"}]]},"
	            "{\"id\":2,\"text\":\"c\\\\x01\"},"
	            "{\"id\":3,\"text\":\"d\\ud83d\"},"
	            "{\"id\":4,\"text\":\"e\\u0000f\"},"
	            "{\"id\":5,\"text\":\"g\xFFh\ti\"},"
	            "{\"id\":6,\"text\":\"\\ud83d\\ude00\"}]}");
	check(caught.record_count == 6 && caught.problem_count == 0, "all damaged messages survive");
	check_has("b\\u0001", "a hexadecimal escape is mended");
	check_has("\"repairs\":[\"json-hex-escape\"]", "and named");
	check_has("c\\\\x01", "an escaped backslash before x01 is none");
	check_has("d\xEF\xBF\xBD", "half a surrogate pair becomes U+FFFD");
	check_has("\"repairs\":[\"lone-surrogate\"]", "and is named");
	check_has("e\xEF\xBF\xBD" "f", "so does NUL");
	check_has("\"repairs\":[\"nul\"]", "and is named");
	check_has("g\xEF\xBF\xBDh\\ti", "so does a byte that is no UTF-8; a raw tab stays one");
	check_has("\"repairs\":[\"invalid-utf8\",\"control-character\"]", "and both are named");
	check_has("\"\xF0\x9F\x98\x80\"", "a whole pair is left alone");
	check(!has("\"url\""), "messages of a group have no address");
}

static void
check_broken(const char *broken, const char *layout, const char *name)
{
	struct buf text = {0};
	bool ok;

	buf_addf(&text, "{%s\"name\": \"N\",%s\"id\": 9,%s\"messages\": [%s", layout, layout, layout, layout);
	buf_addf(&text, " {%s  \"id\": 1,%s  \"text\": \"first\"%s },%s", layout, layout, layout, layout);
	buf_addf(&text, " {%s  %s%s },%s", layout, broken, layout, layout);
	buf_addf(&text, " {%s  \"id\": 3,%s  \"text\": \"third\"%s },%s", layout, layout, layout, layout);
	buf_addf(&text, " {%s  \"id\": 4,%s  \"text\": \"fourth\"%s }%s]%s}", layout, layout, layout, layout, layout);
	read_text(read_telegram_export, &ingest, text.data, text.len, text.len, LIMIT);
	ok = caught.record_count == 3 && caught.problem_count == 1 && has("\"first\"") && has("\"third\"")
	     && has("\"fourth\"");
	check(ok, "%s costs one message%s", name, *layout ? "" : ", on one line too");
	if (!ok)
		printf("# %zu records, %s# rejects: %s\n", caught.record_count, buf_str(&caught.problems),
		       buf_str(&caught.rejects));
	buf_free(&text);
}

static void
test_broken(void)
{
	static const struct {
		const char *message, *name;
	} broken[] = {
		{"\"id\": 2, \"text\": \"b", "a quote that is missing"},
		{"\"id\": 2, \"text\": b\"", "a quote too many"},
		{"\"id\": 2, \"text\": \"b\", \"x\": {", "a brace that is missing"},
		{"\"id\": 2, \"text\": [\"b\"", "a bracket that is missing"},
		{"\"id\": 2, \"text\": bad", "a word that is no value"},
		{"\"id\": 2, \"text\": \"b\\q\"", "an escape that is none"},
		{"\"id\": 2, \"text\": \"b\" \"c\"", "a comma that is missing"},
	};

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		check_broken(broken[i].message, "\n", broken[i].name);
		check_broken(broken[i].message, "", broken[i].name);
	}
}

static void
test_long(void)
{
	struct buf text = {0};

	buf_adds(&text, "{\"id\":9,\"messages\":[{\"id\":1,\"text\":\"a\"},{\"id\":2,\"text\":\"");
	for (int i = 0; i < 300000; i++)
		buf_adds(&text, "x{\\\"");
	buf_adds(&text, "\"},{\"id\":3,\"text\":\"c\"}]}");
	read_text(read_telegram_export, &ingest, text.data, text.len, 100, LIMIT);
	check(caught.record_count == 2 && caught.problem_count == 1, "a message over the limit costs itself");
	check_string(buf_str(&caught.problems), "0:41: message longer than --max-record\n", "and is told of");
	check(caught.rejects.len == 300000 * 4 + 18 + 1 && strncmp(caught.rejects.data, "{\"id\":2,", 8) == 0,
	      "and all of it is kept");
	buf_clear(&text);
	for (int i = 0; i < 5000; i++) /* each would swallow all others */
		buf_adds(&text, i == 0 ? "{\"id\":9,\"messages\":[" : "{\"id\":1,\"x\":{\"text\":\"a\"},");
	read_text(read_telegram_export, &ingest, text.data, text.len, 64, LIMIT);
	check(caught.problem_count == 4999, "messages without an end are told of one by one");
	buf_free(&text);
}

static const char account[] =
	"{\n \"about\": \"Here is {\\\"messages\\\": []}\",\n"
	" \"personal_information\": {\n  \"user_id\": 5,\n  \"name\": \"X\",\n  \"messages\": []\n },\n"
	" \"contacts\": {\n  \"list\": [\n   {\n    \"id\": 1\n   }\n  ]\n },\n"
	" \"chats\": {\n  \"about\": \"...\",\n  \"list\": [\n"
	"   {\n    \"name\": \"A\",\n    \"type\": \"private_channel\",\n    \"id\": 11,\n    \"messages\": [\n"
	"     {\n      \"id\": 1,\n      \"text\": \"one\"\n     }\n    ]\n   },\n"
	"   {\n    \"type\": \"saved_messages\",\n    \"id\": 12,\n    \"messages\": [\n"
	"     {\n      \"id\": 2,\n      \"text\": \"two\"\n     }\n    ]\n   }\n  ]\n },\n"
	" \"left_chats\": {\n  \"list\": [\n"
	"   {\n    \"name\": null,\n    \"type\": null,\n    \"id\": 13,\n    \"messages\": [\n"
	"     {\n      \"id\": 3,\n      \"text\": \"three\"\n     }\n    ]\n   }\n  ]\n }\n}\n";

static void
test_account(void)
{
	read_export(account);
	check(caught.record_count == 3 && caught.problem_count == 0, "all chats of an account are read");
	check_has("{\"id\":\"tg:11/1\",\"url\":\"https://t.me/c/11/1\",\"content_text\":\"one\"", "a channel's message");
	check_has("{\"id\":\"tg:12/2\",\"content_text\":\"two\",\"_source\":{\"kind\":\"telegram-export\",\"channel_id\":\"12\"",
	          "one of a chat without a name does not inherit another's");
	check_has("{\"id\":\"tg:13/3\"", "one of a chat that was left");
}

/* An export as Telegram Desktop lays it out. */
static void
make_export(struct buf *text, int count)
{
	buf_adds(text, "{\n \"name\": \"Channel\",\n \"type\": \"public_channel\",\n \"id\": 42,\n \"messages\": [");
	for (int i = 1; i <= count; i++)
		buf_addf(text, "%s\n  {\n   \"id\": %d,\n   \"type\": \"message\",\n   \"date_unixtime\": \"%d\",\n"
		         "   \"text\": [\n    \"a \\\\ {[\\\" %d\",\n    {\n     \"type\": \"bold\",\n     \"text\": \"ب%s\"\n    }\n   ]\n  }",
		         i > 1 ? "," : "", i, 1700000000 + i, i, i % 3 == 0 ? "\\x01" : "");
	buf_adds(text, "\n ]\n}");
}

/* Acceptance test 5 of the input page. */
static void
test_cut(void)
{
	struct buf text = {0}, whole = {0};
	bool prefix = true, said = true;
	size_t most = 0;

	make_export(&text, 20);
	read_text(read_telegram_export, &ingest, text.data, text.len, text.len, LIMIT);
	check(caught.record_count == 20 && caught.problem_count == 0, "the whole export is read");
	buf_add(&whole, caught.records.data, caught.records.len);
	for (size_t n = 0; n < text.len; n++) {
		read_text(read_telegram_export, &ingest, text.data, n, n, LIMIT);
		prefix &= caught.records.len <= whole.len
		          && memcmp(caught.records.data ? caught.records.data : "", whole.data, caught.records.len) == 0;
		prefix &= caught.record_count >= most;
		most = caught.record_count;
		said &= caught.problem_count == 1;
	}
	check(prefix, "cut at every byte it gives a beginning of the whole output");
	check(said, "and says each time that it was cut");
	check(most == 20, "complete messages are given without the end");
	buf_free(&text);
	buf_free(&whole);
}

static void
test_pieces(void)
{
	struct buf text = {0}, whole = {0};
	bool same = true;

	make_export(&text, 5);
	read_text(read_telegram_export, &ingest, text.data, text.len, text.len, LIMIT);
	buf_add(&whole, caught.records.data, caught.records.len);
	for (size_t head = 0; head < text.len; head++) {
		read_text(read_telegram_export, &ingest, text.data, text.len, head, LIMIT);
		same &= caught.records.len == whole.len && caught.problem_count == 0
		        && memcmp(caught.records.data, whole.data, whole.len) == 0;
	}
	check(same, "in whatever two pieces it comes, the output is the same");
	buf_free(&text);
	buf_free(&whole);
}

static void
test_other_documents(void)
{
	static const char *const others[] = {"", "[]", "{", "x", "{\"messages\":{}}x", "{\"messages\":[1]}",
	                                     "{\"chats\":{\"list\":[1]}}", "{\"a\"}", "{\"messages\":[}"};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		read_export(others[i]);
		check(caught.record_count == 0 && caught.problem_count == 1, "'%s' is told to be no export",
		      others[i]);
	}
	read_export("\xEF\xBB\xBF{\"id\":1,\"messages\":[]}\n");
	check(caught.problem_count == 0, "an empty export with a BOM is fine");
}

int
main(void)
{
	test_minimal();
	test_text_forms();
	test_extra_text();
	test_service();
	test_dates();
	test_damage();
	test_broken();
	test_long();
	test_account();
	test_cut();
	test_pieces();
	test_other_documents();
	ingest_free(&ingest);
	caught_free();
	return check_done();
}
