#include "common/quotes.h"

#include <string.h>

#include "common/buf.h"
#include "tests/unit/check.h"

/* A text, and what of it is quoted, joined by ` | `. */
static const struct {
	const char *name, *text, *quoted;
} table[] = {
	{"English", "He said “we will attack” today", "we will attack"},
	{"English, one in another", "“he said “yes” to me” and left", "he said “yes” to me"},
	{"straight", "He said \"attack\", then \"run\".", "attack | run"},
	{"straight, side by side", "\"a\" \"b\"", "a | b"},
	{"straight, in brackets", "(\"a\")", "a"},
	{"straight, behind a dash", "x — \"a b\" — y", "a b"},
	{"inches open nothing", "a 5\" gun and a 6\" gun", ""},
	{"Hebrew gershayim open nothing", "צה\"ל אמר \"שלום\"", "שלום"},
	{"Hebrew gershayim as a curly mark", "צה”ל ורמטכ”ל", ""},
	{"French, with blanks", "il dit « on attaque » hier", " on attaque "},
	{"French, without blanks, then a full stop", "«a». «b»!", "a | b"},
	{"French, with blanks, then a full stop", "« a ». Puis « b ».", " a  |  b "},
	{"German low and high", "er sagte „wir greifen an“ und ging", "wir greifen an"},
	{"German, English mark inside", "„a “b” c“ d", "a "},
	{"German books", "er sagte »los« und »nun«", "los | nun"},
	{"Swedish", "han sade ”nu” igen", "nu"},
	{"Arabic", "قال «سنهاجم» اليوم", "سنهاجم"},
	{"Arabic, curly, opened by the other mark", "قال ”سنهاجم“ اليوم", "سنهاجم"},
	{"single angles", "‹a› b", "a"},
	{"Hebrew gershayim, but not those of an acronym", "דובר צה״ל: ״תקפנו היום״ בלילה", "תקפנו היום"},
	{"Korean and Chinese angles", "그는 《공격한다》 말했다", "공격한다"},
	{"Japanese", "彼は「攻撃する『今』」と言った", "攻撃する『今』"},
	{"Chinese, curly, between characters", "他说“你好”吧", "你好"},
	{"not closed is no quotation", "He said “attack and left", ""},
	{"a quotation ends with its paragraph at the latest", "“attack\n\nleft” and “run”", "run"},
	{"a line end alone does not end it", "“attack\nleft”", "attack\nleft"},
	{"blank lines may hold blanks", "“attack\n \t\nleft”", ""},
	{"a paragraph separator ends it", "“attack\u2029left”", ""},
	{"a close without an open is nothing", "attack» left", ""},
	{"apostrophes are no marks", "it's the people's “choice”", "choice"},
	{"empty", "", ""},
	{"an empty quotation", "“”", ""},
};

static void
test_table(void)
{
	struct quotes quotes = {0};
	struct buf out = {0};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		quotes_find(&quotes, table[i].text, strlen(table[i].text));
		buf_clear(&out);
		for (size_t j = 0; j < quotes.count; j++)
			buf_addf(&out, "%s%.*s", j > 0 ? " | " : "",
			         (int)(quotes.spans[j].end - quotes.spans[j].start),
			         table[i].text + quotes.spans[j].start);
		check_string(buf_str(&out), table[i].quoted, "%s", table[i].name);
	}
	buf_free(&out);
	quotes_free(&quotes);
}

static void
test_cover(void)
{
	struct quotes quotes = {0};

	quotes_find(&quotes, "a \"bc\" d \"e\"", 12);
	check(quotes_cover(&quotes, 3, 5) && quotes_cover(&quotes, 4, 5), "what lies in a quotation is covered");
	check(quotes_cover(&quotes, 10, 11), "also in the last one");
	check(!quotes_cover(&quotes, 0, 1) && !quotes_cover(&quotes, 7, 8), "what lies outside is not");
	check(!quotes_cover(&quotes, 4, 8) && !quotes_cover(&quotes, 0, 4), "nor what reaches out");
	quotes_free(&quotes);
}

/* Marks that only open: no square of the length. */
static void
test_hostile(void)
{
	struct quotes quotes = {0};
	struct buf text = {0};

	for (size_t i = 0; i < 500000; i++)
		buf_adds(&text, "“a ");
	quotes_find(&quotes, text.data, text.len);
	check(quotes.count == 0, "a million open marks quote nothing");
	buf_clear(&text);
	for (size_t i = 0; i < 500000; i++)
		buf_adds(&text, "“a” ");
	quotes_find(&quotes, text.data, text.len);
	check(quotes.count == 500000, "half a million quotations are found");
	buf_free(&text);
	quotes_free(&quotes);
}

int
main(void)
{
	test_table();
	test_cover();
	test_hostile();
	return check_done();
}
