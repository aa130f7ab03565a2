#include "filters/ingest/sniff.h"

#include <string.h>

#include "common/buf.h"
#include "tests/unit/check.h"

#define PADDING "                                                                                "

/* want: a format's name, "empty", "more", or the beginning of what is said. */
static const struct {
	const char *name, *text, *whole, *part;
} cases[] = {
	{"nothing", "", "empty", "more"},
	{"blank lines", "\n\n  \n", "empty", "more"},
	{"RSS", "<?xml version=\"1.0\"?>\n<!-- <html> -->\n<rss version=\"2.0\">", "feed", "feed"},
	{"Atom with a DTD", "<!DOCTYPE x [<!ENTITY a \"b\">]><feed xmlns=\"x\">", "feed", "feed"},
	{"RDF with a prefix", "\xEF\xBB\xBF <rdf:RDF >", "feed", "feed"},
	{"UTF-16", "\xFF\xFE<?xml", "not a format we know", "more"},
	{"a prolog", "<?xml version=\"1.0\"?>", "markup without a root", "more"},
	{"half a root", "<?xml version=\"1.0\"?><rs", "markup, but no feed", "more"},
	{"HTML", "<!doctype html><html>", "html", "more"},
	{"a page without a type", "\n<HTML lang=ar>\n<head>", "html", "more"},
	{"a page with a comment", "<!-- saved from url=(0014)about:internet -->\n<html>", "html", "more"},
	{"XHTML", "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"x\"><html xmlns=\"x\">",
	 "html", "more"},
	{"a fragment", "<p>Some text</p><p>More</p>", "html", "more"},
	{"a type and text", "<!DOCTYPE html>\nhello", "html", "html"},
	{"a type and an element of its own", "<!DOCTYPE html>\n<x-app></x-app>", "html", "more"},
	{"another vocabulary", "<opml version=\"2.0\"><head>", "a list of feeds", "a list of feeds"},
	{"a page of t.me", "<!DOCTYPE html><html><body class='widget tgme_webpreview'>", "telegram-web", "telegram-web"},
	{"a post of t.me", "<div data-post=\"a/1\">", "telegram-web", "telegram-web"},
	{"the words in a text", "<html><p>class=\"tgme_x\" data-post=\"a/1\"</p>", "html", "more"},
	{"the words in a value", "<html><p title='class=\"tgme_x\"'>", "html", "more"},
	{"a challenge", "<html><script>window._cf_chl_opt={}</script>", "telegram-web", "telegram-web"},
	{"words of a challenge", "<html><p>_cf_chl_opt</p>", "html", "more"},
	{"messages of Telegram Desktop", "<html><div class=\"message default clearfix\" id=\"message7\">", "telegram-html", "telegram-html"},
	{"a chat of Telegram Desktop", "<html><div class=\"page_wrap\"><div class=\"page_body chat_page\"><div class=\"history\">", "telegram-html", "telegram-html"},
	{"messages of others", "<html><div class=\"message default\" id=\"m7\"><div class=\"history\">", "html", "more"},
	{"an export", "{\n \"name\": \"A\",\n \"messages\": [\n", "telegram", "telegram"},
	{"an export on one line", "{\"name\":\"A\",\"messages\":[{\"id\":1}]}\n", "telegram", "more"},
	{"an account", "{\n \"about\": \"x\",\n \"chats\": {", "telegram", "telegram"},
	{"an account without chats so far", "{\n \"about\": \"x\",\n \"contacts\": {", "telegram", "telegram"},
	{"an object about contacts", "{\n \"contacts\": {},\n\"about\": 1\n}", "json", "more"},
	{"a record", "{\"id\":\"1\",\"content_text\":\"a\"}\n", "jsonl", "jsonl"},
	{"a record without a line end", "{\"id\":\"1\",\"content_text\":\"a\"}", "jsonl", "more"},
	{"two lines, the first with messages", "{\"messages\":[1]}\n{\"messages\":[2]}\n", "jsonl", "jsonl"},
	{"messages deeper down", "{\"a\":{\"messages\":[1]}}\n", "jsonl", "jsonl"},
	{"messages in a string", "{\"a\":\"\\\"messages\\\":[\"}\n", "jsonl", "jsonl"},
	{"JSON Feed on one line", "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[]}\n", "jsonfeed", "jsonfeed"},
	{"a list of numbers", "[1,2]\n", "json", "more"},
	{"a PDF", "%PDF-1.4\n%\n", "a PDF", "a PDF"},
	{"JSON Feed", "{\"version\":\"https://jsonfeed.org/version/1.1\",\n\"items\":[]}", "jsonfeed", "jsonfeed"},
	{"laid out JSON", "{\n \"a\": 1\n}\n", "json", "more"},
	{"an array", "[ {\"a\":1}]", "json", "json"},
	{"text in brackets", "[1] a note and more", "text", "more"},
	{"a mailbox", "From a@b Thu Jan  1 00:00:00 2004\nSubject: x\n", "mbox", "mbox"},
	{"a mailbox's first line", "From a@b Thu Jan  1 00:00:00 2004\n", "mbox", "mbox"},
	{"a sentence", "From here we went on at 10:30 in 2004\nand so on: x\n", "text", "more"},
	{"a message", "Subject: x\r\nMIME-Version: 1.0\r\n\r\ntext", "mail", "mail"},
	{"a message with From and Date", "From: a@b\nDate: x\n\ntext", "mail", "mail"},
	{"a report with a key", "Title: x\nDate: 3 January 2024\n\nText", "text", "more"},
	{"an archive", "WARC/1.1\r\nWARC-Type: warcinfo\r\n", "warc", "warc"},
	{"what is compressed", "\x1F\x8B\b", "compressed with gzip; zcat FILE | ingest", "more"},
	{"a PDF", "%PDF-1.4\n%\xE2\xE3", "a PDF, which is not read; pdftotext", "a PDF, which"},
	{"what looks like sound", "ID3 is how players call what a file of music says of itself.\n", "text", "more"},
	{"an image", "\x89PNG\r\n\x1A\n", "an image (PNG)", "an image (PNG)"},
	{"rich text", "{\\rtf1\\ansi text}", "rich text (RTF)", "rich text (RTF)"},
	{"a list of feeds", "<?xml version='1.0'?><opml version='2.0'><body/></opml>", "a list of feeds (OPML)", "a list of feeds (OPML)"},
	{"a document of an office", "PK\x03\x04\x14[Content_Types].xml", "a document of an office in a zip", "a document of an office in a zip"},
	{"a line that holds a list, without its end", "{\"results\":[{\"id\":1}]}", "json", "more"},
	{"an object that holds a list", "{\n \"count\": 2,\n \"results\": [{\"id\":1}]\n}\n", "json", "more"},
	{"a line that holds a list", "{\"results\":[{\"id\":1}]}\n", "json", "json"},
	{"a record with a list", "{\"content_text\":\"a\",\"items\":[{\"id\":1}]}\n", "jsonl", "jsonl"},
	{"a table", "id,text,date\n1,a,2024\n2,\"b, c\",2023\n", "csv", "more"},
	{"a table with semicolons", "a;b;c\n1;2;3\n4;5;6\n", "csv", "more"},
	{"a table that says its separator", "sep=^\na^b\n1^2\n", "csv", "more"},
	{"prose with commas", "On Monday, it rained, and then\non Tuesday, it snowed, not much\n", "text", "more"},
	{"an sfeed", "1700000000\ttitle\thttp://a.b\ttext\thtml\tid\tme\t\tx|y\n", "sfeed", "sfeed"},
	{"text", "A title\n\nAnd text\t.\r\n\f", "text", "more"},
	{"text with a few bad bytes", PADDING "\xFF" PADDING, "text", "more"},
	{"Cyrillic in windows-1251", "\xCD\xEE\xE2\xEE\xF1\xF2\xE8 \xE8\xE7 \xF0\xE5\xE3\xE8\xEE\xED\xE0", "text", "more"},
	{"letters of nothing", "\xE3\x81 \x8D\x90\xE5 \xFF\xFE \x80\x9D\xE5", "not a format we know", "more"},
	{"a control character", "abcdefgh\x01", "not a format we know", "more"},
};

static const char *
sniffed(const char *text, size_t n, bool whole)
{
	static struct problem problem;
	const struct format *format = NULL;

	problem = (struct problem){0};
	switch (sniff(text, n, whole, &format, &problem)) {
	case SNIFFED:
		return format->name;
	case SNIFFED_EMPTY:
		return "empty";
	case SNIFFED_LITTLE:
		return "more";
	case SNIFFED_NOTHING:
		return problem.text;
	}
	return "broken";
}

static void
check_sniff(const char *text, bool whole, const char *want, const char *name)
{
	const char *got = sniffed(text, strlen(text), whole);
	bool ok = strncmp(got, want, strlen(want)) == 0;

	check(ok, "%s, %s", name, whole ? "whole" : "with more to come");
	if (!ok)
		printf("#  got: %s\n# want: %s\n", got, want);
}

/* Whatever the text is, an answer comes once there is enough of it. */
static void
test_answers(void)
{
	static const char *const units[] = {" ", "{", "{\"a\":\"", "<", "<!--", "<?x?>", "x", "{\"a\":1,", "[", "\n{}"};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		struct buf text = {0};

		while (text.len < SNIFF_MAX)
			buf_adds(&text, units[i]);
		check(strcmp(sniffed(text.data, text.len, false), "more") != 0, "64 KiB of a pattern, number %zu, are enough", i + 1);
		buf_free(&text);
	}
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		check_sniff(cases[i].text, true, cases[i].whole, cases[i].name);
		check_sniff(cases[i].text, false, cases[i].part, cases[i].name);
	}
	check(strcmp(sniffed("\xFF\xFE<\0?\0", 6, true), "feed") == 0, "markup in UTF-16 is a feed");
	check(strcmp(sniffed("\xFF\xFE<\0?\0", 6, false), "more") == 0, "if there is no more of it");
	check(strcmp(sniffed("\xFF\xFE<\0p\0>\0", 8, true), "html") == 0, "or a page, if it begins as one");
	check(strstr(sniffed("\x7F" "ELF\x01", 5, true), "7f 45 4c 46 01") != NULL, "what was seen is shown");
	check(strstr(sniffed("a\0b", 3, true), "-f text") != NULL, "and what would fit");
	check(format_find("auto") == NULL && format_find("atom")->read == format_find("feed")->read,
	      "names of one reader are the same");
	test_answers();
	return check_done();
}
